/*
 * Open outcomes of periods and chains: an interval of first days, and one of last days.
 *
 * Responsible for: the two forms in which a period is held, as an open outcome and with its days at
 * hand; the operators on periods; what a chain can be.
 * Refuses to know: sequences of periods (bounds_walk_all.c).
 */
#include "bounds_walk.h"
#include "date.h"
#include "kernels.h"
#include "period.h"

/* ---- between the forms */

static qn_open_whole days_between(int64_t low, int64_t high, bool has_low, bool has_high)
{
    return (qn_open_whole){.low = has_low ? low : QN_DAY_MIN,
                           .high = has_high ? high : QN_DAY_MAX,
                           .has_low = has_low,
                           .has_high = has_high,
                           .single = has_low && has_high && low == high};
}

/* The same between the ends of an interval. */
static qn_open_whole ends_as_days(const qn_open *open)
{
    qn_open_whole days = qn_open_days_of(open);
    return days_between(days.low, days.high, days.has_low, days.has_high);
}

static qn_open_period period_of(const qn_open *open)
{
    return (qn_open_period){.first = ends_as_days(open),
                            .last = days_between(open->last_low, open->last_high,
                                                 open->last_low != QN_LAST_ABSENT,
                                                 open->last_high != QN_LAST_ABSENT),
                            .may_be_endless = open->may_be_endless,
                            .has_day = open->has_day,
                            .outcomes = open->outcomes};
}

qn_open qn_bounds_of_days(const qn_open_period *p)
{
    qn_open out = qn_open_numbers(p->first);
    out.form = QN_FORM_PERIOD;
    out.outcomes = p->outcomes;
    out.last_low = p->last.has_low ? p->last.low : QN_LAST_ABSENT;
    out.last_high = p->last.has_high ? p->last.high : QN_LAST_ABSENT;
    out.may_be_endless = p->may_be_endless;
    out.has_day = p->has_day;
    out.code = p->code;
    return out;
}

static bool is_endless(const qn_open_period *p)
{
    return p->last.has_low && p->last.low == QN_PERIOD_OPEN;
}

/* No period begins after its last day, but for one without a day, which begins on the day behind
 * it. What the one end says of the other is taken into account. */
static void tighten(qn_open_period *p)
{
    int64_t gap = p->has_day ? 0 : 1;
    if (p->last.has_high && !p->may_be_endless &&
        (!p->first.has_high || p->first.high > p->last.high + gap)) {
        p->first.high = p->last.high + gap;
        p->first.has_high = true;
    }
    if (p->first.has_low && (!p->last.has_low || p->last.low < p->first.low - gap)) {
        p->last.low = p->first.low - gap;
        p->last.has_low = true;
    }
    p->first = days_between(p->first.low, p->first.high, p->first.has_low, p->first.has_high);
    p->last = days_between(p->last.low, p->last.high, p->last.has_low, p->last.has_high);
}

qn_open qn_bounds_given_period(const qn_open *days)
{
    qn_open_period p = {.has_day = true, .may_be_endless = true, .outcomes = QN_OPEN_KNOWN};
    p.first = p.last = ends_as_days(days);
    return qn_bounds_of_days(&p);
}

qn_open qn_bounds_unpacked(const qn_open *number)
{
    qn_open_whole ends = qn_open_whole_of(number, INT64_MIN, INT64_MAX);
    qn_period low = qn_period_unpack(ends.low);
    qn_period high = qn_period_unpack(ends.high);
    qn_open_period p = {.may_be_endless = true, .outcomes = number->outcomes};
    p.first = days_between(low.first, high.first, ends.has_low, ends.has_high);
    if (p.first.single) { /* sorted as numbers, they are then sorted by their last days */
        p.last = days_between(low.last, high.last, true, true);
        p.may_be_endless = high.last == QN_PERIOD_OPEN;
        p.last.has_high = !p.may_be_endless || is_endless(&p);
    }
    tighten(&p);
    return qn_bounds_of_days(&p);
}

static int64_t packed_end(int64_t first, int64_t last)
{
    return qn_period_pack((qn_period){.first = (int32_t)first, .last = (int32_t)last});
}

qn_open qn_bounds_packed(const qn_open *open)
{
    qn_open_period p = period_of(open);
    int64_t low = p.last.has_low ? p.last.low : p.first.low - 1;
    int64_t high = p.last.has_high && !p.may_be_endless ? p.last.high : QN_PERIOD_OPEN;
    p.first.low = packed_end(p.first.low, low);
    p.first.high = packed_end(p.first.high, high);
    qn_open out = qn_open_numbers(p.first);
    out.outcomes = open->outcomes;
    return out;
}

qn_open_period qn_bounds_period(const qn_case *c, uint32_t reg)
{
    qn_open open = qn_bounds_operand(c, reg, QN_FORM_PERIOD);
    return period_of(&open);
}

qn_open_period qn_bounds_chain(const qn_case *c, uint32_t reg)
{
    qn_open open = qn_bounds_operand(c, reg, QN_FORM_CHAIN);
    return period_of(&open);
}

/* ---- making periods */

/* From day a to day b: they can have been the wrong way round only where an error is open. */
static qn_open_period made(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = qn_bounds_number(c, i->b);
    qn_open_period out = {.outcomes = qn_outcomes_gravest(a.outcomes, b.outcomes)};
    if ((out.outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    out.first = qn_open_days_of(&a);
    out.last = qn_open_days_of(&b);
    out.last.low -= i->c == QN_PERIOD_TO;
    out.last.high -= i->c == QN_PERIOD_TO;
    const qn_open_whole first = out.first;
    const qn_open_whole last = out.last;
    out.has_day = first.has_high && last.has_low && last.low >= first.high;
    if (!first.has_high || !last.has_low || last.low + 1 < first.high) {
        out.outcomes |= QN_OPEN_FAILED;
        out.code = QN_ERROR_PERIOD_BACKWARDS;
    }
    if (first.has_low && last.has_high && last.high + 1 < first.low) {
        out.outcomes &= (uint8_t)~QN_OPEN_KNOWN;
    } else {
        tighten(&out);
    }
    return out;
}

static qn_open_period made_endless(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    return (qn_open_period){
        .first = qn_open_days_of(&a),
        .last = days_between(QN_PERIOD_OPEN, QN_PERIOD_OPEN, true, true),
        .may_be_endless = true,
        .has_day = true,
        .outcomes = a.outcomes,
    };
}

static qn_open_whole later(qn_open_whole a, qn_open_whole b)
{
    return days_between(!b.has_low || (a.has_low && a.low > b.low) ? a.low : b.low,
                        a.high > b.high ? a.high : b.high, a.has_low || b.has_low,
                        a.has_high && b.has_high);
}

static qn_open_whole earlier(qn_open_whole a, qn_open_whole b)
{
    return days_between(a.low < b.low ? a.low : b.low,
                        !b.has_high || (a.has_high && a.high < b.high) ? a.high : b.high,
                        a.has_low && b.has_low, a.has_high || b.has_high);
}

/* The last day of one without an end comes after all others. */
static qn_open_whole last_day(const qn_open_period *p)
{
    return days_between(p->last.low, p->last.high, p->last.has_low,
                        p->last.has_high && !p->may_be_endless);
}

/* The last of the days in both, of which one may be without an end. */
static qn_open_whole last_shared(const qn_open_period *a, const qn_open_period *b)
{
    qn_open_whole a_last = last_day(a);
    qn_open_whole b_last = last_day(b);
    qn_open_whole out = earlier(a_last, b_last);
    if (a->may_be_endless && b->may_be_endless) { /* the one that ends decides, if any does */
        bool both = a->last.has_high && b->last.has_high;
        int64_t high = a->last.high > b->last.high ? a->last.high : b->last.high;
        out = days_between(out.low,
                           is_endless(a)   ? b->last.high
                           : is_endless(b) ? a->last.high
                                           : high,
                           out.has_low, both);
    }
    return out;
}

static bool surely_has_day(const qn_open_period *p)
{
    return p->has_day || (p->last.has_low && p->first.has_high && p->last.low >= p->first.high);
}

static bool surely_begins_before_end(const qn_open_period *p, const qn_open_period *q)
{
    return p->first.has_high && q->last.has_low && p->first.high <= q->last.low;
}

/* Whether two periods surely have a day in common: neither ends before the other begins. */
static bool surely_meet(const qn_open_period *p, const qn_open_period *q)
{
    return surely_has_day(p) && surely_has_day(q) && surely_begins_before_end(p, q) &&
           surely_begins_before_end(q, p);
}

/* What two periods share, and none where they can miss each other. */
static qn_open_period shared(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period a = qn_bounds_period(c, i->a);
    qn_open_period b = qn_bounds_period(c, i->b);
    qn_open_period out = {.outcomes = qn_outcomes_gravest(a.outcomes, b.outcomes), .has_day = true};
    if ((out.outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    out.first = later(a.first, b.first);
    out.last = last_shared(&a, &b);
    out.may_be_endless = a.may_be_endless && b.may_be_endless;
    if (!surely_meet(&a, &b)) {
        out.outcomes |= QN_OPEN_NONE;
    }
    if (out.first.has_low && out.last.has_high && !out.may_be_endless &&
        out.last.high < out.first.low) {
        out.outcomes &= (uint8_t)~QN_OPEN_KNOWN;
    } else {
        tighten(&out);
    }
    return out;
}

/* ---- parts of periods and chains */

/* The least and the most days, of one that ends. */
static qn_open_count days_of(const qn_open_period *p, int64_t limit)
{
    qn_open_count out = {.sure = p->has_day, .possible = limit};
    if (p->first.has_low && p->last.has_high && !is_endless(p)) {
        int64_t most = p->last.high - p->first.low + 1;
        out.possible = most < 0 ? 0 : most < limit ? most : limit;
    }
    if (p->first.has_high && p->last.has_low) {
        int64_t least = p->last.low - p->first.high + 1;
        out.sure = least > out.sure ? least : out.sure;
    }
    out.sure = out.sure < out.possible ? out.sure : out.possible;
    return out;
}

qn_open_count qn_bounds_days(const qn_open_period *p, int64_t limit)
{
    qn_open_count out = days_of(p, limit);
    out.possible = p->may_be_endless ? limit : out.possible;
    return out;
}

/* A chain has at least one day, and gaps. */
static qn_open length_of(const qn_open_period *p, bool is_chain)
{
    qn_open_count days = days_of(p, INT32_MAX);
    qn_open out = qn_open_integers(is_chain ? 1 : days.sure, days.possible);
    out.has_high = p->first.has_low && p->last.has_high;
    return out;
}

/* What has no end has no last day and no length. */
static qn_open part(const qn_open_period *p, uint32_t which, bool is_chain)
{
    qn_open out = {.outcomes = p->outcomes};
    if ((p->outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    if (which == QN_PERIOD_FIRST) {
        out = qn_open_days(p->first);
    } else if (is_endless(p)) {
        out = qn_open_failed(QN_ERROR_PERIOD_OPEN);
    } else {
        out = which == QN_PERIOD_DAYS ? length_of(p, is_chain) : qn_open_days(p->last);
    }
    out.outcomes |= p->outcomes & (uint8_t)~QN_OPEN_KNOWN;
    if (which != QN_PERIOD_FIRST && p->may_be_endless) {
        out = qn_open_may_fail(out, QN_ERROR_PERIOD_OPEN);
    }
    return out;
}

static qn_open part_of_period(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period p = qn_bounds_period(c, i->a);
    return part(&p, i->b, false);
}

static qn_open part_of_chain(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period p = qn_bounds_chain(c, i->a);
    return part(&p, i->b, true);
}

/* ---- what a period has */

static bool surely_begins_by(const qn_open_period *p, const qn_open_whole *first)
{
    return p->first.has_high && first->has_low && first->low >= p->first.high;
}

static bool surely_lasts_to(const qn_open_period *p, const qn_open_whole *last)
{
    return is_endless(p) || (p->last.has_low && last->has_high && last->high <= p->last.low);
}

/* Whether a period has any day of another. */
static qn_open meets(const qn_open_period *p, const qn_open_period *q)
{
    qn_open_whole p_last = last_day(p);
    qn_open_whole q_last = last_day(q);
    bool apart = (p_last.has_high && q->first.has_low && q->first.low > p_last.high) ||
                 (p->first.has_low && q_last.has_high && q_last.high < p->first.low);
    return qn_open_boolean(!apart, !surely_meet(p, q));
}

/* Whether a period has all days of another, or a day: one that begins or ends outside has not. */
static qn_open holds(const qn_open_period *p, const qn_open_period *q)
{
    qn_open_whole p_last = last_day(p);
    qn_open_whole q_last = last_day(q);
    bool begins_before = p->first.has_low && q->first.has_high && q->first.high < p->first.low;
    bool ends_behind = p_last.has_high && q->last.has_low && q->last.low > p_last.high;
    bool outside = (begins_before || ends_behind) && surely_has_day(q);
    bool inside = surely_begins_by(p, &q->first) && surely_lasts_to(p, &q_last);
    return qn_open_boolean(!outside, !inside);
}

static qn_open covers(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period p = qn_bounds_period(c, i->a);
    qn_open_period q = {.has_day = true};
    if (i->c == QN_COVERS_DAY) {
        qn_open day = qn_bounds_number(c, i->b);
        q.first = q.last = qn_open_days_of(&day);
        q.outcomes = day.outcomes;
    } else {
        q = qn_bounds_period(c, i->b);
    }
    uint8_t outcomes = qn_outcomes_gravest(p.outcomes, q.outcomes);
    if ((outcomes & QN_OPEN_KNOWN) == 0) {
        return (qn_open){.outcomes = outcomes};
    }
    qn_open out = i->c == QN_COVERS_ANY ? meets(&p, &q) : holds(&p, &q);
    out.outcomes |= outcomes & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}

/* ---- all operators */

qn_open qn_bounds_of_period(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period period;
    switch (qn_instruction_op(i)) {
    case OP_PERIOD:
        period = i->c == QN_PERIOD_ENDLESS ? made_endless(c, i) : made(c, i);
        return qn_bounds_of_days(&period);
    case OP_SHARED:
        period = shared(c, i);
        return qn_bounds_of_days(&period);
    case OP_PERIOD_PART:
        return part_of_period(c, i);
    case OP_CHAIN_PART:
        return part_of_chain(c, i);
    default:
        return covers(c, i);
    }
}
