/*
 * The rule files that a path stands for: itself, or all below a folder.
 */
#ifndef QN_CLI_FOLDER_H
#define QN_CLI_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Paths in the order of their bytes within each folder. */
typedef struct qn_paths {
    char **path;
    size_t count;
    size_t room;
    bool out_of_memory;
    bool takes_examples; /* files that end in .qnt are among those of a folder, too */
} qn_paths;

/* Adds the path, or where it is a folder every file below it that ends in .qn or .qn.md; links to
 * folders are not followed. What cannot be read is added as it is, so that reading it tells why. */
void qn_paths_add(qn_paths *paths, const char *path);
void qn_paths_clear(qn_paths *paths);

/* Is this one of them, written the same? */
bool qn_paths_have(const qn_paths *paths, const char *path);

/* Is there a folder of that name? */
bool qn_folder_is(const char *path);

/* The names in a folder, but for hidden ones, in the order of their bytes: each ended by a NUL, the
 * last one by two, from malloc. NULL where there are none, or no memory for them. */
char *qn_folder_names(const char *folder);

#endif
