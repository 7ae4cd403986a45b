/*
 * Marks of axes: round, exact, in their order, never too many, whatever the ends of the axis are.
 */
#include <string.h>

#include "chart_ticks.h"
#include "check.h"
#include "date.h"
#include "decimal.h"

static qn_rational number(const char *text)
{
    qn_decimal decimal = {.value = qn_rational_from_i64(0)};
    CHECK(qn_decimal_parse(text, strlen(text), 0, &decimal) == QN_DECIMAL_OK);
    return decimal.value;
}

static qn_rational day(const char *text)
{
    qn_day found = 0;
    CHECK(qn_date_parse(text, strlen(text), &found, NULL) == QN_DATE_OK);
    return qn_rational_from_i64(found);
}

/* The labels with a blank between them. */
static const char *labels(const qn_chart_axis *axis, char *text, size_t size)
{
    qn_ticks ticks;
    qn_ticks_find(axis, &ticks);
    text[0] = '\0';
    for (size_t i = 0; i < ticks.count; i++) {
        strncat(text, i > 0 ? " " : "", size - strlen(text) - 1);
        strncat(text, ticks.tick[i].label, size - strlen(text) - 1);
    }
    return text;
}

static void check_labels(qn_chart_scale scale, qn_rational low, qn_rational high, const char *want)
{
    char text[1024];
    qn_chart_axis axis = {.scale = scale, .low = low, .high = high};
    qn_ticks_frame(&axis);
    CHECK_TEXT(labels(&axis, text, sizeof text), want);
}

static void test_numbers(void)
{
    check_labels(QN_SCALE_NUMBERS, number("0"), number("10"), "0 2 4 6 8 10");
    check_labels(QN_SCALE_NUMBERS, number("0"), number("1"), "0.0 0.2 0.4 0.6 0.8 1.0");
    check_labels(QN_SCALE_NUMBERS, number("-0.03"), number("0.05"),
                 "-0.03 -0.02 -0.01 0.00 0.01 0.02 0.03 0.04 0.05");
    check_labels(QN_SCALE_WHOLE, number("0"), number("3"), "0 1 2 3");
    check_labels(QN_SCALE_WHOLE, number("3"), number("39"), "5 10 15 20 25 30 35");
    check_labels(QN_SCALE_NUMBERS, number("7"), number("7"), "6.0 6.5 7.0 7.5 8.0");
    check_labels(QN_SCALE_NUMBERS, number("1000000000000000000000000"),
                 number("1000000000000000000000004"),
                 "1000000000000000000000000.0 1000000000000000000000000.5 "
                 "1000000000000000000000001.0 1000000000000000000000001.5 "
                 "1000000000000000000000002.0 1000000000000000000000002.5 "
                 "1000000000000000000000003.0 1000000000000000000000003.5 "
                 "1000000000000000000000004.0");
}

static void test_days(void)
{
    check_labels(QN_SCALE_DAYS, day("2017-01-01"), day("2024-01-01"),
                 "2017 2018 2019 2020 2021 2022 2023 2024");
    check_labels(QN_SCALE_DAYS, day("2017-02-03"), day("2017-12-24"),
                 "2017-03 2017-04 2017-05 2017-06 2017-07 2017-08 2017-09 2017-10 2017-11 2017-12");
    check_labels(QN_SCALE_DAYS, day("2024-02-27"), day("2024-03-02"),
                 "2024-02-27 2024-02-28 2024-02-29 2024-03-01 2024-03-02");
    check_labels(QN_SCALE_DAYS, day("1900-01-01"), day("2100-01-01"),
                 "1900 1920 1940 1960 1980 2000 2020 2040 2060 2080 2100");
}

static void test_clock_and_names(void)
{
    static const char *const names[] = {"no", "yes"};
    char text[256];
    qn_chart_axis axis = {.scale = QN_SCALE_NAMES, .name = names, .names = 2};
    qn_ticks_widen(&axis);
    CHECK_TEXT(labels(&axis, text, sizeof text), "no yes");
    check_labels(QN_SCALE_CLOCK, qn_rational_from_i64(485), qn_rational_from_i64(720),
                 "08:30 09:00 09:30 10:00 10:30 11:00 11:30 12:00");
    check_labels(QN_SCALE_CLOCK, qn_rational_from_i64(0), qn_rational_from_i64(1439),
                 "00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00");
}

static void check_widened(const char *low, const char *high, const char *want_low,
                          const char *want_high)
{
    qn_chart_axis axis = {.low = number(low), .high = number(high)};
    qn_ticks_widen(&axis);
    CHECK(qn_rational_equal(axis.low, number(want_low)));
    CHECK(qn_rational_equal(axis.high, number(want_high)));
}

static void test_widening(void)
{
    check_widened("21", "27", "21", "27");
    check_widened("0.13", "0.94", "0", "1");
    check_widened("1003", "1098", "1000", "1100");
    check_widened("-98", "-3", "-100", "0");
    check_widened("5", "2225", "0", "2500");
}

/* Whatever lies between whatever ends: marks rise, lie within, and are neither none nor many. */
static void test_any(void)
{
    uint64_t state = 11;
    for (int i = 0; i < 20000; i++) {
        int64_t low = (int64_t)(check_random(&state) >> (check_random(&state) % 60 + 4)) - 5000;
        int64_t length = (int64_t)(check_random(&state) >> (check_random(&state) % 58 + 6));
        qn_chart_axis axis = {.scale = i % 2 ? QN_SCALE_NUMBERS : QN_SCALE_WHOLE,
                              .low = qn_rational_from_i64(low),
                              .high = qn_rational_from_i64(low + length)};
        qn_ticks ticks;
        qn_ticks_widen(&axis);
        qn_ticks_find(&axis, &ticks);
        bool good = ticks.count >= 2 && ticks.count <= 11 &&
                    qn_rational_equal(ticks.tick[0].at, axis.low) &&
                    qn_rational_equal(ticks.tick[ticks.count - 1].at, axis.high);
        for (size_t k = 1; k < ticks.count; k++) {
            good = good && qn_rational_cmp(ticks.tick[k - 1].at, ticks.tick[k].at) < 0;
        }
        if (!CHECK(good)) {
            return;
        }
    }
}

int main(void)
{
    static const check_case cases[] = {{"numbers", test_numbers},
                                       {"days", test_days},
                                       {"times of day and names", test_clock_and_names},
                                       {"widening", test_widening},
                                       {"any ends", test_any}};
    return check_run("chart", cases, sizeof cases / sizeof cases[0]);
}
