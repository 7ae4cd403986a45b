/*
 * Coverage as text, JSON and HTML.
 *
 * Responsible for the forms, and for the figure. Refuses to know: how coverage is found.
 */
#ifndef QN_CLI_COVERAGE_OUT_H
#define QN_CLI_COVERAGE_OUT_H

#include "coverage.h"
#include "page.h"

/* The coverage of one file as it was named. */
typedef struct qn_covered_file {
    const char *path;
    const qn_coverage *coverage;
} qn_covered_file;

/* How many parts there are of each kind, and how many are covered; the last of each is the sum.
 * never: parts that no case can show, which are not among them. */
typedef struct qn_coverage_sum {
    unsigned covered[QN_COVER_KINDS + 1];
    unsigned of[QN_COVER_KINDS + 1];
    unsigned never;
} qn_coverage_sum;

void qn_coverage_add(qn_coverage_sum *sum, const qn_coverage *coverage);

/* Tenths of a per cent, rounded down; 1000 where there is nothing to cover. */
unsigned qn_coverage_tenths(unsigned covered, unsigned of);

/* What is missing of an item, in words with `; ` between them; nothing where nothing is. */
void qn_coverage_put_missing(qn_page *page, const qn_coverage *coverage, const qn_cover_item *item);

/* One file with its marks, or a line for each of several; then a table by kind. */
void qn_coverage_put_text(qn_page *page, const qn_covered_file *file, size_t count);

/* The member `coverage` of an object, with a comma behind it. */
void qn_coverage_put_json(qn_page *page, const qn_covered_file *file, size_t count);

/* A whole page; unconfirmed: expectations that cover and that nobody has confirmed. */
void qn_coverage_put_html(qn_page *page, const qn_covered_file *file, size_t count,
                          size_t unconfirmed);

#endif
