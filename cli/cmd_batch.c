/*
 * qanun batch: answers rules for every row of a file.
 *
 * Responsible for its words, its files, and an end before the end. How the rows are gone through is
 * course.h's.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "course.h"
#include "verbs.h"

/* Set by a signal that wants an end. */
static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    stopped = signal_number;
}

/* One run of the verb. */
typedef struct batch_run {
    qn_run run;
    qn_rows_job batch;
    qn_course course;
    const char *refused_path; /* NULL where what is refused is told on standard error */
    bool has_refused;         /* the file is open */
    bool is_watching;
    sigset_t mask; /* of signals, as it was before they were watched */
} batch_run;

static bool say(batch_run *b, const char *path, const char *wrong)
{
    return qn_course_say(b->run.io, path, wrong);
}

/* ---- what the words say */

/* "children=children.csv": the list, and the path behind the sign; -1 where it is no list. */
static int32_t find_list(const batch_run *b, const char *word, const char **path)
{
    const char *sign = strchr(word, '=');
    char name[QN_VALUE_TEXT_SIZE];
    size_t length = sign != NULL ? (size_t)(sign - word) : 0;
    if (length == 0 || length >= sizeof name) {
        return -1;
    }
    memcpy(name, word, length);
    name[length] = '\0';
    *path = sign + 1;
    int32_t fact = qn_program_fact(b->run.rules.program, name);
    bool is_list =
        fact >= 0 && (qn_program_fact_info(b->run.rules.program, fact).kind == QN_KIND_LIST ||
                      qn_program_fact_info(b->run.rules.program, fact).is_over_time);
    return is_list ? fact : -1;
}

/* The sign between columns; 0 to find it. */
static char find_separator(const batch_run *b)
{
    const char *word = qn_args_value(b->run.args, QN_OPTION_SEPARATOR);
    return word == NULL ? '\0' : strcmp(word, "tab") == 0 ? '\t' : word[0] == 's' ? ';' : ',';
}

/* Whether a word of --fact gives a fact. */
static bool gives(const char *word, const char *name)
{
    size_t length = strlen(name);
    return strncmp(word, name, length) == 0 && word[length] == '=';
}

/* A list has one source. The exit status that this leads to. */
static int check_lists(batch_run *b)
{
    const qn_args *args = b->run.args;
    const qn_columns *columns = &b->batch.columns;
    for (size_t i = 0; i < b->batch.joins; i++) {
        int32_t fact = b->batch.join[i].fact;
        const char *name = qn_program_fact_info(b->run.rules.program, fact).name;
        bool is_twice = false;
        for (size_t k = 0; k < i; k++) {
            is_twice |= b->batch.join[k].fact == fact;
        }
        for (size_t k = 0; k < columns->count; k++) {
            is_twice |= columns->fact[k] == fact;
        }
        for (size_t k = 0; k < args->option_count; k++) {
            is_twice |=
                args->option[k].name == QN_OPTION_FACT && gives(args->option[k].value, name);
        }
        if (is_twice) {
            return qn_run_refuse(&b->run, "two sources give elements of ", name, "");
        }
    }
    return QN_EXIT_OK;
}

/* Opens the files of elements. The exit status that this leads to. */
static int open_joins(batch_run *b)
{
    const qn_args *args = b->run.args;
    b->batch.join = calloc(args->option_count + 1, sizeof *b->batch.join);
    b->run.io->err.out_of_memory |= b->batch.join == NULL;
    for (size_t i = 0; b->batch.join != NULL && i < args->option_count; i++) {
        const char *path = "";
        if (args->option[i].name != QN_OPTION_TABLE) {
            continue;
        }
        int32_t fact = find_list(b, args->option[i].value, &path);
        if (fact < 0) {
            return qn_run_refuse(
                &b->run, "--table takes LIST=FILE, where LIST is a fact that is a list, not ",
                args->option[i].value, "");
        }
        if (b->batch.key == NULL) {
            return qn_run_refuse(&b->run,
                                 "--table joins rows by the column that --key names: give ",
                                 "--key COLUMN", "");
        }
        qn_join *join = &b->batch.join[b->batch.joins++];
        if (!qn_join_open(join, b->run.rules.program, fact, path, b->batch.key, find_separator(b),
                          args, &b->run.io->err) ||
            qn_course_is_cut(&b->batch, b->run.io)) {
            return QN_EXIT_WRONG;
        }
    }
    return b->batch.join != NULL ? check_lists(b) : QN_EXIT_WRONG;
}

/* Whether the name of a file, or --from, says that it is JSON Lines. */
static bool is_json_lines(const char *path, const char *form)
{
    const char *dot = strrchr(path, '.');
    return form != NULL
               ? strcmp(form, "jsonl") == 0
               : dot != NULL && (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".ndjson") == 0);
}

/* How many hands. The exit status that this leads to. */
static int count_hands(batch_run *b)
{
    const char *word = qn_args_value(b->run.args, QN_OPTION_THREADS);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (word != NULL) {
        char *end;
        count = strtol(word, &end, 10);
        if (*end != '\0' || count < 1 || count > QN_COURSE_HANDS_MAX) {
            return qn_run_refuse(&b->run, "--threads takes a number from 1 to 64, not ", word, "");
        }
    }
    b->course.hands = count < 1                     ? 1
                      : count > QN_COURSE_HANDS_MAX ? QN_COURSE_HANDS_MAX
                                                    : (size_t)count;
    return QN_EXIT_OK;
}

/* A fact of the command line holds for every row, and no row may say otherwise. */
static int check_constants(batch_run *b)
{
    const qn_columns *columns = &b->batch.columns;
    for (size_t i = 0; i < b->run.args->option_count; i++) {
        const char *word = b->run.args->option[i].value;
        for (size_t k = 0; b->run.args->option[i].name == QN_OPTION_FACT && k < columns->count;
             k++) {
            if (gives(word, columns->name[k]) && columns->fact[k] >= 0) {
                return qn_run_refuse(&b->run,
                                     "--fact says the same for every row, and there is a column ",
                                     columns->name[k], "; --ignore leaves it aside");
            }
        }
    }
    return QN_EXIT_OK;
}

/* ---- opening */

/* Opens the input and reads its head. The exit status. */
static int open_input(batch_run *b)
{
    const char *path = qn_args_value(b->run.args, QN_OPTION_ROWS);
    const char *wrong;
    qn_csv_record head = {0};
    qn_block block = {0};
    bool is_lines = is_json_lines(path, qn_args_value(b->run.args, QN_OPTION_FROM));
    b->batch.form = is_lines ? QN_INTAKE_LINES : QN_INTAKE_CSV;
    if ((wrong = qn_intake_open(&b->course.in, path, b->batch.form, find_separator(b))) != NULL) {
        say(b, path, wrong);
        return QN_EXIT_WRONG;
    }
    if (is_lines) {
        b->batch.separator = ',';
        return QN_EXIT_OK;
    }
    bool good = qn_intake_first(&b->course.in, &block);
    b->batch.separator = b->course.in.separator;
    if (!good) {
        say(b, path,
            b->course.in.wrong != NULL ? b->course.in.wrong : "it is empty, and has no head");
    } else if ((wrong = qn_csv_misfit(block.bytes, block.length)) != NULL) {
        good = say(b, path, wrong);
    } else if (!qn_csv_read(block.bytes, block.length, b->course.in.separator, &head) ||
               !qn_columns_read(&b->batch.columns, b->run.rules.program, &head, b->batch.key,
                                b->run.args, -1, &b->run.io->err)) {
        good = false;
        b->run.io->err.out_of_memory |= b->run.io->err.length == 0;
    }
    qn_csv_clear(&head);
    free(block.bytes);
    return good ? check_constants(b) : QN_EXIT_WRONG;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x;
    struct stat y;
    return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
                                 x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* The form of the results. */
static void choose_form(batch_run *b)
{
    const char *path = qn_args_value(b->run.args, QN_OPTION_OUTPUT);
    const char *form = qn_args_value(b->run.args, QN_OPTION_FORMAT);
    bool is_stream = path == NULL || strcmp(path, "-") == 0;
    b->batch.is_json = form != NULL ? strcmp(form, "jsonl") == 0
                       : is_stream  ? b->batch.form == QN_INTAKE_LINES
                                    : is_json_lines(path, NULL);
}

/* Opens what is written. The exit status. */
static int open_outputs(batch_run *b)
{
    const char *path = qn_args_value(b->run.args, QN_OPTION_OUTPUT);
    const char *refused = qn_args_value(b->run.args, QN_OPTION_REJECTED);
    path = path != NULL ? path : "-";
    const char *wrong = qn_outlet_open(&b->course.out, path);
    if (wrong != NULL) {
        say(b, path, wrong);
        return QN_EXIT_WRONG;
    }
    size_t room = strlen(path) + sizeof ".rejected";
    char *name = refused == NULL && b->course.out.path != NULL ? malloc(room) : NULL;
    if (name != NULL) {
        (void)snprintf(name, room, "%s.rejected", path);
    }
    b->refused_path = refused != NULL ? strdup(refused) : name;
    if (b->refused_path != NULL) {
        qn_page head = {0};
        if (is_same_file(b->refused_path, path) ||
            is_same_file(b->refused_path, qn_args_value(b->run.args, QN_OPTION_ROWS))) {
            return qn_run_refuse(&b->run, "rejected rows need a file of their own, not ",
                                 b->refused_path, "");
        }
        wrong = qn_outlet_open(&b->course.refused, b->refused_path);
        b->has_refused = wrong == NULL;
        if (wrong != NULL) {
            say(b, b->refused_path, wrong);
            return QN_EXIT_WRONG;
        }
        qn_batch_put_refused_head(&head);
        qn_outlet_put(&b->course.refused, head.bytes, head.length);
        qn_page_end(&head, &b->run.io->err);
    }
    b->course.shows_progress = isatty(STDERR_FILENO) && b->course.out.path != NULL;
    return QN_EXIT_OK;
}

static int open_hands(batch_run *b)
{
    qn_sink sink = qn_sink_make(b->run.io, false);
    bool good = true;
    b->course.hand = calloc(b->course.hands, sizeof *b->course.hand);
    b->run.io->err.out_of_memory |= b->course.hand == NULL;
    for (size_t i = 0; b->course.hand != NULL && i < b->course.hands && good; i++) {
        good = qn_hand_open(&b->course.hand[i], &b->batch, &sink);
        b->run.io->err.out_of_memory |= b->course.hand[i].out_of_memory;
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return good && b->course.hand != NULL ? QN_EXIT_OK : QN_EXIT_WRONG;
}

/* ---- the end */

/* Says how many rows were refused, and where they are. */
static void tell_refused(batch_run *b)
{
    char number[32];
    qn_page *page = &b->run.io->last;
    if (b->course.told > QN_COURSE_LINES_TOLD) {
        qn_page_format(page, "… and %llu more; --rejected FILE writes all of them\n",
                       (unsigned long long)(b->course.told - QN_COURSE_LINES_TOLD));
    }
    if (b->course.rejected > 0) {
        qn_page_format(page, "%s rejected", qn_course_grouped(b->course.rejected, number));
        if (b->refused_path != NULL) {
            qn_page_put(page, ", see ");
            qn_page_shown(page, b->refused_path);
        }
        qn_page_put(page, "\n");
    }
}

/* Rows of other files that belong to nobody are told, since they may be a slip in a key. */
static void tell_left(batch_run *b)
{
    char number[32];
    for (size_t i = 0; i < b->batch.joins; i++) {
        size_t left = qn_join_left(&b->batch.join[i]);
        if (left > 0) {
            qn_page *page = &b->run.io->last;
            qn_page_format(page, "%s row%s of ", qn_course_grouped(left, number),
                           left == 1 ? "" : "s");
            qn_page_shown(page, b->batch.join[i].path);
            qn_page_format(page, " belong%s to no row of the facts\n", left == 1 ? "s" : "");
        }
    }
}

/* Puts the files in their places, or takes them away. The exit status. */
static int finish(batch_run *b, bool good)
{
    const char *path = qn_args_value(b->run.args, QN_OPTION_OUTPUT);
    bool is_wanted =
        b->course.rejected > 0 || qn_args_value(b->run.args, QN_OPTION_REJECTED) != NULL;
    const char *refused =
        b->has_refused ? qn_outlet_close(&b->course.refused, good && is_wanted) : NULL;
    b->has_refused = false;
    const char *wrong = qn_outlet_close(&b->course.out, good && refused == NULL);
    if (b->course.in.wrong != NULL && stopped == 0) {
        say(b, qn_args_value(b->run.args, QN_OPTION_ROWS), b->course.in.wrong);
    }
    if (wrong != NULL && wrong[0] != '\0') {
        say(b, path != NULL ? path : "standard output", wrong);
    }
    if (refused != NULL && refused[0] != '\0') {
        say(b, b->refused_path, refused);
    }
    if (!good || wrong != NULL || refused != NULL) {
        return QN_EXIT_WRONG;
    }
    if (!is_wanted && b->refused_path != NULL) {
        (void)unlink(b->refused_path); /* of a run before: nothing is rejected now */
    }
    qn_course_end(&b->course);
    tell_refused(b);
    tell_left(b);
    if (b->course.rejected > 0) {
        return QN_EXIT_WRONG;
    }
    bool is_strict = qn_args_value(b->run.args, QN_OPTION_STRICT) != NULL;
    return is_strict && b->course.not_known > 0 ? QN_EXIT_UNKNOWN : QN_EXIT_OK;
}

static void clear(batch_run *b)
{
    if (b->has_refused) {
        (void)qn_outlet_close(&b->course.refused, false);
    }
    (void)qn_outlet_close(&b->course.out, false);
    for (size_t i = 0; b->course.hand != NULL && i < b->course.hands; i++) {
        qn_hand_close(&b->course.hand[i]);
    }
    for (size_t i = 0; i < b->batch.joins; i++) {
        qn_join_close(&b->batch.join[i]);
    }
    free(b->batch.join);
    free(b->course.hand);
    free((char *)(uintptr_t)b->refused_path);
    qn_columns_clear(&b->batch.columns);
    qn_intake_close(&b->course.in);
    qn_run_clear(&b->run);
}

/* Signals that want an end are noted, so that the files beside are taken away before it. They are
 * let in only where the input is waited for, which is often: else one could come just before a wait
 * without an end. */
static void watch_signals(batch_run *b)
{
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    const struct sigaction action = {.sa_handler = stop};
    struct sigaction old;
    sigset_t wanted;
    stopped = 0;
    (void)sigemptyset(&wanted);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
            (void)sigaction(numbers[i], &action, NULL);
            (void)sigaddset(&wanted, numbers[i]);
        }
    }
    (void)sigprocmask(SIG_BLOCK, &wanted, &b->mask);
    b->course.in.waiting = &b->mask;
    b->is_watching = true;
    (void)signal(SIGXFSZ, SIG_IGN); /* then a file that is too large is an error like others */
}

/* Whether there is a column of days, so that the computer's date is no matter. */
static bool has_days(const batch_run *b)
{
    for (size_t i = 0; i < b->batch.columns.count; i++) {
        if (b->batch.columns.fact[i] == QN_TODAY) {
            return true;
        }
    }
    return false;
}

/* Loads the rules, opens everything and goes through. The exit status. */
static int open_and_go(batch_run *b)
{
    qn_run *r = &b->run;
    qn_sink sink = qn_sink_make(r->io, false);
    int status = count_hands(b);
    if (status != QN_EXIT_OK) {
        return status;
    }
    bool loaded = qn_rules_load(r->args->operand[0], false, &sink, &r->rules);
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    status = loaded ? qn_run_choose_rules(r) : QN_EXIT_WRONG;
    status = status == QN_EXIT_OK ? open_input(b) : status;
    status = status == QN_EXIT_OK ? open_joins(b) : status;
    if (status == QN_EXIT_OK) {
        b->batch.has_date = !has_days(b) || qn_args_value(r->args, QN_OPTION_ON) != NULL;
        if (b->batch.has_date) {
            qn_run_take_date(r);
        }
        choose_form(b);
        status = open_hands(b);
    }
    watch_signals(b);
    status = status == QN_EXIT_OK ? open_outputs(b) : status;
    if (status != QN_EXIT_OK) {
        return status;
    }
    b->course.batch = &b->batch;
    b->course.io = b->run.io;
    b->course.tells_refused = b->refused_path == NULL;
    b->course.stopped = &stopped;
    return finish(b, qn_course_run(&b->course));
}

static int run_batch(const qn_args *args, struct qn_io *io)
{
    batch_run b = {.run = {.verb = "batch", .args = args, .io = io},
                   .course = {.in = {.file = -1}}};
    const char *comma = qn_args_value(args, QN_OPTION_DECIMAL);
    b.batch.run = &b.run;
    b.batch.key = qn_args_value(args, QN_OPTION_KEY);
    b.batch.one_by_one = qn_args_value(args, QN_OPTION_ONE_BY_ONE) != NULL;
    b.batch.has_comma = comma != NULL && strcmp(comma, "comma") == 0;
    int status = qn_run_check_words(&b.run);
    if (status == QN_EXIT_OK && qn_args_value(args, QN_OPTION_ROWS) == NULL) {
        status = qn_run_refuse(&b.run, "a batch needs rows of facts: give ", "--facts FILE", "");
    }
    status = status == QN_EXIT_OK ? open_and_go(&b) : status;
    clear(&b);
    if (b.is_watching) {
        (void)sigprocmask(SIG_SETMASK, &b.mask, NULL); /* one that came since then is noted */
    }
    if (stopped != 0) {
        (void)signal(stopped, SIG_DFL);
        (void)raise(stopped);
    }
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_ROWS, "facts", 0, false, "FILE",
     "the rows: CSV, or JSON Lines where it ends in .jsonl; - is standard input"},
    {QN_OPTION_FROM, "from", 0, false, "csv|jsonl", "the form of the rows, whatever their name"},
    {QN_OPTION_TABLE, "table", 0, true, "LIST=FILE",
     "the elements of a list, a CSV file joined by the key"},
    {QN_OPTION_KEY, "key", 0, false, "COLUMN", "the column that names each row"},
    {QN_OPTION_OUTPUT, "output", 'o', false, "FILE",
     "where the results go, all at once at the end; else standard output"},
    {QN_OPTION_FORMAT, "format", 0, false, "csv|jsonl", "of the results; else as FILE is called"},
    {QN_OPTION_REJECTED, "rejected", 0, false, "FILE",
     "where rejected rows go; else FILE.rejected beside the results"},
    {QN_OPTION_IGNORE, "ignore", 0, true, "COLUMN",
     "a column that is no matter; all: each that is no fact"},
    {QN_OPTION_SEPARATOR, "separator", 0, false, "comma|semicolon|tab",
     "between columns; else as the head has it"},
    {QN_OPTION_DECIMAL, "decimal", 0, false, "point|comma", "of numbers in CSV; else a point"},
    {QN_OPTION_FACT, "fact", 0, true, "NAME=VALUE", "a fact that is the same for every row"},
    {QN_OPTION_ON, "on", 0, false, "DATE",
     "the date of decision; a column `on` has one for each row; else today"},
    {QN_OPTION_THREADS, "threads", 0, false, "N",
     "how many work side by side; else as there are processors"},
    {QN_OPTION_ONE_BY_ONE, "one-by-one", 0, false, "",
     "answer one row after the other; slower, and the same"},
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
