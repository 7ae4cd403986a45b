/*
 * stream.c - the sequences of the language: lists, numbers, days and parts of periods, `each`, and
 * what is made of sequences. Each becomes a chain of stages; see stream.h.
 *
 * What they mean is spec/semantics.md, chapter 17; how many elements each can have at most is
 * decided here, from limits of lists and ranges of dates.
 */
#include "stream.h"

#include <string.h>

#include "date.h"
#include "sequence.h"

/* Where a date without a range lies: 1900-01-01 to 2100-01-01. */
enum { USUAL_FIRST = 693595, USUAL_LAST = 766644, NUMBERS_MOST = 1000000, QN_CLOCK_MAX = 1440 };

/* ---- limits */

static int64_t floor_of(const qn_operand *x, int64_t otherwise)
{
    if (!x->has_low || !qn_wide_fits_i64(x->low.num) || !qn_wide_fits_i64(x->low.den))
        return otherwise;
    return qn_wide_to_i64(x->low.num) / qn_wide_to_i64(x->low.den);
}

static int64_t ceiling_of(const qn_operand *x, int64_t otherwise)
{
    if (!x->has_high || !qn_wide_fits_i64(x->high.num) || !qn_wide_fits_i64(x->high.den))
        return otherwise;
    return (qn_wide_to_i64(x->high.num) + qn_wide_to_i64(x->high.den) - 1) /
           qn_wide_to_i64(x->high.den);
}

/* The most days that a period or a chain can have: the range of a period is that of its days. */
static uint32_t days_of(const qn_operand *period)
{
    int64_t first = floor_of(period, QN_DAY_MIN), last = ceiling_of(period, QN_DAY_MAX);
    if (first <= QN_DAY_MIN)
        first = last < USUAL_FIRST ? QN_DAY_MIN : USUAL_FIRST;
    if (last >= QN_DAY_MAX)
        last = first > USUAL_LAST ? QN_DAY_MAX : USUAL_LAST;
    uint32_t span = last < first ? 1 : (uint32_t)(last - first + 1);
    return period->most_days && period->most_days < span ? period->most_days : span;
}

static uint32_t lesser(uint32_t a, int64_t b)
{
    return b < 0 ? 0 : b < (int64_t)a ? (uint32_t)b : a;
}

/* ---- stages without a source */

qn_operand qn_any_of(qn_scope *s, const qn_type *type)
{
    qn_operand x = {
        .type = type, .class_ = QN_CLASS_I, .den = qn_wide_from_i64(1), .site = QN_NONE_INDEX};
    int64_t high = -1;
    if (type->kind == QN_KIND_DATE || type->kind == QN_KIND_PERIOD || type->kind == QN_KIND_CHAIN)
        high = QN_DAY_MAX;
    else if (type->kind == QN_KIND_BOOLEAN)
        high = 1;
    else if (type->kind == QN_KIND_CHOICE)
        high = (int64_t)QN_ROW(&s->c->builder, choice, type->choice)->count - 1;
    else if (type->kind == QN_KIND_CLOCK)
        high = QN_CLOCK_MAX;
    else if (!qn_type_is_number(type))
        high = INT64_MAX;
    x.has_low = x.has_high = high >= 0;
    x.low = qn_rational_from_i64(0);
    x.high = qn_rational_from_i64(high);
    return x;
}

/* The ends of the declared range of a field, where both are there. */
static void declared_ends(qn_scope *s, const qn_row_field *field, qn_operand *x)
{
    const qn_builder *b = &s->c->builder;
    const uint32_t ends[2] = {field->low, field->high};
    qn_rational *out[2] = {&x->low, &x->high};
    for (int i = 0; i < 2; i++) {
        if (ends[i] == QN_NONE_INDEX)
            return;
        const qn_row_constant *row = QN_ROW(b, constant, ends[i] & ~QN_REG_MASK);
        *out[i] = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
        if (qn_rational_div(*out[i], qn_rational_from_wide(x->den), out[i]) != QN_ARITH_OK)
            return;
    }
    x->has_low = x->has_high = true;
}

/* An element of a list that is held in cells, on the grid of its type. */
qn_operand qn_element_of_list(qn_scope *s, const qn_type *type)
{
    const qn_row_field *field = QN_ROW(&s->c->builder, field, type->first_field);
    const qn_row_type *row = QN_ROW(&s->c->builder, type, field->type);
    const qn_row_constant *den = QN_ROW(&s->c->builder, constant, row->den & ~QN_REG_MASK);
    const qn_wide widest = {.lo = UINT64_MAX, .hi = INT64_MAX};
    qn_operand x = qn_any_of(s, type->element);
    x.class_ = (qn_class)row->class_;
    x.den = qn_constant_slot(den).w;
    declared_ends(s, field, &x);
    if (!x.has_high) {
        x.has_low = x.has_high = true;
        qn_rational_make(x.class_ == QN_CLASS_I ? qn_wide_from_i64(INT64_MAX) : widest, x.den,
                         &x.high);
        x.low = qn_rational_neg(x.high);
    }
    return x;
}

/* The elements of a list that lies in cells. */
static bool held_list(qn_scope *s, const qn_operand *list, const qn_node *at, qn_stream *out)
{
    qn_operand x = qn_element_of_list(s, list->type);
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_LIST, at, list->type->limit);
    row.a = qn_whole_reg(s, list);
    *out = (qn_stream){.limit = row.limit, .element = qn_parameter(s, &x)};
    out->seq = qn_stage_add(s, at, &row, &out->element);
    return true;
}

/* `1..=n` */
static bool numbers(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *low_node = node->kid[AST_RANGE_LOW], *high_node = node->kid[AST_RANGE_HIGH];
    qn_builder *b = &s->c->builder;
    if (!low_node || !high_node) {
        qn_report(s, QN_Q0922, node, 0);
        return false;
    }
    qn_operand low = qn_present(s, qn_formula(s, low_node, NULL), low_node);
    qn_operand high = qn_present(s, qn_formula(s, high_node, NULL), high_node);
    qn_operand step = qn_integer(b, s->c->integer, 1);
    if (qn_is_failed(&low) || qn_is_failed(&high))
        return false;
    if (!qn_type_is_plain(low.type) || !qn_type_is_plain(high.type)) {
        qn_report(s, QN_Q0922, node, 0);
        return false;
    }
    if (node->op & QN_LOW_EXCLUDED)
        low = qn_add(b, &low, &step);
    if (!(node->op & QN_HIGH_INCLUDED))
        high = qn_subtract(b, &high, &step);
    low = qn_whole(b, &low);
    high = qn_whole(b, &high);
    int64_t first = floor_of(&low, -NUMBERS_MOST), last = ceiling_of(&high, NUMBERS_MOST);
    if (last - first >= 2 * NUMBERS_MOST || (!low.constant && low.class_ != QN_CLASS_I) ||
        (!high.constant && high.class_ != QN_CLASS_I)) {
        qn_report(s, QN_Q0922, node, 0);
        return false;
    }
    qn_row_sequence row =
        qn_stage_row(s, QN_SEQ_NUMBERS, node, last < first ? 1 : (uint32_t)(last - first + 1));
    row.a = qn_whole_reg(s, &low);
    row.b = qn_whole_reg(s, &high);
    *out = (qn_stream){.limit = row.limit, .element = qn_counter(s, first, last)};
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* A period or a chain that is always there; the failed operand, with a message, otherwise. */
static qn_operand a_period(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_present(s, qn_formula(s, node, s->c->period), node);
    if (qn_is_failed(&x) || x.type->kind == QN_KIND_PERIOD || x.type->kind == QN_KIND_CHAIN)
        return x;
    qn_report(s, QN_Q0602, node, 3, "a period", qn_type_words(s->c, x.type),
              "write `A through B`, or `A to B` without B");
    return qn_failed(s);
}

/* A part of a period as it is gone through: periods within its days. */
static qn_operand within(qn_scope *s, const qn_type *type, const qn_operand *period)
{
    qn_operand x = {.type = type,
                    .class_ = QN_CLASS_I,
                    .den = qn_wide_from_i64(1),
                    .has_low = period->has_low,
                    .has_high = period->has_high,
                    .low = period->low,
                    .high = period->high,
                    .site = QN_NONE_INDEX,
                    .most_days = type->kind == QN_KIND_PERIOD ? period->most_days : 0,
                    .has_end = true};
    if (!x.has_low)
        x.low = qn_rational_from_i64(QN_DAY_MIN);
    if (!x.has_high)
        x.high = qn_rational_from_i64(QN_DAY_MAX);
    x.has_low = x.has_high = true;
    return qn_parameter(s, &x);
}

/* The unit of one part: 1 day, 1 year. */
static const qn_type *unit_of_part(qn_scope *s, int op)
{
    qn_dimension d =
        qn_dimension_of(op == AST_OP_DAYS || op == AST_OP_WEEKS ? QN_BASE_DAY : QN_BASE_MONTH);
    qn_type type = *qn_type_of_dimension(s, &d);
    type.factor = qn_rational_from_i64(op == AST_OP_WEEKS ? 7 : op == AST_OP_YEARS ? 12 : 1);
    type.unit = op == AST_OP_WEEKS    ? "weeks"
                : op == AST_OP_YEARS  ? "years"
                : op == AST_OP_MONTHS ? "months"
                                      : "calendar days";
    return qn_type_new(s->c, &type);
}

static bool days(qn_scope *s, const qn_node *at, const qn_operand *period, qn_stream *out)
{
    bool chain = period->type->kind == QN_KIND_CHAIN;
    qn_row_sequence row =
        qn_stage_row(s, chain ? QN_SEQ_CHAINED : QN_SEQ_DAYS, at, days_of(period));
    row.a = qn_whole_reg(s, period);
    *out = (qn_stream){.limit = row.limit,
                       .element = within(s, s->c->date, period),
                       .per = unit_of_part(s, AST_OP_DAYS),
                       .chain = chain ? row.a : 0};
    out->seq = qn_stage_add(s, at, &row, &out->element);
    return true;
}

/* The number of a weekday from 1 on; 0 where none is named, -1, with a message, for a mistake. */
static int64_t starting_day(qn_scope *s, const qn_node *name, int op)
{
    if (!name)
        return 0;
    int64_t day = qn_choice_value(s->c, qn_weekday_type(s->c), name->text);
    if (day < 0)
        qn_report(s, QN_Q0505, name, 2, name->text, qn_choice_words(s->c, qn_weekday_type(s->c)));
    else if (op != AST_OP_WEEKS)
        qn_report(s, QN_Q0923, name, 0);
    return op == AST_OP_WEEKS && day >= 0 ? day + 1 : -1;
}

/* How a missing day of a month is rounded, as DATE_MONTHS has it. */
static uint32_t months_mode(const qn_scope *s)
{
    return s->months == AST_OP_DOWN ? QN_MONTHS_DOWN
           : s->months == AST_OP_UP ? QN_MONTHS_UP
                                    : QN_MONTHS_STRICT;
}

/* Weeks, months and years of a period. */
static bool parts(qn_scope *s, const qn_node *at, const qn_node *period_node, int op,
                  uint32_t flags, const qn_node *starting, qn_stream *out)
{
    static const uint32_t least[] = {7, 28, 365};
    qn_operand period = a_period(s, period_node);
    int64_t weekday = starting_day(s, starting, op);
    if (qn_is_failed(&period) || weekday < 0)
        return false;
    if (op == AST_OP_DAYS && !flags)
        return days(s, at, &period, out);
    if (period.type->kind == QN_KIND_CHAIN ||
        (op != AST_OP_WEEKS && op != AST_OP_MONTHS && op != AST_OP_YEARS)) {
        qn_report(s, QN_Q0924, at, 0);
        return false;
    }
    uint32_t unit = op == AST_OP_WEEKS    ? QN_PART_WEEKS
                    : op == AST_OP_MONTHS ? QN_PART_MONTHS
                                          : QN_PART_YEARS;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_PARTS, at, days_of(&period) / least[unit] + 2);
    row.flags = unit | flags | (uint32_t)weekday << QN_SEQ_WEEKDAY_SHIFT |
                months_mode(s) << QN_SEQ_MONTHS_SHIFT;
    row.a = qn_whole_reg(s, &period);
    *out = (qn_stream){.limit = row.limit,
                       .element = within(s, s->c->period, &period),
                       .per = unit_of_part(s, op)};
    out->seq = qn_stage_add(s, at, &row, &out->element);
    return true;
}

/* `[a, b, c]`: values of one type, brought to one class. */
static bool given(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *items = node->kid[AST_LIST_VALUE_ITEMS];
    qn_builder *b = &s->c->builder;
    qn_operand *x = qn_arena_take_array(&s->c->scratch, items->count + 1, sizeof *x);
    qn_operand **list = qn_arena_take_array(&s->c->scratch, items->count + 1, sizeof *list);
    uint32_t *reg = qn_arena_take_array(&s->c->scratch, items->count + 1, sizeof *reg);
    if (!x || !list || !reg)
        return false;
    if (!items->count) {
        qn_report(s, QN_Q0925, node, 0);
        return false;
    }
    const qn_type *type = NULL;
    for (uint32_t i = 0; i < items->count; i++) {
        x[i] = qn_formula(s, items->kid[i], type ? type : s->elements);
        if (qn_is_failed(&x[i]))
            return false;
        if (!type || type->bare)
            type = x[i].type;
        list[i] = &x[i];
    }
    for (uint32_t i = 0; i < items->count; i++) {
        x[i] = qn_give(s, x[i], type, items->kid[i]);
        if (qn_is_failed(&x[i]))
            return false;
    }
    qn_operand all = qn_unify(b, list, items->count, reg);
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_GIVEN, node, items->count);
    all.constant = all.none_constant = false;
    all.type = type;
    row.first_entry = qn_pool(b, reg, items->count);
    row.entry_count = items->count;
    *out = (qn_stream){.limit = row.limit, .element = qn_parameter(s, &all)};
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* `[]` where something says what the list is made of. No list has less room than for one. */
static bool empty(qn_scope *s, const qn_node *node, const qn_type *element, qn_stream *out)
{
    qn_operand any = qn_any_of(s, element);
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_GIVEN, node, 1);
    *out = (qn_stream){.limit = row.limit, .element = qn_parameter(s, &any)};
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* ---- stages over another sequence */

/* The words in a formula that ask for a part of a name: the element before it, its place. */
static bool asks_for(const qn_node *node, unsigned op, const char *name)
{
    if (!node)
        return false;
    if (node->kind == AST_PART && node->op == op && node->kid[AST_PART_VALUE]->kind == AST_NAME &&
        !strcmp(node->kid[AST_PART_VALUE]->text, name))
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (asks_for(node->kid[i], op, name))
            return true;
    return false;
}

static bool asks_for_previous(const qn_node *node, const char *name)
{
    return asks_for(node, AST_OP_PREVIOUS, name);
}

/* Keeps the element before in a register of its own. */
static bool with_previous(qn_scope *s, const qn_node *at, qn_stream *io, qn_local *local)
{
    qn_operand *before = qn_arena_take(&s->c->arena, sizeof *before);
    if (!before)
        return false;
    *before = qn_parameter(s, &io->element);
    before->may |= QN_MAY_BE_NONE;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_BEFORE, at, io->limit);
    row.source = io->seq;
    row.first_entry = qn_pool(&s->c->builder, &before->reg, 1);
    row.entry_count = 1;
    io->seq = qn_stage_add(s, at, &row, &io->element);
    local->before = before;
    return true;
}

bool qn_drawn_from(qn_scope *s, const char *name, const qn_node *sequence, const qn_node *users,
                   qn_stream *out, qn_local *local)
{
    *local = (qn_local){.outer = s->locals, .name = name};
    qn_scope in = *s;
    in.drawn = name;
    in.elements = NULL;
    if (!qn_stream_of(&in, sequence, out))
        return false;
    if (name && asks_for_previous(users, name) && !with_previous(s, sequence, out, local))
        return false;
    qn_operand *number = qn_arena_take(&s->c->arena, sizeof *number);
    if (!number)
        return false;
    *number = qn_counter(s, 0, out->limit ? out->limit - 1 : 0);
    local->position = number;
    local->value = out->element;
    return true;
}

void qn_number_elements(qn_scope *s, const qn_node *at, const qn_local *local, qn_stream *io)
{
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_EACH, at, io->limit);
    row.source = io->seq;
    row.b = io->element.reg;
    row.first_entry = qn_pool(&s->c->builder, &local->position->reg, 1);
    row.entry_count = 1;
    io->seq = qn_stage_add(s, at, &row, &io->element);
}

/* The generators of an `each` from the one of that number on: one loop in another, the condition
 * and the value in the innermost. */
static bool each_from(qn_scope *s, const qn_node *node, uint32_t number, qn_stream *out)
{
    const qn_node *generators = node->kid[AST_EACH_GENERATORS], *where = node->kid[AST_EACH_WHERE];
    const qn_node *generator = generators->kid[number], *value = node->kid[AST_EACH_VALUE];
    qn_stream source, inner;
    qn_local local;
    qn_open_loop loop;
    if (!qn_drawn_from(s, generator->kid[AST_GENERATOR_NAME]->text,
                       generator->kid[AST_GENERATOR_SEQUENCE], node, &source, &local))
        return false;
    if (number + 1 < generators->count)
        qn_number_elements(s, node, &local, &source);
    qn_numbered count = {s->numbers, *local.position, source.limit};
    qn_scope in = *s;
    in.locals = &local;
    in.numbers = &count;
    in.leaves = NULL;
    qn_loop_open(s, &loop);
    if (number + 1 < generators->count) {
        bool sound = each_from(&in, node, number + 1, &inner);
        uint32_t region = qn_loop_close(s, &loop);
        return sound && qn_nest(s, node, &source, region, &inner, out);
    }
    qn_operand holds = {0}, x;
    if (where) {
        in.filtered = &local;
        in.filter = where;
        holds = qn_condition(&in, where);
        in.filtered = NULL;
        qn_presume(&in, where, true);
    }
    x = qn_formula(&in, value, s->elements);
    return qn_map(s, node, &source, &loop, local.position, where ? &holds : NULL, &x, out);
}

/* The scope in which the fields of an element are named alone. */
static qn_scope scope_of_element(qn_scope *s, qn_local *local, const qn_stream *source)
{
    qn_scope in = *s;
    *local = (qn_local){.outer = s->locals, .value = source->element};
    in.locals = local;
    in.leaves = NULL;
    return in;
}

bool qn_filter(qn_scope *s, const qn_node *condition, qn_stream *io)
{
    qn_stream source = *io;
    qn_local local;
    qn_open_loop loop;
    qn_loop_open(s, &loop);
    qn_scope in = scope_of_element(s, &local, &source);
    qn_operand holds = qn_condition(&in, condition);
    return qn_map(s, condition, &source, &loop, NULL, &holds, &source.element, io);
}

/* A whole number of elements; false, with a message, for anything else. */
static bool element_count(qn_scope *s, const qn_node *node, qn_operand *out)
{
    *out = qn_present(s, qn_formula(s, node, s->c->integer), node);
    if (qn_is_failed(out))
        return false;
    if (!qn_type_is_plain(out->type)) {
        qn_report(s, QN_Q0606, node, 2, qn_type_words(s->c, out->type),
                  "how many elements is a whole number");
        return false;
    }
    *out = qn_whole(&s->c->builder, out);
    if (out->constant ? qn_wide_fits_i64(out->low.num) : out->class_ == QN_CLASS_I)
        return true;
    qn_report(s, QN_Q0602, node, 3, "a whole number with a range", qn_type_words(s->c, out->type),
              "give the fact a range, such as `in 0..=100`");
    return false;
}

/* `first n of S`, `S after first n`, `last n of S`. */
static bool some_of(qn_scope *s, const qn_node *node, qn_sequence_kind kind,
                    const qn_node *sequence, const qn_node *count_node, qn_stream *out)
{
    qn_operand count;
    if (!element_count(s, count_node, &count) || !qn_stream_of(s, sequence, out))
        return false;
    uint32_t limit = out->limit;
    if (kind != QN_SEQ_REST)
        limit = lesser(limit, ceiling_of(&count, limit));
    qn_row_sequence row = qn_stage_row(s, kind, node, limit ? limit : 1);
    row.source = out->seq;
    row.a = qn_whole_reg(s, &count);
    if (kind == QN_SEQ_LAST)
        out->element = qn_parameter(s, &out->element);
    out->limit = row.limit;
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* Values that can be put in order. */
static bool can_be_sorted(const qn_type *type)
{
    return qn_type_is_number(type) || type->kind == QN_KIND_DATE || type->kind == QN_KIND_CLOCK ||
           type->kind == QN_KIND_CHOICE || type->kind == QN_KIND_BOOLEAN ||
           type->kind == QN_KIND_PERIOD;
}

static bool sorted(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *key_node = node->kid[AST_SORTED_KEY];
    qn_stream source;
    qn_local local;
    qn_open_loop loop;
    if (!qn_stream_of(s, node->kid[AST_SORTED_SEQUENCE], &source))
        return false;
    qn_loop_open(s, &loop);
    qn_scope in = scope_of_element(s, &local, &source);
    qn_local named = {.outer = in.locals, .name = s->drawn, .value = source.element};
    if (s->drawn) /* `each x in L sorted by x` */
        in.locals = &named;
    in.drawn = NULL;
    qn_operand key = qn_present(s, qn_formula(&in, key_node, NULL), key_node);
    uint32_t reg = QN_NONE_INDEX;
    bool sound = !qn_is_failed(&key);
    if (sound && !can_be_sorted(key.type)) {
        qn_report(s, QN_Q0606, key_node, 2, qn_type_words(s->c, key.type),
                  "sort by a number or a date");
        sound = false;
    }
    if (sound) {
        qn_settle(&s->c->builder, &key);
        reg = key.reg;
    }
    uint32_t region = qn_loop_close(s, &loop);
    if (!sound)
        return false;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_SORTED, node, source.limit);
    row.source = source.seq;
    row.region = region;
    row.b = reg;
    row.flags = node->op == AST_OP_DESCENDING ? QN_SEQ_BACKWARDS : 0;
    *out = source;
    out->element = qn_parameter(s, &source.element);
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

static bool distinct(qn_scope *s, const qn_node *node, qn_stream *out)
{
    if (!qn_stream_of(s, node->kid[AST_PART_VALUE], out))
        return false;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_DISTINCT, node, out->limit);
    row.source = out->seq;
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* A sequence whose elements are others than those that are wanted. */
static bool source_of(qn_scope *s, const qn_node *node, qn_stream *out)
{
    qn_scope in = *s;
    in.elements = NULL;
    return qn_stream_of(&in, node, out);
}

static bool chains(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *across = node->kid[AST_CHAINS_ACROSS], *list = node->kid[AST_CHAINS_PERIODS];
    qn_builder *b = &s->c->builder;
    qn_operand gap = {0};
    if (!source_of(s, list, out))
        return false;
    if (out->element.type->kind == QN_KIND_CHAIN && !qn_convert(s, list, s->c->period, NULL, out))
        return false;
    if (out->element.type->kind != QN_KIND_PERIOD) {
        qn_report(s, QN_Q0602, list, 3, "a list of periods", qn_type_words(s->c, out->element.type),
                  "make periods of them: `chains of (each x in … : x.start through x.finish)`");
        return false;
    }
    if (out->element.may & QN_MAY_BE_NONE) {
        qn_report_absence(s, out->element.type, list);
        return false;
    }
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_CHAINS, node, out->limit);
    row.source = out->seq;
    if (across) {
        gap = qn_present(s, qn_formula(s, across, NULL), across);
        if (gap.type->bare)
            gap = qn_give(s, gap, unit_of_part(s, AST_OP_DAYS), across);
        if (qn_is_failed(&gap))
            return false;
        if (!qn_dimension_is(&gap.type->dimension, QN_BASE_DAY)) {
            qn_report(s, QN_Q0601, across, 4, "a number of days", qn_type_words(s->c, gap.type),
                      "taken as a gap", "write `across 14 days`");
            return false;
        }
        gap = qn_whole(b, &gap);
        if (!gap.constant && gap.class_ != QN_CLASS_I) {
            qn_report(s, QN_Q0602, across, 3, "a whole number with a range",
                      qn_type_words(s->c, gap.type), "give the fact a range");
            return false;
        }
        row.a = qn_whole_reg(s, &gap);
    }
    out->element = within(s, s->c->chain, &out->element); /* of any length within its days */
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* `split TOTAL over L by E to STEP`: shares in the unit of the total. */
static bool split(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *total_node = node->kid[AST_SPLIT_TOTAL], *key_node = node->kid[AST_SPLIT_KEY];
    const qn_node *step_node = node->kid[AST_SPLIT_STEP];
    qn_builder *b = &s->c->builder;
    qn_wide one = qn_wide_from_i64(1);
    qn_local local;
    qn_open_loop loop;
    qn_stream source;
    qn_operand total = qn_present(s, qn_formula(s, total_node, NULL), total_node);
    if (!source_of(s, node->kid[AST_SPLIT_SEQUENCE], &source) || qn_is_failed(&total))
        return false;
    qn_rational step = qn_number_of_text(s, step_node);
    qn_loop_open(s, &loop);
    qn_scope in = scope_of_element(s, &local, &source);
    qn_operand key = qn_present(s, qn_formula(&in, key_node, NULL), key_node);
    bool sound = !qn_is_failed(&key);
    if (sound && (!qn_type_is_number(key.type) || !qn_type_is_number(total.type))) {
        qn_report(s, QN_Q0606, key_node, 2, qn_type_words(s->c, key.type),
                  "an amount is split in proportion to numbers");
        sound = false;
    }
    if (sound) {
        key.reg = qn_register(b, &key, QN_CLASS_Q, one);
        key.class_ = QN_CLASS_Q;
        key.den = one;
        key.constant = false;
    }
    if (!qn_map(s, node, &source, &loop, NULL, NULL, &key, out) || !sound)
        return false;
    if (qn_rational_sign(step) <= 0 ||
        qn_rational_mul(step, total.type->factor, &step) != QN_ARITH_OK) {
        qn_report(s, QN_Q0615, step_node, 0);
        return false;
    }
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_SPLIT, node, out->limit);
    row.source = out->seq;
    row.a = qn_register(b, &total, QN_CLASS_Q, one);
    row.b = qn_constant_q(b, step);
    qn_operand share = {.type = total.type, .class_ = QN_CLASS_Q, .den = one};
    out->element = qn_parameter(s, &share);
    out->seq = qn_stage_add(s, node, &row, &out->element);
    return true;
}

/* `L.field`: the field of each element, or its rule in a `for each`; where that is a list itself,
 * the elements of all these lists. */
static bool mapped(qn_scope *s, const qn_node *node, qn_stream *source, qn_stream *out)
{
    const qn_node *name = node->kid[AST_DOT_NAME];
    qn_open_loop loop;
    qn_scope in = *s;
    qn_operand *number = qn_arena_take(&s->c->arena, sizeof *number);
    if (!number)
        return false;
    *number = qn_counter(s, 0, source->limit ? source->limit - 1 : 0);
    qn_numbered count = {s->numbers, *number, source->limit};
    qn_loop_open(s, &loop);
    in.leaves = NULL;
    in.numbers = &count;
    qn_operand x = qn_field_of(&in, &source->element, name);
    if (qn_is_failed(&x) || x.type->kind != QN_KIND_LIST)
        return qn_map(s, node, source, &loop, number, NULL, &x, out);
    qn_stream inner;
    bool sound = qn_stream_of_value(&in, &x, node, &inner);
    uint32_t region = qn_loop_close(s, &loop);
    return sound && qn_nest(s, node, source, region, &inner, out);
}

/* The values that a set holds, in the order of their choice. */
static bool values_of_set(qn_scope *s, const qn_operand *set, const qn_node *at, qn_stream *out)
{
    qn_builder *b = &s->c->builder;
    qn_operand held = qn_present(s, *set, at);
    qn_type plain = *set->type;
    qn_open_loop loop;
    qn_stream all;
    if (qn_is_failed(&held))
        return false;
    plain.kind = QN_KIND_CHOICE;
    qn_operand value = qn_any_of(s, qn_type_new(s->c, &plain));
    int64_t last = qn_wide_to_i64(value.high.num);
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_NUMBERS, at, (uint32_t)last + 1);
    row.a = qn_constant_i(b, 0);
    row.b = qn_constant_i(b, last);
    all = (qn_stream){.limit = row.limit, .element = qn_parameter(s, &value)};
    all.seq = qn_stage_add(s, at, &row, &all.element);
    qn_loop_open(s, &loop);
    qn_operand holds = qn_holds_value(s, &held, &all.element);
    return qn_map(s, at, &all, &loop, NULL, &holds, &all.element, out);
}

/* ---- any sequence */

bool qn_is_sequence_node(const qn_node *node)
{
    switch (node->kind) {
    case AST_UNITS_OF:
    case AST_COMPLETE_UNITS_OF:
    case AST_COUNTED_BACK:
    case AST_CHAINS:
    case AST_AFTER_FIRST:
    case AST_SORTED:
    case AST_EACH:
    case AST_SPLIT:
    case AST_LIST_VALUE:
        return true;
    case AST_CARRY:
        return node->op == AST_OP_EACH;
    case AST_PICK:
        return node->kid[AST_PICK_COUNT] != NULL;
    case AST_PART:
        return node->op == AST_OP_DISTINCT;
    default:
        return false;
    }
}

/* What is no list: says what to write. */
static bool report_no_list(qn_scope *s, const qn_operand *x, const qn_node *node)
{
    bool period = x->type->kind == QN_KIND_PERIOD || x->type->kind == QN_KIND_CHAIN;
    const char *field = node->kind == AST_NAME ? qn_field_help(s, node->text) : NULL;
    if (!qn_is_failed(x))
        qn_report(s, QN_Q0602, node, 3, "a list", qn_type_words(s->c, x->type),
                  period  ? "go through its days: `days of P`"
                  : field ? field
                          : "name a list, or write 1..=N");
    return false;
}

/* The number of the innermost loop, 0 for none. */
static uint32_t loop_number(const qn_scope *s)
{
    return s->c->loop ? s->c->loop->number : 0;
}

bool qn_stream_of_value(qn_scope *s, const qn_operand *list, const qn_node *at, qn_stream *out)
{
    if (!qn_is_failed(list) && list->type->kind == QN_KIND_SET)
        return values_of_set(s, list, at, out);
    if (qn_is_failed(list) || list->type->kind != QN_KIND_LIST)
        return report_no_list(s, list, at);
    if (list->may & QN_MAY_BE_NONE && !list->list) {
        qn_report_absence(s, list->type, at);
        return false;
    }
    if (!list->list)
        return held_list(s, list, at, out);
    qn_recipe *recipe = (qn_recipe *)list->list;
    if (recipe->fresh && recipe->loop == loop_number(s) && !recipe->element) {
        *out = *recipe->fresh; /* a row of SEQ has one user */
        recipe->fresh = NULL;
        return true;
    }
    qn_scope in = recipe->scope;
    in.quiet = in.quiet || s->quiet;
    in.leaves = NULL;
    in.instance = s->instance;
    in.depth = s->depth > in.depth ? s->depth : in.depth;
    bool sound = recipe->held    ? held_list(&in, recipe->held, at, out)
                 : recipe->each  ? qn_each_rule_stream(&in, recipe->each, at, out)
                 : recipe->body  ? qn_body_stream(&in, recipe->node, out)
                 : recipe->empty ? empty(&in, recipe->node, recipe->empty, out)
                                 : qn_stream_of(&in, recipe->node, out);
    if (sound && recipe->element && out->element.type != recipe->element)
        sound = qn_convert(&in, recipe->given_at, recipe->element, NULL, out);
    return sound;
}

/* The rule of a `for each` that `L.rule` asks for, if that goes through the list L itself and asks
 * for places in it, which the elements alone do not know; else NULL. */
static qn_decl *rule_of_list(qn_scope *s, const qn_node *node)
{
    const qn_node *of = node->kid[AST_DOT_OF], *name = node->kid[AST_DOT_NAME];
    if (of->kind != AST_NAME || qn_leftmost_local(s, node))
        return NULL;
    qn_decl *decl = qn_module_find(s->module, name->text), *list = qn_find(s->module, of);
    if (!decl || decl->kind != QN_DECL_RULE || !decl->each || decl->each->outer ||
        qn_reading_element(s->reading, decl->each) || !list || list->kind != QN_DECL_FACT)
        return NULL;
    const qn_node *each = decl->each->node, *sequence = each->kid[AST_FOR_EACH_SEQUENCE];
    const qn_node *items = each->kid[AST_FOR_EACH_ITEMS];
    const char *element = each->kid[AST_FOR_EACH_NAME]->text;
    const qn_type *type = qn_fact_operand(s->c, list)->type;
    bool is_same = sequence->kind == AST_NAME && qn_find(decl->module, sequence) == list;
    bool has_places =
        asks_for(items, AST_OP_POSITION, element) || asks_for(items, AST_OP_PREVIOUS, element);
    bool is_field = type->kind == QN_KIND_LIST && type->element->kind == QN_KIND_RECORD &&
                    qn_record_find(type->element, name->text);
    return is_same && has_places && !is_field ? decl : NULL;
}

/* `L.field` of a list goes through its elements; a dotted name of another file, or a list that is a
 * field itself, is a value. */
static bool dotted(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *of = node->kid[AST_DOT_OF];
    qn_stream source;
    qn_operand x;
    qn_decl *rule = rule_of_list(s, node);
    if (rule)
        return qn_each_rule_stream(s, rule, node, out);
    bool local = qn_leftmost_local(s, node) != NULL;
    if (local || !qn_find(s->module, node)) {
        if (qn_is_sequence_node(of))
            return source_of(s, of, &source) && mapped(s, node, &source, out);
        x = qn_formula(s, of, NULL);
        if (qn_is_failed(&x))
            return false;
        if (x.type->kind == QN_KIND_LIST)
            return qn_stream_of_value(s, &x, of, &source) && mapped(s, node, &source, out);
    }
    x = qn_formula(s, node, NULL);
    return qn_stream_of_value(s, &x, node, out);
}

static bool stream_of(qn_scope *s, const qn_node *node, qn_stream *out)
{
    const qn_node *inner;
    if (s->constant) {
        qn_report(s, QN_Q0610, node, 0);
        return false;
    }
    switch (node->kind) {
    case AST_RANGE:
        return numbers(s, node, out);
    case AST_UNITS_OF:
        return parts(s, node, node->kid[AST_UNITS_OF_PERIOD], node->op, 0,
                     node->kid[AST_UNITS_OF_STARTING], out);
    case AST_COMPLETE_UNITS_OF:
        return parts(s, node, node->kid[AST_COMPLETE_UNITS_OF_PERIOD], node->op, QN_SEQ_COMPLETE,
                     NULL, out);
    case AST_COUNTED_BACK:
        inner = node->kid[AST_COUNTED_BACK_UNITS];
        return parts(s, node, inner->kid[AST_COMPLETE_UNITS_OF_PERIOD], inner->op,
                     QN_SEQ_COMPLETE | QN_SEQ_BACKWARDS, NULL, out);
    case AST_CHAINS:
        return chains(s, node, out);
    case AST_PICK:
        if (!node->kid[AST_PICK_COUNT])
            break;
        return some_of(s, node, node->op == AST_OP_LAST ? QN_SEQ_LAST : QN_SEQ_FIRST,
                       node->kid[AST_PICK_SEQUENCE], node->kid[AST_PICK_COUNT], out);
    case AST_AFTER_FIRST:
        return some_of(s, node, QN_SEQ_REST, node->kid[AST_AFTER_FIRST_SEQUENCE],
                       node->kid[AST_AFTER_FIRST_COUNT], out);
    case AST_SORTED:
        return sorted(s, node, out);
    case AST_EACH:
        return each_from(s, node, 0, out);
    case AST_SPLIT:
        return split(s, node, out);
    case AST_LIST_VALUE:
        return given(s, node, out);
    case AST_CARRY:
        if (node->op != AST_OP_EACH)
            break;
        return qn_carry(s, node, out);
    case AST_PART:
        if (node->op != AST_OP_DISTINCT)
            break;
        return distinct(s, node, out);
    case AST_DOT:
        return dotted(s, node, out);
    default:
        break;
    }
    qn_operand x = qn_formula(s, node, NULL);
    return qn_stream_of_value(s, &x, node, out);
}

/* Whether the elements of a sequence are those of the sequence that it is made of. */
static bool takes_elements(const qn_node *node)
{
    return node->kind == AST_SORTED || node->kind == AST_PICK || node->kind == AST_AFTER_FIRST ||
           (node->kind == AST_PART && node->op == AST_OP_DISTINCT);
}

bool qn_stream_of(qn_scope *s, const qn_node *node, qn_stream *out)
{
    qn_scope unnamed;
    if (s->drawn && !takes_elements(node)) {
        unnamed = *s;
        unnamed.drawn = NULL;
        s = &unnamed;
    }
    return stream_of(s, node, out);
}

/* ---- lists as values */

static qn_operand list_of_recipe(qn_scope *s, const qn_stream *stream, const qn_recipe *recipe)
{
    qn_recipe *kept = qn_arena_take(&s->c->arena, sizeof *kept);
    if (!kept)
        return qn_failed(s);
    *kept = *recipe;
    kept->loop = loop_number(s);
    kept->fresh = qn_arena_take(&s->c->scratch, sizeof *stream);
    if (kept->fresh)
        *kept->fresh = *stream;
    return (qn_operand){.type = qn_list_type(s->c, stream->element.type, stream->limit),
                        .reg = QN_NONE_INDEX,
                        .den = qn_wide_from_i64(1),
                        .may = stream->element.may & (uint8_t)~QN_MAY_BE_NONE,
                        .list = kept};
}

qn_operand qn_list_of_stream(qn_scope *s, const qn_node *node, const qn_stream *stream)
{
    qn_recipe recipe = {.scope = *s, .node = node};
    return list_of_recipe(s, stream, &recipe);
}

/* A list of nothing is made of what is wanted there. */
static qn_operand empty_list(qn_scope *s, const qn_node *node, const qn_type *element)
{
    qn_recipe recipe = {.scope = *s, .node = node, .empty = element};
    qn_stream stream;
    return empty(s, node, element, &stream) ? list_of_recipe(s, &stream, &recipe) : qn_failed(s);
}

qn_operand qn_list_formula(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    qn_stream stream;
    if (node->kind == AST_LIST_VALUE && !node->kid[AST_LIST_VALUE_ITEMS]->count && wanted &&
        wanted->kind == QN_KIND_LIST && !s->constant)
        return empty_list(s, node, wanted->element);
    qn_scope in = *s;
    in.elements = wanted && wanted->kind == QN_KIND_LIST ? wanted->element : NULL;
    return qn_stream_of(&in, node, &stream) ? qn_list_of_stream(&in, node, &stream) : qn_failed(s);
}

bool qn_is_rule_of(qn_scope *s, const qn_operand *record, const char *name)
{
    if (record->type->kind != QN_KIND_RECORD)
        return false;
    qn_decl *decl = qn_module_find(s->module, name);
    if (!decl || decl->kind != QN_DECL_RULE || !decl->each)
        return false;
    qn_operand base = qn_base_today(s->c);
    if (!decl->each->element) /* known when one of its rules has been understood */
        (void)qn_instance_get(s, decl, &base, NULL, decl->node);
    return decl->each->element == record->type;
}

qn_operand qn_load_field(qn_scope *s, const qn_operand *record, const qn_field *field)
{
    qn_operand x = field->value;
    uint32_t column = (uint32_t)(field - record->type->record->field);
    x.reg = qn_emit(&s->c->builder, OP_LOAD, (unsigned)x.class_, qn_whole_reg(s, record), column,
                    field->row);
    x.may |= record->may;
    return x;
}

/* A rule of a `for each`, asked of an element. Of the one that is gone through there the rule knows
 * the place, too, and the element before. */
static qn_operand rule_of_element(qn_scope *s, const qn_operand *record, const qn_node *name)
{
    qn_decl *decl = qn_module_find(s->module, name->text);
    const qn_local *own = qn_reading_element(s->reading, decl->each);
    if (own && own->value.reg == record->reg)
        return qn_read(s, decl, s->reading, name);
    qn_local *local = qn_arena_take(&s->c->arena, sizeof *local);
    if (!local)
        return qn_failed(s);
    *local = (qn_local){.name = decl->each->node->kid[AST_FOR_EACH_NAME]->text, .value = *record};
    const qn_reading *reading = qn_reading_for(s, decl->each, local);
    return reading ? qn_read(s, decl, reading, name) : qn_failed(s);
}

qn_operand qn_field_of(qn_scope *s, const qn_operand *record, const qn_node *name)
{
    if (qn_is_failed(record))
        return *record;
    if (record->type->kind != QN_KIND_RECORD) {
        qn_report(s, QN_Q0927, name, 2, qn_type_words(s->c, record->type), name->text);
        return qn_failed(s);
    }
    const qn_field *field = qn_record_find(record->type, name->text);
    if (!field) {
        if (qn_is_rule_of(s, record, name->text))
            return rule_of_element(s, record, name);
        qn_report(s, QN_Q0917, name, 3,
                  record->type->record->name ? record->type->record->name : "{…}", name->text,
                  qn_field_words(s->c, record->type));
        return qn_failed(s);
    }
    return qn_load_field(s, record, field);
}

/* The row in which a record is stored: the number of the element in all loops round it. */
qn_operand qn_store_row(qn_scope *s, uint32_t *rows)
{
    qn_builder *b = &s->c->builder;
    qn_operand row = qn_integer(b, s->c->integer, 0);
    const qn_numbered *chain[QN_NESTING_MAX];
    uint32_t depth = 0;
    uint64_t count = 1;
    for (const qn_numbered *n = s->numbers; n && depth < QN_NESTING_MAX; n = n->outer)
        chain[depth++] = n;
    while (depth--) {
        qn_operand limit = qn_integer(b, s->c->integer, chain[depth]->limit);
        row = qn_multiply(b, &row, &limit);
        row = qn_add(b, &row, &chain[depth]->number);
        count = count > QN_CELLS_MAX ? count : count * chain[depth]->limit;
    }
    *rows = count > QN_CELLS_MAX ? QN_CELLS_MAX : (uint32_t)(count ? count : 1);
    return row;
}

qn_operand qn_record_value(qn_scope *s, const qn_node *node)
{
    const qn_node *pairs = node->kid[AST_RECORD_FIELDS];
    qn_builder *b = &s->c->builder;
    qn_field *field = qn_arena_take_array(&s->c->scratch, pairs->count + 1, sizeof *field);
    uint32_t *word = qn_arena_take_array(&s->c->scratch, pairs->count + 4, sizeof *word);
    uint32_t rows;
    if (!field || !word)
        return qn_failed(s);
    for (uint32_t i = 0; i < pairs->count; i++) {
        const qn_node *value = pairs->kid[i]->kid[AST_BINDING_VALUE];
        const qn_node *name = pairs->kid[i]->kid[AST_BINDING_NAME];
        qn_operand x = qn_formula(s, value, NULL);
        if (qn_is_failed(&x))
            return x;
        if (x.list) {
            qn_report(s, QN_Q0928, value, 1, name->text);
            return qn_failed(s);
        }
        for (uint32_t k = 0; k < i; k++)
            if (!strcmp(field[k].name, name->text)) {
                qn_report(s, QN_Q0502, name, 1, name->text);
                return qn_failed(s);
            }
        if (x.type->bare)
            x.type = s->c->number;
        /* Numbers are stored as ratios, so that records with equal fields are of one type. */
        qn_class class_ = qn_type_is_number(x.type) ? QN_CLASS_Q : QN_CLASS_I;
        word[i + 3] = qn_register(b, &x, class_, qn_wide_from_i64(1));
        x.class_ = class_;
        x.den = qn_wide_from_i64(1);
        x.constant = x.none_constant = false;
        field[i] = (qn_field){.name = name->text, .value = qn_any_of(s, x.type)};
        field[i].value.class_ = class_;
        field[i].value.may = x.may & QN_MAY_BE_NONE;
        field[i].value.grain = qn_grain_in_unit(&x.grain, x.type->factor);
    }
    word[0] = 0;
    qn_operand row = qn_store_row(s, &rows);
    word[0] = qn_whole_reg(s, &row);
    word[1] = rows;
    word[2] = qn_cells_to_store(s, node, (uint64_t)rows * pairs->count);
    uint32_t list = qn_pool(b, word, pairs->count + 3);
    uint32_t reg = qn_emit_new(b, OP_STORE, 0, list, pairs->count, 0);
    return (qn_operand){.type = qn_record_type(s->c, field, pairs->count),
                        .reg = reg,
                        .class_ = QN_CLASS_I,
                        .den = qn_wide_from_i64(1),
                        .site = QN_NONE_INDEX};
}
