/*
 * From the bytecode of rules to a graph of columns.
 *
 * Responsible for: what each operation of opcodes.def does to whole columns of values and of
 * statuses; it must be what vm.c does to one case, to the last bit. What has no form in columns
 * makes the rules that need it hard: they are answered row by row.
 * Refuses to know: widths, memory, instruction sets.
 */
#ifndef QN_RUNTIME_BATCH_LOWER_H
#define QN_RUNTIME_BATCH_LOWER_H

#include "batch_graph.h"
#include "batch_state.h"

/* A register in columns. A number is value / den; den is a constant 1 but for ratios. A record is
 * an element of a list, and a list is itself: `list` is the column of its counts. */
typedef enum qn_shape { QN_SHAPE_HARD, QN_SHAPE_NUMBER, QN_SHAPE_RECORD, QN_SHAPE_LIST } qn_shape;

typedef struct qn_lowered {
    qn_shape form;
    qn_node_id value;
    qn_node_id den;
    qn_node_id status;
    uint32_t list;
} qn_lowered;

/* The work on one graph. one: the constant 1, zero: that of 0 and of QN_KNOWN. */
typedef struct qn_lowering {
    qn_graph *g;
    const qn_batch *batch;
    const qn_tables *t;
    const qn_range *range; /* one a column: what its numbers lie between */
    qn_lowered *reg;       /* one a register */
    uint8_t *is_column;    /* one a fact, and the date of decision: not 0 where it is one */
    qn_node_id zero;
    qn_node_id one;
    const struct qn_open_list *around; /* lists whose elements are in hand, the innermost first */
    uint64_t turns; /* instructions that may still be lowered: loops over numbers are unrolled */
    uint64_t steps; /* of the machine, that may still be taken for rules of few cases */
} qn_lowering;

/* Lowers what the answers need. False out of memory. goal: one an answer. */
bool qn_batch_lower(qn_graph *g, const qn_batch *batch, const qn_range *range, qn_goal *goal);

/* Runs through instructions in their order, but for those in regions. */
void qn_lower_code(qn_lowering *l, uint32_t first, uint32_t count);

/* An operation that goes through a sequence, or reads a field (batch_lower_list.c). */
qn_lowered qn_lower_over(qn_lowering *l, const qn_row_instruction *row);
qn_lowered qn_lower_load(qn_lowering *l, const qn_row_instruction *row);

/* A register whose value the batch's case has. */
qn_lowered qn_lower_constant(const qn_lowering *l, uint32_t reg);

/* Asks the answers of the batch's case, in which dated registers, and what all rows share, are
 * read. */
void qn_batch_evaluate_common(const qn_batch *batch);

/* What lies in a column, or is there instead where that has nothing. */
qn_lowered qn_lower_column(qn_lowering *l, uint32_t column, uint32_t preset);

/* ---- answers that are put together */

static inline qn_lowered qn_lowered_hard(void)
{
    return (qn_lowered){.form = QN_SHAPE_HARD,
                        .value = QN_NONE_INDEX,
                        .den = QN_NONE_INDEX,
                        .status = QN_NONE_INDEX};
}

static inline qn_lowered qn_lowered_number(const qn_lowering *l, qn_node_id value,
                                           qn_node_id status)
{
    if (value == QN_NONE_INDEX || status == QN_NONE_INDEX) {
        return qn_lowered_hard();
    }
    return (qn_lowered){.form = QN_SHAPE_NUMBER, .value = value, .den = l->one, .status = status};
}

/* The gravest of two statuses. */
static inline qn_node_id qn_lowered_gravest(qn_lowering *l, qn_node_id a, qn_node_id b)
{
    return qn_graph_max(l->g, a, b);
}

/* Whether a column of statuses has nothing graver than unknown. */
bool qn_lowered_never_fails(const qn_lowering *l, qn_node_id status);

/* The status of several of which one alone can decide, as in settle.h. */
qn_node_id qn_lowered_undecided(qn_lowering *l, qn_node_id a, qn_node_id b);

/* Questions with three answers: yes and no count only where the status is known. */
qn_node_id qn_lowered_is_no(qn_lowering *l, const qn_lowered *a);
qn_node_id qn_lowered_is_yes(qn_lowering *l, const qn_lowered *a);
qn_lowered qn_lowered_and(qn_lowering *l, const qn_lowered *a, const qn_lowered *b);

qn_lowered qn_lowered_or(qn_lowering *l, const qn_lowered *a, const qn_lowered *b);

/* yes ? b : c, value and status. */
qn_lowered qn_lowered_select(qn_lowering *l, qn_node_id yes, const qn_lowered *b,
                             const qn_lowered *c);

/* -1, 0 or 1 is never made: a < b and a = b, as values. */
qn_node_id qn_lowered_lt(qn_lowering *l, const qn_lowered *a, const qn_lowered *b);
qn_node_id qn_lowered_eq(qn_lowering *l, const qn_lowered *a, const qn_lowered *b);

#endif
