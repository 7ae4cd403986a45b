/*
 * The calendar against a second one that walks: day by day from 0001-01-01 to 9999-12-31, and month
 * by month along a table that the walk has filled. Nothing here divides by 153 or 146097.
 */
#include "date.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

enum {
    MONTHS = (QN_YEAR_MAX + 1) * 12,
    REACH = 600, /* months on each side of a day */
    FROM_1900 = 1900,
    TO_2200 = 2200
};

/* The first day and the length of each month, by year * 12 + month - 1. */
typedef struct calendar {
    qn_day first[MONTHS];
    int length[MONTHS];
} calendar;

/* Leap years as the Gregorian bull counts them: of the centuries, one in four. */
static int naive_length(int year, int month)
{
    if (month == 2) {
        bool century = year % 100 == 0;
        return (century ? year / 100 : year) % 4 == 0 ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void calendar_fill(calendar *c)
{
    qn_day day = 0;
    for (int month = 12; month < MONTHS; month++) {
        c->first[month] = day;
        c->length[month] = naive_length(month / 12, month % 12 + 1);
        day += c->length[month];
    }
}

/* One day of the walk, as the naive calendar knows it. */
typedef struct walker {
    qn_day number;
    int year;
    int month;
    int day;
    int weekday;
    int iso_year;
    int iso_week;
} walker;

static void step(walker *w)
{
    w->number++;
    w->day++;
    if (w->day > naive_length(w->year, w->month)) {
        w->day = 1;
        w->month++;
    }
    if (w->month > 12) {
        w->month = 1;
        w->year++;
    }
    w->weekday = w->weekday % 7 + 1;
    if (w->weekday != 1) {
        return;
    }
    w->iso_week++;
    /* Week 1 is the one in which the fourth of January lies. */
    bool december = w->month == 12 && w->day >= 29;
    if (december || (w->month == 1 && w->day <= 4)) {
        w->iso_year = december ? w->year + 1 : w->year;
        w->iso_week = 1;
    }
}

static bool conversions_agree(const walker *w)
{
    char expected[40];
    char actual[QN_DATE_TEXT_SIZE];
    qn_day day = -1;
    qn_day parsed = -1;
    qn_ymd ymd = qn_date_to_ymd(w->number);
    snprintf(expected, sizeof expected, "%04d-%02d-%02d", w->year, w->month, w->day);
    qn_date_format(w->number, actual);
    return ymd.year == w->year && ymd.month == w->month && ymd.day == w->day &&
           qn_date_from_ymd(w->year, w->month, w->day, &day) == QN_DATE_OK && day == w->number &&
           strcmp(actual, expected) == 0 &&
           qn_date_parse(expected, QN_DATE_LENGTH, &parsed, NULL) == QN_DATE_OK &&
           parsed == w->number;
}

static bool weeks_agree(const walker *w)
{
    qn_iso_week week = qn_date_iso_week(w->number);
    return (int)qn_date_weekday(w->number) == w->weekday && week.year == w->iso_year &&
           week.week == w->iso_week;
}

static bool ends_agree(const calendar *c, const walker *w)
{
    int month = w->year * 12 + w->month - 1;
    int december = w->year * 12 + 11;
    return qn_date_month_first(w->number) == c->first[month] &&
           qn_date_month_last(w->number) == c->first[month] + c->length[month] - 1 &&
           qn_date_year_first(w->number) == c->first[w->year * 12] &&
           qn_date_year_last(w->number) == c->first[december] + 30;
}

static void every_day_agrees(void)
{
    static calendar c;
    walker w = {.year = 1, .month = 1, .day = 1, .weekday = 1, .iso_year = 1, .iso_week = 1};
    calendar_fill(&c);
    for (; w.year <= QN_YEAR_MAX; step(&w)) {
        bool agrees = conversions_agree(&w) && weeks_agree(&w) && ends_agree(&c, &w);
        if (!CHECK(agrees)) {
            printf("  on %04d-%02d-%02d, day %d\n", w.year, w.month, w.day, (int)w.number);
        }
    }
    CHECK_INT(w.number, QN_DAY_MAX + 1);
}

static void known_days_have_their_weekday(void)
{
    static const struct {
        const char *text;
        qn_weekday weekday;
        qn_day number;
    } known[] = {
        {"0001-01-01", QN_MONDAY, 0},        {"1918-05-28", QN_TUESDAY, 700316},
        {"1970-01-01", QN_THURSDAY, 719162}, {"2000-02-29", QN_TUESDAY, 730178},
        {"2026-06-15", QN_MONDAY, 739781},   {"9999-12-31", QN_FRIDAY, QN_DAY_MAX},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        qn_day day = -1;
        CHECK_INT(qn_date_parse(known[i].text, strlen(known[i].text), &day, NULL), QN_DATE_OK);
        CHECK_INT(day, known[i].number);
        CHECK_INT(qn_date_weekday(day), known[i].weekday);
    }
}

/* Every combination of a year's end with months and days that exist and that do not. */
static void days_that_do_not_exist_are_refused(void)
{
    for (int year = -1; year <= 10001; year++) {
        qn_date_status missing =
            year < 1 || year > 9999 ? QN_DATE_OUT_OF_RANGE : QN_DATE_NO_SUCH_DAY;
        qn_day day = -7;
        CHECK_INT(qn_date_from_ymd(year, 0, 1, &day), missing);
        CHECK_INT(qn_date_from_ymd(year, 13, 1, &day), missing);
        for (int month = 1; month <= 12; month++) {
            CHECK_INT(qn_date_from_ymd(year, month, 0, &day), missing);
            CHECK_INT(qn_date_from_ymd(year, month, naive_length(year, month) + 1, &day), missing);
        }
        CHECK_INT(day, -7);
    }
    qn_day day;
    CHECK_INT(qn_date_from_ymd(INT64_MAX, 1, 1, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(qn_date_from_ymd(2024, INT64_C(4294967297), 1, &day), QN_DATE_NO_SUCH_DAY);
    CHECK_INT(qn_date_from_ymd(2024, 1, INT64_C(4294967297), &day), QN_DATE_NO_SUCH_DAY);
    CHECK_INT(qn_date_days_in_month(2024, 0), 0);
    CHECK_INT(qn_date_days_in_month(2024, 13), 0);
    CHECK(!qn_date_is_valid(-1));
    CHECK(qn_date_is_valid(0));
    CHECK(qn_date_is_valid(QN_DAY_MAX));
    CHECK(!qn_date_is_valid(QN_DAY_MAX + 1));
}

static void bad_texts_are_refused_where_they_go_wrong(void)
{
    static const struct {
        const char *text;
        qn_date_status status;
        size_t at;
    } bad[] = {
        {"", QN_DATE_NOT_A_DATE, 0},
        {"2023", QN_DATE_NOT_A_DATE, 4},
        {"2023-1-01", QN_DATE_NOT_A_DATE, 6},
        {"2023-01-1", QN_DATE_NOT_A_DATE, 9},
        {"2023/01/01", QN_DATE_NOT_A_DATE, 4},
        {"2023-01-01 ", QN_DATE_NOT_A_DATE, 10},
        {" 2023-01-01", QN_DATE_NOT_A_DATE, 0},
        {"+023-01-01", QN_DATE_NOT_A_DATE, 0},
        {"12023-01-01", QN_DATE_NOT_A_DATE, 4},
        {"2023-0a-01", QN_DATE_NOT_A_DATE, 6},
        {"2023-00-10", QN_DATE_NO_SUCH_DAY, 5},
        {"2023-13-01", QN_DATE_NO_SUCH_DAY, 5},
        {"2023-02-29", QN_DATE_NO_SUCH_DAY, 8},
        {"2023-04-31", QN_DATE_NO_SUCH_DAY, 8},
        {"2023-04-00", QN_DATE_NO_SUCH_DAY, 8},
        {"2023-01-32", QN_DATE_NO_SUCH_DAY, 8},
        {"2023-12-32", QN_DATE_NO_SUCH_DAY, 8},
        {"0000-01-01", QN_DATE_OUT_OF_RANGE, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qn_day day = -7;
        size_t at = 99;
        CHECK_INT(qn_date_parse(bad[i].text, strlen(bad[i].text), &day, &at), bad[i].status);
        CHECK_INT(at, bad[i].at);
        CHECK_INT(day, -7);
    }
}

static void days_are_added_within_the_calendar(void)
{
    qn_day day = -7;
    CHECK_INT(qn_date_add_days(10, -11, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(qn_date_add_days(10, QN_DAY_MAX - 9, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(qn_date_add_days(10, INT64_MAX, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(qn_date_add_days(10, INT64_MIN, &day), QN_DATE_OUT_OF_RANGE);
    CHECK_INT(day, -7);
    CHECK_INT(qn_date_add_days(10, -10, &day), QN_DATE_OK);
    CHECK_INT(day, 0);
    CHECK_INT(qn_date_add_days(10, QN_DAY_MAX - 10, &day), QN_DATE_OK);
    CHECK_INT(day, QN_DAY_MAX);
}

/* Looks at one day after another; -1 if it leaves the calendar. */
static qn_day walk_to_weekday(qn_day day, int weekday, int direction)
{
    while (day >= 0 && day <= QN_DAY_MAX && (int)qn_date_weekday(day) != weekday) {
        day += direction;
    }
    return day >= 0 && day <= QN_DAY_MAX ? day : -1;
}

typedef qn_date_status weekday_finder(qn_day day, qn_weekday weekday, qn_day *out);

static bool found(weekday_finder *find, qn_day from, int weekday, qn_day expected)
{
    qn_day day = -7;
    qn_date_status status = find(from, (qn_weekday)weekday, &day);
    return expected < 0 ? status == QN_DATE_OUT_OF_RANGE && day == -7
                        : status == QN_DATE_OK && day == expected;
}

static void check_weekdays_around(qn_day day)
{
    for (int weekday = 1; weekday <= 7; weekday++) {
        CHECK(found(qn_date_weekday_from, day, weekday, walk_to_weekday(day, weekday, 1)));
        CHECK(found(qn_date_weekday_after, day, weekday, walk_to_weekday(day + 1, weekday, 1)));
        CHECK(found(qn_date_weekday_through, day, weekday, walk_to_weekday(day, weekday, -1)));
        CHECK(found(qn_date_weekday_before, day, weekday, walk_to_weekday(day - 1, weekday, -1)));
    }
}

static void weekdays_around_a_day_agree(void)
{
    for (qn_day i = 0; i < 1000; i++) {
        check_weekdays_around(i);
        check_weekdays_around(739000 + i);
        check_weekdays_around(QN_DAY_MAX - i);
    }
}

/* from + months along the table; -1 if the mode refuses. The result is inside the calendar. */
static qn_day naive_add(const calendar *c, int month, int day, qn_months mode)
{
    if (day <= c->length[month]) {
        return c->first[month] + day - 1;
    }
    switch (mode) {
    case QN_MONTHS_STRICT:
        return -1;
    case QN_MONTHS_DOWN:
        return c->first[month] + c->length[month] - 1;
    case QN_MONTHS_UP:
        return c->first[month + 1];
    }
    return -1;
}

static bool addition_agrees(const calendar *c, qn_day from, int month, int day, int months)
{
    bool agrees = true;
    for (int mode = QN_MONTHS_STRICT; mode <= QN_MONTHS_UP; mode++) {
        qn_day expected = naive_add(c, month + months, day, (qn_months)mode);
        qn_day actual = -1;
        qn_date_status status = qn_date_add_months(from, months, (qn_months)mode, &actual);
        agrees = agrees && actual == expected &&
                 status == (expected < 0 ? QN_DATE_NO_SUCH_DAY : QN_DATE_OK);
    }
    return agrees;
}

static void check_additions(const calendar *c, int month, int day)
{
    qn_day from = c->first[month] + day - 1;
    for (int months = -REACH; months <= REACH; months++) {
        if (!CHECK(addition_agrees(c, from, month, day, months))) {
            printf("  %d-%02d-%02d + %d months\n", month / 12, month % 12 + 1, day, months);
        }
    }
}

/* The ends of every month, which alone can miss, and one of its other days. */
static void months_added_agree(void)
{
    static calendar c;
    calendar_fill(&c);
    for (int month = FROM_1900 * 12; month < TO_2200 * 12 + 12; month++) {
        check_additions(&c, month, month % 27 + 1);
        for (int day = 28; day <= c.length[month]; day++) {
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
    while (naive_add(c, from.month + (count + 1) * unit, from.day, mode) <= to) {
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
    for (qn_day number = c.first[FROM_1900 * 12]; number < c.first[TO_2200 * 12]; number += 13) {
        place from = place_of(&c, number);
        for (qn_day length = number % 61; length <= 18263; length += 1201) {
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
    int down = order_of(to, naive_add(c, from.month + months, from.day, QN_MONTHS_DOWN));
    int up = order_of(to, naive_add(c, from.month + months, from.day, QN_MONTHS_UP));
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
        {"every day agrees", every_day_agrees},
        {"known days have their weekday", known_days_have_their_weekday},
        {"days that do not exist are refused", days_that_do_not_exist_are_refused},
        {"bad texts are refused where they go wrong", bad_texts_are_refused_where_they_go_wrong},
        {"days are added within the calendar", days_are_added_within_the_calendar},
        {"weekdays around a day agree", weekdays_around_a_day_agree},
        {"months added agree", months_added_agree},
        {"months beyond the calendar are refused", months_beyond_the_calendar_are_refused},
        {"completed months agree", completed_months_agree},
        {"longest count is right", longest_count_is_right},
        {"spans compare to the day", spans_compare_to_the_day},
        {"spans compare beyond the calendar", spans_compare_beyond_the_calendar},
    };
    return check_run("date", cases, sizeof cases / sizeof cases[0]);
}
