/*
 * A row of a batch by itself: its facts go into the batch's case, and each rule is asked as by
 * qn_eval. What the columns cannot do at once is done here, and what they answer must be the same.
 *
 * Responsible for: a row's facts at their places, and answers as numbers of their column.
 * Refuses to know: blocks of rows.
 */
#include "batch_state.h"

#include <string.h>

/* A number of a column for a place that does not hold integers: through the door of the case. What
 * a batch has bound is there, and is no fact over time. */
static bool offer_wide(qn_case *c, int32_t place, int64_t number, int32_t decimals)
{
    qn_offer o;
    qn_rational value = qn_rational_from_i64(number);
    qn_rational power = qn_rational_from_i64(1);
    for (int32_t i = 0; i < decimals; i++) {
        (void)qn_rational_mul(power, qn_rational_from_i64(10), &power);
    }
    (void)qn_rational_div(value, power, &value); /* 64 bits and 18 decimals are less than 128 */
    (void)qn_offer_begin(c, place, "", 0, &o);
    return qn_offer_number(&o, value) == QN_OK;
}

/* What stands in a column goes to a fact or to the cell of an item. False where it is refused. */
static bool put_value(qn_case *c, const qn_way *way, int32_t place, const qn_column *column,
                      size_t at)
{
    int64_t number = 0;
    int64_t n = 0;
    qn_offer o;
    if (!qn_column_read(column, at, &number)) {
        return false;
    }
    if (way->kind == QN_TAKES_WIDE) {
        return offer_wide(c, place, number, way->decimals);
    }
    if (!qn_way_take(way, column, number, &n)) {
        return false;
    }
    const qn_slot slot = {.i = n};
    if (way->fact == c->tables->fact_count) {
        return qn_today_put(c, QN_KNOWN, (qn_day)n) == QN_OK;
    }
    (void)qn_offer_begin(c, place, "", 0, &o);
    qn_offer_put(&o, QN_KNOWN, &slot, true);
    return true;
}

/* The place of what an element has. */
static int32_t place_of(const qn_input *input, uint32_t index)
{
    const qn_list_place *list = &input->list;
    uint32_t cell = list->shape.field_count == 0
                        ? list->base + index
                        : qn_list_record(&list->shape, list->base, index) + input->way.offset;
    return (int32_t)(QN_ITEM + cell);
}

/* What each of the elements of a row has. */
static bool put_elements(const qn_rows *rows, size_t input, size_t row)
{
    const qn_input *in = &rows->batch->input[input];
    const qn_column *list = &rows->column[in->way.list];
    if (!qn_column_has(list, row)) {
        return true;
    }
    size_t first = qn_column_offset(list, row);
    size_t count = qn_column_offset(list, row + 1) - first;
    for (size_t i = 0; i < count; i++) {
        if (qn_column_has(&rows->column[input], first + i) &&
            !put_value(rows->batch->common, &in->way, place_of(in, (uint32_t)i),
                       &rows->column[input], first + i)) {
            return false;
        }
    }
    return true;
}

/* A fact of a row, which is taken away where the column has none. */
static bool put_fact(const qn_rows *rows, size_t input, size_t row)
{
    qn_case *c = rows->batch->common;
    const qn_way *way = &rows->batch->input[input].way;
    const qn_column *column = &rows->column[input];
    if (way->list != QN_NONE_INDEX) {
        return put_elements(rows, input, row);
    }
    int32_t place = way->fact == c->tables->fact_count ? QN_TODAY : (int32_t)way->fact;
    if (!qn_column_has(column, row)) {
        (void)qn_case_clear(c, place);
        return true;
    }
    if (way->kind == QN_TAKES_COUNTS) {
        size_t count = qn_column_offset(column, row + 1) - qn_column_offset(column, row);
        return qn_case_set_list(c, place, count) == QN_OK;
    }
    return put_value(c, way, place, column, row);
}

/* A known number as it stands in the column; false where the column cannot have it. */
static bool find_number(const qn_program *program, const qn_output *out, const qn_answers *answers,
                        const qn_slot *slot, qn_wide *number)
{
    const qn_row_type *type = &program->tables.type[out->type];
    int64_t n = 0;
    bool is_short = out->way.mul != 0 && answers->lane != QN_INT128;
    if (type->class_ == QN_CLASS_I && (!qn_kind_is_number(type->kind) || is_short)) {
        bool fits = qn_exit_take(&out->way, slot->i, &n);
        *number = qn_wide_from_i64(n);
        return fits;
    }
    qn_rational value = qn_slot_rational(*slot, (qn_class)type->class_);
    if (!qn_type_decode(program, out->type, value, &value)) {
        return false;
    }
    for (int32_t i = 0; i < answers->decimals; i++) {
        if (qn_rational_mul(value, qn_rational_from_i64(10), &value) != QN_ARITH_OK) {
            return false;
        }
    }
    *number = value.num;
    return qn_rational_is_integer(value) &&
           (answers->lane == QN_INT128 ||
            (qn_wide_cmp(value.num, qn_wide_from_i64(out->way.low)) >= 0 &&
             qn_wide_cmp(value.num, qn_wide_from_i64(out->way.high)) <= 0));
}

static void put_answer(const qn_rows *rows, size_t output, size_t row)
{
    const qn_output *out = &rows->batch->output[output];
    const qn_answers *answers = &rows->answers[output];
    qn_value value;
    qn_slot slot;
    qn_wide number = {0};
    (void)qn_eval(rows->batch->common, (int32_t)out->rule, &value);
    answers->status[row] = (uint8_t)value.status;
    if (value.status == QN_KNOWN) {
        memcpy(&slot, value.number, sizeof value.number);
        if (!find_number(value.program, out, answers, &slot, &number)) {
            number = (qn_wide){0};
            answers->status[row] = QN_UNFIT;
        }
    }
    qn_answers_put(answers, row, number);
}

void qn_batch_refuse(qn_rows *rows, size_t row, int32_t column)
{
    if (rows->refusals++ == 0) {
        rows->first_refused = row;
        rows->first_column = column;
    }
    if (rows->refused != NULL) {
        rows->refused[row] = column;
    }
    for (size_t i = 0; i < rows->batch->output_count; i++) {
        rows->answers[i].status[row] = QN_REFUSED;
        qn_answers_put(&rows->answers[i], row, (qn_wide){0});
    }
}

void qn_batch_row(qn_rows *rows, size_t row, bool rest)
{
    for (size_t i = 0; i < rows->batch->input_count; i++) {
        if (!put_fact(rows, i, row)) {
            qn_batch_refuse(rows, row, (int32_t)i);
            return;
        }
    }
    for (size_t i = 0; i < rows->batch->output_count; i++) {
        if (!rest || rows->batch->output[i].is_alone) {
            put_answer(rows, i, row);
        }
    }
}
