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

/* One row of the file: where it stands, and the key in short. is_used: some case has it. */
typedef struct qn_join_row {
    uint64_t hash;
    uint64_t at;
    uint32_t length;
    uint32_t row; /* its number in the file, the head being 1 */
} qn_join_row;

typedef struct qn_join {
    int32_t fact; /* the list */
    const char *path;
    char separator;
    qn_columns columns;
    const char *bytes; /* of the whole file */
    size_t length;
    FILE *index;      /* without a name, for the rows */
    qn_join_row *row; /* by hash, those of one key in their order */
    uint8_t *is_used; /* one a row */
    size_t rows;
    size_t room;
} qn_join;

/* Opens and indexes a file. False with sentences in `wrong`. Either way the caller ends with
 * qn_join_close. */
bool qn_join_open(qn_join *out, const qn_program *program, int32_t fact, const char *path,
                  const char *key, char separator, const qn_args *args, qn_page *wrong);
void qn_join_close(qn_join *join);

/* The first row of a key in *first, and how many there may be; a row may have another key of the
 * same hash, which whoever reads it compares. Any number of threads may ask at once. */
size_t qn_join_find(const qn_join *join, const char *key, size_t length, size_t *first);

/* Reads a row into a record, whose bytes lie in `copy`, which belongs to the caller and has room
 * for it. False out of memory. */
bool qn_join_read(const qn_join *join, size_t row, char *copy, qn_csv_record *out);

/* Notes that a case has had a row; from any thread. */
void qn_join_use(qn_join *join, size_t row);

/* How many rows no case has had. */
size_t qn_join_left(const qn_join *join);

#endif
