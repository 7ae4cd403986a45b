/*
 * Limbs of 64 bits: what the operations of wide.h share, the short ones and the long ones.
 *
 * Responsible for: the product of two limbs, shifting, and when a quotient that was cut grows by
 * one. Refuses to know: how many limbs a number has.
 */
#ifndef QN_RUNTIME_LIMBS_H
#define QN_RUNTIME_LIMBS_H

#include "wide.h"

#define LOW_HALF UINT64_C(0xffffffff)

/* Two limbs as one unsigned number, the result of limb_mul. */
typedef struct limb_pair {
    uint64_t lo;
    uint64_t hi;
} limb_pair;

#if QN_HAS_INT128
static inline limb_pair limb_mul(uint64_t a, uint64_t b)
{
    qn_uint128 product = (qn_uint128)a * b;
    return (limb_pair){.lo = (uint64_t)product, .hi = (uint64_t)(product >> 64)};
}
#else
/* Four products of 32-bit halves; the middle column holds two of them and a carry. */
static inline limb_pair limb_mul(uint64_t a, uint64_t b)
{
    uint64_t low = (a & LOW_HALF) * (b & LOW_HALF);
    uint64_t cross = (a >> 32) * (b & LOW_HALF) + (low >> 32);
    uint64_t middle = (a & LOW_HALF) * (b >> 32) + (cross & LOW_HALF);
    return (limb_pair){.lo = (middle << 32) | (low & LOW_HALF),
                       .hi = (a >> 32) * (b >> 32) + (cross >> 32) + (middle >> 32)};
}
#endif

/* The upper limb of (high, low) shifted left by 0 to 63 bits. */
static inline uint64_t shifted_in(uint64_t high, uint64_t low, unsigned shift)
{
    return shift == 0 ? high : (high << shift) | (low >> (64 - shift));
}

/*
 * Whether a magnitude cut toward zero must grow by one. `half` is the remainder, which is not zero,
 * compared with half the divisor; `odd` says whether the cut quotient is.
 */
static inline bool rounds_away(qn_rounding mode, bool negative, int half, bool odd)
{
    switch (mode) {
    case QN_ROUND_HALF_AWAY:
        return half >= 0;
    case QN_ROUND_HALF_EVEN:
        return half > 0 || (half == 0 && odd);
    case QN_ROUND_UP:
        return !negative;
    case QN_ROUND_DOWN:
        return negative;
    case QN_ROUND_TOWARD_ZERO:
        break;
    }
    return false;
}

#endif
