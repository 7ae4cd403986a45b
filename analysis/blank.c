/*
 * Cases of which nothing is known. See blank.h.
 */
#include "blank.h"

#include "vm.h"

qn_case *qn_blank_make(const qn_program *program)
{
    qn_case *c = qn_case_new(program);
    for (uint32_t i = 0; c != NULL && i < program->tables.fact_count; i++) {
        (void)qn_case_set_unknown(c, (int32_t)i);
    }
    if (c != NULL) {
        qn_bounds_set_steps(c, QN_BOUNDS_GLANCE);
    }
    return c;
}

qn_open qn_blank_open(qn_case *blank, uint32_t rule, uint32_t reg)
{
    qn_case_run(blank, rule);
    if (blank->bounds->looked[rule] == 0) {
        qn_refined refined;
        qn_bounds_refine(blank, rule, &refined);
    }
    return qn_bounds_open(blank, reg);
}
