/*
 * reads.c - which facts a rule reads. See reads.h. Works on finished tables, so that it knows what
 * the machine would read and not what was written.
 */
#include "reads.h"

#include "bounds_open.h"
#include "ways.h"

/* What is needed to ask it of one rule after the other, in time that grows with the rules alone. */
typedef struct finder {
    const qn_tables *t;
    bool *is_found;  /* one a fact, between questions all false */
    bool *is_passed; /* one a row of SEQ, the same */
    bool *is_again;  /* one an instruction: of a rule that stands in the same region before it */
    uint32_t *stage; /* those that have been passed in this question */
    uint32_t stages;
    uint32_t *fact; /* of the rule asked last, each once */
    uint32_t count;
} finder;

/* What was taken in twice is read where it was first. */
static void mark_again(finder *x)
{
    for (uint32_t i = 0; i < x->t->rule_count; i++) {
        const qn_row_rule *row = &x->t->rule[i];
        for (uint32_t k = 0; row->same != QN_NONE_INDEX && k < row->code_count; k++)
            x->is_again[row->first_code + k] = true;
    }
}

/* Adds the fact that lies in a register, if one does and has not been found. */
static void add_register(finder *x, uint32_t reg)
{
    uint32_t first = qn_tables_first_fact(x->t);
    if (reg >= first && reg < qn_tables_today(x->t) && !x->is_found[reg - first]) {
        x->is_found[reg - first] = true;
        x->fact[x->count++] = reg - first;
    }
}

/* Adds the registers of a list: of each `width` entries those whose bits are set in `used`. */
static void add_list(finder *x, uint32_t first, uint32_t count, uint32_t width, uint32_t used)
{
    for (uint32_t i = 0; i < count; i++) {
        if ((used >> i % width & 1) != 0)
            add_register(x, x->t->entry[first + i].value);
    }
}

/* Adds a stage to those that are to be looked at. */
static void add_stage(finder *x, uint32_t sequence)
{
    if (sequence != QN_NONE_INDEX && !x->is_passed[sequence]) {
        x->is_passed[sequence] = true;
        x->stage[x->stages++] = sequence;
    }
}

/* Adds what the stages of a sequence read when they are begun; their regions are code of the rule.
 */
static void add_sequence(finder *x, uint32_t sequence)
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
static void add_instruction(finder *x, const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    uint8_t reads = qn_bounds_operand_registers(op);
    const uint32_t operands[3] = {row->a, row->b, row->c};
    for (uint32_t i = 0; i < 3; i++) {
        if ((reads >> i & 1) != 0)
            add_register(x, operands[i]);
    }
    if (qn_goes_through(op))
        add_sequence(x, row->a);
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

/* Helpers of the compiler, as for the day of a `RULE on D`, are nobody's but their users'. */
static void add_helpers(finder *x, const qn_row_rule *row)
{
    for (uint32_t i = 0; i < row->need_count; i++) {
        const qn_row_rule *need = &x->t->rule[x->t->entry[row->first_need + i].value];
        bool helper = (need->flags & QN_RULE_HIDDEN) != 0 && need->clause_count == 0;
        for (uint32_t k = 0; helper && k < need->code_count; k++)
            add_instruction(x, &x->t->instruction[need->first_code + k]);
    }
}

static void add_clauses(finder *x, const qn_row_rule *row)
{
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *clause = &x->t->clause[row->first_clause + i];
        for (uint32_t k = 0; k < clause->leaf_count; k++)
            add_register(x, x->t->leaf[clause->first_leaf + k].reg);
        add_register(x, clause->value);
    }
}

/* Finds the facts of a rule. */
static void find(finder *x, const qn_row_rule *row)
{
    x->count = 0;
    add_register(x, row->result);
    add_register(x, row->on);
    for (uint32_t i = 0; i < row->code_count; i++) {
        if (!x->is_again[row->first_code + i])
            add_instruction(x, &x->t->instruction[row->first_code + i]);
    }
    add_helpers(x, row);
    add_clauses(x, row);
    for (uint32_t i = 0; i < x->count; i++)
        x->is_found[x->fact[i]] = false;
    for (; x->stages > 0; x->stages--)
        x->is_passed[x->stage[x->stages - 1]] = false;
    qn_ways_sort(x->t, x->fact, x->count, stands_before);
}

bool qn_reads_list(qn_builder *b, qn_arena *arena, qn_tables *t)
{
    finder x = {.t = t,
                .is_found = qn_arena_take_array(arena, (size_t)t->fact_count + 1, 1),
                .is_passed = qn_arena_take_array(arena, (size_t)t->sequence_count + 1, 1),
                .is_again = qn_arena_take_array(arena, (size_t)t->instruction_count + 1, 1),
                .stage = qn_arena_take_array(arena, (size_t)t->sequence_count + 1, sizeof *x.stage),
                .fact = qn_arena_take_array(arena, (size_t)t->fact_count + 1, sizeof *x.fact)};
    if (!x.is_found || !x.is_passed || !x.is_again || !x.stage || !x.fact)
        return false;
    mark_again(&x);
    for (uint32_t i = 0; i < t->rule_count; i++) {
        find(&x, &t->rule[i]);
        t->rule[i].first_read = x.count > 0 ? qn_pool(b, x.fact, x.count) : 0;
        t->rule[i].read_count = x.count;
        t->entry = b->entry.rows;
        t->entry_count = b->entry.count;
    }
    return !b->failed;
}
