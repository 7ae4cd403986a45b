/*
 * What a program promises, held against all its cases: proved, refuted by a case, or left open.
 *
 * Responsible for: what refutes each kind of promise (spec/semantics.md, chapter 18), and words for
 * it. A promise is refuted only where the machine has shown it. Refuses to know: how a case is
 * found (quest.h), and how a finding is reported.
 */
#ifndef QN_ANALYSIS_PROMISE_H
#define QN_ANALYSIS_PROMISE_H

#include "program.h"

typedef enum qn_verdict { QN_VERDICT_PROVED, QN_VERDICT_REFUTED, QN_VERDICT_OPEN } qn_verdict;

/*
 * text: of a promise that is refuted, what is so there: "vacation is 20 calendar days", "seniority
 * rises from 15 years to 16 years, and vacation falls from 25 calendar days to 21 calendar days";
 * of one that is open, what was too hard: "working days". example: the case, "seniority = 3 years,
 * on 2026-06-01", or both. is_smallest: no case is smaller; that is proved. The texts belong to the
 * answer.
 */
typedef struct qn_promise_answer {
    qn_verdict verdict;
    char *text;
    char *example;
    bool is_smallest;
} qn_promise_answer;

/* The promises of a program, which outlives it. NULL out of memory. */
typedef struct qn_promises qn_promises;
qn_promises *qn_promises_open(const qn_program *program);
void qn_promises_close(qn_promises *all);

/* Settles a row of PROMISE; what comes of it does not depend on what was settled before. work: what
 * each question to the prover may cost, 0 for the usual; tries: cases that the machine may try.
 * False out of memory, with nothing to clear. */
bool qn_promises_settle(qn_promises *all, uint32_t promise, uint64_t work, uint32_t tries,
                        qn_promise_answer *out);

/* Settles all rows, side by side. out: one each, to be cleared by the caller; those that are zeroed
 * were not settled. False out of memory. */
bool qn_promises_settle_all(const qn_program *program, uint64_t work, uint32_t tries,
                            qn_promise_answer *out);
void qn_promise_answer_clear(qn_promise_answer *answer);

#endif
