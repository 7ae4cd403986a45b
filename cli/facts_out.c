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
    return qn_case_fact(view->c, (int32_t)fact, value) == QN_OK && value->is_given &&
           (value->status != QN_UNKNOWN || view->t->fact[fact].preset != QN_NONE_INDEX);
}

static void put_json_fact(qn_page *page, const qn_value *value);

/* A list that is being written. */
typedef struct list_writer {
    qn_page *page;
    const char *between;
} list_writer;

static void put_json_element(void *context, const qn_value *element)
{
    list_writer *w = context;
    qn_page_put(w->page, w->between);
    put_json_fact(w->page, element);
    w->between = ", ";
}

/* All fields are written: one that is left out would have its default again. Only of a text
 * "unknown" would be a text, so that it is left out. */
static void put_json_record(qn_page *page, const qn_value *value)
{
    const char *between = "{";
    const char *name = qn_value_field_name(value, 0);
    for (int32_t i = 0; name; name = qn_value_field_name(value, ++i)) {
        qn_value field;
        if (qn_value_field(value, i, &field) != QN_OK ||
            (field.status == QN_UNKNOWN && field.kind == QN_KIND_TEXT)) {
            continue;
        }
        qn_page_put(page, between);
        qn_page_json_string(page, name);
        qn_page_put(page, ": ");
        put_json_fact(page, &field);
        between = ", ";
    }
    qn_page_put(page, between[0] == '{' ? "{}" : "}");
}

/* A value as --facts takes it; what of a list is not known is told from what is none. There are not
 * more lists in lists than the program has entities. */
static void put_json_fact(qn_page *page, const qn_value *value)
{
    list_writer list = {.page = page, .between = ""};
    if (value->status == QN_UNKNOWN) {
        qn_page_put(page, "\"unknown\"");
    } else if (value->status == QN_KNOWN && value->kind == QN_KIND_RECORD) {
        put_json_record(page, value);
    } else if (value->status == QN_KNOWN && value->kind == QN_KIND_LIST) {
        qn_page_put(page, "[");
        (void)qn_value_each(value, put_json_element, &list);
        qn_page_put(page, "]");
    } else {
        qn_answer_put_json_value(page, value);
    }
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
        qn_page_json_string(page, qn_program_fact_info(view->program, (int32_t)i).name);
        qn_page_put(page, ": ");
        put_json_fact(page, &value);
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
        qn_page_format(&word, "%s=", qn_program_fact_info(view->program, (int32_t)i).name);
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
