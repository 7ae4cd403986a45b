/*
 * A payroll in columns: what so many employees receive together, worked out by two threads, each
 * with a half of the rows. Nothing is copied, and no memory is taken while rules are answered.
 *
 *     qanun build rules/az/payslip.qn -o payslip.qnb
 *     cc -pthread columns.c $(pkg-config --cflags --libs libqanun) -o columns
 *     ./columns payslip.qnb 2026-06-01 1000000
 */
#include <pthread.h>
#include <qanun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, SECTORS = 3 };

/* The staff, a column a fact: the wage in qepiks, of whom it is known, and a code of the sector. */
typedef struct staff {
    size_t rows;
    int32_t *wage;
    uint8_t *has_wage;
    uint8_t *sector;
    int64_t *net;
    uint8_t *status;
} staff;

/* What our codes are called in the law. */
static const char *const sector_names[SECTORS] = {"private_non_oil", "state", "oil_gas"};

static bool hire(staff *s, size_t rows)
{
    s->rows = rows;
    s->wage = (int32_t *)malloc(rows * sizeof *s->wage);
    s->has_wage = (uint8_t *)calloc(rows / 8 + 1, 1);
    s->sector = (uint8_t *)malloc(rows);
    s->net = (int64_t *)malloc(rows * sizeof *s->net);
    s->status = (uint8_t *)malloc(rows);
    if (!s->wage || !s->has_wage || !s->sector || !s->net || !s->status) {
        return false;
    }
    for (size_t i = 0; i < rows; i++) {
        bool is_known = i % 1000 != 999;
        s->wage[i] = 34500 + (int32_t)(i % 1000) * 735;
        s->has_wage[i / 8] = (uint8_t)(s->has_wage[i / 8] | (unsigned)is_known << i % 8);
        s->sector[i] = (uint8_t)(i % SECTORS);
    }
    return true;
}

static void dismiss(staff *s)
{
    free(s->wage);
    free(s->has_wage);
    free(s->sector);
    free(s->net);
    free(s->status);
}

/* The numbers that the law has for our codes, -1 for none. */
static void find_sectors(const qn_program *program, int32_t fact, int32_t *number)
{
    for (int i = 0; i < SECTORS; i++) {
        const char *name;
        number[i] = -1;
        for (int32_t k = 0; (name = qn_program_fact_choice(program, fact, k)) != NULL; k++) {
            if (strcmp(name, sector_names[i]) == 0) {
                number[i] = k;
            }
        }
    }
}

/* One thread and its rows. */
typedef struct worker {
    pthread_t thread;
    const qn_program *program;
    const char *on;
    const staff *staff;
    size_t first;
    size_t rows;
    bool is_done;
    qn_error error;
} worker;

/* Answers the rows of a worker; its case has what they share, the date. */
static void answer(worker *w, qn_case *c)
{
    int32_t sectors[SECTORS];
    int32_t sector = qn_program_fact(w->program, "sector");
    qn_column columns[2];
    qn_answers net;
    qn_batch *batch;
    memset(columns, 0, sizeof columns);
    memset(&net, 0, sizeof net);
    find_sectors(w->program, sector, sectors);
    columns[0].fact = qn_program_fact(w->program, "gross_wage");
    columns[0].list = -1;
    columns[0].lane = QN_INT32;
    columns[0].decimals = 2;
    columns[0].may_be_absent = true;
    columns[0].first = w->first;
    columns[0].values = w->staff->wage;
    columns[0].present = w->staff->has_wage;
    columns[1].fact = sector;
    columns[1].list = -1;
    columns[1].lane = QN_UINT8;
    columns[1].first = w->first;
    columns[1].values = w->staff->sector;
    columns[1].choice = sectors;
    columns[1].choice_count = SECTORS;
    net.rule = qn_program_rule(w->program, "net_wage");
    net.lane = QN_INT64;
    net.decimals = 2;
    net.values = w->staff->net + w->first;
    net.status = w->staff->status + w->first;
    if (qn_batch_new(c, columns, 2, &net, 1, &batch, &w->error) == QN_OK) {
        qn_status status = qn_batch_eval(batch, columns, &net, w->rows, NULL, &w->error);
        w->is_done = status == QN_OK || status == QN_BAD_VALUE; /* some rows were refused */
        qn_batch_free(batch);
    }
}

static void *work(void *argument)
{
    worker *w = (worker *)argument;
    qn_case *c = qn_case_new(w->program);
    if (qn_case_set_text(c, QN_TODAY, w->on, strlen(w->on)) == QN_OK) {
        answer(w, c);
    } else if (c != NULL) {
        w->error = *qn_case_error(c);
    }
    qn_case_free(c);
    return NULL;
}

/* Starts the threads and waits for them; what fails is said. */
static bool answer_all(const qn_program *program, const char *on, const staff *s)
{
    static worker workers[THREADS];
    bool is_done = true;
    for (size_t i = 0; i < THREADS; i++) {
        worker *w = &workers[i];
        w->program = program;
        w->on = on;
        w->staff = s;
        w->first = s->rows * i / THREADS;
        w->rows = s->rows * (i + 1) / THREADS - w->first;
        if (pthread_create(&w->thread, NULL, work, w) != 0) {
            perror("a thread");
            exit(1);
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        if (!workers[i].is_done) {
            fprintf(stderr, "%s\n", workers[i].error.text);
            is_done = false;
        }
    }
    return is_done;
}

static void print_sums(const staff *s)
{
    int64_t sum = 0;
    size_t count[QN_UNFIT + 1] = {0};
    for (size_t i = 0; i < s->rows; i++) {
        count[s->status[i]]++;
        sum += s->net[i]; /* 0 where it is not known */
    }
    printf("%zu employees receive %lld.%02d AZN\n", count[QN_KNOWN], (long long)(sum / 100),
           (int)(sum % 100));
    printf("unknown: %zu, refused: %zu, others: %zu\n", count[QN_UNKNOWN], count[QN_REFUSED],
           s->rows - count[QN_KNOWN] - count[QN_UNKNOWN] - count[QN_REFUSED]);
}

/* Reads the image and loads it; it is checked whole, so that a damaged one is refused here. */
static qn_program *load(const char *path)
{
    static unsigned char bytes[1 << 20];
    qn_program *program = NULL;
    qn_error error;
    FILE *image = fopen(path, "rb");
    size_t length = image ? fread(bytes, 1, sizeof bytes, image) : 0;
    if (image) {
        fclose(image);
    }
    if (qn_program_load(bytes, length, NULL, &program, &error) != QN_OK) {
        fprintf(stderr, "%s: %s\n", path, error.text);
    }
    return program;
}

int main(int count, char **word)
{
    staff s;
    if (count != 4) {
        fprintf(stderr, "usage: columns payslip.qnb DATE ROWS\n");
        return 2;
    }
    qn_program *program = load(word[1]);
    bool is_done = hire(&s, (size_t)strtoul(word[3], NULL, 10)) && program != NULL &&
                   answer_all(program, word[2], &s);
    if (is_done) {
        print_sums(&s);
    }
    dismiss(&s);
    qn_program_free(program);
    return is_done ? 0 : 1;
}
