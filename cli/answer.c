/*
 * Answers of rules as text and as JSON. See answer.h.
 */
#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "causes.h"
#include "clause.h"
#include "date.h"
#include "narrow.h"
#include "table.h"
#include "value.h"

typedef qn_status write_text(const qn_value *value, char *buffer, size_t size, size_t *length);

/* Puts what a function of the library writes into a buffer, whatever its length. False if it has
 * nothing to write. */
static bool put_written(qn_page *page, const qn_value *value, write_text *write)
{
    char buffer[QN_VALUE_TEXT_SIZE];
    size_t length;
    qn_status status = write(value, buffer, sizeof buffer, &length);
    if (status == QN_OK) {
        qn_page_add(page, buffer, length);
    } else if (status == QN_NO_ROOM) {
        char *longer = malloc(length + 1);
        if (!longer || write(value, longer, length + 1, &length) != QN_OK) {
            page->out_of_memory = true;
        } else {
            qn_page_add(page, longer, length);
        }
        free(longer);
    }
    return status == QN_OK || status == QN_NO_ROOM;
}

/* The names of a choice or of the values of a set, in the language of the view. */
static void put_choices(qn_page *page, const qn_view *view, const qn_value *value)
{
    const char *between = "";
    const char *name;
    for (int32_t i = 0; (name = qn_value_choice(value, i)) != NULL; i++) {
        bool has = false;
        if (qn_value_has(value, i, &has) == QN_OK && has) {
            qn_page_put(page, between);
            qn_page_shown(page, qn_view_choice(view, value->type, name));
            between = ", ";
        }
    }
    qn_page_put(page, between[0] ? "" : "(empty)");
}

void qn_answer_put_value(qn_page *page, const qn_view *view, const qn_value *value)
{
    if (value->status == QN_KNOWN && value->kind == QN_KIND_SET) {
        put_choices(page, view, value);
        return;
    }
    qn_page text = {0};
    put_written(&text, value, qn_value_text);
    bool choice = value->status == QN_KNOWN && value->kind == QN_KIND_CHOICE;
    const char *string = qn_page_string(&text);
    qn_page_shown(page, choice ? qn_view_choice(view, value->type, string) : string);
    page->out_of_memory |= text.out_of_memory;
    qn_page_clear(&text);
}

void qn_answer_put_written(qn_page *page, const qn_value *value)
{
    put_written(page, value, qn_value_text);
}

bool qn_answer_place(const qn_value *value, qn_rational *out)
{
    qn_slot slot;
    memcpy(&slot, value->number, sizeof slot);
    if (qn_kind_is_number((uint32_t)value->kind)) {
        return qn_type_decode(value->program, value->type,
                              qn_slot_rational(slot, (qn_class)value->form), out);
    }
    *out = qn_rational_from_i64(slot.i);
    return value->kind == QN_KIND_BOOLEAN || value->kind == QN_KIND_DATE ||
           value->kind == QN_KIND_CLOCK || value->kind == QN_KIND_CHOICE;
}

/* Years that are not whole are text, in two parts. */
static bool is_split_years(const qn_value *value)
{
    char fraction[96]; /* two numbers of 39 digits and a sign */
    size_t length;
    return value->kind == QN_KIND_QUANTITY && strcmp(value->unit, "years") == 0 &&
           (qn_value_fraction(value, fraction, sizeof fraction, &length) != QN_OK ||
            strchr(fraction, '/') != NULL);
}

bool qn_answer_has_unit(const qn_value *value)
{
    return value->kind <= QN_KIND_QUANTITY && value->unit[0] != '\0' && !is_split_years(value);
}

bool qn_answer_is_writable(const qn_value *value)
{
    char fraction[96]; /* as above */
    return value->kind > QN_KIND_QUANTITY ||
           qn_value_fraction(value, fraction, sizeof fraction, NULL) == QN_OK;
}

/* A value as a JSON string. */
static void put_json_text(qn_page *page, const qn_value *value)
{
    qn_page text = {0};
    put_written(&text, value, qn_value_text);
    qn_page_json(page, qn_page_string(&text), text.length);
    page->out_of_memory |= text.out_of_memory;
    qn_page_clear(&text);
}

/* A set as a list of names, in the order of its choice. */
static void put_json_set(qn_page *page, const qn_value *value)
{
    const char *between = "";
    const char *name;
    qn_page_put(page, "[");
    for (int32_t i = 0; (name = qn_value_choice(value, i)) != NULL; i++) {
        bool has = false;
        if (qn_value_has(value, i, &has) == QN_OK && has) {
            qn_page_put(page, between);
            qn_page_json_string(page, name);
            between = ", ";
        }
    }
    qn_page_put(page, "]");
}

/* A period as an object; the end of one that has none is null. */
static void put_json_period(qn_page *page, const qn_value *value)
{
    int first[3];
    int last[3];
    bool has_end = false;
    if (qn_value_period(value, &first[0], &first[1], &first[2], &has_end, &last[0], &last[1],
                        &last[2]) != QN_OK) {
        qn_page_put(page, "null");
        return;
    }
    qn_page_format(page, "{\"start\": \"%04d-%02d-%02d\", ", first[0], first[1], first[2]);
    if (has_end) {
        qn_page_format(page, "\"end\": \"%04d-%02d-%02d\"}", last[0], last[1], last[2]);
    } else {
        qn_page_put(page, "\"end\": null}");
    }
}

/* A list that is being written. */
typedef struct list_writer {
    qn_page *page;
    const char *between;
} list_writer;

static void put_json_element(void *context, const qn_value *element)
{
    list_writer *w = context;
    qn_page_put(w->page, w->between);
    qn_answer_put_json_value(w->page, element);
    w->between = ", ";
}

/* Fields that are not known are left out, as they would be where a record is given. */
static void put_json_record(qn_page *page, const qn_value *value)
{
    const char *between = "";
    const char *name = qn_value_field_name(value, 0);
    qn_page_put(page, "{");
    for (int32_t i = 0; name; name = qn_value_field_name(value, ++i)) {
        qn_value field;
        if (qn_value_field(value, i, &field) == QN_OK && field.status <= QN_NONE) {
            qn_page_put(page, between);
            qn_page_json_string(page, name);
            qn_page_put(page, ": ");
            qn_answer_put_json_value(page, &field);
            between = ", ";
        }
    }
    qn_page_put(page, "}");
}

void qn_answer_put_json_value(qn_page *page, const qn_value *value)
{
    list_writer list = {.page = page, .between = ""};
    bool yes = false;
    if (value->status != QN_KNOWN) {
        qn_page_put(page, "null");
    } else if (value->kind == QN_KIND_BOOLEAN) {
        qn_value_boolean(value, &yes);
        qn_page_put(page, yes ? "true" : "false");
    } else if (value->kind == QN_KIND_SET) {
        put_json_set(page, value);
    } else if (value->kind == QN_KIND_PERIOD || value->kind == QN_KIND_CHAIN) {
        put_json_period(page, value);
    } else if (value->kind == QN_KIND_RECORD) {
        put_json_record(page, value);
    } else if (value->kind == QN_KIND_LIST) {
        qn_page_put(page, "[");
        (void)qn_value_each(value, put_json_element, &list);
        qn_page_put(page, "]");
    } else if (value->kind > QN_KIND_QUANTITY || is_split_years(value)) {
        put_json_text(page, value);
    } else if (!put_written(page, value, qn_value_decimal)) {
        qn_page_put(page, "\"");
        put_written(page, value, qn_value_fraction);
        qn_page_put(page, "\"");
    }
}

/* What an error of errors.def is, in a few words. */
static const char *error_name(uint32_t code)
{
    switch (code) {
#define QN_ERROR(number, name, what, help)                                                         \
    case number:                                                                                   \
        return what;
#include "errors.def"
#undef QN_ERROR
    default:
        return "error";
    }
}

/* What to do about an error, or "". */
static const char *error_help(int code)
{
    switch (code) {
#define QN_ERROR(number, name, what, help)                                                         \
    case number:                                                                                   \
        return help;
#include "errors.def"
#undef QN_ERROR
    default:
        return "";
    }
}

/* One cause of an error: the author's words, or what went wrong in which formula. */
static void put_error(qn_page *page, const qn_tables *t, const qn_cause *cause)
{
    if (cause->site == QN_NONE_INDEX) {
        qn_page_put(page, error_name(cause->code));
        return;
    }
    const qn_row_site *site = &t->site[cause->site];
    const char *reason = qn_tables_string(t, site->reason);
    const char *what = qn_tables_string(t, site->what);
    if (reason[0]) {
        qn_page_put(page, reason);
        return;
    }
    qn_page_put(page, error_name(cause->code));
    if (what[0]) {
        qn_page_format(page, " in `%s`", what);
    }
    if (site->source != QN_NONE_INDEX && site->line > 0) {
        qn_page_format(page, " (%s:%u)", qn_tables_string(t, t->source[site->source].name),
                       site->line);
    }
}

/* The fraction that cannot be written as a decimal. */
static void put_not_finite(qn_page *page, const qn_value *value)
{
    qn_page_format(page, "%s: ", error_name(403));
    put_written(page, value, qn_value_fraction);
    if (value->unit[0]) {
        qn_page_format(page, "%s%s", value->unit[0] == '%' ? "" : " ", value->unit);
    }
}

/* One cause as a line of text. */
static void put_cause(qn_page *page, const qn_view *view, const qn_cause *cause)
{
    if (cause->status == QN_FAILED) {
        put_error(page, view->t, cause);
    } else if (cause->status == QN_CONFLICT && cause->clause != QN_NONE_INDEX) {
        qn_clause_put_name(page, view->t, cause->clause);
    } else {
        qn_page_put(page, qn_view_name(view, qn_cause_name(view->t, cause)));
    }
}

/* All causes, with what stands between them. */
static void put_causes(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value,
                       const char *between)
{
    uint32_t count;
    const qn_cause *cause = qn_causes_find(view->c, rule, value->status, &count);
    if (value->status == QN_FAILED && value->error != 403 && count == 0) {
        qn_page_put(
            page,
            error_name((uint32_t)value->error)); /* its own unit is too small for the number */
    }
    if (value->status == QN_FAILED && value->error == 403 && count == 0) {
        put_not_finite(page, value);
    }
    for (uint32_t i = 0; i < count; i++) {
        qn_page_put(page, i ? between : "");
        put_cause(page, view, &cause[i]);
    }
}

void qn_answer_put_number(qn_page *page, const qn_view *view, const qn_value *value)
{
    if (!qn_answer_has_unit(value) || value->unit[0] == '%' ||
        !put_written(page, value, qn_value_decimal)) {
        qn_answer_put_value(page, view, value);
    }
}

/* Do two values read the same? */
static bool is_same(const qn_value *a, const qn_value *b)
{
    char first[QN_VALUE_TEXT_SIZE];
    char second[QN_VALUE_TEXT_SIZE];
    return qn_value_text(a, first, sizeof first, NULL) == QN_OK &&
           qn_value_text(b, second, sizeof second, NULL) == QN_OK && strcmp(first, second) == 0;
}

/* "between 30 and 36 calendar days", or one of the bounds, or nothing. Where both are the same it
 * is the value that is open, not its size: the rule may also be none, a conflict or an error. */
static void put_bounds(qn_page *page, const qn_view *view, const qn_value *value)
{
    qn_value low;
    qn_value high;
    bool has_low = value->has_low && qn_value_bound(value, QN_LOW, &low) == QN_OK;
    bool has_high = value->has_high && qn_value_bound(value, QN_HIGH, &high) == QN_OK;
    if (has_low && has_high && is_same(&low, &high)) {
        qn_page_put(page, ": ");
        qn_answer_put_value(page, view, &low);
        qn_page_put(page, " or no value");
    } else if (has_low && has_high) {
        qn_page_put(page, ": between ");
        qn_answer_put_number(page, view, &low);
        qn_page_put(page, " and ");
        qn_answer_put_value(page, view, &high);
    } else if (has_low || has_high) {
        qn_page_put(page, has_low ? ": at least " : ": at most ");
        qn_answer_put_value(page, view, has_low ? &low : &high);
    }
}

const char *qn_answer_status_name(qn_answer status)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    return names[status];
}

/* Of a status other than known: the status, and behind a colon its bounds, its reasons, the clauses
 * or the message. */
void qn_answer_put_outcome(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value)
{
    qn_page causes = {0};
    if (value->status == QN_KNOWN) {
        qn_answer_put_value(page, view, value);
        return;
    }
    qn_page_put(page, qn_answer_status_name(value->status));
    if (value->status == QN_UNKNOWN) {
        qn_value narrow = *value;
        if (view->narrowing) {
            qn_narrow(view->narrowing, view->c, rule, &narrow);
        }
        put_bounds(page, view, &narrow);
        return;
    }
    if (value->status == QN_FAILED) {
        qn_page_format(page, "[Q%04d]", value->error);
    }
    put_causes(&causes, view, rule, value, value->status == QN_CONFLICT ? " and " : "; ");
    if (causes.length > 0) {
        qn_page_put(page, ": ");
        qn_page_shown(page, qn_page_string(&causes));
    }
    page->out_of_memory |= causes.out_of_memory;
    qn_page_clear(&causes);
}

size_t qn_answer_put_name(qn_page *page, const qn_view *view, uint32_t rule)
{
    const char *name = qn_view_name(view, qn_program_rule_info(view->program, (int32_t)rule).name);
    qn_day day;
    qn_page_put(page, name);
    if (!qn_view_rule_day(view, rule, &day)) {
        return qn_page_width(name);
    }
    char text[QN_DATE_TEXT_SIZE];
    qn_date_format(day, text);
    qn_page_format(page, " on %s", text);
    return qn_page_width(name) + strlen(" on ") + QN_DATE_LENGTH;
}

bool qn_answer_put_advice(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value)
{
    const char *help = value->status == QN_FAILED ? error_help(value->error) : "";
    if (value->status == QN_UNKNOWN) {
        qn_page_put(page, "still needed: ");
        put_causes(page, view, rule, value, ", ");
    } else if (help[0]) {
        qn_page_format(page, "help: %s", help);
    }
    return value->status == QN_UNKNOWN || help[0];
}

void qn_answer_put_text(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value,
                        size_t indent)
{
    qn_page advice = {0};
    qn_page_pad(page, (long)indent);
    size_t name = qn_answer_put_name(page, view, rule);
    if (value->status == QN_KNOWN && qn_table_put(page, view, value, " =\n", indent + 2)) {
        return;
    }
    qn_page_put(page, value->status == QN_KNOWN ? " = " : "   ");
    qn_answer_put_outcome(page, view, rule, value);
    qn_page_put(page, "\n");
    if (qn_answer_put_advice(&advice, view, rule, value)) {
        qn_page_pad(page, (long)(indent + name + 3));
        qn_page_put(page, qn_page_string(&advice));
        qn_page_put(page, "\n");
    }
    qn_page_end(&advice, page);
}

/* The causes as a JSON list of strings. */
static void put_json_causes(qn_page *page, const qn_view *view, uint32_t rule,
                            const qn_value *value)
{
    uint32_t count;
    const qn_cause *cause = qn_causes_find(view->c, rule, value->status, &count);
    qn_page text = {0};
    qn_page_put(page, "[");
    qn_view plain = *view;
    plain.language = NULL; /* programs read names */
    for (uint32_t i = 0; i < count; i++) {
        text.length = 0;
        put_cause(&text, &plain, &cause[i]);
        qn_page_put(page, i ? ", " : "");
        qn_page_json(page, qn_page_string(&text), text.length);
    }
    qn_page_put(page, "]");
    page->out_of_memory |= text.out_of_memory;
    qn_page_clear(&text);
}

/* The causes as one JSON string. */
static void put_json_reason(qn_page *page, const qn_view *view, uint32_t rule,
                            const qn_value *value)
{
    qn_page text = {0};
    put_causes(&text, view, rule, value, "; ");
    qn_page_json(page, qn_page_string(&text), text.length);
    page->out_of_memory |= text.out_of_memory;
    qn_page_clear(&text);
}

/* The member `unit`, where the value has one beside it. */
static void put_json_unit(qn_page *page, const qn_value *value)
{
    if (qn_answer_has_unit(value)) {
        qn_page_put(page, ", \"unit\": ");
        qn_page_json_string(page, value->unit);
    }
}

/* needs, and low and high where there are any. */
static void put_json_unknown(qn_page *page, const qn_view *view, uint32_t rule,
                             const qn_value *value)
{
    qn_value bound;
    bool any = false;
    qn_page_put(page, ", \"needs\": ");
    put_json_causes(page, view, rule, value);
    if (value->has_low && qn_value_bound(value, QN_LOW, &bound) == QN_OK) {
        qn_page_put(page, ", \"low\": ");
        qn_answer_put_json_value(page, &bound);
        any = true;
    }
    if (value->has_high && qn_value_bound(value, QN_HIGH, &bound) == QN_OK) {
        qn_page_put(page, ", \"high\": ");
        qn_answer_put_json_value(page, &bound);
        any = true;
    }
    if (any && value->kind <= QN_KIND_QUANTITY && value->unit[0]) {
        qn_page_put(page, ", \"unit\": ");
        qn_page_json_string(page, value->unit);
    }
}

/* The member `help` of an error, where there is anything to do. */
static void put_json_help(qn_page *page, const qn_value *value)
{
    const char *help = error_help(value->error);
    if (help[0]) {
        qn_page_put(page, ", \"help\": ");
        qn_page_json_string(page, help);
    }
}

void qn_answer_put_json_members(qn_page *page, const qn_view *view, uint32_t rule,
                                const qn_value *value, const char *clauses)
{
    qn_page_format(page, "\"status\": \"%s\"", qn_answer_status_name(value->status));
    switch (value->status) {
    case QN_KNOWN:
        qn_page_put(page, ", \"value\": ");
        qn_answer_put_json_value(page, value);
        put_json_unit(page, value);
        break;
    case QN_NONE:
        qn_page_put(page, ", \"reason\": ");
        put_json_reason(page, view, rule, value);
        break;
    case QN_UNKNOWN:
        put_json_unknown(page, view, rule, value);
        break;
    case QN_CONFLICT:
        qn_page_format(page, ", \"%s\": ", clauses);
        put_json_causes(page, view, rule, value);
        break;
    case QN_FAILED:
        qn_page_format(page, ", \"code\": \"Q%04d\", \"message\": ", value->error);
        put_json_reason(page, view, rule, value);
        put_json_help(page, value);
        break;
    }
}

void qn_answer_put_json(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value)
{
    qn_page_put(page, "{");
    qn_answer_put_json_members(page, view, rule, value, "clauses");
    qn_page_put(page, "}");
}
