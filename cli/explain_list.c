/*
 * An explanation with the beginnings and ends of lists. See explain_list.h.
 */
#include "explain_list.h"

#include <stdlib.h>

#include "clause.h"
#include "teller.h"

/* A step whose end has not been told. told: elements of a sequence so far; list: the last list that
 * was begun in it, or NO_LIST. */
typedef struct open_step {
    qn_step_kind kind;
    int32_t depth;
    qn_explained rule;
    uint64_t count;
    uint64_t told;
    qn_told_mark list;
} open_step;

#define NO_LIST QN_TOLD_RULES_END

/* A walk: who is told, and the steps that are open, one in the other. Of rules only one is open for
 * each element: what a rule uses follows behind it. */
typedef struct walk {
    const qn_view *view;
    const qn_listener *listener;
    void *self;
    open_step open[4 * (QN_EXPLAIN_NEST_MAX + 1)];
    uint32_t depth;
    uint32_t elements; /* those that are open */
} walk;

static void put_mark(const walk *x, qn_told_mark mark)
{
    if (x->listener->mark) {
        x->listener->mark(x->self, mark);
    }
}

/* Ends the list that is open in a step. */
static void end_list(const walk *x, open_step *step)
{
    if (step->list != NO_LIST) {
        put_mark(x, (qn_told_mark)(step->list + 1));
        step->list = NO_LIST;
    }
}

/* Begins a list in a step, unless it is the one that is open. */
static void begin_list(const walk *x, open_step *step, qn_told_mark list)
{
    if (step->list != list) {
        end_list(x, step);
        put_mark(x, list);
        step->list = list;
    }
}

/* A rule has clauses in its list, or none, and then sequences. */
static void begin_sequences(const walk *x, open_step *step)
{
    if (step->kind == QN_STEP_RULE && step->list == NO_LIST) {
        begin_list(x, step, QN_TOLD_CLAUSES);
    }
    begin_list(x, step, QN_TOLD_SEQUENCES);
}

/* Tells the end of the innermost open step. */
static void close_one(walk *x)
{
    const qn_listener *listener = x->listener;
    open_step *step = &x->open[--x->depth];
    if (step->kind == QN_STEP_RULE && !step->rule.repeated && step->list == NO_LIST) {
        begin_list(x, step, QN_TOLD_CLAUSES);
    }
    end_list(x, step);
    if (step->kind == QN_STEP_RULE && listener->end) {
        listener->end(x->self, &step->rule);
    } else if (step->kind == QN_STEP_CLAUSE && listener->clause_end) {
        listener->clause_end(x->self);
    } else if (step->kind == QN_STEP_SEQUENCE && listener->sequence_end) {
        listener->sequence_end(x->self, step->count - step->told);
    } else if (step->kind == QN_STEP_ELEMENT) {
        x->elements--;
        if (listener->element_end) {
            listener->element_end(x->self);
        }
    }
}

/* Opens a step below those that are open. */
static open_step *open_one(walk *x, const qn_step *step)
{
    open_step *opened = &x->open[x->depth++];
    *opened = (open_step){.kind = step->kind, .depth = step->depth, .list = NO_LIST};
    return opened;
}

static qn_telling take_rule(walk *x, const qn_step *step)
{
    while (x->depth > 0 && x->open[x->depth - 1].kind == QN_STEP_RULE) {
        close_one(x);
    }
    open_step *around = x->depth > 0 ? &x->open[x->depth - 1] : NULL;
    qn_explained rule = {.rule = (uint32_t)step->rule,
                         .depth = (uint32_t)(step->depth - (around ? around->depth + 1 : 0)),
                         .repeated = step->is_repeated,
                         .inside = around != NULL};
    if (around) {
        begin_list(x, around, QN_TOLD_RULES);
    }
    open_one(x, step)->rule = rule;
    if (x->listener->rule) {
        x->listener->rule(x->self, &rule, &step->value);
    }
    return QN_TELL_ON;
}

static qn_telling take_clause(walk *x, const qn_step *step)
{
    qn_told_clause told = {.index = (uint32_t)step->clause};
    told.row = &x->view->t->clause[told.index];
    told.trace = qn_trace_clause(x->view->c, told.index);
    begin_list(x, &x->open[x->depth - 1], QN_TOLD_CLAUSES);
    open_one(x, step);
    if (x->listener->clause) {
        x->listener->clause(x->self, &told);
    }
    return QN_TELL_ON;
}

static qn_telling take_sequence(walk *x, const qn_step *step)
{
    if (!x->listener->sequence) {
        return QN_TELL_PAST;
    }
    begin_sequences(x, &x->open[x->depth - 1]);
    open_one(x, step)->count = step->count;
    x->listener->sequence(x->self, step);
    return x->listener->element ? QN_TELL_ON : QN_TELL_PAST;
}

static qn_telling take_element(walk *x, const qn_step *step)
{
    open_step *sequence = &x->open[x->depth - 1];
    begin_list(x, sequence, QN_TOLD_ELEMENTS);
    sequence->told++;
    open_one(x, step);
    x->elements++;
    x->listener->element(x->self, step);
    return QN_TELL_ON;
}

/* One step; what is open and not around it has ended. */
static qn_telling take_step(void *context, const qn_step *step)
{
    walk *x = context;
    while (x->depth > 0 && x->open[x->depth - 1].depth >= step->depth) {
        close_one(x);
    }
    switch (step->kind) {
    case QN_STEP_RULE:
        return take_rule(x, step);
    case QN_STEP_CLAUSE:
        return take_clause(x, step);
    case QN_STEP_SEQUENCE:
        return take_sequence(x, step);
    case QN_STEP_ELEMENT:
        return take_element(x, step);
    case QN_STEP_READ:
        if (x->open[x->depth - 1].kind == QN_STEP_RULE && x->listener->read) {
            x->listener->read(x->self, step);
        }
        return QN_TELL_ON;
    case QN_STEP_CAUSE:
    case QN_STEP_CITATION:
    default:
        return QN_TELL_ON;
    }
}

/* Numbers of rules are the same, signed or not. */
void qn_explain_walk(const qn_view *view, const uint32_t *rules, size_t count,
                     const qn_listener *listener, void *self)
{
    walk x = {.view = view, .listener = listener, .self = self};
    (void)qn_explain(view->c, (const int32_t *)rules, count, take_step, &x);
    while (x.depth > 0) {
        close_one(&x);
    }
}

qn_told_leaf qn_explain_leaf(const qn_view *view, uint32_t leaf)
{
    qn_step step;
    const qn_row_leaf *row = &view->t->leaf[leaf];
    qn_step_read_leaf(view->c, leaf, &step);
    bool plain = row->fact != QN_NONE_INDEX && !step.is_changed;
    return (qn_told_leaf){.row = row,
                          .value = step.value,
                          .by_default = plain && !step.value.is_given &&
                                        view->t->fact[row->fact].preset != QN_NONE_INDEX,
                          .changed = step.is_changed};
}

/* The rules are followed to all that they use, each once. */
bool *qn_explain_facts(const qn_view *view, const uint32_t *rules, size_t count)
{
    const qn_tables *t = view->t;
    uint32_t waiting_count = 0;
    uint32_t *waiting = calloc((size_t)t->rule_count + 1, sizeof *waiting);
    bool *seen = calloc((size_t)t->rule_count + 1, sizeof *seen);
    bool *facts = calloc((size_t)t->fact_count + 1, sizeof *facts);
    bool good = waiting && seen && facts;
    for (size_t i = 0; good && i < count; i++) {
        waiting[waiting_count] = rules[i];
        waiting_count += !seen[rules[i]];
        seen[rules[i]] = true;
    }
    for (uint32_t i = 0; good && i < waiting_count; i++) {
        const qn_row_rule *row = &t->rule[waiting[i]];
        for (uint32_t k = 0; k < row->read_count; k++) {
            facts[t->entry[row->first_read + k].value] = true;
        }
        for (uint32_t k = 0; k < row->use_count; k++) {
            uint32_t used = t->entry[row->first_use + k].value;
            waiting[waiting_count] = used;
            waiting_count += !seen[used];
            seen[used] = true;
        }
    }
    if (!good) {
        free(facts);
        facts = NULL;
    }
    free(waiting);
    free(seen);
    return facts;
}
