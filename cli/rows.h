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
