/*
 * How long the boxes take by themselves: what is said of rows, clauses and versions while rule
 * files are compiled, and the bounds that rules have while nothing is known of a case. No case is
 * tried, and no prover asked.
 *
 * Usage: bench_boxes LABEL FILE… compiles the files together, as `qanun check` does. Prints, in
 * nanoseconds, the middle of the times for each of the two, their sum and the limit of it; ends
 * with 1 where the sum is beyond the limit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bounds.h"
#include "clause.h"
#include "qanun_compile.h"
#include "timed.h"

enum { TIMES = 51, LIMIT = 50000000 };

/* Nanoseconds in the boxes, since it was set to 0. */
static int64_t spent;

TIMED(spent, qn_find_in_table,
      (qn_scope * s, const qn_band *band, const qn_operand *subjects, bool covered),
      (s, band, subjects, covered))
TIMED(spent, qn_find_in_band, (qn_scope * s, const qn_band *band, const qn_operand *subject),
      (s, band, subject))
TIMED(spent, qn_find_clashes, (const qn_body_parts *parts), (parts))
TIMED(spent, qn_find_double_versions, (const qn_body_parts *parts, const char *name), (parts, name))
TIMED(spent, qn_find_days_without_version, (const qn_body_parts *parts, const char *name),
      (parts, name))
TIMED(spent, qn_find_early_versions, (const qn_body_parts *parts), (parts))

static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    (void)context;
    *bytes = access(path, R_OK) == 0 ? measure_read(path, length) : NULL;
    return *bytes != NULL ? QN_OK : QN_MISUSE;
}

/* Every rule, of a case of which nothing is known, not even a default. */
static bool find_bounds(const qn_program *program, int64_t *out)
{
    qn_case *c = qn_case_new(program);
    qn_value value;
    bool good = c != NULL;
    for (int32_t i = 0; good && i < qn_program_fact_count(program); i++) {
        good = qn_case_set_unknown(c, i) == QN_OK;
    }
    if (good) {
        qn_bounds_set_steps(c, QN_BOUNDS_GLANCE);
    }
    int64_t begun = measure_spent();
    for (int32_t i = 0; good && i < qn_program_rule_count(program); i++) {
        good = qn_eval(c, i, &value) == QN_OK;
    }
    *out = measure_spent() - begun;
    qn_case_free(c);
    return good;
}

/* Both times of one run; false where the files do not compile. */
static bool run(const qn_compile_options *options, const char *path, int64_t *finding,
                int64_t *bounding)
{
    qn_compilation *compilation = NULL;
    qn_program *program = NULL;
    size_t length = 0;
    spent = 0;
    bool good = qn_compile(path, options, &compilation) == QN_OK;
    *finding = spent;
    const unsigned char *image = good ? qn_compilation_image(compilation, &length) : NULL;
    good = image != NULL && qn_program_load(image, length, NULL, &program, NULL) == QN_OK &&
           find_bounds(program, bounding);
    qn_program_free(program);
    qn_compilation_free(compilation);
    return good;
}

static void print_result(const char *label, const char *what, int64_t number)
{
    char name[200];
    (void)snprintf(name, sizeof name, "%s %s", label, what);
    measure_print(name, number);
}

int main(int count, char **arguments)
{
    static int64_t finding[TIMES];
    static int64_t bounding[TIMES];
    static int64_t all[TIMES];
    if (count < 3) {
        fputs("usage: bench_boxes LABEL FILE…\n", stderr);
        return 2;
    }
    qn_compile_options options = {.read = read_file,
                                  .beside = (const char *const *)arguments + 3,
                                  .beside_count = (size_t)count - 3};
    for (int i = 0; i < TIMES; i++) {
        if (!run(&options, arguments[2], &finding[i], &bounding[i])) {
            fprintf(stderr, "%s and what is beside it do not compile\n", arguments[2]);
            return 1;
        }
        all[i] = finding[i] + bounding[i];
    }
    int64_t sum = measure_median(all, TIMES);
    print_result(arguments[1], "rows and versions", measure_median(finding, TIMES));
    print_result(arguments[1], "bounds", measure_median(bounding, TIMES));
    print_result(arguments[1], "all", sum);
    print_result(arguments[1], "limit", LIMIT);
    if (sum > LIMIT) {
        fprintf(stderr, "the boxes take longer than %d ms\n", LIMIT / 1000000);
    }
    return sum > LIMIT;
}
