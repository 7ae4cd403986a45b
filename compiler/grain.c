/*
 * grain.c - what the values of a number are multiples of, but for powers of ten: by that it is
 * known whether a result is a finite decimal in the unit in which it is written. One cent an hour
 * is a sixtieth of a cent a minute, so that what is finite in one unit need not be so in another.
 *
 * Knows numbers in base units and nothing of formulas. What it cannot follow it calls endless where
 * there was a fraction already, and a finite decimal otherwise.
 */
#include "builder.h"

#include "decimal.h"

/* A number of 64 bits, which nearly all are, other than 0 without its factors 2 and 5. */
static inline uint64_t without_tens_short(uint64_t x)
{
    for (x >>= __builtin_ctzll(x); x % 5 == 0;)
        x /= 5;
    return x;
}

/* The same of a number of any size. */
static qn_wide without_tens_long(qn_wide x)
{
    static const int64_t primes[] = {2, 5};
    x = qn_wide_abs(x);
    if (x.hi == 0 && x.lo <= INT64_MAX)
        return qn_wide_from_i64((int64_t)without_tens_short(x.lo));
    for (int i = 0; i < 2 && !qn_wide_is_zero(x); i++) {
        qn_wide quotient, rest;
        while (qn_wide_divmod_trunc(x, qn_wide_from_i64(primes[i]), &quotient, &rest) &&
               qn_wide_is_zero(rest))
            x = quotient;
    }
    return x;
}

/* A whole number without its factors 2 and 5. */
static inline qn_wide without_tens(qn_wide x)
{
    if (x.hi == 0 && x.lo <= 2) /* yes, no, and what has no fraction */
        return qn_wide_from_u64(x.lo == 2 ? 1 : x.lo);
    return without_tens_long(x);
}

qn_grain qn_grain_of(qn_rational step)
{
    if (qn_rational_is_zero(step))
        return (qn_grain){.endless = false};
    if (step.num.hi == 0 && qn_rational_is_integer(step))
        return (qn_grain){.unit = {.num.lo = without_tens_short(step.num.lo), .den.lo = 1}};
    return (qn_grain){.unit = {.num = without_tens(step.num), .den = without_tens(step.den)}};
}

/* No unit was in play: any finite decimal. */
static bool is_plain(const qn_grain *x)
{
    return qn_wide_is_zero(x->unit.num);
}

/* Where a grain has no room: its denominators say whether there was a fraction. */
static qn_grain too_fine(const qn_grain *x, const qn_grain *y)
{
    return (qn_grain){.endless =
                          !qn_rational_is_integer(x->unit) || !qn_rational_is_integer(y->unit)};
}

/* With a common denominator, what divides both numerators divides every sum. */
qn_grain qn_grain_join(const qn_grain *x, const qn_grain *y)
{
    qn_grain r = {.endless = true};
    qn_wide den, left, right, rest, share;
    if (x->endless || y->endless)
        return r;
    if (is_plain(x) || is_plain(y) || qn_rational_equal(x->unit, y->unit))
        return is_plain(x) ? *y : *x;
    qn_wide_divmod_trunc(y->unit.den, qn_wide_gcd(x->unit.den, y->unit.den), &share, &rest);
    if (!qn_wide_mul(x->unit.den, share, &den) || !qn_wide_mul(x->unit.num, share, &left))
        return too_fine(x, y);
    qn_wide_divmod_trunc(den, y->unit.den, &share, &rest);
    if (!qn_wide_mul(y->unit.num, share, &right) ||
        qn_rational_make(qn_wide_gcd(left, right), den, &r.unit) != QN_ARITH_OK)
        return too_fine(x, y);
    r.endless = false;
    return r;
}

qn_grain qn_grain_times(const qn_grain *x, const qn_grain *y)
{
    qn_grain r = {.endless = x->endless || y->endless};
    if (r.endless || is_plain(x) || is_plain(y))
        return r.endless ? r : is_plain(x) ? *y : *x;
    if (qn_rational_mul(x->unit, y->unit, &r.unit) != QN_ARITH_OK)
        return too_fine(x, y);
    return r;
}

qn_grain qn_grain_in_unit(const qn_grain *x, qn_rational factor)
{
    return (qn_grain){.endless = !qn_grain_is_finite(x, factor)};
}

bool qn_grain_is_finite(const qn_grain *x, qn_rational factor)
{
    qn_rational written;
    if (x->endless || is_plain(x))
        return !x->endless;
    return qn_rational_div(x->unit, factor, &written) == QN_ARITH_OK &&
           qn_decimal_is_finite(written);
}
