/*
 * What an explanation says of one clause: what it gave, and why. Text and HTML say it in the same
 * words.
 *
 * Responsible for wording. Knows nothing of columns, and of tables only which lists are shown so.
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

/* Whether a value is a list with so many elements that an explanation only counts them. */
bool qn_explain_is_long(const qn_value *value);

/* Whether the answer of a rule is only counted: a long list, or a table that is told again. */
bool qn_explain_is_counted(const qn_view *view, const qn_value *value, bool repeated);

/* "31 elements": how many a list has. */
void qn_explain_put_count(qn_page *page, const qn_value *value);

/* A value, but of a long list how many elements it has. */
void qn_explain_put_short(qn_page *page, const qn_view *view, const qn_value *value);

/* Whether the elements of a sequence are yes and no. */
bool qn_explain_is_yes_no(const qn_step *sequence);

/* What a clause goes through, "3 of 4 days: first 2026-02-02, last 2026-02-06". formula: behind the
 * formula that goes through it, for a clause that has more in it. */
void qn_explain_put_sequence(qn_page *page, const qn_view *view, const qn_step *told, bool formula);

/* "50.00 AZN, of {age: 3 years}": one element, and what it was found from. */
void qn_explain_put_element(qn_page *page, const qn_view *view, const qn_step *told);

/* "9,000 more elements are not shown": nothing for 0. */
void qn_explain_put_left_out(qn_page *page, uint64_t left_out);

/* Has it no part in the answer? Text puts such a clause in brackets. */
bool qn_explain_is_aside(const qn_told_clause *told);

#endif
