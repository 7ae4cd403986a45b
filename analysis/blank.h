/*
 * A case of which nothing is known: what bounds say of it (../runtime/bounds.h) holds for all
 * cases.
 *
 * Responsible for: making one, and the bounds of its registers. Refuses to know: what they are for.
 */
#ifndef QN_ANALYSIS_BLANK_H
#define QN_ANALYSIS_BLANK_H

#include "bounds_open.h"
#include "case.h"

/* Not even the defaults of facts are known. NULL out of memory; the caller frees the case. */
qn_case *qn_blank_make(const qn_program *program);

/* What the bounds leave open for a register of a rule, outside of regions. */
qn_open qn_blank_open(qn_case *blank, uint32_t rule, uint32_t reg);

#endif
