/*
 * A second CSV file whose rows are the elements of a list, joined to cases by a key.
 *
 * Responsible for: finding the rows of a key, whatever their order, with little memory: the file
 * and its index are mapped. Refuses to know: what is in the cells.
 */
#ifndef QN_CLI_JOIN_H
#define QN_CLI_JOIN_H

#include <stdint.h>
#include <stdio.h>

#include "columns.h"
#include "mapped.h"

/* No row. */
enum { QN_JOIN_END = -1 };

/* One row of the file: where it stands, its key in short, and the next row whose key is the same in
 * short. */
typedef struct qn_join_row {
    uint64_t at;
    uint32_t length;
    uint32_t hash;
    int32_t next;
} qn_join_row;

/* Where the rows of a key begin. Whoever asks for a key reads no row of another. */
typedef struct qn_join_place {
    uint32_t hash;
    int32_t first; /* QN_JOIN_END: the place is free */
} qn_join_place;

typedef struct qn_join {
    int32_t fact; /* the list */
    const char *path;
    char separator;
    qn_columns columns;
    qn_mapped file;
    FILE *index;          /* without a name, for the rows */
    qn_join_row *row;     /* as they stand in the file */
    qn_join_place *place; /* by hash: the first free one, or of the hash, from its own on */
    size_t places_mask;   /* how many there are, less one */
    unsigned shift;       /* how a hash becomes its own place */
    uint64_t seed;
    uint8_t *is_used; /* one a row */
    size_t rows;
    size_t runs; /* of rows with one hash behind each other */
    size_t room;
} qn_join;

/* Opens and indexes a file with the elements of a list. False with sentences in `wrong`. Either way
 * the caller ends with qn_join_close. */
bool qn_join_open(qn_join *out, const qn_columns_of *of, const char *path, const char *key,
                  char separator, const qn_args *args, qn_page *wrong);
void qn_join_close(qn_join *join);

/* A key in short. */
uint32_t qn_join_hash(const qn_join *join, const char *key, size_t length);

/* Says that such a key will be asked for, so that memory has time to bring it: first its place,
 * later what stands there. */
void qn_join_expect(const qn_join *join, uint32_t hash);
void qn_join_expect_row(const qn_join *join, uint32_t hash);

/* The first row that may have a key of a hash, and the next one behind it, in the order of the
 * file; or QN_JOIN_END. A row may have another key of the same hash, which whoever reads it
 * compares. Any number of threads may ask at once. */
int32_t qn_join_first(const qn_join *join, uint32_t hash);
int32_t qn_join_next(const qn_join *join, int32_t row);

/* Reads a row into a record, whose bytes lie in `copy`, which belongs to the caller and has room
 * for it. False out of memory. */
bool qn_join_read(const qn_join *join, int32_t row, char *copy, qn_csv_record *out);

/* Notes that a case has had a row; from any thread. */
void qn_join_use(qn_join *join, int32_t row);

/* How many rows no case has had. */
size_t qn_join_left(const qn_join *join);

#endif
