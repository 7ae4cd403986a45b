/*
 * The tests of test_wide.c on the code for machines without 128-bit integers. The implementation is
 * compiled into this program, so that the linker does not take the library's.
 */
#define QN_NO_INT128

#include "wide.c"
#include "wide_long.c"

#include "test_wide.c"
