/*
 * qanun sweep: a rule along one fact, or along time, as text, CSV, JSON and a chart.
 *
 * Responsible for: the words, the programs and the order in which all is done. Refuses to know:
 * what is asked (sweep.h), and how it is shown (sweep_show.h).
 */
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "files.h"
#include "revision.h"
#include "sweep_read.h"
#include "sweep_show.h"
#include "verbs.h"

typedef enum form { FORM_TEXT, FORM_CSV, FORM_JSON } form;

static form read_form(const qn_args *args)
{
    bool is_csv = qn_args_value(args, QN_OPTION_CSV) || qn_args_is(args, QN_OPTION_FORMAT, "csv");
    return is_csv ? FORM_CSV : qn_args_is(args, QN_OPTION_FORMAT, "json") ? FORM_JSON : FORM_TEXT;
}

/* Checks what must be known before a program is read. */
static int check_words(qn_sweep *s)
{
    qn_run *r = &s->run[0];
    const char *over = qn_args_value(r->args, QN_OPTION_OVER);
    const char *facts = qn_args_value(r->args, QN_OPTION_FACTS);
    if (!over) {
        qn_page_put(&r->io->err, "qanun sweep: say along what with `--over NAME=LOW..HIGH`; see "
                                 "`qanun sweep --help`\n");
        return QN_EXIT_USAGE;
    }
    if (qn_sweep_is_date(over) && qn_args_value(r->args, QN_OPTION_ON)) {
        return qn_run_refuse(r, "the date of decision is swept; leave out ", "--on", "");
    }
    if (s->worlds > 1 && facts && strcmp(facts, "-") == 0) {
        return qn_run_refuse(r, "two versions are read; give the facts in a file, not by ", "-",
                             "");
    }
    if (qn_args_value(r->args, QN_OPTION_CSV) && qn_args_value(r->args, QN_OPTION_FORMAT)) {
        return qn_run_refuse(r, "--csv is a form of its own; leave out ", "--format", "");
    }
    return qn_run_check_words(r);
}

/* ---- programs */

/* Loads each version. */
static bool load(qn_sweep *s, const qn_revision *revision, qn_sink *sink)
{
    bool good = true;
    for (uint32_t i = 0; i < s->worlds; i++) {
        qn_run *r = &s->run[i];
        good &= qn_rules_load(revision[i].path, false, sink, &r->rules);
        r->view.program = r->rules.program;
        r->view.t = r->rules.tables;
    }
    return good;
}

/* Finds the rule in each version, and the language. */
static int find_rule(qn_sweep *s)
{
    const qn_args *args = s->run[0].args;
    s->rule_name = args->operand[args->operand_count - 1];
    for (uint32_t i = 0; i < s->worlds; i++) {
        s->rule[i] = qn_program_rule(s->run[i].rules.program, s->rule_name);
        if (s->rule[i] < 0) {
            return qn_run_refuse(&s->run[0], "there is no rule ", s->rule_name,
                                 s->worlds == 1 ? "; `qanun run FILE` answers them all"
                                 : i == 0       ? " in the old version"
                                                : " in the new version");
        }
    }
    qn_kind kinds[] = {
        qn_program_rule_info(s->run[0].rules.program, s->rule[0]).kind,
        qn_program_rule_info(s->run[s->worlds - 1].rules.program, s->rule[s->worlds - 1]).kind};
    const char *units[] = {
        qn_program_rule_info(s->run[0].rules.program, s->rule[0]).unit,
        qn_program_rule_info(s->run[s->worlds - 1].rules.program, s->rule[s->worlds - 1]).unit};
    if (kinds[0] != kinds[1] || strcmp(units[0], units[1]) != 0) {
        return qn_run_refuse(&s->run[0], "the versions give another kind of value for ",
                             s->rule_name, "");
    }
    return qn_run_choose_language(&s->run[s->worlds - 1]);
}

/* Makes the case of each version. */
static bool make_cases(qn_sweep *s, qn_sink *sink)
{
    bool good = true;
    for (uint32_t i = 0; i < s->worlds; i++) {
        qn_run *r = &s->run[i];
        const qn_program *other = s->worlds > 1 ? s->run[1 - i].rules.program : NULL;
        r->view.language = s->run[s->worlds - 1].view.language;
        r->view.c = qn_case_new(r->rules.program);
        s->out_of_memory |= !r->view.c;
        good = r->view.c != NULL && good &&
               qn_facts_give_beside(r->rules.program, other, r->view.c, r->args, sink);
    }
    return good;
}

/* Decides both on one date; warns of files whose review does not reach it, or of both ends. */
static void set_date(qn_sweep *s)
{
    bool is_swept = s->axis.fact[s->axis.home] == QN_TODAY;
    qn_run *r = &s->run[0];
    if (!is_swept) {
        qn_run_take_date(r);
    }
    for (uint32_t i = 0; i < s->worlds; i++) {
        s->run[i].on = is_swept ? (qn_day)s->axis.low : r->on;
        qn_ymd on = qn_date_to_ymd(s->run[i].on);
        (void)qn_case_set_date(s->run[i].view.c, QN_TODAY, on.year, on.month, on.day);
        qn_run_put_warnings(&s->run[i]);
        if (is_swept) {
            s->run[i].on = (qn_day)qn_sweep_value(&s->axis, s->axis.count - 1);
            qn_run_put_warnings(&s->run[i]);
        }
    }
}

/* Reads --over and --by. */
static int read_axes(qn_sweep *s)
{
    const qn_args *args = s->run[0].args;
    int status = qn_sweep_read_over(s, qn_args_value(args, QN_OPTION_OVER));
    for (size_t i = 0; status == QN_EXIT_OK && i < args->option_count; i++) {
        if (args->option[i].name == QN_OPTION_BY) {
            status = qn_sweep_read_by(s, args->option[i].value);
        }
    }
    return status == QN_EXIT_OK ? qn_sweep_make_series(s) : status;
}

/* ---- what is written */

/* Writes the chart; to standard output it takes the place of the text. */
static int put_chart(qn_sweep *s, const char *path, qn_sink *sink)
{
    qn_page page = {0};
    const char *wrong = NULL;
    if (!qn_sweep_put_chart(&page, s, "sweep") && !page.out_of_memory) {
        wrong = "its answers cannot stand at an axis";
    } else if (page.out_of_memory) {
        wrong = qn_file_no_memory;
    } else if (strcmp(path, "-") == 0) {
        qn_page_add(&s->run[0].io->out, page.bytes, page.length);
    } else {
        wrong = qn_file_save(path, page.bytes, page.length);
    }
    if (wrong) {
        qn_page message = {0};
        qn_page_format(&message, "the chart cannot be written: %s", wrong);
        qn_sink_add_file(sink, path, qn_page_string(&message), "");
        qn_page_end(&message, sink->page);
    }
    qn_page_clear(&page);
    return wrong ? QN_EXIT_WRONG : QN_EXIT_OK;
}

static int put_all(qn_sweep *s, qn_sink *sink)
{
    static void (*const put[])(qn_page *, const qn_sweep *) = {qn_sweep_put_text, qn_sweep_put_csv,
                                                               qn_sweep_put_json};
    const qn_args *args = s->run[0].args;
    const char *svg = qn_args_value(args, QN_OPTION_SVG);
    int status = svg ? put_chart(s, svg, sink) : QN_EXIT_OK;
    if (status == QN_EXIT_OK && !(svg && strcmp(svg, "-") == 0)) {
        put[read_form(args)](&s->run[0].io->out, s);
    }
    return status;
}

/* Is some answer not known? */
static bool is_open(const qn_sweep *s)
{
    for (size_t i = 0; i < s->series_count; i++) {
        for (size_t k = 0; k < s->series[i].count; k++) {
            if (s->series[i].point[k].status != QN_KNOWN) {
                return true;
            }
        }
    }
    return false;
}

/* Does all of it, with the programs that lie there. */
static int sweep(qn_sweep *s, const qn_revision *revision, qn_sink *sink)
{
    if (!load(s, revision, sink)) {
        return QN_EXIT_WRONG;
    }
    int status = find_rule(s);
    if (status != QN_EXIT_OK) {
        return status;
    }
    if (!make_cases(s, sink)) {
        return QN_EXIT_WRONG;
    }
    status = read_axes(s);
    if (status != QN_EXIT_OK) {
        return status;
    }
    set_date(s);
    if (!qn_sweep_ask(s)) {
        return QN_EXIT_WRONG;
    }
    status = put_all(s, sink);
    bool strict = qn_args_value(s->run[0].args, QN_OPTION_STRICT) != NULL;
    return status == QN_EXIT_OK && strict && is_open(s) ? QN_EXIT_UNKNOWN : status;
}

/* Opens each version, which may be a revision. */
static int open_and_sweep(qn_sweep *s)
{
    qn_revision revision[QN_SWEEP_WORLDS] = {{0}};
    qn_run *r = &s->run[0];
    qn_sink sink = qn_sink_make(r->io, read_form(r->args) == FORM_JSON);
    bool good = true;
    for (uint32_t i = 0; i < s->worlds; i++) {
        good &= qn_revision_open(r->args->operand[i], &sink, &revision[i]);
    }
    int status = good ? sweep(s, revision, &sink) : QN_EXIT_WRONG;
    for (uint32_t i = 0; i < s->worlds; i++) {
        qn_revision_close(&revision[i]);
    }
    r->io->err.out_of_memory |= s->out_of_memory;
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return status;
}

/* The verb. */
static int run_sweep(const qn_args *args, struct qn_io *io)
{
    form wanted = read_form(args);
    qn_sweep *s = calloc(1, sizeof *s);
    if (!s) {
        io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    s->worlds = args->operand_count > 2 ? 2 : 1;
    s->put_other = wanted == FORM_CSV    ? qn_sweep_put_csv_value
                   : wanted == FORM_JSON ? qn_sweep_put_json_value
                                         : NULL;
    for (uint32_t i = 0; i < QN_SWEEP_WORLDS; i++) {
        s->run[i] = (qn_run){.verb = "sweep", .args = args, .io = io};
    }
    int status = check_words(s);
    if (status == QN_EXIT_OK) {
        status = open_and_sweep(s);
    }
    qn_sweep_clear(s);
    free(s);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_OVER, "over", 0, false, "NAME=RANGE",
     "along which fact, as seniority=0..40, or `date`; `step 5` may follow"},
    {QN_OPTION_BY, "by", 0, true, "NAME[=VALUES]", "a curve for each value of a fact"},
    {QN_OPTION_SVG, "svg", 0, false, "FILE", "write a chart; `-` is standard output"},
    {QN_OPTION_CSV, "csv", 0, false, "", "as `--format csv`"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|csv|json",
     "for people (the default) or for programs"},
    {QN_OPTION_FACTS, "facts", 0, false, "FILE",
     "the other facts as a JSON object; `-` reads standard input"},
    {QN_OPTION_FACT, "fact", 0, true, "NAME=VALUE", "one of them; goes before those of --facts"},
    {QN_OPTION_ON, "on", 0, false, "DATE", "the date of decision; else the computer's"},
    {QN_OPTION_LANG, "lang", 0, false, "LANGUAGE", "show names as `labels LANGUAGE` has them"},
    {QN_OPTION_STRICT, "strict", 0, false, "", "exit with 3 if an answer is not known"},
};

const qn_verb qn_verb_sweep = {
    .word = "sweep",
    .operands = "FILE RULE --over NAME=RANGE, or OLD NEW RULE --over NAME=RANGE",
    .least = 2,
    .most = 3,
    .summary = "show a rule along one fact, or along time, as a curve",
    .details =
        "Example: with leave.qn as `qanun check --help` has it,\n"
        "\n"
        "    qanun sweep leave.qn vacation --over seniority=0..40 --on 2023-06-01 --svg leave.svg\n"
        "\n"
        "shows from which seniority on how many days are due, and draws it.\n"
        "`--over 'date=2017-01-01..2034-01-01 step 1 month'` goes along the date of decision.\n"
        "What is unknown, none, in conflict or an error is shown as that. With two versions\n"
        "of a law, which may be revisions as for `qanun diff`, both are drawn in one chart.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_sweep,
};
