/*
 * Programs from their text, for tests that need the compiler and no file.
 */
#ifndef QN_TESTS_SOURCE_H
#define QN_TESTS_SOURCE_H

#include "qanun.h"

/* Compiles and loads the text. NULL after a failed check; the caller frees the program. */
qn_program *source_load(const char *text);

#endif
