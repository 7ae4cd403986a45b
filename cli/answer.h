/*
 * Answers of rules as text and as JSON.
 *
 * Responsible for what is said beside a value: what is still needed, reasons, clauses, errors.
 * Values themselves are worded by the library.
 */
#ifndef QN_CLI_ANSWER_H
#define QN_CLI_ANSWER_H

#include "page.h"
#include "view.h"

/* The text of a value: "34 calendar days", "2023-06-01". */
void qn_answer_put_value(qn_page *page, const qn_view *view, const qn_value *value);

/* The same as the library writes it and reads it again: names without labels, each sign as it is.
 */
void qn_answer_put_written(qn_page *page, const qn_value *value);

/* The text of a value, but a number without the unit that follows elsewhere; a percentage keeps its
 * sign. */
void qn_answer_put_number(qn_page *page, const qn_view *view, const qn_value *value);

/* The same as JSON: a number, a string, true, a list, an object; null for what is not known. */
void qn_answer_put_json_value(qn_page *page, const qn_value *value);

/* Whether a known value can be written: a number may fit the unit in which it is held and not, with
 * more digits, its own. */
bool qn_answer_is_writable(const qn_value *value);

/* Where a known value stands among others of its kind; false where these have no order. */
bool qn_answer_place(const qn_value *value, qn_rational *out);

/* Whether the JSON form of a known value has its unit beside it. */
bool qn_answer_has_unit(const qn_value *value);

/* "vacation = 34 calendar days", or the status and what is said of it, over several lines where it
 * is unknown. `value` is what qn_eval has just said of the rule. The indent is in spaces. */
void qn_answer_put_text(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value,
                        size_t indent);

/* The name of a rule as it is shown, with the day of a `RULE on D`: "base_vacation on 2023-06-01".
 * Returns the columns that it takes. */
size_t qn_answer_put_name(qn_page *page, const qn_view *view, uint32_t rule);

/* On one line: "34 calendar days", "unknown: between 30 and 36 calendar days", "none: reason". */
void qn_answer_put_outcome(qn_page *page, const qn_view *view, uint32_t rule,
                           const qn_value *value);

/* "still needed: seniority", or what to do about an error; false, and nothing put, where there is
 * nothing to do. */
bool qn_answer_put_advice(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value);

/* "known", "none", "unknown", "conflict" or "error". */
const char *qn_answer_status_name(qn_answer status);

/* {"status": "known", "value": 34, "unit": "calendar days"} */
void qn_answer_put_json(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value);

/* The members of that object, without its braces; `clauses` is how the list of clauses that
 * disagree is called, for an object that has another one of that name. */
void qn_answer_put_json_members(qn_page *page, const qn_view *view, uint32_t rule,
                                const qn_value *value, const char *clauses);

#endif
