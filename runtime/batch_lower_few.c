/*
 * Rules of few cases: see batch_lower_few.h.
 */
#include "batch_lower_few.h"

#include <string.h>

enum { CASES_MOST = 128 };

/* ---- what is read */

void qn_reads_give_up(qn_reads *reads)
{
    reads->count = QN_FEW_FACTS + 1;
}

void qn_reads_add(qn_reads *reads, uint32_t fact)
{
    for (uint32_t i = 0; i < reads->count && i < QN_FEW_FACTS; i++) {
        if (reads->fact[i] == fact) {
            return;
        }
    }
    if (reads->count >= QN_FEW_FACTS) {
        qn_reads_give_up(reads);
        return;
    }
    reads->fact[reads->count++] = fact;
}

void qn_reads_join(qn_reads *reads, const qn_reads *others)
{
    if (others->count > QN_FEW_FACTS) {
        qn_reads_give_up(reads);
        return;
    }
    for (uint32_t i = 0; i < others->count; i++) {
        qn_reads_add(reads, others->fact[i]);
    }
}

/* ---- cases */

/* What a fact can be: the whole numbers from low on, and, behind the last of them, not there. */
typedef struct digit {
    uint32_t fact;
    int64_t low;
    uint32_t numbers;
    uint32_t count; /* numbers, or one more */
} digit;

/* Cases are numbered: the first fact changes first. place: the number of a row's case. */
typedef struct few {
    digit digit[QN_FEW_FACTS];
    uint32_t facts;
    uint32_t count;
    qn_node_id place;
} few;

/* Adds a fact. False where it can be too much. */
static bool add_digit(qn_lowering *l, few *f, uint32_t fact)
{
    const qn_lowered *at = &l->reg[qn_tables_first_fact(l->t) + fact];
    if (at->form != QN_SHAPE_NUMBER || fact == l->t->fact_count) {
        return false;
    }
    const qn_node *n = &l->g->node[at->value];
    int64_t last = 0;
    if (__builtin_sub_overflow(n->high, n->low, &last) || last >= CASES_MOST) {
        return false;
    }
    uint32_t numbers = (uint32_t)last + 1;
    bool is_there = qn_graph_is(l->g, at->status, 0);
    uint32_t count = numbers + (is_there ? 0 : 1);
    if (f->count * count > CASES_MOST) {
        return false;
    }
    qn_graph *g = l->g;
    int64_t low = n->low;
    qn_node_id own = qn_graph_sub(g, at->value, qn_graph_const(g, low));
    if (!is_there) {
        qn_node_id known = qn_graph_eq(g, at->status, l->zero);
        own = qn_graph_select(g, known, own, qn_graph_const(g, numbers));
    }
    f->place = qn_graph_add(g, f->place, qn_graph_mul(g, own, qn_graph_const(g, f->count)));
    f->digit[f->facts++] = (digit){fact, low, numbers, count};
    f->count *= count;
    return f->place != QN_NONE_INDEX;
}

/* Gives the batch's case the facts of one case. */
static void give(qn_case *c, const few *f, uint32_t number)
{
    for (uint32_t i = 0; i < f->facts; i++) {
        const digit *d = &f->digit[i];
        uint32_t turn = number % d->count;
        const qn_slot slot = {.i = d->low + turn};
        qn_offer o;
        number /= d->count;
        if (turn == d->numbers) {
            (void)qn_case_clear(c, (int32_t)d->fact);
        } else {
            (void)qn_offer_begin(c, (int32_t)d->fact, "", 0, &o); /* it is a fact */
            qn_offer_put(&o, QN_KNOWN, &slot, true);
        }
    }
}

/* ---- the table */

/* The answers: value / den. */
typedef struct answers {
    int64_t value[CASES_MOST];
    int64_t den[CASES_MOST];
    int64_t status[CASES_MOST];
} answers;

static bool answer(qn_lowering *l, uint32_t reg, uint32_t number, answers *out)
{
    qn_lowered made = qn_lower_constant(l, reg);
    (void)qn_graph_is_const(l->g, made.value, &out->value[number]);
    (void)qn_graph_is_const(l->g, made.den, &out->den[number]);
    (void)qn_graph_is_const(l->g, made.status, &out->status[number]);
    return made.form == QN_SHAPE_NUMBER;
}

/* Brings all answers over one denominator. False where that is too great. */
static bool unite(answers *found, uint32_t count, int64_t *den)
{
    *den = 1;
    for (uint32_t i = 0; i < count; i++) {
        int64_t more = found->den[i] / qn_common_divisor(*den, found->den[i]);
        if (__builtin_mul_overflow(*den, more, den)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (__builtin_mul_overflow(found->value[i], *den / found->den[i], &found->value[i])) {
            return false;
        }
    }
    return true;
}

static bool answer_all(qn_lowering *l, const few *f, uint32_t rule, answers *out)
{
    qn_case *c = l->batch->common;
    uint32_t reg = l->t->rule[rule].result;
    uint64_t last = c->steps + l->steps;
    bool is_good = true;
    for (uint32_t i = 0; i < f->count && is_good; i++) {
        give(c, f, i);
        qn_case_run(c, rule);
        is_good = c->steps < last && answer(l, reg, i, out);
    }
    for (uint32_t i = 0; i < f->facts; i++) {
        (void)qn_case_clear(c, (int32_t)f->digit[i].fact);
    }
    qn_batch_evaluate_common(l->batch);
    l->steps = c->steps < last ? last - c->steps : 0;
    return is_good;
}

static qn_node_id look_up(qn_graph *g, qn_node_id place, const int64_t *value, uint32_t count)
{
    int64_t step[2 * CASES_MOST];
    uint32_t steps = 0;
    for (uint32_t i = 1; i < count; i++) {
        if (value[i] != value[i - 1]) {
            step[2 * steps] = i;
            step[2 * steps + 1] = value[i];
            steps++;
        }
    }
    return qn_graph_steps(g, place, value[0], step, steps);
}

/* Whether answers of a rule are single numbers, in columns as in registers. */
static bool is_plain(const qn_tables *t, const qn_row_rule *rule)
{
    uint32_t kind = t->type[rule->type].kind;
    return qn_kind_is_number(kind) || kind == QN_KIND_BOOLEAN || kind == QN_KIND_CHOICE ||
           kind == QN_KIND_DATE;
}

qn_lowered qn_lower_few(qn_lowering *l, uint32_t rule, const qn_reads *reads)
{
    few f = {.count = 1, .place = l->zero};
    answers found;
    if (reads->count > QN_FEW_FACTS || l->steps == 0 || !is_plain(l->t, &l->t->rule[rule])) {
        return qn_lowered_hard();
    }
    for (uint32_t i = 0; i < reads->count; i++) {
        if (!add_digit(l, &f, reads->fact[i])) {
            return qn_lowered_hard();
        }
    }
    int64_t den = 1;
    if (!answer_all(l, &f, rule, &found) || !unite(&found, f.count, &den)) {
        return qn_lowered_hard();
    }
    qn_lowered out = qn_lowered_number(l, look_up(l->g, f.place, found.value, f.count),
                                       look_up(l->g, f.place, found.status, f.count));
    out.den = qn_graph_const(l->g, den);
    return out;
}
