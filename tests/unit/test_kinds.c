/*
 * Types that no compiler declares, in images put together by hand: grids of more than 64 bits, sets
 * of all 64 values, times of day, facts of one number. What has no room in a column goes through
 * the door of the case or is refused; what has, is the same there as in a case.
 */
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "batch_column.h"
#include "batch_state.h"
#include "check.h"
#include "kernels.h"
#include "rational.h"

enum { ROWS = 2 };

static assembler a;
static uint32_t no_step;

/* A wide constant, hi * 2^64 + lo. */
static uint32_t vast(int64_t hi, uint64_t lo)
{
    uint32_t reg = assemble_wide(&a, 1);
    const qn_slot slot = {.w = {.lo = lo, .hi = hi}};
    qn_constant_set(&a.constant_rows[reg], QN_CLASS_W, slot);
    return reg;
}

/* A step of so many units. */
static uint32_t step_of(int64_t hi, uint64_t lo, int64_t den)
{
    uint32_t reg = assemble_ratio(&a, 1, 1);
    qn_slot slot = {.q = {.den = {.lo = 1}}};
    CHECK_INT(qn_rational_make((qn_wide){.lo = lo, .hi = hi}, qn_wide_from_i64(den), &slot.q),
              QN_ARITH_OK);
    qn_constant_set(&a.constant_rows[reg], QN_CLASS_Q, slot);
    return reg;
}

/* The steps of its grid that make a unit are den * num / below. */
typedef struct grid {
    int64_t den;
    int64_t num_hi;
    uint64_t num;
    int64_t below;   /* 0: 2^64 */
    int64_t step_hi; /* in units; 0, 0 for none */
    uint64_t step;
    int64_t step_den;
    int32_t decimals; /* of the column */
    bool is_plain;    /* a column of 64 bits has its numbers */
} grid;

static const grid grids[] = {
    {100, 0, 1, 1, 0, 0, 1, 2, true},
    {100, 0, 1, 1, 0, 5, 1, 2, true},
    {100, 0, 1, 1, 0, 1, 1000, 2, false},               /* finer than the grid */
    {1, 1, 0, 1, 0, 0, 1, 0, false},                    /* 2^64 steps a unit */
    {1, 0, 1, INT64_MAX, 0, 0, 1, 1, false},            /* and as many units a step */
    {1, 0, 1, 0, 0, 0, 1, 0, false},                    /* even more of them */
    {1, 0, 1, 1000, 0, 0, 1, 18, false},                /* with decimals */
    {1000, 0, 1, 1, INT64_C(1) << 62, 0, 1, 0, false},  /* a step of 126 bits */
    {1000, 0, 1, 1, 0, UINT64_C(1) << 62, 1, 0, false}, /* that has 64 bits in units */
    {1, 0, 1, 1, 0, 100, 1, 18, false},                 /* and with decimals */
    {1, 0, 1, 1, 0, UINT64_C(1) << 62, 1, 0, true},
};

static void load(qn_program **program, qn_case **c)
{
    *program = assemble_load(&a);
    *c = *program == NULL ? NULL : qn_case_new(*program);
    CHECK(*c != NULL);
}

static void test_grids(void)
{
    for (size_t i = 0; i < sizeof grids / sizeof grids[0]; i++) {
        const grid *g = &grids[i];
        qn_program *program = NULL;
        qn_case *c = NULL;
        qn_way way;
        qn_error error;
        assemble_begin(&a, 8);
        uint32_t type = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, g->den, 1, "");
        a.type_rows[type].factor_num = vast(g->num_hi, g->num);
        a.type_rows[type].factor_den = vast(g->below == 0, (uint64_t)g->below);
        uint32_t step = step_of(g->step_hi, g->step, g->step_den);
        (void)assemble_fact(&a, "n", type, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
        load(&program, &c);
        const qn_column column = {.fact = 0, .list = -1, .lane = QN_INT64, .decimals = g->decimals};
        if (c != NULL && CHECK_INT(qn_way_find(c, &column, &way, &error), QN_OK)) {
            CHECK_INT(way.kind, g->is_plain ? QN_TAKES_NUMBERS : QN_TAKES_WIDE);
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* A grid whose steps a unit have more than 127 bits is refused with its image. */
static void test_no_grid(void)
{
    qn_program *program = NULL;
    qn_error error;
    size_t length = 0;
    assemble_begin(&a, 8);
    uint32_t type = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1000, 1, "");
    a.type_rows[type].factor_num = vast(INT64_C(1) << 62, 0);
    unsigned char *image = assemble_image(&a, &length);
    CHECK_INT(qn_program_load(image, length, NULL, &program, &error), QN_BAD_IMAGE);
    CHECK(program == NULL && strstr(error.text, "grid") != NULL);
    free(image);
}

/* Answers of the same grids, in decimals of the unit. */
static void test_exits(void)
{
    static const struct {
        int64_t den;
        int64_t num_hi;
        uint64_t num;
        int64_t below;
        int32_t decimals;
        bool is_simple;
    } exits[] = {{100, 0, 1, 1, 2, true},
                 {1, 1, 0, 1, 0, false},
                 {1, 0, 1, 0, 0, false},
                 {1, 0, 1, INT64_MAX, 0, true},
                 {1, 0, 1, INT64_MAX, 1, false}};
    for (size_t i = 0; i < sizeof exits / sizeof exits[0]; i++) {
        qn_program *program = NULL;
        qn_case *c = NULL;
        qn_exit out;
        qn_error error;
        assemble_begin(&a, 8);
        uint32_t type = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, exits[i].den, 1, "");
        a.type_rows[type].factor_num = vast(exits[i].num_hi, exits[i].num);
        a.type_rows[type].factor_den = vast(exits[i].below == 0, (uint64_t)exits[i].below);
        uint32_t seven = assemble_int(&a, 7);
        (void)assemble_rule(&a, "r", type, NULL, 0);
        (void)assemble_op(&a, OP_NEG, QN_CLASS_I, seven, 0, 0);
        load(&program, &c);
        const qn_answers asked = {.rule = 0, .lane = QN_INT64, .decimals = exits[i].decimals};
        if (c != NULL && CHECK_INT(qn_exit_find(program, &asked, &out, &error), QN_OK)) {
            CHECK_INT(out.mul != 0, exits[i].is_simple);
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* Answers of grids that no 64 bits know, in columns of 128: those that have no room are unfit. */
static void test_vast_answers(void)
{
    enum { FIRST, GREAT };
    static const int64_t given[ROWS] = {[FIRST] = 0, [GREAT] = INT64_C(1) << 61};
    static const struct {
        int64_t num_hi; /* 2^64 steps of the grid a unit, times that, or 1 for 0 */
        int64_t below_hi;
        int32_t decimals;
        uint8_t great;                                /* the status of the second row */
    } trials[] = {{1, 0, 0, QN_UNFIT},                /* a part of a unit */
                  {0, INT64_C(1) << 36, 0, QN_UNFIT}, /* 2^161 units */
                  {0, INT64_C(1) << 1, 18, QN_UNFIT}, /* 2^126, and 18 digits */
                  {0, INT64_C(1) << 1, 0, QN_KNOWN}};
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        qn_program *program = NULL;
        qn_case *c = NULL;
        qn_batch *batch = NULL;
        qn_error error = {.text = ""};
        uint64_t number[2 * ROWS];
        uint8_t status[ROWS];
        assemble_begin(&a, 12);
        uint32_t whole = assemble_type(&a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, "");
        uint32_t type = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
        a.type_rows[type].factor_num = vast(trials[i].num_hi, trials[i].num_hi == 0);
        a.type_rows[type].factor_den = vast(trials[i].below_hi, trials[i].below_hi == 0);
        uint32_t step = assemble_ratio(&a, 0, 1);
        uint32_t n =
            assemble_fact(&a, "n", whole, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
        (void)assemble_rule(&a, "r", type, NULL, 0);
        (void)assemble_op(&a, OP_MAX, QN_CLASS_I, n, n, 0);
        load(&program, &c);
        const qn_column column = {.fact = 0, .list = -1, .lane = QN_INT64, .values = given};
        const qn_answers asked = {.rule = 0,
                                  .lane = QN_INT128,
                                  .decimals = trials[i].decimals,
                                  .values = number,
                                  .status = status};
        if (c != NULL && CHECK_INT(qn_batch_new(c, &column, 1, &asked, 1, &batch, &error), QN_OK)) {
            CHECK_INT(qn_batch_eval(batch, &column, &asked, ROWS, NULL, &error), QN_OK);
            CHECK_INT(status[FIRST], QN_KNOWN);
            CHECK_INT(number[2 * FIRST], 0);
            CHECK_INT(status[GREAT], trials[i].great);
            CHECK_INT(number[2 * GREAT + 1],
                      trials[i].great == QN_KNOWN ? INT64_C(1) << 62 : 0); /* 2^126 */
        }
        qn_batch_free(batch);
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* ---- sets and times of day */

enum { SET, LONG_SET, CLOCK, ONE, LAST, N };

static const char *const letters[63] = {
    "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7",
    "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7",
    "e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7",
    "g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7", "h0", "h1", "h2", "h3", "h4", "h5", "h6"};

/* A fact of each kind, and a rule that is it, in their order. */
static bool open_kinds(qn_preparation way, qn_program **program, qn_case **c)
{
    static const char *const facts[] = {"few", "many", "opens", "one", "last", "n"};
    static const char *const rules[] = {"of_few", "of_many", "opened", "of_one", "of_last", "of_n"};
    assemble_begin(&a, 40);
    uint32_t type[] = {[SET] = assemble_choice(&a, QN_KIND_SET, "short", letters, 3),
                       [LONG_SET] = assemble_choice(&a, QN_KIND_SET, "long", letters, 63),
                       [CLOCK] = assemble_type(&a, QN_KIND_CLOCK, QN_CLASS_I, 1, 1, ""),
                       [ONE] = assemble_type(&a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, ""),
                       [LAST] = 0,
                       [N] = 0};
    uint32_t low[] = {[ONE] = assemble_int(&a, 5),
                      [LAST] = assemble_int(&a, INT64_MAX),
                      [N] = assemble_int(&a, 0)};
    no_step = assemble_ratio(&a, 0, 1);
    uint32_t hundred = assemble_int(&a, 100);
    uint32_t reg[N + 1];
    type[LAST] = type[N] = type[ONE];
    for (int i = SET; i <= N; i++) {
        uint32_t least = i < ONE ? ASSEMBLE_NONE : low[i];
        reg[i] = assemble_fact(&a, facts[i], type[i], least, i == N ? hundred : least,
                               ASSEMBLE_NONE, no_step);
    }
    for (int i = SET; i <= N; i++) {
        (void)assemble_rule(&a, rules[i], type[i], NULL, 0);
        (void)assemble_op(&a, OP_MAX, QN_CLASS_I, reg[i], reg[i], 0);
    }
    size_t length = 0;
    unsigned char *image = assemble_image(&a, &length);
    qn_error error = {.text = ""};
    const qn_options options = {.preparation = way};
    *program = NULL;
    (void)qn_program_load(image, length, &options, program, &error);
    CHECK_TEXT(error.text, "");
    free(image);
    *c = *program == NULL ? NULL : qn_case_new(*program);
    return CHECK(*c != NULL);
}

/* What can be one number only is known before it is given. */
static void test_kinds_of_cases(void)
{
    static const char *const text[] = {"{a1}", "{h6}", "08:30", "5", "9223372036854775807", "7"};
    for (int prepared = 0; prepared < 2; prepared++) {
        qn_program *program = NULL;
        qn_case *c = NULL;
        qn_value value;
        if (!open_kinds(prepared ? QN_PREPARE_ALL : QN_PREPARE_NOTHING, &program, &c)) {
            return;
        }
        for (int32_t i = SET; i <= N; i++) {
            char said[QN_VALUE_TEXT_SIZE];
            const char *const name[] = {i == SET ? letters[1] : letters[62]};
            CHECK_INT(qn_eval(c, i, &value), QN_OK);
            CHECK_INT(value.status, i == ONE || i == LAST ? QN_KNOWN : QN_UNKNOWN);
            CHECK_INT(i <= LONG_SET ? qn_case_set_set(c, i, name, 1)
                                    : qn_case_set_text(c, i, text[i], strlen(text[i])),
                      QN_OK);
            CHECK_INT(qn_eval(c, i, &value), QN_OK);
            CHECK_INT(value.status, QN_KNOWN);
            if (i > LONG_SET && CHECK_INT(qn_value_text(&value, said, sizeof said, NULL), QN_OK)) {
                CHECK_TEXT(said, text[i]);
            }
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

static void test_kinds_of_columns(void)
{
    static const int64_t given[N + 1][ROWS] = {{5, 8}, {1, 1},         {510, 1441},
                                               {5, 6}, {INT64_MAX, 4}, {7, 101}};
    qn_program *program = NULL;
    qn_case *c = NULL;
    if (!open_kinds(QN_PREPARE_NOTHING, &program, &c)) {
        return;
    }
    for (int32_t i = SET; i <= N; i++) {
        qn_batch *batch = NULL;
        qn_error error = {.text = ""};
        int64_t number[ROWS] = {-1, -1};
        uint8_t status[ROWS];
        int32_t refused[ROWS];
        const qn_column column = {.fact = i, .list = -1, .lane = QN_INT64, .values = given[i]};
        const qn_answers asked = {.rule = i, .lane = QN_INT64, .values = number, .status = status};
        qn_status made = qn_batch_new(c, &column, 1, &asked, 1, &batch, &error);
        CHECK_INT(made, i == LONG_SET ? QN_MISUSE : QN_OK);
        CHECK(i != LONG_SET || strstr(error.text, "has too many values for a column") != NULL);
        if (made == QN_OK) {
            CHECK_INT(qn_batch_eval(batch, &column, &asked, ROWS, refused, &error), QN_BAD_VALUE);
            CHECK_INT(number[0], given[i][0]);
            CHECK_INT(status[0], QN_KNOWN);
            CHECK_INT(status[1], QN_REFUSED); /* beyond the last */
        }
        qn_batch_free(batch);
    }
    const qn_answers too_many = {.rule = LONG_SET, .lane = QN_INT64};
    qn_exit out;
    qn_error error;
    CHECK_INT(qn_exit_find(program, &too_many, &out, &error), QN_MISUSE);
    qn_case_free(c);
    qn_program_free(program);
}

/* ---- values */

/* A rule of one constant, which is what the answer is. */
static void answer_of(uint32_t type, uint32_t constant, qn_program **program, qn_case **c,
                      qn_value *out)
{
    (void)assemble_rule(&a, "r", type, NULL, 0);
    (void)assemble_op(&a, OP_MAX, a.type_rows[type].class_, constant, constant, 0);
    load(program, c);
    CHECK(*c != NULL && qn_eval(*c, 0, out) == QN_OK);
}

/* A text is a number of one that there is; of others there is none. */
static void test_texts(void)
{
    static const struct {
        int64_t number;
        const char *text;
    } texts[] = {{-5, NULL}, {0, ""}, {1000000, NULL}, {INT64_MAX, NULL}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        qn_program *program = NULL;
        qn_case *c = NULL;
        qn_value value = {.text = "not read"};
        assemble_begin(&a, 4);
        uint32_t type = assemble_type(&a, QN_KIND_TEXT, QN_CLASS_I, 1, 1, "");
        answer_of(type, assemble_int(&a, texts[i].number), &program, &c, &value);
        CHECK_TEXT(value.text, texts[i].text);
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* An answer has an end in decimals of its unit, or is an error; such as have no room there are one,
 * too. */
static void test_ends(void)
{
    static const struct {
        const char *unit;
        qn_class class_;
        int64_t den;
        int64_t below_hi; /* 2^64 times that, or 1 for 0, is what the grid is divided by */
        int64_t hi;       /* the number */
        uint64_t lo;
        int error;
    } ends[] = {
        {"", QN_CLASS_I, 100, 0, 0, 5, 0},
        {"", QN_CLASS_I, 3, 0, 0, 5, QN_ERROR_NOT_FINITE},
        {"", QN_CLASS_I, 3, 0, 0, 6, 0},
        {"", QN_CLASS_I, 3, INT64_C(1) << 36, 0, UINT64_C(1) << 60, QN_ERROR_NOT_FINITE},
        {"", QN_CLASS_W, 3, INT64_C(1) << 36, 0, UINT64_C(1) << 60, QN_ERROR_OVERFLOW},
        {"years", QN_CLASS_Q, 1, 0, INT64_C(1) << 62, 0, QN_ERROR_NOT_FINITE},
        {"years", QN_CLASS_Q, 1, 0, 0, 7, 0},
        {"years", QN_CLASS_I, 12, 0, 0, 7, 0}, /* months, of which years are made */
        {"years", QN_CLASS_W, 1, INT64_C(1) << 62, 0, 7, QN_ERROR_OVERFLOW},
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        qn_program *program = NULL;
        qn_case *c = NULL;
        qn_value value;
        assemble_begin(&a, 8);
        bool is_years = ends[i].unit[0] != 0;
        uint32_t type = assemble_type(&a, is_years ? QN_KIND_QUANTITY : QN_KIND_NUMBER,
                                      ends[i].class_, ends[i].den, 1, ends[i].unit);
        a.type_rows[type].factor_den = vast(ends[i].below_hi, ends[i].below_hi == 0);
        uint32_t number = ends[i].class_ == QN_CLASS_I   ? assemble_int(&a, (int64_t)ends[i].lo)
                          : ends[i].class_ == QN_CLASS_W ? vast(ends[i].hi, ends[i].lo)
                                                         : step_of(ends[i].hi, ends[i].lo, 1);
        answer_of(type, number, &program, &c, &value);
        CHECK_INT(value.error, ends[i].error);
        CHECK_INT(value.status, ends[i].error == 0 ? QN_KNOWN : QN_FAILED);
        qn_case_free(c);
        qn_program_free(program);
    }
}

int main(void)
{
    static const check_case cases[] = {{"grids", test_grids},
                                       {"no grid", test_no_grid},
                                       {"exits", test_exits},
                                       {"vast answers", test_vast_answers},
                                       {"kinds of cases", test_kinds_of_cases},
                                       {"kinds of columns", test_kinds_of_columns},
                                       {"texts", test_texts},
                                       {"ends", test_ends}};
    return check_run("kinds", cases, sizeof cases / sizeof cases[0]);
}
