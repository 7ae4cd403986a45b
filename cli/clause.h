/*
 * Clauses by name: how a message or an explanation calls one.
 */
#ifndef QN_CLI_CLAUSE_H
#define QN_CLI_CLAUSE_H

#include "page.h"
#include "program.h"
#include "qanun.h"
#include "trace.h"
#include "view.h"

/* "sector state → 80 [Act 4.1]": as it is written, with its label and its citations. */
void qn_clause_put_name(qn_page *page, const qn_tables *t, uint32_t clause);

/* "Act 4.1; Act 4.2", or nothing. */
void qn_clause_put_cites(qn_page *page, const qn_tables *t, const qn_row_clause *clause);

/* What a clause gave, without its unit: "30", "+4", "* 200%"; or the status that it has instead. */
void qn_clause_put_value(qn_page *page, const qn_view *view, const qn_row_clause *clause,
                         const qn_clause_trace *trace);

/* "from 2019-01-01 until 2026-01-01", the days between which the clause can apply; nothing where it
 * is bound to none. */
void qn_clause_put_interval(qn_page *page, const qn_tables *t, const qn_row_clause *clause);

/* "applied", "not applied", … as spec/command.md lists them. */
const char *qn_clause_fate_name(qn_clause_fate fate);

#endif
