/*
 * Values as they are written. See written.h.
 */
#include "written.h"

#include "answer.h"

void qn_written_put_text(qn_page *page, const char *text)
{
    qn_page_put(page, "\"");
    for (; *text; text++) {
        qn_page_put(page, *text == '"' || *text == '\\' ? "\\" : "");
        if (*text == '\n') {
            qn_page_put(page, "\\n");
        } else {
            qn_page_add(page, text, 1);
        }
    }
    qn_page_put(page, "\"");
}

/* A list that is being written. */
typedef struct list_writer {
    qn_page *page;
    const char *between;
} list_writer;

static void put_element(void *context, const qn_value *element)
{
    list_writer *w = context;
    qn_page_put(w->page, w->between);
    qn_written_put_value(w->page, element);
    w->between = ", ";
}

/* A field that is not known is left out, as it was when it was given. */
static void put_record(qn_page *page, const qn_value *value)
{
    const char *between = "";
    const char *name = qn_value_field_name(value, 0);
    qn_page_put(page, "{");
    for (int32_t i = 0; name; name = qn_value_field_name(value, ++i)) {
        qn_value field;
        if (qn_value_field(value, i, &field) != QN_OK || field.status == QN_UNKNOWN) {
            continue;
        }
        qn_page_format(page, "%s%s: ", between, name);
        qn_written_put_value(page, &field);
        between = ", ";
    }
    qn_page_put(page, "}");
}

/* In brackets, however few values there are. */
static void put_set(qn_page *page, const qn_value *value)
{
    const char *between = "";
    const char *name = qn_value_choice(value, 0);
    qn_page_put(page, "[");
    for (int32_t i = 0; name; name = qn_value_choice(value, ++i)) {
        bool has = false;
        if (qn_value_has(value, i, &has) == QN_OK && has) {
            qn_page_format(page, "%s%s", between, name);
            between = ", ";
        }
    }
    qn_page_put(page, "]");
}

/* There are not more lists in lists than the program has entities. */
void qn_written_put_value(qn_page *page, const qn_value *value)
{
    list_writer list = {.page = page, .between = ""};
    qn_page text = {0};
    if (value->status == QN_NONE) {
        qn_page_put(page, "none");
    } else if (value->kind == QN_KIND_TEXT) {
        qn_answer_put_written(&text, value);
        qn_written_put_text(page, qn_page_string(&text));
    } else if (value->kind == QN_KIND_RECORD) {
        put_record(page, value);
    } else if (value->kind == QN_KIND_LIST) {
        qn_page_put(page, "[");
        (void)qn_value_each(value, put_element, &list);
        qn_page_put(page, "]");
    } else if (value->kind == QN_KIND_SET) {
        put_set(page, value);
    } else {
        qn_answer_put_written(page, value);
    }
    qn_page_end(&text, page);
}
