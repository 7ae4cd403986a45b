/*
 * literate.c - finding the blocks of rules in a file of Markdown.
 *
 * Fences are read as CommonMark does: three or more ` or ~, indented by at most three spaces, and
 * closed by at least as many of the same sign. What lies in a block of another language, or in a
 * comment <!-- … -->, is text. Where a block of rules would be lost without a trace, because its
 * fence is not closed or stands too far to the right, the file is refused.
 */
#include "literate.h"

#include <string.h>

enum { FENCE_MIN = 3, MARGIN_MAX = 3 };

/* A line without its end. */
typedef struct line {
    uint32_t begin, end;
    uint32_t next; /* where the line after it begins */
    uint32_t indent;
    bool has_return;
} line;

/* A fence that has been opened. `sign` is 0 where none is. */
typedef struct fence {
    char sign;
    uint32_t length;
    line at;
    bool is_rules;
} fence;

typedef struct reader {
    qn_source *source;
    qn_arena *arena;
    qn_diagnostics *diagnostics;
    char *code;
    fence open;
    bool in_comment;
    bool is_sound;
    uint32_t room; /* of source->block */
} reader;

bool qn_literate_is(const char *name)
{
    static const char ending[] = ".qn.md";
    size_t length = strlen(name), tail = sizeof ending - 1;
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

static char byte_at(const reader *r, uint32_t at)
{
    return r->source->bytes[at];
}

/* Reports something about a line; labels may follow. */
static qn_diagnostic *refuse(reader *r, qn_code code, const line *at, const char *argument)
{
    qn_span span = {r->source->id, at->begin + at->indent, at->end};
    r->is_sound = false;
    return qn_diagnostic_add(r->diagnostics, code, span, argument ? 1 : 0, &argument);
}

/* ---- lines */

static line line_at(const reader *r, uint32_t begin)
{
    uint32_t limit = r->source->length;
    line l = {.begin = begin, .end = begin};
    while (l.end < limit && byte_at(r, l.end) != '\n')
        l.end++;
    l.next = l.end < limit ? l.end + 1 : limit;
    l.has_return = l.end > begin && l.end < limit && byte_at(r, l.end - 1) == '\r';
    l.end -= l.has_return;
    while (begin + l.indent < l.end &&
           (byte_at(r, begin + l.indent) == ' ' || byte_at(r, begin + l.indent) == '\t'))
        l.indent++;
    return l;
}

/* Whether the line is indented as far as code is, which a tab is enough for. */
static bool is_far(const reader *r, const line *l)
{
    return l->indent > MARGIN_MAX || memchr(r->source->bytes + l->begin, '\t', l->indent);
}

/* How many of a sign the line begins with, behind its indentation. */
static uint32_t run_of(const reader *r, const line *l, char sign)
{
    uint32_t at = l->begin + l->indent;
    while (at < l->end && byte_at(r, at) == sign)
        at++;
    return at - l->begin - l->indent;
}

/* Whether nothing but spaces follows. */
static bool is_blank_from(const reader *r, const line *l, uint32_t at)
{
    while (at < l->end && (byte_at(r, at) == ' ' || byte_at(r, at) == '\t'))
        at++;
    return at == l->end;
}

/* Whether the first word behind the fence is the one that is wanted, and how that is written:
 * "qanun", or "Qanun" in other letters. */
static bool names_rules(const reader *r, const line *l, uint32_t at, bool *out_exact)
{
    static const char word[] = "qanun";
    uint32_t length = 0;
    while (at < l->end && (byte_at(r, at) == ' ' || byte_at(r, at) == '\t'))
        at++;
    while (at + length < l->end && byte_at(r, at + length) != ' ' &&
           byte_at(r, at + length) != '\t')
        length++;
    *out_exact = length == sizeof word - 1 && memcmp(r->source->bytes + at, word, length) == 0;
    bool is_alike = length == sizeof word - 1;
    for (uint32_t i = 0; i < length && is_alike; i++)
        is_alike = (byte_at(r, at + i) | 0x20) == word[i];
    return is_alike;
}

/* The fence that a line opens; its sign is 0 where it opens none. */
static fence fence_at(const reader *r, const line *l, bool *out_exact)
{
    fence f = {.at = *l};
    char sign = l->indent < l->end - l->begin ? byte_at(r, l->begin + l->indent) : ' ';
    *out_exact = true;
    if (sign != '`' && sign != '~')
        return f;
    f.length = run_of(r, l, sign);
    uint32_t info = l->begin + l->indent + f.length;
    bool is_inline = sign == '`' && memchr(r->source->bytes + info, '`', l->end - info);
    if (f.length < FENCE_MIN || is_inline)
        return f;
    f.sign = sign;
    f.is_rules = names_rules(r, l, info, out_exact);
    return f;
}

/* ---- blocks */

/* Appends a block that begins behind the open fence and ends where `at` begins, and copies its
 * lines, without their margin, to where they stand in the code. */
static void add_block(reader *r, uint32_t end)
{
    qn_source *source = r->source;
    if (source->block_count == r->room) {
        uint32_t room = r->room * 2 + 8;
        source->block = qn_arena_grow(r->arena, source->block, r->room * sizeof *source->block,
                                      room * sizeof *source->block);
        r->room = source->block ? room : 0;
    }
    if (!source->block)
        return;
    qn_fenced *block = &source->block[source->block_count++];
    *block = (qn_fenced){.begin = r->open.at.next,
                         .end = end,
                         .margin = r->open.at.indent,
                         .has_returns = r->open.at.has_return};
    memcpy(r->code + block->begin, source->bytes + block->begin, end - block->begin);
}

/* Whether the line closes the open fence. */
static bool closes(const reader *r, const line *l)
{
    uint32_t length = run_of(r, l, r->open.sign);
    return !is_far(r, l) && length >= r->open.length &&
           is_blank_from(r, l, l->begin + l->indent + length);
}

/* A line behind an open fence. One that would open a block of rules says that this one was never
 * closed: where a fence is to be shown, the block round it has a longer one. */
static void read_inside(reader *r, const line *l)
{
    bool exact;
    if (closes(r, l)) {
        if (r->open.is_rules)
            add_block(r, l->begin);
        r->open.sign = 0;
        return;
    }
    fence inner = fence_at(r, l, &exact);
    if (inner.is_rules && inner.sign == r->open.sign && inner.length >= r->open.length) {
        qn_diagnostic *said = refuse(r, QN_Q0960, &r->open.at, NULL);
        qn_diagnostic_label(said, (qn_span){r->source->id, l->begin + l->indent, l->end},
                            QN_LABEL_NEXT_BLOCK);
        r->open = inner;
    }
}

/* A line of text. */
static void read_text(reader *r, const line *l)
{
    bool exact;
    fence f = fence_at(r, l, &exact);
    if (f.sign && is_far(r, l)) {
        if (f.is_rules)
            refuse(r, QN_Q0961, l, NULL);
        return;
    }
    if (f.is_rules && !exact)
        refuse(r, QN_Q0209, l, "qanun");
    r->open = f;
    r->in_comment = !f.sign && !is_far(r, l) && l->end - l->begin - l->indent >= 4 &&
                    memcmp(r->source->bytes + l->begin + l->indent, "<!--", 4) == 0;
}

/* Whether a comment ends in the line. */
static bool ends_comment(const reader *r, const line *l)
{
    for (uint32_t at = l->begin; at + 3 <= l->end; at++)
        if (memcmp(r->source->bytes + at, "-->", 3) == 0)
            return true;
    return false;
}

static void read_line(reader *r, const line *l)
{
    if (r->open.sign)
        read_inside(r, l);
    else if (!r->in_comment)
        read_text(r, l);
    if (r->in_comment)
        r->in_comment = !ends_comment(r, l);
}

/* All spaces, but for line ends. */
static void blank_out(char *code, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (code[i] != '\n' && !(code[i] == '\r' && i + 1 < length && code[i + 1] == '\n'))
            code[i] = ' ';
}

bool qn_literate_read(qn_source *source, qn_arena *arena, qn_diagnostics *diagnostics)
{
    reader r = {.source = source, .arena = arena, .diagnostics = diagnostics, .is_sound = true};
    source->code = r.code = qn_arena_copy(arena, source->bytes, source->length);
    if (!r.code)
        return false;
    blank_out(r.code, source->length);
    for (uint32_t at = source->first; at < source->length && !arena->exhausted;) {
        line l = line_at(&r, at);
        read_line(&r, &l);
        at = l.next;
    }
    if (r.open.sign && r.open.is_rules)
        refuse(&r, QN_Q0960, &r.open.at, NULL);
    else if (r.is_sound && source->block_count == 0)
        qn_diagnostic_add(diagnostics, QN_Q0962,
                          (qn_span){source->id, source->first, source->first}, 0, NULL);
    return r.is_sound && !arena->exhausted;
}

const qn_fenced *qn_source_block(const qn_source *source, uint32_t offset)
{
    uint32_t low = 0, high = source->block_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (source->block[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_inside = low < source->block_count && source->block[low].begin <= offset;
    return is_inside ? &source->block[low] : NULL;
}
