/*
 * Examples of a program, tried one expectation at a time.
 *
 * Responsible for the facts of an example, and for whether the answer is the one that its author
 * expects. Knows nothing of how the outcome is shown.
 */
#ifndef QN_CLI_EXAMPLE_H
#define QN_CLI_EXAMPLE_H

#include "page.h"
#include "view.h"

/* What came of one expectation. */
typedef struct qn_tried {
    bool passed;
    bool no_memory;
    bool bad_fact;        /* a fact of the example was refused: qn_case_error tells why */
    bool other_reason;    /* the status is the one that is expected, its reason another */
    uint32_t not_because; /* the string of a place that no clause with a part in it cites, or
                             QN_NONE_INDEX */
    qn_value value;       /* the answer, unless no_memory or bad_fact */
} qn_tried;

/* Gives the case of the view the facts of the example and of its expectation, and asks the rule.
 * Whatever the case held before is gone. */
qn_tried qn_example_try(const qn_view *view, const qn_row_example *example,
                        const qn_row_expectation *expected);

/* The value that an example has for a fact, in the form in which it is given: "12 years",
 * "unknown".
 */
void qn_example_put_given(qn_page *page, const qn_view *view, const qn_row_given *given);

/* The duty of which something is expected; NULL where that is a rule. */
const qn_row_duty *qn_example_duty(const qn_tables *t, const qn_row_expectation *expected);

/* How what is expected is called: a rule by its name, a duty by its message, or by what it asks. */
const char *qn_example_called(const qn_tables *t, const qn_row_expectation *expected);

/* "34 calendar days", "none: on leave", "25 days within 1 (the table is cut), because LC 116": what
 * the expectation says. */
void qn_example_put_expected(qn_page *page, const qn_view *view,
                             const qn_row_expectation *expected);

#endif
