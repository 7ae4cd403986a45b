/*
 * What is named where an answer is not known: the clauses of a conflict, the formula of an error,
 * the facts that are still needed. Every expectation follows from the rules as they are written and
 * from chapter 8 of spec/unknown.md.
 */
#include <stdio.h>
#include <string.h>

#include "causes.h"
#include "cells.h"
#include "check.h"
#include "program.h"
#include "source.h"

enum { GIVEN = 6, SAID = 600 };

/* What is asked of one program: facts by name and value, and what the rule is and what it names. */
typedef struct question {
    const char *given[2 * GIVEN];
    const char *rule;
    const char *wanted;
} question;

static void give(qn_case *c, const qn_program *program, const char *const *given)
{
    for (int i = 0; i < GIVEN && given[2 * i] != NULL; i++) {
        const char *text = given[2 * i + 1];
        int32_t fact = qn_program_fact(program, given[2 * i]);
        if (!CHECK_INT(qn_case_set_text(c, fact, text, strlen(text)), QN_OK)) {
            printf("  %s\n", qn_case_error(c)->text);
        }
    }
}

/* The status of a rule, of an error its code, and its causes. */
static void ask(qn_case *c, int32_t rule, char *said)
{
    static const char *const statuses[] = {"known", "none", "unknown", "conflict", "error"};
    const char *cause = NULL;
    qn_value value;
    CHECK_INT(qn_eval(c, rule, &value), QN_OK);
    int length = snprintf(said, SAID, "%s", statuses[value.status]);
    if (value.status == QN_FAILED) {
        length += snprintf(said + length, SAID - (size_t)length, " %d", (int)value.error);
    }
    for (int32_t i = 0; (cause = qn_case_cause(c, rule, i)) != NULL; i++) {
        length +=
            snprintf(said + length, SAID - (size_t)length, "%s%s", i == 0 ? ": " : "; ", cause);
    }
}

/* Each in a case of its own, and all in one that is used again and again. */
static void ask_all(const char *text, const question *questions, size_t count)
{
    char said[SAID];
    qn_program *program = source_load(text);
    qn_case *used = program == NULL ? NULL : qn_case_new(program);
    for (size_t i = 0; used != NULL && i < count; i++) {
        qn_case *fresh = qn_case_new(program);
        qn_case *const both[] = {fresh, used};
        int32_t rule = qn_program_rule(program, questions[i].rule);
        for (int k = 0; k < 2; k++) {
            qn_case_reset(both[k]);
            CHECK_INT(qn_case_set_date(both[k], QN_TODAY, 2026, 6, 1), QN_OK);
            give(both[k], program, questions[i].given);
            ask(both[k], rule, said);
            if (!CHECK_TEXT(said, questions[i].wanted)) {
                printf("  question %zu, %s\n", i, questions[i].rule);
            }
        }
        qn_case_free(fresh);
    }
    CHECK(used != NULL);
    qn_case_free(used);
    qn_program_free(program);
}

#define ASK_ALL(text, questions) ask_all(text, questions, sizeof(questions) / sizeof(questions)[0])

/* ---- conflicts */

static const char exceptions[] = "entity item\n"
                                 "    n    : integer in 0..=9\n"
                                 "    sure : yes/no\n"
                                 "fact items : list of item up to 3\n"
                                 "fact category : one of a, b, c\n"
                                 "fact sure : yes/no\n"
                                 "fact more : yes/no\n"
                                 "fact y : integer in 0..=5\n"
                                 "fact s : set of weekday\n"
                                 "some : integer\n"
                                 "    base 0\n"
                                 "    category\n"
                                 "        a → 1\n"
                                 "        b → 2\n"
                                 "    when sure → 7\n"
                                 "all_of_them : integer\n"
                                 "    base 0\n"
                                 "    category\n"
                                 "        a → 1\n"
                                 "        b → 2\n"
                                 "        c → 3\n"
                                 "    when sure → 7\n"
                                 "in_block : integer\n"
                                 "    base 0\n"
                                 "    when more\n"
                                 "        category\n"
                                 "            a → 1\n"
                                 "            b → 2\n"
                                 "    when sure → 7\n"
                                 "beside_addition : integer\n"
                                 "    base 0\n"
                                 "    category\n"
                                 "        a → +1\n"
                                 "        b → 2\n"
                                 "    when sure → 7\n"
                                 "with_otherwise : integer\n"
                                 "    base 0\n"
                                 "    category\n"
                                 "        a → 1\n"
                                 "        otherwise → 3\n"
                                 "    when sure → 7\n"
                                 "below_a_row : integer\n"
                                 "    base 0\n"
                                 "    category\n"
                                 "        a\n"
                                 "            when more → 4\n"
                                 "            y\n"
                                 "                ..3 → 5\n"
                                 "                3.. → 6\n"
                                 "        b → 2\n"
                                 "of_a_set : integer\n"
                                 "    base 0\n"
                                 "    s\n"
                                 "        monday → 1\n"
                                 "        otherwise → 3\n"
                                 "    when sure → 7\n"
                                 "overridden : integer\n"
                                 "    base 0\n"
                                 "    category\n"
                                 "        low: a → 1\n"
                                 "        b → 2\n"
                                 "        c → 3\n"
                                 "    when sure → 7 overrides low\n"
                                 "in_a_table : integer\n"
                                 "    base 0\n"
                                 "    table category | y\n"
                                 "          a        | ..3 → 1\n"
                                 "          b        | any → 2\n"
                                 "          any      | any → 4\n"
                                 "    when sure → 7\n"
                                 "else_two : integer\n"
                                 "    category a → 1\n"
                                 "    y\n"
                                 "        otherwise → 4 unless sure\n"
                                 "        ..1 → 2\n"
                                 "for each i in items\n"
                                 "    own : integer\n"
                                 "        base 1\n"
                                 "        when i.sure → 2\n"
                                 "        when i.n > 3 → 4\n"
                                 "    more_than_own : integer = own + 1\n"
                                 "all_own : integer = sum of items.own\n"
                                 "all_more : integer = sum of items.more_than_own\n"
                                 "with_gap : integer\n"
                                 "    base 0\n"
                                 "    table category | more\n"
                                 "          a        | any → 1\n"
                                 "          b        | yes → 2\n"
                                 "          any      | any → 3\n"
                                 "    when sure → 7\n";

static const question of_exceptions[] = {
    {{"category", "b", "sure", "yes"}, "some", "conflict: b; when sure"},
    {{"category", "b", "sure", "yes"}, "all_of_them", "conflict: b; when sure"},
    {{"sure", "yes"}, "all_of_them", "conflict: a; b; c; when sure"},
    {{"category", "a", "sure", "yes", "more", "yes"}, "in_block", "conflict: a; when sure"},
    {{"category", "a", "sure", "yes", "more", "no"}, "in_block", "known"},
    {{"category", "b", "sure", "yes"}, "beside_addition", "conflict: b; when sure"},
    {{"category", "a", "sure", "yes"}, "with_otherwise", "conflict: a; when sure"},
    {{"category", "c", "sure", "yes"}, "with_otherwise", "conflict: otherwise; when sure"},
    {{"category", "a", "more", "yes", "y", "3"}, "below_a_row", "conflict: 3..; when more"},
    {{"category", "a", "more", "yes"}, "below_a_row", "conflict: ..3; 3..; when more"},
    {{"category", "b", "more", "yes", "y", "3"}, "below_a_row", "known"},
    {{"s", "[monday]", "sure", "yes"}, "of_a_set", "conflict: monday; when sure"},
    {{"s", "[]", "sure", "yes"}, "of_a_set", "conflict: otherwise; when sure"},
    {{"category", "a", "sure", "yes"}, "overridden", "known"},
    {{"category", "c", "sure", "yes"}, "overridden", "conflict: c; when sure"},
    {{"category", "a", "sure", "yes", "y", "4"}, "in_a_table", "conflict: 4; when sure"},
    {{"sure", "yes", "y", "4"}, "in_a_table", "conflict: 2; 4; when sure"},
    {{"items", "[{n: 4, sure: yes}]"}, "all_own", "conflict: when i.n > 3; when i.sure"},
    {{"items", "[{n: 4, sure: yes}]"}, "all_more", "conflict: when i.n > 3; when i.sure"},
    {{"sure", "yes", "more", "yes"}, "with_gap", "conflict: 1; 2; 3; when sure"},
    {{"sure", "yes", "more", "no"}, "with_gap", "conflict: 1; 3; when sure"},
    {{"items", "[{n: 4, sure: yes}]"}, "own", "conflict: when i.n > 3; when i.sure"},
};

/* What stands on one grid, and on several; what is open; what applies or may; what takes the place
 * of another. */
static const char limits[] = "fact x : number in 10..=20\n"
                             "fact y : integer in 0..=5\n"
                             "fact m : months in 0..=50\n"
                             "fact sure : yes/no\n"
                             "fact more : yes/no\n"
                             "fact far : integer\n"
                             "fact part : one of a, b, c\n"
                             "two : number\n"
                             "    base 3\n"
                             "    at least x\n"
                             "    at most y\n"
                             "grids : months\n"
                             "    base 3\n"
                             "    at least 2 years\n"
                             "    when sure → at least m * 1.5\n"
                             "    at most 6 months\n"
                             "some_of : number\n"
                             "    base 3\n"
                             "    at least x * 7\n"
                             "    at least y * 10\n"
                             "    at most x / 3\n"
                             "    at most x * 0.3\n"
                             "rounded_after : AZN\n"
                             "    base 3\n"
                             "    at least x * 1 AZN\n"
                             "    at most 4.5\n"
                             "    rounded to 1\n"
                             "replaced : number\n"
                             "    base 3\n"
                             "    low_one: at least 15\n"
                             "    when sure → at least 8 overrides low_one\n"
                             "    when more → at least 30\n"
                             "    at most 7\n"
                             "of_rows : number\n"
                             "    base 3\n"
                             "    part\n"
                             "        a → at least 5\n"
                             "        b → at least 6\n"
                             "        c → at least 7\n"
                             "    at least 6\n"
                             "    at most 4\n"
                             "of_rows_alone : number\n"
                             "    base 3\n"
                             "    part\n"
                             "        a → at least 5\n"
                             "        b → at least 6\n"
                             "        c → at least 7\n"
                             "    at most 4\n"
                             "without_end : number\n"
                             "    base 3\n"
                             "    at least far\n"
                             "    at least 10\n"
                             "    at most 9\n"
                             "    at most far\n";

static const question of_limits[] = {
    {{NULL}, "two", "conflict: at least x; at most y"},
    {{"y", "4"}, "two", "conflict: at least x; at most y"},
    {{"x", "12"}, "two", "conflict: at least x; at most y"},
    {{"m", "20", "sure", "yes"}, "grids", "conflict: at most 6 months; when sure"},
    {{"m", "10", "sure", "yes"}, "grids", "conflict: at least 2 years; at most 6 months"},
    {{"m", "16", "sure", "yes"},
     "grids",
     "conflict: at least 2 years; at most 6 months; when sure"},
    {{"m", "10"}, "grids", "conflict: at least 2 years; at most 6 months"},
    {{"m", "20"}, "grids", "conflict: at least 2 years; at most 6 months; when sure"},
    {{"sure", "yes"}, "grids", "conflict: at least 2 years; at most 6 months; when sure"},
    {{"sure", "no"}, "grids", "conflict: at least 2 years; at most 6 months"},
    {{"x", "10", "y", "1"}, "some_of", "conflict: at least x * 7; at most x * 0.3"},
    {{"x", "20"}, "some_of", "conflict: at least x * 7; at most x * 0.3"},
    {{"y", "3"}, "some_of", "conflict: at least x * 7; at most x * 0.3; at most x / 3"},
    {{"x", "12"}, "rounded_after", "conflict: at least x * 1 AZN; at most 4.5"},
    {{"sure", "yes", "more", "no"}, "replaced", "conflict: at most 7; when sure"},
    {{"sure", "no", "more", "no"}, "replaced", "conflict: at least 15; at most 7"},
    {{"more", "no"}, "replaced", "unknown: sure"},
    {{"more", "yes"}, "replaced", "conflict: at most 7; when more"},
    {{"part", "a"}, "of_rows", "conflict: at least 6; at most 4"},
    {{"part", "b"}, "of_rows", "conflict: at least 6; at most 4; b"},
    {{"part", "c"}, "of_rows", "conflict: at most 4; c"},
    {{NULL}, "of_rows", "conflict: at least 6; at most 4; b; c"},
    {{"part", "a"}, "of_rows_alone", "conflict: a; at most 4"},
    {{NULL}, "of_rows_alone", "conflict: a; at most 4; b; c"},
    {{NULL}, "without_end", "conflict: at least 10; at least far; at most 9; at most far"},
};

/* ---- what lists are made of */

/* Errors that stand at one element, in one of several values that are carried, and at an element
 * that has been left out. */
static const char carried[] =
    "entity item\n"
    "    n : integer in 0..=9\n"
    "    m : integer in 0..=9\n"
    "fact items : list of item up to 4\n"
    "second : number exact = (carry a = 0, b = 0 through i in items : {a: a + 1, b: b + 1 / "
    "i.n}).b\n"
    "first_alone : integer = (carry a = 0, b = 0 through i in items : {a: a + 1, b: 1 / i.n}).a\n"
    "of_all : number exact = (highest of (each carry a = 0, b = 0 through i in items : "
    "{a: a + 1, b: b + 1 / i.n}).b) otherwise 0\n"
    "later : number exact = sum of each c in (each carry a = 0, b = 0 through i in items : "
    "{a: a + i.m, b: b + 1 / i.n}) where c.a > 3 : c.b\n"
    "sorted_later : number exact = (last of each c in (each carry a = 0, b = 0 through i in items "
    ": "
    "{a: a + i.m, b: b + 1 / i.n}) sorted by c.a : c.b) otherwise 0\n"
    "own_fault : number exact = (highest of each c in (each carry a = 0 through i in items : "
    "a + i.n) : 1 / c) otherwise 0\n"
    "before_first : integer = first of each i in items : (previous of i).n\n"
    "which : number exact = sum of each i in items : (if i.m = 2 then 1 / i.n else 2 / i.n)\n";

#define SECOND_FAILS                                                                               \
    {                                                                                              \
        "items", "[{n: 1, m: 2}, {n: 0, m: 3}, {n: 3, m: 4}]"                                      \
    }
#define SECOND_LACKS                                                                               \
    {                                                                                              \
        "items", "[{n: 1, m: 2}, {m: 3}, {n: 3, m: 4}]"                                            \
    }
#define FIRST_FAILS                                                                                \
    {                                                                                              \
        "items", "[{n: 0, m: 2}, {n: 0, m: 3}, {n: 3, m: 4}]"                                      \
    }

static const question of_carried[] = {
    {SECOND_FAILS, "second", "error 402: 1 / i.n"},
    {SECOND_FAILS, "first_alone", "known"},
    {SECOND_FAILS, "of_all", "error 402: 1 / i.n"},
    {SECOND_FAILS, "later", "error 402: 1 / i.n"},
    {SECOND_FAILS, "sorted_later", "error 402: 1 / i.n"},
    {SECOND_LACKS, "second", "unknown: items.n"},
    {SECOND_LACKS, "later", "unknown: items.n"},
    {SECOND_FAILS, "own_fault", "known"},
    {FIRST_FAILS, "own_fault", "error 402: 1 / c"},
    {FIRST_FAILS, "before_first", "none: "},
    {FIRST_FAILS, "which", "error 402: 1 / i.n"},
    {SECOND_FAILS, "which", "error 402: 2 / i.n"},
};

/* Fields of records that were made for another element than the last, within something else that is
 * gone through, too. */
static const char records[] =
    "entity item\n"
    "    n : integer in 0..=9\n"
    "fact items : list of item up to 3\n"
    "fact n : integer in 0..=9\n"
    "alone : number exact = (first of ((each k in 1..=2 : {a: 6 / (k - n), b: k}) sorted by b)).a "
    "otherwise 0\n"
    "nested : number exact = sum of each j in items : ((first of ((each k in 1..=2 : "
    "{a: 6 / (k - j.n), b: k}) sorted by b)).a otherwise 0)\n"
    "working day fine = ((first of ((each k in 1..=2 : {a: 6 / (k - n), b: k}) sorted by b)).a "
    "otherwise 0) < 9\n"
    "later : date = 2026-05-05 + 3 working days\n";

static const question of_records[] = {
    {{"n", "1"}, "alone", "error 402: 6 / (k - n)"},
    {{"n", "2"}, "alone", "known"},
    {{"items", "[{n: 5}, {n: 1}]"}, "nested", "error 402: 6 / (k - j.n)"},
    {{"items", "[{n: 1}, {n: 5}]"}, "nested", "error 402: 6 / (k - j.n)"},
    {{"items", "[{n: 2}, {n: 5}]"}, "nested", "known"},
    {{"n", "1"}, "later", "error 402: 6 / (k - n)"},
    {{"n", "2"}, "later", "known"},
};

static void test_records(void)
{
    ASK_ALL(records, of_records);
}

/* What fails at elements in a rule that has its answer only by bounds. */
static const char by_bounds[] =
    "entity item\n"
    "    a : integer in 0..=9\n"
    "    b : integer in 0..=9\n"
    "fact items : list of item up to 3\n"
    "fact flag : yes/no\n"
    "all_of : number exact = sum of each i in items : sum of [i.a / i.b, i.b / i.a]\n"
    "either : number exact = if flag then all_of else all_of + 1\n";

static const question of_bounds[] = {
    {{"items", "[{a: 0, b: 0}]"}, "all_of", "error 402: i.a / i.b; i.b / i.a"},
    {{"items", "[{a: 0, b: 0}]"}, "either", "error 402: i.a / i.b; i.b / i.a"},
    {{"items", "[{a: 1, b: 2}, {a: 1, b: 0}]"}, "either", "error 402: i.a / i.b"},
    {{"items", "[{a: 0, b: 2}, {a: 1, b: 0}]"}, "either", "error 402: i.a / i.b; i.b / i.a"},
    {{"items", "[{a: 1, b: 2}]"}, "either", "unknown: flag"},
};

static void test_by_bounds(void)
{
    ASK_ALL(by_bounds, of_bounds);
}

/* ---- room */

/* Quotients of all pairs of fields: each fails in two ways, for two elements. */
enum { FIELDS = 10, PAIRS = FIELDS * (FIELDS - 1), TEXT_SIZE = 1 << 14 };

static void write_quotients(char *text, char *items)
{
    static const int factor[FIELDS] = {3, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    const char *between = "";
    size_t used = (size_t)snprintf(text, TEXT_SIZE, "entity item\n");
    size_t given = (size_t)snprintf(items, TEXT_SIZE, "[{");
    for (int i = 0; i < 2 * FIELDS; i++) {
        bool is_first = i < FIELDS;
        given +=
            (size_t)snprintf(items + given, TEXT_SIZE - given, "%sf%d: %s%02d",
                             i == FIELDS ? "}, {"
                             : i > 0     ? ", "
                                         : "",
                             i % FIELDS, is_first ? "0" : "1699999999999999999999999999999999999",
                             is_first ? 0 : 97 - 2 * i);
        used += is_first
                    ? (size_t)snprintf(
                          text + used, TEXT_SIZE - used,
                          "    f%d : integer in 0..=170000000000000000000000000000000000000\n", i)
                    : 0;
    }
    (void)snprintf(items + given, TEXT_SIZE - given, "}]");
    used += (size_t)snprintf(text + used, TEXT_SIZE - used,
                             "fact items : list of item up to 3\nfact flag : yes/no\n"
                             "all_of : number exact = sum of each i in items : sum of [");
    for (int i = 0; i < FIELDS * FIELDS; i++) {
        int a = i / FIELDS;
        int b = i % FIELDS;
        if (a != b) {
            used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%s(i.f%d / %d) / (i.f%d / %d)",
                                     between, a, factor[a], b, factor[b]);
            between = ", ";
        }
    }
    (void)snprintf(text + used, TEXT_SIZE - used,
                   "]\neither : number exact = if flag then all_of else all_of + 1\n");
}

/* More is found than a case has room for: registers, clauses and fields. What it has is in order.
 */
static void test_more_than_room(void)
{
    static char text[TEXT_SIZE];
    static char items[TEXT_SIZE];
    write_quotients(text, items);
    qn_program *program = source_load(text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    qn_value value;
    if (CHECK(c != NULL)) {
        const qn_tables *t = qn_program_tables(program);
        int32_t room = (int32_t)(qn_tables_register_count(t) + t->clause_count + FIELDS);
        int32_t rule = qn_program_rule(program, "either");
        int32_t count = 0;
        CHECK(room < 2 * PAIRS);
        CHECK_INT(qn_case_set_text(c, 0, items, strlen(items)), QN_OK);
        CHECK_INT(qn_eval(c, rule, &value), QN_OK);
        CHECK_INT(value.status, QN_FAILED);
        for (; qn_case_cause(c, rule, count) != NULL; count++) {
            CHECK(strchr(qn_case_cause(c, rule, count), '/') != NULL);
        }
        CHECK_INT(count, room);
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* So many facts of one record: its fields have room up to as many as there can be cells. */
static void test_room_for_fields(void)
{
    enum { MOST = 2002, RECORD = 2000 };
    static qn_row_fact facts[MOST];
    static qn_row_field fields[RECORD + 1];
    static qn_row_type types[2] = {
        {.kind = QN_KIND_RECORD, .first_field = 0, .field_count = RECORD},
        {.kind = QN_KIND_LIST, .first_field = RECORD, .field_count = 1}};
    static uint32_t strings[2] = {0, 1};
    qn_tables t = {.fact = facts,
                   .fact_count = MOST,
                   .field = fields,
                   .field_count = RECORD + 1,
                   .type = types,
                   .type_count = 2,
                   .text = "",
                   .string = strings,
                   .string_count = 1};
    for (int i = 0; i < MOST; i++) {
        facts[i] = (qn_row_fact){.type = 1, .history = QN_NONE_INDEX, .cell_count = 1};
    }
    size_t of_fact = sizeof(qn_cause) + 2 * sizeof(uint32_t) + 1;
    size_t most = qn_causes_size(&t);
    t.fact_count = MOST - 1;
    CHECK_INT(most - qn_causes_size(&t), of_fact);
    t.fact_count = QN_CELLS_MAX / RECORD;
    CHECK_INT(most - qn_causes_size(&t), 2 * of_fact);
    t.fact_count--;
    CHECK_INT(most - qn_causes_size(&t), 3 * of_fact + RECORD * sizeof(qn_cause));
}

/* Elements of which it is open whether they are there. */
static const char open_lists[] = "entity item\n"
                                 "    n    : integer in 0..=9\n"
                                 "    kept : yes/no\n"
                                 "fact items : list of item up to 4\n"
                                 "fact y : integer in 0..=9\n"
                                 "listed = each i in items where i.kept : y\n"
                                 "records = each i in items where i.kept : {a: y, b: i.n}\n";

static const question of_open_lists[] = {
    {{"items", "[{n: 1}]"}, "listed", "unknown: items.kept; y"},
    {{"items", "[{n: 1}]", "y", "3"}, "listed", "unknown: items.kept"},
    {{"items", "[{n: 1, kept: yes}]"}, "listed", "unknown: y"},
    {{"items", "[{n: 1, kept: no}]"}, "listed", "known"},
    {{"items", "[{n: 1}]"}, "records", "unknown: items.kept; y"},
    {{"items", "[{kept: yes}, {kept: no}]", "y", "3"}, "records", "unknown: items.n"},
};

static void test_open_lists(void)
{
    ASK_ALL(open_lists, of_open_lists);
}

static void test_exceptions(void)
{
    ASK_ALL(exceptions, of_exceptions);
}

static void test_limits(void)
{
    ASK_ALL(limits, of_limits);
}

static void test_carried(void)
{
    ASK_ALL(carried, of_carried);
}

int main(void)
{
    static const check_case cases[] = {{"conflicts of exceptions", test_exceptions},
                                       {"conflicts of limits", test_limits},
                                       {"what is carried", test_carried},
                                       {"lists that are open", test_open_lists},
                                       {"records", test_records},
                                       {"by bounds", test_by_bounds},
                                       {"more than there is room for", test_more_than_room},
                                       {"room for fields", test_room_for_fields}};
    return check_run("causes", cases, sizeof cases / sizeof cases[0]);
}
