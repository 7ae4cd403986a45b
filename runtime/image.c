/*
 * The image of a program: its tables as bytes.
 *
 * Responsible for: the layout, which is the same on every machine, and for not reading a byte that
 * is not there. Refuses to know: what the rows mean (verify.c).
 *
 * Layout, all numbers little-endian:
 *      0   4  "QNB" and a NUL
 *      4   4  version of the layout
 *      8   8  checksum of all bytes from 16 on
 *     16   4  number of tables
 *     20   4  number of strings
 *     24   4  bytes of text
 *     28   4  0
 *     32   8  for each table: fields of a row, number of rows
 *      …      for each table: its rows, 4 bytes a field
 *      …      for each string, and one more: where it begins in the text, 4 bytes
 *      …      the text, each string followed by a NUL
 */
#include "program.h"
#include "schedule.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define QN_IMAGE_VERSION 7

enum { HEADER_SIZE = 32, SUMMED_FROM = 16, TABLE_ENTRY_SIZE = 8 };

static const unsigned char magic[4] = {'Q', 'N', 'B', 0};

static const uint32_t widths[QN_TABLE_COUNT] = {
#define QN_TABLE(TABLE, name, fields) sizeof(qn_row_##name) / sizeof(uint32_t),
#include "tables.def"
#undef QN_TABLE
};

uint32_t qn_table_width(qn_table table)
{
    return widths[table];
}

/* Where the structure of all tables has the rows of one and their number. */
static const struct {
    size_t rows;
    size_t count;
} places[QN_TABLE_COUNT] = {
#define QN_TABLE(TABLE, name, fields)                                                              \
    {offsetof(qn_tables, name), offsetof(qn_tables, name##_count)},
#include "tables.def"
#undef QN_TABLE
};

const uint32_t *qn_tables_rows(const qn_tables *tables, qn_table table, uint32_t *count)
{
    const unsigned char *all = (const unsigned char *)tables;
    const uint32_t *rows = NULL;
    memcpy(&rows, all + places[table].rows, sizeof rows);
    memcpy(count, all + places[table].count, sizeof *count);
    return rows;
}

/* Points a table of the structure at its rows. */
static void set_rows(qn_tables *tables, qn_table table, uint32_t *rows, uint32_t count)
{
    unsigned char *all = (unsigned char *)tables;
    memcpy(all + places[table].rows, &rows, sizeof rows);
    memcpy(all + places[table].count, &count, sizeof count);
}

/* Byte by byte, so that the host may be of either order and need not align the image. */
static uint32_t get_word(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static unsigned char *put_word(unsigned char *at, uint32_t word)
{
    at[0] = (unsigned char)word;
    at[1] = (unsigned char)(word >> 8);
    at[2] = (unsigned char)(word >> 16);
    at[3] = (unsigned char)(word >> 24);
    return at + 4;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* Numbers lie in memory as in an image. */
static unsigned char *put_words(unsigned char *at, const uint32_t *words, size_t count)
{
    if (count > 0) {
        memcpy(at, words, count * sizeof *words);
    }
    return at + count * sizeof *words;
}

static void get_words(uint32_t *words, const unsigned char *at, size_t count)
{
    if (count > 0) {
        memcpy(words, at, count * sizeof *words);
    }
}

static uint64_t get_double_word(const unsigned char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

#else

static unsigned char *put_words(unsigned char *at, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        at = put_word(at, words[i]);
    }
    return at;
}

static void get_words(uint32_t *words, const unsigned char *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words[i] = get_word(at + i * sizeof *words);
    }
}

static uint64_t get_double_word(const unsigned char *at)
{
    return get_word(at) | (uint64_t)get_word(at + 4) << 32;
}

#endif

/* FNV-1a over words of eight bytes, since images are long and each step waits for the one before.
 * Multiplying carries a difference upwards only; what has come to the top is turned round. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
    return ((sum << 23 | sum >> 41) ^ word) * 0x100000001b3U;
}

uint64_t qn_image_checksum(const unsigned char *bytes, size_t length)
{
    uint64_t sum = 0xcbf29ce484222325U;
    size_t i = SUMMED_FROM;
    for (; i + 8 <= length; i += 8) {
        sum = mix(sum, get_double_word(bytes + i));
    }
    for (; i < length; i++) {
        sum = mix(sum, bytes[i]);
    }
    return sum;
}

/* Bytes of an image of these tables, and of its parts before the rows and before the text. */
static size_t image_size(const qn_tables *tables)
{
    size_t size = HEADER_SIZE + (size_t)QN_TABLE_COUNT * TABLE_ENTRY_SIZE;
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++) {
        uint32_t count = 0;
        (void)qn_tables_rows(tables, table, &count);
        size += (size_t)count * widths[table] * sizeof(uint32_t);
    }
    size += ((size_t)tables->string_count + 1) * sizeof(uint32_t);
    return size + tables->string[tables->string_count];
}

/* Everything but the header's first sixteen bytes. */
static void put_tables(unsigned char *at, const qn_tables *tables)
{
    uint32_t text_length = tables->string[tables->string_count];
    const uint32_t head[] = {QN_TABLE_COUNT, tables->string_count, text_length, 0};
    at = put_words(at, head, sizeof head / sizeof head[0]);
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++) {
        uint32_t count = 0;
        (void)qn_tables_rows(tables, table, &count);
        at = put_word(at, widths[table]);
        at = put_word(at, count);
    }
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++) {
        uint32_t count = 0;
        const uint32_t *rows = qn_tables_rows(tables, table, &count);
        at = put_words(at, rows, (size_t)count * widths[table]);
    }
    at = put_words(at, tables->string, (size_t)tables->string_count + 1);
    memcpy(at, tables->text, text_length);
}

qn_status qn_image_write(const qn_tables *tables, const qn_options *options, unsigned char **out,
                         size_t *out_length)
{
    size_t size = image_size(tables);
    unsigned char *bytes = qn_memory_take(options, size);
    if (bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(bytes, magic, sizeof magic);
    put_word(bytes + sizeof magic, QN_IMAGE_VERSION);
    put_tables(bytes + SUMMED_FROM, tables);
    uint64_t sum = qn_image_checksum(bytes, size);
    put_word(bytes + QN_IMAGE_SUM_AT, (uint32_t)sum);
    put_word(bytes + QN_IMAGE_SUM_AT + 4, (uint32_t)(sum >> 32));
    *out = bytes;
    *out_length = size;
    return QN_OK;
}

/* Puts the code and a sentence into the error, if there is one to be filled; returns the code. */
static qn_status refuse(qn_error *error, qn_status code, const char *text)
{
    if (error != NULL) {
        error->code = code;
        (void)snprintf(error->text, sizeof error->text, "%s", text);
    }
    return code;
}

/* What stands before the rows: of this version, undamaged, with our tables. NULL or a sentence. */
static const char *header_fault(const unsigned char *bytes, size_t length)
{
    if (length < HEADER_SIZE || memcmp(bytes, magic, sizeof magic) != 0) {
        return "this is not a compiled program";
    }
    if (get_word(bytes + 4) != QN_IMAGE_VERSION) {
        return "this program was compiled by another version of qanun; compile it again";
    }
    uint64_t sum =
        get_word(bytes + QN_IMAGE_SUM_AT) | (uint64_t)get_word(bytes + QN_IMAGE_SUM_AT + 4) << 32;
    if (sum != qn_image_checksum(bytes, length)) {
        return "the compiled program is damaged: its checksum does not fit";
    }
    if (get_word(bytes + 16) != QN_TABLE_COUNT ||
        length < HEADER_SIZE + (size_t)QN_TABLE_COUNT * TABLE_ENTRY_SIZE) {
        return "the compiled program is damaged: its tables are not those of this version";
    }
    return NULL;
}

/* What an image needs in memory besides its own parts. All sizes are sums of products of 32-bit
 * numbers and cannot overflow 64 bits. */
typedef struct image_plan {
    uint64_t words;     /* of rows and of the strings' places */
    uint64_t registers; /* whose classes are kept, one byte each */
    uint32_t types;     /* of which a scale and a byte are kept */
    uint64_t doors;     /* of facts and fields */
    uint32_t rules;     /* of which a schedule and steps are kept */
    uint32_t regions;   /* of which steps are kept */
    uint32_t sequences; /* of which a byte is kept */
    uint64_t members;   /* of schedules, at most */
    uint64_t stretches;
    uint32_t text_length;
} image_plan;

/* Counts what the header promises. False where the image does not have exactly that length. */
static bool plan_image(const unsigned char *bytes, size_t length, image_plan *plan)
{
    const unsigned char *entry = bytes + HEADER_SIZE;
    uint32_t instructions = 0;
    plan->text_length = get_word(bytes + 24);
    plan->words = (uint64_t)get_word(bytes + 20) + 1;
    plan->registers = 1;
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++, entry += TABLE_ENTRY_SIZE) {
        uint32_t count = get_word(entry + 4);
        if (get_word(entry) != widths[table]) {
            return false;
        }
        plan->words += (uint64_t)count * widths[table];
        if (table == QN_TABLE_CONST || table == QN_TABLE_FACT || table == QN_TABLE_CODE) {
            plan->registers += count;
        }
        if (table == QN_TABLE_TYPE) {
            plan->types = count;
        } else if (table == QN_TABLE_FACT || table == QN_TABLE_FIELD) {
            plan->doors += count;
        } else if (table == QN_TABLE_RULE) {
            plan->rules = count;
        } else if (table == QN_TABLE_REGION) {
            plan->regions = count;
        } else if (table == QN_TABLE_SEQ) {
            plan->sequences = count;
        } else if (table == QN_TABLE_CODE) {
            instructions = count;
        }
    }
    plan->members = qn_schedule_members_max(plan->rules);
    plan->stretches = qn_schedule_stretches_max(plan->rules, instructions);
    uint64_t size = HEADER_SIZE + (uint64_t)QN_TABLE_COUNT * TABLE_ENTRY_SIZE +
                    plan->words * sizeof(uint32_t) + plan->text_length;
    return size == length && plan->registers < QN_NONE_INDEX - 1 && get_word(bytes + 28) == 0;
}

/* Fills the block behind the structure: places for scales, doors and schedules, rows, strings,
 * text, classes. */
static void read_tables(qn_program *program, const unsigned char *bytes, const image_plan *plan)
{
    qn_tables *t = &program->tables;
    const unsigned char *entry = bytes + HEADER_SIZE;
    const unsigned char *at = entry + (size_t)QN_TABLE_COUNT * TABLE_ENTRY_SIZE;
    program->scale = (qn_rational *)(void *)(program + 1);
    program->door = (qn_door *)(void *)(program->scale + plan->types);
    program->schedule = (qn_schedule *)(void *)(program->door + plan->doors);
    program->rule_steps = (uint64_t *)(void *)(program->schedule + plan->rules);
    program->rule_turns = program->rule_steps + plan->rules;
    program->region_steps = program->rule_turns + plan->rules;
    program->stretch = (qn_stretch *)(void *)(program->region_steps + plan->regions);
    program->member = (uint32_t *)(void *)(program->stretch + plan->stretches);
    uint32_t *words = program->member + plan->members;
    get_words(words, at, plan->words);
    at += plan->words * sizeof *words;
    char *text = (char *)(words + plan->words);
    memcpy(text, at, plan->text_length);
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++, entry += TABLE_ENTRY_SIZE) {
        uint32_t count = get_word(entry + 4);
        set_rows(t, table, words, count);
        words += (size_t)count * widths[table];
    }
    t->string = words;
    t->string_count = get_word(bytes + 20);
    t->text = text;
    program->class_of = (uint8_t *)(text + plan->text_length);
    program->finite = program->class_of + plan->registers;
    program->is_sound = program->finite + plan->types;
}

qn_status qn_image_read(const unsigned char *bytes, size_t length, const qn_options *options,
                        qn_program **out, qn_error *error)
{
    const char *fault = header_fault(bytes, length);
    if (fault != NULL) {
        return refuse(error, QN_BAD_IMAGE, fault);
    }
    image_plan plan = {0};
    if (!plan_image(bytes, length, &plan)) {
        return refuse(error, QN_BAD_IMAGE,
                      "the compiled program is damaged: its tables do not fill it");
    }
    size_t size = sizeof(qn_program) + plan.types * sizeof(qn_rational) +
                  (size_t)plan.doors * sizeof(qn_door) + plan.rules * sizeof(qn_schedule) +
                  ((size_t)plan.rules * 2 + plan.regions) * sizeof(uint64_t) +
                  (size_t)plan.stretches * sizeof(qn_stretch) +
                  (size_t)(plan.members + plan.words) * sizeof(uint32_t) + plan.text_length +
                  (size_t)plan.registers + plan.types + plan.sequences;
    qn_program *program = qn_memory_take(options, size);
    if (program == NULL) {
        return refuse(error, QN_NO_MEMORY, "there is not enough memory for the program");
    }
    memset(program, 0, size);
    program->size = size;
    if (options != NULL) {
        program->options = *options;
    }
    read_tables(program, bytes, &plan);
    *out = program;
    return QN_OK;
}
