/*
 * Open outcomes of periods, and of what lies in cells: fields of records, facts over time.
 *
 * Responsible for: the ends of periods that are not known, what a field can be, and the values that
 * a fact over time has on the days that are possible.
 * Refuses to know: sequences (bounds_sequence.c).
 */
#include "bounds_walk.h"
#include "date.h"
#include "period.h"

/* ---- declared values */

qn_open qn_bounds_anything(qn_form form)
{
    qn_open out = qn_open_any(form);
    out.outcomes = QN_OPEN_KNOWN | QN_OPEN_NONE | QN_OPEN_CONFLICT | QN_OPEN_FAILED;
    return out;
}

qn_open qn_bounds_declared_field(const qn_case *c, uint32_t field, qn_form form)
{
    const qn_row_field *row = &c->tables->field[field];
    return qn_bounds_declared(c, row->type, row->low, row->high, row->flags, form);
}

qn_open qn_bounds_cell(const qn_case *c, uint32_t cell, qn_form form)
{
    qn_answer status = (qn_answer)c->cells.status[cell];
    if (status == QN_KNOWN) {
        return qn_open_value(form, (qn_class)c->cells.class_[cell], c->cells.slot[cell]);
    }
    if (status != QN_UNKNOWN) {
        return qn_open_status(form, status);
    }
    uint32_t field = c->cells.field[cell];
    return field == QN_NONE_INDEX ? qn_bounds_anything(form)
                                  : qn_bounds_declared_field(c, field, form);
}

/* ---- periods */

/* The days on which a period that is held as a number can begin and end. */
static qn_open_period period_of_number(const qn_open *open)
{
    qn_open_period out = {.may_be_endless = true, .outcomes = open->outcomes};
    qn_open_whole ends = qn_open_whole_of(open, INT64_MIN, INT64_MAX);
    qn_period low = qn_period_unpack(ends.low);
    qn_period high = qn_period_unpack(ends.high);
    bool whole = ends.has_low && ends.has_high;
    out.first = (qn_open_whole){.low = low.first,
                                .high = high.first,
                                .has_low = ends.has_low,
                                .has_high = ends.has_high,
                                .single = whole && low.first == high.first};
    if (out.first.single) {
        out.last = (qn_open_whole){.low = low.last,
                                   .high = high.last,
                                   .has_low = true,
                                   .has_high = true,
                                   .single = low.last == high.last};
        out.may_be_endless = high.last == QN_PERIOD_OPEN;
    } else if (ends.has_low) { /* none ends before it begins, but for one without a day */
        out.last = (qn_open_whole){.low = (int64_t)low.first - 1, .has_low = true};
    }
    return out;
}

/* From day a to day b: they can have been the wrong way round only where an error is open. */
static qn_open_period period_made(const qn_case *c, const qn_row_instruction *i)
{
    bool endless = i->c == QN_PERIOD_ENDLESS;
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = endless ? qn_open_integers(0, 0) : qn_bounds_number(c, i->b);
    qn_open_period out = {.may_be_endless = endless};
    out.outcomes = qn_outcomes_gravest(a.outcomes, b.outcomes);
    if ((out.outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    out.first = qn_open_days_of(&a);
    out.last = qn_open_days_of(&b);
    if (endless) {
        out.last = (qn_open_whole){0};
        return out;
    }
    out.last.low -= i->c == QN_PERIOD_TO;
    out.last.high -= i->c == QN_PERIOD_TO;
    const qn_open_whole first = out.first;
    const qn_open_whole last = out.last;
    if (!first.has_high || !last.has_low || last.low + 1 < first.high) {
        out.outcomes |= QN_OPEN_FAILED;
    }
    if (first.has_low && last.has_high && last.high + 1 < first.low) {
        out.outcomes &= (uint8_t)~QN_OPEN_KNOWN;
        return out;
    }
    if (last.has_high && (!first.has_high || first.high > last.high + 1)) {
        out.first.high = last.high + 1;
        out.first.has_high = true;
    }
    if (first.has_low && (!last.has_low || last.low < first.low - 1)) {
        out.last.low = first.low - 1;
        out.last.has_low = true;
    }
    return out;
}

static qn_open_whole later(qn_open_whole a, qn_open_whole b)
{
    qn_open_whole out = {.has_low = a.has_low || b.has_low, .has_high = a.has_high && b.has_high};
    out.low = !b.has_low || (a.has_low && a.low > b.low) ? a.low : b.low;
    out.high = a.high > b.high ? a.high : b.high;
    out.single = out.has_low && out.has_high && out.low == out.high;
    return out;
}

static qn_open_whole earlier(qn_open_whole a, qn_open_whole b)
{
    qn_open_whole out = {.has_low = a.has_low && b.has_low, .has_high = a.has_high || b.has_high};
    out.low = a.low < b.low ? a.low : b.low;
    out.high = !b.has_high || (a.has_high && a.high < b.high) ? a.high : b.high;
    out.single = out.has_low && out.has_high && out.low == out.high;
    return out;
}

/* The last day of one without an end comes after all others. */
static qn_open_whole last_day(const qn_open_period *p)
{
    qn_open_whole out = p->last;
    out.has_high = out.has_high && !p->may_be_endless;
    out.single = out.single && !p->may_be_endless;
    return out;
}

/* What two periods share, and none where they can miss each other. */
static qn_open_period period_shared(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period a = qn_bounds_period(c, i->a);
    qn_open_period b = qn_bounds_period(c, i->b);
    qn_open_period out = {.outcomes = qn_outcomes_gravest(a.outcomes, b.outcomes)};
    if ((out.outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    out.first = later(a.first, b.first);
    out.last = earlier(last_day(&a), last_day(&b));
    out.may_be_endless = a.may_be_endless && b.may_be_endless;
    if (!out.first.has_high || !out.last.has_low || out.last.low < out.first.high) {
        out.outcomes |= QN_OPEN_NONE;
    }
    if (out.first.has_low && out.last.has_high && out.last.high < out.first.low) {
        out.outcomes &= (uint8_t)~QN_OPEN_KNOWN;
    }
    return out;
}

/* A period that two days make is seen through them: as a number it would have only its first. */
qn_open_period qn_bounds_period(const qn_case *c, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(c->tables);
    if (reg >= first && c->status[reg] == QN_UNKNOWN) {
        const qn_row_instruction *i = &c->tables->instruction[reg - first];
        if (qn_instruction_op(i) == OP_PERIOD) {
            return period_made(c, i);
        }
        if (qn_instruction_op(i) == OP_SHARED && i->a < reg && i->b < reg) {
            return period_shared(c, i);
        }
    }
    qn_open open = qn_bounds_number(c, reg);
    return period_of_number(&open);
}

qn_open_count qn_bounds_days(const qn_open_period *p, int64_t limit)
{
    qn_open_count out = {.possible = limit};
    if (p->first.has_low && p->last.has_high && !p->may_be_endless) {
        int64_t most = p->last.high - p->first.low + 1;
        out.possible = most < 0 ? 0 : most < limit ? most : limit;
    }
    if (p->first.has_high && p->last.has_low) {
        int64_t least = p->last.low - p->first.high + 1;
        out.sure = least < 0 ? 0 : least < out.possible ? least : out.possible;
    }
    return out;
}

/* The period as a number: between the least and the greatest that two such days make. */
static qn_open pack_period(const qn_open_period *p)
{
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    out.outcomes = p->outcomes;
    if ((p->outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    out.has_low = p->first.has_low;
    out.has_high = p->first.has_high;
    int64_t low =
        p->last.has_low && p->last.low > p->first.low - 1 ? p->last.low : p->first.low - 1;
    int64_t high = p->last.has_high && !p->may_be_endless ? p->last.high : QN_PERIOD_OPEN;
    out.low = qn_rational_from_i64(
        out.has_low
            ? qn_period_pack((qn_period){.first = (int32_t)p->first.low, .last = (int32_t)low})
            : 0);
    out.high = qn_rational_from_i64(
        out.has_high
            ? qn_period_pack((qn_period){.first = (int32_t)p->first.high, .last = (int32_t)high})
            : 0);
    return out;
}

static qn_open days_of_period(const qn_open_period *p)
{
    qn_open_count days = qn_bounds_days(p, INT32_MAX);
    qn_open out = qn_open_integers(days.sure, days.possible);
    out.has_high = p->first.has_low && p->last.has_high && !p->may_be_endless;
    return out;
}

static qn_open part_of_period(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period p = qn_bounds_period(c, i->a);
    qn_open out = qn_open_status(QN_FORM_NUMBER, QN_FAILED);
    if ((p.outcomes & QN_OPEN_KNOWN) == 0) {
        out.outcomes = p.outcomes;
        return out;
    }
    if (i->b == QN_PERIOD_FIRST) {
        out = qn_open_days(p.first);
    } else if (!p.may_be_endless || p.last.has_low || !p.first.single) {
        out = i->b == QN_PERIOD_DAYS ? days_of_period(&p) : qn_open_days(last_day(&p));
    }
    out.outcomes |= p.outcomes & (uint8_t)~QN_OPEN_KNOWN;
    if (i->b != QN_PERIOD_FIRST && p.may_be_endless) {
        out = qn_open_may_fail(out, 0);
    }
    return out;
}

/* Chains have at least one day; where they lie is not followed. */
static qn_open part_of_chain(const qn_case *c, const qn_row_instruction *i)
{
    qn_open chain = qn_bounds_number(c, i->a);
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    if ((chain.outcomes & QN_OPEN_KNOWN) == 0) {
        out.outcomes = chain.outcomes;
        return out;
    }
    if (i->b == QN_PERIOD_DAYS) {
        out = qn_open_interval(qn_end_integer(1), (qn_end){.inf = 1});
    }
    out.outcomes = chain.outcomes | QN_OPEN_FAILED;
    return out;
}

/* Whether a day, or all or any of another period, lies in a period. */
static qn_open covers(const qn_case *c, const qn_row_instruction *i)
{
    qn_open_period p = qn_bounds_period(c, i->a);
    qn_open number = qn_bounds_number(c, i->b);
    qn_open_period q = {.outcomes = number.outcomes};
    if (i->c == QN_COVERS_DAY) {
        q.first = q.last = qn_open_days_of(&number);
    } else {
        q = qn_bounds_period(c, i->b);
    }
    uint8_t outcomes = qn_outcomes_gravest(p.outcomes, q.outcomes);
    if ((outcomes & QN_OPEN_KNOWN) == 0) {
        return (qn_open){.outcomes = outcomes};
    }
    qn_open_whole p_last = last_day(&p);
    qn_open_whole q_last = last_day(&q);
    bool apart = (p_last.has_high && q.first.has_low && q.first.low > p_last.high) ||
                 (p.first.has_low && q_last.has_high && q_last.high < p.first.low);
    bool inside = p.first.has_high && q.first.has_low && q.first.low >= p.first.high &&
                  p.last.has_low && q_last.has_high && q_last.high <= p.last.low;
    bool has_day = q.last.has_low && q.first.has_high && q.last.low >= q.first.high;
    qn_open out;
    if (i->c == QN_COVERS_ANY) {
        out = qn_open_boolean(!apart, !(inside && has_day));
    } else {
        bool may_be_empty = i->c == QN_COVERS_ALL && !has_day;
        out = qn_open_boolean(!apart || may_be_empty, !inside);
    }
    out.outcomes |= outcomes & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}

/* ---- cells */

/* The widest outcomes of a register, with the statuses of what it is read from. */
static qn_open any_with(qn_form form, uint8_t statuses)
{
    qn_open out = qn_bounds_anything(form);
    out.outcomes |= statuses;
    return out;
}

/* A field of one of several records: of all those that lie between the ends. */
static qn_open field_of_records(qn_case *c, const qn_row_instruction *i, const qn_open_whole *ends,
                                qn_form form)
{
    qn_open out = qn_open_empty(form);
    int64_t last = ends->high < c->cells.count ? ends->high : c->cells.count;
    for (int64_t record = ends->low < 0 ? 0 : ends->low; record <= last; record++) {
        if (!qn_cells_have(&c->cells, record, (int64_t)i->b + 1) || !qn_bounds_spend(c, 1)) {
            break;
        }
        uint32_t cell = (uint32_t)record + i->b;
        if (c->cells.field[cell] == i->c) {
            qn_open value = qn_bounds_cell(c, cell, form);
            qn_open_join(&out, &value);
        }
    }
    return out;
}

static qn_open load(qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open record = qn_bounds_number(c, i->a);
    qn_open_whole ends = qn_open_whole_of(&record, INT64_MIN, INT64_MAX);
    qn_open out = qn_open_empty(form);
    if ((record.outcomes & QN_OPEN_KNOWN) == 0) {
        out.outcomes = record.outcomes;
        return out;
    }
    if (ends.single && qn_cells_have(&c->cells, ends.low, (int64_t)i->b + 1)) {
        out = qn_bounds_cell(c, (uint32_t)ends.low + i->b, form);
        if (c->cells.status[ends.low + i->b] == QN_UNKNOWN && i->c != QN_NONE_INDEX &&
            c->cells.field[ends.low + i->b] == QN_NONE_INDEX) {
            out = qn_bounds_declared_field(c, i->c, form);
        }
    } else if (ends.has_low && ends.has_high && i->c != QN_NONE_INDEX) {
        out = field_of_records(c, i, &ends, form);
    }
    if (out.outcomes == 0) {
        out = i->c == QN_NONE_INDEX ? qn_bounds_anything(form)
                                    : qn_bounds_declared_field(c, i->c, form);
    }
    out.outcomes |= qn_open_statuses(&record);
    return out;
}

/* The fact over time in whose cells a list begins, or whose register it is; QN_NONE_INDEX. */
static uint32_t fact_of_history(const qn_case *c, uint32_t reg)
{
    const qn_tables *t = c->tables;
    uint32_t first = qn_tables_first_fact(t);
    if (reg >= first && reg < qn_tables_today(t) && t->fact[reg - first].history != QN_NONE_INDEX) {
        return reg - first;
    }
    if (c->status[reg] == QN_KNOWN) {
        uint32_t cell = qn_list_unpack(c->slot[reg].i).first;
        for (uint32_t k = 0; k < t->fact_count; k++) {
            if (t->fact[k].history != QN_NONE_INDEX && cell >= t->fact[k].first_cell &&
                cell - t->fact[k].first_cell < t->fact[k].cell_count) {
                return k;
            }
        }
    }
    return QN_NONE_INDEX;
}

/* What a fact over time can be on a day of which nothing is given. */
static qn_open not_given(const qn_case *c, uint32_t list, qn_form form)
{
    uint32_t fact = fact_of_history(c, list);
    if (fact == QN_NONE_INDEX) {
        return qn_bounds_anything(form);
    }
    const qn_row_fact *row = &c->tables->fact[fact];
    return qn_bounds_declared(c, row->type, row->low, row->high, row->flags, form);
}

/* Before the first day: the default; without one all that the fact can be. */
static qn_open before_first(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    if (i->c < c->tables->constant_count && c->status[i->c] == QN_UNKNOWN) {
        return not_given(c, i->b, form);
    }
    return qn_bounds_operand(c, i->c, form);
}

/* The day from which a value of the list holds. */
static bool day_from(const qn_case *c, qn_list list, uint32_t k, int64_t *record, qn_open *day)
{
    uint32_t cell = list.first + k;
    if (c->cells.status[cell] != QN_KNOWN) {
        return false;
    }
    *record = c->cells.slot[cell].i;
    if (!qn_cells_have(&c->cells, *record, 2)) {
        return false;
    }
    *day = qn_bounds_cell(c, (uint32_t)*record, QN_FORM_NUMBER);
    return day->outcomes == QN_OPEN_KNOWN;
}

/* The values that hold on any of the days: from the last that begins before all of them on, up to
 * the last that begins on one. Days that are unknown leave all values open. */
static qn_open values_on(qn_case *c, const qn_row_instruction *i, const qn_open *day, qn_form form)
{
    qn_list list = qn_list_unpack(c->slot[i->b].i);
    qn_end low = qn_open_low(day);
    qn_end high = qn_open_high(day);
    qn_open out = before_first(c, i, form);
    if (!qn_cells_have(&c->cells, list.first, list.count) || !qn_bounds_spend(c, list.count + 1)) {
        return qn_bounds_anything(form);
    }
    for (uint32_t k = 0; k < list.count; k++) {
        int64_t record = 0;
        qn_open from;
        if (!day_from(c, list, k, &record, &from)) {
            return qn_bounds_anything(form);
        }
        qn_end begins = qn_open_low(&from);
        qn_end latest = qn_open_high(&from);
        qn_open value = qn_bounds_cell(c, (uint32_t)record + 1, form);
        if (qn_end_cmp(&begins, &high) > 0) {
            continue;
        }
        if (qn_end_cmp(&latest, &low) <= 0 && qn_open_is_value(&from)) {
            out = value;
        } else {
            qn_open_join(&out, &value);
        }
    }
    return out;
}

static qn_open at(qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open day = qn_bounds_number(c, i->a);
    qn_open list = qn_bounds_number(c, i->b);
    uint8_t operands = qn_outcomes_gravest(day.outcomes, list.outcomes);
    qn_open out = qn_open_empty(form);
    if ((operands & QN_OPEN_KNOWN) == 0) {
        out.outcomes = operands;
        return out;
    }
    if (c->status[i->b] == QN_KNOWN) {
        out = values_on(c, i, &day, form);
    } else {
        qn_open first = before_first(c, i, form);
        out = not_given(c, i->b, form);
        qn_open_join(&out, &first);
    }
    out.outcomes |= operands & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}

qn_open qn_bounds_cells(qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_form form = (qn_form)c->bounds->form[reg];
    qn_open_period period;
    switch (qn_instruction_op(i)) {
    case OP_PERIOD:
        period = period_made(c, i);
        return pack_period(&period);
    case OP_SHARED:
        period = period_shared(c, i);
        return pack_period(&period);
    case OP_PERIOD_PART:
        return part_of_period(c, i);
    case OP_CHAIN_PART:
        return part_of_chain(c, i);
    case OP_COVERS:
        return covers(c, i);
    case OP_LOAD:
        return load(c, i, form);
    case OP_AT:
        return at(c, i, form);
    case OP_PARAM:
        return qn_bounds_open(c, reg);
    default:
        return any_with(form, 0);
    }
}
