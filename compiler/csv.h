/*
 * The reader of CSV (RFC 4180), a record at a time, from bytes that are there.
 *
 * Responsible for: separators, quotation marks, ends of lines, and where each field begins. Refuses
 * to know: files, what columns mean, and what is in a field.
 */
#ifndef QN_CLI_CSV_H
#define QN_CLI_CSV_H

#include <stdbool.h>
#include <stddef.h>

/* One field. Where it was quoted, its text is unescaped in place, so that the bytes must be
 * writable. */
typedef struct qn_csv_field {
    char *text;
    size_t length;
} qn_csv_field;

/* Fields of one record. room: how many there is memory for; field belongs to the record. */
typedef struct qn_csv_record {
    qn_csv_field *field;
    size_t count;
    size_t room;
    const char *wrong; /* what is wrong with its form, or NULL */
} qn_csv_record;

/* Where the record that begins at `at` ends: behind its end of line, which may stand in quotation
 * marks; the length where the bytes end first, in which case *is_whole is false, and more of them
 * may belong to it. */
size_t qn_csv_end(const char *bytes, size_t length, size_t at, char separator, bool *is_whole);

/* Reads the record in the bytes, which end with it. Empty lines are records of no fields, and so
 * are lines of nothing but separators, which spreadsheets leave behind. False out of memory. */
bool qn_csv_read(char *bytes, size_t length, char separator, qn_csv_record *out);

/* What is wrong with a whole file, by its first record, in words for whoever saved it; NULL where
 * nothing is. */
const char *qn_csv_misfit(const char *bytes, size_t length);

/* Takes blanks off both ends. */
void qn_csv_trim(qn_csv_field *field);

void qn_csv_clear(qn_csv_record *record);

/* Of comma, semicolon and tab the one that stands most often in a line, outside quotation marks; a
 * comma where there is none. */
char qn_csv_separator(const char *line, size_t length);

#endif
