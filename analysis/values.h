/*
 * A value in every case at once: formulas for its number and for each status.
 *
 * Responsible for: choosing, comparing and joining such values. Refuses to know: instructions.
 */
#ifndef QN_ANALYSIS_VALUES_H
#define QN_ANALYSIS_VALUES_H

#include "formula.h"
#include "program.h"

enum { QN_SET_MAX = 64 };

/*
 * none, conflict, failed: yes/no, at most one of them yes; where all are no it is known, and only
 * then does the rest mean anything. number: as the register has it; of yes/no it may be NULL, and
 * `yes` is there then; of a set it may be NULL, and `bit` is there, QN_SET_MAX yes/no of the values
 * in it. over: of class Q what the number is divided by, above zero. exact: nothing was left open.
 */
typedef struct qn_symbol {
    qn_term none;
    qn_term conflict;
    qn_term failed;
    qn_term number;
    qn_term over;
    qn_term yes;
    const qn_term *bit;
    bool exact;
    bool is_there;
} qn_symbol;

/* A figure; a number of class Q; a yes/no. All known. */
qn_symbol qn_symbol_number(const qn_formulas *f, qn_term number);
qn_symbol qn_symbol_ratio(const qn_formulas *f, qn_term number, qn_term over);
qn_symbol qn_symbol_answer(const qn_formulas *f, qn_term yes);
/* A value of any number and any status but unknown; not exact. */
qn_symbol qn_symbol_any(const qn_formulas *f, qn_class c);

qn_term qn_symbol_is_known(const qn_formulas *f, const qn_symbol *x);
/* As yes/no; as a number; the bit of a set. */
qn_term qn_symbol_yes(const qn_formulas *f, const qn_symbol *x);
qn_term qn_symbol_to_number(const qn_formulas *f, const qn_symbol *x);
qn_term qn_symbol_over(const qn_formulas *f, const qn_symbol *x);
qn_term qn_symbol_bit(const qn_formulas *f, const qn_symbol *x, uint32_t bit);

/* x with the gravest status of x and y; x alone has the value. */
qn_symbol qn_symbol_graver(const qn_formulas *f, qn_symbol x, const qn_symbol *y);
/* `yes` where the condition holds, else `no`. bits: room for QN_SET_MAX where either is a set. */
qn_symbol qn_symbol_choose(const qn_formulas *f, qn_term condition, const qn_symbol *yes,
                           const qn_symbol *no, qn_term *bits);
/* x, but failed where the condition holds and x has no status. */
qn_symbol qn_symbol_failing(const qn_formulas *f, qn_symbol x, qn_term condition);

/* Of two known values of one class. */
qn_term qn_symbols_equal(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y);
qn_term qn_symbols_less(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y);
qn_term qn_symbols_at_most(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y);
/* Equal known values, or the same other status. */
qn_term qn_symbols_agree(const qn_formulas *f, const qn_symbol *x, const qn_symbol *y);

#endif
