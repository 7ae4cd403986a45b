/*
 * foreign.h - what is written as other languages, spreadsheets and forms have it.
 *
 * Responsible for messages such as "an `if` without `else` is not written like this". It knows the
 * forms that people bring along, and nothing of how a message is shown.
 */
#ifndef QN_FOREIGN_H
#define QN_FOREIGN_H

#include <stdbool.h>

#include "build.h"
#include "syntax.h"

/* Tells the mistake if it is a name of a rule in several words, which other messages would take for
 * what its words mean. */
bool qn_foreign_name_report(qn_builder *b, const qn_syntax_mistake *mistake);

/* Tells the mistake if it is any other such form. */
bool qn_foreign_report(qn_builder *b, const qn_syntax_mistake *mistake);

#endif
