/*
 * qanun replay: what a change of the law does to the people in a file.
 *
 * Responsible for the words, the files that are written, and the exit status. Refuses to know: how
 * rows are read (rows.h) and compared (replay.h), and how it is shown (replay_show.h).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "replay_kept.h"
#include "replay_show.h"
#include "revision.h"
#include "verbs.h"

static const char *word_of(const qn_replay *replay, qn_option_name name)
{
    return qn_args_value(replay->run[0].args, name);
}

/* Checks what must be known before a program is read. */
static int check_words(qn_replay *replay)
{
    qn_run *r = &replay->run[0];
    const char *reason = word_of(replay, QN_OPTION_ACCEPT);
    replay->puts_rows = word_of(replay, QN_OPTION_CSV) != NULL;
    replay->per = qn_args_is(r->args, QN_OPTION_PER, "month")  ? QN_PER_MONTH
                  : qn_args_is(r->args, QN_OPTION_PER, "year") ? QN_PER_YEAR
                                                               : QN_PER_ONCE;
    if (reason != NULL && word_of(replay, QN_OPTION_BASELINE) == NULL) {
        return qn_run_refuse(r, "--accept keeps figures in the file of ", "--baseline FILE",
                             ", which must be given, too");
    }
    if (reason != NULL && strspn(reason, " \t\r\n") == strlen(reason)) {
        return qn_run_refuse(r, "--accept needs the reason why the figures are right, not ", reason,
                             "");
    }
    return qn_rows_check_words(&replay->rows);
}

/* Loads both versions. */
static bool load(qn_replay *replay, const qn_revision *revision, qn_sink *sink)
{
    bool good = true;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        qn_run *r = &replay->run[w];
        good &= qn_rules_load(revision[w].path, false, sink, &r->rules);
        r->view = (qn_view){.program = r->rules.program, .t = r->rules.tables};
    }
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        replay->job[w].beside = replay->run[1 - w].rules.program;
    }
    return good;
}

/* ---- what is written */

/* Says that a file cannot be written; the exit status. */
static int cannot_write(qn_replay *replay, const char *path, const char *wrong)
{
    (void)qn_course_say(replay->run[0].io, path, wrong);
    return QN_EXIT_WRONG;
}

/* Writes the report. */
static int save_report(qn_replay *replay)
{
    const char *path = word_of(replay, QN_OPTION_HTML);
    qn_page page = {0};
    int status = QN_EXIT_OK;
    if (path == NULL) {
        return QN_EXIT_OK;
    }
    qn_replay_put_html(&page, replay);
    if (page.out_of_memory) {
        replay->run[0].io->err.out_of_memory = true;
        status = QN_EXIT_WRONG;
    } else if (strcmp(path, "-") == 0) {
        qn_page_add(&replay->run[0].io->out, page.bytes, page.length);
    } else {
        const char *wrong = qn_file_save(path, page.bytes, page.length);
        status = wrong != NULL ? cannot_write(replay, path, wrong) : QN_EXIT_OK;
    }
    qn_page_clear(&page);
    return status;
}

/* Puts what is told, unless something else takes standard output. */
static void put_answer(qn_replay *replay)
{
    const char *html = word_of(replay, QN_OPTION_HTML);
    const char *rows = word_of(replay, QN_OPTION_CSV);
    qn_page *out = &replay->run[0].io->out;
    if ((html != NULL && strcmp(html, "-") == 0) || (rows != NULL && strcmp(rows, "-") == 0)) {
        return;
    }
    if (qn_args_is(replay->run[0].args, QN_OPTION_FORMAT, "json")) {
        qn_replay_put_json(out, replay);
    } else {
        qn_replay_put_text(out, replay);
    }
}

/* Shows and writes all that was found. The exit status. */
static int show(qn_replay *replay)
{
    put_answer(replay);
    int kept = qn_replay_keep(replay);
    int status = save_report(replay);
    return status != QN_EXIT_OK ? status : kept;
}

/* Whether any row has another answer, or any rule is not compared. */
static bool has_change(const qn_replay *replay)
{
    return replay->tally.changed > 0 || replay->lones > 0;
}

/* ---- the way through */

/* Goes through all rows. The exit status. */
static int go(qn_replay *replay, const char *path)
{
    qn_page head = {0};
    int status = QN_EXIT_WRONG;
    replay->rows.course.work = qn_replay_work;
    if (replay->puts_rows) {
        qn_replay_put_head(replay, &head);
        qn_outlet_put(&replay->rows.course.out, head.bytes, head.length);
    }
    qn_page_end(&head, &replay->run[0].io->err);
    bool good = qn_rows_go(&replay->rows);
    if (good && !qn_replay_join(replay)) {
        replay->run[0].io->err.out_of_memory = true;
        good = false;
    }
    if (good && qn_replay_has_too_many_groups(replay)) {
        good = false;
        (void)qn_run_refuse(&replay->run[0], "--by makes more than 1000 groups; give bands, as ",
                            "--by NAME=500,1000", "");
    }
    if (good) {
        status = show(replay);
    }
    int rows = qn_rows_finish(&replay->rows, path, good && !qn_rows_is_stopped());
    bool fails = word_of(replay, QN_OPTION_FAIL_ON_CHANGE) != NULL && has_change(replay);
    return status != QN_EXIT_OK ? status : rows != QN_EXIT_OK || fails ? QN_EXIT_WRONG : QN_EXIT_OK;
}

/* Opens everything with both programs at hand. The exit status. */
static int open_and_go(qn_replay *replay, qn_sink *sink)
{
    const qn_run *const run[] = {&replay->run[0], &replay->run[1]};
    const char *path = word_of(replay, QN_OPTION_CSV);
    int status = qn_replay_choose_rules(replay);
    path = path != NULL ? path : "-";
    if (status == QN_EXIT_OK && replay->rules == 0) {
        return qn_run_refuse(
            run[0], "the two versions have no rule in common: ", run[0]->args->operand[1], "");
    }
    status = status == QN_EXIT_OK ? qn_replay_by_read(replay->by, &replay->bys, run) : status;
    status = status == QN_EXIT_OK ? qn_rows_open(&replay->rows) : status;
    if (status == QN_EXIT_OK && !qn_replay_open_hands(replay, sink)) {
        status = QN_EXIT_WRONG;
    }
    qn_rows_watch(&replay->rows);
    status = status == QN_EXIT_OK ? qn_rows_open_outputs(&replay->rows, path) : status;
    replay->rows.course.shows_progress = isatty(STDERR_FILENO) != 0;
    return status == QN_EXIT_OK ? go(replay, path) : status;
}

/* A folder has many laws, of which one is replayed. */
static bool check_file(const char *word, const char *path, qn_sink *sink)
{
    bool good = !qn_folder_is(path);
    if (!good) {
        qn_sink_add_file(sink, word, "it is a folder",
                         "name the file in it that is to be replayed, as FOLDER/leave.qn");
    }
    return good;
}

/* Opens each version, which may be a revision. */
static int open_versions(qn_replay *replay)
{
    qn_revision revision[QN_REPLAY_WORLDS] = {{0}};
    qn_run *r = &replay->run[0];
    qn_sink sink = qn_sink_make(r->io, qn_args_is(r->args, QN_OPTION_FORMAT, "json"));
    bool good = true;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        good &= qn_revision_open(r->args->operand[w], &sink, &revision[w]);
        good = good && check_file(r->args->operand[w], revision[w].path, &sink);
    }
    good = good && load(replay, revision, &sink);
    int status = good ? open_and_go(replay, &sink) : QN_EXIT_WRONG;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        qn_revision_close(&revision[w]);
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return status;
}

static int run_replay(const qn_args *args, struct qn_io *io)
{
    qn_replay *replay = calloc(1, sizeof *replay);
    if (replay == NULL) {
        io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        replay->run[w] = (qn_run){.verb = "replay", .args = args, .io = io};
        replay->job[w] = (qn_rows_job){.run = &replay->run[w]};
    }
    replay->job[1].mark = "in the new version: ";
    replay->rows =
        (qn_rows){.job = replay->job, .jobs = QN_REPLAY_WORLDS, .course = {.in = {.file = -1}}};
    int status = check_words(replay);
    status = status == QN_EXIT_OK ? open_versions(replay) : status;
    qn_rows rows = replay->rows;
    qn_replay_clear(replay);
    free(replay);
    qn_rows_let_signal(&rows);
    return status;
}

static const qn_option options[] = {
    QN_ROWS_OPTIONS,
    {QN_OPTION_BY, "by", 0, true, "FACTS",
     "groups of rows, as sector,seniority, or in bands, as wage=500,1000"},
    {QN_OPTION_PER, "per", 0, false, "month|year",
     "what an amount is for whose unit does not say it"},
    {QN_OPTION_CSV, "csv", 0, false, "FILE", "write all rows that change; - is standard output"},
    {QN_OPTION_HTML, "html", 0, false, "FILE", "write a report with charts as one page"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|json", "for people (the default) or programs"},
    {QN_OPTION_BASELINE, "baseline", 0, false, "FILE",
     "exit with 1 where the figures are not as this file keeps them"},
    {QN_OPTION_ACCEPT, "accept", 0, false, "REASON", "keep the figures there, and why"},
    {QN_OPTION_FAIL_ON_CHANGE, "fail-on-change", 0, false, "", "exit with 1 if any row changes"},
    {QN_OPTION_REJECTED, "rejected", 0, false, "FILE",
     "where rejected rows go; else FILE.rejected beside the CSV"},
};

const qn_verb qn_verb_replay = {
    .word = "replay",
    .operands = "OLD NEW [RULE…]",
    .least = 2,
    .most = (size_t)-1,
    .summary = "say what a change of the law does to the people in a file",
    .details =
        "Example: with leave.qn as `qanun check --help` has it, and proposal.qn as\n"
        "`qanun diff --help` has it,\n"
        "\n"
        "    printf 'id,seniority\\n1,7\\n2,12\\n' > people.csv\n"
        "    qanun replay leave.qn leave.qn+proposal.qn vacation --facts people.csv --key id --on "
        "2027-01-01\n"
        "\n"
        "says who gains, who loses, how much, and by which clauses. OLD and NEW are rule\n"
        "files, files with reforms laid over them, images, or either as a revision of the\n"
        "git repository has it, `HEAD~1:rules/leave.qn`. Rows are read as by `qanun batch`; one "
        "that either\n"
        "version refuses is rejected and the others go on; the exit status is then 1.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_replay,
};
