/*
 * What the measuring programs share: a clock, chance that repeats, and the middle of some numbers.
 *
 * Responsible for: whole nanoseconds; nothing here, and nothing in the results, is a floating-point
 * number. Refuses to know: what is measured.
 */
#ifndef QN_BENCH_MEASURE_H
#define QN_BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

/* Nanoseconds since some moment, of a clock that never goes back. */
int64_t measure_now(void);

/* Nanoseconds for which this thread has had a processor: what other programs take does not count.
 * Costs from a tenth of a microsecond to two, by the system. */
int64_t measure_spent(void);

/* Sorts the numbers and returns the one in the middle; count must not be 0. */
int64_t measure_median(int64_t *numbers, size_t count);

/* The next of a sequence that depends on the state only, which must not be 0 (xorshift64*). */
uint64_t measure_random(uint64_t *state);

/* A number from 0 to below - 1. */
int measure_pick(uint64_t *state, int below);

/* Prints "label<tab>number" or "label what<tab>number", the form in which bench/run reads results.
 */
void measure_print(const char *label, int64_t number);
void measure_print_of(const char *label, const char *what, int64_t number);

/* Zeroes, of which every page is there already. NULL where memory fails; the caller frees it. */
void *measure_touched(size_t size);

/* KiB of memory that this process has now, and had at most since it began or since the last call of
 * measure_forget_peak. -1 where the system does not say. */
int64_t measure_memory(void);
int64_t measure_peak(void);
void measure_forget_peak(void);

/* The bytes of a file, which the caller frees, and how many they are; NULL with a message. */
char *measure_read(const char *path, size_t *length);

#endif
