/*
 * What is to be done to columns, as a graph of values: each node is a column for a block of rows.
 *
 * Responsible for: the range of every node, from which its width follows, and what is known before
 * any row is seen: nothing is computed that follows from constants, or twice. Statuses are columns
 * like all others. Refuses to know: bytecode, memory, instruction sets.
 */
#ifndef QN_RUNTIME_BATCH_GRAPH_H
#define QN_RUNTIME_BATCH_GRAPH_H

#include "program.h"

typedef enum qn_column_op {
#define QN_COLUMN_OP(name, lanes, form, sentence) QN_COL_##name,
#include "batch_ops.def"
#undef QN_COLUMN_OP
    QN_COLUMN_OP_COUNT
} qn_column_op;

/* Widths of 8, 16, 32 and 64 bits, signed. Facts and answers may stand in 16; nothing is done in
 * them, since few numbers of the law are too great for 8 and small enough for 16. */
typedef enum qn_width { QN_W8, QN_W16, QN_W32, QN_W64, QN_WIDTH_COUNT } qn_width;

/* A node, or QN_NONE_INDEX: what cannot be done to columns. Functions that get it give it. */
typedef uint32_t qn_node_id;

/* What DATE makes: operations of dates of opcodes.def, and what they have beside their operands. */
typedef struct qn_date_job {
    qn_op op;
    uint32_t b; /* as in the instruction */
    uint32_t c;
    uint32_t mode; /* a qn_months */
} qn_date_job;

/* domain: 0 for rows, or 1 + the list whose elements it has a value for; of constants 0, though
 * they belong to all. low, high: what its numbers lie between. first_step, steps: pairs of where a
 * step begins and its value, in order; the value before the first is x. */
typedef struct qn_node {
    uint8_t op;
    uint8_t width;
    uint8_t from;      /* CAST: the width of a */
    uint8_t mode;      /* DIVIDE: a qn_rounding */
    bool may_overflow; /* something that it is made of is noted where it has more than 64 bits */
    uint32_t domain;
    qn_node_id a;
    qn_node_id b;
    qn_node_id c;
    uint32_t first_step;
    uint32_t steps;
    int64_t x;
    int64_t y;
    int64_t low;
    int64_t high;
    qn_date_job date;
} qn_node;

typedef struct qn_graph {
    const qn_options *options;
    qn_node *node;
    size_t count;
    size_t room;
    uint32_t *found; /* by hash, index + 1 */
    size_t found_room;
    int64_t *step;
    size_t step_count;
    size_t step_room;
    bool out_of_memory; /* all that follows is QN_NONE_INDEX */
    bool keeps_asked;   /* what must be known is told by the nodes alone: a column that is asked
                           about itself is not folded away */
} qn_graph;

void qn_graph_begin(qn_graph *g, const qn_options *options);
void qn_graph_clear(qn_graph *g);

/* The node that is the same as this one, put behind all others if there is none; nothing is known
 * or folded here. */
qn_node_id qn_graph_put(qn_graph *g, const qn_node *n);

/* Takes all steps of another graph, whose nodes are then of no use. */
void qn_graph_take_steps(qn_graph *g, qn_graph *from);

/* Pairs of numbers for a node: where they begin, or QN_NONE_INDEX out of memory. */
uint32_t qn_graph_keep_steps(qn_graph *g, const int64_t *step, uint32_t steps);

/* The width that a number needs. */
qn_width qn_width_of(int64_t low, int64_t high);

qn_node_id qn_graph_const(qn_graph *g, int64_t value);
bool qn_graph_is_const(const qn_graph *g, qn_node_id n, int64_t *value);
/* Whether it is that constant. */
bool qn_graph_is(const qn_graph *g, qn_node_id n, int64_t value);

/* The value, which is the same whatever a is, where a must be known all the same. */
qn_node_id qn_graph_settled(qn_graph *g, qn_node_id a, int64_t value);

/* A column of facts, what it has, and for each row of what a list has elements. */
qn_node_id qn_graph_input(qn_graph *g, uint32_t column, uint32_t domain, int64_t low, int64_t high);
qn_node_id qn_graph_present(qn_graph *g, uint32_t column, uint32_t domain);

qn_node_id qn_graph_add(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_sub(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_mul(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_abs(qn_graph *g, qn_node_id a);
qn_node_id qn_graph_min(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_max(qn_graph *g, qn_node_id a, qn_node_id b);

/* Yes and no are 1 and 0. */
qn_node_id qn_graph_eq(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_lt(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_le(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_has(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_and(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_or(qn_graph *g, qn_node_id a, qn_node_id b);
qn_node_id qn_graph_not(qn_graph *g, qn_node_id a);
qn_node_id qn_graph_select(qn_graph *g, qn_node_id yes, qn_node_id b, qn_node_id c);

/* a / b rounded, b above zero. */
qn_node_id qn_graph_divide(qn_graph *g, qn_node_id a, qn_node_id b, qn_rounding mode);

/* before, or the value of the last step that begins at or below a: `steps` pairs, in order. */
qn_node_id qn_graph_steps(qn_graph *g, qn_node_id a, int64_t before, const int64_t *step,
                          uint32_t steps);

/* A date; where there is none *fails is yes, and the number one of those from low to high. */
qn_node_id qn_graph_date(qn_graph *g, qn_date_job job, qn_node_id a, qn_node_id b, qn_node_id c,
                         int64_t low, int64_t high, qn_node_id *fails);

/* The place of each element among those of its row, from 0. */
qn_node_id qn_graph_position(qn_graph *g, uint32_t domain, uint32_t limit);

/* Over the elements of a list that has at most `limit`: those in `in`. */
qn_node_id qn_graph_count(qn_graph *g, qn_node_id in, uint32_t domain, uint32_t limit);
qn_node_id qn_graph_total(qn_graph *g, qn_node_id in, qn_node_id value, uint32_t domain,
                          uint32_t limit);
qn_node_id qn_graph_extreme(qn_graph *g, qn_column_op op, qn_node_id in, qn_node_id value,
                            uint32_t domain);

/* The node in another width, in which it must fit. */
qn_node_id qn_graph_cast(qn_graph *g, qn_node_id a, qn_width width);

#endif
