/*
 * The compiler's public face: rule files in, an image and diagnostics out. It opens no file itself;
 * the caller hands it a reader, so that editors and tests can compile what is not on a disk.
 */
#ifndef QANUN_COMPILE_H
#define QANUN_COMPILE_H

#include <stdbool.h>
#include <stddef.h>

#include "qanun.h"

/* Reads the file at path whole. With QN_OK it stores a block from malloc, which the compiler frees,
 * and its length. QN_NO_MEMORY ends the compilation; any other status says that there is no such
 * file. */
typedef qn_status (*qn_read_file)(void *context, const char *path, char **bytes, size_t *length);

/* The names in a folder, "" for the one in which relative paths begin: each ended by a NUL, the
 * last one by two, in a block from malloc, which the compiler frees. NULL where there is none. */
typedef char *(*qn_list_folder)(void *context, const char *folder);

typedef struct qn_compile_options {
    qn_read_file read;
    qn_list_folder list; /* for messages alone; may be NULL */
    void *context;
    qn_options memory;         /* the allocator, which must resize, too; NULL: the C library's */
    const char *const *reform; /* paths of files that are laid over the first one, in any order */
    size_t reform_count;
    const char *const
        *beside; /* paths of files that are compiled with the first one, each for its
                    own sake: for findings, since names of two files may be the same */
    size_t beside_count;
    bool looks_around;  /* finds facts and definitions that no file beside or below uses, which are
                           all read for that */
    bool single_blocks; /* asks for each small block by itself: slow, for tests of the allocator */
} qn_compile_options;

/* The outcome of one compilation: sources, diagnostics and, if there was no error, the image. */
typedef struct qn_compilation qn_compilation;

/* Compiles the file at path and all that it uses. Returns QN_OK also where the rules are wrong: ask
 * qn_compilation_image; without image and diagnostics the file could not be read. The compilation
 * belongs to the caller, who ends it with qn_compilation_free. QN_NO_MEMORY leaves *out NULL. */
qn_status qn_compile(const char *path, const qn_compile_options *options, qn_compilation **out);
void qn_compilation_free(qn_compilation *compilation);

/* The image, owned by the compilation, or NULL where there are errors. */
const unsigned char *qn_compilation_image(const qn_compilation *compilation, size_t *length);

/* The diagnostics in the order of their places (diagnostic.h); warnings among them. */
struct qn_diagnostics;
const struct qn_diagnostics *qn_compilation_diagnostics(const qn_compilation *compilation);

/* The source with that number, as spans name it, or NULL (source.h). */
struct qn_source;
const struct qn_source *qn_compilation_source(const qn_compilation *compilation, unsigned index);

#endif
