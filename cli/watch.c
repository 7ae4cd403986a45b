/*
 * Files that change. See watch.h.
 *
 * They are looked at a few times a second: that is the same on every file system, also on those
 * over a network, which tell nobody of changes.
 */
#include "watch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { PAUSE = 250 * 1000 * 1000 }; /* nanoseconds between two looks */

/* The first path that stands at `path` or behind it; NULL behind the last. */
static const char *path_at(const qn_watch *watch, const char *path)
{
    return path < watch->paths.bytes + watch->paths.length ? path : NULL;
}

void qn_watch_add(qn_watch *watch, const char *path)
{
    const char *known = path_at(watch, watch->paths.bytes);
    while (known && strcmp(known, path) != 0) {
        known = path_at(watch, known + strlen(known) + 1);
    }
    if (!known) {
        qn_page_put(&watch->paths, path);
        qn_page_add(&watch->paths, "", 1);
    }
}

/* FNV-1a over a number. */
static uint64_t mix(uint64_t hash, uint64_t number)
{
    for (int i = 0; i < 8; i++) {
        hash = (hash ^ ((number >> (8 * i)) & 0xff)) * UINT64_C(1099511628211);
    }
    return hash;
}

uint64_t qn_watch_look(const qn_watch *watch)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *path = path_at(watch, watch->paths.bytes); path;
         path = path_at(watch, path + strlen(path) + 1)) {
        struct stat info;
        bool is_there = stat(path, &info) == 0;
        hash = mix(hash, is_there ? (uint64_t)info.st_mtim.tv_sec : 0);
        hash = mix(hash, is_there ? (uint64_t)info.st_mtim.tv_nsec : 0);
        hash = mix(hash, is_there ? (uint64_t)info.st_size + 1 : 0);
    }
    return hash;
}

bool qn_watch_wait(const qn_watch *watch, uint64_t seen)
{
    struct timespec pause = {.tv_sec = 0, .tv_nsec = PAUSE};
    while (qn_watch_look(watch) == seen) {
        if (nanosleep(&pause, NULL) != 0 && errno == EINTR) {
            return false;
        }
    }
    return true;
}

void qn_watch_clear(qn_watch *watch)
{
    qn_page_clear(&watch->paths);
}
