/*
 * Which facts a rule reads, by its code: what its conditions look at and what its formulas name.
 *
 * Responsible for that question alone. Knows nothing of what the facts are in a case.
 */
#ifndef QN_RUNTIME_READS_H
#define QN_RUNTIME_READS_H

#include <stdbool.h>

#include "program.h"

/* What is needed to ask it of one rule after the other, in time that grows with the rules alone. */
typedef struct qn_reads {
    const qn_tables *t;
    bool *is_found;  /* one a fact, between questions all false */
    bool *is_passed; /* one a row of SEQ, the same */
    bool *is_again;  /* one an instruction: of a rule that stands in the same region before it */
    uint32_t *stage; /* those that have been passed in this question */
    uint32_t stages;
    uint32_t *fact; /* of the rule asked last, in the order of the file, each once */
    uint32_t count;
} qn_reads;

/* Words that one program needs, and their layout: `words`, all 0, stay the caller's. */
uint64_t qn_reads_words(const qn_tables *t);
void qn_reads_make(qn_reads *reads, const qn_tables *t, uint32_t *words);

/* Finds the facts that the rule itself reads; those of the rules that it uses are theirs. A fact
 * whose value cannot matter, since the compiler has left it out, is not among them. */
void qn_reads_find(qn_reads *reads, uint32_t rule);

#endif
