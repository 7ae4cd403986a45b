/*
 * Mutants of images, by the fields that their tables have.
 *
 * Responsible for: changes that get past the first checks: each keeps the sizes of the parts right,
 * or breaks just that, and the checksum is mended. Refuses to know: what makes a program sound.
 */
#include <string.h>

#include "fuzz.h"
#include "program.h"

enum { HEADER = 32, ENTRY = 8, TABLES_AT = HEADER + QN_TABLE_COUNT * ENTRY, CHANGES_MAX = 3 };

/* Where the rows of a table lie in an image, in bytes. */
typedef struct place {
    size_t at;
    uint32_t width;
    uint32_t rows;
} place;

static uint32_t get(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put(uint8_t *at, uint32_t word)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(word >> (8 * i));
    }
}

void fuzz_mend(uint8_t *image, size_t length)
{
    if (length >= HEADER) {
        uint64_t sum = qn_image_checksum(image, length);
        put(image + QN_IMAGE_SUM_AT, (uint32_t)sum);
        put(image + QN_IMAGE_SUM_AT + 4, (uint32_t)(sum >> 32));
    }
}

/* Finds a table; false where the image is not long enough to have it. */
static bool find_table(const uint8_t *data, size_t size, qn_table table, place *out)
{
    size_t at = TABLES_AT;
    if (size < TABLES_AT) {
        return false;
    }
    for (qn_table t = 0; t <= table; t++) {
        const uint8_t *entry = data + HEADER + (size_t)t * ENTRY;
        *out = (place){.at = at, .width = qn_table_width(t), .rows = get(entry + 4)};
        if (out->rows > (size - at) / 4 / out->width) {
            return false;
        }
        at += (size_t)out->rows * out->width * 4;
    }
    return true;
}

/* A table that has rows, more often one with code and lists in it. */
static bool draw_table(const uint8_t *data, size_t size, uint64_t *state, qn_table *table,
                       place *out)
{
    static const qn_table often[] = {QN_TABLE_CODE, QN_TABLE_POOL, QN_TABLE_SEQ,  QN_TABLE_RULE,
                                     QN_TABLE_TYPE, QN_TABLE_FACT, QN_TABLE_CODE, QN_TABLE_CLAUSE};
    for (int tries = 0; tries < 30; tries++) {
        *table = fuzz_draw(state, 2) == 0 ? often[fuzz_draw(state, sizeof often / sizeof often[0])]
                                          : (qn_table)fuzz_draw(state, QN_TABLE_COUNT);
        if (find_table(data, size, *table, out) && out->rows > 0) {
            return true;
        }
    }
    return false;
}

/* A number that is likely to mislead: near what stands there, near a count of rows, or at an end.
 */
static uint32_t draw_word(const uint8_t *data, uint64_t *state, uint32_t was)
{
    static const uint32_t ends[] = {0,  1,   2,      3,          16,         63,
                                    64, 255, 0xffff, 0x7fffffff, 0x80000000, UINT32_MAX};
    uint32_t near = (uint32_t)fuzz_draw(state, 5) - 2;
    switch (fuzz_draw(state, 4)) {
    case 0:
        return was + near;
    case 1:
        return ends[fuzz_draw(state, sizeof ends / sizeof ends[0])];
    case 2:
        return get(data + HEADER + fuzz_draw(state, QN_TABLE_COUNT) * ENTRY + 4) + near;
    default:
        return (uint32_t)fuzz_draw(state, 64);
    }
}

static void change_field(uint8_t *data, const place *p, uint64_t *state)
{
    uint8_t *at = data + p->at + 4 * fuzz_draw(state, (uint64_t)p->rows * p->width);
    put(at, draw_word(data, state, get(at)));
}

/* Another operation, with the bits that it has or with others. */
static void change_operation(uint8_t *data, const place *p, uint64_t *state)
{
    uint8_t *at = data + p->at + fuzz_draw(state, p->rows) * p->width * 4;
    uint32_t word = get(at);
    uint32_t op = (uint32_t)fuzz_draw(state, QN_OP_COUNT);
    put(at, fuzz_draw(state, 2) == 0 ? (word & 0xffff0000) | op
                                     : (word & 0xffff) | (uint32_t)fuzz_draw(state, 64) << 16);
}

/* Copies a field, or a whole row, from one row of the table to another. */
static void copy_row(uint8_t *data, const place *p, uint64_t *state)
{
    size_t row = (size_t)p->width * 4;
    uint8_t *from = data + p->at + fuzz_draw(state, p->rows) * row;
    uint8_t *to = data + p->at + fuzz_draw(state, p->rows) * row;
    if (fuzz_draw(state, 2) == 0) {
        memmove(to, from, row);
    } else {
        size_t field = (size_t)fuzz_draw(state, p->width) * 4;
        memmove(to + field, from + field, 4);
    }
}

/* Takes a row out of a table, or puts a copy of one in; the header knows of it. */
static size_t change_count(uint8_t *data, size_t size, size_t room, qn_table table, const place *p,
                           uint64_t *state)
{
    size_t row = (size_t)p->width * 4;
    uint8_t *at = data + p->at + fuzz_draw(state, p->rows) * row;
    size_t behind = size - (size_t)(at - data);
    uint8_t *count = data + HEADER + (size_t)table * ENTRY + 4;
    if (fuzz_draw(state, 2) == 0) {
        memmove(at, at + row, behind - row);
        put(count, p->rows - 1);
        return size - row;
    }
    if (row > room - size) {
        return size;
    }
    memmove(at + row, at, behind);
    put(count, p->rows + 1);
    return size + row;
}

/* Any byte, any word of the header, or an end before the end. */
static size_t change_blindly(uint8_t *data, size_t size, uint64_t *state)
{
    switch (fuzz_draw(state, 4)) {
    case 0:
        return (size_t)fuzz_draw(state, size + 1);
    case 1:
        if (size >= TABLES_AT) {
            uint8_t *at = data + 16 + 4 * fuzz_draw(state, (TABLES_AT - 16) / 4);
            put(at, draw_word(data, state, get(at)));
        }
        return size;
    default:
        data[fuzz_draw(state, size)] = (uint8_t)fuzz_draw(state, 256);
        return size;
    }
}

static size_t change(uint8_t *data, size_t size, size_t room, uint64_t *state)
{
    qn_table table;
    place p;
    if (size == 0 || fuzz_draw(state, 8) == 0 || !draw_table(data, size, state, &table, &p)) {
        return size == 0 ? 0 : change_blindly(data, size, state);
    }
    switch (fuzz_draw(state, 8)) {
    case 0:
        return change_count(data, size, room, table, &p, state);
    case 1:
    case 2:
        copy_row(data, &p, state);
        return size;
    case 3:
        if (find_table(data, size, QN_TABLE_CODE, &p) && p.rows > 0) {
            change_operation(data, &p, state);
        }
        return size;
    default:
        change_field(data, &p, state);
        return size;
    }
}

size_t fuzz_mutate_image(uint8_t *data, size_t size, size_t room, uint64_t *state)
{
    for (uint64_t changes = 1 + fuzz_draw(state, CHANGES_MAX); changes > 0; changes--) {
        size = change(data, size, room, state);
    }
    if (fuzz_draw(state, 16) != 0) {
        fuzz_mend(data, size);
    }
    return size;
}
