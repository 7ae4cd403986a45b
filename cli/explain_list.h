/*
 * An explanation, as whoever writes it wants to hear it: with the beginnings and ends of lists.
 * Text, JSON and HTML are three renderings of it.
 *
 * Responsible for turning the steps of qn_explain into that. Knows nothing of wording, and not what
 * is told and in which order: that is the library's.
 */
#ifndef QN_CLI_EXPLAIN_LIST_H
#define QN_CLI_EXPLAIN_LIST_H

#include "program.h"
#include "qanun.h"
#include "trace.h"
#include "view.h"
#include "ways.h"

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
 * Who is told: of each rule with its answer; then, unless it is a repeated one, of the facts that
 * it reads and of its clauses; and when there are no more of these. The rules that it uses follow
 * behind that, one deeper.
 *
 * Behind a clause its sequences are told, and behind all clauses those that belong to none of them.
 * After each of these its elements, of each of which the rules that were taken in for it are told,
 * inside, their depth counted from it; and then the sequences that are gone through for it alone.
 * left_out: how many elements are not told. What is NULL is not told; without `element` none is.
 */
typedef struct qn_listener {
    void (*rule)(void *self, const qn_explained *step, const qn_value *value);
    void (*read)(void *self, const qn_step *fact);
    void (*clause)(void *self, const qn_told_clause *clause);
    void (*end)(void *self, const qn_explained *step);
    void (*clause_end)(void *self);
    void (*sequence)(void *self, const qn_step *sequence);
    void (*sequence_end)(void *self, uint64_t left_out);
    void (*element)(void *self, const qn_step *element);
    void (*element_end)(void *self);
    void (*mark)(void *self, qn_told_mark mark);
} qn_listener;

/* Tells the rules, which must have been answered, and all that they use. */
void qn_explain_walk(const qn_view *view, const uint32_t *rules, size_t count,
                     const qn_listener *listener, void *self);

/* What a row of LEAF was in the case. */
qn_told_leaf qn_explain_leaf(const qn_view *view, uint32_t leaf);

/* Which facts may be read by the rules and by all that they use: one entry a fact. The list belongs
 * to the caller; NULL where memory is out. */
bool *qn_explain_facts(const qn_view *view, const uint32_t *rules, size_t count);

#endif
