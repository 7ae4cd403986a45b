/*
 * Giving facts to a case: every value is checked against its fact's type, range and step at this
 * door, so that what is inside can be counted on.
 *
 * Responsible for: the qn_case_set_ functions, and the sentence that tells why a value is refused.
 * Refuses to know: how rules are evaluated.
 */
#include <stdio.h>
#include <string.h>

#include "case.h"
#include "date.h"
#include "decimal.h"
#include "kernels.h"
#include "value.h"

/* Bytes of a given value that a message shows. */
#define SHOWN_MAX 60

/* A value on its way in: for which fact, and as it was written, for messages. */
typedef struct offer {
    qn_case *c;
    const qn_row_fact *fact;
    uint32_t number;
    const char *text;
    size_t length;
} offer;

/* For calls that no value could mend. The case may be NULL. */
static qn_status misuse(qn_case *c, const char *text)
{
    if (c != NULL) {
        c->error.code = QN_MISUSE;
        (void)snprintf(c->error.text, sizeof c->error.text, "%s", text);
    }
    return QN_MISUSE;
}

/* Begins a call that gives a fact. False, with a message, where there is no such fact or no value.
 */
static bool begin(qn_case *c, int32_t fact, const char *text, size_t length, offer *out)
{
    if (c == NULL || fact < 0 || (uint32_t)fact >= c->tables->fact_count) {
        (void)misuse(c, "there is no such fact");
        return false;
    }
    if (text == NULL) {
        (void)misuse(c, "the value is missing");
        return false;
    }
    c->error.code = QN_OK;
    c->error.text[0] = 0;
    *out = (offer){.c = c,
                   .fact = &c->tables->fact[fact],
                   .number = (uint32_t)fact,
                   .text = text,
                   .length = length};
    return true;
}

static const qn_row_type *type_of(const offer *o)
{
    return &o->c->tables->type[o->fact->type];
}

/* "seniority: '12x' is not a number; expected years in 0..=80" */
static qn_status refuse(const offer *o, const char *what)
{
    qn_error *error = &o->c->error;
    char range[sizeof error->text / 2];
    (void)qn_program_fact_range(o->c->program, (int32_t)o->number, range, sizeof range, NULL);
    char shown[SHOWN_MAX + 1];
    qn_text given = {.buffer = shown, .size = sizeof shown};
    qn_text_add(&given, o->text, o->length);
    (void)qn_text_end(&given, NULL);
    qn_text text = {.buffer = error->text, .size = sizeof error->text};
    const char *const parts[] = {qn_program_fact_name(o->c->program, (int32_t)o->number),
                                 ": '",
                                 shown,
                                 o->length > SHOWN_MAX ? "…' " : "' ",
                                 what,
                                 "; expected ",
                                 range};
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
    if (c->is_used) {
        memset(c->evaluated, 0, c->tables->rule_count);
        qn_bounds_reset(c->bounds);
        c->is_used = false;
    }
}

/* Where a fact gets a value: after it every answer is out of date. */
static void put(qn_case *c, uint32_t fact, qn_answer status, qn_slot slot, bool given)
{
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    c->slot[reg] = slot;
    c->status[reg] = (uint8_t)status;
    c->given[fact] = given;
    forget_answers(c);
}

/* The same for a known value of class I, in the eight bytes that are read back soon: to write all
 * of a slot and read a part of it, or the other way round, makes the processor wait. */
static void put_integer(qn_case *c, uint32_t fact, int64_t value)
{
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    c->slot[reg].i = value;
    c->status[reg] = QN_KNOWN;
    c->given[fact] = true;
    forget_answers(c);
}

/* Takes away the case's copy of a text; facts with an equal text get their number anew. */
static void drop_text(qn_case *c, uint32_t fact);

/* A fact without a value of its own. */
static void put_default(qn_case *c, uint32_t fact)
{
    uint32_t preset = c->tables->fact[fact].preset;
    qn_slot slot = {.q = {.den = {.lo = 1}}};
    qn_answer status = QN_UNKNOWN;
    if (preset != QN_NONE_INDEX) {
        slot = qn_constant_slot(&c->tables->constant[preset]);
        status = (qn_answer)c->tables->constant[preset].status;
    }
    put(c, fact, status, slot, false);
}

void qn_case_reset(qn_case *c)
{
    if (c == NULL) {
        return;
    }
    for (uint32_t i = 0; i < c->tables->fact_count; i++) {
        drop_text(c, i);
        put_default(c, i);
    }
    put(c, c->tables->fact_count, QN_UNKNOWN, (qn_slot){.i = 0}, false);
    c->error.code = QN_OK;
    c->error.text[0] = 0;
}

/* Whether the slot, of the fact's class, lies in the declared range. */
static bool is_in_range(const offer *o, const qn_slot *slot)
{
    const qn_tables *t = o->c->tables;
    const qn_row_fact *fact = o->fact;
    const qn_slot *constant = o->c->slot;
    qn_class c = (qn_class)t->type[fact->type].class_;
    return (fact->low == QN_NONE_INDEX || qn_slot_cmp(c, slot, &constant[fact->low]) >= 0) &&
           (fact->high == QN_NONE_INDEX || qn_slot_cmp(c, slot, &constant[fact->high]) <= 0);
}

/* The last door: the declared range. */
static qn_status finish(const offer *o, const qn_slot *slot)
{
    if (!is_in_range(o, slot)) {
        return refuse(o, "is out of range");
    }
    if (type_of(o)->class_ == QN_CLASS_I) {
        put_integer(o->c, o->number, slot->i);
    } else {
        put(o->c, o->number, QN_KNOWN, *slot, true);
    }
    return QN_OK;
}

/* The same for facts that are always of class I. */
static qn_status finish_integer(const offer *o, int64_t value)
{
    qn_slot slot;
    slot.i = value;
    return finish(o, &slot);
}

/* "is finer than 0.01" */
static qn_status refuse_step(const offer *o, qn_rational step)
{
    char what[QN_DECIMAL_TEXT_SIZE + 20] = "is finer than ";
    size_t used = strlen(what);
    if (qn_rational_is_integer(step) && step.num.lo == 1) {
        return refuse(o, "is not a whole number");
    }
    if (!qn_decimal_format(step, 0, what + used, sizeof what - used, NULL)) {
        (void)qn_decimal_format_fraction(step, what + used, sizeof what - used, NULL);
    }
    return refuse(o, what);
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

/* A number in the fact's unit: step, grid, class and range. */
static qn_status give_number(const offer *o, qn_rational value)
{
    const qn_tables *t = o->c->tables;
    int64_t n = 0;
    if (enter(&o->c->program->door[o->number], value, &n)) {
        put_integer(o->c, o->number, n);
        return QN_OK;
    }
    qn_rational step = qn_constant_slot(&t->constant[o->fact->step]).q;
    if (!qn_rational_is_zero(step)) {
        qn_rational steps;
        if (qn_rational_div(value, step, &steps) != QN_ARITH_OK) {
            return refuse(o, "has too many digits");
        }
        if (!qn_rational_is_integer(steps)) {
            return refuse_step(o, step);
        }
    }
    qn_slot slot = {.q = {.den = {.lo = 1}}};
    switch (qn_type_encode(o->c->program, o->fact->type, value, &slot)) {
    case QN_ENCODED:
        return finish(o, &slot);
    case QN_ENCODED_OFF_GRID:
        return refuse(o, "has too many decimals");
    case QN_ENCODED_TOO_LARGE:
    default:
        return refuse(o, "has too many digits");
    }
}

qn_status qn_case_set_integer(qn_case *c, int32_t fact, int64_t value)
{
    char text[24];
    int64_t n = 0;
    offer o;
    if (!begin(c, fact, "", 0, &o)) {
        return QN_MISUSE;
    }
    if (enter(&c->program->door[o.number], qn_rational_from_i64(value), &n)) {
        put_integer(c, o.number, n);
        return QN_OK;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%lld", (long long)value);
    o.text = text;
    if (!qn_kind_is_number(type_of(&o)->kind)) {
        return refuse(&o, "is a number");
    }
    return give_number(&o, qn_rational_from_i64(value));
}

qn_status qn_case_set_decimal(qn_case *c, int32_t fact, const char *text, size_t length)
{
    offer o;
    qn_decimal decimal;
    if (!begin(c, fact, text, length, &o)) {
        return QN_MISUSE;
    }
    if (!qn_kind_is_number(type_of(&o)->kind)) {
        return refuse(&o, "is a number");
    }
    switch (qn_decimal_parse(text, length, QN_DECIMAL_EXPONENT, &decimal)) {
    case QN_DECIMAL_OK:
        return give_number(&o, decimal.value);
    case QN_DECIMAL_TOO_LARGE:
        return refuse(&o, "has too many digits");
    case QN_DECIMAL_NOT_A_NUMBER:
    default:
        return refuse(&o, "is not a number");
    }
}

qn_status qn_case_set_boolean(qn_case *c, int32_t fact, bool value)
{
    const char *text = value ? "yes" : "no";
    offer o;
    if (!begin(c, fact, text, strlen(text), &o)) {
        return QN_MISUSE;
    }
    if (type_of(&o)->kind != QN_KIND_BOOLEAN) {
        return refuse(&o, "is yes/no");
    }
    return finish_integer(&o, value);
}

/* The date of decision has no fact row, no range and no default. */
static qn_status give_today(qn_case *c, qn_answer status, qn_day day)
{
    c->error.code = QN_OK;
    c->error.text[0] = 0;
    put(c, c->tables->fact_count, status, (qn_slot){.i = day}, status == QN_KNOWN);
    return QN_OK;
}

static qn_status refuse_today(qn_case *c)
{
    c->error.code = QN_BAD_VALUE;
    (void)snprintf(c->error.text, sizeof c->error.text,
                   "today: this day does not exist; expected a date, as 2023-06-01");
    return QN_BAD_VALUE;
}

qn_status qn_case_set_date(qn_case *c, int32_t fact, int year, int month, int day)
{
    char text[40] = "";
    offer o;
    qn_day number = 0;
    bool exists = qn_date_from_ymd(year, month, day, &number) == QN_DATE_OK;
    if (c != NULL && fact == QN_TODAY) {
        return exists ? give_today(c, QN_KNOWN, number) : refuse_today(c);
    }
    if (!begin(c, fact, text, 0, &o)) {
        return QN_MISUSE;
    }
    if (exists && type_of(&o)->kind == QN_KIND_DATE && is_in_range(&o, &(qn_slot){.i = number})) {
        put_integer(c, o.number, number);
        return QN_OK;
    }
    o.length = (size_t)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    if (type_of(&o)->kind != QN_KIND_DATE) {
        return refuse(&o, "is a date");
    }
    return exists ? finish_integer(&o, number) : refuse(&o, "is a day that does not exist");
}

qn_status qn_case_set_choice(qn_case *c, int32_t fact, const char *name)
{
    offer o;
    if (!begin(c, fact, name, name == NULL ? 0 : strlen(name), &o)) {
        return QN_MISUSE;
    }
    int32_t value = qn_type_choice(c->tables, o.fact->type, name, o.length);
    if (type_of(&o)->kind != QN_KIND_CHOICE || value < 0) {
        return refuse(&o, "is none of its values");
    }
    return finish_integer(&o, value);
}

/* Adds a value to a set by its name; false where the name is none of its values. */
static bool add_member(const offer *o, const char *name, size_t length, uint64_t *set)
{
    int32_t value = qn_type_choice(o->c->tables, o->fact->type, name, length);
    if (value < 0) {
        return false;
    }
    *set |= (uint64_t)1 << value;
    return true;
}

qn_status qn_case_set_set(qn_case *c, int32_t fact, const char *const *names, size_t count)
{
    offer o;
    uint64_t set = 0;
    if (names == NULL && count > 0) {
        return misuse(c, "the value is missing");
    }
    if (!begin(c, fact, "", 0, &o)) {
        return QN_MISUSE;
    }
    if (type_of(&o)->kind != QN_KIND_SET) {
        return refuse(&o, "is a set");
    }
    for (size_t i = 0; i < count; i++) {
        if (names[i] == NULL) {
            return misuse(c, "a name is missing");
        }
        o.text = names[i];
        o.length = strlen(names[i]);
        if (!add_member(&o, o.text, o.length, &set)) {
            return refuse(&o, "is none of its values");
        }
    }
    return finish_integer(&o, (int64_t)set);
}

qn_status qn_case_set_none(qn_case *c, int32_t fact)
{
    offer o;
    if (!begin(c, fact, "none", 4, &o)) {
        return QN_MISUSE;
    }
    if ((o.fact->flags & QN_FACT_MAY_BE_NONE) == 0) {
        return refuse(&o, "was given");
    }
    drop_text(c, o.number);
    put(c, o.number, QN_NONE, (qn_slot){.q = {.den = {.lo = 1}}}, true);
    return QN_OK;
}

qn_status qn_case_set_unknown(qn_case *c, int32_t fact)
{
    offer o;
    if (c != NULL && fact == QN_TODAY) {
        return give_today(c, QN_UNKNOWN, 0);
    }
    if (!begin(c, fact, "unknown", 7, &o)) {
        return QN_MISUSE;
    }
    drop_text(c, o.number);
    put(c, o.number, QN_UNKNOWN, (qn_slot){.q = {.den = {.lo = 1}}}, true);
    return QN_OK;
}

qn_status qn_case_clear(qn_case *c, int32_t fact)
{
    offer o;
    if (c != NULL && fact == QN_TODAY) {
        return give_today(c, QN_UNKNOWN, 0);
    }
    if (!begin(c, fact, "", 0, &o)) {
        return QN_MISUSE;
    }
    drop_text(c, o.number);
    put_default(c, o.number);
    return QN_OK;
}

/* The number of the program's string that equals the text, or string_count. */
static uint32_t find_string(const qn_tables *t, const char *text, size_t length)
{
    for (uint32_t i = 0; i < t->string_count; i++) {
        if (qn_tables_string_length(t, i) == length &&
            memcmp(qn_tables_string(t, i), text, length) == 0) {
            return i;
        }
    }
    return t->string_count;
}

/* Numbers the case's own texts anew: equal texts get the number of the first fact that has it. */
static void number_texts(qn_case *c)
{
    const qn_tables *t = c->tables;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        const qn_given_text *text = &c->text[i];
        if (text->bytes == NULL) {
            continue;
        }
        uint32_t same = 0;
        while (c->text[same].bytes == NULL || c->text[same].length != text->length ||
               memcmp(c->text[same].bytes, text->bytes, text->length) != 0) {
            same++;
        }
        c->slot[qn_tables_first_fact(t) + i].i = (int64_t)t->string_count + same;
    }
}

static void drop_text(qn_case *c, uint32_t fact)
{
    qn_given_text *text = &c->text[fact];
    if (text->bytes != NULL) {
        qn_memory_free(&c->options, text->bytes, text->length + 1);
        *text = (qn_given_text){0};
        number_texts(c);
    }
}

/* A text that the program knows is its number there; any other is copied. */
static qn_status give_text(const offer *o)
{
    qn_case *c = o->c;
    char *bytes = NULL;
    uint32_t known = find_string(c->tables, o->text, o->length);
    if (known == c->tables->string_count) {
        bytes = qn_memory_take(&c->options, o->length + 1);
        if (bytes == NULL) {
            c->error.code = QN_NO_MEMORY;
            return QN_NO_MEMORY;
        }
        memcpy(bytes, o->text, o->length);
        bytes[o->length] = 0;
    }
    drop_text(c, o->number);
    c->text[o->number] = (qn_given_text){.bytes = bytes, .length = bytes == NULL ? 0 : o->length};
    put(c, o->number, QN_KNOWN, (qn_slot){.i = known}, true);
    number_texts(c);
    return QN_OK;
}

static bool is_word(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* The words of the language, and those of JSON. */
static qn_status give_boolean_text(const offer *o)
{
    if (is_word("yes", o->text, o->length) || is_word("true", o->text, o->length)) {
        return finish_integer(o, 1);
    }
    if (is_word("no", o->text, o->length) || is_word("false", o->text, o->length)) {
        return finish_integer(o, 0);
    }
    return refuse(o, "is neither yes nor no");
}

/* A day that the calendar does not have is told apart from what is no date at all. */
static qn_status give_date_text(const offer *o)
{
    qn_day day = 0;
    switch (qn_date_parse(o->text, o->length, &day, NULL)) {
    case QN_DATE_OK:
        return finish_integer(o, day);
    case QN_DATE_NO_SUCH_DAY:
    case QN_DATE_OUT_OF_RANGE:
        return refuse(o, "is a day that does not exist");
    case QN_DATE_NOT_A_DATE:
    default:
        return refuse(o, "is not a date, as 2023-06-01");
    }
}

static qn_status give_choice_text(const offer *o)
{
    int32_t value = qn_type_choice(o->c->tables, o->fact->type, o->text, o->length);
    return value < 0 ? refuse(o, "is none of its values") : finish_integer(o, value);
}

/* Names with commas between them, in brackets if wanted; "(empty)" or nothing for none of them. */
static qn_status give_set_text(const offer *o)
{
    const char *at = o->text;
    const char *end = o->text + o->length;
    uint64_t set = 0;
    if (o->length >= 2 && *at == '[' && end[-1] == ']') {
        at++;
        end--;
    }
    if (at == end || is_word("(empty)", at, (size_t)(end - at))) {
        return finish_integer(o, 0);
    }
    for (;;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma == NULL ? end : comma;
        while (at < stop && *at == ' ') {
            at++;
        }
        size_t length = (size_t)(stop - at);
        while (length > 0 && at[length - 1] == ' ') {
            length--;
        }
        if (!add_member(o, at, length, &set)) {
            return refuse(o, "holds what is none of its values");
        }
        if (comma == NULL) {
            return finish_integer(o, (int64_t)set);
        }
        at = comma + 1;
    }
}

/* "22:00", from 00:00 to 24:00. */
static qn_status give_clock_text(const offer *o)
{
    int digit[4] = {0};
    bool fits = o->length == 5 && o->text[2] == ':';
    for (int i = 0; i < 4 && fits; i++) {
        char c = o->text[i < 2 ? i : i + 1];
        fits = c >= '0' && c <= '9';
        digit[i] = c - '0';
    }
    int hour = digit[0] * 10 + digit[1];
    int minute = digit[2] * 10 + digit[3];
    if (!fits || minute > 59 || hour * 60 + minute > 24 * 60) {
        return refuse(o, "is not a time of day, as 22:00");
    }
    return finish_integer(o, hour * 60 + minute);
}

/* A number with its unit, or alone in the declared one. */
static qn_status give_number_text(const offer *o)
{
    qn_rational value;
    if (!qn_type_parse_number(o->c->tables, o->fact->type, o->text, o->length, &value)) {
        return refuse(o, "is not such a number");
    }
    return give_number(o, value);
}

/* By the kind of the fact. */
static qn_status give_any_text(const offer *o)
{
    switch ((qn_kind)type_of(o)->kind) {
    case QN_KIND_BOOLEAN:
        return give_boolean_text(o);
    case QN_KIND_DATE:
        return give_date_text(o);
    case QN_KIND_CHOICE:
        return give_choice_text(o);
    case QN_KIND_SET:
        return give_set_text(o);
    case QN_KIND_TEXT:
        return give_text(o);
    case QN_KIND_CLOCK:
        return give_clock_text(o);
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
    case QN_KIND_PERIOD:
    case QN_KIND_CHAIN:
    case QN_KIND_RECORD:
    case QN_KIND_LIST:
    case QN_KIND_COUNT:
    default:
        return give_number_text(o);
    }
}

qn_status qn_case_set_text(qn_case *c, int32_t fact, const char *text, size_t length)
{
    offer o;
    if (c != NULL && text != NULL && fact == QN_TODAY) {
        qn_day day = 0;
        bool exists = qn_date_parse(text, length, &day, NULL) == QN_DATE_OK;
        return exists ? give_today(c, QN_KNOWN, day) : refuse_today(c);
    }
    if (!begin(c, fact, text, length, &o)) {
        return QN_MISUSE;
    }
    if (type_of(&o)->kind != QN_KIND_TEXT && is_word("unknown", text, length)) {
        return qn_case_set_unknown(c, fact);
    }
    if (type_of(&o)->kind != QN_KIND_TEXT && is_word("none", text, length)) {
        return qn_case_set_none(c, fact);
    }
    return give_any_text(&o);
}
