/*
 * A long input in blocks of whole records, with memory for a few of them, whatever its length.
 *
 * Responsible for: reading, the byte-order mark, and where records end. Refuses to know: what is in
 * a record.
 */
#ifndef QN_CLI_INTAKE_H
#define QN_CLI_INTAKE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum qn_intake_form { QN_INTAKE_CSV, QN_INTAKE_LINES } qn_intake_form;

enum { QN_INTAKE_RECORD_MAX = 64 * 1024 * 1024 };

/* rest: bytes behind the last record that was given out. size: of the file, 0 where that is not
 * known. */
typedef struct qn_intake {
    int file;
    qn_intake_form form;
    char separator;
    char *rest;
    size_t rest_length;
    size_t rest_room;
    uint64_t size;
    uint64_t given; /* bytes given out */
    uint64_t row;   /* number of the next record, from 1 */
    bool is_end;
    const char *wrong;       /* what is wrong with the file, or NULL */
    const sigset_t *waiting; /* the mask of signals while it waits for bytes, one of which then ends
                              * the wait and all reading; NULL for that of the process */
} qn_intake;

/* Whole records; bytes belong to whoever has the block, and may be changed. Behind them is the
 * slack of scan.h. */
typedef struct qn_block {
    char *bytes;
    size_t length;
    size_t room;
    uint64_t first_row;
    uint64_t rows;
    uint64_t given; /* bytes of the input up to its end */
} qn_block;

/* Opens a file, or standard input for "-". separator: of CSV, 0 to find it in the first line. NULL,
 * or what is wrong with it. */
const char *qn_intake_open(qn_intake *in, const char *path, qn_intake_form form, char separator);
void qn_intake_close(qn_intake *in);

/* The first record alone, as for a head; then blocks of about a quarter of a MiB. False at the end
 * and where something is wrong, which in->wrong says. */
bool qn_intake_first(qn_intake *in, qn_block *out);
bool qn_intake_next(qn_intake *in, qn_block *out);

#endif
