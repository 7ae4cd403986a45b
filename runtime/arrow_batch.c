/*
 * From the arrays of a record batch to the columns of a batch.
 *
 * Responsible for: whether arrays are as Arrow has them, as far as that can be seen; where values
 * lie; and the few that have to be written anew, as plain text and milliseconds.
 * Refuses to know: which column is which fact (arrow_schema.c), which values a fact takes.
 */
#include "arrow.h"

#include <string.h>

/* More rows, elements or values than this are a mistake: their bits and bytes can be counted. */
#define LENGTH_MAX ((int64_t)(SIZE_MAX / 128))

/* What the batch refuses as no day, as the choice of no value, and as neither yes nor no. */
enum { NO_DAY = INT32_MIN, NO_NAME = -1, NO_YES = 2 };

#define MILLIS_A_DAY INT64_C(86400000)

/* Some values of an array: the number in its buffers of the first, and how many. */
typedef struct run {
    const struct ArrowArray *array;
    int64_t first;
    int64_t count;
} run;

/* ---- soundness */

static qn_status refuse(qn_arrow_stream *s, const qn_arrow_column *c, const char *what)
{
    return QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "column `", c->name, c->field_name[0] ? "." : "",
                         c->field_name, "`: ", what);
}

/* Whether an array has so many buffers and children, and at least so many values. */
static bool is_sound(const struct ArrowArray *a, int64_t buffers, int64_t children, int64_t length)
{
    if (a == NULL || a->release == NULL || a->length < 0 || a->length > LENGTH_MAX ||
        a->offset < 0 || a->offset > LENGTH_MAX || a->length < length || a->null_count < -1 ||
        a->n_buffers < buffers || (buffers > 0 && a->buffers == NULL) ||
        a->n_children != children || (children > 0 && a->children == NULL)) {
        return false;
    }
    for (int64_t i = 0; i < children; i++) {
        if (a->children[i] == NULL || a->children[i]->release == NULL) {
            return false;
        }
    }
    return a->null_count <= 0 || buffers == 0 || a->buffers[0] != NULL;
}

/* Whether a value of a run is null. */
static bool has_null(const run *r)
{
    if (r->array->null_count == 0 || r->array->buffers[0] == NULL) {
        return false;
    }
    for (int64_t i = 0; i < r->count; i++) {
        if (!qn_arrow_has(r->array, r->first + i)) {
            return true;
        }
    }
    return false;
}

/* Whether a value in that lane may stand at an address. Decimals need no more than their halves. */
static bool is_aligned(const void *values, qn_lane lane)
{
    static const unsigned char width[QN_LANE_COUNT] = {
        [QN_INT8] = 1,   [QN_INT16] = 2,  [QN_INT32] = 4,  [QN_INT64] = 8, [QN_UINT8] = 1,
        [QN_UINT16] = 2, [QN_UINT32] = 4, [QN_INT128] = 8, [QN_BIT] = 1};
    return (uintptr_t)values % width[lane] == 0;
}

/* A column that has nulls although its schema says that it has none. */
static qn_status check_nulls(qn_arrow_stream *s, const qn_arrow_column *c, const run *r)
{
    return !c->is_nullable && has_null(r)
               ? refuse(s, c, "it has nulls, and its schema says that it has none")
               : QN_OK;
}

/* The values of a column that are to be looked at. */
static qn_status check_values(qn_arrow_stream *s, const qn_arrow_column *c, const run *r)
{
    static const int64_t text_buffers = 3;
    bool is_text = c->format.family == QN_ARROW_TEXT && c->way == QN_ARROW_BY_NAME;
    bool has_dictionary = c->way == QN_ARROW_MAPPED || c->way == QN_ARROW_BY_NUMBER;
    int64_t buffers = is_text ? text_buffers : 2;
    if (!is_sound(r->array, buffers, 0, 0)) {
        return refuse(s, c, "its array is not as Arrow has it");
    }
    if (r->count > 0 && r->array->buffers[1] == NULL) {
        return refuse(s, c, "its array has no values");
    }
    if (!is_aligned(r->array->buffers[1], has_dictionary ? c->index : c->format.lane)) {
        return refuse(s, c, "its values do not lie where values of their width can");
    }
    return check_nulls(s, c, r);
}

/* ---- values */

int64_t qn_arrow_integer(const void *values, qn_lane lane, int64_t at)
{
    switch (lane) {
    case QN_INT8:
        return ((const int8_t *)values)[at];
    case QN_INT16:
        return ((const int16_t *)values)[at];
    case QN_INT32:
        return ((const int32_t *)values)[at];
    case QN_UINT8:
        return ((const uint8_t *)values)[at];
    case QN_UINT16:
        return ((const uint16_t *)values)[at];
    case QN_UINT32:
        return ((const uint32_t *)values)[at];
    case QN_BIT:
        return ((const uint8_t *)values)[at / 8] >> at % 8 & 1;
    default:
        return ((const int64_t *)values)[at];
    }
}

/* A text of up to 12 bytes stands in its view; of a longer one the view has the length, four bytes,
 * the number of a buffer and where in it the text begins. The last buffer has the lengths. */
static bool view_text(const struct ArrowArray *array, int64_t at, qn_arrow_name *out)
{
    enum { WITHIN = 12 };
    int32_t part[4];
    const unsigned char *view = (const unsigned char *)array->buffers[1] + at * 16;
    memcpy(part, view, sizeof part);
    out->length = (size_t)part[0];
    if (part[0] >= 0 && part[0] <= WITHIN) {
        out->text = (const char *)view + 4;
        return true;
    }
    int64_t others = array->n_buffers - 3;
    const int64_t *lengths = array->buffers[array->n_buffers - 1];
    if (part[0] < 0 || part[2] < 0 || part[2] >= others || lengths == NULL || part[3] < 0 ||
        (int64_t)part[3] + part[0] > lengths[part[2]] || array->buffers[part[2] + 2] == NULL) {
        return false;
    }
    out->text = (const char *)array->buffers[part[2] + 2] + part[3];
    return true;
}

bool qn_arrow_text(const qn_arrow_format *format, const struct ArrowArray *array, int64_t at,
                   qn_arrow_name *out)
{
    if (!qn_arrow_has(array, at)) {
        return false;
    }
    if (format->is_view) {
        return view_text(array, at, out);
    }
    int64_t begin = qn_arrow_integer(array->buffers[1], format->lane, at);
    int64_t end = qn_arrow_integer(array->buffers[1], format->lane, at + 1);
    if (begin < 0 || end < begin || (end > begin && array->buffers[2] == NULL)) {
        return false;
    }
    *out = (qn_arrow_name){.text = end > begin ? (const char *)array->buffers[2] + begin : "",
                           .length = (size_t)(end - begin)};
    return true;
}

/* The number of a name of the column, or that of none. Neighbours are often alike: `last` is tried
 * first. */
static int32_t find_name(const qn_arrow_column *c, qn_arrow_name text, int32_t *last)
{
    for (int32_t i = -1; i < c->name_count; i++) { /* no choice is without names */
        int32_t candidate = i < 0 ? *last : i;
        const qn_arrow_name *name = &c->names[candidate];
        if (name->length == text.length && memcmp(name->text, text.text, text.length) == 0) {
            *last = candidate;
            return candidate;
        }
    }
    return c->kind == QN_KIND_BOOLEAN ? NO_YES : NO_NAME;
}

/* ---- what is written anew */

/* Where the rewritten values of a run go, so that its bits need not be moved. */
static void *take_values(qn_arrow_stream *s, qn_arrow_column *c, const run *r, size_t width,
                         qn_column *out)
{
    size_t shift = (size_t)(r->first % 8);
    unsigned char *values =
        qn_arrow_room_get(&s->options, &c->value_room, (shift + (size_t)r->count) * width);
    out->values = values;
    out->first = shift;
    out->present = out->present == NULL ? NULL : out->present + r->first / 8;
    return values == NULL ? NULL : values + shift * width;
}

static qn_status write_widened(qn_arrow_stream *s, qn_arrow_column *c, const run *r, qn_column *out)
{
    const uint64_t *from = r->array->buffers[1];
    uint64_t *to = take_values(s, c, r, 2 * sizeof *to, out);
    if (to == NULL) {
        return QN_NO_MEMORY;
    }
    for (int64_t i = 0; i < r->count; i++) {
        to[2 * i] = from[r->first + i];
        to[2 * i + 1] = 0;
    }
    return QN_OK;
}

static qn_status write_days(qn_arrow_stream *s, qn_arrow_column *c, const run *r, qn_column *out)
{
    const int64_t *from = r->array->buffers[1];
    int32_t *to = take_values(s, c, r, sizeof *to, out);
    if (to == NULL) {
        return QN_NO_MEMORY;
    }
    for (int64_t i = 0; i < r->count; i++) {
        int64_t millis = from[r->first + i];
        int64_t day = millis / MILLIS_A_DAY;
        bool is_day = day * MILLIS_A_DAY == millis && day > INT32_MIN && day <= INT32_MAX;
        to[i] = is_day ? (int32_t)day : NO_DAY;
    }
    return QN_OK;
}

static qn_status write_names(qn_arrow_stream *s, qn_arrow_column *c, const run *r, qn_column *out)
{
    int32_t last = 0;
    int32_t *to = take_values(s, c, r, sizeof *to, out);
    if (to == NULL) {
        return QN_NO_MEMORY;
    }
    for (int64_t i = 0; i < r->count; i++) {
        qn_arrow_name text = {"", 0};
        if (!qn_arrow_has(r->array, r->first + i)) {
            to[i] = 0;
            continue;
        }
        if (!qn_arrow_text(&c->format, r->array, r->first + i, &text)) {
            return refuse(s, c, "its texts are not as Arrow has them");
        }
        to[i] = find_name(c, text, &last);
    }
    return QN_OK;
}

/* ---- dictionaries */

/* The number in the choice, or of yes and no, for each value of a dictionary. */
static qn_status make_map(qn_arrow_stream *s, qn_arrow_column *c, const struct ArrowArray *values,
                          const int32_t **out)
{
    int32_t last = 0;
    if (!is_sound(values, 3, 0, 0) || values->length > INT32_MAX ||
        (values->buffers[1] == NULL && values->length > 0) ||
        !is_aligned(values->buffers[1], c->format.lane)) {
        return refuse(s, c, "its dictionary is not as Arrow has it");
    }
    size_t count = (size_t)values->length;
    int32_t *map = qn_arrow_room_get(&s->options, &c->map_room, count * sizeof *map);
    if (map == NULL) {
        return QN_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        qn_arrow_name text;
        if (!qn_arrow_text(&c->format, values, values->offset + (int64_t)i, &text)) {
            return refuse(s, c,
                          "its dictionary has a null, or texts that are not as Arrow has them");
        }
        map[i] = find_name(c, text, &last);
    }
    *out = map;
    return QN_OK;
}

/* A dictionary of yes and no, whose numbers mean something else in each batch. */
static qn_status write_mapped(qn_arrow_stream *s, qn_arrow_column *c, const run *r,
                              const int32_t *map, qn_column *out)
{
    int64_t length = r->array->dictionary->length;
    int32_t *to = take_values(s, c, r, sizeof *to, out);
    if (to == NULL) {
        return QN_NO_MEMORY;
    }
    for (int64_t i = 0; i < r->count; i++) {
        int64_t number = qn_arrow_integer(r->array->buffers[1], c->index, r->first + i);
        to[i] = number >= 0 && number < length ? map[number] : NO_YES;
    }
    return QN_OK;
}

static qn_status take_dictionary(qn_arrow_stream *s, qn_arrow_column *c, const run *r,
                                 qn_column *out)
{
    const int32_t *map = NULL;
    qn_status status = make_map(s, c, r->array->dictionary, &map);
    if (status != QN_OK) {
        return status;
    }
    if (c->way == QN_ARROW_BY_NUMBER) {
        return write_mapped(s, c, r, map, out);
    }
    out->choice = map;
    out->choice_count = (size_t)r->array->dictionary->length;
    return QN_OK;
}

/* Which values there are; NULL for all. */
static const uint8_t *bits_of(const qn_arrow_column *c)
{
    return c->array->null_count == 0 || !c->is_nullable ? NULL : c->array->buffers[0];
}

/* Points an input to the values of a run. */
static qn_status take_run(qn_arrow_stream *s, qn_arrow_column *c, const run *r, qn_column *out)
{
    static const uint64_t nothing[2] = {0};
    qn_status status = check_values(s, c, r);
    if (status != QN_OK) {
        return status;
    }
    c->array = r->array;
    c->first = r->first;
    out->values = r->array->buffers[1] != NULL ? r->array->buffers[1] : nothing;
    out->present = bits_of(c);
    out->first = (size_t)r->first;
    switch (c->way) {
    case QN_ARROW_WIDENED:
        return write_widened(s, c, r, out);
    case QN_ARROW_TO_DAYS:
        return write_days(s, c, r, out);
    case QN_ARROW_BY_NAME:
        return write_names(s, c, r, out);
    case QN_ARROW_MAPPED:
    case QN_ARROW_BY_NUMBER:
        return take_dictionary(s, c, r, out);
    default:
        return QN_OK;
    }
}

/* ---- lists */

/* Where the elements of a row begin, as the array of lists says. */
static int64_t begin_of(const qn_arrow_column *c, int64_t row)
{
    int64_t at = c->first + row;
    return c->format.family == QN_ARROW_FIXED_LIST
               ? at * c->format.width
               : qn_arrow_integer(c->array->buffers[1], c->format.lane, at);
}

/* Counts elements from the first one that is there, 8 bytes a row. */
static qn_status rebase(qn_arrow_stream *s, qn_arrow_column *c, int64_t rows, qn_column *out)
{
    run r = {.array = c->array, .first = c->first, .count = rows + 1};
    int64_t *begin = take_values(s, c, &r, sizeof *begin, out);
    if (begin == NULL) {
        return QN_NO_MEMORY;
    }
    int64_t low = begin_of(c, 0);
    int64_t last = low;
    for (int64_t i = 0; i <= rows; i++) {
        int64_t at = begin_of(c, i);
        if (at < last) {
            return refuse(s, c, "where its elements begin falls");
        }
        begin[i] = at - low;
        last = at;
    }
    return QN_OK;
}

/* Whether it can be told of a list where the elements of each row begin. */
static bool has_begins(const qn_arrow_column *c, const run *r)
{
    const struct ArrowArray *a = r->array;
    if (c->format.family == QN_ARROW_FIXED_LIST) {
        return is_sound(a, 1, 1, 0) &&
               (c->format.width == 0 || r->first + r->count <= LENGTH_MAX / c->format.width);
    }
    return is_sound(a, 2, 1, 0) && a->buffers[1] != NULL &&
           is_aligned(a->buffers[1], c->format.lane);
}

/* Points the input of a list to where elements begin. */
static qn_status take_list(qn_arrow_stream *s, qn_arrow_column *c, const run *r, qn_column *out)
{
    const struct ArrowArray *a = r->array;
    bool is_fixed = c->format.family == QN_ARROW_FIXED_LIST;
    if (!has_begins(c, r)) {
        return refuse(s, c, "its array is not as Arrow has it");
    }
    c->array = a;
    c->first = r->first;
    out->values = is_fixed ? NULL : a->buffers[1];
    out->present = bits_of(c);
    out->first = (size_t)r->first;
    int64_t low = begin_of(c, 0);
    int64_t high = begin_of(c, r->count);
    if (low < 0 || high < low ||
        !is_sound(a->children[0], c->has_null_items ? 0 : 1, a->children[0]->n_children, high)) {
        return refuse(s, c, "its elements are not as Arrow has them");
    }
    qn_status status = check_nulls(s, c, r);
    return status == QN_OK && c->way == QN_ARROW_REBASED ? rebase(s, c, r->count, out) : status;
}

/* What elements have: a field of a struct, or themselves. The list has been taken. */
static qn_status take_element(qn_arrow_stream *s, qn_arrow_column *c, int64_t rows, qn_column *out)
{
    const qn_arrow_column *list = &s->column[c->list];
    const struct ArrowArray *items = list->array->children[0];
    const struct ArrowArray *array = items;
    int64_t low = list->way == QN_ARROW_REBASED ? begin_of(list, 0) : 0;
    int64_t high = begin_of(list, rows);
    int64_t zero = items->offset;
    if (c->field >= 0) {
        if (c->field >= items->n_children ||
            !is_sound(items->children[c->field], 1, 0, zero + high)) {
            return refuse(s, c, "its elements are not as Arrow has them");
        }
        array = items->children[c->field];
        zero += array->offset;
    }
    run r = {.array = array, .first = zero + low, .count = high - low};
    return take_run(s, c, &r, out);
}

qn_status qn_arrow_resolve(qn_arrow_stream *s, const struct ArrowArray *batch)
{
    if (!is_sound(batch, 1, s->child_count, 0)) {
        return QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "a record batch is not as Arrow has it");
    }
    const run whole = {.array = batch, .first = batch->offset, .count = batch->length};
    if (has_null(&whole)) {
        return QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "a record batch has a row that is null");
    }
    for (int64_t i = 0; i < s->child_count; i++) {
        if (batch->children[i]->length < batch->offset + batch->length) {
            return QN_ARROW_TELL(&s->error, QN_BAD_VALUE,
                                 "a record batch has columns that are shorter than itself");
        }
    }
    qn_status status = QN_OK;
    for (size_t i = 0; i < s->column_count && status == QN_OK && batch->length > 0; i++) {
        qn_arrow_column *c = &s->column[i];
        qn_column *out = &s->input[i];
        const struct ArrowArray *array = batch->children[c->top];
        run r = {.array = array, .count = batch->length};
        if (c->is_element) {
            status = take_element(s, c, batch->length, out);
            continue;
        }
        r.first = batch->offset + array->offset;
        status = c->kind == QN_KIND_LIST ? take_list(s, c, &r, out) : take_run(s, c, &r, out);
    }
    return status;
}

bool qn_arrow_has_null_record(const qn_arrow_column *c, int64_t row)
{
    if (!c->has_records || !qn_arrow_has(c->array, c->first + row)) {
        return false;
    }
    const struct ArrowArray *items = c->array->children[0];
    for (int64_t i = begin_of(c, row); i < begin_of(c, row + 1); i++) {
        if (c->has_null_items || !qn_arrow_has(items, items->offset + i)) {
            return true;
        }
    }
    return false;
}

void qn_arrow_refuse_nulls(const qn_arrow_stream *s, size_t rows, int32_t *refused)
{
    for (size_t i = 0; i < s->column_count; i++) {
        const qn_arrow_column *c = &s->column[i];
        if (!c->has_records || c->array->children[0]->null_count == 0) {
            continue;
        }
        for (size_t row = 0; row < rows; row++) {
            if (refused[row] >= 0 || !qn_arrow_has_null_record(c, (int64_t)row)) {
                continue;
            }
            refused[row] = (int32_t)i;
            for (size_t k = 0; k < s->answer_count; k++) {
                s->answer[k].status[row] = QN_REFUSED;
            }
        }
    }
}
