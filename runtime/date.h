/*
 * Calendar dates as day numbers, in the proleptic Gregorian calendar.
 *
 * Responsible for: conversion between day numbers, years-months-days and text; weeks; adding and
 * counting months as statutes do.
 * Refuses to know: today, time zones, holidays, working days, other calendars.
 *
 * A day is counted from 0001-01-01, which is 0, to 9999-12-31, which is 3652058; there is no other
 * valid day number, and every function takes valid ones unless it says that it checks.
 */
#ifndef QN_RUNTIME_DATE_H
#define QN_RUNTIME_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t qn_day;

#define QN_DAY_MIN 0
#define QN_DAY_MAX 3652058

#define QN_YEAR_MIN 1
#define QN_YEAR_MAX 9999

/* Bytes of `YYYY-MM-DD`, and with its NUL. */
#define QN_DATE_LENGTH 10
#define QN_DATE_TEXT_SIZE 11

typedef struct qn_ymd {
    int32_t year;  /* 1 to 9999 */
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
} qn_ymd;

typedef enum qn_weekday {
    QN_MONDAY = 1,
    QN_TUESDAY,
    QN_WEDNESDAY,
    QN_THURSDAY,
    QN_FRIDAY,
    QN_SATURDAY,
    QN_SUNDAY
} qn_weekday;

typedef enum qn_date_status {
    QN_DATE_OK,
    QN_DATE_NOT_A_DATE,  /* the text does not have the form YYYY-MM-DD */
    QN_DATE_NO_SUCH_DAY, /* the calendar has no such day: 2023-02-30, 2023-01-31 + 1 month */
    QN_DATE_OUT_OF_RANGE /* before 0001-01-01 or after 9999-12-31 */
} qn_date_status;

/* What becomes of a day that the month does not have, as 2023-01-31 + 1 month. */
typedef enum qn_months {
    QN_MONTHS_STRICT, /* refused with QN_DATE_NO_SUCH_DAY */
    QN_MONTHS_DOWN,   /* the last day of that month: 2023-02-28 */
    QN_MONTHS_UP      /* the first day of the month behind: 2023-03-01 */
} qn_months;

/* An ISO 8601 week: 2024-12-30 lies in week 1 of 2025. */
typedef struct qn_iso_week {
    int32_t year;
    int32_t week; /* 1 to 53 */
} qn_iso_week;

/* True for a number between QN_DAY_MIN and QN_DAY_MAX; for what comes from outside. */
static inline bool qn_date_is_valid(int64_t day)
{
    return day >= QN_DAY_MIN && day <= QN_DAY_MAX;
}

bool qn_date_is_leap(int32_t year);

/* 28 to 31; 0 if the month is not 1 to 12. */
int32_t qn_date_days_in_month(int32_t year, int32_t month);

/* Checks its argument: QN_DATE_OUT_OF_RANGE for the year, QN_DATE_NO_SUCH_DAY for month and day. */
qn_date_status qn_date_from_ymd(int64_t year, int64_t month, int64_t day, qn_day *out);

qn_ymd qn_date_to_ymd(qn_day day);

/*
 * Reads exactly ten bytes, `YYYY-MM-DD`; the text need not end in a NUL. *error_at, if not NULL,
 * gets the offset of the first byte that does not fit the form (QN_DATE_NOT_A_DATE; the length
 * if the text ends too early), or of the year, month or day that does not exist.
 */
qn_date_status qn_date_parse(const char *text, size_t length, qn_day *out, size_t *error_at);

/* Writes `YYYY-MM-DD` and a NUL, QN_DATE_TEXT_SIZE bytes in all. */
void qn_date_format(qn_day day, char *buffer);

qn_weekday qn_date_weekday(qn_day day);

qn_iso_week qn_date_iso_week(qn_day day);

/* day + count; fails with QN_DATE_OUT_OF_RANGE. */
qn_date_status qn_date_add_days(qn_day day, int64_t count, qn_day *out);

/* The same day of the month, `months` later or (negative) earlier. */
qn_date_status qn_date_add_months(qn_day day, int64_t months, qn_months mode, qn_day *out);

/*
 * Completed months: the largest m for which `from` + m months is not after `to`; if `to` is earlier
 * than `from`, minus the completed months from `to` to `from`. In QN_MONTHS_STRICT it fails with
 * QN_DATE_NO_SUCH_DAY only where down and up give different answers.
 */
qn_date_status qn_date_completed_months(qn_day from, qn_day to, qn_months mode, int32_t *out);

/* The same for years, each of twelve months. */
qn_date_status qn_date_completed_years(qn_day from, qn_day to, qn_months mode, int32_t *out);

/*
 * Compares the exact span from `from` to `to` with a number of months: *order is -1, 0 or 1 as `to`
 * is before, on or after the day `from` + months, which may lie outside the calendar. If `to` is
 * earlier than `from` the span is minus that from `to` to `from`. Strictness as for completed
 * months.
 */
qn_date_status qn_date_compare_months(qn_day from, qn_day to, int64_t months, qn_months mode,
                                      int *order);

qn_day qn_date_month_first(qn_day day);
qn_day qn_date_month_last(qn_day day);
qn_day qn_date_year_first(qn_day day);
qn_day qn_date_year_last(qn_day day);

/* The Monday of the ISO week. The calendar begins on one, so there always is one. */
qn_day qn_date_week_first(qn_day day);

/* The nearest given weekday from, after, through (up to) or before the day. They can fail only
   with QN_DATE_OUT_OF_RANGE, in the first and the last week of the calendar. */

/* `first sunday from D`: D itself or later. */
qn_date_status qn_date_weekday_from(qn_day day, qn_weekday weekday, qn_day *out);

/* `next sunday after D`: later than D. */
qn_date_status qn_date_weekday_after(qn_day day, qn_weekday weekday, qn_day *out);

/* `last sunday through D`: D itself or earlier. */
qn_date_status qn_date_weekday_through(qn_day day, qn_weekday weekday, qn_day *out);

/* `last sunday before D`: earlier than D. */
qn_date_status qn_date_weekday_before(qn_day day, qn_weekday weekday, qn_day *out);

#endif
