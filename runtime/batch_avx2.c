/*
 * The kernels of batches in AVX2: used only where the processor has it.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

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

/* Counts of four rows at a time, whose elements are the bytes of a word each, 0 or 1. Rows with
 * more than eight elements leave it to another kernel. */
static void count_words(const qn_strip *s, size_t first, size_t end)
{
    int32_t *out = s->out;
    const __m256i most = _mm256_set1_epi64x(64);
    const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
    if (!qn_rows_are_short(s->begin, end)) {
        qn_kernels_single.run[QN_COL_COUNT][QN_W32](s, first, end);
        return;
    }
    for (size_t i = 0; i + 4 <= end; i += 4) {
        __m128i from = _mm_loadu_si128((const void *)(s->begin + i));
        __m128i to = _mm_loadu_si128((const void *)(s->begin + i + 1));
        __m256i bits = _mm256_slli_epi64(_mm256_cvtepi32_epi64(_mm_sub_epi32(to, from)), 3);
        __m256i inside = _mm256_srlv_epi64(_mm256_set1_epi64x(-1), _mm256_sub_epi64(most, bits));
        __m256i word = _mm256_and_si256(_mm256_i32gather_epi64(s->a, from, 1), inside);
        __m256i count = _mm256_sad_epu8(word, _mm256_setzero_si256());
        __m128i narrow = _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(count, even));
        _mm_storeu_si128((void *)(out + i), narrow);
    }
    if (end % 4 != 0) {
        qn_kernels_single.run[QN_COL_COUNT][QN_W32](s, end / 4 * 4, end);
    }
}

const qn_kernels qn_kernels_avx2 = {.name = "AVX2",
                                    .run = {VECTORS, [QN_COL_COUNT] = {[QN_W32] = count_words}},
                                    .cast = ALL_CASTS,
                                    .range = IN_ALL(range)};
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
