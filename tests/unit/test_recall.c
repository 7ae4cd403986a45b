/*
 * What is remembered of readings on days: that it is recalled, that facts that change are seen,
 * that days that share a place do no harm, and that an image cannot misuse any of it.
 */
#include <stdlib.h>

#include "assemble.h"
#include "case.h"
#include "check.h"
#include "date.h"
#include "program.h"

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
        {"kinds of facts", test_kinds_of_facts},
        {"shared place", test_shared_place},
        {"last epoch", test_last_epoch},
        {"unknown day", test_unknown_day},
        {"refusals", test_refusals},
    };
    return check_run("recall", cases, sizeof cases / sizeof cases[0]);
}
