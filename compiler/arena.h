/*
 * arena.h - memory that lives as long as one compilation and is freed whole.
 *
 * Responsible for handing out aligned, zeroed blocks quickly and for remembering that the system
 * once refused memory. It knows nothing of what is stored, and single blocks cannot be given back.
 */
#ifndef QN_ARENA_H
#define QN_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Resizes `old` (NULL for a new block) from `old_size` to `new_size` bytes; `new_size` 0 frees it
 * and returns NULL. Returns NULL if it cannot, leaving the old block as it was. A test passes its
 * own to make every allocation fail in turn.
 */
typedef void *qn_allocate(void *user, void *old, size_t old_size, size_t new_size);

typedef struct qn_arena_chunk qn_arena_chunk;

typedef struct qn_arena {
    qn_allocate *allocate;
    void *user;
    qn_arena_chunk *chunk; /* the chunk that is being filled, linked to the fuller ones */
    unsigned char *next;   /* its first byte that is not in use */
    size_t left;           /* bytes of it from there on */
    size_t zeroed;         /* of those, how many are zero already */
    size_t total;          /* bytes asked of the system so far */
    size_t limit;          /* most bytes to ask of the system; SIZE_MAX for no limit */
    bool single;           /* each block is asked for by itself, so that a test can refuse it */
    bool exhausted;        /* a request was refused: the compilation is out of memory */
} qn_arena;

/* Starts an empty arena. `allocate` NULL means the C library. Never fails: nothing is asked yet. */
void qn_arena_init(qn_arena *arena, qn_allocate *allocate, void *user);

/* Frees everything that came from the arena, which is then empty and may be used again. */
void qn_arena_clear(qn_arena *arena);

/* Forgets all blocks, and keeps the newest chunk for those to come. */
void qn_arena_reset(qn_arena *arena);

/*
 * A zeroed block of `size` bytes, aligned for any object, alive until the arena is cleared.
 * Returns NULL and sets `exhausted` when memory is out, and from then on, so that nothing is built
 * around a gap; size 0 gives a valid unique pointer.
 */
static inline void *qn_arena_take(qn_arena *arena, size_t size);

/* As qn_arena_take for `count` elements of `size` bytes; a product that overflows is refused. */
void *qn_arena_take_array(qn_arena *arena, size_t count, size_t size);

/*
 * A block of `new_size` bytes that begins with the first `old_size` bytes of `old` (from the same
 * arena); the rest is zero. The last block handed out grows in place. NULL when memory is out.
 */
void *qn_arena_grow(qn_arena *arena, void *old, size_t old_size, size_t new_size);

/* The same, but what it adds is not zeroed: for arrays, of which nobody reads what is not written.
 */
void *qn_arena_extend(qn_arena *arena, void *old, size_t old_size, size_t new_size);

/* A copy of `length` bytes of `text`, with a NUL after them. NULL when memory is out. */
char *qn_arena_copy(qn_arena *arena, const char *text, size_t length);

/* Formats as printf does into the arena. NULL when memory is out. */
char *qn_arena_format(qn_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Notes that memory is out, for those who look only at the end. Returns NULL. */
void *qn_arena_refuse(qn_arena *arena);

/* ---- how blocks are taken: most are nodes of a tree and their like, for which a call is dear */

/* Sizes are rounded up to eight bytes: enough for every type that a tree is made of. */
static inline size_t qn_arena_rounded(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

/* As qn_arena_take, where what is zeroed already does not suffice. */
void *qn_arena_take_more(qn_arena *arena, size_t size);

/* What is zeroed is a multiple of eight bytes, and none once memory is out. */
static inline void *qn_arena_take(qn_arena *arena, size_t size)
{
    if (size == 0 || size > arena->zeroed) {
        return qn_arena_take_more(arena, size);
    }
    void *block = arena->next;
    size_t whole = qn_arena_rounded(size);
    arena->next += whole;
    arena->left -= whole;
    arena->zeroed -= whole;
    return block;
}

#endif
