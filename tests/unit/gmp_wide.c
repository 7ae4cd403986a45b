/*
 * GMP as the second opinion of gmp_wide.h, by the definitions and without regard to speed.
 */
#include "gmp_wide.h"

#include "check.h"

void gmp_from_huge(mpz_t out, const qn_huge *value)
{
    mpz_import(out, 4, -1, sizeof value->limb[0], 0, 0, value->limb);
    if (value->negative) {
        mpz_neg(out, out);
    }
}

void gmp_from_wide(mpz_t out, qn_wide value)
{
    mpz_t low;
    mpz_init(low);
    mpz_import(low, 1, -1, sizeof value.lo, 0, 0, &value.lo);
    mpz_set_si(out, (long)(value.hi >> 32));
    mpz_mul_2exp(out, out, 32);
    mpz_add_ui(out, out, (unsigned long)(value.hi & INT64_C(0xffffffff)));
    mpz_mul_2exp(out, out, 64);
    mpz_add(out, out, low);
    mpz_clear(low);
}

bool gmp_fits(const mpz_t value)
{
    return mpz_sizeinbase(value, 2) <= 127;
}

bool gmp_equals(const mpz_t expected, qn_wide actual)
{
    mpz_t value;
    mpz_init(value);
    gmp_from_wide(value, actual);
    bool equal = mpz_cmp(value, expected) == 0;
    mpz_clear(value);
    return equal;
}

bool gmp_equals_huge(const mpz_t expected, const qn_huge *actual)
{
    mpz_t value;
    mpz_init(value);
    gmp_from_huge(value, actual);
    bool equal = mpz_cmp(value, expected) == 0;
    mpz_clear(value);
    return equal && !(actual->negative && mpz_sgn(expected) == 0);
}

/* Nearest: the floor of n / d + 1/2, which errs only in the middle; there the mode decides. */
static void round_half(mpz_t out, const mpz_t n, const mpz_t d, qn_rounding mode)
{
    mpz_t sum;
    mpz_t rest;
    mpz_t doubled;
    mpz_inits(sum, rest, doubled, NULL);
    mpz_mul_2exp(doubled, d, 1);
    mpz_mul_2exp(sum, n, 1);
    mpz_add(sum, sum, d);
    mpz_fdiv_qr(out, rest, sum, doubled);
    bool middle = mpz_sgn(rest) == 0;
    bool too_high = mode == QN_ROUND_HALF_EVEN ? mpz_odd_p(out) != 0 : mpz_sgn(n) < 0;
    if (middle && too_high) {
        mpz_sub_ui(out, out, 1);
    }
    mpz_clears(sum, rest, doubled, NULL);
}

void gmp_round(mpz_t out, const mpz_t n, const mpz_t d, qn_rounding mode)
{
    switch (mode) {
    case QN_ROUND_HALF_AWAY:
    case QN_ROUND_HALF_EVEN:
        round_half(out, n, d, mode);
        break;
    case QN_ROUND_UP:
        mpz_cdiv_q(out, n, d);
        break;
    case QN_ROUND_DOWN:
        mpz_fdiv_q(out, n, d);
        break;
    case QN_ROUND_TOWARD_ZERO:
        mpz_tdiv_q(out, n, d);
        break;
    }
}

/* A magnitude of `bits` bits, 0 to 127: random, a power of two, or all ones. */
static qn_wide magnitude(uint64_t *state, unsigned bits)
{
    static const uint64_t fills[] = {0, UINT64_MAX};
    unsigned kind = (unsigned)(check_random(state) >> 60);
    uint64_t lo = kind < 2 ? fills[kind] : check_random(state);
    uint64_t hi = kind < 2 ? fills[kind] : check_random(state);
    if (bits == 0) {
        return qn_wide_from_i64(0);
    }
    /* Cut to the length, then set the top bit. */
    if (bits <= 64) {
        lo = (lo >> (64 - bits)) | (uint64_t)1 << (bits - 1);
        return qn_wide_from_u64(lo);
    }
    hi = (hi >> (128 - bits)) | (uint64_t)1 << (bits - 65);
    return (qn_wide){.lo = lo, .hi = (int64_t)hi};
}

qn_wide random_wide(uint64_t *state)
{
    qn_wide value = magnitude(state, (unsigned)(check_random(state) % 128));
    qn_wide moved;
    uint64_t coins = check_random(state) >> 60;
    if ((coins & 3) == 3 && qn_wide_add(value, qn_wide_from_i64((coins & 4) ? 1 : -1), &moved)) {
        value = moved;
    }
    return (coins & 8) ? qn_wide_neg(value) : value;
}

qn_wide random_positive(uint64_t *state)
{
    return magnitude(state, 1 + (unsigned)(check_random(state) % 127));
}
