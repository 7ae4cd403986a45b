/*
 * The weeks, months and years of a period.
 *
 * Responsible for: where each part begins and ends. Months and years are counted from the first day
 * of the period at once, or with QN_SEQ_BACKWARDS from the day behind its last one: the part k ends
 * the day before k + 1 units from there. Parts are given in the order of time.
 * Refuses to know: periods without any part (they give nothing).
 */
#include "date.h"
#include "kernels.h"
#include "period.h"
#include "sequence_stage.h"

enum { DAYS_OF_WEEK = 7, MONTHS_OF_YEAR = 12 };

static uint32_t unit_of(const qn_going *g)
{
    return g->row->flags & QN_SEQ_UNIT;
}

static int64_t weekday_of(const qn_going *g)
{
    return g->row->flags >> QN_SEQ_WEEKDAY_SHIFT & 7;
}

static bool is_backwards(const qn_going *g)
{
    return (g->row->flags & QN_SEQ_BACKWARDS) != 0;
}

/* The day that lies `units` units from another. 0 or an error; without rounding NO_SUCH_DATE where
 * the month does not have the day, and the last day of that month in *out. */
static uint32_t unit_edge(const qn_going *g, int64_t from, int64_t units, int64_t *out)
{
    qn_months mode = (qn_months)(g->row->flags >> QN_SEQ_MONTHS_SHIFT & 3);
    uint32_t unit = unit_of(g);
    if (unit == QN_PART_WEEKS) {
        *out = from + units * DAYS_OF_WEEK;
        return 0;
    }
    int64_t months = unit == QN_PART_YEARS ? units * MONTHS_OF_YEAR : units;
    uint32_t error = qn_kernel_date_months(from, months, mode, out);
    if (error == QN_ERROR_NO_SUCH_DATE) {
        (void)qn_kernel_date_months(from, months, QN_MONTHS_DOWN, out);
    }
    return error;
}

/* The first day of the next week that begins on the weekday. */
static int64_t next_weekday(int64_t day, int64_t weekday)
{
    int64_t today = day % DAYS_OF_WEEK + 1; /* day 0 is a Monday */
    int64_t ahead = (weekday - today + DAYS_OF_WEEK) % DAYS_OF_WEEK;
    return day + (ahead == 0 ? DAYS_OF_WEEK : ahead);
}

/* From the end: how many whole units there are, in `next`. What the calendar does not have counts
 * as its last day of the month while they are counted. */
static bool count_units(const qn_going *g, qn_period period)
{
    int64_t end = (int64_t)period.last + 1;
    int64_t units = (end - period.first) / DAYS_OF_WEEK;
    int64_t edge = 0;
    if (!qn_date_is_valid(end)) {
        return qn_going_fail(g, period.last == QN_PERIOD_OPEN ? QN_ERROR_PERIOD_OPEN
                                                              : QN_ERROR_DATE_RANGE);
    }
    if (unit_of(g) != QN_PART_WEEKS) {
        qn_ymd from = qn_date_to_ymd((qn_day)period.first);
        qn_ymd to = qn_date_to_ymd((qn_day)end);
        units = (int64_t)(to.year - from.year) * MONTHS_OF_YEAR + (to.month - from.month) + 1;
        units = unit_of(g) == QN_PART_YEARS ? units / MONTHS_OF_YEAR + 1 : units;
        while (units > 0) {
            uint32_t error = unit_edge(g, end, -units, &edge);
            if (error != QN_ERROR_DATE_RANGE && edge >= period.first) {
                break;
            }
            units--;
        }
    }
    g->stage->next = units;
    return true;
}

/* aside: the first day of the next part. next: how many edges have been, or are still to come. */
bool qn_parts_begin(const qn_going *g)
{
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    g->stage->aside = period.first;
    g->stage->end = period.last;
    if (period.first > period.last) {
        return true;
    }
    if (!qn_date_is_valid(period.first)) {
        return qn_going_fail(g, QN_ERROR_DATE_RANGE);
    }
    bool counts = is_backwards(g) && (unit_of(g) != QN_PART_WEEKS || weekday_of(g) == 0);
    return !counts || count_units(g, period);
}

/* A part with its first and its last day, and whether it is whole. */
typedef struct part {
    int64_t first;
    int64_t last;
    bool whole;
} part;

/* Where an edge does not exist, it matters only if the period goes on there, or if it matters
 * whether the part is whole. */
static bool edge_is_bad(const qn_going *g, uint32_t error, int64_t edge)
{
    if (error == QN_ERROR_NO_SUCH_DATE) {
        bool last = edge == g->stage->end + 1;
        return edge <= g->stage->end || (last && (g->row->flags & QN_SEQ_COMPLETE) != 0);
    }
    return error != 0 && g->stage->end > QN_DAY_MAX;
}

/* The next part from the first day on. */
static bool forward_part(const qn_going *g, part *out)
{
    qn_stage *stage = g->stage;
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    int64_t edge = 0;
    uint32_t error = 0;
    if (unit_of(g) == QN_PART_WEEKS && weekday_of(g) != 0) {
        edge = next_weekday(stage->aside, weekday_of(g));
        out->whole = edge - stage->aside == DAYS_OF_WEEK && edge <= stage->end + 1;
    } else {
        error = unit_edge(g, period.first, ++stage->next, &edge);
        out->whole = error == 0 && edge <= stage->end + 1;
    }
    if (edge_is_bad(g, error, edge)) {
        return qn_going_fail(g, error);
    }
    bool ends = error != 0 || edge > stage->end;
    out->first = stage->aside;
    out->last = ends ? stage->end : edge - 1;
    return true;
}

/* The next part where they are counted from the end: the broken one first. */
static bool backward_part(const qn_going *g, part *out)
{
    qn_stage *stage = g->stage;
    int64_t edge = 0;
    uint32_t error = unit_edge(g, stage->end + 1, -stage->next, &edge);
    if (error != 0) {
        return qn_going_fail(g, error);
    }
    if (edge > stage->aside) {
        *out = (part){.first = stage->aside, .last = edge - 1};
        return true;
    }
    out->first = stage->aside;
    error = unit_edge(g, stage->end + 1, -(--stage->next), &edge);
    out->last = edge - 1;
    out->whole = true;
    return qn_going_settle(g, error);
}

bool qn_parts_next(const qn_going *g)
{
    qn_stage *stage = g->stage;
    bool counted = is_backwards(g) && (unit_of(g) != QN_PART_WEEKS || weekday_of(g) == 0);
    while (stage->aside <= stage->end) {
        part found = {0};
        if (!(counted ? backward_part(g, &found) : forward_part(g, &found))) {
            return false;
        }
        stage->aside = found.last + 1;
        if (found.last > QN_DAY_MAX) {
            return qn_going_fail(g, QN_ERROR_DATE_RANGE);
        }
        if (found.whole || (g->row->flags & QN_SEQ_COMPLETE) == 0) {
            const qn_period period = {.first = (int32_t)found.first, .last = (int32_t)found.last};
            qn_case_put_integer(g->c, g->row->out, qn_period_pack(period));
            return true;
        }
    }
    return false;
}
