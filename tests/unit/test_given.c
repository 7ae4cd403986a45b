/*
 * Lists, records, periods and facts over time at the door of a case: places, defaults, what is
 * refused and how it is called, texts in items, and reading it all back.
 */
#include "assemble.h"
#include "case.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether the case was given a fact or an item, by what it says of its value. */
static bool is_given(const qn_case *c, int32_t place)
{
    qn_value value;
    return CHECK_INT(qn_case_fact(c, place, &value), QN_OK) && value.is_given;
}

/* children : list of child {age 0..=30, disabled = no, name, jobs : list of AZN up to 2} up to 3;
 * notes : list of period up to 2; employed : period; salary : AZN over time up to 4; note : text;
 * present : yes/no over time = no up to 3; ways : list of set up to 2. */
typedef struct world {
    assembler a;
    qn_program *program;
    qn_case *c;
} world;

static world w;

enum { CHILD_CELLS = 4 + 2, CHILDREN_CELLS = 3 + 3 * CHILD_CELLS };

/* A fact over time up to so many entries. */
static void add_history(assembler *a, const char *name, uint32_t type, uint32_t date, uint32_t step,
                        uint32_t preset, uint32_t limit)
{
    uint32_t from =
        assemble_field(a, "from", date, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
    (void)assemble_field(a, "value", type, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
    uint32_t record = assemble_record(a, "", from, 2);
    uint32_t element =
        assemble_field(a, "", record, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
    uint32_t fact = assemble_fact(a, name, type, ASSEMBLE_NONE, ASSEMBLE_NONE, preset, step);
    assemble_cells(a, fact, limit * 3);
    a->fact_rows[fact - qn_tables_first_fact(&a->tables)].history =
        assemble_list_type(a, element, limit);
}

static uint32_t plain_list(assembler *a, uint32_t type, uint32_t step, uint32_t limit)
{
    uint32_t element =
        assemble_field(a, "", type, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step);
    return assemble_list_type(a, element, limit);
}

static void declare(assembler *a)
{
    static const char *const days[] = {"saturday", "sunday"};
    uint32_t whole = assemble_ratio(a, 1, 1);
    uint32_t any = assemble_ratio(a, 0, 1);
    uint32_t coin = assemble_ratio(a, 1, 100);
    uint32_t no = assemble_int(a, 0);
    uint32_t zero = assemble_int(a, 0);
    uint32_t thirty = assemble_int(a, 360);
    uint32_t years = assemble_type(a, QN_KIND_QUANTITY, QN_CLASS_I, 1, 12, "years");
    uint32_t azn = assemble_type(a, QN_KIND_QUANTITY, QN_CLASS_I, 100, 1, "AZN");
    uint32_t yes_no = assemble_type(a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    uint32_t text = assemble_type(a, QN_KIND_TEXT, QN_CLASS_I, 1, 1, "");
    uint32_t date = assemble_type(a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    uint32_t period = assemble_type(a, QN_KIND_PERIOD, QN_CLASS_I, 1, 1, "");
    uint32_t set = assemble_choice(a, QN_KIND_SET, "weekday", days, 2);
    uint32_t jobs = plain_list(a, azn, coin, 2);
    uint32_t first = assemble_field(a, "age", years, zero, thirty, ASSEMBLE_NONE, whole);
    (void)assemble_field(a, "disabled", yes_no, ASSEMBLE_NONE, ASSEMBLE_NONE, no, any);
    (void)assemble_field(a, "name", text, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, any);
    (void)assemble_field(a, "jobs", jobs, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, any);
    uint32_t child = assemble_record(a, "child", first, 4);
    uint32_t children = plain_list(a, child, any, 3);
    uint32_t notes = plain_list(a, period, any, 2);
    uint32_t ways = plain_list(a, set, any, 2);
    const uint32_t none = ASSEMBLE_NONE;
    assemble_cells(a, assemble_fact(a, "children", children, none, none, none, any),
                   CHILDREN_CELLS);
    assemble_cells(a, assemble_fact(a, "notes", notes, none, none, none, any), 2);
    (void)assemble_fact(a, "employed", period, none, none, none, any);
    add_history(a, "salary", azn, date, coin, none, 4);
    (void)assemble_fact(a, "note", text, none, none, none, any);
    add_history(a, "present", yes_no, date, any, no, 3);
    assemble_cells(a, assemble_fact(a, "ways", ways, none, none, none, any), 2);
    assemble_rule(a, "one", yes_no, NULL, 0);
    assemble_op(a, OP_NOT, 0, no, 0, 0);
}

static void begin_world(void)
{
    assemble_begin(&w.a, 80);
    declare(&w.a);
    w.program = assemble_load(&w.a);
    w.c = qn_case_new(w.program);
    CHECK(w.c != NULL);
}

static void end_world(void)
{
    qn_case_free(w.c);
    qn_program_free(w.program);
}

static int32_t fact(const char *name)
{
    return qn_program_fact(w.program, name);
}

static qn_status give(int32_t place, const char *text)
{
    return qn_case_set_text(w.c, place, text, strlen(text));
}

static int32_t item(const char *list, size_t index, const char *field)
{
    return qn_case_item(w.c, fact(list), index, field);
}

/* What a place holds, as text. */
static const char *shown(int32_t place)
{
    static char text[1024];
    qn_value value;
    CHECK(qn_case_fact(w.c, place, &value) == QN_OK);
    CHECK(qn_value_text(&value, text, sizeof text, NULL) == QN_OK);
    return text;
}

static const char *why(void)
{
    return qn_case_error(w.c)->text;
}

static void defaults_of_elements(void)
{
    begin_world();
    CHECK_TEXT(shown(fact("children")), "unknown");
    CHECK_INT(qn_case_item(w.c, fact("children"), 0, "age"), -1);
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 2), QN_OK);
    CHECK(is_given(w.c, fact("children")));
    CHECK_TEXT(shown(fact("children")),
               "[{age: unknown, disabled: no, name: unknown, jobs: unknown}, "
               "{age: unknown, disabled: no, name: unknown, jobs: unknown}]");
    CHECK_INT(item("children", 2, "age"), -1);
    CHECK_INT(item("children", 1, "eag"), -1);
    CHECK_INT(item("children", 1, NULL), -1);
    int32_t age = item("children", 1, "age");
    CHECK_INT(qn_case_set_integer(w.c, age, 9), QN_OK);
    CHECK(is_given(w.c, age) && !is_given(w.c, item("children", 0, "age")));
    CHECK_TEXT(shown(age), "9 years");
    CHECK_INT(qn_case_set_boolean(w.c, item("children", 1, "disabled"), true), QN_OK);
    CHECK_INT(qn_case_clear(w.c, item("children", 1, "disabled")), QN_OK);
    CHECK_TEXT(shown(item("children", 1, "disabled")), "no");
    CHECK_INT(qn_case_set_unknown(w.c, age), QN_OK);
    CHECK_TEXT(shown(age), "unknown");
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 1), QN_OK);
    CHECK_INT(qn_case_set_integer(w.c, age, 9), QN_MISUSE);
    CHECK_INT(qn_case_clear(w.c, fact("children")), QN_OK);
    CHECK_TEXT(shown(fact("children")), "unknown");
    CHECK_INT(item("children", 0, "age"), -1);
    end_world();
}

static void lists_in_records(void)
{
    begin_world();
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 3), QN_OK);
    int32_t jobs = item("children", 2, "jobs");
    CHECK_INT(qn_case_set_list(w.c, jobs, 2), QN_OK);
    int32_t second = qn_case_item(w.c, jobs, 1, NULL);
    CHECK_INT(qn_case_set_decimal(w.c, second, "12.5", 4), QN_OK);
    CHECK_TEXT(shown(jobs), "[unknown, 12.50 AZN]");
    CHECK_INT(qn_case_set_decimal(w.c, second, "12.555", 6), QN_BAD_VALUE);
    CHECK_TEXT(why(), "children[3].jobs[2]: '12.555' is finer than 0.01; expected AZN");
    CHECK_INT(qn_case_set_list(w.c, jobs, 3), QN_BAD_VALUE);
    CHECK_TEXT(why(), "children[3].jobs: '3 elements' are too many; expected list of AZN up to 2");
    CHECK_TEXT(shown(jobs), "[unknown, 12.50 AZN]");
    CHECK_INT(give(item("children", 0, "jobs"), "[1, 2]"), QN_OK);
    CHECK_TEXT(shown(item("children", 0, "jobs")), "[1.00 AZN, 2.00 AZN]");
    CHECK_TEXT(shown(jobs), "[unknown, 12.50 AZN]");
    CHECK_INT(qn_case_set_list(w.c, jobs, 0), QN_OK);
    CHECK_TEXT(shown(jobs), "[]");
    CHECK_INT(qn_case_item(w.c, jobs, 0, NULL), -1);
    CHECK_INT(qn_case_set_integer(w.c, second, 1), QN_MISUSE);
    end_world();
}

static void texts_in_items(void)
{
    begin_world();
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 3), QN_OK);
    CHECK_INT(give(item("children", 0, "name"), "Leyla"), QN_OK);
    CHECK_INT(give(fact("note"), "Leyla"), QN_OK);
    CHECK_INT(give(item("children", 1, "name"), "Rauf"), QN_OK);
    CHECK_INT(give(item("children", 2, "name"), "Rauf"), QN_OK);
    uint32_t note = qn_tables_first_fact(w.c->tables) + (uint32_t)fact("note");
    const qn_cells *cells = &w.c->cells;
    uint32_t name = (uint32_t)item("children", 0, "name") - QN_ITEM;
    CHECK(cells->slot[name].i == w.c->slot[note].i);
    CHECK(cells->slot[name + CHILD_CELLS].i == cells->slot[name + 2 * CHILD_CELLS].i);
    CHECK(cells->slot[name].i != cells->slot[name + CHILD_CELLS].i);
    CHECK_INT(give(item("children", 0, "name"), "saturday"), QN_OK);
    CHECK(cells->slot[name].i < w.c->tables->string_count);
    CHECK_TEXT(shown(fact("note")), "Leyla");
    CHECK_INT(give(item("children", 0, "name"), "a \"b\", c"), QN_OK);
    CHECK_TEXT(shown(item("children", 0, "name")), "a \"b\", c");
    CHECK(strstr(shown(fact("children")), "name: \"a \\\"b\\\", c\"") != NULL);
    for (int i = 0; i < 100; i++) {
        char text[20];
        (void)snprintf(text, sizeof text, "text %d", i);
        CHECK_INT(qn_case_set_list(w.c, fact("children"), 1), QN_OK);
        CHECK_INT(give(item("children", 0, "name"), text), QN_OK);
        CHECK_TEXT(shown(item("children", 0, "name")), text);
    }
    CHECK(w.c->text_count < 8);
    qn_case_reset(w.c);
    CHECK_TEXT(shown(fact("note")), "unknown");
    end_world();
}

static void periods(void)
{
    begin_world();
    int32_t employed = fact("employed");
    int y = 0;
    int m = 0;
    int d = 0;
    int ey = 0;
    int em = 0;
    int ed = 0;
    bool has_end = false;
    qn_value value;
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 2, 2026, 2, 6), QN_OK);
    CHECK_TEXT(shown(employed), "2026-02-02 through 2026-02-06");
    CHECK_INT(qn_case_fact(w.c, employed, &value), QN_OK);
    CHECK_INT(qn_value_period(&value, &y, &m, &d, &has_end, &ey, &em, &ed), QN_OK);
    CHECK(y == 2026 && m == 2 && d == 2 && has_end && ey == 2026 && em == 2 && ed == 6);
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 2, 2026, 2, 2), QN_OK);
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 2, 2026, 2, 1), QN_BAD_VALUE);
    CHECK_TEXT(why(),
               "employed: '2026-02-02 through 2026-02-01' ends before it begins; expected period");
    CHECK_TEXT(shown(employed), "2026-02-02 through 2026-02-02");
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 30, 2026, 3, 1), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 2, 0, 1, 1), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 30, 0, 0, 0), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_period(w.c, employed, 2026, 2, 2, 0, 0, 0), QN_OK);
    CHECK_TEXT(shown(employed), "2026-02-02 onwards");
    CHECK_INT(qn_case_fact(w.c, employed, &value), QN_OK);
    CHECK_INT(qn_value_period(&value, &y, &m, &d, &has_end, &ey, &em, &ed), QN_OK);
    CHECK(!has_end);
    CHECK_INT(give(employed, "2026-02-02 to 2026-02-07"), QN_OK);
    CHECK_TEXT(shown(employed), "2026-02-02 through 2026-02-06");
    CHECK_INT(give(employed, "0001-01-01 through 9999-12-31"), QN_OK);
    CHECK_INT(give(employed, "2026-02-02 to 2026-02-02"), QN_BAD_VALUE);
    static const char *const wrong[] = {"",
                                        "2026-02-02",
                                        "2026-02-02 through",
                                        "2026-02-02 through 2026-02-06 x",
                                        "2026-02-02 throughout 2026-02-06",
                                        "2026-02-02 - 2026-02-06",
                                        "onwards",
                                        "2026-02-02 onwards 2026-02-06",
                                        "2026-02-31 onwards"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_INT(give(employed, wrong[i]), QN_BAD_VALUE);
    }
    CHECK_INT(qn_case_set_period(w.c, fact("note"), 2026, 2, 2, 2026, 2, 6), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_period(w.c, 99, 2026, 2, 2, 2026, 2, 6), QN_MISUSE);
    CHECK_INT(qn_case_set_period(NULL, 0, 2026, 2, 2, 2026, 2, 6), QN_MISUSE);
    end_world();
}

static void facts_over_time(void)
{
    begin_world();
    int32_t salary = fact("salary");
    CHECK(qn_program_fact_info(w.program, salary).is_over_time);
    CHECK_TEXT(shown(salary), "unknown");
    CHECK_TEXT(shown(fact("present")), "[]");
    CHECK_INT(qn_case_set_integer(w.c, salary, 900), QN_OK);
    CHECK_TEXT(shown(salary), "[{from: 0001-01-01, value: 900.00 AZN}]");
    CHECK_INT(qn_case_set_list(w.c, salary, 2), QN_OK);
    CHECK_TEXT(shown(salary), "unknown");
    int32_t first = item("salary", 0, "from");
    int32_t second = item("salary", 1, "from");
    CHECK_INT(qn_case_set_integer(w.c, item("salary", 0, "value"), 1200), QN_OK);
    CHECK_INT(qn_case_set_integer(w.c, item("salary", 1, "value"), 900), QN_OK);
    CHECK_INT(qn_case_set_date(w.c, first, 2026, 3, 15), QN_OK);
    CHECK_TEXT(shown(salary), "unknown");
    CHECK_INT(qn_case_set_date(w.c, second, 2026, 3, 15), QN_BAD_VALUE);
    CHECK_TEXT(why(), "salary[2].from: '2026-03-15' is the day of two values; expected date");
    CHECK_INT(qn_case_set_date(w.c, second, 2024, 1, 1), QN_OK);
    CHECK_TEXT(shown(salary), "[{from: 2024-01-01, value: 900.00 AZN}, "
                              "{from: 2026-03-15, value: 1200.00 AZN}]");
    CHECK_TEXT(shown(item("salary", 0, "from")), "2026-03-15");
    CHECK_INT(qn_case_set_date(w.c, second, 2027, 1, 1), QN_OK);
    CHECK_TEXT(shown(salary), "[{from: 2026-03-15, value: 1200.00 AZN}, "
                              "{from: 2027-01-01, value: 900.00 AZN}]");
    CHECK_INT(qn_case_set_decimal(w.c, salary, "0.001", 5), QN_BAD_VALUE);
    CHECK_TEXT(why(), "salary: '0.001' is finer than 0.01; expected AZN over time");
    CHECK(strstr(shown(salary), "2027-01-01") != NULL);
    CHECK_INT(give(salary, "900 from 2024-01-01, 1200 AZN from 2026-03-15"), QN_OK);
    CHECK_TEXT(shown(salary), "[{from: 2024-01-01, value: 900.00 AZN}, "
                              "{from: 2026-03-15, value: 1200.00 AZN}]");
    CHECK_INT(give(salary, "[{from: 2024-01-01, value: 5}]"), QN_OK);
    CHECK_INT(give(salary, "7 AZN"), QN_OK);
    CHECK_TEXT(shown(salary), "[{from: 0001-01-01, value: 7.00 AZN}]");
    CHECK_INT(give(salary, "1 from 2024-01-01, 2 from 2024-01-01"), QN_BAD_VALUE);
    CHECK_TEXT(shown(salary), "unknown");
    CHECK_INT(give(fact("present"), "yes from 2020-03-10, no from 2021-06-01"), QN_OK);
    CHECK_INT(qn_case_clear(w.c, fact("present")), QN_OK);
    CHECK_TEXT(shown(fact("present")), "[]");
    CHECK_INT(qn_case_set_unknown(w.c, fact("present")), QN_OK);
    CHECK_TEXT(shown(fact("present")), "unknown");
    end_world();
}

static void lists_from_text(void)
{
    begin_world();
    int32_t children = fact("children");
    CHECK_INT(give(children, "[{age: 3}, {age: 9 years, disabled: yes, name: \"a, \\\"b\\\"]\"}]"),
              QN_OK);
    CHECK_TEXT(shown(item("children", 1, "name")), "a, \"b\"]");
    char again[1024];
    (void)snprintf(again, sizeof again, "%s", shown(children));
    CHECK_INT(give(children, again), QN_OK);
    CHECK_TEXT(shown(children), again);
    CHECK_INT(give(children, "{age: 1, jobs: [1, 2.5]}"), QN_OK);
    CHECK_TEXT(shown(children),
               "[{age: 1 years, disabled: no, name: unknown, jobs: [1.00 AZN, 2.50 AZN]}]");
    CHECK_INT(give(children, "{}, { }"), QN_OK);
    CHECK_INT(give(children, ""), QN_OK);
    CHECK_TEXT(shown(children), "[]");
    CHECK_INT(give(fact("ways"), "[saturday, sunday], []"), QN_OK);
    CHECK_TEXT(shown(fact("ways")), "[[saturday, sunday], [(empty)]]");
    static const char *const wrong[][2] = {
        {"3", "children[1]: '3' is no record, as {name: value, name: value}; expected child {age, "
              "disabled, name, jobs}"},
        {"{age: 3}, {aeg: 9}",
         "children[2]: 'aeg' is none of its fields; expected child {age, disabled, name, jobs}"},
        {"{age: 3}, {age: 31}", "children[2].age: '31' is out of range; expected years in 0..=30"},
        {"{age: 3, age: 3}", "children[1]: 'age: 3' gives a field that was given before; expected "
                             "child {age, disabled, name, jobs}"},
        {"{age: 3,}", "children[1]: '' stands before a comma too many; expected child {age, "
                      "disabled, name, jobs}"},
        {"{age 3}", "children[1]: 'age 3' is no field, as name: value; expected child {age, "
                    "disabled, name, jobs}"},
        {"{jobs: [1, x]}", "children[1].jobs[2]: 'x' is not such a number; expected AZN"},
        {"[{age: 3} {age: 4}]",
         "children[1]: '{age: 3} {age: 4}' is no record, as {name: value, name: value}; expected "
         "child {age, disabled, name, jobs}"},
        {"[{age: 3}", "children: '[{age: 3}' has a bracket or a quotation mark that is not closed; "
                      "expected list of child {age, disabled, name, jobs} up to 3"},
        {"{age: 3}}", "children: '{age: 3}}' has a bracket or a quotation mark that is not closed; "
                      "expected list of child {age, disabled, name, jobs} up to 3"},
        {"{}, {}, {}, {}", "children: '4 elements' are too many; expected list of child {age, "
                           "disabled, name, jobs} up to 3"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_INT(give(children, wrong[i][0]), QN_BAD_VALUE);
        CHECK_TEXT(why(), wrong[i][1]);
    }
    end_world();
}

/* Whatever is cut off, doubled or put in front: an answer, and no harm. */
static void hostile_text(void)
{
    begin_world();
    static const char text[] = "[{age: 9, name: \"a\\\"\", jobs: [1, 2]}, {disabled: yes}]";
    static const char signs[] = "[]{}(),:\"\\ ";
    char changed[2 * sizeof text];
    for (size_t cut = 0; cut < sizeof text; cut++) {
        (void)qn_case_set_text(w.c, fact("children"), text, cut);
        for (size_t s = 0; s < sizeof signs; s++) {
            memcpy(changed, text, sizeof text);
            changed[cut] = signs[s];
            (void)qn_case_set_text(w.c, fact("children"), changed, sizeof text - 1);
            (void)shown(fact("children"));
            (void)qn_case_set_text(w.c, fact("salary"), changed, sizeof text - 1);
        }
    }
    enum { DEEP = 100000 };
    char *deep = malloc(DEEP);
    CHECK(deep != NULL);
    memset(deep, '[', DEEP);
    CHECK_INT(qn_case_set_text(w.c, fact("children"), deep, DEEP), QN_BAD_VALUE);
    memset(deep + DEEP / 2, ']', DEEP / 2);
    CHECK_INT(qn_case_set_text(w.c, fact("children"), deep, DEEP), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_text(w.c, fact("notes"), deep, DEEP), QN_BAD_VALUE);
    memset(deep, ',', DEEP);
    CHECK_INT(qn_case_set_text(w.c, fact("children"), deep, DEEP), QN_BAD_VALUE);
    free(deep);
    end_world();
}

static void declarations(void)
{
    begin_world();
    int32_t child = qn_program_fact_info(w.program, fact("children")).element;
    CHECK_INT((int)qn_program_fact_info(w.program, child).kind, QN_KIND_RECORD);
    CHECK_INT(qn_program_fact_info(w.program, fact("children")).limit, 3);
    CHECK_INT(qn_program_fact_info(w.program, child).field_count, 4);
    int32_t age = qn_program_field(w.program, child, 0);
    int32_t jobs = qn_program_field(w.program, child, 3);
    CHECK_TEXT(qn_program_fact_info(w.program, age).name, "age");
    CHECK_TEXT(qn_program_fact_info(w.program, age).unit, "years");
    CHECK_TEXT(qn_program_fact_info(w.program, child).unit, "");
    char text[100];
    CHECK_INT(qn_program_fact_range(w.program, age, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, "years in 0..=30");
    CHECK_INT(qn_program_fact_default(w.program, qn_program_field(w.program, child, 1), text,
                                      sizeof text, NULL),
              QN_OK);
    CHECK_TEXT(text, "no");
    CHECK_INT(qn_program_fact_info(w.program, jobs).limit, 2);
    CHECK_TEXT(qn_program_fact_info(w.program, qn_program_fact_info(w.program, jobs).element).name,
               "");
    CHECK_INT(qn_program_fact_info(w.program, age).element, -1);
    CHECK_INT(qn_program_fact_info(w.program, age).limit, 0);
    CHECK_INT(qn_program_field(w.program, child, 4), -1);
    CHECK_INT(qn_program_field(w.program, child, -1), -1);
    CHECK_INT(qn_program_fact_info(w.program, age).field_count, 0);
    CHECK_INT(qn_program_fact_info(w.program, -1).element, -1);
    CHECK_INT(qn_program_fact_info(NULL, 0).element, -1);
    int32_t entry = qn_program_fact_info(w.program, fact("salary")).element;
    CHECK_INT(qn_program_fact_info(w.program, entry).field_count, 2);
    CHECK_TEXT(qn_program_fact_info(w.program, qn_program_field(w.program, entry, 0)).name, "from");
    CHECK(!qn_program_fact_info(w.program, entry).is_over_time);
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 1), QN_OK);
    CHECK_INT(qn_case_declared(w.c, item("children", 0, "age")), age);
    CHECK_INT(qn_case_declared(w.c, fact("salary")), fact("salary"));
    CHECK_INT(qn_case_declared(w.c, -1), -1);
    CHECK_INT(qn_case_place_name(w.c, item("children", 0, "jobs"), text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, "children[1].jobs");
    CHECK_INT(qn_case_place_name(w.c, 12345, text, sizeof text, NULL), QN_MISUSE);
    end_world();
}

static void count_elements(void *context, const qn_value *element)
{
    int *count = context;
    qn_value field;
    CHECK_INT((int)element->kind, QN_KIND_RECORD);
    CHECK_INT(qn_value_field(element, 0, &field), QN_OK);
    CHECK_INT(qn_value_field(element, 4, &field), QN_MISUSE);
    (*count)++;
}

static void reading(void)
{
    begin_world();
    int count = 0;
    qn_value value;
    CHECK_INT(give(fact("children"), "{age: 3}, {age: 9}"), QN_OK);
    CHECK_INT(qn_case_fact(w.c, fact("children"), &value), QN_OK);
    CHECK_INT((int)qn_value_count(&value), 2);
    CHECK_INT(qn_value_each(&value, count_elements, &count), QN_OK);
    CHECK_INT(count, 2);
    CHECK_INT(qn_value_each(&value, NULL, NULL), QN_MISUSE);
    CHECK_INT(qn_value_each(NULL, count_elements, NULL), QN_MISUSE);
    CHECK(qn_value_field_name(&value, 0) == NULL);
    CHECK_INT(qn_case_set_unknown(w.c, fact("children")), QN_OK);
    CHECK_INT(qn_case_fact(w.c, fact("children"), &value), QN_OK);
    CHECK_INT(qn_value_each(&value, count_elements, &count), QN_MISUSE);
    CHECK_INT((int)qn_value_count(&value), 0);
    end_world();
}

/* ---- memory */

typedef struct counter {
    long until; /* requests that are granted */
    int blocks;
} counter;

static void *count_and_give(void *context, void *block, size_t old_size, size_t new_size)
{
    counter *k = context;
    (void)old_size;
    if (new_size == 0) {
        k->blocks--;
        free(block);
        return NULL;
    }
    if (k->until-- <= 0) {
        return NULL;
    }
    void *given = realloc(block, new_size);
    k->blocks += block == NULL && given != NULL;
    return given;
}

static void without_memory(void)
{
    static const char text[] = "{name: a1}, {name: \"b\\\\2\"}, {name: c3}";
    begin_world();
    qn_case *plain = w.c;
    qn_status status = QN_NO_MEMORY;
    long granted = 1;
    for (; status != QN_OK && granted < 100; granted++) {
        counter k = {.until = granted};
        qn_options options = {.allocate = count_and_give, .context = &k};
        CHECK_INT(qn_case_new_with(w.program, &options, &w.c), QN_OK);
        status = give(fact("children"), text);
        CHECK(status == QN_OK || status == QN_NO_MEMORY);
        CHECK_TEXT(status == QN_OK ? "unknown" : shown(fact("children")), "unknown");
        qn_case_free(w.c);
        CHECK_INT(k.blocks, 0);
    }
    CHECK(granted > 4 && granted < 100);
    w.c = plain;
    end_world();
}

/* A program that sets too few cells aside, or whose lists lie in each other without an end, cannot
 * be given them. */
static void hostile_programs(void)
{
    assemble_begin(&w.a, 80);
    declare(&w.a);
    w.a.fact_rows[0].cell_count = CHILDREN_CELLS - 1;
    w.program = assemble_load(&w.a);
    w.c = qn_case_new(w.program);
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 1), QN_BAD_VALUE);
    CHECK_INT(give(fact("children"), "{age: 3}"), QN_BAD_VALUE);
    end_world();
    assemble_begin(&w.a, 80);
    declare(&w.a);
    /* The jobs of a child are children. */
    uint32_t jobs = w.a.fact_rows[0].type;
    for (uint32_t i = 0; i < w.a.tables.field_count; i++) {
        if (strcmp(qn_tables_string(&w.a.tables, w.a.field_rows[i].name), "jobs") == 0) {
            w.a.field_rows[i].type = jobs;
        }
    }
    w.program = assemble_load(&w.a);
    w.c = qn_case_new(w.program);
    CHECK_INT(qn_case_set_list(w.c, fact("children"), 1), QN_BAD_VALUE);
    CHECK_INT(qn_case_item(w.c, fact("children"), 0, "age"), -1);
    end_world();
}

/* The row of a field with that name, the first. */
static qn_row_field *field_row(const char *name)
{
    for (uint32_t i = 0; i < w.a.tables.field_count; i++) {
        if (strcmp(qn_tables_string(&w.a.tables, w.a.field_rows[i].name), name) == 0) {
            return &w.a.field_rows[i];
        }
    }
    exit(1);
}

static qn_row_fact *fact_row(const char *name)
{
    for (uint32_t i = 0; i < w.a.tables.fact_count; i++) {
        if (strcmp(qn_tables_string(&w.a.tables, w.a.fact_rows[i].name), name) == 0) {
            return &w.a.fact_rows[i];
        }
    }
    exit(1);
}

/* What is said of lists and of facts over time with one word changed: how children, notes and a
 * salary are taken, once for all days and from one on, and what an item of notes is called. */
static const char *said_of_lists(void)
{
    static char said[200];
    char name[60] = "";
    w.program = assemble_load(&w.a);
    w.c = w.program == NULL ? NULL : qn_case_new(w.program);
    if (!CHECK(w.c != NULL)) {
        return "";
    }
    qn_status children = give(fact("children"), "{age: 3}, {age: 9, jobs: [1, 2]}");
    qn_status notes = qn_case_set_list(w.c, fact("notes"), 2);
    qn_status always = give(fact("salary"), "5");
    qn_status since = give(fact("salary"), "5 from 2020-01-01, 6 from 2021-01-01");
    int32_t place = item("notes", 1, NULL);
    if (place >= 0) {
        CHECK_INT(qn_case_place_name(w.c, place, name, sizeof name, NULL), QN_OK);
    }
    qn_status inner = give(item("children", 1, "jobs"), "[7]");
    (void)snprintf(said, sizeof said, "%d %d %d %d %d %s", children, notes, always, since, inner,
                   name);
    end_world();
    return said;
}

/* Words that other lists have, each told by what it makes of them: QN_OK is 0, QN_MISUSE 2,
 * QN_BAD_VALUE 4. */
static void changed_lists(void)
{
    assemble_begin(&w.a, 80);
    declare(&w.a);
    qn_row_type *list = &w.a.type_rows[fact_row("children")->type];
    qn_row_fact *salary = fact_row("salary");
    qn_row_type *entries =
        &w.a.type_rows[w.a.field_rows[w.a.type_rows[salary->history].first_field].type];
    qn_row_field *from = &w.a.field_rows[entries->first_field];
    const struct {
        uint32_t *word;
        uint32_t value;
        const char *said;
    } changes[] = {
        {&list->limit, 3, "0 0 0 0 0 notes[2]"},
        {&list->limit, QN_CELLS_MAX, "4 0 0 0 2 notes[2]"},
        {&list->limit, QN_CELLS_MAX + 1, "4 0 0 0 2 notes[2]"},
        {&fact_row("children")->cell_count, 60, "0 0 0 0 0 "},
        {&fact_row("children")->first_cell, 2, "0 0 0 0 0 children[3].jobs[2]"},
        {&salary->cell_count, 2, "0 0 2 2 0 notes[2]"},
        {&salary->first_cell, 1, "0 0 0 0 0 notes[2]"},
        {&from->name, field_row("value")->name, "0 0 2 2 0 notes[2]"},
        {&from[1].name, from->name, "0 0 2 2 0 notes[2]"},
        {&from[1].type, from->type, "0 0 2 2 0 notes[2]"},
        {&from->type, from[1].type, "0 0 2 2 0 notes[2]"},
        {&field_row("jobs")->type, field_row("age")->type, "4 0 0 0 2 notes[2]"},
        {&field_row("age")->type, field_row("jobs")->type, "4 0 0 0 2 notes[2]"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        uint32_t was = *changes[i].word;
        *changes[i].word = changes[i].value;
        if (!CHECK_TEXT(said_of_lists(), changes[i].said)) {
            printf("    change %d\n", (int)i);
        }
        *changes[i].word = was;
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"defaults_of_elements", defaults_of_elements},
        {"lists_in_records", lists_in_records},
        {"texts_in_items", texts_in_items},
        {"periods", periods},
        {"facts_over_time", facts_over_time},
        {"lists_from_text", lists_from_text},
        {"hostile_text", hostile_text},
        {"declarations", declarations},
        {"reading", reading},
        {"without_memory", without_memory},
        {"hostile_programs", hostile_programs},
        {"changed_lists", changed_lists},
    };
    return check_run("given", cases, sizeof cases / sizeof cases[0]);
}
