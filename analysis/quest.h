/*
 * The search for a case that shows something, and for the smallest one.
 *
 * The order of cases: the fewest facts away from their defaults, then the earliest date, then, fact
 * by fact in the order of their names, the value nearest to 0 (the positive before the negative;
 * the first of a choice, `no`, the earliest day).
 *
 * Responsible for: finding by the machine and by the prover, and shrinking what was found. A case
 * is handed out only after the machine has shown it. Refuses to know: what is shown.
 */
#ifndef QN_ANALYSIS_QUEST_H
#define QN_ANALYSIS_QUEST_H

#include "edges.h"
#include "worlds.h"

typedef enum qn_outcome {
    QN_SHOWN,      /* in the case that was found */
    QN_PROVED_NOT, /* in no case */
    QN_LEFT_OPEN   /* not found, and not proved */
} qn_outcome;

/* A claim about one element of a list: the input that is the list, and the register of the world
 * that holds the element. */
typedef struct qn_element {
    uint32_t input;
    uint32_t reg;
} qn_element;

/*
 * claim: what is looked for, if has_claim; a case in which it is not so is none, and where it can
 * be so the machine may still say no. shows: whether the cases of the worlds show it. matters: one
 * byte an input, and one for the date: 0 where it surely makes no difference. work: of each
 * question to the prover. tries: cases that the machine may try before the prover is asked, and
 * after. first_day, last_day: days that cases lie in which are tried at random, mostly, wherever
 * none are declared; both 0 for none. element: what the claim is about, or NULL.
 */
typedef struct qn_quest {
    qn_worlds *worlds;
    const qn_edges *edges;
    bool has_claim;
    qn_claim claim;
    bool (*shows)(void *context);
    void *context;
    const uint8_t *matters;
    uint64_t work;
    const qn_witness *start;
    uint32_t examples;
    uint32_t tries;
    uint64_t steps;
    int64_t first_day;
    int64_t last_day;
    const qn_element *element;
    bool wants_long; /* lists as long as they may be */
    bool is_any;     /* any case will do: it is not made smaller */
} qn_quest;

/* Looks for a case and makes it the smallest. *is_smallest: that is proved. witness: made by the
 * caller; what does not matter is not given in it. */
qn_outcome qn_quest_find(const qn_quest *quest, qn_witness *witness, bool *is_smallest);

/* Which inputs may make a difference to a rule of a world: adds 1 for each to `matters`. False out
 * of memory. */
bool qn_quest_inputs_of(const qn_worlds *w, uint32_t world, uint32_t rule, uint8_t *matters);

#endif
