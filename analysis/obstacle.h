/*
 * What in a rule, or behind it, no proof can look through.
 *
 * Responsible for: naming it to people, for whatever is not decided. Refuses to know: proofs.
 */
#ifndef QN_ANALYSIS_OBSTACLE_H
#define QN_ANALYSIS_OBSTACLE_H

#include "program.h"

/* "lists and working days"; without any of them "the time that a proof takes", and without a prover
 * just that. NULL out of memory; the caller frees it. */
char *qn_obstacle_text(const qn_program *program, uint32_t rule);

#endif
