/*
 * lexer.h - single tokens of a rule file.
 *
 * Responsible for cutting the text into words, figures, texts and signs, and for the mistakes
 * inside one of them. It knows nothing of lines and blocks (layout.h) and nothing of the grammar.
 */
#ifndef QN_LEXER_H
#define QN_LEXER_H

#include <stdbool.h>

#include "build.h"

/* What the lexer returns beside the tokens of the parser. */
enum {
    QN_LEXER_COMMENT = -1,
    QN_LEXER_LINE_END = -2,
    QN_LEXER_MISTAKE = -3 /* said in the diagnostics, unless is_quiet */
};

typedef struct qn_lexer {
    qn_builder *builder;
    const unsigned char *text;   /* the first byte of the source */
    const unsigned char *cursor; /* the next byte */
    const unsigned char *limit;  /* behind the last byte; a NUL stands there */
    const unsigned char *start;  /* the first byte of the token */
    const unsigned char *marker; /* where re2c goes back to */
    qn_node *value;              /* of the token, or NULL where it has none */
    int previous;                /* the token before: decides what [ and 01-20 are */
    bool was_line_start;         /* that token was the first of its line */
    bool is_acceptance;          /* the line is `accept CODE because …` */
    bool is_expectation;         /* the line is `expect …` */
    bool is_path;                /* what stands behind the next `from` is a path */
    bool is_quiet;               /* the rest of a line is being dropped: no messages, no values */
} qn_lexer;

/* Starts at the beginning of the builder's source. */
void qn_lexer_init(qn_lexer *lexer, qn_builder *builder);

/*
 * The next token: a number of the parser's, or one of the above. Spaces are skipped. Stores the
 * token's place in `start` and `cursor`, and its value.
 */
int qn_lexer_scan(qn_lexer *lexer);

/* Whether a line that ends in this token goes on in the next. */
bool qn_lexer_goes_on(int symbol);

#endif
