/*
 * The employees of the reference workload, as columns: made by chance that repeats, so that the
 * first n are the same however many are made.
 *
 * Responsible for: the facts and what a list of answers adds up to. Refuses to know: the rules.
 */
#ifndef QN_BENCH_EMPLOYEES_H
#define QN_BENCH_EMPLOYEES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GENERAL, TEACHER, HAZARDOUS, WAR_VETERAN, POSTS };
enum { STATE_OR_OIL, PRIVATE, SECTORS };
enum { CHILDREN_MOST = 8, EMPLOYEE_SUMS = 5 };

/* The date of decision: 20230601. */
#define EMPLOYEES_ON 20230601

/* A column each; money in hundredths, yes as 1. The children of employee i are first_child[i] to
 * first_child[i + 1] - 1. */
typedef struct employees {
    size_t count;
    uint8_t *seniority;
    uint8_t *post;
    uint8_t *woman;
    uint8_t *single_parent;
    uint8_t *sector;
    int32_t *gross;
    int32_t *first_child; /* count + 1 */
    uint8_t *age;
    uint8_t *disabled;
} employees;

/* What the rules say of each, in days and hundredths. */
typedef struct employee_answers {
    uint8_t *leave;
    int32_t *employee_part;
    int32_t *employer_part;
    int32_t *net;
} employee_answers;

/* False, and nothing to free, where memory fails. */
bool employees_make(employees *e, size_t count);
void employees_free(employees *e);

/* The names of posts and sectors, in the order of their numbers. */
extern const char *const employee_posts[POSTS];
extern const char *const employee_sectors[SECTORS];

/* All zeroes, so that the memory is there before anything is measured. */
bool employee_answers_make(employee_answers *a, size_t count);
void employee_answers_free(employee_answers *a);

/* The sums of the four answers, and one that a wrong or misplaced answer changes: of
 * (leave + employee_part + 3 employer_part + 7 net) * (i mod 97 + 1) over all i. */
void employee_sums(const employee_answers *a, size_t count, int64_t sums[EMPLOYEE_SUMS]);

/* Prints "label<tab>" and the five sums. */
void employee_sums_print(const char *label, const int64_t sums[EMPLOYEE_SUMS]);

#endif
