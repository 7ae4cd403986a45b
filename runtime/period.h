/*
 * Periods: a first day and a last day, both included, in one integer, so that a register holds
 * them.
 */
#ifndef QN_RUNTIME_PERIOD_H
#define QN_RUNTIME_PERIOD_H

#include <stdint.h>

/* The last day of a period that has no end. */
#define QN_PERIOD_OPEN INT32_MAX

typedef struct qn_period {
    int32_t first;
    int32_t last; /* first - 1 where the period has no day at all */
} qn_period;

/* Sorted as integers, periods are sorted by their first days, then by their last. */
static inline int64_t qn_period_pack(qn_period p)
{
    return (int64_t)p.first * ((int64_t)1 << 32) + ((int64_t)p.last + 1);
}

static inline qn_period qn_period_unpack(int64_t packed)
{
    return (qn_period){.first = (int32_t)(packed >> 32),
                       .last = (int32_t)((packed & (int64_t)UINT32_MAX) - 1)};
}

#endif
