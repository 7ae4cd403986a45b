/*
 * What symbolic.c and operations.c share: the registers of a program as formulas.
 */
#ifndef QN_ANALYSIS_STATE_H
#define QN_ANALYSIS_STATE_H

#include "calendar.h"
#include "symbolic.h"
#include "values.h"

/* What programs that are asked about together have in common. numbered: the symbols of value
 * numbers (numbering.h), so that what two of them compute in the same way is one symbol. block:
 * sets of bits, which live as long as all. */
typedef struct qn_proof {
    uint32_t users;
    qn_formulas f;
    qn_calendar calendar;
    qn_symbol *numbered;
    size_t numbered_room;
    qn_term **block;
    size_t blocks;
    size_t block_room;
    qn_term refusal;     /* yes/no: errors that the author states are errors */
    bool refusals_aside; /* it is no in what is asked */
    bool out_of_memory;
    Z3_solver solver;
    uint64_t units; /* that it may spend on a question, as it was told last; 0 before */
    Z3_model model; /* of the last case that was found, or NULL */
} qn_proof;

/* symbol: one a register, is_there where it was made. made: the registers of facts and results that
 * have one, made_count of them. open: of each class, any value, for facts that are no matter.
 * number: their value numbers, or NULL. added: one byte a rule. */
struct qn_symbolic {
    const qn_program *program;
    const qn_tables *t;
    qn_proof *proof;
    qn_formulas f; /* those of the proof */
    const uint32_t *number;
    int64_t first_day;
    int64_t last_day;
    qn_symbol *symbol;
    uint32_t *made;
    uint32_t made_count;
    qn_symbol open[QN_CLASS_Q + 1];
    uint8_t *added;
    uint8_t *refusal;     /* as refusals.h has it */
    qn_case **blank;      /* for the machine's bounds, or NULL */
    uint32_t rule;        /* whose code is taken in */
    const qn_case *known; /* a case whose answers are taken, or NULL */
};

/* Room for the bits of a set; never NULL, though what is in it may be lost where memory is out. */
qn_term *qn_symbolic_bits(qn_symbolic *s);

/* What is so whatever is asked. */
void qn_symbolic_require(qn_symbolic *s, qn_term condition);

/* Any value that may be given as a field is declared. */
qn_symbol qn_symbolic_given(qn_symbolic *s, const qn_row_field *field);

/* The value of an instruction, whose operands were made before. */
qn_symbol qn_symbolic_operation(qn_symbolic *s, const qn_row_instruction *row, uint32_t reg);

#endif
