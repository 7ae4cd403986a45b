/*
 * The reference workload by hand in C: as it is written anyway, and as fast as it goes.
 *
 * Usage: bench_by_hand ROWS. Prints hundredths of nanoseconds an employee, for the fast way in two
 * threads, too, and the sums of the answers; ends with an error where the two ways differ in any.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "best.h"
#include "measure.h"
#include "ordinary.h"

#define REPETITIONS 15

/* The employees in both forms, and room for the answers in both. */
typedef struct staff {
    employees e;
    best_columns columns;
    ordinary_employee *row;
    ordinary_answer *by_row;
    employee_answers by_column;
} staff;

static bool make_staff(staff *s, size_t rows)
{
    if (!employees_make(&s->e, rows) || !best_columns_make(&s->columns, &s->e) ||
        !employee_answers_make(&s->by_column, rows)) {
        return false;
    }
    s->row = malloc(rows * sizeof *s->row);
    s->by_row = measure_touched(rows * sizeof *s->by_row);
    for (size_t i = 0; s->row != NULL && i < rows; i++) {
        s->row[i] = ordinary_row(&s->e, i);
    }
    return s->row != NULL && s->by_row != NULL;
}

static void run_bytes(staff *s)
{
    best_bytes(&s->columns, &s->by_column);
}

static void run_best(staff *s)
{
    best_answers(&s->columns, 0, s->e.count, EMPLOYEES_ON, &s->by_column);
}

static void run_ordinary(staff *s)
{
    ordinary_answers(s->row, s->e.count, EMPLOYEES_ON, s->by_row);
}

/* The second half of the employees, as a thread. */
static void *run_second_half(void *of)
{
    staff *s = of;
    best_answers(&s->columns, s->e.count / 2, s->e.count, EMPLOYEES_ON, &s->by_column);
    return NULL;
}

/* What the machine gives a second thread: the fast way in two, by turns with one, by the clock. */
static void measure_two(staff *s)
{
    static int64_t time[2][REPETITIONS];
    pthread_t thread;
    for (size_t r = 0; r < REPETITIONS; r++) {
        int64_t begun = measure_now();
        run_best(s);
        int64_t turned = measure_now();
        if (pthread_create(&thread, NULL, run_second_half, s) != 0) {
            return;
        }
        best_answers(&s->columns, 0, s->e.count / 2, EMPLOYEES_ON, &s->by_column);
        (void)pthread_join(thread, NULL);
        time[0][r] = turned - begun;
        time[1][r] = measure_now() - turned;
    }
    measure_print_of("by hand", "best by the clock", measure_median(time[0], REPETITIONS));
    measure_print_of("by hand", "best in two threads", measure_median(time[1], REPETITIONS));
}

static bool equal(const staff *s)
{
    for (size_t i = 0; i < s->e.count; i++) {
        if (s->by_row[i].leave != s->by_column.leave[i] ||
            s->by_row[i].employee_part != s->by_column.employee_part[i] ||
            s->by_row[i].employer_part != s->by_column.employer_part[i] ||
            s->by_row[i].net != s->by_column.net[i]) {
            fprintf(stderr, "the two ways by hand differ for employee %zu\n", i);
            return false;
        }
    }
    return true;
}

static int64_t spent(void (*run)(staff *s), staff *s)
{
    int64_t begun = measure_spent();
    run(s);
    return measure_spent() - begun;
}

/* One after the other, so that what disturbs one disturbs them all; the best last, whose answers
 * are compared. */
static void measure_ways(staff *s)
{
    static int64_t time[3][REPETITIONS];
    static void (*const way[])(staff *) = {run_bytes, run_ordinary, run_best};
    static const char *const name[] = {"bytes", "ordinary", "best"};
    for (size_t r = 0; r < REPETITIONS; r++) {
        for (size_t k = 0; k < 3; k++) {
            time[k][r] = spent(way[k], s);
        }
    }
    for (size_t k = 0; k < 3; k++) {
        measure_print_of("by hand", name[k],
                         measure_median(time[k], REPETITIONS) * 100 / (int64_t)s->e.count);
    }
}

int main(int count, char **arguments)
{
    staff s = {0};
    int64_t sums[EMPLOYEE_SUMS];
    size_t rows = count != 2 ? 0 : strtoull(arguments[1], NULL, 10);
    if (rows == 0 || !make_staff(&s, rows)) {
        fputs("usage: bench_by_hand ROWS\n", stderr);
        return 2;
    }
    measure_ways(&s);
    measure_two(&s);
    bool same = equal(&s);
    employee_sums(&s.by_column, rows, sums);
    employee_sums_print("by hand sums", sums);
    return same ? 0 : 1;
}
