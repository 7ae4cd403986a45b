/*
 * element.c - elements of entities that a formula makes: `{age: 3}` where one of `child` is wanted,
 * lists of them, and records that become elements.
 *
 * Whoever reads a field of an entity reads it on the grid and in the range that are declared for
 * it. So each value is brought onto that grid and held against that range before it is stored.
 * Refuses to know: records that bring their own fields (stream.c), and values that are constants of
 * the program (fixed.c). What the records mean is spec/language.md, chapter 10.
 */
#include "stream.h"

#include <string.h>

#include "cells.h"
#include "date.h"
#include "period.h"

static const qn_wide one = {.lo = 1, .hi = 0};

/* A field, or an element of a list in one: what it is called, what it can be, and the row that
 * declares it. */
typedef struct place {
    const char *name;
    qn_operand like;
    uint32_t row;
} place;

static place place_of_field(const qn_field *field)
{
    return (place){.name = field->name, .like = field->value, .row = field->row};
}

bool qn_is_entity(const qn_type *type)
{
    return type && !type->failed && type->kind == QN_KIND_RECORD && type->record->name;
}

/* ---- one value */

static bool refuse(qn_scope *s, const place *p, const qn_node *at, const char *why)
{
    qn_report(s, QN_Q0619, at, 2, p->name, why);
    return false;
}

/* An error of the case where a condition is no. */
static qn_operand unless_refused(qn_scope *s, const qn_node *at, const qn_operand *holds,
                                 const qn_operand *x, uint32_t code)
{
    qn_builder *b = &s->c->builder;
    uint32_t blame = qn_blame(s, at), site = b->blame;
    b->blame = blame;
    QN_ROW(b, site, site)->code = code;
    qn_operand refused = qn_status_constant(b, x->type, QN_FAILED, site);
    qn_operand r = qn_select(b, holds, x, &refused);
    r.grain = x->grain;
    return r;
}

/* The step of a number that the place takes, in base units: the one that is declared, which its
 * grid may be finer than. */
static qn_rational step_of(qn_scope *s, const place *p)
{
    qn_builder *b = &s->c->builder;
    const qn_rational grid = {.num = one, .den = p->like.den};
    const qn_row_field *row = QN_ROW(b, field, p->row);
    qn_rational step = qn_constant_slot(QN_ROW(b, constant, row->step & ~QN_REG_MASK)).q;
    bool has_step = !qn_rational_is_zero(step) &&
                    qn_rational_mul(step, p->like.type->factor, &step) == QN_ARITH_OK;
    return has_step ? step : grid;
}

/* Whether a number stands on the steps of the place, whatever the case. */
static bool is_on_step(const qn_operand *x, qn_rational step)
{
    const qn_rational grid = {.num = one, .den = x->den};
    qn_rational times;
    if (x->constant || x->none_constant || x->class_ == QN_CLASS_Q)
        return x->none_constant;
    return qn_rational_div(grid, step, &times) == QN_ARITH_OK && qn_rational_is_integer(times);
}

/* A constant that the place can hold; false, with a message, for one that it cannot. */
static bool constant_fits(qn_scope *s, const place *p, const qn_operand *x, const qn_node *at)
{
    qn_rational steps;
    bool is_number = qn_type_is_number(p->like.type);
    if (is_number && (qn_rational_div(x->low, step_of(s, p), &steps) != QN_ARITH_OK ||
                      !qn_rational_is_integer(steps)))
        return refuse(s, p, at, "it is finer than the steps");
    if ((p->like.has_low && qn_rational_cmp(x->low, p->like.low) < 0) ||
        (p->like.has_high && qn_rational_cmp(x->low, p->like.high) > 0))
        return refuse(s, p, at, "it lies outside the range");
    return true;
}

/* Whether what a formula gives is rounded to the steps of the place: an amount to its coin, as it
 * is where a rule ends. A figure that stands there has been written finer by mistake. */
static bool is_rounded(qn_rational step, const qn_operand *x, const qn_node *at)
{
    bool figure = at->kind == AST_NUMBER || at->kind == AST_QUANTITY;
    return !figure && qn_type_is_amount(x->type) && qn_rational_equal(step, x->type->coin);
}

/* A number on the steps of the place; what is finer than its steps is an error of the case. */
static qn_operand on_grid(qn_scope *s, const place *p, qn_operand x, const qn_node *at)
{
    qn_builder *b = &s->c->builder;
    const qn_rational step = step_of(s, p);
    bool to_coin = is_rounded(step, &x, at);
    if (is_on_step(&x, step) || (x.constant && !to_coin))
        return x;
    qn_operand rounded = qn_round(b, &x, QN_ROUND_HALF_AWAY, step);
    rounded.type = x.type;
    if (to_coin)
        return rounded;
    qn_operand same = qn_compare(b, s->c->boolean, QN_EQUAL_TO, &rounded, &x);
    return unless_refused(s, at, &same, &rounded, 416);
}

/* A period within the declared days, where there are any. */
static qn_operand within_days(qn_scope *s, const place *p, qn_operand x, const qn_node *at)
{
    qn_builder *b = &s->c->builder;
    const qn_row_field *row = QN_ROW(b, field, p->row);
    if (row->low == QN_NONE_INDEX && row->high == QN_NONE_INDEX)
        return x;
    qn_period days = {.first = (qn_day)qn_wide_to_i64(p->like.low.num),
                      .last = row->high == QN_NONE_INDEX
                                  ? QN_PERIOD_OPEN
                                  : (qn_day)qn_wide_to_i64(p->like.high.num)};
    qn_operand range = qn_any_of(s, s->c->period);
    range.reg = qn_constant_i(b, qn_period_pack(days));
    qn_operand holds = qn_covers(s, &range, &x, false, at);
    return unless_refused(s, at, &holds, &x, 415);
}

/* A value of the type of the place, held against its range, on its grid. */
static qn_operand fitted(qn_scope *s, const place *p, qn_operand x, const qn_node *at)
{
    const qn_type *type = p->like.type;
    if (qn_is_failed(&x) || x.none_constant)
        return x;
    if (type->kind == QN_KIND_PERIOD)
        return within_days(s, p, x, at);
    if (!qn_type_is_number(type) && type->kind != QN_KIND_DATE)
        return x;
    if (!x.constant)
        x = qn_within_range(s, at, x, &p->like);
    if (qn_type_is_number(type))
        x = on_grid(s, p, x, at);
    return !x.constant || constant_fits(s, p, &x, at) ? x : qn_failed(s);
}

/* The register of a value for the place; QN_NONE_INDEX, with a message, for one that does not fit.
 */
static uint32_t given(qn_scope *s, const place *p, qn_operand x, const qn_node *at)
{
    if (!(p->like.may & QN_MAY_BE_NONE))
        x = qn_present(s, x, at);
    x = fitted(s, p, qn_give(s, x, p->like.type, at), at);
    if (qn_is_failed(&x))
        return QN_NONE_INDEX;
    return qn_register_on_grid(&s->c->builder, &x, p->like.class_, p->like.den);
}

/* A known absence. */
static uint32_t absent(qn_scope *s, const place *p)
{
    qn_builder *b = &s->c->builder;
    qn_row_site site = {.what = qn_string(b, p->name),
                        .rule = s->rule_row,
                        .clause = s->clause_row,
                        .source = s->module->row};
    qn_operand x = qn_status_constant(b, p->like.type, QN_NONE, qn_site_add(b, &site));
    return qn_register(b, &x, p->like.class_, p->like.den);
}

/* ---- values in a row of cells */

enum { WORD_ROW, WORD_ROWS, WORD_CELL, WORD_VALUES };

/* Puts values, whose registers stand from WORD_VALUES on, into cells of this place in the program,
 * and of this turn of the loops round it. The register of the first cell. */
static uint32_t store(qn_scope *s, const qn_node *at, uint32_t *word, uint32_t count)
{
    qn_builder *b = &s->c->builder;
    uint32_t rows = 1;
    qn_operand row = qn_store_row(s, &rows);
    word[WORD_ROW] = qn_whole_reg(s, &row);
    word[WORD_ROWS] = rows;
    word[WORD_CELL] = qn_cells_to_store(s, at, (uint64_t)rows * count);
    return qn_emit_new(b, OP_STORE, 0, qn_pool(b, word, WORD_VALUES + count), count, 0);
}

static uint32_t *words_for(qn_scope *s, uint32_t count)
{
    return qn_arena_take_array(&s->c->scratch, WORD_VALUES + count + 1, sizeof(uint32_t));
}

/* An element, or a list, that a register holds. */
static qn_operand held(const qn_type *type, uint32_t reg)
{
    return (qn_operand){
        .type = type, .reg = reg, .class_ = QN_CLASS_I, .den = one, .site = QN_NONE_INDEX};
}

/* ---- lists */

static uint32_t value_at(qn_scope *s, const place *p, const qn_node *node);

/* The register of a list of these values, which lie in cells: the first cell and how many. */
static uint32_t list_of_values(qn_scope *s, const place *element, const qn_node *node)
{
    qn_builder *b = &s->c->builder;
    const qn_node *items = node->kid[AST_LIST_VALUE_ITEMS];
    uint32_t *word = words_for(s, items->count);
    bool sound = word != NULL;
    if (!items->count)
        return qn_constant_i(b, 0);
    for (uint32_t i = 0; i < items->count && word; i++) {
        word[WORD_VALUES + i] = value_at(s, element, items->kid[i]);
        sound = sound && word[WORD_VALUES + i] != QN_NONE_INDEX;
    }
    if (!sound)
        return QN_NONE_INDEX;
    uint32_t first = store(s, node, word, items->count);
    uint32_t high = qn_emit(b, OP_MUL_I, 0, first, qn_constant_i(b, INT64_C(1) << 32), 0);
    return qn_emit(b, OP_ADD_I, 0, high, qn_constant_i(b, items->count), 0);
}

/* An element of a list that is a field. */
static place place_of_element(qn_scope *s, const char *name, const qn_type *list)
{
    return (place){.name = name, .like = qn_element_of_list(s, list), .row = list->first_field};
}

/* A list that lies in cells as the elements of the field do. */
static bool lies_alike(const qn_type *list, const qn_type *field)
{
    return list == field || (list->kind == QN_KIND_LIST && list->element == field->element &&
                             !list->exact && !field->exact && list->limit <= field->limit);
}

/* A list for a field: one that stands written, or that lies in cells already. */
static uint32_t list_at(qn_scope *s, const place *p, const qn_node *node)
{
    const qn_type *type = p->like.type;
    if (node->kind == AST_LIST_VALUE) {
        if (node->kid[AST_LIST_VALUE_ITEMS]->count <= type->limit) {
            place element = place_of_element(s, p->name, type);
            return list_of_values(s, &element, node);
        }
        refuse(s, p, node,
               qn_arena_format(&s->c->scratch, "it has at most %u elements", type->limit));
        return QN_NONE_INDEX;
    }
    qn_operand x = qn_formula(s, node, type);
    if (!(p->like.may & QN_MAY_BE_NONE))
        x = qn_present(s, x, node);
    if (qn_is_failed(&x))
        return QN_NONE_INDEX;
    if (!x.list && lies_alike(x.type, type))
        return qn_whole_reg(s, &x);
    refuse(s, p, node, "a list in a record is written out, [A, B], or is such a list of a fact");
    return QN_NONE_INDEX;
}

static uint32_t value_at(qn_scope *s, const place *p, const qn_node *node)
{
    if (p->like.type->kind == QN_KIND_LIST)
        return list_at(s, p, node);
    return given(s, p, qn_formula(s, node, p->like.type), node);
}

/* ---- records */

/* The value that is written for a field, or NULL. */
static const qn_node *written_for(const qn_node *pairs, const char *name)
{
    for (uint32_t i = 0; i < pairs->count; i++)
        if (!strcmp(pairs->kid[i]->kid[AST_BINDING_NAME]->text, name))
            return pairs->kid[i]->kid[AST_BINDING_VALUE];
    return NULL;
}

/* Whether each name is that of a field, and stands once; a message for each that is not. */
static bool names_fit(qn_scope *s, const qn_node *pairs, const qn_type *entity)
{
    bool fit = true;
    for (uint32_t i = 0; i < pairs->count; i++) {
        const qn_node *name = pairs->kid[i]->kid[AST_BINDING_NAME];
        if (!qn_record_find(entity, name->text)) {
            qn_report(s, QN_Q0917, name, 3, entity->record->name, name->text,
                      qn_field_words(s->c, entity));
            fit = false;
        } else if (written_for(pairs, name->text) != pairs->kid[i]->kid[AST_BINDING_VALUE]) {
            qn_report(s, QN_Q0502, name, 1, name->text);
            fit = false;
        }
    }
    return fit;
}

/* The default of a field that is left out; QN_NONE_INDEX, with a message, where it has none. */
static uint32_t left_out(qn_scope *s, const qn_type *entity, const qn_field *field,
                         const qn_node *at)
{
    uint32_t preset = QN_ROW(&s->c->builder, field, field->row)->preset;
    if (preset == QN_NONE_INDEX)
        qn_report(s, QN_Q0938, at, 2, entity->record->name, field->name);
    return preset;
}

/* What is written for a field, or its default. */
static uint32_t field_at(qn_scope *s, const qn_type *entity, const qn_field *field,
                         const qn_node *node)
{
    const qn_node *value = written_for(node->kid[AST_RECORD_FIELDS], field->name);
    place p = place_of_field(field);
    if (!value)
        return left_out(s, entity, field, node);
    if (value->kind != AST_NONE)
        return value_at(s, &p, value);
    if (p.like.may & QN_MAY_BE_NONE)
        return absent(s, &p);
    refuse(s, &p, value, "it cannot be none");
    return QN_NONE_INDEX;
}

qn_operand qn_element_value(qn_scope *s, const qn_node *node, const qn_type *entity)
{
    const qn_record *record = entity->record;
    uint32_t *word = words_for(s, record->count);
    bool sound = names_fit(s, node->kid[AST_RECORD_FIELDS], entity) && word;
    for (uint32_t i = 0; i < record->count && word; i++) {
        word[WORD_VALUES + i] = field_at(s, entity, &record->field[i], node);
        sound = sound && word[WORD_VALUES + i] != QN_NONE_INDEX;
    }
    return sound ? held(entity, store(s, node, word, record->count)) : qn_failed(s);
}

bool qn_becomes_element(const qn_type *from, const qn_type *to)
{
    return qn_is_entity(to) && from->kind == QN_KIND_RECORD && !from->failed && !from->record->name;
}

/* The field of a record as a value of one of an entity. */
static uint32_t field_from(qn_scope *s, const qn_operand *record, const qn_type *entity,
                           const qn_field *field, const qn_node *at)
{
    const qn_field *own = qn_record_find(record->type, field->name);
    qn_operand there = *record; /* what is none stays none, whatever its fields are */
    place p = place_of_field(field);
    if (!own)
        return left_out(s, entity, field, at);
    there.may &= (uint8_t)~QN_MAY_BE_NONE;
    return given(s, &p, qn_load_field(s, &there, own), at);
}

qn_operand qn_as_element(qn_scope *s, const qn_operand *record, const qn_type *entity,
                         const qn_node *at)
{
    const qn_record *from = record->type->record, *to = entity->record;
    uint32_t *word = words_for(s, to->count);
    bool sound = word != NULL;
    for (uint32_t i = 0; i < from->count; i++)
        if (!qn_record_find(entity, from->field[i].name)) {
            qn_report(s, QN_Q0917, at, 3, to->name, from->field[i].name,
                      qn_field_words(s->c, entity));
            sound = false;
        }
    for (uint32_t i = 0; i < to->count && sound; i++) {
        word[WORD_VALUES + i] = field_from(s, record, entity, &to->field[i], at);
        sound = word[WORD_VALUES + i] != QN_NONE_INDEX;
    }
    if (!sound)
        return qn_failed(s);
    qn_operand x = held(entity, store(s, at, word, to->count));
    qn_operand r = qn_unless_none(&s->c->builder, record, &x);
    r.type = entity;
    r.may |= record->may;
    return r;
}
