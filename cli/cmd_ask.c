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
#include "narrow.h"
#include "reply.h"
#include "run.h"
#include "summary.h"
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
    qn_page *page = &r->io->last;
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
    if (r->view.language) {
        qn_page_format(page, " --lang %s", r->view.language);
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

/* Puts the results: a few with their explanation, many as a summary, whose explanation is for those
 * who ask for it. True where they are explained. */
static bool put_results(asker *x)
{
    const qn_run *r = &x->run;
    bool many = r->asked_count > EXPLAINED_MOST;
    bool explained = !many || qn_args_value(r->args, QN_OPTION_EXPLAIN);
    if (many) {
        qn_summary_put(&r->io->out, &r->view, r->asked, r->value, r->asked_count);
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
    r->view.narrowing = qn_narrowing_make(r->rules.program);
    r->io->err.out_of_memory |= r->view.narrowing == NULL;
    bool explained = put_results(x);
    qn_narrowing_free(r->view.narrowing);
    r->view.narrowing = NULL;
    int status = path ? save_facts(x, path) : QN_EXIT_OK;
    if (x->asked_count > 0) {
        qn_page_put(talk(x), "\n");
        put_command(x, path);
        qn_page_put(&r->io->last, explained ? "" : "and why: the same with --explain\n");
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

/* The language of the command line, else that of the questions of this command, if the rules have
 * labels in it: a person reads words rather than names. The exit status that this leads to. */
static int choose_language(qn_run *r)
{
    static const char english[] = "en";
    qn_page languages = {0};
    int status = qn_run_choose_language(r);
    if (!r->view.language && qn_view_has_language(r->rules.tables, english, &languages)) {
        r->view.language = english;
    }
    qn_page_end(&languages, &r->io->err);
    return status;
}

/* Loads the rules, makes the case and talks. */
static int load_and_ask(asker *x)
{
    qn_run *r = &x->run;
    qn_sink sink = qn_sink_make(r->io, false);
    int status = QN_EXIT_WRONG;
    if (qn_rules_load(r->args->operand[0], false, &sink, &r->rules)) {
        status = qn_run_choose_rules(r);
        status = status == QN_EXIT_OK ? choose_language(r) : status;
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
    {QN_OPTION_LANG, "lang", 0, false, "LANGUAGE",
     "ask as `labels LANGUAGE` has it; else as `labels en`"},
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
