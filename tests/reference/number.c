/*
 * Exact fractions, and what chapter 6 of spec/semantics.md says of them.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

static mpq_ptr fraction_new(void)
{
    mpq_ptr q = NEW(__mpq_struct);
    mpq_init(q);
    return q;
}

number number_of(long n, long d)
{
    mpq_ptr q = fraction_new();
    mpz_set_si(mpq_numref(q), n);
    mpz_set_si(mpq_denref(q), d);
    mpq_canonicalize(q);
    return q;
}

/* The figure without its point, over a power of ten. */
number number_text(const char *decimal)
{
    mpq_ptr q = fraction_new();
    const char *point = strchr(decimal, '.');
    size_t length = strlen(decimal);
    if (point == NULL) {
        mpq_set_str(q, decimal, 10);
        return q;
    }
    size_t before = (size_t)(point - decimal), behind = length - before - 1;
    char *digits = pool_format("%.*s%s", (int)before, decimal, point + 1);
    mpz_set_str(mpq_numref(q), digits, 10);
    mpz_ui_pow_ui(mpq_denref(q), 10, behind);
    mpq_canonicalize(q);
    return q;
}

number number_add(number a, number b)
{
    mpq_ptr q = fraction_new();
    mpq_add(q, a, b);
    return q;
}

number number_subtract(number a, number b)
{
    mpq_ptr q = fraction_new();
    mpq_sub(q, a, b);
    return q;
}

number number_multiply(number a, number b)
{
    mpq_ptr q = fraction_new();
    mpq_mul(q, a, b);
    return q;
}

number number_divide(number a, number b)
{
    mpq_ptr q = fraction_new();
    mpq_div(q, a, b);
    return q;
}

bool number_is_whole(number a)
{
    return mpz_cmp_ui(mpq_denref(a), 1) == 0;
}

bool number_fits(number a)
{
    return mpz_sizeinbase(mpq_numref(a), 2) <= 127 && mpz_sizeinbase(mpq_denref(a), 2) <= 127;
}

bool number_is_finite(number a)
{
    mpz_t d, two, five;
    mpz_init_set(d, mpq_denref(a));
    mpz_init_set_ui(two, 2);
    mpz_init_set_ui(five, 5);
    mpz_remove(d, d, two);
    mpz_remove(d, d, five);
    return mpz_cmp_ui(d, 1) == 0;
}

number number_floor(number a)
{
    mpq_ptr q = fraction_new();
    mpz_fdiv_q(mpq_numref(q), mpq_numref(a), mpq_denref(a));
    return q;
}

static number number_ceiling(number a)
{
    mpq_ptr q = fraction_new();
    mpz_cdiv_q(mpq_numref(q), mpq_numref(a), mpq_denref(a));
    return q;
}

/* The nearest integer; of two the even one, or the one farther from 0. */
static number number_nearest(number t, bool to_even)
{
    number low = number_floor(t), rest = number_subtract(t, low);
    int side = mpq_cmp(rest, number_of(1, 2));
    if (side == 0) {
        reach(REACHED_TIE);
    }
    bool up = side > 0 || (side == 0 && (to_even ? mpz_odd_p(mpq_numref(low)) : mpq_sgn(t) > 0));
    return up ? number_add(low, number_of(1, 1)) : low;
}

number number_round(number a, int mode, number step)
{
    number t = number_divide(a, step), whole = NULL;
    switch (mode) {
    case AST_OP_UP:
        reach(REACHED_ROUND_UP);
        whole = number_ceiling(t);
        break;
    case AST_OP_DOWN:
        reach(REACHED_ROUND_DOWN);
        whole = number_floor(t);
        break;
    case AST_OP_TOWARD_ZERO:
        reach(REACHED_TOWARD_ZERO);
        whole = mpq_sgn(t) < 0 ? number_ceiling(t) : number_floor(t);
        break;
    default:
        reach(mode == AST_OP_HALF_EVEN ? REACHED_HALF_EVEN : REACHED_HALF_AWAY);
        whole = number_nearest(t, mode == AST_OP_HALF_EVEN);
    }
    return number_multiply(whole, step);
}

long number_long(number a)
{
    static const long far = 1000000000000000;
    if (mpq_cmp_si(a, far, 1) > 0) {
        return far;
    }
    return mpq_cmp_si(a, -far, 1) < 0 ? -far : mpz_get_si(mpq_numref(a));
}
