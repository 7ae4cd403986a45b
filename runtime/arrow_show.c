/*
 * What is said of a row of an Arrow stream that was refused: which, for which column and value, and
 * what would have been taken.
 *
 * Responsible for: a value of an array as text. Refuses to know: why a value is not taken.
 */
#include "arrow.h"

#include <stdio.h>
#include <string.h>

#include "date.h"
#include "decimal.h"
#include "value.h"

/* The number of 1970-01-01; bytes and elements of a value that are shown. */
enum { EPOCH = 719162, SHOWN_MAX = 60, ELEMENTS_MAX = 8 };

/* An integer with so many digits behind the point. */
static void add_number(qn_text *text, qn_wide number, int32_t decimals)
{
    char digits[QN_DECIMAL_TEXT_SIZE];
    size_t length = 0;
    qn_rational value = qn_rational_from_wide(number);
    for (int32_t i = 0; i < decimals; i++) {
        (void)qn_rational_div(value, qn_rational_from_i64(10), &value); /* 18 times at most */
    }
    if (qn_decimal_format(value, (size_t)decimals, digits, sizeof digits, &length)) {
        qn_text_add(text, digits, length);
    }
}

static void add_day(qn_text *text, int64_t day)
{
    char date[QN_DATE_TEXT_SIZE];
    if (!qn_date_is_valid(day + EPOCH)) {
        add_number(text, qn_wide_from_i64(day), 0);
        return;
    }
    qn_date_format((qn_day)(day + EPOCH), date);
    qn_text_add_string(text, date);
}

static void add_name(qn_text *text, const qn_arrow_column *c, const struct ArrowArray *array,
                     int64_t at)
{
    qn_arrow_name name = {"", 0};
    (void)qn_arrow_text(&c->format, array, at, &name); /* it could be read when it was taken */
    qn_text_add(text, name.text, name.length < SHOWN_MAX ? name.length : SHOWN_MAX);
    if (name.length > SHOWN_MAX) {
        qn_text_add_string(text, "…");
    }
}

/* A number of a dictionary: what it stands for, or itself where it is of no value. */
static void add_entry(qn_text *text, const qn_arrow_column *c, int64_t at)
{
    const struct ArrowArray *values = c->array->dictionary;
    int64_t number = qn_arrow_integer(c->array->buffers[1], c->index, at);
    if (number >= 0 && number < values->length) {
        add_name(text, c, values, values->offset + number);
    } else {
        qn_text_add_string(text, "number ");
        add_number(text, qn_wide_from_i64(number), 0);
        qn_text_add_string(text, " of the dictionary");
    }
}

/* Numbers of one to 16 bytes. */
static void add_integer(qn_text *text, const qn_arrow_column *c, int64_t at)
{
    const void *values = c->array->buffers[1];
    uint64_t half[2];
    if (c->format.family == QN_ARROW_DECIMAL) {
        memcpy(half, (const unsigned char *)values + at * (int64_t)sizeof half, sizeof half);
    } else {
        int64_t number = qn_arrow_integer(values, c->format.lane, at);
        half[0] = (uint64_t)number;
        half[1] = number < 0 && !c->format.is_wide ? UINT64_MAX : 0;
    }
    add_number(text, (qn_wide){.lo = half[0], .hi = (int64_t)half[1]}, c->format.decimals);
}

/* The value at a place of the buffers of the column. */
static void add_value(qn_text *text, const qn_arrow_column *c, int64_t at)
{
    if (!qn_arrow_has(c->array, at)) {
        qn_text_add_string(text, "null");
    } else if (c->format.family == QN_ARROW_TEXT && c->way == QN_ARROW_BY_NAME) {
        add_name(text, c, c->array, at);
    } else if (c->format.family == QN_ARROW_TEXT) {
        add_entry(text, c, at);
    } else if (c->format.family == QN_ARROW_DATE) {
        add_day(text, qn_arrow_integer(c->array->buffers[1], QN_INT32, at));
    } else {
        add_integer(text, c, at);
        qn_text_add_string(text, c->format.family == QN_ARROW_MILLI ? " milliseconds" : "");
    }
}

/* The elements that a row has in a column, or how many there are. */
static void add_elements(qn_text *text, const qn_arrow_stream *s, int32_t column, size_t row)
{
    const qn_arrow_column *c = &s->column[column];
    const qn_arrow_column *list = c->is_element ? &s->column[c->list] : c;
    const qn_column *begins = &s->input[list - s->column];
    int64_t at = (int64_t)(begins->first + row);
    int64_t begin = qn_arrow_integer(begins->values, begins->lane, at);
    int64_t count = qn_arrow_integer(begins->values, begins->lane, at + 1) - begin;
    if (!c->is_element) {
        add_number(text, qn_wide_from_i64(count), 0);
        qn_text_add_string(text, " elements");
        return;
    }
    for (int64_t i = 0; i < count && i < ELEMENTS_MAX; i++) {
        qn_text_add_string(text, i > 0 ? ", " : "");
        add_value(text, c, c->first + begin + i);
    }
    qn_text_add_string(text, count > ELEMENTS_MAX ? ", …" : "");
}

void qn_arrow_tell_refused(qn_arrow_stream *s, size_t row, int32_t column)
{
    const qn_arrow_column *c = &s->column[column];
    char number[24];
    char value[sizeof s->error.text / 2];
    char range[sizeof s->error.text / 2] = "a date";
    qn_text shown = {.buffer = value, .size = sizeof value};
    if (c->is_element || c->kind == QN_KIND_LIST) {
        add_elements(&shown, s, column, row);
    } else {
        add_value(&shown, c, c->first + (int64_t)row);
    }
    (void)qn_text_end(&shown, NULL);
    if (c->declared != QN_TODAY) {
        (void)qn_program_fact_range(s->program, c->declared, range, sizeof range, NULL);
    }
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)(s->rows + row));
    (void)QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "row ", number, ", column `", c->name,
                        c->field_name[0] ? "." : "", c->field_name, "`: '", value,
                        qn_arrow_has_null_record(c, (int64_t)row) ? "' and one is null" : "'",
                        "; expected ", range);
}
