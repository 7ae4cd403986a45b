/*
 * qanun run: answers rules for one case.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "date.h"
#include "explain.h"
#include "facts.h"
#include "html.h"
#include "needs.h"
#include "owed.h"
#include "receipt.h"
#include "rules.h"
#include "run.h"
#include "verbs.h"

int qn_run_refuse(const qn_run *r, const char *before, const char *word, const char *after)
{
    qn_page_format(&r->io->err, "qanun %s: %s`", r->verb, before);
    qn_page_shown(&r->io->err, word);
    qn_page_format(&r->io->err, "`%s\n", after);
    return QN_EXIT_USAGE;
}

/* A receipt is a file of its own: on standard output stands the answer. */
static int refuse_receipt(const qn_run *r)
{
    const char *path = qn_args_value(r->args, QN_OPTION_RECEIPT);
    bool is_file = !path || (path[0] && strcmp(path, "-") != 0);
    return is_file ? QN_EXIT_OK
                   : qn_run_refuse(r, "--receipt takes a file, as receipt.json, not ", path, "");
}

int qn_run_check_words(qn_run *r)
{
    const char *on = qn_args_value(r->args, QN_OPTION_ON);
    if (on && qn_date_parse(on, strlen(on), &r->on, NULL) != QN_DATE_OK) {
        return qn_run_refuse(r, "--on takes a date as 2023-06-01, not ", on, "");
    }
    for (size_t i = 0; i < r->args->option_count; i++) {
        const char *fact = r->args->option[i].value;
        if (r->args->option[i].name == QN_OPTION_FACT && (!strchr(fact, '=') || fact[0] == '=')) {
            return qn_run_refuse(r, "--fact takes NAME=VALUE, as seniority=12, not ", fact, "");
        }
    }
    return refuse_receipt(r);
}

void qn_run_take_date(qn_run *r)
{
    if (qn_args_value(r->args, QN_OPTION_ON)) {
        return;
    }
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local)) {
        qn_date_from_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &r->on);
    }
    char text[QN_DATE_TEXT_SIZE];
    qn_date_format(r->on, text);
    qn_page_format(&r->io->err,
                   "qanun: decided on %s, the computer's date; --on DATE says another\n", text);
}

/* Is it a rule of the author, and none that the compiler made? */
static bool is_listed(const qn_run *r, uint32_t rule)
{
    return (r->rules.tables->rule[rule].flags & QN_RULE_HIDDEN) == 0;
}

/* Refuses a name that is no rule, and lists those there are. */
static int refuse_rule(const qn_run *r, const char *name)
{
    enum { NAMES_SHOWN = 20 };
    qn_page names = {0};
    uint32_t shown = 0;
    for (uint32_t i = 0; i < r->rules.tables->rule_count; i++) {
        if (is_listed(r, i) && shown++ < NAMES_SHOWN) {
            qn_page_format(&names, "%s%s", shown == 1 ? "; the rules are " : ", ",
                           qn_program_rule_info(r->rules.program, (int32_t)i).name);
        }
    }
    if (shown > NAMES_SHOWN) {
        qn_page_format(&names, " and %u more", shown - NAMES_SHOWN);
    }
    int status = qn_run_refuse(r, "there is no rule ", name, qn_page_string(&names));
    qn_page_end(&names, &r->io->err);
    return status;
}

/* A rule that is named twice is answered once. */
static bool is_asked(const qn_run *r, uint32_t rule)
{
    size_t i = 0;
    while (i < r->asked_count && r->asked[i] != rule) {
        i++;
    }
    return i < r->asked_count;
}

int qn_run_choose_rules(qn_run *r)
{
    const qn_args *args = r->args;
    size_t all = r->rules.tables->rule_count + args->operand_count;
    r->asked = calloc(all, sizeof *r->asked);
    r->value = calloc(all, sizeof *r->value);
    if (!r->asked || !r->value) {
        r->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    for (size_t i = 1; i < args->operand_count; i++) {
        int32_t rule = qn_program_rule(r->rules.program, args->operand[i]);
        if (rule < 0) {
            return refuse_rule(r, args->operand[i]);
        }
        if (!is_asked(r, (uint32_t)rule)) {
            r->asked[r->asked_count++] = (uint32_t)rule;
        }
    }
    for (uint32_t i = 0; args->operand_count == 1 && i < r->rules.tables->rule_count; i++) {
        if (is_listed(r, i)) {
            r->asked[r->asked_count++] = i;
        }
    }
    return QN_EXIT_OK;
}

int qn_run_choose_language(qn_run *r)
{
    qn_page languages = {0};
    int status = QN_EXIT_OK;
    r->view.language = qn_args_value(r->args, QN_OPTION_LANG);
    if (r->view.language && !qn_view_has_language(r->rules.tables, r->view.language, &languages)) {
        qn_page after = {0};
        qn_page_format(&after, "; there are labels in %s",
                       languages.length ? qn_page_string(&languages) : "no language");
        status =
            qn_run_refuse(r, "there are no labels in ", r->view.language, qn_page_string(&after));
        qn_page_end(&after, &r->io->err);
    }
    qn_page_end(&languages, &r->io->err);
    return status;
}

int qn_run_open_case(qn_run *r, qn_sink *sink)
{
    r->view.program = r->rules.program;
    r->view.t = r->rules.tables;
    r->view.c = qn_case_new(r->rules.program);
    if (!r->view.c) {
        r->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    bool good = qn_facts_give(r->rules.program, r->view.c, r->args, sink);
    return good ? QN_EXIT_OK : QN_EXIT_WRONG;
}

int qn_run_make_case(qn_run *r, qn_sink *sink)
{
    int status = qn_run_open_case(r, sink);
    if (status != QN_EXIT_OK) {
        return status;
    }
    qn_run_take_date(r);
    qn_ymd on = qn_date_to_ymd(r->on);
    qn_case_set_date(r->view.c, QN_TODAY, on.year, on.month, on.day);
    return QN_EXIT_OK;
}

/* The day that a register of constants holds, or `absent`. */
static int64_t constant_day(const qn_tables *t, uint32_t reg, int64_t absent)
{
    return reg == QN_NONE_INDEX ? absent : qn_constant_slot(&t->constant[reg]).i;
}

/* Puts the warning about a file whose review does not reach the date of decision. False, and
 * nothing put, where it does. */
static bool put_warning(const qn_run *r, uint32_t source, qn_page *page)
{
    const qn_tables *t = r->rules.tables;
    const qn_row_source *row = &t->source[source];
    int64_t from = constant_day(t, row->reviewed_from, QN_DAY_MIN);
    int64_t until = constant_day(t, row->reviewed_until, QN_DAY_MAX + 1);
    bool early = r->on < from;
    char day[QN_DATE_TEXT_SIZE];
    char on[QN_DATE_TEXT_SIZE];
    if (!early && r->on < until) {
        return false;
    }
    qn_date_format((qn_day)(early ? from : until), day);
    qn_date_format(r->on, on);
    qn_page_format(page, "%s lies outside the dates for which %s is reviewed (%s %s)", on,
                   qn_tables_string(t, row->name), early ? "from" : "until", day);
    return true;
}

/* Puts each warning in its form: behind `before` or, from the second on, `between`; and `after`
 * behind all of them, if there are any. */
static void put_warnings(const qn_run *r, qn_page *page, void (*put)(qn_page *, const char *),
                         const char *before, const char *between, const char *after)
{
    bool any = false;
    for (uint32_t i = 0; i < r->rules.tables->source_count; i++) {
        qn_page text = {0};
        if (put_warning(r, i, &text)) {
            qn_page_put(page, any ? between : before);
            put(page, qn_page_string(&text));
            any = true;
        }
        qn_page_end(&text, page);
    }
    qn_page_put(page, any ? after : "");
}

void qn_run_put_json_warnings(const qn_run *r, qn_page *page)
{
    put_warnings(r, page, qn_page_json_string, ",\n \"warnings\": [", ",\n              ", "]");
}

static const char *asked_name(const qn_run *r, size_t index)
{
    return qn_program_rule_info(r->rules.program, (int32_t)r->asked[index]).name;
}

/* The results, one a line, in columns. */
static void put_json_results(const qn_run *r, qn_page *page)
{
    static const char heading[] = " \"results\": {";
    size_t width = 0;
    for (size_t i = 0; i < r->asked_count; i++) {
        size_t name = qn_page_width(asked_name(r, i));
        width = name > width ? name : width;
    }
    qn_page_put(page, heading);
    for (size_t i = 0; i < r->asked_count; i++) {
        const char *name = asked_name(r, i);
        if (i > 0) {
            qn_page_put(page, ",\n");
            qn_page_pad(page, (long)strlen(heading));
        }
        qn_page_json_string(page, name);
        qn_page_put(page, ":");
        qn_page_pad(page, (long)(width - qn_page_width(name)) + 1);
        qn_answer_put_json(page, &r->view, r->asked[i], &r->value[i]);
    }
    qn_page_put(page, "}");
}

void qn_run_put_json(const qn_run *r, qn_page *page, bool explained, bool adds_up)
{
    char on[QN_DATE_TEXT_SIZE];
    qn_date_format(r->on, on);
    qn_page_format(page, "{\"on\": \"%s\",\n", on);
    put_json_results(r, page);
    qn_run_put_json_warnings(r, page);
    if (explained) {
        qn_page_put(page, ",\n \"facts\": ");
        qn_explain_put_json_facts(page, &r->view, r->asked, r->asked_count);
        qn_page_put(page, ",\n \"laws\": ");
        qn_explain_put_json_laws(page, &r->view, r->asked, r->asked_count);
        qn_page_put(page, ",\n \"explanation\": ");
        qn_explain_put_json(page, &r->view, r->asked, r->asked_count);
    }
    if (adds_up) {
        qn_page_put(page, ",\n \"owed\": ");
        qn_owed_put_json(page, &r->view, r->asked, r->value, r->asked_count);
    }
    qn_page_put(page, "}\n");
}

/* The answer for programs, as spec/command.md describes it. */
static void put_json(const qn_run *r)
{
    qn_run_put_json(r, &r->io->out, qn_args_value(r->args, QN_OPTION_EXPLAIN) != NULL,
                    qn_args_value(r->args, QN_OPTION_OWED) != NULL);
}

void qn_run_put_warnings(const qn_run *r)
{
    put_warnings(r, &r->io->err, qn_page_shown, "warning: ", "\nwarning: ", "\n");
}

/* What is owed, as lines of text; said on standard error where no rule says who owes it. */
static void put_owed(const qn_run *r, qn_page *page)
{
    if (!qn_owed_put_text(page, &r->view, r->asked, r->value, r->asked_count)) {
        qn_page_put(&r->io->err, "qanun: no rule that was asked is owed by anybody; "
                                 "write `owed by A to B` behind its type\n");
    }
}

/* The same as a section of a page of HTML, a paragraph a line. */
static void put_html_owed(const qn_run *r, qn_page *page)
{
    qn_page lines = {0};
    put_owed(r, &lines);
    qn_page_put(page, "<section aria-labelledby=\"owed\">\n<h2 id=\"owed\">Owed</h2>\n");
    const char *end = NULL;
    for (const char *line = qn_page_string(&lines); (end = strchr(line, '\n')); line = end + 1) {
        qn_page text = {0};
        qn_page_add(&text, line, (size_t)(end - line));
        qn_page_put(page, "<p>");
        qn_html_put_words(page, &text);
        qn_page_put(page, "</p>\n");
    }
    qn_page_put(page, "</section>\n");
    qn_page_end(&lines, page);
}

/* The answer for people. Warnings go to standard error, so that the answer can be passed on. */
static void put_text(const qn_run *r)
{
    bool explained = qn_args_value(r->args, QN_OPTION_EXPLAIN) != NULL;
    qn_run_put_warnings(r);
    if (r->asked_count == 0) {
        qn_page_put(&r->io->err, "qanun: there is no rule in ");
        qn_page_shown(&r->io->err, r->rules.path);
        qn_page_put(&r->io->err, "\n");
    }
    if (explained) {
        qn_explain_put_text(&r->io->out, &r->view, r->asked, r->asked_count);
    }
    for (size_t i = 0; !explained && i < r->asked_count; i++) {
        qn_answer_put_text(&r->io->out, &r->view, r->asked[i], &r->value[i], 0);
    }
    if (qn_args_value(r->args, QN_OPTION_OWED)) {
        put_owed(r, &r->io->out);
    }
}

/* The answer as one page that needs nothing else to be read. */
static void put_html(const qn_run *r)
{
    qn_page *page = &r->io->out;
    qn_page title = {0};
    char on[QN_DATE_TEXT_SIZE];
    bool explained = qn_args_value(r->args, QN_OPTION_EXPLAIN) != NULL;
    qn_date_format(r->on, on);
    qn_page_format(&title, "%s decided on %s", r->rules.path, on);
    qn_html_begin(page, qn_page_string(&title));
    qn_page_end(&title, page);
    qn_page_put(page, "<header>\n<h1>Answers by <code>");
    qn_html_put(page, r->rules.path);
    qn_page_format(page,
                   "</code></h1>\n<p>Decided on <time datetime=\"%s\">%s</time>.</p>\n"
                   "</header>\n<main>\n",
                   on, on);
    put_warnings(r, page, qn_html_put,
                 "<ul class=\"warning\">\n<li>Warning: ", "</li>\n<li>Warning: ", "</li>\n</ul>\n");
    qn_explain_put_html_results(page, &r->view, r->asked, r->value, r->asked_count, explained);
    if (qn_args_value(r->args, QN_OPTION_OWED)) {
        put_html_owed(r, page);
    }
    if (explained) {
        qn_explain_put_html(page, &r->view, r->asked, r->asked_count);
    }
    qn_page_put(page, "</main>\n");
    qn_html_end(page);
}

bool qn_run_ask(qn_run *r)
{
    bool all_known = true;
    for (size_t i = 0; i < r->asked_count; i++) {
        qn_eval(r->view.c, (int32_t)r->asked[i], &r->value[i]);
        all_known &= r->value[i].status == QN_KNOWN;
    }
    return all_known;
}

/* Asks the rules and puts their answers. Nobody gets an answer whose receipt is not there. */
static int answer(qn_run *r, qn_sink *sink)
{
    static void (*const put[])(const qn_run *) = {put_text, put_json, put_html};
    bool all_known = qn_run_ask(r);
    const char *receipt = qn_args_value(r->args, QN_OPTION_RECEIPT);
    if (receipt && !qn_receipt_save(r, receipt, sink)) {
        return QN_EXIT_WRONG;
    }
    put[r->form](r);
    bool strict = qn_args_value(r->args, QN_OPTION_STRICT) != NULL;
    return strict && !all_known ? QN_EXIT_UNKNOWN : QN_EXIT_OK;
}

/* Answers for the case of the command line, or says what a case must have. */
static int tell(qn_run *r, qn_sink *sink)
{
    bool lists = qn_args_value(r->args, QN_OPTION_NEEDS) != NULL;
    if (lists && r->form != QN_RUN_TEXT) {
        return qn_run_refuse(r, "what is needed is told as text; leave out ", "--format", "");
    }
    if (lists && qn_args_value(r->args, QN_OPTION_RECEIPT)) {
        return qn_run_refuse(r, "nothing is decided where needs are listed; leave out ",
                             "--receipt", "");
    }
    if (lists) {
        r->view.program = r->rules.program;
        r->view.t = r->rules.tables;
        qn_needs_put(&r->io->out, &r->view, r->asked, r->asked_count);
        return QN_EXIT_OK;
    }
    int status = qn_run_make_case(r, sink);
    return status == QN_EXIT_OK ? answer(r, sink) : status;
}

/* All of the file, or what the named rules need of it. */
static bool load_rules(qn_run *r, bool narrow, qn_sink *sink)
{
    const char *path = r->args->operand[0];
    if (!narrow) {
        return qn_rules_load(path, false, sink, &r->rules);
    }
    return qn_rules_load_asked(path, (const char *const *)r->args->operand + 1,
                               r->args->operand_count - 1, sink, &r->rules);
}

/* Loads the rules, makes the case and answers. Findings stand in place of an answer. */
static int load_and_answer(qn_run *r, bool narrow)
{
    qn_sink sink = qn_sink_make(r->io, r->form == QN_RUN_JSON);
    int status = QN_EXIT_WRONG;
    if (load_rules(r, narrow, &sink)) {
        status = qn_run_choose_rules(r);
        status = status == QN_EXIT_OK ? qn_run_choose_language(r) : status;
        r->view.is_open = qn_args_value(r->args, QN_OPTION_OPEN) != NULL;
        status = status == QN_EXIT_OK ? tell(r, &sink) : status;
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return status;
}

void qn_run_clear(qn_run *r)
{
    qn_case_free(r->view.c);
    qn_rules_clear(&r->rules);
    free(r->asked);
    free(r->value);
}

/* Facts are listed in the order of the program, which is that of the rules of the whole file,
 * labels may stand in any, and a receipt names the image of the whole. */
static bool tells_more(const qn_run *r)
{
    bool explained = qn_args_value(r->args, QN_OPTION_EXPLAIN) != NULL;
    return qn_args_value(r->args, QN_OPTION_NEEDS) || qn_args_value(r->args, QN_OPTION_LANG) ||
           qn_args_value(r->args, QN_OPTION_RECEIPT) || (explained && r->form != QN_RUN_TEXT);
}

/* Whether the rules are named, and everything can be read twice. */
static bool may_be_narrow(const qn_run *r)
{
    const char *path = r->args->operand[0];
    const char *facts = qn_args_value(r->args, QN_OPTION_FACTS);
    return r->args->operand_count > 1 && strcmp(path, "-") != 0 && !strchr(path, '+') &&
           !(facts && strcmp(facts, "-") == 0) && !tells_more(r);
}

/* Answers by a program for the named rules alone. False where that is not enough, as for a fact
 * that other rules look at: then nothing has been said. */
static bool answer_narrowly(qn_run *r, int *status)
{
    qn_io said = {.out_colour = r->io->out_colour, .err_colour = r->io->err_colour};
    qn_run narrow = *r;
    narrow.io = &said;
    *status = load_and_answer(&narrow, true);
    bool good = *status == QN_EXIT_OK || *status == QN_EXIT_UNKNOWN;
    qn_page *const to[] = {&r->io->out, &r->io->err, &r->io->last};
    qn_page *const from[] = {&said.out, &said.err, &said.last};
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
        if (good) {
            qn_page_add(to[i], from[i]->bytes, from[i]->length);
            qn_page_end(from[i], to[i]);
        }
        qn_page_clear(from[i]);
    }
    qn_run_clear(&narrow);
    return good;
}

/* The verb. */
static int run_run(const qn_args *args, struct qn_io *io)
{
    qn_run r = {.verb = "run", .args = args, .io = io};
    r.form = qn_args_is(args, QN_OPTION_FORMAT, "json")   ? QN_RUN_JSON
             : qn_args_is(args, QN_OPTION_FORMAT, "html") ? QN_RUN_HTML
                                                          : QN_RUN_TEXT;
    int status = qn_run_check_words(&r);
    if (status == QN_EXIT_OK && !(may_be_narrow(&r) && answer_narrowly(&r, &status))) {
        status = load_and_answer(&r, false);
    }
    qn_run_clear(&r);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_FACTS, "facts", 0, false, "FILE",
     "facts as a JSON object; `-` reads standard input"},
    {QN_OPTION_FACT, "fact", 0, true, "NAME=VALUE", "one fact; goes before those of --facts"},
    {QN_OPTION_ON, "on", 0, false, "DATE", "the date of decision; else the computer's"},
    {QN_OPTION_EXPLAIN, "explain", 0, false, "", "show which clauses led there, and which did not"},
    {QN_OPTION_OPEN, "open", 0, false, "",
     "with --explain: show the elements of lists and periods, too"},
    {QN_OPTION_OWED, "owed", 0, false, "", "add up what is owed, by payer and payee"},
    {QN_OPTION_NEEDS, "needs", 0, false, "",
     "answer nothing; list the facts that can matter, with their values"},
    {QN_OPTION_LANG, "lang", 0, false, "LANGUAGE", "show names as `labels LANGUAGE` has them"},
    {QN_OPTION_STRICT, "strict", 0, false, "", "exit with 3 if a result is not known"},
    {QN_OPTION_RECEIPT, "receipt", 0, false, "FILE",
     "write a record of the decision, for `qanun verify`"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|json|html",
     "for people (the default), for programs, or as a page to keep and print"},
};

const qn_verb qn_verb_run = {
    .word = "run",
    .operands = "FILE [RULE…]",
    .least = 1,
    .most = (size_t)-1,
    .summary = "answer rules for one case",
    .details = "Without rules it answers every rule of the file, a rule text or an image.\n"
               "\n"
               "Example: with leave.qn as `qanun check --help` has it,\n"
               "\n"
               "    qanun run leave.qn vacation --fact seniority=7 --on 2023-06-01\n"
               "\n"
               "prints `vacation = 23 days`, and with --explain also why. The same facts\n"
               "as a file: {\"seniority\": 7}. A fact that is not given is unknown; then the\n"
               "answer is too, unless it is the same whatever the fact may be:\n"
               "\n"
               "    qanun run leave.qn vacation --on 2023-06-01\n"
               "\n"
               "With --explain, --format html writes one page to standard output that needs no\n"
               "other file and no network, to keep with the decision and to print.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_run,
};
