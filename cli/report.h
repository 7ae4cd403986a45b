/*
 * Messages to people about rules and facts: the one place where they become text or JSON (sarif.h
 * has the form for other tools).
 *
 * Responsible for layout: the line, the caret under the spot, the labels, the help, the totals.
 * Knows nothing of what the messages mean or of who found them.
 */
#ifndef QN_CLI_REPORT_H
#define QN_CLI_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "page.h"

/* A piece of one line of a file. Line and columns count from 1, columns in characters; begin and
 * end are offsets in the bytes of the line. A line of 0 means the file as a whole. */
typedef struct qn_spot {
    const char *file;
    size_t line;
    size_t column;
    size_t
        end_line; /* where the piece ends, which may be on a later line; end_column is behind it */
    size_t end_column;
    const char *text; /* the line, without its end */
    size_t length;
    size_t begin;
    size_t end;   /* not above length */
    bool is_word; /* of the command line: what `file` names has no lines */
} qn_spot;

typedef enum qn_report_severity {
    QN_REPORT_ERROR,
    QN_REPORT_WARNING,
    QN_REPORT_NOTE
} qn_report_severity;

/* A further place and what is said of it, or a change and the text that it puts there. */
typedef struct qn_report_label {
    qn_spot spot;
    const char *text;
} qn_report_label;

/* All texts belong to the caller. */
typedef struct qn_report {
    qn_report_severity severity;
    const char *code; /* "Q0301", or "" */
    const char *message;
    const char *help;    /* or "" */
    const char *example; /* a concrete case, or "" */
    bool is_shown;       /* the example can be given to `run`, and shows it */
    qn_spot spot;
    const qn_report_label *label;
    size_t label_count;
    const qn_report_label *fix;
    size_t fix_count;
    const char *reason; /* why it was accepted; NULL where it was not */
    qn_spot accepted_at;
} qn_report;

/* How far a text has been searched for lines. Zeroed, it stands at the start. */
typedef struct qn_cursor {
    size_t at;
    size_t line;       /* line ends before `at` */
    size_t start;      /* where the line of `at` begins */
    size_t characters; /* from there to `at` */
} qn_cursor;

/* The spot of the bytes begin..end of a text, which the cursor goes with: spots that are asked for
 * in their order cost no more than one walk through the text, one before the cursor costs another.
 */
qn_spot qn_spot_find(const char *file, const char *bytes, size_t length, size_t begin, size_t end,
                     qn_cursor *cursor);

/* "error", "warning", "note" */
const char *qn_report_severity_name(qn_report_severity severity);

/* Several lines, the last one ended; of a finding that was accepted two, with the reason. */
void qn_report_page(qn_page *page, const qn_report *report, bool colour);

/* One JSON object, as spec/command.md describes it. */
void qn_report_json(qn_page *page, const qn_report *report);

/* "2 errors, 1 warning, 3 accepted" and a line end; nothing where there is nothing to count. */
void qn_report_totals(qn_page *page, size_t errors, size_t warnings, size_t accepted);

#endif
