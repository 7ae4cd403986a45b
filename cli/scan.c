/*
 * Records by their separators. See scan.h.
 *
 * The way is that of readers of JSON by vectors: each byte of a chunk becomes a bit that says
 * whether it is a separator, an end of line or a sign that needs care, and bits are counted and
 * gone through without looking at the bytes again.
 */
#include "scan.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "csv.h"

/* CELLS: about so many at once, where there are many columns. */
enum { CHUNK = 64, CELLS = 1 << 20 };

/* The bytes of a chunk that are such a sign, the first in the lowest bit. */
typedef struct chunk {
    uint64_t separator;
    uint64_t line;
    uint64_t care; /* quotation marks, and carriage returns */
    uint64_t mark;
} chunk;

#ifdef __SSE2__

static uint64_t bits_of(const __m128i *part, char sign)
{
    const __m128i wanted = _mm_set1_epi8(sign);
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part[i], wanted)) << (16 * i);
    }
    return bits;
}

static inline uint64_t few_bits(__m128i part, char sign)
{
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part, _mm_set1_epi8(sign)));
}

static inline void load(const char *bytes, __m128i *part)
{
    for (int i = 0; i < 4; i++) {
        part[i] = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
    }
}

#else

static uint64_t bits_of(const char *part, char sign)
{
    uint64_t bits = 0;
    for (int i = 0; i < CHUNK; i++) {
        bits |= (uint64_t)(part[i] == sign) << i;
    }
    return bits;
}

#endif

static inline chunk look_at(const char *bytes, char separator)
{
#ifdef __SSE2__
    __m128i part[4];
    load(bytes, part);
#else
    const char *part = bytes;
#endif
    chunk out = {.separator = bits_of(part, separator),
                 .line = bits_of(part, '\n'),
                 .care = bits_of(part, '\r'),
                 .mark = bits_of(part, '"')};
    return out;
}

/* The same of the first sixteen bytes alone, where the text is no longer. */
static inline chunk look_at_few(const char *bytes, size_t length, char separator)
{
#ifdef __SSE2__
    if (length <= 16) {
        const __m128i few = _mm_loadu_si128((const __m128i *)(const void *)bytes);
        return (chunk){.separator = few_bits(few, separator),
                       .line = few_bits(few, '\n'),
                       .care = few_bits(few, '\r'),
                       .mark = few_bits(few, '"')};
    }
#endif
    (void)length;
    return look_at(bytes, separator);
}

bool qn_scan_open(qn_scan *scan, size_t columns)
{
    scan->rows = 0;
    size_t cells = columns < CELLS / QN_SCAN_ROWS ? QN_SCAN_ROWS * columns : (size_t)CELLS;
    scan->room = cells + columns + (size_t)4 * CHUNK;
    scan->end = malloc(scan->room * sizeof *scan->end);
    return scan->end != NULL;
}

void qn_scan_close(qn_scan *scan)
{
    free(scan->end);
    scan->end = NULL;
}

/* Notes that a row ends at an end of line, or at the end of the text. cells: the number of its
 * cells in `end` so far, with those of the rows before. */
static void end_row(qn_scan *scan, const char *bytes, size_t at, size_t cells, size_t columns)
{
    size_t row = scan->rows++;
    size_t begin = scan->begin[row];
    bool has_return = at > begin && bytes[at - 1] == '\r';
    size_t count = cells - scan->first[row];
    /* A row as long as the separators in it has nothing else. */
    scan->form[row] = (uint8_t)(at - has_return - begin == count - 1 ? QN_SCAN_EMPTY
                                : count == columns                   ? QN_SCAN_CELLS
                                                                     : QN_SCAN_ODD);
    scan->end[cells - 1] = (uint32_t)(at - has_return);
    scan->begin[row + 1] = (uint32_t)(at + 1);
    scan->first[row + 1] = (uint32_t)cells;
}

/* Puts the places of the bits behind `count`; there is room for a chunk more than it says. */
static inline size_t put_ends(uint32_t *end, size_t count, uint64_t bits, size_t base)
{
    size_t more = (size_t)__builtin_popcountll(bits);
    uint32_t *out = end + count;
    while (bits != 0) {
        for (int i = 0; i < 4; i++) {
            out[i] = (uint32_t)(base + (bits != 0 ? (unsigned)__builtin_ctzll(bits) : 0));
            bits &= bits - 1;
        }
        out += 4;
    }
    return count + more;
}

/* Passes over a cell in quotation marks; false where it has others in it, or text behind it. */
static bool pass_quoted(const char *bytes, size_t stop, char separator, size_t *at)
{
    const char *closing = memchr(bytes + *at + 1, '"', stop - *at - 1);
    if (closing == NULL) {
        return false;
    }
    *at = (size_t)(closing - bytes) + 1;
    return *at == stop || bytes[*at] == separator;
}

/* The cells from `at` to `stop`, one by one. False where they are more or fewer, or one is odd. */
static bool cut(const char *bytes, size_t at, size_t stop, char separator, size_t columns,
                uint32_t *end)
{
    bool is_good = memchr(bytes + at, '\r', stop - at) == NULL;
    bool is_last = false;
    size_t cells = 0;
    while (is_good && !is_last && cells < columns) {
        if (at < stop && bytes[at] == '"') {
            is_good = pass_quoted(bytes, stop, separator, &at);
        } else {
            const char *next = memchr(bytes + at, separator, stop - at);
            size_t begin = at;
            at = next != NULL ? (size_t)(next - bytes) : stop;
            is_good = memchr(bytes + begin, '"', at - begin) == NULL;
        }
        end[cells++] = (uint32_t)at;
        is_last = at == stop;
        at++;
    }
    return is_good && is_last && cells == columns;
}

/* A row with a sign that needs care, by itself. Returns where the next one begins. */
static size_t take_careful(qn_scan *scan, const char *bytes, size_t length, char separator,
                           size_t columns)
{
    size_t row = scan->rows;
    size_t at = scan->begin[row];
    size_t cells = scan->first[row];
    bool is_whole = false;
    size_t next = qn_csv_end(bytes, length, at, separator, &is_whole);
    size_t stop = next - is_whole;
    stop -= stop > at && bytes[stop - 1] == '\r';
    bool is_good = is_whole && cut(bytes, at, stop, separator, columns, scan->end + cells);
    scan->form[row] = (uint8_t)(is_good ? QN_SCAN_CELLS : QN_SCAN_ODD);
    if (is_whole && stop == at) {
        scan->form[row] = QN_SCAN_EMPTY;
    }
    scan->rows++;
    scan->begin[row + 1] = (uint32_t)next;
    scan->first[row + 1] = (uint32_t)(cells + (is_good ? columns : 0));
    return next;
}

/* The bits of a chunk before the first one that needs care; a carriage return needs none before an
 * end of line. */
static inline uint64_t plain_part(const chunk *c, const char *bytes)
{
    uint64_t lines = c->line >> 1 | (uint64_t)(bytes[CHUNK] == '\n') << (CHUNK - 1);
    uint64_t odd = c->mark | (c->care & ~lines);
    return odd == 0 ? ~UINT64_C(0) : (odd & (0 - odd)) - 1;
}

size_t qn_scan_rows(qn_scan *scan, const char *bytes, size_t length, size_t at, char separator,
                    size_t columns)
{
    size_t count = 0;
    scan->rows = 0;
    scan->begin[0] = (uint32_t)at;
    scan->first[0] = 0;
    while (at < length && scan->rows < QN_SCAN_ROWS && count + 2 * CHUNK <= scan->room) {
        chunk c = look_at(bytes + at, separator);
        uint64_t part = length - at < CHUNK ? (UINT64_C(1) << (length - at)) - 1 : ~UINT64_C(0);
        uint64_t plain = part & plain_part(&c, bytes + at);
        uint64_t ends = (c.separator | c.line) & plain;
        size_t before = count;
        count = put_ends(scan->end, count, ends, at);
        for (uint64_t lines = c.line & plain; lines != 0 && scan->rows < QN_SCAN_ROWS;
             lines &= lines - 1) {
            uint64_t line = lines & (0 - lines);
            size_t cells = before + (size_t)__builtin_popcountll(ends & (line | (line - 1)));
            end_row(scan, bytes, at + (unsigned)__builtin_ctzll(line), cells, columns);
        }
        at += CHUNK;
        bool is_too_long = count - scan->first[scan->rows] > columns;
        if (scan->rows < QN_SCAN_ROWS && (plain != part || is_too_long || at >= length)) {
            if (scan->begin[scan->rows] < length) {
                at = take_careful(scan, bytes, length, separator, columns);
            }
            count = scan->first[scan->rows];
        }
    }
    return scan->begin[scan->rows];
}

/* The places of as many separators as there are between columns, and behind them the end. */
static inline bool put_cells(uint64_t separators, size_t length, size_t columns, uint32_t *end)
{
    size_t cells = 1;
    for (; separators != 0 && cells < columns; separators &= separators - 1) {
        end[cells++ - 1] = (uint32_t)__builtin_ctzll(separators);
    }
    end[cells - 1] = (uint32_t)length;
    return cells == columns && separators == 0;
}

/* Most rows are shorter than a chunk, and have no marks. */
bool qn_scan_row(const char *bytes, size_t length, char separator, size_t columns, uint32_t *end)
{
    if (length >= CHUNK) {
        return cut(bytes, 0, length, separator, columns, end);
    }
    chunk c = look_at_few(bytes, length, separator);
    uint64_t part = (UINT64_C(1) << length) - 1;
    if (((c.mark | c.care | c.line) & part) != 0) {
        return cut(bytes, 0, length, separator, columns, end);
    }
    return put_cells(c.separator & part, length, columns, end);
}

bool qn_scan_line(const char *bytes, char separator, size_t columns, uint32_t *end, size_t *length)
{
    chunk c = look_at_few(bytes, 0, separator);
    if (c.line == 0) {
        c = look_at(bytes, separator);
    }
    if (c.line == 0) {
        return false;
    }
    size_t line = (size_t)__builtin_ctzll(c.line);
    size_t stop = line - (line > 0 && bytes[line - 1] == '\r');
    uint64_t part = (UINT64_C(1) << stop) - 1;
    *length = line + 1;
    return stop > 0 && ((c.mark | c.care) & part) == 0 &&
           put_cells(c.separator & part, stop, columns, end);
}

size_t qn_scan_count_lines(const char *bytes, size_t length)
{
    size_t count = 0;
    size_t at = 0;
    for (; at + CHUNK <= length; at += CHUNK) {
        count += (size_t)__builtin_popcountll(look_at(bytes + at, '\n').line);
    }
    for (; at < length; at++) {
        count += bytes[at] == '\n';
    }
    return count;
}
