/*
 * The kernels that are too long to stand in a header: see kernels.h.
 */
#include "kernels.h"

uint32_t qn_kernel_negate(qn_class c, const qn_slot *a, qn_slot *out)
{
    if (c == QN_CLASS_I) {
        return qn_kernel_sub_i(0, a->i, &out->i);
    }
    if (c == QN_CLASS_W) {
        out->w = qn_wide_neg(a->w);
    } else {
        out->q = qn_rational_neg(a->q);
    }
    return 0;
}

uint32_t qn_kernel_absolute(qn_class c, const qn_slot *a, qn_slot *out)
{
    if (c == QN_CLASS_I && a->i >= 0) {
        out->i = a->i;
        return 0;
    }
    if (c == QN_CLASS_I) {
        return qn_kernel_sub_i(0, a->i, &out->i);
    }
    if (c == QN_CLASS_W) {
        out->w = qn_wide_abs(a->w);
    } else {
        out->q = qn_rational_abs(a->q);
    }
    return 0;
}

/* n / d cut off, d above zero. Amounts of money nearly always fit in the half of a register, whose
 * division takes half the time. */
static inline int64_t divide(int64_t n, int64_t d)
{
    bool small = (((uint64_t)n | (uint64_t)d) >> 32) == 0;
    return small ? (int64_t)((uint32_t)n / (uint32_t)d) : n / d;
}

/* n / d rounded to a whole number, d above zero. */
static int64_t divide_round(int64_t n, int64_t d, qn_rounding mode)
{
    int64_t quotient = divide(n, d);
    int64_t rest = n - quotient * d;
    if (rest == 0) {
        return quotient;
    }
    int64_t away = n < 0 ? quotient - 1 : quotient + 1;
    uint64_t size = rest < 0 ? 0 - (uint64_t)rest : (uint64_t)rest;
    uint64_t half = (uint64_t)d - size; /* the rest is the greater part where it exceeds this */
    switch (mode) {
    case QN_ROUND_UP:
        return n < 0 ? quotient : away;
    case QN_ROUND_DOWN:
        return n < 0 ? away : quotient;
    case QN_ROUND_HALF_AWAY:
        return size >= half ? away : quotient;
    case QN_ROUND_HALF_EVEN:
        return size > half || (size == half && quotient % 2 != 0) ? away : quotient;
    case QN_ROUND_TOWARD_ZERO:
    default:
        return quotient;
    }
}

uint32_t qn_kernel_round_i(int64_t a, int64_t m, int64_t d, int64_t s, qn_rounding mode,
                           int64_t *out)
{
    if (d <= 0) {
        return QN_ERROR_ZERO_DIVISOR;
    }
    int64_t product = 0;
    if (!__builtin_mul_overflow(a, m, &product)) {
        return qn_kernel_mul_i(divide_round(product, d, mode), s, out);
    }
    qn_wide wide;
    if (!qn_wide_muldiv_round(qn_wide_from_i64(a), qn_wide_from_i64(m), qn_wide_from_i64(d), mode,
                              &wide) ||
        !qn_wide_fits_i64(wide)) {
        return QN_ERROR_OVERFLOW;
    }
    return qn_kernel_mul_i(qn_wide_to_i64(wide), s, out);
}

uint32_t qn_kernel_round_w(qn_wide a, qn_wide m, qn_wide d, qn_wide s, qn_rounding mode,
                           qn_wide *out)
{
    if (qn_wide_sign(d) <= 0) {
        return QN_ERROR_ZERO_DIVISOR;
    }
    qn_wide whole;
    return qn_kernel_fits(qn_wide_muldiv_round(a, m, d, mode, &whole) &&
                          qn_wide_mul(whole, s, out));
}

uint32_t qn_kernel_grid_w(qn_rational q, qn_wide grid, qn_wide *out)
{
    qn_rational product;
    if (qn_rational_mul(q, qn_rational_from_wide(grid), &product) != QN_ARITH_OK ||
        !qn_rational_is_integer(product)) {
        return QN_ERROR_OVERFLOW;
    }
    *out = product.num;
    return 0;
}

uint32_t qn_kernel_grid_i(qn_rational q, qn_wide grid, int64_t *out)
{
    qn_wide wide;
    if (qn_kernel_grid_w(q, grid, &wide) != 0 || !qn_wide_fits_i64(wide)) {
        return QN_ERROR_OVERFLOW;
    }
    *out = qn_wide_to_i64(wide);
    return 0;
}

/* Stores a day if there is one. */
static uint32_t finish_date(qn_date_status status, qn_day day, int64_t *out)
{
    if (status == QN_DATE_OK) {
        *out = day;
    }
    return qn_kernel_day(status);
}

uint32_t qn_kernel_date_make(int64_t year, int64_t month, int64_t day, int64_t *out)
{
    qn_day made = 0;
    qn_date_status status = qn_date_from_ymd(year, month, day, &made);
    return finish_date(status, made, out);
}

uint32_t qn_kernel_date_days(int64_t date, int64_t days, int64_t *out)
{
    if (!qn_date_is_valid(date)) {
        return QN_ERROR_DATE_RANGE;
    }
    qn_day moved = 0;
    qn_date_status status = qn_date_add_days((qn_day)date, days, &moved);
    return finish_date(status, moved, out);
}

uint32_t qn_kernel_date_months(int64_t date, int64_t months, qn_months mode, int64_t *out)
{
    if (!qn_date_is_valid(date)) {
        return QN_ERROR_DATE_RANGE;
    }
    qn_day moved = 0;
    qn_date_status status = qn_date_add_months((qn_day)date, months, mode, &moved);
    return finish_date(status, moved, out);
}

/* Completed months and the days over, which are counted from the day on which the last month was
 * completed. Both grow with the time between the dates, so that the numbers of spans have its
 * order.
 */
static qn_date_status months_and_days(qn_day from, qn_day to, qn_months mode, int32_t *out)
{
    qn_day early = from < to ? from : to;
    qn_day late = from < to ? to : from;
    int32_t months = 0;
    qn_day reached = early;
    qn_date_status status = qn_date_completed_months(early, late, mode, &months);
    if (status == QN_DATE_OK) {
        status = qn_date_add_months(early, months, mode, &reached);
    }
    int32_t number = months * QN_SPAN_MONTH + (late - reached);
    *out = from <= to ? number : -number;
    return status;
}

uint32_t qn_kernel_date_span(int64_t from, int64_t to, uint32_t unit, qn_months mode, int64_t *out)
{
    if (!qn_date_is_valid(from) || !qn_date_is_valid(to)) {
        return QN_ERROR_DATE_RANGE;
    }
    int32_t completed = 0;
    if (unit == 0) {
        qn_date_status found = months_and_days((qn_day)from, (qn_day)to, mode, &completed);
        return finish_date(found, completed, out);
    }
    qn_date_status status =
        unit == 1 ? qn_date_completed_months((qn_day)from, (qn_day)to, mode, &completed)
                  : qn_date_completed_years((qn_day)from, (qn_day)to, mode, &completed);
    return finish_date(status, completed * (int32_t)unit, out);
}

uint32_t qn_kernel_date_part(int64_t date, uint32_t part, int64_t *out)
{
    if (!qn_date_is_valid(date)) {
        return QN_ERROR_DATE_RANGE;
    }
    qn_day day = (qn_day)date;
    if (part == QN_PART_WEEK) {
        *out = qn_date_iso_week(day).week;
        return 0;
    }
    qn_ymd ymd = qn_date_to_ymd(day);
    const int32_t parts[4] = {ymd.year, ymd.month, ymd.day, (int32_t)qn_date_weekday(day)};
    *out = parts[part];
    return 0;
}

uint32_t qn_kernel_date_edge(int64_t date, uint32_t edge, int64_t *out)
{
    static qn_day (*const edges[5])(qn_day) = {qn_date_month_first, qn_date_month_last,
                                               qn_date_year_first, qn_date_year_last,
                                               qn_date_week_first};
    if (!qn_date_is_valid(date)) {
        return QN_ERROR_DATE_RANGE;
    }
    if (edge == QN_EDGE_WEEK_LAST) { /* the last week of the calendar ends on a Friday */
        qn_day sunday = 0;
        qn_date_status status =
            qn_date_add_days(qn_date_week_first((qn_day)date), QN_SUNDAY - QN_MONDAY, &sunday);
        return finish_date(status, sunday, out);
    }
    *out = edges[edge]((qn_day)date);
    return 0;
}

uint32_t qn_kernel_date_seek(int64_t date, uint32_t weekday, uint32_t direction, int64_t *out)
{
    static qn_date_status (*const seeks[3])(qn_day, qn_weekday, qn_day *) = {
        qn_date_weekday_from, qn_date_weekday_through, qn_date_weekday_after};
    if (!qn_date_is_valid(date)) {
        return QN_ERROR_DATE_RANGE;
    }
    qn_day found = 0;
    qn_date_status status = seeks[direction]((qn_day)date, (qn_weekday)weekday, &found);
    return finish_date(status, found, out);
}
