/*
 * What there is to cover in a program, and in which registers it shows.
 *
 * Responsible for reading that off the tables of a program. Refuses to know: cases.
 */
#ifndef QN_CLI_COVERAGE_PROBE_H
#define QN_CLI_COVERAGE_PROBE_H

#include "coverage.h"
#include "rational.h"

/* CLAUSE, APPLIED: reg is a row of CLAUSE. SIDE: reg is yes or no, the other way round where
 * is_below; root: the condition that it is a part of, or QN_NONE_INDEX. EDGE: reg is held against
 * `bound`, which lies on the side below where is_below; on the other side a value counts that is no
 * farther off than a step. */
typedef struct qn_cover_probe {
    enum { QN_PROBE_CLAUSE, QN_PROBE_APPLIED, QN_PROBE_SIDE, QN_PROBE_EDGE } what;
    uint32_t item;
    uint32_t reg;
    bool is_below;
    uint32_t root;
    qn_rational bound;
    qn_rational step;
} qn_cover_probe;

typedef struct qn_cover_place {
    qn_cover_kind kind;
    const char *file;
    uint32_t line;
    uint32_t column;
} qn_cover_place;

/* Adds all items and probes of a program. */
void qn_cover_find(qn_coverage *coverage, const qn_rules *rules);

/* Adds a probe of an item, which is made if no item of its kind has the key. The key and the text
 * are ended. */
void qn_cover_add(qn_coverage *coverage, const qn_cover_place *place, qn_page *key, qn_page *text,
                  unsigned parts, const qn_cover_probe *probe);

#endif
