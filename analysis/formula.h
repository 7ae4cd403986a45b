/*
 * Formulas over whole numbers and yes/no, as the prover takes them: made once, folded where that is
 * free, and never given back before the prover is.
 *
 * Responsible for: the shape of formulas. Refuses to know: programs, registers, statuses.
 * There are no real numbers here: an amount is a whole number of its smallest parts.
 */
#ifndef QN_ANALYSIS_FORMULA_H
#define QN_ANALYSIS_FORMULA_H

#include <stdbool.h>
#include <stdint.h>

#include "wide.h"
#include "z3_calls.h"

/* A whole number, or a yes/no; equal formulas are one. */
typedef Z3_ast qn_term;

typedef struct qn_formulas {
    bool *has_products; /* of two terms that are no figures, which are hard; shared by copies */
    Z3_context z3;
    Z3_sort integer;
    Z3_sort boolean;
    qn_term yes;
    qn_term no;
    qn_term zero;
    qn_term one;
} qn_formulas;

/* False out of memory. */
bool qn_formulas_init(qn_formulas *f);
void qn_formulas_clear(qn_formulas *f);

/* ---- whole numbers */

qn_term qn_f_number(const qn_formulas *f, int64_t value);
qn_term qn_f_number_wide(const qn_formulas *f, qn_wide value);
/* A number, or yes/no, of which nothing is known. */
qn_term qn_f_any_number(const qn_formulas *f);
qn_term qn_f_any_answer(const qn_formulas *f);
/* Whether a formula is a figure of 64 bits, and which. */
bool qn_f_is_number(const qn_formulas *f, qn_term x, int64_t *out);

/* Whether it is `choice[1]` where choice[0] holds, else choice[2]. */
bool qn_f_is_choice(const qn_formulas *f, qn_term x, qn_term choice[3]);

qn_term qn_f_plus(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_minus(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_times(const qn_formulas *f, qn_term x, qn_term y);
/* The greatest whole number not above x / y, and what is left over; y is above zero. */
qn_term qn_f_quotient(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_rest(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_lesser(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_greater(const qn_formulas *f, qn_term x, qn_term y);
/* x / y rounded to a whole number by a qn_rounding; y is above zero. */
qn_term qn_f_rounded(const qn_formulas *f, qn_term x, qn_term y, uint32_t mode);

/* ---- yes/no */

qn_term qn_f_both(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_either(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_opposite(const qn_formulas *f, qn_term x);
qn_term qn_f_less(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_at_most(const qn_formulas *f, qn_term x, qn_term y);
/* Of two numbers, or two yes/no. */
qn_term qn_f_same(const qn_formulas *f, qn_term x, qn_term y);
qn_term qn_f_between(const qn_formulas *f, qn_term x, int64_t low, int64_t high);

/* `yes` where the condition holds, else `no`: two numbers, or two yes/no. */
qn_term qn_f_choose(const qn_formulas *f, qn_term condition, qn_term yes, qn_term no);

#endif
