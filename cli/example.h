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
    bool bad_fact;  /* a fact of the example was refused: qn_case_error tells why */
    qn_value value; /* the answer, unless no_memory or bad_fact */
} qn_tried;

/* Gives the case of the view the facts of the example and of its expectation, and asks the rule.
 * Whatever the case held before is gone. */
qn_tried qn_example_try(const qn_view *view, const qn_row_example *example,
                        const qn_row_expectation *expected);

/* "34 calendar days", "unknown", "none": what the expectation says. */
void qn_example_put_expected(qn_page *page, const qn_view *view,
                             const qn_row_expectation *expected);

#endif
