/*
 * layout.h - the tokens of a file with its lines and blocks.
 *
 * Responsible for indentation, for lines that go on in the next, for brackets that match, and for
 * dropping the rest of what is wrong after a mistake. It knows nothing of the grammar.
 */
#ifndef QN_LAYOUT_H
#define QN_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "build.h"
#include "lexer.h"
#include "parse.h"

typedef struct qn_bracket {
    int symbol;
    qn_span span;
} qn_bracket;

typedef struct qn_layout {
    qn_lexer lexer;
    uint32_t column[QN_INDENT_MAX + 1]; /* spaces before each open block; column[0] is 0 */
    uint32_t level;                     /* the innermost of them */
    uint32_t pending;                   /* DEDENTs that are still to be given out */
    qn_bracket bracket[QN_BRACKET_MAX]; /* those that are open */
    uint32_t bracket_count;
    uint32_t resume;      /* the first line inside this one that may begin something, or 0 */
    qn_span wrapped;      /* the last token before that line */
    uint32_t odd_column;  /* where no block begins, as was said; 0 for none */
    uint32_t line_begin;  /* the first token of the line of the program */
    uint32_t above_begin; /* that of the line above */
    qn_span last;         /* the last token that is no layout */
    qn_span before;       /* the one before it */
    int before_symbol;    /* what that was; the last one is lexer.previous */
    bool has_generator;   /* the line has an `each` or `carry`, behind whose colon it can end */
    bool is_line_start;   /* the next token begins a line of the program */
    bool is_doubtful;     /* its indentation is wrong: what else is wrong in it may be an echo */
    bool goes_back;       /* a mistake was found: what begins at `resume` is a new line */
    bool has_seen_tab;    /* said once per file */
    bool is_stopped;      /* nested too deeply: nothing more is read */
    bool passes_over;     /* examples and labels are not read: see qn_parse_rules */
    bool shows_all;       /* comments, blank lines and wraps are given out too */
} qn_layout;

enum { QN_LAYOUT_COMMENT = -1, QN_LAYOUT_WRAP = -2, QN_LAYOUT_BLANK = -3, QN_LAYOUT_MISTAKE = -4 };

void qn_layout_init(qn_layout *layout, qn_builder *builder);

/*
 * The next token with its place and value. NEWLINE, INDENT and DEDENT have empty places behind
 * the last token. QN_LAYOUT_MISTAKE for what is no token; the diagnostics tell. The last token is
 * END_OF_FILE, again and again. Where `shows_all` is set also COMMENT, WRAP and BLANK.
 */
int qn_layout_next(qn_layout *layout, qn_span *span, qn_node **value);

/*
 * Drops what is left of the line of the program, so that the next token is what follows its end.
 * A line inside an open bracket counts as a new one where it is not indented.
 */
void qn_layout_skip_line(qn_layout *layout);

/* Drops all lines that are indented below level `level`, which becomes the innermost. */
void qn_layout_close_to(qn_layout *layout, uint32_t level);

/* How many blocks were opened whose end has not been given out. */
uint32_t qn_layout_depth(const qn_layout *layout);

/* The bracket that closes `symbol`, or 0 if it opens nothing. */
int qn_layout_closer(int symbol);

#endif
