/*
 * Rules of few cases.
 *
 * Responsible for: rules that have no form in columns, though what they read can make few cases:
 * the machine answers each of them once, and the answers are a table that columns look up.
 * Refuses to know: why a rule has no form.
 */
#ifndef QN_RUNTIME_BATCH_LOWER_FEW_H
#define QN_RUNTIME_BATCH_LOWER_FEW_H

#include "batch_lower.h"

enum { QN_FEW_FACTS = 3 };

/* The facts that are columns, and the date of decision if it is one (as fact_count), that a rule
 * reads, directly or through others. count is QN_FEW_FACTS + 1 where they are more, or not known.
 */
typedef struct qn_reads {
    uint32_t fact[QN_FEW_FACTS];
    uint32_t count;
} qn_reads;

void qn_reads_add(qn_reads *reads, uint32_t fact);
void qn_reads_join(qn_reads *reads, const qn_reads *others);
void qn_reads_give_up(qn_reads *reads);

/* The result of a rule as a table of the cases of what it reads, or hard. */
qn_lowered qn_lower_few(qn_lowering *l, uint32_t rule, const qn_reads *reads);

#endif
