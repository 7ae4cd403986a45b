/*
 * A file at hand while its page is made: its program, its tokens and its tree; and pieces of it as
 * code and in plain words, with links from each name to where it is declared.
 *
 * Responsible for: code and words. Refuses to know: what else stands on a page.
 */
#ifndef QN_CLI_WEB_CODE_H
#define QN_CLI_WEB_CODE_H

#include "aloud.h"
#include "ast.h"
#include "web.h"

/* A name and where it is declared: a rule or a fact of some file, or else a declaration of this
 * one. path: of that file as the program has it. */
typedef struct qn_web_name {
    const char *name;
    const char *path;
    bool is_fact;
} qn_web_name;

/* view: with a case of its own. names: sorted. */
typedef struct qn_web_reader {
    const qn_web *site;
    qn_web_file *file;
    const qn_suite_file *tested;
    const qn_rules *rules;
    const qn_tables *t;
    qn_view view;
    qn_arena arena;
    const qn_source *source;
    const qn_token *token;
    uint32_t token_count;
    const qn_node *tree;
    qn_web_name *name;
    uint32_t names;
} qn_web_reader;

/* False where memory is out; then, too, the caller ends with qn_web_reader_clear. */
bool qn_web_reader_init(qn_web_reader *x, const qn_web *site, qn_web_file *file,
                        const qn_suite_file *tested, const qn_rules *rules);
void qn_web_reader_clear(qn_web_reader *x);

/* Where a span of the source begins. */
qn_position qn_web_place(const qn_web_reader *x, qn_span span);

/* The row of SOURCE of the file, or QN_NONE_INDEX. */
uint32_t qn_web_source(const qn_web_reader *x);

/* The last part of a name of a rule or a fact: programs write leave.vacation where another rule of
 * the program has the same name. */
const char *qn_web_bare(const char *name);

/* A piece of the source as it is written, as an element <pre>. */
void qn_web_put_code(qn_page *page, const qn_web_reader *x, qn_span span);

/* A piece of it in plain words. */
void qn_web_put_words(qn_page *page, const qn_web_reader *x, qn_span span);

/* The link to where a rule or a fact is declared, around its name in words; without a link where it
 * is of no file of the site. */
void qn_web_put_declared(qn_page *page, const qn_web *site, const char *path, const char *name,
                         bool is_fact);

#endif
