/*
 * What is done to a whole column at a time, in several instruction sets.
 *
 * Responsible for: one loop a kernel. They know nothing of statuses: a status is a column. What
 * they read lies within the ranges that the graph has found, so that nothing overflows but where a
 * kernel says that it looks. Refuses to know: plans, memory.
 */
#ifndef QN_RUNTIME_BATCH_KERNELS_H
#define QN_RUNTIME_BATCH_KERNELS_H

#include "batch_graph.h"

/* What a kernel works on: columns as batch_ops.def names them. begin: for each row the first of its
 * elements, and one more; most: those of the row that has the most. scratch: one number of 64 bits
 * more than there are elements. */
typedef struct qn_strip {
    void *out;
    const void *a;
    const void *b;
    const void *c;
    int64_t x;
    int64_t y;
    const int64_t *step;
    uint32_t steps;
    qn_rounding mode;
    const qn_date_job *date;
    const int32_t *begin;
    uint32_t most;
    void *scratch;
    bool *overflow; /* set where something did, else left */
} qn_strip;

/* The number of a kernel: what is done, and to which width; or one that brings a width to another,
 * cut off where it does not fit; or one that moves out[0] down to the least of a and out[1] up to
 * the greatest, both of 64 bits. */
#define QN_KERNEL(op, width) ((uint32_t)(op)*QN_WIDTH_COUNT + (uint32_t)(width))
#define QN_KERNEL_CAST(from, to) QN_KERNEL(QN_COLUMN_OP_COUNT + (uint32_t)(from), to)
#define QN_KERNEL_RANGE(width) QN_KERNEL(QN_COLUMN_OP_COUNT + QN_WIDTH_COUNT, width)

/* Kernels of vectors go through groups of so many rows. */
enum { QN_KERNEL_ROWS = 64 };

/* Before a loop over rows: no column is written that is read too, and nobody needs to look; what
 * waits for memory gains nothing from several rounds in one. */
#if defined(__clang__)
#define QN_VECTORS _Pragma("clang loop unroll(disable) interleave(disable)")
#else
#define QN_VECTORS _Pragma("GCC ivdep")
#endif

/* All of an instruction set. run: does it to the first groups of rows, or elements, one at least.
 * counts: it can count the elements of short rows. */
typedef struct qn_kernels {
    const char *name;
    bool counts;
    void (*run)(uint32_t kernel, const qn_strip *strip, size_t groups);
} qn_kernels;

/* Runs a kernel over all rows: by vectors, where it has any. */
void qn_kernel_run(const qn_kernels *kernels, uint32_t kernel, const qn_strip *strip, size_t rows);

/* Runs one that goes through one row after the other, as it has no other form. */
void qn_kernel_singly(uint32_t kernel, const qn_strip *strip, size_t rows);

/* Those that this processor can run, the best for number 0; NULL behind the last. */
const qn_kernels *qn_kernels_of(int number);

extern const qn_kernels qn_kernels_plain;
#if defined(__x86_64__)
extern const qn_kernels qn_kernels_avx2;
extern const qn_kernels qn_kernels_avx512;
#endif

/* One date; the lowest number where there is none. */
int64_t qn_column_date(const qn_date_job *job, int64_t a, int64_t b, int64_t c);

/* Whether no row has more elements than there are bytes in a word. */
static inline bool qn_rows_are_short(const qn_strip *strip)
{
    return strip->most <= sizeof(uint64_t);
}

/* What is added to a magnitude before it is divided and cut off. */
static inline uint64_t qn_rounding_addend(qn_rounding mode, uint64_t d, bool is_negative)
{
    switch (mode) {
    case QN_ROUND_UP:
        return is_negative ? 0 : d - 1;
    case QN_ROUND_DOWN:
        return is_negative ? d - 1 : 0;
    case QN_ROUND_HALF_AWAY:
    case QN_ROUND_HALF_EVEN:
        return d / 2;
    case QN_ROUND_TOWARD_ZERO:
    default:
        return 0;
    }
}

/* A division by the number d: by 2^twos, times the factor, by 2^shift. more, more_below: what is
 * added to magnitudes, of numbers below zero too. is_simple: there are none, and halves are not
 * brought to what is even; odd: 1 where they are. */
typedef struct qn_divisor {
    uint32_t d;
    uint32_t twos;
    uint32_t factor;
    uint32_t shift;
    uint32_t more;
    uint32_t more_below;
    uint32_t odd;
    bool is_simple;
} qn_divisor;

/* That by strip->x; strip->y is not 0 where there are numbers below zero. */
qn_divisor qn_divisor_of(const qn_strip *strip);

/* Steps k to k + 3: where each begins, and what it has more than the one before; those behind the
 * last have nothing more. What is there already is kept by its bits, and gets the start. */
typedef struct qn_four_steps {
    int64_t at[4];
    uint64_t more[4];
    uint64_t start;
    uint64_t kept;
} qn_four_steps;

qn_four_steps qn_four_steps_of(const qn_strip *strip, uint32_t k);

#endif
