/*
 * Columns of facts. See gather.h.
 */
#include "gather.h"

#include <stdlib.h>

#include "decimal.h"

/* So many decimals leave room for eight digits before them. */
enum { DECIMALS_MAX = 10, DECIMALS_ANY = 4, BYTE_VALUES = 256, SET_MAX = 63 };

/* ---- opening */

/* The digits behind the point that values of a grid have; of any, some. */
static int32_t find_decimals(const qn_program *program, int32_t fact)
{
    const qn_tables *t = &program->tables;
    qn_row_field row;
    qn_rational step;
    if (!qn_program_declared(program, fact, &row)) {
        return 0;
    }
    step = qn_constant_slot(&t->constant[row.step]).q;
    if (qn_rational_is_zero(step) &&
        qn_rational_div(qn_rational_from_i64(1), program->scale[row.type], &step) != QN_ARITH_OK) {
        return DECIMALS_ANY;
    }
    int places = qn_decimal_places(step);
    return places < 0 ? DECIMALS_ANY : places > DECIMALS_MAX ? DECIMALS_MAX : places;
}

/* The unit, if it cannot be taken for a part of a number. */
static const char *find_unit(qn_kind kind, const char *unit)
{
    if (kind == QN_KIND_PERCENT) {
        return "%";
    }
    return strcspn(unit, "0123456789+-._") == strlen(unit) && unit[0] != 'e' && unit[0] != 'E'
               ? unit
               : "";
}

static bool open_words(qn_gather *column)
{
    static const char *const word[] = {"yes", "true", "no", "false"};
    static const int32_t number[] = {1, 1, 0, 0};
    column->way = QN_GATHER_NAME;
    column->lane = QN_UINT8;
    return qn_plain_names_open(&column->names, word, number, 4);
}

/* The values of a choice. Where they cannot be told apart by their ends, the column is odd.
 */
static bool open_names(qn_gather *column, const qn_program *program, int32_t count)
{
    const char **name = calloc((size_t)count + 1, sizeof *name);
    int32_t *number = calloc((size_t)count + 1, sizeof *number);
    bool good = name != NULL && number != NULL;
    for (int32_t i = 0; good && i < count; i++) {
        name[i] = qn_program_fact_choice(program, column->fact, i);
        number[i] = i;
    }
    bool is_set = column->kind == QN_KIND_SET;
    if (good && (!is_set || count < SET_MAX) &&
        qn_plain_names_open(&column->names, name, number, (size_t)count)) {
        column->way = is_set                ? QN_GATHER_SET
                      : count < BYTE_VALUES ? QN_GATHER_NAME
                                            : QN_GATHER_MANY;
        column->lane = is_set ? QN_INT64 : count < BYTE_VALUES ? QN_UINT8 : QN_INT32;
    }
    free(name);
    free(number);
    return good;
}

bool qn_gather_open(qn_gather *column, const qn_program *program, int32_t fact, int32_t list,
                    char point)
{
    qn_fact_info info = {.kind = QN_KIND_DATE};
    if (fact != QN_TODAY) {
        info = qn_program_fact_info(program, fact);
    }
    *column = (qn_gather){.way = QN_GATHER_ODD,
                          .fact = fact,
                          .list = list,
                          .kind = info.kind,
                          .lane = QN_INT32,
                          .unit = "",
                          .form = {.point = point}};
    if (info.is_over_time) {
        return true;
    }
    switch (info.kind) {
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
        column->way = QN_GATHER_NUMBER;
        column->lane = QN_INT64;
        column->form.decimals = find_decimals(program, fact);
        column->unit = find_unit(info.kind, info.unit);
        column->unit_length = strlen(column->unit);
        return true;
    case QN_KIND_BOOLEAN:
        return open_words(column);
    case QN_KIND_CHOICE:
    case QN_KIND_SET:
        return open_names(column, program, info.choice_count);
    case QN_KIND_DATE:
        column->way = QN_GATHER_DAY;
        return true;
    default:
        return true;
    }
}

void qn_gather_close(qn_gather *column)
{
    qn_plain_names_close(&column->names);
    free(column->values);
    free(column->present);
    *column = (qn_gather){0};
}

bool qn_gather_grow(qn_gather *column, size_t count)
{
    if (count <= column->room) {
        return true;
    }
    size_t room = (count + count / 2 + 64) / 64 * 64;
    void *values = realloc(column->values, room * sizeof(int64_t));
    column->values = values != NULL ? values : column->values;
    uint64_t *present = realloc(column->present, room / 64 * sizeof *present);
    column->present = present != NULL ? present : column->present;
    if (values == NULL || present == NULL) {
        return false;
    }
    memset(present + column->room / 64, column->is_sparse ? 0 : 0xFF,
           (room - column->room) / 64 * sizeof *present);
    column->room = room;
    return true;
}

void qn_gather_clear(qn_gather *column)
{
    if (column->has_absent) {
        memset(column->present, 0xFF, column->room / 64 * sizeof *column->present);
        column->has_absent = false;
    }
}

/* ---- cells */

static inline void set_value(qn_gather *column, size_t at, int64_t number)
{
    switch (column->lane) {
    case QN_UINT8:
        ((uint8_t *)column->values)[at] = (uint8_t)number;
        break;
    case QN_INT32:
        ((int32_t *)column->values)[at] = (int32_t)number;
        break;
    default:
        ((int64_t *)column->values)[at] = number;
        break;
    }
}

/* Byte by byte, the lowest bit of the lowest byte first, as the library has them. */
static inline void set_present(qn_gather *column, size_t at)
{
    if (column->has_absent) {
        ((uint8_t *)column->present)[at / 8] |= (uint8_t)(1U << at % 8);
    }
}

void qn_gather_give(qn_gather *column, size_t at, int64_t number)
{
    set_present(column, at);
    set_value(column, at, number);
}

void qn_gather_skip_all(qn_gather *column)
{
    memset(column->present, 0, column->room / 64 * sizeof *column->present);
    column->has_absent = true;
    column->is_sparse = true;
}

void qn_gather_skip(qn_gather *column, size_t at)
{
    if (column->has_preset) {
        set_value(column, at, column->preset);
        return;
    }
    set_value(column, at, 0);
    ((uint8_t *)column->present)[at / 8] &= (uint8_t) ~(1U << at % 8);
    column->has_absent = true;
}

/* A text that is as plain as can be, to a value of the column. */
static inline __attribute__((always_inline)) bool read_plain(const qn_gather *column,
                                                             qn_gather_way way, const char *text,
                                                             size_t length, int64_t *out)
{
    int32_t number = 0;
    bool good = false;
    switch (way) {
    case QN_GATHER_NUMBER:
        return qn_plain_number(text, length, column->form, out);
    case QN_GATHER_DAY:
        good = qn_plain_day(text, length, &number);
        break;
    case QN_GATHER_NAME:
    case QN_GATHER_MANY:
        good = qn_plain_names_find(&column->names, text, length, &number);
        break;
    case QN_GATHER_SET:
        good = qn_plain_names_find(&column->names, text, length, &number);
        *out = good ? INT64_C(1) << number : 0;
        return good;
    case QN_GATHER_ODD:
    default:
        break;
    }
    *out = number;
    return good;
}

/* Takes the unit and blanks before it off the end of a number. */
static void drop_unit(const qn_gather *column, const char *text, size_t *length)
{
    size_t unit = column->unit_length;
    if (unit > 0 && *length > unit && memcmp(text + *length - unit, column->unit, unit) == 0) {
        *length -= unit;
        while (*length > 0 && text[*length - 1] == ' ') {
            --*length;
        }
    }
}

bool qn_gather_put_exactly(qn_gather *column, size_t at, const char *text, size_t length)
{
    int64_t number = 0;
    bool good = length > 0 && read_plain(column, column->way, text, length, &number);
    if (good) {
        qn_gather_give(column, at, number);
    }
    return good;
}

bool qn_gather_put(qn_gather *column, size_t at, const char *text, size_t length)
{
    int64_t number = 0;
    /* The blanks of a text are a part of it. */
    if (column->way != QN_GATHER_ODD) {
        qn_gather_tidy(&text, &length);
    }
    if (length == 0) {
        qn_gather_skip(column, at);
        return true;
    }
    bool good = read_plain(column, column->way, text, length, &number);
    if (!good && column->way == QN_GATHER_NUMBER) {
        drop_unit(column, text, &length);
        good = length > 0 && read_plain(column, column->way, text, length, &number);
    }
    qn_gather_give(column, at, good ? number : 0);
    return good;
}

/* A loop for each way and lane, so that nothing is asked for each cell that holds for all. */
static inline __attribute__((always_inline)) void
gather(qn_gather *column, qn_gather_rows *rows, size_t cell, qn_gather_way way, size_t size)
{
    const qn_scan *scan = rows->scan;
    for (size_t i = 0; i < rows->count; i++) {
        size_t row = rows->row[i];
        size_t begin = qn_scan_begin(scan, row, cell);
        size_t length = scan->end[scan->first[row] + cell] - begin;
        const char *text = rows->bytes + begin;
        int64_t number = 0;
        if (length > 0 && read_plain(column, way, text, length, &number)) {
            if (size == 1) {
                ((uint8_t *)column->values)[i] = (uint8_t)number;
            } else if (size == 4) {
                ((int32_t *)column->values)[i] = (int32_t)number;
            } else {
                ((int64_t *)column->values)[i] = number;
            }
        } else if (!qn_gather_put(column, i, text, length)) {
            rows->is_odd[i] = 1;
        }
    }
}

void qn_gather_cells(qn_gather *column, qn_gather_rows *rows, size_t cell)
{
    switch (column->way) {
    case QN_GATHER_NUMBER:
        gather(column, rows, cell, QN_GATHER_NUMBER, 8);
        break;
    case QN_GATHER_DAY:
        gather(column, rows, cell, QN_GATHER_DAY, 4);
        break;
    case QN_GATHER_NAME:
        gather(column, rows, cell, QN_GATHER_NAME, 1);
        break;
    case QN_GATHER_MANY:
        gather(column, rows, cell, QN_GATHER_MANY, 4);
        break;
    case QN_GATHER_SET:
        gather(column, rows, cell, QN_GATHER_SET, 8);
        break;
    case QN_GATHER_ODD:
    default:
        gather(column, rows, cell, QN_GATHER_ODD, 4);
        break;
    }
}

qn_column qn_gather_column(const qn_gather *column)
{
    return (qn_column){.fact = column->fact,
                       .list = column->list,
                       .lane = column->lane,
                       .decimals = column->form.decimals,
                       .may_be_absent = true,
                       .values = column->values,
                       .present = column->has_absent ? (const uint8_t *)column->present : NULL};
}
