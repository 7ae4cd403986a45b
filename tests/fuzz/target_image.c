/*
 * Target: the bytes of an image, loaded, verified and, where they are sound, asked for everything,
 * with and without the direct way.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A block of exactly that size, so that a read behind it is seen. */
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    qn_status first = fuzz_try_image(copy, size, QN_PREPARE_NOTHING, true);
    if (fuzz_try_image(copy, size, QN_PREPARE_ALL, false) != first) {
        fuzz_fail("an image loads in one way only");
    }
    free(copy);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t state = fuzz_seed(seed);
    return fuzz_mutate_image(data, size, room, &state);
}
