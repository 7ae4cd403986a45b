/*
 * What is wrong with a program whatever its cases are: clauses that can never count, rules that can
 * be in conflict or in error, duties that nobody can meet.
 *
 * Responsible for: asking, first the machine on the program's own examples and on cases near its
 * edges, then the prover about what was never seen. Refuses to know: texts of files, and how a
 * finding is printed.
 */
#ifndef QN_ANALYSIS_PROVE_H
#define QN_ANALYSIS_PROVE_H

#include "diagnostic.h"
#include "program.h"

/* A place in a rule file: a row of SOURCE, QN_NONE_INDEX for none; line and column from 1. */
typedef struct qn_place {
    uint32_t source;
    uint32_t line;
    uint32_t column;
} qn_place;

enum { QN_FOUND_ARGUMENTS = 3 };

/* A finding of the compiler's boxes whose case is to be made whole, so that it can be run. rule: of
 * RULE. status: what the rule comes to in the case; QN_KNOWN for a value that
 * the clause around the place has a part in. place: of the clause or row, which a conflict must be
 * about; line 0 for none. outline: what is said of the case, as sketch.h reads it; NULL for
 * nothing. is_use: the place is that of a use of what is none there, and the error is its own. */
typedef struct qn_outline {
    uint32_t rule;
    qn_answer status;
    qn_place place;
    const char *outline;
    bool is_use;
} qn_outline;

/*
 * Something that was found, with the arguments of its message. beside: a second place, with what
 * the label says there. witness: the case that shows it, or NULL; the machine has shown it. about:
 * of Q0349 what might have been found, QN_CODE_COUNT for anything. is_silent: that is known, and
 * told to nobody. All belongs to the prover, and is gone when the call that tells it returns.
 */
typedef struct qn_found {
    qn_code code;
    qn_code about;
    bool is_silent;
    uint32_t rule; /* a row of RULE */
    qn_place place;
    qn_place beside;
    qn_label_text label;
    const char *argument[QN_FOUND_ARGUMENTS];
    uint32_t arguments;
    const char *witness;
    bool is_smallest;
    bool is_of_gate;           /* of an `only when` */
    bool is_by_default;        /* facts matter: a witness "" says that they have their defaults */
    const qn_outline *outline; /* the finding that the case is for, and nothing else; without a
                                * witness it has a good one */
} qn_found;

/* imported: rules of the files that are used, too. open: questions that are not decided are told,
 * too, as Q0349, and not silently alone. none: rules that can be none are told, too, as Q0344.
 * only_outlines: nothing is asked but for their cases. work, tries: as in quest.h; 0 for the usual.
 * outline: outlines of them. */
typedef struct qn_prove_options {
    bool imported;
    bool open;
    bool none;
    bool only_outlines;
    uint64_t work;
    uint32_t tries;
    const qn_outline *outline;
    size_t outlines;
} qn_prove_options;

/* How many questions were asked, and how many of them were neither answered yes nor no. */
typedef struct qn_proved {
    uint32_t asked;
    uint32_t open;
} qn_proved;

/* Tells what it finds, rule by rule. False out of memory. */
bool qn_prove(const qn_program *program, const qn_prove_options *options,
              void (*tell)(void *context, const qn_found *found), void *context, qn_proved *out);

/* The days that all files of a program were reviewed for, or three hundred years. */
void qn_prove_days(const qn_tables *t, int64_t *first, int64_t *last);

#endif
