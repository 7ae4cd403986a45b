/*
 * Which fact to ask next, so that few questions settle some rules. spec/ask.md has the method.
 *
 * Responsible for the choice of a question, and for never choosing one whose every possible answer
 * leaves the same open. Knows nothing of terminals, of wording, or of who answers.
 */
#ifndef QN_CLI_INTERVIEW_H
#define QN_CLI_INTERVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "program.h"
#include "qanun.h"
#include "tries.h"

/* What qn_interview_next says where nothing is left to ask. */
#define QN_INTERVIEW_END INT32_MIN

/* How a fact stands in an interview. */
typedef enum qn_standing {
    QN_STANDING_OPEN,    /* it may be asked */
    QN_STANDING_GIVEN,   /* the case has it */
    QN_STANDING_DECLINED /* it is not known to those who are asked */
} qn_standing;

/* How a result stood when the question was begun. */
typedef struct qn_result {
    bool is_open;   /* unknown */
    bool is_judged; /* what tries leave of it counts */
    bool is_stuck;  /* it was judged, and no try changes it */
    bool has_width;
    qn_rational width; /* from its lower to its upper bound */
    uint64_t mark;     /* equal for equal outcomes */
    uint64_t steps;    /* that it took to answer */
} qn_result;

/* An interview. The members are for interview.c. */
typedef struct qn_interview {
    const qn_program *program;
    const qn_tables *t;
    qn_case *c;
    const uint32_t *rule; /* the results that are wanted */
    size_t rule_count;
    uint8_t *standing; /* qn_standing of each fact, and of the date of decision behind them */
    uint8_t *needed;   /* of each of these: is it a need of an open result that is judged? */
    uint8_t *counted;  /* the same for one try */
    uint8_t *kept;     /* of the results that a try does not touch */
    uint8_t *tried;    /* whether it has been tried for this question */
    uint8_t *needs;    /* a bit for each of these and each result */
    qn_result *result; /* one a result */
    uint64_t limit;    /* of steps, at which the choice of a question ends */
    qn_tries *tries;   /* one a fact and the date; found when they are first needed */
    bool out_of_memory;
} qn_interview;

/* Begins: facts that the case was not given become unknown, their defaults too, and may be asked;
 * those given as unknown are declined. The case and the list of rules must outlive the interview.
 * False where memory is out. Either way the caller ends with qn_interview_clear. */
bool qn_interview_begin(qn_interview *x, const qn_program *program, qn_case *c,
                        const uint32_t *rules, size_t rule_count);
void qn_interview_clear(qn_interview *x);

/* The fact to ask now, QN_TODAY, or QN_INTERVIEW_END: the results that are still unknown then can
 * be settled by nothing but what was declined. Asks the rules in passing, and leaves the case as it
 * is. */
int32_t qn_interview_next(qn_interview *x);

/* Says what became of a question: the case was given an answer, or there is none, or it is to be
 * open again. The last two make the fact unknown; qn_interview_resume makes it open again and
 * leaves the answer for one to go on with, who ends with one of the others before the next
 * question. */
void qn_interview_answered(qn_interview *x, int32_t fact);
void qn_interview_decline(qn_interview *x, int32_t fact);
void qn_interview_reopen(qn_interview *x, int32_t fact);
void qn_interview_resume(qn_interview *x, int32_t fact);

qn_standing qn_interview_standing(const qn_interview *x, int32_t fact);

/* What is tried for a fact; NULL where memory is out. */
const qn_tries *qn_interview_tries(qn_interview *x, int32_t fact);

/* Ends the questions: facts that were not asked have their defaults again, as in `qanun run`. */
void qn_interview_end(qn_interview *x);

#endif
