/*
 * Open outcomes of rows: which rows of a table of conditions can be chosen, and what the chosen row
 * gives.
 *
 * Responsible for: the flags of registers that hold a row, tables, and the readers of rows.
 * Refuses to know: ranges (bounds_band.c).
 */
#include "bounds_open.h"

uint32_t qn_open_row_flag(int64_t row, uint32_t flags)
{
    return row + 1 < (int64_t)flags ? (uint32_t)(row + 1) : flags - 1;
}

/* A register that holds a row: the interval from the first to the last that is marked. */
static qn_open rows_result(const qn_open_rows *rows)
{
    int64_t first = INT64_MAX;
    int64_t last = -1;
    for (uint32_t k = 0; k < rows->count; k++) {
        if (rows->flag[k] != 0) {
            last = (int64_t)k - 1;
            first = first == INT64_MAX ? last : first;
        }
    }
    qn_open out = qn_open_integers(first, last);
    out.form = QN_FORM_ROW;
    out.outcomes = rows->outcomes;
    return out;
}

static qn_open_rows clear_rows(const qn_case *c, uint32_t reg)
{
    const qn_bounds *b = c->bounds;
    qn_open_rows rows = {.flag = b->rows + b->row_first[reg],
                         .count = b->row_first[reg + 1] - b->row_first[reg]};
    for (uint32_t k = 0; k < rows.count; k++) {
        rows.flag[k] = 0;
    }
    return rows;
}

uint32_t qn_bounds_row_count(const qn_tables *t, const qn_row_instruction *i)
{
    uint32_t count = 1;
    switch (qn_instruction_op(i)) {
    case OP_FIRST:
    case OP_ONE:
        return i->c + 1;
    case OP_BAND:
        for (uint32_t k = 0; k < i->c; k++) {
            uint32_t row = t->entry[i->b + k * QN_BAND_WIDTH + QN_BAND_ROW].value;
            count = row + 2 > count ? row + 2 : count;
        }
        return count > 4 * i->c + 2 ? 4 * i->c + 2 : count;
    default:
        return 0;
    }
}

/* Rows up to the first whose condition can be nothing but yes. prefix: the gravest status that the
 * conditions passed so far can have between them. */
static qn_open choose_first(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_open_rows rows = clear_rows(c, reg);
    uint8_t prefix = QN_OPEN_KNOWN;
    for (uint32_t k = 0; k < i->c && prefix != 0; k++) {
        qn_open open = qn_bounds_number(c, c->tables->entry[i->b + k].value);
        uint8_t passing = qn_open_statuses(&open);
        if (qn_open_may_be(&open, 1)) {
            rows.flag[k + 1] = (prefix & QN_OPEN_KNOWN) != 0;
            rows.outcomes |= prefix;
        }
        passing |= qn_open_may_be(&open, 0) ? QN_OPEN_KNOWN : 0;
        prefix = qn_outcomes_gravest(prefix, passing);
    }
    rows.flag[0] = (prefix & QN_OPEN_KNOWN) != 0;
    rows.outcomes |= prefix;
    return rows_result(&rows);
}

/* Counts of the conditions of a ONE: those that may be yes, must be yes, and cannot be no. */
typedef struct tally {
    uint32_t may;
    uint32_t must;
    uint32_t firm;
    uint8_t statuses;
} tally;

static tally count_conditions(const qn_case *c, const qn_row_instruction *i)
{
    tally n = {0};
    for (uint32_t k = 0; k < i->c; k++) {
        qn_open open = qn_bounds_number(c, c->tables->entry[i->b + k].value);
        n.may += qn_open_may_be(&open, 1);
        n.must += qn_open_must_be(&open, 1);
        n.firm += !qn_open_may_be(&open, 0);
        n.statuses |= qn_open_statuses(&open);
    }
    return n;
}

/* A row is open if all other conditions may be no. */
static qn_open choose_one(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_open_rows rows = clear_rows(c, reg);
    tally n = count_conditions(c, i);
    if (n.must > 1) {
        return qn_open_status(QN_FORM_ROW, QN_CONFLICT);
    }
    rows.outcomes = n.statuses | (n.may > 1 ? QN_OPEN_CONFLICT : 0);
    for (uint32_t k = 0; k < i->c; k++) {
        qn_open open = qn_bounds_number(c, c->tables->entry[i->b + k].value);
        uint32_t others = n.firm - (qn_open_may_be(&open, 0) ? 0 : 1);
        rows.flag[k + 1] = qn_open_may_be(&open, 1) && others == 0;
        rows.outcomes |= rows.flag[k + 1] != 0 ? QN_OPEN_KNOWN : 0;
    }
    rows.flag[0] = n.firm == 0;
    rows.outcomes |= rows.flag[0] != 0 ? QN_OPEN_KNOWN : 0;
    return rows_result(&rows);
}

bool qn_bounds_row_is_open(const qn_case *c, uint32_t reg, int64_t row)
{
    const qn_bounds *b = c->bounds;
    qn_open open = qn_bounds_open(c, reg);
    if (!qn_open_may_be(&open, row)) {
        return false;
    }
    if (c->status[reg] != QN_UNKNOWN || b->form[reg] != QN_FORM_ROW) {
        return true;
    }
    uint32_t flags = b->row_first[reg + 1] - b->row_first[reg];
    return b->rows[b->row_first[reg] + qn_open_row_flag(row, flags)] != 0;
}

static qn_open row_test(const qn_case *c, const qn_row_instruction *i)
{
    qn_open open = qn_bounds_open(c, i->a);
    bool is_row = qn_instruction_op(i) == OP_IS_ROW;
    bool may_yes = false;
    bool may_no = false;
    if ((open.outcomes & QN_OPEN_KNOWN) != 0) {
        int64_t wanted = is_row ? -1 : (int64_t)i->b;
        qn_open row = qn_open_integers(wanted, wanted);
        bool hit = qn_bounds_row_is_open(c, i->a, wanted);
        bool miss = qn_open_cmp(&open, QN_LOW, &row, QN_LOW) < 0 ||
                    qn_open_cmp(&open, QN_HIGH, &row, QN_LOW) > 0;
        may_yes = is_row ? miss : hit;
        may_no = is_row ? hit : miss;
    }
    qn_open out = qn_open_boolean(may_yes, may_no);
    out.outcomes |= qn_open_statuses(&open);
    return out;
}

bool qn_bounds_pick_may_take(const qn_case *c, const qn_row_instruction *i, uint32_t entry)
{
    if (entry + 1 < i->c) {
        return qn_bounds_row_is_open(c, i->a, (int64_t)entry);
    }
    qn_open row = qn_bounds_open(c, i->a);
    qn_open beyond = qn_open_integers((int64_t)entry, (int64_t)entry);
    bool is_beyond =
        (row.outcomes & QN_OPEN_KNOWN) != 0 && qn_open_cmp(&row, QN_HIGH, &beyond, QN_LOW) >= 0;
    return is_beyond || qn_bounds_row_is_open(c, i->a, -1);
}

static qn_open pick(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    const qn_row_entry *list = c->tables->entry + i->b;
    qn_open row = qn_bounds_open(c, i->a);
    qn_open out = qn_open_empty(form);
    for (uint32_t k = 0; k < i->c; k++) {
        if (qn_bounds_pick_may_take(c, i, k)) {
            qn_open value = qn_bounds_operand(c, list[k].value, form);
            qn_open_join(&out, &value);
        }
    }
    out.outcomes |= qn_open_statuses(&row);
    return out;
}

qn_open qn_bounds_rows(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_open_rows rows;
    switch (qn_instruction_op(i)) {
    case OP_BAND:
        rows = clear_rows(c, reg);
        qn_bounds_band(c, i, &rows);
        return rows_result(&rows);
    case OP_FIRST:
        return choose_first(c, i, reg);
    case OP_ONE:
        return choose_one(c, i, reg);
    case OP_PICK:
        return pick(c, i, (qn_form)c->bounds->form[reg]);
    default:
        return row_test(c, i);
    }
}
