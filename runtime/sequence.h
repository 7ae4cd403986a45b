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

#include <stdint.h>

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
    QN_SEQ_COMPLETE = 4,  /* PARTS: not the broken one */
    QN_SEQ_BACKWARDS = 8, /* PARTS: counted from the end of the period; SORTED: descending */
    QN_SEQ_WEEKDAY_SHIFT = 4,
    QN_SEQ_MONTHS_SHIFT = 8 /* PARTS: how a missing day is rounded, a qn_months */
};

/*
 * stage    gives
 *
 * LIST     the elements of list a
 * GIVEN    the values of the registers of the entries
 * NUMBERS  the whole numbers from a to b
 * DAYS     the days of period a
 * CHAINED  the days of chain a
 * PARTS    the weeks, months or years of period a, as periods
 * EACH     for each element of the source the register b, found by the region, where the register
 * a, found with it, is yes; the first entry, if there is one, is the register in which the number
 * of the element, from 0, is put before the region is run NESTED   for each element of the source:
 * the region is run, and the elements of `inner` are given FIRST    the first a elements of the
 * source REST     those behind the first a LAST     the last a SORTED   the elements of the source
 * in the order of register b, found by the region; equal ones as they come DISTINCT each value
 * once, where it comes first CHAINS   the chains of the periods of the source, which lie at most a
 * days apart, by their first days; touching periods lie 0 days apart CARRY    for each element of
 * the source the register b, after the region has been run and the entries have been moved on:
 * triples (what is carried, its first value, its next one) CHOICE   the elements of the sequence, a
 * row of SEQ among the entries, that row register a names; of none where it names none BEFORE   the
 * elements of the source; the register a has the element before, none for the first SPLIT    the
 * shares of register a for the elements of the source, in proportion to them, in whole numbers of
 * b; what is left over goes one by one to the largest remainders
 */
typedef enum qn_sequence_kind {
    QN_SEQ_LIST,
    QN_SEQ_GIVEN,
    QN_SEQ_NUMBERS,
    QN_SEQ_DAYS,
    QN_SEQ_CHAINED,
    QN_SEQ_PARTS,
    QN_SEQ_EACH,
    QN_SEQ_NESTED,
    QN_SEQ_FIRST,
    QN_SEQ_REST,
    QN_SEQ_LAST,
    QN_SEQ_SORTED,
    QN_SEQ_DISTINCT,
    QN_SEQ_CHAINS,
    QN_SEQ_CARRY,
    QN_SEQ_CHOICE,
    QN_SEQ_BEFORE,
    QN_SEQ_SPLIT,
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
} qn_stage;

#endif
