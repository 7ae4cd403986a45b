/*
 * What a replay adds up: sums and bands do not depend on the order in which amounts come, nor on
 * how they are parted among tallies that are joined.
 */
#include "check.h"
#include "tally.h"

#include <stdlib.h>
#include <string.h>

enum { AMOUNTS = 30000, PARTS = 5 };

/* ---- bands */

/* Whether two tables have the same bands. */
static bool is_same(const qn_bands *a, const qn_bands *b)
{
    bool same = a->level == b->level && a->count == b->count;
    for (size_t i = 0; i < a->count && same; i++) {
        same = a->band[i].at == b->band[i].at && a->band[i].count == b->band[i].count &&
               qn_wide_equal(a->band[i].sum, b->band[i].sum);
    }
    return same;
}

static void test_bands(void)
{
    static const int64_t spans[] = {10, 5000, 90000, 4000000, INT64_C(2000000000000)};
    for (size_t span = 0; span < sizeof spans / sizeof *spans; span++) {
        uint64_t state = 7 + span;
        qn_bands all = {0};
        qn_bands parts[PARTS] = {{0}};
        qn_bands joined = {0};
        for (int i = 0; i < AMOUNTS; i++) {
            int64_t number =
                (int64_t)(check_random(&state) % (uint64_t)spans[span]) - spans[span] / 3;
            qn_bands_add(&all, number, number);
            qn_bands_add(&parts[i * PARTS / AMOUNTS], number, number);
        }
        for (int i = PARTS - 1; i >= 0; i--) {
            qn_bands_join(&joined, &parts[i]);
            qn_bands_clear(&parts[i]);
        }
        qn_bands_sort(&all, 1000);
        qn_bands_sort(&joined, 1000);
        CHECK(is_same(&all, &joined));
        CHECK(all.band[all.count - 1].at - all.band[0].at <= 1001);
        qn_bands_clear(&all);
        qn_bands_clear(&joined);
    }
}

static void test_widths(void)
{
    static const int64_t widths[] = {1, 5, 10, 50, 100, 500};
    qn_bands bands = {0};
    for (; bands.level < 6; bands.level++) {
        CHECK_INT(qn_bands_width(&bands), widths[bands.level]);
    }
}

/* Bands below zero begin at the lower end, too. */
static void test_below_zero(void)
{
    qn_bands bands = {0};
    for (int64_t i = -25; i < 25; i++) {
        qn_bands_add(&bands, i, 1);
    }
    qn_bands_sort(&bands, 5);
    CHECK_INT(qn_bands_width(&bands), 10);
    CHECK_INT(bands.count, 6);
    CHECK_INT(bands.band[0].at, -3);
    CHECK_INT(bands.band[0].count, 5);
    CHECK_INT(bands.band[5].count, 5);
    qn_bands_clear(&bands);
}

/* ---- sums */

static const char *written(bool is_known, qn_rational value, int32_t least, qn_sums_form form)
{
    static char text[200];
    qn_page page = {0};
    qn_sums_put(&page, is_known, value, least, form);
    strcpy(text, qn_page_string(&page));
    qn_page_clear(&page);
    return text;
}

static qn_rational fraction(int64_t num, int64_t den)
{
    qn_rational out = qn_rational_from_i64(0);
    CHECK(qn_rational_make(qn_wide_from_i64(num), qn_wide_from_i64(den), &out) == QN_ARITH_OK);
    return out;
}

static void test_texts(void)
{
    CHECK_TEXT(written(true, fraction(123456789, 100), 2, QN_SUMS_PLAIN), "1234567.89");
    CHECK_TEXT(written(true, fraction(123456789, 100), 2, QN_SUMS_GROUPED), "1,234,567.89");
    CHECK_TEXT(written(true, fraction(-1000, 1), 2, QN_SUMS_SIGNED), "−1,000.00");
    CHECK_TEXT(written(true, fraction(999, 1), 0, QN_SUMS_SIGNED), "+999");
    CHECK_TEXT(written(true, fraction(0, 1), 0, QN_SUMS_SIGNED), "0");
    CHECK_TEXT(written(true, fraction(2, 3), 0, QN_SUMS_SIGNED), "≈ +0.67");
    CHECK_TEXT(written(true, fraction(2, 3), 4, QN_SUMS_GROUPED), "≈ 0.6667");
    CHECK_TEXT(written(false, fraction(1, 1), 2, QN_SUMS_PLAIN), "null");
    CHECK_TEXT(written(false, fraction(1, 1), 2, QN_SUMS_GROUPED), "too many digits");
}

static void test_sums(void)
{
    qn_amount one = {0};
    qn_amount other = {0};
    qn_rational value;
    for (int i = 0; i < 1000; i++) {
        qn_amount_add(i % 2 == 0 ? &one : &other, INT64_MAX);
        qn_amount_add_off(i % 3 == 0 ? &one : &other, fraction(1, 7));
    }
    qn_amount_join(&one, &other);
    CHECK(qn_amount_value(&one, 0, &value));
    CHECK(qn_rational_sub(value, fraction(1000, 7), &value) == QN_ARITH_OK);
    CHECK(qn_rational_div(value, fraction(1000, 1), &value) == QN_ARITH_OK);
    CHECK(qn_rational_equal(value, qn_rational_from_i64(INT64_MAX)));
    for (int64_t i = 0; i < 60; i++) {
        qn_amount_add_off(&one, fraction(1, 1000003 + 2 * i));
    }
    CHECK(!qn_amount_value(&one, 0, &value)); /* its digits are too many: that is said */
}

/* ---- ways and rows */

/* Adds rows, each of which is a way with some others, to one of several tallies. */
static void fill(qn_tally *tally, int parts, int part)
{
    for (int i = 0; i < 5000; i++) {
        uint32_t clause[] = {(uint32_t)i % 7, 10 + (uint32_t)i % 3};
        char key[16] = {(char)('a' + i % 26), '\0'};
        qn_tally_way way = {.clause = clause,
                            .clauses = i % 5 == 0 ? 1 : 2,
                            .rows = 1,
                            .first = (uint64_t)i,
                            .key = key};
        qn_rational size = qn_rational_from_i64(i * 7919 % 1000);
        char nothing[] = "";
        qn_tally_row row = {.row = (uint64_t)i,
                            .size = size,
                            .change = size,
                            .key = key,
                            .before = nothing,
                            .after = nothing,
                            .group = nothing};
        if (i % parts == part || part < 0) {
            qn_tally_add_way(tally, &tally->rule[0], &way);
            qn_tally_add_most(tally, &tally->rule[0], &row);
        }
    }
}

static void test_ways(void)
{
    qn_tally all;
    qn_tally joined;
    CHECK(qn_tally_open(&all, 0, 1) && qn_tally_open(&joined, 0, 1));
    fill(&all, 1, -1);
    for (int i = 2; i >= 0; i--) {
        qn_tally part;
        CHECK(qn_tally_open(&part, 0, 1));
        fill(&part, 3, i);
        qn_tally_join(&joined, &part);
        qn_tally_clear(&part);
    }
    qn_tally_sort(&all);
    qn_tally_sort(&joined);
    CHECK_INT(all.rule[0].ways, 28); /* 7 of one clause, 21 of two */
    CHECK_INT(joined.rule[0].ways, all.rule[0].ways);
    CHECK_INT(joined.rule[0].mosts, QN_TALLY_MOST);
    for (size_t i = 0; i < all.rule[0].ways && i < joined.rule[0].ways; i++) {
        CHECK_INT(joined.rule[0].way[i].rows, all.rule[0].way[i].rows);
        CHECK_INT(joined.rule[0].way[i].first, all.rule[0].way[i].first);
        CHECK_TEXT(joined.rule[0].way[i].key, all.rule[0].way[i].key);
    }
    for (size_t i = 0; i < QN_TALLY_MOST; i++) {
        CHECK_INT(joined.rule[0].most[i].row, all.rule[0].most[i].row);
    }
    qn_tally_clear(&all);
    qn_tally_clear(&joined);
}

/* More ways than are kept are none, whoever counted them. */
static void test_too_many_ways(void)
{
    qn_tally tally;
    char key[] = "k";
    CHECK(qn_tally_open(&tally, 0, 1));
    for (uint32_t i = 0; i <= QN_TALLY_WAYS_MAX; i++) {
        qn_tally_way way = {.clause = &i, .clauses = 1, .rows = 1, .key = key};
        qn_tally_add_way(&tally, &tally.rule[0], &way);
    }
    CHECK(tally.rule[0].has_too_many_ways);
    CHECK_INT(tally.rule[0].ways, 0);
    qn_tally_clear(&tally);
}

int main(void)
{
    static const check_case cases[] = {
        {"bands do not depend on order", test_bands},
        {"widths of bands", test_widths},
        {"bands below zero", test_below_zero},
        {"sums as text", test_texts},
        {"exact sums", test_sums},
        {"ways and rows do not depend on order", test_ways},
        {"too many ways", test_too_many_ways},
    };
    return check_run("tally", cases, sizeof cases / sizeof cases[0]);
}
