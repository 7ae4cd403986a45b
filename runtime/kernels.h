/*
 * What the operations compute, one small function each, over plain values.
 *
 * Responsible for: the numbers. Each returns 0 or the number of an error (errors.def); with one,
 * *out is not to be read, but for dates, whose kernels leave it as it was. Refuses to know:
 * statuses, registers, dispatch; so that an engine over columns can share every line.
 */
#ifndef QN_RUNTIME_KERNELS_H
#define QN_RUNTIME_KERNELS_H

#include "date.h"
#include "rational.h"
#include "vm.h"
#include "wide.h"

/* The working days and weekdays that a search can ask for: c of DATE_SEEK, b of WORK_SEEK. */
enum { QN_SEEK_FROM, QN_SEEK_THROUGH, QN_SEEK_AFTER };

/* b of DATE_PART: those that are no part of year, month and day. */
enum { QN_PART_WEEKDAY = 3, QN_PART_WEEK };

/* b of DATE_EDGE: the last day of a week alone can lie outside the calendar. */
enum { QN_EDGE_WEEK_FIRST = 4, QN_EDGE_WEEK_LAST };

/* More days or months than the calendar has; below it nothing overflows. */
#define QN_SPAN_MAX 4000000

static inline uint32_t qn_kernel_fits(bool fits)
{
    return fits ? 0 : QN_ERROR_OVERFLOW;
}

/* I: the compiler has proved that these fit; the check costs nothing and keeps a flaw of the proof
 * from becoming a wrong digit. */
static inline uint32_t qn_kernel_add_i(int64_t a, int64_t b, int64_t *out)
{
    return qn_kernel_fits(!__builtin_add_overflow(a, b, out));
}

static inline uint32_t qn_kernel_sub_i(int64_t a, int64_t b, int64_t *out)
{
    return qn_kernel_fits(!__builtin_sub_overflow(a, b, out));
}

static inline uint32_t qn_kernel_mul_i(int64_t a, int64_t b, int64_t *out)
{
    return qn_kernel_fits(!__builtin_mul_overflow(a, b, out));
}

static inline uint32_t qn_kernel_arith(qn_arith status)
{
    if (status == QN_ARITH_OK) {
        return 0;
    }
    return status == QN_ARITH_ZERO_DIVISOR ? QN_ERROR_ZERO_DIVISOR : QN_ERROR_OVERFLOW;
}

static inline uint32_t qn_kernel_day(qn_date_status status)
{
    if (status == QN_DATE_OK) {
        return 0;
    }
    return status == QN_DATE_OUT_OF_RANGE ? QN_ERROR_DATE_RANGE : QN_ERROR_NO_SUCH_DATE;
}

/* -1, 0 or 1 as a is less than, equal to or greater than b; both of the class. */
static inline int qn_slot_cmp(qn_class c, const qn_slot *a, const qn_slot *b)
{
    if (c == QN_CLASS_I) {
        return (a->i > b->i) - (a->i < b->i);
    }
    return c == QN_CLASS_W ? qn_wide_cmp(a->w, b->w) : qn_rational_cmp(a->q, b->q);
}

/* -a, |a|. */
uint32_t qn_kernel_negate(qn_class c, const qn_slot *a, qn_slot *out);
uint32_t qn_kernel_absolute(qn_class c, const qn_slot *a, qn_slot *out);

/* round(a * m / d) * s by the mode, exactly; d must be above zero. */
uint32_t qn_kernel_round_i(int64_t a, int64_t m, int64_t d, int64_t s, qn_rounding mode,
                           int64_t *out);
uint32_t qn_kernel_round_w(qn_wide a, qn_wide m, qn_wide d, qn_wide s, qn_rounding mode,
                           qn_wide *out);

/* q * grid, which must be whole. */
uint32_t qn_kernel_grid_w(qn_rational q, qn_wide grid, qn_wide *out);
uint32_t qn_kernel_grid_i(qn_rational q, qn_wide grid, int64_t *out);

/* What a month counts for in the number of a span: more than the days over can ever be. */
enum { QN_SPAN_MONTH = 32 };

/* Dates; a number that is no day is the error DATE_RANGE. */
uint32_t qn_kernel_date_make(int64_t year, int64_t month, int64_t day, int64_t *out);
uint32_t qn_kernel_date_days(int64_t date, int64_t days, int64_t *out);
uint32_t qn_kernel_date_months(int64_t date, int64_t months, qn_months mode, int64_t *out);
/* In months, completed in steps of `unit`, 1 or 12; for 0 a span, QN_SPAN_MONTH for each completed
 * month and one for each day over. */
uint32_t qn_kernel_date_span(int64_t from, int64_t to, uint32_t unit, qn_months mode, int64_t *out);
uint32_t qn_kernel_date_part(int64_t date, uint32_t part, int64_t *out);
uint32_t qn_kernel_date_edge(int64_t date, uint32_t edge, int64_t *out);
uint32_t qn_kernel_date_seek(int64_t date, uint32_t weekday, uint32_t direction, int64_t *out);

#endif
