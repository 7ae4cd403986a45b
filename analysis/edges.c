/*
 * Values to try. See edges.h.
 */
#include "edges.h"

#include <stdlib.h>
#include <string.h>

#include "bounds_open.h"
#include "date.h"
#include "kernels.h"

/* Values of one input that are kept. */
enum { EDGES_MAX = 600 };

static void add_to(qn_edges *e, qn_edges_of_input *of, int64_t value)
{
    if (of->count >= EDGES_MAX) {
        return;
    }
    if (of->count == of->room) {
        uint32_t room = of->room * 2 + 8;
        int64_t *grown = realloc(of->value, room * sizeof *grown);
        if (grown == NULL) {
            e->out_of_memory = true;
            return;
        }
        of->value = grown;
        of->room = room;
    }
    of->value[of->count++] = value;
}

static void add(qn_edges *e, uint32_t input, int64_t value)
{
    add_to(e, &e->of[input], value);
}

static void add_around(qn_edges *e, uint32_t input, int64_t value)
{
    add(e, input, value);
    add(e, input, value - 1);
    add(e, input, value + 1);
}

/* One program: which input a register of a fact is. */
typedef struct look {
    qn_edges *e;
    const qn_worlds *w;
    const qn_tables *t;
    const uint32_t *input_of; /* one a fact */
    uint32_t world;
} look;

/* The input that a register holds, or QN_NONE_INDEX: a fact, the date, or the same widened. */
static uint32_t input_in(const look *l, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(l->t);
    while (reg != QN_NONE_INDEX && reg >= first) {
        const qn_row_instruction *row = &l->t->instruction[reg - first];
        qn_op op = qn_instruction_op(row);
        reg = op == OP_WIDEN || op == OP_RATIO_I || op == OP_RATIO_W ? row->a : QN_NONE_INDEX;
    }
    if (reg == QN_NONE_INDEX || reg < qn_tables_first_fact(l->t)) {
        return QN_NONE_INDEX;
    }
    return reg == qn_tables_today(l->t) ? l->w->inputs
                                        : l->input_of[reg - qn_tables_first_fact(l->t)];
}

/* The whole number of a constant on the grid that it stands on. A ratio is put on the grid of the
 * input. */
static bool read_constant(const look *l, uint32_t reg, uint32_t input, int64_t *out)
{
    if (reg >= l->t->constant_count || l->t->constant[reg].status != QN_KNOWN) {
        return false;
    }
    const qn_row_constant *row = &l->t->constant[reg];
    qn_rational number = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    qn_rational whole;
    if (row->class_ == QN_CLASS_Q && input < l->w->inputs) {
        uint32_t type = l->t->fact[l->w->input[input].fact[l->world]].type;
        qn_rational den =
            qn_slot_rational(qn_constant_slot(&l->t->constant[l->t->type[type].den]), QN_CLASS_W);
        if (qn_rational_mul(number, den, &number) != QN_ARITH_OK) {
            return false;
        }
    }
    if (qn_rational_round(number, qn_rational_from_i64(1), QN_ROUND_DOWN, &whole) != QN_ARITH_OK ||
        !qn_wide_fits_i64(whole.num)) {
        return false;
    }
    *out = qn_wide_to_i64(whole.num);
    return *out > INT64_MIN && *out < INT64_MAX;
}

/* How the number in a register counts the time between two days: in months (1), as a span of months
 * and days (0); -1 for anything else. */
static int span_unit(const look *l, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(l->t);
    while (reg != QN_NONE_INDEX && reg >= first) {
        const qn_row_instruction *row = &l->t->instruction[reg - first];
        qn_op op = qn_instruction_op(row);
        if (op == OP_DATE_SPAN) {
            return row->c != 0;
        }
        reg = op == OP_WIDEN || op == OP_RATIO_I || op == OP_RATIO_W ? row->a : QN_NONE_INDEX;
    }
    return -1;
}

/* What lies between two days is held against a constant. */
static void look_at_span(const look *l, uint32_t a, uint32_t b)
{
    int64_t value;
    int unit = span_unit(l, a);
    if (unit >= 0 && read_constant(l, b, l->w->inputs, &value)) {
        add_to(l->e, &l->e->months, unit == 0 ? value / QN_SPAN_MONTH : value);
    }
}

static void look_at_pair(const look *l, uint32_t a, uint32_t b)
{
    int64_t value;
    uint32_t input = input_in(l, a);
    look_at_span(l, a, b);
    if (input != QN_NONE_INDEX && read_constant(l, b, input, &value)) {
        add_around(l->e, input, value);
    }
}

static void look_at_band(const look *l, const qn_row_instruction *row)
{
    for (uint32_t i = 0; i < row->c; i++) {
        const qn_row_entry *entry = &l->t->entry[row->b + QN_BAND_WIDTH * i];
        look_at_pair(l, row->a, entry[QN_BAND_LOW].value);
        look_at_pair(l, row->a, entry[QN_BAND_HIGH].value);
    }
}

static void look_at(const look *l, const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    if (op == OP_BAND) {
        look_at_band(l, row);
    } else if (op == OP_DATE_MONTHS) {
        int64_t value;
        if (read_constant(l, row->b, l->w->inputs, &value)) {
            add_to(l->e, &l->e->months, value < 0 ? -value : value);
        }
    } else if ((op >= OP_EQ_I && op <= OP_LE_Q) || op == OP_MIN || op == OP_MAX) {
        look_at_pair(l, row->a, row->b);
        look_at_pair(l, row->b, row->a);
    }
}

/* The ends of the range, every value of a choice, yes and no. */
static void look_at_fact(const look *l, uint32_t fact)
{
    const qn_row_fact *row = &l->t->fact[fact];
    const qn_row_type *type = &l->t->type[row->type];
    uint32_t input = l->input_of[fact];
    int64_t value;
    if (!l->w->input[input].is_plain) {
        return;
    }
    if (type->kind == QN_KIND_BOOLEAN) {
        add(l->e, input, 0);
        add(l->e, input, 1);
    } else if (type->kind == QN_KIND_CHOICE && type->choice != QN_NONE_INDEX) {
        for (uint32_t i = 0; i < l->t->choice[type->choice].count; i++) {
            add(l->e, input, i);
        }
    }
    if (row->low != QN_NONE_INDEX && read_constant(l, row->low, l->w->inputs, &value)) {
        add(l->e, input, value);
        add(l->e, input, value + 1);
    }
    if (row->high != QN_NONE_INDEX && read_constant(l, row->high, l->w->inputs, &value)) {
        add(l->e, input, value);
        add(l->e, input, value - 1);
    }
}

/* The ends of the range of a day that an element has: in a program without days of its own the date
 * of decision is near it where it matters. */
static void look_at_field(const look *l, const qn_row_field *row)
{
    int64_t day;
    if (l->t->type[row->type].kind != QN_KIND_DATE) {
        return;
    }
    if (row->low != QN_NONE_INDEX && read_constant(l, row->low, l->w->inputs, &day)) {
        add(l->e, l->w->inputs, day);
    }
    if (row->high != QN_NONE_INDEX && read_constant(l, row->high, l->w->inputs, &day)) {
        add(l->e, l->w->inputs, day);
    }
}

/* The days on which versions begin and end. */
static void look_at_clauses(const look *l)
{
    int64_t day;
    for (uint32_t i = 0; i < l->t->clause_count; i++) {
        const qn_row_clause *row = &l->t->clause[i];
        if (row->from != QN_NONE_INDEX && read_constant(l, row->from, l->w->inputs, &day)) {
            add_around(l->e, l->w->inputs, day);
        }
        if (row->until != QN_NONE_INDEX && read_constant(l, row->until, l->w->inputs, &day)) {
            add_around(l->e, l->w->inputs, day);
        }
    }
}

/* Whether somewhere it must be the same whichever way a day that does not exist is rounded. */
static bool asks_both_ways(const qn_tables *t)
{
    bool asks = false;
    for (uint32_t i = 0; i < t->instruction_count && !asks; i++) {
        asks = qn_instruction_op(&t->instruction[i]) == OP_AGREE;
    }
    return asks;
}

static void look_at_program(qn_edges *e, const qn_worlds *w, uint32_t world)
{
    const qn_tables *t = &w->program[world]->tables;
    uint32_t *input_of = calloc((size_t)t->fact_count + 1, sizeof *input_of);
    if (input_of == NULL) {
        e->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < w->inputs; i++) {
        if (w->input[i].fact[world] != QN_NONE_INDEX) {
            input_of[w->input[i].fact[world]] = i;
        }
    }
    look l = {e, w, t, input_of, world};
    for (uint32_t i = 0; i < t->fact_count; i++) {
        look_at_fact(&l, i);
    }
    look_at_clauses(&l);
    e->asks_both_ways |= asks_both_ways(t);
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        look_at(&l, &t->instruction[i]);
    }
    for (uint32_t i = 0; e->of[w->inputs].count == 0 && i < t->field_count; i++) {
        look_at_field(&l, &t->field[i]);
    }
    free(input_of);
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void put_in_order(qn_edges_of_input *of)
{
    uint32_t kept = 0;
    if (of->count == 0) {
        return;
    }
    qsort(of->value, of->count, sizeof *of->value, compare_values);
    for (uint32_t i = 1; i < of->count; i++) {
        if (of->value[i] != of->value[kept]) {
            of->value[++kept] = of->value[i];
        }
    }
    of->count = kept + 1;
}

/* Days outside those that are asked about are taken away. */
static void keep_days(qn_edges_of_input *of, int64_t first, int64_t last)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        if (of->value[i] >= first && of->value[i] <= last) {
            of->value[kept++] = of->value[i];
        }
    }
    of->count = kept;
}

bool qn_edges_init(qn_edges *edges, const qn_worlds *w)
{
    *edges = (qn_edges){.inputs = w->inputs};
    edges->of = calloc((size_t)w->inputs + 1, sizeof *edges->of);
    if (edges->of == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < w->count; i++) {
        look_at_program(edges, w, i);
    }
    add(edges, w->inputs, w->first_day);
    add(edges, w->inputs, w->last_day);
    for (uint32_t i = 0; i <= w->inputs; i++) {
        put_in_order(&edges->of[i]);
    }
    put_in_order(&edges->months);
    keep_days(&edges->of[w->inputs], w->first_day, w->last_day);
    return !edges->out_of_memory;
}

void qn_edges_clear(qn_edges *edges)
{
    for (uint32_t i = 0; edges->of != NULL && i <= edges->inputs; i++) {
        free(edges->of[i].value);
    }
    free(edges->of);
    free(edges->months.value);
    *edges = (qn_edges){0};
}
