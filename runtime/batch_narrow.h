/*
 * A graph made narrower than its ranges say, where nobody sees it.
 */
#ifndef QN_RUNTIME_BATCH_NARROW_H
#define QN_RUNTIME_BATCH_NARROW_H

#include "batch_graph.h"
#include "batch_state.h"

/* Puts another graph for the same goals in the place of one, and leaves out what they do not need.
 * The ranges of its nodes are those that their numbers would have in 64 bits. False out of memory.
 */
bool qn_graph_narrow(qn_graph *g, qn_goal *goal, size_t goals);

#endif
