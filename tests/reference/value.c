/*
 * Values with their five statuses, and the rules of spec/unknown.md, section 2, that hold for every
 * operator.
 */
#include "reference.h"

#include <string.h>

static struct value *value_new(ref_kind kind)
{
    struct value *v = NEW(struct value);
    v->kind = kind;
    return v;
}

val known_number(number n)
{
    struct value *v = value_new(K_NUMBER);
    v->number = n;
    return v;
}

val known_day(ref_kind kind, long day)
{
    struct value *v = value_new(kind);
    v->day = day;
    return v;
}

val known_yes(bool yes)
{
    return known_day(K_BOOLEAN, yes);
}

val known_mask(uint64_t mask)
{
    struct value *v = value_new(K_SET);
    v->mask = mask;
    return v;
}

val known_text(const char *text)
{
    struct value *v = value_new(K_TEXT);
    v->text = text;
    return v;
}

val known_period(long first, long last, bool is_open)
{
    struct value *v = value_new(K_PERIOD);
    v->day = first;
    v->last = last;
    v->is_open = is_open;
    return v;
}

val known_list(const sequence *list)
{
    struct value *v = value_new(K_LIST);
    v->list = list;
    return v;
}

static val not_known(answer status, int code, const char *text)
{
    struct value *v = value_new(K_NUMBER);
    v->status = status;
    if (text != NULL) {
        cause *c = NEW(cause);
        *c = (cause){NULL, code, text};
        v->cause = c;
    }
    return v;
}

val none_for(const char *reason)
{
    return not_known(IS_NONE, 0, reason);
}

val unknown_for(const char *fact)
{
    return not_known(IS_UNKNOWN, 0, fact);
}

val conflict_of(const char *clause)
{
    return not_known(IS_CONFLICT, 0, clause);
}

val error_of(int code, const char *text)
{
    return not_known(IS_ERROR, code, text);
}

bool is_yes(val v)
{
    return v->status == IS_KNOWN && v->day != 0;
}

bool is_no(val v)
{
    return v->status == IS_KNOWN && v->day == 0;
}

/* ---- which status wins */

static int cause_order(const cause *a, const cause *b)
{
    return a->code != b->code ? (a->code > b->code) - (a->code < b->code)
                              : strcmp(a->text, b->text);
}

static const cause *causes_joined(const cause *a, const cause *b)
{
    if (a == NULL || b == NULL || a == b) {
        return a == NULL ? b : a;
    }
    int order = cause_order(a, b);
    const cause *least = order <= 0 ? a : b;
    cause *c = NEW(cause);
    *c = *least;
    c->next = causes_joined(order <= 0 ? a->next : a, order >= 0 ? b->next : b);
    return c;
}

static bool masks;

bool masked_since(bool before)
{
    bool found = masks;
    masks = before;
    return found;
}

val graver(val a, val b)
{
    answer sa = a == NULL ? IS_KNOWN : a->status, sb = b == NULL ? IS_KNOWN : b->status;
    masks = masks || (sa == IS_UNKNOWN && sb > IS_UNKNOWN) || (sb == IS_UNKNOWN && sa > IS_UNKNOWN);
    if (sa != sb || sa == IS_KNOWN) {
        val more = sa > sb ? a : b;
        return more == NULL || more->status == IS_KNOWN ? NULL : more;
    }
    const cause *joined = causes_joined(a->cause, b->cause);
    if (joined == a->cause) {
        return a;
    }
    struct value *v = value_new(K_NUMBER);
    v->status = sa;
    v->cause = joined;
    return v;
}

/* The causes of a status that both have, or those of one. */
static val with_causes_of(val a, val b)
{
    if (a == NULL || a->status != IS_UNKNOWN) {
        return b;
    }
    return b == NULL || b->status != IS_UNKNOWN ? a : graver(a, b);
}

val undecided(val a, val b)
{
    bool is_unknown =
        (a != NULL && a->status == IS_UNKNOWN) || (b != NULL && b->status == IS_UNKNOWN);
    return is_unknown ? with_causes_of(a, b) : graver(a, b);
}

val gravest(const val *all, size_t count)
{
    val found = NULL;
    for (size_t i = 0; i < count; i++) {
        found = graver(found, all[i]);
    }
    return found;
}

val both(val a, val b)
{
    if (is_no(a) || is_no(b)) {
        return known_yes(false);
    }
    val grave = undecided(a, b);
    return grave != NULL ? grave : known_yes(true);
}

val either(val a, val b)
{
    if (is_yes(a) || is_yes(b)) {
        return known_yes(true);
    }
    val grave = undecided(a, b);
    return grave != NULL ? grave : known_yes(false);
}

val negated(val a)
{
    return a->status == IS_KNOWN ? known_yes(a->day == 0) : a;
}

/* ---- comparing known values */

bool same_value(val a, val b)
{
    switch (a->kind) {
    case K_NUMBER:
        return mpq_equal(a->number, b->number) != 0;
    case K_SET:
        return a->mask == b->mask;
    case K_TEXT:
        return strcmp(a->text, b->text) == 0;
    case K_PERIOD:
        return a->day == b->day && a->is_open == b->is_open && (a->is_open || a->last == b->last);
    case K_RECORD:
        return a->identity != NULL && a->identity == b->identity;
    case K_LIST:
        return false;
    default:
        return a->day == b->day;
    }
}

int compare_values(val a, val b)
{
    if (a->kind == K_NUMBER) {
        return mpq_cmp(a->number, b->number);
    }
    if (a->day != b->day || a->kind != K_PERIOD) {
        return (a->day > b->day) - (a->day < b->day);
    }
    if (a->is_open || b->is_open) {
        return a->is_open - b->is_open;
    }
    return (a->last > b->last) - (a->last < b->last);
}

/* ---- sequences */

sequence *sequence_new(size_t room)
{
    sequence *s = NEW(sequence);
    s->at = NEW_ARRAY(ref_element, room);
    return s;
}

/* Room is for powers of two beyond what it was made with. */
void sequence_add(sequence *s, val value, val presence)
{
    if ((s->count & (s->count - 1)) == 0) {
        ref_element *at = NEW_ARRAY(ref_element, s->count == 0 ? 4 : 2 * s->count);
        memcpy(at, s->at, s->count * sizeof *at);
        s->at = at;
    }
    s->at[s->count++] = (ref_element){value, presence};
}
