/*
 * Which facts a rule reads, by its code: what its conditions look at and what its formulas name.
 *
 * Responsible for that question alone. Knows nothing of what the facts are in a case.
 */
#ifndef QN_CLI_READS_H
#define QN_CLI_READS_H

#include <stdbool.h>

#include "program.h"

/* Marks the facts that the rule itself reads, one entry a fact; those of the rules that it uses are
 * theirs. A fact whose value cannot matter, since the compiler has left it out, is not marked. */
void qn_reads_mark(const qn_tables *t, uint32_t rule, bool *facts);

#endif
