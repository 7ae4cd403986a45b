/*
 * Rows of a file. See rows.h.
 */
#include "rows.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Set by a signal that wants an end. */
static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    stopped = signal_number;
}

bool qn_rows_is_stopped(void)
{
    return stopped != 0;
}

static qn_run *run_of(const qn_rows *rows)
{
    return rows->job[0].run;
}

static const char *word_of(const qn_rows *rows, qn_option_name name)
{
    return qn_args_value(run_of(rows)->args, name);
}

static bool say(qn_rows *rows, const char *path, const char *wrong)
{
    return qn_course_say(run_of(rows)->io, path, wrong);
}

/* ---- what the words say */

/* "children=children.csv": the list, and the path behind the sign; -1 where it is no list. */
static int32_t find_list(const qn_rows_job *job, const char *word, const char **path)
{
    const qn_program *program = job->run->rules.program;
    const char *sign = strchr(word, '=');
    char name[QN_VALUE_TEXT_SIZE];
    size_t length = sign != NULL ? (size_t)(sign - word) : 0;
    if (length == 0 || length >= sizeof name) {
        return -1;
    }
    memcpy(name, word, length);
    name[length] = '\0';
    *path = sign + 1;
    int32_t fact = qn_program_fact(program, name);
    bool is_list = fact >= 0 && (qn_program_fact_info(program, fact).kind == QN_KIND_LIST ||
                                 qn_program_fact_info(program, fact).is_over_time);
    return is_list ? fact : -1;
}

/* Whether any program has the list of a word. */
static bool has_list(const qn_rows *rows, const char *word)
{
    const char *path;
    bool has = false;
    for (size_t i = 0; i < rows->jobs; i++) {
        has |= find_list(&rows->job[i], word, &path) >= 0;
    }
    return has;
}

/* The sign between columns; 0 to find it. */
static char find_separator(const qn_rows *rows)
{
    const char *word = word_of(rows, QN_OPTION_SEPARATOR);
    return word == NULL ? '\0' : strcmp(word, "tab") == 0 ? '\t' : word[0] == 's' ? ';' : ',';
}

/* Whether a word of --fact gives a fact. */
static bool gives(const char *word, const char *name)
{
    size_t length = strlen(name);
    return strncmp(word, name, length) == 0 && word[length] == '=';
}

/* A list has one source. The exit status that this leads to. */
static int check_lists(const qn_rows_job *job)
{
    const qn_args *args = job->run->args;
    const qn_columns *columns = &job->columns;
    for (size_t i = 0; i < job->joins; i++) {
        int32_t fact = job->join[i].fact;
        const char *name = qn_program_fact_info(job->run->rules.program, fact).name;
        bool is_twice = false;
        for (size_t k = 0; k < i; k++) {
            is_twice |= job->join[k].fact == fact;
        }
        for (size_t k = 0; k < columns->count; k++) {
            is_twice |= columns->fact[k] == fact;
        }
        for (size_t k = 0; k < args->option_count; k++) {
            is_twice |=
                args->option[k].name == QN_OPTION_FACT && gives(args->option[k].value, name);
        }
        if (is_twice) {
            return qn_run_refuse(job->run, "two sources give elements of ", name, "");
        }
    }
    return QN_EXIT_OK;
}

/* Opens a file of elements for one program, if that has such a list. The exit status. */
static int open_join(const qn_rows *rows, qn_rows_job *job, const char *word)
{
    const char *path = "";
    int32_t fact = find_list(job, word, &path);
    if (fact < 0 && has_list(rows, word)) {
        return QN_EXIT_OK;
    }
    if (fact < 0) {
        return qn_run_refuse(job->run,
                             "--table takes LIST=FILE, where LIST is a fact that is a list, not ",
                             word, "");
    }
    if (job->key == NULL) {
        return qn_run_refuse(job->run, "--table joins rows by the column that --key names: give ",
                             "--key COLUMN", "");
    }
    const qn_columns_of of = {
        .program = job->run->rules.program, .beside = job->beside, .list = fact};
    qn_join *join = &job->join[job->joins++];
    bool good = qn_join_open(join, &of, path, job->key, find_separator(rows), job->run->args,
                             &job->run->io->err);
    return good && !qn_course_is_cut(job, job->run->io) ? QN_EXIT_OK : QN_EXIT_WRONG;
}

/* Opens the files of elements. The exit status that this leads to. */
static int open_joins(const qn_rows *rows, qn_rows_job *job)
{
    const qn_args *args = job->run->args;
    int status = QN_EXIT_OK;
    job->join = calloc(args->option_count + 1, sizeof *job->join);
    if (job->join == NULL) {
        job->run->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    for (size_t i = 0; status == QN_EXIT_OK && i < args->option_count; i++) {
        if (args->option[i].name == QN_OPTION_TABLE) {
            status = open_join(rows, job, args->option[i].value);
        }
    }
    return status == QN_EXIT_OK ? check_lists(job) : status;
}

bool qn_rows_are_lines(const char *path, const char *form)
{
    const char *dot = strrchr(path, '.');
    return form != NULL
               ? strcmp(form, "jsonl") == 0
               : dot != NULL && (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".ndjson") == 0);
}

/* How many hands. The exit status that this leads to. */
static int count_hands(qn_rows *rows)
{
    const char *word = word_of(rows, QN_OPTION_THREADS);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (word != NULL) {
        char *end;
        count = strtol(word, &end, 10);
        if (*end != '\0' || count < 1 || count > QN_COURSE_HANDS_MAX) {
            return qn_run_refuse(run_of(rows), "--threads takes a number from 1 to 64, not ", word,
                                 "");
        }
    }
    rows->course.hands = count < 1                     ? 1
                         : count > QN_COURSE_HANDS_MAX ? QN_COURSE_HANDS_MAX
                                                       : (size_t)count;
    return QN_EXIT_OK;
}

/* A fact of the command line holds for every row, and no row may say otherwise. */
static int check_constants(const qn_rows_job *job)
{
    const qn_columns *columns = &job->columns;
    for (size_t i = 0; i < job->run->args->option_count; i++) {
        const char *word = job->run->args->option[i].value;
        for (size_t k = 0; job->run->args->option[i].name == QN_OPTION_FACT && k < columns->count;
             k++) {
            if (gives(word, columns->name[k]) && columns->fact[k] >= 0) {
                return qn_run_refuse(job->run,
                                     "--fact says the same for every row, and there is a column ",
                                     columns->name[k], "; --ignore leaves it aside");
            }
        }
    }
    return QN_EXIT_OK;
}

int qn_rows_check_words(qn_rows *rows)
{
    const char *comma = word_of(rows, QN_OPTION_DECIMAL);
    for (size_t i = 0; i < rows->jobs; i++) {
        rows->job[i].key = word_of(rows, QN_OPTION_KEY);
        rows->job[i].one_by_one = word_of(rows, QN_OPTION_ONE_BY_ONE) != NULL;
        rows->job[i].has_comma = comma != NULL && strcmp(comma, "comma") == 0;
    }
    int status = qn_run_check_words(run_of(rows));
    if (status == QN_EXIT_OK && word_of(rows, QN_OPTION_ROWS) == NULL) {
        status = qn_run_refuse(run_of(rows), "rows of facts are needed: give ", "--facts FILE", "");
    }
    return status == QN_EXIT_OK ? count_hands(rows) : status;
}

/* ---- opening */

/* Reads the head for one program. The exit status. */
static int read_columns(qn_rows_job *job, const qn_csv_record *head)
{
    const qn_columns_of of = {
        .program = job->run->rules.program, .beside = job->beside, .list = -1};
    qn_page *err = &job->run->io->err;
    if (!qn_columns_read(&job->columns, &of, head, job->key, job->run->args, err)) {
        err->out_of_memory |= err->length == 0;
        return QN_EXIT_WRONG;
    }
    return check_constants(job);
}

/* Reads the head for each program. The exit status. */
static int read_head(qn_rows *rows, qn_block *block)
{
    qn_csv_record head = {0};
    int status = QN_EXIT_OK;
    if (!qn_csv_read(block->bytes, block->length, rows->course.in.separator, &head)) {
        run_of(rows)->io->err.out_of_memory = true;
        status = QN_EXIT_WRONG;
    }
    for (size_t i = 0; status == QN_EXIT_OK && i < rows->jobs; i++) {
        status = read_columns(&rows->job[i], &head);
    }
    qn_csv_clear(&head);
    return status;
}

/* Opens the input and reads its head. The exit status. */
static int open_input(qn_rows *rows)
{
    const char *path = word_of(rows, QN_OPTION_ROWS);
    qn_intake *in = &rows->course.in;
    bool is_lines = qn_rows_are_lines(path, word_of(rows, QN_OPTION_FROM));
    qn_intake_form form = is_lines ? QN_INTAKE_LINES : QN_INTAKE_CSV;
    const char *wrong = qn_intake_open(in, path, form, find_separator(rows));
    qn_block block = {0};
    int status = QN_EXIT_WRONG;
    if (wrong == NULL && !is_lines) {
        if (!qn_intake_first(in, &block)) {
            wrong = in->wrong != NULL ? in->wrong : "it is empty, and has no head";
        } else {
            wrong = qn_csv_misfit(block.bytes, block.length);
        }
    }
    for (size_t i = 0; i < rows->jobs; i++) {
        rows->job[i].form = form;
        rows->job[i].separator = is_lines ? ',' : in->separator;
    }
    if (wrong != NULL) {
        say(rows, path, wrong);
    } else {
        status = is_lines ? QN_EXIT_OK : read_head(rows, &block);
    }
    free(block.bytes);
    return status;
}

/* Whether there is a column of days, so that the computer's date is no matter. */
static bool has_days(const qn_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        if (columns->fact[i] == QN_TODAY) {
            return true;
        }
    }
    return false;
}

/* The date of decision of rows that have none. */
static void take_date(qn_rows *rows)
{
    bool has_date = !has_days(&rows->job[0].columns) || word_of(rows, QN_OPTION_ON) != NULL;
    if (has_date) {
        qn_run_take_date(run_of(rows));
    }
    for (size_t i = 0; i < rows->jobs; i++) {
        rows->job[i].has_date = has_date;
        rows->job[i].run->on = run_of(rows)->on;
    }
}

int qn_rows_open(qn_rows *rows)
{
    int status = open_input(rows);
    for (size_t i = 0; status == QN_EXIT_OK && i < rows->jobs; i++) {
        status = open_joins(rows, &rows->job[i]);
    }
    if (status == QN_EXIT_OK) {
        take_date(rows);
    }
    return status;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x;
    struct stat y;
    return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
                                 x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* Opens the file of what is refused. The exit status. */
static int open_refused(qn_rows *rows, const char *path)
{
    qn_page head = {0};
    if (is_same_file(rows->refused_path, path) ||
        is_same_file(rows->refused_path, word_of(rows, QN_OPTION_ROWS))) {
        return qn_run_refuse(run_of(rows), "rejected rows need a file of their own, not ",
                             rows->refused_path, "");
    }
    const char *wrong = qn_outlet_open(&rows->course.refused, rows->refused_path);
    rows->has_refused = wrong == NULL;
    if (wrong != NULL) {
        say(rows, rows->refused_path, wrong);
        return QN_EXIT_WRONG;
    }
    qn_batch_put_refused_head(&head);
    qn_outlet_put(&rows->course.refused, head.bytes, head.length);
    qn_page_end(&head, &run_of(rows)->io->err);
    return QN_EXIT_OK;
}

/* Finds where rejected rows go: nowhere but to standard error beside results that go to standard
 * output. False out of memory. */
static bool name_refused(qn_rows *rows, const char *path)
{
    const char *refused = word_of(rows, QN_OPTION_REJECTED);
    size_t room = strlen(refused != NULL ? refused : path) + sizeof ".rejected";
    if (refused == NULL && rows->course.out.path == NULL) {
        return true;
    }
    rows->refused_path = malloc(room);
    if (rows->refused_path == NULL) {
        run_of(rows)->io->err.out_of_memory = true;
        return false;
    }
    (void)snprintf(rows->refused_path, room, "%s%s", refused != NULL ? refused : path,
                   refused != NULL ? "" : ".rejected");
    return true;
}

int qn_rows_open_outputs(qn_rows *rows, const char *path)
{
    const char *wrong = qn_outlet_open(&rows->course.out, path);
    if (wrong != NULL) {
        say(rows, path, wrong);
        return QN_EXIT_WRONG;
    }
    if (!name_refused(rows, path)) {
        return QN_EXIT_WRONG;
    }
    rows->course.shows_progress = isatty(STDERR_FILENO) && rows->course.out.path != NULL;
    return rows->refused_path != NULL ? open_refused(rows, path) : QN_EXIT_OK;
}

/* They are let in only where the input is waited for, which is often: else one could come just
 * before a wait without an end. */
void qn_rows_watch(qn_rows *rows)
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
    (void)sigprocmask(SIG_BLOCK, &wanted, &rows->mask);
    rows->course.in.waiting = &rows->mask;
    rows->is_watching = true;
}

bool qn_rows_go(qn_rows *rows)
{
    rows->course.batch = rows->job;
    rows->course.io = run_of(rows)->io;
    rows->course.tells_refused = rows->refused_path == NULL;
    rows->course.stopped = &stopped;
    return qn_course_run(&rows->course);
}

/* ---- the end */

/* Says how many rows were refused, and where they are. */
static void tell_refused(const qn_rows *rows)
{
    char number[32];
    const qn_course *course = &rows->course;
    qn_page *page = &run_of(rows)->io->last;
    if (course->told > QN_COURSE_LINES_TOLD) {
        qn_page_format(page, "… and %llu more; --rejected FILE writes all of them\n",
                       (unsigned long long)(course->told - QN_COURSE_LINES_TOLD));
    }
    if (course->rejected > 0) {
        qn_page_format(page, "%s rejected", qn_course_grouped(course->rejected, number));
        if (rows->refused_path != NULL) {
            qn_page_put(page, ", see ");
            qn_page_shown(page, rows->refused_path);
        }
        qn_page_put(page, "\n");
    }
}

/* Whether a program before the one with that number has the file, too. */
static bool is_told(const qn_rows *rows, size_t job, const char *path)
{
    bool is_told = false;
    for (size_t i = 0; i < job; i++) {
        for (size_t k = 0; k < rows->job[i].joins; k++) {
            is_told |= strcmp(rows->job[i].join[k].path, path) == 0;
        }
    }
    return is_told;
}

/* Rows of another file that belong to nobody are told, since they may be a slip in a key. */
static void tell_left_of(qn_page *page, const qn_join *join)
{
    char number[32];
    size_t left = qn_join_left(join);
    if (left > 0) {
        qn_page_format(page, "%s row%s of ", qn_course_grouped(left, number), left == 1 ? "" : "s");
        qn_page_shown(page, join->path);
        qn_page_format(page, " belong%s to no row of the facts\n", left == 1 ? "s" : "");
    }
}

static void tell_left(const qn_rows *rows)
{
    for (size_t i = 0; i < rows->jobs; i++) {
        const qn_rows_job *job = &rows->job[i];
        for (size_t k = 0; k < job->joins; k++) {
            if (!is_told(rows, i, job->join[k].path)) {
                tell_left_of(&job->run->io->last, &job->join[k]);
            }
        }
    }
}

int qn_rows_finish(qn_rows *rows, const char *path, bool good)
{
    qn_course *course = &rows->course;
    bool is_wanted = course->rejected > 0 || word_of(rows, QN_OPTION_REJECTED) != NULL;
    const char *refused =
        rows->has_refused ? qn_outlet_close(&course->refused, good && is_wanted) : NULL;
    rows->has_refused = false;
    const char *wrong = qn_outlet_close(&course->out, good && refused == NULL);
    if (course->in.wrong != NULL && stopped == 0) {
        say(rows, word_of(rows, QN_OPTION_ROWS), course->in.wrong);
    }
    if (wrong != NULL && wrong[0] != '\0') {
        say(rows, strcmp(path, "-") != 0 ? path : "standard output", wrong);
    }
    if (refused != NULL && refused[0] != '\0') {
        say(rows, rows->refused_path, refused);
    }
    if (!good || wrong != NULL || refused != NULL) {
        return QN_EXIT_WRONG;
    }
    if (!is_wanted && rows->refused_path != NULL) {
        (void)unlink(rows->refused_path); /* of a run before: nothing is rejected now */
    }
    qn_course_end(course);
    tell_refused(rows);
    tell_left(rows);
    return course->rejected > 0 ? QN_EXIT_WRONG : QN_EXIT_OK;
}

void qn_rows_clear(qn_rows *rows)
{
    if (rows->has_refused) {
        (void)qn_outlet_close(&rows->course.refused, false);
    }
    (void)qn_outlet_close(&rows->course.out, false);
    for (size_t i = 0; rows->course.hand != NULL && i < rows->course.hands; i++) {
        qn_hand_close(&rows->course.hand[i]);
    }
    for (size_t i = 0; i < rows->jobs; i++) {
        for (size_t k = 0; k < rows->job[i].joins; k++) {
            qn_join_close(&rows->job[i].join[k]);
        }
        free(rows->job[i].join);
        qn_columns_clear(&rows->job[i].columns);
    }
    free(rows->course.hand);
    free(rows->refused_path);
    qn_intake_close(&rows->course.in);
}

void qn_rows_let_signal(qn_rows *rows)
{
    if (rows->is_watching) {
        (void)sigprocmask(SIG_SETMASK, &rows->mask, NULL); /* one that came since then is noted */
    }
    if (stopped != 0) {
        (void)signal(stopped, SIG_DFL);
        (void)raise(stopped);
    }
}
