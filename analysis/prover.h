/*
 * What the parts of the prover of a program share: one worker of it, and how it asks and tells.
 *
 *   prove.c      which rules are asked about, by which worker, and in which order all is told
 *   seen.c       what a case shows of clauses, so that nobody need ask
 *   asking.c     how a question is put, and kept where it is not decided
 *   clauses.c    clauses that never apply, never count, never make a difference
 *   statuses.c   rules that can be in conflict or in error
 *   absences.c   rules that can be none, or unknown though every fact is given
 *   answers.c    rules of yes and no that are never yes
 *   versions.c   versions that begin before what they need
 *   lengths.c    lists that can be longer than their type says
 *   duties.c     duties that nobody can meet, alone or together
 *   elements.c   rules of a `for each`, which are asked about for one element
 *   outlines.c   cases for what the compiler's boxes have found
 */
#ifndef QN_ANALYSIS_PROVER_H
#define QN_ANALYSIS_PROVER_H

#include "causes.h"
#include "prove.h"
#include "quest.h"
#include "sketch.h"

/* What has been seen of a clause in some case; what has been proved to be never so is open to
 * nothing, too. */
enum {
    QN_SEEN_HOLDS = 1,    /* its condition is yes */
    QN_SEEN_FAILS = 2,    /* its condition is no */
    QN_SEEN_STANDS = 4,   /* it is yes, and nothing overrides it */
    QN_SEEN_DIFFERS = 8,  /* an exception gives something else than the base */
    QN_SEEN_REACHED = 16, /* a floor or cap decides the answer */
    QN_SEEN_ASKED = 32, /* a gate in a block is asked: the block holds, no gate before it is shut */
};

/* 1900-01-01 to 2199-12-31: where nothing is said of days, errors are told of these. */
enum { QN_FIRST_DAY = 693595, QN_LAST_DAY = 803167 };

/* What a worker has found; the case of each is its own. */
typedef struct found_list {
    qn_found *row;
    size_t count;
} found_list;

/* Of a rule of a `for each` its reading for one element, a row of RULE; QN_NONE_INDEX of every
 * other rule. is_alone: nothing but that is done for an element of a list that is a fact, so that
 * what the rule can come to it comes to there; then element says which, unless its input is
 * QN_NONE_INDEX. */
typedef struct qn_reading {
    uint32_t rule;
    bool is_alone;
    qn_element element;
} qn_reading;

/* The rules of a program are shared out among workers, always in the same way, so that what is
 * found depends on no machine. clause: flags, one byte a clause. duty: one byte a duty. */
typedef struct prover {
    const qn_program *program;
    const qn_tables *t;
    const qn_prove_options *options;
    uint64_t work;
    uint32_t tries;
    uint64_t steps;
    qn_worlds worlds;
    qn_edges edges;
    uint8_t *clause;
    uint8_t *duty;
    uint8_t *is_ever_yes; /* one byte a rule */
    qn_reading *element;  /* one a rule */
    uint32_t *reach;      /* the rule in hand and all that it needs, reaches of them */
    uint32_t reaches;     /* 0 for all rules */
    uint8_t *is_reached;  /* one byte a rule, between two rules in hand all 0 */
    uint8_t *together;    /* a byte for each pair of duties: both have been met at once */
    uint8_t *matters;
    uint8_t *refusal;               /* as refusals.h has it */
    uint8_t *is_long;               /* as digits.h has it */
    qn_witness seen[QN_FAILED + 1]; /* one a status */
    int64_t first_day;              /* within which an error or a conflict is looked for */
    int64_t last_day;
    found_list found;
    qn_proved out;
    uint32_t number; /* of the worker, among QN_WORKERS */
    bool out_of_memory;
} prover;

/* The rule in hand, and the clause or duty; what a quest is to show. */
typedef struct question {
    prover *p;
    uint32_t rule;
    uint32_t clause;
    uint8_t flag; /* of the clause */
    qn_answer status;
    uint32_t other; /* another duty */
    const qn_outline *outline;
    const qn_sketch *sketch; /* what the outline says */
} question;

/* What was seen of a rule while cases were tried: a case in which it has a status. */
typedef struct sighting {
    prover *p;
    uint32_t rule;
    bool is_seen[QN_FAILED + 1];
    qn_witness *witness; /* one a status */
} sighting;

/* ---- what a case shows */

/* The row of a rule. */
const qn_row_rule *qn_prover_rule(const prover *p, uint32_t rule);
bool qn_prover_knows(const qn_case *c, uint32_t reg);
/* Two clauses of a rule that stand in the case in hand and give different values; false where there
 * are none. */
bool qn_prover_find_clash(const prover *p, uint32_t rule, uint32_t out[2]);
/* All flags that a clause can get, so that nothing is left to ask; whether it has got them. */
uint8_t qn_prover_flags(const prover *p, const qn_row_clause *row);
bool qn_prover_has_settled(const prover *p, uint32_t clause);
/* The register that says whether the block of a gate holds, on its days; QN_NONE_INDEX of a gate
 * that stands in none, and of every other clause. */
uint32_t qn_prover_block_of(const prover *p, const qn_row_clause *row);
/* Takes a look at every rule that has been evaluated in the case: of the rule in hand and those
 * that it needs, if there is one. */
void qn_prover_see(prover *p);
/* Takes a rule in hand, QN_NONE_INDEX for none. */
void qn_prover_take_in_hand(prover *p, uint32_t rule);

/* ---- rules of elements */

/* One a rule; NULL out of memory, and the caller frees it. */
qn_reading *qn_prover_find_readings(const qn_worlds *w);
/* The rule whose clauses those of a rule are: itself, or its reading for an element. */
uint32_t qn_prover_clauses_of(const prover *p, uint32_t rule);
/* The element that claims about its reading are of, or NULL. */
const qn_element *qn_prover_element(const prover *p, uint32_t rule);
/* Whether the last case that was run for the rule has shown what its clauses do. */
bool qn_prover_was_run(const prover *p, uint32_t rule);

/* ---- how a question is put */

/* How much there is to a rule and to what it needs itself: operations, and entries of their lists.
 */
uint64_t qn_prover_size(const prover *p, uint32_t rule);

/* Marks the inputs that matter to a rule. False out of memory. */
bool qn_prover_find_inputs(prover *p, uint32_t rule);
/* Whether the prover can be asked about a rule. A very large one it is not asked about. */
bool qn_prover_take_in(prover *p, uint32_t rule);
/* The same, with its reading for an element where it has one: then claims can be about its clauses.
 * And whether they can be about all that it comes to: not where it does more with the elements. */
bool qn_prover_take_in_clauses(prover *p, uint32_t rule);
bool qn_prover_take_in_whole(prover *p, uint32_t rule);
/* Takes a copy, to be told when all workers are done. */
void qn_prover_keep(prover *p, const qn_found *found);
/* Tells of a question that is not decided, with what was too hard: the second argument of the
 * finding, if it has one. */
void qn_prover_tell_open(prover *p, qn_found found);
/* Keeps that something might have been found, and was not. */
void qn_prover_leave_open(prover *p, qn_found found);
/* A question about what matters, as quest.h has it. */
qn_quest qn_prover_quest(prover *p, bool (*shows)(void *), question *context);
/* Looks for a case; what was found is counted. */
qn_outcome qn_prover_ask(prover *p, const qn_quest *quest, qn_witness *witness, bool *is_smallest);
/* A finding at a clause, or, of none, at the rule. */
qn_found qn_prover_found_at(const prover *p, qn_code code, uint32_t rule, const qn_row_clause *row);

/* ---- what is asked */

/* All that can be asked about a clause of a rule, or of its reading. */
void qn_prover_ask_of_clause(prover *p, uint32_t rule, uint32_t clause, qn_witness *witness);
/* Whether the code of a rule can come to a status by itself. Boxes are asked first: they are exact
 * where an answer is no, and instant. */
bool qn_prover_may_come_to(const prover *p, const qn_row_rule *rule, qn_answer status);
/* Whether the days of the case in hand are such as an error is told of, and the same as a claim. */
bool qn_prover_is_in_time(const prover *p);
qn_claim qn_prover_time_claim(prover *p);
/* The cause of that number, from 0, of those of the status that are the rule's own, and nobody's
 * words; NULL behind the last. */
const qn_cause *qn_prover_cause(const prover *p, uint32_t rule, qn_answer status, uint32_t number);
/* The rule has the status, and nothing that it uses has; what the author says in words is left
 * aside. */
qn_claim qn_prover_status_claim(prover *p, uint32_t rule, qn_answer status);
/* Tries cases near the edges of a rule. */
void qn_prover_explore(sighting *seen, qn_witness *witness);
/* Whether a rule can have a status. */
void qn_prover_ask_of_status(const sighting *seen, qn_answer status, qn_witness *witness);
/* Whether a rule can be none, which is asked only where it is wanted, or unknown though every fact
 * is given; whether the case in hand, which has been run, shows it; and who that is. */
bool qn_prover_may_be_absent(const prover *p, const qn_row_rule *row, qn_answer status);
bool qn_prover_shows_absence(const question *q);
void qn_prover_ask_of_absence(const sighting *seen, qn_answer status, qn_witness *witness);
/* Whether a list that a rule makes may be longer than its type says, and for whom it is. */
bool qn_prover_may_be_longer(const prover *p, const qn_row_rule *row);
void qn_prover_ask_of_length(prover *p, uint32_t rule, qn_witness *witness);
/* Keeps whether a rule of yes and no is yes in the case in hand; whether that was never seen; and
 * all that can be asked about it, once what matters is found. */
void qn_prover_see_answer(prover *p, uint32_t rule);
bool qn_prover_may_be_never_yes(const prover *p, uint32_t rule);
void qn_prover_ask_of_answer(prover *p, uint32_t rule, qn_witness *witness);
/* Whether something that a rule needs begins later than it; all that can be asked about that. */
bool qn_prover_may_be_early(const prover *p, uint32_t rule);
void qn_prover_ask_of_versions(prover *p, uint32_t rule, qn_witness *witness);
/* Cases for the outlines that are about a rule. */
void qn_prover_ask_of_outlines(prover *p, uint32_t rule, qn_witness *witness);
void qn_prover_ask_of_duties(prover *p, qn_witness *witness);

#endif
