/*
 * Lines that somebody types, or that come through a pipe.
 *
 * Responsible for prompts, which go to standard error, for editing and history on a terminal, and
 * for showing what came through a pipe behind its prompt, so that the whole reads like a talk.
 * Knows nothing of what the lines mean.
 */
#ifndef QN_CLI_LINES_H
#define QN_CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it is closed. */
typedef struct qn_lines {
    void *editor;  /* libedit's, NULL where standard input is no terminal */
    void *history; /* libedit's */
    char *line;    /* the last one read from a pipe */
    size_t room;
    const char *prompt;
    bool out_of_memory;
} qn_lines;

/* Opens standard input. */
void qn_lines_open(qn_lines *lines);
void qn_lines_close(qn_lines *lines);

/* Shows the prompt and reads a line, without its end but with a NUL behind it; good until the next
 * call. NULL at the end of the input, and where memory is out. */
const char *qn_lines_read(qn_lines *lines, const char *prompt, size_t *length);

#endif
