/*
 * A text that grows. See page.h.
 */
#include "page.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

void qn_page_clear(qn_page *page)
{
    free(page->bytes);
    *page = (qn_page){0};
}

void qn_page_end(qn_page *words, qn_page *page)
{
    page->out_of_memory |= words->out_of_memory;
    qn_page_clear(words);
}

/* Makes room for `more` bytes and a NUL. False when memory is out. */
static bool reserve(qn_page *page, size_t more)
{
    if (page->out_of_memory || more >= SIZE_MAX / 4 - page->length) {
        page->out_of_memory = true;
        return false;
    }
    size_t need = page->length + more + 1;
    if (need <= page->room) {
        return true;
    }
    size_t room = need + need / 2 + 64;
    char *bytes = realloc(page->bytes, room);
    if (!bytes) {
        page->out_of_memory = true;
        return false;
    }
    page->bytes = bytes;
    page->room = room;
    return true;
}

void qn_page_add(qn_page *page, const char *bytes, size_t length)
{
    if (length > 0 && reserve(page, length)) {
        memcpy(page->bytes + page->length, bytes, length);
        page->length += length;
    }
}

char *qn_page_room(qn_page *page, size_t more)
{
    return reserve(page, more) ? page->bytes + page->length : NULL;
}

void qn_page_put(qn_page *page, const char *string)
{
    qn_page_add(page, string, strlen(string));
}

void qn_page_format(qn_page *page, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0 || !reserve(page, (size_t)length)) {
        page->out_of_memory = true;
        return;
    }
    va_start(list, format);
    vsnprintf(page->bytes + page->length, (size_t)length + 1, format, list);
    va_end(list);
    page->length += (size_t)length;
}

void qn_page_pad(qn_page *page, long count)
{
    if (count > 0 && reserve(page, (size_t)count)) {
        memset(page->bytes + page->length, ' ', (size_t)count);
        page->length += (size_t)count;
    }
}

void qn_page_put_lines(qn_page *page, const char *text, const char *heading)
{
    long indent = (long)strlen(heading);
    const char *line = text;
    for (const char *at = text; *at; at++) {
        if (*at == '\n') {
            qn_page_put(page, line == text ? heading : "");
            qn_page_pad(page, line == text ? 0 : indent);
            qn_page_add(page, line, (size_t)(at - line) + 1);
            line = at + 1;
        }
    }
}

void qn_page_column(qn_page *page, const char *string, size_t width)
{
    qn_page_put(page, string);
    qn_page_pad(page, (long)width - (long)qn_page_width(string));
}

size_t qn_page_width(const char *string)
{
    return qn_utf8_width(string, strlen(string));
}

const char *qn_page_string(qn_page *page)
{
    if (!reserve(page, 0)) {
        return "";
    }
    page->bytes[page->length] = '\0';
    return page->bytes;
}

void qn_page_shown(qn_page *page, const char *string)
{
    size_t length = strlen(string);
    for (size_t at = 0; at < length;) {
        qn_glyph glyph = qn_utf8_glyph(string + at, length - at);
        qn_page_add(page, glyph.bytes, glyph.length);
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

/* Puts a byte that may not stand in a JSON string as it is. */
static void put_json_escape(qn_page *page, unsigned char byte)
{
    char letter = short_escape(byte);
    if (letter) {
        qn_page_format(page, "\\%c", letter);
    } else {
        qn_page_format(page, "\\u%04x", byte < 0x80 ? byte : 0xFFFDU);
    }
}

void qn_page_json(qn_page *page, const char *bytes, size_t length)
{
    qn_page_add(page, "\"", 1);
    size_t from = 0;
    size_t at = 0;
    while (at < length) {
        size_t plain = plain_length(bytes + at, length - at);
        if (plain == 0) {
            qn_page_add(page, bytes + from, at - from);
            put_json_escape(page, (unsigned char)bytes[at]);
            from = at + 1;
        }
        at += plain ? plain : 1;
    }
    qn_page_add(page, bytes + from, length - from);
    qn_page_add(page, "\"", 1);
}

void qn_page_json_string(qn_page *page, const char *string)
{
    qn_page_json(page, string, strlen(string));
}
