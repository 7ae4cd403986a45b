/*
 * Which clauses an answer changed by: those that apply in one version of a law and not in the
 * other, in the rule and in the rules that it uses whose answers change, too.
 *
 * Responsible for: which clause of one version is which of the other, and the walk. Refuses to
 * know: rows, and what is counted of them. spec/replay.md says what a responsible clause is.
 */
#ifndef QN_CLI_REPLAY_CAUSE_H
#define QN_CLI_REPLAY_CAUSE_H

#include "program.h"
#include "tally.h"

/* A clause by what is written. row, rule: one of CLAUSE of each version and its row of RULE,
 * QN_NONE_INDEX where that has none like it. */
typedef struct qn_cause_clause {
    uint32_t row[QN_REPLAY_WORLDS];
    uint32_t rule[QN_REPLAY_WORLDS];
} qn_cause_clause;

/* What both versions have. clause_of: the number in `clause` of each row of CLAUSE. pair: the row
 * of RULE of the other version of each, or QN_NONE_INDEX. is_inside: rules that have answers for an
 * element of a list alone. */
typedef struct qn_causes {
    const qn_tables *t[QN_REPLAY_WORLDS];
    qn_cause_clause *clause;
    uint32_t clauses;
    uint32_t *clause_of[QN_REPLAY_WORLDS];
    uint32_t *pair[QN_REPLAY_WORLDS];
    bool *is_inside[QN_REPLAY_WORLDS];
} qn_causes;

/* A walk of one hand. found: clauses in rising order, of the old version those that apply in it
 * alone as 2 n, and of the new one as 2 n + 1. */
typedef struct qn_cause_walk {
    const qn_causes *causes;
    uint32_t *seen[QN_REPLAY_WORLDS]; /* the walk in which a rule was reached last */
    uint32_t walk;
    uint32_t *stack; /* pairs of rules */
    uint32_t *found;
    uint32_t count;
    uint8_t *applies; /* one a clause, bits of the versions */
} qn_cause_walk;

/* False out of memory; either way the caller ends with qn_causes_clear. */
bool qn_causes_open(qn_causes *causes, const qn_program *const program[QN_REPLAY_WORLDS]);
void qn_causes_clear(qn_causes *causes);

bool qn_cause_walk_open(qn_cause_walk *walk, const qn_causes *causes);
void qn_cause_walk_clear(qn_cause_walk *walk);

/* Finds the clauses by which the answer of a rule changed, in cases that have the same facts. */
void qn_cause_walk_go(qn_cause_walk *walk, qn_case *const c[QN_REPLAY_WORLDS],
                      const uint32_t rule[QN_REPLAY_WORLDS]);

/* Whether two values, of either version, say the same. */
bool qn_cause_is_same(const qn_value *old_value, const qn_value *new_value);

#endif
