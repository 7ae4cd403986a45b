/*
 * Trials of examples. See trials.h.
 */
#include "trials.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "example.h"
#include "explain.h"
#include "nearest.h"

/* One run over the examples of a program. */
typedef struct runner {
    qn_trials *out;
    const qn_rules *rules;
    const char *filter;
    bool whole;
    const qn_onlooker *onlooker;
    qn_view view;
} runner;

const char *qn_trials_text(const qn_trials *trials, size_t text)
{
    return text == 0 || trials->words.out_of_memory ? "" : trials->words.bytes + text;
}

void qn_trials_clear(qn_trials *trials)
{
    free(trials->row);
    qn_page_clear(&trials->words);
    *trials = (qn_trials){0};
}

/* Keeps words with a NUL behind them, and ends them; 0 for none. */
static size_t keep(qn_trials *trials, qn_page *words)
{
    if (trials->words.length == 0) {
        qn_page_add(&trials->words, "", 1); /* so that 0 is no place of any words */
    }
    size_t at = trials->words.length;
    if (words->length > 0) {
        qn_page_add(&trials->words, words->bytes, words->length);
        qn_page_add(&trials->words, "", 1);
    }
    trials->words.out_of_memory |= words->out_of_memory;
    bool is_empty = words->length == 0;
    qn_page_clear(words);
    return is_empty ? 0 : at;
}

static size_t keep_text(qn_trials *trials, const char *text)
{
    qn_page words = {0};
    qn_page_put(&words, text);
    return keep(trials, &words);
}

/* Adds a row and counts it. */
static void add_trial(qn_trials *trials, const qn_trial *trial)
{
    if (trials->count == trials->room) {
        size_t room = trials->room * 2 + 64;
        qn_trial *grown = realloc(trials->row, room * sizeof *grown);
        if (!grown) {
            trials->words.out_of_memory = true;
            return;
        }
        trials->row = grown;
        trials->room = room;
    }
    trials->row[trials->count++] = *trial;
    trials->unconfirmed += trial->unconfirmed;
    trials->passed += trial->passed && !trial->unconfirmed;
    trials->failed += !trial->passed;
}

void qn_trials_refuse(qn_trials *trials, const char *place, const char *why)
{
    qn_trial trial = {.place = keep_text(trials, place), .refused = keep_text(trials, why)};
    add_trial(trials, &trial);
}

/* A string of the program that is being tested. */
static const char *string(const runner *x, uint32_t index)
{
    return qn_tables_string(x->rules->tables, index);
}

static const char *file_of(const runner *x, uint32_t source)
{
    return source == QN_NONE_INDEX ? x->rules->path
                                   : string(x, x->rules->tables->source[source].name);
}

/* What was expected, what came, and why: lines that belong under a failure. */
static size_t failure(runner *x, const qn_row_expectation *expected, const qn_tried *tried)
{
    qn_page page = {0};
    qn_page why = {0};
    const qn_row_duty *duty = qn_example_duty(x->rules->tables, expected);
    qn_page_put(&page, "  expected  ");
    qn_page_shown(&page, qn_example_called(x->rules->tables, expected));
    qn_page_put(&page, expected->status != QN_KNOWN ? "   " : duty ? ": " : " = ");
    qn_example_put_expected(&page, &x->view, expected);
    qn_page_put(&page, "\n");
    if (tried->bad_fact) {
        qn_page_put(&page, "  but       ");
        qn_page_shown(&page, qn_case_error(x->view.c)->text);
        qn_page_put(&page, "\n");
        return keep(x->out, &page);
    }
    qn_explain_put_text(&why, &x->view, &expected->rule, 1);
    qn_page_put_lines(&page, qn_page_string(&why), "  got       ");
    if (tried->not_because != QN_NONE_INDEX) {
        qn_page_put(&page, "  but       no clause with a part in it cites ");
        qn_page_shown(&page, string(x, tried->not_because));
        qn_page_put(&page, "\n");
    } else if (!tried->other_reason && !duty) {
        why.length = 0;
        qn_nearest_put(&why, &x->view, expected);
        qn_page_put_lines(&page, qn_page_string(&why), "  nearest   ");
    }
    page.out_of_memory |= why.out_of_memory;
    qn_page_clear(&why);
    return keep(x->out, &page);
}

/* The words of a trial that are shown of what passes, too. */
static void add_words(runner *x, const qn_row_expectation *expected, const qn_tried *tried,
                      qn_trial *trial)
{
    qn_page page = {0};
    qn_example_put_expected(&page, &x->view, expected);
    trial->expected = keep(x->out, &page);
    if (tried->bad_fact) {
        trial->refused = keep_text(x->out, qn_case_error(x->view.c)->text);
        return;
    }
    qn_answer_put_outcome(&page, &x->view, expected->rule, &tried->value);
    trial->got = keep(x->out, &page);
    qn_answer_put_json(&page, &x->view, expected->rule, &tried->value);
    trial->got_json = keep(x->out, &page);
}

/* Tries one expectation. */
static void try_one(runner *x, const qn_row_example *example, const qn_row_expectation *expected)
{
    qn_tried tried = qn_example_try(&x->view, example, expected);
    qn_trial trial = {.passed = tried.passed, .unconfirmed = tried.passed && expected->unconfirmed};
    qn_page place = {0};
    if (tried.no_memory) {
        x->out->words.out_of_memory = true;
        return;
    }
    if (x->onlooker && !tried.bad_fact) {
        x->onlooker->look(x->onlooker->self, &x->view, expected);
    }
    qn_page_shown(&place, file_of(x, expected->source));
    qn_page_format(&place, ":%u:%u", expected->line, expected->column);
    trial.place = keep(x->out, &place);
    trial.example = keep_text(x->out, string(x, example->name));
    trial.rule = keep_text(x->out, qn_example_called(x->rules->tables, expected));
    if (x->whole || !tried.passed) {
        add_words(x, expected, &tried, &trial);
    }
    trial.why = tried.passed ? 0 : failure(x, expected, &tried);
    add_trial(x->out, &trial);
}

/* An example that expects nothing tests nothing, which its author will not have meant. */
static void refuse_idle(runner *x, const qn_row_example *example)
{
    qn_page place = {0};
    qn_page_put(&place, file_of(x, example->source));
    qn_page_format(&place, ":%u", example->line);
    qn_trials_refuse(x->out, qn_page_string(&place),
                     "this example expects nothing; add `expect RULE = VALUE`");
    qn_page_clear(&place);
}

/* Is an expectation one of those that are wanted? */
static bool is_wanted(const runner *x, const qn_row_example *example,
                      const qn_row_expectation *expected)
{
    return !x->filter || strstr(string(x, example->name), x->filter) ||
           strstr(qn_example_called(x->rules->tables, expected), x->filter) ||
           strstr(file_of(x, expected->source), x->filter);
}

/* Tries every expectation of every example, in the order of the file. */
void qn_trials_run(qn_trials *trials, const qn_rules *rules, const char *filter, bool whole,
                   const qn_onlooker *onlooker)
{
    const qn_tables *t = rules->tables;
    runner x = {trials, rules, filter, whole, onlooker, {.program = rules->program, .t = t}};
    x.view.c = qn_case_new(rules->program);
    if (!x.view.c) {
        trials->words.out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < t->example_count; i++) {
        const qn_row_expectation *first = &t->expectation[t->example[i].first_expect];
        if (t->example[i].expect_count == 0 && !filter) {
            refuse_idle(&x, &t->example[i]);
        }
        for (uint32_t j = 0; j < t->example[i].expect_count; j++) {
            if (is_wanted(&x, &t->example[i], &first[j])) {
                try_one(&x, &t->example[i], &first[j]);
            }
        }
    }
    qn_case_free(x.view.c);
}
