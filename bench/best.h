/*
 * workload.qn as fast as C by hand goes: columns, no branches, the children of an employee in the
 * eight bytes of one number. Built with -O3 for this very machine.
 *
 * Responsible for: answers equal to those of the rules, and the time that they take at least.
 * Refuses to know: wages above the limit of the rules, and employees with more children than eight.
 */
#ifndef QN_BENCH_BEST_H
#define QN_BENCH_BEST_H

#include "employees.h"

/* The columns of the employees, and of each employee the children: a byte a child, the age and, for
 * a child with a disability, the highest bit; 127 where there is no child. */
typedef struct best_columns {
    const employees *e;
    uint64_t *children;
} best_columns;

bool best_columns_make(best_columns *c, const employees *e);
void best_columns_free(best_columns *c);

/* Answers for the employees from `first` up to `end`, which is not among them. */
void best_answers(const best_columns *c, size_t first, size_t end, int date,
                  const employee_answers *out);

/* Reads and writes as many bytes as best_answers does, and does nothing else: what the memory takes
 * anyway. */
void best_bytes(const best_columns *c, const employee_answers *out);

#endif
