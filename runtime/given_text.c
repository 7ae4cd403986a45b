/*
 * Values as people write them: "14 days", "yes", "2026-02-02 through 2026-02-06", and lists of
 * such.
 *
 * Responsible for: the notation of each kind of value, which is that of the language.
 * Refuses to know: which values are allowed (given.c), where elements of lists lie (given_list.c).
 */
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "decimal.h"
#include "given.h"
#include "period.h"
#include "texts.h"
#include "value.h"

/* Says why a text was not taken though it is a text. */
static qn_status refuse_text(const qn_offer *o, qn_status status)
{
    qn_error *error = &o->c->error;
    error->code = status;
    (void)snprintf(error->text, sizeof error->text, "%s",
                   status == QN_OVER_LIMIT
                       ? "the texts of this case would be longer together than its limit allows"
                       : "there is not enough memory for this text");
    return status;
}

/* A text that the program knows is its number there; any other is copied. */
static qn_status give_text(const qn_offer *o)
{
    qn_slot slot;
    qn_status status = qn_text_keep(o->c, o->text, o->length, &slot.i);
    if (status != QN_OK) {
        return refuse_text(o, status);
    }
    qn_place_drop(o->c, o);
    qn_offer_put(o, QN_KNOWN, &slot, true);
    return QN_OK;
}

static bool is_word(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* The words of the language, and those of JSON. */
static qn_status give_boolean_text(const qn_offer *o)
{
    if (is_word("yes", o->text, o->length) || is_word("true", o->text, o->length)) {
        return qn_offer_finish(o, 1);
    }
    if (is_word("no", o->text, o->length) || is_word("false", o->text, o->length)) {
        return qn_offer_finish(o, 0);
    }
    return qn_offer_refuse(o, "is neither yes nor no");
}

/* A day that the calendar does not have is told apart from what is no date at all. */
static const char *why_no_date(qn_date_status status)
{
    return status == QN_DATE_NOT_A_DATE ? "is not a date, as 2023-06-01"
                                        : "is a day that does not exist";
}

static qn_status give_date_text(const qn_offer *o)
{
    qn_day day = 0;
    qn_date_status status = qn_date_parse(o->text, o->length, &day, NULL);
    return status == QN_DATE_OK ? qn_offer_finish(o, day) : qn_offer_refuse(o, why_no_date(status));
}

/* The date of decision. */
static qn_status give_today_text(qn_case *c, const char *text, size_t length)
{
    qn_day day = 0;
    if (is_word("unknown", text, length)) {
        return qn_today_put(c, QN_UNKNOWN, 0);
    }
    qn_date_status status = qn_date_parse(text, length, &day, NULL);
    return status == QN_DATE_OK ? qn_today_put(c, QN_KNOWN, day)
                                : qn_today_refuse(c, text, length, why_no_date(status));
}

static qn_status give_choice_text(const qn_offer *o)
{
    int32_t value = qn_type_choice(o->c->tables, o->field.type, o->text, o->length);
    return value < 0 ? qn_offer_refuse(o, "is none of its values") : qn_offer_finish(o, value);
}

/* Names with commas between them, in brackets if wanted; "(empty)" or nothing for none of them. */
static qn_status give_set_text(const qn_offer *o)
{
    const char *at = o->text;
    const char *end = o->text + o->length;
    uint64_t set = 0;
    if (o->length >= 2 && *at == '[' && end[-1] == ']') {
        at++;
        end--;
    }
    if (at == end || is_word("(empty)", at, (size_t)(end - at))) {
        return qn_offer_finish(o, 0);
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
        if (!qn_offer_add_member(o, at, length, &set)) {
            return qn_offer_refuse(o, "holds what is none of its values");
        }
        if (comma == NULL) {
            return qn_offer_finish(o, (int64_t)set);
        }
        at = comma + 1;
    }
}

/* "22:00", from 00:00 to 24:00. */
static qn_status give_clock_text(const qn_offer *o)
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
        return qn_offer_refuse(o, "is not a time of day, as 22:00");
    }
    return qn_offer_finish(o, hour * 60 + minute);
}

/* Whether a text begins with a number, as far as a space goes, that is too long to be held. */
static bool is_too_long(const qn_offer *o)
{
    const char *space = memchr(o->text, ' ', o->length);
    size_t length = space == NULL ? o->length : (size_t)(space - o->text);
    qn_decimal decimal;
    return qn_decimal_parse(o->text, length, QN_DECIMAL_GROUPS | QN_DECIMAL_EXPONENT, &decimal) ==
           QN_DECIMAL_TOO_LARGE;
}

/* Why a text is no number, where that can be told: its length, a comma, or the space of a word
 * processor. */
static const char *why_no_number(const qn_offer *o)
{
    if (is_too_long(o)) {
        return "has too many digits";
    }
    for (size_t i = 0; i < o->length; i++) {
        if (o->text[i] == ',') {
            return "is not such a number, since it has a comma";
        }
        if (o->length - i >= 2 && memcmp(o->text + i, "\xc2\xa0", 2) == 0) {
            return "is not such a number, since it has a no-break space";
        }
    }
    return "is not such a number";
}

/* A number with its unit, or alone in the declared one. */
static qn_status give_number_text(const qn_offer *o)
{
    qn_rational value;
    if (!qn_type_parse_number(o->c->tables, o->field.type, o->text, o->length, &value)) {
        return qn_offer_refuse(o, why_no_number(o));
    }
    return qn_offer_number(o, value);
}

/* ---- pieces of text */

typedef struct slice {
    const char *text;
    size_t length;
} slice;

static slice trim(slice s)
{
    while (s.length > 0 && (s.text[0] == ' ' || s.text[0] == '\t')) {
        s.text++;
        s.length--;
    }
    while (s.length > 0 && (s.text[s.length - 1] == ' ' || s.text[s.length - 1] == '\t')) {
        s.length--;
    }
    return s;
}

/* Where the first of the signs stands that is in no bracket and no quotation, or the length.
 * *closed, if not NULL, says whether all brackets and quotations before it are closed. */
static size_t find_outside(slice s, const char *signs, bool *closed)
{
    size_t depth = 0;
    bool quoted = false;
    bool sound = true;
    size_t i = 0;
    for (; i < s.length; i++) {
        char c = s.text[i];
        if (quoted) {
            i += c == '\\' && i + 1 < s.length;
            quoted = c != '"';
        } else if (depth == 0 && c != 0 && memchr(signs, c, strlen(signs)) != NULL) {
            break;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{' || c == '(') {
            depth++;
        } else if (c == ']' || c == '}' || c == ')') {
            sound = sound && depth > 0;
            depth -= depth > 0;
        }
    }
    if (closed != NULL) {
        *closed = sound && depth == 0 && !quoted;
    }
    return i;
}

/* Takes what stands before the next comma off the front; false where nothing is left. */
static bool take_part(slice *rest, slice *part)
{
    if (rest->text == NULL) {
        return false;
    }
    size_t end = find_outside(*rest, ",", NULL);
    *part = trim((slice){.text = rest->text, .length = end});
    bool last = end == rest->length;
    rest->text = last ? NULL : rest->text + end + 1;
    rest->length = last ? 0 : rest->length - end - 1;
    return true;
}

/* Takes a bracket off both ends, where one opens at the beginning and is closed by the last sign.
 */
static bool strip(slice *s, char open, char close)
{
    if (s->length < 2 || s->text[0] != open || s->text[s->length - 1] != close) {
        return false;
    }
    const slice inner = {.text = s->text + 1, .length = s->length - 2};
    bool closed = false;
    (void)find_outside(inner, "", &closed);
    if (!closed) {
        return false;
    }
    *s = trim(inner);
    return true;
}

/* ---- periods */

static const char no_period[] = "is no period, as 2026-02-02 through 2026-02-06";

/* Takes a date off the front. */
static qn_date_status take_date(slice *s, qn_day *out)
{
    slice date = {.text = s->text,
                  .length = s->length < QN_DATE_LENGTH ? s->length : QN_DATE_LENGTH};
    *s = trim((slice){.text = s->text + date.length, .length = s->length - date.length});
    return qn_date_parse(date.text, date.length, out, NULL);
}

/* Takes a word and the space behind it off the front; false where another stands there. */
static bool take_word(slice *s, const char *word)
{
    size_t length = strlen(word);
    if (s->length < length || memcmp(s->text, word, length) != 0 ||
        (s->length > length && s->text[length] != ' ')) {
        return false;
    }
    *s = trim((slice){.text = s->text + length, .length = s->length - length});
    return true;
}

/* Offers both days of a period that has been read. */
static qn_status finish_period(const qn_offer *o, qn_day first, qn_day last)
{
    return last < first
               ? qn_offer_refuse(o, "ends before it begins")
               : qn_offer_finish(o, qn_period_pack((qn_period){.first = first, .last = last}));
}

/* `{start: 2026-02-02, end: 2026-02-06}`, the form in which results and JSON have a period; an end
 * that is none is open. The braces are off. */
static qn_status give_period_record(const qn_offer *o, slice rest)
{
    static const char no_such[] = "has a day that does not exist";
    qn_day day[2] = {0, 0};
    bool given[2] = {false, false};
    slice part;
    while (take_part(&rest, &part)) {
        size_t colon = find_outside(part, ":", NULL);
        slice name = trim((slice){.text = part.text, .length = colon});
        bool end = is_word("end", name.text, name.length);
        if (colon == part.length || given[end] ||
            (!end && !is_word("start", name.text, name.length))) {
            return qn_offer_refuse(o, no_period);
        }
        slice value =
            trim((slice){.text = part.text + colon + 1, .length = part.length - colon - 1});
        given[end] = true;
        if (end && (is_word("none", value.text, value.length) ||
                    is_word("null", value.text, value.length))) {
            day[1] = QN_PERIOD_OPEN;
            continue;
        }
        qn_date_status status = take_date(&value, &day[end]);
        if (status == QN_DATE_NOT_A_DATE || value.length > 0) {
            return qn_offer_refuse(o, no_period);
        }
        if (status != QN_DATE_OK) {
            return qn_offer_refuse(o, no_such);
        }
    }
    return given[0] && given[1] ? finish_period(o, day[0], day[1]) : qn_offer_refuse(o, no_period);
}

/* The three ways in which the language writes a period, and that of results. */
static qn_status give_period_text(const qn_offer *o)
{
    slice s = trim((slice){.text = o->text, .length = o->length});
    if (strip(&s, '{', '}')) {
        return give_period_record(o, s);
    }
    qn_day first = 0;
    qn_day last = 0;
    qn_date_status begins = take_date(&s, &first);
    bool through = take_word(&s, "through");
    bool to = !through && take_word(&s, "to");
    bool onwards = !through && !to && take_word(&s, "onwards");
    qn_date_status ends = through || to ? take_date(&s, &last) : QN_DATE_OK;
    if (begins == QN_DATE_NOT_A_DATE || ends == QN_DATE_NOT_A_DATE || s.length > 0 ||
        (!through && !to && !onwards)) {
        return qn_offer_refuse(o, no_period);
    }
    if (begins != QN_DATE_OK || ends != QN_DATE_OK) {
        return qn_offer_refuse(o, "has a day that does not exist");
    }
    return finish_period(o, first, onwards ? QN_PERIOD_OPEN : to ? last - 1 : last);
}

/* ---- lists */

/* An offer of a piece of text for an item, which is there. */
static qn_offer offer_item(const qn_offer *o, int32_t place, slice text)
{
    qn_offer out = *o;
    (void)qn_offer_begin(o->c, place, text.text, text.length, &out);
    return out;
}

/* A text may stand in quotation marks, in which \" and \\ are written as in a program. Takes them
 * off in place of a copy: what has neither is a piece of what was given. Before the mark that
 * closes it no backslash is left over, or that would not close it. */
static qn_status give_quoted(const qn_offer *o)
{
    qn_offer inner = *o;
    bool quoted = o->length >= 2 && o->text[0] == '"' && o->text[o->length - 1] == '"';
    if (!quoted) {
        return give_text(o);
    }
    inner.text++;
    inner.length -= 2;
    if (memchr(inner.text, '\\', inner.length) == NULL) {
        return give_text(&inner);
    }
    char *bytes = qn_memory_take(&o->c->options, inner.length);
    if (bytes == NULL) {
        return refuse_text(o, QN_NO_MEMORY);
    }
    size_t length = 0;
    for (size_t i = 0; i < inner.length; i++) {
        i += inner.text[i] == '\\';
        bytes[length++] = inner.text[i];
    }
    size_t taken = inner.length;
    inner.text = bytes;
    inner.length = length;
    qn_status status = give_text(&inner);
    qn_memory_free(&o->c->options, bytes, taken);
    return status;
}

/* Gives a value in a list to its place. */
static qn_status give_item(const qn_offer *o, int32_t place, slice text)
{
    qn_offer inner = offer_item(o, place, text);
    if (qn_offer_type(&inner)->kind != QN_KIND_TEXT) {
        return qn_offer_text(&inner, place);
    }
    /* Only in quotation marks these two words are texts here. */
    if (is_word("unknown", text.text, text.length)) {
        return qn_case_set_unknown(o->c, place);
    }
    return is_word("none", text.text, text.length) ? qn_case_set_none(o->c, place)
                                                   : give_quoted(&inner);
}

/* One `name: value` of a record. *done has a bit for each of the first fields that were given. */
static qn_status give_member(const qn_offer *record, const qn_list_place *list, uint32_t cell,
                             slice part)
{
    size_t colon = find_outside(part, ":", NULL);
    slice name = trim((slice){.text = part.text, .length = colon});
    qn_offer wrong = *record;
    wrong.text = part.text;
    wrong.length = part.length;
    if (colon == part.length) {
        return qn_offer_refuse(&wrong, part.length == 0 ? "stands before a comma too many"
                                                        : "is no field, as name: value");
    }
    uint32_t field = qn_list_field(record->c->tables, &list->shape, name.text, name.length);
    if (field == list->shape.field_count) {
        wrong.text = name.text;
        wrong.length = name.length;
        return qn_offer_refuse(&wrong, "is none of its fields");
    }
    if (record->c->cells.given[cell + field] != 0) {
        return qn_offer_refuse(&wrong, "gives a field that was given before");
    }
    slice value = trim((slice){.text = part.text + colon + 1, .length = part.length - colon - 1});
    return give_item(record, (int32_t)(QN_ITEM + cell + field), value);
}

/* `{age: 3, disabled: yes}` */
static qn_status give_record(const qn_offer *o, const qn_list_place *list, uint32_t index,
                             slice text)
{
    uint32_t cell = qn_list_record(&list->shape, list->base, index);
    slice part;
    qn_offer record = offer_item(o, (int32_t)(QN_ITEM + list->base + index), text);
    if (!strip(&text, '{', '}')) {
        return qn_offer_refuse(&record, "is no record, as {name: value, name: value}");
    }
    qn_status status = QN_OK;
    slice rest = text.length == 0 ? (slice){0} : text;
    while (status == QN_OK && take_part(&rest, &part)) {
        status = give_member(&record, list, cell, part);
    }
    return status;
}

/* Where "from DATE" begins at the end of an entry, or its length. */
static size_t find_from(slice text)
{
    static const char word[] = " from ";
    size_t tail = sizeof word - 1 + QN_DATE_LENGTH;
    if (text.length < tail) {
        return text.length;
    }
    slice s = {.text = text.text + text.length - tail, .length = tail};
    qn_day day = 0;
    bool is_date =
        qn_date_parse(s.text + sizeof word - 1, QN_DATE_LENGTH, &day, NULL) != QN_DATE_NOT_A_DATE;
    return is_date && memcmp(s.text, word, sizeof word - 1) == 0 ? text.length - tail : text.length;
}

/* `1200 from 2026-03-15`, an entry of a fact over time. */
static qn_status give_entry(const qn_offer *o, const qn_list_place *list, uint32_t index,
                            slice text)
{
    size_t end = find_from(text);
    uint32_t cell = qn_list_record(&list->shape, list->base, index);
    const qn_tables *t = o->c->tables;
    slice day = {.text = text.text + text.length - QN_DATE_LENGTH, .length = QN_DATE_LENGTH};
    if (end == text.length) {
        qn_offer wrong = *o;
        wrong.text = text.text;
        wrong.length = text.length;
        return qn_offer_refuse(&wrong, "has no day, as in VALUE from 2026-03-15");
    }
    uint32_t from = qn_list_field(t, &list->shape, "from", 4);
    uint32_t value = qn_list_field(t, &list->shape, "value", 5);
    qn_status status = give_item(o, (int32_t)(QN_ITEM + cell + from), day);
    text.length = end;
    return status == QN_OK ? give_item(o, (int32_t)(QN_ITEM + cell + value), trim(text)) : status;
}

/* One element, whatever the list has. */
static qn_status give_element(const qn_offer *o, const qn_list_place *list, uint32_t index,
                              slice text)
{
    bool over_time =
        o->fact != QN_NONE_INDEX && o->c->tables->fact[o->fact].history != QN_NONE_INDEX;
    if (text.length == 0) {
        return qn_offer_refuse(o, "has a comma too many");
    }
    if (over_time && text.text[0] != '{') {
        return give_entry(o, list, index, text);
    }
    if (list->shape.field_count > 0) {
        return give_record(o, list, index, text);
    }
    return give_item(o, (int32_t)(QN_ITEM + list->base + index), text);
}

/* The elements between commas, in square brackets if wanted; nothing or "(empty)" for none. What is
 * refused in the midst leaves nothing of the list. */
static qn_status give_list_text(const qn_offer *o, int32_t place)
{
    slice all = trim((slice){.text = o->text, .length = o->length});
    slice part;
    qn_list_place list;
    bool closed = false;
    size_t count = 0;
    (void)strip(&all, '[', ']');
    (void)find_outside(all, "", &closed);
    if (!closed) {
        return qn_offer_refuse(o, "has a bracket or a quotation mark that is not closed");
    }
    if (all.length == 0 || is_word("(empty)", all.text, all.length)) {
        return qn_case_set_list(o->c, place, 0);
    }
    for (slice rest = all; take_part(&rest, &part);) {
        count++;
    }
    qn_status status = qn_case_set_list(o->c, place, count);
    if (status != QN_OK) {
        return status;
    }
    (void)qn_list_find(o->c, place, &list); /* as it was found to be given its elements */
    uint32_t index = 0;
    for (slice rest = all; status == QN_OK && take_part(&rest, &part); index++) {
        status = give_element(o, &list, index, part);
    }
    if (status != QN_OK) {
        const qn_error error = o->c->error;
        (void)qn_case_clear(o->c, place);
        o->c->error = error;
    }
    return status;
}

/* Whether a fact over time is given with days, and not as one value. */
static bool has_days(const qn_offer *o)
{
    slice all = trim((slice){.text = o->text, .length = o->length});
    bool list = strip(&all, '[', ']') && qn_offer_type(o)->kind != QN_KIND_SET;
    slice rest = all;
    slice part = {0};
    (void)take_part(&rest, &part);
    return list || all.length == 0 || all.text[0] == '{' || find_from(part) < part.length;
}

/* By the kind of the place. */
static qn_status give_any_text(const qn_offer *o, int32_t place)
{
    switch ((qn_kind)qn_offer_type(o)->kind) {
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
    case QN_KIND_PERIOD:
        return give_period_text(o);
    case QN_KIND_LIST:
        return give_list_text(o, place);
    case QN_KIND_CHAIN:
    case QN_KIND_RECORD:
    case QN_KIND_SPAN:
        return qn_offer_refuse(o, "cannot be given");
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
    case QN_KIND_COUNT:
    default:
        return give_number_text(o);
    }
}

qn_status qn_offer_text(const qn_offer *o, int32_t place)
{
    bool text = qn_offer_type(o)->kind == QN_KIND_TEXT;
    if (!text && is_word("unknown", o->text, o->length)) {
        return qn_case_set_unknown(o->c, place);
    }
    if (!text && is_word("none", o->text, o->length)) {
        return qn_case_set_none(o->c, place);
    }
    if (o->fact != QN_NONE_INDEX && o->c->tables->fact[o->fact].history != QN_NONE_INDEX &&
        has_days(o)) {
        return give_list_text(o, place);
    }
    return give_any_text(o, place);
}

qn_status qn_case_set_text(qn_case *c, int32_t place, const char *text, size_t length)
{
    qn_offer o;
    if (c != NULL && text != NULL && place == QN_TODAY) {
        return give_today_text(c, text, length);
    }
    return qn_offer_begin(c, place, text, length, &o) ? qn_offer_text(&o, place) : QN_MISUSE;
}
