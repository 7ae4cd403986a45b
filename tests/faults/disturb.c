/*
 * Stands before the calls by which a program reaches files (LD_PRELOAD) and disturbs them:
 *
 *     DISTURB=short      reads and writes a few bytes at a time
 *     DISTURB=interrupt  every other read or write is interrupted by a signal before it begins
 *     DISTURB=full       from number DISTURB_AT on, the disk is full
 *     DISTURB=broken     from that number on, reading fails
 *     DISTURB=gone       from that number on, files that are to be read are not there
 *     DISTURB=kill       at that number the process is killed; =stop: it gets SIGINT
 *
 * Numbers count from 0, of writes for `full`, of reads for `broken`, of files opened for `gone`,
 * and of all that changes files for the last two. Standard error is left alone. It knows nothing of
 * the program. GNU only.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_wanted(const char *kind)
{
    const char *wanted = getenv("DISTURB");
    return wanted != NULL && strcmp(wanted, kind) == 0;
}

/* Whether a call of that kind, of which this is the next, is to fail. */
static bool is_disturbed(const char *kind, long *calls)
{
    const char *at = getenv("DISTURB_AT");
    return is_wanted(kind) && (*calls)++ >= (at != NULL ? atol(at) : 0);
}

/* Comes before each change of a file. */
static void change(void)
{
    static long changes;
    const char *at = getenv("DISTURB_AT");
    bool kills = is_wanted("kill");
    if ((kills || is_wanted("stop")) && changes++ == (at != NULL ? atol(at) : 0)) {
        (void)raise(kills ? SIGKILL : SIGINT);
    }
}

/* How many bytes of so many are let through: of one call after the other 1, 2, … 7. */
static size_t cut(size_t size)
{
    static size_t calls;
    size_t most = is_wanted("short") ? 1 + calls++ % 7 : size;
    return size < most ? size : most;
}

static bool interrupts(void)
{
    static long calls;
    if (!is_wanted("interrupt") || calls++ % 2 != 0) {
        return false;
    }
    errno = EINTR;
    return true;
}

ssize_t read(int file, void *bytes, size_t size)
{
    static ssize_t (*next)(int, void *, size_t);
    static long calls;
    *(void **)&next = dlsym(RTLD_NEXT, "read");
    if (interrupts()) {
        return -1;
    }
    if (is_disturbed("broken", &calls)) {
        errno = EIO;
        return -1;
    }
    return next(file, bytes, cut(size));
}

ssize_t write(int file, const void *bytes, size_t size)
{
    static ssize_t (*next)(int, const void *, size_t);
    static long calls;
    *(void **)&next = dlsym(RTLD_NEXT, "write");
    if (file == STDERR_FILENO) {
        return next(file, bytes, size);
    }
    change();
    if (interrupts()) {
        return -1;
    }
    if (is_disturbed("full", &calls)) {
        errno = ENOSPC;
        return -1;
    }
    return next(file, bytes, cut(size));
}

int open(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    static long calls;
    va_list rest;
    va_start(rest, flags);
    int mode = va_arg(rest, int);
    va_end(rest);
    *(void **)&next = dlsym(RTLD_NEXT, "open");
    bool is_read = (flags & O_ACCMODE) == O_RDONLY;
    if (!is_read) {
        change();
    }
    if (is_read && is_disturbed("gone", &calls)) {
        errno = ENOENT;
        return -1;
    }
    return next(path, flags, mode);
}

int rename(const char *from, const char *to)
{
    static int (*next)(const char *, const char *);
    *(void **)&next = dlsym(RTLD_NEXT, "rename");
    change();
    return next(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    static int (*next)(int, const char *, int, const char *, unsigned);
    *(void **)&next = dlsym(RTLD_NEXT, "renameat2");
    change();
    return next(from_folder, from, to_folder, to, flags);
}

int mkdir(const char *path, mode_t mode)
{
    static int (*next)(const char *, mode_t);
    *(void **)&next = dlsym(RTLD_NEXT, "mkdir");
    change();
    return next(path, mode);
}

int unlink(const char *path)
{
    static int (*next)(const char *);
    *(void **)&next = dlsym(RTLD_NEXT, "unlink");
    change();
    return next(path);
}

int remove(const char *path)
{
    static int (*next)(const char *);
    *(void **)&next = dlsym(RTLD_NEXT, "remove");
    change();
    return next(path);
}
