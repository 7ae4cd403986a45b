/*
 * Promises: true ones are proved, false ones refuted by the smallest case, and that case, given to
 * the machine as it is told, gives what is told of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "promise.h"
#include "source.h"
#include "symbolic.h"
#include "value.h"

static const char rules[] =
    "reviewed from 2020-01-01 until 2026-01-01\n"
    "fact seniority : years in 0..=80\n"
    "fact category : one of general, executive, medical = general\n"
    "fact disabled : yes/no = no\n"
    "fact wage : AZN in 0..=100000\n"
    "fact hired : date in 2000-01-01..=2019-12-31\n"
    "choice merit = hero, veteran, wounded, honoured\n"
    "fact merits : set of merit\n"
    "group listed of merit\n"
    "    hero, veteran   until 2023-01-01\n"
    "    wounded   from 2023-01-01\n"
    "fact jobs : list of AZN up to 3\n"
    "base_vacation : calendar days\n"
    "    base 21\n"
    "    category executive, medical → 30\n"
    "seniority_vacation : calendar days\n"
    "    base 0\n"
    "    seniority\n"
    "        5..10   → +2\n"
    "        10..=15 → +4\n"
    "        over 15 → +6\n"
    "vacation : calendar days = base_vacation + seniority_vacation\n"
    "odd_vacation : calendar days\n"
    "    base 21\n"
    "    seniority\n"
    "        5..10  → +4\n"
    "        10..20 → +3\n"
    "    until 2022-01-01\n"
    "        when category is medical → at least 28\n"
    "fee : AZN\n"
    "    only when wage >= 100 \"too little\"\n"
    "    base wage * 3%; at most 50\n"
    "paid : AZN = wage - (fee otherwise 0)\n"
    "halves : AZN = (wage / 2 rounded down to 1) + (wage / 3 rounded to 1)\n"
    "tax : AZN\n"
    "    scale wage\n"
    "        ..200 → 3%\n"
    "        200.. → 10%\n"
    "whole_tax : AZN\n"
    "    whole scale wage\n"
    "        ..=200 → 10%\n"
    "        over 200 → 3%\n"
    "minimum : AZN\n"
    "    from 2021-01-01 → 300\n"
    "    from 2023-01-01 → 250\n"
    "due : date = hired + 6 months\n"
    "merit_vacation : calendar days\n"
    "    base 21\n"
    "    when merits has listed → at least 46\n"
    "all_jobs : AZN = sum of jobs\n"
    "doubled : AZN = all_jobs * 2\n"
    "first_day : date = first working day after hired\n";

typedef struct expected {
    const char *promise;
    qn_verdict verdict;
    const char *text;    /* NULL where it is proved */
    const char *example; /* NULL where it is not refuted */
} expected;

static const expected table[] = {
    {"always vacation >= 21 days", QN_VERDICT_PROVED, NULL, NULL},
    {"always vacation <= 36 days", QN_VERDICT_PROVED, NULL, NULL},
    {"always vacation <= 35 days", QN_VERDICT_REFUTED, "vacation is 36 calendar days",
     "category = executive, seniority = 16 years"},
    {"always vacation <= 35 days unless category is executive", QN_VERDICT_REFUTED,
     "vacation is 36 calendar days", "category = medical, seniority = 16 years"},
    {"always vacation <= 35 days when category is general", QN_VERDICT_PROVED, NULL, NULL},
    {"never vacation > 35 days when category is general or seniority <= 15", QN_VERDICT_PROVED,
     NULL, NULL},
    {"never fee is none", QN_VERDICT_REFUTED, "fee is none", "wage = 0.00 AZN"},
    {"never fee is none when wage > 99.99", QN_VERDICT_PROVED, NULL, NULL},
    {"never fee is none when wage > 99.98", QN_VERDICT_REFUTED, "fee is none", "wage = 99.99 AZN"},
    {"always paid <= wage", QN_VERDICT_PROVED, NULL, NULL},
    {"always paid < wage when wage >= 100", QN_VERDICT_PROVED, NULL, NULL},
    {"always paid >= wage - 49.99", QN_VERDICT_REFUTED, "paid is 1616.50 AZN",
     "wage = 1666.50 AZN"},
    {"always halves <= wage", QN_VERDICT_PROVED, NULL, NULL},
    {"always halves > wage - 2", QN_VERDICT_REFUTED, "halves is 5.00 AZN", "wage = 7.00 AZN"},
    {"always minimum >= 300", QN_VERDICT_REFUTED, "minimum is 250.00 AZN", "on 2023-01-01"},
    {"always minimum >= 300 until 2023-01-01", QN_VERDICT_PROVED, NULL, NULL},
    {"always minimum >= 300 from 2023-02-01", QN_VERDICT_REFUTED, "minimum is 250.00 AZN",
     "on 2023-02-01"},
    {"always minimum > 1000 from 2030-01-01", QN_VERDICT_PROVED, NULL, NULL}, /* on no day */
    {"always due > hired", QN_VERDICT_PROVED, NULL, NULL},
    {"always due <= 2020-06-29", QN_VERDICT_REFUTED, "due is 2020-06-30", "hired = 2019-12-30"},
    {"always merit_vacation >= 46 when merits has listed", QN_VERDICT_PROVED, NULL, NULL},
    {"always merit_vacation >= 46 when merits has veteran until 2023-01-01", QN_VERDICT_PROVED,
     NULL, NULL},
    {"always merit_vacation >= 46 when merits has veteran", QN_VERDICT_REFUTED,
     "merit_vacation is 21 calendar days", "merits = veteran, on 2023-01-01"},
    {"always vacation rises with seniority", QN_VERDICT_PROVED, NULL, NULL},
    {"always fee rises with wage", QN_VERDICT_PROVED, NULL, NULL},
    {"always tax rises with wage", QN_VERDICT_PROVED, NULL, NULL},
    {"always vacation falls with wage", QN_VERDICT_PROVED, NULL, NULL},
    {"always hired + 30 days rises with hired", QN_VERDICT_PROVED, NULL, NULL},
    {"always odd_vacation rises with seniority", QN_VERDICT_REFUTED,
     "seniority rises from 5 years to 10 years, and odd_vacation falls from 25 calendar days to 24 "
     "calendar days",
     "seniority = 5 years; and seniority = 10 years"},
    {"always odd_vacation rises with seniority when seniority < 20 until 2022-01-01 unless "
     "seniority in 5..10",
     QN_VERDICT_PROVED, NULL, NULL},
    {"always whole_tax rises with wage", QN_VERDICT_REFUTED,
     "wage rises from 60.05 AZN to 200.01 AZN, and whole_tax falls from 6.01 AZN to 6.00 AZN",
     "wage = 60.05 AZN; and wage = 200.01 AZN"},
    {"always vacation falls with seniority", QN_VERDICT_REFUTED,
     "seniority rises from 0 years to 5 years, and vacation rises from 21 calendar days to 23 "
     "calendar days",
     "seniority = 0 years; and seniority = 5 years"},
    {"always (lowest of jobs otherwise 0) <= (highest of jobs otherwise 0) when disabled",
     QN_VERDICT_OPEN, "lists", NULL},
    {"always first_day > hired", QN_VERDICT_OPEN, "working days", NULL},
    {"always first_day > hired when doubled > 1", QN_VERDICT_OPEN, "lists and working days", NULL},
};

/* Gives one fact, or the date, as a case tells it. */
static void give(qn_case *c, char *told)
{
    char *is = strstr(told, " = ");
    if (strncmp(told, "on ", 3) == 0) {
        CHECK_INT(qn_case_set_text(c, QN_TODAY, told + 3, strlen(told + 3)), QN_OK);
    } else if (CHECK(is != NULL)) {
        *is = '\0';
        int32_t fact = qn_program_fact(c->program, told);
        CHECK_INT(qn_case_set_text(c, fact, is + 3, strlen(is + 3)), QN_OK);
    }
}

/* What the rule of the promise is in a case that is told, in a case of its own. */
static void answer_to(const qn_program *program, const char *told, size_t length, qn_value *out,
                      char *text, size_t size)
{
    static char copy[4000];
    qn_case *c = qn_case_new(program);
    (void)snprintf(copy, sizeof copy, "%.*s", (int)length, told);
    for (char *part = copy, *next; part != NULL && *part != '\0'; part = next) {
        next = strstr(part, ", ");
        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        give(c, part);
    }
    CHECK_INT(qn_eval(c, (int32_t)program->tables.promise[0].rule, out), QN_OK);
    CHECK_INT(out->status, QN_KNOWN);
    (void)qn_value_text(out, text, size, NULL);
    qn_case_free(c);
}

/* The machine says in the case that is told what is told of it. */
static void confirm(const qn_program *program, const qn_promise_answer *answer)
{
    const qn_row_promise *row = &program->tables.promise[0];
    const char *second = strstr(answer->example, "; and ");
    size_t length = second == NULL ? strlen(answer->example) : (size_t)(second - answer->example);
    char text[2][QN_VALUE_TEXT_SIZE];
    char both[2 * QN_VALUE_TEXT_SIZE + 20];
    qn_value value;
    answer_to(program, answer->example, length, &value, text[0], sizeof text[0]);
    if (row->kind == QN_PROMISE_ALWAYS || row->kind == QN_PROMISE_NEVER) {
        CHECK(second == NULL);
        CHECK_TEXT(text[0], row->kind == QN_PROMISE_ALWAYS ? "no" : "yes");
    } else if (CHECK(second != NULL)) {
        answer_to(program, second + 6, strlen(second + 6), &value, text[1], sizeof text[1]);
        (void)snprintf(both, sizeof both, "s from %s to %s", text[0], text[1]);
        CHECK(strstr(answer->text, both) != NULL);
    }
}

static bool settle(const qn_program *program, uint64_t work, uint32_t tries, qn_promise_answer *out)
{
    qn_promises *all = qn_promises_open(program);
    bool good = all != NULL && qn_promises_settle(all, 0, work, tries, out);
    qn_promises_close(all);
    return good;
}

/* Without a prover nothing is proved, and what is found need not be the smallest. */
static void check_one(const qn_program *program, const expected *one)
{
    qn_promise_answer answer;
    bool proves = qn_symbolic_is_there();
    if (!CHECK_INT(program->tables.promise_count, 1) || !CHECK(settle(program, 0, 300, &answer))) {
        return;
    }
    bool same = proves ? CHECK_INT(answer.verdict, one->verdict) &&
                             CHECK_TEXT(answer.text, one->text) &&
                             CHECK_TEXT(answer.example, one->example)
                       : CHECK(answer.verdict == QN_VERDICT_OPEN || answer.verdict == one->verdict);
    if (!same) {
        printf("    %s\n", one->promise);
    }
    if (answer.verdict == QN_VERDICT_REFUTED) {
        bool has_set = strstr(answer.example, "merits") != NULL; /* which is not made smaller */
        CHECK(answer.is_smallest == proves || has_set);
        confirm(program, &answer);
    }
    qn_promise_answer_clear(&answer);
}

static void promises_are_settled(void)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        static char text[8000];
        (void)snprintf(text, sizeof text, "%s%s\n", rules, table[i].promise);
        qn_program *program = source_load(text);
        if (CHECK(program != NULL)) {
            check_one(program, &table[i]);
        }
        qn_program_free(program);
    }
}

/* What is beyond the work that is allowed is said to be so. */
static void work_is_bounded(void)
{
    static char text[8000];
    qn_promise_answer answer;
    (void)snprintf(text, sizeof text, "%salways due rises with hired\n", rules);
    qn_program *program = source_load(text);
    if (CHECK(program != NULL) && CHECK(settle(program, 1000, 10, &answer))) {
        CHECK_INT(answer.verdict, QN_VERDICT_OPEN);
        CHECK_TEXT(answer.text, qn_symbolic_is_there() ? "the time that a proof takes"
                                                       : "a build without a prover");
        qn_promise_answer_clear(&answer);
    }
    qn_program_free(program);
}

/* ---- all cases of small programs, one by one */

enum { PROGRAMS = CHECK_FEWER(150, 30), LOW = -2, HIGH = 5, MOST_B = 4, DAYS = 3 };

static const char small[] = "reviewed from 2024-01-01 until 2024-01-04\n"
                            "fact a : integer in -2..=5 = 1\n"
                            "fact b : integer in 0..=4\n"
                            "fact y : yes/no = no\n";

typedef struct writer {
    char text[4000];
    size_t length;
    uint64_t random;
} writer;

static unsigned below(writer *w, unsigned limit)
{
    return (unsigned)(check_random(&w->random) >> 33) % limit;
}

static void put(writer *w, const char *text)
{
    int room = (int)(sizeof w->text - w->length);
    w->length += (size_t)snprintf(w->text + w->length, (size_t)room, "%s", text);
}

static void put_one_of(writer *w, const char *const *texts, unsigned count)
{
    put(w, texts[below(w, count)]);
}

static void put_number(writer *w, int depth)
{
    static const char *const simple[] = {"a", "b", "1", "3", "a", "b"};
    static const char *const signs[] = {" + ", " - ", " * "};
    unsigned kind = depth == 0 ? 0 : below(w, 5);
    if (kind < 2) {
        put_one_of(w, simple, 6);
    } else if (kind == 2) {
        put(w, "(if y then ");
        put_number(w, depth - 1);
        put(w, " else ");
        put_number(w, depth - 1);
        put(w, ")");
    } else {
        put(w, kind == 3 ? "(" : "((");
        put_number(w, depth - 1);
        put_one_of(w, signs, 3);
        put_number(w, depth - 1);
        put(w, kind == 3 ? ")" : ") / 2 rounded to 1)");
    }
}

static void put_condition(writer *w)
{
    static const char *const conditions[] = {
        "y", "not y", "a > 2", "b in 1..3", "today > 2024-01-01", "a <= b"};
    put_one_of(w, conditions, 6);
}

/* A rule r that can be none, in conflict and in error. */
static void put_rule(writer *w)
{
    put(w, "r : integer\n    only when ");
    put_condition(w);
    put(w, " or b < 4\n    base ");
    put_number(w, 2);
    put(w, "\n    when ");
    put_condition(w);
    put(w, " → ");
    put_number(w, 1);
    put(w, "\n    when a = 5 and b = 2 → ");
    put_number(w, 1);
    put(w, "\n    b\n        2..4 → +1   from 2024-01-03\n        4.. → +2\n    at least -1\n");
}

static void put_promise(writer *w)
{
    static const char *const promises[] = {"always r otherwise 0 >= ", "never r otherwise 1 > ",
                                           "always (r otherwise b) ≠ ", "never r otherwise a = "};
    static const char *const moves[] = {"always r rises with a", "always r falls with b",
                                        "always r falls with a", "always r rises with b"};
    if (below(w, 2) == 0) {
        put_one_of(w, promises, 4);
        put_number(w, 1);
    } else {
        put_one_of(w, moves, 4);
    }
    if (below(w, 2) == 0) {
        put(w, " when ");
        put_condition(w);
    }
    put(w, below(w, 3) == 0 ? " from 2024-01-02\n" : "\n");
}

/* The rule may stand on either side of the promise. */
static void put_program(writer *w)
{
    w->length = 0;
    put(w, small);
    bool is_first = below(w, 2) == 0;
    if (is_first) {
        put_promise(w);
    }
    put_rule(w);
    if (!is_first) {
        put_promise(w);
    }
}

/* What the promise is about in each case: INT64_MIN where it is no value. day, b, y, a. */
typedef int64_t grid[DAYS][MOST_B + 1][2][HIGH - LOW + 1];

static int64_t value_in(qn_case *c, const qn_row_promise *row, int day, int b, int y, int a)
{
    uint32_t result = c->tables->rule[row->rule].result;
    qn_case_set_date(c, QN_TODAY, 2024, 1, 1 + day);
    qn_case_set_integer(c, 0, a + LOW);
    qn_case_set_integer(c, 1, b);
    qn_case_set_boolean(c, 2, y != 0);
    qn_case_run(c, row->rule);
    if (c->status[result] != QN_KNOWN) {
        return INT64_MIN;
    }
    qn_class class = (qn_class)(c->program->class_of[result] & QN_REGISTER_CLASS);
    return qn_wide_to_i64(qn_slot_rational(c->slot[result], class).num);
}

static bool is_wrong(const qn_row_promise *row, int64_t low, int64_t high)
{
    return low != INT64_MIN && high != INT64_MIN &&
           (row->kind == QN_PROMISE_RISES ? high < low : high > low);
}

/* Whether a value refutes it, alone or beside one with less of the fact. */
static bool refutes(const qn_row_promise *row, grid *all, int day, int b, int y, int a)
{
    int64_t here = (*all)[day][b][y][a];
    bool wrong = false;
    if (row->fact == QN_NONE_INDEX) {
        return here == (row->kind == QN_PROMISE_NEVER);
    }
    for (int less = 0; row->fact == 0 && less < a; less++) {
        wrong |= is_wrong(row, (*all)[day][b][y][less], here);
    }
    for (int less = 0; row->fact == 1 && less < b; less++) {
        wrong |= is_wrong(row, (*all)[day][less][y][a], here);
    }
    return wrong;
}

/* Whether any case refutes it. */
static bool is_refuted_anywhere(const qn_program *program)
{
    static grid all;
    const qn_row_promise *row = &program->tables.promise[0];
    qn_case *c = qn_case_new(program);
    bool wrong = false;
    for (int day = row->from == QN_NONE_INDEX ? 0 : 1; day < DAYS; day++) {
        for (int b = 0; b <= MOST_B; b++) {
            for (int y = 0; y < 2; y++) {
                for (int a = 0; a <= HIGH - LOW; a++) {
                    all[day][b][y][a] = value_in(c, row, day, b, y, a);
                    wrong |= refutes(row, &all, day, b, y, a);
                }
            }
        }
    }
    qn_case_free(c);
    return wrong;
}

/* Proved ones hold in each of them; those that do not hold are refuted. */
static void verdicts_are_those_of_all_cases(void)
{
    static writer w = {.random = 20240101};
    for (int i = 0; i < PROGRAMS; i++) {
        qn_promise_answer answer;
        put_program(&w);
        qn_program *program = source_load(w.text);
        if (!CHECK(program != NULL) || !CHECK(settle(program, 0, 300, &answer))) {
            return;
        }
        bool wrong = is_refuted_anywhere(program);
        qn_verdict right = wrong ? QN_VERDICT_REFUTED : QN_VERDICT_PROVED;
        if (qn_symbolic_is_there() ? !CHECK_INT(answer.verdict, right)
                                   : !CHECK(wrong || answer.verdict == QN_VERDICT_OPEN)) {
            printf("%s", w.text);
        }
        if (answer.verdict == QN_VERDICT_REFUTED) {
            confirm(program, &answer);
        }
        qn_promise_answer_clear(&answer);
        qn_program_free(program);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"promises are proved, refuted or left open", promises_are_settled},
        {"work is bounded", work_is_bounded},
        {"verdicts are those of all cases", verdicts_are_those_of_all_cases},
    };
    return check_run("promise", cases, sizeof cases / sizeof *cases);
}
