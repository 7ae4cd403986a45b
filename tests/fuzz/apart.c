/*
 * A process of its own for work that may bring its process down.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

bool fuzz_apart(void (*work)(void *context, volatile unsigned long *number), void *context,
                unsigned long *last)
{
    unsigned long *number =
        mmap(NULL, sizeof *number, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;
    (void)fflush(stdout);
    pid_t child = number == MAP_FAILED ? -1 : fork();
    if (child == 0) {
        work(context, number);
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("fuzz: a process of its own");
        exit(2);
    }
    *last = *number;
    (void)munmap(number, sizeof *number);
    return status == 0;
}
