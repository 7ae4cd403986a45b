/*
 * format.h - a rule file in its one form.
 *
 * Responsible for layout alone: spaces, indentation, columns, blank lines. It changes no word and
 * no line break inside a line of the program, and it proves of each result that it says the same.
 */
#ifndef QN_FORMAT_H
#define QN_FORMAT_H

#include <stddef.h>

#include "arena.h"
#include "diagnostic.h"
#include "source.h"

typedef enum qn_format_status {
    QN_FORMAT_OK,
    QN_FORMAT_REFUSED,    /* the file does not parse: the diagnostics tell */
    QN_FORMAT_UNFAITHFUL, /* the result would say something else: a mistake of the formatter */
    QN_FORMAT_NO_MEMORY
} qn_format_status;

/*
 * Formats a source that qn_source_init took. With QN_FORMAT_OK the text is in *out, owned by the
 * arena and NUL-terminated: UTF-8 without a byte-order mark, each line ended by a line feed. Else
 * *out is NULL. Time and memory grow with the length of the source.
 */
qn_format_status qn_format(qn_arena *arena, const qn_source *source, qn_diagnostics *diagnostics,
                           const char **out, size_t *out_length);

#endif
