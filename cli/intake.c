/*
 * Reading in blocks. See intake.h.
 */
#include "intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv.h"
#include "files.h"
#include "scan.h"

enum { BLOCK = 256 * 1024 };

static const char too_long[] = "a record is longer than 64 MiB; is a quotation mark not closed?";

const char *qn_intake_open(qn_intake *in, const char *path, qn_intake_form form, char separator)
{
    struct stat info;
    *in = (qn_intake){.file = STDIN_FILENO, .form = form, .separator = separator, .row = 1};
    if (strcmp(path, "-") != 0) {
        in->file = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (in->file < 0 || fstat(in->file, &info) != 0) {
        return strerror(errno);
    }
    if (S_ISDIR(info.st_mode)) {
        return strerror(EISDIR);
    }
    in->size = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
    return NULL;
}

void qn_intake_close(qn_intake *in)
{
    if (in->file > STDIN_FILENO) {
        close(in->file);
    }
    free(in->rest);
    *in = (qn_intake){.file = -1};
}

/* Waits until there is something to read. A signal that comes at any moment before is seen here. */
static bool wait_for_bytes(const qn_intake *in)
{
    fd_set files;
    FD_ZERO(&files);
    FD_SET(in->file, &files);
    return in->waiting == NULL || pselect(in->file + 1, &files, NULL, NULL, NULL, in->waiting) > 0;
}

/* Reads on until so many bytes are there, or the input ends. */
static void fill(qn_intake *in, size_t wanted)
{
    if (in->rest_room < wanted) {
        char *grown = realloc(in->rest, wanted);
        if (grown == NULL) {
            in->wrong = qn_file_no_memory;
            return;
        }
        in->rest = grown;
        in->rest_room = wanted;
    }
    while (in->rest_length < wanted && !in->is_end && in->wrong == NULL) {
        ssize_t got = wait_for_bytes(in)
                          ? read(in->file, in->rest + in->rest_length, wanted - in->rest_length)
                          : -1;
        if (got < 0) {
            in->wrong = strerror(errno); /* EINTR, too: the signals that are caught want an end */
        }
        in->is_end = got == 0;
        in->rest_length += got > 0 ? (size_t)got : 0;
    }
}

static size_t end_of_record(const qn_intake *in, size_t at, bool *is_whole)
{
    if (in->form == QN_INTAKE_CSV) {
        return qn_csv_end(in->rest, in->rest_length, at, in->separator, is_whole);
    }
    const char *end = memchr(in->rest + at, '\n', in->rest_length - at);
    *is_whole = end != NULL;
    return end != NULL ? (size_t)(end - in->rest) + 1 : in->rest_length;
}

/* The bytes of as many whole records as begin within the block, at most so many; 0 where not one of
 * them is whole. */
static size_t measure(const qn_intake *in, uint64_t most, uint64_t *rows)
{
    size_t at = 0;
    bool is_whole = true;
    *rows = 0;
    while (at < in->rest_length && at < BLOCK && *rows < most) {
        size_t end = end_of_record(in, at, &is_whole);
        if (!is_whole && !in->is_end) {
            return at;
        }
        at = end;
        (*rows)++;
    }
    return at;
}

/* Moves the first bytes of the rest into a block. */
static bool give(qn_intake *in, size_t length, uint64_t rows, qn_block *out)
{
    if (out->room < length + QN_SCAN_SLACK) {
        char *grown = realloc(out->bytes, length + QN_SCAN_SLACK);
        if (grown == NULL) {
            in->wrong = qn_file_no_memory;
            return false;
        }
        out->bytes = grown;
        out->room = length + QN_SCAN_SLACK;
    }
    memcpy(out->bytes, in->rest, length);
    memset(out->bytes + length, 0, QN_SCAN_SLACK);
    memmove(in->rest, in->rest + length, in->rest_length - length);
    in->rest_length -= length;
    in->given += length;
    out->length = length;
    out->first_row = in->row;
    out->rows = rows;
    in->row += rows;
    return true;
}

static bool next(qn_intake *in, uint64_t most, qn_block *out)
{
    uint64_t rows = 0;
    size_t wanted = 2 * (size_t)BLOCK;
    size_t length = 0;
    while (in->wrong == NULL && length == 0) {
        fill(in, wanted);
        if (in->wrong != NULL || (in->rest_length == 0 && in->is_end)) {
            return false;
        }
        length = measure(in, most, &rows);
        wanted *= 2;
        if (length == 0 && wanted > 2 * (size_t)QN_INTAKE_RECORD_MAX) {
            in->wrong = too_long;
        }
    }
    return in->wrong == NULL && give(in, length, rows, out);
}

bool qn_intake_first(qn_intake *in, qn_block *out)
{
    static const char mark[] = "\xEF\xBB\xBF";
    fill(in, 2 * (size_t)BLOCK);
    if (in->wrong == NULL && in->rest_length >= 3 && memcmp(in->rest, mark, 3) == 0) {
        in->rest_length -= 3;
        memmove(in->rest, in->rest + 3, in->rest_length);
    }
    if (in->wrong == NULL && in->form == QN_INTAKE_CSV && in->separator == '\0') {
        in->separator = qn_csv_separator(in->rest, in->rest_length);
    }
    return next(in, in->form == QN_INTAKE_CSV ? 1 : UINT64_MAX, out);
}

bool qn_intake_next(qn_intake *in, qn_block *out)
{
    return next(in, UINT64_MAX, out);
}
