/*
 * habit.h - the mistakes that lawyers often make, told apart from what the grammar alone can say.
 *
 * Responsible for messages such as "the arrow is missing". It knows the forms that people write by
 * habit and nothing of how a message is shown.
 */
#ifndef QN_HABIT_H
#define QN_HABIT_H

#include <stdbool.h>

#include "build.h"
#include "syntax.h"

/*
 * Tells the mistake if it is a common one; false if the general message must. May turn the mistake
 * into an earlier one, where a line swallowed the next.
 */
bool qn_habit_report(qn_builder *b, qn_syntax_mistake *mistake);

#endif
