/*
 * Comparisons of small random programs, and their findings, against trying every case: what is told
 * to be the same is the same in all, what differs is shown by the smallest case, and what can never
 * be is in none.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "date.h"
#include "diff.h"
#include "prove.h"
#include "source.h"
#include "trace.h"

enum { PAIRS = CHECK_FEWER(60, 15), PROGRAMS = CHECK_FEWER(60, 15) };
enum { RULES = 3, TEXT = 8000, NAME = 40, FACTS = 4, DAYS = 5 };

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

/* A fact and its values in the order of nearness to 0; the first is its default, if it has one. */
typedef struct fact {
    const char *name;
    bool has_default;
    int count;
    const char *value[8];
} fact;

static const fact facts[FACTS] = {
    {"a", false, 6, {"0", "1", "-1", "2", "-2", "3"}},
    {"b", true, 2, {"no", "yes"}},
    {"c", false, 3, {"red", "green", "blue"}},
    {"d", true, 2, {"no", "yes"}},
};

/* The days on which something can change, the first of all before them. */
static const char *const days[DAYS] = {"0001-01-01", "2019-12-31", "2020-01-01", "2023-05-31",
                                       "2023-06-01"};

static void put_condition(writer *w)
{
    static const char *const conditions[] = {
        "b",        "not d",        "a >= 1",     "a < 0",     "c is green",   "c in (red, blue)",
        "a = 2",    "b and d",      "b or a > 2", "a * 2 = 4", "not (b or d)", "a > 3",
        "c is red", "a >= -2 and b"};
    put(w, "%s", conditions[below(w, sizeof conditions / sizeof *conditions)]);
}

static void put_dates(writer *w)
{
    static const char *const dates[] = {"", "", "", " from 2020-01-01", " until 2023-06-01"};
    put(w, "%s\n", dates[below(w, 5)]);
}

static void put_rule(writer *w, int number)
{
    put(w, "r%d : integer\n    base %u", number, below(w, 4));
    if (number > 0 && below(w, 2) == 0) {
        put(w, " + r%d", number - 1);
    }
    put(w, "\n");
    if (below(w, 3) == 0) {
        put(w, "    a\n        ..0 → +%u\n        0..2 → +%u\n", below(w, 3), below(w, 3));
    }
    for (uint32_t i = 0; i < 1 + below(w, 3); i++) {
        put(w, "    x%u%d: when ", i, number);
        put_condition(w);
        put(w, " → %s%u%s", below(w, 2) == 0 ? "+" : "", below(w, 5),
            i > 0 && below(w, 2) == 0 ? " overrides x0" : "");
        if (w->text[w->length - 1] == '0' && w->text[w->length - 2] == 'x') {
            put(w, "%d", number);
        }
        put_dates(w);
    }
    if (below(w, 4) == 0) {
        put(w, "    at least %u\n", below(w, 4));
    }
    if (below(w, 4) == 0) {
        put(w, "    at most %u\n", 3 + below(w, 6));
    }
}

static void write_program(writer *w)
{
    w->length = 0;
    put(w, "choice hue = red, green, blue\nfact a : integer in -2..=3\nfact b : yes/no = no\n"
           "fact c : hue\nfact d : yes/no = no\n");
    for (int i = 0; i < RULES; i++) {
        put_rule(w, i);
    }
}

/* The same with one figure, or one word, changed. */
static void write_edit(writer *to, writer *from)
{
    memcpy(to->text, from->text, from->length + 1);
    to->length = from->length;
    size_t start = (size_t)(strstr(to->text, "r0 :") - to->text);
    for (int i = 0; i < 1000; i++) {
        size_t at = start + below(from, (uint32_t)(to->length - start));
        char *p = to->text + at;
        bool is_figure = *p >= '0' && *p <= '3' && (p[-1] == ' ' || p[-1] == '+') &&
                         (p[1] == ' ' || p[1] == '\n');
        if (is_figure) {
            (*p)++;
            return;
        }
        if (*p == '>' && p[1] == ' ') {
            *p = '<';
            return;
        }
    }
}

/* ---- every case */

typedef struct point {
    int value[FACTS];
    int day;
} point;

static bool next_point(point *p)
{
    for (int i = FACTS - 1; i >= 0; i--) {
        if (++p->value[i] < facts[i].count) {
            return true;
        }
        p->value[i] = 0;
    }
    return ++p->day < DAYS;
}

static int away(const point *p)
{
    int count = 0;
    for (int i = 0; i < FACTS; i++) {
        count += facts[i].has_default && p->value[i] != 0;
    }
    return count;
}

/* Whether p is smaller than q: fewer facts away from their defaults, an earlier day, and values
 * nearer to 0, fact by fact. */
static bool is_smaller(const point *p, const point *q)
{
    if (away(p) != away(q)) {
        return away(p) < away(q);
    }
    if (p->day != q->day) {
        return p->day < q->day;
    }
    for (int i = 0; i < FACTS; i++) {
        if (p->value[i] != q->value[i]) {
            return p->value[i] < q->value[i];
        }
    }
    return false;
}

static void give(qn_case *c, const point *p)
{
    for (int i = 0; i < FACTS; i++) {
        const char *text = facts[i].value[p->value[i]];
        (void)qn_case_set_text(c, qn_program_fact(c->program, facts[i].name), text, strlen(text));
    }
    (void)qn_case_set_text(c, QN_TODAY, days[p->day], strlen(days[p->day]));
}

static void answer(qn_case *c, const char *rule, char *text, size_t size)
{
    qn_value value;
    qn_eval(c, qn_program_rule(c->program, rule), &value);
    (void)qn_value_text(&value, text, size, NULL);
}

/* Whether two programs differ in a case, and what they answer. */
static bool differ_in(qn_case *c[2], const char *rule, const point *p, char text[2][NAME])
{
    for (int i = 0; i < 2; i++) {
        give(c[i], p);
        answer(c[i], rule, text[i], NAME);
    }
    return strcmp(text[0], text[1]) != 0;
}

/* The smallest case in which they differ; false where there is none. */
static bool smallest_difference(qn_case *c[2], const char *rule, point *out)
{
    char text[2][NAME];
    bool found = false;
    point p = {{0}, 0};
    do {
        if (differ_in(c, rule, &p, text) && (!found || is_smaller(&p, out))) {
            *out = p;
            found = true;
        }
    } while (next_point(&p));
    return found;
}

/* ---- comparisons */

typedef struct pair {
    qn_case *c[2];
    const char *text[2];
    bool is_bad;
} pair;

/* Whether the case that was told gives nothing but what the smallest one gives. */
static bool is_part_of(const char *witness, const point *p)
{
    char copy[400];
    (void)snprintf(copy, sizeof copy, "%s", witness);
    for (char *item = strtok(copy, ","); item != NULL; item = strtok(NULL, ",")) {
        bool found = false;
        char wanted[NAME];
        item += strspn(item, " ");
        for (int i = 0; i < FACTS; i++) {
            (void)snprintf(wanted, sizeof wanted, "%s = %s", facts[i].name,
                           facts[i].value[p->value[i]]);
            found |= strcmp(item, wanted) == 0;
        }
        (void)snprintf(wanted, sizeof wanted, "on %s", days[p->day]);
        if (!found && strcmp(item, wanted) != 0) {
            return false;
        }
    }
    return true;
}

static void check_rule(void *context, const qn_difference *d)
{
    pair *both = context;
    point smallest;
    char text[2][NAME];
    bool differs = smallest_difference(both->c, d->name, &smallest);
    bool good = CHECK_INT(d->sameness, differs ? QN_DIFFERENT : QN_SAME);
    if (good && differs) {
        (void)differ_in(both->c, d->name, &smallest, text);
        good = CHECK(d->way[0].is_smallest) && CHECK(is_part_of(d->way[0].witness, &smallest)) &&
               CHECK_TEXT(d->way[0].before, text[0]) && CHECK_TEXT(d->way[0].after, text[1]) &&
               CHECK(!d->has_more);
    }
    if (!good) {
        printf("%s: told %s, %s\n", d->name, d->ways > 0 ? d->way[0].witness : "no way",
               differs ? "and it differs" : "and it is the same");
        both->is_bad = true;
    }
}

static void comparisons_are_right(void)
{
    static writer w = {.random = 11};
    static writer edit = {.random = 12};
    for (int i = 0; i < PAIRS; i++) {
        write_program(&w);
        write_edit(&edit, &w);
        qn_program *before = source_load(w.text);
        qn_program *after = source_load(edit.text);
        if (!CHECK(before != NULL && after != NULL)) {
            printf("%s", w.text);
            continue;
        }
        const qn_diff_options options = {0};
        pair both = {{qn_case_new(before), qn_case_new(after)}, {w.text, edit.text}, false};
        CHECK(qn_diff(before, after, &options, check_rule, &both));
        if (both.is_bad) {
            printf("---- old\n%s---- new\n%s", w.text, edit.text);
        }
        qn_case_free(both.c[0]);
        qn_case_free(both.c[1]);
        qn_program_free(before);
        qn_program_free(after);
    }
}

/* ---- findings */

typedef struct findings {
    uint8_t *flag; /* one byte a clause: what was found to be never so */
    const qn_tables *t;
    uint8_t conflict[RULES];
} findings;

enum { NEVER_HOLDS = 1, ALWAYS_HOLDS = 2, NEVER_STANDS = 4 };

static void take_finding(void *context, const qn_found *found)
{
    findings *f = context;
    for (uint32_t i = 0; i < f->t->clause_count; i++) {
        const qn_row_clause *row = &f->t->clause[i];
        if (row->rule == found->rule && row->line == found->place.line) {
            f->flag[i] |= found->code == QN_Q0330   ? NEVER_HOLDS
                          : found->code == QN_Q0331 ? ALWAYS_HOLDS
                          : found->code == QN_Q0332 ? NEVER_STANDS
                                                    : 0;
        }
    }
    if (found->code == QN_Q0336) {
        const char *name = qn_tables_string(f->t, f->t->rule[found->rule].name);
        f->conflict[name[1] - '0'] = 1;
    }
}

/* What each clause and rule comes to in some case. */
static void see_all(qn_case *c, uint8_t *held, uint8_t *failed, uint8_t conflict[RULES])
{
    char text[NAME];
    point p = {{0}, 0};
    do {
        give(c, &p);
        for (int r = 0; r < RULES; r++) {
            char name[3] = {'r', (char)('0' + r), '\0'};
            answer(c, name, text, sizeof text);
            bool is_own = r == 0 || conflict[r - 1] == 0; /* not through the rule before */
            conflict[r] |= strcmp(text, "conflict") == 0 && is_own;
        }
        for (uint32_t i = 0; i < c->tables->clause_count; i++) {
            qn_verdict verdict = qn_clause_verdict(c, i);
            held[i] |= verdict.status == QN_KNOWN && verdict.yes;
            failed[i] |= verdict.status == QN_KNOWN && !verdict.yes;
        }
    } while (next_point(&p));
}

static void check_findings(const char *text)
{
    qn_program *program = source_load(text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    if (!CHECK(c != NULL)) {
        return;
    }
    uint32_t count = c->tables->clause_count;
    uint8_t *memory = calloc(3, (size_t)count + 1);
    uint8_t conflict[RULES] = {0};
    findings f = {.flag = memory, .t = c->tables};
    qn_proved proved;
    const qn_prove_options options = {0};
    bool good =
        CHECK(qn_prove(program, &options, take_finding, &f, &proved)) && CHECK_INT(proved.open, 0);
    uint8_t *held = memory + count + 1;
    uint8_t *failed = held + count + 1;
    see_all(c, held, failed, conflict);
    for (uint32_t i = 0; i < count && good; i++) {
        const qn_row_clause *row = &c->tables->clause[i];
        bool can_fail = row->condition != QN_NONE_INDEX;
        good = CHECK_INT((f.flag[i] & NEVER_HOLDS) != 0, held[i] == 0) &&
               CHECK((f.flag[i] & ALWAYS_HOLDS) == 0 || failed[i] == 0) &&
               CHECK(!can_fail || failed[i] != 0 || f.flag[i] != 0);
    }
    good = good && CHECK_INT(f.conflict[0], conflict[0]);
    if (!good) {
        printf("%s", text);
    }
    free(memory);
    qn_case_free(c);
    qn_program_free(program);
}

static void findings_are_right(void)
{
    static writer w = {.random = 13};
    for (int i = 0; i < PROGRAMS; i++) {
        write_program(&w);
        check_findings(w.text);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"comparisons tell the smallest case of each difference", comparisons_are_right},
        {"findings are those of all cases", findings_are_right},
    };
    if (!qn_symbolic_is_there()) {
        printf("without a prover nothing is compared\n1 passed, 0 failed\n");
        return 0;
    }
    return check_run("diff", cases, sizeof cases / sizeof *cases);
}
