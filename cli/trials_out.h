/*
 * Trials as text, TAP, JUnit XML and JSON.
 *
 * Responsible for the four forms. Refuses to know: what is tried, and how.
 */
#ifndef QN_CLI_TRIALS_OUT_H
#define QN_CLI_TRIALS_OUT_H

#include "page.h"
#include "trials.h"

typedef enum qn_trials_form {
    QN_TRIALS_TEXT,
    QN_TRIALS_TAP,
    QN_TRIALS_JUNIT,
    QN_TRIALS_JSON
} qn_trials_form;

/* What has been put so far. */
typedef struct qn_trials_out {
    qn_page *page;
    qn_trials_form form;
    size_t passed; /* and confirmed */
    size_t failed;
    size_t unconfirmed;
    qn_page suites; /* of JUnit, which counts before it tells */
} qn_trials_out;

void qn_trials_begin(qn_trials_out *out);

/* How many trials there were. */
size_t qn_trials_sum(const qn_trials_out *out);

/* The trials of one file. */
void qn_trials_put(qn_trials_out *out, const char *path, const qn_trials *trials);

/* The totals; in JSON behind further members of the object, each behind a comma, or NULL. */
void qn_trials_end(qn_trials_out *out, qn_page *more);

#endif
