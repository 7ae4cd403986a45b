/*
 * Results that are kept. See kept.h.
 *
 * A result is a text of lines: the command by which it was found; `read DIGEST LENGTH PATH` or
 * `absent PATH` for each file that was asked for; the lines that are kept, of `check` a number for
 * each path of the command line, and those of all; `end`.
 */
#include "kept.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

enum { KEPT_MAX = 4 * 1024 * 1024 };

void qn_kept_clear(qn_kept *kept)
{
    qn_page_clear(&kept->lines);
    *kept = (qn_kept){0};
}

/* FNV-1a, going on from another digest. */
static uint64_t digest_on(uint64_t digest, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        digest = (digest ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    }
    return digest;
}

static const uint64_t nothing = UINT64_C(14695981039346656037);

void qn_kept_note(qn_kept *kept, const char *path, const char *bytes, size_t length)
{
    kept->is_lost |= strpbrk(path, "\n") != NULL;
    if (bytes == NULL) {
        qn_page_format(&kept->lines, "absent %s\n", path);
    } else {
        qn_page_format(&kept->lines, "read %016" PRIx64 " %zu %s\n",
                       digest_on(nothing, bytes, length), length, path);
    }
}

/* The command itself, by its place, its size and when it was written. False where that cannot be
 * told. */
static bool put_command(qn_page *page)
{
    char path[4096];
    struct stat info;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0 || (size_t)length >= sizeof path - 1) {
        return false;
    }
    path[length] = '\0';
    if (strpbrk(path, "\n") != NULL || stat(path, &info) != 0) {
        return false;
    }
    qn_page_format(page, "qanun kept 3 by %s of %lld bytes, %lld.%09ld\n", path,
                   (long long)info.st_size, (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
    return true;
}

/* The folder for what can be thrown away at any time, made where it is not there. */
static bool put_folder(qn_page *page)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    if (cache && cache[0] == '/') {
        qn_page_put(page, cache);
    } else if (home && home[0] == '/') {
        qn_page_format(page, "%s/.cache", home);
    } else {
        return false;
    }
    (void)mkdir(qn_page_string(page), 0700);
    qn_page_put(page, "/qanun");
    return mkdir(qn_page_string(page), 0700) == 0 || access(qn_page_string(page), W_OK) == 0;
}

/* Where the result of these paths lies. */
static bool put_file(qn_page *page, const char *done, char *const *path, size_t paths)
{
    char folder[4096];
    uint64_t digest = nothing;
    if (getcwd(folder, sizeof folder) == NULL || !put_folder(page)) {
        return false;
    }
    digest = digest_on(digest, folder, strlen(folder) + 1);
    for (size_t i = 0; i < paths; i++) {
        digest = digest_on(digest, path[i], strlen(path[i]) + 1);
    }
    qn_page_format(page, "/%s-%016" PRIx64, done, digest);
    return !page->out_of_memory;
}

/* Whether a line of the result still holds of the file that it names. */
static bool still_holds(const char *line)
{
    char *bytes = NULL;
    size_t length = 0;
    unsigned long long size;
    uint64_t digest;
    int at = 0;
    if (strncmp(line, "absent ", 7) == 0) {
        const char *wrong = qn_file_read(line + 7, QN_FILE_SOURCE_MAX, &bytes, &length);
        free(wrong ? NULL : bytes);
        return wrong != NULL && wrong != qn_file_no_memory;
    }
    if (sscanf(line, "read %16" SCNx64 " %llu %n", &digest, &size, &at) != 2 || at == 0 ||
        qn_file_read(line + at, QN_FILE_SOURCE_MAX, &bytes, &length) != NULL) {
        return false;
    }
    bool same = length == size && digest_on(nothing, bytes, length) == digest;
    free(bytes);
    return same;
}

/* The next line of a text, which is cut behind it; NULL at its end. */
static char *next_line(char **text)
{
    char *line = *text;
    char *end = strchr(line, '\n');
    if (!end) {
        return NULL;
    }
    *end = '\0';
    *text = end + 1;
    return line;
}

/* Finds the lines of a result that is whole. */
static bool read_result(char *text, const char *command, qn_page *out)
{
    char *line = next_line(&text);
    if (!line || strncmp(line, command, strlen(line)) != 0 || command[strlen(line)] != '\n') {
        return false;
    }
    while ((line = next_line(&text)) != NULL && (line[0] == 'r' || line[0] == 'a')) {
        if (!still_holds(line)) {
            return false;
        }
    }
    for (; line && strcmp(line, "end") != 0; line = next_line(&text)) {
        qn_page_put(out, line);
        qn_page_put(out, "\n");
    }
    return line && !out->out_of_memory;
}

bool qn_kept_find_lines(const char *done, char *const *path, size_t paths, qn_page *out)
{
    qn_page file = {0};
    qn_page command = {0};
    char *text = NULL;
    size_t length = 0;
    bool found = put_file(&file, done, path, paths) && put_command(&command) &&
                 qn_file_read(qn_page_string(&file), KEPT_MAX, &text, &length) == NULL;
    if (found) {
        found = read_result(text, qn_page_string(&command), out);
        free(text);
    }
    qn_page_clear(&file);
    qn_page_clear(&command);
    return found;
}

void qn_kept_save_lines(const qn_kept *kept, const char *done, char *const *path, size_t paths,
                        const qn_page *lines)
{
    qn_page file = {0};
    qn_page text = {0};
    bool good = !kept->is_lost && !kept->lines.out_of_memory && !lines->out_of_memory &&
                put_file(&file, done, path, paths) && put_command(&text);
    if (good) {
        qn_page_add(&text, kept->lines.bytes, kept->lines.length);
        qn_page_add(&text, lines->bytes, lines->length);
        qn_page_put(&text, "end\n");
    }
    if (good && !text.out_of_memory) {
        (void)qn_file_save(qn_page_string(&file), text.bytes, text.length);
    }
    qn_page_clear(&file);
    qn_page_clear(&text);
}

bool qn_kept_find(char *const *path, size_t paths, uint32_t *number)
{
    qn_page lines = {0};
    bool found = qn_kept_find_lines("check", path, paths, &lines);
    const char *at = qn_page_string(&lines);
    for (size_t i = 0; found && i <= 3 * paths + 1; i++) {
        found = sscanf(at, "%" SCNu32, &number[i]) == 1;
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    qn_page_clear(&lines);
    return found;
}

void qn_kept_save(const qn_kept *kept, char *const *path, size_t paths, const uint32_t *number)
{
    qn_page lines = {0};
    for (size_t i = 0; i <= 3 * paths + 1; i++) {
        qn_page_format(&lines, "%" PRIu32 "\n", number[i]);
    }
    qn_kept_save_lines(kept, "check", path, paths, &lines);
    qn_page_clear(&lines);
}
