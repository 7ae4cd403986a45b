/*
 * See best.h.
 */
#include "best.h"

#include <stdlib.h>

/* So many employees at a time: what passes from one loop to the next stays near the processor. */
#define BLOCK 1024

/* The same number in each of eight bytes. */
#define BYTES(n) ((n)*UINT64_C(0x0101010101010101))

bool best_columns_make(best_columns *c, const employees *e)
{
    *c = (best_columns){.e = e, .children = malloc(e->count * sizeof *c->children)};
    for (size_t i = 0; i < e->count && c->children != NULL; i++) {
        int32_t first = e->first_child[i];
        uint64_t lane = BYTES(UINT64_C(127));
        for (int32_t k = first; k < e->first_child[i + 1]; k++) {
            int at = 8 * (k - first);
            uint64_t child = (uint64_t)e->age[k] | (uint64_t)e->disabled[k] << 7;
            lane = (lane & ~(UINT64_C(255) << at)) | child << at;
        }
        c->children[i] = lane;
    }
    return c->children != NULL;
}

void best_columns_free(best_columns *c)
{
    free(c->children);
    *c = (best_columns){0};
}

static uint32_t minimum_wage(int date)
{
    return date >= 20250101 ? 40000 : date >= 20230101 ? 34500 : date >= 20220101 ? 30000 : 0;
}

/* The days for children. 128 - limit is added to each age, so that the highest bit of its byte
 * stays clear where the age is below the limit. Taking the lowest bit away twice counts to three.
 */
static void child_days(const uint64_t *restrict children, size_t count, uint8_t *restrict out)
{
    const uint64_t high = BYTES(UINT64_C(128));
    for (size_t i = 0; i < count; i++) {
        uint64_t ages = children[i] & ~high;
        uint64_t under_14 = ~(ages + BYTES(UINT64_C(128 - 14))) & high;
        uint64_t under_16 = ~(ages + BYTES(UINT64_C(128 - 16))) & high;
        uint64_t two = under_14 & (under_14 - 1);
        uint64_t three = two & (two - 1);
        uint64_t five = three | (under_16 & children[i]);
        out[i] = five != 0 ? 5 : two != 0 ? 2 : 0;
    }
}

static void leave_days(const employees *e, size_t first, size_t count,
                       const uint8_t *restrict child, uint8_t *restrict out)
{
    const uint8_t *restrict seniority = e->seniority + first;
    const uint8_t *restrict post = e->post + first;
    const uint8_t *restrict woman = e->woman + first;
    const uint8_t *restrict single = e->single_parent + first;
    for (size_t i = 0; i < count; i++) {
        uint8_t days = post[i] == TEACHER ? 30 : 21;
        days = (uint8_t)(days + (seniority[i] >= 5 ? 2 : 0) + (seniority[i] >= 10 ? 2 : 0) +
                         (seniority[i] >= 15 ? 2 : 0));
        days = (uint8_t)(days + ((woman[i] | single[i]) != 0 ? child[i] : 0));
        out[i] = post[i] == WAR_VETERAN && days < 46 ? 46 : days;
    }
}

/* Up to the limit of 1,000,000 manats all of it fits 32 bits without a sign. One division rounds
 * either rate, for they have the same divisor; 5 thousandths are a two-hundredth. */
static void pay(const employees *e, size_t first, size_t count, uint32_t least,
                const employee_answers *out)
{
    const int32_t *restrict gross = e->gross + first;
    const uint8_t *restrict sector = e->sector + first;
    int32_t *restrict employee_part = out->employee_part + first;
    int32_t *restrict employer_part = out->employer_part + first;
    int32_t *restrict net = out->net + first;
    for (size_t i = 0; i < count; i++) {
        uint32_t wage = (uint32_t)gross[i];
        uint32_t insured = wage > least ? wage : least;
        uint32_t private = sector[i] == PRIVATE ? UINT32_MAX : 0;
        uint32_t above = wage > 20000 ? private : 0;
        uint32_t insured_above = insured > 20000 ? private : 0;
        uint32_t low = above != 0 ? (wage - 20000) * 10 + 60000 : wage * 3;
        uint32_t high = insured_above != 0 ? (insured - 20000) * 15 + 440000 : insured * 22;
        uint32_t part = (low + 50) / 100 + (wage + 100) / 200;
        employee_part[i] = (int32_t)part;
        employer_part[i] = (int32_t)((high + 50) / 100 + (insured + 100) / 200);
        net[i] = (int32_t)(wage - part);
    }
}

void best_answers(const best_columns *c, size_t first, size_t end, int date,
                  const employee_answers *out)
{
    uint8_t child[BLOCK];
    uint32_t least = minimum_wage(date);
    for (; first < end; first += BLOCK) {
        size_t count = end - first < BLOCK ? end - first : BLOCK;
        child_days(c->children + first, count, child);
        leave_days(c->e, first, count, child, out->leave + first);
        pay(c->e, first, count, least, out);
    }
}

void best_bytes(const best_columns *c, const employee_answers *out)
{
    const employees *e = c->e;
    const uint8_t *restrict seniority = e->seniority;
    const uint8_t *restrict post = e->post;
    const uint8_t *restrict woman = e->woman;
    const uint8_t *restrict single = e->single_parent;
    const uint8_t *restrict sector = e->sector;
    const int32_t *restrict gross = e->gross;
    const uint64_t *restrict children = c->children;
    uint8_t *restrict leave = out->leave;
    int32_t *restrict employee_part = out->employee_part;
    int32_t *restrict employer_part = out->employer_part;
    int32_t *restrict net = out->net;
    for (size_t i = 0; i < e->count; i++) {
        leave[i] = seniority[i] ^ post[i] ^ woman[i] ^ single[i] ^ sector[i];
    }
    for (size_t i = 0; i < e->count; i++) {
        employee_part[i] = gross[i];
        employer_part[i] = (int32_t)children[i];
        net[i] = (int32_t)(children[i] >> 32);
    }
}
