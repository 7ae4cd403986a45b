/*
 * Lists at the door: elements and their fields as places of their own.
 *
 * Responsible for: where the cells of a list that is given lie, which of them are items, what they
 * are called, and the order of the entries of a fact over time.
 * Refuses to know: what values a place takes (given.c), how lists are written (given_text.c).
 */
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "given.h"
#include "texts.h"

static bool find_shape(const qn_tables *t, uint32_t type, int depth, qn_list_shape *out);

/* Cells of a record: its fields and the lists among them; 0 where they are too many. */
static uint64_t record_cells(const qn_tables *t, const qn_row_type *record, int depth)
{
    uint64_t cells = record->field_count;
    for (uint32_t i = 0; i < record->field_count && cells <= QN_CELLS_MAX; i++) {
        uint32_t type = t->field[record->first_field + i].type;
        qn_list_shape inner;
        if (t->type[type].kind != QN_KIND_LIST) {
            continue;
        }
        if (!find_shape(t, type, depth + 1, &inner)) {
            return 0;
        }
        cells += inner.capacity;
    }
    return cells <= QN_CELLS_MAX ? cells : 0;
}

static bool find_shape(const qn_tables *t, uint32_t type, int depth, qn_list_shape *out)
{
    const qn_row_type *list = &t->type[type];
    if (list->kind != QN_KIND_LIST || list->limit > QN_CELLS_MAX || depth == QN_LISTS_DEEP_MAX) {
        return false;
    }
    const qn_row_type *record = &t->type[t->field[list->first_field].type];
    *out = (qn_list_shape){.limit = list->limit, .element = list->first_field};
    uint64_t cells = 0;
    if (record->kind == QN_KIND_RECORD) {
        cells = record_cells(t, record, depth);
        if (cells == 0) {
            return false;
        }
        out->first_field = record->first_field;
        out->field_count = record->field_count;
    }
    if (list->limit * (cells + 1) > QN_CELLS_MAX) {
        return false;
    }
    out->stride = (uint32_t)cells;
    out->capacity = (uint32_t)(list->limit * (cells + 1));
    return true;
}

bool qn_list_shape_of(const qn_tables *t, uint32_t type, qn_list_shape *out)
{
    return find_shape(t, type, 0, out);
}

uint32_t qn_list_field(const qn_tables *t, const qn_list_shape *shape, const char *name,
                       size_t length)
{
    uint32_t i = 0;
    for (; i < shape->field_count; i++) {
        uint32_t string = t->field[shape->first_field + i].name;
        if (qn_tables_string_length(t, string) == length &&
            memcmp(qn_tables_string(t, string), name, length) == 0) {
            break;
        }
    }
    return i;
}

/* ---- where an item lies */

/* The cells of the field's list in a record, behind its fields and the lists before it. The field
 * must be a list. */
static uint32_t area_of_field(const qn_tables *t, const qn_list_shape *shape, uint32_t record,
                              uint32_t field)
{
    uint32_t area = record + shape->field_count;
    qn_list_shape inner;
    for (uint32_t i = 0; i < field; i++) {
        if (qn_list_shape_of(t, t->field[shape->first_field + i].type, &inner)) {
            area += inner.capacity;
        }
    }
    return area;
}

/* The field of a record in whose list the cell lies, behind the fields: their lists fill the record
 * one behind the other. */
static uint32_t enter_field(const qn_tables *t, const qn_list_shape *shape, uint32_t record,
                            uint32_t cell, qn_list_place *inner)
{
    uint32_t base = record + shape->field_count;
    uint32_t found = 0;
    for (uint32_t i = 0; i < shape->field_count && base <= cell; i++) {
        if (qn_list_shape_of(t, t->field[shape->first_field + i].type, &inner->shape)) {
            inner->base = base;
            base += inner->shape.capacity;
            found = i;
        }
    }
    return found;
}

/* The list of a fact, which it is or is given as. */
static bool list_of_fact(const qn_case *c, uint32_t fact, qn_list_place *out)
{
    const qn_row_fact *row = &c->tables->fact[fact];
    uint32_t type = row->history == QN_NONE_INDEX ? row->type : row->history;
    out->base = row->first_cell;
    return qn_list_shape_of(c->tables, type, &out->shape) && out->shape.capacity <= row->cell_count;
}

/* The fact in whose list the cell lies, which is that of an item: those lie in the cells of facts.
 */
static bool fact_of_cell(const qn_case *c, uint32_t cell, uint32_t *fact, qn_list_place *list)
{
    const qn_row_fact *row = c->tables->fact;
    while (cell < row->first_cell || cell - row->first_cell >= row->cell_count) {
        row++;
    }
    *fact = (uint32_t)(row - c->tables->fact);
    return list_of_fact(c, *fact, list) && cell - list->base < list->shape.capacity;
}

static void add_index(qn_text *text, uint32_t index)
{
    char number[16];
    (void)snprintf(number, sizeof number, "[%lu]", (unsigned long)index + 1);
    qn_text_add_string(text, number);
}

static void add_field(qn_text *text, const qn_tables *t, uint32_t row)
{
    qn_text_add_string(text, ".");
    qn_text_add_string(text, qn_tables_string(t, t->field[row].name));
}

/* Goes down from a fact's list to the cell; adds its name behind the fact's, and finds the list
 * that its field is, if it is one. False where it is no list, or no cell of an item. */
static bool go_to_cell(const qn_case *c, uint32_t cell, qn_list_place at, qn_text *text,
                       qn_list_place *out)
{
    const qn_tables *t = c->tables;
    for (;;) {
        uint32_t offset = cell - at.base;
        if (offset < at.shape.limit) {
            add_index(text, offset);
            return false;
        }
        uint32_t index = (offset - at.shape.limit) / at.shape.stride;
        uint32_t record = qn_list_record(&at.shape, at.base, index);
        uint32_t field = cell - record;
        qn_list_place inner;
        add_index(text, index);
        if (field < at.shape.field_count) {
            add_field(text, t, at.shape.first_field + field);
            out->base = area_of_field(t, &at.shape, record, field);
            return c->cells.field[cell] == at.shape.first_field + field &&
                   qn_list_shape_of(t, t->field[at.shape.first_field + field].type, &out->shape);
        }
        field = enter_field(t, &at.shape, record, cell, &inner);
        add_field(text, t, at.shape.first_field + field);
        at = inner;
    }
}

void qn_place_name(const qn_case *c, uint32_t fact, uint32_t cell, qn_text *text)
{
    qn_list_place list;
    qn_list_place inner;
    bool is_item = fact == QN_NONE_INDEX;
    if (is_item && !fact_of_cell(c, cell, &fact, &list)) {
        return;
    }
    qn_text_add_string(text, qn_program_fact_info(c->program, (int32_t)fact).name);
    if (is_item) {
        (void)go_to_cell(c, cell, list, text, &inner);
    }
}

bool qn_list_find(const qn_case *c, int32_t place, qn_list_place *out)
{
    qn_text nowhere = {0};
    qn_list_place top;
    uint32_t fact = 0;
    if (place >= 0 && (uint32_t)place < c->tables->fact_count) {
        return list_of_fact(c, (uint32_t)place, out);
    }
    return qn_cells_have_item(&c->cells, place) &&
           fact_of_cell(c, (uint32_t)place - QN_ITEM, &fact, &top) &&
           go_to_cell(c, (uint32_t)place - QN_ITEM, top, &nowhere, out);
}

/* ---- elements */

/* Takes a cell out of use. */
static void free_cell(qn_case *c, uint32_t cell)
{
    uint32_t kind = c->tables->type[c->tables->field[c->cells.field[cell]].type].kind;
    if (kind == QN_KIND_TEXT && c->cells.status[cell] == QN_KNOWN) {
        qn_text_drop(c, c->cells.slot[cell].i);
    }
    c->cells.field[cell] = QN_NONE_INDEX;
    c->cells.status[cell] = QN_UNKNOWN;
    c->cells.given[cell] = 0;
}

static void clear_record(qn_case *c, const qn_list_shape *shape, uint32_t record)
{
    uint32_t area = record + shape->field_count;
    for (uint32_t i = 0; i < shape->field_count; i++) {
        qn_list_place inner = {.base = area};
        if (qn_list_shape_of(c->tables, c->tables->field[shape->first_field + i].type,
                             &inner.shape)) {
            qn_list_clear(c, &inner);
            area += inner.shape.capacity;
        }
        if (c->cells.field[record + i] != QN_NONE_INDEX) {
            free_cell(c, record + i);
        }
    }
}

void qn_list_clear(qn_case *c, const qn_list_place *list)
{
    for (uint32_t i = 0; i < list->shape.limit; i++) {
        if (c->cells.field[list->base + i] == QN_NONE_INDEX) {
            return;
        }
        free_cell(c, list->base + i);
        clear_record(c, &list->shape, qn_list_record(&list->shape, list->base, i));
    }
}

/* Brings a cell into use with its default. */
static void make_cell(qn_case *c, uint32_t cell, uint32_t field)
{
    const qn_row_field *row = &c->tables->field[field];
    c->cells.field[cell] = field;
    c->cells.class_[cell] = (uint8_t)c->tables->type[row->type].class_;
    c->cells.given[cell] = 0;
    c->cells.status[cell] = QN_UNKNOWN;
    c->cells.slot[cell] = (qn_slot){.q = {.den = {.lo = 1}}};
    if (row->preset != QN_NONE_INDEX) {
        c->cells.slot[cell] = c->slot[row->preset];
        c->cells.status[cell] = c->status[row->preset];
    }
}

void qn_list_fill(qn_case *c, const qn_list_place *list, uint32_t count)
{
    const qn_list_shape *shape = &list->shape;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t record = qn_list_record(shape, list->base, i);
        make_cell(c, list->base + i, shape->element);
        for (uint32_t f = 0; f < shape->field_count; f++) {
            make_cell(c, record + f, shape->first_field + f);
        }
        if (shape->field_count > 0) {
            c->cells.slot[list->base + i].i = record;
            c->cells.status[list->base + i] = QN_KNOWN;
        }
    }
}

void qn_place_drop(qn_case *c, const qn_offer *o)
{
    qn_list_place list;
    uint32_t reg = qn_tables_first_fact(c->tables) + o->fact;
    bool is_fact = o->fact != QN_NONE_INDEX;
    bool over_time = is_fact && c->tables->fact[o->fact].history != QN_NONE_INDEX;
    uint32_t kind = c->tables->type[o->field.type].kind;
    if (over_time || kind == QN_KIND_LIST) {
        int32_t place = (int32_t)(is_fact ? o->fact : QN_ITEM + o->cell);
        if (qn_list_find(c, place, &list)) {
            qn_list_clear(c, &list);
        }
    } else if (kind == QN_KIND_TEXT && is_fact && c->status[reg] == QN_KNOWN) {
        qn_text_drop(c, c->slot[reg].i);
    } else if (kind == QN_KIND_TEXT && !is_fact && c->cells.status[o->cell] == QN_KNOWN) {
        qn_text_drop(c, c->cells.slot[o->cell].i);
    }
}

/* ---- facts over time */

/* The fact over time in one of whose entries the cell is the day. */
static bool find_history(const qn_case *c, uint32_t cell, uint32_t *fact, qn_list_place *list,
                         uint32_t *from)
{
    if (!fact_of_cell(c, cell, fact, list) || c->tables->fact[*fact].history == QN_NONE_INDEX ||
        cell < list->base + list->shape.limit) {
        return false;
    }
    *from = qn_list_field(c->tables, &list->shape, "from", 4);
    return *from < list->shape.field_count &&
           (cell - list->base - list->shape.limit) % list->shape.stride == *from;
}

/* How many elements a list has. */
static uint32_t count_of(const qn_case *c, const qn_list_place *list)
{
    uint32_t count = 0;
    while (count < list->shape.limit && c->cells.field[list->base + count] != QN_NONE_INDEX) {
        count++;
    }
    return count;
}

bool qn_history_has_day(const qn_case *c, uint32_t cell, int64_t day)
{
    qn_list_place list;
    uint32_t fact = 0;
    uint32_t from = 0;
    if (!find_history(c, cell, &fact, &list, &from)) {
        return false;
    }
    uint32_t count = count_of(c, &list);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = qn_list_record(&list.shape, list.base, i) + from;
        if (other != cell && c->cells.status[other] == QN_KNOWN && c->cells.slot[other].i == day) {
            return true;
        }
    }
    return false;
}

/* The day of the entry that stands at that place, those that have none behind all days. The cells
 * of an image that no compiler wrote may be another list's too, and name no record. */
static int64_t day_at(const qn_case *c, const qn_list_place *list, uint32_t index, uint32_t from)
{
    int64_t record = c->cells.slot[list->base + index].i;
    bool has_day = qn_cells_have(&c->cells, record, (int64_t)from + 1) &&
                   c->cells.status[record + from] == QN_KNOWN;
    return has_day ? c->cells.slot[record + from].i : INT64_MAX;
}

/* Entries keep their records, so that their items stay what they are; what is put in order is the
 * elements, which name them. Until all of them have a day the fact is unknown. */
void qn_history_sort(qn_case *c, uint32_t cell)
{
    qn_list_place list;
    uint32_t fact = 0;
    uint32_t from = 0;
    if (!find_history(c, cell, &fact, &list, &from)) {
        return;
    }
    uint32_t count = count_of(c, &list);
    for (uint32_t i = 1; i < count; i++) {
        int64_t record = c->cells.slot[list.base + i].i;
        int64_t day = day_at(c, &list, i, from);
        uint32_t at = i;
        for (; at > 0 && day_at(c, &list, at - 1, from) > day; at--) {
            c->cells.slot[list.base + at].i = c->cells.slot[list.base + at - 1].i;
        }
        c->cells.slot[list.base + at].i = record;
    }
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    bool all = count == 0 || day_at(c, &list, count - 1, from) != INT64_MAX;
    c->slot[reg].i = qn_list_pack((qn_list){.first = list.base, .count = count});
    c->status[reg] = all ? QN_KNOWN : QN_UNKNOWN;
    c->direct.open |= QN_DIRECT_UNSEEN;
}

bool qn_history_find_always(const qn_case *c, int32_t fact, uint32_t *cell)
{
    qn_list_place list;
    if (!qn_list_find(c, fact, &list)) {
        return false;
    }
    uint32_t value = qn_list_field(c->tables, &list.shape, "value", 5);
    uint32_t from = qn_list_field(c->tables, &list.shape, "from", 4);
    *cell = qn_list_record(&list.shape, list.base, 0) + value;
    return value < list.shape.field_count && from < list.shape.field_count &&
           c->tables->field[list.shape.first_field + value].type == c->tables->fact[fact].type &&
           c->tables->type[c->tables->field[list.shape.first_field + from].type].kind ==
               QN_KIND_DATE;
}

void qn_history_begin_always(qn_case *c, uint32_t fact)
{
    qn_list_place list;
    (void)list_of_fact(c, fact, &list); /* as qn_history_find_always has found it */
    uint32_t from = qn_list_field(c->tables, &list.shape, "from", 4);
    qn_list_clear(c, &list);
    qn_list_fill(c, &list, 1);
    uint32_t day = qn_list_record(&list.shape, list.base, 0) + from;
    c->cells.slot[day].i = QN_DAY_MIN;
    c->cells.status[day] = QN_KNOWN;
    c->cells.given[day] = 1;
    qn_history_sort(c, day);
    c->given[fact] = 1;
}

/* ---- the public calls */

qn_status qn_case_set_list(qn_case *c, int32_t place, size_t count)
{
    qn_list_place list;
    qn_offer o;
    char text[40];
    if (!qn_offer_begin(c, place, "", 0, &o)) {
        return QN_MISUSE;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%zu elements", count);
    o.text = text;
    if (!qn_list_find(c, place, &list)) {
        o.text = "a list";
        o.length = strlen(o.text);
        return qn_offer_refuse(&o, "was given");
    }
    if (count > list.shape.limit) {
        return qn_offer_refuse(&o, "are too many");
    }
    qn_list_clear(c, &list);
    qn_list_fill(c, &list, (uint32_t)count);
    qn_list packed = {.first = list.base, .count = (uint32_t)count};
    const qn_slot slot = {.i = qn_list_pack(packed)};
    bool over_time = o.fact != QN_NONE_INDEX && c->tables->fact[o.fact].history != QN_NONE_INDEX;
    o.cell = over_time ? QN_NONE_INDEX : o.cell;
    /* Entries of a fact over time wait for their days. */
    qn_offer_put(&o, over_time && count > 0 ? QN_UNKNOWN : QN_KNOWN, &slot, true);
    return QN_OK;
}

int32_t qn_case_item(qn_case *c, int32_t place, size_t index, const char *field)
{
    qn_list_place list;
    if (c == NULL || !qn_list_find(c, place, &list) || index >= list.shape.limit ||
        c->cells.field[list.base + index] == QN_NONE_INDEX) {
        return -1;
    }
    if (field == NULL) {
        return list.shape.field_count > 0 ? -1 : (int32_t)(QN_ITEM + list.base + index);
    }
    uint32_t number = qn_list_field(c->tables, &list.shape, field, strlen(field));
    if (number == list.shape.field_count) {
        return -1;
    }
    return (int32_t)(QN_ITEM + qn_list_record(&list.shape, list.base, (uint32_t)index) + number);
}

int32_t qn_case_declared(const qn_case *c, int32_t place)
{
    if (c != NULL && qn_cells_have_item(&c->cells, place)) {
        return (int32_t)(QN_FIELD + c->cells.field[(uint32_t)place - QN_ITEM]);
    }
    return c != NULL && place >= 0 && (uint32_t)place < c->tables->fact_count ? place : -1;
}

qn_status qn_case_place_name(const qn_case *c, int32_t place, char *buffer, size_t size,
                             size_t *length)
{
    int32_t declared = qn_case_declared(c, place);
    if (declared < 0 || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    qn_text text = {.buffer = buffer, .size = size};
    bool is_fact = declared == place;
    qn_place_name(c, is_fact ? (uint32_t)place : QN_NONE_INDEX,
                  is_fact ? QN_NONE_INDEX : (uint32_t)place - QN_ITEM, &text);
    return qn_text_end(&text, length);
}
