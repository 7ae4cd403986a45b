/*
 * Texts that were given to a case and are no strings of its program.
 *
 * Responsible for: one row for equal texts, so that they have equal numbers; how long a text lives.
 * Refuses to know: which facts and items have them.
 */
#ifndef QN_RUNTIME_TEXTS_H
#define QN_RUNTIME_TEXTS_H

#include "case.h"

/* The number of an equal text, which has one more user from now on; a string of the program needs
 * none. QN_OK, QN_NO_MEMORY, or QN_OVER_LIMIT where the texts of the case would be too long. */
qn_status qn_text_keep(qn_case *c, const char *text, size_t length, int64_t *out);

/* Takes a user away from a number that qn_text_keep gave. The last one takes the text with it. */
void qn_text_drop(qn_case *c, int64_t number);

#endif
