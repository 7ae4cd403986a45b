/*
 * All rule files below a folder, each as a program with one case and the questions that it answers.
 *
 * Responsible for what is asked of a file, and for which facts an answer hangs on. Knows nothing of
 * people. Out of memory, and a file that does not compile, end the process with status 2.
 */
#ifndef QN_TESTS_CORPUS_H
#define QN_TESTS_CORPUS_H

#include "rules.h"
#include "view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A rule of a file, or a duty, which is told by its message; duty: its row, or -1. read: the facts
 * that the answer hangs on, by the names of the corpus. */
typedef struct question {
    const char *name;
    int32_t rule;
    int32_t duty;
    size_t *read;
    size_t read_count;
} question;

/* A file with one case. name_of_fact: where in the names of the corpus each of its facts is. */
typedef struct law {
    qn_rules rules;
    char *name; /* "labour/vacation" */
    qn_view view;
    size_t *name_of_fact;
    question *question;
    size_t question_count;
} law;

/* All files of a folder, with the names of all facts that they read, sorted. */
typedef struct corpus {
    qn_paths paths;
    law *law;
    size_t law_count;
    size_t question_count;
    const char **name;
    size_t name_count;
} corpus;

/* Ends the process with status 2 and a line on standard error. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The block, where it is one; else the process ends. */
void *memory(void *block);

/* The files below a folder, or one file. One without rules and duties, which only declares, asks
 * nothing and is left out. */
corpus open_corpus(const char *folder);
void close_corpus(corpus *all);

/* Where a name is among those of the corpus; name_count where it is not. */
size_t find_name(const corpus *all, const char *name);

#endif
