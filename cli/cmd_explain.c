/*
 * qanun explain: says more of a message than has room beside a mistake.
 *
 * Responsible for finding what is meant by a code, and for laying out what the two lists of
 * messages say of it.
 */
#include <stdlib.h>
#include <string.h>

#include "diagnostic.h"
#include "findings.h"
#include "io.h"
#include "verbs.h"

enum { WIDTH = 78, CODE_DIGITS = 4 };

/* What is said of a code. The explanation of an error that a result can have is "". */
typedef struct entry {
    int number;
    const char *kind;
    const char *message;
    const char *help;
    const char *explanation;
} entry;

static const struct {
    int number;
    const char *message;
    const char *help;
} result_errors[] = {
#define QN_ERROR(number, name, what, help) {number, what, help},
#include "errors.def"
#undef QN_ERROR
};

enum { RESULT_ERRORS = sizeof result_errors / sizeof result_errors[0] };

/* The messages of the compiler, then the errors of results. */
static entry entry_at(size_t index)
{
    if (index >= QN_CODE_COUNT) {
        return (entry){.number = result_errors[index - QN_CODE_COUNT].number,
                       .kind = "an error that a result can have",
                       .message = result_errors[index - QN_CODE_COUNT].message,
                       .help = result_errors[index - QN_CODE_COUNT].help,
                       .explanation = ""};
    }
    static const char *const kinds[] = {
        [QN_ERROR] = "an error", [QN_WARNING] = "a warning", [QN_NOTE] = "a note"};
    const qn_diagnostic_row *row = qn_diagnostic_row_get((qn_code)index);
    return (entry){.number = atoi(row->name + 1),
                   .kind = kinds[row->severity],
                   .message = row->message,
                   .help = row->help,
                   .explanation = row->explanation};
}

/* Puts words on lines of WIDTH, each behind two spaces. */
static void put_wrapped(qn_page *page, const char *text)
{
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        bool turn = column == 0 || column + 1 + length > WIDTH;
        qn_page_put(page, column == 0 ? "  " : turn ? "\n  " : " ");
        qn_page_add(page, text, length);
        column = turn ? 2 + length : column + 1 + length;
        text += length + (text[length] == ' ');
    }
    qn_page_put(page, "\n");
}

static void put_entry(qn_page *page, const entry *e)
{
    qn_page help = {0};
    qn_page told = {0};
    qn_page_format(page, "Q%04d, %s: ", e->number, e->kind);
    qn_findings_template(page, e->message);
    qn_page_put(page, "\n");
    qn_page_put(&help, "help: ");
    qn_findings_template(&help, e->help);
    /* A help that is found for each case is no template of its own. */
    if (e->help[0] && strspn(e->help, "{}0123456789") != strlen(e->help)) {
        put_wrapped(page, qn_page_string(&help));
    }
    qn_page_end(&help, page);
    qn_findings_template(&told, e->explanation);
    if (e->explanation[0]) {
        put_wrapped(page, qn_page_string(&told));
    }
    qn_page_end(&told, page);
}

/* The number of "Q0311", "q311" or "311"; -1 of anything else. */
static int read_code(const char *word)
{
    const char *digits = word + (word[0] == 'Q' || word[0] == 'q');
    size_t length = strlen(digits);
    bool good = length > 0 && length <= CODE_DIGITS && strspn(digits, "0123456789") == length;
    return good ? atoi(digits) : -1;
}

static bool explain_one(const char *word, qn_io *io)
{
    int number = read_code(word);
    for (size_t i = 0; i < QN_CODE_COUNT + RESULT_ERRORS; i++) {
        entry e = entry_at(i);
        if (e.number == number) {
            put_entry(&io->out, &e);
            return true;
        }
    }
    qn_page_put(&io->err, "qanun explain: there is no message `");
    qn_page_shown(&io->err, word);
    qn_page_put(&io->err, "`; a code is written as Q0311, and `qanun explain` lists them\n");
    return false;
}

static void list_all(qn_page *page)
{
    for (int number = 0; number <= 9999; number++) {
        for (size_t i = 0; i < QN_CODE_COUNT + RESULT_ERRORS; i++) {
            entry e = entry_at(i);
            if (e.number == number) {
                qn_page_format(page, "Q%04d  ", number);
                qn_findings_template(page, e.message);
                qn_page_put(page, "\n");
            }
        }
    }
}

static int run_explain(const qn_args *args, struct qn_io *io)
{
    bool found = true;
    if (args->operand_count == 0) {
        list_all(&io->out);
    }
    for (size_t i = 0; i < args->operand_count; i++) {
        qn_page_put(&io->out, i > 0 ? "\n" : "");
        found &= explain_one(args->operand[i], io);
    }
    return found ? QN_EXIT_OK : QN_EXIT_USAGE;
}

const qn_verb qn_verb_explain = {
    .word = "explain",
    .operands = "[CODE…]",
    .least = 0,
    .most = (size_t)-1,
    .summary = "say more about a message",
    .details = "Example:\n"
               "\n"
               "    qanun explain Q0301\n"
               "\n"
               "says what `error[Q0301]` means, what to do, and why it is so. Without a code it\n"
               "lists all messages. What led to an answer shows `qanun run --explain`.\n",
    .run = run_explain,
};
