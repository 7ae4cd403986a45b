/*
 * Why a rule has its answer, as text, JSON and HTML: its clauses, what became of them, and the
 * rules that it used.
 *
 * Responsible for wording and layout of what trace.h says. The answers themselves are answer.h's.
 */
#ifndef QN_CLI_EXPLAIN_H
#define QN_CLI_EXPLAIN_H

#include "page.h"
#include "view.h"

/* The tree below the rules, each rule explained once. All of them must have been answered. */
void qn_explain_put_text(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count);

/* A JSON list of all rules that had a part in it; spec/command.md has its structure. */
void qn_explain_put_json(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count);

/* The JSON list of the facts that these rules and all that they use read. */
void qn_explain_put_json_facts(qn_page *page, const qn_view *view, const uint32_t *rules,
                               size_t count);

/* The JSON list of the laws that their clauses cite. */
void qn_explain_put_json_laws(qn_page *page, const qn_view *view, const uint32_t *rules,
                              size_t count);

/* A section of a page of HTML (html.h) with the answers that the rules have; linked: each leads to
 * its explanation on the same page. */
void qn_explain_put_html_results(qn_page *page, const qn_view *view, const uint32_t *rules,
                                 const qn_value *values, size_t count, bool linked);

/* Sections with the facts that were read, the tree below the rules, and the laws that are cited. */
void qn_explain_put_html(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count);

#endif
