/*
 * What a rule gives for all cases at once: its code as formulas over the facts, for a prover.
 *
 * Responsible for: every operation of ../runtime/opcodes.def over formulas instead of values, with
 * statuses. What it cannot say exactly (lists, periods, working days) it leaves open, as any value
 * of any status: what is proved impossible is impossible all the same, and a case that the prover
 * finds is to be run by the machine before anybody believes it.
 *
 * All facts are given here: no status is unknown. Facts over time are open.
 */
#ifndef QN_ANALYSIS_SYMBOLIC_H
#define QN_ANALYSIS_SYMBOLIC_H

#include "program.h"

typedef struct qn_symbolic qn_symbolic;

/* Something that may be so in a case; belongs to the qn_symbolic that made it. */
typedef struct qn_claim {
    const void *term;
} qn_claim;

typedef enum qn_decision {
    QN_NEVER,      /* in no case; proved */
    QN_POSSIBLE,   /* in the case that was found, unless something was left open */
    QN_NOT_DECIDED /* within the work that was allowed, or since there is no prover */
} qn_decision;

/* False where the project was built without a prover. */
bool qn_symbolic_is_there(void);

/* For questions about a program, which must outlive it. Dates of decision lie between the two days.
 * NULL out of memory, or without a prover. */
qn_symbolic *qn_symbolic_make(const qn_program *program, int64_t first_day, int64_t last_day);
/* The same beside another (or NULL), to be asked about together with it: claims of either can be
 * joined. number: value numbers of the registers (numbering.h), by which both have their facts in
 * common and all that they compute in the same way; it must outlive both. */
qn_symbolic *qn_symbolic_make_beside(qn_symbolic *other, const qn_program *program,
                                     const uint32_t *number, int64_t first_day, int64_t last_day);
void qn_symbolic_free(qn_symbolic *s);

/* Forgets all that was taken in, of all that lie beside it if is_first, and is from then on about
 * some facts alone, one byte a fact: the others are open. A question is then no harder for what
 * other questions were about. */
void qn_symbolic_focus(qn_symbolic *s, bool is_first, const uint8_t *facts);

/* Makes facts and the date what they are in a case of the program, before any rule is taken in:
 * what follows is then computed while the rules are. What is unknown stays anything that may be
 * given. */
void qn_symbolic_fix(qn_symbolic *s, const qn_case *c);

/* The same, and all that has been evaluated in the case and is known there whatever else is given:
 * what is taken in until the focus changes is not computed again. The case must outlive that. */
void qn_symbolic_know(qn_symbolic *s, const qn_case *c);

/* From now on what is left open lies within what the machine's bounds leave open. *blank: as
 * blank.h makes it of the program; it is evaluated, and made first where it is NULL. It must
 * outlive s, and is the caller's. */
void qn_symbolic_take_bounds(qn_symbolic *s, qn_case **blank);

/* Takes in a rule and all that it needs, whose registers can then be asked about. False out of
 * memory. */
bool qn_symbolic_add_rule(qn_symbolic *s, uint32_t rule);

/* Takes in a rule and, of its regions, those in which an instruction lies: what it does for one
 * element of a list, any that may be given. False out of memory. */
bool qn_symbolic_add_element(qn_symbolic *s, uint32_t rule, uint32_t instruction);

/* Whether a register was taken in. */
bool qn_symbolic_has(const qn_symbolic *s, uint32_t reg);

/* Whether the registers of what was taken in are exact: nothing was left open. */
bool qn_symbolic_is_exact(const qn_symbolic *s, uint32_t reg);

/* The register has that status; it is known, and yes; it is known, and that number n of its class,
 * a ratio n / d of class Q. */
qn_claim qn_claim_status(qn_symbolic *s, uint32_t reg, qn_answer status);
qn_claim qn_claim_yes(qn_symbolic *s, uint32_t reg);
qn_claim qn_claim_value(qn_symbolic *s, uint32_t reg, qn_class c, qn_slot value);
/* It is known, and its number is at least, or at most, that one; not for class Q. */
qn_claim qn_claim_at_least(qn_symbolic *s, uint32_t reg, int64_t number);
qn_claim qn_claim_at_most(qn_symbolic *s, uint32_t reg, int64_t number);
/* Both registers have the same answer: one value, or one status other than known. They may be
 * registers of two that lie beside each other; numbers are then on grids of 1 / under. */
qn_claim qn_claim_same(qn_symbolic *s, uint32_t a, uint32_t b);
qn_claim qn_claim_same_beside(qn_symbolic *s, uint32_t a, qn_wide under_a, qn_symbolic *other,
                              uint32_t b, qn_wide under_b);
/* Both are known, and the first number is less. */
qn_claim qn_claim_less_beside(qn_symbolic *s, uint32_t a, qn_wide under_a, qn_symbolic *other,
                              uint32_t b, qn_wide under_b);
/* The condition of a clause of a rule that was taken in is yes, and its row is the one. */
qn_claim qn_claim_condition(qn_symbolic *s, uint32_t clause);
/* A clause of a rule that was taken in applies, and nothing that overrides it does. */
qn_claim qn_claim_clause(qn_symbolic *s, uint32_t clause);
qn_claim qn_claim_both(qn_symbolic *s, qn_claim a, qn_claim b);
qn_claim qn_claim_either(qn_symbolic *s, qn_claim a, qn_claim b);
qn_claim qn_claim_not(qn_symbolic *s, qn_claim a);
/* What is always so. */
qn_claim qn_claim_always(qn_symbolic *s);
/* Of so many claims fewer than `limit` are so. */
qn_claim qn_claim_fewer(qn_symbolic *s, const qn_claim *claim, size_t count, int64_t limit);

/* Whether errors that the author states in words, `error "…"` and dates before the law began, are
 * errors (as at first), or left aside, as if there were a value. For all that lie beside it. */
void qn_symbolic_set_refusals(qn_symbolic *s, bool are_errors);

/* Whether a claim can be so. work: how much the prover may spend, in its own units, the same on
 * every machine; 0 for the usual. */
qn_decision qn_symbolic_find(qn_symbolic *s, qn_claim claim, uint64_t work);

/* What a register holds in the case that the last qn_symbolic_find found: its status and, with
 * QN_KNOWN, its value; QN_UNKNOWN where there was no such case, where something was left open, or
 * where the value needs more than 64 bits. */
qn_answer qn_symbolic_value(const qn_symbolic *s, uint32_t reg, qn_slot *out);

#endif
