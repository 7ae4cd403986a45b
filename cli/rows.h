/*
 * A verb that goes through the rows of a file: its words, its files, and an end before the end.
 *
 * Responsible for: what the words that such verbs share mean, for one program or for two versions
 * of a law, whose rows are the same; signals; and that each file is written whole or not at all.
 * Refuses to know: what a row comes to, and how all are gone through (course.h).
 */
#ifndef QN_CLI_ROWS_H
#define QN_CLI_ROWS_H

#include "course.h"

/* The options of such a verb, for its table. */
#define QN_ROWS_OPTIONS                                                                             \
    {QN_OPTION_ROWS,                                                                                \
     "facts",                                                                                       \
     0,                                                                                             \
     false,                                                                                         \
     "FILE",                                                                                        \
     "the rows: CSV, or JSON Lines where it ends in .jsonl; - is standard input"},                  \
        {QN_OPTION_FROM, "from",      0,                                                            \
         false,          "csv|jsonl", "the form of the rows, whatever their name"},                 \
        {QN_OPTION_TABLE,                                                                           \
         "table",                                                                                   \
         0,                                                                                         \
         true,                                                                                      \
         "LIST=FILE",                                                                               \
         "the elements of a list, a CSV file joined by the key"},                                   \
        {QN_OPTION_KEY, "key", 0, false, "COLUMN", "the column that names each row"},               \
        {QN_OPTION_IGNORE,                                                                          \
         "ignore",                                                                                  \
         0,                                                                                         \
         true,                                                                                      \
         "COLUMN",                                                                                  \
         "a column that is no matter; all: each that is no fact"},                                  \
        {QN_OPTION_SEPARATOR,                                                                       \
         "separator",                                                                               \
         0,                                                                                         \
         false,                                                                                     \
         "comma|semicolon|tab",                                                                     \
         "between columns; else as the head has it"},                                               \
        {QN_OPTION_DECIMAL, "decimal", 0, false, "point|comma", "of numbers in CSV; else a point"}, \
        {QN_OPTION_FACT, "fact", 0, true, "NAME=VALUE", "a fact that is the same for every row"},   \
        {QN_OPTION_ON,                                                                              \
         "on",                                                                                      \
         0,                                                                                         \
         false,                                                                                     \
         "DATE",                                                                                    \
         "the date of decision; a column `on` has one for each row; else today"},                   \
        {QN_OPTION_THREADS,                                                                         \
         "threads",                                                                                 \
         0,                                                                                         \
         false,                                                                                     \
         "N",                                                                                       \
         "how many work side by side; else as there are processors"},                               \
    {                                                                                               \
        QN_OPTION_ONE_BY_ONE, "one-by-one", 0, false, "",                                           \
            "answer one row after the other; slower, and the same"                                  \
    }

/* job: one a program, whose `run` has its rules; the words are those of the first. The rest is
 * filled here. */
typedef struct qn_rows {
    qn_rows_job *job;
    size_t jobs;
    qn_course course;
    char *refused_path; /* NULL where what is refused is told on standard error */
    bool has_refused;   /* the file is open */
    bool is_watching;
    sigset_t mask; /* of signals, as it was before they were watched */
} qn_rows;

/* Checks the words. The exit status that this leads to. */
int qn_rows_check_words(qn_rows *rows);

/* Opens the input and the files of elements, reads their heads, and takes the date where no column
 * has one. The exit status that this leads to. */
int qn_rows_open(qn_rows *rows);

/* Notes signals that want an end, so that the files beside are taken away before it. */
void qn_rows_watch(qn_rows *rows);

/* Opens what is written: results to `path`, "-" for standard output. The exit status. */
int qn_rows_open_outputs(qn_rows *rows, const char *path);

/* Goes through all rows with the hands of the course; false where it had to end before. */
bool qn_rows_go(qn_rows *rows);

/* Puts the files in their places, or takes them away where it is not good, and says how many rows
 * were refused. The exit status, QN_EXIT_WRONG also where there were any. */
int qn_rows_finish(qn_rows *rows, const char *path, bool good);

/* Ends all that was opened, hands too; then a signal that came has its effect. */
void qn_rows_clear(qn_rows *rows);
void qn_rows_let_signal(qn_rows *rows);

/* Whether the name of a file, or --from, says that it is JSON Lines. */
bool qn_rows_are_lines(const char *path, const char *form);

/* Whether a signal wants an end. */
bool qn_rows_is_stopped(void);

#endif
