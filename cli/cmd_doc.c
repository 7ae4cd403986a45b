/*
 * qanun doc: publishes the law of a folder as a site of pages.
 */
#include <string.h>

#include "files.h"
#include "verbs.h"
#include "web_out.h"
#include "web_pages.h"

/* Tells of a path that something is wrong with it. */
static void complain(qn_io *io, const char *path, const char *before, const char *wrong)
{
    qn_page_put(&io->err, "qanun doc: ");
    qn_page_shown(&io->err, path);
    qn_page_format(&io->err, "%s%s\n", before, wrong);
}

/* Says which files cannot be published, and why: what `check` says of them, or that their own
 * examples contradict them. True where there is none. */
static bool check_files(const qn_web *site, qn_io *io)
{
    size_t errors = 0;
    size_t warnings = 0;
    bool good = true;
    for (size_t i = 0; i < site->paths.count; i++) {
        const qn_suite_file *file = &site->suite.file[i];
        if (!file->loaded) {
            qn_page_add(&io->err, file->said.bytes, file->said.length);
            errors += file->sink.errors;
            warnings += file->sink.warnings;
        } else if (site->file[i].has_failed) {
            complain(io, file->path, ": examples fail; `qanun test` shows them", "");
        }
        good = good && file->loaded && !site->file[i].has_failed;
    }
    qn_report_totals(&io->err, errors, warnings, 0);
    if (!good) {
        qn_page_put(&io->err, "qanun doc: nothing is published while the law is not in order\n");
    }
    return good;
}

/* Writes all pages. */
static int publish(const qn_web *site, const char *path, qn_io *io)
{
    qn_web_out out;
    const char *wrong = qn_web_out_open(&out, path);
    if (!wrong) {
        bool good = qn_web_put_pages(site, qn_web_out_put, &out);
        io->err.out_of_memory |= !good && !out.wrong;
        wrong = qn_web_out_close(&out, good);
        if (!good && !wrong) {
            return QN_EXIT_WRONG;
        }
    }
    if (wrong) {
        complain(io, path, " cannot be written: ", wrong);
        return QN_EXIT_WRONG;
    }
    qn_page_shown(&io->out, path);
    qn_page_format(&io->out, ": %zu file%s published\n", site->paths.count,
                   site->paths.count == 1 ? "" : "s");
    return QN_EXIT_OK;
}

static int run_doc(const qn_args *args, struct qn_io *io)
{
    const char *path = qn_args_value(args, QN_OPTION_OUTPUT);
    const char *title = qn_args_value(args, QN_OPTION_TITLE);
    qn_web site = {.folder = args->operand[0], .title = title ? title : "The law as rules"};
    int status = QN_EXIT_WRONG;
    if (!path || strcmp(path, "-") == 0) {
        qn_page_put(&io->err, "qanun doc: say into which folder with `-o FOLDER`; see "
                              "`qanun doc --help`\n");
        return QN_EXIT_USAGE;
    }
    if (!qn_web_read(&site)) {
        io->err.out_of_memory = true;
    } else if (site.paths.count == 0) {
        complain(io, site.folder, ": there is no rule file below this folder", "");
    } else if (check_files(&site, io)) {
        status = publish(&site, path, io);
    }
    qn_web_clear(&site);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_OUTPUT, "output", 'o', false, "FOLDER",
     "the folder of the site; an earlier site is replaced"},
    {QN_OPTION_TITLE, "title", 0, false, "TEXT", "what the site is called"},
};

const qn_verb qn_verb_doc = {
    .word = "doc",
    .operands = "FOLDER -o FOLDER",
    .least = 1,
    .most = 1,
    .summary = "publish the law of a folder as a site of pages",
    .details = "Each rule stands in plain words beside how it is written, with charts, what it\n"
               "uses and who uses it, what held when, its examples and what they cover; each\n"
               "law by article; each fact on a page of its own. The pages need no network, and\n"
               "no script to be read. Nothing is published while a file has errors, or its own\n"
               "examples fail.\n"
               "\n"
               "Example: with leave.qn as `qanun check --help` has it,\n"
               "\n"
               "    qanun doc leave.qn -o site\n"
               "\n"
               "and site/index.html is where to begin. A folder stands for all below it.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_doc,
};
