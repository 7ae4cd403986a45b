/*
 * Plain texts to integers. See plain.h.
 */
#include "plain.h"

#include <stdlib.h>

#include "date.h"

enum { PLACES_MAX = 1 << 16 };

const int64_t qn_plain_power[QN_PLAIN_DIGITS_MAX + 1] = {1,
                                                         10,
                                                         100,
                                                         1000,
                                                         10000,
                                                         100000,
                                                         1000000,
                                                         10000000,
                                                         100000000,
                                                         INT64_C(1000000000),
                                                         INT64_C(10000000000),
                                                         INT64_C(100000000000),
                                                         INT64_C(1000000000000),
                                                         INT64_C(10000000000000),
                                                         INT64_C(100000000000000),
                                                         INT64_C(1000000000000000),
                                                         INT64_C(10000000000000000),
                                                         INT64_C(100000000000000000),
                                                         INT64_C(1000000000000000000)};

static bool is_digit(char sign)
{
    return sign >= '0' && sign <= '9';
}

/* Byte by byte. Zeros count as digits, so that a long row of them is left to the library. */
bool qn_plain_long_number(const char *text, size_t length, qn_plain_number_form form, int64_t *out)
{
    bool is_negative = length > 0 && text[0] == '-';
    int64_t number = 0;
    size_t places = 0;
    bool has_point = false;
    size_t at = is_negative;
    if (at == length || !is_digit(text[at]) || !is_digit(text[length - 1])) {
        return false;
    }
    for (size_t digits = 0; at < length; at++) {
        if (text[at] == form.point && !has_point) {
            has_point = true;
        } else if (is_digit(text[at]) && digits < QN_PLAIN_DIGITS_MAX) {
            number = number * 10 + (text[at] - '0');
            places += has_point;
            digits++;
        } else {
            return false;
        }
    }
    if (places > (size_t)form.decimals ||
        __builtin_mul_overflow(number, qn_plain_power[(size_t)form.decimals - places], &number)) {
        return false;
    }
    *out = is_negative ? -number : number;
    return true;
}

/* The parts are read as one word of digits, from which the hyphens have been taken. */
bool qn_plain_day(const char *text, size_t length, int32_t *out)
{
    const uint64_t zeros = UINT64_C(0x3030303030303030);
    if (length != QN_DATE_LENGTH || text[4] != '-' || text[7] != '-') {
        return false;
    }
    uint64_t head = qn_plain_word(text);
    uint64_t tail = qn_plain_word(text + 2);
    /* YYYY from the first four bytes, MM from the sixth and seventh, DD from the last two. */
    uint64_t word = (head & UINT64_C(0xFFFFFFFF)) | (head >> 40 & 0xFFFF) << 32 |
                    (tail & UINT64_C(0xFFFF000000000000));
    word ^= zeros;
    if (((word + UINT64_C(0x7676767676767676)) | word) & UINT64_C(0x8080808080808080)) {
        return false;
    }
    uint32_t number = qn_plain_join(word);
    qn_day day = 0;
    if (qn_date_from_ymd(number / 10000, number / 100 % 100, number % 100, &day) != QN_DATE_OK) {
        return false;
    }
    *out = day - QN_PLAIN_EPOCH;
    return true;
}

/* A name without bytes behind its end that could be read, as those of cells have. */
static void fill_name(qn_plain_name *out, const char *text, int32_t number)
{
    char head[QN_PLAIN_SLACK] = "";
    size_t length = strlen(text);
    bool is_long = length >= sizeof head;
    memcpy(head, text, is_long ? sizeof head : length);
    *out = (qn_plain_name){.text = text, .length = (uint32_t)length, .number = number};
    qn_plain_ends(is_long ? text : head, length, out->word);
}

static bool is_left_out(const char *text)
{
    return text[0] == '\0' || strcmp(text, "unknown") == 0 || strcmp(text, "none") == 0;
}

/* Puts all names into their places; false where two of them meet. */
static bool place_all(qn_plain_names *names, const char *const *text, const int32_t *number,
                      size_t count, size_t places)
{
    memset(names->name, 0, places * sizeof *names->name);
    for (size_t i = 0; i < count; i++) {
        qn_plain_name name;
        if (is_left_out(text[i])) {
            continue;
        }
        fill_name(&name, text[i], number[i]);
        qn_plain_name *place = &names->name[qn_plain_names_place(names, name.word, name.length)];
        if (place->length > 0) {
            return false;
        }
        *place = name;
    }
    return true;
}

bool qn_plain_names_open(qn_plain_names *names, const char *const *text, const int32_t *number,
                         size_t count)
{
    enum { TRIES = 64 };
    *names = (qn_plain_names){.factor = UINT64_C(0x9E3779B97F4A7C15), .shift = 62};
    for (size_t places = 4; places <= PLACES_MAX; places *= 2, names->shift--) {
        qn_plain_name *grown = realloc(names->name, places * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        names->name = grown;
        for (int i = 0; i < TRIES && places >= count; i++) {
            if (place_all(names, text, number, count, places)) {
                return true;
            }
            names->factor = names->factor * UINT64_C(6364136223846793005) + 2;
        }
    }
    return false; /* two names of one beginning and end, or too many of them */
}

void qn_plain_names_close(qn_plain_names *names)
{
    free(names->name);
    names->name = NULL;
}
