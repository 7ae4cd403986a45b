/*
 * Formulas for the prover. See formula.h.
 */
#include "formula.h"

#include <stdio.h>
#include <stdlib.h>

#include "rational.h"

/* Figures by conditions that are multiplied one by one. */
enum { FIGURES_MAX = 130 };

bool qn_formulas_init(qn_formulas *f)
{
    f->has_products = calloc(1, sizeof *f->has_products);
    if (f->has_products == NULL) {
        return false;
    }
    Z3_config config = Z3_mk_config();
    Z3_set_param_value(config, "model", "true");
    f->z3 = Z3_mk_context(config);
    Z3_del_config(config);
    f->integer = Z3_mk_int_sort(f->z3);
    f->boolean = Z3_mk_bool_sort(f->z3);
    f->yes = Z3_mk_true(f->z3);
    f->no = Z3_mk_false(f->z3);
    f->zero = qn_f_number(f, 0);
    f->one = qn_f_number(f, 1);
    return true;
}

void qn_formulas_clear(qn_formulas *f)
{
    if (f->z3 != NULL) {
        Z3_del_context(f->z3);
    }
    free(f->has_products);
    *f = (qn_formulas){0};
}

/* ---- whole numbers */

qn_term qn_f_number(const qn_formulas *f, int64_t value)
{
    return Z3_mk_int64(f->z3, value, f->integer);
}

qn_term qn_f_number_wide(const qn_formulas *f, qn_wide value)
{
    if (qn_wide_fits_i64(value)) {
        return qn_f_number(f, qn_wide_to_i64(value));
    }
    /* high * 2^64 + low, both of which the prover reads exactly */
    qn_term high = qn_f_number(f, value.hi);
    qn_term low = Z3_mk_unsigned_int64(f->z3, value.lo, f->integer);
    qn_term half = Z3_mk_unsigned_int64(f->z3, UINT64_C(1) << 32, f->integer);
    return qn_f_plus(f, qn_f_times(f, qn_f_times(f, high, half), half), low);
}

qn_term qn_f_any_number(const qn_formulas *f)
{
    return Z3_mk_fresh_const(f->z3, "n", f->integer);
}

qn_term qn_f_any_answer(const qn_formulas *f)
{
    return Z3_mk_fresh_const(f->z3, "b", f->boolean);
}

bool qn_f_is_number(const qn_formulas *f, qn_term x, int64_t *out)
{
    return Z3_get_ast_kind(f->z3, x) == Z3_NUMERAL_AST && Z3_get_numeral_int64(f->z3, x, out);
}

bool qn_f_is_choice(const qn_formulas *f, qn_term x, qn_term choice[3])
{
    if (Z3_get_ast_kind(f->z3, x) != Z3_APP_AST) {
        return false;
    }
    Z3_app app = Z3_to_app(f->z3, x);
    if (Z3_get_decl_kind(f->z3, Z3_get_app_decl(f->z3, app)) != Z3_OP_ITE) {
        return false;
    }
    for (unsigned i = 0; i < 3; i++) {
        choice[i] = Z3_get_app_arg(f->z3, app, i);
    }
    return true;
}

qn_term qn_f_plus(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t a;
    int64_t b;
    int64_t sum;
    if (x == f->zero || y == f->zero) {
        return x == f->zero ? y : x;
    }
    if (qn_f_is_number(f, x, &a) && qn_f_is_number(f, y, &b) &&
        !__builtin_add_overflow(a, b, &sum)) {
        return qn_f_number(f, sum);
    }
    const qn_term parts[2] = {x, y};
    return Z3_mk_add(f->z3, 2, parts);
}

qn_term qn_f_minus(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t a;
    int64_t b;
    int64_t rest;
    if (y == f->zero || x == y) {
        return x == y ? f->zero : x;
    }
    if (qn_f_is_number(f, x, &a) && qn_f_is_number(f, y, &b) &&
        !__builtin_sub_overflow(a, b, &rest)) {
        return qn_f_number(f, rest);
    }
    const qn_term parts[2] = {x, y};
    return Z3_mk_sub(f->z3, 2, parts);
}

/* Whether it is one of some figures by conditions, of no more than `left` in all; *left is what is
 * left of them. */
static bool is_choice_of_figures(const qn_formulas *f, qn_term x, int *left)
{
    qn_term choice[3];
    if (--*left < 0) {
        return false;
    }
    if (Z3_is_numeral_ast(f->z3, x)) {
        return true;
    }
    return qn_f_is_choice(f, x, choice) && is_choice_of_figures(f, choice[1], left) &&
           is_choice_of_figures(f, choice[2], left);
}

/* A choice of figures times y as a choice of multiples of y, which is no harder than a sum. As deep
 * as figures are counted. */
static qn_term times_each(const qn_formulas *f, qn_term x, qn_term y)
{
    qn_term choice[3];
    if (!qn_f_is_choice(f, x, choice)) {
        return qn_f_times(f, x, y);
    }
    return qn_f_choose(f, choice[0], times_each(f, choice[1], y), times_each(f, choice[2], y));
}

qn_term qn_f_times(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t a;
    int64_t b;
    int64_t product;
    if (x == f->one || y == f->one) {
        return x == f->one ? y : x;
    }
    if (x == f->zero || y == f->zero) {
        return f->zero;
    }
    if (qn_f_is_number(f, x, &a) && qn_f_is_number(f, y, &b) &&
        !__builtin_mul_overflow(a, b, &product)) {
        return qn_f_number(f, product);
    }
    int left_x = FIGURES_MAX;
    int left_y = FIGURES_MAX;
    if (!Z3_is_numeral_ast(f->z3, x) && !Z3_is_numeral_ast(f->z3, y)) {
        if (is_choice_of_figures(f, x, &left_x)) {
            return times_each(f, x, y);
        }
        if (is_choice_of_figures(f, y, &left_y)) {
            return times_each(f, y, x);
        }
    }
    const qn_term parts[2] = {x, y};
    *f->has_products |= !Z3_is_numeral_ast(f->z3, x) && !Z3_is_numeral_ast(f->z3, y);
    return Z3_mk_mul(f->z3, 2, parts);
}

/* What is left over of a figure by a figure above zero; false where either is none. */
static bool divide(const qn_formulas *f, qn_term x, qn_term y, int64_t *quotient, int64_t *rest)
{
    int64_t a;
    int64_t b;
    if (!qn_f_is_number(f, x, &a) || !qn_f_is_number(f, y, &b) || b <= 0) {
        return false;
    }
    *rest = a % b < 0 ? a % b + b : a % b;
    *quotient = a / b - (a % b < 0);
    return true;
}

/* The prover's own division rounds towards the floor where the divisor is above zero. */
qn_term qn_f_quotient(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t quotient;
    int64_t rest;
    if (divide(f, x, y, &quotient, &rest)) {
        return qn_f_number(f, quotient);
    }
    return y == f->one ? x : Z3_mk_div(f->z3, x, y);
}

qn_term qn_f_rest(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t quotient;
    int64_t rest;
    if (divide(f, x, y, &quotient, &rest)) {
        return qn_f_number(f, rest);
    }
    return y == f->one ? f->zero : Z3_mk_mod(f->z3, x, y);
}

qn_term qn_f_lesser(const qn_formulas *f, qn_term x, qn_term y)
{
    return qn_f_choose(f, qn_f_at_most(f, x, y), x, y);
}

qn_term qn_f_greater(const qn_formulas *f, qn_term x, qn_term y)
{
    return qn_f_choose(f, qn_f_at_most(f, y, x), x, y);
}

/* The nearest whole number to x / y for x >= 0, the greater one of two: (2x + y) / 2y, cut. */
static qn_term nearest(const qn_formulas *f, qn_term x, qn_term y)
{
    qn_term two = qn_f_number(f, 2);
    return qn_f_quotient(f, qn_f_plus(f, qn_f_times(f, two, x), y), qn_f_times(f, two, y));
}

qn_term qn_f_rounded(const qn_formulas *f, qn_term x, qn_term y, uint32_t mode)
{
    qn_term down = qn_f_quotient(f, x, y);
    qn_term rest = qn_f_rest(f, x, y);
    qn_term is_negative = qn_f_less(f, x, f->zero);
    qn_term up = qn_f_choose(f, qn_f_same(f, rest, f->zero), down, qn_f_plus(f, down, f->one));
    qn_term two = qn_f_number(f, 2);
    switch ((qn_rounding)mode) {
    case QN_ROUND_UP:
        return up;
    case QN_ROUND_DOWN:
        return down;
    case QN_ROUND_TOWARD_ZERO:
        return qn_f_choose(f, is_negative, up, down);
    case QN_ROUND_HALF_EVEN: {
        qn_term twice = qn_f_times(f, two, rest);
        qn_term is_odd = qn_f_same(f, qn_f_rest(f, down, two), f->one);
        qn_term above =
            qn_f_either(f, qn_f_less(f, y, twice), qn_f_both(f, qn_f_same(f, twice, y), is_odd));
        return qn_f_choose(f, above, qn_f_plus(f, down, f->one), down);
    }
    case QN_ROUND_HALF_AWAY:
    default: {
        qn_term opposite = qn_f_minus(f, f->zero, x);
        return qn_f_choose(f, is_negative, qn_f_minus(f, f->zero, nearest(f, opposite, y)),
                           nearest(f, x, y));
    }
    }
}

/* ---- yes/no */

qn_term qn_f_both(const qn_formulas *f, qn_term x, qn_term y)
{
    if (x == f->no || y == f->no) {
        return f->no;
    }
    if (x == f->yes || x == y) {
        return y;
    }
    const qn_term parts[2] = {x, y};
    return y == f->yes ? x : Z3_mk_and(f->z3, 2, parts);
}

qn_term qn_f_either(const qn_formulas *f, qn_term x, qn_term y)
{
    if (x == f->yes || y == f->yes) {
        return f->yes;
    }
    if (x == f->no || x == y) {
        return y;
    }
    const qn_term parts[2] = {x, y};
    return y == f->no ? x : Z3_mk_or(f->z3, 2, parts);
}

qn_term qn_f_opposite(const qn_formulas *f, qn_term x)
{
    if (x == f->yes || x == f->no) {
        return x == f->yes ? f->no : f->yes;
    }
    return Z3_mk_not(f->z3, x);
}

qn_term qn_f_less(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t a;
    int64_t b;
    if (qn_f_is_number(f, x, &a) && qn_f_is_number(f, y, &b)) {
        return a < b ? f->yes : f->no;
    }
    return x == y ? f->no : Z3_mk_lt(f->z3, x, y);
}

qn_term qn_f_at_most(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t a;
    int64_t b;
    if (qn_f_is_number(f, x, &a) && qn_f_is_number(f, y, &b)) {
        return a <= b ? f->yes : f->no;
    }
    return x == y ? f->yes : Z3_mk_le(f->z3, x, y);
}

qn_term qn_f_same(const qn_formulas *f, qn_term x, qn_term y)
{
    int64_t a;
    int64_t b;
    if (x == y) {
        return f->yes;
    }
    if (qn_f_is_number(f, x, &a) && qn_f_is_number(f, y, &b)) {
        return f->no;
    }
    if (x == f->yes || x == f->no) {
        return x == f->yes ? y : qn_f_opposite(f, y);
    }
    if (y == f->yes || y == f->no) {
        return y == f->yes ? x : qn_f_opposite(f, x);
    }
    return Z3_mk_eq(f->z3, x, y);
}

qn_term qn_f_between(const qn_formulas *f, qn_term x, int64_t low, int64_t high)
{
    return qn_f_both(f, qn_f_at_most(f, qn_f_number(f, low), x),
                     qn_f_at_most(f, x, qn_f_number(f, high)));
}

qn_term qn_f_choose(const qn_formulas *f, qn_term condition, qn_term yes, qn_term no)
{
    if (condition == f->yes || yes == no) {
        return yes;
    }
    if (condition == f->no) {
        return no;
    }
    if (yes == f->yes && no == f->no) {
        return condition;
    }
    if (yes == f->no && no == f->yes) {
        return qn_f_opposite(f, condition);
    }
    return Z3_mk_ite(f->z3, condition, yes, no);
}
