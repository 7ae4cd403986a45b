/*
 * parse.h - from the text of a rule file to its syntax tree, or to its tokens.
 *
 * Responsible for running lexer and parser and for what they report. It knows the grammar and
 * nothing of names, types, or other files.
 */
#ifndef QN_PARSE_H
#define QN_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "ast.h"
#include "diagnostic.h"
#include "source.h"

enum {
    QN_INDENT_MAX = 100,   /* nested blocks */
    QN_BRACKET_MAX = 256,  /* nested brackets */
    QN_NAME_MAX = 256,     /* bytes of a name */
    QN_STRING_MAX = 65536, /* bytes of a text, a citation or a number */
    QN_PARSER_STACK_MAX = 10000
};

/*
 * The tree of a file (AST_FILE), owned by the arena. NULL if anything is wrong with it: then the
 * diagnostics say what, and a file with several mistakes gets several messages in one run. NULL
 * without a new message means that memory is out (arena->exhausted).
 */
qn_node *qn_parse(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics);

/*
 * The same for a file of which only the rules are wanted, and what they are made of: examples and
 * labels may be left out, and mistakes in them pass unseen.
 */
qn_node *qn_parse_rules(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics);
/* What qn_parse_cell needs, for any number of cells; NULL when memory is out. */
struct qn_layout *qn_parse_room(qn_arena *arena);

/*
 * The tree of a formula or a status (OUTCOME) that stands alone in a piece of a source, where a
 * list may be without its brackets. Behind the piece stands a NUL. As for qn_parse: NULL if
 * anything is wrong.
 */
qn_node *qn_parse_cell(qn_arena *arena, struct qn_layout *room, const qn_source *source,
                       qn_span span, qn_diagnostics *diagnostics);

/* What a token is, as far as layout goes: enough to write the same program in another layout. */
typedef enum qn_token_class {
    QN_TOKEN_WORD,     /* a keyword or a name */
    QN_TOKEN_NUMBER,   /* number, percentage, date, clock */
    QN_TOKEN_STRING,   /* with its quotation marks */
    QN_TOKEN_CITATION, /* with its brackets */
    QN_TOKEN_OPERATOR, /* the arrow, + - * / = < > .. and the like, also : ; , . | */
    QN_TOKEN_OPEN,     /* ( [ { */
    QN_TOKEN_CLOSE,    /* ) ] } */
    QN_TOKEN_COMMENT,  /* from # to the end of the line, the end not included */
    QN_TOKEN_NEWLINE,  /* the end of a line of the program: what follows is a new one */
    QN_TOKEN_WRAP,     /* a line end inside a line of the program, which goes on in the next */
    QN_TOKEN_BLANK,    /* a line without anything on it */
    QN_TOKEN_INDENT,   /* a block begins; empty span */
    QN_TOKEN_DEDENT,   /* a block ends; empty span */
    QN_TOKEN_END       /* the last token of every file */
} qn_token_class;

typedef struct qn_token {
    qn_token_class class;
    int symbol;   /* the token number of the parser (parser.h); 0 for comments and blanks */
    qn_span span; /* its bytes in the source; spaces lie between tokens */
} qn_token;

/*
 * Every token of a file, comments and blank lines included, in the order of the text; owned by the
 * arena. A comment on a line of its own stands before the NEWLINE-terminated line that follows,
 * with no NEWLINE of its own, and before the INDENT or DEDENT that this line causes. Inside a line
 * of the program that goes on, every line end is a WRAP, also that of a blank line. False if the
 * lexer found a mistake (in the diagnostics) or memory is out.
 */
bool qn_lex_all(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics,
                const qn_token **out, uint32_t *out_count);

#endif
