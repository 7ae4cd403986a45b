/*
 * What a rule answers along one fact, as text, CSV, JSON and SVG.
 *
 * Responsible for: the layout of what sweep.h has found. Refuses to know: how it was found.
 */
#ifndef QN_CLI_SWEEP_SHOW_H
#define QN_CLI_SWEEP_SHOW_H

#include "chart.h"
#include "sweep.h"

/* For people: a line of blocks a curve, and a table of the pieces. */
void qn_sweep_put_text(qn_page *page, const qn_sweep *s);

/* A row for each value that was asked, and each curve. */
void qn_sweep_put_csv(qn_page *page, const qn_sweep *s);

/* All of it, as spec/sweep.schema.json has it. */
void qn_sweep_put_json(qn_page *page, const qn_sweep *s);

/* A chart of all curves (chart.h). False, and nothing put, where the answers cannot stand at an
 * axis, since too many of them are texts, lists or the like. */
bool qn_sweep_put_chart(qn_page *page, const qn_sweep *s, const char *id);

/* The form of a point that CSV and JSON show, for qn_sweep.put_other. */
void qn_sweep_put_csv_value(qn_page *page, const qn_view *view, uint32_t rule,
                            const qn_value *value);
void qn_sweep_put_json_value(qn_page *page, const qn_view *view, uint32_t rule,
                             const qn_value *value);

/* "known", "refused" and the like. */
const char *qn_sweep_status_name(int status);

/* A value of the axis as it is shown, without its unit. */
void qn_sweep_put_value(qn_page *page, const qn_sweep *s, uint64_t at);

/* A name with its unit behind a comma, if it has one. */
void qn_sweep_put_rule(qn_page *page, const qn_sweep *s);
void qn_sweep_put_axis(qn_page *page, const qn_sweep *s);

/* The text of a point. */
const char *qn_sweep_cell(const qn_sweep *s, const qn_sweep_point *point);

#endif
