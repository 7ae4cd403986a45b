/*
 * Open outcomes of arithmetic, comparisons, logic and limits.
 *
 * Responsible for: the operators whose operands are numbers or yes/no; intervals take the place of
 * numbers, operand by operand, as if operands had nothing to do with each other (spec/unknown.md).
 * Refuses to know: where operands come from.
 */
#include "bounds_open.h"
#include "vm.h"

/* What an end becomes when its exact number has no room: none, on the side it stands for. */
static qn_end checked(qn_arith state, qn_rational v, int side)
{
    return state == QN_ARITH_OK ? (qn_end){.v = v} : (qn_end){.inf = side};
}

static qn_end end_add(qn_end a, qn_end b, int side)
{
    qn_rational sum = a.v;
    if (a.inf != 0 || b.inf != 0) {
        return (qn_end){.inf = side};
    }
    qn_arith state = qn_rational_add(a.v, b.v, &sum);
    return checked(state, sum, side);
}

static qn_end end_neg(qn_end a)
{
    return a.inf != 0 ? (qn_end){.inf = -a.inf} : (qn_end){.v = qn_rational_neg(a.v)};
}

static int end_sign(const qn_end *a)
{
    return a->inf != 0 ? a->inf : qn_rational_sign(a->v);
}

/* a * b, where 0 times an infinite end is 0. False where the product has no room. */
static bool end_mul(qn_end a, qn_end b, qn_end *out)
{
    *out = (qn_end){.inf = end_sign(&a) * end_sign(&b), .v = qn_rational_from_i64(0)};
    if (a.inf != 0 || b.inf != 0) {
        return true;
    }
    out->inf = 0;
    return qn_rational_mul(a.v, b.v, &out->v) == QN_ARITH_OK;
}

/* a / b for b other than 0; anything divided by an infinite end is 0. */
static bool end_div(qn_end a, qn_end b, qn_end *out)
{
    *out = qn_end_integer(0);
    if (b.inf != 0) {
        return true;
    }
    if (a.inf != 0) {
        out->inf = a.inf * qn_rational_sign(b.v);
        return true;
    }
    return qn_rational_div(a.v, b.v, &out->v) == QN_ARITH_OK;
}

typedef bool (*end_operation)(qn_end a, qn_end b, qn_end *out);

/* The least and the greatest of what the four pairs of ends give; no ends where one has no room. */
static qn_open corners(const qn_open *a, const qn_open *b, end_operation operation)
{
    qn_end left[2] = {qn_open_low(a), qn_open_high(a)};
    qn_end right[2] = {qn_open_low(b), qn_open_high(b)};
    qn_end low = {.inf = 1};
    qn_end high = {.inf = -1};
    for (int k = 0; k < 4; k++) {
        qn_end corner;
        if (!operation(left[k / 2], right[k % 2], &corner)) {
            return qn_open_any(QN_FORM_NUMBER);
        }
        low = qn_end_cmp(&corner, &low) < 0 ? corner : low;
        high = qn_end_cmp(&corner, &high) > 0 ? corner : high;
    }
    return qn_open_interval(low, high);
}

static qn_open add(const qn_open *a, const qn_open *b)
{
    return qn_open_interval(end_add(qn_open_low(a), qn_open_low(b), -1),
                            end_add(qn_open_high(a), qn_open_high(b), 1));
}

static qn_open negate(const qn_open *a)
{
    return qn_open_interval(end_neg(qn_open_high(a)), end_neg(qn_open_low(a)));
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

static qn_end lesser(qn_end a, qn_end b)
{
    return qn_end_cmp(&a, &b) <= 0 ? a : b;
}

static qn_end greater(qn_end a, qn_end b)
{
    return qn_end_cmp(&a, &b) >= 0 ? a : b;
}

static qn_open least(const qn_open *a, const qn_open *b)
{
    return qn_open_interval(lesser(qn_open_low(a), qn_open_low(b)),
                            lesser(qn_open_high(a), qn_open_high(b)));
}

static qn_open greatest(const qn_open *a, const qn_open *b)
{
    return qn_open_interval(greater(qn_open_low(a), qn_open_low(b)),
                            greater(qn_open_high(a), qn_open_high(b)));
}

static qn_open magnitude(const qn_open *a)
{
    qn_end zero = qn_end_integer(0);
    qn_end low = qn_open_low(a);
    qn_end up = end_neg(low);
    qn_end high = qn_open_high(a);
    return qn_open_interval(greater(zero, greater(low, end_neg(high))), greater(up, high));
}

/* Rounding keeps the order, so that it is enough to round the ends. */
static qn_end end_round(qn_end a, qn_rational step, qn_rounding mode, int side)
{
    qn_rational v = a.v;
    if (a.inf != 0) {
        return a;
    }
    qn_arith state = qn_rational_round(a.v, step, mode, &v);
    return checked(state, v, side);
}

static qn_open round_to(const qn_open *a, const qn_open *step, qn_rounding mode)
{
    if (!qn_open_is_value(step)) {
        return qn_open_any(QN_FORM_NUMBER);
    }
    if (qn_rational_sign(step->low) <= 0) {
        return qn_open_failed(QN_ERROR_ZERO_DIVISOR);
    }
    return qn_open_interval(end_round(qn_open_low(a), step->low, mode, -1),
                            end_round(qn_open_high(a), step->low, mode, 1));
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
        return least(a, b);
    case OP_MAX:
        return greatest(a, b);
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
static qn_open with_statuses(qn_open result, uint8_t operands)
{
    result.outcomes = (operands & QN_OPEN_KNOWN) != 0
                          ? (uint8_t)(result.outcomes | (operands & ~QN_OPEN_KNOWN))
                          : operands;
    return result;
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
    return with_statuses(calculate(c, i, &a, &b), operands);
}

static qn_open is_less(const qn_open *a, const qn_open *b, bool or_equal)
{
    qn_end low_a = qn_open_low(a);
    qn_end high_a = qn_open_high(a);
    qn_end low_b = qn_open_low(b);
    qn_end high_b = qn_open_high(b);
    int best = qn_end_cmp(&low_a, &high_b);
    int worst = qn_end_cmp(&high_a, &low_b);
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
    return with_statuses(compare(qn_instruction_op(i), &a, &b), operands);
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
        return with_statuses(out, a.outcomes);
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
        out = higher ? greatest(a, b) : least(a, b);
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

/* The least floor and the greatest cap that can stand, infinite where there may be none. */
static qn_end floor_low(const qn_open *floor)
{
    return floor->outcomes & QN_OPEN_NONE ? (qn_end){.inf = -1} : qn_open_low(floor);
}

static qn_end cap_high(const qn_open *cap)
{
    return cap->outcomes & QN_OPEN_NONE ? (qn_end){.inf = 1} : qn_open_high(cap);
}

/* The greatest floor and the least cap that can stand. */
static qn_end floor_high(const qn_open *floor)
{
    return floor->outcomes & QN_OPEN_KNOWN ? qn_open_high(floor) : (qn_end){.inf = -1};
}

static qn_end cap_low(const qn_open *cap)
{
    return cap->outcomes & QN_OPEN_KNOWN ? qn_open_low(cap) : (qn_end){.inf = 1};
}

/* A number between a floor and a cap. Where the floor can stand above the cap a conflict is open,
 * and where it must, nothing else. */
static qn_open limit_known(const qn_open *a, const qn_open *floor, const qn_open *cap)
{
    qn_end f_low = floor_low(floor);
    qn_end f_high = floor_high(floor);
    qn_end c_low = cap_low(cap);
    qn_end c_high = cap_high(cap);
    if (qn_end_cmp(&f_low, &c_high) > 0) {
        return qn_open_status(QN_FORM_NUMBER, QN_CONFLICT);
    }
    qn_end low = greater(lesser(qn_open_low(a), c_low), f_low);
    qn_end high = lesser(greater(qn_open_high(a), f_high), c_high);
    qn_open out = qn_open_interval(low, high);
    out.outcomes |= qn_end_cmp(&f_high, &c_low) > 0 ? QN_OPEN_CONFLICT : 0;
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
        out = with_statuses(limit_known(a, floor, cap), statuses);
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
