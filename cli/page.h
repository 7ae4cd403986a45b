/*
 * A text that grows: what a verb has to say is put together here and written once.
 *
 * Responsible for memory and for layout by display width. Knows nothing of where the text goes.
 */
#ifndef QN_CLI_PAGE_H
#define QN_CLI_PAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it is empty. Once memory is out nothing more is added and out_of_memory stays set, so
 * that callers ask once, at the end. The bytes are not NUL-terminated; qn_page_string gives that.
 */
typedef struct qn_page {
    char *bytes;
    size_t length;
    size_t room;
    bool out_of_memory;
} qn_page;

void qn_page_clear(qn_page *page);

/* The same for words that were put into another page, which lacks them if there was no memory. */
void qn_page_end(qn_page *words, qn_page *page);

void qn_page_add(qn_page *page, const char *bytes, size_t length);
void qn_page_put(qn_page *page, const char *string);

/* Where the next bytes go, with room for so many; whoever writes them there adds them to the
 * length. NULL when memory is out. */
char *qn_page_room(qn_page *page, size_t more);
void qn_page_format(qn_page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Spaces. A count of zero or less adds none. */
void qn_page_pad(qn_page *page, long count);

/* Puts lines, each with its end, the first behind a heading and the others behind as many spaces.
 */
void qn_page_put_lines(qn_page *page, const char *text, const char *heading);

/* Puts the string and then spaces up to the display width. */
void qn_page_column(qn_page *page, const char *string, size_t width);

/* The columns that a string takes when it is shown. */
size_t qn_page_width(const char *string);

/* The text with a NUL behind it, owned by the text until it changes; "" when memory is out. */
const char *qn_page_string(qn_page *page);

/* Puts a string from outside so that it cannot steer a terminal (utf8.h). */
void qn_page_shown(qn_page *page, const char *string);

/* A JSON string with its quotation marks; bytes that are no UTF-8 become U+FFFD. */
void qn_page_json(qn_page *page, const char *bytes, size_t length);
void qn_page_json_string(qn_page *page, const char *string);

#endif
