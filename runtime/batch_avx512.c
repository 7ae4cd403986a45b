/*
 * The kernels of batches in AVX-512: used only where the processor has it.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC optimize("O3")
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,prefer-vector-width=512")
#endif
#define ISA avx512
#define ROWS                                                                                       \
    (void)first;                                                                                   \
    for (size_t i = 0; i < (end & ~(size_t)(QN_KERNEL_ROWS - 1)); i++)
#include "batch_kernels.def"

const qn_kernels qn_kernels_avx512 = {.name = "AVX-512", .run = {VECTORS}, .cast = ALL_CASTS};
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
