/*
 * period.c - periods as values: from a first to a last day, their parts, what they have, share and
 * overlap. Times of day, which look the same, are formula_clock.c's.
 *
 * A period is one integer (runtime/period.h). Its range here is that of its days, so that how many
 * they can be is known. What the formulas mean is spec/semantics.md, chapter 17.
 */
#include "compiler.h"

#include "date.h"

static const qn_wide one = {.lo = 1, .hi = 0};

static uint32_t whole(qn_scope *s, const qn_operand *x)
{
    return qn_register(&s->c->builder, x, QN_CLASS_I, one);
}

/* A value of a kind that is held as an integer, with the days between which it lies. */
static qn_operand in_days(const qn_type *type, uint32_t reg, const qn_operand *from,
                          const qn_operand *to, unsigned may)
{
    qn_operand x = {.type = type,
                    .reg = reg,
                    .class_ = QN_CLASS_I,
                    .den = one,
                    .may = (uint8_t)may,
                    .has_low = true,
                    .has_high = true,
                    .low = qn_rational_from_i64(QN_DAY_MIN),
                    .high = qn_rational_from_i64(QN_DAY_MAX),
                    .site = QN_NONE_INDEX};
    if (from && from->has_low)
        x.low = from->low;
    if (to && to->has_high)
        x.high = to->high;
    return x;
}

static bool is_span_of_days(const qn_operand *x)
{
    return x->type->kind == QN_KIND_PERIOD || x->type->kind == QN_KIND_CHAIN;
}

static qn_operand a_date(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_present(s, qn_formula(s, node, s->c->date), node);
    return qn_give(s, x, s->c->date, node);
}

/* How many days a period between two dates that lie so far from one and the same has at most; 0
 * where they do not. */
static uint32_t most_between(const qn_operand *start, const qn_operand *end)
{
    uint32_t from = start->relative ? start->from : start->reg;
    if (start->constant || end->constant || from != (end->relative ? end->from : end->reg))
        return 0;
    int64_t days = (int64_t)(end->relative ? end->most : 0) - (start->relative ? start->least : 0);
    return days < 0 ? 1 : (uint32_t)days + 1;
}

/* `A through B`, `A to B`, `A onwards`. What is taken from none is none only for whole periods: a
 * day that may be absent must be used with `otherwise`. */
static qn_operand period(qn_scope *s, const qn_node *node)
{
    const qn_node *end_node = node->kid[AST_PERIOD_END];
    qn_operand start = a_date(s, node->kid[AST_PERIOD_START]), end = start;
    if (end_node)
        end = a_date(s, end_node);
    if (qn_is_failed(&start) || qn_is_failed(&end))
        return qn_failed(s);
    uint32_t sort = node->op == AST_OP_THROUGH ? 0 : node->op == AST_OP_TO ? 1 : 2;
    uint32_t first = whole(s, &start), last = whole(s, &end);
    uint32_t blame = qn_blame(s, node);
    uint32_t reg = qn_emit(&s->c->builder, OP_PERIOD, 0, first, last, sort);
    s->c->builder.blame = blame;
    qn_operand p = in_days(s->c->period, reg, &start, sort == 2 ? NULL : &end,
                           start.may | end.may | QN_MAY_FAIL);
    p.most_days = sort == 2 ? 0 : most_between(&start, &end);
    p.has_end = sort != 2;
    return p;
}

/* A period or a chain; it may be none, as may what is taken from it. */
static qn_operand a_period(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_formula(s, node, s->c->period);
    if (qn_is_failed(&x) || is_span_of_days(&x))
        return x;
    qn_report(s, QN_Q0602, node, 3, "a period", qn_type_words(s->c, x.type),
              "write `A through B`, or `A to B` without B");
    return qn_failed(s);
}

/* An end of a range of days, which has none where it lies outside the calendar. */
static int64_t in_calendar(qn_rational end)
{
    int64_t day = qn_wide_to_i64(end.num);
    return day < QN_DAY_MIN ? QN_DAY_MIN : day > QN_DAY_MAX ? QN_DAY_MAX : day;
}

/* start of, end of, length of */
static qn_operand part(qn_scope *s, const qn_node *node)
{
    qn_operand p = a_period(s, node->kid[AST_PART_VALUE]);
    if (qn_is_failed(&p))
        return p;
    qn_op op = p.type->kind == QN_KIND_CHAIN ? OP_CHAIN_PART : OP_PERIOD_PART;
    uint32_t which = node->op == AST_OP_START ? 0 : node->op == AST_OP_END ? 1 : 2;
    uint32_t blame = qn_blame(s, node);
    uint32_t reg = qn_emit(&s->c->builder, op, 0, whole(s, &p), which, 0);
    s->c->builder.blame = blame;
    unsigned may = p.may | (which ? QN_MAY_FAIL : 0);
    if (which < 2) {
        qn_operand day = in_days(s->c->date, reg, &p, &p, may);
        qn_rational before = qn_rational_from_i64(-1);
        if (which == 1) /* that of a period without days is the day before it */
            qn_rational_add(day.low, before, &day.low);
        return day;
    }
    qn_dimension d = qn_dimension_of(QN_BASE_DAY);
    int64_t most = in_calendar(p.high) - in_calendar(p.low) + 1;
    most = p.most_days && p.most_days < most ? p.most_days : most;
    return qn_whole_register(qn_type_of_dimension(s, &d), reg, 0, most < 0 ? 0 : most, may);
}

qn_operand qn_chain_as_period(qn_scope *s, const qn_operand *chain)
{
    qn_builder *b = &s->c->builder;
    uint32_t reg = whole(s, chain);
    uint32_t first = qn_emit(b, OP_CHAIN_PART, 0, reg, 0, 0);
    uint32_t last = qn_emit(b, OP_CHAIN_PART, 0, reg, 1, 0);
    qn_operand p =
        in_days(s->c->period, qn_emit(b, OP_PERIOD, 0, first, last, 0), chain, chain, chain->may);
    p.has_end = true;
    return p;
}

/* The last day that two periods can share. The range of one that may go on for ever is that of the
 * end it may have: it bounds nothing where the other one ends. */
static qn_rational last_shared(const qn_operand *x, const qn_operand *y)
{
    if (x->has_end != y->has_end)
        return x->has_end ? x->high : y->high;
    bool is_less = qn_rational_cmp(x->high, y->high) < 0;
    const qn_operand *sooner = is_less ? x : y, *later = is_less ? y : x;
    return x->has_end ? sooner->high : later->high;
}

static qn_operand overlap(qn_scope *s, const qn_node *node)
{
    const qn_node *left = node->kid[AST_OVERLAP_LEFT], *right = node->kid[AST_OVERLAP_RIGHT];
    qn_operand x = qn_present(s, a_period(s, left), left);
    qn_operand y = qn_present(s, a_period(s, right), right);
    if (qn_is_failed(&x) || qn_is_failed(&y))
        return qn_failed(s);
    if (x.type->kind == QN_KIND_CHAIN)
        x = qn_chain_as_period(s, &x);
    if (y.type->kind == QN_KIND_CHAIN)
        y = qn_chain_as_period(s, &y);
    uint32_t reg = qn_emit(&s->c->builder, OP_SHARED, 0, whole(s, &x), whole(s, &y), 0);
    qn_operand r = in_days(s->c->period, reg, &x, &x, x.may | y.may | QN_MAY_BE_NONE);
    r.most_days =
        !x.most_days || (y.most_days && y.most_days < x.most_days) ? y.most_days : x.most_days;
    if (qn_rational_cmp(y.low, r.low) > 0)
        r.low = y.low;
    r.high = last_shared(&x, &y);
    r.has_end = x.has_end || y.has_end;
    return r;
}

qn_operand qn_covers(qn_scope *s, const qn_operand *p, const qn_operand *x, bool overlaps,
                     const qn_node *at)
{
    bool day = x->type->kind == QN_KIND_DATE;
    if (p->type->kind != QN_KIND_PERIOD || (!day && x->type->kind != QN_KIND_PERIOD) ||
        (day && overlaps)) {
        if (!qn_is_failed(p) && !qn_is_failed(x))
            qn_report(s, QN_Q0601, at, 4, qn_type_words(s->c, p->type),
                      qn_type_words(s->c, x->type), overlaps ? "overlapping" : "held in each other",
                      "a period has days and periods");
        return qn_failed(s);
    }
    uint32_t sort = day ? 0 : overlaps ? 2 : 1;
    uint32_t reg = qn_emit(&s->c->builder, OP_COVERS, 0, whole(s, p), whole(s, x), sort);
    return qn_whole_register(s->c->boolean, reg, 0, 1, p->may | x->may);
}

/* Whether a formula is a span between times of day. */
static bool is_of_clocks(const qn_node *node)
{
    return node->kind == AST_PERIOD && node->kid[AST_PERIOD_START]->kind == AST_CLOCK;
}

/* The type of what stands there decides; a time of day is a period's start only in a span of the
 * day. */
static bool starts_with_clock(qn_scope *s, const qn_node *node)
{
    qn_scope quiet = *s;
    quiet.quiet = true;
    quiet.leaves = NULL;
    if (node->kind != AST_PERIOD)
        return false;
    if (is_of_clocks(node))
        return true;
    qn_operand x = qn_formula(&quiet, node->kid[AST_PERIOD_START], NULL);
    return !qn_is_failed(&x) && x.type->kind == QN_KIND_CLOCK;
}

qn_operand qn_formula_period(qn_scope *s, const qn_node *node)
{
    switch (node->kind) {
    case AST_PERIOD:
        return period(s, node);
    case AST_OVERLAP:
        return starts_with_clock(s, node->kid[AST_OVERLAP_LEFT]) ? qn_formula_clock(s, node)
                                                                 : overlap(s, node);
    default:
        if (node->op == AST_OP_LENGTH &&
            (starts_with_clock(s, node->kid[AST_PART_VALUE]) ||
             (node->kid[AST_PART_VALUE]->kind == AST_OVERLAP &&
              starts_with_clock(s, node->kid[AST_PART_VALUE]->kid[AST_OVERLAP_LEFT]))))
            return qn_formula_clock(s, node);
        return part(s, node);
    }
}
