/*
 * test_accept.c - which findings an acceptance covers, for those that are made of the program when
 * it has been compiled: the places are asked for by line and column.
 */
#include <string.h>

#include "accept.h"
#include "check.h"
#include "compilation.h"
#include "parse.h"
#include "source.h"

/* A finding at a place, and the line of the acceptance that takes it; 0 for none. */
typedef struct place {
    size_t line;
    size_t column;
    unsigned accepted_at;
} place;

/* The acceptance of a finding that is added at a place, or NULL. */
static const qn_acceptance *accepts(qn_compilation *k, qn_code code, const char *source,
                                    size_t line, size_t column)
{
    qn_span span;
    if (!qn_compilation_place(k, source, line, column, &span)) {
        return NULL;
    }
    const qn_diagnostic *d = qn_compilation_find(k, code, span, 0, NULL);
    return d == NULL ? NULL : d->acceptance;
}

static unsigned line_of(const qn_compilation *k, const qn_acceptance *a)
{
    const qn_source *source = qn_compilation_source(k, a->span.source);
    return qn_source_position(source, a->span.begin).line;
}

/* Asks for a finding Q0307 at each place. */
static void check_places(qn_compilation *k, const place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const qn_acceptance *a = accepts(k, QN_Q0307, "text.qn", places[i].line, places[i].column);
        if (!CHECK_INT(a ? line_of(k, a) : 0, places[i].accepted_at)) {
            CHECK_INT(places[i].line, 0);
        }
    }
}

static void it_covers_the_block_in_which_it_stands(void)
{
    static const char text[] = "fact s : years in 0..=60\n"
                               "fact t : years in 0..=60\n"
                               "a : days\n"
                               "    base 1\n"
                               "    s\n"
                               "        1..3 -> 2\n"
                               "        accept Q0307 because \"within\"\n"
                               "    t\n"
                               "        accept Q0301 because \"of another code\"\n"
                               "        1..3 -> 2\n"
                               "    accept Q0307 because \"in the rule\"\n"
                               "b : days = 1\n"
                               "accept Q0307 because \"outside\"\n"
                               "require a > 0 days\n"
                               "    accept Q0307 because \"of the duty\"\n"
                               "for each n in 1..=2\n"
                               "    c = n\n"
                               "    accept Q0307 because \"in the loop\"\n"
                               "    require a > 0 days\n"
                               "require b > 0 days\n";
    static const place places[] = {
        {1, 6, 13}, {3, 1, 11},  {5, 5, 7},   {6, 9, 7},   {8, 5, 11},  {10, 9, 11},
        {12, 1, 0}, {14, 1, 15}, {17, 5, 18}, {19, 5, 18}, {20, 1, 13},
    };
    qn_compilation *k = source_compile(text);
    check_places(k, places, sizeof places / sizeof places[0]);
    qn_compilation_free(k);
}

static void it_covers_the_declaration_that_it_names(void)
{
    static const char text[] = "accept Q0307 for a because \"a rule\"\n"
                               "accept Q0307 for s because \"a fact\"\n"
                               "accept Q0307 for c because \"in a loop\"\n"
                               "fact s : years in 0..=60\n"
                               "fact t : years in 0..=60\n"
                               "a : days\n"
                               "    base 1\n"
                               "for each n in 1..=2\n"
                               "    c = n\n"
                               "    d = n\n";
    static const place places[] = {{4, 1, 2}, {4, 99, 0}, {5, 1, 0}, {6, 1, 1},
                                   {7, 5, 1}, {9, 5, 3},  {10, 5, 0}};
    qn_compilation *k = source_compile(text);
    check_places(k, places, sizeof places / sizeof places[0]);
    qn_compilation_free(k);
}

/* Characters of several bytes stand before the column that is asked for. */
static void columns_count_characters(void)
{
    static const char text[] = "m\xc9\x99zun : days\n    base 1\n    accept Q0307 because \"a\"\n"
                               "b = 1; otherwise -> 2\n"
                               "accept Q0307 for b because \"\xc9\x99\xc9\x99\"\n";
    static const place places[] = {{1, 5, 3}, {1, 13, 3}, {4, 1, 5}, {5, 39, 0}, {9, 1, 0}};
    qn_compilation *k = source_compile(text);
    check_places(k, places, sizeof places / sizeof places[0]);
    CHECK(accepts(k, QN_Q0307, "other.qn", 1, 1) == NULL);
    CHECK(accepts(k, QN_Q0301, "text.qn", 1, 1) == NULL);
    qn_compilation_free(k);
}

/* "3 5 " for the lines of the findings Q0360. */
static const char *unused(qn_compilation *k, char *out)
{
    *out = '\0';
    qn_compilation_end_findings(k, false);
    for (const qn_diagnostic *d = qn_compilation_diagnostics(k)->first; d; d = d->next) {
        const qn_source *source = qn_compilation_source(k, d->span.source);
        char digits[] = {(char)('0' + qn_source_position(source, d->span.begin).line), ' ', '\0'};
        strcat(out, d->code == QN_Q0360 ? digits : "");
    }
    return out;
}

static void what_nobody_needed_is_found_at_the_end(void)
{
    static const char text[] = "fact s : years in 0..=60\n"
                               "a : days\n"
                               "    accept Q0307 because \"taken by the compiler\"\n"
                               "    base 1\n"
                               "    s\n"
                               "        1..3 -> 2; 5..7 -> 3\n"
                               "    accept Q0305 because \"taken by somebody else\"\n"
                               "    accept Q0307 because \"there is one already\"\n"
                               "    accept Q0306 because \"there is none\"\n";
    char lines[40];
    const char good[] = "fact s : years in 0..=60\n"
                        "a : days\n"
                        "    accept Q0307 because \"taken by the compiler\"\n"
                        "    base 1\n"
                        "    s\n"
                        "        1..3 -> 2\n"
                        "        5..7 -> 3\n"
                        "    accept Q0305 because \"taken by somebody else\"\n"
                        "    accept Q0306 because \"there is none\"\n";
    qn_compilation *k = source_compile(good);
    const qn_diagnostics *found = qn_compilation_diagnostics(k);
    CHECK(found->first == NULL);
    CHECK_INT(found->accepted_count, 1);
    CHECK_INT(found->warning_count, 0);
    CHECK_INT(qn_compilation_acceptance(k, 0)->matches, 1);
    CHECK_TEXT(qn_compilation_acceptance(k, 1)->reason, "taken by somebody else");
    CHECK(qn_compilation_acceptance(k, 3) == NULL);
    CHECK(accepts(k, QN_Q0305, "text.qn", 2, 1) != NULL);
    CHECK_TEXT(unused(k, lines), "9 ");
    qn_compilation_free(k);
    k = source_compile(text); /* the rows are no rows: rules with mistakes were not looked at */
    CHECK(qn_compilation_diagnostics(k)->error_count > 0);
    CHECK_TEXT(unused(k, lines), "");
    qn_compilation_free(k);
}

static const check_case cases[] = {
    {"a block", it_covers_the_block_in_which_it_stands},
    {"a name", it_covers_the_declaration_that_it_names},
    {"columns", columns_count_characters},
    {"unused", what_nobody_needed_is_found_at_the_end},
};

int main(void)
{
    return check_run("accept", cases, sizeof cases / sizeof cases[0]);
}
