/*
 * What an explanation tells, in its order. See explain_list.h.
 */
#include "explain_list.h"

#include "case.h"

#include <stdlib.h>

#include "clause.h"
#include "reads.h"
#include "value.h"

/* Rules deeper than this are named and not followed. */
enum { DEPTH_MAX = 200 };

/* A list that grows, and what has been told. */
typedef struct teller {
    const qn_tables *t;
    qn_explained *steps;
    size_t count;
    size_t room;
    bool *told;
} teller;

/* Appends a step. False when memory is out. */
static bool add_step(teller *x, uint32_t rule, uint32_t depth)
{
    if (x->count == x->room) {
        size_t room = x->room * 2 + 32;
        qn_explained *steps = realloc(x->steps, room * sizeof *steps);
        if (!steps) {
            return false;
        }
        x->steps = steps;
        x->room = room;
    }
    x->steps[x->count++] = (qn_explained){rule, depth, x->told[rule]};
    x->told[rule] = true;
    return true;
}

/* Tells a rule and what it uses. The stack holds, for each depth, which of the uses comes next. */
static bool tell(teller *x, uint32_t rule, uint32_t *next)
{
    size_t path[DEPTH_MAX + 1]; /* steps that lead to where we are */
    uint32_t depth = 0;
    path[0] = x->count;
    next[0] = 0;
    if (!add_step(x, rule, 0)) {
        return false;
    }
    for (;;) {
        const qn_explained *step = &x->steps[path[depth]];
        const qn_row_rule *row = &x->t->rule[step->rule];
        if (step->repeated || depth == DEPTH_MAX || next[depth] == row->use_count) {
            if (depth-- == 0) {
                return true;
            }
            continue;
        }
        uint32_t used = x->t->entry[row->first_use + next[depth]++].value;
        path[++depth] = x->count;
        next[depth] = 0;
        if (!add_step(x, used, depth)) {
            return false;
        }
    }
}

size_t qn_explain_list(const qn_tables *t, const uint32_t *rules, size_t count, qn_explained **out)
{
    uint32_t next[DEPTH_MAX + 1];
    teller x = {.t = t, .told = calloc(t->rule_count + 1, sizeof *x.told)};
    bool good = x.told != NULL;
    for (size_t i = 0; good && i < count; i++) {
        good = tell(&x, rules[i], next);
    }
    free(x.told);
    if (!good) {
        free(x.steps);
        x.steps = NULL;
        x.count = 0;
    } else if (!x.steps) {
        x.steps = calloc(1, sizeof *x.steps);
    }
    *out = x.steps;
    return x.count;
}

/* The fates of the clauses of one rule. */
typedef struct fates {
    const qn_tables *t;
    const qn_row_rule *rule;
    uint8_t *fate;     /* one a clause */
    uint32_t *applied; /* those that applied */
    uint32_t applied_count;
} fates;

/* Finds what became of each clause. False when memory is out. */
static bool find_fates(fates *x, const qn_case *c)
{
    uint32_t count = x->rule->clause_count;
    x->fate = calloc((size_t)count + 1, sizeof *x->fate);
    x->applied = calloc((size_t)count + 1, sizeof *x->applied);
    for (uint32_t i = 0; x->fate && x->applied && i < count; i++) {
        x->fate[i] = (uint8_t)qn_trace_clause(c, x->rule->first_clause + i).fate;
        if (x->fate[i] == QN_FATE_APPLIED) {
            x->applied[x->applied_count++] = i;
        }
    }
    return x->fate && x->applied;
}

/* Does it say nothing about the case? Such are a row that does not apply because another row under
 * the same subject was chosen, and a version that is not in force while something else applies. */
static bool is_beside(const fates *x, const qn_case *c, uint32_t index)
{
    const qn_row_clause *clauses = &x->t->clause[x->rule->first_clause];
    uint32_t chosen = clauses[index].chosen;
    if (x->applied_count == 0 || x->fate[index] != QN_FATE_NOT_APPLIED) {
        return false;
    }
    for (uint32_t i = 0; chosen != QN_NONE_INDEX && i < x->applied_count; i++) {
        if (clauses[x->applied[i]].chosen == chosen) {
            return true;
        }
    }
    return !qn_clause_is_in_force(x->t, c, &clauses[index]);
}

/* Where a clause stands: its step on the way to the value, then whether it applied. */
static uint32_t clause_rank(const fates *x, uint32_t index)
{
    static const uint8_t step[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_GATE] = 0,      [QN_CLAUSE_BASE] = 1, [QN_CLAUSE_EXCEPTION] = 1,
        [QN_CLAUSE_OTHERWISE] = 1, [QN_CLAUSE_ADD] = 2,  [QN_CLAUSE_MULTIPLY] = 3,
        [QN_CLAUSE_FLOOR] = 4,     [QN_CLAUSE_CAP] = 5,  [QN_CLAUSE_ROUND] = 6};
    uint32_t kind = x->t->clause[x->rule->first_clause + index].kind;
    return step[kind] * 2U + (x->fate[index] != QN_FATE_APPLIED);
}

uint32_t qn_explain_order(const qn_tables *t, const qn_case *c, uint32_t rule, uint32_t **out)
{
    enum { RANKS = 14 };
    fates x = {.t = t, .rule = &t->rule[rule]};
    uint32_t count = 0;
    *out = calloc((size_t)x.rule->clause_count + 1, sizeof **out);
    if (!find_fates(&x, c)) {
        free(*out);
        *out = NULL;
    }
    for (uint32_t rank = 0; *out && rank < RANKS; rank++) {
        for (uint32_t i = 0; i < x.rule->clause_count; i++) {
            if (clause_rank(&x, i) == rank && !is_beside(&x, c, i)) {
                (*out)[count++] = x.rule->first_clause + i;
            }
        }
    }
    free(x.fate);
    free(x.applied);
    return count;
}

/* Tells of one rule: its answer, and its clauses unless they have been told. */
static bool tell_rule(const qn_view *view, const qn_explained *step, const qn_listener *listener,
                      void *self)
{
    qn_value value;
    uint32_t *order = NULL;
    uint32_t count = 0;
    qn_eval(view->c, (int32_t)step->rule, &value);
    if (listener->rule) {
        listener->rule(self, step, &value);
    }
    if (!step->repeated && listener->clause) {
        count = qn_explain_order(view->t, view->c, step->rule, &order);
    }
    bool good = order || step->repeated || !listener->clause;
    for (uint32_t i = 0; order && i < count; i++) {
        qn_told_clause told = {.index = order[i], .row = &view->t->clause[order[i]]};
        told.trace = qn_trace_clause(view->c, order[i]);
        listener->clause(self, &told);
    }
    free(order);
    if (listener->end) {
        listener->end(self, step);
    }
    return good;
}

bool qn_explain_walk(const qn_view *view, const uint32_t *rules, size_t count,
                     const qn_listener *listener, void *self)
{
    qn_explained *steps;
    size_t step_count = qn_explain_list(view->t, rules, count, &steps);
    bool good = steps != NULL;
    for (size_t i = 0; good && i < step_count; i++) {
        good = tell_rule(view, &steps[i], listener, self);
    }
    free(steps);
    return good;
}

qn_told_leaf qn_explain_leaf(const qn_view *view, uint32_t leaf)
{
    qn_leaf_trace trace = qn_trace_leaf(view->c, leaf);
    qn_told_leaf told = {.row = &view->t->leaf[leaf], .by_default = trace.by_default};
    if (told.row->fact != QN_NONE_INDEX) { /* the case has the bytes of texts */
        qn_case_fact(view->c, (int32_t)told.row->fact, &told.value);
    } else {
        qn_case_value(view->c, told.row->type, trace.status, &trace.slot, &told.value);
    }
    return told;
}

bool *qn_explain_facts(const qn_view *view, const uint32_t *rules, size_t count)
{
    qn_explained *steps;
    qn_reads reads;
    size_t step_count = qn_explain_list(view->t, rules, count, &steps);
    bool *facts = calloc((size_t)view->t->fact_count + 1, sizeof *facts);
    bool good = qn_reads_init(&reads, view->t) && steps && facts;
    for (size_t i = 0; good && i < step_count; i++) {
        qn_reads_find(&reads, steps[i].rule);
        for (size_t k = 0; k < reads.count; k++) {
            facts[reads.fact[k]] = true;
        }
    }
    qn_reads_clear(&reads);
    free(steps);
    if (!good) {
        free(facts);
        facts = NULL;
    }
    return facts;
}
