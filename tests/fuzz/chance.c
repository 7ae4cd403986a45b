/*
 * Chance that can be repeated, and the end of a target that has found something.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

uint64_t fuzz_seed(unsigned seed)
{
    uint64_t state = ((uint64_t)seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    (void)fuzz_draw(&state, 1);
    return state;
}

/* xorshift64* */
uint64_t fuzz_draw(uint64_t *state, uint64_t below)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717) >> 11) % below;
}

void fuzz_fail(const char *what)
{
    (void)fprintf(stderr, "fuzz: %s\n", what);
    abort();
}
