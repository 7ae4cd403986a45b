/*
 * list_choice.c - a list that is one of two: `if C then A else B`, and `A otherwise B`.
 *
 * Both sides become sequences with elements of one type, held in one way, and a stage names the one
 * that is gone through. It knows nothing of what makes the sides. See stream.h.
 */
#include "stream.h"

static const qn_wide one = {.lo = 1, .hi = 0};

/* Widens an element to one that may be either. */
void qn_widen_element(qn_operand *into, const qn_operand *x)
{
    into->has_low = into->has_low && x->has_low;
    into->has_high = into->has_high && x->has_high;
    if (into->has_low && qn_rational_cmp(x->low, into->low) < 0)
        into->low = x->low;
    if (into->has_high && qn_rational_cmp(x->high, into->high) > 0)
        into->high = x->high;
    bool spans = into->most_days && x->most_days;
    if (!spans || x->most_days > into->most_days)
        into->most_days = spans ? x->most_days : 0;
    into->has_end = into->has_end && x->has_end;
    into->may |= x->may;
    into->grain = qn_grain_join(&into->grain, &x->grain);
}

/* The type of the elements of both: that of the first, unless the second says more of it. */
static const qn_type *type_of_both(const qn_scope *s, const qn_type *x, const qn_type *y)
{
    bool numbers = qn_type_is_number(x) && qn_type_is_number(y);
    if (numbers && (x->bare || x->kind == QN_KIND_INTEGER) && x != y)
        x = y;
    if (x->kind == QN_KIND_RECORD && y->kind == QN_KIND_RECORD && !x->record->name)
        x = y;
    if (x->kind == QN_KIND_CHAIN && y->kind == QN_KIND_PERIOD)
        x = y;
    return x->bare ? s->c->number : x;
}

/* Numbers of two lists may be held in two ways, and as ratios in one. */
static bool as_elements(qn_scope *s, const qn_node *at, const qn_type *type, qn_stream *io)
{
    qn_operand ratio = {.type = type, .class_ = QN_CLASS_Q, .den = one};
    if (qn_type_is_number(type))
        return qn_convert(s, at, type, &ratio, io);
    return io->element.type == type || qn_convert(s, at, type, NULL, io);
}

/* The sequence of the side that the selector names, 0 or 1; `at` are their nodes. */
static bool choose(qn_scope *s, const qn_node *node, const qn_node *const at[2],
                   const qn_operand *selector, qn_stream side[2], qn_stream *out)
{
    const qn_type *type = type_of_both(s, side[0].element.type, side[1].element.type);
    for (int i = 0; i < 2; i++)
        if (!as_elements(s, at[i], type, &side[i]))
            return false;
    const uint32_t seq[2] = {side[0].seq, side[1].seq};
    uint32_t limit = side[0].limit > side[1].limit ? side[0].limit : side[1].limit;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_CHOICE, node, limit);
    row.a = qn_whole_reg(s, selector);
    row.first_entry = qn_pool(&s->c->builder, seq, 2);
    row.entry_count = 2;
    *out = (qn_stream){.limit = row.limit, .element = side[0].element};
    if (side[0].per && side[1].per &&
        qn_dimension_equal(&side[0].per->dimension, &side[1].per->dimension))
        out->per = side[0].per;
    qn_widen_element(&out->element, &side[1].element);
    out->element = qn_parameter(s, &out->element);
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* The list at the node, whose condition is yes for the first side. */
static qn_operand chosen(qn_scope *s, const qn_node *node, const qn_operand *condition,
                         const qn_operand *first, const qn_operand *second)
{
    qn_builder *b = &s->c->builder;
    const qn_operand place[2] = {qn_integer(b, s->c->integer, 0), qn_integer(b, s->c->integer, 1)};
    const qn_node *at[2] = {node->kid[AST_OTHERWISE_VALUE], node->kid[AST_OTHERWISE_FALLBACK]};
    qn_stream side[2], both;
    if (node->kind == AST_IF) {
        at[0] = node->kid[AST_IF_THEN];
        at[1] = node->kid[AST_IF_ELSE];
    }
    qn_operand selector = qn_select(b, condition, &place[0], &place[1]);
    if (!qn_stream_of_value(s, first, at[0], &side[0]) ||
        !qn_stream_of_value(s, second, at[1], &side[1]) ||
        !choose(s, node, at, &selector, side, &both))
        return qn_failed(s);
    qn_operand list = qn_list_of_stream(s, node, &both);
    list.may |= condition->may | ((first->may | second->may) & QN_MAY_BE_NONE);
    return list;
}

qn_operand qn_list_choice(qn_scope *s, const qn_node *node, const qn_operand *condition,
                          const qn_operand *yes, const qn_operand *no)
{
    return chosen(s, node, condition, yes, no);
}

qn_operand qn_list_presence(qn_scope *s, const qn_operand *list, const qn_node *at)
{
    qn_stream stream;
    if (!list->list)
        return *list;
    if (!qn_stream_of_value(s, list, at, &stream))
        return qn_failed(s);
    uint32_t reg = qn_emit_new(&s->c->builder, OP_COUNT, QN_CLASS_I, stream.seq, 0, 0);
    return qn_whole_register(s->c->integer, reg, 0, stream.limit, list->may);
}

qn_operand qn_list_otherwise(qn_scope *s, const qn_node *node, const qn_operand *value,
                             const qn_operand *fallback)
{
    qn_builder *b = &s->c->builder;
    if (!(value->may & QN_MAY_BE_NONE))
        return *value;
    qn_operand there = qn_list_presence(s, value, node->kid[AST_OTHERWISE_VALUE]);
    if (qn_is_failed(&there))
        return there;
    qn_operand none = qn_is_none(b, s->c->boolean, &there);
    qn_operand present = *value;
    none = qn_not(b, &none);
    present.may &= (uint8_t)~QN_MAY_BE_NONE;
    return chosen(s, node, &none, &present, fallback);
}
