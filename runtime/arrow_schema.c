/*
 * What the columns of an Arrow stream are to a program.
 *
 * Responsible for: which column is a fact, the date of decision or a key, and how its values come
 * to the batch. Refuses to know: arrays (arrow_batch.c), answers (arrow_out.c).
 */
#include "arrow.h"

#include <string.h>

static const qn_arrow_name yes_names[] = {{"no", 2}, {"yes", 3}};

/* The batch is not to take columns of choices for numbers, where a dictionary has yet to come. */
static const int32_t any_map[1] = {-1};

/* ---- sentences */

/* What a fact takes, by its kind. */
static const char *expected(qn_kind kind)
{
    switch (kind) {
    case QN_KIND_BOOLEAN:
        return "bool, or the texts yes and no";
    case QN_KIND_DATE:
        return "date32 or date64";
    case QN_KIND_CHOICE:
        return "text or a dictionary of text";
    case QN_KIND_SET:
        return "integers, as masks";
    case QN_KIND_CLOCK:
        return "integers, minutes since midnight";
    case QN_KIND_LIST:
        return "list, large_list or fixed_size_list";
    default:
        return "integers, or decimal128 with 0 to 18 digits behind the point";
    }
}

static qn_status refuse(qn_arrow_stream *s, const qn_arrow_column *c, const char *what)
{
    return QN_ARROW_TELL(&s->error, QN_MISUSE, "column `", c->name, c->field_name[0] ? "." : "",
                         c->field_name, "` ", what);
}

/* The column is of another type than what it is named after. */
static qn_status refuse_type(qn_arrow_stream *s, const qn_arrow_column *c)
{
    const char *more = c->format.family == QN_ARROW_FLOAT
                           ? "; floating point is not exact: cast it to decimal128, as (18, 2)"
                           : "";
    return QN_ARROW_TELL(&s->error, QN_MISUSE, "column `", c->name, c->field_name[0] ? "." : "",
                         c->field_name, "` comes as ", c->format.name, "; expected ",
                         expected(c->kind), more);
}

static bool is_sound(const struct ArrowSchema *schema)
{
    if (schema->release == NULL || schema->format == NULL || schema->n_children < 0 ||
        schema->n_children > INT32_MAX || (schema->n_children > 0 && schema->children == NULL)) {
        return false;
    }
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *child = schema->children[i];
        const struct ArrowSchema *values = child != NULL ? child->dictionary : NULL;
        if (child == NULL || child->release == NULL || child->format == NULL ||
            (values != NULL && (values->release == NULL || values->format == NULL))) {
            return false;
        }
    }
    return true;
}

static qn_status refuse_schema(qn_arrow_stream *s)
{
    return QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "the schema of the input is not as Arrow has it");
}

static const char *name_of(const struct ArrowSchema *schema)
{
    return schema->name == NULL ? "" : schema->name;
}

/* ---- values */

/* The names that a text of the column can be, as an array for quick comparison. */
static qn_status take_names(qn_arrow_stream *s, qn_arrow_column *c)
{
    if (c->kind == QN_KIND_BOOLEAN) {
        c->names = yes_names;
        c->name_count = 2;
        return QN_OK;
    }
    c->name_count = qn_program_fact_info(s->program, c->declared).choice_count;
    qn_arrow_name *names =
        qn_arrow_room_get(&s->options, &c->name_room, (size_t)c->name_count * sizeof *names);
    if (names == NULL) {
        return QN_NO_MEMORY;
    }
    for (int32_t i = 0; i < c->name_count; i++) {
        const char *text = qn_program_fact_choice(s->program, c->declared, i);
        names[i] = (qn_arrow_name){.text = text, .length = strlen(text)};
    }
    c->names = names;
    return QN_OK;
}

/* Texts, plain or in a dictionary, for a choice or a yes or no. */
static qn_status bind_texts(qn_arrow_stream *s, qn_arrow_column *c,
                            const struct ArrowSchema *schema, qn_column *out)
{
    bool is_choice = c->kind == QN_KIND_CHOICE;
    if (schema->dictionary == NULL) {
        c->way = QN_ARROW_BY_NAME;
        out->lane = QN_INT32;
        return take_names(s, c);
    }
    qn_arrow_format index = qn_arrow_format_of(schema->format);
    if (index.family != QN_ARROW_INTEGER || index.is_wide) {
        return refuse(s, c, "has a dictionary whose numbers are none of 8 to 32 bits or int64");
    }
    c->index = index.lane;
    c->way = is_choice ? QN_ARROW_MAPPED : QN_ARROW_BY_NUMBER;
    out->lane = is_choice ? index.lane : QN_INT32;
    out->choice = is_choice ? any_map : NULL;
    out->choice_count = is_choice ? 1 : 0;
    return take_names(s, c);
}

static qn_status bind_numbers(qn_arrow_column *c, qn_column *out)
{
    c->way = c->format.is_wide ? QN_ARROW_WIDENED : QN_ARROW_AS_IS;
    out->lane = c->format.is_wide ? QN_INT128 : c->format.lane;
    out->decimals = c->format.decimals;
    return QN_OK;
}

static qn_status bind_days(qn_arrow_column *c, qn_column *out)
{
    c->way = c->format.family == QN_ARROW_MILLI ? QN_ARROW_TO_DAYS : QN_ARROW_AS_IS;
    out->lane = QN_INT32;
    return QN_OK;
}

/* How values of this type come to a fact of this kind. */
static qn_status bind_values(qn_arrow_stream *s, qn_arrow_column *c,
                             const struct ArrowSchema *schema, qn_column *out)
{
    qn_arrow_family family = c->format.family;
    bool is_text = family == QN_ARROW_TEXT;
    bool is_integer = family == QN_ARROW_INTEGER && schema->dictionary == NULL;
    bool is_decimal = family == QN_ARROW_DECIMAL && c->format.is_exact && !schema->dictionary;
    if (schema->dictionary != NULL && !is_text) {
        return refuse(s, c, "comes as a dictionary of what is no text");
    }
    switch (c->kind) {
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
        return is_integer || is_decimal ? bind_numbers(c, out) : refuse_type(s, c);
    case QN_KIND_SET:
    case QN_KIND_CLOCK:
        return is_integer ? bind_numbers(c, out) : refuse_type(s, c);
    case QN_KIND_BOOLEAN:
        if (is_text) {
            return bind_texts(s, c, schema, out);
        }
        return is_integer || family == QN_ARROW_BOOL ? bind_numbers(c, out) : refuse_type(s, c);
    case QN_KIND_DATE:
        return family == QN_ARROW_DATE || family == QN_ARROW_MILLI ? bind_days(c, out)
                                                                   : refuse_type(s, c);
    case QN_KIND_CHOICE:
        return is_text ? bind_texts(s, c, schema, out) : refuse_type(s, c);
    default:
        return refuse(s, c, "is named after a fact of a kind that does not come in columns");
    }
}

/* The place of the next column. `name` belongs to the program. */
static qn_arrow_column *next_column(qn_arrow_stream *s, const char *name, int64_t top,
                                    const struct ArrowSchema *schema)
{
    qn_arrow_column *c = &s->column[s->column_count];
    const struct ArrowSchema *values = schema->dictionary ? schema->dictionary : schema;
    *c = (qn_arrow_column){
        .name = name, .field_name = "", .top = top, .field = -1, .declared = -1, .array = NULL};
    c->is_nullable = (schema->flags & ARROW_FLAG_NULLABLE) != 0;
    c->format = qn_arrow_format_of(values->format);
    s->input[s->column_count] =
        (qn_column){.list = -1, .may_be_absent = c->is_nullable, .lane = QN_INT64};
    return c;
}

/* ---- lists */

/* What the elements have, or one of their fields. */
static qn_status bind_element(qn_arrow_stream *s, size_t list, int64_t field,
                              const struct ArrowSchema *schema, int32_t declared)
{
    const qn_arrow_column *owner = &s->column[list];
    qn_arrow_column *c = next_column(s, owner->name, owner->top, schema);
    qn_column *out = &s->input[s->column_count];
    qn_fact_info info = qn_program_fact_info(s->program, declared);
    if (c->format.family == QN_ARROW_NULL) {
        return QN_OK;
    }
    c->field_name = info.name;
    c->field = field;
    c->is_element = true;
    c->list = list;
    c->declared = declared;
    c->kind = info.kind;
    out->fact = declared;
    out->list = s->input[list].fact;
    s->column_count++;
    return bind_values(s, c, schema, out);
}

/* The field of that name of what elements are; -1 for none. */
static int32_t find_field(const qn_program *program, int32_t element, const char *name)
{
    for (int32_t i = 0, field; (field = qn_program_field(program, element, i)) >= 0; i++) {
        if (strcmp(qn_program_fact_info(program, field).name, name) == 0) {
            return field;
        }
    }
    return -1;
}

static qn_status bind_fields(qn_arrow_stream *s, size_t list, const struct ArrowSchema *records,
                             int32_t element, qn_others others)
{
    if (!is_sound(records)) {
        return refuse_schema(s);
    }
    qn_status status = QN_OK;
    for (int64_t i = 0; i < records->n_children && status == QN_OK; i++) {
        const char *name = name_of(records->children[i]);
        int32_t field = find_field(s->program, element, name);
        if (field >= 0) {
            status = bind_element(s, list, i, records->children[i], field);
        } else if (others == QN_OTHERS_REFUSED) {
            status = QN_ARROW_TELL(&s->error, QN_MISUSE, "column `", s->column[list].name, "`: `",
                                   name, "` is no field of its elements");
        }
    }
    return status;
}

/* Whether any element is written anew, so that where they begin is, too. */
static void settle_list(qn_arrow_stream *s, size_t list)
{
    qn_arrow_column *c = &s->column[list];
    bool is_rebased = c->format.family == QN_ARROW_FIXED_LIST;
    for (size_t i = list + 1; i < s->column_count; i++) {
        qn_arrow_way way = s->column[i].way;
        is_rebased |= way != QN_ARROW_AS_IS && way != QN_ARROW_MAPPED;
    }
    c->way = is_rebased ? QN_ARROW_REBASED : QN_ARROW_COUNTED;
    s->input[list].lane = is_rebased ? QN_INT64 : c->format.lane;
}

static qn_status bind_list(qn_arrow_stream *s, const struct ArrowSchema *schema, qn_others others)
{
    size_t list = s->column_count;
    qn_arrow_column *c = &s->column[list];
    if ((c->format.family != QN_ARROW_LIST && c->format.family != QN_ARROW_FIXED_LIST) ||
        schema->dictionary != NULL) {
        return refuse_type(s, c);
    }
    if (!is_sound(schema) || schema->n_children != 1) {
        return refuse_schema(s);
    }
    int32_t element = qn_program_fact_info(s->program, c->declared).element;
    bool are_records = qn_program_fact_info(s->program, element).kind == QN_KIND_RECORD;
    const struct ArrowSchema *items = schema->children[0];
    qn_arrow_family family = qn_arrow_format_of(items->format).family;
    c->has_records = are_records;
    c->has_null_items = family == QN_ARROW_NULL;
    if (!c->has_null_items && are_records != (family == QN_ARROW_STRUCT)) {
        return refuse(s, c,
                      are_records
                          ? "has elements that are no struct; expected one with their fields"
                          : "has elements that are a struct; expected values");
    }
    s->column_count++;
    qn_status status = QN_OK;
    if (!c->has_null_items) {
        status = are_records ? bind_fields(s, list, items, element, others)
                             : bind_element(s, list, -1, items, element);
    }
    settle_list(s, list);
    return status;
}

/* ---- columns */

/* The fact that a column is named after, QN_TODAY for `on` and `today`, -1 for none. */
static int32_t find_fact(const qn_program *program, const char *name)
{
    int32_t fact = qn_program_fact(program, name);
    return fact == -1 && strcmp(name, "on") == 0 ? QN_TODAY : fact;
}

static qn_status bind_fact(qn_arrow_stream *s, int64_t top, const struct ArrowSchema *schema,
                           int32_t fact, qn_others others)
{
    bool is_date = fact == QN_TODAY;
    qn_fact_info info = qn_program_fact_info(s->program, fact);
    const char *date = strcmp(name_of(schema), "on") == 0 ? "on" : "today";
    qn_arrow_column *c = next_column(s, is_date ? date : info.name, top, schema);
    qn_column *out = &s->input[s->column_count];
    if (c->format.family == QN_ARROW_NULL) {
        return QN_OK;
    }
    c->declared = fact;
    c->kind = is_date ? QN_KIND_DATE : info.kind;
    out->fact = fact;
    for (size_t i = 0; i < s->column_count; i++) {
        if (!s->column[i].is_element && s->column[i].declared == fact) {
            return refuse(s, c, is_date ? "is the date a second time" : "is there twice");
        }
    }
    if (info.is_over_time) {
        return refuse(s, c, "is named after a fact over time, which does not come in columns");
    }
    if (c->kind == QN_KIND_LIST) {
        return bind_list(s, schema, others);
    }
    s->column_count++;
    return bind_values(s, c, schema, out);
}

/* Whether a child of the input is a key already. */
static bool is_key(const qn_arrow_stream *s, int64_t child)
{
    for (size_t i = 0; i < s->key_count; i++) {
        if (s->key[i] == child) {
            return true;
        }
    }
    return false;
}

/* A column is let through, under a name that no answer has. */
static qn_status add_key(qn_arrow_stream *s, const struct ArrowSchema *schema, int64_t child)
{
    const char *name = name_of(schema->children[child]);
    if (qn_arrow_is_taken(s, name)) {
        return QN_ARROW_TELL(&s->error, QN_MISUSE, "column `", name,
                             "` is let through, and an answer has the same name");
    }
    s->key[s->key_count++] = child;
    return QN_OK;
}

static qn_status bind_keys(qn_arrow_stream *s, const struct ArrowSchema *schema,
                           const qn_arrow_options *options)
{
    qn_status status = QN_OK;
    for (size_t i = 0; i < options->key_count && status == QN_OK; i++) {
        const char *name = options->keys == NULL ? NULL : options->keys[i];
        int64_t child = 0;
        while (name != NULL && child < schema->n_children &&
               strcmp(name_of(schema->children[child]), name) != 0) {
            child++;
        }
        if (name == NULL || child == schema->n_children || is_key(s, child)) {
            return QN_ARROW_TELL(&s->error, QN_MISUSE, "`", name == NULL ? "" : name,
                                 "` is wanted as a key, and is no column or a key already");
        }
        status = add_key(s, schema, child);
    }
    return status;
}

/* A column that is no fact. */
static qn_status bind_other(qn_arrow_stream *s, const struct ArrowSchema *schema, int64_t child,
                            qn_others others)
{
    if (is_key(s, child) || others == QN_OTHERS_IGNORED) {
        return QN_OK;
    }
    if (others == QN_OTHERS_KEPT) {
        return add_key(s, schema, child);
    }
    return QN_ARROW_TELL(&s->error, QN_MISUSE, "column `", name_of(schema->children[child]),
                         "` is no fact and no key");
}

/* Takes memory for as many columns as there can be. */
static qn_status make_room(qn_arrow_stream *s, const struct ArrowSchema *schema)
{
    size_t room = (size_t)schema->n_children;
    s->key_room = room;
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *child = schema->children[i];
        bool has_items = child->n_children == 1 && child->children && child->children[0];
        int64_t fields = has_items ? child->children[0]->n_children : 0;
        room += 1 + (fields > 0 && fields <= INT32_MAX ? (size_t)fields : 0);
    }
    s->column = qn_memory_take(&s->options, (room + 1) * sizeof *s->column);
    s->input = qn_memory_take(&s->options, (room + 1) * sizeof *s->input);
    s->key = qn_memory_take(&s->options, (s->key_room + 1) * sizeof *s->key);
    s->column_room = room + 1;
    s->key_room++;
    return s->column == NULL || s->input == NULL || s->key == NULL ? QN_NO_MEMORY : QN_OK;
}

bool qn_arrow_has_fields(const qn_arrow_stream *s, const struct ArrowSchema *schema)
{
    return is_sound(schema) && schema->n_children == s->child_count;
}

qn_status qn_arrow_bind(qn_arrow_stream *s, const struct ArrowSchema *schema,
                        const qn_arrow_options *options)
{
    if (!is_sound(schema) || schema->dictionary != NULL || strcmp(schema->format, "+s") != 0) {
        return refuse_schema(s);
    }
    s->child_count = schema->n_children;
    qn_status status = make_room(s, schema);
    status = status == QN_OK ? bind_keys(s, schema, options) : status;
    for (int64_t i = 0; i < schema->n_children && status == QN_OK; i++) {
        int32_t fact = find_fact(s->program, name_of(schema->children[i]));
        status = fact == -1 ? bind_other(s, schema, i, options->others)
                            : bind_fact(s, i, schema->children[i], fact, options->others);
    }
    return status;
}
