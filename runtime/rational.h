/*
 * Exact fractions of 128-bit integers: the numbers of the language.
 *
 * Responsible for: arithmetic whose result is the exact fraction in lowest terms, or a status.
 * An operation overflows only when the numerator (without its sign) or the denominator of that
 * *reduced result* is above 2^127 - 1; what happens on the way is kept in 256 bits. This is law 1
 * of the language, and every engine must agree on it.
 * Refuses to know: units, currencies, text (see decimal.h).
 *
 * The methods are those of Knuth, The Art of Computer Programming, volume 2, section 4.5.1: common
 * divisors are taken out before multiplying.
 */
#ifndef QN_RUNTIME_RATIONAL_H
#define QN_RUNTIME_RATIONAL_H

#include "wide.h"

/* num / den with den > 0 and no common divisor; zero is 0/1. All functions keep and need this. */
typedef struct qn_rational {
    qn_wide num;
    qn_wide den;
} qn_rational;

typedef enum qn_arith {
    QN_ARITH_OK,
    QN_ARITH_OVERFLOW,    /* the reduced result does not fit */
    QN_ARITH_ZERO_DIVISOR /* division by zero, or a denominator of zero */
} qn_arith;

static inline qn_rational qn_rational_from_wide(qn_wide value)
{
    return (qn_rational){.num = value, .den = {.lo = 1, .hi = 0}};
}

static inline qn_rational qn_rational_from_i64(int64_t value)
{
    return qn_rational_from_wide(qn_wide_from_i64(value));
}

static inline bool qn_rational_is_integer(qn_rational value)
{
    return value.den.lo == 1 && value.den.hi == 0;
}

static inline bool qn_rational_is_zero(qn_rational value)
{
    return qn_wide_is_zero(value.num);
}

/* -1, 0 or 1. */
static inline int qn_rational_sign(qn_rational value)
{
    return qn_wide_sign(value.num);
}

/* Lowest terms are unique, so equal values are equal member by member. */
static inline bool qn_rational_equal(qn_rational a, qn_rational b)
{
    return qn_wide_equal(a.num, b.num) && qn_wide_equal(a.den, b.den);
}

static inline qn_rational qn_rational_neg(qn_rational value)
{
    return (qn_rational){.num = qn_wide_neg(value.num), .den = value.den};
}

static inline qn_rational qn_rational_abs(qn_rational value)
{
    return (qn_rational){.num = qn_wide_abs(value.num), .den = value.den};
}

/* num / den brought to lowest terms, whatever the signs. Fails only for den = 0 (zero divisor). */
qn_arith qn_rational_make(qn_wide num, qn_wide den, qn_rational *out);

/* True if num and den obey the invariant above; for what comes from outside, as from a file. */
bool qn_rational_is_valid(qn_rational value);

/* In all that follow, *out is untouched unless the status is QN_ARITH_OK; out may be an operand. */

qn_arith qn_rational_add(qn_rational a, qn_rational b, qn_rational *out);
qn_arith qn_rational_sub(qn_rational a, qn_rational b, qn_rational *out);
qn_arith qn_rational_mul(qn_rational a, qn_rational b, qn_rational *out);

/* A divisor of zero gives QN_ARITH_ZERO_DIVISOR, whatever the dividend. */
qn_arith qn_rational_div(qn_rational a, qn_rational b, qn_rational *out);

/* -1, 0 or 1 as a is less than, equal to or greater than b. Exact, never fails. */
int qn_rational_cmp(qn_rational a, qn_rational b);

/*
 * The multiple of the step next to the value, by the mode; "even" in QN_ROUND_HALF_EVEN means an
 * even number of steps. Any positive step is allowed: 10, 0.5, 1/3. A step of zero or less gives
 * QN_ARITH_ZERO_DIVISOR.
 */
qn_arith qn_rational_round(qn_rational value, qn_rational step, qn_rounding mode, qn_rational *out);

#endif
