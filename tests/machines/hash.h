/*
 * A hash of all that a program says, the same on every machine: FNV-1a over bytes whose order the
 * machine has no part in. Refuses to know: what is hashed.
 */
#ifndef QN_TESTS_HASH_H
#define QN_TESTS_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct hash {
    uint64_t sum;
    uint64_t counted; /* how many things went into it */
} hash;

#define HASH_BEGIN ((hash){.sum = UINT64_C(0xcbf29ce484222325)})

static inline void hash_byte(hash *h, unsigned char byte)
{
    h->sum = (h->sum ^ byte) * UINT64_C(0x100000001b3);
}

/* Eight bytes, the lowest first. */
static inline void hash_number(hash *h, int64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        hash_byte(h, (unsigned char)((uint64_t)number >> shift));
    }
    h->counted++;
}

/* A text and where it ends; NULL is another one than "". */
static inline void hash_text(hash *h, const char *text)
{
    for (const char *p = text; p != NULL && *p != 0; p++) {
        hash_byte(h, (unsigned char)*p);
    }
    hash_byte(h, text == NULL ? 1 : 0);
    h->counted++;
}

static inline void hash_bytes(hash *h, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        hash_byte(h, ((const unsigned char *)bytes)[i]);
    }
    h->counted++;
}

#endif
