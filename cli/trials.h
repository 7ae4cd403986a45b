/*
 * What came of the examples of a file: one trial for each expectation.
 *
 * Responsible for trying them, for which of them are wanted, and for the words of a failure.
 * Refuses to know: in which form trials are shown, and what else a command asks of them.
 */
#ifndef QN_CLI_TRIALS_H
#define QN_CLI_TRIALS_H

#include "page.h"
#include "rules.h"
#include "view.h"

/* One trial; texts are where they begin in the words of its file, each ended by a NUL. place:
 * "leave.qn:12:5". refused: why it could not be tried, "" where it was. expected, got: on one line,
 * got_json as an object. why: lines that belong under a failure, "" where there is none.
 * unconfirmed: what is expected came, and nobody has looked yet whether it is the law. */
typedef struct qn_trial {
    bool passed;
    bool unconfirmed;
    size_t place;
    size_t example; /* its name, "" where the trial is of no example */
    size_t rule;
    size_t expected;
    size_t got;
    size_t got_json;
    size_t refused;
    size_t why;
} qn_trial;

/* Those of one file, in its order; the caller ends them with qn_trials_clear. */
typedef struct qn_trials {
    qn_trial *row;
    size_t count;
    size_t room;
    size_t passed; /* and confirmed */
    size_t failed;
    size_t unconfirmed;
    qn_page words;
} qn_trials;

/* Who looks at a case that has just been answered for an expectation. */
typedef struct qn_onlooker {
    void (*look)(void *self, const qn_view *view, const qn_row_expectation *expected);
    void *self;
} qn_onlooker;

/* Tries the examples of a program, those only whose name, rule or file has the filter in it (NULL
 * for all). Without `whole` what passes has no words but its place and names. */
void qn_trials_run(qn_trials *trials, const qn_rules *rules, const char *filter, bool whole,
                   const qn_onlooker *onlooker);

/* Adds a failure that is no expectation's. */
void qn_trials_refuse(qn_trials *trials, const char *place, const char *why);

const char *qn_trials_text(const qn_trials *trials, size_t text);
void qn_trials_clear(qn_trials *trials);

#endif
