/*
 * Stages over open outcomes that see all elements before they give the first, or make many of one.
 *
 * Responsible for: what is known of their elements although not all of it is decided. What is
 * decided the machine gives; else an element is whatever any of them can be, except that LAST knows
 * its places by going through its source twice.
 * Refuses to know: the stages that give each element as it comes (bounds_walk.c).
 */
#include "bounds_walk.h"
#include "date.h"
#include "period.h"
#include "sequence.h"
#include "sequence_stage.h"

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- what is decided */

/* Whether the machine comes to the end of a stage with all that it gives decided. These stages give
 * nothing whose presence is in doubt. */
static bool is_decided(qn_open_stage *s)
{
    qn_case *c = s->c;
    uint64_t before = c->steps;
    uint8_t presence = QN_KNOWN;
    bool decided = qn_sequence_begin(c, s->seq) == QN_KNOWN;
    while (decided && qn_sequence_next(c, s->seq, &presence)) {
        decided = c->status[s->row->out] != QN_UNKNOWN;
    }
    return qn_bounds_spend(c, c->steps - before) && decided && c->stage[s->seq].status == QN_KNOWN;
}

/* Gives what the machine gives; false where not all of it is decided. */
static bool give_decided(qn_open_stage *s)
{
    uint8_t presence = QN_KNOWN;
    if (!is_decided(s)) {
        return false;
    }
    (void)qn_sequence_begin(s->c, s->seq);
    while (qn_sequence_next(s->c, s->seq, &presence) && qn_stage_emit(s, 1, QN_OPEN_KNOWN, false)) {
    }
    return true;
}

/* So many elements of which only the outcomes are known. */
static void give_alike(qn_open_stage *s, const qn_open *open, qn_open_count count)
{
    qn_bounds_put(s->c, s->row->out, open);
    if (qn_stage_emit(s, count.sure, QN_OPEN_KNOWN, false)) {
        qn_bounds_put(s->c, s->row->out, open);
        (void)qn_stage_emit(s, count.possible - count.sure, QN_OPEN_KNOWN, true);
    }
}

/* ---- the last ones */

/* wanted: so many, between least and most. all: how many elements the source has. */
typedef struct last_stage {
    qn_open_stage s;
    int64_t least;
    int64_t most;
    qn_open_count all;
} last_stage;

static bool take_count(qn_taker *taker, const qn_open_element *element)
{
    last_stage *last = (last_stage *)(void *)taker;
    qn_open_count_add(&last->all, element);
    return qn_stage_count(&last->s, element, true);
}

/* Of elements that are alike the last can be among those that are wanted, if any can. */
static bool take_last(qn_taker *taker, const qn_open_element *element)
{
    last_stage *last = (last_stage *)(void *)taker;
    qn_open_stage *s = &last->s;
    qn_open_count_add(&s->before, element);
    int64_t sure_behind = last->all.sure - s->before.sure;
    int64_t possible_behind = last->all.possible - s->before.possible;
    int64_t possible = greater(0, lesser(element->times, last->most - sure_behind));
    int64_t sure =
        element->may_lack ? 0 : greater(0, lesser(element->times, last->least - possible_behind));
    uint32_t from = qn_stage_source_out(s);
    qn_bounds_copy(s->c, from, s->row->out);
    if (!qn_stage_emit(s, possible - sure, QN_OPEN_KNOWN, true)) {
        return false;
    }
    qn_bounds_copy(s->c, from, s->row->out);
    return qn_stage_emit(s, sure, QN_OPEN_KNOWN, false);
}

void qn_stage_last(qn_open_stage *s)
{
    qn_open count = qn_bounds_number(s->c, s->row->a);
    qn_open_whole ends = qn_open_whole_of(&count, 0, UINT32_MAX);
    last_stage last = {.s = *s,
                       .least = ends.has_low ? ends.low : 0,
                       .most = ends.has_high ? ends.high : UINT32_MAX};
    if (qn_stage_may_end(&last.s, count.outcomes)) {
        qn_stage_pull(&last.s, true, take_count);
        if ((last.s.ends & QN_OPEN_KNOWN) != 0) {
            qn_stage_pull(&last.s, true, take_last);
        }
    }
    s->ends = last.s.ends;
}

/* ---- all of them together */

/* all: what any element can be; count: how many there are. key: what they are sorted by, or the
 * elements themselves. */
typedef struct gathering {
    qn_open_stage s;
    qn_open all;
    qn_open_count count;
    uint32_t key;
} gathering;

/* What makes a key undecided makes everything undecided. */
static bool weigh_key(gathering *g, const qn_open_element *element)
{
    qn_open_stage *s = &g->s;
    qn_stage_run_region(s);
    uint8_t of_key = qn_bounds_open(s->c, g->key).outcomes;
    const qn_open_element weighed = {.times = element->times,
                                     .presence = qn_outcomes_gravest(element->presence, of_key),
                                     .may_lack = element->may_lack};
    return qn_stage_count(s, &weighed, true);
}

static bool take_all(qn_taker *taker, const qn_open_element *element)
{
    gathering *g = (gathering *)(void *)taker;
    uint32_t source = qn_stage_source_out(&g->s);
    qn_open value = qn_bounds_operand(g->s.c, source, (qn_form)g->all.form);
    qn_open_join(&g->all, &value);
    qn_open_count_add(&g->count, element);
    return weigh_key(g, element);
}

/* Where the order is no matter, each as it comes. */
static bool take_unsorted(qn_taker *taker, const qn_open_element *element)
{
    gathering *g = (gathering *)(void *)taker;
    if (!weigh_key(g, element)) {
        return false;
    }
    qn_bounds_copy(g->s.c, qn_stage_source_out(&g->s), g->s.row->out);
    return qn_stage_emit(&g->s, element->times, QN_OPEN_KNOWN, element->may_lack);
}

static gathering begin_gathering(const qn_open_stage *s, uint32_t key)
{
    return (gathering){.s = *s,
                       .all = qn_open_empty((qn_form)s->c->bounds->form[s->row->out]),
                       .key = key == QN_NONE_INDEX ? qn_stage_source_out(s) : key};
}

void qn_stage_sorted(qn_open_stage *s)
{
    gathering g = begin_gathering(s, s->row->b);
    if (s->ordered && give_decided(s)) {
        return;
    }
    qn_stage_pull(&g.s, s->ordered, s->ordered ? take_all : take_unsorted);
    if (s->ordered && (g.s.ends & QN_OPEN_KNOWN) != 0 && g.all.outcomes != 0) {
        give_alike(&g.s, &g.all, g.count);
    }
    s->ends = g.s.ends;
}

/* Shares have no ends that are known. */
void qn_stage_split(qn_open_stage *s)
{
    gathering g = begin_gathering(s, QN_NONE_INDEX);
    uint8_t operands = qn_outcomes_gravest(qn_bounds_number(s->c, s->row->a).outcomes,
                                           qn_bounds_number(s->c, s->row->b).outcomes);
    if (give_decided(s)) {
        return;
    }
    if (qn_stage_may_end(&g.s, operands)) {
        qn_stage_pull(&g.s, false, take_all);
    }
    if ((g.s.ends & QN_OPEN_KNOWN) != 0) {
        qn_open share = qn_open_any(QN_FORM_NUMBER);
        g.s.ends |= QN_OPEN_FAILED;
        give_alike(&g.s, &share, g.count);
    }
    s->ends = g.s.ends;
}

/* What a chain of some of these periods can be. */
static qn_open chain_of(const qn_open *period)
{
    qn_open chain = *period;
    chain.form = QN_FORM_CHAIN;
    chain.outcomes = QN_OPEN_KNOWN;
    chain.has_day = true;
    return chain;
}

/* No more chains than periods, and one if there surely is any with a day. */
void qn_stage_chains(qn_open_stage *s)
{
    gathering g = begin_gathering(s, QN_NONE_INDEX);
    g.all = qn_open_empty(QN_FORM_PERIOD);
    uint8_t across =
        s->row->a == QN_NONE_INDEX ? QN_OPEN_KNOWN : qn_bounds_number(s->c, s->row->a).outcomes;
    if (give_decided(s)) {
        return;
    }
    if (qn_stage_may_end(&g.s, across)) {
        qn_stage_pull(&g.s, false, take_all);
    }
    if ((g.s.ends & QN_OPEN_KNOWN) != 0) {
        qn_open chain = chain_of(&g.all);
        g.count.sure = g.count.sure > 0 && g.all.has_day;
        give_alike(&g.s, &chain, g.count);
    }
    s->ends = g.s.ends;
}

/* What can be none of the elements before is there; what can be one of them may be. */
static bool take_distinct(qn_taker *taker, const qn_open_element *element)
{
    gathering *g = (gathering *)(void *)taker;
    qn_open_stage *s = &g->s;
    uint32_t source = qn_stage_source_out(s);
    qn_open value = qn_bounds_operand(s->c, source, (qn_form)g->all.form);
    bool is_first = (g->all.outcomes & QN_OPEN_KNOWN) == 0 || !qn_open_may_equal(&g->all, &value);
    if (!weigh_key(g, element)) {
        return false;
    }
    if ((value.outcomes & QN_OPEN_KNOWN) == 0) {
        return true;
    }
    bool repeated = g->count.sure > 0 && qn_open_is_value(&g->all) && qn_open_is_value(&value);
    qn_open_join(&g->all, &value);
    qn_open_count_add(&g->count, element);
    if (repeated && !is_first) {
        return true;
    }
    bool sure = is_first && !element->may_lack;
    value.outcomes = QN_OPEN_KNOWN;
    qn_bounds_put(s->c, s->row->out, &value);
    if (sure && !qn_stage_emit(s, 1, QN_OPEN_KNOWN, false)) {
        return false;
    }
    qn_bounds_put(s->c, s->row->out, &value);
    int64_t rest = qn_open_is_value(&value) ? 1 : element->times;
    return qn_stage_emit(s, rest - sure, QN_OPEN_KNOWN, true);
}

void qn_stage_distinct(qn_open_stage *s)
{
    gathering g = begin_gathering(s, QN_NONE_INDEX);
    if (give_decided(s)) {
        return;
    }
    qn_stage_pull(&g.s, s->ordered, take_distinct);
    s->ends = g.s.ends;
}

/* ---- parts of periods and days of chains */

/* The least and the most days of a unit, and of one that is whole. */
static int64_t shortest(uint32_t unit)
{
    static const int64_t days[] = {7, 28, 365};
    return days[unit];
}

static int64_t longest(uint32_t unit)
{
    static const int64_t days[] = {7, 31, 366};
    return days[unit];
}

/* Where a month does not have the day, and nothing says how it is rounded. */
static bool may_miss_day(const qn_open_stage *s, const qn_open_period *period, uint32_t unit)
{
    qn_months mode = (qn_months)(s->row->flags >> QN_SEQ_MONTHS_SHIFT & 3);
    const qn_open_whole *from =
        (s->row->flags & QN_SEQ_BACKWARDS) != 0 ? &period->last : &period->first;
    int behind = (s->row->flags & QN_SEQ_BACKWARDS) != 0 ? 1 : 0;
    bool one = from->single && qn_date_is_valid(from->low + behind);
    return unit != QN_PART_WEEKS && mode == QN_MONTHS_STRICT &&
           (!one || qn_date_to_ymd((qn_day)(from->low + behind)).day > 28);
}

/* What a part of a period can be: some of its days. */
static qn_open part_of(const qn_open_period *whole)
{
    qn_open_period part = {.has_day = true, .outcomes = QN_OPEN_KNOWN};
    part.first.low = part.last.low = whole->first.low;
    part.first.has_low = part.last.has_low = whole->first.has_low;
    part.first.high = part.last.high = whole->last.high;
    part.first.has_high = part.last.has_high = whole->last.has_high && !whole->may_be_endless;
    return qn_bounds_of_days(&part);
}

/* How many parts, and that they are periods within the period. */
void qn_stage_parts(qn_open_stage *s)
{
    uint32_t unit = s->row->flags & QN_SEQ_UNIT;
    qn_open_period period = qn_bounds_period(s->c, s->row->a);
    if (give_decided(s) || !qn_stage_may_end(s, period.outcomes)) {
        return;
    }
    if (period.may_be_endless || may_miss_day(s, &period, unit)) {
        s->ends |= QN_OPEN_FAILED;
    }
    qn_open_count days = qn_bounds_days(&period, INT32_MAX);
    qn_open_count count = {0};
    bool shifted = s->row->flags >> QN_SEQ_WEEKDAY_SHIFT & 7;
    count.sure = greater(0, days.sure / longest(unit) - (shifted ? 1 : 0));
    if (days.sure > 0 && (s->row->flags & QN_SEQ_COMPLETE) == 0) {
        count.sure = greater(count.sure, 1);
    }
    count.possible = lesser(days.possible / shortest(unit) + 2, s->row->limit);
    count.possible = days.possible == 0 ? 0 : count.possible;
    count.sure = lesser(count.sure, count.possible);
    qn_open part = part_of(&period);
    give_alike(s, &part, count);
}

/* A chain has at least one day, and no more than lie between its first and its last. */
void qn_stage_chained(qn_open_stage *s)
{
    qn_open_period chain = qn_bounds_chain(s->c, s->row->a);
    if (give_decided(s) || !qn_stage_may_end(s, chain.outcomes)) {
        return;
    }
    qn_open_whole days = chain.first;
    days.high = chain.last.high;
    days.has_high = chain.last.has_high && !chain.may_be_endless;
    qn_open day = qn_open_days(days);
    qn_open_count count = qn_bounds_days(&chain, s->row->limit);
    count.sure = lesser(1, count.possible);
    give_alike(s, &day, count);
}
