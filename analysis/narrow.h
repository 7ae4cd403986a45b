/*
 * Bounds of an answer that is not known yet, narrower than the language defines them: where the
 * prover shows that no case reaches an end, it is moved.
 *
 * Responsible for: ends that surely no answer lies beyond. Refuses to know: statuses other than a
 * number, and how bounds are shown.
 */
#ifndef QN_ANALYSIS_NARROW_H
#define QN_ANALYSIS_NARROW_H

#include "program.h"

typedef struct qn_narrowing qn_narrowing;

/* For cases of a program, which must outlive it. The prover is made when it is first needed. NULL
 * out of memory. */
qn_narrowing *qn_narrowing_make(const qn_program *program);
void qn_narrowing_free(qn_narrowing *n);

/* Moves the bounds of what a rule gives in a case, which is unknown and a date or a number on a
 * grid, as far as is proved with a few dozen questions. Without a prover it stays as it is. */
void qn_narrow(qn_narrowing *n, const qn_case *c, uint32_t rule, qn_value *io);

#endif
