/*
 * Operations on columns: see batch_lower.h. Here are numbers, dates, logic and the way through the
 * code; choosing is in batch_lower_choose.c, lists are in batch_lower_list.c.
 */
#include "batch_lower.h"

#include "batch_lower_choose.h"
#include "batch_lower_few.h"
#include "bounds_open.h"
#include "kernels.h"

#include <string.h>

/* How often instructions can be lowered, those of loops in loops once a turn: enough for what
 * people write, and an end to what would unroll for ever. */
#define TURNS_LEAST 1000
#define TURNS_EACH 64

/* Steps of the machine that answering few cases may take. */
#define STEPS_MOST 200000

/* ---- three values */

static qn_node_id is_known(qn_lowering *l, const qn_lowered *a)
{
    return qn_graph_eq(l->g, a->status, l->zero);
}

/* An image may ask for a yes or no what is neither, and never is 0. */
static qn_node_id is_zero(qn_lowering *l, qn_node_id a)
{
    qn_node_id answer = qn_graph_eq(l->g, a, l->zero);
    bool is_hidden =
        l->g->keeps_asked && qn_graph_is(l->g, answer, 0) && l->g->node[a].op != QN_COL_CONST;
    return is_hidden ? qn_graph_settled(l->g, a, 0) : answer;
}

bool qn_lowered_never_fails(const qn_lowering *l, qn_node_id status)
{
    return status == QN_NONE_INDEX || l->g->node[status].high <= QN_UNKNOWN;
}

qn_node_id qn_lowered_undecided(qn_lowering *l, qn_node_id a, qn_node_id b)
{
    if (qn_lowered_never_fails(l, a) && qn_lowered_never_fails(l, b)) {
        return qn_lowered_gravest(l, a, b);
    }
    qn_node_id unknown = qn_graph_const(l->g, QN_UNKNOWN);
    qn_node_id is_unknown =
        qn_graph_or(l->g, qn_graph_eq(l->g, a, unknown), qn_graph_eq(l->g, b, unknown));
    return qn_graph_select(l->g, is_unknown, unknown, qn_lowered_gravest(l, a, b));
}

qn_node_id qn_lowered_is_no(qn_lowering *l, const qn_lowered *a)
{
    return qn_graph_and(l->g, is_known(l, a), is_zero(l, a->value));
}

qn_node_id qn_lowered_is_yes(qn_lowering *l, const qn_lowered *a)
{
    return qn_graph_and(l->g, is_known(l, a), qn_graph_not(l->g, is_zero(l, a->value)));
}

qn_lowered qn_lowered_and(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    qn_graph *g = l->g;
    qn_node_id no = qn_graph_or(g, qn_lowered_is_no(l, a), qn_lowered_is_no(l, b));
    qn_node_id status =
        qn_graph_select(g, no, l->zero, qn_lowered_undecided(l, a->status, b->status));
    return qn_lowered_number(l, qn_graph_not(g, no), status);
}

qn_lowered qn_lowered_or(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    qn_graph *g = l->g;
    qn_node_id yes = qn_graph_or(g, qn_lowered_is_yes(l, a), qn_lowered_is_yes(l, b));
    qn_node_id status =
        qn_graph_select(g, yes, l->zero, qn_lowered_undecided(l, a->status, b->status));
    return qn_lowered_number(l, yes, status);
}

/* ---- numbers */

/* Brings two ratios over one denominator. */
static bool share_den(qn_lowering *l, qn_lowered *a, qn_lowered *b)
{
    qn_graph *g = l->g;
    int64_t x = 0;
    int64_t y = 0;
    if (a->den == b->den) {
        return true;
    }
    if (qn_graph_is_const(g, a->den, &x) && qn_graph_is_const(g, b->den, &y)) {
        int64_t common = qn_common_divisor(x, y);
        a->value = qn_graph_mul(g, a->value, qn_graph_const(g, y / common));
        b->value = qn_graph_mul(g, b->value, qn_graph_const(g, x / common));
        a->den = qn_graph_mul(g, a->den, qn_graph_const(g, y / common));
    } else {
        a->value = qn_graph_mul(g, a->value, b->den);
        b->value = qn_graph_mul(g, b->value, a->den);
        a->den = qn_graph_mul(g, a->den, b->den);
    }
    b->den = a->den;
    return a->value != QN_NONE_INDEX && b->value != QN_NONE_INDEX && a->den != QN_NONE_INDEX;
}

qn_node_id qn_lowered_lt(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    qn_lowered left = *a;
    qn_lowered right = *b;
    return share_den(l, &left, &right) ? qn_graph_lt(l->g, left.value, right.value) : QN_NONE_INDEX;
}

qn_node_id qn_lowered_eq(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    qn_lowered left = *a;
    qn_lowered right = *b;
    return share_den(l, &left, &right) ? qn_graph_eq(l->g, left.value, right.value) : QN_NONE_INDEX;
}

qn_lowered qn_lowered_select(qn_lowering *l, qn_node_id yes, const qn_lowered *b,
                             const qn_lowered *c)
{
    qn_graph *g = l->g;
    qn_lowered left = *b;
    qn_lowered right = *c;
    int64_t constant = 0;
    if (qn_graph_is_const(g, yes, &constant)) {
        return constant != 0 ? *b : *c;
    }
    bool are_numbers = b->form == QN_SHAPE_NUMBER && c->form == QN_SHAPE_NUMBER;
    if (!are_numbers || !share_den(l, &left, &right)) {
        return qn_lowered_hard();
    }
    qn_lowered out = qn_lowered_number(l, qn_graph_select(g, yes, left.value, right.value),
                                       qn_graph_select(g, yes, left.status, right.status));
    out.den = out.form == QN_SHAPE_HARD ? out.den : left.den;
    return out;
}

static qn_lowered ratio(const qn_lowering *l, qn_node_id value, qn_node_id den, qn_node_id status)
{
    qn_lowered out = qn_lowered_number(l, value, status);
    if (den == QN_NONE_INDEX) {
        return qn_lowered_hard();
    }
    out.den = out.form == QN_SHAPE_HARD ? out.den : den;
    return out;
}

/* An error where `fails` is yes and the operands are known. */
static qn_node_id fail_where(qn_lowering *l, qn_node_id fails, qn_node_id status)
{
    qn_node_id wrong = qn_graph_select(l->g, fails, qn_graph_const(l->g, QN_FAILED), l->zero);
    return qn_graph_select(l->g, qn_graph_eq(l->g, status, l->zero), wrong, status);
}

static qn_lowered lower_sum(qn_lowering *l, const qn_lowered *a, const qn_lowered *b, bool minus)
{
    qn_lowered left = *a;
    qn_lowered right = *b;
    if (!share_den(l, &left, &right)) {
        return qn_lowered_hard();
    }
    qn_node_id value = minus ? qn_graph_sub(l->g, left.value, right.value)
                             : qn_graph_add(l->g, left.value, right.value);
    return ratio(l, value, left.den, qn_lowered_gravest(l, a->status, b->status));
}

static qn_lowered lower_product(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    return ratio(l, qn_graph_mul(l->g, a->value, b->value), qn_graph_mul(l->g, a->den, b->den),
                 qn_lowered_gravest(l, a->status, b->status));
}

/* The denominator is kept above zero, also where there is none. */
static qn_lowered lower_quotient(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    qn_graph *g = l->g;
    qn_node_id is_zero = qn_graph_eq(g, b->value, l->zero);
    qn_node_id top = qn_graph_mul(g, a->value, b->den);
    qn_node_id below = qn_graph_mul(g, a->den, qn_graph_abs(g, b->value));
    if (top == QN_NONE_INDEX || below == QN_NONE_INDEX) {
        return qn_lowered_hard();
    }
    qn_node_id is_below = qn_graph_lt(g, b->value, l->zero);
    top = qn_graph_select(g, is_below, qn_graph_sub(g, l->zero, top), top);
    return ratio(l, top, qn_graph_max(g, below, l->one),
                 fail_where(l, is_zero, qn_lowered_gravest(l, a->status, b->status)));
}

static qn_lowered lower_negation(qn_lowering *l, const qn_lowered *a)
{
    return ratio(l, qn_graph_sub(l->g, l->zero, a->value), a->den, a->status);
}

static qn_lowered lower_magnitude(qn_lowering *l, const qn_lowered *a)
{
    return ratio(l, qn_graph_abs(l->g, a->value), a->den, a->status);
}

/* The lesser (is_min) or the greater. */
static qn_lowered lower_extreme(qn_lowering *l, const qn_lowered *a, const qn_lowered *b,
                                bool is_min)
{
    qn_lowered left = *a;
    qn_lowered right = *b;
    if (!share_den(l, &left, &right)) {
        return qn_lowered_hard();
    }
    qn_node_id value = is_min ? qn_graph_min(l->g, left.value, right.value)
                              : qn_graph_max(l->g, left.value, right.value);
    return ratio(l, value, left.den, qn_lowered_gravest(l, a->status, b->status));
}

/* round(a * m / d) * s; as the machine has it, d must be above zero. */
static qn_lowered lower_round(qn_lowering *l, const qn_row_instruction *row, const qn_lowered *a)
{
    qn_graph *g = l->g;
    const qn_row_entry *list = l->t->entry + row->c;
    const qn_lowered *m = &l->reg[list[0].value];
    const qn_lowered *d = &l->reg[list[1].value];
    const qn_lowered *s = &l->reg[list[2].value];
    if (m->form != QN_SHAPE_NUMBER || d->form != QN_SHAPE_NUMBER || s->form != QN_SHAPE_NUMBER) {
        return qn_lowered_hard();
    }
    qn_node_id status = qn_lowered_gravest(l, qn_lowered_gravest(l, a->status, m->status),
                                           qn_lowered_gravest(l, d->status, s->status));
    qn_node_id whole =
        qn_graph_divide(g, qn_graph_mul(g, a->value, m->value), d->value, (qn_rounding)row->b);
    return qn_lowered_number(l, qn_graph_mul(g, whole, s->value), status);
}

/* round(a / c) * c, where c is a constant above zero. */
static qn_lowered lower_round_ratio(qn_lowering *l, const qn_row_instruction *row,
                                    const qn_lowered *a)
{
    qn_graph *g = l->g;
    const qn_lowered *step = &l->reg[row->c];
    int64_t top = 0;
    int64_t below = 0;
    if (step->form != QN_SHAPE_NUMBER || !qn_graph_is(g, step->status, QN_KNOWN) ||
        !qn_graph_is_const(g, step->value, &top) || !qn_graph_is_const(g, step->den, &below) ||
        top <= 0) {
        return qn_lowered_hard();
    }
    qn_node_id whole = qn_graph_divide(g, qn_graph_mul(g, a->value, step->den),
                                       qn_graph_mul(g, a->den, step->value), (qn_rounding)row->b);
    return ratio(l, qn_graph_mul(g, whole, step->value), step->den, a->status);
}

/* a / den where it is whole, else an error. */
static qn_lowered lower_whole(qn_lowering *l, qn_node_id top, qn_node_id den, qn_node_id status)
{
    qn_graph *g = l->g;
    qn_node_id whole = qn_graph_divide(g, top, den, QN_ROUND_TOWARD_ZERO);
    qn_node_id is_whole = qn_graph_eq(g, qn_graph_mul(g, whole, den), top);
    if (is_whole == QN_NONE_INDEX) {
        return qn_lowered_hard();
    }
    return qn_lowered_number(l, whole, fail_where(l, qn_graph_not(g, is_whole), status));
}

static qn_lowered lower_grid(qn_lowering *l, const qn_lowered *a, const qn_lowered *grid)
{
    return lower_whole(l, qn_graph_mul(l->g, a->value, grid->value), a->den,
                       qn_lowered_gravest(l, a->status, grid->status));
}

/* A number on a grid as a ratio; the grid is above zero. */
static qn_lowered lower_off_grid(qn_lowering *l, const qn_lowered *a, const qn_lowered *grid)
{
    int64_t den = 0;
    if (!qn_graph_is_const(l->g, grid->value, &den) || den < 1) {
        return qn_lowered_hard();
    }
    return ratio(l, a->value, grid->value, qn_lowered_gravest(l, a->status, grid->status));
}

static qn_lowered lower_question(qn_lowering *l, const qn_lowered *a, const qn_lowered *b,
                                 qn_node_id answer)
{
    return qn_lowered_number(l, answer, qn_lowered_gravest(l, a->status, b->status));
}

/* ---- dates */

/* Between what numbers what an operation on dates makes lies. */
static void date_range(const qn_row_instruction *row, int64_t *low, int64_t *high)
{
    static const int64_t parts[][2] = {{1, 9999}, {1, 12}, {1, 31}, {1, 7}, {1, 53}};
    const int64_t spans = (int64_t)QN_SPAN_MAX * QN_SPAN_MONTH;
    *low = QN_DAY_MIN;
    *high = QN_DAY_MAX;
    if (qn_instruction_op(row) == OP_DATE_SPAN) {
        *low = row->c == 0 ? -spans : -QN_SPAN_MAX;
        *high = -*low;
    } else if (qn_instruction_op(row) == OP_DATE_PART) {
        *low = parts[row->b][0];
        *high = parts[row->b][1];
    }
}

static qn_lowered lower_date(qn_lowering *l, const qn_row_instruction *row, uint32_t operands)
{
    const uint32_t from[3] = {row->a, row->b, row->c};
    qn_lowered operand[3] = {qn_lowered_hard(), qn_lowered_hard(), qn_lowered_hard()};
    qn_node_id status = l->zero;
    int64_t low = 0;
    int64_t high = 0;
    for (uint32_t i = 0; i < operands; i++) {
        operand[i] = l->reg[from[i]];
        if (operand[i].form != QN_SHAPE_NUMBER) {
            return qn_lowered_hard();
        }
        status = qn_lowered_gravest(l, status, operand[i].status);
    }
    qn_date_job job = {.op = qn_instruction_op(row),
                       .b = operands < 2 ? row->b : 0,
                       .c = operands < 3 ? row->c : 0,
                       .mode = qn_instruction_aux(row) >> QN_AUX_MODE_SHIFT};
    date_range(row, &low, &high);
    qn_node_id fails = QN_NONE_INDEX;
    qn_node_id value = qn_graph_date(l->g, job, operand[0].value, operand[1].value,
                                     operand[2].value, low, high, &fails);
    if (value == QN_NONE_INDEX) {
        return qn_lowered_hard();
    }
    return qn_lowered_number(l, value, fail_where(l, fails, status));
}

/* ---- code */

static qn_lowered lower_one(qn_lowering *l, const qn_row_instruction *row, const qn_lowered *a)
{
    qn_graph *g = l->g;
    switch (qn_instruction_op(row)) {
    case OP_WIDEN:
        return *a;
    case OP_NEG:
        return lower_negation(l, a);
    case OP_ABS:
        return lower_magnitude(l, a);
    case OP_ROUND_I:
    case OP_ROUND_W:
        return lower_round(l, row, a);
    case OP_ROUND_Q:
        return lower_round_ratio(l, row, a);
    case OP_WHOLE:
        return lower_whole(l, a->value, a->den, a->status);
    case OP_NOT:
        return qn_lowered_number(l, qn_graph_eq(g, a->value, l->zero), a->status);
    case OP_ROW_IS:
        return qn_lowered_number(l, qn_graph_eq(g, a->value, qn_graph_const(g, row->b)), a->status);
    case OP_IS_ROW:
        return qn_lowered_number(l, qn_graph_le(g, l->zero, a->value), a->status);
    case OP_DATE_PART:
    case OP_DATE_EDGE:
    case OP_DATE_SEEK:
        return lower_date(l, row, 1);
    default:
        return qn_lowered_hard();
    }
}

static qn_lowered lower_two(qn_lowering *l, const qn_row_instruction *row, const qn_lowered *a,
                            const qn_lowered *b)
{
    switch (qn_instruction_op(row)) {
    case OP_RATIO_I:
    case OP_RATIO_W:
        return lower_off_grid(l, a, b);
    case OP_GRID_I:
    case OP_GRID_W:
        return lower_grid(l, a, b);
    case OP_ADD_I:
    case OP_ADD_W:
    case OP_ADD_Q:
        return lower_sum(l, a, b, false);
    case OP_SUB_I:
    case OP_SUB_W:
    case OP_SUB_Q:
        return lower_sum(l, a, b, true);
    case OP_MUL_I:
    case OP_MUL_W:
    case OP_MUL_Q:
        return lower_product(l, a, b);
    case OP_DIV_Q:
        return lower_quotient(l, a, b);
    case OP_MIN:
        return lower_extreme(l, a, b, true);
    case OP_MAX:
        return lower_extreme(l, a, b, false);
    case OP_EQ_I:
    case OP_EQ_W:
    case OP_EQ_Q:
        return lower_question(l, a, b, qn_lowered_eq(l, a, b));
    case OP_LT_I:
    case OP_LT_W:
    case OP_LT_Q:
        return lower_question(l, a, b, qn_lowered_lt(l, a, b));
    case OP_LE_I:
    case OP_LE_W:
    case OP_LE_Q:
        return lower_question(l, a, b, qn_graph_not(l->g, qn_lowered_lt(l, b, a)));
    case OP_AND:
        return qn_lowered_and(l, a, b);
    case OP_OR:
        return qn_lowered_or(l, a, b);
    case OP_HAS:
        return lower_question(l, a, b, qn_graph_has(l->g, a->value, b->value));
    case OP_AGREE:
        return qn_lowered_number(
            l, a->value,
            fail_where(l, qn_graph_not(l->g, qn_graph_eq(l->g, a->value, b->value)),
                       qn_lowered_gravest(l, a->status, b->status)));
    case OP_DATE_DAYS:
    case OP_DATE_MONTHS:
    case OP_DATE_SPAN:
        return lower_date(l, row, 2);
    default:
        return qn_lowered_hard();
    }
}

/* Operations whose operands are a, or a and b, which must be numbers. */
static qn_lowered lower_numbers(qn_lowering *l, const qn_row_instruction *row)
{
    uint8_t reads = qn_bounds_operand_registers(qn_instruction_op(row));
    if ((reads & 1) == 0 || l->reg[row->a].form != QN_SHAPE_NUMBER) {
        return qn_lowered_hard();
    }
    if ((reads & 2) == 0) {
        return lower_one(l, row, &l->reg[row->a]);
    }
    return l->reg[row->b].form == QN_SHAPE_NUMBER
               ? lower_two(l, row, &l->reg[row->a], &l->reg[row->b])
               : qn_lowered_hard();
}

/* One instruction; those of which a is no number, or that choose, find their own operands. */
static qn_lowered lower_instruction(qn_lowering *l, const qn_row_instruction *row)
{
    switch (qn_instruction_op(row)) {
    case OP_SELECT:
    case OP_OTHERWISE:
    case OP_IS_NONE:
    case OP_BAND:
    case OP_FIRST:
    case OP_ONE:
    case OP_PICK:
    case OP_RESOLVE:
    case OP_GATES:
    case OP_UNLESS_NONE:
    case OP_HIGHER:
    case OP_LOWER:
    case OP_LIMIT:
        return qn_lower_choice(l, row);
    case OP_DATE_MAKE:
        return lower_date(l, row, 3);
    case OP_LOAD:
        return qn_lower_load(l, row);
    case OP_COUNT:
    case OP_TOTAL:
    case OP_ANY:
    case OP_ALL:
    case OP_LEAST:
    case OP_MOST:
        return qn_lower_over(l, row);
    case OP_RECALL:
    case OP_LOOKUP:
        return qn_lowered_number(l, l->zero, l->zero);
    case OP_KEEP:
        return l->reg[row->a];
    default:
        return lower_numbers(l, row);
    }
}

qn_lowered qn_lower_constant(const qn_lowering *l, uint32_t reg)
{
    const qn_case *c = l->batch->common;
    qn_class class_ = (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
    qn_node_id status = qn_graph_const(l->g, c->status[reg]);
    if (c->status[reg] != QN_KNOWN) {
        return qn_lowered_number(l, l->zero, status);
    }
    if (class_ == QN_CLASS_I) {
        return qn_lowered_number(l, qn_graph_const(l->g, c->slot[reg].i), status);
    }
    qn_rational value = qn_slot_rational(c->slot[reg], class_);
    if (!qn_wide_fits_i64(value.num) || !qn_wide_fits_i64(value.den)) {
        return qn_lowered_hard();
    }
    return ratio(l, qn_graph_const(l->g, qn_wide_to_i64(value.num)),
                 qn_graph_const(l->g, qn_wide_to_i64(value.den)), status);
}

/* How many words the list of an instruction has, at `first`; 0 where no register is among them. */
static uint64_t list_length(const qn_lowering *l, const qn_row_instruction *row, uint32_t *first)
{
    uint64_t clauses = 1 + 2 * (uint64_t)row->c;
    *first = row->b;
    switch (qn_instruction_op(row)) {
    case OP_BAND:
        return 5 * (uint64_t)row->c;
    case OP_PICK:
    case OP_FIRST:
    case OP_ONE:
        return row->c;
    case OP_GATES:
        return 2 * (uint64_t)row->c;
    case OP_RESOLVE:
        return clauses + 1 + 2 * (uint64_t)l->t->entry[row->b + clauses].value;
    case OP_ROUND_I:
    case OP_ROUND_W:
        *first = row->c;
        return 3;
    case OP_STORE:
        *first = row->a;
        return 3 + (uint64_t)row->b;
    default:
        return 0;
    }
}

/* Whether a register is the same in all rows. What a sequence writes is its own affair. */
static bool is_uniform(const qn_lowering *l, uint32_t reg)
{
    const qn_lowered *a = reg == QN_NONE_INDEX ? NULL : &l->reg[reg];
    uint32_t first = qn_tables_first_result(l->t);
    int64_t constant = 0;
    if (a == NULL || reg >= qn_tables_register_count(l->t) ||
        (l->batch->common->program->class_of[reg] & QN_REGISTER_INSIDE) != 0 ||
        (reg >= first && qn_instruction_op(&l->t->instruction[reg - first]) == OP_PARAM)) {
        return true;
    }
    return a->form == QN_SHAPE_NUMBER && qn_graph_is_const(l->g, a->value, &constant) &&
           qn_graph_is_const(l->g, a->den, &constant) &&
           qn_graph_is_const(l->g, a->status, &constant);
}

/* The same of all words that may be registers; others are numbers of constants at most. */
static bool are_uniform(const qn_lowering *l, uint32_t first, uint64_t count)
{
    for (uint64_t i = first; i < first + count; i++) {
        if (!is_uniform(l, l->t->entry[i].value)) {
            return false;
        }
    }
    return true;
}

/* Whether what an instruction reads is the same in all rows, but for its sequence or region. */
static bool operands_are_uniform(const qn_lowering *l, const qn_row_instruction *row)
{
    uint8_t reads = qn_bounds_operand_registers(qn_instruction_op(row));
    const uint32_t operands[3] = {row->a, row->b, row->c};
    uint32_t first = 0;
    uint64_t length = list_length(l, row, &first);
    for (uint32_t i = 0; i < 3; i++) {
        if ((reads >> i & 1) != 0 && !is_uniform(l, operands[i])) {
            return false;
        }
    }
    return are_uniform(l, first, length);
}

static bool sequence_is_uniform(const qn_lowering *l, uint32_t seq)
{
    for (; seq != QN_NONE_INDEX; seq = l->t->sequence[seq].source) {
        const qn_row_sequence *row = &l->t->sequence[seq];
        bool has_region = row->region != QN_NONE_INDEX;
        const qn_row_region *region = has_region ? &l->t->region[row->region] : NULL;
        if (row->inner != QN_NONE_INDEX || row->kind == QN_SEQ_CHOICE || !is_uniform(l, row->a) ||
            !is_uniform(l, row->b) || !are_uniform(l, row->first_entry, row->entry_count)) {
            return false;
        }
        for (uint32_t i = 0; has_region && i < region->count; i++) {
            const qn_row_instruction *one = &l->t->instruction[region->first + i];
            if (qn_goes_through(qn_instruction_op(one)) || !operands_are_uniform(l, one)) {
                return false;
            }
        }
    }
    return true;
}

/* Whether an instruction that has no form in columns needs none: it gives the same in all rows, and
 * the batch's case has it. */
static bool gives_the_same(const qn_lowering *l, const qn_row_instruction *row)
{
    switch (qn_instruction_op(row)) {
    case OP_STORE:
    case OP_APPEND:
    case OP_LOAD:
    case OP_AT:
    case OP_CHAIN_PART:
    case OP_WORK_ADD:
    case OP_WORK_SEEK:
    case OP_WORK_COUNT:
        return false;
    default:
        break;
    }
    return operands_are_uniform(l, row) &&
           (!qn_goes_through(qn_instruction_op(row)) || sequence_is_uniform(l, row->a));
}

/* Of what could not be put together nothing is left: a value and its denominator are there, but its
 * status may have been put beside it. */
static qn_lowered whole_or_hard(qn_lowered made)
{
    return made.status == QN_NONE_INDEX ? qn_lowered_hard() : made;
}

/* Which of a, b and c an instruction looks at whatever the others are, in the bits of
 * qn_bounds_operand_registers. A number is made only where each of them is a number or a record,
 * of which all parts are there. */
static uint8_t always_asked(qn_op op)
{
    switch (op) {
    case OP_AND:
    case OP_OR:
    case OP_IS_NONE:
    case OP_RECALL:
    case OP_KEEP:
        return 0;
    case OP_SELECT:
    case OP_OTHERWISE:
    case OP_UNLESS_NONE:
    case OP_GATES:
        return 1;
    default:
        return qn_bounds_operand_registers(op);
    }
}

/* Where the nodes alone say what must be known, what is the same whatever its operands are asks for
 * them all the same: it may hide an answer that the machine does not give without them. */
static qn_lowered keep_asked(qn_lowering *l, const qn_row_instruction *row, qn_lowered made)
{
    const uint32_t operands[3] = {row->a, row->b, row->c};
    uint8_t asked = always_asked(qn_instruction_op(row));
    qn_node_id of = QN_NONE_INDEX;
    int64_t value = 0;
    if (made.form != QN_SHAPE_NUMBER || !qn_graph_is_const(l->g, made.value, &value)) {
        return made;
    }
    for (uint32_t i = 0; i < 3; i++) {
        const qn_lowered *operand = (asked >> i & 1) != 0 ? &l->reg[operands[i]] : NULL;
        if (operand != NULL && l->g->node[operand->value].op != QN_COL_CONST) {
            of = of == QN_NONE_INDEX ? operand->value : qn_graph_add(l->g, of, operand->value);
        }
    }
    made.value = of == QN_NONE_INDEX ? made.value : qn_graph_settled(l->g, of, value);
    return made.value == QN_NONE_INDEX ? qn_lowered_hard() : made;
}

static bool may_overflow(const qn_lowering *l, const qn_lowered *a)
{
    const qn_node_id parts[3] = {a->value, a->den, a->status};
    bool may = false;
    for (uint32_t i = 0; i < 3; i++) {
        may = may || l->g->node[parts[i]].may_overflow;
    }
    return may;
}

static bool is_constant(const qn_lowering *l, const qn_lowered *a)
{
    return l->g->node[a->value].op == QN_COL_CONST;
}

/* Whether a number of more than 64 bits that the machine computes, and may find without room, has
 * no part in what was made of it: nobody would note it. */
static bool hides_overflow(const qn_lowering *l, const qn_row_instruction *row,
                           const qn_lowered *made)
{
    const uint32_t operands[3] = {row->a, row->b, row->c};
    qn_op op = qn_instruction_op(row);
    uint8_t asked = always_asked(op);
    if (made->form != QN_SHAPE_NUMBER || may_overflow(l, made)) {
        return false;
    }
    if ((op == OP_AND || op == OP_OR) && !is_constant(l, &l->reg[row->a]) &&
        !is_constant(l, &l->reg[row->b])) {
        asked = qn_bounds_operand_registers(op);
    }
    for (uint32_t i = 0; i < 3; i++) {
        if ((asked >> i & 1) != 0 && may_overflow(l, &l->reg[operands[i]])) {
            return true;
        }
    }
    return false;
}

void qn_lower_code(qn_lowering *l, uint32_t first, uint32_t count)
{
    const qn_case *c = l->batch->common;
    uint32_t results = qn_tables_first_result(l->t);
    for (uint32_t i = first; i < first + count; i++) {
        const qn_row_instruction *row = &l->t->instruction[i];
        uint32_t reg = results + i;
        uint8_t class_ = c->program->class_of[reg];
        bool is_dated = (class_ & QN_REGISTER_DATED) != 0; /* never inside of a region */
        if (qn_instruction_op(row) == OP_PARAM) {
            continue; /* written by who goes through a sequence */
        }
        if (qn_instruction_op(row) == OP_REGION) {
            i += row->a;
            continue;
        }
        if (l->turns == 0) {
            l->reg[reg] = qn_lowered_hard();
            continue;
        }
        l->turns--;
        bool is_there = is_dated && !l->batch->has_dates;
        l->reg[reg] =
            is_there ? qn_lower_constant(l, reg) : whole_or_hard(lower_instruction(l, row));
        if (l->g->keeps_asked) {
            l->reg[reg] = keep_asked(l, row, l->reg[reg]);
        } else if (!is_there && hides_overflow(l, row, &l->reg[reg])) {
            l->reg[reg] = qn_lowered_hard();
        }
        if (l->reg[reg].form == QN_SHAPE_HARD && (class_ & QN_REGISTER_INSIDE) == 0 &&
            gives_the_same(l, row)) {
            l->reg[reg] = qn_lower_constant(l, reg);
        }
    }
}

/* ---- facts and answers */

qn_lowered qn_lower_column(qn_lowering *l, uint32_t column, uint32_t preset)
{
    const qn_input *in = &l->batch->input[column];
    uint32_t domain = in->way.list == QN_NONE_INDEX ? 0 : 1 + in->way.list;
    if (in->way.kind != QN_TAKES_NUMBERS) {
        return qn_lowered_hard();
    }
    qn_node_id given =
        qn_graph_input(l->g, column, domain, l->range[column].low, l->range[column].high);
    given = qn_graph_mul(l->g, given, qn_graph_const(l->g, in->way.mul));
    given = qn_graph_add(l->g, given, qn_graph_const(l->g, in->way.add));
    qn_lowered there = qn_lowered_number(l, given, l->zero);
    if (!in->may_be_absent) {
        return there;
    }
    qn_lowered absent = preset == QN_NONE_INDEX
                            ? qn_lowered_number(l, l->zero, qn_graph_const(l->g, QN_UNKNOWN))
                            : qn_lower_constant(l, preset);
    return qn_lowered_select(l, qn_graph_present(l->g, column, domain), &there, &absent);
}

/* A list whose counts stand in a column. */
static qn_lowered lower_list(qn_lowering *l, uint32_t column, uint32_t preset)
{
    const qn_input *in = &l->batch->input[column];
    qn_node_id status = l->zero;
    if (in->may_be_absent) {
        uint8_t absent =
            preset == QN_NONE_INDEX ? (uint8_t)QN_UNKNOWN : l->batch->common->status[preset];
        status = qn_graph_select(l->g, qn_graph_present(l->g, column, 0), l->zero,
                                 qn_graph_const(l->g, absent));
    }
    return (qn_lowered){
        .form = QN_SHAPE_LIST, .value = l->zero, .den = l->one, .status = status, .list = column};
}

static void lower_facts(qn_lowering *l)
{
    uint32_t first = qn_tables_first_fact(l->t);
    for (uint32_t reg = 0; reg <= qn_tables_today(l->t); reg++) {
        l->reg[reg] = qn_lower_constant(l, reg);
    }
    for (uint32_t i = 0; l->batch->is_open && i < l->t->fact_count; i++) {
        l->is_column[i] = 1;
        l->reg[first + i] = qn_lowered_hard();
    }
    for (size_t i = 0; i < l->batch->input_count; i++) {
        const qn_way *way = &l->batch->input[i].way;
        uint32_t preset =
            way->fact == l->t->fact_count ? QN_NONE_INDEX : l->t->fact[way->fact].preset;
        if (way->list == QN_NONE_INDEX) {
            l->is_column[way->fact] = 1;
            l->reg[first + way->fact] = way->kind == QN_TAKES_COUNTS
                                            ? lower_list(l, (uint32_t)i, preset)
                                            : qn_lower_column(l, (uint32_t)i, preset);
        }
    }
}

/* The number of an answer as its column has it: value * mul / (den * div) + add, with the rows in
 * which that is not whole, or does not fit, left to be answered by themselves. */
static void lower_goal(qn_lowering *l, const qn_output *out, const qn_lowered *answer,
                       qn_goal *goal)
{
    qn_graph *g = l->g;
    *goal = (qn_goal){.value = QN_NONE_INDEX, .status = QN_NONE_INDEX, .alone = QN_NONE_INDEX};
    if (l->batch->is_open && answer->form == QN_SHAPE_NUMBER) { /* as the register of class I has */
        *goal = (qn_goal){.value = answer->value, .status = answer->status, .alone = l->zero};
        return;
    }
    if (answer->form != QN_SHAPE_NUMBER || out->way.mul == 0) {
        return;
    }
    qn_node_id top = qn_graph_mul(g, answer->value, qn_graph_const(g, out->way.mul));
    qn_node_id below = qn_graph_mul(g, answer->den, qn_graph_const(g, out->way.div));
    qn_node_id whole = qn_graph_divide(g, top, below, QN_ROUND_TOWARD_ZERO);
    qn_node_id broken = qn_graph_not(g, qn_graph_eq(g, qn_graph_mul(g, whole, below), top));
    qn_node_id value = qn_graph_add(g, whole, qn_graph_const(g, out->way.add));
    qn_node_id beyond = qn_graph_or(g, qn_graph_lt(g, value, qn_graph_const(g, out->way.low)),
                                    qn_graph_lt(g, qn_graph_const(g, out->way.high), value));
    qn_node_id known = qn_graph_eq(g, answer->status, l->zero);
    qn_node_id misfit = qn_graph_and(g, known, qn_graph_or(g, broken, beyond));
    qn_node_id unknown = qn_graph_eq(g, answer->status, qn_graph_const(g, QN_UNKNOWN));
    goal->alone = qn_graph_cast(g, qn_graph_or(g, misfit, unknown), QN_W8);
    goal->value = qn_graph_select(g, known, value, l->zero);
    goal->status = qn_graph_cast(g, answer->status, QN_W8);
    if (goal->alone == QN_NONE_INDEX) { /* as it is where the value is none */
        goal->value = QN_NONE_INDEX;
    }
}

/* Rules are marked by the walk itself. */
static void pass_by(qn_case *c, uint32_t rule)
{
    (void)c;
    (void)rule;
}

/* Whether a register is a column, of facts or of the date of decision. */
static bool is_column(const qn_lowering *l, uint32_t reg)
{
    uint32_t first = qn_tables_first_fact(l->t);
    return reg >= first && reg <= qn_tables_today(l->t) && l->is_column[reg - first] != 0;
}

/* Adds a register if it is a column. */
static void add_column(const qn_lowering *l, uint32_t reg, qn_reads *reads)
{
    if (is_column(l, reg)) {
        qn_reads_add(reads, reg - qn_tables_first_fact(l->t));
    }
}

/* The same of some words. Those that are no registers may look like one, which only means more
 * work. */
static void add_columns(const qn_lowering *l, uint32_t first, uint64_t count, qn_reads *reads)
{
    for (uint64_t i = first; i < first + count; i++) {
        add_column(l, l->t->entry[i].value, reads);
    }
}

/* The same of a sequence with all that it is made of; regions stand in the code. */
static void add_sequence(const qn_lowering *l, uint32_t seq, qn_reads *reads)
{
    for (; seq != QN_NONE_INDEX; seq = l->t->sequence[seq].source) {
        const qn_row_sequence *row = &l->t->sequence[seq];
        if (row->inner != QN_NONE_INDEX || row->kind == QN_SEQ_CHOICE) {
            qn_reads_give_up(reads);
            return;
        }
        add_column(l, row->a, reads);
        add_column(l, row->b, reads);
        add_columns(l, row->first_entry, row->entry_count, reads);
    }
}

/* The columns that a rule reads, and those that it needs; `reads` has the answer for those. */
static void find_reads(const qn_lowering *l, uint32_t number, qn_reads *reads)
{
    const qn_row_rule *rule = &l->t->rule[number];
    qn_reads *out = &reads[number];
    for (uint32_t i = 0; i < rule->need_count; i++) {
        qn_reads_join(out, &reads[l->t->entry[rule->first_need + i].value]);
    }
    for (uint32_t i = 0; i < rule->code_count; i++) {
        const qn_row_instruction *row = &l->t->instruction[rule->first_code + i];
        uint32_t first = 0;
        uint64_t length = list_length(l, row, &first);
        add_column(l, row->a, out);
        add_column(l, row->b, out);
        add_column(l, row->c, out);
        add_columns(l, first, length, out);
        if (qn_goes_through(qn_instruction_op(row))) {
            add_sequence(l, row->a, out);
        }
    }
}

/* The registers of a rule that is the same in all rows. */
static void lower_uniform(qn_lowering *l, const qn_row_rule *rule)
{
    uint32_t base = qn_tables_first_result(l->t) + rule->first_code;
    for (uint32_t i = 0; i < rule->code_count; i++) {
        bool is_inside = (l->batch->common->program->class_of[base + i] & QN_REGISTER_INSIDE) != 0;
        l->reg[base + i] = is_inside ? qn_lowered_hard() : qn_lower_constant(l, base + i);
    }
}

/* A rule that differs between rows. */
static void lower_varied(qn_lowering *l, uint32_t number, const qn_reads *reads)
{
    const qn_row_rule *rule = &l->t->rule[number];
    qn_lower_code(l, rule->first_code, rule->code_count);
    if (l->reg[rule->result].form == QN_SHAPE_HARD) {
        l->reg[rule->result] = qn_lower_few(l, number, reads);
    }
}

/* Lowers what the answers need in the order of the code, in which what is read stands before.
 * needed: a byte a rule; rule_at: for each instruction the rule that begins with it, + 1. */
static void lower_rules(qn_lowering *l, uint8_t *needed, qn_reads *reads, uint32_t *rule_at)
{
    qn_case *c = l->batch->common;
    for (size_t i = 0; i < l->batch->output_count; i++) {
        qn_case_visit(c, l->batch->output[i].rule, needed, pass_by);
    }
    for (uint32_t i = 0; i < l->t->rule_count; i++) {
        const qn_row_rule *row = &l->t->rule[i];
        if (row->code_count == 0) {
            qn_reads_give_up(&reads[i]);
        }
        if (needed[i] != 0 && row->code_count > 0 && (row->flags & QN_RULE_INLINE) == 0) {
            rule_at[row->first_code] = i + 1;
        }
    }
    for (uint32_t i = 0; i < l->t->instruction_count; i++) {
        if (rule_at[i] == 0) {
            continue;
        }
        uint32_t number = rule_at[i] - 1;
        find_reads(l, number, reads);
        if (reads[number].count > 0) {
            lower_varied(l, number, &reads[number]);
        } else {
            lower_uniform(l, &l->t->rule[number]);
        }
    }
}

void qn_batch_evaluate_common(const qn_batch *batch)
{
    for (size_t i = 0; i < batch->output_count; i++) {
        qn_case_run(batch->common, batch->output[i].rule);
    }
}

bool qn_batch_lower(qn_graph *g, const qn_batch *batch, const qn_range *range, qn_goal *goal)
{
    const qn_tables *t = batch->common->tables;
    size_t registers = qn_tables_register_count(t);
    size_t size = registers * sizeof(qn_lowered) + t->rule_count * sizeof(qn_reads) +
                  t->instruction_count * sizeof(uint32_t) + (size_t)t->rule_count + t->fact_count +
                  1;
    qn_lowered *reg = qn_memory_take(g->options, size);
    if (reg == NULL) {
        g->out_of_memory = true;
        return false;
    }
    memset(reg, 0, size);
    qn_reads *reads = (qn_reads *)(void *)(reg + registers);
    uint32_t *rule_at = (uint32_t *)(void *)(reads + t->rule_count);
    uint8_t *needed = (uint8_t *)(rule_at + t->instruction_count);
    qn_lowering l = {.g = g,
                     .batch = batch,
                     .t = t,
                     .range = range,
                     .reg = reg,
                     .is_column = needed + t->rule_count,
                     .zero = qn_graph_const(g, 0),
                     .one = qn_graph_const(g, 1),
                     .turns = TURNS_LEAST + TURNS_EACH * (uint64_t)t->instruction_count,
                     .steps = batch->is_open ? 0 : STEPS_MOST};
    for (size_t i = 0; i < registers; i++) {
        reg[i] = qn_lowered_hard();
    }
    qn_batch_evaluate_common(batch);
    lower_facts(&l);
    lower_rules(&l, needed, reads, rule_at);
    for (size_t i = 0; i < batch->output_count; i++) {
        lower_goal(&l, &batch->output[i], &reg[t->rule[batch->output[i].rule].result], &goal[i]);
    }
    qn_memory_free(g->options, reg, size);
    return !g->out_of_memory;
}
