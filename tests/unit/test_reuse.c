/*
 * A case that was used before answers as a new one: what earlier facts, and earlier questions about
 * the same facts, have left in it is not seen in answers, bounds, reasons and errors.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "source.h"

static const char text[] =
    "entity item\n"
    "    amount : AZN in 0..=1000\n"
    "    kept   : yes/no\n"
    "fact items : list of item up to 4\n"
    "fact spans : list of period up to 4\n"
    "fact y     : AZN in 0..=1000\n"
    "fact wide  : integer in 0..=1000000000000000000000000000000\n"
    "fact remark : text\n"
    "fact part   : number exact\n"
    "fact span  : period\n"
    "fact off   : list of date up to 2\n"
    "how_many : integer = count of items\n"
    "rate : integer = (if today < 2026-06-03 then 1 else 2) + (if wide > 5 then 10 else 0) +\n"
    "    (if remark = \"x\" then 100 else 0) + (if part > 1 / 3 then 10000 else 0) +\n"
    "    (if span has today then 1000 else 0) +\n"
    "    (count of each k in days of (2026-06-01 through 2026-06-03) where k <= today : k)\n"
    "on_days : integer = sum of each d in days of (2026-06-01 through 2026-06-05) : rate on d\n"
    "on_more : integer = sum of each d in days of (2026-06-02 through 2026-06-06) :\n"
    "    (rate on d) + how_many\n"
    "counted_on : integer = if today < 2026-06-04 then how_many else count of spans\n"
    "on_each : integer = sum of each d in days of (2026-06-02 through 2026-06-06) :\n"
    "    counted_on on d\n"
    "works : yes/no = not (today in off)\n"
    "worked : integer = count of each d in days of (2026-06-02 through 2026-06-03) where works on "
    "d : "
    "d\n"
    "total : AZN = sum of items.amount\n"
    "spared : AZN = if how_many > 0 then 1 AZN else total\n"
    "twice : integer = how_many * 2\n"
    "share : number exact = 1 / how_many\n"
    "carried : number exact = carry b = share through i in items : b + 1\n"
    "highest_of : AZN = highest of each i in items, s in spans : y\n"
    "field : number exact = (last of (each i in items : {a: 1 AZN / (i.amount - 5 AZN)})).a\n"
    "of_none : AZN = highest of each e in (first 2 of (each i in items, s in spans where no : s)), "
    "i in items : y\n"
    "stored : number exact = (average of each e in (each s in spans : {g: rate}) : 1) otherwise 0\n"
    "shared : period = last of (each e in (split y over items by amount to 0.01), s in spans : "
    "(today through today))\n"
    "define crossed(p : AZN) : AZN\n"
    "    base 0\n"
    "    at least 1\n"
    "    at most min(p, p)\n"
    "of_another : AZN\n"
    "    own: when yes → at least 1\n"
    "    y ..=1000 → at most (total - total)\n"
    "    other: y ..=1000 → crossed(0) overrides own\n"
    "both_rows : AZN\n"
    "    table unique y\n"
    "        any → 5 AZN\n"
    "        any → total\n";

/* Each is given, asked for all rules in their order, and then in the other one. */
static const struct {
    const char *items;
    const char *spans;
    const char *y;
    const char *wide;
    const char *note;
    const char *span;
    const char *off; /* lists of as many days as the one before */
} given[] = {
    {"[{amount: 5}, {kept: yes}]", "[]", NULL, "5", "x", "2026-06-01 onwards", "[2026-06-02]"},
    {"[{amount: 5}, {kept: yes}]", "[]", NULL, "5", "x", "2026-06-01 onwards", "[2026-06-04]"},
    {"[]", "[2024-01-01 through 2024-01-02]", "3", "7", "another", "2026-06-01 onwards",
     "[2026-06-03]"},
    {NULL, "[]", NULL, "7", "another", "2026-06-02 onwards", "[2026-06-02, 2026-06-03]"},
    {"[{amount: 5, kept: no}]", "[2024-01-01 through 2024-01-02]", "4",
     "1000000000000000000000000000000", "a third", NULL, "[2026-06-04, 2026-06-03]"},
    {NULL, NULL, "7", NULL, NULL, NULL, NULL},
    {"[{kept: no}, {amount: 7, kept: yes}]", NULL, "0", "5", "x", "2026-06-01 onwards", "[]"}};
enum { GIVEN = sizeof given / sizeof given[0], SAID = 2000 };

static qn_program *program;

static void give(qn_case *c, const char *fact, const char *value)
{
    int32_t at = qn_program_fact(program, fact);
    if (value != NULL) {
        CHECK_INT(qn_case_set_text(c, at, value, strlen(value)), QN_OK);
    }
}

static void give_all(qn_case *c, size_t which)
{
    CHECK_INT(qn_case_set_date(c, QN_TODAY, 2026, 6, 1), QN_OK);
    give(c, "items", given[which].items);
    give(c, "spans", given[which].spans);
    give(c, "y", given[which].y);
    give(c, "wide", given[which].wide);
    give(c, "remark", given[which].note);
    give(c, "span", given[which].span);
    give(c, "off", given[which].off);
    give(c, "part", given[which].note == NULL ? NULL : which % 2 == 0 ? "0.25" : "0.5");
}

static void add(char *said, const char *more)
{
    size_t length = strlen(said);
    (void)snprintf(said + length, SAID - length, "%s; ", more);
}

/* An answer with its bounds and causes. */
static void ask(qn_case *c, int32_t rule, char *said)
{
    char one[QN_VALUE_TEXT_SIZE];
    const char *cause = NULL;
    qn_value value;
    qn_value end;
    said[0] = '\0';
    CHECK_INT(qn_eval(c, rule, &value), QN_OK);
    CHECK_INT(qn_value_text(&value, one, sizeof one, NULL), QN_OK);
    add(said, one);
    (void)snprintf(one, sizeof one, "Q0%d", (int)value.error);
    add(said, one);
    for (int side = QN_LOW; side <= QN_HIGH; side++) {
        bool has_end = qn_value_bound(&value, (qn_bound)side, &end) == QN_OK &&
                       qn_value_text(&end, one, sizeof one, NULL) == QN_OK;
        add(said, has_end ? one : "no end");
    }
    for (int i = 0; (cause = qn_case_cause(c, rule, i)) != NULL; i++) {
        add(said, cause);
    }
}

static qn_telling hear(void *context, const qn_step *step)
{
    (void)context;
    (void)step;
    return QN_TELL_ON;
}

/* A new case for each question. */
static void expect_as_new(qn_case *used, size_t which, int32_t rule)
{
    char new_said[SAID];
    char used_said[SAID];
    qn_case *fresh = qn_case_new(program);
    if (!CHECK(fresh != NULL)) {
        return;
    }
    give_all(fresh, which);
    ask(fresh, rule, new_said);
    ask(used, rule, used_said);
    CHECK_TEXT(used_said, new_said);
    qn_case_free(fresh);
}

static void reuse(qn_case *c, int32_t rules, bool explains)
{
    for (size_t k = 0; k < GIVEN * GIVEN; k++) { /* every one behind every other */
        const size_t both[] = {k / GIVEN, k % GIVEN};
        for (size_t i = 0; i < 2; i++) {
            qn_case_reset(c);
            give_all(c, both[i]);
            for (int32_t rule = 0; rule < rules; rule++) {
                expect_as_new(c, both[i], rule);
                if (explains) {
                    CHECK_INT(qn_explain(c, &rule, 1, hear, NULL), QN_OK);
                }
            }
            for (int32_t rule = rules; rule-- > 0;) {
                expect_as_new(c, both[i], rule);
            }
        }
    }
}

static void reuse_on_way(qn_preparation way)
{
    qn_compilation *compilation = source_compile(text);
    size_t length = 0;
    const unsigned char *image = qn_compilation_image(compilation, &length);
    const qn_options options = {.preparation = way};
    if (!CHECK(image != NULL) ||
        !CHECK_INT(qn_program_load(image, length, &options, &program, NULL), QN_OK)) {
        qn_compilation_free(compilation);
        return;
    }
    qn_case *c = qn_case_new(program);
    if (CHECK(c != NULL)) {
        reuse(c, qn_program_rule_count(program), false);
        reuse(c, qn_program_rule_count(program), true);
    }
    qn_case_free(c);
    qn_program_free(program);
    qn_compilation_free(compilation);
}

static void test_machine(void)
{
    reuse_on_way(QN_PREPARE_NOTHING);
}

static void test_direct(void)
{
    reuse_on_way(QN_PREPARE_ALL);
}

int main(void)
{
    static const check_case cases[] = {{"by the machine", test_machine},
                                       {"on direct ways", test_direct}};
    return check_run("reuse", cases, sizeof cases / sizeof cases[0]);
}
