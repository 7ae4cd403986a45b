/*
 * What an explanation tells, in its order: rules with those that they use below them, and the
 * clauses of one rule. Text, JSON and HTML are three renderings of this one walk.
 *
 * Responsible for order and for leaving out what says nothing. Knows nothing of wording.
 */
#ifndef QN_CLI_EXPLAIN_LIST_H
#define QN_CLI_EXPLAIN_LIST_H

#include "program.h"
#include "qanun.h"
#include "trace.h"
#include "view.h"

/* A rule at its depth in the tree; repeated where it has been told before. */
typedef struct qn_explained {
    uint32_t rule;
    uint32_t depth;
    bool repeated;
} qn_explained;

/* A clause as it is told: its row, and what became of it. */
typedef struct qn_told_clause {
    uint32_t index;
    const qn_row_clause *row;
    qn_clause_trace trace;
} qn_told_clause;

/* One thing that the condition of a clause looked at, and what it was. */
typedef struct qn_told_leaf {
    const qn_row_leaf *row;
    qn_value value;
    bool by_default;
} qn_told_leaf;

/* Who is told: of each rule with its answer; then, unless it is a repeated one, of its clauses; and
 * when there are no more of these. The rules that it uses follow behind that, one deeper. What is
 * NULL is not told. */
typedef struct qn_listener {
    void (*rule)(void *self, const qn_explained *step, const qn_value *value);
    void (*clause)(void *self, const qn_told_clause *clause);
    void (*end)(void *self, const qn_explained *step);
} qn_listener;

/* Tells the rules, which must have been answered, and all that they use. False when memory is out:
 * then some of it was not told. */
bool qn_explain_walk(const qn_view *view, const uint32_t *rules, size_t count,
                     const qn_listener *listener, void *self);

/* What a row of LEAF was in the case. */
qn_told_leaf qn_explain_leaf(const qn_view *view, uint32_t leaf);

/* Which facts are read by the rules and by all that they use: one entry a fact. The list belongs to
 * the caller; NULL where memory is out. */
bool *qn_explain_facts(const qn_view *view, const uint32_t *rules, size_t count);

/* The rules and all that they use, each told once and from then on only named. Without recursion.
 * The list belongs to the caller, who frees it; NULL where memory is out. */
size_t qn_explain_list(const qn_tables *t, const uint32_t *rules, size_t count, qn_explained **out);

/* The clauses of a rule that has been answered, in the order in which a value is found: gates,
 * values, additions and so on, those that applied first. Left out are rows of a band or a table of
 * which another row was chosen, and versions that are not in force, unless nothing applied. The
 * list belongs to the caller; NULL where memory is out. */
uint32_t qn_explain_order(const qn_tables *t, const qn_case *c, uint32_t rule, uint32_t **out);

#endif
