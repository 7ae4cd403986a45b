/*
 * Mutants. See mutants.h.
 *
 * A mutant is compiled from the text of the rules with the slip in it, so that it is what an author
 * would have got who had made it. What does not compile would have been told its author, and is no
 * mutant. An expectation counts if it passes without the slip and somebody has confirmed it.
 */
#include "mutants.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accept.h"
#include "compilation.h"
#include "diff.h"
#include "example.h"
#include "findings.h"
#include "kept.h"
#include "parse.h"
#include "slips.h"
#include "suite.h"

/* What may be spent on a mutant that no example notices. */
enum { TRIES_OF_MUTANT = 300 };
static const uint64_t work_of_mutant = 100000;

/* As letters, which stand in what is kept. */
typedef enum mutant_fate { NOTICED = 'n', SURVIVED = 's', EQUAL = 'e', NO_RULES = 'i' } mutant_fate;

/* example: a case that the slip changes; empty where none was found. */
typedef struct mutant {
    mutant_fate fate;
    qn_page example;
} mutant;

/* The work on one file: hands take the next slip until there is none. counts: one an expectation,
 * whether it is tried. */
typedef struct job {
    const char *path;
    qn_rules rules;
    const qn_source *source;
    qn_arena arena;
    qn_slips slips;
    bool *counts;
    mutant *mutant;
    size_t hands;
    bool shows;
    atomic_size_t next;
    atomic_bool no_memory;
} job;

void qn_mutants_add(qn_mutant_sum *sum, const qn_mutant_sum *more)
{
    sum->noticed += more->noticed;
    sum->survived += more->survived;
    sum->accepted += more->accepted;
    sum->equal += more->equal;
}

/* ---- examples */

/* The first expectation that a program does not meet, of those that count, or their number.
 * `counts` NULL for all. */
static uint32_t find_failing(const qn_rules *rules, const bool *counts, bool *passes)
{
    const qn_tables *t = rules->tables;
    qn_view view = {.program = rules->program, .t = t, .c = qn_case_new(rules->program)};
    uint32_t failing = t->expectation_count;
    for (uint32_t i = 0; view.c && i < t->example_count && failing == t->expectation_count; i++) {
        const qn_row_example *example = &t->example[i];
        for (uint32_t k = 0; k < example->expect_count; k++) {
            uint32_t at = example->first_expect + k;
            if (counts && !counts[at]) {
                continue;
            }
            bool passed = qn_example_try(&view, example, &t->expectation[at]).passed;
            if (passes) {
                passes[at] = passed && !t->expectation[at].unconfirmed;
            } else if (!passed) {
                failing = at;
                break;
            }
        }
    }
    qn_case_free(view.c);
    return view.c ? failing : QN_NONE_INDEX;
}

/* ---- one mutant */

/* What the comparison with the rules has told so far. */
typedef struct comparison {
    mutant *m;
    bool is_open;
} comparison;

/* "seniority = 10 years: vacation is 23 calendar days, and 25 with the slip" */
static void hear(void *context, const qn_difference *difference)
{
    comparison *c = context;
    if (difference->sameness == QN_SAME || c->m->fate == SURVIVED) {
        return;
    }
    if (difference->sameness == QN_NOT_SETTLED) {
        c->is_open = true;
        return;
    }
    c->m->fate = SURVIVED;
    if (difference->ways > 0) {
        const qn_way *way = &difference->way[0];
        qn_page_format(&c->m->example, "%s%s%s is %s, with the slip %s", way->witness,
                       way->witness[0] ? ": " : "", difference->name, way->before, way->after);
    }
}

/* Whether a mutant that no example notices answers anybody otherwise. */
static void compare(job *j, const qn_rules *rules, mutant *m)
{
    const qn_diff_options options = {
        .work = work_of_mutant, .tries = TRIES_OF_MUTANT, .is_brief = true};
    comparison c = {.m = m};
    m->fate = EQUAL;
    if (!qn_diff(j->rules.program, rules->program, &options, hear, &c)) {
        atomic_store(&j->no_memory, true);
    }
    if (m->fate == EQUAL && c.is_open) {
        m->fate = SURVIVED;
    }
}

/* Whether an expectation that counts calls the duty that a slip leaves out, so that it would be
 * told that there is none. */
static bool is_called(const job *j, const qn_slip *slip)
{
    const qn_tables *t = j->rules.tables;
    uint32_t line = qn_source_position(j->source, slip->span.begin).line;
    for (uint32_t i = 0; i < t->expectation_count; i++) {
        const qn_row_duty *duty = qn_example_duty(t, &t->expectation[i]);
        if (j->counts[i] && duty && duty->line == line && duty->source != QN_NONE_INDEX &&
            strcmp(qn_tables_string(t, t->source[duty->source].name), j->source->name) == 0) {
            return true;
        }
    }
    return false;
}

static void try_mutant(job *j, const qn_slip *slip, mutant *m)
{
    qn_arena arena;
    qn_rules rules;
    qn_page said = {0};
    qn_sink sink = {.page = &said, .form = QN_SINK_TEXT};
    size_t length = 0;
    qn_arena_init(&arena, NULL, NULL);
    const char *text = qn_slip_text(&arena, j->source, slip, &length);
    const qn_instead instead = {j->source->name, text ? text : "", length};
    bool loaded = text && qn_rules_load_instead(j->path, &instead, &sink, &rules);
    m->fate = !slip->hides_name ? NO_RULES : is_called(j, slip) ? NOTICED : SURVIVED;
    if (loaded && rules.tables->expectation_count == j->rules.tables->expectation_count) {
        uint32_t failing = find_failing(&rules, j->counts, NULL);
        m->fate = NOTICED;
        if (failing == rules.tables->expectation_count) {
            compare(j, &rules, m);
        }
    }
    if (!text) {
        atomic_store(&j->no_memory, true);
    } else {
        qn_rules_clear(&rules);
    }
    qn_page_clear(&said);
    qn_arena_clear(&arena);
}

/* ---- all mutants of a file */

static void show_progress(const job *j, size_t done)
{
    if (j->shows) {
        qn_page line = {0};
        qn_page_put(&line, "\r");
        qn_page_shown(&line, j->path);
        qn_page_format(&line, "  %zu of %u mutants  ", done, j->slips.count);
        (void)!write(STDERR_FILENO, line.bytes, line.length);
        qn_page_clear(&line);
    }
}

static void *work(void *context)
{
    job *j = context;
    size_t i = atomic_fetch_add(&j->next, 1);
    for (; i < j->slips.count && !atomic_load(&j->no_memory); i = atomic_fetch_add(&j->next, 1)) {
        try_mutant(j, &j->slips.slip[i], &j->mutant[i]);
        show_progress(j, i + 1);
    }
    return NULL;
}

static void try_all(job *j)
{
    pthread_t hand[QN_SUITE_HANDS_MAX];
    size_t started = 0;
    while (started + 1 < j->hands && started + 1 < j->slips.count &&
           pthread_create(&hand[started], NULL, work, j) == 0) {
        started++;
    }
    (void)work(j);
    for (size_t i = 0; i < started; i++) {
        (void)pthread_join(hand[i], NULL);
    }
    if (j->shows) {
        (void)!write(STDERR_FILENO, "\r\033[K", 4);
    }
}

/* ---- what is kept */

/* What was read for the mutants: whatever the rules and their examples were made of. */
static void note_sources(const job *j, qn_kept *kept)
{
    const qn_source *source = qn_compilation_source(j->rules.compilation, 0);
    char *examples = qn_rules_examples_path(j->path);
    bool has_examples = false;
    for (uint32_t i = 1; source; source = qn_compilation_source(j->rules.compilation, i++)) {
        qn_kept_note(kept, source->name, source->bytes, source->length);
        has_examples = has_examples || (examples && strcmp(source->name, examples) == 0);
    }
    if (!examples) {
        kept->is_lost = true;
    } else if (!has_examples) {
        qn_kept_note(kept, examples, NULL, 0);
    }
    free(examples);
}

/* A number, and a line for each mutant. */
static void keep_all(const job *j)
{
    char *path[] = {(char *)(uintptr_t)j->path};
    qn_kept kept = {0};
    qn_page lines = {0};
    note_sources(j, &kept);
    qn_page_format(&lines, "%u\n", j->slips.count);
    for (uint32_t i = 0; i < j->slips.count; i++) {
        qn_page_format(&lines, "%c%s\n", (char)j->mutant[i].fate,
                       qn_page_string(&j->mutant[i].example));
    }
    qn_kept_save_lines(&kept, "mutants", path, 1, &lines);
    qn_page_clear(&lines);
    qn_kept_clear(&kept);
}

static bool is_fate(char letter)
{
    return letter == NOTICED || letter == SURVIVED || letter == EQUAL || letter == NO_RULES;
}

/* Takes over what was kept of just these slips; false where nothing was. */
static bool find_kept(job *j)
{
    char *path[] = {(char *)(uintptr_t)j->path};
    qn_page lines = {0};
    bool found = qn_kept_find_lines("mutants", path, 1, &lines);
    const char *at = qn_page_string(&lines);
    found = found && strtoul(at, NULL, 10) == j->slips.count;
    at += strcspn(at, "\n");
    for (uint32_t i = 0; found && i < j->slips.count; i++) {
        at += *at == '\n';
        size_t length = strcspn(at, "\n");
        found = is_fate(at[0]);
        j->mutant[i].fate = (mutant_fate)at[0];
        qn_page_add(&j->mutant[i].example, at + 1, found ? length - 1 : 0);
        at += length;
    }
    qn_page_clear(&lines);
    return found;
}

/* ---- what is told */

/* " in LC 116.1; LC 116.2": what the clause cites that begins on the line of the slip, or above it.
 */
static void put_articles(const job *j, uint32_t line, qn_page *page)
{
    const qn_tables *t = j->rules.tables;
    const qn_row_clause *best = NULL;
    for (uint32_t i = 0; i < t->clause_count; i++) {
        const qn_row_clause *row = &t->clause[i];
        bool is_here =
            row->source != QN_NONE_INDEX && row->line <= line &&
            strcmp(qn_tables_string(t, t->source[row->source].name), j->source->name) == 0;
        best = is_here && (!best || row->line > best->line) ? row : best;
    }
    for (uint32_t i = 0; best && i < best->cite_count; i++) {
        qn_page_format(page, "%s%s", i == 0 ? " in " : ", ",
                       qn_tables_string(t, t->entry[best->first_cite + i].value));
    }
}

/* Adds a mutant that no example notices to the findings. True where that is accepted. */
static bool tell_survivor(job *j, const qn_slip *slip, mutant *m)
{
    qn_page articles = {0};
    qn_compilation *made = j->rules.compilation;
    const qn_diagnostics *list = qn_compilation_diagnostics(made);
    uint32_t accepted = list->accepted_count;
    put_articles(j, qn_source_position(j->source, slip->span.begin).line, &articles);
    const char *arguments[] = {slip->words, qn_page_string(&articles)};
    qn_diagnostic *d = qn_compilation_find(made, QN_Q0370, slip->span, 2, arguments);
    if (m->example.length > 0) {
        qn_diagnostic_example(d, qn_page_string(&m->example));
    }
    qn_page_clear(&articles);
    return list->accepted_count > accepted;
}

/* Acceptances of slips that are all noticed. */
static void tell_unneeded(job *j)
{
    qn_compilation *made = j->rules.compilation;
    const qn_acceptance *a = qn_compilation_acceptance(made, 0);
    for (size_t i = 1; a; a = qn_compilation_acceptance(made, i++)) {
        const char *arguments[] = {a->written, "remove it"};
        if (qn_is_of_slips(a->code) && a->is_looked_at && a->matches == 0) {
            (void)qn_compilation_find(made, QN_Q0360, a->span, 2, arguments);
        }
    }
}

static void tell_all(job *j, qn_sink *sink, qn_mutant_sum *out)
{
    const qn_diagnostics *list = qn_compilation_diagnostics(j->rules.compilation);
    const qn_diagnostic *last = list->last;
    const qn_diagnostic *last_accepted = list->last_accepted;
    for (uint32_t i = 0; i < j->slips.count; i++) {
        mutant *m = &j->mutant[i];
        out->noticed += m->fate == NOTICED;
        out->survived += m->fate == SURVIVED;
        out->equal += m->fate == EQUAL;
        if (m->fate == SURVIVED) {
            out->accepted += tell_survivor(j, &j->slips.slip[i], m);
        }
    }
    tell_unneeded(j);
    qn_findings_add_behind(j->rules.compilation, j->path, last, last_accepted, sink);
}

/* ---- a file */

static const qn_source *source_named(const qn_rules *rules, const char *name)
{
    const qn_source *source = qn_compilation_source(rules->compilation, 0);
    for (uint32_t i = 1; source && strcmp(source->name, name) != 0; i++) {
        source = qn_compilation_source(rules->compilation, i);
    }
    return source;
}

/* The source in which slips are made: the reform that is laid over a law last, for the law has
 * mutants of its own; else the rules. */
static const qn_source *find_source(const qn_rules *rules)
{
    const qn_tables *t = rules->tables;
    const char *reform = strrchr(rules->path, '+');
    const qn_source *source = reform ? source_named(rules, reform + 1) : NULL;
    const char *first = t->source_count > 0 ? qn_tables_string(t, t->source[0].name) : "";
    return source ? source : source_named(rules, first);
}

/* Finds the slips and what counts. */
static bool prepare(job *j)
{
    qn_diagnostics mistakes;
    j->source = j->rules.compilation ? find_source(&j->rules) : NULL;
    qn_diagnostics_init(&mistakes, &j->arena);
    const qn_node *file = j->source ? qn_parse(&j->arena, j->source, &mistakes) : NULL;
    if (!file || !qn_slips_find(&j->arena, j->source, file, &j->slips)) {
        return false;
    }
    j->counts = calloc((size_t)j->rules.tables->expectation_count + 1, sizeof *j->counts);
    j->mutant = calloc((size_t)j->slips.count + 1, sizeof *j->mutant);
    return j->counts && j->mutant && find_failing(&j->rules, NULL, j->counts) != QN_NONE_INDEX;
}

static void clear_job(job *j)
{
    for (uint32_t i = 0; j->mutant && i < j->slips.count; i++) {
        qn_page_clear(&j->mutant[i].example);
    }
    free(j->mutant);
    free(j->counts);
    qn_arena_clear(&j->arena);
    qn_rules_clear(&j->rules);
}

bool qn_mutants_run(const char *path, size_t hands, bool shows, qn_sink *sink, qn_mutant_sum *out)
{
    job j = {.path = path, .hands = hands, .shows = shows};
    *out = (qn_mutant_sum){0};
    qn_arena_init(&j.arena, NULL, NULL);
    atomic_init(&j.next, 0);
    atomic_init(&j.no_memory, false);
    bool good = qn_rules_load_tested(path, sink, &j.rules);
    if (good && !prepare(&j)) {
        good = false;
        qn_sink_add_file(sink, path,
                         j.rules.compilation ? "there is not enough memory for its mutants"
                                             : "an image has no text in which a slip could be made",
                         "");
    }
    if (good && !find_kept(&j)) {
        for (uint32_t i = 0; i < j.slips.count; i++) {
            j.mutant[i].example.length = 0;
        }
        try_all(&j);
        good = !atomic_load(&j.no_memory);
        if (good) {
            keep_all(&j);
        }
        sink->page->out_of_memory |= !good;
    }
    if (good) {
        tell_all(&j, sink, out);
    }
    clear_job(&j);
    return good;
}
