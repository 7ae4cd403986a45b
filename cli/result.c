/*
 * Results of a row as text. See result.h.
 */
#include "result.h"

#include <string.h>

#include "answer.h"

void qn_result_put_cell(qn_page *page, const char *text, size_t length, char separator)
{
    bool is_plain = length == 0 || (text[0] != ' ' && text[length - 1] != ' ');
    for (size_t i = 0; i < length && is_plain; i++) {
        is_plain = text[i] != '"' && text[i] != '\n' && text[i] != '\r' && text[i] != separator;
    }
    if (is_plain) {
        qn_page_add(page, text, length);
        return;
    }
    qn_page_put(page, "\"");
    for (size_t i = 0; i < length; i++) {
        qn_page_add(page, &text[i], 1);
        if (text[i] == '"') {
            qn_page_put(page, "\"");
        }
    }
    qn_page_put(page, "\"");
}

/* A known value. */
static void put_value(qn_page *page, const qn_value *value, char separator)
{
    char text[QN_VALUE_TEXT_SIZE];
    size_t length;
    if (value->kind <= QN_KIND_QUANTITY &&
        (qn_value_decimal(value, text, sizeof text, &length) == QN_OK ||
         qn_value_fraction(value, text, sizeof text, &length) == QN_OK)) {
        qn_page_add(page, text, length);
        return;
    }
    qn_page words = {0};
    qn_answer_put_written(&words, value);
    qn_result_put_cell(page, words.bytes, words.length, separator);
    qn_page_end(&words, page);
}

void qn_result_put(qn_page *page, const qn_value *value, char separator)
{
    if (value->status == QN_KNOWN) {
        put_value(page, value, separator);
    } else if (value->status == QN_FAILED) {
        qn_page_format(page, "error Q%04d", value->error);
    } else {
        qn_page_put(page, qn_answer_status_name(value->status));
    }
}

static void put_csv_row(qn_hand *h)
{
    const qn_run *r = h->batch->run;
    if (h->batch->key != NULL) {
        qn_result_put_cell(&h->out, h->key, h->key_length, h->batch->separator);
    } else {
        qn_page_format(&h->out, "%llu", (unsigned long long)h->row);
    }
    for (size_t i = 0; i < r->asked_count; i++) {
        qn_value value;
        (void)qn_eval(h->view.c, (int32_t)r->asked[i], &value);
        h->not_known += value.status != QN_KNOWN;
        qn_page_add(&h->out, &h->batch->separator, 1);
        qn_result_put(&h->out, &value, h->batch->separator);
    }
    qn_page_put(&h->out, "\n");
}

static void put_json_row(qn_hand *h)
{
    const qn_run *r = h->batch->run;
    qn_page_put(&h->out, "{");
    if (h->batch->key != NULL) {
        qn_page_json_string(&h->out, h->batch->key);
        qn_page_put(&h->out, ": ");
        qn_page_json(&h->out, h->key, h->key_length);
    } else {
        qn_page_format(&h->out, "\"row\": %llu", (unsigned long long)h->row);
    }
    qn_page_put(&h->out, ", \"results\": {");
    for (size_t i = 0; i < r->asked_count; i++) {
        qn_value value;
        (void)qn_eval(h->view.c, (int32_t)r->asked[i], &value);
        h->not_known += value.status != QN_KNOWN;
        qn_page_put(&h->out, i > 0 ? ", " : "");
        qn_page_json_string(&h->out,
                            qn_program_rule_info(h->view.program, (int32_t)r->asked[i]).name);
        qn_page_put(&h->out, ": ");
        qn_answer_put_json(&h->out, &h->view, r->asked[i], &value);
    }
    qn_page_put(&h->out, "}}\n");
}

void qn_result_put_row(qn_hand *h)
{
    if (h->batch->is_json) {
        put_json_row(h);
    } else {
        put_csv_row(h);
    }
}

void qn_batch_put_head(const qn_rows_job *batch, qn_page *page)
{
    const qn_run *r = batch->run;
    if (batch->is_json) {
        return;
    }
    const char *first = batch->key != NULL ? batch->key : "row";
    qn_result_put_cell(page, first, strlen(first), batch->separator);
    for (size_t i = 0; i < r->asked_count; i++) {
        const char *name = qn_program_rule_info(r->rules.program, (int32_t)r->asked[i]).name;
        qn_page_add(page, &batch->separator, 1);
        qn_result_put_cell(page, name, strlen(name), batch->separator);
    }
    qn_page_put(page, "\n");
}
