/*
 * Why a value is not taken at the door of a case.
 *
 * Responsible for: the sentence that tells it: which place, what was given, what is expected.
 * Refuses to know: when a value is refused.
 */
#include <stdio.h>
#include <string.h>

#include "decimal.h"
#include "given.h"

/* Bytes of a given value that a message shows. */
#define SHOWN_MAX 60

qn_status qn_offer_misuse(qn_case *c, const char *text)
{
    if (c != NULL) {
        c->error.code = QN_MISUSE;
        (void)snprintf(c->error.text, sizeof c->error.text, "%s", text);
    }
    return QN_MISUSE;
}

/* The number by which the program knows how the place is declared. */
static int32_t declared(const qn_offer *o)
{
    return (int32_t)(o->fact == QN_NONE_INDEX ? QN_FIELD + o->c->cells.field[o->cell] : o->fact);
}

/* Writes what the fact takes; of more names than there is room for the first ones, each whole. */
static void write_range(const qn_offer *o, char *range, size_t size)
{
    static const char more[] = ", …";
    if (qn_program_fact_range(o->c->program, declared(o), range, size, NULL) != QN_NO_ROOM) {
        return;
    }
    size_t end = size - sizeof more;
    while (end > 0 && range[end] != ',') {
        end--;
    }
    if (end > 0) {
        memcpy(range + end, more, sizeof more);
    }
}

/* Writes as much of a given value as a message shows, with a question mark for each control sign,
 * of which a NUL would end the sentence. */
static void show_given(const char *text, size_t length, char shown[SHOWN_MAX + 1])
{
    qn_text given = {.buffer = shown, .size = SHOWN_MAX + 1};
    qn_text_add(&given, text, length);
    for (size_t i = 0; i < length && i < SHOWN_MAX; i++) {
        shown[i] = (unsigned char)shown[i] < ' ' || shown[i] == 0x7f ? '?' : shown[i];
    }
    (void)qn_text_end(&given, NULL);
}

qn_status qn_offer_refuse(const qn_offer *o, const char *what)
{
    qn_error *error = &o->c->error;
    char range[sizeof error->text / 2];
    write_range(o, range, sizeof range);
    char shown[SHOWN_MAX + 1];
    show_given(o->text, o->length, shown);
    qn_text text = {.buffer = error->text, .size = sizeof error->text};
    const char *const parts[] = {": '", shown,         o->length > SHOWN_MAX ? "…' " : "' ",
                                 what,  "; expected ", range};
    qn_place_name(o->c, o->fact, o->cell, &text);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        qn_text_add_string(&text, parts[i]);
    }
    (void)qn_text_end(&text, NULL);
    error->code = QN_BAD_VALUE;
    return QN_BAD_VALUE;
}

qn_status qn_offer_refuse_step(const qn_offer *o, qn_rational step)
{
    char what[QN_DECIMAL_TEXT_SIZE + 20] = "is finer than ";
    size_t used = strlen(what);
    if (qn_rational_is_integer(step) && step.num.lo == 1) {
        return qn_offer_refuse(o, "is not a whole number");
    }
    if (!qn_decimal_format(step, 0, what + used, sizeof what - used, NULL)) {
        (void)qn_decimal_format_fraction(step, what + used, sizeof what - used, NULL);
    }
    return qn_offer_refuse(o, what);
}

qn_status qn_today_refuse(qn_case *c, const char *given, size_t length, const char *what)
{
    char shown[SHOWN_MAX + 1];
    show_given(given, length, shown);
    c->error.code = QN_BAD_VALUE;
    (void)snprintf(c->error.text, sizeof c->error.text, "today: '%s%s' %s; expected a date", shown,
                   length > SHOWN_MAX ? "…" : "", what);
    return QN_BAD_VALUE;
}
