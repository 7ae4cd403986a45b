/*
 * habit.c - the mistakes that lawyers often make, each with a message of its own.
 *
 * Each function says whether its mistake is the one at hand, and tells it. Some look at the text
 * around the token, since the parser knows the tokens only.
 */
#include "habit.h"

#include <string.h>

#include "layout.h"
#include "parser.h"

/* ASCII only: other figures are no part of a number. */
static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static qn_diagnostic *complain(qn_builder *b, qn_code code, qn_span span, const char *first,
                               const char *second)
{
    const char *arguments[] = {first, second};
    return qn_diagnostic_add(b->diagnostics, code, span,
                             first == NULL    ? 0
                             : second == NULL ? 1
                                              : 2,
                             arguments);
}

/* Adds a message and offers what should stand for the place. */
static void complain_with_fix(qn_builder *b, qn_code code, qn_span span, const char *mended)
{
    qn_diagnostic_fix(complain(b, code, span, mended, NULL), span, mended);
}

/* A bracket that swallowed the lines below. */
static bool report_open_bracket(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_layout *layout = b->layout;
    if (layout->bracket_count == 0 || layout->resume == 0) {
        return false;
    }
    const qn_bracket *open = &layout->bracket[layout->bracket_count - 1];
    qn_diagnostic *diagnostic = complain(b, QN_Q0205, open->span, qn_symbol_words(open->symbol),
                                         qn_symbol_words(qn_layout_closer(open->symbol)));
    qn_diagnostic_label(diagnostic, mistake->span, QN_LABEL_READ_ON_TO_HERE);
    layout->goes_back = true;
    return true;
}

/* Whether only spaces stand from one offset to another. */
static bool are_spaces(const qn_builder *b, uint32_t begin, uint32_t end)
{
    while (begin < end && b->source->bytes[begin] == ' ') {
        begin++;
    }
    return begin == end;
}

/*
 * A line that ends in a comma or an operator swallowed the next, which is not indented and does
 * not fit: the mistake is that the first one ends too early.
 */
static void turn_back(qn_builder *b, qn_syntax_mistake *mistake)
{
    qn_layout *layout = b->layout;
    if (layout->bracket_count == 0 && layout->resume != 0 &&
        are_spaces(b, layout->resume, mistake->span.begin)) {
        layout->goes_back = true;
        mistake->found = TK_NEWLINE;
        mistake->span = (qn_span){mistake->span.source, layout->wrapped.end, layout->wrapped.end};
    }
}

/* The same, where the next line began like a part of it: `a = 1 +` above `b : days`. */
static bool report_swallowed_line(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_layout *layout = b->layout;
    if (mistake->found != TK_COLON || layout->bracket_count > 0 || layout->resume == 0 ||
        !are_spaces(b, layout->resume, layout->before.begin)) {
        return false;
    }
    layout->goes_back = true;
    complain(b, QN_Q0225, layout->wrapped, qn_syntax_text(b, layout->wrapped), NULL);
    return true;
}

static bool is_keyword(int symbol)
{
    return symbol >= TK_ACROSS && symbol <= TK_ZERO;
}

/* The word that begins at an offset; empty if none does. */
static qn_span word_at(const qn_builder *b, uint32_t begin)
{
    uint32_t end = begin;
    while (qn_syntax_is_letter(b->source->bytes[end])) {
        end++;
    }
    return (qn_span){b->source->id, begin, end};
}

/* The keyword that a name in capitals stands for, or NULL. */
static const char *keyword_meant(qn_builder *b, qn_span span)
{
    char *text = qn_arena_copy(b->arena, b->source->bytes + span.begin,
                               span.end - span.begin > 20 ? 0 : span.end - span.begin);
    bool has_capital = false;
    for (char *at = text; at != NULL && *at != '\0'; at++) {
        has_capital = has_capital || (*at >= 'A' && *at <= 'Z');
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    for (int symbol = TK_ACCEPT; has_capital && symbol <= TK_ZERO; symbol++) {
        if (strcmp(qn_symbol_words(symbol), text) == 0) {
            return text;
        }
    }
    return NULL;
}

/* Whether a span holds one of a NULL-ended list of words. */
static bool is_one_of(const qn_builder *b, qn_span span, const char *const *words)
{
    size_t length = span.end - span.begin;
    for (; *words != NULL; words++) {
        if (strlen(*words) == length &&
            memcmp(b->source->bytes + span.begin, *words, length) == 0) {
            return true;
        }
    }
    return false;
}

/* What stands from an offset to the end of its clause or to what trails it: `3 days` of
 * `3 days note "…" [LC 1]`. */
static qn_span effect_at(const qn_builder *b, uint32_t begin)
{
    static const char *const trailers[] = {"note", "overrides", "unless", "until", NULL};
    qn_span effect = qn_syntax_span_until(b, begin, "[#;|\r\n");
    for (uint32_t at = begin + 1; at < effect.end; at++) {
        if (b->source->bytes[at - 1] == ' ' && is_one_of(b, word_at(b, at), trailers)) {
            effect.end = at - 1;
        }
    }
    return effect;
}

/* Says that the arrow is missing before an effect, all of which the help repeats. */
static void complain_about_arrow(qn_builder *b, qn_span figure, uint32_t begin)
{
    complain(b, QN_Q0213, figure, qn_syntax_text(b, effect_at(b, begin)), NULL);
}

/* Where in a line, behind a space, a signed figure stands without an arrow: 5..10 +2. */
static qn_span find_signed_figure(const qn_builder *b, qn_span line)
{
    const char *bytes = b->source->bytes;
    for (uint32_t at = line.end; at-- > line.begin + 1;) {
        if ((bytes[at] == '+' || bytes[at] == '-') && bytes[at - 1] == ' ' &&
            is_digit(bytes[at + 1])) {
            return (qn_span){line.source, at, line.end};
        }
    }
    return (qn_span){line.source, line.end, line.end};
}

/* Whether the line that lacks its block could also have an effect: a subject, `when`, `from`. */
static bool may_have_effect(const qn_syntax_mistake *mistake)
{
    if (mistake->construct_count < 2 || mistake->construct[0].symbol != 0) {
        return false;
    }
    int symbol = mistake->construct[mistake->construct_count - 1].symbol;
    return symbol != TK_TABLE && symbol != TK_SCALE && symbol != TK_AMOUNTS && symbol != TK_WHOLE;
}

/* Where the word begins that ends at an offset. */
static uint32_t word_begin(const qn_builder *b, uint32_t end)
{
    uint32_t begin = end;
    while (begin > b->layout->above_begin && qn_syntax_is_letter(b->source->bytes[begin - 1])) {
        begin--;
    }
    return begin;
}

/* Whether a figure behind a unit cannot belong to it, as 6 months does in 64 years 6 months. */
static bool stands_apart(const qn_builder *b, uint32_t unit_end, uint32_t figure)
{
    static const char *const wholes[] = {"year",  "years", "month", "months", "week",
                                         "weeks", "day",   "days",  "hours",  NULL};
    static const char *const parts[] = {"months", "weeks", "days", "hours", "minutes", NULL};
    uint32_t unit = figure;
    while (is_digit(b->source->bytes[unit]) || b->source->bytes[unit] == '.' ||
           b->source->bytes[unit] == ' ') {
        unit++;
    }
    return figure - unit_end > 1 || !is_one_of(b, word_at(b, unit), parts) ||
           !is_one_of(b, word_at(b, word_begin(b, unit_end)), wholes);
}

/*
 * Where a figure stands behind the range of a line, which it could belong to: 10 years   3 months,
 * 10 years 4 AZN, 10.. 4. `found` is kept if it is not empty.
 */
static qn_span find_unsigned_figure(const qn_builder *b, qn_span found)
{
    const char *bytes = b->source->bytes;
    uint32_t begin = b->layout->above_begin;
    uint32_t end = qn_syntax_span_until(b, begin, "[#;\"\r\n").end;
    for (uint32_t at = end; found.begin == found.end && at-- > begin + 2;) {
        uint32_t before = at;
        while (is_digit(bytes[at]) && bytes[before - 1] == ' ' && before > begin + 1) {
            before--;
        }
        if (before < at && (bytes[before - 1] == '.' || (qn_syntax_is_letter(bytes[before - 1]) &&
                                                         stands_apart(b, before, at)))) {
            found = (qn_span){found.source, at, end};
        }
    }
    return found;
}

typedef struct other_word {
    const char *written;
    const char *meant;
} other_word;

/* What other languages, and laws, call a thing that has another word here. */
static const other_word other_words[] = {
    {"minimum", "at least"}, {"maximum", "at most"}, {"min", "at least"},
    {"max", "at most"},      {"return", "base"},     {"default", "base"},
};

/* The word that is meant by one of these; NULL where it is none of them. */
static const other_word *other_word_at(const qn_builder *b, qn_span word)
{
    for (size_t i = 0; i < sizeof other_words / sizeof other_words[0]; i++) {
        const char *const words[] = {other_words[i].written, NULL};
        if (is_one_of(b, word, words)) {
            return &other_words[i];
        }
    }
    return NULL;
}

/* A line that begins with `Base` or `minimum`, which was taken for a name. */
static bool report_first_word(qn_builder *b, uint32_t line_begin)
{
    qn_span word = word_at(b, line_begin);
    const char *bytes = b->source->bytes;
    if (bytes[word.end] != ' ' || (!qn_syntax_is_letter(bytes[word.end + 1]) &&
                                   !is_digit(bytes[word.end + 1]) && bytes[word.end + 1] != '"')) {
        return false;
    }
    const char *meant = keyword_meant(b, word);
    if (meant != NULL) {
        complain_with_fix(b, QN_Q0209, word, meant);
        return true;
    }
    const other_word *other = other_word_at(b, word);
    if (other != NULL) {
        qn_syntax_tell_word(b, word, other->written, other->meant);
    }
    return other != NULL;
}

/* A line that opens a block, and nothing indented below it. */
static bool report_missing_block(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    if (mistake->expected_count != 1 || !mistake->expects[TK_INDENT]) {
        return false;
    }
    b->wants_block = true;
    b->may_echo = true;
    uint32_t begin = layout->above_begin;
    uint32_t end = mistake->span.begin == mistake->span.end ? layout->last.end : layout->before.end;
    qn_span line = {mistake->span.source, begin, end < begin ? begin : end};
    if (report_first_word(b, begin)) {
        b->may_echo = false;
        return true;
    }
    qn_span figure = find_unsigned_figure(b, find_signed_figure(b, line));
    if (!may_have_effect(mistake)) {
        complain(b, QN_Q0203, line, "indent below it what belongs to it", NULL);
    } else if (figure.begin < figure.end) {
        complain_about_arrow(b, figure, figure.begin);
    } else {
        complain(b, QN_Q0203, line,
                 "write the arrow and what applies, → 30, or indent below it what belongs to it",
                 NULL);
    }
    return true;
}

/* A citation, a note or another trailer that begins the line at hand. */
static bool report_trailer_line(qn_builder *b)
{
    static const char *const trailers[] = {"note", "overrides", "unless", NULL};
    uint32_t begin = b->layout->line_begin;
    qn_span word = word_at(b, begin);
    if (b->source->bytes[begin] == '[') {
        qn_span citation = qn_syntax_span_until(b, begin, "]\r\n");
        citation.end += b->source->bytes[citation.end] == ']';
        complain(b, QN_Q0220, citation, "a citation", NULL);
        return true;
    }
    if (!is_one_of(b, word, trailers) || b->source->bytes[word.end] != ' ') {
        return false;
    }
    const char *text = qn_syntax_text(b, word);
    complain(b, QN_Q0220, word,
             *text == 'n' ? "a note" : qn_syntax_or_empty(qn_arena_format(b->arena, "`%s`", text)),
             NULL);
    return true;
}

/* An indented line below one that opens no block, or one for acceptances only. */
static bool report_unexpected_block(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    bool takes_acceptances = mistake->expected_count == 1 && mistake->expects[TK_DEDENT];
    if (mistake->found != TK_INDENT && !takes_acceptances) {
        return false;
    }
    uint32_t above = layout->level == 0 ? 0 : layout->column[layout->level - 1];
    const char *column = qn_syntax_or_empty(qn_arena_format(b->arena, "column %u", above + 1));
    qn_span span = {mistake->span.source, layout->line_begin, layout->line_begin};
    if (report_trailer_line(b)) {
        return true;
    }
    if (!layout->has_seen_tab) {
        complain(b, QN_Q0204, span, column, NULL);
    }
    return true;
}

/* AND for `and`: the token that was found, or the name before it. */
static bool report_capitals(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const char *meant = mistake->found == TK_NAME ? keyword_meant(b, mistake->span) : NULL;
    if (meant != NULL) {
        complain_with_fix(b, QN_Q0209, mistake->span, meant);
        return true;
    }
    const qn_layout *layout = b->layout;
    meant = layout->before_symbol == TK_NAME ? keyword_meant(b, layout->before) : NULL;
    if (meant != NULL) {
        complain_with_fix(b, QN_Q0209, layout->before, meant);
        return true;
    }
    return report_first_word(b, layout->line_begin);
}

/* Where the next byte is that is no space. */
static uint32_t skip_spaces(const qn_builder *b, uint32_t at)
{
    while (b->source->bytes[at] == ' ') {
        at++;
    }
    return at;
}

/* The next byte that is no space; a NUL stands behind the last. */
static char byte_behind(const qn_builder *b, uint32_t at)
{
    return b->source->bytes[skip_spaces(b, at)];
}

/* Says that a word cannot be a name, and remembers it: where it is used, that is an echo. */
static bool complain_about_reserved(qn_builder *b, qn_span word)
{
    complain(b, QN_Q0208, word, qn_syntax_text(b, word), NULL);
    if (b->told_count < QN_WORDS_TOLD) {
        b->told[b->told_count++] = word;
    }
    return true;
}

/* A line that begins with a word of the language as if that were a name: `data : number = 1`. */
static bool report_reserved_start(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    if ((mistake->found != TK_COLON && mistake->found != TK_EQUAL) ||
        !is_keyword(layout->before_symbol) || layout->before.begin != layout->line_begin) {
        return false;
    }
    return complain_about_reserved(b, layout->before);
}

/* A word of the language where a name is being given. */
static bool report_reserved_name(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_word =
        is_keyword(mistake->found) || mistake->found == TK_UNITS || mistake->found == TK_MONTHS;
    if (!is_word || !mistake->expects[TK_NAME] || mistake->expects[TK_UNITS]) {
        return false;
    }
    char next = byte_behind(b, mistake->span.end);
    if (mistake->expects[TK_NUMBER] || (mistake->expects[TK_BASE] && next != ':') ||
        (mistake->expects[TK_FACT] && next != ':' && next != '=')) {
        return false;
    }
    return complain_about_reserved(b, mistake->span);
}

/* Whether there is an arrow in the rest of the line, so that it is not what is missing. */
static bool has_arrow_behind(const qn_builder *b, uint32_t at)
{
    const char *bytes = b->source->bytes;
    while (bytes[at] != '\n' && bytes[at] != '\0') {
        if (strncmp(bytes + at, "→", strlen("→")) == 0 || strncmp(bytes + at, "->", 2) == 0) {
            return true;
        }
        at++;
    }
    return false;
}

/* Whether the line at hand could have an effect: inside a rule, and no `base` or the like. */
static bool may_lack_arrow(const qn_syntax_mistake *mistake)
{
    if (mistake->construct_count < 2 || mistake->construct[0].symbol != 0) {
        return false;
    }
    int symbol = mistake->construct[mistake->construct_count - 1].symbol;
    return symbol == TK_WHEN || symbol == TK_FROM || symbol == TK_UNTIL || !is_keyword(symbol);
}

/* 8 years..10 years   3: the figure would be the second part of a duration, and lacks its unit. */
static bool report_figure_behind_unit(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    bool is_end = mistake->span.begin == mistake->span.end;
    qn_span figure = is_end ? layout->last : layout->before;
    if (!mistake->expects[TK_UNITS] || mistake->expects[TK_ARROW] || mistake->expects[TK_PLUS] ||
        !is_digit(b->source->bytes[figure.begin]) || !may_lack_arrow(mistake) ||
        has_arrow_behind(b, layout->line_begin)) {
        return false;
    }
    complain_about_arrow(b, figure, figure.begin);
    return true;
}

/* 10..; base 1: a semicolon for the arrow. */
static bool report_semicolon_for_arrow(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_SEMICOLON || !mistake->expects[TK_ARROW]) {
        return false;
    }
    uint32_t begin = skip_spaces(b, mistake->span.end);
    static const char *const base[] = {"base", NULL};
    qn_span word = word_at(b, begin);
    if (is_one_of(b, word, base) && b->source->bytes[word.end] == ' ') {
        begin = word.end + 1;
    }
    qn_span effect = effect_at(b, begin);
    if (effect.begin == effect.end) {
        return false;
    }
    qn_span place = {effect.source, mistake->span.begin, effect.end};
    complain_about_arrow(b, place, begin);
    return true;
}

/* `=` for the arrow, or nothing where the arrow belongs. */
static bool report_missing_arrow(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (report_figure_behind_unit(b, mistake) || report_semicolon_for_arrow(b, mistake)) {
        return true;
    }
    if (!mistake->expects[TK_ARROW] || has_arrow_behind(b, mistake->span.end) ||
        (mistake->found == TK_NAME && mistake->expects[TK_COMMA])) {
        return false;
    }
    switch (mistake->found) {
    case TK_EQUAL:
        qn_diagnostic_fix(complain(b, QN_Q0214, mistake->span, NULL, NULL), mistake->span, "→");
        return true;
    case TK_NUMBER:
    case TK_PERCENT:
    case TK_PLUS:
    case TK_STAR:
    case TK_AT_LEAST:
    case TK_AT_MOST:
    case TK_NONE:
    case TK_ERROR:
    case TK_LEFT_ROUND:
    case TK_IF:
    case TK_NAME:
        complain_about_arrow(b, mistake->span, mistake->span.begin);
        return true;
    default:
        return false;
    }
}

/* "seniority" for seniority. */
static bool report_quoted_name(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_STRING || !mistake->expects[TK_NAME] || mistake->expects[TK_NUMBER] ||
        mistake->span.end - mistake->span.begin < 3) {
        return false;
    }
    qn_span inside = {mistake->span.source, mistake->span.begin + 1, mistake->span.end - 1};
    complain_with_fix(b, QN_Q0212, mistake->span, qn_syntax_text(b, inside));
    return true;
}

/* 3,5 for 3.5: a comma between two figures without a space. */
static bool report_decimal_comma(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    uint32_t at = mistake->span.end;
    const char *bytes = b->source->bytes;
    if (mistake->found != TK_COMMA || layout->before_symbol != TK_NUMBER ||
        layout->before.end != mistake->span.begin || !is_digit(bytes[at])) {
        return false;
    }
    uint32_t end = at;
    while (is_digit(bytes[end]) || bytes[end] == '%') {
        end++;
    }
    qn_span fraction = {mistake->span.source, at, end};
    qn_span whole = {mistake->span.source, layout->before.begin, end};
    complain_with_fix(
        b, QN_Q0215, whole,
        qn_syntax_or_empty(qn_arena_format(b->arena, "%s.%s", qn_syntax_text(b, layout->before),
                                           qn_syntax_text(b, fraction))));
    return true;
}

/* 18-30 at the beginning of a row, which is read as a day of every year. */
static bool report_dashed_band(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_MONTH_DAY) {
        return false;
    }
    const char *text = qn_syntax_text(b, mistake->span);
    const char *mended =
        qn_syntax_or_empty(qn_arena_format(b->arena, "%.2s..%.2s", text, text + 3));
    qn_diagnostic_fix(complain(b, QN_Q0210, mistake->span, "a minus sign", mended), mistake->span,
                      mended);
    return true;
}

/* A clause that is not indented below its rule. */
static bool report_loose_clause(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (!mistake->expects[TK_FACT]) {
        return false;
    }
    if (!qn_syntax_begins_clause(mistake->found)) {
        return false;
    }
    complain(b, QN_Q0217, mistake->span, qn_symbol_words(mistake->found), NULL);
    return true;
}

static bool is_first_of_line(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    return mistake->span.begin == b->layout->line_begin;
}

/* 5..10 → +2 straight below a rule. */
static bool report_missing_subject(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_range = mistake->found == TK_NUMBER || mistake->found == TK_DOTS ||
                    mistake->found == TK_DOTS_THROUGH || mistake->found == TK_OVER ||
                    mistake->found == TK_UNDER;
    if (!is_range || !mistake->expects[TK_BASE] || !is_first_of_line(b, mistake)) {
        return false;
    }
    uint32_t end = mistake->span.end;
    while (strchr(" \t\r\n", b->source->bytes[end]) == NULL) {
        end++;
    }
    qn_span row = {mistake->span.source, mistake->span.begin, end};
    b->may_echo = true;
    complain(b, QN_Q0216, row, qn_syntax_text(b, row), NULL);
    return true;
}

/* Whether an effect gives a value, so that `base` can stand before it. */
static bool is_value(const qn_builder *b, uint32_t begin)
{
    static const char *const others[] = {"at", "rounded", NULL};
    return strchr("+-*", b->source->bytes[begin]) == NULL &&
           !is_one_of(b, word_at(b, begin), others);
}

/* → none "reason" as a line of its own. */
static bool report_bare_arrow(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_ARROW || !is_first_of_line(b, mistake) || !mistake->expects[TK_BASE]) {
        return false;
    }
    uint32_t begin = skip_spaces(b, mistake->span.end);
    bool value = is_value(b, begin);
    b->may_echo = true;
    qn_diagnostic *told = complain(b, QN_Q0236, mistake->span, value ? "base" : "when … →",
                                   qn_syntax_text(b, effect_at(b, begin)));
    if (value) {
        qn_diagnostic_fix(told, mistake->span, "base");
    }
    return true;
}

/* other : AZN = 5, indented below a rule. */
static bool report_inner_rule(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_type = b->layout->before_symbol == TK_COLON && mistake->expects[TK_BASE] &&
                   mistake->expects[TK_TABLE];
    bool is_formula =
        mistake->found == TK_EQUAL && !mistake->expects[TK_EQUAL] && !mistake->expects[TK_STAR];
    if ((!is_type && !is_formula) || mistake->construct_count != 2 ||
        mistake->construct[0].symbol != 0 || mistake->construct[1].symbol != 0) {
        return false;
    }
    complain(b, QN_Q0218, mistake->span, NULL, NULL);
    return true;
}

/* kalendar days: a word before a unit that is none. */
static bool report_unknown_unit(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    if ((mistake->found != TK_UNITS && mistake->found != TK_MONTHS) ||
        layout->before_symbol != TK_NAME || mistake->expects[TK_UNITS]) {
        return false;
    }
    qn_span both = {mistake->span.source, layout->before.begin, mistake->span.end};
    complain(b, QN_Q0219, both, qn_syntax_text(b, layout->before),
             qn_syntax_text(b, mistake->span));
    return true;
}

static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};

/* 1 January 2023: what stands before the last token are a day and the name of a month. */
static bool report_worded_date(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const char *bytes = b->source->bytes;
    qn_span year = mistake->found == TK_NUMBER ? mistake->span : b->layout->before;
    for (unsigned month = 0; month < 12; month++) {
        uint32_t length = (uint32_t)strlen(months[month]) + 1;
        if (year.end - year.begin != 4 || year.begin < b->layout->line_begin + length + 2 ||
            memcmp(bytes + year.begin - length, months[month], length - 1) != 0 ||
            bytes[year.begin - 1] != ' ') {
            continue;
        }
        uint32_t begin = year.begin - length - 1;
        unsigned day = 0;
        for (unsigned ten = 1; begin > b->layout->line_begin && is_digit(bytes[begin - 1]);
             ten = ten < 100 ? ten * 10 : ten) {
            begin--;
            day += ten <= 10 ? ten * (unsigned)(bytes[begin] - '0') : 0;
        }
        const char *mended = qn_syntax_or_empty(
            qn_arena_format(b->arena, "%s-%02u-%02u", qn_syntax_text(b, year), month + 1, day));
        complain_with_fix(b, QN_Q0113, (qn_span){year.source, begin, year.end}, mended);
        return true;
    }
    return false;
}

/* Whether the word before an offset in its line is this one. */
static bool stands_behind(const qn_builder *b, uint32_t at, const char *word)
{
    const char *bytes = b->source->bytes;
    const uint32_t length = (uint32_t)strlen(word);
    while (at > b->layout->line_begin && bytes[at - 1] == ' ') {
        at--;
    }
    return at >= b->layout->line_begin + length && memcmp(bytes + at - length, word, length) == 0;
}

/* because LC 116: without brackets `because` is no word of the language. */
static bool report_bare_citation(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_NAME || !mistake->expects[TK_CITATION] ||
        !stands_behind(b, mistake->span.begin, " because")) {
        return false;
    }
    qn_span citation = qn_syntax_span_until(b, mistake->span.begin, "[#;\r\n");
    complain(b, QN_Q0221, citation, qn_syntax_text(b, citation), NULL);
    return true;
}

/* A citation before its clause, or between round brackets. */
static bool report_misplaced_citation(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (is_first_of_line(b, mistake) && report_trailer_line(b)) {
        return true;
    }
    char next = b->source->bytes[mistake->span.end];
    bool is_law = qn_syntax_is_letter(next) && !(next >= 'a' && next <= 'z');
    if (mistake->found != TK_LEFT_ROUND || !mistake->expects[TK_CITATION] || !is_law) {
        return false;
    }
    uint32_t end = mistake->span.end;
    while (strchr(")\r\n", b->source->bytes[end]) == NULL) {
        end++;
    }
    qn_span inside = {mistake->span.source, mistake->span.end, end};
    complain(b, QN_Q0221, (qn_span){inside.source, mistake->span.begin, end},
             qn_syntax_text(b, inside), NULL);
    return true;
}

/* Two tokens joined by an underscore. */
static const char *joined_words(const qn_builder *b, qn_span first, qn_span second)
{
    return qn_syntax_or_empty(
        qn_arena_format(b->arena, "%s_%s", qn_syntax_text(b, first), qn_syntax_text(b, second)));
}

/* child-days: a name with a dash, where no formula is. */
static bool report_dashed_name(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span dash = mistake->span;
    qn_span first = b->layout->before;
    if (is_keyword(mistake->found) && b->source->bytes[dash.end] == '-') {
        first = dash;
        dash = (qn_span){first.source, first.end, first.end + 1};
    } else if (mistake->found != TK_MINUS || b->layout->before_symbol != TK_NAME) {
        return false;
    }
    qn_span second = word_at(b, dash.end);
    if (mistake->expects[TK_STAR] || mistake->expects[TK_NUMBER] || first.end != dash.begin ||
        second.begin == second.end) {
        return false;
    }
    qn_span whole = {first.source, first.begin, second.end};
    complain_with_fix(b, QN_Q0222, whole, joined_words(b, first, second));
    return true;
}

/* annual leave: a name of two words, where a colon must follow. */
static bool report_two_words(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_word = mistake->found == TK_NAME || is_keyword(mistake->found) ||
                   mistake->found == TK_UNITS || mistake->found == TK_MONTHS;
    const qn_layout *layout = b->layout;
    if (!is_word || layout->before_symbol != TK_NAME || mistake->expected_count > 2 ||
        !mistake->expects[TK_COLON]) {
        return false;
    }
    qn_span whole = {mistake->span.source, layout->before.begin, mistake->span.end};
    complain_with_fix(b, QN_Q0223, whole, joined_words(b, layout->before, mistake->span));
    return true;
}

/* time from A to B 5 years..10 years: a band in one line, where only the end of B could tell. */
static bool report_span_in_one_line(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t count = mistake->construct_count;
    bool is_value = mistake->found == TK_NUMBER || mistake->found == TK_OVER ||
                    mistake->found == TK_UNDER || mistake->found == TK_DOTS ||
                    mistake->found == TK_DOTS_THROUGH || mistake->found == TK_ARROW;
    if (!is_value || count < 2 || mistake->construct[count - 1].symbol != TK_TIME ||
        !mistake->expects[TK_NEWLINE]) {
        return false;
    }
    complain(b, QN_Q0235, mistake->span, NULL, NULL);
    return true;
}

/* A reason or a note without quotation marks. */
static bool report_unquoted_text(qn_builder *b, const qn_syntax_mistake *mistake)
{
    int before = b->layout->before_symbol;
    bool is_word = mistake->found == TK_NAME || is_keyword(mistake->found);
    if (!is_word || !mistake->expects[TK_STRING] || mistake->expects[TK_NUMBER] ||
        (before != TK_NONE && before != TK_NOTE && before != TK_ERROR)) {
        return false;
    }
    uint32_t end = mistake->span.end;
    while (strchr("[#;\r\n", b->source->bytes[end]) == NULL) {
        end++;
    }
    while (b->source->bytes[end - 1] == ' ') {
        end--;
    }
    qn_span text = {mistake->span.source, mistake->span.begin, end};
    complain(b, QN_Q0224, text, qn_syntax_text(b, text), NULL);
    return true;
}

/* expect x = none, for `expect none x`. */
static bool report_status_behind(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t count = mistake->construct_count;
    bool is_status = mistake->found == TK_NONE || mistake->found == TK_UNKNOWN ||
                     mistake->found == TK_CONFLICT || mistake->found == TK_ERROR;
    if (!is_status || !mistake->expects[TK_NUMBER] || count == 0 ||
        mistake->construct[count - 1].symbol != TK_EXPECT ||
        mistake->construct[count - 1].name == NULL) {
        return false;
    }
    complain(b, QN_Q0226, mistake->span, qn_symbol_words(mistake->found),
             qn_syntax_text(b, mistake->construct[count - 1].name->span));
    return true;
}

static bool is_comparison(int symbol)
{
    return symbol == TK_EQUAL || symbol == TK_LESS || symbol == TK_LESS_EQUAL ||
           symbol == TK_GREATER || symbol == TK_GREATER_EQUAL;
}

/* The range of the figures that compare like this: > 5 is over 5, >= 5 is 5.. */
static const char *range_for(const qn_builder *b, int symbol, qn_span figure)
{
    const char *forms[] = {[TK_EQUAL - TK_EQUAL] = "%s",
                           [TK_LESS - TK_EQUAL] = "under %s",
                           [TK_LESS_EQUAL - TK_EQUAL] = "..=%s",
                           [TK_GREATER - TK_EQUAL] = "over %s",
                           [TK_GREATER_EQUAL - TK_EQUAL] = "%s.."};
    return qn_syntax_or_empty(
        qn_arena_format(b->arena, forms[symbol - TK_EQUAL], qn_syntax_text(b, figure)));
}

/* > 5 → 3 as a row or a cell, and x > 5 → 3 as a clause. */
static bool report_compared_row(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (!is_comparison(mistake->found) || !mistake->expects[TK_DOTS]) {
        return false;
    }
    uint32_t begin = skip_spaces(b, mistake->span.end);
    qn_span figure = qn_syntax_span_until(b, begin, "|[#;\r\n");
    const char *range = range_for(b, mistake->found, figure);
    bool is_alone = is_first_of_line(b, mistake) || b->layout->before_symbol == TK_BAR;
    if (is_alone) {
        qn_span whole = {figure.source, mistake->span.begin, figure.end};
        qn_diagnostic_fix(complain(b, QN_Q0228, whole, qn_symbol_words(mistake->found), range),
                          whole, range);
        return true;
    }
    bool has_arrow = has_arrow_behind(b, mistake->span.end);
    if (mistake->construct_count < 2 || (mistake->found == TK_EQUAL && !has_arrow)) {
        return false;
    }
    qn_span condition = {figure.source, b->layout->line_begin, figure.end};
    const char *help =
        qn_arena_format(b->arena, "write when %s, or %s %s", qn_syntax_text(b, condition),
                        qn_syntax_text(b, b->layout->before), range);
    complain(b, QN_Q0227, condition, qn_syntax_or_empty(help), NULL);
    return true;
}

/* `if`, `unless` and `except when` at the beginning of a clause. */
static bool report_other_condition(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const exceptions[] = {"except", "Except", NULL};
    const qn_layout *layout = b->layout;
    const char *help = NULL;
    bool is_first = is_first_of_line(b, mistake);
    if (mistake->found == TK_IF && is_first && mistake->expects[TK_WHEN]) {
        help = "write `when` for `if`, and the arrow before what applies";
    } else if (mistake->found == TK_UNLESS && is_first && mistake->expects[TK_WHEN] &&
               has_arrow_behind(b, mistake->span.end)) {
        help = "write `when not (…) → …`, or put `unless` behind the clause that it limits";
    } else if (mistake->found == TK_WHEN && layout->before.begin == layout->line_begin &&
               is_one_of(b, layout->before, exceptions)) {
        help = "leave out `except`: a clause goes before the base by itself";
    }
    if (help != NULL) {
        qn_span span = {mistake->span.source, layout->line_begin, mistake->span.end};
        complain(b, QN_Q0227, span, help, NULL);
    }
    return help != NULL;
}

/* 1_000_000 for 1.000.000, of which `io` is what stands to the second point; NULL for other
 * figures. */
static const char *grouped(const qn_builder *b, qn_span *io)
{
    const char *bytes = b->source->bytes;
    uint32_t end = io->end;
    while (is_digit(bytes[end]) || (bytes[end] == '.' && is_digit(bytes[end + 1]))) {
        end++;
    }
    char *text = qn_arena_copy(b->arena, bytes + io->begin, end - io->begin);
    uint32_t points = 0, digits = 0;
    for (char *at = text; at != NULL && *at != '\0'; at++) {
        bool is_point = *at == '.';
        if (is_point && points > 0 && digits != 3) {
            return NULL;
        }
        points += is_point;
        digits = is_point ? 0 : digits + 1;
        *at = is_point ? '_' : *at;
    }
    if (points < 2 || digits != 3) {
        return NULL;
    }
    io->end = end;
    return text;
}

/* 1. for 1: a point behind a figure, where a name could follow. */
static bool report_figure_with_point(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    qn_span point = mistake->span.begin == mistake->span.end ? layout->last : layout->before;
    const char *bytes = b->source->bytes;
    if (bytes[point.begin] != '.' || point.end - point.begin != 1 || point.begin == 0 ||
        !is_digit(bytes[point.begin - 1]) || !mistake->expects[TK_NAME]) {
        return false;
    }
    uint32_t begin = point.begin;
    while (begin > layout->line_begin && strchr("0123456789._", bytes[begin - 1]) != NULL &&
           (bytes[begin - 1] != '.' || begin < 2 || bytes[begin - 2] != '.')) {
        begin--;
    }
    qn_span figure = {point.source, begin, point.end};
    const char *mended = grouped(b, &figure);
    if (mended != NULL) {
        qn_diagnostic_fix(complain(b, QN_Q0240, figure, "a figure in groups", mended), figure,
                          mended);
        return true;
    }
    complain_with_fix(b, QN_Q0229, figure,
                      qn_syntax_text(b, (qn_span){point.source, begin, point.begin}));
    return true;
}

/* Whether a token is the first of a type; a name is where it is one of the language's or a coin. */
static bool is_type(const qn_builder *b, int symbol, qn_span span)
{
    static const char *const types[] = {"number", "integer", "percent", "date", "text", NULL};
    const char *bytes = b->source->bytes + span.begin;
    bool is_coin = span.end - span.begin == 3;
    for (uint32_t i = 0; is_coin && i < 3; i++) {
        is_coin = bytes[i] >= 'A' && bytes[i] <= 'Z';
    }
    return symbol == TK_UNITS || symbol == TK_MONTHS || symbol == TK_YES || symbol == TK_ONE ||
           symbol == TK_LIST || symbol == TK_SET || symbol == TK_CALENDAR || symbol == TK_WORKING ||
           (symbol == TK_NAME && (is_coin || is_one_of(b, span, types)));
}

/* Whether there is a colon in the rest of the line. */
static bool has_colon_behind(const qn_builder *b, uint32_t at)
{
    return byte_behind(b, qn_syntax_span_until(b, at, ":\"#\r\n").end) == ':';
}

/* law LC "Labour Code", choice c a, b, fact x AZN, net AZN = 5: a sign is missing. */
static bool report_missing_sign(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    int first = mistake->construct_count == 0 ? 0 : mistake->construct[0].symbol;
    qn_span span = mistake->span;
    const char *sign = NULL;
    if ((first == TK_LAW && mistake->found == TK_STRING && mistake->expects[TK_EQUAL]) ||
        (first == TK_CHOICE && mistake->found == TK_NAME && mistake->expects[TK_EQUAL])) {
        sign = "=";
    } else if (mistake->expects[TK_COLON] && mistake->expected_count <= 2 &&
               layout->before_symbol == TK_NAME && is_type(b, mistake->found, span) &&
               !has_colon_behind(b, span.end)) {
        sign = ":";
    } else if (mistake->found == TK_EQUAL && mistake->construct_count == 1 && first == 0 &&
               layout->before.begin > layout->line_begin &&
               is_type(b, layout->before_symbol, layout->before) && mistake->expects[TK_COLON]) {
        sign = ":";
        span = layout->before;
    }
    if (sign != NULL) {
        qn_diagnostic_fix(complain(b, QN_Q0230, span, sign, qn_syntax_text(b, span)),
                          (qn_span){span.source, span.begin, span.begin},
                          *sign == ':' ? ": " : "= ");
    }
    return sign != NULL;
}

/* → max 4: the word for a cap, which was taken for a name. */
static bool report_other_effect(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const other_word *other = other_word_at(b, b->layout->before);
    bool is_value = mistake->found == TK_NUMBER || mistake->found == TK_NAME;
    if (!is_value || b->layout->before_symbol != TK_NAME || other == NULL) {
        return false;
    }
    qn_syntax_tell_word(b, b->layout->before, other->written, other->meant);
    return true;
}

/* 5% of x, round for rounded, and else for otherwise. */
static bool report_other_word(qn_builder *b, const qn_syntax_mistake *mistake)
{
    int before = b->layout->before_symbol;
    if (mistake->found == TK_ROUND && mistake->expects[TK_ROUNDED]) {
        qn_syntax_tell_word(b, mistake->span, "round", "rounded");
        return true;
    }
    if (mistake->found == TK_ELSE && mistake->expects[TK_OTHERWISE] &&
        is_first_of_line(b, mistake)) {
        qn_syntax_tell_word(b, mistake->span, "else", "otherwise");
        return true;
    }
    if (mistake->found != TK_OF || !mistake->expects[TK_STAR] ||
        (before != TK_PERCENT && before != TK_NUMBER)) {
        return false;
    }
    uint32_t next = skip_spaces(b, mistake->span.end);
    qn_span whole = qn_syntax_span_until(b, next, " |[]();\"#,\r\n");
    qn_diagnostic_fix(complain(b, QN_Q0231, mistake->span, qn_syntax_text(b, b->layout->before),
                               whole.begin == whole.end ? "(…)" : qn_syntax_text(b, whole)),
                      mistake->span, "*");
    return true;
}

/* define f(x) */
static bool report_untyped_parameter(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if ((mistake->found != TK_RIGHT_ROUND && mistake->found != TK_COMMA) ||
        !mistake->expects[TK_COLON] || mistake->construct_count == 0 ||
        mistake->construct[0].symbol != TK_DEFINE) {
        return false;
    }
    complain(b, QN_Q0233, b->layout->before, qn_syntax_text(b, b->layout->before), NULL);
    return true;
}

/* A semicolon at the end of a line, or before the citation of a clause. */
static bool report_last_semicolon(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_behind = mistake->span.begin == mistake->span.end;
    const char *bytes = b->source->bytes;
    qn_span sign = is_behind ? b->layout->last : mistake->span;
    if (mistake->found == TK_CITATION || mistake->found == TK_NOTE) {
        sign = b->layout->before;
        is_behind = true;
    }
    bool is_last = is_behind || strchr("#\r\n", byte_behind(b, sign.end)) != NULL;
    if (bytes[sign.begin] != ';' || !is_last) {
        return false;
    }
    qn_diagnostic_fix(complain(b, QN_Q0234, sign, NULL, NULL), sign, "");
    return true;
}

/* // a comment of other languages. */
static bool report_foreign_comment(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t begin = mistake->span.begin, end = mistake->span.end;
    bool is_second = begin > 0 && b->source->bytes[begin - 1] == '/';
    if (mistake->found != TK_SLASH || (!is_second && b->source->bytes[end] != '/')) {
        return false;
    }
    qn_span sign = {mistake->span.source, begin - is_second, end + !is_second};
    qn_diagnostic_fix(complain(b, QN_Q0116, sign, "//", "#"), sign, "#");
    return true;
}

/* late(due : date) : AZN = 5, without `define`. */
static bool report_bare_definition(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    if (mistake->found != TK_LEFT_ROUND || layout->before_symbol != TK_NAME ||
        layout->before.begin != layout->line_begin || mistake->construct_count != 1 ||
        !mistake->expects[TK_EQUAL] || !mistake->expects[TK_COLON]) {
        return false;
    }
    qn_span head = {mistake->span.source, layout->line_begin, mistake->span.end};
    qn_diagnostic_fix(complain(b, QN_Q0237, head, qn_syntax_text(b, head), NULL),
                      (qn_span){head.source, head.begin, head.begin}, "define ");
    return true;
}

/* from → 3: the date is missing. */
static bool report_missing_date(qn_builder *b, const qn_syntax_mistake *mistake)
{
    const qn_layout *layout = b->layout;
    bool is_interval = layout->before_symbol == TK_FROM || layout->before_symbol == TK_UNTIL;
    if (mistake->found != TK_ARROW || !is_interval) {
        return false;
    }
    complain(b, QN_Q0238, layout->before, qn_syntax_text(b, layout->before), NULL);
    return true;
}

/* when merit [LC 120] → 46: the citation stands before the arrow. */
static bool report_early_citation(qn_builder *b, const qn_syntax_mistake *mistake)
{
    if (mistake->found != TK_ARROW || b->layout->before_symbol != TK_CITATION) {
        return false;
    }
    qn_span effect = effect_at(b, skip_spaces(b, mistake->span.end));
    qn_span both = {effect.source, mistake->span.begin, effect.end};
    complain(b, QN_Q0239, b->layout->before, qn_syntax_text(b, both),
             qn_syntax_text(b, b->layout->before));
    return true;
}

/* kind shop → 10 in the first column: a clause that was taken for a rule. */
static bool report_clause_as_rule(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t begin = b->layout->line_begin;
    bool at_margin = begin == 0 || b->source->bytes[begin - 1] == '\n';
    if (mistake->found != TK_ARROW || !at_margin || mistake->construct_count != 1 ||
        mistake->construct[0].symbol != 0) {
        return false;
    }
    qn_span clause = {mistake->span.source, begin, mistake->span.end};
    complain(b, QN_Q0217, clause, qn_syntax_text(b, clause), NULL);
    return true;
}

/* Whether one of the endings of files stands at an offset, alone. */
static uint32_t file_ending(const qn_builder *b, uint32_t at, uint32_t end)
{
    static const char *const endings[] = {".qn.md", ".qn"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        uint32_t length = (uint32_t)strlen(endings[i]);
        if (end - at == length && memcmp(b->source->bytes + at, endings[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* A path of a file as `use` wants it: names with slashes; "path/of/file" where nothing is left. */
static const char *module_path(qn_builder *b, qn_span path)
{
    char *text = qn_arena_copy(b->arena, b->source->bytes + path.begin, path.end - path.begin);
    uint32_t to = 0;
    for (uint32_t at = path.begin; text != NULL && at < path.end; at++) {
        char sign = b->source->bytes[at];
        if (file_ending(b, at, path.end) > 0) {
            break;
        }
        if (sign != '.' && sign != '/' && sign != '\\') {
            text[to++] = sign;
        } else if (to > 0 && text[to - 1] != '/') {
            text[to++] = '/';
        }
    }
    if (text != NULL) {
        text[to > 0 && text[to - 1] == '/' ? to - 1 : to] = '\0';
    }
    return to > 0 ? text : "path/of/file";
}

/* use az.labour.leave, use ../leave, use leave.qn */
static bool report_path(qn_builder *b, const qn_syntax_mistake *mistake)
{
    bool is_sign =
        mistake->found == TK_DOT || mistake->found == TK_DOTS || mistake->found == TK_SLASH;
    if (!is_sign || mistake->construct_count == 0 || mistake->construct[0].symbol != TK_USE) {
        return false;
    }
    qn_span path = qn_syntax_span_until(b, skip_spaces(b, b->layout->line_begin + 3), " (#\r\n");
    complain_with_fix(b, QN_Q0977, path, module_path(b, path));
    return true;
}

typedef bool report(qn_builder *b, const qn_syntax_mistake *mistake);

/* The first that applies is told. */
static report *const reports[] = {
    report_open_bracket,       report_swallowed_line,
    report_missing_block,      report_unexpected_block,
    report_decimal_comma,      report_figure_with_point,
    report_worded_date,        report_dashed_band,
    report_capitals,           report_compared_row,
    report_other_condition,    report_missing_sign,
    report_dashed_name,        report_two_words,
    report_unknown_unit,       report_reserved_start,
    report_reserved_name,      report_quoted_name,
    report_unquoted_text,      report_other_word,
    report_other_effect,       report_foreign_comment,
    report_bare_definition,    report_missing_date,
    report_early_citation,     report_clause_as_rule,
    report_misplaced_citation, report_bare_citation,
    report_missing_subject,    report_bare_arrow,
    report_inner_rule,         report_span_in_one_line,
    report_missing_arrow,      report_last_semicolon,
    report_untyped_parameter,  report_loose_clause,
    report_status_behind,      report_path,
};

/* The order matters: what explains more of the line comes first. */
bool qn_habit_report(qn_builder *b, qn_syntax_mistake *mistake)
{
    turn_back(b, mistake);
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        if (reports[i](b, mistake)) {
            return true;
        }
    }
    return false;
}
