/*
 * Values as they stand in a rule file.
 */
#ifndef QN_CLI_WRITTEN_H
#define QN_CLI_WRITTEN_H

#include "view.h"

/* "21 calendar days", "{birth_date: 2014-09-01}", "\"a text\"", "none": a value that an example
 * gives or expects, which is known or none. */
void qn_written_put_value(qn_page *page, const qn_value *value);

/* A text in quotation marks. */
void qn_written_put_text(qn_page *page, const char *text);

#endif
