/*
 * The qanun command: finds the verb, runs it, prints what it gives back.
 *
 * Responsible for the general options, for printing, and for exit statuses when printing fails or
 * memory is out. Knows nothing of what the verbs do.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "io.h"
#include "overwrite.h"
#include "qanun.h"
#include "verbs.h"

static const qn_verb *const verbs[] = {
    &qn_verb_check, &qn_verb_run,  &qn_verb_verify, &qn_verb_batch,
    &qn_verb_audit, &qn_verb_ask,  &qn_verb_repl,   &qn_verb_test,
    &qn_verb_sweep, &qn_verb_diff, &qn_verb_replay, &qn_verb_build,
    &qn_verb_doc,   &qn_verb_fmt,  &qn_verb_dis,    &qn_verb_explain};
enum { VERB_COUNT = sizeof verbs / sizeof verbs[0] };

/* What `qanun --help` prints. */
static void put_help(qn_page *page)
{
    qn_page_put(page, "Qanun decides cases by rules that are written like statutes.\n\n"
                      "usage: qanun VERB …\n\n");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        qn_page_format(page, "  %-7s %s\n", verbs[i]->word, verbs[i]->summary);
    }
    qn_page_put(page,
                "\n`qanun VERB --help` explains a verb with an example; `qanun --version` tells "
                "the version.\n"
                "\n"
                "Exit status: 0 answered or clean, 1 the rules or the facts are wrong, 2 the\n"
                "command is, 3 a result is not known and --strict was given.\n");
}

static const qn_verb *find_verb(const char *word)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(verbs[i]->word, word) == 0) {
            return verbs[i];
        }
    }
    return NULL;
}

/* Lists the verbs where the word, or NULL for none, is none of them. */
static int refuse_verb(const char *word, qn_page *err)
{
    if (word) {
        qn_page_put(err, "qanun: there is no verb `");
        qn_page_shown(err, word);
        qn_page_put(err, "`; there are");
    } else {
        qn_page_put(err, "usage: qanun VERB …; the verbs are");
    }
    for (size_t i = 0; i < VERB_COUNT; i++) {
        qn_page_format(err, "%s %s", i ? "," : "", verbs[i]->word);
    }
    qn_page_put(err, "; see `qanun --help`\n");
    return QN_EXIT_USAGE;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* True if help is asked for among the words, before a `--`. */
static bool wants_help(int count, char *const *word)
{
    for (int i = 0; i < count && strcmp(word[i], "--") != 0; i++) {
        if (is_help(word[i])) {
            return true;
        }
    }
    return false;
}

/* Reads the words behind the verb and runs it; its exit status. */
static int run_verb(const qn_verb *verb, int count, char *const *word, qn_io *io)
{
    if (wants_help(count, word)) {
        qn_args_help(verb, &io->out);
        return QN_EXIT_OK;
    }
    qn_args args;
    int status = QN_EXIT_USAGE;
    if (qn_args_read(verb, count, word, &args, &io->err) && !qn_overwrites(verb, &args, &io->err)) {
        status = verb->run(&args, io);
    }
    qn_args_clear(&args);
    return status;
}

/* Does what the command line says; the exit status. */
static int run(int count, char *const *word, qn_io *io)
{
    if (count < 2) {
        return refuse_verb(NULL, &io->err);
    }
    bool for_help = strcmp(word[1], "help") == 0;
    if (is_help(word[1]) || (for_help && count == 2)) {
        put_help(&io->out);
        return QN_EXIT_OK;
    }
    if (strcmp(word[1], "--version") == 0) {
        qn_page_format(&io->out, "qanun %s\n", qn_version());
        return QN_EXIT_OK;
    }
    const qn_verb *verb = find_verb(word[for_help ? 2 : 1]);
    if (verb && for_help) {
        qn_args_help(verb, &io->out);
        return QN_EXIT_OK;
    }
    return verb ? run_verb(verb, count - 2, word + 2, io)
                : refuse_verb(word[for_help ? 2 : 1], &io->err);
}

/* Whether what is written there may be coloured (https://no-color.org). */
static bool wants_colour(int stream)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(stream) && !(refused && refused[0]) &&
           !(terminal && strcmp(terminal, "dumb") == 0);
}

/* Prints one line on standard error without needing memory. */
static void complain(const char *what, const char *why)
{
    fprintf(stderr, "qanun: %s%s\n", what, why);
}

/* Prints the texts; the exit status to end with. */
static int print(const qn_io *io, int status)
{
    qn_file_print(STDERR_FILENO, io->err.bytes, io->err.length);
    const char *wrong = qn_file_print(STDOUT_FILENO, io->out.bytes, io->out.length);
    if (wrong) {
        if (wrong[0]) {
            complain("cannot write: ", wrong);
        }
        status = QN_EXIT_WRONG;
    }
    qn_file_print(STDERR_FILENO, io->last.bytes, io->last.length);
    if (io->out.out_of_memory || io->err.out_of_memory || io->last.out_of_memory) {
        complain("out of memory", "");
        status = QN_EXIT_WRONG;
    }
    return status;
}

int main(int count, char **word)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no further is an error like others */
    qn_io io = {.out_colour = wants_colour(STDOUT_FILENO),
                .err_colour = wants_colour(STDERR_FILENO)};
    int status = print(&io, run(count, word, &io));
    qn_page_clear(&io.out);
    qn_page_clear(&io.err);
    qn_page_clear(&io.last);
    return status;
}
