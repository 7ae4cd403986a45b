/*
 * A file that is mapped for reading, and may be cut short by somebody else meanwhile.
 *
 * Responsible for: that this is a fact that can be asked for, and not the end of the process. What
 * is missing reads as bytes 0. Refuses to know: what is in the file.
 */
#ifndef QN_CLI_MAPPED_H
#define QN_CLI_MAPPED_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct qn_mapped {
    const char *bytes;
    size_t length;
    volatile sig_atomic_t is_cut; /* bytes were asked for that the file no longer has */
    struct qn_mapped *next;
} qn_mapped;

/* Maps a file, which stays where it is until it is closed: the structure must not move. NULL, or
 * what is wrong. Not while threads are running, as qn_mapped_close. */
const char *qn_mapped_open(qn_mapped *out, const char *path);
void qn_mapped_close(qn_mapped *mapped);

#endif
