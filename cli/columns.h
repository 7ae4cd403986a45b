/*
 * The head of a CSV file against the facts of a program: what each column is.
 *
 * Responsible for: names of columns, and what is said of one that is no fact. Refuses to know:
 * cells.
 */
#ifndef QN_CLI_COLUMNS_H
#define QN_CLI_COLUMNS_H

#include "args.h"
#include "csv.h"
#include "page.h"
#include "qanun.h"

/* A column that is no fact and no date: the key alone, or nothing to us. */
enum { QN_COLUMN_IGNORED = -11 };

/* fact: one a column, QN_TODAY for the date of decision. key: the column that is the key, or
 * SIZE_MAX; it may be a fact as well. */
typedef struct qn_columns {
    char **name;
    int32_t *fact;
    size_t count;
    size_t key;
} qn_columns;

/* What columns are of. list: they are the fields of this fact's elements (or `value`), -1 for
 * facts. beside: another version of the law, or NULL; what only that has is left aside. */
typedef struct qn_columns_of {
    const qn_program *program;
    const qn_program *beside;
    int32_t list;
} qn_columns_of;

/* Reads a head. key: the name of the column that is the key, or NULL; those that --ignore names are
 * left aside, `all` for every one that is no fact. False with sentences in `wrong`, or out of
 * memory without any. Either way the caller ends with qn_columns_clear. */
bool qn_columns_read(qn_columns *out, const qn_columns_of *of, const qn_csv_record *head,
                     const char *key, const qn_args *args, qn_page *wrong);
void qn_columns_clear(qn_columns *columns);

#endif
