/*
 * clause.h - the body of a rule as flat clauses, each with everything that must hold for it.
 *
 * clause.c makes them from blocks, bands, tables and scales; rule.c finds the value from them.
 *
 * Which clauses a line makes is spec/semantics.md, chapter 8; which row of a band applies is
 * chapter 9; how the clauses become one value is chapter 10; scales are chapter 11. Holdings,
 * bands and clauses live in the scratch arena, as long as their rule is being compiled.
 */
#ifndef QN_CLAUSE_H
#define QN_CLAUSE_H

#include "compiler.h"

typedef struct qn_band qn_band;

/* Something that must hold, and what stands round it. */
typedef struct qn_holding {
    const struct qn_holding *outer;
    enum qn_holding_kind { QN_HOLDS_WHEN, QN_HOLDS_UNLESS, QN_HOLDS_MATCH, QN_HOLDS_ROW } kind;
    const qn_node *node;    /* a condition, or a list of values */
    const qn_node *subject; /* of a match */
    qn_band *band;          /* of a row */
    uint32_t row;
    bool done; /* value and leaves are there */
    qn_operand value;
    qn_growing leaves;
} qn_holding;

/* A row of a band or table: what its cells say, and on which dates it is in force. */
typedef struct qn_band_row {
    const qn_node *node;     /* for messages */
    const qn_node *line;     /* the whole row, with what it gives: CLAUSE, BLOCK, TABLE_ROW */
    const qn_node *values;   /* list of values and ranges; for tables the list of cells */
    const qn_holding *extra; /* unless, behind the row */
    int64_t from, until;
    int64_t version; /* of a dated table: the day in the first column; else INT64_MIN */
    bool otherwise;
} qn_band_row;

/* Rows that exclude each other: below a subject, or a table. */
struct qn_band {
    const qn_node *subject; /* NAME, or NULL for a table */
    const qn_node *table;   /* AST_TABLE */
    qn_growing rows;        /* qn_band_row */
    bool done;
    bool failed;
    bool split;          /* its rows are overridden one by one */
    bool covered;        /* other clauses give a value where no row does, or the rows give none */
    int64_t from, until; /* the days of the block in which it stands */
    const qn_holding *holds;           /* the conditions of that block */
    const struct qn_body_parts *parts; /* the clauses of its rule, with its gates; or NULL */
    bool several;                      /* several rows may apply: a set, under `several apply` */
    qn_operand chosen;                 /* the register of the row, class I */
    qn_operand *applies;               /* of each row, where several may apply */
    qn_growing leaves;
};

/* A flat clause. The first part is what the lines say; the rest is found while the rule is
 * compiled. Intervals are [from, until), INT64_MIN and INT64_MAX for no end. */
typedef struct qn_clause {
    const qn_node *node;
    int effect; /* AST_OP_VALUE, ADD, MULTIPLY, AT_LEAST, AT_MOST, NONE, ERROR, ROUNDED */
    qn_clause_kind kind;
    const qn_node *value; /* the formula, or NULL */
    const qn_node *scale; /* the scale that gives the value, or NULL */
    uint32_t column;      /* of the scale's rows, or QN_NONE_INDEX for their effects */
    const qn_node *left;
    const qn_node *label;
    const char *note, *reason;
    const qn_node *cites;     /* trailers that hold citations, or NULL */
    qn_growing places;        /* what they cite: strings */
    const qn_node *overrides; /* its own trailers */
    const qn_holding *holds;
    qn_band *band;
    uint32_t row; /* of the band, or QN_NONE_INDEX */
    int64_t from, until;
    bool amended;    /* a reform ends them */
    uint32_t chosen; /* the register of the version of a timeline, and its number there */
    uint32_t version;
    bool gathered;         /* taken into a contribution already */
    qn_growing overriders; /* clauses, as indices into the rule's list */
    bool valued;
    qn_operand given;     /* the value, once it is understood */
    qn_operand condition; /* without its row */
    uint32_t index;       /* row of the table of clauses, or QN_NONE_INDEX */
} qn_clause;

/* A body that has been flattened, with the scope in which it is understood. */
typedef struct qn_body_parts {
    qn_scope *s;
    qn_growing clauses; /* qn_clause */
    int several;        /* AST_OP_LARGEST, AST_OP_SMALLEST or 0 */
    bool failed;
    const qn_node *bars; /* the table whose rows have a bar for the arrow, as was said; or NULL */
} qn_body_parts;

#define QN_CLAUSE(parts, i) (&((qn_clause *)(parts)->clauses.rows)[i])
#define QN_BAND_ROW(band, i) (&((qn_band_row *)(band)->rows.rows)[i])

/* Flattens a body. The parts live in the arena. */
void qn_flatten(qn_body_parts *parts, const qn_node *rule);

/* What a chain of holdings comes to, the innermost first; leaves are added to `leaves`. */
qn_operand qn_holdings(qn_scope *s, const qn_holding *holds, qn_growing *leaves);
/* Takes for granted that all of a chain hold. */
void qn_presume_holdings(qn_scope *s, const qn_holding *holds);

/* Compiles the choice of a row of a band. */
void qn_band_compile(qn_scope *s, qn_band *band);
/* Whether a row of it is the one that was found, or one of several; compiles the band if need be.
 */
qn_operand qn_band_row_holds(qn_scope *s, qn_band *band, uint32_t row);

/* Reports rows of a `table unique` that overlap, and a case that no row covers unless another
 * clause gives a value for it; the hole between two rows of a band (finding.c). */
void qn_find_in_table(qn_scope *s, const qn_band *band, const qn_operand *subjects, bool covered);
void qn_find_in_band(qn_scope *s, const qn_band *band, const qn_operand *subject);

/* The line on which the rows of a band of a span lie: a subject of years, months or days. False
 * where an end is not constant, or years stand beside days. */
bool qn_span_line(qn_scope *s, const qn_band *band, qn_operand *out);

/* Reports exceptions that are sure to apply together in some case, with different values, once all
 * values of the clauses are there (clash.c). */
void qn_find_clashes(const qn_body_parts *parts);

/* What is said of the dates of a rule (timeline.c): bases that hold on one day; days on which no
 * clause gives a value; versions of which one needs what begins later. */
void qn_find_double_versions(const qn_body_parts *parts, const char *name);
void qn_find_days_without_version(const qn_body_parts *parts, const char *name);
void qn_find_early_versions(const qn_body_parts *parts);
/* The first day on which some case has a value; 0 where that cannot be told. */
int64_t qn_first_day(const qn_body_parts *parts);

/* The value that a scale gives, with the rates of one column. */
qn_operand qn_scale_value(qn_scope *s, const qn_node *scale, uint32_t column);

/* Which amount gives s->inverse under a scale: the exact scale, roundings aside (inverse.c). */
qn_operand qn_scale_inverse(qn_scope *s, const qn_node *scale, uint32_t column);

/* The bands of a scale in order, with their rates. */
typedef struct qn_scale_row {
    const qn_node *node, *range, *rate;
    qn_operand low, high;
    bool has_high;
} qn_scale_row;

/* Understands subject and bands of a scale; NULL, with a message, where they are mistaken. */
qn_scale_row *qn_scale_rows(qn_scope *s, const qn_node *scale, uint32_t column,
                            qn_operand *subject);
/* The product of an amount and a rate, with its type. */
qn_operand qn_times_rate(qn_scope *s, const qn_operand *x, const qn_operand *rate,
                         const qn_node *at);

/* The places that a citation names, one after another (cite.c). The texts are not NUL-terminated:
 * they are pieces of the citation. */
typedef struct qn_citation {
    qn_scope *s;
    const char *next;
    const char *law, *place;
    size_t law_length, place_length;
    bool ends_law; /* a semicolon follows, behind which another law begins */
} qn_citation;

/* Starts at the beginning of a CITATION node, whose text must outlive the reader; each call of
 * next finds one place, until it returns false. */
void qn_citation_begin(qn_citation *reader, qn_scope *s, const qn_node *citation);
bool qn_citation_next(qn_citation *reader);
/* Appends a string of the program, "LC 116.1", for each place that a citation names (record.c). */
void qn_citation_places(qn_scope *s, const qn_node *citation, qn_growing *out);

/* Whether a citation stands among trailers. */
bool qn_has_citation(const qn_node *trailers);

/* ---- for explanations (record.c) */

/* Links overriding clauses, transitively; false, with a message, where that fails. */
bool qn_link_overrides(qn_body_parts *parts);
/* The rows of the clauses, made before anything is emitted, and completed afterwards. */
void qn_clause_rows(qn_body_parts *parts, const qn_instance *own);
void qn_clause_rows_finish(qn_body_parts *parts, const qn_instance *own);
/* Stores what the condition of a clause looks at. */
void qn_clause_leaves(qn_scope *s, const qn_clause *clause, const qn_growing *leaves);

#endif
