/*
 * Answers that stand for all answers. See tries.h.
 */
#include "tries.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "value.h"

enum {
    POINTS_MAX = 120, /* numbers or dates that are tried for one fact */
    NAMES_MAX = 250,  /* values of a choice, or of a set */
    TEXTS_MAX = 24,   /* strings of the program that a text may be */
    FIRST_YEAR =
        1940,         /* dates are tried from the first of these years to the last, besides those */
    LAST_YEAR = 2040, /* that the program names, */
    OLDEST_YEAR = 1800, /* and no constant is taken for a date before this one */
    DEFAULT_SHARE = 3   /* a default weighs as much as this for each one of all others */
};

/* Numbers on the grid of a type, in the order in which they were found. */
typedef struct points {
    const qn_program *program;
    const qn_tables *t;
    uint32_t type;    /* QN_NONE_INDEX: days */
    qn_rational step; /* of the fact, on the grid */
    bool has_low;
    bool has_high;
    qn_rational low;
    qn_rational high;
    qn_rational *at;
    size_t count;
    size_t room;
    bool out_of_memory;
} points;

void qn_tries_clear(qn_tries *tries)
{
    qn_page_clear(&tries->texts);
    free(tries->row);
    *tries = (qn_tries){0};
}

const char *qn_tries_text(const qn_tries *tries, size_t index)
{
    return tries->texts.bytes + tries->row[index].text;
}

/* Adds a try whose text is there already, from `text` to the end of the texts. */
static void end_try(qn_tries *out, size_t text, uint32_t weight)
{
    if (out->texts.out_of_memory) {
        return; /* the text is not there, or not all of it */
    }
    if (out->count == out->room) {
        size_t room = out->room * 2 + 16;
        qn_try *row = realloc(out->row, room * sizeof *row);
        if (!row) {
            out->texts.out_of_memory = true;
            return;
        }
        out->row = row;
        out->room = room;
    }
    out->row[out->count++] = (qn_try){text, out->texts.length - text, weight};
    qn_page_add(&out->texts, "", 1);
}

static void add_try(qn_tries *out, const char *text, uint32_t weight)
{
    size_t at = out->texts.length;
    qn_page_put(&out->texts, text);
    end_try(out, at, weight);
}

/* Adds a number unless it is out of range. */
static void add_point(points *p, qn_rational at)
{
    if ((p->has_low && qn_rational_cmp(at, p->low) < 0) ||
        (p->has_high && qn_rational_cmp(at, p->high) > 0)) {
        return;
    }
    if (p->count == p->room) {
        size_t room = p->room * 2 + 64;
        qn_rational *grown = realloc(p->at, room * sizeof *grown);
        if (!grown) {
            p->out_of_memory = true;
            return;
        }
        p->at = grown;
        p->room = room;
    }
    p->at[p->count++] = at;
}

/* Adds the values of the fact that lie at a number and next to it on both sides. */
static void add_around(points *p, qn_rational at)
{
    qn_rational on_step;
    qn_rational beside;
    if (qn_rational_round(at, p->step, QN_ROUND_DOWN, &on_step) != QN_ARITH_OK) {
        return;
    }
    add_point(p, on_step);
    if (qn_rational_sub(on_step, p->step, &beside) == QN_ARITH_OK) {
        add_point(p, beside);
    }
    if (qn_rational_add(on_step, p->step, &beside) == QN_ARITH_OK) {
        add_point(p, beside);
    }
}

/* The number that a constant holds. False where it holds none. */
static bool read_constant(const qn_tables *t, uint32_t reg, qn_rational *out)
{
    if (reg == QN_NONE_INDEX || t->constant[reg].status != QN_KNOWN) {
        return false;
    }
    *out = qn_slot_rational(qn_constant_slot(&t->constant[reg]), (qn_class)t->constant[reg].class_);
    return true;
}

/* Adds what lies around each constant of the program that can be a value of the type. What a number
 * counts its constant does not say, so that most of them may belong to other types: they do no
 * harm. */
static void add_constants(points *p, int64_t least)
{
    qn_rational floor = qn_rational_from_i64(least);
    for (uint32_t i = 0; i < p->t->constant_count; i++) {
        qn_rational value;
        if (read_constant(p->t, i, &value) && qn_rational_cmp(value, floor) >= 0) {
            add_around(p, value);
        }
    }
}

/* The number in the unit of the type as one on its grid, `otherwise` where it has none there. */
static qn_rational on_grid(const points *p, qn_rational value, int64_t otherwise)
{
    qn_slot slot;
    if (qn_type_encode(p->program, p->type, value, &slot) != QN_ENCODED) {
        return qn_rational_from_i64(otherwise);
    }
    return qn_slot_rational(slot, (qn_class)p->t->type[p->type].class_);
}

static int compare_points(const void *a, const void *b)
{
    return qn_rational_cmp(*(const qn_rational *)a, *(const qn_rational *)b);
}

/* Sorts the points, takes out what is there twice, and thins out what are too many, evenly and with
 * both ends left. */
static void settle_points(points *p)
{
    size_t kept = 0;
    if (p->count == 0) {
        return;
    }
    qsort(p->at, p->count, sizeof *p->at, compare_points);
    for (size_t i = 0; i < p->count; i++) {
        if (kept == 0 || !qn_rational_equal(p->at[kept - 1], p->at[i])) {
            p->at[kept++] = p->at[i];
        }
    }
    p->count = kept;
    for (size_t i = 0; kept > POINTS_MAX && i < POINTS_MAX; i++) {
        p->at[i] = p->at[i * (kept - 1) / (POINTS_MAX - 1)];
        p->count = POINTS_MAX;
    }
}

/* For how much of the range a point stands: from it up to the next one. Where the range has no end
 * all points weigh the same. */
static uint32_t point_weight(const points *p, size_t index)
{
    qn_rational whole;
    qn_rational part = p->step;
    bool last = index + 1 == p->count;
    bool good =
        p->has_low && p->has_high && qn_rational_sub(p->high, p->low, &whole) == QN_ARITH_OK &&
        qn_rational_add(whole, p->step, &whole) == QN_ARITH_OK &&
        (last || qn_rational_sub(p->at[index + 1], p->at[index], &part) == QN_ARITH_OK) &&
        qn_rational_mul(part, qn_rational_from_i64(QN_TRIES_WEIGHT), &part) == QN_ARITH_OK &&
        qn_rational_div(part, whole, &part) == QN_ARITH_OK &&
        qn_rational_round(part, qn_rational_from_i64(1), QN_ROUND_DOWN, &part) == QN_ARITH_OK;
    return good ? (uint32_t)part.num.lo : QN_TRIES_WEIGHT / (uint32_t)p->count;
}

/* The text of a point. False where it has none. */
static bool write_point(const points *p, qn_rational at, char text[QN_VALUE_TEXT_SIZE])
{
    qn_slot slot = {.i = (int64_t)at.num.lo};
    qn_value value;
    if (p->type == QN_NONE_INDEX) {
        qn_date_format((qn_day)slot.i, text);
        return true;
    }
    if (p->t->type[p->type].class_ == QN_CLASS_Q) {
        slot.q = at;
    } else if (p->t->type[p->type].class_ == QN_CLASS_W) {
        slot.w = at.num;
    }
    qn_value_make(p->program, p->type, QN_KNOWN, slot, &value);
    return qn_value_text(&value, text, QN_VALUE_TEXT_SIZE, NULL) == QN_OK;
}

/* The points as tries. */
static void put_points(points *p, qn_tries *out)
{
    settle_points(p);
    for (size_t i = 0; i < p->count; i++) {
        char text[QN_VALUE_TEXT_SIZE];
        if (write_point(p, p->at[i], text)) {
            add_try(out, text, point_weight(p, i));
        }
    }
    out->texts.out_of_memory |= p->out_of_memory;
    free(p->at);
}

/* A number: its range, and what lies around zero and the constants of the program. */
static void try_numbers(points *p, const qn_row_fact *row, qn_tries *out)
{
    enum { FAR = 1000000 }; /* from the constants, where the range has no end */
    qn_rational step;
    bool stepped = read_constant(p->t, row->step, &step) && qn_rational_sign(step) > 0;
    p->step = on_grid(p, stepped ? step : qn_rational_from_i64(1), 1);
    add_around(p, qn_rational_from_i64(0));
    add_constants(p, INT64_MIN);
    if (p->has_low) {
        add_point(p, p->low);
    }
    if (p->has_high) {
        add_point(p, p->high);
    } else {
        add_around(p, on_grid(p, qn_rational_from_i64(FAR), FAR));
    }
    put_points(p, out);
}

/* A date: the first of July of each year of some, and what lies around those that the program
 * names.
 */
static void try_dates(points *p, qn_tries *out)
{
    qn_day day = 0;
    p->step = qn_rational_from_i64(1);
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        if (qn_date_from_ymd(year, 7, 1, &day) == QN_DATE_OK) {
            add_point(p, qn_rational_from_i64(day));
        }
    }
    if (!p->has_high) {
        p->has_high = true;
        p->high = qn_rational_from_i64(QN_DAY_MAX);
    }
    if (qn_date_from_ymd(OLDEST_YEAR, 1, 1, &day) == QN_DATE_OK) {
        add_constants(p, day);
    }
    if (p->has_low) {
        add_point(p, p->low);
    }
    p->has_low = false; /* no date is likelier for standing alone in its century */
    put_points(p, out);
}

/* A time of day: each full hour, the last minute, and what lies around the constants. */
static void try_clock(points *p, qn_tries *out)
{
    enum { HOUR = 60, DAY = 1440 };
    p->step = qn_rational_from_i64(1);
    p->has_low = true;
    p->has_high = true;
    p->low = qn_rational_from_i64(0);
    p->high = qn_rational_from_i64(DAY - 1);
    for (int64_t minute = 0; minute < DAY; minute += HOUR) {
        add_point(p, qn_rational_from_i64(minute));
    }
    add_point(p, p->high);
    add_constants(p, 0);
    put_points(p, out);
}

/* A choice: each of its values. */
static void try_choice(const qn_program *program, int32_t fact, qn_tries *out)
{
    int32_t count = qn_program_fact_info(program, fact).choice_count;
    count = count > NAMES_MAX ? NAMES_MAX : count;
    for (int32_t i = 0; i < count; i++) {
        add_try(out, qn_program_fact_choice(program, fact, i), QN_TRIES_WEIGHT / (uint32_t)count);
    }
}

/* A set: nothing, each value alone, and all of them. */
static void try_set(const qn_program *program, int32_t fact, qn_tries *out)
{
    int32_t all = qn_program_fact_info(program, fact).choice_count;
    int32_t count = all > NAMES_MAX ? NAMES_MAX : all;
    uint32_t weight = QN_TRIES_WEIGHT / ((uint32_t)count + 2);
    add_try(out, "", weight);
    for (int32_t i = 0; i < count; i++) {
        add_try(out, qn_program_fact_choice(program, fact, i), weight);
    }
    size_t at = out->texts.length;
    for (int32_t i = 0; i < all; i++) {
        qn_page_format(&out->texts, "%s%s", i ? ", " : "",
                       qn_program_fact_choice(program, fact, i));
    }
    end_try(out, at, weight);
}

/* A text: one that the program does not know, and some of those that it may compare with. */
static void try_texts(const qn_tables *t, qn_tries *out)
{
    add_try(out, "?", QN_TRIES_WEIGHT / 2);
    for (uint32_t i = 0; i < t->constant_count && out->count < TEXTS_MAX; i++) {
        qn_rational index;
        if (t->constant[i].class_ == QN_CLASS_I && read_constant(t, i, &index) &&
            index.num.hi == 0 && index.num.lo < t->string_count) {
            add_try(out, qn_tables_string(t, (uint32_t)index.num.lo), QN_TRIES_WEIGHT / TEXTS_MAX);
        }
    }
}

/* Adds weight to the try of that text, or a try. */
static void weigh_try(qn_tries *out, const char *text, uint32_t weight)
{
    for (size_t i = 0; !out->texts.out_of_memory && i < out->count; i++) {
        if (strcmp(qn_tries_text(out, i), text) == 0) {
            out->row[i].weight += weight;
            return;
        }
    }
    add_try(out, text, weight);
}

/* Does a text name every value of a set? Such a default leaves nothing out: it is no usual case,
 * but what stands where nothing was chosen. */
static bool is_whole_set(const qn_program *program, int32_t fact, const char *text)
{
    int32_t named = text[0] ? 1 : 0;
    for (const char *c = text; *c; c++) {
        named += *c == ',';
    }
    return qn_program_fact_info(program, fact).kind == QN_KIND_SET &&
           named == qn_program_fact_info(program, fact).choice_count;
}

/* What an author gives as the default, or as possibly none, weighs by itself: the default more than
 * all other answers together. */
static void try_presets(const qn_program *program, int32_t fact, qn_tries *out)
{
    size_t length = 0;
    if (qn_program_fact_info(program, fact).may_be_none) {
        add_try(out, "none", QN_TRIES_WEIGHT / 4);
    }
    qn_status status = qn_program_fact_default(program, fact, NULL, 0, &length);
    char *text = length > 0 && status == QN_NO_ROOM ? malloc(length + 1) : NULL;
    if (text && qn_program_fact_default(program, fact, text, length + 1, NULL) == QN_OK &&
        !is_whole_set(program, fact, text)) {
        weigh_try(out, strcmp(text, "(empty)") == 0 ? "" : text, DEFAULT_SHARE * QN_TRIES_WEIGHT);
    }
    out->texts.out_of_memory |= length > 0 && status == QN_NO_ROOM && !text;
    free(text);
}

bool qn_tries_make(const qn_program *program, int32_t fact, qn_tries *out)
{
    const qn_tables *t = qn_program_tables(program);
    points p = {.program = program, .t = t};
    *out = (qn_tries){0};
    if (fact == QN_TODAY) {
        p.type = QN_NONE_INDEX;
        try_dates(&p, out);
        return !out->texts.out_of_memory;
    }
    const qn_row_fact *row = &t->fact[fact];
    p.type = row->type;
    p.has_low = read_constant(t, row->low, &p.low);
    p.has_high = read_constant(t, row->high, &p.high);
    switch (qn_program_fact_info(program, fact).kind) {
    case QN_KIND_BOOLEAN:
        add_try(out, "yes", QN_TRIES_WEIGHT / 2);
        add_try(out, "no", QN_TRIES_WEIGHT / 2);
        break;
    case QN_KIND_DATE:
        try_dates(&p, out);
        break;
    case QN_KIND_CLOCK:
        try_clock(&p, out);
        break;
    case QN_KIND_CHOICE:
        try_choice(program, fact, out);
        break;
    case QN_KIND_SET:
        try_set(program, fact, out);
        break;
    case QN_KIND_TEXT:
        try_texts(t, out);
        break;
    case QN_KIND_LIST:
        add_try(out, "[]", QN_TRIES_WEIGHT);
        break;
    case QN_KIND_PERIOD:
    case QN_KIND_CHAIN:
    case QN_KIND_RECORD:
    case QN_KIND_SPAN:
        break; /* too many, and none of them stands for others */
    default:
        try_numbers(&p, row, out);
        break;
    }
    try_presets(program, fact, out);
    return !out->texts.out_of_memory;
}
