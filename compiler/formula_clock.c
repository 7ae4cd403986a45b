/*
 * formula_clock.c - times of day: their hour and minute, the length of a span such as `18:00 to
 * 02:00`, which may cross midnight, and how long two such spans overlap. A span is a pair of
 * formulas here, never a value.
 *
 * The method is that of spec/semantics.md, chapter 7, "Times of day". Everything is held in whole
 * minutes, the base unit; only the types say whether a register is a time of day or hours.
 */
#include "compiler.h"

enum { HOUR_MINUTES = 60, DAY_MINUTES = 24 * HOUR_MINUTES };

/* A span as its start and its length in minutes. */
typedef struct clock_span {
    qn_operand start, length;
} clock_span;

static qn_operand minutes(qn_scope *s, int64_t value)
{
    return qn_integer(&s->c->builder, s->c->clock, value);
}

/* A time of day that is always there; false, with a message, for anything else. */
static bool read_clock(qn_scope *s, const qn_node *node, qn_operand *out)
{
    *out = qn_present(s, qn_formula(s, node, s->c->clock), node);
    *out = qn_give(s, *out, s->c->clock, node);
    return !qn_is_failed(out);
}

/* The length is to - from, and a day more where that is negative. */
static bool read_ends(qn_scope *s, const qn_node *from, const qn_node *to, clock_span *out)
{
    qn_builder *b = &s->c->builder;
    qn_operand end, day = minutes(s, DAY_MINUTES), zero = minutes(s, 0);
    if (!read_clock(s, from, &out->start) || !read_clock(s, to, &end))
        return false;
    /* Only the run can know which of the two it is, unless both ends are constants. */
    qn_operand plain = qn_subtract(b, &end, &out->start), over = qn_add(b, &plain, &day);
    qn_operand crosses = qn_compare(b, s->c->boolean, QN_LESS_THAN, &plain, &zero);
    out->length = qn_select(b, &crosses, &over, &plain);
    return true;
}

static bool read_span(qn_scope *s, const qn_node *node, clock_span *out)
{
    if (node->kind == AST_PERIOD && node->op == AST_OP_TO)
        return read_ends(s, node->kid[AST_PERIOD_START], node->kid[AST_PERIOD_END], out);
    qn_report(s, QN_Q0935, node, 0);
    return false;
}

/* The same register under the usual name of its unit: minutes are written as hours. */
static qn_operand in_hours(qn_scope *s, qn_operand x)
{
    qn_dimension d = qn_dimension_of(QN_BASE_MINUTE);
    x.type = qn_type_of_dimension(s, &d);
    return x;
}

/* `hours from A to B` is the length of the span from A to B; minutes are the same length. */
static qn_operand span_of_clocks(qn_scope *s, const qn_node *node)
{
    clock_span x;
    if (!read_ends(s, node->kid[AST_SPAN_FROM], node->kid[AST_SPAN_TO], &x))
        return qn_failed(s);
    qn_operand length = in_hours(s, x.length);
    if (node->op == AST_OP_HOURS)
        return length;
    qn_type type = *length.type;
    type.factor = qn_rational_from_i64(1);
    type.unit = "minutes";
    length.type = qn_type_new(s->c, &type);
    return length;
}

/* The hour is the whole hours since midnight, 0 to 24; the minute is what is left, 0 to 59. */
static qn_operand hour_or_minute(qn_scope *s, const qn_node *node)
{
    qn_builder *b = &s->c->builder;
    qn_operand time, hour_minutes = qn_integer(b, s->c->integer, HOUR_MINUTES);
    if (!read_clock(s, node->kid[AST_PART_VALUE], &time))
        return qn_failed(s);
    time.type = s->c->integer;
    qn_operand part = qn_divide(b, &time, &hour_minutes);
    part = qn_round(b, &part, QN_ROUND_DOWN, qn_rational_from_i64(1));
    if (node->op == AST_OP_MINUTE) {
        qn_operand full = qn_multiply(b, &part, &hour_minutes);
        part = qn_subtract(b, &time, &full);
    }
    part.type = s->c->integer;
    return part;
}

/* What [0, x.length) shares with y moved by `shift` minutes, seen from the start of x. */
static qn_operand shared(qn_scope *s, const clock_span *x, const clock_span *y, int64_t shift)
{
    qn_builder *b = &s->c->builder;
    qn_operand zero = minutes(s, 0), moved = minutes(s, shift);
    qn_operand begin = qn_subtract(b, &y->start, &x->start);
    begin = qn_add(b, &begin, &moved);
    qn_operand end = qn_add(b, &begin, &y->length);
    begin = qn_greater(b, &begin, &zero);
    end = qn_lesser(b, &end, &x->length);
    qn_operand length = qn_subtract(b, &end, &begin);
    return qn_greater(b, &length, &zero);
}

/* Two spans of the day overlap today, with the second a day earlier, or a day later. */
static qn_operand overlap(qn_scope *s, const qn_node *node)
{
    clock_span x, y;
    if (!read_span(s, node->kid[AST_OVERLAP_LEFT], &x) ||
        !read_span(s, node->kid[AST_OVERLAP_RIGHT], &y))
        return qn_failed(s);
    qn_operand sum = shared(s, &x, &y, 0);
    for (int64_t shift = -DAY_MINUTES; shift <= DAY_MINUTES; shift += 2 * DAY_MINUTES) {
        qn_operand more = shared(s, &x, &y, shift);
        sum = qn_add(&s->c->builder, &sum, &more);
    }
    return in_hours(s, sum);
}

qn_operand qn_formula_clock(qn_scope *s, const qn_node *node)
{
    clock_span x;
    if (node->kind == AST_OVERLAP)
        return overlap(s, node);
    if (node->kind == AST_SPAN)
        return span_of_clocks(s, node);
    if (node->op == AST_OP_HOUR || node->op == AST_OP_MINUTE)
        return hour_or_minute(s, node);
    /* An overlap is a length already, so that `length of` before it says nothing new. */
    if (node->op == AST_OP_LENGTH && node->kid[AST_PART_VALUE]->kind == AST_OVERLAP)
        return overlap(s, node->kid[AST_PART_VALUE]);
    if (node->op != AST_OP_LENGTH || !read_span(s, node->kid[AST_PART_VALUE], &x)) {
        if (node->op != AST_OP_LENGTH)
            qn_report(s, QN_Q0908, node, 1, qn_node_words((qn_node_kind)node->kind));
        return qn_failed(s);
    }
    return in_hours(s, x.length);
}
