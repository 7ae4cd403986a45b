/*
 * entity.c - what lists are made of: entities and their fields, records that a formula makes,
 * lists with their limits, constant lists, and the cells of a case in which all of them lie.
 *
 * How lists are held is runtime/cells.h. It knows what a field is declared as, and nothing of how
 * a sequence is gone through (stream.c).
 */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "sort.h"

static const qn_wide one = {.lo = 1, .hi = 0};

/* ---- cells */

/* The cells of a value that lies in so many lists; it stops counting where there are too many, so
 * that lists within lists take no longer to count than there may be cells. */
static uint64_t cells_within(const qn_type *type, uint32_t lists, bool *too_deep)
{
    uint64_t inside = 0;
    if (type->kind == QN_KIND_LIST) {
        *too_deep |= lists == QN_LISTS_DEEP_MAX;
        uint64_t element =
            *too_deep ? QN_CELLS_MAX : cells_within(type->element, lists + 1, too_deep) + 1;
        return type->limit > QN_CELLS_MAX / element ? QN_CELLS_MAX + 1u : type->limit * element;
    }
    uint32_t count = type->kind == QN_KIND_RECORD ? type->record->count : 0;
    for (uint32_t i = 0; i < count && inside <= QN_CELLS_MAX; i++)
        inside += cells_within(type->record->field[i].value.type, lists, too_deep) + 1;
    return inside;
}

uint64_t qn_cells_of(qn_scope *s, const qn_node *node, const qn_type *type)
{
    bool too_deep = false;
    uint64_t cells = cells_within(type, 0, &too_deep);
    if (!too_deep)
        return cells;
    qn_report_at(s->c, QN_Q0902, node->span, 0);
    s->c->incomplete = true;
    return 0;
}

uint32_t qn_cells_take(qn_scope *s, const qn_node *node, uint64_t count)
{
    qn_compiler *c = s->c;
    if (count > QN_CELLS_MAX - c->cells) {
        if (!c->incomplete)
            qn_report_at(c, QN_Q0916, node->span, 0);
        c->incomplete = true;
        return 0;
    }
    uint32_t first = (uint32_t)c->cells;
    c->cells += count;
    return first;
}

qn_stored **qn_stored_new(qn_scope *s)
{
    qn_stored **list = qn_arena_take(&s->c->arena, sizeof *list);
    if (list)
        *list = NULL;
    return list;
}

uint32_t qn_cells_to_store(qn_scope *s, const qn_node *node, uint64_t count)
{
    if (!s->c->builder.current)
        return 0;
    for (const qn_stored *k = s->stored ? *s->stored : NULL; k; k = k->next)
        if (k->node == node && k->count == count)
            return k->first;
    uint32_t first = qn_cells_take(s, node, count);
    qn_stored *made = s->stored ? qn_arena_take(&s->c->arena, sizeof *made) : NULL;
    if (made) {
        *made = (qn_stored){*s->stored, node, first, count};
        *s->stored = made;
    }
    return first;
}

/* ---- records */

const qn_field *qn_record_find(const qn_type *type, const char *name)
{
    for (uint32_t i = 0; type->kind == QN_KIND_RECORD && i < type->record->count; i++)
        if (!strcmp(type->record->field[i].name, name))
            return &type->record->field[i];
    return NULL;
}

const char *qn_field_words(qn_compiler *c, const qn_type *type)
{
    const char *words = "";
    for (uint32_t i = 0; i < type->record->count && words && strlen(words) < 200; i++)
        words = qn_arena_format(&c->scratch, "%s%s%s", words, i ? ", " : "",
                                type->record->field[i].name);
    return words ? words : "";
}

/* The type of a record whose rows begin at `first`. */
static const qn_type *type_of_record(qn_compiler *c, const qn_record *record, uint32_t first)
{
    qn_type type = {.kind = QN_KIND_RECORD,
                    .factor = qn_rational_from_i64(1),
                    .unit = record->name ? record->name : "",
                    .record = record,
                    .first_field = first,
                    .field_count = record->count};
    return qn_type_new(c, &type);
}

/* The name of a field, and that of the first field which is named so. */
typedef struct named {
    const qn_node *name;
    const qn_node *first;
} named;

static int compare_places(const void *a, const void *b)
{
    const qn_node *x = ((const named *)a)->name, *y = ((const named *)b)->name;
    return (x->span.begin > y->span.begin) - (x->span.begin < y->span.begin);
}

/* By name, and by place where it is the same. */
static int compare_names(const void *a, const void *b)
{
    int order = strcmp(((const named *)a)->name->text, ((const named *)b)->name->text);
    return order ? order : compare_places(a, b);
}

/* Reports the fields that are named twice, in the order in which they stand. */
static void check_fields_once(qn_compiler *c, const qn_node *fields)
{
    uint32_t count = fields->count;
    named *field = qn_arena_take_array(&c->scratch, count + 1, sizeof *field);
    if (!field)
        return;
    for (uint32_t i = 0; i < count; i++)
        field[i].name = fields->kid[i]->kid[AST_FIELD_NAME];
    qn_sort(field, count, sizeof *field, compare_names);
    for (uint32_t i = 0; i < count; i++) {
        bool again = i > 0 && !strcmp(field[i - 1].name->text, field[i].name->text);
        field[i].first = again ? field[i - 1].first : field[i].name;
    }
    qn_sort(field, count, sizeof *field, compare_places);
    for (uint32_t i = 0; i < count; i++) {
        const qn_node *name = field[i].name;
        if (field[i].first != name)
            qn_diagnostic_label(qn_report_at(c, QN_Q0502, name->span, 1, name->text),
                                field[i].first->span, QN_LABEL_FIRST_HERE);
    }
}

/* An entity cannot hold itself, directly or in a list: its row is begun before its fields are read,
 * and is not ready until they are. */
static void entity_make(qn_compiler *c, qn_decl *decl)
{
    const qn_node *nodes = decl->node->kid[AST_ENTITY_FIELDS];
    qn_record *record = qn_arena_take(&c->arena, sizeof *record);
    qn_field *field = qn_arena_take_array(&c->arena, nodes->count + 1, sizeof *field);
    qn_decl **made = qn_arena_take_array(&c->arena, nodes->count + 1, sizeof(qn_decl *));
    qn_row_field *row = qn_arena_take_array(&c->arena, nodes->count + 1, sizeof *row);
    if (!record || !field || !made || !row)
        return;
    check_fields_once(c, nodes);
    for (uint32_t i = 0; i < nodes->count; i++) {
        made[i] = qn_arena_take(&c->arena, sizeof **made);
        if (!made[i])
            return;
        *made[i] = (qn_decl){.kind = QN_DECL_FIELD,
                             .name = nodes->kid[i]->kid[AST_FIELD_NAME]->text,
                             .module = decl->module,
                             .node = nodes->kid[i]};
        row[i] = (qn_row_field){0};
        qn_field_make(c, made[i], &row[i]);
        decl->failed = decl->failed || made[i]->failed;
    }
    /* The rows of one record stand together, behind those of records and lists in its fields. */
    uint32_t first = c->builder.field.count;
    for (uint32_t i = 0; i < nodes->count; i++) {
        made[i]->index = QN_APPEND(&c->builder, field, &row[i]);
        field[i] = (qn_field){made[i]->name, made[i]->operand, made[i]->index};
    }
    *record = (qn_record){decl->name, field, nodes->count};
    decl->type = decl->failed ? c->unknown : type_of_record(c, record, first);
}

const qn_type *qn_decl_entity(qn_compiler *c, qn_decl *decl)
{
    if (!decl->ready && !decl->state) {
        decl->state = 1;
        entity_make(c, decl);
        decl->ready = true;
        decl->state = 2;
    }
    if (!decl->ready) { /* met while its fields are being read */
        qn_report_at(c, QN_Q0507, decl->node->kid[0]->span, 2, decl->name,
                     qn_arena_format(&c->arena, "%s → %s", decl->name, decl->name));
        decl->failed = true;
        return c->unknown;
    }
    return decl->type ? decl->type : c->unknown;
}

/* The row of something that nobody gives: a field that a formula makes, an element of a list. */
static uint32_t plain_field(qn_compiler *c, const char *name, const qn_operand *value)
{
    qn_scope s = {.c = c};
    qn_builder *b = &c->builder;
    qn_rational step = qn_usual_step(&s, value->type);
    qn_row_field row = {.name = qn_string(b, name),
                        .type = qn_type_row(b, value->type, value->class_, value->den),
                        .low = QN_NONE_INDEX,
                        .high = QN_NONE_INDEX,
                        .preset = QN_NONE_INDEX,
                        .step = qn_constant_q(b, step),
                        .flags = value->may & QN_MAY_BE_NONE ? QN_FACT_MAY_BE_NONE : 0};
    return QN_APPEND(b, field, &row);
}

static bool same_fields(const qn_record *record, const qn_field *field, uint32_t count)
{
    bool same = record->count == count;
    for (uint32_t i = 0; i < count && same; i++) {
        const qn_operand *x = &record->field[i].value, *y = &field[i].value;
        same = !strcmp(record->field[i].name, field[i].name) && x->type == y->type &&
               x->class_ == y->class_ && qn_wide_equal(x->den, y->den) && x->may == y->may &&
               x->grain.endless == y->grain.endless;
    }
    return same;
}

const qn_type *qn_record_type(qn_compiler *c, const qn_field *field, uint32_t count)
{
    const qn_type **known = c->records.rows;
    for (uint32_t i = 0; i < c->records.count; i++)
        if (same_fields(known[i]->record, field, count))
            return known[i];
    qn_record *record = qn_arena_take(&c->arena, sizeof *record);
    qn_field *copy = qn_arena_take_array(&c->arena, count + 1, sizeof *copy);
    uint32_t first = c->builder.field.count;
    if (!record || !copy)
        return c->unknown;
    for (uint32_t i = 0; i < count; i++) {
        copy[i] = field[i];
        copy[i].row = plain_field(c, field[i].name, &field[i].value);
    }
    *record = (qn_record){NULL, copy, count};
    const qn_type *type = type_of_record(c, record, first);
    qn_append(&c->builder, &c->records, sizeof type, &type);
    return type;
}

/* ---- lists */

/* An element of the type as a fact of that type would be held: on the grid of its usual step. */
static qn_operand usual_value(qn_compiler *c, const qn_type *type)
{
    qn_scope s = {.c = c};
    qn_operand x = {.type = type, .den = one, .class_ = QN_CLASS_I};
    qn_rational step = qn_usual_step(&s, type);
    if (qn_rational_is_zero(step))
        return x;
    if (qn_rational_mul(step, type->factor, &step) == QN_ARITH_OK)
        x.den = step.den;
    x.grain = qn_grain_of(step);
    bool narrow = type->dimension.count == 1 && type->dimension.factor[0].base < QN_BASE_MINUTE;
    x.class_ = narrow ? QN_CLASS_I : QN_CLASS_W;
    return x;
}

const qn_type *qn_list_type(qn_compiler *c, const qn_type *element, uint32_t limit)
{
    const qn_type **types = c->types.rows;
    for (uint32_t i = 0; i < c->types.count; i++)
        if (types[i]->kind == QN_KIND_LIST && types[i]->element == element &&
            types[i]->limit == limit && !types[i]->exact)
            return types[i];
    qn_operand value = usual_value(c, element);
    qn_type type = {.kind = QN_KIND_LIST,
                    .factor = qn_rational_from_i64(1),
                    .unit = "",
                    .element = element,
                    .limit = limit,
                    .first_field = plain_field(c, "", &value),
                    .field_count = 1};
    return qn_type_new(c, &type);
}

const qn_type *qn_history_type(qn_compiler *c, const qn_operand *value)
{
    qn_field field[2] = {{.name = "from", .value = {.type = c->date, .den = one}},
                         {.name = "value", .value = *value}};
    return qn_list_type(c, qn_record_type(c, field, 2), QN_HISTORY_MAX);
}

/* ---- constant lists */

/* One cell of a row: a value of its field's type, or its default where the column is left out. */
static uint32_t data_value(qn_scope *s, const qn_field *field, const qn_node *cell)
{
    qn_builder *b = &s->c->builder;
    const qn_operand *x = &field->value;
    uint32_t preset = QN_ROW(b, field, field->row)->preset;
    if (!cell && preset != QN_NONE_INDEX)
        return preset;
    qn_row_site site = {.what = qn_string(b, field->name),
                        .rule = QN_NONE_INDEX,
                        .clause = QN_NONE_INDEX,
                        .source = s->module->row};
    qn_operand value;
    if (!cell || cell->kind == AST_NONE) {
        if (!(x->may & QN_MAY_BE_NONE) && cell)
            qn_report(s, QN_Q0616, cell, 2, field->name, "it cannot be none");
        value = qn_status_constant(b, x->type, QN_NONE, qn_site_add(b, &site));
        return qn_register(b, &value, x->class_, x->den);
    }
    value = qn_constant_formula(s, cell, x->type);
    if (qn_is_failed(&value))
        return qn_constant_i(b, 0);
    qn_rational held;
    if (qn_rational_mul(value.low, qn_rational_from_wide(x->den), &held) != QN_ARITH_OK ||
        !qn_rational_is_integer(held)) {
        qn_report(s, QN_Q0608, cell, 1, "the steps of the field");
        return qn_constant_i(b, 0);
    }
    return qn_register(b, &value, x->class_, x->den);
}

/* The column of a field among those of the heading, or NULL. */
static const qn_node *cell_of(const qn_node *columns, const qn_node *row, const char *name)
{
    const qn_node *cells = row->kid[AST_DATA_ROW_CELLS];
    for (uint32_t i = 0; i < columns->count && i < cells->count; i++)
        if (!strcmp(columns->kid[i]->text, name))
            return cells->kid[i];
    return NULL;
}

/* Whether every column is a field, and every row has a cell for each. */
static bool columns_fit(qn_scope *s, const qn_node *data, const qn_type *type)
{
    const qn_node *columns = data->kid[AST_DATA_COLUMNS], *rows = data->kid[AST_DATA_ROWS];
    bool fits = true;
    for (uint32_t i = 0; i < columns->count; i++) {
        const qn_node *column = columns->kid[i];
        bool dates = data->op == AST_OP_EACH &&
                     (!strcmp(column->text, "from") || !strcmp(column->text, "until"));
        if (dates || qn_record_find(type, column->text))
            continue;
        qn_report(s, QN_Q0917, column, 3, type->record->name, column->text,
                  qn_field_words(s->c, type));
        fits = false;
    }
    for (uint32_t i = 0; i < rows->count; i++) {
        const qn_node *cells = rows->kid[i]->kid[AST_DATA_ROW_CELLS];
        if (cells->count == columns->count)
            continue;
        qn_report(s, QN_Q0918, rows->kid[i], 2,
                  qn_arena_format(&s->c->scratch, "%u", columns->count),
                  qn_arena_format(&s->c->scratch, "%u", cells->count));
        fits = false;
    }
    return fits;
}

/* First the records, then the values of each: all in cells of every case, filled when it is made.
 */
static void data_cells(qn_scope *s, const qn_node *data, const qn_type *type, uint32_t first)
{
    qn_builder *b = &s->c->builder;
    const qn_node *columns = data->kid[AST_DATA_COLUMNS], *rows = data->kid[AST_DATA_ROWS];
    const qn_record *record = type->record;
    uint32_t total = rows->count * (record->count + 1);
    uint32_t *value = qn_arena_take_array(&s->c->scratch, total + 1, sizeof *value);
    for (uint32_t i = 0; value && i < rows->count; i++) {
        value[i] = qn_constant_i(b, (int64_t)first + rows->count + i * record->count);
        for (uint32_t k = 0; k < record->count; k++)
            value[rows->count + i * record->count + k] = data_value(
                s, &record->field[k], cell_of(columns, rows->kid[i], record->field[k].name));
    }
    if (value) {
        qn_row_data row = {
            .first_entry = qn_pool(b, value, total), .entry_count = total, .first_cell = first};
        QN_APPEND(b, data, &row);
    }
}

static void data_make(qn_compiler *c, qn_decl *decl)
{
    const qn_node *data = decl->node, *name = data->kid[AST_DATA_ENTITY];
    const qn_node *rows = data->kid[AST_DATA_ROWS];
    qn_scope s = {.c = c, .module = decl->module, .constant = true};
    qn_decl *entity = qn_find(decl->module, name);
    const qn_type *type = c->unknown;
    if (!entity || entity->kind != QN_DECL_ENTITY)
        qn_report(&s, QN_Q0919, name, 1, qn_dotted_text(c, name));
    else
        type = qn_decl_entity(c, entity);
    decl->failed = type->failed || !columns_fit(&s, data, type);
    decl->operand = qn_integer(&c->builder, c->unknown, 0);
    if (decl->failed)
        return;
    decl->type = qn_list_type(c, type, rows->count ? rows->count : 1);
    if (data->op == AST_OP_EACH) /* a list without years is held against days only */
        return;
    uint64_t cells = (uint64_t)rows->count * (type->record->count + 1);
    uint32_t first = qn_cells_take(&s, data, cells);
    data_cells(&s, data, type, first);
    decl->operand = qn_integer(&c->builder, decl->type,
                               qn_list_pack((qn_list){.first = first, .count = rows->count}));
}

const qn_operand *qn_data_operand(qn_compiler *c, qn_decl *decl)
{
    if (!decl->ready) {
        decl->ready = true;
        data_make(c, decl);
    }
    return &decl->operand;
}

/* ---- days of constant lists */

/* The `data` and the field that a dotted name stands for, or NULL. */
static qn_decl *data_of(qn_scope *s, const qn_node *node, const qn_field **field)
{
    qn_decl *decl = qn_leftmost_local(s, node) ? NULL : qn_find(s->module, node->kid[AST_DOT_OF]);
    if (!decl || decl->kind != QN_DECL_DATA)
        return NULL;
    qn_data_operand(s->c, decl);
    *field =
        decl->failed ? NULL : qn_record_find(decl->type->element, node->kid[AST_DOT_NAME]->text);
    return *field ? decl : NULL;
}

bool qn_is_data_field(qn_scope *s, const qn_node *node)
{
    const qn_field *field;
    const qn_decl *decl = data_of(s, node, &field);
    return decl && field->value.type->kind == QN_KIND_DATE;
}

static int compare_days(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Whether the register is one of so many numbers: a band with a row for each. */
static qn_operand is_one_of(qn_scope *s, uint32_t reg, int64_t *number, uint32_t count,
                            unsigned may)
{
    qn_builder *b = &s->c->builder;
    qn_growing words = {0};
    uint32_t rows = 0;
    if (!count)
        return qn_integer(b, s->c->boolean, 0);
    qsort(number, count, sizeof *number, compare_days);
    for (uint32_t i = 0; i < count; i++) {
        if (i && number[i] == number[i - 1])
            continue;
        uint32_t constant = qn_constant_i(b, number[i]);
        const uint32_t entry[5] = {constant, constant, QN_BAND_HIGH_INCLUDED, 0, QN_NONE_INDEX};
        for (int k = 0; k < 5; k++)
            qn_append(b, &words, sizeof *entry, &entry[k]);
        rows++;
    }
    uint32_t band = qn_emit_new(b, OP_BAND, QN_CLASS_I | QN_AUX_SORTED, reg,
                                qn_pool(b, words.rows, words.count), rows);
    return qn_whole_register(s->c->boolean, qn_emit(b, OP_IS_ROW, 0, band, 0, 0), 0, 1, may);
}

/* A day of the year as one number, from "01-20". */
static int64_t day_of_year(const char *text)
{
    return (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[3] - '0') * 10 + (text[4] - '0');
}

/* Whether a row that is dated is in force on the day that is looked at. */
static qn_operand in_force_on(qn_scope *s, const qn_operand *x, const qn_node *from,
                              const qn_node *until)
{
    qn_builder *b = &s->c->builder;
    qn_operand r = qn_integer(b, s->c->boolean, 1), end, side;
    int64_t day;
    if (from && from->kind != AST_NONE && qn_fixed_date(s, from, &day)) {
        end = qn_integer(b, s->c->date, day);
        r = qn_compare(b, s->c->boolean, QN_AT_MOST, &end, x);
    }
    if (until && until->kind != AST_NONE && qn_fixed_date(s, until, &day)) {
        end = qn_integer(b, s->c->date, day);
        side = qn_compare(b, s->c->boolean, QN_LESS_THAN, x, &end);
        r = qn_and(b, &r, &side);
    }
    return r;
}

/* Days of a year and days with their years are two bands; rows with dates of their own are looked
 * at one by one. */
qn_operand qn_in_data(qn_scope *s, const qn_operand *x, const qn_node *node)
{
    const qn_field *field;
    qn_decl *decl = data_of(s, node, &field);
    qn_builder *b = &s->c->builder;
    qn_scope there = {.c = s->c, .module = decl->module, .constant = true, .quiet = true};
    const qn_node *columns = decl->node->kid[AST_DATA_COLUMNS];
    const qn_node *rows = decl->node->kid[AST_DATA_ROWS];
    int64_t *day = qn_arena_take_array(&s->c->scratch, rows->count + 1, sizeof *day);
    int64_t *yearly = qn_arena_take_array(&s->c->scratch, rows->count + 1, sizeof *yearly);
    uint32_t days = 0, years = 0;
    if (x->type->kind != QN_KIND_DATE || !day || !yearly) {
        qn_report(s, QN_Q0601, node, 4, qn_type_words(s->c, x->type), "a date", "compared",
                  "compare like with like");
        return qn_failed(s);
    }
    uint32_t reg = qn_register(b, x, QN_CLASS_I, one);
    uint32_t month = qn_emit(b, OP_DATE_PART, 0, reg, 1, 0);
    uint32_t key = qn_emit(b, OP_MUL_I, 0, month, qn_constant_i(b, 100), 0);
    key = qn_emit(b, OP_ADD_I, 0, key, qn_emit(b, OP_DATE_PART, 0, reg, 2, 0), 0);
    qn_operand r = qn_integer(b, s->c->boolean, 0), holds;
    for (uint32_t i = 0; i < rows->count; i++) {
        const qn_node *cell = cell_of(columns, rows->kid[i], field->name);
        const qn_node *from = cell_of(columns, rows->kid[i], "from");
        const qn_node *until = cell_of(columns, rows->kid[i], "until");
        bool each_year = cell && cell->kind == AST_MONTH_DAY;
        int64_t number = 0;
        if (each_year)
            number = day_of_year(cell->text);
        else if (!cell || cell->kind == AST_NONE || !qn_fixed_date(&there, cell, &number))
            continue;
        if (decl->node->op != AST_OP_EACH || (!from && !until)) {
            if (each_year)
                yearly[years++] = number;
            else
                day[days++] = number;
            continue;
        }
        holds = is_one_of(s, each_year ? key : reg, &number, 1, x->may);
        qn_operand dated = in_force_on(&there, x, from, until);
        there.constant = true;
        holds = qn_and(b, &holds, &dated);
        r = qn_or(b, &r, &holds);
    }
    holds = is_one_of(s, reg, day, days, x->may);
    r = qn_or(b, &r, &holds);
    holds = is_one_of(s, key, yearly, years, x->may);
    return qn_or(b, &r, &holds);
}
