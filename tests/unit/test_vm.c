/*
 * The operations of the machine, one by one and in small rules, in programs put together by hand.
 */
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "case.h"
#include "check.h"
#include "date.h"
#include "vm.h"

/* One program and one case for tests of single operations: values of any status are constants. */
typedef struct bench {
    assembler a;
    uint32_t number; /* types: a plain number of each class, and yes/no */
    uint32_t wide;
    uint32_t ratio;
    qn_program *program;
    qn_case *c;
} bench;

static void begin(bench *b)
{
    assemble_begin(&b->a, 60);
    b->number = assemble_type(&b->a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
    b->wide = assemble_type(&b->a, QN_KIND_NUMBER, QN_CLASS_W, 1, 1, "");
    b->ratio = assemble_type(&b->a, QN_KIND_NUMBER, QN_CLASS_Q, 1, 1, "");
}

static void load(bench *b)
{
    b->program = assemble_load(&b->a);
    b->c = b->program == NULL ? NULL : qn_case_new(b->program);
    CHECK(b->c != NULL);
}

static void end(bench *b)
{
    qn_case_free(b->c);
    qn_program_free(b->program);
}

/* The text of a rule's answer, or the number of its error. */
static const char *answer(bench *b, const char *rule)
{
    static char text[QN_VALUE_TEXT_SIZE];
    qn_value value;
    if (b->c == NULL || qn_eval(b->c, qn_program_rule(b->program, rule), &value) != QN_OK) {
        return "no answer";
    }
    (void)qn_value_text(&value, text, sizeof text, NULL);
    if (value.status == QN_FAILED) {
        size_t used = strlen(text);
        text[used++] = ' ';
        text[used++] = (char)('0' + value.error / 100);
        text[used++] = (char)('0' + value.error / 10 % 10);
        text[used++] = (char)('0' + value.error % 10);
        text[used] = 0;
    }
    return text;
}

/* A rule of one operation over the bench's class I. */
static void rule_op(bench *b, const char *name, uint32_t type, qn_op op, uint32_t aux, uint32_t x,
                    uint32_t y, uint32_t z)
{
    (void)assemble_rule(&b->a, name, type, NULL, 0);
    (void)assemble_op(&b->a, op, aux, x, y, z);
}

static bench b;

static void test_integers(void)
{
    begin(&b);
    uint32_t seven = assemble_int(&b.a, 7);
    uint32_t minus = assemble_int(&b.a, -3);
    uint32_t most = assemble_int(&b.a, INT64_MAX);
    uint32_t two = assemble_int(&b.a, 2);
    uint32_t mds = ASSEMBLE_LIST(&b.a, seven, two, two);
    rule_op(&b, "add", b.number, OP_ADD_I, 0, seven, minus, 0);
    rule_op(&b, "sub", b.number, OP_SUB_I, 0, seven, minus, 0);
    rule_op(&b, "mul", b.number, OP_MUL_I, 0, seven, minus, 0);
    rule_op(&b, "over", b.number, OP_ADD_I, 0, most, two, 0);
    rule_op(&b, "neg", b.number, OP_NEG, QN_CLASS_I, minus, 0, 0);
    rule_op(&b, "abs", b.number, OP_ABS, QN_CLASS_I, minus, 0, 0);
    rule_op(&b, "min", b.number, OP_MIN, QN_CLASS_I, seven, minus, 0);
    rule_op(&b, "max", b.number, OP_MAX, QN_CLASS_I, seven, minus, 0);
    rule_op(&b, "round", b.number, OP_ROUND_I, 0, minus, QN_ROUND_HALF_AWAY, mds);
    rule_op(&b, "round_even", b.number, OP_ROUND_I, 0, minus, QN_ROUND_HALF_EVEN, mds);
    rule_op(&b, "round_big", b.number, OP_ROUND_I, 0, most, QN_ROUND_DOWN, mds);
    rule_op(&b, "less", b.number, OP_LT_I, 0, minus, seven, 0);
    rule_op(&b, "not", b.number, OP_NOT, 0, seven, 0, 0);
    load(&b);
    CHECK_TEXT(answer(&b, "add"), "4");
    CHECK_TEXT(answer(&b, "sub"), "10");
    CHECK_TEXT(answer(&b, "mul"), "-21");
    CHECK_TEXT(answer(&b, "over"), "error 401");
    CHECK_TEXT(answer(&b, "neg"), "3");
    CHECK_TEXT(answer(&b, "abs"), "3");
    CHECK_TEXT(answer(&b, "min"), "-3");
    CHECK_TEXT(answer(&b, "max"), "7");
    /* -3 * 7 / 2 = -10.5 */
    CHECK_TEXT(answer(&b, "round"), "-22");
    CHECK_TEXT(answer(&b, "round_even"), "-20");
    CHECK_TEXT(answer(&b, "round_big"), "error 401");
    CHECK_TEXT(answer(&b, "less"), "1");
    CHECK_TEXT(answer(&b, "not"), "0");
    end(&b);
}

static void test_wide_and_ratio(void)
{
    begin(&b);
    uint32_t most = assemble_int(&b.a, INT64_MAX);
    uint32_t grid = assemble_wide(&b.a, 100);
    uint32_t third = assemble_ratio(&b.a, 1, 3);
    uint32_t zero = assemble_ratio(&b.a, 0, 1);
    uint32_t cent = assemble_ratio(&b.a, 1, 100);
    (void)assemble_rule(&b.a, "square", b.wide, NULL, 0);
    uint32_t wide = assemble_op(&b.a, OP_WIDEN, 0, most, 0, 0);
    uint32_t square = assemble_op(&b.a, OP_MUL_W, 0, wide, wide, 0);
    (void)assemble_rule(&b.a, "cube", b.wide, (const uint32_t[]){0}, 1);
    (void)assemble_op(&b.a, OP_MUL_W, 0, square, wide, 0);
    (void)assemble_rule(&b.a, "one", b.ratio, NULL, 0);
    uint32_t two_thirds = assemble_op(&b.a, OP_ADD_Q, 0, third, third, 0);
    (void)assemble_op(&b.a, OP_ADD_Q, 0, two_thirds, third, 0);
    rule_op(&b, "third", b.ratio, OP_ADD_Q, 0, third, zero, 0);
    rule_op(&b, "by_zero", b.ratio, OP_DIV_Q, 0, third, zero, 0);
    rule_op(&b, "rounded", b.ratio, OP_ROUND_Q, 0, third, QN_ROUND_UP, cent);
    rule_op(&b, "whole", b.ratio, OP_WHOLE, 0, third, 0, 0);
    rule_op(&b, "on_grid", b.number, OP_GRID_I, 0, cent, grid, 0);
    rule_op(&b, "off_grid", b.number, OP_GRID_I, 0, third, grid, 0);
    rule_op(&b, "ratio", b.ratio, OP_RATIO_I, 0, most, grid, 0);
    rule_op(&b, "less", b.number, OP_LT_Q, 0, cent, third, 0);
    load(&b);
    CHECK_TEXT(answer(&b, "square"), "85070591730234615847396907784232501249");
    CHECK_TEXT(answer(&b, "cube"), "error 401");
    CHECK_TEXT(answer(&b, "one"), "1");
    CHECK_TEXT(answer(&b, "third"), "error 403");
    CHECK_TEXT(answer(&b, "by_zero"), "error 402");
    CHECK_TEXT(answer(&b, "rounded"), "0.34");
    CHECK_TEXT(answer(&b, "whole"), "error 409");
    CHECK_TEXT(answer(&b, "on_grid"), "1");
    CHECK_TEXT(answer(&b, "off_grid"), "error 401");
    CHECK_TEXT(answer(&b, "ratio"), "92233720368547758.07");
    CHECK_TEXT(answer(&b, "less"), "1");
    qn_value value;
    char text[64];
    CHECK(qn_eval(b.c, qn_program_rule(b.program, "third"), &value) == QN_OK);
    CHECK(qn_value_fraction(&value, text, sizeof text, NULL) == QN_OK);
    CHECK_TEXT(text, "1/3");
    end(&b);
}

/* The status that an operation of two operands gives for each pair of statuses. */
static qn_answer pair_status(bench *at, qn_op op, const uint32_t *values, int x, int y,
                             int64_t *out)
{
    at->a.rule_rows[0].first_code = 0;
    at->a.instruction_rows[0] =
        (qn_row_instruction){.word = (uint32_t)op, .a = values[x], .b = values[y]};
    load(at);
    qn_case_run(at->c, 0);
    uint32_t reg = qn_tables_first_result(at->c->tables);
    qn_answer status = (qn_answer)at->c->status[reg];
    *out = at->c->slot[reg].i;
    end(at);
    return status;
}

static qn_answer graver(qn_answer x, qn_answer y)
{
    return x > y ? x : y;
}

/* Of two of which one alone may decide. */
static qn_answer undecided(qn_answer x, qn_answer y)
{
    return x == QN_UNKNOWN || y == QN_UNKNOWN ? QN_UNKNOWN : graver(x, y);
}

/* Values: 0 no, 1 yes, 2 none, 3 unknown, 4 conflict, 5 error. */
static void test_logic(void)
{
    static const qn_answer statuses[6] = {QN_KNOWN,   QN_KNOWN,    QN_NONE,
                                          QN_UNKNOWN, QN_CONFLICT, QN_FAILED};
    begin(&b);
    uint32_t values[6] = {assemble_int(&b.a, 0), assemble_int(&b.a, 1)};
    for (int i = 2; i < 6; i++) {
        values[i] = assemble_status(&b.a, QN_CLASS_I, statuses[i], 0, "");
    }
    rule_op(&b, "r", b.number, OP_AND, 0, values[0], values[0], 0);
    for (int x = 0; x < 6; x++) {
        for (int y = 0; y < 6; y++) {
            qn_answer worst = statuses[x] > statuses[y] ? statuses[x] : statuses[y];
            qn_answer open = undecided(statuses[x], statuses[y]);
            int64_t value = 0;
            qn_answer status = pair_status(&b, OP_AND, values, x, y, &value);
            bool decided = x == 0 || y == 0;
            CHECK_INT(status, decided ? QN_KNOWN : open);
            CHECK(status != QN_KNOWN || value == !decided);
            status = pair_status(&b, OP_OR, values, x, y, &value);
            decided = x == 1 || y == 1;
            CHECK_INT(status, decided ? QN_KNOWN : open);
            CHECK(status != QN_KNOWN || value == decided);
            CHECK_INT(pair_status(&b, OP_ADD_I, values, x, y, &value), worst);
            status = pair_status(&b, OP_OTHERWISE, values, x, y, &value);
            CHECK_INT(status, statuses[x == 2 ? y : x]);
            status = pair_status(&b, OP_HIGHER, values, x, y, &value);
            CHECK_INT(status, worst > QN_NONE             ? worst
                              : statuses[x] < statuses[y] ? statuses[x]
                                                          : statuses[y]);
        }
    }
}

/* One constant of each status: known values, and one each of the others. */
static const qn_answer grid_statuses[5] = {QN_KNOWN, QN_NONE, QN_UNKNOWN, QN_CONFLICT, QN_FAILED};

static void make_statuses(uint32_t *out, int64_t known)
{
    out[0] = assemble_int(&b.a, known);
    for (int i = 1; i < 5; i++) {
        out[i] = assemble_status(&b.a, QN_CLASS_I, grid_statuses[i], 0, "");
    }
}

/* The status of the first rule after running it alone. */
static qn_answer status_of_first(void)
{
    load(&b);
    qn_answer status = QN_KNOWN;
    if (b.c != NULL) {
        qn_case_run(b.c, 0);
        status = (qn_answer)b.c->status[b.c->tables->rule[0].result];
    }
    end(&b);
    return status;
}

/* 10 between a floor of 5 and a cap of 20, each of any status. */
static void test_limit_statuses(void)
{
    begin(&b);
    uint32_t value[5];
    uint32_t low[5];
    uint32_t high[5];
    make_statuses(value, 10);
    make_statuses(low, 5);
    make_statuses(high, 20);
    rule_op(&b, "r", b.number, OP_LIMIT, 0, value[0], low[0], high[0]);
    for (int i = 0; i < 125; i++) {
        int x = i / 25;
        int y = i / 5 % 5;
        int z = i % 5;
        b.a.instruction_rows[0].a = value[x];
        b.a.instruction_rows[0].b = low[y];
        b.a.instruction_rows[0].c = high[z];
        qn_answer worst =
            graver(y == 1 ? QN_KNOWN : grid_statuses[y], z == 1 ? QN_KNOWN : grid_statuses[z]);
        worst = x == 1 ? QN_NONE : graver(worst, grid_statuses[x]);
        CHECK_INT(status_of_first(), worst);
    }
}

/* 10 in the band 5..20 when a condition, each of any status; then with a bound that it misses. */
static void test_band_statuses(void)
{
    begin(&b);
    uint32_t value[5];
    uint32_t low[5];
    uint32_t condition[5];
    make_statuses(value, 10);
    make_statuses(low, 5);
    make_statuses(condition, 1);
    uint32_t high = assemble_int(&b.a, 20);
    uint32_t missed = assemble_int(&b.a, 9);
    uint32_t no = assemble_int(&b.a, 0);
    uint32_t list = ASSEMBLE_LIST(&b.a, low[0], high, 0, 0, condition[0]);
    rule_op(&b, "r", b.number, OP_BAND, 0, value[0], list, 1);
    qn_row_entry *entry = b.a.entry_rows + list;
    for (int i = 0; i < 125; i++) {
        int x = i / 25;
        int y = i / 5 % 5;
        int z = i % 5;
        b.a.instruction_rows[0].a = value[x];
        entry[0].value = low[y];
        entry[1].value = high;
        entry[4].value = condition[z];
        qn_answer range = undecided(graver(grid_statuses[x], grid_statuses[y]), grid_statuses[x]);
        qn_answer worst = undecided(range, grid_statuses[z]);
        CHECK_INT(status_of_first(), worst);
        entry[1].value = missed;
        CHECK_INT(status_of_first(), x == 0 ? QN_KNOWN : worst);
        entry[4].value = no;
        CHECK_INT(status_of_first(), QN_KNOWN);
        entry[0].value = ASSEMBLE_NONE;
        entry[1].value = ASSEMBLE_NONE;
        entry[4].value = condition[z];
        CHECK_INT(status_of_first(), grid_statuses[z]);
    }
}

/* Values of one row, 10 or something unknown, are one row: if one of them is hit, the other does
 * not matter, but a row beside it does. */
static void test_rows_of_several_values(void)
{
    begin(&b);
    uint32_t ten = assemble_int(&b.a, 10);
    uint32_t unknown = assemble_status(&b.a, QN_CLASS_I, QN_UNKNOWN, 0, "");
    uint32_t error = assemble_status(&b.a, QN_CLASS_I, QN_FAILED, 0, "");
    enum { WHOLE = QN_BAND_HIGH_INCLUDED };
    uint32_t list = ASSEMBLE_LIST(&b.a, unknown, unknown, WHOLE, 3, ASSEMBLE_NONE, ten, ten, WHOLE,
                                  3, ASSEMBLE_NONE, error, error, WHOLE, 3, ASSEMBLE_NONE);
    qn_row_entry *entry = b.a.entry_rows + list;
    rule_op(&b, "r", b.number, OP_BAND, 0, ten, list, 3);
    CHECK_INT(status_of_first(), QN_KNOWN);
    entry[3].value = 4;
    CHECK_INT(status_of_first(), QN_UNKNOWN); /* two that hold would be a conflict */
    b.a.instruction_rows[0].word |= QN_AUX_FIRST_MATCH << 16;
    CHECK_INT(status_of_first(), QN_UNKNOWN);
    entry[3].value = 3;
    CHECK_INT(status_of_first(), QN_KNOWN);
    b.a.instruction_rows[0].c = 1;
    CHECK_INT(status_of_first(), QN_UNKNOWN);
}

/* Two clauses without overriding: conditions and values of any status. */
static void test_resolve_statuses(void)
{
    begin(&b);
    uint32_t first[5];
    uint32_t second[5];
    uint32_t condition[5];
    make_statuses(first, 10);
    make_statuses(second, 20);
    make_statuses(condition, 1);
    uint32_t base = assemble_int(&b.a, 5);
    uint32_t list = ASSEMBLE_LIST(&b.a, base, condition[0], first[0], condition[0], second[0], 0);
    rule_op(&b, "r", b.number, OP_RESOLVE, 0, 0, list, 2);
    qn_row_entry *entry = b.a.entry_rows + list;
    for (int i = 0; i < 125; i++) {
        int x = i / 25;
        int y = i / 5 % 5;
        int z = i % 5;
        entry[1].value = condition[z];
        entry[2].value = first[x];
        entry[4].value = second[y];
        qn_answer worst = graver(grid_statuses[x], grid_statuses[y]);
        bool differ = worst <= QN_NONE && !(x == 1 && y == 1);
        qn_answer wanted = differ ? QN_CONFLICT : worst;
        CHECK_INT(status_of_first(), z == 0 ? wanted : grid_statuses[z]);
    }
}

static void test_choosing(void)
{
    begin(&b);
    uint32_t no = assemble_int(&b.a, 0);
    uint32_t yes = assemble_int(&b.a, 1);
    uint32_t unknown = assemble_status(&b.a, QN_CLASS_I, QN_UNKNOWN, 0, "");
    uint32_t none = assemble_status(&b.a, QN_CLASS_I, QN_NONE, 0, "why");
    uint32_t error = assemble_status(&b.a, QN_CLASS_I, QN_FAILED, 412, "refused");
    uint32_t ten = assemble_int(&b.a, 10);
    uint32_t twenty = assemble_int(&b.a, 20);
    rule_op(&b, "select", b.number, OP_SELECT, 0, yes, ten, error);
    rule_op(&b, "select_open", b.number, OP_SELECT, 0, none, ten, error);
    rule_op(&b, "is_none", b.number, OP_IS_NONE, 0, none, 0, 0);
    rule_op(&b, "is_not_none", b.number, OP_IS_NONE, 0, ten, 0, 0);
    rule_op(&b, "is_none_error", b.number, OP_IS_NONE, 0, error, 0, 0);
    uint32_t conditions = ASSEMBLE_LIST(&b.a, no, yes, error);
    rule_op(&b, "first", b.number, OP_FIRST, 0, 0, conditions, 3);
    rule_op(&b, "one", b.number, OP_ONE, 0, 0, conditions, 3);
    rule_op(&b, "one_of_two", b.number, OP_ONE, 0, 0, conditions, 2);
    rule_op(&b, "none_of_one", b.number, OP_ONE, 0, 0, conditions, 1);
    uint32_t clash = ASSEMBLE_LIST(&b.a, yes, no, yes);
    rule_op(&b, "clash", b.number, OP_ONE, 0, 0, clash, 3);
    (void)assemble_rule(&b.a, "pick", b.number, NULL, 0);
    uint32_t row = assemble_op(&b.a, OP_FIRST, 0, 0, conditions, 3);
    uint32_t values = ASSEMBLE_LIST(&b.a, error, twenty, ten);
    (void)assemble_op(&b.a, OP_PICK, 0, row, values, 3);
    (void)assemble_rule(&b.a, "pick_rest", b.number, NULL, 0);
    row = assemble_op(&b.a, OP_FIRST, 0, 0, conditions, 1);
    (void)assemble_op(&b.a, OP_PICK, 0, row, values, 3);
    rule_op(&b, "limit", b.number, OP_LIMIT, 0, ten, twenty, none);
    rule_op(&b, "limit_none", b.number, OP_LIMIT, 0, none, twenty, ten);
    rule_op(&b, "limit_clash", b.number, OP_LIMIT, 0, ten, twenty, ten);
    rule_op(&b, "lower", b.number, OP_LOWER, 0, none, ten, 0);
    rule_op(&b, "agree", b.number, OP_AGREE, 0, ten, ten, 0);
    rule_op(&b, "differ", b.number, OP_AGREE, 0, ten, twenty, 0);
    uint32_t open_gates = ASSEMBLE_LIST(&b.a, yes, none, yes, none);
    uint32_t shut_gates = ASSEMBLE_LIST(&b.a, error, none, no, none);
    uint32_t odd_gates = ASSEMBLE_LIST(&b.a, error, none, unknown, none);
    rule_op(&b, "gates_open", b.number, OP_GATES, 0, ten, open_gates, 2);
    rule_op(&b, "gates_shut", b.number, OP_GATES, 0, ten, shut_gates, 2);
    rule_op(&b, "gates_odd", b.number, OP_GATES, 0, ten, odd_gates, 2);
    rule_op(&b, "unless_none", b.number, OP_UNLESS_NONE, 0, ten, twenty, 0);
    rule_op(&b, "unless_a_none", b.number, OP_UNLESS_NONE, 0, none, error, 0);
    rule_op(&b, "unless_b_error", b.number, OP_UNLESS_NONE, 0, ten, error, 0);
    load(&b);
    CHECK_TEXT(answer(&b, "gates_open"), "10");
    CHECK_TEXT(answer(&b, "gates_shut"), "none");
    CHECK_TEXT(answer(&b, "gates_odd"), "unknown"); /* which may be no */
    CHECK_TEXT(answer(&b, "unless_none"), "20");
    CHECK_TEXT(answer(&b, "unless_a_none"), "none");
    CHECK_TEXT(answer(&b, "unless_b_error"), "error 412");
    CHECK_TEXT(answer(&b, "select"), "10");
    CHECK_TEXT(answer(&b, "select_open"), "none");
    CHECK_TEXT(answer(&b, "is_none"), "1");
    CHECK_TEXT(answer(&b, "is_not_none"), "0");
    CHECK_TEXT(answer(&b, "is_none_error"), "error 412");
    CHECK_TEXT(answer(&b, "first"), "1");
    CHECK_TEXT(answer(&b, "one"), "error 412");
    CHECK_TEXT(answer(&b, "one_of_two"), "1");
    CHECK_TEXT(answer(&b, "none_of_one"), "-1");
    CHECK_TEXT(answer(&b, "clash"), "conflict");
    CHECK_TEXT(answer(&b, "pick"), "20");
    CHECK_TEXT(answer(&b, "pick_rest"), "10");
    CHECK_TEXT(answer(&b, "limit"), "20");
    CHECK_TEXT(answer(&b, "limit_none"), "none");
    CHECK_TEXT(answer(&b, "limit_clash"), "conflict");
    CHECK_TEXT(answer(&b, "lower"), "10");
    CHECK_TEXT(answer(&b, "agree"), "10");
    CHECK_TEXT(answer(&b, "differ"), "error 407");
    end(&b);
}

static void test_band(void)
{
    begin(&b);
    uint32_t five = assemble_int(&b.a, 5);
    uint32_t ten = assemble_int(&b.a, 10);
    uint32_t fifteen = assemble_int(&b.a, 15);
    uint32_t no = assemble_int(&b.a, 0);
    uint32_t zero = assemble_ratio(&b.a, 0, 1);
    uint32_t x =
        assemble_fact(&b.a, "x", b.number, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, zero);
    uint32_t gap =
        ASSEMBLE_LIST(&b.a, five, ten, 0, 0, ASSEMBLE_NONE,                 /* 5..10 */
                      ten, fifteen, QN_BAND_LOW_EXCLUDED, 1, ASSEMBLE_NONE, /* over 10..15 */
                      fifteen, ASSEMBLE_NONE, 0, 2, ASSEMBLE_NONE);         /* 15.. */
    uint32_t overlap =
        ASSEMBLE_LIST(&b.a, five, ten, QN_BAND_HIGH_INCLUDED, 0, ASSEMBLE_NONE, ten, fifteen, 0, 1,
                      ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, 0, 2, no);
    rule_op(&b, "gap", b.number, OP_BAND, 0, x, gap, 3);
    rule_op(&b, "sorted", b.number, OP_BAND, QN_AUX_SORTED, x, gap, 3);
    rule_op(&b, "overlap", b.number, OP_BAND, 0, x, overlap, 3);
    rule_op(&b, "first", b.number, OP_BAND, QN_AUX_FIRST_MATCH, x, overlap, 3);
    load(&b);
    static const struct {
        int64_t x;
        const char *gap;
        const char *overlap;
        const char *first;
    } rows[] = {{4, "-1", "-1", "-1"},       {5, "0", "0", "0"},   {9, "0", "0", "0"},
                {10, "-1", "conflict", "0"}, {11, "1", "1", "1"},  {14, "1", "1", "1"},
                {15, "2", "-1", "-1"},       {99, "2", "-1", "-1"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && b.c != NULL; i++) {
        CHECK(qn_case_set_integer(b.c, 0, rows[i].x) == QN_OK);
        CHECK_TEXT(answer(&b, "gap"), rows[i].gap);
        CHECK_TEXT(answer(&b, "sorted"), rows[i].gap);
        CHECK_TEXT(answer(&b, "overlap"), rows[i].overlap);
        CHECK_TEXT(answer(&b, "first"), rows[i].first);
    }
    end(&b);
}

/* base 100; state → 80; disabled → 50, which overrides it. */
static void test_resolve(void)
{
    begin(&b);
    uint32_t base = assemble_int(&b.a, 100);
    uint32_t eighty = assemble_int(&b.a, 80);
    uint32_t fifty = assemble_int(&b.a, 50);
    uint32_t zero = assemble_ratio(&b.a, 0, 1);
    uint32_t flag = assemble_type(&b.a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    uint32_t state =
        assemble_fact(&b.a, "state", flag, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, zero);
    uint32_t disabled =
        assemble_fact(&b.a, "disabled", flag, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, zero);
    uint32_t with = ASSEMBLE_LIST(&b.a, base, state, eighty, disabled, fifty, 1, 1, 0);
    uint32_t without = ASSEMBLE_LIST(&b.a, base, state, eighty, disabled, fifty, 0);
    uint32_t same = ASSEMBLE_LIST(&b.a, base, state, eighty, disabled, eighty, 0);
    rule_op(&b, "with", b.number, OP_RESOLVE, 0, 0, with, 2);
    rule_op(&b, "without", b.number, OP_RESOLVE, 0, 0, without, 2);
    rule_op(&b, "same", b.number, OP_RESOLVE, 0, 0, same, 2);
    load(&b);
    static const struct {
        bool state;
        bool disabled;
        const char *with;
        const char *without;
        const char *same;
    } rows[] = {{false, false, "100", "100", "100"},
                {true, false, "80", "80", "80"},
                {false, true, "50", "50", "80"},
                {true, true, "50", "conflict", "80"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && b.c != NULL; i++) {
        CHECK(qn_case_set_boolean(b.c, 0, rows[i].state) == QN_OK);
        CHECK(qn_case_set_boolean(b.c, 1, rows[i].disabled) == QN_OK);
        CHECK_TEXT(answer(&b, "with"), rows[i].with);
        CHECK_TEXT(answer(&b, "without"), rows[i].without);
        CHECK_TEXT(answer(&b, "same"), rows[i].same);
    }
    /* What overrides an undecided clause decides. */
    CHECK(qn_case_set_unknown(b.c, 0) == QN_OK);
    CHECK_TEXT(answer(&b, "with"), "50");
    qn_case_run(b.c, 1);
    CHECK_INT(b.c->status[b.c->tables->rule[1].result], QN_UNKNOWN);
    end(&b);
}

static void test_dates(void)
{
    begin(&b);
    uint32_t date = assemble_type(&b.a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    uint32_t jan = assemble_day(&b.a, 2023, 1, 31);
    uint32_t last = assemble_day(&b.a, 9999, 12, 31);
    uint32_t spring = assemble_day(&b.a, 2023, 3, 5);
    uint32_t next_year = assemble_day(&b.a, 2024, 2, 1);
    uint32_t span = assemble_type(&b.a, QN_KIND_SPAN, QN_CLASS_I, 1, 1, "");
    uint32_t one = assemble_int(&b.a, 1);
    uint32_t y = assemble_int(&b.a, 2023);
    uint32_t m = assemble_int(&b.a, 2);
    uint32_t d = assemble_int(&b.a, 30);
    uint32_t down = (uint32_t)QN_MONTHS_DOWN << QN_AUX_MODE_SHIFT;
    uint32_t up = (uint32_t)QN_MONTHS_UP << QN_AUX_MODE_SHIFT;
    rule_op(&b, "make", date, OP_DATE_MAKE, 0, y, m, d);
    rule_op(&b, "days", date, OP_DATE_DAYS, 0, jan, one, 0);
    rule_op(&b, "too_late", date, OP_DATE_DAYS, 0, last, one, 0);
    rule_op(&b, "strict", date, OP_DATE_MONTHS, 0, jan, one, 0);
    rule_op(&b, "down", date, OP_DATE_MONTHS, down, jan, one, 0);
    rule_op(&b, "up", date, OP_DATE_MONTHS, up, jan, one, 0);
    rule_op(&b, "span", b.number, OP_DATE_SPAN, 0, jan, last, 1);
    rule_op(&b, "years", b.number, OP_DATE_SPAN, 0, jan, last, 12);
    rule_op(&b, "length_down", span, OP_DATE_SPAN, down, jan, spring, 0);
    rule_op(&b, "length_up", span, OP_DATE_SPAN, up, jan, spring, 0);
    rule_op(&b, "length_back", span, OP_DATE_SPAN, down, spring, jan, 0);
    rule_op(&b, "length_none", span, OP_DATE_SPAN, down, jan, jan, 0);
    rule_op(&b, "length_year", span, OP_DATE_SPAN, down, jan, next_year, 0);
    rule_op(&b, "weekday", b.number, OP_DATE_PART, 0, jan, 3, 0);
    rule_op(&b, "edge", date, OP_DATE_EDGE, 0, jan, 2, 0);
    rule_op(&b, "next_tuesday", date, OP_DATE_SEEK, 0, jan, QN_TUESDAY, 2);
    load(&b);
    CHECK_TEXT(answer(&b, "make"), "error 407");
    CHECK_TEXT(answer(&b, "days"), "2023-02-01");
    CHECK_TEXT(answer(&b, "too_late"), "error 408");
    CHECK_TEXT(answer(&b, "strict"), "error 407");
    CHECK_TEXT(answer(&b, "down"), "2023-02-28");
    CHECK_TEXT(answer(&b, "up"), "2023-03-01");
    CHECK_TEXT(answer(&b, "span"), "95723");
    CHECK_TEXT(answer(&b, "years"), "95712");
    CHECK_TEXT(answer(&b, "length_down"), "1 month 5 days");
    CHECK_TEXT(answer(&b, "length_up"), "1 month 4 days");
    CHECK_TEXT(answer(&b, "length_back"), "-1 month 5 days");
    CHECK_TEXT(answer(&b, "length_none"), "0 days");
    CHECK_TEXT(answer(&b, "length_year"), "1 year 1 day");
    CHECK_TEXT(answer(&b, "weekday"), "2");
    CHECK_TEXT(answer(&b, "edge"), "2023-01-01");
    CHECK_TEXT(answer(&b, "next_tuesday"), "2023-02-07");
    end(&b);
}

/* Monday to Friday but 2026-06-15 and 2026-06-26, as in the tour. */
static void test_working_days(void)
{
    begin(&b);
    uint32_t date = assemble_type(&b.a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    uint32_t six = assemble_int(&b.a, 6);
    uint32_t holiday = assemble_day(&b.a, 2026, 6, 15);
    uint32_t other = assemble_day(&b.a, 2026, 6, 26);
    uint32_t from = assemble_day(&b.a, 2026, 6, 12);
    uint32_t late = assemble_day(&b.a, 2026, 6, 28);
    uint32_t sunday = assemble_day(&b.a, 2026, 6, 14);
    uint32_t ten = assemble_int(&b.a, 10);
    uint32_t back = assemble_int(&b.a, -1);
    uint32_t most = assemble_int(&b.a, 3000000);
    qn_day first_day = 0;
    CHECK(qn_date_from_ymd(2026, 6, 12, &first_day) == QN_DATE_OK);
    uint32_t within = assemble_int(&b.a, first_day + QN_WORK_DAYS_MAX);
    uint32_t beyond = assemble_int(&b.a, first_day + QN_WORK_DAYS_MAX + 1);
    (void)assemble_rule(&b.a, "working_day", b.number, NULL, 0);
    uint32_t open = assemble_op(&b.a, OP_REGION, 0, 7, 0, 0);
    uint32_t day = assemble_op(&b.a, OP_PARAM, 0, 0, 0, 0);
    uint32_t weekday = assemble_op(&b.a, OP_DATE_PART, 0, day, 3, 0);
    uint32_t week = assemble_op(&b.a, OP_LT_I, 0, weekday, six, 0);
    uint32_t first = assemble_op(&b.a, OP_EQ_I, 0, day, holiday, 0);
    uint32_t second = assemble_op(&b.a, OP_EQ_I, 0, day, other, 0);
    uint32_t off = assemble_op(&b.a, OP_OR, 0, first, second, 0);
    uint32_t result = assemble_op(&b.a, OP_LT_I, 0, off, week, 0);
    uint32_t region = assemble_region(&b.a, day, result);
    b.a.rule_rows[0].result = open;
    static const uint32_t needs[] = {0};
    (void)assemble_rule(&b.a, "strike_from", date, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_ADD, 0, from, ten, region);
    (void)assemble_rule(&b.a, "paid_on", date, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_SEEK, 0, late, 1, region);
    (void)assemble_rule(&b.a, "next", date, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_SEEK, 0, sunday, 2, region);
    (void)assemble_rule(&b.a, "before", date, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_ADD, 0, sunday, back, region);
    (void)assemble_rule(&b.a, "count", b.number, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_COUNT, 0, from, late, region);
    (void)assemble_rule(&b.a, "count_back", b.number, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_COUNT, 0, late, from, region);
    (void)assemble_rule(&b.a, "endless", date, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_ADD, 0, from, most, region);
    (void)assemble_rule(&b.a, "within", b.number, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_COUNT, 0, from, within, region);
    (void)assemble_rule(&b.a, "beyond", b.number, needs, 1);
    (void)assemble_op(&b.a, OP_WORK_COUNT, 0, from, beyond, region);
    load(&b);
    CHECK_TEXT(answer(&b, "within"), "285712");
    CHECK_TEXT(answer(&b, "beyond"), "error 410");
    CHECK_TEXT(answer(&b, "strike_from"), "2026-06-30");
    CHECK_TEXT(answer(&b, "paid_on"), "2026-06-25");
    CHECK_TEXT(answer(&b, "next"), "2026-06-16");
    CHECK_TEXT(answer(&b, "before"), "2026-06-12");
    CHECK_TEXT(answer(&b, "count"), "9");
    CHECK_TEXT(answer(&b, "count_back"), "-9");
    CHECK_TEXT(answer(&b, "endless"), "error 410");
    end(&b);
}

/* The line that started it all: base 21 days; seniority 5..10 → +2. */
static void test_first_line(void)
{
    begin(&b);
    uint32_t years = assemble_type(&b.a, QN_KIND_QUANTITY, QN_CLASS_I, 1, 12, "years");
    uint32_t days = assemble_type(&b.a, QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, "days");
    uint32_t five = assemble_int(&b.a, 60);
    uint32_t ten = assemble_int(&b.a, 120);
    uint32_t none = assemble_int(&b.a, 0);
    uint32_t two = assemble_int(&b.a, 2);
    uint32_t base = assemble_int(&b.a, 21);
    uint32_t whole = assemble_ratio(&b.a, 1, 1);
    uint32_t seniority =
        assemble_fact(&b.a, "seniority", years, none, ASSEMBLE_NONE, ASSEMBLE_NONE, whole);
    (void)assemble_rule(&b.a, "vacation", days, NULL, 0);
    uint32_t entries = ASSEMBLE_LIST(&b.a, five, ten, 0, 0, ASSEMBLE_NONE);
    uint32_t row = assemble_op(&b.a, OP_BAND, 0, seniority, entries, 1);
    uint32_t values = ASSEMBLE_LIST(&b.a, two, none);
    uint32_t more = assemble_op(&b.a, OP_PICK, 0, row, values, 2);
    (void)assemble_op(&b.a, OP_ADD_I, 0, base, more, 0);
    load(&b);
    static const struct {
        int64_t seniority;
        const char *vacation;
    } rows[] = {{0, "21 days"}, {4, "21 days"}, {5, "23 days"}, {9, "23 days"}, {10, "21 days"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && b.c != NULL; i++) {
        CHECK(qn_case_set_integer(b.c, 0, rows[i].seniority) == QN_OK);
        CHECK_TEXT(answer(&b, "vacation"), rows[i].vacation);
    }
    end(&b);
}

int main(void)
{
    static const check_case cases[] = {
        {"integers", test_integers},
        {"wide and ratio", test_wide_and_ratio},
        {"logic with statuses", test_logic},
        {"limits with statuses", test_limit_statuses},
        {"bands with statuses", test_band_statuses},
        {"rows of several values", test_rows_of_several_values},
        {"exceptions with statuses", test_resolve_statuses},
        {"choosing", test_choosing},
        {"bands", test_band},
        {"exceptions", test_resolve},
        {"dates", test_dates},
        {"working days", test_working_days},
        {"the first line", test_first_line},
    };
    return check_run("vm", cases, sizeof cases / sizeof cases[0]);
}
