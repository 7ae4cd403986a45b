/*
 * What values, dates and periods are where they are at the end of what they can be, or beyond it:
 * numbers that no date has, texts that are cut, values that only a hostile program can make.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "date.h"
#include "kernels.h"
#include "period.h"
#include "source.h"
#include "steps.h"
#include "value.h"
#include "vm.h"

enum { RANGE = QN_ERROR_DATE_RANGE, OVERFLOW = QN_ERROR_OVERFLOW };

/* ---- kernels: what is no date, and what is too far */

static void test_dates(void)
{
    static const struct {
        int64_t date;
        int64_t more;
        uint32_t wanted;
    } rows[] = {
        {0, 0, 0},
        {QN_DAY_MIN, 0, 0},
        {QN_DAY_MAX, 0, 0},
        {-1, 0, RANGE},
        {(int64_t)QN_DAY_MAX + 1, 0, RANGE},
        {INT64_MAX, 0, RANGE},
        {0, QN_SPAN_MAX, RANGE},
        {0, (int64_t)QN_SPAN_MAX + 1, RANGE},
        {0, -(int64_t)QN_SPAN_MAX - 1, RANGE},
        {0, INT64_MIN, RANGE},
        {0, INT64_MAX, RANGE},
        {0, -1, RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t out = 0;
        CHECK_INT(qn_kernel_date_days(rows[i].date, rows[i].more, &out), rows[i].wanted);
        CHECK_INT(qn_kernel_date_months(rows[i].date, rows[i].more, QN_MONTHS_DOWN, &out),
                  rows[i].wanted);
        if (rows[i].more == 0) {
            CHECK_INT(qn_kernel_date_span(rows[i].date, 5, 1, QN_MONTHS_DOWN, &out),
                      rows[i].wanted);
            CHECK_INT(qn_kernel_date_span(5, rows[i].date, 1, QN_MONTHS_DOWN, &out),
                      rows[i].wanted);
            CHECK_INT(qn_kernel_date_part(rows[i].date, 0, &out), rows[i].wanted);
            CHECK_INT(qn_period_make(rows[i].date, QN_DAY_MAX, QN_PERIOD_THROUGH, &out),
                      rows[i].wanted);
            CHECK_INT(qn_period_make(QN_DAY_MIN, rows[i].date, QN_PERIOD_THROUGH, &out),
                      rows[i].wanted);
            CHECK_INT(qn_period_make(rows[i].date, INT64_MAX, QN_PERIOD_ENDLESS, &out),
                      rows[i].wanted);
        }
    }
    int64_t out = 0;
    const qn_period odd = {.first = 5, .last = -7};
    CHECK_INT(qn_period_part(odd, QN_PERIOD_FIRST, &out), 0);
    CHECK_INT(out, 5);
    CHECK_INT(qn_period_part(odd, QN_PERIOD_LAST, &out), RANGE);
}

static qn_wide power_of_two(int exponent)
{
    qn_wide out = {.lo = 0, .hi = 0};
    if (exponent < 64) {
        out.lo = (uint64_t)1 << exponent;
    } else {
        out.hi = (int64_t)1 << (exponent - 64);
    }
    return out;
}

static void test_numbers(void)
{
    qn_slot slot;
    qn_slot in = {.i = -7};
    CHECK_INT(qn_kernel_absolute(QN_CLASS_I, &in, &slot), 0);
    CHECK_INT(slot.i, 7);
    in.i = 8;
    CHECK_INT(qn_kernel_absolute(QN_CLASS_I, &in, &slot), 0);
    CHECK_INT(slot.i, 8);
    in.w = qn_wide_from_i64(-9);
    CHECK_INT(qn_kernel_absolute(QN_CLASS_W, &in, &slot), 0);
    CHECK_INT(qn_wide_to_i64(slot.w), 9);
    in.q = qn_rational_from_i64(-10);
    CHECK_INT(qn_kernel_absolute(QN_CLASS_Q, &in, &slot), 0);
    CHECK_INT(qn_wide_to_i64(slot.q.num), 10);
    CHECK_INT(qn_kernel_absolute(QN_CLASS_Q, &slot, &in), 0);
    CHECK_INT(qn_wide_to_i64(in.q.num), 10);
    qn_wide wide;
    int64_t out = 0;
    const qn_rational big = qn_rational_from_wide(power_of_two(100));
    CHECK_INT(qn_kernel_grid_w(big, power_of_two(20), &wide), 0);
    CHECK_INT(qn_wide_cmp(wide, power_of_two(120)), 0);
    CHECK_INT(qn_kernel_grid_w(big, power_of_two(27), &wide), OVERFLOW);
    CHECK_INT(qn_kernel_grid_i(big, power_of_two(20), &out), OVERFLOW);
    CHECK_INT(qn_kernel_grid_i(qn_rational_from_i64(3), power_of_two(20), &out), 0);
    CHECK_INT(out, 3 << 20);
    qn_rational third;
    CHECK_INT(qn_rational_make(qn_wide_from_i64(1), qn_wide_from_i64(3), &third), QN_ARITH_OK);
    CHECK_INT(qn_kernel_grid_i(third, power_of_two(20), &out), OVERFLOW);
    CHECK_INT(qn_kernel_round_i(INT64_MAX, 4, 2, 1, QN_ROUND_DOWN, &out), OVERFLOW);
    CHECK_INT(qn_kernel_round_i(INT64_MAX, 4, 8, 1, QN_ROUND_DOWN, &out), 0);
    CHECK_INT(out, INT64_MAX / 2);
    CHECK_INT(qn_kernel_round_i(1, 1, 0, 1, QN_ROUND_DOWN, &out), QN_ERROR_ZERO_DIVISOR);
    CHECK_INT(qn_kernel_round_i(1, 1, -1, 1, QN_ROUND_DOWN, &out), QN_ERROR_ZERO_DIVISOR);
}

/* ---- values of cases */

static const char rules[] = "entity child\n"
                            "    age : integer in 0..=60 = 4\n"
                            "fact n : number\n"
                            "fact i : integer in -9223372036854775807..=9223372036854775807\n"
                            "fact t : text\n"
                            "fact y : years in -100..=100 step 0.5\n"
                            "fact children : list of child up to 3\n"
                            "fact p : period\n"
                            "fact m : months\n"
                            "choice day = monday, sunday\n"
                            "fact rest : set of day\n"
                            "fact words : list of text up to 60\n"
                            "fact wages : AZN over time\n"
                            "fact rests : set of day over time\n"
                            "number_of : number = n\n"
                            "integer_of : integer = i\n"
                            "text_of : text = t\n"
                            "years_of : years exact = y\n"
                            "part : years exact = y / 7\n"
                            "list_of : list of child = each c in children : c\n"
                            "period_of : period = p\n"
                            "today_of : date = today\n"
                            "months_of : months = m\n";

static qn_program *program;
static qn_case *c;

static qn_status give(const char *fact, const char *text)
{
    return qn_case_set_text(c, qn_program_fact(program, fact), text, strlen(text));
}

/* The answer of a rule; its text in `text`. */
static qn_value answer(const char *rule, char *text, size_t size)
{
    qn_value value = {0};
    CHECK_INT(qn_eval(c, qn_program_rule(program, rule), &value), QN_OK);
    (void)qn_value_text(&value, text, size, NULL);
    return value;
}

static void check_answer(const char *rule, const char *wanted)
{
    char text[QN_VALUE_TEXT_SIZE];
    (void)answer(rule, text, sizeof text);
    CHECK_TEXT(text, wanted);
}

/* A number as it is given, and what becomes of it; NULL: it is refused. */
static void test_given_numbers(void)
{
    static const char *const rows[][4] = {
        {"n", "5e3", "number_of", "5000"},
        {"n", "5E+3", "number_of", "5000"},
        {"n", "5e-1", "number_of", "0.5"},
        {"n", "5e", "number_of", NULL},
        {"n", "5e+", "number_of", NULL},
        {"n", "5e-x", "number_of", NULL},
        {"n", "5ex", "number_of", NULL},
        {"n", "5x3", "number_of", NULL},
        {"n", "", "number_of", NULL},
        {"n", " ", "number_of", NULL},
        {"i", "9223372036854775807", "integer_of", "9223372036854775807"},
        {"i", "-9223372036854775807", "integer_of", "-9223372036854775807"},
        {"i", "-9223372036854775808", "integer_of", NULL},
        {"i", "9223372036854775808", "integer_of", NULL},
        {"y", "3 years 6 months", "years_of", "3 years 6 months"},
        {"y", "-3 years 6 months", "years_of", "-3 years 6 months"},
        {"y", "3 years 6", "years_of", NULL},
        {"y", "3 years 6 days", "years_of", NULL},
        {"y", "3 months 6 years", "years_of", NULL},
        {"y", "3 years 6 months 1", "years_of", NULL},
        {"m", "14178431955039102644307275309657008810 years 7 months", "months_of", NULL},
        {"m", "14178431955039102644307275309657008810 years 8 months", "months_of", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qn_status status = give(rows[i][0], rows[i][1]);
        if (!CHECK_INT(status, rows[i][3] == NULL ? QN_BAD_VALUE : QN_OK)) {
            printf("  %s = %s\n", rows[i][0], rows[i][1]);
        }
        if (status == QN_OK && rows[i][3] != NULL) {
            check_answer(rows[i][2], rows[i][3]);
        }
    }
    char text[QN_VALUE_TEXT_SIZE];
    CHECK_INT(give("y", "1"), QN_OK);
    CHECK_INT(answer("part", text, sizeof text).status, QN_FAILED); /* no end, in months either */
    CHECK_INT(give("y", "7"), QN_OK);
    check_answer("part", "1 years");
}

/* What a case holds for a fact after a text was given for it; NULL: it is refused. */
static void test_given_texts(void)
{
    static const char *const rows[][3] = {
        {"rest", "sunday", "sunday"},
        {"rest", "(empty)", "(empty)"},
        {"rest", "monday, sunday", "monday, sunday"},
        {"rest", "tuesday", NULL},
        {"words", "[\ta\t,\t b ]", "[\"a\", \"b\"]"},
        {"words", "\t[a]\t", "[\"a\"]"},
        {"words", "(empty)", "[]"},
        {"words", "", "[]"},
        {"words", "[]", "[]"},
        {"words", "[a", NULL},
        {"words", "[\"a\\\"b\"]", "[\"a\\\"b\"]"},
        {"words", "[none]", NULL},
        {"words", "[\"none\", unknown]", "[\"none\", unknown]"},
        {"words", "[\"\\\\\"]", "[\"\\\\\"]"},
        {"children", "[{age: 3}]", "[{age: 3}]"},
        {"children", "[{age 3}]", NULL},
        {"children", "[{size: 3}]", NULL},
        {"children", "[{age: 3, age: 4}]", NULL},
        {"children", "[3]", NULL},
        {"p", "{start: 2025-05-05, end: 2025-05-06}", "2025-05-05 through 2025-05-06"},
        {"p", "{start: 2025-05-05, end: none}", "2025-05-05 onwards"},
        {"p", "{start: 2025-05-05, end: null}", "2025-05-05 onwards"},
        {"p", "{start 2025-05-05}", NULL},
        {"p", "{start: 2025-05-05, start: 2025-05-05}", NULL},
        {"p", "{begin: 2025-05-05}", NULL},
        {"p", "{start: 2025-05-05x, end: none}", NULL},
        {"p", "{start: 2025-02-30, end: none}", NULL},
        {"wages", "5", "[{from: 0001-01-01, value: 5.00 AZN}]"},
        {"wages", "5 from 2025-01-01", "[{from: 2025-01-01, value: 5.00 AZN}]"},
        {"wages", "[{from: 2025-01-01, value: 5}]", "[{from: 2025-01-01, value: 5.00 AZN}]"},
        {"wages", "", "[]"},
        {"rests", "[sunday]", "[{from: 0001-01-01, value: [sunday]}]"},
    };
    char text[QN_VALUE_TEXT_SIZE];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qn_value value;
        int32_t fact = qn_program_fact(program, rows[i][0]);
        qn_status status = give(rows[i][0], rows[i][1]);
        CHECK_INT(qn_case_fact(c, fact, &value), QN_OK);
        CHECK_INT(qn_value_text(&value, text, sizeof text, NULL), QN_OK);
        if ((status == QN_OK) != (rows[i][2] != NULL) ||
            (rows[i][2] != NULL && strcmp(text, rows[i][2]) != 0)) {
            printf("  %s = %s: %d, %s\n", rows[i][0], rows[i][1], status, text);
            CHECK_TEXT(rows[i][2] == NULL ? "is taken" : text, rows[i][2]);
        }
    }
    CHECK_INT(qn_case_set_text(c, QN_TODAY, "2025-02-30", 10), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_text(c, QN_TODAY, NULL, 0), QN_MISUSE);
    CHECK_INT(qn_case_set_text(c, QN_TODAY, "2025-02-28", 10), QN_OK);
    check_answer("today_of", "2025-02-28");
}

/* More texts than the case has room for at first, twice over. */
static void test_many_texts(void)
{
    int32_t words = qn_program_fact(program, "words");
    char text[QN_VALUE_TEXT_SIZE];
    CHECK_INT(qn_case_set_list(c, words, 60), QN_OK);
    for (size_t i = 0; i < 60; i++) {
        int length = snprintf(text, sizeof text, "word %zu", i);
        CHECK_INT(qn_case_set_text(c, qn_case_item(c, words, i, NULL), text, (size_t)length),
                  QN_OK);
    }
    for (size_t i = 0; i < 60; i++) {
        char wanted[16];
        qn_value value;
        (void)snprintf(wanted, sizeof wanted, "word %zu", i);
        CHECK_INT(qn_case_fact(c, qn_case_item(c, words, i, NULL), &value), QN_OK);
        CHECK_INT(qn_value_text(&value, text, sizeof text, NULL), QN_OK);
        CHECK_TEXT(text, wanted);
    }
    CHECK_INT(qn_case_set_list(c, words, 0), QN_OK);
    CHECK_INT(qn_program_rule_steps(NULL, 0), 0);
    CHECK_INT(qn_program_rule_steps(program, -1), 0);
    CHECK_INT(qn_program_rule_steps(program, 999), 0);
}

static void test_cut_texts(void)
{
    static const char *const cut[] = {"", "", "", "\xc3\xa4", "\xc3\xa4", "\xc3\xa4\xc3\xb6"};
    char text[8];
    CHECK_INT(give("t", "\xc3\xa4\xc3\xb6"), QN_OK);
    const qn_value value = answer("text_of", text, sizeof text);
    for (size_t size = 0; size < 6; size++) {
        size_t length = 0;
        memset(text, 'x', sizeof text);
        text[7] = 0;
        CHECK_INT(qn_value_text(&value, text, size, &length), size > 4 ? QN_OK : QN_NO_ROOM);
        CHECK_INT(length, 4);
        CHECK(size == 0 || strcmp(text, cut[size]) == 0);
    }
    CHECK_INT(qn_value_text(&value, NULL, 0, NULL), QN_NO_ROOM);
    CHECK_INT(qn_value_text(&value, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(give("t", "\x80\x80"), QN_OK); /* no character begins in it */
    const qn_value broken = answer("text_of", text, sizeof text);
    CHECK_INT(qn_value_text(&broken, text, 2, NULL), QN_NO_ROOM);
    CHECK_TEXT(text, "");
}

static void test_misuse(void)
{
    char text[64];
    const int32_t far = 999;
    CHECK_INT(give("n", "5"), QN_OK);
    const qn_value value = answer("number_of", text, sizeof text);
    CHECK_INT(qn_value_decimal(&value, text, sizeof text, NULL), QN_OK);
    CHECK_INT(qn_value_decimal(&value, NULL, 0, NULL), QN_NO_ROOM);
    CHECK_INT(qn_value_decimal(&value, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_value_fraction(&value, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_program_fact_range(program, far, text, sizeof text, NULL), QN_MISUSE);
    CHECK_INT(qn_program_fact_range(program, 0, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_program_fact_range(program, 0, NULL, 0, NULL), QN_NO_ROOM);
    CHECK_INT(qn_program_fact_range(program, 0, text, sizeof text, NULL), QN_OK);
    CHECK_INT(qn_program_fact_default(program, far, text, sizeof text, NULL), QN_MISUSE);
    CHECK_INT(qn_program_fact_default(program, 0, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_program_fact_default(program, 0, NULL, 0, NULL), QN_NO_ROOM);
    CHECK_INT(qn_program_fact_default(program, 0, text, sizeof text, NULL), QN_OK);
    CHECK_INT(qn_case_place_name(c, 0, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_case_place_name(c, 0, NULL, 0, NULL), QN_NO_ROOM);
    CHECK_INT(qn_case_place_name(c, 0, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, "n");
    CHECK_INT(qn_eval(c, 0, NULL), QN_MISUSE);
    CHECK(qn_case_is_given(c, 0));
    CHECK(!qn_case_is_given(c, far));
    CHECK(!qn_case_is_given(c, -far));
    CHECK(!qn_case_is_given(c, (int32_t)QN_ITEM + far));
    CHECK(!qn_case_is_given(c, INT32_MAX));
    CHECK_TEXT(qn_program_fact_info(program, far).name, qn_program_fact_info(program, -1).name);
}

/* ---- values that no program of the compiler has */

static qn_status read_period(const qn_value *value)
{
    int part[6];
    bool has_end = false;
    return qn_value_period(value, &part[0], &part[1], &part[2], &has_end, &part[3], &part[4],
                           &part[5]);
}

static void test_odd_periods(void)
{
    static const struct {
        qn_period days;
        bool sound;
        const char *text;
    } rows[] = {
        {{0, 0}, true, "0001-01-01 through 0001-01-01"},
        {{0, QN_PERIOD_OPEN}, true, "0001-01-01 onwards"},
        {{-5, 3}, false, " through 0001-01-04"},
        {{0, QN_DAY_MAX + 1}, false, "0001-01-01 through "},
        {{4, 3}, true, "no days"},
    };
    char text[QN_VALUE_TEXT_SIZE];
    CHECK_INT(give("p", "2025-05-05 through 2025-05-06"), QN_OK);
    qn_value value = answer("period_of", text, sizeof text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        value.number[0] = (uint64_t)qn_period_pack(rows[i].days);
        CHECK_INT(read_period(&value), rows[i].sound ? QN_OK : QN_BAD_VALUE);
        CHECK_INT(qn_value_text(&value, text, sizeof text, NULL), QN_OK);
        CHECK_TEXT(text, rows[i].text);
    }
    value.kind = QN_KIND_CHAIN; /* a list of periods, in cells */
    value.number[0] = (uint64_t)qn_list_pack((qn_list){.first = 0, .count = 0});
    CHECK_INT(read_period(&value), QN_BAD_VALUE);
    value.number[0] = (uint64_t)qn_list_pack((qn_list){.first = 1 << 20, .count = 1});
    CHECK_INT(read_period(&value), QN_BAD_VALUE);
    value.number[0] = (uint64_t)qn_list_pack((qn_list){.first = 0, .count = 1});
    value.c->cells.slot[0].i = qn_period_pack((qn_period){3, 9});
    CHECK_INT(read_period(&value), QN_OK);
    value.c = NULL;
    CHECK_INT(read_period(&value), QN_BAD_VALUE);
    CHECK_INT(qn_value_text(&value, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, "no days");
    qn_value day = value;
    int year, month, number;
    day.kind = QN_KIND_DATE;
    day.number[0] = 5;
    CHECK_INT(qn_value_date(&day, &year, &month, &number), QN_OK);
    day.number[0] = (uint64_t)-5;
    CHECK_INT(qn_value_date(&day, &year, &month, &number), QN_BAD_VALUE);
}

static void take_first(void *context, const qn_value *element)
{
    qn_value *first = context;
    *first = first->program == NULL ? *element : *first;
}

static void test_odd_lists(void)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value record = {0};
    qn_value field;
    CHECK_INT(give("children", "[{age: 3}, {age: 4}]"), QN_OK);
    qn_value list;
    CHECK_INT(qn_case_fact(c, qn_program_fact(program, "children"), &list), QN_OK);
    CHECK_INT(qn_value_each(&list, take_first, &record), QN_OK);
    CHECK_TEXT(qn_value_field_name(&record, 0), "age");
    CHECK_TEXT(qn_value_field_name(&record, 1), NULL);
    CHECK_TEXT(qn_value_field_name(&record, -1), NULL);
    CHECK_INT(qn_value_field(&record, 0, NULL), QN_MISUSE);
    CHECK_INT(qn_value_field(&record, 1, &field), QN_MISUSE);
    CHECK_INT(qn_value_field(&record, 0, &field), QN_OK);
    CHECK_INT(field.status, QN_KNOWN);
    uint32_t cell = (uint32_t)record.number[0];
    c->cells.class_[cell] = QN_CLASS_Q; /* not what its field has */
    CHECK_INT(qn_value_field(&record, 0, &field), QN_OK);
    CHECK_INT(field.status, QN_UNKNOWN);
    c->cells.status[cell] = QN_NONE;
    CHECK_INT(qn_value_field(&record, 0, &field), QN_OK);
    CHECK_INT(field.status, QN_NONE);
    qn_value odd = record;
    odd.c = NULL;
    CHECK_TEXT(qn_value_field_name(&odd, 0), NULL);
    odd = record;
    odd.number[0] = 1 << 20;
    CHECK_TEXT(qn_value_field_name(&odd, 0), NULL);
    odd.number[0] = (uint64_t)-1;
    CHECK_TEXT(qn_value_field_name(&odd, 0), NULL);
    odd = list;
    odd.number[0] = (uint64_t)qn_list_pack((qn_list){.first = 1 << 20, .count = 1});
    CHECK_INT(qn_value_each(&odd, take_first, &record), QN_MISUSE);
    odd.number[0] = (uint64_t)qn_list_pack((qn_list){.first = 0, .count = 1 << 20});
    CHECK_INT(qn_value_each(&odd, take_first, &record), QN_MISUSE);
    CHECK_INT(qn_value_text(&odd, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, "[]");
    odd = list;
    odd.type = record.type; /* of one field, but no list: its elements are what the field is */
    CHECK_INT(qn_value_each(&odd, NULL, NULL), QN_MISUSE);
    odd.c = NULL;
    CHECK_INT(qn_value_each(&odd, take_first, &record), QN_MISUSE);
}

static void test_values(void)
{
    program = source_load(rules);
    c = program == NULL ? NULL : qn_case_new(program);
    if (CHECK(c != NULL)) {
        test_given_numbers();
        test_given_texts();
        test_many_texts();
        test_cut_texts();
        test_misuse();
        test_odd_lists();
        test_odd_periods();
    }
    qn_case_free(c);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {
        {"dates", test_dates}, {"numbers", test_numbers}, {"values", test_values}};
    return check_run("values", cases, sizeof cases / sizeof cases[0]);
}
