/*
 * What every operation does with statuses and errors.
 *
 * Responsible for: the gravest of statuses, and what stands in a register without a value.
 * Refuses to know: operations.
 */
#ifndef QN_RUNTIME_SETTLE_H
#define QN_RUNTIME_SETTLE_H

#include "program.h"

static inline uint8_t gravest(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

/* The status of several of which one alone can decide: what is unknown may still decide, and leave
 * an error or a conflict beside it without a meaning. */
static inline uint8_t in_doubt(uint8_t a, uint8_t b)
{
    return a == QN_UNKNOWN || b == QN_UNKNOWN ? (uint8_t)QN_UNKNOWN : gravest(a, b);
}

/* What an operation with the error (or 0) leaves in its register. */
static inline uint8_t settle(uint32_t error, qn_slot *out)
{
    if (__builtin_expect(error == 0, 1)) {
        return QN_KNOWN;
    }
    out->i = error;
    return QN_FAILED;
}

/* A status that comes from an operand. */
static inline uint8_t pass_on(uint8_t status, qn_slot *out)
{
    out->i = 0;
    return status;
}

#endif
