/*
 * The kernels of batches in AVX-512: used only where the processor has it.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

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

/* Counts of eight rows at a time, whose elements are the bytes of a word each, 0 or 1. Rows with
 * more than eight elements leave it to another kernel. */
static void count_words(const qn_strip *s, size_t first, size_t end)
{
    int32_t *out = s->out;
    const __m512i most = _mm512_set1_epi64(64);
    if (!qn_rows_are_short(s->begin, end)) {
        qn_kernels_single.run[QN_COL_COUNT][QN_W32](s, first, end);
        return;
    }
    for (size_t i = 0; i + 8 <= end; i += 8) {
        __m256i from = _mm256_loadu_si256((const void *)(s->begin + i));
        __m256i to = _mm256_loadu_si256((const void *)(s->begin + i + 1));
        __m512i bits = _mm512_slli_epi64(_mm512_cvtepi32_epi64(_mm256_sub_epi32(to, from)), 3);
        __m512i inside = _mm512_srlv_epi64(_mm512_set1_epi64(-1), _mm512_sub_epi64(most, bits));
        __m512i word = _mm512_and_si512(_mm512_i32gather_epi64(from, s->a, 1), inside);
        __m512i count = _mm512_sad_epu8(word, _mm512_setzero_si512());
        _mm256_storeu_si256((void *)(out + i), _mm512_cvtepi64_epi32(count));
    }
    if (end % 8 != 0) {
        qn_kernels_single.run[QN_COL_COUNT][QN_W32](s, end / 8 * 8, end);
    }
}

const qn_kernels qn_kernels_avx512 = {.name = "AVX-512",
                                      .run = {VECTORS, [QN_COL_COUNT] = {[QN_W32] = count_words}},
                                      .cast = ALL_CASTS,
                                      .range = IN_ALL(range)};
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
