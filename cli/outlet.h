/*
 * A file that is written piece by piece, beside the old one, and put in its place at the end: an
 * end before that, by a signal too, leaves nothing.
 *
 * Responsible for: the file beside, its name and its end. Refuses to know: what is written.
 */
#ifndef QN_CLI_OUTLET_H
#define QN_CLI_OUTLET_H

#include <stdbool.h>
#include <stddef.h>

typedef struct qn_outlet {
    int file;
    char *path;        /* NULL for standard output, and a device */
    char *beside;      /* what is written meanwhile */
    const char *wrong; /* what went wrong, or NULL; "" where the reader has gone */
} qn_outlet;

/* Opens the file, or standard output for "-". NULL, or what is wrong with it. */
const char *qn_outlet_open(qn_outlet *out, const char *path);

/* Nothing more is written where something went wrong. */
void qn_outlet_put(qn_outlet *out, const char *bytes, size_t length);

/* Puts the file in its place, or takes it away: where something went wrong, or is_good is false.
 * NULL, or what went wrong. */
const char *qn_outlet_close(qn_outlet *out, bool is_good);

#endif
