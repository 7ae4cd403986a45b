/*
 * Folders that are taken away. See remove.h.
 */
#define _GNU_SOURCE /* getdents64, which reads a folder into memory that is there */
#include "remove.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { DEEPEST = 16, ENTRIES_BYTES = 2048 };

static void empty(int folder, int depth);

/* Removes what has that name in a folder; false where it stays. */
static bool remove_entry(int folder, const char *name, int depth)
{
    if (unlinkat(folder, name, 0) == 0) {
        return true;
    }
    int inner = depth < DEEPEST ? openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) : -1;
    if (inner < 0) {
        return false;
    }
    empty(inner, depth + 1);
    (void)close(inner);
    return unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

/* Removes the next entries of a folder; false at its end. */
static bool remove_some(int folder, int depth, bool *removed)
{
    _Alignas(struct dirent64) char bytes[ENTRIES_BYTES];
    ssize_t length = getdents64(folder, bytes, sizeof bytes);
    for (ssize_t at = 0; at < length;) {
        const struct dirent64 *entry = (const struct dirent64 *)(const void *)(bytes + at);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            *removed |= remove_entry(folder, entry->d_name, depth);
        }
        at += entry->d_reclen;
    }
    return length > 0;
}

/* Goes through a folder again as long as something went: entries may be passed over by a reading
 * during which others are removed. */
static void empty(int folder, int depth)
{
    bool removed = true;
    while (removed) {
        removed = false;
        while (remove_some(folder, depth, &removed)) {
        }
        (void)lseek(folder, 0, SEEK_SET);
    }
}

void qn_folder_remove(const char *path)
{
    (void)remove_entry(AT_FDCWD, path, 0);
}
