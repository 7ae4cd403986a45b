/*
 * Facts that are asked for and can make no difference.
 *
 * Responsible for: whether any answer depends on a fact. Refuses to know: why it does not.
 */
#ifndef QN_ANALYSIS_MATTER_H
#define QN_ANALYSIS_MATTER_H

#include "edges.h"
#include "worlds.h"

/* What became of the facts of a program; one byte a fact. */
typedef enum qn_matter {
    QN_MATTER_UNUSED, /* no rule that is asked about reads it */
    QN_MATTER_SEEN,   /* it made a difference in a case that the machine ran */
    QN_MATTER_NEVER,  /* it makes none in any case; proved */
    QN_MATTER_UNDECIDED
} qn_matter;

/* Finds it for the facts whose byte in `asked` is not 0. rules: one byte a rule, those that are
 * asked about. worlds: of the one program. work: of each question to the prover. False out of
 * memory. */
bool qn_matter_find(qn_worlds *worlds, const qn_edges *edges, const uint8_t *asked,
                    const uint8_t *rules, uint64_t work, uint8_t *out);

#endif
