/*
 * Files, whole. See files.h.
 */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char qn_file_no_memory[] = "out of memory";

/* Room for a whole file, a NUL behind it, and one byte more to see that it has ended. */
static size_t first_room(int file, size_t limit)
{
    struct stat told;
    bool is_told = fstat(file, &told) == 0 && S_ISREG(told.st_mode) && told.st_size > 0;
    size_t size = is_told ? (size_t)told.st_size : 65536 - 2;
    return (size < limit ? size : limit) + 2;
}

/* Reads until the end or to one byte beyond the limit. The block grows with what comes, since pipes
 * and some files do not tell their size. */
static const char *read_all(int file, size_t limit, char **bytes, size_t *length)
{
    size_t room = 0;
    for (;;) {
        if (*length + 1 >= room) {
            room = room == 0 ? first_room(file, limit) : room * 2;
            char *grown = realloc(*bytes, room);
            if (!grown) {
                return qn_file_no_memory;
            }
            *bytes = grown;
        }
        ssize_t got = read(file, *bytes + *length, room - *length - 1);
        if (got < 0 && errno != EINTR) {
            return strerror(errno);
        }
        if (got == 0) {
            (*bytes)[*length] = '\0';
            return NULL;
        }
        *length += got > 0 ? (size_t)got : 0;
        if (*length > limit) {
            *length = limit + 1;
            (*bytes)[*length] = '\0';
            return NULL;
        }
    }
}

const char *qn_file_read(const char *path, size_t limit, char **bytes, size_t *length)
{
    bool from_input = strcmp(path, "-") == 0;
    int file = from_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *bytes = NULL;
    *length = 0;
    if (file < 0) {
        return strerror(errno);
    }
    const char *wrong = read_all(file, limit, bytes, length);
    if (!from_input) {
        close(file);
    }
    if (wrong) {
        free(*bytes);
        *bytes = NULL;
    }
    return wrong;
}

/* Writes all bytes; NULL or what went wrong. */
static const char *write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, bytes, length);
        if (put < 0 && errno != EINTR) {
            return errno == EPIPE ? "" : strerror(errno);
        }
        bytes += put > 0 ? put : 0;
        length -= put > 0 ? (size_t)put : 0;
    }
    return NULL;
}

/* Opens with the flags, writes and closes. A full disk may show only when closing. */
static const char *write_file(const char *path, int flags, const void *bytes, size_t length)
{
    int file = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);
    if (file < 0) {
        return strerror(errno);
    }
    const char *wrong = write_all(file, bytes, length);
    if (wrong && !wrong[0]) {
        wrong = strerror(EPIPE);
    }
    if (close(file) != 0 && !wrong) {
        wrong = strerror(errno);
    }
    return wrong;
}

bool qn_file_is_device(const char *path)
{
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

const char *qn_file_save(const char *path, const void *bytes, size_t length)
{
    struct stat old;
    bool is_there = stat(path, &old) == 0;
    if (qn_file_is_device(path) || (is_there && !S_ISREG(old.st_mode))) {
        return write_file(path, 0, bytes, length);
    }
    char *real = is_there ? realpath(path, NULL) : strdup(path); /* a link stays one */
    size_t room = strlen(path) + (real ? strlen(real) : 0) + 32;
    char *beside = malloc(room);
    if (!real || !beside) {
        free(real);
        free(beside);
        return qn_file_no_memory;
    }
    snprintf(beside, room, "%s.%ld.part", real, (long)getpid());
    const char *wrong = write_file(beside, O_CREAT | O_EXCL, bytes, length);
    if (!wrong && is_there && chmod(beside, old.st_mode & 07777) != 0) {
        wrong = strerror(errno);
    }
    if (!wrong && rename(beside, real) != 0) {
        wrong = strerror(errno);
    }
    if (wrong) {
        unlink(beside);
    }
    free(beside);
    free(real);
    return wrong;
}

const char *qn_file_print(int stream, const char *bytes, size_t length)
{
    return write_all(stream, bytes, length);
}
