/*
 * What an explanation says of one clause: what it gave, and why. Text and HTML say it in the same
 * words.
 *
 * Responsible for wording. Knows nothing of columns and tables.
 */
#ifndef QN_CLI_EXPLAIN_WORDS_H
#define QN_CLI_EXPLAIN_WORDS_H

#include "explain_list.h"
#include "page.h"
#include "view.h"

/* "30", "+4", "ok", "no"; "-" and "?" where it has nothing to give. */
void qn_explain_put_given(qn_page *page, const qn_view *view, const qn_told_clause *told);

/* "category is executive", "base, replaced", "at least 46: special_merit is no, by default". */
void qn_explain_put_ground(qn_page *page, const qn_view *view, const qn_told_clause *told);

/* Has it no part in the answer? Text puts such a clause in brackets. */
bool qn_explain_is_aside(const qn_told_clause *told);

#endif
