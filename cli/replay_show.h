/*
 * What a replay has found: as text for people, as JSON, and as a page of HTML with charts.
 *
 * Responsible for: wording and layout. Refuses to know: how it was found.
 */
#ifndef QN_CLI_REPLAY_SHOW_H
#define QN_CLI_REPLAY_SHOW_H

#include "replay.h"

void qn_replay_put_text(qn_page *page, const qn_replay *replay);
void qn_replay_put_json(qn_page *page, const qn_replay *replay);

/* The page. Bands are sorted for it, so that nothing else is counted behind. */
void qn_replay_put_html(qn_page *page, qn_replay *replay);

/* ---- for all of these */

/* Sums of a rule over all rows that are known in both versions, or of one group. */
typedef struct qn_replay_figures {
    qn_tally_sum sum;
    bool is_known[4];
    qn_rational before;
    qn_rational after;
    qn_rational change;
    qn_rational gained;
    qn_rational lost;
} qn_replay_figures;

void qn_replay_figure(const qn_replay_rule *rule, const qn_tally_sum *sum, qn_replay_figures *out);

/* Whether a rule changes in any row. */
bool qn_replay_changes(const qn_replay *replay, size_t rule);

/* "net_wage, AZN" */
void qn_replay_put_rule(qn_page *page, const qn_replay_rule *rule);

/* A number as it stands in tables, with commas between thousands; with_sign: a plus before what is
 * more than 0. */
void qn_replay_put_number(qn_page *page, const qn_replay_rule *rule, bool is_known,
                          qn_rational value, bool with_sign);

/* A sum that is for one time, for a month or for a year, as one for a month or a year. False where
 * it is for none of them. */
bool qn_replay_convert(const qn_replay_rule *rule, qn_replay_per wanted, qn_rational value,
                       qn_rational *out);

/* How a clause of replay_cause.h is written; and the name of its rule. */
void qn_replay_put_clause(qn_page *page, const qn_replay *replay, uint32_t found);
const char *qn_replay_clause_rule(const qn_replay *replay, uint32_t found);

/* "", " on 2027-01-01" */
void qn_replay_put_day(qn_page *page, const qn_replay *replay);

#endif
