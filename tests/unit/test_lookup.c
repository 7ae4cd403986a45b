/*
 * Rows that are found by an index, held against the same rows asked one by one: tables of chance,
 * cases of chance, facts that are known and facts that are not. And that the time to find a row
 * grows far slower than the table, and that an image cannot misuse an index.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "case.h"
#include "check.h"
#include "program.h"
#include "source.h"
#include "vm.h"

enum { TABLES = 120, CASES = 60, TEXT_SIZE = 1 << 22, CAUSES_MOST = 12 };
enum { COLUMN_A, COLUMN_B, COLUMN_C, COLUMN_M, COLUMN_D, COLUMNS };

static const char *const headings[COLUMNS] = {"a", "b", "c", "m", "d"};
static const char *const colours[] = {"red", "green", "blue", "grey"};
static const char facts_text[] = "fact a : integer in 0..=40\n"
                                 "fact b : one of red, green, blue, grey\n"
                                 "fact c : yes/no\n"
                                 "fact m : AZN in 0..=50\n"
                                 "fact d : date\n"
                                 "fact e : integer in 0..=9\n";

/* A program in the making. */
typedef struct writer {
    char *text;
    size_t length;
    uint64_t state;
} writer;

static uint32_t draw(writer *w, uint32_t below)
{
    return (uint32_t)(check_random(&w->state) >> 33) % below;
}

__attribute__((format(printf, 2, 3))) static void put(writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(w->text + w->length, TEXT_SIZE - w->length, format, arguments);
    va_end(arguments);
    if (length > 0) {
        w->length += (size_t)length;
    }
}

/* A value of a column, or the end of a range. */
static void put_value(writer *w, int column, uint32_t value)
{
    switch (column) {
    case COLUMN_A:
        put(w, "%u", value);
        break;
    case COLUMN_B:
        put(w, "%s", colours[value % 4]);
        break;
    case COLUMN_C:
        put(w, "%s", value % 2 != 0 ? "yes" : "no");
        break;
    case COLUMN_M:
        put(w, "%u.%u", value, value % 3 * 5);
        break;
    default:
        put(w, "20%02u-0%u-01", value % 40, value % 9 + 1);
        break;
    }
}

static void put_range(writer *w, int column)
{
    uint32_t low = draw(w, 36);
    put_value(w, column, low);
    put(w, draw(w, 2) != 0 ? "..=" : "..");
    put_value(w, column, low + 1 + draw(w, 4));
}

/* One to three values, which may repeat one another, or `any`. */
static void put_cell(writer *w, int column)
{
    bool has_ranges = column != COLUMN_B && column != COLUMN_C;
    uint32_t values = 1 + draw(w, 4) / 2;
    if (draw(w, 8) == 0) {
        put(w, "any");
        return;
    }
    for (uint32_t i = 0; i < values; i++) {
        put(w, i > 0 ? ", " : "");
        if (has_ranges && draw(w, 3) == 0) {
            put_range(w, column);
        } else {
            put_value(w, column, draw(w, 40));
        }
    }
}

static void put_trailers(writer *w)
{
    if (draw(w, 6) == 0) {
        put(w, " unless e > %u", draw(w, 9));
    }
    if (draw(w, 6) == 0) {
        put(w, " from 2020-01-01");
    }
    if (draw(w, 6) == 0) {
        put(w, " until 2030-01-01");
    }
}

/* A table of the columns of the mask: plain, or with other things that rows ask for. */
static void put_table(writer *w, uint32_t mask, uint32_t rows, bool is_unique, bool is_plain)
{
    const char *between = "";
    put(w, "%sr : integer\n    table %s", facts_text, is_unique ? "unique " : "");
    for (int i = 0; i < COLUMNS; i++) {
        if ((mask >> i & 1) != 0) {
            put(w, "%s%s", between, headings[i]);
            between = " | ";
        }
    }
    put(w, "\n");
    for (uint32_t k = 0; k < rows; k++) {
        between = "          ";
        for (int i = 0; i < COLUMNS; i++) {
            if ((mask >> i & 1) != 0) {
                put(w, "%s", between);
                put_cell(w, i);
                between = " | ";
            }
        }
        put(w, " → %u", k);
        if (!is_plain) {
            put_trailers(w);
        }
        put(w, "\n");
    }
}

/* Facts of a case: of each whether it is known, and its value. */
typedef struct given {
    bool is_known[COLUMNS + 1];
    uint32_t value[COLUMNS + 1];
    int year;
} given;

static given invent(writer *w)
{
    given g = {.year = 2015 + (int)draw(w, 20)};
    uint32_t unknown = draw(w, 3) == 0 ? 3 : 100;
    for (int i = 0; i <= COLUMNS; i++) {
        g.is_known[i] = draw(w, unknown) != 0;
        g.value[i] = draw(w, i == COLUMNS ? 10 : 41);
    }
    return g;
}

static void give(qn_case *c, const given *g)
{
    uint32_t v = g->value[COLUMN_D];
    CHECK_INT(qn_case_set_date(c, QN_TODAY, g->year, 6, 1), QN_OK);
    CHECK_INT(qn_case_set_integer(c, COLUMN_A, g->value[COLUMN_A]), QN_OK);
    CHECK_INT(qn_case_set_choice(c, COLUMN_B, colours[g->value[COLUMN_B] % 4]), QN_OK);
    CHECK_INT(qn_case_set_boolean(c, COLUMN_C, g->value[COLUMN_C] % 2 != 0), QN_OK);
    CHECK_INT(qn_case_set_integer(c, COLUMN_M, g->value[COLUMN_M]), QN_OK);
    CHECK_INT(qn_case_set_date(c, COLUMN_D, 2000 + (int)(v % 40), (int)(v % 9) + 1, 1), QN_OK);
    CHECK_INT(qn_case_set_integer(c, COLUMNS, g->value[COLUMNS]), QN_OK);
    for (int i = 0; i <= COLUMNS; i++) {
        if (!g->is_known[i]) {
            CHECK_INT(qn_case_set_unknown(c, i), QN_OK);
        }
    }
}

/* Whether both name the same facts and clauses as the cause of their answer. */
static void compare_causes(qn_case *a, qn_case *b)
{
    for (int32_t k = 0; k < CAUSES_MOST; k++) {
        const char *one = qn_case_cause(a, 0, k);
        if (!CHECK_TEXT(one, qn_case_cause(b, 0, k)) || one == NULL) {
            return;
        }
    }
}

/* Evaluates the rule as everybody does, in a case that is used again and again, and in full, in one
 * of its own. Returns whether code was passed over. */
static bool compare(const qn_program *program, qn_case *c, const given *g)
{
    const qn_row_rule *rule = &program->tables.rule[0];
    qn_case *fresh = qn_case_new(program);
    qn_value value;
    qn_value full;
    if (!CHECK(fresh != NULL)) {
        return false;
    }
    give(c, g);
    give(fresh, g);
    uint64_t before = c->steps;
    CHECK_INT(qn_eval(c, 0, &value), QN_OK);
    uint64_t steps = c->steps - before;
    CHECK_INT(qn_eval(fresh, 0, &full), QN_OK);
    qn_vm_run(fresh, rule->first_code, rule->code_count);
    if (CHECK_INT(c->status[rule->result], fresh->status[rule->result]) &&
        c->status[rule->result] == QN_KNOWN) {
        CHECK_INT(c->slot[rule->result].i, fresh->slot[rule->result].i);
    }
    compare_causes(c, fresh);
    qn_case_free(fresh);
    return steps < rule->code_count;
}

static bool has_op(const qn_program *program, qn_op op)
{
    for (uint32_t i = 0; i < program->tables.instruction_count; i++) {
        if (qn_instruction_op(&program->tables.instruction[i]) == op) {
            return true;
        }
    }
    return false;
}

static bool begin_text(writer *w, uint64_t seed)
{
    *w = (writer){.text = malloc(TEXT_SIZE), .state = seed};
    return CHECK(w->text != NULL);
}

static void test_chance(void)
{
    uint32_t indexed = 0;
    uint32_t passed = 0;
    for (uint64_t seed = 1; seed <= TABLES; seed++) {
        writer w;
        if (!begin_text(&w, seed * UINT64_C(0x9e3779b97f4a7c15))) {
            return;
        }
        uint32_t mask = 1 + draw(&w, (1 << COLUMNS) - 1);
        uint32_t rows = 4 + draw(&w, 80);
        bool is_unique = draw(&w, 3) == 0;
        put_table(&w, mask, rows, is_unique, draw(&w, 2) == 0);
        qn_program *program = source_load(w.text);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        if (CHECK(c != NULL)) {
            indexed += has_op(program, OP_LOOKUP);
            for (uint32_t k = 0; k < CASES; k++) {
                given g = invent(&w);
                passed += compare(program, c, &g);
            }
        }
        qn_case_free(c);
        qn_program_free(program);
        free(w.text);
    }
    CHECK(indexed > TABLES / 4);
    CHECK(passed > TABLES * CASES / 16);
}

static const check_case cases[] = {
    {"tables of chance", test_chance},
};

int main(void)
{
    return check_run("lookup", cases, sizeof cases / sizeof *cases);
}
