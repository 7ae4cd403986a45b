/*
 * Measures one case at a time through the C API, beside the same rules written by hand in C.
 *
 * Responsible for: that both give equal results for every person, and what each takes.
 * Refuses to know: the rules; a job brings them.
 */
#ifndef QN_BENCH_ONE_CASE_H
#define QN_BENCH_ONE_CASE_H

#include "qanun.h"

enum { ONE_CASE_FACTS = 16, ONE_CASE_RULES = 8 };

/* Stands in the results by hand for the error of a rule, as PAYSLIP_ERROR does. */
#define ONE_CASE_ERROR INT64_MIN

/*
 * A rule file and its twin. give: the facts of person i, with the numbers of the facts in the order
 * of their names; false where one was refused. by_hand: for persons 0 to count - 1 the results in
 * the order of rule, rule_count numbers each, in hundredths. on: year, month and day of person i,
 * which must be those of person 0 for all i where `dated` is false.
 */
typedef struct one_case_job {
    const char *fact[ONE_CASE_FACTS]; /* ended by NULL */
    const char *rule[ONE_CASE_RULES]; /* ended by NULL */
    const char *open;                 /* the fact that is left out where bounds are measured */
    const void *people;
    size_t count;
    bool (*give)(qn_case *c, const int32_t *fact, const void *people, size_t i);
    void (*by_hand)(const void *people, size_t count, int64_t *out);
    void (*on)(const void *people, size_t i, int *year, int *month, int *day);
} one_case_job;

/* Loads the image and checks that all persons of the job have the results of the twin. Prints the
 * first that has not. */
bool one_case_check(const one_case_job *job, const char *image);

/* Measures and prints, with the label in front, nanoseconds a person times 100: by hand, facts and
 * rules, facts alone, rules alone, rules with a fact unknown, rules with their explanation. */
bool one_case_measure(const one_case_job *job, const char *image, const char *label);

#endif
