/*
 * ink.c - tokens in their one form, as bytes and as columns.
 *
 * Responsible for how a single token is written: one arrow, no spaces inside of words, none at the
 * end of a comment. It knows nothing of what stands beside it.
 */
#include <string.h>

#include <utf8proc.h>

#include "parser.h"
#include "sheet.h"

/* The columns that the text takes on a terminal. It is valid UTF-8. */
static uint32_t width_of(const char *bytes, size_t length)
{
    uint32_t width = 0;
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t character = 0;
        utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)bytes + at,
                                                  (utf8proc_ssize_t)(length - at), &character);
        width += character < 0x80 ? 1 : (uint32_t)utf8proc_charwidth(character);
        at += taken < 1 ? 1 : (size_t)taken;
    }
    return width;
}

static void put(qn_ink *ink, const char *bytes, size_t length)
{
    if (ink->bytes != NULL) {
        memcpy(ink->bytes + ink->length, bytes, length);
    }
    ink->length += length;
    ink->width += width_of(bytes, length);
}

void qn_ink_bytes(qn_ink *ink, const char *bytes, size_t length)
{
    put(ink, bytes, length);
}

void qn_ink_spaces(qn_ink *ink, uint32_t count)
{
    if (ink->bytes != NULL) {
        memset(ink->bytes + ink->length, ' ', count);
    }
    ink->length += count;
    ink->width += count;
}

void qn_ink_line_end(qn_ink *ink)
{
    put(ink, "\n", 1);
}

/* Words that are one token, with one space between them. */
static void put_words(qn_ink *ink, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t end = at;
        while (end < length && bytes[end] != ' ') {
            end++;
        }
        put(ink, bytes + at, end - at);
        while (end < length && bytes[end] == ' ') {
            end++;
        }
        qn_ink_spaces(ink, end < length ? 1 : 0);
        at = end;
    }
}

/* A citation without the spaces inside of its brackets. */
static void put_citation(qn_ink *ink, const char *bytes, size_t length)
{
    size_t begin = 1;
    size_t end = length - 1;
    while (begin < end && bytes[begin] == ' ') {
        begin++;
    }
    while (end > begin && bytes[end - 1] == ' ') {
        end--;
    }
    put(ink, "[", 1);
    put(ink, bytes + begin, end - begin);
    put(ink, "]", 1);
}

/* A comment without the spaces at its end. */
static void put_comment(qn_ink *ink, const char *bytes, size_t length)
{
    while (length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == '\t')) {
        length--;
    }
    put(ink, bytes, length);
}

void qn_ink_token(qn_ink *ink, const qn_source *source, const qn_token *token)
{
    const char *bytes = source->bytes + token->span.begin;
    size_t length = token->span.end - token->span.begin;
    if (token->symbol == TK_ARROW) {
        put(ink, "→", strlen("→"));
    } else if (token->class == QN_TOKEN_WORD) {
        put_words(ink, bytes, length);
    } else if (token->class == QN_TOKEN_CITATION) {
        put_citation(ink, bytes, length);
    } else if (token->class == QN_TOKEN_COMMENT) {
        put_comment(ink, bytes, length);
    } else {
        put(ink, bytes, length);
    }
}

void qn_ink_piece(qn_ink *ink, const qn_sheet *sheet, const qn_piece *piece)
{
    for (uint32_t i = 0; i < piece->count; i++) {
        uint32_t at = piece->first + i;
        qn_ink_spaces(ink, i == 0 ? 0 : sheet->gap[at]);
        qn_ink_token(ink, sheet->source, &sheet->token[at]);
    }
}
