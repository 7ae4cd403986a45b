/*
 * The parts of `qanun run` that a verb uses as well which finds out about a case otherwise.
 *
 * Responsible for what the words behind such a verb mean: rules, language, date and facts.
 */
#ifndef QN_CLI_RUN_H
#define QN_CLI_RUN_H

#include "args.h"
#include "io.h"
#include "rules.h"
#include "view.h"

typedef enum qn_run_form { QN_RUN_TEXT, QN_RUN_JSON, QN_RUN_HTML } qn_run_form;

/* One run of the verb whose name it has. */
typedef struct qn_run {
    const char *verb;
    const qn_args *args;
    qn_io *io;
    qn_run_form form;
    qn_rules rules;
    qn_view view;
    qn_day on;
    uint32_t *asked; /* rows of rules */
    size_t asked_count;
    qn_value *value; /* one for each rule that is asked */
} qn_run;

/* Refuses the command with one line; the exit status. */
int qn_run_refuse(const qn_run *r, const char *before, const char *word, const char *after);

/* Checks the form of --on and --fact. The exit status that this leads to. */
int qn_run_check_words(qn_run *r);

/* The rules that are asked: those named, or all that are listed. The exit status that it leads to.
 */
int qn_run_choose_rules(qn_run *r);

/* The language of the names. The exit status that it leads to. */
int qn_run_choose_language(qn_run *r);

/* Makes the case and gives it the facts of the command line, but no date. */
int qn_run_open_case(qn_run *r, qn_sink *sink);

/* The same, and decides it on the date of the command line, or on the computer's, which is told. */
int qn_run_make_case(qn_run *r, qn_sink *sink);

/* The date of the command line, or the computer's; that is said aloud, since answers depend on it.
 */
void qn_run_take_date(qn_run *r);

/* Asks the rules. True if each of them has a known value. */
bool qn_run_ask(qn_run *r);

/* The answers as JSON, one object: with --explain as `explained`, with --owed as `adds_up`. */
void qn_run_put_json(const qn_run *r, qn_page *page, bool explained, bool adds_up);

/* Says for each file on standard error that its review does not reach the date of decision. */
void qn_run_put_warnings(const qn_run *r);

/* The same as the member `warnings` of an answer, behind a comma; nothing where there are none. */
void qn_run_put_json_warnings(const qn_run *r, qn_page *page);

/* Ends all that was opened. */
void qn_run_clear(qn_run *r);

#endif
