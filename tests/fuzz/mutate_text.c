/*
 * Mutants of texts, by their tokens: rules, JSON, CSV and receipts are all words, figures, signs
 * and ends of lines, so that one set of changes does for all of them.
 *
 * Refuses to know: what any of it means.
 */
#include <ctype.h>
#include <string.h>

#include "fuzz.h"
#include "words.h"

enum { WORDS = sizeof words / sizeof words[0], CHANGES_MAX = 4 };

/* A text in the room that it has. */
typedef struct text {
    uint8_t *bytes;
    size_t size;
    size_t room;
    uint64_t *chance;
} text;

typedef struct part {
    size_t begin;
    size_t end;
} part;

/* What tokens are made of: letters and figures, spaces, or one sign alone. */
static int class_of(uint8_t byte)
{
    return isalnum(byte) || byte >= 0x80 || byte == '_' ? 1 : byte == ' ' ? 2 : 0;
}

static size_t draw_place(const text *t)
{
    return t->size == 0 ? 0 : (size_t)fuzz_draw(t->chance, t->size);
}

/* The token at a place drawn by chance; empty only where the text is. */
static part draw_token(const text *t)
{
    size_t at = draw_place(t);
    part p = {at, at};
    if (t->size == 0) {
        return p;
    }
    int class_ = class_of(t->bytes[at]);
    while (class_ != 0 && p.begin > 0 && class_of(t->bytes[p.begin - 1]) == class_) {
        p.begin--;
    }
    do {
        p.end++;
    } while (class_ != 0 && p.end < t->size && class_of(t->bytes[p.end]) == class_);
    return p;
}

/* The line at a place drawn by chance, with its end. */
static part draw_line(const text *t)
{
    size_t at = draw_place(t);
    part p = {at, at};
    while (p.begin > 0 && t->bytes[p.begin - 1] != '\n') {
        p.begin--;
    }
    while (p.end < t->size && t->bytes[p.end++] != '\n') {
    }
    return p;
}

/* Puts bytes, which are no part of the text, in the place of a part, as far as there is room. */
static void replace(text *t, part p, const void *bytes, size_t length)
{
    size_t rest = t->size - (p.end - p.begin);
    if (length > t->room - rest) {
        length = t->room - rest;
    }
    memmove(t->bytes + p.begin + length, t->bytes + p.end, t->size - p.end);
    memcpy(t->bytes + p.begin, bytes, length);
    t->size = rest + length;
}

/* Copies a part to the beginning of another, or over it. */
static void copy(text *t, part from, part to)
{
    uint8_t kept[256];
    size_t length = from.end - from.begin;
    if (length > sizeof kept) {
        length = sizeof kept;
    }
    memcpy(kept, t->bytes + from.begin, length);
    replace(t, to, kept, length);
}

static part before(part p)
{
    return (part){p.begin, p.begin};
}

/* A word of the language, at times with a space to either side. */
static void put_word(text *t, part at)
{
    const char *word = words[fuzz_draw(t->chance, WORDS)];
    if (fuzz_draw(t->chance, 2) == 0) {
        replace(t, at, " ", 1);
        at = (part){at.begin + (t->size > at.begin), at.begin + (t->size > at.begin)};
    }
    replace(t, at, word, strlen(word));
}

/* One figure of a number becomes another, or the token is written several times. */
static void change_token(text *t, part p)
{
    uint64_t kind = fuzz_draw(t->chance, 3);
    if (kind == 0 && p.end > p.begin) {
        t->bytes[p.begin + fuzz_draw(t->chance, p.end - p.begin)] =
            (uint8_t)('0' + fuzz_draw(t->chance, 10));
    } else if (kind == 1 && t->size > 0) {
        t->bytes[draw_place(t)] = (uint8_t)fuzz_draw(t->chance, 256);
    } else {
        for (uint64_t times = 1 + fuzz_draw(t->chance, 30); times > 0; times--) {
            copy(t, p, before(p));
        }
    }
}

static void change(text *t)
{
    switch (fuzz_draw(t->chance, 10)) {
    case 0:
        replace(t, draw_token(t), "", 0);
        break;
    case 1:
        put_word(t, before(draw_token(t)));
        break;
    case 2:
    case 3:
        put_word(t, draw_token(t));
        break;
    case 4:
        copy(t, draw_token(t), draw_token(t));
        break;
    case 5:
        copy(t, draw_token(t), before(draw_token(t)));
        break;
    case 6:
        copy(t, draw_line(t), before(draw_line(t)));
        break;
    case 7:
        copy(t, draw_line(t), draw_line(t));
        break;
    case 8:
        replace(t, draw_line(t), "", 0);
        break;
    default:
        change_token(t, draw_token(t));
        break;
    }
}

size_t fuzz_mutate_text(uint8_t *data, size_t size, size_t room, uint64_t *state)
{
    text t = {.bytes = data, .size = size, .room = room, .chance = state};
    for (uint64_t changes = 1 + fuzz_draw(state, CHANGES_MAX); changes > 0; changes--) {
        change(&t);
    }
    return t.size;
}
