/*
 * accept.h - findings that a reader judged harmless: `accept Q0301 because "…"`.
 *
 * Responsible for what such a line covers, and for how often it was needed. Knows nothing of what
 * the findings are about, nor of who makes them: the compiler's own are asked for one by one as
 * they are added (diagnostic.h), those that are made of the program afterwards by
 * qn_compilation_find.
 */
#ifndef QN_ACCEPT_H
#define QN_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnostic.h"

struct qn_compilation;

/* A line `accept CODE [for NAME] because REASON`. It accepts the findings of its code that begin
 * in what it covers. */
typedef struct qn_acceptance {
    struct qn_acceptance *next;
    qn_code code;        /* QN_CODE_COUNT where it is mistaken, and accepts nothing */
    const char *written; /* the code as it is written */
    const char *reason;
    qn_span span;        /* its own place */
    qn_span covers;      /* the block, the rule, the declaration or the file that it stands for */
    const qn_span *rule; /* in a file, the rules, which it does not reach into; NULL elsewhere */
    uint32_t rule_count;
    bool is_open;      /* what it accepts might have been found, and is not decided */
    bool is_looked_at; /* it stands in a file whose findings are all asked for */
    uint32_t matches;  /* findings that it has accepted */
} qn_acceptance;

/* All of a compilation, in the order of the files and of their lines. */
typedef struct qn_acceptances {
    qn_acceptance *first;
    qn_acceptance *last;
} qn_acceptances;

/* Whether findings of a code can be accepted: those of check, Q03xx, but for the ones that are
 * about acceptances. */
bool qn_is_acceptable(qn_code code);

/* Whether a code is of slips that no example notices: only who makes slips knows whether it is
 * needed. */
bool qn_is_of_slips(qn_code code);

/* The acceptance that reaches least far of those that accept a finding at a place, or NULL. The
 * match is counted. */
const qn_acceptance *qn_acceptances_match(const qn_acceptances *list, qn_code code, qn_span span);

/* Marks those that might accept what is not decided to be there. */
void qn_acceptances_leave_open(const qn_acceptances *list, qn_code code, qn_span span);

/* ---- of a compilation; for findings that are made of the program when it is there */

/* Its acceptances, counted from 0; NULL behind the last. They belong to the compilation. */
const qn_acceptance *qn_compilation_acceptance(const struct qn_compilation *compilation,
                                               size_t index);

/* The place that begins at a line and column, counted from 1 and columns in characters, and ends
 * with what is written on the line. False where the compilation has no such file or line. */
bool qn_compilation_place(const struct qn_compilation *compilation, const char *source, size_t line,
                          size_t column, qn_span *out);

/* Adds a finding that was made of the program; the rest as for qn_diagnostic_add. */
qn_diagnostic *qn_compilation_find(struct qn_compilation *compilation, qn_code code, qn_span span,
                                   uint32_t argc, const char *const argv[]);

/* Shows another case with a finding of the compilation, one that the machine has run; NULL where it
 * has run that of the finding. */
void qn_compilation_show(struct qn_compilation *compilation, const qn_diagnostic *finding,
                         const char *example);

/* Whether there is a finding of a code, or with QN_CODE_COUNT of any, that begins in a span is not
 * decided: an acceptance of it may be needed. */
void qn_compilation_leave_open(struct qn_compilation *compilation, qn_code code, qn_span span);

/* To be called once, when all findings are in: adds a finding for each acceptance that was not
 * needed to the diagnostics, behind all others. `proved`: what the prover finds (Q0330 to Q0359) is
 * among them, or left open; else nothing is said of acceptances of these. Nothing is added where
 * the rules have mistakes, since they were not looked at to their end. Nothing is said of
 * acceptances of slips. */
void qn_compilation_end_findings(struct qn_compilation *compilation, bool proved);

#endif
