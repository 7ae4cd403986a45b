/*
 * arena.c - chunks of growing size, filled from the front and freed together.
 *
 * Small blocks share a chunk; a block that is larger than a chunk gets one of its own.
 */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { LARGE_PAGE = 2 * 1024 * 1024 };

struct qn_arena_chunk {
    qn_arena_chunk *next;
    size_t size; /* bytes behind this header */
    _Alignas(max_align_t) unsigned char bytes[];
};

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 8 * LARGE_PAGE };

/* Asks for large pages, which the system may refuse: a tree or a table of some megabytes then takes
 * a thousand times fewer faults to get, and is found by the processor without a search. */
static void wish_for_large_pages(void *block, size_t size)
{
#if defined(MADV_HUGEPAGE)
    size_t before = (size_t)((uintptr_t)block % LARGE_PAGE);
    size_t skipped = before == 0 ? 0 : LARGE_PAGE - before;
    if (size >= skipped + LARGE_PAGE) {
        (void)madvise((unsigned char *)block + skipped, size - skipped, MADV_HUGEPAGE);
    }
#else
    (void)block;
    (void)size;
#endif
}

/* The allocator where the caller brings none. realloc needs no old size; the contract has one. */
static void *allocate_with_libc(void *user, void *old, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(old);
        return NULL;
    }
    void *block = realloc(old, new_size);
    if (block != NULL && new_size >= LARGE_PAGE) {
        wish_for_large_pages(block, new_size);
    }
    return block;
}

void qn_arena_init(qn_arena *arena, qn_allocate *allocate, void *user)
{
    *arena = (qn_arena){.allocate = allocate != NULL ? allocate : allocate_with_libc,
                        .user = user,
                        .limit = SIZE_MAX};
}

/* Chunks are given back newest first, with the sizes that they were asked for. */
void qn_arena_clear(qn_arena *arena)
{
    while (arena->chunk != NULL) {
        qn_arena_chunk *next = arena->chunk->next;
        arena->allocate(arena->user, arena->chunk, sizeof(qn_arena_chunk) + arena->chunk->size, 0);
        arena->chunk = next;
    }
    arena->next = NULL;
    arena->left = 0;
    arena->zeroed = 0;
    arena->total = 0;
    arena->exhausted = false;
}

/* Blocks are taken from the front of a chunk from now on. */
static void fill(qn_arena *arena, qn_arena_chunk *chunk)
{
    arena->chunk = chunk;
    arena->next = chunk->bytes;
    arena->left = chunk->size;
    arena->zeroed = 0;
}

void qn_arena_reset(qn_arena *arena)
{
    qn_arena_chunk *kept = arena->chunk;
    if (kept == NULL) {
        return;
    }
    arena->chunk = kept->next;
    bool exhausted = arena->exhausted;
    qn_arena_clear(arena);
    kept->next = NULL;
    fill(arena, kept);
    arena->total = sizeof(qn_arena_chunk) + kept->size;
    arena->exhausted = exhausted;
}

void *qn_arena_refuse(qn_arena *arena)
{
    arena->exhausted = true;
    arena->zeroed = 0;
    return NULL;
}

/* Each chunk is twice as large as the one before, so that their number stays small. */
static size_t next_chunk_size(const qn_arena *arena, size_t wanted)
{
    size_t size = arena->chunk == NULL ? FIRST_CHUNK : arena->chunk->size * 2;
    if (arena->single) {
        return wanted;
    }
    if (size > LARGEST_CHUNK) {
        size = LARGEST_CHUNK;
    }
    return size < wanted ? wanted : size;
}

/* Puts a chunk with room for `wanted` bytes in front. False when memory is out. */
static bool add_chunk(qn_arena *arena, size_t wanted)
{
    size_t size = next_chunk_size(arena, wanted);
    if (size > SIZE_MAX - sizeof(qn_arena_chunk)) {
        return false;
    }
    size_t whole = sizeof(qn_arena_chunk) + size;
    if (arena->total > arena->limit || whole > arena->limit - arena->total) {
        return false;
    }
    qn_arena_chunk *chunk = arena->allocate(arena->user, NULL, 0, whole);
    if (chunk == NULL) {
        return false;
    }
    chunk->next = arena->chunk;
    chunk->size = size;
    fill(arena, chunk);
    arena->total += whole;
    return true;
}

/* Takes bytes that are there, and will be written by their owner. */
static void use(qn_arena *arena, size_t bytes)
{
    arena->next += bytes;
    arena->left -= bytes;
    arena->zeroed = arena->zeroed > bytes ? arena->zeroed - bytes : 0;
}

/* Sees to it that the current chunk, or a new one, has room. False when memory is out. */
static bool find_room(qn_arena *arena, size_t size)
{
    size_t whole = qn_arena_rounded(size == 0 ? 1 : size);
    return size <= SIZE_MAX / 2 && !arena->exhausted &&
           (whole <= arena->left || add_chunk(arena, whole));
}

/* A block as qn_arena_take gives it, but not zeroed. */
static void *take_block(qn_arena *arena, size_t size)
{
    if (!find_room(arena, size)) {
        return qn_arena_refuse(arena);
    }
    void *block = arena->next;
    use(arena, qn_arena_rounded(size == 0 ? 1 : size));
    return block;
}

/* Clears what a block needs, and some more for those to come. */
static void clear_ahead(qn_arena *arena, size_t size)
{
    enum { AHEAD = 1024 };
    size_t ahead = arena->left - size < AHEAD ? arena->left : size + AHEAD;
    memset(arena->next + arena->zeroed, 0, ahead - arena->zeroed);
    arena->zeroed = ahead;
}

void *qn_arena_take_more(qn_arena *arena, size_t size)
{
    size_t whole = qn_arena_rounded(size == 0 ? 1 : size);
    if (!find_room(arena, size)) {
        return qn_arena_refuse(arena);
    }
    if (whole > arena->zeroed) {
        clear_ahead(arena, whole);
    }
    return qn_arena_take(arena, whole);
}

void *qn_arena_take_array(qn_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / 2 / size) {
        return qn_arena_refuse(arena);
    }
    return qn_arena_take(arena, count * size);
}

/* Whether `old` is the last block of the current chunk, which can then grow where it is. */
static bool is_last_block(const qn_arena *arena, const void *old, size_t old_size)
{
    return arena->chunk != NULL &&
           (const unsigned char *)old + qn_arena_rounded(old_size) == arena->next;
}

/* Whether a block has grown in place, by bytes that are not zeroed. */
static bool grow_in_place(qn_arena *arena, const void *old, size_t old_size, size_t new_size)
{
    if (old == NULL || old_size == 0 || new_size < old_size ||
        !is_last_block(arena, old, old_size)) {
        return false;
    }
    size_t more = qn_arena_rounded(new_size) - qn_arena_rounded(old_size);
    if (more > arena->left) {
        return false;
    }
    use(arena, more);
    return true;
}

void *qn_arena_extend(qn_arena *arena, void *old, size_t old_size, size_t new_size)
{
    if (new_size > SIZE_MAX / 2) {
        return qn_arena_refuse(arena);
    }
    if (grow_in_place(arena, old, old_size, new_size)) {
        return old;
    }
    void *block = take_block(arena, new_size);
    if (block != NULL && old != NULL && old_size > 0) {
        memcpy(block, old, old_size < new_size ? old_size : new_size);
    }
    return block;
}

void *qn_arena_grow(qn_arena *arena, void *old, size_t old_size, size_t new_size)
{
    unsigned char *block = qn_arena_extend(arena, old, old_size, new_size);
    if (block != NULL && new_size > old_size) {
        memset(block + old_size, 0, qn_arena_rounded(new_size) - old_size);
    }
    return block;
}

/* Room for a text and the NUL behind it, which is there already. */
static char *take_text(qn_arena *arena, size_t length)
{
    unsigned char *text = take_block(arena, length + 1);
    if (text != NULL) {
        size_t whole = qn_arena_rounded(length + 1);
        memset(text + whole - sizeof(uint64_t), 0, sizeof(uint64_t));
    }
    return (char *)text;
}

char *qn_arena_copy(qn_arena *arena, const char *text, size_t length)
{
    char *copy = take_text(arena, length);
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

/* A piece of a formatted text. */
typedef struct text_piece {
    const char *bytes;
    size_t length;
} text_piece;

/* The pieces that a format and its arguments give, in order; numbers stand in `digits`. */
typedef struct pieces {
    text_piece piece[16];
    uint32_t count;
    size_t length; /* of all of them */
    char digits[8][12];
    uint32_t numbers;
} pieces;

/* A text that could not be made for want of memory is NULL, and stands for none. */
static void add_piece(pieces *p, const char *bytes, size_t length)
{
    p->piece[p->count++] = (text_piece){bytes, length};
    p->length += length;
}

static void add_number(pieces *p, unsigned number)
{
    char *digits = p->digits[p->numbers++];
    size_t at = sizeof p->digits[0];
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    add_piece(p, digits + at, sizeof p->digits[0] - at);
}

/* Takes formats of plain text, %s, %.*s and %u apart, which are nearly all. False for others. */
static bool gather_pieces(pieces *p, const char *format, va_list arguments)
{
    enum { PIECES_MAX = sizeof p->piece / sizeof p->piece[0] };
    enum { NUMBERS_MAX = sizeof p->digits / sizeof p->digits[0] };
    while (format[0] != '\0') {
        size_t plain = strcspn(format, "%");
        if (p->count == PIECES_MAX || p->numbers == NUMBERS_MAX) {
            return false;
        }
        if (plain > 0) {
            add_piece(p, format, plain);
            format += plain;
        } else if (format[1] == 's') {
            const char *text = va_arg(arguments, const char *);
            add_piece(p, text, text == NULL ? 0 : strlen(text));
            format += strlen("%s");
        } else if (format[1] == 'u') {
            add_number(p, va_arg(arguments, unsigned));
            format += strlen("%u");
        } else if (strncmp(format, "%.*s", strlen("%.*s")) == 0) {
            size_t most = (size_t)va_arg(arguments, int);
            const char *text = va_arg(arguments, const char *);
            const char *end = text == NULL ? text : memchr(text, '\0', most);
            add_piece(p, text, text == NULL ? 0 : end != NULL ? (size_t)(end - text) : most);
            format += strlen("%.*s");
        } else {
            return false;
        }
    }
    return true;
}

static char *join_pieces(qn_arena *arena, const pieces *p)
{
    char *text = take_text(arena, p->length);
    char *at = text;
    for (uint32_t i = 0; text != NULL && i < p->count; i++) {
        if (p->piece[i].length > 0) {
            memcpy(at, p->piece[i].bytes, p->piece[i].length);
        }
        at += p->piece[i].length;
    }
    return text;
}

char *qn_arena_format(qn_arena *arena, const char *format, ...)
{
    va_list arguments;
    pieces p;
    p.count = p.numbers = 0;
    p.length = 0;
    va_start(arguments, format);
    bool gathered = gather_pieces(&p, format, arguments);
    va_end(arguments);
    if (gathered) {
        return join_pieces(arena, &p);
    }
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return qn_arena_refuse(arena);
    }
    char *text = qn_arena_take(arena, (size_t)length + 1);
    if (text != NULL) {
        va_start(arguments, format);
        vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}
