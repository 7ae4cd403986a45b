/*
 * A folder beside a folder. See web_out.h.
 */
#define _GNU_SOURCE /* renameat2 */
#include "web_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "folder.h"
#include "remove.h"

/* The file by which a folder is known as one that was made here. */
static const char sign[] = ".qanun-site";
static const char sign_text[] = "This folder was made by `qanun doc`, which replaces it whole.\n";

/* A path in a folder, from malloc; NULL out of memory. */
static char *join(const char *folder, const char *name, const char *ending)
{
    size_t room = strlen(folder) + strlen(name) + strlen(ending) + 2;
    char *path = malloc(room);
    if (path) {
        (void)snprintf(path, room, "%s%s%s%s", folder, name[0] ? "/" : "", name, ending);
    }
    return path;
}

/* Whether what is there can be replaced: nothing, an empty folder, or one that has the sign. */
static const char *may_replace(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        return errno == ENOENT ? NULL : strerror(errno);
    }
    if (!S_ISDIR(info.st_mode)) {
        return "there is a file of that name, or a link";
    }
    char *file = join(path, sign, "");
    char *names = qn_folder_names(path);
    bool is_made = file && lstat(file, &info) == 0 && S_ISREG(info.st_mode);
    const char *wrong = !file               ? qn_file_no_memory
                        : is_made || !names ? NULL
                                            : "the folder holds something else than a site that "
                                              "was made before";
    free(file);
    free(names);
    return wrong;
}

static void forget(qn_web_out *out)
{
    free(out->path);
    free(out->beside);
    *out = (qn_web_out){0};
}

const char *qn_web_out_open(qn_web_out *out, const char *path)
{
    char ending[32];
    size_t length = strlen(path);
    *out = (qn_web_out){.path = strdup(path)};
    (void)snprintf(ending, sizeof ending, ".%ld.part", (long)getpid());
    while (out->path && length > 1 && path[length - 1] == '/') {
        out->path[--length] = '\0';
    }
    out->beside = out->path ? join(out->path, "", ending) : NULL;
    out->wrong = !out->beside                            ? qn_file_no_memory
                 : (out->wrong = may_replace(out->path)) ? out->wrong
                 : mkdir(out->beside, 0777) != 0         ? strerror(errno)
                                                         : NULL;
    const char *wrong = out->wrong;
    if (wrong) {
        forget(out);
        return wrong;
    }
    (void)qn_web_out_put(out, sign, sign_text, strlen(sign_text));
    return NULL;
}

/* Makes the folders on the way to a file. */
static bool make_way(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) {
            return false;
        }
    }
    return true;
}

bool qn_web_out_put(void *self, const char *path, const char *bytes, size_t length)
{
    qn_web_out *out = self;
    char *full = out->wrong ? NULL : join(out->beside, path, "");
    if (!full) {
        out->wrong = out->wrong ? out->wrong : qn_file_no_memory;
        return false;
    }
    out->wrong = make_way(full, strlen(out->beside) + 1) ? qn_file_save(full, bytes, length)
                                                         : strerror(errno);
    free(full);
    return out->wrong == NULL;
}

/* Puts the new folder in the place of the old one, which is moved away first, and back where the
 * new one cannot be moved. */
static const char *move_by_turns(const qn_web_out *out)
{
    char *old = join(out->beside, "", ".old");
    const char *wrong = old ? NULL : qn_file_no_memory;
    bool had = old && rename(out->path, old) == 0;
    if (old && !had && errno != ENOENT) {
        wrong = strerror(errno);
    } else if (old && rename(out->beside, out->path) != 0) {
        wrong = strerror(errno);
        if (had) {
            (void)rename(old, out->path);
        }
    } else if (had) {
        qn_folder_remove(old);
    }
    free(old);
    return wrong;
}

/* Puts the new folder in the place of the old one: the two change places at once, so that at every
 * moment there is one of them; by turns only where the file system cannot do that, or there is no
 * old one. */
static const char *exchange(const qn_web_out *out)
{
    if (renameat2(AT_FDCWD, out->beside, AT_FDCWD, out->path, RENAME_EXCHANGE) != 0) {
        return move_by_turns(out);
    }
    qn_folder_remove(out->beside);
    return NULL;
}

const char *qn_web_out_close(qn_web_out *out, bool is_good)
{
    const char *wrong = out->wrong;
    if (is_good && !wrong) {
        wrong = exchange(out);
    }
    if (!is_good || wrong) {
        qn_folder_remove(out->beside);
    }
    forget(out);
    return wrong;
}
