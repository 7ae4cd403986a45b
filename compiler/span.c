/*
 * span.c - exact spans of time: `time from A to B`, compared with durations and sorted into the
 * rows of bands, right to the day.
 *
 * A span is held against n months by moving its first day: A + n months is a day, which B has
 * reached or not. So a span is its two dates; the register that it has besides, of months and days,
 * is there to be shown and for nothing else. Whatever has been made from that register, by `if` or
 * in a list, has no dates and cannot be compared.
 *
 * The method is spec/semantics.md, chapter 7.
 */
#include "clause.h"
#include "kernels.h"

/* No two days of the calendar lie further apart. */
enum { SPAN_MOST = 119988 * QN_SPAN_MONTH };

bool qn_is_time(const qn_node *node)
{
    return node->kind == AST_SPAN && node->op == AST_OP_TIME;
}

bool qn_is_span(const qn_operand *x)
{
    return x->type->kind == QN_KIND_SPAN && !x->type->failed;
}

const qn_length *qn_span_dates(qn_scope *s, const qn_operand *x, const qn_node *at)
{
    if (x->length && x->length->reg == x->reg)
        return x->length;
    qn_report(s, QN_Q0614, at, 0);
    return NULL;
}

/* The dates of a span, without a register. */
static qn_operand span_of(qn_scope *s, const qn_node *node)
{
    qn_length *length = qn_arena_take(&s->c->arena, sizeof *length);
    qn_operand from = qn_date_value(s, node->kid[AST_SPAN_FROM]);
    qn_operand to = qn_date_value(s, node->kid[AST_SPAN_TO]);
    if (!length || qn_is_failed(&from) || qn_is_failed(&to))
        return qn_failed(s);
    *length = (qn_length){
        .from = from, .to = to, .months = s->months, .node = node, .reg = QN_NONE_INDEX};
    qn_operand x =
        qn_whole_register(s->c->span, QN_NONE_INDEX, -SPAN_MOST, SPAN_MOST, from.may | to.may);
    x.length = length;
    return x;
}

qn_operand qn_side(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    return qn_is_time(node) ? span_of(s, node) : qn_formula(s, node, wanted);
}

/* What is shown needs an answer for every pair of dates: where nothing says how a missing day is
 * rounded, the days over are counted from the last day of the month. */
qn_operand qn_subject(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_side(s, node, NULL);
    if (!qn_is_time(node) || qn_is_failed(&x))
        return x;
    qn_length *length = (qn_length *)x.length;
    unsigned mode = length->months == AST_OP_UP ? QN_MONTHS_UP : QN_MONTHS_DOWN;
    uint32_t blame = qn_blame(s, node);
    uint32_t from = qn_day_register(s, &length->from);
    uint32_t to = qn_day_register(s, &length->to);
    x.reg = qn_emit(&s->c->builder, OP_DATE_SPAN, mode << QN_AUX_MODE_SHIFT, from, to, 0);
    s->c->builder.blame = blame;
    length->reg = x.reg;
    return x;
}

/* ---- comparisons */

/* `to OP (from + months)` with the missing day rounded one way. */
static qn_operand against(qn_scope *s, const qn_length *span, int op, int months,
                          const qn_operand *count)
{
    qn_scope inner = *s;
    inner.months = months;
    qn_operand day = qn_date_moved(&inner, span->node, &span->from, count);
    return qn_relate(s, op, &span->to, &day);
}

/* Months, with years, and days, with weeks. */
static bool is_of_the_calendar(const qn_type *type)
{
    return qn_dimension_is(&type->dimension, QN_BASE_DAY) ||
           qn_dimension_is(&type->dimension, QN_BASE_MONTH);
}

/* A duration that a span can be held against; false, with a message, for anything else. */
static bool is_duration(qn_scope *s, const qn_operand *count, const qn_node *at)
{
    if (qn_is_failed(count))
        return false;
    if (count->type->bare) {
        qn_report(s, QN_Q0620, at, 1, qn_node_source(s->c, at, 40));
        return false;
    }
    if (is_of_the_calendar(count->type))
        return true;
    qn_report(s, QN_Q0601, at, 4, "an exact span of time", qn_type_words(s->c, count->type),
              "compared", "compare it with a duration");
    return false;
}

/* A span OP a duration. Where nothing says how a missing day is rounded, both ways must agree. */
static qn_operand compare(qn_scope *s, const qn_length *span, int op, qn_operand count,
                          const qn_node *at)
{
    qn_builder *b = &s->c->builder;
    if (!is_duration(s, &count, at))
        return qn_failed(s);
    if (qn_dimension_is(&count.type->dimension, QN_BASE_DAY)) {
        qn_operand days = qn_days_between(s, &span->from, &span->to);
        return qn_relate(s, op, &days, &count);
    }
    if (!qn_whole_count(s, at, &count))
        return qn_failed(s);
    if (span->months)
        return against(s, span, op, span->months, &count);
    qn_operand down = against(s, span, op, AST_OP_DOWN, &count);
    qn_operand up = against(s, span, op, AST_OP_UP, &count);
    uint32_t blame = qn_blame(s, span->node);
    uint32_t below = qn_day_register(s, &down);
    uint32_t above = qn_day_register(s, &up);
    uint32_t reg = qn_emit(b, OP_AGREE, 0, below, above, 0);
    b->blame = blame;
    return qn_whole_register(s->c->boolean, reg, 0, 1, down.may | up.may | QN_MAY_FAIL);
}

/* The comparison that says the same with its sides exchanged. */
static int mirrored(int op)
{
    switch (op) {
    case AST_OP_LESS:
        return AST_OP_GREATER;
    case AST_OP_LESS_EQUAL:
        return AST_OP_GREATER_EQUAL;
    case AST_OP_GREATER:
        return AST_OP_LESS;
    case AST_OP_GREATER_EQUAL:
        return AST_OP_LESS_EQUAL;
    default:
        return op;
    }
}

/* A span on the right is compared from the left: the sides change places, and the sign with
 * them. */
qn_operand qn_compare_span(qn_scope *s, const qn_node *node, const qn_operand *x,
                           const qn_operand *y)
{
    const qn_node *left = node->kid[AST_COMPARE_LEFT], *right = node->kid[AST_COMPARE_RIGHT];
    if (qn_is_failed(x) || qn_is_failed(y))
        return qn_failed(s);
    if (node->op == AST_OP_OVERLAPS || (qn_is_span(x) && qn_is_span(y))) {
        qn_report(s, QN_Q0614, right, 0);
        return qn_failed(s);
    }
    bool is_left = qn_is_span(x);
    const qn_length *span = qn_span_dates(s, is_left ? x : y, is_left ? left : right);
    const qn_node *other = is_left ? right : left;
    qn_operand count = qn_present(s, is_left ? *y : *x, other);
    return span ? compare(s, span, is_left ? node->op : mirrored(node->op), count, other)
                : qn_failed(s);
}

/* ---- ranges */

/* A span OP one end of a range, or one value of a row. */
static qn_operand against_end(qn_scope *s, const qn_length *span, int op, const qn_node *end)
{
    return compare(s, span, op, qn_present(s, qn_formula(s, end, NULL), end), end);
}

/* Each end is a comparison of its own. Both are understood, so that the mistakes of both are said.
 */
static qn_operand in_range(qn_scope *s, const qn_length *span, const qn_node *range)
{
    const qn_node *low = range->kid[AST_RANGE_LOW], *high = range->kid[AST_RANGE_HIGH];
    qn_operand r = qn_integer(&s->c->builder, s->c->boolean, 1), side;
    if (low)
        r = against_end(s, span,
                        range->op & QN_LOW_EXCLUDED ? AST_OP_GREATER : AST_OP_GREATER_EQUAL, low);
    if (!high)
        return r;
    side =
        against_end(s, span, range->op & QN_HIGH_INCLUDED ? AST_OP_LESS_EQUAL : AST_OP_LESS, high);
    return qn_is_failed(&r) || qn_is_failed(&side) ? qn_failed(s)
                                                   : qn_and(&s->c->builder, &r, &side);
}

qn_operand qn_span_matches(qn_scope *s, const qn_operand *x, const qn_node *value)
{
    const qn_length *span = qn_span_dates(s, x, value);
    if (!span)
        return qn_failed(s);
    return value->kind == AST_RANGE ? in_range(s, span, value)
                                    : against_end(s, span, AST_OP_EQUAL, value);
}

qn_operand qn_span_in(qn_scope *s, const qn_operand *x, const qn_node *node)
{
    const qn_node *range = node->kid[AST_IN_SET];
    if (qn_is_failed(x))
        return qn_failed(s);
    if (range->kind != AST_RANGE) {
        qn_report(s, QN_Q0614, node->kid[AST_IN_VALUE], 0);
        return qn_failed(s);
    }
    const qn_length *span = qn_span_dates(s, x, node->kid[AST_IN_VALUE]);
    qn_operand r = span ? in_range(s, span, range) : qn_failed(s);
    return node->op == AST_OP_NOT_IN && !qn_is_failed(&r) ? qn_not(&s->c->builder, &r) : r;
}

/* ---- the line on which the ends of a band lie */

/* What the ends have in common so far. */
typedef struct line {
    const qn_type *type; /* of the first */
    bool whole_years;
} line;

/* Takes one end; false for one that no line can hold. What is wrong with it is said when its row is
 * understood. */
static bool take_end(qn_scope *s, const qn_node *end, line *l)
{
    qn_scope quiet = *s;
    quiet.quiet = quiet.constant = true;
    quiet.leaves = NULL;
    qn_operand x = qn_formula(&quiet, end, NULL);
    qn_rational years;
    if (!x.constant || qn_is_failed(&x) || !is_of_the_calendar(x.type))
        return false;
    if (!l->type)
        l->type = x.type;
    bool years_too = qn_rational_div(x.low, qn_rational_from_i64(12), &years) == QN_ARITH_OK &&
                     qn_rational_is_integer(years);
    l->whole_years = l->whole_years && years_too;
    return qn_dimension_equal(&l->type->dimension, &x.type->dimension);
}

static bool take_value(qn_scope *s, const qn_node *value, line *l)
{
    if (value->kind != AST_RANGE)
        return take_end(s, value, l);
    return (!value->kid[0] || take_end(s, value->kid[0], l)) &&
           (!value->kid[1] || take_end(s, value->kid[1], l));
}

/* Years where all ends are whole years, so that a case between two of them reads well. */
static const qn_type *unit_of(qn_scope *s, const line *l)
{
    if (qn_dimension_is(&l->type->dimension, QN_BASE_DAY))
        return qn_type_of_base(s, QN_BASE_DAY, 1, "days");
    return l->whole_years ? qn_type_of_base(s, QN_BASE_MONTH, 12, "years")
                          : qn_type_of_base(s, QN_BASE_MONTH, 1, "months");
}

/* Spans that are counted in days are whole; between two numbers of months there is always a day. */
bool qn_span_line(qn_scope *s, const qn_band *band, qn_operand *out)
{
    line l = {.whole_years = true};
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_node *values = QN_BAND_ROW(band, i)->values;
        for (uint32_t k = 0; values && k < values->count; k++)
            if (!take_value(s, values->kid[k], &l))
                return false;
    }
    if (!l.type)
        return false;
    *out = (qn_operand){.type = unit_of(s, &l),
                        .reg = QN_NONE_INDEX,
                        .class_ = qn_dimension_is(&l.type->dimension, QN_BASE_DAY) ? QN_CLASS_I
                                                                                   : QN_CLASS_Q,
                        .den = qn_wide_from_i64(1),
                        .site = QN_NONE_INDEX};
    return true;
}
