/*
 * What the page of a file says of one rule: in plain words, as written, charts, what it uses, what
 * held when, its examples, and how much of it they cover.
 */
#ifndef QN_CLI_WEB_RULE_H
#define QN_CLI_WEB_RULE_H

#include "web_code.h"

/* Adds an entry for a rule or a definition, its clauses and its section. each: the lines `for each`
 * that it stands below, in words, or "". comment: what stands above it, as a piece of a page.
 * chunk: as of qn_web_clause. */
void qn_web_put_rule(qn_web_reader *x, const qn_node *rule, const char *each, const char *comment,
                     uint32_t chunk);

/* The same for a duty or a promise. */
void qn_web_put_duty(qn_web_reader *x, const qn_node *duty, const char *comment, uint32_t chunk);

/* How much of the lines from one to another the examples of the file cover; nothing where there is
 * nothing to cover. */
void qn_web_put_coverage(qn_page *page, const qn_web_reader *x, uint32_t from, uint32_t to);

/* Adds an entry of the file, whose name, title and label are those of a declaration. */
qn_web_entry *qn_web_add_entry(qn_web_reader *x, qn_web_kind kind, const char *name);

/* Begins the section of the last entry: its title, name and label. class: what it is. */
void qn_web_begin_section(qn_web_reader *x, const char *class);

#endif
