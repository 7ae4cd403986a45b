/*
 * Which facts a rule reads. See reads.h.
 */
#include "reads.h"

#include "bounds_open.h"

/* Marks the fact that lies in a register, if one does. */
static void mark_register(const qn_tables *t, uint32_t reg, bool *facts)
{
    uint32_t first = qn_tables_first_fact(t);
    if (reg >= first && reg < qn_tables_today(t)) {
        facts[reg - first] = true;
    }
}

/* Marks the registers of a list: of each `width` entries those whose bits are set in `used`. */
static void mark_list(const qn_tables *t, uint32_t first, uint32_t count, uint32_t width,
                      uint32_t used, bool *facts)
{
    for (uint32_t i = 0; i < count; i++) {
        if ((used >> i % width & 1) != 0) {
            mark_register(t, t->entry[first + i].value, facts);
        }
    }
}

/* Marks what an instruction reads: its operands, and the lists of those that have one. */
static void mark_instruction(const qn_tables *t, const qn_row_instruction *row, bool *facts)
{
    qn_op op = qn_instruction_op(row);
    uint8_t reads = qn_bounds_operand_registers(op);
    const uint32_t operands[3] = {row->a, row->b, row->c};
    for (uint32_t i = 0; i < 3; i++) {
        if ((reads >> i & 1) != 0) {
            mark_register(t, operands[i], facts);
        }
    }
    switch (op) {
    case OP_BAND: /* low, high, flags, row, condition */
        mark_list(t, row->b, 5 * row->c, 5, 0x13, facts);
        break;
    case OP_RESOLVE: /* the value that is worked on, then pairs of condition and value */
        mark_list(t, row->b, 1 + 2 * row->c, 1, 1, facts);
        break;
    case OP_GATES: /* pairs of condition and reason */
        mark_list(t, row->b, 2 * row->c, 1, 1, facts);
        break;
    case OP_PICK:
    case OP_FIRST:
    case OP_ONE:
        mark_list(t, row->b, row->c, 1, 1, facts);
        break;
    default:
        break;
    }
}

void qn_reads_mark(const qn_tables *t, uint32_t rule, bool *facts)
{
    const qn_row_rule *row = &t->rule[rule];
    mark_register(t, row->result, facts);
    for (uint32_t i = 0; i < row->code_count; i++) {
        mark_instruction(t, &t->instruction[row->first_code + i], facts);
    }
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *clause = &t->clause[row->first_clause + i];
        for (uint32_t k = 0; k < clause->leaf_count; k++) {
            mark_register(t, t->leaf[clause->first_leaf + k].reg, facts);
        }
        mark_register(t, clause->value, facts);
    }
}
