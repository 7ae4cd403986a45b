/*
 * All rule files below a folder. See corpus.h.
 */
#include "corpus.h"

#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

void *memory(void *block)
{
    if (!block) {
        fail("replay: no memory");
    }
    return block;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const question *)left)->name, ((const question *)right)->name);
}

/* The rules that the file itself has, in the order of their names, and its duties. */
static void list_questions(law *x)
{
    const qn_tables *t = x->rules.tables;
    x->question = memory(calloc((size_t)t->rule_count + t->duty_count + 1, sizeof *x->question));
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (t->rule[i].source == 0 &&
            !qn_program_rule_info(x->rules.program, (int32_t)i).is_hidden) {
            x->question[x->question_count++] = (question){
                .name = qn_tables_string(t, t->rule[i].name), .rule = (int32_t)i, .duty = -1};
        }
    }
    qsort(x->question, x->question_count, sizeof *x->question, by_name);
    for (uint32_t i = 0; i < t->duty_count; i++) {
        x->question[x->question_count++] =
            (question){.name = qn_tables_string(t, t->duty[i].message),
                       .rule = (int32_t)t->duty[i].rule,
                       .duty = (int32_t)i};
    }
}

/* "rules/az/tax/wage_tax.qn" in the folder "rules/az" is called "tax/wage_tax". */
static char *name_of(const char *path, const char *folder)
{
    size_t skip = strcmp(path, folder) == 0 ? 0 : strlen(folder);
    skip += path[skip] == '/' && skip > 0;
    char *name = memory(strdup(path + skip));
    name[strcspn(name, ".")] = '\0';
    return name;
}

static void open_law(law *x, const char *path, const char *folder)
{
    qn_page words = {0};
    qn_sink sink = {.page = &words};
    if (!qn_rules_load(path, false, &sink, &x->rules)) {
        fail("%s", qn_page_string(&words));
    }
    qn_page_clear(&words);
    x->name = name_of(path, folder);
    x->view = (qn_view){.program = x->rules.program,
                        .t = x->rules.tables,
                        .c = memory(qn_case_new(x->rules.program))};
    list_questions(x);
}

/* Gathers the names of the facts of all files, each once. */
static void list_names(corpus *all)
{
    size_t count = 0;
    for (size_t i = 0; i < all->law_count; i++) {
        count += all->law[i].rules.tables->fact_count;
    }
    all->name = memory(calloc(count + 1, sizeof *all->name));
    for (size_t i = 0; i < all->law_count; i++) {
        const qn_program *program = all->law[i].rules.program;
        for (int32_t k = 0; k < qn_program_fact_count(program); k++) {
            all->name[all->name_count++] = qn_program_fact_info(program, k).name;
        }
    }
    qsort(all->name, count, sizeof *all->name, by_text);
    all->name_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(all->name[i], all->name[all->name_count - 1]) != 0) {
            all->name[all->name_count++] = all->name[i];
        }
    }
}

size_t find_name(const corpus *all, const char *name)
{
    const char **found = bsearch(&name, all->name, all->name_count, sizeof *all->name, by_text);
    return found ? (size_t)(found - all->name) : all->name_count;
}

/* What is looked at to find the facts of one question: each rule once. */
typedef struct search {
    const qn_tables *t;
    bool *is_read; /* one a fact */
    bool *is_seen; /* one a rule */
    uint32_t *waiting;
    size_t waiting_count;
} search;

static void look_at(search *s, uint32_t rule)
{
    if (!s->is_seen[rule]) {
        s->is_seen[rule] = true;
        s->waiting[s->waiting_count++] = rule;
    }
}

/* Marks what the waiting rules read, and all that they need or name. */
static void follow(search *s)
{
    const qn_tables *t = s->t;
    while (s->waiting_count > 0) {
        const qn_row_rule *row = &t->rule[s->waiting[--s->waiting_count]];
        for (uint32_t i = 0; i < row->read_count; i++) {
            s->is_read[t->entry[row->first_read + i].value] = true;
        }
        for (uint32_t i = 0; i < row->need_count; i++) {
            look_at(s, t->entry[row->first_need + i].value);
        }
        for (uint32_t i = 0; i < row->use_count; i++) {
            look_at(s, t->entry[row->first_use + i].value);
        }
    }
}

/* Finds the facts of each question of a file. */
static void find_reads(law *x)
{
    const qn_tables *t = x->rules.tables;
    search s = {.t = t,
                .is_read = memory(calloc((size_t)t->fact_count + 1, sizeof *s.is_read)),
                .is_seen = memory(calloc((size_t)t->rule_count + 1, sizeof *s.is_seen)),
                .waiting = memory(calloc((size_t)t->rule_count + 1, sizeof *s.waiting))};
    for (size_t i = 0; i < x->question_count; i++) {
        question *of = &x->question[i];
        memset(s.is_read, 0, t->fact_count * sizeof *s.is_read);
        memset(s.is_seen, 0, t->rule_count * sizeof *s.is_seen);
        look_at(&s, (uint32_t)of->rule);
        follow(&s);
        of->read = memory(calloc((size_t)t->fact_count + 1, sizeof *of->read));
        for (uint32_t k = 0; k < t->fact_count; k++) {
            if (s.is_read[k]) {
                of->read[of->read_count++] = x->name_of_fact[k];
            }
        }
    }
    free(s.is_read);
    free(s.is_seen);
    free(s.waiting);
}

corpus open_corpus(const char *folder)
{
    corpus all = {0};
    qn_paths_add(&all.paths, folder);
    all.law = memory(calloc(all.paths.count + 1, sizeof *all.law));
    for (size_t i = 0; i < all.paths.count; i++) {
        law *x = &all.law[all.law_count];
        open_law(x, all.paths.path[i], folder);
        all.question_count += x->question_count;
        all.law_count += x->question_count > 0;
    }
    list_names(&all);
    for (size_t i = 0; i < all.law_count; i++) {
        const qn_program *program = all.law[i].rules.program;
        int32_t count = qn_program_fact_count(program);
        all.law[i].name_of_fact = memory(calloc((size_t)count + 1, sizeof(size_t)));
        for (int32_t k = 0; k < count; k++) {
            all.law[i].name_of_fact[k] = find_name(&all, qn_program_fact_info(program, k).name);
        }
        find_reads(&all.law[i]);
    }
    return all;
}

void close_corpus(corpus *all)
{
    for (size_t i = 0; i < all->law_count; i++) {
        law *x = &all->law[i];
        for (size_t k = 0; k < x->question_count; k++) {
            free(x->question[k].read);
        }
        qn_case_free(x->view.c);
        free(x->question);
        free(x->name_of_fact);
        free(x->name);
        qn_rules_clear(&x->rules);
    }
    free(all->law);
    free(all->name);
    qn_paths_clear(&all->paths);
}
