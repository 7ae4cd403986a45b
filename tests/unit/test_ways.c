/*
 * Ways of columns in and out: which numbers a place takes, by its grid, range and step, and which
 * an answer can have, by its lane and decimals. What comes in goes out again unchanged, so that
 * what is expected follows from decimals alone. And what a batch refuses to be made or asked with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "check.h"
#include "date.h"
#include "qanun.h"
#include "source.h"

#define NO ASSEMBLE_NONE
#define BIG INT64_C(1000000000000000000)

enum { LANES = QN_LANE_COUNT };

static assembler a;

/* A number of a column on its way. A place has the grid 1/den of a unit of num/base units, and the
 * range and step of `low`, `high` and 1/step; 0 is none of them. out: what is told, or REFUSED or
 * UNFIT. */
typedef struct way {
    qn_class class_;
    int64_t den, num, low, high, step;
    qn_lane lane;
    int32_t decimals;
    int64_t in;
    qn_lane out_lane;
    int32_t out_decimals;
    int status;
    int64_t out;
} way;

#define I QN_CLASS_I
#define W QN_CLASS_W
#define Q QN_CLASS_Q
enum { KNOWN = QN_KNOWN, REFUSED = QN_REFUSED, UNFIT = QN_UNFIT };

static uint32_t number(qn_class class_, int64_t value)
{
    return class_ == QN_CLASS_I   ? assemble_int(&a, value)
           : class_ == QN_CLASS_W ? assemble_wide(&a, value)
                                  : assemble_ratio(&a, value, 1);
}

/* A program with the fact x of that kind, and a rule that is x. */
static void assemble_way(const way *w)
{
    assemble_begin(&a, 12);
    uint32_t type = assemble_type(&a, QN_KIND_NUMBER, w->class_, w->den, w->num, "");
    uint32_t low = w->low == 0 ? NO : number(w->class_, w->low);
    uint32_t high = w->high == 0 ? NO : number(w->class_, w->high);
    uint32_t step = assemble_ratio(&a, w->step == 0 ? 0 : 1, w->step == 0 ? 1 : w->step);
    uint32_t x = assemble_fact(&a, "x", type, low, high, NO, step);
    (void)assemble_rule(&a, "r", type, NULL, 0);
    a.rule_rows[0].result = x;
}

static void put_lane(unsigned char *at, qn_lane lane, int64_t value)
{
    static const size_t sizes[LANES] = {1, 2, 4, 8, 1, 2, 4, 16, 1};
    memset(at, value < 0 ? 0xff : 0, 16);
    for (size_t i = 0; i < sizes[lane] && i < 8; i++) {
        at[i] = (unsigned char)((uint64_t)value >> (8 * i));
    }
}

static int64_t get_lane(const unsigned char *at, qn_lane lane)
{
    static const size_t sizes[LANES] = {1, 2, 4, 8, 1, 2, 4, 8, 1};
    uint64_t value = 0;
    for (size_t i = 0; i < sizes[lane]; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    bool is_signed = lane < QN_INT64;
    unsigned spare = (unsigned)(64 - 8 * sizes[lane]);
    return is_signed ? (int64_t)(value << spare) >> spare : (int64_t)value;
}

/* Asks for one row with one column, and again with both numbers absent from the fast lanes. */
static void try_way(const way *w, size_t at)
{
    assemble_way(w);
    qn_program *program = assemble_load(&a);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    unsigned char in[16];
    unsigned char out[16] = {0};
    uint8_t status = 99;
    qn_batch *batch = NULL;
    qn_error error = {.text = ""};
    put_lane(in, w->lane, w->in);
    const qn_column column = {
        .fact = 0, .list = -1, .lane = w->lane, .decimals = w->decimals, .values = in};
    const qn_answers answers = {.rule = 0,
                                .lane = w->out_lane,
                                .decimals = w->out_decimals,
                                .values = out,
                                .status = &status};
    CHECK(common != NULL && qn_batch_new(common, &column, 1, &answers, 1, &batch, &error) == QN_OK);
    if (batch != NULL) {
        qn_status called = qn_batch_eval(batch, &column, &answers, 1, NULL, &error);
        if (status != w->status || (called == QN_OK) != (w->status != REFUSED) ||
            get_lane(out, w->out_lane) != w->out) {
            printf("way %zu: status %d, %lld; %s\n", at, status,
                   (long long)get_lane(out, w->out_lane), error.text);
            CHECK(false);
        }
        CHECK(true);
    }
    qn_batch_free(batch);
    qn_case_free(common);
    qn_program_free(program);
}

static void test_ways(void)
{
    static const way ways[] = {
        /* whole numbers as they are, at the ends of their range and beyond */
        {I, 1, 1, -5, 900, 0, QN_INT16, 0, -5, QN_INT8, 0, KNOWN, -5},
        {I, 1, 1, -5, 900, 0, QN_INT16, 0, -6, QN_INT8, 0, REFUSED, 0},
        {I, 1, 1, -5, 900, 0, QN_INT16, 0, 900, QN_INT16, 0, KNOWN, 900},
        {I, 1, 1, -5, 900, 0, QN_INT16, 0, 901, QN_INT16, 0, REFUSED, 0},
        /* lanes that do not have them */
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, 128, QN_INT8, 0, UNFIT, 0},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, 127, QN_INT8, 0, KNOWN, 127},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, -128, QN_INT8, 0, KNOWN, -128},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, -129, QN_INT8, 0, UNFIT, 0},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, -1, QN_UINT8, 0, UNFIT, 0},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, 255, QN_UINT8, 0, KNOWN, 255},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, 256, QN_UINT8, 0, UNFIT, 0},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, 1, QN_BIT, 0, KNOWN, 1},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, 2, QN_BIT, 0, UNFIT, 0},
        {I, 1, 1, -500, 900, 0, QN_INT16, 0, -2, QN_INT128, 0, KNOWN, -2},
        /* decimals that are more, or fewer, than the grid has */
        {I, 1, 1, -500, 900, 0, QN_INT32, 2, 700, QN_INT32, 2, KNOWN, 700},
        {I, 1, 1, -500, 900, 0, QN_INT32, 2, 701, QN_INT32, 2, REFUSED, 0},
        {I, 1, 1, -500, 900, 0, QN_INT32, 2, -700, QN_INT32, 0, KNOWN, -7},
        {I, 100, 1, -500, 900, 0, QN_INT32, 2, 701, QN_INT32, 2, KNOWN, 701},
        {I, 100, 1, -500, 900, 0, QN_INT32, 2, 701, QN_INT32, 1, UNFIT, 0},
        {I, 100, 1, -500, 900, 0, QN_INT32, 2, 701, QN_INT32, 3, KNOWN, 7010},
        {I, 100, 1, -500, 900, 0, QN_INT32, 0, 9, QN_INT32, 0, KNOWN, 9},
        {I, 100, 1, -500, 900, 0, QN_INT32, 0, 10, QN_INT32, 0, REFUSED, 0},
        {I, 1, 12, -500, 900, 0, QN_UINT8, 1, 1, QN_INT32, 1, REFUSED, 0}, /* 12/10 */
        {I, 1, 12, -500, 900, 0, QN_UINT8, 1, 5, QN_INT32, 1, KNOWN, 5},   /* 6 */
        {I, 1, 12, -500, 900, 0, QN_UINT8, 1, 50, QN_INT32, 1, KNOWN, 50},
        {I, 2, 12, -500, 900, 0, QN_UINT8, 2, 25, QN_INT32, 2, KNOWN, 25},
        /* steps of the unit */
        {I, 10, 1, -500, 900, 2, QN_INT32, 1, 5, QN_INT32, 1, KNOWN, 5},
        {I, 10, 1, -500, 900, 2, QN_INT32, 1, 4, QN_INT32, 1, REFUSED, 0},
        {I, 10, 1, -500, 900, 3, QN_INT32, 0, 3, QN_INT32, 0, KNOWN, 3}, /* a step off the grid */
        {I, 10, 1, -500, 900, 3, QN_INT32, 1, 5, QN_INT32, 1, REFUSED, 0},
        /* far ends, which a column with decimals cannot reach */
        {I, 1, 1, 0, 0, 0, QN_INT64, 0, INT64_MAX, QN_INT64, 0, KNOWN, INT64_MAX},
        {I, 1, 1, 0, 0, 0, QN_INT64, 0, -INT64_MAX, QN_INT64, 0, KNOWN, -INT64_MAX},
        {I, 1, 1, 0, 0, 0, QN_INT64, 18, BIG, QN_INT64, 18, KNOWN, BIG},
        {I, 1, 1, 0, 0, 0, QN_INT64, 18, -BIG, QN_INT64, 0, KNOWN, -1},
        {I, 1, 1, 0, -BIG, 0, QN_INT64, 2, -100, QN_INT64, 0, REFUSED, 0}, /* above all of it */
        {I, 1, 1, BIG, 0, 0, QN_INT64, 2, 100, QN_INT64, 0, REFUSED, 0},   /* below all of it */
        {I, 1, 1, 0, 0, 0, QN_INT64, 0, BIG, QN_INT64, 18, UNFIT, 0},
        {I, 1, 1, 0, 0, 0, QN_INT64, 0, -10, QN_INT64, 18, UNFIT, 0},
        {I, 1, 1, 0, 0, 0, QN_INT64, 0, 9, QN_INT64, 18, KNOWN, 9 * BIG},
        /* grids that have no simple way: their numbers go through the door of the case */
        {I, BIG, 1, 0, 0, 0, QN_INT64, 18, 7, QN_INT64, 18, KNOWN, 7},
        {I, BIG, 8, 0, 0, 0, QN_INT64, 18, 7, QN_INT64, 18, KNOWN, 7},
        {I, BIG, 80, 0, 0, 0, QN_INT64, 18, 7, QN_INT64, 18, KNOWN, 7},
        {I, BIG, 80, 0, 0, 0, QN_INT64, 18, -7, QN_INT64, 0, UNFIT, 0},
        {I, BIG, 80, 0, 0, 0, QN_INT64, 0, 1, QN_INT64, 0, REFUSED, 0}, /* more than 64 bits */
        {W, 1, 1, -500, 900, 0, QN_INT16, 0, -500, QN_INT16, 0, KNOWN, -500},
        {W, 1, 1, -500, 900, 0, QN_INT16, 0, -501, QN_INT16, 0, REFUSED, 0},
        {W, 1, 1, -500, 900, 0, QN_INT16, 0, -129, QN_INT8, 0, UNFIT, 0},
        {W, 1, 1, -500, 900, 0, QN_INT16, 0, 128, QN_INT8, 0, UNFIT, 0},
        {W, 1, 1, -500, 900, 0, QN_INT16, 0, -129, QN_INT128, 0, KNOWN, -129},
        {Q, 1, 1, -500, 900, 0, QN_INT16, 1, 15, QN_INT16, 1, KNOWN, 15},
        {Q, 1, 1, -500, 900, 0, QN_INT16, 1, 15, QN_INT16, 0, UNFIT, 0},
        {Q, 1, 1, -500, 900, 0, QN_INT16, 1, 9001, QN_INT16, 1, REFUSED, 0},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        try_way(&ways[i], i);
    }
}

/* ---- what is no batch */

static const char rules[] = "entity child\n"
                            "    age : integer in 0..=60\n"
                            "fact service : integer in 0..=80\n"
                            "fact post : one of clerk, teacher, guard\n"
                            "fact name : text\n"
                            "fact children : list of child up to 3\n"
                            "fact others : list of child up to 3\n"
                            "fact marks : list of integer up to 3\n"
                            "twice : integer = service * 2\n"
                            "called : text = name\n"
                            "is_guard : yes/no = post is guard\n"
                            "young : integer = count of children where age < 18\n"
                            "old : integer = count of others where age > 50\n"
                            "high : integer = count of each m in marks where m > 5 : m\n"
                            "month_now : integer = month of today\n";

enum { ROWS = 3 };

static qn_program *program;
static qn_case *common;
static qn_error error;
static const int32_t begins[ROWS + 1] = {0, 2, 2, 3};
static const int32_t ages[ROWS] = {17, 55, 3};
static const int8_t years[ROWS] = {1, 2, 3};
static int64_t told[2][ROWS];
static uint8_t status[2][ROWS];

static qn_column of(const char *fact, qn_lane lane, const void *values)
{
    return (qn_column){
        .fact = qn_program_fact(program, fact), .list = -1, .lane = lane, .values = values};
}

static qn_column of_element(const char *list, qn_lane lane, const void *values)
{
    qn_column column = of(list, lane, values);
    column.list = column.fact;
    column.fact = qn_program_field(program, qn_program_fact_info(program, column.list).element, 0);
    return column;
}

static qn_answers asked(int at, const char *rule)
{
    return (qn_answers){.rule = qn_program_rule(program, rule),
                        .lane = QN_INT64,
                        .values = told[at],
                        .status = status[at]};
}

/* Whether a batch can be made of these; what was said is in error. */
static qn_status make(const qn_column *columns, size_t count, const qn_answers *answers)
{
    qn_batch *batch = NULL;
    error = (qn_error){.text = ""};
    qn_status made = qn_batch_new(common, columns, count, answers, 1, &batch, &error);
    CHECK((made == QN_OK) == (batch != NULL));
    CHECK((made == QN_OK) == (error.text[0] == 0));
    qn_batch_free(batch);
    return made;
}

static void test_no_batch(void)
{
    const qn_column good = of("service", QN_INT8, years);
    const qn_answers answers = asked(0, "twice");
    qn_batch *batch = NULL;
    CHECK_INT(qn_batch_new(common, &good, 1, &answers, 1, NULL, &error), QN_MISUSE);
    CHECK_INT(qn_batch_new(common, &good, 1, &answers, 1, NULL, NULL), QN_MISUSE);
    CHECK_INT(qn_batch_new(common, NULL, 1, &answers, 1, &batch, &error), QN_MISUSE);
    CHECK_INT(qn_batch_new(common, &good, 1, NULL, 1, &batch, &error), QN_MISUSE);
    CHECK_INT(qn_batch_new(common, &good, (size_t)INT32_MAX + 1, &answers, 1, &batch, &error),
              QN_MISUSE);
    CHECK_INT(qn_batch_new(common, &good, 1, &answers, (size_t)INT32_MAX + 1, &batch, &error),
              QN_MISUSE);
    CHECK_INT(make(&good, 1, &answers), QN_OK);
    const qn_column ages_of = of_element("children", QN_INT32, ages);
    const qn_column both[2] = {ages_of, of("children", QN_INT32, begins)};
    const qn_column right[2] = {both[1], ages_of};
    CHECK_INT(make(&ages_of, 1, &answers), QN_MISUSE); /* without its list */
    CHECK_INT(make(both, 2, &answers), QN_MISUSE);     /* before it */
    CHECK_INT(make(right, 2, &answers), QN_OK);
    const qn_column lanes[] = {of("children", QN_INT8, begins), of("children", QN_UINT32, begins)};
    CHECK_INT(make(lanes, 1, &answers), QN_MISUSE);
    CHECK_INT(make(lanes + 1, 1, &answers), QN_MISUSE);
    qn_column odd = good;
    for (int32_t fact = 0; fact < 40; fact++) {
        odd.list = fact; /* what is no list, or a list that has no such thing */
        CHECK_INT(make(&odd, 1, &answers), QN_MISUSE);
    }
    odd = good;
    odd.decimals = -1;
    CHECK_INT(make(&odd, 1, &answers), QN_MISUSE);
    odd.decimals = 19;
    CHECK_INT(make(&odd, 1, &answers), QN_MISUSE);
    odd.decimals = 0;
    odd.lane = QN_LANE_COUNT;
    CHECK_INT(make(&odd, 1, &answers), QN_MISUSE);
    odd = of("post", QN_INT8, years);
    odd.decimals = 1;
    CHECK_INT(make(&odd, 1, &answers), QN_MISUSE);
    qn_answers strange = answers;
    strange.decimals = 19;
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
    strange.decimals = -1;
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
    strange = answers;
    strange.lane = QN_LANE_COUNT;
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
    strange = answers;
    strange.rule = -1;
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
    strange.rule = 99;
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
    strange = asked(0, "is_guard");
    CHECK_INT(make(&good, 1, &strange), QN_OK);
    strange.decimals = 1;
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
    strange = asked(0, "called");
    CHECK_INT(make(&good, 1, &strange), QN_MISUSE);
}

/* Makes a batch of the columns as they are, and asks it with others. */
static qn_status ask(const qn_column *made, const qn_column *given, size_t count,
                     const qn_answers *answers, const qn_answers *wanted, size_t answer_count)
{
    qn_batch *batch = NULL;
    qn_status result = QN_NO_MEMORY;
    memset(status, 99, sizeof status);
    if (CHECK_INT(qn_batch_new(common, made, count, answers, answer_count, &batch, &error),
                  QN_OK)) {
        result = qn_batch_eval(batch, given, wanted, ROWS, NULL, &error);
    }
    CHECK(result != QN_MISUSE || status[0][0] == 99);
    qn_batch_free(batch);
    return result;
}

static void test_no_answers(void)
{
    static const int32_t choices[] = {2, -1, 0};
    static const uint8_t there[] = {0x05};
    const qn_column good = of("service", QN_INT8, years);
    qn_column odd = good;
    const qn_answers answers[2] = {asked(0, "twice"), asked(1, "is_guard")};
    qn_answers wanted[2] = {answers[0], answers[1]};
    CHECK_INT(ask(&good, NULL, 1, answers, answers, 2), QN_MISUSE);
    CHECK_INT(ask(NULL, NULL, 0, answers, answers, 2), QN_OK);
    CHECK_INT(status[0][2], QN_UNKNOWN);
    CHECK_INT(ask(&good, &good, 1, answers, NULL, 2), QN_MISUSE);
    CHECK_INT(ask(&good, &good, 1, NULL, NULL, 0), QN_OK);
    wanted[1].values = NULL;
    CHECK_INT(ask(&good, &good, 1, answers, wanted, 2), QN_MISUSE);
    wanted[1] = answers[1];
    wanted[0].status = NULL;
    CHECK_INT(ask(&good, &good, 1, answers, wanted, 2), QN_MISUSE);
    odd.values = NULL;
    CHECK_INT(ask(&good, &odd, 1, answers, answers, 2), QN_MISUSE);
    odd = good;
    odd.present = there;
    CHECK_INT(ask(&good, &odd, 1, answers, answers, 2), QN_MISUSE);
    odd.may_be_absent = true;
    CHECK_INT(ask(&odd, &odd, 1, answers, answers, 2), QN_OK);
    CHECK_INT(status[0][1], QN_UNKNOWN);
    CHECK_INT(told[0][2], 6);
    CHECK_INT(ask(&odd, &good, 1, answers, answers, 2), QN_OK); /* all of them are there */
    CHECK_INT(told[0][1], 4);
    qn_column mapped = of("post", QN_INT8, years);
    mapped.choice = choices;
    mapped.choice_count = 3;
    qn_column unmapped = mapped;
    unmapped.choice = NULL;
    CHECK_INT(ask(&mapped, &unmapped, 1, answers, answers, 2), QN_MISUSE);
    static const int8_t posts[ROWS] = {0, 2, 0};
    mapped.values = posts;
    CHECK_INT(ask(&mapped, &mapped, 1, answers, answers, 2), QN_OK);
    CHECK_INT(told[1][0], 1); /* a guard */
    CHECK_INT(told[1][1], 0); /* a clerk */
    static const int8_t below[ROWS] = {0, -1, 3};
    mapped.values = below;
    CHECK_INT(ask(&mapped, &mapped, 1, answers, answers, 2), QN_BAD_VALUE);
    CHECK_INT(status[1][0], QN_KNOWN);
    CHECK_INT(status[1][1], QN_REFUSED);
    CHECK_INT(status[1][2], QN_REFUSED);
}

/* A date that is none is told as that of the row. */
static void test_no_date(void)
{
    static const int64_t days[ROWS] = {18838, 4000000, 18839};
    const qn_column today = {.fact = QN_TODAY, .list = -1, .lane = QN_INT64, .values = days};
    const qn_answers answers = asked(0, "month_now");
    CHECK_INT(ask(&today, &today, 1, &answers, &answers, 1), QN_BAD_VALUE);
    CHECK_TEXT(error.text, "row 1: today has a value that it does not take; 1 rows were refused");
    CHECK_INT(status[0][1], QN_REFUSED);
    CHECK_INT(told[0][2], 7); /* 2021-07-31 */
}

/* Lists of records of one kind have the same field, each its own column. */
static void test_lists(void)
{
    static const int32_t none[ROWS + 1] = {0};
    static const int64_t backwards[ROWS + 1] = {0, 3, 1, 3};
    const qn_answers answers[2] = {asked(0, "young"), asked(1, "old")};
    qn_column columns[4] = {of("children", QN_INT32, begins),
                            of_element("children", QN_INT32, ages), of("others", QN_INT32, begins),
                            of_element("others", QN_INT32, ages)};
    CHECK_INT(ask(columns, columns, 4, answers, answers, 2), QN_OK);
    CHECK_INT(told[0][0], 1);
    CHECK_INT(told[0][1], 0);
    CHECK_INT(told[0][2], 1);
    CHECK_INT(told[1][0], 1);
    CHECK_INT(told[1][2], 0);
    qn_column empty[4] = {columns[0], columns[1], columns[2], columns[3]};
    empty[2].values = none; /* there is nothing to point to */
    empty[3].values = NULL;
    CHECK_INT(ask(columns, empty, 4, answers, answers, 2), QN_OK);
    CHECK_INT(told[1][0], 0);
    empty[2].values = begins;
    CHECK_INT(ask(columns, empty, 4, answers, answers, 2), QN_MISUSE);
    qn_column falling[2] = {of("children", QN_INT64, backwards), columns[1]};
    CHECK_INT(ask(falling, falling, 2, answers, answers, 2), QN_MISUSE);
}

/* Numbers of 128 bits of which one is too great, with and without one that is absent. */
static void test_wide_columns(void)
{
    static const uint8_t most[] = {0x03};
    const qn_answers answers = asked(0, "twice");
    unsigned char wide[ROWS * 16];
    for (int at = 0; at < 2 * ROWS; at++) {
        for (int row = 0; row < ROWS; row++) {
            put_lane(wide + 16 * row, QN_INT128, row + 1);
        }
        wide[16 * (at / 2) + (at % 2 == 0 ? 8 : 15)] = 1; /* 2^64 and more, or 2^120 */
        qn_column column = of("service", QN_INT128, wide);
        for (int absent = 0; absent < 2; absent++) {
            column.may_be_absent = absent != 0;
            column.present = absent != 0 ? most : NULL;
            bool is_refused = absent == 0 || at / 2 < 2;
            CHECK_INT(ask(&column, &column, 1, &answers, &answers, 1),
                      is_refused ? QN_BAD_VALUE : QN_OK);
            for (int row = 0; row < ROWS; row++) {
                bool is_absent = absent != 0 && row == 2;
                uint8_t wanted = is_absent ? QN_UNKNOWN : row == at / 2 ? QN_REFUSED : QN_KNOWN;
                CHECK_INT(status[0][row], wanted);
                CHECK_INT(told[0][row], wanted == QN_KNOWN ? 2 * (row + 1) : 0);
            }
        }
    }
}

/* Runs the tests of the rules above over one program. */
static void test_batches(void)
{
    program = source_load(rules);
    common = program == NULL ? NULL : qn_case_new(program);
    if (CHECK(common != NULL)) {
        test_no_batch();
        test_no_answers();
        test_no_date();
        test_lists();
        test_wide_columns();
    }
    qn_case_free(common);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"ways", test_ways}, {"batches", test_batches}};
    return check_run("ways", cases, sizeof cases / sizeof cases[0]);
}
