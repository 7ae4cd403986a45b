/*
 * Where code stands: in which region, in which inline rule; and which sequences the code of a
 * clause goes through.
 *
 * Responsible for finding that from the tables of a program.
 * Refuses to know: cases, and what an explanation makes of it (teller.c).
 */
#ifndef QN_RUNTIME_WAYS_H
#define QN_RUNTIME_WAYS_H

#include "program.h"

/* Sequences are told in elements of sequences no deeper than this. */
#define QN_EXPLAIN_NEST_MAX QN_REGION_DEPTH_MAX

/*
 * What is found once for a program. region: of each instruction the innermost region in which it
 * stands, by the number of its first instruction; parent: the innermost inline rule whose code it
 * is; QN_NONE_INDEX where there is none. taken: the inline rules that are read in a region and
 * taken in by no other there, in the order of their code. passed: of each row of SEQ the last
 * qn_passage_walk that came to it.
 */
typedef struct qn_ways {
    const qn_tables *t;
    uint32_t *region;
    uint32_t *parent;
    uint32_t *taken;
    uint32_t *passed;
    uint32_t taken_count;
    uint32_t walks;
} qn_ways;

/* Words that one program needs, and their layout: `words`, all 0, stay the caller's. */
uint64_t qn_ways_words(const qn_tables *t);
void qn_ways_make(qn_ways *ways, const qn_tables *t, uint32_t *words);

/* Whether an inline rule stands in a region, so that its registers have a value only while a
 * sequence is at an element. */
bool qn_ways_is_inside(const qn_ways *ways, uint32_t rule);

/* Where code stands: instructions of one region, or of none, that belong to a clause of a rule, or
 * to the rule alone (QN_NONE_INDEX). */
typedef struct qn_code_spot {
    uint32_t rule;
    uint32_t clause;
    uint32_t region;
} qn_code_spot;

/* That of a rule without its clauses. */
qn_code_spot qn_ways_spot(const qn_ways *ways, uint32_t rule);

/* A sequence that is gone through, and the text of the formula that does. is_result: of a rule that
 * is a list, whose elements they are. */
typedef struct qn_passage {
    uint32_t sequence;
    const char *text;
    bool is_result;
} qn_passage;

/* A walk over the sequences that the code at a spot goes through, in the order in which it does.
 * next, end: the instructions that are yet to be looked at; below: a sequence that is told for
 * itself, behind the one that has it below it, or QN_NONE_INDEX. */
typedef struct qn_passage_walk {
    qn_code_spot spot;
    uint32_t number;
    uint32_t next;
    uint32_t end;
    uint32_t below;
} qn_passage_walk;

qn_passage_walk qn_ways_begin(qn_ways *ways, const qn_code_spot *spot);
bool qn_ways_next(qn_ways *ways, qn_passage_walk *walk, qn_passage *out);

/* The first of the rules taken in whose code does not stand before an instruction. */
uint32_t qn_ways_first_taken(const qn_ways *ways, uint32_t instruction);

/* Whether a register is one in which a stage of the sequence gives its elements. */
bool qn_ways_gives(const qn_ways *ways, uint32_t sequence, uint32_t reg);

/* The stage behind those that only map and choose, where elements come from. */
uint32_t qn_ways_base(const qn_tables *t, uint32_t sequence);

/* Whether a stage sees all elements before it gives the first. */
bool qn_ways_sees_all(const qn_row_sequence *row);

/* Puts numbers in an order, in place. */
void qn_ways_sort(const qn_tables *t, uint32_t *numbers, uint32_t count,
                  bool (*is_before)(const qn_tables *t, uint32_t a, uint32_t b));

#endif
