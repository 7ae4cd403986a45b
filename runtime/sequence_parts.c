/*
 * The weeks, months and years of a period.
 *
 * Responsible for: where each part begins and ends. Months and years are counted from the first day
 * of the period at once, or with QN_SEQ_BACKWARDS from the day behind its last one: the part k ends
 * the day before k + 1 units from there. Parts are given in the order in which they are counted, so
 * that the latest is the first where they are counted back.
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

/* From the end: the day behind the last must be one that the calendar has. */
static bool check_end(const qn_going *g, qn_period period)
{
    return qn_date_is_valid((int64_t)period.last + 1) ||
           qn_going_fail(g, period.last == QN_PERIOD_OPEN ? QN_ERROR_PERIOD_OPEN
                                                          : QN_ERROR_DATE_RANGE);
}

/* Whether parts are counted from the end: weeks from a weekday on are the same either way. */
static bool counts_back(const qn_going *g)
{
    return (g->row->flags & QN_SEQ_BACKWARDS) != 0 &&
           (unit_of(g) != QN_PART_WEEKS || weekday_of(g) == 0);
}

/* aside: the first day of the next part; counted back, its last one. next: how many edges have
 * been. */
bool qn_parts_begin(const qn_going *g)
{
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    g->stage->aside = counts_back(g) ? period.last : period.first;
    g->stage->end = period.last;
    if (period.first > period.last) {
        return true;
    }
    if (!qn_date_is_valid(period.first)) {
        return qn_going_fail(g, QN_ERROR_DATE_RANGE);
    }
    return !counts_back(g) || check_end(g, period);
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

/* The next part where they are counted from the end: the broken one, before all others in time, is
 * the last. An edge that the calendar does not have matters only if the period reaches back to
 * it. */
static bool backward_part(const qn_going *g, part *out)
{
    qn_stage *stage = g->stage;
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    int64_t edge = 0;
    uint32_t error = unit_edge(g, stage->end + 1, -(++stage->next), &edge);
    bool broken = error == QN_ERROR_DATE_RANGE || edge < period.first;
    *out = (part){.first = broken ? period.first : edge, .last = stage->aside, .whole = !broken};
    stage->aside = out->first - 1;
    return broken || qn_going_settle(g, error);
}

/* The next part, whole or not; *more is false where there is none. False for a failure. */
static bool next_part(const qn_going *g, part *out, bool *more)
{
    qn_stage *stage = g->stage;
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    if (counts_back(g)) {
        *more = stage->aside >= period.first;
        return !*more || backward_part(g, out);
    }
    *more = stage->aside <= stage->end;
    if (!*more) {
        return true;
    }
    bool sound = forward_part(g, out);
    stage->aside = out->last + 1;
    return sound;
}

bool qn_parts_next(const qn_going *g)
{
    for (;;) {
        part found = {0};
        bool more = false;
        if (!next_part(g, &found, &more) || !more) {
            return false;
        }
        if (found.last > QN_DAY_MAX) {
            return qn_going_fail(g, QN_ERROR_DATE_RANGE);
        }
        if (found.whole || (g->row->flags & QN_SEQ_COMPLETE) == 0) {
            const qn_period period = {.first = (int32_t)found.first, .last = (int32_t)found.last};
            qn_case_put_integer(g->c, g->row->out, qn_period_pack(period));
            return true;
        }
    }
}
