/*
 * A task that is done in as many parts as there are workers, side by side.
 *
 * Responsible for: threads. How work is shared out does not depend on the machine: the parts are
 * always as many, and where a thread cannot be had its part is done by itself.
 */
#ifndef QN_ANALYSIS_WORKERS_H
#define QN_ANALYSIS_WORKERS_H

#include <stddef.h>

enum { QN_WORKERS = 2 };

/* Calls the task with each of QN_WORKERS parts, which lie one behind the other, `size` bytes each.
 */
void qn_workers_run(void *parts, size_t size, void *(*task)(void *part));

#endif
