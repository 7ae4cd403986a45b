/*
 * Value numbers: two registers with one number hold the same in every case, since they are computed
 * in the same way from the same facts. Of one program, or of two that are held against each other.
 *
 * Responsible for: sameness that can be seen, of all operations, lists and days included. Refuses
 * to know: arithmetic. `a + b` and `b + a` have two numbers; the prover says that they are the
 * same.
 */
#ifndef QN_ANALYSIS_NUMBERING_H
#define QN_ANALYSIS_NUMBERING_H

#include "program.h"

typedef struct qn_numbering qn_numbering;

/* NULL out of memory. */
qn_numbering *qn_numbering_make(void);
void qn_numbering_free(qn_numbering *n);

/* Numbers the registers of a program, one each. identity: one a fact; facts of two programs that
 * have the same are one fact, if their types are the same. known: NULL, or one a register: the
 * number that it has for another reason, or QN_NONE_INDEX. False out of memory. */
bool qn_numbering_add(qn_numbering *n, const qn_program *program, const uint32_t *identity,
                      const uint32_t *known, uint32_t *number);

/* The number of a type: equal ones hold the same values in the same way, whatever their unit is
 * called. QN_NONE_INDEX out of memory. */
uint32_t qn_numbering_type(qn_numbering *n, const qn_program *program, uint32_t type);

#endif
