/*
 * The reader of JSON. See json.h.
 */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

typedef struct reader {
    const char *bytes;
    size_t length;
    size_t at;
    qn_json json;
    uint32_t room;                    /* nodes allocated */
    char *string_end;                 /* where the next unescaped text goes */
    uint32_t open[QN_JSON_DEPTH_MAX]; /* the lists and objects that are not closed yet */
    size_t depth;
    const qn_json_node **sorted; /* members of the object that is being closed */
    size_t sorted_room;
    qn_json_status status;
    qn_json_error *error;
} reader;

/* Records the first error; always false. */
static bool fail(reader *r, size_t at, const char *message)
{
    r->status = QN_JSON_BAD;
    r->error->at = at;
    r->error->opened = SIZE_MAX;
    r->error->help = "";
    snprintf(r->error->message, sizeof r->error->message, "%s", message);
    return false;
}

/* Records that memory is out; always false. */
static bool fail_memory(reader *r)
{
    r->status = QN_JSON_NO_MEMORY;
    return false;
}

/* The next byte, or -1 at the end. */
static int peek(const reader *r)
{
    return r->at < r->length ? (unsigned char)r->bytes[r->at] : -1;
}

/* Says what was expected and what stands there instead. */
static bool fail_expected(reader *r, const char *expected)
{
    char found[32] = "the end of the text";
    if (r->at < r->length) {
        int32_t code = 0;
        qn_glyph glyph = qn_utf8_glyph(r->bytes + r->at, r->length - r->at);
        qn_utf8_decode(r->bytes + r->at, r->length - r->at, &code);
        if (glyph.bytes == r->bytes + r->at) {
            snprintf(found, sizeof found, "`%.*s`", (int)glyph.length, glyph.bytes);
        } else {
            snprintf(found, sizeof found, "the character U+%04X", (unsigned)code);
        }
    }
    char message[sizeof r->error->message];
    snprintf(message, sizeof message, "expected %s, not %s", expected, found);
    return fail(r, r->at, message);
}

/* Passes over the four characters that JSON takes for space. */
static void skip_space(reader *r)
{
    while (r->at < r->length && strchr(" \t\r\n", r->bytes[r->at]) && r->bytes[r->at]) {
        r->at++;
    }
}

/* Appends a value that begins here. NULL when memory is out or there are too many. */
static qn_json_node *add_node(reader *r, qn_json_kind kind)
{
    if (r->json.count == QN_JSON_VALUES_MAX) {
        fail(r, r->at, "more than 4000000 values in one text");
        return NULL;
    }
    if (r->json.count == r->room) {
        uint32_t room = r->room * 2 + 16;
        qn_json_node *nodes = realloc(r->json.node, room * sizeof *nodes);
        if (!nodes) {
            fail_memory(r);
            return NULL;
        }
        r->json.node = nodes;
        r->room = room;
    }
    qn_json_node *node = &r->json.node[r->json.count++];
    *node = (qn_json_node){
        .kind = kind, .at = (uint32_t)r->at, .width = 1, .end = r->json.count, .text = ""};
    return node;
}

/* The value of four hexadecimal digits, or -1. */
static int32_t hex4(const reader *r, size_t at)
{
    int32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        int byte = i < r->length ? (unsigned char)r->bytes[i] : 0;
        int digit = byte >= '0' && byte <= '9'   ? byte - '0'
                    : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                    : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* Reads \uXXXX at the backslash, and its second half where it is a surrogate. */
static bool read_unicode(reader *r)
{
    int32_t code = hex4(r, r->at + 2);
    size_t taken = 6;
    if (code < 0) {
        return fail(r, r->at, "four hexadecimal digits must follow `\\u`");
    }
    if (code >= 0xD800 && code < 0xE000) {
        bool pair = r->at + 7 < r->length && memcmp(r->bytes + r->at + 6, "\\u", 2) == 0;
        int32_t low = pair ? hex4(r, r->at + 8) : -1;
        if (code >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
            return fail(r, r->at, "half of a surrogate pair is no character");
        }
        code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00);
        taken = 12;
    }
    char out[4];
    size_t length = qn_utf8_encode((uint32_t)code, out);
    memcpy(r->string_end, out, length);
    r->string_end += length;
    r->at += taken;
    return true;
}

/* Reads an escape at its backslash. */
static bool read_escape(reader *r)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    int letter = r->at + 1 < r->length ? r->bytes[r->at + 1] : 0;
    if (letter == 'u') {
        return read_unicode(r);
    }
    const char *found = letter ? strchr(from, letter) : NULL;
    if (!found) {
        return fail(r, r->at, "no such escape in JSON; a backslash itself is written `\\\\`");
    }
    *r->string_end++ = to[found - from];
    r->at += 2;
    return true;
}

/* Reads a string at its quotation mark. Its unescaped bytes and a NUL need no more room than it
 * takes in the input, so the buffer for all of them never grows. */
static bool read_string(reader *r, const char **text, uint32_t *length)
{
    size_t opened = r->at++;
    char *begin = r->string_end;
    while (peek(r) != '"') {
        int byte = peek(r);
        if (byte < 0) {
            return fail(r, opened, "the text that begins here is not closed by `\"`");
        }
        if (byte < 0x20) {
            return fail(r, r->at,
                        byte == '\n' || byte == '\r'
                            ? "a text does not go over the end of the line; expected `\"`"
                            : "a control character in a text is written as an escape");
        }
        if (byte != '\\') {
            *r->string_end++ = r->bytes[r->at++];
        } else if (!read_escape(r)) {
            return false;
        }
    }
    r->at++;
    *text = begin;
    *length = (uint32_t)(r->string_end - begin);
    *r->string_end++ = '\0';
    return true;
}

/* Passes over digits; false if there is none. */
static bool skip_digits(reader *r)
{
    size_t first = r->at;
    while (peek(r) >= '0' && peek(r) <= '9') {
        r->at++;
    }
    return r->at > first;
}

/* Passes over a number: its whole part, its fraction, its exponent. */
static bool skip_number(reader *r)
{
    if (peek(r) == '-') {
        r->at++;
    }
    if (peek(r) == '0') {
        r->at++;
        if (peek(r) >= '0' && peek(r) <= '9') {
            return fail(r, r->at - 1, "a number does not begin with 0 and another figure");
        }
    } else if (!skip_digits(r)) {
        return fail_expected(r, "a figure");
    }
    if (peek(r) == '.') {
        r->at++;
        if (!skip_digits(r)) {
            return fail_expected(r, "a figure behind the point");
        }
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-') {
            r->at++;
        }
        if (!skip_digits(r)) {
            return fail_expected(r, "a figure of the exponent");
        }
    }
    return true;
}

/* Passes over the word if the input goes on with it. */
static bool take_word(reader *r, const char *word)
{
    size_t length = strlen(word);
    if (r->length - r->at < length || memcmp(r->bytes + r->at, word, length) != 0) {
        return false;
    }
    r->at += length;
    return true;
}

/* Reads true, false or null, or explains what stands there. */
static bool read_word(reader *r, qn_json_node *node)
{
    if (take_word(r, "true")) {
        node->kind = QN_JSON_TRUE;
    } else if (take_word(r, "false")) {
        node->kind = QN_JSON_FALSE;
    } else if (!take_word(r, "null")) {
        int byte = peek(r);
        return fail_expected(r, byte == '\'' ? "a text in double quotation marks, \"…\""
                                : byte == '+' || byte == '.'
                                    ? "a number that begins with a figure"
                                    : "a value (a number, a text in \"…\", "
                                      "true, false, null, a list or an object)");
    }
    return true;
}

/* Goes into the list or object of the last node, unless it lies too deep. */
static bool open_container(reader *r)
{
    if (r->depth == QN_JSON_DEPTH_MAX) {
        return fail(r, r->at, "nested too deeply: at most 64 lists and objects inside each other");
    }
    r->open[r->depth++] = r->json.count - 1;
    r->at++;
    return true;
}

/* Reads a value; of a list or an object only its opener. */
static bool read_value(reader *r)
{
    skip_space(r);
    size_t begin = r->at;
    qn_json_node *node = add_node(r, QN_JSON_NULL);
    if (!node) {
        return false;
    }
    int byte = peek(r);
    if (byte == '{' || byte == '[') {
        node->kind = byte == '{' ? QN_JSON_OBJECT : QN_JSON_LIST;
        return open_container(r);
    }
    bool good;
    if (byte == '"') {
        node->kind = QN_JSON_STRING;
        good = read_string(r, &node->text, &node->length);
    } else if (byte == '-' || (byte >= '0' && byte <= '9')) {
        node->kind = QN_JSON_NUMBER;
        good = skip_number(r);
        node->text = r->bytes + begin;
        node->length = (uint32_t)(r->at - begin);
    } else {
        good = read_word(r, node);
    }
    node->width = (uint32_t)(r->at - begin);
    return good;
}

/* By name; equal names in the order of the text. */
static int compare_names(const void *left, const void *right)
{
    const qn_json_node *a = *(const qn_json_node *const *)left;
    const qn_json_node *b = *(const qn_json_node *const *)right;
    if (a->name_length != b->name_length) {
        return a->name_length < b->name_length ? -1 : 1;
    }
    int order = memcmp(a->name, b->name, a->name_length);
    return order != 0 ? order : (a->name_at > b->name_at) - (a->name_at < b->name_at);
}

/* Makes room for the members of an object in the list that is sorted. */
static bool reserve_sorted(reader *r, size_t count)
{
    if (count > r->sorted_room) {
        const qn_json_node **sorted = realloc(r->sorted, count * 2 * sizeof *sorted);
        if (!sorted) {
            return fail_memory(r);
        }
        r->sorted = sorted;
        r->sorted_room = count * 2;
    }
    return true;
}

/* Refuses an object with two equal names, at the second one. Sorting bounds the work for whatever
 * names a hostile text may choose. */
static bool check_names(reader *r, const qn_json_node *object)
{
    if (!reserve_sorted(r, object->count)) {
        return false;
    }
    const qn_json_node *member = object + 1;
    for (size_t i = 0; i < object->count; i++) {
        r->sorted[i] = member;
        member = r->json.node + member->end;
    }
    qsort(r->sorted, object->count, sizeof *r->sorted, compare_names);
    const qn_json_node *twice = NULL;
    for (size_t i = 1; i < object->count; i++) {
        const qn_json_node *a = r->sorted[i - 1];
        const qn_json_node *b = r->sorted[i];
        bool same = a->name_length == b->name_length && !memcmp(a->name, b->name, a->name_length);
        if (same && (!twice || b->name_at < twice->name_at)) {
            twice = b;
        }
    }
    if (!twice) {
        return true;
    }
    char message[sizeof r->error->message];
    snprintf(message, sizeof message, "`%.*s` is given twice in one object",
             twice->name_length > 80 ? 80 : (int)twice->name_length, twice->name);
    fail(r, twice->name_at, message);
    r->error->help = "leave one of them out";
    return false;
}

/* Leaves the innermost list or object at its closing bracket. */
static bool close_container(reader *r)
{
    qn_json_node *node = &r->json.node[r->open[--r->depth]];
    node->end = r->json.count;
    r->at++;
    return node->kind == QN_JSON_LIST || node->count < 2 || check_names(r, node);
}

/* Reads `"name":` and the value behind it. */
static bool read_member(reader *r)
{
    const char *name;
    uint32_t length;
    skip_space(r);
    size_t name_at = r->at;
    if (peek(r) != '"') {
        fail_expected(r, "a name in double quotation marks");
        r->error->help = "write \"name\": value";
        return false;
    }
    if (!read_string(r, &name, &length)) {
        return false;
    }
    skip_space(r);
    if (peek(r) != ':') {
        return fail_expected(r, "`:` behind the name");
    }
    r->at++;
    uint32_t index = r->json.count;
    if (!read_value(r)) {
        return false;
    }
    qn_json_node *node = &r->json.node[index];
    node->name = name;
    node->name_length = length;
    node->name_at = (uint32_t)name_at;
    return true;
}

/* Reads what comes next in the innermost list or object that is open: its end, or one element. */
static bool read_next(reader *r)
{
    qn_json_node *top = &r->json.node[r->open[r->depth - 1]];
    bool object = top->kind == QN_JSON_OBJECT;
    skip_space(r);
    if (peek(r) == (object ? '}' : ']')) {
        return close_container(r);
    }
    if (top->count > 0) {
        if (peek(r) != ',') {
            fail_expected(r, object ? "`,` or `}`" : "`,` or `]`");
            r->error->opened = top->at;
            return false;
        }
        r->at++;
    }
    top->count++;
    return object ? read_member(r) : read_value(r);
}

/* Reads the one value that a text holds. The bytes are checked first, so that nobody behind this
 * need think of broken characters. */
static bool read_all(reader *r)
{
    size_t good = qn_utf8_check(r->bytes, r->length);
    if (good < r->length) {
        return fail(r, good, "these bytes are not UTF-8");
    }
    r->at = r->length >= 3 && memcmp(r->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (!read_value(r)) {
        return false;
    }
    while (r->depth > 0) {
        if (!read_next(r)) {
            return false;
        }
    }
    skip_space(r);
    return r->at == r->length || fail_expected(r, "nothing behind the value");
}

qn_json_status qn_json_read(const char *bytes, size_t length, qn_json *out, qn_json_error *error)
{
    reader r = {.bytes = bytes, .length = length, .error = error};
    *out = (qn_json){0};
    if (length > QN_JSON_SIZE_MAX) {
        fail(&r, 0, "more than 256 MiB");
        return r.status;
    }
    r.json.strings = malloc(length + 1);
    r.string_end = r.json.strings;
    bool good = r.json.strings ? read_all(&r) : fail_memory(&r);
    free(r.sorted);
    if (!good) {
        qn_json_clear(&r.json);
        return r.status;
    }
    *out = r.json;
    return QN_JSON_OK;
}

void qn_json_clear(qn_json *json)
{
    free(json->node);
    free(json->strings);
    *json = (qn_json){0};
}
