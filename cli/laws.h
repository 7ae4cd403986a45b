/*
 * Which declared law a citation names: "LC 114.3" the law LC.
 *
 * Responsible for finding keys of laws in the text of citations. What a citation may say is the
 * compiler's to judge.
 */
#ifndef QN_CLI_LAWS_H
#define QN_CLI_LAWS_H

#include <stdbool.h>

#include "program.h"

/* The row of the law whose key stands at this place of a citation as whole words, the longest one;
 * QN_NONE_INDEX where there is none. */
uint32_t qn_laws_find(const qn_tables *t, const char *cite, size_t at);

/* Marks the laws that a clause cites, one entry a law. */
void qn_laws_mark(const qn_tables *t, const qn_row_clause *clause, bool *laws);

#endif
