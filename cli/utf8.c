/*
 * UTF-8 as the command needs it. See utf8.h.
 */
#include "utf8.h"

#include <utf8proc.h>

#include <stdlib.h>
#include <string.h>

size_t qn_utf8_decode(const char *bytes, size_t length, int32_t *out)
{
    utf8proc_ssize_t some = length > 4 ? 4 : (utf8proc_ssize_t)length;
    utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)bytes, some, out);
    return taken > 0 ? (size_t)taken : 0;
}

size_t qn_utf8_encode(uint32_t code, char out[4])
{
    utf8proc_uint8_t bytes[4];
    size_t length = (size_t)utf8proc_encode_char((utf8proc_int32_t)code, bytes);
    for (size_t i = 0; i < length; i++) {
        out[i] = (char)bytes[i];
    }
    return length;
}

size_t qn_utf8_check(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        int32_t code;
        size_t taken = (bytes[at] & 0x80) == 0 ? 1 : qn_utf8_decode(bytes + at, length - at, &code);
        if (taken == 0) {
            break;
        }
        at += taken;
    }
    return at;
}

bool qn_utf8_is_composed(const char *text, size_t length)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
                                         &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool is_composed = size < 0 || ((size_t)size == length && memcmp(composed, text, length) == 0);
    free(composed);
    return is_composed;
}

bool qn_utf8_is_form_of(const char *text, const char *name)
{
    if (strcmp(text, name) == 0) {
        return false;
    }
    utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)text);
    bool is_form = composed != NULL && strcmp((const char *)composed, name) == 0;
    free(composed);
    return is_form;
}

/* Characters that would move the cursor, colour the terminal or turn the direction of writing. */
static bool is_unsafe(int32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

qn_glyph qn_utf8_glyph(const char *bytes, size_t length)
{
    int32_t code = 0;
    size_t taken = qn_utf8_decode(bytes, length, &code);
    if (taken == 1 && code == '\t') {
        return (qn_glyph){.bytes = " ", .length = 1, .taken = 1, .width = 1};
    }
    if (taken == 0 || is_unsafe(code)) {
        return (qn_glyph){
            .bytes = "\xEF\xBF\xBD", .length = 3, .taken = taken ? taken : 1, .width = 1};
    }
    int width = utf8proc_charwidth(code);
    return (qn_glyph){
        .bytes = bytes, .length = taken, .taken = taken, .width = width > 0 ? (size_t)width : 0};
}

size_t qn_utf8_width(const char *bytes, size_t length)
{
    size_t width = 0;
    for (size_t at = 0; at < length;) {
        qn_glyph glyph = qn_utf8_glyph(bytes + at, length - at);
        width += glyph.width;
        at += glyph.taken;
    }
    return width;
}
