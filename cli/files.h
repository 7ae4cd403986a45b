/*
 * Files, whole: in at once with a limit, out beside the old one and then in its place.
 *
 * Responsible for every error that a file can give, in words. Knows nothing of what is in them.
 */
#ifndef QN_CLI_FILES_H
#define QN_CLI_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* What these functions return where memory is out; compare the pointers. */
extern const char qn_file_no_memory[];

/* The most bytes of a rule file, as the compiler has it, and of an image, which may be larger than
 * its file. */
#define QN_FILE_SOURCE_MAX ((size_t)64 * 1024 * 1024)
#define QN_FILE_IMAGE_MAX ((size_t)512 * 1024 * 1024)

/* Reads the file at `path`, or standard input where it is "-", into a block from malloc that ends
 * with a NUL not counted in the length. Of a longer file only limit + 1 bytes are read: whoever
 * gets them knows the limit and refuses them in its own words. NULL on success; else what is wrong
 * with the file, a text that lives until the next such call, and nothing to free. */
const char *qn_file_read(const char *path, size_t limit, char **bytes, size_t *length);

/* Whether a path names what is written directly: a device, or what a process has open. */
bool qn_file_is_device(const char *path);

/* Writes a file beside `path` and moves it there, so that nobody sees half of it; who may read and
 * write the old file may do so with the new one. What is no regular file, as a device, is written
 * directly. NULL on success, else what went wrong. */
const char *qn_file_save(const char *path, const void *bytes, size_t length);

/* Writes all bytes to standard output (1) or standard error (2). NULL on success; "" where the
 * reader has gone; else what went wrong. */
const char *qn_file_print(int stream, const char *bytes, size_t length);

#endif
