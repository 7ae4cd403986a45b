/*
 * 128-bit integers against GMP: random numbers of every length, the ends of the types, and every
 * small number. test_wide_portable.c runs the same without the compiler's 128-bit integers.
 */
#include "wide.h"

#include "check.h"
#include "gmp_wide.h"

enum { ROUNDS = 100000, MODES = QN_ROUND_TOWARD_ZERO + 1, SMALL = 40 };

/* Numbers that live through one test; a[0] and so on are GMP's view of the operands. */
typedef struct scratch {
    mpz_t a[4];
    mpz_t left;
    mpz_t right;
    mpz_t rest;
    uint64_t seed;
} scratch;

static void scratch_init(scratch *s, uint64_t seed)
{
    mpz_inits(s->a[0], s->a[1], s->a[2], s->a[3], s->left, s->right, s->rest, NULL);
    s->seed = seed;
}

static void scratch_clear(scratch *s)
{
    mpz_clears(s->a[0], s->a[1], s->a[2], s->a[3], s->left, s->right, s->rest, NULL);
}

/* The result is right, or it is refused exactly where it does not fit. */
static bool agrees(const mpz_t expected, bool done, qn_wide actual)
{
    return gmp_fits(expected) ? done && gmp_equals(expected, actual) : !done;
}

static void check_sums(scratch *s, qn_wide a, qn_wide b)
{
    qn_wide out = {.lo = 7, .hi = 7};
    mpz_add(s->left, s->a[0], s->a[1]);
    CHECK(agrees(s->left, qn_wide_add(a, b, &out), out));
    mpz_sub(s->left, s->a[0], s->a[1]);
    CHECK(agrees(s->left, qn_wide_sub(a, b, &out), out));
    mpz_neg(s->left, s->a[0]);
    CHECK(gmp_equals(s->left, qn_wide_neg(a)));
    mpz_abs(s->left, s->a[0]);
    CHECK(gmp_equals(s->left, qn_wide_abs(a)));
    int order = mpz_cmp(s->a[0], s->a[1]);
    CHECK_INT(qn_wide_cmp(a, b), (order > 0) - (order < 0));
    CHECK_INT(qn_wide_equal(a, b), order == 0);
    CHECK_INT(qn_wide_sign(a), mpz_sgn(s->a[0]));
    CHECK_INT(qn_wide_is_zero(a), mpz_sgn(s->a[0]) == 0);
    CHECK_INT(qn_wide_fits_i64(a), mpz_fits_slong_p(s->a[0]) != 0);
}

static void check_products(scratch *s, qn_wide a, qn_wide b)
{
    qn_wide out = {.lo = 7, .hi = 7};
    mpz_mul(s->left, s->a[0], s->a[1]);
    CHECK(agrees(s->left, qn_wide_mul(a, b, &out), out));
    qn_huge product = qn_huge_mul(a, b);
    CHECK(gmp_equals_huge(s->left, &product));
    CHECK(agrees(s->left, qn_huge_to_wide(&product, &out), out));
    if (qn_wide_fits_i64(b)) {
        CHECK(agrees(s->left, qn_wide_mul_i64(a, qn_wide_to_i64(b), &out), out));
    }
    mpz_gcd(s->left, s->a[0], s->a[1]);
    CHECK(gmp_equals(s->left, qn_wide_gcd(a, b)));
}

static void check_quotients(scratch *s, qn_wide a, qn_wide b)
{
    qn_wide quotient;
    qn_wide rest;
    if (qn_wide_is_zero(b)) {
        CHECK(!qn_wide_divmod_trunc(a, b, &quotient, &rest));
        CHECK(!qn_wide_divmod_floor(a, b, &quotient, &rest));
        return;
    }
    mpz_tdiv_qr(s->left, s->rest, s->a[0], s->a[1]);
    CHECK(qn_wide_divmod_trunc(a, b, &quotient, &rest));
    CHECK(gmp_equals(s->left, quotient));
    CHECK(gmp_equals(s->rest, rest));
    mpz_fdiv_qr(s->left, s->rest, s->a[0], s->a[1]);
    CHECK(qn_wide_divmod_floor(a, b, &quotient, &rest));
    CHECK(gmp_equals(s->left, quotient));
    CHECK(gmp_equals(s->rest, rest));
}

static void check_pair(scratch *s, qn_wide a, qn_wide b)
{
    gmp_from_wide(s->a[0], a);
    gmp_from_wide(s->a[1], b);
    check_sums(s, a, b);
    check_products(s, a, b);
    check_quotients(s, a, b);
}

static void pairs_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 1);
    for (int i = 0; i < ROUNDS; i++) {
        check_pair(&s, random_wide(&s.seed), random_wide(&s.seed));
    }
    scratch_clear(&s);
}

static void ends_of_the_types_agree_with_gmp(void)
{
    const qn_wide ends[] = {
        QN_WIDE_MAX,
        qn_wide_neg(QN_WIDE_MAX),
        {.lo = UINT64_MAX - 1, .hi = INT64_MAX},
        {.lo = 0, .hi = INT64_MAX},
        {.lo = 0, .hi = INT64_MIN + 1},
        {.lo = UINT64_MAX, .hi = 0},
        {.lo = 0, .hi = 1},
        {.lo = 0, .hi = -1},
        {.lo = 1, .hi = 1},
        qn_wide_from_i64(INT64_MAX),
        qn_wide_from_i64(INT64_MIN),
        {.lo = QN_WIDE_TOP, .hi = 0},
        qn_wide_from_i64(INT32_MAX),
        qn_wide_from_i64(0),
        qn_wide_from_i64(1),
        qn_wide_from_i64(-1),
        qn_wide_from_i64(2),
        qn_wide_from_i64(-2),
        qn_wide_from_i64(10),
    };
    scratch s;
    scratch_init(&s, 1);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        for (size_t j = 0; j < sizeof ends / sizeof ends[0]; j++) {
            check_pair(&s, ends[i], ends[j]);
        }
    }
    scratch_clear(&s);
}

static void small_pairs_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 1);
    for (int a = -SMALL; a <= SMALL; a++) {
        for (int b = -SMALL; b <= SMALL; b++) {
            check_pair(&s, qn_wide_from_i64(a), qn_wide_from_i64(b));
        }
    }
    scratch_clear(&s);
}

/* In one round of four the products are equal or nearly so, in half of these with opposite signs.
 */
static void compared_products_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 2);
    for (int i = 0; i < ROUNDS; i++) {
        qn_wide v[4];
        for (int k = 0; k < 4; k++) {
            v[k] = random_wide(&s.seed);
        }
        if (i % 4 == 0) {
            v[2] = i % 8 == 0 ? v[1] : qn_wide_neg(v[1]);
            v[3] = v[0];
            (void)qn_wide_add(v[3], qn_wide_from_i64(i / 4 % 3 - 1), &v[3]);
        }
        for (int k = 0; k < 4; k++) {
            gmp_from_wide(s.a[k], v[k]);
        }
        mpz_mul(s.left, s.a[0], s.a[1]);
        mpz_mul(s.right, s.a[2], s.a[3]);
        int order = mpz_cmp(s.left, s.right);
        CHECK_INT(qn_wide_cmp_products(v[0], v[1], v[2], v[3]), (order > 0) - (order < 0));
        qn_huge left = qn_huge_mul(v[0], v[1]);
        qn_huge right = qn_huge_mul(v[2], v[3]);
        qn_huge sum = qn_huge_add(&left, &right);
        mpz_add(s.rest, s.left, s.right);
        CHECK(gmp_equals_huge(s.rest, &sum));
        CHECK_INT(qn_huge_cmp(&left, &right), (order > 0) - (order < 0));
    }
    scratch_clear(&s);
}

static void check_muldiv(scratch *s, qn_wide n, qn_wide factor, qn_wide divisor)
{
    gmp_from_wide(s->a[0], n);
    gmp_from_wide(s->a[1], factor);
    gmp_from_wide(s->a[2], divisor);
    mpz_mul(s->left, s->a[0], s->a[1]);
    if (mpz_sgn(s->a[2]) < 0) {
        mpz_neg(s->left, s->left);
        mpz_neg(s->a[2], s->a[2]);
    }
    for (int mode = 0; mode < MODES; mode++) {
        qn_wide out = {.lo = 7, .hi = 7};
        bool done = qn_wide_muldiv_round(n, factor, divisor, (qn_rounding)mode, &out);
        if (mpz_sgn(s->a[2]) == 0) {
            CHECK(!done);
            continue;
        }
        gmp_round(s->right, s->left, s->a[2], (qn_rounding)mode);
        CHECK(agrees(s->right, done, out));
    }
}

static void muldiv_agrees_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 3);
    for (int i = 0; i < ROUNDS; i++) {
        qn_wide divisor = random_wide(&s.seed);
        qn_wide factor = random_wide(&s.seed);
        /* Every other round hits the middle between two numbers, or lies one beside it. */
        if (i % 2 == 0) {
            factor = qn_wide_from_i64(2 * (i % 50) + 1);
            divisor = qn_wide_from_i64(2);
        }
        check_muldiv(&s, random_wide(&s.seed), factor, divisor);
    }
    scratch_clear(&s);
}

static void small_roundings_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 1);
    for (int n = -SMALL; n <= SMALL; n++) {
        for (int factor = -3; factor <= 3; factor++) {
            for (int divisor = -13; divisor <= 13; divisor++) {
                check_muldiv(&s, qn_wide_from_i64(n), qn_wide_from_i64(factor),
                             qn_wide_from_i64(divisor));
            }
        }
    }
    scratch_clear(&s);
}

/* Limbs of which many are at an end, where the guessed digits of a long division go wrong. */
static qn_huge random_huge(uint64_t *seed)
{
    static const uint64_t ends[] = {0,
                                    1,
                                    UINT64_MAX,
                                    QN_WIDE_TOP,
                                    QN_WIDE_TOP - 1,
                                    UINT64_MAX - 1,
                                    UINT64_C(0xffffffff),
                                    UINT64_C(1) << 32};
    qn_huge value = {.negative = false};
    size_t used = (size_t)(check_random(seed) % 4) + 1;
    for (size_t i = 0; i < used; i++) {
        uint64_t coin = check_random(seed) >> 60;
        value.limb[i] = coin < 8 ? ends[coin] : check_random(seed);
    }
    value.negative = (check_random(seed) >> 63) != 0 && !qn_huge_is_zero(&value);
    return value;
}

static void long_quotients_agree_with_gmp(void)
{
    scratch s;
    scratch_init(&s, 4);
    for (int i = 0; i < 4 * ROUNDS; i++) {
        qn_huge a = random_huge(&s.seed);
        qn_huge b = random_huge(&s.seed);
        if (qn_huge_is_zero(&b)) {
            continue;
        }
        gmp_from_huge(s.a[0], &a);
        gmp_from_huge(s.a[1], &b);
        mpz_tdiv_qr(s.left, s.rest, s.a[0], s.a[1]);
        qn_huge quotient;
        qn_huge rest;
        qn_huge_divmod(&a, &b, &quotient, &rest);
        CHECK(gmp_equals_huge(s.left, &quotient));
        CHECK(gmp_equals_huge(s.rest, &rest));
        b.negative = false;
        mpz_abs(s.a[1], s.a[1]);
        qn_rounding mode = (qn_rounding)(i % MODES);
        gmp_round(s.right, s.a[0], s.a[1], mode);
        quotient = qn_huge_div_round(&a, &b, mode);
        CHECK(gmp_equals_huge(s.right, &quotient));
    }
    scratch_clear(&s);
}

/* Results that do not fit leave the variable alone, and results may replace their operands. */
static void results_keep_their_contract(void)
{
    const qn_wide one = qn_wide_from_i64(1);
    qn_wide value = QN_WIDE_MAX;
    CHECK(!qn_wide_add(value, one, &value));
    CHECK(!qn_wide_sub(qn_wide_neg(value), one, &value));
    CHECK(!qn_wide_mul_i64(value, 2, &value));
    CHECK(!qn_wide_muldiv_round(value, qn_wide_from_i64(3), qn_wide_from_i64(2),
                                QN_ROUND_TOWARD_ZERO, &value));
    CHECK(qn_wide_equal(value, QN_WIDE_MAX));
    CHECK(qn_wide_sub(value, one, &value));
    CHECK(qn_wide_divmod_trunc(value, qn_wide_from_i64(2), &value, NULL));
    CHECK(qn_wide_equal(value, (qn_wide){.lo = UINT64_MAX, .hi = INT64_MAX >> 1}));
    CHECK_INT(qn_wide_to_i64(qn_wide_from_i64(INT64_MIN)), INT64_MIN);
}

int main(void)
{
    static const check_case cases[] = {
        {"pairs agree with GMP", pairs_agree_with_gmp},
        {"ends of the types agree with GMP", ends_of_the_types_agree_with_gmp},
        {"small pairs agree with GMP", small_pairs_agree_with_gmp},
        {"compared products agree with GMP", compared_products_agree_with_gmp},
        {"multiply-divide agrees with GMP", muldiv_agrees_with_gmp},
        {"small roundings agree with GMP", small_roundings_agree_with_gmp},
        {"long quotients agree with GMP", long_quotients_agree_with_gmp},
        {"results keep their contract", results_keep_their_contract},
    };
    return check_run("wide", cases, sizeof cases / sizeof cases[0]);
}
