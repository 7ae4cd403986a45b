/*
 * The weeks, months and years of a period.
 *
 * Responsible for: where each part begins and ends. Months and years are counted from the first day
 * of the period at once: the part k ends the day before k + 1 units from there. With
 * QN_SEQ_BACKWARDS they are counted from the day behind its last one, and given so, the latest
 * first. Refuses to know: periods without any part (they give nothing).
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

/* Whether parts are counted from the end; weeks from a weekday to the next are not. */
static bool counts_back(const qn_going *g)
{
    return (g->row->flags & QN_SEQ_BACKWARDS) != 0 &&
           (unit_of(g) != QN_PART_WEEKS || weekday_of(g) == 0);
}

/* aside and end: the first and the last day of what is still to come. next: how many edges have
 * been. */
void qn_parts_begin(const qn_going *g)
{
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    g->stage->aside = period.first;
    g->stage->end = period.last;
    if (period.first > period.last) {
        return;
    }
    if (!qn_date_is_valid(period.first)) {
        (void)qn_going_fail(g, QN_ERROR_DATE_RANGE);
    } else if (counts_back(g) && !qn_date_is_valid((int64_t)period.last + 1)) {
        (void)qn_going_fail(g, period.last == QN_PERIOD_OPEN ? QN_ERROR_PERIOD_OPEN
                                                             : QN_ERROR_DATE_RANGE);
    }
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

/* The next part where they are counted from the end: the latest first, and what is left at the
 * beginning of the period, which is no whole part, at last. An edge that does not exist matters if
 * the period has days before it, or if it matters whether the part is whole. */
static bool backward_part(const qn_going *g, part *out)
{
    qn_stage *stage = g->stage;
    qn_period period = qn_period_unpack(g->c->slot[g->row->a].i);
    int64_t edge = 0;
    uint32_t error = unit_edge(g, (int64_t)period.last + 1, -++stage->next, &edge);
    if (error == QN_ERROR_NO_SUCH_DATE) {
        bool last = edge + 1 == period.first;
        if (edge >= period.first || (last && (g->row->flags & QN_SEQ_COMPLETE) != 0)) {
            return qn_going_fail(g, error);
        }
    }
    *out = (part){.first = period.first, .last = stage->end};
    if (error == 0 && edge >= period.first) {
        out->first = edge;
        out->whole = true;
    }
    return true;
}

/* Takes the part from what is still to come. */
static bool take(const qn_going *g, const part *found)
{
    if (counts_back(g)) {
        g->stage->end = found->first - 1;
        return true;
    }
    g->stage->aside = found->last + 1;
    return found->last <= QN_DAY_MAX || qn_going_fail(g, QN_ERROR_DATE_RANGE);
}

bool qn_parts_next(const qn_going *g)
{
    qn_stage *stage = g->stage;
    while (stage->aside <= stage->end) {
        part found = {0};
        if (!(counts_back(g) ? backward_part(g, &found) : forward_part(g, &found)) ||
            !take(g, &found)) {
            return false;
        }
        if (found.whole || (g->row->flags & QN_SEQ_COMPLETE) == 0) {
            const qn_period period = {.first = (int32_t)found.first, .last = (int32_t)found.last};
            qn_case_put_integer(g->c, g->row->out, qn_period_pack(period));
            return true;
        }
    }
    return false;
}
