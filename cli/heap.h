/*
 * The heap of a process that compiles: a few megabytes at once, in large pages.
 *
 * Responsible for how much memory malloc asks the system for at a time, and in which pages. A law
 * is compiled in some thousand small pieces, which would else be got by hundreds of page faults.
 */
#ifndef QN_CLI_HEAP_H
#define QN_CLI_HEAP_H

/* Makes the heap ready; once is enough. Nothing changes where the system has no such pages, and in
 * a process that has begun a second thread. */
void qn_heap_widen(void);

#endif
