/*
 * Runs a target without a fuzzer: over files, and over mutants of them that are the same each time.
 *
 *     TARGET FILE...               each file; AFL++ calls it so, too
 *     TARGET --mutants N FILE...   N mutants of each, each made of the one before or anew
 *     TARGET --last N FILE...      writes the Nth mutant of the file to standard output, for one to
 * keep
 *
 * Prints how many inputs there were. Mutants are run in a process of their own: where it dies, the
 * last line has the number of the mutant, for --last.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* A new mutant begins with the file again; in between each is one of the one before. */
enum { ROOM = 1 << 18, LENGTH_OF_A_LINE = 8 };

static uint8_t bytes[ROOM];
static uint8_t original[ROOM];

/* Reads a file of at most ROOM bytes; its size. */
static size_t read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    size_t size = fread(original, 1, sizeof original, file);
    (void)fclose(file);
    return size;
}

/* Makes the mutants of a file from the first to the last one, which stays in `bytes`, and runs them
 * if they are wanted; *number is that of the one at hand. Its size. */
static size_t make_mutants(size_t size, unsigned long mutants, bool is_run,
                           volatile unsigned long *number)
{
    size_t length = 0;
    for (*number = 0; *number < mutants; ++*number) {
        if (*number % LENGTH_OF_A_LINE == 0) {
            memcpy(bytes, original, size);
            length = size;
        }
        length = LLVMFuzzerCustomMutator(bytes, length, sizeof bytes, (unsigned)*number);
        if (is_run) {
            (void)LLVMFuzzerTestOneInput(bytes, length);
        }
    }
    return length;
}

/* What a process of its own works on. */
typedef struct work {
    size_t size;
    unsigned long mutants;
} work;

static void run_mutants(void *context, volatile unsigned long *number)
{
    const work *w = context;
    (void)make_mutants(w->size, w->mutants, true, number);
}

/* Writes one mutant of a file; the exit status. */
static int write_mutant(const char *path, unsigned long wanted)
{
    unsigned long number = 0;
    size_t length = make_mutants(read_file(path), wanted + 1, false, &number);
    return fwrite(bytes, 1, length, stdout) == length ? 0 : 1;
}

int main(int count, char **word)
{
    if (count == 4 && strcmp(word[1], "--last") == 0) {
        return write_mutant(word[3], strtoul(word[2], NULL, 10));
    }
    bool has_mutants = count > 2 && strcmp(word[1], "--mutants") == 0;
    unsigned long mutants = has_mutants ? strtoul(word[2], NULL, 10) : 0;
    unsigned long inputs = 0;
    bool good = true;
    for (int i = has_mutants ? 3 : 1; i < count; i++) {
        size_t size = read_file(word[i]);
        if (mutants == 0) {
            (void)LLVMFuzzerTestOneInput(original, size);
        } else {
            work w = {.size = size, .mutants = mutants};
            unsigned long last = 0;
            if (!fuzz_apart(run_mutants, &w, &last)) {
                (void)fprintf(stderr, "fuzz: mutant %lu of %s\n", last, word[i]);
                good = false;
            }
        }
        inputs += mutants == 0 ? 1 : mutants;
    }
    printf("%lu inputs\n", inputs);
    return good ? 0 : 1;
}
