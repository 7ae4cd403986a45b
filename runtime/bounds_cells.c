/*
 * Open outcomes of what lies in cells: fields of records, facts over time.
 *
 * Responsible for: what a field can be, and the values that a fact over time has on the days that
 * are possible.
 * Refuses to know: sequences (bounds_sequence.c), periods (bounds_period.c).
 */
#include "bounds_walk.h"

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

/* ---- cells */

/* A field of one of several records: of all those that lie between the ends. No outcome where there
 * is none of them, or the steps ran out before all were looked at. */
static qn_open field_of_records(qn_case *c, const qn_row_instruction *i, const qn_open_whole *ends,
                                qn_form form)
{
    qn_open out = qn_open_empty(form);
    int64_t record = ends->low < 0 ? 0 : ends->low;
    for (; record <= ends->high && qn_cells_have(&c->cells, record, (int64_t)i->b + 1); record++) {
        uint32_t cell = (uint32_t)record + i->b;
        if (!qn_bounds_spend(c, 1)) {
            return qn_open_empty(form);
        }
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
    uint32_t fact = qn_tables_fact_in(t, reg);
    if (fact != QN_NONE_INDEX && t->fact[fact].history != QN_NONE_INDEX) {
        return fact;
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
    if (c->cells.status[cell] != QN_KNOWN || c->cells.class_[cell] != QN_CLASS_I) {
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
        qn_open value = qn_bounds_cell(c, (uint32_t)record + 1, form);
        if (qn_open_cmp(&from, QN_LOW, day, QN_HIGH) > 0) {
            continue;
        }
        if (qn_open_cmp(&from, QN_HIGH, day, QN_LOW) <= 0 && qn_open_is_value(&from)) {
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
    switch (qn_instruction_op(i)) {
    case OP_LOAD:
        return load(c, i, form);
    case OP_AT:
        return at(c, i, form);
    default:
        return qn_bounds_anything(form);
    }
}
