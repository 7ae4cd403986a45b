/*
 * The calendar of calendar.h, month by month.
 */
#include "calendar.h"

/* Leap years as the Gregorian bull counts them: of the centuries, one in four. */
int calendar_length(int year, int month)
{
    if (month == 2) {
        bool century = year % 100 == 0;
        return (century ? year / 100 : year) % 4 == 0 ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void calendar_fill(calendar *c)
{
    qn_day day = 0;
    for (int month = 12; month < CALENDAR_MONTHS; month++) {
        c->first[month] = day;
        c->length[month] = calendar_length(month / 12, month % 12 + 1);
        day += c->length[month];
    }
}

qn_day calendar_day(const calendar *c, int month, int day, qn_months mode)
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
