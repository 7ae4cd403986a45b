/*
 * What is given to a case seldom: sets, periods, none, unknown; and taking away what was given.
 *
 * Responsible for: these calls, defaults, and what the short way in has to know of a place.
 * Refuses to know: the short way itself, and the checks that all values pass (given.c).
 */
#include <stdio.h>
#include <string.h>

#include "given.h"
#include "period.h"

/* What stands in a slot without a value. */
static const qn_slot nothing = {.q = {.den = {.lo = 1}}};

/* Puts what was not given, or no longer is. */
static void put_back(qn_case *c, uint32_t fact, qn_answer status, const qn_slot *slot)
{
    qn_offer_put(&(qn_offer){.c = c, .fact = fact, .cell = QN_NONE_INDEX}, status, slot, false);
}

void qn_fact_put_default(qn_case *c, uint32_t fact)
{
    const qn_row_fact *row = &c->tables->fact[fact];
    qn_slot slot = nothing;
    qn_answer status = QN_UNKNOWN;
    if (row->history != QN_NONE_INDEX) {
        /* Before its first day, which is never, stands the default. */
        slot.i = qn_list_pack((qn_list){.first = row->first_cell});
        status = row->preset == QN_NONE_INDEX ? QN_UNKNOWN : QN_KNOWN;
    } else if (row->preset != QN_NONE_INDEX) {
        slot = qn_constant_slot(&c->tables->constant[row->preset]);
        status = (qn_answer)c->tables->constant[row->preset].status;
    }
    put_back(c, fact, status, &slot);
}

/* Takes away what a fact was given. */
static void clear_fact(qn_case *c, uint32_t fact)
{
    qn_offer o = {.c = c, .fact = fact, .cell = QN_NONE_INDEX};
    (void)qn_program_declared(c->program, (int32_t)fact, &o.field);
    qn_place_drop(c, &o);
    qn_fact_put_default(c, fact);
}

void qn_case_reset(qn_case *c)
{
    if (c == NULL) {
        return;
    }
    for (uint32_t i = 0; i < c->tables->fact_count; i++) {
        clear_fact(c, i);
    }
    (void)qn_today_put(c, QN_UNKNOWN, 0);
}

/* The range as it stands in the tables, or as far as the class goes. */
static int64_t bound_of(const qn_tables *t, uint32_t reg, int64_t open)
{
    return reg == QN_NONE_INDEX ? open : qn_constant_slot(&t->constant[reg]).i;
}

/* A whole number of 64 bits, or 0. */
static int64_t small_whole(qn_rational value)
{
    bool small = qn_rational_is_integer(value) && qn_wide_fits_i64(value.num);
    return small ? qn_wide_to_i64(value.num) : 0;
}

void qn_door_prepare(qn_program *program, uint32_t number, const qn_row_field *row)
{
    const qn_tables *t = &program->tables;
    const qn_row_type *type = &t->type[row->type];
    qn_door *door = &program->door[number];
    qn_rational scale = program->scale[row->type];
    qn_rational step = qn_constant_slot(&t->constant[row->step]).q;
    if (type->class_ != QN_CLASS_I || !qn_kind_is_number(type->kind)) {
        return;
    }
    if (qn_rational_is_zero(step)) {
        door->step = 1;
    } else if (qn_rational_mul(step, scale, &step) == QN_ARITH_OK) {
        door->step = small_whole(step);
    }
    door->low = bound_of(t, row->low, -INT64_MAX);
    door->high = bound_of(t, row->high, INT64_MAX);
    door->scale = door->step == 0 ? 0 : small_whole(scale);
}

bool qn_offer_add_member(const qn_offer *o, const char *name, size_t length, uint64_t *set)
{
    int32_t value = qn_type_choice(o->c->tables, o->field.type, name, length);
    if (value < 0) {
        return false;
    }
    *set |= (uint64_t)1 << value;
    return true;
}

qn_status qn_case_set_set(qn_case *c, int32_t fact, const char *const *names, size_t count)
{
    qn_offer o;
    uint64_t set = 0;
    if (names == NULL && count > 0) {
        return qn_offer_misuse(c, "the value is missing");
    }
    if (!qn_offer_begin(c, fact, "", 0, &o)) {
        return QN_MISUSE;
    }
    if (qn_offer_type(&o)->kind != QN_KIND_SET) {
        return qn_offer_refuse(&o, "is a set");
    }
    for (size_t i = 0; i < count; i++) {
        if (names[i] == NULL) {
            return qn_offer_misuse(c, "a name is missing");
        }
        o.text = names[i];
        o.length = strlen(names[i]);
        if (!qn_offer_add_member(&o, o.text, o.length, &set)) {
            return qn_offer_refuse(&o, "is none of its values");
        }
    }
    return qn_offer_finish(&o, (int64_t)set);
}

/* The same for a whole period, of which the second day may be that of one without an end. */
static qn_status give_period(qn_offer *o, const char *text, const qn_day *first, const qn_day *last)
{
    o->text = text;
    o->length = strlen(text);
    if (qn_offer_type(o)->kind != QN_KIND_PERIOD) {
        return qn_offer_refuse(o, "is a period");
    }
    if (*last < *first) {
        return qn_offer_refuse(o, "ends before it begins");
    }
    return qn_offer_finish(o, qn_period_pack((qn_period){.first = *first, .last = *last}));
}

/* The days of a period as text, for a message. */
static void write_period(char *text, size_t size, const int first[3], const int *last)
{
    if (last == NULL) {
        (void)snprintf(text, size, "%04d-%02d-%02d onwards", first[0], first[1], first[2]);
    } else {
        (void)snprintf(text, size, "%04d-%02d-%02d through %04d-%02d-%02d", first[0], first[1],
                       first[2], last[0], last[1], last[2]);
    }
}

qn_status qn_case_set_period(qn_case *c, int32_t place, int year, int month, int day, int end_year,
                             int end_month, int end_day)
{
    char text[80];
    qn_offer o;
    qn_day first = 0;
    qn_day last = QN_PERIOD_OPEN;
    bool is_open = end_year == 0 && end_month == 0 && end_day == 0;
    if (!qn_offer_begin(c, place, "", 0, &o)) {
        return QN_MISUSE;
    }
    write_period(text, sizeof text, (int[]){year, month, day},
                 is_open ? NULL : (int[]){end_year, end_month, end_day});
    if (qn_date_from_ymd(year, month, day, &first) != QN_DATE_OK ||
        (!is_open && qn_date_from_ymd(end_year, end_month, end_day, &last) != QN_DATE_OK)) {
        o.text = text;
        o.length = strlen(text);
        return qn_offer_refuse(&o, "has a day that does not exist");
    }
    return give_period(&o, text, &first, &last);
}

qn_status qn_case_set_none(qn_case *c, int32_t place)
{
    qn_offer o;
    if (!qn_offer_begin(c, place, "none", 4, &o)) {
        return QN_MISUSE;
    }
    if ((o.field.flags & QN_FACT_MAY_BE_NONE) == 0) {
        return qn_offer_refuse(&o, "was given");
    }
    qn_place_drop(c, &o);
    qn_offer_put(&o, QN_NONE, &nothing, true);
    return QN_OK;
}

/* A fact over time is taken away as a whole. */
static void aim_at_all(qn_offer *o)
{
    o->cell = o->fact == QN_NONE_INDEX ? o->cell : QN_NONE_INDEX;
}

qn_status qn_case_set_unknown(qn_case *c, int32_t place)
{
    qn_offer o;
    if (c != NULL && place == QN_TODAY) {
        return qn_today_put(c, QN_UNKNOWN, 0);
    }
    if (!qn_offer_begin(c, place, "unknown", 7, &o)) {
        return QN_MISUSE;
    }
    aim_at_all(&o);
    qn_place_drop(c, &o);
    qn_offer_put(&o, QN_UNKNOWN, &nothing, true);
    return QN_OK;
}

qn_status qn_case_clear(qn_case *c, int32_t place)
{
    qn_offer o;
    if (c != NULL && place == QN_TODAY) {
        return qn_today_put(c, QN_UNKNOWN, 0);
    }
    if (!qn_offer_begin(c, place, "", 0, &o)) {
        return QN_MISUSE;
    }
    if (o.fact != QN_NONE_INDEX) {
        clear_fact(c, o.fact);
        return QN_OK;
    }
    qn_place_drop(c, &o);
    bool has = o.field.preset != QN_NONE_INDEX;
    qn_offer_put(&o, has ? (qn_answer)c->status[o.field.preset] : QN_UNKNOWN,
                 has ? &c->slot[o.field.preset] : &nothing, false);
    return QN_OK;
}
