/*
 * Rows that are found by an index, held against the same rows asked one by one: tables of chance,
 * cases of chance, facts that are known and facts that are not. And that what
 * finding a row takes does not grow with the table, and that an image cannot misuse an index.
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

/* ---- growth */

enum { ROWS_FEW = 500, ROWS_MANY = 8000, LOOKS = 1000 };

/* A table of three columns, of which the first divides the rows best; the last row takes the rest.
 */
static void put_large(writer *w, uint32_t rows)
{
    put(w,
        "fact n : integer in 0..=999_999\nfact b : one of red, green, blue, grey\nfact c : yes/no\n"
        "r : integer\n    table b | n | c\n");
    for (uint32_t i = 0; i < rows; i++) {
        put(w, "          %s | %u | %s → %u\n", colours[i % 2], i / 4 * 10,
            i / 2 % 2 != 0 ? "yes" : "no", i);
    }
    put(w, "          any | any | any → 1_000_000\n");
}

/* The most instructions that a case took, of many whose row is drawn by chance. */
static uint64_t count_instructions(writer *w, qn_case *c, uint32_t rows)
{
    uint64_t most = 0;
    for (int i = 0; i < LOOKS; i++) {
        uint32_t row = draw(w, rows);
        int64_t found = -1;
        qn_value value;
        uint64_t before = c->steps;
        CHECK_INT(qn_case_set_integer(c, 0, row / 4 * 10), QN_OK);
        CHECK_INT(qn_case_set_choice(c, 1, colours[row % 2]), QN_OK);
        CHECK_INT(qn_case_set_boolean(c, 2, row / 2 % 2 != 0), QN_OK);
        CHECK_INT(qn_eval(c, 0, &value), QN_OK);
        CHECK_INT(qn_value_integer(&value, &found), QN_OK);
        CHECK_INT(found, row);
        most = c->steps - before > most ? c->steps - before : most;
    }
    return most;
}

/* The most rows that the index of a rule leaves to be weighed, whatever the case. */
static uint32_t most_rows_left(const qn_program *program)
{
    const qn_tables *t = &program->tables;
    uint32_t most = 0;
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) != OP_LOOKUP) {
            continue;
        }
        const qn_row_entry *head = t->entry + t->instruction[i].a;
        const qn_row_entry *piece = head + QN_LOOKUP_HEAD;
        for (uint32_t k = 0; k < head[QN_LOOKUP_PIECES].value; k++) {
            uint32_t left = piece[QN_LOOKUP_TO].value - piece[QN_LOOKUP_FROM].value +
                            head[QN_LOOKUP_EVERYWHERE].value;
            most = left > most ? left : most;
            piece += QN_LOOKUP_PIECE_WIDTH;
        }
    }
    return most;
}

/* What finding a row in a table of so many takes: instructions, and rows that are weighed. */
typedef struct effort {
    uint64_t instructions;
    uint32_t weighed;
} effort;

static effort look_up_in(uint32_t rows)
{
    writer w;
    effort spent = {0, 0};
    if (begin_text(&w, 7)) {
        put_large(&w, rows);
        qn_program *program = source_load(w.text);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        if (CHECK(c != NULL)) {
            spent = (effort){count_instructions(&w, c, rows), most_rows_left(program)};
        }
        qn_case_free(c);
        qn_program_free(program);
        free(w.text);
    }
    return spent;
}

/* Sixteen times the rows take no instruction more, and leave no row more to be weighed. How many
 * pieces of an index are looked at is counted by tests/steps. */
static void test_growth(void)
{
    effort few = look_up_in(ROWS_FEW);
    effort many = look_up_in(ROWS_MANY);
    CHECK_INT(many.instructions, few.instructions);
    CHECK(few.instructions > 0 && few.instructions <= 4);
    CHECK_INT(many.weighed, few.weighed);
    CHECK(few.weighed > 0 && few.weighed <= 5); /* four of each number, and the last of all */
}

/* ---- images */

static assembler a;

/* The words of the index below that are changed. */
enum { PIECE = QN_LOOKUP_HEAD, NAME = PIECE + 2 * QN_LOOKUP_PIECE_WIDTH, FIRST_TEST = NAME + 3 };
enum { TEST = FIRST_TEST + 3, WORDS = TEST + QN_LOOKUP_TEST_WIDTH };
enum { LOOKUP, LOW, HIGH, CHOICE, RESULT };

/* Registers of the table below. */
typedef struct table {
    uint32_t zero;
    uint32_t one;
    uint32_t two;
    uint32_t n;
    uint32_t m;
    uint32_t index; /* its list */
} table;

/* Facts n and m, a rule without code, and the index of a table: row 0 where n is 1 or, with m
 * being 2, where it is 2; row 1 for all else. */
static table begin_table(void)
{
    assemble_begin(&a, 12);
    table t = {.zero = assemble_int(&a, 0), .one = assemble_int(&a, 1), .two = assemble_int(&a, 2)};
    uint32_t type = assemble_type(&a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, "");
    uint32_t step = assemble_ratio(&a, 1, 1);
    t.n = assemble_fact(&a, "n", type, ASSEMBLE_NONE, ASSEMBLE_NONE, t.zero, step);
    t.m = assemble_fact(&a, "m", type, ASSEMBLE_NONE, ASSEMBLE_NONE, t.zero, step);
    (void)assemble_rule(&a, "r", type, NULL, 0);
    t.index = ASSEMBLE_LIST(&a, t.n, QN_CLASS_I, 2, 2, 1, 2, 1,           /* head */
                            t.one, t.one, 2, 0, 1, t.two, t.two, 2, 1, 2, /* pieces */
                            0, 0, 1,                                      /* names */
                            0, 1, 1, t.two, t.two, 2, t.m);
    return t;
}

static void assemble_table(void)
{
    table t = begin_table();
    (void)assemble_op(&a, OP_LOOKUP, 0, t.index, WORDS, 2);
    uint32_t low = assemble_op(&a, OP_LE_I, 0, t.one, t.n, 0);
    uint32_t high = assemble_op(&a, OP_EQ_I, 0, t.m, t.two, 0);
    uint32_t chosen = assemble_op(&a, OP_FIRST, 0, 0, ASSEMBLE_LIST(&a, low, high), 2);
    (void)assemble_op(&a, OP_PICK, 0, chosen, ASSEMBLE_LIST(&a, t.one, t.two, t.zero), 3);
}

/* The same index in a region of so many instructions: three, or it leaves out the choice. */
static void assemble_in_region(uint32_t count)
{
    table t = begin_table();
    uint32_t low = assemble_op(&a, OP_LE_I, 0, t.one, t.n, 0);
    uint32_t high = assemble_op(&a, OP_EQ_I, 0, t.m, t.two, 0);
    (void)assemble_op(&a, OP_REGION, 0, count, 0, 0);
    (void)assemble_op(&a, OP_LOOKUP, 0, t.index, WORDS, 1);
    (void)assemble_op(&a, OP_NOT, 0, low, 0, 0);
    (void)assemble_op(&a, OP_FIRST, 0, 0, ASSEMBLE_LIST(&a, low, high), 2);
    a.rule_rows[0].result = high;
}

/* The word of the index. */
static uint32_t *word(uint32_t at)
{
    return &a.entry_rows[a.instruction_rows[LOOKUP].a + at].value;
}

static void refuse(void)
{
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    qn_program *program = NULL;
    CHECK_INT(qn_program_load(bytes, length, NULL, &program, NULL), QN_BAD_IMAGE);
    qn_program_free(program);
    free(bytes);
    assemble_table();
}

static void test_sound_image(void)
{
    assemble_table();
    qn_program *program = assemble_load(&a);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    qn_value value;
    if (CHECK(c != NULL)) {
        CHECK_INT(qn_case_set_integer(c, 0, 2), QN_OK);
        CHECK_INT(qn_case_set_integer(c, 1, 2), QN_OK);
        CHECK_INT(qn_eval(c, 0, &value), QN_OK);
        CHECK_INT(value.status, QN_KNOWN);
        CHECK_INT(c->steps, 2);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* Rows that are ranges of one number, with an index: row 0 is 1..=2 and row 1 is 2..=3. */
static void assemble_band(uint32_t aux)
{
    table t = begin_table();
    uint32_t three = assemble_int(&a, 3);
    uint32_t index = ASSEMBLE_LIST(&a, t.n, QN_CLASS_I, 3, 4, 0, 2, 0, /* head */
                                   t.one, t.one, 2, 0, 1, t.two, t.two, 2, 1, 3, three, three, 2, 3,
                                   4,          /* pieces */
                                   0, 0, 1, 1, /* names */
                                   0, 0, 0);
    (void)assemble_op(&a, OP_LOOKUP, 0, index, a.tables.entry_count - index, 0);
    uint32_t chosen = assemble_op(
        &a, OP_BAND, aux, t.n,
        ASSEMBLE_LIST(&a, t.one, t.two, 2, 0, ASSEMBLE_NONE, t.two, three, 2, 1, ASSEMBLE_NONE), 2);
    (void)assemble_op(&a, OP_PICK, 0, chosen, ASSEMBLE_LIST(&a, t.one, t.two, t.zero), 3);
}

/* In a table of which the first row counts it is the first that the index leaves; else two that
 * hold are a conflict, of which the index knows nothing. */
static void test_bands(void)
{
    static const struct {
        uint32_t aux;
        int64_t n;
        qn_answer status;
        int64_t answer;
        bool is_found;
    } rows[] = {
        {0, 1, QN_KNOWN, 1, true},
        {0, 2, QN_CONFLICT, 0, false},
        {0, 3, QN_KNOWN, 2, true},
        {0, 4, QN_KNOWN, 0, true},
        {QN_AUX_FIRST_MATCH, 1, QN_KNOWN, 1, true},
        {QN_AUX_FIRST_MATCH, 2, QN_KNOWN, 1, true},
        {QN_AUX_FIRST_MATCH, 3, QN_KNOWN, 2, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assemble_band(rows[i].aux);
        qn_program *program = assemble_load(&a);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        qn_value value;
        if (CHECK(c != NULL)) {
            CHECK_INT(qn_case_set_integer(c, 0, rows[i].n), QN_OK);
            CHECK_INT(qn_eval(c, 0, &value), QN_OK);
            CHECK_INT(value.status, rows[i].status);
            if (value.status == QN_KNOWN) {
                CHECK_INT(value.number[0], rows[i].answer);
            }
            CHECK_INT(c->steps, rows[i].is_found ? 2 : 3);
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

static void test_refusals(void)
{
    static const struct {
        uint32_t at;
        uint32_t value;
    } bad[] = {
        {QN_LOOKUP_SUBJECT, UINT32_MAX}, /* no register */
        {QN_LOOKUP_CLASS, QN_CLASS_W},
        {QN_LOOKUP_PIECES, 1}, /* parts that do not fill the list */
        {QN_LOOKUP_PIECES, UINT32_MAX},
        {QN_LOOKUP_NAMES, UINT32_MAX},
        {QN_LOOKUP_ROWS, UINT32_MAX},
        {PIECE + QN_LOOKUP_LOW, 2},   /* behind its end */
        {PIECE + QN_LOOKUP_HIGH, 2},  /* into the next piece */
        {PIECE + QN_LOOKUP_FLAGS, 4}, /* no such flag */
        {PIECE + QN_LOOKUP_FROM, 1},
        {PIECE + QN_LOOKUP_TO, 0},
        {PIECE + QN_LOOKUP_TO, 3},
        {NAME, 2}, /* no such row */
        {NAME + 2, UINT32_MAX},
        {FIRST_TEST, 1}, /* tests that are no row's */
        {FIRST_TEST + 1, 2},
        {FIRST_TEST + 2, 0},
        {TEST + QN_LOOKUP_FLAGS, QN_CLASS_W << QN_LOOKUP_CLASS_SHIFT},
        {TEST + QN_LOOKUP_FLAGS, 2 * QN_LOOKUP_OR_NEXT},
        {TEST + QN_LOOKUP_OF, UINT32_MAX},
    };
    assemble_table();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        *word(bad[i].at) = bad[i].value;
        refuse();
    }
    a.instruction_rows[LOOKUP].b = WORDS - 1;
    refuse();
    a.instruction_rows[LOOKUP].c = 1; /* to what chooses no row */
    refuse();
    a.instruction_rows[LOOKUP].c = 4; /* behind the rule */
    refuse();
    a.instruction_rows[LOOKUP].c = UINT32_MAX;
    refuse();
    a.instruction_rows[RESULT].a = qn_tables_first_result(&a.tables) + LOW; /* may be passed over */
    refuse();
    a.rule_rows[0].result = qn_tables_first_result(&a.tables) + HIGH;
    refuse();
}

/* What an index passes over ends in its own region, and so does the choice behind it. */
static void test_region(void)
{
    assemble_in_region(3);
    qn_program_free(assemble_load(&a));
    assemble_in_region(2);
    refuse();
}

/* A list that ends one entry behind the pool is refused, whatever stands there: the next table
 * begins with what could be a register. */
static void test_end_of_pool(void)
{
    assemble_table();
    a.instruction_rows[RESULT].b = a.tables.entry_count - 3;
    qn_program_free(assemble_load(&a));
    for (uint32_t beyond = 1; beyond <= 3; beyond++) {
        assemble_table();
        a.instruction_rows[RESULT].b = a.tables.entry_count - 3 + beyond;
        refuse();
    }
}

static const check_case cases[] = {
    {"tables of chance", test_chance},
    {"growth", test_growth},
    {"a sound image", test_sound_image},
    {"refusals", test_refusals},
    {"a region", test_region},
    {"the end of the pool", test_end_of_pool},
    {"bands", test_bands},
};

int main(void)
{
    return check_run("lookup", cases, sizeof cases / sizeof *cases);
}
