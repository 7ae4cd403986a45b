/*
 * The charts of a rule: against its main facts, in the case of one of its examples.
 *
 * Responsible for which facts these are, and for the case. What is asked is sweep.h's.
 */
#ifndef QN_CLI_WEB_CHART_H
#define QN_CLI_WEB_CHART_H

#include "web_code.h"

/* Puts at most two charts of a rule, as elements <figure>; nothing where no example says what the
 * rest of the case is, and where its answer is the same all along. id: what their ids begin with.
 */
void qn_web_put_charts(qn_page *page, const qn_web_reader *x, uint32_t rule, const char *id);

#endif
