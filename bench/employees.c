/*
 * See employees.h.
 */
#include "employees.h"

#include <stdio.h>
#include <stdlib.h>

#include "measure.h"

#define SEED 20230601

const char *const employee_posts[POSTS] = {"general", "teacher", "hazardous", "war_veteran"};
const char *const employee_sectors[SECTORS] = {"state_or_oil", "private"};

/* Wages are mostly small; one in fifty is anything up to the limit. */
static int32_t random_wage(uint64_t *state)
{
    return measure_pick(state, 50) == 0 ? measure_pick(state, 100000001)
                                        : 20000 + measure_pick(state, 400000);
}

/* One in ten has any number of children, the others three at most. */
static int random_children(uint64_t *state)
{
    return measure_pick(state, 10) == 0 ? measure_pick(state, CHILDREN_MOST + 1)
                                        : measure_pick(state, 4);
}

static void random_employee(employees *e, size_t i, uint64_t *state)
{
    int post = measure_pick(state, 20);
    int32_t child = e->first_child[i];
    e->seniority[i] = (uint8_t)measure_pick(state, 41);
    e->post[i] = (uint8_t)(post < POSTS ? post : GENERAL);
    e->woman[i] = measure_pick(state, 2) != 0;
    e->single_parent[i] = measure_pick(state, 20) == 0;
    e->sector[i] = (uint8_t)measure_pick(state, SECTORS);
    e->gross[i] = random_wage(state);
    e->first_child[i + 1] = child + random_children(state);
    for (; child < e->first_child[i + 1]; child++) {
        e->age[child] = (uint8_t)measure_pick(state, 24);
        e->disabled[child] = measure_pick(state, 30) == 0;
    }
}

/* Room for all the children that there can be is asked for; what is not used never becomes real. */
bool employees_make(employees *e, size_t count)
{
    uint64_t state = SEED;
    *e = (employees){.count = count,
                     .seniority = malloc(count),
                     .post = malloc(count),
                     .woman = malloc(count),
                     .single_parent = malloc(count),
                     .sector = malloc(count),
                     .gross = malloc(count * sizeof *e->gross),
                     .first_child = malloc((count + 1) * sizeof *e->first_child),
                     .age = malloc(count * CHILDREN_MOST),
                     .disabled = malloc(count * CHILDREN_MOST)};
    if (e->seniority == NULL || e->post == NULL || e->woman == NULL || e->single_parent == NULL ||
        e->sector == NULL || e->gross == NULL || e->first_child == NULL || e->age == NULL ||
        e->disabled == NULL) {
        employees_free(e);
        return false;
    }
    e->first_child[0] = 0;
    for (size_t i = 0; i < count; i++) {
        random_employee(e, i, &state);
    }
    return true;
}

void employees_free(employees *e)
{
    free(e->seniority);
    free(e->post);
    free(e->woman);
    free(e->single_parent);
    free(e->sector);
    free(e->gross);
    free(e->first_child);
    free(e->age);
    free(e->disabled);
    *e = (employees){0};
}

bool employee_answers_make(employee_answers *a, size_t count)
{
    *a = (employee_answers){.leave = measure_touched(count),
                            .employee_part = measure_touched(count * sizeof *a->employee_part),
                            .employer_part = measure_touched(count * sizeof *a->employer_part),
                            .net = measure_touched(count * sizeof *a->net)};
    if (a->leave == NULL || a->employee_part == NULL || a->employer_part == NULL ||
        a->net == NULL) {
        employee_answers_free(a);
        return false;
    }
    return true;
}

void employee_answers_free(employee_answers *a)
{
    free(a->leave);
    free(a->employee_part);
    free(a->employer_part);
    free(a->net);
    *a = (employee_answers){0};
}

void employee_sums(const employee_answers *a, size_t count, int64_t sums[EMPLOYEE_SUMS])
{
    for (size_t k = 0; k < EMPLOYEE_SUMS; k++) {
        sums[k] = 0;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t leave = a->leave[i];
        int64_t employee = a->employee_part[i];
        int64_t employer = a->employer_part[i];
        int64_t net = a->net[i];
        sums[0] += leave;
        sums[1] += employee;
        sums[2] += employer;
        sums[3] += net;
        sums[4] += (leave + employee + 3 * employer + 7 * net) * (int64_t)(i % 97 + 1);
    }
}

void employee_sums_print(const char *label, const int64_t sums[EMPLOYEE_SUMS])
{
    printf("%s\t%lld %lld %lld %lld %lld\n", label, (long long)sums[0], (long long)sums[1],
           (long long)sums[2], (long long)sums[3], (long long)sums[4]);
    (void)fflush(stdout);
}
