/*
 * A graph made ready to run: kernels in their order, and the memory that each node has for a block
 * of rows.
 *
 * Responsible for: which nodes are needed, where they lie and for how long. Refuses to know: what
 * the nodes mean.
 */
#ifndef QN_RUNTIME_BATCH_PLAN_H
#define QN_RUNTIME_BATCH_PLAN_H

#include "batch_kernels.h"
#include "batch_state.h"

/* Rows that are answered at once, and elements of one list that they have at most together. */
enum { QN_BLOCK_ROWS = 4096, QN_BLOCK_ELEMENTS = 4 * QN_BLOCK_ROWS };

/* Bytes behind a strip that can be read. */
enum { QN_STRIP_BEHIND = 64 };

/* No strip: a node that is not there. */
#define QN_NO_STRIP UINT32_MAX

/* One kernel. out, a, b, c: strips. domain: 0 for rows, else 1 + the list whose elements it goes
 * through; of those that go from rows to elements or back `list` says which. */
typedef struct qn_job {
    uint32_t kernel;
    uint32_t domain;
    uint32_t list;
    uint32_t out;
    uint32_t a;
    uint32_t b;
    uint32_t c;
    qn_strip strip;
    qn_date_job date;
} qn_job;

/* What is loaded of a column: as which numbers, and whether there are any. own: the memory that is
 * there for the numbers, where the caller's cannot be taken. */
typedef struct qn_intake {
    uint32_t values;
    uint32_t present;
    qn_width width;
    bool is_copied; /* a kernel reads behind the last */
    void *own;
} qn_intake;

/* Where the number of an answer, its status, and whether its row is to be answered alone, stand.
 * values: QN_NO_STRIP where all rows are. is_computed: they are neither a fact nor a constant. */
typedef struct qn_outlet {
    uint32_t values;
    uint32_t status;
    uint32_t alone;
    qn_width width;
    bool is_computed;
} qn_outlet;

/* Where in a block the elements of each row of a list begin, and one more, and how many the row has
 * that has the most. */
typedef struct qn_places {
    int32_t *begin;
    uint32_t most;
} qn_places;

/* strip: the columns of a block, own memory or the caller's. */
typedef struct qn_plan {
    qn_job *job;
    size_t job_count;
    size_t row_bytes; /* that kernels write for each row or element */
    void **strip;
    size_t strip_count;
    qn_intake *intake;
    qn_outlet *outlet;
    int64_t *step;
    void *scratch;
    bool overflow;
    bool is_possible; /* there is an answer that is not all rows alone */
    bool has_rest;    /* and there is one that is */
    const qn_kernels *kernels;
    void *block;
    size_t size;
    void *strip_block;
    size_t strip_size;
} qn_plan;

/* Puts a number, which fits the width, into a strip. */
static inline void qn_strip_put(void *strip, qn_width width, size_t i, int64_t value)
{
    switch (width) {
    case QN_W8:
        ((int8_t *)strip)[i] = (int8_t)value;
        break;
    case QN_W32:
        ((int32_t *)strip)[i] = (int32_t)value;
        break;
    case QN_W64: /* none has 16 bits */
    default:
        ((int64_t *)strip)[i] = value;
        break;
    }
}

/* Makes a plan for the goals of a graph. False out of memory. */
bool qn_plan_make(qn_plan *plan, const qn_graph *g, const qn_batch *batch, const qn_goal *goal,
                  const qn_kernels *kernels);
void qn_plan_clear(qn_plan *plan, const qn_options *options);

/* Runs it over the strips of a block of `rows` rows; places: for each column that is a list;
 * begin is NULL for others. */
void qn_plan_run(qn_plan *plan, size_t rows, const qn_places *places);

#endif
