/*
 * What the targets of tests/fuzz share: the entry points by which libFuzzer, AFL++ and main.c call
 * them, ways to make mutants, and what is asked of a program that came through.
 */
#ifndef QN_TESTS_FUZZ_H
#define QN_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qanun.h"

/* ---- what each target has */

/* Takes one input; ends the process where anything is wrong. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Changes the input in place, to at most `room` bytes; its new size. The same seed, the same
 * change. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

/* ---- chance, and what is wrong */

/* A state from a seed, and a number below a bound, which is above 0. */
uint64_t fuzz_seed(unsigned seed);
uint64_t fuzz_draw(uint64_t *state, uint64_t below);

/* Says what does not hold and aborts, so that any fuzzer keeps the input. */
_Noreturn void fuzz_fail(const char *what);

/* Does the work in a process of its own; false where that came to another end than its return. The
 * work keeps in *number where it is, which is told in *last either way. */
bool fuzz_apart(void (*work)(void *context, volatile unsigned long *number), void *context,
                unsigned long *last);

/* ---- mutants */

/* Some changes of a text, token by token, with words of the language among them. */
size_t fuzz_mutate_text(uint8_t *data, size_t size, size_t room, uint64_t *state);

/* One change of an image by the fields of its tables; its parts fill it afterwards, unless it was
 * cut short, and the checksum is mended but for one mutant in sixteen. */
size_t fuzz_mutate_image(uint8_t *data, size_t size, size_t room, uint64_t *state);

/* Puts the checksum that an image of these bytes has into it. */
void fuzz_mend(uint8_t *image, size_t length);

/* ---- the product */

/* Limits under which no mutant takes long. */
extern const qn_limits fuzz_limits;

/* Loads an image under those limits and, where it is sound, asks all of it; how that ended. */
qn_status fuzz_try_image(const uint8_t *image, size_t length, qn_preparation preparation,
                         bool with_rows);

/* Gives facts, asks for answers, causes and explanations; with_rows: for other facts, lists among
 * them, and in a batch, too. */
void fuzz_use(const qn_program *program, bool with_rows);

/* Answers all rules of two programs made of one image, and compares them to the last letter. */
void fuzz_compare(const qn_program *one, const qn_program *other);

/* A file in memory that now has these bytes; its path, which lives as long as the process. Slots
 * tell several from one another. Verbs write to such a path as to a device: in place. */
const char *fuzz_file(int slot, const void *data, size_t size);

/* What stands in it now, from malloc, with a NUL behind it. */
char *fuzz_file_text(int slot, size_t *length);

/* What a verb of the command has come to. */
typedef struct fuzz_answer {
    int status;
    char *out; /* from malloc, with a NUL behind it */
    size_t length;
} fuzz_answer;

/* Runs a verb by its words, the last of them NULL, and checks that its status is one that it has.
 * The caller frees `out`. */
fuzz_answer fuzz_run(const char *verb, const char *const *word);

#endif
