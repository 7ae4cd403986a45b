/*
 * What wide.h needs 256 bits for: numbers and intermediates longer than nearly all are.
 *
 * Magnitudes are arrays of 64-bit limbs, lowest first. Division is written out here because the
 * compilers would call a support library for 128-bit quotients, and the library imports nothing
 * but libc. It refuses to know what the numbers mean, and to be fast: it is built small.
 */
#include "limbs.h"

#include <stddef.h>

/* 256 bits: twice the 127 of a value, and room for the sum of two such products. */
enum { LIMBS = 4 };

/* One 32-bit digit of limb_div: divides (high, next) by a divisor with its top bit set. */
static uint64_t half_digit(uint64_t high, uint64_t next, uint64_t divisor)
{
    uint64_t top = divisor >> 32;
    uint64_t guess = high / top;
    uint64_t rest = high % top;
    while (guess > LOW_HALF || guess * (divisor & LOW_HALF) > ((rest << 32) | next)) {
        guess--;
        rest += top;
        if (rest > LOW_HALF) {
            break;
        }
    }
    return guess;
}

/*
 * (high, low) / divisor, for high < divisor and a divisor with its top bit set. Knuth, volume 2,
 * algorithm 4.3.1 D, with two digits of 32 bits.
 */
static uint64_t limb_div(uint64_t high, uint64_t low, uint64_t divisor, uint64_t *rest)
{
    uint64_t first = half_digit(high, low >> 32, divisor);
    uint64_t middle = ((high << 32) | (low >> 32)) - first * divisor;
    uint64_t second = half_digit(middle, low & LOW_HALF, divisor);
    *rest = ((middle << 32) | (low & LOW_HALF)) - second * divisor;
    return (first << 32) | second;
}

/* Of 64 bits, how many above the highest one that is set. The value must not be zero. */
static unsigned leading_zeros(uint64_t value)
{
    return (unsigned)__builtin_clzll(value);
}

/* The number of limbs up to the highest one that is not zero. */
static size_t limbs_used(const uint64_t *limb)
{
    size_t count = LIMBS;
    while (count > 0 && limb[count - 1] == 0) {
        count--;
    }
    return count;
}

/* One digit of the quotient: at most one too large after the test with the second limb. */
static uint64_t guess_digit(const uint64_t *u, const uint64_t *v, size_t n)
{
    uint64_t guess = UINT64_MAX;
    uint64_t rest = u[n - 1] + v[n - 1];
    bool rest_fits = rest >= v[n - 1];
    if (u[n] < v[n - 1]) {
        guess = limb_div(u[n], u[n - 1], v[n - 1], &rest);
        rest_fits = true;
    }
    while (rest_fits) {
        limb_pair test = limb_mul(guess, v[n - 2]);
        if (test.hi < rest || (test.hi == rest && test.lo <= u[n - 2])) {
            break;
        }
        guess--;
        rest += v[n - 1];
        rest_fits = rest >= v[n - 1];
    }
    return guess;
}

/* u -= digit * v over n + 1 limbs; true if that went below zero. */
static bool subtract_multiple(uint64_t *u, const uint64_t *v, size_t n, uint64_t digit)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        limb_pair product = limb_mul(digit, v[i]);
        product.lo += carry;
        carry = product.hi + (product.lo < carry);
        carry += u[i] < product.lo;
        u[i] -= product.lo;
    }
    bool below = u[n] < carry;
    u[n] -= carry;
    return below;
}

/* u += v over n + 1 limbs, the last carry dropped: takes back a subtraction too many. */
static void add_back(uint64_t *u, const uint64_t *v, size_t n)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t sum = u[i] + carry;
        carry = sum < carry;
        sum += v[i];
        carry += sum < v[i];
        u[i] = sum;
    }
    u[n] += carry;
}

/* Divides `used` limbs by one limb; the remainder ends in limb 0 of `rest`. */
static void divide_by_limb(const uint64_t *dividend, size_t used, uint64_t divisor,
                           uint64_t *quotient, uint64_t *rest)
{
    unsigned shift = leading_zeros(divisor);
    uint64_t remainder = shifted_in(0, dividend[used - 1], shift);
    for (size_t i = used; i-- > 0;) {
        uint64_t low = i == 0 ? 0 : dividend[i - 1];
        uint64_t next = shifted_in(dividend[i], low, shift);
        quotient[i] = limb_div(remainder, next, divisor << shift, &remainder);
    }
    rest[0] = remainder >> shift;
}

/*
 * Knuth, volume 2, algorithm 4.3.1 D, with digits of 64 bits. Divisor: n >= 2 limbs; dividend:
 * `used` >= n limbs. The results must be zeroed by the caller and must not overlap the operands.
 */
static void divide_by_limbs(const uint64_t *dividend, size_t used, const uint64_t *divisor,
                            size_t n, uint64_t *quotient, uint64_t *rest)
{
    uint64_t u[LIMBS + 1];
    uint64_t v[LIMBS];
    unsigned shift = leading_zeros(divisor[n - 1]);
    for (size_t i = 0; i < n; i++) {
        v[i] = shifted_in(divisor[i], i == 0 ? 0 : divisor[i - 1], shift);
    }
    for (size_t i = 0; i <= used; i++) {
        u[i] = shifted_in(i == used ? 0 : dividend[i], i == 0 ? 0 : dividend[i - 1], shift);
    }
    for (size_t j = used - n + 1; j-- > 0;) {
        quotient[j] = guess_digit(u + j, v, n);
        if (subtract_multiple(u + j, v, n, quotient[j])) {
            quotient[j]--;
            add_back(u + j, v, n);
        }
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t above = i + 1 == n ? 0 : u[i + 1];
        rest[i] = shift == 0 ? u[i] : (u[i] >> shift) | (above << (64 - shift));
    }
}

/* Magnitudes of LIMBS limbs; the divisor is not zero; results do not overlap the operands. */
static void divide(const uint64_t *dividend, const uint64_t *divisor, uint64_t *quotient,
                   uint64_t *rest)
{
    size_t used = limbs_used(dividend);
    size_t n = limbs_used(divisor);
    for (size_t i = 0; i < LIMBS; i++) {
        quotient[i] = 0;
        rest[i] = used < n ? dividend[i] : 0;
    }
    if (used < n) {
        return;
    }
    if (n == 1) {
        divide_by_limb(dividend, used, divisor[0], quotient, rest);
    } else {
        divide_by_limbs(dividend, used, divisor, n, quotient, rest);
    }
}

/* -1, 0 or 1 by magnitude; signs are the caller's. */
static int compare_limbs(const uint64_t *a, const uint64_t *b)
{
    for (size_t i = LIMBS; i-- > 0;) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return 0;
}

/* a + b of magnitudes; the caller knows that the sum fits. */
static qn_huge add_limbs(const qn_huge *a, const qn_huge *b)
{
    qn_huge sum = *a;
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t limb = a->limb[i] + carry;
        carry = limb < carry;
        limb += b->limb[i];
        carry += limb < b->limb[i];
        sum.limb[i] = limb;
    }
    return sum;
}

/* a - b of magnitudes, for a >= b; the sign is that of a, or plus for zero. */
static qn_huge subtract_limbs(const qn_huge *a, const qn_huge *b)
{
    qn_huge difference = *a;
    uint64_t borrow = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t limb = a->limb[i] - borrow;
        borrow = limb > a->limb[i];
        borrow += limb < b->limb[i];
        difference.limb[i] = limb - b->limb[i];
    }
    difference.negative = a->negative && !qn_huge_is_zero(&difference);
    return difference;
}

qn_huge qn_huge_from_wide(qn_wide value)
{
    qn_wide magnitude = qn_wide_abs(value);
    return (qn_huge){.limb = {magnitude.lo, (uint64_t)magnitude.hi, 0, 0},
                     .negative = value.hi < 0};
}

/* The top bit of the second limb would be the sign of a qn_wide. */
bool qn_huge_to_wide(const qn_huge *value, qn_wide *out)
{
    const uint64_t *limb = value->limb;
    if ((limb[3] | limb[2] | (limb[1] & QN_WIDE_TOP)) != 0) {
        return false;
    }
    qn_wide magnitude = {.lo = limb[0], .hi = (int64_t)limb[1]};
    *out = value->negative ? qn_wide_neg(magnitude) : magnitude;
    return true;
}

bool qn_huge_is_zero(const qn_huge *value)
{
    return limbs_used(value->limb) == 0;
}

/*
 * Four products of limbs, of which the two mixed ones are added in the middle. Each magnitude is
 * below 2^127, so no carry leaves the top.
 */
qn_huge qn_huge_mul(qn_wide a, qn_wide b)
{
    qn_wide x = qn_wide_abs(a);
    qn_wide y = qn_wide_abs(b);
    limb_pair low = limb_mul(x.lo, y.lo);
    limb_pair left = limb_mul(x.lo, (uint64_t)y.hi);
    limb_pair right = limb_mul((uint64_t)x.hi, y.lo);
    limb_pair high = limb_mul((uint64_t)x.hi, (uint64_t)y.hi);
    qn_huge product = {.limb = {low.lo, low.hi, high.lo, high.hi}, .negative = false};
    qn_huge left_part = {.limb = {0, left.lo, left.hi, 0}, .negative = false};
    qn_huge right_part = {.limb = {0, right.lo, right.hi, 0}, .negative = false};
    product = add_limbs(&product, &left_part);
    product = add_limbs(&product, &right_part);
    product.negative = (a.hi < 0) != (b.hi < 0) && !qn_huge_is_zero(&product);
    return product;
}

/* Unlike signs are a difference, taken from the larger magnitude, whose sign is the result's. */
qn_huge qn_huge_add(const qn_huge *a, const qn_huge *b)
{
    if (a->negative == b->negative) {
        return add_limbs(a, b);
    }
    return compare_limbs(a->limb, b->limb) >= 0 ? subtract_limbs(a, b) : subtract_limbs(b, a);
}

int qn_huge_cmp(const qn_huge *a, const qn_huge *b)
{
    if (a->negative != b->negative) {
        return a->negative ? -1 : 1;
    }
    int order = compare_limbs(a->limb, b->limb);
    return a->negative ? -order : order;
}

void qn_huge_divmod(const qn_huge *dividend, const qn_huge *divisor, qn_huge *quotient,
                    qn_huge *remainder)
{
    qn_huge result;
    qn_huge rest;
    divide(dividend->limb, divisor->limb, result.limb, rest.limb);
    result.negative = dividend->negative != divisor->negative && !qn_huge_is_zero(&result);
    rest.negative = dividend->negative && !qn_huge_is_zero(&rest);
    if (quotient) {
        *quotient = result;
    }
    if (remainder) {
        *remainder = rest;
    }
}

/*
 * The quotient is cut toward zero and then moved away from it by one where the mode says so. The
 * remainder is compared with what it lacks to the divisor: doubling it might overflow.
 */
qn_huge qn_huge_div_round(const qn_huge *dividend, const qn_huge *divisor, qn_rounding mode)
{
    static const qn_huge one = {.limb = {1, 0, 0, 0}, .negative = false};
    qn_huge quotient;
    qn_huge rest;
    qn_huge_divmod(dividend, divisor, &quotient, &rest);
    if (qn_huge_is_zero(&rest)) {
        return quotient;
    }
    rest.negative = false;
    qn_huge missing = subtract_limbs(divisor, &rest);
    int half = compare_limbs(rest.limb, missing.limb);
    if (rounds_away(mode, dividend->negative, half, (quotient.limb[0] & 1) != 0)) {
        quotient = add_limbs(&quotient, &one);
        quotient.negative = dividend->negative;
    }
    return quotient;
}
