/*
 * A page for each law that is cited: its articles, the text where a file has it, and the clauses
 * that carry them.
 */
#ifndef QN_CLI_WEB_LAW_H
#define QN_CLI_WEB_LAW_H

#include "web_frame.h"

/* A clause at an article. slug: the page of the law; id: that of the article on it. */
typedef struct qn_web_place {
    const char *slug;
    const char *id;
    const char *law;     /* the key, "" for sources that are declared as no law */
    const char *article; /* "" for the law as a whole */
    const char *title;   /* of the law */
    uint32_t file;
    uint32_t clause;
} qn_web_place;

/* All of them, by law, article, file and clause. The texts lie in `words`. */
typedef struct qn_web_places {
    qn_web_place *row;
    size_t count;
    qn_page words;
} qn_web_places;

/* Finds them. False out of memory; either way the caller ends with qn_web_places_clear. */
bool qn_web_places_find(const qn_web *site, qn_web_places *out);
void qn_web_places_clear(qn_web_places *places);

/* The first place behind those of the law, or of the article, of a place. */
size_t qn_web_law_end(const qn_web_places *places, size_t at);
size_t qn_web_article_end(const qn_web_places *places, size_t at);

/* The number of its articles from one place to before another. */
size_t qn_web_article_count(const qn_web_places *places, size_t from, size_t to);

/* Makes the page of each law. False as of qn_web_put_pages. */
bool qn_web_put_laws(qn_web_frame *frame, const qn_web_places *places);

#endif
