/*
 * The insides of a case, for the parts of the runtime that work on it: the machine, bounds, causes
 * and traces.
 *
 * Responsible for: where the registers of a case lie, and which of them are up to date.
 * Refuses to know: how values are read or written as text (value.c).
 */
#ifndef QN_RUNTIME_CASE_H
#define QN_RUNTIME_CASE_H

#include "bounds.h"
#include "causes.h"
#include "program.h"

/* A text that a fact was given, NULL for none. Its register holds the index of an equal string of
 * the program, or string_count + the first fact with an equal text. */
typedef struct qn_given_text {
    char *bytes;
    size_t length;
} qn_given_text;

/*
 * slot, status: one entry a register. given: one byte a fact and one for the date of decision, 1
 * where the case says it and 0 where the default stands or nothing. evaluated: one byte a rule,
 * cleared when a fact or the date changes.
 *
 * A register whose own instruction failed has the code of errors.def in slot.i; one that has its
 * status from an operand has 0 there. With QN_KNOWN the slot holds the value, with other statuses
 * nothing else.
 */
struct qn_case {
    const qn_tables *tables;
    const qn_program *program;
    qn_options options;
    size_t size;
    qn_slot *slot;
    uint8_t *status;
    uint8_t *given;
    uint8_t *evaluated;
    qn_bounds *bounds;
    qn_causes *causes;
    uint8_t *mark; /* most_clauses bytes for the machine, of no meaning between instructions */
    qn_given_text *text; /* one a fact */
    bool is_used;        /* something has been evaluated since a fact changed */
    qn_error error;
};

/* Evaluates a rule and what it needs, as far as that is not up to date: statuses and slots of the
 * registers. The rule must exist. */
void qn_case_run(qn_case *c, uint32_t rule);

#endif
