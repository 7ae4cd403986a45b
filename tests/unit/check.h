/*
 * What the unit tests share: checks that say what they got, and a runner on top of CUnit.
 *
 * A test program has an array of check_case and a main that returns check_run(...). Its last line
 * is "N passed, N failed", counted in checks, and it exits with 1 if any failed.
 */
#ifndef QN_TESTS_CHECK_H
#define QN_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct check_case {
    const char *name;
    void (*run)(void);
} check_case;

/* Each evaluates to true if the check holds, so that a test can stop or say more. */
#define CHECK(condition) check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(actual, expected)                                                                \
    check_int((intmax_t)(actual), (intmax_t)(expected), #actual, __FILE__, __LINE__)
#define CHECK_TEXT(actual, expected) check_text((actual), (expected), #actual, __FILE__, __LINE__)

bool check_true(bool holds, const char *what, const char *file, unsigned line);
bool check_int(intmax_t actual, intmax_t expected, const char *what, const char *file,
               unsigned line);
/* Either text may be NULL; two NULLs are equal. */
bool check_text(const char *actual, const char *expected, const char *what, const char *file,
                unsigned line);

/* Runs the cases in order, prints each failed check and the totals. The exit status of main. */
int check_run(const char *suite, const check_case *cases, size_t count);

/* How many of something to try: `all`, or `few` under the sanitizers, which take ten times as long.
 * The suite runs programs that say so without the sanitizers, too. */
#ifdef __SANITIZE_ADDRESS__
#define CHECK_FEWER(all, few) (few)
#else
#define CHECK_FEWER(all, few) (all)
#endif

/* A generator of repeatable pseudo-random numbers (xorshift64*); the state must not be 0. */
uint64_t check_random(uint64_t *state);

#endif
