/*
 * carry.c - `carry`: values that are handed from element to element of a sequence, each found from
 * the ones before.
 *
 * What is carried stands in registers of its own, which the stage CARRY moves on when the code for
 * an element has been run. Several names are carried at once, a number as a ratio, since nobody can
 * say how large it becomes, a list in cells that grow. See spec/semantics.md, chapter 17.
 */
#include "stream.h"

#include <string.h>

static const qn_wide one = {.lo = 1, .hi = 0};

/* What is carried by one `carry`, on the way from its words to its stage. words: the triples of the
 * stage, a register, its first value and its next one. */
typedef struct carrier {
    qn_scope *s;
    const qn_node *node;
    uint32_t count;
    const char *name[QN_CARRIED_MAX];
    qn_operand state[QN_CARRIED_MAX];
    uint32_t first_cell[QN_CARRIED_MAX];
    uint32_t words[3 * QN_CARRIED_MAX];
    qn_stream source;
    qn_local drawn;
    qn_local local[QN_CARRIED_MAX];
} carrier;

/* What is carried as a register of its own: a number as a ratio, which any number fits. */
static qn_operand state_of(qn_scope *s, const qn_operand *first)
{
    qn_operand x = qn_any_of(s, first->type);
    x.grain = first->grain;
    if (qn_type_is_number(first->type)) {
        x.class_ = QN_CLASS_Q;
        if (first->type->bare)
            x.type = s->c->number;
    }
    x.may = first->may & QN_MAY_BE_NONE;
    return qn_parameter(s, &x);
}

/* The first formula that is put behind a list of that name, or NULL. */
static const qn_node *first_added(const qn_node *node, const char *name)
{
    const qn_node *found = NULL;
    if (!node)
        return NULL;
    if (node->kind == AST_AND && node->kid[0]->kind == AST_NAME &&
        !strcmp(node->kid[0]->text, name))
        return node->kid[1];
    for (uint32_t i = 0; i < node->count && !found; i++)
        found = first_added(node->kid[i], name);
    return found;
}

/* A list of values like x that grows to at most `limit`, and its first state: empty. Numbers are
 * held as ratios. */
static qn_operand growing_list(qn_scope *s, const qn_operand *x, uint32_t limit)
{
    qn_builder *b = &s->c->builder;
    qn_operand value = qn_any_of(s, x->type->bare ? s->c->number : x->type);
    if (qn_type_is_number(value.type))
        value.class_ = QN_CLASS_Q;
    qn_type type = *qn_list_type(s->c, value.type, limit);
    qn_row_field row = *QN_ROW(b, field, type.first_field);
    row.type = qn_type_row(b, value.type, value.class_, value.den);
    type.first_field = QN_APPEND(b, field, &row);
    type.exact = true; /* of its own class */
    qn_operand empty = qn_integer(b, qn_type_new(s->c, &type), 0);
    return empty;
}

qn_operand qn_append_to_list(qn_scope *s, const qn_node *node, const qn_local *list)
{
    qn_builder *b = &s->c->builder;
    qn_operand r = list->value;
    qn_class class_ = qn_type_is_number(r.type->element) ? QN_CLASS_Q : QN_CLASS_I;
    for (uint32_t i = 1; i < node->count; i++) {
        qn_operand x = qn_formula(s, node->kid[i], r.type->element);
        x = qn_give(s, qn_present(s, x, node->kid[i]), r.type->element, node->kid[i]);
        if (qn_is_failed(&x))
            return x;
        const uint32_t cells[2] = {list->first_cell, r.type->limit};
        uint32_t blame = qn_blame(s, node);
        r.reg = qn_emit_new(b, OP_APPEND, (unsigned)class_, qn_whole_reg(s, &r),
                            qn_register(b, &x, class_, one), qn_pool(b, cells, 2));
        b->blame = blame;
        r.constant = false;
        r.class_ = QN_CLASS_I;
        r.may |= QN_MAY_FAIL;
    }
    return r;
}

/* The next value of one name: the body itself, or its field of that name where several are
 * carried. */
static qn_operand next_value(qn_scope *s, const qn_node *body, const carrier *k, uint32_t i)
{
    const qn_node *value = body;
    if (k->count > 1) {
        if (body->kind != AST_RECORD) {
            qn_report(s, QN_Q0930, body, 0);
            return qn_failed(s);
        }
        const qn_node *pairs = body->kid[AST_RECORD_FIELDS];
        value = NULL;
        for (uint32_t p = 0; p < pairs->count; p++)
            if (!strcmp(pairs->kid[p]->kid[AST_BINDING_NAME]->text, k->name[i]))
                value = pairs->kid[p]->kid[AST_BINDING_VALUE];
        if (!value || pairs->count != k->count) {
            qn_report(s, QN_Q0930, body, 0);
            return qn_failed(s);
        }
    }
    qn_operand x = qn_formula(s, value, k->state[i].type);
    if (!(k->state[i].may & QN_MAY_BE_NONE))
        x = qn_present(s, x, value);
    return qn_give(s, x, k->state[i].type, value);
}

/* The scope of the body, or of what tells a list's elements: what goes through the sequence, and
 * the first `count` names. */
static qn_scope scope_of_body(carrier *k, uint32_t count)
{
    qn_scope in = *k->s;
    in.leaves = NULL;
    in.locals = &k->drawn;
    for (uint32_t i = 0; i < count; i++) {
        k->local[i] = (qn_local){.outer = in.locals,
                                 .name = k->name[i],
                                 .value = k->state[i],
                                 .grows = k->state[i].type->kind == QN_KIND_LIST,
                                 .first_cell = k->first_cell[i]};
        in.locals = &k->local[i];
    }
    return in;
}

/* The list that a name begins with, which must be empty: what is put behind it in the body tells
 * what it is made of. That is understood here once, with the names that come before. */
static qn_operand first_list(carrier *k, uint32_t i, const qn_node *value)
{
    const qn_node *added = first_added(k->node->kid[AST_CARRY_VALUE], k->name[i]);
    if (value->kid[AST_LIST_VALUE_ITEMS]->count || !added) {
        qn_report(k->s, QN_Q0936, value, 1, k->name[i]);
        return qn_failed(k->s);
    }
    qn_scope in = scope_of_body(k, i);
    qn_operand x = qn_present(&in, qn_formula(&in, added, NULL), added);
    if (qn_is_failed(&x) || x.list)
        return qn_failed(k->s);
    k->first_cell[i] = qn_cells_take(k->s, value, k->source.limit);
    return growing_list(k->s, &x, k->source.limit);
}

/* What a name begins with, found before the walk, in no turn of it. */
static bool begin_state(carrier *k, uint32_t i)
{
    const qn_node *binding = k->node->kid[AST_CARRY_CARRIED]->kid[i];
    const qn_node *value = binding->kid[AST_BINDING_VALUE];
    k->name[i] = binding->kid[AST_BINDING_NAME]->text;
    qn_operand first =
        value->kind == AST_LIST_VALUE ? first_list(k, i, value) : qn_formula(k->s, value, NULL);
    if (qn_is_failed(&first))
        return false;
    if (first.list) {
        qn_report(k->s, QN_Q0936, value, 1, k->name[i]);
        return false;
    }
    k->state[i] = state_of(k->s, &first);
    k->words[3 * i] = k->state[i].reg;
    k->words[3 * i + 1] = qn_register(&k->s->c->builder, &first, k->state[i].class_, one);
    return true;
}

/* The code for one element: the next value of each name. */
static bool next_states(carrier *k)
{
    qn_numbered number = {k->s->numbers, *k->drawn.position, k->source.limit};
    qn_scope in = scope_of_body(k, k->count);
    in.numbers = &number;
    for (uint32_t i = 0; i < k->count; i++) {
        qn_operand next = next_value(&in, k->node->kid[AST_CARRY_VALUE], k, i);
        if (qn_is_failed(&next))
            return false;
        k->state[i].grain = qn_grain_join(&k->state[i].grain, &next.grain);
        k->words[3 * i + 2] = qn_register(&k->s->c->builder, &next, k->state[i].class_, one);
    }
    return true;
}

/* The record of all that is carried, as it is now. */
static qn_operand carried_record(qn_scope *s, const qn_node *node, const carrier *k)
{
    qn_builder *b = &s->c->builder;
    qn_field field[QN_CARRIED_MAX];
    uint32_t word[QN_CARRIED_MAX + 3], rows = 1;
    for (uint32_t i = 0; i < k->count; i++) {
        field[i] = (qn_field){.name = k->name[i], .value = qn_any_of(s, k->state[i].type)};
        field[i].value.class_ = k->state[i].class_;
        field[i].value.may = k->state[i].may & QN_MAY_BE_NONE;
        field[i].value.grain = qn_grain_in_unit(&k->state[i].grain, k->state[i].type->factor);
        word[i + 3] = k->state[i].reg;
    }
    qn_operand row = qn_store_row(s, &rows);
    word[0] = qn_whole_reg(s, &row);
    word[1] = rows;
    word[2] = qn_cells_to_store(s, node, (uint64_t)rows * k->count);
    uint32_t reg = qn_emit_new(b, OP_STORE, 0, qn_pool(b, word, k->count + 3), k->count, 0);
    qn_operand x = qn_any_of(s, qn_record_type(s->c, field, k->count));
    x.reg = reg;
    return x;
}

/* The stage, which gives the first of what is carried behind each element. */
static bool carry_stage(qn_scope *s, const qn_node *node, carrier *k, qn_stream *out)
{
    const qn_node *bindings = node->kid[AST_CARRY_CARRIED], *body = node->kid[AST_CARRY_VALUE];
    qn_open_loop loop;
    *k = (carrier){.s = s, .node = node, .count = bindings->count};
    if (k->count > QN_CARRIED_MAX) {
        qn_report(s, QN_Q0931, bindings, 0);
        return false;
    }
    if (!qn_drawn_from(s, node->kid[AST_CARRY_NAME]->text, node->kid[AST_CARRY_SEQUENCE], body,
                       &k->source, &k->drawn))
        return false;
    for (uint32_t i = 0; i < k->count; i++)
        if (!begin_state(k, i))
            return false;
    qn_number_elements(s, node, &k->drawn, &k->source);
    qn_loop_open(s, &loop);
    bool sound = next_states(k);
    uint32_t region = qn_loop_close(s, &loop);
    if (!sound)
        return false;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_CARRY, node, k->source.limit);
    row.source = k->source.seq;
    row.region = region;
    row.first_entry = qn_pool(&s->c->builder, k->words, 3 * k->count);
    row.entry_count = 3 * k->count;
    row.b = k->words[2];
    *out = (qn_stream){.limit = k->source.limit, .element = qn_parameter(s, &k->state[0])};
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* Several names are given as records of them all. */
bool qn_carry(qn_scope *s, const qn_node *node, qn_stream *out)
{
    carrier k;
    qn_open_loop loop;
    if (!carry_stage(s, node, &k, out))
        return false;
    if (k.count == 1)
        return true;
    qn_stream steps = *out;
    qn_operand number = qn_counter(s, 0, steps.limit);
    qn_numbered count = {s->numbers, number, steps.limit};
    qn_loop_open(s, &loop);
    qn_scope here = *s;
    here.numbers = &count;
    qn_operand record = carried_record(&here, node, &k);
    return qn_map(s, node, &steps, &loop, &number, NULL, &record, out);
}

/* One pass for each name: each ends with all of them, and tells one. */
qn_operand qn_carry_to_end(qn_scope *s, const qn_node *node)
{
    carrier k;
    qn_stream stream;
    if (!carry_stage(s, node, &k, &stream))
        return qn_failed(s);
    for (uint32_t i = 0; i < k.count; i++) {
        uint32_t blame = qn_blame(s, node);
        k.state[i].reg = qn_emit_new(&s->c->builder, OP_FOLD, (unsigned)k.state[i].class_,
                                     stream.seq, k.state[i].reg, 0);
        s->c->builder.blame = blame;
        k.state[i].may |= QN_MAY_CONFLICT | QN_MAY_FAIL;
    }
    return k.count == 1 ? k.state[0] : carried_record(s, node, &k);
}
