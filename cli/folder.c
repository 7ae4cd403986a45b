/*
 * The rule files that a path stands for. See folder.h.
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Appends a path that the list then owns; NULL stands for memory that was not there. */
static void append(qn_paths *paths, char *path)
{
    if (path && paths->count == paths->room) {
        size_t room = paths->room * 2 + 16;
        char **grown = realloc(paths->path, room * sizeof *grown);
        if (!grown) {
            free(path);
            path = NULL;
        } else {
            paths->path = grown;
            paths->room = room;
        }
    }
    if (!path) {
        paths->out_of_memory = true;
        return;
    }
    paths->path[paths->count++] = path;
}

/* "folder/name" from malloc, or NULL. */
static char *join(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    size_t room = length + strlen(name) + 2;
    char *path = malloc(room);
    if (path) {
        snprintf(path, room, "%s%s%s", folder, slash, name);
    }
    return path;
}

/* A copy from malloc, or NULL. */
static char *copy_path(const char *path)
{
    size_t room = strlen(path) + 1;
    char *copy = malloc(room);
    if (copy) {
        memcpy(copy, path, room);
    }
    return copy;
}

/* By bytes, so that the order is the same on every machine. */
static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

/* Is it a rule file, plain or Markdown, by its name? */
static bool is_rule_file(const char *path)
{
    return ends_in(path, ".qn") || ends_in(path, ".qn.md");
}

/* Is it a folder itself, and not a link to one? */
static bool is_folder(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Appends what lies in a folder, but for hidden names. False if the folder cannot be read. */
static bool list_folder(const char *folder, qn_paths *out)
{
    DIR *handle = opendir(folder);
    if (!handle) {
        out->out_of_memory |= errno == ENOMEM;
        return false;
    }
    struct dirent *entry;
    while ((entry = readdir(handle)) != NULL) {
        if (entry->d_name[0] != '.') {
            append(out, join(folder, entry->d_name));
        }
    }
    closedir(handle);
    return true;
}

/* Takes the last path off a list of things to look at, and adds it or what lies in it. */
static void take_last(qn_paths *todo, qn_paths *paths)
{
    char *path = todo->path[--todo->count];
    size_t first = todo->count;
    if (!is_folder(path)) {
        if (is_rule_file(path) || (paths->takes_examples && ends_in(path, ".qnt"))) {
            append(paths, path);
        } else {
            free(path);
        }
        return;
    }
    if (list_folder(path, todo)) {
        free(path);
    } else {
        append(paths, path);
    }
    qsort(todo->path + first, todo->count - first, sizeof *todo->path, compare_paths);
    for (size_t i = first, j = todo->count; i + 1 < j; i++) {
        char *last = todo->path[--j];
        todo->path[j] = todo->path[i];
        todo->path[i] = last;
    }
}

void qn_paths_add(qn_paths *paths, const char *path)
{
    qn_paths todo = {0};
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        /* With a slash behind it a link that the command names is a folder like any other. */
        append(&todo, join(path, ""));
    } else {
        append(paths, copy_path(path));
    }
    while (todo.count > 0) {
        take_last(&todo, paths);
    }
    paths->out_of_memory |= todo.out_of_memory;
    free(todo.path);
}

bool qn_paths_have(const qn_paths *paths, const char *path)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (strcmp(paths->path[i], path) == 0) {
            return true;
        }
    }
    return false;
}

void qn_paths_clear(qn_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->path[i]);
    }
    free(paths->path);
    *paths = (qn_paths){0};
}

char *qn_folder_names(const char *folder)
{
    qn_paths paths = {0};
    size_t skip = strlen(folder), room = 2, at = 0;
    skip += skip > 0 && folder[skip - 1] == '/' ? 0 : 1;
    char *names = NULL;
    if (list_folder(folder, &paths) && paths.count > 0) {
        qsort(paths.path, paths.count, sizeof *paths.path, compare_paths);
        for (size_t i = 0; i < paths.count; i++) {
            room += strlen(paths.path[i]) + 1;
        }
        names = malloc(room);
    }
    for (size_t i = 0; names && i < paths.count; i++) {
        size_t length = strlen(paths.path[i] + skip) + 1;
        memcpy(names + at, paths.path[i] + skip, length);
        at += length;
    }
    if (names) {
        names[at] = '\0';
    }
    qn_paths_clear(&paths);
    return names;
}

bool qn_folder_is(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}
