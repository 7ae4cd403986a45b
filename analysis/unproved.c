/*
 * What stands in for symbolic.c where there is no prover: nothing is decided.
 */
#include "symbolic.h"

bool qn_symbolic_is_there(void)
{
    return false;
}

qn_symbolic *qn_symbolic_make(const qn_program *program, int64_t first_day, int64_t last_day)
{
    (void)program;
    (void)first_day;
    (void)last_day;
    return NULL;
}

qn_symbolic *qn_symbolic_make_beside(qn_symbolic *other, const qn_program *program,
                                     const uint32_t *number, int64_t first_day, int64_t last_day)
{
    (void)other;
    (void)number;
    return qn_symbolic_make(program, first_day, last_day);
}

void qn_symbolic_free(qn_symbolic *s)
{
    (void)s;
}

void qn_symbolic_focus(qn_symbolic *s, bool is_first, const uint8_t *facts)
{
    (void)s;
    (void)is_first;
    (void)facts;
}

void qn_symbolic_fix(qn_symbolic *s, const qn_case *c)
{
    (void)s;
    (void)c;
}

void qn_symbolic_know(qn_symbolic *s, const qn_case *c)
{
    qn_symbolic_fix(s, c);
}

void qn_symbolic_take_bounds(qn_symbolic *s, qn_case **blank)
{
    (void)s;
    (void)blank;
}

bool qn_symbolic_add_element(qn_symbolic *s, uint32_t rule, uint32_t instruction)
{
    (void)s;
    (void)rule;
    (void)instruction;
    return false;
}

bool qn_symbolic_add_rule(qn_symbolic *s, uint32_t rule)
{
    (void)s;
    (void)rule;
    return false;
}

bool qn_symbolic_has(const qn_symbolic *s, uint32_t reg)
{
    (void)s;
    (void)reg;
    return false;
}

bool qn_symbolic_is_exact(const qn_symbolic *s, uint32_t reg)
{
    (void)s;
    (void)reg;
    return false;
}

qn_claim qn_claim_status(qn_symbolic *s, uint32_t reg, qn_answer status)
{
    (void)s;
    (void)reg;
    (void)status;
    return (qn_claim){0};
}

qn_claim qn_claim_yes(qn_symbolic *s, uint32_t reg)
{
    return qn_claim_status(s, reg, QN_KNOWN);
}

qn_claim qn_claim_value(qn_symbolic *s, uint32_t reg, qn_class c, qn_slot value)
{
    (void)c;
    (void)value;
    return qn_claim_yes(s, reg);
}

qn_claim qn_claim_same(qn_symbolic *s, uint32_t a, uint32_t b)
{
    (void)b;
    return qn_claim_yes(s, a);
}

qn_claim qn_claim_same_beside(qn_symbolic *s, uint32_t a, qn_wide under_a, qn_symbolic *other,
                              uint32_t b, qn_wide under_b)
{
    (void)under_a;
    (void)other;
    (void)under_b;
    return qn_claim_same(s, a, b);
}

qn_claim qn_claim_less_beside(qn_symbolic *s, uint32_t a, qn_wide under_a, qn_symbolic *other,
                              uint32_t b, qn_wide under_b)
{
    return qn_claim_same_beside(s, a, under_a, other, b, under_b);
}

qn_claim qn_claim_condition(qn_symbolic *s, uint32_t clause)
{
    return qn_claim_yes(s, clause);
}

void qn_symbolic_set_refusals(qn_symbolic *s, bool are_errors)
{
    (void)s;
    (void)are_errors;
}

qn_claim qn_claim_at_least(qn_symbolic *s, uint32_t reg, int64_t number)
{
    (void)number;
    return qn_claim_yes(s, reg);
}

qn_claim qn_claim_at_most(qn_symbolic *s, uint32_t reg, int64_t number)
{
    return qn_claim_at_least(s, reg, number);
}

qn_claim qn_claim_clause(qn_symbolic *s, uint32_t clause)
{
    return qn_claim_yes(s, clause);
}

qn_claim qn_claim_always(qn_symbolic *s)
{
    return qn_claim_yes(s, 0);
}

qn_claim qn_claim_either(qn_symbolic *s, qn_claim a, qn_claim b)
{
    return qn_claim_both(s, a, b);
}

qn_claim qn_claim_fewer(qn_symbolic *s, const qn_claim *claim, size_t count, int64_t limit)
{
    (void)claim;
    (void)count;
    (void)limit;
    return qn_claim_yes(s, 0);
}

qn_claim qn_claim_both(qn_symbolic *s, qn_claim a, qn_claim b)
{
    (void)s;
    (void)b;
    return a;
}

qn_claim qn_claim_not(qn_symbolic *s, qn_claim a)
{
    (void)s;
    return a;
}

qn_decision qn_symbolic_find(qn_symbolic *s, qn_claim claim, uint64_t work)
{
    (void)s;
    (void)claim;
    (void)work;
    return QN_NOT_DECIDED;
}

qn_answer qn_symbolic_value(const qn_symbolic *s, uint32_t reg, qn_slot *out)
{
    (void)s;
    (void)reg;
    *out = (qn_slot){.w = {0}};
    return QN_UNKNOWN;
}
