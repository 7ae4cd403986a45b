/*
 * The calendar against a second one that walks: day by day from 0001-01-01 to 9999-12-31. Months
 * are added and counted in test_months.c.
 */
#include "date.h"

#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "check.h"
#include "kernels.h"

/* One day of the walk, as the naive calendar knows it. */
typedef struct walker {
    qn_day number;
    qn_day monday; /* of its week */
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
    if (w->day > calendar_length(w->year, w->month)) {
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
    w->monday = w->number;
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

/* What the machine makes of a day: an edge or a part, or -1 with the error DATE_RANGE. */
static int64_t kernel_edge(qn_day day, uint32_t edge)
{
    int64_t out = -1;
    uint32_t error = qn_kernel_date_edge(day, edge, &out);
    return error == (out < 0 ? QN_ERROR_DATE_RANGE : 0) ? out : -2;
}

static int64_t kernel_part(qn_day day, uint32_t part)
{
    int64_t out = -1;
    return qn_kernel_date_part(day, part, &out) == 0 ? out : -2;
}

/* The last week of the calendar has no Sunday. */
static bool machine_agrees(const calendar *c, const walker *w)
{
    int month = w->year * 12 + w->month - 1;
    int64_t sunday = w->monday + 6 > QN_DAY_MAX ? -1 : w->monday + 6;
    return kernel_part(w->number, 0) == w->year && kernel_part(w->number, 1) == w->month &&
           kernel_part(w->number, 2) == w->day && kernel_part(w->number, 3) == w->weekday &&
           kernel_part(w->number, 4) == w->iso_week &&
           kernel_edge(w->number, 0) == c->first[month] &&
           kernel_edge(w->number, 1) == c->first[month] + c->length[month] - 1 &&
           kernel_edge(w->number, 2) == c->first[w->year * 12] &&
           kernel_edge(w->number, 3) == c->first[w->year * 12 + 11] + 30 &&
           kernel_edge(w->number, 4) == w->monday && kernel_edge(w->number, 5) == sunday;
}

/* The year of a week is that of its Thursday: what a program writes as a formula. */
static bool thursday_agrees(const walker *w)
{
    return qn_date_to_ymd(w->monday + 3).year == w->iso_year &&
           qn_date_week_first(w->number) == w->monday;
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
    int wrong = 0; /* a calendar that is wrong on each day need not say so each day */
    for (; w.year <= QN_YEAR_MAX && wrong < 20; step(&w)) {
        bool agrees = conversions_agree(&w) && weeks_agree(&w) && ends_agree(&c, &w) &&
                      machine_agrees(&c, &w) && thursday_agrees(&w);
        if (!CHECK(agrees)) {
            wrong++;
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
            CHECK_INT(qn_date_from_ymd(year, month, calendar_length(year, month) + 1, &day),
                      missing);
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

/* What stands behind the text is not read, though a date would go on there. */
static void texts_end_where_they_are_said_to(void)
{
    for (size_t length = 0; length < QN_DATE_LENGTH; length++) {
        qn_day day = -7;
        size_t at = 99;
        CHECK_INT(qn_date_parse("2023-11-12", length, &day, &at), QN_DATE_NOT_A_DATE);
        CHECK_INT(at, length);
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

int main(void)
{
    static const check_case cases[] = {
        {"every day agrees", every_day_agrees},
        {"known days have their weekday", known_days_have_their_weekday},
        {"days that do not exist are refused", days_that_do_not_exist_are_refused},
        {"bad texts are refused where they go wrong", bad_texts_are_refused_where_they_go_wrong},
        {"texts end where they are said to", texts_end_where_they_are_said_to},
        {"days are added within the calendar", days_are_added_within_the_calendar},
        {"weekdays around a day agree", weekdays_around_a_day_agree},
    };
    return check_run("date", cases, sizeof cases / sizeof cases[0]);
}
