/*
 * Which facts a rule reads, by its code: what its conditions look at and what its formulas name.
 *
 * Responsible for that question alone. Knows nothing of what the facts are in a case.
 */
#ifndef QN_CLI_READS_H
#define QN_CLI_READS_H

#include <stdbool.h>

#include "program.h"

/* What is needed to ask it of one rule after the other, in time that grows with the rules alone. */
typedef struct qn_reads {
    const qn_tables *t;
    bool *is_found;  /* one a fact, between questions all false */
    bool *is_passed; /* one a row of SEQ, the same */
    bool *is_again;  /* one an instruction: of a rule that stands in the same region before it */
    uint32_t *stage; /* those that have been passed in this question */
    size_t stages;
    uint32_t *fact; /* of the rule asked last, in the order of the file, each once */
    size_t count;
} qn_reads;

/* False where memory is out. Either way the caller ends with qn_reads_clear. */
bool qn_reads_init(qn_reads *reads, const qn_tables *t);
void qn_reads_clear(qn_reads *reads);

/* Finds the facts that the rule itself reads; those of the rules that it uses are theirs. A fact
 * whose value cannot matter, since the compiler has left it out, is not among them. */
void qn_reads_find(qn_reads *reads, uint32_t rule);

#endif
