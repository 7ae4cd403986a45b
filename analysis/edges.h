/*
 * Where answers are likely to change: the values that facts and the date of decision are held
 * against in a program, with their neighbours, and the ends of declared ranges.
 *
 * Responsible for: good values to try. Refuses to know: what they are tried for.
 */
#ifndef QN_ANALYSIS_EDGES_H
#define QN_ANALYSIS_EDGES_H

#include "worlds.h"

/* Values of one input, in order, none twice. */
typedef struct qn_edges_of_input {
    int64_t *value;
    uint32_t count;
    uint32_t room;
} qn_edges_of_input;

/* of: one an input, and behind them one for the date. Texts have none. months: how many months
 * apart two days are, where that is asked. asks_both_ways: a day so many months off may not exist,
 * and nothing says which one is meant. */
typedef struct qn_edges {
    qn_edges_of_input *of;
    qn_edges_of_input months;
    uint32_t inputs;
    bool asks_both_ways;
    bool out_of_memory;
} qn_edges;

bool qn_edges_init(qn_edges *edges, const qn_worlds *w);
void qn_edges_clear(qn_edges *edges);

#endif
