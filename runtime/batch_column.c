/*
 * The ways of columns in and out: see batch_column.h.
 */
#include "batch_column.h"

#include <stdio.h>
#include <string.h>

/* The number of 1970-01-01. */
#define EPOCH 719162

enum { DECIMALS_MAX = 18, LAST_MINUTE = 24 * 60, SET_MAX = 63 };

static qn_status misuse(qn_error *error, const char *name, const char *what)
{
    error->code = QN_MISUSE;
    (void)snprintf(error->text, sizeof error->text, "%s %s", name, what);
    return QN_MISUSE;
}

static int64_t power_of_ten(int32_t digits)
{
    int64_t power = 1;
    for (int32_t i = 0; i < digits; i++) {
        power *= 10;
    }
    return power;
}

int64_t qn_common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The lowest and the highest number of a lane, of those that a register of 64 bits can have. */
static void lane_range(qn_lane lane, int64_t *low, int64_t *high)
{
    static const int64_t lows[QN_LANE_COUNT] = {[QN_INT8] = INT8_MIN,
                                                [QN_INT16] = INT16_MIN,
                                                [QN_INT32] = INT32_MIN,
                                                [QN_INT64] = -INT64_MAX,
                                                [QN_INT128] = -INT64_MAX};
    static const int64_t highs[QN_LANE_COUNT] = {
        [QN_INT8] = INT8_MAX,     [QN_INT16] = INT16_MAX,  [QN_INT32] = INT32_MAX,
        [QN_INT64] = INT64_MAX,   [QN_UINT8] = UINT8_MAX,  [QN_UINT16] = UINT16_MAX,
        [QN_UINT32] = UINT32_MAX, [QN_INT128] = INT64_MAX, [QN_BIT] = 1};
    *low = lows[lane];
    *high = highs[lane];
}

/* ---- in */

/* a / b towards minus infinity, b above zero, as far as 64 bits go. */
static int64_t floor_of(qn_wide a, int64_t b)
{
    qn_wide quotient = {0};
    (void)qn_wide_muldiv_round(a, qn_wide_from_i64(1), qn_wide_from_i64(b), QN_ROUND_DOWN,
                               &quotient);
    if (!qn_wide_fits_i64(quotient)) {
        return quotient.hi < 0 ? -INT64_MAX : INT64_MAX;
    }
    return qn_wide_to_i64(quotient);
}

/* The numbers of a column that lead from `low` to `high`, as far as the lane has them: the way is
 * exact, so that x stands between low * div / mul and high * div / mul. */
static void narrow_way(qn_way *way, int64_t low, int64_t high)
{
    qn_wide from;
    qn_wide to;
    (void)qn_wide_mul(qn_wide_from_i64(low), qn_wide_from_i64(way->div), &from);
    (void)qn_wide_mul(qn_wide_from_i64(high), qn_wide_from_i64(way->div), &to);
    int64_t lowest = 0;
    int64_t highest = 0;
    lane_range(way->lane, &lowest, &highest);
    int64_t first = -floor_of(qn_wide_neg(from), way->mul);
    int64_t last = floor_of(to, way->mul);
    way->low = first > lowest ? first : lowest;
    way->high = last < highest ? last : highest;
}

/* The range that is declared, or as far as the class goes. */
static int64_t bound_of(const qn_tables *t, uint32_t reg, int64_t open)
{
    return reg == QN_NONE_INDEX ? open : qn_constant_slot(&t->constant[reg]).i;
}

/* Whether a is whole and a number of 64 bits. */
static bool is_small(qn_rational value, int64_t *out)
{
    *out = qn_wide_to_i64(value.num);
    return qn_rational_is_integer(value) && qn_wide_fits_i64(value.num);
}

/* A number of class I whose grid and step are whole and small. False for all others, which go
 * through the door of the case. */
static bool find_number(const qn_program *program, const qn_row_field *field, qn_way *way)
{
    const qn_tables *t = &program->tables;
    qn_rational scale = program->scale[field->type];
    qn_rational step = qn_constant_slot(&t->constant[field->step]).q;
    int64_t steps = 1;
    int64_t mul = qn_wide_to_i64(scale.num);
    int64_t div = 0;
    if (t->type[field->type].class_ != QN_CLASS_I || !qn_wide_fits_i64(scale.num) || mul <= 0 ||
        !qn_wide_fits_i64(scale.den) ||
        __builtin_mul_overflow(qn_wide_to_i64(scale.den), power_of_ten(way->decimals), &div)) {
        return false;
    }
    if (!qn_rational_is_zero(step) && (qn_rational_mul(step, scale, &step) != QN_ARITH_OK ||
                                       !is_small(step, &steps) || steps <= 0)) {
        return false;
    }
    /* x * mul / div is a multiple of the step where x is one of every. */
    int64_t every = 0;
    if (__builtin_mul_overflow(div, steps, &every)) {
        return false;
    }
    every /= qn_common_divisor(every, mul);
    int64_t common = qn_common_divisor(mul, div);
    way->mul = mul / common;
    way->div = div / common;
    way->every = every;
    narrow_way(way, bound_of(t, field->low, -INT64_MAX), bound_of(t, field->high, INT64_MAX));
    return true;
}

/* What stands for itself: from `low` to `high`, which the declared range narrows. */
static void find_plain(const qn_tables *t, const qn_row_field *field, int64_t low, int64_t high,
                       qn_way *way)
{
    int64_t lowest = 0;
    int64_t highest = 0;
    lane_range(way->lane, &lowest, &highest);
    low = bound_of(t, field->low, low) > low ? bound_of(t, field->low, low) : low;
    high = bound_of(t, field->high, high) < high ? bound_of(t, field->high, high) : high;
    way->low = low - way->add > lowest ? low - way->add : lowest;
    way->high = high - way->add < highest ? high - way->add : highest;
}

/* How the numbers of a column come to a place that is declared so. */
static qn_status find_values(const qn_program *program, const qn_row_field *field, const char *name,
                             qn_way *way, qn_error *error)
{
    const qn_tables *t = &program->tables;
    const qn_row_type *type = &t->type[field->type];
    if (qn_kind_is_number(type->kind)) {
        way->kind = find_number(program, field, way) ? QN_TAKES_NUMBERS : QN_TAKES_WIDE;
        return QN_OK;
    }
    if (way->decimals != 0) {
        return misuse(error, name, "has no decimals");
    }
    if (way->is_mapped && type->kind != QN_KIND_CHOICE) {
        return misuse(error, name, "is no choice, whose numbers could stand for others");
    }
    switch (type->kind) {
    case QN_KIND_BOOLEAN:
        find_plain(t, field, 0, 1, way);
        return QN_OK;
    case QN_KIND_DATE:
        way->add = EPOCH;
        find_plain(t, field, QN_DAY_MIN, QN_DAY_MAX, way);
        return QN_OK;
    case QN_KIND_CHOICE:
        find_plain(t, field, 0, (int64_t)t->choice[type->choice].count - 1, way);
        way->high = way->is_mapped ? (int64_t)t->choice[type->choice].count - 1 : way->high;
        return QN_OK;
    case QN_KIND_SET:
        if (t->choice[type->choice].count < SET_MAX) {
            find_plain(t, field, 0, ((int64_t)1 << t->choice[type->choice].count) - 1, way);
            return QN_OK;
        }
        return misuse(error, name, "has too many values for a column");
    case QN_KIND_CLOCK:
        find_plain(t, field, 0, LAST_MINUTE, way);
        return QN_OK;
    default:
        return misuse(error, name, "is of a kind that does not come in columns");
    }
}

/* The list of the fact that a column names; a number below 0 is a great one without a sign. */
static bool find_list(const qn_case *common, int32_t fact, qn_list_place *out)
{
    return (uint32_t)fact < common->tables->fact_count &&
           common->tables->fact[fact].history == QN_NONE_INDEX && qn_list_find(common, fact, out);
}

/* What elements have: a field of their records, or themselves. */
static qn_status find_element(const qn_case *common, const qn_column *column, qn_way *way,
                              qn_error *error)
{
    const qn_tables *t = common->tables;
    qn_list_place list;
    uint32_t number = (uint32_t)column->fact - QN_FIELD;
    if (!find_list(common, column->list, &list)) {
        return misuse(error, "a column", "is for elements of what is no list");
    }
    const qn_list_shape *shape = &list.shape;
    bool is_field = number - shape->first_field < shape->field_count;
    if (column->fact < 0 || (!is_field && (shape->field_count > 0 || number != shape->element))) {
        return misuse(error, "a column", "is for what the elements of its list do not have");
    }
    way->fact = (uint32_t)column->list;
    way->field = number;
    way->offset = is_field ? number - shape->first_field : 0;
    return find_values(
        common->program, &t->field[number],
        qn_tables_string(t, is_field ? t->field[number].name : t->fact[column->list].name), way,
        error);
}

static qn_status find_fact(const qn_case *common, const qn_column *column, qn_way *way,
                           qn_error *error)
{
    const qn_tables *t = common->tables;
    qn_row_field field;
    if (column->fact < 0 || (uint32_t)column->fact >= t->fact_count) {
        return misuse(error, "a column", "is for a fact that there is not");
    }
    const char *name = qn_tables_string(t, t->fact[column->fact].name);
    way->fact = (uint32_t)column->fact;
    if (qn_case_is_given(common, column->fact)) {
        return misuse(error, name, "is a column, and is given for all rows as well");
    }
    if (t->fact[column->fact].history != QN_NONE_INDEX) {
        return misuse(error, name, "is a fact over time, which does not come in columns");
    }
    (void)qn_program_declared(common->program, column->fact, &field);
    if (t->type[field.type].kind != QN_KIND_LIST) {
        return find_values(common->program, &field, name, way, error);
    }
    way->kind = QN_TAKES_COUNTS;
    if (column->lane != QN_INT32 && column->lane != QN_INT64) {
        return misuse(error, name, "is a list, whose column is QN_INT32 or QN_INT64");
    }
    return QN_OK;
}

static qn_status find_today(const qn_case *common, qn_way *way, qn_error *error)
{
    const qn_row_field any = {.low = QN_NONE_INDEX, .high = QN_NONE_INDEX};
    way->fact = common->tables->fact_count;
    way->add = EPOCH;
    find_plain(common->tables, &any, QN_DAY_MIN, QN_DAY_MAX, way);
    return qn_case_is_given(common, QN_TODAY)
               ? misuse(error, "the date", "is a column, and is given for all rows as well")
               : QN_OK;
}

qn_status qn_way_find(const qn_case *common, const qn_column *column, qn_way *out, qn_error *error)
{
    *out = (qn_way){.kind = QN_TAKES_NUMBERS,
                    .lane = column->lane,
                    .every = 1,
                    .div = 1,
                    .mul = 1,
                    .decimals = column->decimals,
                    .list = QN_NONE_INDEX,
                    .field = QN_NONE_INDEX,
                    .is_mapped = column->choice != NULL};
    if ((unsigned)column->lane >= QN_LANE_COUNT || column->decimals < 0 ||
        column->decimals > DECIMALS_MAX) {
        return misuse(error, "a column", "has a lane or decimals that there are not");
    }
    if (column->fact == QN_TODAY) {
        return find_today(common, out, error);
    }
    return column->list >= 0 ? find_element(common, column, out, error)
                             : find_fact(common, column, out, error);
}

static int64_t read_lane(const void *values, qn_lane lane, size_t at)
{
    switch (lane) {
    case QN_INT8:
        return ((const int8_t *)values)[at];
    case QN_INT16:
        return ((const int16_t *)values)[at];
    case QN_INT32:
        return ((const int32_t *)values)[at];
    case QN_INT64:
        return ((const int64_t *)values)[at];
    case QN_UINT8:
        return ((const uint8_t *)values)[at];
    case QN_UINT16:
        return ((const uint16_t *)values)[at];
    case QN_UINT32:
        return ((const uint32_t *)values)[at];
    case QN_BIT:
    default:
        return ((const uint8_t *)values)[at / 8] >> at % 8 & 1;
    }
}

bool qn_column_read(const qn_column *column, size_t at, int64_t *out)
{
    at += column->first;
    if (column->lane != QN_INT128) {
        *out = read_lane(column->values, column->lane, at);
        return true;
    }
    uint64_t half[2];
    memcpy(half, (const unsigned char *)column->values + at * sizeof half, sizeof half);
    *out = (int64_t)half[0];
    return (int64_t)half[1] == (*out < 0 ? -1 : 0);
}

bool qn_way_accept(const qn_way *way, const qn_column *column, int64_t number, int64_t *out)
{
    if (way->is_mapped) {
        if (number < 0 || (uint64_t)number >= column->choice_count) {
            return false;
        }
        number = column->choice[number];
    }
    if (number < way->low || number > way->high || number % way->every != 0) {
        return false;
    }
    *out = number / way->div;
    return true;
}

bool qn_way_take(const qn_way *way, const qn_column *column, int64_t number, int64_t *out)
{
    if (!qn_way_accept(way, column, number, out)) {
        return false;
    }
    *out = *out * way->mul + way->add;
    return true;
}

size_t qn_column_offset(const qn_column *column, size_t row)
{
    return (size_t)read_lane(column->values, column->lane, column->first + row);
}

/* ---- out */

/* From steps of a grid to decimals of the unit: 10^decimals / steps, or nothing simple. */
static void find_unit(qn_rational steps, int32_t decimals, qn_exit *out)
{
    int64_t power = power_of_ten(decimals);
    out->mul = 0;
    if (!qn_wide_fits_i64(steps.num) || !qn_wide_fits_i64(steps.den) ||
        __builtin_mul_overflow(power, qn_wide_to_i64(steps.den), &out->mul)) {
        out->mul = 0;
        return;
    }
    out->div = qn_wide_to_i64(steps.num);
    int64_t common = qn_common_divisor(out->mul, out->div);
    out->mul /= common;
    out->div /= common;
}

qn_status qn_exit_find(const qn_program *program, const qn_answers *answers, qn_exit *out,
                       qn_error *error)
{
    const qn_tables *t = &program->tables;
    if (answers->rule < 0 || (uint32_t)answers->rule >= t->rule_count) {
        return misuse(error, "an answer", "is asked of a rule that there is not");
    }
    const qn_row_rule *rule = &t->rule[answers->rule];
    const qn_row_type *type = &t->type[rule->type];
    const char *name = qn_tables_string(t, rule->name);
    *out = (qn_exit){.mul = 1, .div = 1};
    if ((unsigned)answers->lane >= QN_LANE_COUNT || answers->decimals < 0 ||
        answers->decimals > DECIMALS_MAX) {
        return misuse(error, name, "is asked for in a lane or decimals that there are not");
    }
    lane_range(answers->lane, &out->low, &out->high);
    if (qn_kind_is_number(type->kind)) {
        find_unit(program->scale[rule->type], answers->decimals, out);
        return QN_OK;
    }
    if (answers->decimals != 0) {
        return misuse(error, name, "has no decimals");
    }
    if (type->kind == QN_KIND_DATE) {
        out->add = -EPOCH;
        return QN_OK;
    }
    bool is_plain = type->kind == QN_KIND_BOOLEAN || type->kind == QN_KIND_CHOICE ||
                    type->kind == QN_KIND_CLOCK ||
                    (type->kind == QN_KIND_SET && t->choice[type->choice].count < SET_MAX);
    return is_plain ? QN_OK : misuse(error, name, "is of a kind that does not come in columns");
}

bool qn_exit_take(const qn_exit *way, int64_t n, int64_t *out)
{
    int64_t product = 0;
    if (__builtin_mul_overflow(n, way->mul, &product) || product % way->div != 0) {
        return false;
    }
    *out = product / way->div + way->add;
    return *out >= way->low && *out <= way->high;
}

void qn_answers_put(const qn_answers *answers, size_t row, qn_wide value)
{
    const uint64_t wide[2] = {value.lo, (uint64_t)value.hi};
    int64_t number = qn_wide_to_i64(value);
    uint8_t *byte = (uint8_t *)answers->values + row / 8;
    switch (answers->lane) {
    case QN_INT8:
    case QN_UINT8:
        ((uint8_t *)answers->values)[row] = (uint8_t)number;
        break;
    case QN_INT16:
    case QN_UINT16:
        ((uint16_t *)answers->values)[row] = (uint16_t)number;
        break;
    case QN_INT32:
    case QN_UINT32:
        ((uint32_t *)answers->values)[row] = (uint32_t)number;
        break;
    case QN_INT64:
        ((int64_t *)answers->values)[row] = number;
        break;
    case QN_INT128:
        memcpy((unsigned char *)answers->values + row * sizeof wide, wide, sizeof wide);
        break;
    case QN_BIT:
    default:
        *byte = (uint8_t)((*byte & ~(1U << row % 8)) | (unsigned)(number != 0) << row % 8);
        break;
    }
}
