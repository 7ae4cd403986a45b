/*
 * What an explanation tells, in its order: rules with those that they use below them, and the
 * clauses of one rule. Text, JSON and HTML are three renderings of this one walk.
 *
 * Responsible for order and for leaving out what says nothing. Knows nothing of wording.
 */
#ifndef QN_CLI_EXPLAIN_LIST_H
#define QN_CLI_EXPLAIN_LIST_H

#include "explain_sequence.h"
#include "program.h"
#include "qanun.h"
#include "trace.h"
#include "view.h"

/* A rule at its depth in the tree; repeated where it has been told before. inside: it has been
 * taken in for the elements of a sequence, and is told with these. */
typedef struct qn_explained {
    uint32_t rule;
    uint32_t depth;
    bool repeated;
    bool inside;
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
    bool changed; /* a fact that is read otherwise than the case has it, by `with` or on another day
                   */
} qn_told_leaf;

/* The beginnings and ends of lists, for whoever writes brackets. */
typedef enum qn_told_mark {
    QN_TOLD_CLAUSES,
    QN_TOLD_CLAUSES_END,
    QN_TOLD_SEQUENCES,
    QN_TOLD_SEQUENCES_END,
    QN_TOLD_ELEMENTS,
    QN_TOLD_ELEMENTS_END,
    QN_TOLD_RULES, /* of an element */
    QN_TOLD_RULES_END
} qn_told_mark;

/*
 * Who is told: of each rule with its answer; then, unless it is a repeated one, of its clauses; and
 * when there are no more of these. The rules that it uses follow behind that, one deeper.
 *
 * Behind a clause its sequences are told, and behind all clauses those that belong to none of them.
 * After each of these its elements, of each of which the rules that were taken in for it are told,
 * inside, their depth counted from it; and then the sequences that are gone through for it alone.
 * left_out: how many elements are not told. What is NULL is not told; without `element` none is.
 */
typedef struct qn_listener {
    void (*rule)(void *self, const qn_explained *step, const qn_value *value);
    void (*clause)(void *self, const qn_told_clause *clause);
    void (*end)(void *self, const qn_explained *step);
    void (*clause_end)(void *self);
    void (*sequence)(void *self, const qn_told_sequence *sequence);
    void (*sequence_end)(void *self, uint64_t left_out);
    void (*element)(void *self, const qn_told_element *element);
    void (*element_end)(void *self);
    void (*mark)(void *self, qn_told_mark mark);
} qn_listener;

/* Sequences are told in elements of sequences no deeper than this. */
enum { QN_EXPLAIN_NEST_MAX = QN_REGION_DEPTH_MAX };

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
