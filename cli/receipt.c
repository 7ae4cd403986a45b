/*
 * Receipts. See receipt.h.
 */
#include "receipt.h"

#include <string.h>

#include "canon.h"
#include "facts_out.h"
#include "files.h"

/* The form of an image, which stands behind its first four bytes, the lowest byte first. */
static unsigned image_form(const qn_rules *rules)
{
    const unsigned char *at = rules->image + 4;
    return at[0] | (unsigned)at[1] << 8 | (unsigned)at[2] << 16 | (unsigned)at[3] << 24;
}

/* Which program decided. */
static void put_program(qn_page *page, const qn_rules *rules)
{
    char digest[QN_DIGEST_TEXT_SIZE];
    qn_digest(rules->image, rules->image_length, digest);
    qn_page_put(page, " \"program\": {\"file\": ");
    qn_page_json_string(page, rules->path);
    qn_page_format(page, ", \"sha256\": \"%s\", \"format\": %u},\n", digest, image_form(rules));
}

/* What was asked, and on which date. */
static void put_question(qn_page *page, const qn_run *r)
{
    char on[QN_DATE_TEXT_SIZE];
    qn_page_put(page, " \"rules\": [");
    for (size_t i = 0; i < r->asked_count; i++) {
        qn_page_put(page, i > 0 ? ", " : "");
        qn_page_json_string(page,
                            qn_program_rule_info(r->rules.program, (int32_t)r->asked[i]).name);
    }
    qn_date_format(r->on, on);
    qn_page_format(page, "],\n \"on\": \"%s\",\n", on);
}

/* An object is put with its line, which goes on here. */
static void take_line_end(qn_page *page)
{
    page->length -= page->length > 0 && page->bytes[page->length - 1] == '\n';
}

void qn_receipt_put_record(qn_page *page, const qn_run *r, bool adds_up)
{
    qn_run plain = *r;
    plain.view.language = NULL; /* programs read names */
    plain.view.narrowing = NULL;
    qn_page_format(page, "{\"receipt\": %s,\n \"qanun\": \"%s\",\n", QN_RECEIPT_FORM, qn_version());
    put_program(page, &r->rules);
    put_question(page, r);
    qn_page_put(page, " \"given\": ");
    qn_facts_put_json(page, &plain.view);
    take_line_end(page);
    qn_page_put(page, ",\n \"answer\": ");
    qn_run_put_json(&plain, page, true, adds_up);
    take_line_end(page);
    qn_page_put(page, "}\n");
}

bool qn_receipt_digest(const qn_json *json, uint32_t record, char text[QN_DIGEST_TEXT_SIZE])
{
    qn_page canonical = {0};
    qn_canon_put(&canonical, json, record);
    bool good = !canonical.out_of_memory;
    if (good) {
        qn_digest(canonical.bytes, canonical.length, text);
    }
    qn_page_clear(&canonical);
    return good;
}

/* Puts the whole receipt. NULL, or why there is none. */
static const char *put_receipt(qn_page *page, const qn_run *r)
{
    qn_json json;
    qn_json_error error;
    char digest[QN_DIGEST_TEXT_SIZE];
    qn_page record = {0};
    qn_receipt_put_record(&record, r, qn_args_value(r->args, QN_OPTION_OWED) != NULL);
    qn_json_status status = record.out_of_memory
                                ? QN_JSON_NO_MEMORY
                                : qn_json_read(record.bytes, record.length, &json, &error);
    if (status == QN_JSON_OK) {
        bool good = qn_receipt_digest(&json, 0, digest);
        status = good ? QN_JSON_OK : QN_JSON_NO_MEMORY;
        qn_json_clear(&json);
    }
    if (status == QN_JSON_OK) {
        qn_page_format(page, "{\"sha256\": \"%s\",\n \"record\":\n", digest);
        qn_page_add(page, record.bytes, record.length);
        qn_page_put(page, "}\n");
    }
    qn_page_clear(&record);
    return status == QN_JSON_BAD         ? "this decision is too large for a receipt"
           : status == QN_JSON_NO_MEMORY ? qn_file_no_memory
           : page->out_of_memory         ? qn_file_no_memory
                                         : NULL;
}

bool qn_receipt_save(const qn_run *r, const char *path, qn_sink *sink)
{
    qn_page page = {0};
    const char *wrong = put_receipt(&page, r);
    if (!wrong) {
        wrong = qn_file_save(path, page.bytes, page.length);
    }
    if (wrong) {
        qn_page message = {0};
        qn_page_format(&message, "the receipt cannot be written: %s", wrong);
        qn_sink_add_file(sink, path, qn_page_string(&message), "");
        qn_page_end(&message, sink->page);
    }
    qn_page_clear(&page);
    return !wrong;
}
