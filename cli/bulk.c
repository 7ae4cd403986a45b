/*
 * Blocks by columns. See bulk.h.
 */
#include "bulk.h"

#include <stdlib.h>
#include <string.h>

#include "bulk_join.h"
#include "facts.h"
#include "gather.h"
#include "members.h"
#include "result.h"
#include "row.h"
#include "spread.h"

/* What a hand has for it. column: one for each of the file, `ignored` where that is no fact. input:
 * those that the library is given. key: where that of each row stands. */
struct qn_bulk {
    qn_case *common;
    qn_batch *batch;
    qn_scan scan;
    qn_gather_rows rows;
    qn_gather *column;
    size_t columns;
    qn_bulk_join *join;
    size_t joins;
    qn_members *members; /* of JSON Lines, in place of columns */
    qn_column *input;
    size_t inputs;
    qn_spread spread;
    qn_page head; /* of a line, before its key or number, and behind it */
    qn_page tail;
    int32_t refused[QN_SCAN_ROWS];
    const char *key[QN_SCAN_ROWS];
    uint32_t key_length[QN_SCAN_ROWS];
};

/* ---- opening */

/* What stands around the key of a line of JSON; nothing in CSV. */
static bool open_line(qn_bulk *bulk, const qn_rows_job *batch)
{
    if (!batch->is_json) {
        return true;
    }
    qn_page_put(&bulk->head, "{");
    qn_page_json_string(&bulk->head, batch->key != NULL ? batch->key : "row");
    qn_page_put(&bulk->head, batch->key != NULL ? ": \"" : ": ");
    qn_page_put(&bulk->tail, batch->key != NULL ? "\", \"results\": {" : ", \"results\": {");
    return !bulk->head.out_of_memory && !bulk->tail.out_of_memory;
}

/* A case with the facts of the command line, and its date where no column has one. */
static bool open_common(qn_bulk *bulk, const qn_hand *h, bool has_day, qn_sink *sink)
{
    const qn_rows_job *batch = h->batch;
    bulk->common = qn_case_new(h->view.program);
    if (bulk->common == NULL) {
        return false;
    }
    if (!has_day && batch->has_date) {
        qn_ymd on = qn_date_to_ymd(batch->run->on);
        (void)qn_case_set_date(bulk->common, QN_TODAY, on.year, on.month, on.day);
    }
    return qn_facts_give_beside(h->view.program, batch->beside, bulk->common, batch->run->args,
                                sink);
}

/* A column for each of the file. */
static bool open_columns(qn_bulk *bulk, const qn_hand *h, bool *has_day)
{
    const qn_columns *columns = &h->batch->columns;
    bulk->column = calloc(columns->count + 1, sizeof *bulk->column);
    for (size_t i = 0; bulk->column != NULL && i < columns->count; i++) {
        qn_gather *column = &bulk->column[i];
        bulk->columns = i + 1;
        if (columns->fact[i] == QN_COLUMN_IGNORED) {
            continue;
        }
        if (!qn_gather_open(column, h->view.program, columns->fact[i], -1,
                            h->batch->has_comma ? ',' : '.') ||
            !qn_gather_grow(column, QN_SCAN_ROWS)) {
            return false;
        }
        if (columns->fact[i] == QN_TODAY && h->batch->has_date) {
            column->has_preset = true;
            column->preset = h->batch->run->on - QN_PLAIN_EPOCH;
        }
        *has_day |= columns->fact[i] == QN_TODAY;
    }
    return bulk->column != NULL;
}

/* The elements of second files. */
static qn_status open_joins(qn_bulk *bulk, const qn_hand *h)
{
    qn_status status = QN_OK;
    bulk->join = calloc(h->batch->joins + 1, sizeof *bulk->join);
    for (size_t i = 0; bulk->join != NULL && i < h->batch->joins && status == QN_OK; i++) {
        bulk->joins = i + 1;
        status = qn_bulk_join_open(&bulk->join[i], h->view.program, &h->batch->join[i],
                                   h->batch->has_comma ? ',' : '.');
    }
    return bulk->join != NULL ? status : QN_NO_MEMORY;
}

/* Whether a column of the file is one for the library. */
static bool is_input(const qn_bulk *bulk, const qn_rows_job *batch, size_t column)
{
    return batch->columns.fact[column] != QN_COLUMN_IGNORED &&
           bulk->column[column].way != QN_GATHER_ODD;
}

/* All columns as they are now. Whether there are more than before. */
static bool list_inputs(qn_bulk *bulk, const qn_rows_job *batch)
{
    bool has_more = false;
    bulk->inputs = 0;
    if (bulk->members != NULL) {
        bulk->inputs = qn_members_columns(bulk->members, bulk->input, &has_more);
    }
    for (size_t i = 0; i < bulk->columns; i++) {
        if (is_input(bulk, batch, i)) {
            bulk->input[bulk->inputs++] = qn_gather_column(&bulk->column[i]);
        }
    }
    for (size_t i = 0; i < bulk->joins; i++) {
        qn_bulk_join_columns(&bulk->join[i], bulk->input + bulk->inputs);
        bulk->inputs += qn_bulk_join_count(&bulk->join[i]);
    }
    return has_more;
}

/* Room for them. */
static bool open_inputs(qn_bulk *bulk, const qn_rows_job *batch)
{
    size_t count = bulk->columns + 1;
    count += bulk->members != NULL ? qn_members_most(bulk->members) : 0;
    for (size_t i = 0; i < bulk->joins; i++) {
        count += qn_bulk_join_count(&bulk->join[i]);
    }
    bulk->input = calloc(count, sizeof *bulk->input);
    if (bulk->input != NULL) {
        (void)list_inputs(bulk, batch);
    }
    return bulk->input != NULL;
}

/* What lines of JSON may have. */
static bool open_members(qn_bulk *bulk, const qn_hand *h)
{
    if (h->batch->form != QN_INTAKE_LINES) {
        return true;
    }
    bulk->members = qn_members_new(h->view.program, h->view.c, h->batch->key);
    if (bulk->members != NULL && h->batch->has_date) {
        qn_members_set_date(bulk->members, h->batch->run->on - QN_PLAIN_EPOCH);
    }
    return bulk->members != NULL;
}

/* QN_MISUSE: the rows cannot go this way. */
static qn_status open_bulk(qn_bulk *bulk, const qn_hand *h, qn_sink *sink)
{
    const qn_run *r = h->batch->run;
    bool has_day = false;
    qn_status status = qn_spread_open(&bulk->spread, h->view.program, r->asked, r->asked_count,
                                      QN_SCAN_ROWS, h->batch->is_json, h->batch->separator);
    status = status == QN_OK ? open_joins(bulk, h) : status;
    if (status != QN_OK) {
        return status;
    }
    if (!open_members(bulk, h)) {
        return QN_MISUSE;
    }
    if (!open_line(bulk, h->batch) || !open_columns(bulk, h, &has_day) ||
        !open_inputs(bulk, h->batch) || !qn_scan_open(&bulk->scan, h->batch->columns.count) ||
        !open_common(bulk, h, has_day, sink)) {
        return QN_NO_MEMORY;
    }
    return qn_batch_new(bulk->common, bulk->input, bulk->inputs, bulk->spread.answer,
                        bulk->spread.count, &bulk->batch, NULL);
}

bool qn_bulk_open(qn_hand *h, qn_sink *sink)
{
    if (h->batch->one_by_one) {
        return true;
    }
    h->bulk = calloc(1, sizeof *h->bulk);
    qn_status status = h->bulk != NULL ? open_bulk(h->bulk, h, sink) : QN_NO_MEMORY;
    if (status != QN_OK) {
        qn_bulk_close(h);
    }
    return status != QN_NO_MEMORY;
}

void qn_bulk_close(qn_hand *h)
{
    qn_bulk *bulk = h->bulk;
    if (bulk == NULL) {
        return;
    }
    qn_batch_free(bulk->batch);
    qn_case_free(bulk->common);
    for (size_t i = 0; i < bulk->columns; i++) {
        qn_gather_close(&bulk->column[i]);
    }
    qn_members_free(bulk->members);
    qn_scan_close(&bulk->scan);
    qn_spread_close(&bulk->spread);
    qn_page_clear(&bulk->head);
    qn_page_clear(&bulk->tail);
    for (size_t i = 0; i < bulk->joins; i++) {
        qn_bulk_join_close(&bulk->join[i]);
    }
    free(bulk->column);
    free(bulk->join);
    free(bulk->input);
    free(bulk);
    h->bulk = NULL;
}

/* ---- rows into columns */

/* The rows that have as many cells as there are columns. */
static void choose_rows(qn_bulk *bulk, const char *bytes)
{
    qn_gather_rows *rows = &bulk->rows;
    rows->scan = &bulk->scan;
    rows->bytes = bytes;
    rows->count = 0;
    for (size_t i = 0; i < bulk->scan.rows; i++) {
        rows->row[rows->count] = (uint16_t)i;
        rows->count += bulk->scan.form[i] == QN_SCAN_CELLS;
    }
    memset(rows->is_odd, 0, rows->count);
}

/* Whether a key can be written as it is. */
static bool is_plain_key(const char *text, size_t length, char separator, bool is_json)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char sign = (unsigned char)text[i];
        if (is_json ? sign < 0x20 || sign >= 0x7F || sign == '"' || sign == '\\'
                    : sign == '\n' || sign == '\r' || text[i] == separator) {
            return false;
        }
    }
    return length > 0;
}

/* Where the keys stand. In CSV only what stood in quotation marks can need them again. */
static void gather_keys(qn_bulk *bulk, const qn_rows_job *batch)
{
    qn_gather_rows *rows = &bulk->rows;
    size_t cell = batch->columns.key;
    for (size_t i = 0; i < rows->count; i++) {
        size_t begin = qn_scan_begin(&bulk->scan, rows->row[i], cell);
        size_t length = bulk->scan.end[bulk->scan.first[rows->row[i]] + cell] - begin;
        const char *text = rows->bytes + begin;
        bool is_quoted = length > 0 && text[0] == '"';
        qn_gather_tidy(&text, &length);
        bulk->key[i] = text;
        bulk->key_length[i] = (uint32_t)length;
        if (length == 0 || ((is_quoted || batch->is_json) &&
                            !is_plain_key(text, length, batch->separator, batch->is_json))) {
            rows->is_odd[i] = 1;
        }
    }
}

static void gather_all(qn_bulk *bulk, const qn_rows_job *batch)
{
    if (batch->key != NULL) {
        gather_keys(bulk, batch);
    }
    for (size_t i = 0; i < bulk->columns; i++) {
        if (batch->columns.fact[i] != QN_COLUMN_IGNORED) {
            qn_gather_clear(&bulk->column[i]);
            qn_gather_cells(&bulk->column[i], &bulk->rows, i);
        }
    }
}

static void gather_elements(qn_bulk *bulk)
{
    qn_gather_rows *rows = &bulk->rows;
    for (size_t i = 0; i < bulk->joins; i++) {
        qn_bulk_join *join = &bulk->join[i];
        qn_bulk_join_begin(join, bulk->key, bulk->key_length, rows->count);
        for (size_t row = 0; row < rows->count; row++) {
            if (rows->is_odd[row]) {
                qn_bulk_join_skip(join, row);
            } else {
                rows->is_odd[row] =
                    !qn_bulk_join_give(join, row, bulk->key[row], bulk->key_length[row]);
            }
        }
    }
}

/* Every row has a date, or goes the plain way, which says that it has none. */
static void check_dates(qn_bulk *bulk, const qn_rows_job *batch)
{
    for (size_t i = 0; i < bulk->columns && !batch->has_date; i++) {
        const qn_gather *column = &bulk->column[i];
        if (batch->columns.fact[i] == QN_TODAY && column->has_absent) {
            for (size_t row = 0; row < bulk->rows.count; row++) {
                bool has = (((const uint8_t *)column->present)[row / 8] >> row % 8 & 1) != 0;
                bulk->rows.is_odd[row] |= !has;
            }
        }
    }
}

/* ---- lines into columns */

/* The lines from `at` on; returns where it stopped. */
static size_t find_lines(qn_scan *scan, const char *bytes, size_t length, size_t at)
{
    for (scan->rows = 0; scan->rows < QN_SCAN_ROWS && at < length; scan->rows++) {
        const char *end = memchr(bytes + at, '\n', length - at);
        scan->begin[scan->rows] = (uint32_t)at;
        scan->form[scan->rows] = QN_SCAN_CELLS;
        at = end != NULL ? (size_t)(end - bytes) + 1 : length;
    }
    scan->begin[scan->rows] = (uint32_t)at;
    return at;
}

/* A key as it may be written: in CSV with neither blanks nor separators. */
static bool is_key_of_line(const char *key, size_t length, const qn_rows_job *batch)
{
    return key != NULL && is_plain_key(key, length, batch->separator, batch->is_json) &&
           memchr(key, '"', length) == NULL && key[0] != ' ' && key[length - 1] != ' ';
}

static void read_lines(qn_bulk *bulk, const qn_rows_job *batch)
{
    qn_gather_rows *rows = &bulk->rows;
    qn_members_begin(bulk->members);
    for (size_t i = 0; i < rows->count; i++) {
        const char *line = rows->bytes + bulk->scan.begin[i];
        size_t length = bulk->scan.begin[i + 1] - bulk->scan.begin[i];
        length -= length > 0 && line[length - 1] == '\n';
        length -= length > 0 && line[length - 1] == '\r';
        bool good =
            qn_members_read(bulk->members, line, length, &bulk->key[i], &bulk->key_length[i]);
        good = good &&
               (batch->key == NULL || is_key_of_line(bulk->key[i], bulk->key_length[i], batch));
        rows->is_odd[i] = !good;
        if (bulk->key[i] == NULL) {
            bulk->key[i] = "";
            bulk->key_length[i] = 0;
        }
    }
    qn_members_end(bulk->members, rows->is_odd, batch->has_date);
}

/* Lets the library know of columns that no line had before. */
static bool renew(qn_bulk *bulk)
{
    for (size_t i = 0; i < bulk->inputs; i++) {
        if (bulk->input[i].fact == QN_TODAY) {
            (void)qn_case_set_unknown(bulk->common, QN_TODAY);
        }
    }
    qn_batch_free(bulk->batch);
    bulk->batch = NULL;
    return qn_batch_new(bulk->common, bulk->input, bulk->inputs, bulk->spread.answer,
                        bulk->spread.count, &bulk->batch, NULL) == QN_OK;
}

/* ---- answers */

/* Answers the rows, and finds out which of them the plain way is to take. */
static void answer(qn_bulk *bulk, const qn_rows_job *batch)
{
    size_t count = bulk->rows.count;
    qn_status status = QN_MISUSE;
    if (!list_inputs(bulk, batch) || renew(bulk)) {
        status = qn_batch_eval(bulk->batch, bulk->input, bulk->spread.answer, count, bulk->refused,
                               NULL);
    }
    if (status != QN_OK && status != QN_BAD_VALUE) {
        memset(bulk->rows.is_odd, 1, count);
        return;
    }
    qn_spread_sort(&bulk->spread, count);
    for (size_t i = 0; i < count; i++) {
        bulk->rows.is_odd[i] |= bulk->spread.worst[i] != 0 || bulk->refused[i] >= 0;
    }
}

static inline char *put_bytes(char *at, const char *bytes, size_t length)
{
    if (length > 0) {
        memcpy(at, bytes, length);
    }
    return at + length;
}

/* Writes a row that has been answered. */
static void put_row(qn_hand *h, size_t row)
{
    static const qn_figure_form whole = {0};
    qn_bulk *bulk = h->bulk;
    bool has_key = h->batch->key != NULL;
    size_t most = bulk->head.length + bulk->tail.length + bulk->spread.width +
                  (has_key ? bulk->key_length[row] : QN_FIGURE_SIZE);
    char *begin = qn_page_room(&h->out, most);
    if (begin == NULL) {
        return;
    }
    char *at = put_bytes(begin, bulk->head.bytes, bulk->head.length);
    at = has_key ? put_bytes(at, bulk->key[row], bulk->key_length[row])
                 : qn_figure_put(at, (int64_t)h->row, whole);
    at = put_bytes(at, bulk->tail.bytes, bulk->tail.length);
    at = qn_spread_put(&bulk->spread, row, at, &h->not_known);
    h->out.length += (size_t)(at - begin);
    h->cases++;
}

/* Lets somebody have the rows that were answered together. */
static void give_rows(qn_hand *h)
{
    const qn_bulk *bulk = h->bulk;
    const qn_taken taken = {.answer = bulk->spread.answer,
                            .input = bulk->input,
                            .inputs = bulk->inputs,
                            .count = bulk->rows.count,
                            .row = bulk->rows.row,
                            .is_odd = bulk->rows.is_odd,
                            .first = h->row - h->block.first_row};
    h->batch->taker->many(h, &taken);
}

/* Writes all rows in their order. */
static void put_rows(qn_hand *h)
{
    const qn_bulk *bulk = h->bulk;
    bool is_taken = h->batch->taker != NULL;
    if (is_taken) {
        give_rows(h);
    }
    size_t next = 0;
    for (size_t i = 0; i < bulk->scan.rows && !h->out_of_memory; i++, h->row++) {
        bool is_gathered = next < bulk->rows.count && bulk->rows.row[next] == i;
        if (is_gathered && !bulk->rows.is_odd[next]) {
            if (is_taken) {
                h->cases++;
            } else {
                put_row(h, next);
            }
        } else if (bulk->scan.form[i] != QN_SCAN_EMPTY) {
            qn_row_take(h, bulk->scan.begin[i], bulk->scan.begin[i + 1]);
        }
        next += is_gathered;
    }
}

/* The next rows, into columns; returns where it stopped. */
static size_t gather_rows(qn_hand *h, size_t at)
{
    qn_bulk *bulk = h->bulk;
    const qn_block *block = &h->block;
    bool has_lines = bulk->members != NULL;
    at = has_lines ? find_lines(&bulk->scan, block->bytes, block->length, at)
                   : qn_scan_rows(&bulk->scan, block->bytes, block->length, at, h->batch->separator,
                                  h->batch->columns.count);
    choose_rows(bulk, block->bytes);
    if (has_lines) {
        read_lines(bulk, h->batch);
    } else {
        gather_all(bulk, h->batch);
        check_dates(bulk, h->batch);
    }
    gather_elements(bulk);
    return at;
}

void qn_bulk_work(qn_hand *h)
{
    for (size_t at = 0; at < h->block.length && !h->out_of_memory;) {
        at = gather_rows(h, at);
        if (h->bulk->rows.count > 0) {
            answer(h->bulk, h->batch);
        }
        put_rows(h);
    }
}
