/*
 * See measure.h.
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec at;
    (void)clock_gettime(clock, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

int64_t measure_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t measure_spent(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

int64_t measure_median(int64_t *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare);
    return numbers[count / 2];
}

uint64_t measure_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1d;
}

int measure_pick(uint64_t *state, int below)
{
    return (int)((measure_random(state) >> 33) % (uint64_t)below);
}

void measure_print(const char *label, int64_t number)
{
    printf("%s\t%lld\n", label, (long long)number);
    (void)fflush(stdout);
}

void measure_print_of(const char *label, const char *what, int64_t number)
{
    char name[200];
    (void)snprintf(name, sizeof name, "%s %s", label, what);
    measure_print(name, number);
}

/* Written through a volatile pointer, for a compiler may take malloc and memset together, whose
 * pages become real later. */
void *measure_touched(size_t size)
{
    volatile char *bytes = malloc(size + 1);
    for (size_t i = 0; bytes != NULL && i <= size; i++) {
        bytes[i] = 0;
    }
    return (void *)bytes;
}

/* The number of KiB behind a name in what Linux says of this process. */
static int64_t read_status(const char *name)
{
    char line[200];
    int64_t found = -1;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && found < 0 && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            found = strtoll(line + strlen(name), NULL, 10);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return found;
}

int64_t measure_memory(void)
{
    return read_status("VmRSS:");
}

int64_t measure_peak(void)
{
    return read_status("VmHWM:");
}

void measure_forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file != NULL) {
        (void)fputs("5", file);
        (void)fclose(file);
    }
}

/* Reads what is left of a file into a buffer that grows. NULL where memory or the file fails. */
static char *read_all(FILE *file, size_t *length)
{
    size_t room = 1 << 16;
    char *bytes = malloc(room);
    *length = 0;
    while (bytes != NULL) {
        *length += fread(bytes + *length, 1, room - *length, file);
        if (*length < room) {
            break;
        }
        room *= 2;
        char *more = realloc(bytes, room);
        if (more == NULL) {
            free(bytes);
        }
        bytes = more;
    }
    return bytes;
}

char *measure_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes = file == NULL ? NULL : read_all(file, length);
    if (file != NULL) {
        (void)fclose(file);
    }
    if (bytes == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
    }
    return bytes;
}
