/*
 * The examples that are missing, written out: one for each part of the law that no example has come
 * to, and for each part of a condition the pair of cases in which it alone decides.
 *
 * Responsible for what is written, and that it parses and passes. Refuses to know: how a case is
 * found.
 */
#ifndef QN_CLI_SUGGEST_H
#define QN_CLI_SUGGEST_H

#include "coverage.h"

/* text: examples, ready to be put into a file. written: how many; missing: parts for which none was
 * found; never: parts that no case can show, which is proved. */
typedef struct qn_suggested {
    qn_page text;
    qn_page missing_text; /* lines: "leave.qn:12: …" */
    size_t written;
    size_t missing;
    size_t never;
    bool out_of_memory;
} qn_suggested;

/* The coverage has looked at all examples of the rules, and has then looked at those that are
 * written, too. The caller ends it with qn_suggested_clear. */
void qn_suggest(qn_suggested *out, const qn_rules *rules, qn_coverage *coverage);
void qn_suggested_clear(qn_suggested *suggested);

#endif
