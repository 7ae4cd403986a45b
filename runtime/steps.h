/*
 * How long evaluation takes at most, in instructions run and elements given.
 *
 * Responsible for: a bound for each rule and region, from regions and the limits of stages; and
 * that what is run in one another is not too deep for the machine's own stack. Refuses to know:
 * seconds.
 */
#ifndef QN_RUNTIME_STEPS_H
#define QN_RUNTIME_STEPS_H

#include "program.h"

/* The most steps that the code of one rule may take when all limits are used up, without the days
 * that operations over working days look at, which are bounded on their own (vm.h). */
#define QN_STEPS_MAX UINT64_C(20000000000)

/* What running a stretch of code or going through a sequence costs: steps, elements that are gone
 * through, how deep it goes, and whether it walks over working days. */
typedef struct qn_cost {
    uint64_t steps;
    uint64_t turns;
    uint32_t depth;
    bool walks;
} qn_cost;

typedef enum qn_steps_fault { QN_STEPS_OK, QN_STEPS_TOO_DEEP, QN_STEPS_TOO_MANY } qn_steps_fault;

/* Counts for all rules and regions of a program whose code has been checked: region_steps,
 * rule_steps, rule_turns. costs: for one an instruction and one a sequence. *where: the instruction
 * at which a fault was found. */
qn_steps_fault qn_steps_count(qn_program *program, const uint32_t *owner, qn_cost *costs,
                              uint32_t *where);

/* The steps that evaluating a rule, with all that it needs, takes at most. */
uint64_t qn_program_rule_steps(const qn_program *program, int32_t rule);

#endif
