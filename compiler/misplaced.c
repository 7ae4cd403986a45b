/*
 * misplaced.c - what stands in another order here, or has a sign too many or too few: a condition
 * behind its value, a colon at the end of a line, a comma for `and`, a product without its sign.
 *
 * Each function says whether its mistake is the one at hand, and tells it. What can be told from
 * the tokens round the mistake alone stands in the table of slip.c.
 */
#include "slip.h"

#include <string.h>

#include "layout.h"
#include "parser.h"
#include "worded.h"

static bool complain_with_fix(qn_builder *b, qn_code code, qn_span span, const char *first,
                              const char *fix)
{
    const char *arguments[] = {qn_syntax_or_empty(first), qn_syntax_or_empty(fix)};
    qn_diagnostic_fix(qn_diagnostic_add(b->diagnostics, code, span, 2, arguments), span,
                      qn_syntax_or_empty(fix));
    return true;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Whether an offset lies behind a word of the line, with spaces between; `out`: where it begins. */
static bool stands_behind(const qn_builder *b, uint32_t at, const char *word, uint32_t *out)
{
    const char *bytes = b->source->bytes;
    uint32_t length = (uint32_t)strlen(word), first = b->layout->line_begin;
    while (at > first && bytes[at - 1] == ' ') {
        at--;
    }
    bool stands = at >= first + length && memcmp(bytes + at - length, word, length) == 0 &&
                  (at == first + length || !qn_syntax_is_letter(bytes[at - length - 1]));
    *out = stands ? at - length : at;
    return stands;
}

/* Whether nothing but a comment stands in the line from an offset on. */
static bool ends_line(const qn_builder *b, uint32_t at)
{
    return strchr("#\r\n", b->source->bytes[qn_syntax_behind_spaces(b, at)]) != NULL;
}

/* Whether an arrow stands in the rest of the line. */
static bool has_arrow(const qn_builder *b, uint32_t at)
{
    qn_span rest = qn_syntax_span_until(b, at, "#\r\n");
    uint32_t end = qn_syntax_behind_spaces(b, rest.end);
    return strchr("#\r\n", b->source->bytes[end]) == NULL;
}

/* The rest of the clause from an offset on, up to what trails it. */
static qn_span rest_of(const qn_builder *b, uint32_t begin)
{
    return qn_syntax_span_until(b, begin, "[;#\r\n");
}

static int innermost(const qn_syntax_mistake *mistake)
{
    return mistake->construct_count == 0 ? -1
                                         : mistake->construct[mistake->construct_count - 1].symbol;
}

static bool is_in_rule(const qn_syntax_mistake *mistake)
{
    return mistake->construct_count > 0 && mistake->construct[0].symbol == 0;
}

/* Where the value begins that the mistake stands behind, after the arrow, `base` or the `=` of the
 * rule; the beginning of the line where there is none of them. */
static uint32_t value_begin(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    const char *bytes = b->source->bytes;
    uint32_t first = b->layout->line_begin;
    for (uint32_t i = mistake->span.begin; i > first; i--) {
        bool is_sign = bytes[i - 1] == '=' && innermost(mistake) != TK_WHEN;
        if (is_sign || (i >= first + 2 && memcmp(bytes + i - 2, "->", 2) == 0) ||
            (i >= first + 3 && memcmp(bytes + i - 3, "→", 3) == 0) ||
            (i >= first + 5 && memcmp(bytes + i - 5, "base ", 5) == 0)) {
            return qn_syntax_behind_spaces(b, i);
        }
    }
    return first;
}

/* 10 if ill else 20, base 5 when ill: the condition stands behind what it decides. */
static bool report_condition_behind(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span line = {mistake->span.source, b->layout->line_begin, mistake->span.begin};
    bool is_second = qn_syntax_find_word(b, line, "where") < line.end || b->layout->resume != 0;
    bool asks = mistake->found == TK_IF || mistake->found == TK_WHEN ||
                (mistake->found == TK_WHERE && !is_second);
    uint32_t begin = value_begin(b, mistake);
    if (!asks || !mistake->expects[TK_STAR] || mistake->expects[TK_WHEN] ||
        mistake->expects[TK_WHERE] || begin == b->layout->line_begin) {
        return false;
    }
    qn_span value = {mistake->span.source, begin, mistake->span.begin};
    while (value.end > value.begin && b->source->bytes[value.end - 1] == ' ') {
        value.end--;
    }
    qn_span rest = rest_of(b, qn_syntax_behind_spaces(b, mistake->span.end));
    uint32_t other = qn_syntax_find_word(b, rest, "else");
    const char *whole = qn_syntax_text(b, value);
    if (other < rest.end) {
        qn_span condition = {rest.source, rest.begin, other - 1};
        qn_span last = {rest.source, qn_syntax_behind_spaces(b, other + 4), rest.end};
        return qn_syntax_tell_form(b, mistake->span, "an `if` behind its value",
                                   qn_arena_format(b->arena, "if %s then %s else %s",
                                                   qn_syntax_text(b, condition), whole,
                                                   qn_syntax_text(b, last)));
    }
    const char *help = qn_arena_format(b->arena, "write `when %s → %s`, as a clause of its own",
                                       qn_syntax_text(b, rest), whole);
    return qn_syntax_complain(b, QN_Q0227, mistake->span, help, NULL);
}

/* count of each x in L where C, and no `: E` behind it. */
static bool report_each_without_value(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool ends = mistake->found == TK_NEWLINE || mistake->found == TK_RIGHT_ROUND ||
                mistake->found == TK_CITATION || mistake->found == TK_ARROW ||
                mistake->found == TK_SEMICOLON || mistake->found == TK_THEN ||
                mistake->found == TK_ROUNDED || mistake->found == TK_COMMA;
    if (!ends || !mistake->expects[TK_COLON] || !mistake->expects[TK_STAR]) {
        return false;
    }
    qn_span line = {mistake->span.source, b->layout->line_begin, mistake->span.begin};
    uint32_t at = qn_syntax_find_word(b, line, "each");
    const char *name = "x";
    if (at < line.end) {
        qn_span word = qn_syntax_span_until(b, qn_syntax_behind_spaces(b, at + 4), " ,:#\r\n");
        name = qn_syntax_text(b, word);
    }
    return qn_syntax_tell_form(
        b, mistake->span, "an `each` that gives nothing",
        qn_arena_format(b->arena, "behind it what each one gives: `: %s`, or `: %s.field`", name,
                        name));
}

/* kind:, entity c:, age : years, : a sign at the end of the line. */
static bool report_sign_at_end(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_layout = mistake->span.begin == mistake->span.end;
    qn_span sign = is_layout ? b->layout->last : mistake->span;
    const char *bytes = b->source->bytes;
    bool is_sign =
        sign.end - sign.begin == 1 && (bytes[sign.begin] == ':' || bytes[sign.begin] == ',');
    if (!is_sign || mistake->expects[TK_LIST] || !ends_line(b, sign.end) ||
        (is_layout && mistake->found != TK_NEWLINE) || sign.begin == b->layout->line_begin) {
        return false;
    }
    return complain_with_fix(b, QN_Q0241, sign, qn_syntax_text(b, sign), "");
}

/* base: 5, base = 5, given: income = 5: a sign behind a word that needs none. */
static bool report_sign_behind_word(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const words[] = {"base",   "given",    "expect", "require", "forbid",
                                        "scale",  "table",    "note",   "on",      "when",
                                        "always", "never",    "until",  "from",    "example",
                                        "reform", "at least", "at most"};
    qn_span before = b->layout->before;
    if (mistake->found != TK_COLON && mistake->found != TK_EQUAL) {
        return false;
    }
    bool opens = before.begin == b->layout->line_begin || qn_syntax_is_text(b, before, "note");
    for (size_t i = 0; opens && i < sizeof words / sizeof *words; i++) {
        if (qn_syntax_is_text(b, before, words[i])) {
            const char *form = qn_arena_format(b->arena, "`%s`", words[i]);
            const char *right = qn_arena_format(b->arena, "`%s` without a `%s` behind it", words[i],
                                                qn_syntax_text(b, mistake->span));
            return qn_syntax_tell_form(b, mistake->span, form, right);
        }
    }
    return false;
}

/* when a in (b), c → 5; when ill, 5; when ill: 5; when ill; old → 5 */
static bool report_sign_in_condition(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_sign =
        mistake->found == TK_COMMA || mistake->found == TK_COLON || mistake->found == TK_SEMICOLON;
    if (!is_sign || innermost(mistake) != TK_WHEN || !mistake->expects[TK_ARROW]) {
        return false;
    }
    qn_span line = {mistake->span.source, b->layout->line_begin, mistake->span.begin};
    if (!has_arrow(b, mistake->span.end)) {
        return mistake->found != TK_SEMICOLON &&
               qn_syntax_tell_sign(b, mistake->span, qn_syntax_text(b, mistake->span), "→");
    }
    uint32_t is = qn_syntax_find_word(b, line, "is"), in = qn_syntax_find_word(b, line, "in");
    uint32_t at = in < line.end ? in : is;
    if (mistake->found == TK_COMMA && at < line.end) {
        qn_span first = {line.source, qn_syntax_behind_spaces(b, at + 2), line.end};
        qn_span rest = rest_of(b, mistake->span.begin);
        return qn_syntax_tell_form(b, (qn_span){line.source, at, rest.end},
                                   "a comparison with several values",
                                   qn_arena_format(b->arena, "in (%s%s)", qn_syntax_text(b, first),
                                                   qn_syntax_text(b, rest)));
    }
    return qn_syntax_tell_sign(b, mistake->span, qn_syntax_text(b, mistake->span), "and");
}

/* shop: 3, as a row: a colon for the arrow. */
static bool report_colon_for_arrow(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool ends = mistake->found == TK_NEWLINE || mistake->found == TK_CITATION;
    qn_span line = qn_syntax_span_until(b, b->layout->line_begin, ":[#\r\n");
    if (!ends || !is_in_rule(mistake) || mistake->construct_count < 2 ||
        !mistake->expects[TK_ARROW] || !mistake->expects[TK_DOTS] ||
        b->source->bytes[line.end] != ':') {
        return false;
    }
    return qn_syntax_tell_sign(b, (qn_span){line.source, line.end, line.end + 1}, ":", "→");
}

/* kind is shop → 3, kind in shop, farm → 3: a condition without `when`. */
static bool report_condition_without_when(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool compares = mistake->found == TK_IS || mistake->found == TK_IN || mistake->found == TK_HAS;
    if (!compares || !is_in_rule(mistake) || mistake->construct_count < 2 ||
        !mistake->expects[TK_DOTS] || mistake->expects[TK_STAR] ||
        !has_arrow(b, mistake->span.end)) {
        return false;
    }
    qn_span subject = {mistake->span.source, b->layout->line_begin, b->layout->before.end};
    qn_span values = rest_of(b, qn_syntax_behind_spaces(b, mistake->span.end));
    const char *name = qn_syntax_text(b, subject), *text = qn_syntax_text(b, values);
    bool is_list = strchr(text, ',') != NULL && *text != '(';
    const char *form = mistake->found == TK_HAS ? "write `when %s has %s`, or `%s %s`"
                       : is_list                ? "write `when %s in (%s)`, or `%s %s`"
                                                : "write `when %s is %s`, or `%s %s`";
    const char *help = qn_arena_format(b->arena, form, name, text, name, text);
    return qn_syntax_complain(b, QN_Q0227, mistake->span, help, NULL);
}

/* when age 5 or more, when age 5: the sign before a figure in its words, or none. */
static bool report_figure_in_words(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span rest = rest_of(b, mistake->span.begin);
    uint32_t at = qn_syntax_find_word(b, rest, "or"), other = qn_syntax_find_word(b, rest, "and");
    const char *words = b->source->bytes + (at < rest.end ? at : other);
    static const char *const more[] = {"or more", "or over", "or above", "and more", "and over"};
    static const char *const less[] = {"or less", "or fewer", "or under", "or below"};
    const char *sign = "=";
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        sign = strncmp(words, more[i], strlen(more[i])) == 0 ? ">=" : sign;
    }
    for (size_t i = 0; i < sizeof less / sizeof *less; i++) {
        sign = strncmp(words, less[i], strlen(less[i])) == 0 ? "<=" : sign;
    }
    return qn_syntax_complain(b, QN_Q0230, mistake->span, sign, qn_syntax_text(b, mistake->span));
}

/* when kind shop, when age 5..10, when age = 5..10 */
static bool report_comparison_without_sign(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span before = b->layout->before;
    bool is_condition = (innermost(mistake) == TK_WHEN || innermost(mistake) == TK_ONLY) &&
                        value_begin(b, mistake) == b->layout->line_begin;
    if (mistake->found == TK_DOTS || mistake->found == TK_DOTS_THROUGH) {
        uint32_t begin;
        bool is_sign = stands_behind(b, before.begin, "=", &begin);
        bool compares = is_sign || stands_behind(b, before.begin, "is", &begin);
        uint32_t length = is_sign ? 1 : 2;
        return compares && !mistake->expects[TK_DOTS] &&
               complain_with_fix(b, QN_Q0228, (qn_span){before.source, begin, begin + length},
                                 length == 2 ? "is" : "=", "in");
    }
    if (!is_condition || b->layout->before_symbol != TK_NAME || !mistake->expects[TK_IS]) {
        return false;
    }
    qn_span rest = qn_syntax_span_until(b, mistake->span.begin, " [;#\r\n");
    bool is_range = strstr(qn_syntax_text(b, rest), "..") != NULL;
    if (mistake->found == TK_NUMBER && is_range && has_arrow(b, rest.end)) {
        const char *arguments[] = {"in", qn_syntax_text(b, rest)};
        qn_diagnostic_add(b->diagnostics, QN_Q0230, rest, 2, arguments);
        return true;
    }
    if (mistake->found == TK_NUMBER && has_arrow(b, rest.end)) {
        return report_figure_in_words(b, mistake);
    }
    uint32_t behind = qn_syntax_behind_spaces(b, mistake->span.end);
    return mistake->found == TK_NAME && strncmp(b->source->bytes + behind, "→", strlen("→")) == 0 &&
           qn_syntax_complain(b, QN_Q0230, mistake->span, "is", qn_syntax_text(b, mistake->span));
}

/* 14% income, 2(a + b), (a)(b): a product without its sign. */
static bool report_product_without_sign(qn_builder *b, const qn_syntax_mistake *mistake)
{
    int before = b->layout->before_symbol;
    bool is_open = mistake->found == TK_LEFT_ROUND;
    bool fits =
        (mistake->found == TK_NAME && before == TK_PERCENT) ||
        (is_open && (before == TK_PERCENT || before == TK_NUMBER || before == TK_RIGHT_ROUND));
    if (!fits || !mistake->expects[TK_STAR] || mistake->expects[TK_ARROW]) {
        return false;
    }
    qn_span rest = qn_syntax_span_until(b, mistake->span.begin, is_open ? ")[;#\r\n" : " )[;#\r\n");
    rest.end += is_open && b->source->bytes[rest.end] == ')';
    /* words that no sign joins are a remark, and a law and its article a citation */
    for (uint32_t at = rest.begin + 1; is_open && at + 1 < rest.end; at++) {
        const char *bytes = b->source->bytes;
        if (bytes[at] == ' ' && qn_syntax_is_letter(bytes[at - 1]) &&
            (qn_syntax_is_letter(bytes[at + 1]) || is_digit(bytes[at + 1]))) {
            bool is_remark = bytes[rest.begin + 1] >= 'a' && bytes[rest.begin + 1] <= 'z';
            return is_remark &&
                   qn_syntax_tell_form(b, rest, "a remark", "`note \"…\"` behind the clause");
        }
    }
    return qn_syntax_complain(b, QN_Q0230, mistake->span, "*", qn_syntax_text(b, rest));
}

/* 14 percent of income, 14 per cent */
static bool report_percent_in_words(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t word = mistake->span.begin, begin;
    bool is_of = mistake->found == TK_OF && stands_behind(b, word, "percent", &word);
    bool is_per =
        mistake->found == TK_PER && strncmp(b->source->bytes + mistake->span.end, " cent", 5) == 0;
    if (!is_of && !is_per) {
        return false;
    }
    for (begin = word; begin > b->layout->line_begin && b->source->bytes[begin - 1] == ' ';) {
        begin--;
    }
    qn_span figure = {mistake->span.source, begin, begin};
    while (figure.begin > b->layout->line_begin && (is_digit(b->source->bytes[figure.begin - 1]) ||
                                                    b->source->bytes[figure.begin - 1] == '.')) {
        figure.begin--;
    }
    const char *text = qn_syntax_text(b, figure);
    qn_span whole = {figure.source, figure.begin, mistake->span.end + (is_per ? 5 : 0)};
    if (is_of) {
        return qn_syntax_tell_form(
            b, whole, "a part of an amount",
            qn_arena_format(b->arena, "the percentage and `*`: %s%% * …", text));
    }
    return qn_syntax_complain(b, QN_Q0211, whole, text, NULL);
}

/* age 18+ → 3, and 0-200 → 3% */
static bool report_range_with_sign(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span before = b->layout->before;
    if ((mistake->found != TK_ARROW && mistake->found != TK_BAR) || !is_in_rule(mistake)) {
        return false;
    }
    uint32_t begin = before.begin;
    const char *bytes = b->source->bytes;
    while (begin > b->layout->line_begin &&
           (is_digit(bytes[begin - 1]) || strchr("._- ", bytes[begin - 1]) != NULL)) {
        begin--;
    }
    begin = qn_syntax_behind_spaces(b, begin);
    qn_span figure = {before.source, begin, before.begin};
    if (qn_syntax_is_text(b, before, "+") && begin < before.begin) {
        const char *range = qn_arena_format(b->arena, "%s..", qn_syntax_text(b, figure));
        return complain_with_fix(b, QN_Q0228, (qn_span){figure.source, begin, before.end}, "+",
                                 range);
    }
    char *text = qn_arena_copy(b->arena, bytes + begin, before.end - begin);
    char *dash = text == NULL ? NULL : strchr(text, '-');
    if (dash == NULL || dash == text || !mistake->expects[TK_DOTS] ||
        b->layout->before_symbol != TK_NUMBER) {
        return false;
    }
    *dash = '\0';
    const char *high = dash + 1 + strspn(dash + 1, " ");
    size_t low = strcspn(text, " ");
    return complain_with_fix(b, QN_Q0210, (qn_span){figure.source, begin, before.end},
                             "a minus sign",
                             qn_arena_format(b->arena, "%.*s..%s", (int)low, text, high));
}

/* hired after 2020-01-01, 3 months after hired */
static bool report_after(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span after = b->layout->before;
    if (b->layout->before_symbol != TK_AFTER || !mistake->expects[TK_FIRST]) {
        return false;
    }
    static const char *const units[] = {"days", "weeks", "months", "years",
                                        "day",  "week",  "month",  "year"};
    uint32_t begin;
    qn_span value = qn_syntax_span_until(b, mistake->span.begin, " )[;#\r\n");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (stands_behind(b, after.begin, units[i], &begin)) {
            return qn_syntax_tell_form(b, after, "a later day",
                                       qn_arena_format(b->arena, "the day first: `%s + 3 %s`",
                                                       qn_syntax_text(b, value), units[i]));
        }
    }
    return qn_syntax_tell_word(b, after, "after", ">");
}

/* A text without quotation marks: example young people, law TC = Tax Code, fact c : integer How
 * many? */
static bool report_bare_text(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span before = b->layout->before;
    bool is_title = qn_syntax_is_text(b, before, "example") ||
                    qn_syntax_is_text(b, before, "reform") ||
                    (qn_syntax_is_text(b, before, "=") && innermost(mistake) == TK_LAW);
    qn_span text = qn_syntax_span_until(b, mistake->span.begin, "[#;\r\n\"");
    bool is_question =
        innermost(mistake) == TK_FACT && text.end > text.begin &&
        (b->source->bytes[text.end - 1] == '?' ||
         (b->source->bytes[mistake->span.begin] >= 'A' &&
          b->source->bytes[mistake->span.begin] <= 'Z' && mistake->span.end < text.end));
    return mistake->found == TK_NAME && mistake->expects[TK_STRING] && (is_title || is_question) &&
           qn_syntax_complain(b, QN_Q0224, text, qn_syntax_text(b, text), NULL);
}

/* 5 "a note", 5 "LC 114": a text behind a value. */
static bool report_text_behind_value(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_STRING || !is_in_rule(mistake) || !mistake->expects[TK_NOTE] ||
        mistake->expects[TK_STRING]) {
        return false;
    }
    const char *inside = qn_arena_copy(b->arena, b->source->bytes + mistake->span.begin + 1,
                                       mistake->span.end - mistake->span.begin - 2);
    size_t letters = inside == NULL ? 0 : strspn(inside, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    bool is_citation = letters > 0 && inside[letters] == ' ' && is_digit(inside[letters + 1]);
    return is_citation
               ? qn_syntax_complain(b, QN_Q0221, mistake->span, inside, NULL)
               : qn_syntax_tell_form(b, mistake->span, "a note",
                                     "`note` before the text; a question belongs to a fact");
}

/* 5 LC 114: a citation without brackets, of which the key was taken for a unit. */
static bool report_citation_without_brackets(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span last = b->layout->last, key = b->layout->before;
    bool ends = mistake->span.begin == mistake->span.end;
    if (!ends) {
        return false;
    }
    uint32_t length = key.end - key.begin;
    const char *bytes = b->source->bytes + key.begin;
    bool is_key = length >= 2 && length <= 6;
    for (uint32_t i = 0; is_key && i < length; i++) {
        is_key = bytes[i] >= 'A' && bytes[i] <= 'Z';
    }
    return is_key && is_digit(b->source->bytes[last.begin]) && mistake->expects[TK_UNITS] &&
           qn_syntax_complain(b, QN_Q0221, (qn_span){key.source, key.begin, last.end},
                              qn_syntax_text(b, (qn_span){key.source, key.begin, last.end}), NULL);
}

/* A type without its other half, or none: fact gone : yes, fact extra = 5, a field without type. */
static bool report_type(qn_builder *b, const qn_syntax_mistake *mistake)
{
    int inside = innermost(mistake);
    qn_span before = mistake->span.begin == mistake->span.end ? b->layout->last : b->layout->before;
    bool ends = mistake->found == TK_NEWLINE || mistake->found == TK_EQUAL;
    if (mistake->expects[TK_SLASH] && !mistake->expects[TK_STAR] &&
        qn_syntax_is_text(b, before, "yes")) {
        return qn_syntax_tell_word(b, before, "yes", "yes/no");
    }
    bool is_field = mistake->construct_count > 1 && mistake->construct[0].symbol == TK_ENTITY;
    return ends && mistake->expects[TK_COLON] && mistake->expected_count <= 2 &&
           (inside == TK_FACT || is_field) &&
           qn_syntax_tell_form(b, before, is_field ? "a field" : "a fact",
                               qn_arena_format(b->arena, "its type behind it, as %s : integer",
                                               qn_syntax_text(b, before)));
}

/* n = 5 : AZN, n (AZN) = 5: the type of a rule in another place. */
static bool report_type_of_rule(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    uint32_t first = layout->line_begin;
    qn_span name = qn_syntax_span_until(b, first, " (:=#\r\n");
    qn_span type =
        qn_syntax_span_until(b, qn_syntax_behind_spaces(b, mistake->span.end), ")[;#\r\n");
    const char *text = qn_syntax_text(b, type);
    bool is_coin = strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
    static const char *const types[] = {"days",   "months",  "years", "hours", "percent",
                                        "number", "integer", "date",  "yes/no"};
    for (size_t i = 0; !is_coin && i < sizeof types / sizeof *types; i++) {
        is_coin = strcmp(text, types[i]) == 0;
    }
    bool is_behind = mistake->found == TK_COLON && mistake->expects[TK_STAR];
    bool is_open = mistake->found == TK_LEFT_ROUND && layout->before.begin == first;
    if (!is_coin || mistake->construct_count != 1 || mistake->construct[0].symbol != 0 ||
        (!is_behind && !is_open)) {
        return false;
    }
    return qn_syntax_tell_form(b, type, "the type of a rule",
                               qn_arena_format(b->arena, "it behind the name: %s : %s = …",
                                               qn_syntax_text(b, name), text));
}

/* income : 2, where a colon divides. */
static bool report_colon_that_divides(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return mistake->found == TK_COLON && mistake->expects[TK_STAR] && !mistake->expects[TK_ARROW] &&
           is_in_rule(mistake) && !ends_line(b, mistake->span.end) &&
           is_digit(b->source->bytes[qn_syntax_behind_spaces(b, mistake->span.end)]) &&
           !is_digit(b->source->bytes[mistake->span.begin - 1]) &&
           qn_syntax_tell_sign(b, mistake->span, ":", "/");
}

/* 9:30 */
static bool report_short_clock(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span hour = b->layout->before;
    const char *bytes = b->source->bytes + mistake->span.end;
    if (mistake->found != TK_COLON || hour.end - hour.begin != 1 ||
        hour.end != mistake->span.begin || !is_digit(b->source->bytes[hour.begin]) ||
        !is_digit(bytes[0]) || !is_digit(bytes[1])) {
        return false;
    }
    qn_span whole = {hour.source, hour.begin, mistake->span.end + 2};
    return qn_syntax_tell_form(b, whole, "a time of day",
                               qn_arena_format(b->arena, "0%s", qn_syntax_text(b, whole)));
}

/* choice c = self employed, other */
static bool report_value_of_two_words(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span first = b->layout->before;
    bool lists = mistake->construct_count > 0 && (mistake->construct[0].symbol == TK_CHOICE ||
                                                  mistake->construct[0].symbol == TK_FACT ||
                                                  mistake->construct[0].symbol == TK_ENTITY);
    if (!lists || mistake->found != TK_NAME || b->layout->before_symbol != TK_NAME ||
        !mistake->expects[TK_COMMA] || mistake->expects[TK_STAR] ||
        first.end + 1 != mistake->span.begin) {
        return false;
    }
    return complain_with_fix(b, QN_Q0223, (qn_span){first.source, first.begin, mistake->span.end},
                             qn_arena_format(b->arena, "%s_%s", qn_syntax_text(b, first),
                                             qn_syntax_text(b, mistake->span)),
                             qn_arena_format(b->arena, "%s_%s", qn_syntax_text(b, first),
                                             qn_syntax_text(b, mistake->span)));
}

/* income * 2, but at least 5; income at least 5, in a formula that is no condition. */
static bool report_floor_in_formula(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const floors[] = {"at least",     "at most",       "not less than",
                                         "no less than", "not more than", "no more than",
                                         "but at least", "but at most"};
    qn_span before = {mistake->span.source, b->layout->line_begin, mistake->span.begin};
    bool is_comma = mistake->found == TK_COMMA;
    uint32_t at = is_comma ? qn_syntax_behind_spaces(b, mistake->span.end) : mistake->span.begin;
    if (!is_in_rule(mistake) || !mistake->expects[TK_STAR] || innermost(mistake) == TK_WHEN ||
        innermost(mistake) == TK_ONLY || qn_syntax_find_word(b, before, "if") < before.end ||
        qn_syntax_find_word(b, before, "where") < before.end ||
        qn_syntax_find_word(b, before, "yes/no") < before.end) {
        return false;
    }
    for (size_t i = 0; i < sizeof floors / sizeof *floors; i++) {
        size_t length = strlen(floors[i]);
        if (strncmp(b->source->bytes + at, floors[i], length) == 0 &&
            b->source->bytes[at + length] == ' ') {
            bool is_cap = strstr(floors[i], "most") != NULL || strstr(floors[i], "more") != NULL;
            qn_span words = {before.source, mistake->span.begin, at + (uint32_t)length};
            return qn_syntax_tell_form(
                b, words, is_cap ? "a cap" : "a floor",
                is_cap ? "`at most` as a clause: behind `;`, or on a line below"
                       : "`at least` as a clause: behind `;`, or on a line below");
        }
    }
    return false;
}

/* The first word of a line that other languages, and laws, have for one of the language's. */
static bool report_opening_word(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const words[][2] = {
        {"function", "define"},  {"def", "define"},  {"must", "require"},  {"shall", "require"},
        {"prohibit", "forbid"},  {"import", "use"},  {"include", "use"},   {"test", "example"},
        {"scenario", "example"}, {"enum", "choice"}, {"struct", "entity"}, {"record", "entity"},
        {"class", "entity"},     {"input", "fact"},  {"variable", "fact"}, {"parameter", "fact"}};
    static const char *const ours[] = {"base ", "at ",   "rounded ", "scale ",
                                       "in ",   "over ", "under "};
    uint32_t begin = b->layout->line_begin;
    const char *bytes = b->source->bytes + begin;
    if (!is_in_rule(mistake) || (begin > 0 && bytes[-1] != '\n')) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i][0]);
        const char *next = bytes + length + 1;
        if (strncmp(bytes, words[i][0], length) != 0 || bytes[length] != ' ' ||
            (!qn_syntax_is_letter(*next) && *next != '"')) {
            continue;
        }
        for (size_t k = 0; k < sizeof ours / sizeof *ours; k++) {
            if (strncmp(next, ours[k], strlen(ours[k])) == 0) {
                return false;
            }
        }
        qn_span word = {mistake->span.source, begin, begin + (uint32_t)length};
        return qn_syntax_tell_word(b, word, words[i][0], words[i][1]);
    }
    return false;
}

/* × as a word before a figure: → times 2, 5 x 3. */
static bool report_operator_word(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const words[][2] = {{"x", "*"},      {"times", "*"},   {"plus", "+"},
                                           {"add", "+"},    {"minus", "-"},   {"subtract", "-"},
                                           {"deduct", "-"}, {"multiply", "*"}};
    qn_span word = b->layout->before;
    bool is_value =
        mistake->found == TK_NUMBER || mistake->found == TK_PERCENT || mistake->found == TK_NAME;
    bool follows_name = is_value && b->layout->before_symbol == TK_NAME &&
                        (mistake->expects[TK_STAR] || mistake->expects[TK_PER]);
    /* 5 x 3, which begins like 5 years 3 months */
    bool is_part = mistake->span.begin == mistake->span.end && mistake->expects[TK_UNITS] &&
                   is_digit(b->source->bytes[b->layout->last.begin]);
    if ((!follows_name && !is_part) || word.begin == 0) {
        return false;
    }
    uint32_t at = word.begin;
    while (at > b->layout->line_begin && b->source->bytes[at - 1] == ' ') {
        at--;
    }
    char last = at > b->layout->line_begin ? b->source->bytes[at - 1] : ' ';
    bool follows = is_digit(last) || last == '%' || last == ')' || last == '>' ||
                   (at >= 3 && memcmp(b->source->bytes + at - 3, "→", 3) == 0);
    for (size_t i = 0; follows && i < sizeof words / sizeof *words; i++) {
        if (qn_syntax_is_text(b, word, words[i][0])) {
            return qn_syntax_tell_word(b, word, words[i][0], words[i][1]);
        }
    }
    return false;
}

/* 5 when ill, → 5 when ill: what applies stands before its condition. */
static bool report_effect_before_condition(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_value =
        mistake->found == TK_NUMBER || mistake->found == TK_ARROW || mistake->found == TK_PERCENT;
    if (!is_value || !is_in_rule(mistake) || !mistake->expects[TK_BASE] ||
        mistake->span.begin != b->layout->line_begin) {
        return false;
    }
    uint32_t begin = mistake->found == TK_ARROW ? mistake->span.end : mistake->span.begin;
    qn_span line = rest_of(b, qn_syntax_behind_spaces(b, begin));
    uint32_t at = qn_syntax_find_word(b, line, "when"), length = 4;
    if (at == line.end) {
        at = qn_syntax_find_word(b, line, "if");
        length = 2;
    }
    if (at == line.end || qn_syntax_find_word(b, line, "then") < line.end) {
        return false;
    }
    qn_span value = {line.source, line.begin, at - 1};
    qn_span condition = {line.source, qn_syntax_behind_spaces(b, at + length), line.end};
    b->may_echo = true;
    return qn_syntax_complain(b, QN_Q0227, line,
                              qn_arena_format(b->arena, "write `when %s → %s`",
                                              qn_syntax_text(b, condition),
                                              qn_syntax_text(b, value)),
                              NULL);
}

/* January 1, 2023 */
static bool report_month_first(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    const char *bytes = b->source->bytes;
    uint32_t year =
        qn_syntax_behind_spaces(b, mistake->span.end + (bytes[mistake->span.end] == ','));
    bool has_year = true;
    for (uint32_t i = 0; i < 4 && has_year; i++) {
        has_year = is_digit(bytes[year + i]);
    }
    if (mistake->found != TK_NUMBER || mistake->span.end - mistake->span.begin > 2 || !has_year) {
        return false;
    }
    for (unsigned i = 0; i < 12; i++) {
        if (qn_syntax_is_text(b, b->layout->before, months[i])) {
            qn_span whole = {mistake->span.source, b->layout->before.begin, year + 4};
            const char *day = qn_syntax_text(b, mistake->span);
            const char *date = qn_arena_format(b->arena, "%.4s-%02u-%s%s", bytes + year, i + 1,
                                               day[1] == '\0' ? "0" : "", day);
            const char *arguments[] = {qn_syntax_or_empty(date)};
            qn_diagnostic_fix(qn_diagnostic_add(b->diagnostics, QN_Q0113, whole, 1, arguments),
                              whole, *arguments);
            return true;
        }
    }
    return false;
}

/* years from hired, workdays from A to B */
static bool report_span(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span line = {mistake->span.source, b->layout->line_begin, mistake->span.begin};
    uint32_t at = qn_syntax_find_word(b, line, "workdays");
    if (mistake->found == TK_TO && mistake->expects[TK_UNTIL] && at < line.end) {
        return qn_syntax_tell_word(b, (qn_span){line.source, at, at + 8}, "workdays",
                                   "working days");
    }
    bool ends = mistake->found == TK_NEWLINE || mistake->found == TK_RIGHT_ROUND ||
                mistake->found == TK_CITATION;
    return ends && mistake->expects[TK_TO] && !mistake->expects[TK_ELSE] &&
           !mistake->expects[TK_COLON] && !mistake->expects[TK_ARROW] &&
           qn_syntax_find_word(b, line, "from") < line.end &&
           qn_syntax_tell_form(b, mistake->span, "a span of time",
                               "its end, too: `years from A to today`");
}

/* n : AZN monthly = 5, n : AZN a month = 5 */
static bool report_rate_in_words(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const words[][2] = {
        {"monthly", "per month"}, {"a month", "per month"}, {"each month", "per month"},
        {"yearly", "per year"},   {"annually", "per year"}, {"a year", "per year"},
        {"daily", "per day"},     {"a day", "per day"},     {"hourly", "per hour"},
        {"an hour", "per hour"},  {"weekly", "per week"},   {"a week", "per week"}};
    uint32_t begin;
    if ((mistake->found != TK_EQUAL && mistake->found != TK_NEWLINE) || !is_in_rule(mistake) ||
        mistake->construct_count > 2) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint32_t end = mistake->span.begin;
        if (stands_behind(b, end, words[i][0], &begin)) {
            qn_span span = {mistake->span.source, begin, begin + (uint32_t)strlen(words[i][0])};
            return qn_syntax_tell_word(b, span, words[i][0], words[i][1]);
        }
    }
    return false;
}

/* x * 2 below a rule, without `base`. */
static bool report_bare_formula(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_operator =
        mistake->found == TK_STAR || mistake->found == TK_PLUS || mistake->found == TK_SLASH;
    qn_span before = b->layout->before;
    bool can_hold = mistake->construct_count == 2 && (mistake->construct[0].symbol == 0 ||
                                                      mistake->construct[0].symbol == TK_DEFINE);
    if (!is_operator || !can_hold || before.begin != b->layout->line_begin ||
        b->layout->before_symbol != TK_NAME || has_arrow(b, mistake->span.end)) {
        return false;
    }
    qn_span formula = rest_of(b, before.begin);
    return qn_syntax_complain(b, QN_Q0230, formula, "base", qn_syntax_text(b, formula));
}

/* art.5 : AZN, a/b : AZN */
static bool report_sign_in_name(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_sign = mistake->found == TK_DOT || mistake->found == TK_SLASH;
    uint32_t begin = b->layout->line_begin;
    bool at_margin = begin == 0 || b->source->bytes[begin - 1] == '\n';
    qn_span name = qn_syntax_span_until(b, begin, " :=(#\r\n");
    if (!is_sign || !at_margin || b->layout->before.begin != begin || !mistake->expects[TK_EQUAL] ||
        mistake->construct_count != 1 || name.end <= mistake->span.end) {
        return false;
    }
    char *joined = qn_arena_copy(b->arena, b->source->bytes + begin, name.end - begin);
    for (char *at = joined; at != NULL && *at != '\0'; at++) {
        *at = *at == '.' || *at == '/' ? '_' : *at;
    }
    return qn_syntax_tell_form(b, name, "a name",
                               qn_arena_format(b->arena, "letters, figures and underscores: %s",
                                               joined == NULL ? "" : joined));
}

/* children[1].age: brackets behind a name cite. */
static bool report_cited_element(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return mistake->found == TK_DOT && b->layout->before_symbol == TK_CITATION &&
           qn_syntax_tell_form(b, b->layout->before, "an element of a list",
                               "`first of L`, `last of L`: elements have no numbers");
}

bool qn_left_over_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return mistake->found == TK_NUMBER && b->layout->before_symbol == TK_NAME &&
           mistake->expects[TK_LEFT_ROUND] && mistake->expects[TK_STAR] && is_in_rule(mistake) &&
           qn_syntax_tell_form(b, mistake->span, "a figure behind a name",
                               "an operator between the two; or brackets, `f(5)`, if the name is a "
                               "definition");
}

/* A line that begins with `where`, which goes on with the line above. */
static bool report_where_for_when(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return mistake->found == TK_WHERE && b->layout->resume != 0 && is_in_rule(mistake) &&
           qn_syntax_tell_word(b, mistake->span, "where", "when");
}

/* [age: 3], an element without its braces. */
static bool report_element_without_braces(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    bool is_list = layout->bracket_count > 0 &&
                   layout->bracket[layout->bracket_count - 1].symbol == TK_LEFT_SQUARE;
    return mistake->found == TK_COLON && is_list && layout->before_symbol == TK_NAME &&
           qn_syntax_tell_form(b, layout->before, "an element",
                               qn_arena_format(b->arena, "braces round its fields, as {%s: …}",
                                               qn_syntax_text(b, layout->before)));
}

/* | age | ill |, a table as pages have it. */
static bool report_table_of_pages(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_BAR || !mistake->expects[TK_BASE] || !is_in_rule(mistake)) {
        return false;
    }
    b->may_echo = true;
    return qn_syntax_tell_form(b, mistake->span, "a table",
                               "`table age | ill`, and its rows indented below it: 5 | yes → 3");
}

typedef bool report(qn_builder *b, const qn_syntax_mistake *mistake);

/* The first that applies is told. */
bool qn_misplaced_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static report *const reports[] = {
        report_where_for_when,
        report_element_without_braces,
        report_table_of_pages,
        report_opening_word,
        qn_worded_effect_report,
        report_effect_before_condition,
        report_month_first,
        report_span,
        report_rate_in_words,
        report_bare_formula,
        report_sign_in_name,
        report_operator_word,
        report_sign_behind_word,
        report_type,
        report_type_of_rule,
        report_short_clock,
        report_sign_in_condition,
        report_sign_at_end,
        report_condition_behind,
        report_each_without_value,
        report_colon_for_arrow,
        report_condition_without_when,
        report_comparison_without_sign,
        report_product_without_sign,
        report_percent_in_words,
        report_range_with_sign,
        report_after,
        report_bare_text,
        report_text_behind_value,
        report_citation_without_brackets,
        report_colon_that_divides,
        report_value_of_two_words,
        report_floor_in_formula,
        report_cited_element,
    };
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        if (reports[i](b, mistake)) {
            return true;
        }
    }
    return false;
}
