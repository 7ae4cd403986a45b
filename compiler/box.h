/*
 * box.h - the rows of a band or table as boxes: in each column a few pieces of its line.
 *
 * The line of a column is cut wherever a cell of it begins or ends; what lies between two
 * neighbouring cuts is a piece, which every cell holds whole or not at all. So all questions about
 * rows are questions about whole numbers, exact and quick. Rows that are in force on some days only
 * have the date of decision as one more column, the first.
 *
 * box.c makes boxes and tells cases; cover.c looks for what boxes leave open; finding.c asks.
 */
#ifndef QN_BOX_H
#define QN_BOX_H

#include "clause.h"
#include "interval.h"

/* The pieces low … high - 1. */
typedef struct qn_pieces {
    uint32_t low, high;
} qn_pieces;

/* What one row asks of one column: in order, no two of them touching. */
typedef struct qn_box_cell {
    qn_pieces *list;
    uint32_t count;
} qn_box_cell;

typedef struct qn_box_column {
    const char *name;          /* NULL for the date of decision */
    const qn_operand *subject; /* NULL for that */
    const qn_node *node;       /* its name */
    uint32_t at;               /* which cell of a row it is */
    qn_rational step;          /* of the grid on which its values lie, or 0 */
    qn_interval domain;        /* all values that it can have */
    qn_interval usual;         /* what it can have where the band is asked at all; of the date, the
                                  days that were reviewed */
    bool has_preset;           /* it is a fact with a default, */
    qn_rational preset;        /* which is this */
    qn_cut *cut;               /* one more than pieces */
    uint32_t pieces;
    uint32_t zero;     /* the piece that is nearest to 0 */
    qn_pieces often;   /* the usual values */
    qn_pieces between; /* where holes count: those, as far as they are bounded, or the rows */
} qn_box_column;

typedef struct qn_boxes {
    qn_scope *s;
    const qn_band *band;
    uint32_t columns, rows;
    qn_box_column *column;
    qn_box_cell *cell; /* rows times columns */
    bool *exact;       /* of each row: its box is just when it applies; else it may, within it */
    bool *empty;       /* of each row: it has a cell without a piece */
    uint32_t *order;   /* of columns, in which cases are compared: the date, then by name */
    qn_rational *at;   /* of each column: the case that was found */
    const char
        *around;   /* what a case has beside it: facts that the block and gates ask for, or "" */
    uint64_t work; /* steps taken so far by all questions */
    struct qn_search *search; /* what cover.c works in */
} qn_boxes;

/* How many steps one table may take. */
#define QN_BOX_WORK_MAX UINT64_C(100000000)

#define QN_BOX_CELL(t, row, i) (&(t)->cell[(size_t)(row) * (t)->columns + (i)])

/* Kinds whose values lie on a line. A set has no place there, and the values of a text are without
 * end. */
bool qn_is_on_a_line(const qn_operand *x);

/* Every value that a subject can have, and the step of its grid. */
qn_interval qn_domain_of(const qn_builder *b, const qn_operand *subject);
qn_rational qn_grid_of(const qn_builder *b, const qn_operand *subject);
/* The default of a fact; false for anything else. */
bool qn_preset_of(const qn_builder *b, const qn_operand *subject, qn_rational *out);
/* What a RANGE or a value means for a subject, within its domain; false, without a message, where
 * it is mistaken or not constant. */
bool qn_interval_of_node(qn_scope *s, const qn_operand *subject, const qn_node *node,
                         qn_interval *out);
/* The days that a file says are reviewed, [from, until); false where it says nothing, and they are
 * all. The same as an interval. */
bool qn_reviewed_between(qn_scope *s, int64_t *from, int64_t *until);
qn_interval qn_reviewed_days(qn_scope *s);

/* Makes the boxes of a band: of its own subject, or of the columns of its table, an operand a
 * column. False where there is nothing to be said: a subject has no line, or memory is out. */
bool qn_boxes_make(qn_boxes *t, qn_scope *s, const qn_band *band, const qn_operand *subjects);

/* Whether the column of that number is there for the sake of dates. */
bool qn_boxes_is_dated(const qn_boxes *t);

/* The value nearest to 0 within a piece, or the default, if it lies there and `preset`. */
qn_rational qn_piece_value(const qn_boxes *t, uint32_t column, uint32_t piece, bool preset);
/* The piece that has a value; pieces where there is none. */
uint32_t qn_piece_of(const qn_box_column *c, qn_rational value);

/* Whether two rows have a case in common in all columns. */
bool qn_boxes_meet(const qn_boxes *t, uint32_t x, uint32_t y);
/* The smallest case that two rows have in common, into t->at; false where they have one only where
 * the band is not asked. */
bool qn_boxes_common(qn_boxes *t, uint32_t x, uint32_t y);
/* Whether row x holds all of row y. */
bool qn_boxes_contain(const qn_boxes *t, uint32_t x, uint32_t y);
bool qn_cells_contain(const qn_box_cell *x, const qn_box_cell *y);
bool qn_cells_are_equal(const qn_box_cell *x, const qn_box_cell *y);

/* Calls `visit` for each pair of rows x < y that meet, of which neither is empty, until it says
 * false; false where that would be too much work. */
bool qn_boxes_pairs(qn_boxes *t, bool (*visit)(qn_boxes *t, void *context, uint32_t x, uint32_t y),
                    void *context);

/* "age = 17, category = general, on 2020-01-01": the case in t->at. */
const char *qn_boxes_case(qn_boxes *t);
/* One value as people write it for a type; NULL out of memory. */
const char *qn_value_words(qn_scope *s, const qn_type *type, qn_rational value);

/* Makes the room in which cover.c works; false out of memory. */
bool qn_search_room(qn_boxes *t);

/* What was found where something is not covered (cover.c). */
typedef enum qn_open { QN_ALL_COVERED, QN_LEFT_OPEN, QN_NOT_DECIDED } qn_open;

/* Whether the rows of the list cover all of `region`, which has a cell for each column. Where they
 * do not, t->at is a case that they leave open: the nearest to 0, column by column in the order of
 * their names, behind the date. */
qn_open qn_boxes_cover(qn_boxes *t, const qn_box_cell *region, const uint32_t *rows,
                       uint32_t count);
/* The same, with the smallest case: the fewest facts away from their defaults come first. */
qn_open qn_boxes_smallest_open(qn_boxes *t, const qn_box_cell *region, const uint32_t *rows,
                               uint32_t count);
/* Whether, of cases that differ in the column alone, the first row that fits is always of one
 * class: QN_ALL_COVERED where it is. */
qn_open qn_boxes_ignore(qn_boxes *t, uint32_t column, const uint32_t *class_);

#endif
