/*
 * qanun batch: answers rules for every row of a file.
 *
 * Responsible for its words and the form of its results. How the rows are gone through is
 * course.h's, and their files are those of rows.h.
 */
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "verbs.h"

/* One run of the verb. path: where the results go. */
typedef struct batch_run {
    qn_run run;
    qn_rows_job job;
    qn_rows rows;
    const char *path;
} batch_run;

/* The form of the results. */
static void choose_form(batch_run *b)
{
    const char *form = qn_args_value(b->run.args, QN_OPTION_FORMAT);
    b->job.is_json = form != NULL                ? strcmp(form, "jsonl") == 0
                     : strcmp(b->path, "-") == 0 ? b->job.form == QN_INTAKE_LINES
                                                 : qn_rows_are_lines(b->path, NULL);
}

static int open_hands(batch_run *b)
{
    qn_course *course = &b->rows.course;
    qn_sink sink = qn_sink_make(b->run.io, false);
    bool good = true;
    course->hand = calloc(course->hands, sizeof *course->hand);
    b->run.io->err.out_of_memory |= course->hand == NULL;
    for (size_t i = 0; course->hand != NULL && i < course->hands && good; i++) {
        good = qn_hand_open(&course->hand[i], &b->job, &sink);
        b->run.io->err.out_of_memory |= course->hand[i].out_of_memory;
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return good && course->hand != NULL ? QN_EXIT_OK : QN_EXIT_WRONG;
}

/* Goes through all rows. The exit status. */
static int go(batch_run *b)
{
    qn_page head = {0};
    b->rows.course.work = qn_hand_work;
    qn_batch_put_head(&b->job, &head);
    qn_outlet_put(&b->rows.course.out, head.bytes, head.length);
    qn_page_end(&head, &b->run.io->err);
    bool good = qn_rows_go(&b->rows);
    int status = qn_rows_finish(&b->rows, b->path, good);
    bool is_strict = qn_args_value(b->run.args, QN_OPTION_STRICT) != NULL;
    return status == QN_EXIT_OK && is_strict && b->rows.course.not_known > 0 ? QN_EXIT_UNKNOWN
                                                                             : status;
}

/* Loads the rules, opens everything and goes through. The exit status. */
static int open_and_go(batch_run *b)
{
    qn_run *r = &b->run;
    qn_sink sink = qn_sink_make(r->io, false);
    bool loaded = qn_rules_load(r->args->operand[0], false, &sink, &r->rules);
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    int status = loaded ? qn_run_choose_rules(r) : QN_EXIT_WRONG;
    status = status == QN_EXIT_OK ? qn_rows_open(&b->rows) : status;
    if (status == QN_EXIT_OK) {
        choose_form(b);
        status = open_hands(b);
    }
    qn_rows_watch(&b->rows);
    status = status == QN_EXIT_OK ? qn_rows_open_outputs(&b->rows, b->path) : status;
    return status == QN_EXIT_OK ? go(b) : status;
}

static int run_batch(const qn_args *args, struct qn_io *io)
{
    const char *path = qn_args_value(args, QN_OPTION_OUTPUT);
    batch_run b = {.run = {.verb = "batch", .args = args, .io = io},
                   .job = {.run = &b.run},
                   .rows = {.job = &b.job, .jobs = 1, .course = {.in = {.file = -1}}},
                   .path = path != NULL ? path : "-"};
    int status = qn_rows_check_words(&b.rows);
    status = status == QN_EXIT_OK ? open_and_go(&b) : status;
    qn_rows_clear(&b.rows);
    qn_run_clear(&b.run);
    qn_rows_let_signal(&b.rows);
    return status;
}

static const qn_option options[] = {
    QN_ROWS_OPTIONS,
    {QN_OPTION_OUTPUT, "output", 'o', false, "FILE",
     "where the results go, all at once at the end; else standard output"},
    {QN_OPTION_FORMAT, "format", 0, false, "csv|jsonl", "of the results; else as FILE is called"},
    {QN_OPTION_REJECTED, "rejected", 0, false, "FILE",
     "where rejected rows go; else FILE.rejected beside the results"},
    {QN_OPTION_STRICT, "strict", 0, false, "", "exit with 3 if a result is not known"},
};

const qn_verb qn_verb_batch = {
    .word = "batch",
    .operands = "FILE [RULE…]",
    .least = 1,
    .most = (size_t)-1,
    .summary = "answer rules for every row of a file",
    .details = "Each column is a fact, by its name; an empty cell says nothing, `none` and\n"
               "`unknown` are said as in --fact. The results have the key, or the number of\n"
               "the row, and a column for each rule: the value without its unit, or `unknown`,\n"
               "`none`, `conflict`, `error Q0412`. They stand in the order of the rows and are\n"
               "what `qanun run` says of each. A row that is wrong is rejected with its row,\n"
               "column, value and reason, and the others go on; the exit status is then 1.\n"
               "\n"
               "Example: with leave.qn as `qanun check --help` has it,\n"
               "\n"
               "    printf 'id,seniority\\n1,7\\n2,12\\n' |\n"
               "        qanun batch leave.qn vacation --facts - --key id --on 2023-06-01\n"
               "\n"
               "prints a table of 23 and 21 days.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_batch,
};
