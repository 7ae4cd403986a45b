/*
 * Nodes that are done in one with those that they follow from.
 */
#ifndef QN_RUNTIME_BATCH_FUSE_H
#define QN_RUNTIME_BATCH_FUSE_H

#include "batch_graph.h"
#include "batch_state.h"

/* Changes nodes where they stand; none can be put into the graph afterwards. Those that nobody
 * needs any more stay. False out of memory. */
bool qn_graph_fuse(qn_graph *g, const qn_goal *goal, size_t goals);

/* The last of the numbers that BETWEEN asks for; the first is x. */
int64_t qn_between_end(const qn_node *n);

#endif
