/*
 * Charts as SVG that need nothing but themselves: axes with round ticks, lines, steps, bars, what
 * has no value, and a legend; for light and dark screens and for paper.
 *
 * Responsible for: where everything stands, and what it looks like. Refuses to know: what is drawn.
 * Places are found in exact fractions; what stands at an axis is an exact decimal or a date.
 */
#ifndef QN_CLI_CHART_H
#define QN_CLI_CHART_H

#include "page.h"
#include "rational.h"

/* What an axis counts: any numbers, whole numbers, days since 1970-01-01, minutes since midnight,
 * or names, of which the first stands at 0 and the next at 1. */
typedef enum qn_chart_scale {
    QN_SCALE_NUMBERS,
    QN_SCALE_WHOLE,
    QN_SCALE_DAYS,
    QN_SCALE_CLOCK,
    QN_SCALE_NAMES
} qn_chart_scale;

/* An axis from low to high. names: of QN_SCALE_NAMES, whose low and high are not looked at. */
typedef struct qn_chart_axis {
    const char *title;
    qn_chart_scale scale;
    qn_rational low;
    qn_rational high;
    const char *const *name;
    size_t names;
} qn_chart_axis;

/* What is drawn in one colour. is_former: of an older version, which is thinner. */
typedef struct qn_chart_series {
    const char *name;
    size_t colour; /* any number: they come again after the eighth */
    bool is_former;
} qn_chart_series;

typedef struct qn_chart_point {
    qn_rational x;
    qn_rational y;
} qn_chart_point;

/* Why there is no value somewhere; each looks its own way. */
typedef enum qn_chart_gap {
    QN_GAP_NONE,
    QN_GAP_UNKNOWN,
    QN_GAP_CONFLICT,
    QN_GAP_ERROR,
    QN_GAP_REFUSED,
    QN_GAP_COUNT
} qn_chart_gap;

/* A chart. Texts belong to the caller, and stay as they are until the end. id: what the ids in it
 * begin with, so that several can stand on one page of HTML. y: is widened to round numbers, and to
 * zero where that is near. lanes: how many lines for gaps stand below. The members behind `lanes`
 * are the chart's own. */
typedef struct qn_chart {
    qn_page *page;
    const char *id;
    const char *title;
    const char *description;
    qn_chart_axis x;
    qn_chart_axis y;
    const qn_chart_series *series;
    size_t series_count;
    size_t lanes;
    int64_t left;
    int64_t top;
} qn_chart;

/* All before the drawing: an <svg> element with its title, description, style, legend and axes. It
 * can be a file of its own, and it can stand in a page of HTML. */
void qn_chart_begin(qn_chart *c);
void qn_chart_end(qn_chart *c);

/* A line through points, in their order. A single one is a dot. */
void qn_chart_line(qn_chart *c, size_t series, const qn_chart_point *point, size_t count);

/* A value that holds from one place to another, as a level line. */
void qn_chart_level(qn_chart *c, size_t series, qn_rational from, qn_rational to, qn_rational y);

/* A bar from zero between two places. */
void qn_chart_bar(qn_chart *c, size_t series, qn_rational from, qn_rational to, qn_rational y);

/* Begins the lane of that number, from 0: as much of its name as there is room for stands above it.
 */
void qn_chart_lane(qn_chart *c, size_t lane, const char *name);

/* Whether words fit between two places of a lane. */
bool qn_chart_gap_fits(const qn_chart *c, qn_rational from, qn_rational to, const char *words);

/* From one place to another a lane has no value; the words are shown where they fit, and whole to
 * whoever points at it. */
void qn_chart_gap_put(qn_chart *c, size_t lane, qn_rational from, qn_rational to, qn_chart_gap gap,
                      const char *words);

#endif
