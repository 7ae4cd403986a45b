/*
 * The marks of an axis: round numbers, days and times of day.
 *
 * Responsible for: which marks there are and what stands at them. Refuses to know: where they are
 * drawn.
 */
#ifndef QN_CLI_CHART_TICKS_H
#define QN_CLI_CHART_TICKS_H

#include "chart.h"

enum {
    QN_TICKS_MAX = 40,
    QN_TICK_TEXT_SIZE = 64 /* longer names are cut */
};

typedef struct qn_tick {
    qn_rational at;
    char label[QN_TICK_TEXT_SIZE];
} qn_tick;

typedef struct qn_ticks {
    qn_tick tick[QN_TICKS_MAX];
    size_t count;
} qn_ticks;

/* Gives an axis that has no length one, and one of names half a name at each end. */
void qn_ticks_frame(qn_chart_axis *axis);

/* The same, and widens it to round numbers; to zero where that is near. */
void qn_ticks_widen(qn_chart_axis *axis);

/* The marks between its ends, in their order. */
void qn_ticks_find(const qn_chart_axis *axis, qn_ticks *out);

#endif
