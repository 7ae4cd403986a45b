/*
 * Value numbers by a table of keys: what is computed, and the numbers of what it is computed from.
 * Keys are kept and compared as a whole, so that nothing rests on a digest. See numbering.h.
 */
#include "numbering.h"

#include <stdlib.h>
#include <string.h>

#include "bounds_open.h"
#include "cells.h"
#include "texts_of.h"

/* What a key is of: its first word. */
typedef enum tag {
    TAG_STRING,
    TAG_TYPE,
    TAG_CONSTANT,
    TAG_FACT,
    TAG_TODAY,
    TAG_OPERATION,
    TAG_PARAMETER,
    TAG_SEQUENCE
} tag;

/* A key lies in `word` from `first` on. */
typedef struct key {
    uint32_t hash;
    uint32_t count;
    size_t first;
} key;

struct qn_numbering {
    key *key; /* key_count of them; the number of a key is its place */
    uint32_t key_count;
    uint32_t key_room;
    uint32_t *bucket; /* of a hash: the number of a key + 1, or 0; always a power of two */
    uint32_t bucket_count;
    uint32_t *word; /* of all keys */
    size_t word_count;
    size_t word_room;
    uint32_t *begun; /* of those that are being made, one inside the other */
    size_t begun_count;
    size_t begun_room;
    bool out_of_memory;
};

/* The program in hand. sequence: the numbers of its rows of SEQ, QN_NONE_INDEX where not yet known.
 * parameter: of each instruction that is a PARAM the number of its kind in its rule. */
typedef struct reader {
    qn_numbering *n;
    const qn_program *program;
    const qn_tables *t;
    uint32_t *number;
    uint32_t *sequence;
    uint32_t *parameter;
    uint8_t *is_text; /* of texts_of.h, or NULL where there are no texts */
} reader;

/* ---- keys */

static void *grow(qn_numbering *n, void *block, size_t *room, size_t needed, size_t size)
{
    size_t wanted = *room * 2 + 64 > needed ? *room * 2 + 64 : needed;
    void *grown = realloc(block, wanted * size);
    if (grown == NULL) {
        n->out_of_memory = true;
        return NULL;
    }
    *room = wanted;
    return grown;
}

/* Adds a word to the key that was begun last. */
static void put(qn_numbering *n, uint32_t word)
{
    if (n->begun_count == n->begun_room) {
        uint32_t *grown = grow(n, n->begun, &n->begun_room, n->begun_count + 1, sizeof *n->begun);
        if (grown == NULL) {
            return;
        }
        n->begun = grown;
    }
    n->begun[n->begun_count++] = word;
}

static uint32_t hash_of(const uint32_t *word, size_t count)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ word[i]) * UINT64_C(1099511628211);
        hash ^= hash >> 29;
    }
    return (uint32_t)(hash ^ hash >> 32);
}

/* The bucket of a key that is there, or of the free place for it. */
static uint32_t find_bucket(const qn_numbering *n, uint32_t hash, const uint32_t *word,
                            uint32_t count)
{
    uint32_t at = hash & (n->bucket_count - 1);
    for (; n->bucket[at] != 0; at = (at + 1) & (n->bucket_count - 1)) {
        const key *k = &n->key[n->bucket[at] - 1];
        if (k->hash == hash && k->count == count &&
            memcmp(n->word + k->first, word, count * sizeof *word) == 0) {
            break;
        }
    }
    return at;
}

/* Room for one more key of so many words, with at least half of the buckets free. */
static bool make_room(qn_numbering *n, size_t words)
{
    if (n->word_room - n->word_count < words) {
        uint32_t *grown = grow(n, n->word, &n->word_room, n->word_count + words, sizeof *n->word);
        if (grown == NULL) {
            return false;
        }
        n->word = grown;
    }
    if (n->key_count == n->key_room) {
        size_t room = n->key_room;
        key *grown = grow(n, n->key, &room, (size_t)n->key_room + 1, sizeof *n->key);
        if (grown == NULL) {
            return false;
        }
        n->key = grown;
        n->key_room = (uint32_t)room;
    }
    if (2 * n->key_count + 2 <= n->bucket_count) {
        return true;
    }
    uint32_t count = n->bucket_count == 0 ? 1024 : n->bucket_count * 2;
    uint32_t *bucket = calloc(count, sizeof *bucket);
    if (bucket == NULL) {
        n->out_of_memory = true;
        return false;
    }
    free(n->bucket);
    n->bucket = bucket;
    n->bucket_count = count;
    for (uint32_t i = 0; i < n->key_count; i++) {
        const key *k = &n->key[i];
        bucket[find_bucket(n, k->hash, n->word + k->first, k->count)] = i + 1;
    }
    return true;
}

/* Begins a key; several can be begun, one inside the other, if they are ended in reverse. */
static size_t begin(qn_numbering *n, tag what)
{
    size_t first = n->begun_count;
    put(n, what);
    return first;
}

/* The number of the key that was begun there. */
static uint32_t end(qn_numbering *n, size_t first)
{
    uint32_t count = (uint32_t)(n->begun_count - first);
    n->begun_count = first;
    if (n->out_of_memory || !make_room(n, count)) {
        return QN_NONE_INDEX;
    }
    const uint32_t *word = n->begun + first;
    uint32_t hash = hash_of(word, count);
    uint32_t at = find_bucket(n, hash, word, count);
    if (n->bucket[at] == 0) {
        memcpy(n->word + n->word_count, word, count * sizeof *word);
        n->key[n->key_count] = (key){hash, count, n->word_count};
        n->word_count += count;
        n->bucket[at] = ++n->key_count;
    }
    return n->bucket[at] - 1;
}

qn_numbering *qn_numbering_make(void)
{
    return calloc(1, sizeof(qn_numbering));
}

void qn_numbering_free(qn_numbering *n)
{
    if (n != NULL) {
        free(n->key);
        free(n->bucket);
        free(n->word);
        free(n->begun);
        free(n);
    }
}

/* ---- strings, constants and types */

static uint32_t string_number(qn_numbering *n, const qn_tables *t, uint32_t string)
{
    size_t length = qn_tables_string_length(t, string);
    const char *text = qn_tables_string(t, string);
    size_t first = begin(n, TAG_STRING);
    put(n, (uint32_t)length);
    for (size_t i = 0; i < length; i += sizeof(uint32_t)) {
        uint32_t word = 0;
        size_t left = length - i;
        memcpy(&word, text + i, left < sizeof word ? left : sizeof word);
        put(n, word);
    }
    return end(n, first);
}

static void put_data(reader *r, int64_t value);

/* Whether a number is that of a constant list; a small one may be another number, too. */
static bool is_list(const reader *r, int64_t value)
{
    qn_list list = qn_list_unpack(value);
    for (uint32_t i = 0; i < r->t->data_count; i++) {
        if (r->t->data[i].first_cell == list.first && list.count > 0 &&
            list.count <= r->t->data[i].entry_count) {
            return true;
        }
    }
    return false;
}

static void put_constant(reader *r, const qn_row_constant *row, bool is_text)
{
    qn_slot slot = qn_constant_slot(row);
    put(r->n, row->status);
    put(r->n, row->class_);
    if (row->status != QN_KNOWN) {
        return;
    }
    const uint32_t words[] = {row->w0, row->w1, row->w2, row->w3,
                              row->w4, row->w5, row->w6, row->w7};
    uint32_t count = row->class_ == QN_CLASS_I ? 2 : row->class_ == QN_CLASS_W ? 4 : 8;
    if (row->class_ == QN_CLASS_I && is_list(r, slot.i) && qn_list_unpack(slot.i).first > 0) {
        count = 0; /* a list is what lies in it, wherever that is */
    }
    for (uint32_t i = 0; i < count; i++) {
        put(r->n, words[i]);
    }
    if (row->class_ == QN_CLASS_I) {
        put_data(r, slot.i);
        if (is_text && slot.i >= 0 && slot.i < r->t->string_count) {
            put(r->n, string_number(r->n, r->t, (uint32_t)slot.i));
        }
    }
}

static uint32_t constant_number(reader *r, uint32_t reg)
{
    if (reg == QN_NONE_INDEX) {
        return QN_NONE_INDEX;
    }
    if (r->number[reg] == QN_NONE_INDEX) {
        size_t first = begin(r->n, TAG_CONSTANT);
        put_constant(r, &r->t->constant[reg], r->is_text != NULL && r->is_text[reg] != 0);
        r->number[reg] = end(r->n, first);
    }
    return r->number[reg];
}

/* A number may be a constant list: then what lies in its cells belongs to it. Cells hold what was
 * made before them, or records, which are cells of the same row. */
static void put_data(reader *r, int64_t value)
{
    qn_list list = qn_list_unpack(value);
    for (uint32_t i = 0; i < r->t->data_count; i++) {
        const qn_row_data *row = &r->t->data[i];
        if (row->first_cell != list.first || list.count > row->entry_count || list.count == 0) {
            continue;
        }
        put(r->n, list.count);
        for (uint32_t k = 0; k < row->entry_count; k++) {
            const qn_row_constant *cell = &r->t->constant[r->t->entry[row->first_entry + k].value];
            put(r->n, cell->status);
            put(r->n, cell->w0);
            put(r->n, cell->w1);
            put(r->n, cell->class_ == QN_CLASS_I ? 0 : cell->w2);
            put(r->n, cell->class_ == QN_CLASS_I ? 0 : cell->w3);
            if (cell->class_ == QN_CLASS_Q) {
                put(r->n, cell->w4);
                put(r->n, cell->w5);
                put(r->n, cell->w6);
                put(r->n, cell->w7);
            }
            if (r->is_text != NULL && cell->class_ == QN_CLASS_I && cell->w1 == 0 &&
                cell->w0 < r->t->string_count) {
                put(r->n, string_number(r->n, r->t, cell->w0));
            }
        }
    }
}

static uint32_t type_number(reader *r, uint32_t type);

/* The fields of a record, or the elements of a list. */
static void put_fields(reader *r, const qn_row_type *row)
{
    for (uint32_t i = 0; i < row->field_count; i++) {
        const qn_row_field *field = &r->t->field[row->first_field + i];
        put(r->n, string_number(r->n, r->t, field->name));
        put(r->n, type_number(r, field->type));
        put(r->n, constant_number(r, field->preset));
        put(r->n, field->flags);
    }
}

static void put_choice(reader *r, uint32_t choice)
{
    if (choice == QN_NONE_INDEX) {
        return;
    }
    const qn_row_choice *row = &r->t->choice[choice];
    for (uint32_t i = 0; i < row->count; i++) {
        put(r->n, string_number(r->n, r->t, r->t->choice_value[row->first + i].name));
    }
}

/* Types lie in one another as deep as entities do, which the compiler and the verifier bound. */
static uint32_t type_number(reader *r, uint32_t type)
{
    const qn_row_type *row = &r->t->type[type];
    size_t first = begin(r->n, TAG_TYPE);
    put(r->n, row->kind);
    put(r->n, row->class_);
    put(r->n, constant_number(r, row->den));
    put(r->n, row->decimals);
    put(r->n, row->limit);
    put(r->n, row->field_count);
    put_choice(r, row->choice);
    put_fields(r, row);
    return end(r->n, first);
}

/* ---- instructions */

static uint32_t number_of(const reader *r, uint32_t reg)
{
    return reg == QN_NONE_INDEX ? QN_NONE_INDEX : r->number[reg];
}

static void put_registers(reader *r, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        put(r->n, number_of(r, r->t->entry[first + i].value));
    }
}

static void put_numbers(reader *r, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        put(r->n, r->t->entry[first + i].value);
    }
}

/* Entries of five: low, high, flags, row, condition. */
static void put_band(reader *r, const qn_row_instruction *row)
{
    for (uint32_t i = 0; i < row->c; i++) {
        uint32_t first = row->b + QN_BAND_WIDTH * i;
        put_registers(r, first, 2);
        put_numbers(r, first + 2, 2);
        put_registers(r, first + QN_BAND_CONDITION, 1);
    }
}

static void put_lists(reader *r, const qn_row_instruction *row, qn_op op)
{
    switch (op) {
    case OP_ROUND_I:
    case OP_ROUND_W:
        put_registers(r, row->c, 3);
        break;
    case OP_BAND:
        put_band(r, row);
        break;
    case OP_FIRST:
    case OP_ONE:
    case OP_PICK:
        put_registers(r, row->b, row->c);
        break;
    case OP_GATES:
        put_registers(r, row->b, 2 * row->c);
        break;
    case OP_RESOLVE: {
        uint32_t pairs = row->b + 1 + 2 * row->c;
        put_registers(r, row->b, 1 + 2 * row->c);
        put_numbers(r, pairs, 1 + 2 * r->t->entry[pairs].value);
        break;
    }
    case OP_STORE: /* where it lies is no part of what it is */
        put_registers(r, row->a, 1);
        put_numbers(r, row->a + 1, 1);
        put_registers(r, row->a + 3, row->b);
        break;
    case OP_APPEND:
        put_numbers(r, row->c + 1, 1);
        break;
    default:
        break;
    }
}

/* A region as what its users see of it: what it is handed, and what it results in. */
static void put_region(reader *r, uint32_t region)
{
    if (region == QN_NONE_INDEX) {
        put(r->n, QN_NONE_INDEX);
        return;
    }
    const qn_row_region *row = &r->t->region[region];
    put(r->n, r->number[qn_tables_first_result(r->t) + row->first]);
    put(r->n, number_of(r, row->result));
}

/* The stages of a sequence lie before it, so that their depth is bounded as that of stages is. */
static uint32_t sequence_number(reader *r, uint32_t sequence)
{
    if (sequence == QN_NONE_INDEX || r->sequence[sequence] != QN_NONE_INDEX) {
        return sequence == QN_NONE_INDEX ? QN_NONE_INDEX : r->sequence[sequence];
    }
    const qn_row_sequence *row = &r->t->sequence[sequence];
    size_t first = begin(r->n, TAG_SEQUENCE);
    put(r->n, row->kind);
    put(r->n, row->flags);
    put(r->n, row->limit);
    put(r->n, sequence_number(r, row->source));
    put(r->n, sequence_number(r, row->inner));
    put_region(r, row->region);
    put(r->n, number_of(r, row->a));
    put(r->n, number_of(r, row->b));
    put(r->n, number_of(r, row->out));
    if (row->kind == QN_SEQ_CHOICE) {
        for (uint32_t i = 0; i < row->entry_count; i++) {
            put(r->n, sequence_number(r, r->t->entry[row->first_entry + i].value));
        }
    } else {
        put_registers(r, row->first_entry, row->entry_count);
    }
    r->sequence[sequence] = end(r->n, first);
    return r->sequence[sequence];
}

/* What the operands of an operation are, in the letters of ../runtime/opcodes.def. */
typedef enum operand { I, W, Q, X, N, NO, LIST, COUNT, RG, SQ } operand;

static const uint8_t operands[QN_OP_COUNT][3] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence) {a, b, c},
#include "opcodes.def"
#undef QN_OP
};

static void put_operand(reader *r, operand kind, uint32_t value)
{
    switch (kind) {
    case I:
    case W:
    case Q:
    case X:
        put(r->n, number_of(r, value));
        break;
    case RG:
        put_region(r, value);
        break;
    case SQ:
        put(r->n, sequence_number(r, value));
        break;
    case N:
    case COUNT:
        put(r->n, value);
        break;
    case NO:
    case LIST:
    default:
        break;
    }
}

/* A field is what is read from a cell: its name and its type. */
static void put_field(reader *r, uint32_t field)
{
    if (field != QN_NONE_INDEX) {
        put(r->n, type_number(r, r->t->field[field].type));
    }
}

static uint32_t operation_number(reader *r, const qn_row_instruction *row, uint32_t index)
{
    qn_op op = qn_instruction_op(row);
    const uint8_t *kinds = operands[op];
    if (op == OP_KEEP) {
        return number_of(r, row->a);
    }
    if (op == OP_PARAM) {
        size_t first = begin(r->n, TAG_PARAMETER);
        put(r->n, qn_instruction_aux(row));
        put(r->n, r->parameter[index]);
        return end(r->n, first);
    }
    size_t first = begin(r->n, TAG_OPERATION);
    put(r->n, op);
    put(r->n, op == OP_BAND ? qn_instruction_aux(row) & ~(uint32_t)QN_AUX_SORTED
                            : qn_instruction_aux(row));
    if (op == OP_REGION || op == OP_RECALL || op == OP_LOOKUP) {
        return end(r->n, first);
    }
    put_operand(r, (operand)kinds[0], row->a);
    put_operand(r, (operand)kinds[1], row->b);
    if (op == OP_LOAD) {
        put_field(r, row->c);
    } else {
        put_operand(r, (operand)kinds[2], row->c);
    }
    put_lists(r, row, op);
    return end(r->n, first);
}

/* ---- programs */

/* How many rules of the same name lie before it; those that the compiler made may share one. Equal
 * names are one string. */
static uint32_t namesakes(const reader *r, uint32_t rule)
{
    uint32_t count = 0;
    for (uint32_t i = 0; (r->t->rule[rule].flags & QN_RULE_HIDDEN) != 0 && i < rule; i++) {
        count += (r->t->rule[i].flags & QN_RULE_INLINE) == 0 &&
                 r->t->rule[i].name == r->t->rule[rule].name;
    }
    return count;
}

static void number_parameters_of(reader *r, uint32_t rule)
{
    const qn_row_rule *row = &r->t->rule[rule];
    uint32_t count = 0;
    uint32_t same = namesakes(r, rule);
    for (uint32_t k = 0; k < row->code_count; k++) {
        uint32_t at = row->first_code + k;
        if (qn_instruction_op(&r->t->instruction[at]) != OP_PARAM) {
            continue;
        }
        size_t first = begin(r->n, TAG_PARAMETER);
        put(r->n, string_number(r->n, r->t, row->name));
        put(r->n, same);
        put(r->n, count++);
        r->parameter[at] = end(r->n, first);
    }
}

/* What a loop hands out is told from what others hand out by the name of the rule, and by how many
 * there are before it: loops lie in one another within one rule alone, the readings that are a part
 * of it among them. */
static void number_parameters(reader *r)
{
    for (uint32_t i = 0; i < r->t->rule_count; i++) {
        if ((r->t->rule[i].flags & QN_RULE_INLINE) == 0) {
            number_parameters_of(r, i);
        }
    }
}

static void number_inputs(reader *r, const uint32_t *identity)
{
    for (uint32_t i = 0; i < r->t->constant_count; i++) {
        (void)constant_number(r, i);
    }
    for (uint32_t i = 0; i < r->t->fact_count; i++) {
        const qn_row_fact *fact = &r->t->fact[i];
        bool is_over_time = fact->history != QN_NONE_INDEX;
        size_t first = begin(r->n, TAG_FACT);
        put(r->n, identity[i]);
        put(r->n, type_number(r, fact->type));
        put(r->n, is_over_time ? type_number(r, fact->history) : QN_NONE_INDEX);
        r->number[qn_tables_first_fact(r->t) + i] = end(r->n, first);
    }
    r->number[qn_tables_today(r->t)] = end(r->n, begin(r->n, TAG_TODAY));
}

static bool has_texts(const qn_tables *t)
{
    for (uint32_t i = 0; i < t->type_count; i++) {
        if (t->type[i].kind == QN_KIND_TEXT) {
            return true;
        }
    }
    return false;
}

/* Finds which constants can be texts. */
static void find_texts(reader *r)
{
    if (has_texts(r->t)) {
        r->is_text = qn_texts_of(r->program);
        r->n->out_of_memory |= r->is_text == NULL;
    }
}

static void fill(uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words[i] = QN_NONE_INDEX;
    }
}

/* The other arrays of a reader; false out of memory. */
static bool open_reader(reader *r)
{
    r->sequence = malloc(((size_t)r->t->sequence_count + 1) * sizeof *r->sequence);
    r->parameter = malloc(((size_t)r->t->instruction_count + 1) * sizeof *r->parameter);
    if (r->sequence == NULL || r->parameter == NULL) {
        return false;
    }
    fill(r->sequence, r->t->sequence_count);
    fill(r->parameter, r->t->instruction_count);
    fill(r->number, qn_tables_register_count(r->t));
    return true;
}

bool qn_numbering_add(qn_numbering *n, const qn_program *program, const uint32_t *identity,
                      const uint32_t *known, uint32_t *number)
{
    const qn_tables *t = &program->tables;
    reader r = {.n = n, .program = program, .t = t, .number = number};
    find_texts(&r);
    if (open_reader(&r)) {
        number_parameters(&r);
        number_inputs(&r, identity);
        for (uint32_t i = 0; i < t->instruction_count; i++) {
            uint32_t reg = qn_tables_first_result(t) + i;
            number[reg] = operation_number(&r, &t->instruction[i], i);
            number[reg] = known != NULL && known[reg] != QN_NONE_INDEX ? known[reg] : number[reg];
        }
    } else {
        n->out_of_memory = true;
    }
    free(r.sequence);
    free(r.parameter);
    free(r.is_text);
    return !n->out_of_memory;
}

uint32_t qn_numbering_type(qn_numbering *n, const qn_program *program, uint32_t type)
{
    const qn_tables *t = &program->tables;
    uint32_t *number = malloc(((size_t)t->constant_count + 1) * sizeof *number);
    if (number == NULL) {
        n->out_of_memory = true;
        return QN_NONE_INDEX;
    }
    fill(number, t->constant_count);
    reader r = {.n = n, .program = program, .t = t, .number = number};
    find_texts(&r);
    uint32_t found = type_number(&r, type);
    free(r.is_text);
    free(number);
    return found;
}
