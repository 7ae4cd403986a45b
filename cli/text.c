/*
 * A text that grows. See text.h.
 */
#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

void qn_text_clear(qn_text *text)
{
    free(text->bytes);
    *text = (qn_text){0};
}

/* Makes room for `more` bytes and a NUL. False when memory is out. */
static bool reserve(qn_text *text, size_t more)
{
    if (text->out_of_memory || more >= SIZE_MAX / 4 - text->length) {
        text->out_of_memory = true;
        return false;
    }
    size_t need = text->length + more + 1;
    if (need <= text->room) {
        return true;
    }
    size_t room = need + need / 2 + 64;
    char *bytes = realloc(text->bytes, room);
    if (!bytes) {
        text->out_of_memory = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void qn_text_add(qn_text *text, const char *bytes, size_t length)
{
    if (length > 0 && reserve(text, length)) {
        memcpy(text->bytes + text->length, bytes, length);
        text->length += length;
    }
}

void qn_text_put(qn_text *text, const char *string)
{
    qn_text_add(text, string, strlen(string));
}

void qn_text_format(qn_text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0 || !reserve(text, (size_t)length)) {
        text->out_of_memory = true;
        return;
    }
    va_start(list, format);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, list);
    va_end(list);
    text->length += (size_t)length;
}

void qn_text_pad(qn_text *text, long count)
{
    if (count > 0 && reserve(text, (size_t)count)) {
        memset(text->bytes + text->length, ' ', (size_t)count);
        text->length += (size_t)count;
    }
}

void qn_text_column(qn_text *text, const char *string, size_t width)
{
    size_t length = strlen(string);
    qn_text_add(text, string, length);
    qn_text_pad(text, (long)width - (long)qn_utf8_width(string, length));
}

const char *qn_text_string(qn_text *text)
{
    if (!reserve(text, 0)) {
        return "";
    }
    text->bytes[text->length] = '\0';
    return text->bytes;
}

void qn_text_shown(qn_text *text, const char *string)
{
    size_t length = strlen(string);
    for (size_t at = 0; at < length;) {
        qn_glyph glyph = qn_utf8_glyph(string + at, length - at);
        qn_text_add(text, glyph.bytes, glyph.length);
        at += glyph.taken;
    }
}

/* The two-character escape of a byte, or 0. */
static char short_escape(unsigned char byte)
{
    static const char from[] = "\"\\\b\f\n\r\t";
    static const char to[] = "\"\\bfnrt";
    const char *found = byte ? strchr(from, byte) : NULL;
    return (char)(found ? to[found - from] : 0);
}

/* Bytes of the character at the start that may stand in a JSON string as they are, or 0. */
static size_t plain_length(const char *bytes, size_t length)
{
    unsigned char byte = (unsigned char)bytes[0];
    int32_t code;
    if (byte >= 0x80) {
        return qn_utf8_decode(bytes, length, &code);
    }
    return byte >= 0x20 && byte != 0x7F && byte != '"' && byte != '\\';
}

static void put_json_escape(qn_text *text, unsigned char byte)
{
    char letter = short_escape(byte);
    if (letter) {
        qn_text_format(text, "\\%c", letter);
    } else {
        qn_text_format(text, "\\u%04x", byte < 0x80 ? byte : 0xFFFDU);
    }
}

void qn_text_json(qn_text *text, const char *bytes, size_t length)
{
    qn_text_add(text, "\"", 1);
    size_t from = 0;
    size_t at = 0;
    while (at < length) {
        size_t plain = plain_length(bytes + at, length - at);
        if (plain == 0) {
            qn_text_add(text, bytes + from, at - from);
            put_json_escape(text, (unsigned char)bytes[at]);
            from = at + 1;
        }
        at += plain ? plain : 1;
    }
    qn_text_add(text, bytes + from, length - from);
    qn_text_add(text, "\"", 1);
}

void qn_text_json_string(qn_text *text, const char *string)
{
    qn_text_json(text, string, strlen(string));
}
