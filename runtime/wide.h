/*
 * Integers of 128 bits, and the 256-bit intermediates that keep them exact.
 *
 * Responsible for: checked addition, subtraction, multiplication, division, greatest common
 * divisors, and one fused multiply-divide-round. Every failure is a `false`, never a wrong digit.
 * Refuses to know: fractions, units, text. It needs nothing but the C compiler: no allocation, no
 * floating point, no state.
 *
 * The range is symmetric, -(2^127 - 1) to 2^127 - 1, as law 1 of the language has it. The pattern
 * of -2^127 is never produced; a function that would have to yield it reports an overflow. Callers
 * must not build it by hand.
 */
#ifndef QN_RUNTIME_WIDE_H
#define QN_RUNTIME_WIDE_H

#include <stdbool.h>
#include <stdint.h>

/* Define QN_NO_INT128 to get the code of a machine without 128-bit integers. */
#if defined(__SIZEOF_INT128__) && !defined(QN_NO_INT128)
#define QN_HAS_INT128 1
__extension__ typedef __int128 qn_int128;
__extension__ typedef unsigned __int128 qn_uint128;
#else
#define QN_HAS_INT128 0
#endif

/* Two's complement: the value is hi * 2^64 + lo. */
typedef struct qn_wide {
    uint64_t lo;
    int64_t hi;
} qn_wide;

/* Ways to round to a whole number, or to a multiple of a step. */
typedef enum qn_rounding {
    QN_ROUND_HALF_AWAY,  /* nearest, the middle away from zero */
    QN_ROUND_HALF_EVEN,  /* nearest, the middle to the even multiple */
    QN_ROUND_UP,         /* toward plus infinity */
    QN_ROUND_DOWN,       /* toward minus infinity */
    QN_ROUND_TOWARD_ZERO /* the digits behind are cut off */
} qn_rounding;

/* 2^127 - 1, the largest magnitude. */
#define QN_WIDE_MAX ((qn_wide){.lo = UINT64_MAX, .hi = INT64_MAX})

/* The bit 2^127 of the upper half. */
#define QN_WIDE_TOP ((uint64_t)1 << 63)

static inline qn_wide qn_wide_from_i64(int64_t value)
{
    return (qn_wide){.lo = (uint64_t)value, .hi = value < 0 ? -1 : 0};
}

static inline qn_wide qn_wide_from_u64(uint64_t value)
{
    return (qn_wide){.lo = value, .hi = 0};
}

static inline bool qn_wide_fits_i64(qn_wide value)
{
    return value.hi == ((int64_t)value.lo < 0 ? -1 : 0);
}

/* The low 64 bits as a signed number; the value itself where qn_wide_fits_i64 holds. */
static inline int64_t qn_wide_to_i64(qn_wide value)
{
    return (int64_t)value.lo;
}

static inline bool qn_wide_is_zero(qn_wide value)
{
    return (value.lo | (uint64_t)value.hi) == 0;
}

/* -1, 0 or 1. */
static inline int qn_wide_sign(qn_wide value)
{
    return value.hi < 0 ? -1 : !qn_wide_is_zero(value);
}

/* -1, 0 or 1 as a is less than, equal to or greater than b. */
static inline int qn_wide_cmp(qn_wide a, qn_wide b)
{
    if (a.hi != b.hi) {
        return a.hi < b.hi ? -1 : 1;
    }
    return (a.lo > b.lo) - (a.lo < b.lo);
}

static inline bool qn_wide_equal(qn_wide a, qn_wide b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

/* Never fails: the range is symmetric. */
static inline qn_wide qn_wide_neg(qn_wide value)
{
    uint64_t borrow = value.lo != 0;
    return (qn_wide){.lo = 0 - value.lo, .hi = (int64_t)(0 - (uint64_t)value.hi - borrow)};
}

/* Never fails: the range is symmetric. */
static inline qn_wide qn_wide_abs(qn_wide value)
{
    return value.hi < 0 ? qn_wide_neg(value) : value;
}

/* a + b. False, and *out untouched, when the sum is out of range. */
static inline bool qn_wide_add(qn_wide a, qn_wide b, qn_wide *out)
{
    uint64_t lo = a.lo + b.lo;
    uint64_t left = (uint64_t)a.hi;
    uint64_t right = (uint64_t)b.hi;
    uint64_t hi = left + right + (lo < a.lo);
    bool wrapped = (((left ^ hi) & (right ^ hi)) >> 63) != 0;
    if (wrapped || (hi == QN_WIDE_TOP && lo == 0)) {
        return false;
    }
    *out = (qn_wide){.lo = lo, .hi = (int64_t)hi};
    return true;
}

/* a - b. False, and *out untouched, when the difference is out of range. */
static inline bool qn_wide_sub(qn_wide a, qn_wide b, qn_wide *out)
{
    return qn_wide_add(a, qn_wide_neg(b), out);
}

/* a * b. False, and *out untouched, when the product is out of range. */
bool qn_wide_mul(qn_wide a, qn_wide b, qn_wide *out);

/* a * b for a 64-bit factor. False, and *out untouched, when the product is out of range. */
bool qn_wide_mul_i64(qn_wide a, int64_t b, qn_wide *out);

/*
 * Quotient and remainder with the quotient cut toward zero; the remainder has the sign of the
 * dividend. False, and both results untouched, when the divisor is zero. Either result pointer may
 * be NULL.
 */
bool qn_wide_divmod_trunc(qn_wide dividend, qn_wide divisor, qn_wide *quotient, qn_wide *remainder);

/* The same with the quotient rounded down; the remainder has the sign of the divisor. */
bool qn_wide_divmod_floor(qn_wide dividend, qn_wide divisor, qn_wide *quotient, qn_wide *remainder);

/* Greatest common divisor, never negative; that of 0 and 0 is 0. */
qn_wide qn_wide_gcd(qn_wide a, qn_wide b);

/* -1, 0 or 1 as a * b is less than, equal to or greater than c * d. Exact, never fails. */
int qn_wide_cmp_products(qn_wide a, qn_wide b, qn_wide c, qn_wide d);

/*
 * n * factor / divisor, rounded once to a whole number from the exact quotient. False, and *out
 * untouched, when the divisor is zero or the rounded result is out of range.
 */
bool qn_wide_muldiv_round(qn_wide n, qn_wide factor, qn_wide divisor, qn_rounding mode,
                          qn_wide *out);

/*
 * A magnitude below 2^256, lowest limb first, and a sign. It lives within one operation and is
 * never stored in a value. Zero is not negative.
 */
typedef struct qn_huge {
    uint64_t limb[4];
    bool negative;
} qn_huge;

qn_huge qn_huge_from_wide(qn_wide value);

/* False, and *out untouched, when the value is out of the range of qn_wide. */
bool qn_huge_to_wide(const qn_huge *value, qn_wide *out);

bool qn_huge_is_zero(const qn_huge *value);

/* a * b. Always fits: two magnitudes below 2^127 multiply to one below 2^254. */
qn_huge qn_huge_mul(qn_wide a, qn_wide b);

/* a + b. The caller sees to it that the magnitude of the sum stays below 2^256. */
qn_huge qn_huge_add(const qn_huge *a, const qn_huge *b);

/* -1, 0 or 1 as a is less than, equal to or greater than b. */
int qn_huge_cmp(const qn_huge *a, const qn_huge *b);

/*
 * Quotient cut toward zero, and the remainder with the sign of the dividend. The divisor must not
 * be zero. Either result pointer may be NULL; results may overlap the operands.
 */
void qn_huge_divmod(const qn_huge *dividend, const qn_huge *divisor, qn_huge *quotient,
                    qn_huge *remainder);

/* dividend / divisor rounded to a whole number. The divisor must be greater than zero. */
qn_huge qn_huge_div_round(const qn_huge *dividend, const qn_huge *divisor, qn_rounding mode);

#endif
