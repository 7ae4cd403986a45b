/*
 * Where two JSON values differ.
 *
 * Responsible for: going through both together, and the name of each place. Refuses to know: what
 * the values mean, and what is said of a difference.
 */
#ifndef QN_CLI_CONTRAST_H
#define QN_CLI_CONTRAST_H

#include "json.h"
#include "page.h"

/* Two values that differ, or one that only one side has; the other is NULL then, and `holder` is
 * what it is missing in. place: as `answer.results.vacation.value`; an element of a list has its
 * number, from 1, or the name that it has: `explanation[vacation]`. False where enough is known. */
typedef bool qn_contrast_visit(void *context, const char *place, const qn_json_node *was,
                               const qn_json_node *is, const qn_json_node *holder);

/* Visits each difference between the value `was` of one text and `is` of another, in the order of
 * the first. Objects are compared by names, lists element by element, numbers digit by digit. False
 * where memory is out. */
bool qn_contrast(const qn_json *first, uint32_t was, const qn_json *second, uint32_t is,
                 qn_contrast_visit *visit, void *context);

#endif
