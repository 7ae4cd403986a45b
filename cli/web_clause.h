/*
 * The clauses of a rule in plain words: as rows, as tables, and by the days on which they held.
 *
 * Responsible for the words around code, and for the address of each clause.
 */
#ifndef QN_CLI_WEB_CLAUSE_H
#define QN_CLI_WEB_CLAUSE_H

#include "web_code.h"

/* Adds the clauses of a rule or a definition to those of the file, as clauses of its last entry.
 * row: the rule in the program, or QN_NONE_INDEX. chunk: as of qn_web_clause. */
void qn_web_find_clauses(qn_web_reader *x, const qn_node *rule, uint32_t row, uint32_t chunk);

/* Those from number `first` on to the last: one row each, tables apart. */
void qn_web_put_clauses(qn_page *page, const qn_web_reader *x, const qn_node *rule, uint32_t first);

/* What held when: a row for each stretch of days between two changes; nothing where none of them is
 * bound to days. */
void qn_web_put_history(qn_page *page, const qn_web_reader *x, uint32_t first);

/* "16 January 2026" */
void qn_web_put_day(qn_page *page, int64_t day);

#endif
