/*
 * interval.h - pieces of a line: numbers on their grid, dates, choices, yes and no.
 *
 * An interval lies between two cuts. A cut lies before a value, or just behind it; on a grid
 * "behind v" is "before the next value", so that two intervals that meet at no value of the grid
 * have no cut in common either. Values are in base units, as the compiler holds them: a choice is
 * the number of its value, a date that of its day.
 *
 * Nothing here knows a rule, a row or a message.
 */
#ifndef QN_INTERVAL_H
#define QN_INTERVAL_H

#include "rational.h"

#include <stdbool.h>

/* A place between two values: before value, or behind it. infinite is -1 or 1 for the ends. */
typedef struct qn_cut {
    int infinite;
    bool behind;
    qn_rational value;
} qn_cut;

typedef struct qn_interval {
    qn_cut low, high;
} qn_interval;

/* The order on the line; infinite ends lie outside all numbers. */
int qn_cut_compare(const qn_cut *a, const qn_cut *b);

/* The same cut as far as values go that are multiples of the step; a step of 0 leaves it. */
qn_cut qn_cut_on_grid(qn_cut cut, qn_rational step);

/* The whole line, and one value of it. */
qn_interval qn_interval_whole(void);
qn_interval qn_interval_of(qn_rational value, qn_rational step);

bool qn_interval_is_empty(const qn_interval *i);

/* What lies in both; empty where they do not meet. */
qn_interval qn_interval_common(const qn_interval *a, const qn_interval *b);

/* Whether a value of the grid lies within. */
bool qn_interval_has(const qn_interval *i, qn_rational value);

/* The value nearest to 0 within an interval that is not empty, of two equally near the one above 0;
 * the grid has that step. Without a grid there may be no nearest one: then a plain value close to
 * that end, so many of the unit away where there is room. */
qn_rational qn_interval_nearest(const qn_interval *i, qn_rational step, qn_rational unit);

/* The order of nearness to 0: by size, the positive one first. */
int qn_compare_nearness(qn_rational a, qn_rational b);

#endif
