/*
 * worded.c - ranges and comparisons in the words in which laws say them: `more than 500`, `up to
 * 500`, `500 or more`, `from 500 to 1000`, and figures in groups of three.
 *
 * Each is told with the sign that is meant. What is looked at is the text of the line at hand, for
 * most of these words are names to the grammar.
 */
#include "worded.h"

#include <string.h>

#include "layout.h"
#include "parser.h"

typedef enum relation { BELOW, UP_TO, ABOVE, FROM, SAME, BETWEEN, WITHIN } relation;

/* The words, and the relation that they mean. is_own: ranges of this language begin with them, so
 * that only comparisons do not. Of two that begin alike the longer one comes first. */
typedef struct phrase {
    const char *words;
    relation meant;
    bool is_own;
} phrase;

static const phrase before_figure[] = {
    {"not later than", UP_TO, false},
    {"no later than", UP_TO, false},
    {"not earlier than", FROM, false},
    {"no earlier than", FROM, false},
    {"earlier than", BELOW, false},
    {"later than", ABOVE, false},
    {"older than", ABOVE, false},
    {"younger than", BELOW, false},
    {"prior to", BELOW, false},
    {"before", BELOW, false},
    {"not less than", FROM, false},
    {"no less than", FROM, false},
    {"not more than", UP_TO, false},
    {"no more than", UP_TO, false},
    {"not exceeding", UP_TO, false},
    {"not above", UP_TO, false},
    {"not over", UP_TO, false},
    {"not below", FROM, false},
    {"not under", FROM, false},
    {"less than", BELOW, false},
    {"fewer than", BELOW, false},
    {"lower than", BELOW, false},
    {"smaller than", BELOW, false},
    {"below", BELOW, false},
    {"more than", ABOVE, false},
    {"greater than", ABOVE, false},
    {"higher than", ABOVE, false},
    {"larger than", ABOVE, false},
    {"exceeding", ABOVE, false},
    {"exceeds", ABOVE, false},
    {"above", ABOVE, false},
    {"at least", FROM, false},
    {"at most", UP_TO, false},
    {"up to", UP_TO, false},
    {"from", FROM, false},
    {"equals", SAME, false},
    {"between", BETWEEN, false},
    {"over", ABOVE, true},
    {"under", BELOW, true},
    {"in", WITHIN, true},
};

static const phrase behind_figure[] = {
    {"or more", FROM, false},   {"and more", FROM, false},   {"or above", FROM, false},
    {"and above", FROM, false}, {"or over", FROM, false},    {"and over", FROM, false},
    {"or less", UP_TO, false},  {"or fewer", UP_TO, false},  {"and less", UP_TO, false},
    {"or below", UP_TO, false}, {"and below", UP_TO, false},
};

static bool ends_word(char byte)
{
    return strchr(" \t\r\n(|", byte) != NULL;
}

/* The phrase of a list that stands at an offset, or NULL. `end`: behind it. */
static const phrase *phrase_at(const qn_builder *b, const phrase *list, size_t count, uint32_t at,
                               uint32_t *end)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i].words);
        if (strncmp(b->source->bytes + at, list[i].words, length) == 0 &&
            ends_word(b->source->bytes[at + length])) {
            *end = at + (uint32_t)length;
            return &list[i];
        }
    }
    return NULL;
}

static const phrase *phrase_before(const qn_builder *b, uint32_t at, uint32_t *end)
{
    return phrase_at(b, before_figure, sizeof before_figure / sizeof *before_figure, at, end);
}

/* What stands from an offset to the arrow, the citation or the end of the line. */
static qn_span figure_at(const qn_builder *b, uint32_t begin)
{
    return qn_syntax_span_until(b, begin, "|[#;\"\r\n");
}

/* A..B of `A to B`, A..=B of `A up to B`; NULL where it is one figure. */
static const char *range_between(const qn_builder *b, qn_span figure)
{
    static const struct {
        const char *word;
        const char *form;
    } joints[] = {{"but not more than", "%s..=%s"},
                  {"and not more than", "%s..=%s"},
                  {"up to", "%s..=%s"},
                  {"through", "%s..=%s"},
                  {"to", "%s..%s"},
                  {"and", "%s..%s"}};
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        uint32_t at = qn_syntax_find_word(b, figure, joints[i].word);
        if (at < figure.end) {
            qn_span low = {figure.source, figure.begin, at - 1};
            uint32_t begin = qn_syntax_behind_spaces(b, at + (uint32_t)strlen(joints[i].word));
            qn_span high = {figure.source, begin, figure.end};
            return qn_arena_format(b->arena, joints[i].form, qn_syntax_text(b, low),
                                   qn_syntax_text(b, high));
        }
    }
    return NULL;
}

/* The range that a row has for the phrase and the figure; NULL where there is none. */
static const char *range_for(const qn_builder *b, relation meant, qn_span figure)
{
    static const char *const forms[] = {[BELOW] = "under %s",
                                        [UP_TO] = "..=%s",
                                        [ABOVE] = "over %s",
                                        [FROM] = "%s..",
                                        [SAME] = "%s"};
    const char *both = range_between(b, figure);
    if (both != NULL) {
        return meant == FROM || meant == BETWEEN ? both
               : meant == ABOVE                  ? qn_arena_format(b->arena, "over %s", both)
                                                 : NULL;
    }
    if (figure.begin == figure.end || meant > SAME) {
        return NULL;
    }
    return qn_arena_format(b->arena, forms[meant], qn_syntax_text(b, figure));
}

static bool complain_about_range(qn_builder *b, qn_span whole, qn_span words, const char *range)
{
    const char *arguments[] = {qn_syntax_text(b, words), range};
    qn_diagnostic_fix(qn_diagnostic_add(b->diagnostics, QN_Q0228, whole, 2, arguments), whole,
                      range);
    return true;
}

/* Whether the line at hand is a row or a clause of a rule that may begin with a subject. */
static bool is_in_rule(const qn_syntax_mistake *mistake)
{
    return mistake->construct_count >= 2 && mistake->construct[0].symbol == 0;
}

/* Where the words of a row can begin: with the line, or behind its subject. The grammar takes some
 * for a name, and stops at what follows it. */
static const phrase *phrase_of_row(const qn_builder *b, const qn_syntax_mistake *mistake,
                                   uint32_t *at, uint32_t *end)
{
    const qn_layout *layout = b->layout;
    uint32_t first = mistake->span.begin, before = layout->before.begin;
    const uint32_t places[] = {layout->line_begin, before > layout->line_begin ? before : first,
                               first};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const phrase *p = phrase_before(b, places[i], end);
        if (p != NULL && !p->is_own && first <= qn_syntax_behind_spaces(b, *end)) {
            *at = places[i];
            return p;
        }
    }
    return NULL;
}

/* Whether an arrow stands at an offset. */
static bool is_arrow(const qn_builder *b, uint32_t at)
{
    const char *bytes = b->source->bytes + at;
    return strncmp(bytes, "→", strlen("→")) == 0 || strncmp(bytes, "->", 2) == 0;
}

/* more than 500 → 3, up to 500 → 3 */
static bool report_row(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t at = 0, end = 0;
    const phrase *p = is_in_rule(mistake) ? phrase_of_row(b, mistake, &at, &end) : NULL;
    if (p == NULL) {
        return false;
    }
    qn_span figure = figure_at(b, qn_syntax_behind_spaces(b, end));
    const char *range = range_for(b, p->meant, figure);
    if (range == NULL || !is_arrow(b, qn_syntax_behind_spaces(b, figure.end))) {
        return false;
    }
    return complain_about_range(b, (qn_span){figure.source, at, figure.end},
                                (qn_span){figure.source, at, end}, range);
}

/* 500 or more → 3 */
static bool report_open_row(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t end = 0, begin = b->layout->line_begin;
    const phrase *p = phrase_at(b, behind_figure, sizeof behind_figure / sizeof *behind_figure,
                                mistake->span.begin, &end);
    if (p == NULL || !is_in_rule(mistake) || !mistake->expects[TK_DOTS] ||
        !mistake->expects[TK_ARROW]) {
        return false;
    }
    qn_span figure = {mistake->span.source, begin, mistake->span.begin - 1};
    qn_span words = {figure.source, mistake->span.begin, end};
    const char *range = range_for(b, p->meant, figure);
    return range != NULL &&
           complain_about_range(b, (qn_span){figure.source, begin, end}, words, range);
}

/* The other way round: not more than is up to. */
static relation opposite(relation meant)
{
    static const relation others[] = {
        [BELOW] = FROM,   [UP_TO] = ABOVE,     [ABOVE] = UP_TO,   [FROM] = BELOW,
        [SAME] = BETWEEN, [BETWEEN] = BETWEEN, [WITHIN] = BETWEEN};
    return others[meant];
}

/* Where `is` or `is not` begins that stands before an offset, with one space between; the offset
 * itself if there is none. */
static uint32_t with_is(const qn_builder *b, uint32_t at, bool *negated)
{
    static const char *const verbs[] = {" is not ", " is "};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        uint32_t length = (uint32_t)strlen(verbs[i]);
        if (at >= b->layout->line_begin + length &&
            strncmp(b->source->bytes + at - length, verbs[i], length) == 0) {
            *negated = i == 0;
            return at - length + 1;
        }
    }
    return at;
}

/* when x is more than 500, when x exceeds 500, when x is at least 500 */
static bool report_comparison(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const signs[] = {
        [BELOW] = "<", [UP_TO] = "<=",   [ABOVE] = ">",  [FROM] = ">=",
        [SAME] = "=",  [BETWEEN] = NULL, [WITHIN] = "in"};
    const qn_layout *layout = b->layout;
    bool negated = false;
    uint32_t end = 0, at = mistake->span.begin;
    const phrase *p = phrase_before(b, at, &end);
    if (p == NULL && layout->before_symbol == TK_NAME) {
        at = layout->before.begin;
        p = phrase_before(b, at, &end);
    }
    uint32_t begin = with_is(b, at, &negated);
    if (mistake->expects[TK_WHERE]) { /* of elements: the field is missing */
        return false;
    }
    bool compares = begin < at || (at == mistake->span.begin && mistake->expects[TK_LESS]);
    if (p == NULL || !compares || strcmp(p->words, "from") == 0 ||
        (begin == at && p->meant == WITHIN)) {
        return false;
    }
    qn_span words = {mistake->span.source, begin, end};
    const char *sign = signs[negated ? opposite(p->meant) : p->meant];
    if (p->meant == BETWEEN) {
        return qn_syntax_complain(b, QN_Q0228, words, qn_syntax_text(b, words),
                                  "`in 5..=10`, where 10 belongs to it, or `in 5..10`");
    }
    if (sign == NULL) {
        return false;
    }
    return qn_syntax_tell_word(b, words, qn_syntax_text(b, words), sign);
}

/* x > 500 and < 1000 */
static bool report_half_comparison(qn_builder *b, const qn_syntax_mistake *mistake)
{
    int before = b->layout->before_symbol;
    bool compares = mistake->found == TK_LESS || mistake->found == TK_LESS_EQUAL ||
                    mistake->found == TK_GREATER || mistake->found == TK_GREATER_EQUAL ||
                    mistake->found == TK_EQUAL;
    return compares && (before == TK_AND || before == TK_OR) &&
           qn_syntax_complain(
               b, QN_Q0240, mistake->span, "a second comparison",
               "what is compared once more, `x > 5 and x < 10`, or a range: `x in 5..10`");
}

/* How many figures stand from an offset on. */
static uint32_t digits_at(const qn_builder *b, uint32_t at)
{
    uint32_t begin = at;
    while (b->source->bytes[at] >= '0' && b->source->bytes[at] <= '9') {
        at++;
    }
    return at - begin;
}

/* 1 000 000: the point, the comma and the apostrophe are the lexer's and habit.c's. */
static bool report_spaced_figure(qn_builder *b, const qn_syntax_mistake *mistake)
{
    qn_span first = b->layout->before;
    uint32_t end = mistake->span.begin, count = digits_at(b, first.begin);
    if (mistake->found != TK_NUMBER || b->layout->before_symbol != TK_NUMBER || count > 3 ||
        first.begin + count != first.end || first.end + 1 != mistake->span.begin) {
        return false;
    }
    while (digits_at(b, end) == 3) {
        end += b->source->bytes[end + 3] == ' ' && digits_at(b, end + 4) == 3 ? 4 : 3;
    }
    if (end == mistake->span.begin) {
        return false;
    }
    qn_span whole = {first.source, first.begin, end};
    char *text = qn_arena_copy(b->arena, b->source->bytes + whole.begin, end - whole.begin);
    for (char *at = text; at != NULL && *at != '\0'; at++) {
        *at = *at == ' ' ? '_' : *at;
    }
    return qn_syntax_complain(b, QN_Q0240, whole, "a figure in groups",
                              text == NULL ? "1_000" : text);
}

/* over 500 to 1000, where one end would be read as a range of its own */
static bool report_joint(qn_builder *b, const qn_syntax_mistake *mistake)
{
    static const char *const dots = "..";
    bool is_joint = mistake->found == TK_TO || mistake->found == TK_THROUGH;
    return is_joint && mistake->expects[TK_DOTS] &&
           qn_syntax_complain(b, QN_Q0228, mistake->span, qn_syntax_text(b, mistake->span), dots);
}

/* Where the effect of the line begins: behind its arrow, or with the line. */
static uint32_t effect_begin(const qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t first = b->layout->line_begin;
    for (uint32_t at = mistake->span.begin; at > first; at--) {
        bool is_sign = at >= first + 3 && memcmp(b->source->bytes + at - 3, "→", 3) == 0;
        if (is_sign || (at >= first + 2 && memcmp(b->source->bytes + at - 2, "->", 2) == 0)) {
            return qn_syntax_behind_spaces(b, at);
        }
    }
    return first;
}

bool qn_worded_effect_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    uint32_t begin = effect_begin(b, mistake), end = 0;
    bool in_rule = mistake->construct_count > 0 && mistake->construct[0].symbol == 0;
    const phrase *p = in_rule ? phrase_before(b, begin, &end) : NULL;
    bool is_effect = begin > b->layout->line_begin || mistake->expects[TK_BASE];
    if (p == NULL || !is_effect || (p->meant != FROM && p->meant != UP_TO) ||
        mistake->span.begin > end || strncmp(p->words, "at ", 3) == 0 ||
        strcmp(p->words, "from") == 0 ||
        is_arrow(b, figure_at(b, qn_syntax_behind_spaces(b, end)).end + 1)) {
        return false;
    }
    qn_span words = {mistake->span.source, begin, end};
    return qn_syntax_tell_word(b, words, qn_syntax_text(b, words),
                               p->meant == FROM ? "at least" : "at most");
}

bool qn_worded_report(qn_builder *b, const qn_syntax_mistake *mistake)
{
    return report_spaced_figure(b, mistake) || report_half_comparison(b, mistake) ||
           report_joint(b, mistake) || report_open_row(b, mistake) ||
           report_comparison(b, mistake) || report_row(b, mistake);
}
