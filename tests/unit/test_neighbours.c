/*
 * Rows of a batch next to each other. What one row has, lacks or does wrong must not be seen in the
 * answers of the rows beside it, of a later block, or of the next call: a household whose income is
 * missing has none of its neighbour's.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "source.h"

static const char text[] =
    "entity child\n"
    "    age : years in 0..=30\n"
    "fact income   : AZN in 0..=1_000_000\n"
    "fact served   : integer in 0..=60\n"
    "fact village  : yes/no = no\n"
    "fact children : list of child up to 8\n"
    "tax : AZN = income * 15%\n"
    "share : AZN = income / served\n"
    "grant : AZN\n"
    "    only when village \"only in villages\"\n"
    "    base 40 AZN * count of children where age < 14\n"
    "oldest : years = (highest of children.age) otherwise 0 years\n"
    "saved : AZN = carry so_far = 0 AZN through year in 2017..=2026 : so_far + income\n";

enum { INCOME, SERVED, VILLAGE, CHILDREN, AGE, COLUMNS };
enum { TAX, SHARE, GRANT, OLDEST, SAVED, RULES };
enum { KINDS = 10, ROWS = KINDS * KINDS * KINDS * 3, CHILDREN_MAX = 8, ABSENT = -1 };

static const char *const rule_names[RULES] = {"tax", "share", "grant", "oldest", "saved"};

/* A row, with ABSENT for what is not given, and what it must be answered. Money is in hundredths.
 */
typedef struct kind {
    int64_t income;
    int32_t served;
    int32_t village;
    int32_t children;
    int32_t age[CHILDREN_MAX];
    int32_t refused; /* the column, or -1 */
    struct {
        uint8_t status;
        int64_t value;
    } answer[RULES];
} kind;

#define KNOWN(value)                                                                               \
    {                                                                                              \
        QN_KNOWN, value                                                                            \
    }
#define UNKNOWN                                                                                    \
    {                                                                                              \
        QN_UNKNOWN, 0                                                                              \
    }
#define NONE                                                                                       \
    {                                                                                              \
        QN_NONE, 0                                                                                 \
    }
#define FAILED                                                                                     \
    {                                                                                              \
        QN_FAILED, 0                                                                               \
    }
#define REFUSED                                                                                    \
    {                                                                                              \
        {QN_REFUSED, 0}, {QN_REFUSED, 0}, {QN_REFUSED, 0}, {QN_REFUSED, 0},                        \
        {                                                                                          \
            QN_REFUSED, 0                                                                          \
        }                                                                                          \
    }

static const kind kinds[KINDS] = {
    {100000,
     4,
     1,
     2,
     {3, 15},
     -1,
     {KNOWN(15000), KNOWN(25000), KNOWN(4000), KNOWN(15), KNOWN(1000000)}},
    {ABSENT, 4, 1, 2, {3, 9}, -1, {UNKNOWN, UNKNOWN, KNOWN(8000), KNOWN(9), UNKNOWN}},
    {70003, ABSENT, 0, 0, {0}, -1, {KNOWN(10500), UNKNOWN, NONE, KNOWN(0), KNOWN(700030)}},
    {70003, 0, ABSENT, 1, {30}, -1, {KNOWN(10500), FAILED, NONE, KNOWN(30), KNOWN(700030)}},
    {0,
     60,
     1,
     8,
     {1, 2, 3, 4, 5, 6, 7, 8},
     -1,
     {KNOWN(0), KNOWN(0), KNOWN(32000), KNOWN(8), KNOWN(0)}},
    {100000000,
     1,
     1,
     1,
     {ABSENT},
     -1,
     {KNOWN(15000000), KNOWN(100000000), UNKNOWN, UNKNOWN, KNOWN(1000000000)}},
    {ABSENT, ABSENT, ABSENT, 0, {0}, -1, {UNKNOWN, UNKNOWN, NONE, KNOWN(0), UNKNOWN}},
    {100000001, 4, 1, 2, {3, 15}, INCOME, REFUSED},
    {100000, 61, 0, 0, {0}, SERVED, REFUSED},
    {100000, 4, 1, 3, {3, 31, 2}, AGE, REFUSED}};

/* Rows in columns. */
typedef struct block {
    size_t rows;
    int64_t income[ROWS];
    int32_t served[ROWS];
    uint8_t village[ROWS];
    int32_t first_child[ROWS + 1];
    int32_t age[ROWS * CHILDREN_MAX];
    uint8_t has_income[ROWS / 8 + 1];
    uint8_t has_served[ROWS / 8 + 1];
    uint8_t has_village[ROWS / 8 + 1];
    uint8_t has_age[ROWS * CHILDREN_MAX / 8 + 1];
    uint8_t kind[ROWS];
    int64_t value[RULES][ROWS];
    uint8_t status[RULES][ROWS];
    int32_t refused[ROWS];
} block;

static block b;
static qn_program *program;
static qn_case *common;
static qn_batch *batch;
static qn_column column[COLUMNS];
static qn_answers answers[RULES];

static void set_bit(uint8_t *bits, size_t i, bool on)
{
    uint8_t bit = (uint8_t)(1u << i % 8);
    bits[i / 8] = (uint8_t)(on ? bits[i / 8] | bit : bits[i / 8] & ~bit);
}

static void add_row(size_t k)
{
    const kind *of = &kinds[k];
    size_t i = b.rows++;
    int32_t child = b.first_child[i];
    b.kind[i] = (uint8_t)k;
    b.income[i] = of->income;
    b.served[i] = of->served;
    b.village[i] = of->village == 1;
    set_bit(b.has_income, i, of->income != ABSENT);
    set_bit(b.has_served, i, of->served != ABSENT);
    set_bit(b.has_village, i, of->village != ABSENT);
    for (int32_t c = 0; c < of->children; c++, child++) {
        b.age[child] = of->age[c];
        set_bit(b.has_age, (size_t)child, of->age[c] != ABSENT);
    }
    b.first_child[i + 1] = child;
}

static void make_columns(void)
{
    int32_t list = qn_program_fact(program, "children");
    int32_t age = qn_program_field(program, qn_program_fact_info(program, list).element, 0);
    const qn_column made[COLUMNS] = {
        [INCOME] = {.fact = qn_program_fact(program, "income"),
                    .list = -1,
                    .lane = QN_INT64,
                    .decimals = 2,
                    .may_be_absent = true,
                    .values = b.income,
                    .present = b.has_income},
        [SERVED] = {.fact = qn_program_fact(program, "served"),
                    .list = -1,
                    .lane = QN_INT32,
                    .may_be_absent = true,
                    .values = b.served,
                    .present = b.has_served},
        [VILLAGE] = {.fact = qn_program_fact(program, "village"),
                     .list = -1,
                     .lane = QN_UINT8,
                     .may_be_absent = true,
                     .values = b.village,
                     .present = b.has_village},
        [CHILDREN] = {.fact = list, .list = -1, .lane = QN_INT32, .values = b.first_child},
        [AGE] = {.fact = age,
                 .list = list,
                 .lane = QN_INT32,
                 .may_be_absent = true,
                 .values = b.age,
                 .present = b.has_age}};
    memcpy(column, made, sizeof made);
    for (size_t k = 0; k < RULES; k++) {
        answers[k] = (qn_answers){.rule = qn_program_rule(program, rule_names[k]),
                                  .lane = QN_INT64,
                                  .decimals = k == OLDEST ? 0 : 2,
                                  .values = b.value[k],
                                  .status = b.status[k]};
    }
}

static bool begin(void)
{
    qn_error error = {0};
    program = source_load(text);
    common = qn_case_new(program);
    if (!CHECK(common != NULL)) {
        return false;
    }
    make_columns();
    return CHECK(qn_batch_new(common, column, COLUMNS, answers, RULES, &batch, &error) == QN_OK);
}

static void end(void)
{
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

/* How many answers of the block are not those of the rows' kinds. */
static int count_wrong(void)
{
    int wrong = 0;
    for (size_t i = 0; i < b.rows; i++) {
        const kind *of = &kinds[b.kind[i]];
        wrong += b.refused[i] != of->refused;
        for (size_t k = 0; k < RULES; k++) {
            wrong += b.status[k][i] != of->answer[k].status || b.value[k][i] != of->answer[k].value;
        }
    }
    return wrong;
}

/* Answers the block into memory that holds something else. */
static void evaluate(qn_status expected)
{
    qn_error error = {0};
    memset(b.value, 0x5a, sizeof b.value);
    memset(b.status, 0x5a, sizeof b.status);
    memset(b.refused, 0x5a, sizeof b.refused);
    CHECK_INT(qn_batch_eval(batch, column, answers, b.rows, b.refused, &error), expected);
    CHECK_INT(count_wrong(), 0);
}

static void test_alone(void)
{
    if (begin()) {
        for (size_t k = 0; k < KINDS; k++) {
            b.rows = 0;
            add_row(k);
            evaluate(kinds[k].refused >= 0 ? QN_BAD_VALUE : QN_OK);
        }
    }
    end();
}

/* Every kind between any two: as many rows as some blocks, in two calls and from the end as well.
 */
static void test_between(void)
{
    if (begin()) {
        b.rows = 0;
        for (size_t n = 0; n < KINDS * KINDS * KINDS; n++) {
            add_row(n / (KINDS * KINDS));
            add_row(n / KINDS % KINDS);
            add_row(n % KINDS);
        }
        evaluate(QN_BAD_VALUE);
        b.rows = 0;
        for (size_t n = KINDS * KINDS * KINDS; n-- > 0;) {
            add_row(n % KINDS);
            add_row(n / KINDS % KINDS);
            add_row(n / (KINDS * KINDS));
        }
        evaluate(QN_BAD_VALUE);
    }
    end();
}

/* One kind among many of another, wherever it stands. */
static void test_among(void)
{
    if (begin()) {
        for (size_t at = 0; at < 70; at++) {
            b.rows = 0;
            for (size_t i = 0; i < 70; i++) {
                add_row(i == at ? 1 : 0);
            }
            evaluate(QN_OK);
        }
    }
    end();
}

/* A case that answers one row after the other, and whose rules are asked in either order. */
static void ask(qn_case *c, const kind *of, size_t k)
{
    qn_value value;
    char found[QN_VALUE_TEXT_SIZE];
    char want[QN_VALUE_TEXT_SIZE];
    size_t length = 0;
    CHECK_INT(qn_eval(c, qn_program_rule(program, rule_names[k]), &value), QN_OK);
    CHECK_INT(value.status, of->answer[k].status);
    if (value.status != QN_KNOWN) {
        return;
    }
    int64_t number = of->answer[k].value;
    (void)snprintf(want, sizeof want, k == OLDEST ? "%d" : "%d.%02d",
                   (int)(k == OLDEST ? number : number / 100), (int)(number % 100));
    CHECK_INT(qn_value_decimal(&value, found, sizeof found, &length), QN_OK);
    CHECK_TEXT(found, want);
}

static void give(qn_case *c, const kind *of)
{
    char income[32];
    int length = snprintf(income, sizeof income, "%d.%02d", (int)(of->income / 100),
                          (int)(of->income % 100));
    qn_case_reset(c);
    if (of->income != ABSENT) {
        CHECK(qn_case_set_decimal(c, qn_program_fact(program, "income"), income, (size_t)length) ==
              QN_OK);
    }
    if (of->served != ABSENT) {
        CHECK(qn_case_set_integer(c, qn_program_fact(program, "served"), of->served) == QN_OK);
    }
    if (of->village != ABSENT) {
        CHECK(qn_case_set_boolean(c, qn_program_fact(program, "village"), of->village) == QN_OK);
    }
    int32_t list = qn_program_fact(program, "children");
    CHECK(qn_case_set_list(c, list, (size_t)of->children) == QN_OK);
    for (int32_t i = 0; i < of->children; i++) {
        if (of->age[i] != ABSENT) {
            int32_t place = qn_case_item(c, list, (size_t)i, "age");
            CHECK(qn_case_set_integer(c, place, of->age[i]) == QN_OK);
        }
    }
}

static void test_one_after_the_other(void)
{
    program = source_load(text);
    qn_case *c = qn_case_new(program);
    for (size_t n = 0; n < KINDS * KINDS * 2; n++) {
        const kind *of = &kinds[n % 2 == 0 ? n / 2 % KINDS : n / 2 / KINDS];
        if (of->refused >= 0) {
            continue;
        }
        give(c, of);
        for (size_t k = 0; k < RULES; k++) {
            ask(c, of, n / 2 % 2 == 0 ? k : RULES - 1 - k);
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"each row alone", test_alone},
                                       {"each between any two", test_between},
                                       {"one among many others", test_among},
                                       {"one case after the other", test_one_after_the_other}};
    return check_run("neighbours", cases, sizeof cases / sizeof cases[0]);
}
