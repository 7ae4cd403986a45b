/*
 * The reader of JSON, the writer of JSON strings and the layout of messages, against texts written
 * by hand and, for random texts, against jansson.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "json.h"
#include "page.h"
#include "report.h"
#include "utf8.h"

/* Reads a text; "" if it is good, else "offset: message". The result lives until the next call. */
static const char *complaint(const char *bytes, size_t length)
{
    static char text[200];
    qn_json json;
    qn_json_error error;
    text[0] = '\0';
    qn_json_status status = qn_json_read(bytes, length, &json, &error);
    if (status == QN_JSON_OK) {
        qn_json_clear(&json);
    } else {
        snprintf(text, sizeof text, "%zu: %s", error.at, error.message);
    }
    return text;
}

static const char *complaint_of(const char *string)
{
    return complaint(string, strlen(string));
}

static void test_values(void)
{
    const char *text =
        " {\"a\" : [1, -2.50e+3, \"x\\u0259\\n\"], \"b\": {}, \"c\": null, \"d\":true}";
    qn_json json;
    qn_json_error error;
    if (!CHECK_INT(qn_json_read(text, strlen(text), &json, &error), QN_JSON_OK)) {
        return;
    }
    const qn_json_node *node = json.node;
    CHECK_INT(json.count, 8);
    CHECK_INT(node[0].kind, QN_JSON_OBJECT);
    CHECK_INT(node[0].count, 4);
    CHECK_INT(node[0].end, 8);
    CHECK_TEXT(node[1].name, "a");
    CHECK_INT(node[1].count, 3);
    CHECK_INT(node[1].end, 5);
    CHECK_INT(node[1].at, 8);
    CHECK_INT(node[3].length, 8);
    CHECK(memcmp(node[3].text, "-2.50e+3", 8) == 0);
    CHECK_TEXT(node[4].text, "xə\n");
    CHECK_INT(node[4].width, 11);
    CHECK_INT(node[5].kind, QN_JSON_OBJECT);
    CHECK_INT(node[6].kind, QN_JSON_NULL);
    CHECK_TEXT(node[7].name, "d");
    CHECK_INT(node[7].kind, QN_JSON_TRUE);
    qn_json_clear(&json);
}

static void test_accepted(void)
{
    static const char *const good[] = {"0",
                                       "-0",
                                       "\"\"",
                                       "[]",
                                       "[[[]]]",
                                       "{\"\":0}",
                                       "1e5",
                                       "0.5E-7",
                                       "\"\\ud83d\\ude00\"",
                                       "\xEF\xBB\xBF[1]",
                                       " true ",
                                       "[1,\r\n2]",
                                       "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
                                       "\"\\u0000\"",
                                       "\"\x7F\""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK_TEXT(complaint_of(good[i]), "");
    }
}

typedef struct refusal {
    const char *text;
    const char *complaint;
} refusal;

static void test_refused(void)
{
    static const char value[] =
        "a value (a number, a text in \"…\", true, false, null, a list or an "
        "object)";
    static const refusal bad[] = {
        {"[1 2]", "3: expected `,` or `]`, not `2`"},
        {"{\"a\" 1}", "5: expected `:` behind the name, not `1`"},
        {"{a: 1}", "1: expected a name in double quotation marks, not `a`"},
        {"{\"a\": 1,}", "8: expected a name in double quotation marks, not `}`"},
        {"01", "0: a number does not begin with 0 and another figure"},
        {"1.", "2: expected a figure behind the point, not the end of the text"},
        {"1e", "2: expected a figure of the exponent, not the end of the text"},
        {"-", "1: expected a figure, not the end of the text"},
        {"+1", "0: expected a number that begins with a figure, not `+`"},
        {"'a'", "0: expected a text in double quotation marks, \"…\", not `'`"},
        {"\"a", "0: the text that begins here is not closed by `\"`"},
        {"\"a\nb\"", "2: a text does not go over the end of the line; expected `\"`"},
        {"\"\t\"", "1: a control character in a text is written as an escape"},
        {"\"\\x\"", "1: no such escape in JSON; a backslash itself is written `\\\\`"},
        {"\"\\u12g4\"", "1: four hexadecimal digits must follow `\\u`"},
        {"\"\\ud83d\"", "1: half of a surrogate pair is no character"},
        {"\"\\ude00\\ud83d\"", "1: half of a surrogate pair is no character"},
        {"[1]]", "3: expected nothing behind the value, not `]`"},
        {"{\"a\":1,\"b\":2,\"a\":3,\"b\":4}", "13: `a` is given twice in one object"},
        {"{\"\\u0061\":1,\"a\":3}", "12: `a` is given twice in one object"},
        {"\"\xC0\x80\"", "1: these bytes are not UTF-8"},
        {"\"\xED\xA0\x80\"", "1: these bytes are not UTF-8"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_TEXT(complaint_of(bad[i].text), bad[i].complaint);
    }
    char expected[200];
    snprintf(expected, sizeof expected, "0: expected %s, not `N`", value);
    CHECK_TEXT(complaint_of("NaN"), expected);
    snprintf(expected, sizeof expected, "3: expected %s, not `]`", value);
    CHECK_TEXT(complaint_of("[1,]"), expected);
    snprintf(expected, sizeof expected, "0: expected %s, not the end of the text", value);
    CHECK_TEXT(complaint_of(""), expected);
    snprintf(expected, sizeof expected, "1: expected %s, not the character U+0000", value);
    CHECK_TEXT(complaint("[\0]", 3), expected);
}

/* A text of `count` openers, and closers where they are wanted. */
static char *nested(size_t count, bool closed)
{
    char *text = malloc(2 * count + 1);
    if (text) {
        memset(text, '[', count);
        memset(text + count, ']', count);
        text[closed ? 2 * count : count] = '\0';
    }
    return text;
}

static void test_opener(void)
{
    qn_json json;
    qn_json_error error;
    CHECK_INT(qn_json_read("[{\"a\": 1", 8, &json, &error), QN_JSON_BAD);
    CHECK_INT(error.at, 8);
    CHECK_INT(error.opened, 1);
    CHECK_INT(qn_json_read("[1,]", 4, &json, &error), QN_JSON_BAD);
    CHECK(error.opened == SIZE_MAX);
}

static void test_depth(void)
{
    char *most = nested(QN_JSON_DEPTH_MAX, true);
    char *more = nested(QN_JSON_DEPTH_MAX + 1, true);
    char *hostile = nested(100000, false);
    if (CHECK(most && more && hostile)) {
        const char *deep = "64: nested too deeply: at most 64 lists and objects inside each other";
        CHECK_TEXT(complaint_of(most), "");
        CHECK_TEXT(complaint_of(more), deep);
        CHECK_TEXT(complaint_of(hostile), deep);
    }
    free(most);
    free(more);
    free(hostile);
}

/* Fills the text with pieces of JSON at random, some of which fit together. */
static size_t random_text(uint64_t *state, char *text, size_t room)
{
    static const char *const piece[] = {
        "[",    "]", "{",  "}",     ",",  ":", "\"a\"",  "\"b\"",   "1",     "-0.5e2",  "true",
        "null", " ", "\\", "\"\\n", "\"", "0", "\"c\":", "{\"d\":", "false", "\xC9\x99"};
    size_t length = 0;
    size_t pieces = check_random(state) % 9;
    for (size_t i = 0; i < pieces; i++) {
        const char *chosen = piece[check_random(state) % (sizeof piece / sizeof piece[0])];
        size_t more = strlen(chosen);
        if (length + more < room) {
            memcpy(text + length, chosen, more);
            length += more;
        }
    }
    return length;
}

/* jansson takes the same texts for JSON as we do. Names that are given twice are refused by both.
 */
static void test_second_opinion(void)
{
    uint64_t state = 20231115;
    size_t good = 0;
    for (size_t i = 0; i < 200000; i++) {
        char text[64];
        size_t length = random_text(&state, text, sizeof text);
        json_t *theirs = json_loadb(text, length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
        bool ours = complaint(text, length)[0] == '\0';
        good += ours;
        if (ours != (theirs != NULL)) {
            fprintf(stderr, "%.*s\n", (int)length, text);
            CHECK(ours == (theirs != NULL));
        }
        json_decref(theirs);
    }
    CHECK(good > 5000);
}

/* Every truncation and every change of one byte of a good text is answered. */
static void test_mutations(void)
{
    char text[] = "{\"a\": [1, 2.5e1, \"x\\u0259\xC9\x99\"], \"b\": {\"c\": false, \"d\": null}}";
    size_t length = sizeof text - 1;
    size_t refused = 0;
    for (size_t i = 0; i < length; i++) {
        refused += complaint(text, i)[0] != '\0';
        char kept = text[i];
        for (int byte = 0; byte < 256; byte++) {
            text[i] = (char)byte;
            refused += complaint(text, length)[0] != '\0';
        }
        text[i] = kept;
    }
    CHECK(refused > length * 100);
    CHECK_TEXT(complaint(text, length), "");
}

static void test_written_strings(void)
{
    qn_page page = {0};
    qn_page_json(&page, "a\"\\\n\x01\x7F\0ə\xFF", 10);
    CHECK_TEXT(qn_page_string(&page), "\"a\\\"\\\\\\n\\u0001\\u007f\\u0000ə\\ufffd\"");
    qn_page_clear(&page);
}

static void test_widths(void)
{
    CHECK_INT(qn_utf8_width("məzuniyyət", strlen("məzuniyyət")), 10);
    CHECK_INT(qn_utf8_width("e\xCC\x81", 3), 1);
    CHECK_INT(qn_utf8_width("休暇", 6), 4);
    CHECK_INT(qn_utf8_width("\x1B[31m", 5), 5);
    qn_page page = {0};
    qn_page_shown(&page, "a\x1B[1m\tb\xE2\x80\xAE");
    CHECK_TEXT(qn_page_string(&page), "a\xEF\xBF\xBD[1m b\xEF\xBF\xBD");
    qn_page_clear(&page);
}

static void check_report(const qn_report *report, const char *expected)
{
    qn_page page = {0};
    qn_report_page(&page, report, false);
    CHECK_TEXT(qn_page_string(&page), expected);
    qn_page_clear(&page);
}

static qn_spot find_spot(const char *file, const char *bytes, size_t length, size_t begin,
                         size_t end)
{
    qn_cursor cursor = {0};
    return qn_spot_find(file, bytes, length, begin, end, &cursor);
}

/* One cursor, forward and back, finds what a new one finds. */
static void test_cursor(void)
{
    const char *text = "ə\nab\r\n\nə ə";
    size_t length = strlen(text);
    qn_cursor cursor = {0};
    for (size_t i = 0; i < 100; i++) {
        size_t begin = i * 7 % (length + 1);
        qn_spot got = qn_spot_find("f", text, length, begin, begin + 1, &cursor);
        qn_spot want = find_spot("f", text, length, begin, begin + 1);
        CHECK_INT(got.line, want.line);
        CHECK_INT(got.column, want.column);
        CHECK_INT(got.end_column, want.end_column);
        CHECK(got.text == want.text);
    }
    CHECK_INT(find_spot("f", text, length, length, length).line, 4);
    CHECK_INT(find_spot("f", text, length, length, length).column, 4);
}

static void test_report(void)
{
    const char *source = "seniority\n    5..=10 → +2\n    10..15 → +4\n";
    qn_report_label label = {find_spot("leave.qn", source, strlen(source), 32, 38), "this one too"};
    qn_report report = {.code = "Q0301",
                        .message = "two rows of this band overlap",
                        .help = "write 5..10 if ten years belongs to the next band",
                        .example = "seniority = 10 years",
                        .spot = find_spot("leave.qn", source, strlen(source), 14, 20),
                        .label = &label,
                        .label_count = 1};
    check_report(&report, "leave.qn:2:5: error[Q0301]: two rows of this band overlap\n"
                          "    2 |     5..=10 → +2\n"
                          "      |     ^^^^^^\n"
                          "    3 |     10..15 → +4\n"
                          "      |     ^^^^^^ this one too\n"
                          "   for example: seniority = 10 years\n"
                          "   help: write 5..10 if ten years belongs to the next band\n");
    qn_page page = {0};
    report.example = "";
    qn_report_json(&page, &report);
    CHECK_TEXT(
        qn_page_string(&page),
        "{\"severity\": \"error\", \"code\": \"Q0301\", \"file\": \"leave.qn\", \"line\": 2, "
        "\"column\": 5, \"end\": {\"line\": 2, \"column\": 11}, \"message\": \"two rows of "
        "this band overlap\", \"help\": \"write 5..10 if ten years belongs to the next "
        "band\", \"labels\": [{\"file\": \"leave.qn\", \"line\": 3, \"column\": 5, \"end\": "
        "{\"line\": 3, \"column\": 11}, \"message\": \"this one too\"}]}");
    qn_page_clear(&page);
}

static void test_report_widths(void)
{
    const char *source = "məzuniyyət 休暇 e\xCC\x81 x y";
    qn_report report = {.code = "", .message = "m", .help = "", .example = ""};
    report.spot = find_spot("a.qn", source, strlen(source), 24, 25);
    CHECK_INT(report.spot.column, 18);
    check_report(&report, "a.qn:1:18: error: m\n"
                          "    1 | məzuniyyət 休暇 e\xCC\x81 x y\n"
                          "      |                   ^\n");
    report.spot = find_spot("a.qn", source, strlen(source), 27, 27);
    check_report(&report, "a.qn:1:21: error: m\n"
                          "    1 | məzuniyyət 休暇 e\xCC\x81 x y\n"
                          "      |                      ^\n");
}

static void test_report_long_line(void)
{
    char source[1001];
    memset(source, 'a', 1000);
    source[1000] = '\0';
    source[500] = 'X';
    qn_report report = {.code = "", .message = "m", .help = "", .example = ""};
    report.spot = find_spot("a.qn", source, 1000, 500, 501);
    char expected[400];
    snprintf(expected, sizeof expected,
             "a.qn:1:501: error: m\n    1 | …%.40s%.60s…\n      | %41s^\n", source, source + 500,
             "");
    check_report(&report, expected);
}

int main(void)
{
    static const check_case cases[] = {
        {"values", test_values},
        {"accepted", test_accepted},
        {"refused", test_refused},
        {"opener", test_opener},
        {"depth", test_depth},
        {"second opinion", test_second_opinion},
        {"mutations", test_mutations},
        {"written strings", test_written_strings},
        {"widths", test_widths},
        {"cursor", test_cursor},
        {"report", test_report},
        {"widths in a report", test_report_widths},
        {"a long line in a report", test_report_long_line},
    };
    return check_run("json", cases, sizeof cases / sizeof cases[0]);
}
