/*
 * What must be given. See needs.h.
 */
#include "needs.h"

#include <stdlib.h>

#include "reads.h"

typedef struct needs {
    qn_page *page;
    const qn_view *view;
    qn_reads reads;
    bool *is_seen;   /* one a rule */
    uint32_t *rules; /* those that have been seen, and are gone through in turn */
    size_t count;
    bool *is_needed; /* one a fact */
} needs;

static void see(needs *x, uint32_t rule)
{
    if (!x->is_seen[rule]) {
        x->is_seen[rule] = true;
        x->rules[x->count++] = rule;
    }
}

/* Marks the facts that the rule reads, and sees the rules that it uses. */
static void go_through(needs *x, uint32_t rule)
{
    const qn_tables *t = x->view->t;
    const qn_row_rule *row = &t->rule[rule];
    qn_reads_find(&x->reads, rule);
    for (size_t i = 0; i < x->reads.count; i++) {
        x->is_needed[x->reads.fact[i]] = true;
    }
    for (uint32_t i = 0; i < row->use_count; i++) {
        see(x, t->entry[row->first_use + i].value);
    }
}

/* Puts what the library writes into a buffer, whatever its length, behind some words. */
static void put_text(needs *x, int32_t fact, const char *before,
                     qn_status (*write)(const qn_program *, int32_t, char *, size_t, size_t *))
{
    size_t length = 0;
    (void)write(x->view->program, fact, NULL, 0, &length);
    char *text = length > 0 ? malloc(length + 1) : NULL;
    if (text && write(x->view->program, fact, text, length + 1, NULL) == QN_OK) {
        qn_page_put(x->page, before);
        qn_page_shown(x->page, text);
    }
    x->page->out_of_memory |= length > 0 && !text;
    free(text);
}

/* "sector : one of state, private", and below it the question. */
static void put_fact(needs *x, uint32_t fact)
{
    const char *question = qn_view_question(x->view, fact);
    qn_page_shown(x->page, qn_program_fact_info(x->view->program, (int32_t)fact).name);
    put_text(x, (int32_t)fact, " : ", qn_program_fact_range);
    put_text(x, (int32_t)fact, " = ", qn_program_fact_default);
    qn_page_put(x->page, "\n");
    if (question[0]) {
        qn_page_put(x->page, "    ");
        qn_page_shown(x->page, question);
        qn_page_put(x->page, "\n");
    }
}

static void put_facts(needs *x, bool with_default)
{
    const qn_tables *t = x->view->t;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        bool has_default = t->fact[i].preset != QN_NONE_INDEX;
        if (x->is_needed[i] && has_default == with_default) {
            put_fact(x, i);
        }
    }
}

void qn_needs_put(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count)
{
    needs x = {.page = page, .view = view};
    x.is_seen = calloc((size_t)view->t->rule_count + 1, sizeof *x.is_seen);
    x.rules = calloc((size_t)view->t->rule_count + 1, sizeof *x.rules);
    x.is_needed = calloc((size_t)view->t->fact_count + 1, sizeof *x.is_needed);
    bool good = qn_reads_init(&x.reads, view->t) && x.is_seen && x.rules && x.is_needed;
    for (size_t i = 0; good && i < count; i++) {
        see(&x, rules[i]);
    }
    for (size_t i = 0; good && i < x.count; i++) {
        go_through(&x, x.rules[i]);
    }
    if (good) {
        put_facts(&x, false);
        put_facts(&x, true);
    }
    page->out_of_memory |= !good;
    qn_reads_clear(&x.reads);
    free(x.is_seen);
    free(x.rules);
    free(x.is_needed);
}
