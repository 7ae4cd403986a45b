/*
 * A rule along one fact, or the date of decision: what it answers at each value, and where that
 * changes.
 *
 * Responsible for: which values are asked, and the pieces of which the answers are made. Refuses to
 * know: how a command names them (sweep_read.h), and how they are shown (sweep_show.h).
 *
 * Few values are asked one by one. Of more, round ones are, those that the rules hold the fact
 * against, and between two values at which other clauses apply, or the same value ends, the very
 * place is looked for by halves.
 */
#ifndef QN_CLI_SWEEP_H
#define QN_CLI_SWEEP_H

#include "run.h"

/* The versions of a law that can be looked at together, old and new. */
enum { QN_SWEEP_WORLDS = 2, QN_SWEEP_BY_MAX = 4, QN_SWEEP_SERIES_MAX = 24 };

/* What is swept. fact: in each version its number, QN_TODAY, or -1 where it has none of the name.
 * Values are whole numbers on the grid of `type` in the version `home`, days, or minutes: `low`
 * and what lies so many steps, or months, behind it. */
typedef struct qn_sweep_axis {
    const char *name;
    int32_t fact[QN_SWEEP_WORLDS];
    uint32_t home;
    uint32_t type; /* QN_NONE_INDEX: days */
    qn_kind kind;
    int64_t low;
    int64_t step;
    int32_t months; /* instead of the step, where it is not 0 */
    uint64_t count;
} qn_sweep_axis;

/* A fact of which each value has a curve of its own. value: as a command has it. */
typedef struct qn_sweep_by {
    const char *name;
    int32_t fact[QN_SWEEP_WORLDS];
    char **value;
    size_t count;
} qn_sweep_by;

/* The answer at one value, by its number on the axis. status: a qn_answer, or QN_REFUSED where the
 * version does not take the value. mark: equal where the same clauses apply. place: of what has an
 * order. cell, other: where in `texts` the short form begins, and that for the form of the output.
 */
typedef struct qn_sweep_point {
    uint64_t at;
    uint64_t mark;
    int status;
    bool has_place;
    qn_rational place;
    size_t cell;
    size_t other;
} qn_sweep_point;

/* Points from first to last, all with one text where it is level. */
typedef struct qn_sweep_piece {
    size_t first;
    size_t last;
    bool is_level;
} qn_sweep_piece;

/* A curve. value: which of each `by`. kept: so many of the points were asked before the axis was
 * narrowed. */
typedef struct qn_sweep_series {
    uint32_t world;
    size_t value[QN_SWEEP_BY_MAX];
    char *name;
    qn_sweep_point *point;
    size_t count;
    size_t room;
    size_t kept;
    qn_sweep_piece *piece;
    size_t pieces;
} qn_sweep_series;

/* All of it. rule: its number in each version. put_other: puts the form of a point for the output;
 * NULL where none is wanted. coarse: no more values are asked one by one, or as many round ones
 * and no other, but for those at which answers change; 0 for the usual way. steps_left: of the
 * machine, for looking for these where `coarse` is not 0. is_cut: a place was not found to the very
 * value, as that would have taken more. */
typedef struct qn_sweep {
    qn_run run[QN_SWEEP_WORLDS];
    uint32_t worlds;
    int32_t rule[QN_SWEEP_WORLDS];
    const char *rule_name;
    qn_sweep_axis axis;
    qn_sweep_by by[QN_SWEEP_BY_MAX];
    size_t bys;
    qn_sweep_series series[QN_SWEEP_SERIES_MAX];
    size_t series_count;
    qn_page texts;
    uint32_t coarse;
    uint64_t steps_left;
    void (*put_other)(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value);
    struct qn_used *used[QN_SWEEP_WORLDS]; /* the rules whose clauses are looked at */
    size_t used_count[QN_SWEEP_WORLDS];
    uint64_t *edge; /* numbers on the axis at which answers are likely to change */
    size_t edges;
    uint64_t *border; /* the numbers at which pieces of any curve begin, in their order */
    size_t borders;
    bool is_cut;
    bool out_of_memory;
} qn_sweep;

/* The value with that number on the axis, on its grid; its text as a fact is given; and as a value
 * of its type, which days have not: then it is false. */
int64_t qn_sweep_value(const qn_sweep_axis *axis, uint64_t at);
void qn_sweep_value_text(const qn_sweep *s, uint64_t at, char text[QN_VALUE_TEXT_SIZE]);
bool qn_sweep_make_value(const qn_sweep *s, uint64_t at, qn_value *out);

/* The number on the axis of the value, or of the one before it; 0 below its low end. */
uint64_t qn_sweep_find(const qn_sweep_axis *axis, int64_t value);

/* Asks, and finds the pieces. Cases, axis and series are there. False out of memory. */
bool qn_sweep_ask(qn_sweep *s);

/* Asks once more along the part of the axis between two numbers on it, which are the ends of the
 * axis then; what has been found there stays. One that goes by months is left as it is. False out
 * of memory. */
bool qn_sweep_narrow(qn_sweep *s, uint64_t low, uint64_t high);

/* The point of a series at that number on the axis, or the last before it. */
const qn_sweep_point *qn_sweep_point_at(const qn_sweep_series *series, uint64_t at);

/* Whether every value of the axis was asked. */
bool qn_sweep_is_whole(const qn_sweep *s, const qn_sweep_series *series);

void qn_sweep_clear(qn_sweep *s);

#endif
