/*
 * What must be given. See needs.h.
 */
#include "needs.h"

#include <stdlib.h>

#include "explain_list.h"

typedef struct needs {
    qn_page *page;
    const qn_view *view;
    bool *is_needed; /* one a fact */
} needs;

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
    needs x = {.page = page, .view = view, .is_needed = qn_explain_facts(view, rules, count)};
    if (x.is_needed) {
        put_facts(&x, false);
        put_facts(&x, true);
    }
    page->out_of_memory |= !x.is_needed;
    free(x.is_needed);
}
