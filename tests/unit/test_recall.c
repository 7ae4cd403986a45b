/*
 * What is remembered of readings on days: that it is recalled, that facts that change are seen,
 * that days that share a place do no harm, and that an image cannot misuse any of it.
 */
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "case.h"
#include "check.h"
#include "date.h"
#include "program.h"
#include "source.h"

/* The instructions of the rule; LENGTH of them are passed over when the answer is recalled. */
enum { RECALL, PART, FIRST, SHARE, KEEP, RESULT, LENGTH = 3 };

/* r = n, but none on the first day of a month. m is a fact, and no matter of the reading. */
static assembler a;

/* The class of n and of what is remembered; two and the day are whole numbers in any case. */
static void assemble_reading_of(qn_class class_)
{
    assemble_begin(&a, 12);
    uint32_t zero = class_ == QN_CLASS_Q   ? assemble_ratio(&a, 0, 1)
                    : class_ == QN_CLASS_W ? assemble_wide(&a, 0)
                                           : assemble_int(&a, 0);
    uint32_t two = assemble_int(&a, 2);
    uint32_t type = assemble_type(&a, QN_KIND_INTEGER, class_, 1, 1, "");
    uint32_t step = assemble_ratio(&a, 1, 1);
    uint32_t none = assemble_status(&a, class_, QN_NONE, 0, "nothing on the first");
    uint32_t n = assemble_fact(&a, "n", type, ASSEMBLE_NONE, ASSEMBLE_NONE, zero, step);
    (void)assemble_fact(&a, "m", type, ASSEMBLE_NONE, ASSEMBLE_NONE, zero, step);
    uint32_t today = n + 2;
    (void)assemble_rule(&a, "r", type, NULL, 0);
    (void)assemble_op(&a, OP_RECALL, 0, today, 0, LENGTH);
    uint32_t day = assemble_op(&a, OP_DATE_PART, 0, today, 2, 0);
    uint32_t first = assemble_op(&a, OP_LT_I, 0, day, two, 0);
    uint32_t share = assemble_op(&a, OP_SELECT, class_, first, none, n);
    uint32_t kept = assemble_op(&a, OP_KEEP, class_, share, today, 0);
    (void)assemble_op(&a, OP_MAX, class_, kept, kept, 0);
    a.memo_rows[0] =
        (qn_row_memo){.class_ = class_, .first_fact = ASSEMBLE_LIST(&a, 0), .fact_count = 1};
    a.tables.memo_count = 1;
}

static void assemble_reading(void)
{
    assemble_reading_of(QN_CLASS_I);
}

/* What the rule is on a day, and whether it was recalled, which takes fewer steps. */
static void expect(qn_case *c, int year, int month, int day, const char *answer, bool recalled)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value value;
    uint64_t before = c->steps;
    CHECK_INT(qn_case_set_date(c, QN_TODAY, year, month, day), QN_OK);
    CHECK_INT(qn_eval(c, 0, &value), QN_OK);
    uint64_t steps = c->steps - before;
    CHECK_INT(qn_value_text(&value, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(value.status == QN_NONE ? "none" : text, answer);
    CHECK_INT(steps, recalled ? RESULT + 1 - LENGTH - 1 : RESULT + 1);
}

static qn_case *open_case(qn_program **program)
{
    *program = assemble_load(&a);
    qn_case *c = *program == NULL ? NULL : qn_case_new(*program);
    CHECK(c != NULL);
    return c;
}

static qn_case *new_case(qn_program **program)
{
    assemble_reading();
    return open_case(program);
}

/* A value and a none are recalled; a fact that changes is seen, one that is given again what it
 * was, and one that has no part in the reading, change nothing. */
static void test_facts(void)
{
    qn_program *program = NULL;
    qn_case *c = new_case(&program);
    if (c != NULL) {
        CHECK_INT(qn_case_set_integer(c, 0, 7), QN_OK);
        expect(c, 2026, 3, 9, "7", false);
        expect(c, 2026, 3, 1, "none", false);
        expect(c, 2026, 3, 9, "7", true);
        expect(c, 2026, 3, 1, "none", true);
        CHECK_INT(qn_case_set_integer(c, 0, 8), QN_OK);
        expect(c, 2026, 3, 9, "8", false);
        expect(c, 2026, 3, 9, "8", true);
        CHECK_INT(qn_case_set_integer(c, 0, 8), QN_OK);
        CHECK_INT(qn_case_set_integer(c, 1, 100), QN_OK);
        expect(c, 2026, 3, 9, "8", true);
        CHECK_INT(qn_case_set_integer(c, 0, 7), QN_OK);
        expect(c, 2026, 3, 9, "7", false);
        qn_case_free(c);
    }
    qn_program_free(program);
}

/* The first day of all is not taken for one that is remembered, though all of its numbers are 0. */
static void test_first_of_all(void)
{
    for (int kind = 0; kind < 3; kind++) {
        qn_program *program = NULL;
        assemble_reading_of((qn_class)kind);
        qn_case *c = open_case(&program);
        if (c != NULL) {
            qn_ymd first = qn_date_to_ymd(0);
            CHECK_INT(qn_case_set_integer(c, 0, 0), QN_OK);
            expect(c, first.year, first.month, first.day, first.day == 1 ? "none" : "0", false);
            expect(c, first.year, first.month, first.day, first.day == 1 ? "none" : "0", true);
            qn_case_free(c);
        }
        qn_program_free(program);
    }
}

/* The same of numbers of every class; and where a fact lies in cells, which may hold something else
 * under the same number, nothing is recalled. */
static void test_kinds_of_facts(void)
{
    for (int kind = 0; kind < 4; kind++) {
        bool has_cells = kind == 3;
        qn_program *program = NULL;
        assemble_reading_of(has_cells ? QN_CLASS_I : (qn_class)kind);
        if (has_cells) {
            assemble_cells(&a, qn_tables_first_fact(&a.tables), 1);
        }
        qn_case *c = open_case(&program);
        if (c != NULL) {
            CHECK_INT(qn_case_set_integer(c, 0, 7), QN_OK);
            expect(c, 2026, 3, 9, "7", false);
            expect(c, 2026, 3, 9, "7", !has_cells);
            CHECK_INT(qn_case_set_integer(c, 1, 100), QN_OK);
            expect(c, 2026, 3, 9, "7", !has_cells);
            CHECK_INT(qn_case_set_integer(c, 0, 8), QN_OK);
            expect(c, 2026, 3, 9, "8", false);
            expect(c, 2026, 3, 1, "none", false);
            expect(c, 2026, 3, 9, "8", !has_cells);
            qn_case_free(c);
        }
        qn_program_free(program);
    }
}

/* A list of as many elements as before is not the same list, and neither is one that was given
 * where the case had none or the default. */
static void test_lists(void)
{
    static const char text[] =
        "fact offs : list of date up to 5 = []\n"
        "fact others : list of date up to 5\n"
        "fact n : integer in 1..=3\n"
        "so_far = count of each x in offs where x <= today : x\n"
        "others_so_far = count of each x in others where x <= today : x\n"
        "total = sum of each k in 1..=n : so_far on (2026-03-01 + k * 1 month)\n"
        "all_others = sum of each k in 1..=n : others_so_far on (2026-03-01 + k * 1 month)\n";
    static const struct {
        const char *given;
        int64_t total, others;
    } rows[] = {{"2026-03-05", 3, 3},
                {"2026-04-15", 2, 2},
                {NULL, 0, -1},
                {"2026-05-15", 1, 1},
                {"2026-04-15, 2026-05-15", 3, 3},
                {"2026-03-05, 2026-04-15", 5, 5},
                {"", 0, 0},
                {NULL, 0, -1},
                {"2026-04-02", 2, 2}};
    qn_program *program = source_load(text);
    qn_case *c = qn_case_new(program);
    CHECK(qn_program_tables(program)->memo_count >= 2);
    CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "n"), 3), QN_OK);
    static const char *const rules[] = {"total", "all_others"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int k = 0; k < 2; k++) {
            int64_t wanted = k == 0 ? rows[i].total : rows[i].others;
            qn_value value;
            if (rows[i].given == NULL) {
                CHECK_INT(qn_case_clear(c, k), QN_OK);
            } else {
                CHECK_INT(qn_case_set_text(c, k, rows[i].given, strlen(rows[i].given)), QN_OK);
            }
            CHECK_INT(qn_eval(c, qn_program_rule(program, rules[k]), &value), QN_OK);
            int64_t total = -1;
            CHECK_INT(qn_value_integer(&value, &total), wanted < 0 ? QN_MISUSE : QN_OK);
            CHECK_INT(total, wanted);
        }
    }
    for (int k = 0; k < 2; k++) { /* a list of nothing is the same, and what was found recalled */
        uint64_t steps[2];
        CHECK_INT(qn_case_set_text(c, k, "", 0), QN_OK);
        for (int i = 0; i < 2; i++) {
            qn_value value;
            uint64_t before = c->steps;
            CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "n"), 3), QN_OK);
            CHECK_INT(qn_eval(c, qn_program_rule(program, rules[k]), &value), QN_OK);
            steps[i] = c->steps - before;
        }
        CHECK(steps[1] < steps[0]);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* Nor is a text the same for having the same number: all that are given have that. */
static void test_texts(void)
{
    static const char text[] =
        "fact name : text\n"
        "fact other : text\n"
        "fact n : integer in 1..=3\n"
        "same = count of each x in 1..=n where name = other and x < month of today : x\n"
        "total = sum of each k in 1..=n : same on (2026-03-01 + k * 1 month)\n";
    static const struct {
        const char *name, *other;
        int64_t total;
    } rows[] = {{"Ali", "Ali", 9}, {"Bob", "Ali", 0}, {"Ali", "Ali", 9}, {"Ali", "Eve", 0},
                {"Eve", "Eve", 9}, {"Eve", "Ev", 0},  {"", "", 9}};
    qn_program *program = source_load(text);
    qn_case *c = qn_case_new(program);
    CHECK(qn_program_tables(program)->memo_count >= 1);
    CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "n"), 3), QN_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        qn_value value;
        int64_t total = -1;
        const char *const given[] = {rows[i].name, rows[i].other};
        for (int32_t k = 0; k < 2; k++) {
            CHECK_INT(qn_case_set_text(c, k, given[k], strlen(given[k])), QN_OK);
        }
        CHECK_INT(qn_eval(c, qn_program_rule(program, "total"), &value), QN_OK);
        CHECK_INT(qn_value_integer(&value, &total), QN_OK);
        CHECK_INT(total, rows[i].total);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* 2026-03-09 and the day 1,024 days later have one place. */
static void test_shared_place(void)
{
    qn_program *program = NULL;
    qn_case *c = new_case(&program);
    if (c != NULL) {
        qn_day day = 0;
        qn_ymd later;
        CHECK_INT(qn_date_from_ymd(2026, 3, 9, &day), QN_DATE_OK);
        later = qn_date_to_ymd(day + QN_MEMO_DAYS);
        CHECK_INT(qn_case_set_integer(c, 0, 5), QN_OK);
        expect(c, 2026, 3, 9, "5", false);
        expect(c, later.year, later.month, later.day, "5", false);
        expect(c, 2026, 3, 9, "5", false);
        expect(c, 2026, 3, 9, "5", true);
        expect(c, 2026, 3, 10, "5", false);
        expect(c, 2026, 3, 9, "5", true);
        qn_case_free(c);
    }
    qn_program_free(program);
}

/* When epochs are used up, nothing of an old one is taken for new. */
static void test_last_epoch(void)
{
    qn_program *program = NULL;
    qn_case *c = new_case(&program);
    if (c != NULL) {
        CHECK_INT(qn_case_set_integer(c, 0, 5), QN_OK);
        expect(c, 2026, 3, 9, "5", false);
        c->memo[0].epoch = UINT32_MAX;
        expect(c, 2026, 3, 9, "5", false);
        expect(c, 2026, 3, 9, "5", true);
        CHECK_INT(qn_case_set_integer(c, 0, 6), QN_OK);
        expect(c, 2026, 3, 9, "6", false);
        CHECK_INT(c->memo[0].epoch, 1);
        qn_case_free(c);
    }
    qn_program_free(program);
}

/* An unknown day is none, and recalls nothing. */
static void test_unknown_day(void)
{
    qn_program *program = NULL;
    qn_case *c = new_case(&program);
    qn_value value;
    if (c != NULL) {
        expect(c, 2026, 3, 9, "0", false);
        CHECK_INT(qn_case_set_unknown(c, QN_TODAY), QN_OK);
        CHECK_INT(qn_eval(c, 0, &value), QN_OK);
        CHECK_INT(value.status, QN_UNKNOWN);
        CHECK_TEXT(qn_case_cause(c, 0, 0), "today");
        CHECK_TEXT(qn_case_cause(c, 0, 1), NULL);
        qn_case_free(c);
    }
    qn_program_free(program);
}

static void refuse(void)
{
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    qn_program *program = NULL;
    CHECK_INT(qn_program_load(bytes, length, NULL, &program, NULL), QN_BAD_IMAGE);
    qn_program_free(program);
    free(bytes);
    assemble_reading();
}

static void test_refusals(void)
{
    assemble_reading();
    uint32_t first = qn_tables_first_result(&a.tables);
    a.instruction_rows[RECALL].b = 1; /* no such memo */
    refuse();
    a.instruction_rows[KEEP].c = 1;
    refuse();
    a.tables.memo_count = 0;
    refuse();
    a.memo_rows[0].class_ = QN_CLASS_W; /* another class than what is kept */
    refuse();
    a.memo_rows[0].first_fact = ASSEMBLE_LIST(&a, 2); /* no such fact */
    refuse();
    a.instruction_rows[RECALL].c = 0; /* past nothing */
    refuse();
    a.instruction_rows[RECALL].c = LENGTH - 1; /* to what is no KEEP */
    refuse();
    a.instruction_rows[RECALL].c = LENGTH + 1;
    refuse();
    a.instruction_rows[RECALL].c = LENGTH + 2; /* behind the rule */
    refuse();
    a.instruction_rows[RECALL].c = UINT32_MAX;
    refuse();
    a.instruction_rows[RECALL].a = 0; /* another day than is kept */
    refuse();
    a.instruction_rows[RESULT].a = first + FIRST; /* reads what may have been passed over */
    refuse();
    a.instruction_rows[RESULT] =
        (qn_row_instruction){.word = OP_KEEP, .a = first + FIRST, .b = first - 1};
    refuse(); /* a KEEP that ends nothing */
    a.rule_rows[0].result = first + SHARE;
    refuse();
}

int main(void)
{
    static const check_case cases[] = {
        {"facts", test_facts},
        {"the first of all", test_first_of_all},
        {"kinds of facts", test_kinds_of_facts},
        {"lists", test_lists},
        {"texts", test_texts},
        {"shared place", test_shared_place},
        {"last epoch", test_last_epoch},
        {"unknown day", test_unknown_day},
        {"refusals", test_refusals},
    };
    return check_run("recall", cases, sizeof cases / sizeof cases[0]);
}
