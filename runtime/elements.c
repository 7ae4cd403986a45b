/*
 * Reading periods, records and lists.
 *
 * Responsible for: the parts of such values, and what they are as text.
 * Refuses to know: how elements are found (sequence.c), where given ones lie (given_list.c).
 */
#include <string.h>

#include "case.h"
#include "date.h"
#include "elements.h"
#include "period.h"

/* Bytes of the text of a list. Only a program that no compiler wrote has lists in lists without an
 * end. */
#define TEXT_MAX ((size_t)64 << 20)
#define DEPTH_MAX 16

/* The register of a value that is no number. */
static int64_t packed_of(const qn_value *value)
{
    return (int64_t)value->number[0];
}

static bool is_known(const qn_value *value, qn_kind kind)
{
    return value != NULL && value->program != NULL && value->status == QN_KNOWN &&
           value->kind == kind;
}

/* ---- periods */

/* The days of a period; of a chain, which is a list of periods in their order, from its first to
 * its last. False for a chain that lies in no case. */
static bool span_of(const qn_value *value, qn_period *out)
{
    if (value->kind == QN_KIND_PERIOD) {
        *out = qn_period_unpack(packed_of(value));
        return true;
    }
    qn_list chain = qn_list_unpack(packed_of(value));
    if (value->c == NULL || chain.count == 0 ||
        !qn_cells_have(&value->c->cells, chain.first, chain.count)) {
        return false;
    }
    const qn_slot *cell = value->c->cells.slot + chain.first;
    out->first = qn_period_unpack(cell[0].i).first;
    out->last = qn_period_unpack(cell[chain.count - 1].i).last;
    return true;
}

qn_status qn_value_period(const qn_value *value, int *year, int *month, int *day, bool *has_end,
                          int *end_year, int *end_month, int *end_day)
{
    if ((!is_known(value, QN_KIND_PERIOD) && !is_known(value, QN_KIND_CHAIN)) || year == NULL ||
        month == NULL || day == NULL || has_end == NULL || end_year == NULL || end_month == NULL ||
        end_day == NULL) {
        return QN_MISUSE;
    }
    qn_period p;
    if (!span_of(value, &p) || !qn_date_is_valid(p.first) ||
        (p.last != QN_PERIOD_OPEN && !qn_date_is_valid(p.last))) {
        return QN_BAD_VALUE;
    }
    *has_end = p.last != QN_PERIOD_OPEN;
    qn_ymd first = qn_date_to_ymd(p.first);
    qn_ymd last = *has_end ? qn_date_to_ymd(p.last) : (qn_ymd){0};
    *year = first.year;
    *month = first.month;
    *day = first.day;
    *end_year = last.year;
    *end_month = last.month;
    *end_day = last.day;
    return QN_OK;
}

static void add_day(qn_text *text, int32_t day)
{
    char buffer[QN_DATE_TEXT_SIZE] = "";
    if (qn_date_is_valid(day)) {
        qn_date_format(day, buffer);
    }
    qn_text_add_string(text, buffer);
}

static void add_period(qn_text *text, const qn_value *value)
{
    qn_period p;
    if (!span_of(value, &p) || (p.last != QN_PERIOD_OPEN && p.last < p.first)) {
        qn_text_add_string(text, "no days");
        return;
    }
    add_day(text, p.first);
    if (p.last == QN_PERIOD_OPEN) {
        qn_text_add_string(text, " onwards");
        return;
    }
    qn_text_add_string(text, " through ");
    add_day(text, p.last);
}

/* ---- records */

/* The type of a record, or NULL for what is none or lies in no case. */
static const qn_row_type *record_type(const qn_value *value)
{
    if (!is_known(value, QN_KIND_RECORD) || value->c == NULL) {
        return NULL;
    }
    const qn_row_type *type = &value->program->tables.type[value->type];
    return qn_cells_have(&value->c->cells, packed_of(value), type->field_count) ? type : NULL;
}

const char *qn_value_field_name(const qn_value *value, int32_t field)
{
    const qn_row_type *type = record_type(value);
    if (type == NULL || field < 0 || (uint32_t)field >= type->field_count) {
        return NULL;
    }
    const qn_tables *t = &value->program->tables;
    return qn_tables_string(t, t->field[type->first_field + (uint32_t)field].name);
}

/* The value of a cell. What the cell has in another class than the type only a program that no
 * compiler wrote can have; it is not known. */
static void read_cell(const qn_value *value, uint32_t type, uint32_t cell, qn_value *out)
{
    const qn_cells *cells = &value->c->cells;
    bool fits = cells->class_[cell] == value->program->tables.type[type].class_;
    qn_answer status = (qn_answer)cells->status[cell];
    qn_case_value(value->c, type, fits || status != QN_KNOWN ? status : QN_UNKNOWN,
                  &cells->slot[cell], out);
}

qn_status qn_value_field(const qn_value *value, int32_t field, qn_value *out)
{
    if (out == NULL || qn_value_field_name(value, field) == NULL) {
        return QN_MISUSE;
    }
    const qn_row_type *type = record_type(value);
    const qn_row_field *row = &value->program->tables.field[type->first_field + (uint32_t)field];
    read_cell(value, row->type, (uint32_t)packed_of(value) + (uint32_t)field, out);
    return QN_OK;
}

/* ---- lists */

typedef void visitor(void *context, const qn_value *element);

/* The elements of a list that lies in cells. */
static qn_status each_cell(const qn_value *value, visitor *visit, void *context)
{
    const qn_tables *t = &value->program->tables;
    qn_list list = qn_list_unpack(packed_of(value));
    const qn_row_type *type = &t->type[value->type];
    if (!qn_cells_have(&value->c->cells, list.first, list.count)) {
        return QN_MISUSE;
    }
    for (uint32_t i = 0; i < list.count; i++) {
        qn_value element;
        read_cell(value, t->field[type->first_field].type, list.first + i, &element);
        visit(context, &element);
    }
    return QN_OK;
}

/* Only elements are wanted, not what they follow from; their visitor, who comes in between, may
 * want more. */
static bool begin_recalled(qn_case *c, uint32_t sequence)
{
    qn_case_start_recalling(c);
    bool begun = qn_sequence_begin(c, sequence) == QN_KNOWN;
    qn_case_stop_recalling(c);
    return begun;
}

static bool next_recalled(qn_case *c, uint32_t sequence, uint8_t *presence)
{
    qn_case_start_recalling(c);
    bool found = qn_sequence_next(c, sequence, presence);
    qn_case_stop_recalling(c);
    return found;
}

/* The elements of a list that is gone through; those of another class than their type as above. */
static qn_status each_of_sequence(const qn_value *value, visitor *visit, void *context)
{
    qn_case *c = value->c;
    const qn_row_sequence *row = &c->tables->sequence[value->sequence];
    const qn_row_type *list = &c->tables->type[value->type];
    uint32_t type = row->type;
    uint8_t presence = QN_KNOWN;
    if (type == QN_NONE_INDEX) {
        type = c->tables->field[list->first_field].type;
    }
    if (!begin_recalled(c, value->sequence)) {
        return QN_MISUSE;
    }
    bool fits =
        c->tables->type[type].class_ == (c->program->class_of[row->out] & QN_REGISTER_CLASS);
    while (next_recalled(c, value->sequence, &presence)) {
        qn_value element;
        qn_answer status = (qn_answer)c->status[row->out];
        qn_case_value(c, type, fits || status != QN_KNOWN ? status : QN_UNKNOWN, &c->slot[row->out],
                      &element);
        if (presence == QN_KNOWN) {
            visit(context, &element);
        }
    }
    return QN_OK;
}

qn_status qn_value_each(const qn_value *value, visitor *visit, void *context)
{
    if (!is_known(value, QN_KIND_LIST) || value->c == NULL || visit == NULL) {
        return QN_MISUSE;
    }
    return value->sequence == QN_NONE_INDEX ? each_cell(value, visit, context)
                                            : each_of_sequence(value, visit, context);
}

size_t qn_value_count(const qn_value *value)
{
    if (!is_known(value, QN_KIND_LIST)) {
        return 0;
    }
    return value->sequence == QN_NONE_INDEX ? qn_list_unpack(packed_of(value)).count
                                            : (size_t)packed_of(value);
}

/* ---- as text */

/* What is being written, and how deep in it. */
typedef struct writer {
    qn_text *text;
    int depth;
    bool first;
} writer;

static void add_inner(writer *w, const qn_value *value);

/* Quotation marks, where commas and brackets around a text have a meaning. */
static void add_quoted(qn_text *text, const qn_value *value)
{
    qn_text_add_string(text, "\"");
    for (size_t i = 0; i < value->text_length; i++) {
        bool escaped = value->text[i] == '"' || value->text[i] == '\\';
        qn_text_add(text, "\\", escaped);
        qn_text_add(text, value->text + i, 1);
    }
    qn_text_add_string(text, "\"");
}

static void add_record(writer *w, const qn_value *value)
{
    qn_text_add_string(w->text, "{");
    const char *name = qn_value_field_name(value, 0);
    for (int32_t i = 0; name != NULL; name = qn_value_field_name(value, ++i)) {
        qn_value field;
        (void)qn_value_field(value, i, &field);
        qn_text_add_string(w->text, i == 0 ? "" : ", ");
        qn_text_add_string(w->text, name);
        qn_text_add_string(w->text, ": ");
        add_inner(w, &field);
    }
    qn_text_add_string(w->text, "}");
}

static void add_element(void *context, const qn_value *element)
{
    writer *w = context;
    if (w->text->length < TEXT_MAX) {
        qn_text_add_string(w->text, w->first ? "" : ", ");
        w->first = false;
        add_inner(w, element);
    }
}

static void add_list(writer *w, const qn_value *value)
{
    writer inner = {.text = w->text, .depth = w->depth, .first = true};
    qn_text_add_string(w->text, "[");
    (void)qn_value_each(value, add_element, &inner);
    qn_text_add_string(w->text, "]");
}

/* A value in a record or a list. */
static void add_inner(writer *w, const qn_value *value)
{
    writer inner = {.text = w->text, .depth = w->depth + 1};
    if (inner.depth > DEPTH_MAX) {
        qn_text_add_string(w->text, "…");
    } else if (is_known(value, QN_KIND_TEXT)) {
        add_quoted(w->text, value);
    } else if (is_known(value, QN_KIND_SET)) {
        qn_text_add_string(w->text, "[");
        qn_value_add_text(w->text, value, inner.depth);
        qn_text_add_string(w->text, "]");
    } else {
        qn_value_add_text(w->text, value, inner.depth);
    }
}

void qn_elements_add_text(qn_text *text, const qn_value *value, int depth)
{
    writer w = {.text = text, .depth = depth};
    if (value->kind == QN_KIND_RECORD) {
        add_record(&w, value);
    } else if (value->kind == QN_KIND_LIST) {
        add_list(&w, value);
    } else {
        add_period(text, value);
    }
}
