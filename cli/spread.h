/*
 * Answers of many rows, which stand in columns, as the text that the plain way writes for them.
 *
 * Responsible for: in which lane a rule is asked, and how its answers are written. Refuses to know:
 * rows whose answers need words; they go the plain way.
 */
#ifndef QN_CLI_SPREAD_H
#define QN_CLI_SPREAD_H

#include "figure.h"
#include "page.h"
#include "program.h"

/* One rule. before, after: what stands around each known value. name: of a choice each value as it
 * is written, of yes and no the two words. */
typedef struct qn_spread_rule {
    qn_kind kind;
    qn_figure_form form;
    qn_page before;
    qn_page after;
    qn_page *name;
    size_t names;
} qn_spread_rule;

typedef struct qn_spread {
    qn_spread_rule *rule;
    qn_answers *answer; /* one a rule */
    size_t count;
    bool is_json;
    size_t width;   /* bytes that a row may have, with what is overwritten behind it */
    uint8_t *worst; /* one a row: its status that is no answer which could be written, or 0 */
} qn_spread;

/* The digits behind the point that answers of a rule that is a number can have and those that they
 * have at least; where they can have any, some more. */
qn_figure_form qn_spread_form(const qn_program *program, uint32_t rule);

/* Columns for so many rows. separator: between cells of CSV. QN_MISUSE: a rule has answers that do
 * not come in columns; QN_NO_MEMORY. Either way the caller ends with qn_spread_close. */
qn_status qn_spread_open(qn_spread *spread, const qn_program *program, const uint32_t *rule,
                         size_t count, size_t rows, bool is_json, char separator);
void qn_spread_close(qn_spread *spread);

/* Finds out which of the rows the plain way is to write. */
void qn_spread_sort(qn_spread *spread, size_t rows);

/* Writes the answers of a row, behind its key, and the end of its line; returns where it ended.
 * There is room for the width. Adds how many are not known. */
char *qn_spread_put(const qn_spread *spread, size_t row, char *at, uint64_t *not_known);

#endif
