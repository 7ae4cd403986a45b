/*
 * workload.qn as a programmer writes it who does not think of speed: a struct a row, if and else.
 *
 * Responsible for: answers equal to those of the rules. Refuses to know: where rows come from.
 */
#ifndef QN_BENCH_ORDINARY_H
#define QN_BENCH_ORDINARY_H

#include "employees.h"

typedef struct ordinary_child {
    uint8_t age;
    bool disabled;
} ordinary_child;

/* Money is in hundredths. */
typedef struct ordinary_employee {
    int64_t gross;
    int32_t seniority;
    uint8_t post;
    uint8_t sector;
    bool woman;
    bool single_parent;
    uint8_t children;
    ordinary_child child[CHILDREN_MOST];
} ordinary_employee;

typedef struct ordinary_answer {
    int32_t leave;
    int64_t employee_part;
    int64_t employer_part;
    int64_t net;
} ordinary_answer;

/* Employee i as a row. */
ordinary_employee ordinary_row(const employees *e, size_t i);

/* Answers for `count` rows on a date as 20230601. */
void ordinary_answers(const ordinary_employee *rows, size_t count, int date, ordinary_answer *out);

#endif
