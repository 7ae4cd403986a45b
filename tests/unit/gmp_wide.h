/*
 * A second opinion on the numbers of runtime/wide.h from GMP, for tests only.
 * It knows nothing of how the library computes.
 */
#ifndef QN_TESTS_GMP_WIDE_H
#define QN_TESTS_GMP_WIDE_H

#include <gmp.h>

#include "wide.h"

/* Sets an initialised mpz_t. */
void gmp_from_wide(mpz_t out, qn_wide value);
void gmp_from_huge(mpz_t out, const qn_huge *value);

/* True if the number lies between -(2^127 - 1) and 2^127 - 1. */
bool gmp_fits(const mpz_t value);

bool gmp_equals(const mpz_t expected, qn_wide actual);
bool gmp_equals_huge(const mpz_t expected, const qn_huge *actual);

/* n / d rounded by the definition of each mode; d > 0. */
void gmp_round(mpz_t out, const mpz_t n, const mpz_t d, qn_rounding mode);

/* Numbers of every length and both signs, often next to a power of two or at the end of a type. */
qn_wide random_wide(uint64_t *state);

/* 1 to 2^127 - 1, of the same kind. */
qn_wide random_positive(uint64_t *state);

#endif
