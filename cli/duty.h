/*
 * How a duty stands in a case: whether it is met, the clause that has its articles, and the
 * elements that break it.
 *
 * Responsible for reading duties off a case. Knows nothing of how they are shown.
 */
#ifndef QN_CLI_DUTY_H
#define QN_CLI_DUTY_H

#include "program.h"
#include "qanun.h"
#include "view.h"

/* What an audit finds of a duty: whether it is met, or else the status of its rule. */
typedef enum qn_finding {
    QN_DUTY_MET,
    QN_DUTY_BREACHED,
    QN_DUTY_NONE,
    QN_DUTY_UNKNOWN,
    QN_DUTY_CONFLICT,
    QN_DUTY_ERROR,
    QN_DUTY_FINDINGS
} qn_finding;

/* A row of DUTY as the case has it. clause: the one that says no where the duty is broken, or NULL
 * where a program has none. value: the answer of the duty's rule. */
typedef struct qn_duty {
    const qn_row_duty *row;
    const qn_row_clause *clause;
    qn_finding finding;
    qn_value value;
} qn_duty;

/* Asks the case for a duty. */
qn_duty qn_duty_ask(const qn_view *view, uint32_t duty);

/* "met", "breached", "none", "unknown", "conflict", "error" */
const char *qn_duty_finding_name(qn_finding finding);

/* Do the dates to which the duty is bound, if any, hold the date of decision? */
bool qn_duty_is_in_force(const qn_view *view, const qn_duty *duty);

/* Does it hold for each element of a list? */
bool qn_duty_is_for_each(const qn_duty *duty);

/* The elements for which a duty holds. all: how many there are; all_known: that is decided. broken:
 * how many surely break it. open: of more than these it is not known. */
typedef struct qn_duty_elements {
    uint64_t all;
    uint64_t broken;
    bool all_known;
    bool open;
} qn_duty_elements;

/* Visits the elements that surely break a duty that holds for each, in the order of its list. A
 * record can be read during the visit, in which the case must not be asked for anything else. With
 * NULL for the visitor they are counted only. */
qn_duty_elements qn_duty_visit(const qn_view *view, const qn_duty *duty,
                               void (*visit)(void *context, const qn_value *element),
                               void *context);

/* Puts where an element that was given stands, "shifts[3]", in the language of the view; nothing
 * for one that has no place of its own. Elements are counted from 1. */
void qn_duty_put_place(qn_page *page, const qn_view *view, const qn_value *element);

#endif
