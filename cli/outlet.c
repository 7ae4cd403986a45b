/*
 * Files beside files. See outlet.h.
 */
#include "outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

const char *qn_outlet_open(qn_outlet *out, const char *path)
{
    struct stat old;
    *out = (qn_outlet){.file = STDOUT_FILENO};
    if (strcmp(path, "-") == 0) {
        return NULL;
    }
    bool is_there = stat(path, &old) == 0;
    if (qn_file_is_device(path) || (is_there && !S_ISREG(old.st_mode))) {
        out->file = open(path, O_WRONLY | O_CLOEXEC);
        return out->file < 0 ? strerror(errno) : NULL;
    }
    out->path = is_there ? realpath(path, NULL) : strdup(path); /* a link stays one */
    size_t room = (out->path != NULL ? strlen(out->path) : 0) + 32;
    out->beside = malloc(room);
    if (out->path == NULL || out->beside == NULL) {
        free(out->path);
        free(out->beside);
        out->path = out->beside = NULL;
        return qn_file_no_memory;
    }
    (void)snprintf(out->beside, room, "%s.%ld.part", out->path, (long)getpid());
    out->file = open(out->beside, O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL,
                     is_there ? old.st_mode & 07777 : 0666);
    if (out->file < 0) {
        const char *wrong = strerror(errno);
        free(out->path);
        free(out->beside);
        out->path = out->beside = NULL;
        return wrong;
    }
    return NULL;
}

void qn_outlet_put(qn_outlet *out, const char *bytes, size_t length)
{
    if (out->wrong == NULL && length > 0) {
        out->wrong = qn_file_print(out->file, bytes, length);
    }
}

const char *qn_outlet_close(qn_outlet *out, bool is_good)
{
    const char *wrong = out->wrong;
    if (out->file > STDERR_FILENO && close(out->file) != 0 && wrong == NULL) {
        wrong = strerror(errno);
    }
    if (out->beside != NULL && is_good && wrong == NULL && rename(out->beside, out->path) != 0) {
        wrong = strerror(errno);
    }
    if (out->beside != NULL && (!is_good || wrong != NULL)) {
        unlink(out->beside);
    }
    free(out->path);
    free(out->beside);
    *out = (qn_outlet){.file = -1};
    return wrong;
}
