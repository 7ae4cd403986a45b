/*
 * Dates as formulas. See calendar.h.
 */
#include "calendar.h"

#include "kernels.h"

#include <stdlib.h>

/* MONTHS_FAR: more than lie between any two days. */
enum { MONTHS = 12, WEEK = 7, MONTHS_FAR = 200000 };

void qn_calendar_clear(qn_calendar *calendar)
{
    free(calendar->known);
    free(calendar->condition);
    *calendar = (qn_calendar){0};
}

/* Adds what holds of the parts of a day. */
static void add_condition(qn_calendar *c, qn_term condition)
{
    if (c->conditions == c->condition_room) {
        size_t room = c->condition_room * 2 + 16;
        qn_term *grown = realloc(c->condition, room * sizeof *grown);
        if (grown == NULL) {
            c->out_of_memory = true;
            return;
        }
        c->condition = grown;
        c->condition_room = room;
    }
    c->condition[c->conditions++] = condition;
}

static void remember(qn_calendar *c, const qn_parts_of_day *parts)
{
    if (c->count == c->room) {
        size_t room = c->room * 2 + 16;
        qn_parts_of_day *grown = realloc(c->known, room * sizeof *grown);
        if (grown == NULL) {
            c->out_of_memory = true;
            return;
        }
        c->known = grown;
        c->room = room;
    }
    c->known[c->count++] = *parts;
}

static qn_term is_multiple(const qn_formulas *f, qn_term x, int64_t of)
{
    return qn_f_same(f, qn_f_rest(f, x, qn_f_number(f, of)), f->zero);
}

static qn_term is_leap(const qn_formulas *f, qn_term year)
{
    qn_term century =
        qn_f_either(f, qn_f_opposite(f, is_multiple(f, year, 100)), is_multiple(f, year, 400));
    return qn_f_both(f, is_multiple(f, year, 4), century);
}

qn_term qn_days_in_month(const qn_calendar *c, qn_term year, qn_term month)
{
    static const int64_t length[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const qn_formulas *f = c->f;
    qn_term found = qn_f_number(f, 31);
    for (int64_t m = MONTHS; m >= 1; m--) {
        qn_term days = qn_f_number(f, length[m - 1]);
        if (m == 2) {
            days = qn_f_choose(f, is_leap(f, year), qn_f_number(f, 29), days);
        }
        if (length[m - 1] != 31) {
            found = qn_f_choose(f, qn_f_same(f, month, qn_f_number(f, m)), days, found);
        }
    }
    return found;
}

/* Days of the year before the first of a month. */
static qn_term days_before(const qn_formulas *f, qn_term year, qn_term month)
{
    static const int64_t before[MONTHS] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    qn_term found = f->zero;
    for (int64_t m = 2; m <= MONTHS; m++) {
        found = qn_f_choose(f, qn_f_same(f, month, qn_f_number(f, m)),
                            qn_f_number(f, before[m - 1]), found);
    }
    qn_term is_behind = qn_f_both(f, qn_f_less(f, qn_f_number(f, 2), month), is_leap(f, year));
    return qn_f_plus(f, found, qn_f_choose(f, is_behind, f->one, f->zero));
}

static qn_term day_number(const qn_calendar *c, qn_term year, qn_term month, qn_term day)
{
    const qn_formulas *f = c->f;
    qn_term past = qn_f_minus(f, year, f->one);
    qn_term leaps = qn_f_plus(f,
                              qn_f_minus(f, qn_f_quotient(f, past, qn_f_number(f, 4)),
                                         qn_f_quotient(f, past, qn_f_number(f, 100))),
                              qn_f_quotient(f, past, qn_f_number(f, 400)));
    qn_term days = qn_f_plus(f, qn_f_times(f, past, qn_f_number(f, 365)), leaps);
    return qn_f_plus(f, qn_f_plus(f, days, days_before(f, year, month)),
                     qn_f_minus(f, day, f->one));
}

/* Takes a day apart into numbers of which nothing is known but that they make it. What is no day of
 * the calendar has parts that mean nothing, and binds none. */
static qn_parts_of_day new_parts(qn_calendar *c, qn_term day)
{
    const qn_formulas *f = c->f;
    qn_parts_of_day parts = {.number = day,
                             .year = qn_f_any_number(f),
                             .month = qn_f_any_number(f),
                             .day = qn_f_any_number(f)};
    qn_term length = qn_days_in_month(c, parts.year, parts.month);
    qn_term sound = qn_f_both(
        f,
        qn_f_both(f, qn_f_between(f, parts.year, 1, 9999), qn_f_between(f, parts.month, 1, MONTHS)),
        qn_f_both(f, qn_f_at_most(f, f->one, parts.day), qn_f_at_most(f, parts.day, length)));
    qn_term same = qn_f_same(f, day, day_number(c, parts.year, parts.month, parts.day));
    qn_term is_day = qn_f_between(f, day, QN_DAY_MIN, QN_DAY_MAX);
    add_condition(c, qn_f_either(f, qn_f_opposite(f, is_day), qn_f_both(f, sound, same)));
    return parts;
}

/* The parts of a figure. */
static qn_parts_of_day figure_parts(const qn_calendar *c, qn_term day, int64_t number)
{
    qn_ymd ymd = qn_date_to_ymd((qn_day)number);
    return (qn_parts_of_day){.number = day,
                             .year = qn_f_number(c->f, ymd.year),
                             .month = qn_f_number(c->f, ymd.month),
                             .day = qn_f_number(c->f, ymd.day)};
}

/* The parts of one of two days. */
static qn_parts_of_day chosen_parts(qn_calendar *c, qn_term day, const qn_term choice[3])
{
    const qn_formulas *f = c->f;
    qn_parts_of_day yes = qn_day_parts(c, choice[1]);
    qn_parts_of_day no = qn_day_parts(c, choice[2]);
    return (qn_parts_of_day){.number = day,
                             .year = qn_f_choose(f, choice[0], yes.year, no.year),
                             .month = qn_f_choose(f, choice[0], yes.month, no.month),
                             .day = qn_f_choose(f, choice[0], yes.day, no.day)};
}

/* It goes as deep as choices are nested in the day, which the rules bound. */
qn_parts_of_day qn_day_parts(qn_calendar *c, qn_term day)
{
    int64_t number;
    qn_term choice[3];
    qn_parts_of_day parts;
    for (size_t i = 0; i < c->count; i++) {
        if (c->known[i].number == day) {
            return c->known[i];
        }
    }
    if (qn_f_is_number(c->f, day, &number) && qn_date_is_valid(number)) {
        parts = figure_parts(c, day, number);
    } else if (qn_f_is_choice(c->f, day, choice)) {
        parts = chosen_parts(c, day, choice);
    } else {
        parts = new_parts(c, day);
    }
    remember(c, &parts);
    return parts;
}

qn_term qn_day_of_parts(qn_calendar *c, qn_term year, qn_term month, qn_term day)
{
    qn_parts_of_day parts = {day_number(c, year, month, day), year, month, day};
    int64_t number;
    if (!qn_f_is_number(c->f, parts.number, &number)) {
        remember(c, &parts);
    }
    return parts.number;
}

/* The calendar begins on a Monday. */
qn_term qn_day_weekday(const qn_calendar *c, qn_term day)
{
    const qn_formulas *f = c->f;
    return qn_f_plus(f, qn_f_rest(f, day, qn_f_number(f, WEEK)), f->one);
}

/* The month so many months from another. Figures need no division. */
static void move_month(const qn_formulas *f, qn_term months, qn_term *year, qn_term *month)
{
    int64_t number;
    qn_term twelve = qn_f_number(f, MONTHS);
    if (qn_f_is_number(f, months, &number) && number > -MONTHS_FAR && number < MONTHS_FAR) {
        int64_t rest = (number % MONTHS + MONTHS) % MONTHS;
        qn_term moved = qn_f_plus(f, *month, qn_f_number(f, rest));
        qn_term is_next = rest == 0 ? f->no : qn_f_less(f, twelve, moved);
        *year = qn_f_plus(f, qn_f_plus(f, *year, qn_f_number(f, (number - rest) / MONTHS)),
                          qn_f_choose(f, is_next, f->one, f->zero));
        *month = qn_f_choose(f, is_next, qn_f_minus(f, moved, twelve), moved);
        return;
    }
    qn_term all = qn_f_plus(f, qn_f_times(f, *year, twelve),
                            qn_f_plus(f, qn_f_minus(f, *month, f->one), months));
    *year = qn_f_quotient(f, all, twelve);
    *month = qn_f_plus(f, qn_f_rest(f, all, twelve), f->one);
}

/* The first day behind a month where a day is missing in it. No month without a day is the last of
 * a year. */
static qn_term day_behind(qn_calendar *c, const qn_parts_of_day *found, qn_term missing)
{
    const qn_formulas *f = c->f;
    qn_parts_of_day parts = *found;
    int64_t number;
    parts.number = qn_f_plus(f, found->number, qn_f_choose(f, missing, f->one, f->zero));
    parts.month = qn_f_choose(f, missing, qn_f_plus(f, found->month, f->one), found->month);
    parts.day = qn_f_choose(f, missing, f->one, found->day);
    if (!qn_f_is_number(f, parts.number, &number)) {
        remember(c, &parts);
    }
    return parts.number;
}

qn_term qn_day_after_months(qn_calendar *c, qn_term day, qn_term months, qn_months mode,
                            qn_term *missing)
{
    const qn_formulas *f = c->f;
    qn_parts_of_day parts = qn_day_parts(c, day);
    qn_parts_of_day found = parts;
    move_month(f, months, &found.year, &found.month);
    qn_term length = qn_days_in_month(c, found.year, found.month);
    *missing = qn_f_less(f, length, parts.day);
    found.day = qn_f_lesser(f, parts.day, length);
    found.number = qn_day_of_parts(c, found.year, found.month, found.day);
    return mode == QN_MONTHS_UP ? day_behind(c, &found, *missing) : found.number;
}

/* Completed months from an earlier day to a later one: as many as lie between their months, but for
 * the last where its day has not come. A day that the last month lacks comes on its last day
 * (down), or on the first behind it (up). */
static qn_term completed(qn_calendar *c, qn_term from, qn_term to, qn_months mode)
{
    const qn_formulas *f = c->f;
    qn_parts_of_day a = qn_day_parts(c, from);
    qn_parts_of_day b = qn_day_parts(c, to);
    qn_term between =
        qn_f_plus(f, qn_f_times(f, qn_f_minus(f, b.year, a.year), qn_f_number(f, MONTHS)),
                  qn_f_minus(f, b.month, a.month));
    qn_term day =
        mode == QN_MONTHS_UP ? a.day : qn_f_lesser(f, a.day, qn_days_in_month(c, b.year, b.month));
    return qn_f_minus(f, between, qn_f_choose(f, qn_f_less(f, b.day, day), f->one, f->zero));
}

/* The same for days in either order, in whole units. */
static qn_term completed_units(qn_calendar *c, qn_term from, qn_term to, uint32_t unit,
                               qn_months mode)
{
    const qn_formulas *f = c->f;
    qn_term whole = qn_f_number(f, unit);
    qn_term ahead = qn_f_quotient(f, completed(c, from, to, mode), whole);
    qn_term back = qn_f_quotient(f, completed(c, to, from, mode), whole);
    return qn_f_times(
        f, whole, qn_f_choose(f, qn_f_at_most(f, from, to), ahead, qn_f_minus(f, f->zero, back)));
}

qn_term qn_completed_months(qn_calendar *c, qn_term from, qn_term to, uint32_t unit, qn_months mode,
                            qn_term *undecided)
{
    qn_term down = completed_units(c, from, to, unit, QN_MONTHS_DOWN);
    *undecided = c->f->no;
    if (mode == QN_MONTHS_DOWN) {
        return down;
    }
    qn_term up = completed_units(c, from, to, unit, QN_MONTHS_UP);
    if (mode == QN_MONTHS_STRICT) {
        *undecided = qn_f_opposite(c->f, qn_f_same(c->f, down, up));
    }
    return up;
}

qn_term qn_months_and_days(qn_calendar *c, qn_term from, qn_term to, qn_months mode,
                           qn_term *undecided)
{
    const qn_formulas *f = c->f;
    qn_term is_forward = qn_f_at_most(f, from, to);
    qn_term early = qn_f_choose(f, is_forward, from, to);
    qn_term late = qn_f_choose(f, is_forward, to, from);
    qn_term missing;
    qn_term months = qn_completed_months(c, early, late, 1, mode, undecided);
    qn_term reached = qn_day_after_months(c, early, months, mode, &missing);
    if (mode == QN_MONTHS_STRICT) {
        *undecided = qn_f_either(f, *undecided, missing);
    }
    qn_term number = qn_f_plus(f, qn_f_times(f, months, qn_f_number(f, QN_SPAN_MONTH)),
                               qn_f_minus(f, late, reached));
    return qn_f_choose(f, is_forward, number, qn_f_minus(f, f->zero, number));
}
