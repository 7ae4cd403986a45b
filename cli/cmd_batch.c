/*
 * qanun batch: answers rules for every row of a file.
 *
 * Responsible for the course of a batch: its files, its hands side by side, the order of what they
 * write, progress, and an end before the end. What a row comes to is batch.h's.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "batch.h"
#include "outlet.h"
#include "verbs.h"

enum { HANDS_MAX = 64, BAR_WIDTH = 20, LINES_TOLD = 20 };

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
    qn_intake in;
    qn_outlet out;
    qn_outlet refused;
    const char *refused_path; /* NULL where what is refused is told on standard error */
    bool has_refused;         /* the file is open */
    qn_hand *hand;
    size_t hands;
    uint64_t cases;
    uint64_t rejected;
    uint64_t not_known;
    uint64_t told; /* lines on standard error */
    struct timespec begun;
    bool is_watching;
    sigset_t mask; /* of signals, as it was before they were watched */
    bool shows_progress;
} batch_run;

static bool say(batch_run *b, const char *path, const char *wrong)
{
    qn_page *page = &b->run.io->err;
    qn_page_put(page, "qanun: ");
    qn_page_shown(page, path);
    qn_page_put(page, ": ");
    qn_page_shown(page, wrong);
    qn_page_put(page, "\n");
    return false;
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

/* A second file that was cut short while it was read: what was found in it is worth nothing. */
static bool is_cut(batch_run *b)
{
    for (size_t i = 0; i < b->batch.joins; i++) {
        if (b->batch.join[i].file.is_cut) {
            return !say(b, b->batch.join[i].path, "it was cut short while it was read");
        }
    }
    return false;
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
            is_cut(b)) {
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
        if (*end != '\0' || count < 1 || count > HANDS_MAX) {
            return qn_run_refuse(&b->run, "--threads takes a number from 1 to 64, not ", word, "");
        }
    }
    b->hands = count < 1 ? 1 : count > HANDS_MAX ? HANDS_MAX : (size_t)count;
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
    if ((wrong = qn_intake_open(&b->in, path, b->batch.form, find_separator(b))) != NULL) {
        say(b, path, wrong);
        return QN_EXIT_WRONG;
    }
    if (is_lines) {
        b->batch.separator = ',';
        return QN_EXIT_OK;
    }
    bool good = qn_intake_first(&b->in, &block);
    b->batch.separator = b->in.separator;
    if (!good) {
        say(b, path, b->in.wrong != NULL ? b->in.wrong : "it is empty, and has no head");
    } else if ((wrong = qn_csv_misfit(block.bytes, block.length)) != NULL) {
        good = say(b, path, wrong);
    } else if (!qn_csv_read(block.bytes, block.length, b->in.separator, &head) ||
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
    const char *wrong = qn_outlet_open(&b->out, path);
    if (wrong != NULL) {
        say(b, path, wrong);
        return QN_EXIT_WRONG;
    }
    size_t room = strlen(path) + sizeof ".rejected";
    char *name = refused == NULL && b->out.path != NULL ? malloc(room) : NULL;
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
        wrong = qn_outlet_open(&b->refused, b->refused_path);
        b->has_refused = wrong == NULL;
        if (wrong != NULL) {
            say(b, b->refused_path, wrong);
            return QN_EXIT_WRONG;
        }
        qn_batch_put_refused_head(&head);
        qn_outlet_put(&b->refused, head.bytes, head.length);
        qn_page_end(&head, &b->run.io->err);
    }
    b->shows_progress = isatty(STDERR_FILENO) && b->out.path != NULL;
    return QN_EXIT_OK;
}

static int open_hands(batch_run *b)
{
    qn_sink sink = qn_sink_make(b->run.io, false);
    bool good = true;
    b->hand = calloc(b->hands, sizeof *b->hand);
    b->run.io->err.out_of_memory |= b->hand == NULL;
    for (size_t i = 0; b->hand != NULL && i < b->hands && good; i++) {
        good = qn_hand_open(&b->hand[i], &b->batch, &sink);
        b->run.io->err.out_of_memory |= b->hand[i].out_of_memory;
    }
    if (sink.errors > 0) {
        qn_sink_end(&sink);
    }
    return good && b->hand != NULL ? QN_EXIT_OK : QN_EXIT_WRONG;
}

/* ---- going through */

static void *work(void *hand)
{
    qn_hand_work(hand);
    return NULL;
}

/* Lets as many hands work as there are blocks, side by side. */
static void work_all(batch_run *b, size_t blocks)
{
    pthread_t thread[HANDS_MAX];
    bool is_running[HANDS_MAX] = {false};
    for (size_t i = 1; i < blocks; i++) {
        is_running[i] = pthread_create(&thread[i], NULL, work, &b->hand[i]) == 0;
    }
    if (blocks > 0) {
        (void)work(&b->hand[0]);
    }
    for (size_t i = 1; i < blocks; i++) {
        if (is_running[i]) {
            (void)pthread_join(thread[i], NULL);
        } else {
            (void)work(&b->hand[i]);
        }
    }
}

/* Shows the first lines of what was refused, no longer than a person reads. */
static void tell_lines(batch_run *b, const qn_page *lines)
{
    enum { SHOWN_MAX = 300 };
    bool is_whole;
    for (size_t at = 0; at < lines->length;) {
        size_t end = qn_csv_end(lines->bytes, lines->length, at, ',', &is_whole);
        if (b->told++ < LINES_TOLD) {
            char line[SHOWN_MAX + 1];
            size_t length = end - at - 1 < SHOWN_MAX ? end - at - 1 : SHOWN_MAX;
            memcpy(line, lines->bytes + at, length);
            line[length] = '\0';
            qn_page_put(&b->run.io->last, b->told == 1 ? "row,column,value,reason\n" : "");
            qn_page_shown(&b->run.io->last, line);
            qn_page_put(&b->run.io->last, length == SHOWN_MAX ? "…\n" : "\n");
        }
        at = end;
    }
}

/* What was refused goes to its file, or is told. */
static void put_refused(batch_run *b, const qn_page *lines)
{
    if (b->refused_path == NULL) {
        tell_lines(b, lines);
    } else {
        qn_outlet_put(&b->refused, lines->bytes, lines->length);
    }
}

static double seconds_since(const struct timespec *begun)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

/* "1,000,000", in a buffer. */
static const char *grouped(uint64_t number, char buffer[32])
{
    char *at = buffer + 31;
    *at = '\0';
    for (int digits = 0; digits == 0 || number > 0; digits++) {
        if (digits > 0 && digits % 3 == 0) {
            *--at = ',';
        }
        *--at = (char)('0' + number % 10);
        number /= 10;
    }
    return at;
}

/* One line on the terminal, over the one before. */
static void show_progress(const batch_run *b, bool is_end)
{
    char line[200];
    char bar[BAR_WIDTH + 1];
    char number[32];
    if (!b->shows_progress) {
        return;
    }
    size_t done = b->in.size > 0 ? (size_t)(b->in.given * BAR_WIDTH / b->in.size) : 0;
    done = is_end || done > BAR_WIDTH ? BAR_WIDTH : done;
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', done);
    if (done < BAR_WIDTH) {
        bar[done] = '>';
    }
    bar[BAR_WIDTH] = '\0';
    int length = snprintf(line, sizeof line, "\r%s cases  %.1f s  [%s] %zu thread%s%s",
                          grouped(b->cases, number), seconds_since(&b->begun), bar, b->hands,
                          b->hands == 1 ? "" : "s", is_end ? "\n" : "");
    (void)!write(STDERR_FILENO, line, length > 0 ? (size_t)length : 0);
}

/* Takes over what the hands have come to, in the order of the input. False where nothing more can
 * be done. */
static bool take_over(batch_run *b, size_t blocks)
{
    bool good = true;
    if (is_cut(b)) {
        return false;
    }
    for (size_t i = 0; i < blocks; i++) {
        qn_hand *hand = &b->hand[i];
        qn_outlet_put(&b->out, hand->out.bytes, hand->out.length);
        put_refused(b, &hand->refused);
        good &= !hand->out_of_memory;
        b->run.io->err.out_of_memory |= hand->out_of_memory;
    }
    return good && b->out.wrong == NULL && b->refused.wrong == NULL;
}

/* Goes through all blocks; false where it had to end before. */
static bool go_through(batch_run *b)
{
    qn_page head = {0};
    bool is_first = b->batch.form == QN_INTAKE_LINES;
    bool good = true;
    size_t blocks = b->hands;
    qn_batch_put_head(&b->batch, &head);
    qn_outlet_put(&b->out, head.bytes, head.length);
    qn_page_end(&head, &b->run.io->err);
    while (good && blocks == b->hands && stopped == 0) {
        for (blocks = 0; blocks < b->hands; blocks++) {
            qn_block *block = &b->hand[blocks].block;
            if (!(is_first ? qn_intake_first(&b->in, block) : qn_intake_next(&b->in, block))) {
                break;
            }
            is_first = false;
        }
        work_all(b, blocks);
        good = take_over(b, blocks);
        b->cases = b->rejected = b->not_known = 0;
        for (size_t i = 0; i < b->hands; i++) {
            b->cases += b->hand[i].cases;
            b->rejected += b->hand[i].rejected;
            b->not_known += b->hand[i].not_known;
        }
        show_progress(b, false);
    }
    return good && b->in.wrong == NULL && stopped == 0;
}

/* ---- the end */

/* Says how many rows were refused, and where they are. */
static void tell_refused(batch_run *b)
{
    char number[32];
    qn_page *page = &b->run.io->last;
    if (b->told > LINES_TOLD) {
        qn_page_format(page, "… and %llu more; --rejected FILE writes all of them\n",
                       (unsigned long long)(b->told - LINES_TOLD));
    }
    if (b->rejected > 0) {
        qn_page_format(page, "%s rejected", grouped(b->rejected, number));
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
            qn_page_format(page, "%s row%s of ", grouped(left, number), left == 1 ? "" : "s");
            qn_page_shown(page, b->batch.join[i].path);
            qn_page_format(page, " belong%s to no row of the facts\n", left == 1 ? "s" : "");
        }
    }
}

/* Puts the files in their places, or takes them away. The exit status. */
static int finish(batch_run *b, bool good)
{
    const char *path = qn_args_value(b->run.args, QN_OPTION_OUTPUT);
    bool is_wanted = b->rejected > 0 || qn_args_value(b->run.args, QN_OPTION_REJECTED) != NULL;
    const char *refused = b->has_refused ? qn_outlet_close(&b->refused, good && is_wanted) : NULL;
    b->has_refused = false;
    const char *wrong = qn_outlet_close(&b->out, good && refused == NULL);
    if (b->in.wrong != NULL && stopped == 0) {
        say(b, qn_args_value(b->run.args, QN_OPTION_ROWS), b->in.wrong);
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
    show_progress(b, true);
    tell_refused(b);
    tell_left(b);
    if (b->rejected > 0) {
        return QN_EXIT_WRONG;
    }
    bool is_strict = qn_args_value(b->run.args, QN_OPTION_STRICT) != NULL;
    return is_strict && b->not_known > 0 ? QN_EXIT_UNKNOWN : QN_EXIT_OK;
}

static void clear(batch_run *b)
{
    if (b->has_refused) {
        (void)qn_outlet_close(&b->refused, false);
    }
    (void)qn_outlet_close(&b->out, false);
    for (size_t i = 0; b->hand != NULL && i < b->hands; i++) {
        qn_hand_close(&b->hand[i]);
    }
    for (size_t i = 0; i < b->batch.joins; i++) {
        qn_join_close(&b->batch.join[i]);
    }
    free(b->batch.join);
    free(b->hand);
    free((char *)(uintptr_t)b->refused_path);
    qn_columns_clear(&b->batch.columns);
    qn_intake_close(&b->in);
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
    b->in.waiting = &b->mask;
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
    (void)clock_gettime(CLOCK_MONOTONIC, &b->begun);
    return finish(b, go_through(b));
}

static int run_batch(const qn_args *args, struct qn_io *io)
{
    batch_run b = {.run = {.verb = "batch", .args = args, .io = io}, .in = {.file = -1}};
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
