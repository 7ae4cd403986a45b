/*
 * Values that have parts: periods, records and lists.
 *
 * Responsible for: their text. The functions that read their parts are those of qanun.h.
 * Refuses to know: the text of values that have none (value.c).
 */
#ifndef QN_RUNTIME_ELEMENTS_H
#define QN_RUNTIME_ELEMENTS_H

#include "value.h"

/* Adds the text of a known period, chain, record or list that stands so deep in others. */
void qn_elements_add_text(qn_text *text, const qn_value *value, int depth);

#endif
