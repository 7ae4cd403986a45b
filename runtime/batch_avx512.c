/*
 * The kernels of batches in AVX-512, with VBMI2: used only where the processor has it.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi,bmi2,popcnt"))),     \
    apply_to = function)
#else
#pragma GCC push_options
#pragma GCC optimize("O3")
#pragma GCC target(                                                                                \
    "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi,bmi2,popcnt,prefer-vector-width=512")
#endif
/* Eight rows at a time: their elements, each 0 or 1, go from where they stand one behind the other
 * to eight bytes a row, of which as many are filled as the row has elements, and are added up. */
static void count_words(const qn_strip *s, size_t groups)
{
    int8_t *out = s->out;
    const int8_t *a = s->a;
    const int32_t *begin = s->begin;
    const __m128i filled = _mm_setr_epi8(0, 1, 3, 7, 15, 31, 63, 127, -1, 0, 0, 0, 0, 0, 0, 0);
    for (size_t i = 0; i < groups * QN_KERNEL_ROWS; i += 8) {
        __m256i from = _mm256_loadu_si256((const void *)(begin + i));
        __m256i to = _mm256_loadu_si256((const void *)(begin + i + 1));
        __m128i counts = _mm256_cvtepi32_epi8(_mm256_sub_epi32(to, from));
        __mmask64 places = (__mmask64)_mm_cvtsi128_si64(_mm_shuffle_epi8(filled, counts));
        __m512i elements = _mm512_loadu_si512((const void *)(a + begin[i]));
        __m512i words = _mm512_maskz_expand_epi8(places, elements);
        __m512i sums = _mm512_sad_epu8(words, _mm512_setzero_si512());
        _mm_storel_epi64((void *)(out + i), _mm512_cvtepi64_epi8(sums));
    }
}

#define COUNT_WORDS count_words
#define ISA avx512
#include "batch_kernels.def"

const qn_kernels qn_kernels_avx512 = {.name = "AVX-512", .counts = true, .run = run_vectors_avx512};
#undef ISA
#undef COUNT_WORDS
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
