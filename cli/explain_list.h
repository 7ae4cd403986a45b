/*
 * What an explanation tells, in its order: rules with those that they use below them, and the
 * clauses of one rule.
 *
 * Responsible for order and for leaving out what says nothing. Knows nothing of wording.
 */
#ifndef QN_CLI_EXPLAIN_LIST_H
#define QN_CLI_EXPLAIN_LIST_H

#include "program.h"
#include "qanun.h"

/* A rule at its depth in the tree; repeated where it has been told before. */
typedef struct qn_explained {
    uint32_t rule;
    uint32_t depth;
    bool repeated;
} qn_explained;

/* The rules and all that they use, each told once and from then on only named. Without recursion.
 * The list belongs to the caller, who frees it; NULL where memory is out. */
size_t qn_explain_list(const qn_tables *t, const uint32_t *rules, size_t count, qn_explained **out);

/* The clauses of a rule that has been answered, in the order in which a value is found: gates,
 * values, additions and so on, those that applied first. Left out are rows of a band or a table of
 * which another row was chosen, and versions that are not in force, unless nothing applied. The
 * list belongs to the caller; NULL where memory is out. */
uint32_t qn_explain_order(const qn_tables *t, const qn_case *c, uint32_t rule, uint32_t **out);

#endif
