/*
 * A rule and all that it uses.
 *
 * Responsible for listing them, each once. Knows nothing of cases, nor of what is shown of them.
 */
#ifndef QN_CLI_USED_H
#define QN_CLI_USED_H

#include "program.h"

/* depth: over how many rules it is used, 0 for the rule itself. */
typedef struct qn_used {
    uint32_t rule;
    uint32_t depth;
} qn_used;

/* Those nearest to the rule first, without rules that have answers only for an element of a list.
 * The list belongs to the caller; NULL, and 0, where memory is out. */
size_t qn_used_list(const qn_tables *t, uint32_t rule, qn_used **out);

#endif
