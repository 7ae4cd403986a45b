/*
 * What a site looks like, on light and dark screens and on paper; and the script that searches its
 * register. Nothing needs the script to be read.
 */
#ifndef QN_CLI_WEB_STYLE_H
#define QN_CLI_WEB_STYLE_H

#include "page.h"

void qn_web_put_style(qn_page *page);
void qn_web_put_script(qn_page *page);

#endif
