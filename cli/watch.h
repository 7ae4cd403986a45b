/*
 * Files that may change while somebody works on them.
 *
 * Responsible for seeing that one of them is not as it was. Refuses to know: what is in them.
 */
#ifndef QN_CLI_WATCH_H
#define QN_CLI_WATCH_H

#include <stdint.h>

#include "page.h"

/* Paths, each ended by a NUL. */
typedef struct qn_watch {
    qn_page paths;
} qn_watch;

/* Adds a path, unless it is there. */
void qn_watch_add(qn_watch *watch, const char *path);

/* Looks at all of them: a number that changes when one of them does, comes or goes. */
uint64_t qn_watch_look(const qn_watch *watch);

/* Sleeps until they look otherwise than when they were `seen`. False where a signal wants an end.
 */
bool qn_watch_wait(const qn_watch *watch, uint64_t seen);

void qn_watch_clear(qn_watch *watch);

#endif
