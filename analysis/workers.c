/*
 * Threads. See workers.h.
 */
#include "workers.h"

#include <pthread.h>
#include <stdbool.h>

void qn_workers_run(void *parts, size_t size, void *(*task)(void *part))
{
    pthread_t thread[QN_WORKERS];
    bool is_running[QN_WORKERS] = {false};
    char *part = parts;
    for (size_t i = 1; i < QN_WORKERS; i++) {
        is_running[i] = pthread_create(&thread[i], NULL, task, part + i * size) == 0;
    }
    (void)task(part);
    for (size_t i = 1; i < QN_WORKERS; i++) {
        if (is_running[i]) {
            (void)pthread_join(thread[i], NULL);
        } else {
            (void)task(part + i * size);
        }
    }
}
