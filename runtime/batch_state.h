/*
 * The insides of a batch.
 *
 * Responsible for: what the files of the batch share. Refuses to know: operations.
 */
#ifndef QN_RUNTIME_BATCH_STATE_H
#define QN_RUNTIME_BATCH_STATE_H

#include "batch_column.h"

/* What numbers lie between. */
typedef struct qn_range {
    int64_t low;
    int64_t high;
} qn_range;

/* A column of facts as the batch knows it. list: of what is one, or what its elements have. usual:
 * what the column's numbers lie between in nearly all blocks. */
typedef struct qn_input {
    qn_way way;
    qn_list_place list;
    bool may_be_absent;
    qn_range usual;
} qn_input;

/* What is asked for. is_alone: of no row is it answered in columns. */
typedef struct qn_output {
    qn_exit way;
    uint32_t rule;
    uint32_t type;
    bool is_alone;
} qn_output;

/* The nodes of an answer: its number and status, and whether the row must be answered by itself.
 * value is QN_NONE_INDEX where all rows must. */
typedef struct qn_goal {
    uint32_t value;
    uint32_t status;
    uint32_t alone;
} qn_goal;

struct qn_batch {
    qn_case *common;
    qn_options options;
    size_t size;
    qn_input *input;
    size_t input_count;
    qn_output *output;
    size_t output_count;
    bool has_dates; /* the date of decision is a column */
    bool is_open;   /* facts that are no columns may be anything: what needs them has no form */
    size_t block_rows;
    struct qn_plan *plan; /* for usual numbers, and for all; NULL where there is none */
    struct qn_plan *wide;
    struct qn_plan *plans;
    struct qn_block *block;
    size_t block_size;
    struct qn_places *places; /* of columns that are lists; begin is NULL of others */
};

/* A call of qn_batch_eval. */
typedef struct qn_rows {
    qn_batch *batch;
    const qn_column *column;
    const qn_answers *answers;
    int32_t *refused;
    size_t refusals;
    size_t first_refused; /* its row and the column, where there are refusals */
    int32_t first_column;
} qn_rows;

/* Answers one row by itself: all that is asked for, or, `rest`, what is not answered in columns.
 * A row that is refused is noted. */
void qn_batch_row(qn_rows *rows, size_t row, bool rest);

/* Answers as many rows from `start` on as stand in one block, at most `rows`, and tells how many.
 */
size_t qn_batch_block(qn_rows *call, size_t start, size_t rows);

/* Whether the elements of a list begin one after the other, in a column that says where. */
bool qn_batch_is_rising(const qn_batch *batch, const qn_column *column, size_t rows);

/* Notes that a row is refused, for the value of a column, and writes its answers. */
void qn_batch_refuse(qn_rows *rows, size_t row, int32_t column);

/* What makes a batch run in columns: the plans, by the kernels of that number (qn_kernels_of), and
 * the memory of a block. False out of memory. */
bool qn_batch_prepare(qn_batch *batch, int kernels);
void qn_batch_clear(qn_batch *batch);

#endif
