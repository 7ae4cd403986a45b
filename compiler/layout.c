/*
 * layout.c - lines and blocks from the tokens of the lexer.
 */
#include "layout.h"

#include <string.h>

#include "literate.h"
#include "parser.h"

/* Layout tokens before the first line stand at the beginning of the text. */
void qn_layout_init(qn_layout *layout, qn_builder *builder)
{
    *layout = (qn_layout){.is_line_start = true};
    qn_lexer_init(&layout->lexer, builder);
    uint32_t first = builder->source->first;
    layout->last = (qn_span){builder->source->id, first, first};
    layout->before = layout->last;
}

static uint32_t offset_of(const qn_layout *layout, const unsigned char *byte)
{
    return (uint32_t)(byte - layout->lexer.text);
}

static qn_span span_at(const qn_layout *layout, uint32_t begin, uint32_t end)
{
    return (qn_span){layout->lexer.builder->source->id, begin, end};
}

static qn_span token_span(const qn_layout *layout)
{
    return span_at(layout, offset_of(layout, layout->lexer.start),
                   offset_of(layout, layout->lexer.cursor));
}

/* The empty place behind the last token, where layout tokens stand. */
static qn_span layout_span(const qn_layout *layout)
{
    return span_at(layout, layout->last.end, layout->last.end);
}

/* Adds a message, unless the rest of a line is being dropped. */
static qn_diagnostic *complain(qn_layout *layout, qn_code code, qn_span span, uint32_t count,
                               const char *const *arguments)
{
    if (layout->lexer.is_quiet) {
        return NULL;
    }
    return qn_diagnostic_add(layout->lexer.builder->diagnostics, code, span, count, arguments);
}

uint32_t qn_layout_depth(const qn_layout *layout)
{
    return layout->level + layout->pending;
}

int qn_layout_closer(int symbol)
{
    switch (symbol) {
    case TK_LEFT_ROUND:
        return TK_RIGHT_ROUND;
    case TK_LEFT_SQUARE:
        return TK_RIGHT_SQUARE;
    case TK_LEFT_CURLY:
        return TK_RIGHT_CURLY;
    default:
        return 0;
    }
}

/* One message, and the end of the file. */
static int stop(qn_layout *layout, qn_span span)
{
    layout->lexer.is_quiet = false;
    complain(layout, QN_Q0902, span, 0, NULL);
    layout->is_stopped = true;
    return QN_LAYOUT_MISTAKE;
}

/* ---- indentation */

static bool is_at_line_end(const qn_lexer *lexer)
{
    return lexer->cursor == lexer->limit || *lexer->cursor == '\n' || *lexer->cursor == '\r';
}

/* Moves to the end of the physical line. A line end of two bytes is one as a whole: nothing else
 * has a carriage return (source.h). */
static void skip_to_line_end(qn_lexer *lexer)
{
    const unsigned char *begin = lexer->cursor;
    const unsigned char *end = memchr(begin, '\n', (size_t)(lexer->limit - begin));
    end = end == NULL ? lexer->limit : end;
    lexer->cursor = end > begin && end[-1] == '\r' ? end - 1 : end;
}

/* Moves from the end of a physical line to the beginning of the next. */
static void skip_line_end(qn_lexer *lexer)
{
    if (lexer->cursor < lexer->limit && *lexer->cursor == '\r') {
        lexer->cursor++;
    }
    if (lexer->cursor < lexer->limit && *lexer->cursor == '\n') {
        lexer->cursor++;
    }
}

/* Moves behind the spaces that the fence round this line has before it, too. */
static void skip_margin(qn_lexer *lexer)
{
    const qn_source *source = lexer->builder->source;
    if (source->block == NULL) {
        return;
    }
    const qn_fenced *block = qn_source_block(source, (uint32_t)(lexer->cursor - lexer->text));
    for (uint32_t i = 0; block != NULL && i < block->margin && *lexer->cursor == ' '; i++) {
        lexer->cursor++;
    }
}

/* Spaces at the cursor, which moves behind them. A tab counts as four. */
static uint32_t measure_indent(qn_lexer *lexer, const unsigned char **out_tab)
{
    uint32_t width = 0;
    skip_margin(lexer);
    for (;; lexer->cursor++) {
        if (*lexer->cursor == ' ') {
            width++;
        } else if (*lexer->cursor == '\t') {
            *out_tab = *out_tab == NULL ? lexer->cursor : *out_tab;
            width += 4;
        } else {
            return width;
        }
    }
}

/* Says once per file that a tab does not indent. Lines that have one are not trusted further. */
static void report_tab(qn_layout *layout, const unsigned char *tab)
{
    uint32_t at = offset_of(layout, tab);
    if (!layout->has_seen_tab) {
        complain(layout, QN_Q0107, span_at(layout, at, at + 1), 0, NULL);
    }
    layout->has_seen_tab = true;
    layout->is_doubtful = true;
}

/* "column 1, 5 or 9": the columns at which a line may stand. */
static const char *columns_words(qn_layout *layout)
{
    qn_arena *arena = layout->lexer.builder->arena;
    const char *words = qn_arena_format(arena, "column %u", layout->column[0] + 1);
    for (uint32_t i = 1; i <= layout->level && words != NULL; i++) {
        const char *between = i == layout->level ? " or" : ",";
        words = qn_arena_format(arena, "%s%s %u", words, between, layout->column[i] + 1);
    }
    return words == NULL ? "" : words;
}

/* A line that goes back to a column where no block began. Said once for each such column. */
static void report_bad_dedent(qn_layout *layout, uint32_t width)
{
    const char *column = qn_arena_format(layout->lexer.builder->arena, "%u", width + 1);
    const char *arguments[] = {column == NULL ? "" : column, columns_words(layout)};
    uint32_t at = offset_of(layout, layout->lexer.cursor);
    if (!layout->has_seen_tab) {
        complain(layout, QN_Q0108, span_at(layout, at, at), 2, arguments);
    }
    layout->odd_column = width;
}

/* A line that is indented further than the innermost block: it opens one. */
static int open_block(qn_layout *layout, uint32_t width)
{
    if (layout->level == QN_INDENT_MAX) {
        return stop(layout, span_at(layout, layout->line_begin, layout->line_begin));
    }
    layout->column[++layout->level] = width;
    return TK_INDENT;
}

/*
 * Compares the indentation of a new line with that of the open blocks: INDENT, or 0 with DEDENTs
 * pending. A line at an odd column counts as one of the block that is nearest, and of the inner
 * one where two are as near.
 */
static int compare_indent(qn_layout *layout, uint32_t width)
{
    uint32_t level = layout->level;
    layout->odd_column = width == 0 ? 0 : layout->odd_column;
    layout->is_doubtful = layout->is_doubtful || (width > 0 && width == layout->odd_column);
    if (width > layout->column[level] && width != layout->odd_column) {
        return open_block(layout, width);
    }
    while (layout->column[level] > width) {
        level--;
    }
    if (layout->column[level] < width && level < layout->level) {
        if (width != layout->odd_column) {
            report_bad_dedent(layout, width);
        }
        layout->is_doubtful = true;
        level += width - layout->column[level] >= layout->column[level + 1] - width;
    }
    layout->pending = layout->level - level;
    layout->level = level;
    return 0;
}

/* ---- examples and labels that are not read */

/* Any byte of a name, figures and letters of other scripts among them. */
static bool is_word_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte >= 0x80;
}

/* The byte behind the spaces that begin here. A NUL stands behind the last byte of the text. */
static const unsigned char *behind_spaces(const unsigned char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

/* Whether the line at the cursor, which is not indented, begins what can be passed over. */
static bool begins_passage(const qn_layout *layout)
{
    static const char *const word[] = {"example ", "labels "};
    const char *at = (const char *)layout->lexer.cursor;
    return layout->passes_over && (strncmp(at, word[0], strlen(word[0])) == 0 ||
                                   strncmp(at, word[1], strlen(word[1])) == 0);
}

/* Whether the word that ends with `last` is one behind which a line goes on in the next. */
static bool is_joining_word(const unsigned char *begin, const unsigned char *last)
{
    static const char *const word[] = {"and",  "or", "not", "of",  "then",
                                       "else", "is", "in",  "has", "where"};
    const unsigned char *first = last;
    while (first > begin && is_word_byte(first[-1])) {
        first--;
    }
    size_t length = (size_t)(last + 1 - first);
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++) {
        if (strlen(word[i]) == length && memcmp(first, word[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* The last byte of a line that is no space, nor part of its end; NULL where there is none. */
static const unsigned char *last_byte(const unsigned char *at, const unsigned char *end)
{
    while (end > at && (end[-1] == ' ' || end[-1] == '\r')) {
        end--;
    }
    return end > at ? end - 1 : NULL;
}

/* The last byte of a line before its comment, or NULL where that cannot be told without reading. */
static const unsigned char *last_of_line(const unsigned char *at, const unsigned char *end)
{
    const unsigned char *begin = at;
    bool is_quoted = false;
    size_t length = (size_t)(end - at);
    if (memchr(at, '"', length) == NULL) {
        const unsigned char *comment = memchr(at, '#', length);
        return last_byte(at, comment == NULL ? end : comment);
    }
    for (; at < end && (is_quoted || *at != '#'); at++) {
        is_quoted ^= *at == '"';
        at += is_quoted && *at == '\\' && at + 1 < end;
    }
    return is_quoted ? NULL : last_byte(begin, at);
}

/* Whether a line surely does not go on in the next, as far as that hangs on its last token. Signs
 * of three bytes may be operators. */
static bool surely_ends(const unsigned char *begin, const unsigned char *end)
{
    const unsigned char *last = last_of_line(begin, end);
    if (last == NULL || (last - begin >= 2 && last[-2] == 0xe2)) {
        return false;
    }
    return is_word_byte(*last) ? !is_joining_word(begin, last) : strchr("\")]}%", *last) != NULL;
}

/*
 * Moves from the first line of an example or of labels to the next line that begins something. A
 * line inside a bracket need not be indented: then what closes the bracket is a mistake later.
 * Where it is not sure that a line begins something, there is a mistake at once.
 */
static void pass_over(qn_layout *layout)
{
    qn_lexer *lexer = &layout->lexer;
    const unsigned char *begin = lexer->cursor; /* of the last line that says something */
    const unsigned char *end = begin;           /* of that line */
    const unsigned char *line = begin;
    while (line < lexer->limit && (line == begin || !is_word_byte(*line))) {
        const unsigned char *first = behind_spaces(line);
        const unsigned char *line_end = memchr(first, '\n', (size_t)(lexer->limit - first));
        line_end = line_end == NULL ? lexer->limit : line_end;
        if (*first != '#' && *first != '\r' && *first != '\n' && *first != '\0') {
            begin = line;
            end = line_end;
        }
        line = line_end < lexer->limit ? line_end + 1 : line_end;
    }
    lexer->cursor = line;
    if (!surely_ends(begin, end)) {
        lexer->builder->has_mistake = true;
    }
}

/* ---- lines */

/* A comment on a line of its own, or a blank line: passed, or given out where all is shown. */
static int pass_empty_line(qn_layout *layout, qn_span *span)
{
    qn_lexer *lexer = &layout->lexer;
    bool is_comment = *lexer->cursor == '#';
    lexer->start = lexer->cursor;
    skip_to_line_end(lexer);
    *span = token_span(layout);
    skip_line_end(lexer);
    return is_comment ? QN_LAYOUT_COMMENT : QN_LAYOUT_BLANK;
}

/*
 * Goes to the first token of the next line of the program. Returns INDENT where it opens a block,
 * COMMENT or BLANK for an empty line that is to be shown, else 0; DEDENTs are then pending.
 */
static int start_line(qn_layout *layout, qn_span *span)
{
    qn_lexer *lexer = &layout->lexer;
    const unsigned char *tab = NULL;
    uint32_t width = measure_indent(lexer, &tab);
    while (lexer->cursor < lexer->limit && (*lexer->cursor == '#' || is_at_line_end(lexer) ||
                                            (width == 0 && begins_passage(layout)))) {
        if (begins_passage(layout)) {
            pass_over(layout);
        } else {
            int passed = pass_empty_line(layout, span);
            if (layout->shows_all) {
                return passed;
            }
        }
        tab = NULL;
        width = measure_indent(lexer, &tab);
    }
    layout->is_line_start = false;
    layout->is_doubtful = false;
    layout->above_begin = layout->line_begin;
    layout->line_begin = offset_of(layout, lexer->cursor);
    if (lexer->cursor == lexer->limit) {
        width = 0;
    } else if (tab != NULL) {
        report_tab(layout, tab);
    }
    *span = layout_span(layout);
    return compare_indent(layout, width);
}

/* ---- brackets */

/* Remembers a bracket, so that a closer can be compared and an open one be named. */
static int open_bracket(qn_layout *layout, int symbol)
{
    if (layout->bracket_count == QN_BRACKET_MAX) {
        return stop(layout, token_span(layout));
    }
    layout->bracket[layout->bracket_count++] = (qn_bracket){symbol, token_span(layout)};
    return symbol;
}

/* A closing bracket must close the last that was opened. */
static int close_bracket(qn_layout *layout, int symbol)
{
    qn_span span = token_span(layout);
    if (layout->bracket_count == 0) {
        const char *arguments[] = {qn_symbol_words(symbol)};
        complain(layout, QN_Q0206, span, 1, arguments);
        return QN_LAYOUT_MISTAKE;
    }
    const qn_bracket *open = &layout->bracket[layout->bracket_count - 1];
    int closer = qn_layout_closer(open->symbol);
    layout->bracket_count--;
    if (closer == symbol) {
        return symbol;
    }
    const char *arguments[] = {qn_symbol_words(symbol), qn_symbol_words(open->symbol),
                               qn_symbol_words(closer)};
    qn_diagnostic *diagnostic = complain(layout, QN_Q0207, span, 3, arguments);
    qn_diagnostic_label(diagnostic, open->span, QN_LABEL_OPENED_HERE);
    return QN_LAYOUT_MISTAKE;
}

/* Says that the innermost open bracket is never closed, and forgets all that are open. */
static int report_open_bracket(qn_layout *layout)
{
    const qn_bracket *open = &layout->bracket[layout->bracket_count - 1];
    const char *arguments[] = {qn_symbol_words(open->symbol),
                               qn_symbol_words(qn_layout_closer(open->symbol))};
    complain(layout, QN_Q0205, open->span, 2, arguments);
    layout->bracket_count = 0;
    return QN_LAYOUT_MISTAKE;
}

/* ---- line ends */

/* The indentation of the line at the cursor, which stays; UINT32_MAX for an empty line. */
static uint32_t peek_indent(const qn_layout *layout)
{
    qn_lexer ahead = layout->lexer;
    const unsigned char *tab = NULL;
    uint32_t width = measure_indent(&ahead, &tab);
    return *ahead.cursor == '#' || is_at_line_end(&ahead) ? UINT32_MAX : width;
}

/* Whether the line at the cursor says something, and surely not `where`: nearly always. */
static bool surely_begins_otherwise(const qn_lexer *lexer)
{
    const unsigned char *at = behind_spaces(lexer->cursor);
    return *at > '#' && *at != 'w';
}

/* Whether the next line that says something begins with `where`, which can begin nothing else. */
static bool where_follows(const qn_layout *layout)
{
    static const char word[] = "where";
    enum { LENGTH = sizeof word - 1 };
    const unsigned char *tab = NULL;
    if (surely_begins_otherwise(&layout->lexer)) {
        return false;
    }
    qn_lexer ahead = layout->lexer;
    measure_indent(&ahead, &tab);
    while (ahead.cursor < ahead.limit && (*ahead.cursor == '#' || is_at_line_end(&ahead))) {
        skip_to_line_end(&ahead);
        skip_line_end(&ahead);
        measure_indent(&ahead, &tab);
    }
    return ahead.limit - ahead.cursor > LENGTH && memcmp(ahead.cursor, word, LENGTH) == 0 &&
           strchr(" \t\r\n(#", ahead.cursor[LENGTH]) != NULL;
}

/* Whether the line end just read lies inside a line of the program. */
static bool is_wrapped(const qn_layout *layout)
{
    bool may_go_on = layout->bracket_count > 0 || qn_lexer_goes_on(layout->lexer.previous) ||
                     (layout->has_generator && layout->lexer.previous == TK_COLON) ||
                     where_follows(layout);
    if (may_go_on && layout->lexer.is_quiet) {
        return peek_indent(layout) > layout->column[layout->level];
    }
    return may_go_on;
}

/* Behind a line end: NEWLINE, or 0 inside a line of the program. */
static int end_line(qn_layout *layout)
{
    if (is_wrapped(layout)) {
        bool is_first = layout->bracket_count == 0 || layout->resume == 0;
        if (is_first && peek_indent(layout) <= layout->column[layout->level]) {
            layout->resume = offset_of(layout, layout->lexer.cursor);
            layout->wrapped = layout->last;
        }
        return 0;
    }
    layout->bracket_count = 0;
    layout->resume = 0;
    layout->goes_back = false;
    layout->is_line_start = true;
    return TK_NEWLINE;
}

/* The last line may lack its line end; brackets may lack their closers. */
static int end_file(qn_layout *layout)
{
    if (layout->bracket_count > 0) {
        return report_open_bracket(layout);
    }
    if (layout->lexer.previous != TK_NEWLINE && layout->lexer.previous != TK_DEDENT) {
        layout->is_line_start = true;
        return TK_NEWLINE;
    }
    return TK_END_OF_FILE;
}

/* ---- tokens */

/* One token of the lexer as one of the layout; 0 where nothing is to be given out. */
static int take(qn_layout *layout, int symbol)
{
    if (symbol > TK_END_OF_FILE && (symbol < TK_LEFT_ROUND || symbol > TK_RIGHT_CURLY)) {
        return symbol; /* neither layout nor a bracket: nearly all */
    }
    switch (symbol) {
    case TK_END_OF_FILE:
        return end_file(layout);
    case QN_LEXER_LINE_END: {
        int end = end_line(layout);
        return end == 0 && layout->shows_all ? QN_LAYOUT_WRAP : end;
    }
    case QN_LEXER_COMMENT:
        return layout->shows_all ? QN_LAYOUT_COMMENT : 0;
    case QN_LEXER_MISTAKE:
        return QN_LAYOUT_MISTAKE;
    case TK_LEFT_ROUND:
    case TK_LEFT_SQUARE:
    case TK_LEFT_CURLY:
        return open_bracket(layout, symbol);
    case TK_RIGHT_ROUND:
    case TK_RIGHT_SQUARE:
    case TK_RIGHT_CURLY:
        return close_bracket(layout, symbol);
    default:
        return symbol;
    }
}

/* Remembers a token for what comes after it. */
static void remember(qn_layout *layout, int symbol, qn_span span)
{
    qn_lexer *lexer = &layout->lexer;
    if (symbol < 0 && symbol != QN_LAYOUT_MISTAKE) {
        return;
    }
    if (symbol == TK_NEWLINE) {
        layout->has_generator = false;
    } else if (symbol == TK_CARRY || (symbol == TK_EACH && lexer->previous != TK_FOR)) {
        layout->has_generator = true; /* `for each` has no colon */
    }
    lexer->was_line_start = span.begin == layout->line_begin;
    if (span.begin < span.end) {
        layout->before_symbol = lexer->previous;
        layout->before = layout->last;
        layout->last = span;
    }
    lexer->previous = symbol;
}

/* The next token inside a line, with its place. */
static int next_in_line(qn_layout *layout, qn_span *span)
{
    int symbol = 0;
    do {
        int scanned = qn_lexer_scan(&layout->lexer);
        *span = token_span(layout);
        symbol = take(layout, scanned);
        if (scanned == TK_END_OF_FILE) {
            break;
        }
    } while (symbol == 0);
    if (symbol == TK_NEWLINE || symbol == TK_END_OF_FILE) {
        *span = layout_span(layout);
    }
    return symbol;
}

/*
 * In this order: what the beginning of a line brings, the ends of blocks that it causes, and then
 * the tokens of the line.
 */
int qn_layout_next(qn_layout *layout, qn_span *span, qn_node **value)
{
    int symbol = 0;
    *value = NULL;
    if (layout->is_stopped) {
        *span = layout_span(layout);
        return TK_END_OF_FILE;
    }
    if (layout->is_line_start) {
        symbol = start_line(layout, span);
    }
    if (symbol == 0 && layout->pending > 0) {
        layout->pending--;
        *span = layout_span(layout);
        symbol = TK_DEDENT;
    } else if (symbol == 0) {
        symbol = next_in_line(layout, span);
        *value = layout->lexer.value;
    }
    remember(layout, symbol, *span);
    return symbol;
}

/* ---- after a mistake */

/* Where a line swallowed others that begin something new, goes back to the first of them. */
static bool go_back(qn_layout *layout)
{
    if (!layout->goes_back) {
        return false;
    }
    layout->lexer.cursor = layout->lexer.text + layout->resume;
    layout->lexer.previous = TK_NEWLINE;
    layout->bracket_count = 0;
    layout->resume = 0;
    layout->goes_back = false;
    layout->is_line_start = true;
    return true;
}

/* The lexer is quiet meanwhile: one cause, one message. */
void qn_layout_skip_line(qn_layout *layout)
{
    qn_span span;
    qn_node *value = NULL;
    if (layout->is_line_start || go_back(layout)) {
        return;
    }
    layout->lexer.is_quiet = true;
    int symbol = QN_LAYOUT_MISTAKE;
    while (!layout->is_stopped && symbol != TK_NEWLINE && symbol != TK_END_OF_FILE) {
        symbol = qn_layout_next(layout, &span, &value);
    }
    layout->lexer.is_quiet = false;
}

/*
 * The parser has left blocks that the text has not: their lines are dropped by their indentation
 * alone, without looking inside.
 */
void qn_layout_close_to(qn_layout *layout, uint32_t level)
{
    qn_lexer *lexer = &layout->lexer;
    if (level <= layout->level) {
        layout->level = level;
        layout->pending = 0;
    } else if (level < layout->level + layout->pending) {
        layout->pending = level - layout->level;
    }
    while (layout->is_line_start && lexer->cursor < lexer->limit &&
           peek_indent(layout) > layout->column[layout->level]) {
        skip_to_line_end(lexer);
        skip_line_end(lexer);
    }
}
