/*
 * Every way of rounding to every sort of step, by the definition: first the operations of the
 * machine in each class of numbers, then programs, in which a rounding stands at any place of a
 * formula and in any unit. The second opinion is what a rounded number is, or GMP, never a second
 * way to round.
 */
#include "kernels.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "gmp_wide.h"
#include "source.h"

enum {
    MODES = QN_ROUND_TOWARD_ZERO + 1,
    DENSE = 1000,   /* numbers on each side of zero, one after another */
    MIDDLES = 500,  /* middles between two multiples on each side of zero */
    ROUNDS = 60000, /* of numbers of any length */
    VALUES = 120,   /* of each rule of a program */
    CHAINS = 60     /* rules of a program with several roundings */
};

/* A step as a law writes it, and as a fraction in lowest terms. */
typedef struct step {
    const char *text;
    int64_t num, den;
} step;

static const step steps[] = {
    {"0.0000001", 1, 10000000},
    {"0.0001", 1, 10000},
    {"0.01", 1, 100},
    {"0.05", 1, 20},
    {"0.1", 1, 10},
    {"0.125", 1, 8},
    {"0.25", 1, 4},
    {"0.5", 1, 2},
    {"0.75", 3, 4},
    {"1", 1, 1},
    {"3", 3, 1},
    {"10", 10, 1},
    {"12", 12, 1},
    {"100", 100, 1},
};

enum { STEPS = sizeof steps / sizeof steps[0] };

/* ---- the operations of the machine */

/* Whether k is n/d rounded to a whole number, d > 0: what each mode promises, and no other number
 * keeps. */
static bool is_rounded(int64_t n, int64_t d, int64_t k, qn_rounding mode)
{
    int64_t above = k * d - n; /* how far k lies above n/d, in parts of 1/d */
    int64_t far = above < 0 ? -above : above;
    switch (mode) {
    case QN_ROUND_UP:
        return above >= 0 && far < d;
    case QN_ROUND_DOWN:
        return above <= 0 && far < d;
    case QN_ROUND_TOWARD_ZERO:
        return far < d && (above == 0 || (above < 0) == (n > 0));
    case QN_ROUND_HALF_AWAY:
        return 2 * far < d || (2 * far == d && (above > 0) == (n > 0));
    case QN_ROUND_HALF_EVEN:
        return 2 * far < d || (2 * far == d && k % 2 == 0);
    }
    return false;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Rounding what stands on a grid of 1/grid to a step: round(n * m / d) steps. */
typedef struct grid_rounding {
    int64_t grid, m, d;
    const step *to;
} grid_rounding;

static grid_rounding make_rounding(int64_t grid, const step *to)
{
    int64_t common = common_divisor(to->den, grid * to->num);
    return (grid_rounding){
        .grid = grid, .m = to->den / common, .d = grid * to->num / common, .to = to};
}

static bool integers_agree(const grid_rounding *r, int64_t n, qn_rounding mode, int64_t *k)
{
    int64_t out = 0;
    bool done = qn_kernel_round_i(n, r->m, r->d, r->to->num, mode, &out) == 0;
    *k = out / r->to->num;
    return done && out % r->to->num == 0 && is_rounded(n * r->m, r->d, *k, mode);
}

static bool wide_numbers_agree(const grid_rounding *r, int64_t n, qn_rounding mode, int64_t k)
{
    qn_wide out = qn_wide_from_i64(7);
    return qn_kernel_round_w(qn_wide_from_i64(n), qn_wide_from_i64(r->m), qn_wide_from_i64(r->d),
                             qn_wide_from_i64(r->to->num), mode, &out) == 0 &&
           qn_wide_equal(out, qn_wide_from_i64(k * r->to->num));
}

static bool ratios_agree(const grid_rounding *r, int64_t n, qn_rounding mode, int64_t k)
{
    qn_rational value, to, expected, out;
    return qn_rational_make(qn_wide_from_i64(n), qn_wide_from_i64(r->grid), &value) ==
               QN_ARITH_OK &&
           qn_rational_make(qn_wide_from_i64(r->to->num), qn_wide_from_i64(r->to->den), &to) ==
               QN_ARITH_OK &&
           qn_rational_make(qn_wide_from_i64(k * r->to->num), qn_wide_from_i64(r->to->den),
                            &expected) == QN_ARITH_OK &&
           qn_rational_round(value, to, mode, &out) == QN_ARITH_OK &&
           qn_rational_equal(out, expected);
}

/* One number by all modes, in the three classes; three checks a mode. */
static void check_number(const grid_rounding *r, int64_t n)
{
    for (int mode = 0; mode < MODES; mode++) {
        int64_t k = 0;
        bool agree = CHECK(integers_agree(r, n, (qn_rounding)mode, &k)) &&
                     CHECK(wide_numbers_agree(r, n, (qn_rounding)mode, k)) &&
                     CHECK(ratios_agree(r, n, (qn_rounding)mode, k));
        if (!agree) {
            printf("  %d/%d, mode %d, to %s\n", (int)n, (int)r->grid, mode, r->to->text);
        }
    }
}

/* Cents, tenths of a per mille, months in years, minutes in hours, hours of a month, and ratios
 * that no decimal has. */
static void every_step_on_every_grid(void)
{
    static const int64_t grids[] = {1, 2, 7, 12, 60, 100, 168, 10000};
    for (size_t g = 0; g < sizeof grids / sizeof grids[0]; g++) {
        for (int s = 0; s < STEPS; s++) {
            grid_rounding r = make_rounding(grids[g], &steps[s]);
            int64_t half = r.d % 2 == 0 ? r.d / 2 : r.d;
            for (int64_t n = -DENSE; n <= DENSE; n++) {
                check_number(&r, n);
            }
            for (int64_t i = -MIDDLES; i <= MIDDLES; i++) {
                check_number(&r, i * half - 1);
                check_number(&r, i * half);
                check_number(&r, i * half + 1);
            }
        }
    }
}

/* What the machine should give: round(a * m / d) * s, if it fits into so many bits. */
typedef struct big_rounding {
    mpz_t n, d, expected;
} big_rounding;

static bool expect_big(big_rounding *b, const qn_wide x[4], qn_rounding mode, unsigned bits)
{
    gmp_from_wide(b->n, x[0]);
    gmp_from_wide(b->expected, x[1]);
    mpz_mul(b->n, b->n, b->expected);
    gmp_from_wide(b->d, x[2]);
    gmp_round(b->expected, b->n, b->d, mode);
    gmp_from_wide(b->d, x[3]);
    mpz_mul(b->expected, b->expected, b->d);
    return mpz_sizeinbase(b->expected, 2) <= bits;
}

static void check_big(big_rounding *b, uint64_t *seed, bool narrow, unsigned *fitted)
{
    qn_wide x[4] = {random_wide(seed), random_positive(seed), random_positive(seed),
                    random_positive(seed)};
    qn_rounding mode = (qn_rounding)(check_random(seed) % MODES);
    uint32_t error = 0;
    qn_wide out = qn_wide_from_i64(7);
    if (!narrow) {
        error = qn_kernel_round_w(x[0], x[1], x[2], x[3], mode, &out);
    } else {
        int64_t small[4], rounded = 7;
        for (int i = 0; i < 4; i++) {
            small[i] = (int64_t)(x[i].lo >> (i == 0 ? 1 : 2 + check_random(seed) % 60));
            small[i] = i == 0 && x[i].hi < 0 ? -small[i] : small[i] + (i != 0);
            x[i] = qn_wide_from_i64(small[i]);
        }
        error = qn_kernel_round_i(small[0], small[1], small[2], small[3], mode, &rounded);
        out = qn_wide_from_i64(rounded);
    }
    bool fits = expect_big(b, x, mode, narrow ? 63 : 127);
    *fitted += fits;
    CHECK(fits ? error == 0 && gmp_equals(b->expected, out) : error == QN_ERROR_OVERFLOW);
}

static void numbers_of_any_length(void)
{
    big_rounding b;
    uint64_t seed = 51;
    mpz_inits(b.n, b.d, b.expected, NULL);
    for (int narrow = 0; narrow < 2; narrow++) {
        unsigned fitted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            check_big(&b, &seed, narrow == 1, &fitted);
        }
        CHECK(fitted > ROUNDS / 10 && fitted < ROUNDS - ROUNDS / 10);
    }
    mpz_clears(b.n, b.d, b.expected, NULL);
}

/* ---- programs */

/* A formula of the fact x, which is x times num/den; the fact is given with some decimals. */
typedef struct formula {
    const char *fact;
    const char *rule;
    const char *text;
    int64_t num, den;
    int64_t most; /* of the fact, in its last decimal */
    int decimals;
} formula;

static const formula formulas[] = {
    {"number in -1000..=1000 step 0.0001", "number", "x", 1, 1, 10000000, 4},
    {"number in -1000..=1000 step 0.01", "number", "x / 7", 1, 7, 100000, 2},
    {"number in -9000000000..=9000000000 step 0.00000001", "number", "x * 1.00000003", 100000003,
     100000000, 900000000000000000, 8},
    {"number step 0.0001", "number", "x / 3", 1, 3, 40000000000, 4},
    {"number step 0.0001", "number", "x", 1, 1, 40000000000, 4},
    {"integer in -5000..=5000", "number", "x / 1024", 1, 1024, 5000, 0},
    {"AZN in -100000..=100000", "AZN exact", "x * 22.5%", 9, 40, 10000000, 2},
    {"AZN in -100000..=100000", "AZN exact", "x / 9", 1, 9, 10000000, 2},
    {"AZN per hour in -900..=900", "AZN per hour", "x * 1.5", 3, 2, 9000000, 4},
    {"AZN per hour in -900..=900", "AZN per hour", "x / 168", 1, 168, 9000000, 4},
    {"hours in -1000..=1000", "hours", "x", 1, 1, 100000, 2},
    {"hours in -1000..=1000", "hours", "x / 7", 1, 7, 100000, 2},
    {"minutes in -1000..=1000", "minutes", "x", 1, 1, 100000, 2},
    {"years in -80..=80 step 0.01", "years", "x", 1, 1, 8000, 2},
    {"years in -80..=80", "years", "x / 12", 1, 12, 80, 0},
    {"months in -900..=900", "months", "x / 7", 1, 7, 900, 0},
    {"weeks in -50..=50 step 0.01", "weeks", "x", 1, 1, 5000, 2},
    {"percent in -300%..=300%", "percent", "x", 1, 1, 3000000, 4},
    {"percent in -300%..=300%", "percent", "x / 11", 1, 11, 3000000, 4},
};

static const char *const modes[MODES] = {"", "half even ", "up ", "down ", "toward zero "};

/* A rule: the formula, then roundings, before the last of which it is multiplied. */
typedef struct rounded_rule {
    int count;
    int mode[3];
    int step[3];
    int factor;
} rounded_rule;

enum { RULES = MODES * STEPS + CHAINS };

static qn_rounding mode_of(int mode)
{
    static const qn_rounding numbers[MODES] = {QN_ROUND_HALF_AWAY, QN_ROUND_HALF_EVEN, QN_ROUND_UP,
                                               QN_ROUND_DOWN, QN_ROUND_TOWARD_ZERO};
    return numbers[mode];
}

/* Each mode with each step alone, and chains at random. */
static void fill_rules(rounded_rule *rules, uint64_t *seed)
{
    for (int i = 0; i < RULES; i++) {
        rounded_rule *r = &rules[i];
        *r = (rounded_rule){.count = 1, .factor = 1, .mode = {i % MODES}, .step = {i / MODES}};
        if (i < MODES * STEPS) {
            continue;
        }
        r->count = 2 + (int)(check_random(seed) % 2);
        r->factor = 1 + (int)(check_random(seed) % 3);
        for (int k = 0; k < r->count; k++) {
            r->mode[k] = (int)(check_random(seed) % MODES);
            r->step[k] = (int)(check_random(seed) % STEPS);
        }
    }
}

static size_t write_rule(char *at, size_t size, const formula *f, const rounded_rule *r, int number)
{
    int length = snprintf(at, size, "r%d : %s = (%s", number, f->rule, f->text);
    for (int k = 0; k < r->count; k++) {
        if (k > 0 && k == r->count - 1) {
            length += snprintf(at + length, size - (size_t)length, ") * %d", r->factor);
        }
        length += snprintf(at + length, size - (size_t)length, " rounded %sto %s",
                           modes[r->mode[k]], steps[r->step[k]].text);
    }
    length += snprintf(at + length, size - (size_t)length, r->count > 1 ? "\n" : ")\n");
    return (size_t)length;
}

/* The program of a formula; NULL after a failed check. */
static qn_program *load(const formula *f, const rounded_rule *rules)
{
    static char source[64 * 1024];
    size_t length = (size_t)snprintf(source, sizeof source, "fact x : %s\n", f->fact);
    for (int i = 0; i < RULES; i++) {
        length += write_rule(source + length, sizeof source - length, f, &rules[i], i);
    }
    return source_load(source);
}

/* value := the multiple of the step that it is rounded to. */
static void round_by_gmp(mpq_t value, int mode, const step *to)
{
    mpq_t size;
    mpz_t whole;
    mpq_init(size);
    mpz_init(whole);
    mpq_set_si(size, (long)to->num, (unsigned long)to->den);
    mpq_div(value, value, size);
    gmp_round(whole, mpq_numref(value), mpq_denref(value), mode_of(mode));
    mpq_set_z(value, whole);
    mpq_mul(value, value, size);
    mpz_clear(whole);
    mpq_clear(size);
}

static void expect(mpq_t value, const formula *f, const rounded_rule *r, const mpq_t given)
{
    mpq_t factor;
    mpq_init(factor);
    mpq_set_si(factor, (long)f->num, (unsigned long)f->den);
    mpq_mul(value, given, factor);
    for (int k = 0; k < r->count; k++) {
        if (k > 0 && k == r->count - 1) {
            mpq_set_si(factor, r->factor, 1);
            mpq_mul(value, value, factor);
        }
        round_by_gmp(value, r->mode[k], &steps[r->step[k]]);
    }
    mpq_clear(factor);
}

/* Whether the answer is the fraction; what differs is printed. */
static bool answers(qn_case *c, int rule, const mpq_t expected, const char *given)
{
    char name[16], wanted[200], got[200] = "";
    qn_value v;
    size_t length = 0;
    snprintf(name, sizeof name, "r%d", rule);
    gmp_snprintf(wanted, sizeof wanted, "%Qd", expected);
    bool known = qn_eval(c, rule, &v) == QN_OK && v.status == QN_KNOWN &&
                 qn_value_fraction(&v, got, sizeof got, &length) == QN_OK;
    bool equal = known && strcmp(got, wanted) == 0;
    if (!equal) {
        printf("  %s of %s: %s, not %s\n", name, given, got, wanted);
    }
    return equal;
}

/* A number of the fact's decimals as text, every other one a middle of some step. */
static int64_t pick_number(const formula *f, uint64_t *seed)
{
    int64_t n = (int64_t)(check_random(seed) % (2 * (uint64_t)f->most + 1)) - f->most;
    int64_t coin = (int64_t)(check_random(seed) % 4);
    if (coin == 0) {
        return n % 1000;
    }
    return coin == 1 ? n - n % 5 : coin == 2 ? n - n % 500 : n;
}

static void check_formula(const formula *f, uint64_t *seed)
{
    static rounded_rule rules[RULES];
    mpq_t given, expected;
    fill_rules(rules, seed);
    qn_program *program = load(f, rules);
    qn_case *c = program ? qn_case_new(program) : NULL;
    mpq_inits(given, expected, NULL);
    for (int i = 0; c && i < VALUES; i++) {
        char text[64];
        static const int64_t tens[] = {1,      10,      100,      1000,     10000,
                                       100000, 1000000, 10000000, 100000000};
        int64_t n = pick_number(f, seed), ten = tens[f->decimals];
        int64_t size = n < 0 ? -n : n;
        snprintf(text, sizeof text, "%s%lld.%0*lld", n < 0 ? "-" : "", (long long)(size / ten),
                 f->decimals ? f->decimals : 1, (long long)(size % ten));
        mpq_set_si(given, (long)n, (unsigned long)ten);
        mpq_canonicalize(given);
        bool set = CHECK_INT(qn_case_set_decimal(c, 0, text, strlen(text)), QN_OK);
        for (int r = 0; set && r < RULES; r++) {
            expect(expected, f, &rules[r], given);
            CHECK(answers(c, r, expected, text));
        }
    }
    mpq_clears(given, expected, NULL);
    qn_case_free(c);
    qn_program_free(program);
}

static void roundings_anywhere_in_a_formula(void)
{
    uint64_t seed = 77;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        check_formula(&formulas[i], &seed);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"every step on every grid", every_step_on_every_grid},
        {"numbers of any length", numbers_of_any_length},
        {"roundings anywhere in a formula", roundings_anywhere_in_a_formula},
    };
    return check_run("rounding", cases, sizeof cases / sizeof cases[0]);
}
