/*
 * Records of CSV. See csv.h.
 */
#include "csv.h"

#include <stdlib.h>
#include <string.h>

static const char stray_quote[] = "a quotation mark stands in a field that does not begin with one";
static const char open_quote[] = "a quotation mark is not closed";
static const char behind_quote[] = "there is text behind the closing quotation mark";

/* A quotation mark opens a field only where it begins one, so that a stray one does not swallow the
 * lines behind it; in a field that it has opened, two of them are one. */
size_t qn_csv_end(const char *bytes, size_t length, size_t at, char separator, bool *is_whole)
{
    enum { BEGIN, PLAIN, QUOTED, CLOSED } state = BEGIN;
    const char *line = memchr(bytes + at, '\n', length - at);
    size_t end = line != NULL ? (size_t)(line - bytes) + 1 : length;
    if (memchr(bytes + at, '"', end - at) == NULL) {
        *is_whole = line != NULL;
        return end;
    }
    for (; at < length; at++) {
        char sign = bytes[at];
        if (state == QUOTED) {
            state = sign == '"' ? CLOSED : QUOTED;
        } else if (sign == '\n') {
            *is_whole = true;
            return at + 1;
        } else if (sign == '"' && state != PLAIN) {
            state = QUOTED;
        } else {
            state = sign == separator ? BEGIN : PLAIN;
        }
    }
    *is_whole = false;
    return length;
}

static bool begins(const char *bytes, size_t length, const char *with)
{
    return length >= strlen(with) && memcmp(bytes, with, strlen(with)) == 0;
}

const char *qn_csv_misfit(const char *bytes, size_t length)
{
    if (begins(bytes, length, "\xFF\xFE") || begins(bytes, length, "\xFE\xFF") ||
        (length >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0'))) {
        return "it is text in UTF-16; save it as UTF-8, which spreadsheets call CSV UTF-8";
    }
    if (begins(bytes, length, "PK\x03\x04")) {
        return "it is a spreadsheet or an archive; save it as CSV";
    }
    size_t end = length > 0 && bytes[length - 1] == '\n' ? length - 1 : length;
    end -= end > 0 && bytes[end - 1] == '\r';
    const char *sign = memchr(bytes, '\r', end);
    if (sign != NULL && memchr(bytes, '"', length) == NULL) {
        return "its lines end in carriage returns alone, as of old computers; save it with line "
               "feeds";
    }
    if (begins(bytes, end, "sep=") && end == strlen("sep=") + 1) {
        return "its first line is a hint for spreadsheets and no head; take the line out, and say "
               "--separator if need be";
    }
    return NULL;
}

void qn_csv_trim(qn_csv_field *field)
{
    while (field->length > 0 && (field->text[0] == ' ' || field->text[0] == '\t')) {
        field->text++;
        field->length--;
    }
    while (field->length > 0 &&
           (field->text[field->length - 1] == ' ' || field->text[field->length - 1] == '\t')) {
        field->length--;
    }
}

static qn_csv_field *add_field(qn_csv_record *out)
{
    if (out->count == out->room) {
        size_t room = out->room * 2 + 16;
        qn_csv_field *grown = realloc(out->field, room * sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        out->field = grown;
        out->room = room;
    }
    return &out->field[out->count++];
}

/* Reads a field in quotation marks, which begins at `at`; returns where it ends. */
static size_t read_quoted(char *bytes, size_t length, size_t at, char separator, qn_csv_record *out,
                          qn_csv_field *field)
{
    size_t put = at;
    field->text = bytes + at;
    for (at++; at < length; at++) {
        if (bytes[at] == '"' && at + 1 < length && bytes[at + 1] == '"') {
            at++;
        } else if (bytes[at] == '"') {
            break;
        }
        bytes[put++] = bytes[at];
    }
    out->wrong = at == length && out->wrong == NULL ? open_quote : out->wrong;
    field->length = (size_t)(bytes + put - field->text);
    at += at < length;
    if (at < length && bytes[at] != separator) {
        out->wrong = out->wrong == NULL ? behind_quote : out->wrong;
        while (at < length && bytes[at] != separator) {
            at++;
        }
    }
    return at;
}

static size_t read_plain(char *bytes, size_t length, size_t at, char separator, qn_csv_record *out,
                         qn_csv_field *field)
{
    const char *end = memchr(bytes + at, separator, length - at);
    field->text = bytes + at;
    field->length = end != NULL ? (size_t)(end - field->text) : length - at;
    if (memchr(field->text, '"', field->length) != NULL && out->wrong == NULL) {
        out->wrong = stray_quote;
    }
    return at + field->length;
}

/* Whether there is nothing but separators. */
static bool is_bare(const char *bytes, size_t length, char separator)
{
    size_t at = 0;
    while (at < length && bytes[at] == separator) {
        at++;
    }
    return at == length;
}

bool qn_csv_read(char *bytes, size_t length, char separator, qn_csv_record *out)
{
    out->count = 0;
    out->wrong = NULL;
    length -= length > 0 && bytes[length - 1] == '\n';
    length -= length > 0 && bytes[length - 1] == '\r';
    if (is_bare(bytes, length, separator)) {
        return true;
    }
    size_t at = 0;
    while (true) {
        qn_csv_field *field = add_field(out);
        if (field == NULL) {
            return false;
        }
        at = at < length && bytes[at] == '"' ? read_quoted(bytes, length, at, separator, out, field)
                                             : read_plain(bytes, length, at, separator, out, field);
        if (at >= length) {
            return true;
        }
        at++; /* the separator; behind the last one there is one more field */
    }
}

void qn_csv_clear(qn_csv_record *record)
{
    free(record->field);
    *record = (qn_csv_record){0};
}

char qn_csv_separator(const char *line, size_t length)
{
    static const char signs[] = ",;\t";
    size_t count[sizeof signs - 1] = {0};
    bool is_quoted = false;
    size_t best = 0;
    for (size_t i = 0; i < length && (is_quoted || line[i] != '\n'); i++) {
        const char *found = line[i] != '\0' ? strchr(signs, line[i]) : NULL;
        is_quoted ^= line[i] == '"';
        if (found != NULL && !is_quoted) {
            count[found - signs]++;
        }
    }
    for (size_t i = 1; i < sizeof count / sizeof *count; i++) {
        best = count[i] > count[best] ? i : best;
    }
    return signs[best];
}
