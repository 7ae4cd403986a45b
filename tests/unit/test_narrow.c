/*
 * Proved bounds against every case: they lie where the least and the greatest answer do.
 */
#include <stdio.h>

#include "check.h"
#include "narrow.h"
#include "qanun.h"
#include "source.h"
#include "symbolic.h"

/* Facts, in the order of their declaration: wage 0 to 60, age 14 to 40, staff. */
enum { WAGES = 61, AGE_LOW = 14, AGE_HIGH = 40 };

static const char rules[] =
    "fact wage : AZN in 0..=60 step 1\n"
    "fact age : years in 14..=40\n"
    "fact staff : yes/no\n"
    "fact jobs : list of AZN up to 3\n"
    "tax : AZN = wage * 10%\n"
    "net : AZN = wage - tax\n"
    "halves : AZN = (wage / 2 rounded down to 1) - (wage / 3 rounded to 1)\n"
    "leave : days\n"
    "    base 21\n"
    "    age\n"
    "        16..20 → +2\n"
    "        20..   → +4\n"
    "    when staff → 30\n"
    "both : integer = (if age < 18 then 1 else 0) + (if age >= 18 then 1 else 0)\n"
    "exempt : AZN\n"
    "    only when staff \"not on the staff\"\n"
    "    base wage\n"
    "    at most 30\n"
    "due : date = 2024-01-31 + age\n"
    "left : AZN = wage - (if wage > 40 then 40 else wage)\n"
    "with_job : AZN = net + (if count of jobs > 0 then 5 else 0)\n";

/* What the case gives: each fact at one of its values, or unknown (-1). */
typedef struct given {
    int wage;
    int age;
    int staff;
} given;

static void give(qn_case *c, const given *g)
{
    if (g->wage >= 0) {
        (void)qn_case_set_integer(c, 0, g->wage);
    } else {
        (void)qn_case_set_unknown(c, 0);
    }
    if (g->age >= 0) {
        (void)qn_case_set_integer(c, 1, g->age);
    } else {
        (void)qn_case_set_unknown(c, 1);
    }
    if (g->staff >= 0) {
        (void)qn_case_set_boolean(c, 2, g->staff != 0);
    } else {
        (void)qn_case_set_unknown(c, 2);
    }
}

/* The number in a value: its smallest parts, or its day. */
static int64_t number_of(const qn_value *value)
{
    int64_t number = 0;
    int year;
    int month;
    int day;
    if (qn_value_date(value, &year, &month, &day) == QN_OK) {
        return year * INT64_C(10000) + month * 100 + day;
    }
    char text[QN_VALUE_TEXT_SIZE] = "";
    int negative = 0;
    (void)qn_value_decimal(value, text, sizeof text, NULL);
    for (const char *at = text; *at != '\0'; at++) {
        negative |= *at == '-';
        number = *at >= '0' && *at <= '9' ? number * 10 + (*at - '0') : number;
    }
    return negative != 0 ? -number : number;
}

typedef struct range {
    int64_t low;
    int64_t high;
    bool is_any;
} range;

/* Every value that the rule has where what is unknown is something. */
static range every_answer(qn_case *c, int32_t rule, const given *g)
{
    range all = {0, 0, false};
    for (int wage = 0; wage < WAGES; wage++) {
        for (int age = AGE_LOW; age <= AGE_HIGH; age++) {
            for (int staff = 0; staff < 2; staff++) {
                const given one = {wage, age, staff};
                qn_value value;
                if ((g->wage >= 0 && g->wage != wage) || (g->age >= 0 && g->age != age) ||
                    (g->staff >= 0 && g->staff != staff)) {
                    continue;
                }
                give(c, &one);
                (void)qn_eval(c, rule, &value);
                if (value.status == QN_KNOWN) {
                    int64_t number = number_of(&value);
                    all.low = !all.is_any || number < all.low ? number : all.low;
                    all.high = !all.is_any || number > all.high ? number : all.high;
                    all.is_any = true;
                }
            }
        }
    }
    return all;
}

static void check_rule(const qn_program *program, qn_narrowing *n, const char *name, const given *g)
{
    qn_case *c = qn_case_new(program);
    int32_t rule = qn_program_rule(program, name);
    qn_value value;
    qn_value low;
    qn_value high;
    range all = every_answer(c, rule, g);
    give(c, g);
    (void)qn_eval(c, rule, &value);
    if (value.status == QN_UNKNOWN && all.is_any) {
        qn_narrow(n, c, (uint32_t)rule, &value);
        bool is_there = CHECK(qn_value_bound(&value, QN_LOW, &low) == QN_OK) &&
                        CHECK(qn_value_bound(&value, QN_HIGH, &high) == QN_OK);
        if (is_there &&
            (!CHECK_INT(number_of(&low), all.low) || !CHECK_INT(number_of(&high), all.high))) {
            printf("    %s with wage %d, age %d, staff %d\n", name, g->wage, g->age, g->staff);
        }
    }
    qn_case_free(c);
}

static void test_every_case(void)
{
    static const char *const names[] = {"tax",  "net",    "halves", "leave",
                                        "both", "exempt", "due",    "left"};
    static const given cases[] = {{-1, -1, -1}, {-1, 17, -1}, {-1, 17, 0}, {41, -1, -1},
                                  {-1, -1, 1},  {20, -1, 0},  {-1, 40, 1}, {0, -1, -1}};
    qn_program *program = source_load(rules);
    qn_narrowing *n = qn_narrowing_make(program);
    for (size_t i = 0; i < sizeof names / sizeof *names && qn_symbolic_is_there(); i++) {
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
            check_rule(program, n, names[i], &cases[k]);
        }
    }
    qn_narrowing_free(n);
    qn_program_free(program);
}

/* What the prover leaves open is taken from the case where it is known. */
static void test_known_parts(void)
{
    qn_program *program = source_load(rules);
    qn_narrowing *n = qn_narrowing_make(program);
    qn_case *c = qn_case_new(program);
    int32_t rule = qn_program_rule(program, "with_job");
    qn_value value;
    qn_value high;
    (void)qn_case_set_text(c, 3, "[5]", 3);
    (void)qn_eval(c, rule, &value);
    qn_narrow(n, c, (uint32_t)rule, &value);
    if (qn_symbolic_is_there() && CHECK(qn_value_bound(&value, QN_HIGH, &high) == QN_OK)) {
        CHECK_INT(number_of(&high), 5900);
    }
    qn_case_free(c);
    qn_narrowing_free(n);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {
        {"every case", test_every_case},
        {"known parts", test_known_parts},
    };
    return check_run("narrow", cases, sizeof cases / sizeof cases[0]);
}
