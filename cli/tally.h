/*
 * What a replay has added up: for each rule and each group of rows how many rows have another
 * answer, and what that comes to.
 *
 * Responsible for: sums, groups, the rows that are affected most, and ways in which answers change;
 * two tallies of different rows make one of all, the same whatever rows each had. Refuses to know:
 * where answers come from, and how they are shown.
 */
#ifndef QN_CLI_TALLY_H
#define QN_CLI_TALLY_H

#include "qanun.h"
#include "sums.h"

enum {
    QN_REPLAY_WORLDS = 2, /* the old version, and the new one */
    QN_REPLAY_BY_MAX = 4,
    QN_REPLAY_STATUSES = 5, /* those of qn_answer */
    QN_TALLY_MOST = 20,
    QN_TALLY_GROUPS_MAX = 1000,
    QN_TALLY_WAYS_MAX = 65536
};

/* Codes from which on texts have theirs, which have an order only by their labels, and statuses
 * that stand instead of a value. */
#define QN_TALLY_TEXT (INT64_MAX - 2 * QN_TALLY_GROUPS_MAX)
#define QN_TALLY_STATUS (INT64_MAX - QN_REPLAY_STATUSES)

/* Rows of one group, for one rule. rows: in which both answers are known; gain, lose: of these, in
 * which the new number is the larger one, or the smaller one. The sums are of these `rows`; gained:
 * of the changes of those that gain. */
typedef struct qn_tally_sum {
    uint64_t rows;
    uint64_t changed; /* of all rows */
    uint64_t gain;
    uint64_t lose;
    qn_amount before;
    qn_amount after;
    qn_amount gained;
} qn_tally_sum;

/* code, label: one for each fact of --by. sum: one for each rule. */
typedef struct qn_tally_group {
    int64_t code[QN_REPLAY_BY_MAX];
    char *label[QN_REPLAY_BY_MAX];
    uint64_t rows;
    uint64_t changed;
    qn_tally_sum *sum;
} qn_tally_group;

/* A row that is affected much: the change, and both answers as text. */
typedef struct qn_tally_row {
    uint64_t row;
    qn_rational size;
    qn_rational change;
    char *key;
    char *before;
    char *after;
    char *group; /* its values of --by, or "" */
} qn_tally_row;

/* A way in which answers change: the clauses that apply in one version alone, as numbers of
 * replay_cause.h. first: the first row of it. */
typedef struct qn_tally_way {
    uint32_t *clause;
    uint32_t clauses;
    uint64_t hash;
    uint64_t rows;
    uint64_t gain;
    uint64_t lose;
    qn_amount change;
    uint64_t first;
    char *key;
} qn_tally_way;

/* One rule. status, had: how many rows went from one status to another, and, of those that are
 * known in one version alone, the sum that they have there. place: hashes of ways. */
typedef struct qn_tally_rule {
    uint64_t status[QN_REPLAY_STATUSES][QN_REPLAY_STATUSES];
    qn_amount had[QN_REPLAY_STATUSES][QN_REPLAY_STATUSES];
    qn_bands change;
    qn_bands before; /* of rows that change; with each the change */
    qn_bands after;
    qn_tally_row most[QN_TALLY_MOST];
    size_t mosts;
    qn_tally_way *way;
    size_t ways;
    size_t way_room;
    uint32_t *place;
    size_t places;
    bool has_too_many_ways; /* none is kept then */
} qn_tally_rule;

typedef struct qn_tally {
    size_t bys;
    size_t rules;
    uint64_t rows; /* that both versions took */
    uint64_t changed;
    qn_tally_rule *rule;
    qn_tally_group *group;
    size_t groups;
    size_t last; /* the group that was asked for last, which often comes again */
    uint32_t *group_place;
    char **text; /* that have codes */
    size_t texts;
    bool has_too_many_groups;
    bool out_of_memory;
} qn_tally;

bool qn_tally_open(qn_tally *tally, size_t bys, size_t rules);
void qn_tally_clear(qn_tally *tally);

/* The group of these codes; SIZE_MAX where there is none yet. */
size_t qn_tally_find_group(qn_tally *tally, const int64_t *code);

/* Makes one, which keeps copies of the labels; SIZE_MAX where there are too many. */
size_t qn_tally_add_group(qn_tally *tally, const int64_t *code, const char *const *label);

/* The number of a text, from 0. */
size_t qn_tally_text(qn_tally *tally, const char *text);

/* Whether a row of such a change stands among those that are affected most, or would. */
bool qn_tally_is_most(const qn_tally_rule *rule, qn_rational size, uint64_t row);

/* Takes it in; the texts are copied. */
void qn_tally_add_most(qn_tally *tally, qn_tally_rule *rule, const qn_tally_row *row);

/* Counts a row that changes in a way, with its change: clauses in rising order. */
void qn_tally_add_way(qn_tally *tally, qn_tally_rule *rule, const qn_tally_way *way);

/* Adds what another one has. */
void qn_tally_join(qn_tally *tally, const qn_tally *other);

/* The sums of a rule over all groups. */
void qn_tally_total(const qn_tally *tally, size_t rule, qn_tally_sum *out);

/* Puts groups in the order of their codes and labels, and ways in that of their rows: the most
 * first. Nothing is added then. */
void qn_tally_sort(qn_tally *tally);

#endif
