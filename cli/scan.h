/*
 * Where the cells of many records of CSV lie, found sixty-four bytes at a time.
 *
 * Responsible for: records of the plain form, those with quotation marks around whole cells
 * included. Every other record is named odd, and is the matter of csv.h, which says what a record
 * is; this only finds it sooner. Refuses to know: what is in a cell.
 */
#ifndef QN_CLI_SCAN_H
#define QN_CLI_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    QN_SCAN_ROWS = 1024, /* at once */
    QN_SCAN_SLACK = 64   /* bytes behind the text that may be read, whatever they are */
};

typedef enum qn_scan_form {
    QN_SCAN_CELLS, /* as many cells as there are columns */
    QN_SCAN_EMPTY, /* an empty line, or separators alone: no record */
    QN_SCAN_ODD    /* for the reader of csv.h */
} qn_scan_form;

/* Rows that were found. end: where each cell of them ends, one after the other. */
typedef struct qn_scan {
    uint32_t *end;
    size_t room;
    size_t rows;
    uint32_t begin[QN_SCAN_ROWS + 1]; /* where each row begins, and what is behind the last */
    uint32_t first[QN_SCAN_ROWS + 1]; /* the number of its first cell in `end` */
    uint8_t form[QN_SCAN_ROWS];
} qn_scan;

/* Gets ready for rows of so many columns. False out of memory. */
bool qn_scan_open(qn_scan *scan, size_t columns);
void qn_scan_close(qn_scan *scan);

/* Finds the rows from `at` on, at least one and at most QN_SCAN_ROWS, and returns where it stopped.
 * A last row without an end of line is odd. The bytes are less than 4 GiB, with the slack behind
 * them. */
size_t qn_scan_rows(qn_scan *scan, const char *bytes, size_t length, size_t at, char separator,
                    size_t columns);

/* Finds the cells of one row, without its end of line, in end[0] and on. False where it is odd. The
 * slack must be there. */
bool qn_scan_row(const char *bytes, size_t length, char separator, size_t columns, uint32_t *end);

/* The same of a row that ends within the slack, whose length with its end of line is found, too.
 * False also where it is longer, or empty. */
bool qn_scan_line(const char *bytes, char separator, size_t columns, uint32_t *end, size_t *length);

/* Where a cell begins; it ends at scan->end[scan->first[row] + column]. In quotation marks it
 * begins and ends with them, and has none inside. */
static inline uint32_t qn_scan_begin(const qn_scan *scan, size_t row, size_t column)
{
    return column == 0 ? scan->begin[row] : scan->end[scan->first[row] + column - 1] + 1;
}

/* How many ends of lines there are, whatever they belong to. */
size_t qn_scan_count_lines(const char *bytes, size_t length);

#endif
