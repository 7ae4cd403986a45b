/*
 * What stages of sequences put into registers.
 *
 * Responsible for: what is declared of the elements of lists that are facts. Refuses to know: what
 * is made of them.
 */
#ifndef QN_ANALYSIS_STAGES_H
#define QN_ANALYSIS_STAGES_H

#include "program.h"

/* What the elements of a list that is a fact are declared as, where a register holds them one after
 * the other, and nothing else; else NULL. */
const qn_row_field *qn_element_field(const qn_tables *t, uint32_t reg);

/* What is declared of the field that a LOAD reads from such an element; NULL of another record. */
const qn_row_field *qn_loaded_field(const qn_tables *t, const qn_row_instruction *load);

#endif
