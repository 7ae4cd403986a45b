/*
 * Why a rule has no known answer: the reasons of a none, the clauses of a conflict, the places of
 * an error, the facts that are still needed.
 *
 * Responsible for: walking back from a result through the registers that carry the winning status.
 * Refuses to know: how an answer is worded, and how it was found.
 */
#ifndef QN_RUNTIME_CAUSES_H
#define QN_RUNTIME_CAUSES_H

#include "program.h"

/* Stands in qn_cause.fact for the date of decision, whose name is "today". */
#define QN_CAUSE_TODAY (UINT32_MAX - 1)

/*
 * One cause. Each index is QN_NONE_INDEX where it says nothing.
 *     none      site: the constant's, with its reason
 *     unknown   fact, or QN_CAUSE_TODAY; name: "children.age" where only that field of the
 *               elements of the fact is needed, in the case; else NULL
 *     conflict  clause: one of those that disagree; site alone where no clause is to be found
 *     error     code of errors.def, site
 */
typedef struct qn_cause {
    qn_answer status;
    uint32_t code;
    uint32_t site;
    uint32_t clause;
    uint32_t fact;
    const char *name;
} qn_cause;

typedef struct qn_causes qn_causes;

/* Bytes that one case needs for the search, SIZE_MAX where that cannot be counted; and their layout
 * in `memory`, which is aligned like a pointer and stays the caller's. */
size_t qn_causes_size(const qn_tables *tables);
qn_causes *qn_causes_place(const qn_tables *tables, void *memory);

/*
 * All causes of the answer of a rule that qn_eval has answered with `status`, sorted by code and
 * name, none twice; none at all for QN_KNOWN. For an answer that qn_bounds_refine has turned from
 * unknown into none, conflict or error: the causes of that. The list lies in the case and is good
 * until the next call for the same case.
 */
const qn_cause *qn_causes_find(qn_case *c, uint32_t rule, qn_answer status, uint32_t *count);

/* The name by which a cause is sorted and shown: a fact's name, a reason, or the formula or left
 * side as it is written. Belongs to the program, or to the case that found the cause. */
const char *qn_cause_name(const qn_tables *tables, const qn_cause *cause);

#endif
