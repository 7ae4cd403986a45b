/*
 * Explanations through the public header: what is told, in which order, what a visitor may wish,
 * and that nothing is allocated; and, over the examples of the corpus, that every step says what
 * the registers and trace.h say.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "example.h"
#include "memory.h"
#include "qanun_compile.h"
#include "source.h"
#include "teller.h"
#include "trace.h"

enum { ROOM = 60000 };

/* ---- an explanation as text */

typedef struct told {
    char text[ROOM];
    size_t length;
    int32_t deepest; /* steps below this are not wanted; 0: all are */
    long visits;
    long most; /* after so many no more is wanted; 0: all are */
} told;

static void put(told *x, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(x->text + x->length, ROOM - x->length, format, arguments);
    va_end(arguments);
    x->length += length > 0 && (size_t)length < ROOM - x->length ? (size_t)length : 0;
}

static void put_value(told *x, const char *before, const qn_value *value)
{
    char text[QN_VALUE_TEXT_SIZE];
    if (CHECK_INT(qn_value_text(value, text, sizeof text, NULL), QN_OK)) {
        put(x, "%s%s", before, text);
    }
}

/* The same where there is one. */
static void put_known(told *x, const char *before, const qn_value *value)
{
    if (value->status != QN_NONE) {
        put_value(x, before, value);
    }
}

static void put_word(told *x, const char *before, const char *text)
{
    if (text[0]) {
        put(x, "%s%s", before, text);
    }
}

static void put_clause(told *x, const qn_step *step)
{
    static const char *const kinds[QN_CLAUSE_KIND_COUNT] = {
        "gate", "base", "exception", "otherwise", "add", "multiply", "floor", "cap", "round"};
    static const char *const fates[] = {"applied",  "not applied", "failed", "overridden",
                                        "replaced", "no effect",   "barred", "undecided"};
    put(x, "%s %s", kinds[step->clause_kind], fates[step->fate]);
    put_known(x, " gives ", &step->value);
    put_word(x, " left ", step->left);
    put_word(x, " text ", step->text);
    put_word(x, " label ", step->label);
    put_word(x, " note ", step->note);
    put_word(x, " by ", step->by_left);
    put_word(x, " by ", step->by_text);
    put_known(x, " from ", &step->from);
    put_known(x, " until ", &step->until);
    put(x, " at %d:%d", (int)step->line, (int)step->column);
}

static void put_read(told *x, const qn_step *step)
{
    put(x, "%s %s",
        step->fact >= 0          ? "fact"
        : step->fact == QN_TODAY ? "date"
                                 : "rule",
        step->text);
    put_value(x, " = ", &step->value);
    put_word(x, " in ", step->left);
    put(x, "%s%s", step->value.is_given ? " given" : "", step->is_changed ? " changed" : "");
}

static void put_sequence(told *x, const qn_step *step)
{
    put(x, "sequence %s: %d %s", step->text, (int)step->count, step->label);
    if (step->is_chosen) {
        put(x, " of %d", (int)step->of);
    }
    put(x, step->undecided > 0 ? " undecided %d" : "", (int)step->undecided);
    put(x, step->yes > 0 ? " yes %d" : "", (int)step->yes);
    put_known(x, " first ", &step->first);
    put_known(x, " last ", &step->last);
    put_known(x, " sum ", &step->value);
    put(x, "%s%s", step->is_result ? " result" : "", step->status != QN_KNOWN ? " open" : "");
}

static qn_telling tell(void *context, const qn_step *step)
{
    told *x = context;
    put(x, "%*s", (int)step->depth * 2, "");
    switch (step->kind) {
    case QN_STEP_RULE:
        put(x, "%s", step->text);
        put_known(x, " on ", &step->on);
        put_value(x, " = ", &step->value);
        put(x, "%s%s", step->is_own ? " own" : "", step->is_repeated ? " again" : "");
        break;
    case QN_STEP_CAUSE:
        put(x, "because %s%s%s", step->text, step->fact >= 0 ? " fact" : "",
            step->clause >= 0 ? " clause" : "");
        break;
    case QN_STEP_CLAUSE:
        put_clause(x, step);
        break;
    case QN_STEP_CITATION:
        put(x, "[%s]", step->text);
        break;
    case QN_STEP_READ:
        put_read(x, step);
        break;
    case QN_STEP_SEQUENCE:
        put_sequence(x, step);
        break;
    case QN_STEP_ELEMENT:
        put(x, "%d", (int)step->number);
        put_value(x, ": ", &step->value);
        put_known(x, " of ", &step->from);
        put(x, step->status != QN_KNOWN ? " perhaps" : "");
        break;
    }
    put(x, "\n");
    x->visits++;
    if (x->visits == x->most) {
        return QN_TELL_NO_MORE;
    }
    return x->deepest > 0 && step->depth >= x->deepest ? QN_TELL_PAST : QN_TELL_ON;
}

/* ---- small programs */

/* A program and a case of it. */
typedef struct world {
    qn_program *program;
    qn_case *c;
    told *told;
} world;

static bool open_world(world *w, const char *text)
{
    w->program = source_load(text);
    w->c = qn_case_new(w->program);
    w->told = calloc(1, sizeof *w->told);
    return CHECK(w->program != NULL && w->c != NULL && w->told != NULL) &&
           CHECK_INT(qn_case_set_date(w->c, QN_TODAY, 2026, 6, 1), QN_OK);
}

static void close_world(world *w)
{
    qn_case_free(w->c);
    qn_program_free(w->program);
    free(w->told);
}

static void give(world *w, const char *fact, const char *text)
{
    CHECK_INT(qn_case_set_text(w->c, qn_program_fact(w->program, fact), text, strlen(text)), QN_OK);
}

/* What is told of a rule. */
static const char *explain(world *w, const char *rule)
{
    int32_t number = qn_program_rule(w->program, rule);
    *w->told = (told){.most = w->told->most, .deepest = w->told->deepest};
    CHECK_INT(qn_explain(w->c, &number, 1, tell, w->told), QN_OK);
    return w->told->text;
}

static const char clauses[] = //
    "law A = \"An Act\"\n"
    "fact seniority : years in 0..=40\n"
    "fact work : one of plain, hard, night\n"
    "fact merit : yes/no = no\n"
    "leave : days\n"
    "    only when seniority < 35 years \"too long\" [A 1]\n"
    "    base 21 [A 2; A 3]\n"
    "    hard_work: work hard → 30 [A 4]\n"
    "    when merit → 40 [A 5] overrides hard_work note \"rare\"\n"
    "    seniority\n"
    "        5..10 → +2\n"
    "        10.. → +4\n"
    "    when merit → * 200%\n"
    "    at least 22\n"
    "    at most 33\n"
    "spare : days\n"
    "    work plain → 7\n"
    "    otherwise → 5\n"
    "    at least 6\n"
    "    rounded up to 4\n"
    "most : days\n"
    "    several apply → the largest\n"
    "    when merit → 1\n"
    "    work hard → 2\n"
    "dated : days\n"
    "    from 2020-01-01 → 1\n"
    "    from 2026-01-01 → 2\n"
    "raised : days = (leave otherwise 0 days) + spare\n"
    "both : days = raised + (leave otherwise 0 days)\n";

static const char statuses[] = //
    "fact wage : AZN in 0..=10000\n"
    "fact a : yes/no\n"
    "fact b : yes/no\n"
    "fact share : number in 0..=10\n"
    "clash : integer\n"
    "    base 1\n"
    "    when a and b → 2\n"
    "    when a and wage > 5 AZN → 3\n"
    "    when b → + 1\n"
    "quotient : number = 1 / share rounded to 0.1\n"
    "own : integer\n"
    "    base 1\n"
    "    when a → error \"not decided by the law\"\n";

static const char lists[] = //
    "law A = \"An Act\"\n"
    "entity child\n"
    "    age : years in 0..=30\n"
    "    ill : yes/no = no\n"
    "fact children : list of child up to 20\n"
    "fact days_off : list of period up to 5\n"
    "for each c in children\n"
    "    grant : AZN\n"
    "        base 10 [A 1]\n"
    "        when c.ill → + 5 [A 2]\n"
    "paid : AZN = sum of each c in children where c.age < 18 : c.grant\n"
    "rate : AZN [A 3]\n"
    "    from 2020-01-01 → 1\n"
    "    from 2025-01-01 → 2\n"
    "wages : AZN = sum of each d in days_off : rate on (start of d)\n"
    "ages = each c in children : c.age\n"
    "any_ill : yes/no = any of each c in children : c.ill\n";

static const char readings[] = //
    "law A = \"An Act\"\n"
    "fact wage : AZN in 0..=10000\n"
    "fact sector : one of state, private\n"
    "fact region : one of city, village\n"
    "rate : percent\n"
    "    from 2020-01-01 → 10% [A 1]\n"
    "    from 2026-01-01 → 20% [A 2]\n"
    "was : percent = rate on 2025-05-05\n"
    "fee : AZN = wage * rate\n"
    "more : AZN = fee with (wage = 500 AZN)\n"
    "paid : AZN\n"
    "    scale wage\n"
    "        0..=200 → 0%\n"
    "        over 200 → 14% [A 3]\n"
    "place : integer\n"
    "    table sector  | region\n"
    "          state   | city    → 1\n"
    "          state   | village → 2\n"
    "          private | any     → 3\n";

static const char limits[] = //
    "fact wage : AZN in 0..=10000\n"
    "lowered : number\n"
    "    base wage / 1 AZN\n"
    "    at most 33.7\n"
    "    rounded down to 1\n"
    "raised : number\n"
    "    only when wage > 1 AZN\n"
    "    base wage / 1 AZN\n"
    "    at least 5.3\n"
    "    at most 33.7\n"
    "    rounded up to 10\n"
    "third : AZN\n"
    "    base wage\n"
    "    at most (100 AZN) / 3\n";

/* What became of the limits of a rule, for a wage. */
static void check_limits(world *w, const char *wage, const char *rule, const char *part)
{
    give(w, "wage", wage);
    const char *found = strstr(explain(w, rule), part);
    if (!CHECK(found != NULL)) {
        fprintf(stderr, "%s for %s:\n%s", rule, wage, w->told->text);
    }
}

/* A limit that was reached is told as one, whichever side the rounding behind it takes. */
static void test_limits(void)
{
    world w;
    if (open_world(&w, limits)) {
        check_limits(&w, "33.6", "lowered", "cap no effect gives 33.7");
        check_limits(&w, "33.7", "lowered", "cap applied gives 33.7");
        check_limits(&w, "50", "lowered", "cap applied gives 33.7");
        check_limits(&w, "2", "raised", "floor applied gives 5.3");
        check_limits(&w, "2", "raised", "cap no effect gives 33.7");
        check_limits(&w, "5.4", "raised", "floor no effect gives 5.3");
        check_limits(&w, "33.6", "raised", "cap no effect gives 33.7");
        check_limits(&w, "34", "raised", "cap applied gives 33.7");
        check_limits(&w, "1", "raised", "cap barred gives 33.7");
        check_limits(&w, "33.33", "third", "cap no effect");
        check_limits(&w, "33.34", "third", "cap applied");
    }
    close_world(&w);
}

static void test_clauses(void)
{
    world w;
    if (open_world(&w, clauses)) {
        give(&w, "seniority", "7");
        give(&w, "work", "hard");
        CHECK_TEXT(
            explain(&w, "leave"),
            "leave = 32 days\n"
            "  fact seniority = 7 years given\n"
            "  fact work = hard given\n"
            "  fact merit = no\n"
            "  gate applied left only when seniority < 35 years text seniority < 35 years at 6:5\n"
            "    [A 1]\n"
            "    fact seniority = 7 years given\n"
            "  exception applied gives 30 days left work hard text 30 label hard_work at 8:5\n"
            "    [A 4]\n"
            "    fact work = hard in hard given\n"
            "  base replaced gives 21 days left base text 21 by work hard by 30 at 7:5\n"
            "    [A 2]\n"
            "    [A 3]\n"
            "  exception not applied gives 40 days left when merit text 40 note rare at 9:5\n"
            "    [A 5]\n"
            "    fact merit = no\n"
            "  add applied gives 2 days left 5..10 text +2 at 11:9\n"
            "    fact seniority = 7 years in 5..10 given\n"
            "  multiply not applied gives 200% left when merit text * 200% at 13:5\n"
            "    fact merit = no\n"
            "  floor no effect gives 22 days text at least 22 at 14:5\n"
            "  cap no effect gives 33 days text at most 33 at 15:5\n");
        CHECK_TEXT(explain(&w, "most"),
                   "most = 2 days\n"
                   "  fact work = hard given\n"
                   "  fact merit = no\n"
                   "  exception applied gives 2 days left work hard text 2 at 24:5\n"
                   "    fact work = hard in hard given\n"
                   "  exception not applied gives 1 days left when merit text 1 at 23:5\n"
                   "    fact merit = no\n");
        give(&w, "merit", "yes");
        CHECK_TEXT(
            explain(&w, "leave"),
            "leave = 33 days\n"
            "  fact seniority = 7 years given\n"
            "  fact work = hard given\n"
            "  fact merit = yes given\n"
            "  gate applied left only when seniority < 35 years text seniority < 35 years at 6:5\n"
            "    [A 1]\n"
            "    fact seniority = 7 years given\n"
            "  exception applied gives 40 days left when merit text 40 note rare at 9:5\n"
            "    [A 5]\n"
            "    fact merit = yes given\n"
            "  base replaced gives 21 days left base text 21 by when merit by 40 at 7:5\n"
            "    [A 2]\n"
            "    [A 3]\n"
            "  exception overridden gives 30 days left work hard text 30 label hard_work by when "
            "merit by 40 at 8:5\n"
            "    [A 4]\n"
            "    fact work = hard in hard given\n"
            "  add applied gives 2 days left 5..10 text +2 at 11:9\n"
            "    fact seniority = 7 years in 5..10 given\n"
            "  multiply applied gives 200% left when merit text * 200% at 13:5\n"
            "    fact merit = yes given\n"
            "  floor no effect gives 22 days text at least 22 at 14:5\n"
            "  cap applied gives 33 days text at most 33 at 15:5\n");
        CHECK_TEXT(explain(&w, "spare"),
                   "spare = 8 days\n"
                   "  fact work = hard given\n"
                   "  otherwise applied gives 5 days left otherwise text 5 at 18:5\n"
                   "  exception not applied gives 7 days left work plain text 7 at 17:5\n"
                   "    fact work = hard in plain given\n"
                   "  floor applied gives 6 days text at least 6 at 19:5\n"
                   "  round applied text rounded up to 4 at 20:5\n");
        CHECK_TEXT(
            explain(&w, "most"),
            "most = 2 days\n"
            "  fact work = hard given\n"
            "  fact merit = yes given\n"
            "  exception applied gives 2 days left work hard text 2 at 24:5\n"
            "    fact work = hard in hard given\n"
            "  exception replaced gives 1 days left when merit text 1 by work hard by 2 at 23:5\n"
            "    fact merit = yes given\n");
        CHECK_TEXT(
            explain(&w, "dated"),
            "dated = 2 days\n"
            "  base applied gives 2 days left from 2026-01-01 text 2 from 2026-01-01 at 27:5\n");
        CHECK_TEXT(
            explain(&w, "both"),
            "both = 74 days\n"
            "  base applied gives 74 days text raised + (leave otherwise 0 days) at 29:13\n"
            "  raised = 41 days\n"
            "    base applied gives 41 days text (leave otherwise 0 days) + spare at 28:15\n"
            "    leave = 33 days\n"
            "      fact seniority = 7 years given\n"
            "      fact work = hard given\n"
            "      fact merit = yes given\n"
            "      gate applied left only when seniority < 35 years text seniority < 35 years at "
            "6:5\n"
            "        [A 1]\n"
            "        fact seniority = 7 years given\n"
            "      exception applied gives 40 days left when merit text 40 note rare at 9:5\n"
            "        [A 5]\n"
            "        fact merit = yes given\n"
            "      base replaced gives 21 days left base text 21 by when merit by 40 at 7:5\n"
            "        [A 2]\n"
            "        [A 3]\n"
            "      exception overridden gives 30 days left work hard text 30 label hard_work by "
            "when merit by 40 at 8:5\n"
            "        [A 4]\n"
            "        fact work = hard in hard given\n"
            "      add applied gives 2 days left 5..10 text +2 at 11:9\n"
            "        fact seniority = 7 years in 5..10 given\n"
            "      multiply applied gives 200% left when merit text * 200% at 13:5\n"
            "        fact merit = yes given\n"
            "      floor no effect gives 22 days text at least 22 at 14:5\n"
            "      cap applied gives 33 days text at most 33 at 15:5\n"
            "    spare = 8 days\n"
            "      fact work = hard given\n"
            "      otherwise applied gives 5 days left otherwise text 5 at 18:5\n"
            "      exception not applied gives 7 days left work plain text 7 at 17:5\n"
            "        fact work = hard in plain given\n"
            "      floor applied gives 6 days text at least 6 at 19:5\n"
            "      round applied text rounded up to 4 at 20:5\n"
            "  leave = 33 days again\n");
        give(&w, "seniority", "36");
        CHECK_TEXT(
            explain(&w, "leave"),
            "leave = none\n"
            "  because too long\n"
            "  fact seniority = 36 years given\n"
            "  fact work = hard given\n"
            "  fact merit = yes given\n"
            "  gate failed left only when seniority < 35 years text seniority < 35 years at 6:5\n"
            "    [A 1]\n"
            "    fact seniority = 36 years given\n"
            "  base barred gives 21 days left base text 21 by only when seniority < 35 years by "
            "seniority < 35 years at 7:5\n"
            "    [A 2]\n"
            "    [A 3]\n"
            "  exception barred gives 30 days left work hard text 30 label hard_work by only when "
            "seniority < 35 years by seniority < 35 years at 8:5\n"
            "    [A 4]\n"
            "    fact work = hard in hard given\n"
            "  exception barred gives 40 days left when merit text 40 note rare by only when "
            "seniority < 35 years by seniority < 35 years at 9:5\n"
            "    [A 5]\n"
            "    fact merit = yes given\n"
            "  add not applied gives 2 days left 5..10 text +2 at 11:9\n"
            "    fact seniority = 36 years in 5..10 given\n"
            "  add barred gives 4 days left 10.. text +4 by only when seniority < 35 years by "
            "seniority < 35 years at 12:9\n"
            "    fact seniority = 36 years in 10.. given\n"
            "  multiply barred gives 200% left when merit text * 200% by only when seniority < 35 "
            "years by seniority < 35 years at 13:5\n"
            "    fact merit = yes given\n"
            "  floor barred gives 22 days text at least 22 by only when seniority < 35 years by "
            "seniority < 35 years at 14:5\n"
            "  cap barred gives 33 days text at most 33 by only when seniority < 35 years by "
            "seniority < 35 years at 15:5\n");
        give(&w, "seniority", "unknown");
        CHECK_TEXT(explain(&w, "leave"),
                   "leave = unknown\n"
                   "  because seniority fact\n"
                   "  fact seniority = unknown given\n"
                   "  fact work = hard given\n"
                   "  fact merit = yes given\n"
                   "  gate undecided left only when seniority < 35 years text seniority < 35 years "
                   "at 6:5\n"
                   "    [A 1]\n"
                   "    fact seniority = unknown given\n"
                   "  exception applied gives 40 days left when merit text 40 note rare at 9:5\n"
                   "    [A 5]\n"
                   "    fact merit = yes given\n"
                   "  base replaced gives 21 days left base text 21 by when merit by 40 at 7:5\n"
                   "    [A 2]\n"
                   "    [A 3]\n"
                   "  exception overridden gives 30 days left work hard text 30 label hard_work by "
                   "when merit by 40 at 8:5\n"
                   "    [A 4]\n"
                   "    fact work = hard in hard given\n"
                   "  add undecided gives 2 days left 5..10 text +2 at 11:9\n"
                   "    fact seniority = unknown in 5..10 given\n"
                   "  add undecided gives 4 days left 10.. text +4 at 12:9\n"
                   "    fact seniority = unknown in 10.. given\n"
                   "  multiply applied gives 200% left when merit text * 200% at 13:5\n"
                   "    fact merit = yes given\n"
                   "  floor no effect gives 22 days text at least 22 at 14:5\n"
                   "  cap applied gives 33 days text at most 33 at 15:5\n");
    }
    close_world(&w);
}

static void test_statuses(void)
{
    world w;
    if (open_world(&w, statuses)) {
        CHECK_TEXT(explain(&w, "clash"),
                   "clash = unknown\n"
                   "  because a fact\n"
                   "  because b fact\n"
                   "  because wage fact\n"
                   "  fact wage = unknown\n"
                   "  fact a = unknown\n"
                   "  fact b = unknown\n"
                   "  base applied gives 1 left base text 1 at 6:5\n"
                   "  exception undecided gives 2 left when a and b text 2 at 7:5\n"
                   "    fact a = unknown\n"
                   "    fact b = unknown\n"
                   "  exception undecided gives 3 left when a and wage > 5 AZN text 3 at 8:5\n"
                   "    fact a = unknown\n"
                   "    fact wage = unknown\n"
                   "  add undecided gives 1 left when b text +1 at 9:5\n"
                   "    fact b = unknown\n");
        give(&w, "a", "yes");
        give(&w, "b", "yes");
        give(&w, "wage", "9");
        CHECK_TEXT(explain(&w, "clash"),
                   "clash = conflict\n"
                   "  because when a and b clause\n"
                   "  because when a and wage > 5 AZN clause\n"
                   "  fact wage = 9.00 AZN given\n"
                   "  fact a = yes given\n"
                   "  fact b = yes given\n"
                   "  exception applied gives 2 left when a and b text 2 at 7:5\n"
                   "    fact a = yes given\n"
                   "    fact b = yes given\n"
                   "  exception applied gives 3 left when a and wage > 5 AZN text 3 at 8:5\n"
                   "    fact a = yes given\n"
                   "    fact wage = 9.00 AZN given\n"
                   "  base replaced gives 1 left base text 1 by when a and b by 2 at 6:5\n"
                   "  add applied gives 1 left when b text +1 at 9:5\n"
                   "    fact b = yes given\n");
        give(&w, "share", "0");
        CHECK_TEXT(explain(&w, "quotient"),
                   "quotient = error\n"
                   "  because 1 / share\n"
                   "  fact share = 0 given\n"
                   "  base applied gives error text 1 / share rounded to 0.1 at 10:19\n");
        CHECK_TEXT(explain(&w, "own"),
                   "own = error\n"
                   "  because not decided by the law\n"
                   "  fact a = yes given\n"
                   "  exception applied left when a text error at 13:5\n"
                   "    fact a = yes given\n"
                   "  base replaced gives 1 left base text 1 by when a by error at 12:5\n");
        give(&w, "share", "3");
        CHECK_TEXT(explain(&w, "quotient"),
                   "quotient = 0.3\n"
                   "  fact share = 3 given\n"
                   "  base applied gives 0.3 text 1 / share rounded to 0.1 at 10:19\n");
    }
    close_world(&w);
}

static void test_lists(void)
{
    world w;
    if (open_world(&w, lists)) {
        CHECK_TEXT(explain(&w, "paid"), "paid = unknown\n"
                                        "  because children fact\n"
                                        "  fact children = unknown\n"
                                        "  base applied gives unknown text sum of each c in "
                                        "children where c.age < 18 : c.grant at 11:12\n"
                                        "    sequence sum of each c in children where c.age < 18 : "
                                        "c.grant: 0 element of 0 open\n");
        give(&w, "children", "{age: 3}, {age: 9, ill: yes}, {age: 20}");
        give(&w, "days_off", "2024-03-01 through 2024-03-10, 2025-02-01 onwards");
        CHECK_TEXT(explain(&w, "paid"),
                   "paid = 25.00 AZN\n"
                   "  fact children = [{age: 3 years, ill: no}, {age: 9 years, ill: yes}, {age: 20 "
                   "years, ill: no}] given\n"
                   "  base applied gives 25.00 AZN text sum of each c in children where c.age < 18 "
                   ": c.grant at 11:12\n"
                   "    sequence sum of each c in children where c.age < 18 : c.grant: 2 element "
                   "of 3 first 10.00 AZN last 15.00 AZN sum 25.00 AZN\n"
                   "      1: 10.00 AZN of {age: 3 years, ill: no}\n"
                   "        grant = 10.00 AZN own\n"
                   "          base applied gives 10.00 AZN left base text 10 at 9:9\n"
                   "            [A 1]\n"
                   "          add not applied gives 5.00 AZN left when c.ill text +5 at 10:9\n"
                   "            [A 2]\n"
                   "      2: 15.00 AZN of {age: 9 years, ill: yes}\n"
                   "        grant = 15.00 AZN own\n"
                   "          base applied gives 10.00 AZN left base text 10 at 9:9\n"
                   "            [A 1]\n"
                   "          add applied gives 5.00 AZN left when c.ill text +5 at 10:9\n"
                   "            [A 2]\n");
        CHECK_TEXT(explain(&w, "wages"),
                   "wages = 3.00 AZN\n"
                   "  fact days_off = [2024-03-01 through 2024-03-10, 2025-02-01 onwards] given\n"
                   "  base applied gives 3.00 AZN text sum of each d in days_off : rate on (start "
                   "of d) at 15:13\n"
                   "    sequence sum of each d in days_off : rate on (start of d): 2 element first "
                   "1.00 AZN last 2.00 AZN sum 3.00 AZN\n"
                   "      1: 1.00 AZN of 2024-03-01 through 2024-03-10\n"
                   "        rate on 2024-03-01 = 1.00 AZN own\n"
                   "          base applied gives 1.00 AZN left from 2020-01-01 text 1 from "
                   "2020-01-01 until 2025-01-01 at 13:5\n"
                   "            [A 3]\n"
                   "      2: 2.00 AZN of 2025-02-01 onwards\n"
                   "        rate on 2025-02-01 = 2.00 AZN own\n"
                   "          base applied gives 2.00 AZN left from 2025-01-01 text 2 from "
                   "2025-01-01 at 14:5\n"
                   "            [A 3]\n");
        CHECK_TEXT(explain(&w, "ages"), "ages = [3 years, 9 years, 20 years]\n"
                                        "  fact children = [{age: 3 years, ill: no}, {age: 9 "
                                        "years, ill: yes}, {age: 20 years, ill: no}] given\n"
                                        "  base applied text each c in children : c.age at 16:6\n"
                                        "  sequence each c in children : c.age: 3 element first 3 "
                                        "years last 20 years sum 32 years result\n"
                                        "    1: 3 years of {age: 3 years, ill: no}\n"
                                        "    2: 9 years of {age: 9 years, ill: yes}\n"
                                        "    3: 20 years of {age: 20 years, ill: no}\n");
        CHECK_TEXT(
            explain(&w, "any_ill"),
            "any_ill = yes\n"
            "  fact children = [{age: 3 years, ill: no}, {age: 9 years, ill: yes}, {age: 20 years, "
            "ill: no}] given\n"
            "  base applied gives yes text any of each c in children : c.ill at 17:18\n"
            "    sequence any of each c in children : c.ill: 3 element yes 1 first no last no\n"
            "      1: no of {age: 3 years, ill: no}\n"
            "      2: yes of {age: 9 years, ill: yes}\n"
            "      3: no of {age: 20 years, ill: no}\n");
    }
    close_world(&w);
}

static void test_readings(void)
{
    world w;
    if (open_world(&w, readings)) {
        give(&w, "wage", "300");
        give(&w, "sector", "state");
        give(&w, "region", "village");
        CHECK_TEXT(explain(&w, "was"), "was = 10%\n"
                                       "  base applied gives 10% text rate on 2025-05-05 at 8:15\n"
                                       "  rate on 2025-05-05 = 10%\n"
                                       "    base applied gives 10% left from 2020-01-01 text 10% "
                                       "from 2020-01-01 until 2026-01-01 at 6:5\n"
                                       "      [A 1]\n");
        CHECK_TEXT(
            explain(&w, "more"),
            "more = 100.00 AZN\n"
            "  base applied gives 100.00 AZN text fee with (wage = 500 AZN) at 10:12\n"
            "  fee = 100.00 AZN own\n"
            "    base applied gives 100.00 AZN text wage * rate at 9:11\n"
            "    rate = 20%\n"
            "      base applied gives 20% left from 2026-01-01 text 20% from 2026-01-01 at 7:5\n"
            "        [A 2]\n");
        CHECK_TEXT(explain(&w, "paid"), "paid = 14.00 AZN\n"
                                        "  fact wage = 300.00 AZN given\n"
                                        "  base applied gives 14.00 AZN text scale wage at 12:5\n"
                                        "    [A 3]\n");
        CHECK_TEXT(explain(&w, "place"), "place = 2\n"
                                         "  fact sector = state given\n"
                                         "  fact region = village given\n"
                                         "  exception applied gives 2 text 2 at 18:11\n"
                                         "    fact sector = state in state given\n"
                                         "    fact region = village in village given\n");
    }
    close_world(&w);
}

/* Rules for elements that are what was read for something else, and have no code of their own; and
 * values written in the rules, which are looked through for nothing but whether one is there. */
static void test_without_code(void)
{
    static const char program[] = //
        "entity item\n"
        "    n : integer in 0..=9\n"
        "fact items : list of item up to 4\n"
        "fact x : integer in 0..=9\n"
        "for each i in items\n"
        "    same : integer = i.n\n"
        "twice : integer = sum of each i in items where i.n > 1 : i.n + i.same\n"
        "apart : integer = (sum of each v in (each i in items where i.n > 1 : i.n + i.same) : v + "
        "1)"
        " + (sum of each j in items : j.n * 3)\n"
        "among : yes/no = any of each k in [1, 2, 3] : k = x\n"
        "below : yes/no = all of each k in [1, 2, 3] : k < x\n";
    world w;
    if (open_world(&w, program)) {
        give(&w, "items", "{n: 1}, {n: 4}");
        give(&w, "x", "2");
        CHECK_TEXT(
            explain(&w, "twice"),
            "twice = 8\n"
            "  fact items = [{n: 1}, {n: 4}] given\n"
            "  base applied gives 8 text sum of each i in items where i.n > 1 : i.n + i.same "
            "at 7:17\n"
            "    sequence sum of each i in items where i.n > 1 : i.n + i.same: 1 element of 2 "
            "first 8 last 8 sum 8\n"
            "      1: 8 of {n: 4}\n"
            "        same = 4 own\n"
            "          base applied gives 4 text i.n at 6:20\n");
        CHECK_TEXT(
            explain(&w, "apart"),
            "apart = 24\n"
            "  fact items = [{n: 1}, {n: 4}] given\n"
            "  base applied gives 24 text (sum of each v in (each i in items where i.n > 1 : "
            "i.n + i.same) : v + 1) + (sum of each j in items : j.n * 3) at 8:17\n"
            "    sequence (sum of each v in (each i in items where i.n > 1 : i.n + i.same) : "
            "v + 1): 1 element of 2 first 9 last 9 sum 9\n"
            "      1: 9 of {n: 4}\n"
            "        same = 4 own\n"
            "          base applied gives 4 text i.n at 6:20\n"
            "    sequence (sum of each j in items : j.n * 3): 2 element first 3 last 12 sum "
            "15\n"
            "      1: 3 of {n: 1}\n"
            "      2: 12 of {n: 4}\n");
        CHECK_TEXT(explain(&w, "among"),
                   "among = yes\n"
                   "  fact x = 2 given\n"
                   "  base applied gives yes text any of each k in [1, 2, 3] : k = x at 9:16\n");
        CHECK_TEXT(
            explain(&w, "below"),
            "below = no\n"
            "  fact x = 2 given\n"
            "  base applied gives no text all of each k in [1, 2, 3] : k < x at 10:16\n"
            "    sequence all of each k in [1, 2, 3] : k < x: 3 element yes 1 first yes last "
            "no\n"
            "      1: yes of 1\n"
            "      2: no of 2\n"
            "      3: no of 3\n");
    }
    close_world(&w);
}

/* Two lists that are made of so many others, with a rule for their elements at the end of each: it
 * is told below the element, as long as both together are not made of more than 64. */
static void test_many_stages(void)
{
    static const struct {
        int stages;
        bool is_told;
    } rows[] = {{2, true}, {25, true}, {31, true}, {32, false}, {50, false}};
    static char program[8000];
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        size_t used = (size_t)snprintf(program, sizeof program,
                                       "entity item\n    n : integer in 0..=9\n"
                                       "fact items : list of item up to 4\n"
                                       "for each i in items\n"
                                       "    twice : integer = i.n * 2\n"
                                       "    thrice : integer = i.n * 3\n"
                                       "s0 = each i in items : i.twice\n"
                                       "t0 = each i in items : i.thrice\n");
        world w;
        for (int i = 1; i < rows[k].stages; i++) {
            used += (size_t)snprintf(program + used, sizeof program - used,
                                     "s%d = each x in s%d : x + 1\nt%d = each x in t%d : x + 1\n",
                                     i, i - 1, i, i - 1);
        }
        int last = rows[k].stages - 1;
        (void)snprintf(program + used, sizeof program - used,
                       "all_of_it : integer = sum of each a in s%d, b in t%d : a * b\n", last,
                       last);
        if (open_world(&w, program)) {
            give(&w, "items", "{n: 3}");
            const char *said = explain(&w, "all_of_it");
            const char *element = strstr(said, "      1: ");
            const char *end = element == NULL ? NULL : strstr(element, "\n  s");
            CHECK_INT(strtol(said + strlen("all_of_it = "), NULL, 10), (6 + last) * (9 + last));
            if (CHECK(element != NULL && end != NULL)) {
                const char *twice = strstr(element, "        twice = 6 own\n");
                const char *thrice = strstr(element, "        thrice = 9 own\n");
                CHECK(thrice != NULL && thrice < end);
                CHECK((twice != NULL && twice < end) == rows[k].is_told);
            }
        }
        close_world(&w);
    }
}

/* A list of 1500 elements is counted to its end and told in part. */
static void test_long_list(void)
{
    static const char program[] = "r : integer = sum of each n in 1..=2000 where n > 500 : n\n";
    world w;
    if (open_world(&w, program)) {
        explain(&w, "r");
        CHECK_INT(w.told->visits, 3 + 1000);
        CHECK(strstr(w.told->text, "1500 element of 2000 first 501 last 2000 sum 1875750\n"));
        CHECK(strstr(w.told->text, "1000: 1500\n") && !strstr(w.told->text, "1001: "));
    }
    close_world(&w);
}

/* A visitor may end the telling at every step, and leave out what stands below any depth; what
 * comes is the beginning, or the rest, of all. Afterwards the case answers as before. */
static void test_wishes(void)
{
    world w;
    told *whole = calloc(1, sizeof *whole);
    if (CHECK(whole != NULL) && open_world(&w, lists)) {
        give(&w, "children", "{age: 3}, {age: 9, ill: yes}, {age: 20}");
        explain(&w, "paid");
        *whole = *w.told;
        for (long most = 1; most <= whole->visits; most++) {
            w.told->most = most;
            explain(&w, "paid");
            CHECK_INT(w.told->visits, most);
            CHECK(strncmp(w.told->text, whole->text, w.told->length) == 0);
        }
        w.told->most = 0;
        for (int32_t deepest = 1; deepest < 9; deepest++) {
            w.told->deepest = deepest;
            const char *line = explain(&w, "paid");
            for (const char *next; *line != '\0'; line = next + 1) {
                next = strchr(line, '\n');
                CHECK((int32_t)strspn(line, " ") <= 2 * deepest);
            }
        }
        w.told->deepest = 0;
        CHECK_TEXT(explain(&w, "paid"), whole->text);
        close_world(&w);
    }
    free(whole);
}

/* Rules asked for together are told once. */
static void test_together(void)
{
    world w;
    if (open_world(&w, clauses)) {
        int32_t rules[] = {qn_program_rule(w.program, "both"), qn_program_rule(w.program, "leave"),
                           -1};
        CHECK_INT(qn_explain(w.c, rules, 2, tell, w.told), QN_OK);
        CHECK(strstr(w.told->text, "\nleave = unknown again\n"));
        long visits = w.told->visits;
        CHECK_INT(qn_explain(w.c, rules, 3, tell, w.told), QN_MISUSE);
        rules[2] = qn_program_rule_count(w.program);
        CHECK_INT(qn_explain(w.c, rules, 3, tell, w.told), QN_MISUSE);
        CHECK_INT(qn_explain(w.c, rules, 1, NULL, NULL), QN_MISUSE);
        CHECK_INT(qn_explain(NULL, rules, 1, tell, w.told), QN_MISUSE);
        CHECK_INT(qn_explain(w.c, NULL, 1, tell, w.told), QN_MISUSE);
        CHECK_INT(qn_explain(w.c, NULL, 0, tell, w.told), QN_OK);
        CHECK_INT(w.told->visits, visits);
    }
    close_world(&w);
}

static const char everything[] = //
    "law A = \"An Act\"\n"
    "entity child\n"
    "    age   : years in 0..=30\n"
    "    share : number in 0..=10\n"
    "fact children : list of child up to 5\n"
    "fact region : one of city, village\n"
    "rate : number\n"
    "    from 2020-01-01 → 1 [A 9]\n"
    "    from 2025-01-01 → 2\n"
    "for each c in children\n"
    "    part : number = 1 / c.share\n"
    "    own_age = c.age\n"
    "    itself = c\n"
    "    here = region\n"
    "    same : number = part\n"
    "    twice : number = part * 2 * rate\n"
    "    grant : AZN\n"
    "        only when region is city \"not in villages\" [A 7]\n"
    "        base 10 [A 1]\n"
    "        when c.age < 5 years → + 5 [A 2; A 3]\n"
    "        when twice + part > 3 and same > 0 → + 1 note \"much\"\n"
    "paid : AZN\n"
    "    only when count of children > 0 [A 4]\n"
    "    base sum of each c in children where c.own_age < 18 years : (c.grant otherwise 0) [A 5]\n"
    "    when any of each c in children : c.twice > 1 → + 1\n"
    "    when any of each c in children : c.twice > 2 → + 7 until 2020-01-01\n"
    "double : number = sum of children.twice\n"
    "older : integer = sum of each c in children : (count of each d in children where\n"
    "    d.own_age > c.own_age : d)\n"
    "again : number = double + double * rate\n"
    "places : number = sum of each c in children where c.here is city : c.itself.age / 1 year\n"
    "same_as : number = sum of each c in children : c.same\n"
    "deep : integer = sum of each a in 1..=1 : (sum of each b in 1..=1 : (sum of each c in\n"
    "    1..=1 : (sum of each d in 1..=1 : (sum of each e in 1..=1 : (sum of each f in\n"
    "    1..=1 : (sum of each g in 1..=1 : (sum of each h in 1..=1 : sum of [h, 2])))))))\n"
    "all_of_it : number = if paid is none then 0 else again + older + same_as - same_as + places\n";

/* Ends a telling at each of its steps: so many are told then, and the same ones. */
static void check_ends(world *w, const char *rule)
{
    int32_t number = qn_program_rule(w->program, rule);
    w->told->most = 0;
    (void)explain(w, rule);
    long visits = w->told->visits;
    char *whole = strdup(w->told->text);
    CHECK(whole != NULL && visits > 0);
    for (long most = 1; whole != NULL && most <= visits; most++) {
        w->told->most = most;
        const char *part = explain(w, rule);
        CHECK_INT(w->told->visits, most);
        CHECK_INT(strncmp(part, whole, strlen(part)), 0);
    }
    for (int deepest = 1; whole != NULL && deepest < 9; deepest++) {
        w->told->most = 0;
        w->told->deepest = deepest;
        (void)explain(w, rule);
        CHECK(w->told->visits <= visits);
    }
    w->told->deepest = 0;
    *w->told = (told){.most = 0};
    qn_explain_without_causes(w->c, &number, 1, tell, w->told);
    CHECK(strstr(w->told->text, "because") == NULL);
    CHECK(strstr(whole, "because") != NULL || strcmp(whole, w->told->text) == 0);
    free(whole);
}

/* Whoever listens can have enough at any step. */
static void test_ends(void)
{
    static const struct {
        const char *children;
        const char *region;
        const char *said; /* among what is told of all_of_it */
    } cases[] = {
        {"{age: 3, share: 1}, {age: 9, share: 2}, {age: 30, share: 4}", "city", "all_of_it = 66"},
        {"{age: 3, share: 1}, {age: 9, share: 2}", "village", "all_of_it = 19"},
        {"{age: 3, share: 1}, {age: 9, share: 0}", "city", "because 1 / c.share"},
        {"{age: 3, share: 1}, {age: 9}", "city", "because children.share fact"},
        {"[]", "city", "all_of_it = 0"},
        {NULL, "city", "because children fact"},
        {NULL, NULL, "because region fact"},
    };
    world w;
    if (open_world(&w, everything)) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            qn_case_reset(w.c);
            CHECK_INT(qn_case_set_date(w.c, QN_TODAY, 2026, 6, 1), QN_OK);
            if (cases[i].children != NULL) {
                give(&w, "children", cases[i].children);
            }
            if (cases[i].region != NULL) {
                give(&w, "region", cases[i].region);
            }
            if (!CHECK(strstr(explain(&w, "all_of_it"), cases[i].said) != NULL)) {
                fprintf(stderr, "%s\n%s", cases[i].said, w.told->text);
            }
            check_ends(&w, "all_of_it");
            check_ends(&w, "paid");
            check_ends(&w, "deep");
        }
    }
    close_world(&w);
}

/* Nothing is asked of the allocator while it is told. */
static void test_memory(void)
{
    static const char *const rules[] = {"paid", "wages", "ages", "any_ill"};
    memory m = {.refused_at = -1};
    qn_options options = {.allocate = memory_allocate, .context = &m};
    world w = {.program = source_load(lists), .told = calloc(1, sizeof *w.told)};
    if (CHECK_INT(qn_case_new_with(w.program, &options, &w.c), QN_OK)) {
        give(&w, "children", "{age: 3}, {age: 9, ill: yes}");
        give(&w, "days_off", "2024-03-01 through 2024-03-10");
        m.refused_at = m.asked;
        m.for_good = true;
        for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
            CHECK(strlen(explain(&w, rules[i])) > 100);
        }
        CHECK(!m.refused);
    }
    close_world(&w);
}

/* ---- the corpus */

/* What is held against the registers and trace.h while it is told. waiting: clauses that applied
 * and have not been told, of the rules that are open. */
typedef struct audit {
    const qn_case *c;
    bool *is_told; /* one a rule: not for an element */
    int32_t depth; /* of the last step */
    uint32_t nest; /* that depth of the outermost element in which we are, or 0 */
    qn_step_kind kind[1000];
    uint32_t rule;    /* the one whose clauses are told */
    uint32_t applied; /* of them, those that applied, */
    uint32_t told;    /* and of these those that were told */
    uint32_t steps;
    uint32_t elements;
} audit;

static void check_rule(audit *x, const qn_step *step)
{
    const qn_row_rule *row = &x->c->tables->rule[step->rule];
    qn_answer status = (qn_answer)x->c->status[row->result];
    bool is_refined = status == QN_UNKNOWN || step->value.error != 0;
    CHECK_INT(x->told, x->applied);
    CHECK_TEXT(step->text, qn_tables_string(x->c->tables, row->name));
    CHECK(is_refined || step->value.status == status);
    CHECK_INT(step->line, row->line);
    if (x->nest == 0) {
        uint32_t as = row->same == QN_NONE_INDEX ? (uint32_t)step->rule : row->same;
        CHECK_INT(step->is_repeated, x->is_told[as]);
        x->is_told[as] = true;
    }
    x->rule = (uint32_t)step->rule;
    x->told = x->applied = 0;
    for (uint32_t i = 0; !step->is_repeated && i < row->clause_count; i++) {
        x->applied += qn_trace_clause(x->c, row->first_clause + i).fate == QN_FATE_APPLIED;
    }
}

static void check_clause(audit *x, const qn_step *step)
{
    const qn_row_clause *row = &x->c->tables->clause[step->clause];
    qn_clause_trace trace = qn_trace_clause(x->c, (uint32_t)step->clause);
    CHECK_INT(step->clause_kind, row->kind);
    CHECK_INT(step->fate, trace.fate);
    CHECK_INT(step->status, trace.condition);
    CHECK_INT(step->by, (int32_t)trace.by);
    CHECK_INT(step->rule, row->rule);
    if (row->kind != QN_CLAUSE_GATE && row->value != QN_NONE_INDEX && row->type != QN_NONE_INDEX) {
        CHECK_INT(step->value.status, trace.status);
        CHECK(trace.status != QN_KNOWN || step->value.form != QN_CLASS_I ||
              (int64_t)step->value.number[0] == trace.slot.i);
    }
    x->told += x->nest == 0 && step->fate == QN_FATE_APPLIED && row->rule == x->rule;
}

static bool fits_below(qn_step_kind kind, qn_step_kind above)
{
    switch (kind) {
    case QN_STEP_RULE:
        return above == QN_STEP_RULE || above == QN_STEP_ELEMENT;
    case QN_STEP_CAUSE:
    case QN_STEP_CLAUSE:
        return above == QN_STEP_RULE;
    case QN_STEP_CITATION:
        return above == QN_STEP_CLAUSE;
    case QN_STEP_READ:
        return above == QN_STEP_RULE || above == QN_STEP_CLAUSE;
    case QN_STEP_SEQUENCE:
        return above == QN_STEP_RULE || above == QN_STEP_CLAUSE || above == QN_STEP_ELEMENT;
    case QN_STEP_ELEMENT:
    default:
        return above == QN_STEP_SEQUENCE;
    }
}

static qn_telling check_step(void *context, const qn_step *step)
{
    audit *x = context;
    bool fits = step->depth >= 0 && step->depth < 1000 && step->depth <= x->depth + 1;
    if (!CHECK(fits)) {
        return QN_TELL_NO_MORE;
    }
    if (step->depth > 0) {
        CHECK(fits_below(step->kind, x->kind[step->depth - 1]));
    }
    x->kind[step->depth] = step->kind;
    x->depth = step->depth;
    x->steps++;
    if (x->nest > 0 && (uint32_t)step->depth <= x->nest) {
        x->nest = 0;
    }
    if (step->kind == QN_STEP_RULE && x->nest == 0) {
        check_rule(x, step);
    } else if (step->kind == QN_STEP_CLAUSE) {
        check_clause(x, step);
    } else if (step->kind == QN_STEP_ELEMENT) {
        x->elements++;
        x->nest = x->nest == 0 ? (uint32_t)step->depth : x->nest;
    }
    return QN_TELL_ON;
}

static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    enum { FILE_ROOM = 1 << 20 };
    FILE *file = fopen(path, "rb");
    (void)context;
    *bytes = file != NULL ? malloc(FILE_ROOM) : NULL;
    if (*bytes != NULL) {
        *length = fread(*bytes, 1, FILE_ROOM, file);
    }
    if (file != NULL) {
        fclose(file);
    }
    return *bytes != NULL ? QN_OK : QN_MISUSE;
}

/* Explains the rules of one example. */
static void check_example(const qn_view *view, const qn_row_example *example, audit *sum)
{
    for (uint32_t i = 0; i < example->expect_count; i++) {
        const qn_row_expectation *expected = &view->t->expectation[example->first_expect + i];
        qn_tried tried = qn_example_try(view, example, expected);
        audit x = {.c = view->c,
                   .depth = -1,
                   .is_told = calloc((size_t)view->t->rule_count + 1, sizeof *x.is_told)};
        int32_t rule = (int32_t)expected->rule;
        CHECK(tried.passed && x.is_told != NULL);
        CHECK_INT(qn_explain(view->c, &rule, 1, check_step, &x), QN_OK);
        CHECK_INT(x.told, x.applied);
        sum->steps += x.steps;
        sum->elements += x.elements;
        free(x.is_told);
    }
}

static void check_file(const char *path, uint32_t every, audit *sum)
{
    qn_compile_options options = {.read = read_file};
    qn_compilation *compilation = NULL;
    qn_program *program = NULL;
    size_t length = 0;
    CHECK_INT(qn_compile(path, &options, &compilation), QN_OK);
    const unsigned char *image = qn_compilation_image(compilation, &length);
    if (CHECK_INT(qn_program_load(image, length, NULL, &program, NULL), QN_OK)) {
        qn_view view = {
            .program = program, .t = qn_program_tables(program), .c = qn_case_new(program)};
        for (uint32_t i = 0; i < view.t->example_count; i += every) {
            check_example(&view, &view.t->example[i], sum);
        }
        qn_case_free(view.c);
    }
    qn_program_free(program);
    qn_compilation_free(compilation);
}

static void test_corpus(void)
{
    audit sum = {.steps = 0};
    check_file("rules/az/payslip.qn", 1, &sum);
    check_file("rules/az/labour/vacation.qn", 1, &sum);
    check_file("rules/az/labour/pay.qn", 1, &sum);
    check_file("rules/az/labour/rest_days.qn", 9, &sum);
    check_file("rules/az/entitlements.qn", 5, &sum);
    CHECK(sum.steps > 10000 && sum.elements > 100);
}

int main(void)
{
    static const check_case cases[] = {
        {"clauses of every kind", test_clauses},
        {"answers of every status", test_statuses},
        {"lists", test_lists},
        {"readings, scales and tables", test_readings},
        {"limits that are rounded", test_limits},
        {"rules without code", test_without_code},
        {"many stages", test_many_stages},
        {"a long list", test_long_list},
        {"what a visitor wishes", test_wishes},
        {"several rules", test_together},
        {"an end at every step", test_ends},
        {"memory", test_memory},
        {"the corpus", test_corpus},
    };
    return check_run("explain", cases, sizeof cases / sizeof cases[0]);
}
