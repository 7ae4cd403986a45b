/*
 * What the formulas of a rule go through: which sequences, how many elements they have, and which
 * rules have been taken in for each element.
 *
 * Responsible for finding that from the tables of a program and a case that has been answered.
 * Knows nothing of the order in which it is told (explain_list.h), nor of wording.
 */
#ifndef QN_CLI_EXPLAIN_SEQUENCE_H
#define QN_CLI_EXPLAIN_SEQUENCE_H

#include "program.h"
#include "qanun.h"
#include "view.h"

/* Of one sequence at most so many elements are told; how many there are is always exact. In one
 * explanation at most so many in all, and fewer of those that are gone through for an element, so
 * that sequences in sequences stay readable. */
enum {
    QN_EXPLAIN_ELEMENTS_MAX = 1000,
    QN_EXPLAIN_ELEMENTS_ALL = 10000,
    QN_EXPLAIN_NESTED_ALL = 1000
};

/* Where code stands: instructions of one region, or of none (QN_NONE_INDEX), that belong to a
 * clause of a rule, or to the rule alone. */
typedef struct qn_code_spot {
    uint32_t rule;
    uint32_t clause;
    uint32_t region;
} qn_code_spot;

/*
 * A sequence as it is told. text: the formula that goes through it, as it is written; is_result: of
 * a rule that is a list, whose elements they are. count: its
 * elements. from: where a condition has chosen them, of how many, and has_from. unsure: those of
 * them that may be none, since their condition is not known. yes: of yes and no, how many are yes.
 * status: QN_KNOWN, or why it could not be gone through to its end. first and last mean something
 * where count is not 0, sum where has_sum.
 */
typedef struct qn_told_sequence {
    uint32_t sequence;
    const char *text;
    bool is_result;
    uint64_t count;
    uint64_t from;
    uint64_t unsure;
    uint64_t yes;
    qn_answer status;
    bool has_from;
    bool is_yes_no;
    bool has_sum;
    qn_value first;
    qn_value last;
    qn_value sum;
    const char *noun; /* of one element, "day"; nouns are regular */
} qn_told_sequence;

/* An element: its number from 1, what it is, and, where that was found from another value, that
 * one. sure: it is surely an element. */
typedef struct qn_told_element {
    uint64_t number;
    qn_value value;
    qn_value drawn;
    bool has_drawn;
    bool sure;
} qn_told_element;

/* An inline rule that is read in a region and taken in by no other there. */
typedef struct qn_taken_in {
    uint32_t region;
    uint32_t first;
    uint32_t count;
    uint32_t rule;
} qn_taken_in;

/* What is found once for a program: for each instruction the innermost region in which it stands
 * and the innermost inline rule whose code it is; for each region whether rules are taken in there;
 * those rules, region by region, in the order of their code. */
typedef struct qn_ways {
    const qn_tables *t;
    uint32_t *region;
    uint32_t *parent;
    bool *takes_in;
    qn_taken_in *taken;
    uint32_t taken_count;
    uint32_t *user; /* the instructions that go through a sequence, in their order */
    uint32_t user_count;
} qn_ways;

/* False where memory is out. Either way the caller ends with qn_ways_clear. */
bool qn_ways_init(qn_ways *ways, const qn_tables *t);
void qn_ways_clear(qn_ways *ways);

/* Whether an inline rule stands in a region, so that its registers have a value only while a
 * sequence is at an element. */
bool qn_ways_is_inside(const qn_ways *ways, uint32_t rule);

/* A sequence that is gone through, and the text of the formula that does. is_result: of a rule that
 * is a list, whose elements they are. */
typedef struct qn_way {
    uint32_t sequence;
    const char *text;
    bool is_result;
} qn_way;

/* The sequences that the code at a spot goes through, in the order in which it does: the one of
 * number `index`; false where there are no more. */
bool qn_ways_sequence(const qn_ways *ways, const qn_code_spot *spot, uint32_t index, qn_way *out);

/* The regions whose registers are those of the element at which a sequence is, the innermost
 * first; returns how many, at most `room`. */
uint32_t qn_ways_regions(const qn_ways *ways, const qn_case *c, uint32_t sequence, uint32_t *region,
                         uint32_t room);

/* The first of the rules taken in for each element of a region, and how many there are. */
const qn_taken_in *qn_ways_taken(const qn_ways *ways, uint32_t region, uint32_t *count);

/* Whether a register is one in which a stage of the sequence gives its elements. */
bool qn_ways_gives(const qn_ways *ways, uint32_t sequence, uint32_t reg);

/* Goes through a sequence and says what it is; it can be gone through again then. */
qn_told_sequence qn_told_sequence_of(const qn_view *view, const qn_way *way);

/* The element at which a sequence is, which qn_sequence_next has just found. */
qn_told_element qn_told_element_at(const qn_view *view, uint32_t sequence, uint64_t number,
                                   uint8_t presence);

#endif
