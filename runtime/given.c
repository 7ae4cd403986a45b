/*
 * Giving facts to a case: every value is checked against its fact's type, range and step at this
 * door, so that what is inside can be counted on.
 *
 * Responsible for: what is given to nearly every case, which is numbers, yes/no, dates and choices.
 * Refuses to know: what is given seldom (given_other.c), why a value is refused (given_refused.c),
 * how lists are laid out (given_list.c), how values are written (given_text.c), how rules are
 * evaluated.
 */
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "decimal.h"
#include "given.h"
#include "kernels.h"
#include "period.h"
#include "value.h"

/* A call that gives a value leaves no message of an earlier one. */
static void clear_error(qn_case *c)
{
    c->error.code = QN_OK;
    c->error.text[0] = 0;
}

static bool is_fact(const qn_case *c, int32_t place)
{
    return c != NULL && place >= 0 && (uint32_t)place < c->tables->fact_count;
}

bool qn_offer_begin(qn_case *c, int32_t place, const char *text, size_t length, qn_offer *out)
{
    static const qn_door shut = {0};
    if (!is_fact(c, place) && (c == NULL || !qn_cells_have_item(&c->cells, place))) {
        (void)qn_offer_misuse(c, place == QN_TODAY ? "the date of decision takes a date or unknown"
                                                   : "there is no such fact");
        return false;
    }
    if (text == NULL) {
        (void)qn_offer_misuse(c, "the value is missing");
        return false;
    }
    clear_error(c);
    *out = (qn_offer){.c = c,
                      .door = &shut,
                      .fact = QN_NONE_INDEX,
                      .cell = QN_NONE_INDEX,
                      .text = text,
                      .length = length};
    if (!is_fact(c, place)) {
        out->cell = (uint32_t)place - QN_ITEM;
        uint32_t field = c->cells.field[out->cell];
        out->field = c->tables->field[field];
        out->door = &c->program->door[c->tables->fact_count + field];
        return true;
    }
    out->fact = (uint32_t)place;
    (void)qn_program_declared(c->program, place, &out->field);
    if (c->tables->fact[place].history == QN_NONE_INDEX) {
        out->door = &c->program->door[place];
    } else if (!qn_history_find_always(c, place, &out->cell)) {
        (void)qn_offer_misuse(c, "this program has no room for a fact over time");
        return false;
    }
    return true;
}

/* Forgets every answer: a fact has changed. */
static void forget_answers(qn_case *c)
{
    c->direct.round++;
    if (c->is_used) {
        memset(c->evaluated, 0, c->tables->rule_count);
        qn_bounds_reset(c->bounds);
        c->is_used = false;
    }
}

/* The register of a fact, or of the date, is to get a value or a status. Which facts are open, and
 * what follows from the date, has to be found again unless a fact was known and is so still. */
static void prepare_register(qn_case *c, uint32_t fact, qn_answer status)
{
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    bool stays_known = c->status[reg] == QN_KNOWN && status == QN_KNOWN;
    if (!stays_known || fact == c->tables->fact_count) {
        c->direct.open |= QN_DIRECT_UNSEEN;
    }
}

/* Puts what a register that is no item's holds. */
static void put_register(qn_case *c, uint32_t fact, qn_answer status, const qn_slot *slot,
                         bool given)
{
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    prepare_register(c, fact, status);
    c->slot[reg] = *slot;
    c->status[reg] = (uint8_t)status;
    c->given[fact] = given;
    forget_answers(c);
}

static void put_cell(qn_case *c, uint32_t cell, qn_answer status, const qn_slot *slot, bool given)
{
    c->cells.slot[cell] = *slot;
    c->cells.status[cell] = (uint8_t)status;
    c->cells.given[cell] = given;
    forget_answers(c);
}

void qn_offer_put(const qn_offer *o, qn_answer status, const qn_slot *slot, bool given)
{
    if (o->cell == QN_NONE_INDEX) {
        put_register(o->c, o->fact, status, slot, given);
        return;
    }
    if (o->fact != QN_NONE_INDEX) {
        qn_history_begin_always(o->c, o->fact);
    }
    put_cell(o->c, o->cell, status, slot, given);
    if (qn_offer_type(o)->kind == QN_KIND_DATE && o->fact == QN_NONE_INDEX) {
        qn_history_sort(o->c, o->cell);
    }
}

/* The same for a known value of class I and a fact, in the eight bytes that are read back soon: to
 * write all of a slot and read a part of it, or the other way round, makes the processor wait. */
static void put_whole(qn_case *c, uint32_t fact, int64_t value)
{
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    prepare_register(c, fact, QN_KNOWN);
    c->slot[reg].i = value;
    c->status[reg] = QN_KNOWN;
    c->given[fact] = true;
    forget_answers(c);
}

static void put_integer(const qn_offer *o, int64_t value)
{
    qn_case *c = o->c;
    if (o->cell != QN_NONE_INDEX) {
        const qn_slot slot = {.i = value};
        qn_offer_put(o, QN_KNOWN, &slot, true);
        return;
    }
    put_whole(c, o->fact, value);
}

/* Whether a period begins and ends on days that are allowed; one without an end only begins. */
static bool is_period_in_range(const qn_offer *o, int64_t packed)
{
    const qn_slot *constant = o->c->slot;
    qn_period p = qn_period_unpack(packed);
    int32_t latest = p.last == QN_PERIOD_OPEN ? p.first : p.last;
    return (o->field.low == QN_NONE_INDEX || p.first >= constant[o->field.low].i) &&
           (o->field.high == QN_NONE_INDEX || latest <= constant[o->field.high].i);
}

/* Whether the slot, of the class of the place, lies in the declared range. */
static bool is_in_range(const qn_offer *o, const qn_slot *slot)
{
    const qn_slot *constant = o->c->slot;
    qn_class c = (qn_class)qn_offer_type(o)->class_;
    if (qn_offer_type(o)->kind == QN_KIND_PERIOD) {
        return is_period_in_range(o, slot->i);
    }
    return (o->field.low == QN_NONE_INDEX || qn_slot_cmp(c, slot, &constant[o->field.low]) >= 0) &&
           (o->field.high == QN_NONE_INDEX || qn_slot_cmp(c, slot, &constant[o->field.high]) <= 0);
}

/* The last door: the declared range. */
static qn_status finish(const qn_offer *o, const qn_slot *slot)
{
    if (!is_in_range(o, slot)) {
        return qn_offer_refuse(o, "is out of range");
    }
    if (qn_offer_type(o)->class_ != QN_CLASS_I) {
        qn_offer_put(o, QN_KNOWN, slot, true);
        return QN_OK;
    }
    if (o->fact == QN_NONE_INDEX && qn_offer_type(o)->kind == QN_KIND_DATE &&
        qn_history_has_day(o->c, o->cell, slot->i)) {
        return qn_offer_refuse(o, "is the day of two values");
    }
    put_integer(o, slot->i);
    return QN_OK;
}

qn_status qn_offer_finish(const qn_offer *o, int64_t value)
{
    qn_slot slot;
    slot.i = value;
    return finish(o, &slot);
}

/* The short way in, for nearly every number. False where the long way is to decide. */
static bool enter(const qn_door *door, qn_rational value, int64_t *out)
{
    int64_t n = 0;
    if (door->scale == 0 || !qn_wide_fits_i64(value.num) || !qn_wide_fits_i64(value.den) ||
        __builtin_mul_overflow(qn_wide_to_i64(value.num), door->scale, &n)) {
        return false;
    }
    int64_t den = qn_wide_to_i64(value.den);
    if (n % den != 0 || n / den % door->step != 0) {
        return false;
    }
    *out = n / den;
    return *out >= door->low && *out <= door->high;
}

/* The same for a fact, without an offer. */
static bool enter_fact(qn_case *c, int32_t place, qn_rational value)
{
    int64_t n = 0;
    if (!enter(&c->program->door[place], value, &n)) {
        return false;
    }
    clear_error(c);
    put_whole(c, (uint32_t)place, n);
    return true;
}

qn_status qn_offer_number(const qn_offer *o, qn_rational value)
{
    const qn_tables *t = o->c->tables;
    int64_t n = 0;
    if (enter(o->door, value, &n)) {
        put_integer(o, n);
        return QN_OK;
    }
    qn_rational step = qn_constant_slot(&t->constant[o->field.step]).q;
    if (!qn_rational_is_zero(step)) {
        qn_rational steps;
        if (qn_rational_div(value, step, &steps) != QN_ARITH_OK) {
            return qn_offer_refuse(o, "has too many digits");
        }
        if (!qn_rational_is_integer(steps)) {
            return qn_offer_refuse_step(o, step);
        }
    }
    qn_slot slot = {.q = {.den = {.lo = 1}}};
    switch (qn_type_encode(o->c->program, o->field.type, value, &slot)) {
    case QN_ENCODED:
        return finish(o, &slot);
    case QN_ENCODED_OFF_GRID:
        return qn_offer_refuse(o, "has too many decimals");
    case QN_ENCODED_TOO_LARGE:
    default:
        return qn_offer_refuse(o, "has too many digits");
    }
}

qn_status qn_case_set_integer(qn_case *c, int32_t fact, int64_t value)
{
    char text[24];
    int64_t n = 0;
    qn_offer o;
    qn_rational number = qn_rational_from_i64(value);
    if (is_fact(c, fact) && enter_fact(c, fact, number)) {
        return QN_OK;
    }
    if (!qn_offer_begin(c, fact, "", 0, &o)) {
        return QN_MISUSE;
    }
    if (enter(o.door, number, &n)) {
        put_integer(&o, n);
        return QN_OK;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%lld", (long long)value);
    o.text = text;
    if (!qn_kind_is_number(qn_offer_type(&o)->kind)) {
        return qn_offer_refuse(&o, "is a number");
    }
    return qn_offer_number(&o, number);
}

qn_status qn_case_set_decimal(qn_case *c, int32_t fact, const char *text, size_t length)
{
    qn_offer o;
    qn_decimal decimal;
    if (is_fact(c, fact) && text != NULL && c->program->door[fact].scale != 0 &&
        qn_decimal_parse(text, length, QN_DECIMAL_EXPONENT, &decimal) == QN_DECIMAL_OK &&
        enter_fact(c, fact, decimal.value)) {
        return QN_OK;
    }
    if (!qn_offer_begin(c, fact, text, length, &o)) {
        return QN_MISUSE;
    }
    if (!qn_kind_is_number(qn_offer_type(&o)->kind)) {
        return qn_offer_refuse(&o, "is a number");
    }
    switch (qn_decimal_parse(text, length, QN_DECIMAL_EXPONENT, &decimal)) {
    case QN_DECIMAL_OK:
        return qn_offer_number(&o, decimal.value);
    case QN_DECIMAL_TOO_LARGE:
        return qn_offer_refuse(&o, "has too many digits");
    case QN_DECIMAL_NOT_A_NUMBER:
    default:
        return qn_offer_refuse(&o, "is not a number");
    }
}

qn_status qn_case_set_boolean(qn_case *c, int32_t fact, bool value)
{
    const char *text = value ? "yes" : "no";
    qn_offer o;
    if (!qn_offer_begin(c, fact, text, strlen(text), &o)) {
        return QN_MISUSE;
    }
    if (qn_offer_type(&o)->kind != QN_KIND_BOOLEAN) {
        return qn_offer_refuse(&o, "is yes/no");
    }
    return qn_offer_finish(&o, value);
}

/* The date of decision has no fact row, no range and no default. */
qn_status qn_today_put(qn_case *c, qn_answer status, qn_day day)
{
    clear_error(c);
    put_register(c, c->tables->fact_count, status, &(qn_slot){.i = day}, status == QN_KNOWN);
    return QN_OK;
}

static const char no_such_day[] = "is a day that does not exist";

qn_status qn_case_set_date(qn_case *c, int32_t fact, int year, int month, int day)
{
    char text[40] = "";
    qn_offer o;
    qn_day number = 0;
    bool exists = qn_date_from_ymd(year, month, day, &number) == QN_DATE_OK;
    if (c != NULL && fact == QN_TODAY && exists) {
        return qn_today_put(c, QN_KNOWN, number);
    }
    if (c != NULL && fact == QN_TODAY) {
        int length = snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        return qn_today_refuse(c, text, (size_t)length, no_such_day);
    }
    if (!qn_offer_begin(c, fact, text, 0, &o)) {
        return QN_MISUSE;
    }
    if (exists && o.cell == QN_NONE_INDEX && qn_offer_type(&o)->kind == QN_KIND_DATE &&
        is_in_range(&o, &(qn_slot){.i = number})) {
        put_integer(&o, number);
        return QN_OK;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    if (qn_offer_type(&o)->kind != QN_KIND_DATE) {
        return qn_offer_refuse(&o, "is a date");
    }
    return exists ? qn_offer_finish(&o, number) : qn_offer_refuse(&o, no_such_day);
}

qn_status qn_case_set_choice(qn_case *c, int32_t fact, const char *name)
{
    qn_offer o;
    if (!qn_offer_begin(c, fact, name, name == NULL ? 0 : strlen(name), &o)) {
        return QN_MISUSE;
    }
    int32_t value = qn_type_choice(c->tables, o.field.type, name, o.length);
    if (qn_offer_type(&o)->kind != QN_KIND_CHOICE || value < 0) {
        return qn_offer_refuse(&o, "is none of its values");
    }
    return qn_offer_finish(&o, value);
}
