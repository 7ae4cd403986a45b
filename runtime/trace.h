/*
 * Why a rule has the answer that it has: what became of each of its clauses, as data.
 *
 * Responsible for: one clause at a time, and one thing that its condition looks at.
 * Refuses to know: text, layout, languages; and the rules below: whoever shows them asks for them
 * one by one, as RULE rows list them (first_use, use_count).
 */
#ifndef QN_RUNTIME_TRACE_H
#define QN_RUNTIME_TRACE_H

#include "program.h"

/* by: a row of CLAUSE or QN_NONE_INDEX. condition, and status and slot of what it gives, are those
 * of the plain run; a clause without a condition has the condition known and yes, one without a
 * value the status none. */
typedef struct qn_clause_trace {
    qn_clause_fate fate;
    uint32_t by;
    qn_answer condition;
    qn_answer status;
    qn_slot slot;
} qn_clause_trace;

/* Whether a clause applies by its condition and its row, whatever overrides it. */
typedef struct qn_verdict {
    qn_answer status;
    bool yes; /* means something with QN_KNOWN only */
} qn_verdict;

qn_verdict qn_clause_verdict(const qn_case *c, uint32_t clause);

/* What decides over the clauses of a rule that has been evaluated, found once for all of them: the
 * first gate that is shut, the first base and the first exception that stand, by their kinds; and,
 * where several exceptions apply, the one with the greatest and the one with the least value, if
 * that is how the rule decides; each a row of CLAUSE or QN_NONE_INDEX. */
typedef struct qn_rule_trace {
    const qn_case *c;
    const qn_row_rule *rule;
    uint32_t first[QN_CLAUSE_EXCEPTION + 1];
    uint32_t best[2];
} qn_rule_trace;

void qn_trace_rule(const qn_case *c, uint32_t rule, qn_rule_trace *out);

/* What became of a clause of the rule; *by as in qn_clause_trace. */
qn_clause_fate qn_trace_fate(const qn_rule_trace *trace, uint32_t clause, uint32_t *by);

/* All of a row of CLAUSE whose rule has been evaluated, for who looks at one alone. */
qn_clause_trace qn_trace_clause(const qn_case *c, uint32_t clause);

/* The register of the day whose law a rule is. */
static inline uint32_t qn_rule_day(const qn_tables *t, uint32_t rule)
{
    uint32_t on = t->rule[rule].on;
    return on == QN_NONE_INDEX ? qn_tables_today(t) : on;
}

/* Whether a rule is a reading of another one on a date, which its explanation names. */
static inline bool qn_rule_is_reading(const qn_row_rule *rule)
{
    return rule->on != QN_NONE_INDEX && (rule->flags & QN_RULE_HIDDEN) != 0;
}

/* Does the date on which its rule is read, or whose law it is, lie between these days? True where
 * the clause is bound to none, and where the date is not known. */
bool qn_clause_is_in_force(const qn_tables *t, const qn_case *c, const qn_row_clause *clause);

#endif
