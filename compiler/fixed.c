/*
 * fixed.c - values that stand written: scalars, periods, records and lists of them, as constants of
 * the program. Examples are made of them.
 *
 * A list lies in cells of its own, which are filled when a case is made, like those of `data`. It
 * knows what a value is written for only as a place: a type with its grid, and a name for messages.
 */
#include "fixed.h"

#include <string.h>

#include "cells.h"
#include "date.h"
#include "period.h"

/* A constant row as a ratio. */
static qn_rational constant_ratio(qn_builder *b, uint32_t reg)
{
    const qn_row_constant *row = QN_ROW(b, constant, reg & ~QN_REG_MASK);
    return qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
}

/* What a row of FIELD declares, as a place for values of the type. */
static qn_place declared(qn_builder *b, const qn_place *of, const char *name, const qn_type *type,
                         uint32_t field)
{
    const qn_row_field *row = QN_ROW(b, field, field);
    const qn_row_type *held = QN_ROW(b, type, row->type);
    qn_place place = *of;
    place.name = name;
    place.type = type;
    place.class_ = (qn_class)held->class_;
    place.den = constant_ratio(b, held->den).num;
    place.may_be_none = row->flags & QN_FACT_MAY_BE_NONE;
    place.low = row->low;
    place.high = row->high;
    return place;
}

/* A known absence. */
static uint32_t none(qn_scope *s, const qn_place *place)
{
    qn_builder *b = &s->c->builder;
    qn_row_site site = {.what = qn_string(b, place->name),
                        .rule = QN_NONE_INDEX,
                        .clause = QN_NONE_INDEX,
                        .source = s->module->row};
    qn_operand x = qn_status_constant(b, place->type, QN_NONE, qn_site_add(b, &site));
    return qn_register(b, &x, place->class_, place->den);
}

static uint32_t refuse(qn_scope *s, const qn_place *place, const qn_node *node, const char *why)
{
    qn_report(s, QN_Q0619, node, 2, place->name, why);
    return QN_NONE_INDEX;
}

/* Whether a value on the grid lies outside the range. */
static bool is_beyond(qn_builder *b, const qn_place *place, qn_rational held)
{
    return (place->low != QN_NONE_INDEX &&
            qn_rational_cmp(held, constant_ratio(b, place->low)) < 0) ||
           (place->high != QN_NONE_INDEX &&
            qn_rational_cmp(held, constant_ratio(b, place->high)) > 0);
}

/* A number, a day, a choice, a set, a text. */
static uint32_t scalar(qn_scope *s, const qn_place *place, const qn_node *node)
{
    qn_builder *b = &s->c->builder;
    qn_rational held;
    qn_operand x = qn_constant_formula(s, node, place->type);
    if (qn_is_failed(&x))
        return QN_NONE_INDEX;
    if (!qn_type_is_number(place->type) && place->type->kind != QN_KIND_DATE)
        return qn_register(b, &x, place->class_, place->den);
    if (qn_rational_mul(x.low, qn_rational_from_wide(place->den), &held) != QN_ARITH_OK ||
        (place->class_ != QN_CLASS_Q && !qn_rational_is_integer(held)))
        return refuse(s, place, node, "it is finer than the steps");
    if (is_beyond(b, place, held))
        return refuse(s, place, node, "it lies outside the range");
    return qn_register(b, &x, place->class_, place->den);
}

/* `A through B`, `A to B`, `A onwards` of two written days. */
static uint32_t period(qn_scope *s, const qn_place *place, const qn_node *node)
{
    const qn_node *end_node = node->kid[AST_PERIOD_END];
    int64_t start, end = QN_PERIOD_OPEN;
    if (!qn_fixed_date(s, node->kid[AST_PERIOD_START], &start) ||
        (end_node && !qn_fixed_date(s, end_node, &end)))
        return QN_NONE_INDEX;
    if (node->op == AST_OP_TO)
        end--;
    if (end_node && end < start)
        return refuse(s, place, node, "the period ends before it begins");
    qn_period p = {.first = (qn_day)start, .last = (qn_day)end};
    return qn_constant_i(&s->c->builder, qn_period_pack(p));
}

/* Values in a row of cells. The first of these, or 0 where there is no room. */
static uint32_t store(qn_scope *s, const qn_node *node, const uint32_t *value, uint32_t count)
{
    qn_builder *b = &s->c->builder;
    uint32_t first = count ? qn_cells_take(s, node, count) : 0;
    qn_row_data row = {
        .first_entry = qn_pool(b, value, count), .entry_count = count, .first_cell = first};
    if (count)
        QN_APPEND(b, data, &row);
    return first;
}

/* The value that is written for a field, or NULL. */
static const qn_node *pair_of(const qn_node *pairs, const char *name)
{
    for (uint32_t i = 0; i < pairs->count; i++)
        if (!strcmp(pairs->kid[i]->kid[AST_BINDING_NAME]->text, name))
            return pairs->kid[i]->kid[AST_BINDING_VALUE];
    return NULL;
}

/* Whether each name is that of a field, and stands once. */
static bool names_fit(qn_scope *s, const qn_place *place, const qn_node *pairs)
{
    for (uint32_t i = 0; i < pairs->count; i++) {
        const qn_node *name = pairs->kid[i]->kid[AST_BINDING_NAME];
        if (!qn_record_find(place->type, name->text)) {
            const char *fields = qn_field_words(s->c, place->type);
            refuse(s, place, name,
                   qn_arena_format(&s->c->scratch, "it has no field `%s`; its fields are: %s",
                                   name->text, fields));
            return false;
        }
        if (pair_of(pairs, name->text) != pairs->kid[i]->kid[AST_BINDING_VALUE]) {
            qn_report(s, QN_Q0502, name, 1, name->text);
            return false;
        }
    }
    return true;
}

/* A field that nobody writes has its default in what is given, and must not be left out of what is
 * expected. */
static uint32_t left_out(qn_scope *s, const qn_place *field, uint32_t preset, const qn_node *node)
{
    if (field->whole)
        return refuse(s, field, node, "its record leaves it out; name every field");
    if (preset != QN_NONE_INDEX)
        return preset;
    return qn_constant_unknown(&s->c->builder, field->class_);
}

/* `{age: 3, disabled: yes}` */
static uint32_t record(qn_scope *s, const qn_place *place, const qn_node *node)
{
    qn_builder *b = &s->c->builder;
    const qn_node *pairs = node->kid[AST_RECORD_FIELDS];
    const qn_record *r = place->type->record;
    uint32_t *value = qn_arena_take_array(&s->c->arena, r->count + 1, sizeof *value);
    if (!value || !names_fit(s, place, pairs))
        return QN_NONE_INDEX;
    for (uint32_t i = 0; i < r->count; i++) {
        const qn_field *field = &r->field[i];
        const qn_node *written = pair_of(pairs, field->name);
        qn_place in = declared(b, place, field->name, field->value.type, field->row);
        value[i] = written ? qn_fixed(s, &in, written)
                           : left_out(s, &in, QN_ROW(b, field, field->row)->preset, node);
        if (value[i] == QN_NONE_INDEX)
            return QN_NONE_INDEX;
    }
    return qn_constant_i(b, store(s, node, value, r->count));
}

/* `[E, E]`, no more than the list can have. */
static uint32_t list(qn_scope *s, const qn_place *place, const qn_node *node)
{
    qn_builder *b = &s->c->builder;
    const qn_node *items = node->kid[0];
    uint32_t *value = qn_arena_take_array(&s->c->arena, items->count + 1, sizeof *value);
    qn_place in = declared(b, place, place->name, place->type->element, place->type->first_field);
    if (!value)
        return QN_NONE_INDEX;
    if (items->count > place->type->limit)
        return refuse(
            s, place, node,
            qn_arena_format(&s->c->scratch, "it has at most %u elements", place->type->limit));
    for (uint32_t i = 0; i < items->count; i++) {
        value[i] = qn_fixed(s, &in, items->kid[i]);
        if (value[i] == QN_NONE_INDEX)
            return QN_NONE_INDEX;
    }
    qn_list cells = {.first = store(s, node, value, items->count), .count = items->count};
    return qn_constant_i(b, qn_list_pack(cells));
}

uint32_t qn_fixed(qn_scope *s, const qn_place *place, const qn_node *node)
{
    bool nothing = node->kind == AST_NONE;
    if (nothing && !place->may_be_none)
        return refuse(s, place, node, "it cannot be none");
    if (nothing)
        return none(s, place);
    switch (place->type->kind) {
    case QN_KIND_LIST:
        if (node->kind == AST_LIST_VALUE)
            return list(s, place, node);
        return refuse(s, place, node, "a list is written in brackets, [A, B]");
    case QN_KIND_RECORD:
        if (node->kind == AST_RECORD)
            return record(s, place, node);
        return refuse(s, place, node,
                      qn_arena_format(&s->c->scratch,
                                      "a record is written in braces, {%s: …}; its fields are: %s",
                                      place->type->record->field[0].name,
                                      qn_field_words(s->c, place->type)));
    case QN_KIND_PERIOD:
        if (node->kind == AST_PERIOD)
            return period(s, place, node);
        return refuse(s, place, node, "a period is written 2026-02-02 through 2026-02-06");
    default:
        return scalar(s, place, node);
    }
}

bool qn_is_compound(const qn_type *type)
{
    return type->kind == QN_KIND_LIST || type->kind == QN_KIND_RECORD ||
           type->kind == QN_KIND_PERIOD;
}
