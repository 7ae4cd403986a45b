/*
 * builder.c - tables, strings, constants and instructions of a program that is being compiled, and
 * their final order. The arithmetic is in builder_number.c. See builder.h.
 *
 * Three layers, each using the one above it only: arrays and the index, rows that are shared
 * (strings, types, constants, instructions), and at the end the layout that turns the numbers of
 * rows into registers. spec/bytecode.md describes what comes out.
 */
#include "builder.h"

#include <assert.h>
#include <string.h>

enum { QN_ROWS_MAX = 1 << 24 };

/* Takes eight more bytes into a hash: what multiplying carries to the top is turned round. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash << 29 | hash >> 35;
}

static uint64_t load_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* One to seven bytes. Two halves may have bytes in common: what counts is that none is left out. */
static uint64_t load_rest(const unsigned char *bytes, size_t length)
{
    uint32_t first, last;
    if (length < sizeof first)
        return (uint64_t)bytes[0] << 16 | (uint64_t)bytes[length / 2] << 8 | bytes[length - 1];
    memcpy(&first, bytes, sizeof first);
    memcpy(&last, bytes + length - sizeof last, sizeof last);
    return (uint64_t)first << 32 | last;
}

/* One number from two. A product carries upward only, so that the upper half comes down first. */
static uint32_t spread(uint64_t left, uint64_t right)
{
    uint64_t hash = left ^ (right << 32 | right >> 32);
    hash = (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(hash >> 32);
}

/* Over bytes, words of eight by turns in two chains, neither of which waits for the other. It
 * differs from one machine to another: what is numbered by it has the order in which it was met. */
uint32_t qn_hash(const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    uint64_t left = length, right = UINT64_C(0x85ebca6bc2b2ae35);
    for (; length >= 2 * sizeof left; length -= 2 * sizeof left, p += 2 * sizeof left) {
        left = mix(left, load_word(p));
        right = mix(right, load_word(p + sizeof left));
    }
    if (length >= sizeof left) {
        left = mix(left, load_word(p));
        length -= sizeof left;
        p += sizeof left;
    }
    if (length)
        right = mix(right, load_rest(p, length));
    return spread(left, right);
}

/* Of an instruction, with the epoch within which it is shared. */
static uint32_t hash_instruction(const qn_row_instruction *row, uint32_t epoch)
{
    const uint32_t words[5] = {row->word, row->a, row->b, row->c, epoch};
    return qn_hash(words, sizeof words);
}

/* What is kept on the heap comes from the allocator of the scratch arena. */
static void *heap_resize(const qn_builder *b, void *old, size_t old_size, size_t new_size)
{
    return b->scratch->allocate(b->scratch->user, old, old_size, new_size);
}

/* Doubles an array, on the heap or in the scratch arena. False, with the builder failed, out of
 * memory or beyond the largest table. */
static bool array_grow(qn_builder *b, qn_growing *array, size_t size)
{
    uint32_t capacity = array->capacity ? array->capacity * 2 : 4;
    void *rows = NULL;
    if (capacity > QN_ROWS_MAX * 4u)
        b->too_large = true;
    else if (array->kept)
        rows = heap_resize(b, array->capacity ? array->rows : NULL, array->capacity * size,
                           capacity * size);
    else
        rows = qn_arena_extend(b->scratch, array->rows, array->capacity * size, capacity * size);
    if (!rows) {
        b->failed = true;
        return false;
    }
    array->rows = rows;
    array->capacity = capacity;
    return true;
}

/* Lends the spare rows to an array without any. */
static uint32_t append_nothing(qn_builder *b, qn_growing *array)
{
    if (!array->capacity)
        array->rows = b->spare;
    return 0;
}

/* An array whose first row there was no memory for has the spare rows, which can be written and
 * read. */
uint32_t qn_append_grown(qn_builder *b, qn_growing *array, size_t size, const void *row)
{
    if (b->failed || (array->count == array->capacity && !array_grow(b, array, size)))
        return append_nothing(b, array);
    memcpy((char *)array->rows + array->count * size, row, size);
    return array->count++;
}

void qn_append_all(qn_builder *b, qn_growing *array, size_t size, const void *rows, uint32_t count)
{
    while (!b->failed && array->capacity - array->count < count)
        if (!array_grow(b, array, size))
            append_nothing(b, array);
    if (b->failed || !count)
        return;
    memcpy((char *)array->rows + array->count * size, rows, count * size);
    array->count += count;
}

void qn_growing_clear(qn_builder *b, qn_growing *array, size_t size)
{
    if (array->capacity)
        heap_resize(b, array->rows, array->capacity * size, 0);
    *array = (qn_growing){.kept = array->kept};
}

/* ---- the index from bytes to numbers */

void qn_index_clear(qn_builder *b, qn_index *index)
{
    if (index->capacity)
        heap_resize(b, index->slot, index->capacity * sizeof *index->slot, 0);
    *index = (qn_index){0};
}

/* Puts every entry into its new place. On failure the old index stays as it is. */
bool qn_index_grow(qn_builder *b, qn_index *index)
{
    uint32_t capacity = index->capacity ? index->capacity * 2 : 256;
    qn_index_slot *slot = heap_resize(b, NULL, 0, capacity * sizeof *slot);
    if (!slot) {
        b->failed = true;
        return false;
    }
    memset(slot, 0, capacity * sizeof *slot);
    for (uint32_t i = 0; i < index->capacity; i++) {
        if (!index->slot[i].number)
            continue;
        uint32_t at = index->slot[i].hash & (capacity - 1);
        while (slot[at].number)
            at = (at + 1) & (capacity - 1);
        slot[at] = index->slot[i];
    }
    uint32_t count = index->count;
    qn_index_clear(b, index);
    *index = (qn_index){.slot = slot, .capacity = capacity, .count = count};
    return true;
}

void qn_index_store(qn_index *index, uint32_t at, uint32_t hash, uint32_t number)
{
    index->slot[at] = (qn_index_slot){.number = number + 1, .hash = hash};
    index->count++;
}

/* Instructions are shared within a rule only, and a program has many rules: an index of all of them
 * would lie far from the processor. */
void qn_builder_end_sharing(qn_builder *b)
{
    enum { FEW_INSTRUCTIONS = 1024 };
    qn_index *index = &b->code_index;
    if (index->count < FEW_INSTRUCTIONS)
        return;
    memset(index->slot, 0, index->capacity * sizeof *index->slot);
    index->count = 0;
}

/* Finds a row equal to `row` among those of the array, or appends it. */
static uint32_t intern_row(qn_builder *b, qn_index *index, qn_growing *array, size_t size,
                           const void *row)
{
    uint32_t hash = qn_hash(row, size), at;
    if (!qn_index_begin(b, index, hash, &at))
        return 0;
    for (; index->slot[at].number; at = (at + 1) & (index->capacity - 1)) {
        uint32_t number = index->slot[at].number - 1;
        if (index->slot[at].hash == hash && !memcmp((char *)array->rows + number * size, row, size))
            return number;
    }
    uint32_t number = qn_append(b, array, size, row);
    if (!b->failed)
        qn_index_store(index, at, hash, number);
    return number;
}

/* ---- strings */

/* Where a string begins; that of the number behind the last one is the end of all. */
static uint32_t string_at(const qn_builder *b, uint32_t index)
{
    return ((const uint32_t *)b->string.rows)[index];
}

/* Appends the bytes and a NUL, so that a text can be used as C has it. Returns the number of the
 * string, 0 out of memory. */
static uint32_t string_add(qn_builder *b, const char *text, size_t length)
{
    while (b->text.capacity - b->text.count < length + 1) {
        uint32_t capacity = b->text.capacity ? b->text.capacity * 2 : 4096;
        void *rows =
            heap_resize(b, b->text.capacity ? b->text.rows : NULL, b->text.capacity, capacity);
        if (!rows) {
            b->failed = true;
            return 0;
        }
        b->text.rows = rows;
        b->text.capacity = capacity;
    }
    memcpy((char *)b->text.rows + b->text.count, text, length);
    ((char *)b->text.rows)[b->text.count + length] = '\0';
    b->text.count += (uint32_t)length + 1;
    uint32_t number = b->string.count - 1;
    qn_append(b, &b->string, sizeof(uint32_t), &b->text.count);
    return number;
}

/* The strings lie one behind the other, each with a NUL, so that the next one's beginning is its
 * end. */
static bool is_string(const qn_builder *b, uint32_t number, const char *text, size_t length)
{
    uint32_t begin = string_at(b, number), end = string_at(b, number + 1);
    return end - begin - 1 == length && !memcmp((char *)b->text.rows + begin, text, length);
}

/* Most places have nothing to say: the empty string, number 0, is looked for by nobody. */
uint32_t qn_string_n(qn_builder *b, const char *text, size_t length)
{
    if (!length && b->string.count > 1)
        return 0;
    uint32_t hash = qn_hash(text, length), at;
    if (b->failed || !qn_index_begin(b, &b->string_index, hash, &at))
        return 0;
    qn_index *index = &b->string_index;
    for (; index->slot[at].number; at = (at + 1) & (index->capacity - 1)) {
        uint32_t number = index->slot[at].number - 1;
        if (index->slot[at].hash == hash && is_string(b, number, text, length))
            return number;
    }
    uint32_t number = string_add(b, text, length);
    if (!b->failed)
        qn_index_store(index, at, hash, number);
    return number;
}

uint32_t qn_string(qn_builder *b, const char *text)
{
    return text ? qn_string_n(b, text, strlen(text)) : 0;
}

/* Every table and every array beside the tables. */
#define EACH_ARRAY(X)                                                                              \
    X(text, char)                                                                                  \
    X(string, uint32_t) X(owner, uint32_t) X(walker, uint32_t) X(epoch_of, uint32_t)
#define EACH_INDEX(X) X(string_index) X(constant_index) X(type_index) X(code_index)

/* Every table starts with the spare rows, so that its row 0 can be touched whatever happens. The
 * empty string is number 0. */
void qn_builder_init(qn_builder *b, qn_arena *scratch)
{
    *b = (qn_builder){.scratch = scratch, .blame = QN_NONE_INDEX};
    uint32_t zero = 0;
#define START(name, type)                                                                          \
    static_assert(sizeof(type) <= QN_SPARE_SIZE, "a row is larger than the spare ones");           \
    b->name = (qn_growing){.rows = b->spare, .kept = true};
#define QN_TABLE(TABLE, name, fields) START(name, qn_row_##name)
#include "tables.def"
#undef QN_TABLE
    EACH_ARRAY(START)
#undef START
    qn_append(b, &b->string, sizeof zero, &zero);
    qn_string(b, "");
}

void qn_builder_clear(qn_builder *b)
{
#define RELEASE(name, type) qn_growing_clear(b, &b->name, sizeof(type));
#define QN_TABLE(TABLE, name, fields) RELEASE(name, qn_row_##name)
#include "tables.def"
#undef QN_TABLE
    EACH_ARRAY(RELEASE)
#undef RELEASE
#define RELEASE(name) qn_index_clear(b, &b->name);
    EACH_INDEX(RELEASE)
#undef RELEASE
}

uint32_t qn_pool(qn_builder *b, const uint32_t *values, uint32_t count)
{
    static_assert(sizeof(qn_row_entry) == sizeof *values, "the pool is a list of numbers");
    uint32_t first = b->entry.count;
    qn_append_all(b, &b->entry, sizeof *values, values, count);
    return first;
}

uint32_t qn_site_add(qn_builder *b, const qn_row_site *site)
{
    return QN_APPEND(b, site, site);
}

static bool has_choice(const qn_type *type)
{
    return type->kind == QN_KIND_CHOICE || type->kind == QN_KIND_SET;
}

/* The numbers of a factor are constants; an amount has as many decimals as its coin. */
static uint32_t find_type_row(qn_builder *b, const qn_type *type, qn_class class_, qn_wide den)
{
    /* For what is no amount the number of decimals is not fixed. */
    int decimals = 255;
    if (qn_type_is_amount(type)) {
        decimals = 0;
        for (qn_rational coin = type->coin; !qn_rational_is_integer(coin) && decimals < 18;
             decimals++)
            if (qn_rational_mul(coin, qn_rational_from_i64(10), &coin) != QN_ARITH_OK)
                break;
    }
    qn_row_type row = {
        .kind = (uint32_t)type->kind,
        .class_ = (uint32_t)class_,
        .den = qn_constant_w(b, den),
        .factor_num = qn_constant_w(b, type->factor.num),
        .factor_den = qn_constant_w(b, type->factor.den),
        .unit = qn_string(b, type->unit),
        .decimals = (uint32_t)decimals,
        .choice = has_choice(type) ? type->choice : QN_NONE_INDEX,
        .first_field = type->first_field,
        .field_count = type->field_count,
        .limit = type->limit,
    };
    return intern_row(b, &b->type_index, &b->type, sizeof row, &row);
}

static bool same_rational(qn_rational a, qn_rational b)
{
    return qn_wide_equal(a.num, b.num) && qn_wide_equal(a.den, b.den);
}

/* Whether two types surely have one row: what find_type_row reads is the same, member by member, as
 * what lies between members need not be. */
static bool same_row(const qn_type *a, const qn_type *b)
{
    return a->kind == b->kind && a->unit == b->unit && same_rational(a->factor, b->factor) &&
           (a->kind != QN_KIND_QUANTITY || same_rational(a->coin, b->coin)) &&
           (!has_choice(a) || a->choice == b->choice) && a->first_field == b->first_field &&
           a->field_count == b->field_count && a->limit == b->limit;
}

/* A few types are met again and again. */
uint32_t qn_type_row(qn_builder *b, const qn_type *type, qn_class class_, qn_wide den)
{
    qn_met_type *met = &b->met[((uintptr_t)type >> 4 ^ class_) % QN_TYPES_MET];
    bool known = met->row_of.unit && met->class_ == class_ && qn_wide_equal(met->den, den) &&
                 same_row(&met->row_of, type);
    if (known)
        return met->row;
    uint32_t row = find_type_row(b, type, class_, den);
    if (!b->failed)
        *met = (qn_met_type){.row_of = *type, .class_ = class_, .den = den, .row = row};
    return row;
}

/* ---- constants */

/* Equal constants of one class and status share a row. */
static uint32_t constant_row(qn_builder *b, const qn_row_constant *row)
{
    return QN_REG_CONSTANT | intern_row(b, &b->constant_index, &b->constant, sizeof *row, row);
}

static uint32_t constant_of(qn_builder *b, qn_class class_, qn_slot slot)
{
    qn_row_constant row = {.status = QN_KNOWN, .site = QN_NONE_INDEX};
    qn_constant_set(&row, class_, slot);
    return constant_row(b, &row);
}

/* A few numbers are met again and again. */
uint32_t qn_constant_i(qn_builder *b, int64_t value)
{
    qn_met_number *met = &b->met_number[(uint64_t)value % QN_NUMBERS_MET];
    if (met->reg && met->value == value)
        return met->reg;
    uint32_t reg = constant_of(b, QN_CLASS_I, (qn_slot){.i = value});
    if (!b->failed)
        *met = (qn_met_number){.value = value, .reg = reg};
    return reg;
}

uint32_t qn_constant_w(qn_builder *b, qn_wide value)
{
    return constant_of(b, QN_CLASS_W, (qn_slot){.w = value});
}

uint32_t qn_constant_q(qn_builder *b, qn_rational value)
{
    return constant_of(b, QN_CLASS_Q, (qn_slot){.q = value});
}

uint32_t qn_constant_unknown(qn_builder *b, qn_class class_)
{
    qn_row_constant row = {0};
    qn_slot zero = {.i = 0};
    if (class_ == QN_CLASS_W)
        zero.w = qn_wide_from_i64(0);
    if (class_ == QN_CLASS_Q)
        zero.q = qn_rational_from_i64(0);
    qn_constant_set(&row, class_, zero);
    row.status = QN_UNKNOWN;
    row.site = QN_NONE_INDEX;
    return constant_row(b, &row);
}

/* A none or an error as a register of a class. */
static uint32_t constant_status(qn_builder *b, const qn_operand *x, qn_class class_)
{
    qn_row_constant row = {0};
    qn_slot zero = {.i = 0};
    if (class_ == QN_CLASS_W)
        zero.w = qn_wide_from_i64(0);
    if (class_ == QN_CLASS_Q)
        zero.q = qn_rational_from_i64(0);
    qn_constant_set(&row, class_, zero);
    row.status = x->may & QN_MAY_BE_NONE ? QN_NONE : QN_FAILED;
    row.site = x->site;
    return constant_row(b, &row);
}

/* ---- instructions */

/* Appends an instruction with what belongs to it: the place to blame, its owner, its epoch.
 * While memory lasts these four arrays have one length. */
static uint32_t emit(qn_builder *b, const qn_row_instruction *row)
{
    uint32_t number = QN_APPEND(b, instruction, row);
    QN_APPEND(b, place, &(qn_row_place){.site = b->blame});
    qn_append(b, &b->owner, sizeof b->current, &b->current);
    qn_append(b, &b->epoch_of, sizeof b->epoch, &b->epoch);
    return b->failed ? 0 : number;
}

uint32_t qn_emit_new(qn_builder *b, qn_op op, unsigned aux, uint32_t a, uint32_t b_, uint32_t c)
{
    qn_row_instruction row = {.word = (uint32_t)op | aux << 16, .a = a, .b = b_, .c = c};
    return emit(b, &row);
}

void qn_emit_undo(qn_builder *b)
{
    if (b->failed)
        return;
    b->instruction.count--;
    b->place.count--;
    b->owner.count--;
    b->epoch_of.count--;
}

/* Operations that can fail of themselves, and name the place where they do. */
static bool can_fail(qn_op op)
{
    switch (op) {
    case OP_ADD_Q:
    case OP_SUB_Q:
    case OP_MUL_Q:
    case OP_DIV_Q:
    case OP_ROUND_Q:
    case OP_WHOLE:
    case OP_DATE_DAYS:
    case OP_DATE_MONTHS:
    case OP_DATE_SPAN:
    case OP_DATE_SEEK:
    case OP_DATE_MAKE:
    case OP_AGREE:
    case OP_PERIOD:
    case OP_PERIOD_PART:
        return true;
    default:
        return false;
    }
}

/* Whether an instruction names the place that a new one would: what can fail is shared only there,
 * or an error would be blamed on a clause that does not apply. */
static bool has_this_blame(const qn_builder *b, uint32_t number, qn_op op)
{
    uint32_t site = QN_ROW(b, place, number)->site;
    if (!can_fail(op) || site == b->blame)
        return true;
    return site != QN_NONE_INDEX && b->blame != QN_NONE_INDEX &&
           !memcmp(QN_ROW(b, site, site), QN_ROW(b, site, b->blame), sizeof(qn_row_site));
}

/* Equal instructions of one epoch share a register, unless they would name different places
 * where they fail. Sharing ends with an epoch, since the code of a region is run for itself. */
uint32_t qn_emit(qn_builder *b, qn_op op, unsigned aux, uint32_t a, uint32_t b_, uint32_t c)
{
    qn_row_instruction row = {.word = (uint32_t)op | aux << 16, .a = a, .b = b_, .c = c};
    uint32_t hash = hash_instruction(&row, b->epoch), at;
    qn_index *index = &b->code_index;
    if (!qn_index_begin(b, index, hash, &at))
        return 0;
    for (; index->slot[at].number; at = (at + 1) & (index->capacity - 1)) {
        uint32_t number = index->slot[at].number - 1;
        if (index->slot[at].hash == hash && ((uint32_t *)b->epoch_of.rows)[number] == b->epoch &&
            !memcmp(QN_ROW(b, instruction, number), &row, sizeof row) &&
            has_this_blame(b, number, op))
            return number;
    }
    uint32_t number = emit(b, &row);
    if (!b->failed)
        qn_index_store(index, at, hash, number);
    return number;
}

/* ---- operands and registers */

/* Needs no register until it meets what is not constant. Its own denominator is its grid. */
qn_operand qn_number(qn_builder *b, const qn_type *type, qn_rational value)
{
    (void)b;
    return (qn_operand){.type = type,
                        .reg = QN_NONE_INDEX,
                        .constant = true,
                        .has_low = true,
                        .has_high = true,
                        .den = value.den,
                        .low = value,
                        .high = value,
                        .grain = qn_grain_of(value)};
}

qn_operand qn_integer(qn_builder *b, const qn_type *type, int64_t value)
{
    return qn_number(b, type, qn_rational_from_i64(value));
}

qn_operand qn_status_constant(qn_builder *b, const qn_type *type, qn_answer answer, uint32_t site)
{
    (void)b;
    return (qn_operand){.type = type,
                        .reg = QN_NONE_INDEX,
                        .none_constant = true,
                        .may = (uint8_t)(1 << answer),
                        .den = qn_wide_from_i64(1),
                        .site = site};
}

/* The grid of such a value is that of whole numbers. */
qn_operand qn_whole_register(const qn_type *type, uint32_t reg, int64_t low, int64_t high,
                             unsigned may)
{
    return (qn_operand){.type = type,
                        .reg = reg,
                        .class_ = QN_CLASS_I,
                        .may = (uint8_t)may,
                        .has_low = true,
                        .has_high = true,
                        .den = qn_wide_from_i64(1),
                        .low = qn_rational_from_i64(low),
                        .high = qn_rational_from_i64(high)};
}

/* The constant for `value * den`, or for the ratio itself in class Q. */
static uint32_t register_of_number(qn_builder *b, qn_rational value, qn_class class_, qn_wide den)
{
    qn_rational scaled;
    if (class_ == QN_CLASS_Q)
        return qn_constant_q(b, value);
    if (qn_rational_mul(value, qn_rational_from_wide(den), &scaled) != QN_ARITH_OK)
        return qn_constant_w(b, qn_wide_from_i64(0)); /* the caller proved that it fits */
    if (class_ == QN_CLASS_I)
        return qn_constant_i(b, qn_wide_to_i64(scaled.num));
    return qn_constant_w(b, scaled.num);
}

/* The whole number den / own, both positive and the first a multiple of the second. */
static qn_wide grid_factor(qn_wide den, qn_wide own)
{
    qn_wide quotient = den, rest;
    qn_wide_divmod_trunc(den, own, &quotient, &rest);
    return quotient;
}

/* Brings a register to a finer grid, a wider class, or both. Wider first, so that the product
 * fits. */
static uint32_t scale_register(qn_builder *b, const qn_operand *x, qn_class class_, qn_wide den)
{
    qn_wide factor = grid_factor(den, x->den);
    uint32_t reg = x->reg;
    if (x->class_ == QN_CLASS_I && class_ == QN_CLASS_W)
        reg = qn_emit(b, OP_WIDEN, 0, reg, 0, 0);
    if (qn_wide_equal(factor, qn_wide_from_i64(1)))
        return reg;
    if (class_ == QN_CLASS_I)
        return qn_emit(b, OP_MUL_I, 0, reg, qn_constant_i(b, qn_wide_to_i64(factor)), 0);
    return qn_emit(b, OP_MUL_W, 0, reg, qn_constant_w(b, factor), 0);
}

/* A constant is made for the class and grid that are asked for; a register is scaled, widened or
 * made a ratio, by instructions that are shared. */
uint32_t qn_register(qn_builder *b, const qn_operand *x, qn_class class_, qn_wide den)
{
    if (x->none_constant)
        return constant_status(b, x, class_);
    if (x->constant)
        return register_of_number(b, x->low, class_, den);
    if (x->class_ == class_ && (class_ == QN_CLASS_Q || qn_wide_equal(x->den, den)))
        return x->reg;
    if (class_ == QN_CLASS_Q)
        return qn_emit(b, x->class_ == QN_CLASS_I ? OP_RATIO_I : OP_RATIO_W, 0, x->reg,
                       qn_constant_w(b, x->den), 0);
    return scale_register(b, x, class_, den);
}

uint32_t qn_sequence_add(qn_builder *b, const qn_row_sequence *row)
{
    qn_append(b, &b->walker, sizeof b->current, &b->current);
    return QN_APPEND(b, sequence, row);
}

uint32_t qn_builder_own_count(const qn_builder *b, uint32_t first)
{
    const uint32_t *owner = b->owner.rows;
    uint32_t count = 0;
    for (uint32_t i = first; i < b->owner.count; i++)
        count += owner[i] == b->current;
    return count;
}

/* ---- the end */

typedef struct layout {
    qn_builder *b;
    uint32_t *place;             /* the new place of each instruction; owner 0's have none */
    uint32_t *region, *sequence; /* and of each row of these tables */
    bool *is_read;               /* of each place, whether something names it */
    uint32_t constants, facts, kept;
} layout;

/* Registers of a program are numbered in one row: constants, facts, the date of decision,
 * results of instructions. Who asks for the number of a result reads it. */
static uint32_t final_register(const layout *l, uint32_t reg)
{
    if (reg == QN_NONE_INDEX)
        return reg;
    uint32_t number = reg & ~QN_REG_MASK;
    switch (reg & QN_REG_MASK) {
    case QN_REG_CONSTANT:
        return number;
    case QN_REG_FACT:
        return l->constants + number;
    case QN_REG_TODAY:
        return l->constants + l->facts;
    default:
        if (l->place[number] < l->kept)
            l->is_read[l->place[number]] = true;
        return l->constants + l->facts + 1 + l->place[number];
    }
}

/* A word of the pool that is a register is renamed in its place. */
static void final_entry(const layout *l, uint32_t index)
{
    qn_row_entry *entry = QN_ROW(l->b, entry, index);
    entry->value = final_register(l, entry->value);
}

/* The registers of an index: its subject, and the ends of its pieces and of its tests, which have a
 * subject each. */
static void final_index(const layout *l, uint32_t at)
{
    const qn_row_entry *head = QN_ROW(l->b, entry, at);
    uint32_t pieces = head[QN_LOOKUP_PIECES].value, tests = head[QN_LOOKUP_TESTS].value;
    uint32_t between = head[QN_LOOKUP_NAMES].value + head[QN_LOOKUP_EVERYWHERE].value +
                       head[QN_LOOKUP_ROWS].value + 1;
    final_entry(l, at + QN_LOOKUP_SUBJECT);
    at += QN_LOOKUP_HEAD;
    for (uint32_t i = 0; i < pieces; i++, at += QN_LOOKUP_PIECE_WIDTH) {
        final_entry(l, at + QN_LOOKUP_LOW);
        final_entry(l, at + QN_LOOKUP_HIGH);
    }
    at += between;
    for (uint32_t i = 0; i < tests; i++, at += QN_LOOKUP_TEST_WIDTH) {
        final_entry(l, at + QN_LOOKUP_LOW);
        final_entry(l, at + QN_LOOKUP_HIGH);
        final_entry(l, at + QN_LOOKUP_OF);
    }
}

/* The registers within an instruction's list, by the shapes that opcodes.def describes. */
static void final_list(const layout *l, qn_op op, const qn_row_instruction *row)
{
    uint32_t at = row->b, count = row->c;
    switch (op) {
    case OP_ROUND_I:
    case OP_ROUND_W:
        for (uint32_t i = 0; i < 3; i++)
            final_entry(l, row->c + i);
        return;
    case OP_BAND:
        for (uint32_t i = 0; i < count; i++, at += 5) {
            final_entry(l, at);
            final_entry(l, at + 1);
            final_entry(l, at + 4);
        }
        return;
    case OP_GATES:
        count *= 2;
        break;
    case OP_STORE: /* the row, how many rows, the first cell, the values */
        final_entry(l, row->a);
        at = row->a + 3;
        count = row->b;
        break;
    case OP_APPEND: /* cells alone */
        return;
    case OP_LOOKUP:
        final_index(l, row->a);
        return;
    case OP_RESOLVE:
        count = count * 2 + 1;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < count; i++)
        final_entry(l, at + i);
}

enum operand_kind {
    KIND_NO,
    KIND_I,
    KIND_W,
    KIND_Q,
    KIND_X,
    KIND_N,
    KIND_LIST,
    KIND_COUNT,
    KIND_RG,
    KIND_SQ
};

static const struct {
    uint8_t a, b, c;
} operand_kinds[QN_OP_COUNT] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence) {KIND_##a, KIND_##b, KIND_##c},
#include "opcodes.def"
#undef QN_OP
};

/* Kinds of an operand that are registers stand between KIND_I and KIND_X. */
static bool is_register_kind(uint8_t kind)
{
    return kind >= KIND_I && kind <= KIND_X;
}

/* Regions and sequences have moved up into the rows of those that were left out. */
static uint32_t final_row(const layout *l, uint8_t kind, uint32_t number)
{
    return kind == KIND_SQ ? l->sequence[number] : kind == KIND_RG ? l->region[number] : number;
}

/* Which operands are registers is what opcodes.def says of the operation. */
static void final_instruction(const layout *l, qn_row_instruction *row)
{
    qn_op op = (qn_op)(row->word & 0xffff);
    if (is_register_kind(operand_kinds[op].a))
        row->a = final_register(l, row->a);
    if (is_register_kind(operand_kinds[op].b))
        row->b = final_register(l, row->b);
    if (is_register_kind(operand_kinds[op].c))
        row->c = final_register(l, row->c);
    row->a = final_row(l, operand_kinds[op].a, row->a);
    row->c = final_row(l, operand_kinds[op].c, row->c);
    if (operand_kinds[op].a == KIND_LIST || operand_kinds[op].b == KIND_LIST ||
        operand_kinds[op].c == KIND_LIST)
        final_list(l, op, row);
}

/* Places each owner's instructions one after another, in the order of their making. Owner 0 is what
 * was made for checking only: it is left out. */
static bool place_instructions(layout *l, const uint32_t *order, uint32_t owner_count,
                               uint32_t *first, uint32_t *count)
{
    qn_builder *b = l->b;
    uint32_t total = b->instruction.count, next = 0, last = 0;
    const uint32_t *owner = b->owner.rows;
    for (uint32_t i = 0; i < owner_count; i++) /* some numbers are those of code taken in */
        last = order[i] > last ? order[i] : last;
    l->place = qn_arena_take_array(b->scratch, total + 1, sizeof(uint32_t));
    uint32_t *made = qn_arena_take_array(b->scratch, last + 1, sizeof(uint32_t));
    if (!l->place || !made)
        return false;
    memset(count, 0, (last + 1) * sizeof *count);
    for (uint32_t i = 0; i < total; i++)
        count[owner[i]]++;
    for (uint32_t i = 0; i < owner_count; i++) {
        first[order[i]] = next;
        next += count[order[i]];
    }
    for (uint32_t i = 0; i < total; i++)
        l->place[i] = owner[i] ? first[owner[i]] + made[owner[i]]++ : QN_NONE_INDEX;
    l->kept = next;
    return true;
}

static uint32_t final_link(const uint32_t *rows, uint32_t number)
{
    return number == QN_NONE_INDEX ? number : rows[number];
}

/* Leaves out the regions of owner 0, and sets the others to where their instructions are now. */
static void place_regions(layout *l)
{
    qn_builder *b = l->b;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->region.count; i++) {
        qn_row_region row = *QN_ROW(b, region, i);
        l->region[i] = kept;
        row.first = l->place[row.first];
        if (row.first != QN_NONE_INDEX)
            *QN_ROW(b, region, kept++) = row;
    }
    b->region.count = kept;
}

/* Leaves out the sequences that owner 0 goes through. */
static void place_sequences(layout *l)
{
    qn_builder *b = l->b;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->sequence.count; i++) {
        qn_row_sequence row = *QN_ROW(b, sequence, i);
        l->sequence[i] = kept;
        if (!((uint32_t *)b->walker.rows)[i])
            continue;
        row.source = final_link(l->sequence, row.source);
        row.inner = final_link(l->sequence, row.inner);
        row.region = final_link(l->region, row.region);
        *QN_ROW(b, sequence, kept++) = row;
    }
    b->sequence.count = kept;
}

/* Hands out the places of regions and sequences, before those who use them are written. */
static bool place_rows(layout *l)
{
    qn_builder *b = l->b;
    l->region = qn_arena_take_array(b->scratch, b->region.count + 1, sizeof(uint32_t));
    l->sequence = qn_arena_take_array(b->scratch, b->sequence.count + 1, sizeof(uint32_t));
    if (!l->region || !l->sequence)
        return false;
    l->region[0] = l->sequence[0] = 0;
    place_regions(l);
    place_sequences(l);
    return true;
}

/* Writes instructions and their places in their final order. */
static bool reorder(layout *l)
{
    qn_builder *b = l->b;
    qn_row_instruction *code = qn_arena_take_array(b->scratch, l->kept + 1, sizeof *code);
    qn_row_place *place = qn_arena_take_array(b->scratch, l->kept + 1, sizeof *place);
    l->is_read = qn_arena_take_array(b->scratch, l->kept + 1, sizeof(bool));
    if (!code || !place || !l->is_read)
        return false;
    memset(l->is_read, 0, l->kept + 1);
    for (uint32_t i = 0; i < b->instruction.count; i++) {
        if (l->place[i] == QN_NONE_INDEX) /* of owner 0 */
            continue;
        code[l->place[i]] = *QN_ROW(b, instruction, i);
        place[l->place[i]] = *QN_ROW(b, place, i);
        final_instruction(l, &code[l->place[i]]);
    }
    if (l->kept) { /* a program of constants has no instructions, and no rows for them */
        memcpy(b->instruction.rows, code, l->kept * sizeof *code);
        memcpy(b->place.rows, place, l->kept * sizeof *place);
    }
    b->instruction.count = b->place.count = l->kept;
    return true;
}

/* An EACH numbers its elements only where somebody reads the number: who does not, minds neither
 * their order nor whether one that may be none stands before them. All else has its registers. */
static void final_numbers(const layout *l)
{
    for (uint32_t i = 0; i < l->b->sequence.count; i++) {
        qn_row_sequence *row = QN_ROW(l->b, sequence, i);
        if (row->kind != QN_SEQ_EACH || row->entry_count == 0)
            continue;
        if (l->is_read[l->place[QN_ROW(l->b, entry, row->first_entry)->value & ~QN_REG_MASK]])
            final_entry(l, row->first_entry);
        else
            row->first_entry = row->entry_count = 0;
    }
}

/* The entries of sequences and of constant lists that are registers; a choice among sequences has
 * rows of SEQ. */
static void final_sequences(const layout *l)
{
    for (uint32_t i = 0; i < l->b->sequence.count; i++) {
        const qn_row_sequence *row = QN_ROW(l->b, sequence, i);
        for (uint32_t k = 0; row->kind != QN_SEQ_EACH && k < row->entry_count; k++) {
            qn_row_entry *entry = QN_ROW(l->b, entry, row->first_entry + k);
            entry->value = row->kind == QN_SEQ_CHOICE ? final_link(l->sequence, entry->value)
                                                      : final_register(l, entry->value);
        }
    }
    for (uint32_t i = 0; i < l->b->data.count; i++) {
        const qn_row_data *row = QN_ROW(l->b, data, i);
        for (uint32_t k = 0; k < row->entry_count; k++)
            final_entry(l, row->first_entry + k);
    }
}

/* The code of a rule that another takes in lies within that one's, which kept its order; one
 * without code has a place there all the same, unless it is of no owner whose code is kept. */
static void final_inline(const layout *l)
{
    for (uint32_t i = 0; i < l->b->rule.count; i++) {
        qn_row_rule *row = QN_ROW(l->b, rule, i);
        if (row->flags & QN_RULE_INLINE)
            row->first_code = row->first_code < QN_NONE_INDEX ? l->place[row->first_code] : 0;
    }
}

/* The fields of the other tables that hold registers: constants' fields are registers too. */
static void final_rows(const layout *l)
{
    qn_builder *b = l->b;
    enum { NUM, STR, COUNT, CON, CONOPT, REG, REGOPT, PLAIN };
#define ENUM(n) PLAIN
#define ROW(t) PLAIN
#define OPT(t) PLAIN
#define SPAN(t) PLAIN
#define F(field, kind)                                                                             \
    if ((kind) == CON || (kind) == CONOPT || (kind) == REG || (kind) == REGOPT)                    \
        row->field = final_register(l, row->field);
#define QN_TABLE(TABLE, name, fields)                                                              \
    for (uint32_t i = 0; i < b->name.count; i++) {                                                 \
        qn_row_##name *row = QN_ROW(b, name, i);                                                   \
        (void)row;                                                                                 \
        fields                                                                                     \
    }
#include "tables.def"
#undef QN_TABLE
#undef F
#undef ENUM
#undef ROW
#undef OPT
#undef SPAN
}

/* Places are handed out first, since an instruction may name any that is placed; then all
 * registers are renamed, in instructions, lists and rows. */
bool qn_builder_finish(qn_builder *b, const uint32_t *order, uint32_t owner_count, uint32_t *first,
                       uint32_t *count, qn_tables *out)
{
    layout l = {.b = b, .constants = b->constant.count, .facts = b->fact.count};
    if (b->failed || !place_instructions(&l, order, owner_count, first, count) || !place_rows(&l) ||
        !reorder(&l)) {
        b->failed = true;
        return false;
    }
    final_rows(&l);
    final_sequences(&l);
    final_numbers(&l);
    final_inline(&l);
    *out = (qn_tables){
        .text = b->text.rows, .string = b->string.rows, .string_count = b->string.count - 1};
#define QN_TABLE(TABLE, name, fields)                                                              \
    out->name = b->name.rows;                                                                      \
    out->name##_count = b->name.count;
#include "tables.def"
#undef QN_TABLE
    return true;
}
