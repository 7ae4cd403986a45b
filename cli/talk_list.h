/*
 * A list as it is asked for: whether there are any, then one element after the other, each field by
 * its own question, and whether there is another. A list in one line is taken as well.
 *
 * The list grows in the case, which is what knows what an element may be; nothing of it is kept
 * beside. Lists in elements are asked for in one line.
 */
#ifndef QN_CLI_TALK_LIST_H
#define QN_CLI_TALK_LIST_H

#include "talk.h"

/* Is a fact asked for in this way? */
bool qn_talk_is_list(const qn_talk *talk, int32_t fact);

/* Asks for the fact of the talk, which is such a list, until it has an answer, or an end. What
 * qn_talk_ask says of turns holds, but for a list that is left in the midst of an element or before
 * it is said to be whole: that is told by QN_TURN_QUIT and *begun, and is not known.
 *
 * *begun: whether the case has elements of this list that were asked for one by one, and the talk
 * goes on behind them; afterwards, whether it was answered so. */
qn_turn qn_talk_ask_list(qn_talk *talk, bool *begun);

#endif
