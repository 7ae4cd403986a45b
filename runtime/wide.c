/*
 * The operations of wide.h that nearly all numbers take: products, quotients and greatest common
 * divisors. It refuses to know what the numbers mean, and what is done with longer ones
 * (wide_long.c).
 */
#include "limbs.h"
#include "seldom.h"

#include <stddef.h>

/* The number of factors of two. The value must not be zero. */
static unsigned trailing_zeros(uint64_t value)
{
    return (unsigned)__builtin_ctzll(value);
}

/*
 * If both magnitudes reach into the upper limb the product has 129 bits at least. Otherwise there
 * is one mixed product, and it must fit in the upper limb together with the carry from the lower
 * one.
 */
bool qn_wide_mul(qn_wide a, qn_wide b, qn_wide *out)
{
#if QN_HAS_INT128
    if (qn_wide_fits_i64(a) && qn_wide_fits_i64(b)) {
        qn_int128 product = (qn_int128)qn_wide_to_i64(a) * qn_wide_to_i64(b);
        *out = (qn_wide){.lo = (uint64_t)product, .hi = (int64_t)(product >> 64)};
        return true;
    }
#endif
    qn_wide x = qn_wide_abs(a);
    qn_wide y = qn_wide_abs(b);
    if (x.hi != 0 && y.hi != 0) {
        return false;
    }
    limb_pair low = limb_mul(x.lo, y.lo);
    limb_pair high = x.hi != 0 ? limb_mul((uint64_t)x.hi, y.lo) : limb_mul((uint64_t)y.hi, x.lo);
    uint64_t upper = low.hi + high.lo;
    if (high.hi != 0 || upper < low.hi || (upper & QN_WIDE_TOP) != 0) {
        return false;
    }
    qn_wide product = {.lo = low.lo, .hi = (int64_t)upper};
    *out = (a.hi < 0) != (b.hi < 0) ? qn_wide_neg(product) : product;
    return true;
}

bool qn_wide_mul_i64(qn_wide a, int64_t b, qn_wide *out)
{
    return qn_wide_mul(a, qn_wide_from_i64(b), out);
}

/* Magnitudes; the divisor is not zero. */
static void divide_wide(qn_wide dividend, qn_wide divisor, qn_wide *quotient, qn_wide *rest)
{
    if ((dividend.hi | divisor.hi) == 0) {
        *quotient = qn_wide_from_u64(dividend.lo / divisor.lo);
        *rest = qn_wide_from_u64(dividend.lo % divisor.lo);
        return;
    }
    qn_huge n = qn_huge_from_wide(dividend);
    qn_huge d = qn_huge_from_wide(divisor);
    qn_huge_divmod(&n, &d, &n, &d);
    (void)qn_huge_to_wide(&n, quotient);
    (void)qn_huge_to_wide(&d, rest);
}

bool qn_wide_divmod_trunc(qn_wide dividend, qn_wide divisor, qn_wide *quotient, qn_wide *remainder)
{
    qn_wide result;
    qn_wide rest;
    if (qn_wide_is_zero(divisor)) {
        return false;
    }
    divide_wide(qn_wide_abs(dividend), qn_wide_abs(divisor), &result, &rest);
    if (quotient) {
        *quotient = (dividend.hi < 0) != (divisor.hi < 0) ? qn_wide_neg(result) : result;
    }
    if (remainder) {
        *remainder = dividend.hi < 0 ? qn_wide_neg(rest) : rest;
    }
    return true;
}

bool qn_wide_divmod_floor(qn_wide dividend, qn_wide divisor, qn_wide *quotient, qn_wide *remainder)
{
    qn_wide result;
    qn_wide rest;
    if (!qn_wide_divmod_trunc(dividend, divisor, &result, &rest)) {
        return false;
    }
    /* A rest of the other sign means that cutting toward zero went up; one step down mends it. */
    /* Neither step can overflow: the rest is not zero, so the divisor is not 1 or -1. */
    if (!qn_wide_is_zero(rest) && (rest.hi < 0) != (divisor.hi < 0)) {
        (void)qn_wide_sub(result, qn_wide_from_i64(1), &result);
        (void)qn_wide_add(rest, divisor, &rest);
    }
    if (quotient) {
        *quotient = result;
    }
    if (remainder) {
        *remainder = rest;
    }
    return true;
}

/*
 * For a > 0. Stein's binary method (Knuth, volume 2, algorithm 4.5.2 B) after one division, which
 * settles the frequent case that one number divides the other.
 */
static uint64_t gcd_limb(uint64_t a, uint64_t b)
{
    if (b == 0) {
        return a;
    }
    uint64_t rest = a < b ? b % a : a % b;
    uint64_t odd = a < b ? a : b;
    if (rest == 0) {
        return odd;
    }
    unsigned shift = trailing_zeros(odd | rest);
    odd >>= trailing_zeros(odd);
    while (rest != 0) {
        rest >>= trailing_zeros(rest);
        uint64_t smaller = rest < odd ? rest : odd;
        rest = rest < odd ? odd - rest : rest - odd;
        odd = smaller;
    }
    return odd << shift;
}

/* The value without its factors of two; it is positive. Their number is added to *count. */
static qn_wide drop_twos(qn_wide value, unsigned *count)
{
    uint64_t hi = (uint64_t)value.hi;
    if (value.lo == 0) {
        unsigned shift = trailing_zeros(hi);
        *count += 64 + shift;
        return qn_wide_from_u64(hi >> shift);
    }
    unsigned shift = trailing_zeros(value.lo);
    *count += shift;
    if (shift == 0) {
        return value;
    }
    return (qn_wide){.lo = (value.lo >> shift) | (hi << (64 - shift)),
                     .hi = (int64_t)(hi >> shift)};
}

/* The caller knows that nothing is shifted out. */
static qn_wide shift_left(qn_wide value, unsigned shift)
{
    if (shift >= 64) {
        return (qn_wide){.lo = 0, .hi = (int64_t)(value.lo << (shift - 64))};
    }
    uint64_t hi = shifted_in((uint64_t)value.hi, value.lo, shift);
    return (qn_wide){.lo = value.lo << shift, .hi = (int64_t)hi};
}

/* The binary method on positive numbers, until both fit in a limb. */
QN_SELDOM static qn_wide gcd_wide(qn_wide a, qn_wide b)
{
    unsigned twos_a = 0;
    unsigned twos_b = 0;
    unsigned ignored = 0;
    a = drop_twos(a, &twos_a);
    b = drop_twos(b, &twos_b);
    unsigned shift = twos_a < twos_b ? twos_a : twos_b;
    while ((a.hi | b.hi) != 0) {
        int order = qn_wide_cmp(a, b);
        if (order == 0) {
            return shift_left(a, shift);
        }
        qn_wide larger = order > 0 ? a : b;
        b = order > 0 ? b : a;
        (void)qn_wide_sub(larger, b, &a);
        a = drop_twos(a, &ignored);
    }
    return shift_left(qn_wide_from_u64(gcd_limb(a.lo, b.lo)), shift);
}

/*
 * Where one of the two fits in a limb, which is nearly always, a single division brings the other
 * into a limb as well.
 */
qn_wide qn_wide_gcd(qn_wide a, qn_wide b)
{
    a = qn_wide_abs(a);
    b = qn_wide_abs(b);
    if (qn_wide_is_zero(a)) {
        return b;
    }
    if (qn_wide_is_zero(b)) {
        return a;
    }
    if (a.hi != 0 && b.hi != 0) {
        return gcd_wide(a, b);
    }
    /* One of them fits in a limb, and so does the remainder by it. */
    uint64_t small = b.hi == 0 ? b.lo : a.lo;
    qn_wide large = b.hi == 0 ? a : b;
    qn_wide quotient;
    divide_wide(large, qn_wide_from_u64(small), &quotient, &large);
    return qn_wide_from_u64(gcd_limb(small, large.lo));
}

/* Products that fit are compared as they are; only longer ones cost 256 bits. */
int qn_wide_cmp_products(qn_wide a, qn_wide b, qn_wide c, qn_wide d)
{
    qn_wide left;
    qn_wide right;
    if (qn_wide_mul(a, b, &left) && qn_wide_mul(c, d, &right)) {
        return qn_wide_cmp(left, right);
    }
    qn_huge wide_left = qn_huge_mul(a, b);
    qn_huge wide_right = qn_huge_mul(c, d);
    return qn_huge_cmp(&wide_left, &wide_right);
}

/* The rounded quotient of 64-bit numbers, divisor > 0; the quotient is not INT64_MIN rounded on. */
static int64_t div_round_i64(int64_t dividend, int64_t divisor, qn_rounding mode)
{
    int64_t quotient = dividend / divisor;
    int64_t rest = dividend % divisor;
    if (rest == 0) {
        return quotient;
    }
    int64_t magnitude = rest < 0 ? -rest : rest;
    int64_t missing = divisor - magnitude;
    int half = (magnitude > missing) - (magnitude < missing);
    bool negative = dividend < 0;
    if (rounds_away(mode, negative, half, (quotient & 1) != 0)) {
        return negative ? quotient - 1 : quotient + 1;
    }
    return quotient;
}

/*
 * Amounts and rates of everyday size take the first way, in 64 bits. The sign is moved to the
 * dividend, because rounding goes by the sign of the quotient.
 */
bool qn_wide_muldiv_round(qn_wide n, qn_wide factor, qn_wide divisor, qn_rounding mode,
                          qn_wide *out)
{
    qn_wide product;
    if (qn_wide_is_zero(divisor)) {
        return false;
    }
    if (divisor.hi < 0) {
        divisor = qn_wide_neg(divisor);
        n = qn_wide_neg(n);
    }
    if (qn_wide_fits_i64(divisor) && qn_wide_mul(n, factor, &product) &&
        qn_wide_fits_i64(product)) {
        int64_t rounded = div_round_i64(qn_wide_to_i64(product), qn_wide_to_i64(divisor), mode);
        *out = qn_wide_from_i64(rounded);
        return true;
    }
    qn_huge dividend = qn_huge_mul(n, factor);
    qn_huge wide_divisor = qn_huge_from_wide(divisor);
    qn_huge rounded = qn_huge_div_round(&dividend, &wide_divisor, mode);
    return qn_huge_to_wide(&rounded, out);
}
