/*
 * Decimal text to exact fractions and back.
 *
 * Responsible for: reading `[-+]digits[.digits]` without losing a digit, and writing a fraction as
 * a decimal or as `125/21`.
 * Refuses to know: units, currencies, the locale, where the text came from. No allocation.
 */
#ifndef QN_RUNTIME_DECIMAL_H
#define QN_RUNTIME_DECIMAL_H

#include <stddef.h>

#include "rational.h"

/* A finite decimal has at most this many digits behind the point: 1/2^126 needs them all. */
#define QN_DECIMAL_PLACES_MAX 126

/*
 * Room for any finite decimal with the NUL: a sign, 39 digits, the point, 126 places. Also enough
 * for any fraction as text.
 */
#define QN_DECIMAL_TEXT_SIZE 168

/* Options of qn_decimal_parse, to be or-ed. */
enum {
    QN_DECIMAL_GROUPS = 1,  /* single `_` between digits: 1_000_000.000_1 */
    QN_DECIMAL_EXPONENT = 2 /* `e` or `E`, a sign if wanted, digits: 1.5e3 */
};

typedef enum qn_decimal_status {
    QN_DECIMAL_OK,
    QN_DECIMAL_NOT_A_NUMBER, /* the text does not have the form */
    QN_DECIMAL_TOO_LARGE     /* it has the form, but its exact value does not fit a qn_rational */
} qn_decimal_status;

typedef struct qn_decimal {
    qn_rational value; /* set when the status is QN_DECIMAL_OK */
    size_t places;     /* digits written behind the point: 2 for 1.50, 0 for 1; 1.5e3 has 0 and
                          1e-2 has 2: the exponent moves the point */
    size_t error_at;   /* offset of the first byte that does not fit the form, or the length if the
                          text ends too early; 0 for QN_DECIMAL_TOO_LARGE */
} qn_decimal;

/*
 * Reads all `length` bytes of the text, which need not end in a NUL. At least one digit must stand
 * before the point and, if there is a point, behind it; leading zeros are allowed. The value is
 * exact or refused: 1 followed by a point and a million zeros is 1. Linear in the length.
 */
qn_decimal_status qn_decimal_parse(const char *text, size_t length, unsigned options,
                                   qn_decimal *out);

/* True if the value can be written as a finite decimal: its denominator is 2^a * 5^b. */
bool qn_decimal_is_finite(qn_rational value);

/* Digits that the value needs behind the point, 0 to 126; -1 if no number of digits is enough. */
int qn_decimal_places(qn_rational value);

/*
 * Writes the value with at least `min_places` digits behind the point, more where it needs them,
 * and a NUL: 20.5 with 2 is "20.50". *length, if not NULL, gets the number of bytes before the NUL.
 * False, and nothing written, when the value is not a finite decimal or `size` is too small;
 * QN_DECIMAL_TEXT_SIZE is always enough for min_places up to QN_DECIMAL_PLACES_MAX.
 */
bool qn_decimal_format(qn_rational value, size_t min_places, char *buffer, size_t size,
                       size_t *length);

/*
 * Writes the value as "-125/21", or "7" if it is whole, and a NUL. False, and nothing written, when
 * `size` is too small; QN_DECIMAL_TEXT_SIZE is always enough.
 */
bool qn_decimal_format_fraction(qn_rational value, char *buffer, size_t size, size_t *length);

#endif
