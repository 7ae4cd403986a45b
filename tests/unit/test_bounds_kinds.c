/*
 * What an unknown fact leaves open, for each kind of fact and each operator on it.
 *
 * Each program has two facts of one kind, or two fields of an element, and a rule for each thing
 * that can be done with them. Nothing is given, or only one of the two; then all values of a small
 * domain are tried for what is missing. An answer that was said to be known must be the answer of
 * all of them, bounds must hold them all, and what is needed must be named.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds_walk.h"
#include "case.h"
#include "check.h"
#include "qanun.h"
#include "source.h"

enum { FORMULAS = 60, VALUES = 16, RULES = 400, TEXT = 40000, ANSWER = 600 };

/* range: behind the type; months: how they are rounded, down where nothing is said. In formulas `$`
 * and `@` are the two; one that begins with `!` is asked of facts alone. rules: what a formula
 * cannot say, of facts alone, too. */
typedef struct kind {
    const char *name;
    const char *before;
    const char *months;
    const char *type;
    const char *range;
    const char *value[VALUES];
    const char *formula[FORMULAS];
    const char *rules;
} kind;

/* What is made of a date whose range has one end. */
#define FORMULAS_OF_A_DATE                                                                         \
    "!working days from $ to 2026-01-30", "!working days from 2026-01-30 to $",                    \
        "!working days from $ to @", "!$ + 1 working day", "!$ - 2 working days",                  \
        "!first working day from $", "!next working day after $", "!last working day through $",   \
        "$ + 1 month", "months from $ to @", "months from $ to 2026-06-30",                        \
        "months from 2026-01-31 to $", "days from $ to @", "start of ($ onwards)",                 \
        "length of ($ through 2026-02-05)", "length of (2026-01-01 through $)",                    \
        "(2026-01-01 through 2026-01-05) has $", "$ < @", "min($, 2026-01-01)", "max($, @)",       \
        "length of (overlap of ($ onwards) and (2026-01-01 through 2026-02-05)) otherwise 0 days", \
        "length of (overlap of (2026-01-01 through $) and (@ through 2026-02-05)) otherwise 0 "    \
        "days",                                                                                    \
        "year of $", "count of days of (max($, 2026-02-01) through 2026-02-05)",                   \
        "count of days of (2026-01-30 through min($, 2026-02-05))",                                \
        "($ onwards) overlaps (2026-01-01 through @)",                                             \
        "(2026-01-01 through $) overlaps (@ onwards)",                                             \
        "(2026-01-30 through $) has (2026-01-31 through 2026-02-01)",                              \
        "($ through 2026-02-05) has (2026-01-31 through 2026-02-01)",                              \
        "(2026-01-30 onwards) has (@ through 2026-02-05)",                                         \
        "(2026-01-30 through @) = (2026-01-30 through 2026-02-01)",                                \
        "($ through @) overlaps (2026-02-01 through 2026-02-05)", "($ through @) has 2026-02-10"

static const kind kinds[] = {
    {.name = "yes/no",
     .type = "yes/no",
     .value = {"yes", "no"},
     .formula = {"$ and @",
                 "$ or @",
                 "not $",
                 "$ = @",
                 "$ is not @",
                 "if $ then 1 else 2",
                 "if $ then @ else not @",
                 "any of [$, @]",
                 "all of [$, @]",
                 "count of each i in 1..=3 where $ : i",
                 "if $ then 08:00 else 09:30",
                 "length of ((if $ then 08:00 else 23:00) to 12:00)",
                 "hour of (if $ then 08:15 else 23:00)",
                 "overlap of ((if $ then 08:00 else 23:00) to 02:00) and (22:00 to 06:00)",
                 "(if $ then 08:00 else 09:30) < 09:00",
                 "(if $ then 08:00 else 09:30) = (if @ then 08:00 else 10:00)",
                 "if $ then \"one\" else \"two\"",
                 "(if $ then \"one\" else \"two\") = \"one\"",
                 "start of (if $ then (2026-01-01 through 2026-01-05) else (2026-03-01 onwards))",
                 "end of (if $ then (2026-01-01 through 2026-01-05) else (2026-03-01 onwards))",
                 "(if $ then (2026-01-01 through 2026-01-05) else (2026-03-01 onwards)) has "
                 "2026-04-01",
                 "length of (overlap of (if $ then (2026-01-01 through 2026-01-05) else "
                 "(2026-03-01 onwards)) and (if @ then (2026-01-05 onwards) else (2026-03-01 "
                 "through 2026-03-04))) otherwise 0 days",
                 "sum of (if $ then [1, 2] else [5])",
                 "count of (if $ then [1, 2] else [5])"},
     .rules = "c1 : integer\n    base 0\n    when x → 1\n    when y → 2\n"
              "c2 : integer\n    base 0\n    a: when x → 1\n    when y → 2 overrides a\n"
              "c3 : integer\n    only when x \"no\"\n    base 1\n    when y → +1\n"
              "c4 : integer\n    base 5\n    at least 7 unless x\n    at most 6 unless y\n"
              "c5 : integer\n    x\n        yes → 1\n        no → 2\n"
              "c6 : integer\n    table x | y\n          yes | yes → 1\n          any | no → 2\n"
              "          any | any → 3\n"
              "c7 : integer\n    base 1\n    when x → none \"none\"\n"
              "c8 = c7 is none\nc9 = c7 otherwise 4\n"
              "c10 : integer\n    base 1\n    when x → error \"refused\"\n"},
    {.name = "choice",
     .before = "choice hue = red, green, blue\ngroup warm of hue\n    red\n    green until "
               "2026-01-01\n",
     .type = "hue",
     .value = {"red", "green", "blue"},
     .formula = {"$ = @", "$ is red", "$ in (red, blue)", "$ not in (red, blue)", "$ in (warm)",
                 "if $ is red then @ else blue", "(if $ is red then @ else blue) is green",
                 "![$, @]", "count of distinct [$, @]", "((first of [$, @]) otherwise blue) is red",
                 "count of each h in [$, @] where h is red : h",
                 "sum of each h in [$, @] : (rank of h in [@, blue]) otherwise 0"},
     .rules = "h2 : hue = red\n"
              "c1 : integer\n    x\n        red, green → 1\n        blue → 2\n"
              "c2 : integer\n    table x | y\n          red | red → 1\n          any | green → 2\n"
              "          any | any → 3\n"},
    {.name = "one of",
     .type = "one of a, b",
     .value = {"a", "b"},
     .formula = {"$ is a", "$ in (a)", "if $ is a then 1 else 2"},
     .rules = "c1 : integer\n    x\n        a → 1\n        b → 2\n"},
    {.name = "set",
     .before = "choice day_ = mo, tu, we\n",
     .type = "set of day_",
     .value = {"[]", "[mo]", "[tu]", "[mo, tu]", "[mo, tu, we]", "[we]"},
     .formula = {"$ has mo", "$ has (mo, tu)", "$ = @", "count of $",
                 "count of each d in $ where d is mo : d", "any of each d in $ : d is tu",
                 "(if $ has mo then @ else $) has tu", "$ is not @", "(first of $) otherwise we"},
     .rules = "c1 : integer\n    base 0\n    x\n        mo → 1\n        tu → 2\n    several apply "
              "→ the largest\n"},
    {.name = "integer",
     .type = "integer",
     .range = " in -1..=3",
     .value = {"-1", "0", "1", "2", "3"},
     .formula = {"$ + @",
                 "$ - @",
                 "$ * @",
                 "$ / @",
                 "-$",
                 "abs($)",
                 "min($, @)",
                 "max($, @)",
                 "$ = @",
                 "$ < @",
                 "$ <= @",
                 "$ ≠ @",
                 "$ in 0..2",
                 "$ in over 0..=2",
                 "$ / 2 rounded to 1",
                 "$ / 2 rounded half even to 1",
                 "$ / 2 rounded up to 1",
                 "$ / 2 rounded down to 1",
                 "$ / 2 rounded toward zero to 1",
                 "1 / ($ - 4)",
                 "if $ = @ then $ else 7",
                 "sum of each i in 1..=$ : i * @",
                 "count of each i in $..=@ : i",
                 "sum of first ($) of [4, 5, 6]",
                 "sum of last ($) of [4, 5, 6]",
                 "sum of ([4, 5, 6] after first ($))",
                 "lowest of [$, @]",
                 "highest of [$, @]",
                 "sum of [$, @]",
                 "average of [$, @]",
                 "first of [$, @]",
                 "last of ([$, @] sorted by $)",
                 "first of (each i in [$, @] sorted by i descending : i)",
                 "count of distinct [$, @, 1]",
                 "carry z = $ through i in 1..=3 : z + @ * i",
                 "2026-01-31 + $ * 1 day",
                 "2026-01-31 + $ * 1 week",
                 "2026-01-15 + $ * 1 month",
                 "2026-01-15 + $ * 1 year",
                 "2026-01-15 + $ * 1 working day",
                 "date(2026 + $, 2, 26 + @)"},
     .rules = "c1 : integer\n    x\n        ..1 → 1\n        1..3 → 2\n        otherwise → 3\n"
              "c2 : integer\n    base 0\n    x 0.. → +2\n    x 2.. → +y\n    when y > 1 → * 2\n    "
              "at most 5\n    at least y\n"
              "c3 : number\n    scale xs\n        ..2 → 10%\n        2.. → 20%\n"
              "xs : number = max(x, 0)\n"
              "c4 : integer\n    x\n        y.. → 1\n        otherwise → 2\n"},
    {.name = "number",
     .type = "number",
     .range = " in -1..=1 step 0.5",
     .value = {"-1", "-0.5", "0", "0.5", "1"},
     .formula = {"$ + @", "$ * @", "$ / @", "$ / (@ - 2)", "$ rounded to 1", "$ < @", "$ = @",
                 "max($, @)", "abs($)", "$ / 3 rounded to 0.1", "if $ < @ then $ else @"}},
    {.name = "amount",
     .type = "AZN",
     .range = " in 0..=1 step 0.5",
     .value = {"0", "0.5", "1"},
     .formula = {"$ + @", "$ * 3", "$ / 3", "$ * 50%", "$ > @", "$ / 1 AZN", "$ - @",
                 "sum of [$, @]"}},
    {.name = "percent",
     .type = "percent",
     .range = " in 0%..=10% step 5",
     .value = {"0", "5", "10"},
     .formula = {"$ + @", "100 AZN * $", "$ > @", "$ = 5%"}},
    {.name = "years",
     .type = "years",
     .range = " in 0..=3",
     .value = {"0", "1", "2", "3"},
     .formula = {"$ + @", "$ < @", "$ + 6 months", "2024-02-29 + $", "$ / 1 year", "2 * $"}},
    {.name = "text",
     .type = "text",
     .value = {"one", "two", "three"},
     .formula = {"$ = @", "$ = \"one\"", "$ is not \"one\"", "if $ = \"one\" then @ else \"two\"",
                 "(if $ = \"one\" then @ else \"two\") = \"two\"", "count of distinct [$, @]",
                 "sum of each t in [$, @] : (rank of t in [\"one\", @]) otherwise 0"},
     .rules = "c1 : integer\n    x\n        \"one\" → 1\n        otherwise → 2\n"},
    {.name = "weekday",
     .type = "weekday",
     .value = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
     .formula = {"$ = @", "$ is monday", "$ in (saturday, sunday)", "$ = weekday of 2026-01-01"}},
    {.name = "date",
     .type = "date",
     .range = " in 2026-01-30..=2026-02-02",
     .value = {"2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"},
     .formula = {"$ = @",
                 "$ < @",
                 "$ <= @",
                 "year of $",
                 "month of $",
                 "day of $",
                 "week of $",
                 "weekday of $",
                 "weekday of $ = weekday of @",
                 "first day of month of $",
                 "last day of month of $",
                 "first day of week of $",
                 "last day of year of $",
                 "first sunday from $",
                 "next monday after $",
                 "last friday through $",
                 "first working day from $",
                 "next working day after $",
                 "last working day through $",
                 "$ + 1 working day",
                 "$ - 2 working days",
                 "working days from $ to @",
                 "days from $ to @",
                 "weeks from $ to @",
                 "months from $ to 2026-06-30",
                 "years from 2020-01-31 to $",
                 "time from $ to 2026-03-01 > 1 month",
                 "$ + 1 month",
                 "$ + 1 year",
                 "$ - 3 days",
                 "$ in (2026-01-31 through 2026-02-01)",
                 "$ in 2026-01-31..2026-02-01",
                 "min($, @)",
                 "max($, @)",
                 "if $ < @ then $ else @",
                 "start of ($ through @)",
                 "end of ($ through @)",
                 "length of ($ through @)",
                 "length of ($ to @)",
                 "start of ($ onwards)",
                 "end of ($ onwards)",
                 "length of (overlap of ($ onwards) and (2026-01-01 through @)) otherwise 0 days",
                 "($ through 2026-02-05) has @",
                 "(2026-01-01 through $) has @",
                 "($ through 2026-02-05) overlaps (@ through 2026-02-01)",
                 "($ through 2026-02-05) has (@ through 2026-02-01)",
                 "($ through 2026-02-05) = (@ through 2026-02-05)",
                 "($ onwards) = (@ onwards)",
                 "($ onwards) = ($ through 2026-02-05)",
                 "count of days of ($ through 2026-02-05)",
                 "count of months of (2025-12-01 through $)",
                 "count of complete weeks of (2026-01-01 through $)",
                 "count of weeks of (2026-01-01 through $) starting monday",
                 "count of chains of [($ through 2026-02-05), (@ through 2026-02-02)]",
                 "sum of each c in chains of [($ through 2026-02-05), (2026-01-20 through @)] : "
                 "length of c",
                 "lowest of [$, @]",
                 "highest of [$, @]"},
     .rules = "c1 : integer\n    x\n        ..2026-02-01 → 1\n        otherwise → 2\n"
              "law_of : integer\n    from 2020-01-01 → 1\n    from 2026-02-01 → 2\n"
              "c2 = law_of on x\n"
              "c3 : integer as of x\n    from 2020-01-01 → 1\n    from 2026-02-01 → 2\n"},
    {.name = "date or none",
     .type = "date or none",
     .range = " in 2026-01-30..=2026-02-01",
     .value = {"none", "2026-01-30", "2026-01-31", "2026-02-01"},
     .formula = {"$ is none", "$ is not none", "$ otherwise 2026-03-01",
                 "$ is none or $ > 2026-01-30",
                 "($ otherwise 2026-01-01) < (@ otherwise "
                 "2026-02-01)",
                 "start of (2026-01-01 through ($ otherwise 2026-03-01))",
                 "length of (2026-01-01 through ($ otherwise 2026-03-01))",
                 "if $ is none then (@ otherwise 2026-04-01) else $"}},
    {.name = "period",
     .type = "period",
     .range = " in 2026-01-30..=2026-02-01",
     .value = {"2026-01-30 through 2026-01-30", "2026-01-30 through 2026-01-31",
               "2026-01-30 through 2026-02-01", "2026-01-31 through 2026-01-31",
               "2026-01-31 through 2026-02-01", "2026-02-01 through 2026-02-01",
               "2026-01-30 onwards", "2026-01-31 onwards", "2026-02-01 onwards"},
     .formula = {"start of $",
                 "end of $",
                 "length of $",
                 "length of $ < 400 days",
                 "length of $ < 3 days",
                 "$ has 2026-01-31",
                 "$ has 2026-01-29",
                 "$ has 2026-02-02",
                 "$ has @",
                 "$ overlaps @",
                 "$ overlaps (2026-01-29 through 2026-02-05)",
                 "$ overlaps (2026-02-02 through 2026-02-05)",
                 "$ has (2026-02-02 through 2026-02-05)",
                 "$ has (2026-01-30 through 2026-02-01)",
                 "$ has (2026-02-02 onwards)",
                 "(2026-01-30 onwards) has $",
                 "(2026-01-30 through 2026-02-01) has $",
                 "2026-01-31 in $",
                 "overlap of $ and (2026-01-31 through 2026-01-31)",
                 "(overlap of $ and @) is none",
                 "start of (overlap of $ and @) otherwise 2026-03-01",
                 "end of (overlap of $ and @) otherwise 2026-03-01",
                 "length of (overlap of $ and @) otherwise 0 days",
                 "length of (overlap of $ and (2026-01-31 through 2026-03-01)) otherwise 0 days",
                 "length of (overlap of $ and (2026-02-02 through 2026-03-01)) otherwise 0 days",
                 "$ = @",
                 "$ is not @",
                 "$ = (2026-01-30 through 2026-01-30)",
                 "$ = (2026-01-29 through 2026-01-30)",
                 "$ = (2026-01-30 onwards)",
                 "count of days of $",
                 "any of each d in days of $ : d > 2026-02-01",
                 "any of each d in days of $ : d > 2026-02-03",
                 "count of months of $",
                 "count of weeks of $ starting sunday",
                 "count of complete weeks of $",
                 "count of complete months of $ counted back",
                 "start of (first of weeks of $) otherwise 2026-03-01",
                 "count of chains of [$, @]",
                 "count of chains of [$, @] across 1 day",
                 "sum of each c in chains of [$, @] : length of c",
                 "highest of each c in chains of [$, @] : start of c",
                 "highest of each c in chains of [$, @] : end of c",
                 "sum of each c in chains of [$, @], d in days of c : 1",
                 "start of (first of [$, @])",
                 "length of (last of [$, @])",
                 "length of (first of (each p in [$, @] sorted by (start of p) : p))",
                 "count of distinct [$, @]",
                 "length of (if length of $ > 1 day then $ else @)",
                 "start of (if start of $ > 2026-01-30 then $ else (2026-01-01 through "
                 "2026-01-02))",
                 "sum of each p in [$, @] : length of p",
                 "end of (carry z = $ through i in 1..=2 : @)",
                 "working days from start of $ to 2026-02-10",
                 "length of ((start of $) through (end of @))",
                 "count of each p in [$, @] where p has 2026-01-31 : p"},
     .rules = "k0 = length of x\nk1 = k0 with (x = 2026-01-31 through 2026-02-01)\n"},
    {.name = "period or none",
     .type = "period or none",
     .range = " in 2026-01-30..=2026-01-31",
     .value = {"none", "2026-01-30 through 2026-01-30", "2026-01-30 through 2026-01-31",
               "2026-01-31 through 2026-01-31", "2026-01-31 onwards"},
     .formula = {"$ is none", "length of $ otherwise 0 days", "start of $ otherwise 2026-03-01",
                 "end of $ otherwise 2026-03-01", "$ is not none and $ has 2026-01-31",
                 "length of ($ otherwise (2026-01-01 through 2026-01-04))",
                 "($ otherwise (2026-01-01 through 2026-01-04)) overlaps (@ otherwise "
                 "(2026-01-30 through 2026-02-04))"}},
    {.name = "any period",
     .type = "period",
     .value = {"2026-01-30 through 2026-01-30", "1900-01-01 through 2100-01-01",
               "0001-01-01 onwards", "2026-01-31 onwards", "2026-02-01 through 2026-03-01"},
     .formula = {"start of $", "end of $", "length of $", "$ has 2026-01-31", "$ has @",
                 "$ overlaps @", "$ = @", "length of (overlap of $ and @) otherwise 0 days",
                 "length of (overlap of $ and (2026-01-31 through 2026-02-05)) otherwise 0 days",
                 "(0001-01-01 onwards) has $"}},
    {.name = "list of numbers",
     .type = "list of integer up to 2",
     .range = " in 0..=2",
     .value = {"[]", "[0]", "[1]", "[2, 1]", "[0, 2]", "[1, 1]"},
     .formula = {"count of $",
                 "sum of $",
                 "lowest of $",
                 "highest of $",
                 "(first of $) otherwise 7",
                 "(last of $) otherwise 7",
                 "any of each i in $ : i > 1",
                 "all of each i in $ : i > 1",
                 "count of each i in $ where i > 0 : i",
                 "count of distinct $",
                 "sum of each i in first 1 of $ sorted by i : i",
                 "sum of ($ after first 1)",
                 "sum of last 1 of $",
                 "count of each i in $, j in @ where i < j : i",
                 "sum of each i in $ : (rank of i in @) otherwise 5",
                 "carry z = 1 through i in $ : z * 2 + i",
                 "sum of each i in $ : (previous of i) otherwise 0",
                 "sum of each i in $ : position of i * i",
                 "sum of (if count of $ > 1 then @ else $)",
                 "(lowest of $) is none"}},
    {.name = "list of dates",
     .type = "list of date up to 2",
     .range = " in 2026-01-30..=2026-02-02",
     .value = {"[]", "[2026-01-30]", "[2026-02-01]", "[2026-02-02, 2026-01-31]"},
     .formula = {"count of $", "lowest of $", "highest of $", "(first of $) otherwise 2026-03-01",
                 "count of each d in $ where weekday of d is monday : d",
                 "any of each d in $ : d in @", "2026-01-31 in $",
                 "count of each p in chains of (each d in $ : d through 2026-02-01) : p"}},
    {.name = "list of periods",
     .type = "list of period up to 2",
     .range = " in 2026-01-30..=2026-02-01",
     .value = {"[]", "[2026-01-30 through 2026-01-30]", "[2026-01-30 through 2026-01-31]",
               "[2026-02-01 through 2026-02-01, 2026-01-30 through 2026-01-30]",
               "[2026-01-31 onwards]", "[2026-01-31 through 2026-02-01, 2026-01-30 onwards]"},
     .formula = {"count of $", "sum of each p in $ : length of p",
                 "(highest of each p in $ : end of p) otherwise 2026-03-01",
                 "(lowest of each p in $ : start of p) otherwise 2026-03-01",
                 "count of chains of $", "count of chains of $ across 1 day",
                 "sum of each c in chains of $ : length of c",
                 "(highest of each c in chains of $ : end of c) otherwise 2026-03-01",
                 "count of each c in chains of $, d in days of c : d",
                 "any of each p in $ : p has 2026-01-31", "all of each p in $ : p has 2026-01-31",
                 "count of each p in $, d in days of p : d",
                 "count of each p in $, q in @ where p overlaps q : p", "(first of $) is none",
                 "length of (first of $) otherwise 0 days",
                 "start of (last of $) otherwise 2026-03-01", "count of distinct $",
                 "(lowest of each p in $ : length of p) otherwise 0 days"}},
    {.name = "list of texts",
     .type = "list of text up to 2",
     .value = {"[]", "[one]", "[two, one]", "[one, one]"},
     .formula = {"count of $", "count of distinct $", "(first of $) otherwise \"no\"",
                 "any of each t in $ : t = \"one\"", "((last of $) otherwise \"no\") = \"one\""}},
    {.name = "list of choices",
     .before = "choice hue = red, green\n",
     .type = "list of hue up to 2",
     .value = {"[]", "[red]", "[green, red]", "[red, red]"},
     .formula = {"count of $", "count of distinct $", "(first of $) otherwise green",
                 "any of each t in $ : t is red", "all of each t in $ : t is red",
                 "((last of $) otherwise green) is red"}},
    {.name = "yes/no that fail",
     .type = "yes/no",
     .value = {"yes", "no"},
     .formula =
         {"start of (bad through 2026-01-05)",
          "length of (bad onwards)",
          "length of (overlap of (bad through 2026-01-05) and (2026-01-01 onwards)) otherwise 0 "
          "days",
          "(bad through 2026-01-05) has 2026-01-02",
          "(2026-01-01 through 2026-01-05) has bad",
          "weekday of bad",
          "bad + 1 month",
          "bad + 1 working day",
          "working days from bad to 2026-01-05",
          "months from bad to 2026-06-30",
          "time from bad to 2026-03-01 > 1 month",
          "sum of each i in 1..=2 : bad_number",
          "lowest of [bad_number, 1]",
          "highest of [1, perhaps]",
          "(lowest of each i in 1..=3 where i > 1 or $ : if i = 1 then bad_number else i) "
          "otherwise "
          "9",
          "any of each i in 1..=2 : bad_answer",
          "all of each i in 1..=2 : bad_answer",
          "count of each i in 1..=2 where bad_answer : i",
          "count of each i in 1..=bad_number : i",
          "count of days of (bad through 2026-01-05)",
          "count of weeks of (bad through 2026-01-05)",
          "sum of first (bad_number) of [1, 2]",
          "sum of last (bad_number) of [1, 2]",
          "sum of ([1, 2] after first (bad_number))",
          "sum of (if bad_answer then [1, 2] else [5])",
          "count of chains of [(bad through 2026-01-05)]",
          "count of chains of [(2026-01-01 through 2026-01-05)] across (bad_number * 1 day)",
          "count of distinct [bad_number, 1]",
          "sum of ([1, 2] sorted by bad_number)",
          "first of (each i in [1, 2] sorted by (i + bad_number) : i)",
          "carry z = bad_number through i in 1..=2 : z + i",
          "carry z = 0 through i in 1..=2 : z + bad_number",
          "sum of each i in [1, bad_number] : (previous of i) otherwise 0",
          "sum of each i in (each j in 1..=3 where perhaps_yes : j) : (previous of i) otherwise 0",
          "sum of each i in [1, 2] : (rank of i in [bad_number, 1]) otherwise 0",
          "sum of each i in [1, bad_number] : (rank of i in [2, 1]) otherwise 0",
          "sum of each j in 2..=3 : (rank of j in (each i in 1..=3 where perhaps_yes : i)) "
          "otherwise 0",
          "(first of (each i in 1..=3 where perhaps_yes : i)) otherwise 0",
          "(last of (each i in 1..=3 where perhaps_yes : i)) otherwise 0",
          "sum of first 2 of (each i in 1..=3 where perhaps_yes : i)",
          "sum of last 2 of (each i in 1..=3 where perhaps_yes : i)",
          "sum of ((each i in 1..=3 where perhaps_yes : i) after first 1)",
          "carry z = 0 through i in (each j in 1..=3 where perhaps_yes : j) : z + i",
          "count of distinct (each i in 1..=3 where perhaps_yes : i)",
          "first of (each i in (each j in 1..=3 where perhaps_yes : j) sorted by i : i)",
          "max(bad_number, 1)",
          "if bad_answer then 1 else 2",
          "bad_answer and $",
          "$ or bad_answer",
          "bad_number = 1",
          "bad_number in 0..2",
          "bad_number rounded to 2",
          "any of each i in 1..=2, j in (if i = 1 then [1, 2] else bad_list) : $ and j = 1",
          "all of each i in 1..=2, j in (if i = 1 then [1, 2] else bad_list) : $ or j = 1",
          "any of each c in chains of [(2026-01-01 through 2026-01-03)], i in 1..=2, "
          "e in days of (if 1 / (2 - i) > 0 then c else c) : $ and e = 2026-01-02"},
     .rules = "bad : date\n"
              "    when x → error \"a\"\n"
              "    otherwise → error \"b\"\n"
              "bad_number : integer\n"
              "    when x → error \"a\"\n"
              "    otherwise → error \"b\"\n"
              "bad_answer : yes/no\n"
              "    when x → error \"a\"\n"
              "    otherwise → error \"b\"\n"
              "perhaps : integer\n"
              "    when x → error \"a\"\n"
              "    otherwise → 2\n"
              "perhaps_yes : yes/no\n"
              "    when x → error \"a\"\n"
              "    otherwise → yes\n"
              "bad_list = each i in 1..=2 : 1 / (i - i)\n"},
    {.name = "yes/no of periods",
     .type = "yes/no",
     .value = {"yes", "no"},
     .formula =
         {"length of (if $ then (2026-01-05 to 2026-01-05) else (2026-03-01 through 2026-03-04))",
          "length of (if $ then (2026-03-01 through 2026-03-04) else (2026-01-05 to 2026-01-05))",
          "(if $ then (2026-01-01 through 2026-01-05) else (2026-01-01 through 2026-01-07)) = "
          "(2026-01-01 onwards)",
          "(2026-01-01 onwards) = (if $ then (2026-01-01 through 2026-01-05) else (2026-01-01 "
          "through 2026-01-07))",
          "(if $ then (2026-01-01 through 2026-01-05) else (2026-01-01 through 2026-01-07)) = "
          "(2026-01-01 through 2026-02-01)",
          "(2026-01-01 through 2026-02-01) = (if $ then (2026-01-01 through 2026-01-05) else "
          "(2026-01-01 through 2026-01-07))",
          "(if $ then (2026-01-01 through 2026-01-05) else (2026-01-01 onwards)) = (2026-01-01 "
          "onwards)",
          "(if $ then (2026-01-01 through 2026-01-05) else (2026-01-01 onwards)) = (if @ then "
          "(2026-01-01 through 2026-01-03) else (2026-01-01 onwards))",
          "(if $ then (2026-01-01 through 2026-01-05) else (2026-01-01 onwards)) = (2026-01-01 "
          "through 2026-01-09)",
          "count of weeks of (if $ then (2026-01-05 to 2026-01-05) else (2026-01-05 to "
          "2026-01-05))",
          "count of days of (if $ then (2026-01-05 to 2026-01-05) else (2026-01-05 through "
          "2026-01-06))",
          "count of weeks of (if $ then (2026-01-05 to 2026-01-05) else (2026-01-05 through "
          "2026-01-06))",
          "(if $ then (2026-01-05 to 2026-01-05) else (2026-01-05 through 2026-01-06)) overlaps "
          "(2026-01-01 through 2026-02-01)",
          "(2026-01-01 through 2026-02-01) overlaps (if $ then (2026-01-05 to 2026-01-05) else "
          "(2026-01-03 through 2026-01-06))",
          "(2026-01-01 through 2026-02-01) has (if $ then (2026-01-05 to 2026-01-05) else "
          "(2026-01-03 through 2026-01-06))",
          "(2026-02-01 through 2026-02-05) has (if $ then (2026-01-05 to 2026-01-05) else "
          "(2026-01-03 through 2026-01-06))",
          "(2026-02-01 through 2026-02-05) has (if $ then (2026-01-05 through 2026-01-09) else "
          "(2026-01-03 through 2026-01-06))",
          "(2026-01-01 through 2026-01-02) has (if $ then (2026-01-05 to 2026-01-05) else "
          "(2026-01-03 through 2026-01-06))",
          "(2026-01-01 onwards) has (if $ then (2026-01-05 onwards) else (2026-01-03 through "
          "2026-01-06))",
          "(if $ then (2026-01-05 onwards) else (2026-01-03 through 2026-01-06)) has (2026-01-06 "
          "through 2026-01-06)",
          "(if $ then (2026-01-02 through 2026-01-09) else (2026-01-03 through 2026-01-08)) has "
          "(2026-01-04 through 2026-01-08)",
          "(if $ then (2026-01-02 through 2026-01-09) else (2026-01-03 through 2026-01-08)) "
          "overlaps (if @ then (2026-01-04 through 2026-01-08) else (2026-01-08 through "
          "2026-01-09))",
          "(if $ then (2026-01-02 through 2026-01-09) else (2026-01-03 through 2026-01-08)) has "
          "(if @ then (2026-01-04 through 2026-01-08) else (2026-01-03 through 2026-01-05))",
          "end of (if $ then (2026-01-02 onwards) else (2026-01-03 onwards))",
          "start of (if $ then (2026-01-02 onwards) else (2026-01-03 onwards))",
          "length of (if $ then (2026-01-02 onwards) else (2026-01-03 onwards))",
          "length of (overlap of (if $ then (2026-01-02 onwards) else (2026-01-03 onwards)) and "
          "(if @ then (2026-01-01 onwards) else (2026-01-04 through 2026-01-05))) otherwise 0 days",
          "start of (overlap of (if $ then (2026-01-02 to 2026-01-02) else (2026-01-03 to "
          "2026-01-03)) and (2026-01-01 onwards)) otherwise 2026-03-01",
          "count of months of (if $ then (2026-01-31 through 2026-03-05) else (2026-01-30 through "
          "2026-03-06))",
          "count of complete months of (if $ then (2026-01-31 through 2026-03-31) else (2026-01-30 "
          "through 2026-03-30)) counted back",
          "count of chains of [(if $ then (2026-01-05 to 2026-01-05) else (2026-01-05 through "
          "2026-01-06)), (2026-01-08 through 2026-01-09)]",
          "sum of each c in chains of [(2026-01-01 through 2026-01-03), (2026-01-07 through "
          "2026-01-08)] across 1 day : if $ then length of c else 1 day",
          "count of each c in chains of [(2026-01-01 through 2026-01-03)], d in days of c where $ "
          ": d",
          "end of (carry z = (2026-01-01 through 2026-01-05) through i in (each j in 1..=3 where $ "
          ": j) : (2026-01-01 onwards))",
          "length of (carry z = (2026-01-02 to 2026-01-02) through i in (each j in 1..=3 where $ : "
          "j) : (2026-01-02 through 2026-01-02))",
          "first of (each i in [2, 1] sorted by (if $ then i else 0 - i) : i)",
          "sum of last 1 of (each i in 1..=3 where $ or i < 3 : i)",
          "count of distinct [(if $ then 1 else 2), 1, (if @ then 1 else 2), 1]",
          "count of distinct [(if $ then 1 else 1), (if @ then 1 else 1)]",
          "sum of (if $ then [1, 2] else (if @ then [5] else [6, 7]))",
          "(first of (if $ then [1, 2] else [5])) otherwise 0",
          "sum of first 1 of (if $ then [1, 2] else [5])",
          "sum of each i in 1..=2 : if $ then 0 - i else i",
          "date(2026, (if $ then 2 else 3), 30)",
          "hour of (if $ then 08:15 else 23:00)"}},
    {.name = "set that is chosen",
     .before = "choice day_ = mo, tu, we\n",
     .type = "set of day_",
     .value = {"[]", "[mo]", "[mo, we]"},
     .formula = {"if $ has mo then @ else @", "if $ has mo then $ else @",
                 "count of (if $ has tu then @ else @)"}},
    {.name = "any integer",
     .type = "integer",
     .value = {"-2", "0", "1", "3"},
     .formula = {"$ + @", "$ * @", "$ / @", "max($, @)", "min($, 2)", "abs($)", "$ = @", "$ < 2",
                 "$ in 0..2", "carry z = $ through i in 1..=3 : z + @ * i"},
     .rules = "c1 : integer\n"
              "    x\n"
              "        ..1 → 1\n"
              "        1..3 → 2\n"
              "        otherwise → 3\n"},
    {.name = "integer near 5000",
     .type = "integer",
     .range = " in -1..=1",
     .value = {"-1", "0", "1"},
     .formula = {"!count of each i in 1..=(5000 + $) : i",
                 "!count of each i in (5000 + $)..=9000 : i",
                 "!count of each i in 1..=5000 where i > 4999 + $ : i",
                 "2026-01-15 + $ * 3000 years", "2026-01-15 - ($ + 2) * 3000 years",
                 "2026-01-15 - ($ + 2) * 800000 days", "2026-01-15 + ($ + 4) * 1000000 days",
                 "2026-01-15 + ($ + 2) * 9000 years"}},
    {.name = "huge integer",
     .type = "integer",
     .range =
         " in -170141183460469231731687303715884105727..=170141183460469231731687303715884105727",
     .value = {"-170141183460469231731687303715884105727", "0",
               "170141183460469231731687303715884105727"},
     .formula = {"$ + @", "$ = @", "$ * @", "$ rounded up to 1000", "$ rounded down to 1000",
                 "max($, @)"},
     .rules = "c1 : integer\n"
              "    x\n"
              "        ..1 → 1\n"
              "        1..=170141183460469231731687303715884105727 → 2\n"
              "        otherwise → 3\n"},
    {.name = "date without a range",
     .type = "date",
     .value = {"0001-01-01", "2026-01-30", "9999-12-31"},
     .formula =
         {"!working days from $ to 2026-01-30",
          "!working days from 2026-01-30 to $",
          "!working days from $ to @",
          "!$ + 1 working day",
          "!$ - 2 working days",
          "!first working day from $",
          "!next working day after $",
          "!last working day through $",
          "$ + 1 month",
          "$ - 1 month",
          "months from $ to @",
          "days from $ to @",
          "start of ($ onwards)",
          "length of ($ through 2026-02-05)",
          "length of (2026-01-01 through $)",
          "(2026-01-01 through 2026-01-05) has $",
          "weekday of $",
          "$ < @",
          "min($, 2026-01-01)",
          "length of (overlap of ($ onwards) and (2026-01-01 through 2026-02-05)) otherwise 0 days",
          "year of $",
          "first day of month of $",
          "$ in (2026-01-31 through 2026-02-01)"}},
    {.name = "date, months strictly",
     .months = "",
     .type = "date",
     .range = " in 2026-01-30..=2026-02-01",
     .value = {"2026-01-30", "2026-01-31", "2026-02-01"},
     .formula = {"$ + 1 month", "$ - 1 month", "$ + 1 year", "months from $ to @",
                 "months from $ to 2026-06-30", "months from 2026-01-31 to $",
                 "years from 2024-02-29 to $", "time from $ to 2026-03-31 > 1 month",
                 "time from 2026-01-31 to $ > 1 month", "count of months of ($ through 2026-06-30)",
                 "count of months of (2025-12-31 through $)",
                 "count of complete months of (2025-12-31 through $) counted back",
                 "count of complete months of ($ through 2026-05-30) counted back",
                 "count of complete months of (2025-12-01 through $)",
                 "count of weeks of ($ through 2026-06-30)",
                 "2026-01-31 + (months from $ to 2026-06-30)",
                 "count of complete months of ($ onwards) counted back",
                 "count of complete months of ($ through 9999-12-31) counted back",
                 "count of weeks of ($ onwards)"}},
    {.name = "date, months up",
     .months = "months round up\n",
     .type = "date",
     .range = " in 2026-01-30..=2026-02-01",
     .value = {"2026-01-30", "2026-01-31", "2026-02-01"},
     .formula = {"$ + 1 month", "$ - 1 month", "$ + 1 year", "months from $ to @",
                 "months from $ to 2026-06-30", "months from 2026-01-31 to $",
                 "years from 2024-02-29 to $", "time from $ to 2026-03-31 > 1 month",
                 "time from 2026-01-31 to $ > 1 month", "count of months of ($ through 2026-06-30)",
                 "count of months of (2025-12-31 through $)",
                 "count of complete months of (2025-12-31 through $) counted back",
                 "count of complete months of ($ through 2026-05-30) counted back",
                 "count of complete months of (2025-12-01 through $)",
                 "count of weeks of ($ through 2026-06-30)",
                 "2026-01-31 + (months from $ to 2026-06-30)"}},
    {.name = "last day, months strictly",
     .months = "",
     .type = "date",
     .range = " in 2026-01-29..=2026-01-31",
     .value = {"2026-01-29", "2026-01-30", "2026-01-31"},
     .formula = {"$ + 1 month", "$ + 13 months", "$ - 11 months", "months from $ to 2026-02-28",
                 "months from 2026-02-28 to $", "count of months of ($ through 2026-03-30)"}},
    {.name = "date, own working days",
     .before = "weekday_ = weekday of today\n"
               "is_late : yes/no = day of today > 10\n"
               "by_row : yes/no\n"
               "    weekday_\n"
               "        saturday, sunday → no\n"
               "        otherwise → yes\n"
               "by_table : yes/no\n"
               "    table weekday_ | is_late\n"
               "          monday | any → yes\n"
               "          any | no → yes\n"
               "          any | any → no\n"
               "by_gate : yes/no\n"
               "    only when day of today > 1 \"no\"\n"
               "    only when day of today < 31 \"no\"\n"
               "    base yes\n"
               "by_clause : yes/no\n"
               "    base yes\n"
               "    when day of today is 31 → no\n"
               "    when day of today is 30 → yes\n"
               "by_day : integer\n"
               "    from 2020-01-01 → 1\n"
               "    from 2026-02-01 → 2\n"
               "by_step : number rounded to 1\n"
               "    base day of today / 2\n"
               "working day d = (by_row on d) and (by_table on d) and ((by_gate on d) otherwise "
               "no) and (by_clause on d) and (by_day on d) > 0 and (by_step on d) > 0\n",
     .type = "date",
     .range = " in 2026-01-30..=2026-02-02",
     .value = {"2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"},
     .formula = {"first working day from $", "next working day after $",
                 "last working day through $", "$ + 1 working day", "$ - 2 working days",
                 "$ + 0 working days", "working days from $ to @", "working days from $ to $",
                 "working days from 2026-01-20 to @"}},
    {.name = "date, working days of the unknown",
     .before = "working day d = d is not x and (weekday of d is not sunday or d = y)\n",
     .type = "date",
     .range = " in 2026-01-30..=2026-02-02",
     .value = {"2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"},
     .formula = {"first working day from 2026-01-30", "next working day after 2026-01-30",
                 "last working day through 2026-02-02", "2026-01-30 + 1 working day",
                 "2026-02-02 - 2 working days", "working days from 2026-01-20 to @",
                 "working days from 2026-02-05 to 2026-01-20", "first working day from $",
                 "@ + 2 working days", "@ - 2 working days", "last working day through @",
                 "next working day after @", "working days from @ to 2026-03-01"}},
    {.name = "list that may be long",
     .type = "list of integer up to 300",
     .range = " in 0..=2",
     .value = {"[]", "[0]", "[2, 1]"},
     .formula =
         {"count of $", "!carry z = 0 through i in $ : z + i",
          "!sum of each carry z = 0 through i in $ : z + i",
          "!carry z = 0 through i in $ : max(z, i)", "!sum of first 3 of $", "!sum of last 3 of $",
          "!sum of ($ after first 2)", "!count of distinct $",
          "!sum of each i in $ : position of i",
          "!first of (each i in $ sorted by i : i) otherwise 5",
          "!length of (carry z = (2026-01-01 through 2026-01-05) through i in $ : "
          "(2026-01-01 onwards))",
          "!length of (carry z = (if count of @ > 1 then (2026-01-02 to 2026-01-02) else "
          "(2026-01-03 through 2026-01-05)) through i in $ : (2026-01-03 to 2026-01-03))",
          "!length of (carry z = (2026-01-02 to 2026-01-02) through i in $ : (2026-01-02 "
          "through 2026-01-02))",
          "!(carry z = (if count of @ > 1 then (2026-01-05 through 2026-01-06) else (2026-01-07 "
          "through 2026-01-20)), n = 0 through i in $ : {z: if count of @ > 1 then (2026-01-05 "
          "through 2026-01-20) else (2026-01-07 to 2026-01-07), n: n + (if length of z = 0 "
          "days then 1 else 0)}).n",
          "!sum of each i in $ : (previous of i) otherwise 0", "!any of each i in $ : i > 1",
          "!all of each i in $ : i > 1", "!sum of each j in 1..=2 : (rank of j in $) otherwise 0",
          "!highest of $ otherwise 0"}},
    {.name = "list of huge numbers",
     .type = "list of integer up to 1000",
     .range = " in 0..=100000000000000000000000000000000000000",
     .value = {"[]", "[100000000000000000000000000000000000000]", "[1, 2]"},
     .formula = {"sum of $", "highest of $ otherwise 0", "count of distinct $"}},
    {.name = "limits that may fail",
     .type = "integer",
     .range = " in -1..=3",
     .value = {"-1", "0", "1", "2", "3"},
     .formula = {"if $ > 1 then $ else @"},
     .rules = "lo : integer\n"
              "    base 1\n"
              "    when y > 1 → error \"no\"\n"
              "hi : integer\n"
              "    base 2\n"
              "    when y > 1 → error \"no\"\n"
              "err : integer\n"
              "    when y > 0 → error \"bad\"\n"
              "    otherwise → error \"worse\"\n"
              "b2 : integer\n"
              "    x\n"
              "        lo.. → 1\n"
              "        otherwise → 2\n"
              "b3 : integer\n"
              "    x\n"
              "        ..hi → 1\n"
              "        otherwise → 2\n"
              "b4 : integer\n"
              "    x\n"
              "        err.. → 1\n"
              "        otherwise → 2\n"
              "b5 : integer\n"
              "    x\n"
              "        ..err → 1\n"
              "        otherwise → 2\n"
              "b6 : integer\n"
              "    x\n"
              "        lo..=hi → 1\n"
              "        otherwise → 2\n"
              "b7 : integer\n"
              "    lo\n"
              "        ..y → 1\n"
              "        otherwise → 2\n"
              "b8 : integer\n"
              "    err\n"
              "        ..y → 1\n"
              "        otherwise → 2\n"},
    {.name = "date from a day on",
     .type = "date",
     .range = " in 2026-01-30..",
     .value = {"2026-01-30", "2026-02-02", "9999-12-31"},
     .formula = {FORMULAS_OF_A_DATE}},
    {.name = "date until a day",
     .type = "date",
     .range = " in ..=2026-02-02",
     .value = {"0001-01-01", "2026-01-30", "2026-02-02"},
     .formula = {FORMULAS_OF_A_DATE}},
    {.name = "period from a day on",
     .type = "period",
     .range = " in 2026-01-30..",
     .value = {"2026-01-30 through 2026-01-31", "2026-02-02 onwards",
               "2026-01-30 through 9999-12-31"},
     .formula = {"start of $", "end of $", "length of $", "$ has 2026-01-31", "$ has @",
                 "$ overlaps @", "$ = @", "length of (overlap of $ and @) otherwise 0 days",
                 "count of chains of [$, @]", "(2026-01-01 onwards) has $",
                 "(2026-01-01 through 2026-02-28) has $", "$ has (2026-01-31 through 2026-02-01)",
                 "length of (overlap of $ and (2026-01-01 through 2026-02-28)) otherwise 0 days",
                 "end of (overlap of $ and (2026-01-01 onwards)) otherwise 2026-03-01"}},
    {.name = "period until a day",
     .type = "period",
     .range = " in ..=2026-02-02",
     .value = {"0001-01-01 through 2026-01-31", "2026-01-30 onwards",
               "2026-02-01 through 2026-02-02"},
     .formula = {"start of $", "end of $", "length of $", "$ has 2026-01-31", "$ has @",
                 "$ overlaps @", "$ = @", "length of (overlap of $ and @) otherwise 0 days",
                 "count of chains of [$, @]", "(2026-01-01 onwards) has $",
                 "(2026-01-01 through 2026-02-28) has $", "$ has (2026-01-31 through 2026-02-01)",
                 "length of (overlap of $ and (2026-01-01 through 2026-02-28)) otherwise 0 days",
                 "end of (overlap of $ and (2026-01-01 onwards)) otherwise 2026-03-01"}},
    {.name = "error that is a row",
     .type = "yes/no",
     .value = {"yes", "no"},
     .formula = {"if $ then 1 else 2"},
     .rules = "perhaps : integer\n"
              "    when x → error \"a\"\n"
              "    otherwise → 2\n"
              "bad : integer\n"
              "    when x → error \"a\"\n"
              "    otherwise → error \"b\"\n"
              "b1 : integer\n"
              "    perhaps\n"
              "        ..bad → 1\n"
              "        otherwise → 2\n"
              "b2 : integer\n"
              "    perhaps\n"
              "        bad.. → 1\n"
              "        otherwise → 2\n"
              "b3 : integer\n"
              "    bad\n"
              "        ..2 → 1\n"
              "        otherwise → 2\n"
              "t3 : integer\n"
              "    table y | perhaps\n"
              "          yes | any → 1\n"
              "          any | any → 3\n"
              "clash : integer\n"
              "    when year of today > 1 → 1\n"
              "    when year of today > 2 → 2\n"
              "either : integer = if x then bad else clash\n"
              "b4 : integer\n"
              "    either\n"
              "        ..2 → 1\n"
              "        otherwise → 2\n"
              "u1 : integer\n"
              "    table unique perhaps\n"
              "          ..2 → 4\n"
              "          any → 5 unless y\n"
              "          any → 6 unless not y\n"
              "          any → 7 unless x\n"
              "u2 : integer\n"
              "    table perhaps\n"
              "          ..2 → 4\n"
              "          any → 5 unless y\n"
              "          any → 6 unless not y\n"
              "          any → 7 unless x\n"
              "u3 : integer\n"
              "    table unique either\n"
              "          ..2 → 4\n"
              "          any → 5 unless y\n"
              "          any → 6 unless not y\n"
              "          any → 7 unless x\n"},
};

/* ---- programs */

static void put(char *text, const char *more)
{
    size_t used = strlen(text);
    if (CHECK(used + strlen(more) < TEXT)) {
        memcpy(text + used, more, strlen(more) + 1);
    }
}

/* A formula with something in the place of both signs. */
static void put_formula(char *text, const char *formula, const char *first, const char *second)
{
    for (const char *at = formula; *at != '\0'; at++) {
        const char one[2] = {*at, '\0'};
        put(text, *at == '$' ? first : *at == '@' ? second : one);
    }
}

/* How the two are called, and what stands before the names of the rules that ask of them. */
typedef struct way {
    const char *rule;
    const char *first;
    const char *second;
} way;

static const way facts = {"f", "x", "y"};
static const way fields = {"    e", "one_.x", "one_.y"};
static const way days = {"d", "(ht on 2026-01-01)", "(hu on 2026-01-01)"};

static void put_rules(char *text, const kind *k, const way *w)
{
    for (int i = 0; i < FORMULAS && k->formula[i] != NULL; i++) {
        const char *formula = k->formula[i];
        char name[40];
        bool alone = formula[0] == '!';
        (void)snprintf(name, sizeof name, "%s%d = ", w->rule, i);
        if (!alone || w == &facts) {
            put(text, name);
            put_formula(text, formula + alone, w->first, w->second);
            put(text, "\n");
        }
    }
}

static void put_declared(char *text, const kind *k, const char *name, const char *over_time)
{
    put(text, name);
    put(text, " : ");
    put(text, k->type);
    put(text, over_time);
    put(text, k->range != NULL ? k->range : "");
    put(text, "\n");
}

static bool can_last(const kind *k)
{
    return strstr(k->type, "or none") == NULL && strstr(k->type, "list") == NULL;
}

/* Two facts, two fields of an element, and two facts over time. */
static void write_program(char *text, const kind *k)
{
    text[0] = '\0';
    put(text, k->before != NULL ? k->before : "");
    put(text, k->months != NULL ? k->months : "months round down\n");
    put_declared(text, k, "fact x", "");
    put_declared(text, k, "fact y", "");
    put_rules(text, k, &facts);
    put(text, k->rules != NULL ? k->rules : "");
    put(text, "entity pair\n");
    put_declared(text, k, "    x", "");
    put_declared(text, k, "    y", "");
    put(text, "fact pairs : list of pair up to 2\nfor each one_ in pairs\n");
    put_rules(text, k, &fields);
    if (can_last(k)) {
        put_declared(text, k, "fact ht", " over time");
        put_declared(text, k, "fact hu", " over time");
        put_rules(text, k, &days);
    }
}

/* ---- cases */

static void give_text(qn_case *c, int32_t place, const char *value)
{
    if (value != NULL && !CHECK_INT(qn_case_set_text(c, place, value, strlen(value)), QN_OK)) {
        printf("    %s\n", qn_case_error(c)->text);
    }
}

static void give_since(qn_case *c, const char *fact, const char *value)
{
    char text[ANSWER];
    (void)snprintf(text, sizeof text, "%s from 2020-01-01", value != NULL ? value : "");
    give_text(c, qn_program_fact(c->program, fact), value != NULL ? text : NULL);
}

/* Gives both of each, or leaves out what is NULL. */
static void give(qn_case *c, const kind *k, const char *first, const char *second)
{
    const qn_program *program = c->program;
    int32_t pairs = qn_program_fact(program, "pairs");
    qn_case_reset(c);
    (void)qn_case_set_date(c, QN_TODAY, 2026, 1, 1);
    give_text(c, qn_program_fact(program, "x"), first);
    give_text(c, qn_program_fact(program, "y"), second);
    CHECK_INT(qn_case_set_list(c, pairs, 1), QN_OK);
    give_text(c, qn_case_item(c, pairs, 0, "x"), first);
    give_text(c, qn_case_item(c, pairs, 0, "y"), second);
    if (can_last(k)) {
        give_since(c, "ht", first);
        give_since(c, "hu", second);
    }
}

/* What is kept of an answer: its text, or its ends. */
typedef struct answer {
    qn_answer status;
    int error;
    bool names_needed;
    char text[ANSWER];
    char low[ANSWER];
    char high[ANSWER];
} answer;

static void ask(qn_case *c, int32_t rule, answer *out)
{
    qn_value value;
    qn_value end;
    memset(out, 0, sizeof *out);
    CHECK_INT(qn_eval(c, rule, &value), QN_OK);
    out->status = value.status;
    out->error = value.error;
    CHECK_INT(qn_value_text(&value, out->text, sizeof out->text, NULL), QN_OK);
    if (value.status == QN_UNKNOWN) {
        out->names_needed = qn_case_cause(c, rule, 0) != NULL;
        if (qn_value_bound(&value, QN_LOW, &end) == QN_OK) {
            (void)qn_value_text(&end, out->low, sizeof out->low, NULL);
        }
        if (qn_value_bound(&value, QN_HIGH, &end) == QN_OK) {
            (void)qn_value_text(&end, out->high, sizeof out->high, NULL);
        }
    }
}

/* Whether one value comes before another, both as text: dates and times of day as they stand,
 * numbers as fractions. */
static bool is_before(const char *a, const char *b)
{
    char *behind_a = NULL;
    char *behind_b = NULL;
    if (strchr(a, ':') != NULL || (strlen(a) == 10 && a[4] == '-' && a[7] == '-')) {
        return strcmp(a, b) < 0;
    }
    double first = strtod(a, &behind_a);
    double second = strtod(b, &behind_b);
    first /= *behind_a == '/' ? strtod(behind_a + 1, NULL) : 1;
    second /= *behind_b == '/' ? strtod(behind_b + 1, NULL) : 1;
    return first < second - 1e-9;
}

/* Bounds do not foresee that there is no room: overflow, days outside the calendar, too many steps.
 */
static bool is_foreseen(const answer *found)
{
    return found->status != QN_FAILED ||
           (found->error != 401 && found->error != 408 && found->error != 410);
}

static bool was_open(const answer *open, const answer *found)
{
    if (!is_foreseen(found)) {
        return true;
    }
    if (open->status != QN_UNKNOWN) {
        return open->status == found->status && strcmp(open->text, found->text) == 0;
    }
    return found->status != QN_KNOWN ||
           ((open->low[0] == '\0' || !is_before(found->text, open->low)) &&
            (open->high[0] == '\0' || !is_before(open->high, found->text)));
}

static void check_completion(qn_case *c, const answer *open, const char *first, const char *second)
{
    for (int32_t r = 0; r < qn_program_rule_count(c->program); r++) {
        answer found;
        const char *name = qn_program_rule_info(c->program, r).name;
        if (qn_program_rule_info(c->program, r).is_hidden) {
            continue;
        }
        ask(c, r, &found);
        if (found.status == QN_UNKNOWN || !was_open(&open[r], &found)) {
            CHECK_TEXT(name, "");
            printf("    %s, between %s and %s, but %s for %s and %s\n", open[r].text, open[r].low,
                   open[r].high, found.text, first, second);
        }
    }
}

static void remember(qn_case *c, answer *open)
{
    for (int32_t r = 0; r < qn_program_rule_count(c->program); r++) {
        ask(c, r, &open[r]);
        if (open[r].status == QN_UNKNOWN && !CHECK(open[r].names_needed)) {
            printf("    %s needs nothing\n", qn_program_rule_info(c->program, r).name);
        }
    }
}

/* One of the two at a time is left out, or both: `only` is the one value tried for what is given,
 * or NULL. */
static void check_values(qn_case *c, const kind *k, const answer *open, const char *first,
                         const char *second)
{
    for (int i = 0; i < VALUES && k->value[i] != NULL; i++) {
        for (int j = 0; j < VALUES && k->value[j] != NULL; j++) {
            if ((first == NULL || first == k->value[i]) &&
                (second == NULL || second == k->value[j])) {
                give(c, k, k->value[i], k->value[j]);
                check_completion(c, open, k->value[i], k->value[j]);
            }
        }
    }
}

/* So many steps, after which sequences are followed no further. */
static const uint64_t budgets[] = {0, 1, 2, 3, 5, 8, 13, 21, 60};

/* Wherever the steps run out, all values are still open. */
static void check_budgets(qn_case *c, const kind *k, answer *open)
{
    size_t count = CHECK_FEWER(sizeof budgets / sizeof *budgets, 3);
    for (size_t b = 0; b < count; b++) {
        qn_bounds_set_steps(c, budgets[b]);
        give(c, k, NULL, NULL);
        remember(c, open);
        for (int i = 0; i < VALUES && k->value[i] != NULL; i++) {
            give(c, k, k->value[i], k->value[i]);
            check_completion(c, open, k->value[i], k->value[i]);
        }
    }
    qn_bounds_set_steps(c, QN_BOUNDS_STEPS_MAX);
}

static void check_kind(const kind *k)
{
    static char text[TEXT];
    static answer open[RULES];
    write_program(text, k);
    qn_program *program = source_load(text);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    if (c == NULL || !CHECK(qn_program_rule_count(program) <= RULES)) {
        printf("    the program of %s\n%s", k->name, text);
        return;
    }
    give(c, k, NULL, NULL);
    remember(c, open);
    check_values(c, k, open, NULL, NULL);
    for (int i = 0; i < VALUES && k->value[i] != NULL; i++) {
        give(c, k, k->value[i], NULL);
        remember(c, open);
        check_values(c, k, open, k->value[i], NULL);
        give(c, k, NULL, k->value[i]);
        remember(c, open);
        check_values(c, k, open, NULL, k->value[i]);
    }
    check_budgets(c, k, open);
    qn_case_free(c);
    qn_program_free(program);
}

static void every_kind(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        check_kind(&kinds[i]);
    }
}

int main(void)
{
    static const check_case cases[] = {{"every kind of fact", every_kind}};
    return check_run("bounds_kinds", cases, sizeof cases / sizeof *cases);
}
