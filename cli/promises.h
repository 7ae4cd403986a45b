/*
 * The promises of a program, as findings among what the compiler found of its files.
 *
 * Responsible for: how much work they may cost, and what is said of those that do not hold or are
 * not decided. Refuses to know: how one is proved (analysis/promise.h).
 */
#ifndef QN_CLI_PROMISES_H
#define QN_CLI_PROMISES_H

#include "program.h"
#include "qanun_compile.h"

/* How many there are, how many of them are proved, and how many are not decided. */
typedef struct qn_promise_count {
    uint32_t made;
    uint32_t proved;
    uint32_t open;
} qn_promise_count;

/* Settles all promises of a program that was compiled, and adds a finding to the compilation for
 * each that is not proved. *verdict: of each row of PROMISE a qn_verdict, for the caller to free.
 * False out of memory. */
bool qn_promises_add(qn_compilation *compilation, const qn_program *program, uint8_t **verdict);

/* Those of a file by its name; of all files with NULL. */
qn_promise_count qn_promises_count(const qn_tables *t, const uint8_t *verdict, const char *name);

#endif
