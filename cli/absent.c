/*
 * Folders that are not there. See absent.h.
 */
#include "absent.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEEN_MAX = sizeof((qn_absent *)0)->seen / sizeof((qn_absent *)0)->seen[0] };

/* What is known of the folder that the first bytes of a path name, or NULL. */
static const qn_folder_seen *find(const qn_absent *absent, const char *path, size_t length)
{
    for (size_t i = 0; i < absent->count; i++) {
        const qn_folder_seen *seen = &absent->seen[i];
        if (seen->length == length && memcmp(seen->path, path, length) == 0) {
            return seen;
        }
    }
    return NULL;
}

bool qn_absent_has(const qn_absent *absent, const char *path)
{
    for (size_t i = 0; i < absent->count; i++) {
        const qn_folder_seen *seen = &absent->seen[i];
        if (!seen->is_there && strncmp(path, seen->path, seen->length) == 0 &&
            path[seen->length] == '/') {
            return true;
        }
    }
    return false;
}

/* Looks for a folder and remembers it. NULL where there is no room for that. */
static const qn_folder_seen *look_for(qn_absent *absent, const char *path, size_t length)
{
    char *copy = absent->count < SEEN_MAX ? malloc(length + 1) : NULL;
    if (!copy) {
        return NULL;
    }
    memcpy(copy, path, length);
    copy[length] = '\0';
    qn_folder_seen *seen = &absent->seen[absent->count++];
    *seen = (qn_folder_seen){copy, length, access(copy, F_OK) == 0};
    return seen;
}

/* From the outermost folder on, since below one that is not there nothing is. */
void qn_absent_note(qn_absent *absent, const char *path)
{
    for (const char *slash = path; (slash = strchr(slash, '/')) != NULL; slash++) {
        size_t length = (size_t)(slash - path);
        const qn_folder_seen *seen = find(absent, path, length);
        if (length > 0 && !seen) {
            seen = look_for(absent, path, length);
        }
        if (length > 0 && (!seen || !seen->is_there)) {
            return;
        }
    }
}

void qn_absent_clear(qn_absent *absent)
{
    for (size_t i = 0; i < absent->count; i++) {
        free(absent->seen[i].path);
    }
    absent->count = 0;
}
