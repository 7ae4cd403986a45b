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
#include "cells.h"
#include "program.h"
#include "recall.h"

/* A text that was given and is no string of the program, NULL where the row is free. A register or
 * a cell that has it holds string_count + the number of its row; equal texts are one row. */
typedef struct qn_given_text {
    char *bytes;
    size_t length;
    uint32_t uses; /* registers and cells that have it */
} qn_given_text;

/* A rule on the way to its needs, and which of them is next. */
typedef struct qn_walk {
    uint32_t rule;
    uint32_t next;
} qn_walk;

/* An element of a list that is gone through on a direct way: the cell in which its fields begin, or
 * it lies, and its place in the list, from 0. */
typedef struct qn_direct_element {
    uint64_t cell;
    int64_t position;
} qn_direct_element;

/* The bit that says of a case that its facts have not been looked at since one became known or
 * open, or the date changed; every way needs it not to be there. */
#define QN_DIRECT_UNSEEN ((uint64_t)1 << 63)

/* What direct ways (direct.h) have of a case. way: those of its program, of which there are
 * way_count, none where that has no ways; shape: a known value of each of its types, then too;
 * round: counts the values that were given, so that it has passed 0 when something is asked and
 * does not come back to where it was; answered: one a rule, for which round its own steps were gone
 * last and its answer kept; open: which facts are not known, which is to be found again with
 * QN_DIRECT_UNSEEN; day: the date for which the way of the date was gone, INT64_MIN for none; left:
 * counts the answers that were left to the machine; back: the step to which it goes back from
 * another rule's, or NULL. */
typedef struct qn_direct_state {
    const struct qn_direct_way *way;
    const qn_value *shape;
    uint32_t way_count;
    uint64_t open;
    uint64_t round;
    uint64_t *answered;
    int64_t day;
    uint32_t left;
    const struct qn_direct_step *back;
    qn_direct_element element;
} qn_direct_state;

/*
 * slot, status: one entry a register. given: one byte a fact and one for the date of decision, 1
 * where the case says it and 0 where the default stands or nothing. evaluated: one byte a rule,
 * cleared when a fact or the date changes. dated: one byte a rule, 1 where its registers that
 * depend on the date alone hold what follows from today_status and today, which were those of the
 * date when something was evaluated last.
 *
 * A register whose own instruction failed has the code of errors.def in slot.i; one that has its
 * status from an operand has 0 there. With QN_KNOWN the slot holds the value, with other statuses
 * nothing else.
 */
struct qn_case {
    const qn_tables *tables;
    const qn_program *program;
    qn_slot *slot;
    qn_direct_state direct; /* with what it reads of the case, in as few lines as there can be */
    qn_cells cells;
    qn_options options;
    size_t size;
    uint8_t *status;
    uint8_t *given;
    uint8_t *evaluated;
    uint8_t *dated;
    uint8_t today_status;
    int64_t today;
    qn_walk *walk; /* a stack of as many entries as there are rules, for qn_case_visit */
    qn_bounds *bounds;
    qn_causes *causes;
    struct qn_teller *teller; /* of explanations */
    qn_stage *stage;          /* one a row of SEQ */
    uint64_t steps;       /* instructions and elements so far; for whoever wants to count them */
    uint64_t walk_steps;  /* that working days looked at in regions may still take */
    uint32_t depth;       /* of sequences that are gone through in one another */
    const qn_stage *held; /* a CARRY that takes no step after so many elements, or NULL: the way */
    uint32_t held_given;  /* back from the next one then finds what that was made of */
    uint8_t *mark; /* most_clauses bytes for the machine, of no meaning between instructions */
    qn_given_text *text;      /* text_count rows, with room for text_room */
    qn_given_text *text_rows; /* those that were made with the case, one a fact */
    uint32_t text_count;
    uint32_t text_room;
    size_t text_bytes;     /* of the texts that it has */
    size_t text_bytes_max; /* of them all, by its limits */
    qn_memo *memo;         /* one a row of MEMO */
    bool is_recalling;     /* what is known of days may be taken from memos, and kept in them */
    bool is_used;          /* something has been evaluated since a fact changed */
    qn_error error;
};

/* Bytes of a case without its texts; SIZE_MAX where that cannot be counted. */
size_t qn_case_size(const qn_program *program);

/* Evaluates a rule and what it needs, as far as that is not up to date: statuses and slots of the
 * registers. The rule must exist. */
void qn_case_run(qn_case *c, uint32_t rule);

/* Lets the machine recall, and keep, what it knows of days, until qn_case_stop_recalling. To be
 * called where only answers are wanted: registers that a recalled answer would follow from hold
 * what they held before. Does nothing where a fact has changed since something was evaluated. */
void qn_case_start_recalling(qn_case *c);
void qn_case_stop_recalling(qn_case *c);

/* A value of the case: that of a register or a cell. It can be read as long as the program lives,
 * and, if it is a text, a record or a list, until a fact changes. */
void qn_case_value(const qn_case *c, uint32_t type, qn_answer status, const qn_slot *slot,
                   qn_value *out);

/* What the case holds for a fact. */
void qn_case_read_fact(const qn_case *c, uint32_t fact, qn_value *out);

/* The answer of a rule, which must exist, as qn_eval has it, by the machine. QN_OK. */
qn_status qn_case_answer(qn_case *c, uint32_t rule, qn_value *out);

/* The same for what a rule has as its result. */
void qn_case_result(qn_case *c, uint32_t rule, qn_value *out);

/* Whether the case was given a fact, an item or the date of decision, so that it is not its
 * default.
 */
bool qn_case_is_given(const qn_case *c, int32_t place);

/* The causes of an answer that is not known, none for a number without a finite decimal; as
 * qn_causes_find has them. */
const qn_cause *qn_case_find_causes(qn_case *c, int32_t rule, uint32_t *count);

/* Visits a rule and all that it needs, directly or through others, each after its own needs, and
 * leaves out those whose byte in `done` is not 0; it is 1 for all of them afterwards. */
void qn_case_visit(qn_case *c, uint32_t rule, uint8_t *done,
                   void (*visit)(qn_case *c, uint32_t rule));

#endif
