/*
 * parse.c - the driver: lets the generated parser read a file, and where there is a mistake pushes
 * its tokens into the one that explains, and goes on after mistakes.
 *
 * After a mistake the parser has fallen back to a list of lines and waits for `error NEWLINE`. The
 * driver drops the rest of the line and whatever is indented below it, so that one mistake brings
 * one message and the lines after it are still read.
 */
#include "parse.h"

#include "build.h"
#include "layout.h"
#include "parser.h"
#include "sound.h"

typedef struct parse_driver {
    qn_builder *builder;
    qn_layout *layout;
    qn_yypstate *parser;
    int status; /* of the parser */
} parse_driver;

/* Gives one token to the parser, unless it has ended. All tokens with a value share its type. */
static void push(parse_driver *driver, int symbol, qn_span span, qn_node *value)
{
    QN_YYSTYPE semantic = {.TK_NAME = value};
    if (driver->status == YYPUSH_MORE) {
        driver->status = qn_yypush_parse(driver->parser, symbol, &semantic, &span, driver->builder);
    }
}

/* Ends the line that was a mistake: the grammar waits for `error NEWLINE`. */
static void push_newline(parse_driver *driver)
{
    push(driver, TK_NEWLINE, driver->layout->last, NULL);
}

/*
 * The mistake is that the line above lacks its block: that line ends here, and the token, which
 * is innocent, comes again.
 */
static void recover_before(parse_driver *driver, int symbol, qn_span span, qn_node *value)
{
    push_newline(driver);
    push(driver, symbol, span, value);
}

/* The mistake lies in this line. */
static void recover_in_line(parse_driver *driver, int symbol)
{
    qn_layout *layout = driver->layout;
    if (symbol != TK_NEWLINE) {
        qn_layout_skip_line(layout);
    }
    qn_layout_close_to(layout, qn_parser_depth(driver->parser));
    if (symbol != TK_NEWLINE) {
        push_newline(driver);
    }
}

/* Decides which of the two it is, and forgets the mistake; recovering may bring another. */
static void recover(parse_driver *driver, int symbol, qn_span span, qn_node *value)
{
    qn_builder *builder = driver->builder;
    builder->has_mistake = false;
    if (driver->status != YYPUSH_MORE) {
        return;
    }
    if (builder->wants_block || symbol == TK_DEDENT) {
        builder->wants_block = false;
        recover_before(driver, symbol, span, value);
    } else {
        recover_in_line(driver, symbol);
    }
}

/* Reads the whole file. */
static void drive(parse_driver *driver)
{
    qn_builder *builder = driver->builder;
    while (driver->status == YYPUSH_MORE && !driver->layout->is_stopped &&
           !builder->arena->exhausted && !builder->is_too_deep) {
        qn_span span;
        qn_node *value = NULL;
        int symbol = qn_layout_next(driver->layout, &span, &value);
        if (symbol == QN_LAYOUT_MISTAKE) {
            builder->has_mistake = true;
            push(driver, TK_QN_YYerror, span, NULL);
        } else {
            push(driver, symbol, span, value);
        }
        builder->may_echo = builder->may_echo && (symbol != TK_NEWLINE || builder->has_mistake);
        for (int tries = 0; builder->has_mistake && tries < 3; tries++) {
            recover(driver, symbol, span, value);
        }
    }
}

/* Reads a file in which nothing is wrong; NULL where something is, or memory is out. */
static qn_node *parse_sound(qn_arena *arena, const qn_source *source, qn_layout *layout,
                            bool passes_over)
{
    qn_diagnostics found;
    qn_diagnostics_init(&found, arena);
    qn_builder builder = {
        .arena = arena, .source = source, .diagnostics = &found, .layout = layout};
    qn_layout_init(layout, &builder);
    layout->passes_over = passes_over;
    bool is_good = qn_soundparse(&builder) == 0 && !builder.has_mistake && found.first == NULL &&
                   !arena->exhausted;
    return is_good ? builder.file : NULL;
}

/* Reads a file and tells what is wrong with it. `first`: a token to go before all others, or 0. */
static qn_node *parse_telling(qn_arena *arena, const qn_source *source, qn_layout *layout,
                              qn_diagnostics *diagnostics, int first)
{
    uint32_t errors = diagnostics->error_count;
    qn_builder builder = {.arena = arena, .source = source, .diagnostics = diagnostics};
    qn_yypstate *parser = qn_yypstate_new();
    if (parser == NULL) {
        return qn_arena_refuse(arena);
    }
    qn_layout_init(layout, &builder);
    builder.layout = layout;
    builder.parser = parser;
    parse_driver driver = {&builder, layout, parser, YYPUSH_MORE};
    if (first != 0) {
        layout->lexer.previous = first;
        push(&driver, first, layout->last, NULL);
    }
    drive(&driver);
    if (driver.status == 2 && qn_parser_is_full(parser)) {
        qn_diagnostic_add(diagnostics, QN_Q0902, layout->last, 0, NULL);
    } else if (driver.status == 2) {
        qn_arena_refuse(arena);
    }
    qn_yypstate_delete(parser);
    bool is_good = driver.status == 0 && diagnostics->error_count == errors && !arena->exhausted;
    return is_good ? builder.file : NULL;
}

/*
 * A file is read once more where there is something to tell, since being ready to tell it makes
 * reading slow. The layout is large, so it lives in the arena and not on the stack.
 */
qn_node *qn_parse(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics)
{
    qn_layout *layout = qn_arena_take(arena, sizeof *layout);
    qn_node *file = layout == NULL ? NULL : parse_sound(arena, source, layout, false);
    if (file != NULL || arena->exhausted) {
        return file;
    }
    return parse_telling(arena, source, layout, diagnostics, 0);
}

/* In a file that is Markdown lines may have a margin; it is read whole. */
qn_node *qn_parse_rules(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics)
{
    qn_layout *layout = qn_arena_take(arena, sizeof *layout);
    bool is_plain = layout != NULL && source->block == NULL;
    qn_node *file = is_plain ? parse_sound(arena, source, layout, true) : NULL;
    return file != NULL || arena->exhausted ? file : qn_parse(arena, source, diagnostics);
}

struct qn_layout *qn_parse_room(qn_arena *arena)
{
    return qn_arena_take(arena, sizeof(qn_layout));
}

qn_node *qn_parse_cell(qn_arena *arena, struct qn_layout *room, const qn_source *source,
                       qn_span span, qn_diagnostics *diagnostics)
{
    qn_source piece = *source;
    piece.first = span.begin;
    piece.length = span.end;
    return parse_telling(arena, &piece, room, diagnostics, TK_CELL);
}

/* ---- all tokens */

static qn_token_class class_of_word(int symbol)
{
    switch (symbol) {
    case TK_NUMBER:
    case TK_PERCENT:
    case TK_DATE:
    case TK_CLOCK:
    case TK_MONTH_DAY:
        return QN_TOKEN_NUMBER;
    case TK_STRING:
        return QN_TOKEN_STRING;
    case TK_CITATION:
        return QN_TOKEN_CITATION;
    case TK_RIGHT_ROUND:
    case TK_RIGHT_SQUARE:
    case TK_RIGHT_CURLY:
        return QN_TOKEN_CLOSE;
    default:
        break;
    }
    if (qn_layout_closer(symbol) != 0) {
        return QN_TOKEN_OPEN;
    }
    return symbol >= TK_ARROW && symbol <= TK_SLASH ? QN_TOKEN_OPERATOR : QN_TOKEN_WORD;
}

/* What layout adds is told apart first; all else are words and signs of the language. */
static qn_token_class class_of(int symbol)
{
    switch (symbol) {
    case QN_LAYOUT_COMMENT:
        return QN_TOKEN_COMMENT;
    case QN_LAYOUT_WRAP:
        return QN_TOKEN_WRAP;
    case QN_LAYOUT_BLANK:
        return QN_TOKEN_BLANK;
    case TK_NEWLINE:
        return QN_TOKEN_NEWLINE;
    case TK_INDENT:
        return QN_TOKEN_INDENT;
    case TK_DEDENT:
        return QN_TOKEN_DEDENT;
    case TK_END_OF_FILE:
        return QN_TOKEN_END;
    default:
        return class_of_word(symbol);
    }
}

/* Appends to an array that doubles. False when memory is out. */
static bool append(qn_arena *arena, qn_token **tokens, uint32_t *count, qn_token token)
{
    if ((*count & (*count - 1)) == 0) {
        size_t room = *count == 0 ? 1 : (size_t)*count * 2;
        *tokens = qn_arena_grow(arena, *tokens, *count * sizeof(qn_token), room * sizeof(qn_token));
    }
    if (*tokens == NULL) {
        return false;
    }
    (*tokens)[(*count)++] = token;
    return true;
}

/* Reads as the parser would, without one: mistakes of the lexer and the layout are still said. */
bool qn_lex_all(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics,
                const qn_token **out, uint32_t *out_count)
{
    qn_builder builder = {.arena = arena, .source = source, .diagnostics = diagnostics};
    qn_layout *layout = qn_arena_take(arena, sizeof *layout);
    uint32_t errors = diagnostics->error_count;
    qn_token *tokens = NULL;
    uint32_t count = 0;
    int symbol = QN_LAYOUT_MISTAKE;
    if (layout == NULL) {
        return false;
    }
    qn_layout_init(layout, &builder);
    layout->shows_all = true;
    while (symbol != TK_END_OF_FILE) {
        qn_token token = {.symbol = 0};
        qn_node *value = NULL;
        symbol = qn_layout_next(layout, &token.span, &value);
        token.class = class_of(symbol);
        token.symbol = symbol < 0 ? 0 : symbol;
        if (symbol != QN_LAYOUT_MISTAKE && !append(arena, &tokens, &count, token)) {
            return false;
        }
    }
    *out = tokens;
    *out_count = count;
    return diagnostics->error_count == errors && !arena->exhausted;
}
