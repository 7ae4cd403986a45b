/*
 * Mutants: the rules with one slip in them, and whether the examples notice.
 *
 * Responsible for making them side by side, trying the examples of each, leaving out those that
 * answer every case as the rules do, and keeping what came of them. Refuses to know: which slips
 * there are (slips.h), and how what is found is shown.
 */
#ifndef QN_CLI_MUTANTS_H
#define QN_CLI_MUTANTS_H

#include "io.h"
#include "rules.h"

/* What came of the mutants of a file, or of several. accepted: of those that survived. equal: those
 * that answer every case as the rules do, which is proved; they are not among the others. */
typedef struct qn_mutant_sum {
    size_t noticed;
    size_t survived;
    size_t accepted;
    size_t equal;
} qn_mutant_sum;

void qn_mutants_add(qn_mutant_sum *sum, const qn_mutant_sum *more);

/* Tries the mutants of one file, `hands` at once, and puts those that no example notices into the
 * sink, and acceptances that none of them needs. shows: progress is told on the terminal. False
 * where the rules cannot be tested, which the sink has, or out of memory. */
bool qn_mutants_run(const char *path, size_t hands, bool shows, qn_sink *sink, qn_mutant_sum *out);

#endif
