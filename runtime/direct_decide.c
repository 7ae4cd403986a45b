/*
 * Decision tables: see direct_make.h.
 *
 * What a statute grants follows mostly from a few things of which each is one of few: a post, years
 * in bands, how many children. All that follows from them is computed when the program is loaded,
 * once for each of the ways in which they can meet, and found by one step. Numbers between the same
 * two at which something changes are one class.
 */
#include "direct_make.h"

#include <string.h>

/* Combinations of classes that a table has at most: their numbers fit a byte. */
#define COMBINATIONS_MAX 256
/* Nodes that are computed for the tables of one program, at most, so that it is loaded soon. */
#define WORK_MAX 65536

/* Inputs of a table at most: as many questions have so many combinations. */
#define INPUTS_MAX 8
#define WORD_BITS 64

/* What a table is asked with. cut: a bit for each number with which a class begins. */
typedef struct decision_input {
    qn_node_id node;
    uint64_t mask;
    uint32_t classes;
    uint64_t cut[QN_FEW_NUMBERS / WORD_BITS];
} decision_input;

typedef struct decision {
    decision_input input[INPUTS_MAX];
    uint32_t inputs;
    uint32_t combinations;
} decision;

static const qn_node *node_of(const qn_maker *m, qn_node_id n)
{
    return &m->graph.node[n];
}

/* Whether tables know what an operation does. */
static bool is_decided_op(qn_column_op op)
{
    switch (op) {
    case QN_COL_ADD:
    case QN_COL_ADD_X:
    case QN_COL_SUB:
    case QN_COL_MUL_X:
    case QN_COL_MUL_ADD:
    case QN_COL_MIN:
    case QN_COL_MIN_X:
    case QN_COL_MAX:
    case QN_COL_MAX_X:
    case QN_COL_EQ:
    case QN_COL_LT:
    case QN_COL_BETWEEN:
    case QN_COL_HAS_X:
    case QN_COL_SELECT:
    case QN_COL_SELECT_X:
    case QN_COL_SELECT_XY:
    case QN_COL_STEPS:
        return true;
    default:
        return false;
    }
}

uint64_t qn_mask_of(const qn_node *n)
{
    uint64_t mask = sizeof(int64_t) - 1; /* the bytes of a table are whole numbers */
    if (n->low < 0 || n->high >= QN_FEW_NUMBERS) {
        return QN_NO_MASK;
    }
    while (mask < (uint64_t)n->high) {
        mask = 2 * mask + 1;
    }
    return mask;
}

bool qn_is_computed(const qn_maker *m, qn_node_id n)
{
    return m->mark[n].is_computed && !qn_is_made_before(m, n);
}

/* Whether a node can be found in a table: all its operands are numbers, or there or of few numbers
 * themselves. */
static bool is_decidable(const qn_maker *m, const qn_node *n)
{
    const qn_node_id operands[3] = {n->a, n->b, n->c};
    bool is_so = is_decided_op((qn_column_op)n->op);
    for (uint32_t k = 0; k < 3 && is_so; k++) {
        const qn_node_id o = qn_in_any_width(m, operands[k]);
        is_so = o == QN_NONE_INDEX || node_of(m, o)->op == QN_COL_CONST ||
                qn_mask_of(node_of(m, o)) != QN_NO_MASK || qn_is_computed(m, o);
    }
    return is_so;
}

/* Operands stand before those that read them. A question about what is looked up is a part of every
 * table that asks it, any other node of the one that alone reads it. */
void qn_maker_look_for_decisions(qn_maker *m)
{
    for (uint32_t i = 0; i < m->needed_count; i++) {
        const qn_node *n = node_of(m, m->needed[i]);
        qn_node_mark *k = &m->mark[m->needed[i]];
        k->is_decidable = is_decidable(m, n);
        bool is_question = n->op == QN_COL_BETWEEN && !qn_is_computed(m, qn_in_any_width(m, n->a));
        k->is_computed = k->is_decidable && (k->uses == 1 || is_question);
    }
}

/* ---- classes */

/* A class begins with a number, if the input can be that and less. */
static void cut_at(const qn_node *n, decision_input *input, int64_t number)
{
    if (number > n->low && number <= n->high) {
        input->cut[number / WORD_BITS] |= (uint64_t)1 << (number % WORD_BITS);
    }
}

static bool is_cut(const decision_input *input, int64_t number)
{
    return (input->cut[number / WORD_BITS] >> (number % WORD_BITS) & 1) != 0;
}

/* Cuts what an input can be where an operation that reads it gives something else. False where
 * that is at too many numbers. */
static bool cut(const qn_maker *m, const qn_node *reader, bool is_first, decision_input *input)
{
    const qn_node *n = node_of(m, input->node);
    const int64_t *step = reader->steps == 0 ? NULL : m->graph.step + reader->first_step;
    switch (is_first ? (qn_column_op)reader->op : QN_COL_CONST) {
    case QN_COL_BETWEEN:
        cut_at(n, input, reader->x);
        cut_at(n, input, qn_sum_of(qn_sum_of(reader->x, qn_between_more(reader)), 1));
        break;
    case QN_COL_SELECT:
    case QN_COL_SELECT_X:
    case QN_COL_SELECT_XY:
        cut_at(n, input, 1);
        break;
    case QN_COL_STEPS:
        for (uint32_t i = 0; i < reader->steps; i++) {
            cut_at(n, input, step[2 * i]);
        }
        break;
    default:
        for (int64_t number = n->low + 1; number <= n->high; number++) {
            cut_at(n, input, number);
        }
        return n->high - n->low < COMBINATIONS_MAX;
    }
    return true;
}

static decision_input *find_input(decision *d, qn_node_id node)
{
    for (uint32_t i = 0; i < d->inputs; i++) {
        if (d->input[i].node == node) {
            return &d->input[i];
        }
    }
    if (d->inputs == INPUTS_MAX) {
        return NULL;
    }
    d->input[d->inputs] = (decision_input){.node = node};
    return &d->input[d->inputs++];
}

/* Finds what a node reads: parts of the table, and inputs. */
static bool read_operands(const qn_maker *m, const qn_node *n, qn_fold *f, decision *d)
{
    const qn_node_id operands[3] = {n->a, n->b, n->c};
    for (uint32_t k = 0; k < 3; k++) {
        const qn_node_id o = qn_in_any_width(m, operands[k]);
        if (o == QN_NONE_INDEX || node_of(m, o)->op == QN_COL_CONST) {
            continue;
        }
        if (qn_is_computed(m, o)) {
            if (f->parts == QN_PARTS_MAX) {
                return false;
            }
            f->part[f->parts++] = o;
            continue;
        }
        decision_input *input = find_input(d, o);
        if (input == NULL || !cut(m, n, k == 0, input)) {
            return false;
        }
    }
    return true;
}

/* Counts the classes, and the ways in which they can meet. */
static bool count_classes(const qn_maker *m, decision *d)
{
    d->combinations = 1;
    for (uint32_t i = 0; i < d->inputs; i++) {
        decision_input *input = &d->input[i];
        const qn_node *n = node_of(m, input->node);
        input->mask = qn_mask_of(n);
        input->classes = 1;
        for (int64_t number = n->low + 1; number <= n->high; number++) {
            input->classes += is_cut(input, number);
        }
        if (input->classes > COMBINATIONS_MAX / d->combinations) {
            return false;
        }
        d->combinations *= input->classes;
    }
    return true;
}

/* Whether a table is worth its inputs, each of which costs like a part; a question among them has
 * to be asked for the table alone, which it need not be where it is a term. */
static bool is_worth_it(const qn_maker *m, const qn_fold *f, const decision *d)
{
    uint32_t cost = d->inputs;
    for (uint32_t i = 0; i < d->inputs; i++) {
        cost += node_of(m, d->input[i].node)->op == QN_COL_BETWEEN;
    }
    return f->parts > cost;
}

static bool find_decision(const qn_maker *m, qn_node_id id, qn_fold *f, decision *d)
{
    d->inputs = 0;
    bool is_whole = m->mark[id].is_decidable && read_operands(m, node_of(m, id), f, d);
    for (uint32_t i = 0; i < f->parts && is_whole; i++) {
        is_whole = read_operands(m, node_of(m, f->part[i]), f, d);
    }
    return is_whole && is_worth_it(m, f, d) && count_classes(m, d);
}

bool qn_maker_find_decision(qn_maker *m, qn_node_id id, qn_fold *f)
{
    decision d;
    f->parts = 0;
    if (m->decided >= WORK_MAX || !find_decision(m, id, f, &d)) {
        return false;
    }
    m->decided += d.combinations * (f->parts + 1);
    return true;
}

/* ---- what follows */

static int64_t number_of(const qn_maker *m, qn_node_id n)
{
    n = qn_in_any_width(m, n);
    return n == QN_NONE_INDEX                  ? 0
           : node_of(m, n)->op == QN_COL_CONST ? node_of(m, n)->x
                                               : m->number_of[n];
}

static int64_t stepped(const qn_maker *m, const qn_node *n, int64_t a)
{
    const int64_t *step = m->graph.step + n->first_step;
    int64_t found = n->x;
    for (uint32_t i = 0; i < n->steps && step[2 * i] <= a; i++) {
        found = step[2 * i + 1];
    }
    return found;
}

/* What a node is where its operands are known. */
static int64_t computed(const qn_maker *m, const qn_node *n)
{
    const int64_t a = number_of(m, n->a);
    const int64_t b = number_of(m, n->b);
    switch ((qn_column_op)n->op) {
    case QN_COL_ADD:
        return qn_sum_of(a, b);
    case QN_COL_ADD_X:
        return qn_sum_of(a, n->x);
    case QN_COL_SUB:
        return qn_difference(a, b);
    case QN_COL_MUL_X:
        return qn_product(a, n->x);
    case QN_COL_MUL_ADD:
        return qn_sum_of(qn_product(a, n->x), b);
    case QN_COL_MIN:
        return a < b ? a : b;
    case QN_COL_MIN_X:
        return a < n->x ? a : n->x;
    case QN_COL_MAX:
        return a > b ? a : b;
    case QN_COL_MAX_X:
        return a > n->x ? a : n->x;
    case QN_COL_EQ:
        return a == b;
    case QN_COL_LT:
        return a < b;
    case QN_COL_BETWEEN:
        return (uint64_t)a - (uint64_t)n->x <= (uint64_t)qn_between_more(n);
    case QN_COL_HAS_X:
        return (a & n->x) != 0;
    case QN_COL_SELECT:
        return a != 0 ? b : number_of(m, n->c);
    case QN_COL_SELECT_X:
        return (a != 0) == (n->y == 0) ? b : n->x;
    case QN_COL_SELECT_XY:
        return a != 0 ? n->x : n->y;
    default: /* QN_COL_STEPS */
        return stepped(m, n, a);
    }
}

/* The first number of a class. */
static int64_t first_of_class(const qn_maker *m, const decision_input *input, uint32_t class_)
{
    int64_t number = node_of(m, input->node)->low;
    while (class_ > 0) {
        number++;
        class_ -= is_cut(input, number);
    }
    return number;
}

/* The number of the node for one combination of the classes, of which the first input's changes
 * fastest. Parts stand behind those that read them, and are computed from the last. */
static int64_t decide(qn_maker *m, qn_node_id id, const qn_fold *f, const decision *d,
                      uint32_t combination)
{
    for (uint32_t i = 0; i < d->inputs; i++) {
        const decision_input *input = &d->input[i];
        m->number_of[input->node] = first_of_class(m, input, combination % input->classes);
        combination /= input->classes;
    }
    for (uint32_t i = f->parts; i-- > 0;) {
        m->number_of[f->part[i]] = computed(m, node_of(m, f->part[i]));
    }
    return computed(m, node_of(m, id));
}

/* For each number that an input can be, how far on it is in the table: `apart` for each class
 * before its own. What it cannot be stands for the nearest that it can. */
static size_t put_classes(const qn_maker *m, const decision_input *input, uint32_t apart,
                          uint8_t *out)
{
    const qn_node *n = node_of(m, input->node);
    uint32_t at = 0;
    for (uint64_t number = 0; number <= input->mask; number++) {
        bool can_be = (int64_t)number > n->low && (int64_t)number <= n->high;
        at += can_be && is_cut(input, (int64_t)number) ? apart : 0;
        out[number] = (uint8_t)at;
    }
    return input->mask + 1;
}

static void add_classes(qn_maker *m, const decision *d)
{
    uint32_t apart = 1;
    for (uint32_t i = 0; i < d->inputs; i++) {
        uint8_t byte[QN_FEW_NUMBERS];
        qn_maker_bytes(m, byte, put_classes(m, &d->input[i], apart, byte));
        apart *= d->input[i].classes;
    }
}

void qn_maker_decision(qn_maker *m, qn_node_id id, uint32_t out)
{
    decision d;
    qn_fold f;
    f.parts = 0;
    (void)find_decision(m, id, &f, &d); /* there is one, as has been found */
    const qn_direct_step step = {.op = QN_DIRECT_DECIDE,
                                 .mode = (uint16_t)d.inputs,
                                 .out = out,
                                 .b = d.combinations,
                                 .y = (int64_t)m->number.count};
    for (uint32_t i = 0; i < d.inputs; i++) {
        qn_maker_number(m, qn_maker_place(m, d.input[i].node));
        qn_maker_number(m, (int64_t)d.input[i].mask);
    }
    for (uint32_t i = 0; i < d.combinations; i++) {
        qn_maker_number(m, decide(m, id, &f, &d, i));
    }
    add_classes(m, &d);
    qn_maker_step(m, step);
}
