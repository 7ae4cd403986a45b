/*
 * What `check` and `test --mutate` found of files before, kept by what was read for it: while none
 * of that has changed, and the command is the same, it would be found again.
 *
 * Responsible for: where such results lie, and whether one still holds. A result that cannot be
 * read or written is none; nobody is told.
 */
#ifndef QN_CLI_KEPT_H
#define QN_CLI_KEPT_H

#include "page.h"
#include "qanun.h"

/* What was read so far: zeroed, nothing. */
typedef struct qn_kept {
    qn_page lines; /* of the result: each file that was asked for, and what was in it */
    bool is_lost;  /* something cannot be told in it, so that it is not to be kept */
} qn_kept;

void qn_kept_clear(qn_kept *kept);

/* Notes that a file was read, or with NULL that there was none of that name. */
void qn_kept_note(qn_kept *kept, const char *path, const char *bytes, size_t length);

/* Finds the lines that were kept of these paths under the name of what was done, "mutants": none of
 * them begins with a letter that a line of the result has, so that the first is a number. False
 * where there is nothing, or where something has changed since. */
bool qn_kept_find_lines(const char *done, char *const *path, size_t paths, qn_page *out);

/* Keeps lines with what was read for them. */
void qn_kept_save_lines(const qn_kept *kept, const char *done, char *const *path, size_t paths,
                        const qn_page *lines);

/* Finds what was kept of these paths, asked for in this order in this folder: a number each,
 * behind them one of all, behind that two more each, and one more of all. False where there is
 * nothing, or where something has changed since. */
bool qn_kept_find(char *const *path, size_t paths, uint32_t *number);

/* Keeps the numbers with what was read for them. */
void qn_kept_save(const qn_kept *kept, char *const *path, size_t paths, const uint32_t *number);

#endif
