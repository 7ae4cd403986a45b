/*
 * lexer.re - the tokens of the language.
 *
 * Responsible for the shape of each word, figure, text and sign. Layout and grammar are elsewhere:
 * the two places where a token depends on the one before (a bracket that cites or lists, a day of
 * every year) ask lexer->previous.
 */
#include "lexer.h"

#include <string.h>

#include <utf8proc.h>

#include "date.h"
#include "literate.h"
#include "parse.h"
#include "parser.h"

/* ---- messages */

static qn_span token_span(const qn_lexer *lexer)
{
    return (qn_span){lexer->builder->source->id, (uint32_t)(lexer->start - lexer->text),
                     (uint32_t)(lexer->cursor - lexer->text)};
}

/* Reports the current token with up to two arguments; NULL for none. */
static qn_diagnostic *complain(qn_lexer *lexer, qn_code code, const char *first, const char *second)
{
    const char *arguments[] = {first, second};
    uint32_t count = first == NULL ? 0 : second == NULL ? 1 : 2;
    if (lexer->is_quiet) {
        return NULL;
    }
    return qn_diagnostic_add(lexer->builder->diagnostics, code, token_span(lexer), count,
                             arguments);
}

static int mistake(qn_lexer *lexer, qn_code code, const char *first, const char *second)
{
    complain(lexer, code, first, second);
    return QN_LEXER_MISTAKE;
}

/* As mistake, and offers the text that should stand for the token. */
static int mistake_with_fix(qn_lexer *lexer, qn_code code, const char *found, const char *mended)
{
    qn_diagnostic *diagnostic = complain(lexer, code, found, mended);
    qn_diagnostic_fix(diagnostic, token_span(lexer), mended);
    return QN_LEXER_MISTAKE;
}

/* A copy of `length` bytes of the source, never NULL: "" when memory is out. */
static const char *copy(qn_lexer *lexer, const unsigned char *bytes, size_t length)
{
    const char *text = qn_arena_copy(lexer->builder->arena, (const char *)bytes, length);
    return text == NULL ? "" : text;
}

static const char *token_text(qn_lexer *lexer)
{
    return copy(lexer, lexer->start, (size_t)(lexer->cursor - lexer->start));
}

/* ---- values */

/* Gives the token a leaf with some text as its value, within the length allowed to its kind. */
static int leaf(qn_lexer *lexer, int symbol, qn_node_kind kind, unsigned op, const char *text,
                size_t length)
{
    if (lexer->is_quiet) {
        return symbol;
    }
    if (kind == AST_NAME && length > QN_NAME_MAX) {
        return mistake(lexer, QN_Q0903, NULL, NULL);
    }
    if (length > QN_STRING_MAX) {
        return mistake(lexer, QN_Q0904, kind == AST_NUMBER ? "number" : "text", "65536");
    }
    lexer->value = qn_node_leaf(lexer->builder->arena, kind, op, token_span(lexer), text,
                                (uint32_t)length);
    return symbol;
}

/* A leaf whose text is the token itself. */
static int plain_leaf(qn_lexer *lexer, int symbol, qn_node_kind kind, unsigned op)
{
    return leaf(lexer, symbol, kind, op, (const char *)lexer->start,
                (size_t)(lexer->cursor - lexer->start));
}

/* A number without its underscores, and without the sign of a percentage. */
static int number(qn_lexer *lexer, int symbol, qn_node_kind kind)
{
    size_t length = (size_t)(lexer->cursor - lexer->start);
    const char *written = (const char *)lexer->start;
    if (lexer->is_quiet || length > QN_STRING_MAX) {
        return plain_leaf(lexer, symbol, AST_NUMBER, 0);
    }
    if (memchr(written, '_', length) == NULL) {
        return leaf(lexer, symbol, kind, 0, written, length - (written[length - 1] == '%'));
    }
    char *digits = qn_arena_copy(lexer->builder->arena, (const char *)lexer->start, length);
    size_t kept = 0;
    for (size_t i = 0; digits != NULL && i < length; i++) {
        if (digits[i] != '_' && digits[i] != '%') {
            digits[kept++] = digits[i];
        }
    }
    return digits == NULL ? symbol : leaf(lexer, symbol, kind, 0, digits, kept);
}

/* A day that must exist. */
static int date(qn_lexer *lexer)
{
    qn_day day = 0;
    size_t error_at = 0;
    if (qn_date_parse((const char *)lexer->start, (size_t)(lexer->cursor - lexer->start), &day,
                      &error_at) == QN_DATE_OK) {
        return plain_leaf(lexer, TK_DATE, AST_DATE, 0);
    }
    return mistake(lexer, QN_Q0112, token_text(lexer), "give a day that exists");
}

/* Reads up to three figures between other signs from the token, with their widths. */
static void read_parts(const qn_lexer *lexer, unsigned part[3], unsigned width[3])
{
    int index = 0;
    for (const unsigned char *at = lexer->start; at < lexer->cursor && index < 3; at++) {
        if (*at < '0' || *at > '9') {
            index++;
        } else {
            part[index] = part[index] * 10 + (unsigned)(*at - '0');
            width[index]++;
        }
    }
}

/* A date in another order, with other signs or too few figures; says how it is written. */
static int foreign_date(qn_lexer *lexer)
{
    unsigned part[3] = {0, 0, 0};
    unsigned width[3] = {0, 0, 0};
    read_parts(lexer, part, width);
    bool is_year_last = width[2] == 4;
    unsigned year = is_year_last ? part[2] : width[0] == 4 ? part[0] : 2000 + part[0];
    const char *mended = qn_arena_format(lexer->builder->arena, "%04u-%02u-%02u", year, part[1],
                                         is_year_last ? part[0] : part[2]);
    qn_diagnostic *diagnostic = complain(lexer, QN_Q0113, mended == NULL ? "" : mended, NULL);
    qn_diagnostic_fix(diagnostic, token_span(lexer), mended == NULL ? "" : mended);
    return QN_LEXER_MISTAKE;
}

/* A time of day, from 00:00 to 24:00. */
static int clock_time(qn_lexer *lexer)
{
    int hour = (lexer->start[0] - '0') * 10 + (lexer->start[1] - '0');
    int minute = (lexer->start[3] - '0') * 10 + (lexer->start[4] - '0');
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) {
        return mistake(lexer, QN_Q0114, token_text(lexer), NULL);
    }
    return plain_leaf(lexer, TK_CLOCK, AST_CLOCK, 0);
}

/* != and <> of other languages. */
static int unequal_sign(qn_lexer *lexer)
{
    return mistake_with_fix(lexer, QN_Q0116, token_text(lexer), "≠");
}

/*
 * Whether the physical line of the token begins with `only` or as a promise does, or has a formula
 * before the token, or an arrow or `then`. Looks no
 * further than LINE_USUAL bytes, so that a line of many such tokens costs no more than its length.
 */
static bool is_condition_line(const qn_lexer *lexer)
{
    enum { LINE_USUAL = 300 };
    const unsigned char *begin = lexer->start;
    while (begin > lexer->text && begin[-1] != '\n' && lexer->start - begin < LINE_USUAL) {
        begin--;
    }
    while (*begin == ' ' && begin < lexer->start) {
        begin++;
    }
    const char *at = (const char *)begin;
    static const char *const openers[] = {"only ", "always ", "never "};
    bool is_condition = false;
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++) {
        is_condition = is_condition || strncmp(at, openers[i], strlen(openers[i])) == 0;
    }
    for (const char *sign = at; sign < (const char *)lexer->start && !is_condition; sign++) {
        is_condition = strncmp(sign, " = ", 3) == 0; /* the formula of a rule */
    }
    for (; *at != '\n' && *at != '#' && *at != '\0' && !is_condition &&
           at - (const char *)lexer->cursor < LINE_USUAL; at++) {
        is_condition = strncmp(at, "→", strlen("→")) == 0 || strncmp(at, "->", 2) == 0 ||
                       strncmp(at, " then ", 6) == 0;
    }
    return is_condition;
}

/* => for the arrow, or for >= where the arrow stands elsewhere in the line. */
static int backward_sign(qn_lexer *lexer)
{
    if (is_condition_line(lexer)) {
        return mistake_with_fix(lexer, QN_Q0116, "=>", ">=");
    }
    return mistake_with_fix(lexer, QN_Q0117, "=>", "→");
}

/* Whether the token is the first of its line. */
static bool starts_line(const qn_lexer *lexer)
{
    return lexer->previous == TK_NEWLINE || lexer->previous == TK_INDENT ||
           lexer->previous == TK_DEDENT;
}

/* Whether the token is the first of a row or of a cell of a row. */
static bool starts_cell(const qn_lexer *lexer)
{
    return starts_line(lexer) || lexer->previous == TK_BAR;
}

/* 01-20 is a day of every year at the beginning of a cell; elsewhere it is a subtraction. */
static int month_day(qn_lexer *lexer)
{
    if (!starts_cell(lexer)) {
        lexer->cursor = lexer->start + 2;
        return number(lexer, TK_NUMBER, AST_NUMBER);
    }
    return plain_leaf(lexer, TK_MONTH_DAY, AST_MONTH_DAY, 0);
}

/* 1,000: shows the figure without its commas, plain and grouped. */
static int grouped_with_commas(qn_lexer *lexer)
{
    size_t length = (size_t)(lexer->cursor - lexer->start);
    char *plain = qn_arena_copy(lexer->builder->arena, (const char *)lexer->start, length);
    char *grouped = qn_arena_copy(lexer->builder->arena, (const char *)lexer->start, length);
    if (plain == NULL || grouped == NULL) {
        return QN_LEXER_MISTAKE;
    }
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        plain[kept] = grouped[i];
        kept += grouped[i] != ',';
        grouped[i] = grouped[i] == ',' ? '_' : grouped[i];
    }
    plain[kept] = '\0';
    return mistake(lexer, QN_Q0111, plain, grouped);
}

/* ---- texts and citations */

/* Copies a text without its quotation marks and backslashes; `length` counts the raw bytes. */
static int string(qn_lexer *lexer, const unsigned char *bytes, size_t length)
{
    if (memchr(bytes, '\\', length) == NULL) {
        return leaf(lexer, TK_STRING, AST_STRING, 0, (const char *)bytes, length);
    }
    char *text = qn_arena_copy(lexer->builder->arena, (const char *)bytes, length);
    size_t kept = 0;
    for (size_t i = 0; text != NULL && i < length; i++) {
        if (text[i] == '\\') {
            i++;
        }
        text[kept++] = text[i];
    }
    return text == NULL ? TK_STRING : leaf(lexer, TK_STRING, AST_STRING, 0, text, kept);
}

static bool is_line_end(const qn_lexer *lexer)
{
    return lexer->cursor == lexer->limit || *lexer->cursor == '\n' || *lexer->cursor == '\r';
}

/* Moves to the next quotation mark, backslash or line end, or another control character. A NUL
 * stands behind the last byte. */
static void skip_plain_text(qn_lexer *lexer)
{
    static const char ends[] = "\"\\\n\r\001\002\003\004\005\006\a\b\t\v\f";
    lexer->cursor += strcspn((const char *)lexer->cursor, ends);
}

/* From behind the opening quotation mark to the closing one on the same line. */
static int scan_string(qn_lexer *lexer)
{
    const unsigned char *begin = lexer->cursor;
    for (skip_plain_text(lexer); !is_line_end(lexer) && *lexer->cursor != '"'; skip_plain_text(lexer)) {
        if (*lexer->cursor++ != '\\') {
            continue;
        }
        if (is_line_end(lexer)) {
            break;
        }
        if (*lexer->cursor != '"' && *lexer->cursor != '\\') {
            lexer->start = lexer->cursor - 1;
            return mistake(lexer, QN_Q0115, "a backslash", NULL);
        }
        lexer->cursor++;
    }
    if (is_line_end(lexer)) {
        return mistake(lexer, QN_Q0109, NULL, NULL);
    }
    size_t length = (size_t)(lexer->cursor - begin);
    lexer->cursor++;
    return string(lexer, begin, length);
}

/* From behind the opening bracket to the closing one on the same line, without outer spaces. */
static int scan_citation(qn_lexer *lexer)
{
    const unsigned char *begin = lexer->cursor;
    while (!is_line_end(lexer) && *lexer->cursor != ']' && *lexer->cursor != '[') {
        lexer->cursor++;
    }
    const unsigned char *end = lexer->cursor;
    if (is_line_end(lexer) || *end == '[') {
        return mistake(lexer, QN_Q0110, NULL, NULL);
    }
    lexer->cursor++;
    while (begin < end && *begin == ' ') {
        begin++;
    }
    while (end > begin && end[-1] == ' ') {
        end--;
    }
    if (begin == end) {
        return mistake(lexer, QN_Q0119, NULL, NULL);
    }
    return leaf(lexer, TK_CITATION, AST_CITATION, 0, (const char *)begin, (size_t)(end - begin));
}

bool qn_lexer_goes_on(int symbol)
{
    switch (symbol) {
    case TK_COMMA:
    case TK_EQUAL:
    case TK_NOT_EQUAL:
    case TK_LESS:
    case TK_LESS_EQUAL:
    case TK_GREATER:
    case TK_GREATER_EQUAL:
    case TK_PLUS:
    case TK_MINUS:
    case TK_STAR:
    case TK_SLASH:
    case TK_AND:
    case TK_OR:
    case TK_NOT:
    case TK_OF:
    case TK_THEN:
    case TK_ELSE:
    case TK_IS:
    case TK_IS_NOT:
    case TK_IN:
    case TK_NOT_IN:
    case TK_HAS:
    case TK_WHERE:
        return true;
    default:
        return false;
    }
}

/* Whether a value can begin behind the previous token, so that a bracket opens a list. */
static bool wants_value(const qn_lexer *lexer)
{
    switch (lexer->previous) {
    case TK_LEFT_ROUND:
    case TK_LEFT_SQUARE:
    case TK_COLON:
    case TK_BAR:
    case TK_ARROW:
    case TK_BASE:
    case TK_WHEN:
    case TK_IF:
    case TK_UNLESS:
    case TK_WHERE:
    case TK_REQUIRE:
    case TK_FORBID:
    case TK_ALWAYS:
    case TK_NEVER:
    case TK_AT_LEAST:
    case TK_AT_MOST:
    case TK_THROUGH:
    case TK_DISTINCT:
    case TK_SPLIT:
    case TK_BY:
    case TK_DOTS:
    case TK_DOTS_THROUGH:
    case TK_WITHIN:
    case TK_CELL:
        return true;
    case TK_OTHERWISE:
        return !lexer->was_line_start;
    default:
        return qn_lexer_goes_on(lexer->previous);
    }
}

static int left_square(qn_lexer *lexer)
{
    return wants_value(lexer) ? TK_LEFT_SQUARE : scan_citation(lexer);
}

/* ---- words */

/* Whether a character may stand in a name; figures and marks only behind another. */
static bool is_name_character(utf8proc_int32_t character, bool is_first)
{
    utf8proc_category_t category = utf8proc_category(character);
    return character == '_' ||
           (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (!is_first && category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ND &&
            category != UTF8PROC_CATEGORY_ME);
}

/* Whether a word goes on behind the cursor, so that a joined token is not yet at its end. */
static bool word_goes_on(const qn_lexer *lexer)
{
    utf8proc_int32_t next = 0;
    return utf8proc_iterate(lexer->cursor, lexer->limit - lexer->cursor, &next) > 0 &&
           is_name_character(next, false);
}

/* Two words that are one token, unless the second is only the beginning of a longer one. */
static int joined(qn_lexer *lexer, int symbol, int first_symbol, size_t first_length)
{
    if (!word_goes_on(lexer)) {
        return symbol;
    }
    lexer->cursor = lexer->start + first_length;
    return first_symbol;
}

/* ---- characters that mean nothing */

typedef struct lookalike {
    utf8proc_int32_t character;
    const char *words;
    const char *meant;
} lookalike;

/* What word processors and copied pages put in the place of plain signs, and signs of currencies. */
static const lookalike lookalikes[] = {
    {0x00a0, "a no-break space", " "},  {0x202f, "a narrow no-break space", " "},
    {0x2007, "a figure space", " "},    {0x2009, "a thin space", " "},
    {0x3000, "a wide space", " "},      {0x2012, "a figure dash", "-"},
    {0x2010, "a hyphen", "-"},          {0x2011, "a no-break hyphen", "-"},
    {0x2013, "an en dash", "-"},        {0x2014, "an em dash", "-"},
    {0x2212, "a minus sign", "-"},      {0x00d7, "a multiplication sign", "*"},
    {0x00f7, "a division sign", "/"},   {0x201c, "a curved quotation mark", "\""},
    {0x201d, "a curved quotation mark", "\""}, {0x201e, "a low quotation mark", "\""},
    {0x00ab, "an angled quotation mark", "\""}, {0x00bb, "an angled quotation mark", "\""},
    {0x2018, "a curved apostrophe", "\""}, {0x2019, "a curved apostrophe", "\""},
    {'\'', "an apostrophe", "\""},      {0x2026, "an ellipsis", ".."},
    {0x21d2, "a double arrow", "→"},    {0x27f6, "a long arrow", "→"},
    {0xff1a, "a wide colon", ":"},      {0xff1b, "a wide semicolon", ";"},
    {0xff1c, "a wide less-than sign", "<"}, {0xff1e, "a wide greater-than sign", ">"},
    {0xff1d, "a wide equals sign", "="}, {0xff0b, "a wide plus sign", "+"},
    {0xff08, "a wide bracket", "("},    {0xff09, "a wide bracket", ")"},
    {0xff0c, "a wide comma", ","},      {0xff5c, "a wide bar", "|"},
    {0x00b1, "a plus-minus sign", "+ or -"}, {0x2044, "a fraction slash", "/"},
    {0x20bc, "a currency sign", "AZN"}, {0x20ac, "a currency sign", "EUR"},
    {0x20ba, "a currency sign", "TRY"}, {0x20bd, "a currency sign", "RUB"},
    {'$', "a currency sign", "USD"},    {0x00a3, "a currency sign", "GBP"},
    {'!', "an exclamation mark", "not"},
};

/* What to write for it, in words where the sign alone would not be seen, or would be half of it. */
static const char *meant_in_words(const lookalike *sign)
{
    return *sign->meant == ' '   ? "a plain space"
           : *sign->meant == '-' ? "-, or .. between the ends of a range"
                                 : sign->meant;
}

/* How many figures stand from a place on, as far as four are looked at. */
static int figures_at(const unsigned char *at)
{
    int count = 0;
    while (count < 4 && at[count] >= '0' && at[count] <= '9') {
        count++;
    }
    return count;
}

/* An apostrophe or a space between groups of three figures: 1'000. */
static bool groups_figures(const qn_lexer *lexer, const lookalike *sign)
{
    return (*sign->meant == ' ' || *sign->meant == '"') && lexer->start > lexer->text &&
           figures_at(lexer->start - 1) == 1 && figures_at(lexer->cursor) == 3;
}

/* Whether a byte is part of a letter. */
static bool is_letter_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/* A sign that other languages have for something that has words here, told by where it stands; false
 * for any other. */
static bool foreign_sign(qn_lexer *lexer)
{
    const unsigned char *at = lexer->start;
    bool behind_letter = at > lexer->text && is_letter_byte(at[-1]);
    const char *form = NULL, *right = NULL;
    if (*at == '^') {
        form = "a power";
        right = "the product, as `x * x`";
    } else if (*at == '?' && behind_letter) {
        form = "a fact that can be none";
        right = "`or none` behind the type, and text between quotation marks";
    } else if (*at == '?') {
        form = "a choice between two values";
        right = "`if C then A else B`";
    } else if (*at == '%' && lexer->previous == TK_COLON) {
        form = "a type";
        right = "`percent`";
    } else if (*at == '%' && behind_letter) {
        form = "a name";
        right = "it without the sign; a share has the type `percent`";
    } else if (*at == '\'' && behind_letter && is_letter_byte(at[1])) {
        form = "a name";
        right = "it without the apostrophe";
    }
    return form != NULL && complain(lexer, QN_Q0240, form, right) != NULL;
}

/* The character at the start of the token, which may have several bytes, takes no part. */
static int unknown_character(qn_lexer *lexer)
{
    utf8proc_int32_t character = 0;
    utf8proc_ssize_t length =
        utf8proc_iterate(lexer->start, lexer->limit - lexer->start, &character);
    lexer->cursor = lexer->start + (length < 1 ? 1 : length);
    if (foreign_sign(lexer)) {
        return QN_LEXER_MISTAKE;
    }
    for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++) {
        if (lookalikes[i].character == character && groups_figures(lexer, &lookalikes[i])) {
            qn_diagnostic_fix(complain(lexer, QN_Q0116, lookalikes[i].words,
                                       "_, which groups figures by three: 1_000"),
                              token_span(lexer), "_");
            return QN_LEXER_MISTAKE;
        }
        if (lookalikes[i].character == character) {
            qn_diagnostic *told = complain(lexer, QN_Q0116, lookalikes[i].words,
                                           meant_in_words(&lookalikes[i]));
            qn_diagnostic_fix(told, token_span(lexer), lookalikes[i].meant);
            return QN_LEXER_MISTAKE;
        }
    }
    utf8proc_category_t category = utf8proc_category(character);
    bool is_visible = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_SO;
    const char *shown = qn_arena_format(
        lexer->builder->arena, is_visible ? "`%s` (U+%04X)" : "%.0sU+%04X", token_text(lexer),
        (unsigned)character);
    return mistake(lexer, QN_Q0101, shown == NULL ? "" : shown, NULL);
}

/* The first byte that is no ASCII, or one of seven before it; `end` where there is none. */
static const unsigned char *behind_ascii(const unsigned char *at, const unsigned char *end)
{
    uint64_t bytes = 0;
    for (; end - at >= (ptrdiff_t)sizeof bytes; at += sizeof bytes) {
        memcpy(&bytes, at, sizeof bytes);
        if ((bytes & UINT64_C(0x8080808080808080)) != 0) {
            return at;
        }
    }
    while (at < end && *at < 0x80) {
        at++;
    }
    return at;
}

/* A name whose characters are all letters, figures or underscores. */
static int name(qn_lexer *lexer)
{
    const unsigned char *end = lexer->cursor;
    const unsigned char *at = behind_ascii(lexer->start, end);
    while (at < end) {
        if (*at < 0x80) {
            at++;
            continue;
        }
        utf8proc_int32_t character = 0;
        utf8proc_ssize_t length = utf8proc_iterate(at, end - at, &character);
        if (!is_name_character(character, at == lexer->start)) {
            lexer->start = at;
            return unknown_character(lexer);
        }
        at += length < 1 ? 1 : length;
    }
    return plain_leaf(lexer, TK_NAME, AST_NAME, 0);
}

/* The byte behind the spaces that begin here. A NUL stands behind the last byte of the text. */
static const unsigned char *behind_spaces(const unsigned char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

/* Any byte of a name: letters of other scripts have none below 0x80. */
static bool is_word_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte >= 0x80;
}

/* Whether the text goes on with a word, which ends there. */
static bool has_word(const unsigned char *at, const char *word)
{
    size_t length = strlen(word);
    return strncmp((const char *)at, word, length) == 0 && !is_word_byte(at[length]);
}

/* Whether the text goes on with the code of a message: Q and four figures. */
static bool has_code(const unsigned char *at)
{
    return (*at == 'Q' || *at == 'q') && strspn((const char *)at + 1, "0123456789") == 4 &&
           !is_word_byte(at[5]);
}

/*
 * Whether what stands behind `accept` can only be an acceptance: a code, or a word and `because` or
 * `for` behind it. A rule, a fact and a label may have that name.
 */
static bool begins_acceptance(const unsigned char *at)
{
    const unsigned char *word = behind_spaces(at);
    const unsigned char *end = word;
    while (is_word_byte(*end)) {
        end++;
    }
    const unsigned char *next = behind_spaces(end);
    return word > at && (has_code(word) || has_word(next, "because") || has_word(next, "for") ||
                         (has_word(word, "because") && *next == '"'));
}

/* `accept` at the beginning of an acceptance; anywhere else a name. */
static int accept_word(qn_lexer *lexer)
{
    if (!starts_line(lexer) || !begins_acceptance(lexer->cursor)) {
        return name(lexer);
    }
    lexer->is_acceptance = true;
    return TK_ACCEPT;
}

/* Whether a word of an expectation is one here: not where a fact of that name is given a value. */
static bool goes_on_expecting(const qn_lexer *lexer)
{
    return lexer->is_expectation &&
           strchr("=.,\r\n", *behind_spaces(lexer->cursor)) == NULL;
}

/* `because` behind that, and in an expectation; anywhere else a name. */
static int because_word(qn_lexer *lexer)
{
    return lexer->is_acceptance || goes_on_expecting(lexer) ? TK_BECAUSE : name(lexer);
}

static int expect_word(qn_lexer *lexer)
{
    lexer->is_expectation = starts_line(lexer);
    return TK_EXPECT;
}

/* `within 0.01 "why"` in an expectation; anywhere else a name. */
static int within_word(qn_lexer *lexer)
{
    return goes_on_expecting(lexer) ? TK_WITHIN : name(lexer);
}

/* `expect unconfirmed …`; anywhere else, and before the sign of its own value, a name. */
static int unconfirmed_word(qn_lexer *lexer)
{
    bool is_mark = lexer->previous == TK_EXPECT &&
                   strchr("=.\r\n", *behind_spaces(lexer->cursor)) == NULL;
    return is_mark ? TK_UNCONFIRMED : name(lexer);
}

/* `expect met "…"` and `expect met […]`; anywhere else a name. */
static int kept_word(qn_lexer *lexer, int symbol)
{
    unsigned char next = *behind_spaces(lexer->cursor);
    bool is_kept = (lexer->previous == TK_EXPECT || lexer->previous == TK_UNCONFIRMED) &&
                   (next == '"' || next == '[');
    return is_kept ? symbol : name(lexer);
}

/* The byte behind the last one of a path: at a space, a comment, or the end of the line. */
static const unsigned char *behind_path(const unsigned char *at)
{
    while (strchr(" #\r\n", *at) == NULL) {
        at++;
    }
    return at;
}

/* `examples from cases.csv`: what a rule of that name has behind `from` is no file. */
static int examples_word(qn_lexer *lexer)
{
    const unsigned char *from = behind_spaces(lexer->cursor);
    if (!starts_line(lexer) || !has_word(from, "from")) {
        return name(lexer);
    }
    const unsigned char *path = behind_spaces(from + strlen("from"));
    const unsigned char *end = behind_path(path);
    bool is_file = end - path > 4 && strncmp((const char *)end - 4, ".csv", 4) == 0;
    lexer->is_path = is_file && *path != '"';
    return is_file || *path == '"' ? TK_EXAMPLES : name(lexer);
}

/* The path behind `examples from`, where it stands without quotation marks. */
static int path_word(qn_lexer *lexer)
{
    lexer->is_path = false;
    lexer->cursor = behind_path(lexer->start);
    return plain_leaf(lexer, TK_STRING, AST_STRING, 0);
}

static int line_end(qn_lexer *lexer)
{
    lexer->is_acceptance = false;
    return QN_LEXER_LINE_END;
}

/* ---- promises */

/* Whether the token stands in the first column of the text, or of the block of code in it. */
static bool is_first_in_line(const qn_lexer *lexer)
{
    const qn_source *source = lexer->builder->source;
    const qn_fenced *block = qn_source_block(source, (uint32_t)(lexer->start - lexer->text));
    uint32_t margin = block == NULL ? 0 : block->margin;
    const unsigned char *at = lexer->start;
    const unsigned char *first = lexer->text + source->first;
    for (; margin > 0 && at > first && at[-1] == ' '; margin--) {
        at--;
    }
    return at == first || at[-1] == '\n';
}

/* What can follow the name of a rule on its line and cannot begin a formula. */
static bool goes_on_as_rule(const unsigned char *at)
{
    static const char *const words[] = {"base", "when", "otherwise", "from",    "until", "only",
                                        "at",   "note", "rounded",   "several", NULL};
    for (int i = 0; words[i] != NULL; i++) {
        if (has_word(at, words[i])) {
            return true;
        }
    }
    return *at == '\0' || strchr("=:;.,[#\r\n", *at) != NULL;
}

/* `always` and `never` begin a promise where a rule of that name could not go on. */
static int promise_word(qn_lexer *lexer, int symbol)
{
    bool is_promise = starts_line(lexer) && is_first_in_line(lexer) &&
                      !goes_on_as_rule(behind_spaces(lexer->cursor));
    return is_promise ? symbol : name(lexer);
}

/* `rises with age`, but not `rises with (age = 3)`, which reads a rule of that name otherwise. */
static int moves_with(qn_lexer *lexer, int symbol)
{
    if (!word_goes_on(lexer) && *behind_spaces(lexer->cursor) != '(') {
        return symbol;
    }
    lexer->cursor = lexer->start + strlen("rises");
    return name(lexer);
}

void qn_lexer_init(qn_lexer *lexer, qn_builder *builder)
{
    const qn_source *source = builder->source;
    const unsigned char *text = (const unsigned char *)source->code;
    *lexer = (qn_lexer){.builder = builder,
                        .text = text,
                        .cursor = text + source->first,
                        .limit = text + source->length,
                        .start = text + source->first,
                        .previous = TK_NEWLINE};
}

int qn_lexer_scan(qn_lexer *lexer)
{
    lexer->is_expectation = lexer->is_expectation && !starts_line(lexer);
again:
    lexer->start = lexer->cursor;
    lexer->value = NULL;
    if (lexer->is_path && lexer->previous == TK_FROM && *lexer->start != ' ') {
        return path_word(lexer);
    }
    /*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = "lexer->cursor";
    re2c:define:YYLIMIT = "lexer->limit";
    re2c:define:YYMARKER = "lexer->marker";
    re2c:yyfill:enable = 0;
    re2c:eof = 0;
    re2c:indent:string = "    ";

    d         = [0-9];
    figures   = d+ | d{1,3} ("_" d{3})+;
    amount    = figures ("." d+)?;
    gap       = [ ]+;

    // UTF-8 by bytes: whether a character is a letter is asked once, of the whole name. Without
    // U+0080 to U+00BF and U+2000 to U+2BFF, which hold signs.
    follow    = [\x80-\xbf];
    foreign   = [\xc3-\xdf] follow | ([\xe0\xe1\xe3-\xef] follow | "\xe2" [\xb0-\xbf]) follow
              | [\xf0-\xf4] follow{3};
    name      = ([A-Za-z_] | foreign) ([A-Za-z0-9_] | foreign)*;
    arrow     = "\xe2\x86\x92";
    unequal   = "\xe2\x89\xa0";
    at_most   = "\xe2\x89\xa4";
    at_least  = "\xe2\x89\xa5";

    $                           { return TK_END_OF_FILE; }
    *                           { return unknown_character(lexer); }
    gap                         { goto again; }
    "\t"                        { return mistake(lexer, QN_Q0107, NULL, NULL); }
    "\r"? "\n"                  { return line_end(lexer); }
    "#" [^\r\n\x00]*            { return QN_LEXER_COMMENT; }

    // figures
    amount                      { return number(lexer, TK_NUMBER, AST_NUMBER); }
    amount "%"                  { return number(lexer, TK_PERCENT, AST_PERCENT); }
    d+ ("_" d*)+                { return mistake(lexer, QN_Q0118, NULL, NULL); }
    d{1,3} ("," d{3})+ ("." d+)? { return grouped_with_commas(lexer); }
    d{4} "-" d{2} "-" d{2}      { return date(lexer); }
    d{2} "-" d{2}               { return month_day(lexer); }
    d{2} ":" d{2}               { return clock_time(lexer); }
    d{1,2} [./-] d{1,2} [./-] d{4} { return foreign_date(lexer); }
    d{4} [./-] d{1,2} [./-] d{1,2} { return foreign_date(lexer); }
    d{2} "-" d{2} "-" d{2}      { return foreign_date(lexer); }

    // texts and citations
    "\""                        { return scan_string(lexer); }
    "["                         { return left_square(lexer); }

    // signs
    arrow | "->"                { return TK_ARROW; }
    "=>"                        { return backward_sign(lexer); }
    "=<"                        { return mistake_with_fix(lexer, QN_Q0116, "=<", "<="); }
    ":="                        { return mistake(lexer, QN_Q0116, ":=", "= or :"); }
    "=="                        { return mistake_with_fix(lexer, QN_Q0116, "==", "="); }
    "!=" | "<>"                 { return unequal_sign(lexer); }
    "&&"                        { return mistake_with_fix(lexer, QN_Q0116, "&&", "and"); }
    "||"                        { return mistake_with_fix(lexer, QN_Q0116, "||", "or"); }
    ".."                        { return TK_DOTS; }
    "..="                       { return TK_DOTS_THROUGH; }
    "..."                       { return mistake_with_fix(lexer, QN_Q0116, "...", ".."); }
    "."                         { return TK_DOT; }
    ":"                         { return TK_COLON; }
    ","                         { return TK_COMMA; }
    ";"                         { return TK_SEMICOLON; }
    "|"                         { return TK_BAR; }
    "="                         { return TK_EQUAL; }
    unequal                     { return TK_NOT_EQUAL; }
    "<"                         { return TK_LESS; }
    "<=" | at_most              { return TK_LESS_EQUAL; }
    ">"                         { return TK_GREATER; }
    ">=" | at_least             { return TK_GREATER_EQUAL; }
    "+"                         { return TK_PLUS; }
    "-"                         { return TK_MINUS; }
    "*"                         { return TK_STAR; }
    "/"                         { return TK_SLASH; }
    "("                         { return TK_LEFT_ROUND; }
    ")"                         { return TK_RIGHT_ROUND; }
    "]"                         { return TK_RIGHT_SQUARE; }
    "{"                         { return TK_LEFT_CURLY; }
    "}"                         { return TK_RIGHT_CURLY; }

    // two words that are one
    "at" gap "least"            { return joined(lexer, TK_AT_LEAST, TK_AT, 2); }
    "at" gap "most"             { return joined(lexer, TK_AT_MOST, TK_AT, 2); }
    "is" gap "not"              { return joined(lexer, TK_IS_NOT, TK_IS, 2); }
    "is" gap "not" gap "in"     { return joined(lexer, TK_NOT_IN, TK_IS, 2); }
    "not" gap "in"              { return joined(lexer, TK_NOT_IN, TK_NOT, 3); }

    // words of promises, which may be names elsewhere
    "always"                    { return promise_word(lexer, TK_ALWAYS); }
    "never"                     { return promise_word(lexer, TK_NEVER); }
    "rises" gap "with"          { return moves_with(lexer, TK_RISES); }
    "falls" gap "with"          { return moves_with(lexer, TK_FALLS); }

    // units; their singulars, `start` and `end` may be names
    "minutes"                   { return plain_leaf(lexer, TK_UNITS, AST_NAME, AST_OP_MINUTES); }
    "hours"                     { return plain_leaf(lexer, TK_UNITS, AST_NAME, AST_OP_HOURS); }
    "days"                      { return plain_leaf(lexer, TK_UNITS, AST_NAME, AST_OP_DAYS); }
    "weeks"                     { return plain_leaf(lexer, TK_UNITS, AST_NAME, AST_OP_WEEKS); }
    "months"                    { return plain_leaf(lexer, TK_MONTHS, AST_NAME, AST_OP_MONTHS); }
    "years"                     { return plain_leaf(lexer, TK_UNITS, AST_NAME, AST_OP_YEARS); }
    "minute"                    { return plain_leaf(lexer, TK_SINGULAR, AST_NAME, AST_OP_MINUTE); }
    "hour"                      { return plain_leaf(lexer, TK_SINGULAR, AST_NAME, AST_OP_HOUR); }
    "day"                       { return plain_leaf(lexer, TK_DAY, AST_NAME, AST_OP_DAY); }
    "week"                      { return plain_leaf(lexer, TK_SINGULAR, AST_NAME, AST_OP_WEEK); }
    "month"                     { return plain_leaf(lexer, TK_SINGULAR, AST_NAME, AST_OP_MONTH); }
    "year"                      { return plain_leaf(lexer, TK_YEAR, AST_NAME, AST_OP_YEAR); }
    "weekday"                   { return plain_leaf(lexer, TK_SINGULAR, AST_NAME, AST_OP_WEEKDAY); }
    "start"                     { return plain_leaf(lexer, TK_START, AST_NAME, 0); }
    "end"                       { return plain_leaf(lexer, TK_END, AST_NAME, 0); }

    // words that begin an acceptance, and are names elsewhere
    "accept"                    { return accept_word(lexer); }
    "because"                   { return because_word(lexer); }

    // words of expectations and files of cases, and names elsewhere
    "within"                    { return within_word(lexer); }
    "unconfirmed"               { return unconfirmed_word(lexer); }
    "met"                       { return kept_word(lexer, TK_MET); }
    "breached"                  { return kept_word(lexer, TK_BREACHED); }
    "examples"                  { return examples_word(lexer); }

    // the reserved words
    "across"                    { return TK_ACROSS; }
    "after"                     { return TK_AFTER; }
    "all"                       { return TK_ALL; }
    "amends"                    { return TK_AMENDS; }
    "amounts"                   { return TK_AMOUNTS; }
    "and"                       { return TK_AND; }
    "any"                       { return TK_ANY; }
    "apply"                     { return TK_APPLY; }
    "as"                        { return TK_AS; }
    "at"                        { return TK_AT; }
    "average"                   { return TK_AVERAGE; }
    "back"                      { return TK_BACK; }
    "base"                      { return TK_BASE; }
    "by"                        { return TK_BY; }
    "calendar"                  { return TK_CALENDAR; }
    "carry"                     { return TK_CARRY; }
    "chains"                    { return TK_CHAINS; }
    "choice"                    { return TK_CHOICE; }
    "complete"                  { return TK_COMPLETE; }
    "conflict"                  { return TK_CONFLICT; }
    "count"                     { return TK_COUNT; }
    "counted"                   { return TK_COUNTED; }
    "currency"                  { return TK_CURRENCY; }
    "data"                      { return TK_DATA; }
    "define"                    { return TK_DEFINE; }
    "descending"                { return TK_DESCENDING; }
    "distinct"                  { return TK_DISTINCT; }
    "down"                      { return TK_DOWN; }
    "each"                      { return TK_EACH; }
    "else"                      { return TK_ELSE; }
    "entity"                    { return TK_ENTITY; }
    "error"                     { return TK_ERROR; }
    "even"                      { return TK_EVEN; }
    "exact"                     { return TK_EXACT; }
    "example"                   { return TK_EXAMPLE; }
    "expect"                    { return expect_word(lexer); }
    "fact"                      { return TK_FACT; }
    "first"                     { return TK_FIRST; }
    "for"                       { return TK_FOR; }
    "forbid"                    { return TK_FORBID; }
    "from"                      { return TK_FROM; }
    "given"                     { return TK_GIVEN; }
    "greater"                   { return TK_GREATER_OF; }
    "group"                     { return TK_GROUP; }
    "half"                      { return TK_HALF; }
    "has"                       { return TK_HAS; }
    "highest"                   { return TK_HIGHEST; }
    "if"                        { return TK_IF; }
    "in"                        { return TK_IN; }
    "inverse"                   { return TK_INVERSE; }
    "is"                        { return TK_IS; }
    "labels"                    { return TK_LABELS; }
    "largest"                   { return TK_LARGEST; }
    "last"                      { return TK_LAST; }
    "law"                       { return TK_LAW; }
    "length"                    { return TK_LENGTH; }
    "lesser"                    { return TK_LESSER; }
    "list"                      { return TK_LIST; }
    "lowest"                    { return TK_LOWEST; }
    "next"                      { return TK_NEXT; }
    "no"                        { return TK_NO; }
    "none"                      { return TK_NONE; }
    "not"                       { return TK_NOT; }
    "note"                      { return TK_NOTE; }
    "of"                        { return TK_OF; }
    "on"                        { return TK_ON; }
    "one"                       { return TK_ONE; }
    "only"                      { return TK_ONLY; }
    "onwards"                   { return TK_ONWARDS; }
    "or"                        { return TK_OR; }
    "otherwise"                 { return TK_OTHERWISE; }
    "over"                      { return TK_OVER; }
    "overlap"                   { return TK_OVERLAP; }
    "overlaps"                  { return TK_OVERLAPS; }
    "overrides"                 { return TK_OVERRIDES; }
    "owed"                      { return TK_OWED; }
    "per"                       { return TK_PER; }
    "position"                  { return TK_POSITION; }
    "previous"                  { return TK_PREVIOUS; }
    "qanun"                     { return TK_QANUN; }
    "rank"                      { return TK_RANK; }
    "reform"                    { return TK_REFORM; }
    "repeals"                   { return TK_REPEALS; }
    "require"                   { return TK_REQUIRE; }
    "reviewed"                  { return TK_REVIEWED; }
    "round"                     { return TK_ROUND; }
    "rounded"                   { return TK_ROUNDED; }
    "rounds"                    { return TK_ROUNDS; }
    "scale"                     { return TK_SCALE; }
    "set"                       { return TK_SET; }
    "several"                   { return TK_SEVERAL; }
    "smallest"                  { return TK_SMALLEST; }
    "sorted"                    { return TK_SORTED; }
    "split"                     { return TK_SPLIT; }
    "starting"                  { return TK_STARTING; }
    "step"                      { return TK_STEP; }
    "sum"                       { return TK_SUM; }
    "table"                     { return TK_TABLE; }
    "the"                       { return TK_THE; }
    "then"                      { return TK_THEN; }
    "through"                   { return TK_THROUGH; }
    "time"                      { return TK_TIME; }
    "to"                        { return TK_TO; }
    "today"                     { return TK_TODAY; }
    "toward"                    { return TK_TOWARD; }
    "under"                     { return TK_UNDER; }
    "unique"                    { return TK_UNIQUE; }
    "unit"                      { return TK_UNIT; }
    "unknown"                   { return TK_UNKNOWN; }
    "unless"                    { return TK_UNLESS; }
    "until"                     { return TK_UNTIL; }
    "up"                        { return TK_UP; }
    "use"                       { return TK_USE; }
    "when"                      { return TK_WHEN; }
    "where"                     { return TK_WHERE; }
    "whole"                     { return TK_WHOLE; }
    "with"                      { return TK_WITH; }
    "working"                   { return TK_WORKING; }
    "yes"                       { return TK_YES; }
    "zero"                      { return TK_ZERO; }
    name                        { return name(lexer); }
    */
}
