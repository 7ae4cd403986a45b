/*
 * Results that are lists of records, as tables for people.
 *
 * Responsible for: columns and their widths. Refuses to know: values, which are worded by the
 * library, and lists of anything else.
 */
#ifndef QN_CLI_TABLE_H
#define QN_CLI_TABLE_H

#include "page.h"
#include "view.h"

/* Puts `before`, and then a known list of records, one a line below their names, indented by that
 * many spaces. False, without anything put, for other values and for a list of none. */
bool qn_table_put(qn_page *page, const qn_view *view, const qn_value *value, const char *before,
                  size_t indent);

/* Is a known value such a list? */
bool qn_table_is_one(const qn_view *view, const qn_value *value);

#endif
