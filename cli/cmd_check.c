/*
 * qanun check: compiles rule files and tells what is wrong with them.
 */
#include <stdlib.h>

#include "cost.h"
#include "findings.h"
#include "folder.h"
#include "promises.h"
#include "proof.h"
#include "rules.h"
#include "verbs.h"

/* Puts what a program costs where the answer goes: as text behind the findings of its file, as JSON
 * behind those of all files. */
static void put_cost(const qn_rules *rules, qn_sink *sink)
{
    if (sink->form == QN_SINK_TEXT) {
        qn_cost_put_text(sink->page, rules);
    } else {
        qn_page_put(sink->more, sink->more->length ? ",\n  " : ",\n \"cost\": [\n  ");
        qn_cost_put_json(sink->more, rules);
    }
}

/* ", 2 promises proved", or ", 1 of 2 promises proved". */
static void put_promises(uint32_t made, uint32_t proved, qn_page *page)
{
    if (made > 0) {
        qn_page_put(page, ", ");
    }
    if (proved < made) {
        qn_page_format(page, "%u of ", proved);
    }
    if (made > 0) {
        qn_page_format(page, "%u promise%s proved", made, made == 1 ? "" : "s");
    }
}

/* Says that nothing is wrong with a file, or nothing that keeps it from being used. */
static void put_good(const char *path, const char *what, uint32_t rules,
                     const qn_promise_count *promises, qn_page *page)
{
    qn_page_shown(page, path);
    qn_page_format(page, ": %s, %u rule%s", what, rules, rules == 1 ? "" : "s");
    put_promises(promises->made, promises->proved, page);
    qn_page_put(page, "\n");
}

/* Tells what was found in one of the files that were looked at together. */
static void tell_file(const qn_compilation *found, const qn_paths *paths, size_t i,
                      const uint32_t *count, qn_sink *sink)
{
    size_t warnings = sink->warnings;
    size_t errors = sink->errors;
    const uint32_t *promised = &count[paths->count + 1 + 2 * i];
    const qn_promise_count promises = {.made = promised[0], .proved = promised[1]};
    sink->file = paths->path[i];
    if (found) {
        qn_findings_add_of(found, paths->path[i], sink);
    }
    if (sink->errors == errors && sink->form == QN_SINK_TEXT) {
        put_good(paths->path[i], sink->warnings > warnings ? "no errors" : "ok", count[i],
                 &promises, sink->page);
    }
}

/* Looks at all files at once; false where each is to be looked at by itself. */
static bool check_together(const qn_paths *paths, unsigned tell, qn_sink *sink)
{
    uint32_t *count = calloc(3 * paths->count + 2, sizeof *count);
    qn_compilation *found = NULL;
    bool can = paths->count > 1;
    for (size_t i = 0; i < paths->count; i++) {
        can = can && !qn_rules_are_examples(paths->path[i]);
    }
    qn_together result =
        count && can ? qn_rules_check(paths->path, paths->count, tell, count, &found) : QN_APART;
    if (result == QN_CLEAN && !found && sink->tells_accepted && count[paths->count] > 0) {
        result = QN_APART; /* what is kept does not say what was accepted */
    }
    for (size_t i = 0; result != QN_APART && i < paths->count; i++) {
        tell_file(found, paths, i, count, sink);
    }
    if (result != QN_APART && (tell & QN_TELL_UNDECIDED) == 0) {
        sink->undecided += count[3 * paths->count + 1];
    }
    qn_compilation_free(found);
    free(count);
    return result != QN_APART;
}

/* Adds what is to be said of a program that was made, for all its cases. */
static void add_findings(qn_rules *rules, unsigned tell, bool cost, qn_promise_count *promises,
                         qn_sink *sink)
{
    if (cost) { /* what a rule costs is asked of large files, and at once */
        qn_findings_add(rules->compilation, rules->path, sink);
        qn_findings_end(rules->compilation, rules->path, false, sink);
        return;
    }
    qn_proved proved = {0};
    uint8_t *verdict = NULL;
    sink->page->out_of_memory |=
        !qn_proof_add(rules->compilation, rules->program, false, tell, &proved) ||
        !qn_promises_add(rules->compilation, rules->program, &verdict);
    *promises = qn_promises_count(rules->tables, verdict, NULL);
    free(verdict);
    sink->undecided += (tell & QN_TELL_UNDECIDED) != 0 ? 0 : proved.open;
    qn_findings_add(rules->compilation, rules->path, sink);
    qn_findings_end(rules->compilation, rules->path, true, sink);
}

/* Adds what is wrong with one file to the sink, or says that nothing is; and what it costs, where
 * that is wanted and it can be run. */
static void check_file(const char *path, bool cost, unsigned tell, qn_sink *sink)
{
    qn_rules rules;
    size_t warnings = sink->warnings;
    size_t errors = sink->errors;
    sink->file = path;
    sink->elsewhere = 0;
    qn_promise_count promises = {0};
    bool loaded = qn_rules_load(path, true, sink, &rules);
    if (loaded && rules.compilation) {
        add_findings(&rules, tell, cost, &promises, sink);
    }
    bool good = loaded && sink->errors == errors;
    if (!good && sink->elsewhere > 0 && sink->form == QN_SINK_TEXT) {
        qn_page_shown(sink->page, path);
        qn_page_put(sink->page, ": uses a file that is to be mended first\n");
    }
    if (good && sink->form == QN_SINK_TEXT) {
        put_good(path, sink->warnings > warnings ? "no errors" : "ok",
                 qn_rules_count(rules.tables, NULL), &promises, sink->page);
    }
    if (cost && rules.program) {
        put_cost(&rules, sink);
    }
    qn_rules_clear(&rules);
}

/* Programs are told of all that was accepted, people where they ask for it. */
static qn_sink make_sink(const qn_args *args, struct qn_io *io)
{
    qn_sink sink = {.page = &io->out, .form = QN_SINK_TEXT, .colour = io->out_colour};
    if (qn_args_is(args, QN_OPTION_FORMAT, "json")) {
        sink.form = QN_SINK_JSON;
    } else if (qn_args_is(args, QN_OPTION_FORMAT, "sarif")) {
        sink.form = QN_SINK_SARIF;
    }
    sink.tells_accepted =
        sink.form != QN_SINK_TEXT || qn_args_value(args, QN_OPTION_ACCEPTED) != NULL;
    return sink;
}

/* The verb. Its findings are its answer, so they go to standard output. */
static int run_check(const qn_args *args, struct qn_io *io)
{
    bool cost = qn_args_value(args, QN_OPTION_COST) != NULL;
    unsigned tell = (qn_args_value(args, QN_OPTION_UNDECIDED) != NULL ? QN_TELL_UNDECIDED : 0) |
                    (qn_args_value(args, QN_OPTION_NONE) != NULL ? QN_TELL_NONE : 0);
    qn_page costs = {0};
    qn_sink sink = make_sink(args, io);
    sink.more = cost ? &costs : NULL;
    qn_paths paths = {0};
    for (size_t i = 0; i < args->operand_count; i++) {
        qn_paths_add(&paths, args->operand[i]);
    }
    sink.files = &paths;
    bool done = !cost && check_together(&paths, tell, &sink);
    for (size_t i = 0; !done && i < paths.count; i++) {
        check_file(paths.path[i], cost, tell, &sink);
    }
    io->out.out_of_memory |= paths.out_of_memory;
    qn_paths_clear(&paths);
    if (cost) {
        qn_page_put(&costs, costs.length ? "]" : ",\n \"cost\": []");
    }
    qn_sink_end(&sink);
    qn_page_end(&costs, &io->out);
    return sink.errors > 0 ? QN_EXIT_WRONG : QN_EXIT_OK;
}

static const qn_option options[] = {
    {QN_OPTION_ACCEPTED, "accepted", 0, false, "",
     "list the findings that were accepted, with the reasons"},
    {QN_OPTION_COST, "cost", 0, false, "", "say how many steps and cells each rule takes at most"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|json|sarif",
     "for people (the default), for programs, or as SARIF 2.1.0 for reviews and pipelines"},
    {QN_OPTION_NONE, "none", 0, false, "",
     "list the rules that can be none, each with a case in which it is"},
    {QN_OPTION_UNDECIDED, "undecided", 0, false, "",
     "list the questions about all cases that are not decided, with what was too hard"},
};

const qn_verb qn_verb_check = {
    .word = "check",
    .operands = "FILE…",
    .least = 1,
    .most = (size_t)-1,
    .summary = "find what is wrong with rule files",
    .details =
        "Example: save this as leave.qn\n"
        "\n"
        "    fact seniority : years\n"
        "    vacation base 21 days; seniority 5..10 → +2\n"
        "\n"
        "and say\n"
        "\n"
        "    qanun check leave.qn\n"
        "\n"
        "A folder stands for every .qn and .qn.md file below it.\n"
        "It prints `leave.qn: ok, 1 rule`, or each mistake with its place and what to do;\n"
        "`qanun explain Q0301` says more about a message by its code.\n"
        "A warning does not change the exit status, which is 1 where there is an error.\n"
        "`accept Q0307 because \"…\"` below a rule accepts a finding that is harmless there.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_check,
};
