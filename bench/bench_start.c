/*
 * How long a command takes from its start to its end, and how much memory it holds at most.
 *
 * Usage: bench_start LABEL RUNS COMMAND [ARGUMENT...]. The command's output is thrown away. Prints
 * the least and the middle of the times in nanoseconds, and the memory in KiB.
 */
#define _DEFAULT_SOURCE /* for wait4 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "measure.h"

/* Few runs are of commands that take long: those begin cold. */
enum { RUNS_MAX = 10000, RUNS_FEW = 5, WARM_UPS = 3 };

extern char **environ;

/* Runs the command once. False where it cannot be started or fails. */
static bool run(char **command, posix_spawn_file_actions_t *actions, int64_t *time, long *memory)
{
    pid_t child = 0;
    int status = 0;
    struct rusage usage;
    int64_t begun = measure_now();
    if (posix_spawnp(&child, command[0], actions, NULL, command, environ) != 0 ||
        wait4(child, &status, 0, &usage) != child) {
        return false;
    }
    *time = measure_now() - begun;
    *memory = usage.ru_maxrss;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The times are sorted by measure_median, so that the first is then the least. */
static bool run_all(const char *label, int runs, char **command,
                    posix_spawn_file_actions_t *actions)
{
    static int64_t time[RUNS_MAX];
    long most = 0;
    for (int i = runs > RUNS_FEW ? -WARM_UPS : 0; i < runs; i++) {
        long memory = 0;
        if (!run(command, actions, &time[i < 0 ? 0 : i], &memory)) {
            fprintf(stderr, "%s failed\n", command[0]);
            return false;
        }
        most = memory > most ? memory : most;
    }
    int64_t middle = measure_median(time, (size_t)runs);
    measure_print_of(label, "least", time[0]);
    measure_print_of(label, "middle", middle);
    measure_print_of(label, "memory", most);
    return true;
}

int main(int count, char **arguments)
{
    int runs = count < 4 ? 0 : atoi(arguments[2]);
    posix_spawn_file_actions_t actions;
    if (runs < 1 || runs > RUNS_MAX) {
        fputs("usage: bench_start LABEL RUNS COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    if (posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) != 0) {
        return 1;
    }
    bool done = run_all(arguments[1], runs, arguments + 3, &actions);
    (void)posix_spawn_file_actions_destroy(&actions);
    return done ? 0 : 1;
}
