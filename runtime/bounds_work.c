/*
 * Open outcomes of working days.
 *
 * Responsible for: the operators that ask a region of each day. Where the region looks at nothing
 * that is unknown the machine itself is run at the ends, since these operators keep the order of
 * days; elsewhere only the number of days between two days bounds that of working days.
 * Refuses to know: which days are working days.
 */
#include "bounds_open.h"
#include "date.h"
#include "kernels.h"

/* Working days are days: so many of them lie at least so many days apart. */
static qn_open move_working_days(const qn_open *a, const qn_open *b)
{
    qn_open_whole day = qn_open_days_of(a);
    qn_open_whole count = qn_open_count_of(b);
    qn_open_whole ends = qn_open_moved(day, count, day.low + count.low, day.high + count.high);
    ends.has_low = ends.has_low && count.low >= 0;
    ends.has_high = ends.has_high && count.high <= 0;
    return qn_open_days(ends);
}

static qn_open seek_working_day(const qn_open *a, uint32_t direction)
{
    qn_open_whole day = qn_open_days_of(a);
    day.low += direction == QN_SEEK_AFTER;
    day.has_low = day.has_low && direction != QN_SEEK_THROUGH;
    day.has_high = day.has_high && direction == QN_SEEK_THROUGH;
    return qn_open_days(day);
}

/* No more working days lie between two days than days. */
static qn_open count_working_days(const qn_open *a, const qn_open *b)
{
    qn_open_whole from = qn_open_days_of(a);
    qn_open_whole to = qn_open_days_of(b);
    qn_open_whole ends = {.low = to.low - from.high,
                          .high = to.high - from.low,
                          .has_low = to.has_low && from.has_high,
                          .has_high = to.has_high && from.has_low};
    ends.low = ends.low < 0 ? ends.low : 0;
    ends.high = ends.high > 0 ? ends.high : 0;
    return qn_open_numbers(ends);
}

/* What holds whatever the region says. */
static qn_open without_region(const qn_row_instruction *i, const qn_open *a, const qn_open *b)
{
    switch (qn_instruction_op(i)) {
    case OP_WORK_ADD:
        return move_working_days(a, b);
    case OP_WORK_SEEK:
        return seek_working_day(a, i->b);
    default:
        return count_working_days(a, b);
    }
}

/* The words of an instruction's list that are registers: `each` words at a time, of which those in
 * the mask are. */
typedef struct list_shape {
    uint32_t first;
    uint32_t count;
    uint32_t each;
    uint32_t mask;
} list_shape;

static list_shape shape_of(const qn_row_instruction *i)
{
    switch (qn_instruction_op(i)) {
    case OP_BAND:
        return (list_shape){i->b, i->c, QN_BAND_WIDTH,
                            1 << QN_BAND_LOW | 1 << QN_BAND_HIGH | 1 << QN_BAND_CONDITION};
    case OP_FIRST:
    case OP_ONE:
    case OP_PICK:
        return (list_shape){i->b, i->c, 1, 1};
    case OP_GATES:
        return (list_shape){i->b, i->c, 2, 3};
    case OP_RESOLVE:
        return (list_shape){i->b, 2 * i->c + 1, 1, 1};
    case OP_ROUND_I:
    case OP_ROUND_W:
        return (list_shape){i->c, 3, 1, 1};
    default:
        return (list_shape){0};
    }
}

/* Whether a register from outside the region is unknown. */
static bool is_unknown(const qn_case *c, uint32_t reg)
{
    return reg != QN_NONE_INDEX && (c->program->class_of[reg] & QN_REGISTER_INSIDE) == 0 &&
           c->status[reg] == QN_UNKNOWN;
}

/* Whether an operation reads more than registers: something there may be unknown. */
static bool looks_into_cells(qn_op op)
{
    return op >= OP_LOAD; /* up to GATHER, the last */
}

static bool instruction_is_decided(const qn_case *c, const qn_row_instruction *i)
{
    uint8_t reads = qn_bounds_operand_registers(qn_instruction_op(i));
    if (looks_into_cells(qn_instruction_op(i))) {
        return false;
    }
    if (((reads & 1) != 0 && is_unknown(c, i->a)) || ((reads & 2) != 0 && is_unknown(c, i->b)) ||
        ((reads & 4) != 0 && is_unknown(c, i->c))) {
        return false;
    }
    list_shape list = shape_of(i);
    for (uint32_t k = 0; k < list.count * list.each; k++) {
        bool is_register = (list.mask >> k % list.each & 1) != 0;
        if (is_register && is_unknown(c, c->tables->entry[list.first + k].value)) {
            return false;
        }
    }
    return true;
}

static bool region_is_decided(const qn_case *c, const qn_row_region *region)
{
    for (uint32_t k = 0; k < region->count; k++) {
        if (!instruction_is_decided(c, &c->tables->instruction[region->first + k])) {
            return false;
        }
    }
    return true;
}

/* A register as it was. */
typedef struct saved {
    uint32_t reg;
    uint8_t status;
    qn_slot slot;
} saved;

static saved put_aside(qn_case *c, uint32_t reg, int64_t value)
{
    saved out = {.reg = reg, .status = c->status[reg], .slot = c->slot[reg]};
    c->status[reg] = QN_KNOWN;
    c->slot[reg].i = value;
    return out;
}

static void put_back(qn_case *c, const saved *s)
{
    c->status[s->reg] = s->status;
    c->slot[s->reg] = s->slot;
}

/* What the instruction gives for these operands. */
static qn_open run_with(qn_case *c, uint32_t reg, int64_t a, int64_t b)
{
    uint32_t index = reg - qn_tables_first_result(c->tables);
    const qn_row_instruction *i = &c->tables->instruction[index];
    bool has_second = qn_instruction_op(i) != OP_WORK_SEEK;
    saved own = put_aside(c, reg, 0);
    saved first = put_aside(c, i->a, a);
    saved second = has_second ? put_aside(c, i->b, b) : own;
    qn_vm_run(c, index, 1);
    qn_open out = qn_open_status(QN_FORM_NUMBER, (qn_answer)c->status[reg]);
    if (c->status[reg] == QN_KNOWN) {
        out = qn_open_integers(c->slot[reg].i, c->slot[reg].i);
    } else if (c->status[reg] == QN_FAILED) {
        out.code = (uint16_t)c->slot[reg].i;
    }
    put_back(c, &second);
    put_back(c, &first);
    put_back(c, &own);
    return out;
}

/* The interval between what the machine gives at both ends; false where an end is absent, or has no
 * day for a result. Counting falls with the first day, and the others rise with both operands. */
static bool run_at_ends(qn_case *c, const qn_row_instruction *i, uint32_t reg, const qn_open *a,
                        const qn_open *b, qn_open *out)
{
    qn_open_whole day = qn_open_days_of(a);
    bool counts = qn_instruction_op(i) == OP_WORK_COUNT;
    qn_open_whole other = counts ? qn_open_days_of(b) : qn_open_count_of(b);
    if (!day.has_low || !day.has_high || !other.has_low || !other.has_high || i->a == i->b) {
        return false;
    }
    qn_open low = run_with(c, reg, counts ? day.high : day.low, other.low);
    qn_open high = run_with(c, reg, counts ? day.low : day.high, other.high);
    if (low.outcomes != QN_OPEN_KNOWN || high.outcomes != QN_OPEN_KNOWN) {
        return false;
    }
    *out = low;
    out->high = high.high;
    return true;
}

qn_open qn_bounds_work(qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    bool has_second = qn_instruction_op(i) != OP_WORK_SEEK;
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = has_second ? qn_bounds_number(c, i->b) : qn_open_integers(0, 0);
    uint8_t operands = qn_outcomes_gravest(a.outcomes, b.outcomes);
    qn_open out = {.outcomes = operands};
    if ((operands & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    bool decided = region_is_decided(c, &c->tables->region[i->c]);
    if (decided && qn_open_is_value(&a) && qn_open_is_value(&b)) {
        out = run_with(c, reg, qn_open_days_of(&a).low,
                       qn_instruction_op(i) == OP_WORK_COUNT ? qn_open_days_of(&b).low
                                                             : qn_open_count_of(&b).low);
    } else {
        if (!decided || !run_at_ends(c, i, reg, &a, &b, &out)) {
            out = without_region(i, &a, &b);
        }
        out = qn_open_may_fail(out, 0);
    }
    out.outcomes |= operands & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}
