/*
 * The facts of a case on their way out: as the JSON that --facts takes, and as words of a command.
 */
#ifndef QN_CLI_FACTS_OUT_H
#define QN_CLI_FACTS_OUT_H

#include "page.h"
#include "view.h"

/* One object with the facts that the case was given, a line each. One that was given as unknown
 * although it has a default is the text "unknown". */
void qn_facts_put_json(qn_page *page, const qn_view *view);

/* A word of a command line as a shell reads it: in quotation marks if it needs them. */
void qn_facts_put_shell(qn_page *page, const char *word);

/* " --fact NAME=VALUE" for each of them. */
void qn_facts_put_words(qn_page *page, const qn_view *view);

#endif
