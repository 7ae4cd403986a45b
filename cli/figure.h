/*
 * Integers on a grid as the decimals that they are, many a second.
 *
 * Responsible for: digits, points and days as text. Refuses to know: pages; the caller has room for
 * QN_FIGURE_SIZE bytes, of which those behind what is written may be overwritten, too.
 */
#ifndef QN_CLI_FIGURE_H
#define QN_CLI_FIGURE_H

#include <stdint.h>
#include <string.h>

enum { QN_FIGURE_SIZE = 48 };

/* How a number is written that is held times 10 to the power of `decimals`: with `least` digits
 * behind the point, and more where it has them. */
typedef struct qn_figure_form {
    int32_t decimals;
    int32_t least; /* no more than decimals */
} qn_figure_form;

/* Each of these returns where it ended. */
char *qn_figure_put_long(char *at, int64_t number, qn_figure_form form);
char *qn_figure_put_day(char *at, int32_t day); /* since 1970-01-01 */
char *qn_figure_put_clock(char *at, int32_t minute);

/* The eight digits of a number below 10^8 as bytes from 0 to 9, the first in the lowest place. */
static inline uint64_t qn_figure_digits(uint32_t number)
{
    uint64_t halves = number / 10000 | (uint64_t)(number % 10000) << 32;
    uint64_t hundreds = ((halves * 10486) >> 20) & UINT64_C(0x0000007F0000007F);
    uint64_t pairs = hundreds | (halves - 100 * hundreds) << 16;
    uint64_t tens = ((pairs * 103) >> 10) & UINT64_C(0x000F000F000F000F);
    return tens | (pairs - 10 * tens) << 8;
}

static inline void qn_figure_store(char *at, uint64_t word)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(at, &word, sizeof word);
}

/* Numbers of at most eight digits without a branch for their length. */
static inline char *qn_figure_put(char *at, int64_t number, qn_figure_form form)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (size >= 100000000 || form.decimals != form.least || form.decimals > 6) {
        return qn_figure_put_long(at, number, form);
    }
    uint64_t digits = qn_figure_digits((uint32_t)size);
    unsigned decimals = (unsigned)form.decimals;
    /* Of the zeros before the first digit one stays before the point, and all behind it. */
    unsigned zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << (56 - 8 * decimals)) / 8;
    digits += UINT64_C(0x3030303030303030);
    *at = '-';
    at += number < 0;
    qn_figure_store(at, digits >> 8 * zeros);
    at += 8 - zeros;
    if (decimals > 0) {
        at -= decimals;
        *at = '.';
        qn_figure_store(at + 1, digits >> (64 - 8 * decimals));
        at += 1 + decimals;
    }
    return at;
}

#endif
