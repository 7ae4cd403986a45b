/*
 * What is owed: sums of the results of rules that say who owes them to whom.
 *
 * Responsible for adding, and for saying which rules are not in a sum. Knows nothing of how the
 * results were found.
 */
#ifndef QN_CLI_OWED_H
#define QN_CLI_OWED_H

#include "page.h"
#include "view.h"

/* A sum for each payer, payee and unit, in the order in which the rules name them; one a line:
 * "owed by employer to employee: 34.00 AZN (wage, bonus)". Rules that are not known, or no amounts,
 * stand on lines of their own and in no sum. False where no rule says who owes it. */
bool qn_owed_put_text(qn_page *page, const qn_view *view, const uint32_t *rules,
                      const qn_value *values, size_t count);

/* "owed by employer to employee" on a line of its own behind as many spaces; nothing where the rule
 * does not say who owes its result. */
void qn_owed_put_parties(qn_page *page, const qn_view *view, uint32_t rule, size_t indent);

/* The sums and what is left out as the JSON object that spec/command.md describes. */
void qn_owed_put_json(qn_page *page, const qn_view *view, const uint32_t *rules,
                      const qn_value *values, size_t count);

#endif
