/*
 * qanun test: tries the examples of rule files.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "coverage_out.h"
#include "files.h"
#include "folder.h"
#include "mutants_out.h"
#include "suite.h"
#include "trials_out.h"
#include "verbs.h"
#include "watch.h"

/* One run of the verb. */
typedef struct tester {
    const qn_args *args;
    qn_io *io;
    qn_trials_form form;
    bool is_page; /* of HTML, with coverage and nothing else */
    bool covers;
    bool suggests;
    bool mutates;
    unsigned
        least; /* the share that is enough, of coverage or of mutants, in tenths of a per cent */
    size_t hands;
    qn_paths paths;
    qn_suite suite;
    qn_trials_out shown;
    size_t errors; /* of files that do not compile */
    size_t warnings;
} tester;

/* What is named, and all rule files below the folders among it. */
static void find_files(tester *x)
{
    x->paths = (qn_paths){0};
    for (size_t i = 0; i < x->args->operand_count; i++) {
        qn_paths_add(&x->paths, x->args->operand[i]);
    }
    x->io->err.out_of_memory |= x->paths.out_of_memory;
}

/* Shows one file: what the compiler said of it, and its trials. */
static void put_file(tester *x, qn_suite_file *file)
{
    qn_page_add(&x->io->err, file->said.bytes, file->said.length);
    x->io->err.out_of_memory |= file->said.out_of_memory;
    x->errors += file->sink.errors;
    x->warnings += file->sink.warnings;
    if (!file->loaded && x->form == QN_TRIALS_TEXT) {
        x->shown.failed++; /* what the compiler said is all there is to say */
    } else if (!file->loaded) {
        qn_trials_refuse(&file->trials, file->path, "this file cannot be tested");
    }
    qn_trials_put(&x->shown, file->path, &file->trials);
}

/* Notes where what was found of the coverage of a file is not all. */
static void note_coverage(tester *x, const qn_suite_file *file)
{
    x->io->out.out_of_memory |= file->coverage.out_of_memory || file->coverage.words.out_of_memory;
}

/* The coverage of the files that could be tested; from malloc, NULL out of memory. */
static qn_covered_file *covered_files(tester *x, size_t *count)
{
    qn_covered_file *list = calloc(x->paths.count + 1, sizeof *list);
    *count = 0;
    for (size_t i = 0; list && i < x->paths.count; i++) {
        const qn_suite_file *file = &x->suite.file[i];
        note_coverage(x, file);
        if (file->loaded) {
            list[(*count)++] = (qn_covered_file){file->path, &file->coverage};
        }
    }
    return list;
}

/* Whether the figure is high enough; where it is not that is said. */
static bool is_enough(tester *x, const qn_covered_file *list, size_t count)
{
    qn_coverage_sum sum = {.never = 0};
    for (size_t i = 0; i < count; i++) {
        qn_coverage_add(&sum, list[i].coverage);
    }
    unsigned tenths = qn_coverage_tenths(sum.covered[QN_COVER_KINDS], sum.of[QN_COVER_KINDS]);
    if (tenths < x->least) {
        qn_page_format(&x->io->err,
                       "qanun test: %u.%u%% of the law is covered, and %u.%u%% is asked\n",
                       tenths / 10, tenths % 10, x->least / 10, x->least % 10);
    }
    return tenths >= x->least;
}

/* Ends the answer: the totals, and what is covered. False where that is not enough. */
static bool end_answer(tester *x)
{
    qn_page more = {0};
    size_t count = 0;
    qn_covered_file *list = x->covers ? covered_files(x, &count) : NULL;
    bool enough = true;
    if (x->covers && !list) {
        x->io->err.out_of_memory = true;
        return false;
    }
    if (x->is_page) {
        x->io->out.length = 0;
        qn_coverage_put_html(&x->io->out, list, count, x->shown.unconfirmed);
    } else if (x->covers && x->form == QN_TRIALS_JSON) {
        qn_coverage_put_json(&more, list, count);
    } else if (x->covers && x->form == QN_TRIALS_TEXT) {
        qn_coverage_put_text(&x->io->out, list, count);
    }
    if (!x->is_page) {
        qn_trials_end(&x->shown, &more);
    }
    if (x->covers) {
        enough = is_enough(x, list, count);
    }
    qn_page_end(&more, &x->io->out);
    free(list);
    return enough;
}

/* Puts the examples that are missing, and nothing else, so that they can be kept as they are; what
 * could not be written is told beside it. */
static int end_suggestions(tester *x)
{
    size_t written = 0;
    size_t missing = 0;
    size_t never = 0;
    x->io->out.length = 0;
    for (size_t i = 0; i < x->paths.count; i++) {
        const qn_suggested *one = &x->suite.file[i].suggested;
        if (one->written > 0 && x->paths.count > 1) {
            qn_page_put(&x->io->out, written > 0 ? "\n# " : "# ");
            qn_page_shown(&x->io->out, x->paths.path[i]);
            qn_page_put(&x->io->out, "\n\n");
        }
        note_coverage(x, &x->suite.file[i]);
        qn_page_add(&x->io->out, one->text.bytes, one->text.length);
        qn_page_add(&x->io->err, one->missing_text.bytes, one->missing_text.length);
        x->io->err.out_of_memory |=
            one->out_of_memory || one->text.out_of_memory || one->missing_text.out_of_memory;
        written += one->written;
        missing += one->missing;
        never += one->never;
    }
    qn_page_format(&x->io->err,
                   "%zu examples to confirm, %zu parts without a case, %zu that no "
                   "case can show\n",
                   written, missing, never);
    return x->errors > 0 || missing > 0 ? QN_EXIT_WRONG : QN_EXIT_OK;
}

/* Tries all examples and puts what came of them into the pages; the exit status. */
static int test_files(tester *x)
{
    x->suite = (qn_suite){.paths = &x->paths,
                          .filter = qn_args_value(x->args, QN_OPTION_FILTER),
                          .whole = x->form != QN_TRIALS_TEXT,
                          .covers = x->covers || x->suggests,
                          .suggests = x->suggests,
                          .colour = x->io->err_colour,
                          .hands = x->hands};
    x->shown = (qn_trials_out){.page = &x->io->out, .form = x->form};
    x->errors = x->warnings = 0;
    qn_trials_begin(&x->shown);
    if (!qn_suite_run(&x->suite)) {
        x->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    for (size_t i = 0; i < x->paths.count; i++) {
        put_file(x, &x->suite.file[i]);
    }
    if (x->suggests) {
        return end_suggestions(x);
    }
    bool enough = end_answer(x);
    qn_report_totals(&x->io->err, x->errors, x->warnings, 0);
    if (qn_trials_sum(&x->shown) == 0) {
        qn_page_put(&x->io->err, x->suite.filter
                                     ? "qanun test: no example has that in its name, rule or file\n"
                                     : "qanun test: there is no example in what was named\n");
    }
    return x->shown.failed > 0 || x->errors > 0 || !enough ? QN_EXIT_WRONG : QN_EXIT_OK;
}

/* ---- again and again */

/* Everything that the examples hang on: what was named, and what that was made of. */
static void watch_all(const tester *x, qn_watch *watch)
{
    for (size_t i = 0; i < x->args->operand_count; i++) {
        qn_watch_add(watch, x->args->operand[i]);
    }
    for (size_t i = 0; i < x->paths.count; i++) {
        const qn_page *sources = &x->suite.file[i].sources;
        qn_watch_add(watch, x->paths.path[i]);
        for (size_t at = 0; at < sources->length; at += strlen(sources->bytes + at) + 1) {
            qn_watch_add(watch, sources->bytes + at);
        }
    }
}

/* Prints what stands in the pages, and empties them. */
static void print_pages(tester *x)
{
    qn_file_print(STDERR_FILENO, x->io->err.bytes, x->io->err.length);
    qn_file_print(STDOUT_FILENO, x->io->out.bytes, x->io->out.length);
    x->io->err.length = x->io->out.length = 0;
}

/* Tests whenever one of the files has changed, until a signal ends the command. What changes while
 * they are tested is seen, too. */
static int test_again_and_again(tester *x)
{
    qn_watch watch = {0};
    bool goes_on = true;
    int status = QN_EXIT_OK;
    while (goes_on && !x->io->err.out_of_memory && !x->io->out.out_of_memory) {
        uint64_t before = qn_watch_look(&watch);
        find_files(x);
        status = test_files(x);
        bool is_late = qn_watch_look(&watch) != before;
        if (x->suite.file) {
            watch_all(x, &watch);
        }
        uint64_t seen = qn_watch_look(&watch); /* whoever reads what is printed may write at once */
        print_pages(x);
        goes_on = is_late || qn_watch_wait(&watch, seen);
        qn_suite_clear(&x->suite);
        qn_paths_clear(&x->paths);
    }
    qn_watch_clear(&watch);
    return status;
}

/* ---- the verb */

/* How many files at once; false with a line on what is wrong with the word. */
static bool count_hands(tester *x)
{
    const char *word = qn_args_value(x->args, QN_OPTION_JOBS);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (word) {
        char *end;
        count = strtol(word, &end, 10);
        if (*end != '\0' || end == word || count < 1 || count > QN_SUITE_HANDS_MAX) {
            qn_page_put(&x->io->err, "qanun test: --jobs takes a number from 1 to 64, not ");
            qn_page_shown(&x->io->err, word);
            qn_page_put(&x->io->err, "; see `qanun test --help`\n");
            return false;
        }
    }
    x->hands = count < 1 ? 1 : count > QN_SUITE_HANDS_MAX ? QN_SUITE_HANDS_MAX : (size_t)count;
    return true;
}

/* "95" and "99.5" as tenths; false where the word is no such figure. */
static bool read_tenths(const char *word, unsigned *out)
{
    char *end;
    unsigned long whole = strtoul(word, &end, 10);
    unsigned tenth = 0;
    if (end == word || word[0] < '0' || word[0] > '9') {
        return false;
    }
    if (end[0] == '.' && end[1] >= '0' && end[1] <= '9') {
        tenth = (unsigned)(end[1] - '0');
        end += 2;
    }
    if (*end != '\0' || whole > 100 || (whole == 100 && tenth > 0)) {
        return false;
    }
    *out = (unsigned)whole * 10 + tenth;
    return true;
}

/* Refuses words that do not go together. */
static bool refuse(tester *x, const char *why)
{
    qn_page_format(&x->io->err, "qanun test: %s; see `qanun test --help`\n", why);
    return false;
}

/* Whether it is clear what is wanted: examples tried, examples written, or mutants. */
static bool is_one_answer(tester *x)
{
    bool covers = qn_args_value(x->args, QN_OPTION_COVERAGE) != NULL;
    bool is_other = x->suggests || x->mutates;
    const char *form = qn_args_value(x->args, QN_OPTION_FORMAT);
    bool is_form = !form || strcmp(form, "text") == 0 || (x->mutates && strcmp(form, "json") == 0);
    if (x->suggests + x->mutates + covers > 1) {
        return refuse(x, "--coverage, --mutate and --suggest are three answers: say one of them");
    }
    if (is_other && !is_form) {
        return refuse(x, x->mutates ? "--mutate answers as text or json"
                                    : "--suggest writes examples, and has no other form");
    }
    if (is_other &&
        (qn_args_value(x->args, QN_OPTION_FILTER) || qn_args_value(x->args, QN_OPTION_WATCH))) {
        return refuse(x, "--mutate and --suggest look at all examples, once: leave --filter and "
                         "--watch out");
    }
    if (x->suggests && qn_args_value(x->args, QN_OPTION_FAIL_UNDER)) {
        return refuse(x, "--fail-under is of --coverage or --mutate");
    }
    return x->mutates || !qn_args_value(x->args, QN_OPTION_ACCEPTED) ||
           refuse(x, "--accepted lists mutants that were accepted: say --mutate");
}

/* What is said of coverage, mutants and what is missing; false with a line on what is wrong with
 * it.
 */
static bool read_answer(tester *x)
{
    const char *least = qn_args_value(x->args, QN_OPTION_FAIL_UNDER);
    x->suggests = qn_args_value(x->args, QN_OPTION_SUGGEST) != NULL;
    x->mutates = qn_args_value(x->args, QN_OPTION_MUTATE) != NULL;
    x->covers = (least && !x->mutates) || qn_args_value(x->args, QN_OPTION_COVERAGE);
    x->is_page = qn_args_is(x->args, QN_OPTION_FORMAT, "html");
    if (x->is_page && !x->covers) {
        qn_page_put(&x->io->err, "qanun test: --format html shows what is covered: say --coverage; "
                                 "see `qanun test --help`\n");
        return false;
    }
    if (least && !read_tenths(least, &x->least)) {
        qn_page_put(&x->io->err, "qanun test: --fail-under takes a figure from 0 to 100, not ");
        qn_page_shown(&x->io->err, least);
        qn_page_put(&x->io->err, "; see `qanun test --help`\n");
        return false;
    }
    return is_one_answer(x);
}

/* Tries mutants instead of examples. */
static int mutate_files(tester *x)
{
    const qn_mutating how = {.paths = &x->paths,
                             .hands = x->hands,
                             .as_json = x->form == QN_TRIALS_JSON,
                             .shows = isatty(STDERR_FILENO) == 1,
                             .lists_accepted = qn_args_value(x->args, QN_OPTION_ACCEPTED) != NULL,
                             .least = x->least};
    int status = qn_mutants_tell(&how, x->io);
    qn_paths_clear(&x->paths);
    return status;
}

static int run_test(const qn_args *args, struct qn_io *io)
{
    tester x = {.args = args, .io = io};
    x.form = qn_args_is(args, QN_OPTION_FORMAT, "tap")     ? QN_TRIALS_TAP
             : qn_args_is(args, QN_OPTION_FORMAT, "junit") ? QN_TRIALS_JUNIT
             : qn_args_is(args, QN_OPTION_FORMAT, "json")  ? QN_TRIALS_JSON
                                                           : QN_TRIALS_TEXT;
    if (!count_hands(&x) || !read_answer(&x)) {
        return QN_EXIT_USAGE;
    }
    if (qn_args_value(args, QN_OPTION_WATCH)) {
        return test_again_and_again(&x);
    }
    find_files(&x);
    if (x.mutates) {
        return mutate_files(&x);
    }
    int status = test_files(&x);
    qn_suite_clear(&x.suite);
    qn_paths_clear(&x.paths);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_ACCEPTED, "accepted", 0, false, "",
     "with --mutate: list the mutants that were accepted, too, with the reasons"},
    {QN_OPTION_COVERAGE, "coverage", 0, false, "",
     "show how much of the law the examples of its file have come to"},
    {QN_OPTION_FAIL_UNDER, "fail-under", 0, false, "PERCENT",
     "the same, or with --mutate the mutants; the exit status is 1 where less than that is "
     "covered, "
     "or noticed"},
    {QN_OPTION_FILTER, "filter", 0, false, "TEXT",
     "only the examples that have this text in their name, their rule or their file"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|tap|junit|json|html",
     "for people, harnesses, build servers or programs; html is the page of --coverage"},
    {QN_OPTION_JOBS, "jobs", 0, false, "N",
     "how many files or mutants at once, 1 to 64; else as many as there are processors"},
    {QN_OPTION_MUTATE, "mutate", 0, false, "",
     "make small slips in the rules, and list those that no example notices"},
    {QN_OPTION_SUGGEST, "suggest", 0, false, "",
     "write the examples that are missing, each marked unconfirmed, and nothing else"},
    {QN_OPTION_WATCH, "watch", 0, false, "", "test again whenever one of the files has changed"},
};

const qn_verb qn_verb_test = {
    .word = "test",
    .operands = "FILE…",
    .least = 1,
    .most = (size_t)-1,
    .summary = "try the examples of rule files",
    .details = "A folder stands for every .qn and .qn.md file below it. The examples of leave.qn\n"
               "stand in it, or beside it in leave.qnt.\n"
               "\n"
               "Example: add this to leave.qn\n"
               "\n"
               "    example \"seven years of service\"\n"
               "        given seniority = 7\n"
               "        expect vacation = 23 days\n"
               "\n"
               "and say\n"
               "\n"
               "    qanun test leave.qn\n"
               "\n"
               "It prints `1 passed, 0 failed`. An example that fails is shown with what came\n"
               "instead and why, and with the clause that would have given what was expected;\n"
               "then the exit status is 1.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_test,
};
