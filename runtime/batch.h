/*
 * The insides of a batch.
 *
 * Responsible for: what the files of the batch share. Refuses to know: operations.
 */
#ifndef QN_RUNTIME_BATCH_H
#define QN_RUNTIME_BATCH_H

#include "batch_column.h"

/* A column of facts as the batch knows it. shape: of a list. fields: a list's, in the order of the
 * columns. */
typedef struct qn_input {
    qn_way way;
    qn_list_place list;
} qn_input;

/* What is asked for. */
typedef struct qn_output {
    qn_exit way;
    uint32_t rule;
    uint32_t type;
} qn_output;

struct qn_batch {
    qn_case *common;
    qn_options options;
    size_t size;
    qn_input *input;
    size_t input_count;
    qn_output *output;
    size_t output_count;
};

/* A call of qn_batch_eval. */
typedef struct qn_rows {
    qn_batch *batch;
    const qn_column *column;
    const qn_answers *answers;
    int32_t *refused;
    size_t refusals;
    size_t first_refused; /* its row and the column, once there are refusals */
    int32_t first_column;
} qn_rows;

/* Answers one row by its own: batch_row.c. */
void qn_batch_row(qn_rows *rows, size_t row);

/* Notes that a row is refused, for the value of a column, and writes its answers. */
void qn_batch_refuse(qn_rows *rows, size_t row, int32_t column);

#endif
