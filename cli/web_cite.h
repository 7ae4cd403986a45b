/*
 * Citations on pages: "LC 114.2, 114.4" leads to two articles of the law LC.
 *
 * Responsible for the parts of a citation, and for the addresses of articles.
 */
#ifndef QN_CLI_WEB_CITE_H
#define QN_CLI_WEB_CITE_H

#include "web.h"

/* One article that a citation names. law: the key, "" where it is that of no declared law; article:
 * "" for a law as a whole. Neither is ended. next: where the citation goes on, or NULL. */
typedef struct qn_web_cited {
    const char *law;
    size_t law_length;
    const char *article;
    size_t length;
    const char *next;
} qn_web_cited;

/* The first article of a citation; and the one behind it, while it has a `next`. */
qn_web_cited qn_web_cite_first(const qn_web_file *file, const char *cite);
void qn_web_cite_next(qn_web_cited *cited);

/* "laws/LC.html", and "114.2", as they stand in addresses. */
void qn_web_put_law_page(qn_page *page, const qn_web_cited *cited);
void qn_web_put_article_id(qn_page *page, const qn_web_cited *cited);

/* A citation with a link to each of its articles. */
void qn_web_put_cite(qn_page *page, const qn_web_file *file, const char *cite);

#endif
