/*
 * Elements by their keys. See bulk_join.h.
 */
#include "bulk_join.h"

#include <stdlib.h>
#include <string.h>

/* Room for so many elements in every column. */
static bool reserve(qn_bulk_join *join, size_t count)
{
    if (count <= join->room) {
        return true;
    }
    for (size_t i = 0; i < join->uses; i++) {
        if (!qn_gather_grow(&join->field[join->used[i]], count * 2)) {
            return false;
        }
    }
    join->room = count * 2;
    return true;
}

qn_status qn_bulk_join_open(qn_bulk_join *out, const qn_program *program, qn_join *join, char point)
{
    const qn_columns *columns = &join->columns;
    qn_fact_info info = qn_program_fact_info(program, join->fact);
    *out = (qn_bulk_join){.join = join, .limit = (size_t)info.limit};
    if (info.is_over_time || info.kind != QN_KIND_LIST) {
        return QN_MISUSE;
    }
    out->field = calloc(columns->count + 1, sizeof *out->field);
    out->end = calloc(columns->count + 1, sizeof *out->end);
    out->used = calloc(columns->count + 1, sizeof *out->used);
    bool good = out->field != NULL && out->end != NULL && out->used != NULL;
    for (size_t i = 0; good && i < columns->count; i++) {
        out->fields = i + 1;
        if (columns->fact[i] != QN_COLUMN_IGNORED) {
            out->used[out->uses++] = (uint32_t)i;
            good = qn_gather_open(&out->field[i], program, columns->fact[i], join->fact, point);
        }
    }
    good = good && reserve(out, QN_SCAN_ROWS);
    return good ? QN_OK : QN_NO_MEMORY;
}

void qn_bulk_join_close(qn_bulk_join *join)
{
    for (size_t i = 0; i < join->fields; i++) {
        qn_gather_close(&join->field[i]);
    }
    free(join->field);
    free(join->end);
    free(join->used);
    free(join->copy);
    *join = (qn_bulk_join){0};
}

static bool is_ignored(const qn_bulk_join *join, size_t field)
{
    return join->join->columns.fact[field] == QN_COLUMN_IGNORED;
}

/* Memory is told of each key well before it is asked for. */
void qn_bulk_join_begin(qn_bulk_join *join, const char *const *key, const uint32_t *length,
                        size_t rows)
{
    join->begin[0] = 0;
    for (size_t i = 0; i < join->uses; i++) {
        qn_gather_clear(&join->field[join->used[i]]);
    }
    for (size_t i = 0; i < rows; i++) {
        join->hash[i] = qn_join_hash(join->join, key[i], length[i]);
        qn_join_expect(join->join, join->hash[i]);
    }
    for (size_t i = 0; i < rows; i++) {
        qn_join_expect_row(join->join, join->hash[i]);
    }
}

/* The bytes of a row with the slack behind them; NULL out of memory. */
static const char *find_bytes(qn_bulk_join *join, const qn_join_row *row)
{
    const qn_mapped *file = &join->join->file;
    const char *bytes = file->bytes + row->at;
    size_t room = (size_t)row->length + QN_SCAN_SLACK;
    if (file->length - row->at >= room) {
        return bytes;
    }
    if (join->copy_room < room) {
        char *grown = realloc(join->copy, room);
        if (grown == NULL) {
            return NULL;
        }
        join->copy = grown;
        join->copy_room = room;
    }
    memcpy(join->copy, bytes, row->length);
    memset(join->copy + row->length, 0, QN_SCAN_SLACK);
    return join->copy;
}

/* A cell of the row at hand. */
static inline size_t find_cell(const qn_bulk_join *join, const char *bytes, size_t cell,
                               const char **text)
{
    size_t begin = cell == 0 ? 0 : join->end[cell - 1] + 1;
    *text = bytes + begin;
    return join->end[cell] - begin;
}

static inline bool has_key(const qn_bulk_join *join, const char *bytes, const char *key,
                           size_t length)
{
    const char *text;
    uint64_t a[2];
    uint64_t b[2];
    size_t count = find_cell(join, bytes, join->join->columns.key, &text);
    qn_gather_tidy(&text, &count);
    if (count != length) {
        return false;
    }
    qn_plain_ends(text, count, a);
    qn_plain_ends(key, length, b);
    return a[0] == b[0] && a[1] == b[1] &&
           (length <= 16 || memcmp(text + 8, key + 8, length - 16) == 0);
}

/* Gives one element its fields. */
static inline bool give_fields(qn_bulk_join *join, size_t at, const char *bytes)
{
    bool good = reserve(join, at + 1);
    for (size_t i = 0; i < join->uses && good; i++) {
        const char *text;
        size_t cell = join->used[i];
        size_t length = find_cell(join, bytes, cell, &text);
        qn_gather *field = &join->field[cell];
        good = qn_gather_put_exactly(field, at, text, length) ||
               qn_gather_put(field, at, text, length);
    }
    return good;
}

bool qn_bulk_join_give(qn_bulk_join *join, size_t at, const char *key, size_t length)
{
    qn_join *from = join->join;
    size_t first = (size_t)join->begin[at];
    size_t next = first;
    bool good = true;
    for (int32_t i = qn_join_first(from, join->hash[at]); i != QN_JOIN_END && good;
         i = qn_join_next(from, i)) {
        const qn_join_row *row = &from->row[i];
        const char *bytes = find_bytes(join, row);
        size_t end = row->length;
        end -= bytes != NULL && end > 0 && bytes[end - 1] == '\n';
        end -= bytes != NULL && end > 0 && bytes[end - 1] == '\r';
        good = bytes != NULL && qn_scan_row(bytes, end, from->separator, join->fields, join->end);
        if (good && has_key(join, bytes, key, length)) {
            qn_join_use(from, i);
            good = next - first < join->limit && give_fields(join, next, bytes);
            next++;
        }
    }
    join->begin[at + 1] = (int32_t)(good ? next : first);
    return good;
}

void qn_bulk_join_skip(qn_bulk_join *join, size_t at)
{
    join->begin[at + 1] = join->begin[at];
}

/* Of a kind that comes in columns. */
static bool is_column(const qn_bulk_join *join, size_t field)
{
    return !is_ignored(join, field) && join->field[field].way != QN_GATHER_ODD;
}

size_t qn_bulk_join_count(const qn_bulk_join *join)
{
    size_t count = 1;
    for (size_t i = 0; i < join->fields; i++) {
        count += is_column(join, i);
    }
    return count;
}

void qn_bulk_join_columns(const qn_bulk_join *join, qn_column *out)
{
    *out++ =
        (qn_column){.fact = join->join->fact, .list = -1, .lane = QN_INT32, .values = join->begin};
    for (size_t i = 0; i < join->fields; i++) {
        if (is_column(join, i)) {
            *out++ = qn_gather_column(&join->field[i]);
        }
    }
}
