/*
 * Batches: see qanun.h.
 *
 * Responsible for: the life of a batch, what its columns must be like, and the blocks in which rows
 * are answered.
 */
#include "batch_state.h"

#include <stdio.h>
#include <string.h>

static qn_status misuse(qn_error *error, const char *what)
{
    error->code = QN_MISUSE;
    (void)snprintf(error->text, sizeof error->text, "%s", what);
    return QN_MISUSE;
}

static qn_status no_memory(qn_error *error)
{
    error->code = QN_NO_MEMORY;
    (void)snprintf(error->text, sizeof error->text, "there is no memory for the batch");
    return QN_NO_MEMORY;
}

/* ---- making */

/* The column of the list that a column is for; it stands before it. */
static bool find_list(const qn_batch *batch, const qn_column *columns, size_t input, uint32_t *out)
{
    for (size_t i = 0; i < input; i++) {
        if (batch->input[i].way.kind == QN_TAKES_COUNTS && columns[i].fact == columns[input].list) {
            *out = (uint32_t)i;
            return true;
        }
    }
    return false;
}

static bool is_twice(const qn_column *columns, size_t input)
{
    for (size_t i = 0; i < input; i++) {
        if (columns[i].fact == columns[input].fact && columns[i].list == columns[input].list) {
            return true;
        }
    }
    return false;
}

static qn_status prepare_input(qn_batch *batch, const qn_column *columns, size_t i, qn_error *error)
{
    qn_input *in = &batch->input[i];
    if (is_twice(columns, i)) {
        return misuse(error, "there are two columns for the same");
    }
    qn_status status = qn_way_find(batch->common, &columns[i], &in->way, error);
    if (status != QN_OK) {
        return status;
    }
    in->may_be_absent = columns[i].may_be_absent;
    if (columns[i].list >= 0 && !find_list(batch, columns, i, &in->way.list)) {
        return misuse(error, "a column for elements stands without, or before, that of their list");
    }
    if (in->way.kind == QN_TAKES_COUNTS || columns[i].list >= 0) {
        (void)qn_list_find(batch->common, (int32_t)in->way.fact, &in->list);
    }
    return QN_OK;
}

static qn_status prepare(qn_batch *batch, const qn_column *columns, const qn_answers *answers,
                         qn_error *error)
{
    const qn_program *program = batch->common->program;
    qn_status status = QN_OK;
    for (size_t i = 0; i < batch->input_count && status == QN_OK; i++) {
        status = prepare_input(batch, columns, i, error);
    }
    for (size_t i = 0; i < batch->output_count && status == QN_OK; i++) {
        qn_output *out = &batch->output[i];
        status = qn_exit_find(program, &answers[i], &out->way, error);
        if (status == QN_OK) {
            out->rule = (uint32_t)answers[i].rule;
            out->type = program->tables.rule[out->rule].type;
        }
    }
    return status;
}

qn_status qn_batch_new(qn_case *common, const qn_column *columns, size_t column_count,
                       const qn_answers *answers, size_t answer_count, qn_batch **out,
                       qn_error *error)
{
    qn_error unread;
    error = error == NULL ? &unread : error;
    if (out == NULL) {
        return misuse(error, "there is no place for the batch");
    }
    *out = NULL;
    if (common == NULL || (columns == NULL && column_count > 0) ||
        (answers == NULL && answer_count > 0) || column_count > INT32_MAX ||
        answer_count > INT32_MAX) {
        return misuse(error, "a case, columns or answers are missing");
    }
    size_t size =
        sizeof(qn_batch) + column_count * sizeof(qn_input) + answer_count * sizeof(qn_output);
    qn_batch *batch = qn_memory_take(&common->options, size);
    if (batch == NULL) {
        return no_memory(error);
    }
    memset(batch, 0, size);
    batch->common = common;
    batch->options = common->options;
    batch->size = size;
    batch->input = (qn_input *)(void *)(batch + 1);
    batch->input_count = column_count;
    batch->output = (qn_output *)(void *)(batch->input + column_count);
    batch->output_count = answer_count;
    qn_status status = prepare(batch, columns, answers, error);
    if (status == QN_OK && !qn_batch_prepare(batch, 0)) {
        status = no_memory(error);
    }
    if (status != QN_OK) {
        qn_batch_free(batch);
        return status;
    }
    *out = batch;
    return QN_OK;
}

/* Takes the facts of the last row out of the case again. */
static void clear_common(const qn_batch *batch)
{
    for (size_t i = 0; i < batch->input_count; i++) {
        const qn_way *way = &batch->input[i].way;
        if (way->list == QN_NONE_INDEX) {
            (void)qn_case_clear(batch->common, way->fact == batch->common->tables->fact_count
                                                   ? QN_TODAY
                                                   : (int32_t)way->fact);
        }
    }
}

void qn_batch_free(qn_batch *batch)
{
    if (batch != NULL) {
        qn_options options = batch->options;
        qn_batch_clear(batch);
        qn_memory_free(&options, batch, batch->size);
    }
}

/* ---- answering */

static qn_status check_columns(const qn_batch *batch, const qn_column *columns,
                               const qn_answers *answers, size_t rows, qn_error *error)
{
    if (rows == 0) {
        return QN_OK;
    }
    if ((columns == NULL && batch->input_count > 0) ||
        (answers == NULL && batch->output_count > 0)) {
        return misuse(error, "columns or answers are missing");
    }
    for (size_t i = 0; i < batch->input_count; i++) {
        const qn_way *way = &batch->input[i].way;
        if (columns[i].values == NULL &&
            (way->list == QN_NONE_INDEX || qn_column_offset(&columns[way->list], rows) >
                                               qn_column_offset(&columns[way->list], 0))) {
            return misuse(error, "a column has no values");
        }
        if (way->is_mapped && columns[i].choice == NULL) {
            return misuse(error, "what the numbers of a choice stand for is missing");
        }
        if (columns[i].present != NULL && !batch->input[i].may_be_absent) {
            return misuse(error, "a column has absent values, and was made without");
        }
        if (way->kind == QN_TAKES_COUNTS && !qn_batch_is_rising(batch, &columns[i], rows)) {
            return misuse(error, "where the elements of a list begin falls");
        }
    }
    for (size_t i = 0; i < batch->output_count; i++) {
        if (answers[i].values == NULL || answers[i].status == NULL) {
            return misuse(error, "there is no room for answers");
        }
    }
    return QN_OK;
}

/* What a row was refused for, as far as a column tells. */
static void tell_refusal(const qn_rows *rows, qn_error *error)
{
    const qn_tables *t = rows->batch->common->tables;
    const qn_way *way = &rows->batch->input[rows->first_column].way;
    const char *name =
        way->fact == t->fact_count ? "today" : qn_tables_string(t, t->fact[way->fact].name);
    error->code = QN_BAD_VALUE;
    (void)snprintf(error->text, sizeof error->text,
                   "row %zu: %s has a value that it does not take; %zu rows were refused",
                   rows->first_refused, name, rows->refusals);
}

qn_status qn_batch_eval(qn_batch *batch, const qn_column *columns, const qn_answers *answers,
                        size_t rows, int32_t *refused, qn_error *error)
{
    qn_error unread;
    error = error == NULL ? &unread : error;
    if (batch == NULL) {
        return misuse(error, "there is no batch");
    }
    qn_status status = check_columns(batch, columns, answers, rows, error);
    if (status != QN_OK) {
        return status;
    }
    qn_rows call = {.batch = batch, .column = columns, .answers = answers, .refused = refused};
    for (size_t row = 0; row < rows;) {
        row += qn_batch_block(&call, row, rows - row);
    }
    clear_common(batch);
    if (call.refusals == 0) {
        return QN_OK;
    }
    tell_refusal(&call, error);
    return QN_BAD_VALUE;
}
