/*
 * Values as text, to show where two evaluators differ: fractions as they are, in base units.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

static const char *set_text(val v, const choice *c)
{
    const char *text = "";
    for (int i = 0; i < c->count; i++) {
        if (v->mask >> i & 1) {
            text = pool_format("%s%s%s", text, *text != '\0' ? ", " : "", c->name[i]);
        }
    }
    return *text != '\0' ? text : "(empty)";
}

static const char *record_text(val v, const type *t)
{
    const char *text = "";
    for (int i = 0; i < t->fields; i++) {
        text = pool_format("%s%s%s: %s", text, i > 0 ? ", " : "", t->field[i].name,
                           value_text(v->field[i], t->field[i].type));
    }
    return pool_format("{%s}", text);
}

static const char *list_text(val v, const type *t)
{
    const char *text = "";
    for (size_t i = 0; i < v->list->count; i++) {
        text = pool_format("%s%s%s", text, i > 0 ? ", " : "",
                           value_text(v->list->at[i].value, t->element));
    }
    return pool_format("[%s]", text);
}

static const char *status_text(val v)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    const char *text = names[v->status];
    for (const cause *c = v->cause; c != NULL; c = c->next) {
        text = c->code != 0 ? pool_format("%s; Q0%d %s", text, c->code, c->text)
                            : pool_format("%s; %s", text, c->text);
    }
    return text;
}

static const char *number_in_unit(val v, const type *t)
{
    number n = number_divide(v->number, t->factor);
    char *figure =
        pool_take(mpz_sizeinbase(mpq_numref(n), 10) + mpz_sizeinbase(mpq_denref(n), 10) + 3);
    mpq_get_str(figure, 10, n);
    return pool_format("%s%s%s", figure, *t->unit != '\0' ? " " : "", t->unit);
}

const char *value_text(val v, const type *t)
{
    if (v->status != IS_KNOWN || t == NULL) {
        return status_text(v);
    }
    switch (t->kind) {
    case K_NUMBER:
        return number_in_unit(v, t);
    case K_BOOLEAN:
        return v->day != 0 ? "yes" : "no";
    case K_DATE:
        return day_written(v->day);
    case K_CLOCK:
        return pool_format("%02ld:%02ld", v->day / 60, v->day % 60);
    case K_CHOICE:
        return t->choice->name[v->day];
    case K_SET:
        return set_text(v, t->choice);
    case K_TEXT:
        return v->text;
    case K_RECORD:
        return record_text(v, t);
    case K_LIST:
        return list_text(v, t);
    case K_SPAN:
        return pool_format("from %s to %s", day_written(v->day), day_written(v->last));
    default:
        return v->is_open ? pool_format("%s onwards", day_written(v->day))
                          : pool_format("%s through %s", day_written(v->day),
                                        day_written(v->last < 0 ? 0 : v->last));
    }
}
