/*
 * Where something just ends: lists of which few rows fill a block, facts over time that are full,
 * elements of what is no longer given, explanations that nobody wants to hear further, sums that
 * have no room, programs with more needs than are kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "check.h"
#include "kernels.h"
#include "qanun.h"
#include "source.h"

static const char law[] = "entity person\n"
                          "    age : years in 0..=60\n"
                          "entity team\n"
                          "    members : list of person up to 2\n"
                          "    others  : list of person up to 2\n"
                          "fact many  : list of integer up to 2000 in 0..=9\n"
                          "fact huge  : list of integer up to 3 in 0..=9_000_000_000_000_000_000\n"
                          "fact teams : list of team up to 2\n"
                          "fact wages : AZN over time in 0..=5000\n"
                          "fact n     : integer in 0..=9\n"
                          "sum_of_many : integer = sum of many\n"
                          "fact giant : list of integer up to 3 in "
                          "0..=100_000_000_000_000_000_000_000_000_000_000_000_000\n"
                          "sum_of_giant : integer = sum of giant\n"
                          "how_many : integer = count of huge\n"
                          "doubled = each k in 1..=n : k * 2\n"
                          "wage : AZN = wages\n"
                          "added : integer\n"
                          "    base sum of each k in 1..=n : k\n"
                          "    when n > 2 → +1 [Law 1]\n"
                          "either : integer = added + how_many\n";

static qn_program *program;
static qn_case *c;

static int32_t rule(const char *name)
{
    return qn_program_rule(program, name);
}

static void give(const char *fact, const char *text)
{
    int32_t at = qn_program_fact(program, fact);
    if (!CHECK_INT(qn_case_set_text(c, at, text, strlen(text)), QN_OK)) {
        printf("  %s\n", qn_case_error(c)->text);
    }
}

static void check_answer(const char *name, const char *wanted)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value value;
    CHECK_INT(qn_eval(c, rule(name), &value), QN_OK);
    CHECK_INT(qn_value_text(&value, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, wanted);
}

/* Rows of so many elements that there is room for 16 of them at a time. */
static void test_long_lists(void)
{
    enum { ROWS = 30, EACH = 1000 };
    static int32_t begins[ROWS + 1];
    static int8_t values[ROWS * EACH];
    int64_t told[ROWS];
    uint8_t status[ROWS];
    for (int row = 0; row < ROWS; row++) {
        begins[row + 1] = (row + 1) * EACH;
        memset(values + row * EACH, row % 10, EACH);
    }
    int32_t fact = qn_program_fact(program, "many");
    const qn_column columns[] = {{.fact = fact, .list = -1, .lane = QN_INT32, .values = begins},
                                 {.fact = qn_program_fact_info(program, fact).element,
                                  .list = fact,
                                  .lane = QN_INT8,
                                  .values = values}};
    const qn_answers answers = {
        .rule = rule("sum_of_many"), .lane = QN_INT64, .values = told, .status = status};
    qn_batch *batch = NULL;
    qn_error error = {.text = ""};
    CHECK_INT(qn_batch_new(c, columns, 2, &answers, 1, &batch, &error), QN_OK);
    CHECK_TEXT(error.text, "");
    if (batch != NULL) {
        CHECK_INT(qn_batch_eval(batch, columns, &answers, ROWS, NULL, &error), QN_OK);
        for (int row = 0; row < ROWS; row++) {
            CHECK_INT(status[row], QN_KNOWN);
            CHECK_INT(told[row], row % 10 * EACH);
        }
    }
    qn_batch_free(batch);
}

/* As many entries as there may be, and one more. */
static void test_full_history(void)
{
    enum { MOST = 1000 };
    static char text[32 * (MOST + 2)];
    int32_t fact = qn_program_fact(program, "wages");
    for (int count = MOST; count <= MOST + 1; count++) {
        int length = sprintf(text, "[");
        for (int i = 0; i < count; i++) {
            length += sprintf(text + length, "%s%d from %04d-%02d-01", i == 0 ? "" : ", ", i,
                              1900 + i / 12, i % 12 + 1);
        }
        (void)sprintf(text + length, "]");
        CHECK_INT(qn_case_set_text(c, fact, text, strlen(text)),
                  count == MOST ? QN_OK : QN_BAD_VALUE);
        CHECK_INT(qn_case_set_date(c, QN_TODAY, 1950, 3, 15), QN_OK);
        check_answer("wage", "602.00 AZN");
    }
    int32_t day = qn_case_item(c, fact, MOST - 1, "from");
    CHECK_INT(qn_case_set_date(c, day, 1950, 2, 1), QN_BAD_VALUE); /* another one begins then */
    CHECK_INT(qn_case_set_date(c, day, 1950, 2, 2), QN_OK);
    check_answer("wage", "602.00 AZN");
    CHECK_INT(qn_case_set_date(c, QN_TODAY, 1950, 2, 15), QN_OK);
    check_answer("wage", "999.00 AZN");
}

/* An item of a list in a list is called by its way there. */
static void test_names_of_items(void)
{
    static const struct {
        const char *text;
        const char *said;
    } rows[] = {
        {"[{members: [{age: 3}, {age: 99}], others: []}]", "teams[1].members[2].age"},
        {"[{members: [{age: 3}], others: [{age: 99}]}]", "teams[1].others[1].age"},
        {"[{members: [], others: []}, {members: [{age: 99}], others: []}]",
         "teams[2].members[1].age"},
    };
    int32_t fact = qn_program_fact(program, "teams");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_INT(qn_case_set_text(c, fact, rows[i].text, strlen(rows[i].text)), QN_BAD_VALUE);
        if (!CHECK(strstr(qn_case_error(c)->text, rows[i].said) != NULL)) {
            CHECK_TEXT(qn_case_error(c)->text, rows[i].said);
        }
    }
}

/* Added one by one: the third has no room. */
static void test_sum_of_giants(void)
{
    qn_value value;
    give("giant",
         "[100000000000000000000000000000000000000, 60000000000000000000000000000000000000]");
    check_answer("sum_of_giant", "160000000000000000000000000000000000000");
    give("giant",
         "[100000000000000000000000000000000000000, 60000000000000000000000000000000000000, "
         "60000000000000000000000000000000000000]");
    CHECK_INT(qn_eval(c, rule("sum_of_giant"), &value), QN_OK);
    CHECK_INT(value.status, QN_FAILED);
    CHECK_INT(value.error, QN_ERROR_OVERFLOW);
}

static void count_element(void *context, const qn_value *element)
{
    (void)element;
    ++*(int *)context;
}

/* A list that follows from a fact has no elements once the fact is gone. */
static void test_elements_of_nothing(void)
{
    int count = 0;
    qn_value value;
    give("n", "3");
    CHECK_INT(qn_eval(c, rule("doubled"), &value), QN_OK);
    CHECK_INT(qn_value_each(&value, count_element, &count), QN_OK);
    CHECK_INT(count, 3);
    CHECK_INT(qn_case_clear(c, qn_program_fact(program, "n")), QN_OK);
    CHECK_INT(qn_value_each(&value, count_element, &count), QN_MISUSE);
    CHECK_INT(count, 3);
}

/* What hears an explanation: how many steps, and after which it wants no more. */
typedef struct listener {
    int heard;
    int most;
    bool has_sum;
} listener;

static qn_telling hear(void *context, const qn_step *step)
{
    listener *l = context;
    l->has_sum |= step->kind == QN_STEP_SEQUENCE && step->value.status == QN_KNOWN;
    return ++l->heard == l->most ? QN_TELL_NO_MORE : QN_TELL_ON;
}

/* Behind the last step that is wanted nothing is told, whichever it is. */
static void test_stops(void)
{
    const int32_t rules[] = {rule("either"), rule("added"), rule("doubled")};
    listener all = {.most = -1};
    give("n", "4");
    give("huge", "[1, 2]");
    CHECK_INT(qn_explain(c, rules, 3, hear, &all), QN_OK);
    CHECK(all.heard > 15 && all.has_sum);
    for (int most = 1; most <= all.heard; most++) {
        listener some = {.most = most};
        CHECK_INT(qn_explain(c, rules, 3, hear, &some), QN_OK);
        CHECK_INT(some.heard, most);
    }
}

/* Elements whose sum has no room are told without one. */
static void test_sum_without_room(void)
{
    const int32_t rules[] = {rule("how_many")};
    listener l = {.most = -1};
    give("huge", "[9000000000000000000, 1]");
    CHECK_INT(qn_explain(c, rules, 1, hear, &l), QN_OK);
    CHECK(l.has_sum);
    l = (listener){.most = -1};
    give("huge", "[9000000000000000000, 9000000000000000000]");
    CHECK_INT(qn_explain(c, rules, 1, hear, &l), QN_OK);
    CHECK(!l.has_sum);
}

/* Where no case fits into its limit the program is refused, with and without its preparation. */
static void test_too_large(void)
{
    qn_compilation *made = source_compile(law);
    size_t length = 0;
    const unsigned char *image = qn_compilation_image(made, &length);
    for (int prepared = 0; prepared < 2; prepared++) {
        const qn_options options = {.limits = {.case_bytes = 1000},
                                    .preparation =
                                        prepared != 0 ? QN_PREPARE_ALL : QN_PREPARE_NOTHING};
        qn_program *loaded = NULL;
        CHECK_INT(qn_program_load(image, length, &options, &loaded, NULL), QN_OVER_LIMIT);
        CHECK(loaded == NULL);
    }
    qn_compilation_free(made);
}

/* Rules that need one another in a row, behind some that need none: there is no more room for what
 * they need at one of them, and each answers all the same. */
static void test_needs_of_many(void)
{
    enum { CHAIN = 120 };
    static char text[40 * 4 * CHAIN];
    for (int before = 0; before < CHAIN; before += 1) {
        int length = 0;
        for (int i = 0; i < before; i++) {
            length += sprintf(text + length, "s%d : integer = %d\n", i, i);
        }
        length += sprintf(text + length, "fact n : integer in 0..=9\nr0 : integer = n\n");
        for (int i = 1; i < CHAIN; i++) {
            length += sprintf(text + length, "r%d : integer = r%d + 1\n", i, i - 1);
        }
        qn_program *chain = source_load(text);
        qn_case *one = chain == NULL ? NULL : qn_case_new(chain);
        qn_value value;
        int64_t number = 0;
        if (CHECK(one != NULL)) {
            CHECK_INT(qn_case_set_integer(one, 0, 5), QN_OK);
            CHECK_INT(qn_eval(one, qn_program_rule(chain, "r119"), &value), QN_OK);
            CHECK_INT(qn_value_integer(&value, &number), QN_OK);
            CHECK_INT(number, 5 + CHAIN - 1);
        }
        qn_case_free(one);
        qn_program_free(chain);
    }
}

/* Lists in a record that have more cells together than a program may. */
static void test_too_many_cells(void)
{
    static assembler a;
    for (uint32_t limit = 1000; limit <= 3000000; limit *= 3000) {
        assemble_begin(&a, 40);
        uint32_t number = assemble_type(&a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, "");
        uint32_t step = assemble_ratio(&a, 1, 1);
        uint32_t element =
            assemble_field(&a, "", number, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
        uint32_t list = assemble_list_type(&a, element, limit);
        uint32_t first = 0;
        for (int i = 0; i < 3; i++) {
            static const char *const names[] = {"a", "b", "c"};
            uint32_t field = assemble_field(&a, names[i], list, ASSEMBLE_NONE, ASSEMBLE_NONE,
                                            ASSEMBLE_NONE, step);
            first = i == 0 ? field : first;
        }
        uint32_t record = assemble_record(&a, "triple", first, 3);
        uint32_t items = assemble_list_type(
            &a, assemble_field(&a, "", record, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step),
            1);
        uint32_t fact =
            assemble_fact(&a, "all", items, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
        assemble_cells(&a, fact, 1 + 3 + 3 * 1000);
        (void)assemble_rule(&a, "r", number, NULL, 0);
        uint32_t one = assemble_int(&a, 1);
        (void)assemble_op(&a, OP_MAX, QN_CLASS_I, one, one, 0);
        qn_program *odd = assemble_load(&a);
        qn_case *of = odd == NULL ? NULL : qn_case_new(odd);
        if (CHECK(of != NULL)) {
            CHECK_INT(qn_case_set_list(of, 0, 1), limit == 1000 ? QN_OK : QN_BAD_VALUE);
        }
        qn_case_free(of);
        qn_program_free(odd);
    }
}

static void test_law(void)
{
    static void (*const tests[])(void) = {
        test_long_lists,    test_full_history, test_names_of_items,  test_elements_of_nothing,
        test_sum_of_giants, test_stops,        test_sum_without_room};
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        program = source_load(law);
        c = program == NULL ? NULL : qn_case_new(program);
        if (CHECK(c != NULL)) {
            tests[i]();
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

int main(void)
{
    static const check_case cases[] = {{"law", test_law},
                                       {"too large", test_too_large},
                                       {"needs of many", test_needs_of_many},
                                       {"too many cells", test_too_many_cells}};
    return check_run("edges", cases, sizeof cases / sizeof cases[0]);
}
