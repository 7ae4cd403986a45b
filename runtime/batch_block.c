/*
 * A block of rows: facts from the caller's columns to strips, the plan, and answers back.
 *
 * Responsible for: what is refused before anything is computed, which plan a block can take, and
 * which rows are answered by themselves. Refuses to know: what is computed.
 */
#include "batch_fuse.h"
#include "batch_lower.h"
#include "batch_narrow.h"
#include "batch_plan.h"

#include <string.h>

/* The block at hand. refused: a row's first column that was refused, or -1. alone: rows that are
 * answered by themselves. */
typedef struct qn_block {
    size_t start;
    size_t rows;
    bool has_refused;
    bool is_unusual; /* a number is beyond what is usual */
    int wary;        /* so many blocks are taken for unusual ones */
    int32_t refused[QN_BLOCK_ROWS];
    uint8_t alone[QN_BLOCK_ROWS];
} qn_block;

/* One column on its way in. at: the first row or element in it; count: how many there are. */
typedef struct loading {
    qn_rows *call;
    qn_block *block;
    size_t input;
    const qn_column *column;
    const qn_way *way;
    const int32_t *begin; /* for what elements have, and the column of their list */
    const qn_column *list;
    qn_plan *plan;
    size_t at;
    size_t count;
} loading;

/* The width of lanes of whole bytes. */
static qn_width lane_width(qn_lane lane)
{
    static const uint8_t widths[QN_LANE_COUNT] = {
        [QN_INT8] = QN_W8,  [QN_INT16] = QN_W16,  [QN_INT32] = QN_W32, [QN_INT64] = QN_W64,
        [QN_UINT8] = QN_W8, [QN_UINT16] = QN_W16, [QN_UINT32] = QN_W32};
    return (qn_width)widths[lane];
}

/* Whether the numbers of a lane, if they are in range, are the same as signed ones. */
static bool is_as_signed(const qn_way *way)
{
    return way->lane != QN_INT128 && way->lane != QN_BIT &&
           way->high <= INT64_MAX >> (64 - (8 << lane_width(way->lane)));
}

/* Whether all bits from `at` on are set. */
static bool are_all_present(const qn_column *column, size_t at, size_t count)
{
    if (column->present == NULL) {
        return true;
    }
    for (size_t bit = column->first + at; count > 0;) {
        if (bit % 8 == 0 && count >= 8) {
            if (column->present[bit / 8] != 0xff) {
                return false;
            }
            bit += 8;
            count -= 8;
        } else {
            if ((column->present[bit / 8] >> bit % 8 & 1) == 0) {
                return false;
            }
            bit++;
            count--;
        }
    }
    return true;
}

/* ---- one by one */

static void refuse(qn_block *block, size_t row, size_t input)
{
    if (block->refused[row] < 0) {
        block->refused[row] = (int32_t)input;
        block->has_refused = true;
    }
}

/* A value that is allowed. */
static int64_t harmless(const qn_way *way)
{
    return way->low / way->div;
}

/* A value, or, where there is none or it is refused, one that does no harm. */
static int64_t take(const loading *l, size_t i, size_t row)
{
    int64_t number = 0;
    int64_t n = 0;
    if (!qn_column_has(l->column, l->at + i)) {
        return harmless(l->way);
    }
    if (!qn_column_read(l->column, l->at + i, &number) ||
        !qn_way_accept(l->way, l->column, number, &n)) {
        refuse(l->block, row, l->input);
        return harmless(l->way);
    }
    l->block->is_unusual |=
        !l->way->is_mapped && (number < l->call->batch->input[l->input].usual.low ||
                               number > l->call->batch->input[l->input].usual.high);
    return n;
}

/* The rows of elements are found on the way. What stands in a list that is absent is nobody's: such
 * a row is answered by itself. */
static void load_singly(const loading *l, void *strip, qn_width width)
{
    size_t row = 0;
    for (size_t i = 0; i < l->count; i++) {
        while (l->begin != NULL && (size_t)l->begin[row + 1] <= i) {
            row++;
        }
        bool is_nobodys = l->list != NULL && !qn_column_has(l->list, l->block->start + row);
        int64_t n = is_nobodys ? harmless(l->way) : take(l, i, l->begin == NULL ? i : row);
        if (strip != NULL) {
            qn_strip_put(strip, width, i, n);
        }
    }
}

/* ---- all at once */

static const void *given_values(const loading *l, qn_width width)
{
    return (const unsigned char *)l->column->values + ((l->column->first + l->at) << width);
}

/* Numbers that are all in range, as the width that the plan wants: the caller's own where nothing
 * has to be done to them. */
static void convert(const loading *l, qn_width from, qn_intake *intake)
{
    void **strip = &l->plan->strip[intake->values];
    const void *given =
        (const unsigned char *)l->column->values + ((l->column->first + l->at) << from);
    if (from == intake->width && !intake->is_copied) {
        *strip = (void *)(uintptr_t)given;
        return;
    }
    *strip = intake->own;
    if (from == intake->width) { /* no kernel brings a column to its own width */
        memcpy(intake->own, given, l->count << from);
        return;
    }
    const qn_strip cast = {.out = intake->own, .a = given};
    qn_kernel_run(l->plan->kernels, QN_KERNEL_CAST(from, intake->width), &cast, l->count);
}

/* The low half of a number of 128 bits is all of it, or false. */
static bool widen_128(const loading *l, int64_t *out)
{
    const unsigned char *value =
        (const unsigned char *)l->column->values + 16 * (l->column->first + l->at);
    uint64_t differences = 0;
    for (size_t i = 0; i < l->count; i++, value += 16) {
        int64_t half[2];
        memcpy(half, value, sizeof half);
        out[i] = half[0];
        bool is_there = l->column->present == NULL || qn_column_has(l->column, l->at + i);
        differences |= is_there ? (uint64_t)(half[1] ^ (half[0] >> 63)) : 0;
    }
    return differences == 0;
}

/* Numbers of 8 to 64 bits. */
static void widen_lane(const loading *l, int64_t *out)
{
    qn_width from = lane_width(l->way->lane);
    const void *given = given_values(l, from);
    const qn_strip cast = {.out = out, .a = given};
    if (from == QN_W64) {
        memcpy(out, given, l->count * sizeof *out);
        return;
    }
    qn_kernel_run(l->plan->kernels, QN_KERNEL_CAST(from, QN_W64), &cast, l->count);
    if (l->way->lane >= QN_UINT8) {
        int64_t bits = ((int64_t)1 << (8U << from)) - 1;
        for (size_t i = 0; i < l->count; i++) {
            out[i] &= bits;
        }
    }
}

/* Numbers on their way that stand in the scratch, one of 64 bits a value: those of all lanes. False
 * where one has more. */
static bool widen(const loading *l, int64_t *out)
{
    if (l->way->lane == QN_INT128) {
        return widen_128(l, out);
    }
    if (l->way->lane != QN_BIT) {
        widen_lane(l, out);
        return true;
    }
    for (size_t i = 0; i < l->count; i++) {
        size_t bit = l->column->first + l->at + i;
        out[i] = ((const uint8_t *)l->column->values)[bit / 8] >> bit % 8 & 1;
    }
    return true;
}

static void leave_out_absent(const loading *l, int64_t *number)
{
    int64_t instead = l->way->low;
    for (size_t i = 0; i < l->count; i++) {
        number[i] = qn_column_has(l->column, l->at + i) ? number[i] : instead;
    }
}

/* What numbers stand for; false where one stands for nothing. */
static bool map_numbers(const loading *l, int64_t *number)
{
    bool are_all = true;
    for (size_t i = 0; i < l->count; i++) {
        if (qn_column_has(l->column, l->at + i)) {
            bool is_one = number[i] >= 0 && (uint64_t)number[i] < l->column->choice_count;
            number[i] = is_one ? l->column->choice[number[i]] : -1;
            are_all &= is_one;
        }
    }
    return are_all;
}

/* Divides numbers that are multiples of what they must be; false where one is not. */
static bool scale_numbers(const loading *l, int64_t *number)
{
    int64_t rest = 0;
    for (size_t i = 0; i < l->count; i++) {
        rest |= number[i] % l->way->every;
        number[i] /= l->way->div;
    }
    return rest == 0;
}

/* Whether all numbers are in range; which plan they need. */
static bool are_in_range(const loading *l, const void *values, qn_width width)
{
    const qn_way *way = l->way;
    const qn_range *usual = &l->call->batch->input[l->input].usual;
    int64_t ends[2] = {INT64_MAX, INT64_MIN};
    const qn_strip s = {.out = ends, .a = values};
    qn_kernel_run(l->plan->kernels, QN_KERNEL_RANGE(width), &s, l->count);
    if (ends[0] < way->low || ends[1] > way->high) {
        return false;
    }
    l->block->is_unusual |= !way->is_mapped && (ends[0] < usual->low || ends[1] > usual->high);
    return true;
}

/* Whether the block is for the other plan anyway. */
static bool is_for_other(const loading *l)
{
    return l->block->is_unusual && l->plan != l->call->batch->wide;
}

/* Numbers of 64 bits as the width that the plan wants; none changes 64 bits into 64. */
static void fit_width(const loading *l, const int64_t *number, const qn_intake *intake)
{
    const qn_strip cast = {.out = intake->own, .a = number};
    if (intake->width == QN_W64) {
        memcpy(intake->own, number, l->count * sizeof *number);
        return;
    }
    qn_kernel_run(l->plan->kernels, QN_KERNEL_CAST(QN_W64, intake->width), &cast, l->count);
}

/* Columns whose numbers need a change: first all as numbers of 64 bits. */
static bool load_widened(const loading *l)
{
    int64_t *number = l->plan->scratch;
    const qn_way *way = l->way;
    qn_intake *intake = &l->plan->intake[l->input];
    if (!widen(l, number) || (way->is_mapped && !map_numbers(l, number))) {
        return false;
    }
    if (!are_all_present(l->column, l->at, l->count)) {
        leave_out_absent(l, number);
    }
    if (!are_in_range(l, number, QN_W64) ||
        (way->every != 1 && !scale_numbers(l, number))) { /* what is divided is one of every */
        return false;
    }
    if (intake->values != QN_NO_STRIP && !is_for_other(l)) {
        l->plan->strip[intake->values] = intake->own;
        fit_width(l, number, intake);
    }
    return true;
}

/* Whether the column could be loaded at once: no number is refused. Where they have the form that
 * the plan wants they stay where they are. Numbers of an unsigned lane that its width has no sign
 * for are below zero here, and so none of them is in range. */
static bool load_at_once(const loading *l)
{
    const qn_way *way = l->way;
    /* Where every number will do nothing is divided. */
    if (way->is_mapped || way->every != 1 || !is_as_signed(way) ||
        !are_all_present(l->column, l->at, l->count)) {
        return load_widened(l);
    }
    qn_width from = lane_width(way->lane);
    const void *values = given_values(l, from);
    if (!are_in_range(l, values, from)) {
        return false;
    }
    qn_intake *intake = &l->plan->intake[l->input];
    if (intake->values != QN_NO_STRIP && !is_for_other(l)) {
        convert(l, from, intake);
    }
    return true;
}

static void load_present(const loading *l)
{
    int8_t *strip = l->plan->strip[l->plan->intake[l->input].present];
    if (are_all_present(l->column, l->at, l->count)) {
        memset(strip, 1, l->count);
        return;
    }
    for (size_t i = 0; i < l->count; i++) {
        strip[i] = qn_column_has(l->column, l->at + i);
    }
}

static void load_column(qn_rows *call, qn_block *block, qn_plan *plan, size_t input)
{
    const qn_input *in = &call->batch->input[input];
    const int32_t *begin =
        in->way.list == QN_NONE_INDEX ? NULL : call->batch->places[in->way.list].begin;
    loading l = {.call = call,
                 .block = block,
                 .input = input,
                 .column = &call->column[input],
                 .way = &in->way,
                 .begin = begin,
                 .plan = plan,
                 .at = block->start,
                 .count = block->rows};
    if (begin != NULL) {
        l.list = &call->column[in->way.list];
        l.at = qn_column_offset(&call->column[in->way.list], block->start);
        l.count = (size_t)begin[block->rows];
    }
    qn_intake *intake = &plan->intake[input];
    if (intake->present != QN_NO_STRIP) {
        load_present(&l);
    }
    if (l.count == 0 || in->way.kind == QN_TAKES_COUNTS || load_at_once(&l)) {
        return;
    }
    if (intake->values != QN_NO_STRIP) {
        plan->strip[intake->values] = intake->own;
    }
    load_singly(&l, intake->own, intake->width);
}

/* ---- lists */

/* How many rows from `start` on have elements for which there is room. */
static size_t rows_with_room(const qn_rows *call, size_t start, size_t rows)
{
    for (size_t i = 0; i < call->batch->input_count; i++) {
        const qn_column *column = &call->column[i];
        if (call->batch->input[i].way.kind != QN_TAKES_COUNTS) {
            continue;
        }
        size_t first = qn_column_offset(column, start);
        while (qn_column_offset(column, start + rows) - first > QN_BLOCK_ELEMENTS) {
            rows = rows > 64 ? rows / 2 : rows - 1;
        }
    }
    return rows;
}

/* Where the elements of each row begin, from those of the first on; the most that a row has. */
static uint32_t find_begin(const qn_rows *call, const qn_block *block, const qn_column *column,
                           int32_t *begin)
{
    const qn_kernels *k = call->batch->plan->kernels;
    size_t first = qn_column_offset(column, block->start);
    bool is_wide = column->lane == QN_INT64;
    qn_width width = is_wide ? QN_W64 : QN_W32;
    void *shifted = is_wide ? call->batch->plan->scratch : begin;
    int64_t ends[2] = {INT64_MAX, INT64_MIN};
    const qn_strip shift = {.out = shifted,
                            .a = (const unsigned char *)column->values +
                                 ((column->first + block->start) << width),
                            .x = -(int64_t)first};
    qn_kernel_run(k, QN_KERNEL(QN_COL_ADD_X, width), &shift, block->rows + 1);
    if (is_wide) {
        const qn_strip cast = {.out = begin, .a = shifted};
        qn_kernel_run(k, QN_KERNEL_CAST(QN_W64, QN_W32), &cast, block->rows + 1);
    }
    const qn_strip counts = {.out = call->batch->plan->scratch, .a = begin + 1, .b = begin};
    const qn_strip range = {.out = ends, .a = call->batch->plan->scratch};
    qn_kernel_run(k, QN_KERNEL(QN_COL_SUB, QN_W32), &counts, block->rows);
    qn_kernel_run(k, QN_KERNEL_RANGE(QN_W32), &range, block->rows);
    return (uint32_t)ends[1];
}

/* Whether no number of some is below zero. */
static bool has_no_sign(const qn_kernels *kernels, qn_width width, const void *values, size_t count)
{
    int64_t ends[2] = {INT64_MAX, INT64_MIN};
    const qn_strip range = {.out = ends, .a = values};
    qn_kernel_run(kernels, QN_KERNEL_RANGE(width), &range, count);
    return ends[0] >= 0;
}

/* No difference and no beginning has a sign. */
bool qn_batch_is_rising(const qn_batch *batch, const qn_column *column, size_t rows)
{
    enum { PART = 512 };
    int64_t difference[PART];
    const qn_kernels *k = batch->plan == NULL ? &qn_kernels_plain : batch->plan->kernels;
    qn_width width = lane_width(column->lane);
    const unsigned char *at = (const unsigned char *)column->values + (column->first << width);
    bool is_rising = has_no_sign(k, width, at, 1);
    for (size_t i = 0; i < rows && is_rising; i += PART, at += PART << width) {
        size_t count = rows - i < PART ? rows - i : PART;
        const unsigned char *next = at + ((size_t)1 << width);
        const qn_strip less = {.out = difference, .a = next, .b = at};
        qn_kernel_run(k, QN_KERNEL(QN_COL_SUB, width), &less, count);
        is_rising = has_no_sign(k, width, next, count) && has_no_sign(k, width, difference, count);
    }
    return is_rising;
}

/* The counts of a list, and rows that have too many, or elements of no list. */
static void load_counts(const qn_rows *call, qn_block *block, size_t input)
{
    const qn_input *in = &call->batch->input[input];
    const qn_column *column = &call->column[input];
    qn_places *places = &call->batch->places[input];
    const int32_t *begin = places->begin;
    places->most = find_begin(call, block, column, places->begin);
    if (places->most <= in->list.shape.limit &&
        are_all_present(column, block->start, block->rows)) {
        return;
    }
    for (size_t i = 0; i < block->rows; i++) {
        uint32_t count = (uint32_t)(begin[i + 1] - begin[i]);
        bool is_there = qn_column_has(column, block->start + i);
        block->alone[i] |= !is_there && count > 0;
        if (is_there && count > in->list.shape.limit) {
            refuse(block, i, input);
        }
    }
}

/* ---- out */

static bool is_any(const qn_kernels *kernels, const void *bytes, size_t count)
{
    int64_t ends[2] = {0, 0};
    const qn_strip range = {.out = ends, .a = bytes};
    qn_kernel_run(kernels, QN_KERNEL_RANGE(QN_W8), &range, count);
    return ends[1] != 0; /* each is 0 or 1 */
}

static int64_t get(const void *strip, qn_width width, size_t i)
{
    switch (width) {
    case QN_W8:
        return ((const int8_t *)strip)[i];
    case QN_W32:
        return ((const int32_t *)strip)[i];
    case QN_W64: /* none has 16 bits */
    default:
        return ((const int64_t *)strip)[i];
    }
}

static void store_values(const qn_plan *plan, const qn_block *block, const qn_outlet *outlet,
                         const qn_answers *answers)
{
    const void *strip = plan->strip[outlet->values];
    if (answers->lane == QN_INT128 || answers->lane == QN_BIT) {
        for (size_t i = 0; i < block->rows; i++) {
            qn_answers_put(answers, block->start + i,
                           qn_wide_from_i64(get(strip, outlet->width, i)));
        }
        return;
    }
    qn_width width = lane_width(answers->lane);
    unsigned char *to = (unsigned char *)answers->values + (block->start << width);
    if (width == outlet->width) {
        if (strip != to) { /* no kernel has put it there */
            memcpy(to, strip, block->rows << width);
        }
        return;
    }
    const qn_strip cast = {.out = to, .a = strip};
    qn_kernel_run(plan->kernels, QN_KERNEL_CAST(outlet->width, width), &cast, block->rows);
}

static void store_answers(const qn_rows *call, qn_block *block, const qn_plan *plan)
{
    for (size_t o = 0; o < call->batch->output_count; o++) {
        const qn_outlet *outlet = &plan->outlet[o];
        if (outlet->values == QN_NO_STRIP) {
            continue;
        }
        store_values(plan, block, outlet, &call->answers[o]);
        memcpy(call->answers[o].status + block->start, plan->strip[outlet->status], block->rows);
        const uint8_t *alone =
            outlet->alone == QN_NO_STRIP ? NULL : (const uint8_t *)plan->strip[outlet->alone];
        bool are_some = alone != NULL && is_any(plan->kernels, alone, block->rows);
        for (size_t i = 0; are_some && i < block->rows; i++) {
            block->alone[i] |= alone[i];
        }
    }
}

/* Lets kernels put answers where the caller wants them, where they have the width that he wants. */
static void aim(const qn_rows *call, const qn_block *block, qn_plan *plan)
{
    for (size_t o = 0; o < call->batch->output_count; o++) {
        const qn_outlet *outlet = &plan->outlet[o];
        const qn_answers *answers = &call->answers[o];
        if (outlet->values != QN_NO_STRIP && outlet->is_computed && answers->lane <= QN_UINT32 &&
            lane_width(answers->lane) == outlet->width) {
            plan->strip[outlet->values] =
                (unsigned char *)answers->values + (block->start << outlet->width);
        }
    }
}

/* ---- a block */

static void load_block(qn_rows *call, qn_block *block, qn_plan *plan)
{
    const qn_batch *batch = call->batch;
    if (block->has_refused) {
        memset(block->refused, 0xff, sizeof block->refused);
    }
    block->has_refused = false;
    block->is_unusual = false;
    memset(block->alone, 0, block->rows);
    for (size_t i = 0; i < batch->input_count; i++) {
        if (batch->input[i].way.kind == QN_TAKES_COUNTS) {
            load_counts(call, block, i);
        }
        load_column(call, block, plan, i);
    }
}

/* Rows that are refused, or answered by themselves, and what no plan answers. */
static void finish_rows(qn_rows *call, const qn_block *block, const qn_plan *plan)
{
    for (size_t i = 0; i < block->rows; i++) {
        if (block->refused[i] >= 0) {
            qn_batch_refuse(call, block->start + i, block->refused[i]);
        } else if (block->alone[i] != 0) {
            qn_batch_row(call, block->start + i, false);
        } else if (plan->has_rest) {
            qn_batch_row(call, block->start + i, true);
        }
    }
}

/* Blocks behind an unusual one that are not tried as usual ones: mostly they are none. */
#define WARY 15

/* Answers the block by a plan; false where it is for another. */
static bool run_block(qn_rows *call, qn_block *block, qn_plan *plan)
{
    if (plan == NULL) {
        return false;
    }
    load_block(call, block, plan);
    if (block->is_unusual && plan != call->batch->wide) {
        block->wary = WARY;
        return false;
    }
    aim(call, block, plan);
    qn_plan_run(plan, block->rows, call->batch->places);
    if (plan->overflow) {
        return false;
    }
    store_answers(call, block, plan);
    if (plan->has_rest || block->has_refused || is_any(plan->kernels, block->alone, block->rows)) {
        finish_rows(call, block, plan);
    }
    return true;
}

size_t qn_batch_block(qn_rows *call, size_t start, size_t rows)
{
    qn_batch *batch = call->batch;
    size_t most = rows < batch->block_rows ? rows : batch->block_rows;
    size_t count = batch->block == NULL ? 0 : rows_with_room(call, start, most);
    if (call->refused != NULL) {
        memset(call->refused + start, 0xff, (count == 0 ? 1 : count) * sizeof call->refused[0]);
    }
    if (count == 0) {
        qn_batch_row(call, start, false);
        return 1;
    }
    batch->block->start = start;
    batch->block->rows = count;
    bool is_wary = batch->block->wary > 0 && batch->wide != NULL;
    batch->block->wary -= is_wary;
    if ((is_wary || !run_block(call, batch->block, batch->plan)) &&
        !run_block(call, batch->block, batch->wide)) {
        for (size_t i = 0; i < count; i++) {
            qn_batch_row(call, start + i, false);
        }
    }
    return count;
}

/* ---- making */

/* What is usual for a number: amounts, counts and rates that people meet, in the unit. Blocks with
 * a greater one are computed in wider columns. */
#define USUAL 671088

/* What the numbers of a column lie between on their way. */
static qn_range range_of(const qn_way *way, int64_t low, int64_t high)
{
    return (qn_range){.low = low / way->div, .high = high / way->div};
}

static void find_usual(const qn_batch *batch, qn_input *in)
{
    const qn_tables *t = batch->common->tables;
    const qn_way *way = &in->way;
    uint32_t type = way->field != QN_NONE_INDEX ? t->field[way->field].type
                    : way->fact < t->fact_count ? t->fact[way->fact].type
                                                : QN_NONE_INDEX;
    int64_t unit = 1;
    in->usual = (qn_range){.low = way->low, .high = way->high};
    for (int32_t i = 0; i < way->decimals; i++) { /* of which there are at most 18 */
        unit *= 10;
    }
    if (type == QN_NONE_INDEX || !qn_kind_is_number(t->type[type].kind) ||
        unit > INT64_MAX / USUAL) {
        return;
    }
    int64_t most = unit * USUAL / way->div * way->div;
    in->usual.low = way->low < -most ? -most : way->low;
    in->usual.high = way->high > most ? most : way->high;
}

/* One plan for these ranges. */
static bool make_plan(qn_batch *batch, qn_plan *plan, const qn_range *range,
                      const qn_kernels *kernels)
{
    qn_graph graph;
    size_t size = (batch->output_count + 1) * sizeof(qn_goal);
    qn_goal *goal = qn_memory_take(&batch->options, size);
    if (goal == NULL) {
        return false;
    }
    qn_graph_begin(&graph, &batch->options);
    bool is_made = qn_batch_lower(&graph, batch, range, goal) &&
                   qn_graph_narrow(&graph, goal, batch->output_count) &&
                   qn_graph_fuse(&graph, goal, batch->output_count) &&
                   qn_plan_make(plan, &graph, batch, goal, kernels);
    qn_graph_clear(&graph);
    qn_memory_free(&batch->options, goal, size);
    return is_made;
}

/* Whether all columns have numbers that strips can hold. */
static bool are_plain(const qn_batch *batch)
{
    for (size_t i = 0; i < batch->input_count; i++) {
        if (batch->input[i].way.kind == QN_TAKES_WIDE) {
            return false;
        }
    }
    return true;
}

/* The two plans, of which the first is left out where it is no narrower than the second. */
static bool make_plans(qn_batch *batch, qn_range *range, const qn_kernels *kernels)
{
    bool differ = false;
    for (size_t i = 0; i < batch->input_count; i++) {
        const qn_input *in = &batch->input[i];
        differ |= in->usual.low != in->way.low || in->usual.high != in->way.high;
        range[i] = range_of(&in->way, in->way.low, in->way.high);
    }
    if (!make_plan(batch, &batch->plans[1], range, kernels)) {
        return false;
    }
    batch->wide = batch->plans[1].is_possible ? &batch->plans[1] : NULL;
    for (size_t i = 0; i < batch->input_count && differ; i++) {
        range[i] =
            range_of(&batch->input[i].way, batch->input[i].usual.low, batch->input[i].usual.high);
    }
    if (differ && !make_plan(batch, &batch->plans[0], range, kernels)) {
        return false;
    }
    bool is_narrower = batch->plans[0].is_possible &&
                       (batch->wide == NULL || batch->plans[0].row_bytes < batch->wide->row_bytes);
    batch->plan = is_narrower ? &batch->plans[0] : batch->wide;
    return true;
}

/* What is answered alone in one plan is so in all: a block takes either. */
static void find_rest(qn_batch *batch)
{
    for (size_t o = 0; o < batch->output_count; o++) {
        bool in_first = batch->plan == NULL || batch->plan->outlet[o].values != QN_NO_STRIP;
        bool in_wide = batch->wide == NULL || batch->wide->outlet[o].values != QN_NO_STRIP;
        batch->output[o].is_alone = !in_first || !in_wide;
    }
    for (int i = 0; i < 2; i++) {
        for (size_t o = 0; o < batch->output_count && batch->plans[i].is_possible; o++) {
            batch->plans[i].has_rest |= batch->output[o].is_alone;
        }
    }
}

/* The memory of blocks: the block, the two plans, and where elements begin. */
static bool take_block(qn_batch *batch)
{
    size_t lists = 0;
    for (size_t i = 0; i < batch->input_count; i++) {
        lists += batch->input[i].way.kind == QN_TAKES_COUNTS;
    }
    size_t inputs = batch->input_count + 1; /* of none there is a place for the first, too */
    batch->block_size = sizeof(qn_block) + 2 * sizeof(qn_plan) + inputs * sizeof(qn_places) +
                        lists * (QN_BLOCK_ROWS + 1) * sizeof(int32_t);
    qn_plan *plans = qn_memory_take(&batch->options, batch->block_size);
    if (plans == NULL) {
        return false;
    }
    memset(plans, 0, batch->block_size);
    batch->plans = plans;
    batch->places = (qn_places *)(void *)(plans + 2);
    batch->block = (qn_block *)(void *)(batch->places + inputs);
    batch->block->has_refused = true; /* until it is cleared for the first rows */
    int32_t *place = (int32_t *)(void *)(batch->block + 1);
    for (size_t i = 0; i < batch->input_count; i++) {
        if (batch->input[i].way.kind == QN_TAKES_COUNTS) {
            batch->places[i].begin = place;
            place += QN_BLOCK_ROWS + 1;
        }
    }
    return true;
}

bool qn_batch_prepare(qn_batch *batch, int kernels)
{
    size_t size = (batch->input_count + 1) * sizeof(qn_range);
    batch->block_rows = QN_BLOCK_ROWS;
    for (size_t i = 0; i < batch->input_count; i++) {
        find_usual(batch, &batch->input[i]);
        batch->has_dates |= batch->input[i].way.fact == batch->common->tables->fact_count;
    }
    if (!are_plain(batch)) {
        return true;
    }
    qn_range *range = qn_memory_take(&batch->options, size);
    bool is_made =
        range != NULL && take_block(batch) && make_plans(batch, range, qn_kernels_of(kernels));
    qn_memory_free(&batch->options, range, size);
    if (!is_made) {
        qn_batch_clear(batch);
        return false;
    }
    find_rest(batch);
    return true;
}

void qn_batch_clear(qn_batch *batch)
{
    if (batch->plans != NULL) {
        qn_plan_clear(&batch->plans[0], &batch->options);
        qn_plan_clear(&batch->plans[1], &batch->options);
        qn_memory_free(&batch->options, batch->plans, batch->block_size);
    }
    batch->plans = NULL;
    batch->plan = NULL;
    batch->wide = NULL;
    batch->block = NULL;
}
