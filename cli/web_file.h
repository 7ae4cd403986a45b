/*
 * What stands on the page of one file: its text, its declarations, its rules.
 *
 * Responsible for the order of the page, and for what is said of declarations. Rules are
 * web_rule.h's, code and words web_code.h's, text markdown.h's.
 */
#ifndef QN_CLI_WEB_FILE_H
#define QN_CLI_WEB_FILE_H

#include "web.h"

/* Finds all that the site says of a file that was tested. */
void qn_web_file_find(const qn_web *site, qn_web_file *file, const qn_suite_file *tested,
                      const qn_rules *rules);

#endif
