/*
 * A path, or a path as a revision of a git repository has it, `HEAD~1:rules/leave.qn`.
 */
#ifndef QN_CLI_REVISION_H
#define QN_CLI_REVISION_H

#include "io.h"

/* path: where the file or folder lies. folder: what was made for it and goes when it is closed, or
 * NULL. */
typedef struct qn_revision {
    char *path;
    char *folder;
} qn_revision;

/* What the word stands for. A word of that name that is there is a path; else REVISION:PATH is laid
 * out, with all files of the revision, in a folder of its own by `git`. False where that failed:
 * the sink has been told. Either way the caller ends with qn_revision_close. */
bool qn_revision_open(const char *word, qn_sink *sink, qn_revision *out);
void qn_revision_close(qn_revision *revision);

#endif
