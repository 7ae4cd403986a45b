/*
 * The pages of a site, from what was found of its files.
 *
 * Responsible for the frame of each page, and for what depends on all files: who uses what, the
 * articles of each law, the register, the notes and open points. Refuses to know: where pages are
 * written.
 */
#ifndef QN_CLI_WEB_PAGES_H
#define QN_CLI_WEB_PAGES_H

#include "web.h"

/* Takes a page: its path from the root of the site, in ASCII or UTF-8, without `..`. False where no
 * more is wanted. */
typedef bool qn_web_take(void *self, const char *path, const char *bytes, size_t length);

/* Makes all pages. False where memory is out, or whoever takes them wanted no more. */
bool qn_web_put_pages(const qn_web *site, qn_web_take *take, void *self);

#endif
