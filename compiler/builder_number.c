/*
 * builder_number.c - numbers, conditions and choices as instructions: which grid, which width,
 * which range. Neither grid nor range is ever seen in a result: where a number might not fit, it
 * becomes a ratio, whose operations are checked.
 *
 * A range is kept as two rationals in base units; interval arithmetic as in Moore, "Interval
 * Analysis" (1966), chapter 3, with an absent end for an infinite one.
 *
 * That a number stays exact is the caller's right (spec/semantics.md, chapter 6): everything here
 * only decides whether 64 bits, 128 bits or a ratio can hold it, and folds what is constant. A
 * constant whose operation fails is not folded: it is an error of the case, and only where it
 * counts.
 */
#include "builder.h"
#include "decimal.h"

static const qn_wide one = {.lo = 1, .hi = 0};

/* ---- which class holds a range on a grid */

/* True if |value * den| is at most limit. */
static bool fits_limit(qn_rational value, qn_wide den, qn_rational limit)
{
    qn_rational scaled;
    if (qn_rational_is_integer(value) && qn_wide_equal(den, one))
        return qn_wide_cmp(qn_wide_abs(value.num), limit.num) <= 0;
    if (qn_rational_mul(value, qn_rational_from_wide(den), &scaled) != QN_ARITH_OK)
        return false;
    return qn_rational_cmp(qn_rational_abs(scaled), limit) <= 0;
}

/* Whether |value| is a whole number below 2^31. */
static bool is_small(qn_rational value)
{
    const uint64_t limit = UINT64_C(1) << 31;
    bool small = (value.num.hi == 0 && value.num.lo < limit) ||
                 (value.num.hi == -1 && value.num.lo > UINT64_MAX - limit);
    return small && qn_rational_is_integer(value);
}

/* A number without a range on both sides may be any number of the language: only a ratio holds
 * it. */
qn_class qn_class_for(const qn_operand *x, qn_wide den)
{
    const qn_wide widest = {.lo = UINT64_MAX, .hi = INT64_MAX};
    qn_rational narrow = qn_rational_from_i64(INT64_MAX), wide = qn_rational_from_wide(widest);
    if (!x->has_low || !x->has_high)
        return QN_CLASS_Q;
    if (is_small(x->low) && is_small(x->high) && is_small(qn_rational_from_wide(den)))
        return QN_CLASS_I;
    if (fits_limit(x->low, den, narrow) && fits_limit(x->high, den, narrow))
        return QN_CLASS_I;
    if (fits_limit(x->low, den, wide) && fits_limit(x->high, den, wide))
        return QN_CLASS_W;
    return QN_CLASS_Q;
}

static qn_class wider(qn_class a, qn_class b)
{
    return a > b ? a : b;
}

/* Whether a value stands in a register as a ratio: it is on no grid then. */
static bool is_ratio(const qn_operand *x)
{
    return !x->constant && !x->none_constant && x->class_ == QN_CLASS_Q;
}

/* The least common multiple of two grids; false where it does not fit or a side has no grid. */
static bool common_grid(const qn_operand *x, const qn_operand *y, qn_wide *out)
{
    qn_wide quotient, rest;
    if (is_ratio(x) || is_ratio(y))
        return false;
    if (qn_wide_equal(x->den, y->den)) {
        *out = x->den;
        return true;
    }
    qn_wide_divmod_trunc(x->den, qn_wide_gcd(x->den, y->den), &quotient, &rest);
    return qn_wide_mul(quotient, y->den, out);
}

/* The class in which both operands fit once they stand on the grid. */
static qn_class class_of_both(const qn_operand *x, const qn_operand *y, qn_wide den)
{
    qn_class a = x->none_constant ? QN_CLASS_I : qn_class_for(x, den);
    qn_class b = y->none_constant ? QN_CLASS_I : qn_class_for(y, den);
    if (!x->constant && !x->none_constant)
        a = wider(a, x->class_);
    if (!y->constant && !y->none_constant)
        b = wider(b, y->class_);
    return wider(a, b);
}

/* ---- ranges */

/* A result whose range and register are not known yet. It may be what its operands may be. */
static qn_operand blank(const qn_operand *x, const qn_operand *y)
{
    return (qn_operand){.type = x->type,
                        .den = one,
                        .grain = y ? qn_grain_join(&x->grain, &y->grain) : x->grain,
                        .may = (uint8_t)(x->may | (y ? y->may : 0)),
                        .site = QN_NONE_INDEX};
}

/* An end that cannot be computed is none: the range is open there. */
static void set_low(qn_operand *r, qn_arith arith, qn_rational value)
{
    r->has_low = arith == QN_ARITH_OK;
    r->low = value;
}

static void set_high(qn_operand *r, qn_arith arith, qn_rational value)
{
    r->has_high = arith == QN_ARITH_OK;
    r->high = value;
}

/* The ends of a sum are the sums of the ends. */
static void range_of_sum(qn_operand *r, const qn_operand *x, const qn_operand *y)
{
    qn_rational value = r->low;
    if (x->has_low && y->has_low)
        set_low(r, qn_rational_add(x->low, y->low, &value), value);
    if (x->has_high && y->has_high)
        set_high(r, qn_rational_add(x->high, y->high, &value), value);
}

/* The hull of the four products or quotients of the ends; none if one of them overflows. */
static void range_of_corners(qn_operand *r, const qn_operand *x, const qn_operand *y,
                             qn_arith (*op)(qn_rational, qn_rational, qn_rational *))
{
    const qn_rational xs[2] = {x->low, x->high}, ys[2] = {y->low, y->high};
    if (!x->has_low || !x->has_high || !y->has_low || !y->has_high)
        return;
    for (int i = 0; i < 4; i++) {
        qn_rational corner;
        if (op(xs[i & 1], ys[i >> 1], &corner) != QN_ARITH_OK) {
            r->has_low = r->has_high = false;
            return;
        }
        if (i == 0 || qn_rational_cmp(corner, r->low) < 0)
            set_low(r, QN_ARITH_OK, corner);
        if (i == 0 || qn_rational_cmp(corner, r->high) > 0)
            set_high(r, QN_ARITH_OK, corner);
    }
}

/* Widens a range so that it holds that of x too. */
static void range_of_union(qn_operand *r, const qn_operand *x)
{
    if (r->has_low && (!x->has_low || qn_rational_cmp(x->low, r->low) < 0))
        set_low(r, x->has_low ? QN_ARITH_OK : QN_ARITH_OVERFLOW, x->low);
    if (r->has_high && (!x->has_high || qn_rational_cmp(x->high, r->high) > 0))
        set_high(r, x->has_high ? QN_ARITH_OK : QN_ARITH_OVERFLOW, x->high);
}

/* ---- arithmetic */

static bool both_constant(const qn_operand *x, const qn_operand *y)
{
    return x->constant && y->constant;
}

/* A result in a register of a class on a grid. Only ratios can overflow: in the other classes
 * the range has proved that the result fits. */
static qn_operand in_register(qn_operand r, uint32_t reg, qn_class class_, qn_wide den)
{
    r.reg = reg;
    r.class_ = class_;
    r.den = den;
    if (class_ == QN_CLASS_Q)
        r.may |= QN_MAY_FAIL;
    return r;
}

/* One operation on two operands brought to one grid, on which the result stands too. Without a
 * common grid, or where the result might not fit, it is one on ratios. */
static qn_operand aligned(qn_builder *b, const qn_operand *x, const qn_operand *y, qn_operand r,
                          const qn_op ops[3])
{
    qn_wide den = one;
    qn_class class_ = QN_CLASS_Q;
    if (common_grid(x, y, &den))
        class_ = wider(class_of_both(x, y, den), qn_class_for(&r, den));
    uint32_t left = qn_register(b, x, class_, den), right = qn_register(b, y, class_, den);
    return in_register(r, qn_emit(b, ops[class_], 0, left, right, 0), class_,
                       class_ == QN_CLASS_Q ? one : den);
}

qn_operand qn_add(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    static const qn_op ops[3] = {OP_ADD_I, OP_ADD_W, OP_ADD_Q};
    qn_rational sum;
    if (both_constant(x, y) && qn_rational_add(x->low, y->low, &sum) == QN_ARITH_OK)
        return qn_number(b, x->type, sum);
    qn_operand r = blank(x, y);
    range_of_sum(&r, x, y);
    return aligned(b, x, y, r, ops);
}

/* As qn_add, with the range of -y. */
qn_operand qn_subtract(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    static const qn_op ops[3] = {OP_SUB_I, OP_SUB_W, OP_SUB_Q};
    qn_rational difference;
    if (both_constant(x, y) && qn_rational_sub(x->low, y->low, &difference) == QN_ARITH_OK)
        return qn_number(b, x->type, difference);
    qn_operand r = blank(x, y);
    qn_operand negative = *y;
    /* The range of -y: its ends change places. */
    negative.has_low = y->has_high;
    negative.has_high = y->has_low;
    negative.low = qn_rational_neg(y->high);
    negative.high = qn_rational_neg(y->low);
    range_of_sum(&r, x, &negative);
    return aligned(b, x, y, r, ops);
}

/* x times a constant: what divides the grid only changes the grid, so that a percentage of an
 * amount costs one multiplication by a small number, or none. False where x is a ratio or the
 * result might not fit. */
static bool multiply_by_constant(qn_builder *b, const qn_operand *x, qn_rational factor,
                                 qn_operand *r)
{
    qn_wide rest, num, den, gcd = qn_wide_gcd(qn_wide_abs(factor.num), x->den);
    if (is_ratio(x))
        return false;
    qn_wide_divmod_trunc(factor.num, gcd, &num, &rest);
    qn_wide_divmod_trunc(x->den, gcd, &den, &rest);
    if (!qn_wide_mul(den, factor.den, &den))
        return false;
    qn_class class_ = wider(qn_class_for(r, den), x->class_);
    qn_operand whole = *x;
    whole.den = one; /* the integer in the register */
    if (class_ == QN_CLASS_Q)
        return false;
    uint32_t reg = qn_register(b, &whole, class_, one);
    if (!qn_wide_equal(num, one))
        reg = class_ == QN_CLASS_I
                  ? qn_emit(b, OP_MUL_I, 0, reg, qn_constant_i(b, qn_wide_to_i64(num)), 0)
                  : qn_emit(b, OP_MUL_W, 0, reg, qn_constant_w(b, num), 0);
    *r = in_register(*r, reg, class_, den);
    return true;
}

/* The product of two registers stands on the product of their grids. */
static qn_operand multiply_registers(qn_builder *b, const qn_operand *x, const qn_operand *y,
                                     qn_operand r)
{
    static const qn_op ops[3] = {OP_MUL_I, OP_MUL_W, OP_MUL_Q};
    qn_wide den = one;
    qn_class class_ = QN_CLASS_Q;
    if (!is_ratio(x) && !is_ratio(y) && qn_wide_mul(x->den, y->den, &den)) {
        class_ =
            wider(qn_class_for(&r, den), wider(qn_class_for(x, x->den), qn_class_for(y, y->den)));
        class_ = wider(class_, wider(x->class_, y->class_));
    }
    uint32_t left = qn_register(b, x, class_, x->den), right = qn_register(b, y, class_, y->den);
    return in_register(r, qn_emit(b, ops[class_], 0, left, right, 0), class_,
                       class_ == QN_CLASS_Q ? one : den);
}

/* Two constants are folded; one is taken into the grid if it can be; else the grids multiply. */
qn_operand qn_multiply(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    qn_rational product;
    if (both_constant(x, y) && qn_rational_mul(x->low, y->low, &product) == QN_ARITH_OK)
        return qn_number(b, x->type, product);
    qn_operand r = blank(x, y);
    r.grain = qn_grain_times(&x->grain, &y->grain);
    range_of_corners(&r, x, y, qn_rational_mul);
    if (y->constant && !x->constant && multiply_by_constant(b, x, y->low, &r))
        return r;
    if (x->constant && !y->constant && multiply_by_constant(b, y, x->low, &r))
        return r;
    return multiply_registers(b, x, y, r);
}

/* Dividing by a constant is multiplying by its inverse, on a grid. A quotient of two values that
 * vary is on no grid: it is a ratio until it is rounded, and may have no finite decimal. */
qn_operand qn_divide(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    qn_operand r = blank(x, y);
    if (y->constant && !qn_rational_is_zero(y->low)) {
        qn_rational inverse;
        if (qn_rational_div(qn_rational_from_i64(1), y->low, &inverse) == QN_ARITH_OK) {
            qn_operand factor = qn_number(b, x->type, inverse);
            return qn_multiply(b, x, &factor);
        }
    }
    /* A divisor that can be 0 has quotients without bound. */
    if (y->has_low && y->has_high && qn_rational_sign(y->low) * qn_rational_sign(y->high) > 0)
        range_of_corners(&r, x, y, qn_rational_div);
    r.grain.endless = true;
    uint32_t left = qn_register(b, x, QN_CLASS_Q, one), right = qn_register(b, y, QN_CLASS_Q, one);
    return in_register(r, qn_emit(b, OP_DIV_Q, QN_CLASS_Q, left, right, 0), QN_CLASS_Q, one);
}

/* The register of an operand as it is, for operations of any class. */
void qn_settle(qn_builder *b, qn_operand *x)
{
    if (x->constant || x->none_constant) {
        qn_class class_ = x->none_constant ? QN_CLASS_I : qn_class_for(x, x->den);
        x->reg = qn_register(b, x, class_, x->den);
        x->class_ = class_;
    }
}

/* What holds x holds -x: grid and class stay. */
qn_operand qn_negate(qn_builder *b, const qn_operand *x)
{
    if (x->none_constant)
        return *x;
    if (x->constant)
        return qn_number(b, x->type, qn_rational_neg(x->low));
    qn_operand r = *x;
    r.has_low = x->has_high;
    r.has_high = x->has_low;
    r.low = qn_rational_neg(x->high);
    r.high = qn_rational_neg(x->low);
    return in_register(r, qn_emit(b, OP_NEG, (unsigned)x->class_, x->reg, 0, 0), x->class_, x->den);
}

/* Its range is kept loosely, from 0 to the end that is farther from it. */
qn_operand qn_absolute(qn_builder *b, const qn_operand *x)
{
    if (x->none_constant)
        return *x;
    if (x->constant)
        return qn_number(b, x->type, qn_rational_abs(x->low));
    qn_operand r = *x;
    if (x->has_low && x->has_high) {
        qn_rational low = qn_rational_abs(x->low), high = qn_rational_abs(x->high);
        r.high = qn_rational_cmp(low, high) > 0 ? low : high;
        r.low = qn_rational_from_i64(0);
    } else {
        r.has_low = r.has_high = false;
    }
    return in_register(r, qn_emit(b, OP_ABS, (unsigned)x->class_, x->reg, 0, 0), x->class_, x->den);
}

/* MIN and MAX: the range is kept as the hull, which is sound for both. */
static qn_operand extreme(qn_builder *b, qn_op op, const qn_operand *x, const qn_operand *y)
{
    uint32_t regs[2];
    qn_operand left = *x, right = *y;
    qn_operand *both[2] = {&left, &right};
    qn_operand r = qn_unify(b, both, 2, regs);
    return in_register(r, qn_emit(b, op, (unsigned)r.class_, regs[0], regs[1], 0), r.class_, r.den);
}

/* The lesser of two is at most either's upper end, the greater at least either's lower end, even
 * where only one of them has such an end. */
static qn_operand narrowed(qn_operand r, const qn_operand *x, const qn_operand *y, bool lesser)
{
    bool left = lesser ? x->has_high : x->has_low, right = lesser ? y->has_high : y->has_low;
    qn_rational a = lesser ? x->high : x->low, b = lesser ? y->high : y->low;
    if (!left && !right)
        return r;
    int order = left && right ? qn_rational_cmp(a, b) : 0;
    bool first = !right || (left && (lesser ? order < 0 : order > 0));
    if (lesser)
        set_high(&r, QN_ARITH_OK, first ? a : b);
    else
        set_low(&r, QN_ARITH_OK, first ? a : b);
    return r;
}

qn_operand qn_lesser(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    if (both_constant(x, y))
        return qn_rational_cmp(x->low, y->low) <= 0 ? *x : *y;
    return narrowed(extreme(b, OP_MIN, x, y), x, y, true);
}

qn_operand qn_greater(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    if (both_constant(x, y))
        return qn_rational_cmp(x->low, y->low) >= 0 ? *x : *y;
    return narrowed(extreme(b, OP_MAX, x, y), x, y, false);
}

/* ---- rounding */

/* Whatever the mode, a value is moved by less than a step: both ends go outwards to a step. */
static void range_rounded(qn_operand *r, const qn_operand *x, qn_rational step)
{
    qn_rational value = x->low;
    if (x->has_low)
        set_low(r, qn_rational_round(x->low, step, QN_ROUND_DOWN, &value), value);
    if (x->has_high)
        set_high(r, qn_rational_round(x->high, step, QN_ROUND_UP, &value), value);
}

/* Rounds what stands on a grid: n/den to multiples of p/q is round(n*q / (den*p)) * p on the
 * grid 1/q. Both factors are cut by their common divisor first. False where x is a ratio, or
 * where the result might not fit. */
static bool round_on_grid(qn_builder *b, const qn_operand *x, qn_rounding mode, qn_rational step,
                          qn_operand *r)
{
    qn_wide rest, mul, div, gcd;
    if (is_ratio(x) || !qn_wide_mul(x->den, step.num, &div))
        return false;
    gcd = qn_wide_gcd(step.den, div);
    qn_wide_divmod_trunc(step.den, gcd, &mul, &rest);
    qn_wide_divmod_trunc(div, gcd, &div, &rest);
    if (qn_wide_equal(div, one)) { /* already a multiple of the step */
        qn_grain grain = r->grain;
        *r = *x;
        r->grain = grain; /* a multiple of 0.01 is a finite decimal, however it came about */
        return true;
    }
    qn_operand scaled = *x;
    scaled.den = one;
    qn_rational factor = qn_rational_from_wide(mul), own = qn_rational_from_wide(x->den);
    scaled.has_low = x->has_low && qn_rational_mul(x->low, own, &scaled.low) == QN_ARITH_OK &&
                     qn_rational_mul(scaled.low, factor, &scaled.low) == QN_ARITH_OK;
    scaled.has_high = x->has_high && qn_rational_mul(x->high, own, &scaled.high) == QN_ARITH_OK &&
                      qn_rational_mul(scaled.high, factor, &scaled.high) == QN_ARITH_OK;
    qn_class class_ = wider(qn_class_for(r, step.den), x->class_);
    bool narrow = class_ == QN_CLASS_I && qn_class_for(&scaled, one) == QN_CLASS_I &&
                  qn_wide_fits_i64(div) && qn_wide_fits_i64(step.num);
    if (class_ == QN_CLASS_Q)
        return false;
    if (!narrow)
        class_ = QN_CLASS_W;
    uint32_t list[3];
    const qn_wide numbers[3] = {mul, div, step.num};
    for (int i = 0; i < 3; i++)
        list[i] =
            narrow ? qn_constant_i(b, qn_wide_to_i64(numbers[i])) : qn_constant_w(b, numbers[i]);
    uint32_t reg = qn_register(b, x, class_, x->den), at = qn_pool(b, list, 3);
    reg = qn_emit_new(b, narrow ? OP_ROUND_I : OP_ROUND_W, 0, reg, (uint32_t)mode, at);
    *r = in_register(*r, reg, class_, step.den);
    return true;
}

/* A ratio that has been rounded goes back onto the step's grid where its range allows. */
static qn_operand onto_grid(qn_builder *b, qn_operand r, qn_wide den)
{
    qn_class class_ = qn_class_for(&r, den);
    if (class_ == QN_CLASS_Q)
        return r;
    uint32_t reg = qn_emit(b, class_ == QN_CLASS_I ? OP_GRID_I : OP_GRID_W, 0, r.reg,
                           qn_constant_w(b, den), 0);
    return in_register(r, reg, class_, den);
}

/* A value that is on a grid is rounded there in integers. A ratio is rounded as one, checked,
 * and then stands on the grid of the step if its range is known. */
qn_operand qn_round(qn_builder *b, const qn_operand *x, qn_rounding mode, qn_rational step)
{
    qn_rational value;
    if (x->none_constant)
        return *x;
    if (x->constant && qn_rational_round(x->low, step, mode, &value) == QN_ARITH_OK)
        return qn_number(b, x->type, value);
    qn_operand r = blank(x, NULL);
    r.grain = qn_grain_of(step);
    range_rounded(&r, x, step);
    if (round_on_grid(b, x, mode, step, &r)) {
        r.type = x->type;
        return r;
    }
    uint32_t reg = qn_register(b, x, QN_CLASS_Q, one);
    reg = qn_emit(b, OP_ROUND_Q, QN_CLASS_Q, reg, (uint32_t)mode, qn_constant_q(b, step));
    return onto_grid(b, in_register(r, reg, QN_CLASS_Q, one), step.den);
}

uint32_t qn_register_on_grid(qn_builder *b, const qn_operand *x, qn_class class_, qn_wide den)
{
    if (x->constant || x->none_constant || class_ == QN_CLASS_Q || x->class_ <= class_)
        return qn_register(b, x, class_, den);
    uint32_t ratio = qn_register(b, x, QN_CLASS_Q, one);
    return qn_emit(b, class_ == QN_CLASS_I ? OP_GRID_I : OP_GRID_W, 0, ratio, qn_constant_w(b, den),
                   0);
}

/* What has room in a narrow register by its range is put in one. */
static qn_operand in_narrow_register(qn_builder *b, const qn_operand *x)
{
    if (x->constant || x->none_constant || x->class_ != QN_CLASS_W ||
        qn_class_for(x, one) != QN_CLASS_I)
        return *x;
    uint32_t reg = qn_register(b, x, QN_CLASS_Q, one);
    return onto_grid(b, in_register(*x, reg, QN_CLASS_Q, one), one);
}

/* What stands on the grid of whole numbers is whole already, and costs nothing. */
qn_operand qn_whole(qn_builder *b, const qn_operand *x)
{
    if (x->none_constant || (x->constant && qn_rational_is_integer(x->low)) ||
        (!x->constant && !is_ratio(x) && qn_wide_equal(x->den, one)))
        return in_narrow_register(b, x);
    qn_operand r = *x;
    r.constant = false;
    r.may |= QN_MAY_FAIL;
    uint32_t reg = qn_register(b, x, QN_CLASS_Q, one);
    reg = qn_emit(b, OP_WHOLE, QN_CLASS_Q, reg, 0, 0);
    return onto_grid(b, in_register(r, reg, QN_CLASS_Q, one), one);
}

/* ---- conditions */

static qn_operand truth(qn_builder *b, const qn_type *type, bool value)
{
    return qn_integer(b, type, value);
}

bool qn_is_yes(const qn_operand *x)
{
    return x->constant && !qn_rational_is_zero(x->low);
}

bool qn_is_no(const qn_operand *x)
{
    return x->constant && qn_rational_is_zero(x->low);
}

/* Compares integers on the common grid, or, where there is none, ratios. */
qn_operand qn_compare(qn_builder *b, const qn_type *bool_type, qn_relation relation,
                      const qn_operand *x, const qn_operand *y)
{
    static const qn_op ops[3][3] = {
        {OP_EQ_I, OP_EQ_W, OP_EQ_Q}, {OP_LT_I, OP_LT_W, OP_LT_Q}, {OP_LE_I, OP_LE_W, OP_LE_Q}};
    if (both_constant(x, y)) {
        int cmp = qn_rational_cmp(x->low, y->low);
        return truth(b, bool_type,
                     relation == QN_EQUAL_TO    ? cmp == 0
                     : relation == QN_LESS_THAN ? cmp < 0
                                                : cmp <= 0);
    }
    qn_wide den = one;
    qn_class class_ = QN_CLASS_Q;
    if (common_grid(x, y, &den))
        class_ = class_of_both(x, y, den);
    uint32_t left = qn_register(b, x, class_, den), right = qn_register(b, y, class_, den);
    uint32_t reg = qn_emit(b, ops[relation][class_], 0, left, right, 0);
    return qn_whole_register(bool_type, reg, 0, 1, x->may | y->may);
}

/* Yes and no are held as 1 and 0. */
static uint32_t truth_register(qn_builder *b, const qn_operand *x)
{
    return qn_register(b, x, QN_CLASS_I, one);
}

/* A constant side needs no instruction: no decides whatever the status of the other side, as
 * spec/unknown.md has it for `and`. */
qn_operand qn_and(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    if (qn_is_yes(x) || qn_is_no(y))
        return *y;
    if (qn_is_yes(y) || qn_is_no(x))
        return *x;
    uint32_t left = truth_register(b, x); /* constants are made in this order, by any C compiler */
    uint32_t right = truth_register(b, y);
    uint32_t reg = qn_emit(b, OP_AND, 0, left, right, 0);
    return qn_whole_register(x->type, reg, 0, 1, x->may | y->may);
}

/* As qn_and, with yes and no exchanged. */
qn_operand qn_or(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    if (qn_is_no(x) || qn_is_yes(y))
        return *y;
    if (qn_is_no(y) || qn_is_yes(x))
        return *x;
    uint32_t left = truth_register(b, x);
    uint32_t right = truth_register(b, y);
    uint32_t reg = qn_emit(b, OP_OR, 0, left, right, 0);
    return qn_whole_register(x->type, reg, 0, 1, x->may | y->may);
}

qn_operand qn_not(qn_builder *b, const qn_operand *x)
{
    if (x->constant)
        return truth(b, x->type, qn_is_no(x));
    uint32_t reg = qn_emit(b, OP_NOT, 0, truth_register(b, x), 0, 0);
    return qn_whole_register(x->type, reg, 0, 1, x->may);
}

/* ---- choosing */

/* What is no number, a day or where a record lies, has no range of its own, and lies in class I. */
static bool is_no_number(const qn_operand *x)
{
    return x->type && !x->type->failed && !qn_type_is_number(x->type);
}

/* The grid and class that suit all operands; a ratio among them makes all of them ratios. A none
 * or an error has no number, and suits every class. */
static qn_class class_of_all(qn_operand *const *x, uint32_t count, qn_wide *den)
{
    qn_operand grid = {.den = one};
    qn_class class_ = QN_CLASS_I;
    for (uint32_t i = 0; i < count; i++) {
        if (x[i]->none_constant)
            continue;
        if (!common_grid(&grid, x[i], &grid.den))
            return QN_CLASS_Q;
    }
    *den = grid.den;
    for (uint32_t i = 0; i < count; i++)
        if (!x[i]->none_constant && !is_no_number(x[i]))
            class_ = wider(class_, class_of_both(x[i], x[i], grid.den));
    if (class_ == QN_CLASS_Q)
        *den = one;
    return class_;
}

/* The union of the ranges holds whichever operand is taken. Where all are nones or errors there
 * is no number, and the range is 0. */
qn_operand qn_unify(qn_builder *b, qn_operand *const *x, uint32_t count, uint32_t *out_regs)
{
    qn_operand r = {.type = x[0]->type, .den = one, .site = QN_NONE_INDEX};
    bool first = true;
    r.has_end = true;
    r.class_ = class_of_all(x, count, &r.den);
    for (uint32_t i = 0; i < count; i++) {
        out_regs[i] = qn_register(b, x[i], r.class_, r.den);
        r.may |= x[i]->may;
        r.grain = qn_grain_join(&r.grain, &x[i]->grain);
        if (x[i]->none_constant)
            continue;
        r.has_end = r.has_end && x[i]->has_end;
        if (first) {
            r.has_low = x[i]->has_low;
            r.has_high = x[i]->has_high;
            r.low = x[i]->low;
            r.high = x[i]->high;
            first = false;
        } else {
            range_of_union(&r, x[i]);
        }
    }
    if (first) {
        r.has_low = r.has_high = true;
        r.low = r.high = qn_rational_from_i64(0);
    }
    return r;
}

/* A constant condition leaves one side only, and nothing of the other: neither its range nor
 * what it may be. */
qn_operand qn_select(qn_builder *b, const qn_operand *condition, const qn_operand *yes,
                     const qn_operand *no)
{
    if (qn_is_yes(condition))
        return *yes;
    if (qn_is_no(condition))
        return *no;
    uint32_t regs[2];
    qn_operand left = *yes, right = *no;
    qn_operand *both[2] = {&left, &right};
    qn_operand r = qn_unify(b, both, 2, regs);
    r.may |= condition->may;
    r.reg =
        qn_emit(b, OP_SELECT, (unsigned)r.class_, truth_register(b, condition), regs[0], regs[1]);
    return r;
}

/* An operation on two operands of one kind whose result is one of them. */
static qn_operand pair(qn_builder *b, qn_op op, const qn_operand *x, const qn_operand *y)
{
    uint32_t regs[2];
    qn_operand left = *x, right = *y;
    qn_operand *both[2] = {&left, &right};
    qn_operand r = qn_unify(b, both, 2, regs);
    r.reg = qn_emit(b, op, (unsigned)r.class_, regs[0], regs[1], 0);
    return r;
}

/* What the fallback can be counts only where x is none. */
qn_operand qn_otherwise(qn_builder *b, const qn_operand *x, const qn_operand *fallback)
{
    if (!(x->may & QN_MAY_BE_NONE))
        return *x;
    if (x->none_constant)
        return *fallback;
    qn_operand r = pair(b, OP_OTHERWISE, x, fallback);
    r.may = (uint8_t)((x->may & ~QN_MAY_BE_NONE) | fallback->may);
    return r;
}

/* A question that has an answer even where x is none; an error or a conflict of x stays one. */
qn_operand qn_is_none(qn_builder *b, const qn_type *bool_type, const qn_operand *x)
{
    if (!(x->may & QN_MAY_BE_NONE) && x->constant)
        return truth(b, bool_type, false);
    qn_operand settled = *x;
    qn_settle(b, &settled);
    uint32_t reg = qn_emit(b, OP_IS_NONE, (unsigned)settled.class_, settled.reg, 0, 0);
    return qn_whole_register(bool_type, reg, 0, 1, x->may & (QN_MAY_CONFLICT | QN_MAY_FAIL));
}

/* Where x cannot be none there is nothing to emit. */
qn_operand qn_unless_none(qn_builder *b, const qn_operand *x, const qn_operand *y)
{
    if (!(x->may & QN_MAY_BE_NONE))
        return *y;
    if (x->none_constant)
        return *x;
    return pair(b, OP_UNLESS_NONE, x, y);
}

/* Which value is taken is known only when the program runs, so that the result may be what any
 * of them may be, and what the choice of the row may be. */
qn_operand qn_pick(qn_builder *b, const qn_operand *row, qn_operand *const *values, uint32_t count)
{
    uint32_t *regs = qn_arena_take_array(b->scratch, count, sizeof *regs);
    if (!regs) {
        b->failed = true;
        return *values[0];
    }
    qn_operand r = qn_unify(b, values, count, regs), chosen = *row;
    qn_settle(b, &chosen);
    r.may |= row->may;
    r.reg = qn_emit_new(b, OP_PICK, (unsigned)r.class_, chosen.reg, qn_pool(b, regs, count), count);
    return r;
}

qn_operand qn_limit_join(qn_builder *b, qn_op op, const qn_operand *x, const qn_operand *y)
{
    return pair(b, op, x, y);
}

/* That the floor may lie above the cap is not looked into: the result may be a conflict. */
qn_operand qn_limit(qn_builder *b, const qn_operand *x, const qn_operand *low,
                    const qn_operand *high)
{
    uint32_t regs[3];
    qn_operand value = *x, floor = *low, cap = *high;
    qn_operand *all[3] = {&value, &floor, &cap};
    qn_operand r = qn_unify(b, all, 3, regs);
    r.may = (uint8_t)(x->may | QN_MAY_CONFLICT | ((low->may | high->may) & ~QN_MAY_BE_NONE));
    r.reg = qn_emit_new(b, OP_LIMIT, (unsigned)r.class_, regs[0], regs[1], regs[2]);
    return r;
}
