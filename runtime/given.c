/*
 * Giving facts to a case: every value is checked against its fact's type, range and step at this
 * door, so that what is inside can be counted on.
 *
 * Responsible for: the qn_case_set_ functions, and the sentence that tells why a value is refused.
 * Refuses to know: how lists are laid out (given_list.c), how values are written (given_text.c),
 * how rules are evaluated.
 */
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "decimal.h"
#include "given.h"
#include "kernels.h"
#include "period.h"
#include "texts.h"
#include "value.h"

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

/* The cell of the value of a fact over time that has only one, always; false where the program sets
 * none aside. */
static bool find_always(const qn_case *c, int32_t fact, uint32_t *cell)
{
    qn_list_place list;
    if (!qn_list_find(c, fact, &list)) {
        return false;
    }
    uint32_t value = qn_list_field(c->tables, &list.shape, "value", 5);
    uint32_t from = qn_list_field(c->tables, &list.shape, "from", 4);
    *cell = qn_list_record(&list.shape, list.base, 0) + value;
    return value < list.shape.field_count && from < list.shape.field_count &&
           c->tables->field[list.shape.first_field + value].type == c->tables->fact[fact].type &&
           c->tables->type[c->tables->field[list.shape.first_field + from].type].kind ==
               QN_KIND_DATE;
}

bool qn_offer_begin(qn_case *c, int32_t place, const char *text, size_t length, qn_offer *out)
{
    static const qn_door shut = {0};
    bool is_fact = c != NULL && place >= 0 && (uint32_t)place < c->tables->fact_count;
    if (!is_fact && (c == NULL || !qn_cells_have_item(&c->cells, place))) {
        (void)qn_offer_misuse(c, "there is no such fact");
        return false;
    }
    if (text == NULL) {
        (void)qn_offer_misuse(c, "the value is missing");
        return false;
    }
    c->error.code = QN_OK;
    c->error.text[0] = 0;
    *out = (qn_offer){.c = c,
                      .door = &shut,
                      .fact = QN_NONE_INDEX,
                      .cell = QN_NONE_INDEX,
                      .text = text,
                      .length = length};
    if (!is_fact) {
        out->cell = (uint32_t)place - QN_ITEM;
        out->field = c->tables->field[c->cells.field[out->cell]];
        return true;
    }
    out->fact = (uint32_t)place;
    (void)qn_program_declared(c->program, place, &out->field);
    if (c->tables->fact[place].history == QN_NONE_INDEX) {
        out->door = &c->program->door[place];
    } else if (!find_always(c, place, &out->cell)) {
        (void)qn_offer_misuse(c, "this program has no room for a fact over time");
        return false;
    }
    return true;
}

static const qn_row_type *type_of(const qn_offer *o)
{
    return &o->c->tables->type[o->field.type];
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

qn_status qn_offer_refuse(const qn_offer *o, const char *what)
{
    qn_error *error = &o->c->error;
    char range[sizeof error->text / 2];
    write_range(o, range, sizeof range);
    char shown[SHOWN_MAX + 1];
    qn_text given = {.buffer = shown, .size = sizeof shown};
    qn_text_add(&given, o->text, o->length);
    (void)qn_text_end(&given, NULL);
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

/* Forgets every answer: a fact has changed. */
static void forget_answers(qn_case *c)
{
    c->direct.is_looked = false;
    if (c->is_used) {
        memset(c->evaluated, 0, c->tables->rule_count);
        qn_bounds_reset(c->bounds);
        c->is_used = false;
    }
}

/* The same in a register that is no item's. */
static void put_register(qn_case *c, uint32_t fact, qn_answer status, const qn_slot *slot,
                         bool given)
{
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
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
    if (type_of(o)->kind == QN_KIND_DATE && o->fact == QN_NONE_INDEX) {
        qn_history_sort(o->c, o->cell);
    }
}

/* The same for a known value of class I, in the eight bytes that are read back soon: to write all
 * of a slot and read a part of it, or the other way round, makes the processor wait. */
static void put_integer(const qn_offer *o, int64_t value)
{
    qn_case *c = o->c;
    if (o->cell != QN_NONE_INDEX) {
        const qn_slot slot = {.i = value};
        qn_offer_put(o, QN_KNOWN, &slot, true);
        return;
    }
    uint32_t reg = qn_tables_first_fact(c->tables) + o->fact;
    c->slot[reg].i = value;
    c->status[reg] = QN_KNOWN;
    c->given[o->fact] = true;
    forget_answers(c);
}

void qn_fact_put_default(qn_case *c, uint32_t fact)
{
    const qn_row_fact *row = &c->tables->fact[fact];
    qn_slot slot = {.q = {.den = {.lo = 1}}};
    qn_answer status = QN_UNKNOWN;
    if (row->history != QN_NONE_INDEX) {
        /* Before its first day, which is never, stands the default. */
        slot.i = qn_list_pack((qn_list){.first = row->first_cell});
        status = row->preset == QN_NONE_INDEX ? QN_UNKNOWN : QN_KNOWN;
    } else if (row->preset != QN_NONE_INDEX) {
        slot = qn_constant_slot(&c->tables->constant[row->preset]);
        status = (qn_answer)c->tables->constant[row->preset].status;
    }
    put_register(c, fact, status, &slot, false);
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
    put_register(c, c->tables->fact_count, QN_UNKNOWN, &(qn_slot){.i = 0}, false);
    c->error.code = QN_OK;
    c->error.text[0] = 0;
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
    qn_class c = (qn_class)type_of(o)->class_;
    if (type_of(o)->kind == QN_KIND_PERIOD) {
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
    if (type_of(o)->class_ != QN_CLASS_I) {
        qn_offer_put(o, QN_KNOWN, slot, true);
        return QN_OK;
    }
    if (o->fact == QN_NONE_INDEX && type_of(o)->kind == QN_KIND_DATE &&
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

/* "is finer than 0.01" */
static qn_status refuse_step(const qn_offer *o, qn_rational step)
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

void qn_fact_prepare(qn_program *program, uint32_t fact)
{
    const qn_tables *t = &program->tables;
    const qn_row_fact *row = &t->fact[fact];
    const qn_row_type *type = &t->type[row->type];
    qn_door *door = &program->door[fact];
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
            return refuse_step(o, step);
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
    if (!qn_offer_begin(c, fact, "", 0, &o)) {
        return QN_MISUSE;
    }
    if (enter(o.door, qn_rational_from_i64(value), &n)) {
        put_integer(&o, n);
        return QN_OK;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%lld", (long long)value);
    o.text = text;
    if (!qn_kind_is_number(type_of(&o)->kind)) {
        return qn_offer_refuse(&o, "is a number");
    }
    return qn_offer_number(&o, qn_rational_from_i64(value));
}

qn_status qn_case_set_decimal(qn_case *c, int32_t fact, const char *text, size_t length)
{
    qn_offer o;
    qn_decimal decimal;
    if (!qn_offer_begin(c, fact, text, length, &o)) {
        return QN_MISUSE;
    }
    if (!qn_kind_is_number(type_of(&o)->kind)) {
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
    if (type_of(&o)->kind != QN_KIND_BOOLEAN) {
        return qn_offer_refuse(&o, "is yes/no");
    }
    return qn_offer_finish(&o, value);
}

/* The date of decision has no fact row, no range and no default. */
qn_status qn_today_put(qn_case *c, qn_answer status, qn_day day)
{
    c->error.code = QN_OK;
    c->error.text[0] = 0;
    put_register(c, c->tables->fact_count, status, &(qn_slot){.i = day}, status == QN_KNOWN);
    return QN_OK;
}

qn_status qn_today_refuse(qn_case *c)
{
    c->error.code = QN_BAD_VALUE;
    (void)snprintf(c->error.text, sizeof c->error.text,
                   "today: this day does not exist; expected a date, as 2023-06-01");
    return QN_BAD_VALUE;
}

qn_status qn_case_set_date(qn_case *c, int32_t fact, int year, int month, int day)
{
    char text[40] = "";
    qn_offer o;
    qn_day number = 0;
    bool exists = qn_date_from_ymd(year, month, day, &number) == QN_DATE_OK;
    if (c != NULL && fact == QN_TODAY) {
        return exists ? qn_today_put(c, QN_KNOWN, number) : qn_today_refuse(c);
    }
    if (!qn_offer_begin(c, fact, text, 0, &o)) {
        return QN_MISUSE;
    }
    if (exists && o.cell == QN_NONE_INDEX && type_of(&o)->kind == QN_KIND_DATE &&
        is_in_range(&o, &(qn_slot){.i = number})) {
        put_integer(&o, number);
        return QN_OK;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    if (type_of(&o)->kind != QN_KIND_DATE) {
        return qn_offer_refuse(&o, "is a date");
    }
    return exists ? qn_offer_finish(&o, number)
                  : qn_offer_refuse(&o, "is a day that does not exist");
}

qn_status qn_case_set_choice(qn_case *c, int32_t fact, const char *name)
{
    qn_offer o;
    if (!qn_offer_begin(c, fact, name, name == NULL ? 0 : strlen(name), &o)) {
        return QN_MISUSE;
    }
    int32_t value = qn_type_choice(c->tables, o.field.type, name, o.length);
    if (type_of(&o)->kind != QN_KIND_CHOICE || value < 0) {
        return qn_offer_refuse(&o, "is none of its values");
    }
    return qn_offer_finish(&o, value);
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
    if (type_of(&o)->kind != QN_KIND_SET) {
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
    if (type_of(o)->kind != QN_KIND_PERIOD) {
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
    static const qn_slot nothing = {.q = {.den = {.lo = 1}}};
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
    static const qn_slot nothing = {.q = {.den = {.lo = 1}}};
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
    static const qn_slot nothing = {.q = {.den = {.lo = 1}}};
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
