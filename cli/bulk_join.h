/*
 * Elements of a second file for many rows at once, as columns.
 *
 * Responsible for: the rows of the file that belong to a key, one behind the other. Refuses to
 * know: the rows themselves.
 */
#ifndef QN_CLI_BULK_JOIN_H
#define QN_CLI_BULK_JOIN_H

#include "gather.h"
#include "join.h"

/* One file. begin: where the elements of each row begin, and behind the last one where they end.
 * field: one for each column of the file. */
typedef struct qn_bulk_join {
    qn_join *join;
    int32_t begin[QN_SCAN_ROWS + 1];
    uint32_t hash[QN_SCAN_ROWS]; /* of the key of each row */
    qn_gather *field;
    size_t fields;
    uint32_t *used; /* the numbers of those that are not ignored */
    size_t uses;
    size_t room;   /* elements that all of them have memory for */
    uint32_t *end; /* of the cells of the row at hand */
    char *copy;    /* of a row at the end of the file, where the slack is missing */
    size_t copy_room;
    size_t limit;
} qn_bulk_join;

/* QN_MISUSE: the list does not come in columns; QN_NO_MEMORY. Either way the caller ends with
 * qn_bulk_join_close. */
qn_status qn_bulk_join_open(qn_bulk_join *out, const qn_program *program, qn_join *join,
                            char point);
void qn_bulk_join_close(qn_bulk_join *join);

/* Begins anew, with the row of number 0, for rows of these keys. */
void qn_bulk_join_begin(qn_bulk_join *join, const char *const *key, const uint32_t *length,
                        size_t rows);

/* Gives row `at`, the next one, the elements of its key. False where the plain way is to take it:
 * it has none here then. */
bool qn_bulk_join_give(qn_bulk_join *join, size_t at, const char *key, size_t length);

/* Gives it none. */
void qn_bulk_join_skip(qn_bulk_join *join, size_t at);

/* How many columns there are for the library, and these: the list, and what its elements have. */
size_t qn_bulk_join_count(const qn_bulk_join *join);
void qn_bulk_join_columns(const qn_bulk_join *join, qn_column *out);

#endif
