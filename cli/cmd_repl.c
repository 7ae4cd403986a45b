/*
 * qanun repl: takes definitions and facts as they are typed, and answers.
 *
 * Responsible for what a line is: a command, a fact, a question or a definition, and where a
 * definition of several lines ends. What comes of definitions is session.h's.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "date.h"
#include "explain.h"
#include "files.h"
#include "lines.h"
#include "session.h"
#include "verbs.h"

/* One run of the verb. */
typedef struct repl {
    qn_io *io;
    qn_session session;
    qn_lines lines;
    char *last;    /* the question that was answered last; NULL before the first */
    char *block;   /* the definition that was typed last, for lines that go on with it */
    char *waiting; /* a line that was read and belongs to nothing before it */
    bool ended;
} repl;

/* Shows what has been put so far. */
static void show(repl *x)
{
    qn_file_print(STDERR_FILENO, x->io->err.bytes, x->io->err.length);
    qn_file_print(STDOUT_FILENO, x->io->out.bytes, x->io->out.length);
    x->io->err.length = 0;
    x->io->out.length = 0;
}

/* Puts a complaint: a word in quotation marks with what is said before and behind it. */
static void complain(repl *x, const char *before, const char *word, const char *behind)
{
    qn_page *page = &x->io->err;
    qn_page_put(page, before);
    qn_page_shown(page, word);
    qn_page_put(page, behind);
    qn_page_put(page, "\n");
}

/* Keeps a copy of a text in the place of another. */
static void keep(repl *x, char **place, const char *text)
{
    char *made = text ? strdup(text) : NULL;
    x->io->err.out_of_memory |= text && !made;
    free(*place);
    *place = made;
}

/* ---- questions */

/* The computer's date, where no other was said; told once, since answers depend on it. */
static void find_day(repl *x)
{
    time_t now = time(NULL);
    struct tm local;
    qn_day day = 0;
    char text[QN_DATE_TEXT_SIZE];
    if (x->session.has_day || !localtime_r(&now, &local)) {
        return;
    }
    qn_date_from_ymd(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &day);
    qn_date_format(day, text);
    qn_session_decide_on(&x->session, text);
    qn_page_format(&x->io->err, "decided on %s, the computer's date; `on DATE` says another\n",
                   text);
}

/* Puts the answer of a rule, and why. */
static void put_answer(repl *x, const qn_view *view, int32_t rule, bool explain)
{
    qn_value value;
    uint32_t asked = (uint32_t)rule;
    qn_eval(view->c, rule, &value);
    if (explain) {
        qn_explain_put_text(&x->io->out, view, &asked, 1);
    } else {
        qn_answer_put_text(&x->io->out, view, asked, &value, 0);
    }
}

/* Answers a rule by its name, or a formula. False, with messages on the page, where it is neither.
 */
static bool answer(repl *x, const char *question, bool explain, qn_page *messages)
{
    qn_rules rules = {0};
    qn_view view = {0};
    int32_t rule = qn_program_rule(x->session.view.program, question);
    if (rule >= 0) {
        find_day(x);
        put_answer(x, &x->session.view, rule, explain);
        return true;
    }
    if (!qn_session_ask(&x->session, question, &rules, &view, &rule, messages, x->io->err_colour)) {
        return false;
    }
    if (!x->session.has_day) {
        find_day(x);
        qn_ymd on = qn_date_to_ymd(x->session.day);
        qn_case_set_date(view.c, QN_TODAY, on.year, on.month, on.day);
    }
    put_answer(x, &view, rule, explain);
    qn_case_free(view.c);
    qn_rules_clear(&rules);
    return true;
}

/* ---- commands */

static void put_commands(repl *x)
{
    qn_page_put(&x->io->out,
                "fact x : years                  defines; a name that is there is defined anew\n"
                "vacation base 21 days; x 5.. → +2\n"
                "x = 7                           gives a fact; `x = unknown` takes it away\n"
                "vacation, x + 2 years           answers a rule or a formula\n"
                "explain                         says why the last answer is what it is\n"
                "facts, list                     shows the facts, the definitions\n"
                "on 2023-06-01                   decides on that day\n"
                "load FILE, save FILE            reads definitions from a file, writes them\n"
                "help, quit\n"
                "\n"
                "Indented lines go on with the definition before them; an empty line ends it.\n");
}

/* Each fact with its value. */
static void put_facts(repl *x)
{
    const qn_view *view = &x->session.view;
    qn_page *page = &x->io->out;
    char day[QN_DATE_TEXT_SIZE];
    for (uint32_t i = 0; i < view->t->fact_count; i++) {
        qn_value value;
        qn_case_fact(view->c, (int32_t)i, &value);
        qn_page_format(page, "%s %s ", qn_program_fact_info(view->program, (int32_t)i).name,
                       value.status == QN_KNOWN ? "=" : "is");
        qn_answer_put_value(page, view, &value);
        qn_page_put(page, !value.is_given && value.status != QN_UNKNOWN ? ", by default\n" : "\n");
    }
    if (x->session.has_day) {
        qn_date_format(x->session.day, day);
        qn_page_format(page, "decided on %s\n", day);
    }
}

/* Reads the definitions of a file. */
static bool load(repl *x, const char *path)
{
    char *bytes;
    size_t length;
    const char *wrong = qn_file_read(path, QN_FILE_SOURCE_MAX, &bytes, &length);
    bool image = !wrong && qn_rules_is_image(bytes, length);
    bool nul = !wrong && !image && strlen(bytes) != length;
    bool good = false;
    if (wrong || image || nul) {
        complain(x, "", path, ": error: definitions cannot be read from this file");
        qn_page_format(&x->io->err, "   help: %s\n",
                       wrong   ? wrong
                       : image ? "an image has no text; load the file that it was built from"
                               : "it has a NUL character or is too large");
    } else {
        good = qn_session_define(&x->session, bytes, &x->io->err, x->io->err_colour);
    }
    free(bytes);
    return good;
}

/* Writes the definitions to a file. */
static void save(repl *x, const char *path)
{
    qn_page text = {0};
    qn_session_put_text(&x->session, &text);
    const char *wrong =
        text.out_of_memory ? qn_file_no_memory : qn_file_save(path, text.bytes, text.length);
    if (wrong) {
        complain(x, "", path, ": error: the definitions cannot be written");
        qn_page_format(&x->io->err, "   help: %s\n", wrong);
    }
    qn_page_clear(&text);
}

static void explain_last(repl *x)
{
    if (!x->last) {
        qn_page_put(&x->io->err, "nothing has been answered yet\n");
    } else {
        answer(x, x->last, true, &x->io->err);
    }
}

/* What stands behind a command of that word; NULL where the line is another. */
static const char *behind_word(const char *line, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(line, word, length) != 0 || (line[length] != ' ' && line[length] != '\0')) {
        return NULL;
    }
    return line + length + strspn(line + length, " ");
}

/* Does what a command says. False where the line is none. */
static bool do_command(repl *x, const char *line)
{
    const char *word;
    if (strcmp(line, "quit") == 0 || strcmp(line, "exit") == 0) {
        x->ended = true;
    } else if (strcmp(line, "help") == 0) {
        put_commands(x);
    } else if (strcmp(line, "facts") == 0) {
        put_facts(x);
    } else if (strcmp(line, "list") == 0) {
        qn_session_put_text(&x->session, &x->io->out);
    } else if (strcmp(line, "explain") == 0) {
        explain_last(x);
    } else if ((word = behind_word(line, "on")) != NULL) {
        if (!qn_session_decide_on(&x->session, word)) {
            qn_page_put(&x->io->err, "`on` takes a date, as on 2023-06-01\n");
        }
    } else if ((word = behind_word(line, "load")) != NULL) {
        load(x, word);
    } else if ((word = behind_word(line, "save")) != NULL) {
        save(x, word);
    } else {
        return false;
    }
    return true;
}

/* Gives `NAME = VALUE` if NAME is a fact. False where it is none. */
static bool give_fact(repl *x, const char *line)
{
    size_t length = strcspn(line, " \t=");
    const char *sign = line + length + strspn(line + length, " \t");
    if (*sign != '=') {
        return false;
    }
    char *name = strndup(line, length);
    bool is_fact = name && qn_program_fact(x->session.view.program, name) >= 0;
    if (is_fact) {
        qn_page wrong = {0};
        const char *value = sign + 1 + strspn(sign + 1, " \t");
        if (!qn_session_give(&x->session, name, value, &wrong)) {
            complain(x, "", qn_page_string(&wrong), "");
        }
        qn_page_end(&wrong, &x->io->err);
    }
    x->io->err.out_of_memory |= !name;
    free(name);
    return is_fact;
}

/* ---- lines */

/* How many brackets a text leaves open, outside texts in quotation marks and comments. */
static int open_brackets(const char *text)
{
    int open = 0;
    bool quoted = false;
    for (; *text; text++) {
        if (*text == '\\' && quoted && text[1]) {
            text++;
        } else if (*text == '"' || *text == '\n') {
            quoted = *text == '"' && !quoted;
        } else if (*text == '#' && !quoted) {
            text += strcspn(text, "\n") - 1;
        } else if (!quoted) {
            open += strchr("([{", *text) != NULL;
            open -= strchr(")]}", *text) != NULL;
        }
    }
    return open;
}

/* Does the line end in something behind which more must come? */
static bool ends_open(const char *line)
{
    static const char *const words[] = {" and", " or", " not", " of", " then", " else"};
    size_t length = strlen(line);
    while (length > 0 && strchr(" \t", line[length - 1])) {
        length--;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t width = strlen(words[i]);
        if (length >= width && strncmp(line + length - width, words[i], width) == 0) {
            return true;
        }
    }
    return length > 0 && strchr(",+-*/=<", line[length - 1]) != NULL;
}

/* Does the line begin a definition whose clauses stand below it? */
static bool is_head(const char *line)
{
    static const char *const blocks[] = {"labels", "example", "group"};
    static const char *const whole[] = {"fact", "choice",   "law",    "unit",
                                        "use",  "currency", "define", "reviewed"};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (behind_word(line, blocks[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        if (behind_word(line, whole[i])) {
            return false;
        }
    }
    return strchr(line, ':') && !strchr(line, '=') && !strchr(line, ';') && !strchr(line, '"') &&
           !strstr(line, " base ") && !strstr(line, "→") && !strstr(line, "->");
}

/* The next line: the one that waits, or a new one. NULL at the end of the input. */
static const char *next_line(repl *x, const char *prompt, char **owner)
{
    free(*owner);
    *owner = x->waiting;
    x->waiting = NULL;
    if (*owner) {
        return *owner;
    }
    size_t length = 0;
    show(x);
    const char *line = qn_lines_read(&x->lines, prompt, &length);
    if (line && strlen(line) != length) {
        qn_page_put(&x->io->err, "a line with a NUL character is passed over\n");
        line = "";
    }
    *owner = line ? strdup(line) : NULL;
    x->io->err.out_of_memory |= line && !*owner;
    return *owner;
}

/* Adds the lines that belong to a definition: up to an empty one, or to one that is not indented
 * and begins something else. */
static void read_block(repl *x, qn_page *block)
{
    char *owner = NULL;
    const char *line;
    while ((line = next_line(x, "… ", &owner)) != NULL && line[strspn(line, " \t\r")] != '\0') {
        bool inside = open_brackets(qn_page_string(block)) > 0;
        if (!inside && line[0] != ' ' && line[0] != '\t' && line[0] != '#') {
            keep(x, &x->waiting, line);
            break;
        }
        qn_page_put(block, line);
        qn_page_put(block, "\n");
    }
    free(owner);
}

/* Takes a definition. Of messages those are shown that speak of what was meant: a line that looks
 * like a question was none. */
static void define(repl *x, const char *text, const qn_page *as_question, bool is_question)
{
    qn_page messages = {0};
    bool good = qn_session_define(&x->session, text, &messages, x->io->err_colour);
    const qn_page *shown = good || !is_question ? &messages : as_question;
    qn_page_add(&x->io->err, shown->bytes, shown->length);
    if (good) {
        keep(x, &x->block, text);
    }
    qn_page_end(&messages, &x->io->err);
}

/* Does the text have what only definitions have? */
static bool looks_like_definition(const char *text)
{
    static const char *const words[] = {"fact ",     "choice ",  "law ",      "unit ",
                                        "use ",      "labels ",  "currency ", "define ",
                                        "reviewed ", "example ", "group "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strncmp(text, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    size_t name = strcspn(text, " \t:=(\n");
    const char *behind = text + name + strspn(text + name, " \t");
    return *behind == ':' || (*behind == '=' && name > 0) || strncmp(behind, "base ", 5) == 0 ||
           strchr(text, ';') || strstr(text, "→") || strstr(text, "->");
}

/* Takes a line, and what belongs to it, as a question or a definition. */
static void take(repl *x, const char *line)
{
    qn_page text = {0};
    qn_page messages = {0};
    bool continued = line[0] == ' ' || line[0] == '\t';
    if (continued && x->block) {
        qn_page_put(&text, x->block);
    }
    qn_page_put(&text, line);
    qn_page_put(&text, "\n");
    bool block = continued || is_head(line) || ends_open(line) || open_brackets(line) > 0;
    if (block) {
        read_block(x, &text);
    }
    const char *whole = qn_page_string(&text);
    bool definition = looks_like_definition(whole);
    if (!definition && !continued && answer(x, line, false, &messages)) {
        keep(x, &x->last, line);
    } else {
        define(x, whole, &messages, !definition && !continued);
    }
    qn_page_end(&messages, &x->io->err);
    qn_page_end(&text, &x->io->err);
}

/* Reads and does what is typed, to the end. */
static void talk(repl *x)
{
    char *owner = NULL;
    const char *line;
    while (!x->ended && !x->io->err.out_of_memory && (line = next_line(x, "> ", &owner)) != NULL) {
        size_t length = strlen(line);
        while (length > 0 && strchr(" \t\r", line[length - 1])) {
            owner[--length] = '\0';
        }
        if (length > 0 && line[strspn(line, " \t")] != '#' && !do_command(x, line) &&
            !give_fact(x, line)) {
            take(x, line);
        }
    }
    free(owner);
    show(x);
}

static int run_repl(const qn_args *args, struct qn_io *io)
{
    repl x = {.io = io};
    bool good;
    x.session.path = args->operand_count ? args->operand[0] : "repl";
    good = qn_session_define(&x.session, "", &io->err, io->err_colour);
    for (size_t i = 0; good && i < args->operand_count; i++) {
        good = load(&x, args->operand[i]);
    }
    if (good) {
        qn_lines_open(&x.lines);
        if (x.lines.editor) {
            qn_page_format(&io->err, "Qanun %s; `help` shows what can be typed\n", qn_version());
        }
        talk(&x);
        io->err.out_of_memory |= x.lines.out_of_memory;
        qn_lines_close(&x.lines);
    }
    qn_session_clear(&x.session);
    free(x.last);
    free(x.block);
    free(x.waiting);
    return good ? QN_EXIT_OK : QN_EXIT_WRONG;
}

const qn_verb qn_verb_repl = {
    .word = "repl",
    .operands = "[FILE…]",
    .least = 0,
    .most = (size_t)-1,
    .summary = "try rules as they are typed",
    .details = "Takes definitions, facts and questions line by line, after those of the files.\n"
               "`help` shows what can be typed. A mistake changes nothing.\n"
               "\n"
               "Example: with leave.qn as `qanun check --help` has it,\n"
               "\n"
               "    printf 'seniority = 7\\nvacation\\n' | qanun repl leave.qn\n"
               "\n"
               "prints `vacation = 23 days`.\n",
    .option = NULL,
    .option_count = 0,
    .run = run_repl,
};
