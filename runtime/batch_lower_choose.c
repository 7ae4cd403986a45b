/*
 * Choosing in columns: see batch_lower_choose.h. Each function does to columns what the one of its
 * name does to a case in vm.c.
 */
#include "batch_lower_choose.h"

#include <string.h>

/* Entries of a list that are looked at one by one, at most; longer ones must be constant. */
#define ENTRIES_MAX 64

static bool is_number(const qn_lowered *a)
{
    return a->form == QN_SHAPE_NUMBER;
}

/* Yes where the status is that. */
static qn_node_id has_status(qn_lowering *l, const qn_lowered *a, qn_answer status)
{
    return qn_graph_eq(l->g, a->status, qn_graph_const(l->g, status));
}

static qn_node_id status_const(qn_lowering *l, qn_answer status)
{
    return qn_graph_const(l->g, status);
}

/* first unless that is known, else second. */
static qn_node_id first_status(qn_lowering *l, qn_node_id first, qn_node_id second)
{
    return qn_graph_select(l->g, qn_graph_eq(l->g, first, l->zero), second, first);
}

static qn_lowered lower_select(qn_lowering *l, const qn_row_instruction *row)
{
    const qn_lowered *a = &l->reg[row->a];
    if (!is_number(a)) {
        return qn_lowered_hard();
    }
    qn_node_id yes = qn_graph_not(l->g, qn_graph_eq(l->g, a->value, l->zero));
    qn_lowered out = qn_lowered_select(l, yes, &l->reg[row->b], &l->reg[row->c]);
    if (is_number(&out)) {
        out.status = first_status(l, a->status, out.status);
    } else if (!qn_graph_is(l->g, a->status, QN_KNOWN)) {
        return qn_lowered_hard();
    }
    return out;
}

static qn_lowered lower_otherwise(qn_lowering *l, const qn_row_instruction *row)
{
    const qn_lowered *a = &l->reg[row->a];
    return is_number(a) ? qn_lowered_select(l, has_status(l, a, QN_NONE), &l->reg[row->b], a)
                        : qn_lowered_hard();
}

/* Whether the status of a number is all that must be known of it: not where it may have more than
 * 64 bits, which only who computes it notes, and the machine perhaps as an error. */
static bool is_told_by_status(const qn_lowering *l, const qn_lowered *a)
{
    return is_number(a) && !l->g->node[a->value].may_overflow && !l->g->node[a->den].may_overflow;
}

static qn_lowered lower_is_none(qn_lowering *l, const qn_row_instruction *row)
{
    const qn_lowered *a = &l->reg[row->a];
    if (!is_told_by_status(l, a)) {
        return qn_lowered_hard();
    }
    qn_node_id decided = qn_graph_le(l->g, a->status, status_const(l, QN_NONE));
    return qn_lowered_number(l, has_status(l, a, QN_NONE),
                             qn_graph_select(l->g, decided, l->zero, a->status));
}

/* ---- rows of which one holds */

/* What looking through rows has found so far, as search in vm.c. */
typedef struct search {
    qn_node_id row;
    qn_node_id open_row;
    qn_node_id open_status;
    qn_node_id clash;
    bool is_first; /* nothing counts behind the first that holds */
} search;

static search begin_search(qn_lowering *l, bool is_first)
{
    qn_node_id none = qn_graph_const(l->g, -1);
    return (search){.row = none,
                    .open_row = none,
                    .open_status = l->zero,
                    .clash = l->zero,
                    .is_first = is_first};
}

static void note(qn_lowering *l, search *s, int64_t row, const qn_lowered *holds)
{
    qn_graph *g = l->g;
    qn_node_id number = qn_graph_const(g, row);
    qn_node_id known = qn_graph_eq(g, holds->status, l->zero);
    qn_node_id yes = qn_lowered_is_yes(l, holds);
    qn_node_id open = qn_graph_not(g, known);
    qn_node_id is_new = qn_graph_lt(g, s->row, l->zero);
    if (s->is_first) {
        yes = qn_graph_and(g, yes, is_new);
        open = qn_graph_and(g, open, is_new);
    }
    qn_node_id is_only = qn_graph_or(g, qn_graph_eq(g, s->open_row, qn_graph_const(g, -1)),
                                     qn_graph_eq(g, s->open_row, number));
    qn_node_id open_row = qn_graph_select(g, is_only, number, qn_graph_const(g, -2));
    s->open_row = qn_graph_select(g, open, open_row, s->open_row);
    s->open_status = qn_graph_select(
        g, open, qn_lowered_undecided(l, s->open_status, holds->status), s->open_status);
    qn_node_id other =
        qn_graph_and(g, qn_graph_not(g, is_new), qn_graph_not(g, qn_graph_eq(g, s->row, number)));
    s->clash = qn_graph_or(g, s->clash, qn_graph_and(g, yes, other));
    s->row = qn_graph_select(g, qn_graph_and(g, yes, is_new), number, s->row);
}

static qn_lowered conclude(qn_lowering *l, const search *s)
{
    qn_graph *g = l->g;
    qn_node_id is_open = qn_graph_and(g, qn_graph_not(g, qn_graph_eq(g, s->open_status, l->zero)),
                                      qn_graph_not(g, qn_graph_eq(g, s->open_row, s->row)));
    qn_node_id status = qn_graph_select(g, is_open, s->open_status, l->zero);
    status = qn_graph_select(g, s->clash, status_const(l, QN_CONFLICT), status);
    return qn_lowered_number(l, s->row, status);
}

/* Conditions one after the other: the first that is yes, or the only one. */
static qn_lowered lower_conditions(qn_lowering *l, const qn_row_instruction *row, bool is_first)
{
    const qn_row_entry *list = l->t->entry + row->b;
    search s = begin_search(l, is_first);
    if (row->c > ENTRIES_MAX) {
        return qn_lowered_hard();
    }
    for (uint32_t i = 0; i < row->c; i++) {
        const qn_lowered *condition = &l->reg[list[i].value];
        if (!is_number(condition)) {
            return qn_lowered_hard();
        }
        note(l, &s, i, condition);
    }
    return conclude(l, &s);
}

/* ---- bands */

enum { BAND_LOW, BAND_HIGH, BAND_FLAGS, BAND_ROW, BAND_CONDITION, BAND_WIDTH };

/* Whether the value lies on the right side of a bound: `is_low`: not below it. */
static qn_lowered lower_bound(qn_lowering *l, const qn_lowered *x, uint32_t reg, bool is_low,
                              bool with_bound)
{
    qn_graph *g = l->g;
    if (reg == QN_NONE_INDEX) {
        return qn_lowered_number(l, l->one, l->zero);
    }
    const qn_lowered *bound = &l->reg[reg];
    if (!is_number(bound)) {
        return qn_lowered_hard();
    }
    qn_node_id status = qn_lowered_gravest(l, x->status, bound->status);
    const qn_lowered *lesser = is_low ? bound : x;
    const qn_lowered *greater = is_low ? x : bound;
    qn_node_id inside = with_bound ? qn_graph_not(g, qn_lowered_lt(l, greater, lesser))
                                   : qn_lowered_lt(l, lesser, greater);
    return qn_lowered_number(l, inside, status);
}

static qn_lowered entry_holds(qn_lowering *l, const qn_lowered *x, const qn_row_entry *entry)
{
    uint32_t flags = entry[BAND_FLAGS].value;
    qn_lowered low =
        lower_bound(l, x, entry[BAND_LOW].value, true, (flags & QN_BAND_LOW_EXCLUDED) == 0);
    qn_lowered high =
        lower_bound(l, x, entry[BAND_HIGH].value, false, (flags & QN_BAND_HIGH_INCLUDED) != 0);
    if (!is_number(&low) || !is_number(&high)) {
        return qn_lowered_hard();
    }
    qn_lowered holds = qn_lowered_and(l, &low, &high);
    uint32_t condition = entry[BAND_CONDITION].value;
    if (condition == QN_NONE_INDEX) {
        return holds;
    }
    const qn_lowered *extra = &l->reg[condition];
    return is_number(extra) ? qn_lowered_and(l, &holds, extra) : qn_lowered_hard();
}

/* The number n from which on n / den is not below the bound of a sorted band, which is a known
 * constant, or, `above`, is above it. False where there are more than 64 bits. */
static bool step_from(const qn_lowering *l, uint32_t reg, int64_t den, bool above, int64_t *out)
{
    int64_t top = 0;
    int64_t below = 0;
    int64_t product = 0;
    const qn_lowered *bound = &l->reg[reg];
    (void)qn_graph_is_const(l->g, bound->value, &top);
    (void)qn_graph_is_const(l->g, bound->den, &below);
    if (!is_number(bound) || __builtin_mul_overflow(top, den, &product)) {
        return false;
    }
    int64_t floor = product / below - (product % below < 0);
    bool is_behind = above || product % below != 0;
    return !__builtin_add_overflow(floor, (int64_t)is_behind, out);
}

/* Sorted entries with constant bounds as steps: each gives its row, and -1 what lies between.
 * count: how many pairs were made. */
static bool make_steps(const qn_lowering *l, const qn_row_instruction *row, int64_t den,
                       int64_t *step, uint32_t *count, int64_t *before)
{
    const qn_row_entry *entry = l->t->entry + row->b;
    *count = 0;
    *before = -1;
    for (uint32_t i = 0; i < row->c; i++, entry += BAND_WIDTH) {
        int64_t from = INT64_MIN;
        int64_t end = 0;
        bool has_low = entry[BAND_LOW].value != QN_NONE_INDEX;
        bool has_high = entry[BAND_HIGH].value != QN_NONE_INDEX;
        uint32_t flags = entry[BAND_FLAGS].value;
        if ((has_low && !step_from(l, entry[BAND_LOW].value, den,
                                   (flags & QN_BAND_LOW_EXCLUDED) != 0, &from)) ||
            (has_high && !step_from(l, entry[BAND_HIGH].value, den,
                                    (flags & QN_BAND_HIGH_INCLUDED) != 0, &end))) {
            return false;
        }
        if (has_high && end <= from) {
            continue; /* no number of this grid lies within */
        }
        if (!has_low) {
            *before = entry[BAND_ROW].value;
        } else if (*count > 0 && step[2 * (size_t)*count - 2] == from) {
            step[2 * (size_t)*count - 1] = entry[BAND_ROW].value;
        } else {
            step[2 * (size_t)*count] = from;
            step[2 * (size_t)(*count)++ + 1] = entry[BAND_ROW].value;
        }
        if (has_high) {
            step[2 * (size_t)*count] = end;
            step[2 * (size_t)(*count)++ + 1] = -1;
        }
    }
    return true;
}

/* Room for pairs: two an entry. */
static qn_lowered lower_sorted(qn_lowering *l, const qn_row_instruction *row, const qn_lowered *x)
{
    int64_t den = 0;
    size_t size = 4 * (size_t)row->c * sizeof(int64_t) + sizeof(int64_t);
    uint32_t count = 0;
    int64_t before = 0;
    if (!qn_graph_is_const(l->g, x->den, &den)) {
        return qn_lowered_hard();
    }
    int64_t *step = qn_memory_take(l->g->options, size);
    if (step == NULL) {
        l->g->out_of_memory = true;
        return qn_lowered_hard();
    }
    qn_lowered out = qn_lowered_hard();
    if (make_steps(l, row, den, step, &count, &before)) {
        out = qn_lowered_number(l, qn_graph_steps(l->g, x->value, before, step, count), x->status);
    }
    qn_memory_free(l->g->options, step, size);
    return out;
}

static qn_lowered lower_band(qn_lowering *l, const qn_row_instruction *row)
{
    const qn_lowered *x = &l->reg[row->a];
    const qn_row_entry *entry = l->t->entry + row->b;
    uint32_t aux = qn_instruction_aux(row);
    search s = begin_search(l, (aux & QN_AUX_FIRST_MATCH) != 0);
    if (!is_number(x)) {
        return qn_lowered_hard();
    }
    if (row->c == 0) {
        return conclude(l, &s);
    }
    bool is_open = row->c == 1 && entry[BAND_LOW].value == QN_NONE_INDEX &&
                   entry[BAND_HIGH].value == QN_NONE_INDEX;
    if ((aux & QN_AUX_SORTED) != 0 && !is_open) {
        qn_lowered out = lower_sorted(l, row, x);
        if (is_number(&out) || l->g->out_of_memory) {
            return out;
        }
    }
    if (row->c > ENTRIES_MAX) {
        return qn_lowered_hard();
    }
    for (uint32_t i = 0; i < row->c; i++) {
        qn_lowered holds = entry_holds(l, x, entry + (size_t)i * BAND_WIDTH);
        if (!is_number(&holds)) {
            return qn_lowered_hard();
        }
        note(l, &s, entry[(size_t)i * BAND_WIDTH + BAND_ROW].value, &holds);
    }
    return conclude(l, &s);
}

/* ---- the value beside a row */

/* A list of constants: steps over the number of the row. False where one is none. */
static bool pick_constant(qn_lowering *l, const qn_row_instruction *row, qn_node_id chosen,
                          qn_lowered *out)
{
    const qn_row_entry *list = l->t->entry + row->b;
    size_t size = 4 * (size_t)row->c * sizeof(int64_t);
    int64_t *step = qn_memory_take(l->g->options, size);
    if (step == NULL) {
        l->g->out_of_memory = true;
        return false;
    }
    int64_t *state = step + 2 * (size_t)row->c;
    bool are_constant = true;
    for (uint32_t i = 0; i < row->c && are_constant; i++) {
        const qn_lowered *entry = &l->reg[list[i].value];
        step[2 * (size_t)i] = i;
        state[2 * (size_t)i] = i;
        are_constant = is_number(entry) && entry->den == l->reg[list[0].value].den &&
                       qn_graph_is_const(l->g, entry->value, &step[2 * (size_t)i + 1]) &&
                       qn_graph_is_const(l->g, entry->status, &state[2 * (size_t)i + 1]);
    }
    if (are_constant) {
        size_t last = 2 * (size_t)row->c - 1;
        *out = qn_lowered_number(l, qn_graph_steps(l->g, chosen, step[last], step, row->c),
                                 qn_graph_steps(l->g, chosen, state[last], state, row->c));
        if (is_number(out)) {
            out->den = l->reg[list[0].value].den;
        }
    }
    qn_memory_free(l->g->options, step, size);
    return are_constant;
}

static qn_lowered lower_pick(qn_lowering *l, const qn_row_instruction *row)
{
    qn_graph *g = l->g;
    const qn_lowered *chosen = &l->reg[row->a];
    const qn_row_entry *list = l->t->entry + row->b;
    qn_lowered out = qn_lowered_hard();
    if (!is_number(chosen)) {
        return out;
    }
    if (!pick_constant(l, row, chosen->value, &out) && row->c <= ENTRIES_MAX) {
        out = l->reg[list[row->c - 1].value];
        for (uint32_t i = 0; i + 1 < row->c; i++) {
            qn_node_id is_row = qn_graph_eq(g, chosen->value, qn_graph_const(g, i));
            out = qn_lowered_select(l, is_row, &l->reg[list[i].value], &out);
        }
    }
    if (is_number(&out)) {
        out.status = first_status(l, chosen->status, out.status);
    }
    return out;
}

/* ---- clauses */

/* The clause that applies, as far as they have been looked at, as run_resolve in vm.c. */
typedef struct resolution {
    qn_lowered left;
    qn_node_id has_left;
    qn_node_id open;
    qn_node_id worst;
    qn_node_id differ;
} resolution;

/* Whether a clause that applies overrides this one. */
static qn_node_id is_overridden(qn_lowering *l, const qn_row_entry *list, uint32_t count,
                                uint32_t clause)
{
    const qn_row_entry *pairs = list + 1 + 2 * (size_t)count;
    qn_node_id overridden = l->zero;
    for (uint32_t i = 0; i < pairs[0].value; i++) {
        if (pairs[2 + 2 * (size_t)i].value == clause) {
            const qn_lowered *by =
                &l->reg[list[1 + 2 * (size_t)pairs[1 + 2 * (size_t)i].value].value];
            overridden = qn_graph_or(l->g, overridden, qn_lowered_is_yes(l, by));
        }
    }
    return overridden;
}

/* Whether two are the same answer: equal known values, or both none or the like. */
static qn_node_id is_same(qn_lowering *l, const qn_lowered *a, const qn_lowered *b)
{
    qn_graph *g = l->g;
    qn_node_id same_status = qn_graph_eq(g, a->status, b->status);
    qn_node_id no_value = qn_graph_not(g, qn_graph_eq(g, a->status, l->zero));
    return qn_graph_and(g, same_status, qn_graph_or(g, no_value, qn_lowered_eq(l, a, b)));
}

static bool resolve_clause(qn_lowering *l, resolution *r, const qn_lowered *condition,
                           const qn_lowered *value, qn_node_id overridden)
{
    qn_graph *g = l->g;
    if (is_number(condition) && qn_graph_is(g, qn_lowered_is_no(l, condition), 1)) {
        return true;
    }
    if (!is_number(condition) || !is_number(value)) {
        return false;
    }
    qn_node_id stands = qn_graph_not(g, overridden);
    qn_node_id applies = qn_graph_and(g, stands, qn_lowered_is_yes(l, condition));
    r->open =
        qn_lowered_undecided(l, r->open, qn_graph_select(g, stands, condition->status, l->zero));
    r->worst = qn_graph_max(g, r->worst, qn_graph_select(g, applies, value->status, l->zero));
    qn_node_id second = qn_graph_and(g, applies, r->has_left);
    if (!qn_graph_is(g, second, 0)) {
        qn_node_id differs = qn_graph_not(g, is_same(l, &r->left, value));
        r->differ = qn_graph_or(g, r->differ, qn_graph_and(g, second, differs));
    }
    qn_node_id is_first = qn_graph_and(g, applies, qn_graph_not(g, r->has_left));
    r->left = qn_lowered_select(l, is_first, value, &r->left);
    r->has_left = qn_graph_or(g, r->has_left, applies);
    return is_number(&r->left);
}

static qn_lowered lower_resolve(qn_lowering *l, const qn_row_instruction *row)
{
    qn_graph *g = l->g;
    const qn_row_entry *list = l->t->entry + row->b;
    resolution r = {.left = l->reg[list[0].value],
                    .has_left = l->zero,
                    .open = l->zero,
                    .worst = l->zero,
                    .differ = l->zero};
    if (row->c > ENTRIES_MAX || !is_number(&r.left)) {
        return qn_lowered_hard();
    }
    for (uint32_t i = 0; i < row->c; i++) {
        if (!resolve_clause(l, &r, &l->reg[list[1 + 2 * (size_t)i].value],
                            &l->reg[list[2 + 2 * (size_t)i].value],
                            is_overridden(l, list, row->c, i))) {
            return qn_lowered_hard();
        }
    }
    qn_node_id clash = qn_graph_select(g, r.differ, status_const(l, QN_CONFLICT), r.left.status);
    qn_node_id is_worse = qn_graph_lt(g, status_const(l, QN_NONE), r.worst);
    r.left.status = first_status(l, r.open, qn_graph_select(g, is_worse, r.worst, clash));
    return r.left;
}

static qn_lowered lower_gates(qn_lowering *l, const qn_row_instruction *row)
{
    qn_graph *g = l->g;
    const qn_row_entry *list = l->t->entry + row->b;
    qn_lowered out = l->reg[row->a];
    qn_node_id shut = l->zero;
    qn_node_id worst = l->zero;
    for (uint32_t i = 0; i < row->c; i++) {
        const qn_lowered *open = &l->reg[list[2 * (size_t)i].value];
        if (!is_number(open)) {
            return qn_lowered_hard();
        }
        shut = qn_graph_or(g, shut, qn_lowered_is_no(l, open));
        worst = qn_lowered_undecided(l, worst, open->status);
    }
    if (!is_number(&out)) {
        return qn_lowered_hard();
    }
    out.status =
        qn_graph_select(g, shut, status_const(l, QN_NONE), first_status(l, worst, out.status));
    return out;
}

static qn_lowered lower_unless_none(qn_lowering *l, const qn_row_instruction *row)
{
    const qn_lowered *a = &l->reg[row->a];
    qn_lowered out = l->reg[row->b];
    if (!is_told_by_status(l, a) || !is_number(&out)) {
        return qn_lowered_hard();
    }
    qn_node_id stays = qn_graph_or(l->g, has_status(l, a, QN_NONE), has_status(l, a, QN_UNKNOWN));
    out.status =
        qn_graph_select(l->g, stays, a->status, qn_lowered_gravest(l, a->status, out.status));
    return out;
}

/* ---- floors and caps */

static qn_lowered lower_limits(qn_lowering *l, const qn_row_instruction *row, bool is_higher)
{
    qn_graph *g = l->g;
    const qn_lowered *a = &l->reg[row->a];
    const qn_lowered *b = &l->reg[row->b];
    if (!is_number(a) || !is_number(b)) {
        return qn_lowered_hard();
    }
    qn_node_id is_less = qn_lowered_lt(l, is_higher ? a : b, is_higher ? b : a);
    qn_node_id second =
        qn_graph_or(g, has_status(l, a, QN_NONE),
                    qn_graph_and(g, is_less, qn_graph_not(g, has_status(l, b, QN_NONE))));
    qn_lowered out = qn_lowered_select(l, second, b, a);
    qn_node_id worst = qn_lowered_gravest(l, a->status, b->status);
    qn_node_id is_worse = qn_graph_lt(g, status_const(l, QN_NONE), worst);
    out.status = qn_graph_select(g, is_worse, worst, qn_graph_min(g, a->status, b->status));
    return out;
}

/* The status of a floor or cap, in which a none counts for nothing. */
static qn_node_id limit_status(qn_lowering *l, const qn_lowered *a)
{
    return qn_graph_select(l->g, has_status(l, a, QN_NONE), l->zero, a->status);
}

static qn_lowered lower_limit(qn_lowering *l, const qn_row_instruction *row)
{
    qn_graph *g = l->g;
    const qn_lowered *a = &l->reg[row->a];
    const qn_lowered *low = &l->reg[row->b];
    const qn_lowered *high = &l->reg[row->c];
    if (!is_number(a) || !is_number(low) || !is_number(high)) {
        return qn_lowered_hard();
    }
    qn_node_id floored = qn_graph_not(g, has_status(l, low, QN_NONE));
    qn_node_id capped = qn_graph_not(g, has_status(l, high, QN_NONE));
    qn_node_id worst = qn_lowered_gravest(
        l, a->status, qn_lowered_gravest(l, limit_status(l, low), limit_status(l, high)));
    qn_node_id clash =
        qn_graph_and(g, qn_graph_and(g, floored, capped), qn_lowered_lt(l, high, low));
    qn_node_id is_below = qn_graph_and(g, floored, qn_lowered_lt(l, a, low));
    qn_node_id is_above = qn_graph_and(g, capped, qn_lowered_lt(l, high, a));
    qn_lowered out = qn_lowered_select(l, is_above, high, a);
    out = qn_lowered_select(l, is_below, low, &out);
    qn_node_id status = qn_graph_select(g, clash, status_const(l, QN_CONFLICT), l->zero);
    out.status = qn_graph_select(g, has_status(l, a, QN_NONE), status_const(l, QN_NONE),
                                 first_status(l, worst, status));
    return out;
}

qn_lowered qn_lower_choice(qn_lowering *l, const qn_row_instruction *row)
{
    switch (qn_instruction_op(row)) {
    case OP_SELECT:
        return lower_select(l, row);
    case OP_OTHERWISE:
        return lower_otherwise(l, row);
    case OP_IS_NONE:
        return lower_is_none(l, row);
    case OP_BAND:
        return lower_band(l, row);
    case OP_FIRST:
        return lower_conditions(l, row, true);
    case OP_ONE:
        return lower_conditions(l, row, false);
    case OP_PICK:
        return lower_pick(l, row);
    case OP_RESOLVE:
        return lower_resolve(l, row);
    case OP_GATES:
        return lower_gates(l, row);
    case OP_UNLESS_NONE:
        return lower_unless_none(l, row);
    case OP_HIGHER:
        return lower_limits(l, row, true);
    case OP_LOWER:
        return lower_limits(l, row, false);
    case OP_LIMIT:
    default:
        return lower_limit(l, row);
    }
}
