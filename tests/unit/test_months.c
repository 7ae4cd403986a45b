/*
 * Months added, counted and compared, against a calendar that walks: every day from 1900 to 2200
 * with every number of months up to fifty years, completed units by search, exact spans to the day.
 */
#include "date.h"

#include <stdio.h>

#include "calendar.h"
#include "check.h"

enum {
    REACH = 600, /* months on each side of a day */
    FROM_1900 = 1900,
    LAST_YEAR = CHECK_FEWER(2200, 1920)
};

static bool addition_agrees(const calendar *c, qn_day from, int month, int day, int months,
                            qn_months mode)
{
    qn_day expected = calendar_day(c, month + months, day, mode);
    qn_day actual = -1;
    qn_date_status status = qn_date_add_months(from, months, mode, &actual);
    return actual == expected && status == (expected < 0 ? QN_DATE_NO_SUCH_DAY : QN_DATE_OK);
}

/* Every number of months from one day. Up to the 28th no month is too short, and the modes, which
 * must not matter, take turns. */
static void check_additions(const calendar *c, int month, int day)
{
    qn_day from = c->first[month] + day - 1;
    bool all = day > 28;
    int wrong = REACH + 1;
    for (int months = -REACH; months <= REACH; months++) {
        int first = all ? QN_MONTHS_STRICT : (months + REACH + day) % 3;
        for (int mode = first; mode <= (all ? QN_MONTHS_UP : first); mode++) {
            if (!addition_agrees(c, from, month, day, months, (qn_months)mode)) {
                wrong = months;
            }
        }
    }
    if (!CHECK(wrong > REACH)) {
        printf("  %d-%02d-%02d + %d months\n", month / 12, month % 12 + 1, day, wrong);
    }
}

static void months_added_agree(void)
{
    static calendar c;
    calendar_fill(&c);
    for (int month = FROM_1900 * 12; month < LAST_YEAR * 12 + 12; month++) {
        for (int day = 1; day <= c.length[month]; day++) {
            check_additions(&c, month, day);
        }
    }
}

static void months_beyond_the_calendar_are_refused(void)
{
    static const int64_t far[] = {INT64_MIN, INT64_MIN + 1, -120000, 120000, INT64_MAX};
    qn_day day = -7;
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        CHECK_INT(qn_date_add_months(739000, far[i], QN_MONTHS_DOWN, &day), QN_DATE_OUT_OF_RANGE);
    }
    CHECK_INT(qn_date_add_months(0, -1, QN_MONTHS_UP, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(qn_date_add_months(QN_DAY_MAX, 1, QN_MONTHS_UP, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(day, -7);
    CHECK_INT(qn_date_add_months(0, 9998 * 12 + 11, QN_MONTHS_STRICT, &day), QN_DATE_OK);
    CHECK_INT(day, QN_DAY_MAX - 30);
    CHECK_INT(qn_date_add_months(QN_DAY_MAX, -9998 * 12 - 11, QN_MONTHS_STRICT, &day), QN_DATE_OK);
    CHECK_INT(day, 30);
    CHECK_INT(qn_date_add_months(QN_DAY_MAX - 31, -9998 * 12 - 9, QN_MONTHS_UP, &day), QN_DATE_OK);
    CHECK_INT(day, 59);
}

/* A day with its place in the table. */
typedef struct place {
    qn_day number;
    int month;
    int day;
} place;

static place place_of(const calendar *c, qn_day number)
{
    qn_ymd ymd = qn_date_to_ymd(number);
    int month = ymd.year * 12 + ymd.month - 1;
    return (place){.number = number, .month = month, .day = number - c->first[month] + 1};
}

/* The largest number of units for which from + units is not after `to`, counted up from below. */
static int naive_completed(const calendar *c, place from, qn_day to, qn_months mode, int unit)
{
    int count = (to - from.number) / (31 * unit + 1);
    while (calendar_day(c, from.month + (count + 1) * unit, from.day, mode) <= to) {
        count++;
    }
    return count;
}

typedef qn_date_status counter(qn_day from, qn_day to, qn_months mode, int32_t *out);

/* Counts in both directions, in all modes. */
static bool counts_agree(const calendar *c, counter *count, place from, qn_day to, int unit)
{
    int down = naive_completed(c, from, to, QN_MONTHS_DOWN, unit);
    int up = naive_completed(c, from, to, QN_MONTHS_UP, unit);
    int32_t actual[6] = {0};
    bool agrees = count(from.number, to, QN_MONTHS_DOWN, &actual[0]) == QN_DATE_OK &&
                  count(from.number, to, QN_MONTHS_UP, &actual[1]) == QN_DATE_OK &&
                  count(to, from.number, QN_MONTHS_DOWN, &actual[2]) == QN_DATE_OK &&
                  count(to, from.number, QN_MONTHS_UP, &actual[3]) == QN_DATE_OK;
    qn_date_status strict = down == up ? QN_DATE_OK : QN_DATE_NO_SUCH_DAY;
    int kept = down == up ? down : 0;
    agrees = agrees && count(from.number, to, QN_MONTHS_STRICT, &actual[4]) == strict &&
             count(to, from.number, QN_MONTHS_STRICT, &actual[5]) == strict;
    return agrees && actual[0] == down && actual[1] == up && actual[2] == -down &&
           actual[3] == -up && actual[4] == kept && actual[5] == -kept;
}

static void check_counts(const calendar *c, place from, qn_day to)
{
    if (!CHECK(counts_agree(c, qn_date_completed_months, from, to, 1)) ||
        !CHECK(counts_agree(c, qn_date_completed_years, from, to, 12))) {
        printf("  from day %d to day %d\n", (int)from.number, (int)to);
    }
}

/* Each last day of a month for five years, to every day of the five years behind it. */
static void completed_months_agree(void)
{
    static calendar c;
    calendar_fill(&c);
    for (int month = 2019 * 12; month < 2024 * 12; month++) {
        for (int day = 27; day <= c.length[month]; day++) {
            place from = {.number = c.first[month] + day - 1, .month = month, .day = day};
            for (qn_day to = from.number; to <= from.number + 1830; to++) {
                check_counts(&c, from, to);
            }
        }
    }
    for (qn_day number = c.first[FROM_1900 * 12]; number < c.first[LAST_YEAR * 12]; number++) {
        place from = place_of(&c, number);
        for (qn_day length = number % 4801; length <= 18263; length += 4801) {
            check_counts(&c, from, number + length);
        }
    }
}

static void longest_count_is_right(void)
{
    int32_t count = 0;
    CHECK_INT(qn_date_completed_months(0, QN_DAY_MAX, QN_MONTHS_STRICT, &count), QN_DATE_OK);
    CHECK_INT(count, 9998 * 12 + 11);
    CHECK_INT(qn_date_completed_years(QN_DAY_MAX, 0, QN_MONTHS_STRICT, &count), QN_DATE_OK);
    CHECK_INT(count, -9998);
}

/* -1, 0 or 1 as `to` is before, on or after the day; a refusal, -1, does not get here. */
static int order_of(qn_day to, qn_day reached)
{
    return to < reached ? -1 : to > reached;
}

static bool comparison_agrees(const calendar *c, place from, qn_day to, int months)
{
    int down = order_of(to, calendar_day(c, from.month + months, from.day, QN_MONTHS_DOWN));
    int up = order_of(to, calendar_day(c, from.month + months, from.day, QN_MONTHS_UP));
    int order[4] = {7, 7, 7, 7};
    qn_date_status strict = down == up ? QN_DATE_OK : QN_DATE_NO_SUCH_DAY;
    bool agrees =
        qn_date_compare_months(from.number, to, months, QN_MONTHS_DOWN, &order[0]) == QN_DATE_OK &&
        qn_date_compare_months(from.number, to, months, QN_MONTHS_UP, &order[1]) == QN_DATE_OK &&
        qn_date_compare_months(from.number, to, months, QN_MONTHS_STRICT, &order[2]) == strict &&
        order[0] == down && order[1] == up && order[2] == (down == up ? down : 7);
    if (to > from.number) {
        /* The other way round the span is the negative one. */
        agrees = agrees &&
                 qn_date_compare_months(to, from.number, -months, QN_MONTHS_UP, &order[3]) ==
                     QN_DATE_OK &&
                 order[3] == -up;
    }
    return agrees;
}

static void spans_compare_to_the_day(void)
{
    static calendar c;
    calendar_fill(&c);
    for (int month = 2019 * 12; month < 2024 * 12; month++) {
        for (int day = 27; day <= c.length[month]; day++) {
            place from = {.number = c.first[month] + day - 1, .month = month, .day = day};
            for (int months = -3; months <= 50; months++) {
                qn_day near = c.first[month + months] + day - 1;
                for (qn_day to = near - 4; to <= near + 4; to++) {
                    if (to >= from.number) {
                        CHECK(comparison_agrees(&c, from, to, months));
                    }
                }
            }
        }
    }
}

static void spans_compare_beyond_the_calendar(void)
{
    static const int64_t far[] = {120000, INT64_MAX};
    int order = 7;
    for (size_t i = 0; i < 2; i++) {
        CHECK_INT(qn_date_compare_months(0, 5, far[i], QN_MONTHS_STRICT, &order), QN_DATE_OK);
        CHECK_INT(order, -1);
        CHECK_INT(qn_date_compare_months(5, 0, far[i], QN_MONTHS_STRICT, &order), QN_DATE_OK);
        CHECK_INT(order, -1);
        CHECK_INT(qn_date_compare_months(0, 5, -far[i], QN_MONTHS_STRICT, &order), QN_DATE_OK);
        CHECK_INT(order, 1);
        CHECK_INT(qn_date_compare_months(5, 0, -far[i] - 1, QN_MONTHS_STRICT, &order), QN_DATE_OK);
        CHECK_INT(order, 1);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"months added agree", months_added_agree},
        {"months beyond the calendar are refused", months_beyond_the_calendar_are_refused},
        {"completed months agree", completed_months_agree},
        {"longest count is right", longest_count_is_right},
        {"spans compare to the day", spans_compare_to_the_day},
        {"spans compare beyond the calendar", spans_compare_beyond_the_calendar},
    };
    return check_run("months", cases, sizeof cases / sizeof cases[0]);
}
