/*
 * Answers as Arrow: the fields of their schema and the arrays of a record batch.
 *
 * Responsible for: which rules come in columns and in which type, and the life of what is exported.
 * Refuses to know: columns of facts, how rows are answered.
 */
#include "arrow.h"

#include <string.h>

#include "decimal.h"

/* Arrow wants buffers to begin at such addresses. */
enum { ALIGNMENT = 64 };

/* Numbers with a decimal of 128 bits have up to 38 digits, and 18 behind the point here; sets have
 * a column up to 62 values. What a type without a coin has for its digits. */
enum { DECIMALS_MAX = 18, SET_MAX = 63, NO_COIN = 255 };

/* 10^38, which a decimal of 38 digits does not reach. */
static const qn_wide decimal_end = {.lo = UINT64_C(0x098A224000000000),
                                    .hi = INT64_C(0x4B3B4CA85A86C47A)};

static const char status_suffix[] = ".status";
static const char *const status_names[] = {"known", "none",    "unknown", "conflict",
                                           "error", "refused", "unfit"};
enum { STATUS_COUNT = sizeof status_names / sizeof status_names[0] };

/* ---- rules */

static const qn_row_type *type_of(const qn_program *program, int32_t rule)
{
    return &program->tables.type[program->tables.rule[rule].type];
}

/* The digits behind the point that all numbers of a type have room in, as far as there is a column
 * of so many: at least those of its coin. */
static int32_t decimals_of(const qn_program *program, uint32_t type)
{
    const qn_row_type *row = &program->tables.type[type];
    int32_t decimals = row->decimals == NO_COIN ? 0 : (int32_t)row->decimals;
    qn_rational step = {0};
    if (row->kind == QN_KIND_INTEGER) {
        return 0;
    }
    if (row->class_ == QN_CLASS_Q) {
        return DECIMALS_MAX;
    }
    (void)qn_rational_div(qn_rational_from_i64(1), program->scale[type], &step); /* it is above 0 */
    int places = qn_decimal_places(step);
    decimals = places > decimals ? places : decimals;
    return places < 0 || decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;
}

/* Whether the answers of a rule can stand in a column, and in which lane. */
static bool find_lane(const qn_program *program, int32_t rule, qn_answers *out)
{
    const qn_row_type *type = type_of(program, rule);
    uint32_t values =
        type->choice == QN_NONE_INDEX ? 0 : program->tables.choice[type->choice].count;
    *out = (qn_answers){.rule = rule, .lane = QN_INT64};
    switch ((qn_kind)type->kind) {
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
        out->decimals = decimals_of(program, program->tables.rule[rule].type);
        out->lane = out->decimals > 0 || type->decimals != NO_COIN ? QN_INT128 : QN_INT64;
        return true;
    case QN_KIND_BOOLEAN:
        out->lane = QN_BIT;
        return true;
    case QN_KIND_DATE:
        out->lane = QN_INT32;
        return true;
    case QN_KIND_CHOICE:
        out->lane = values <= INT8_MAX ? QN_INT8 : values <= INT16_MAX ? QN_INT16 : QN_INT32;
        return true;
    case QN_KIND_CLOCK:
        return true;
    case QN_KIND_SET:
        return values < SET_MAX;
    default:
        return false;
    }
}

static qn_status bind_named(qn_arrow_stream *s, const qn_arrow_options *options)
{
    for (size_t i = 0; i < options->rule_count; i++) {
        int32_t rule = options->rules[i];
        const char *name = qn_program_rule_info(s->program, rule).name;
        if (name == NULL) {
            return QN_ARROW_TELL(&s->error, QN_MISUSE, "there is no rule of a number asked for");
        }
        if (!find_lane(s->program, rule, &s->answer[s->answer_count++])) {
            return QN_ARROW_TELL(&s->error, QN_MISUSE, "the rule `", name,
                                 "` is of a kind that does not come in columns");
        }
        for (size_t k = 0; k < i; k++) {
            if (options->rules[k] == rule) {
                return QN_ARROW_TELL(&s->error, QN_MISUSE, "the rule `", name,
                                     "` is asked for twice");
            }
        }
    }
    return QN_OK;
}

qn_status qn_arrow_bind_answers(qn_arrow_stream *s, const qn_arrow_options *options)
{
    bool are_named = options->rules != NULL;
    size_t room = are_named ? options->rule_count : (size_t)qn_program_rule_count(s->program);
    if ((!are_named && options->rule_count > 0) || room > INT32_MAX) {
        return QN_ARROW_TELL(&s->error, QN_MISUSE, "the rules that are asked for are missing");
    }
    s->answer_room = room + 1;
    s->answer = qn_memory_take(&s->options, s->answer_room * sizeof *s->answer);
    if (s->answer == NULL) {
        return QN_NO_MEMORY;
    }
    if (are_named) {
        return bind_named(s, options);
    }
    for (int32_t rule = 0; rule < (int32_t)room; rule++) {
        if (!qn_program_rule_info(s->program, rule).is_hidden &&
            find_lane(s->program, rule, &s->answer[s->answer_count])) {
            s->answer_count++;
        }
    }
    return QN_OK;
}

static const char *rule_name(const qn_arrow_stream *s, size_t answer)
{
    return qn_program_rule_info(s->program, s->answer[answer].rule).name;
}

bool qn_arrow_is_taken(const qn_arrow_stream *s, const char *name)
{
    for (size_t i = 0; i < s->answer_count; i++) {
        const char *rule = rule_name(s, i);
        size_t length = strlen(rule);
        if (strlen(name) >= length && memcmp(name, rule, length) == 0 &&
            (name[length] == 0 || strcmp(name + length, status_suffix) == 0)) {
            return true;
        }
    }
    return false;
}

/* ---- what is exported */

/*
 * What an exported schema or array owns: one block, that begins so. Behind it stand the children,
 * and buffers or texts. Whoever moves a child away takes all that it needs: each has a block of its
 * own, and the allocator with it.
 */
typedef struct owned {
    qn_options options;
    size_t size;
} owned;

typedef struct owned_schema {
    owned own;
    struct ArrowSchema dictionary;
} owned_schema;

typedef struct owned_array {
    owned own;
    struct ArrowArray dictionary;
    const void *buffers[3];
} owned_array;

static void release_schema(struct ArrowSchema *schema)
{
    owned *own = schema->private_data;
    qn_options options = own->options;
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != NULL) {
            schema->children[i]->release(schema->children[i]);
        }
    }
    if (schema->dictionary != NULL && schema->dictionary->release != NULL) {
        schema->dictionary->release(schema->dictionary);
    }
    schema->release = NULL;
    qn_memory_free(&options, own, own->size);
}

static void release_array(struct ArrowArray *array)
{
    owned *own = array->private_data;
    qn_options options = own->options;
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL) {
            array->children[i]->release(array->children[i]);
        }
    }
    if (array->dictionary != NULL && array->dictionary->release != NULL) {
        array->dictionary->release(array->dictionary);
    }
    array->release = NULL;
    qn_memory_free(&options, own, own->size);
}

/* A block with a head that is 0, and room behind it. */
static void *take_owned(const qn_options *options, size_t head, size_t room)
{
    owned *own = qn_memory_take(options, head + room);
    if (own == NULL) {
        return NULL;
    }
    memset(own, 0, head);
    own->options = *options;
    own->size = head + room;
    return own;
}

/* ---- schemas */

/* Metadata with one key: numbers of 32 bits, each with the bytes that they count. */
static size_t put_metadata(char *to, const char *key, const char *value)
{
    const char *const parts[2] = {key, value};
    const int32_t count = 1;
    size_t at = sizeof count;
    memcpy(to, &count, sizeof count);
    for (int i = 0; i < 2; i++) {
        int32_t length = (int32_t)strlen(parts[i]);
        memcpy(to + at, &length, sizeof length);
        memcpy(to + at + sizeof length, parts[i], (size_t)length);
        at += sizeof length + (size_t)length;
    }
    return at;
}

/* Begins a schema: texts are copied; the name is in two parts. False where memory is out. */
static bool begin_schema(const qn_options *options, const char *format, const char *name,
                         const char *more, const char *unit, struct ArrowSchema *out)
{
    static const char key[] = "unit";
    size_t lengths[3] = {strlen(format), strlen(name), strlen(more)};
    size_t metadata = unit[0] == 0 ? 0 : 3 * sizeof(int32_t) + strlen(key) + strlen(unit);
    owned_schema *own =
        take_owned(options, sizeof *own, lengths[0] + lengths[1] + lengths[2] + 2 + metadata);
    if (own == NULL) {
        return false;
    }
    char *text = (char *)(own + 1);
    char *name_at = text + lengths[0] + 1;
    memset(text, 0, lengths[0] + lengths[1] + lengths[2] + 2);
    memcpy(text, format, lengths[0]);
    memcpy(name_at, name, lengths[1]);
    memcpy(name_at + lengths[1], more, lengths[2]);
    char *metadata_at = name_at + lengths[1] + lengths[2] + 1;
    if (metadata > 0) {
        (void)put_metadata(metadata_at, key, unit);
    }
    *out = (struct ArrowSchema){.format = text,
                                .name = name_at,
                                .metadata = metadata > 0 ? metadata_at : NULL,
                                .flags = ARROW_FLAG_NULLABLE,
                                .release = release_schema,
                                .private_data = own};
    return true;
}

/* The same with texts as a dictionary. */
static bool put_dictionary_schema(const qn_options *options, const char *format, const char *name,
                                  const char *more, struct ArrowSchema *out)
{
    if (!begin_schema(options, format, name, more, "", out)) {
        return false;
    }
    struct ArrowSchema *dictionary = &((owned_schema *)out->private_data)->dictionary;
    out->dictionary = dictionary;
    return begin_schema(options, "u", "", "", "", dictionary);
}

/* The format of a column of answers. */
static const char *format_of(const qn_arrow_stream *s, size_t answer, char *buffer)
{
    static const char *const formats[QN_LANE_COUNT] = {
        [QN_INT8] = "c", [QN_INT16] = "s", [QN_INT32] = "i", [QN_INT64] = "l", [QN_BIT] = "b"};
    const qn_answers *a = &s->answer[answer];
    if (a->lane != QN_INT128) {
        return type_of(s->program, a->rule)->kind == QN_KIND_DATE ? "tdD" : formats[a->lane];
    }
    memcpy(buffer, "d:38,", 5);
    buffer[5] = (char)('0' + a->decimals / 10);
    buffer[6] = (char)('0' + a->decimals % 10);
    buffer[7] = 0;
    if (a->decimals < 10) {
        buffer[5] = buffer[6];
        buffer[6] = 0;
    }
    return buffer;
}

static const char *unit_of(const qn_arrow_stream *s, int32_t rule)
{
    qn_rule_info info = qn_program_rule_info(s->program, rule);
    return info.kind == QN_KIND_PERCENT ? "%"
           : info.kind == QN_KIND_CLOCK ? "minutes since midnight"
                                        : info.unit;
}

/* The field of an answer, and that of its statuses behind it. */
static bool put_field(const qn_arrow_stream *s, size_t answer, struct ArrowSchema **out)
{
    char buffer[8];
    int32_t rule = s->answer[answer].rule;
    const char *name = rule_name(s, answer);
    const char *format = format_of(s, answer, buffer);
    bool is_choice = type_of(s->program, rule)->kind == QN_KIND_CHOICE;
    if (is_choice ? !put_dictionary_schema(&s->options, format, name, "", out[0])
                  : !begin_schema(&s->options, format, name, "", unit_of(s, rule), out[0])) {
        return false;
    }
    if (!s->has_status) {
        return true;
    }
    if (!put_dictionary_schema(&s->options, "C", name, status_suffix, out[1])) {
        return false;
    }
    out[1]->flags = 0;
    return true;
}

/* Columns of the record batches. */
static size_t width_of(const qn_arrow_stream *s)
{
    return s->key_count + s->answer_count * (s->has_status ? 2 : 1);
}

qn_status qn_arrow_put_schema(const qn_arrow_stream *s, struct ArrowSchema *in,
                              struct ArrowSchema *out)
{
    size_t width = width_of(s);
    size_t room = width * (sizeof *out->children + sizeof **out->children);
    owned_schema *own = take_owned(&s->options, sizeof *own, room);
    if (own == NULL) {
        return QN_NO_MEMORY;
    }
    struct ArrowSchema **children = (struct ArrowSchema **)(void *)(own + 1);
    struct ArrowSchema *child = (struct ArrowSchema *)(void *)(children + width);
    memset(child, 0, width * sizeof *child);
    *out = (struct ArrowSchema){.format = "+s", /* which live as long as the library */
                                .name = "",
                                .n_children = (int64_t)width,
                                .children = children,
                                .release = release_schema,
                                .private_data = own};
    for (size_t i = 0; i < width; i++) {
        children[i] = &child[i];
    }
    for (size_t i = 0; i < s->key_count; i++) {
        child[i] = *in->children[s->key[i]];
        in->children[s->key[i]]->release = NULL;
    }
    for (size_t i = 0; i < s->answer_count; i++) {
        if (!put_field(s, i, &children[s->key_count + i * (s->has_status ? 2 : 1)])) {
            out->release(out);
            return QN_NO_MEMORY;
        }
    }
    return QN_OK;
}

/* ---- arrays */

static size_t up(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* An array with its buffer 1 of so many bytes. False where memory is out. */
static bool begin_array(const qn_options *options, int64_t length, int64_t buffers, size_t bytes,
                        struct ArrowArray *out)
{
    owned_array *own = take_owned(options, sizeof *own, bytes + ALIGNMENT);
    if (own == NULL) {
        return false;
    }
    own->buffers[1] = (const void *)up((uintptr_t)(own + 1));
    *out = (struct ArrowArray){.length = length,
                               .n_buffers = buffers,
                               .buffers = own->buffers,
                               .release = release_array,
                               .private_data = own};
    return true;
}

/* A buffer that is being written. */
static unsigned char *buffer_of(const struct ArrowArray *array, int number)
{
    return (unsigned char *)(uintptr_t)array->buffers[number];
}

/* The name of a value of a choice, or, without one, of a status. */
static const char *entry_name(const qn_program *program, const qn_row_choice *choice, uint32_t i)
{
    const qn_tables *t = &program->tables;
    return choice == NULL ? status_names[i]
                          : qn_tables_string(t, t->choice_value[choice->first + i].name);
}

/* Gives an array the names that its numbers stand for: where each begins, and their bytes. */
static bool put_dictionary(const qn_arrow_stream *s, const qn_row_choice *choice,
                           struct ArrowArray *out)
{
    uint32_t count = choice == NULL ? STATUS_COUNT : choice->count;
    size_t begins = ((size_t)count + 1) * sizeof(int32_t);
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++) {
        bytes += strlen(entry_name(s->program, choice, i));
    }
    struct ArrowArray *dictionary = &((owned_array *)out->private_data)->dictionary;
    if (!begin_array(&s->options, count, 3, up(begins) + bytes, dictionary)) {
        return false;
    }
    int32_t *begin = (int32_t *)(void *)buffer_of(dictionary, 1);
    char *text = (char *)begin + up(begins);
    dictionary->buffers[2] = text;
    begin[0] = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *name = entry_name(s->program, choice, i);
        size_t length = strlen(name);
        memcpy(text + begin[i], name, length);
        begin[i + 1] = begin[i] + (int32_t)length;
    }
    out->dictionary = dictionary;
    return true;
}

/* Bytes of the values of a column of answers. */
static size_t values_size(qn_lane lane, size_t rows)
{
    static const unsigned char width[QN_LANE_COUNT] = {
        [QN_INT8] = 1, [QN_INT16] = 2, [QN_INT32] = 4, [QN_INT64] = 8, [QN_INT128] = 16};
    return lane == QN_BIT ? (rows + 7) / 8 : rows * width[lane];
}

static bool begin_answer(qn_arrow_stream *s, size_t answer, size_t rows, struct ArrowArray *out)
{
    qn_answers *a = &s->answer[answer];
    const qn_row_type *type = type_of(s->program, a->rule);
    size_t bytes = values_size(a->lane, rows);
    if (!begin_array(&s->options, (int64_t)rows, 2, up(bytes) + (rows + 7) / 8, out)) {
        return false;
    }
    a->values = buffer_of(out, 1);
    if (a->lane == QN_BIT && rows > 0) {
        ((unsigned char *)a->values)[bytes - 1] = 0; /* the bits behind the last row */
    }
    return type->kind != QN_KIND_CHOICE ||
           put_dictionary(s, &s->program->tables.choice[type->choice], out);
}

/* The statuses: the bytes of the batch are the numbers of a dictionary. */
static bool begin_status(qn_arrow_stream *s, size_t answer, size_t rows, struct ArrowArray *out)
{
    if (!begin_array(&s->options, (int64_t)rows, 2, rows, out)) {
        return false;
    }
    s->answer[answer].status = buffer_of(out, 1);
    return put_dictionary(s, NULL, out);
}

/* A place for each child. */
static qn_status begin_children(const qn_arrow_stream *s, int64_t rows, struct ArrowArray *out)
{
    size_t width = width_of(s);
    if (!begin_array(&s->options, rows, 1, width * (sizeof *out->children + sizeof **out->children),
                     out)) {
        return QN_NO_MEMORY;
    }
    out->n_children = (int64_t)width;
    out->children = (struct ArrowArray **)(void *)buffer_of(out, 1);
    out->buffers[1] = NULL;
    struct ArrowArray *child = (struct ArrowArray *)(void *)(out->children + width);
    memset(child, 0, width * sizeof *child);
    for (size_t i = 0; i < width; i++) {
        out->children[i] = &child[i];
    }
    return QN_OK;
}

qn_status qn_arrow_begin_rows(qn_arrow_stream *s, int64_t rows, struct ArrowArray *out)
{
    size_t count = (size_t)rows;
    uint8_t *status = NULL;
    if (begin_children(s, rows, out) != QN_OK) {
        return QN_NO_MEMORY;
    }
    if (!s->has_status && count <= SIZE_MAX / (s->answer_count + 1)) {
        status = qn_arrow_room_get(&s->options, &s->status, count * s->answer_count);
    }
    bool is_whole = s->has_status || status != NULL;
    for (size_t i = 0; i < s->answer_count && is_whole; i++) {
        struct ArrowArray **child = &out->children[s->key_count + i * (s->has_status ? 2 : 1)];
        s->answer[i].status = status == NULL ? NULL : status + i * count;
        is_whole = begin_answer(s, i, count, child[0]) &&
                   (!s->has_status || begin_status(s, i, count, child[1]));
    }
    if (!is_whole) {
        out->release(out);
    }
    return is_whole ? QN_OK : QN_NO_MEMORY;
}

/* Numbers of 39 digits fit in 16 bytes, but not in the type. */
static void find_unfit(const qn_answers *a, size_t rows)
{
    const qn_wide *values = a->values;
    for (size_t row = 0; row < rows; row++) {
        if (a->status[row] == QN_KNOWN &&
            (qn_wide_cmp(values[row], decimal_end) >= 0 ||
             qn_wide_cmp(values[row], qn_wide_neg(decimal_end)) <= 0)) {
            a->status[row] = QN_UNFIT;
        }
    }
}

/* Marks what is not known as null; answers that are all known need no marks. */
static void put_nulls(const uint8_t *status, size_t rows, uint8_t *bits, struct ArrowArray *out)
{
    uint8_t any = 0;
    for (size_t row = 0; row < rows; row++) {
        any |= status[row];
    }
    if (any == QN_KNOWN) {
        return;
    }
    memset(bits, 0, (rows + 7) / 8);
    int64_t nulls = 0;
    for (size_t row = 0; row < rows; row++) {
        unsigned known = status[row] == QN_KNOWN;
        bits[row / 8] = (uint8_t)(bits[row / 8] | known << row % 8);
        nulls += !known;
    }
    out->null_count = nulls;
    out->buffers[0] = bits;
}

void qn_arrow_finish_rows(const qn_arrow_stream *s, int64_t rows, struct ArrowArray *out)
{
    size_t count = (size_t)rows;
    for (size_t i = 0; i < s->answer_count; i++) {
        const qn_answers *a = &s->answer[i];
        struct ArrowArray *child = out->children[s->key_count + i * (s->has_status ? 2 : 1)];
        if (a->lane == QN_INT128 && type_of(s->program, a->rule)->class_ != QN_CLASS_I) {
            find_unfit(a, count);
        }
        put_nulls(a->status, count, buffer_of(child, 1) + up(values_size(a->lane, count)), child);
    }
}

void qn_arrow_move_keys(const qn_arrow_stream *s, struct ArrowArray *in, struct ArrowArray *out)
{
    for (size_t i = 0; i < s->key_count; i++) {
        struct ArrowArray *from = in->children[s->key[i]];
        struct ArrowArray *to = out->children[i];
        *to = *from;
        from->release = NULL;
        if (in->offset > 0 || to->length != in->length) {
            bool are_all_null = to->null_count == to->length;
            to->null_count = to->null_count == 0 ? 0 : are_all_null ? in->length : -1;
            to->offset += in->offset;
            to->length = in->length;
        }
    }
}
