/*
 * The steps of direct ways: see direct.h.
 *
 * Most nodes of the graph are a step each, in the order of the graph. What is read only once is
 * often done in the step of its reader: all that is added up where something is between numbers,
 * questions that follow from questions, what has to be divided and added. What elements of a list
 * have becomes steps between EACH and NEXT; counts that ask about one or two fields are found
 * together in a step of their own.
 */
#include "direct_make.h"

#include <string.h>

#include "batch_fuse.h"
#include "given.h"

/* The index of a search: numbers a step, about. */
#define INDEX_A_STEP 2

/* ---- places */

static uint32_t new_place(qn_maker *m)
{
    return m->first_place + m->places++;
}

/* Numbers of facts and constants stand somewhere from the beginning, what a row is for each of its
 * elements is where the row has it; all else gets a place of its own. */
uint32_t qn_maker_place(qn_maker *m, qn_node_id n)
{
    const qn_node *node = &m->graph.node[n];
    qn_node_mark *k = &m->mark[n];
    if (k->place != QN_NONE_INDEX) {
        return k->place;
    }
    if (node->op == QN_COL_INPUT && node->domain == 0) {
        uint32_t fact = m->batch.input[node->x].way.fact;
        k->place = (qn_tables_first_fact(m->t) + fact) * QN_A_SLOT;
    } else if (node->op == QN_COL_SPREAD || node->op == QN_COL_CAST) {
        k->place = qn_maker_place(m, node->a);
    } else {
        k->place = new_place(m);
    }
    if (node->op == QN_COL_CONST) {
        const qn_direct_constant constant = {.place = k->place, .value = node->x};
        qn_maker_row(m, &m->constant, &constant, sizeof constant);
    }
    return k->place;
}

static uint32_t place_or_none(qn_maker *m, qn_node_id n)
{
    return n == QN_NONE_INDEX ? 0 : qn_maker_place(m, n);
}

/* ---- steps */

size_t qn_maker_turn(qn_maker *m, qn_direct_step step)
{
    qn_maker_row(m, &m->step, &step, sizeof step);
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
void qn_maker_step(qn_maker *m, qn_direct_step step)
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
    qn_maker_row(m, &m->step, &step, sizeof step);
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
        SAME(LT)
        SAME(HAS)
        SAME(HAS_X)
        SAME(ADD_CHECKED)
        SAME(SUB_CHECKED)
        SAME(MUL_CHECKED)
        SAME(POSITION)
#undef SAME
    default:
        return QN_DIRECT_OP_COUNT;
    }
}

void qn_maker_number(qn_maker *m, int64_t number)
{
    qn_maker_row(m, &m->number, &number, sizeof number);
}

void qn_maker_bytes(qn_maker *m, const uint8_t *bytes, size_t count)
{
    for (size_t at = 0; at < count; at += sizeof(int64_t)) {
        int64_t number;
        memcpy(&number, bytes + at, sizeof number);
        qn_maker_number(m, number);
    }
}

/* The numbers of SEARCH, as direct.c describes them. */
static void add_index(qn_maker *m, const int64_t *step, uint32_t steps)
{
    int64_t low = step[0];
    uint64_t width = (uint64_t)step[2 * (size_t)(steps - 1)] - (uint64_t)low;
    uint32_t shift = 0;
    while ((width >> shift) / INDEX_A_STEP >= steps) {
        shift++;
    }
    uint64_t count = (width >> shift) + 1;
    qn_maker_number(m, shift);
    qn_maker_number(m, low);
    qn_maker_number(m, (int64_t)count);
    uint32_t reached = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t from = i << shift;
        while (reached < steps && (uint64_t)step[2 * (size_t)reached] - (uint64_t)low <= from) {
            reached++;
        }
        qn_maker_number(m, reached);
    }
    qn_maker_number(m, steps);
    for (uint32_t half = 0; half < 2; half++) {
        for (uint32_t i = 0; i < steps; i++) {
            qn_maker_number(m, step[2 * (size_t)i + half]);
        }
    }
}

static void add_search(qn_maker *m, const qn_node *n, qn_direct_step step)
{
    step.op = QN_DIRECT_SEARCH;
    step.b = n->steps;
    step.y = (int64_t)m->number.count;
    add_index(m, m->graph.step + n->first_step, n->steps);
    qn_maker_step(m, step);
}

/* A place that has the number. */
static uint32_t constant_place(qn_maker *m, int64_t value)
{
    const qn_direct_constant constant = {.place = new_place(m), .value = value};
    qn_maker_row(m, &m->constant, &constant, sizeof constant);
    return constant.place;
}

static void add_division(qn_maker *m, const qn_node *n, qn_direct_step step)
{
    if (qn_is_multiplied(m, n, &step)) {
        step.op = step.mode == 0 ? QN_DIRECT_DIVIDE_X : QN_DIRECT_DIVIDE_FAR;
    } else {
        step.op = QN_DIRECT_DIVIDE;
        step.mode = n->mode;
        step.b = n->op == QN_COL_DIVIDE ? step.b : constant_place(m, n->x);
    }
    qn_maker_step(m, step);
}

static void add_date(qn_maker *m, const qn_node *n, qn_direct_step step)
{
    step.op = QN_DIRECT_DATE;
    step.x = (int64_t)m->job.count;
    step.y = qn_maker_place(m, n->c);
    qn_maker_row(m, &m->job, &n->date, sizeof n->date);
    qn_maker_step(m, step);
}

/* Rates of an amount, divided, and what is added. */
static void add_scale(qn_maker *m, const qn_node *n, qn_direct_step step)
{
    const int64_t *pair = m->graph.step + n->first_step;
    const uint32_t added = n->c == QN_NONE_INDEX ? QN_NONE_INDEX : qn_maker_place(m, n->c);
    const uint32_t out = step.out;
    step.op = QN_DIRECT_SCALE;
    step.a = n->a == QN_NONE_INDEX ? step.b : step.a;
    /* What is divided has 31 bits, with what is added so that it rounds, and so there is a factor.
     */
    (void)qn_find_factor(n, INT32_MAX - n->x, &step);
    const int64_t half = step.y;
    step.y = (int64_t)m->number.count;
    qn_maker_number(m, pair[0]);
    for (uint32_t i = 0; i < 2; i++) {
        qn_maker_number(m, pair[2 + i]);
        qn_maker_number(m, pair[4 + i]);
        qn_maker_number(m, pair[6 + i] + half);
    }
    step.out = added == QN_NONE_INDEX ? out : new_place(m);
    qn_maker_step(m, step);
    if (added != QN_NONE_INDEX) {
        qn_maker_step(m,
                      (qn_direct_step){.op = QN_DIRECT_ADD, .out = out, .a = step.out, .b = added});
    }
}

/* A node that is done in one step with its parts. */
static void add_fold(qn_maker *m, const qn_fold *fold, uint32_t out)
{
    qn_direct_step step = {.op = (uint16_t)fold->op,
                           .mode = fold->mode,
                           .out = out,
                           .a = place_or_none(m, fold->a),
                           .b = place_or_none(m, fold->b),
                           .x = fold->x,
                           .y = fold->y};
    if (fold->terms > 0) {
        step.mode = (uint16_t)fold->terms;
        step.y = (int64_t)m->number.count;
    }
    for (uint32_t i = 0; i < fold->terms; i++) {
        const qn_fold_term *term = &fold->term[i];
        qn_maker_number(m, qn_maker_place(m, term->asked));
        qn_maker_number(m, term->first);
        qn_maker_number(m, term->more);
        qn_maker_number(m, term->value);
    }
    qn_maker_step(m, step);
}

/* The step of a node that has a value for each row or element. */
static void add_node(qn_maker *m, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    qn_direct_step step = {.out = qn_maker_place(m, id), .x = n->x, .y = n->y};
    qn_fold fold;
    if (m->mark[id].is_decided) {
        qn_maker_decision(m, id, step.out);
        return;
    }
    if (qn_maker_fold(m, id, &fold)) {
        add_fold(m, &fold, step.out);
        return;
    }
    qn_direct_op op = same_op((qn_column_op)n->op);
    step.a = place_or_none(m, n->a);
    step.b = place_or_none(m, n->b);
    switch ((qn_column_op)n->op) {
    case QN_COL_INPUT:
        step.op = QN_DIRECT_FIELD;
        step.x = m->batch.input[n->x].way.offset;
        break;
    case QN_COL_BETWEEN:
        step.op = QN_DIRECT_BETWEEN;
        step.y = qn_between_more(n);
        break;
    case QN_COL_SELECT:
        step.op = QN_DIRECT_SELECT;
        step.y = qn_maker_place(m, n->c);
        break;
    case QN_COL_SELECT_X:
        step.op = n->y == 0 ? QN_DIRECT_SELECT_X : QN_DIRECT_X_SELECT;
        break;
    case QN_COL_SEARCH:
        add_search(m, n, step);
        return;
    case QN_COL_SCALE_D:
        add_scale(m, n, step);
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
    qn_maker_step(m, step);
}

/* ---- lists */

bool qn_is_over_list(const qn_node *n)
{
    return n->op == QN_COL_COUNT || n->op == QN_COL_TOTAL || n->op == QN_COL_LEAST ||
           n->op == QN_COL_MOST;
}

/* The input whose elements a node over a list goes through. */
uint32_t qn_list_input(const qn_node *n)
{
    return (uint32_t)n->x - 1;
}

/* Notes of what all elements need which node of rows stands last behind it. */
void qn_maker_look_behind(qn_maker *m)
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
static void need_of_element(qn_maker *m, qn_node_id n)
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

/* A field of an element that is one of some numbers. What a row has for each is spread over them,
 * and no input there. */
typedef struct field_term {
    uint32_t offset;
    int64_t first;
    int64_t more;
    uint64_t
        mask; /* of a field that has few numbers, from 0 on, has all their bits; or is QN_NO_MASK */
} field_term;

static bool find_term(const qn_maker *m, qn_node_id id, field_term *out)
{
    const qn_node *n = &m->graph.node[qn_in_any_width(m, id)];
    bool is_asked = n->op == QN_COL_BETWEEN;
    const qn_node *field = is_asked ? &m->graph.node[qn_in_any_width(m, n->a)] : n;
    if (field->op != QN_COL_INPUT || (!is_asked && !qn_is_question(n))) {
        return false;
    }
    *out = (field_term){.offset = m->batch.input[field->x].way.offset,
                        .first = is_asked ? n->x : 1,
                        .more = is_asked ? qn_between_more(n) : 0,
                        .mask = qn_mask_of(field)};
    return true;
}

/* The fields that a count asks about, 0 where it is none of that kind. */
static uint32_t find_terms(const qn_maker *m, const qn_node *n, field_term out[2])
{
    if (n->op != QN_COL_COUNT) {
        return 0;
    }
    const qn_node *both = &m->graph.node[qn_in_any_width(m, n->a)];
    if (find_term(m, n->a, &out[0])) {
        return 1;
    }
    bool are_two =
        both->op == QN_COL_MIN && find_term(m, both->a, &out[0]) && find_term(m, both->b, &out[1]);
    return are_two ? 2 : 0;
}

/* Where the fields of a list's first element lie, and how far those of the next are. */
static qn_direct_step list_step(const qn_maker *m, uint32_t list)
{
    const qn_list_place *place = &m->batch.input[list].list;
    bool are_records = place->shape.field_count > 0;
    uint32_t reg = qn_tables_first_fact(m->t) + m->batch.input[list].way.fact;
    uint32_t stride = are_records ? place->shape.stride : 1;
    return (qn_direct_step){.op = QN_DIRECT_EACH,
                            .out = place->shape.limit,
                            .a = reg * QN_A_SLOT,
                            .x = are_records ? qn_list_record(&place->shape, place->base, 0)
                                             : place->base,
                            .y = (int64_t)((uint64_t)place->base << 32 | stride)};
}

/* Counts that are found at once: nodes of the same list, and the fields that any asks about, in
 * the terms that have a mask. */
typedef struct count_group {
    qn_node_id id[QN_COUNTS_MAX];
    field_term term[QN_COUNTS_MAX][2];
    uint32_t terms[QN_COUNTS_MAX];
    uint32_t count;
    field_term field[2];
    uint32_t fields;
} count_group;

/* Whether a term asks about one of the fields, of which there are two at most. */
static bool add_field(count_group *g, const field_term *term)
{
    for (uint32_t i = 0; i < g->fields; i++) {
        if (g->field[i].offset == term->offset) {
            return true;
        }
    }
    if (term->mask == QN_NO_MASK || g->fields == 2) {
        return false;
    }
    g->field[g->fields++] = *term;
    return true;
}

/* Takes a count into the group, if it fits there. */
static void add_member(const qn_maker *m, count_group *g, qn_node_id id)
{
    field_term *term = g->term[g->count];
    const uint32_t fields = g->fields;
    const uint32_t terms = find_terms(m, &m->graph.node[id], term);
    bool fits = terms > 0;
    for (uint32_t i = 0; i < terms && fits; i++) {
        fits = add_field(g, &term[i]);
    }
    if (!fits) {
        g->fields = fields;
        return;
    }
    g->id[g->count] = id;
    g->terms[g->count++] = terms;
}

/* The counts of the rule in hand, from the first on, that can be found with it. What a rule before
 * it has made is not among what it needs. */
static void find_group(const qn_maker *m, qn_node_id first, count_group *g)
{
    const uint32_t list = qn_list_input(&m->graph.node[first]);
    g->count = 0;
    g->fields = 0;
    if (m->batch.input[list].list.shape.limit >> QN_COUNT_BITS != 0) {
        return;
    }
    for (uint32_t i = 0; i < m->needed_count && g->count < QN_COUNTS_MAX; i++) {
        const qn_node_id id = m->needed[i];
        const qn_node *n = &m->graph.node[id];
        if (id >= first && n->op == QN_COL_COUNT && qn_list_input(n) == list &&
            m->mark[id].made != m->rule + 1) {
            add_member(m, g, id);
        }
    }
}

/* Which counts an element may be in whose field has the number, a bit each. */
static uint8_t allowed(const count_group *g, uint32_t field, uint64_t number)
{
    unsigned counts = 0;
    for (uint32_t i = 0; i < g->count; i++) {
        bool is_in = true;
        for (uint32_t k = 0; k < g->terms[i]; k++) {
            const field_term *term = &g->term[i][k];
            bool holds = number - (uint64_t)term->first <= (uint64_t)term->more;
            is_in &= term->offset != g->field[field].offset || holds;
        }
        counts |= (unsigned)is_in << i;
    }
    return (uint8_t)counts;
}

/* The bytes of both fields, as many as fit in each number. */
static void add_tables(qn_maker *m, const count_group *g)
{
    uint8_t byte[2 * QN_FEW_NUMBERS];
    size_t size = 0;
    for (uint32_t i = 0; i < 2; i++) {
        for (uint64_t number = 0; number <= g->field[i].mask; number++) {
            byte[size++] = allowed(g, i, number);
        }
    }
    qn_maker_bytes(m, byte, size);
}

/* What all counts of a list have: where it must begin, for how many elements there is room, and
 * where the first has the field and how far the next element is. */
static void add_place_of_list(qn_maker *m, const qn_direct_step *each, uint32_t offset)
{
    qn_maker_number(m, (int64_t)((uint64_t)each->y >> 32 << 32));
    qn_maker_number(m, each->out);
    qn_maker_number(m, each->x + offset);
    qn_maker_number(m, (uint32_t)each->y);
}

/* All counts of a group. Where they ask about one field, that is the other as well. */
static void add_counts(qn_maker *m, count_group *g)
{
    const qn_direct_step each = list_step(m, qn_list_input(&m->graph.node[g->id[0]]));
    const qn_direct_step step = {.op = QN_DIRECT_COUNT_ALL,
                                 .mode = (uint16_t)g->count,
                                 .a = each.a,
                                 .y = (int64_t)m->number.count};
    g->field[1] = g->field[g->fields - 1];
    add_place_of_list(m, &each, g->field[0].offset);
    qn_maker_number(m, (int64_t)g->field[1].offset - g->field[0].offset);
    qn_maker_number(m, (int64_t)g->field[0].mask);
    qn_maker_number(m, (int64_t)g->field[1].mask);
    for (uint32_t i = 0; i < QN_COUNTS_MAX; i++) {
        qn_maker_number(m, i < g->count ? qn_maker_place(m, g->id[i]) : 0);
    }
    add_tables(m, g);
    for (uint32_t i = 0; i < g->count; i++) {
        m->mark[g->id[i]].made = m->rule + 1;
    }
    qn_maker_turn(m, step);
}

static void add_count(qn_maker *m, qn_node_id id, const field_term *term, uint32_t terms)
{
    const qn_direct_step each = list_step(m, qn_list_input(&m->graph.node[id]));
    const qn_direct_step step = {.op = terms == 1 ? QN_DIRECT_COUNT_ONE : QN_DIRECT_COUNT_TWO,
                                 .out = qn_maker_place(m, id),
                                 .a = each.a,
                                 .y = (int64_t)m->number.count};
    add_place_of_list(m, &each, term[0].offset);
    qn_maker_number(m, term[0].first);
    qn_maker_number(m, term[0].more);
    if (terms > 1) {
        qn_maker_number(m, (int64_t)term[1].offset - term[0].offset);
        qn_maker_number(m, term[1].first);
        qn_maker_number(m, term[1].more);
    }
    qn_maker_turn(m, step);
    m->last = step.out;
}

/* What comes of an element. */
static void add_note(qn_maker *m, qn_node_id id, uint32_t found)
{
    const qn_node *n = &m->graph.node[id];
    qn_direct_step step = {.out = qn_maker_place(m, id), .a = qn_maker_place(m, n->a)};
    step.op = (uint16_t)(n->op == QN_COL_COUNT   ? QN_DIRECT_COUNT
                         : n->op == QN_COL_TOTAL ? QN_DIRECT_TOTAL
                         : n->op == QN_COL_LEAST ? QN_DIRECT_LEAST
                                                 : QN_DIRECT_MOST);
    step.b = place_or_none(m, n->b);
    step.y = found;
    qn_maker_step(m, step);
}

/* Whether a node over a list can be found together with the first of the group. */
static bool is_in_group(const qn_maker *m, qn_node_id first, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    const qn_node_mark *k = &m->mark[id];
    field_term term[2];
    return id >= first && qn_is_over_list(n) && find_terms(m, n, term) == 0 &&
           k->made != m->rule + 1 && qn_list_input(n) == qn_list_input(&m->graph.node[first]) &&
           k->behind <= first;
}

static bool is_extreme(const qn_node *n)
{
    return n->op == QN_COL_LEAST || n->op == QN_COL_MOST;
}

/* What one of the group needs of each element; and its number before the first. */
static void begin_note(qn_maker *m, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    qn_maker_step(m, (qn_direct_step){.op = QN_DIRECT_SET, .out = qn_maker_place(m, id)});
    need_of_element(m, n->a);
    if (n->b != QN_NONE_INDEX) {
        need_of_element(m, n->b);
    }
}

/* Whether a node is done in the steps of others wherever it is read. */
static bool is_only_part(const qn_node_mark *k)
{
    return k->parts == k->uses;
}

/* Notes what is done in the step of a node, unless that is itself done in others. */
static void note_parts(qn_maker *m, qn_node_id id)
{
    qn_node_mark *k = &m->mark[id];
    qn_fold fold;
    if (is_only_part(k)) {
        return;
    }
    k->is_decided = qn_maker_find_decision(m, id, &fold);
    if (k->is_decided || qn_maker_fold(m, id, &fold)) {
        for (uint32_t i = 0; i < fold.parts; i++) {
            m->mark[fold.part[i]].parts++;
        }
    }
}

/* Goes through a list once for a node and all others that can be found on the way. */
static void add_walk(qn_maker *m, qn_node_id first)
{
    uint32_t list = qn_list_input(&m->graph.node[first]);
    uint32_t extremes = 0;
    m->rule_mark[m->rule].walks = true;
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
        qn_maker_step(m, (qn_direct_step){.op = QN_DIRECT_SET, .out = found + i});
    }
    size_t begin = qn_maker_turn(m, list_step(m, list));
    for (uint32_t i = 0; i < m->needed_count; i++) {
        qn_node_id n = m->needed[i];
        if (m->mark[n].group == m->groups && !is_alias(&m->graph.node[n]) &&
            !is_only_part(&m->mark[n])) {
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
    size_t end = qn_maker_turn(m, (qn_direct_step){.op = QN_DIRECT_NEXT});
    if (!m->failed) {
        ((qn_direct_step *)(void *)m->step.row)[begin].b = (uint32_t)(end - begin);
    }
}

/* Marks what the rule in hand needs for a node, as far as no rule has it that is gone before. */
void qn_maker_need(qn_maker *m, qn_node_id n)
{
    uint32_t depth = 0;
    m->stack[depth++] = qn_in_any_width(m, n);
    while (depth > 0) {
        qn_node_id at = m->stack[--depth];
        const qn_node *node = &m->graph.node[at];
        qn_node_mark *k = &m->mark[at];
        if (k->needed == m->rule + 1) {
            k->uses++;
            continue;
        }
        k->needed = m->rule + 1;
        k->uses = 1;
        k->parts = 0;
        if (qn_is_made_before(m, at)) {
            m->rule_mark[k->owner - 1].used = m->rule + 1;
            m->rule_mark[m->rule].needs |=
                k->is_dated ? (uint64_t)1 << m->bit[m->t->fact_count] : 0;
            continue;
        }
        m->needed[m->needed_count++] = at;
        const qn_node_id operands[3] = {node->a, node->b, node->c};
        for (uint32_t i = 0; i < 3; i++) {
            if (operands[i] != QN_NONE_INDEX) {
                m->stack[depth++] = qn_in_any_width(m, operands[i]);
            }
        }
    }
}

/* The steps of a node that has a value for each row. */
static void add_of_rows(qn_maker *m, qn_node_id id)
{
    const qn_node *n = &m->graph.node[id];
    field_term term[2];
    count_group group = {.count = 0};
    uint32_t terms = find_terms(m, n, term);
    if (terms > 0) {
        find_group(m, id, &group);
    }
    if (group.count > 1) {
        add_counts(m, &group);
    } else if (terms > 0) {
        add_count(m, id, term, terms);
    } else if (qn_is_over_list(n)) {
        add_walk(m, id);
    } else {
        add_node(m, id);
    }
    m->mark[id].made = m->rule + 1;
}

/* The steps of the nodes that are needed. */
void qn_maker_steps(qn_maker *m)
{
    qn_maker_look_for_decisions(m);
    for (uint32_t i = m->needed_count; i-- > 0;) { /* readers first */
        note_parts(m, m->needed[i]);
    }
    for (uint32_t i = 0; i < m->needed_count; i++) {
        const qn_node *n = &m->graph.node[m->needed[i]];
        const qn_node_mark *k = &m->mark[m->needed[i]];
        if (n->domain == 0 && !is_alias(n) && !is_only_part(k) && k->made != m->rule + 1) {
            add_of_rows(m, m->needed[i]);
        }
    }
}
