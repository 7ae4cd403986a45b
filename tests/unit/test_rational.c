/*
 * Exact fractions against GMP's: values, the law of overflow, and every rounding of small numbers
 * to small steps.
 */
#include "rational.h"

#include "check.h"
#include "gmp_wide.h"

enum { ROUNDS = CHECK_FEWER(100000, 20000), MODES = QN_ROUND_TOWARD_ZERO + 1 };

/* GMP's view of two operands and a result, and how often a result did and did not fit. */
typedef struct scratch {
    mpq_t a;
    mpq_t b;
    mpq_t expected;
    mpq_t actual;
    mpz_t rounded;
    uint64_t seed;
    int fitted;
    int overflowed;
} scratch;

static void scratch_init(scratch *s, uint64_t seed)
{
    mpq_inits(s->a, s->b, s->expected, s->actual, NULL);
    mpz_init(s->rounded);
    s->seed = seed;
    s->fitted = 0;
    s->overflowed = 0;
}

static void scratch_clear(scratch *s)
{
    mpq_clears(s->a, s->b, s->expected, s->actual, NULL);
    mpz_clear(s->rounded);
}

/* A test of the overflow law that meets only one of the two outcomes has tested nothing. */
static void check_both_outcomes(const scratch *s)
{
    CHECK(s->fitted > ROUNDS / 20);
    CHECK(s->overflowed > ROUNDS / 20);
}

static void gmp_from_rational(mpq_t out, qn_rational value)
{
    gmp_from_wide(mpq_numref(out), value.num);
    gmp_from_wide(mpq_denref(out), value.den);
}

/* GMP keeps lowest terms, so members are compared, not values. */
static bool equals(scratch *s, qn_rational actual)
{
    gmp_from_rational(s->actual, actual);
    return mpz_cmp(mpq_numref(s->actual), mpq_numref(s->expected)) == 0 &&
           mpz_cmp(mpq_denref(s->actual), mpq_denref(s->expected)) == 0;
}

/* Law 1: the exact result if its lowest terms fit, else an overflow. */
static bool obeys_law(scratch *s, qn_arith status, qn_rational actual)
{
    if (gmp_fits(mpq_numref(s->expected)) && gmp_fits(mpq_denref(s->expected))) {
        s->fitted++;
        return status == QN_ARITH_OK && equals(s, actual);
    }
    s->overflowed++;
    return status == QN_ARITH_OVERFLOW;
}

static void check_operations(scratch *s, qn_rational a, qn_rational b)
{
    qn_rational out = qn_rational_from_i64(7);
    gmp_from_rational(s->a, a);
    gmp_from_rational(s->b, b);
    mpq_add(s->expected, s->a, s->b);
    qn_arith status = qn_rational_add(a, b, &out);
    CHECK(obeys_law(s, status, out));
    mpq_sub(s->expected, s->a, s->b);
    status = qn_rational_sub(a, b, &out);
    CHECK(obeys_law(s, status, out));
    mpq_mul(s->expected, s->a, s->b);
    status = qn_rational_mul(a, b, &out);
    CHECK(obeys_law(s, status, out));
    status = qn_rational_div(a, b, &out);
    if (mpq_sgn(s->b) == 0) {
        CHECK_INT(status, QN_ARITH_ZERO_DIVISOR);
    } else {
        mpq_div(s->expected, s->a, s->b);
        CHECK(obeys_law(s, status, out));
    }
    int order = mpq_cmp(s->a, s->b);
    CHECK_INT(qn_rational_cmp(a, b), (order > 0) - (order < 0));
    CHECK_INT(qn_rational_equal(a, b), order == 0);
    CHECK_INT(qn_rational_sign(a), mpq_sgn(s->a));
}

static qn_rational ratio(qn_wide num, qn_wide den)
{
    qn_rational value = qn_rational_from_i64(0);
    CHECK_INT(qn_rational_make(num, den, &value), QN_ARITH_OK);
    return value;
}

/*
 * Mostly unreduced random members; in one of four a denominator made of small primes, so that sums
 * share divisors with their denominators.
 */
static qn_rational random_rational(uint64_t *seed)
{
    static const int64_t primes[] = {2, 3, 5, 7};
    uint64_t coin = check_random(seed) >> 60;
    if (coin >= 4) {
        return ratio(random_wide(seed), coin == 4 ? qn_wide_from_i64(1) : random_positive(seed));
    }
    qn_wide den = qn_wide_from_i64(1);
    for (uint64_t count = check_random(seed) % 70; count > 0; count--) {
        (void)qn_wide_mul_i64(den, primes[check_random(seed) >> 62], &den);
    }
    return ratio(random_wide(seed), den);
}

static void operations_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 11);
    for (int i = 0; i < ROUNDS; i++) {
        check_operations(&s, random_rational(&s.seed), random_rational(&s.seed));
    }
    check_both_outcomes(&s);
    scratch_clear(&s);
}

/*
 * Sums built backwards: b = c - a, so that a + b is c however long the way there. The largest
 * denominators meet here, and cancel.
 */
static void sums_that_cancel_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 12);
    for (int i = 0; i < ROUNDS; i++) {
        qn_rational a = random_rational(&s.seed);
        qn_rational b = random_rational(&s.seed);
        qn_rational c = random_rational(&s.seed);
        c.den = i % 2 == 0 ? a.den : c.den;
        c = ratio(c.num, c.den);
        if (qn_rational_sub(c, a, &b) == QN_ARITH_OK) {
            check_operations(&s, a, b);
        }
    }
    CHECK(s.fitted > ROUNDS);
    CHECK(s.overflowed > ROUNDS / 20);
    scratch_clear(&s);
}

static void small_operations_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 1);
    for (int a = -12; a <= 12; a++) {
        for (int b = -12; b <= 12; b++) {
            for (int den = 1; den <= 144; den++) {
                check_operations(&s, ratio(qn_wide_from_i64(a), qn_wide_from_i64(den % 12 + 1)),
                                 ratio(qn_wide_from_i64(b), qn_wide_from_i64(den / 12 + 1)));
            }
        }
    }
    scratch_clear(&s);
}

/* Members on both sides of 31, 63 and 64 bits, where one way of adding gives way to another. */
static void ends_of_the_types_agree_with_gmp(void)
{
    const qn_wide ends[] = {
        qn_wide_from_i64(1),
        qn_wide_from_i64(3),
        qn_wide_from_i64(INT32_MAX),
        qn_wide_from_i64(INT64_C(1) << 31),
        qn_wide_from_i64(INT64_MAX),
        qn_wide_from_u64(UINT64_MAX),
        {.lo = 0, .hi = 1},
        {.lo = 1, .hi = 1},
        {.lo = 5, .hi = 1},
        {.lo = 1, .hi = INT64_MAX},
        QN_WIDE_MAX,
    };
    enum { ENDS = sizeof ends / sizeof ends[0] };
    scratch s;
    scratch_init(&s, 1);
    for (int i = 0; i < ENDS * ENDS; i++) {
        qn_rational a = ratio(ends[i % ENDS], ends[i / ENDS]);
        for (int j = 0; j < ENDS * ENDS; j++) {
            qn_rational b = ratio(ends[j % ENDS], ends[j / ENDS]);
            check_operations(&s, a, b);
            check_operations(&s, a, qn_rational_neg(b));
            check_operations(&s, qn_rational_neg(a), b);
        }
    }
    scratch_clear(&s);
}

/* By the definition: round value / step to a whole number, and multiply by the step. */
static void check_round(scratch *s, qn_rational value, qn_rational step)
{
    gmp_from_rational(s->a, value);
    gmp_from_rational(s->b, step);
    mpq_div(s->a, s->a, s->b);
    for (int mode = 0; mode < MODES; mode++) {
        qn_rational out = qn_rational_from_i64(7);
        gmp_round(s->rounded, mpq_numref(s->a), mpq_denref(s->a), (qn_rounding)mode);
        mpq_set_z(s->expected, s->rounded);
        mpq_mul(s->expected, s->expected, s->b);
        qn_arith status = qn_rational_round(value, step, (qn_rounding)mode, &out);
        CHECK(obeys_law(s, status, out));
    }
}

static void small_roundings_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 1);
    for (int num = -40; num <= 40; num++) {
        for (int den = 1; den <= 12; den++) {
            qn_rational value = ratio(qn_wide_from_i64(num), qn_wide_from_i64(den));
            for (int step = 0; step < 6 * 12; step++) {
                check_round(&s, value,
                            ratio(qn_wide_from_i64(step % 6 + 1), qn_wide_from_i64(step / 6 + 1)));
            }
        }
    }
    scratch_clear(&s);
}

/* The steps that laws use, on cents and on the middles between them. */
static void legal_steps_agree_with_gmp(void)
{
    static const int64_t steps[][2] = {{1, 100},      {1, 10}, {1, 2},  {1, 1},
                                       {1, 10000000}, {10, 1}, {1, 20}, {1, 10000}};
    scratch s;
    scratch_init(&s, 1);
    for (int num = -3000; num <= 3000; num++) {
        qn_rational value = ratio(qn_wide_from_i64(num), qn_wide_from_i64(200));
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            check_round(&s, value,
                        ratio(qn_wide_from_i64(steps[i][0]), qn_wide_from_i64(steps[i][1])));
        }
    }
    scratch_clear(&s);
}

static void long_roundings_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 13);
    for (int i = 0; i < ROUNDS; i++) {
        qn_rational step = random_rational(&s.seed);
        qn_rational value = random_rational(&s.seed);
        if (qn_rational_sign(step) == 0) {
            continue;
        }
        step = qn_rational_abs(step);
        /* One in four lies on a multiple of half the step. */
        if (i % 4 == 0) {
            qn_rational half = ratio(random_wide(&s.seed), qn_wide_from_i64(2));
            (void)qn_rational_mul(step, half, &value);
        }
        check_round(&s, value, step);
    }
    check_both_outcomes(&s);
    scratch_clear(&s);
}

/* Lowest terms are reached from every pair of members, and recognised. */
static void making_agrees_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 14);
    for (int i = 0; i < ROUNDS; i++) {
        qn_wide num = random_wide(&s.seed);
        qn_wide den = random_wide(&s.seed);
        qn_rational value = qn_rational_from_i64(7);
        if (qn_wide_is_zero(den)) {
            CHECK_INT(qn_rational_make(num, den, &value), QN_ARITH_ZERO_DIVISOR);
            continue;
        }
        gmp_from_wide(mpq_numref(s.expected), num);
        gmp_from_wide(mpq_denref(s.expected), den);
        bool lowest = mpz_sgn(mpq_denref(s.expected)) > 0;
        mpz_gcd(s.rounded, mpq_numref(s.expected), mpq_denref(s.expected));
        lowest = lowest && mpz_cmp_ui(s.rounded, 1) == 0;
        mpq_canonicalize(s.expected);
        CHECK_INT(qn_rational_make(num, den, &value), QN_ARITH_OK);
        CHECK(equals(&s, value));
        CHECK(qn_rational_is_valid(value));
        CHECK_INT(qn_rational_is_valid((qn_rational){.num = num, .den = den}), lowest);
    }
    scratch_clear(&s);
}

/* A result that does not fit leaves the variable alone; a result may replace an operand. */
static void results_keep_their_contract(void)
{
    const qn_rational third = ratio(qn_wide_from_i64(1), qn_wide_from_i64(3));
    const qn_rational zero = qn_rational_from_i64(0);
    const qn_rational most = qn_rational_from_wide(QN_WIDE_MAX);
    qn_rational value = most;
    CHECK_INT(qn_rational_add(value, third, &value), QN_ARITH_OVERFLOW);
    CHECK_INT(qn_rational_mul(value, most, &value), QN_ARITH_OVERFLOW);
    CHECK_INT(qn_rational_div(value, zero, &value), QN_ARITH_ZERO_DIVISOR);
    CHECK_INT(qn_rational_make(QN_WIDE_MAX, zero.num, &value), QN_ARITH_ZERO_DIVISOR);
    CHECK_INT(qn_rational_round(value, zero, QN_ROUND_UP, &value), QN_ARITH_ZERO_DIVISOR);
    CHECK_INT(qn_rational_round(value, qn_rational_neg(third), QN_ROUND_UP, &value),
              QN_ARITH_ZERO_DIVISOR);
    CHECK_INT(qn_rational_round(value, qn_rational_from_i64(2), QN_ROUND_UP, &value),
              QN_ARITH_OVERFLOW);
    CHECK(qn_rational_equal(value, most));
    value = third;
    CHECK_INT(qn_rational_add(value, value, &value), QN_ARITH_OK);
    CHECK_INT(qn_rational_add(value, third, &value), QN_ARITH_OK);
    CHECK(qn_rational_equal(value, qn_rational_from_i64(1)));
    CHECK(qn_rational_is_integer(value));
    CHECK(!qn_rational_is_integer(third));
    const qn_wide least = {.lo = 0, .hi = INT64_MIN};
    CHECK(!qn_rational_is_valid((qn_rational){.num = least, .den = value.den}));
    CHECK(!qn_rational_is_valid((qn_rational){.num = value.num, .den = least}));
    CHECK(!qn_rational_is_valid((qn_rational){.num = value.num, .den = zero.num}));
}

int main(void)
{
    static const check_case cases[] = {
        {"operations agree with GMP", operations_agree_with_gmp},
        {"sums that cancel agree with GMP", sums_that_cancel_agree_with_gmp},
        {"small operations agree with GMP", small_operations_agree_with_gmp},
        {"ends of the types agree with GMP", ends_of_the_types_agree_with_gmp},
        {"small roundings agree with GMP", small_roundings_agree_with_gmp},
        {"legal steps agree with GMP", legal_steps_agree_with_gmp},
        {"long roundings agree with GMP", long_roundings_agree_with_gmp},
        {"making agrees with GMP", making_agrees_with_gmp},
        {"results keep their contract", results_keep_their_contract},
    };
    return check_run("rational", cases, sizeof cases / sizeof cases[0]);
}
