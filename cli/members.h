/*
 * Facts of many lines of JSON as columns.
 *
 * Responsible for: lines of the plain form: an object whose texts need no escapes, of values that
 * come in columns, and lists of such. Every other line it does not take, right or wrong. Refuses to
 * know: results.
 */
#ifndef QN_CLI_MEMBERS_H
#define QN_CLI_MEMBERS_H

#include "gather.h"

typedef struct qn_members qn_members;

/* What there is to read: the facts of a program but those that a case was given, the date, and the
 * member that is the key, or NULL. NULL out of memory, and where names cannot be told apart soon
 * enough. */
qn_members *qn_members_new(const qn_program *program, const qn_case *given, const char *key);
void qn_members_free(qn_members *members);

/* The date of lines that have none. */
void qn_members_set_date(qn_members *members, int32_t day);

/* Begins anew, with the line of number 0. */
void qn_members_begin(qn_members *members);

/* Reads the next line, without its end; false where the plain way is to take it. *key is where its
 * key stands, NULL where it has none. The slack of scan.h is behind it. */
bool qn_members_read(qn_members *members, const char *line, size_t length, const char **key,
                     uint32_t *key_length);

/* Ends the lines: those without a date become odd where there is none for them. */
void qn_members_end(qn_members *members, uint8_t *is_odd, bool has_date);

/* The columns that lines had so far, at most qn_members_most; *has_more says whether they are more
 * than at the last call. */
size_t qn_members_most(const qn_members *members);
size_t qn_members_columns(qn_members *members, qn_column *out, bool *has_more);

#endif
