/*
 * Programs and cases from a file, answered by the reference and by the product.
 *
 *     reference JOBS     JOBS has lines: `program PATH`, `case WHERE`, `on DATE`, `fact
 * NAME=VALUE`; a case ends where the next line of another kind stands; `examples` stands for all
 * cases of the program's examples, `random COUNT` for cases that are chosen at random, one in three
 * with facts left out; `steps COUNT` for as many in which only the product is asked: the machine,
 * whose steps are held against their bounds, and the direct way; `reached` prints what was reached
 * since the last time
 *
 * Prints a line for each disagreement, and at the end how many answers were compared, of which
 * status, and what was passed over and why.
 */
#include "cases.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of random cases a program gets as many as take MOST bytes of memory and MOST_STEPS of the
 * machine, so that none takes all time. */
enum { LINE = 200000, SHOWN = 60, MOST = 200000000, MOST_STEPS = 300000 };

typedef struct tally {
    long programs, cases, answers, disagreements, refused_programs, refused_cases;
    long status[5];
    long steps, explained, duties; /* held against bounds of steps, the clauses told, duties */
    long runs;                     /* of the machine alone, held against bounds of steps */
    long ways;                     /* answers of the machine held against the direct way */
    long renewed;                  /* held against a new case */
    int32_t completed;             /* answers of completed cases */
} tally;

static tally counts;
static machine product;
static bool is_loaded;
static bool shows_refused;
static uint64_t completions; /* how open cases are completed */
static bool only_own; /* rules of other files are asked where those are programs themselves */

static void begin_program(const char *path)
{
    machine_free(&product);
    pool_clear(false);
    pool_clear(true);
    (void)pool_keep(true);
    is_loaded = false;
    completions = 88172645463325252ull;
    counts.programs++;
    program *p = program_load(pool_format("%s", path));
    bool compiles = machine_load(&product, path, NULL);
    if (p->refused != NULL || !compiles) {
        counts.refused_programs++;
        printf("passed over: %s: %s\n", path, p->refused != NULL ? p->refused : product.message);
        return;
    }
    is_loaded = true;
    for (module *m = p->modules; m != NULL; m = m->next) {
        reach_nodes(m->file);
    }
}

static bool is_only_one(const decl *rule)
{
    int found = 0;
    for (const module *m = the_program->modules; m != NULL; m = m->next) {
        for (const decl *d = m->decls; d != NULL; d = d->next) {
            found += strcmp(d->name, rule->name) == 0;
        }
    }
    return found == 1;
}

static void show_case(const instance *c)
{
    printf("    on %s", c->on != NULL ? c->on : "an unknown day");
    for (int i = 0; i < c->facts; i++) {
        printf(" | %s=%s", c->fact[i].fact->name, c->fact[i].text);
    }
    printf("\n");
}

static bool is_different(const instance *c, const char *name, const char *why)
{
    if (why == NULL) {
        return false;
    }
    if (counts.disagreements++ < SHOWN) {
        printf("DIFFERS %s: %s: %s\n", c->where, name, why);
        show_case(c);
    }
    return true;
}

static bool has_expected_answer(const instance *c, int32_t at, decl *rule, val v, const type *t)
{
    const char *why = NULL;
    (void)machine_steps(&product, at, &why);
    counts.steps++;
    for (way w = 0; w < WAYS && why == NULL; w++) {
        (void)machine_agrees(&product, w, at, v, t, &why);
    }
    return !is_different(c, rule->name, why);
}

static void compare_explanation(const instance *c, int32_t at, decl *rule)
{
    const char *why = NULL;
    (void)machine_tells(&product, (way)(counts.cases % WAYS), at, rule, &why);
    counts.explained++;
    (void)is_different(c, rule->name, why);
}

static void compare_rule(const instance *c, decl *rule)
{
    int32_t at = machine_rule(&product, rule);
    const type *t = rule_type(rule);
    scope outside = {
        .module = rule->module, .months = rule->module->months, .reading = the_case.first};
    bool is_duty = rule->kind == D_DUTY, is_list = !is_duty && rule->each != NULL;
    const type *seen = is_list ? type_list(t) : t;
    if (at < 0) {
        return;
    }
    val v = is_duty ? duty_value(rule, &outside) : result_of(rule_read(rule, &outside), seen);
    counts.answers++;
    counts.duties += is_duty;
    counts.status[v->status]++;
    if (!has_expected_answer(c, at, rule, v, seen)) {
        return;
    }
    if (rule->each == NULL) {
        compare_explanation(c, at, rule);
    }
    if (v->status == IS_UNKNOWN && !is_duty) {
        promise_note(&product, (way)(counts.cases % WAYS), at, rule, seen);
    }
}

/* A fact of another file whose name is not its alone is called by its file, too. */
static const char *public_name(const decl *fact)
{
    if (fact->module == the_program->main || is_only_one(fact)) {
        return fact->name;
    }
    const char *path = fact->module->path, *slash = strrchr(path, '/');
    const char *stem = slash != NULL ? slash + 1 : path;
    return pool_format("%.*s.%s", (int)(strstr(stem, ".qn") - stem), stem, fact->name);
}

/* A fact that the product refuses is no matter of what programs mean. */
static bool give_all(const instance *c)
{
    machine_reset(&product, c->on);
    case_reset(c->on != NULL ? known_day(K_DATE, day_text(c->on)) : unknown_for("today"));
    for (int i = 0; i < c->facts; i++) {
        decl *fact = (decl *)(uintptr_t)c->fact[i].fact;
        if (!machine_has(&product, public_name(fact))) {
            continue;
        }
        if (!machine_give(&product, public_name(fact), c->fact[i].text) ||
            !case_give(fact, c->fact[i].text)) {
            counts.refused_cases++;
            if (shows_refused) {
                printf("passed over: %s: %s = %s\n", c->where, fact->name, c->fact[i].text);
            }
            return false;
        }
    }
    return true;
}

static void compare_all(const instance *c)
{
    for (module *m = the_program->modules; m != NULL; m = m->next) {
        for (decl *d = m->decls; d != NULL; d = d->next) {
            bool is_own = m == the_program->main;
            bool is_asked = d->kind == D_DUTY || (d->kind == D_RULE && is_only_one(d));
            if ((d->kind == D_RULE && is_own) || (is_asked && (is_own || !only_own))) {
                compare_rule(c, d);
            }
        }
    }
}

/* Answers once more, held against those of a new case, which is asked in the other order. */
static void compare_with_new(const instance *c)
{
    const qn_program *p = product.program[WAY_MACHINE];
    for (int32_t rule = qn_program_rule_count(p) - 1; rule >= 0; rule--) {
        qn_rule_info info = qn_program_rule_info(p, rule);
        const char *why = NULL;
        if (!info.is_hidden) {
            (void)machine_is_unmarked(&product, (way)(counts.cases % WAYS), rule, &why);
            counts.renewed++;
            (void)is_different(c, info.name, why);
        }
    }
}

static void run_case(const instance *c)
{
    if (!is_loaded) {
        return;
    }
    counts.cases++;
    (void)pool_keep(false);
    if (give_all(c)) {
        promise_begin();
        looks_at_all = c->has_gaps;
        compare_all(c);
        looks_at_all = false;
        compare_with_new(c);
        if (c->has_gaps && !promise_holds(c, &completions, &counts.completed)) {
            counts.disagreements++;
            show_case(c);
        }
    }
    (void)pool_keep(true);
    pool_clear(false);
}

/* Cases that are chosen at random, given one by one. */
static void each_random(long count, void (*visit)(const instance *c))
{
    static instance c;
    uint64_t random = 88172645463325252ull;
    uint64_t end = pool_taken() + MOST, end_of_steps = machine_taken() + MOST_STEPS;
    if (is_loaded) {
        edges_learn();
    }
    for (long i = 0; i < count && is_loaded && pool_taken() < end && machine_taken() < end_of_steps;
         i++) {
        (void)pool_keep(false);
        c.where = pool_format("%s, random case %ld", the_program->main->path, i);
        c.has_gaps = i % 3 == 2;
        instance_random(&c, &random, c.has_gaps ? 6 : 0);
        visit(&c);
        (void)pool_keep(true);
        pool_clear(false);
    }
}

/* Asks the machine and the direct way for every rule, of each case another one first, since what a
 * rule has found others need not find again; then runs every rule once and counts its steps. */
static void ask_all(const instance *c)
{
    static int32_t first;
    const qn_program *p = product.program[WAY_MACHINE];
    int32_t rules = qn_program_rule_count(p);
    machine_reset(&product, c->on);
    for (int i = 0; i < c->facts; i++) {
        /* Where one is refused, or no rule uses it, the case is one without it. */
        (void)machine_give(&product, public_name(c->fact[i].fact), c->fact[i].text);
    }
    counts.cases++;
    first++;
    for (int32_t i = 0; i < rules; i++) {
        int32_t rule = (first + i) % rules;
        const char *why = NULL;
        if (!qn_program_rule_info(p, rule).is_hidden) {
            (void)machine_ways_agree(&product, rule, &why);
            counts.ways++;
            (void)is_different(c, qn_program_rule_info(p, rule).name, why);
        }
    }
    for (int32_t i = 0; i < rules; i++) {
        int32_t rule = (first + i) % rules;
        const char *why = NULL;
        (void)machine_steps(&product, rule, &why);
        counts.runs++;
        (void)is_different(c, qn_program_rule_info(p, rule).name, why);
    }
}

/* The case that the lines so far have made. */
static instance the_lines;
static bool has_lines;

static void end_lines(void)
{
    if (has_lines) {
        run_case(&the_lines);
    }
    has_lines = false;
    the_lines = (instance){0};
}

static void take_fact(char *text)
{
    char *equals = strchr(text, '=');
    char *name = pool_format("%.*s", (int)(equals - text), text);
    name[strcspn(name, " ")] = '\0';
    decl *fact = is_loaded ? find_fact(name) : NULL;
    instance_give(&the_lines, fact, pool_format("%s", equals + 1 + strspn(equals + 1, " ")));
}

static void take_line(char *line)
{
    char *rest = strchr(line, ' ');
    rest = rest != NULL ? rest + 1 : line + strlen(line);
    if (strncmp(line, "fact ", 5) == 0) {
        take_fact(rest);
        return;
    }
    if (strncmp(line, "on ", 3) == 0) {
        the_lines.on = pool_format("%s", rest);
        return;
    }
    end_lines();
    if (strncmp(line, "program ", 8) == 0) {
        begin_program(rest);
    } else if (strncmp(line, "case ", 5) == 0) {
        the_lines.where = pool_format("%s", rest);
        has_lines = true;
    } else if (strcmp(line, "own") == 0) {
        only_own = true;
    } else if (strcmp(line, "examples") == 0 && is_loaded) {
        examples_each(run_case);
    } else if (strncmp(line, "steps ", 6) == 0) {
        each_random(strtol(rest, NULL, 10), ask_all);
    } else if (strcmp(line, "reached") == 0) {
        machine_reached();
        reached_print();
    } else if (strncmp(line, "random ", 7) == 0) {
        each_random(strtol(rest, NULL, 10), run_case);
    }
}

int main(int count, char **arguments)
{
    static char line[LINE];
    FILE *in = count >= 2 ? fopen(arguments[1], "r") : NULL;
    shows_refused = count > 2;
    if (in == NULL) {
        fputs("usage: reference JOBS\n", stderr);
        return 2;
    }
    pool_init();
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        take_line(line);
    }
    end_lines();
    (void)fclose(in);
    printf("%ld programs (%ld passed over), %ld cases (%ld passed over), %ld answers: %ld known, "
           "%ld none, %ld unknown, %ld conflict, %ld error; %ld within their steps, %ld explained, "
           "%ld duties, %ld completed, %ld renewed, %ld runs, %ld ways; %ld disagreements\n",
           counts.programs, counts.refused_programs, counts.cases, counts.refused_cases,
           counts.answers, counts.status[IS_KNOWN], counts.status[IS_NONE],
           counts.status[IS_UNKNOWN], counts.status[IS_CONFLICT], counts.status[IS_ERROR],
           counts.steps, counts.explained, counts.duties, (long)counts.completed, counts.renewed,
           counts.runs, counts.ways, counts.disagreements);
    machine_free(&product);
    return counts.disagreements > 0;
}
