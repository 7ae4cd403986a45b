/*
 * What symbolic.c and operations.c share: the registers of a program as formulas.
 */
#ifndef QN_ANALYSIS_STATE_H
#define QN_ANALYSIS_STATE_H

#include "calendar.h"
#include "symbolic.h"
#include "values.h"

/* symbol: one a register, is_there where it was made. added: one byte a rule. block: sets of bits,
 * which live as long as all. */
struct qn_symbolic {
    const qn_program *program;
    const qn_tables *t;
    qn_formulas f;
    qn_calendar calendar;
    qn_symbol *symbol;
    uint8_t *added;
    qn_term **block;
    size_t blocks;
    size_t block_room;
    bool out_of_memory;
    Z3_solver solver;
    Z3_model model; /* of the last case that was found, or NULL */
};

/* Room for the bits of a set; never NULL, though what is in it may be lost where memory is out. */
qn_term *qn_symbolic_bits(qn_symbolic *s);

/* The value of an instruction, whose operands were made before. */
qn_symbol qn_symbolic_operation(qn_symbolic *s, const qn_row_instruction *row, uint32_t reg);

#endif
