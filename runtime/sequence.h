/*
 * Going through sequences: the elements of lists, the days of periods, and what is made of them.
 *
 * A sequence is a chain of stages, rows of the table SEQ. Each stage gives one element at a time,
 * in its register `out`, and asks its source for the next one when it is asked itself. Nothing is
 * stored but by the stages that have to see all elements before they can give the first.
 *
 * Responsible for: the stages over decided values; what is surely an element and what may be one.
 * Refuses to know: what becomes of the elements (vm.c), and open outcomes (bounds_sequence.c).
 */
#ifndef QN_RUNTIME_SEQUENCE_H
#define QN_RUNTIME_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "qanun.h"

/* Values that one CARRY carries, at most. */
#define QN_CARRIED_MAX 16

/* Stages and regions that are run in one another, at most; and regions that lie in one another. */
#define QN_SEQUENCE_DEPTH_MAX 64
#define QN_REGION_DEPTH_MAX 24

/* Units of QN_SEQ_PARTS. */
typedef enum qn_part_unit {
    QN_PART_WEEKS,
    QN_PART_MONTHS,
    QN_PART_YEARS,
    QN_PART_UNIT_COUNT
} qn_part_unit;

/* Flags of a row of SEQ: for QN_SEQ_PARTS the unit stands in the low two bits, and the weekday on
 * which weeks start (1 to 7, 0 for the first day of the period) from bit 4 on. */
enum {
    QN_SEQ_UNIT = 3,
    QN_SEQ_COMPLETE = 4, /* PARTS: not the broken one */
    QN_SEQ_BACKWARDS =
        8, /* PARTS: counted from the end of the period, the latest first; SORTED: descending */
    QN_SEQ_WEEKDAY_SHIFT = 4,
    QN_SEQ_MONTHS_SHIFT = 8 /* PARTS: how a missing day is rounded, a qn_months */
};

/* The kinds of stages, listed in sequences.def. */
typedef enum qn_sequence_kind {
#define QN_SEQ(name, sentence) QN_SEQ_##name,
#include "sequences.def"
#undef QN_SEQ
    QN_SEQ_KIND_COUNT
} qn_sequence_kind;

/* Where a stage is while its sequence is gone through, in a case: what each kind makes of it is the
 * business of sequence.c. */
typedef struct qn_stage {
    int64_t next;
    int64_t end;
    int64_t aside;
    uint32_t given; /* elements so far */
    uint8_t status; /* what makes everything from here on undecided, or QN_KNOWN */
    uint8_t mark;
    uint16_t code; /* of errors.def, where the stage itself made the status; else 0 */
} qn_stage;

/*
 * Begins a sequence, row `seq` of SEQ, whose registers have been run: anew, if it was begun before.
 * The status that makes all of it undecided, or QN_KNOWN.
 *
 * After the rule that owns the sequence has been run, it may be gone through from outside, too, as
 * long as it stands in no region.
 */
uint8_t qn_sequence_begin(qn_case *c, uint32_t seq);

/* Puts the next element into the register `out` of the row, with the status that it has itself.
 * *presence: QN_KNOWN where it surely is one, else why that is not decided. False at the end; the
 * status of the stage then says whether the rest is undecided. */
bool qn_sequence_next(qn_case *c, uint32_t seq, uint8_t *presence);

#endif
