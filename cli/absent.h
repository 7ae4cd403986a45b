/*
 * Folders that are not there, so that nobody asks the system for file after file in them.
 *
 * Responsible for remembering, while one program is read, which folders were looked for. A module
 * is looked for from each folder above its user, and most of those paths lead nowhere.
 */
#ifndef QN_CLI_ABSENT_H
#define QN_CLI_ABSENT_H

#include <stdbool.h>
#include <stddef.h>

/* A folder that was looked for. */
typedef struct qn_folder_seen {
    char *path;
    size_t length;
    bool is_there;
} qn_folder_seen;

/* Zeroed, it knows none. It never knows more than a few. */
typedef struct qn_absent {
    qn_folder_seen seen[64];
    size_t count;
} qn_absent;

/* Whether the path leads through a folder that is known not to be there. */
bool qn_absent_has(const qn_absent *absent, const char *path);

/* Looks for the folders on the way to a file that is not there. */
void qn_absent_note(qn_absent *absent, const char *path);

void qn_absent_clear(qn_absent *absent);

#endif
