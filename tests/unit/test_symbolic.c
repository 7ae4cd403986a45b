/*
 * Formulas over all cases against the machine over one: for random programs and random cases the
 * prover must find that the rule gives what the machine gives, and that it can give nothing else.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "date.h"
#include "source.h"
#include "symbolic.h"
#include "trace.h"
#include "value.h"

enum {
    PROGRAMS = CHECK_FEWER(6, 2),
    OPEN_PROGRAMS = CHECK_FEWER(4, 1),
    RULES = 12,
    CASES = 10,
    DEPTH = 3,
    TEXT = 200000
};

/* How many times as much is tried as the suite does. */
static int times = 1;

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

static const char facts[] = "choice hue = red, green, blue\n"
                            "months round down\n"
                            "fact a : AZN in -500..=5000\n"
                            "fact b : AZN in 0..=1000 step 0.05\n"
                            "fact k : integer in -9..=40\n"
                            "fact n : integer or none in 0..=9\n"
                            "fact p : percent in 0%..=120%\n"
                            "fact y : yes/no\n"
                            "fact z : yes/no\n"
                            "fact h : hue\n"
                            "fact s : set of hue\n"
                            "fact d : date in 1995-01-01..=2030-12-31\n"
                            "fact e : date or none in 2000-01-01..=2024-12-31\n";

static void put_number(writer *w, int depth);
static void put_condition(writer *w, int depth);
static void put_date(writer *w, int depth);

/* An amount. */
static void put_amount(writer *w, int depth)
{
    static const char *const modes[] = {"", " half even", " up", " down", " toward zero"};
    static const char *const steps[] = {"0.01", "0.05", "1", "0.5", "7"};
    switch (depth <= 0 ? below(w, 3) : below(w, 12)) {
    case 0:
        put(w, "a");
        break;
    case 1:
        put(w, "b");
        break;
    case 2:
        put(w, "%u.%02u AZN", below(w, 300), below(w, 100));
        break;
    case 3:
    case 4:
        put(w, "(");
        put_amount(w, depth - 1);
        put(w, below(w, 2) != 0 ? " + " : " - ");
        put_amount(w, depth - 1);
        put(w, ")");
        break;
    case 5:
        put(w, "(");
        put_amount(w, depth - 1);
        put(w, " * %s)", below(w, 2) != 0 ? "k" : "p");
        break;
    case 6:
        put(w, "(");
        put_amount(w, depth - 1);
        if (below(w, 3) == 0) {
            put(w, " / k)");
        } else {
            put(w, " / %u)", 1 + below(w, 30));
        }
        break;
    case 7:
    case 8:
        put(w, "(");
        put_amount(w, depth - 1);
        put(w, " rounded%s to %s)", modes[below(w, 5)], steps[below(w, 5)]);
        break;
    case 9:
        put(w, below(w, 2) != 0 ? "min(" : "max(");
        put_amount(w, depth - 1);
        put(w, ", ");
        put_amount(w, depth - 1);
        put(w, ")");
        break;
    case 10:
        put(w, "abs(");
        put_amount(w, depth - 1);
        put(w, ")");
        break;
    default:
        put(w, "(if ");
        put_condition(w, depth - 1);
        put(w, " then ");
        put_amount(w, depth - 1);
        put(w, " else ");
        put_amount(w, depth - 1);
        put(w, ")");
        break;
    }
}

static void put_number(writer *w, int depth)
{
    switch (depth <= 0 ? below(w, 3) : below(w, 8)) {
    case 0:
        put(w, "k");
        break;
    case 1:
        put(w, "(n otherwise %u)", below(w, 9));
        break;
    case 2:
        put(w, "%u", below(w, 20));
        break;
    case 3:
        put(w, "(months from ");
        put_date(w, depth - 1);
        put(w, " to ");
        put_date(w, depth - 1);
        put(w, ") / 1 month");
        break;
    case 4:
        put(w, "(years from ");
        put_date(w, depth - 1);
        put(w, " to ");
        put_date(w, depth - 1);
        put(w, ") / 1 year");
        break;
    case 5:
        put(w, "(%s of ", below(w, 2) != 0 ? "year" : "month");
        put_date(w, depth - 1);
        put(w, ")");
        break;
    default:
        put(w, "(");
        put_number(w, depth - 1);
        put(w, " %c ", "+-*"[below(w, 3)]);
        put_number(w, depth - 1);
        put(w, ")");
        break;
    }
}

static void put_date(writer *w, int depth)
{
    static const char *const edges[] = {"first day of month", "last day of month",
                                        "first day of year", "last day of year",
                                        "first day of week"};
    switch (depth <= 0 ? below(w, 3) : below(w, 8)) {
    case 0:
        put(w, "d");
        break;
    case 1:
        put(w, "today");
        break;
    case 2:
        put(w, "(e otherwise 20%02u-%02u-%02u)", below(w, 30), 1 + below(w, 12), 1 + below(w, 28));
        break;
    case 3:
        put(w, "(");
        put_date(w, depth - 1);
        put(w, " + %u months)", below(w, 40));
        break;
    case 4:
        put(w, "(");
        put_date(w, depth - 1);
        put(w, " - %u days)", below(w, 400));
        break;
    case 5:
        put(w, "(%s of ", edges[below(w, 5)]);
        put_date(w, depth - 1);
        put(w, ")");
        break;
    case 6:
        put(w, "(%s friday %s ", below(w, 2) != 0 ? "first" : "next", "after");
        put_date(w, depth - 1);
        put(w, ")");
        break;
    default:
        put(w, "(the lesser of ");
        put_date(w, depth - 1);
        put(w, " and ");
        put_date(w, depth - 1);
        put(w, ")");
        break;
    }
}

static void put_condition(writer *w, int depth)
{
    static const char *const signs[] = {"<", "<=", ">", ">=", "="};
    switch (depth <= 0 ? below(w, 6) : below(w, 12)) {
    case 0:
        put(w, "y");
        break;
    case 1:
        put(w, "not z");
        break;
    case 2:
        put(w, "h in (red, blue)");
        break;
    case 3:
        put(w, "s has green");
        break;
    case 4:
        put(w, "n is none");
        break;
    case 5:
        put(w, "k in 3..12");
        break;
    case 11:
        put(w, "time from ");
        put_date(w, depth - 1);
        put(w, " to ");
        put_date(w, depth - 1);
        put(w, " %s %u %s", signs[below(w, 5)], below(w, 20),
            below(w, 3) == 0   ? "days"
            : below(w, 2) != 0 ? "years"
                               : "months");
        break;
    case 6:
        put_amount(w, depth - 1);
        put(w, " %s ", signs[below(w, 5)]);
        put_amount(w, depth - 1);
        break;
    case 7:
        put_date(w, depth - 1);
        put(w, " %s ", signs[below(w, 5)]);
        put_date(w, depth - 1);
        break;
    case 8:
        put_number(w, depth - 1);
        put(w, " %s ", signs[below(w, 5)]);
        put_number(w, depth - 1);
        break;
    default:
        put(w, "((");
        put_condition(w, depth - 1);
        put(w, below(w, 2) != 0 ? ") and (" : ") or (");
        put_condition(w, depth - 1);
        put(w, "))");
        break;
    }
}

/* A rule of clauses: everything that clauses can do, at random. */
static void put_clauses(writer *w, int number)
{
    put(w, "r%d : AZN\n", number);
    if (below(w, 3) == 0) {
        put(w, "    only when ");
        put_condition(w, 1);
        put(w, "\n");
    }
    put(w, "    base ");
    put_amount(w, 2);
    put(w, " rounded to 0.01\n    k\n        ..5 → 3\n        5..=10 → 7 from 2015-01-01\n");
    put(w, "    first_one: when ");
    put_condition(w, 1);
    put(w, " → ");
    put_amount(w, 1);
    put(w, " rounded to 0.01\n    when ");
    put_condition(w, 1);
    put(w, " → none\n    when ");
    put_condition(w, 2);
    put(w, " → %u%s\n    when ", below(w, 90), below(w, 2) != 0 ? " overrides first_one" : "");
    put_condition(w, 1);
    put(w, " → +");
    put_amount(w, 0);
    put(w, " rounded to 0.01\n    h red → -5\n    s\n        red → +1\n        blue → +2\n");
    put(w, "    when y → at least b\n    at most a rounded to 1 unless z\n");
}

static void write_program(writer *w)
{
    w->length = 0;
    put(w, "%s", facts);
    for (int i = 0; i < RULES; i++) {
        switch (below(w, 4)) {
        case 0:
            put_clauses(w, i);
            break;
        case 1:
            put(w, "r%d : yes/no = ", i);
            put_condition(w, DEPTH);
            break;
        case 2:
            put(w, "r%d : date = ", i);
            put_date(w, DEPTH);
            break;
        default:
            put(w, "r%d : AZN exact = ", i);
            put_amount(w, DEPTH);
            break;
        }
        put(w, "\n");
    }
    put(w,
        "t : integer\n    table h | k | y\n          red | ..5 | any → 1\n"
        "          red, green | any | yes → 2\n          any | 0.. | any → 3\n    otherwise → 9\n");
    put(w, "q = if r0 is none then 1 else if y and (h is red or k > 3) then t else 2\n");
}

/* ---- random cases */

static void give(qn_case *c, writer *w, const char *name, const char *format, ...)
{
    char text[80];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bool none = (strcmp(name, "n") == 0 || strcmp(name, "e") == 0) && below(w, 3) == 0;
    int32_t fact = qn_program_fact(c->program, name);
    CHECK_INT(qn_case_set_text(c, fact, none ? "none" : text, strlen(none ? "none" : text)), QN_OK);
}

static void make_case(qn_case *c, writer *w)
{
    static const char *const hues[] = {"red", "green", "blue"};
    static const char *const sets[] = {"[]", "[red]", "[green, blue]", "[red, blue]"};
    give(c, w, "a", "%d.%02u", (int)below(w, 5000) - 499, below(w, 100));
    give(c, w, "b", "%u.%u5", below(w, 999), below(w, 10));
    give(c, w, "k", "%d", (int)below(w, 50) - 9);
    give(c, w, "n", "%u", below(w, 10));
    give(c, w, "p", "%u%%", below(w, 121));
    give(c, w, "y", below(w, 2) != 0 ? "yes" : "no");
    give(c, w, "z", below(w, 2) != 0 ? "yes" : "no");
    give(c, w, "h", "%s", hues[below(w, 3)]);
    give(c, w, "s", "%s", sets[below(w, 4)]);
    give(c, w, "d", "%u-%02u-%02u", 1995 + below(w, 36), 1 + below(w, 12), 1 + below(w, 28));
    give(c, w, "e", "%u-%02u-%02u", 2000 + below(w, 25), 1 + below(w, 12), 1 + below(w, 28));
    qn_case_set_date(c, QN_TODAY, 2000 + (int)below(w, 27), 1 + (int)below(w, 12),
                     1 + (int)below(w, 28));
}

/* ---- both */

/* What the machine found of a rule. */
static qn_claim same_answer(qn_symbolic *s, const qn_case *c, uint32_t reg)
{
    qn_class class = (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
    return c->status[reg] == QN_KNOWN ? qn_claim_value(s, reg, class, c->slot[reg])
                                      : qn_claim_status(s, reg, (qn_answer)c->status[reg]);
}

static void show_case(qn_case *c, uint32_t rule, const char *text)
{
    qn_value value;
    char shown[200] = "";
    qn_eval(c, (int32_t)rule, &value);
    (void)qn_value_text(&value, shown, sizeof shown, NULL);
    printf("    %s: status %d, %s\n", qn_program_rule_info(c->program, (int32_t)rule).name,
           (int)value.status, value.status == QN_KNOWN ? shown : "");
    for (uint32_t i = 0; i <= c->tables->fact_count; i++) {
        int32_t fact = i < c->tables->fact_count ? (int32_t)i : QN_TODAY;
        qn_case_fact(c, fact, &value);
        (void)qn_value_text(&value, shown, sizeof shown, NULL);
        printf("    %s = %s\n",
               fact == QN_TODAY ? "today" : qn_program_fact_info(c->program, fact).name,
               value.status == QN_KNOWN ? shown : "none");
    }
    printf("%s", text);
}

/* In one case, nothing but the machine's answer can be. */
static void check_fixed(qn_case *c, const char *text)
{
    qn_symbolic *s = qn_symbolic_make(c->program, QN_DAY_MIN, QN_DAY_MAX);
    if (!CHECK(s != NULL)) {
        return;
    }
    qn_symbolic_fix(s, c);
    for (uint32_t r = 0; r < c->tables->rule_count; r++) {
        uint32_t reg = c->tables->rule[r].result;
        CHECK(qn_symbolic_add_rule(s, r));
        qn_case_run(c, r);
        qn_claim answer = same_answer(s, c, reg);
        if (!CHECK(qn_symbolic_is_exact(s, reg)) ||
            !CHECK_INT(qn_symbolic_find(s, qn_claim_not(s, answer), 0), QN_NEVER) ||
            !CHECK_INT(qn_symbolic_find(s, answer, 0), QN_POSSIBLE)) {
            show_case(c, r, text);
        }
    }
    qn_symbolic_free(s);
}

/* The facts of the case that was found, which the machine then decides. */
static bool take_case(qn_symbolic *s, qn_case *c)
{
    const qn_tables *t = c->tables;
    for (uint32_t reg = qn_tables_first_fact(t); reg <= qn_tables_today(t); reg++) {
        qn_slot slot;
        char text[QN_VALUE_TEXT_SIZE];
        qn_value value;
        qn_answer status = qn_symbolic_value(s, reg, &slot);
        int32_t fact = (int32_t)(reg - qn_tables_first_fact(t));
        if (reg == qn_tables_today(t)) {
            qn_ymd day = qn_date_to_ymd((qn_day)slot.i);
            qn_case_set_date(c, QN_TODAY, day.year, day.month, day.day);
            continue;
        }
        qn_value_make(c->program, t->fact[fact].type, status, slot, &value);
        (void)qn_value_text(&value, text, sizeof text, NULL);
        if (!CHECK(status == QN_KNOWN || status == QN_NONE) ||
            !CHECK_INT(qn_case_set_text(c, fact, status == QN_NONE ? "none" : text,
                                        strlen(status == QN_NONE ? "none" : text)),
                       QN_OK)) {
            return false;
        }
    }
    return true;
}

/* Half of the facts as they are, so that cases differ. */
static qn_claim half_of_case(qn_symbolic *s, const qn_case *c, writer *w)
{
    const qn_tables *t = c->tables;
    qn_claim all = qn_claim_status(s, qn_tables_today(t), QN_KNOWN);
    for (uint32_t reg = qn_tables_first_fact(t); reg <= qn_tables_today(t); reg++) {
        if (below(w, 2) != 0) {
            all = qn_claim_both(s, all, same_answer(s, c, reg));
        }
    }
    return all;
}

/* What the prover finds, the machine finds too: the same status and value of the rule, in the case
 * that the prover made. */
static void check_open(qn_symbolic *s, qn_case *c, writer *w, uint32_t rule)
{
    uint32_t reg = c->tables->rule[rule].result;
    qn_slot slot;
    qn_claim some = half_of_case(s, c, w);
    if (qn_symbolic_find(s, some, 0) != QN_POSSIBLE) {
        return;
    }
    qn_answer status = qn_symbolic_value(s, reg, &slot);
    if (!CHECK(status != QN_UNKNOWN) || !take_case(s, c)) {
        return;
    }
    qn_case_run(c, rule);
    qn_class class = (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
    bool same = c->status[reg] == (uint8_t)status &&
                (status != QN_KNOWN || qn_rational_equal(qn_slot_rational(slot, class),
                                                         qn_slot_rational(c->slot[reg], class)));
    if (!CHECK(same)) {
        show_case(c, rule, w->text);
    }
}

static void check_program(writer *w, bool fixed)
{
    write_program(w);
    qn_program *program = source_load(w->text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    if (!CHECK(c != NULL)) {
        printf("%s", w->text);
        return;
    }
    for (int i = 0; fixed && i < CASES; i++) {
        make_case(c, w);
        check_fixed(c, w->text);
    }
    for (uint32_t r = 0; !fixed && r < c->tables->rule_count; r++) {
        qn_symbolic *s = qn_symbolic_make(program, QN_DAY_MIN, QN_DAY_MAX);
        make_case(c, w);
        if (CHECK(s != NULL && qn_symbolic_add_rule(s, r))) {
            check_open(s, c, w, r);
        }
        qn_symbolic_free(s);
    }
    qn_case_free(c);
    qn_program_free(program);
}

static void same_as_the_machine(void)
{
    static writer w = {.random = 20261122};
    for (int i = 0; i < PROGRAMS * times; i++) {
        check_program(&w, true);
    }
}

static void models_are_cases(void)
{
    static writer w = {.random = 26112022};
    for (int i = 0; i < OPEN_PROGRAMS * times; i++) {
        check_program(&w, false);
    }
}

/* ---- many expressions */

enum {
    AMOUNTS = 420,
    AMOUNT_PROGRAMS = CHECK_FEWER(12, 1),
    MODELS = 5,
    EXPRESSIONS = CHECK_FEWER(25000, 2000)
};

static void write_amounts(writer *w)
{
    w->length = 0;
    put(w, "%s", facts);
    for (int i = 0; i < AMOUNTS; i++) {
        put(w, "r%d : AZN exact = ", i);
        put_amount(w, DEPTH);
        put(w, " rounded%s to 0.0%u\n", below(w, 2) != 0 ? "" : " half even", 1 + below(w, 9));
    }
}

/* What each rule is in the prover's case is what the machine finds there; how many were compared.
 */
static uint32_t compare_models(qn_symbolic *s, qn_case *c, const char *text)
{
    for (uint32_t r = 0; r < c->tables->rule_count; r++) {
        qn_slot slot;
        uint32_t reg = c->tables->rule[r].result;
        qn_answer status = qn_symbolic_value(s, reg, &slot);
        qn_class class = (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
        qn_case_run(c, r);
        bool is_long = status == QN_UNKNOWN && c->status[reg] == QN_KNOWN; /* over 64 bits */
        bool same =
            c->status[reg] == (uint8_t)status &&
            (status != QN_KNOWN || qn_rational_equal(qn_slot_rational(slot, class),
                                                     qn_slot_rational(c->slot[reg], class)));
        if (!is_long && !CHECK(same)) {
            show_case(c, r, text);
        }
    }
    return c->tables->rule_count;
}

/* One program: cases that the prover makes, half of each at random; how many expressions were
 * compared. */
static uint32_t check_amounts(writer *w)
{
    uint32_t count = 0;
    write_amounts(w);
    qn_program *program = source_load(w->text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    qn_symbolic *s = c == NULL ? NULL : qn_symbolic_make(program, QN_DAY_MIN, QN_DAY_MAX);
    if (!CHECK(s != NULL)) {
        return 0;
    }
    for (uint32_t r = 0; r < c->tables->rule_count; r++) {
        CHECK(qn_symbolic_add_rule(s, r));
    }
    for (int i = 0; i < MODELS; i++) {
        make_case(c, w);
        if (qn_symbolic_find(s, half_of_case(s, c, w), 0) == QN_POSSIBLE && take_case(s, c)) {
            count += compare_models(s, c, w->text);
        }
    }
    qn_symbolic_free(s);
    qn_case_free(c);
    qn_program_free(program);
    return count;
}

/* Thousands of expressions with roundings. */
static void roundings_are_those_of_the_machine(void)
{
    static writer w = {.random = 20260101};
    long count = 0, enough = (long)EXPRESSIONS * times;
    int programs = AMOUNT_PROGRAMS * times;
    for (int i = 0; i < programs || (count < enough && i < 2 * programs); i++) {
        count += check_amounts(&w);
    }
    CHECK(count >= enough);
}

/* The first word says how many times as much to try, for `make soak`. */
int main(int words, char **word)
{
    times = words > 1 ? atoi(word[1]) : 1;
    static const check_case cases[] = {
        {"formulas and the machine agree", same_as_the_machine},
        {"cases of the prover are those of the machine", models_are_cases},
        {"thousands of roundings are those of the machine", roundings_are_those_of_the_machine},
    };
    if (!qn_symbolic_is_there()) {
        printf("without a prover nothing is compared\n1 passed, 0 failed\n");
        return 0;
    }
    return check_run("symbolic", cases, sizeof cases / sizeof *cases);
}
