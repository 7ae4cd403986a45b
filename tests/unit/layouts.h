/*
 * Texts of programs, what the formatter makes of them, and other layouts that say the same.
 */
#ifndef QN_TESTS_LAYOUTS_H
#define QN_TESTS_LAYOUTS_H

#include "format.h"
#include "parse.h"

/* A text from malloc, which ends in a NUL. */
typedef struct layout {
    char *bytes;
    size_t length;
} layout;

layout layout_text(const char *bytes, size_t length);
void layout_append(layout *whole, const char *bytes, size_t length);

/* Formats; *out is a text of its own, empty where the status is not QN_FORMAT_OK. */
qn_format_status layout_format(const char *bytes, size_t length, layout *out);

/* What is done to a layout; several may be added. */
enum {
    WAY_INDENT = 1,  /* twice as far */
    WAY_TRAIL = 2,   /* spaces at the ends of lines */
    WAY_BLANK = 4,   /* two blank lines for one */
    WAY_CRLF = 8,    /* the line ends of other systems */
    WAY_BOM = 16,    /* a byte-order mark */
    WAY_NO_END = 32, /* nothing ends the last line */
    WAY_WIDE = 64,   /* more spaces between tokens, and the arrow of two signs */
    WAY_ALL = 127
};

/* The same program in another layout. */
layout layout_other(layout whole, unsigned ways, uint64_t *state);

#endif
