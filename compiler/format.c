/*
 * format.c - a rule file in its one form: read, laid out, written, and read again for proof.
 */
#include "format.h"

#include <string.h>

#include "literate.h"
#include "parse.h"
#include "sheet.h"

/* Puts a line without its end. */
static void put_line(const qn_sheet *sheet, const qn_line *line, qn_ink *ink)
{
    uint32_t start = ink->width;
    for (uint32_t j = 0; j < line->piece_count; j++) {
        const qn_piece *piece = &sheet->piece[line->first_piece + j];
        qn_ink_spaces(ink, piece->column - (ink->width - start));
        qn_ink_piece(ink, sheet, piece);
    }
}

/* Where a line that is not blank begins in the source. */
static uint32_t line_offset(const qn_sheet *sheet, const qn_line *line)
{
    return sheet->token[sheet->piece[line->first_piece].first].span.begin;
}

/* Puts the lines from `at` on that lie in a block; a blank one only between two of them. Returns
 * the first line behind it. */
static uint32_t put_block(const qn_sheet *sheet, const qn_fenced *block, uint32_t at, qn_ink *ink)
{
    const char *line_end = block->has_returns ? "\r\n" : "\n";
    bool is_first = true, is_blank_due = false;
    for (; at < sheet->line_count; at++) {
        const qn_line *line = &sheet->line[at];
        if (line->piece_count == 0) {
            is_blank_due = true;
            continue;
        }
        if (line_offset(sheet, line) >= block->end) {
            break;
        }
        qn_ink_bytes(ink, line_end, is_blank_due && !is_first ? strlen(line_end) : 0);
        qn_ink_spaces(ink, block->margin);
        put_line(sheet, line, ink);
        qn_ink_bytes(ink, line_end, strlen(line_end));
        is_first = is_blank_due = false;
    }
    return at;
}

/* Puts the lines of a file that is Markdown into its blocks, and the text between them as it is. */
static void put_blocks(const qn_sheet *sheet, qn_ink *ink)
{
    const qn_source *source = sheet->source;
    uint32_t at = 0, line = 0;
    for (uint32_t i = 0; i < source->block_count; i++) {
        const qn_fenced *block = &source->block[i];
        qn_ink_bytes(ink, source->bytes + at, block->begin - at);
        line = put_block(sheet, block, line, ink);
        at = block->end;
    }
    qn_ink_bytes(ink, source->bytes + at, source->length - at);
}

/* Puts all lines. */
static void put_sheet(const qn_sheet *sheet, qn_ink *ink)
{
    if (qn_literate_is(sheet->source->name)) {
        put_blocks(sheet, ink);
        return;
    }
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        put_line(sheet, &sheet->line[i], ink);
        qn_ink_line_end(ink);
    }
}

/* The text of the sheet, from the arena; NULL when memory is out. Its length is counted first. */
static char *write_sheet(const qn_sheet *sheet, size_t *out_length)
{
    qn_ink ink = {0};
    put_sheet(sheet, &ink);
    *out_length = ink.length;
    char *text = qn_arena_take(sheet->arena, ink.length + 1);
    ink = (qn_ink){.bytes = text};
    if (text != NULL) {
        put_sheet(sheet, &ink);
    }
    return text;
}

/*
 * Whether the text is a rule file that says the same as the tree: the proof that formatting changed
 * nothing, made for each file anew.
 */
static bool says_the_same(qn_arena *arena, const qn_source *source, const qn_node *tree,
                          const char *text, size_t length)
{
    qn_source again;
    qn_diagnostics diagnostics;
    qn_diagnostics_init(&diagnostics, arena);
    return qn_source_init(&again, arena, source->id, source->name, text, length, &diagnostics) &&
           qn_node_equal(tree, qn_parse(arena, &again, &diagnostics));
}

/* The layout of a source that parses. */
static char *lay_out(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics,
                     size_t *out_length)
{
    qn_sheet sheet = {.arena = arena, .source = source};
    if (!qn_lex_all(arena, source, diagnostics, &sheet.token, &sheet.token_count) ||
        !qn_sheet_read(&sheet)) {
        return NULL;
    }
    qn_sheet_align(&sheet);
    return write_sheet(&sheet, out_length);
}

qn_format_status qn_format(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics,
                           const char **out, size_t *out_length)
{
    *out = NULL;
    *out_length = 0;
    const qn_node *tree = qn_parse(arena, source, diagnostics);
    size_t length = 0;
    char *text = tree == NULL ? NULL : lay_out(arena, source, diagnostics, &length);
    bool is_same = text != NULL && says_the_same(arena, source, tree, text, length);
    if (arena->exhausted) {
        return QN_FORMAT_NO_MEMORY;
    }
    if (text == NULL) {
        return QN_FORMAT_REFUSED;
    }
    *out = is_same ? text : NULL;
    *out_length = is_same ? length : 0;
    return is_same ? QN_FORMAT_OK : QN_FORMAT_UNFAITHFUL;
}
