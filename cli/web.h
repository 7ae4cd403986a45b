/*
 * The law as a site of pages: what is found of each file, from which the pages are put together.
 *
 * Responsible for: what stands on the page of a file, and what other pages say of it. Each file is
 * looked at by itself and side by side with others (suite.h); what depends on all of them, who uses
 * a rule, the articles of a law, the register, is put in at the end (web_pages.h). Refuses to
 * know: where pages are written.
 *
 * Pages lie at different depths. In what is kept, QN_WEB_ROOT stands where a link begins with the
 * way to the root of the site; no text from outside can hold it (html.h).
 */
#ifndef QN_CLI_WEB_H
#define QN_CLI_WEB_H

#include "suite.h"

#define QN_WEB_ROOT "\001"

/* What is declared and has a place of its own. */
typedef enum qn_web_kind {
    QN_WEB_RULE,
    QN_WEB_FACT,
    QN_WEB_DUTY,
    QN_WEB_PROMISE,
    QN_WEB_OTHER
} qn_web_kind;

/* All of these are places in the words of the file, each ended by a NUL, 0 for "": name as it is
 * written, title and label for people, about: one line more. page, id: where it stands. mark: where
 * in the body of the file it is said who uses it. begin, end: of a fact its own page in `facts`. */
typedef struct qn_web_entry {
    qn_web_kind kind;
    size_t name;
    size_t title;
    size_t label;
    size_t about;
    size_t page;
    size_t id;
    size_t mark;
    size_t begin;
    size_t end;
} qn_web_entry;

/* An entry uses a rule or a fact of the file of that path. */
typedef struct qn_web_edge {
    uint32_t from;
    bool to_fact;
    size_t path;
    size_t name;
} qn_web_edge;

/* A clause of an entry, a row of CLAUSE: in words, as pieces of a page. from, until: the days
 * between which it can apply, the second one not included; INT64_MIN and INT64_MAX for no bound.
 * cites: texts, each ended by a NUL, behind one another. is_cell: it is a row of a table or a
 * scale. chunk: which piece of the text of a file of Markdown stands above it, from 1. */
typedef struct qn_web_clause {
    uint32_t entry;
    uint32_t cite_count;
    size_t id;
    size_t when;
    size_t then;
    size_t dates;
    size_t cites;
    size_t note;
    int64_t from;
    int64_t until;
    uint32_t row;
    uint32_t chunk;
    bool is_cell;
} qn_web_clause;

/* What the author leaves open or notes, and what `check` said and was accepted. */
typedef enum qn_web_point_kind {
    QN_WEB_CONFLICT, /* an example expects it */
    QN_WEB_FINDING,
    QN_WEB_REFUSED, /* the law is not known there */
    QN_WEB_ACCEPTED,
    QN_WEB_NOTED,
    QN_WEB_POINTS
} qn_web_point_kind;

typedef struct qn_web_point {
    qn_web_point_kind kind;
    size_t id; /* on the page of the file, 0 for the page itself */
    size_t where;
    size_t text; /* a piece of a page */
} qn_web_point;

/* A piece of the text of a file of Markdown, as a piece of a page, in `prose`. */
typedef struct qn_web_chunk {
    size_t begin;
    size_t end;
} qn_web_chunk;

/* Rows of one kind, which grow. */
typedef struct qn_web_rows {
    void *row;
    uint32_t count;
    uint32_t room;
} qn_web_rows;

/* One file. entries, edges, clauses, points, chunks: rows of the types above. law: rows of two
 * places, key and title. */
typedef struct qn_web_file {
    const char *path;
    char *stem; /* "az/labour/vacation", its place in the site */
    size_t title;
    size_t about;
    qn_page words;
    qn_page body;
    qn_page facts;
    qn_page prose;
    qn_web_rows entries;
    qn_web_rows edges;
    qn_web_rows clauses;
    qn_web_rows points;
    qn_web_rows chunks;
    qn_web_rows laws;
    uint32_t rules;
    uint32_t examples;
    bool has_failed; /* it could be tested, and cannot be published */
    bool out_of_memory;
} qn_web_file;

/* All of them. folder: as it was named; title: of the site. */
typedef struct qn_web {
    const char *folder;
    const char *title;
    qn_paths paths;
    qn_suite suite;
    qn_web_file *file; /* one a path */
} qn_web;

/* Compiles and tests all files below the folder, and finds what stands on their pages. False out of
 * memory; either way the caller ends with qn_web_clear. */
bool qn_web_read(qn_web *site);
void qn_web_clear(qn_web *site);

/* ---- what the parts of it share */

const char *qn_web_text(const qn_web_file *file, size_t text);

/* Keeps a text with a NUL behind it; 0 for "". The second ends the page that it is in. */
size_t qn_web_keep(qn_web_file *file, const char *text);
size_t qn_web_keep_page(qn_web_file *file, qn_page *text);

/* Room for one more row, zeroed; NULL out of memory. */
void *qn_web_add(qn_web_file *file, qn_web_rows *rows, size_t size);

/* The file of the path, or NULL. */
const qn_web_file *qn_web_find(const qn_web *site, const char *path);

/* "base vacation" of base_vacation; of a title with a capital. */
void qn_web_put_spaced(qn_page *page, const char *name, size_t length, bool is_title);

/* A text as a part of an address, or of the id of an element: what is no letter, digit, point or
 * hyphen becomes a hyphen; and the form that ids have in links. */
void qn_web_put_slug(qn_page *page, const char *text);
void qn_web_put_link(qn_page *page, const char *text);

/* "rules/az/labour/vacation.html" and "facts/az/facts/sector.html", as they stand in links. */
void qn_web_put_rules_page(qn_page *page, const char *stem);
void qn_web_put_fact_page(qn_page *page, const char *stem, const char *name);

#endif
