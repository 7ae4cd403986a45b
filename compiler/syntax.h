/*
 * syntax.h - the message for a token that does not fit the grammar.
 *
 * Responsible for saying what was being read, what was found and what could have followed, in
 * words for people, and for knowing the mistakes that lawyers often make. The parser hands in all
 * that it knows.
 */
#ifndef QN_SYNTAX_H
#define QN_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "build.h"

enum { QN_CONSTRUCT_MAX = 8, QN_SYMBOL_MAX = 256 };

/* Something that the parser is inside of. */
typedef struct qn_construct {
    int symbol;          /* the first of it, or 0 if that is its name */
    const qn_node *name; /* NULL where it has none yet */
} qn_construct;

typedef struct qn_syntax_mistake {
    int found;
    qn_span span;
    bool expects[QN_SYMBOL_MAX]; /* by token: the true set of what could have followed */
    uint32_t expected_count;
    qn_construct construct[QN_CONSTRUCT_MAX]; /* outermost first */
    uint32_t construct_count;
    bool is_line_done; /* the innermost construct had ended with its line */
} qn_syntax_mistake;

/* Adds one message and notes in the builder what the driver needs in order to go on. */
void qn_syntax_report(qn_builder *b, qn_syntax_mistake *mistake);

/* The source text of a span, at most 80 bytes of it, for messages; "" when memory is out. */
const char *qn_syntax_text(const qn_builder *b, qn_span span);

/* What stands from an offset to one of the signs given, an arrow or the end of the text, without
 * the spaces before it. */
qn_span qn_syntax_span_until(const qn_builder *b, uint32_t begin, const char *signs);

/* "" for a text that could not be made, for want of memory. */
const char *qn_syntax_or_empty(const char *text);

/* Whether a span is that text. */
bool qn_syntax_is_text(const qn_builder *b, qn_span span, const char *text);

/* The first offset from one on at which no space stands. */
uint32_t qn_syntax_behind_spaces(const qn_builder *b, uint32_t at);

/* Where a word stands in a piece of text, with spaces round it; the end of the piece if nowhere. */
uint32_t qn_syntax_find_word(const qn_builder *b, qn_span in, const char *word);

/* Tells a mistake of two texts, of which NULL is "". True, as of all that tell a mistake. */
bool qn_syntax_complain(qn_builder *b, qn_code code, qn_span span, const char *first,
                        const char *second);

/* "FORM is not written like this: write RIGHT" (Q0240). True, as of all that tell a mistake. */
bool qn_syntax_tell_form(qn_builder *b, qn_span span, const char *form, const char *right);

/* "`WRITTEN` is not the word that is meant here: write `WORD`" (Q0232), with that as a fix. */
bool qn_syntax_tell_word(qn_builder *b, qn_span span, const char *written, const char *word);

/* "X is not the sign that is meant here: write SIGN" (Q0116), with that as a fix. */
bool qn_syntax_tell_sign(qn_builder *b, qn_span span, const char *written, const char *sign);

/* Whether a byte is part of a letter; those of other scripts are. */
bool qn_syntax_is_letter(char byte);

/* Whether a token begins a clause. */
bool qn_syntax_begins_clause(int symbol);

#endif
