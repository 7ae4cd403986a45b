/*
 * qanun audit: which duties and prohibitions a case meets and breaks.
 *
 * Responsible for what is said of them, as text and as JSON. How they stand is duty.h's.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "clause.h"
#include "duty.h"
#include "explain.h"
#include "explain_list.h"
#include "run.h"
#include "verbs.h"

/* Spaces before all but the first line of a duty, and how many of the elements that break it are
 * shown as text. */
enum { INDENT = 10, ELEMENTS_SHOWN = 20 };

/* One run of the verb. */
typedef struct audit {
    qn_run run;
    const qn_tables *t; /* of the run */
    qn_duty *duties;
    size_t count;
    size_t found[QN_DUTY_FINDINGS];
    bool explained;
} audit;

static const char *string(const audit *x, uint32_t index)
{
    return qn_tables_string(x->t, index);
}

/* "leave.qn:12" */
static void put_place(const audit *x, const qn_row_duty *row, qn_page *page)
{
    bool known = row->source != QN_NONE_INDEX;
    qn_page_shown(page, known ? string(x, x->t->source[row->source].name) : x->run.rules.path);
    qn_page_format(page, ":%u", row->line);
}

/* ---- text */

/* A finding in its column, in its colour on a terminal. */
static void put_finding(const audit *x, qn_finding finding, qn_page *page)
{
    static const char *const colours[QN_DUTY_FINDINGS] = {"\x1b[32m",   "\x1b[1;31m", "\x1b[1;33m",
                                                          "\x1b[1;33m", "\x1b[1;31m", "\x1b[1;31m"};
    const char *name = qn_duty_finding_name(finding);
    bool colour = x->run.io->out_colour;
    qn_page_put(page, colour ? colours[finding] : "");
    qn_page_put(page, name);
    qn_page_put(page, colour ? "\x1b[0m" : "");
    qn_page_pad(page, INDENT - (long)strlen(name));
}

/* What the duty asks, its articles, its place, its note. */
static void put_source(const audit *x, const qn_duty *duty, qn_page *page)
{
    qn_page cites = {0};
    const char *note = duty->clause ? string(x, duty->clause->note) : "";
    qn_page_shown(page, string(x, duty->row->text));
    if (duty->clause) {
        qn_clause_put_cites(&cites, x->t, duty->clause);
    }
    qn_page_put(page, cites.length ? "   " : "");
    qn_page_shown(page, qn_page_string(&cites));
    qn_page_end(&cites, page);
    qn_page_put(page, "   ");
    put_place(x, duty->row, page);
    qn_page_put(page, note[0] ? "   note: " : "");
    qn_page_shown(page, note);
    qn_page_put(page, "\n");
}

/* "day 2026-02-04, extra 3 hours" of a record, else the value. */
static void put_element_text(qn_page *page, const qn_view *view, const qn_value *element)
{
    const char *name = qn_value_field_name(element, 0);
    if (!name) {
        qn_answer_put_value(page, view, element);
    }
    for (int32_t i = 0; name; name = qn_value_field_name(element, ++i)) {
        qn_value field;
        qn_value_field(element, i, &field);
        qn_page_put(page, i ? ", " : "");
        qn_page_shown(page, qn_view_name(view, name));
        qn_page_put(page, " ");
        qn_answer_put_value(page, view, &field);
    }
}

/* Elements that are being put, one after the other. */
typedef struct elements {
    const qn_view *view;
    qn_page page;
    uint64_t count;
} elements;

/* A line of text for an element that breaks a duty. */
static void visit_text(void *context, const qn_value *element)
{
    elements *e = context;
    qn_page place = {0};
    if (e->count++ >= ELEMENTS_SHOWN) {
        return;
    }
    qn_duty_put_place(&place, e->view, element);
    qn_page_pad(&e->page, INDENT + 2);
    qn_page_put(&e->page, qn_page_string(&place));
    qn_page_put(&e->page, place.length ? ": " : "");
    put_element_text(&e->page, e->view, element);
    qn_page_put(&e->page, "\n");
    qn_page_end(&place, &e->page);
}

/* "at least 1 of 4 breaks it:", and which. */
static void put_elements(const audit *x, const qn_duty *duty, qn_page *page)
{
    elements e = {.view = &x->run.view};
    qn_duty_elements found = qn_duty_visit(e.view, duty, visit_text, &e);
    qn_page_pad(page, INDENT);
    qn_page_format(page, "%s%" PRIu64, found.open ? "at least " : "", found.broken);
    if (found.all_known) {
        qn_page_format(page, " of %" PRIu64, found.all);
    }
    qn_page_format(page, " break%s it:\n", found.broken == 1 ? "s" : "");
    qn_page_put(page, qn_page_string(&e.page));
    if (found.broken > ELEMENTS_SHOWN) {
        qn_page_pad(page, INDENT + 2);
        qn_page_format(page, "and %" PRIu64 " more\n", found.broken - ELEMENTS_SHOWN);
    }
    qn_page_end(&e.page, page);
}

/* Why the finding is neither met nor breached, and what would settle it. */
static void put_doubt(const audit *x, const qn_duty *duty, qn_page *page)
{
    qn_page advice = {0};
    if (duty->finding != QN_DUTY_UNKNOWN) {
        qn_page_pad(page, INDENT);
        qn_answer_put_outcome(page, &x->run.view, duty->row->rule, &duty->value);
        qn_page_put(page, "\n");
    }
    if (qn_answer_put_advice(&advice, &x->run.view, duty->row->rule, &duty->value)) {
        qn_page_pad(page, INDENT);
        qn_page_put(page, qn_page_string(&advice));
        qn_page_put(page, "\n");
    }
    qn_page_end(&advice, page);
}

/* "not in force on 2020-01-01: from 2026-01-16", of a duty that is bound to other dates. */
static void put_out_of_force(const audit *x, const qn_duty *duty, qn_page *page)
{
    char on[QN_DATE_TEXT_SIZE];
    qn_date_format(x->run.on, on);
    qn_page_pad(page, INDENT);
    qn_page_format(page, "not in force on %s: ", on);
    qn_clause_put_interval(page, x->t, duty->clause);
    qn_page_put(page, "\n");
}

/* What the condition of a duty looked at: "daily_hours is 9 hours; hazardous is no, by default". */
static void put_leaves(const audit *x, const qn_duty *duty, qn_page *page)
{
    const char *before = "";
    for (uint32_t i = 0; duty->clause && i < duty->clause->leaf_count; i++) {
        qn_told_leaf leaf = qn_explain_leaf(&x->run.view, duty->clause->first_leaf + i);
        qn_page_pad(page, before[0] ? 0 : INDENT);
        qn_page_put(page, before);
        qn_page_shown(page, qn_view_name(&x->run.view, string(x, leaf.row->name)));
        qn_page_put(page, " is ");
        qn_answer_put_value(page, &x->run.view, &leaf.value);
        qn_page_put(page, leaf.by_default ? ", by default" : "");
        before = "; ";
    }
    qn_page_put(page, before[0] ? "\n" : "");
}

/* What it looked at, and the rules that it uses, with all that is below them. */
static void put_why(const audit *x, const qn_duty *duty, qn_page *page)
{
    const qn_row_rule *rule = &x->t->rule[duty->row->rule];
    qn_page tree = {0};
    if (!qn_duty_is_for_each(duty)) {
        put_leaves(x, duty, page);
    }
    for (uint32_t i = 0; i < rule->use_count; i++) {
        uint32_t used = x->t->entry[rule->first_use + i].value;
        if ((x->t->rule[used].flags & QN_RULE_INLINE) == 0) {
            qn_explain_put_text(&tree, &x->run.view, &used, 1);
        }
    }
    qn_page_put_lines(page, qn_page_string(&tree), "          ");
    qn_page_end(&tree, page);
}

static void put_text_duty(const audit *x, const qn_duty *duty, qn_page *page)
{
    const char *message = string(x, duty->row->message);
    put_finding(x, duty->finding, page);
    if (message[0]) {
        qn_page_shown(page, message);
        qn_page_put(page, "\n");
        qn_page_pad(page, INDENT);
    }
    put_source(x, duty, page);
    if (!qn_duty_is_in_force(&x->run.view, duty)) {
        put_out_of_force(x, duty, page);
    }
    if (duty->finding > QN_DUTY_BREACHED) {
        put_doubt(x, duty, page);
    }
    if (duty->finding == QN_DUTY_BREACHED && qn_duty_is_for_each(duty)) {
        put_elements(x, duty, page);
    }
    if (x->explained) {
        put_why(x, duty, page);
    }
}

/* Is the count of this finding told? Those that are rare are, where there are any. */
static bool is_counted(const audit *x, qn_finding finding)
{
    return x->found[finding] > 0 || finding == QN_DUTY_MET || finding == QN_DUTY_BREACHED ||
           finding == QN_DUTY_UNKNOWN;
}

static void put_text(const audit *x)
{
    qn_page *page = &x->run.io->out;
    const char *between = "";
    qn_run_put_warnings(&x->run);
    if (x->count == 0) {
        qn_page_put(&x->run.io->err, "qanun: there is no duty in ");
        qn_page_shown(&x->run.io->err, x->run.rules.path);
        qn_page_put(&x->run.io->err, "\n");
    }
    for (size_t i = 0; i < x->count; i++) {
        put_text_duty(x, &x->duties[i], page);
    }
    for (qn_finding i = QN_DUTY_MET; i < QN_DUTY_FINDINGS; i++) {
        if (is_counted(x, i)) {
            qn_page_format(page, "%s%zu %s", between, x->found[i], qn_duty_finding_name(i));
            between = ", ";
        }
    }
    qn_page_put(page, "\n");
}

/* ---- JSON */

/* A member that is a string, left out where that is empty. */
static void put_string(qn_page *page, const char *name, const char *text)
{
    if (text[0]) {
        qn_page_format(page, ", \"%s\": ", name);
        qn_page_json_string(page, text);
    }
}

/* An object of the list `breakers`. */
static void visit_json(void *context, const qn_value *element)
{
    elements *e = context;
    qn_page place = {0};
    qn_page_put(&e->page, e->count++ ? ",\n     {" : "\n     {");
    qn_duty_put_place(&place, e->view, element);
    if (place.length) {
        qn_page_put(&e->page, "\"place\": ");
        qn_page_json_string(&e->page, qn_page_string(&place));
        qn_page_put(&e->page, ", ");
    }
    qn_page_put(&e->page, "\"value\": ");
    qn_answer_put_json_value(&e->page, element);
    if (qn_answer_has_unit(element)) {
        put_string(&e->page, "unit", element->unit);
    }
    qn_page_put(&e->page, "}");
    qn_page_end(&place, &e->page);
}

/* The members `breakers`, `of` and `open` of a duty that holds for each element. */
static void put_json_elements(const audit *x, const qn_duty *duty, qn_page *page)
{
    qn_view plain = x->run.view;
    plain.language = NULL; /* programs read names */
    elements e = {.view = &plain};
    qn_duty_elements found = qn_duty_visit(&plain, duty, visit_json, &e);
    qn_page_put(page, ",\n   \"breakers\": [");
    qn_page_put(page, qn_page_string(&e.page));
    qn_page_put(page, "]");
    if (found.all_known) {
        qn_page_format(page, ", \"of\": %" PRIu64, found.all);
    }
    qn_page_put(page, found.open ? ", \"open\": true" : "");
    qn_page_end(&e.page, page);
}

/* The members `cites`, `note` and those that tell when the duty is in force. */
static void put_json_clause(const audit *x, const qn_duty *duty, qn_page *page)
{
    const qn_row_clause *clause = duty->clause;
    qn_page interval = {0};
    for (uint32_t i = 0; i < clause->cite_count; i++) {
        qn_page_put(page, i ? ", " : ", \"cites\": [");
        qn_page_json_string(page, string(x, x->t->entry[clause->first_cite + i].value));
    }
    qn_page_put(page, clause->cite_count ? "]" : "");
    put_string(page, "note", string(x, clause->note));
    qn_clause_put_interval(&interval, x->t, clause);
    put_string(page, "in_force", qn_page_string(&interval));
    qn_page_end(&interval, page);
    qn_page_put(page, qn_duty_is_in_force(&x->run.view, duty) ? "" : ", \"applies\": false");
}

static void put_json_duty(const audit *x, const qn_duty *duty, qn_page *page)
{
    const qn_row_duty *row = duty->row;
    qn_page_put(page, "{\"duty\": ");
    qn_page_json_string(page, string(x, row->text));
    qn_page_put(page, ", ");
    if (duty->finding > QN_DUTY_BREACHED) {
        qn_answer_put_json_members(page, &x->run.view, row->rule, &duty->value, "clauses");
    } else {
        qn_page_format(page, "\"status\": \"%s\"", qn_duty_finding_name(duty->finding));
    }
    put_string(page, "breach", string(x, row->message));
    if (duty->clause) {
        put_json_clause(x, duty, page);
    }
    if (row->source != QN_NONE_INDEX) {
        put_string(page, "file", string(x, x->t->source[row->source].name));
        qn_page_format(page, ", \"line\": %u", row->line);
    }
    if (qn_duty_is_for_each(duty)) {
        put_json_elements(x, duty, page);
    }
    qn_page_put(page, "}");
}

/* The members that tell why, as `run` has them. */
static void put_json_why(const audit *x, qn_page *page)
{
    const qn_view *view = &x->run.view;
    qn_page_put(page, ",\n \"facts\": ");
    qn_explain_put_json_facts(page, view, x->run.asked, x->count);
    qn_page_put(page, ",\n \"laws\": ");
    qn_explain_put_json_laws(page, view, x->run.asked, x->count);
    qn_page_put(page, ",\n \"explanation\": ");
    qn_explain_put_json(page, view, x->run.asked, x->count);
}

static void put_json(const audit *x)
{
    qn_page *page = &x->run.io->out;
    char on[QN_DATE_TEXT_SIZE];
    qn_date_format(x->run.on, on);
    qn_page_format(page, "{\"on\": \"%s\",\n \"duties\": [", on);
    for (size_t i = 0; i < x->count; i++) {
        qn_page_put(page, i ? ",\n  " : "\n  ");
        put_json_duty(x, &x->duties[i], page);
    }
    qn_page_put(page, "]");
    for (qn_finding i = QN_DUTY_MET; i < QN_DUTY_FINDINGS; i++) {
        if (is_counted(x, i)) {
            qn_page_format(page, ",%s \"%s\": %zu", i == QN_DUTY_MET ? "\n" : "",
                           qn_duty_finding_name(i), x->found[i]);
        }
    }
    qn_run_put_json_warnings(&x->run, page);
    if (x->explained) {
        put_json_why(x, page);
    }
    qn_page_put(page, "}\n");
}

/* ---- the verb */

/* Asks the case for all duties and says how they stand. The exit status that this leads to. */
static int ask(audit *x)
{
    x->t = x->run.rules.tables;
    x->count = x->t->duty_count;
    x->duties = calloc(x->count + 1, sizeof *x->duties);
    x->run.asked = calloc(x->count + 1, sizeof *x->run.asked);
    if (!x->duties || !x->run.asked) {
        x->run.io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    for (uint32_t i = 0; i < x->count; i++) {
        x->duties[i] = qn_duty_ask(&x->run.view, i);
        x->run.asked[i] = x->t->duty[i].rule;
        x->found[x->duties[i].finding]++;
    }
    (x->run.form == QN_RUN_JSON ? put_json : put_text)(x);
    bool all_known = x->found[QN_DUTY_MET] + x->found[QN_DUTY_BREACHED] == x->count;
    bool strict = qn_args_value(x->run.args, QN_OPTION_STRICT) != NULL;
    return x->found[QN_DUTY_BREACHED] > 0 ? QN_EXIT_WRONG
           : strict && !all_known         ? QN_EXIT_UNKNOWN
                                          : QN_EXIT_OK;
}

/* Loads the rules, makes the case and says how it stands. Findings of the compiler stand in place
 * of an answer. */
static int load_and_audit(audit *x)
{
    qn_sink sink = qn_sink_make(x->run.io, x->run.form == QN_RUN_JSON);
    int status = QN_EXIT_WRONG;
    if (qn_rules_load(x->run.args->operand[0], false, &sink, &x->run.rules)) {
        status = qn_run_choose_language(&x->run);
        status = status == QN_EXIT_OK ? qn_run_make_case(&x->run, &sink) : status;
        status = status == QN_EXIT_OK ? ask(x) : status;
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return status;
}

static int run_audit(const qn_args *args, struct qn_io *io)
{
    audit x = {
        .run = {.verb = "audit",
                .args = args,
                .io = io,
                .form = qn_args_is(args, QN_OPTION_FORMAT, "json") ? QN_RUN_JSON : QN_RUN_TEXT},
        .explained = qn_args_value(args, QN_OPTION_EXPLAIN) != NULL};
    int status = qn_run_check_words(&x.run);
    if (status == QN_EXIT_OK) {
        status = load_and_audit(&x);
    }
    qn_run_clear(&x.run);
    free(x.duties);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_FACTS, "facts", 0, false, "FILE",
     "facts as a JSON object; `-` reads standard input"},
    {QN_OPTION_FACT, "fact", 0, true, "NAME=VALUE", "one fact; goes before those of --facts"},
    {QN_OPTION_ON, "on", 0, false, "DATE", "the date of decision; else the computer's"},
    {QN_OPTION_EXPLAIN, "explain", 0, false, "", "show what each duty looked at, and why"},
    {QN_OPTION_LANG, "lang", 0, false, "LANGUAGE", "show names as `labels LANGUAGE` has them"},
    {QN_OPTION_STRICT, "strict", 0, false, "", "exit with 3 if a finding is not known"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|json", "for people (the default) or programs"},
};

const qn_verb qn_verb_audit = {
    .word = "audit",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "find which duties a case breaks",
    .details = "It lists every duty and prohibition of the file as met, breached or unknown,\n"
               "with its message, its article, what is still needed, and the elements of a\n"
               "list that break it. The exit status is 1 if any is breached.\n"
               "\n"
               "Example: with these lines as hours.qn\n"
               "\n"
               "    fact daily_hours : hours\n"
               "    require daily_hours <= 8 hours   [LC 89.2]   \"the day is too long\"\n"
               "\n"
               "say\n"
               "\n"
               "    qanun audit hours.qn --fact daily_hours=8 --on 2023-06-01\n"
               "\n"
               "It prints\n"
               "\n"
               "    met       the day is too long\n"
               "              require daily_hours <= 8 hours   LC 89.2   hours.qn:2\n"
               "    1 met, 0 breached, 0 unknown\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_audit,
};
