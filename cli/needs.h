/*
 * What must be given: the facts on which the answers of rules can hang.
 *
 * Responsible for finding them through all rules below, and for laying them out. Knows nothing of
 * what they are in a case.
 */
#ifndef QN_CLI_NEEDS_H
#define QN_CLI_NEEDS_H

#include "page.h"
#include "view.h"

/* Those without a default first, each with what it takes, its default and its question. */
void qn_needs_put(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count);

#endif
