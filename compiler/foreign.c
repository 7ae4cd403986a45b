/*
 * foreign.c - forms of other languages, spreadsheets and forms, each with the form of this one.
 *
 * Each function says whether its form is the one at hand, and tells it. Most look at the tokens
 * alone; some at the text around them.
 */
#include "foreign.h"

#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "parser.h"

/* Whether a token is one of a NULL-ended list of words. */
static bool is_word(const qn_builder *b, const qn_syntax_mistake *mistake, const char *const *words)
{
    const char *text = qn_syntax_text(b, mistake->span);
    while (*words != NULL && strcmp(text, *words) != 0) {
        words++;
    }
    return mistake->found == TK_NAME && *words != NULL;
}

/* What the line at hand is: TK_FACT, or 0 for the rule and for none. */
static int outermost(const qn_syntax_mistake *mistake)
{
    return mistake->construct_count == 0 ? 0 : mistake->construct[0].symbol;
}

/* if a then b, and nothing behind it; `elif` for `else if`. */
static bool report_missing_else(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const others[] = {"elif", "elsif", "elseif", NULL};
    if (!mistake->expects[TK_ELSE]) {
        return false;
    }
    if (is_word(b, mistake, others)) {
        return qn_syntax_tell_word(b, mistake->span, qn_syntax_text(b, mistake->span), "else if");
    }
    bool ends = mistake->found == TK_NEWLINE || mistake->found == TK_CITATION ||
                mistake->found == TK_SEMICOLON || mistake->found == TK_RIGHT_ROUND;
    return ends && qn_syntax_tell_form(b, mistake->span, "an `if` without `else`",
                                       "`else` and what holds otherwise; a clause `when … → …` "
                                       "needs none");
}

static bool is_comparison(int symbol)
{
    return symbol == TK_LESS || symbol == TK_LESS_EQUAL || symbol == TK_GREATER ||
           symbol == TK_GREATER_EQUAL;
}

/* 5 < x < 10 */
static bool report_chain(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return is_comparison(mistake->found) && mistake->expects[TK_AND] &&
           !mistake->expects[TK_EQUAL] &&
           qn_syntax_tell_form(b, mistake->span, "a value between two others",
                               "two comparisons with `and` between them, or a range: "
                               "x in 5..10");
}

/* x between 5 and 10 */
static bool report_between(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const between[] = {"between", NULL};
    return mistake->expects[TK_IN] && is_word(b, mistake, between) &&
           qn_syntax_complain(b, QN_Q0228, mistake->span, "between",
                              "`in 5..=10`, where 10 belongs to it, or `in 5..10`");
}

/* AZN 5 */
static bool report_unit_before_figure(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span unit = b->layout->before;
    const char *coin = qn_syntax_text(b, unit);
    bool is_coin = strlen(coin) == 3 && strspn(coin, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
    if (mistake->found != TK_NUMBER || b->layout->before_symbol != TK_NAME || !is_coin ||
        !mistake->expects[TK_STAR]) {
        return false;
    }
    qn_span both = {unit.source, unit.begin, mistake->span.end};
    const char *right = qn_arena_format(b->arena, "%s %s", qn_syntax_text(b, mistake->span), coin);
    return qn_syntax_tell_form(b, both, "an amount", right);
}

/* The step of so many decimals: 0.01 for 2. */
static const char *step_of(const char *decimals)
{
    static const char *const steps[] = {"1", "0.1", "0.01", "0.001", "0.0001"};
    int count = atoi(decimals);
    return count >= 0 && count < (int)(sizeof steps / sizeof steps[0]) ? steps[count] : "0.01";
}

/* rounded to 2 decimals */
static bool report_decimals(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const words[] = {"decimal", "decimals", "digit", "digits",
                                        "place",   "places",   NULL};
    qn_span count = b->layout->before;
    if (b->layout->before_symbol != TK_NUMBER || !mistake->expects[TK_ROUNDED] ||
        !is_word(b, mistake, words)) {
        return false;
    }
    qn_span both = {count.source, count.begin, mistake->span.end};
    const char *right =
        qn_arena_format(b->arena, "the step: rounded to %s", step_of(qn_syntax_text(b, count)));
    return qn_syntax_tell_form(b, both, "a rounding", right);
}

/* round(x, 2), sum(a, b), sum wages */
static bool report_call(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const int aggregates[] = {TK_SUM, TK_AVERAGE, TK_COUNT, TK_LOWEST, TK_HIGHEST};
    int before = b->layout->before_symbol;
    if (mistake->found == TK_ROUND && mistake->expects[TK_NUMBER] &&
        b->source->bytes[mistake->span.end] == '(') {
        return qn_syntax_tell_form(b, mistake->span, "a rounding",
                                   "the formula first, and `rounded to 0.01` behind it");
    }
    bool is_list = mistake->found == TK_LEFT_ROUND || mistake->found == TK_NAME;
    for (size_t i = 0; i < sizeof aggregates / sizeof aggregates[0]; i++) {
        if (is_list && mistake->expects[TK_OF] && before == aggregates[i]) {
            const char *word = qn_symbol_words(before);
            return qn_syntax_tell_form(
                b, b->layout->before, qn_arena_format(b->arena, "`%s`", word),
                qn_arena_format(b->arena, "`%s of` and a list, as `%s of [a, b]`", word, word));
        }
    }
    return false;
}

/* maximum of a and b: the word that is meant has a list behind it, or two values. */
static bool report_extreme(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const extremes[] = {"maximum", "minimum", "max", "min"};
    const char *word = qn_syntax_text(b, b->layout->before);
    bool is_extreme = false;
    for (size_t i = 0; i < sizeof extremes / sizeof extremes[0]; i++) {
        is_extreme = is_extreme || strcmp(word, extremes[i]) == 0;
    }
    return mistake->found == TK_OF && b->layout->before_symbol == TK_NAME && is_extreme &&
           qn_syntax_tell_form(b, b->layout->before, qn_arena_format(b->arena, "`%s`", word),
                               "`the greater of a and b` or `the lesser of a and b`; "
                               "of a list `highest of`, `lowest of`");
}

/* days between a and b, today(), x = none */
static bool report_wording(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const between[] = {"between", NULL};
    int before = b->layout->before_symbol;
    if (mistake->found == TK_LEFT_ROUND && before == TK_TODAY) {
        return qn_syntax_tell_form(b, mistake->span, "`today`", "`today` alone");
    }
    if (mistake->expects[TK_FROM] && is_word(b, mistake, between)) {
        qn_span span = b->layout->before;
        static const char working[] = "working ";
        uint32_t more = sizeof working - 1;
        if (span.begin >= more &&
            memcmp(b->source->bytes + span.begin - more, working, more) == 0) {
            span.begin -= more;
        }
        const char *units = qn_syntax_text(b, span);
        return qn_syntax_tell_form(b, mistake->span, "a span of time",
                                   qn_arena_format(b->arena, "`%s from A to B`", units));
    }
    return mistake->found == TK_NONE && before == TK_EQUAL &&
           qn_syntax_tell_form(b, mistake->span, "a comparison with none",
                               "`is none`, or `is not none`");
}

/* The word for another one that other languages have in its place, where it can follow; or NULL. */
static const char *word_for(const qn_syntax_mistake *mistake)
{
    if (mistake->found == TK_IF && mistake->expects[TK_WHERE]) {
        return "where";
    }
    return mistake->found == TK_THEN && mistake->expects[TK_ARROW] ? "→" : NULL;
}

/* count of cs if age > 3, when late then 5; from D to E → 5 */
static bool report_other_word(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const char *word = word_for(mistake);
    if (word != NULL) {
        return qn_syntax_tell_word(b, mistake->span, qn_syntax_text(b, mistake->span), word);
    }
    bool is_interval = mistake->found == TK_TO && mistake->expects[TK_UNTIL];
    return is_interval && qn_syntax_tell_form(b, mistake->span, "an interval of dates",
                                              "`until`, and the first day on which it does not "
                                              "hold any more");
}

/* fact x : years = 5 in 0..=9, and `over time` or `or none` behind the range. */
static bool report_order_of_fact(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (outermost(mistake) != TK_FACT && outermost(mistake) != TK_ENTITY) {
        return false;
    }
    switch (mistake->found) {
    case TK_IN:
        return qn_syntax_tell_form(b, mistake->span, "the range of a fact",
                                   "it before the default: in 0..=10 = 5");
    case TK_OVER:
        return qn_syntax_tell_form(b, mistake->span, "a fact over time",
                                   "`over time` directly behind the type");
    case TK_OR:
        return qn_syntax_tell_form(b, mistake->span, "a fact that can be none",
                                   "`or none` directly behind the type");
    default:
        return false;
    }
}

/* if(a, b, c) */
static bool report_if_of_sheets(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    uint32_t open =
        layout->bracket_count == 0 ? 0 : layout->bracket[layout->bracket_count - 1].span.begin;
    return mistake->found == TK_COMMA && open >= 2 &&
           memcmp(b->source->bytes + open - 2, "if", 2) == 0 &&
           qn_syntax_tell_form(b, mistake->span, "an `if`", "`if C then A else B`");
}

/* The words from an offset to a colon, at most four, without the spaces behind them; empty where
 * something else stands there, or one word alone. */
static qn_span words_before_colon(const qn_builder *b, uint32_t begin)
{
    const char *bytes = b->source->bytes;
    uint32_t at = begin, end = begin, words = 0;
    while (qn_syntax_is_letter(bytes[at])) {
        words++;
        while (qn_syntax_is_letter(bytes[at])) {
            at++;
        }
        end = at;
        while (bytes[at] == ' ') {
            at++;
        }
    }
    bool fits = bytes[at] == ':' && words >= 2 && words <= 4;
    return (qn_span){b->source->id, begin, fits ? end : begin};
}

/* What is said of a first word that begins a rule elsewhere, or is a word of this language in
 * capitals; false of any other. */
static bool report_opening_word(qn_builder *b, uint32_t begin, bool *is_known)
{
    static const char *const openers[] = {"rule", "let", "def", "var"};
    static const char *const ours[] = {"fact", "FACT", "Fact", "Data", "DATA"};
    const char *bytes = b->source->bytes + begin;
    size_t length = strcspn(bytes, " ");
    qn_span word = {b->source->id, begin, begin + (uint32_t)length};
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++) {
        if (strlen(openers[i]) == length && memcmp(bytes, openers[i], length) == 0) {
            return qn_syntax_tell_form(b, word, "the beginning of a rule", "its name alone");
        }
    }
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        *is_known |= strlen(ours[i]) == length && memcmp(bytes, ours[i], length) == 0;
    }
    return false;
}

bool qn_foreign_name_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t begin = b->layout->line_begin;
    bool at_margin = begin == 0 || b->source->bytes[begin - 1] == '\n', is_known = false;
    qn_span name = words_before_colon(b, begin);
    if (!at_margin || name.begin == name.end || outermost(mistake) != 0) {
        return false;
    }
    if (report_opening_word(b, begin, &is_known) || is_known) {
        return !is_known;
    }
    char *joined = qn_arena_copy(b->arena, b->source->bytes + begin, name.end - begin);
    for (char *at = joined; at != NULL && *at != '\0'; at++) {
        *at = *at == ' ' ? '_' : *at;
    }
    return qn_syntax_complain(b, QN_Q0223, name, joined == NULL ? "" : joined, NULL);
}

/* 13th_salary : AZN = 5 */
static bool report_name_with_figure(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const char *bytes = b->source->bytes;
    uint32_t end = mistake->span.end;
    while (strchr(" :=.,;()[]|\r\n", bytes[end]) == NULL) {
        end++;
    }
    if (mistake->found != TK_NUMBER || !mistake->expects[TK_NAME] || mistake->expects[TK_STAR] ||
        mistake->expects[TK_NUMBER] || end == mistake->span.end) {
        return false;
    }
    qn_span name = {mistake->span.source, mistake->span.begin, end};
    return qn_syntax_tell_form(
        b, name, "a name",
        qn_arena_format(b->arena, "_%s, or begin it with a letter", qn_syntax_text(b, name)));
}

/* only if C */
static bool report_only_if(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return mistake->found == TK_IF && b->layout->before_symbol == TK_ONLY &&
           qn_syntax_tell_word(b, mistake->span, "if", "when");
}

typedef bool report(qn_builder *b, const qn_syntax_mistake *mistake);

bool qn_foreign_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static report *const reports[] = {
        report_missing_else,
        report_chain,
        report_between,
        report_extreme,
        report_wording,
        report_other_word,
        report_if_of_sheets,
        report_decimals,
        report_call,
        report_unit_before_figure,
        report_order_of_fact,
        report_only_if,
        report_name_with_figure,
    };
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        if (reports[i](b, mistake)) {
            return true;
        }
    }
    return false;
}
