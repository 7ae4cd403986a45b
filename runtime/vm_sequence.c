/*
 * The operations of the machine that go through sequences, and those that read and write cells.
 *
 * Responsible for: what becomes of elements that may be none, and of elements without a value.
 * Refuses to know: how a sequence comes by its elements (sequence.c).
 */
#include "vm_sequence.h"
#include "seldom.h"

#include "date.h"
#include "kernels.h"
#include "period.h"
#include "sequence_stage.h"

/* An instruction that goes through a sequence, and what it has found so far. worst: the gravest
 * status of what counts; code: of the error that the instruction itself makes of it, or 0. */
typedef struct tally {
    qn_case *c;
    const qn_row_instruction *row;
    uint32_t seq;
    uint32_t element; /* the register of the elements */
    qn_class class_;
    uint8_t worst;
    uint32_t code;
} tally;

static void weigh(tally *t, uint8_t status, uint32_t code)
{
    if (status > t->worst) {
        t->worst = status;
        t->code = code;
    }
}

/* The next element; at the end, what is undecided of the rest counts. */
static bool next(tally *t, uint8_t *presence)
{
    if (qn_sequence_next(t->c, t->seq, presence)) {
        return true;
    }
    weigh(t, t->c->stage[t->seq].status, t->c->stage[t->seq].code);
    return false;
}

static uint8_t element_status(const tally *t)
{
    return t->c->status[t->element];
}

/* What the instruction leaves where it has no value. */
static uint8_t undecided(const tally *t, qn_slot *out)
{
    out->i = t->worst == QN_FAILED ? (int64_t)t->code : 0;
    return t->worst;
}

static void move(const tally *t, const qn_slot *from, qn_slot *out)
{
    if (t->class_ == QN_CLASS_I) {
        out->i = from->i;
    } else {
        *out = *from;
    }
}

uint8_t qn_vm_fields_status(const qn_case *c, uint32_t seq)
{
    const qn_row_sequence *row = &c->tables->sequence[seq];
    uint8_t worst = c->status[row->out];
    if (worst != QN_KNOWN || row->type == QN_NONE_INDEX) {
        return worst;
    }
    const qn_row_type *type = &c->tables->type[row->type];
    int64_t first = c->slot[row->out].i;
    if (type->kind != QN_KIND_RECORD || !qn_cells_have(&c->cells, first, type->field_count)) {
        return worst;
    }
    for (uint32_t i = 0; i < type->field_count; i++) {
        uint8_t status = c->cells.status[first + i];
        worst = status > QN_NONE ? gravest(worst, status) : worst;
    }
    return worst;
}

/* Their values matter only to GATHER, and to it only those that are graver than none, and of
 * records those of their fields. */
static uint8_t run_count(tally *t, bool values, qn_slot *out)
{
    int64_t count = 0;
    uint8_t presence = QN_KNOWN;
    while (next(t, &presence)) {
        weigh(t, presence, 0);
        uint8_t status = values ? qn_vm_fields_status(t->c, t->seq) : QN_KNOWN;
        if (status > QN_NONE) {
            weigh(t, status, 0);
        }
        count++;
    }
    if (t->worst != QN_KNOWN) {
        return undecided(t, out);
    }
    out->i = count;
    return QN_KNOWN;
}

static uint32_t add(qn_class class_, const qn_slot *a, qn_slot *into)
{
    switch (class_) {
    case QN_CLASS_I:
        return qn_kernel_add_i(into->i, a->i, &into->i);
    case QN_CLASS_W:
        return qn_kernel_fits(qn_wide_add(into->w, a->w, &into->w));
    case QN_CLASS_Q:
    default:
        return qn_kernel_arith(qn_rational_add(into->q, a->q, &into->q));
    }
}

/* One by one, in their order (law 1): a sum that overflows on the way has overflowed. */
static uint8_t run_total(tally *t, qn_slot *out)
{
    qn_slot sum = {.i = 0};
    uint8_t presence = QN_KNOWN;
    if (t->class_ == QN_CLASS_W) {
        sum.w = qn_wide_from_i64(0);
    } else if (t->class_ == QN_CLASS_Q) {
        sum.q = qn_rational_from_i64(0);
    }
    while (next(t, &presence)) {
        uint8_t status = gravest(presence, element_status(t));
        weigh(t, status, 0);
        if (t->worst == QN_KNOWN) {
            uint32_t error = add(t->class_, &t->c->slot[t->element], &sum);
            weigh(t, error == 0 ? QN_KNOWN : QN_FAILED, error);
        }
    }
    if (t->worst != QN_KNOWN) {
        return undecided(t, out);
    }
    move(t, &sum, out);
    return QN_KNOWN;
}

/* Whether one of them is `wanted`. What surely is decides, though all else is undecided; what
 * surely is not, counts for nothing, even if it is not sure that it is an element. */
static uint8_t run_any(tally *t, bool wanted, qn_slot *out)
{
    uint8_t open = QN_KNOWN;
    uint8_t presence = QN_KNOWN;
    while (next(t, &presence)) {
        uint8_t status = element_status(t);
        bool is_wanted = (t->c->slot[t->element].i != 0) == wanted;
        if (status == QN_KNOWN && !is_wanted) {
            continue;
        }
        if (status == QN_KNOWN && presence == QN_KNOWN) {
            out->i = wanted;
            return QN_KNOWN;
        }
        open = in_doubt(open, in_doubt(presence, status));
    }
    open = in_doubt(open, t->worst);
    t->code = open == t->worst ? t->code : 0;
    t->worst = open;
    if (t->worst != QN_KNOWN) {
        return undecided(t, out);
    }
    out->i = !wanted;
    return QN_KNOWN;
}

/* The least (sign 1) or the greatest (-1). */
QN_SELDOM static uint8_t run_least(tally *t, int sign, qn_slot *out)
{
    bool found = false;
    qn_slot best = {.i = 0};
    uint8_t presence = QN_KNOWN;
    while (next(t, &presence)) {
        const qn_slot *value = &t->c->slot[t->element];
        weigh(t, gravest(presence, element_status(t)), 0);
        if (t->worst == QN_KNOWN && (!found || qn_slot_cmp(t->class_, value, &best) * sign < 0)) {
            move(t, value, &best);
            found = true;
        }
    }
    weigh(t, t->worst == QN_KNOWN && !found ? QN_NONE : QN_KNOWN, 0);
    if (t->worst != QN_KNOWN) {
        return undecided(t, out);
    }
    move(t, &best, out);
    return QN_KNOWN;
}

QN_SELDOM static uint8_t run_head(tally *t, qn_slot *out)
{
    uint8_t presence = QN_KNOWN;
    if (next(t, &presence)) {
        weigh(t, gravest(presence, element_status(t)), 0);
        move(t, &t->c->slot[t->element], out);
    } else {
        weigh(t, t->worst == QN_KNOWN ? QN_NONE : QN_KNOWN, 0);
    }
    return t->worst == QN_KNOWN ? QN_KNOWN : undecided(t, out);
}

/* What comes before the last that surely is one has no part in it. */
QN_SELDOM static uint8_t run_tail(tally *t, qn_slot *out)
{
    qn_slot last = {.i = 0};
    uint8_t status = QN_NONE;
    uint8_t doubt = QN_KNOWN;
    uint8_t presence = QN_KNOWN;
    while (next(t, &presence)) {
        if (presence != QN_KNOWN) {
            doubt = gravest(doubt, presence);
            continue;
        }
        doubt = QN_KNOWN;
        status = element_status(t);
        move(t, &t->c->slot[t->element], &last);
    }
    weigh(t, gravest(doubt, status), 0);
    if (t->worst != QN_KNOWN) {
        return undecided(t, out);
    }
    move(t, &last, out);
    return QN_KNOWN;
}

/* What is carried holds what it became when all elements have been given. */
QN_SELDOM static uint8_t run_fold(tally *t, qn_slot *out)
{
    uint8_t presence = QN_KNOWN;
    while (next(t, &presence)) {
        weigh(t, presence, 0);
    }
    weigh(t, t->c->status[t->row->b], 0);
    if (t->worst != QN_KNOWN) {
        return undecided(t, out);
    }
    move(t, &t->c->slot[t->row->b], out);
    return QN_KNOWN;
}

/* Elements that may be absent leave open only the place of what comes behind them. */
QN_SELDOM static uint8_t run_place(tally *t, qn_slot *out)
{
    uint8_t shift = QN_KNOWN;
    uint8_t presence = QN_KNOWN;
    int64_t place = 0;
    weigh(t, t->c->status[t->row->b], 0);
    while (t->worst < QN_FAILED && next(t, &presence)) {
        uint8_t status = gravest(element_status(t), t->c->status[t->row->b]);
        bool same = status == QN_KNOWN &&
                    qn_slot_cmp(t->class_, &t->c->slot[t->element], &t->c->slot[t->row->b]) == 0;
        place++;
        if (same && presence == QN_KNOWN) {
            weigh(t, shift, 0);
            out->i = place;
            return t->worst == QN_KNOWN ? QN_KNOWN : undecided(t, out);
        }
        weigh(t, same ? presence : status, 0);
        shift = gravest(shift, presence);
    }
    weigh(t, QN_NONE, 0);
    return undecided(t, out);
}

static uint8_t run_by_kind(tally *t, qn_slot *out)
{
    switch (qn_instruction_op(t->row)) {
    case OP_COUNT:
        return run_count(t, false, out);
    case OP_GATHER:
        return run_count(t, true, out);
    case OP_TOTAL:
        return run_total(t, out);
    case OP_ANY:
        return run_any(t, true, out);
    case OP_ALL:
        return run_any(t, false, out);
    case OP_LEAST:
        return run_least(t, 1, out);
    case OP_MOST:
        return run_least(t, -1, out);
    case OP_HEAD:
        return run_head(t, out);
    case OP_TAIL:
        return run_tail(t, out);
    case OP_FOLD:
        return run_fold(t, out);
    case OP_PLACE:
    default:
        return run_place(t, out);
    }
}

/* The outermost one sets the steps that walks over working days within it may take together. */
uint8_t qn_vm_go_through(qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    tally t = {.c = c,
               .row = row,
               .seq = row->a,
               .element = c->tables->sequence[row->a].out,
               .class_ = (qn_class)(qn_instruction_aux(row) & QN_AUX_CLASS)};
    if (c->depth++ == 0) {
        c->walk_steps = QN_WORK_STEPS_MAX;
    }
    (void)qn_sequence_begin(c, t.seq);
    uint8_t status = run_by_kind(&t, out);
    c->depth--;
    return status;
}

static qn_class class_of(const qn_row_instruction *row)
{
    return (qn_class)(qn_instruction_aux(row) & QN_AUX_CLASS);
}

/* The answer in a cell, where there is such a cell and it is of the class. */
static uint8_t read_cell(const qn_case *c, int64_t first, uint32_t field, qn_class wanted,
                         qn_slot *out)
{
    if (!qn_cells_have(&c->cells, first, (int64_t)field + 1)) {
        return settle(QN_ERROR_OVERFLOW, out);
    }
    uint32_t cell = (uint32_t)first + field;
    if (!qn_cell_fits(c, cell, wanted)) {
        return settle(QN_ERROR_OVERFLOW, out);
    }
    if (c->cells.status[cell] != QN_KNOWN) {
        return pass_on(c->cells.status[cell], out);
    }
    if (wanted == QN_CLASS_I) {
        out->i = c->cells.slot[cell].i;
    } else {
        *out = c->cells.slot[cell];
    }
    return QN_KNOWN;
}

static uint8_t run_load(const qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    if (c->status[row->a] != QN_KNOWN) {
        return pass_on(c->status[row->a], out);
    }
    return read_cell(c, c->slot[row->a].i, row->b, class_of(row), out);
}

enum { STORE_ROW, STORE_ROWS, STORE_CELL, STORE_VALUES };

QN_SELDOM static uint8_t run_store(qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    const qn_row_entry *list = c->tables->entry + row->a;
    uint32_t number = list[STORE_ROW].value;
    if (c->status[number] != QN_KNOWN) {
        return pass_on(c->status[number], out);
    }
    uint64_t place = (uint64_t)c->slot[number].i % list[STORE_ROWS].value;
    uint32_t first = list[STORE_CELL].value + (uint32_t)place * row->b;
    for (uint32_t i = 0; i < row->b; i++) {
        qn_cell_keep(c, first + i, list[STORE_VALUES + i].value);
    }
    out->i = first;
    return QN_KNOWN;
}

/* What a list has behind its elements may be another's that grew from the same beginning: of the
 * two only the one that was made last is kept. */
QN_SELDOM static uint8_t run_append(qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    const qn_row_entry *room = c->tables->entry + row->c;
    if (c->status[row->a] != QN_KNOWN) {
        return pass_on(c->status[row->a], out);
    }
    qn_list list = qn_list_unpack(c->slot[row->a].i);
    if (list.count > 0 && list.first != room[0].value) {
        return settle(QN_ERROR_OVERFLOW, out);
    }
    if (list.count >= room[1].value) {
        return settle(QN_ERROR_TOO_MANY_STEPS, out);
    }
    list.first = room[0].value;
    qn_cell_keep(c, list.first + list.count, row->b);
    list.count++;
    out->i = qn_list_pack(list);
    return QN_KNOWN;
}

/* The last record of the list whose day is not behind the day; -1 where there is none. The days
 * ascend. */
static uint8_t seek_day(const qn_case *c, qn_list list, int64_t day, int64_t *record, qn_slot *out)
{
    uint32_t low = 0;
    uint32_t high = list.count;
    *record = -1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        qn_slot element;
        qn_slot from;
        uint8_t status = read_cell(c, list.first, middle, QN_CLASS_I, &element);
        status = status == QN_KNOWN ? read_cell(c, element.i, 0, QN_CLASS_I, &from) : status;
        if (status != QN_KNOWN) {
            return status == QN_FAILED ? settle(QN_ERROR_OVERFLOW, out) : pass_on(status, out);
        }
        if (from.i <= day) {
            *record = element.i;
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return QN_KNOWN;
}

QN_SELDOM static uint8_t run_at(const qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    uint8_t status = gravest(c->status[row->a], c->status[row->b]);
    int64_t record = -1;
    if (status != QN_KNOWN) {
        return pass_on(status, out);
    }
    status = seek_day(c, qn_list_unpack(c->slot[row->b].i), c->slot[row->a].i, &record, out);
    if (status != QN_KNOWN) {
        return status;
    }
    if (record >= 0) {
        return read_cell(c, record, 1, class_of(row), out);
    }
    if (c->status[row->c] != QN_KNOWN) {
        return pass_on(c->status[row->c], out);
    }
    *out = c->slot[row->c];
    return QN_KNOWN;
}

/* The periods of a chain: each day is in one of them, and they stand in order. */
static uint32_t chain_part(const qn_case *c, qn_list chain, uint32_t part, int64_t *out)
{
    int64_t days = 0;
    if (!qn_cells_have(&c->cells, chain.first, chain.count) || chain.count == 0 ||
        chain.count > c->program->most_periods) {
        return QN_ERROR_OVERFLOW;
    }
    uint32_t first = part == QN_PERIOD_LAST ? chain.count - 1 : 0;
    uint32_t end = part == QN_PERIOD_FIRST ? 1 : chain.count;
    for (uint32_t i = first; i < end; i++) {
        qn_slot period;
        if (read_cell(c, chain.first, i, QN_CLASS_I, &period) != QN_KNOWN) {
            return QN_ERROR_OVERFLOW;
        }
        uint32_t error = qn_period_part(qn_period_unpack(period.i), part, out);
        if (error != 0) {
            return error;
        }
        days += *out;
    }
    *out = part == QN_PERIOD_DAYS ? days : *out;
    return 0;
}

QN_SELDOM static uint8_t run_chain_part(const qn_case *c, const qn_row_instruction *row,
                                        qn_slot *out)
{
    if (c->status[row->a] != QN_KNOWN) {
        return pass_on(c->status[row->a], out);
    }
    return settle(chain_part(c, qn_list_unpack(c->slot[row->a].i), row->b, &out->i), out);
}

uint8_t qn_vm_run_cells(qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    switch (qn_instruction_op(row)) {
    case OP_LOAD:
        return run_load(c, row, out);
    case OP_STORE:
        return run_store(c, row, out);
    case OP_APPEND:
        return run_append(c, row, out);
    case OP_AT:
        return run_at(c, row, out);
    case OP_CHAIN_PART:
    default:
        return run_chain_part(c, row, out);
    }
}

/* Without an end b does not count. Periods that do not meet share none. */
uint8_t qn_vm_run_period(const qn_case *c, const qn_row_instruction *row, qn_slot *out)
{
    qn_op op = qn_instruction_op(row);
    bool one = op == OP_PERIOD_PART || (op == OP_PERIOD && row->c == QN_PERIOD_ENDLESS);
    uint8_t status = one ? c->status[row->a] : gravest(c->status[row->a], c->status[row->b]);
    int64_t a = c->slot[row->a].i;
    int64_t b = one ? 0 : c->slot[row->b].i;
    qn_period shared;
    if (status != QN_KNOWN) {
        return pass_on(status, out);
    }
    switch (op) {
    case OP_PERIOD:
        return settle(qn_period_make(a, b, row->c, &out->i), out);
    case OP_PERIOD_PART:
        return settle(qn_period_part(qn_period_unpack(a), row->b, &out->i), out);
    case OP_SHARED:
        if (!qn_period_shared(qn_period_unpack(a), qn_period_unpack(b), &shared)) {
            return pass_on(QN_NONE, out);
        }
        out->i = qn_period_pack(shared);
        return QN_KNOWN;
    case OP_COVERS:
    default:
        out->i = qn_period_covers(qn_period_unpack(a), b, row->c);
        return QN_KNOWN;
    }
}
