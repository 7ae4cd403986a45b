/*
 * Files of an older revision. See revision.h.
 *
 * `git archive` writes all files of the revision, `tar` lays them out; both are run without a
 * shell.
 */
#include "revision.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "remove.h"

/* The colon between revision and path; NULL where the word is no such thing, or a path that is
 * there. A reform stands behind a `+`. */
static const char *find_colon(const char *word)
{
    struct stat info;
    const char *colon = strchr(word, ':');
    return colon && colon != word && stat(word, &info) != 0 ? colon : NULL;
}

/* Runs a command whose input or output is one end of a pipe; -1 where it cannot be begun. Only one
 * of the two need say what is wrong. */
static pid_t begin(const char *const *word, int from, int to, int other, bool is_silent)
{
    pid_t child = fork();
    if (child == 0) {
        close(other);
        if (dup2(from, STDIN_FILENO) >= 0 && dup2(to, STDOUT_FILENO) >= 0) {
            if (is_silent) {
                close(STDERR_FILENO);
            }
            execvp(word[0], (char *const *)(uintptr_t)word);
        }
        _exit(127);
    }
    return child;
}

static bool ended_well(pid_t child)
{
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/* Lays the files of a revision out in a folder. */
static bool lay_out(const char *revision, const char *folder)
{
    const char *const archive[] = {"git", "archive", "--format=tar", revision, NULL};
    const char *const extract[] = {"tar", "-x", "-f", "-", "-C", folder, NULL};
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t writer = begin(archive, STDIN_FILENO, ends[1], ends[0], false);
    pid_t reader = begin(extract, ends[0], STDERR_FILENO, ends[1], true);
    close(ends[0]);
    close(ends[1]);
    bool written = ended_well(writer);
    return ended_well(reader) && written;
}

/* A new folder among those that are thrown away. */
static char *make_folder(void)
{
    const char *base = getenv("TMPDIR");
    qn_page path = {0};
    qn_page_format(&path, "%s/qanun-XXXXXX", base && base[0] ? base : "/tmp");
    char *made = path.out_of_memory ? NULL : strdup(qn_page_string(&path));
    qn_page_clear(&path);
    if (made && !mkdtemp(made)) {
        free(made);
        made = NULL;
    }
    return made;
}

static bool fail(qn_sink *sink, const char *word, const char *help)
{
    qn_sink_add_file(sink, word, "this revision cannot be laid out", help);
    return false;
}

/* The revision, and then the path in the folder where it lies; each `+` begins another path. */
static bool open_revision(const char *word, const char *colon, qn_sink *sink, qn_revision *out)
{
    qn_page path = {0};
    char *revision = strndup(word, (size_t)(colon - word));
    out->folder = make_folder();
    bool good = revision && revision[0] != '-' && out->folder && lay_out(revision, out->folder);
    if (good) {
        qn_page_format(&path, "%s/", out->folder);
        for (const char *p = colon + 1; *p; p++) {
            qn_page_add(&path, p, 1);
            if (*p == '+') {
                qn_page_format(&path, "%s/", out->folder);
            }
        }
        out->path = path.out_of_memory ? NULL : strdup(qn_page_string(&path));
    }
    free(revision);
    qn_page_end(&path, sink->page);
    return out->path ||
           fail(sink, word, "run it in the repository, with a revision that `git log` knows");
}

bool qn_revision_open(const char *word, qn_sink *sink, qn_revision *out)
{
    const char *colon = find_colon(word);
    *out = (qn_revision){0};
    if (colon) {
        return open_revision(word, colon, sink, out);
    }
    out->path = strdup(word);
    sink->page->out_of_memory |= !out->path;
    return out->path != NULL;
}

void qn_revision_close(qn_revision *revision)
{
    if (revision->folder) {
        qn_folder_remove(revision->folder);
    }
    free(revision->folder);
    free(revision->path);
    *revision = (qn_revision){0};
}
