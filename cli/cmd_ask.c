/*
 * qanun ask: finds out about a case by asking, and answers.
 *
 * Responsible for the course of the talk, the way back, and what comes of it. Which question is
 * next is interview.h's, how it is asked and answered talk.h's.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "date.h"
#include "explain.h"
#include "facts_out.h"
#include "files.h"
#include "interview.h"
#include "reply.h"
#include "run.h"
#include "talk.h"
#include "talk_list.h"
#include "verbs.h"

/* So many results are explained unasked. */
enum { EXPLAINED_MOST = 3 };

/* One run of the verb. */
typedef struct asker {
    qn_run run;
    qn_interview interview;
    qn_talk talk;
    int32_t *asked; /* facts that were asked, in their order */
    size_t asked_count;
    bool *by_elements; /* of each fact: was it answered element by element? */
} asker;

static qn_page *talk(asker *x)
{
    return &x->run.io->err;
}

/* The question in plain words, and what there is to choose from. */
static void put_question(asker *x, int32_t fact)
{
    const char *question = fact == QN_TODAY ? "On which day is the case decided?"
                                            : qn_view_question(&x->run.view, (uint32_t)fact);
    qn_page_put(talk(x), "\n");
    if (question[0]) {
        qn_page_shown(talk(x), question);
        qn_page_put(talk(x), "\n");
    }
    qn_talk_put_choices(&x->talk, fact);
}

/* Asks one fact until there is an answer, or an end. Who breaks off a list has begun it, so that
 * its default is not what is true. */
static qn_turn ask_one(asker *x, int32_t fact)
{
    const qn_question question = {.place = fact, .name = qn_reply_fact_name(&x->run.view, fact)};
    x->talk.fact = fact;
    x->talk.is_first = x->asked_count == 0;
    put_question(x, fact);
    if (!qn_talk_is_list(&x->talk, fact)) {
        return qn_talk_ask(&x->talk, &question);
    }
    qn_turn taken = qn_talk_ask_list(&x->talk, &x->by_elements[fact]);
    if (taken == QN_TURN_QUIT && x->by_elements[fact]) {
        qn_interview_decline(&x->interview, fact);
    }
    return taken;
}

/* ---- the talk */

/* Takes the last answer back; the elements of a list stay for the talk to go on with. */
static void go_back(asker *x)
{
    int32_t fact = x->asked[--x->asked_count];
    if (fact != QN_TODAY && x->by_elements[fact]) {
        qn_interview_resume(&x->interview, fact);
    } else {
        qn_interview_reopen(&x->interview, fact);
    }
}

/* Asks until nothing is left to ask, or the end is wanted. */
static void interview(asker *x)
{
    int32_t fact = qn_interview_next(&x->interview);
    if (fact != QN_INTERVIEW_END) {
        qn_page_put(talk(x), "? says why a question is asked, `back` returns to the last one, "
                             "`unknown` and\n`quit` are answers, too; an empty answer takes "
                             "what stands in [ ].\n");
    }
    while (fact != QN_INTERVIEW_END && !x->interview.out_of_memory) {
        qn_turn taken = ask_one(x, fact);
        if (taken == QN_TURN_QUIT) {
            return;
        }
        if (taken == QN_TURN_BACK) {
            go_back(x);
            fact = x->asked[x->asked_count];
            continue;
        }
        x->asked[x->asked_count++] = fact;
        if (taken == QN_TURN_DECLINED) {
            qn_interview_decline(&x->interview, fact);
        } else {
            qn_interview_answered(&x->interview, fact);
        }
        fact = qn_interview_next(&x->interview);
    }
}

/* Tells how to have the same answer without questions. */
static void put_command(asker *x, const char *saved)
{
    const qn_run *r = &x->run;
    qn_page *page = talk(x);
    qn_value today;
    char text[QN_VALUE_TEXT_SIZE];
    qn_page_put(page, "\nwithout questions: qanun run ");
    for (size_t i = 0; i < r->args->operand_count; i++) {
        qn_page_put(page, i ? " " : "");
        qn_facts_put_shell(page, r->args->operand[i]);
    }
    if (qn_case_fact(r->view.c, QN_TODAY, &today) == QN_OK && today.status == QN_KNOWN &&
        qn_value_text(&today, text, sizeof text, NULL) == QN_OK) {
        qn_page_format(page, " --on %s", text);
    }
    if (saved && strcmp(saved, "-") != 0) {
        qn_page_put(page, " --facts ");
        qn_facts_put_shell(page, saved);
    } else {
        qn_facts_put_words(page, &r->view);
    }
    qn_page_put(page, "\n");
}

/* Writes the facts where -o says. The exit status that it leads to. */
static int save_facts(asker *x, const char *path)
{
    qn_page facts = {0};
    const char *wrong = NULL;
    qn_facts_put_json(&facts, &x->run.view);
    if (strcmp(path, "-") == 0) {
        qn_page_add(&x->run.io->out, facts.bytes, facts.length);
    } else if (!facts.out_of_memory) {
        wrong = qn_file_save(path, facts.bytes, facts.length);
    }
    qn_page_end(&facts, talk(x));
    if (wrong) {
        qn_page_put(talk(x), "qanun: ");
        qn_page_shown(talk(x), path);
        qn_page_format(talk(x), " cannot be written: %s\n", wrong);
    }
    return wrong ? QN_EXIT_WRONG : QN_EXIT_OK;
}

/* The date of decision, if there is one, for the warnings that hang on it. */
static bool find_date(asker *x)
{
    qn_value today;
    int year;
    int month;
    int day;
    return qn_case_fact(x->run.view.c, QN_TODAY, &today) == QN_OK && today.status == QN_KNOWN &&
           qn_value_date(&today, &year, &month, &day) == QN_OK &&
           qn_date_from_ymd(year, month, day, &x->run.on) == QN_DATE_OK;
}

/* Are two results none for the same reasons? */
static bool is_none_alike(const qn_run *r, size_t one, size_t other)
{
    int32_t left = (int32_t)r->asked[one];
    int32_t right = (int32_t)r->asked[other];
    int32_t count = qn_case_cause_count(r->view.c, left);
    bool alike =
        r->value[other].status == QN_NONE && qn_case_cause_count(r->view.c, right) == count;
    for (int32_t i = 0; alike && i < count; i++) {
        alike = strcmp(qn_case_cause(r->view.c, left, i), qn_case_cause(r->view.c, right, i)) == 0;
    }
    return alike;
}

/* Puts the results that are none for the reasons of the first: one as it is, several as a list
 * below the reasons. */
static void put_none(asker *x, size_t first)
{
    enum { WIDTH = 78, INDENT = 4 };
    const qn_run *r = &x->run;
    qn_page *out = &r->io->out;
    size_t last = first;
    for (size_t i = first + 1; i < r->asked_count; i++) {
        last = is_none_alike(r, first, i) ? i : last;
    }
    if (last == first) {
        qn_answer_put_text(out, &r->view, r->asked[first], &r->value[first], 0);
        return;
    }
    qn_page_put(out, "none: ");
    for (int32_t i = 0; i < qn_case_cause_count(r->view.c, (int32_t)r->asked[first]); i++) {
        qn_page_put(out, i > 0 ? "; " : "");
        qn_page_shown(out, qn_case_cause(r->view.c, (int32_t)r->asked[first], i));
    }
    size_t column = WIDTH;
    for (size_t i = first; i <= last; i++) {
        const char *name =
            qn_view_name(&r->view, qn_program_rule_name(r->view.program, (int32_t)r->asked[i]));
        if (i != first && !is_none_alike(r, first, i)) {
            continue;
        }
        bool turn = column + strlen(name) + 2 > WIDTH;
        column = (turn ? INDENT : column + 2) + strlen(name);
        qn_page_put(out, turn && i == first ? "\n    " : turn ? ",\n    " : ", ");
        qn_page_shown(out, name);
    }
    qn_page_put(out, "\n");
}

/* Was this none told with an earlier one? */
static bool is_told(const qn_run *r, size_t result)
{
    bool told = false;
    for (size_t i = 0; !told && i < result; i++) {
        told = r->value[i].status == QN_NONE && is_none_alike(r, i, result);
    }
    return told;
}

/* The results, a line each where that is enough: those that are known, those that are open or
 * cannot be answered, and those that do not apply, by their reasons. */
static void put_summary(asker *x)
{
    static const qn_answer order[] = {QN_KNOWN, QN_UNKNOWN, QN_CONFLICT, QN_FAILED};
    const qn_run *r = &x->run;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        for (size_t k = 0; k < r->asked_count; k++) {
            if (r->value[k].status == order[i]) {
                qn_answer_put_text(&r->io->out, &r->view, r->asked[k], &r->value[k], 0);
            }
        }
    }
    for (size_t k = 0; k < r->asked_count; k++) {
        if (r->value[k].status == QN_NONE && !is_told(r, k)) {
            put_none(x, k);
        }
    }
}

/* Puts the results: a few with their explanation, many as a summary, whose explanation is for those
 * who ask for it. True where they are explained. */
static bool put_results(asker *x)
{
    const qn_run *r = &x->run;
    bool many = r->asked_count > EXPLAINED_MOST;
    bool explained = !many || qn_args_value(r->args, QN_OPTION_EXPLAIN);
    if (many) {
        put_summary(x);
    }
    if (many && explained) {
        qn_page_put(&r->io->out, "\n");
    }
    if (explained) {
        qn_explain_put_text(&r->io->out, &r->view, r->asked, r->asked_count);
    }
    return explained;
}

/* Puts the results, and the facts. The exit status. */
static int conclude(asker *x)
{
    qn_run *r = &x->run;
    const char *path = qn_args_value(r->args, QN_OPTION_OUTPUT);
    bool all_known = true;
    for (size_t i = 0; i < r->asked_count; i++) {
        qn_eval(r->view.c, (int32_t)r->asked[i], &r->value[i]);
        all_known &= r->value[i].status == QN_KNOWN;
    }
    if (find_date(x)) {
        qn_run_put_warnings(r);
    }
    bool explained = put_results(x);
    int status = path ? save_facts(x, path) : QN_EXIT_OK;
    if (x->asked_count > 0) {
        put_command(x, path);
        qn_page_put(talk(x), explained ? "\n" : "and why: the same with --explain\n\n");
    }
    if (status == QN_EXIT_OK && !all_known && qn_args_value(r->args, QN_OPTION_STRICT)) {
        status = QN_EXIT_UNKNOWN;
    }
    return status;
}

/* ---- the verb */

/* Of the rules that were found those that no other rule uses: they are what the file is for. */
static void keep_results(qn_run *r)
{
    const qn_tables *t = r->rules.tables;
    size_t kept = 0;
    bool *used = calloc((size_t)t->rule_count + 1, sizeof *used);
    if (!used) {
        r->io->err.out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < t->rule_count; i++) {
        for (uint32_t j = 0; j < t->rule[i].use_count; j++) {
            used[t->entry[t->rule[i].first_use + j].value] = true;
        }
    }
    for (size_t i = 0; i < r->asked_count; i++) {
        if (!used[r->asked[i]] && (t->rule[r->asked[i]].flags & QN_RULE_IMPORTED) == 0) {
            r->asked[kept++] = r->asked[i];
        }
    }
    r->asked_count = kept ? kept : r->asked_count;
    free(used);
}

/* The date of the command line. */
static void give_date(qn_run *r)
{
    if (qn_args_value(r->args, QN_OPTION_ON)) {
        qn_ymd on = qn_date_to_ymd(r->on);
        qn_case_set_date(r->view.c, QN_TODAY, on.year, on.month, on.day);
    }
}

/* Asks and answers. The exit status. */
static int talk_about(asker *x)
{
    qn_run *r = &x->run;
    give_date(r);
    size_t count = (size_t)r->rules.tables->fact_count + 1;
    x->asked = calloc(count, sizeof *x->asked);
    x->by_elements = calloc(count, sizeof *x->by_elements);
    bool good =
        qn_interview_begin(&x->interview, r->rules.program, r->view.c, r->asked, r->asked_count);
    if (!x->asked || !x->by_elements || !good) {
        r->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    x->talk = (qn_talk){.view = &r->view, .page = &r->io->err, .interview = &x->interview};
    qn_lines_open(&x->talk.lines);
    interview(x);
    r->io->err.out_of_memory |= x->interview.out_of_memory || x->talk.lines.out_of_memory;
    qn_lines_close(&x->talk.lines);
    qn_interview_end(&x->interview);
    return conclude(x);
}

/* Standard input is where the answers come from. The exit status that this leads to. */
static int check_inputs(const qn_run *r)
{
    if (strcmp(r->args->operand[0], "-") == 0) {
        return qn_run_refuse(r, "answers come from standard input, so that rules cannot: ", "-",
                             "");
    }
    if (qn_args_is(r->args, QN_OPTION_FACTS, "-")) {
        return qn_run_refuse(r, "answers come from standard input, so that facts cannot: ", "-",
                             "");
    }
    return qn_run_check_words((qn_run *)r);
}

/* Loads the rules, makes the case and talks. */
static int load_and_ask(asker *x)
{
    qn_run *r = &x->run;
    qn_sink sink = qn_sink_make(r->io, false);
    int status = QN_EXIT_WRONG;
    if (qn_rules_load(r->args->operand[0], false, &sink, &r->rules)) {
        status = qn_run_choose_rules(r);
        status = status == QN_EXIT_OK ? qn_run_choose_language(r) : status;
        status = status == QN_EXIT_OK ? qn_run_open_case(r, &sink) : status;
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    if (status == QN_EXIT_OK) {
        if (r->args->operand_count == 1) {
            keep_results(r);
        }
        status = talk_about(x);
    }
    return status;
}

static int run_ask(const qn_args *args, struct qn_io *io)
{
    asker x = {.run = {.verb = "ask", .args = args, .io = io}};
    int status = check_inputs(&x.run);
    if (status == QN_EXIT_OK) {
        status = load_and_ask(&x);
    }
    qn_interview_clear(&x.interview);
    qn_run_clear(&x.run);
    free(x.asked);
    free(x.by_elements);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_OUTPUT, "output", 'o', false, "FILE",
     "write the facts there, as --facts takes them"},
    {QN_OPTION_FACTS, "facts", 0, false, "FILE", "facts that are known already, as JSON"},
    {QN_OPTION_FACT, "fact", 0, true, "NAME=VALUE", "one fact; goes before those of --facts"},
    {QN_OPTION_ON, "on", 0, false, "DATE", "the date of decision; else it is asked for"},
    {QN_OPTION_EXPLAIN, "explain", 0, false, "",
     "explain the results even if they are more than 3"},
    {QN_OPTION_LANG, "lang", 0, false, "LANGUAGE", "ask as `labels LANGUAGE` has it"},
    {QN_OPTION_STRICT, "strict", 0, false, "", "exit with 3 if a result is not known"},
};

const qn_verb qn_verb_ask = {
    .word = "ask",
    .operands = "FILE [RULE…]",
    .least = 1,
    .most = (size_t)-1,
    .summary = "ask what must be known, and answer",
    .details = "Asks first what settles most, and nothing that no longer matters; then it shows\n"
               "the results, and why. Without rules it is about those that no other rule uses.\n"
               "In the place of an answer `?` tells why it is asked, `back` or `<` returns to\n"
               "the question before, `unknown` leaves the fact unknown, `quit` or the end of\n"
               "the input ends the questions. Nothing takes the default, which stands in [ ].\n"
               "Lists are asked for one element after the other. More than three results are\n"
               "listed, and explained with --explain.\n"
               "\n"
               "Example: with leave.qn as `qanun check --help` has it,\n"
               "\n"
               "    echo 7 | qanun ask leave.qn vacation --on 2023-06-01\n"
               "\n"
               "asks for seniority and shows that vacation is 23 days.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_ask,
};
