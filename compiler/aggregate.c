/*
 * aggregate.c - what is found from the elements of a sequence: counts, sums, the least and the
 * greatest, one of them, a place; and whether something is among them. What is carried through a
 * sequence is carry.c's.
 *
 * Each emits the stages of its sequence and one instruction over them. What they give where there
 * is no element, and what statuses of elements come to, is spec/semantics.md, chapter 17.
 */
#include "stream.h"

#include <string.h>

static const qn_wide one = {.lo = 1, .hi = 0};

/* What can go wrong in any sequence: its limit, and what its formulas can be. */
enum { MAY = QN_MAY_CONFLICT | QN_MAY_FAIL };

static uint32_t emit(qn_scope *s, const qn_node *at, qn_op op, unsigned class_, uint32_t seq,
                     uint32_t more)
{
    uint32_t blame = qn_blame(s, at);
    uint32_t reg = qn_emit_new(&s->c->builder, op, class_, seq, more, 0);
    s->c->builder.blame = blame;
    return reg;
}

/* ---- counts and sums */

static qn_operand count_of(qn_scope *s, const qn_node *at, const qn_stream *stream)
{
    return qn_whole_register(s->c->integer, emit(s, at, OP_COUNT, QN_CLASS_I, stream->seq, 0), 0,
                             stream->limit, MAY);
}

/* What the sum of so many such elements can be, and how it is held. */
static qn_operand range_of_total(const qn_operand *x, uint32_t limit)
{
    qn_operand r = {.type = x->type, .den = x->den, .grain = x->grain, .may = MAY};
    qn_rational many = qn_rational_from_i64(limit), zero = qn_rational_from_i64(0);
    r.has_low = x->has_low && qn_rational_mul(x->low, many, &r.low) == QN_ARITH_OK;
    r.has_high = x->has_high && qn_rational_mul(x->high, many, &r.high) == QN_ARITH_OK;
    if (r.has_low && qn_rational_sign(r.low) > 0)
        r.low = zero;
    if (r.has_high && qn_rational_sign(r.high) < 0)
        r.high = zero;
    r.class_ = x->class_ == QN_CLASS_Q ? QN_CLASS_Q : qn_class_for(&r, x->den);
    if (r.class_ < x->class_) /* a wider register is not made narrower */
        r.class_ = x->class_;
    if (r.class_ == QN_CLASS_Q)
        r.den = one;
    return r;
}

/* Elements must be there and be numbers; what they are is said at the formula. */
static bool are_numbers(qn_scope *s, const qn_stream *stream, const qn_node *at)
{
    qn_operand x = qn_present(s, stream->element, at);
    if (qn_is_failed(&x))
        return false;
    if (qn_type_is_number(x.type))
        return true;
    qn_report(s, QN_Q0606, at, 2, qn_type_words(s->c, x.type), "sum up numbers");
    return false;
}

static qn_operand total_of(qn_scope *s, const qn_node *at, qn_stream *stream)
{
    if (!are_numbers(s, stream, at))
        return qn_failed(s);
    qn_operand r = range_of_total(&stream->element, stream->limit);
    if (r.class_ != stream->element.class_ || !qn_wide_equal(r.den, stream->element.den))
        if (!qn_convert(s, at, r.type, &r, stream))
            return qn_failed(s);
    r.reg = emit(s, at, OP_TOTAL, (unsigned)r.class_, stream->seq, 0);
    return r;
}

/* Whether a type has one of a unit behind `per`: summed over it, the unit is gone. */
static bool is_per(const qn_type *type, const qn_type *unit)
{
    for (uint32_t i = 0; unit && i < type->dimension.count; i++)
        if (type->dimension.factor[i].base == unit->dimension.factor[0].base)
            return type->dimension.factor[i].power == -1;
    return false;
}

/* The sum of rates over the units that they are rates of: so much per day, for each day. */
static qn_operand sum_of(qn_scope *s, const qn_node *at, qn_stream *stream)
{
    qn_operand x = total_of(s, at, stream);
    if (qn_is_failed(&x) || !is_per(x.type, stream->per))
        return x;
    qn_operand unit = qn_number(&s->c->builder, stream->per, stream->per->factor);
    qn_dimension d;
    if (!qn_dimension_multiply(&x.type->dimension, &stream->per->dimension, 1, &d))
        return qn_failed(s);
    const qn_type *type = qn_type_of_dimension(s, &d);
    x = qn_multiply(&s->c->builder, &x, &unit);
    x.type = type;
    return x;
}

/* None of nothing; else the sum divided by the count, of one and the same sequence. Where it is
 * open how many there are, the status of the sum counts as well: an error goes before it. */
static qn_operand average_of(qn_scope *s, const qn_node *at, qn_stream *stream)
{
    qn_builder *b = &s->c->builder;
    qn_operand total = total_of(s, at, stream), zero = qn_integer(b, s->c->integer, 0);
    if (qn_is_failed(&total))
        return total;
    qn_operand count = count_of(s, at, stream);
    qn_operand nothing = qn_compare(b, s->c->boolean, QN_EQUAL_TO, &count, &zero);
    qn_operand summed = qn_compare(b, s->c->boolean, QN_AT_MOST, &total, &total); /* yes */
    nothing = qn_compare(b, s->c->boolean, QN_EQUAL_TO, &nothing, &summed);
    uint32_t blame = qn_blame(s, at), site = b->blame;
    qn_operand quotient = qn_divide(b, &total, &count);
    b->blame = blame;
    qn_operand none = qn_status_constant(b, total.type, QN_NONE, site);
    quotient.type =
        total.type->kind == QN_KIND_INTEGER || total.type->bare ? s->c->number : total.type;
    quotient.has_low = stream->element.has_low;
    quotient.low = stream->element.low;
    quotient.has_high = stream->element.has_high;
    quotient.high = stream->element.high;
    qn_operand r = qn_select(b, &nothing, &none, &quotient);
    r.type = quotient.type;
    r.may |= MAY;
    return r;
}

/* ---- one of the elements */

static qn_operand one_of(qn_scope *s, const qn_node *at, qn_op op, const qn_stream *stream)
{
    qn_operand x = stream->element;
    if ((op == OP_LEAST || op == OP_MOST)) {
        qn_operand present = qn_present(s, x, at);
        if (qn_is_failed(&present))
            return present;
        if (!qn_type_is_number(x.type) && x.type->kind != QN_KIND_DATE &&
            x.type->kind != QN_KIND_CLOCK) {
            qn_report(s, QN_Q0606, at, 2, qn_type_words(s->c, x.type), "compare numbers or dates");
            return qn_failed(s);
        }
    }
    x.reg = emit(s, at, op, (unsigned)x.class_, stream->seq, 0);
    x.may |= MAY | QN_MAY_BE_NONE;
    return x;
}

/* any and all: of a condition on each element, or of elements that are yes or no. */
static qn_operand verdict(qn_scope *s, const qn_node *at, qn_op op, const qn_stream *stream)
{
    qn_operand x = qn_present(s, stream->element, at);
    if (qn_is_failed(&x))
        return x;
    if (x.type->kind != QN_KIND_BOOLEAN) {
        qn_report(s, QN_Q0929, at, 1, op == OP_ANY ? "any" : "all");
        return qn_failed(s);
    }
    return qn_whole_register(s->c->boolean, emit(s, at, op, QN_CLASS_I, stream->seq, 0), 0, 1, MAY);
}

/* ---- aggregates */

/* `any of L where C` asks C of each element. */
static bool ask_each(qn_scope *s, const qn_node *condition, qn_stream *io)
{
    qn_stream source = *io;
    qn_local local = {.outer = s->locals, .value = source.element};
    qn_open_loop loop;
    qn_loop_open(s, &loop);
    qn_scope in = *s;
    in.locals = &local;
    in.leaves = NULL;
    qn_operand holds = qn_condition(&in, condition);
    return qn_map(s, condition, &source, &loop, NULL, NULL, &holds, io);
}

/* `sum of L.field where C`: the condition is about the elements of L. */
static bool filtered_field(qn_scope *s, const qn_node *dot, const qn_node *where, qn_stream *out)
{
    const qn_node *of = dot->kid[AST_DOT_OF], *name = dot->kid[AST_DOT_NAME];
    qn_stream source;
    qn_open_loop loop;
    if (!qn_stream_of(s, of, &source))
        return false;
    qn_operand *number = qn_arena_take(&s->c->arena, sizeof *number);
    if (!number)
        return false;
    *number = qn_counter(s, 0, source.limit ? source.limit - 1 : 0);
    qn_numbered count = {s->numbers, *number, source.limit};
    qn_local local = {.outer = s->locals, .value = source.element};
    qn_loop_open(s, &loop);
    qn_scope in = *s;
    in.locals = &local;
    in.leaves = NULL;
    in.numbers = &count;
    qn_operand holds = qn_condition(&in, where);
    qn_operand x = qn_field_of(&in, &source.element, name);
    return qn_map(s, dot, &source, &loop, number, &holds, &x, out);
}

/* Whether the part before the dot of `L.field` is a list. */
static bool is_field_of_list(qn_scope *s, const qn_node *node)
{
    if (node->kind != AST_DOT || (!qn_leftmost_local(s, node) && qn_find(s->module, node)))
        return false;
    if (qn_is_sequence_node(node->kid[AST_DOT_OF]))
        return true;
    qn_operand x = qn_formula(s, node->kid[AST_DOT_OF], NULL);
    return !qn_is_failed(&x) && x.type->kind == QN_KIND_LIST;
}

static qn_operand aggregate(qn_scope *s, const qn_node *node)
{
    const qn_node *sequence = node->kid[AST_AGGREGATE_SEQUENCE];
    const qn_node *where = node->kid[AST_AGGREGATE_WHERE];
    bool asks = node->op == AST_OP_ANY || node->op == AST_OP_ALL;
    qn_stream stream;
    bool sound =
        where && !asks && is_field_of_list(s, sequence)
            ? filtered_field(s, sequence, where, &stream)
            : qn_stream_of(s, sequence, &stream) &&
                  (!where || (asks ? ask_each(s, where, &stream) : qn_filter(s, where, &stream)));
    if (!sound)
        return qn_failed(s);
    switch (node->op) {
    case AST_OP_COUNT:
        return count_of(s, node, &stream);
    case AST_OP_SUM:
        return sum_of(s, node, &stream);
    case AST_OP_AVERAGE:
        return average_of(s, node, &stream);
    case AST_OP_LOWEST:
        return one_of(s, node, OP_LEAST, &stream);
    case AST_OP_HIGHEST:
        return one_of(s, node, OP_MOST, &stream);
    case AST_OP_ANY:
        return verdict(s, node, OP_ANY, &stream);
    default:
        return verdict(s, node, OP_ALL, &stream);
    }
}

/* ---- places and elements before */

static const qn_local *element_named(qn_scope *s, const qn_node *node)
{
    const qn_local *local = node->kind == AST_NAME ? qn_local_find(s, node->text) : NULL;
    if (!local || !local->name)
        qn_report(s, QN_Q0932, node, 1, qn_node_source(s->c, node, 60));
    return local && local->name ? local : NULL;
}

static qn_operand position(qn_scope *s, const qn_node *node)
{
    const qn_node *name = node->kid[AST_PART_VALUE];
    const qn_local *local = element_named(s, name);
    qn_operand first = qn_integer(&s->c->builder, s->c->integer, 1);
    if (local && !local->position)
        qn_report(s, QN_Q0940, name, 1, local->name);
    if (!local || !local->position)
        return qn_failed(s);
    qn_operand x = qn_add(&s->c->builder, local->position, &first);
    x.type = s->c->integer;
    return x;
}

static qn_operand previous(qn_scope *s, const qn_node *node)
{
    const qn_node *name = node->kid[AST_PART_VALUE];
    const qn_local *local = element_named(s, name);
    if (local && !local->before)
        qn_report(s, QN_Q0940, name, 1, local->name);
    return local && local->before ? *local->before : qn_failed(s);
}

static qn_operand rank(qn_scope *s, const qn_node *node)
{
    const qn_node *name = node->kid[AST_RANK_NAME];
    const qn_local *local = element_named(s, name);
    qn_stream stream;
    if (!local || !qn_stream_of(s, node->kid[AST_RANK_SEQUENCE], &stream))
        return qn_failed(s);
    qn_operand x = qn_give(s, local->value, stream.element.type, name);
    if (qn_is_failed(&x))
        return x;
    uint32_t value = qn_register(&s->c->builder, &x, stream.element.class_, stream.element.den);
    uint32_t reg = emit(s, node, OP_PLACE, (unsigned)stream.element.class_, stream.seq, value);
    return qn_whole_register(s->c->integer, reg, 1, stream.limit, MAY);
}

qn_operand qn_is_element(qn_scope *s, const qn_operand *x, const qn_node *list)
{
    qn_stream source;
    qn_open_loop loop;
    if (!qn_stream_of(s, list, &source))
        return qn_failed(s);
    qn_loop_open(s, &loop);
    qn_operand y = qn_present(s, source.element, list);
    y = qn_give(s, y, x->type, list);
    qn_operand holds =
        qn_is_failed(&y) ? y : qn_compare(&s->c->builder, s->c->boolean, QN_EQUAL_TO, x, &y);
    if (!qn_map(s, list, &source, &loop, NULL, NULL, &holds, &source))
        return qn_failed(s);
    return qn_whole_register(s->c->boolean, emit(s, list, OP_ANY, QN_CLASS_I, source.seq, 0), 0, 1,
                             MAY | x->may);
}

qn_operand qn_all_of_stream(qn_scope *s, const qn_stream *stream, const qn_node *at)
{
    return verdict(s, at, OP_ALL, stream);
}

qn_operand qn_gather(qn_scope *s, const qn_operand *list, const qn_node *at)
{
    qn_stream stream;
    if (!qn_stream_of_value(s, list, at, &stream))
        return qn_failed(s);
    return qn_gather_stream(s, &stream, at);
}

qn_operand qn_gather_stream(qn_scope *s, const qn_stream *stream, const qn_node *at)
{
    qn_operand x = qn_whole_register(
        qn_list_type(s->c, stream->element.type, stream->limit ? stream->limit : 1),
        emit(s, at, OP_GATHER, QN_CLASS_I, stream->seq, 0), 0, stream->limit, MAY);
    return x;
}

qn_operand qn_formula_list(qn_scope *s, const qn_node *node)
{
    qn_stream stream;
    if (s->constant) {
        qn_report(s, QN_Q0610, node, 0);
        return qn_failed(s);
    }
    switch (node->kind) {
    case AST_AGGREGATE:
        return aggregate(s, node);
    case AST_CARRY:
        return qn_carry_to_end(s, node);
    case AST_RANK:
        return rank(s, node);
    case AST_PICK:
        if (!qn_stream_of(s, node->kid[AST_PICK_SEQUENCE], &stream))
            return qn_failed(s);
        return one_of(s, node, node->op == AST_OP_LAST ? OP_TAIL : OP_HEAD, &stream);
    default:
        return node->op == AST_OP_POSITION ? position(s, node) : previous(s, node);
    }
}
