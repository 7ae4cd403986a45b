/*
 * Two versions of a law over the rows of a file: what becomes of each row, and in how many.
 *
 * Responsible for: which rules are compared, both answers to each row, and adding up. Refuses to
 * know: words and files (cmd_replay.c), clauses (replay_cause.h), and how it is shown
 * (replay_show.h).
 *
 * A hand of the course has a case of each version. Both go through a block as a batch does, as
 * columns where they can. Rows in which an answer is another one are taken once more, the plain
 * way, with both cases at hand.
 */
#ifndef QN_CLI_REPLAY_H
#define QN_CLI_REPLAY_H

#include "replay_by.h"
#include "replay_cause.h"
#include "rows.h"
#include "tally.h"

/* What the amounts of a row are of: for how long. */
typedef enum qn_replay_per { QN_PER_ONCE, QN_PER_MONTH, QN_PER_YEAR } qn_replay_per;

/* A rule that both versions have, with answers of one kind. decimals: of the grid of its numbers,
 * least: digits that they are written with. choice: of the values of the old version's choice the
 * numbers that they have in the new one, -1 for none; NULL where it is none. */
typedef struct qn_replay_rule {
    const char *name;
    const char *unit;
    qn_kind kind;
    uint32_t rule[QN_REPLAY_WORLDS];
    bool is_number;
    int32_t decimals;
    int32_t least;
    int64_t factor[QN_REPLAY_WORLDS]; /* from the grid of a version to that */
    int64_t *choice;
    size_t choices;
    qn_replay_per per;
} qn_replay_rule;

/* Rules that are not compared, and why. */
typedef enum qn_replay_apart { QN_APART_OLD, QN_APART_NEW, QN_APART_KIND } qn_replay_apart;

typedef struct qn_replay_lone {
    const char *name;
    qn_replay_apart apart;
} qn_replay_lone;

struct qn_replay_hand;

/* All of it. digest: of all rows that change, whatever their order. */
typedef struct qn_replay {
    qn_run run[QN_REPLAY_WORLDS];
    qn_rows_job job[QN_REPLAY_WORLDS];
    qn_rows rows;
    qn_replay_by by[QN_REPLAY_BY_MAX];
    size_t bys;
    qn_replay_rule *rule;
    size_t rules;
    qn_replay_lone *lone;
    size_t lones;
    qn_causes causes;
    struct qn_replay_hand *hand; /* one for each of the course's */
    bool puts_rows;              /* that change, to the output */
    qn_replay_per per;           /* of amounts whose unit does not say it */
    qn_tally tally;
    uint64_t digest;
} qn_replay;

/* Finds the rules that are compared: those named behind the two versions, or all that the new one
 * lists. The exit status that this leads to. */
int qn_replay_choose_rules(qn_replay *replay);

/* Makes the hands. False out of memory, or where a fact of the command line is refused. */
bool qn_replay_open_hands(qn_replay *replay, qn_sink *sink);

/* The work of a hand, for the course. */
void qn_replay_work(qn_hand *hand);

/* Adds up what all hands have. False out of memory. */
bool qn_replay_join(qn_replay *replay);

/* Whether rows fall into more groups than there may be. */
bool qn_replay_has_too_many_groups(const qn_replay *replay);

void qn_replay_clear(qn_replay *replay);

/* The head of the rows that change. */
void qn_replay_put_head(const qn_replay *replay, qn_page *page);

#endif
