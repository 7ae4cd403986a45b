/*
 * What somebody answers to the question for one fact, as the value of that fact.
 *
 * Responsible for the words that stand for a value beside its own text: numbers of a list, labels,
 * yes and no in several languages. What a value may be is the library's to say. Where a fact is
 * named, an item of a list can be (qn_case_item).
 */
#ifndef QN_CLI_REPLY_H
#define QN_CLI_REPLY_H

#include "page.h"
#include "view.h"

/* Gives the case of the view a value for a fact, or for QN_TODAY, from the text of a reply. False
 * where the fact does not take it: then `wrong` has the reason, in the words of the library. */
bool qn_reply_give(const qn_view *view, int32_t fact, const char *text, size_t length,
                   qn_page *wrong);

/* Gives the fact its default, as if it had been answered. False where it has none. */
bool qn_reply_give_default(const qn_view *view, int32_t fact, qn_page *wrong);

/* Is it a value of the choice that the fact has, so that it is no command? */
bool qn_reply_is_choice(const qn_view *view, int32_t fact, const char *text);

/* Does a text mean yes or no, in *yes? */
bool qn_reply_is_yes_or_no(const qn_view *view, const char *text, size_t length, bool *yes);

/* How a fact is declared, as the library counts it, with its row in *row; false for QN_TODAY. */
bool qn_reply_find_row(const qn_view *view, int32_t fact, int32_t *declared, qn_row_field *row);

/* What kind of answer is expected. */
qn_kind qn_reply_kind(const qn_view *view, int32_t fact);

/* The name of a fact in the language of the view; "today" for QN_TODAY. */
const char *qn_reply_fact_name(const qn_view *view, int32_t fact);

#endif
