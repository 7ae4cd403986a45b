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

/* round(n * m / d) * s of values n on a grid of which one is held as 1 / den: the step is s, on the
 * grid of the result, and the grid of n is that of the step divided by s * m / d. */
static bool rounded_on_grid(const qn_builder *b, const qn_row_instruction *i, qn_rational den,
                            first_rounding *out)
{
    const uint32_t *list = &((const qn_row_entry *)b->entry.rows)[i->c].value;
    qn_rational m = number_of(b, list[0]), d = number_of(b, list[1]), s = number_of(b, list[2]);
    out->mode = (qn_rounding)i->b;
    return qn_rational_div(s, den, &out->step) == QN_ARITH_OK &&
           qn_rational_mul(out->step, m, &out->grid) == QN_ARITH_OK &&
           qn_rational_div(out->grid, d, &out->grid) == QN_ARITH_OK;
}

/* Where a value may come from: a register, the number that 1 is held as there, and how many steps
 * are left to go on all ways. */
typedef struct origin {
    uint32_t reg;
    qn_rational den;
    int *left;
} origin;

static bool find_first(const qn_builder *b, origin at, first_rounding *out);

/* The first of some registers, in a list, that holds a copy of what was rounded. */
static bool find_in_list(const qn_builder *b, origin at, uint32_t first, uint32_t count,
                         uint32_t stride, first_rounding *out)
{
    for (uint32_t i = 0; i < count; i++) {
        at.reg = ((const qn_row_entry *)b->entry.rows)[first + i * stride].value;
        if (find_first(b, at, out))
            return true;
    }
    return false;
}

/* The same of registers. */
static bool find_in(const qn_builder *b, origin at, uint32_t x, uint32_t y, first_rounding *out)
{
    at.reg = x;
    if (find_first(b, at, out))
        return true;
    at.reg = y;
    return find_first(b, at, out);
}

/* The rounding from which a value was copied, in some cases at least: one of several clauses may
 * round, or a floor may. */
static bool find_first(const qn_builder *b, origin at, first_rounding *out)
{
    if ((at.reg & QN_REG_MASK) != 0 || (*at.left)-- <= 0)
        return false;
    const qn_row_instruction *i = QN_ROW(b, instruction, at.reg);
    switch ((qn_op)(i->word & 0xffff)) {
    case OP_ROUND_I:
    case OP_ROUND_W:
        return rounded_on_grid(b, i, at.den, out);
    case OP_ROUND_Q:
        *out = (first_rounding){(qn_rounding)i->b, number_of(b, i->c), {.den = {.lo = 1}}};
        return true;
    case OP_RATIO_I:
    case OP_RATIO_W:
        at.den = number_of(b, i->b);
        at.reg = i->a;
        return !qn_rational_is_zero(at.den) && find_first(b, at, out);
    case OP_WIDEN:
    case OP_GRID_I:
    case OP_GRID_W:
    case OP_GATES:
        at.reg = i->a;
        return find_first(b, at, out);
    case OP_UNLESS_NONE:
        at.reg = i->b;
        return find_first(b, at, out);
    case OP_SELECT:
        return find_in(b, at, i->b, i->c, out);
    case OP_OTHERWISE:
    case OP_MIN:
    case OP_MAX:
    case OP_HIGHER:
    case OP_LOWER:
        return find_in(b, at, i->a, i->b, out);
    case OP_LIMIT:
        return find_in(b, at, i->a, i->b, out) || find_in(b, at, i->c, i->c, out);
    case OP_PICK:
        return find_in_list(b, at, i->b, i->c, 1, out);
    case OP_RESOLVE:
        return find_in_list(b, at, i->b, 1, 1, out) || find_in_list(b, at, i->b + 2, i->c, 2, out);
    default:
        return false;
    }
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

/* A number in the unit of a type; where it is no finite decimal, its first digits. */
static const char *figure(qn_scope *s, const qn_type *type, qn_rational value)
{
    enum { DIGITS = 1000000 };
    char text[QN_DECIMAL_TEXT_SIZE];
    const char *more = "";
    qn_rational cut;
    if (qn_rational_div(value, type->factor, &value) != QN_ARITH_OK)
        return "";
    if (!qn_decimal_format(value, 0, text, sizeof text, NULL)) {
        qn_rational digit = {.num = qn_wide_from_i64(1), .den = qn_wide_from_i64(DIGITS)};
        if (qn_rational_round(value, digit, QN_ROUND_TOWARD_ZERO, &cut) != QN_ARITH_OK ||
            !qn_decimal_format(cut, 0, text, sizeof text, NULL))
            return "";
        more = "…";
    }
    const char *copy = qn_arena_format(&s->c->scratch, "%s%s", text, more);
    return copy ? copy : "";
}

void qn_find_rounded_twice(qn_scope *s, const qn_node *at, const qn_node *source,
                           const qn_operand *x, qn_rounding mode, qn_rational step)
{
    int steps = 100;
    origin from = {x->reg, qn_rational_from_wide(x->den), &steps};
    first_rounding first;
    difference d;
    if (s->quiet || !qn_is_own(s->c, s->module) || x->constant || x->none_constant ||
        !find_first(&s->c->builder, from, &first) || qn_rational_cmp(first.step, step) >= 0 ||
        !find_difference(&first, x, mode, step, &d))
        return;
    qn_diagnostic *message = qn_report_at(
        s->c, QN_Q0320, at->span, 5, figure(s, x->type, first.step), figure(s, x->type, d.value),
        figure(s, x->type, d.first), figure(s, x->type, d.twice), figure(s, x->type, d.once));
    const qn_decl *decl = source ? qn_find(s->module, source) : NULL;
    if (decl && decl->kind == QN_DECL_RULE)
        qn_diagnostic_label(message, decl->node->kid[AST_RULE_NAME]->span, QN_LABEL_ROUNDED_HERE);
}
