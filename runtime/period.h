/*
 * Periods: a first day and a last day, both included, in one integer, so that a register holds
 * them.
 */
#ifndef QN_RUNTIME_PERIOD_H
#define QN_RUNTIME_PERIOD_H

#include <stdbool.h>
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

/* c of PERIOD, b of PERIOD_PART and CHAIN_PART, c of COVERS. */
enum { QN_PERIOD_THROUGH, QN_PERIOD_TO, QN_PERIOD_ENDLESS };
enum { QN_PERIOD_FIRST, QN_PERIOD_LAST, QN_PERIOD_DAYS };
enum { QN_COVERS_DAY, QN_COVERS_ALL, QN_COVERS_ANY };

/* Two days as a period. 0 or the number of an error. */
uint32_t qn_period_make(int64_t first, int64_t last, uint32_t end, int64_t *out);

/* How many days it has, 0 for one without any. */
int64_t qn_period_days(qn_period period);

/* 0 or the number of an error: without an end there is no last day. */
uint32_t qn_period_part(qn_period period, uint32_t part, int64_t *out);

/* The days that are in both; false where there are none. */
bool qn_period_shared(qn_period a, qn_period b, qn_period *out);

/* Whether a period has a day, all days of a period, or any of them. */
bool qn_period_covers(qn_period period, int64_t other, uint32_t how);

#endif
