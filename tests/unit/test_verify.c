/*
 * What the verifier refuses: each thing that the machine trusts, broken alone in a program that is
 * sound otherwise. Kept images are changed in one word, and where they have no such part a program
 * is put together by hand.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "cells.h"
#include "check.h"
#include "date.h"
#include "recall.h"
#include "schedule.h"
#include "vm.h"

static const char operand[] = "an operand does not fit its operation";
static const char stage_lacks[] = "a stage has not what its kind needs";
static const char stage_strays[] = "a stage reads or writes what it may not";
static const char not_there[] = "a rule shows what it does not have";

/* What is absent. */
#define NO ASSEMBLE_NONE

static assembler a;
static qn_program *program; /* of the kept image that is changed */
static qn_tables t;         /* its tables, whose rows may be written to */

/* What loading says of the tables: "" where they are taken. */
static const char *verdict(const qn_tables *tables)
{
    static qn_error error;
    unsigned char *bytes = NULL;
    size_t length = 0;
    qn_program *loaded = NULL;
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    error = (qn_error){.text = ""};
    CHECK(qn_image_write(tables, NULL, &bytes, &length) == QN_OK);
    (void)qn_program_load(bytes, length, &options, &loaded, &error);
    qn_program_free(loaded);
    free(bytes);
    return error.text;
}

static void check_verdict(const qn_tables *tables, const char *why, unsigned line)
{
    const char *said = verdict(tables);
    if (strstr(said, why) == NULL || (said[0] == 0) != (why[0] == 0)) {
        check_text(said, why, "the verdict", __FILE__, line);
    } else {
        check_true(true, "the verdict", __FILE__, line);
    }
}

/* Of the program put together by hand; of the kept image, which is closed. */
#define VERDICT(why) check_verdict(&a.tables, (why), __LINE__)
#define REFUSED(why) (check_verdict(&t, (why), __LINE__), qn_program_free(program))

static void open_image(const char *name)
{
    char path[128];
    static unsigned char bytes[1 << 20];
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    (void)snprintf(path, sizeof path, "tests/machines/kept/%s.qnb", name);
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file == NULL || fclose(file) != 0 ||
        qn_program_load(bytes, length, &options, &program, NULL) != QN_OK) {
        fprintf(stderr, "verify: no program %s\n", path);
        exit(1);
    }
    t = *qn_program_tables(program);
}

/* The first instruction of that operation in the image. */
static qn_row_instruction *in_image(const char *name, qn_op op)
{
    open_image(name);
    for (uint32_t i = 0; i < t.instruction_count; i++) {
        if (qn_instruction_op(&t.instruction[i]) == op) {
            return &t.instruction[i];
        }
    }
    fprintf(stderr, "verify: %s lacks an operation\n", name);
    exit(1);
}

/* Constants of every class, a number's and a yes/no's type, and facts x of the one and y of the
 * other. */
static struct parts {
    uint32_t number, ratio, zero, one, two, ten, wide, half, third, none, error, x, q;
} p;

static void begin(void)
{
    assemble_begin(&a, 32);
    p.number = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
    p.ratio = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_Q, 1, 1, "");
    p.zero = assemble_int(&a, 0);
    p.one = assemble_int(&a, 1);
    p.two = assemble_int(&a, 2);
    p.ten = assemble_int(&a, 10);
    p.wide = assemble_wide(&a, 10);
    p.half = assemble_ratio(&a, 1, 2);
    p.third = assemble_ratio(&a, 1, 3);
    p.none = assemble_status(&a, QN_CLASS_I, QN_NONE, 0, "no entitlement");
    p.error = assemble_status(&a, QN_CLASS_I, QN_FAILED, QN_ERROR_OVERFLOW, "");
    p.x = assemble_fact(&a, "x", p.number, p.zero, p.ten, NO, p.half);
    p.q = assemble_fact(&a, "q", p.ratio, p.half, NO, NO, p.half);
}

static void begin_rule(void)
{
    begin();
    (void)assemble_rule(&a, "r", p.number, NULL, 0);
}

/* ---- instructions */

static void test_numbers(void)
{
    static const struct {
        qn_op op;
        uint32_t x, y, z;
        bool sound;
    } rows[] = {
        {OP_DATE_SEEK, 1, QN_MONDAY, 0, true},
        {OP_DATE_SEEK, 1, QN_MONDAY - 1, 0, false},
        {OP_DATE_SEEK, 1, QN_SUNDAY, 2, true},
        {OP_DATE_SEEK, 1, QN_SUNDAY + 1, 2, false},
        {OP_DATE_SEEK, 1, QN_SUNDAY, 3, false},
        {OP_DATE_PART, 1, 4, 0, true},
        {OP_DATE_PART, 1, 5, 0, false},
        {OP_DATE_EDGE, 1, 5, 0, true},
        {OP_DATE_EDGE, 1, 6, 0, false},
        {OP_PERIOD, 1, 1, 2, true},
        {OP_PERIOD, 1, 1, 3, false},
        {OP_REGION, 0, 0, 0, false},
        {OP_REGION, 2, 0, 0, false},
        {OP_DATE_SPAN, 1, 1, 12, true},
        {OP_DATE_SPAN, 1, 1, 1, true},
        {OP_DATE_SPAN, 1, 1, 2, false},
        {OP_LOAD, 1, 0, NO, true},
        {OP_LOAD, 1, QN_CELLS_MAX, NO, false},
        {OP_LOAD, 1, QN_CELLS_MAX - 1, NO, true},
        {OP_LOAD, 1, 0, 0, false},
        {OP_RECALL, 1, 0, 1, false},
        {OP_KEEP, 1, 1, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin_rule();
        uint32_t first = rows[i].op == OP_REGION ? rows[i].x : p.one;
        bool has_two =
            rows[i].op == OP_PERIOD || rows[i].op == OP_DATE_SPAN || rows[i].op == OP_KEEP;
        (void)assemble_op(&a, rows[i].op, 0, first, has_two ? p.one : rows[i].y, rows[i].z);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        const char *said = verdict(&a.tables);
        if ((said[0] == 0) != rows[i].sound || (!rows[i].sound && !strstr(said, operand))) {
            printf("row %zu of the numbers: %s\n", i, said);
            CHECK(false);
        }
    }
}

/* Sorted entries are looked for by halves: each bound is checked before the next one is held
 * against it, though an operand that is no constant be far behind the constants. */
static void test_sorted_bands(void)
{
    enum { WIDTH = 5, FAR = 200 };
    begin_rule();
    uint32_t far = p.one;
    for (int i = 0; i < FAR; i++) {
        far = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    }
    const struct {
        uint32_t words[2 * WIDTH];
        bool sound;
    } bands[] = {
        {{NO, p.one, 0, 0, NO, p.one, NO, 0, 1, NO}, true},
        {{p.zero, p.one, 0, 0, NO, p.two, p.ten, 3, 1, NO}, true},
        {{p.zero, p.one, 2, 0, NO, p.one, p.ten, 0, 1, NO}, false}, /* both have 1 */
        {{p.zero, p.one, 2, 0, NO, p.one, p.ten, 1, 1, NO}, true},  /* the first alone */
        {{p.zero, p.two, 0, 0, NO, p.one, p.ten, 0, 1, NO}, false}, /* they overlap */
        {{p.ten, p.zero, 0, 0, NO, p.ten, NO, 0, 1, NO}, false},    /* ends before it begins */
        {{p.zero, NO, 0, 0, NO, p.ten, NO, 0, 1, NO}, false},       /* no end but the last */
        {{p.zero, p.one, 0, 0, NO, NO, p.ten, 0, 1, NO}, false},    /* no beginning */
        {{p.none, p.one, 0, 0, NO, p.one, NO, 0, 1, NO}, false},    /* what is none */
        {{p.zero, p.none, 0, 0, NO, p.one, NO, 0, 1, NO}, false},
        {{p.zero, p.one, 0, 0, NO, p.none, NO, 0, 1, NO}, false},
        {{p.x, p.one, 0, 0, NO, p.one, NO, 0, 1, NO}, false}, /* no constant */
        {{p.zero, p.x, 0, 0, NO, p.one, NO, 0, 1, NO}, false},
        {{p.zero, p.one, 0, 0, NO, far, NO, 0, 1, NO}, false},
        {{p.zero, p.one, 0, 0, p.one, p.one, NO, 0, 1, NO}, false},       /* a condition */
        {{p.zero, p.one, 4, 0, NO, p.one, NO, 0, 1, NO}, false},          /* no such flag */
        {{p.zero, p.one, 0, UINT32_MAX, NO, p.one, NO, 0, 1, NO}, false}, /* no such row */
        {{p.half, p.one, 0, 0, NO, p.one, NO, 0, 1, NO}, false},          /* another class */
    };
    uint32_t place = assemble_list(&a, bands[0].words, 2 * WIDTH);
    (void)assemble_op(&a, OP_BAND, QN_AUX_SORTED, p.x, place, 2);
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++) {
        for (uint32_t k = 0; k < 2 * WIDTH; k++) {
            a.entry_rows[place + k].value = bands[i].words[k];
        }
        const char *said = verdict(&a.tables);
        if ((said[0] == 0) != bands[i].sound || (!bands[i].sound && !strstr(said, operand))) {
            printf("band %zu: %s\n", i, said);
            CHECK(false);
        }
    }
}

/* A LOOKUP of x with two pieces of one name each, a row that is not asked, two rows and one test,
 * and the instruction that chooses the row. */
enum {
    PIECES_AT = QN_LOOKUP_HEAD,
    NAMES_AT = PIECES_AT + 10,
    FIRST_AT = NAMES_AT + 4,
    TESTS_AT = FIRST_AT + 3,
    WORDS = TESTS_AT + QN_LOOKUP_TEST_WIDTH
};

static uint32_t begin_lookup(qn_op choice)
{
    begin_rule();
    const uint32_t words[WORDS] = {
        p.x,    QN_CLASS_I, 2, 3,   1, 2,     1,              /* the head */
        p.zero, p.one,      0, 0,   2, p.one, p.ten, 0, 2, 3, /* pieces */
        0,      1,          1, 0,                             /* names, and the one everywhere */
        0,      0,          1,                                /* where tests begin */
        p.zero, p.ten,      0, p.x,                           /* a test */
    };
    uint32_t place = assemble_list(&a, words, WORDS);
    uint32_t list = ASSEMBLE_LIST(&a, p.zero, p.one, 0, 0, NO);
    (void)assemble_op(&a, OP_LOOKUP, 0, place, WORDS, 1);
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    (void)assemble_op(&a, choice, 0, choice == OP_BAND ? p.x : 0, list, choice == OP_BAND ? 1 : 2);
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    return place;
}

static void test_indexes(void)
{
    static const struct {
        uint32_t at;
        uint32_t value;
    } changes[] = {
        {QN_LOOKUP_SUBJECT, 100},
        {QN_LOOKUP_SUBJECT, NO},
        {QN_LOOKUP_CLASS, 3},
        {QN_LOOKUP_CLASS, QN_CLASS_Q},
        {QN_LOOKUP_ROWS, 1},
        {QN_LOOKUP_TESTS, 2},
        {PIECES_AT + QN_LOOKUP_LOW, 100},
        {PIECES_AT + QN_LOOKUP_HIGH, 100},
        {PIECES_AT + QN_LOOKUP_FLAGS, 4},
        {PIECES_AT + QN_LOOKUP_FROM, 1},
        {PIECES_AT + QN_LOOKUP_TO, 4},
        {PIECES_AT + 5 + QN_LOOKUP_TO, 1},
        {PIECES_AT + 5 + QN_LOOKUP_TO, 2},
        {NAMES_AT, 2},
        {NAMES_AT, 1},
        {NAMES_AT + 3, 2},
        {FIRST_AT, 1},
        {FIRST_AT + 1, 2},
        {FIRST_AT + 2, 0},
        {TESTS_AT + QN_LOOKUP_LOW, 100},
        {TESTS_AT + QN_LOOKUP_OF, 100},
        {TESTS_AT + QN_LOOKUP_FLAGS, 2 * QN_LOOKUP_OR_NEXT},
        {TESTS_AT + QN_LOOKUP_FLAGS, 3 << QN_LOOKUP_CLASS_SHIFT},
        {TESTS_AT + QN_LOOKUP_FLAGS, QN_CLASS_W << QN_LOOKUP_CLASS_SHIFT},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        uint32_t place = begin_lookup(OP_ONE);
        a.entry_rows[place + changes[i].at].value = changes[i].value;
        const char *said = verdict(&a.tables);
        if (strstr(said, operand) == NULL) {
            printf("change %zu of the index: %s\n", i, said);
            CHECK(false);
        }
    }
    uint32_t place = begin_lookup(OP_ONE);
    VERDICT("");
    a.entry_rows[place + PIECES_AT + QN_LOOKUP_LOW].value = NO; /* from the beginning */
    VERDICT("");
    a.entry_rows[place + QN_LOOKUP_NAMES].value = 4; /* one that no piece has */
    a.entry_rows[place + QN_LOOKUP_EVERYWHERE].value = 0;
    VERDICT(operand);
    (void)begin_lookup(OP_ONE);
    a.instruction_rows[0].b = WORDS - 1; /* not all of it */
    VERDICT(operand);
    (void)begin_lookup(OP_ONE);
    a.instruction_rows[0].b = QN_LOOKUP_HEAD - 1;
    VERDICT(operand);
    (void)begin_lookup(OP_ONE);
    a.instruction_rows[0].a = a.tables.entry_count;
    VERDICT(operand);
}

/* Where what an index passes over ends. */
static void test_choices_behind(void)
{
    (void)begin_lookup(OP_BAND);
    VERDICT("");
    (void)begin_lookup(OP_FIRST);
    VERDICT("");
    a.instruction_rows[0].c = 0; /* at the NOT */
    VERDICT(operand);
    a.instruction_rows[0].c = 2;
    VERDICT(operand);
    a.instruction_rows[0].c = 3; /* behind the code */
    VERDICT(operand);
    (void)begin_lookup(OP_FIRST); /* another rule's */
    a.rule_rows[0].code_count = 2;
    a.rule_rows[0].result = qn_tables_first_result(&a.tables);
    uint32_t next = assemble_rule(&a, "next", p.number, NULL, 0);
    a.rule_rows[next].first_code = 2;
    a.rule_rows[next].code_count = 2;
    VERDICT(operand);
    uint32_t place = begin_lookup(OP_FIRST); /* nothing behind it */
    (void)assemble_op(&a, OP_LOOKUP, 0, place, WORDS, 0);
    VERDICT(operand);
    place = begin_lookup(OP_FIRST); /* nothing between the two */
    a.instruction_rows[1] = (qn_row_instruction){.word = OP_LOOKUP, .a = place, .b = WORDS};
    a.instruction_rows[0] = (qn_row_instruction){.word = OP_NOT, .a = p.one};
    VERDICT("");
}

/* A reading that is remembered, in a region of a certain depth; its first instruction. */
static uint32_t begin_reading(uint32_t depth)
{
    begin();
    a.memo_rows[a.tables.memo_count++] = (qn_row_memo){.class_ = QN_CLASS_I};
    a.memo_rows[a.tables.memo_count++] = (qn_row_memo){.class_ = QN_CLASS_Q};
    (void)assemble_rule(&a, "r", p.number, NULL, 0);
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    uint32_t length = depth + 4;
    for (uint32_t i = 0; i < depth; i++) {
        (void)assemble_op(&a, OP_REGION, 0, length - 1 - i, 0, 0);
    }
    uint32_t first = a.tables.instruction_count;
    (void)assemble_op(&a, OP_RECALL, 0, p.one, 0, 1);
    uint32_t passed = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    (void)assemble_op(&a, OP_KEEP, 0, passed, p.one, 0);
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    a.rule_rows[0].result = qn_tables_first_result(&a.tables);
    return first;
}

static void test_readings(void)
{
    uint32_t first = begin_reading(0);
    VERDICT("");
    a.instruction_rows[first].c = 0; /* without what it reads */
    VERDICT(operand);
    a.instruction_rows[first].c = 3; /* behind the code */
    VERDICT(operand);
    a.instruction_rows[first].c = 2; /* ends with a NOT */
    VERDICT(operand);
    first = begin_reading(0);
    a.instruction_rows[first + 2].b = p.two; /* of another day */
    VERDICT(operand);
    first = begin_reading(0);
    a.instruction_rows[first].b = 1; /* of another memo */
    VERDICT(operand);
    first = begin_reading(0);
    a.instruction_rows[first].b = a.instruction_rows[first + 2].c = 1; /* of another class */
    VERDICT(operand);
    first = begin_reading(0);
    a.instruction_rows[first].b = a.instruction_rows[first + 2].c = 2; /* of no memo */
    VERDICT(operand);
    first = begin_reading(0);
    a.rule_rows[0].code_count = first + 2; /* which another rule keeps */
    uint32_t next = assemble_rule(&a, "next", p.number, NULL, 0);
    a.rule_rows[next].first_code = first + 2;
    a.rule_rows[next].code_count = 2;
    a.rule_rows[next].result = qn_tables_first_result(&a.tables) + first + 3;
    VERDICT(operand);
    first = begin_reading(0);
    a.instruction_rows[first + 3].a = qn_tables_first_result(&a.tables) + first + 1;
    VERDICT(operand); /* reads what may have been passed over */
    (void)begin_reading(QN_REGION_DEPTH_MAX - 1);
    VERDICT("");
    (void)begin_reading(QN_REGION_DEPTH_MAX);
    VERDICT(operand);
    first = begin_reading(QN_REGION_DEPTH_MAX);
    for (uint32_t i = first; i < first + 3; i++) {
        a.instruction_rows[i] = (qn_row_instruction){.word = OP_NOT, .a = p.one};
    }
    VERDICT("");
    a.instruction_rows[first] = (qn_row_instruction){.word = OP_REGION, .a = 1};
    VERDICT(operand);
    uint32_t place = begin_lookup(OP_FIRST); /* an index at a depth that has no place for another */
    for (int k = 0; k < 2; k++) {
        begin_rule();
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t depth = (uint32_t)QN_REGION_DEPTH_MAX - (uint32_t)k;
        for (uint32_t i = 0; i < depth; i++) {
            (void)assemble_op(&a, OP_REGION, 0, depth + 2 - i, 0, 0);
        }
        const uint32_t words[] = {p.x, QN_CLASS_I, 0, 0, 1, 1, 0, 0, 0, 0};
        place = assemble_list(&a, words, 10);
        uint32_t list = ASSEMBLE_LIST(&a, p.zero);
        (void)assemble_op(&a, OP_LOOKUP, 0, place, 10, 1);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_op(&a, OP_ONE, 0, 0, list, 1);
        a.rule_rows[0].result = qn_tables_first_result(&a.tables);
        VERDICT(k == 0 ? operand : "");
    }
}

static void test_lists(void)
{
    qn_row_instruction *in = in_image("step03", OP_GATES);
    t.entry[in->b].value = QN_NONE_INDEX;
    REFUSED(operand);
    in = in_image("step03", OP_GATES);
    t.entry[in->b + 1].value = QN_NONE_INDEX;
    REFUSED(operand);
    in = in_image("step03", OP_GATES);
    in->b = t.entry_count;
    REFUSED(operand);
    in = in_image("records_as_elements", OP_STORE);
    t.entry[in->a + 1].value = 0; /* of no rows */
    REFUSED(operand);
    in = in_image("records_as_elements", OP_STORE);
    t.entry[in->a + 3].value = QN_NONE_INDEX;
    REFUSED(operand);
    in = in_image("records_as_elements", OP_STORE);
    t.entry[in->a].value = QN_NONE_INDEX;
    REFUSED(operand);
    in = in_image("records_as_elements", OP_STORE);
    in->b = UINT32_MAX;
    REFUSED(operand);
    in = in_image("records_as_elements", OP_STORE);
    t.entry[in->a + 2].value = QN_CELLS_MAX;
    REFUSED("there are too many cells");
    in = in_image("base_none", OP_RESOLVE);
    t.entry[in->b].value = QN_NONE_INDEX;
    REFUSED(operand);
    in = in_image("base_none", OP_RESOLVE);
    in->c = UINT32_MAX;
    REFUSED(operand);
    in = in_image("lists_aggregates", OP_TOTAL);
    in->a = t.sequence_count;
    REFUSED(operand);
}

/* Clauses that go before others are clauses of the same choice, both of them. */
static void test_pairs(void)
{
    for (uint32_t side = 0; side < 2; side++) {
        qn_row_instruction *in = in_image("labels_of_rows", OP_RESOLVE);
        while (qn_instruction_op(in) != OP_RESOLVE || t.entry[in->b + 2 * in->c + 1].value == 0) {
            in++;
        }
        t.entry[in->b + 2 * in->c + 2 + side].value = in->c;
        REFUSED(operand);
    }
}

/* The region of working days: its day is a day, and its result a yes or a no. */
static void test_regions(void)
{
    for (int k = 0; k < 7; k++) {
        begin_rule();
        uint32_t open = assemble_op(&a, OP_REGION, 0, 2, 0, 0);
        uint32_t day = assemble_op(&a, OP_PARAM, k == 1 ? QN_CLASS_Q : QN_CLASS_I, 0, 0, 0);
        uint32_t result = k == 2   ? assemble_op(&a, OP_WIDEN, 0, p.one, 0, 0)
                          : k == 3 ? assemble_op(&a, OP_PARAM, 0, 0, 0, 0)
                                   : assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t region = assemble_region(&a, day, result);
        if (k == 4) {
            a.instruction_rows[1] = (qn_row_instruction){.word = OP_NOT, .a = p.one};
        } else if (k == 5) {
            region = 1;
        }
        (void)assemble_op(&a, OP_WORK_SEEK, 0, k == 6 ? open : p.one, 0, region);
        VERDICT(k == 0 || k == 3 || k == 6 ? "" : operand);
    }
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    (void)assemble_op(&a, OP_REGION, 0, 2, 0, 0); /* which the table of regions does not have */
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    VERDICT(operand);
    a.instruction_rows[1].a = 1;
    a.rule_rows[0].result = qn_tables_first_result(&a.tables);
    VERDICT("");
    for (uint32_t count = 2; count <= 3;
         count++) { /* which is in the rule, and reaches out of it */
        begin_rule();
        (void)assemble_op(&a, OP_REGION, 0, count, 0, 0);
        uint32_t day = assemble_op(&a, OP_PARAM, QN_CLASS_I, 0, 0, 0);
        uint32_t within = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        a.rule_rows[0].result = p.one;
        (void)assemble_rule(&a, "behind", p.number, NULL, 0);
        uint32_t without = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_region(&a, day, count == 2 ? within : without);
        a.region_rows[0].count = count;
        a.rule_rows[1].result = p.one;
        VERDICT(count == 2 ? "" : "a region reaches out of its rule");
    }
}

/* ---- tables */

static void test_constants(void)
{
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    qn_row_constant *wide = &a.constant_rows[p.wide];
    wide->w0 = wide->w1 = wide->w2 = 0;
    wide->w3 = 0x80000000;
    VERDICT("lowest terms"); /* the one that has no opposite */
    wide->w0 = 1;
    VERDICT("");
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    a.constant_rows[p.third].w0 = 0;
    a.constant_rows[p.third].w3 = 0x80000000;
    VERDICT("lowest terms");
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    a.constant_rows[p.third].w4 = 0;
    a.constant_rows[p.third].w7 = 0x80000000;
    VERDICT("lowest terms");
    begin_rule();
    a.constant_rows[p.third].w0 = 6; /* 6/3 */
    VERDICT("lowest terms");
}

static void test_strings(void)
{
    uint32_t ends[2] = {0, 2};
    qn_tables empty = {.text = "", .string = ends};
    check_verdict(&empty, "the strings do not fill the text", __LINE__);
    empty.string_count = 1;
    empty.text = "x";
    check_verdict(&empty, "string 0 has text", __LINE__);
    ends[1] = 1;
    empty.text = "";
    check_verdict(&empty, "", __LINE__);
}

/* Text that is no UTF-8, in each byte that a character has. */
static void test_letters(void)
{
    static const struct {
        const char *name;
        bool is_sound;
    } names[] = {
        {"\xc9\x99", true},          {"\xe2\x82\xac", true},      {"\xf0\x9f\x98\x80", true},
        {"\xe2\x82", false},         {"\xe2\x41\xac", false},     {"\xe2\x82\x41", false},
        {"\xf0\x9f\x98\x41", false}, {"\xf0\x9f\x41\x80", false}, {"\xe2\x82\xc0", false}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        begin();
        (void)assemble_rule(&a, names[i].name, p.number, NULL, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        VERDICT(names[i].is_sound ? "" : "string");
    }
}

/* Lists have elements of one kind, and room for one. */
static void test_list_types(void)
{
    for (int k = 0; k < 4; k++) {
        begin_rule();
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t element = assemble_field(&a, "", p.number, NO, NO, NO, p.half);
        uint32_t type = assemble_list_type(&a, element, k == 1 ? 0 : 3);
        a.type_rows[type].field_count = k == 2 ? 0 : k == 3 ? 2 : 1;
        VERDICT(k == 0 ? "" : k == 3 ? "TYPE" : "a type has no grid, unit or values");
    }
}

/* A rule needs another once, and what is read in a rule needs nothing. */
static void test_needs(void)
{
    static const uint32_t needs[3][2] = {{0, 1}, {0, 0}, {0, 3}}; /* the last is no rule */
    for (int k = 0; k < 3; k++) {
        begin();
        (void)assemble_rule(&a, "first", p.number, NULL, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_rule(&a, "second", p.number, NULL, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_rule(&a, "third", p.number, needs[k], 2);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        VERDICT(k == 0 ? "" : "the rules that a rule needs are out of order");
    }
}

/* What a rule is said to use are rules, and what it reads are facts. */
static void test_uses(void)
{
    for (int k = 0; k < 4; k++) {
        begin_rule();
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t list = k < 2 ? a.tables.rule_count - 1 : a.tables.fact_count - 1;
        list = ASSEMBLE_LIST(&a, list + (uint32_t)k % 2);
        a.rule_rows[0].first_use = a.rule_rows[0].first_read = list;
        a.rule_rows[0].use_count = k < 2;
        a.rule_rows[0].read_count = k >= 2;
        VERDICT(k % 2 == 0 ? "" : not_there);
    }
}

/* What a clause is told by must be seen from its rule. */
static void test_clauses(void)
{
    for (int k = 0; k < 4; k++) {
        begin();
        (void)assemble_rule(&a, "other", p.number, NULL, 0);
        uint32_t hidden = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t rule = assemble_rule(&a, "r", p.number, NULL, 0);
        uint32_t own = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        a.clause_rows[0] = (qn_row_clause){.rule = rule,
                                           .condition = k == 1 ? hidden : own,
                                           .chosen = k == 2 ? hidden : own,
                                           .value = k == 3 ? hidden : own,
                                           .type = NO,
                                           .from = NO,
                                           .until = NO,
                                           .source = NO};
        a.tables.clause_count = 1;
        a.rule_rows[rule].clause_count = 1;
        VERDICT(k == 0 ? "" : not_there);
    }
}

static void test_declarations(void)
{
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    a.fact_rows[0].preset = p.none;
    VERDICT("");
    a.fact_rows[0].preset = p.error;
    VERDICT("a fact has a range, default or step");
    a.fact_rows[0].preset = p.half;
    VERDICT("a fact has a range, default or step");
    a.fact_rows[0].preset = p.two;
    VERDICT("");
    a.fact_rows[0].low = p.none;
    VERDICT("a fact has a range, default or step");
    a.fact_rows[0].low = p.zero;
    a.fact_rows[0].step = assemble_ratio(&a, -1, 2);
    VERDICT("a fact has a range, default or step");
}

/* Rules without code, and rules that are read in another: they may need nothing out of order. */
static void test_rules(void)
{
    static const uint32_t none[1] = {0};
    static const uint32_t first[1] = {0};
    for (int k = 0; k < 4; k++) {
        begin();
        (void)assemble_rule(&a, "whole", p.number, none, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t empty = assemble_rule(&a, "empty", p.number, first, 1);
        a.rule_rows[empty].result = p.one;
        a.rule_rows[empty].first_code = k == 1 ? 1 : 2;
        a.rule_rows[0].flags = 0;
        if (k == 2) {
            a.rule_rows[empty].result = p.half; /* of another class */
        } else if (k == 3) {
            a.entry_rows[a.rule_rows[empty].first_need].value = empty;
        }
        VERDICT(k == 0 ? "" : k == 2 ? not_there : "the rules that a rule needs are out of order");
    }
    for (int k = 0; k < 10; k++) {
        begin();
        uint32_t early = assemble_rule(&a, "early", p.number, none, 0);
        a.rule_rows[early].result = p.one;
        (void)assemble_rule(&a, "around", p.number, none, 0);
        (void)assemble_op(&a, OP_REGION, 0, 1, 0, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t other = assemble_rule(&a, "other", p.number, none, 0);
        (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t inside = assemble_rule(&a, "inside", p.number, first, 0);
        qn_row_rule *rule = &a.rule_rows[inside];
        rule->flags = QN_RULE_INLINE;
        rule->first_code = 1;
        rule->code_count = 2;
        rule->result = qn_tables_first_result(&a.tables) + 1;
        switch (k) {
        case 1:
            rule->first_code = 4;
            rule->code_count = 0;
            break;
        case 2:
            rule->first_need = assemble_list(&a, first, 1);
            rule->need_count = 1;
            break;
        case 3:
            rule->code_count = 3; /* of two rules */
            break;
        case 4: /* a whole rule needs it */
            a.rule_rows[other].first_need = ASSEMBLE_LIST(&a, inside);
            a.rule_rows[other].need_count = 1;
            break;
        case 5:
            a.rule_rows[other].on = qn_tables_first_result(&a.tables) + 1; /* inside a region */
            break;
        case 6:
            a.rule_rows[other].limited = p.half; /* not of its type */
            a.rule_rows[other].limited_type = p.number;
            break;
        case 7:
            a.rule_rows[other].limited = p.two;
            a.rule_rows[other].limited_type = p.number;
            break;
        case 8:
            rule->result = qn_tables_first_result(&a.tables) + 3; /* another rule's */
            break;
        case 9:
            a.rule_rows[other].on = p.half; /* no day */
            break;
        default:
            break;
        }
        VERDICT(k == 0 || k == 7 ? ""
                : k == 4         ? "the rules that a rule needs are out of order"
                                 : not_there);
    }
}

/* Lists whose first entry or row is wrong and whose second is not. */
static void test_first_of_two(void)
{
    qn_row_data data[2] = {{.entry_count = 2}, {.entry_count = 1}};
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    data[0].first_entry = data[1].first_entry = ASSEMBLE_LIST(&a, p.zero, p.one);
    a.tables.data = data;
    a.tables.data_count = 2;
    VERDICT("");
    data[0].first_cell = QN_CELLS_MAX;
    VERDICT("there are too many cells");
    data[0].first_cell = QN_CELLS_MAX - 1;
    VERDICT("there are too many cells");
    data[0].first_cell = QN_CELLS_MAX + 1;
    VERDICT("there are too many cells");
    data[0].first_cell = 0;
    a.entry_rows[data[0].first_entry].value = p.x;
    VERDICT("what lies in cells is no constant");
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    uint32_t list = ASSEMBLE_LIST(&a, 0, 1);
    for (int i = 0; i < 2; i++) {
        a.memo_rows[a.tables.memo_count++] =
            (qn_row_memo){.first_fact = list, .fact_count = i == 0 ? 2 : 0};
    }
    VERDICT("");
    a.entry_rows[list].value = a.tables.fact_count;
    VERDICT("a memo depends on what is no fact");
}

/* As many memos as a program may have, and one more. */
static void test_many_memos(void)
{
    static qn_row_memo memos[QN_MEMOS_MAX + 1];
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    qn_tables many = a.tables;
    many.memo = memos;
    for (uint32_t more = 0; more < 2; more++) {
        many.memo_count = QN_MEMOS_MAX + more;
        check_verdict(&many, more == 0 ? "" : "a memo depends on what is no fact", __LINE__);
    }
}

static void test_expectations(void)
{
    begin_rule();
    (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
    const qn_row_expectation sound = {.rule = 0,
                                      .status = QN_KNOWN,
                                      .value = p.third,
                                      .type = p.ratio,
                                      .tolerance = p.half,
                                      .source = NO};
    qn_row_expectation *row = &a.expectation_rows[a.tables.expectation_count++];
    *row = sound;
    VERDICT("");
    row->type = NO;
    VERDICT("an expected value is of another type");
    *row = sound;
    row->value = NO;
    VERDICT("an expected value is of another type");
    *row = sound;
    row->value = p.two;
    VERDICT("an expected value is of another type");
    *row = sound;
    row->status = QN_NONE;
    VERDICT("no sound tolerance");
    *row = sound;
    row->tolerance = assemble_status(&a, QN_CLASS_Q, QN_NONE, 0, "no");
    VERDICT("no sound tolerance");
    *row = sound;
    row->tolerance = p.one;
    VERDICT("no sound tolerance");
    *row = sound;
    row->value = p.one;
    row->type = p.number; /* of class I */
    VERDICT("no sound tolerance");
    row->type = assemble_type(&a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    VERDICT("no sound tolerance");
    *row = sound;
    row->because_count = 1;
    row->first_because = ASSEMBLE_LIST(&a, a.tables.string_count);
    VERDICT("no sound tolerance");
}

/* ---- sequences */

/* A stage, with what it reads one more than it is, so that what is left out is nothing. */
static uint32_t stage(qn_row_sequence row)
{
    row.source--;
    row.inner--;
    row.region--;
    row.a--;
    row.b--;
    row.limit = 3;
    row.type = row.rule = row.clause = NO;
    a.sequence_rows[a.tables.sequence_count] = row;
    return a.tables.sequence_count++;
}

#define STAGE(...) stage((qn_row_sequence){__VA_ARGS__})

/* The values 1 and 2 in a register of their own; what is nested goes through both of two such. */
static uint32_t given(void)
{
    uint32_t out = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    return STAGE(.kind = QN_SEQ_GIVEN, .out = out, .first_entry = ASSEMBLE_LIST(&a, p.one, p.two),
                 .entry_count = 2);
}

static void test_numbers_of_stages(void)
{
    struct {
        qn_row_sequence row;
        bool sound;
    } rows[] = {
        {{.kind = QN_SEQ_PARTS, .flags = QN_PART_YEARS}, true},
        {{.kind = QN_SEQ_PARTS, .flags = QN_PART_UNIT_COUNT}, false},
        {{.kind = QN_SEQ_PARTS, .flags = QN_MONTHS_UP << QN_SEQ_MONTHS_SHIFT}, true},
        {{.kind = QN_SEQ_PARTS, .flags = (QN_MONTHS_UP + 1) << QN_SEQ_MONTHS_SHIFT}, false},
        {{.kind = QN_SEQ_EACH, .entry_count = 1}, true},
        {{.kind = QN_SEQ_EACH, .entry_count = 2}, false},
        {{.kind = QN_SEQ_CARRY, .entry_count = 3}, true},
        {{.kind = QN_SEQ_CARRY, .entry_count = 4}, false},
        {{.kind = QN_SEQ_CARRY, .entry_count = 3 * QN_CARRIED_MAX}, true},
        {{.kind = QN_SEQ_CARRY, .entry_count = 3 * (QN_CARRIED_MAX + 1)}, false},
        {{.kind = QN_SEQ_BEFORE, .entry_count = 1, .cell_count = 1}, true},
        {{.kind = QN_SEQ_BEFORE, .entry_count = 1}, false},
        {{.kind = QN_SEQ_BEFORE, .entry_count = 0, .cell_count = 1}, false},
        {{.kind = QN_SEQ_BEFORE, .entry_count = 2, .cell_count = 1}, false},
        {{.kind = QN_SEQ_LAST, .cell_count = 3}, true},
        {{.kind = QN_SEQ_LAST, .cell_count = 2}, false},
        {{.kind = QN_SEQ_CHOICE, .entry_count = 1}, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin_rule();
        uint32_t source = given();
        uint32_t out = a.sequence_rows[source].out;
        qn_row_sequence row = rows[i].row;
        bool alone = row.kind == QN_SEQ_PARTS || row.kind == QN_SEQ_CHOICE;
        uint32_t words[3 * (QN_CARRIED_MAX + 1)];
        for (uint32_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            words[k] = row.kind == QN_SEQ_CHOICE ? source : out;
        }
        row.first_entry = assemble_list(&a, words, row.entry_count);
        row.source = alone ? 0 : source + 1;
        row.a = alone || row.kind == QN_SEQ_LAST ? p.one + 1 : 0;
        row.b = row.kind == QN_SEQ_CARRY ? out + 1 : 0;
        row.out = out;
        uint32_t used = stage(row);
        (void)assemble_op(&a, OP_COUNT, 0, used, 0, 0);
        VERDICT(rows[i].sound ? "" : stage_lacks);
    }
    begin_rule();
    uint32_t source = given();
    uint32_t choice =
        STAGE(.kind = QN_SEQ_CHOICE, .a = p.one + 1, .out = a.sequence_rows[source].out,
              .first_entry = ASSEMBLE_LIST(&a, 1), .entry_count = 1);
    (void)assemble_op(&a, OP_COUNT, 0, choice, 0, 0); /* chooses itself */
    VERDICT(stage_lacks);
}

/* What the entries of stages may name. */
static void test_entries_of_stages(void)
{
    for (int k = 0; k < 14; k++) {
        begin_rule();
        uint32_t source = given();
        uint32_t other = assemble_op(&a, OP_PARAM, QN_CLASS_Q, 0, 0, 0);
        uint32_t place = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
        uint32_t plain = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        uint32_t out = a.sequence_rows[source].out;
        uint32_t *first = &a.entry_rows[a.sequence_rows[source].first_entry].value;
        const uint32_t entries[] = {NO, other, plain, p.one};
        bool sound = false;
        uint32_t used = source;
        if (k < 4) { /* GIVEN: anything of its class that may be read */
            *first = entries[k];
            sound = k >= 2;
        } else if (k < 9) { /* EACH: a register of its own for the number */
            const uint32_t numbers[] = {NO, other, plain, p.one, place};
            used = STAGE(.kind = QN_SEQ_EACH, .source = source + 1, .b = out + 1, .out = out,
                         .first_entry = ASSEMBLE_LIST(&a, numbers[k - 4]), .entry_count = 1);
            sound = k == 8;
        } else { /* BEFORE: one for the element before */
            const uint32_t before[] = {NO, other, plain, p.one, place};
            used = STAGE(.kind = QN_SEQ_BEFORE, .source = source + 1, .out = out,
                         .first_entry = ASSEMBLE_LIST(&a, before[(k - 9) % 5]), .entry_count = 1,
                         .cell_count = 1);
            sound = k == 13;
        }
        (void)assemble_op(&a, OP_COUNT, 0, used, 0, 0);
        VERDICT(sound ? "" : stage_strays);
    }
    for (int k = 0; k < 8; k++) { /* CARRY: what is carried, its first value, its next one */
        begin_rule();
        uint32_t source = given();
        uint32_t other = assemble_op(&a, OP_PARAM, QN_CLASS_Q, 0, 0, 0);
        uint32_t place = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
        uint32_t plain = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        const uint32_t triples[][3] = {{place, p.one, plain},  {NO, p.one, plain},
                                       {place, NO, plain},     {place, p.one, NO},
                                       {plain, p.one, plain},  {place, p.half, plain},
                                       {place, p.one, p.half}, {other, p.one, p.one}};
        uint32_t used =
            STAGE(.kind = QN_SEQ_CARRY, .source = source + 1, .b = place + 1, .out = place,
                  .first_entry = assemble_list(&a, triples[k], 3), .entry_count = 3);
        (void)assemble_op(&a, OP_COUNT, 0, used, 0, 0);
        VERDICT(k == 0 ? "" : stage_strays);
    }
}

/* A sequence has one user's place alone; what is nested without a region lies in what it is nested
 * in. */
static void test_places_of_stages(void)
{
    static const uint32_t needs[1] = {0};
    begin_rule();
    uint32_t source = given();
    uint32_t inner = given();
    uint32_t nested = STAGE(.kind = QN_SEQ_NESTED, .source = source + 1, .inner = inner + 1,
                            .out = a.sequence_rows[inner].out);
    (void)assemble_op(&a, OP_COUNT, 0, nested, 0, 0);
    VERDICT("");
    uint32_t twice = a.tables.instruction_count;
    (void)assemble_op(&a, OP_COUNT, 0, source, 0, 0); /* from the same place */
    VERDICT("");
    a.instruction_rows[twice].a = inner; /* from outside */
    VERDICT(stage_strays);
    for (int k = 0; k < 3; k++) { /* what may be chosen is used from where the choice is */
        begin_rule();
        uint32_t one = given();
        uint32_t two = given();
        uint32_t out = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
        uint32_t list = k == 1 ? ASSEMBLE_LIST(&a, one, two) : ASSEMBLE_LIST(&a, two, one);
        uint32_t choice = STAGE(.kind = QN_SEQ_CHOICE, .a = p.one + 1, .out = out,
                                .first_entry = list, .entry_count = 2);
        uint32_t around = STAGE(.kind = QN_SEQ_NESTED, .source = two + 1, .inner = one + 1,
                                .out = a.sequence_rows[one].out);
        (void)assemble_op(&a, OP_COUNT, 0, choice, 0, 0);
        if (k < 2) {
            (void)assemble_op(&a, OP_COUNT, 0, around, 0, 0);
        }
        VERDICT(k < 2 ? stage_strays : "");
    }
    begin(); /* what is nested goes through what another rule uses */
    (void)assemble_rule(&a, "before", p.number, NULL, 0);
    source = given();
    (void)assemble_op(&a, OP_COUNT, 0, source, 0, 0);
    (void)assemble_rule(&a, "r", p.number, needs, 1);
    inner = given();
    nested = STAGE(.kind = QN_SEQ_NESTED, .source = source + 1, .inner = inner + 1,
                   .out = a.sequence_rows[inner].out);
    (void)assemble_op(&a, OP_COUNT, 0, nested, 0, 0);
    VERDICT(stage_strays);
    for (int k = 0; k < 3; k++) { /* a stage writes registers of its own rule alone */
        begin();
        (void)assemble_rule(&a, "before", p.number, NULL, 0);
        uint32_t far = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
        (void)assemble_rule(&a, "r", p.number, needs, k == 1 ? 0 : 1);
        uint32_t used = given();
        uint32_t own = a.sequence_rows[used].out;
        a.sequence_rows[used].out = k == 2 ? own : far;
        a.entry_rows[a.sequence_rows[used].first_entry].value = k == 2 ? far : p.one;
        (void)assemble_op(&a, OP_COUNT, 0, used, 0, 0);
        VERDICT(k == 2 ? "" : stage_strays);
    }
    for (int k = 0; k < 2;
         k++) { /* the region of a stage stands where it is used, or further out */
        begin_rule();
        source = given();
        uint32_t out = a.sequence_rows[source].out;
        uint32_t open = assemble_op(&a, OP_REGION, 0, k == 0 ? 1 : 3, 0, 0);
        if (k == 1) {
            (void)assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
            open = assemble_op(&a, OP_REGION, 0, 1, 0, 0);
        }
        uint32_t value = assemble_op(&a, OP_NOT, 0, out, 0, 0);
        uint32_t region = assemble_region(&a, open + 1, value);
        uint32_t each = STAGE(.kind = QN_SEQ_EACH, .source = source + 1, .region = region + 1,
                              .b = value + 1, .out = value);
        (void)assemble_op(&a, OP_COUNT, 0, each, 0, 0);
        VERDICT(k == 0 ? "" : stage_strays);
    }
}

/* Stages in a region, one behind the other, and what goes through its elements around them: they
 * take the place of the region and of the elements in the depth that there may be. */
static void test_depth_of_regions(void)
{
    enum { AROUND = 2 };
    for (uint32_t more = 0; more < 2; more++) {
        begin_rule();
        uint32_t outer = given();
        (void)assemble_op(&a, OP_REGION, 0, 2, 0, 0);
        uint32_t inner = given();
        uint32_t out = a.sequence_rows[inner].out;
        for (uint32_t depth = 1; depth < QN_SEQUENCE_DEPTH_MAX - AROUND + more; depth++) {
            inner =
                STAGE(.kind = QN_SEQ_DISTINCT, .source = inner + 1, .out = out, .cell_count = 6);
        }
        uint32_t counted = assemble_op(&a, OP_COUNT, 0, inner, 0, 0);
        uint32_t region = assemble_region(&a, out, counted);
        uint32_t each = STAGE(.kind = QN_SEQ_EACH, .source = outer + 1, .region = region + 1,
                              .b = counted + 1, .out = counted);
        (void)assemble_op(&a, OP_TOTAL, 0, each, 0, 0);
        VERDICT(more == 0 ? "" : "nested too deeply");
    }
}

/* ---- lists that share their entries too often */

enum { SHARED = 4000, SHARERS = 200 };

/* A program without code, whose pool has many entries, all 0; the caller adds what shares them. */
static qn_row_entry *begin_shared(qn_tables *tables)
{
    begin();
    *tables = a.tables;
    tables->entry = calloc(SHARED, sizeof *tables->entry);
    tables->entry_count = SHARED;
    return tables->entry;
}

static void test_sharing(void)
{
    static qn_row_rule rules[SHARERS];
    static qn_row_clause clauses[SHARERS];
    static qn_row_memo memos[SHARERS];
    static qn_row_data data[SHARERS];
    static qn_row_expectation expected[SHARERS];
    static qn_row_leaf leaves[SHARED];
    static const char *const wanted[] = {not_there,
                                         "a clause has a value of another type",
                                         "a memo depends on what is no fact",
                                         "what lies in cells is no constant",
                                         "no sound tolerance",
                                         not_there};
    for (int kind = 0; kind < 6; kind++) {
        for (uint32_t sharers = 20; sharers <= SHARERS; sharers += SHARERS - 20) {
            qn_tables shared;
            qn_row_entry *entries = begin_shared(&shared);
            memset(clauses, 0, sizeof clauses);
            for (uint32_t i = 0; i < SHARERS; i++) {
                rules[i] = (qn_row_rule){.on = QN_NONE_INDEX,
                                         .same = QN_NONE_INDEX,
                                         .limited = QN_NONE_INDEX,
                                         .limited_type = QN_NONE_INDEX,
                                         .source = QN_NONE_INDEX,
                                         .type = p.number,
                                         .result = p.one,
                                         .use_count = kind == 0 ? SHARED : 0};
                clauses[i] = (qn_row_clause){.condition = QN_NONE_INDEX,
                                             .chosen = QN_NONE_INDEX,
                                             .value = QN_NONE_INDEX,
                                             .type = QN_NONE_INDEX,
                                             .from = QN_NONE_INDEX,
                                             .until = QN_NONE_INDEX,
                                             .source = QN_NONE_INDEX,
                                             .leaf_count = kind == 5 ? SHARED : 0,
                                             .cite_count = kind == 1 ? SHARED : 0};
                memos[i] = (qn_row_memo){.fact_count = kind == 2 ? SHARED : 0};
                data[i] = (qn_row_data){.entry_count = SHARED};
                expected[i] = (qn_row_expectation){.status = QN_NONE,
                                                   .value = QN_NONE_INDEX,
                                                   .type = QN_NONE_INDEX,
                                                   .tolerance = QN_NONE_INDEX,
                                                   .source = QN_NONE_INDEX,
                                                   .because_count = SHARED};
            }
            shared.rule = rules;
            shared.rule_count = kind == 0 ? sharers : 1;
            shared.clause = clauses;
            shared.clause_count = kind == 1 || kind == 5 ? sharers : 0;
            rules[0].clause_count = kind == 5 ? sharers : 0;
            shared.leaf = leaves;
            shared.leaf_count = kind == 5 ? SHARED : 0;
            for (uint32_t i = 0; i < shared.leaf_count; i++) {
                leaves[i] = (qn_row_leaf){
                    .type = p.number, .reg = p.one, .fact = QN_NONE_INDEX, .rule = QN_NONE_INDEX};
            }
            shared.memo = memos;
            shared.memo_count = kind == 2 ? sharers : 0;
            shared.data = data;
            shared.data_count = kind == 3 ? sharers : 0;
            shared.expectation = expected;
            shared.expectation_count = kind == 4 ? sharers : 0;
            check_verdict(&shared, sharers == 20 ? "" : wanted[kind], (unsigned)(__LINE__ + kind));
            free(entries);
        }
    }
}

/* Each rule needs all rules before it, which no list may say so often. */
static void test_shared_needs(void)
{
    enum { RULES = 1500, FEW = 300 };
    static qn_row_rule rules[RULES];
    static qn_row_entry entries[RULES];
    begin();
    for (uint32_t i = 0; i < RULES; i++) {
        entries[i].value = i;
        rules[i] = (qn_row_rule){.on = NO,
                                 .same = NO,
                                 .limited = NO,
                                 .limited_type = NO,
                                 .source = NO,
                                 .type = p.number,
                                 .result = p.one,
                                 .need_count = i};
    }
    a.tables.rule = rules;
    a.tables.entry = entries;
    a.tables.entry_count = RULES;
    a.tables.rule_count = FEW;
    VERDICT("");
    a.tables.rule_count = RULES;
    VERDICT("the lists of needed rules are too long");
}

/* Instructions, and stages, that share a list. */
static void test_shared_lists(void)
{
    enum { MOST = 240, LONG = 4000 };
    for (int kind = 0; kind < 3; kind++) {
        for (uint32_t k = 0; k < 2; k++) {
            begin_rule();
            qn_row_entry *entries = calloc(LONG, sizeof *entries);
            for (uint32_t i = 0; entries != NULL && i < LONG; i++) {
                entries[i].value = p.one;
            }
            uint32_t sharers = k == 0 ? 20 : kind == 2 ? 60 : MOST;
            uint32_t out = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
            for (uint32_t i = 0; i < sharers && kind == 0; i++) {
                (void)assemble_op(&a, OP_ONE, 0, 0, 0, LONG);
            }
            for (uint32_t i = 0; i < sharers && kind > 0; i++) {
                (void)STAGE(.kind = QN_SEQ_GIVEN, .out = out, .entry_count = LONG);
            }
            for (uint32_t i = 0; i < sharers && kind > 0; i++) {
                (void)assemble_op(&a, OP_COUNT, 0, i, 0, 0);
            }
            a.tables.entry = entries;
            a.tables.entry_count = LONG;
            VERDICT(k == 0 ? "" : kind == 0 ? operand : kind == 1 ? stage_lacks : stage_strays);
            free(entries);
        }
    }
}

/* Rules taken in that all say that they are the same long piece of code. */
static void test_shared_code(void)
{
    enum { LONG = 2000, MOST = 200 };
    static qn_row_instruction code[LONG];
    static qn_row_place places[LONG];
    static qn_row_rule rules[MOST];
    begin_rule();
    for (uint32_t i = 0; i < LONG; i++) {
        code[i] = (qn_row_instruction){.word = OP_NOT, .a = p.one};
        places[i].site = NO;
    }
    for (uint32_t i = 0; i < MOST; i++) {
        rules[i] = a.rule_rows[0];
        rules[i].code_count = LONG;
        rules[i].flags = i == 0 ? 0 : QN_RULE_INLINE;
        rules[i].result = p.one;
    }
    a.tables.rule = rules;
    a.tables.instruction = code;
    a.tables.instruction_count = LONG;
    a.tables.place = places;
    a.tables.place_count = LONG;
    a.tables.rule_count = 20;
    VERDICT("");
    a.tables.rule_count = MOST;
    VERDICT(not_there);
}

/* A stage that reads what another rule has, of which the rule around the stage must be found to
 * need it: each time among all that it needs. */
static void test_read_needs(void)
{
    enum { NEEDS = 1000, MOST = 2000 };
    static qn_row_rule rules[NEEDS + 2];
    static qn_row_entry entries[NEEDS + MOST];
    for (uint32_t count = 20; count <= MOST; count += MOST - 20) {
        begin();
        (void)assemble_rule(&a, "before", p.number, NULL, 0);
        uint32_t far = assemble_op(&a, OP_NOT, 0, p.one, 0, 0);
        (void)assemble_rule(&a, "r", p.number, NULL, 0);
        uint32_t used = given();
        a.sequence_rows[used].first_entry = NEEDS;
        a.sequence_rows[used].entry_count = count;
        (void)assemble_op(&a, OP_COUNT, 0, used, 0, 0);
        for (uint32_t i = 0; i < NEEDS + MOST; i++) {
            entries[i].value = i < NEEDS ? (i + 2) % (NEEDS + 1) : far;
        }
        entries[NEEDS - 1].value = 0; /* the one whose register it is, at last */
        for (uint32_t i = 0; i < NEEDS + 2; i++) {
            rules[i] = a.rule_rows[0];
            rules[i].code_count = i == 0 ? 1 : 0;
            rules[i].result = i == 0 ? far : p.one;
        }
        rules[NEEDS + 1] = a.rule_rows[1];
        rules[NEEDS + 1].need_count = NEEDS;
        rules[NEEDS + 1].first_need = 0;
        a.tables.rule = rules;
        a.tables.rule_count = NEEDS + 2;
        a.tables.entry = entries;
        a.tables.entry_count = NEEDS + MOST;
        VERDICT(count < MOST ? "" : stage_strays);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"numbers", test_numbers},
        {"sorted bands", test_sorted_bands},
        {"indexes", test_indexes},
        {"choices behind", test_choices_behind},
        {"readings", test_readings},
        {"lists", test_lists},
        {"pairs", test_pairs},
        {"uses", test_uses},
        {"regions", test_regions},
        {"constants", test_constants},
        {"strings", test_strings},
        {"letters", test_letters},
        {"clauses", test_clauses},
        {"list types", test_list_types},
        {"needs", test_needs},
        {"declarations", test_declarations},
        {"rules", test_rules},
        {"first of two", test_first_of_two},
        {"many memos", test_many_memos},
        {"expectations", test_expectations},
        {"numbers of stages", test_numbers_of_stages},
        {"entries of stages", test_entries_of_stages},
        {"places of stages", test_places_of_stages},
        {"sharing", test_sharing},
        {"shared needs", test_shared_needs},
        {"shared lists", test_shared_lists},
        {"shared code", test_shared_code},
        {"read needs", test_read_needs},
        {"depth of regions", test_depth_of_regions},
    };
    return check_run("verify", cases, sizeof cases / sizeof cases[0]);
}
