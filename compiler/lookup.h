/*
 * lookup.h - how the row of a band or table is found without asking every row.
 *
 * Ranges with constant ends become entries of a BAND, which the machine searches by halves where
 * they lie apart. Rows that ask for more than one value, or whose ranges meet, get an index
 * instead: over the column that divides them best, a LOOKUP that weighs only the rows that can hold
 * there.
 *
 * What an answer is does not hang on any of this: it is as if all rows had been asked.
 */
#ifndef QN_LOOKUP_H
#define QN_LOOKUP_H

#include "clause.h"

/* A range of a row, in base units of the subject; flags: QN_LOW_EXCLUDED, QN_HIGH_INCLUDED.
 * condition: what else the row asks, or QN_NONE_INDEX. */
typedef struct qn_band_entry {
    uint32_t low, high, flags, row, condition;
    qn_rational low_value, high_value; /* where there is an end */
    bool has_low, has_high;
    const qn_node *node;
} qn_band_entry;

/* The class and grid in which a subject meets all ends. */
void qn_ends_class(const qn_operand *x, const qn_band_entry *e, uint32_t count, qn_class *class_,
                   qn_wide *den);
/* The register of an end that is there; BAND knows QN_NONE_INDEX as no end. */
uint32_t qn_end_register(qn_builder *b, qn_rational value, bool present, qn_class class_,
                         qn_wide den);

/* Puts entries without conditions into an order in which the machine may search them by halves.
 * Where the first row that holds wins, those that meet are cut where one begins or ends, and what
 * an earlier one holds is left out. False, and nothing is changed, where two meet that may not. */
bool qn_entries_sort(qn_scope *s, const qn_operand *x, qn_growing *entries, bool first_match);

/* One column of a table: what each row asks of its subject, row by row, `any` being a range without
 * ends. */
typedef struct qn_lookup_column {
    const qn_operand *subject;
    qn_growing entries; /* qn_band_entry, at least one a row that can hold */
    qn_class class_;
    qn_wide den;
} qn_lookup_column;

/* Rows, what they ask of each column, and of each row the register of what else it asks, or
 * QN_NONE_INDEX. The last part is the index's own, once it is begun. */
typedef struct qn_lookup {
    uint32_t rows, columns;
    qn_lookup_column *column;
    const uint32_t *extra;
    bool begun;
    uint32_t at, epoch; /* the LOOKUP, and what stands round it */
} qn_lookup;

/* Whether so many rows are worth an index. */
bool qn_lookup_is_worth_it(const qn_scope *s, uint32_t rows);

/* Emits the index, if a column divides the rows well; what is emitted then, up to qn_lookup_end, is
 * passed over where the index finds the row. The instruction that follows must choose the row. */
void qn_lookup_begin(qn_scope *s, qn_lookup *l);
void qn_lookup_end(qn_scope *s, const qn_lookup *l);

#endif
