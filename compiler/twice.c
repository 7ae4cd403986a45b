/*
 * twice.c - a value that is rounded, and then, with nothing but copying between, rounded again to a
 * coarser step. Rounding twice gives another result than rounding once for some values: such a
 * value is looked for by trying, and without one nothing is said, as where both round up.
 *
 * The first rounding is found where the value comes from, in the instructions: through names,
 * rules, gates and conversions of how a number is held, but through no arithmetic.
 */
#include "compiler.h"

#include "decimal.h"

/* The first rounding. grid: the distance of the values that it rounds, 0 where they may be any. */
typedef struct first_rounding {
    qn_rounding mode;
    qn_rational step, grid;
} first_rounding;

static const qn_row_constant *constant_of(const qn_builder *b, uint32_t reg)
{
    return (reg & QN_REG_MASK) == QN_REG_CONSTANT && reg != QN_NONE_INDEX
               ? QN_ROW(b, constant, reg & ~QN_REG_MASK)
               : NULL;
}

static qn_rational number_of(const qn_builder *b, uint32_t reg)
{
    const qn_row_constant *row = constant_of(b, reg);
    return row ? qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_)
               : qn_rational_from_i64(0);
}

static bool is_none(const qn_builder *b, uint32_t reg)
{
    const qn_row_constant *row = constant_of(b, reg);
    return row && row->status == QN_NONE;
}

/* The register of which an instruction is a copy wherever it has a value; its own where it is
 * something else. */
static uint32_t copied_from(const qn_builder *b, uint32_t reg)
{
    const qn_row_instruction *i = QN_ROW(b, instruction, reg);
    switch ((qn_op)(i->word & 0xffff)) {
    case OP_WIDEN:
    case OP_GRID_I:
    case OP_GRID_W:
    case OP_GATES:
    case OP_OTHERWISE:
        return i->a;
    case OP_UNLESS_NONE:
        return i->b;
    case OP_SELECT:
        return is_none(b, i->c) ? i->b : is_none(b, i->b) ? i->c : reg;
    default:
        return reg;
    }
}

/* round(n * m / d) * s of values n on a grid of which one is held as 1: the step is s, on the grid
 * of the result, and the grid of n is that of the step divided by s * m / d. */
static bool rounded_on_grid(const qn_builder *b, const qn_row_instruction *i, const qn_operand *x,
                            first_rounding *out)
{
    const uint32_t *list = &((const qn_row_entry *)b->entry.rows)[i->c].value;
    qn_rational m = number_of(b, list[0]), d = number_of(b, list[1]), s = number_of(b, list[2]);
    out->mode = (qn_rounding)i->b;
    return qn_rational_div(s, qn_rational_from_wide(x->den), &out->step) == QN_ARITH_OK &&
           qn_rational_mul(out->step, m, &out->grid) == QN_ARITH_OK &&
           qn_rational_div(out->grid, d, &out->grid) == QN_ARITH_OK;
}

/* The rounding from which a value was copied. */
static bool find_first(const qn_builder *b, const qn_operand *x, first_rounding *out)
{
    enum { COPIES_MAX = 32 };
    uint32_t reg = x->reg;
    for (int n = 0; n < COPIES_MAX && !(reg & QN_REG_MASK); n++) {
        const qn_row_instruction *i = QN_ROW(b, instruction, reg);
        qn_op op = (qn_op)(i->word & 0xffff);
        uint32_t from = copied_from(b, reg);
        if (op == OP_ROUND_I || op == OP_ROUND_W)
            return rounded_on_grid(b, i, x, out);
        if (op == OP_ROUND_Q) {
            *out = (first_rounding){(qn_rounding)i->b, number_of(b, i->c), {.den = {.lo = 1}}};
            return true;
        }
        if (from == reg)
            return false;
        reg = from;
    }
    return false;
}

/* Whether a value lies within the range of the rounded one. */
static bool is_in_range(const qn_operand *x, qn_rational value)
{
    return (!x->has_low || qn_rational_cmp(value, x->low) >= 0) &&
           (!x->has_high || qn_rational_cmp(value, x->high) <= 0);
}

/* A value for which two roundings differ from one, and what they give. */
typedef struct difference {
    qn_rational value, first, twice, once;
} difference;

/* Tries one value, on the grid of what is rounded; keeps it where it is nearer to 0 than the best.
 */
static bool try_value(const first_rounding *first, const qn_operand *x, qn_rounding mode,
                      qn_rational step, qn_rational value, difference *best, bool found)
{
    difference d;
    if ((!qn_rational_is_zero(first->grid) &&
         qn_rational_round(value, first->grid, QN_ROUND_DOWN, &value) != QN_ARITH_OK) ||
        qn_rational_round(value, first->step, first->mode, &d.first) != QN_ARITH_OK ||
        qn_rational_round(d.first, step, mode, &d.twice) != QN_ARITH_OK ||
        qn_rational_round(value, step, mode, &d.once) != QN_ARITH_OK ||
        qn_rational_equal(d.twice, d.once) || !is_in_range(x, value) || !is_in_range(x, d.first))
        return found;
    d.value = value;
    if (!found || qn_rational_cmp(value, best->value) < 0)
        *best = d;
    return true;
}

/* Roundings change at the multiples of the coarser step and half-way between them: tries values
 * close to those, at tenths of the finer step, from the lowest value in range on. */
static bool find_difference(const first_rounding *first, const qn_operand *x, qn_rounding mode,
                            qn_rational step, difference *out)
{
    enum { HALVES = 4, TENTHS = 20 };
    qn_rational half, tenth, point = qn_rational_from_i64(0), value;
    bool found = false;
    if (qn_rational_div(step, qn_rational_from_i64(2), &half) != QN_ARITH_OK ||
        qn_rational_div(first->step, qn_rational_from_i64(10), &tenth) != QN_ARITH_OK ||
        (x->has_low && qn_rational_sign(x->low) > 0 &&
         qn_rational_round(x->low, step, QN_ROUND_DOWN, &point) != QN_ARITH_OK))
        return false;
    for (int i = 0; i < HALVES && !found; i++) {
        for (int k = -TENTHS; k <= TENTHS; k++)
            if (qn_rational_mul(tenth, qn_rational_from_i64(k), &value) == QN_ARITH_OK &&
                qn_rational_add(point, value, &value) == QN_ARITH_OK)
                found = try_value(first, x, mode, step, value, out, found);
        if (qn_rational_add(point, half, &point) != QN_ARITH_OK)
            return found;
    }
    return found;
}

/* A number in the unit of a type; "" where it is no finite decimal. */
static const char *figure(qn_scope *s, const qn_type *type, qn_rational value)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    if (qn_rational_div(value, type->factor, &value) != QN_ARITH_OK ||
        !qn_decimal_format(value, 0, text, sizeof text, NULL))
        return "";
    const char *copy = qn_arena_format(&s->c->scratch, "%s", text);
    return copy ? copy : "";
}

void qn_find_rounded_twice(qn_scope *s, const qn_node *at, const qn_node *source,
                           const qn_operand *x, qn_rounding mode, qn_rational step)
{
    first_rounding first;
    difference d;
    if (s->quiet || !qn_is_own(s->c, s->module) || x->constant || x->none_constant ||
        !find_first(&s->c->builder, x, &first) || qn_rational_cmp(first.step, step) >= 0 ||
        !find_difference(&first, x, mode, step, &d) || !*figure(s, x->type, d.value))
        return;
    qn_diagnostic *message = qn_report_at(
        s->c, QN_Q0320, at->span, 5, figure(s, x->type, first.step), figure(s, x->type, d.value),
        figure(s, x->type, d.first), figure(s, x->type, d.twice), figure(s, x->type, d.once));
    const qn_decl *decl = source ? qn_find(s->module, source) : NULL;
    if (decl && decl->kind == QN_DECL_RULE)
        qn_diagnostic_label(message, decl->node->kid[AST_RULE_NAME]->span, QN_LABEL_ROUNDED_HERE);
}
