/*
 * The marks of an axis. See chart_ticks.h.
 */
#include "chart_ticks.h"

#include <stdio.h>
#include <string.h>

#include "date.h"
#include "decimal.h"
#include "utf8.h"

enum {
    TICKS = 8,     /* about so many */
    TENFOLDS = 60, /* steps of ten that are tried */
    WIDENINGS = 4,
    MONTHS = 12,
    MINUTES = 60,
    LONG_MONTH = 31
};

static const qn_rational zero = {.num = {.lo = 0, .hi = 0}, .den = {.lo = 1, .hi = 0}};
static const qn_rational one = {.num = {.lo = 1, .hi = 0}, .den = {.lo = 1, .hi = 0}};

/* Is a length no more than so many steps? */
static bool fits(qn_rational length, qn_rational step, int64_t most)
{
    qn_rational all;
    return qn_rational_mul(step, qn_rational_from_i64(most), &all) == QN_ARITH_OK &&
           qn_rational_cmp(length, all) <= 0;
}

/* The step, 1, 2 or 5 times a power of ten, of which the length has at most TICKS. */
static qn_rational round_step(qn_rational length, bool whole)
{
    static const int64_t parts[] = {5, 2};
    qn_rational ten = qn_rational_from_i64(10);
    qn_rational step = one;
    qn_rational next = step;
    for (int i = 0; i < TENFOLDS && !fits(length, step, TICKS); i++) {
        if (qn_rational_mul(step, ten, &step) != QN_ARITH_OK) {
            return length;
        }
    }
    for (int i = 0; i < TENFOLDS && !whole && qn_rational_div(step, ten, &next) == QN_ARITH_OK &&
                    fits(length, next, TICKS);
         i++) {
        step = next;
    }
    for (size_t i = 0; i < 2; i++) {
        bool good = qn_rational_div(step, qn_rational_from_i64(parts[i]), &next) == QN_ARITH_OK;
        if (good && fits(length, next, TICKS) && (!whole || qn_rational_is_integer(next))) {
            return next;
        }
    }
    return step;
}

static bool is_counted(const qn_chart_axis *axis)
{
    return axis->scale == QN_SCALE_NUMBERS || axis->scale == QN_SCALE_WHOLE;
}

void qn_ticks_frame(qn_chart_axis *axis)
{
    qn_rational half = {.num = {.lo = 1, .hi = 0}, .den = {.lo = 2, .hi = 0}};
    if (axis->scale == QN_SCALE_NAMES) {
        axis->low = qn_rational_neg(half);
        axis->high = qn_rational_from_i64((int64_t)(axis->names ? axis->names : 1) - 1);
        (void)qn_rational_add(axis->high, half, &axis->high);
    } else if (qn_rational_cmp(axis->low, axis->high) >= 0) {
        axis->high = axis->low;
        (void)qn_rational_add(axis->high, one, &axis->high);
        (void)qn_rational_sub(axis->low, one, &axis->low);
    }
}

/* Is zero so near that it belongs to the axis? */
static bool is_near_zero(qn_rational near_end, qn_rational far_end)
{
    qn_rational twice;
    return qn_rational_add(near_end, near_end, &twice) == QN_ARITH_OK &&
           qn_rational_cmp(qn_rational_abs(twice), qn_rational_abs(far_end)) <= 0;
}

void qn_ticks_widen(qn_chart_axis *axis)
{
    qn_rational length;
    qn_ticks_frame(axis);
    if (!is_counted(axis)) {
        return;
    }
    if (qn_rational_sign(axis->low) > 0 && is_near_zero(axis->low, axis->high)) {
        axis->low = zero;
    } else if (qn_rational_sign(axis->high) < 0 && is_near_zero(axis->high, axis->low)) {
        axis->high = zero;
    }
    /* An axis that is longer then may have a longer step. */
    for (int i = 0; i < WIDENINGS && qn_rational_sub(axis->high, axis->low, &length) == QN_ARITH_OK;
         i++) {
        qn_rational step = round_step(length, axis->scale == QN_SCALE_WHOLE);
        (void)qn_rational_round(axis->low, step, QN_ROUND_DOWN, &axis->low);
        (void)qn_rational_round(axis->high, step, QN_ROUND_UP, &axis->high);
    }
}

/* Adds a mark, unless it lies beyond the ends. NULL where it does, or there are too many. */
static char *add_tick(const qn_chart_axis *axis, qn_ticks *out, qn_rational at)
{
    if (out->count == QN_TICKS_MAX || qn_rational_cmp(at, axis->low) < 0 ||
        qn_rational_cmp(at, axis->high) > 0) {
        return NULL;
    }
    out->tick[out->count] = (qn_tick){.at = at};
    return out->tick[out->count++].label;
}

static void find_numbers(const qn_chart_axis *axis, qn_ticks *out)
{
    qn_rational length;
    qn_rational at;
    if (qn_rational_sub(axis->high, axis->low, &length) != QN_ARITH_OK) {
        return;
    }
    qn_rational step = round_step(length, axis->scale == QN_SCALE_WHOLE);
    int places = qn_decimal_places(step);
    bool good = qn_rational_round(axis->low, step, QN_ROUND_UP, &at) == QN_ARITH_OK;
    while (good && qn_rational_cmp(at, axis->high) <= 0 && out->count < QN_TICKS_MAX) {
        char *label = add_tick(axis, out, at);
        if (label && !qn_decimal_format(at, places > 0 ? (size_t)places : 0, label,
                                        QN_TICK_TEXT_SIZE, NULL)) {
            label[0] = '\0';
        }
        good = qn_rational_add(at, step, &at) == QN_ARITH_OK;
    }
}

/* Whole numbers of days or minutes, one step after the other from the first that is a multiple. */
static int64_t whole(qn_rational value)
{
    return qn_wide_fits_i64(value.num) && qn_rational_is_integer(value) ? qn_wide_to_i64(value.num)
                                                                        : 0;
}

static void find_clock(const qn_chart_axis *axis, qn_ticks *out)
{
    static const int64_t steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 180, 240};
    int64_t low = whole(axis->low);
    int64_t high = whole(axis->high);
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] && (high - low) / steps[i] > TICKS) {
        i++;
    }
    for (int64_t at = (low + steps[i] - 1) / steps[i] * steps[i]; at <= high; at += steps[i]) {
        char *label = add_tick(axis, out, qn_rational_from_i64(at));
        if (label) {
            (void)snprintf(label, QN_TICK_TEXT_SIZE, "%02d:%02d", (int)(at / MINUTES),
                           (int)(at % MINUTES));
        }
    }
}

/* Days, so many after one another. */
static void find_single_days(const qn_chart_axis *axis, qn_ticks *out)
{
    static const int64_t steps[] = {1, 2, 5, 7, 14};
    int64_t low = whole(axis->low);
    int64_t high = whole(axis->high);
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] && (high - low) / steps[i] > TICKS - 2) {
        i++;
    }
    for (int64_t at = low; at <= high; at += steps[i]) {
        char *label = add_tick(axis, out, qn_rational_from_i64(at));
        if (label && qn_date_is_valid(at)) {
            qn_date_format((qn_day)at, label);
        }
    }
}

/* The first days of months, so many after one another, counted from the year 0. */
static void find_months(const qn_chart_axis *axis, qn_ticks *out, int64_t step)
{
    qn_ymd low = qn_date_to_ymd((qn_day)whole(axis->low));
    qn_ymd high = qn_date_to_ymd((qn_day)whole(axis->high));
    int64_t last = (int64_t)high.year * MONTHS + high.month - 1;
    int64_t first = ((int64_t)low.year * MONTHS + low.month - 1 + step - 1) / step * step;
    for (int64_t month = first; month <= last; month += step) {
        qn_day day;
        if (qn_date_from_ymd(month / MONTHS, month % MONTHS + 1, 1, &day) != QN_DATE_OK) {
            continue;
        }
        char *label = add_tick(axis, out, qn_rational_from_i64(day));
        if (label) {
            qn_date_format(day, label);
            label[step % MONTHS == 0 ? 4 : 7] = '\0'; /* the year, or the month with it */
        }
    }
}

static void find_days(const qn_chart_axis *axis, qn_ticks *out)
{
    static const int64_t steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000};
    int64_t days = whole(axis->high) - whole(axis->low);
    size_t i = 0;
    if (days <= 2 * LONG_MONTH) {
        find_single_days(axis, out);
        return;
    }
    while (i + 1 < sizeof steps / sizeof steps[0] && days / (steps[i] * 30) > TICKS + 2) {
        i++;
    }
    find_months(axis, out, steps[i]);
}

static void find_names(const qn_chart_axis *axis, qn_ticks *out)
{
    for (size_t i = 0; i < axis->names; i++) {
        char *label = add_tick(axis, out, qn_rational_from_i64((int64_t)i));
        size_t length = 0;
        while (label && axis->name[i][length]) {
            const char *rest = axis->name[i] + length;
            size_t taken = qn_utf8_glyph(rest, strlen(rest)).taken;
            if (length + taken >= QN_TICK_TEXT_SIZE) {
                break;
            }
            memcpy(label + length, rest, taken);
            length += taken;
        }
    }
}

void qn_ticks_find(const qn_chart_axis *axis, qn_ticks *out)
{
    out->count = 0;
    switch (axis->scale) {
    case QN_SCALE_NUMBERS:
    case QN_SCALE_WHOLE:
        find_numbers(axis, out);
        break;
    case QN_SCALE_DAYS:
        find_days(axis, out);
        break;
    case QN_SCALE_CLOCK:
        find_clock(axis, out);
        break;
    case QN_SCALE_NAMES:
        find_names(axis, out);
        break;
    }
}
