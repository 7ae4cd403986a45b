/*
 * Texts of programs and their layouts: see layouts.h.
 */
#include "layouts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

layout layout_text(const char *bytes, size_t length)
{
    layout made = {malloc(length + 1), length};
    if (made.bytes == NULL) {
        abort();
    }
    memcpy(made.bytes, bytes, length);
    made.bytes[length] = '\0';
    return made;
}

void layout_append(layout *whole, const char *bytes, size_t length)
{
    whole->bytes = realloc(whole->bytes, whole->length + length + 1);
    if (whole->bytes == NULL) {
        abort();
    }
    memcpy(whole->bytes + whole->length, bytes, length);
    whole->length += length;
    whole->bytes[whole->length] = '\0';
}

qn_format_status layout_format(const char *bytes, size_t length, layout *out)
{
    qn_arena arena;
    qn_source source;
    qn_diagnostics diagnostics;
    const char *formatted = NULL;
    size_t formatted_length = 0;
    qn_format_status status = QN_FORMAT_REFUSED;
    qn_arena_init(&arena, NULL, NULL);
    qn_diagnostics_init(&diagnostics, &arena);
    if (qn_source_init(&source, &arena, 0, "t.qn", bytes, length, &diagnostics)) {
        status = qn_format(&arena, &source, &diagnostics, &formatted, &formatted_length);
    }
    CHECK((formatted != NULL) == (status == QN_FORMAT_OK));
    CHECK((diagnostics.error_count > 0) == (status == QN_FORMAT_REFUSED));
    *out = layout_text(formatted == NULL ? "" : formatted, formatted_length);
    qn_arena_clear(&arena);
    return status;
}

/* What encloses a byte of a line, as far as spaces go. */
typedef struct enclosure {
    bool in_text;
    bool in_comment;
    int brackets; /* which may be those of a citation */
} enclosure;

static void enter(enclosure *inside, const char *line, size_t at)
{
    if (inside->in_comment) {
        return;
    }
    if (line[at] == '"' && !(at > 0 && line[at - 1] == '\\')) {
        inside->in_text = !inside->in_text;
    } else if (!inside->in_text) {
        inside->in_comment = line[at] == '#';
        inside->brackets += (line[at] == '[') - (line[at] == ']');
    }
}

/* Appends a line behind its indentation with its spaces widened. */
static void append_wide(layout *out, const char *line, size_t length, uint64_t *state)
{
    enclosure inside = {false, false, 0};
    for (size_t i = 0; i < length; i++) {
        enter(&inside, line, i);
        bool is_free = !inside.in_text && !inside.in_comment && inside.brackets == 0;
        if (is_free && length - i >= 3 && memcmp(line + i, "→", 3) == 0) {
            layout_append(out, "->", 2);
            i += 2;
        } else {
            layout_append(out, line + i, 1);
        }
        if (is_free && line[i] == ' ') {
            layout_append(out, "   ", check_random(state) % 4);
        }
    }
}

static void append_line(layout *out, const char *line, size_t length, unsigned ways,
                        uint64_t *state)
{
    size_t indent = strspn(line, " ");
    indent = indent < length ? indent : length;
    layout_append(out, line, indent);
    layout_append(out, line, ways & WAY_INDENT ? indent : 0);
    if (ways & WAY_WIDE) {
        append_wide(out, line + indent, length - indent, state);
    } else {
        layout_append(out, line + indent, length - indent);
    }
    layout_append(out, "  ", ways & WAY_TRAIL ? 2 : 0);
    layout_append(out, ways & WAY_CRLF ? "\r\n" : "\n", ways & WAY_CRLF ? 2 : 1);
}

layout layout_other(layout whole, unsigned ways, uint64_t *state)
{
    layout out = layout_text("\xEF\xBB\xBF", ways & WAY_BOM ? 3 : 0);
    for (size_t at = 0; at < whole.length;) {
        size_t length = strcspn(whole.bytes + at, "\n");
        append_line(&out, whole.bytes + at, length, ways, state);
        if (length == 0 && (ways & WAY_BLANK)) {
            layout_append(&out, "  \n\n", 4);
        }
        at += length + 1;
    }
    while ((ways & WAY_NO_END) && out.length > 0 && strchr(" \r\n", out.bytes[out.length - 1])) {
        out.bytes[--out.length] = '\0';
    }
    return out;
}
