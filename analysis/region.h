/*
 * The conditions around a case under which the same can be said: in words from which none can be
 * dropped, and none widened, without something else coming in.
 *
 * Responsible for: generalising one case by the prover. Refuses to know: what is said of it.
 */
#ifndef QN_ANALYSIS_REGION_H
#define QN_ANALYSIS_REGION_H

#include "worlds.h"

/* The conditions, "seniority over 20 years, from 2026-07-01", "always" where there are none; it
 * begins with "at least" where more may be true. NULL where the prover cannot tell, or out of
 * memory. The caller frees it. claim: what holds in the case, and is to hold in all; assumed: what
 * is known of all cases. matters, work: as in quest.h. *first_day: the first day of decision on
 * which it holds, INT64_MIN where the day is no matter. */
char *qn_region_text(qn_worlds *w, qn_claim claim, qn_claim assumed, const qn_witness *witness,
                     const uint8_t *matters, uint64_t work, int64_t *first_day);

#endif
