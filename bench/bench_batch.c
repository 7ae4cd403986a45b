/*
 * Many employees at once: workload.qn over plain columns through the public API, in some threads.
 *
 * Usage: bench_batch IMAGE ROWS THREADS [KERNELS]. With a number of kernels the instructions of an
 * older processor do the work, and only their name and time are printed. Else prints hundredths of
 * nanoseconds an employee (by the clock on the wall and, of one thread, by the time that it had a
 * processor), the KiB of memory that came on top of the columns of facts and of answers, those of
 * the columns, and the sums of the answers.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "batch_kernels.h"
#include "batch_state.h"
#include "employees.h"
#include "measure.h"

enum { COLUMNS = 9, ANSWERS = 4, THREADS_MOST = 64, TIMES_LEAST = 3, TIMES_MOST = 101 };
/* Repeats until this has passed. */
#define TIME_ENOUGH 1000000000

/* Where the rows of a thread begin, its batch, and what it needs for it. */
typedef struct hand {
    qn_case *common;
    qn_batch *batch;
    qn_column column[COLUMNS];
    qn_answers answer[ANSWERS];
    size_t rows;
    int64_t spent;
    bool done;
} hand;

typedef struct work {
    employees e;
    employee_answers out;
    uint8_t *status; /* of each answer a block of e.count */
    qn_program *program;
    hand hands[THREADS_MOST];
    size_t threads;
} work;

static int32_t fact(const work *w, const char *name)
{
    return qn_program_fact(w->program, name);
}

/* The facts, for the rows from `first` on. What children have follows their list: the age, then the
 * disability, in the order in which they are declared. */
static void give_columns(const work *w, size_t first, qn_column *out)
{
    const employees *e = &w->e;
    int32_t list = fact(w, "children");
    int32_t child = qn_program_fact_info(w->program, list).element;
    const qn_column columns[COLUMNS] = {
        {.fact = fact(w, "seniority"), .list = -1, .lane = QN_UINT8, .values = e->seniority},
        {.fact = fact(w, "post"), .list = -1, .lane = QN_UINT8, .values = e->post},
        {.fact = fact(w, "woman"), .list = -1, .lane = QN_UINT8, .values = e->woman},
        {.fact = fact(w, "single_parent"),
         .list = -1,
         .lane = QN_UINT8,
         .values = e->single_parent},
        {.fact = fact(w, "sector"), .list = -1, .lane = QN_UINT8, .values = e->sector},
        {.fact = fact(w, "gross"), .list = -1, .lane = QN_INT32, .decimals = 2, .values = e->gross},
        {.fact = list, .list = -1, .lane = QN_INT32, .values = e->first_child},
        {.fact = qn_program_field(w->program, child, 0),
         .list = list,
         .lane = QN_UINT8,
         .values = e->age},
        {.fact = qn_program_field(w->program, child, 1),
         .list = list,
         .lane = QN_UINT8,
         .values = e->disabled}};
    for (size_t k = 0; k < COLUMNS; k++) {
        out[k] = columns[k];
        out[k].first = columns[k].list < 0 ? first : 0;
    }
}

static void give_answers(const work *w, size_t first, qn_answers *out)
{
    static const char *const names[] = {"leave", "employee_part", "employer_part", "net"};
    int32_t *money[] = {NULL, w->out.employee_part, w->out.employer_part, w->out.net};
    for (size_t k = 0; k < ANSWERS; k++) {
        out[k] = (qn_answers){.rule = qn_program_rule(w->program, names[k]),
                              .lane = k == 0 ? QN_UINT8 : QN_INT32,
                              .decimals = k == 0 ? 0 : 2,
                              .values = k == 0 ? (void *)(w->out.leave + first)
                                               : (void *)(money[k] + first),
                              .status = w->status + k * w->e.count + first};
    }
}

static bool load(work *w, const char *image)
{
    qn_error error;
    size_t length = 0;
    char *bytes = measure_read(image, &length);
    bool loaded =
        bytes != NULL && qn_program_load(bytes, length, NULL, &w->program, &error) == QN_OK;
    free(bytes);
    return loaded;
}

/* A batch for each thread; the rows are shared out evenly. */
static bool make_hands(work *w)
{
    for (size_t i = 0; i < w->threads; i++) {
        hand *h = &w->hands[i];
        qn_error error = {0};
        size_t first = w->e.count * i / w->threads;
        h->rows = w->e.count * (i + 1) / w->threads - first;
        h->common = qn_case_new(w->program);
        give_columns(w, first, h->column);
        give_answers(w, first, h->answer);
        if (qn_case_set_date(h->common, QN_TODAY, EMPLOYEES_ON / 10000, EMPLOYEES_ON / 100 % 100,
                             EMPLOYEES_ON % 100) != QN_OK ||
            qn_batch_new(h->common, h->column, COLUMNS, h->answer, ANSWERS, &h->batch, &error) !=
                QN_OK) {
            fprintf(stderr, "no batch: %s\n", error.text);
            return false;
        }
    }
    return true;
}

static void free_hands(work *w)
{
    for (size_t i = 0; i < w->threads; i++) {
        qn_batch_free(w->hands[i].batch);
        qn_case_free(w->hands[i].common);
    }
    qn_program_free(w->program);
}

static void *answer_rows(void *of)
{
    hand *h = of;
    qn_error error = {0};
    int64_t begun = measure_spent();
    h->done = qn_batch_eval(h->batch, h->column, h->answer, h->rows, NULL, &error) == QN_OK;
    h->spent = measure_spent() - begun;
    if (!h->done) {
        fprintf(stderr, "not answered: %s\n", error.text);
    }
    return NULL;
}

/* Answers all rows once; the caller is one of the threads. */
static bool answer_all(work *w)
{
    pthread_t thread[THREADS_MOST];
    size_t begun = 1;
    bool done = true;
    for (; begun < w->threads; begun++) {
        if (pthread_create(&thread[begun], NULL, answer_rows, &w->hands[begun]) != 0) {
            done = false;
            break;
        }
    }
    (void)answer_rows(&w->hands[0]);
    for (size_t i = 1; i < begun; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    for (size_t i = 0; i < w->threads; i++) {
        done = done && w->hands[i].done;
    }
    return done;
}

/* The same in one thread, a share after the other. */
static bool answer_in_turn(work *w)
{
    bool done = true;
    for (size_t i = 0; i < w->threads; i++) {
        (void)answer_rows(&w->hands[i]);
        done = done && w->hands[i].done;
    }
    return done;
}

/* Hundredths of a nanosecond an employee, of the middle time. */
static int64_t share(const work *w, int64_t *time, size_t times)
{
    return measure_median(time, times) * 100 / (int64_t)w->e.count;
}

/* What several threads take is measured by turns with what one of them would, since the machine may
 * be another one a second later. */
static bool measure(work *w, const char *label)
{
    static int64_t wall[TIMES_MOST];
    static int64_t in_turn[TIMES_MOST];
    static int64_t spent[TIMES_MOST];
    size_t times = 0;
    int64_t passed = 0;
    while (times < TIMES_MOST && (times < TIMES_LEAST || passed < TIME_ENOUGH)) {
        int64_t begun = measure_now();
        if (!answer_all(w)) {
            return false;
        }
        wall[times] = measure_now() - begun;
        spent[times] = w->hands[0].spent;
        passed += wall[times];
        begun = measure_now();
        if (w->threads > 1 && !answer_in_turn(w)) {
            return false;
        }
        in_turn[times++] = measure_now() - begun;
    }
    measure_print_of(label, "wall", share(w, wall, times));
    if (w->threads == 1) {
        measure_print_of(label, "time", share(w, spent, times));
    } else {
        measure_print_of(label, "in turn", share(w, in_turn, times));
    }
    return true;
}

/* Whether every answer of every row is known. */
static bool all_known(const work *w)
{
    for (size_t i = 0; i < ANSWERS * w->e.count; i++) {
        if (w->status[i] != QN_KNOWN) {
            fprintf(stderr, "row %zu: no known answer\n", i % w->e.count);
            return false;
        }
    }
    return true;
}

/* KiB of the columns of facts and answers. */
static int64_t column_memory(const work *w)
{
    size_t row = 5 + sizeof *w->e.gross + sizeof *w->e.first_child + 1 + 3 * sizeof *w->out.net;
    size_t children = 2 * (size_t)w->e.first_child[w->e.count];
    return (int64_t)((w->e.count * (row + ANSWERS) + children) / 1024);
}

/* The same by the kernels of a number, which the library would not choose by itself. */
static bool run_kernels(work *w, const char *image, int number)
{
    char label[60];
    const qn_kernels *kernels = qn_kernels_of(number);
    if (kernels == NULL) {
        return true;
    }
    (void)snprintf(label, sizeof label, "kernels %s", kernels->name);
    if (!load(w, image) || !make_hands(w)) {
        return false;
    }
    for (size_t i = 0; i < w->threads; i++) {
        qn_batch_clear(w->hands[i].batch);
        if (!qn_batch_prepare(w->hands[i].batch, number)) {
            return false;
        }
    }
    return measure(w, label);
}

static bool run(work *w, const char *image, const char *label)
{
    int64_t sums[EMPLOYEE_SUMS];
    char name[80];
    measure_forget_peak();
    int64_t before = measure_memory();
    if (!load(w, image) || !make_hands(w) || !measure(w, label)) {
        return false;
    }
    measure_print_of(label, "memory", measure_peak() - before);
    measure_print_of(label, "columns", column_memory(w));
    employee_sums(&w->out, w->e.count, sums);
    (void)snprintf(name, sizeof name, "%s sums", label);
    employee_sums_print(name, sums);
    return all_known(w);
}

int main(int count, char **arguments)
{
    static work w;
    char label[60];
    bool usual = count == 4;
    size_t rows = usual || count == 5 ? strtoull(arguments[2], NULL, 10) : 0;
    w.threads = rows == 0 ? 0 : strtoull(arguments[3], NULL, 10);
    if (rows == 0 || w.threads == 0 || w.threads > THREADS_MOST) {
        fputs("usage: bench_batch IMAGE ROWS THREADS [KERNELS]\n", stderr);
        return 2;
    }
    (void)snprintf(label, sizeof label, "batch %zu %zu", rows, w.threads);
    w.status = measure_touched(ANSWERS * rows);
    if (w.status == NULL || !employees_make(&w.e, rows) || !employee_answers_make(&w.out, rows)) {
        return 1;
    }
    bool done =
        usual ? run(&w, arguments[1], label) : run_kernels(&w, arguments[1], atoi(arguments[4]));
    free_hands(&w);
    employees_free(&w.e);
    employee_answers_free(&w.out);
    free(w.status);
    return done ? 0 : 1;
}
