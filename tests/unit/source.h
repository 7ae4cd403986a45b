/*
 * Programs from their text, for tests that need the compiler and no file.
 */
#ifndef QN_TESTS_SOURCE_H
#define QN_TESTS_SOURCE_H

#include "qanun.h"
#include "qanun_compile.h"

/* Compiles and loads the text. NULL after a failed check; the caller frees the program. */
qn_program *source_load(const char *text);

/* The compilation of the text, which may have mistakes, as the file "text.qn". NULL after a failed
 * check; the caller frees it. */
qn_compilation *source_compile(const char *text);

#endif
