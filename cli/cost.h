/*
 * What evaluating a program takes at most: steps of its rules, and the memory of a case.
 *
 * Responsible for laying out the bounds that the runtime has found. Knows nothing of seconds.
 */
#ifndef QN_CLI_COST_H
#define QN_CLI_COST_H

#include "page.h"
#include "rules.h"

/* A line for the file and one for each rule and each duty. */
void qn_cost_put_text(qn_page *page, const qn_rules *rules);

/* The same as a JSON object; spec/command.md has its members. */
void qn_cost_put_json(qn_page *page, const qn_rules *rules);

#endif
