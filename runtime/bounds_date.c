/*
 * Open outcomes of dates: an interval of days takes the place of a day.
 *
 * Responsible for: the operators on dates. Most keep the order of days, so that it
 * is enough to look at the ends (spec/unknown.md).
 * Refuses to know: working days (bounds_work.c).
 *
 * Leaving the calendar is not foreseen: an end outside is no end, and the error is open only where
 * nothing else is.
 */
#include "bounds_open.h"
#include "kernels.h"

qn_open_whole qn_open_days_of(const qn_open *a)
{
    return qn_open_whole_of(a, QN_DAY_MIN, QN_DAY_MAX);
}

qn_open_whole qn_open_count_of(const qn_open *a)
{
    return qn_open_whole_of(a, -QN_SPAN_MAX, QN_SPAN_MAX);
}

qn_open qn_open_numbers(qn_open_whole r)
{
    qn_open out = qn_open_integers(r.low, r.high);
    out.has_low = r.has_low;
    out.has_high = r.has_high;
    return out;
}

/* The days of a range as far as it has ends and the calendar has them. */
qn_open qn_open_days(qn_open_whole r)
{
    if ((r.has_low && r.low > QN_DAY_MAX) || (r.has_high && r.high < QN_DAY_MIN)) {
        return qn_open_failed(QN_ERROR_DATE_RANGE);
    }
    r.has_low = r.has_low && r.low >= QN_DAY_MIN;
    r.has_high = r.has_high && r.high <= QN_DAY_MAX;
    return qn_open_numbers(r);
}

/* What a kernel gave for single operands. */
static qn_open exactly(uint32_t error, const int64_t *value)
{
    return error != 0 ? qn_open_failed((uint16_t)error) : qn_open_integers(*value, *value);
}

qn_open qn_open_may_fail(qn_open open, uint32_t error)
{
    open.outcomes |= QN_OPEN_FAILED;
    open.code = (uint16_t)error;
    return open;
}

/* What moving a day by a count gives, with an end where both have one. */
qn_open_whole qn_open_moved(qn_open_whole day, qn_open_whole count, int64_t low, int64_t high)
{
    return (qn_open_whole){.low = low,
                           .high = high,
                           .has_low = day.has_low && count.has_low,
                           .has_high = day.has_high && count.has_high};
}

static qn_open move_days(const qn_open *a, const qn_open *b)
{
    qn_open_whole day = qn_open_days_of(a);
    qn_open_whole count = qn_open_count_of(b);
    return qn_open_days(qn_open_moved(day, count, day.low + count.low, day.high + count.high));
}

/* One end of a date moved by months; beyond the calendar on the side to which it moves. */
static int64_t move_end(int64_t day, int64_t months, qn_months mode)
{
    int64_t moved = months < 0 ? QN_DAY_MIN - 1 : QN_DAY_MAX + 1;
    (void)qn_kernel_date_months(day, months, mode, &moved);
    return moved;
}

static bool may_lack_day(qn_open_whole day)
{
    return !day.single || qn_date_to_ymd((qn_day)day.low).day > 28;
}

/* Strictly, the days that do not exist are left out at both ends. */
static qn_open move_months(const qn_open *a, const qn_open *b, qn_months mode)
{
    qn_open_whole day = qn_open_days_of(a);
    qn_open_whole count = qn_open_count_of(b);
    int64_t value = 0;
    if (day.single && count.single) {
        return exactly(qn_kernel_date_months(day.low, count.low, mode, &value), &value);
    }
    bool strict = mode == QN_MONTHS_STRICT;
    qn_open_whole ends =
        qn_open_moved(day, count, move_end(day.low, count.low, strict ? QN_MONTHS_UP : mode),
                      move_end(day.high, count.high, strict ? QN_MONTHS_DOWN : mode));
    if (ends.has_low && ends.has_high && ends.low > ends.high) {
        return qn_open_failed(QN_ERROR_NO_SUCH_DATE);
    }
    qn_open out = qn_open_days(ends);
    if (strict && may_lack_day(day)) {
        out = qn_open_may_fail(out, QN_ERROR_NO_SUCH_DATE);
    }
    return out;
}

static int64_t span_end(int64_t from, int64_t to, uint32_t unit, qn_months mode)
{
    int64_t span = 0;
    (void)qn_kernel_date_span(from, to, unit, mode, &span);
    return span;
}

/* Completed months, and spans, fall with the first day and rise with the second. Where a missing
 * day is refused, each end is the outer of what rounding down and rounding up give. */
static qn_open span(const qn_open *a, const qn_open *b, uint32_t unit, qn_months mode)
{
    qn_open_whole from = qn_open_days_of(a);
    qn_open_whole to = qn_open_days_of(b);
    int64_t value = 0;
    if (from.single && to.single) {
        return exactly(qn_kernel_date_span(from.low, to.low, unit, mode, &value), &value);
    }
    bool strict = mode == QN_MONTHS_STRICT;
    qn_months other = strict ? QN_MONTHS_UP : mode;
    mode = strict ? QN_MONTHS_DOWN : mode;
    int64_t low = span_end(from.high, to.low, unit, mode);
    int64_t low_other = span_end(from.high, to.low, unit, other);
    int64_t high = span_end(from.low, to.high, unit, mode);
    int64_t high_other = span_end(from.low, to.high, unit, other);
    qn_open_whole ends = {.low = low_other < low ? low_other : low,
                          .high = high_other > high ? high_other : high,
                          .has_low = from.has_high && to.has_low,
                          .has_high = from.has_low && to.has_high};
    bool sound = !strict || (!may_lack_day(from) && to.has_low && to.low >= from.high);
    return sound ? qn_open_numbers(ends)
                 : qn_open_may_fail(qn_open_numbers(ends), QN_ERROR_NO_SUCH_DATE);
}

/* Years keep the order; months, days, weekdays and weeks come round again. */
static qn_open part(const qn_open *a, uint32_t which)
{
    static const int64_t most[5] = {QN_YEAR_MAX, 12, 31, 7, 53};
    qn_open_whole day = qn_open_days_of(a);
    if (!day.single && which != 0) {
        return qn_open_integers(1, most[which]);
    }
    (void)qn_kernel_date_part(day.low, which, &day.low);
    (void)qn_kernel_date_part(day.high, which, &day.high);
    return qn_open_numbers(day);
}

/* Only the Sunday of the last week is missing, which lies behind the calendar. */
static int64_t edge_end(int64_t day, uint32_t which)
{
    int64_t found = QN_DAY_MAX + 1;
    (void)qn_kernel_date_edge(day, which, &found);
    return found;
}

static qn_open edge(const qn_open *a, uint32_t which)
{
    qn_open_whole day = qn_open_days_of(a);
    day.low = edge_end(day.low, which);
    day.high = edge_end(day.high, which);
    return qn_open_days(day);
}

static int64_t seek_end(int64_t day, uint32_t weekday, uint32_t direction)
{
    int64_t found = direction == QN_SEEK_THROUGH ? QN_DAY_MIN - 1 : QN_DAY_MAX + 1;
    (void)qn_kernel_date_seek(day, weekday, direction, &found);
    return found;
}

static qn_open seek(const qn_open *a, uint32_t weekday, uint32_t direction)
{
    qn_open_whole day = qn_open_days_of(a);
    day.low = seek_end(day.low, weekday, direction);
    day.high = seek_end(day.high, weekday, direction);
    return qn_open_days(day);
}

/* The day at the low or high corner, with month and day held inside the calendar. */
static int64_t corner_day(int64_t year, int64_t month, int64_t day)
{
    int64_t last = qn_date_days_in_month((int32_t)year, (int32_t)month);
    qn_day made = 0;
    (void)qn_date_from_ymd(year, month, day > last ? last : day, &made);
    return made;
}

static bool lies_in(const qn_open *a, int64_t min, int64_t max)
{
    qn_open all = qn_open_integers(min, max);
    return qn_open_cmp(&all, QN_LOW, a, QN_LOW) <= 0 && qn_open_cmp(a, QN_HIGH, &all, QN_HIGH) <= 0;
}

static qn_open make(const qn_case *c, const qn_row_instruction *i, const qn_open *a,
                    const qn_open *b)
{
    qn_open last = qn_bounds_number(c, i->c);
    qn_open_whole year = qn_open_whole_of(a, QN_YEAR_MIN, QN_YEAR_MAX);
    qn_open_whole month = qn_open_whole_of(b, 1, 12);
    qn_open_whole day = qn_open_whole_of(&last, 1, 31);
    if (year.single && month.single && day.single) {
        qn_open_whole y = qn_open_whole_of(a, INT32_MIN, INT32_MAX);
        qn_open_whole m = qn_open_whole_of(b, INT32_MIN, INT32_MAX);
        qn_open_whole d = qn_open_whole_of(&last, INT32_MIN, INT32_MAX);
        int64_t value = 0;
        return exactly(qn_kernel_date_make(y.low, m.low, d.low, &value), &value);
    }
    bool sound = lies_in(a, QN_YEAR_MIN, QN_YEAR_MAX) && lies_in(b, 1, 12) && lies_in(&last, 1, 28);
    year.low = corner_day(year.low, month.low, day.low);
    year.high = corner_day(year.high, month.high, day.high);
    qn_open out = qn_open_days(year);
    return sound ? out : qn_open_may_fail(out, QN_ERROR_NO_SUCH_DATE);
}

static qn_open calculate(const qn_case *c, const qn_row_instruction *i, const qn_open *a,
                         const qn_open *b)
{
    qn_months mode = (qn_months)(qn_instruction_aux(i) >> QN_AUX_MODE_SHIFT);
    switch (qn_instruction_op(i)) {
    case OP_DATE_MAKE:
        return make(c, i, a, b);
    case OP_DATE_DAYS:
        return move_days(a, b);
    case OP_DATE_MONTHS:
        return move_months(a, b, mode);
    case OP_DATE_SPAN:
        return span(a, b, i->c, mode);
    case OP_DATE_PART:
        return part(a, i->b);
    case OP_DATE_EDGE:
        return edge(a, i->b);
    default:
        return seek(a, i->b, i->c);
    }
}

static bool has_second(qn_op op)
{
    return op != OP_DATE_PART && op != OP_DATE_EDGE && op != OP_DATE_SEEK;
}

qn_open qn_bounds_date(const qn_case *c, const qn_row_instruction *i)
{
    qn_op op = qn_instruction_op(i);
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = has_second(op) ? qn_bounds_number(c, i->b) : qn_open_integers(0, 0);
    uint8_t operands = qn_outcomes_gravest(a.outcomes, b.outcomes);
    if (op == OP_DATE_MAKE) {
        qn_open last = qn_bounds_number(c, i->c);
        operands = qn_outcomes_gravest(operands, last.outcomes);
    }
    if ((operands & QN_OPEN_KNOWN) == 0) {
        return (qn_open){.outcomes = operands};
    }
    qn_open out = calculate(c, i, &a, &b);
    out.outcomes |= operands & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}
