/*
 * aloud.c - rules read aloud. See aloud.h.
 */
#include "aloud.h"

#include <string.h>

#include "parser.h"

/* What is read, and how far it has come. */
typedef struct reader {
    const qn_source *source;
    const qn_token *token;
    uint32_t from, to;
    bool joins; /* no space stands before what follows */
    qn_aloud_put *put;
    void *self;
} reader;

/* Signs and words that are said in other words, whatever stands beside them. */
typedef struct said {
    int symbol;
    const char *words;
} said;

static const said others[] = {{TK_ARROW, "→"},
                              {TK_LESS, "is below"},
                              {TK_LESS_EQUAL, "is at most"},
                              {TK_GREATER, "is above"},
                              {TK_GREATER_EQUAL, "is at least"},
                              {TK_EQUAL, "is"},
                              {TK_NOT_EQUAL, "is not"},
                              {TK_STAR, "×"},
                              {TK_SLASH, "÷"},
                              {TK_MINUS, "−"},
                              {TK_OTHERWISE, "or, where there is none,"},
                              {TK_ERROR, "not settled:"},
                              {TK_BASE, "in general"}};

static int symbol_at(const reader *r, uint32_t at)
{
    return at >= r->from && at < r->to ? r->token[at].symbol : 0;
}

/* Whether something is said of a token at all. */
static bool is_said(const qn_token *token)
{
    return token->class < QN_TOKEN_COMMENT && token->class != QN_TOKEN_CITATION;
}

bool qn_token_is_name(const qn_token *token)
{
    return token->symbol == TK_NAME;
}

uint32_t qn_token_at(const qn_token *token, uint32_t count, uint32_t offset)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (token[middle].span.begin < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const char *qn_month_name(unsigned month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    return month >= 1 && month <= 12 ? names[month - 1] : "";
}

static void say(reader *r, qn_aloud what, const char *bytes, size_t length)
{
    r->put(r->self, what, !r->joins, bytes, length);
    r->joins = false;
}

static void say_words(reader *r, const char *words)
{
    say(r, QN_ALOUD_WORD, words, strlen(words));
}

/* What stands close to the word before it. */
static void say_close(reader *r, const char *words)
{
    r->joins = true;
    say_words(r, words);
}

static unsigned digits(const char *bytes, size_t count)
{
    unsigned value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value * 10 + (unsigned)(bytes[i] - '0');
    }
    return value;
}

/* 2026-01-16 and 01-16: the day without a zero before it, the month, the year. */
static void say_date(reader *r, const char *bytes, size_t length)
{
    const char *day = bytes + length - 2;
    const char *month = bytes + length - 5;
    size_t zero = day[0] == '0';
    say(r, QN_ALOUD_WORD, day + zero, 2 - zero);
    say_words(r, qn_month_name(digits(month, 2)));
    if (length > 5) {
        say(r, QN_ALOUD_WORD, bytes, length - 6);
    }
}

/* Whether a token ends a value, so that a range has its lower end before it. */
static bool ends_value(const qn_token *token)
{
    return token->class == QN_TOKEN_NUMBER || token->class == QN_TOKEN_WORD ||
           token->class == QN_TOKEN_CLOSE || token->class == QN_TOKEN_STRING;
}

static bool begins_value(const qn_token *token)
{
    return token->class == QN_TOKEN_NUMBER || token->class == QN_TOKEN_WORD ||
           token->class == QN_TOKEN_OPEN || token->class == QN_TOKEN_STRING ||
           token->symbol == TK_MINUS;
}

/* 5..10, 5..=10, ..16, 3.. */
static void say_range(reader *r, uint32_t at)
{
    bool has_low = at > r->from && ends_value(&r->token[at - 1]);
    bool has_high = at + 1 < r->to && begins_value(&r->token[at + 1]);
    bool is_closed = r->token[at].symbol == TK_DOTS_THROUGH;
    say_words(r, !has_high   ? "or more"
                 : is_closed ? (has_low ? "to" : "up to")
                 : has_low   ? "to under"
                             : "under");
}

/* `has (a, b)`, `in (a, b)`: one of those in brackets; else as it is written. */
static void say_member(reader *r, uint32_t at, const char *one, const char *of_several)
{
    say_words(r, symbol_at(r, at + 1) == TK_LEFT_ROUND ? of_several : one);
}

static void say_bytes(reader *r, uint32_t at)
{
    const qn_token *token = &r->token[at];
    const char *bytes = r->source->bytes + token->span.begin;
    size_t length = token->span.end - token->span.begin;
    if (token->class == QN_TOKEN_STRING) {
        say(r, QN_ALOUD_QUOTED, bytes + 1, length - 2);
    } else {
        say(r, qn_token_is_name(token) ? QN_ALOUD_NAME : QN_ALOUD_WORD, bytes, length);
    }
}

/* A sign or word that is said in the same words everywhere; false for others. */
static bool say_other(reader *r, int symbol)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].symbol == symbol) {
            say_words(r, others[i].words);
            return true;
        }
    }
    return false;
}

/* A sign at which it matters what stands beside it; false for others. */
static bool say_sign(reader *r, uint32_t at)
{
    switch (r->token[at].symbol) {
    case TK_DOTS:
    case TK_DOTS_THROUGH:
        say_range(r, at);
        return true;
    case TK_DOT:
        say_close(r, "’s");
        return true;
    case TK_COMMA:
        say_close(r, ",");
        return true;
    case TK_COLON:
        say_close(r, ":");
        return true;
    case TK_SEMICOLON:
        say_close(r, ";");
        return true;
    case TK_HAS:
        say_member(r, at, "has", "has one of");
        return true;
    case TK_IN:
        say_member(r, at, "in", "is one of");
        return true;
    case TK_NOT_IN:
        say_member(r, at, "not in", "is none of");
        return true;
    default:
        return false;
    }
}

void qn_read_aloud(const qn_source *source, const qn_token *token, uint32_t from, uint32_t to,
                   qn_aloud_put *put, void *self)
{
    reader r = {source, token, from, to, true, put, self};
    for (uint32_t i = from; i < to; i++) {
        const qn_token *t = &token[i];
        const char *bytes = source->bytes + t->span.begin;
        size_t length = t->span.end - t->span.begin;
        if (!is_said(t)) {
            continue;
        }
        r.joins = r.joins || t->class == QN_TOKEN_CLOSE;
        if (t->symbol == TK_DATE || t->symbol == TK_MONTH_DAY) {
            say_date(&r, bytes, length);
        } else if (!say_sign(&r, i) && !say_other(&r, t->symbol)) {
            say_bytes(&r, i);
        }
        r.joins = t->class == QN_TOKEN_OPEN;
    }
}
