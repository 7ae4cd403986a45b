/*
 * What `qanun test --mutate` says: the mutants that no example notices, and how many are noticed.
 */
#ifndef QN_CLI_MUTANTS_OUT_H
#define QN_CLI_MUTANTS_OUT_H

#include "folder.h"
#include "io.h"

/* least: the share that is enough, in tenths of a per cent. */
typedef struct qn_mutating {
    const qn_paths *paths;
    size_t hands;
    bool as_json;
    bool shows; /* progress, on the terminal */
    bool lists_accepted;
    unsigned least;
} qn_mutating;

/* Tries the mutants of all files; the exit status. */
int qn_mutants_tell(const qn_mutating *how, qn_io *io);

#endif
