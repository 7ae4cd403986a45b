/*
 * What a verb gives back: its texts, its exit status, and the findings on the way.
 */
#ifndef QN_CLI_IO_H
#define QN_CLI_IO_H

#include "folder.h"
#include "page.h"
#include "report.h"
#include "sarif.h"

/* The exit status of every verb. */
enum {
    QN_EXIT_OK,     /* answered, or clean */
    QN_EXIT_WRONG,  /* the rules or the facts are wrong, or the machine failed us */
    QN_EXIT_USAGE,  /* the command is wrong */
    QN_EXIT_UNKNOWN /* a result is not known, and --strict was given */
};

/* Printed by main when the verb is done, in the order err, out, last; colour: whether a terminal
 * reads it. */
typedef struct qn_io {
    qn_page out;
    qn_page err;
    qn_page last; /* for standard error, too, but behind the answer */
    bool out_colour;
    bool err_colour;
} qn_io;

/* More findings than this are counted and not shown. */
enum { QN_SINK_SHOWN_MAX = 200 };

typedef enum qn_sink_form { QN_SINK_TEXT, QN_SINK_JSON, QN_SINK_SARIF } qn_sink_form;

/* Takes findings and writes them one by one, as text, as the JSON object {"diagnostics": […]} or
 * as a SARIF log. Those that were accepted are told only where it `tells_accepted`. */
typedef struct qn_sink {
    qn_page *page;
    qn_sink_form form;
    bool colour;
    bool tells_accepted;
    size_t errors;
    size_t warnings;
    size_t notes;
    size_t accepted;
    size_t undecided; /* questions about all cases that were left open */
    qn_page *more;    /* further members of the JSON object, behind a comma; or NULL */
    qn_page accepted_json;
    qn_sarif sarif;
    /* Where several files are gone through: the one at hand, and all of them. A finding in another
     * of them, which this one uses, is told when that one's turn comes, and only counted here. */
    const char *file;
    const qn_paths *files;
    size_t elsewhere;
} qn_sink;

void qn_sink_add(qn_sink *sink, const qn_report *report);

/* Takes an error that is only counted, so that nobody need find its place. False, and nothing done,
 * while there is room to show it. */
bool qn_sink_skip(qn_sink *sink);

/* A finding about a file as a whole: "FILE: error: MESSAGE". */
void qn_sink_add_file(qn_sink *sink, const char *file, const char *message, const char *help);

/* Writes the totals, or closes the JSON object, which is written even where nothing was found. */
void qn_sink_end(qn_sink *sink);

/* Where findings of a verb go that answers something else: to the error page as text, or to the
 * output as JSON in place of the answer. */
qn_sink qn_sink_make(qn_io *io, bool json);

#endif
