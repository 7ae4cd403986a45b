/*
 * test_parse.c - lexer, layout, grammar and their messages, from the text to the tree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "parse.h"

/* ---- what the tests are written with */

typedef struct parsed_text {
    qn_arena arena;
    qn_diagnostics diagnostics;
    qn_source source;
    qn_node *file;
} parsed_text;

static void parse_bytes(parsed_text *out, const char *bytes, size_t length)
{
    qn_arena_init(&out->arena, NULL, NULL);
    qn_diagnostics_init(&out->diagnostics, &out->arena);
    out->file = NULL;
    if (qn_source_init(&out->source, &out->arena, 7, "t.qn", bytes, length, &out->diagnostics)) {
        out->file = qn_parse(&out->arena, &out->source, &out->diagnostics);
    }
}

static void parse(parsed_text *out, const char *text)
{
    parse_bytes(out, text, strlen(text));
}

static void end(parsed_text *parsed)
{
    qn_arena_clear(&parsed->arena);
}

/* "2:5-2:8 Q0201" for each diagnostic, one a line, in the parsed arena. */
static const char *places(parsed_text *parsed)
{
    const char *text = "";
    for (qn_diagnostic *d = parsed->diagnostics.first; d != NULL; d = d->next) {
        qn_position begin = qn_source_position(&parsed->source, d->span.begin);
        qn_position last = qn_source_position(&parsed->source, d->span.end);
        text = qn_arena_format(&parsed->arena, "%s%u:%u-%u:%u %s\n", text, begin.line, begin.column,
                               last.line, last.column, qn_diagnostic_row_get(d->code)->name);
    }
    return text;
}

/* The message and the help of the first diagnostic. */
static const char *message(parsed_text *parsed)
{
    const qn_diagnostic *d = parsed->diagnostics.first;
    if (d == NULL) {
        return "";
    }
    const qn_diagnostic_row *row = qn_diagnostic_row_get(d->code);
    return qn_arena_format(&parsed->arena, "%s\n%s\n",
                           qn_diagnostic_fill(d, row->message, &parsed->arena),
                           qn_diagnostic_fill(d, row->help, &parsed->arena));
}

static void expect_places(const char *text, const char *expected)
{
    parsed_text parsed;
    parse(&parsed, text);
    if (!CHECK_TEXT(places(&parsed), expected) || !CHECK(parsed.file == NULL)) {
        CHECK_TEXT(text, "");
    }
    end(&parsed);
}

static void expect_message(const char *text, const char *expected)
{
    parsed_text parsed;
    parse(&parsed, text);
    CHECK_TEXT(message(&parsed), expected);
    end(&parsed);
}

static void expect_good(const char *text)
{
    parsed_text parsed;
    parse(&parsed, text);
    if (!CHECK(parsed.file != NULL)) {
        CHECK_TEXT(text, places(&parsed));
    }
    end(&parsed);
}

/* The tree of the first item of a file. */
static void expect_item(const char *text, const char *expected)
{
    parsed_text parsed;
    parse(&parsed, text);
    if (CHECK(parsed.file != NULL)) {
        const qn_node *items = parsed.file->kid[AST_FILE_ITEMS];
        CHECK_TEXT(qn_node_dump(&parsed.arena, items->kid[0]), expected);
    } else {
        CHECK_TEXT(places(&parsed), text);
    }
    end(&parsed);
}

/* The clause or block at `index` of the body of the first rule of a file. */
static const qn_node *clause_of(const parsed_text *parsed, uint32_t index)
{
    const qn_node *rule = parsed->file->kid[AST_FILE_ITEMS]->kid[0];
    return rule->kid[AST_RULE_BODY]->kid[index];
}

/* The tree of what stands in the body of a rule of days. */
static void expect_clause(const char *clause, const char *expected)
{
    parsed_text parsed;
    char text[2000] = "r : days\n    ";
    strncat(text, clause, sizeof text - 20);
    parse(&parsed, text);
    if (CHECK(parsed.file != NULL)) {
        CHECK_TEXT(qn_node_dump(&parsed.arena, clause_of(&parsed, 0)), expected);
    } else {
        CHECK_TEXT(places(&parsed), clause);
    }
    end(&parsed);
}

/* The tree of a formula. */
static void expect_formula(const char *formula, const char *expected)
{
    parsed_text parsed;
    char text[2000] = "r = ";
    strncat(text, formula, sizeof text - 10);
    parse(&parsed, text);
    if (CHECK(parsed.file != NULL)) {
        const qn_node *effect = clause_of(&parsed, 0)->kid[AST_CLAUSE_EFFECT];
        CHECK_TEXT(qn_node_dump(&parsed.arena, effect->kid[AST_EFFECT_VALUE]), expected);
    } else {
        CHECK_TEXT(places(&parsed), formula);
    }
    end(&parsed);
}

/* ---- formulas */

static void chains_are_flat_and_brackets_are_kept(void)
{
    expect_formula("a + b - c", "SUM\n"
                                "  NAME 'a'\n"
                                "  TERM ADD\n"
                                "    VALUE: NAME 'b'\n"
                                "  TERM SUBTRACT\n"
                                "    VALUE: NAME 'c'\n");
    expect_formula("(a + b) - c * 2 / 3", "SUM\n"
                                          "  SUM BRACKETED\n"
                                          "    NAME 'a'\n"
                                          "    TERM ADD\n"
                                          "      VALUE: NAME 'b'\n"
                                          "  TERM SUBTRACT\n"
                                          "    VALUE: PRODUCT\n"
                                          "      NAME 'c'\n"
                                          "      TERM MULTIPLY\n"
                                          "        VALUE: NUMBER '2'\n"
                                          "      TERM DIVIDE\n"
                                          "        VALUE: NUMBER '3'\n");
    expect_formula("a and b and not c or d", "OR\n"
                                             "  AND\n"
                                             "    NAME 'a'\n"
                                             "    NAME 'b'\n"
                                             "    NOT\n"
                                             "      VALUE: NAME 'c'\n"
                                             "  NAME 'd'\n");
}

static void the_parts_of_a_formula_bind_as_told(void)
{
    expect_formula("gross + bonus otherwise 0 AZN", "SUM\n"
                                                    "  NAME 'gross'\n"
                                                    "  TERM ADD\n"
                                                    "    VALUE: OTHERWISE\n"
                                                    "      VALUE: NAME 'bonus'\n"
                                                    "      FALLBACK: QUANTITY\n"
                                                    "        VALUE: NUMBER '0'\n"
                                                    "        MEASURE: MEASURE\n"
                                                    "          MEASURE_WORD 'AZN'\n");
    expect_formula("length of p otherwise 0 days", "OTHERWISE\n"
                                                   "  VALUE: PART LENGTH\n"
                                                   "    VALUE: NAME 'p'\n"
                                                   "  FALLBACK: QUANTITY\n"
                                                   "    VALUE: NUMBER '0'\n"
                                                   "    MEASURE: MEASURE\n"
                                                   "      MEASURE_WORD 'days'\n");
    expect_formula("-a * b", "PRODUCT\n"
                             "  NEGATE\n"
                             "    VALUE: NAME 'a'\n"
                             "  TERM MULTIPLY\n"
                             "    VALUE: NAME 'b'\n");
    expect_formula("wage on (d + 1 month)", "ON\n"
                                            "  VALUE: NAME 'wage'\n"
                                            "  DATE: SUM BRACKETED\n"
                                            "    NAME 'd'\n"
                                            "    TERM ADD\n"
                                            "      VALUE: QUANTITY\n"
                                            "        VALUE: NUMBER '1'\n"
                                            "        MEASURE: MEASURE\n"
                                            "          MEASURE_WORD 'month'\n");
    expect_formula("sum of children.grant", "AGGREGATE SUM\n"
                                            "  SEQUENCE: DOT\n"
                                            "    OF: NAME 'children'\n"
                                            "    NAME: NAME 'grant'\n");
}

static void a_rounding_takes_the_whole_formula(void)
{
    expect_formula("a + b rounded down to 0.1 rounded half even to 1_000",
                   "ROUNDED HALF_EVEN\n"
                   "  VALUE: ROUNDED DOWN\n"
                   "    VALUE: SUM\n"
                   "      NAME 'a'\n"
                   "      TERM ADD\n"
                   "        VALUE: NAME 'b'\n"
                   "    STEP: NUMBER '0.1'\n"
                   "  STEP: NUMBER '1000'\n");
    expect_formula("2 * (x rounded to 1)", "PRODUCT\n"
                                           "  NUMBER '2'\n"
                                           "  TERM MULTIPLY\n"
                                           "    VALUE: ROUNDED HALF_AWAY\n"
                                           "      VALUE: NAME 'x'\n"
                                           "      STEP: NUMBER '1'\n");
    expect_places("r = x rounded to 1 + 2\n", "1:20-1:21 Q0201\n");
}

static void values_have_units(void)
{
    expect_formula("64 years 6 months", "DURATION\n"
                                        "  FIRST: QUANTITY\n"
                                        "    VALUE: NUMBER '64'\n"
                                        "    MEASURE: MEASURE\n"
                                        "      MEASURE_WORD 'years'\n"
                                        "  SECOND: QUANTITY\n"
                                        "    VALUE: NUMBER '6'\n"
                                        "    MEASURE: MEASURE\n"
                                        "      MEASURE_WORD 'months'\n");
    expect_formula("(1/4) month per year", "QUANTITY\n"
                                           "  VALUE: PRODUCT BRACKETED\n"
                                           "    NUMBER '1'\n"
                                           "    TERM DIVIDE\n"
                                           "      VALUE: NUMBER '4'\n"
                                           "  MEASURE: MEASURE\n"
                                           "    MEASURE_WORD 'month'\n"
                                           "    MEASURE_WORD 'year'\n");
    expect_formula("10 working days", "QUANTITY\n"
                                      "  VALUE: NUMBER '10'\n"
                                      "  MEASURE: MEASURE\n"
                                      "    MEASURE_WORD WORKING 'days'\n");
    expect_formula("1 working day", "QUANTITY\n"
                                    "  VALUE: NUMBER '1'\n"
                                    "  MEASURE: MEASURE\n"
                                    "    MEASURE_WORD WORKING 'day'\n");
    expect_formula("3 common.point", "QUANTITY\n"
                                     "  VALUE: NUMBER '3'\n"
                                     "  MEASURE: MEASURE\n"
                                     "    MEASURE_WORD 'common.point'\n");
    expect_formula("22.5%", "PERCENT '22.5'\n");
    expect_formula("1_000_000.50", "NUMBER '1000000.50'\n");
    expect_formula("2024-02-29", "DATE '2024-02-29'\n");
    expect_formula("24:00", "CLOCK '24:00'\n");
    expect_formula("\"a \\\"b\\\" \\\\\"", "STRING 'a \"b\" \\'\n");
}

static void conditions_are_told_apart(void)
{
    expect_formula("a is not none", "IS_NONE IS_NOT\n"
                                    "  VALUE: NAME 'a'\n");
    expect_formula("a is not b", "COMPARE IS_NOT\n"
                                 "  LEFT: NAME 'a'\n"
                                 "  RIGHT: NAME 'b'\n");
    expect_formula("a \xe2\x89\xa0 b", "COMPARE NOT_EQUAL\n"
                                       "  LEFT: NAME 'a'\n"
                                       "  RIGHT: NAME 'b'\n");
    expect_formula("a not in (b, c)", "IN NOT_IN\n"
                                      "  VALUE: NAME 'a'\n"
                                      "  SET: LIST\n"
                                      "    NAME 'b'\n"
                                      "    NAME 'c'\n");
    expect_formula("a in over 5..=10", "IN IN\n"
                                       "  VALUE: NAME 'a'\n"
                                       "  SET: RANGE over through\n"
                                       "    LOW: NUMBER '5'\n"
                                       "    HIGH: NUMBER '10'\n");
    expect_formula("s has (a, b)", "HAS\n"
                                   "  SET: NAME 's'\n"
                                   "  VALUES: LIST\n"
                                   "    NAME 'a'\n"
                                   "    NAME 'b'\n");
    expect_formula("if a then b else c", "IF\n"
                                         "  CONDITION: NAME 'a'\n"
                                         "  THEN: NAME 'b'\n"
                                         "  ELSE: NAME 'c'\n");
    expect_formula("not in_force", "NOT\n"
                                   "  VALUE: NAME 'in_force'\n");
}

static void dates_have_their_forms(void)
{
    expect_formula("years from a to b", "SPAN YEARS\n"
                                        "  FROM: NAME 'a'\n"
                                        "  TO: NAME 'b'\n");
    expect_formula("working days from a to b", "SPAN WORKING_DAYS\n"
                                               "  FROM: NAME 'a'\n"
                                               "  TO: NAME 'b'\n");
    expect_formula("time from a to today > 15 years", "COMPARE GREATER\n"
                                                      "  LEFT: SPAN TIME\n"
                                                      "    FROM: NAME 'a'\n"
                                                      "    TO: TODAY\n"
                                                      "  RIGHT: QUANTITY\n"
                                                      "    VALUE: NUMBER '15'\n"
                                                      "    MEASURE: MEASURE\n"
                                                      "      MEASURE_WORD 'years'\n");
    expect_formula("last day of month of d", "EDGE_DAY LAST\n"
                                             "  OF: MEASURE_WORD 'month'\n"
                                             "  VALUE: NAME 'd'\n");
    expect_formula("first sunday from d", "DAY_SEARCH FROM\n"
                                          "  DAY: NAME 'sunday'\n"
                                          "  VALUE: NAME 'd'\n");
    expect_formula("last working day through d", "DAY_SEARCH THROUGH\n"
                                                 "  DAY: MEASURE_WORD WORKING 'day'\n"
                                                 "  VALUE: NAME 'd'\n");
    expect_formula("weekday of d", "PART WEEKDAY\n"
                                   "  VALUE: NAME 'd'\n");
    expect_formula("s.start through s.end", "PERIOD THROUGH\n"
                                            "  START: DOT\n"
                                            "    OF: NAME 's'\n"
                                            "    NAME: NAME 'start'\n"
                                            "  END: DOT\n"
                                            "    OF: NAME 's'\n"
                                            "    NAME: NAME 'end'\n");
}

static void sequences_have_their_forms(void)
{
    expect_formula("count of L where a or b", "AGGREGATE COUNT\n"
                                              "  SEQUENCE: NAME 'L'\n"
                                              "  WHERE: OR\n"
                                              "    NAME 'a'\n"
                                              "    NAME 'b'\n");
    expect_formula("each x in L, y in 1..=3 where x : x.a rounded to 1",
                   "EACH\n"
                   "  GENERATORS: LIST\n"
                   "    GENERATOR\n"
                   "      NAME: NAME 'x'\n"
                   "      SEQUENCE: NAME 'L'\n"
                   "    GENERATOR\n"
                   "      NAME: NAME 'y'\n"
                   "      SEQUENCE: RANGE from through\n"
                   "        LOW: NUMBER '1'\n"
                   "        HIGH: NUMBER '3'\n"
                   "  WHERE: NAME 'x'\n"
                   "  VALUE: ROUNDED HALF_AWAY\n"
                   "    VALUE: DOT\n"
                   "      OF: NAME 'x'\n"
                   "      NAME: NAME 'a'\n"
                   "    STEP: NUMBER '1'\n");
    expect_formula("first 3 of L sorted by age descending", "PICK FIRST\n"
                                                            "  COUNT: NUMBER '3'\n"
                                                            "  SEQUENCE: SORTED DESCENDING\n"
                                                            "    SEQUENCE: NAME 'L'\n"
                                                            "    KEY: NAME 'age'\n");
    expect_formula("L after first 2 sorted by age", "AFTER_FIRST\n"
                                                    "  SEQUENCE: SORTED\n"
                                                    "    SEQUENCE: NAME 'L'\n"
                                                    "    KEY: NAME 'age'\n"
                                                    "  COUNT: NUMBER '2'\n");
    expect_formula("each carry a = 0, b = 1 through m in L : a + m", "CARRY EACH\n"
                                                                     "  CARRIED: LIST\n"
                                                                     "    BINDING\n"
                                                                     "      NAME: NAME 'a'\n"
                                                                     "      VALUE: NUMBER '0'\n"
                                                                     "    BINDING\n"
                                                                     "      NAME: NAME 'b'\n"
                                                                     "      VALUE: NUMBER '1'\n"
                                                                     "  NAME: NAME 'm'\n"
                                                                     "  SEQUENCE: NAME 'L'\n"
                                                                     "  VALUE: SUM\n"
                                                                     "    NAME 'a'\n"
                                                                     "    TERM ADD\n"
                                                                     "      VALUE: NAME 'm'\n");
    expect_formula("[{age: 3}, a]", "LIST_VALUE\n"
                                    "  ITEMS: LIST\n"
                                    "    RECORD\n"
                                    "      FIELDS: LIST\n"
                                    "        BINDING\n"
                                    "          NAME: NAME 'age'\n"
                                    "          VALUE: NUMBER '3'\n"
                                    "    NAME 'a'\n");
    expect_formula("f(a, leave.g(b))", "CALL\n"
                                       "  NAME: NAME 'f'\n"
                                       "  ARGUMENTS: LIST\n"
                                       "    NAME 'a'\n"
                                       "    CALL\n"
                                       "      NAME: DOT\n"
                                       "        OF: NAME 'leave'\n"
                                       "        NAME: NAME 'g'\n"
                                       "      ARGUMENTS: LIST\n"
                                       "        NAME 'b'\n");
}

/* Every other form of a formula, which must be read and nothing more. */
static void every_formula_is_read(void)
{
    static const char *const formulas[] = {
        "any of L where x in (a, b) and y not in 5..10",
        "all of L where a overlaps b",
        "lowest of L.a + highest of L.b",
        "average of each m in last 12 of history : m.paid",
        "first of L otherwise 0",
        "last (n) of L",
        "distinct L",
        "position of x",
        "(previous of s).extra otherwise 0 hours",
        "rank of c in (children sorted by age descending)",
        "split total over L by share to 0.01",
        "carry balance = 0 AZN through m in history : balance + m.paid - 10",
        "the lesser of a and the greater of b and c",
        "length of (overlap of p and q)",
        "inverse of leave.tax at 100 AZN",
        "start of p + 1 day",
        "chains of notes across 14 days",
        "weeks of p starting sunday",
        "complete years of p",
        "complete years of p counted back",
        "days of (a onwards)",
        "tax with (taxable = p, x = none, y = unknown) on d",
        "18:00 to 02:00",
        "next working day after d",
        "first monday after d",
        "min(a, b) + max(a, b) * abs(-c)",
        "year of d - month of d + day of d",
        "minute + month",
        "x is in_force or y",
        "x is not in (a, b)",
        "a >= b or a \xe2\x89\xa4 b",
    };
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        char text[400] = "r = ";
        expect_good(strncat(text, formulas[i], sizeof text - 10));
    }
}

/* ---- clauses */

static void a_sign_opens_an_effect(void)
{
    expect_clause("when a \xe2\x86\x92 -b + c", "CLAUSE\n"
                                                "  LEFT: LEFT_WHEN\n"
                                                "    CONDITION: NAME 'a'\n"
                                                "  EFFECT: EFFECT ADD\n"
                                                "    VALUE: SUM\n"
                                                "      NEGATE\n"
                                                "        VALUE: NAME 'b'\n"
                                                "      TERM ADD\n"
                                                "        VALUE: NAME 'c'\n"
                                                "  TRAILERS: LIST\n");
    expect_clause("when a -> (-5)", "CLAUSE\n"
                                    "  LEFT: LEFT_WHEN\n"
                                    "    CONDITION: NAME 'a'\n"
                                    "  EFFECT: EFFECT VALUE\n"
                                    "    VALUE: NEGATE\n"
                                    "      VALUE: NUMBER '5'\n"
                                    "  TRAILERS: LIST\n");
    expect_clause("otherwise -> +a - b", "CLAUSE\n"
                                         "  LEFT: LEFT_OTHERWISE\n"
                                         "  EFFECT: EFFECT ADD\n"
                                         "    VALUE: SUM\n"
                                         "      NAME 'a'\n"
                                         "      TERM SUBTRACT\n"
                                         "        VALUE: NAME 'b'\n"
                                         "  TRAILERS: LIST\n");
    expect_clause("base -5", "CLAUSE\n"
                             "  LEFT: LEFT_BASE\n"
                             "  EFFECT: EFFECT VALUE\n"
                             "    VALUE: NEGATE\n"
                             "      VALUE: NUMBER '5'\n"
                             "  TRAILERS: LIST\n");
}

static void clauses_have_left_sides_effects_and_trailers(void)
{
    expect_clause(
        "merit: category executive, over 5 -> at least 30 rounded up to 0.5 [LC 1] note \"n\"",
        "CLAUSE\n"
        "  LABEL: NAME 'merit'\n"
        "  LEFT: LEFT_MATCH\n"
        "    SUBJECT: NAME 'category'\n"
        "    VALUES: LIST\n"
        "      NAME 'executive'\n"
        "      RANGE over under\n"
        "        LOW: NUMBER '5'\n"
        "  EFFECT: EFFECT AT_LEAST\n"
        "    VALUE: ROUNDED UP\n"
        "      VALUE: NUMBER '30'\n"
        "      STEP: NUMBER '0.5'\n"
        "  TRAILERS: LIST\n"
        "    CITATION 'LC 1'\n"
        "    NOTE 'n'\n");
    expect_clause("from 2022-01-01 until 2023-01-01 -> none \"repealed\"",
                  "CLAUSE\n"
                  "  LEFT: LEFT_INTERVAL\n"
                  "    FROM: DATE '2022-01-01'\n"
                  "    UNTIL: DATE '2023-01-01'\n"
                  "  EFFECT: EFFECT NONE\n"
                  "    VALUE: STRING 'repealed'\n"
                  "  TRAILERS: LIST\n");
    expect_clause("from 2022-01-01 base 5 unless x overrides [LC 1] overrides a.b",
                  "CLAUSE\n"
                  "  LEFT: LEFT_INTERVAL BASE\n"
                  "    FROM: DATE '2022-01-01'\n"
                  "  EFFECT: EFFECT VALUE\n"
                  "    VALUE: NUMBER '5'\n"
                  "  TRAILERS: LIST\n"
                  "    UNLESS\n"
                  "      CONDITION: NAME 'x'\n"
                  "    OVERRIDES\n"
                  "      WHAT: CITATION 'LC 1'\n"
                  "    OVERRIDES\n"
                  "      WHAT: DOT\n"
                  "        OF: NAME 'a'\n"
                  "        NAME: NAME 'b'\n");
    expect_clause("only when a \"why\" [LC 1]", "CLAUSE\n"
                                                "  LEFT: LEFT_ONLY_WHEN\n"
                                                "    CONDITION: NAME 'a'\n"
                                                "  TRAILERS: LIST\n"
                                                "    REASON 'why'\n"
                                                "    CITATION 'LC 1'\n");
    expect_clause("at most 5 from 2022-01-01", "CLAUSE\n"
                                               "  LEFT: LEFT_ALWAYS\n"
                                               "  EFFECT: EFFECT AT_MOST\n"
                                               "    VALUE: NUMBER '5'\n"
                                               "  TRAILERS: LIST\n"
                                               "    FROM\n"
                                               "      DATE: DATE '2022-01-01'\n");
    expect_clause("rounded toward zero to 0.1", "CLAUSE\n"
                                                "  LEFT: LEFT_ALWAYS\n"
                                                "  EFFECT: EFFECT ROUNDED\n"
                                                "    VALUE: ROUNDED TOWARD_ZERO\n"
                                                "      STEP: NUMBER '0.1'\n"
                                                "  TRAILERS: LIST\n");
    expect_clause("several apply -> the largest", "CLAUSE\n"
                                                  "  LEFT: LEFT_SEVERAL\n"
                                                  "  EFFECT: EFFECT LARGEST\n"
                                                  "  TRAILERS: LIST\n");
}

static void blocks_hold_what_is_indented(void)
{
    expect_clause("seniority [LC 1]\n        5..=10 -> +2\n        otherwise -> error \"x\"",
                  "BLOCK\n"
                  "  LEFT: LEFT_SUBJECT\n"
                  "    SUBJECT: NAME 'seniority'\n"
                  "  TRAILERS: LIST\n"
                  "    CITATION 'LC 1'\n"
                  "  BODY: LIST\n"
                  "    CLAUSE\n"
                  "      LEFT: LEFT_MATCH\n"
                  "        VALUES: LIST\n"
                  "          RANGE from through\n"
                  "            LOW: NUMBER '5'\n"
                  "            HIGH: NUMBER '10'\n"
                  "      EFFECT: EFFECT ADD\n"
                  "        VALUE: NUMBER '2'\n"
                  "      TRAILERS: LIST\n"
                  "    CLAUSE\n"
                  "      LEFT: LEFT_OTHERWISE\n"
                  "      EFFECT: EFFECT ERROR\n"
                  "        VALUE: STRING 'x'\n"
                  "      TRAILERS: LIST\n");
    expect_clause("a: when x\n        until 2020-01-01\n            base 1; at least 2",
                  "BLOCK\n"
                  "  LABEL: NAME 'a'\n"
                  "  LEFT: LEFT_WHEN\n"
                  "    CONDITION: NAME 'x'\n"
                  "  TRAILERS: LIST\n"
                  "  BODY: LIST\n"
                  "    BLOCK\n"
                  "      LEFT: LEFT_INTERVAL\n"
                  "        UNTIL: DATE '2020-01-01'\n"
                  "      TRAILERS: LIST\n"
                  "      BODY: LIST\n"
                  "        CLAUSE\n"
                  "          LEFT: LEFT_BASE\n"
                  "          EFFECT: EFFECT VALUE\n"
                  "            VALUE: NUMBER '1'\n"
                  "          TRAILERS: LIST\n"
                  "        CLAUSE\n"
                  "          LEFT: LEFT_ALWAYS\n"
                  "          EFFECT: EFFECT AT_LEAST\n"
                  "            VALUE: NUMBER '2'\n"
                  "          TRAILERS: LIST\n");
}

static void tables_and_scales_have_columns(void)
{
    expect_clause("table unique a | from 2020-01-01 | sex female [X 1]\n"
                  "        5, 6..8 | any | none \"n\" -> 8 [X 2]",
                  "TABLE UNIQUE\n"
                  "  TRAILERS: LIST\n"
                  "    CITATION 'X 1'\n"
                  "  COLUMNS: LIST\n"
                  "    LEFT_SUBJECT\n"
                  "      SUBJECT: NAME 'a'\n"
                  "    LEFT_INTERVAL\n"
                  "      FROM: DATE '2020-01-01'\n"
                  "    LEFT_MATCH\n"
                  "      SUBJECT: NAME 'sex'\n"
                  "      VALUES: LIST\n"
                  "        NAME 'female'\n"
                  "  ROWS: LIST\n"
                  "    TABLE_ROW\n"
                  "      CELLS: LIST\n"
                  "        LIST\n"
                  "          NUMBER '5'\n"
                  "          RANGE from under\n"
                  "            LOW: NUMBER '6'\n"
                  "            HIGH: NUMBER '8'\n"
                  "        ANY\n"
                  "        EFFECT NONE\n"
                  "          VALUE: STRING 'n'\n"
                  "      EFFECT: EFFECT VALUE\n"
                  "        VALUE: NUMBER '8'\n"
                  "      TRAILERS: LIST\n"
                  "        CITATION 'X 2'\n");
    expect_clause("whole scale x rounded to 0.01 | from 2020-01-01\n"
                  "        ..200 | 3%\n"
                  "        200.. -> 5%",
                  "SCALE WHOLE\n"
                  "  TRAILERS: LIST\n"
                  "  SUBJECT: NAME 'x'\n"
                  "  ROUNDINGS: LIST\n"
                  "    ROUNDED HALF_AWAY\n"
                  "      STEP: NUMBER '0.01'\n"
                  "  COLUMNS: LIST\n"
                  "    LEFT_INTERVAL\n"
                  "      FROM: DATE '2020-01-01'\n"
                  "  ROWS: LIST\n"
                  "    SCALE_ROW\n"
                  "      RANGE: RANGE from under\n"
                  "        HIGH: NUMBER '200'\n"
                  "      CELLS: LIST\n"
                  "        LIST\n"
                  "          PERCENT '3'\n"
                  "      TRAILERS: LIST\n"
                  "    SCALE_ROW\n"
                  "      RANGE: RANGE from under\n"
                  "        LOW: NUMBER '200'\n"
                  "      CELLS: LIST\n"
                  "      EFFECT: EFFECT VALUE\n"
                  "        VALUE: PERCENT '5'\n"
                  "      TRAILERS: LIST\n");
}

/* ---- rules and declarations */

static void the_line_that_started_it_all(void)
{
    expect_item("vacation base 21 days; seniority 5..10 \xe2\x86\x92 +2\n",
                "RULE\n"
                "  NAME: NAME 'vacation'\n"
                "  TRAILERS: LIST\n"
                "  BODY: LIST\n"
                "    CLAUSE\n"
                "      LEFT: LEFT_BASE\n"
                "      EFFECT: EFFECT VALUE\n"
                "        VALUE: QUANTITY\n"
                "          VALUE: NUMBER '21'\n"
                "          MEASURE: MEASURE\n"
                "            MEASURE_WORD 'days'\n"
                "      TRAILERS: LIST\n"
                "    CLAUSE\n"
                "      LEFT: LEFT_MATCH\n"
                "        SUBJECT: NAME 'seniority'\n"
                "        VALUES: LIST\n"
                "          RANGE from under\n"
                "            LOW: NUMBER '5'\n"
                "            HIGH: NUMBER '10'\n"
                "      EFFECT: EFFECT ADD\n"
                "        VALUE: NUMBER '2'\n"
                "      TRAILERS: LIST\n");
}

static void rules_have_types_and_heads(void)
{
    expect_item("r : AZN exact or none as of d owed by a to b [LC 1]\n    base 1\n",
                "RULE\n"
                "  NAME: NAME 'r'\n"
                "  TYPE: TYPE_OWED\n"
                "    TYPE: TYPE_AS_OF\n"
                "      TYPE: TYPE_OR_NONE\n"
                "        TYPE: TYPE_MEASURE EXACT\n"
                "          MEASURE: MEASURE\n"
                "            MEASURE_WORD 'AZN'\n"
                "      DATE: NAME 'd'\n"
                "    PAYER: NAME 'a'\n"
                "    PAYEE: NAME 'b'\n"
                "  TRAILERS: LIST\n"
                "    CITATION 'LC 1'\n"
                "  BODY: LIST\n"
                "    CLAUSE\n"
                "      LEFT: LEFT_BASE\n"
                "      EFFECT: EFFECT VALUE\n"
                "        VALUE: NUMBER '1'\n"
                "      TRAILERS: LIST\n");
    /* What a first line with a formula cites holds below it too. */
    expect_item("r : AZN = 1 [LC 1]\n    at least 2\n", "RULE\n"
                                                        "  NAME: NAME 'r'\n"
                                                        "  TYPE: TYPE_MEASURE\n"
                                                        "    MEASURE: MEASURE\n"
                                                        "      MEASURE_WORD 'AZN'\n"
                                                        "  TRAILERS: LIST\n"
                                                        "    CITATION 'LC 1'\n"
                                                        "  BODY: LIST\n"
                                                        "    CLAUSE\n"
                                                        "      LEFT: LEFT_BASE\n"
                                                        "      EFFECT: EFFECT VALUE\n"
                                                        "        VALUE: NUMBER '1'\n"
                                                        "      TRAILERS: LIST\n"
                                                        "        CITATION 'LC 1'\n"
                                                        "    CLAUSE\n"
                                                        "      LEFT: LEFT_ALWAYS\n"
                                                        "      EFFECT: EFFECT AT_LEAST\n"
                                                        "        VALUE: NUMBER '2'\n"
                                                        "      TRAILERS: LIST\n");
}

static void facts_have_everything(void)
{
    expect_item("fact x : AZN per month over time or none in 0..=9 step 0.25 = none \"Why?\"\n",
                "FACT\n"
                "  NAME: NAME 'x'\n"
                "  TYPE: TYPE_OR_NONE\n"
                "    TYPE: TYPE_OVER_TIME\n"
                "      TYPE: TYPE_MEASURE\n"
                "        MEASURE: MEASURE\n"
                "          MEASURE_WORD 'AZN'\n"
                "          MEASURE_WORD 'month'\n"
                "  RANGE: RANGE from through\n"
                "    LOW: NUMBER '0'\n"
                "    HIGH: NUMBER '9'\n"
                "  STEP: NUMBER '0.25'\n"
                "  DEFAULT: LIST\n"
                "    NONE\n"
                "  QUESTION: STRING 'Why?'\n");
    expect_item("fact s : set of weekday = saturday, sunday\n", "FACT\n"
                                                                "  NAME: NAME 's'\n"
                                                                "  TYPE: TYPE_SET\n"
                                                                "    CHOICE: NAME 'weekday'\n"
                                                                "  DEFAULT: LIST\n"
                                                                "    NAME 'saturday'\n"
                                                                "    NAME 'sunday'\n");
    expect_item("fact l : list of leave.child up to 20\n", "FACT\n"
                                                           "  NAME: NAME 'l'\n"
                                                           "  TYPE: TYPE_LIST\n"
                                                           "    ELEMENT: TYPE_MEASURE\n"
                                                           "      MEASURE: MEASURE\n"
                                                           "        MEASURE_WORD 'leave.child'\n"
                                                           "    LIMIT: NUMBER '20'\n");
}

static void examples_have_lines(void)
{
    expect_item("example \"e\"\n    given a = 3, b = [x, y]\n    on 2023-06-01\n"
                "    expect v = 34 days\n    expect unknown v given a = unknown\n",
                "EXAMPLE\n"
                "  TITLE: STRING 'e'\n"
                "  LINES: LIST\n"
                "    GIVEN\n"
                "      BINDINGS: LIST\n"
                "        BINDING\n"
                "          NAME: NAME 'a'\n"
                "          VALUE: NUMBER '3'\n"
                "        BINDING\n"
                "          NAME: NAME 'b'\n"
                "          VALUE: LIST_VALUE\n"
                "            ITEMS: LIST\n"
                "              NAME 'x'\n"
                "              NAME 'y'\n"
                "    DECIDED_ON\n"
                "      DATE: DATE '2023-06-01'\n"
                "    EXPECT VALUE\n"
                "      NAME: NAME 'v'\n"
                "      VALUE: QUANTITY\n"
                "        VALUE: NUMBER '34'\n"
                "        MEASURE: MEASURE\n"
                "          MEASURE_WORD 'days'\n"
                "      BINDINGS: LIST\n"
                "      TRAILERS: LIST\n"
                "    EXPECT UNKNOWN\n"
                "      NAME: NAME 'v'\n"
                "      BINDINGS: LIST\n"
                "        BINDING\n"
                "          NAME: NAME 'a'\n"
                "          VALUE: UNKNOWN\n"
                "      TRAILERS: LIST\n");
}

static void examples_have_tables_and_reasons(void)
{
    expect_item("example \"e\"\n    a | b\n    3 |\n    4 | none \"r\"\n"
                "    expect v = 5 within 1 \"w\" because [L 1]\n"
                "    expect met \"d\" given because = 1\n",
                "EXAMPLE\n"
                "  TITLE: STRING 'e'\n"
                "  LINES: LIST\n"
                "    CASE_ROW\n"
                "      CELLS: LIST\n"
                "        NAME 'a'\n"
                "        NAME 'b'\n"
                "    CASE_ROW\n"
                "      CELLS: LIST\n"
                "        NUMBER '3'\n"
                "        OUTCOME\n"
                "    CASE_ROW\n"
                "      CELLS: LIST\n"
                "        NUMBER '4'\n"
                "        OUTCOME NONE\n"
                "          REASON: STRING 'r'\n"
                "    EXPECT VALUE\n"
                "      NAME: NAME 'v'\n"
                "      VALUE: NUMBER '5'\n"
                "      BINDINGS: LIST\n"
                "      TRAILERS: LIST\n"
                "        WITHIN\n"
                "          VALUE: NUMBER '1'\n"
                "          REASON: STRING 'w'\n"
                "        BECAUSE\n"
                "          CITATION: CITATION 'L 1'\n"
                "    EXPECT MET\n"
                "      NAME: STRING 'd'\n"
                "      BINDINGS: LIST\n"
                "        BINDING\n"
                "          NAME: NAME 'because'\n"
                "          VALUE: NUMBER '1'\n"
                "      TRAILERS: LIST\n");
    expect_item("examples from law/cases.csv\n    given a = 1\n", "EXAMPLES\n"
                                                                  "  PATH: STRING 'law/cases.csv'\n"
                                                                  "  LINES: LIST\n"
                                                                  "    GIVEN\n"
                                                                  "      BINDINGS: LIST\n"
                                                                  "        BINDING\n"
                                                                  "          NAME: NAME 'a'\n"
                                                                  "          VALUE: NUMBER '1'\n");
}

/* Every kind of declaration, which must be read and nothing more. */
static void every_declaration_is_read(void)
{
    static const char *const files[] = {
        "",
        "# nothing\n",
        "qanun 2\n",
        "use az/labour/leave\n",
        "use az/labour/leave (a, b)\n",
        "law Law on Social Insurance = \"The Law\"\n",
        "unit share \"share of it\"\n",
        "currency AZN rounds to 0.01\n",
        "choice c = a \"A\", b\n",
        "group g of c [LC 120]\n    a, b   until 2026-01-16\n    d\n",
        "reviewed until 2026-10-01\n",
        "reviewed from 2018-01-01 until 2026-10-01\n",
        "months round down\n",
        "working day d = weekday of d not in (a, b) [LC 104.1]\n",
        "data j : list of day_off [LC 105]\n    day | name\n    2026-06-15 | \"N\"\n",
        "data j : list of day_off each year\n    day | from | until\n    01-20 | none | "
        "2020-01-01\n",
        "labels az\n    a = \"x\"\n    c.d = \"y\" \"z?\"\n",
        "entity e\n    start : date\n    day : yes/no = no\n    t : text\n",
        "define f(x : AZN, l : list of AZN up to 3) : AZN exact = x / 3\n",
        "define f(x : AZN)\n    scale x\n        ..5 -> 1%\n",
        "require a <= 8 hours unless b [LC 89.2] \"m\"\n",
        "forbid a > 2 hours when b [LC 99.4] \"m\"\n",
        "always a >= 21 days when b unless c [LC 1] note \"n\" from 2020-01-01 until 2021-01-01\n",
        "never a is none\nalways a + b rises with m.c [LC 1]\nalways if a then b else c falls with "
        "d\n",
        "always = 3\nnever base 4\nnever : days = always\nrises = 1\nfalls = rises with (a = 2)\n",
        "for each s in shifts sorted by day\n    forbid s.a > 4 hours [LC 1] \"m\"\n    p = rank "
        "of s in l\n",
        "reform \"p\"\n    amends leave.v from 2026-07-01\n        seniority\n            5..10 -> "
        "+2\n"
        "        repeals old\n",
        "r : days\n    months round up\n    base 1\n",
        "r = 1; at least 2; x: when a -> 3\n",
        "fact t : text\nfact d : one of a, b = a\n",
        "r : days\n    category\n        a\n            base 1\n        otherwise\n            "
        "base 2\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        expect_good(files[i]);
    }
}

/* ---- words and layout */

static void soft_words_are_names_and_hard_ones_are_not(void)
{
    expect_good("month = year + start.end\nday : date = x.minute\n");
    expect_good("\xc9\x99mirl\xc9\x99r_2 = \xd0\xb8\xd0\xbc\xd1\x8f\n");
    expect_places("fact count : number\n", "1:6-1:11 Q0208\n");
    expect_places("table : number = 3\n", "1:1-1:6 Q0208\n");
    expect_places("fact years : number\n", "1:6-1:11 Q0208\n");
}

/* The tree without its acceptances is that of the text without them. */
static void expect_beside(const char *with, const char *without, uint32_t count)
{
    parsed_text first, second;
    parse(&first, with);
    parse(&second, without);
    if (CHECK(first.file != NULL) && CHECK(second.file != NULL)) {
        const qn_node *list = first.file->kid[AST_FILE_ACCEPTANCES];
        CHECK_INT(list == NULL ? 0 : list->count, count);
        CHECK(second.file->kid[AST_FILE_ACCEPTANCES] == NULL);
        CHECK(qn_node_equal(first.file->kid[AST_FILE_ITEMS], second.file->kid[AST_FILE_ITEMS]));
    }
    end(&first);
    end(&second);
}

static void acceptances_stand_beside_the_tree(void)
{
    expect_beside("accept Q0301 because \"x\"\na = 1\n    accept Q0301 because \"x\"\n", "a = 1\n",
                  2);
    expect_beside("a : days\n    accept Q1 for b because \"\"\n    base 1\n    b\n"
                  "        accept Q0301 because \"x\"\n        1..2 -> 3\n"
                  "        accept Q0301 because \"x\"\n        otherwise -> 4\n",
                  "a : days\n    base 1\n    b\n        1..2 -> 3\n        otherwise -> 4\n", 3);
    expect_beside(
        "a : days\n    table b | c\n        accept Q0308 because \"x\"\n        1 | 2 -> 3\n"
        "    scale d\n        ..5 -> 1\n        accept Q0306 because \"x\"\n",
        "a : days\n    table b | c\n        1 | 2 -> 3\n    scale d\n        ..5 -> 1\n", 2);
    expect_beside("for each c in d\n    accept Q0301 because \"x\"\n    require a\n"
                  "        accept Q0301 because \"x\"\n    b = 1\n",
                  "for each c in d\n    require a\n    b = 1\n", 2);
    expect_beside("accept : yes/no = because\nfact because : one of accept, because\n"
                  "a : days\n    accept because -> 1\n    accept accept, because\n"
                  "        base 2\n    accept: when because -> 3\n",
                  "accept : yes/no = because\nfact because : one of accept, because\n"
                  "a : days\n    accept because -> 1\n    accept accept, because\n"
                  "        base 2\n    accept: when because -> 3\n",
                  0);
    expect_places("a : days\n    b\n        accept Q0301 because \"x\"\nc = 1\n",
                  "3:33-3:33 Q0202\n");
    expect_places("accept Q0301 because\n", "1:21-1:21 Q0202\n");
    expect_places("require a\n    base 1\n    base 2\nb = 1\n", "2:5-2:5 Q0204\n");
}

static void lines_go_on_where_they_are_not_finished(void)
{
    expect_good("a = b +\n  c *\n\n  # more\n  d\n");
    expect_good("a = f(b,\nc\n)\n");
    expect_good("a : yes/no = b and\n    not\n    c\n");
    expect_good("choice c = a,\n           b\n");
    expect_good("a = if b then\n    c else\n    d");
    expect_good("r : days\n    x 5..\n        base 2\n");
    expect_good("r : days\n\n    # c\n    base 1 # d\n  # e\n\n# f\n");
}

static void line_ends_and_marks_of_all_kinds(void)
{
    parsed_text parsed;
    parse(&parsed, "\xef\xbb\xbf"
                   "a = 1\r\n\r\nb : days\r\n    base 2");
    CHECK(parsed.file != NULL);
    CHECK_INT(qn_source_position(&parsed.source, 3).column, 1);
    end(&parsed);
    expect_places("a = 1\rb = 2\n", "1:6-1:7 Q0105\n");
    expect_places("a = \xff\n", "1:5-1:6 Q0102\n");
    expect_places("a = \xed\xa0\x80\n", "1:5-1:6 Q0102\n");
    expect_places("e\xcc\x81 = 1\n", "1:1-1:3 Q0103\n");
    expect_places("\xe2\x84\xab = 1\n", "1:1-1:2 Q0103\n");
    expect_good("\xc3\xa9 = 1 # \xed\x95\x9c\xea\xb5\xad \xe0\xa4\x95\xe0\xa4\xbf\n");
    parse_bytes(&parsed, "a = 1\n\0b = 2\n", 13);
    CHECK_TEXT(places(&parsed), "2:1-2:2 Q0104\n");
    end(&parsed);
}

/* ---- mistakes */

static void mistakes_in_characters_have_places(void)
{
    expect_places("a = 3 ~ 4\n", "1:7-1:8 Q0101\n");
    expect_places("a = 3 \xe2\x80\x93 4\n", "1:7-1:8 Q0116\n");
    expect_places("a = \"x\n", "1:5-1:7 Q0109\n");
    expect_places("a = \"\\n\"\n", "1:6-1:7 Q0115\n");
    expect_places("a = 1 [LC 5\n", "1:7-1:12 Q0110\n");
    expect_places("a = 1 []\n", "1:7-1:9 Q0119\n");
    expect_places("a = 1,000.50\n", "1:5-1:13 Q0111\n");
    expect_places("a = 1_00\n", "1:5-1:9 Q0118\n");
    expect_places("a = 2023-02-29\n", "1:5-1:15 Q0112\n");
    expect_places("a = 01.06.2023\n", "1:5-1:15 Q0113\n");
    expect_places("a = 2023/06/01\n", "1:5-1:15 Q0113\n");
    expect_places("r : date\n    from 1 January 2023 -> 5\n", "2:10-2:24 Q0113\n");
    expect_places("a = 1.6.2023\n", "1:5-1:13 Q0113\n");
    expect_places("a = 2023-6-1\n", "1:5-1:13 Q0113\n");
    expect_places("a = 01-06-2023\n", "1:5-1:15 Q0113\n");
    expect_places("a = 23-06-01\n", "1:5-1:13 Q0113\n");
    expect_message("a = 1/6/2023\n", "a date is not written like this\nwrite 2023-06-01\n");
    expect_places("a = 24:01\n", "1:5-1:10 Q0114\n");
    expect_places("r : days\n    x 5 => 3\n", "2:9-2:11 Q0117\n");
    expect_places("r : days\n\tbase 3\n\tbase 4\n", "2:1-2:2 Q0107\n");
}

static void mistakes_of_lawyers_have_their_own_messages(void)
{
    expect_places("r : days\n    x 5..10 +2\n", "2:13-2:15 Q0213\n");
    expect_places("r : days\n    when x > 5 at least 3\n", "2:16-2:24 Q0213\n");
    expect_places("r : days\n    when x > 5 none \"n\"\n", "2:16-2:20 Q0213\n");
    expect_places("working : number = 1\n", "1:1-1:8 Q0208\n");
    expect_places("r : days\n    when x 30\n", "2:12-2:14 Q0213\n");
    expect_places("r : days\n    x 5..10 = 2\n", "2:13-2:14 Q0214\n");
    expect_places("r : days\n    x 5-10 -> 2\n", "2:7-2:11 Q0210\n");
    expect_places("r : days\n    x\n        10-15 -> 2\n", "3:9-3:14 Q0210\n");
    expect_places("r : days\n    x 5 to 10 -> 2\n", "2:7-2:14 Q0210\n");
    expect_places("r : days\n    5..10 -> 2\n    10.. -> 3\n", "2:5-2:10 Q0216\n");
    expect_places("r : days\n    \"x\" 5 -> 2\n", "2:5-2:8 Q0212\n");
    expect_places("r : days\n    when a AND b -> 2\n", "2:12-2:15 Q0209\n");
    expect_places("a = 3,5\n", "1:5-1:8 Q0215\n");
    expect_places("a = 60 percent\n", "1:5-1:15 Q0211\n");
    expect_places("base 3\n", "1:1-1:5 Q0217\n");
    expect_places("r : days\n    s : days = 3\n", "2:9-2:13 Q0218\n");
    expect_places("r : kalendar days\n", "1:5-1:18 Q0219\n");
    expect_places("r : days\n    [LC 1] base 3\n", "2:5-2:11 Q0220\n");
    expect_places("r : days\n    base 3 (LC 1)\n", "2:12-2:17 Q0221\n");
    expect_places("fact annual-leave : days\n", "1:6-1:18 Q0222\n");
    expect_places("fact annual leave : days\n", "1:6-1:18 Q0223\n");
    expect_places("example \"e\"\n    expect x = none\n", "2:16-2:20 Q0226\n");
    expect_places("r = 1 note both ends [LC 1]\n", "1:12-1:21 Q0224\n");
    expect_places("r : days\n    if a -> 2\n", "2:5-2:7 Q0227\n");
    expect_places("r : days\n    x > 5 -> 2\n", "2:5-2:10 Q0227\n");
    expect_places("r : days\n    x\n        > 5 -> 2\n", "3:9-3:12 Q0228\n");
    expect_places("r = 12.\n", "1:5-1:8 Q0229\n");
    expect_places("fact x AZN\n", "1:8-1:11 Q0230\n");
    expect_places("r = 5% of x\n", "1:8-1:10 Q0231\n");
    expect_places("r = x round to 1\n", "1:7-1:12 Q0232\n");
    expect_places("define f(x) = 1\n", "1:10-1:11 Q0233\n");
    expect_places("r : days\n    base 1;\n", "2:11-2:12 Q0234\n");
    expect_places("r : days\n    base 1\n        note \"n\"\n", "3:9-3:13 Q0220\n");
    expect_places("r : days\n    when a =< 1 -> 2\n", "2:12-2:14 Q0116\n");
    expect_places("r : days\n    when a => 1 -> 2\n", "2:12-2:14 Q0116\n");
    expect_places("Fact x : days\n", "1:1-1:5 Q0209\n");
}

static void mistakes_in_layout_have_their_own_messages(void)
{
    expect_places("r : days\ns = 1\n", "1:1-1:9 Q0203\n");
    expect_places("r : days\nbase 3\nx 5..10 -> 2\n", "1:1-1:9 Q0203\n");
    expect_places("r = 1\n\nfact s : days\n    base 3\n", "4:5-4:5 Q0204\n");
    expect_places("r : days\n        base 1\n    base 2\n    base 3\nt = )\n",
                  "3:5-3:5 Q0108\n5:5-5:6 Q0206\n");
    expect_places("a = (1 + 2\nb = 3\nc = )\n", "1:5-1:6 Q0205\n3:5-3:6 Q0206\n");
    expect_places("a = (1 + 2", "1:5-1:6 Q0205\n");
    expect_places("a = (1 + 2]\n", "1:11-1:12 Q0207\n");
    expect_places("a = 1 +\nfact b : days\nc = )\n", "1:8-1:8 Q0202\n3:5-3:6 Q0206\n");
    expect_places("a = 1 +\nb : days = 2\nc = )\n", "1:7-1:8 Q0225\n3:5-3:6 Q0206\n");
}

static void messages_name_the_construct_and_all_that_can_follow(void)
{
    expect_message("fact category\n", "a fact is not written like this\n"
                                      "write its type behind it, as category : integer\n");
    expect_message("fact x : \n", "I was reading the fact `x`, and the line ends too early\n"
                                  "here can follow: a type\n");
    expect_message(
        "vacation : days\n    seniority\n        5..10 ->\n",
        "I was reading a row of `seniority` in the rule `vacation`, and the "
        "line ends too early\n"
        "here can follow: a formula, `+`, `*`, `at least`, `at most`, `error` or `none`\n");
    expect_message("x = 3\ngroup g of h\n    a form 2020-01-01\n",
                   "I was reading a line of the group `g`, and the name `form` cannot stand here\n"
                   "here can follow: the end of the line, a citation, `,`, `from`, `note`, "
                   "`overrides`, `unless` or `until`\n");
    expect_message("example \"e\"\n    given a b\n",
                   "I was reading the `given` `a` of the example \"e\", and the name `b` cannot "
                   "stand here\n"
                   "here can follow: `.` or `=`\n");
    expect_message(
        "r : days\n    m\xc9\x99zuniyy\xc9\x99t 5 ->\n",
        "I was reading the band `m\xc9\x99zuniyy\xc9\x99t` of the rule `r`, and the line "
        "ends too early\n"
        "here can follow: a formula, `+`, `*`, `at least`, `at most`, `error` or `none`\n");
}

/* One message a cause, and every line that is not concerned is still read. */
static void reading_goes_on_after_a_mistake(void)
{
    expect_places("fact a\n"
                  "b : days\n"
                  "    base )\n"
                  "    x\n"
                  "        5..10 => 2\n"
                  "        10.. -> 3,5\n"
                  "    table a |\n"
                  "        1 | 2\n"
                  "        3 | 4\n"
                  "    at least 2023-02-30\n"
                  "c = 1\n"
                  "entity e\n"
                  "    f\n"
                  "    g : days\n"
                  "    h :\n"
                  "data d : list of e\n"
                  "    a b\n"
                  "    1 | 2\n"
                  "example \"x\"\n"
                  "    expect\n"
                  "    expect a = 1\n"
                  "    on\n",
                  "1:6-1:7 Q0240\n"
                  "3:10-3:11 Q0206\n"
                  "5:15-5:17 Q0117\n"
                  "6:17-6:20 Q0215\n"
                  "7:14-7:14 Q0202\n"
                  "10:14-10:24 Q0112\n"
                  "13:5-13:6 Q0240\n"
                  "15:8-15:8 Q0202\n"
                  "17:7-17:8 Q0201\n"
                  "20:11-20:11 Q0202\n"
                  "22:7-22:7 Q0202\n");
}

/* Lines of nothing, of some bytes, and longer than what lies between two marks of a source: each
 * byte has the line and the column that counting from the beginning gives it. */
static void places_in_long_texts(void)
{
    enum { BYTES = 5 * QN_SOURCE_STRIDE + 7 };
    static char text[BYTES];
    qn_position expected = {1, 1};
    qn_arena arena;
    qn_diagnostics diagnostics;
    qn_source source;
    for (size_t i = 0; i < BYTES; i++) {
        bool is_long = i > QN_SOURCE_STRIDE && i < 4 * QN_SOURCE_STRIDE;
        text[i] = !is_long && (i % 7 == 0 || i % 31 < 2) ? '\n' : 'a';
    }
    qn_arena_init(&arena, NULL, NULL);
    qn_diagnostics_init(&diagnostics, &arena);
    CHECK(qn_source_init(&source, &arena, 0, "long.qn", text, BYTES, &diagnostics));
    for (uint32_t i = 0; i < BYTES; i++) {
        qn_position found = qn_source_position(&source, i);
        CHECK(found.line == expected.line && found.column == expected.column);
        expected = text[i] == '\n' ? (qn_position){expected.line + 1, 1}
                                   : (qn_position){expected.line, expected.column + 1};
    }
    CHECK_INT(qn_source_position(&source, BYTES).line, source.line_count);
    qn_arena_clear(&arena);
}

/* A comment of ASCII with one other piece, read as it is; the code of its mistake or "". */
static const char *mistake_at(parsed_text *parsed, size_t at, const char *piece, size_t length)
{
    enum { BYTES = 160 };
    static char text[BYTES + 8];
    memset(text, 'a', sizeof text);
    text[0] = '#';
    memcpy(text + at, piece, length);
    text[BYTES] = '\n';
    parse_bytes(parsed, text, BYTES + 1);
    const qn_diagnostic *first = parsed->diagnostics.first;
    if (first == NULL) {
        return "";
    }
    CHECK(first->span.begin >= at && first->span.begin < at + length);
    return qn_diagnostic_row_get(first->code)->name;
}

/* Text is looked at in blocks and words: what stands in one is seen wherever it stands. */
static void characters_are_seen_wherever_they_stand(void)
{
    static const struct {
        const char *piece;
        size_t length;
        const char *code;
    } rows[] = {{"aaa", 3, ""},
                {"\xc9\x99", 2, ""},
                {"\xe2\x86\x92", 3, ""},
                {"\r\n#", 3, ""},
                {"\xf0\x9f\x98\x80", 4, ""},
                {"\r#", 2, "Q0105"},
                {"\0", 1, "Q0104"},
                {"\xff", 1, "Q0102"},
                {"\x80", 1, "Q0102"},
                {"e\xcc\x81", 3, "Q0103"},
                {"\xc9\x99\xff", 3, "Q0102"},
                {"\xe2\x86z", 3, "Q0102"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t at = 1; at + rows[i].length < 160; at++) {
            parsed_text parsed;
            CHECK_TEXT(mistake_at(&parsed, at, rows[i].piece, rows[i].length), rows[i].code);
            end(&parsed);
        }
    }
}

/* Names of two scripts, with a letter of two bytes at each place, are one name each. */
static void names_have_letters_anywhere(void)
{
    for (size_t at = 0; at < 30; at++) {
        char text[64];
        int length = snprintf(text, sizeof text, "%.*s\xc9\x99%.*s = 1\n", (int)at,
                              "abcdefghijklmnopqrstuvwxyzabcdefg", (int)(30 - at),
                              "hijklmnopqrstuvwxyzabcdefghijk_9");
        parsed_text parsed;
        parse_bytes(&parsed, text, (size_t)length);
        CHECK(parsed.file != NULL);
        if (parsed.file != NULL) {
            const qn_node *rule = parsed.file->kid[AST_FILE_ITEMS]->kid[0];
            CHECK_INT(rule->kid[AST_RULE_NAME]->length, 32);
        }
        end(&parsed);
    }
}

/* Blocks are zero whatever was written into those that have grown or were forgotten before. */
static void blocks_are_zero(void)
{
    qn_arena arena;
    qn_arena_init(&arena, NULL, NULL);
    for (size_t round = 0; round < 3; round++) {
        for (size_t size = 1; size < 5000; size += 1 + size / 3) {
            unsigned char *block = qn_arena_take(&arena, size);
            unsigned char sum = 0;
            for (size_t i = 0; i < size; i++) {
                sum |= block[i];
            }
            CHECK_INT(sum, 0);
            block = qn_arena_extend(&arena, block, size, 2 * size);
            memset(block, 0xff, 2 * size);
        }
        qn_arena_reset(&arena);
    }
    qn_arena_clear(&arena);
}

static void columns_count_characters(void)
{
    expect_places("m\xc9\x99zuniyy\xc9\x99t = \"\xc4\xb0\xc4\xb1\" ~\n", "1:19-1:20 Q0101\n");
    parsed_text parsed;
    parse(&parsed, "a = 1\nm\xc9\x99 = 2\n");
    const qn_node *rule = parsed.file->kid[AST_FILE_ITEMS]->kid[1];
    qn_position last = qn_source_position(&parsed.source, rule->span.end);
    CHECK_INT(last.line, 2);
    CHECK_INT(last.column, 7);
    qn_span line = qn_source_line(&parsed.source, 2);
    CHECK_INT(line.end - line.begin, 7);
    CHECK_INT(rule->span.source, 7);
    end(&parsed);
}

/* ---- places of nodes */

/* Whether leaves stand exactly on their text, and every part lies inside its node. */
static bool has_exact_places(const parsed_text *parsed, const qn_node *node)
{
    const char *bytes = parsed->source.bytes;
    bool is_word = node->kind == AST_NAME || node->kind == AST_DATE;
    if (is_word && (node->span.end - node->span.begin != node->length ||
                    memcmp(bytes + node->span.begin, node->text, node->length) != 0)) {
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *part = node->kid[i];
        bool is_inside = part == NULL || part->span.begin == part->span.end ||
                         (part->span.begin >= node->span.begin && part->span.end <= node->span.end);
        if (!is_inside || (part != NULL && !has_exact_places(parsed, part))) {
            return false;
        }
    }
    return true;
}

static void spans_cover_what_was_written(void)
{
    parsed_text parsed;
    parse(&parsed, "fact x : AZN per month in 0..=9 = 3 \"q\"\n"
                   "r : days or none [LC 1]\n"
                   "    when (x + 1) * 2 > 3 and not x in 5..7 -> -x + 2 rounded to 1 [LC 2]\n"
                   "    table x | from 2020-01-01\n"
                   "        1, 2 | any -> 3\n"
                   "\n"
                   "example \"e\"\n"
                   "    given x = 3\n");
    if (CHECK(parsed.file != NULL)) {
        CHECK(has_exact_places(&parsed, parsed.file));
        const qn_node *items = parsed.file->kid[AST_FILE_ITEMS];
        CHECK_INT(items->kid[0]->span.end, 39);
        const qn_node *clause = items->kid[1]->kid[AST_RULE_BODY]->kid[0];
        const qn_node *effect = clause->kid[AST_CLAUSE_EFFECT];
        const char *text = qn_arena_copy(&parsed.arena, parsed.source.bytes + effect->span.begin,
                                         effect->span.end - effect->span.begin);
        CHECK_TEXT(text, "-x + 2 rounded to 1");
    }
    end(&parsed);
}

/* ---- all tokens */

static void all_tokens_include_comments_and_blank_lines(void)
{
    static const char text[] = "a = 1 # c\n\n# d\nb : days\n    base (1 +\n    2)\n";
    static const qn_token_class expected[] = {
        QN_TOKEN_WORD,     QN_TOKEN_OPERATOR, QN_TOKEN_NUMBER, QN_TOKEN_COMMENT,  QN_TOKEN_NEWLINE,
        QN_TOKEN_BLANK,    QN_TOKEN_COMMENT,  QN_TOKEN_WORD,   QN_TOKEN_OPERATOR, QN_TOKEN_WORD,
        QN_TOKEN_NEWLINE,  QN_TOKEN_INDENT,   QN_TOKEN_WORD,   QN_TOKEN_OPEN,     QN_TOKEN_NUMBER,
        QN_TOKEN_OPERATOR, QN_TOKEN_WRAP,     QN_TOKEN_NUMBER, QN_TOKEN_CLOSE,    QN_TOKEN_NEWLINE,
        QN_TOKEN_DEDENT,   QN_TOKEN_END,
    };
    parsed_text parsed;
    const qn_token *tokens = NULL;
    uint32_t count = 0;
    parse(&parsed, text);
    CHECK(qn_lex_all(&parsed.arena, &parsed.source, &parsed.diagnostics, &tokens, &count));
    if (CHECK_INT(count, sizeof expected / sizeof expected[0])) {
        for (uint32_t i = 0; i < count; i++) {
            CHECK_INT(tokens[i].class, expected[i]);
        }
        CHECK(strncmp(text + tokens[3].span.begin, "# c", 3) == 0);
        CHECK_INT(tokens[3].span.end - tokens[3].span.begin, 3);
    }
    end(&parsed);
}

/* ---- equality */

static bool are_equal(const char *left, const char *right)
{
    parsed_text first;
    parsed_text second;
    parse(&first, left);
    parse(&second, right);
    bool equal = qn_node_equal(first.file, second.file);
    end(&first);
    end(&second);
    return equal;
}

static void equality_sees_meaning_and_not_layout(void)
{
    CHECK(are_equal("a = 1 + 2 # c\n\nb : days\n  base 3; at least 2\n",
                    "a = 1 +\n    2\nb : days\n    base 3\n    at least 2\n"));
    CHECK(are_equal("a = (b)\n", "a = b\n"));
    CHECK(!are_equal("a = b + (c + d)\n", "a = b + c + d\n"));
    CHECK(!are_equal("a = 5..7\n", "a = 5\n"));
    CHECK(!are_equal("a = b in 5..7\n", "a = b in 5..=7\n"));
    CHECK(!are_equal("a = b\n", "a = c\n"));
    CHECK(!are_equal("a = b\n", "a = b\nc = d\n"));
}

/* ---- sizes */

/* `prefix`, then `unit` n times, then `suffix`; the caller frees it. */
static char *repeated(const char *prefix, const char *unit, size_t n, const char *suffix)
{
    size_t length = strlen(unit);
    char *text = malloc(strlen(prefix) + length * n + strlen(suffix) + 1);
    char *at = text + strlen(strcpy(text, prefix));
    for (size_t i = 0; i < n; i++, at += length) {
        memcpy(at, unit, length);
    }
    strcpy(at, suffix);
    return text;
}

static void expect_repeated(const char *prefix, const char *unit, size_t n, const char *suffix,
                            const char *code)
{
    parsed_text parsed;
    char *text = repeated(prefix, unit, n, suffix);
    parse(&parsed, text);
    const qn_diagnostic *first = parsed.diagnostics.first;
    CHECK_TEXT(first == NULL ? "good" : qn_diagnostic_row_get(first->code)->name, code);
    CHECK_INT(parsed.diagnostics.error_count, first == NULL ? 0 : 1);
    CHECK((parsed.file != NULL) == (first == NULL));
    end(&parsed);
    free(text);
}

static void what_is_long_is_read_and_what_is_deep_is_refused(void)
{
    expect_repeated("a = 1", " + 1", 50000, "\n", "good");
    expect_repeated("a = b", " and b", 50000, "\n", "good");
    expect_repeated(
        "a = ((", "((", 74,
        "1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"
        "))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"
        "))))))))))))\n",
        "good");
    expect_repeated("a = ", "(", 100000, "\n", "Q0902");
    expect_repeated("a = ", "not ", 100000, "b\n", "Q0902");
    expect_repeated("a = ", "- ", 100000, "b\n", "Q0902");
    expect_repeated("a = b", ".c", 100000, "\n", "Q0902");
    expect_repeated("a = ", "if b then c else ", 300, "d\n", "good");
    expect_repeated("a = ", "if b then c else ", 100000, "d\n", "Q0902");
    expect_repeated("", "a", 256, " = 1\n", "good");
    expect_repeated("", "a", 257, " = 1\n", "Q0903");
    expect_repeated("a = ", "1", 65537, "\n", "Q0904");
    expect_repeated("a = \"", "1", 65537, "\"\n", "Q0904");
    expect_repeated("a = \"e", "\xcc\x81", 100000, "\"\n", "Q0106");
}

static void nested_blocks_are_counted(void)
{
    char *text = malloc(5000 * 5010);
    char *at = text + strlen(strcpy(text, "r : days\n"));
    for (int i = 1; i <= 5000; i++) {
        memset(at, ' ', (size_t)i);
        at += i;
        at += strlen(strcpy(at, "when x\n"));
    }
    expect_places(text, "102:102-102:102 Q0902\n");
    free(text);
}

static void many_mistakes_are_counted(void)
{
    parsed_text parsed;
    char *text = repeated("", "a = )\n", 1000, "");
    parse(&parsed, text);
    CHECK_INT(parsed.diagnostics.error_count, 1000);
    uint32_t kept = 0;
    for (qn_diagnostic *d = parsed.diagnostics.first; d != NULL; d = d->next) {
        kept++;
    }
    CHECK_INT(kept, QN_DIAGNOSTIC_LIMIT);
    end(&parsed);
    free(text);
}

static void a_file_that_is_too_large_is_refused(void)
{
    parsed_text parsed;
    parse_bytes(&parsed, "a = 1\n", (size_t)QN_SOURCE_MAX + 1);
    CHECK_TEXT(places(&parsed), "1:1-1:1 Q0901\n");
    end(&parsed);
}

/* ---- memory */

/* Fails every allocation after the first `left`. */
static void *allocate_some(void *left, void *old, size_t old_size, size_t new_size)
{
    (void)old_size;
    if (new_size == 0) {
        free(old);
        return NULL;
    }
    return (*(int *)left)-- > 0 ? realloc(old, new_size) : NULL;
}

/* With ever more memory: refused without a tree and without a message, until it is enough. */
static void running_out_of_memory_is_a_status(void)
{
    char *good = repeated("", "a : days [LC 1]\n    x 5..10 -> +2; base 3\n", 3000, "");
    char *bad = repeated("", "a : days [LC 1]\n    x 5..10 -> \n", 3000, "");
    const char *texts[] = {good, bad};
    for (int i = 0; i < 2; i++) {
        bool is_enough = false;
        for (int chunks = 0; !is_enough && chunks < 100; chunks++) {
            parsed_text parsed = {.file = NULL};
            int left = chunks;
            qn_arena_init(&parsed.arena, allocate_some, &left);
            qn_diagnostics_init(&parsed.diagnostics, &parsed.arena);
            if (qn_source_init(&parsed.source, &parsed.arena, 0, "t", texts[i], strlen(texts[i]),
                               &parsed.diagnostics)) {
                parsed.file = qn_parse(&parsed.arena, &parsed.source, &parsed.diagnostics);
            }
            is_enough = !parsed.arena.exhausted;
            CHECK((parsed.file != NULL) == (is_enough && i == 0));
            qn_arena_clear(&parsed.arena);
        }
        CHECK(is_enough);
    }
    free(good);
    free(bad);
}

/* ---- diagnostics as data */

static void diagnostics_are_found_by_name_and_filled(void)
{
    qn_code code = QN_CODE_COUNT;
    CHECK(qn_diagnostic_find("Q0210", &code));
    CHECK_INT(code, QN_Q0210);
    CHECK(!qn_diagnostic_find("q0210", &code));
    parsed_text parsed;
    parse(&parsed, "r : days\n    x 5-10 -> 2\n");
    const qn_diagnostic *d = parsed.diagnostics.first;
    CHECK_TEXT(d->fix->replacement, "5..10");
    CHECK_TEXT(qn_diagnostic_fill(d, "{{{1}{2} {0", &parsed.arena), "{5..10 {0");
    end(&parsed);
}

int main(void)
{
    static const check_case cases[] = {
        {"chains are flat and brackets are kept", chains_are_flat_and_brackets_are_kept},
        {"the parts of a formula bind as told", the_parts_of_a_formula_bind_as_told},
        {"a rounding takes the whole formula", a_rounding_takes_the_whole_formula},
        {"values have units", values_have_units},
        {"conditions are told apart", conditions_are_told_apart},
        {"dates have their forms", dates_have_their_forms},
        {"sequences have their forms", sequences_have_their_forms},
        {"every formula is read", every_formula_is_read},
        {"a sign opens an effect", a_sign_opens_an_effect},
        {"clauses have left sides, effects and trailers",
         clauses_have_left_sides_effects_and_trailers},
        {"blocks hold what is indented", blocks_hold_what_is_indented},
        {"tables and scales have columns", tables_and_scales_have_columns},
        {"the line that started it all", the_line_that_started_it_all},
        {"rules have types and heads", rules_have_types_and_heads},
        {"facts have everything", facts_have_everything},
        {"examples have lines", examples_have_lines},
        {"examples have tables and reasons", examples_have_tables_and_reasons},
        {"every declaration is read", every_declaration_is_read},
        {"soft words are names", soft_words_are_names_and_hard_ones_are_not},
        {"acceptances", acceptances_stand_beside_the_tree},
        {"lines go on where they are not finished", lines_go_on_where_they_are_not_finished},
        {"line ends and marks of all kinds", line_ends_and_marks_of_all_kinds},
        {"mistakes in characters", mistakes_in_characters_have_places},
        {"mistakes of lawyers", mistakes_of_lawyers_have_their_own_messages},
        {"mistakes in layout", mistakes_in_layout_have_their_own_messages},
        {"messages name the construct", messages_name_the_construct_and_all_that_can_follow},
        {"reading goes on after a mistake", reading_goes_on_after_a_mistake},
        {"columns count characters", columns_count_characters},
        {"places in long texts", places_in_long_texts},
        {"characters are seen", characters_are_seen_wherever_they_stand},
        {"names have letters anywhere", names_have_letters_anywhere},
        {"blocks are zero", blocks_are_zero},
        {"spans cover what was written", spans_cover_what_was_written},
        {"all tokens", all_tokens_include_comments_and_blank_lines},
        {"equality", equality_sees_meaning_and_not_layout},
        {"sizes and depths", what_is_long_is_read_and_what_is_deep_is_refused},
        {"nested blocks", nested_blocks_are_counted},
        {"many mistakes", many_mistakes_are_counted},
        {"a file that is too large", a_file_that_is_too_large_is_refused},
        {"running out of memory", running_out_of_memory_is_a_status},
        {"diagnostics as data", diagnostics_are_found_by_name_and_filled},
    };
    return check_run("parse", cases, sizeof cases / sizeof cases[0]);
}
