/*
 * Explanations: the memory of a case for qn_explain, and the parts of a step that others show, too.
 *
 * Responsible for: which steps there are, in which order.
 * Refuses to know: wording, layout, languages.
 */
#ifndef QN_RUNTIME_TELLER_H
#define QN_RUNTIME_TELLER_H

#include "case.h"
#include "ways.h"

/* Of one sequence at most so many elements are told; how many there are is always exact. In one
 * explanation at most so many in all, and fewer of those that are gone through for an element, so
 * that sequences in sequences stay readable. */
enum {
    QN_EXPLAIN_ELEMENTS_MAX = 1000,
    QN_EXPLAIN_ELEMENTS_ALL = 10000,
    QN_EXPLAIN_NESTED_ALL = 1000
};

/* A rule on the way to those that it uses: which of them is next, its depth, and whether it is told
 * with elements, so that what it uses takes its place in the tree. */
typedef struct qn_told_rule {
    uint32_t rule;
    uint32_t next;
    int32_t depth;
    bool is_inside;
} qn_told_rule;

/*
 * What a case has for explanations. path: a stack of as many entries as there are rules. told: of
 * each rule the number of the element for which it was told last, and TOLD where it was told for
 * none. fate, rank: of each clause of a rule that is being told its qn_clause_fate, and where it
 * stands. clause_goes: whether its code goes through a sequence; rule_goes: the same for what
 * belongs to no clause of a rule.
 */
typedef struct qn_teller {
    qn_ways ways;
    qn_told_rule *path;
    uint32_t *told;
    uint8_t *fate;
    uint8_t *rank;
    bool *clause_goes;
    bool *rule_goes;
    bool is_ready;
} qn_teller;

/* Bytes that one case needs, SIZE_MAX where that cannot be counted. They are all 0, aligned like a
 * pointer, and laid out when something is explained first. */
size_t qn_teller_size(const qn_tables *t);

/* The same steps as of qn_explain, but for causes and codes of errors, which take longest to find.
 * The rules are there. */
void qn_explain_without_causes(qn_case *c, const int32_t *rules, size_t count,
                               qn_telling (*visit)(void *context, const qn_step *step),
                               void *context);

/* The teller of a case, laid out. */
qn_teller *qn_case_teller(qn_case *c);

/* Says of a QN_STEP_READ what a row of LEAF was in the case. A fact that a reading has changed, or
 * has on another day, is not what the case says of it. */
void qn_step_read_leaf(const qn_case *c, uint32_t leaf, qn_step *step);

/* Goes through a sequence and says of a QN_STEP_SEQUENCE what it is; it can be gone through again
 * then. */
void qn_step_go_through(qn_case *c, const qn_passage *way, qn_step *step);

/* Says of a QN_STEP_ELEMENT which element a sequence is at, which qn_sequence_next has just found.
 */
void qn_step_take_element(const qn_case *c, uint32_t sequence, uint8_t presence, qn_step *step);

/* The regions whose registers are those of the element at which a sequence is, the innermost
 * first; returns how many, at most `room`. */
uint32_t qn_element_regions(const qn_case *c, uint32_t sequence, uint32_t *region, uint32_t room);

#endif
