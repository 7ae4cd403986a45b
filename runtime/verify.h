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

/* A region whose instructions are being looked at: its first one, and the one behind it. */
typedef struct qn_open_region {
    uint32_t first;
    uint32_t end;
} qn_open_region;

/*
 * The state of one verification. owner: of each instruction its rule or QN_NONE_INDEX. seen: of
 * each rule the last rule, plus one, that needs it. scope: of each instruction the first one of the
 * innermost region that it lies in, or QN_NONE_INDEX.
 * home: of each sequence the scope of all who use it, or behind all instructions the number of the
 * rule in whose code, outside of regions, they stand; QN_NONE_INDEX where nobody does. last: of
 * each sequence the last register that it has to do with.
 */
typedef struct qn_verifier {
    qn_program *program;
    const qn_tables *t;
    uint32_t *owner;
    uint32_t *seen;
    uint32_t *scope;
    uint32_t *home;
    uint32_t *last;
    qn_open_region open[QN_REGION_DEPTH_MAX];
    uint32_t open_count;
    uint32_t recalled; /* the first instruction of a reading that ends here, or QN_NONE_INDEX */
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

/* Marks the rules that the rule needs in `seen`. */
bool qn_verify_needs(const qn_verifier *v, uint32_t rule);

/* Whether an instruction that writes the register `own` may go through a sequence; remembers from
 * where it does. */
bool qn_verify_may_use(const qn_verifier *v, uint32_t seq, uint32_t own, uint32_t rule);

/* Whether the code of a rule may read the register; needs are looked up, not marked. */
bool qn_verify_reaches(const qn_verifier *v, uint32_t rule, uint32_t reg);

/* What can be said of regions and sequences before any instruction has been looked at. */
bool qn_verify_regions(const qn_verifier *v);
bool qn_verify_stages(const qn_verifier *v);

/* The rest: which registers each stage reads and writes, of which class. */
bool qn_verify_sequences(const qn_verifier *v);

/* The class of a register whose instruction has been checked. */
static inline uint32_t qn_verify_class(const qn_verifier *v, uint32_t reg)
{
    return v->program->class_of[reg] & QN_REGISTER_CLASS;
}

#endif
