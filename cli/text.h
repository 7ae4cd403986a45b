/*
 * A text that grows: what a verb has to say is put together here and written once.
 *
 * Responsible for memory and for layout by display width. Knows nothing of where the text goes.
 */
#ifndef QN_CLI_TEXT_H
#define QN_CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it is empty. Once memory is out nothing more is added and out_of_memory stays set, so
 * that callers ask once, at the end. The bytes are not NUL-terminated; qn_text_string gives that.
 */
typedef struct qn_text {
    char *bytes;
    size_t length;
    size_t room;
    bool out_of_memory;
} qn_text;

void qn_text_clear(qn_text *text);

void qn_text_add(qn_text *text, const char *bytes, size_t length);
void qn_text_put(qn_text *text, const char *string);
void qn_text_format(qn_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Spaces. A count of zero or less adds none. */
void qn_text_pad(qn_text *text, long count);

/* Puts the string and then spaces up to the display width. */
void qn_text_column(qn_text *text, const char *string, size_t width);

/* The text with a NUL behind it, owned by the text until it changes; "" when memory is out. */
const char *qn_text_string(qn_text *text);

/* Puts a string from outside so that it cannot steer a terminal (utf8.h). */
void qn_text_shown(qn_text *text, const char *string);

/* A JSON string with its quotation marks; bytes that are no UTF-8 become U+FFFD. */
void qn_text_json(qn_text *text, const char *bytes, size_t length);
void qn_text_json_string(qn_text *text, const char *string);

#endif
