/*
 * Which kernels this processor can run: see batch_kernels.h.
 */
#include "batch_kernels.h"

#include <stddef.h>

const qn_kernels *qn_kernels_of(int number)
{
    const qn_kernels *found[4] = {NULL};
    int count = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
        found[count++] = &qn_kernels_avx512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
        found[count++] = &qn_kernels_avx2;
    }
#endif
    found[count++] = &qn_kernels_plain;
    return number >= 0 && number < count ? found[number] : NULL;
}
