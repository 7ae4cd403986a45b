/*
 * The kernels of batches that go through one row after the other, as they have no other form.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("O2", "no-tree-vectorize")
#endif

#include <string.h>

#define IS_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define EACH_ROW for (size_t i = 0; i < end; i++)
#define SINGLY(name) static void name##_singly(const qn_strip *s, size_t end)
#define RESULT(type) type *restrict out = s->out
#define COLUMN(type, name) const type *name = s->name

#define CHECKED(name, operation)                                                                   \
    SINGLY(name)                                                                                   \
    {                                                                                              \
        RESULT(int64_t);                                                                           \
        COLUMN(int64_t, a);                                                                        \
        COLUMN(int64_t, b);                                                                        \
        bool overflow = false;                                                                     \
        EACH_ROW                                                                                   \
        {                                                                                          \
            int64_t made = 0;                                                                      \
            bool over = operation(a[i], b[i], &made);                                              \
            over |= made == INT64_MIN;                                                             \
            overflow |= over;                                                                      \
            out[i] = over ? 0 : made;                                                              \
        }                                                                                          \
        *s->overflow |= overflow;                                                                  \
    }
CHECKED(add_checked, __builtin_add_overflow)
CHECKED(sub_checked, __builtin_sub_overflow)
CHECKED(mul_checked, __builtin_mul_overflow)

#define WIDE_QUESTION(name, is_so, y)                                                              \
    SINGLY(name)                                                                                   \
    {                                                                                              \
        RESULT(int8_t);                                                                            \
        COLUMN(int64_t, a);                                                                        \
        COLUMN(int64_t, b);                                                                        \
        (void)b;                                                                                   \
        EACH_ROW                                                                                   \
        {                                                                                          \
            out[i] = is_so(a[i], y);                                                               \
        }                                                                                          \
    }
#define IS_EQUAL(p, q) ((p) == (q))
#define IS_LESS(p, q) ((p) < (q))
#define IS_SHARED(p, q) (((p) & (q)) != 0)
WIDE_QUESTION(eq, IS_EQUAL, b[i])
WIDE_QUESTION(lt, IS_LESS, b[i])
WIDE_QUESTION(has, IS_SHARED, b[i])
WIDE_QUESTION(has_x, IS_SHARED, s->x)

/* The last step at or below each number, found without branches. */
SINGLY(search)
{
    RESULT(int64_t);
    COLUMN(int64_t, a);
    EACH_ROW
    {
        const int64_t *step = s->step;
        uint32_t count = s->steps;
        while (count > 1) {
            uint32_t half = count / 2;
            step += step[2 * (size_t)half] <= a[i] ? 2 * (size_t)half : 0;
            count -= half;
        }
        out[i] = step[0] <= a[i] ? step[1] : s->x;
    }
}

/* top / d, from a factor and a shift as above where there are products of 128 bits. */
typedef struct divisor {
    uint64_t d;
    uint64_t factor;
    uint32_t shift;
} divisor;

static inline divisor make_divisor(uint64_t d)
{
    divisor made = {.d = d};
#if QN_HAS_INT128
    while (((uint64_t)1 << made.shift) < d) {
        made.shift++;
    }
    const qn_wide power = {.lo = (uint64_t)1 << 63};
    qn_wide factor = {0};
    (void)qn_wide_muldiv_round(power, qn_wide_from_u64((uint64_t)1 << made.shift),
                               qn_wide_from_u64(d), QN_ROUND_DOWN, &factor);
    made.factor = factor.lo + 1;
    made.shift += 63;
#endif
    return made;
}

static inline uint64_t divide_by(divisor by, uint64_t top)
{
#if QN_HAS_INT128
    return (uint64_t)(((qn_uint128)top * by.factor) >> by.shift);
#else
    return top / by.d;
#endif
}

SINGLY(divide_q)
{
    RESULT(int64_t);
    COLUMN(int64_t, a);
    const uint64_t d = (uint64_t)s->x;
    const divisor by = make_divisor(d);
    const uint64_t more = qn_rounding_addend(s->mode, d, false);
    const uint64_t more_below = qn_rounding_addend(s->mode, d, true);
    const bool is_even = s->mode == QN_ROUND_HALF_EVEN && d % 2 == 0;
    EACH_ROW
    {
        uint64_t sign = (uint64_t) - (int64_t)(a[i] < 0);
        uint64_t top = (((uint64_t)a[i] ^ sign) - sign) + (sign != 0 ? more_below : more);
        uint64_t whole = divide_by(by, top);
        whole -= is_even && whole * d == top ? whole & 1 : 0;
        out[i] = (int64_t)((whole ^ sign) - sign);
    }
}

SINGLY(divide)
{
    RESULT(int64_t);
    COLUMN(int64_t, a);
    COLUMN(int64_t, b);
    EACH_ROW
    {
        (void)qn_kernel_round_i(a[i], 1, b[i], 1, s->mode, &out[i]);
    }
}

int64_t qn_column_date(const qn_date_job *job, int64_t a, int64_t b, int64_t c)
{
    int64_t made = 0;
    uint32_t error = 0;
    switch (job->op) {
    case OP_DATE_MAKE:
        error = qn_kernel_date_make(a, b, c, &made);
        break;
    case OP_DATE_DAYS:
        error = qn_kernel_date_days(a, b, &made);
        break;
    case OP_DATE_MONTHS:
        error = qn_kernel_date_months(a, b, (qn_months)job->mode, &made);
        break;
    case OP_DATE_SPAN:
        error = qn_kernel_date_span(a, b, job->c, (qn_months)job->mode, &made);
        break;
    case OP_DATE_PART:
        error = qn_kernel_date_part(a, job->b, &made);
        break;
    case OP_DATE_EDGE:
        error = qn_kernel_date_edge(a, job->b, &made);
        break;
    case OP_DATE_SEEK:
    default:
        error = qn_kernel_date_seek(a, job->b, job->c, &made);
        break;
    }
    return error == 0 ? made : INT64_MIN;
}

SINGLY(date)
{
    RESULT(int64_t);
    COLUMN(int64_t, a);
    COLUMN(int64_t, b);
    COLUMN(int64_t, c);
    EACH_ROW
    {
        out[i] = qn_column_date(s->date, a[i], b[i], c[i]);
    }
}

#define SPREADING(bits)                                                                            \
    SINGLY(spread_##bits)                                                                          \
    {                                                                                              \
        RESULT(int##bits##_t);                                                                     \
        COLUMN(int##bits##_t, a);                                                                  \
        EACH_ROW                                                                                   \
        {                                                                                          \
            for (int32_t k = s->begin[i]; k < s->begin[i + 1]; k++) {                              \
                out[k] = a[i];                                                                     \
            }                                                                                      \
        }                                                                                          \
    }
SPREADING(8)
SPREADING(32)
SPREADING(64)

SINGLY(position)
{
    RESULT(int32_t);
    EACH_ROW
    {
        for (int32_t k = s->begin[i]; k < s->begin[i + 1]; k++) {
            out[k] = k - s->begin[i];
        }
    }
}

/* The elements of a row as the bytes of a word, each 0 or 1, which a multiplication adds up. Reads
 * behind the last element, where a strip has room. */
static void count_short(int8_t *restrict out, const int8_t *a, const int32_t *begin, size_t rows)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    for (size_t i = 0; i < rows; i++) {
        uint32_t bits = 8 * (uint32_t)(begin[i + 1] - begin[i]);
        uint64_t inside = (((uint64_t)1 << (bits & 63)) - 1) | (uint64_t) - (int64_t)(bits == 64);
        uint64_t word = 0;
        memcpy(&word, a + begin[i], sizeof word);
        out[i] = (int8_t)(((word & inside) * ones) >> 56);
    }
}

/* The counts of all elements before each, whose differences are those of the rows. */
static void count_before(int32_t *restrict before, const int8_t *a, int32_t elements)
{
    int32_t count = 0;
    for (int32_t k = 0; k < elements; k++) {
        before[k] = count;
        count += a[k];
    }
    before[elements] = count;
}

SINGLY(count_8)
{
    RESULT(int8_t);
    const int32_t *before = s->scratch;
    if (IS_LITTLE_ENDIAN && qn_rows_are_short(s)) {
        count_short(s->out, s->a, s->begin, end);
        return;
    }
    count_before(s->scratch, s->a, s->begin[end]);
    EACH_ROW
    {
        out[i] = (int8_t)(before[s->begin[i + 1]] - before[s->begin[i]]);
    }
}

SINGLY(count_32)
{
    RESULT(int32_t);
    const int32_t *before = s->scratch;
    count_before(s->scratch, s->a, s->begin[end]);
    EACH_ROW
    {
        out[i] = before[s->begin[i + 1]] - before[s->begin[i]];
    }
}

/* Sums that wrap around have the right differences. */
SINGLY(total)
{
    RESULT(int64_t);
    COLUMN(int8_t, a);
    COLUMN(int64_t, b);
    uint64_t *restrict before = s->scratch;
    const int32_t elements = s->begin[end];
    uint64_t sum = 0;
    for (int32_t k = 0; k < elements; k++) {
        before[k] = sum;
        sum += a[k] != 0 ? (uint64_t)b[k] : 0;
    }
    before[elements] = sum;
    EACH_ROW
    {
        out[i] = (int64_t)(before[s->begin[i + 1]] - before[s->begin[i]]);
    }
}

#define EXTREME(name, better)                                                                      \
    SINGLY(name)                                                                                   \
    {                                                                                              \
        RESULT(int64_t);                                                                           \
        COLUMN(int8_t, a);                                                                         \
        COLUMN(int64_t, b);                                                                        \
        EACH_ROW                                                                                   \
        {                                                                                          \
            bool found = false;                                                                    \
            int64_t best = 0;                                                                      \
            for (int32_t k = s->begin[i]; k < s->begin[i + 1]; k++) {                              \
                bool is_next = a[k] != 0 && (!found || b[k] better best);                          \
                best = is_next ? b[k] : best;                                                      \
                found |= is_next;                                                                  \
            }                                                                                      \
            out[i] = best;                                                                         \
        }                                                                                          \
    }
EXTREME(least, <)
EXTREME(most, >)

#define RUN_SINGLY(op, width, name)                                                                \
    case QN_KERNEL(QN_COL_##op, width):                                                            \
        name##_singly(s, rows);                                                                    \
        return;

void qn_kernel_singly(uint32_t kernel, const qn_strip *s, size_t rows)
{
    switch (kernel) {
        RUN_SINGLY(EQ, QN_W64, eq)
        RUN_SINGLY(LT, QN_W64, lt)
        RUN_SINGLY(HAS, QN_W64, has)
        RUN_SINGLY(HAS_X, QN_W64, has_x)
        RUN_SINGLY(SEARCH, QN_W64, search)
        RUN_SINGLY(ADD_CHECKED, QN_W64, add_checked)
        RUN_SINGLY(SUB_CHECKED, QN_W64, sub_checked)
        RUN_SINGLY(MUL_CHECKED, QN_W64, mul_checked)
        RUN_SINGLY(DIVIDE_Q, QN_W64, divide_q)
        RUN_SINGLY(DIVIDE, QN_W64, divide)
        RUN_SINGLY(DATE, QN_W64, date)
        RUN_SINGLY(SPREAD, QN_W8, spread_8)
        RUN_SINGLY(SPREAD, QN_W32, spread_32)
        RUN_SINGLY(SPREAD, QN_W64, spread_64)
        RUN_SINGLY(POSITION, QN_W32, position)
        RUN_SINGLY(COUNT, QN_W8, count_8)
        RUN_SINGLY(COUNT, QN_W32, count_32)
        RUN_SINGLY(TOTAL, QN_W64, total)
        RUN_SINGLY(LEAST, QN_W64, least)
        RUN_SINGLY(MOST, QN_W64, most)
    }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
