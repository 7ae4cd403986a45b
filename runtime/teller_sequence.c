/*
 * What the formulas of a rule go through, as steps of an explanation: a sequence, and an element of
 * it. See teller.h.
 *
 * Refuses to know: which sequences are told, and in what order (teller.c).
 */
#include "kernels.h"
#include "teller.h"

/* Whether a register can be read as a value of the type of a stage. */
static bool is_typed(const qn_case *c, const qn_row_sequence *row, uint32_t reg)
{
    return row->type != QN_NONE_INDEX &&
           c->tables->type[row->type].class_ == (c->program->class_of[reg] & QN_REGISTER_CLASS);
}

static void read_register(const qn_case *c, const qn_row_sequence *row, uint32_t reg, qn_value *out)
{
    qn_case_value(c, row->type, (qn_answer)c->status[reg], &c->slot[reg], out);
}

/* The stage whose condition chooses the elements, QN_NONE_INDEX where none does or where it stands
 * in another sequence. */
static uint32_t filter_of(const qn_tables *t, uint32_t sequence)
{
    while (t->sequence[sequence].kind == QN_SEQ_EACH) {
        if (t->sequence[sequence].a != QN_NONE_INDEX) {
            return sequence;
        }
        sequence = t->sequence[sequence].source;
    }
    return QN_NONE_INDEX;
}

/* What an element is called: a day, a week, a chain. */
static const char *noun_of(const qn_tables *t, uint32_t sequence)
{
    static const char parts[QN_PART_UNIT_COUNT][8] = {"week", "month", "year"};
    for (;;) {
        const qn_row_sequence *row = &t->sequence[sequence];
        switch ((qn_sequence_kind)row->kind) {
        case QN_SEQ_DAYS:
        case QN_SEQ_CHAINED:
            return "day";
        case QN_SEQ_CHAINS:
            return "chain";
        case QN_SEQ_PARTS:
            return parts[row->flags & QN_SEQ_UNIT];
        case QN_SEQ_EACH:
        case QN_SEQ_FIRST:
        case QN_SEQ_LAST:
        case QN_SEQ_REST:
        case QN_SEQ_SORTED:
        case QN_SEQ_DISTINCT:
        case QN_SEQ_BEFORE:
        case QN_SEQ_CARRY:
            sequence = row->source;
            break;
        case QN_SEQ_NESTED:
            sequence = row->inner;
            break;
        default:
            return "element";
        }
    }
}

/* Adds the number in a register to a sum of its class. False where there is no room. */
static bool add_to(qn_class cls, const qn_slot *x, qn_slot *sum)
{
    switch (cls) {
    case QN_CLASS_I:
        return qn_kernel_add_i(sum->i, x->i, &sum->i) == 0;
    case QN_CLASS_W:
        return qn_kernel_fits(qn_wide_add(sum->w, x->w, &sum->w)) == 0;
    case QN_CLASS_Q:
    default:
        return qn_kernel_arith(qn_rational_add(sum->q, x->q, &sum->q)) == 0;
    }
}

static qn_slot zero_of(qn_class cls)
{
    qn_slot zero = {.i = 0};
    if (cls == QN_CLASS_W) {
        zero.w = qn_wide_from_i64(0);
    } else if (cls == QN_CLASS_Q) {
        zero.q = qn_rational_from_i64(0);
    }
    return zero;
}

/* Counts the elements and adds them up; true where they have a sum. */
static bool count_elements(qn_case *c, const qn_passage *way, qn_step *step, qn_slot *sum)
{
    const qn_row_sequence *row = &c->tables->sequence[way->sequence];
    qn_class cls = (qn_class)(c->program->class_of[row->out] & QN_REGISTER_CLASS);
    bool has_sum = step->value.kind <= QN_KIND_QUANTITY;
    uint8_t presence = QN_KNOWN;
    while (qn_sequence_next(c, way->sequence, &presence)) {
        bool known = presence == QN_KNOWN && c->status[row->out] == QN_KNOWN;
        read_register(c, row, row->out, step->count == 0 ? &step->first : &step->last);
        step->undecided += presence != QN_KNOWN;
        step->yes += known && step->value.kind == QN_KIND_BOOLEAN && c->slot[row->out].i != 0;
        has_sum = has_sum && known && add_to(cls, &c->slot[row->out], sum);
        step->count++;
    }
    if (step->count == 1) {
        step->last = step->first;
    }
    return has_sum && step->count > 0;
}

/* What is carried on the way is no part of a sum. */
void qn_step_go_through(qn_case *c, const qn_passage *way, qn_step *step)
{
    const qn_tables *t = c->tables;
    const qn_row_sequence *row = &t->sequence[way->sequence];
    uint32_t filter = filter_of(t, way->sequence);
    qn_slot sum = zero_of((qn_class)(c->program->class_of[row->out] & QN_REGISTER_CLASS));
    step->text = way->text;
    step->label = noun_of(t, way->sequence);
    step->is_result = way->is_result;
    step->count = step->undecided = step->yes = 0;
    step->value.status = step->first.status = step->last.status = QN_NONE;
    step->value.kind = QN_KIND_NUMBER;
    (void)qn_sequence_begin(c, way->sequence);
    if (is_typed(c, row, row->out)) {
        bool is_carried = t->sequence[qn_ways_base(t, way->sequence)].kind == QN_SEQ_CARRY;
        qn_case_value(c, row->type, QN_NONE, &sum, &step->value);
        bool has_sum = count_elements(c, way, step, &sum) && !is_carried;
        if (has_sum && c->stage[way->sequence].status == QN_KNOWN) {
            qn_case_value(c, row->type, QN_KNOWN, &sum, &step->value);
        }
    }
    step->status = (qn_answer)c->stage[way->sequence].status;
    step->is_chosen = filter != QN_NONE_INDEX;
    step->of = step->is_chosen ? c->stage[t->sequence[filter].source].given : 0;
}

void qn_step_take_element(const qn_case *c, uint32_t sequence, uint8_t presence, qn_step *step)
{
    const qn_tables *t = c->tables;
    const qn_row_sequence *row = &t->sequence[sequence];
    const qn_row_sequence *base = &t->sequence[qn_ways_base(t, sequence)];
    bool is_apart = base != row && base->kind != QN_SEQ_NESTED && base->out != row->out &&
                    is_typed(c, base, base->out) && c->status[base->out] == QN_KNOWN;
    step->status = (qn_answer)presence;
    read_register(c, row, row->out, &step->value);
    if (is_apart) {
        read_register(c, base, base->out, &step->from);
    }
    if (!is_apart ||
        (step->from.kind == step->value.kind && step->from.number[0] == step->value.number[0])) {
        step->from.status = QN_NONE;
    }
}

/* Adds a row of SEQ to those that are to be looked at. A stage is taken off before its source and
 * what is nested in it are added, so that there is never one more than stages in one another. */
static uint32_t add_waiting(uint32_t *waiting, uint32_t count, uint32_t added)
{
    if (added != QN_NONE_INDEX) {
        waiting[count++] = added;
    }
    return count;
}

uint32_t qn_element_regions(const qn_case *c, uint32_t sequence, uint32_t *region, uint32_t room)
{
    const qn_tables *t = c->tables;
    uint32_t waiting[QN_SEQUENCE_DEPTH_MAX];
    uint32_t waiting_count = 1;
    uint32_t count = 0;
    waiting[0] = sequence;
    while (waiting_count > 0) {
        uint32_t number = waiting[--waiting_count];
        const qn_row_sequence *row = &t->sequence[number];
        if (qn_ways_sees_all(row)) {
            continue;
        }
        if (row->region != QN_NONE_INDEX && count < room) {
            region[count++] = t->region[row->region].first;
        }
        waiting_count = add_waiting(waiting, waiting_count, row->source);
        waiting_count = add_waiting(waiting, waiting_count, row->inner);
        if (row->kind == QN_SEQ_CHOICE) { /* of an element the sequence that gives it */
            waiting_count = add_waiting(waiting, waiting_count, (uint32_t)c->stage[number].next);
        }
    }
    return count;
}
