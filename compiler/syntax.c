/*
 * syntax.c - from what the parser knows to a message that a lawyer can act on.
 *
 * Mistakes that have a message of their own are told in habit.c and foreign.c; what is here makes
 * the general message: the construct, what was found, and all that could have followed, grouped
 * into words.
 */
#include "syntax.h"

#include <string.h>

#include "foreign.h"
#include "habit.h"
#include "layout.h"
#include "parser.h"
#include "slip.h"
#include "worded.h"

/* ---- pieces of text; "" when memory is out */

const char *qn_syntax_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

const char *qn_syntax_text(const qn_builder *b, qn_span span)
{
    uint32_t length = span.end - span.begin > 80 ? 80 : span.end - span.begin;
    while (length > 0 && span.begin + length < span.end &&
           ((unsigned char)b->source->bytes[span.begin + length] & 0xc0) == 0x80) {
        length--;
    }
    return qn_syntax_or_empty(qn_arena_copy(b->arena, b->source->bytes + span.begin, length));
}

bool qn_syntax_is_text(const qn_builder *b, qn_span span, const char *text)
{
    size_t length = strlen(text);
    return span.end - span.begin == length &&
           memcmp(b->source->bytes + span.begin, text, length) == 0;
}

uint32_t qn_syntax_behind_spaces(const qn_builder *b, uint32_t at)
{
    while (b->source->bytes[at] == ' ') {
        at++;
    }
    return at;
}

uint32_t qn_syntax_find_word(const qn_builder *b, qn_span in, const char *word)
{
    uint32_t length = (uint32_t)strlen(word);
    const char *bytes = b->source->bytes;
    for (uint32_t at = in.begin + 1; at + length < in.end; at++) {
        if (bytes[at - 1] == ' ' && bytes[at + length] == ' ' &&
            strncmp(bytes + at, word, length) == 0) {
            return at;
        }
    }
    return in.end;
}

bool qn_syntax_complain(qn_builder *b, qn_code code, qn_span span, const char *first,
                        const char *second)
{
    const char *arguments[] = {qn_syntax_or_empty(first), qn_syntax_or_empty(second)};
    qn_diagnostic_add(b->diagnostics, code, span, 2, arguments);
    return true;
}

/* A keyword or a sign as it is written, or "a name" and the like. */
static bool is_class(int symbol)
{
    const char *words = qn_symbol_words(symbol);
    return strncmp(words, "a ", 2) == 0 || strncmp(words, "an ", 3) == 0 ||
           strncmp(words, "the ", 4) == 0;
}

/* A token that could follow, in words: `+`, `base`, a name. */
static const char *symbol_words(const qn_builder *b, int symbol)
{
    const char *words = qn_symbol_words(symbol);
    return is_class(symbol) ? words : qn_syntax_or_empty(qn_arena_format(b->arena, "`%s`", words));
}

/* The token that was found, as it is written in the source. */
static const char *found_words(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->span.begin == mistake->span.end) {
        return qn_symbol_words(mistake->found);
    }
    const char *text = qn_syntax_text(b, mistake->span);
    switch (mistake->found) {
    case TK_NAME:
        return qn_syntax_or_empty(qn_arena_format(b->arena, "the name `%s`", text));
    case TK_NUMBER:
        return qn_syntax_or_empty(qn_arena_format(b->arena, "the number %s", text));
    case TK_DATE:
        return qn_syntax_or_empty(qn_arena_format(b->arena, "the date %s", text));
    case TK_STRING:
        return "a text in quotation marks";
    case TK_CITATION:
        return qn_syntax_or_empty(qn_arena_format(b->arena, "the citation %s", text));
    default:
        return qn_syntax_or_empty(qn_arena_format(b->arena, "`%s`", text));
    }
}

/* ---- what was being read */

typedef struct construct_word {
    int symbol;
    const char *words;
} construct_word;

static const construct_word construct_words[] = {
    {TK_FACT, "the fact"},
    {TK_ENTITY, "the entity"},
    {TK_DEFINE, "the definition"},
    {TK_GROUP, "the group"},
    {TK_DATA, "the data"},
    {TK_LABELS, "the labels"},
    {TK_CHOICE, "the choice"},
    {TK_LAW, "the law"},
    {TK_UNIT, "the unit"},
    {TK_CURRENCY, "the currency"},
    {TK_EXAMPLE, "the example"},
    {TK_EXAMPLES, "the file of cases"},
    {TK_REFORM, "the reform"},
    {TK_USE, "the `use`"},
    {TK_REVIEWED, "the `reviewed`"},
    {TK_FOR, "the `for each`"},
    {TK_REQUIRE, "the duty"},
    {TK_FORBID, "the prohibition"},
    {TK_ALWAYS, "the promise"},
    {TK_NEVER, "the promise"},
    {TK_AMENDS, "the amendment"},
    {TK_GIVEN, "the `given`"},
    {TK_EXPECT, "the `expect`"},
    {TK_WHEN, "the `when`"},
    {TK_ONLY, "the `only when`"},
    {TK_BASE, "the base"},
    {TK_TABLE, "the table"},
    {TK_FROM, "the interval"},
    {TK_UNTIL, "the interval"},
    {TK_OTHERWISE, "the `otherwise`"},
    {TK_AT_LEAST, "the floor"},
    {TK_AT_MOST, "the cap"},
    {TK_ROUNDED, "the rounding"},
    {TK_ON, "the `on`"},
    {TK_SEVERAL, "the `several apply`"},
    {TK_WORKING, "the working day"},
    {TK_TIME, "the span of time"},
    {TK_ACCEPT, "the acceptance"},
};

/* What a line that begins with a keyword is; NULL for a keyword that begins no line. */
static const char *words_for_construct(int symbol)
{
    for (size_t i = 0; i < sizeof construct_words / sizeof construct_words[0]; i++) {
        if (construct_words[i].symbol == symbol) {
            return construct_words[i].words;
        }
    }
    return NULL;
}

/* Whether a construct is a name that has its own lines below it, inside a rule. */
static bool is_subject(const qn_syntax_mistake *mistake, uint32_t index)
{
    return index > 0 && index < mistake->construct_count && mistake->construct[0].symbol == 0 &&
           mistake->construct[index].symbol == 0;
}

/* What a line that begins with a name is, from what it stands in; a row stands below a subject. */
static const char *words_for_named(const qn_syntax_mistake *mistake, uint32_t index)
{
    if (index == 0) {
        return "the rule";
    }
    switch (mistake->construct[index - 1].symbol) {
    case TK_ENTITY:
        return "the field";
    case TK_LABELS:
        return "the label of";
    case TK_GROUP:
        return "the line";
    case TK_FOR:
        return "the rule";
    case TK_DATA:
    case TK_TABLE:
        return "a row with";
    default:
        return is_subject(mistake, index - 1) ? "the row" : "the band";
    }
}

/* The words for a construct: "the band", "the rule"; NULL for a line inside that has none. */
static const char *kind_words(const qn_syntax_mistake *mistake, uint32_t index, bool is_innermost)
{
    int symbol = mistake->construct[index].symbol;
    if (symbol == 0) {
        return !is_innermost && is_subject(mistake, index) ? "" : words_for_named(mistake, index);
    }
    const char *words = words_for_construct(symbol);
    if (words != NULL || !is_innermost) {
        return words;
    }
    return index == 0 ? "this line" : is_subject(mistake, index - 1) ? "a row" : "a line";
}

/* One construct with its name: "the band `seniority`"; a subject above its rows is its name. */
static const char *describe(const qn_builder *b, const qn_syntax_mistake *mistake, uint32_t index,
                            bool is_innermost)
{
    const qn_construct *construct = &mistake->construct[index];
    const char *words = kind_words(mistake, index, is_innermost);
    if (words == NULL || construct->name == NULL || construct->name->length > 80) {
        return words;
    }
    if (construct->name->kind == AST_STRING) {
        return qn_syntax_or_empty(
            qn_arena_format(b->arena, "%s \"%s\"", words, construct->name->text));
    }
    const char *between = *words == '\0' ? "" : " ";
    return qn_syntax_or_empty(qn_arena_format(b->arena, "%s%s`%s`", words, between,
                                              qn_syntax_text(b, construct->name->span)));
}

/*
 * "a row of `seniority` in the rule `vacation`", innermost first and at most three; "the file"
 * outside all.
 */
static const char *context_words(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    const char *words = NULL;
    const char *between = "of";
    uint32_t count = mistake->construct_count - (mistake->is_line_done ? 1 : 0);
    for (uint32_t i = count; i-- > 0;) {
        const char *one = describe(b, mistake, i, i + 1 == count);
        if (one == NULL || (i > 0 && i + 3 < count)) {
            continue;
        }
        words =
            words == NULL
                ? one
                : qn_syntax_or_empty(qn_arena_format(b->arena, "%s %s %s", words, between, one));
        between = i + 1 < count && is_subject(mistake, i) ? "in" : "of";
    }
    return words == NULL ? "the file" : words;
}

/* ---- what could have followed */

/* Takes tokens out of the set; they are said in other words. */
static void forget(qn_syntax_mistake *mistake, const int *symbols, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mistake->expects[symbols[i]] = false;
    }
}

static const int formula_starters[] = {
    TK_NUMBER,   TK_PERCENT,  TK_DATE,   TK_CLOCK,      TK_LEFT_ROUND, TK_LEFT_SQUARE, TK_MINUS,
    TK_IF,       TK_FIRST,    TK_LAST,   TK_NEXT,       TK_EACH,       TK_CARRY,       TK_DISTINCT,
    TK_POSITION, TK_PREVIOUS, TK_RANK,   TK_SPLIT,      TK_THE,        TK_OVERLAP,     TK_INVERSE,
    TK_LENGTH,   TK_UNITS,    TK_MONTHS, TK_WORKING,    TK_TIME,       TK_COMPLETE,    TK_CHAINS,
    TK_COUNT,    TK_SUM,      TK_LOWEST, TK_HIGHEST,    TK_AVERAGE,    TK_ANY,         TK_ALL,
    TK_TODAY,    TK_YES,      TK_NO,     TK_LEFT_CURLY, TK_STRING,     TK_NOT,         TK_NAME,
    TK_SINGULAR, TK_DAY,      TK_YEAR,   TK_START,      TK_END,
};
static const int range_starters[] = {TK_DOTS, TK_DOTS_THROUGH, TK_OVER, TK_UNDER};
static const int operators[] = {
    TK_LEFT_ROUND, TK_PLUS, TK_MINUS,      TK_STAR,    TK_SLASH,         TK_OTHERWISE, TK_ON,
    TK_WITH,       TK_DOT,  TK_AFTER,      TK_SORTED,  TK_THROUGH,       TK_ONWARDS,   TK_TO,
    TK_EQUAL,      TK_LESS, TK_LESS_EQUAL, TK_GREATER, TK_GREATER_EQUAL, TK_NOT_EQUAL, TK_IS,
    TK_IS_NOT,     TK_IN,   TK_NOT_IN,     TK_HAS,     TK_OVERLAPS,      TK_AND,       TK_OR,
    TK_ROUNDED,
};
static const int type_words[] = {
    TK_LIST,     TK_ONE,     TK_SET,      TK_YES, TK_UNITS, TK_MONTHS,
    TK_CALENDAR, TK_WORKING, TK_SINGULAR, TK_DAY, TK_YEAR,  TK_NAME,
};
static const int unit_words[] = {
    TK_UNITS, TK_MONTHS, TK_CALENDAR, TK_WORKING, TK_SINGULAR, TK_DAY, TK_YEAR, TK_NAME,
};
static const int law_words[] = {
    TK_AND, TK_FOR, TK_OF, TK_ON, TK_THE, TK_NAME, TK_SINGULAR, TK_DAY, TK_YEAR, TK_START, TK_END,
};
static const int soft_names[] = {TK_SINGULAR, TK_DAY, TK_YEAR, TK_START, TK_END};
static const int declaration_words[] = {
    TK_FACT,  TK_LAW,     TK_UNIT,   TK_CURRENCY, TK_CHOICE,  TK_GROUP,  TK_REVIEWED, TK_MONTHS,
    TK_DATA,  TK_LABELS,  TK_ENTITY, TK_DEFINE,   TK_EXAMPLE, TK_REFORM, TK_FOR,      TK_USE,
    TK_QANUN, TK_REQUIRE, TK_FORBID, TK_WORKING,  TK_ALWAYS,  TK_NEVER,  TK_EXAMPLES,
};
static const int clause_words[] = {
    TK_BASE, TK_WHEN,  TK_OTHERWISE, TK_ONLY,  TK_AT_LEAST, TK_AT_MOST, TK_ROUNDED, TK_SEVERAL,
    TK_FROM, TK_UNTIL, TK_TABLE,     TK_SCALE, TK_AMOUNTS,  TK_WHOLE,   TK_REPEALS, TK_MONTHS,
};

#define FORGET(mistake, symbols) forget(mistake, symbols, sizeof(symbols) / sizeof((symbols)[0]))

/* A family of tokens that has one name for people. */
typedef struct token_family {
    int first; /* both are expected where the whole family is */
    int second;
    const char *words;
    const int *symbols;
    size_t count;
} token_family;

#define FAMILY(first, second, words, symbols)                                                      \
    {                                                                                              \
        first, second, words, symbols, sizeof(symbols) / sizeof((symbols)[0])                      \
    }

/* Looked at in this order: what one family takes is no longer there for the next. */
static const token_family families[] = {
    FAMILY(TK_THE, TK_EQUAL, "another word of the name", law_words),
    FAMILY(TK_FACT, TK_LAW, "a declaration", declaration_words),
    FAMILY(TK_BASE, TK_ONLY, "a clause", clause_words),
    FAMILY(TK_LEFT_ROUND, TK_NUMBER, "a formula", formula_starters),
    FAMILY(TK_DOTS, TK_OVER, "a range", range_starters),
    FAMILY(TK_STAR, TK_SLASH, "an operator", operators),
    FAMILY(TK_LIST, TK_CALENDAR, "a type", type_words),
    FAMILY(TK_UNITS, TK_CALENDAR, "a unit", unit_words),
    FAMILY(TK_NAME, TK_SINGULAR, NULL, soft_names),
};

typedef struct word_list {
    const char *word[QN_SYMBOL_MAX];
    uint32_t count;
} word_list;

/* "a formula, a range or `any`". */
static const char *join_words(const qn_builder *b, const word_list *list)
{
    const char *text = "";
    for (uint32_t i = 0; i < list->count; i++) {
        const char *between = i == 0 ? "" : i + 1 == list->count ? " or " : ", ";
        text =
            qn_syntax_or_empty(qn_arena_format(b->arena, "%s%s%s", text, between, list->word[i]));
    }
    return text;
}

/* All that could have followed. Uses up the set. */
static const char *expected_words(const qn_builder *b, qn_syntax_mistake *mistake)
{
    word_list list = {{NULL}, 0};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        const token_family *family = &families[i];
        if (mistake->expects[family->first] && mistake->expects[family->second]) {
            forget(mistake, family->symbols, family->count);
            mistake->expects[TK_NAME] = mistake->expects[TK_NAME] || (family->words == NULL);
            if (family->words != NULL) {
                list.word[list.count++] = family->words;
            }
        }
    }
    for (int symbol = 0; symbol < QN_SYMBOL_MAX && list.count < QN_SYMBOL_MAX; symbol++) {
        if (mistake->expects[symbol]) {
            list.word[list.count++] = symbol_words(b, symbol);
        }
    }
    return join_words(b, &list);
}

qn_span qn_syntax_span_until(const qn_builder *b, uint32_t begin, const char *signs)
{
    uint32_t end = begin;
    while (strchr(signs, b->source->bytes[end]) == NULL &&
           strncmp(b->source->bytes + end, "→", strlen("→")) != 0 &&
           strncmp(b->source->bytes + end, "->", 2) != 0) {
        end++;
    }
    while (end > begin && b->source->bytes[end - 1] == ' ') {
        end--;
    }
    return (qn_span){b->source->id, begin, end};
}

/* Two arguments and what should stand for the place, or NULL for no fix. */
static bool tell(qn_builder *b, qn_code code, qn_span span, const char *first, const char *second,
                 const char *fix)
{
    const char *arguments[] = {qn_syntax_or_empty(first), qn_syntax_or_empty(second)};
    qn_diagnostic *told = qn_diagnostic_add(b->diagnostics, code, span, 2, arguments);
    if (fix != NULL) {
        qn_diagnostic_fix(told, span, fix);
    }
    return true;
}

bool qn_syntax_tell_form(qn_builder *b, qn_span span, const char *form, const char *right)
{
    return tell(b, QN_Q0240, span, form, right, NULL);
}

bool qn_syntax_tell_word(qn_builder *b, qn_span span, const char *written, const char *word)
{
    return tell(b, QN_Q0232, span, written, word, word);
}

bool qn_syntax_tell_sign(qn_builder *b, qn_span span, const char *written, const char *sign)
{
    return tell(b, QN_Q0116, span, written, sign, sign);
}

bool qn_syntax_is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (unsigned char)byte >= 0x80;
}

bool qn_syntax_begins_clause(int symbol)
{
    for (size_t i = 0; i < sizeof clause_words / sizeof clause_words[0]; i++) {
        if (clause_words[i] == symbol) {
            return true;
        }
    }
    return false;
}

/* ---- the general message */

/* Says what was being read, what was found, and all that could have followed. */
static void report_generally(qn_builder *b, qn_syntax_mistake *mistake)
{
    const char *arguments[] = {found_words(b, mistake), context_words(b, mistake), NULL};
    bool is_end = mistake->found == TK_NEWLINE || mistake->found == TK_END_OF_FILE ||
                  mistake->found == TK_DEDENT;
    arguments[2] = expected_words(b, mistake);
    qn_diagnostic *diagnostic = qn_diagnostic_add(b->diagnostics, is_end ? QN_Q0202 : QN_Q0201,
                                                  mistake->span, 3, arguments);
    const qn_layout *layout = b->layout;
    if (layout->bracket_count > 0 && mistake->found != TK_LEFT_ROUND &&
        mistake->found != TK_LEFT_SQUARE && mistake->found != TK_LEFT_CURLY) {
        qn_diagnostic_label(diagnostic, layout->bracket[layout->bracket_count - 1].span,
                            QN_LABEL_OPENED_HERE);
    }
}

/* An acceptance can stand on almost every line, and every expectation can be unconfirmed, so that
 * naming them helps nobody. */
static void forget_asides(qn_syntax_mistake *mistake)
{
    static const int asides[] = {TK_ACCEPT, TK_UNCONFIRMED};
    for (size_t i = 0; i < sizeof asides / sizeof asides[0]; i++) {
        mistake->expected_count -= mistake->expects[asides[i]];
        mistake->expects[asides[i]] = false;
    }
}

/* Whether a token is a word of which has been said that it cannot be a name. */
static bool was_told(const qn_builder *b, qn_span token)
{
    uint32_t length = token.end - token.begin;
    for (uint32_t i = 0; i < b->told_count; i++) {
        if (b->told[i].end - b->told[i].begin == length &&
            memcmp(b->source->bytes + b->told[i].begin, b->source->bytes + token.begin, length) ==
                0) {
            return true;
        }
    }
    return false;
}

/* The use of such a word as a name: at the mistake, or before it. */
static bool is_echo_of_name(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_layout = mistake->span.begin == mistake->span.end;
    return was_told(b, is_layout ? b->layout->last : mistake->span) ||
           (!is_layout && b->layout->before.begin >= b->layout->line_begin &&
            was_told(b, b->layout->before));
}

/* Mistakes of a file that are told in words of their own: nobody is shown more. */
enum { TOLD_IN_DETAIL = 1000 };

/* In a line whose indentation is wrong, and below one that lacks its block, all else is an echo. */
void qn_syntax_report(qn_builder *b, qn_syntax_mistake *mistake)
{
    forget_asides(mistake);
    b->has_mistake = true;
    b->wants_block = false;
    if (b->layout->is_doubtful || b->may_echo || is_echo_of_name(b, mistake)) {
        return;
    }
    /* a line that swallowed another is no slip of its own */
    bool is_plain = b->layout->resume == 0 || mistake->found == TK_WHERE;
    bool in_detail = b->diagnostics->error_count < TOLD_IN_DETAIL;
    if (!in_detail) {
        report_generally(b, mistake);
    } else if (!qn_foreign_name_report(b, mistake) &&
               !(is_plain && (qn_misplaced_report(b, mistake) || qn_worded_report(b, mistake) ||
                              qn_slip_report(b, mistake))) &&
               !qn_habit_report(b, mistake) && !qn_foreign_report(b, mistake) &&
               !qn_worded_report(b, mistake) && !qn_left_over_report(b, mistake)) {
        report_generally(b, mistake);
    }
}
