/*
 * sound.h - the parser for files without a mistake, which nearly all are.
 *
 * It is made of the same grammar as the one that explains mistakes (parser.h), and knows only that
 * there is one: it asks beforehand of no token whether it can be taken, and goes on after nothing.
 */
#ifndef QN_SOUND_H
#define QN_SOUND_H

#include "build.h"

/*
 * Reads the tokens of b->layout and leaves the tree in b->file. 0 where the grammar took them all;
 * a mistake of lexer or layout is in b->has_mistake, those that a constructor finds are in the
 * diagnostics.
 */
int qn_soundparse(qn_builder *b);

#endif
