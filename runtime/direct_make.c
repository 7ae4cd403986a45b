/*
 * Finding the direct ways: see direct.h.
 *
 * All rules are lowered to one graph (batch_lower.h) in which every fact and the date of decision
 * are columns. For each rule, what its answer is made of then becomes steps, in the order of the
 * graph; what elements of a list have, becomes steps between EACH and NEXT.
 */
#include "direct.h"

#include <string.h>

#include "batch_lower.h"
#include "given.h"
#include "value.h"

/* A rule of so many steps is gone once for all that need it; shorter ones are parts of those. */
#define OWN_WAY_LEAST 8
/* The same of rules that go through a list, which those that need them can often do on their way.
 */
#define OWN_WALK_LEAST 24
/* Rules that are gone before a rule, at most, and steps of all for each node of the graph. */
#define BEFORE_MAX 64
#define STEPS_A_NODE 8
/* Instructions of programs that are prepared unless it is said otherwise. */
#define SMALL_PROGRAM 4096
/* The index of a search: numbers a step, about. */
#define INDEX_A_STEP 2
/* Numbers in a slot. */
#define A_SLOT ((uint32_t)(sizeof(qn_slot) / sizeof(int64_t)))
/* Blocks of memory that the making holds, at most. */
#define HELD_MAX 16

/* Rows of a table that grows. */
typedef struct rows {
    unsigned char *row;
    size_t count;
    size_t room;
} rows;

/* What is noted of a node. place: where its number stands, or QN_NONE_INDEX. owner: the rule on
 * whose own way it is made, + 1. needed: the last rule that needs it, + 1, and uses: by how many of
 * that rule's nodes it is read; made: the last rule on whose way it is made, + 1; part: the last in
 * which it is done in the step of another. group: the last group of elements that needs it. behind:
 * of what elements have, the last node of rows that it is made of, + 1. */
typedef struct mark {
    uint32_t place;
    uint32_t owner;
    uint32_t needed;
    uint32_t uses;
    uint32_t made;
    uint32_t part;
    uint32_t group;
    uint32_t behind;
    bool is_dated; /* follows from constants and the date of decision, and cannot fail */
} mark;

/* What is noted of a rule. needs: bits of the facts that its way reads. first_before, before_count:
 * those whose ways are gone before, in `before`. is_own: others that need it go its way first.
 * member: the last rule of which it is one that is run before, + 1; used, listed: the same of those
 * whose nodes are needed, and which stand in the list of ways. */
typedef struct rule_mark {
    uint64_t needs;
    uint32_t first_own; /* the first of its own steps */
    uint32_t first_before;
    uint32_t before_count;
    bool is_own;
    bool walks; /* its steps go through a list */
    bool asks;  /* its code asks whether something is none */
    uint32_t member;
    uint32_t used;
    uint32_t listed;
} rule_mark;

typedef struct held {
    void *block;
    size_t size;
} held;

typedef struct maker {
    qn_program *program;
    const qn_tables *t;
    const qn_options *options;
    qn_graph graph;
    qn_batch batch;
    qn_range *range;
    qn_goal *goal;
    mark *mark;
    rule_mark *rule_mark;
    uint32_t *stack;
    uint32_t *needed; /* nodes that the rule in hand needs, in their order */
    uint32_t needed_count;
    uint32_t rule; /* the rule in hand, or, behind the last, what all have of the date alone */
    uint32_t *first_step; /* one a rule, and that of the date */
    uint8_t *bit;
    uint64_t absent; /* bits of the facts that may be none */
    rows step;
    rows constant;
    rows job;
    rows number;
    rows before;
    uint32_t first_place; /* of numbers that only steps know */
    uint32_t places;
    uint32_t groups;
    uint32_t last; /* where the last step has put its number, or QN_NONE_INDEX */
    held held[HELD_MAX];
    uint32_t held_count;
    bool failed; /* no memory */
} maker;

/* ---- memory */

/* Memory for the time of the making, of zeroes. NULL, and failed, where there is none. */
static void *hold(maker *m, size_t count, size_t element)
{
    bool fits = count < SIZE_MAX / element && m->held_count < HELD_MAX;
    size_t size = (count + 1) * element;
    void *block = fits ? qn_memory_take(m->options, size) : NULL;
    if (block == NULL) {
        m->failed = true;
        return NULL;
    }
    memset(block, 0, size);
    m->held[m->held_count++] = (held){.block = block, .size = size};
    return block;
}

static void add_row(maker *m, rows *r, const void *row, size_t element)
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

static void drop_rows(const maker *m, const rows *r, size_t element)
{
    if (r->row != NULL) {
        qn_memory_free(m->options, r->row, r->room * element);
    }
}

static void release(maker *m)
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

static void add_input(maker *m, qn_intake_kind kind, uint32_t fact, qn_range range)
{
    size_t at = m->batch.input_count++;
    m->batch.input[at].way =
        (qn_way){.kind = kind, .div = 1, .mul = 1, .fact = fact, .list = QN_NONE_INDEX};
    m->range[at] = range;
}

/* A list, and what its elements have. */
static void add_list(maker *m, uint32_t fact)
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
static void add_inputs(maker *m)
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
static bool is_given(const maker *m, const qn_row_rule *rule)
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
static void add_outputs(maker *m, uint32_t *rule_at)
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

/* ---- places */

static uint32_t new_place(maker *m)
{
    return m->first_place + m->places++;
}

/* Numbers of facts and constants stand somewhere from the beginning, what a row is for each of its
 * elements is where the row has it; all else gets a place of its own. */
static uint32_t place_of(maker *m, qn_node_id n)
{
    const qn_node *node = &m->graph.node[n];
    mark *k = &m->mark[n];
    if (k->place != QN_NONE_INDEX) {
        return k->place;
    }
    if (node->op == QN_COL_INPUT && node->domain == 0) {
        uint32_t fact = m->batch.input[node->x].way.fact;
        k->place = (qn_tables_first_fact(m->t) + fact) * A_SLOT;
    } else if (node->op == QN_COL_SPREAD || node->op == QN_COL_CAST) {
        k->place = place_of(m, node->a);
    } else {
        k->place = new_place(m);
    }
    if (node->op == QN_COL_CONST) {
        const qn_direct_constant constant = {.place = k->place, .value = node->x};
        add_row(m, &m->constant, &constant, sizeof constant);
    }
    return k->place;
}

static uint32_t place_or_none(maker *m, qn_node_id n)
{
    return n == QN_NONE_INDEX ? 0 : place_of(m, n);
}

/* ---- steps */

static size_t add_turn(maker *m, qn_direct_step step)
{
    add_row(m, &m->step, &step, sizeof step);
    m->last = QN_NONE_INDEX;
    return m->step.count - 1;
}

/* The operation that does the same with its operands a and b exchanged, or QN_DIRECT_OP_COUNT. */
static qn_direct_op exchanged(uint16_t op)
{
    switch (op) {
    case QN_DIRECT_ADD:
    case QN_DIRECT_MUL:
    case QN_DIRECT_MIN:
    case QN_DIRECT_MAX:
    case QN_DIRECT_EQ:
    case QN_DIRECT_HAS:
    case QN_DIRECT_ADD_CHECKED:
    case QN_DIRECT_MUL_CHECKED:
        return (qn_direct_op)op;
    case QN_DIRECT_SUB:
        return QN_DIRECT_SUB_FROM;
    case QN_DIRECT_LT:
        return QN_DIRECT_GT;
    case QN_DIRECT_MUL_ADD:
        return QN_DIRECT_ADD_MUL;
    case QN_DIRECT_SELECT:
        return QN_DIRECT_THIS_IF;
    default:
        return QN_DIRECT_OP_COUNT;
    }
}

/* A step that finds a number. What the step before has found is its a, if it can be. */
static void add_step(maker *m, qn_direct_step step)
{
    qn_direct_op other = exchanged(step.op);
    if (step.a != m->last && step.b == m->last && other != QN_DIRECT_OP_COUNT) {
        step.op = (uint16_t)other;
        step.b = step.a;
        step.a = m->last;
    } else if (step.op == QN_DIRECT_SELECT && step.a != m->last && step.y == m->last) {
        step = (qn_direct_step){
            .op = QN_DIRECT_THIS_UNLESS, .out = step.out, .a = m->last, .b = step.a, .y = step.b};
    }
    step.op = (uint16_t)(step.op + (step.a == m->last)); /* NAME_LAST stands behind NAME */
    add_row(m, &m->step, &step, sizeof step);
    m->last = step.out;
}

static bool is_alias(const qn_node *n)
{
    return n->op == QN_COL_CONST || n->op == QN_COL_SPREAD || n->op == QN_COL_CAST ||
           (n->op == QN_COL_INPUT && n->domain == 0);
}

/* The step of an operation that has the same operands, or QN_DIRECT_OP_COUNT. */
static qn_direct_op same_op(qn_column_op op)
{
    switch (op) {
#define SAME(name)                                                                                 \
    case QN_COL_##name:                                                                            \
        return QN_DIRECT_##name;
        SAME(ADD)
        SAME(ADD_X)
        SAME(SUB)
        SAME(MUL)
        SAME(MUL_X)
        SAME(MUL_ADD)
        SAME(SUM_MAX)
        SAME(MIN)
        SAME(MIN_X)
        SAME(MAX)
        SAME(MAX_X)
        SAME(EQ)
        SAME(EQ_X)
        SAME(LT)
        SAME(LT_X)
        SAME(GT_X)
        SAME(HAS)
        SAME(HAS_X)
        SAME(SELECT_X)
        SAME(X_SELECT)
        SAME(SELECT_XY)
        SAME(ADD_CHECKED)
        SAME(SUB_CHECKED)
        SAME(MUL_CHECKED)
        SAME(POSITION)
#undef SAME
    default:
        return QN_DIRECT_OP_COUNT;
    }
}

static void add_number(maker *m, int64_t number)
{
    add_row(m, &m->number, &number, sizeof number);
}

/* The numbers of SEARCH, as direct.c describes them. */
static void add_index(maker *m, const int64_t *step, uint32_t steps)
{
    int64_t low = step[0];
    uint64_t width = (uint64_t)step[2 * (size_t)(steps - 1)] - (uint64_t)low;
    uint32_t shift = 0;
    while ((width >> shift) / INDEX_A_STEP >= steps) {
        shift++;
    }
    uint64_t count = (width >> shift) + 1;
    add_number(m, shift);
    add_number(m, low);
    add_number(m, (int64_t)count);
    uint32_t reached = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t from = i << shift;
        while (reached < steps && (uint64_t)step[2 * (size_t)reached] - (uint64_t)low <= from) {
            reached++;
        }
        add_number(m, reached);
    }
    add_number(m, steps);
    for (uint32_t half = 0; half < 2; half++) {
        for (uint32_t i = 0; i < steps; i++) {
            add_number(m, step[2 * (size_t)i + half]);
        }
    }
}

static void add_steps(maker *m, const qn_node *n, qn_direct_step step)
{
    const int64_t *pair = m->graph.step + n->first_step;
    step.b = n->steps;
    step.y = (int64_t)m->number.count;
    if (n->op == QN_COL_SEARCH) {
        step.op = QN_DIRECT_SEARCH;
        add_index(m, pair, n->steps);
    } else {
        step.op = QN_DIRECT_STEPS;
        for (uint32_t i = 0; i < 2 * n->steps; i++) {
            add_number(m, pair[i]);
        }
    }
    add_step(m, step);
}

/* A division by a number as a multiplication, where what is divided is not below zero: a quotient
 * of less than 2^62 + d by d is (n * factor) >> shift exactly, with factor = 2^shift / d rounded
 * up. */
static bool find_factor(const qn_node *n, int64_t d, qn_direct_step *step)
{
#if QN_HAS_INT128
    uint32_t shift = 63;
    qn_wide factor;
    bool to_nearest = n->mode == QN_ROUND_HALF_AWAY;
    bool is_down = n->mode == QN_ROUND_DOWN || n->mode == QN_ROUND_TOWARD_ZERO;
    if (d <= 0 || d > INT64_MAX / 4 || (!to_nearest && !is_down)) {
        return false;
    }
    while (((int64_t)1 << (shift - 63)) < d) {
        shift++;
    }
    const qn_wide power = {.lo = (uint64_t)1 << 63};
    (void)qn_wide_muldiv_round(power, qn_wide_from_u64((uint64_t)1 << (shift - 63)),
                               qn_wide_from_i64(d), QN_ROUND_DOWN, &factor);
    step->x = (int64_t)(factor.lo + 1);
    step->y = to_nearest ? d / 2 : 0;
    step->mode = (uint16_t)shift;
    step->op = QN_DIRECT_DIVIDE_X;
    return true;
#else
    (void)n;
    (void)d;
    (void)step;
    return false;
#endif
}

/* A place that has the number. */
static uint32_t constant_place(maker *m, int64_t value)
{
    const qn_direct_constant constant = {.place = new_place(m), .value = value};
    add_row(m, &m->constant, &constant, sizeof constant);
    return constant.place;
}

static void add_division(maker *m, const qn_node *n, qn_direct_step step)
{
    const qn_node *top = &m->graph.node[n->a];
    bool is_plain = n->op != QN_COL_DIVIDE && top->low >= 0 && top->high <= INT64_MAX / 4;
    if (!is_plain || !find_factor(n, n->x, &step)) {
        step.op = QN_DIRECT_DIVIDE;
        step.mode = n->mode;
        step.b = n->op == QN_COL_DIVIDE ? step.b : constant_place(m, n->x);
    }
    add_step(m, step);
}

static void add_date(maker *m, const qn_node *n, qn_direct_step step)
{
    step.op = QN_DIRECT_DATE;
    step.x = (int64_t)m->job.count;
    step.y = n->c == QN_NONE_INDEX ? 0 : place_of(m, n->c);
    add_row(m, &m->job, &n->date, sizeof n->date);
    add_step(m, step);
}

/* ---- several operations in one step */

/* Whether the node is made on the way of a rule that is gone before. */
static bool is_made_before(const maker *m, qn_node_id n)
{
    uint32_t owner = m->mark[n].owner;
    return owner != 0 && m->rule_mark[owner - 1].member == m->rule + 1;
}

/* What a node is in whatever width. */
static qn_node_id in_any_width(const maker *m, qn_node_id n)
{
    while (n != QN_NONE_INDEX && m->graph.node[n].op == QN_COL_CAST) {
        n = m->graph.node[n].a;
    }
    return n;
}

/* The node of that operation, in whatever width, that is read here and nowhere else, so that it can
 * be a part of the reader's step; or QN_NONE_INDEX. */
static qn_node_id find_part(const maker *m, qn_node_id n, qn_column_op op)
{
    while (n != QN_NONE_INDEX && m->mark[n].uses == 1 && m->graph.node[n].op == QN_COL_CAST) {
        n = m->graph.node[n].a;
    }
    bool is_part = n != QN_NONE_INDEX && m->graph.node[n].op == op && m->mark[n].uses == 1 &&
                   !is_made_before(m, n);
    return is_part ? n : QN_NONE_INDEX;
}

/* Of a choice between two numbers: that by which it is made, if that is whether something equals a
 * small number. */
static qn_node_id find_equality(const maker *m, const qn_node *n)
{
    qn_node_id part = n->op == QN_COL_SELECT_XY ? find_part(m, n->a, QN_COL_EQ_X) : QN_NONE_INDEX;
    bool is_small = part != QN_NONE_INDEX && m->graph.node[part].x >= INT32_MIN &&
                    m->graph.node[part].x <= INT32_MAX;
    return is_small ? part : QN_NONE_INDEX;
}

/* One of a sum that is a choice between two numbers, the other in *rest. */
static qn_node_id find_choice(const maker *m, const qn_node *n, qn_node_id *rest)
{
    const qn_node_id side[2] = {n->a, n->b};
    for (uint32_t i = 0; i < 2 && n->op == QN_COL_ADD; i++) {
        qn_node_id part = find_part(m, side[i], QN_COL_SELECT_XY);
        if (part != QN_NONE_INDEX && find_equality(m, &m->graph.node[part]) == QN_NONE_INDEX) {
            *rest = side[1 - i];
            return part;
        }
    }
    return QN_NONE_INDEX;
}

/* One of a maximum that is the other, or at least a number where something is. */
static qn_node_id find_floor(const maker *m, const qn_node *n)
{
    const qn_node_id side[2] = {n->a, n->b};
    for (uint32_t i = 0; i < 2 && n->op == QN_COL_MAX; i++) {
        qn_node_id part = find_part(m, side[i], QN_COL_X_SELECT);
        if (part != QN_NONE_INDEX &&
            in_any_width(m, m->graph.node[part].b) == in_any_width(m, side[1 - i])) {
            return part;
        }
    }
    return QN_NONE_INDEX;
}

/* What is multiplied, if it is what an amount has over a bound, and nothing below. */
static qn_node_id find_excess(const maker *m, const qn_node *n)
{
    qn_node_id part = find_part(m, n->a, QN_COL_SUM_MAX);
    return part != QN_NONE_INDEX && m->graph.node[part].y == 0 ? part : QN_NONE_INDEX;
}

/* The node that is done in the step of this one, or QN_NONE_INDEX. */
static qn_node_id part_of(const maker *m, const qn_node *n)
{
    qn_node_id rest = QN_NONE_INDEX;
    switch ((qn_column_op)n->op) {
    case QN_COL_SELECT_XY:
        return find_equality(m, n);
    case QN_COL_ADD:
        return find_choice(m, n, &rest);
    case QN_COL_MAX:
        return find_floor(m, n);
    case QN_COL_MUL_X:
        return find_excess(m, n);
    default:
        return QN_NONE_INDEX;
    }
}

/* Makes such a step, of a node and its part. */
static void add_pair(maker *m, const qn_node *n, const qn_node *part, qn_direct_step step)
{
    qn_node_id rest = QN_NONE_INDEX;
    step.b = place_of(m, part->a);
    step.x = part->x;
    step.y = part->y;
    switch ((qn_column_op)n->op) {
    case QN_COL_SELECT_XY:
        step.op = QN_DIRECT_SELECT_EQ;
        step.a = step.b;
        step.b = (uint32_t)(int32_t)part->x;
        step.x = n->x;
        step.y = n->y;
        break;
    case QN_COL_ADD:
        step.op = QN_DIRECT_ADD_IF;
        (void)find_choice(m, n, &rest);
        step.a = place_of(m, rest);
        break;
    case QN_COL_MUL_X:
        step.op = QN_DIRECT_EXCESS;
        step.a = step.b;
        step.y = n->x;
        break;
    default:
        step.op = QN_DIRECT_MAX_IF;
        step.a = place_of(m, part->b);
        break;
    }
    add_step(m, step);
}

/* The step of a node that has a value for each row or element. */
static void add_node(maker *m, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    qn_node_id part = part_of(m, n);
    qn_direct_step step = {.out = place_of(m, id), .x = n->x, .y = n->y};
    if (part != QN_NONE_INDEX) {
        add_pair(m, n, &m->graph.node[part], step);
        return;
    }
    qn_direct_op op = same_op((qn_column_op)n->op);
    step.a = place_or_none(m, n->a);
    step.b = place_or_none(m, n->b);
    n = &m->graph.node[id];
    switch ((qn_column_op)n->op) {
    case QN_COL_INPUT:
        step.op = QN_DIRECT_FIELD;
        step.x = m->batch.input[n->x].way.offset;
        break;
    case QN_COL_SELECT:
        step.op = QN_DIRECT_SELECT;
        step.y = place_of(m, n->c);
        break;
    case QN_COL_STEPS:
    case QN_COL_SEARCH:
        add_steps(m, n, step);
        return;
    case QN_COL_DIVIDE_D:
    case QN_COL_DIVIDE_Q:
    case QN_COL_DIVIDE:
        add_division(m, n, step);
        return;
    case QN_COL_DATE:
        add_date(m, n, step);
        return;
    default:
        step.op = (uint16_t)op;
        m->failed |= op == QN_DIRECT_OP_COUNT; /* no operation of the list is left out */
        break;
    }
    add_step(m, step);
}

/* ---- lists */

static bool is_over_list(const qn_node *n)
{
    return n->op == QN_COL_COUNT || n->op == QN_COL_TOTAL || n->op == QN_COL_LEAST ||
           n->op == QN_COL_MOST;
}

/* The input whose elements a node over a list goes through. */
static uint32_t list_of(const qn_node *n)
{
    return (uint32_t)n->x - 1;
}

/* Notes of what all elements need which node of rows stands last behind it. */
static void look_behind(maker *m)
{
    for (uint32_t i = 0; i < m->graph.count; i++) {
        const qn_node *n = &m->graph.node[i];
        const qn_node_id operands[3] = {n->a, n->b, n->c};
        uint32_t behind = 0;
        for (uint32_t k = 0; k < 3; k++) {
            if (operands[k] == QN_NONE_INDEX) {
                continue;
            }
            const qn_node *o = &m->graph.node[operands[k]];
            uint32_t one = o->domain != 0 ? m->mark[operands[k]].behind : operands[k] + 1;
            one = o->domain == 0 && is_alias(o) && o->op != QN_COL_CAST ? 0 : one;
            behind = one > behind ? one : behind;
        }
        m->mark[i].behind = behind;
    }
}

/* Marks what an element is to have for the group in hand. */
static void need_of_element(maker *m, qn_node_id n)
{
    uint32_t depth = 0;
    m->stack[depth++] = n;
    while (depth > 0) {
        qn_node_id at = m->stack[--depth];
        const qn_node *node = &m->graph.node[at];
        if (node->domain == 0 || m->mark[at].group == m->groups) {
            continue;
        }
        m->mark[at].group = m->groups;
        const qn_node_id operands[3] = {node->a, node->b, node->c};
        for (uint32_t k = 0; k < 3; k++) {
            if (operands[k] != QN_NONE_INDEX) {
                m->stack[depth++] = operands[k];
            }
        }
    }
}

/* What is noted of elements in a count: that both of two are, or that a number is below another,
 * are parts of its step. */
static qn_node_id find_counted(const maker *m, const qn_node *n)
{
    if (n->op != QN_COL_COUNT) {
        return QN_NONE_INDEX;
    }
    qn_node_id less = find_part(m, n->a, QN_COL_LT_X);
    qn_node_id both = find_part(m, n->a, QN_COL_MIN);
    bool are_questions = both != QN_NONE_INDEX && m->graph.node[both].low >= 0;
    return less != QN_NONE_INDEX ? less : are_questions ? both : QN_NONE_INDEX;
}

/* What comes of an element. */
static void add_note(maker *m, qn_node_id id, uint32_t found)
{
    const qn_node *n = &m->graph.node[id];
    qn_node_id part = find_counted(m, n);
    qn_direct_step step = {.out = place_of(m, id)};
    if (part != QN_NONE_INDEX) {
        const qn_node *counted = &m->graph.node[part];
        step.op = counted->op == QN_COL_MIN ? QN_DIRECT_COUNT_BOTH : QN_DIRECT_COUNT_LESS;
        step.a = place_of(m, counted->a);
        step.b = place_or_none(m, counted->b);
        step.x = counted->x;
    } else {
        step.op = (uint16_t)(n->op == QN_COL_COUNT   ? QN_DIRECT_COUNT
                             : n->op == QN_COL_TOTAL ? QN_DIRECT_TOTAL
                             : n->op == QN_COL_LEAST ? QN_DIRECT_LEAST
                                                     : QN_DIRECT_MOST);
        step.a = place_of(m, n->a);
        step.b = place_or_none(m, n->b);
        step.y = found;
    }
    add_step(m, step);
}

/* Whether a node over a list can be found together with the first of the group. */
static bool is_in_group(const maker *m, qn_node_id first, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    const mark *k = &m->mark[id];
    return id >= first && is_over_list(n) && k->made != m->rule + 1 && !is_made_before(m, id) &&
           list_of(n) == list_of(&m->graph.node[first]) && k->behind <= first;
}

static bool is_extreme(const qn_node *n)
{
    return n->op == QN_COL_LEAST || n->op == QN_COL_MOST;
}

/* What one of the group needs of each element; and its number before the first. */
static void begin_note(maker *m, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    qn_node_id part = find_counted(m, n);
    const qn_node *reader = part != QN_NONE_INDEX ? &m->graph.node[part] : n;
    add_step(m, (qn_direct_step){.op = QN_DIRECT_SET, .out = place_of(m, id)});
    need_of_element(m, reader->a);
    if (reader->b != QN_NONE_INDEX) {
        need_of_element(m, reader->b);
    }
}

/* Goes through a list once for a node and all others that can be found on the way. */
static void add_walk(maker *m, qn_node_id first)
{
    uint32_t list = list_of(&m->graph.node[first]);
    uint32_t extremes = 0;
    m->groups++;
    for (uint32_t i = 0; i < m->needed_count; i++) {
        if (is_in_group(m, first, m->needed[i])) {
            begin_note(m, m->needed[i]);
            extremes += is_extreme(&m->graph.node[m->needed[i]]);
        }
    }
    uint32_t found = m->first_place + m->places;
    m->places += extremes;
    for (uint32_t i = 0; i < extremes; i++) {
        add_step(m, (qn_direct_step){.op = QN_DIRECT_SET, .out = found + i});
    }
    uint32_t reg = qn_tables_first_fact(m->t) + m->batch.input[list].way.fact;
    const qn_list_place *place = &m->batch.input[list].list;
    bool are_records = place->shape.field_count > 0;
    uint32_t stride = are_records ? place->shape.stride : 1;
    size_t begin = add_turn(
        m, (qn_direct_step){.op = QN_DIRECT_EACH,
                            .out = place->shape.limit,
                            .a = reg * A_SLOT,
                            .x = are_records ? qn_list_record(&place->shape, place->base, 0)
                                             : place->base,
                            .y = (int64_t)((uint64_t)place->base << 32 | stride)});
    for (uint32_t i = 0; i < m->needed_count; i++) {
        qn_node_id n = m->needed[i];
        if (m->mark[n].group == m->groups && !is_alias(&m->graph.node[n]) &&
            m->mark[n].part != m->rule + 1) {
            add_node(m, n);
        }
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        qn_node_id n = m->needed[i];
        if (is_in_group(m, first, n)) {
            add_note(m, n, found);
            found += is_extreme(&m->graph.node[n]);
            m->mark[n].made = m->rule + 1;
        }
    }
    size_t end = add_turn(m, (qn_direct_step){.op = QN_DIRECT_NEXT});
    if (!m->failed) {
        ((qn_direct_step *)(void *)m->step.row)[begin].b = (uint32_t)(end - begin);
    }
}

/* ---- ways */

/* Marks what the rule in hand needs for a node, as far as no rule has it that is gone before. */
static void need(maker *m, qn_node_id n)
{
    uint32_t depth = 0;
    m->stack[depth++] = n;
    while (depth > 0) {
        qn_node_id at = m->stack[--depth];
        const qn_node *node = &m->graph.node[at];
        mark *k = &m->mark[at];
        if (k->needed == m->rule + 1) {
            k->uses++;
            continue;
        }
        k->needed = m->rule + 1;
        k->uses = 1;
        if (is_made_before(m, at)) {
            m->rule_mark[k->owner - 1].used = m->rule + 1;
            m->rule_mark[m->rule].needs |=
                k->is_dated ? (uint64_t)1 << m->bit[m->t->fact_count] : 0;
            continue;
        }
        m->needed[m->needed_count++] = at;
        const qn_node_id operands[3] = {node->a, node->b, node->c};
        for (uint32_t i = 0; i < 3; i++) {
            if (operands[i] != QN_NONE_INDEX) {
                m->stack[depth++] = operands[i];
            }
        }
    }
}

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

/* The steps of the nodes that are needed. */
static void add_needed(maker *m)
{
    for (uint32_t i = 0; i < m->needed_count; i++) {
        qn_node_id part = part_of(m, &m->graph.node[m->needed[i]]);
        if (part != QN_NONE_INDEX) {
            m->mark[part].part = m->rule + 1;
        }
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        qn_node_id id = m->needed[i];
        const qn_node *n = &m->graph.node[id];
        mark *k = &m->mark[id];
        if (n->domain != 0 || is_alias(n) || k->part == m->rule + 1 || k->made == m->rule + 1) {
            continue;
        } else if (is_over_list(n)) {
            add_walk(m, id);
        } else {
            add_node(m, id);
            k->made = m->rule + 1;
        }
    }
}

static void list_before(maker *m, uint32_t rule)
{
    if (m->rule_mark[rule].listed != m->rule + 1) {
        m->rule_mark[rule].listed = m->rule + 1;
        m->rule_mark[m->rule].needs |= m->rule_mark[rule].needs;
        add_row(m, &m->before, &rule, sizeof rule);
    }
}

static uint32_t before_at(const maker *m, uint32_t index)
{
    return ((const uint32_t *)(const void *)m->before.row)[index];
}

/* Lists the rules whose ways are gone before that of the rule in hand, each behind those before it.
 */
static void list_all_before(maker *m, const uint32_t *member, uint32_t count)
{
    rule_mark *k = &m->rule_mark[m->rule];
    k->first_before = (uint32_t)m->before.count;
    for (uint32_t i = 0; i < count; i++) {
        const rule_mark *other = &m->rule_mark[member[i]];
        if (other->used == m->rule + 1) {
            for (uint32_t j = 0; j < other->before_count && !m->failed; j++) {
                list_before(m, before_at(m, other->first_before + j));
            }
            list_before(m, member[i]);
        }
    }
    k->before_count = (uint32_t)m->before.count - k->first_before;
}

/* The steps before a rule's own, of which BEGIN does not know yet how many there are. */
static size_t begin_way(maker *m)
{
    const rule_mark *k = &m->rule_mark[m->rule];
    size_t begin =
        add_turn(m, (qn_direct_step){.op = QN_DIRECT_BEGIN, .a = m->rule, .x = (int64_t)k->needs});
    for (uint32_t i = 0; i < k->before_count && !m->failed; i++) {
        uint32_t rule = before_at(m, k->first_before + i);
        uint32_t own = m->rule_mark[rule].first_own;
        add_turn(m, (qn_direct_step){
                        .op = QN_DIRECT_BEFORE, .a = rule, .b = own - 1 - (uint32_t)m->step.count});
    }
    return begin;
}

/* Marks the rules that ask whether something is none. A way is gone where all is known, so that the
 * answer is no there, and none of its nodes looks at what was asked for: what may be none must be
 * known all the same. */
static void mark_asking(maker *m)
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

/* Puts what the nodes need that were found for the rule in hand, and what its members ask for. */
static void find_needs(maker *m, const uint32_t *member, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        m->rule_mark[m->rule].needs |= m->rule_mark[member[i]].asks ? m->absent : 0;
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        const qn_node *n = &m->graph.node[m->needed[i]];
        bool is_list = is_over_list(n);
        if (is_list || (n->op == QN_COL_INPUT && n->domain == 0)) {
            uint32_t fact = m->batch.input[is_list ? list_of(n) : (uint32_t)n->x].way.fact;
            m->rule_mark[m->rule].needs |= (uint64_t)1 << m->bit[fact];
            m->rule_mark[m->rule].walks |= is_list;
        }
    }
}

/* What was made on the way in hand is there for others. */
static void own_made(maker *m)
{
    for (uint32_t i = 0; i < m->needed_count; i++) {
        mark *k = &m->mark[m->needed[i]];
        k->owner = k->made == m->rule + 1 && k->owner == 0 ? m->rule + 1 : k->owner;
    }
}

static void make_way(maker *m, uint32_t rule, const qn_goal *goal)
{
    const qn_schedule *schedule = &m->program->schedule[rule];
    const uint32_t *member = m->program->member + schedule->first_member;
    rule_mark *k = &m->rule_mark[rule];
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
    need(m, goal->value);
    if (!has_status) {
        need(m, goal->status);
    }
    sort_numbers(m->needed, m->needed_count);
    find_needs(m, member, schedule->member_count);
    list_all_before(m, member, schedule->member_count);
    if (k->before_count > BEFORE_MAX) {
        return;
    }
    m->first_step[rule] = (uint32_t)m->step.count;
    size_t begin = begin_way(m);
    k->first_own = (uint32_t)m->step.count;
    add_needed(m);
    if (!has_status) {
        uint32_t place = place_of(m, goal->status);
        add_step(
            m, (qn_direct_step){.op = QN_DIRECT_MUST_BE, .out = place, .a = place, .x = QN_KNOWN});
    }
    size_t done = add_turn(m, (qn_direct_step){.op = QN_DIRECT_DONE, .a = rule});
    add_turn(m, (qn_direct_step){.op = QN_DIRECT_ANSWER,
                                 .a = place_of(m, goal->value),
                                 .b = m->t->rule[rule].type});
    if (m->failed) {
        return;
    }
    ((qn_direct_step *)(void *)m->step.row)[begin].b = (uint32_t)(done - begin);
    k->is_own = done - k->first_own >= (k->walks ? OWN_WALK_LEAST : OWN_WAY_LEAST);
    if (k->is_own) {
        own_made(m);
    }
}

/* Marks the nodes of rows that follow from the date of decision, and whose steps always go on. */
static void mark_dated(maker *m)
{
    for (size_t i = 0; i < m->graph.count; i++) {
        const qn_node *n = &m->graph.node[i];
        const qn_node_id operands[3] = {n->a, n->b, n->c};
        bool is_dated =
            n->domain == 0 && n->op != QN_COL_CONST && n->op != QN_COL_ADD_CHECKED &&
            n->op != QN_COL_SUB_CHECKED && n->op != QN_COL_MUL_CHECKED && n->op != QN_COL_DIVIDE &&
            !is_over_list(n) &&
            (n->op != QN_COL_INPUT || m->batch.input[n->x].way.fact == m->t->fact_count);
        for (uint32_t k = 0; k < 3; k++) {
            is_dated &= operands[k] == QN_NONE_INDEX || m->mark[operands[k]].is_dated ||
                        m->graph.node[operands[k]].op == QN_COL_CONST;
        }
        m->mark[i].is_dated = is_dated;
    }
}

/* The way that is gone once for a date, before all others. */
static void make_dated_way(maker *m)
{
    uint32_t count = 0;
    mark_dated(m);
    m->rule = m->t->rule_count;
    for (size_t i = 0; i < m->batch.output_count; i++) {
        if (m->goal[i].value != QN_NONE_INDEX) {
            need(m, m->goal[i].value);
            need(m, m->goal[i].status);
        }
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        m->needed[count] = m->needed[i];
        count += m->mark[m->needed[i]].is_dated;
    }
    m->needed_count = count;
    sort_numbers(m->needed, m->needed_count);
    m->first_step[m->rule] = (uint32_t)m->step.count;
    add_needed(m);
    add_turn(m, (qn_direct_step){.op = QN_DIRECT_END});
    own_made(m);
}

/* ---- all of them */

/* Facts that have a default are hardly ever open, and share a bit. */
static void share_bits(maker *m)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < m->t->fact_count; i++) {
        bool is_preset = m->t->fact[i].preset != QN_NONE_INDEX;
        m->bit[i] = (uint8_t)(is_preset ? 63 : bits++ % 62);
    }
    m->bit[m->t->fact_count] = 62;
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

/* All in one block, what has the strictest alignment first. */
static qn_direct *pack(maker *m)
{
    const qn_tables *t = m->t;
    const size_t shapes = t->type_count * sizeof(qn_value);
    const size_t steps = m->step.count * sizeof(qn_direct_step);
    const size_t constants = m->constant.count * sizeof(qn_direct_constant);
    const size_t numbers = m->number.count * sizeof(int64_t);
    const size_t jobs = m->job.count * sizeof(qn_date_job);
    const size_t firsts = ((size_t)t->rule_count + 1) * sizeof(uint32_t);
    const size_t bits = (size_t)t->fact_count + 1;
    size_t size = sizeof(qn_direct) + shapes + steps + constants + numbers + jobs + firsts + bits;
    unsigned char *block = m->failed ? NULL : qn_memory_take(m->options, size);
    if (block == NULL) {
        return NULL;
    }
    qn_direct *d = (qn_direct *)(void *)block;
    block += sizeof(qn_direct);
    *d = (qn_direct){.size = size,
                     .slots = (m->places + A_SLOT - 1) / A_SLOT,
                     .constant_count = (uint32_t)m->constant.count,
                     .shape = (qn_value *)(void *)block};
    for (uint32_t i = 0; i < t->type_count; i++) {
        const qn_slot none = {.i = 0};
        qn_value_read(m->program, i, QN_KNOWN, &none, &d->shape[i]);
    }
    block += shapes;
    d->step = pack_part(&block, m->step.row, steps);
    d->constant = pack_part(&block, m->constant.row, constants);
    d->number = pack_part(&block, m->number.row, numbers);
    d->job = pack_part(&block, m->job.row, jobs);
    d->first_step = pack_part(&block, m->first_step, firsts);
    d->bit = pack_part(&block, m->bit, bits);
    return d;
}

/* The ways of all outputs, when the graph is there. */
static void make_ways(maker *m)
{
    size_t nodes = m->graph.count;
    m->mark = hold(m, nodes, sizeof *m->mark);
    m->needed = hold(m, nodes, sizeof *m->needed);
    m->stack = hold(m, 3 * nodes, sizeof *m->stack);
    for (size_t i = 0; i < nodes && !m->failed; i++) {
        m->mark[i].place = QN_NONE_INDEX;
    }
    if (!m->failed) {
        look_behind(m);
    }
    if (!m->failed) {
        make_dated_way(m);
    }
    for (size_t i = 0; i < m->batch.output_count && !m->failed; i++) {
        make_way(m, m->batch.output[i].rule, &m->goal[i]);
    }
}

/* Lowers all rules, and makes their ways. */
static void lower(maker *m, uint32_t *rule_at)
{
    add_inputs(m);
    add_outputs(m, rule_at);
    qn_graph_begin(&m->graph, m->options);
    if (qn_batch_lower(&m->graph, &m->batch, m->range, m->goal)) {
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

static void make(maker *m)
{
    const qn_tables *t = m->t;
    size_t inputs = count_inputs(t);
    m->batch.input = hold(m, inputs, sizeof *m->batch.input);
    m->range = hold(m, inputs, sizeof *m->range);
    m->batch.output = hold(m, t->rule_count, sizeof *m->batch.output);
    m->goal = hold(m, t->rule_count, sizeof *m->goal);
    m->first_step = hold(m, (size_t)t->rule_count + 1, sizeof *m->first_step);
    m->rule_mark = hold(m, (size_t)t->rule_count + 1, sizeof *m->rule_mark);
    m->bit = hold(m, (size_t)t->fact_count + 1, 1);
    uint32_t *rule_at = hold(m, t->instruction_count, sizeof *rule_at);
    if (m->failed) {
        return;
    }
    share_bits(m);
    mark_asking(m);
    add_turn(m, (qn_direct_step){.op = QN_DIRECT_NO_WAY}); /* the first, for rules without a way */
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
    maker *m = qn_memory_take(&program->options, sizeof *m);
    if (m == NULL) {
        return QN_NO_MEMORY;
    }
    *m = (maker){.program = program, .t = &program->tables, .options = &program->options};
    m->first_place = qn_tables_register_count(m->t) * A_SLOT;
    qn_status status = qn_case_new_with(program, &program->options, &m->batch.common);
    if (status == QN_OK) {
        make(m);
        program->direct = m->failed ? NULL : pack(m);
        status = program->direct == NULL ? QN_NO_MEMORY : QN_OK;
    }
    release(m);
    qn_case_free(m->batch.common);
    qn_memory_free(&program->options, m, sizeof *m);
    return status == QN_OVER_LIMIT ? QN_OK : status; /* it has no cases either */
}

void qn_direct_free(qn_program *program)
{
    if (program->direct != NULL) {
        qn_memory_free(&program->options, program->direct, program->direct->size);
        program->direct = NULL;
    }
}
