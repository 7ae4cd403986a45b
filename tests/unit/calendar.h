/*
 * A calendar that walks: the length of each month by the rule of leap years, and first days as sums
 * of lengths. The second opinion on runtime/date.h, of which it uses nothing but its types: nothing
 * here divides by 153 or 146097.
 */
#ifndef QN_TESTS_CALENDAR_H
#define QN_TESTS_CALENDAR_H

#include "date.h"

enum { CALENDAR_MONTHS = (QN_YEAR_MAX + 1) * 12 };

/* The first day and the length of each month, by year * 12 + month - 1. */
typedef struct calendar {
    qn_day first[CALENDAR_MONTHS];
    int length[CALENDAR_MONTHS];
} calendar;

/* Of a month from 1 to 12. */
int calendar_length(int year, int month);

void calendar_fill(calendar *c);

/* The day of that number in the month, by its place in the table; where the month is too short as
 * the mode says, -1 if it refuses. The result is inside the calendar. */
qn_day calendar_day(const calendar *c, int month, int day, qn_months mode);

#endif
