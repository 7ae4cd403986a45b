/*
 * What the two halves of the verifier share: tables, values and rules (verify.c), and instructions
 * (verify_code.c).
 *
 * Responsible for: the state of one verification.
 * Refuses to know: anything that lives longer.
 */
#ifndef QN_RUNTIME_VERIFY_H
#define QN_RUNTIME_VERIFY_H

#include "program.h"

/* The state of one verification. owner: of each instruction its rule or QN_NONE_INDEX. seen: of
 * each rule the last rule, plus one, that needs it. */
typedef struct qn_verifier {
    qn_program *program;
    const qn_tables *t;
    uint32_t *owner;
    uint32_t *seen;
    uint32_t region_first; /* registers of the region that is being looked at, else 0 and 0 */
    uint32_t region_end;
    uint64_t *entries_left; /* of lists that may still be looked at */
    qn_error *error;
} qn_verifier;

/* Remembers what is wrong in which row of what; always false. */
bool qn_verify_refuse(const qn_verifier *v, const char *what, const char *where, uint32_t row);

/* Takes entries off the number that may be looked at. False where there are not so many left. */
bool qn_verify_take(const qn_verifier *v, uint64_t count);

/* Whether code of the rule may read the register: a constant, a fact, today, its own or a needed
 * rule's. The rule's needs must have been marked in `seen`. */
bool qn_verify_may_read(const qn_verifier *v, uint32_t rule, uint32_t reg);

/* Checks one instruction of the rule and finds the class of its register. All instructions of a
 * rule are to be checked in order, and nothing else between them. */
bool qn_verify_instruction(qn_verifier *v, uint32_t index, uint32_t rule);

/* The class of a register whose instruction has been checked. */
static inline uint32_t qn_verify_class(const qn_verifier *v, uint32_t reg)
{
    return v->program->class_of[reg] & QN_REGISTER_CLASS;
}

#endif
