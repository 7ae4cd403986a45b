/*
 * Finding the direct ways: see direct.h.
 *
 * All rules are lowered to one graph (batch_lower.h) in which every fact and the date of decision
 * are columns. For each rule, what its answer is made of then becomes steps, in the order of the
 * graph; what elements of a list have, becomes steps between EACH and NEXT.
 */
#include "direct_make.h"

#include <string.h>

#include "batch_fuse.h"
#include "batch_lower.h"
#include "batch_narrow.h"
#include "value.h"

/* The answer of a rule of so many steps is kept, and it is gone once for all that need it; shorter
 * ones are parts of those. */
#define OWN_WAY_LEAST 4
/* The same of rules that go through a list, which those that need them can often do on their way.
 */
#define OWN_WALK_LEAST 24
/* Rules that are gone before a rule, at most, and steps of all for each node of the graph. */
#define BEFORE_MAX 64
#define STEPS_A_NODE 8
/* Instructions of programs that are prepared unless it is said otherwise. */
#define SMALL_PROGRAM 4096

/* ---- memory */

/* Memory for the time of the making, of zeroes. NULL, and failed, where there is none. */
static void *hold(qn_maker *m, size_t count, size_t element)
{
    bool fits = count < SIZE_MAX / element && m->held_count < QN_HELD_MAX;
    size_t size = (count + 1) * element;
    void *block = fits ? qn_memory_take(m->options, size) : NULL;
    if (block == NULL) {
        m->failed = true;
        return NULL;
    }
    memset(block, 0, size);
    m->held[m->held_count++] = (qn_held){.block = block, .size = size};
    return block;
}

void qn_maker_row(qn_maker *m, qn_growing *r, const void *row, size_t element)
{
    if (r->count == r->room && !m->failed) {
        size_t room = r->room == 0 ? 64 : 2 * r->room;
        unsigned char *larger = qn_memory_take(m->options, room * element);
        if (larger == NULL) {
            m->failed = true;
            return;
        }
        if (r->row != NULL) {
            memcpy(larger, r->row, r->count * element);
            qn_memory_free(m->options, r->row, r->room * element);
        }
        r->row = larger;
        r->room = room;
    }
    if (!m->failed) {
        memcpy(r->row + r->count++ * element, row, element);
    }
}

static void drop_rows(const qn_maker *m, const qn_growing *r, size_t element)
{
    if (r->row != NULL) {
        qn_memory_free(m->options, r->row, r->room * element);
    }
}

static void release(qn_maker *m)
{
    for (uint32_t i = 0; i < m->held_count; i++) {
        qn_memory_free(m->options, m->held[i].block, m->held[i].size);
    }
    drop_rows(m, &m->step, sizeof(qn_direct_step));
    drop_rows(m, &m->constant, sizeof(qn_direct_constant));
    drop_rows(m, &m->job, sizeof(qn_date_job));
    drop_rows(m, &m->number, sizeof(int64_t));
    drop_rows(m, &m->before, sizeof(uint32_t));
}

/* ---- what varies */

/* What numbers of class I of a type lie between; false for kinds that steps do not know. */
static bool range_of(const qn_tables *t, const qn_row_field *field, qn_range *out)
{
    const qn_row_type *type = &t->type[field->type];
    *out = (qn_range){.low = 0, .high = 1};
    if (type->class_ != QN_CLASS_I) {
        return false;
    }
    switch ((qn_kind)type->kind) {
    case QN_KIND_NUMBER:
    case QN_KIND_INTEGER:
    case QN_KIND_PERCENT:
    case QN_KIND_QUANTITY:
        *out = (qn_range){.low = -INT64_MAX, .high = INT64_MAX};
        break;
    case QN_KIND_BOOLEAN:
        break;
    case QN_KIND_DATE:
        *out = (qn_range){.low = QN_DAY_MIN, .high = QN_DAY_MAX};
        break;
    case QN_KIND_CHOICE:
        out->high = (int64_t)t->choice[type->choice].count - 1;
        break;
    case QN_KIND_SET:
        if (t->choice[type->choice].count > 62) {
            return false;
        }
        out->high = ((int64_t)1 << t->choice[type->choice].count) - 1;
        break;
    case QN_KIND_CLOCK:
        out->high = (int64_t)24 * 60;
        break;
    default:
        return false;
    }
    if (field->low != QN_NONE_INDEX) {
        out->low = qn_constant_slot(&t->constant[field->low]).i;
    }
    if (field->high != QN_NONE_INDEX) {
        out->high = qn_constant_slot(&t->constant[field->high]).i;
    }
    return true;
}

static void add_input(qn_maker *m, qn_intake_kind kind, uint32_t fact, qn_range range)
{
    size_t at = m->batch.input_count++;
    m->batch.input[at].way =
        (qn_way){.kind = kind, .div = 1, .mul = 1, .fact = fact, .list = QN_NONE_INDEX};
    if (range.low == range.high) { /* what can be one number only must be known as well */
        range.low -= range.low > 0;
        range.high += range.low == range.high;
    }
    m->range[at] = range;
}

/* A list, and what its elements have. */
static void add_list(qn_maker *m, uint32_t fact)
{
    qn_list_place list;
    size_t at = m->batch.input_count;
    if (!qn_list_find(m->batch.common, (int32_t)fact, &list)) {
        return;
    }
    add_input(m, QN_TAKES_COUNTS, fact, (qn_range){.low = 0});
    m->batch.input[at].list = list;
    bool are_records = list.shape.field_count > 0;
    uint32_t first = are_records ? list.shape.first_field : list.shape.element;
    for (uint32_t i = 0; i < (are_records ? list.shape.field_count : 1); i++) {
        qn_range range;
        size_t input = m->batch.input_count;
        bool is_known = range_of(m->t, &m->t->field[first + i], &range);
        add_input(m, is_known ? QN_TAKES_NUMBERS : QN_TAKES_WIDE, fact, range);
        m->batch.input[input].way.list = (uint32_t)at;
        m->batch.input[input].way.field = first + i;
        m->batch.input[input].way.offset = i;
        m->batch.input[input].list = list;
    }
}

/* Inputs: the date of decision, all facts, and what elements of lists have. */
static void add_inputs(qn_maker *m)
{
    const qn_range days = {.low = QN_DAY_MIN, .high = QN_DAY_MAX};
    add_input(m, QN_TAKES_NUMBERS, m->t->fact_count, days);
    m->batch.has_dates = true;
    m->batch.is_open = true;
    for (uint32_t i = 0; i < m->t->fact_count; i++) {
        qn_row_field field;
        qn_range range;
        (void)qn_program_declared(m->program, (int32_t)i, &field);
        if (m->t->fact[i].history != QN_NONE_INDEX) {
            continue;
        }
        if (m->t->type[field.type].kind == QN_KIND_LIST) {
            add_list(m, i);
        } else if (range_of(m->t, &field, &range)) {
            add_input(m, QN_TAKES_NUMBERS, i, range);
        }
    }
}

/* Whether steps can give what a rule is: a number that its own unit has exactly, or what is held
 * like one. */
static bool is_given(const qn_maker *m, const qn_row_rule *rule)
{
    const qn_row_field field = {.type = rule->type, .low = QN_NONE_INDEX, .high = QN_NONE_INDEX};
    qn_range range;
    bool is_finite =
        !qn_kind_is_number(m->t->type[rule->type].kind) || m->program->finite[rule->type] != 0;
    return (rule->flags & QN_RULE_INLINE) == 0 && rule->code_count > 0 && is_finite &&
           range_of(m->t, &field, &range);
}

/* Rules in the order of their code, in which those that are needed stand before. rule_at: one a
 * instruction, of zeroes. */
static void add_outputs(qn_maker *m, uint32_t *rule_at)
{
    for (uint32_t i = 0; i < m->t->rule_count; i++) {
        if (is_given(m, &m->t->rule[i])) {
            rule_at[m->t->rule[i].first_code] = i + 1;
        }
    }
    for (uint32_t i = 0; i < m->t->instruction_count; i++) {
        if (rule_at[i] != 0) {
            m->batch.output[m->batch.output_count++] =
                (qn_output){.rule = rule_at[i] - 1, .type = m->t->rule[rule_at[i] - 1].type};
        }
    }
}

/* ---- ways */

/* Lets a number sink to its place in a heap that has the greatest on top. */
static void sink(uint32_t *number, uint32_t count, uint32_t at)
{
    for (uint32_t below = 2 * at + 1; below < count; below = 2 * at + 1) {
        below += below + 1 < count && number[below + 1] > number[below];
        if (number[at] >= number[below]) {
            return;
        }
        uint32_t greater = number[below];
        number[below] = number[at];
        number[at] = greater;
        at = below;
    }
}

/* By a heap: the C library's own sorting asks for memory. */
static void sort_numbers(uint32_t *number, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;) {
        sink(number, count, i);
    }
    for (uint32_t end = count; end-- > 1;) {
        uint32_t greatest = number[0];
        number[0] = number[end];
        number[end] = greatest;
        sink(number, end, 0);
    }
}

static void list_before(qn_maker *m, uint32_t rule)
{
    if (m->rule_mark[rule].listed != m->rule + 1) {
        m->rule_mark[rule].listed = m->rule + 1;
        m->rule_mark[m->rule].needs |= m->rule_mark[rule].needs;
        qn_maker_row(m, &m->before, &rule, sizeof rule);
    }
}

static uint32_t before_at(const qn_maker *m, uint32_t index)
{
    return ((const uint32_t *)(const void *)m->before.row)[index];
}

/* Lists the rules whose ways are gone before that of the rule in hand, each behind those before it.
 */
static void list_all_before(qn_maker *m, const uint32_t *member, uint32_t count)
{
    qn_rule_mark *k = &m->rule_mark[m->rule];
    k->first_before = (uint32_t)m->before.count;
    for (uint32_t i = 0; i < count; i++) {
        const qn_rule_mark *other = &m->rule_mark[member[i]];
        if (other->used == m->rule + 1) {
            for (uint32_t j = 0; j < other->before_count; j++) {
                list_before(m, before_at(m, other->first_before + j));
            }
            list_before(m, member[i]);
        }
    }
    k->before_count = (uint32_t)m->before.count - k->first_before;
}

/* The steps before a rule's own. */
static void begin_way(qn_maker *m)
{
    const qn_rule_mark *k = &m->rule_mark[m->rule];
    for (uint32_t i = 0; i < k->before_count; i++) {
        uint32_t rule = before_at(m, k->first_before + i);
        uint32_t own = m->rule_mark[rule].first_own;
        qn_maker_turn(m, (qn_direct_step){.op = QN_DIRECT_BEFORE,
                                          .a = rule,
                                          .b = own - 1 - (uint32_t)m->step.count});
    }
}

/* Marks the rules that ask whether something is none. A way is gone where all is known, so that the
 * answer is no there, and none of its nodes looks at what was asked for: what may be none must be
 * known all the same. */
static void mark_asking(qn_maker *m)
{
    for (uint32_t i = 0; i < m->t->rule_count; i++) {
        const qn_row_rule *row = &m->t->rule[i];
        for (uint32_t k = 0; k < row->code_count && !m->rule_mark[i].asks; k++) {
            const qn_row_instruction *one = &m->t->instruction[row->first_code + k];
            m->rule_mark[i].asks = qn_instruction_op(one) == OP_IS_NONE;
        }
    }
    for (uint32_t i = 0; i < m->t->fact_count; i++) {
        bool may_be_none = (m->t->fact[i].flags & QN_FACT_MAY_BE_NONE) != 0;
        m->absent |= (uint64_t)may_be_none << m->bit[i];
    }
}

/* Puts what the nodes need that were found for the rule in hand, and what its members ask for. Of a
 * rule whose members are not known any rule may be one. */
static void find_needs(qn_maker *m, const uint32_t *member, uint32_t count)
{
    if (count == 0) {
        m->rule_mark[m->rule].needs |= m->absent;
    }
    for (uint32_t i = 0; i < count; i++) {
        m->rule_mark[m->rule].needs |= m->rule_mark[member[i]].asks ? m->absent : 0;
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        const qn_node *n = &m->graph.node[m->needed[i]];
        bool is_list = qn_is_over_list(n);
        if (is_list || (n->op == QN_COL_INPUT && n->domain == 0)) {
            uint32_t fact = m->batch.input[is_list ? qn_list_input(n) : (uint32_t)n->x].way.fact;
            m->rule_mark[m->rule].needs |= (uint64_t)1 << m->bit[fact];
        }
    }
}

/* What was made on the way in hand is there for others. */
static void own_made(qn_maker *m)
{
    for (uint32_t i = 0; i < m->needed_count; i++) {
        qn_node_mark *k = &m->mark[m->needed[i]];
        k->owner = k->made == m->rule + 1 && k->owner == 0 ? m->rule + 1 : k->owner;
    }
}

static void make_way(qn_maker *m, uint32_t rule, const qn_goal *goal)
{
    const qn_schedule *schedule = &m->program->schedule[rule];
    const uint32_t *member = m->program->member + schedule->first_member;
    qn_rule_mark *k = &m->rule_mark[rule];
    int64_t status = QN_UNKNOWN;
    bool has_status = qn_graph_is_const(&m->graph, goal->status, &status);
    if (goal->value == QN_NONE_INDEX || (has_status && status != QN_KNOWN) ||
        m->step.count > STEPS_A_NODE * m->graph.count) {
        return;
    }
    m->rule = rule;
    m->needed_count = 0;
    m->rule_mark[m->t->rule_count].member = rule + 1;
    for (uint32_t i = 0; i + 1 < schedule->member_count; i++) {
        m->rule_mark[member[i]].member = m->rule_mark[member[i]].is_own ? rule + 1 : 0;
    }
    qn_maker_need(m, goal->value);
    if (!has_status) {
        qn_maker_need(m, goal->status);
    }
    sort_numbers(m->needed, m->needed_count);
    find_needs(m, member, schedule->member_count);
    list_all_before(m, member, schedule->member_count);
    if (k->before_count > BEFORE_MAX) {
        return;
    }
    m->first_step[rule] = (uint32_t)m->step.count;
    begin_way(m);
    k->first_own = (uint32_t)m->step.count;
    qn_maker_steps(m);
    if (!has_status) {
        uint32_t place = qn_maker_place(m, goal->status);
        qn_maker_step(
            m, (qn_direct_step){.op = QN_DIRECT_MUST_BE, .out = place, .a = place, .x = QN_KNOWN});
    }
    size_t steps = m->step.count - k->first_own;
    bool is_kept = k->walks || steps >= OWN_WAY_LEAST;
    qn_maker_turn(m,
                  (qn_direct_step){.op = is_kept ? QN_DIRECT_KEEP : QN_DIRECT_ANSWER, .a = rule});
    m->way[rule] = (qn_direct_way){.needs = k->needs | QN_DIRECT_UNSEEN,
                                   .place = qn_maker_place(m, goal->value)};
    k->is_own = steps >= (k->walks ? OWN_WALK_LEAST : OWN_WAY_LEAST);
    if (k->is_own) {
        own_made(m);
    }
}

/* Marks the nodes of rows that follow from the date of decision, and whose steps always go on. */
static void mark_dated(qn_maker *m)
{
    for (size_t i = 0; i < m->graph.count; i++) {
        const qn_node *n = &m->graph.node[i];
        const qn_node_id operands[3] = {n->a, n->b, n->c};
        bool is_dated =
            n->domain == 0 && n->op != QN_COL_CONST && n->op != QN_COL_ADD_CHECKED &&
            n->op != QN_COL_SUB_CHECKED && n->op != QN_COL_MUL_CHECKED && n->op != QN_COL_DIVIDE &&
            !qn_is_over_list(n) &&
            (n->op != QN_COL_INPUT || m->batch.input[n->x].way.fact == m->t->fact_count);
        for (uint32_t k = 0; k < 3; k++) {
            is_dated &= operands[k] == QN_NONE_INDEX || m->mark[operands[k]].is_dated ||
                        m->graph.node[operands[k]].op == QN_COL_CONST;
        }
        m->mark[i].is_dated = is_dated;
    }
}

/* The way that is gone once for a date, before all others. */
static void make_dated_way(qn_maker *m)
{
    uint32_t count = 0;
    mark_dated(m);
    m->rule = m->t->rule_count;
    for (size_t i = 0; i < m->batch.output_count; i++) {
        if (m->goal[i].value != QN_NONE_INDEX) {
            qn_maker_need(m, m->goal[i].value);
            qn_maker_need(m, m->goal[i].status);
        }
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        m->needed[count] = m->needed[i];
        count += m->mark[m->needed[i]].is_dated;
    }
    m->needed_count = count;
    sort_numbers(m->needed, m->needed_count);
    m->first_step[m->rule] = (uint32_t)m->step.count;
    qn_maker_steps(m);
    qn_maker_turn(m, (qn_direct_step){.op = QN_DIRECT_END});
    own_made(m);
}

/* ---- all of them */

/* Facts that have a default are hardly ever open, and share a bit. */
static void share_bits(qn_maker *m)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < m->t->fact_count; i++) {
        bool is_preset = m->t->fact[i].preset != QN_NONE_INDEX;
        m->bit[i] = (uint8_t)(is_preset ? 62 : bits++ % 61);
    }
    m->bit[m->t->fact_count] = 61;
}

/* Puts a part behind the others of a block. */
static void *pack_part(unsigned char **block, const void *part, size_t size)
{
    void *at = *block;
    if (size > 0) {
        memcpy(at, part, size);
    }
    *block += size;
    return at;
}

/* What steps know only when all are there: what does their operations, and where their numbers are.
 */
static void finish_steps(const qn_direct *d, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        qn_direct_step *step = &d->step[i];
        step->code = qn_direct_find_code((qn_direct_op)step->op);
        switch (step->op) {
        case QN_DIRECT_COUNT_ONE:
        case QN_DIRECT_COUNT_TWO:
        case QN_DIRECT_COUNT_ALL:
#define WITH_NUMBERS(name)                                                                         \
    case QN_DIRECT_##name:                                                                         \
    case QN_DIRECT_##name##_LAST:
            WITH_NUMBERS(SUM_OF)
            WITH_NUMBERS(ADD_SUM_OF)
            WITH_NUMBERS(ASK)
            WITH_NUMBERS(DECIDE)
            WITH_NUMBERS(SEARCH)
            WITH_NUMBERS(SCALE)
#undef WITH_NUMBERS
            step->number = d->number + step->y;
            break;
        default:
            break;
        }
    }
}

/* All in one block, what has the strictest alignment first. */
static qn_direct *pack(qn_maker *m)
{
    const qn_tables *t = m->t;
    const size_t shapes = t->type_count * sizeof(qn_value);
    const size_t steps = m->step.count * sizeof(qn_direct_step);
    const size_t constants = m->constant.count * sizeof(qn_direct_constant);
    const size_t numbers = m->number.count * sizeof(int64_t);
    const size_t jobs = m->job.count * sizeof(qn_date_job);
    const size_t ways = ((size_t)t->rule_count + 1) * sizeof(qn_direct_way);
    const size_t bits = (size_t)t->fact_count + 1;
    size_t size = sizeof(qn_direct) + shapes + steps + constants + numbers + jobs + ways + bits;
    unsigned char *block = m->failed ? NULL : qn_memory_take(m->options, size);
    if (block == NULL) {
        return NULL;
    }
    qn_direct *d = (qn_direct *)(void *)block;
    block += sizeof(qn_direct);
    *d = (qn_direct){.size = size,
                     .slots = (m->places + QN_A_SLOT - 1) / QN_A_SLOT,
                     .constant_count = (uint32_t)m->constant.count,
                     .shape = (qn_value *)(void *)block};
    for (uint32_t i = 0; i < t->type_count; i++) {
        const qn_slot none = {.i = 0};
        qn_value_read(m->program, i, QN_KNOWN, &none, &d->shape[i]);
    }
    block += shapes;
    d->way = pack_part(&block, m->way, ways);
    d->step = pack_part(&block, m->step.row, steps);
    for (uint32_t i = 0; i <= t->rule_count; i++) {
        d->way[i].step = &d->step[m->first_step[i]];
        d->way[i].shape = i == t->rule_count ? NULL : &d->shape[t->rule[i].type];
    }
    d->constant = pack_part(&block, m->constant.row, constants);
    d->number = pack_part(&block, m->number.row, numbers);
    d->job = pack_part(&block, m->job.row, jobs);
    d->bit = pack_part(&block, m->bit, bits);
    finish_steps(d, m->step.count);
    return d;
}

/* The ways of all outputs, when the graph is there. */
static void make_ways(qn_maker *m)
{
    size_t nodes = m->graph.count;
    m->mark = hold(m, nodes, sizeof *m->mark);
    m->needed = hold(m, nodes, sizeof *m->needed);
    m->stack = hold(m, 3 * nodes, sizeof *m->stack);
    m->number_of = hold(m, nodes, sizeof *m->number_of);
    for (size_t i = 0; i < nodes && !m->failed; i++) {
        m->mark[i].place = QN_NONE_INDEX;
    }
    if (!m->failed) {
        qn_maker_look_behind(m);
    }
    if (!m->failed) {
        make_dated_way(m);
    }
    for (size_t i = 0; i < m->batch.output_count && !m->failed; i++) {
        make_way(m, m->batch.output[i].rule, &m->goal[i]);
    }
}

/* Lowers all rules, and makes their ways. */
static void lower(qn_maker *m, uint32_t *rule_at)
{
    add_inputs(m);
    add_outputs(m, rule_at);
    qn_graph_begin(&m->graph, m->options);
    m->graph.keeps_asked = true;
    const size_t goals = m->batch.output_count;
    if (qn_batch_lower(&m->graph, &m->batch, m->range, m->goal) &&
        qn_graph_narrow(&m->graph, m->goal, goals) && qn_graph_fuse(&m->graph, m->goal, goals)) {
        make_ways(m);
    } else {
        m->failed = true;
    }
    qn_graph_clear(&m->graph);
}

/* How many inputs there can be. */
static size_t count_inputs(const qn_tables *t)
{
    size_t count = 1;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        qn_list_shape shape;
        bool is_list = qn_list_shape_of(t, t->fact[i].type, &shape);
        count += 2 + (is_list ? shape.field_count : 0);
    }
    return count;
}

static void make(qn_maker *m)
{
    const qn_tables *t = m->t;
    size_t inputs = count_inputs(t);
    m->batch.input = hold(m, inputs, sizeof *m->batch.input);
    m->range = hold(m, inputs, sizeof *m->range);
    m->batch.output = hold(m, t->rule_count, sizeof *m->batch.output);
    m->goal = hold(m, t->rule_count, sizeof *m->goal);
    m->way = hold(m, (size_t)t->rule_count + 1, sizeof *m->way);
    m->first_step = hold(m, (size_t)t->rule_count + 1, sizeof *m->first_step);
    m->rule_mark = hold(m, (size_t)t->rule_count + 1, sizeof *m->rule_mark);
    m->bit = hold(m, (size_t)t->fact_count + 1, 1);
    uint32_t *rule_at = hold(m, t->instruction_count, sizeof *rule_at);
    if (m->failed) {
        return;
    }
    share_bits(m);
    mark_asking(m);
    qn_maker_turn(
        m, (qn_direct_step){.op = QN_DIRECT_NO_WAY}); /* the first, for rules without a way */
    lower(m, rule_at);
}

static bool is_wanted(const qn_program *program)
{
    qn_preparation wanted = program->options.preparation;
    return wanted == QN_PREPARE_ALL ||
           (wanted == QN_PREPARE_SMALL && program->options.profile == QN_PROFILE_DEFAULT &&
            program->tables.instruction_count <= SMALL_PROGRAM);
}

qn_status qn_direct_make(qn_program *program)
{
    if (!is_wanted(program)) {
        return QN_OK;
    }
    qn_maker *m = qn_memory_take(&program->options, sizeof *m);
    if (m == NULL) {
        return QN_NO_MEMORY;
    }
    *m = (qn_maker){.program = program, .t = &program->tables, .options = &program->options};
    m->first_place = qn_tables_register_count(m->t) * QN_A_SLOT;
    qn_status status = qn_case_new_with(program, &program->options, &m->batch.common);
    if (status == QN_OK) {
        make(m);
        program->direct = m->failed ? NULL : pack(m);
        status = program->direct == NULL ? QN_NO_MEMORY : QN_OK;
    }
    release(m);
    qn_case_free(m->batch.common);
    qn_memory_free(&program->options, m, sizeof *m);
    return status;
}

void qn_direct_free(qn_program *program)
{
    if (program->direct != NULL) {
        qn_memory_free(&program->options, program->direct, program->direct->size);
        program->direct = NULL;
    }
}
