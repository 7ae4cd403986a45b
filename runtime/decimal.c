/*
 * Decimal text, read and written without losing a digit; see decimal.h.
 *
 * Text is read in two passes: one checks the form, one takes the digits that count. It refuses to
 * know what a number stands for, and nothing here depends on the locale.
 */
#include "decimal.h"
#include "seldom.h"

#include <string.h>

enum {
    /* 2^127 - 1 has 39 digits, so a whole part with more is too large. */
    WHOLE_DIGITS_MAX = 39,
    /* So many digits always fit in 64 bits with a sign. */
    SHORT_DIGITS_MAX = 18,
    NOT_FINITE = -1
};

/* The power of ten by which the exponent of a number is cut off: far beyond any text's length. */
#define EXPONENT_MAX INT64_C(100000000000000000)

/* What the first pass finds out about a text. */
typedef struct shape {
    size_t first;     /* offset of the first digit that is not zero, if there is one */
    size_t end;       /* offset behind the last digit that is not zero; 0 if there is none */
    int64_t before;   /* digits before the point */
    int64_t leading;  /* zeros before `first` */
    int64_t digits;   /* digits from `first` to `end` */
    int64_t places;   /* digits written behind the point */
    int64_t exponent; /* 0 if none is written */
    bool negative;
} shape;

/* A text and how far it is read. */
typedef struct cursor {
    const char *text;
    size_t length;
    size_t at;
} cursor;

/* ASCII only, whatever the locale: digits of other scripts are not numbers of the language. */
static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool at_digit(const cursor *c)
{
    return c->at < c->length && is_digit(c->text[c->at]);
}

/* Passes one of two bytes if it is next. */
static bool take(cursor *c, char byte, char other)
{
    if (c->at < c->length && (c->text[c->at] == byte || c->text[c->at] == other)) {
        c->at++;
        return true;
    }
    return false;
}

/* Notes a digit of the number in the shape; `seen` digits stand before it. */
static void note_digit(shape *s, char digit, size_t offset, int64_t seen)
{
    if (digit == '0') {
        return;
    }
    if (s->end == 0) {
        s->first = offset;
        s->leading = seen;
    }
    s->end = offset + 1;
    s->digits = seen + 1 - s->leading;
}

/*
 * One or more digits, with groups if allowed; *count is raised by their number. False at a byte
 * that does not fit, where the cursor then stands.
 */
static bool scan_digits(cursor *c, unsigned options, shape *s, int64_t *count)
{
    do {
        if (!at_digit(c)) {
            return false;
        }
        while (at_digit(c)) {
            note_digit(s, c->text[c->at], c->at, *count);
            ++*count;
            c->at++;
        }
    } while ((options & QN_DECIMAL_GROUPS) && take(c, '_', '_'));
    return true;
}

/* The digits of an exponent, with a sign if one is written. */
QN_SELDOM static bool scan_exponent(cursor *c, shape *s)
{
    bool negative = c->at < c->length && c->text[c->at] == '-';
    (void)take(c, '-', '+');
    if (!at_digit(c)) {
        return false;
    }
    for (; at_digit(c); c->at++) {
        if (s->exponent < EXPONENT_MAX) {
            s->exponent = s->exponent * 10 + (c->text[c->at] - '0');
        }
    }
    s->exponent = negative ? -s->exponent : s->exponent;
    return true;
}

/* The first pass: sign, whole digits, places, exponent, and nothing behind them. */
static bool scan(cursor *c, unsigned options, shape *s)
{
    s->negative = c->length > 0 && c->text[0] == '-';
    (void)take(c, '-', '+');
    int64_t count = 0;
    if (!scan_digits(c, options, s, &count)) {
        return false;
    }
    s->before = count;
    if (take(c, '.', '.') && !scan_digits(c, options, s, &count)) {
        return false;
    }
    s->places = count - s->before;
    if ((options & QN_DECIMAL_EXPONENT) && take(c, 'e', 'E') && !scan_exponent(c, s)) {
        return false;
    }
    return c->at == c->length;
}

/* value * 10 + digit; false if it does not fit. */
static bool append_digit(qn_wide *value, int digit)
{
    return qn_wide_mul_i64(*value, 10, value) &&
           qn_wide_add(*value, qn_wide_from_i64(digit), value);
}

/*
 * The whole part: `count` digits from the first one that counts, filled up with zeros at the end.
 * *offset is where the digits behind the point begin.
 */
QN_SELDOM static bool read_whole(const char *text, const shape *s, int64_t count, size_t *offset,
                                 qn_wide *out)
{
    *out = qn_wide_from_i64(0);
    *offset = s->first;
    for (; count > 0; count--) {
        while (*offset < s->end && !is_digit(text[*offset])) {
            ++*offset;
        }
        int digit = *offset < s->end ? text[(*offset)++] - '0' : 0;
        if (!append_digit(out, digit)) {
            return false;
        }
    }
    return true;
}

/*
 * (digit + part) / 10 for a part from 0 to below 1, in lowest terms. The numerator has no divisor
 * in common with the old denominator, so only 2 and 5 are left to be taken out. False if the new
 * denominator does not fit; the numerator is smaller.
 */
QN_SELDOM static bool prepend_digit(qn_rational *part, int digit)
{
    const qn_huge ten = qn_huge_from_wide(qn_wide_from_i64(10));
    qn_huge sum = qn_huge_mul(part->den, qn_wide_from_i64(digit));
    qn_huge old = qn_huge_from_wide(part->num);
    qn_huge rest;
    sum = qn_huge_add(&sum, &old);
    qn_huge_divmod(&sum, &ten, NULL, &rest);
    qn_wide shared = qn_wide_gcd(qn_wide_from_u64(rest.limb[0]), qn_wide_from_i64(10));
    qn_huge divisor = qn_huge_from_wide(shared);
    qn_huge_divmod(&sum, &divisor, &sum, NULL);
    if (!qn_wide_mul_i64(part->den, 10 / qn_wide_to_i64(shared), &part->den)) {
        return false;
    }
    (void)qn_huge_to_wide(&sum, &part->num); /* it is smaller */
    return true;
}

/*
 * The part behind the point, from its last digit to its first. The denominators grow toward that of
 * the result, so this fails only if the result does not fit, even where the digits as a whole
 * number would be far too long. `zeros` stand before the first digit.
 */
QN_SELDOM static bool read_fraction(const char *text, size_t from, size_t end, int64_t zeros,
                                    qn_rational *out)
{
    *out = qn_rational_from_i64(0);
    for (size_t at = end; at > from; at--) {
        if (is_digit(text[at - 1]) && !prepend_digit(out, text[at - 1] - '0')) {
            return false;
        }
    }
    for (; zeros > 0; zeros--) {
        if (!prepend_digit(out, 0)) {
            return false;
        }
    }
    return true;
}

/* 10 to the power of 0 to SHORT_DIGITS_MAX. */
static int64_t power_of_ten(int64_t exponent)
{
    int64_t power = 1;
    for (; exponent > 0; exponent--) {
        power *= 10;
    }
    return power;
}

/* A number of few digits is one 64-bit integer over a power of ten. */
static bool read_short(const char *text, const shape *s, int64_t places, qn_rational *out)
{
    int64_t value = 0;
    for (size_t at = s->first; at < s->end; at++) {
        if (is_digit(text[at])) {
            value = value * 10 + (text[at] - '0');
        }
    }
    qn_wide den = qn_wide_from_i64(power_of_ten(places));
    return qn_rational_make(qn_wide_from_i64(value), den, out) == QN_ARITH_OK;
}

/* The second pass: the magnitude. False if it does not fit. */
static bool read_value(const char *text, const shape *s, qn_rational *out)
{
    /* Where the point stands, counted from the first digit that is not zero. */
    int64_t point = s->before - s->leading + s->exponent;
    if (s->end == 0) {
        *out = qn_rational_from_i64(0);
        return true;
    }
    /* A decimal whose last digit is not zero needs a denominator of 2^places or 5^places. */
    if (point > WHOLE_DIGITS_MAX || s->digits - point > QN_DECIMAL_PLACES_MAX) {
        return false;
    }
    if (s->digits <= SHORT_DIGITS_MAX && point <= s->digits &&
        s->digits - point <= SHORT_DIGITS_MAX) {
        return read_short(text, s, s->digits - point, out);
    }
    qn_wide whole;
    qn_rational fraction;
    size_t offset;
    return read_whole(text, s, point, &offset, &whole) &&
           read_fraction(text, offset, s->end, point < 0 ? -point : 0, &fraction) &&
           qn_rational_add(qn_rational_from_wide(whole), fraction, out) == QN_ARITH_OK;
}

/* The sign is put on at the end, so that everything before works on magnitudes. */
qn_decimal_status qn_decimal_parse(const char *text, size_t length, unsigned options,
                                   qn_decimal *out)
{
    cursor c = {.text = text, .length = length, .at = 0};
    shape s = {0};
    *out = (qn_decimal){.value = qn_rational_from_i64(0), .places = 0, .error_at = 0};
    if (!scan(&c, options, &s)) {
        out->error_at = c.at;
        return QN_DECIMAL_NOT_A_NUMBER;
    }
    if (!read_value(text, &s, &out->value)) {
        return QN_DECIMAL_TOO_LARGE;
    }
    if (s.negative) {
        out->value = qn_rational_neg(out->value);
    }
    out->places = s.places > s.exponent ? (size_t)(s.places - s.exponent) : 0;
    return QN_DECIMAL_OK;
}

/* Divides by the factor as often as that leaves no remainder; the number of times. */
static int take_out(qn_wide *value, int64_t factor)
{
    qn_wide quotient;
    qn_wide rest;
    int count = 0;
    (void)qn_wide_divmod_trunc(*value, qn_wide_from_i64(factor), &quotient, &rest);
    while (qn_wide_is_zero(rest)) {
        *value = quotient;
        count++;
        (void)qn_wide_divmod_trunc(*value, qn_wide_from_i64(factor), &quotient, &rest);
    }
    return count;
}

int qn_decimal_places(qn_rational value)
{
    qn_wide rest = value.den;
    int twos = take_out(&rest, 2);
    int fives = take_out(&rest, 5);
    if (rest.lo != 1 || rest.hi != 0) {
        return NOT_FINITE;
    }
    return twos > fives ? twos : fives;
}

bool qn_decimal_is_finite(qn_rational value)
{
    return qn_decimal_places(value) >= 0;
}

/* Text that grows at its end; the caller has made sure of the room. */
typedef struct writer {
    char text[QN_DECIMAL_TEXT_SIZE];
    size_t length;
} writer;

static void put(writer *w, char byte)
{
    w->text[w->length++] = byte;
}

/* The digits of a number that is not negative. Most fit in one word, whose division is ten times as
 * fast. */
static void put_whole(writer *w, qn_wide value)
{
    char reversed[WHOLE_DIGITS_MAX];
    size_t count = 0;
    const qn_wide ten = qn_wide_from_i64(10);
    while (value.hi != 0) {
        qn_wide rest;
        (void)qn_wide_divmod_trunc(value, ten, &value, &rest);
        reversed[count++] = (char)('0' + rest.lo);
    }
    uint64_t word = value.lo;
    do {
        reversed[count++] = (char)('0' + word % 10);
        word /= 10;
    } while (word != 0);
    while (count > 0) {
        put(w, reversed[--count]);
    }
}

/* `places` digits of rest / den, for 0 <= rest < den, by long division: in one word where ten times
 * the rest fits, else in 256 bits. */
static void put_places(writer *w, qn_wide rest, qn_wide den, int places)
{
    for (; places > 0 && den.hi == 0 && den.lo <= UINT64_MAX / 10; places--) {
        uint64_t tenfold = rest.lo * 10;
        put(w, (char)('0' + tenfold / den.lo));
        rest.lo = tenfold % den.lo;
    }
    const qn_huge divisor = qn_huge_from_wide(den);
    for (; places > 0; places--) {
        qn_huge tenfold = qn_huge_mul(rest, qn_wide_from_i64(10));
        qn_huge digit;
        qn_huge left;
        qn_huge_divmod(&tenfold, &divisor, &digit, &left);
        (void)qn_huge_to_wide(&left, &rest);
        put(w, (char)('0' + digit.limb[0]));
    }
}

/* Copies the text, `zeros` and a NUL to a buffer if there is room. */
static bool deliver(const writer *w, size_t zeros, char *buffer, size_t size, size_t *length)
{
    if (zeros >= size || w->length >= size - zeros) {
        return false;
    }
    memcpy(buffer, w->text, w->length);
    memset(buffer + w->length, '0', zeros);
    buffer[w->length + zeros] = '\0';
    if (length) {
        *length = w->length + zeros;
    }
    return true;
}

/*
 * The whole part comes from one division and the places from the remainder, as many as the value
 * needs; the zeros that were asked for beyond them are added when the text is handed over.
 */
bool qn_decimal_format(qn_rational value, size_t min_places, char *buffer, size_t size,
                       size_t *length)
{
    writer w = {.length = 0};
    int places = qn_decimal_places(value);
    if (places < 0) {
        return false;
    }
    qn_wide whole;
    qn_wide rest;
    (void)qn_wide_divmod_trunc(qn_wide_abs(value.num), value.den, &whole, &rest);
    if (qn_wide_sign(value.num) < 0) {
        put(&w, '-');
    }
    put_whole(&w, whole);
    if (places > 0 || min_places > 0) {
        put(&w, '.');
    }
    put_places(&w, rest, value.den, places);
    size_t written = (size_t)places;
    return deliver(&w, min_places > written ? min_places - written : 0, buffer, size, length);
}

bool qn_decimal_format_fraction(qn_rational value, char *buffer, size_t size, size_t *length)
{
    writer w = {.length = 0};
    if (qn_wide_sign(value.num) < 0) {
        put(&w, '-');
    }
    put_whole(&w, qn_wide_abs(value.num));
    if (!qn_rational_is_integer(value)) {
        put(&w, '/');
        put_whole(&w, value.den);
    }
    return deliver(&w, 0, buffer, size, length);
}
