/*
 * libqanunc: compiles Qanun rule files to images for libqanun, and says what is wrong with them. It
 * opens no file itself; the caller hands it a reader, so that editors and tests can compile what is
 * not on a disk.
 *
 * A compilation belongs to one thread at a time; any number of them may be made at once. Texts that
 * are given or handed over end in a NUL.
 */
#ifndef QANUN_COMPILE_H
#define QANUN_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qanun.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Reads the file at path whole. With QN_OK it stores a block from malloc, which the compiler frees,
 * and its length. QN_NO_MEMORY ends the compilation; any other status says that there is no such
 * file. */
typedef qn_status (*qn_read_file)(void *context, const char *path, char **bytes, size_t *length);

/* The names in a folder, "" for the one in which relative paths begin: each ended by a NUL, the
 * last one by two, in a block from malloc, which the compiler frees. NULL where there is none. */
typedef char *(*qn_list_folder)(void *context, const char *folder);

/* What is compiled, with what, and how; all but read may be 0. */
typedef struct qn_compile_options {
    qn_read_file read;
    qn_list_folder list; /* for messages alone; may be NULL */
    void *context;       /* given to both */
    qn_options memory;   /* the allocator, which must resize, too; no limits are looked at */

    /* Paths of files that are laid over the first one, in any order. */
    const char *const *reform;
    size_t reform_count;

    /* Path of a file that holds nothing but examples of the first one, or NULL. */
    const char *examples;

    /* Paths of files that are compiled with the first one, each for its own sake: for findings,
     * since names of two files may be the same. */
    const char *const *beside;
    size_t beside_count;

    /* Names of rules of the first file that are asked, and no others: the program has them and what
     * they use. Of the rest of that file is left out what uses rules of other files that they do
     * not, and of all files examples and labels: nothing is said of them, nor is anything found.
     * Where that gives no program, where one of the names is no rule of the file, and with reforms
     * or files beside it, all is compiled. */
    const char *const *asked;
    size_t asked_count;

    bool looks_around;  /* finds facts and definitions that no file beside or below uses, which are
                           all read for that */
    bool single_blocks; /* asks for each small block by itself: slow, for tests of the allocator */

    /* Takes a use of what can be none, without `otherwise`, for an error of the case, where it
     * would be a mistake: to ask for whom it is none, and no more. */
    bool presumes;
} qn_compile_options;

/* The outcome of one compilation: messages and, if there was no error, the image. */
typedef struct qn_compilation qn_compilation;

/* Compiles the file at path and all that it uses. Returns QN_OK also where the rules are wrong: ask
 * qn_compilation_image; without image and messages the file could not be read. The compilation
 * belongs to the caller, who ends it with qn_compilation_free. *out is NULL unless the call returns
 * QN_OK; else QN_NO_MEMORY, or QN_MISUSE for a NULL, one among the names of the options, too, or
 * options that cannot read. */
qn_status qn_compile(const char *path, const qn_compile_options *options, qn_compilation **out);

/* Ends a compilation with its image and its messages; NULL is allowed. */
void qn_compilation_free(qn_compilation *compilation);

/* The image and its length, owned by the compilation, or NULL and 0 where there are errors. */
const unsigned char *qn_compilation_image(const qn_compilation *compilation, size_t *length);

typedef enum qn_severity { QN_ERROR, QN_WARNING, QN_NOTE } qn_severity;

/* What is said of a place in a rule file. Lines and columns are counted from 1, columns in
 * characters; texts are UTF-8, without an end of line, and "" where there is nothing to say. */
typedef struct qn_message {
    qn_severity severity;
    const char *code; /* "Q0210", as `qanun explain` takes it */
    const char *path; /* of the file, as it was given or used */
    uint32_t line;
    uint32_t column;
    const char *text;
    const char *help;    /* what to do */
    const char *example; /* a case that shows it */
} qn_message;

/* A message, from 0, in the order in which they arose; the file of each is named in it. The texts
 * are good until the next call for the compilation. QN_MISUSE behind the last, QN_NO_MEMORY. Of
 * each severity at most 200 are kept. */
qn_status qn_compilation_message(qn_compilation *compilation, size_t index, qn_message *out);

#ifdef __cplusplus
}
#endif
#endif
