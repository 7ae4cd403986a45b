/*
 * How many digits the numbers of a program can have, from the ranges of its facts; one for which
 * no range is declared is taken to be 10^15 at the most, as dates are taken to lie in our time.
 *
 * Responsible for: saying of which operations it is certain that their numbers have room. Refuses
 * to know: what values there can be, other than by their size.
 */
#ifndef QN_ANALYSIS_DIGITS_H
#define QN_ANALYSIS_DIGITS_H

#include "program.h"

/* One byte a register: 1 where an operation on ratios may come to a number that has no room. NULL
 * out of memory; the caller frees it. */
uint8_t *qn_digits_find(const qn_program *program);

#endif
