/*
 * source.h - the text of one rule file: its name, its bytes, and where its lines begin.
 *
 * Responsible for refusing bytes that are no text (not UTF-8, not NFC, NUL, lone CR, too large)
 * and for turning byte offsets into lines and columns. It knows nothing of the language, and it
 * reads no files: the caller brings the bytes. Which of the bytes are rules is literate.c's.
 */
#ifndef QN_SOURCE_H
#define QN_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "diagnostic.h"

enum { QN_SOURCE_MAX = 64 * 1024 * 1024 }; /* bytes of one file */
enum { QN_SOURCE_STRIDE = 1024 };          /* bytes between two marks */

/* A block of rules in a file that is Markdown (literate.h). */
typedef struct qn_fenced qn_fenced;

typedef struct qn_source {
    uint32_t id;          /* number of the file within the compilation, found in its spans */
    const char *name;     /* as it is shown to people, NUL-terminated */
    const char *bytes;    /* a copy in the arena, with a NUL behind it */
    const char *code;     /* the rules in it: the bytes, or a copy in which text is blanked out */
    uint32_t length;      /* in bytes */
    uint32_t first;       /* where the text begins: behind a byte-order mark, else 0 */
    const uint32_t *line; /* byte offset at which each line begins */
    uint32_t line_count;  /* at least 1 */
    const uint32_t *mark; /* the line of the first byte of every QN_SOURCE_STRIDE */
    qn_fenced *block;     /* of a file that is Markdown, in order; else NULL */
    uint32_t block_count;
} qn_source;

/* A place for people: both count from 1, columns in Unicode characters (a tab is one). */
typedef struct qn_position {
    uint32_t line;
    uint32_t column;
} qn_position;

/*
 * Sets up `source` with a copy of `bytes` and the line table in the arena; the name must live as
 * long. Adds a diagnostic and returns false when the bytes are no text that can be compiled; the
 * name, the bytes and the line table can be used even then, to show the spot. False without a
 * message when memory is out.
 */
bool qn_source_init(qn_source *source, qn_arena *arena, uint32_t id, const char *name,
                    const char *bytes, size_t length, qn_diagnostics *diagnostics);

/* Line and column of a byte offset; an offset behind the end means the end. */
qn_position qn_source_position(const qn_source *source, uint32_t offset);

/* The block of rules in which a byte lies; NULL outside them, and in a file that is no Markdown. */
const qn_fenced *qn_source_block(const qn_source *source, uint32_t offset);

/* The bytes of line `number` (from 1) without its line end: begin and length, in bytes. */
qn_span qn_source_line(const qn_source *source, uint32_t number);

#endif
