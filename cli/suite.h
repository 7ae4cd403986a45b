/*
 * The examples of many files, tried side by side.
 *
 * Responsible for threads, and for what is kept of each file until all are done, so that whatever
 * is shown stands in the order of the files. Refuses to know: in which form it is shown.
 */
#ifndef QN_CLI_SUITE_H
#define QN_CLI_SUITE_H

#include "coverage.h"
#include "folder.h"
#include "io.h"
#include "suggest.h"
#include "trials.h"

enum { QN_SUITE_HANDS_MAX = 64 };

/* One file. sink: what the compiler said of it, as text in `said`; loaded: it could be tested.
 * sources: the names of the files that it was made of, each ended by a NUL. */
typedef struct qn_suite_file {
    const char *path;
    bool loaded;
    qn_sink sink;
    qn_page said;
    qn_page sources;
    qn_trials trials;
    qn_coverage coverage; /* empty unless it is wanted */
    qn_suggested suggested;
} qn_suite_file;

/* filter, whole: as of qn_trials_run. covers: coverage is wanted, and with suggests the examples
 * that are missing. hands: how many files at once. look: is told of each file that could be tested,
 * while its program is there, side by side with others, and nothing is then proved of its coverage;
 * or NULL. */
typedef struct qn_suite {
    const qn_paths *paths;
    const char *filter;
    bool whole;
    bool covers;
    bool suggests;
    bool colour;
    size_t hands;
    void (*look)(void *self, const qn_suite_file *file, const qn_rules *rules);
    void *self;
    qn_suite_file *file; /* one a path */
} qn_suite;

/* Tries all of them. False out of memory; either way the caller ends with qn_suite_clear. */
bool qn_suite_run(qn_suite *suite);
void qn_suite_clear(qn_suite *suite);

#endif
