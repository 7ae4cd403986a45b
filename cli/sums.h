/*
 * Exact sums of amounts, and how many of them lie in which band of round numbers.
 *
 * Responsible for: amounts on a grid, which are most, and others, whose fractions are added as they
 * are; and bands that are as narrow as memory allows, the same in whatever order amounts come.
 * Refuses to know: what the amounts are of.
 */
#ifndef QN_CLI_SUMS_H
#define QN_CLI_SUMS_H

#include <stddef.h>

#include "page.h"
#include "rational.h"

/* on: those on the grid, as integers of it. off: all others together. is_lost: there were too many
 * digits, and the sum is not known. Zeroed, and with qn_amount_clear, it is 0. */
typedef struct qn_amount {
    qn_wide on;
    qn_rational off;
    bool is_lost;
} qn_amount;

void qn_amount_clear(qn_amount *amount);
void qn_amount_add_off(qn_amount *amount, qn_rational value);
void qn_amount_join(qn_amount *amount, const qn_amount *other);

static inline void qn_amount_add(qn_amount *amount, int64_t number)
{
    amount->is_lost |= !qn_wide_add(amount->on, qn_wide_from_i64(number), &amount->on);
}

/* The sum, of a grid of so many decimals. False where it is lost. */
bool qn_amount_value(const qn_amount *amount, int32_t decimals, qn_rational *out);

/* A number times a power of ten, to the whole number below it. False where that has more than 64
 * bits. */
bool qn_sums_floor(qn_rational value, int32_t decimals, int64_t *out);

/* An integer of a grid as the number that it is. */
qn_rational qn_sums_number(int64_t number, int32_t decimals);

/* How a sum is written: its digits alone; for people, with commas between thousands; and with a
 * plus before what is more than 0, too. */
typedef enum qn_sums_form { QN_SUMS_PLAIN, QN_SUMS_GROUPED, QN_SUMS_SIGNED } qn_sums_form;

/* A sum as text with at least so many digits behind the point; of a fraction without end the
 * nearest number of those digits, for people two at least, behind `≈`. Where the sum is not known
 * that is said. */
void qn_sums_put(qn_page *page, bool is_known, qn_rational value, int32_t least, qn_sums_form form);

/* One band: numbers from `at` times the width on. sum: of what was given with them. */
typedef struct qn_band {
    int64_t at;
    uint64_t count;
    qn_wide sum;
} qn_band;

/* level: how wide bands are, by qn_bands_width. A table of hashes while amounts come; in their
 * order after qn_bands_sort. */
typedef struct qn_bands {
    qn_band *band;
    size_t room;
    size_t count;
    int level;
    bool out_of_memory;
} qn_bands;

void qn_bands_clear(qn_bands *bands);

/* Counts a number, with something that is added up for its band. */
void qn_bands_add(qn_bands *bands, int64_t number, int64_t with);

/* Counts all of another's. */
void qn_bands_join(qn_bands *bands, const qn_bands *other);

/* Makes bands so wide that there are at most so many from the first to the last, and puts them in
 * their order: nothing can be counted then. */
void qn_bands_sort(qn_bands *bands, int64_t most);

/* 1, 5, 10, 50, 100 and so on: each divides the next. */
int64_t qn_bands_width(const qn_bands *bands);

#endif
