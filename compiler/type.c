/*
 * type.c - the algebra of units. See type.h.
 */
#include "type.h"

#include <string.h>

bool qn_dimension_equal(const qn_dimension *a, const qn_dimension *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->factor[i].base != b->factor[i].base || a->factor[i].power != b->factor[i].power)
            return false;
    return true;
}

/* Multiplies d by base^power, keeping the order. */
static bool multiply_base(qn_dimension *d, uint32_t base, int32_t power)
{
    uint32_t i = 0;
    while (i < d->count && d->factor[i].base < base)
        i++;
    if (i < d->count && d->factor[i].base == base) {
        d->factor[i].power += power;
        if (d->factor[i].power == 0) {
            d->count--;
            memmove(&d->factor[i], &d->factor[i + 1], (d->count - i) * sizeof d->factor[0]);
        }
        return true;
    }
    if (d->count == QN_DIMENSION_MAX)
        return false;
    memmove(&d->factor[i + 1], &d->factor[i], (d->count - i) * sizeof d->factor[0]);
    d->factor[i].base = base;
    d->factor[i].power = power;
    d->count++;
    return true;
}

bool qn_dimension_multiply(const qn_dimension *a, const qn_dimension *b, int sign,
                           qn_dimension *out)
{
    qn_dimension product = *a;
    for (uint32_t i = 0; i < b->count; i++)
        if (!multiply_base(&product, b->factor[i].base, sign * b->factor[i].power))
            return false;
    *out = product;
    return true;
}

qn_dimension qn_dimension_of(uint32_t base)
{
    qn_dimension d = {.count = 1};
    d.factor[0].base = base;
    d.factor[0].power = 1;
    return d;
}

bool qn_dimension_is(const qn_dimension *d, uint32_t base)
{
    return d->count == 1 && d->factor[0].base == base && d->factor[0].power == 1;
}

bool qn_type_is_number(const qn_type *type)
{
    return type->kind == QN_KIND_NUMBER || type->kind == QN_KIND_INTEGER ||
           type->kind == QN_KIND_PERCENT || type->kind == QN_KIND_QUANTITY;
}

bool qn_type_is_plain(const qn_type *type)
{
    return qn_type_is_number(type) && type->dimension.count == 0;
}

bool qn_type_is_amount(const qn_type *type)
{
    return type->kind == QN_KIND_QUANTITY && !qn_rational_is_zero(type->coin);
}
