/*
 * slip.c - words and signs of other languages, and of laws, in a table: where each stands, and what
 * is written here in its place.
 *
 * A row fits by the tokens round the mistake and by what could have followed; the first that fits
 * is told. What needs more than that stands in misplaced.c.
 */
#include "slip.h"

#include <string.h>

#include "layout.h"
#include "parser.h"

/* Where a slip is looked for, beside the symbols of constructs. */
enum { ANYWHERE = -1, IN_RULE = 0 };

typedef struct slip {
    const char *before; /* the token before, or NULL for any */
    const char *found;  /* the words at the mistake, or NULL for any */
    int token;          /* what was found, or 0 for any */
    int needs;          /* a token that could have followed, or 0 for any */
    int inside;         /* a construct around it, IN_RULE or ANYWHERE */
    const char *form;   /* what is not written like this; NULL: the words themselves */
    const char *right;  /* what is; without a form it stands for the words */
} slip;

#define DATES "an interval of dates"
#define ROUNDING "a rounding"
#define STEP_BEHIND "`rounded to 0.01`, with the step; whole figures are `rounded to 1`"
#define ELEMENT "an element of a list"

/* Of two rows that could fit, the longer words come first. */
static const slip slips[] = {
    /* operators */
    {NULL, "x", 0, TK_STAR, ANYWHERE, NULL, "*"},
    {NULL, "X", 0, TK_STAR, ANYWHERE, NULL, "*"},
    {NULL, "х", 0, TK_STAR, ANYWHERE, NULL, "*"}, /* the Cyrillic letter */
    {NULL, "times", 0, TK_STAR, ANYWHERE, NULL, "*"},
    {NULL, "multiplied by", 0, TK_STAR, ANYWHERE, NULL, "*"},
    {NULL, "divided by", 0, TK_STAR, ANYWHERE, NULL, "/"},
    {NULL, "plus", 0, TK_STAR, ANYWHERE, NULL, "+"},
    {NULL, "minus", 0, TK_STAR, ANYWHERE, NULL, "-"},
    {"*", "*", 0, 0, ANYWHERE, "a power", "the product, as `x * x`"},
    {"+", "=", 0, 0, IN_RULE, "an addition", "`+` alone, as `→ +2`"},
    {"→", "/", 0, 0, IN_RULE, "a division", "a product, `→ * 50%`, or `→ * (1/3)`"},
    {"→", "zero", 0, 0, IN_RULE, NULL, "0"},

    /* conditions */
    {"and", "/or", 0, 0, ANYWHERE, "`and/or`", "`or`, which is yes where both are, too"},
    {NULL, "but not", 0, TK_AND, ANYWHERE, NULL, "and not"},
    {NULL, "but", 0, TK_AND, ANYWHERE, NULL, "and"},
    {NULL, "as well as", 0, TK_AND, ANYWHERE, NULL, "and"},
    {"both", NULL, TK_NAME, TK_AND, ANYWHERE, "a condition with `both`", "`a and b` alone"},
    {"either", NULL, TK_NAME, TK_AND, ANYWHERE, "a condition with `either`", "`a or b` alone"},
    {"neither", NULL, TK_NAME, TK_AND, ANYWHERE, "a condition with `neither`", "`not a and not b`"},
    {"no", NULL, TK_NAME, TK_AND, ANYWHERE, NULL, "not"},
    {"when", "is", 0, 0, ANYWHERE, "a condition", "the name alone, as `when ill`"},
    {"if", "is", 0, 0, ANYWHERE, "a condition", "the name alone, as `if ill`"},
    {NULL, "not", 0, TK_NOT_IN, ANYWHERE, "a comparison with `not`",
     "`not` before all of it, as `not (x > 5)`"},
    {NULL, "old", 0, TK_STAR, ANYWHERE, "an age", "the figure and its unit alone, as 5 years"},
    {NULL, "of age", 0, TK_STAR, ANYWHERE, "an age", "the figure and its unit alone, as 5 years"},
    {"on", "or after", 0, 0, ANYWHERE, NULL, ">="},
    {"on", "or before", 0, 0, ANYWHERE, NULL, "<="},
    {NULL, "within", 0, TK_LESS, ANYWHERE, "a limit of time",
     "a comparison, as `left <= hired + 3 months`"},

    /* roundings and extremes */
    {"to", "the nearest", 0, TK_NUMBER, ANYWHERE, ROUNDING, STEP_BEHIND},
    {"the", "nearest", 0, 0, ANYWHERE, ROUNDING, STEP_BEHIND},
    {"to", NULL, TK_WHOLE, TK_NUMBER, ANYWHERE, ROUNDING, STEP_BEHIND},
    {"to", "cents", 0, TK_NUMBER, ANYWHERE, ROUNDING, STEP_BEHIND},
    {"rounded", NULL, 0, TK_TOWARD, ANYWHERE, ROUNDING, STEP_BEHIND},
    {"up", NULL, TK_NEWLINE, TK_TO, ANYWHERE, ROUNDING, "the step: `rounded up to 0.01`"},
    {"up", NULL, TK_CITATION, TK_TO, ANYWHERE, ROUNDING, "the step: `rounded up to 0.01`"},
    {"down", NULL, TK_NEWLINE, TK_TO, ANYWHERE, ROUNDING, "the step: `rounded down to 0.01`"},
    {"down", NULL, TK_CITATION, TK_TO, ANYWHERE, ROUNDING, "the step: `rounded down to 0.01`"},
    {NULL, "greater of", 0, TK_THE, ANYWHERE, NULL, "the greater of"},
    {NULL, "lesser of", 0, TK_THE, ANYWHERE, NULL, "the lesser of"},
    {"the", "larger", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "higher", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "bigger", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "highest", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "largest", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "greatest", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "maximum", 0, TK_GREATER_OF, ANYWHERE, NULL, "the greater"},
    {"the", "smaller", 0, TK_GREATER_OF, ANYWHERE, NULL, "the lesser"},
    {"the", "lower", 0, TK_GREATER_OF, ANYWHERE, NULL, "the lesser"},
    {"the", "lowest", 0, TK_GREATER_OF, ANYWHERE, NULL, "the lesser"},
    {"the", "smallest", 0, TK_GREATER_OF, ANYWHERE, NULL, "the lesser"},
    {"the", "minimum", 0, TK_GREATER_OF, ANYWHERE, NULL, "the lesser"},
    {NULL, "largest", 0, TK_THE, TK_SEVERAL, NULL, "the largest"},
    {NULL, "highest", 0, TK_THE, TK_SEVERAL, NULL, "the largest"},
    {NULL, "max", 0, TK_THE, TK_SEVERAL, NULL, "the largest"},
    {NULL, "smallest", 0, TK_THE, TK_SEVERAL, NULL, "the smallest"},
    {NULL, "lowest", 0, TK_THE, TK_SEVERAL, NULL, "the smallest"},
    {NULL, "min", 0, TK_THE, TK_SEVERAL, NULL, "the smallest"},

    /* lists */
    {"number", "of", 0, TK_STAR, ANYWHERE, NULL, "count of"},
    {"total", "of", 0, TK_STAR, ANYWHERE, NULL, "sum of"},
    {"mean", "of", 0, TK_STAR, ANYWHERE, NULL, "average of"},
    {"some", "of", 0, TK_STAR, ANYWHERE, NULL, "any of"},
    {"every", "of", 0, TK_STAR, ANYWHERE, NULL, "all of"},
    {"second", "of", 0, TK_STAR, ANYWHERE, ELEMENT, "`last of (first 2 of L)`"},
    {"third", "of", 0, TK_STAR, ANYWHERE, ELEMENT, "`last of (first 3 of L)`"},
    {"greatest", "of", 0, TK_STAR, ANYWHERE, NULL, "highest of"},
    {"least", "of", 0, TK_STAR, ANYWHERE, NULL, "lowest of"},
    {NULL, "largest of", 0, TK_HIGHEST, ANYWHERE, NULL, "highest of"},
    {NULL, "smallest of", 0, TK_HIGHEST, ANYWHERE, NULL, "lowest of"},
    {"any", NULL, TK_NAME, TK_OF, ANYWHERE, "a question of a list", "`any of L where C`"},
    {"all", NULL, TK_NAME, TK_OF, ANYWHERE, "a question of a list", "`all of L where C`"},
    {"exists", NULL, TK_NAME, 0, ANYWHERE, "a question of a list", "`any of L where C`"},
    {NULL, "who", 0, TK_WHERE, ANYWHERE, NULL, "where"},
    {NULL, "whose", 0, TK_WHERE, ANYWHERE, NULL, "where"},
    {NULL, "that", 0, TK_WHERE, ANYWHERE, NULL, "where"},
    {NULL, "which", 0, TK_WHERE, ANYWHERE, NULL, "where"},
    {NULL, "having", 0, TK_WHERE, ANYWHERE, NULL, "where"},
    {NULL, "when", 0, TK_WHERE, ANYWHERE, NULL, "where"},
    {NULL, "under", 0, TK_WHERE, ANYWHERE, "a condition of elements",
     "`where` and what is compared, as `where age < 14`"},
    {NULL, "over", 0, TK_WHERE, ANYWHERE, "a condition of elements",
     "`where` and what is compared, as `where age > 14`"},
    {"with", NULL, TK_NAME, TK_LEFT_ROUND, ANYWHERE, "a condition, or a change, with `with`",
     "`L where C` of a list, `RULE with (FACT = value)` of a rule"},
    {NULL, "where", 0, TK_AND, ANYWHERE, "a second `where`", "`and` between the two conditions"},
    {NULL, "ordered by", 0, TK_SORTED, ANYWHERE, NULL, "sorted by"},
    {NULL, "order by", 0, TK_SORTED, ANYWHERE, NULL, "sorted by"},
    {NULL, "sort by", 0, TK_SORTED, ANYWHERE, NULL, "sorted by"},
    {NULL, "desc", 0, TK_DESCENDING, ANYWHERE, NULL, "descending"},
    {NULL, "asc", 0, TK_DESCENDING, ANYWHERE, "an order upwards", "`sorted by x` alone"},
    {NULL, "ascending", 0, TK_DESCENDING, ANYWHERE, "an order upwards", "`sorted by x` alone"},
    {".", "count", 0, 0, ANYWHERE, "a count", "`count of L`"},
    {".", "length", 0, 0, ANYWHERE, "a length",
     "`count of L` of a list, `length of p` of a period"},
    {".", "sum", 0, 0, ANYWHERE, "a sum", "`sum of L.field`; a field cannot be called `sum`"},
    {".", "average", 0, 0, ANYWHERE, "an average", "`average of L.field`"},
    {".", "first", 0, 0, ANYWHERE, ELEMENT, "`first of L`"},
    {".", "last", 0, 0, ANYWHERE, ELEMENT, "`last of L`"},
    {NULL, NULL, TK_DOT, TK_OF, ANYWHERE, ELEMENT, "`(first of L).field`"},
    {"for", "every", 0, TK_EACH, ANYWHERE, NULL, "for each"},
    {"for", "all", 0, TK_EACH, ANYWHERE, NULL, "for each"},
    {"for", NULL, TK_NAME, TK_EACH, TK_FOR, "a `for each`", "`for each c in L`"},
    {"each", "of", 0, 0, TK_FOR, "a `for each`", "`for each c in L`, with a name for the element"},
    {NULL, "for each", 0, 0, IN_RULE, "a `for each` in a rule",
     "`for each c in L` at the beginning of a line and its rules below it; in a formula "
     "`sum of each c in L : E`"},

    {NULL, NULL, TK_NAME, TK_WHERE, ANYWHERE, "a field of a list", "a point before it: `L.field`"},

    /* clauses */
    {"error", NULL, TK_CITATION, TK_STRING, IN_RULE, "`error`",
     "its reason behind it: `error \"…\"`"},
    {"error", NULL, TK_NEWLINE, TK_STRING, IN_RULE, "`error`",
     "its reason behind it: `error \"…\"`"},
    {NULL, "where", 0, TK_WHEN, IN_RULE, NULL, "when"},
    {NULL, "for", 0, TK_WHEN, IN_RULE, NULL, "when"},
    {NULL, "starting", 0, TK_BASE, IN_RULE, NULL, "from"},
    {NULL, "as of", 0, TK_BASE, IN_RULE, NULL, "from"},
    {NULL, "after", 0, TK_BASE, IN_RULE, DATES, "`from`, and the day after"},
    {NULL, "on", 0, TK_BASE, IN_RULE, DATES, "`from`, and the first day on which it holds"},
    {NULL, "in", 0, TK_BASE, IN_RULE, DATES, "`from 2023-01-01 until 2024-01-01`"},
    {NULL, "through", 0, TK_UNTIL, IN_RULE, DATES,
     "`until`, and the first day on which it does not hold any more"},
    {"till", NULL, 0, TK_UNTIL, IN_RULE, NULL, "until"},
    {"effective", NULL, 0, TK_UNTIL, IN_RULE, NULL, "from"},
    {"override", NULL, 0, TK_OVERRIDES, IN_RULE, NULL, "overrides"},
    {"overrides", NULL, 0, TK_CITATION, IN_RULE, "`overrides`",
     "the label or the citation of what is overridden, as `overrides [Act 4.1]`"},
    {"except", "when", 0, TK_UNLESS, IN_RULE, NULL, "unless"},
    {"except", "if", 0, TK_UNLESS, IN_RULE, NULL, "unless"},
    {"except", NULL, TK_NAME, TK_UNLESS, IN_RULE, NULL, "unless"},
    {"only", "for", 0, 0, IN_RULE, NULL, "only when"},
    {NULL, "only", 0, TK_UNLESS, IN_RULE, "an `only when`",
     "it on a line of its own, before the other clauses"},
    {NULL, "not when", 0, TK_BASE, IN_RULE, "an exception",
     "`only when not …`, or `unless …` behind a clause"},
    {"default", NULL, TK_ARROW, 0, IN_RULE, NULL, "otherwise"},
    {"others", NULL, TK_ARROW, 0, IN_RULE, NULL, "otherwise"},
    {"base", NULL, TK_ARROW, TK_NUMBER, IN_RULE, "a base",
     "`base` and the value, without an arrow"},
    {NULL, "{", 0, TK_NEWLINE, ANYWHERE, "a block",
     "what belongs to it below it, indented, without braces"},

    /* tables and bands */
    {NULL, ",", 0, TK_BAR, TK_TABLE, "a second column", "`|` between the columns"},
    {"table", "|", 0, 0, TK_TABLE, "the first column", "it without a `|` before it"},
    {"|", "*", 0, 0, TK_TABLE, NULL, "any"},
    {"-", NULL, TK_ARROW, 0, TK_TABLE, NULL, "any"},
    {"-", NULL, TK_BAR, 0, TK_TABLE, "a line between rows", "the rows alone; any value is `any`"},
    {"|", NULL, TK_ARROW, 0, TK_TABLE, "a cell for any value", "`any`"},
    {"|", NULL, TK_BAR, 0, TK_TABLE, "a cell for any value", "`any`"},
    {NULL, "otherwise", 0, TK_DOTS, TK_TABLE, "the last row", "`any` in each column"},
    {NULL, "else", 0, TK_DOTS, TK_TABLE, "the last row", "`any` in each column"},
    {NULL, "not", 0, TK_DOTS, TK_TABLE, "a cell", "the values that fit, with commas between them"},
    {NULL, "or", 0, TK_COMMA, ANYWHERE, NULL, ","},
    {NULL, "and", 0, TK_COMMA, ANYWHERE, NULL, ","},
    {"scale", "of", 0, 0, IN_RULE, "a scale", "`scale` and the amount, without `of`"},

    /* dates */
    {NULL, "since", 0, TK_FROM, ANYWHERE, "a span of time", "`years from A to today`"},
    {NULL, "until", 0, TK_TO, ANYWHERE, NULL, "to"},
    {NULL, "through", 0, TK_TO, ANYWHERE, "a span of time",
     "`days from A to B`, which leaves out B"},
    {"of", "next", 0, TK_YEAR, ANYWHERE, "a day of another month",
     "the day from which it is counted, `first day of month of (D + 1 month)`"},
    {"year", "(", 0, TK_OF, ANYWHERE, "a part of a date", "`year of d`"},
    {"month", "(", 0, TK_OF, ANYWHERE, "a part of a date", "`month of d`"},
    {"day", "(", 0, TK_OF, ANYWHERE, "a part of a date", "`day of d`"},
    {"month", NULL, TK_NAME, TK_OF, ANYWHERE, "a day of a month", "`last day of month of d`"},

    /* declarations */
    {NULL, "/*", 0, TK_FACT, ANYWHERE, NULL, "#"},
    {NULL, "<!--", 0, TK_FACT, ANYWHERE, NULL, "#"},
    {NULL, ";", 0, TK_FACT, ANYWHERE, NULL, "#"},
    {NULL, "time", 0, TK_LIST, TK_FACT, "a time of day",
     "`hours` for how long; times of day stand in rules alone"},
    {NULL, "/", 0, TK_PER, ANYWHERE, NULL, "per"},
    {NULL, "a", 0, TK_PER, ANYWHERE, NULL, "per"},
    {NULL, "an", 0, TK_PER, ANYWHERE, NULL, "per"},
    {NULL, "each", 0, TK_PER, ANYWHERE, NULL, "per"},
    {NULL, "default", 0, TK_EQUAL, TK_FACT, NULL, "="},
    {NULL, "from", 0, TK_IN, TK_FACT, "a range", "`in 0..=10`"},
    {NULL, "between", 0, TK_IN, TK_FACT, "a range", "`in 0..=10`"},
    {NULL, "(", 0, TK_IN, TK_FACT, "a range", "`in 0..=10`"},
    {NULL, NULL, TK_NUMBER, TK_IN, TK_FACT, "a range", "`in 0..=10`"},
    {NULL, NULL, TK_NEWLINE, TK_DOTS, TK_FACT, "a range",
     "its two ends with `..` between, `in 0..=10`"},
    {NULL, NULL, TK_EQUAL, TK_DOTS, TK_FACT, "a range",
     "its two ends with `..` between, `in 0..=10`"},
    {NULL, NULL, TK_COMMA, TK_IN, TK_FACT, "a second fact", "each fact on a line of its own"},
    {"or", NULL, TK_NAME, TK_NONE, TK_FACT, NULL, ","},
    {"list", NULL, 0, TK_OF, TK_FACT, "a list", "`list of` and what its elements are"},
    {NULL, "fact", 0, 0, TK_ENTITY, "a field", "its name and its type, without `fact`"},
    {NULL, "(", 0, TK_NEWLINE, TK_ENTITY, "an entity", "its fields below it, indented"},
    {NULL, ":", 0, TK_EQUAL, TK_CHOICE, NULL, "="},
    {NULL, ":", 0, TK_EQUAL, TK_LAW, NULL, "="},
    {NULL, ":", 0, TK_EQUAL, TK_LABELS, NULL, "="},
    {NULL, ";", 0, TK_COMMA, TK_CHOICE, NULL, ","},
    {NULL, NULL, TK_NEWLINE, TK_EQUAL, TK_CHOICE, "a choice",
     "its values behind it: choice c = a, b"},
    {NULL, NULL, TK_NUMBER, TK_NAME, TK_CHOICE, "a value of a choice",
     "a name, which begins with a letter"},
    {NULL, "=", 0, TK_OF, TK_GROUP, "a group", "`group g of CHOICE`, its values indented below it"},
    {NULL, "=", 0, TK_NEWLINE, TK_GROUP, "a group", "its values indented below it"},
    {NULL, NULL, TK_NUMBER, TK_ROUNDS, TK_CURRENCY, "a currency", "`rounds to` before its coin"},
    {NULL, NULL, TK_DATE, TK_UNTIL, TK_REVIEWED, "`reviewed`",
     "`reviewed until D`, or `reviewed from D until E`"},
    {"owed", NULL, TK_NAME, TK_BY, ANYWHERE, "`owed`", "`owed by A to B`"},
    {NULL, "owed", 0, TK_STAR, IN_RULE, "`owed by`", "it behind the type, before the `=`"},
    {NULL, "→", 0, TK_EQUAL, TK_DEFINE, NULL, "="},
    {NULL, ":", 0, TK_LEFT_ROUND, TK_DEFINE, "what takes nothing", "a rule, without `define`"},
    {"(", ")", 0, 0, TK_DEFINE, "what takes nothing", "a rule, without `define` and brackets"},
    {"(", ")", 0, TK_NUMBER, ANYWHERE, "a rule",
     "its name alone; brackets hold what a definition takes"},

    /* duties and examples */
    {"require", "when", 0, 0, ANYWHERE, "a duty", "what is asked for first: `require C when D`"},
    {"forbid", "when", 0, 0, ANYWHERE, "a prohibition",
     "what is forbidden first: `forbid C when D`"},
    {"require", "unless", 0, 0, ANYWHERE, "a duty",
     "what is asked for first: `require C unless D`"},
    {NULL, "if", 0, TK_WHEN, TK_REQUIRE, NULL, "when"},
    {NULL, "if", 0, TK_WHEN, TK_FORBID, NULL, "when"},
    {NULL, "shall be", 0, TK_LESS, ANYWHERE, "a condition", "a comparison alone, as `age >= 15`"},
    {NULL, "must be", 0, TK_LESS, ANYWHERE, "a condition", "a comparison alone, as `age >= 15`"},
    {NULL, "is", 0, TK_EQUAL, TK_EXAMPLE, NULL, "="},
    {NULL, "→", 0, TK_EQUAL, TK_EXAMPLE, NULL, "="},
    {NULL, ":", 0, TK_EQUAL, TK_EXAMPLE, NULL, "="},
    {NULL, ":", 0, TK_EQUAL, IN_RULE, NULL, "="},
    {NULL, ">", 0, TK_EQUAL, TK_EXPECT, "an expectation",
     "the value; `always C` promises a comparison"},
    {NULL, "<", 0, TK_EQUAL, TK_EXPECT, "an expectation",
     "the value; `always C` promises a comparison"},
    {NULL, "then", 0, TK_EXPECT, TK_EXAMPLE, NULL, "expect"},
    {"expected", NULL, TK_NAME, 0, TK_EXAMPLE, NULL, "expect"},
    {"expects", NULL, TK_NAME, 0, TK_EXAMPLE, NULL, "expect"},
    {"result", NULL, TK_NAME, 0, TK_EXAMPLE, NULL, "expect"},
    {NULL, "when", 0, TK_GIVEN, TK_EXAMPLE, NULL, "given"},
    {NULL, "with", 0, TK_GIVEN, TK_EXAMPLE, NULL, "given"},
    {NULL, "if", 0, TK_GIVEN, TK_EXAMPLE, NULL, "given"},
    {"date", NULL, TK_DATE, 0, TK_EXAMPLE, NULL, "on"},
    {",", "on", 0, 0, TK_EXAMPLE, "the date of an example", "`on 2023-06-01` on a line of its own"},
};

static qn_span token_before(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_layout = mistake->span.begin == mistake->span.end;
    return is_layout ? b->layout->last : b->layout->before;
}

/* Whether some words stand at an offset, and no letter or figure goes on behind them. */
static bool stands_at(const qn_builder *b, uint32_t at, const char *words)
{
    const char *bytes = b->source->bytes + at;
    size_t length = strlen(words);
    if (strncmp(bytes, words, length) != 0) {
        return false;
    }
    char next = bytes[length];
    bool is_sign = !qn_syntax_is_letter(*words) || strcmp(words, "→") == 0;
    return is_sign || !(qn_syntax_is_letter(next) || (next >= '0' && next <= '9'));
}

static bool is_inside(const qn_syntax_mistake *mistake, int symbol)
{
    for (uint32_t i = 0; i < mistake->construct_count; i++) {
        if (mistake->construct[i].symbol == symbol && (i == 0 || symbol != IN_RULE)) {
            return true;
        }
    }
    return symbol == ANYWHERE;
}

/* Whether what a row is about begins with another byte than what was found: of most it does. */
static bool begins_otherwise(const qn_builder *b, const qn_syntax_mistake *mistake, const slip *row)
{
    return row->found != NULL && *row->found != b->source->bytes[mistake->span.begin];
}

/* Whether a row fits; `out`: what it is about. */
static bool fits(const qn_builder *b, const qn_syntax_mistake *mistake, const slip *row,
                 qn_span *out)
{
    qn_span before = token_before(b, mistake);
    bool has_token = mistake->span.begin < mistake->span.end;
    bool compares = row->needs == TK_EQUAL && mistake->expects[TK_STAR];
    if (compares || (row->token != 0 && row->token != mistake->found) ||
        (row->needs != 0 && !mistake->expects[row->needs]) || !is_inside(mistake, row->inside) ||
        (row->before != NULL && !qn_syntax_is_text(b, before, row->before)) ||
        (row->found != NULL && (!has_token || !stands_at(b, mistake->span.begin, row->found)))) {
        return false;
    }
    *out = row->found == NULL && row->before != NULL ? before : mistake->span;
    if (row->found != NULL) {
        out->begin = row->before == NULL || row->form != NULL || strcmp(row->before, "|") == 0 ||
                             strcmp(row->before, "→") == 0
                         ? mistake->span.begin
                         : before.begin;
        out->end = mistake->span.begin + (uint32_t)strlen(row->found);
    }
    return true;
}

bool qn_slip_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span span;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        const slip *row = &slips[i];
        if (begins_otherwise(b, mistake, row) || !fits(b, mistake, row, &span)) {
            continue;
        }
        const char *written = qn_syntax_text(b, span);
        if (row->form != NULL) {
            return qn_syntax_tell_form(b, span, row->form, row->right);
        }
        bool is_word = qn_syntax_is_letter(*written) && !qn_syntax_is_text(b, span, "→");
        return is_word ? qn_syntax_tell_word(b, span, written, row->right)
                       : qn_syntax_tell_sign(b, span, written, row->right);
    }
    return false;
}
