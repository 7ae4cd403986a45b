/*
 * Values to try for facts that are no plain numbers: lists of elements, periods, sets.
 *
 * Responsible for: short ones whose parts are likely to matter, as texts that a case takes. Refuses
 * to know: what they are tried for.
 */
#ifndef QN_ANALYSIS_GUESS_H
#define QN_ANALYSIS_GUESS_H

#include "edges.h"

/* A text for an input that is not plain, made up by a random number from `random` on, which is
 * moved on; its days lie around those of the trial. It lives as long as the worlds. NULL where
 * nothing can be made up, or enough was. is_long: many lists are as long as they may be. */
const char *qn_guess(qn_worlds *w, const qn_edges *edges, const qn_witness *trial, uint32_t input,
                     bool is_long, uint64_t *random);

/* A list without its element of a number, from 0; of a fact over time the first of its values
 * alone; NULL where there is none. It lives as long as the worlds. */
const char *qn_guess_without(qn_worlds *w, const char *list, uint32_t element);

#endif
