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

/* Kernels of vectors go through so many rows at a time, up to this end. */
enum { QN_KERNEL_ROWS = 64 };
#define QN_WHOLE(first, end) ((first) + (((end) - (first)) & ~(size_t)(QN_KERNEL_ROWS - 1)))

/* All of an instruction set; NULL where an operation has none. cast: from a width to another, cut
 * off where it does not fit. range: moves out[0] down to the least of a and out[1] up to the
 * greatest, both of 64 bits. */
typedef struct qn_kernels {
    const char *name;
    qn_kernel *run[QN_COLUMN_OP_COUNT][QN_WIDTH_COUNT];
    qn_kernel *cast[QN_WIDTH_COUNT][QN_WIDTH_COUNT];
    qn_kernel *range[QN_WIDTH_COUNT];
} qn_kernels;

/* Runs a kernel over all rows: by vectors, where there is such a kernel and there are rows enough.
 * The last rows are then done with some before them once more. */
static inline void qn_kernel_run(qn_kernel *vector, qn_kernel *single, const qn_strip *strip,
                                 size_t rows)
{
    if (vector == NULL || rows < QN_KERNEL_ROWS) {
        single(strip, 0, rows);
        return;
    }
    vector(strip, 0, rows);
    if (rows % QN_KERNEL_ROWS != 0) {
        vector(strip, rows - QN_KERNEL_ROWS, rows);
    }
}

/* Those that this processor can run, the best for number 0; NULL behind the last. */
const qn_kernels *qn_kernels_of(int number);

/* All kernels as loops over one row after the other, and alone those that have no other form. */
extern const qn_kernels qn_kernels_single;

extern const qn_kernels qn_kernels_plain;
#if defined(__x86_64__)
extern const qn_kernels qn_kernels_avx2;
extern const qn_kernels qn_kernels_avx512;
#endif

/* One date; the lowest number where there is none. */
int64_t qn_column_date(const qn_date_job *job, int64_t a, int64_t b, int64_t c);

/* Whether no row has more elements than there are bytes in a word. */
static inline bool qn_rows_are_short(const int32_t *begin, size_t rows)
{
    int32_t most = 0;
    for (size_t i = 0; i < rows; i++) {
        int32_t count = begin[i + 1] - begin[i];
        most = count > most ? count : most;
    }
    return most <= (int32_t)sizeof(uint64_t);
}

#endif
