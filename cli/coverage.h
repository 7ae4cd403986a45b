/*
 * Coverage of law: which clauses, rows, conditions, edges, dates, duties and articles of a file its
 * examples have come to. spec/coverage.md says what is counted.
 *
 * Responsible for what there is to cover in a program, and for what an answered case has covered of
 * it. Refuses to know: how it is shown.
 */
#ifndef QN_CLI_COVERAGE_H
#define QN_CLI_COVERAGE_H

#include "page.h"
#include "rules.h"
#include "view.h"

typedef enum qn_cover_kind {
    QN_COVER_CLAUSE,
    QN_COVER_ROW,
    QN_COVER_CONDITION,
    QN_COVER_EDGE,
    QN_COVER_DATE,
    QN_COVER_DUTY,
    QN_COVER_ARTICLE,
    QN_COVER_KINDS
} qn_cover_kind;

enum { QN_COVER_PARTS = 3 };

/* Something with one to three parts to be covered, as bits of `parts`; `seen`: those that were;
 * never: those that no case can show, which is proved (seek.h). alone: the sides on which a part of
 * a condition was seen to decide it alone, which is not counted. file, text, key: places in the
 * words. */
typedef struct qn_cover_item {
    qn_cover_kind kind;
    uint32_t line;
    uint32_t column;
    size_t file;
    size_t text;
    size_t key;
    uint32_t next; /* in its bucket */
    unsigned parts;
    unsigned seen;
    unsigned never;
    unsigned alone;
} qn_cover_item;

struct qn_cover_probe;

/* An expectation, and what its answer took. */
typedef struct qn_cover_later {
    uint32_t expectation;
    uint64_t steps;
} qn_cover_later;

/* Of one program. The items can be read when it is gone. wants_alone: it is looked for cases in
 * which parts of conditions decide alone, too, which takes longer, as elements of lists are gone
 * through until each part has both. */
typedef struct qn_coverage {
    qn_cover_item *item;
    uint32_t count;
    uint32_t room;
    qn_page words;
    uint32_t *bucket;
    struct qn_cover_probe *probe; /* those of a rule one behind the other */
    uint32_t probe_count;
    uint32_t probe_room;
    uint32_t *first_probe; /* one a rule, and one more */
    uint32_t *stack;       /* for walks over rules, one entry a rule */
    uint8_t *is_seen;      /* one a rule */
    qn_cover_later *later; /* expectations the elements of whose cases were not looked at */
    uint32_t later_count;
    uint64_t steps; /* of the machine, when it was looked last */
    bool wants_alone;
    bool out_of_memory;
} qn_coverage;

/* Finds what there is to cover in the file of the rules, and in the reforms laid over it. */
void qn_coverage_init(qn_coverage *coverage, const qn_rules *rules, bool wants_alone);

/* Notes what the case of the view has covered, in which the rule has just been answered. */
void qn_coverage_look(void *coverage, const qn_view *view, const qn_row_expectation *expected);

/* The same of an expectation of the program, but not yet what only elements of lists have covered:
 * that is looked for at the end, in the cases of all those expectations, for what is still to be
 * seen then, and first in those that take least. To go through the elements of every case takes
 * much longer. */
void qn_coverage_look_first(void *coverage, const qn_view *view,
                            const qn_row_expectation *expected);
void qn_coverage_look_again(qn_coverage *coverage, const qn_rules *rules);

void qn_coverage_clear(qn_coverage *coverage);

const char *qn_coverage_text(const qn_coverage *coverage, size_t text);

/* "clauses", "band edges", … */
const char *qn_cover_kind_name(qn_cover_kind kind);

/* "applied", "not applied", "below the edge", … of a bit of `parts`. */
const char *qn_cover_part_name(qn_cover_kind kind, unsigned part);

/* How many parts there are, or were seen. */
unsigned qn_cover_size(unsigned parts);

/* The parts that count: those that some case may show. */
unsigned qn_cover_counted(const qn_cover_item *item);

#endif
