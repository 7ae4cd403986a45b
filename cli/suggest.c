/*
 * Missing examples. See suggest.h.
 *
 * What is written is compiled and tried, as if it stood in the file of examples beside the rules:
 * what does not pass there, as an answer with more digits than can be written, is left out, and the
 * part stays missing.
 */
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "example.h"
#include "files.h"
#include "seek.h"
#include "trials.h"
#include "written.h"

enum { ROUNDS_MOST = 8, FIRST_PART = 1, LAST_PART = 4, NAMES_AT_ONCE = 100 };

/* One example that is written, as text from `begin` on; line: where it begins among all. is_bad: it
 * does not compile, or does not pass. */
typedef struct draft {
    size_t begin;
    size_t length;
    uint32_t line;
    uint32_t lines;
    uint32_t item;
    unsigned part;
    bool alone;
    bool is_bad;
} draft;

typedef struct writer {
    qn_suggested *out;
    const qn_rules *rules;
    qn_coverage *coverage;
    qn_seek seek;
    bool *barred; /* one a fact: the file has no name for it */
    char *path;   /* of the file of examples, which need not be there, and what it holds */
    char *old;
    size_t old_length;
    qn_view view;
    draft *draft;
    size_t count;
    size_t room;
    qn_page words; /* of all drafts */
} writer;

/* ---- words */

/* "just below `seniority from 5 years`": what an example is for. */
static void put_aim(qn_page *page, const qn_coverage *coverage, const draft *d)
{
    const qn_cover_item *item = &coverage->item[d->item];
    const char *text = qn_coverage_text(coverage, item->text);
    const char *name = qn_cover_part_name(item->kind, d->part);
    if (item->kind == QN_COVER_DATE) {
        qn_page_format(page, d->part == FIRST_PART ? "the day before %s" : "%s", text);
    } else if (item->kind == QN_COVER_EDGE) {
        qn_page_format(page, "%s `%s`", name, text);
    } else if (d->alone) {
        qn_page_format(page, "`%s` alone decides: %s", text, name);
    } else {
        qn_page_format(page, "`%s` %s", text, name);
    }
}

/* The name by which an expectation calls a rule; of a duty its message, or its citations. */
static void put_called(qn_page *page, const writer *w, uint32_t rule, const qn_row_duty *duty)
{
    const qn_tables *t = w->rules->tables;
    if (!duty) {
        qn_page_put(page, qn_tables_string(t, t->rule[rule].name));
    } else if (duty->message) {
        qn_written_put_text(page, qn_tables_string(t, duty->message));
    } else {
        const char *between = "[";
        for (uint32_t i = 0; i < t->rule[rule].clause_count; i++) {
            const qn_row_clause *row = &t->clause[t->rule[rule].first_clause + i];
            for (uint32_t k = 0; k < row->cite_count; k++) {
                qn_page_format(page, "%s%s", between,
                               qn_tables_string(t, t->entry[row->first_cite + k].value));
                between = "; ";
            }
        }
        qn_page_put(page, "]");
    }
}

/* "    expect unconfirmed vacation = 23 calendar days" */
static void put_expectation(qn_page *page, const writer *w, uint32_t rule, const qn_value *value)
{
    const qn_row_expectation expected = {.rule = rule};
    const qn_row_duty *duty = qn_example_duty(w->rules->tables, &expected);
    bool met = false;
    qn_page_put(page, "    expect unconfirmed ");
    if (value->status != QN_KNOWN) {
        qn_page_format(page, "%s ", qn_answer_status_name(value->status));
        put_called(page, w, rule, duty);
    } else if (duty) {
        (void)qn_value_boolean(value, &met);
        qn_page_put(page, met ? "met " : "breached ");
        put_called(page, w, rule, duty);
    } else {
        put_called(page, w, rule, duty);
        qn_page_put(page, " = ");
        qn_written_put_value(page, value);
    }
    qn_page_put(page, "\n");
}

/* "    given seniority = 7 years, merit = yes": what the case was given that matters to the rule. A
 * fact over time has one value there. */
static void put_given(qn_page *page, const writer *w)
{
    const qn_worlds *worlds = &w->seek.worlds;
    const char *between = "    given ";
    for (uint32_t i = 0; i < worlds->inputs; i++) {
        const qn_reply *reply = &w->seek.witness.reply[i];
        qn_value value;
        if (reply->status == QN_UNKNOWN ||
            qn_case_fact(w->view.c, (int32_t)worlds->input[i].fact[0], &value) != QN_OK) {
            continue;
        }
        qn_page_format(page, "%s%s = ", between, worlds->input[i].name);
        if (w->rules->tables->fact[worlds->input[i].fact[0]].history != QN_NONE_INDEX) {
            qn_page_put(page, reply->text ? reply->text : "none");
        } else {
            qn_written_put_value(page, &value);
        }
        between = ", ";
    }
    qn_page_put(page, between[0] == ',' ? "\n" : "");
}

static void put_day(qn_page *page, const qn_reply *day)
{
    if (day->status == QN_KNOWN) {
        qn_ymd on = qn_date_to_ymd((qn_day)day->value);
        qn_page_format(page, "    on %04d-%02d-%02d\n", (int)on.year, (int)on.month, (int)on.day);
    }
}

/* The whole example for the case that was found last. */
static void put_example(qn_page *page, const writer *w, const draft *d, uint32_t rule,
                        const qn_value *value)
{
    const qn_row_expectation expected = {.rule = rule};
    qn_page title = {0};
    qn_page_format(&title, "%s: ", qn_example_called(w->rules->tables, &expected));
    put_aim(&title, w->coverage, d);
    qn_page_put(page, "example ");
    qn_written_put_text(page, qn_page_string(&title));
    qn_page_put(page, "\n");
    put_day(page, &w->seek.witness.reply[w->seek.worlds.inputs]);
    put_given(page, w);
    put_expectation(page, w, rule, value);
    qn_page_end(&title, page);
}

/* ---- drafts */

static draft *add_draft(writer *w)
{
    if (w->count == w->room) {
        size_t room = w->room * 2 + 64;
        draft *grown = realloc(w->draft, room * sizeof *grown);
        if (!grown) {
            w->out->out_of_memory = true;
            return NULL;
        }
        w->draft = grown;
        w->room = room;
    }
    return &w->draft[w->count++];
}

/* Writes an example for a part, if there is a case; what else it covers is covered, too. */
static bool write_for(writer *w, uint32_t item, unsigned part, bool alone)
{
    uint32_t rule;
    qn_value value;
    if (!qn_seek_find(&w->seek, item, part, alone, &rule)) {
        return false;
    }
    draft *d = add_draft(w);
    if (!d) {
        return false;
    }
    const qn_row_expectation expected = {.rule = rule};
    qn_eval(w->view.c, (int32_t)rule, &value);
    qn_coverage_look(w->coverage, &w->view, &expected);
    *d = (draft){.begin = w->words.length, .item = item, .part = part, .alone = alone};
    put_example(&w->words, w, d, rule, &value);
    d->length = w->words.length - d->begin;
    return true;
}

/* What is missing of one item. Of a part of a condition the cases in which it decides alone come
 * first: they cover its sides, too. */
static void write_item(writer *w, uint32_t index)
{
    for (unsigned part = FIRST_PART; part <= LAST_PART; part <<= 1) {
        const qn_cover_item *item = &w->coverage->item[index];
        if ((item->parts & ~item->never & part) == 0) {
            continue;
        }
        if (item->kind == QN_COVER_CONDITION && (item->alone & part) == 0) {
            (void)write_for(w, index, part, true);
        }
        if ((item->seen & part) == 0) {
            (void)write_for(w, index, part, false);
        }
    }
}

/* ---- trying what was written */

/* The drafts that are good behind what the file of examples has already. */
static void put_drafts(writer *w, qn_page *page)
{
    uint32_t line = 1;
    for (size_t i = 0; i < page->length; i++) {
        line += page->bytes[i] == '\n';
    }
    for (size_t i = 0; i < w->count; i++) {
        draft *d = &w->draft[i];
        d->line = line;
        d->lines = 0;
        for (size_t k = 0; !d->is_bad && k < d->length; k++) {
            d->lines += w->words.bytes[d->begin + k] == '\n';
        }
        line += d->lines;
        qn_page_add(page, w->words.bytes + d->begin, d->is_bad ? 0 : d->length);
    }
}

/* Marks the draft in which a line lies. False where there is none. */
static bool spoil(writer *w, uint32_t line)
{
    for (size_t i = 0; i < w->count; i++) {
        draft *d = &w->draft[i];
        if (!d->is_bad && line >= d->line && line - d->line < d->lines) {
            d->is_bad = true;
            return true;
        }
    }
    return false;
}

/* Marks the drafts with which the rules cannot be compiled. */
static bool spoil_mistaken(writer *w, qn_compilation *made, const char *path)
{
    qn_message message;
    bool any = false;
    for (size_t i = 0; made && qn_compilation_message(made, i, &message) == QN_OK; i++) {
        bool is_mistake = message.severity == QN_ERROR || strcmp(message.code, "Q0324") == 0;
        any = (is_mistake && strcmp(message.path, path) == 0 && spoil(w, message.line)) || any;
    }
    return any;
}

/* Marks those that fail. */
static bool spoil_failing(writer *w, const qn_rules *rules, const char *path)
{
    const qn_tables *t = rules->tables;
    qn_view view = {.program = rules->program, .t = t, .c = qn_case_new(rules->program)};
    bool any = false;
    w->out->out_of_memory |= !view.c;
    for (uint32_t i = 0; view.c && i < t->example_count; i++) {
        const qn_row_example *example = &t->example[i];
        for (uint32_t k = 0; k < example->expect_count; k++) {
            const qn_row_expectation *row = &t->expectation[example->first_expect + k];
            bool is_own = row->source != QN_NONE_INDEX &&
                          strcmp(qn_tables_string(t, t->source[row->source].name), path) == 0;
            if (is_own && !qn_example_try(&view, example, row).passed) {
                any = spoil(w, row->line) || any;
            }
        }
    }
    qn_case_free(view.c);
    return any;
}

/* Compiles the rules with some examples behind the old ones. True where a program comes of it. */
static bool load_with(const writer *w, qn_page *text, qn_rules *out)
{
    qn_page said = {0};
    qn_sink sink = {.page = &said, .form = QN_SINK_TEXT};
    const char *bytes = qn_page_string(text);
    const qn_instead instead = {w->path, bytes, strlen(bytes)};
    bool loaded = qn_rules_load_instead(w->rules->path, &instead, &sink, out);
    qn_page_clear(&said);
    return loaded;
}

/* What is in the file of examples, with a whole last line. */
static qn_page begin_examples(const writer *w)
{
    qn_page text = {0};
    qn_page_add(&text, w->old, w->old_length);
    qn_page_put(&text, text.length > 0 && text.bytes[text.length - 1] != '\n' ? "\n" : "");
    return text;
}

/* Tries all drafts behind the old examples. True where all that is left is good. */
static bool try_drafts(writer *w)
{
    qn_rules rules;
    qn_page text = begin_examples(w);
    put_drafts(w, &text);
    bool loaded = load_with(w, &text, &rules);
    bool any = spoil_mistaken(w, rules.compilation, w->path);
    any = (loaded && !any && spoil_failing(w, &rules, w->path)) || any;
    qn_rules_clear(&rules);
    qn_page_end(&text, &w->words);
    return loaded && !any;
}

/* Leaves out what is not good. What remains is good, or there is none. */
static void check_drafts(writer *w)
{
    bool good = w->count == 0;
    for (int i = 0; !good && i < ROUNDS_MOST; i++) {
        good = try_drafts(w);
    }
    for (size_t i = 0; !good && i < w->count; i++) {
        w->draft[i].is_bad = true;
    }
}

/* ---- facts that the file has names for */

/* The lines of the mistakes in an example are those of the facts without a name: one stands on each
 * line from `line` on. */
static void bar_unknown(writer *w, qn_compilation *made, uint32_t line, uint32_t first)
{
    qn_message message;
    for (size_t i = 0; made && qn_compilation_message(made, i, &message) == QN_OK; i++) {
        bool is_name = message.severity == QN_ERROR && strcmp(message.path, w->path) == 0 &&
                       message.line >= line && message.line - line < NAMES_AT_ONCE;
        if (is_name && first + message.line - line < w->rules->tables->fact_count) {
            w->barred[first + message.line - line] = true;
        }
    }
}

/* A file can name what it declares and uses; which facts these are the compiler says. It keeps so
 * many messages only. */
static void find_barred(writer *w)
{
    const qn_tables *t = w->rules->tables;
    for (uint32_t first = 0; first < t->fact_count; first += NAMES_AT_ONCE) {
        qn_rules rules;
        qn_page text = begin_examples(w);
        qn_page_put(&text, "example \"names\"\n");
        uint32_t line = 1;
        for (size_t i = 0; i < text.length; i++) {
            line += text.bytes[i] == '\n';
        }
        for (uint32_t i = first; i < t->fact_count && i - first < NAMES_AT_ONCE; i++) {
            qn_page_format(&text, "    given %s = unknown\n", qn_tables_string(t, t->fact[i].name));
        }
        (void)load_with(w, &text, &rules);
        bar_unknown(w, rules.compilation, line, first);
        qn_rules_clear(&rules);
        qn_page_end(&text, &w->words);
    }
}

/* ---- all */

/* Tells of a part for which there is no example. */
static void tell_missing(writer *w, const draft *d)
{
    const qn_cover_item *item = &w->coverage->item[d->item];
    qn_page *page = &w->out->missing_text;
    w->out->missing++;
    qn_page_shown(page, qn_coverage_text(w->coverage, item->file));
    qn_page_format(page, ":%u: no case was found: ", item->line);
    put_aim(page, w->coverage, d);
    qn_page_put(page, "\n");
}

static void tell_all_missing(writer *w)
{
    for (uint32_t i = 0; i < w->coverage->count; i++) {
        const qn_cover_item *item = &w->coverage->item[i];
        w->out->never += qn_cover_size(item->never);
        for (unsigned part = FIRST_PART; part <= LAST_PART; part <<= 1) {
            if ((item->parts & ~item->seen & ~item->never & part) != 0) {
                tell_missing(w, &(draft){.item = i, .part = part});
            }
        }
    }
}

/* Takes over what is good. */
static void take_drafts(writer *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const draft *d = &w->draft[i];
        if (d->is_bad) {
            tell_missing(w, d);
        } else {
            qn_page_put(&w->out->text, w->out->written > 0 ? "\n" : "");
            qn_page_add(&w->out->text, w->words.bytes + d->begin, d->length);
            w->out->written++;
        }
    }
    w->out->out_of_memory |= w->words.out_of_memory;
}

/* The file in which the examples would stand, and what is there. */
static bool open_file(writer *w)
{
    const char *rules = w->rules->path;
    w->path = qn_rules_are_examples(rules) ? strdup(rules) : qn_rules_examples_path(rules);
    w->barred = calloc((size_t)w->rules->tables->fact_count + 1, sizeof *w->barred);
    if (w->path && qn_file_read(w->path, QN_FILE_SOURCE_MAX, &w->old, &w->old_length) != NULL) {
        w->old = NULL;
        w->old_length = 0;
    }
    return w->path && w->barred;
}

/* What no case can show is proved of all days; cases are looked for on believable ones. */
static void write_all(writer *w)
{
    qn_coverage *coverage = w->coverage;
    bool good = qn_seek_init(&w->seek, w->rules, coverage, false, NULL);
    if (good) {
        qn_seek_mark_never(&w->seek);
    }
    qn_seek_clear(&w->seek);
    good = good && qn_seek_init(&w->seek, w->rules, coverage, true, w->barred);
    w->view =
        (qn_view){.program = w->rules->program, .t = w->rules->tables, .c = w->seek.worlds.c[0]};
    for (uint32_t i = 0; good && i < coverage->count && !w->out->out_of_memory; i++) {
        write_item(w, i);
    }
    w->out->out_of_memory |= !good || w->seek.worlds.out_of_memory;
    qn_seek_clear(&w->seek);
}

void qn_suggest(qn_suggested *out, const qn_rules *rules, qn_coverage *coverage)
{
    writer w = {.out = out, .rules = rules, .coverage = coverage};
    *out = (qn_suggested){0};
    if (open_file(&w)) {
        find_barred(&w);
        write_all(&w);
        tell_all_missing(&w);
        check_drafts(&w);
        take_drafts(&w);
    } else {
        out->out_of_memory = true;
    }
    free(w.draft);
    free(w.barred);
    free(w.path);
    free(w.old);
    qn_page_clear(&w.words);
}

void qn_suggested_clear(qn_suggested *suggested)
{
    qn_page_clear(&suggested->text);
    qn_page_clear(&suggested->missing_text);
    *suggested = (qn_suggested){0};
}
