/*
 * Pages of HTML: escaped text, and the frame of a page that needs nothing but itself.
 *
 * Responsible for what every page has: encoding, style for screen (light and dark) and paper, and
 * that nothing from outside can become markup. Knows nothing of what stands on the page.
 */
#ifndef QN_CLI_HTML_H
#define QN_CLI_HTML_H

#include "page.h"

/* Puts a string from outside as text, or as the value of an attribute in quotation marks.
 * Characters that no page may hold, and those that turn the direction of writing, become U+FFFD. */
void qn_html_put(qn_page *page, const char *string);

/* The same for words that were put together elsewhere, which are ended. */
void qn_html_put_words(qn_page *page, qn_page *words);

/* All before the first element of the body, and all behind the last. The title is plain text. */
void qn_html_begin(qn_page *page, const char *title);

/* The same of a page of a site, whose style and script lie beside each other where `root` leads. */
void qn_html_begin_linked(qn_page *page, const char *title, const char *root);
void qn_html_end(qn_page *page);

#endif
