/*
 * A word for functions that run seldom in files where the rest is made fast.
 *
 * Responsible for: having them built small, and apart. Refuses to know: what is seldom.
 */
#ifndef QN_RUNTIME_SELDOM_H
#define QN_RUNTIME_SELDOM_H

#define QN_SELDOM __attribute__((cold, noinline))

#endif
