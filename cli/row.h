/*
 * The plain way of a row: its cells into a case, which is asked for each rule.
 *
 * Responsible for: records, elements that belong to them, and what is told of a row that is wrong.
 * Such a row has no results and leaves nothing behind in the case. Refuses to know: blocks, and how
 * results are written.
 */
#ifndef QN_CLI_ROW_H
#define QN_CLI_ROW_H

#include "batch.h"

/* One record of the block, between two places of it, which is empty or becomes a row of results or
 * of refusals. Its bytes are changed. */
void qn_row_take(qn_hand *h, size_t begin, size_t end);

/* The date for rows that have none. */
void qn_row_give_date(qn_hand *h);

/* Keeps a key as that of the row at hand. */
void qn_row_keep_key(qn_hand *h, const char *text, size_t length);

#endif
