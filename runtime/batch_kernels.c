/*
 * Which kernels this processor can run: see batch_kernels.h.
 */
#include "batch_kernels.h"

#include <stddef.h>

#if defined(__x86_64__)
#include <cpuid.h>

/* What the processor says that it has, and the system keeps when it changes threads. */
typedef struct abilities {
    uint32_t basic;    /* ecx of leaf 1 */
    uint32_t extended; /* ebx of leaf 7 */
    uint32_t further;  /* ecx of leaf 7 */
    uint32_t kept;     /* low half of XCR0 */
} abilities;

enum {
    VBMI2 = 1 << 6,
    POPCNT = 1 << 23,
    OSXSAVE = 1 << 27,
    BMI1 = 1 << 3,
    AVX2 = 1 << 5,
    BMI2 = 1 << 8
};
enum { KEPT_YMM = 0x06, KEPT_ZMM = 0xe6 };

/* AVX-512 F, DQ, BW and VL. */
#define AVX512 (1U << 16 | 1U << 17 | 1U << 30 | 1U << 31)

static abilities ask_processor(void)
{
    abilities a = {0};
    uint32_t eax = 0;
    uint32_t ebx = 0;
    uint32_t edx = 0;
    if (__get_cpuid(1, &eax, &ebx, &a.basic, &edx) == 0 || (a.basic & OSXSAVE) == 0) {
        return (abilities){0};
    }
    if (__get_cpuid_count(7, 0, &eax, &a.extended, &a.further, &edx) == 0) {
        return (abilities){0};
    }
    __asm__("xgetbv" : "=a"(a.kept), "=d"(edx) : "c"(0));
    return a;
}

static bool has_avx2(const abilities *a)
{
    const uint32_t all = AVX2 | BMI1 | BMI2;
    return (a->basic & POPCNT) != 0 && (a->extended & all) == all &&
           (a->kept & KEPT_YMM) == KEPT_YMM;
}

static bool has_avx512(const abilities *a)
{
    return has_avx2(a) && (a->extended & AVX512) == AVX512 && (a->further & VBMI2) != 0 &&
           (a->kept & KEPT_ZMM) == KEPT_ZMM;
}
#endif

const qn_kernels *qn_kernels_of(int number)
{
    const qn_kernels *found[4] = {NULL};
    int count = 0;
#if defined(__x86_64__)
    abilities a = ask_processor();
    if (has_avx512(&a)) {
        found[count++] = &qn_kernels_avx512;
    }
    if (has_avx2(&a)) {
        found[count++] = &qn_kernels_avx2;
    }
#endif
    found[count++] = &qn_kernels_plain;
    return number >= 0 && number < count ? found[number] : NULL;
}
