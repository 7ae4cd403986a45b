/*
 * Arithmetic of exact fractions, as rational.h promises it.
 *
 * Common divisors are taken out first, so that what is left over is already in lowest terms and a
 * result that does not fit is a true overflow (Knuth, volume 2, section 4.5.1). It refuses to know
 * how products of 256 bits are made; that is wide_long.c.
 */
#include "rational.h"
#include "seldom.h"

#include <stddef.h>

static const qn_wide one = {.lo = 1, .hi = 0};

static bool is_one(qn_wide value)
{
    return value.lo == 1 && value.hi == 0;
}

/* value / divisor where it is known to leave no remainder; the divisor is positive. */
static qn_wide divide_exactly(qn_wide value, qn_wide divisor)
{
    if (!is_one(divisor)) {
        (void)qn_wide_divmod_trunc(value, divisor, &value, NULL);
    }
    return value;
}

/* The sign goes to the numerator. A denominator of one needs no search for divisors. */
qn_arith qn_rational_make(qn_wide num, qn_wide den, qn_rational *out)
{
    if (qn_wide_is_zero(den)) {
        return QN_ARITH_ZERO_DIVISOR;
    }
    if (qn_wide_sign(den) < 0) {
        num = qn_wide_neg(num);
        den = qn_wide_neg(den);
    }
    qn_wide common = is_one(den) ? den : qn_wide_gcd(num, den);
    out->num = divide_exactly(num, common);
    out->den = divide_exactly(den, common);
    return QN_ARITH_OK;
}

/*
 * -2^127 is refused first, in both members: no other function here could cope with it. As a
 * denominator it is negative, and so refused by its sign.
 */
bool qn_rational_is_valid(qn_rational value)
{
    bool in_range = (uint64_t)value.num.hi != QN_WIDE_TOP || value.num.lo != 0;
    return in_range && qn_wide_sign(value.den) > 0 && is_one(qn_wide_gcd(value.num, value.den));
}

/*
 * a + b where `common`, the greatest common divisor of the denominators, is not 1. The sum is
 * t / (a.den / common * b.den) with t = a.num * (b.den / common) + b.num * (a.den / common), and
 * the only divisors that t may share with that denominator are those of `common`.
 */
QN_SELDOM static qn_arith add_with_common(qn_rational a, qn_rational b, qn_wide common,
                                          qn_rational *out)
{
    qn_wide a_part = divide_exactly(a.den, common);
    qn_huge left = qn_huge_mul(a.num, divide_exactly(b.den, common));
    qn_huge right = qn_huge_mul(b.num, a_part);
    qn_huge sum = qn_huge_add(&left, &right);
    qn_huge divisor = qn_huge_from_wide(common);
    qn_huge rest;
    qn_wide small_rest;
    qn_rational result;
    qn_huge_divmod(&sum, &divisor, NULL, &rest);
    (void)qn_huge_to_wide(&rest, &small_rest);
    qn_wide shared = qn_wide_gcd(small_rest, common);
    divisor = qn_huge_from_wide(shared);
    qn_huge_divmod(&sum, &divisor, &sum, NULL);
    if (!qn_huge_to_wide(&sum, &result.num) ||
        !qn_wide_mul(a_part, divide_exactly(b.den, shared), &result.den)) {
        return QN_ARITH_OVERFLOW;
    }
    *out = result;
    return QN_ARITH_OK;
}

/* a + b where the denominators have no common divisor: nothing can be reduced. */
QN_SELDOM static qn_arith add_coprime(qn_rational a, qn_rational b, qn_rational *out)
{
    qn_huge left = qn_huge_mul(a.num, b.den);
    qn_huge right = qn_huge_mul(b.num, a.den);
    qn_huge sum = qn_huge_add(&left, &right);
    qn_rational result;
    if (!qn_huge_to_wide(&sum, &result.num) || !qn_wide_mul(a.den, b.den, &result.den)) {
        return QN_ARITH_OVERFLOW;
    }
    *out = result;
    return QN_ARITH_OK;
}

/* a + b for one denominator; false if the sum of the numerators does not fit on the way. */
static bool add_same_denominator(qn_rational a, qn_rational b, qn_rational *out)
{
    qn_wide sum;
    if (!qn_wide_add(a.num, b.num, &sum)) {
        return false;
    }
    (void)qn_rational_make(sum, a.den, out); /* the denominator is not 0 */
    return true;
}

/*
 * a + b where everything fits in 31 bits, so that the cross products and their sum fit in 64;
 * false otherwise. Amounts with two decimals and small quotients end here.
 */
static bool add_small(qn_rational a, qn_rational b, qn_rational *out)
{
    const int64_t limit = INT32_MAX;
    if (!qn_wide_fits_i64(a.num) || !qn_wide_fits_i64(b.num) || (a.den.hi | b.den.hi) != 0 ||
        a.den.lo > INT32_MAX || b.den.lo > INT32_MAX) {
        return false;
    }
    int64_t left = qn_wide_to_i64(a.num);
    int64_t right = qn_wide_to_i64(b.num);
    if (left > limit || left < -limit || right > limit || right < -limit) {
        return false;
    }
    int64_t sum = left * (int64_t)b.den.lo + right * (int64_t)a.den.lo;
    qn_wide den = qn_wide_from_u64(a.den.lo * b.den.lo);
    return qn_rational_make(qn_wide_from_i64(sum), den, out) == QN_ARITH_OK;
}

/*
 * Three ways to the same sum, the cheapest that holds first. The last asks for the common divisor
 * of the denominators; if there is none, no reduction is needed at all.
 */
qn_arith qn_rational_add(qn_rational a, qn_rational b, qn_rational *out)
{
    if (qn_wide_equal(a.den, b.den) && add_same_denominator(a, b, out)) {
        return QN_ARITH_OK;
    }
    if (add_small(a, b, out)) {
        return QN_ARITH_OK;
    }
    qn_wide common = qn_wide_gcd(a.den, b.den);
    return is_one(common) ? add_coprime(a, b, out) : add_with_common(a, b, common, out);
}

qn_arith qn_rational_sub(qn_rational a, qn_rational b, qn_rational *out)
{
    return qn_rational_add(a, qn_rational_neg(b), out);
}

/*
 * Each numerator is freed of what it shares with the other's denominator. After that the products
 * are in lowest terms, so if one does not fit the overflow is true.
 */
qn_arith qn_rational_mul(qn_rational a, qn_rational b, qn_rational *out)
{
    if (is_one(a.den) && is_one(b.den)) {
        out->den = one;
        return qn_wide_mul(a.num, b.num, &out->num) ? QN_ARITH_OK : QN_ARITH_OVERFLOW;
    }
    qn_wide first = is_one(b.den) ? one : qn_wide_gcd(a.num, b.den);
    qn_wide second = is_one(a.den) ? one : qn_wide_gcd(b.num, a.den);
    qn_rational result;
    if (!qn_wide_mul(divide_exactly(a.num, first), divide_exactly(b.num, second), &result.num) ||
        !qn_wide_mul(divide_exactly(a.den, second), divide_exactly(b.den, first), &result.den)) {
        return QN_ARITH_OVERFLOW;
    }
    *out = result;
    return QN_ARITH_OK;
}

/* The inverse has its sign in the numerator again, and is in lowest terms as b is. */
qn_arith qn_rational_div(qn_rational a, qn_rational b, qn_rational *out)
{
    if (qn_wide_is_zero(b.num)) {
        return QN_ARITH_ZERO_DIVISOR;
    }
    bool negative = qn_wide_sign(b.num) < 0;
    qn_rational inverse = {.num = negative ? qn_wide_neg(b.den) : b.den, .den = qn_wide_abs(b.num)};
    return qn_rational_mul(a, inverse, out);
}

/* By cross-multiplication; denominators are positive, so the order is kept. */
int qn_rational_cmp(qn_rational a, qn_rational b)
{
    if (qn_wide_equal(a.den, b.den)) {
        return qn_wide_cmp(a.num, b.num);
    }
    return qn_wide_cmp_products(a.num, b.den, b.num, a.den);
}

/*
 * steps * step in lowest terms, for a number of steps that may be longer than 128 bits. The common
 * divisor of the steps and the step's denominator is found from the remainder of the one by the
 * other. If the steps do not fit after that, neither does their product with the numerator.
 */
QN_SELDOM static qn_arith multiply_steps(const qn_huge *steps, qn_rational step, qn_rational *out)
{
    qn_huge divisor = qn_huge_from_wide(step.den);
    qn_huge rest;
    qn_wide small_rest;
    qn_wide count;
    qn_rational result;
    qn_huge_divmod(steps, &divisor, NULL, &rest);
    (void)qn_huge_to_wide(&rest, &small_rest);
    qn_wide shared = qn_wide_gcd(small_rest, step.den);
    divisor = qn_huge_from_wide(shared);
    qn_huge reduced;
    qn_huge_divmod(steps, &divisor, &reduced, NULL);
    if (!qn_huge_to_wide(&reduced, &count) || !qn_wide_mul(count, step.num, &result.num)) {
        return QN_ARITH_OVERFLOW;
    }
    result.den = divide_exactly(step.den, shared);
    *out = result;
    return QN_ARITH_OK;
}

qn_arith qn_rational_round(qn_rational value, qn_rational step, qn_rounding mode, qn_rational *out)
{
    if (qn_wide_sign(step.num) <= 0) {
        return QN_ARITH_ZERO_DIVISOR;
    }
    /* value / step, rounded, in 128 bits where they are enough and in 256 where not. */
    qn_wide quotient;
    qn_wide divisor;
    if (qn_wide_mul(value.den, step.num, &divisor) &&
        qn_wide_muldiv_round(value.num, step.den, divisor, mode, &quotient)) {
        return qn_rational_mul(qn_rational_from_wide(quotient), step, out);
    }
    qn_huge wide_dividend = qn_huge_mul(value.num, step.den);
    qn_huge wide_divisor = qn_huge_mul(value.den, step.num);
    qn_huge steps = qn_huge_div_round(&wide_dividend, &wide_divisor, mode);
    return multiply_steps(&steps, step, out);
}
