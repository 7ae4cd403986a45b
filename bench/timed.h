/*
 * Taking the time of single functions of what is measured.
 *
 * The compiler reads no clock. Calls from one of its files to another come here first, through the
 * linker (--wrap in the Makefile), and go on from here. Refuses to know: what the functions do.
 */
#ifndef QN_BENCH_TIMED_H
#define QN_BENCH_TIMED_H

#include "measure.h"

/* A function without a result: its nanoseconds are added to `spent`. */
#define TIMED(spent, name, parameters, arguments)                                                  \
    void __real_##name parameters;                                                                 \
    void __wrap_##name parameters;                                                                 \
    void __wrap_##name parameters                                                                  \
    {                                                                                              \
        int64_t begun = measure_spent();                                                           \
        __real_##name arguments;                                                                   \
        (spent) += measure_spent() - begun;                                                        \
    }

/* The same with a result. */
#define TIMED_RESULT(spent, type, name, parameters, arguments)                                     \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        int64_t begun = measure_spent();                                                           \
        type result = __real_##name arguments;                                                     \
        (spent) += measure_spent() - begun;                                                        \
        return result;                                                                             \
    }

#endif
