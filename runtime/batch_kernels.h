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
 * elements, and one more. scratch: one number of 64 bits more than there are elements. */
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
    void *scratch;
    bool *overflow; /* set where something did, else left */
} qn_strip;

/* Does it to rows, or elements, from `first` to before `end`; SPREAD and COUNT to MOST take rows,
 * from the first of the block. */
typedef void qn_kernel(const qn_strip *strip, size_t first, size_t end);

/* Kernels of vectors go through so many rows at a time, and leave what is behind the last. */
enum { QN_KERNEL_ROWS = 64 };

/* All of an instruction set; NULL where an operation has none. cast: from a width to another, cut
 * off where it does not fit. */
typedef struct qn_kernels {
    const char *name;
    qn_kernel *run[QN_COLUMN_OP_COUNT][QN_WIDTH_COUNT];
    qn_kernel *cast[QN_WIDTH_COUNT][QN_WIDTH_COUNT];
} qn_kernels;

/* Those that this processor can run, the best for number 0; NULL behind the last. */
const qn_kernels *qn_kernels_of(int number);

/* All kernels as loops over one row after the other, and alone those that have no other form. */
extern const qn_kernels qn_kernels_single;

extern const qn_kernels qn_kernels_plain;
#if defined(__x86_64__)
extern const qn_kernels qn_kernels_avx2;
extern const qn_kernels qn_kernels_avx512;
#endif

#endif
