/*
 * The frame of each page of a site: head, ways to the other pages, and end.
 *
 * Responsible for that, and for handing pages over with the way to the root of the site put in.
 */
#ifndef QN_CLI_WEB_FRAME_H
#define QN_CLI_WEB_FRAME_H

#include "web_pages.h"

/* The page in hand, and whoever takes it. */
typedef struct qn_web_frame {
    const qn_web *site;
    qn_web_take *take;
    void *self;
    qn_page page;
} qn_web_frame;

/* Begins a page: its title as plain text, and what stands above it, a piece of a page. */
void qn_web_begin_page(qn_web_frame *frame, const char *title, const char *above);

/* Ends it and hands it over under its path. False as of qn_web_put_pages. */
bool qn_web_end_page(qn_web_frame *frame, const char *path);

#endif
