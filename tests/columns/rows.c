/*
 * Invents rows for a program and holds each answer of a batch against what the machine says of that
 * row alone: for all kernels that the processor has, blocks of several sizes, rows in parts of
 * which the last comes first, and parts in several threads. What qn_eval says of a prepared program
 * is held against the machine as well, row by row. Nothing may be allocated meanwhile.
 *
 *     rows IMAGE ROWS SEED [RULE...]
 *
 * Every fact that can be a column is one, at its coin, in a lane of its own size; lists have
 * elements, dates and choices all their values, and some values are absent, at their ends,
 * unusually large or not allowed; none is absent with a SEED that 3 divides. Without rules all that
 * can be asked for are. Prints how many answers were compared, how many rules are answered for
 * every row by itself, and how many answers came the direct way; and of what the program became,
 * the kernels of a batch, their bytes a row and their strips, and the steps of all direct ways.
 * Exits with 1 at the first difference, and says which row.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch_kernels.h"
#include "batch_plan.h"
#include "batch_state.h"
#include "direct.h"

enum {
    COLUMNS_MAX = 512,
    RULES_MAX = 4096,
    ELEMENTS_USUAL = 4,
    ABSENT = 15,
    LANES_OUT = 3,
    PARTS = 5,
    MANY = 100000 /* rows that are not compared in every way */
};

/* What is invented: columns, and answers, with the memory that they have. */
typedef struct rows {
    qn_program *program;
    const qn_tables *t;
    size_t count;
    uint64_t random;
    bool is_complete; /* nothing is absent */
    qn_column column[COLUMNS_MAX];
    qn_way way[COLUMNS_MAX];
    size_t columns;
    qn_answers answers[RULES_MAX];
    size_t rules;
    int32_t *refused;
    uint64_t compared;
    uint64_t alone;
    uint64_t direct;
    size_t kernels;
    size_t row_bytes;
    size_t strips;
} rows;

/* Whether a batch is answering, in any thread. */
static _Thread_local bool is_answering;

static void fail(const char *what)
{
    (void)fprintf(stderr, "rows: %s\n", what);
    exit(2);
}

/* The allocator of cases and batches, while which answer it may not be asked. */
static void *allocate(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (is_answering) {
        fail("something was allocated or freed while answering");
    }
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static void *take(size_t size)
{
    void *block = calloc(1, size + 64);
    if (block == NULL) {
        fail("out of memory");
    }
    return block;
}

static uint64_t draw(rows *r, uint64_t below)
{
    r->random ^= r->random >> 12;
    r->random ^= r->random << 25;
    r->random ^= r->random >> 27;
    return r->random * UINT64_C(2685821657736338717) / 2 % below;
}

/* A case that has nothing but, if wanted, the date of decision. */
static qn_case *new_common(const qn_program *program, bool has_date)
{
    const qn_options options = {.allocate = allocate};
    qn_case *c = NULL;
    if (qn_case_new_with(program, &options, &c) != QN_OK) {
        fail("out of memory");
    }
    if (has_date) {
        (void)qn_case_set_date(c, QN_TODAY, 2026, 6, 15);
    }
    return c;
}

/* ---- inventing */

static const size_t lane_bytes[QN_LANE_COUNT] = {
    [QN_INT8] = 1,   [QN_INT16] = 2,  [QN_INT32] = 4,   [QN_INT64] = 8, [QN_UINT8] = 1,
    [QN_UINT16] = 2, [QN_UINT32] = 4, [QN_INT128] = 16, [QN_BIT] = 1};

/* A lane in which the range has room, not always the smallest. */
static qn_lane choose_lane(rows *r, int64_t low, int64_t high)
{
    qn_lane fits[QN_LANE_COUNT];
    size_t count = 0;
    static const int64_t ends[][3] = {
        {QN_INT8, INT8_MIN, INT8_MAX},    {QN_INT16, INT16_MIN, INT16_MAX},
        {QN_INT32, INT32_MIN, INT32_MAX}, {QN_UINT8, 0, UINT8_MAX},
        {QN_UINT16, 0, UINT16_MAX},       {QN_UINT32, 0, UINT32_MAX}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (low >= ends[i][1] && high <= ends[i][2]) {
            fits[count++] = (qn_lane)ends[i][0];
        }
    }
    if (low == 0 && high == 1) {
        fits[count++] = QN_BIT;
    }
    fits[count++] = QN_INT64;
    fits[count++] = QN_INT128;
    return fits[draw(r, count)];
}

static void put_number(qn_lane lane, void *values, size_t at, int64_t number)
{
    const qn_answers to = {.lane = lane, .values = values};
    qn_answers_put(&to, at, qn_wide_from_i64(number));
}

/* A number of the column: mostly allowed and of a size that people meet. */
static int64_t invent_number(rows *r, const qn_way *way)
{
    int64_t low = way->low;
    int64_t high = way->high;
    uint64_t kind = draw(r, 1000);
    if (way->add != 0 && kind < 900) { /* days of our time */
        low = low < -3650 ? -3650 : low;
        high = high > 22000 ? 22000 : high;
    } else if (kind < 700) {
        low = low < -200000 ? -200000 : low;
        high = high > 200000 ? 200000 : high;
    } else if (kind < 800) {
        low = low < -60000000 ? -60000000 : low;
        high = high > 60000000 ? 60000000 : high;
    } else if (kind < 950) {
        return kind % 2 == 0 ? low : high;
    } else if (kind < 952) {
        return kind % 2 == 0 && low > -INT64_MAX ? low - 1 : high < INT64_MAX ? high + 1 : high;
    } else if (kind < 990) {
        return low > 0 ? low : high < 0 ? high : 0;
    }
    uint64_t span = (uint64_t)high - (uint64_t)low;
    return (int64_t)((uint64_t)low +
                     (span == UINT64_MAX ? draw(r, UINT64_MAX) : draw(r, span + 1)));
}

static bool fits_lane(qn_lane lane, int64_t number)
{
    static const int64_t low[QN_LANE_COUNT] = {[QN_INT8] = INT8_MIN,
                                               [QN_INT16] = INT16_MIN,
                                               [QN_INT32] = INT32_MIN,
                                               [QN_INT64] = INT64_MIN,
                                               [QN_INT128] = INT64_MIN};
    static const int64_t high[QN_LANE_COUNT] = {
        [QN_INT8] = INT8_MAX,     [QN_INT16] = INT16_MAX,  [QN_INT32] = INT32_MAX,
        [QN_INT64] = INT64_MAX,   [QN_UINT8] = UINT8_MAX,  [QN_UINT16] = UINT16_MAX,
        [QN_UINT32] = UINT32_MAX, [QN_INT128] = INT64_MAX, [QN_BIT] = 1};
    return number >= low[lane] && number <= high[lane];
}

/* Values for a column, with some absent where they may be. */
static void fill_column(rows *r, size_t i, size_t count)
{
    qn_column *column = &r->column[i];
    void *values = take(count * lane_bytes[column->lane]);
    uint8_t *present = column->may_be_absent ? take(count / 8 + 1) : NULL;
    for (size_t k = 0; k < count; k++) {
        int64_t number = invent_number(r, &r->way[i]);
        while (!fits_lane(column->lane, number)) {
            number /= 2;
        }
        put_number(column->lane, values, k, number);
        if (present != NULL && draw(r, ABSENT) != 0) {
            present[k / 8] = (uint8_t)(present[k / 8] | 1U << k % 8);
        }
    }
    column->values = values;
    column->present = present;
}

static size_t fill_counts(rows *r, qn_column *column, uint32_t limit)
{
    int64_t *begin = take((r->count + 1) * sizeof *begin);
    for (size_t k = 0; k < r->count; k++) {
        uint64_t most = limit < ELEMENTS_USUAL || draw(r, 50) == 0 ? limit : ELEMENTS_USUAL;
        uint64_t count = draw(r, 500) == 0 ? (uint64_t)limit + 1 : draw(r, most + 1);
        begin[k + 1] = begin[k] + (int64_t)(count > 200 ? draw(r, 20) : count);
    }
    column->values = begin;
    column->lane = QN_INT64;
    column->present = NULL;
    if (column->may_be_absent) {
        uint8_t *present = take(r->count / 8 + 1);
        memset(present, 0xfb, r->count / 8 + 1);
        column->present = present;
    }
    return (size_t)begin[r->count];
}

static int32_t decimals_of(const rows *r, uint32_t type)
{
    const qn_row_type *row = &r->t->type[type];
    return !qn_kind_is_number(row->kind) || row->kind == QN_KIND_INTEGER ? 0
           : row->decimals <= 6                                          ? (int32_t)row->decimals
                                                                         : 0;
}

/* A column for a fact, or for what the elements of a list have; false where it can be none. */
static bool add_column(rows *r, const qn_case *common, int32_t fact, int32_t list, uint32_t type)
{
    qn_error error;
    qn_way way;
    qn_column column = {.fact = fact,
                        .list = list,
                        .lane = QN_INT64,
                        .decimals = decimals_of(r, type),
                        .may_be_absent = draw(r, 4) == 0 && !r->is_complete};
    if (r->columns == COLUMNS_MAX || qn_way_find(common, &column, &way, &error) != QN_OK) {
        return false;
    }
    if (way.kind != QN_TAKES_COUNTS) {
        column.lane = choose_lane(r, way.low, way.high);
        if (qn_way_find(common, &column, &way, &error) != QN_OK) {
            return false;
        }
    }
    r->column[r->columns] = column;
    r->way[r->columns++] = way;
    return true;
}

/* The columns of what the elements of a list have. */
static void add_elements(rows *r, const qn_case *common, uint32_t fact, size_t count)
{
    uint32_t list_column = (uint32_t)r->columns - 1;
    const qn_row_type *list = &r->t->type[r->t->fact[fact].type];
    const qn_row_field *element = &r->t->field[list->first_field];
    const qn_row_type *record = &r->t->type[element->type];
    uint32_t first = record->kind == QN_KIND_RECORD ? record->first_field : list->first_field;
    uint32_t fields = record->kind == QN_KIND_RECORD ? record->field_count : 1;
    for (uint32_t i = 0; i < fields; i++) {
        if (add_column(r, common, (int32_t)(QN_FIELD + first + i), (int32_t)fact,
                       r->t->field[first + i].type)) {
            r->way[r->columns - 1].list = list_column;
            fill_column(r, r->columns - 1, count);
        }
    }
}

static void invent(rows *r, const qn_case *common)
{
    for (uint32_t fact = 0; fact < r->t->fact_count; fact++) {
        if (!add_column(r, common, (int32_t)fact, -1, r->t->fact[fact].type)) {
            continue;
        }
        size_t i = r->columns - 1;
        if (r->way[i].kind == QN_TAKES_COUNTS) {
            size_t count = fill_counts(r, &r->column[i], r->t->type[r->t->fact[fact].type].limit);
            add_elements(r, common, fact, count);
        } else {
            fill_column(r, i, r->count);
        }
    }
}

static void add_answer(rows *r, int32_t rule)
{
    static const qn_lane lanes[LANES_OUT] = {QN_INT64, QN_INT32, QN_INT128};
    qn_exit way;
    qn_error error;
    qn_answers *answers = &r->answers[r->rules];
    *answers = (qn_answers){.rule = rule,
                            .lane = lanes[draw(r, LANES_OUT)],
                            .decimals = decimals_of(r, r->t->rule[rule].type)};
    if (r->rules == RULES_MAX || qn_exit_find(r->program, answers, &way, &error) != QN_OK) {
        return;
    }
    answers->values = take(r->count * lane_bytes[answers->lane]);
    answers->status = take(r->count);
    r->rules++;
}

/* ---- one row by the functions that everybody has */

/* "-123.45" of an integer and its decimals. */
static size_t write_decimal(int64_t number, int32_t decimals, char *text)
{
    char digits[48];
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    (void)snprintf(digits, sizeof digits, "%0*llu", (int)(decimals & 31) + 1,
                   (unsigned long long)size);
    size_t length = strlen(digits) - (size_t)decimals;
    return (size_t)snprintf(text, 64, "%s%.*s%s%s", number < 0 ? "-" : "", (int)length, digits,
                            decimals > 0 ? "." : "", digits + length);
}

static qn_status give_date(qn_case *c, int32_t place, int64_t day)
{
    int64_t number = day + 719162;
    if (!qn_date_is_valid(number)) {
        return QN_BAD_VALUE;
    }
    qn_ymd ymd = qn_date_to_ymd((qn_day)number);
    return qn_case_set_date(c, place, ymd.year, ymd.month, ymd.day);
}

static qn_status give_choice(qn_case *c, int32_t place, int32_t declared, int64_t number)
{
    const char *name = number < 0 || number > INT32_MAX
                           ? NULL
                           : qn_program_fact_choice(c->program, declared, (int32_t)number);
    return name == NULL ? QN_BAD_VALUE : qn_case_set_choice(c, place, name);
}

static qn_status give_set(qn_case *c, int32_t place, int32_t declared, int64_t mask)
{
    const char *names[64];
    size_t count = 0;
    for (int32_t i = 0; i < 63; i++) {
        if ((mask >> i & 1) != 0) {
            names[count] = qn_program_fact_choice(c->program, declared, i);
            if (names[count++] == NULL) {
                return QN_BAD_VALUE;
            }
        }
    }
    return mask < 0 ? QN_BAD_VALUE : qn_case_set_set(c, place, names, count);
}

static qn_status give_clock(qn_case *c, int32_t place, int64_t minutes)
{
    char text[16];
    if (minutes < 0 || minutes > 24 * 60) {
        return QN_BAD_VALUE;
    }
    int length = snprintf(text, sizeof text, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    return qn_case_set_text(c, place, text, (size_t)length);
}

static qn_status give(qn_case *c, const qn_column *column, int32_t place, size_t at)
{
    int64_t number = 0;
    char text[80];
    if (!qn_column_read(column, at, &number)) {
        return QN_BAD_VALUE;
    }
    if (place == QN_TODAY) {
        return give_date(c, place, number);
    }
    switch (qn_program_fact_info(c->program, column->fact).kind) {
    case QN_KIND_BOOLEAN:
        return number < 0 || number > 1 ? QN_BAD_VALUE : qn_case_set_boolean(c, place, number != 0);
    case QN_KIND_DATE:
        return give_date(c, place, number);
    case QN_KIND_CHOICE:
        return give_choice(c, place, column->fact, number);
    case QN_KIND_SET:
        return give_set(c, place, column->fact, number);
    case QN_KIND_CLOCK:
        return give_clock(c, place, number);
    default:
        return qn_case_set_decimal(c, place, text, write_decimal(number, column->decimals, text));
    }
}

static bool give_elements(const rows *r, qn_case *c, size_t i, size_t row)
{
    const qn_column *column = &r->column[i];
    const qn_column *list = &r->column[r->way[i].list];
    size_t first = qn_column_offset(list, row);
    size_t count = qn_column_offset(list, row + 1) - first;
    for (size_t k = 0; qn_column_has(list, row) && k < count; k++) {
        const char *name = qn_program_fact_info(r->program, column->fact).name;
        int32_t place = qn_case_item(c, column->list, k, name[0] == 0 ? NULL : name);
        if (qn_column_has(column, first + k) && give(c, column, place, first + k) != QN_OK) {
            return false;
        }
    }
    return true;
}

static bool give_row(const rows *r, qn_case *c, size_t row, size_t *refused)
{
    for (*refused = 0; *refused < r->columns; ++*refused) {
        const qn_column *column = &r->column[*refused];
        const qn_way *way = &r->way[*refused];
        qn_status status = QN_OK;
        if (column->list >= 0) {
            status = give_elements(r, c, *refused, row) ? QN_OK : QN_BAD_VALUE;
        } else if (!qn_column_has(column, row)) {
            (void)qn_case_clear(c, column->fact);
        } else if (way->kind == QN_TAKES_COUNTS) {
            size_t first = qn_column_offset(column, row);
            status = qn_case_set_list(c, column->fact, qn_column_offset(column, row + 1) - first);
        } else {
            status = give(c, column, column->fact, row);
        }
        if (status != QN_OK) {
            return false;
        }
    }
    return true;
}

/* ---- comparing */

/* The integer that a decimal text is with so many decimals; false where it has more digits. */
static bool read_decimal(const char *text, int32_t decimals, qn_wide *out)
{
    qn_wide ten = qn_wide_from_i64(10);
    bool minus = *text == '-';
    bool behind = false;
    *out = (qn_wide){0};
    for (text += minus; *text != 0; text++) {
        if (*text == '.') {
            behind = true;
            continue;
        }
        if (behind && decimals-- == 0) {
            if (*text != '0') {
                return false;
            }
            decimals = 0;
            continue;
        }
        if (!qn_wide_mul(*out, ten, out) ||
            !qn_wide_add(*out, qn_wide_from_i64(*text - '0'), out)) {
            return false;
        }
    }
    for (; decimals > 0; decimals--) {
        if (!qn_wide_mul(*out, ten, out)) {
            return false;
        }
    }
    *out = minus ? qn_wide_neg(*out) : *out;
    return true;
}

/* What the column must hold for a known answer; false where it cannot. */
static bool expect(const rows *r, const qn_answers *answers, const qn_value *value, qn_wide *out)
{
    char text[QN_VALUE_TEXT_SIZE];
    bool yes = false;
    int year = 0;
    int month = 0;
    int day = 0;
    qn_day number = 0;
    switch (value->kind) {
    case QN_KIND_BOOLEAN:
        (void)qn_value_boolean(value, &yes);
        *out = qn_wide_from_i64(yes);
        return true;
    case QN_KIND_DATE:
        (void)qn_value_date(value, &year, &month, &day);
        (void)qn_date_from_ymd(year, month, day, &number);
        *out = qn_wide_from_i64((int64_t)number - 719162);
        return true;
    case QN_KIND_CHOICE:
    case QN_KIND_SET:
    case QN_KIND_CLOCK:
        *out = (qn_wide){.lo = value->number[0]};
        return true;
    default:
        break;
    }
    (void)r;
    return qn_value_decimal(value, text, sizeof text, NULL) == QN_OK &&
           read_decimal(text, answers->decimals, out) &&
           (answers->lane == QN_INT128 ||
            (qn_wide_fits_i64(*out) && fits_lane(answers->lane, qn_wide_to_i64(*out))));
}

static qn_wide read_answer(const qn_answers *answers, size_t row)
{
    uint64_t half[2];
    switch (answers->lane) {
    case QN_INT32:
        return qn_wide_from_i64(((const int32_t *)answers->values)[row]);
    case QN_INT64:
        return qn_wide_from_i64(((const int64_t *)answers->values)[row]);
    default:
        memcpy(half, (const unsigned char *)answers->values + row * sizeof half, sizeof half);
        return (qn_wide){.lo = half[0], .hi = (int64_t)half[1]};
    }
}

static void differ(const rows *r, size_t row, const qn_answers *answers, uint8_t status,
                   qn_wide expected)
{
    qn_wide got = read_answer(answers, row);
    (void)printf("row %zu, %s: got status %d, %lld:%llu, expected %d, %lld:%llu\n", row,
                 r->t->text + r->t->string[r->t->rule[answers->rule].name], answers->status[row],
                 (long long)got.hi, (unsigned long long)got.lo, status, (long long)expected.hi,
                 (unsigned long long)expected.lo);
    for (size_t i = 0; i < r->columns; i++) {
        int64_t number = 0;
        const qn_column *column = &r->column[i];
        if (column->list < 0 && qn_column_has(column, row) && column->fact >= 0 &&
            qn_column_read(column, row, &number)) {
            (void)printf("  %s %lld\n", qn_program_fact_info(r->program, column->fact).name,
                         (long long)number);
        }
    }
    exit(1);
}

/* What the row is by itself, kept for all runs: statuses, and numbers. */
typedef struct expectation {
    uint8_t *status;
    qn_wide *number;
    int32_t *refused;
} expectation;

/* What the direct ways of the prepared program lead to must be what the machine has found: rules
 * are asked from the first or from the last on. */
static void compare_direct(rows *r, qn_case *machine, qn_case *direct, size_t row)
{
    for (size_t i = 0; i < r->rules; i++) {
        const qn_answers *answers = &r->answers[row % 2 == 0 ? i : r->rules - 1 - i];
        qn_value expected;
        qn_value value;
        is_answering = true;
        uint32_t left = direct->direct.left;
        (void)qn_eval(direct, answers->rule, &value);
        is_answering = false;
        if (direct->direct.left != left) {
            continue; /* to the machine */
        }
        (void)qn_eval(machine, answers->rule, &expected);
        bool is_same = value.status == expected.status && value.kind == expected.kind &&
                       strcmp(value.unit, expected.unit) == 0 && value.type == expected.type &&
                       value.form == expected.form && value.error == 0 && !value.has_low &&
                       !value.has_high && value.number[0] == expected.number[0];
        if (!is_same) {
            (void)printf("the direct way leads to %lld\n", (long long)value.number[0]);
            differ(r, row, answers, (uint8_t)expected.status, (qn_wide){.lo = expected.number[0]});
        }
        r->direct++;
    }
}

static void expect_row(rows *r, qn_case *c, qn_case *direct, size_t row, expectation *e)
{
    size_t refused = 0;
    bool is_given = give_row(r, c, row, &refused);
    e->refused[row] = is_given ? -1 : (int32_t)refused;
    for (size_t i = 0; i < r->rules; i++) {
        qn_value value;
        size_t at = row * r->rules + i;
        e->number[at] = (qn_wide){0};
        if (!is_given) {
            e->status[at] = QN_REFUSED;
            continue;
        }
        is_answering = true;
        (void)qn_eval(c, r->answers[i].rule, &value);
        is_answering = false;
        e->status[at] = (uint8_t)value.status;
        if (value.status == QN_KNOWN && !expect(r, &r->answers[i], &value, &e->number[at])) {
            e->status[at] = QN_UNFIT;
            e->number[at] = (qn_wide){0};
        }
    }
    if (is_given && give_row(r, direct, row, &refused)) {
        compare_direct(r, c, direct, row);
    }
}

static void compare(rows *r, const expectation *e)
{
    for (size_t row = 0; row < r->count; row++) {
        if (r->refused[row] != e->refused[row]) {
            (void)printf("row %zu: refused %d, expected %d\n", row, r->refused[row],
                         e->refused[row]);
            exit(1);
        }
        for (size_t i = 0; i < r->rules; i++) {
            size_t at = row * r->rules + i;
            const qn_answers *answers = &r->answers[i];
            if (answers->status[row] != e->status[at] ||
                !qn_wide_equal(read_answer(answers, row), e->number[at])) {
                differ(r, row, answers, e->status[at], e->number[at]);
            }
        }
    }
    r->compared += r->count * r->rules;
}

static void scrub(rows *r)
{
    for (size_t i = 0; i < r->rules; i++) {
        memset(r->answers[i].values, 0x5a, r->count * lane_bytes[r->answers[i].lane]);
        memset(r->answers[i].status, 0x5a, r->count);
    }
}

/* One way to run all rows: kernels by their number, and blocks of a size, 0 for the usual. */
static void run(rows *r, qn_case *common, const expectation *e, int kernels, size_t block)
{
    qn_error error;
    qn_batch *batch = NULL;
    scrub(r);
    if (qn_batch_new(common, r->column, r->columns, r->answers, r->rules, &batch, &error) !=
        QN_OK) {
        fail(error.text);
    }
    qn_batch_clear(batch);
    if (!qn_batch_prepare(batch, kernels)) {
        fail("out of memory");
    }
    batch->block_rows = block == 0 ? batch->block_rows : block;
    r->alone = 0;
    for (size_t i = 0; i < r->rules; i++) {
        r->alone += batch->output[i].is_alone || batch->plan == NULL;
    }
    r->kernels = batch->plan == NULL ? 0 : batch->plan->job_count;
    r->row_bytes = batch->plan == NULL ? 0 : batch->plan->row_bytes;
    r->strips = batch->plan == NULL ? 0 : batch->plan->strip_count;
    is_answering = true;
    qn_status status = qn_batch_eval(batch, r->column, r->answers, r->count, r->refused, &error);
    is_answering = false;
    if (status != QN_OK && status != QN_BAD_VALUE) {
        fail(error.text);
    }
    qn_batch_free(batch);
    compare(r, e);
}

/* Some rows, in a thread of its own if wanted. */
typedef struct part {
    rows *r;
    size_t first;
    size_t count;
    bool has_date;
    qn_status status;
} part;

/* The columns and answers of a part stand where those of all rows do. */
static void *run_part(void *context)
{
    part *p = context;
    rows *r = p->r;
    qn_column *column = take((r->columns + 1) * sizeof *column);
    qn_answers *answers = take((r->rules + 1) * sizeof *answers);
    qn_case *common = new_common(r->program, p->has_date);
    qn_batch *batch = NULL;
    memcpy(column, r->column, r->columns * sizeof *column);
    memcpy(answers, r->answers, r->rules * sizeof *answers);
    for (size_t i = 0; i < r->columns; i++) {
        column[i].first += column[i].list < 0 ? p->first : 0;
    }
    for (size_t i = 0; i < r->rules; i++) {
        answers[i].values = (char *)answers[i].values + p->first * lane_bytes[answers[i].lane];
        answers[i].status += p->first;
    }
    p->status = qn_batch_new(common, column, r->columns, answers, r->rules, &batch, NULL);
    if (p->status == QN_OK) {
        is_answering = true;
        p->status = qn_batch_eval(batch, column, answers, p->count, r->refused + p->first, NULL);
        is_answering = false;
    }
    qn_batch_free(batch);
    qn_case_free(common);
    free(column);
    free(answers);
    return NULL;
}

/* All rows in parts: one after the other, the last first, or side by side. */
static void run_parts(rows *r, const expectation *e, bool has_date, bool side_by_side)
{
    part parts[PARTS];
    pthread_t thread[PARTS];
    size_t each = r->count / PARTS;
    scrub(r);
    for (size_t i = PARTS; i > 0; i--) {
        part *p = &parts[i - 1];
        *p = (part){.r = r, .first = (i - 1) * each, .count = each, .has_date = has_date};
        p->count = i == PARTS ? r->count - p->first : each;
        if (side_by_side && pthread_create(&thread[i - 1], NULL, run_part, p) != 0) {
            fail("no thread");
        }
        if (!side_by_side) {
            (void)run_part(p);
        }
    }
    for (size_t i = 0; i < PARTS; i++) {
        if (side_by_side) {
            (void)pthread_join(thread[i], NULL);
        }
        if (parts[i].status != QN_OK && parts[i].status != QN_BAD_VALUE) {
            fail("a part has no batch");
        }
    }
    compare(r, e);
}

static qn_program *load(const char *path, qn_preparation preparation)
{
    const qn_options options = {.preparation = preparation};
    qn_error error;
    qn_program *program = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fail(path);
    }
    size_t size = (size_t)ftell(file);
    rewind(file);
    void *bytes = take(size);
    if (fread(bytes, 1, size, file) != size) {
        fail(path);
    }
    (void)fclose(file);
    if (qn_program_load(bytes, size, &options, &program, &error) != QN_OK) {
        fail(error.text);
    }
    free(bytes);
    return program;
}

/* The steps of all direct ways of a program. */
static size_t count_steps(const qn_program *prepared)
{
    const qn_direct *d = prepared->direct;
    return d == NULL ? 0 : (size_t)((const qn_direct_step *)(const void *)d->constant - d->step);
}

static void choose_rules(rows *r, int count, char **names)
{
    for (int i = 0; i < count; i++) {
        int32_t rule = qn_program_rule(r->program, names[i]);
        if (rule < 0) {
            fail(names[i]);
        }
        add_answer(r, rule);
    }
    for (int32_t i = 0; count == 0 && i < qn_program_rule_count(r->program); i++) {
        if (!qn_program_rule_info(r->program, i).is_hidden) {
            add_answer(r, i);
        }
    }
}

static void free_rows(rows *r, expectation *e)
{
    for (size_t i = 0; i < r->columns; i++) {
        free((void *)(uintptr_t)r->column[i].values);
        free((void *)(uintptr_t)r->column[i].present);
    }
    for (size_t i = 0; i < r->rules; i++) {
        free(r->answers[i].values);
        free(r->answers[i].status);
    }
    free(e->status);
    free(e->number);
    free(e->refused);
    free(r->refused);
}

int main(int count, char **words)
{
    static const size_t blocks[] = {0, 1, 7, 64, 1000};
    static rows r;
    if (count < 4) {
        fail("rows IMAGE ROWS SEED [RULE...]");
    }
    r.program = load(words[1], QN_PREPARE_NOTHING);
    qn_program *prepared = load(words[1], QN_PREPARE_ALL);
    r.t = qn_program_tables(r.program);
    r.count = (size_t)strtoull(words[2], NULL, 10);
    r.random = strtoull(words[3], NULL, 10) * 2654435761U + 88172645463325252ULL;
    r.is_complete = strtoull(words[3], NULL, 10) % 3 == 0;
    bool has_date = draw(&r, 2) == 0; /* the same for all, or a column */
    qn_case *common = new_common(r.program, has_date);
    qn_case *single = new_common(r.program, has_date);
    qn_case *direct = new_common(prepared, has_date);
    invent(&r, common);
    if (!has_date) {
        (void)add_column(&r, common, QN_TODAY, -1, 0);
        fill_column(&r, r.columns - 1, r.count);
    }
    choose_rules(&r, count - 4, words + 4);
    expectation e = {.status = take(r.count * r.rules + 1),
                     .number = take((r.count * r.rules + 1) * sizeof(qn_wide)),
                     .refused = take((r.count + 1) * sizeof(int32_t))};
    r.refused = take(r.count * sizeof *r.refused);
    for (size_t row = 0; row < r.count; row++) {
        expect_row(&r, single, direct, row, &e);
    }
    bool is_many = r.count > MANY;
    for (int kernels = 0; qn_kernels_of(kernels) != NULL && (kernels == 0 || !is_many); kernels++) {
        run(&r, common, &e, kernels, 0);
    }
    for (size_t i = 1; i < sizeof blocks / sizeof blocks[0] && !is_many; i++) {
        run(&r, common, &e, 0, blocks[i]);
    }
    run_parts(&r, &e, has_date, true);
    if (!is_many) {
        run_parts(&r, &e, has_date, false);
    }
    (void)printf("%llu answers, %zu of %zu rules alone, %llu direct\n",
                 (unsigned long long)r.compared, (size_t)r.alone, r.rules,
                 (unsigned long long)r.direct);
    (void)printf("%zu kernels of %zu bytes in %zu strips, %zu steps\n", r.kernels, r.row_bytes,
                 r.strips, count_steps(prepared));
    qn_case_free(direct);
    qn_program_free(prepared);
    qn_case_free(single);
    qn_case_free(common);
    qn_program_free(r.program);
    free_rows(&r, &e);
    return 0;
}
