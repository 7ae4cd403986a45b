/*
 * Cells of many rows at once: where they lie, against the reader of CSV; the numbers, days and
 * names in them, and how numbers are written, against the library that does all of it one by one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "csv.h"
#include "date.h"
#include "decimal.h"
#include "figure.h"
#include "plain.h"
#include "scan.h"

enum { EPOCH = 719162, TRIES = 200000 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* ---- numbers */

/* A text in bytes that go on with digits, as a cell may. */
static bool read_number(const char *text, qn_plain_number_form form, int64_t *out)
{
    char bytes[100];
    memset(bytes, '1', sizeof bytes);
    memcpy(bytes, text, strlen(text));
    return qn_plain_number(bytes, strlen(text), form, out);
}

/* The same by the library: times 10 to the decimals. */
static bool read_exactly(const char *text, int32_t decimals, int64_t *out)
{
    qn_decimal decimal;
    qn_rational scaled;
    if (qn_decimal_parse(text, strlen(text), 0, &decimal) != QN_DECIMAL_OK ||
        qn_rational_mul(decimal.value, qn_rational_from_i64(qn_plain_power[decimals]), &scaled) !=
            QN_ARITH_OK ||
        !qn_rational_is_integer(scaled) || !qn_wide_fits_i64(scaled.num)) {
        return false;
    }
    *out = qn_wide_to_i64(scaled.num);
    return true;
}

static void test_numbers(void)
{
    static const char signs[] = "0123456789.-5";
    uint32_t seed = 1;
    int taken = 0;
    for (int i = 0; i < TRIES; i++) {
        char text[24] = "";
        int64_t got = 0;
        int64_t want = 0;
        qn_plain_number_form form = {.decimals = (int32_t)(next(&seed) % 5), .point = '.'};
        size_t length = next(&seed) % 21;
        for (size_t k = 0; k < length; k++) {
            text[k] = signs[next(&seed) % (k > 0 && k < 9 ? 12 : 10)];
        }
        if (read_number(text, form, &got)) {
            taken++;
            CHECK(read_exactly(text, form.decimals, &want));
            CHECK(got == want);
        }
    }
    CHECK(taken > TRIES / 10);
}

static void test_plain_numbers(void)
{
    static const char *const taken[] = {
        "0",       "7",          "-7",           "12345678",
        "1234.56", "-0.01",      "123456789.01", "999999999999999.99",
        "0.5",     "00000012.50"};
    static const char *const left[] = {"",
                                       "-",
                                       ".",
                                       "1.",
                                       ".5",
                                       "-.5",
                                       "1..2",
                                       "1e5",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "1-",
                                       "--1",
                                       "0.125",
                                       "1,5",
                                       "1_0",
                                       "0x1f",
                                       "12:",
                                       "1/2",
                                       "\xC3\xA9",
                                       "1.2.3",
                                       "1234567890123456789",
                                       "12345678901234567.89"};
    const qn_plain_number_form form = {.decimals = 2, .point = '.'};
    int64_t got = 0;
    int64_t want = 0;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        CHECK(read_number(taken[i], form, &got) && read_exactly(taken[i], 2, &want));
        CHECK(got == want);
    }
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        CHECK(!read_number(left[i], form, &got));
    }
    CHECK(read_number("7,5", (qn_plain_number_form){.decimals = 1, .point = ','}, &got));
    CHECK(got == 75);
    CHECK(!read_number("7.5", (qn_plain_number_form){.decimals = 1, .point = ','}, &got));
}

/* What a figure is in bytes that were something else. */
static const char *write_number(int64_t number, qn_figure_form form)
{
    static char text[2 * QN_FIGURE_SIZE];
    memset(text, 'x', sizeof text);
    *qn_figure_put(text, number, form) = '\0';
    return text;
}

static void test_figures(void)
{
    uint32_t seed = 2;
    for (int i = 0; i < TRIES; i++) {
        char want[QN_DECIMAL_TEXT_SIZE];
        qn_rational value;
        qn_figure_form form = {.decimals = (int32_t)(next(&seed) % 9)};
        form.least = next(&seed) % 2 != 0 ? form.decimals : form.decimals / 2;
        int64_t number = (int64_t)next(&seed) >> next(&seed) % 24;
        number = next(&seed) % 3 == 0 ? number * (int64_t)next(&seed) : number;
        number = next(&seed) % 2 == 0 ? -number : number;
        (void)qn_rational_make(qn_wide_from_i64(number),
                               qn_wide_from_i64(qn_plain_power[form.decimals]), &value);
        (void)qn_decimal_format(value, (size_t)form.least, want, sizeof want, NULL);
        CHECK_TEXT(write_number(number, form), want);
    }
    CHECK_TEXT(write_number(INT64_MIN + 1, (qn_figure_form){18, 2}), "-9.223372036854775807");
    CHECK_TEXT(write_number(0, (qn_figure_form){2, 2}), "0.00");
}

/* ---- days and names */

static void test_days(void)
{
    char bytes[64];
    int32_t got = 0;
    for (qn_day day = QN_DAY_MIN; day <= QN_DAY_MAX; day++) {
        char want[QN_DATE_TEXT_SIZE];
        qn_date_format(day, want);
        char *end = qn_figure_put_day(bytes, day - EPOCH);
        if (end != bytes + QN_DATE_LENGTH || memcmp(bytes, want, QN_DATE_LENGTH) != 0 ||
            !qn_plain_day(bytes, QN_DATE_LENGTH, &got) || got != day - EPOCH) {
            CHECK_TEXT(bytes, want);
            return;
        }
    }
    static const char *const left[] = {"2023-02-29", "0000-01-01", "2023-13-01", "2023-00-10",
                                       "2023-01-32", "2023-01-00", "2023/01/01", "2O23-01-01",
                                       "2023-1-011", "20230-1-01", "2023-01-0:"};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        memcpy(bytes, left[i], QN_DATE_LENGTH);
        CHECK(!qn_plain_day(bytes, QN_DATE_LENGTH, &got));
    }
    CHECK(!qn_plain_day("2023-01-011111111", QN_DATE_LENGTH + 1, &got));
    *qn_figure_put_clock(bytes, 7 * 60 + 5) = '\0';
    CHECK_TEXT(bytes, "07:05");
    *qn_figure_put_clock(bytes, 24 * 60) = '\0';
    CHECK_TEXT(bytes, "24:00");
}

static void test_names(void)
{
    static const char *const name[] = {"clerk",
                                       "executive",
                                       "none",
                                       "unknown",
                                       "a",
                                       "sixteen_letters_",
                                       "sixteen_letters_and_more",
                                       "sixteen_letters_and_less_"};
    static const int32_t number[] = {0, 1, 2, 3, 4, 5, 6, 7};
    static const char *const other[] = {
        "clerk_", "cler", "none", "unknown", "b", "sixteen_letters_and_mora", "sixteen_letters"};
    qn_plain_names names;
    int32_t got = -1;
    char bytes[64];
    if (!CHECK(qn_plain_names_open(&names, name, number, 8))) {
        return;
    }
    for (size_t i = 0; i < 8; i++) {
        memset(bytes, 'e', sizeof bytes);
        memcpy(bytes, name[i], strlen(name[i]));
        bool is_found = qn_plain_names_find(&names, bytes, strlen(name[i]), &got);
        CHECK(is_found == (i != 2 && i != 3));
        CHECK(!is_found || got == number[i]);
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        memset(bytes, 'e', sizeof bytes);
        memcpy(bytes, other[i], strlen(other[i]));
        CHECK(!qn_plain_names_find(&names, bytes, strlen(other[i]), &got));
    }
    CHECK(!qn_plain_names_find(&names, bytes, 0, &got));
    qn_plain_names_close(&names);
}

/* ---- cells */

/* Whether a record is what the reader makes of it: empty, of the same cells, or odd. */
static bool is_same(const qn_scan *scan, size_t row, const char *bytes, size_t columns,
                    qn_csv_record *record)
{
    static char copy[1 << 16];
    size_t begin = scan->begin[row];
    size_t length = scan->begin[row + 1] - begin;
    memcpy(copy, bytes + begin, length);
    if (!qn_csv_read(copy, length, ';', record)) {
        return false;
    }
    if (scan->form[row] != QN_SCAN_CELLS) {
        return scan->form[row] == QN_SCAN_ODD || record->count == 0;
    }
    bool is_good = record->wrong == NULL && record->count == columns;
    for (size_t i = 0; is_good && i < columns; i++) {
        size_t at = qn_scan_begin(scan, row, i);
        size_t count = scan->end[scan->first[row] + i] - at;
        bool is_quoted = count > 0 && bytes[at] == '"';
        at += is_quoted;
        count -= is_quoted ? 2 : 0;
        is_good = count == record->field[i].length &&
                  memcmp(bytes + at, record->field[i].text, count) == 0;
    }
    return is_good;
}

/* Goes through a text; false where a record begins or ends elsewhere, or is another one. */
static bool scan_all(const char *bytes, size_t length, size_t columns, int *whole)
{
    qn_scan scan;
    qn_csv_record record = {0};
    bool is_good = qn_scan_open(&scan, columns);
    for (size_t at = 0; is_good && at < length;) {
        size_t end = qn_scan_rows(&scan, bytes, length, at, ';', columns);
        is_good = end > at && scan.begin[0] == at && scan.begin[scan.rows] == end;
        for (size_t i = 0; is_good && i < scan.rows; i++) {
            bool is_whole = false;
            is_good =
                qn_csv_end(bytes, length, scan.begin[i], ';', &is_whole) == scan.begin[i + 1] &&
                is_same(&scan, i, bytes, columns, &record);
            *whole += scan.form[i] == QN_SCAN_CELLS;
        }
        at = end;
    }
    qn_csv_clear(&record);
    qn_scan_close(&scan);
    return is_good;
}

static void test_cells(void)
{
    static char bytes[4096 + QN_SCAN_SLACK];
    uint32_t seed = 3;
    int whole = 0;
    for (int i = 0; i < 20000; i++) {
        size_t length = next(&seed) % (i % 50 == 0 ? 4096 : 300);
        size_t columns = 1 + next(&seed) % 4;
        uint32_t hostile = next(&seed) % 4;
        for (size_t k = 0; k < length; k++) {
            uint32_t sort = next(&seed) % 100;
            bytes[k] = sort < 25                  ? ';'
                       : sort < 25 + 25 / columns ? '\n'
                       : sort < 52 && hostile > 0 ? "\"\r"[next(&seed) % 2]
                       : sort < 60 && hostile > 1 ? '"'
                                                  : "ab1 "[next(&seed) % 4];
        }
        memset(bytes + length, next(&seed) % 2 ? '\n' : '"', QN_SCAN_SLACK);
        if (!CHECK(scan_all(bytes, length, columns, &whole))) {
            return;
        }
    }
    CHECK(whole > 20000);
}

/* Cells in quotation marks, as some programs write all of theirs; very long rows; many of them. */
static void test_shapes(void)
{
    static char bytes[1 << 18];
    size_t length = 0;
    int whole = 0;
    while (length < 60000) {
        length += (size_t)sprintf(bytes + length, "\"%zu\";\"a;b\";\"\";\"two\nlines\"%s", length,
                                  length % 3 ? "\n" : "\r\n");
    }
    CHECK(scan_all(bytes, length, 4, &whole));
    CHECK(whole > 1000);
    whole = 0;
    memset(bytes, ';', 5000);
    bytes[0] = 'a';
    bytes[5000] = '\n';
    CHECK(scan_all(bytes, 5001, 3, &whole));
    CHECK_INT(whole, 0);
    CHECK(scan_all(bytes, 5001, 5000, &whole));
    CHECK_INT(whole, 1);
    for (length = 0; length < 60000; length += 61) {
        memset(bytes + length, length % 2 == 0 ? ';' : 'a', 1);
        memset(bytes + length + 1, ';', 59);
        bytes[length + 60] = '\n';
    }
    CHECK(scan_all(bytes, length, 2, &whole));
    CHECK_INT(qn_scan_count_lines(bytes, length), length / 61);
}

int main(void)
{
    static const check_case tests[] = {
        {"numbers", test_numbers},      {"plain numbers", test_plain_numbers},
        {"figures", test_figures},      {"days", test_days},
        {"names", test_names},          {"cells", test_cells},
        {"shapes of rows", test_shapes}};
    return check_run("plain", tests, sizeof tests / sizeof tests[0]);
}
