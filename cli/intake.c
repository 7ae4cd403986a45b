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

/* Makes room for so many bytes and the slack behind them. */
static bool reserve(qn_intake *in, qn_block *block, size_t length)
{
    if (block->room < length + QN_SCAN_SLACK) {
        char *grown = realloc(block->bytes, length + QN_SCAN_SLACK);
        if (grown == NULL) {
            in->wrong = qn_file_no_memory;
            return false;
        }
        block->bytes = grown;
        block->room = length + QN_SCAN_SLACK;
    }
    return true;
}

/* Reads what there is, at most `room` bytes; -1 where that failed, or a signal wants an end.
 * Signals that are caught come while it waits and at no other moment: a read that is interrupted is
 * not so by them, and begins again. */
static ssize_t read_some(const qn_intake *in, char *bytes, size_t room)
{
    ssize_t got = -1;
    if (wait_for_bytes(in)) {
        do {
            got = read(in->file, bytes, room);
        } while (got < 0 && errno == EINTR);
    }
    return got;
}

/* Reads on until so many bytes are there, or the input ends. */
static bool fill(qn_intake *in, qn_block *block, size_t wanted)
{
    if (!reserve(in, block, wanted)) {
        return false;
    }
    while (block->length < wanted && !in->is_end && in->wrong == NULL) {
        ssize_t got = read_some(in, block->bytes + block->length, wanted - block->length);
        if (got < 0) {
            in->wrong = strerror(errno); /* EINTR, too: the signals that are caught want an end */
        }
        in->is_end = got == 0;
        block->length += got > 0 ? (size_t)got : 0;
    }
    return in->wrong == NULL;
}

/* The bytes of the lines that are whole; behind the last one nothing follows at the end of the
 * input. */
static size_t measure_lines(const qn_intake *in, const qn_block *block, uint64_t *rows)
{
    size_t end = block->length;
    while (end > 0 && block->bytes[end - 1] != '\n') {
        end--;
    }
    *rows = qn_scan_count_lines(block->bytes, end);
    if (in->is_end && end < block->length) {
        ++*rows;
        end = block->length;
    }
    return end;
}

/* The same of records, which may go on over lines in quotation marks, and at most so many. */
static size_t measure_records(const qn_intake *in, const qn_block *block, uint64_t most,
                              uint64_t *rows)
{
    size_t at = 0;
    bool is_whole = true;
    for (*rows = 0; at < block->length && *rows < most; ++*rows) {
        size_t end = qn_csv_end(block->bytes, block->length, at, in->separator, &is_whole);
        if (!is_whole && !in->is_end) {
            return at;
        }
        at = end;
    }
    return at;
}

/* The bytes of all whole records, at most so many; 0 where not one of them is whole. */
static size_t measure(const qn_intake *in, const qn_block *block, uint64_t most, uint64_t *rows)
{
    bool has_lines = in->form == QN_INTAKE_LINES ||
                     (most > 1 && memchr(block->bytes, '"', block->length) == NULL);
    return has_lines ? measure_lines(in, block, rows) : measure_records(in, block, most, rows);
}

/* Keeps what stands behind the whole records for the next block. */
static bool keep_rest(qn_intake *in, qn_block *block, size_t length)
{
    size_t rest = block->length - length;
    if (in->rest_room < rest) {
        char *grown = realloc(in->rest, rest);
        if (grown == NULL) {
            in->wrong = qn_file_no_memory;
            return false;
        }
        in->rest = grown;
        in->rest_room = rest;
    }
    if (rest > 0) {
        memcpy(in->rest, block->bytes + length, rest);
    }
    in->rest_length = rest;
    block->length = length;
    return true;
}

/* Begins a block with what was kept. */
static bool begin(qn_intake *in, qn_block *out)
{
    out->length = 0;
    if (!reserve(in, out, in->rest_length)) {
        return false;
    }
    if (in->rest_length > 0) {
        memcpy(out->bytes, in->rest, in->rest_length);
    }
    out->length = in->rest_length;
    in->rest_length = 0;
    return fill(in, out, out->length > BLOCK ? out->length : BLOCK);
}

/* Ends a block that has been begun. */
static bool end(qn_intake *in, uint64_t most, qn_block *out)
{
    uint64_t rows = 0;
    size_t length = measure(in, out, most, &rows);
    while (length == 0) {
        if (out->length == 0 && in->is_end) {
            return false;
        }
        if (out->length >= (size_t)QN_INTAKE_RECORD_MAX) {
            in->wrong = too_long;
        }
        if (in->wrong != NULL || !fill(in, out, 2 * out->length)) {
            return false;
        }
        length = measure(in, out, most, &rows);
    }
    if (!keep_rest(in, out, length)) {
        return false;
    }
    memset(out->bytes + length, 0, QN_SCAN_SLACK);
    out->first_row = in->row;
    out->rows = rows;
    in->given += length;
    out->given = in->given;
    in->row += rows;
    return true;
}

bool qn_intake_first(qn_intake *in, qn_block *out)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (!begin(in, out)) {
        return false;
    }
    if (out->length >= 3 && memcmp(out->bytes, mark, 3) == 0) {
        out->length -= 3;
        memmove(out->bytes, out->bytes + 3, out->length);
    }
    if (in->form == QN_INTAKE_CSV && in->separator == '\0') {
        in->separator = qn_csv_separator(out->bytes, out->length);
    }
    return end(in, in->form == QN_INTAKE_CSV ? 1 : UINT64_MAX, out);
}

bool qn_intake_next(qn_intake *in, qn_block *out)
{
    return begin(in, out) && end(in, UINT64_MAX, out);
}
