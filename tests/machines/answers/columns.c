/*
 * Columns of invented facts, in lanes of every width: see invent.h.
 */
#include "invent.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 256, USUAL = 3000, ELEMENTS = 3 };

/* The widths a column is tried in, one after the other, until its numbers fit. */
static const struct lane {
    qn_lane lane;
    int64_t low;
    int64_t high;
    size_t bytes;
} lanes[] = {
    {QN_INT8, INT8_MIN, INT8_MAX, 1},    {QN_UINT8, 0, UINT8_MAX, 1},
    {QN_INT16, INT16_MIN, INT16_MAX, 2}, {QN_UINT16, 0, UINT16_MAX, 2},
    {QN_INT32, INT32_MIN, INT32_MAX, 4}, {QN_UINT32, 0, UINT32_MAX, 4},
    {QN_INT64, INT64_MIN, INT64_MAX, 8}, {QN_INT128, INT64_MIN, INT64_MAX, 16},
};
enum { LANES = sizeof lanes / sizeof lanes[0] };

/* A number into a lane, as the machine writes numbers of that width. */
static void put_number(const struct lane *lane, unsigned char *to, int64_t number)
{
    const uint16_t two = (uint16_t)number;
    const uint32_t four = (uint32_t)number;
    const int64_t sixteen[2] = {number, number < 0 ? -1 : 0};
    const unsigned char one = (unsigned char)number;
    const void *from = lane->bytes == 1   ? (const void *)&one
                       : lane->bytes == 2 ? (const void *)&two
                       : lane->bytes == 4 ? (const void *)&four
                                          : (const void *)sixteen;
    memcpy(to, from, lane->bytes);
}

/* What the numbers of a column are between, most of them. */
static void find_span(qn_kind kind, int32_t choices, int64_t *low, int64_t *high)
{
    *low = 0;
    *high = kind == QN_KIND_BOOLEAN               ? 1
            : kind == QN_KIND_CHOICE              ? (int64_t)choices - 1
            : kind == QN_KIND_SET && choices < 62 ? ((int64_t)1 << choices) - 1
            : kind == QN_KIND_CLOCK               ? 24 * 60 - 1
                                                  : USUAL;
    if (kind == QN_KIND_DATE) {
        *low = -5000;
        *high = 21000;
    }
}

/* A rule that a batch can answer, or -1. */
static int32_t find_rule(qn_case *common, const qn_program *program)
{
    for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
        qn_batch *batch = NULL;
        const qn_answers answer = {.rule = rule, .lane = QN_INT64};
        qn_status status = qn_batch_new(common, NULL, 0, &answer, 1, &batch, NULL);
        qn_batch_free(batch);
        if (status == QN_OK) {
            return rule;
        }
    }
    return -1;
}

/* Whether the library takes the columns up to and with the one behind the last. */
static bool takes_one_more(const invented *to)
{
    qn_batch *batch = NULL;
    const qn_answers answer = {.rule = to->rule, .lane = QN_INT64};
    qn_status status =
        to->count + 1 == COLUMNS_MAX
            ? QN_OVER_LIMIT
            : qn_batch_new(to->common, to->column, to->count + 1, &answer, 1, &batch, NULL);
    qn_batch_free(batch);
    return status == QN_OK;
}

/* Values, and which are present, for so many places; false where memory is out. */
static bool fill(qn_column *column, const struct lane *lane, chance *by, const qn_fact_info *info,
                 size_t count)
{
    int64_t low = 0;
    int64_t high = 0;
    unsigned char *values = calloc(count + 1, lane->bytes);
    unsigned char *present = calloc(count / 8 + 1, 1);
    find_span(info->kind, info->choice_count, &low, &high);
    high = high > lane->high ? lane->high : high;
    low = low < lane->low ? lane->low : low;
    for (size_t i = 0; values != NULL && present != NULL && i < count; i++) {
        int64_t number = low + (int64_t)chance_below(by, (uint64_t)(high - low) + 1);
        uint64_t odd = chance_below(by, 200);
        number = odd == 0 && low > lane->low ? low - 1 : odd < 8 ? high / 64 : number;
        put_number(lane, values + i * lane->bytes, number);
        if (chance_below(by, 20) != 0) {
            present[i / 8] = (unsigned char)(present[i / 8] | 1U << i % 8);
        }
    }
    column->values = values;
    column->present = present;
    return values != NULL && present != NULL;
}

/* One more column in the first lane, from any on, that the library takes; false without memory. */
static bool add_column(const qn_program *program, chance *by, int32_t fact, int32_t list,
                       size_t places, invented *to)
{
    const qn_fact_info info = qn_program_fact_info(program, fact);
    const struct lane *lane = &lanes[chance_below(by, LANES)];
    qn_column *column = &to->column[to->count];
    const bool is_money = info.kind == QN_KIND_QUANTITY && strcmp(info.unit, "AZN") == 0;
    *column = (qn_column){.fact = fact,
                          .list = list,
                          .lane = lane->lane,
                          .decimals = is_money ? 2 : 0,
                          .may_be_absent = true};
    if (info.kind == QN_KIND_LIST || info.is_over_time || !takes_one_more(to)) {
        return true;
    }
    to->count++;
    return fill(column, lane, by, &info, places);
}

/* Where the elements of each row begin; how many there are in all. */
static size_t fill_counts(qn_column *column, chance *by, size_t rows, int32_t limit)
{
    int32_t *begins = calloc(rows + 1, sizeof *begins);
    column->values = begins;
    for (size_t i = 0; begins != NULL && i < rows; i++) {
        uint64_t most = limit < ELEMENTS ? (uint64_t)limit : ELEMENTS;
        begins[i + 1] = begins[i] + (int32_t)chance_below(by, most + 1);
    }
    return begins == NULL ? 0 : (size_t)begins[rows];
}

/* A list as a column of counts, and what its elements have. */
static bool add_list(const qn_program *program, chance *by, int32_t fact, invented *to)
{
    const qn_fact_info info = qn_program_fact_info(program, fact);
    const qn_fact_info element = qn_program_fact_info(program, info.element);
    qn_column *column = &to->column[to->count];
    *column = (qn_column){.fact = fact, .list = -1, .lane = QN_INT32};
    if (!takes_one_more(to)) {
        return true;
    }
    to->count++;
    size_t places = fill_counts(column, by, to->rows, info.limit);
    bool has_room = column->values != NULL;
    for (int32_t i = 0; has_room && i < (element.field_count > 0 ? element.field_count : 1); i++) {
        int32_t declared =
            element.field_count > 0 ? qn_program_field(program, info.element, i) : info.element;
        has_room = add_column(program, by, declared, fact, places, to);
    }
    return has_room;
}

bool invent_columns(qn_case *common, const qn_program *program, chance *by, size_t rows,
                    invented *out)
{
    *out = (invented){.common = common,
                      .rule = find_rule(common, program),
                      .column = calloc(COLUMNS_MAX, sizeof(qn_column)),
                      .rows = rows};
    bool has_room = out->column != NULL;
    for (int32_t fact = 0; has_room && out->rule >= 0 && fact < qn_program_fact_count(program);
         fact++) {
        const qn_fact_info info = qn_program_fact_info(program, fact);
        has_room = info.kind == QN_KIND_LIST && !info.is_over_time
                       ? add_list(program, by, fact, out)
                       : add_column(program, by, fact, -1, rows, out);
    }
    return has_room;
}

void invented_free(invented *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        free((void *)(uintptr_t)columns->column[i].values);
        free((void *)(uintptr_t)columns->column[i].present);
    }
    free(columns->column);
}
