/*
 * The kernels of batches in AVX2: used only where the processor has it.
 */
#include "batch_kernels.h"
#include "kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC optimize("O3")
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif
/* The elements of a row as the bytes of a word, each 0 or 1. */
static void count_words(const qn_strip *s, size_t groups)
{
    int8_t *restrict out = s->out;
    const int8_t *a = s->a;
    const int32_t *begin = s->begin;
    for (size_t i = 0; i < groups * QN_KERNEL_ROWS; i++) {
        uint32_t bits = 8 * (uint32_t)(begin[i + 1] - begin[i]);
        uint64_t word = 0;
        memcpy(&word, a + begin[i], sizeof word);
        out[i] = (int8_t)__builtin_popcountll(_bzhi_u64(word, bits));
    }
}

#define COUNT_WORDS count_words
#define ISA avx2
#include "batch_kernels.def"

const qn_kernels qn_kernels_avx2 = {.name = "AVX2", .counts = true, .run = run_vectors_avx2};
#undef ISA
#undef COUNT_WORDS
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
