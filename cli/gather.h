/*
 * Facts of many rows as columns, as the library takes them.
 *
 * Responsible for: which lane a fact has, and cells that are written in the plain way, or nearly.
 * Refuses to know: what is wrong with any other cell; its row goes the plain way, which says it.
 */
#ifndef QN_CLI_GATHER_H
#define QN_CLI_GATHER_H

#include "plain.h"
#include "program.h"
#include "scan.h"

/* How a text becomes a number of a column. */
typedef enum qn_gather_way {
    QN_GATHER_NUMBER,
    QN_GATHER_DAY,
    QN_GATHER_NAME, /* of a value of a choice, or yes and no */
    QN_GATHER_MANY, /* the same, of more than a byte has room for */
    QN_GATHER_SET,  /* of one value alone */
    QN_GATHER_ODD   /* no number: what is not empty goes the plain way */
} qn_gather_way;

/* One column. fact, list, lane: as qn_column has them. preset: what an empty cell stands for, where
 * has_preset. */
typedef struct qn_gather {
    qn_gather_way way;
    int32_t fact;
    int32_t list;
    qn_kind kind;
    qn_lane lane;
    qn_plain_number_form form;
    qn_plain_names names;
    const char *unit; /* that may stand behind a number, or "" */
    size_t unit_length;
    bool has_preset;
    int32_t preset;
    void *values;
    uint64_t *present; /* a bit each */
    size_t room;       /* how many values there is memory for */
    bool has_absent;   /* since qn_gather_clear */
    bool is_sparse;    /* what is not put is absent */
} qn_gather;

/* Rows that are gathered together: their numbers in the scan, and which of them go the plain way.
 */
typedef struct qn_gather_rows {
    const qn_scan *scan;
    const char *bytes;
    size_t count;
    uint16_t row[QN_SCAN_ROWS];
    uint8_t is_odd[QN_SCAN_ROWS];
} qn_gather_rows;

/* A column for a fact, QN_TODAY, or, with the fact that is their list, what elements have. point:
 * of decimals. False out of memory. Either way the caller ends with qn_gather_close. */
bool qn_gather_open(qn_gather *column, const qn_program *program, int32_t fact, int32_t list,
                    char point);
void qn_gather_close(qn_gather *column);

/* Makes room for so many values, of which those that are there stay. False out of memory. */
bool qn_gather_grow(qn_gather *column, size_t count);

/* Nothing is absent any more, whatever stood there. */
void qn_gather_clear(qn_gather *column);

/* Gives a value the text of a cell; false where the plain way is to take it. Blanks and quotation
 * marks around it and the unit behind it are passed over. */
bool qn_gather_put(qn_gather *column, size_t at, const char *text, size_t length);

/* The same with nothing passed over: what is empty is not taken. */
bool qn_gather_put_exactly(qn_gather *column, size_t at, const char *text, size_t length);

/* The same for a column of all rows; those that cannot be taken become odd. */
void qn_gather_cells(qn_gather *column, qn_gather_rows *rows, size_t cell);

/* Gives a value a number that is one of the column's, or nothing. */
void qn_gather_give(qn_gather *column, size_t at, int64_t number);
void qn_gather_skip(qn_gather *column, size_t at);

/* All is absent until it is put, also what there is room for later. */
void qn_gather_skip_all(qn_gather *column);

/* Whether it has one. */
static inline bool qn_gather_has(const qn_gather *column, size_t at)
{
    return (((const uint8_t *)column->present)[at / 8] >> at % 8 & 1) != 0;
}

/* The column for the library. */
qn_column qn_gather_column(const qn_gather *column);

/* Takes quotation marks and then blanks off both ends of a cell. */
static inline void qn_gather_tidy(const char **text, size_t *length)
{
    const char *at = *text;
    const char *end = at + *length;
    if (at < end && *at == '"') {
        at++;
        end--;
    }
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    while (at < end && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    *text = at;
    *length = (size_t)(end - at);
}

#endif
