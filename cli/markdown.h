/*
 * The text of a law, Markdown, as HTML: headings, paragraphs, lists, quotations, tables, code,
 * emphasis and links, as https://spec.commonmark.org has them in their common forms.
 *
 * Responsible for that, and that nothing in the text becomes markup by itself: tags are shown as
 * text, comments are left out. Refuses to know: which part of a file is text, and what links mean.
 */
#ifndef QN_CLI_MARKDOWN_H
#define QN_CLI_MARKDOWN_H

#include "page.h"

/* link: puts the address of a link, as the value of an attribute; false, and nothing put, where
 * there shall be none. Headings are <h2 class="level1">, and so on; or paragraphs of that class. */
typedef struct qn_markdown {
    bool (*link)(void *self, qn_page *page, const char *address);
    void *self;
    bool is_flat; /* without headings */
} qn_markdown;

/* Puts bytes of a text. Whether there was a heading in it. */
bool qn_markdown_put(qn_page *page, const qn_markdown *how, const char *bytes, size_t length);

#endif
