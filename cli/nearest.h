/*
 * Which clause would have given what was expected.
 *
 * Responsible for comparing what clauses give with what is missing, and for how far each was from
 * applying. Refuses to know: what a case would have to be for the clause to apply; it only names
 * it.
 */
#ifndef QN_CLI_NEAREST_H
#define QN_CLI_NEAREST_H

#include "page.h"
#include "view.h"

/* Puts a line for the clause with which the rule that has just been answered, or one that it uses,
 * would have had the expected answer, and what kept it from applying; nothing where there is none.
 */
void qn_nearest_put(qn_page *page, const qn_view *view, const qn_row_expectation *expected);

#endif
