/*
 * Many results at once, as a person wants to see them who has answered questions: what there is,
 * by which article, from whom, and what to do; then what is open, and what would settle it.
 *
 * Responsible for which results come first and which stand together. Knows nothing of questions.
 */
#ifndef QN_CLI_SUMMARY_H
#define QN_CLI_SUMMARY_H

#include "page.h"
#include "view.h"

void qn_summary_put(qn_page *page, const qn_view *view, const uint32_t *rules,
                    const qn_value *values, size_t count);

#endif
