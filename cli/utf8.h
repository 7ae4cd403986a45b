/*
 * UTF-8 as the command needs it: is it valid, how wide is it on a terminal, what may be shown.
 *
 * Responsible for single characters. Knows nothing of lines or files. The tables are utf8proc's.
 */
#ifndef QN_CLI_UTF8_H
#define QN_CLI_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One character as it is shown. Control characters, those that turn the direction of writing and
 * bytes that are no UTF-8 are shown as U+FFFD, a tab as a space: what a file holds must never steer
 * the terminal of its reader. */
typedef struct qn_glyph {
    const char *bytes;
    size_t length; /* of the bytes to be shown */
    size_t taken;  /* bytes of the text that it stands for, at least 1 */
    size_t width;  /* columns */
} qn_glyph;

/* The character at the start of a text that is not empty. */
qn_glyph qn_utf8_glyph(const char *bytes, size_t length);

/* The columns that a text takes. */
size_t qn_utf8_width(const char *bytes, size_t length);

/* The offset of the first byte that is not valid UTF-8, or the length. */
size_t qn_utf8_check(const char *bytes, size_t length);

/* Whether a text is another form of Unicode of a name, which is in the composed one (NFC): the same
 * letters to the eye, and other bytes. */
bool qn_utf8_is_form_of(const char *text, const char *name);

/* Whether a text is in the composed form; what is no UTF-8 is taken to be. */
bool qn_utf8_is_composed(const char *text, size_t length);

/* Code point and bytes of the character at the start of a text that is not empty; 0 bytes if it is
 * not valid. */
size_t qn_utf8_decode(const char *bytes, size_t length, int32_t *out);

/* Writes a code point below 0x110000 that is no surrogate; returns its bytes, 1 to 4. */
size_t qn_utf8_encode(uint32_t code, char out[4]);

#endif
