/*
 * Hostile images without chance: each byte of an image set to each value, and each end before its
 * end, with the checksum mended; whatever the verifier lets through is asked for everything.
 *
 *     bytes [--every N] IMAGE...
 *     bytes --write N IMAGE         writes that mutant to standard output, for one to keep
 *
 * With N only each Nth of these mutants is made, the first of them by the number of the image, so
 * that images of one size do not have the same ones. Of every 64 one is tried without the mended
 * checksum, too, and must be refused for that. Prints how many mutants there were and how many were
 * sound; the last line of errors has the number of one that brought the process down.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "program.h"

enum { VALUES = 256, ROOM = 1 << 22, ROWS_EVERY = 8, UNMENDED_EVERY = 64 };

/* The mutants of one image: `first`, and each `step` behind it. Counts of the process that makes
 * them are written to its standard output when it is done. */
typedef struct work {
    const uint8_t *image;
    size_t length;
    unsigned long first;
    unsigned long step;
} work;

/* Makes the mutant of that number in `copy`, which holds the image; its length. Number 256 k + v is
 * byte k with v added, so that no mutant but those of v = 0 is the image; behind all bytes stand
 * the lengths. The checksum is not mended. */
static size_t make_mutant(uint8_t *copy, size_t length, unsigned long number)
{
    size_t at = number / VALUES;
    if (at >= length) {
        return number - length * VALUES;
    }
    copy[at] = (uint8_t)(copy[at] + number % VALUES);
    return length;
}

/* Tries bytes in a block of just their size; whether they are sound. */
static bool try_bytes(uint8_t *bytes, size_t length, unsigned long number)
{
    if (number % UNMENDED_EVERY == 0 &&
        fuzz_try_image(bytes, length, QN_PREPARE_NOTHING, false) != QN_BAD_IMAGE) {
        fuzz_fail("an image without its checksum is sound");
    }
    fuzz_mend(bytes, length);
    qn_preparation preparation = number % 2 == 0 ? QN_PREPARE_NOTHING : QN_PREPARE_ALL;
    return fuzz_try_image(bytes, length, preparation, number % ROWS_EVERY == 0) == QN_OK;
}

/* Tries the mutant of that number. */
static bool try_mutant(const work *w, unsigned long number)
{
    uint8_t *copy = malloc(w->length);
    if (copy == NULL) {
        fuzz_fail("out of memory");
    }
    memcpy(copy, w->image, w->length);
    size_t length = make_mutant(copy, w->length, number);
    uint8_t *cut = length < w->length ? realloc(copy, length + (length == 0)) : copy;
    bool sound = cut != NULL && try_bytes(cut, length, number);
    free(cut);
    return sound;
}

static void try_all(void *context, volatile unsigned long *number)
{
    const work *w = context;
    unsigned long end = w->length * VALUES + w->length;
    unsigned long tried = 0;
    unsigned long sound = 0;
    for (*number = w->first; *number < end; *number += w->step) {
        bool is_changed = *number % VALUES != 0 || *number >= w->length * VALUES;
        sound += is_changed && try_mutant(w, *number);
        tried += is_changed;
    }
    printf("%lu mutants, %lu sound\n", tried, sound);
}

static size_t read_file(const char *path, uint8_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    size_t length = fread(bytes, 1, ROOM, file);
    (void)fclose(file);
    return length;
}

/* Writes one mutant of an image, its checksum mended. */
static int write_mutant(uint8_t *image, size_t length, unsigned long number)
{
    size_t made = make_mutant(image, length, number);
    fuzz_mend(image, made);
    return fwrite(image, 1, made, stdout) == made ? 0 : 1;
}

int main(int count, char **word)
{
    static uint8_t image[ROOM];
    if (count == 4 && strcmp(word[1], "--write") == 0) {
        return write_mutant(image, read_file(word[3], image), strtoul(word[2], NULL, 10));
    }
    bool has_step = count > 3 && strcmp(word[1], "--every") == 0;
    unsigned long step = has_step ? strtoul(word[2], NULL, 10) : 1;
    bool good = step > 0;
    for (int i = has_step ? 3 : 1; i < count && step > 0; i++) {
        unsigned long last = 0;
        work w = {.image = image,
                  .length = read_file(word[i], image),
                  .first = (unsigned long)i % step,
                  .step = step};
        if (!fuzz_apart(try_all, &w, &last)) {
            (void)fprintf(stderr, "bytes: mutant %lu of %s\n", last, word[i]);
            good = false;
        }
    }
    return good ? 0 : 1;
}
