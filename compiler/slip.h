/*
 * slip.h - words and signs that stand where this language has others, told one by one.
 *
 * Responsible for messages such as "`till` is not the word that is meant here: write `until`". It
 * knows pairs of words, and nothing of how a message is shown.
 */
#ifndef QN_SLIP_H
#define QN_SLIP_H

#include <stdbool.h>

#include "build.h"
#include "syntax.h"

/* Tells the mistake if it is such a slip. */
bool qn_slip_report(qn_builder *b, const qn_syntax_mistake *mistake);

/* The same for what stands in another order here, or has more signs than it needs. */
bool qn_misplaced_report(qn_builder *b, const qn_syntax_mistake *mistake);

/* The same for what nothing else explains: a figure behind a name. */
bool qn_left_over_report(qn_builder *b, const qn_syntax_mistake *mistake);

#endif
