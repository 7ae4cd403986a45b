/*
 * Which kernels this processor can run, and how they go through rows: see batch_kernels.h.
 */
#include "batch_kernels.h"

#include <string.h>

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

/* ---- running */

typedef enum form { NUMBER, QUESTION, CHOICE, SINGLE, EITHER } form;

/* Bringing to another width and ranges stand behind the operations. */
static form form_of(uint32_t kernel)
{
    static const uint8_t forms[] = {
#define QN_COLUMN_OP(name, lanes, form, sentence) form,
#include "batch_ops.def"
#undef QN_COLUMN_OP
    };
    uint32_t op = kernel / QN_WIDTH_COUNT;
    return op < QN_COLUMN_OP_COUNT ? (form)forms[op] : NUMBER;
}

/* The widths of the columns of a kernel; c has that of b. */
typedef struct widths {
    uint32_t a;
    uint32_t b;
    uint32_t out;
} widths;

static bool is_range(uint32_t kernel)
{
    return kernel >= QN_KERNEL_RANGE(QN_W8);
}

static widths widths_of(uint32_t kernel)
{
    uint32_t op = kernel / QN_WIDTH_COUNT;
    uint32_t width = kernel % QN_WIDTH_COUNT;
    form shape = form_of(kernel);
    widths of = {.a = shape == CHOICE ? QN_W8 : width, .b = width, .out = width};
    if (op >= QN_COLUMN_OP_COUNT && !is_range(kernel)) {
        of.a = op - QN_COLUMN_OP_COUNT;
    }
    if (shape == QUESTION) {
        of.out = QN_W8;
    }
    return of;
}

/* Copies the few rows of a column to where there is room for vectors, and fills that with the first
 * of them. */
static const void *copy_few(const void *column, uint32_t width, size_t rows, unsigned char *out)
{
    const unsigned char *from = column;
    if (from == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < QN_KERNEL_ROWS; i++) {
        memcpy(out + (i << width), from + (i < rows ? i << width : 0), (size_t)1 << width);
    }
    return out;
}

/* Fewer rows than vectors go through: copies of them, as nothing may be read or written behind the
 * last. */
static void run_few(const qn_kernels *kernels, uint32_t kernel, const qn_strip *strip, size_t rows)
{
    _Alignas(QN_KERNEL_ROWS) unsigned char room[4][QN_KERNEL_ROWS * sizeof(int64_t)];
    const widths of = widths_of(kernel);
    qn_strip few = *strip;
    few.a = copy_few(strip->a, of.a, rows, room[0]);
    few.b = copy_few(strip->b, of.b, rows, room[1]);
    few.c = copy_few(strip->c, of.b, rows, room[2]);
    if (is_range(kernel)) {
        kernels->run(kernel, &few, 1);
        return;
    }
    few.out = room[3];
    kernels->run(kernel, &few, 1);
    memcpy(strip->out, few.out, rows << of.out);
}

static const void *column_from(const void *column, uint32_t width, size_t first)
{
    return column == NULL ? NULL : (const unsigned char *)column + (first << width);
}

/* The last group of rows, of which some have been gone through already. */
static void run_last(const qn_kernels *kernels, uint32_t kernel, const qn_strip *strip, size_t rows)
{
    const size_t first = rows - QN_KERNEL_ROWS;
    const widths of = widths_of(kernel);
    qn_strip last = *strip;
    if (form_of(kernel) == EITHER) {
        last.begin += first; /* which says where in a the elements are */
    } else {
        last.a = column_from(strip->a, of.a, first);
    }
    last.b = column_from(strip->b, of.b, first);
    last.c = column_from(strip->c, of.b, first);
    if (!is_range(kernel)) {
        last.out = (unsigned char *)strip->out + (first << of.out);
    }
    kernels->run(kernel, &last, 1);
}

/* Whether vectors do it. */
static bool has_vectors(const qn_kernels *kernels, uint32_t kernel, const qn_strip *strip,
                        size_t rows)
{
    form shape = form_of(kernel);
    if (shape == EITHER) {
        return kernels->counts && kernel == QN_KERNEL(QN_COL_COUNT, QN_W8) &&
               rows >= QN_KERNEL_ROWS && qn_rows_are_short(strip);
    }
    return shape != SINGLE;
}

void qn_kernel_run(const qn_kernels *kernels, uint32_t kernel, const qn_strip *strip, size_t rows)
{
    if (!has_vectors(kernels, kernel, strip, rows)) {
        qn_kernel_singly(kernel, strip, rows);
    } else if (rows >= QN_KERNEL_ROWS) {
        kernels->run(kernel, strip, rows / QN_KERNEL_ROWS);
        if (rows % QN_KERNEL_ROWS != 0) {
            run_last(kernels, kernel, strip, rows);
        }
    } else if (rows > 0) {
        run_few(kernels, kernel, strip, rows);
    }
}

/* ---- numbers that kernels need */

qn_four_steps qn_four_steps_of(const qn_strip *strip, uint32_t k)
{
    qn_four_steps four = {{0}, {0}, 0, UINT64_MAX};
    uint64_t before = (uint64_t)(k == 0 ? strip->x : strip->step[2 * (size_t)k - 1]);
    if (k == 0) {
        four.start = before;
        four.kept = 0;
    }
    for (uint32_t i = 0; i < 4 && k + i < strip->steps; i++) {
        const int64_t *step = &strip->step[2 * (size_t)(k + i)];
        four.at[i] = step[0];
        four.more[i] = (uint64_t)step[1] - before;
        before = (uint64_t)step[1];
    }
    return four;
}

qn_divisor qn_divisor_of(const qn_strip *strip)
{
    uint32_t d = (uint32_t)strip->x;
    uint32_t log = 0;
    qn_divisor by = {.d = d,
                     .twos = (uint32_t)__builtin_ctz(d),
                     .more = (uint32_t)qn_rounding_addend(strip->mode, d, false),
                     .more_below = (uint32_t)qn_rounding_addend(strip->mode, d, true),
                     .odd = strip->mode == QN_ROUND_HALF_EVEN && d % 2 == 0};
    while (((uint64_t)1 << log) < d >> by.twos) {
        log++;
    }
    by.shift = 31 + log;
    by.factor = (uint32_t)(((uint64_t)1 << by.shift) / (d >> by.twos) + 1);
    by.is_simple = strip->y == 0 && by.odd == 0;
    return by;
}
