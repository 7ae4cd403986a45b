/*
 * Programs and cases from a file, answered by the reference and by the product.
 *
 *     reference JOBS     JOBS has lines: `program PATH`, `case WHERE`, `on DATE`, `fact NAME=VALUE`;
 *                        a case ends where the next line of another kind stands
 *
 * Prints a line for each disagreement, and at the end how many answers were compared, of which
 * status, and what was passed over and why.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 200000, FACTS = 400, SHOWN = 60 };

typedef struct job {
    char *where, *on;
    char *fact[FACTS];
    int facts;
    bool is_there;
} job;

typedef struct tally {
    long programs, cases, answers, disagreements, refused_programs, refused_cases;
    long status[5];
} tally;

static tally counts;
static machine product;
static bool is_loaded;

static void begin_program(const char *path)
{
    machine_free(&product);
    pool_clear();
    is_loaded = false;
    counts.programs++;
    program *p = program_load(pool_format("%s", path));
    bool compiles = machine_load(&product, path, NULL);
    if (p->refused != NULL || !compiles) {
        counts.refused_programs++;
        printf("passed over: %s: %s\n", path, p->refused != NULL ? p->refused : product.message);
        return;
    }
    is_loaded = true;
}

static decl *find_fact(const char *name)
{
    decl *d = module_find(the_program->main, name);
    for (module *m = the_program->modules; (d == NULL || d->kind != D_FACT) && m != NULL; m = m->next) {
        d = module_find(m, name);
    }
    return d != NULL && d->kind == D_FACT ? d : NULL;
}

static bool give_fact(char *text)
{
    char *equals = strchr(text, '=');
    char *name = pool_format("%.*s", (int)(equals - text), text);
    char *value = equals + 1;
    name[strcspn(name, " ")] = '\0';
    value += strspn(value, " ");
    decl *d = find_fact(name);
    return d != NULL && machine_give(&product, name, value) && case_give(d, value);
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

static void compare_rule(const job *j, decl *rule)
{
    const type *t = rule_type(rule);
    scope outside = {.module = rule->module, .months = rule->module->months, .reading = the_case.readings};
    while (outside.reading->next != NULL) {
        outside.reading = outside.reading->next;
    }
    const type *seen = rule->each != NULL ? type_list(t) : t;
    val v = result_of(rule_read(rule, &outside), seen);
    counts.answers++;
    counts.status[v->status]++;
    for (way w = 0; w < WAYS; w++) {
        const char *why = NULL;
        if (!machine_agrees(&product, w, rule->name, v, seen, &why)) {
            if (counts.disagreements++ < SHOWN) {
                printf("DIFFERS %s: %s\n", j->where, why);
            }
            return;
        }
    }
}

static void run_case(job *j)
{
    if (!is_loaded || !j->is_there) {
        return;
    }
    counts.cases++;
    machine_reset(&product, j->on);
    case_reset(j->on != NULL ? known_day(K_DATE, day_text(j->on)) : unknown_for("today"));
    for (int i = 0; i < j->facts; i++) {
        if (!give_fact(j->fact[i])) {
            counts.refused_cases++;
            printf("passed over: %s: %s\n", j->where, j->fact[i]);
            return;
        }
    }
    for (module *m = the_program->modules; m != NULL; m = m->next) {
        for (decl *d = m->decls; d != NULL; d = d->next) {
            if (d->kind == D_RULE && (m == the_program->main || is_only_one(d))) {
                compare_rule(j, d);
            }
        }
    }
}

static void take_line(job *j, char *line)
{
    char *rest = strchr(line, ' ');
    rest = rest != NULL ? rest + 1 : line + strlen(line);
    if (strncmp(line, "fact ", 5) == 0 && j->facts < FACTS) {
        j->fact[j->facts++] = pool_format("%s", rest);
    } else if (strncmp(line, "on ", 3) == 0) {
        j->on = pool_format("%s", rest);
    } else {
        run_case(j);
        *j = (job){0};
        if (strncmp(line, "program ", 8) == 0) {
            begin_program(rest);
        } else if (strncmp(line, "case ", 5) == 0) {
            j->where = pool_format("%s", rest);
            j->is_there = true;
        }
    }
}

int main(int count, char **arguments)
{
    static char line[LINE];
    FILE *in = count == 2 ? fopen(arguments[1], "r") : NULL;
    job j = {0};
    if (in == NULL) {
        fputs("usage: reference JOBS\n", stderr);
        return 2;
    }
    pool_init();
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        take_line(&j, line);
    }
    run_case(&j);
    (void)fclose(in);
    printf("%ld programs (%ld passed over), %ld cases (%ld passed over), %ld answers: %ld known, "
           "%ld none, %ld unknown, %ld conflict, %ld error; %ld disagreements\n",
           counts.programs, counts.refused_programs, counts.cases, counts.refused_cases,
           counts.answers, counts.status[IS_KNOWN], counts.status[IS_NONE],
           counts.status[IS_UNKNOWN], counts.status[IS_CONFLICT], counts.status[IS_ERROR],
           counts.disagreements);
    machine_free(&product);
    return counts.disagreements > 0;
}
