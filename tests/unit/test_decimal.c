/*
 * Decimal text: known texts, refused texts with the place where they go wrong, and random ones read
 * and written against GMP.
 */
#include "decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "gmp_wide.h"

enum { ROUNDS = 20000, BOTH = QN_DECIMAL_GROUPS | QN_DECIMAL_EXPONENT };

static void texts_are_read_exactly(void)
{
    static const struct {
        const char *text;
        const char *fraction;
        size_t places;
    } known[] = {
        {"0", "0", 0},
        {"-0", "0", 0},
        {"+7", "7", 0},
        {"007", "7", 0},
        {"0.1", "1/10", 1},
        {"345.00", "345", 2},
        {"10.005", "2001/200", 3},
        {"-22.5", "-45/2", 1},
        {"345.55", "6911/20", 2},
        {"9007199254740993", "9007199254740993", 0},
        {"68212208", "68212208", 0},
        {"1_000_000.000_1", "10000000001/10000", 4},
        {"1e3", "1000", 0},
        {"1.5E3", "1500", 0},
        {"1.5e+1", "15", 0},
        {"1.25e1", "25/2", 1},
        {"25e-2", "1/4", 2},
        {"0e99999999999999999999999", "0", 0},
        {"12345678901234567.89e2", "1234567890123456789", 0},
        {"0.00000000000000000000000001e26", "1", 0},
        {"170141183460469231731687303715884105727", "170141183460469231731687303715884105727", 0},
        {"-170141183460469231731687303715884105727", "-170141183460469231731687303715884105727", 0},
        {"17014118346046923173168730371588410572.7", "170141183460469231731687303715884105727/10",
         1},
        {"0000000000000000000000000000000000000000000000000.5", "1/2", 1},
        {"1.00000000000000000000000000000000000000000000000000", "1", 50},
        {"1e38", "100000000000000000000000000000000000000", 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        qn_decimal number;
        char actual[QN_DECIMAL_TEXT_SIZE] = "";
        size_t length = strlen(known[i].text);
        CHECK_INT(qn_decimal_parse(known[i].text, length, BOTH, &number), QN_DECIMAL_OK);
        CHECK(qn_decimal_format_fraction(number.value, actual, sizeof actual, NULL));
        CHECK_TEXT(actual, known[i].fraction);
        CHECK_INT(number.places, known[i].places);
        CHECK(qn_rational_is_valid(number.value));
    }
}

static void bad_texts_are_refused_where_they_go_wrong(void)
{
    static const struct {
        const char *text;
        unsigned options;
        size_t at;
    } bad[] = {
        {"", BOTH, 0},
        {"-", BOTH, 1},
        {"+-1", BOTH, 1},
        {".5", BOTH, 0},
        {"5.", BOTH, 2},
        {"5.x", BOTH, 2},
        {"1.2.3", BOTH, 3},
        {"1,5", BOTH, 1},
        {" 1", BOTH, 0},
        {"1 ", BOTH, 1},
        {"_1", BOTH, 0},
        {"1_", BOTH, 2},
        {"1__0", BOTH, 2},
        {"1_.5", BOTH, 2},
        {"1._5", BOTH, 2},
        {"1e", BOTH, 2},
        {"1e+", BOTH, 3},
        {"1e1.5", BOTH, 3},
        {"1e1_0", BOTH, 3},
        {"1_000", 0, 1},
        {"1e3", QN_DECIMAL_GROUPS, 1},
        {"0x10", BOTH, 1},
        {"inf", BOTH, 0},
        {"NaN", BOTH, 0},
        {"\xd9\xa1", BOTH, 0},
        {"1_0", QN_DECIMAL_EXPONENT, 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qn_decimal number;
        size_t length = strlen(bad[i].text);
        CHECK_INT(qn_decimal_parse(bad[i].text, length, bad[i].options, &number),
                  QN_DECIMAL_NOT_A_NUMBER);
        if (!CHECK_INT(number.error_at, bad[i].at)) {
            printf("  in \"%s\"\n", bad[i].text);
        }
    }
    qn_decimal number;
    CHECK_INT(qn_decimal_parse(NULL, 0, BOTH, &number), QN_DECIMAL_NOT_A_NUMBER);
    CHECK_INT(qn_decimal_parse("1\0002", 3, BOTH, &number), QN_DECIMAL_NOT_A_NUMBER);
    CHECK_INT(number.error_at, 1);
    CHECK_INT(qn_decimal_parse("1234", 2, BOTH, &number), QN_DECIMAL_OK);
    CHECK(qn_rational_equal(number.value, qn_rational_from_i64(12)));
}

static void numbers_too_large_are_refused(void)
{
    static const char *const large[] = {
        "170141183460469231731687303715884105728",   "-170141183460469231731687303715884105728",
        "17014118346046923173168730371588410572.9",  "1e39",
        "1e999999999999999999999999999999",          "1e-999999999999999999999999999999",
        "0.000000000000000000000000000000000000001", "3333333333333333333333333333333333333333",
    };
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        qn_decimal number;
        size_t length = strlen(large[i]);
        CHECK_INT(qn_decimal_parse(large[i], length, BOTH, &number), QN_DECIMAL_TOO_LARGE);
        CHECK_INT(number.error_at, 0);
    }
}

/* 5^k / 10^k is 1 / 2^k, which fits up to k = 126 although 5^126 has 293 bits; so with 2 and 5. */
static void long_texts_of_short_fractions_are_read(void)
{
    mpz_t power;
    mpz_t expected;
    mpz_inits(power, expected, NULL);
    for (unsigned long k = 1; k <= 140; k++) {
        for (unsigned long base = 2; base <= 5; base += 3) {
            char text[512];
            qn_decimal number;
            mpz_ui_pow_ui(power, base, k);
            mpz_ui_pow_ui(expected, 10 / base, k);
            int length = gmp_snprintf(text, sizeof text, "0.%0*Zd", (int)k, power);
            qn_decimal_status status = qn_decimal_parse(text, (size_t)length, 0, &number);
            if (!gmp_fits(expected)) {
                CHECK_INT(status, QN_DECIMAL_TOO_LARGE);
                continue;
            }
            CHECK_INT(status, QN_DECIMAL_OK);
            CHECK(gmp_equals(expected, number.value.den));
            CHECK_INT(qn_decimal_places(number.value), k);
            /* With a whole part there is one digit more than there can be places. */
            text[0] = '1';
            bool longer_fits = qn_wide_add(number.value.num, number.value.den, &number.value.num);
            qn_decimal longer;
            CHECK_INT(qn_decimal_parse(text, (size_t)length, 0, &longer),
                      longer_fits ? QN_DECIMAL_OK : QN_DECIMAL_TOO_LARGE);
            CHECK(!longer_fits || qn_rational_equal(longer.value, number.value));
            /* The same with the largest numerator below the denominator: nines in front. */
            (void)qn_wide_sub(number.value.den, qn_wide_from_i64(1), &number.value.num);
            CHECK(qn_decimal_format(number.value, 0, text, sizeof text, NULL));
            qn_decimal again;
            CHECK_INT(qn_decimal_parse(text, strlen(text), 0, &again), QN_DECIMAL_OK);
            CHECK(qn_rational_equal(again.value, number.value));
        }
    }
    mpz_clears(power, expected, NULL);
}

/* `count` digits, in a third of the texts few that are not zero. */
static size_t put_random_digits(char *text, size_t count, uint64_t *seed)
{
    uint64_t sparse = check_random(seed) % 3;
    for (size_t i = 0; i < count; i++) {
        uint64_t digit = check_random(seed) >> 33;
        text[i] = (char)('0' + (sparse == 0 && digit % 7 != 0 ? 0 : digit % 10));
    }
    return count;
}

/* GMP's reading of whole digits, places and an exponent: all digits times a power of ten. */
static void gmp_read(mpq_t out, const char *digits, long exponent, bool negative)
{
    mpz_t power;
    mpz_init(power);
    mpq_set_ui(out, 1, 1);
    mpz_set_str(mpq_numref(out), digits, 10);
    mpz_ui_pow_ui(power, 10, (unsigned long)labs(exponent));
    if (exponent < 0) {
        mpz_set(mpq_denref(out), power);
    } else {
        mpz_mul(mpq_numref(out), mpq_numref(out), power);
    }
    mpq_canonicalize(out);
    if (negative) {
        mpq_neg(out, out);
    }
    mpz_clear(power);
}

/* One random number as text and as GMP has it. */
static size_t random_text(char *text, size_t size, mpq_t expected, uint64_t *seed)
{
    char digits[200];
    size_t before = check_random(seed) % 42 + 1;
    size_t after = check_random(seed) % 3 == 0 ? 0 : check_random(seed) % 60;
    long exponent = check_random(seed) % 2 == 0 ? 0 : (long)(check_random(seed) % 80) - 40;
    bool negative = check_random(seed) % 2 == 0;
    size_t count = put_random_digits(digits, before + after, seed);
    digits[count] = '\0';
    int length = snprintf(text, size, "%s%.*s%s%s", negative ? "-" : "", (int)before, digits,
                          after > 0 ? "." : "", digits + before);
    if (exponent != 0) {
        length += snprintf(text + length, size - (size_t)length, "e%ld", exponent);
    }
    gmp_read(expected, digits, exponent - (long)after, negative);
    return (size_t)length;
}

static void random_texts_agree_with_gmp(void)
{
    mpq_t expected;
    uint64_t seed = 21;
    int read = 0;
    mpq_init(expected);
    for (int i = 0; i < ROUNDS; i++) {
        char text[256];
        qn_decimal number;
        size_t length = random_text(text, sizeof text, expected, &seed);
        bool fits = gmp_fits(mpq_numref(expected)) && gmp_fits(mpq_denref(expected));
        qn_decimal_status status = qn_decimal_parse(text, length, QN_DECIMAL_EXPONENT, &number);
        read += fits;
        if (!CHECK_INT(status, fits ? QN_DECIMAL_OK : QN_DECIMAL_TOO_LARGE) ||
            (fits && !CHECK(gmp_equals(mpq_numref(expected), number.value.num) &&
                            gmp_equals(mpq_denref(expected), number.value.den)))) {
            printf("  in %s\n", text);
        }
    }
    CHECK(read > ROUNDS / 10 && read < ROUNDS - ROUNDS / 10);
    mpq_clear(expected);
}

/* Text written is the shortest: read back by GMP it is the value, and it ends in no needless 0. */
static bool written_well(qn_rational value, const char *text, size_t length, mpq_t scratch)
{
    char digits[QN_DECIMAL_TEXT_SIZE];
    size_t count = 0;
    const char *point = strchr(text, '.');
    size_t places = point ? length - (size_t)(point - text) - 1 : 0;
    bool negative = text[0] == '-';
    for (const char *at = text; *at != '\0'; at++) {
        if (*at >= '0' && *at <= '9') {
            digits[count++] = *at;
        }
    }
    digits[count] = '\0';
    gmp_read(scratch, digits, -(long)places, negative);
    return strlen(text) == length && gmp_equals(mpq_numref(scratch), value.num) &&
           gmp_equals(mpq_denref(scratch), value.den) && (!point || text[length - 1] != '0') &&
           (int)places == qn_decimal_places(value);
}

/* A value whose denominator is 2^a * 5^b of any size. */
static qn_rational random_finite(uint64_t *seed)
{
    qn_rational value;
    qn_wide den = qn_wide_from_i64(1);
    for (uint64_t count = check_random(seed) % 100; count > 0; count--) {
        (void)qn_wide_mul_i64(den, (check_random(seed) >> 63) != 0 ? 2 : 5, &den);
    }
    CHECK_INT(qn_rational_make(random_wide(seed), den, &value), QN_ARITH_OK);
    return value;
}

static void values_written_are_read_back(void)
{
    mpq_t scratch;
    uint64_t seed = 22;
    mpq_init(scratch);
    for (int i = 0; i < ROUNDS; i++) {
        char text[QN_DECIMAL_TEXT_SIZE];
        size_t length = 0;
        qn_decimal number;
        qn_rational value = random_finite(&seed);
        CHECK(qn_decimal_is_finite(value));
        CHECK(qn_decimal_format(value, 0, text, sizeof text, &length));
        CHECK(written_well(value, text, length, scratch));
        CHECK_INT(qn_decimal_parse(text, length, 0, &number), QN_DECIMAL_OK);
        CHECK(qn_rational_equal(number.value, value));
        CHECK_INT(number.places, qn_decimal_places(value));
    }
    mpq_clear(scratch);
}

static void endless_decimals_are_not_written(void)
{
    char text[QN_DECIMAL_TEXT_SIZE] = "untouched";
    for (int den = 1; den <= 1000; den++) {
        qn_rational value;
        int rest = den;
        while (rest % 2 == 0) {
            rest /= 2;
        }
        while (rest % 5 == 0) {
            rest /= 5;
        }
        CHECK_INT(qn_rational_make(qn_wide_from_i64(1), qn_wide_from_i64(den), &value),
                  QN_ARITH_OK);
        CHECK_INT(qn_decimal_is_finite(value), rest == 1);
        if (rest != 1) {
            CHECK(!qn_decimal_format(value, 2, text, sizeof text, NULL));
            CHECK_INT(qn_decimal_places(value), -1);
        }
    }
    CHECK_TEXT(text, "untouched");
}

static void check_written(int64_t num, int64_t den, size_t places, const char *expected)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    qn_rational value;
    size_t length = 99;
    CHECK_INT(qn_rational_make(qn_wide_from_i64(num), qn_wide_from_i64(den), &value), QN_ARITH_OK);
    CHECK(qn_decimal_format(value, places, text, sizeof text, &length));
    CHECK_TEXT(text, expected);
    CHECK_INT(length, strlen(expected));
    /* Exactly enough room, and one byte too few. */
    CHECK(qn_decimal_format(value, places, text, length + 1, NULL));
    memset(text, 'x', sizeof text);
    CHECK(!qn_decimal_format(value, places, text, length, NULL));
    CHECK_INT(text[0], 'x');
}

static void values_have_the_digits_asked_for(void)
{
    check_written(0, 1, 0, "0");
    check_written(0, 1, 2, "0.00");
    check_written(41, 2, 2, "20.50");
    check_written(-41, 2, 0, "-20.5");
    check_written(-1, 200, 2, "-0.005");
    check_written(345, 1, 2, "345.00");
    check_written(1, 8, 2, "0.125");
    check_written(INT64_MIN, 1, 1, "-9223372036854775808.0");
    check_written(1, 1, 20, "1.00000000000000000000");
}

static void fractions_are_written(void)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    size_t length = 0;
    qn_rational value = {.num = qn_wide_neg(QN_WIDE_MAX), .den = {.lo = 0, .hi = INT64_C(1) << 62}};
    CHECK(qn_decimal_format_fraction(value, text, sizeof text, &length));
    CHECK_TEXT(text,
               "-170141183460469231731687303715884105727/85070591730234615865843651857942052864");
    CHECK_INT(length, strlen(text));
    CHECK(!qn_decimal_format_fraction(value, text, length, NULL));
    CHECK_INT(qn_rational_make(qn_wide_from_i64(1000), qn_wide_from_i64(168), &value), QN_ARITH_OK);
    CHECK(qn_decimal_format_fraction(value, text, sizeof text, NULL));
    CHECK_TEXT(text, "125/21");
    CHECK(qn_decimal_format_fraction(qn_rational_from_i64(-7), text, 3, NULL));
    CHECK_TEXT(text, "-7");
    CHECK(!qn_decimal_format_fraction(qn_rational_from_i64(0), text, 0, NULL));
}

/* The size that the header promises holds the longest text. */
static void longest_text_fits_the_promised_size(void)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    size_t length = 0;
    qn_rational value = qn_rational_from_wide(qn_wide_neg(QN_WIDE_MAX));
    CHECK(qn_decimal_format(value, QN_DECIMAL_PLACES_MAX, text, sizeof text, &length));
    CHECK_INT(length, QN_DECIMAL_TEXT_SIZE - 1);
    CHECK(!qn_decimal_format(value, QN_DECIMAL_PLACES_MAX + 1, text, sizeof text, NULL));
    CHECK(!qn_decimal_format(value, SIZE_MAX, text, sizeof text, NULL));
}

/* A megabyte of digits is read in one pass; anything quadratic would be seen. */
static void long_texts_are_read_in_time(void)
{
    enum { LENGTH = 1 << 20 };
    char *text = malloc(LENGTH);
    qn_decimal number;
    if (!CHECK(text != NULL)) {
        return;
    }
    memset(text, '0', LENGTH);
    text[LENGTH / 2] = '.';
    CHECK_INT(qn_decimal_parse(text, LENGTH, 0, &number), QN_DECIMAL_OK);
    CHECK_INT(number.places, LENGTH - LENGTH / 2 - 1);
    CHECK(qn_rational_is_zero(number.value));
    text[LENGTH / 2 - 1] = '8';
    CHECK_INT(qn_decimal_parse(text, LENGTH, 0, &number), QN_DECIMAL_OK);
    CHECK(qn_rational_equal(number.value, qn_rational_from_i64(8)));
    memset(text, '9', LENGTH);
    CHECK_INT(qn_decimal_parse(text, LENGTH, 0, &number), QN_DECIMAL_TOO_LARGE);
    free(text);
}

int main(void)
{
    static const check_case cases[] = {
        {"texts are read exactly", texts_are_read_exactly},
        {"bad texts are refused where they go wrong", bad_texts_are_refused_where_they_go_wrong},
        {"numbers too large are refused", numbers_too_large_are_refused},
        {"long texts of short fractions are read", long_texts_of_short_fractions_are_read},
        {"random texts agree with GMP", random_texts_agree_with_gmp},
        {"values written are read back", values_written_are_read_back},
        {"endless decimals are not written", endless_decimals_are_not_written},
        {"values have the digits asked for", values_have_the_digits_asked_for},
        {"fractions are written", fractions_are_written},
        {"longest text fits the promised size", longest_text_fits_the_promised_size},
        {"long texts are read in time", long_texts_are_read_in_time},
    };
    return check_run("decimal", cases, sizeof cases / sizeof cases[0]);
}
