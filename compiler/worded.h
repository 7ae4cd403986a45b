/*
 * worded.h - ranges, comparisons and figures in the words and signs of laws.
 *
 * Responsible for messages such as "a range is not written with `more than`". It knows the words,
 * and nothing of how a message is shown.
 */
#ifndef QN_WORDED_H
#define QN_WORDED_H

#include <stdbool.h>

#include "build.h"
#include "syntax.h"

/* Tells the mistake if it is a floor or a cap in the words of laws: `→ not more than 5`. */
bool qn_worded_effect_report(qn_builder *b, const qn_syntax_mistake *mistake);

/* Tells the mistake if it is any other such form. */
bool qn_worded_report(qn_builder *b, const qn_syntax_mistake *mistake);

#endif
