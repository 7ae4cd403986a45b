/*
 * Tables of records. See table.h.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"

/* What a table is made of: each row is gone through twice, for its widths and for itself. */
typedef struct table {
    qn_page *page;
    const qn_view *view;
    size_t indent;
    int32_t columns; /* -1 where an element is no record */
    size_t *width;   /* one a column */
    bool *is_number; /* of each column: stands at the right end */
    qn_page cell;    /* used over again */
    bool has_head;
} table;

/* The text of a field; its unit stands in the head. */
static const char *cell_text(table *t, const qn_value *record, int32_t column)
{
    qn_value field;
    t->cell.length = 0;
    if (qn_value_field(record, column, &field) != QN_OK) {
        return "";
    }
    qn_answer_put_number(&t->cell, t->view, &field);
    return qn_page_string(&t->cell);
}

/* "due", "amount, AZN" */
static const char *head_text(table *t, const qn_value *record, int32_t column)
{
    qn_value field;
    t->cell.length = 0;
    qn_page_shown(&t->cell, qn_view_name(t->view, qn_value_field_name(record, column)));
    if (qn_value_field(record, column, &field) == QN_OK && field.unit[0] != '\0' &&
        field.unit[0] != '%') {
        qn_page_format(&t->cell, ", %s", field.unit);
    }
    return qn_page_string(&t->cell);
}

static void widen(table *t, int32_t column, const char *text)
{
    size_t width = qn_page_width(text);
    t->width[column] = width > t->width[column] ? width : t->width[column];
}

/* Makes room for the columns of the first record. */
static void begin_columns(table *t, const qn_value *record)
{
    t->columns = 0;
    while (qn_value_field_name(record, t->columns)) {
        t->columns++;
    }
    if (t->columns <= 0) {
        t->columns = -1;
        return;
    }
    t->width = calloc((size_t)t->columns, sizeof *t->width);
    t->is_number = calloc((size_t)t->columns, sizeof *t->is_number);
    if (!t->width || !t->is_number) {
        t->page->out_of_memory = true;
        t->columns = -1;
        return;
    }
    for (int32_t i = 0; i < t->columns; i++) {
        qn_value field;
        widen(t, i, head_text(t, record, i));
        t->is_number[i] =
            qn_value_field(record, i, &field) == QN_OK && field.kind <= QN_KIND_QUANTITY;
    }
}

static void measure(void *context, const qn_value *record)
{
    table *t = context;
    if (t->columns == 0) {
        begin_columns(t, record);
    }
    for (int32_t i = 0; i < t->columns; i++) {
        widen(t, i, cell_text(t, record, i));
    }
}

/* A cell, and the space before the next one; nothing behind the last. */
static void put_cell(table *t, int32_t column, const char *text)
{
    long gap = (long)t->width[column] - (long)qn_page_width(text);
    qn_page_pad(t->page, t->is_number[column] ? gap : 0);
    qn_page_put(t->page, text);
    if (column + 1 < t->columns) {
        qn_page_pad(t->page, (t->is_number[column] ? 0 : gap) + 2);
    }
}

static void put_row(void *context, const qn_value *record)
{
    table *t = context;
    if (!t->has_head) {
        t->has_head = true;
        qn_page_pad(t->page, (long)t->indent);
        for (int32_t i = 0; i < t->columns; i++) {
            put_cell(t, i, head_text(t, record, i));
        }
        qn_page_put(t->page, "\n");
    }
    qn_page_pad(t->page, (long)t->indent);
    for (int32_t i = 0; i < t->columns; i++) {
        put_cell(t, i, cell_text(t, record, i));
    }
    qn_page_put(t->page, "\n");
}

/* What measuring took is given back. */
static void end(table *t)
{
    free(t->width);
    free(t->is_number);
    t->page->out_of_memory |= t->cell.out_of_memory;
    qn_page_clear(&t->cell);
}

/* Finds the columns and their widths; false for what is no list of records. */
static bool begin(table *t, const qn_value *value)
{
    return value->kind == QN_KIND_LIST && qn_value_each(value, measure, t) == QN_OK &&
           t->columns > 0;
}

bool qn_table_is_one(const qn_view *view, const qn_value *value)
{
    qn_page none = {0};
    table t = {.page = &none, .view = view};
    bool is_one = value->status == QN_KNOWN && begin(&t, value);
    end(&t);
    return is_one;
}

bool qn_table_put(qn_page *page, const qn_view *view, const qn_value *value, const char *before,
                  size_t indent)
{
    table t = {.page = page, .view = view, .indent = indent};
    bool put = begin(&t, value);
    if (put) {
        qn_page_put(page, before);
        (void)qn_value_each(value, put_row, &t);
    }
    end(&t);
    return put;
}
