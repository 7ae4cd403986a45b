/*
 * Which constants of a program can be texts. A text is the number of a string, so that a constant
 * alone does not tell whether it is one.
 *
 * Responsible for: marking every constant that can be compared with a text, or can be one as the
 * value of a rule or of a field. Refuses to know: which text it is.
 */
#ifndef QN_ANALYSIS_TEXTS_OF_H
#define QN_ANALYSIS_TEXTS_OF_H

#include "program.h"

/* One byte a register, of which those of the constants count: 1 where it can be a text. NULL out of
 * memory; the caller frees it. */
uint8_t *qn_texts_of(const qn_program *program);

#endif
