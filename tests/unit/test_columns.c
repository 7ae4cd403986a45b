/*
 * What can be no column of a batch, and no column of answers: each is refused with a sentence that
 * names it, before anything is taken, and what is nearest to it is accepted.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "qanun.h"
#include "source.h"

static const char rules[] = "entity child\n"
                            "    age : integer in 0..=30\n"
                            "choice day = saturday, sunday\n"
                            "fact pay : AZN in 0..=1000\n"
                            "fact post : one of clerk, guard\n"
                            "fact rest : set of day\n"
                            "fact born : date\n"
                            "fact remark : text\n"
                            "fact leave : period\n"
                            "fact children : list of child up to 3\n"
                            "fact parts : list of integer up to 3\n"
                            "fact wage : AZN over time\n"
                            "tax : AZN = pay * 14% rounded to 0.01\n"
                            "due : date = born + 1 day\n"
                            "said : text = remark\n"
                            "holiday : period = leave\n"
                            "rests : yes/no = rest has saturday\n";

static qn_program *program;
static qn_case *common;

static bool open_world(void)
{
    program = source_load(rules);
    common = program == NULL ? NULL : qn_case_new(program);
    return CHECK(common != NULL);
}

static void close_world(void)
{
    qn_case_free(common);
    qn_program_free(program);
}

static int32_t fact(const char *name)
{
    return qn_program_fact(program, name);
}

/* The number by which the elements of a list are declared. */
static int32_t element(const char *list)
{
    return qn_program_fact_info(program, fact(list)).element;
}

static qn_column column(int32_t of, qn_lane lane)
{
    return (qn_column){.fact = of, .list = -1, .lane = lane};
}

static qn_answers asked(const char *rule, qn_lane lane, int32_t decimals)
{
    return (qn_answers){.rule = qn_program_rule(program, rule), .lane = lane, .decimals = decimals};
}

/* Makes a batch of the columns and the answers; told: the sentence with which it is refused, or
 * NULL where it is not. */
static void expect(const qn_column *columns, size_t count, const qn_answers *answers,
                   const char *told)
{
    qn_error error = {.text = ""};
    qn_batch *batch = NULL;
    qn_status status = qn_batch_new(common, columns, count, answers, 1, &batch, &error);
    CHECK_INT(status, told == NULL ? QN_OK : QN_MISUSE);
    CHECK((batch != NULL) == (told == NULL));
    if (told != NULL && !CHECK(strstr(error.text, told) != NULL)) {
        printf("  \"%s\" instead of \"%s\"\n", error.text, told);
    }
    qn_batch_free(batch);
}

static void expect_column(qn_column one, const char *told)
{
    qn_answers tax = asked("tax", QN_INT64, 2);
    expect(&one, 1, &tax, told);
}

static void expect_answers(qn_answers answers, const char *told)
{
    qn_column pay = column(fact("pay"), QN_INT64);
    expect(&pay, 1, &answers, told);
}

/* ---- columns */

static void test_kinds(void)
{
    static const struct {
        const char *name;
        const char *told;
    } kinds[] = {
        {"pay", NULL},
        {"post", NULL},
        {"rest", NULL},
        {"born", NULL},
        {"children", NULL},
        {"remark", "remark is of a kind that does not come in columns"},
        {"leave", "leave is of a kind that does not come in columns"},
        {"wage", "wage is a fact over time, which does not come in columns"},
    };
    if (!open_world()) {
        return;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        qn_column one = column(fact(kinds[i].name), QN_INT64);
        expect_column(one, kinds[i].told);
        one.decimals = 1;
        bool is_number = strcmp(kinds[i].name, "pay") == 0;
        bool is_list = strcmp(kinds[i].name, "children") == 0;
        if (kinds[i].told == NULL && !is_number && !is_list) {
            expect_column(one, "has no decimals");
        }
    }
    close_world();
}

static void test_lanes_and_decimals(void)
{
    const char *told = "a column has a lane or decimals that there are not";
    if (!open_world()) {
        return;
    }
    qn_column pay = column(fact("pay"), QN_INT64);
    expect_column(column(fact("pay"), QN_LANE_COUNT), told);
    pay.decimals = -1;
    expect_column(pay, told);
    pay.decimals = 19;
    expect_column(pay, told);
    pay.decimals = 18;
    expect_column(pay, NULL);
    for (int lane = 0; lane < QN_LANE_COUNT; lane++) {
        bool fits = lane == QN_INT32 || lane == QN_INT64;
        expect_column(column(fact("children"), (qn_lane)lane),
                      fits ? NULL : "children is a list, whose column is QN_INT32 or QN_INT64");
    }
    close_world();
}

static void test_choices(void)
{
    static const int32_t numbers[] = {1, 0};
    const char *told = "is no choice, whose numbers could stand for others";
    if (!open_world()) {
        return;
    }
    static const char *const others[] = {"rest", "born"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        qn_column one = column(fact(others[i]), QN_INT64);
        one.choice = numbers;
        expect_column(one, told);
    }
    qn_column post = column(fact("post"), QN_INT8);
    post.choice = numbers;
    post.choice_count = 2;
    expect_column(post, NULL);
    close_world();
}

static void test_facts(void)
{
    const char *told = "a column is for a fact that there is not";
    if (!open_world()) {
        return;
    }
    expect_column(column(-1, QN_INT64), told);
    expect_column(column(qn_program_fact_count(program), QN_INT64), told);
    expect_column(column(INT32_MAX, QN_INT64), told);
    expect_column(column(QN_TODAY, QN_INT32), NULL);
    CHECK_INT(qn_case_set_date(common, QN_TODAY, 2024, 1, 1), QN_OK);
    expect_column(column(QN_TODAY, QN_INT32),
                  "the date is a column, and is given for all rows as well");
    CHECK_INT(qn_case_set_integer(common, fact("pay"), 5), QN_OK);
    expect_column(column(fact("pay"), QN_INT64),
                  "pay is a column, and is given for all rows as well");
    close_world();
}

/* ---- what elements have */

/* A list and a column for what its elements have. */
static void expect_elements(const char *list, int32_t of, int32_t of_list, const char *told)
{
    qn_answers tax = asked("tax", QN_INT64, 2);
    const qn_column both[] = {
        column(fact(list), QN_INT64),
        {.fact = of, .list = of_list, .lane = QN_INT64},
    };
    expect(both, 2, &tax, told);
}

static void test_elements(void)
{
    const char *no_list = "a column is for elements of what is no list";
    const char *no_part = "a column is for what the elements of its list do not have";
    if (!open_world()) {
        return;
    }
    int32_t age = qn_program_field(program, element("children"), 0);
    int32_t children = fact("children");
    int32_t parts = fact("parts");
    expect_elements("children", age, children, NULL);
    expect_elements("parts", element("parts"), parts, NULL);
    expect_elements("children", age, fact("pay"), no_list);
    expect_elements("children", age, fact("wage"), no_list);
    expect_elements("children", age, qn_program_fact_count(program), no_list);
    expect_elements("children", element("parts"), children, no_part);
    expect_elements("children", element("children"), children, no_part);
    expect_elements("children", fact("pay"), children, no_part);
    expect_elements("children", -1, children, no_part);
    expect_elements("parts", age, parts, no_part);
    close_world();
}

/* ---- answers */

static void test_answers(void)
{
    const char *lane = "tax is asked for in a lane or decimals that there are not";
    const char *kind = "is of a kind that does not come in columns";
    if (!open_world()) {
        return;
    }
    expect_answers(asked("tax", QN_INT64, 18), NULL);
    expect_answers(asked("tax", QN_LANE_COUNT, 0), lane);
    expect_answers(asked("tax", QN_INT64, -1), lane);
    expect_answers(asked("tax", QN_INT64, 19), lane);
    expect_answers(asked("due", QN_INT32, 0), NULL);
    expect_answers(asked("due", QN_INT32, 1), "due has no decimals");
    expect_answers(asked("rests", QN_BIT, 0), NULL);
    expect_answers(asked("said", QN_INT64, 0), kind);
    expect_answers(asked("holiday", QN_INT64, 0), kind);
    expect_answers((qn_answers){.rule = -1}, "an answer is asked of a rule that there is not");
    expect_answers((qn_answers){.rule = qn_program_rule_count(program)},
                   "an answer is asked of a rule that there is not");
    close_world();
}

static const check_case cases[] = {
    {"kinds", test_kinds},       {"lanes and decimals", test_lanes_and_decimals},
    {"choices", test_choices},   {"facts", test_facts},
    {"elements", test_elements}, {"answers", test_answers},
};

int main(void)
{
    return check_run("columns", cases, sizeof cases / sizeof *cases);
}
