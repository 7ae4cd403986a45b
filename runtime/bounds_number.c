/*
 * Open outcomes of arithmetic, comparisons, logic and limits.
 *
 * Responsible for: the operators whose operands are numbers or yes/no; intervals take the place of
 * numbers, operand by operand, as if operands had nothing to do with each other (spec/unknown.md).
 * Refuses to know: where operands come from.
 */
#include "bounds_open.h"
#include "vm.h"

static int end_sign(const qn_end *a)
{
    return a->inf != 0 ? a->inf : qn_rational_sign(a->v);
}

/* a * b, where 0 times an infinite end is 0. False where the product has no room. */
static bool end_mul(const qn_end *a, const qn_end *b, qn_end *out)
{
    *out = (qn_end){.inf = end_sign(a) * end_sign(b), .v = qn_rational_from_i64(0)};
    if (a->inf != 0 || b->inf != 0) {
        return true;
    }
    out->inf = 0;
    return qn_rational_mul(a->v, b->v, &out->v) == QN_ARITH_OK;
}

/* a / b for b other than 0; anything divided by an infinite end is 0. */
static bool end_div(const qn_end *a, const qn_end *b, qn_end *out)
{
    *out = qn_end_integer(0);
    if (b->inf != 0) {
        return true;
    }
    if (a->inf != 0) {
        out->inf = a->inf * qn_rational_sign(b->v);
        return true;
    }
    return qn_rational_div(a->v, b->v, &out->v) == QN_ARITH_OK;
}

typedef bool (*end_operation)(const qn_end *a, const qn_end *b, qn_end *out);

/* Moves an end up, or down, to another one if that is beyond it. */
static void raise_end(qn_end *end, const qn_end *to)
{
    if (qn_end_cmp(to, end) > 0) {
        *end = *to;
    }
}

static void lower_end(qn_end *end, const qn_end *to)
{
    if (qn_end_cmp(to, end) < 0) {
        *end = *to;
    }
}

/* The least and the greatest of what the four pairs of ends give; no ends where one has no room. */
static qn_open corners(const qn_open *a, const qn_open *b, end_operation operation)
{
    const qn_ends left = qn_open_ends(a);
    const qn_ends right = qn_open_ends(b);
    qn_ends out = {.low = {.inf = 1}, .high = {.inf = -1}};
    for (int k = 0; k < 4; k++) {
        qn_end corner;
        if (!operation(k < 2 ? &left.low : &left.high, k % 2 == 0 ? &right.low : &right.high,
                       &corner)) {
            return qn_open_any(QN_FORM_NUMBER);
        }
        lower_end(&out.low, &corner);
        raise_end(&out.high, &corner);
    }
    return qn_open_interval(&out);
}

/* What has no room is no end, on the side it stands for. */
static qn_open add(const qn_open *a, const qn_open *b)
{
    qn_ends sum = qn_open_ends(a);
    const qn_ends more = qn_open_ends(b);
    qn_end_add(&sum.low, &more.low, -1);
    qn_end_add(&sum.high, &more.high, 1);
    return qn_open_interval(&sum);
}

static qn_open negate(const qn_open *a)
{
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    out.low = qn_rational_neg(a->high);
    out.has_low = a->has_high;
    out.high = qn_rational_neg(a->low);
    out.has_high = a->has_low;
    return out;
}

static qn_open subtract(const qn_open *a, const qn_open *b)
{
    qn_open minus = negate(b);
    return add(a, &minus);
}

static qn_open multiply(const qn_open *a, const qn_open *b)
{
    return corners(a, b, end_mul);
}

/* A divisor that can be 0 can fail, and leaves every quotient open. */
static qn_open divide(const qn_open *a, const qn_open *b)
{
    if (!qn_open_may_be(b, 0)) {
        return corners(a, b, end_div);
    }
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    out.outcomes = QN_OPEN_FAILED | (qn_open_is_value(b) ? 0 : QN_OPEN_KNOWN);
    out.code = QN_ERROR_ZERO_DIVISOR;
    return out;
}

static qn_open magnitude(const qn_open *a)
{
    const qn_open zero = qn_open_integers(0, 0);
    const qn_open minus = negate(a);
    const qn_open larger = qn_open_extreme(a, &minus, true);
    return qn_open_extreme(&larger, &zero, true);
}

/* Rounding keeps the order, so that it is enough to round the ends. */
static bool end_round(bool has, qn_rational *end, qn_rational step, qn_rounding mode)
{
    return has && qn_rational_round(*end, step, mode, end) == QN_ARITH_OK;
}

static qn_open round_to(const qn_open *a, const qn_open *step, qn_rounding mode)
{
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    if (!qn_open_is_value(step)) {
        return out;
    }
    if (qn_rational_sign(step->low) <= 0) {
        return qn_open_failed(QN_ERROR_ZERO_DIVISOR);
    }
    out.low = a->low;
    out.high = a->high;
    out.has_low = end_round(a->has_low, &out.low, step->low, mode);
    out.has_high = end_round(a->has_high, &out.high, step->low, mode);
    return out;
}

/* The list holds the registers of m, d and s: the value times m / d is rounded to a whole number
 * and taken s times. They are constants. */
static qn_open round_grid(const qn_case *c, const qn_open *a, const qn_row_instruction *i)
{
    const qn_row_entry *list = c->tables->entry + i->c;
    qn_open factor = qn_bounds_number(c, list[0].value);
    qn_open divisor = qn_bounds_number(c, list[1].value);
    qn_open step = qn_bounds_number(c, list[2].value);
    qn_open one = qn_open_integers(1, 1);
    qn_open value = multiply(a, &factor);
    value = divide(&value, &divisor);
    value = round_to(&value, &one, (qn_rounding)i->b);
    return multiply(&value, &step);
}

/* Whole as far as it is known; what may be broken may fail. */
static qn_open whole(const qn_open *a)
{
    qn_open out = *a;
    if (!qn_open_is_value(a)) {
        out.outcomes |= QN_OPEN_FAILED;
        out.code = QN_ERROR_NOT_WHOLE;
    } else if (!qn_rational_is_integer(a->low)) {
        out = qn_open_failed(QN_ERROR_NOT_WHOLE);
    }
    return out;
}

static qn_open calculate(const qn_case *c, const qn_row_instruction *i, const qn_open *a,
                         const qn_open *b)
{
    switch (qn_instruction_op(i)) {
    case OP_RATIO_I:
    case OP_RATIO_W:
    case OP_DIV_Q:
        return divide(a, b);
    case OP_GRID_I:
    case OP_GRID_W:
    case OP_MUL_I:
    case OP_MUL_W:
    case OP_MUL_Q:
        return multiply(a, b);
    case OP_ADD_I:
    case OP_ADD_W:
    case OP_ADD_Q:
        return add(a, b);
    case OP_SUB_I:
    case OP_SUB_W:
    case OP_SUB_Q:
        return subtract(a, b);
    case OP_NEG:
        return negate(a);
    case OP_ABS:
        return magnitude(a);
    case OP_MIN:
        return qn_open_extreme(a, b, false);
    case OP_MAX:
        return qn_open_extreme(a, b, true);
    case OP_ROUND_I:
    case OP_ROUND_W:
        return round_grid(c, a, i);
    case OP_ROUND_Q:
        return round_to(a, b, (qn_rounding)i->b);
    case OP_WHOLE:
        return whole(a);
    default:
        return *a;
    }
}

/* The statuses of the operands, and where both may be known those that the operator has then. */
static void add_statuses(qn_open *result, uint8_t operands)
{
    result->outcomes = (operands & QN_OPEN_KNOWN) != 0
                           ? (uint8_t)(result->outcomes | (operands & ~QN_OPEN_KNOWN))
                           : operands;
}

/* Operands of an operator with two; one with a single operand has a known second. */
static qn_open second_operand(const qn_case *c, const qn_row_instruction *i)
{
    switch (qn_instruction_op(i)) {
    case OP_WIDEN:
    case OP_NEG:
    case OP_ABS:
    case OP_ROUND_I:
    case OP_ROUND_W:
    case OP_WHOLE:
        return qn_open_integers(0, 0);
    case OP_ROUND_Q:
        return qn_bounds_number(c, i->c);
    default:
        return qn_bounds_number(c, i->b);
    }
}

qn_open qn_bounds_arithmetic(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = second_operand(c, i);
    uint8_t operands = qn_outcomes_gravest(a.outcomes, b.outcomes);
    if ((operands & QN_OPEN_KNOWN) == 0) {
        return (qn_open){.outcomes = operands};
    }
    qn_open out = calculate(c, i, &a, &b);
    add_statuses(&out, operands);
    return out;
}

static qn_open is_less(const qn_open *a, const qn_open *b, bool or_equal)
{
    int best = qn_open_cmp(a, QN_LOW, b, QN_HIGH);
    int worst = qn_open_cmp(a, QN_HIGH, b, QN_LOW);
    return or_equal ? qn_open_boolean(best <= 0, worst > 0) : qn_open_boolean(best < 0, worst >= 0);
}

static qn_open has_any(const qn_open *a, const qn_open *b)
{
    return qn_open_boolean((a->mask & b->mask) != 0, (a->low_bits & b->low_bits) == 0);
}

/* Registers of both operands are read in the form of the first that is more than a number. */
static qn_form form_of_pair(const qn_case *c, const qn_row_instruction *i)
{
    const uint8_t *form = c->bounds->form;
    if (qn_instruction_op(i) == OP_HAS) {
        return QN_FORM_SET;
    }
    uint8_t found = form[i->a] != QN_FORM_NUMBER ? form[i->a] : form[i->b];
    return found == QN_FORM_ROW ? QN_FORM_NUMBER : (qn_form)found;
}

static qn_open compare(qn_op op, const qn_open *a, const qn_open *b)
{
    switch (op) {
    case OP_LT_I:
    case OP_LT_W:
    case OP_LT_Q:
        return is_less(a, b, false);
    case OP_LE_I:
    case OP_LE_W:
    case OP_LE_Q:
        return is_less(a, b, true);
    case OP_HAS:
        return has_any(a, b);
    default:
        return qn_open_boolean(qn_open_may_equal(a, b), qn_open_may_differ(a, b));
    }
}

qn_open qn_bounds_compare(const qn_case *c, const qn_row_instruction *i)
{
    qn_form form = form_of_pair(c, i);
    qn_open a = qn_bounds_operand(c, i->a, form);
    qn_open b = qn_bounds_operand(c, i->b, form);
    uint8_t operands = qn_outcomes_gravest(a.outcomes, b.outcomes);
    if ((operands & QN_OPEN_KNOWN) == 0) {
        return (qn_open){.outcomes = operands};
    }
    qn_open out = compare(qn_instruction_op(i), &a, &b);
    add_statuses(&out, operands);
    return out;
}

/* What is left of a yes/no when one of its values is put aside. */
static uint8_t outcomes_without(const qn_open *a, int64_t value)
{
    return qn_open_may_be(a, 1 - value) ? a->outcomes : (uint8_t)(a->outcomes & ~QN_OPEN_KNOWN);
}

/* Both for `and` (decider 0) and for `or` (decider 1). */
static qn_open decide(const qn_open *a, const qn_open *b, int64_t decider)
{
    bool decided = qn_open_may_be(a, decider) || qn_open_may_be(b, decider);
    uint8_t rest = qn_outcomes_gravest(outcomes_without(a, decider), outcomes_without(b, decider));
    bool other = (rest & QN_OPEN_KNOWN) != 0;
    qn_open out = decider == 0 ? qn_open_boolean(other, decided) : qn_open_boolean(decided, other);
    out.outcomes |= (uint8_t)(rest & ~QN_OPEN_KNOWN);
    return out;
}

qn_open qn_bounds_logic(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    if (qn_instruction_op(i) == OP_NOT) {
        qn_open out = qn_open_boolean(qn_open_may_be(&a, 0), qn_open_may_be(&a, 1));
        add_statuses(&out, a.outcomes);
        return out;
    }
    qn_open b = qn_bounds_number(c, i->b);
    return decide(&a, &b, qn_instruction_op(i) == OP_OR);
}

static uint8_t none_counts_as_known(uint8_t outcomes)
{
    bool any = (outcomes & (QN_OPEN_KNOWN | QN_OPEN_NONE)) != 0;
    return (uint8_t)((outcomes & ~(QN_OPEN_KNOWN | QN_OPEN_NONE)) | (any ? QN_OPEN_KNOWN : 0));
}

/* The higher or lower of two, where a none is passed over. */
static qn_open pick_extreme(const qn_open *a, const qn_open *b, bool higher)
{
    uint8_t statuses =
        qn_outcomes_gravest(none_counts_as_known(a->outcomes), none_counts_as_known(b->outcomes));
    qn_open out = qn_open_empty(QN_FORM_NUMBER);
    if ((a->outcomes & b->outcomes & QN_OPEN_KNOWN) != 0) {
        out = qn_open_extreme(a, b, higher);
    }
    qn_open alone = *a;
    alone.outcomes &= (b->outcomes & QN_OPEN_NONE) != 0 ? QN_OPEN_KNOWN : 0;
    qn_open_join(&out, &alone);
    alone = *b;
    alone.outcomes &= (a->outcomes & QN_OPEN_NONE) != 0 ? QN_OPEN_KNOWN : 0;
    qn_open_join(&out, &alone);
    out.outcomes |= (uint8_t)(a->outcomes & b->outcomes & QN_OPEN_NONE);
    out.outcomes |= (uint8_t)(statuses & ~QN_OPEN_KNOWN);
    return out;
}

/* The least and the greatest limit that can stand; where there may be none, it is infinite on the
 * side where it limits nothing. */
static qn_ends limits_of(const qn_open *limit, int nothing)
{
    qn_ends ends = qn_open_ends(limit);
    qn_end *weakest = nothing < 0 ? &ends.low : &ends.high;
    qn_end *strictest = nothing < 0 ? &ends.high : &ends.low;
    weakest->inf = (limit->outcomes & QN_OPEN_NONE) != 0 ? nothing : weakest->inf;
    strictest->inf = (limit->outcomes & QN_OPEN_KNOWN) != 0 ? strictest->inf : nothing;
    return ends;
}

/* A number between a floor and a cap. Where the floor can stand above the cap a conflict is open,
 * and where it must, nothing else. */
static qn_open limit_known(const qn_open *a, const qn_open *floor, const qn_open *cap)
{
    const qn_ends floors = limits_of(floor, -1);
    const qn_ends caps = limits_of(cap, 1);
    qn_ends ends = qn_open_ends(a);
    if (qn_end_cmp(&floors.low, &caps.high) > 0) {
        return qn_open_status(QN_FORM_NUMBER, QN_CONFLICT);
    }
    lower_end(&ends.low, &caps.low);
    raise_end(&ends.low, &floors.low);
    raise_end(&ends.high, &floors.high);
    lower_end(&ends.high, &caps.high);
    qn_open out = qn_open_interval(&ends);
    out.outcomes |= qn_end_cmp(&floors.high, &caps.low) > 0 ? QN_OPEN_CONFLICT : 0;
    return out;
}

/* Nothing raises or lowers a none, whatever the limits are. */
static qn_open limit(const qn_open *a, const qn_open *floor, const qn_open *cap)
{
    uint8_t limits = qn_outcomes_gravest(none_counts_as_known(floor->outcomes),
                                         none_counts_as_known(cap->outcomes));
    uint8_t statuses = qn_outcomes_gravest(a->outcomes & (uint8_t)~QN_OPEN_NONE, limits);
    qn_open out = (qn_open){.outcomes = statuses};
    if ((statuses & QN_OPEN_KNOWN) != 0) {
        out = limit_known(a, floor, cap);
        add_statuses(&out, statuses);
    }
    out.outcomes |= a->outcomes & QN_OPEN_NONE;
    return out;
}

qn_open qn_bounds_limit(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = qn_bounds_number(c, i->b);
    if (qn_instruction_op(i) != OP_LIMIT) {
        return pick_extreme(&a, &b, qn_instruction_op(i) == OP_HIGHER);
    }
    qn_open cap = qn_bounds_number(c, i->c);
    return limit(&a, &b, &cap);
}
