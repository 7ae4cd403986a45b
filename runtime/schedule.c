/*
 * See schedule.h.
 */
#include "schedule.h"

#include <string.h>

#include "bounds_open.h"

/* Members for each rule, on average; and how often a rule may be looked at, on average, to see
 * whether it is one already. */
#define MEMBERS_A_RULE 8
#define LOOKS_A_RULE 64

/* Fewer instructions than this that need not be run again are run again all the same. */
#define GAP_LEAST 2

/* The state of making all schedules of a program. */
typedef struct planner {
    qn_program *program;
    const qn_tables *t;
    uint32_t *mark; /* of each rule the last rule, plus one, of which it is a member */
    uint32_t members;
    uint32_t stretches;
    uint64_t looks_left;
} planner;

uint64_t qn_schedule_members_max(uint64_t rules)
{
    return rules * MEMBERS_A_RULE;
}

/* Every stretch but the last of a rule is followed by a gap. */
uint64_t qn_schedule_stretches_max(uint64_t rules, uint64_t instructions)
{
    return rules + instructions / (GAP_LEAST + 1);
}

/* Makes a rule a member of the schedule of another. False where there is no more room. */
static bool add_member(planner *p, uint32_t rule, uint32_t member)
{
    if (p->looks_left == 0) {
        return false;
    }
    p->looks_left--;
    if (p->mark[member] == rule + 1) {
        return true;
    }
    if (p->members == qn_schedule_members_max(p->t->rule_count)) {
        return false;
    }
    p->mark[member] = rule + 1;
    p->program->member[p->members++] = member;
    return true;
}

/* The members of a rule that it needs, each after its own. */
static bool add_members_of(planner *p, uint32_t rule, uint32_t need)
{
    const qn_schedule *of = &p->program->schedule[need];
    for (uint32_t i = 0; i < of->member_count; i++) {
        if (!add_member(p, rule, p->program->member[of->first_member + i])) {
            return false;
        }
    }
    return of->member_count > 0;
}

/* Without effect where a needed rule has no schedule, or there is no more room. */
static void make_members(planner *p, uint32_t rule)
{
    const qn_row_rule *row = &p->t->rule[rule];
    uint32_t first = p->members;
    bool complete = true;
    for (uint32_t i = 0; i < row->need_count && complete; i++) {
        complete = add_members_of(p, rule, p->t->entry[row->first_need + i].value);
    }
    complete = complete && add_member(p, rule, rule);
    if (!complete) {
        p->members = first;
        return;
    }
    p->program->schedule[rule].first_member = first;
    p->program->schedule[rule].member_count = p->members - first;
}

static bool is_dated(const planner *p, uint32_t reg)
{
    return (p->program->class_of[reg] & QN_REGISTER_DATED) != 0;
}

/* Whether those words of a list that are registers are dated: `used` of each `width`. */
static bool list_is_dated(const planner *p, uint32_t first, uint32_t count, uint32_t width,
                          uint32_t used)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t reg = p->t->entry[first + i].value;
        if ((used >> i % width & 1) != 0 && reg != QN_NONE_INDEX && !is_dated(p, reg)) {
            return false;
        }
    }
    return true;
}

/* Whether an instruction gives the same whatever the facts are. Those that are rarely used for
 * dates alone count as if they did not. */
static bool depends_on_date(const planner *p, const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    uint8_t reads = qn_bounds_operand_registers(op);
    const uint32_t operands[3] = {row->a, row->b, row->c};
    for (uint32_t i = 0; i < 3; i++) {
        if ((reads >> i & 1) != 0 && !is_dated(p, operands[i])) {
            return false;
        }
    }
    switch (op) {
    case OP_BAND: /* low, high, flags, row, condition */
        return list_is_dated(p, row->b, 5 * row->c, 5, 0x13);
    case OP_PICK:
    case OP_FIRST:
    case OP_ONE:
        return list_is_dated(p, row->b, row->c, 1, 1);
    case OP_ROUND_I:
    case OP_ROUND_W:
        return list_is_dated(p, row->c, 3, 1, 1);
    case OP_RESOLVE:
    case OP_GATES:
    case OP_REGION:
    case OP_RECALL:
    case OP_LOOKUP:
    case OP_KEEP:
    case OP_PARAM:
    case OP_WORK_ADD:
    case OP_WORK_SEEK:
    case OP_WORK_COUNT:
    case OP_LOAD:
    case OP_STORE:
    case OP_APPEND:
    case OP_AT:
    case OP_CHAIN_PART:
        return false;
    default:
        return !qn_goes_through(qn_instruction_op(row));
    }
}

/* Whether the code of a rule is more than a row of instructions that are run one by one: those of
 * a region are run by others, and what is recalled or looked up passes code over as a whole. */
static bool has_parts(const planner *p, const qn_row_rule *row)
{
    for (uint32_t i = 0; i < row->code_count; i++) {
        qn_op op = qn_instruction_op(&p->t->instruction[row->first_code + i]);
        if (op == OP_REGION || op == OP_RECALL || op == OP_LOOKUP) {
            return true;
        }
    }
    return false;
}

/* Marks the registers of a rule that are dated. False where it has parts. */
static bool mark_dated(planner *p, const qn_row_rule *row)
{
    uint32_t base = qn_tables_first_result(p->t) + row->first_code;
    if (has_parts(p, row)) {
        return false;
    }
    for (uint32_t i = 0; i < row->code_count; i++) {
        if (depends_on_date(p, &p->t->instruction[row->first_code + i])) {
            p->program->class_of[base + i] |= QN_REGISTER_DATED;
        }
    }
    return true;
}

/* From instruction i of a rule on, how many are dated. */
static uint32_t gap_at(const planner *p, const qn_row_rule *row, uint32_t i)
{
    uint32_t base = qn_tables_first_result(p->t) + row->first_code;
    uint32_t length = 0;
    while (i + length < row->code_count && is_dated(p, base + i + length)) {
        length++;
    }
    return length;
}

/* Adds what lies between gaps to the stretches. */
static void make_stretches(planner *p, const qn_row_rule *row)
{
    qn_stretch *stretch = p->program->stretch;
    uint32_t begin = 0;
    for (uint32_t i = 0; i <= row->code_count;) {
        uint32_t gap = gap_at(p, row, i);
        bool ends = i + gap == row->code_count;
        if (gap < GAP_LEAST && !ends) {
            i += gap + 1;
            continue;
        }
        if (i > begin) {
            stretch[p->stretches++] =
                (qn_stretch){.first = row->first_code + begin, .count = i - begin};
        }
        if (ends) {
            break;
        }
        i += gap;
        begin = i;
    }
}

static void make_schedule(planner *p, uint32_t rule)
{
    const qn_row_rule *row = &p->t->rule[rule];
    qn_schedule *schedule = &p->program->schedule[rule];
    for (uint32_t i = 0; i < row->need_count; i++) {
        uint32_t need = p->t->entry[row->first_need + i].value;
        if (p->t->rule[need].code_count == 0 && p->program->schedule[need].member_count == 0) {
            make_members(p, need);
        }
    }
    make_members(p, rule);
    schedule->first_stretch = p->stretches;
    if (mark_dated(p, row)) {
        make_stretches(p, row);
    } else {
        p->program->stretch[p->stretches++] =
            (qn_stretch){.first = row->first_code, .count = row->code_count};
    }
    schedule->stretch_count = p->stretches - schedule->first_stretch;
}

void qn_schedule_make(qn_program *program, const uint32_t *owner, uint32_t *mark)
{
    const qn_tables *t = &program->tables;
    planner p = {.program = program,
                 .t = t,
                 .mark = mark,
                 .looks_left = ((uint64_t)t->rule_count + t->entry_count) * LOOKS_A_RULE};
    memset(mark, 0, t->rule_count * sizeof *mark);
    for (uint32_t i = 0; i < t->constant_count; i++) {
        program->class_of[i] |= QN_REGISTER_DATED;
    }
    program->class_of[qn_tables_today(t)] |= QN_REGISTER_DATED;
    for (uint32_t i = 0; i < t->instruction_count; i += t->rule[owner[i]].code_count) {
        make_schedule(&p, owner[i]);
    }
    for (uint32_t r = 0; r < t->rule_count; r++) {
        if (t->rule[r].code_count == 0 && program->schedule[r].member_count == 0 &&
            (t->rule[r].flags & QN_RULE_INLINE) == 0) {
            make_members(&p, r);
        }
    }
}
