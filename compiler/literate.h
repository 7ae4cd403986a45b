/*
 * literate.h - rule files that are Markdown: the text of the law, and the rules below it.
 *
 * Responsible for which bytes of such a file are rules: those between a line ```qanun and the line
 * that closes it. It knows the fences of Markdown and its comments, and nothing else of it, nor of
 * the language. See spec/language.md, chapter 17.
 */
#ifndef QN_LITERATE_H
#define QN_LITERATE_H

#include <stdbool.h>

#include "source.h"

/* Lines of rules between two fences. */
struct qn_fenced {
    uint32_t begin, end; /* bytes behind the line of the opening fence, up to the closing one */
    uint32_t margin;     /* spaces before the fence, which do not count before its lines either */
    bool has_returns;    /* the line of the opening fence ends in CR LF */
};

/* Whether a file of that name is Markdown: its name ends in .qn.md. */
bool qn_literate_is(const char *name);

/*
 * Sets `code`, `block` and `block_count` of a source whose bytes are there. In `code` all that is
 * not between fences is spaces, line ends apart, so that places in it are places in the file.
 * False, with a message, where a fence is mistaken, and without one when memory is out.
 */
bool qn_literate_read(qn_source *source, qn_arena *arena, qn_diagnostics *diagnostics);

#endif
