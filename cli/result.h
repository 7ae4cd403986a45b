/*
 * Results of the row at hand as text: a line of CSV or of JSON.
 *
 * Responsible for: how a value, a status and a key are written in a batch. Refuses to know: where
 * the facts came from, and files.
 */
#ifndef QN_CLI_RESULT_H
#define QN_CLI_RESULT_H

#include "batch.h"

/* Asks the hand's case for each rule, and writes what it says. */
void qn_result_put_row(qn_hand *h);

/* A value without its unit, as exact as it is, or the status that it has instead. */
void qn_result_put(qn_page *page, const qn_value *value, char separator);

/* A cell of CSV, in quotation marks where it needs them. */
void qn_result_put_cell(qn_page *page, const char *text, size_t length, char separator);

#endif
