/*
 * Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which services for
 * reviews and pipelines read.
 *
 * Responsible for the form alone: a log with one run, its results one after another as they come,
 * and the descriptions of those messages that occur. Knows nothing of who finds what.
 */
#ifndef QN_CLI_SARIF_H
#define QN_CLI_SARIF_H

#include "diagnostic.h"
#include "page.h"
#include "report.h"

/* The messages that occur, in the order in which each did first. Zeroed, none has. */
typedef struct qn_sarif {
    qn_code rule[QN_CODE_COUNT];
    size_t rule_count;
    size_t result_count;
} qn_sarif;

/* Adds a result, and before the first one what begins the log. */
void qn_sarif_add(qn_sarif *sarif, const qn_report *report, qn_page *page);

/* Ends the log, which is whole even where there was no result. properties: further members of the
 * run, behind a comma, or NULL. */
void qn_sarif_end(qn_sarif *sarif, const char *properties, qn_page *page);

#endif
