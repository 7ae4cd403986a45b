/*
 * Which code is run again: a case that lives through changes of facts and of the date of decision
 * answers as a new one does.
 */
#include <stdlib.h>

#include "assemble.h"
#include "case.h"
#include "check.h"
#include "program.h"

/* More rules than there is room for in all schedules; some have more stretches than are run at
 * once. */
enum { RULES = 40, DAYS = 4, CHANGES = 2000, SEED = 20260601 };

/* r0 := fact; each next rule adds the fact, or 1 before the day that it begins on, to the rule
 * before: the two comparisons and what joins them depend on the date alone. */
static void assemble_chain(assembler *a)
{
    assemble_begin(a, DAYS + 12);
    uint32_t days[DAYS];
    for (uint32_t i = 0; i < DAYS; i++) {
        days[i] = assemble_day(a, 2020 + (int)i, 1, 1);
    }
    uint32_t one = assemble_int(a, 1);
    uint32_t zero = assemble_int(a, 0);
    uint32_t type = assemble_type(a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, "");
    uint32_t step = assemble_ratio(a, 1, 1);
    uint32_t fact = assemble_fact(a, "n", type, ASSEMBLE_NONE, ASSEMBLE_NONE, zero, step);
    uint32_t today = fact + 1;
    (void)assemble_rule(a, "first", type, NULL, 0);
    uint32_t sum = assemble_op(a, OP_ADD_I, 0, fact, zero, 0);
    for (uint32_t i = 0; i < RULES; i++) {
        uint32_t need = i;
        (void)assemble_rule(a, "next", type, &need, 1);
        uint32_t begun = assemble_op(a, OP_LE_I, 0, days[i % DAYS], today, 0);
        uint32_t other = assemble_op(a, OP_LT_I, 0, days[0], today, 0);
        uint32_t both = assemble_op(a, OP_AND, 0, begun, other, 0);
        uint32_t more = assemble_op(a, OP_SELECT, 0, both, fact, one);
        sum = assemble_op(a, OP_ADD_I, 0, sum, more, 0);
    }
}

static qn_program *load_chain(void)
{
    assembler *a = malloc(sizeof *a);
    if (!CHECK(a != NULL)) {
        return NULL;
    }
    assemble_chain(a);
    qn_program *program = assemble_load(a);
    free(a);
    return program;
}

/* What a case was given last. */
typedef struct known {
    int64_t n;
    int year; /* 0 for an unknown date */
} known;

static void give(qn_case *c, const known *k)
{
    CHECK_INT(qn_case_set_integer(c, 0, k->n), QN_OK);
    if (k->year == 0) {
        CHECK_INT(qn_case_set_unknown(c, QN_TODAY), QN_OK);
    } else {
        CHECK_INT(qn_case_set_date(c, QN_TODAY, k->year, 1, 1), QN_OK);
    }
}

/* Changes the fact, the date or both. */
static void change(qn_case *c, known *k, uint64_t *state)
{
    uint64_t what = check_random(state) % 3;
    if (what != 0) {
        k->n = (int64_t)(check_random(state) % 1000);
    }
    if (what != 1) {
        uint64_t year = check_random(state) % (DAYS + 2);
        k->year = year == 0 ? 0 : 2018 + (int)year;
    }
    give(c, k);
}

/* The answer of a new case, which knows the same. */
static void check_answer(qn_program *program, qn_case *c, const known *k, int32_t rule)
{
    qn_value found;
    qn_value expected;
    qn_case *fresh = qn_case_new(program);
    if (!CHECK(fresh != NULL)) {
        return;
    }
    give(fresh, k);
    CHECK_INT(qn_eval(c, rule, &found), QN_OK);
    CHECK_INT(qn_eval(fresh, rule, &expected), QN_OK);
    CHECK_INT(found.status, expected.status);
    if (found.status == QN_KNOWN && expected.status == QN_KNOWN) {
        CHECK_INT(found.number[0], expected.number[0]);
    }
    qn_case_free(fresh);
}

static void changes_reach_every_rule(void)
{
    qn_program *program = load_chain();
    qn_case *c = qn_case_new(program);
    uint64_t state = SEED;
    known k = {0};
    if (CHECK(c != NULL)) {
        for (int i = 0; i < CHANGES; i++) {
            change(c, &k, &state);
            check_answer(program, c, &k, (int32_t)(check_random(&state) % (RULES + 1)));
            check_answer(program, c, &k, (int32_t)(check_random(&state) % (RULES + 1)));
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* Rules near the beginning of the chain are scheduled, those far behind need too many others. */
static void members_come_in_order(void)
{
    qn_program *program = load_chain();
    if (program == NULL) {
        return;
    }
    const qn_schedule *last = NULL;
    uint32_t scheduled = 0;
    for (uint32_t r = 0; r < program->tables.rule_count; r++) {
        const qn_schedule *s = &program->schedule[r];
        scheduled += s->member_count > 0;
        for (uint32_t i = 0; i < s->member_count; i++) {
            CHECK_INT(program->member[s->first_member + i], i);
        }
        last = s;
    }
    CHECK(scheduled > 10);
    CHECK(scheduled < RULES);
    CHECK_INT(last->member_count, 0);
    qn_program_free(program);
}

/* The comparisons with the date are left out of what is run again. */
static void dated_code_is_left_out(void)
{
    qn_program *program = load_chain();
    if (program == NULL) {
        return;
    }
    const qn_schedule *s = &program->schedule[1];
    CHECK_INT(s->stretch_count, 1);
    CHECK_INT(program->stretch[s->first_stretch].first, program->tables.rule[1].first_code + 3);
    CHECK_INT(program->stretch[s->first_stretch].count, 2);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {
        {"changes reach every rule", changes_reach_every_rule},
        {"members come in order", members_come_in_order},
        {"dated code is left out", dated_code_is_left_out},
    };
    return check_run("schedule", cases, sizeof cases / sizeof cases[0]);
}
