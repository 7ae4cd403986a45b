/*
 * Dates as formulas: years, months and days of day numbers, and the way back.
 *
 * Responsible for: the calendar of ../runtime/date.h, formula by formula. Every day that is taken
 * apart brings conditions with it, which must hold in whatever is asked.
 */
#ifndef QN_ANALYSIS_CALENDAR_H
#define QN_ANALYSIS_CALENDAR_H

#include <stddef.h>

#include "date.h"
#include "formula.h"

/* A day that has been taken apart; year, month (1 to 12) and day of the month are numbers. */
typedef struct qn_parts_of_day {
    qn_term number;
    qn_term year;
    qn_term month;
    qn_term day;
} qn_parts_of_day;

/* Zeroed but for the formulas, it is empty. */
typedef struct qn_calendar {
    const qn_formulas *f;
    qn_parts_of_day *known; /* each day once */
    size_t count;
    size_t room;
    qn_term *condition; /* what holds of the parts */
    size_t conditions;
    size_t condition_room;
    bool out_of_memory;
} qn_calendar;

void qn_calendar_clear(qn_calendar *calendar);

/* The parts of a number that is a day of the calendar. */
qn_parts_of_day qn_day_parts(qn_calendar *calendar, qn_term day);
/* The number of the day that has these parts, which must exist; the parts are known of it then. */
qn_term qn_day_of_parts(qn_calendar *calendar, qn_term year, qn_term month, qn_term day);
/* 28 to 31. */
qn_term qn_days_in_month(const qn_calendar *calendar, qn_term year, qn_term month);
/* 1 for a Monday to 7. */
qn_term qn_day_weekday(const qn_calendar *calendar, qn_term day);

/* A day so many months from another. *missing: the month has no such day, which a strict mode calls
 * an error. */
qn_term qn_day_after_months(qn_calendar *calendar, qn_term day, qn_term months, qn_months mode,
                            qn_term *missing);
/* Completed months from a day to another, cut to whole `unit`s of months (1 or 12). *undecided: the
 * two ways to round a missing day differ, which a strict mode calls an error. */
qn_term qn_completed_months(qn_calendar *calendar, qn_term from, qn_term to, uint32_t unit,
                            qn_months mode, qn_term *undecided);
/* Completed months and the days over as one number, QN_SPAN_MONTH for each month; as above. */
qn_term qn_months_and_days(qn_calendar *calendar, qn_term from, qn_term to, qn_months mode,
                           qn_term *undecided);

#endif
