/*
 * Steps that are taken against the bounds that are printed.
 *
 * Called without arguments it tries the programs below, whose lists are full. With PROGRAM and then
 * DATE FACTS, as often as wanted, it tries the cases of a file (tests/harness/cost.py). Each rule
 * is evaluated in a case of its own, and all rules in one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "date.h"
#include "facts.h"
#include "rules.h"
#include "source.h"
#include "steps.h"

/* The facts of a case as the command line has them, and its date. */
typedef struct given {
    qn_args args;
    const char *on;
} given;

/* What the command line left to try. */
static const char *program_path;
static char *const *program_cases;
static int program_case_count;

/* A new case with those facts on that date; NULL, after a failed check, where they are refused. */
static qn_case *make_case(const qn_program *program, const given *g)
{
    qn_page page = {0};
    qn_sink sink = {.page = &page};
    qn_case *c = qn_case_new(program);
    qn_day day = 0;
    bool good = c != NULL && qn_date_parse(g->on, strlen(g->on), &day, NULL) == QN_DATE_OK &&
                qn_facts_give(program, c, &g->args, &sink);
    if (!CHECK(good)) {
        printf("%s\n", qn_page_string(&page));
        qn_case_free(c);
        c = NULL;
    } else {
        qn_ymd on = qn_date_to_ymd(day);
        qn_case_set_date(c, QN_TODAY, on.year, on.month, on.day);
    }
    qn_page_clear(&page);
    return c;
}

/* Evaluates a rule in a case of its own; the steps that it took. */
static uint64_t try_rule(const qn_program *program, uint32_t rule, const given *g)
{
    qn_case *c = make_case(program, g);
    uint64_t bound = qn_program_rule_steps(program, (int32_t)rule);
    uint64_t steps = 0;
    if (c != NULL) {
        qn_case_run(c, rule);
        steps = c->steps;
        if (!CHECK(steps <= bound)) {
            printf("%s: %" PRIu64 " steps, at most %" PRIu64 "\n",
                   qn_program_rule_info(program, (int32_t)rule).name, steps, bound);
        }
    }
    qn_case_free(c);
    return steps;
}

/* All rules of a program, each alone and all together. */
static void try_program(const qn_program *program, const given *g)
{
    const qn_tables *t = qn_program_tables(program);
    uint64_t whole = 0;
    qn_case *c = make_case(program, g);
    for (uint32_t i = 0; c != NULL && i < t->rule_count; i++) {
        whole += program->rule_steps[i];
        if ((t->rule[i].flags & QN_RULE_INLINE) == 0) {
            (void)try_rule(program, i, g);
            qn_case_run(c, i);
        }
    }
    CHECK(c != NULL && c->steps <= whole);
    qn_case_free(c);
}

/* The rule takes all that it may in these cases: there is nothing that it could leave out. */
static void check_straight_code(void)
{
    qn_program *program = source_load("fact n : integer\n"
                                      "base_rule : integer = n * 3 + 1\n"
                                      "rule : integer = base_rule + n\n");
    qn_args_option option = {QN_OPTION_FACT, "n=5"};
    given g = {.args = {.option = &option, .option_count = 1}, .on = "2026-06-01"};
    if (program != NULL) {
        int32_t rule = qn_program_rule(program, "rule");
        CHECK_INT(try_rule(program, (uint32_t)rule, &g), qn_program_rule_steps(program, rule));
        try_program(program, &g);
        CHECK_INT(qn_program_rule_steps(program, qn_program_rule_count(program)), 0);
    }
    qn_program_free(program);
}

/* Lists that are as long as they can be, in one another, sorted, and carried on. */
static void check_full_lists(void)
{
    qn_program *program = source_load(
        "entity shift\n"
        "    day   : date\n"
        "    extra : hours = 0\n"
        "fact shifts : list of shift up to 4\n"
        "fact notes  : list of period up to 3\n"
        "pairs = count of each a in shifts, b in shifts where a.extra > b.extra : a\n"
        "sorted_sum = sum of each s in shifts sorted by extra : s.extra\n"
        "sick = count of each c in chains of notes, d in days of c : d\n"
        "workdays = count of each n in notes, d in first 14 of (days of n)"
        " where weekday of d not in (saturday, sunday) : d\n"
        "for each s in shifts sorted by day\n"
        "    forbid s.extra + ((previous of s).extra otherwise 0 hours) > 4 hours  \"much\"\n");
    qn_args_option options[] = {
        {QN_OPTION_FACT, "shifts=[{day: 2026-01-04, extra: 4}, {day: 2026-01-03, extra: 3},"
                         " {day: 2026-01-02, extra: 2}, {day: 2026-01-01, extra: 1}]"},
        {QN_OPTION_FACT, "notes=2026-02-02 through 2026-02-20, 2026-03-01 through 2026-03-31,"
                         " 2026-02-21 through 2026-02-28"}};
    given g = {.args = {.option = options, .option_count = 2}, .on = "2026-06-01"};
    if (program != NULL) {
        int32_t pairs = qn_program_rule(program, "pairs");
        CHECK(try_rule(program, (uint32_t)pairs, &g) * 3 >= qn_program_rule_steps(program, pairs));
        try_program(program, &g);
    }
    qn_program_free(program);
}

/* What the command line names. */
static void check_given(void)
{
    qn_page page = {0};
    qn_sink sink = {.page = &page};
    qn_rules rules = {0};
    bool loaded = program_path != NULL && qn_rules_load(program_path, false, &sink, &rules);
    CHECK(loaded || program_path == NULL);
    for (int i = 0; loaded && i + 1 < program_case_count; i += 2) {
        qn_args_option option = {QN_OPTION_FACTS, program_cases[i + 1]};
        given g = {.args = {.option = &option, .option_count = 1}, .on = program_cases[i]};
        try_program(rules.program, &g);
    }
    qn_rules_clear(&rules);
    qn_page_clear(&page);
}

int main(int count, char **word)
{
    static const check_case cases[] = {{"straight code", check_straight_code},
                                       {"full lists", check_full_lists},
                                       {"what the command line names", check_given}};
    program_path = count > 1 ? word[1] : NULL;
    program_cases = word + 2;
    program_case_count = count - 2;
    return check_run("cost", cases, sizeof cases / sizeof cases[0]);
}
