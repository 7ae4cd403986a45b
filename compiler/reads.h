/*
 * reads.h - which facts a rule reads, by its code: what its conditions look at and what its
 * formulas name. It is listed once, for explanations to tell.
 */
#ifndef QN_READS_H
#define QN_READS_H

#include "builder.h"

/* Puts into the row of each rule the facts that it reads itself, in the order of the file; those of
 * the rules that it uses are theirs. A fact whose value cannot matter, since its code was left out,
 * is not among them. The tables are the builder's, finished. False out of memory. */
bool qn_reads_list(qn_builder *b, qn_arena *arena, qn_tables *tables);

#endif
