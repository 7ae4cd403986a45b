/*
 * Columns of facts and of answers: what their numbers mean for a program, and which are allowed.
 *
 * Responsible for: the way from a number of a column to the number that a register has, and back,
 * exactly. Refuses to know: how rows are evaluated.
 */
#ifndef QN_RUNTIME_BATCH_COLUMN_H
#define QN_RUNTIME_BATCH_COLUMN_H

#include "given.h"

/* What stands in a column of facts. */
typedef enum qn_intake_kind {
    QN_TAKES_NUMBERS, /* of class I, and all that is held like them */
    QN_TAKES_WIDE,    /* numbers that go through the door of the case: of class W or Q */
    QN_TAKES_COUNTS   /* where the elements of each row begin */
} qn_intake_kind;

/*
 * A way in. A number x of the column is allowed from `low` to `high`, if it is a multiple of
 * `every`; the register then has x / div * mul + add. fact: its row, or that of the date of
 * decision behind them. list: the way of its list, for what elements have; parent of none is
 * QN_NONE_INDEX. field: the row of FIELD, and offset: which cell of a record it is.
 */
typedef struct qn_way {
    qn_intake_kind kind;
    qn_lane lane;
    int64_t low;
    int64_t high;
    int64_t every;
    int64_t div;
    int64_t mul;
    int64_t add;
    int32_t decimals;
    uint32_t fact;
    uint32_t list;
    uint32_t field;
    uint32_t offset;
    bool is_mapped; /* the numbers of the column stand for others */
} qn_way;

/* A way out: the number of an answer is n * mul / div, or nothing simple where mul is 0. */
typedef struct qn_exit {
    int64_t mul;
    int64_t div;
    int64_t add;
    int64_t low; /* what the lane holds */
    int64_t high;
} qn_exit;

/* The greatest number that divides both; of 0 and a number that. */
int64_t qn_common_divisor(int64_t a, int64_t b);

/* Finds the way of a column; QN_MISUSE with a sentence where it can be none. Ways of lists stand
 * before those of what their elements have. */
qn_status qn_way_find(const qn_case *common, const qn_column *column, qn_way *out, qn_error *error);

/* The same for answers. */
qn_status qn_exit_find(const qn_program *program, const qn_answers *answers, qn_exit *out,
                       qn_error *error);

/* Whether there is a value for a row or element. */
static inline bool qn_column_has(const qn_column *column, size_t at)
{
    size_t bit = column->first + at;
    return column->present == NULL || (column->present[bit / 8] >> bit % 8 & 1) != 0;
}

/* The number that stands there, false where it has more than 64 bits. */
bool qn_column_read(const qn_column *column, size_t at, int64_t *out);

/* The number that is on its way, of which the register has * mul + add; false where it is refused.
 */
bool qn_way_accept(const qn_way *way, const qn_column *column, int64_t number, int64_t *out);

/* The number that the register is to have; false where it is refused. */
bool qn_way_take(const qn_way *way, const qn_column *column, int64_t number, int64_t *out);

/* Where the elements of a row begin. */
size_t qn_column_offset(const qn_column *column, size_t row);

/* Writes the number of an answer, which fits the lane. */
void qn_answers_put(const qn_answers *answers, size_t row, qn_wide number);

/* n * mul / div + add where it is whole and fits the lane; false also where the way is not simple.
 */
bool qn_exit_take(const qn_exit *way, int64_t n, int64_t *out);

#endif
