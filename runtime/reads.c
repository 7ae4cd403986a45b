/*
 * Which facts a rule reads. See reads.h.
 */
#include "reads.h"

#include "bounds_open.h"
#include "ways.h"

/* What was taken in twice is read where it was first. */
static void mark_again(qn_reads *x)
{
    for (uint32_t i = 0; i < x->t->rule_count; i++) {
        const qn_row_rule *row = &x->t->rule[i];
        for (uint32_t k = 0; row->same != QN_NONE_INDEX && k < row->code_count; k++) {
            x->is_again[row->first_code + k] = true;
        }
    }
}

uint64_t qn_reads_words(const qn_tables *t)
{
    uint64_t bytes = (uint64_t)t->fact_count + t->sequence_count + t->instruction_count;
    return (uint64_t)t->fact_count + t->sequence_count + (bytes + 3) / 4;
}

void qn_reads_make(qn_reads *reads, const qn_tables *t, uint32_t *words)
{
    *reads = (qn_reads){.t = t, .fact = words, .stage = words + t->fact_count};
    reads->is_found = (bool *)(reads->stage + t->sequence_count);
    reads->is_passed = reads->is_found + t->fact_count;
    reads->is_again = reads->is_passed + t->sequence_count;
    mark_again(reads);
}

/* Adds the fact that lies in a register, if one does and has not been found. */
static void add_register(qn_reads *x, uint32_t reg)
{
    uint32_t first = qn_tables_first_fact(x->t);
    if (reg >= first && reg < qn_tables_today(x->t) && !x->is_found[reg - first]) {
        x->is_found[reg - first] = true;
        x->fact[x->count++] = reg - first;
    }
}

/* Adds the registers of a list: of each `width` entries those whose bits are set in `used`. */
static void add_list(qn_reads *x, uint32_t first, uint32_t count, uint32_t width, uint32_t used)
{
    for (uint32_t i = 0; i < count; i++) {
        if ((used >> i % width & 1) != 0) {
            add_register(x, x->t->entry[first + i].value);
        }
    }
}

/* Adds a stage to those that are to be looked at. */
static void add_stage(qn_reads *x, uint32_t sequence)
{
    if (sequence != QN_NONE_INDEX && !x->is_passed[sequence]) {
        x->is_passed[sequence] = true;
        x->stage[x->stages++] = sequence;
    }
}

/* Adds what the stages of a sequence read when they are begun; their regions are code of the rule.
 */
static void add_sequence(qn_reads *x, uint32_t sequence)
{
    uint32_t next = x->stages;
    add_stage(x, sequence);
    for (; next < x->stages; next++) {
        const qn_row_sequence *row = &x->t->sequence[x->stage[next]];
        add_stage(x, row->source);
        add_stage(x, row->inner);
        add_register(x, row->a);
        add_register(x, row->b);
        for (uint32_t i = 0; i < row->entry_count; i++) {
            uint32_t entry = x->t->entry[row->first_entry + i].value;
            if (row->kind == QN_SEQ_CHOICE) {
                add_stage(x, entry);
            } else {
                add_register(x, entry);
            }
        }
    }
}

/* Adds what an instruction reads: its operands, and the lists of those that have one. */
static void add_instruction(qn_reads *x, const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    uint8_t reads = qn_bounds_operand_registers(op);
    const uint32_t operands[3] = {row->a, row->b, row->c};
    for (uint32_t i = 0; i < 3; i++) {
        if ((reads >> i & 1) != 0) {
            add_register(x, operands[i]);
        }
    }
    if (qn_goes_through(op)) {
        add_sequence(x, row->a);
    }
    switch (op) {
    case OP_STORE: /* the number of the row, how many rows, their first cell, then values */
        add_list(x, row->a, 1, 1, 1);
        add_list(x, row->a + 3, row->b, 1, 1);
        break;
    case OP_BAND: /* low, high, flags, row, condition */
        add_list(x, row->b, 5 * row->c, 5, 0x13);
        break;
    case OP_RESOLVE: /* the value that is worked on, then pairs of condition and value */
        add_list(x, row->b, 1 + 2 * row->c, 1, 1);
        break;
    case OP_GATES: /* pairs of condition and reason */
        add_list(x, row->b, 2 * row->c, 1, 1);
        break;
    case OP_PICK:
    case OP_FIRST:
    case OP_ONE:
        add_list(x, row->b, row->c, 1, 1);
        break;
    default:
        break;
    }
}

static bool stands_before(const qn_tables *t, uint32_t a, uint32_t b)
{
    (void)t;
    return a < b;
}

void qn_reads_find(qn_reads *reads, uint32_t rule)
{
    const qn_tables *t = reads->t;
    const qn_row_rule *row = &t->rule[rule];
    reads->count = 0;
    add_register(reads, row->result);
    add_register(reads, row->on);
    for (uint32_t i = 0; i < row->code_count; i++) {
        if (!reads->is_again[row->first_code + i]) {
            add_instruction(reads, &t->instruction[row->first_code + i]);
        }
    }
    /* Helpers of the compiler, as for the day of a `RULE on D`, are nobody's but their users'. */
    for (uint32_t i = 0; i < row->need_count; i++) {
        const qn_row_rule *need = &t->rule[t->entry[row->first_need + i].value];
        bool helper = (need->flags & QN_RULE_HIDDEN) != 0 && need->clause_count == 0;
        for (uint32_t k = 0; helper && k < need->code_count; k++) {
            add_instruction(reads, &t->instruction[need->first_code + k]);
        }
    }
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *clause = &t->clause[row->first_clause + i];
        for (uint32_t k = 0; k < clause->leaf_count; k++) {
            add_register(reads, t->leaf[clause->first_leaf + k].reg);
        }
        add_register(reads, clause->value);
    }
    for (uint32_t i = 0; i < reads->count; i++) {
        reads->is_found[reads->fact[i]] = false;
    }
    for (; reads->stages > 0; reads->stages--) {
        reads->is_passed[reads->stage[reads->stages - 1]] = false;
    }
    qn_ways_sort(t, reads->fact, reads->count, stands_before);
}
