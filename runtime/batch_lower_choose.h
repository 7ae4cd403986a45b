/*
 * Choosing in columns: bands, first and only conditions, clauses, gates, floors and caps.
 *
 * Responsible for: which of several values holds in each row, and with what status. Refuses to
 * know: how values are computed.
 */
#ifndef QN_RUNTIME_BATCH_LOWER_CHOOSE_H
#define QN_RUNTIME_BATCH_LOWER_CHOOSE_H

#include "batch_lower.h"

/* SELECT to LIMIT of opcodes.def, but for AGREE, ROW_IS and IS_ROW. */
qn_lowered qn_lower_choice(qn_lowering *l, const qn_row_instruction *row);

#endif
