/*
 * The kernels of batches in AVX2: used only where the processor has it.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC optimize("O3")
#pragma GCC target("avx2,bmi,bmi2")
#endif
#define ISA avx2
#define ROWS                                                                                       \
    (void)first;                                                                                   \
    for (size_t i = 0; i < (end & ~(size_t)(QN_KERNEL_ROWS - 1)); i++)
#include "batch_kernels.def"

const qn_kernels qn_kernels_avx2 = {.name = "AVX2", .run = {VECTORS}, .cast = ALL_CASTS};
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
