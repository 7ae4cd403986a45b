/*
 * See steps.h.
 */
#include "steps.h"

#include "vm.h"

/* Numbers of steps are cut here: what is more is too many anyway. */
#define MANY UINT64_C(1000000000000000000)

static uint64_t plus(uint64_t a, uint64_t b)
{
    return a > MANY - b ? MANY : a + b;
}

static uint64_t times(uint64_t a, uint64_t b)
{
    return a != 0 && b > MANY / a ? MANY : a * b;
}

static uint32_t deeper(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* of_region: of each instruction that begins a region. of_sequence: steps 0 where it is not known
 * yet. */
typedef struct counter {
    qn_program *program;
    const qn_tables *t;
    qn_cost *of_region;
    qn_cost *of_sequence;
} counter;

/* One after the other. */
static qn_cost both(qn_cost a, qn_cost b)
{
    return (qn_cost){.steps = plus(a.steps, b.steps),
                     .turns = plus(a.turns, b.turns),
                     .depth = deeper(a.depth, b.depth),
                     .walks = a.walks || b.walks};
}

static qn_cost repeated(qn_cost cost, uint64_t times_)
{
    cost.steps = times(cost.steps, times_);
    cost.turns = times(cost.turns, times_);
    return cost;
}

static qn_cost cost_of_region(const counter *k, uint32_t region)
{
    return region == QN_NONE_INDEX ? (qn_cost){0} : k->of_region[k->t->region[region].first];
}

/* Looking at the cells that a stage sets aside: sorting looks at each as often as their number has
 * digits. */
static uint64_t cell_steps(const qn_row_sequence *row)
{
    uint64_t looks =
        row->kind == QN_SEQ_SORTED || row->kind == QN_SEQ_SPLIT || row->kind == QN_SEQ_CHAINS ? 8
                                                                                              : 1;
    return times(row->cell_count, looks);
}

static qn_cost cost_of_sequence(const counter *k, uint32_t seq);

/* The source is gone through once, and for each of its elements the region is run and what is
 * nested gone through. All of it is one element and the end more than there may be. */
static qn_cost count_sequence(const counter *k, uint32_t seq)
{
    const qn_row_sequence *row = &k->t->sequence[seq];
    qn_cost cost = {.steps = plus(2 * (uint64_t)row->limit + 4, cell_steps(row)),
                    .turns = row->limit};
    qn_cost each = cost_of_region(k, row->region);
    each.depth++;
    if (row->inner != QN_NONE_INDEX) {
        qn_cost inner = cost_of_sequence(k, row->inner);
        inner.turns -= k->t->sequence[row->inner].limit; /* they are counted where they are given */
        each = both(each, inner);
    }
    if (row->source != QN_NONE_INDEX) {
        cost = both(cost, cost_of_sequence(k, row->source));
        cost = both(cost, repeated(each, (uint64_t)k->t->sequence[row->source].limit + 1));
    }
    for (uint32_t i = 0; row->kind == QN_SEQ_CHOICE && i < row->entry_count; i++) {
        cost = both(cost, cost_of_sequence(k, k->t->entry[row->first_entry + i].value));
    }
    if (row->kind == QN_SEQ_CHAINED) {
        cost.steps = plus(cost.steps, k->program->most_periods);
    }
    cost.depth++;
    return cost;
}

/* What was counted is remembered, so that this goes through each sequence once. Rows refer to rows
 * before them; those that lie too deep stop it. */
static qn_cost cost_of_sequence(const counter *k, uint32_t seq)
{
    if (k->of_sequence[seq].steps == 0) {
        k->of_sequence[seq] = count_sequence(k, seq);
    }
    return k->of_sequence[seq];
}

/* How many stages stand behind each other or in each other at most, found from the first row on. */
static bool stages_are_shallow(const counter *k)
{
    for (uint32_t i = 0; i < k->t->sequence_count; i++) {
        const qn_row_sequence *row = &k->t->sequence[i];
        uint32_t depth = 0;
        if (row->source != QN_NONE_INDEX) {
            depth = k->of_sequence[row->source].depth;
        }
        if (row->inner != QN_NONE_INDEX) {
            depth = deeper(depth, k->of_sequence[row->inner].depth);
        }
        for (uint32_t e = 0; row->kind == QN_SEQ_CHOICE && e < row->entry_count; e++) {
            uint32_t chosen = k->t->entry[row->first_entry + e].value;
            depth = deeper(depth, k->of_sequence[chosen].depth);
        }
        k->of_sequence[i] = (qn_cost){.depth = depth + 1};
        if (depth + 1 > QN_SEQUENCE_DEPTH_MAX) {
            return false;
        }
    }
    return true;
}

/* The entries of lists count, too. A walk over working days is one step: its days are counted when
 * they are looked at. */
static qn_cost cost_of_instruction(const counter *k, const qn_row_instruction *row)
{
    qn_cost cost = {.steps = 1};
    switch (qn_instruction_op(row)) {
    case OP_BAND:
    case OP_FIRST:
    case OP_ONE:
    case OP_GATES:
        cost.steps += row->c;
        break;
    case OP_RESOLVE:
        cost.steps += (uint64_t)row->c + k->t->entry[row->b + 2 * row->c + 1].value;
        break;
    case OP_STORE:
    case OP_LOOKUP:
        cost.steps += row->b;
        break;
    case OP_AT:
        cost.steps += 32;
        break;
    case OP_CHAIN_PART:
        cost.steps += k->program->most_periods;
        break;
    case OP_WORK_ADD:
    case OP_WORK_SEEK:
    case OP_WORK_COUNT:
        cost.walks = true;
        cost.depth = deeper(1, cost_of_region(k, row->c).depth + 1);
        break;
    default:
        if (qn_goes_through(qn_instruction_op(row))) {
            return both(cost, cost_of_sequence(k, row->a));
        }
        break;
    }
    return cost;
}

static bool is_walk(const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    return op == OP_WORK_ADD || op == OP_WORK_SEEK || op == OP_WORK_COUNT;
}

/* Regions that lie around the instruction in hand, and the rule. */
typedef struct level {
    qn_cost cost;
    uint32_t first;
    uint32_t end;
} level;

/* A region's own walks over working days would look at regions within regions. */
static bool may_walk(const counter *k, const qn_row_instruction *row)
{
    return !is_walk(row) || !cost_of_region(k, row->c).walks;
}

/* The code of one rule. */
static qn_steps_fault count_rule(counter *k, uint32_t rule, uint32_t *where)
{
    const qn_row_rule *row = &k->t->rule[rule];
    level stack[QN_REGION_DEPTH_MAX + 1] = {
        {.first = row->first_code, .end = row->first_code + row->code_count}};
    uint32_t depth = 0;
    uint64_t walks = 0;
    for (uint32_t i = row->first_code; i <= row->first_code + row->code_count; i++) {
        while (depth > 0 && stack[depth].end <= i) {
            k->of_region[stack[depth].first] = stack[depth].cost;
            qn_cost passed = {.steps = stack[depth].end - stack[depth].first};
            depth--;
            stack[depth].cost = both(stack[depth].cost, passed);
        }
        *where = i;
        if (i == stack[0].end) {
            break;
        }
        const qn_row_instruction *code = &k->t->instruction[i];
        qn_cost cost = cost_of_instruction(k, code);
        if (cost.depth > QN_SEQUENCE_DEPTH_MAX || !may_walk(k, code)) {
            return QN_STEPS_TOO_DEEP;
        }
        walks += depth == 0 && cost.walks;
        stack[depth].cost = both(stack[depth].cost, cost);
        if (qn_instruction_op(code) == OP_REGION) {
            stack[++depth] = (level){.first = i + 1, .end = i + 1 + code->a};
        }
    }
    *where = row->first_code;
    k->program->rule_turns[rule] = stack[0].cost.turns;
    k->program->rule_steps[rule] = plus(stack[0].cost.steps, times(walks, QN_WORK_STEPS_MAX));
    return stack[0].cost.steps > QN_STEPS_MAX ? QN_STEPS_TOO_MANY : QN_STEPS_OK;
}

qn_steps_fault qn_steps_count(qn_program *program, const uint32_t *owner, qn_cost *costs,
                              uint32_t *where)
{
    const qn_tables *t = &program->tables;
    counter k = {.program = program,
                 .t = t,
                 .of_region = costs,
                 .of_sequence = costs + t->instruction_count};
    *where = 0;
    if (!stages_are_shallow(&k)) {
        return QN_STEPS_TOO_DEEP;
    }
    for (uint32_t i = 0; i < t->instruction_count; i += t->rule[owner[i]].code_count) {
        qn_steps_fault fault = count_rule(&k, owner[i], where);
        if (fault != QN_STEPS_OK) {
            return fault;
        }
    }
    for (uint32_t i = 0; i < t->region_count; i++) {
        program->region_steps[i] = k.of_region[t->region[i].first].steps;
    }
    return QN_STEPS_OK;
}

/* Where it is not listed what a rule needs, all rules count. */
uint64_t qn_program_rule_steps(const qn_program *program, int32_t rule)
{
    if (program == NULL || rule < 0 || (uint32_t)rule >= program->tables.rule_count) {
        return 0;
    }
    const qn_schedule *schedule = &program->schedule[rule];
    uint64_t steps = 0;
    for (uint32_t i = 0; i < schedule->member_count; i++) {
        steps = plus(steps, program->rule_steps[program->member[schedule->first_member + i]]);
    }
    for (uint32_t i = 0; schedule->member_count == 0 && i < program->tables.rule_count; i++) {
        steps = plus(steps, program->rule_steps[i]);
    }
    return steps;
}
