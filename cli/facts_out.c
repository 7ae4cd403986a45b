/*
 * Facts on their way out. See facts_out.h.
 */
#include "facts_out.h"

#include <string.h>

#include "answer.h"

/* Is there something to say of the fact? What is unknown goes without saying, unless the fact has a
 * default. */
static bool is_said(const qn_view *view, uint32_t fact, qn_value *value)
{
    return qn_case_is_given(view->c, (int32_t)fact) &&
           qn_case_fact(view->c, (int32_t)fact, value) == QN_OK &&
           (value->status != QN_UNKNOWN || view->t->fact[fact].preset != QN_NONE_INDEX);
}

void qn_facts_put_json(qn_page *page, const qn_view *view)
{
    const char *before = "{";
    for (uint32_t i = 0; i < view->t->fact_count; i++) {
        qn_value value;
        if (!is_said(view, i, &value)) {
            continue;
        }
        qn_page_put(page, before);
        qn_page_json_string(page, qn_program_fact_name(view->program, (int32_t)i));
        qn_page_put(page, ": ");
        if (value.status == QN_KNOWN) {
            qn_answer_put_json_value(page, &value);
        } else {
            qn_page_put(page, value.status == QN_NONE ? "null" : "\"unknown\"");
        }
        before = ",\n ";
    }
    qn_page_put(page, before[0] == '{' ? "{}\n" : "}\n");
}

void qn_facts_put_shell(qn_page *page, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-.,:/=%+@";
    if (word[0] && strspn(word, plain) == strlen(word)) {
        qn_page_put(page, word);
        return;
    }
    qn_page_put(page, "'");
    for (const char *at = word; *at; at++) {
        if (*at == '\'') {
            qn_page_put(page, "'\\''");
        } else {
            qn_page_add(page, at, 1);
        }
    }
    qn_page_put(page, "'");
}

void qn_facts_put_words(qn_page *page, const qn_view *view)
{
    qn_view plain = *view;
    plain.language = NULL; /* a command takes the names of the rule file */
    for (uint32_t i = 0; i < view->t->fact_count; i++) {
        qn_value value;
        qn_page word = {0};
        if (!is_said(view, i, &value)) {
            continue;
        }
        qn_page_format(&word, "%s=", qn_program_fact_name(view->program, (int32_t)i));
        if (value.status == QN_KNOWN) {
            qn_answer_put_value(&word, &plain, &value);
        } else {
            qn_page_put(&word, value.status == QN_NONE ? "none" : "unknown");
        }
        qn_page_put(page, " --fact ");
        qn_facts_put_shell(page, qn_page_string(&word));
        qn_page_end(&word, page);
    }
}
