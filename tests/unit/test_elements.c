/*
 * Findings of small random programs with lists, against trying every short list: of the rules of a
 * `for each`, whose clauses are asked about for one element, and of rules that count and add up.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "prove.h"
#include "source.h"
#include "symbolic.h"
#include "trace.h"

enum {
    PROGRAMS = CHECK_FEWER(100, 20),
    TEXT = 8000,
    LINES = 80,
    NAME = 60,
    NUMBERS = 3,
    KINDS = 3
};
enum { ELEMENTS = NUMBERS * KINDS * 2 };

/* ---- random programs */

typedef struct writer {
    char text[TEXT];
    size_t length;
    uint64_t random;
} writer;

static uint32_t below(writer *w, uint32_t limit)
{
    return (uint32_t)(check_random(&w->random) >> 33) % limit;
}

static void put(writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(w->text + w->length, TEXT - w->length, format, arguments);
    va_end(arguments);
    w->length += length > 0 && (size_t)length < TEXT - w->length ? (size_t)length : 0;
}

static void put_test(writer *w)
{
    static const char *const tests[] = {"t.n > 0",        "t.n < 2",     "t.n >= m",  "t.n > 2",
                                        "t.hue is red",   "t.flag",      "on_",       "m = 2",
                                        "t.hue is green", "t.n * 2 = 3", "not t.flag"};
    put(w, "%s", tests[below(w, sizeof tests / sizeof *tests)]);
}

static void put_condition(writer *w)
{
    put_test(w);
    if (below(w, 2) == 0) {
        put(w, "%s", below(w, 3) == 0 ? " or " : " and ");
        put_test(w);
    }
}

/* A rule of the elements; the second takes the first into account. */
static void put_rule(writer *w, int number)
{
    put(w, "    e%d : integer\n        base %u%s\n", number, below(w, 3),
        number > 0 && below(w, 2) == 0 ? " + e0" : "");
    for (uint32_t i = 0; i < 1 + below(w, 3); i++) {
        put(w, "        x%d%u: when ", number, i);
        put_condition(w);
        put(w, " → %u", below(w, 4));
        if (i > 0 && below(w, 2) == 0) {
            put(w, " overrides x%d0", number);
        }
        put(w, "\n");
    }
    if (number > 0 && below(w, 2) == 0) {
        put(w, "        only when ");
        put_condition(w);
        put(w, "  \"no\"\n");
    }
    if (below(w, 3) == 0) {
        put(w, "        at most %u\n", 1 + below(w, 5));
    }
}

static void write_program(writer *w)
{
    w->length = 0;
    put(w,
        "choice colour = red, green, blue\nentity thing\n    n : integer in 0..=%d\n"
        "    hue : colour\n    flag : yes/no = no\nfact things : list of thing up to 2\n"
        "fact on_ : yes/no = no\nfact m : integer in 0..=2\nfor each t in things\n",
        NUMBERS - 1);
    put_rule(w, 0);
    put_rule(w, 1);
    put(w, "total : integer = sum of things.e0\n");
    put(w, "great : integer = count of things where n >= m\n");
    put(w, "r : integer\n    base m\n    y0: when total > %u and on_ → 7\n", 1 + below(w, 9));
    put(w, "    y1: when great > %u → %u overrides y0\n", below(w, 4), 1 + below(w, 3));
    put(w, "    at most %u\n", 2 + below(w, 6));
}

/* ---- every case */

/* What was seen of the clause on each line, or told of it. */
typedef struct seen {
    bool holds, fails, counts, reaches, conflict;
} seen;

static bool is_standing(const qn_case *c, const qn_row_clause *row)
{
    bool is_out = false;
    const qn_row_rule *rule = &c->tables->rule[row->rule];
    for (uint32_t i = 0; i < row->over_count; i++) {
        qn_verdict over = qn_clause_verdict(c, c->tables->entry[row->first_over + i].value);
        is_out |= over.status == QN_KNOWN && over.yes;
    }
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        const qn_row_clause *gate = &c->tables->clause[rule->first_clause + i];
        qn_verdict verdict = qn_clause_verdict(c, rule->first_clause + i);
        is_out |= gate->kind == QN_CLAUSE_GATE && verdict.status == QN_KNOWN && !verdict.yes;
    }
    return !is_out;
}

/* Looks at the clauses after the rules have been run. What is made for elements is in the registers
 * of the last one. */
static void see_clauses(const qn_case *c, seen *line)
{
    for (uint32_t i = 0; i < c->tables->clause_count; i++) {
        const qn_row_clause *row = &c->tables->clause[i];
        const qn_row_rule *rule = &c->tables->rule[row->rule];
        qn_verdict verdict = qn_clause_verdict(c, i);
        if (c->status[rule->result] == QN_UNKNOWN || verdict.status != QN_KNOWN) {
            continue;
        }
        seen *s = &line[row->line];
        s->holds |= verdict.yes;
        s->fails |= !verdict.yes;
        s->counts |= verdict.yes && is_standing(c, row);
        s->reaches |= row->kind == QN_CLAUSE_CAP && c->status[rule->result] == QN_KNOWN &&
                      qn_trace_clause(c, i).fate == QN_FATE_APPLIED;
    }
    for (uint32_t i = 0; i < c->tables->rule_count; i++) {
        const qn_row_rule *rule = &c->tables->rule[i];
        if (rule->line < LINES) { /* what the compiler adds has no line */
            line[rule->line].conflict |= c->status[rule->result] == QN_CONFLICT;
        }
    }
}

static void give(qn_case *c, const char *name, const char *text)
{
    (void)qn_case_set_text(c, qn_program_fact(c->program, name), text, strlen(text));
}

static void run_all(qn_case *c, seen *line)
{
    static const char *const rules[] = {"e0", "e1", "total", "great", "r"};
    qn_value value;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        (void)qn_eval(c, qn_program_rule(c->program, rules[i]), &value);
    }
    see_clauses(c, line);
}

static void write_element(int number, char text[NAME])
{
    static const char *const hues[KINDS] = {"red", "green", "blue"};
    (void)snprintf(text, NAME, "{n: %d, hue: %s, flag: %s}", number % NUMBERS,
                   hues[number / NUMBERS % KINDS], number / NUMBERS / KINDS != 0 ? "yes" : "no");
}

/* All lists of up to two elements: -1 stands for none. */
static void see_lists(qn_case *c, seen *line)
{
    char one[NAME];
    char other[NAME];
    char list[3 * NAME];
    for (int i = -1; i < ELEMENTS; i++) {
        write_element(i < 0 ? 0 : i, one);
        for (int k = -1; k < (i < 0 ? 0 : ELEMENTS); k++) {
            write_element(k < 0 ? 0 : k, other);
            (void)snprintf(list, sizeof list, "[%s%s%s]", i < 0 ? "" : one, k < 0 ? "" : ", ",
                           k < 0 ? "" : other);
            give(c, "things", list);
            run_all(c, line);
        }
    }
}

static void see_all(qn_case *c, seen *line)
{
    static const char *const answers[] = {"no", "yes"};
    static const char *const numbers[NUMBERS] = {"0", "1", "2"};
    for (int i = 0; i < 2; i++) {
        give(c, "on_", answers[i]);
        for (int k = 0; k < NUMBERS; k++) {
            give(c, "m", numbers[k]);
            see_lists(c, line);
        }
    }
}

/* ---- what is told */

typedef struct findings {
    seen never[LINES];
    bool always[LINES];
    bool conflict[LINES];
    const qn_tables *t;
} findings;

static void take_finding(void *context, const qn_found *found)
{
    findings *f = context;
    uint32_t line = found->place.line;
    f->never[line].holds |= found->code == QN_Q0330;
    f->always[line] |= found->code == QN_Q0331;
    f->never[line].counts |= found->code == QN_Q0332;
    f->never[line].reaches |= found->code == QN_Q0335;
    if (found->code == QN_Q0336) {
        f->conflict[f->t->rule[found->rule].line] = true;
    }
}

/* All that is told is so. is_exact: and all that is so is told. Where a gate never opens, that is
 * told of it alone. */
static bool check_line(const findings *f, const seen *line, uint32_t at, bool is_exact,
                       bool has_gate)
{
    bool is_right = CHECK(!f->never[at].holds || !line[at].holds) &&
                    CHECK(!f->always[at] || !line[at].fails) &&
                    CHECK(!f->never[at].counts || !line[at].counts) &&
                    CHECK(!f->never[at].reaches || !line[at].reaches);
    return is_right && (!is_exact || (CHECK_INT(f->never[at].holds, !line[at].holds) &&
                                      CHECK(has_gate || line[at].counts || f->never[at].holds ||
                                            f->never[at].counts)));
}

static bool has_gate(const qn_tables *t, const qn_row_rule *rule)
{
    bool has = false;
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        has |= t->clause[rule->first_clause + i].kind == QN_CLAUSE_GATE;
    }
    return has;
}

static void check_program(const char *text)
{
    static findings f;
    seen line[LINES] = {{0}};
    qn_program *program = source_load(text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    if (!CHECK(c != NULL)) {
        printf("%s", text);
        return;
    }
    const qn_prove_options options = {0};
    qn_proved proved;
    f = (findings){.t = c->tables};
    bool good = CHECK(qn_prove(program, &options, take_finding, &f, &proved));
    see_all(c, line);
    for (uint32_t i = 0; i < c->tables->clause_count && good; i++) {
        const qn_row_clause *row = &c->tables->clause[i];
        const qn_row_rule *rule = &c->tables->rule[row->rule];
        bool is_of_element = (rule->flags & QN_RULE_INLINE) != 0;
        good = check_line(&f, line, row->line, is_of_element && row->kind == QN_CLAUSE_EXCEPTION,
                          has_gate(c->tables, rule));
    }
    uint32_t e0 = c->tables->rule[qn_program_rule(program, "e0")].line;
    good = good && CHECK_INT(f.conflict[e0], line[e0].conflict);
    if (!good) {
        printf("%s", text);
    }
    qn_case_free(c);
    qn_program_free(program);
}

static void findings_are_right(void)
{
    static writer w = {.random = 7};
    for (int i = 0; i < PROGRAMS; i++) {
        write_program(&w);
        check_program(w.text);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"findings are those of all short lists", findings_are_right},
    };
    if (!qn_symbolic_is_there()) {
        printf("without a prover nothing is asked\n1 passed, 0 failed\n");
        return 0;
    }
    return check_run("elements", cases, sizeof cases / sizeof *cases);
}
