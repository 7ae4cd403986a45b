/*
 * Shares of numbers that hardly have room: what has none is an error, and nothing is cut off.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "qanun.h"
#include "source.h"

/* 10 to the power of 37 and 38. */
#define P37 "10000000000000000000000000000000000000"
#define P38 "100000000000000000000000000000000000000"

static const char text[] = //
    "fact much : integer in 0..=" P38 "\n"
    "entity heir\n"
    "    weight : integer in 0..=" P38 " = 0\n"
    "    part   : number in -10..=10 = 0\n"
    "fact heirs : list of heir up to 4\n"
    "cents     = sum of (split much over heirs by weight to 0.01)\n"
    "ones      = sum of (split much over heirs by weight to 1)\n"
    "odd_steps = sum of (split much over heirs by weight to 0.07)\n"
    "by_parts  = sum of (split 10 over heirs by part to 1)\n"
    "first_of  = (first of (split 10 over heirs by part to 1)) otherwise 0\n"
    "thirds    = count of distinct (each h in heirs : h.part / 3)\n";

static const struct {
    const char *much;
    const char *heirs;
    const char *rule;
    const char *said;
} shares[] = {
    {"7", "[{weight: 1}, {weight: 2}]", "cents", "7"},
    {"7", "[{weight: 1}, {weight: 2}]", "odd_steps", "7"},
    {"6", "[{weight: 1}, {weight: 2}]", "ones", "6"},
    {"6", "[{weight: 1}, {weight: 2}]", "odd_steps", "error 409"},
    {"6", "[{weight: 1}, {weight: 2}]", "by_parts", "error 402"},
    /* as many steps as have no room; a share of them that has none; weights that add up to none */
    {P37, "[{weight: 1}]", "cents", "error 401"},
    {P37, "[{weight: 1}]", "ones", P37},
    {P37, "[{weight: " P37 "}, {weight: 1}]", "ones", "error 401"},
    {"1", "[{weight: " P38 "}, {weight: " P38 "}]", "ones", "error 401"},
    /* a whole number of steps times 7, before it is divided by 100 */
    {"10500000000000000000000000000000000007", "[{weight: 1}, {weight: 1}, {weight: 1}]",
     "odd_steps", "error 401"},
    {"0", "[{part: 3}, {part: -1}]", "by_parts", "10"},
    {"0", "[{part: 3}, {part: -1}]", "first_of", "15"},
    {"0", "[{part: 1}, {part: 1}, {part: 1}]", "first_of", "4"},
    {"0", "[{part: 1}, {part: 1}, {part: 1}]", "thirds", "1"},
    {"0", "[{part: 1}, {part: 4}, {part: 1}]", "first_of", "2"},
    {"0", "[{part: 1}, {part: 4}, {part: 1}]", "by_parts", "10"},
    {"0", "[{part: 1}, {part: 4}, {part: 1}]", "thirds", "2"},
    {"0", "[{part: 3}, {part: -3}]", "by_parts", "error 402"},
    {"0", "[]", "by_parts", "0"},
    {"0", "[]", "first_of", "0"},
};

static void give(const qn_program *program, qn_case *c, const char *fact, const char *value)
{
    int32_t at = qn_program_fact(program, fact);
    if (!CHECK_INT(qn_case_set_text(c, at, value, strlen(value)), QN_OK)) {
        printf("    %s\n", qn_case_error(c)->text);
    }
}

static void test_shares(void)
{
    qn_program *program = source_load(text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (size_t i = 0; c != NULL && i < sizeof shares / sizeof *shares; i++) {
        char said[QN_VALUE_TEXT_SIZE];
        qn_value value;
        give(program, c, "much", shares[i].much);
        give(program, c, "heirs", shares[i].heirs);
        CHECK_INT(qn_eval(c, qn_program_rule(program, shares[i].rule), &value), QN_OK);
        CHECK_INT(qn_value_text(&value, said, sizeof said, NULL), QN_OK);
        if (value.status == QN_FAILED) {
            (void)snprintf(said, sizeof said, "error %d", (int)value.error);
        }
        if (!CHECK_TEXT(said, shares[i].said)) {
            printf("    %s of %s over %s\n", shares[i].rule, shares[i].much, shares[i].heirs);
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"shares", test_shares}};
    return check_run("shares", cases, sizeof cases / sizeof *cases);
}
