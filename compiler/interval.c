/*
 * interval.c - cuts and intervals. See interval.h.
 */
#include "interval.h"

int qn_cut_compare(const qn_cut *a, const qn_cut *b)
{
    if (a->infinite || b->infinite)
        return (a->infinite > b->infinite) - (a->infinite < b->infinite);
    const qn_rational *x = &a->value, *y = &b->value;
    int cmp = qn_wide_equal(x->den, y->den) ? qn_wide_cmp(x->num, y->num) : qn_rational_cmp(*x, *y);
    return cmp ? cmp : (int)a->behind - (int)b->behind;
}

/* The first multiple of the step that is not below a value. On the grid of all whole numbers, which
 * is the usual one, a whole number is that itself. */
static bool round_up(qn_rational value, qn_rational step, qn_rational *out)
{
    *out = value;
    bool is_there = qn_rational_is_integer(value) && qn_rational_is_integer(step) &&
                    qn_wide_equal(step.num, step.den);
    return is_there || qn_rational_round(value, step, QN_ROUND_UP, out) == QN_ARITH_OK;
}

qn_cut qn_cut_on_grid(qn_cut cut, qn_rational step)
{
    qn_rational rounded;
    if (cut.infinite || qn_rational_is_zero(step) || !round_up(cut.value, step, &rounded))
        return cut;
    if (cut.behind && qn_rational_equal(rounded, cut.value) &&
        qn_rational_add(rounded, step, &rounded) != QN_ARITH_OK)
        return cut;
    return (qn_cut){.value = rounded};
}

qn_interval qn_interval_whole(void)
{
    return (qn_interval){{.infinite = -1}, {.infinite = 1}};
}

qn_interval qn_interval_of(qn_rational value, qn_rational step)
{
    qn_interval i = {{.value = value}, {.value = value, .behind = true}};
    i.low = qn_cut_on_grid(i.low, step);
    i.high = qn_cut_on_grid(i.high, step);
    return i;
}

bool qn_interval_is_empty(const qn_interval *i)
{
    return qn_cut_compare(&i->low, &i->high) >= 0;
}

qn_interval qn_interval_common(const qn_interval *a, const qn_interval *b)
{
    qn_interval r = {qn_cut_compare(&a->low, &b->low) > 0 ? a->low : b->low,
                     qn_cut_compare(&a->high, &b->high) < 0 ? a->high : b->high};
    return r;
}

bool qn_interval_has(const qn_interval *i, qn_rational value)
{
    qn_cut before = {.value = value};
    return qn_cut_compare(&i->low, &before) <= 0 && qn_cut_compare(&i->high, &before) > 0;
}

/* The lowest value of the interval, or one close to its lower end, which is finite. */
static qn_rational near_low(const qn_interval *i, qn_rational unit)
{
    qn_rational value = i->low.value, two = qn_rational_from_i64(2);
    if (!i->low.behind)
        return value;
    if (qn_rational_add(i->low.value, unit, &value) == QN_ARITH_OK && qn_interval_has(i, value))
        return value;
    if (qn_rational_add(i->low.value, i->high.value, &value) == QN_ARITH_OK)
        (void)qn_rational_div(value, two, &value);
    return value;
}

/* The highest value of the interval, or one close to its upper end, which is finite. A cut before a
 * value leaves it out: on a grid the value one step below is the highest. */
static qn_rational near_high(const qn_interval *i, qn_rational step, qn_rational unit)
{
    qn_rational value = i->high.value, two = qn_rational_from_i64(2);
    if (i->high.behind)
        return value;
    if (!qn_rational_is_zero(step))
        unit = step;
    if (qn_rational_sub(i->high.value, unit, &value) == QN_ARITH_OK && qn_interval_has(i, value))
        return value;
    if (qn_rational_add(i->low.value, i->high.value, &value) == QN_ARITH_OK)
        (void)qn_rational_div(value, two, &value);
    return value;
}

qn_rational qn_interval_nearest(const qn_interval *i, qn_rational step, qn_rational unit)
{
    qn_rational zero = qn_rational_from_i64(0);
    if (qn_interval_has(i, zero))
        return zero;
    if (!i->low.infinite && qn_rational_sign(i->low.value) >= 0)
        return near_low(i, unit);
    return near_high(i, step, unit);
}

int qn_compare_nearness(qn_rational a, qn_rational b)
{
    int cmp = qn_rational_cmp(qn_rational_abs(a), qn_rational_abs(b));
    return cmp ? cmp : qn_rational_sign(b) - qn_rational_sign(a);
}
