/*
 * The texts of a case: see texts.h.
 */
#include "texts.h"

#include <string.h>

/* Rows that a table of texts gets besides twice as many as it has. */
#define MORE_ROOM 8

/* The number of the program's string that equals the text, or string_count. */
static uint32_t find_string(const qn_tables *t, const char *text, size_t length)
{
    for (uint32_t i = 0; i < t->string_count; i++) {
        if (qn_tables_string_length(t, i) == length &&
            memcmp(qn_tables_string(t, i), text, length) == 0) {
            return i;
        }
    }
    return t->string_count;
}

/* The row of an equal text; else a free row, or text_count where there is none. */
static uint32_t find_row(const qn_case *c, const char *text, size_t length)
{
    uint32_t free_row = c->text_count;
    for (uint32_t i = c->text_count; i > 0; i--) {
        const qn_given_text *row = &c->text[i - 1];
        if (row->bytes == NULL) {
            free_row = i - 1;
        } else if (row->length == length && memcmp(row->bytes, text, length) == 0) {
            return i - 1;
        }
    }
    return free_row;
}

/* Makes room for one more row. */
static bool reserve_row(qn_case *c)
{
    if (c->text_count < c->text_room) {
        return true;
    }
    uint32_t room = c->text_room * 2 + MORE_ROOM;
    qn_given_text *rows = qn_memory_take(&c->options, room * sizeof *rows);
    if (rows == NULL) {
        return false;
    }
    if (c->text_count > 0) {
        memcpy(rows, c->text, c->text_count * sizeof *rows);
    }
    if (c->text != c->text_rows) {
        qn_memory_free(&c->options, c->text, c->text_room * sizeof *rows);
    }
    c->text = rows;
    c->text_room = room;
    return true;
}

/* Copies a text into a row, which is free or the one behind the last. */
static qn_status fill_row(qn_case *c, uint32_t row, const char *text, size_t length)
{
    if (length > c->text_bytes_max - c->text_bytes) {
        return QN_OVER_LIMIT;
    }
    char *bytes =
        row < c->text_count || reserve_row(c) ? qn_memory_take(&c->options, length + 1) : NULL;
    if (bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(bytes, text, length);
    bytes[length] = 0;
    c->text[row] = (qn_given_text){.bytes = bytes, .length = length};
    c->text_count += row == c->text_count;
    c->text_bytes += length;
    return QN_OK;
}

qn_status qn_text_keep(qn_case *c, const char *text, size_t length, int64_t *out)
{
    *out = find_string(c->tables, text, length);
    if (*out < c->tables->string_count) {
        return QN_OK;
    }
    uint32_t row = find_row(c, text, length);
    bool is_there = row < c->text_count && c->text[row].bytes != NULL;
    qn_status status = is_there ? QN_OK : fill_row(c, row, text, length);
    if (status == QN_OK) {
        c->text[row].uses++;
        *out += row;
    }
    return status;
}

void qn_text_drop(qn_case *c, int64_t number)
{
    int64_t row = number - c->tables->string_count;
    if (row < 0 || row >= c->text_count) {
        return;
    }
    qn_given_text *text = &c->text[row];
    if (--text->uses == 0) {
        qn_memory_free(&c->options, text->bytes, text->length + 1);
        c->text_bytes -= text->length;
        *text = (qn_given_text){0};
    }
}
