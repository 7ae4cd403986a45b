/*
 * Facts by which rows are told apart: each group has one value, or one band of values, of each.
 *
 * Responsible for: what --by says, the value of a row as a number, and how a group is called.
 * Refuses to know: what is added up for a group.
 */
#ifndef QN_CLI_REPLAY_BY_H
#define QN_CLI_REPLAY_BY_H

#include "batch.h"
#include "tally.h"

/* fact: its number in each version, -1 where it has none of the name; `world` is the first that has
 * it. edge: where bands begin, in the grid of codes; none where each value is a group. */
typedef struct qn_replay_by {
    const char *name;
    int32_t fact[QN_REPLAY_WORLDS];
    int world;
    qn_kind kind;
    const qn_program *program;
    int64_t *edge;
    size_t edges;
} qn_replay_by;

/* Reads the words of --by against the programs of both versions. The exit status that it leads to.
 */
int qn_replay_by_read(qn_replay_by by[QN_REPLAY_BY_MAX], size_t *count, const qn_run *const run[]);
void qn_replay_by_clear(qn_replay_by *by);

/* The code of a value that a case holds; a text gets one by the tally, which keeps it. */
int64_t qn_replay_by_code(const qn_replay_by *by, qn_tally *tally, const qn_value *value);

/* The codes of rows that were answered together, one each of those in `taken`; `preset` is that of
 * a row that does not have the fact. */
void qn_replay_by_columns(const qn_replay_by *by, const qn_taken *taken, int64_t preset,
                          int64_t *code);

/* What a code is called. */
void qn_replay_by_put(qn_page *page, const qn_replay_by *by, const qn_tally *tally, int64_t code);

#endif
