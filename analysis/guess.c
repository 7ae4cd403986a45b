/*
 * Made-up lists, periods and sets. See guess.h.
 */
#include "guess.h"

#include <stdio.h>
#include <string.h>

#include "date.h"
#include "value.h"

/* Texts that are made up for one set of worlds, and how large they are and how deep. */
enum {
    TEXTS_MAX = 20000,
    TEXT_SIZE = 1000,
    ELEMENTS_MAX = 3,
    ELEMENTS_MORE = 12,
    ELEMENTS_MANY = 40,
    DEPTH_MAX = 3,
    NUMBERS_TRIED = 8
};

typedef struct guess {
    const qn_worlds *w;
    const qn_edges *edges;
    const qn_witness *trial;
    const qn_program *program;
    const qn_tables *t;
    uint64_t *random;
    const qn_known_fields *known; /* of the one element, or NULL */
    char text[TEXT_SIZE];
    size_t length;
    bool is_good;
    bool is_long;
} guess;

static uint32_t below(guess *g, uint32_t limit)
{
    *g->random = *g->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*g->random >> 33) % limit;
}

static void put(guess *g, const char *text)
{
    size_t length = strlen(text);
    g->is_good &= g->length + length < TEXT_SIZE;
    if (g->is_good) {
        memcpy(g->text + g->length, text, length + 1);
        g->length += length;
    }
}

static void put_slot(guess *g, uint32_t type, qn_slot slot)
{
    char text[TEXT_SIZE];
    qn_value value;
    qn_value_make(g->program, type, QN_KNOWN, slot, &value);
    g->is_good &= qn_value_text(&value, text, sizeof text, NULL) == QN_OK;
    put(g, g->is_good ? text : "");
}

/* ---- numbers */

static bool read_end(const guess *g, uint32_t reg, int64_t *out)
{
    if (reg == QN_NONE_INDEX) {
        return false;
    }
    qn_rational end = qn_slot_rational(qn_constant_slot(&g->t->constant[reg]),
                                       (qn_class)g->t->constant[reg].class_);
    *out = qn_wide_fits_i64(end.num) ? qn_wide_to_i64(end.num) : 0;
    return qn_rational_is_integer(end) && qn_wide_fits_i64(end.num);
}

/* The step of a field as a number of a register of its type, 1 where that is none. */
static int64_t step_of(const guess *g, const qn_row_field *field)
{
    qn_rational step = qn_constant_slot(&g->t->constant[field->step]).q;
    bool good = qn_rational_mul(step, g->program->scale[field->type], &step) == QN_ARITH_OK &&
                qn_rational_is_integer(step) && qn_wide_fits_i64(step.num) &&
                qn_wide_to_i64(step.num) > 0;
    return good ? qn_wide_to_i64(step.num) : 1;
}

/* A figure of the program, one beside it, an end of the range or a small number, below 0 too where
 * nothing is declared: on the step. */
static int64_t some_number(guess *g, const qn_row_field *field)
{
    int64_t step = step_of(g, field);
    int64_t number = (int64_t)below(g, 3) * step;
    uint32_t way = below(g, 4);
    if (way == 0 && !read_end(g, field->low, &number)) {
        number = -number;
    } else if (way == 1) {
        (void)read_end(g, field->high, &number);
    } else if (way == 2 && g->t->constant_count > 0) {
        int64_t figure = 0;
        (void)read_end(g, below(g, g->t->constant_count), &figure);
        number = figure - figure % step;
        bool has_room = number < INT64_MAX - step && number > -INT64_MAX + step;
        number += has_room ? ((int64_t)below(g, 3) - 1) * step : 0;
    }
    return number;
}

static bool is_in_range(const guess *g, const qn_row_field *field, int64_t number)
{
    int64_t end;
    return (!read_end(g, field->low, &end) || number >= end) &&
           (!read_end(g, field->high, &end) || number <= end);
}

/* One within the range of the field. */
static void put_number(guess *g, const qn_row_field *field)
{
    int64_t number = 0;
    (void)read_end(g, field->low, &number);
    for (int i = 0; i < NUMBERS_TRIED; i++) {
        int64_t other = some_number(g, field);
        if (is_in_range(g, field, other)) {
            number = other;
            break;
        }
    }
    qn_slot slot = {.i = number};
    if (g->t->type[field->type].class_ == QN_CLASS_W) {
        slot.w = qn_wide_from_i64(number);
    }
    put_slot(g, field->type, slot);
}

/* ---- days */

/* A day so many months before the date of the trial as is asked somewhere, and some days off. */
static qn_day some_day(guess *g)
{
    const qn_edges_of_input *months = &g->edges->months;
    const qn_reply *today = &g->trial->reply[g->w->inputs];
    qn_day day = today->status == QN_KNOWN ? (qn_day)today->value : (qn_day)g->w->last_day;
    qn_day moved = day;
    if (months->count > 0 && below(g, 2) == 0) {
        int64_t count = months->value[below(g, months->count)];
        (void)qn_date_add_months(day, (int32_t) - (count > 12000 ? 12000 : count), QN_MONTHS_DOWN,
                                 &moved);
    }
    moved += (int32_t)below(g, 3) - 1 - (below(g, 2) == 0 ? (int32_t)below(g, 60) : 0);
    return moved < QN_DAY_MIN ? QN_DAY_MIN : moved > QN_DAY_MAX ? QN_DAY_MAX : moved;
}

static void put_day(guess *g, qn_day day)
{
    char text[QN_DATE_TEXT_SIZE];
    qn_date_format(day, text);
    put(g, text);
}

/* The day, or one of the range of a field where it lies outside: an end of it or any. */
static qn_day within(guess *g, const qn_row_field *field, int64_t day)
{
    int64_t low = QN_DAY_MIN;
    int64_t high = QN_DAY_MAX;
    (void)read_end(g, field->low, &low);
    (void)read_end(g, field->high, &high);
    if (day >= low && day <= high) {
        return (qn_day)day;
    }
    uint32_t way = below(g, 3);
    if (way < 2) {
        return (qn_day)(way == 0 ? low : high);
    }
    return (qn_day)(low < high ? low + below(g, (uint32_t)(high - low)) : low);
}

static void put_period(guess *g, const qn_row_field *field)
{
    qn_day first = within(g, field, some_day(g));
    int64_t last = (int64_t)first + (below(g, 3) == 0 ? below(g, 400) : below(g, 40));
    qn_day end = within(g, field, last);
    put_day(g, first);
    put(g, " through ");
    put_day(g, end < first ? first : end);
}

/* ---- what has parts */

static void put_field_value(guess *g, const qn_row_field *field, int depth);

static void put_set(guess *g, const qn_row_type *type)
{
    const qn_row_choice *choice = &g->t->choice[type->choice];
    const char *between = "";
    put(g, "[");
    for (uint32_t i = 0; i < choice->count; i++) {
        if (below(g, 3) == 0) {
            put(g, between);
            put(g, qn_tables_string(g->t, g->t->choice_value[choice->first + i].name));
            between = ", ";
        }
    }
    put(g, "]");
}

/* Whether what is in hand, so deep in the whole, is the one element, or a field of it. */
static bool is_of_element(const guess *g, int depth)
{
    return g->known != NULL && depth == 1;
}

/* Puts what is known of a part of the element; false where nothing is. */
static bool put_known(guess *g, const qn_row_field *field, uint32_t number)
{
    qn_slot slot;
    qn_answer status = g->known->field(g->known->context, number, &slot);
    if (status == QN_NONE) {
        put(g, "none");
    } else if (status == QN_KNOWN && g->t->type[field->type].kind == QN_KIND_SET && slot.i == 0) {
        put(g, "[]");
    } else if (status == QN_KNOWN) {
        put_slot(g, field->type, slot);
    }
    return status == QN_NONE || status == QN_KNOWN;
}

/* Half of what has a default is left to it. */
static void put_record(guess *g, const qn_row_type *type, int depth)
{
    const char *between = "";
    put(g, "{");
    for (uint32_t i = 0; i < type->field_count; i++) {
        const qn_row_field *field = &g->t->field[type->first_field + i];
        bool is_known = false;
        size_t begun = g->length;
        put(g, between);
        put(g, qn_tables_string(g->t, field->name));
        put(g, ": ");
        if (is_of_element(g, depth)) {
            is_known = put_known(g, field, i);
        }
        if (!is_known && field->preset != QN_NONE_INDEX && below(g, 2) == 0) {
            g->length = begun;
            g->text[begun] = '\0';
            continue;
        }
        if (!is_known) {
            put_field_value(g, field, depth + 1);
        }
        between = ", ";
    }
    put(g, "}");
}

/* Most lists are short. One of eight has some more elements, as rules ask for three children or for
 * five; where long ones are wanted, half of them are as long as they may be, within bounds. */
static void put_list(guess *g, const qn_row_type *type, int depth)
{
    bool is_made_up = depth == 0 && g->known == NULL && type->limit > 0;
    uint32_t most = is_made_up && below(g, 8) == 0 ? ELEMENTS_MORE : ELEMENTS_MAX;
    uint32_t count = depth == 0 && g->known != NULL && type->limit > 0 ? 1 : 0;
    if (is_made_up) {
        count = 1 + below(g, type->limit < most ? type->limit : most);
    }
    if (g->is_long && depth == 0 && below(g, 2) == 0) {
        count = type->limit < ELEMENTS_MANY ? type->limit : ELEMENTS_MANY;
    }
    put(g, "[");
    for (uint32_t i = 0; i < count; i++) {
        put(g, i > 0 ? ", " : "");
        put_field_value(g, &g->t->field[type->first_field], depth + 1);
    }
    put(g, "]");
}

static void put_field_value(guess *g, const qn_row_field *field, int depth)
{
    const qn_row_type *type = &g->t->type[field->type];
    bool is_element = is_of_element(g, depth) && type->kind != QN_KIND_RECORD;
    if (is_element && put_known(g, field, 0)) {
        return;
    }
    if ((field->flags & QN_FACT_MAY_BE_NONE) != 0 && below(g, 4) == 0) {
        put(g, "none");
        return;
    }
    switch (type->kind) {
    case QN_KIND_BOOLEAN:
        put(g, below(g, 2) == 0 ? "no" : "yes");
        break;
    case QN_KIND_CHOICE:
        put_slot(g, field->type, (qn_slot){.i = below(g, g->t->choice[type->choice].count)});
        break;
    case QN_KIND_SET:
        put_set(g, type);
        break;
    case QN_KIND_DATE:
        put_day(g, within(g, field, some_day(g)));
        break;
    case QN_KIND_PERIOD:
        put_period(g, field);
        break;
    case QN_KIND_LIST:
        put_list(g, type, depth);
        break;
    case QN_KIND_RECORD:
        g->is_good &= depth < DEPTH_MAX;
        if (g->is_good) {
            put_record(g, type, depth);
        }
        break;
    default:
        g->is_good &= qn_kind_is_number(type->kind);
        if (g->is_good) {
            put_number(g, field);
        }
        break;
    }
}

/* Of a fact over time: one value for ever, or one or two from their days on. */
static void put_history(guess *g, const qn_row_field *whole)
{
    uint32_t entries = below(g, 3);
    qn_day day = some_day(g);
    put_field_value(g, whole, 0);
    for (uint32_t i = 0; i < entries; i++) {
        if (i > 0) {
            put(g, ", ");
            put_field_value(g, whole, 0);
        }
        put(g, " from ");
        put_day(g, day);
        day += day < QN_DAY_MAX - 100 ? 1 + (qn_day)below(g, 100) : 0;
    }
}

static const char *make_up(qn_worlds *w, const qn_edges *edges, const qn_witness *trial,
                           uint32_t input, bool is_long, uint64_t *random,
                           const qn_known_fields *known)
{
    const qn_input *in = &w->input[input];
    const qn_program *program = w->program[in->home];
    const qn_row_fact *fact = &program->tables.fact[in->fact[in->home]];
    guess g = {.w = w,
               .edges = edges,
               .trial = trial,
               .program = program,
               .t = &program->tables,
               .random = random,
               .is_long = is_long,
               .known = known,
               .is_good = w->texts < TEXTS_MAX};
    const qn_row_field whole = {.type = fact->type,
                                .low = fact->low,
                                .high = fact->high,
                                .preset = fact->preset,
                                .step = fact->step};
    if (g.is_good && fact->history != QN_NONE_INDEX) {
        put_history(&g, &whole);
    } else if (g.is_good) {
        put_field_value(&g, &whole, 0);
    }
    return g.is_good ? qn_worlds_keep_text(w, g.text) : NULL;
}

const char *qn_guess(qn_worlds *w, const qn_edges *edges, const qn_witness *trial, uint32_t input,
                     bool is_long, uint64_t *random)
{
    return make_up(w, edges, trial, input, is_long, random, NULL);
}

const char *qn_guess_one(qn_worlds *w, const qn_edges *edges, const qn_witness *trial,
                         uint32_t input, uint64_t *random, const qn_known_fields *known)
{
    return make_up(w, edges, trial, input, false, random, known);
}

/* ---- smaller ones */

/* Where the element of a number begins in a list, behind the bracket or the comma before it; NULL
 * where there is none. Brackets in texts are not told apart. */
static const char *find_element(const char *list, uint32_t element)
{
    int depth = 0;
    for (const char *at = list; *at != '\0'; at++) {
        bool opens = *at == '[' || *at == '{';
        bool is_first = at == list && opens;
        depth += opens;
        depth -= *at == ']' || *at == '}';
        if ((is_first || (depth == 1 && *at == ',')) && element-- == 0) {
            return at + 1;
        }
    }
    return NULL;
}

/* The first of the values of a fact over time, without those that follow it; NULL where there is
 * but one. */
static const char *first_value(qn_worlds *w, const char *values)
{
    char text[TEXT_SIZE];
    const char *comma = strstr(values, ", ");
    if (comma == NULL || (size_t)(comma - values) >= sizeof text || w->texts >= TEXTS_MAX) {
        return NULL;
    }
    (void)snprintf(text, sizeof text, "%.*s", (int)(comma - values), values);
    return qn_worlds_keep_text(w, text);
}

const char *qn_guess_without(qn_worlds *w, const char *list, uint32_t element)
{
    char text[TEXT_SIZE];
    if (list[0] != '[') {
        return element == 0 ? first_value(w, list) : NULL;
    }
    const char *begin = find_element(list, element);
    const char *end = begin != NULL ? find_element(list, element + 1) : NULL;
    size_t length = strlen(list);
    if (begin == NULL || length >= sizeof text || strcmp(list, "[]") == 0 ||
        w->texts >= TEXTS_MAX) {
        return NULL;
    }
    /* with the comma behind it, or before the last one */
    const char *rest = end != NULL ? end : list + length - 1;
    size_t before = (size_t)(begin - list) - (end == NULL && element > 0);
    (void)snprintf(text, sizeof text, "%.*s%s", (int)before, list,
                   rest + (element == 0 && *rest == ' '));
    return qn_worlds_keep_text(w, text);
}
