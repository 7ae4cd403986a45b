/*
 * Constants that can be texts. See texts_of.h.
 *
 * A text can be compared with another one and can be handed on; there is nothing else to be done
 * with it. So registers that are compared with one another, or of which one can become the other,
 * form a class, and a class can hold texts if one of its registers is a fact, a field, an element
 * or a rule that can be one. Whatever an operation does that is not listed here, its operands can
 * be texts.
 */
#include "texts_of.h"

#include <stdlib.h>

#include "bounds_open.h"

/* above: one a register, another one of its class, or itself. is_text: one a register; what it says
 * of the uppermost holds of the class. */
typedef struct classes {
    const qn_program *program;
    const qn_tables *t;
    uint32_t *above;
    uint8_t *is_text;
} classes;

static uint32_t uppermost(classes *x, uint32_t reg)
{
    while (x->above[reg] != reg) {
        x->above[reg] = x->above[x->above[reg]];
        reg = x->above[reg];
    }
    return reg;
}

static void join(classes *x, uint32_t a, uint32_t b)
{
    if (a == QN_NONE_INDEX || b == QN_NONE_INDEX) {
        return;
    }
    a = uppermost(x, a);
    b = uppermost(x, b);
    x->above[a] = b;
    x->is_text[b] |= x->is_text[a];
}

static void take_for_text(classes *x, uint32_t reg)
{
    if (reg != QN_NONE_INDEX) {
        x->is_text[uppermost(x, reg)] = 1;
    }
}

static bool is_text_type(const qn_tables *t, uint32_t type)
{
    return type == QN_NONE_INDEX || t->type[type].kind == QN_KIND_TEXT;
}

/* Joins every so-many-th of the entries from `first` on with a register. */
static void join_entries(classes *x, uint32_t reg, uint32_t first, uint32_t count, uint32_t apart)
{
    for (uint32_t i = 0; i < count; i++) {
        join(x, reg, x->t->entry[first + i * apart].value);
    }
}

static void take_entries(classes *x, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        take_for_text(x, x->t->entry[first + i].value);
    }
}

/* What stands on its own: operations on numbers, yes/no, days and periods. */
static bool has_no_texts(qn_op op)
{
    return (op >= OP_WIDEN && op <= OP_HAS && op != OP_EQ_I) || op == OP_FIRST || op == OP_ONE ||
           op == OP_ROW_IS || op == OP_IS_ROW || op == OP_IS_NONE || op == OP_AGREE ||
           (op >= OP_HIGHER && op <= OP_REGION) || (op >= OP_PERIOD && op <= OP_COVERS) ||
           (op >= OP_COUNT && op <= OP_ALL) || op == OP_GATHER || op == OP_LOOKUP ||
           op == OP_RECALL;
}

/* Operations by which values are chosen among others, or handed on. */
static bool look_at_choice(classes *x, const qn_row_instruction *i, uint32_t reg)
{
    switch (qn_instruction_op(i)) {
    case OP_EQ_I:
        join(x, i->a, i->b);
        return true;
    case OP_SELECT:
        join(x, reg, i->b);
        join(x, reg, i->c);
        return true;
    case OP_OTHERWISE:
        join(x, reg, i->b);
        join(x, reg, i->a);
        return true;
    case OP_KEEP:
        join(x, reg, i->a);
        return true;
    case OP_PICK:
        join_entries(x, reg, i->b, i->c, 1);
        return true;
    case OP_GATES:
        join(x, reg, i->a);
        join_entries(x, reg, i->b + 1, i->c, 2);
        return true;
    case OP_RESOLVE:
        join(x, reg, x->t->entry[i->b].value);
        join_entries(x, reg, i->b + 2, i->c, 2);
        return true;
    case OP_BAND:
        join_entries(x, i->a, i->b + QN_BAND_LOW, i->c, QN_BAND_WIDTH);
        join_entries(x, i->a, i->b + QN_BAND_HIGH, i->c, QN_BAND_WIDTH);
        return true;
    default:
        return false;
    }
}

static void look_at(classes *x, const qn_row_instruction *i, uint32_t reg)
{
    qn_op op = qn_instruction_op(i);
    if (has_no_texts(op) || look_at_choice(x, i, reg)) {
        return;
    }
    if (op == OP_LOAD) {
        bool is_text = i->c == QN_NONE_INDEX || is_text_type(x->t, x->t->field[i->c].type);
        x->is_text[uppermost(x, reg)] |= is_text;
        return;
    }
    if (op == OP_STORE) {
        take_entries(x, i->a, 1);
        take_entries(x, i->a + 3, i->b);
        return;
    }
    if (op != OP_PLACE) {
        take_for_text(x, reg);
    }
    if (op == OP_UNLESS_NONE || op == OP_AT) {
        take_for_text(x, i->a);
        take_for_text(x, op == OP_AT ? i->c : i->b);
    } else if (op == OP_APPEND || op == OP_FOLD || op == OP_PLACE) {
        take_for_text(x, i->b);
    }
}

/* What a sequence is made of, what it carries and what its regions hand out. */
static void look_at_sequences(classes *x)
{
    for (uint32_t i = 0; i < x->t->sequence_count; i++) {
        const qn_row_sequence *row = &x->t->sequence[i];
        take_for_text(x, row->out);
        take_for_text(x, row->b);
        if (row->kind != QN_SEQ_CHOICE) {
            take_entries(x, row->first_entry, row->entry_count);
        }
    }
    for (uint32_t i = 0; i < x->t->region_count; i++) {
        take_for_text(x, x->t->region[i].result);
    }
}

static void look_at_declared(classes *x)
{
    for (uint32_t i = 0; i < x->t->fact_count; i++) {
        if (is_text_type(x->t, x->t->fact[i].type)) {
            take_for_text(x, qn_tables_first_fact(x->t) + i);
            take_for_text(x, x->t->fact[i].preset);
        }
    }
    for (uint32_t i = 0; i < x->t->field_count; i++) {
        if (is_text_type(x->t, x->t->field[i].type)) {
            take_for_text(x, x->t->field[i].preset);
        }
    }
    for (uint32_t i = 0; i < x->t->rule_count; i++) {
        if (is_text_type(x->t, x->t->rule[i].type)) {
            take_for_text(x, x->t->rule[i].result);
        }
    }
}

uint8_t *qn_texts_of(const qn_program *program)
{
    const qn_tables *t = &program->tables;
    uint32_t registers = qn_tables_register_count(t);
    classes x = {.program = program,
                 .t = t,
                 .above = malloc(((size_t)registers + 1) * sizeof *x.above),
                 .is_text = calloc((size_t)registers + 1, 1)};
    for (uint32_t i = 0; x.above != NULL && i < registers; i++) {
        x.above[i] = i;
    }
    if (x.above != NULL && x.is_text != NULL) {
        look_at_declared(&x);
        look_at_sequences(&x);
        for (uint32_t i = 0; i < t->instruction_count; i++) {
            look_at(&x, &t->instruction[i], qn_tables_first_result(t) + i);
        }
        for (uint32_t i = 0; i < registers; i++) {
            x.is_text[i] |= x.is_text[uppermost(&x, i)];
        }
    } else {
        free(x.is_text);
        x.is_text = NULL;
    }
    free(x.above);
    return x.is_text;
}
