/*
 * Values in every case at once. See values.h.
 */
#include "values.h"

static qn_symbol known(const qn_formulas *f)
{
    return (qn_symbol){
        .none = f->no, .conflict = f->no, .failed = f->no, .exact = true, .is_there = true};
}

qn_symbol qn_symbol_number(const qn_formulas *f, qn_term number)
{
    qn_symbol x = known(f);
    x.number = number;
    return x;
}

qn_symbol qn_symbol_ratio(const qn_formulas *f, qn_term number, qn_term over)
{
    qn_symbol x = qn_symbol_number(f, number);
    x.over = over;
    return x;
}

qn_symbol qn_symbol_answer(const qn_formulas *f, qn_term yes)
{
    qn_symbol x = known(f);
    x.yes = yes;
    return x;
}

qn_symbol qn_symbol_any(const qn_formulas *f, qn_class c)
{
    qn_symbol x = qn_symbol_number(f, qn_f_any_number(f));
    qn_term a = qn_f_any_answer(f);
    qn_term b = qn_f_any_answer(f);
    if (c == QN_CLASS_Q) {
        qn_term over = qn_f_any_number(f);
        x.over = qn_f_choose(f, qn_f_less(f, f->zero, over), over, f->one);
    }
    x.failed = qn_f_both(f, a, b);
    x.conflict = qn_f_both(f, a, qn_f_opposite(f, b));
    x.none = qn_f_both(f, qn_f_opposite(f, a), b);
    x.exact = false;
    return x;
}

qn_term qn_symbol_is_known(const qn_formulas *f, const qn_symbol *x)
{
    return qn_f_opposite(f, qn_f_either(f, x->none, qn_f_either(f, x->conflict, x->failed)));
}

qn_term qn_symbol_yes(const qn_formulas *f, const qn_symbol *x)
{
    return x->yes != NULL ? x->yes : qn_f_opposite(f, qn_f_same(f, x->number, f->zero));
}

qn_term qn_symbol_to_number(const qn_formulas *f, const qn_symbol *x)
{
    if (x->number != NULL) {
        return x->number;
    }
    return x->yes != NULL ? qn_f_choose(f, x->yes, f->one, f->zero) : qn_f_any_number(f);
}

qn_term qn_symbol_over(const qn_formulas *f, const qn_symbol *x)
{
    return x->over != NULL ? x->over : f->one;
}

/* The bit of a number that is not a figure, as of a mask that depends on the day. */
static qn_term bit_of_number(const qn_formulas *f, qn_term number, uint32_t bit)
{
    if (bit == QN_SET_MAX - 1) {
        return qn_f_less(f, number, f->zero);
    }
    qn_term left = qn_f_quotient(f, number, qn_f_number(f, INT64_C(1) << bit));
    return qn_f_same(f, qn_f_rest(f, left, qn_f_number(f, 2)), f->one);
}

qn_term qn_symbol_bit(const qn_formulas *f, const qn_symbol *x, uint32_t bit)
{
    int64_t mask;
    if (x->bit != NULL) {
        return x->bit[bit];
    }
    if (x->number != NULL && qn_f_is_number(f, x->number, &mask)) {
        return ((uint64_t)mask >> bit & 1) != 0 ? f->yes : f->no;
    }
    return x->number != NULL ? bit_of_number(f, x->number, bit) : qn_f_any_answer(f);
}

qn_symbol qn_symbol_graver(const qn_formulas *f, qn_symbol x, const qn_symbol *y)
{
    qn_term failed = qn_f_either(f, x.failed, y->failed);
    qn_term conflict = qn_f_either(f, x.conflict, y->conflict);
    qn_term none = qn_f_either(f, x.none, y->none);
    x.failed = failed;
    x.conflict = qn_f_both(f, conflict, qn_f_opposite(f, failed));
    x.none = qn_f_both(f, none, qn_f_opposite(f, qn_f_either(f, failed, conflict)));
    x.exact = x.exact && y->exact;
    return x;
}

/* Whether it is a set that is told by its bits. */
static bool has_bits(const qn_symbol *x)
{
    return x->bit != NULL;
}

qn_symbol qn_symbol_choose(const qn_formulas *f, qn_term condition, const qn_symbol *yes,
                           const qn_symbol *no, qn_term *bits)
{
    if (condition == f->yes || condition == f->no) {
        return condition == f->yes ? *yes : *no;
    }
    qn_symbol x = {.is_there = true, .exact = yes->exact && no->exact};
    x.none = qn_f_choose(f, condition, yes->none, no->none);
    x.conflict = qn_f_choose(f, condition, yes->conflict, no->conflict);
    x.failed = qn_f_choose(f, condition, yes->failed, no->failed);
    if (has_bits(yes) || has_bits(no)) {
        for (uint32_t i = 0; i < QN_SET_MAX; i++) {
            bits[i] = qn_f_choose(f, condition, qn_symbol_bit(f, yes, i), qn_symbol_bit(f, no, i));
        }
        x.bit = bits;
        return x;
    }
    if (yes->yes != NULL && no->yes != NULL) {
        x.yes = qn_f_choose(f, condition, yes->yes, no->yes);
        return x;
    }
    x.number = qn_f_choose(f, condition, qn_symbol_to_number(f, yes), qn_symbol_to_number(f, no));
    if (yes->over != NULL || no->over != NULL) {
        x.over = qn_f_choose(f, condition, qn_symbol_over(f, yes), qn_symbol_over(f, no));
    }
    return x;
}

qn_symbol qn_symbol_failing(const qn_formulas *f, qn_symbol x, qn_term condition)
{
    qn_term failing = qn_f_both(f, condition, qn_symbol_is_known(f, &x));
    x.failed = qn_f_either(f, x.failed, failing);
    return x;
}

/* Both sides of a comparison, brought to one divisor. */
static void level(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y, qn_term *a,
                  qn_term *b)
{
    qn_term under_x = qn_symbol_over(f, x);
    qn_term under_y = qn_symbol_over(f, y);
    *a = qn_symbol_to_number(f, x);
    *b = qn_symbol_to_number(f, y);
    if (under_x != under_y) {
        *a = qn_f_times(f, *a, under_y);
        *b = qn_f_times(f, *b, under_x);
    }
}

qn_term qn_symbols_equal(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y)
{
    qn_term a;
    qn_term b;
    if (has_bits(x) || has_bits(y)) {
        qn_term all = f->yes;
        for (uint32_t i = 0; i < QN_SET_MAX; i++) {
            all = qn_f_both(f, all, qn_f_same(f, qn_symbol_bit(f, x, i), qn_symbol_bit(f, y, i)));
        }
        return all;
    }
    if (x->yes != NULL && y->yes != NULL) {
        return qn_f_same(f, x->yes, y->yes);
    }
    level(f, x, y, &a, &b);
    return qn_f_same(f, a, b);
}

qn_term qn_symbols_less(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y)
{
    qn_term a;
    qn_term b;
    level(f, x, y, &a, &b);
    return qn_f_less(f, a, b);
}

qn_term qn_symbols_at_most(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y)
{
    qn_term a;
    qn_term b;
    level(f, x, y, &a, &b);
    return qn_f_at_most(f, a, b);
}

qn_term qn_symbols_agree(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y)
{
    qn_term statuses = qn_f_both(
        f, qn_f_same(f, x->none, y->none),
        qn_f_both(f, qn_f_same(f, x->conflict, y->conflict), qn_f_same(f, x->failed, y->failed)));
    qn_term known = qn_symbol_is_known(f, x);
    return qn_f_both(f, statuses,
                     qn_f_either(f, qn_f_opposite(f, known), qn_symbols_equal(f, x, y)));
}
