/*
 * standard.h - the standard library as part of the compiler: the texts of stdlib/, so that a
 * program finds them wherever it runs. The build makes them from the files of that folder.
 */
#ifndef QN_STANDARD_H
#define QN_STANDARD_H

#include <stddef.h>

/* The text of stdlib/NAME.qn, NUL-terminated, and its length; NULL if there is none. */
const char *qn_standard_text(const char *name, size_t *length);

#endif
