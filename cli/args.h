/*
 * Words of the command line to options and operands, by each verb's table.
 *
 * Responsible for the form of a command: which options there are, which take a value, how many
 * operands. Knows nothing of what they do.
 */
#ifndef QN_CLI_ARGS_H
#define QN_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "page.h"

/* An option that verbs have; the row of a verb's table that has it says the rest. */
typedef enum qn_option_name {
    QN_OPTION_FACTS,
    QN_OPTION_FACT,
    QN_OPTION_ON,
    QN_OPTION_FORMAT,
    QN_OPTION_EXPLAIN,
    QN_OPTION_LANG,
    QN_OPTION_STRICT,
    QN_OPTION_OUTPUT,
    QN_OPTION_STDOUT,
    QN_OPTION_CHECK,
    QN_OPTION_OWED,
    QN_OPTION_COST,
    QN_OPTION_OPEN,
    QN_OPTION_NEEDS,
    QN_OPTION_RENAME,
    QN_OPTION_FAIL_ON_CHANGE,
    QN_OPTION_ACCEPTED,
    QN_OPTION_UNDECIDED,
    QN_OPTION_NONE,
    QN_OPTION_ROWS,
    QN_OPTION_FROM,
    QN_OPTION_TABLE,
    QN_OPTION_KEY,
    QN_OPTION_REJECTED,
    QN_OPTION_IGNORE,
    QN_OPTION_SEPARATOR,
    QN_OPTION_DECIMAL,
    QN_OPTION_THREADS,
    QN_OPTION_ONE_BY_ONE,
    QN_OPTION_RECEIPT,
    QN_OPTION_OVER,
    QN_OPTION_BY,
    QN_OPTION_SVG,
    QN_OPTION_CSV,
    QN_OPTION_FILTER,
    QN_OPTION_JOBS,
    QN_OPTION_WATCH,
    QN_OPTION_COVERAGE,
    QN_OPTION_FAIL_UNDER,
    QN_OPTION_HTML,
    QN_OPTION_PER,
    QN_OPTION_BASELINE,
    QN_OPTION_ACCEPT,
    QN_OPTION_TITLE,
    QN_OPTION_SUGGEST,
    QN_OPTION_MUTATE
} qn_option_name;

/* value: how its value is called in help, "" where it takes none; words with `|` between them are
 * all that it may be. An option that is not `many` may stand once. */
typedef struct qn_option {
    qn_option_name name;
    const char *word;
    char letter; /* or 0 */
    bool many;
    const char *value;
    const char *help;
} qn_option;

typedef struct qn_args_option {
    qn_option_name name;
    const char *value; /* "" where it takes none */
} qn_args_option;

/* Options in the order given, then operands. The words belong to the caller of qn_args_read. */
typedef struct qn_args {
    qn_args_option *option;
    size_t option_count;
    const char **operand;
    size_t operand_count;
} qn_args;

struct qn_io;

/* A verb of the command. operands: as in usage; least and most: how many. example: what help shows.
 * run: returns the exit status, with all that is to be printed in io. */
typedef struct qn_verb {
    const char *word;
    const char *operands;
    size_t least;
    size_t most;
    const char *summary;
    const char *details;
    const qn_option *option;
    size_t option_count;
    int (*run)(const qn_args *args, struct qn_io *io);
} qn_verb;

/* Reads the words behind the verb. False, with one line in `wrong`, where they do not fit or memory
 * is out. Either way the caller ends with qn_args_clear. */
bool qn_args_read(const qn_verb *verb, int count, char *const *word, qn_args *out, qn_page *wrong);
void qn_args_clear(qn_args *args);

/* The value of an option, or NULL where it was not given. */
const char *qn_args_value(const qn_args *args, qn_option_name name);

/* True if the option was given with that value. */
bool qn_args_is(const qn_args *args, qn_option_name name, const char *value);

/* Usage, options, and the verb's examples. */
void qn_args_help(const qn_verb *verb, qn_page *out);

#endif
