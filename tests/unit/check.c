/*
 * The checks and the runner of check.h. It counts with CUnit and prints by itself.
 * It knows nothing of what is tested.
 */
#include "check.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestRun.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* More failures than this in one program are counted but not printed. */
enum { PRINTED_FAILURES = 40 };

bool check_true(bool holds, const char *what, const char *file, unsigned line)
{
    if (!holds && CU_get_number_of_failures() < PRINTED_FAILURES) {
        printf("%s:%u: in %s: %s\n", file, line, CU_get_current_test()->pName, what);
    }
    CU_assertImplementation(holds, line, what, file, "", CU_FALSE);
    return holds;
}

bool check_int(intmax_t actual, intmax_t expected, const char *what, const char *file,
               unsigned line)
{
    char text[512];
    if (actual == expected) {
        return check_true(true, what, file, line);
    }
    snprintf(text, sizeof text, "%s is %" PRIdMAX ", expected %" PRIdMAX, what, actual, expected);
    return check_true(false, text, file, line);
}

bool check_text(const char *actual, const char *expected, const char *what, const char *file,
                unsigned line)
{
    char text[2048];
    if (actual == expected || (actual && expected && strcmp(actual, expected) == 0)) {
        return check_true(true, what, file, line);
    }
    snprintf(text, sizeof text, "%s is\n  %s\nexpected\n  %s", what, actual ? actual : "(NULL)",
             expected ? expected : "(NULL)");
    return check_true(false, text, file, line);
}

/* False if CUnit had no memory for the suite. */
static bool register_cases(const char *suite, const check_case *cases, size_t count)
{
    CU_pSuite added = CU_add_suite(suite, NULL, NULL);
    for (size_t i = 0; added && i < count; i++) {
        if (!CU_add_test(added, cases[i].name, cases[i].run)) {
            return false;
        }
    }
    return added != NULL;
}

int check_run(const char *suite, const check_case *cases, size_t count)
{
    if (CU_initialize_registry() != CUE_SUCCESS || !register_cases(suite, cases, count) ||
        CU_run_all_tests() != CUE_SUCCESS) {
        printf("the tests of %s could not be run: %s\n0 passed, 1 failed\n", suite,
               CU_get_error_msg());
        return 1;
    }
    unsigned failed = CU_get_number_of_failures();
    printf("%u passed, %u failed\n", CU_get_number_of_successes(), failed);
    CU_cleanup_registry();
    return failed != 0;
}

uint64_t check_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545F4914F6CDD1D);
}
