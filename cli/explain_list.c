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
    qn_ways ways;
} teller;

/* The rule by which it is noted that one has been told: one and the same reading may be taken in
 * twice. */
static uint32_t told_as(const qn_tables *t, uint32_t rule)
{
    uint32_t same = t->rule[rule].same;
    return same == QN_NONE_INDEX ? rule : same;
}

/* Appends a step; inside: it is told with the elements of a sequence, and what it uses takes its
 * place in the tree. False when memory is out. */
static bool add_step(teller *x, uint32_t rule, uint32_t depth, bool inside)
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
    x->steps[x->count++] = (qn_explained){rule, depth, x->told[told_as(x->t, rule)], inside};
    x->told[told_as(x->t, rule)] = true;
    return true;
}

/* Tells a rule and what it uses. The stack holds, for each depth, which of the uses comes next. */
static bool tell(teller *x, uint32_t rule, uint32_t *next)
{
    size_t path[DEPTH_MAX + 1]; /* steps that lead to where we are */
    uint32_t depth = 0;
    path[0] = x->count;
    next[0] = 0;
    if (!add_step(x, rule, 0, false)) {
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
        uint32_t below = step->depth + (step->inside ? 0 : 1);
        bool without_code =
            (x->t->rule[used].flags & QN_RULE_INLINE) != 0 && x->t->rule[used].code_count == 0;
        bool inside = qn_ways_is_inside(&x->ways, used) || (step->inside && without_code);
        path[++depth] = x->count;
        next[depth] = 0;
        if (!add_step(x, used, below, inside)) {
            return false;
        }
    }
}

size_t qn_explain_list(const qn_tables *t, const uint32_t *rules, size_t count, qn_explained **out)
{
    uint32_t next[DEPTH_MAX + 1];
    teller x = {.t = t, .told = calloc(t->rule_count + 1, sizeof *x.told)};
    bool good = qn_ways_init(&x.ways, t) && x.told != NULL;
    for (size_t i = 0; good && i < count; i++) {
        good = tell(&x, rules[i], next);
    }
    qn_ways_clear(&x.ways);
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

/* A walk: who is told, and how much may still be. serial: one number an element; told: for each
 * rule that of the element for which it was told last. */
typedef struct walk {
    const qn_view *view;
    const qn_tables *t; /* of the view */
    const qn_listener *listener;
    void *self;
    qn_ways ways;
    uint64_t *told;
    uint64_t serial;
    uint64_t last_serial;
    uint64_t elements_left; /* of rules and clauses */
    uint64_t nested_left;   /* of what is gone through for an element */
    uint32_t nest;          /* elements in which we are */
    bool out_of_memory;
} walk;

static void put_mark(const walk *x, qn_told_mark mark)
{
    if (x->listener->mark) {
        x->listener->mark(x->self, mark);
    }
}

static void tell_rule(walk *x, const qn_explained *step);
static void tell_sequences(walk *x, const qn_code_spot *spots, uint32_t count);

static bool is_inline(const qn_row_rule *row)
{
    return (row->flags & QN_RULE_INLINE) != 0;
}

/* Tells a rule that was taken in for the element and, below it, those that it takes in itself for
 * the same element; each once. No program takes in rules deeper than its formulas are nested. */
static void tell_taken(walk *x, uint32_t rule, uint32_t depth, bool *any)
{
    const qn_row_rule *row = &x->t->rule[rule];
    qn_explained step = {.rule = rule, .depth = depth, .inside = true};
    uint32_t region = row->code_count > 0 ? x->ways.region[row->first_code] : QN_NONE_INDEX;
    uint32_t as = told_as(x->t, rule);
    if (x->told[as] == x->serial || depth > DEPTH_MAX) {
        return;
    }
    x->told[as] = x->serial;
    if (!*any) {
        put_mark(x, QN_TOLD_RULES);
    }
    *any = true;
    tell_rule(x, &step);
    for (uint32_t i = 0; i < row->use_count; i++) {
        uint32_t used = x->t->entry[row->first_use + i].value;
        const qn_row_rule *other = &x->t->rule[used];
        if (is_inline(other) &&
            (other->code_count == 0 || x->ways.region[other->first_code] == region)) {
            tell_taken(x, used, depth + 1, any);
        }
    }
}

/* Tells the rules that a rule takes in for each element of a region. */
static void tell_region(walk *x, const qn_row_rule *rule, uint32_t region, bool *any)
{
    uint32_t count;
    const qn_taken_in *taken = qn_ways_taken(&x->ways, region, &count);
    uint32_t end = rule->first_code + rule->code_count;
    for (uint32_t i = 0; i < count; i++) {
        if (taken[i].first >= rule->first_code && taken[i].first + taken[i].count <= end) {
            tell_taken(x, taken[i].rule, 0, any);
        }
    }
}

/* Whether a rule without code gives what a stage of the sequence or one of its regions has. */
static bool is_of_element(const walk *x, const qn_row_rule *row, uint32_t sequence,
                          const uint32_t *region, uint32_t count)
{
    uint32_t first = qn_tables_first_result(x->t);
    bool inside = row->result >= first && x->ways.region[row->result - first] != QN_NONE_INDEX;
    for (uint32_t i = 0; inside && i < count; i++) {
        if (region[i] == x->ways.region[row->result - first]) {
            return true;
        }
    }
    return qn_ways_gives(&x->ways, sequence, row->result);
}

/* Tells the rules without code that the rule takes in for each element. */
static void tell_codeless(walk *x, const qn_row_rule *rule, uint32_t sequence,
                          const uint32_t *region, uint32_t count, bool *any)
{
    for (uint32_t i = 0; i < rule->use_count; i++) {
        uint32_t used = x->t->entry[rule->first_use + i].value;
        const qn_row_rule *other = &x->t->rule[used];
        if (is_inline(other) && other->code_count == 0 &&
            is_of_element(x, other, sequence, region, count)) {
            tell_taken(x, used, 0, any);
        }
    }
}

/* Tells what belongs to the element at which a sequence is. */
static void tell_element(walk *x, const qn_code_spot *spot, uint32_t sequence,
                         const qn_told_element *element)
{
    uint32_t region[QN_EXPLAIN_NEST_MAX];
    qn_code_spot spots[QN_EXPLAIN_NEST_MAX];
    uint32_t count = qn_ways_regions(&x->ways, x->view->c, sequence, region, QN_EXPLAIN_NEST_MAX);
    uint64_t outer = x->serial;
    bool any = false;
    x->serial = ++x->last_serial;
    x->nest++;
    x->listener->element(x->self, element);
    for (uint32_t i = 0; i < count; i++) {
        tell_region(x, &x->t->rule[spot->rule], region[i], &any);
        spots[i] = (qn_code_spot){spot->rule, spot->clause, region[i]};
    }
    tell_codeless(x, &x->t->rule[spot->rule], sequence, region, count, &any);
    if (any) {
        put_mark(x, QN_TOLD_RULES_END);
    }
    tell_sequences(x, spots, count);
    if (x->listener->element_end) {
        x->listener->element_end(x->self);
    }
    x->nest--;
    x->serial = outer;
}

/* Tells the elements of a sequence; gives back how many. */
static uint64_t tell_elements(walk *x, const qn_code_spot *spot, const qn_told_sequence *told)
{
    qn_case *c = x->view->c;
    uint64_t number = 0;
    uint8_t presence = QN_KNOWN;
    uint64_t *left = x->nest > 0 ? &x->nested_left : &x->elements_left;
    bool tells =
        x->listener->element && x->nest < QN_EXPLAIN_NEST_MAX && told->count > 0 && *left > 0;
    if (!tells) {
        return 0;
    }
    put_mark(x, QN_TOLD_ELEMENTS);
    (void)qn_sequence_begin(c, told->sequence);
    while (number < QN_EXPLAIN_ELEMENTS_MAX && number<told->count && * left> 0 &&
           qn_sequence_next(c, told->sequence, &presence)) {
        qn_told_element element = qn_told_element_at(x->view, told->sequence, ++number, presence);
        (*left)--;
        tell_element(x, spot, told->sequence, &element);
    }
    put_mark(x, QN_TOLD_ELEMENTS_END);
    return number;
}

/* Tells the sequences that the code at these spots goes through. */
static void tell_sequences(walk *x, const qn_code_spot *spots, uint32_t count)
{
    qn_way way;
    bool any = false;
    for (uint32_t i = 0; x->listener->sequence && i < count; i++) {
        for (uint32_t k = 0; qn_ways_sequence(&x->ways, &spots[i], k, &way); k++) {
            qn_told_sequence told = qn_told_sequence_of(x->view, &way);
            if (!any) {
                put_mark(x, QN_TOLD_SEQUENCES);
            }
            any = true;
            x->listener->sequence(x->self, &told);
            uint64_t shown = tell_elements(x, &spots[i], &told);
            if (x->listener->sequence_end) {
                x->listener->sequence_end(x->self, told.count - shown);
            }
        }
    }
    if (any) {
        put_mark(x, QN_TOLD_SEQUENCES_END);
    }
}

/* Tells a clause, and what it goes through. */
static void tell_clause(walk *x, const qn_code_spot *of_rule, uint32_t clause)
{
    qn_told_clause told = {.index = clause, .row = &x->t->clause[clause]};
    qn_code_spot spot = *of_rule;
    spot.clause = clause;
    told.trace = qn_trace_clause(x->view->c, clause);
    x->listener->clause(x->self, &told);
    if (qn_clause_is_in_force(x->t, x->view->c, told.row)) {
        tell_sequences(x, &spot, 1);
    }
    if (x->listener->clause_end) {
        x->listener->clause_end(x->self);
    }
}

/* The answer of a rule; of one that is taken in that is what its register holds now. */
static qn_value answer_of(const walk *x, const qn_explained *step)
{
    const qn_row_rule *row = &x->t->rule[step->rule];
    qn_case *c = x->view->c;
    qn_value value;
    if (step->inside) {
        uint32_t count = 0;
        qn_case_value(c, row->type, (qn_answer)c->status[row->result], &c->slot[row->result],
                      &value);
        const qn_cause *cause =
            value.status == QN_FAILED ? qn_causes_find(c, step->rule, QN_FAILED, &count) : NULL;
        value.error = count > 0 ? (int)cause->code : value.error;
    } else {
        qn_eval(c, (int32_t)step->rule, &value);
    }
    return value;
}

/* Tells of one rule: its answer, and its clauses unless they have been told. */
static void tell_rule(walk *x, const qn_explained *step)
{
    const qn_listener *listener = x->listener;
    const qn_row_rule *row = &x->t->rule[step->rule];
    qn_value value = answer_of(x, step);
    uint32_t *order = NULL;
    uint32_t count = 0;
    qn_code_spot spot = {step->rule, QN_NONE_INDEX, QN_NONE_INDEX};
    if (is_inline(row) && row->code_count > 0) {
        spot.region = x->ways.region[row->first_code];
    }
    if (listener->rule) {
        listener->rule(x->self, step, &value);
    }
    if (!step->repeated && listener->clause) {
        put_mark(x, QN_TOLD_CLAUSES);
        count = qn_explain_order(x->t, x->view->c, step->rule, &order);
        x->out_of_memory |= !order;
    }
    for (uint32_t i = 0; order && i < count; i++) {
        tell_clause(x, &spot, order[i]);
    }
    if (order) {
        put_mark(x, QN_TOLD_CLAUSES_END);
        tell_sequences(x, &spot, 1);
    }
    free(order);
    if (listener->end) {
        listener->end(x->self, step);
    }
}

bool qn_explain_walk(const qn_view *view, const uint32_t *rules, size_t count,
                     const qn_listener *listener, void *self)
{
    qn_explained *steps;
    size_t step_count = qn_explain_list(view->t, rules, count, &steps);
    walk x = {.view = view,
              .t = view->t,
              .listener = listener,
              .self = self,
              .elements_left = QN_EXPLAIN_ELEMENTS_ALL,
              .nested_left = QN_EXPLAIN_NESTED_ALL,
              .told = calloc((size_t)view->t->rule_count + 1, sizeof *x.told)};
    bool good = qn_ways_init(&x.ways, view->t) && steps && x.told;
    for (size_t i = 0; good && i < step_count; i++) {
        if (!steps[i].inside) {
            tell_rule(&x, &steps[i]);
        }
    }
    qn_ways_clear(&x.ways);
    free(x.told);
    free(steps);
    return good && !x.out_of_memory;
}

/* A fact that a reading has changed, or has on another day, is not what the case says of it. */
qn_told_leaf qn_explain_leaf(const qn_view *view, uint32_t leaf)
{
    qn_leaf_trace trace = qn_trace_leaf(view->c, leaf);
    const qn_row_leaf *row = &view->t->leaf[leaf];
    bool plain =
        row->fact != QN_NONE_INDEX && row->reg == qn_tables_first_fact(view->t) + row->fact;
    qn_told_leaf told = {.row = row,
                         .by_default = plain && trace.by_default,
                         .changed = row->fact != QN_NONE_INDEX && !plain};
    if (plain) { /* the case has the bytes of texts */
        qn_case_fact(view->c, (int32_t)row->fact, &told.value);
    } else {
        qn_case_value(view->c, row->type, trace.status, &trace.slot, &told.value);
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
