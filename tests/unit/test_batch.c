/*
 * The contract of batches: what a column may be, what is refused and how that is told, and what
 * statuses and numbers the columns of answers have. That answers are those of cases is the business
 * of tests/columns.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch_state.h"
#include "check.h"
#include "memory.h"
#include "program.h"
#include "qanun.h"
#include "source.h"

static const char rules[] =
    "entity child\n"
    "    age : integer in 0..=60\n"
    "fact pay : AZN in 0..=1_000_000\n"
    "fact service : years in 0..=80 = 3\n"
    "fact post : one of clerk, teacher, guard\n"
    "fact born : date in 1900-01-01..=2026-12-31\n"
    "fact staff : yes/no\n"
    "fact name : text\n"
    "fact share : percent in 0%..=100%\n"
    "fact sum_due : AZN\n"
    "fact children : list of child up to 3\n"
    "tax : AZN = pay * 14% rounded to 0.01\n"
    "third : number = pay / 3 AZN\n"
    "per_year : AZN = pay / (service / 1 year) rounded to 0.01\n"
    "leave : days\n"
    "    only when staff \"not on the staff\"\n"
    "    base 21\n"
    "    service\n"
    "        5.. → +2\n"
    "    post teacher → at least 30\n"
    "either : integer\n"
    "    when staff → 1\n"
    "    when not staff → 2\n"
    "young : integer = count of children where age < 18\n"
    "rich : integer = count of each c in children where c.age < 18 or pay > 0 AZN : c\n"
    "great : AZN = sum_due * 3\n"
    "later : date = born + 1 day\n"
    "is_teacher : yes/no = post is teacher\n";

enum { ROWS = 5 };

/* A program with a case that has nothing, and room for answers. */
typedef struct bench {
    qn_program *program;
    qn_case *common;
    qn_error error;
    int64_t number[2][ROWS];
    uint8_t status[2][ROWS];
    int32_t refused[ROWS];
} bench;

static bool open_bench(bench *b)
{
    memset(b, 0, sizeof *b);
    b->program = source_load(rules);
    b->common = b->program == NULL ? NULL : qn_case_new(b->program);
    return CHECK(b->common != NULL);
}

static void close_bench(bench *b)
{
    qn_case_free(b->common);
    qn_program_free(b->program);
}

static qn_column column(const bench *b, const char *fact, qn_lane lane, const void *values)
{
    return (qn_column){
        .fact = qn_program_fact(b->program, fact), .list = -1, .lane = lane, .values = values};
}

static qn_answers answers(bench *b, int at, const char *rule, int32_t decimals)
{
    return (qn_answers){.rule = qn_program_rule(b->program, rule),
                        .lane = QN_INT64,
                        .decimals = decimals,
                        .values = b->number[at],
                        .status = b->status[at]};
}

/* Makes a batch and answers all rows at once. */
static qn_status run(bench *b, const qn_column *columns, size_t column_count,
                     const qn_answers *asked, size_t count)
{
    qn_batch *batch = NULL;
    qn_status status =
        qn_batch_new(b->common, columns, column_count, asked, count, &batch, &b->error);
    if (status == QN_OK) {
        status = qn_batch_eval(batch, columns, asked, ROWS, b->refused, &b->error);
    }
    qn_batch_free(batch);
    return status;
}

static void test_answers(void)
{
    bench b;
    const int32_t pay[ROWS] = {100000, 33, 0, 100000000, 50};
    const int8_t years[ROWS] = {4, 5, 0, 80, 10};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "pay", QN_INT32, pay), column(&b, "service", QN_INT8, years)};
    columns[0].decimals = 2;
    qn_answers asked[] = {answers(&b, 0, "tax", 2), answers(&b, 1, "per_year", 2)};
    CHECK_INT(run(&b, columns, 2, asked, 2), QN_OK);
    CHECK_INT(b.number[0][0], 14000);
    CHECK_INT(b.number[0][1], 5); /* 0.0462 */
    CHECK_INT(b.number[0][3], 14000000);
    CHECK_INT(b.number[1][0], 25000);
    CHECK_INT(b.number[1][1], 7);
    CHECK_INT(b.status[1][2], QN_FAILED); /* divided by zero */
    CHECK_INT(b.number[1][2], 0);
    CHECK_INT(b.status[1][4], QN_KNOWN);
    CHECK_INT(b.number[1][4], 5);
    close_bench(&b);
}

static void test_statuses(void)
{
    bench b;
    const uint8_t staff[ROWS] = {0x0b}; /* bits: yes, yes, no, yes, no */
    const uint8_t there[ROWS] = {0x17}; /* all but the fourth */
    const int16_t years[ROWS] = {12, 3, 12, 3, 3};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "staff", QN_BIT, staff),
                           column(&b, "service", QN_INT16, years)};
    columns[0].may_be_absent = true;
    columns[0].present = there;
    CHECK_INT(qn_case_set_choice(b.common, qn_program_fact(b.program, "post"), "teacher"), QN_OK);
    qn_answers asked[] = {answers(&b, 0, "leave", 0), answers(&b, 1, "either", 0)};
    CHECK_INT(run(&b, columns, 2, asked, 2), QN_OK);
    CHECK_INT(b.number[0][0], 30);
    CHECK_INT(b.status[0][2], QN_NONE);
    CHECK_INT(b.status[0][3], QN_UNKNOWN);
    CHECK_INT(b.number[1][1], 1);
    CHECK_INT(b.number[1][2], 2);
    CHECK_INT(b.status[1][3], QN_UNKNOWN);
    CHECK_INT(b.number[1][3], 0);
    close_bench(&b);
}

static void test_defaults(void)
{
    bench b;
    const int8_t years[ROWS] = {7, 7, 7, 7, 7};
    const uint8_t there[] = {0x01};
    const int32_t pay[ROWS] = {300, 300, 300, 300, 300};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "service", QN_INT8, years), column(&b, "pay", QN_INT32, pay)};
    columns[0].may_be_absent = true;
    columns[0].present = there;
    columns[1].decimals = 2;
    qn_answers asked[] = {answers(&b, 0, "per_year", 2)};
    CHECK_INT(run(&b, columns, 2, asked, 1), QN_OK);
    CHECK_INT(b.number[0][0], 43);
    CHECK_INT(b.number[0][1], 100); /* three years by default */
    close_bench(&b);
}

/* Rows that are refused do not touch those beside them. */
static void test_refused(void)
{
    bench b;
    const int64_t pay[ROWS] = {100, -1, 200, 100000001, INT64_MIN};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "pay", QN_INT64, pay)};
    columns[0].decimals = 2;
    qn_answers asked[] = {answers(&b, 0, "tax", 2)};
    CHECK_INT(run(&b, columns, 1, asked, 1), QN_BAD_VALUE);
    CHECK_INT(b.number[0][0], 14);
    CHECK_INT(b.number[0][2], 28);
    for (int i = 0; i < ROWS; i++) {
        bool is_good = i == 0 || i == 2;
        CHECK_INT(b.refused[i], is_good ? -1 : 0);
        CHECK_INT(b.status[0][i], is_good ? QN_KNOWN : QN_REFUSED);
    }
    CHECK(strstr(b.error.text, "row 1: pay") != NULL);
    close_bench(&b);
}

/* Finer than the coin, and coarser than the column. */
static void test_decimals(void)
{
    bench b;
    const int64_t pay[ROWS] = {10000, 10050, 10005, 100, 25};
    const int32_t wants[ROWS] = {-1, 0, 0, -1, 0};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "pay", QN_INT64, pay)};
    columns[0].decimals = 4;
    qn_answers asked[] = {answers(&b, 0, "tax", 1), answers(&b, 1, "third", 2)};
    CHECK_INT(run(&b, columns, 1, asked, 2), QN_BAD_VALUE);
    for (int i = 0; i < ROWS; i++) {
        CHECK_INT(b.refused[i], wants[i]);
    }
    CHECK_INT(b.status[0][0], QN_UNFIT);  /* 0.14 with one decimal */
    CHECK_INT(b.status[1][0], QN_FAILED); /* a third has no end */
    CHECK_INT(b.status[0][3], QN_KNOWN);
    CHECK_INT(b.number[0][3], 0);
    close_bench(&b);
}

static void test_mapped(void)
{
    bench b;
    const int8_t post[ROWS] = {0, 1, 2, 3, -1};
    const int32_t stands_for[] = {1, 0, -1};
    const uint8_t staff[] = {0xff};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "post", QN_INT8, post), column(&b, "staff", QN_BIT, staff)};
    columns[0].choice = stands_for;
    columns[0].choice_count = 3;
    qn_answers asked[] = {answers(&b, 0, "is_teacher", 0)};
    CHECK_INT(run(&b, columns, 2, asked, 1), QN_BAD_VALUE);
    CHECK_INT(b.number[0][0], 1);
    CHECK_INT(b.number[0][1], 0);
    for (int i = 2; i < ROWS; i++) {
        CHECK_INT(b.refused[i], 0);
    }
    close_bench(&b);
}

/* The ages of all children of the rows. */
static qn_column ages(const bench *b, const int8_t *age)
{
    int32_t list = qn_program_fact(b->program, "children");
    int32_t element = qn_program_fact_info(b->program, list).element;
    return (qn_column){.fact = qn_program_field(b->program, element, 0),
                       .list = list,
                       .lane = QN_INT8,
                       .values = age};
}

static void test_lists(void)
{
    bench b;
    const int32_t begin[ROWS + 1] = {0, 2, 2, 6, 7, 8};
    const int8_t age[] = {3, 30, 1, 2, 3, 4, 17, 61};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "children", QN_INT32, begin), ages(&b, age)};
    qn_answers asked[] = {answers(&b, 0, "young", 0)};
    CHECK_INT(run(&b, columns, 2, asked, 1), QN_BAD_VALUE);
    CHECK_INT(b.number[0][0], 1);
    CHECK_INT(b.status[0][1], QN_KNOWN);
    CHECK_INT(b.number[0][1], 0);
    CHECK_INT(b.refused[2], 0); /* four children */
    CHECK_INT(b.number[0][3], 1);
    CHECK_INT(b.refused[4], 1); /* sixty-one years */
    close_bench(&b);
}

/* What stands in a list that is absent is nobody's, whatever it is. */
static void test_absent_list(void)
{
    bench b;
    const int32_t begin[ROWS + 1] = {0, 2, 2, 4, 5, 6};
    const int8_t age[] = {3, 30, 61, -1, 17, 61};
    const uint8_t there[] = {0x1b}; /* all but the third */
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "children", QN_INT32, begin), ages(&b, age)};
    columns[0].may_be_absent = true;
    columns[0].present = there;
    qn_answers asked[] = {answers(&b, 0, "young", 0)};
    CHECK_INT(run(&b, columns, 2, asked, 1), QN_BAD_VALUE);
    const int64_t wanted[ROWS] = {1, 0, 0, 1, 0};
    const uint8_t status[ROWS] = {QN_KNOWN, QN_KNOWN, QN_UNKNOWN, QN_KNOWN, QN_REFUSED};
    for (int i = 0; i < ROWS; i++) {
        CHECK_INT(b.number[0][i], wanted[i]);
        CHECK_INT(b.status[0][i], status[i]);
        CHECK_INT(b.refused[i], i == 4 ? 1 : -1);
    }
    close_bench(&b);
}

/* Amounts without a range have more digits than 64 bits when they are multiplied. */
static void test_large(void)
{
    bench b;
    const uint64_t any[2 * ROWS] = {100, 0, UINT64_MAX, UINT64_MAX, (uint64_t)INT64_MAX,
                                    0,   0, 1,          7};
    uint64_t great[2 * ROWS];
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "sum_due", QN_INT128, any)};
    columns[0].decimals = 2;
    qn_answers asked[] = {answers(&b, 0, "great", 2)};
    asked[0].lane = QN_INT128;
    asked[0].values = great;
    (void)run(&b, columns, 1, asked, 1);
    CHECK_INT(great[0], 300);
    CHECK_INT(great[2], (uint64_t)-3);
    CHECK_INT(great[3], UINT64_MAX);
    CHECK_INT(great[4], (uint64_t)INT64_MAX * 3);
    CHECK_INT(great[5], 1);
    CHECK_INT(b.status[0][4], QN_KNOWN);
    CHECK_INT(great[8], 21);
    close_bench(&b);
}

/* Elements that are counted as they stand in the caller's column, of lists of few and of many. */
static void test_counted(void)
{
    static const char rule[] = "fact few : list of integer up to 8 in 0..=1\n"
                               "fact many : list of integer up to 200 in 0..=1\n"
                               "in_few : integer = count of each f in few where f = 1 : f\n"
                               "in_many : integer = count of each f in many where f = 1 : f\n";
    static const int32_t begin[ROWS + 1] = {0, 3, 3, 4, 9, 11};
    static const int8_t flag[] = {1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0};
    static const int64_t wanted[ROWS] = {2, 0, 1, 3, 0};
    qn_program *program = source_load(rule);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    qn_batch *batch = NULL;
    qn_error error;
    int64_t number[2][ROWS];
    uint8_t status[2][ROWS];
    qn_column columns[4];
    qn_answers asked[2];
    if (!CHECK(common != NULL)) {
        return;
    }
    for (int32_t i = 0; i < 2; i++) {
        int32_t element = qn_program_fact_info(program, i).element;
        columns[2 * i] = (qn_column){.fact = i, .list = -1, .lane = QN_INT32, .values = begin};
        columns[2 * i + 1] =
            (qn_column){.fact = element, .list = i, .lane = QN_INT8, .values = flag};
        asked[i] =
            (qn_answers){.rule = i, .lane = QN_INT64, .values = number[i], .status = status[i]};
    }
    if (CHECK_INT(qn_batch_new(common, columns, 4, asked, 2, &batch, &error), QN_OK)) {
        CHECK_INT(qn_batch_eval(batch, columns, asked, ROWS, NULL, &error), QN_OK);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK(status[0][i] == QN_KNOWN && status[1][i] == QN_KNOWN);
            CHECK_INT(number[0][i], wanted[i]);
            CHECK_INT(number[1][i], wanted[i]);
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* Of what is asked whether it is none, an error counts that nobody's value shows: in columns as in
 * the case of a prepared program. */
static void test_overflow_of_none(void)
{
    static const char rule[] = "fact a : integer in 0..=9_000_000_000_000_000_000\n"
                               "fact sure : yes/no\n"
                               "p : number exact\n"
                               "    only when sure \"no\"\n"
                               "    base a * a * a\n"
                               "q : yes/no = p is none\n";
    static const int64_t a[ROWS] = {9000000000000000000, 3, 9000000000000000000, 3, 5000000000};
    static const int8_t sure[ROWS] = {1, 1, 0, 0, 1};
    static const uint8_t wanted[ROWS] = {QN_FAILED, QN_KNOWN, QN_KNOWN, QN_KNOWN, QN_KNOWN};
    qn_program *program = source_load(rule);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    qn_batch *batch = NULL;
    qn_error error;
    int64_t number[ROWS];
    uint8_t status[ROWS];
    const qn_column columns[] = {{.fact = 0, .list = -1, .lane = QN_INT64, .values = a},
                                 {.fact = 1, .list = -1, .lane = QN_INT8, .values = sure}};
    const qn_answers asked = {.rule = 1, .lane = QN_INT64, .values = number, .status = status};
    if (CHECK(common != NULL) &&
        CHECK_INT(qn_batch_new(common, columns, 2, &asked, 1, &batch, &error), QN_OK)) {
        CHECK_INT(qn_batch_eval(batch, columns, &asked, ROWS, NULL, &error), QN_OK);
    }
    for (size_t i = 0; batch != NULL && i < ROWS; i++) {
        qn_value value;
        CHECK_INT(status[i], wanted[i]);
        CHECK_INT(number[i], i == 2 || i == 3);
        qn_case_reset(common);
        CHECK_INT(qn_case_set_integer(common, 0, a[i]), QN_OK);
        CHECK_INT(qn_case_set_boolean(common, 1, sure[i] != 0), QN_OK);
        CHECK_INT(qn_eval(common, 1, &value), QN_OK);
        CHECK_INT(value.status, wanted[i]);
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* More elements than there is room for in a block, and beginnings that fall long before the last.
 */
static void test_many_elements(void)
{
    enum { MANY = 600, EACH = 200 };
    static const char rule[] = "fact many : list of integer up to 200 in 0..=1\n"
                               "in_many : integer = count of each f in many where f = 1 : f\n";
    static int32_t begin[MANY + 1];
    static int8_t flag[MANY * EACH];
    static int64_t number[MANY];
    static uint8_t status[MANY];
    qn_program *program = source_load(rule);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    qn_batch *batch = NULL;
    qn_error error;
    for (int32_t i = 0; i < MANY; i++) {
        begin[i + 1] = begin[i] + EACH;
        for (int32_t k = 0; k < i % EACH; k++) {
            flag[begin[i] + k] = 1;
        }
    }
    if (!CHECK(common != NULL)) {
        return;
    }
    const int32_t element = qn_program_fact_info(program, 0).element;
    const qn_column columns[] = {{.fact = 0, .list = -1, .lane = QN_INT32, .values = begin},
                                 {.fact = element, .list = 0, .lane = QN_INT8, .values = flag}};
    const qn_answers asked = {.rule = 0, .lane = QN_INT64, .values = number, .status = status};
    if (CHECK_INT(qn_batch_new(common, columns, 2, &asked, 1, &batch, &error), QN_OK)) {
        CHECK_INT(qn_batch_eval(batch, columns, &asked, MANY, NULL, &error), QN_OK);
        for (int32_t i = 0; i < MANY; i++) {
            CHECK_INT(number[i], i % EACH);
        }
        begin[3] = begin[4] + 1;
        CHECK_INT(qn_batch_eval(batch, columns, &asked, MANY, NULL, &error), QN_MISUSE);
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* A list that no column has: of the batch's case, without elements or with some, or nobody knows.
 */
static void test_common_list(void)
{
    static const struct {
        int elements; /* -1: nothing is said */
        uint8_t status;
        int64_t number;
    } common[] = {{-1, QN_UNKNOWN, 0}, {0, QN_KNOWN, 0}, {2, QN_KNOWN, 1}};
    static const int32_t pay[ROWS] = {1, 2, 3, 4, 5};
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        bench b;
        if (!open_bench(&b)) {
            return;
        }
        int32_t list = qn_program_fact(b.program, "children");
        qn_column columns[] = {column(&b, "pay", QN_INT32, pay)};
        qn_answers asked[] = {answers(&b, 0, "young", 0), answers(&b, 1, "rich", 0)};
        if (common[i].elements >= 0) {
            CHECK_INT(qn_case_set_list(b.common, list, (size_t)common[i].elements), QN_OK);
        }
        for (int k = 0; k < common[i].elements; k++) {
            CHECK_INT(qn_case_set_integer(b.common, qn_case_item(b.common, list, (size_t)k, "age"),
                                          17 + k),
                      QN_OK);
        }
        CHECK_INT(run(&b, columns, 1, asked, 2), QN_OK);
        for (int row = 0; row < ROWS; row++) {
            CHECK_INT(b.status[0][row], common[i].status);
            CHECK_INT(b.number[0][row], common[i].number);
            CHECK_INT(b.status[1][row], common[i].status);
            CHECK_INT(b.number[1][row], common[i].elements < 1 ? 0 : common[i].elements);
        }
        close_bench(&b);
    }
}

/* What has a form in columns is not answered row by row: a quotient, what few cases say, and as
 * many conditions as are looked at one by one. */
static void test_in_columns(void)
{
    enum { CONDITIONS = 64 };
    static char text[8192];
    static const int8_t numbers[ROWS] = {1, 2, 3, 2, 1};
    qn_answers asked[3];
    qn_batch *batch = NULL;
    qn_error error;
    int used = snprintf(text, sizeof text,
                        "fact a : integer in 0..=99\nfact b : integer in 1..=60\n"
                        "fact few : integer in 0..=3\n"
                        "q : yes/no = a / b > 2\n"
                        "c : integer = carry k = 0 through i in 1..=3 : k + few\n"
                        "t : integer\n    table a | b\n");
    for (int i = 1; i < CONDITIONS; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, "          %d | 3 → %d\n", i, i);
    }
    (void)snprintf(text + used, sizeof text - (size_t)used, "          any | any → 0\n");
    qn_program *program = source_load(text);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    qn_column columns[3];
    for (int32_t i = 0; i < 3; i++) {
        columns[i] = (qn_column){.fact = i, .list = -1, .lane = QN_INT8, .values = numbers};
        asked[i] = (qn_answers){.rule = i, .lane = QN_INT64, .values = text};
    }
    if (CHECK(common != NULL) &&
        CHECK_INT(qn_batch_new(common, columns, 3, asked, 3, &batch, &error), QN_OK)) {
        for (size_t i = 0; i < 3; i++) {
            if (!CHECK(batch->plan != NULL && !batch->output[i].is_alone)) {
                printf("    %s\n", qn_program_rule_info(program, (int32_t)i).name);
            }
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* The date of decision as the only column. */
static void test_dates_alone(void)
{
    static const char text[] = "r : integer\n"
                               "    from 2020-01-01 → 1\n"
                               "    from 2025-01-01 → 2\n";
    static const int32_t unit = 18262; /* days from 1970-01-01 to 2020-01-01 */
    const int32_t day[ROWS] = {unit, unit + 1826, unit + 1827, unit + 3000, unit + 5};
    static const int64_t wanted[ROWS] = {1, 1, 2, 2, 1};
    int64_t number[ROWS];
    uint8_t status[ROWS];
    qn_batch *batch = NULL;
    qn_error error;
    qn_program *program = source_load(text);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    const qn_column column = {.fact = QN_TODAY, .list = -1, .lane = QN_INT32, .values = day};
    const qn_answers r = {.rule = 0, .lane = QN_INT64, .values = number, .status = status};
    if (CHECK(common != NULL) &&
        CHECK_INT(qn_batch_new(common, &column, 1, &r, 1, &batch, &error), QN_OK)) {
        CHECK(batch->has_dates);
        CHECK_INT(qn_batch_eval(batch, &column, &r, ROWS, NULL, &error), QN_OK);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK_INT(status[i], QN_KNOWN);
            CHECK_INT(number[i], wanted[i]);
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* What a row alone gives has room in a lane up to its ends, and not beyond. */
static void test_ends_of_lane(void)
{
    static const char text[] =
        "fact n : integer in -1_000_000_000_000_000_000_000..=1_000_000_000_000_000_000_000\n"
        "fact s : date\n"
        "r : integer = n + (count of days of (s through s)) - 1\n";
    static const int32_t day[ROWS] = {0, 1, 2, 3, 4};
    static const int16_t n[ROWS] = {-128, -129, 127, 128, 1};
    static const uint8_t wanted[ROWS] = {QN_KNOWN, QN_UNFIT, QN_KNOWN, QN_UNFIT, QN_KNOWN};
    static const int8_t there[ROWS] = {-128, 0, 127, 0, 1};
    int8_t number[ROWS];
    uint8_t status[ROWS];
    qn_batch *batch = NULL;
    qn_error error;
    qn_program *program = source_load(text);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    const qn_column columns[2] = {{.fact = 0, .list = -1, .lane = QN_INT16, .values = n},
                                  {.fact = 1, .list = -1, .lane = QN_INT32, .values = day}};
    const qn_answers r = {.rule = 0, .lane = QN_INT8, .values = number, .status = status};
    if (CHECK(common != NULL) &&
        CHECK_INT(qn_batch_new(common, columns, 2, &r, 1, &batch, &error), QN_OK)) {
        CHECK(batch->plan == NULL || batch->output[0].is_alone);
        CHECK_INT(qn_batch_eval(batch, columns, &r, ROWS, NULL, &error), QN_OK);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK_INT(status[i], wanted[i]);
            CHECK_INT(number[i], there[i]);
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* The program with the list of its only stage in the register of what its first rule gives: an
 * image may say so. */
static qn_program *load_with_list(const char *text)
{
    qn_program *program = source_load(text);
    qn_program *changed = NULL;
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (program == NULL) {
        return NULL;
    }
    const qn_tables *t = qn_program_tables(program);
    for (uint32_t i = 0; i < t->sequence_count; i++) {
        if (t->sequence[i].kind == QN_SEQ_LIST) {
            t->sequence[i].a = t->rule[0].result;
        }
    }
    if (CHECK_INT(qn_image_write(t, NULL, &bytes, &length), QN_OK)) {
        CHECK_INT(qn_program_load(bytes, length, NULL, &changed, NULL), QN_OK);
    }
    free(bytes);
    qn_program_free(program);
    return changed;
}

/* A list without elements that is there in some rows alone. */
static void test_doubtful_list(void)
{
    static const int8_t a[ROWS] = {0, 3, 4, 9, 2};
    static const char text[] = "fact a : integer in 0..=9\n"
                               "fact few : list of integer up to 3 in 0..=9\n"
                               "gated : integer\n"
                               "    only when a > 3 \"no\"\n"
                               "    base 0\n"
                               "r : integer = (count of each f in few where f > 1 : f) + (gated "
                               "otherwise 0)\n";
    int64_t number[ROWS];
    uint8_t status[ROWS];
    qn_batch *batch = NULL;
    qn_error error;
    qn_program *program = load_with_list(text);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    const qn_column column = {.fact = 0, .list = -1, .lane = QN_INT8, .values = a};
    const qn_answers r = {.rule = 1, .lane = QN_INT64, .values = number, .status = status};
    if (CHECK(common != NULL) &&
        CHECK_INT(qn_batch_new(common, &column, 1, &r, 1, &batch, &error), QN_OK)) {
        CHECK_INT(qn_batch_eval(batch, &column, &r, ROWS, NULL, &error), QN_OK);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK_INT(status[i], a[i] > 3 ? QN_KNOWN : QN_NONE);
            CHECK_INT(number[i], 0);
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* Numbers of 128 bits that a plan of 64 bits goes on with. */
static void test_wide_lane(void)
{
    static const char rule[] = "fact n : integer in 0..=1_000_000_000_000_000_000\n"
                               "r : integer = if n < 100 then n else 7\n";
    static const int64_t halves[ROWS][2] = {
        {3, 0}, {100, 0}, {99, 0}, {1000000000000000000, 0}, {0, 0}};
    static const int64_t wanted[ROWS] = {3, 7, 99, 7, 0};
    qn_program *program = source_load(rule);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    qn_batch *batch = NULL;
    qn_error error;
    int64_t number[ROWS];
    uint8_t status[ROWS];
    const qn_column n = {.fact = 0, .list = -1, .lane = QN_INT128, .values = halves};
    const qn_answers r = {.rule = 0, .lane = QN_INT64, .values = number, .status = status};
    if (CHECK(common != NULL) &&
        CHECK_INT(qn_batch_new(common, &n, 1, &r, 1, &batch, &error), QN_OK)) {
        CHECK_INT(qn_batch_eval(batch, &n, &r, ROWS, NULL, &error), QN_OK);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK_INT(status[i], QN_KNOWN);
            CHECK_INT(number[i], wanted[i]);
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* What is no column, and what is missing. */
static void test_misuse(void)
{
    bench b;
    const int8_t values[ROWS] = {0};
    const int32_t falling[ROWS + 1] = {0, 2, 1, 3, 3, 3};
    qn_batch *batch = NULL;
    if (!open_bench(&b)) {
        return;
    }
    qn_column good = column(&b, "service", QN_INT8, values);
    qn_answers asked = answers(&b, 0, "tax", 2);
    qn_column text = column(&b, "name", QN_INT8, values);
    qn_column none = {.fact = 999, .list = -1, .values = values};
    qn_column twice[] = {good, good};
    CHECK_INT(qn_batch_new(NULL, &good, 1, &asked, 1, &batch, NULL), QN_MISUSE);
    CHECK_INT(qn_batch_new(b.common, &text, 1, &asked, 1, &batch, &b.error), QN_MISUSE);
    CHECK(strstr(b.error.text, "name") != NULL);
    CHECK_INT(qn_batch_new(b.common, &none, 1, &asked, 1, &batch, &b.error), QN_MISUSE);
    CHECK_INT(qn_batch_new(b.common, twice, 2, &asked, 1, &batch, &b.error), QN_MISUSE);
    CHECK(batch == NULL);
    CHECK_INT(qn_case_set_integer(b.common, good.fact, 4), QN_OK);
    CHECK_INT(qn_batch_new(b.common, &good, 1, &asked, 1, &batch, &b.error), QN_MISUSE);
    CHECK_INT(qn_case_clear(b.common, good.fact), QN_OK);
    qn_column list = column(&b, "children", QN_INT32, falling);
    CHECK_INT(run(&b, &list, 1, &asked, 1), QN_MISUSE);
    CHECK_INT(qn_batch_new(b.common, &good, 1, &asked, 1, &batch, &b.error), QN_OK);
    good.values = NULL;
    CHECK_INT(qn_batch_eval(batch, &good, &asked, ROWS, NULL, &b.error), QN_MISUSE);
    CHECK_INT(qn_batch_eval(batch, NULL, NULL, 0, NULL, &b.error), QN_OK);
    CHECK_INT(qn_batch_eval(NULL, &good, &asked, ROWS, NULL, NULL), QN_MISUSE);
    qn_batch_free(batch);
    qn_batch_free(NULL);
    close_bench(&b);
}

/* An allocator that gives nothing from the call of that number on; all that it gave comes back.
 * shut: nobody may call it. */
typedef struct miser {
    int left;
    int out;
    bool shut;
} miser;

static void *allocate(void *context, void *block, size_t old_size, size_t new_size)
{
    static max_align_t store[1 << 18];
    static size_t used;
    miser *m = context;
    (void)old_size;
    if (m->shut) {
        abort();
    }
    if (new_size == 0) {
        m->out--;
        used = m->out == 0 ? 0 : used;
        return NULL;
    }
    size_t units = new_size / sizeof store[0] + 1;
    if (block != NULL || m->left-- <= 0 || used + units > sizeof store / sizeof store[0]) {
        return NULL;
    }
    m->out++;
    used += units;
    return &store[used - units];
}

static void test_no_memory(void)
{
    bench b;
    const int64_t pay[ROWS] = {0};
    if (!open_bench(&b)) {
        return;
    }
    qn_column columns[] = {column(&b, "pay", QN_INT64, pay)};
    qn_answers asked[] = {answers(&b, 0, "tax", 2), answers(&b, 1, "leave", 0)};
    int failures = 0;
    for (int left = 1;; left++) {
        miser m = {.left = left};
        const qn_options options = {.allocate = allocate, .context = &m};
        qn_case *common = NULL;
        qn_batch *batch = NULL;
        CHECK_INT(qn_case_new_with(b.program, &options, &common), QN_OK);
        qn_status status = qn_batch_new(common, columns, 1, asked, 2, &batch, &b.error);
        CHECK((status == QN_OK) == (batch != NULL));
        qn_batch_free(batch);
        qn_case_free(common);
        CHECK_INT(m.out, 0);
        if (status == QN_OK) {
            break;
        }
        CHECK_INT(status, QN_NO_MEMORY);
        failures++;
    }
    CHECK(failures > 5);
    close_bench(&b);
}

/* Whatever request is refused while a batch is made for a program of tests/columns, which have all
 * that columns are made of. */
static void refuse_each(const char *path)
{
    enum { COLUMNS = 40, ANSWERS = 120 };
    static char text[1 << 16];
    static const uint8_t nothing[sizeof(int64_t)] = {0};
    qn_column columns[COLUMNS];
    qn_answers asked[ANSWERS];
    size_t column_count = 0;
    size_t count = 0;
    FILE *file = fopen(path, "rb");
    text[file == NULL ? 0 : fread(text, 1, sizeof text - 1, file)] = 0;
    qn_program *program = source_load(text);
    if (!CHECK(file != NULL && fclose(file) == 0 && program != NULL)) {
        return;
    }
    for (int32_t i = 0; i < qn_program_fact_count(program); i++) {
        qn_fact_info info = qn_program_fact_info(program, i);
        columns[column_count++] =
            (qn_column){.fact = i, .list = -1, .lane = QN_INT64, .values = nothing};
        if (info.kind == QN_KIND_LIST &&
            qn_program_fact_info(program, info.element).kind != QN_KIND_RECORD) {
            columns[column_count++] =
                (qn_column){.fact = info.element, .list = i, .lane = QN_INT64, .values = nothing};
        }
    }
    for (int32_t i = 0; i < qn_program_rule_count(program) && count < ANSWERS; i++) {
        if (qn_program_rule_info(program, i).kind <= QN_KIND_CHOICE) {
            asked[count++] = (qn_answers){.rule = i, .lane = QN_INT64, .values = asked};
        }
    }
    bool is_made = false;
    for (long at = 0; !is_made && at < 5000; at++) {
        memory m = {.refused_at = at};
        const qn_options options = {.allocate = memory_allocate, .context = &m};
        qn_case *common = NULL;
        qn_batch *batch = NULL;
        qn_error error = {.text = ""};
        qn_status status = qn_case_new_with(program, &options, &common);
        if (status == QN_OK) {
            status = qn_batch_new(common, columns, column_count, asked, count, &batch, &error);
        }
        is_made = status != QN_NO_MEMORY;
        if (!CHECK_INT(status, m.refused ? QN_NO_MEMORY : QN_OK)) {
            CHECK_TEXT(error.text, "");
        }
        qn_batch_free(batch);
        qn_case_free(common);
        CHECK_INT(m.live, 0);
        CHECK_INT(m.mistaken, 0);
    }
    qn_program_free(program);
}

static void test_refused_requests(void)
{
    refuse_each("tests/columns/scales.qn");
    refuse_each("tests/columns/lists.qn");
    refuse_each("tests/columns/hard.qn");
    refuse_each("tests/columns/few.qn");
}

static qn_telling count_step(void *context, const qn_step *step)
{
    (void)step;
    ++*(int *)context;
    return QN_TELL_ON;
}

/* All rules of a case, with bounds and causes where facts are missing, and why. */
static void ask_all(qn_case *c, const qn_program *program)
{
    int steps = 0;
    for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
        qn_value answer;
        qn_value bound;
        char text[QN_VALUE_TEXT_SIZE];
        CHECK_INT(qn_eval(c, rule, &answer), QN_OK);
        CHECK_INT(qn_value_text(&answer, text, sizeof text, NULL), QN_OK);
        (void)qn_value_bound(&answer, QN_LOW, &bound);
        (void)qn_case_cause(c, rule, 0);
        CHECK_INT(qn_explain(c, &rule, 1, count_step, &steps), QN_OK);
    }
    CHECK(steps > qn_program_rule_count(program));
}

/* Facts that are not texts, answers and explanations, of one case and of rows, those among them
 * that are answered by themselves and those that are refused: none asks for memory. */
static void test_shut_allocator(void)
{
    bench b;
    const int64_t pay[ROWS] = {100000, 33, 0, INT64_MAX, 100000000};
    const int32_t begin[ROWS + 1] = {0, 2, 2, 6, 7, 8};
    const int8_t age[] = {3, 30, 1, 2, 3, 4, 17, 61};
    if (!open_bench(&b)) {
        return;
    }
    miser m = {.left = INT_MAX};
    const qn_options options = {.allocate = allocate, .context = &m};
    qn_case *c = NULL;
    qn_batch *batch = NULL;
    int32_t list = qn_program_fact(b.program, "children");
    qn_column columns[] = {column(&b, "pay", QN_INT64, pay),
                           column(&b, "children", QN_INT32, begin), ages(&b, age)};
    qn_answers asked[] = {answers(&b, 0, "tax", 2), answers(&b, 1, "leave", 0)};
    CHECK_INT(qn_case_new_with(b.program, &options, &c), QN_OK);
    CHECK_INT(qn_batch_new(c, columns, 3, asked, 2, &batch, &b.error), QN_OK);
    m.shut = true;
    CHECK_INT(qn_batch_eval(batch, columns, asked, ROWS, b.refused, &b.error), QN_BAD_VALUE);
    CHECK_INT(b.number[0][0], 1400000);
    ask_all(c, b.program);
    CHECK_INT(qn_case_set_list(c, list, 2), QN_OK);
    CHECK_INT(qn_case_set_integer(c, qn_case_item(c, list, 0, "age"), 3), QN_OK);
    CHECK_INT(qn_case_set_integer(c, qn_case_item(c, list, 1, "age"), 30), QN_OK);
    CHECK_INT(qn_case_set_boolean(c, qn_program_fact(b.program, "staff"), true), QN_OK);
    ask_all(c, b.program);
    qn_case_reset(c);
    m.shut = false;
    qn_batch_free(batch);
    qn_case_free(c);
    CHECK_INT(m.out, 0);
    close_bench(&b);
}

int main(void)
{
    static const check_case cases[] = {
        {"answers", test_answers},
        {"statuses", test_statuses},
        {"defaults", test_defaults},
        {"refused", test_refused},
        {"decimals", test_decimals},
        {"mapped", test_mapped},
        {"lists", test_lists},
        {"absent list", test_absent_list},
        {"large", test_large},
        {"counted", test_counted},
        {"many elements", test_many_elements},
        {"common list", test_common_list},
        {"list of doubtful status", test_doubtful_list},
        {"in columns", test_in_columns},
        {"dates alone", test_dates_alone},
        {"ends of a lane", test_ends_of_lane},
        {"overflow of none", test_overflow_of_none},
        {"wide lane", test_wide_lane},
        {"misuse", test_misuse},
        {"no memory", test_no_memory},
        {"refused requests", test_refused_requests},
        {"shut allocator", test_shut_allocator},
    };
    return check_run("batch", cases, sizeof cases / sizeof cases[0]);
}
