/*
 * Values as people read them: see value.h, and the contracts in qanun.h.
 */
#include "value.h"

#include <stdio.h>
#include <string.h>

#include "date.h"
#include "decimal.h"
#include "elements.h"
#include "kernels.h"

#define MONTHS_A_YEAR 12
#define MINUTES_AN_HOUR 60
#define NO_COIN 255

void qn_text_add(qn_text *text, const char *bytes, size_t length)
{
    if (text->length < text->size) {
        size_t room = text->size - text->length;
        memcpy(text->buffer + text->length, bytes, length < room ? length : room);
    }
    text->length += length;
}

void qn_text_add_string(qn_text *text, const char *string)
{
    qn_text_add(text, string, strlen(string));
}

/* Where a text that is cut at `end` can be cut without splitting a character. */
static size_t whole_characters(const char *text, size_t end)
{
    while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80) {
        end--;
    }
    return end;
}

qn_status qn_text_end(qn_text *text, size_t *length)
{
    if (length != NULL) {
        *length = text->length;
    }
    if (text->length < text->size) {
        text->buffer[text->length] = 0;
        return QN_OK;
    }
    if (text->size > 0) {
        text->buffer[whole_characters(text->buffer, text->size - 1)] = 0;
    }
    return QN_NO_ROOM;
}

/* Wordless units of time, each family with a base unit of its own. */
typedef enum unit_family {
    FAMILY_MONTHS,
    FAMILY_DAYS,
    FAMILY_WORKING_DAYS,
    FAMILY_MINUTES
} unit_family;

typedef struct time_unit {
    const char *name;
    unit_family family;
    int32_t size; /* in the base unit of the family */
} time_unit;

static const time_unit time_units[] = {
    {"year", FAMILY_MONTHS, MONTHS_A_YEAR},
    {"years", FAMILY_MONTHS, MONTHS_A_YEAR},
    {"month", FAMILY_MONTHS, 1},
    {"months", FAMILY_MONTHS, 1},
    {"week", FAMILY_DAYS, 7},
    {"weeks", FAMILY_DAYS, 7},
    {"day", FAMILY_DAYS, 1},
    {"days", FAMILY_DAYS, 1},
    {"calendar day", FAMILY_DAYS, 1},
    {"calendar days", FAMILY_DAYS, 1},
    {"working day", FAMILY_WORKING_DAYS, 1},
    {"working days", FAMILY_WORKING_DAYS, 1},
    {"hour", FAMILY_MINUTES, MINUTES_AN_HOUR},
    {"hours", FAMILY_MINUTES, MINUTES_AN_HOUR},
    {"minute", FAMILY_MINUTES, 1},
    {"minutes", FAMILY_MINUTES, 1},
};

static bool is_text(const char *string, const char *text, size_t length)
{
    return strlen(string) == length && memcmp(string, text, length) == 0;
}

/* A unit of time by any of its names, or NULL. */
static const time_unit *find_time_unit(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof time_units / sizeof time_units[0]; i++) {
        if (is_text(time_units[i].name, text, length)) {
            return &time_units[i];
        }
    }
    return NULL;
}

static qn_rational constant_number(const qn_tables *t, uint32_t reg)
{
    const qn_row_constant *row = &t->constant[reg];
    return qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
}

/* How many steps of the type's grid make its unit: den * factor_num / factor_den. */
static bool find_scale(const qn_tables *t, uint32_t type, qn_rational *out)
{
    const qn_row_type *row = &t->type[type];
    if (qn_rational_mul(constant_number(t, row->den), constant_number(t, row->factor_num), out) !=
        QN_ARITH_OK) {
        return false;
    }
    (void)qn_rational_div(*out, constant_number(t, row->factor_den), out); /* two whole numbers */
    return true;
}

bool qn_type_decode(const qn_program *program, uint32_t type, qn_rational n, qn_rational *out)
{
    return qn_rational_div(n, program->scale[type], out) == QN_ARITH_OK;
}

qn_encoding qn_type_encode(const qn_program *program, uint32_t type, qn_rational value,
                           qn_slot *out)
{
    const qn_row_type *row = &program->tables.type[type];
    qn_rational n;
    if (qn_rational_mul(value, program->scale[type], &n) != QN_ARITH_OK) {
        return QN_ENCODED_TOO_LARGE;
    }
    if (row->class_ == QN_CLASS_Q) {
        out->q = n;
        return QN_ENCODED;
    }
    if (!qn_rational_is_integer(n)) {
        return QN_ENCODED_OFF_GRID;
    }
    if (row->class_ == QN_CLASS_W) {
        out->w = n.num;
        return QN_ENCODED;
    }
    /* The lowest number has no opposite, and programs count on one. */
    if (!qn_wide_fits_i64(n.num) || qn_wide_to_i64(n.num) == INT64_MIN) {
        return QN_ENCODED_TOO_LARGE;
    }
    out->i = qn_wide_to_i64(n.num);
    return QN_ENCODED;
}

/* Years alone are given in two parts, and count as finite where their months are. */
static bool is_in_years(const qn_tables *t, uint32_t type)
{
    return t->type[type].kind == QN_KIND_QUANTITY && strcmp(qn_type_unit(t, type), "years") == 0;
}

bool qn_type_prepare(qn_program *program, uint32_t type)
{
    const qn_tables *t = &program->tables;
    const qn_row_type *row = &t->type[type];
    qn_rational *scale = &program->scale[type];
    if (!find_scale(t, type, scale)) {
        return false;
    }
    qn_rational step = qn_rational_from_i64(is_in_years(t, type) ? MONTHS_A_YEAR : 1);
    program->finite[type] =
        !qn_kind_is_number(row->kind) ||
        (row->class_ != QN_CLASS_Q && qn_rational_div(step, *scale, &step) == QN_ARITH_OK &&
         qn_decimal_is_finite(step));
    return true;
}

/* The number that a value holds, in its unit. False on overflow. */
static bool decode(const qn_value *value, const uint64_t *words, uint32_t form, qn_rational *out)
{
    qn_slot slot;
    memcpy(&slot, words, sizeof slot);
    return qn_type_decode(value->program, value->type, qn_slot_rational(slot, (qn_class)form), out);
}

bool qn_value_fits(const qn_value *value)
{
    qn_rational number;
    return !qn_kind_is_number((uint32_t)value->kind) || value->form == QN_CLASS_I ||
           decode(value, value->number, value->form, &number);
}

bool qn_value_is_finite(const qn_value *value)
{
    if (!qn_kind_is_number((uint32_t)value->kind) || value->program->finite[value->type] != 0) {
        return true;
    }
    qn_rational number;
    if (!decode(value, value->number, value->form, &number)) {
        return false;
    }
    if (is_in_years(&value->program->tables, value->type)) {
        return qn_rational_mul(number, qn_rational_from_i64(MONTHS_A_YEAR), &number) ==
                   QN_ARITH_OK &&
               qn_decimal_is_finite(number);
    }
    return qn_decimal_is_finite(number);
}

void qn_value_read(const qn_program *program, uint32_t type, qn_answer status, const qn_slot *slot,
                   qn_value *out)
{
    qn_value_fill(program, type, status, slot, out);
}

/* The value as an integer of its register; bounds are ratios, which for such kinds are whole. */
static int64_t whole_of(const qn_value *value)
{
    qn_slot slot;
    memcpy(&slot, value->number, sizeof slot);
    return value->form == QN_CLASS_I ? slot.i : qn_wide_to_i64(slot.w);
}

/* Numbers as decimals with the digits of the coin, or as a fraction. */
static void add_number(qn_text *text, const qn_tables *t, uint32_t type, qn_rational number)
{
    char buffer[QN_DECIMAL_TEXT_SIZE];
    size_t length = 0;
    uint32_t digits = t->type[type].decimals;
    size_t places = digits == NO_COIN ? 0 : digits;
    if (!qn_decimal_format(number, places, buffer, sizeof buffer, &length)) {
        (void)qn_decimal_format_fraction(number, buffer, sizeof buffer, &length);
    }
    qn_text_add(text, buffer, length);
}

/* "61 years 6 months" for years that are not whole. False where they are, or overflow. */
static bool add_two_parts(qn_text *text, const qn_tables *t, uint32_t type, qn_rational years)
{
    qn_rational one = qn_rational_from_i64(1);
    qn_rational whole;
    qn_rational months;
    if (qn_rational_is_integer(years) ||
        qn_rational_round(qn_rational_abs(years), one, QN_ROUND_DOWN, &whole) != QN_ARITH_OK ||
        qn_rational_sub(qn_rational_abs(years), whole, &months) != QN_ARITH_OK ||
        qn_rational_mul(months, qn_rational_from_i64(MONTHS_A_YEAR), &months) != QN_ARITH_OK) {
        return false;
    }
    qn_text_add_string(text, qn_rational_sign(years) < 0 ? "-" : "");
    add_number(text, t, type, whole);
    qn_text_add_string(text, " years ");
    add_number(text, t, type, months);
    qn_text_add_string(text, " months");
    return true;
}

/* The number, and behind it the unit as its rule writes it. */
static void add_quantity(qn_text *text, const qn_value *value)
{
    const qn_tables *t = &value->program->tables;
    qn_rational number;
    if (!decode(value, value->number, value->form, &number)) {
        qn_text_add_string(text, "overflow");
        return;
    }
    if (is_in_years(t, value->type) && add_two_parts(text, t, value->type, number)) {
        return;
    }
    add_number(text, t, value->type, number);
    if (value->unit[0] != 0 && value->kind != QN_KIND_PERCENT) {
        qn_text_add_string(text, " ");
    }
    qn_text_add_string(text, value->unit);
}

/* Hours and minutes with two digits each, whatever the register holds. */
static void add_clock(qn_text *text, int64_t minutes)
{
    const int64_t parts[4] = {minutes / MINUTES_AN_HOUR / 10, minutes / MINUTES_AN_HOUR % 10,
                              minutes % MINUTES_AN_HOUR / 10, minutes % MINUTES_AN_HOUR % 10};
    char buffer[5] = {0, 0, ':', 0, 0};
    for (int i = 0; i < 4; i++) {
        buffer[i < 2 ? i : i + 1] = (char)('0' + parts[i] % 10);
    }
    qn_text_add(text, buffer, sizeof buffer);
}

/* "14 years 2 months 3 days", without the parts of which there are none. */
static void add_span(qn_text *text, int64_t number)
{
    static const char *const units[3] = {"year", "month", "day"};
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    uint64_t months = size / QN_SPAN_MONTH;
    const uint64_t parts[3] = {months / MONTHS_A_YEAR, months % MONTHS_A_YEAR,
                               size % QN_SPAN_MONTH};
    const char *before = number < 0 ? "-" : "";
    for (int i = 0; i < 3; i++) {
        char part[40];
        if (parts[i] == 0 && (i < 2 || size != 0)) {
            continue;
        }
        (void)snprintf(part, sizeof part, "%s%llu %s%s", before, (unsigned long long)parts[i],
                       units[i], parts[i] == 1 ? "" : "s");
        qn_text_add_string(text, part);
        before = " ";
    }
}

/* What is no day, which only a hostile program can hold, has no text. */
static void add_date(qn_text *text, int64_t day)
{
    char buffer[QN_DATE_TEXT_SIZE] = "";
    if (qn_date_is_valid(day)) {
        qn_date_format((qn_day)day, buffer);
    }
    qn_text_add_string(text, buffer);
}

/* Names in the order in which the choice declares them, so that equal sets have equal texts. */
static void add_set(qn_text *text, const qn_value *value)
{
    bool first = true;
    const char *name = NULL;
    for (int32_t i = 0; (name = qn_value_choice(value, i)) != NULL; i++) {
        bool has = false;
        if (qn_value_has(value, i, &has) == QN_OK && has) {
            qn_text_add_string(text, first ? "" : ", ");
            qn_text_add_string(text, name);
            first = false;
        }
    }
    if (first) {
        qn_text_add_string(text, "(empty)");
    }
}

static void add_known(qn_text *text, const qn_value *value, int depth)
{
    const char *name = NULL;
    switch (value->kind) {
    case QN_KIND_BOOLEAN:
        qn_text_add_string(text, whole_of(value) != 0 ? "yes" : "no");
        break;
    case QN_KIND_DATE:
        add_date(text, whole_of(value));
        break;
    case QN_KIND_CHOICE:
        name = qn_value_choice(value, (int32_t)whole_of(value));
        qn_text_add_string(text, name == NULL ? "" : name);
        break;
    case QN_KIND_SET:
        add_set(text, value);
        break;
    case QN_KIND_TEXT:
        qn_text_add(text, value->text == NULL ? "" : value->text, value->text_length);
        break;
    case QN_KIND_CLOCK:
        add_clock(text, whole_of(value));
        break;
    case QN_KIND_SPAN:
        add_span(text, whole_of(value));
        break;
    case QN_KIND_PERIOD:
    case QN_KIND_CHAIN:
    case QN_KIND_RECORD:
    case QN_KIND_LIST:
        qn_elements_add_text(text, value, depth);
        break;
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
    case QN_KIND_COUNT:
    default:
        add_quantity(text, value);
        break;
    }
}

void qn_value_add_text(qn_text *text, const qn_value *value, int depth)
{
    static const char *const names[] = {"", "none", "unknown", "conflict", "error"};
    if (value->status == QN_KNOWN) {
        add_known(text, value, depth);
    } else {
        qn_text_add_string(text, names[value->status]);
    }
}

qn_status qn_value_text(const qn_value *value, char *buffer, size_t size, size_t *length)
{
    if (value == NULL || value->program == NULL || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    qn_text text = {.buffer = buffer, .size = size};
    qn_value_add_text(&text, value, 0);
    return qn_text_end(&text, length);
}

/* The number of a value that is a known number, or one without a finite decimal. */
static bool number_of(const qn_value *value, qn_rational *out)
{
    return value != NULL && value->program != NULL &&
           (value->status == QN_KNOWN || (value->status == QN_FAILED && value->error == 403)) &&
           qn_kind_is_number((uint32_t)value->kind) &&
           decode(value, value->number, value->form, out);
}

qn_status qn_value_decimal(const qn_value *value, char *buffer, size_t size, size_t *length)
{
    qn_rational number;
    if (!number_of(value, &number) || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    if (!qn_decimal_is_finite(number)) {
        return QN_BAD_VALUE;
    }
    qn_text text = {.buffer = buffer, .size = size};
    add_number(&text, &value->program->tables, value->type, number);
    return qn_text_end(&text, length);
}

qn_status qn_value_fraction(const qn_value *value, char *buffer, size_t size, size_t *length)
{
    qn_rational number;
    if (!number_of(value, &number) || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    char fraction[QN_DECIMAL_TEXT_SIZE];
    size_t used = 0;
    (void)qn_decimal_format_fraction(number, fraction, sizeof fraction, &used);
    qn_text text = {.buffer = buffer, .size = size};
    qn_text_add(&text, fraction, used);
    return qn_text_end(&text, length);
}

/* A bound as a known value of the same type. */
static qn_status make_bound(const qn_value *value, bool has, const uint64_t *words, qn_value *out)
{
    if (!has) {
        return QN_MISUSE;
    }
    qn_value bound = *value;
    memcpy(bound.number, words, sizeof bound.number);
    bound.status = QN_KNOWN;
    bound.form = QN_CLASS_Q;
    bound.has_low = false;
    bound.has_high = false;
    *out = bound;
    return QN_OK;
}

qn_status qn_value_bound(const qn_value *value, qn_bound side, qn_value *out)
{
    if (value == NULL || out == NULL) {
        return QN_MISUSE;
    }
    return side == QN_LOW ? make_bound(value, value->has_low, value->low, out)
                          : make_bound(value, value->has_high, value->high, out);
}

qn_status qn_value_integer(const qn_value *value, int64_t *out)
{
    qn_rational number;
    if (out == NULL || !number_of(value, &number)) {
        return QN_MISUSE;
    }
    if (!qn_rational_is_integer(number) || !qn_wide_fits_i64(number.num)) {
        return QN_BAD_VALUE;
    }
    *out = qn_wide_to_i64(number.num);
    return QN_OK;
}

static bool is_known(const qn_value *value, qn_kind kind)
{
    return value != NULL && value->status == QN_KNOWN && value->kind == kind;
}

qn_status qn_value_boolean(const qn_value *value, bool *out)
{
    if (out == NULL || !is_known(value, QN_KIND_BOOLEAN)) {
        return QN_MISUSE;
    }
    *out = whole_of(value) != 0;
    return QN_OK;
}

qn_status qn_value_date(const qn_value *value, int *year, int *month, int *day)
{
    if (year == NULL || month == NULL || day == NULL || !is_known(value, QN_KIND_DATE)) {
        return QN_MISUSE;
    }
    if (!qn_date_is_valid(whole_of(value))) {
        return QN_BAD_VALUE;
    }
    qn_ymd ymd = qn_date_to_ymd((qn_day)whole_of(value));
    *year = ymd.year;
    *month = ymd.month;
    *day = ymd.day;
    return QN_OK;
}

qn_status qn_value_has(const qn_value *value, int32_t choice, bool *out)
{
    if (out == NULL || !is_known(value, QN_KIND_SET) || choice < 0 || choice > 63) {
        return QN_MISUSE;
    }
    *out = ((uint64_t)whole_of(value) >> choice & 1) != 0;
    return QN_OK;
}

const char *qn_value_choice(const qn_value *value, int32_t choice)
{
    if (value == NULL || value->program == NULL) {
        return NULL;
    }
    const qn_tables *t = &value->program->tables;
    if (value->kind != QN_KIND_CHOICE && value->kind != QN_KIND_SET) {
        return NULL;
    }
    uint32_t row = t->type[value->type].choice;
    if (row == QN_NONE_INDEX || choice < 0 || (uint32_t)choice >= t->choice[row].count) {
        return NULL;
    }
    return qn_tables_string(t, t->choice_value[t->choice[row].first + (uint32_t)choice].name);
}

int32_t qn_type_choice(const qn_tables *t, uint32_t type, const char *name, size_t length)
{
    uint32_t row = t->type[type].choice;
    uint32_t count = row == QN_NONE_INDEX ? 0 : t->choice[row].count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t string = t->choice_value[t->choice[row].first + i].name;
        if (is_text(qn_tables_string(t, string), name, length)) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* Text that is read from the left. */
typedef struct reader {
    const char *text;
    size_t length;
    size_t at;
} reader;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_spaces(reader *r)
{
    while (r->at < r->length && r->text[r->at] == ' ') {
        r->at++;
    }
}

/* Whether an exponent begins here: e, a sign if wanted, a digit. */
static bool at_exponent(const reader *r)
{
    size_t next = r->at + 1;
    if (r->text[r->at] != 'e' && r->text[r->at] != 'E') {
        return false;
    }
    if (next < r->length && (r->text[next] == '+' || r->text[next] == '-')) {
        next++;
    }
    return next < r->length && is_digit(r->text[next]);
}

/* Reads the number that stands here. */
static bool read_number(reader *r, qn_rational *out)
{
    size_t begin = r->at;
    if (r->at < r->length && (r->text[r->at] == '-' || r->text[r->at] == '+')) {
        r->at++;
    }
    while (r->at < r->length) {
        char c = r->text[r->at];
        if (at_exponent(r)) {
            r->at += 2;
        } else if (is_digit(c) || c == '.' || c == '_') {
            r->at++;
        } else {
            break;
        }
    }
    qn_decimal decimal;
    if (qn_decimal_parse(r->text + begin, r->at - begin, QN_DECIMAL_GROUPS | QN_DECIMAL_EXPONENT,
                         &decimal) != QN_DECIMAL_OK) {
        return false;
    }
    *out = decimal.value;
    return true;
}

/* The words up to the end or to the next number, without the spaces around them. */
static reader read_unit(reader *r)
{
    skip_spaces(r);
    reader unit = {.text = r->text + r->at};
    for (; r->at < r->length && !is_digit(r->text[r->at]); r->at++) {
        if (r->text[r->at] != ' ') {
            unit.length = (size_t)(r->text + r->at + 1 - unit.text);
        }
    }
    return unit;
}

/* A part of a duration, put into base units of its family. */
static bool scale_part(const reader *unit, unit_family family, int32_t below, qn_rational number,
                       int32_t *size, qn_rational *out)
{
    const time_unit *found = find_time_unit(unit->text, unit->length);
    if (found == NULL || found->family != family || found->size >= below) {
        return false;
    }
    *size = found->size;
    return qn_rational_mul(number, qn_rational_from_i64(found->size), out) == QN_ARITH_OK;
}

/* Whether the number that the text begins with has a minus, which holds for both parts: "-0 years 6
 * months". */
static bool has_minus(const reader *r)
{
    reader first = {.text = r->text, .length = r->length};
    skip_spaces(&first);
    return first.at < first.length && first.text[first.at] == '-';
}

/* "64 years 6 months" where the unit of the type is one of the same family. `number` and `unit` are
 * its first part. */
static bool read_duration(const qn_tables *t, uint32_t type, reader *r, qn_rational number,
                          const reader *unit, qn_rational *out)
{
    const char *name = qn_type_unit(t, type);
    const time_unit *own = find_time_unit(name, strlen(name));
    bool negative = has_minus(r);
    int32_t size = 0;
    qn_rational sum;
    if (own == NULL || !scale_part(unit, own->family, INT32_MAX, number, &size, &sum)) {
        return false;
    }
    if (r->at < r->length) {
        qn_rational part;
        if (!read_number(r, &part) || qn_rational_sign(part) < 0) {
            return false;
        }
        reader second = read_unit(r);
        part = negative ? qn_rational_neg(part) : part;
        if (!scale_part(&second, own->family, size, part, &size, &part) || r->at < r->length ||
            qn_rational_add(sum, part, &sum) != QN_ARITH_OK) {
            return false;
        }
    }
    return qn_rational_div(sum, qn_rational_from_i64(own->size), out) == QN_ARITH_OK;
}

bool qn_type_parse_number(const qn_tables *t, uint32_t type, const char *text, size_t length,
                          qn_rational *out)
{
    reader r = {.text = text, .length = length};
    qn_rational number;
    skip_spaces(&r);
    if (!read_number(&r, &number)) {
        return false;
    }
    reader unit = read_unit(&r);
    bool plain = unit.length == 0 || is_text(qn_type_unit(t, type), unit.text, unit.length);
    if (plain && r.at == r.length) {
        *out = number;
        return true;
    }
    return t->type[type].kind == QN_KIND_QUANTITY && read_duration(t, type, &r, number, &unit, out);
}
