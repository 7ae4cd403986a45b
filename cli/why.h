/*
 * Why a fact is asked: what is open, which clauses look at the fact, what its answers would settle.
 *
 * Responsible for wording. The choice of the question is interview.h's.
 */
#ifndef QN_CLI_WHY_H
#define QN_CLI_WHY_H

#include "interview.h"
#include "view.h"

/* Several lines. The fact must be open; it is tried, and unknown afterwards. */
void qn_why_put(qn_page *page, const qn_view *view, qn_interview *interview, int32_t fact);

#endif
