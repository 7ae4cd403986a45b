/*
 * Values that are written in the plain way: digits with a point, YYYY-MM-DD, one of some names.
 *
 * Responsible for: such a text to an integer on its grid, without a branch that depends on the
 * value. What is written otherwise it does not take, right or wrong; the library reads it then.
 * Refuses to know: what values are allowed. Ten bytes may be read from where a text begins.
 */
#ifndef QN_CLI_PLAIN_H
#define QN_CLI_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    QN_PLAIN_SLACK = 10,     /* bytes from the beginning of a text that may be read */
    QN_PLAIN_EPOCH = 719162, /* 1970-01-01, counted as date.h does */
    QN_PLAIN_DIGITS_MAX = 18 /* so many always fit in 64 bits with a sign */
};

/* How numbers are written, and on what grid they are wanted. */
typedef struct qn_plain_number_form {
    int32_t decimals; /* the number times 10 to the power of it */
    char point;
} qn_plain_number_form;

/* -digits, with a point and digits behind it if wanted, of which no more than there are decimals.
 */
bool qn_plain_long_number(const char *text, size_t length, qn_plain_number_form form, int64_t *out);

/* The powers of ten up to that of QN_PLAIN_DIGITS_MAX. */
extern const int64_t qn_plain_power[QN_PLAIN_DIGITS_MAX + 1];

/* Eight bytes, the first in the lowest place on every machine. */
static inline uint64_t qn_plain_word(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The number that eight bytes from 0 to 9 are the digits of, the first in the lowest place: pairs
 * of digits, pairs of these, and so on. */
static inline uint32_t qn_plain_join(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8);
    const uint64_t pairs = UINT64_C(0x000000FF000000FF);
    uint64_t high = (digits & pairs) * (100 + (UINT64_C(1000000) << 32));
    uint64_t low = (digits >> 16 & pairs) * (1 + (UINT64_C(10000) << 32));
    return (uint32_t)((high + low) >> 32);
}

/* A number of at most eight bytes, all of them one word. */
static inline bool qn_plain_number(const char *text, size_t length, qn_plain_number_form form,
                                   int64_t *out)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    if (length - 1 >= 8 || text[0] == '-') {
        return qn_plain_long_number(text, length, form, out);
    }
    unsigned unused = (unsigned)(64 - 8 * length);
    uint64_t word = qn_plain_word(text) << unused;
    /* Signs become what they are above '0', so that the unused places are 0. */
    word ^= (each * '0') << unused;
    uint64_t other = word ^ (each * (unsigned char)(form.point ^ '0'));
    uint64_t point = (other - each) & ~other & (each << 7);
    uint64_t places = 0;
    if (point != 0) {
        unsigned at = (unsigned)__builtin_ctzll(point) - 7;
        uint64_t before = (UINT64_C(1) << at) - 1;
        places = (56 - at) / 8;
        /* One digit at least on either side. */
        if (places == 0 || at == unused) {
            return false;
        }
        word = (word & before) << 8 | (word & ~before & ~(UINT64_C(0xFF) << at));
    }
    if (((word + each * 0x76) | word) & (each << 7) || (int64_t)places > form.decimals) {
        return false;
    }
    *out = (int64_t)qn_plain_join(word) * qn_plain_power[(size_t)form.decimals - places];
    return true;
}

/* YYYY-MM-DD as days since 1970-01-01. */
bool qn_plain_day(const char *text, size_t length, int32_t *out);

/* Some names, and the number that each stands for. */
typedef struct qn_plain_name {
    uint64_t word[2]; /* its first bytes, and its last */
    const char *text;
    uint32_t length; /* 0 where there is none */
    int32_t number;
} qn_plain_name;

/* shift: how the hash of a name becomes a place. factor: one by which no two of them have the same.
 */
typedef struct qn_plain_names {
    qn_plain_name *name;
    unsigned shift;
    uint64_t factor;
} qn_plain_names;

/* Keeps names that live as long as it; those of no letters, and `unknown` and `none`, are left
 * out: they say something else. False out of memory, or where there are too many. */
bool qn_plain_names_open(qn_plain_names *names, const char *const *text, const int32_t *number,
                         size_t count);
void qn_plain_names_close(qn_plain_names *names);

/* A text as it is compared: its first eight bytes, with 0 behind its end, and its last eight. What
 * lies between them hardly ever tells two names apart. */
static inline void qn_plain_ends(const char *text, size_t length, uint64_t word[2])
{
    static const uint64_t mask[9] = {0,
                                     UINT64_C(0xFF),
                                     UINT64_C(0xFFFF),
                                     UINT64_C(0xFFFFFF),
                                     UINT64_C(0xFFFFFFFF),
                                     UINT64_C(0xFFFFFFFFFF),
                                     UINT64_C(0xFFFFFFFFFFFF),
                                     UINT64_C(0xFFFFFFFFFFFFFF),
                                     UINT64_MAX};
    bool is_long = length > 8;
    word[0] = qn_plain_word(text) & mask[is_long ? 8 : length];
    word[1] = is_long ? qn_plain_word(text + length - 8) : 0;
}

static inline size_t qn_plain_names_place(const qn_plain_names *names, const uint64_t word[2],
                                          size_t length)
{
    uint64_t mixed = (word[0] ^ (word[1] << 31 | word[1] >> 33)) + length;
    return (size_t)((mixed * names->factor) >> names->shift);
}

static inline bool qn_plain_names_find(const qn_plain_names *names, const char *text, size_t length,
                                       int32_t *out)
{
    uint64_t word[2];
    qn_plain_ends(text, length, word);
    const qn_plain_name *name = &names->name[qn_plain_names_place(names, word, length)];
    *out = name->number;
    return length > 0 && name->length == length && name->word[0] == word[0] &&
           name->word[1] == word[1] &&
           (length <= 16 || memcmp(name->text + 8, text + 8, length - 16) == 0);
}

#endif
