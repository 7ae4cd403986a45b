/*
 * Sums and bands. See sums.h.
 */
#include "sums.h"

#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "plain.h"

/* Distinct bands that are kept before they become wider. */
enum { BANDS_MAX = 4096, FIRST_ROOM = 64, LEVELS_MAX = 36 };

static const qn_rational zero = {.num = {.lo = 0, .hi = 0}, .den = {.lo = 1, .hi = 0}};

/* ---- sums */

void qn_amount_clear(qn_amount *amount)
{
    *amount = (qn_amount){.off = zero};
}

/* Zeroed, the fraction is no number yet. */
static qn_rational off_of(const qn_amount *amount)
{
    return qn_wide_is_zero(amount->off.den) ? zero : amount->off;
}

void qn_amount_add_off(qn_amount *amount, qn_rational value)
{
    qn_rational sum = zero;
    amount->is_lost |= qn_rational_add(off_of(amount), value, &sum) != QN_ARITH_OK;
    amount->off = sum;
}

void qn_amount_join(qn_amount *amount, const qn_amount *other)
{
    amount->is_lost |= other->is_lost || !qn_wide_add(amount->on, other->on, &amount->on);
    qn_amount_add_off(amount, off_of(other));
}

/* Ten to the power of a number of decimals, of which there are at most QN_PLAIN_DIGITS_MAX. */
static qn_rational power(int32_t decimals)
{
    return qn_rational_from_i64(qn_plain_power[decimals]);
}

bool qn_amount_value(const qn_amount *amount, int32_t decimals, qn_rational *out)
{
    return !amount->is_lost &&
           qn_rational_div(qn_rational_from_wide(amount->on), power(decimals), out) ==
               QN_ARITH_OK &&
           qn_rational_add(*out, off_of(amount), out) == QN_ARITH_OK;
}

bool qn_sums_floor(qn_rational value, int32_t decimals, int64_t *out)
{
    qn_rational whole;
    bool good =
        qn_rational_mul(value, power(decimals), &whole) == QN_ARITH_OK &&
        qn_rational_round(whole, qn_rational_from_i64(1), QN_ROUND_DOWN, &whole) == QN_ARITH_OK &&
        qn_wide_fits_i64(whole.num);
    *out = good ? qn_wide_to_i64(whole.num) : 0;
    return good;
}

qn_rational qn_sums_number(int64_t number, int32_t decimals)
{
    qn_rational out = zero;
    (void)qn_rational_div(qn_rational_from_i64(number), power(decimals), &out);
    return out;
}

/* Puts digits with a comma before each three of them that stand before the point. */
static void put_grouped(qn_page *page, const char *text)
{
    size_t sign = text[0] == '-';
    size_t whole = strcspn(text + sign, ".");
    qn_page_put(page, sign ? "−" : "");
    for (size_t i = 0; i < whole; i++) {
        qn_page_put(page, i > 0 && (whole - i) % 3 == 0 ? "," : "");
        qn_page_add(page, text + sign + i, 1);
    }
    qn_page_put(page, text + sign + whole);
}

void qn_sums_put(qn_page *page, bool is_known, qn_rational value, int32_t least, qn_sums_form form)
{
    enum { LEAST_NEAR = 2 };
    char text[QN_DECIMAL_TEXT_SIZE];
    size_t length;
    bool is_plain = form == QN_SUMS_PLAIN;
    if (is_known && !qn_decimal_is_finite(value)) {
        least = is_plain || least > LEAST_NEAR ? least : LEAST_NEAR;
        qn_page_put(page, is_plain ? "" : "≈ ");
        is_known = qn_rational_round(value, qn_sums_number(1, least), QN_ROUND_HALF_AWAY, &value) ==
                   QN_ARITH_OK;
    }
    if (!is_known || !qn_decimal_format(value, (size_t)least, text, sizeof text, &length)) {
        qn_page_put(page, is_plain ? "null" : "too many digits");
        return;
    }
    qn_page_put(page, form == QN_SUMS_SIGNED && qn_rational_sign(value) > 0 ? "+" : "");
    if (is_plain) {
        qn_page_put(page, text);
    } else {
        put_grouped(page, text);
    }
}

/* ---- bands */

int64_t qn_bands_width(const qn_bands *bands)
{
    return qn_plain_power[bands->level / 2] * (bands->level % 2 == 0 ? 1 : 5);
}

void qn_bands_clear(qn_bands *bands)
{
    free(bands->band);
    *bands = (qn_bands){0};
}

static int64_t floor_of(int64_t number, int64_t width)
{
    return number / width - (number % width < 0);
}

static void add_sum(qn_band *band, qn_wide with)
{
    (void)qn_wide_add(band->sum, with, &band->sum); /* 2^63 amounts of 64 bits always fit */
}

/* The place of a band: its own, or an empty one, where `count` is 0. */
static qn_band *find(qn_bands *bands, int64_t at)
{
    uint64_t hash = (uint64_t)at * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(hash >> 20) & (bands->room - 1);
    while (bands->band[i].count > 0 && bands->band[i].at != at) {
        i = (i + 1) & (bands->room - 1);
    }
    return &bands->band[i];
}

/* Puts what is in a band into that for it. */
static void put(qn_bands *bands, const qn_band *from, int64_t at)
{
    qn_band *band = find(bands, at);
    bands->count += band->count == 0;
    band->at = at;
    band->count += from->count;
    add_sum(band, from->sum);
}

/* Puts all into a table of so much room, in bands that are wider by so many levels. */
static bool lay_out(qn_bands *bands, size_t room, int levels)
{
    qn_bands wider = {.level = bands->level + levels, .room = room};
    wider.band = calloc(room, sizeof *wider.band);
    if (wider.band == NULL) {
        bands->out_of_memory = true;
        return false;
    }
    int64_t factor = qn_bands_width(&wider) / qn_bands_width(bands);
    for (size_t i = 0; i < bands->room; i++) {
        if (bands->band[i].count > 0) {
            put(&wider, &bands->band[i], floor_of(bands->band[i].at, factor));
        }
    }
    free(bands->band);
    *bands = wider;
    return true;
}

/* Makes room for one band more. */
static bool make_room(qn_bands *bands)
{
    while (bands->count >= BANDS_MAX && bands->level < LEVELS_MAX) {
        if (!lay_out(bands, bands->room, 1)) {
            return false;
        }
    }
    if (bands->room > bands->count * 2) {
        return true;
    }
    return lay_out(bands, bands->room == 0 ? FIRST_ROOM : bands->room * 2, 0);
}

void qn_bands_add(qn_bands *bands, int64_t number, int64_t with)
{
    if (make_room(bands)) {
        const qn_band one = {.count = 1, .sum = qn_wide_from_i64(with)};
        put(bands, &one, floor_of(number, qn_bands_width(bands)));
    }
}

void qn_bands_join(qn_bands *bands, const qn_bands *other)
{
    while (bands->level < other->level && make_room(bands) && lay_out(bands, bands->room, 1)) {
    }
    for (size_t i = 0; i < other->room; i++) {
        qn_bands narrow = {.level = other->level};
        if (other->band[i].count > 0 && make_room(bands)) {
            int64_t factor = qn_bands_width(bands) / qn_bands_width(&narrow);
            put(bands, &other->band[i], floor_of(other->band[i].at, factor));
        }
    }
    bands->out_of_memory |= other->out_of_memory;
}

static int by_place(const void *a, const void *b)
{
    const qn_band *x = a;
    const qn_band *y = b;
    if (x->count == 0 || y->count == 0) {
        return (x->count == 0) - (y->count == 0);
    }
    return (x->at > y->at) - (x->at < y->at);
}

void qn_bands_sort(qn_bands *bands, int64_t most)
{
    qsort(bands->band, bands->room, sizeof *bands->band, by_place);
    while (bands->count > 1 && bands->level < LEVELS_MAX &&
           bands->band[bands->count - 1].at / 2 - bands->band[0].at / 2 > most / 2 &&
           lay_out(bands, bands->room, 1)) {
        qsort(bands->band, bands->room, sizeof *bands->band, by_place);
    }
}
