/*
 * Errors that are no slips: those that the author states, and those of days on which there was no
 * law yet, or is none any more.
 *
 * Responsible for: telling them from other errors. Refuses to know: who comes to them.
 */
#ifndef QN_ANALYSIS_REFUSALS_H
#define QN_ANALYSIS_REFUSALS_H

#include "program.h"

/* One byte a row of SITE, 1 for such an error. Where rows of a band hold before the first base of
 * their rule, what they leave out has no value on a day on which there was law: that is 0. NULL out
 * of memory; the caller frees it. */
uint8_t *qn_refusals_find(const qn_tables *t);

/* The day before which a rule has no value, and says so, on a date of decision; INT64_MIN where
 * there is none. */
int64_t qn_beginning_of(const qn_tables *t, uint32_t rule);

#endif
