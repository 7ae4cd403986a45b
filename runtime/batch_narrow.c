/*
 * Amounts that are multiplied before they are divided and rounded: what comes in between may be
 * beyond 32 bits with a sign, and be within 32 bits without. Sums, products and choices have the
 * same low half in either width, so all between facts and division is done in 32 bits there, as
 * long as nobody asks for more than the low half.
 *
 * Responsible for: whose low half is enough, and the graph in which they have no other. Refuses to
 * know: bytecode, kernels.
 */
#include "batch_narrow.h"

#include <string.h>

/* What is asked of a node. */
enum { ALL = 1, LOW = 2 };

/* all, low: for each old node the new one that has its number, and one that has its low half. */
typedef struct narrowing {
    qn_graph old;
    qn_graph *g;
    uint8_t *asked;
    qn_node_id *all;
    qn_node_id *low;
} narrowing;

/* Whether the low half of the result follows from that of the operands. */
static bool keeps_low(const qn_node *n)
{
    switch ((qn_column_op)n->op) {
    case QN_COL_ADD:
    case QN_COL_ADD_X:
    case QN_COL_SUB:
    case QN_COL_MUL:
    case QN_COL_MUL_X:
    case QN_COL_MUL_ADD:
    case QN_COL_SELECT:
    case QN_COL_SELECT_X:
    case QN_COL_X_SELECT:
    case QN_COL_SELECT_XY:
        return n->width == QN_W64;
    default:
        return false;
    }
}

/* Whether the low half is all of it. */
static bool is_low(const qn_node *n)
{
    return keeps_low(n) && qn_width_of(n->low, n->high) <= QN_W32;
}

static bool asks_first(const qn_node *n)
{
    return n->op == QN_COL_SELECT || n->op == QN_COL_SELECT_X || n->op == QN_COL_X_SELECT ||
           n->op == QN_COL_SELECT_XY;
}

/* Whether a division can be done in 32 bits: of numbers that have as many without a sign, with what
 * is added before they are divided, by one that is even (see DIVIDE_D). */
static bool is_short(const qn_graph *g, const qn_node *n)
{
    if (n->op != QN_COL_DIVIDE_Q || n->x % 2 != 0 || n->x > INT32_MAX ||
        n->mode == QN_ROUND_HALF_EVEN) {
        return false;
    }
    const qn_node *a = &g->node[n->a];
    return a->low >= 0 && a->high <= (int64_t)UINT32_MAX - n->x;
}

static void ask(const narrowing *w, qn_node_id n, uint8_t what)
{
    if (n != QN_NONE_INDEX) {
        w->asked[n] |= what;
    }
}

/* Nodes stand behind what they need, so whoever asks comes first here. */
static void ask_all(const narrowing *w, const qn_goal *goal, size_t goals)
{
    for (size_t i = 0; i < goals; i++) {
        if (goal[i].value != QN_NONE_INDEX) {
            ask(w, goal[i].value, ALL);
            ask(w, goal[i].status, ALL);
            ask(w, goal[i].alone, ALL);
        }
    }
    for (size_t i = w->old.count; i > 0; i--) {
        const qn_node *n = &w->old.node[i - 1];
        uint8_t *asked = &w->asked[i - 1];
        if (*asked == 0) {
            continue;
        }
        *asked |= (*asked & LOW) != 0 && !keeps_low(n) ? ALL : 0;
        uint8_t what = keeps_low(n) ? *asked : ALL;
        what = is_low(n) || is_short(&w->old, n) ? LOW : what;
        ask(w, n->a, asks_first(n) ? ALL : what);
        ask(w, n->b, what);
        ask(w, n->c, what);
    }
}

/* The new node that an old one stands for, in the width of that. */
static qn_node_id find_all(const narrowing *w, qn_node_id n)
{
    return n == QN_NONE_INDEX ? n : qn_graph_cast(w->g, w->all[n], w->old.node[n].width);
}

static qn_node_id find_low(const narrowing *w, qn_node_id n)
{
    return n == QN_NONE_INDEX ? n : w->low[n];
}

static qn_node_id make_low(const narrowing *w, qn_node_id i)
{
    qn_node n = w->old.node[i];
    if (!keeps_low(&n)) {
        return qn_graph_cast(w->g, w->all[i], QN_W32);
    }
    n.width = QN_W32;
    n.a = asks_first(&n) ? find_all(w, n.a) : find_low(w, n.a);
    n.b = find_low(w, n.b);
    n.c = find_low(w, n.c);
    return qn_graph_put(w->g, &n);
}

static qn_node_id make_all(const narrowing *w, qn_node_id i)
{
    const qn_node *old = &w->old.node[i];
    qn_node n = *old;
    if (is_low(old)) {
        return make_low(w, i);
    }
    if (is_short(&w->old, old)) {
        n.op = QN_COL_DIVIDE_D;
        n.width = QN_W32;
        n.a = w->low[old->a];
        return qn_graph_put(w->g, &n);
    }
    if (old->op == QN_COL_CAST) {
        return qn_graph_cast(w->g, w->all[old->a], (qn_width)old->width);
    }
    n.a = find_all(w, old->a);
    n.b = find_all(w, old->b);
    n.c = find_all(w, old->c);
    return qn_graph_put(w->g, &n);
}

static void make(const narrowing *w)
{
    for (size_t i = 0; i < w->old.count; i++) {
        if ((w->asked[i] & ALL) != 0) {
            w->all[i] = make_all(w, (qn_node_id)i);
        }
        if ((w->asked[i] & LOW) != 0) {
            w->low[i] = make_low(w, (qn_node_id)i);
        }
    }
}

static void move_goals(const narrowing *w, qn_goal *goal, size_t goals)
{
    for (size_t i = 0; i < goals; i++) {
        if (goal[i].value != QN_NONE_INDEX) {
            goal[i].value = w->all[goal[i].value];
            goal[i].status = w->all[goal[i].status];
            goal[i].alone = goal[i].alone == QN_NONE_INDEX ? QN_NONE_INDEX : w->all[goal[i].alone];
        }
    }
}

bool qn_graph_narrow(qn_graph *g, qn_goal *goal, size_t goals)
{
    size_t size = g->count * (2 * sizeof(qn_node_id) + 1);
    qn_node_id *memory = g->count == 0 ? NULL : qn_memory_take(g->options, size);
    if (memory == NULL) {
        return g->count == 0;
    }
    memset(memory, 0, size);
    narrowing w = {.old = *g,
                   .g = g,
                   .all = memory,
                   .low = memory + g->count,
                   .asked = (uint8_t *)(memory + 2 * g->count)};
    qn_graph_begin(g, g->options);
    g->keeps_asked = w.old.keeps_asked;
    qn_graph_take_steps(g, &w.old);
    ask_all(&w, goal, goals);
    make(&w);
    move_goals(&w, goal, goals);
    qn_graph_clear(&w.old);
    qn_memory_free(g->options, memory, size);
    return !g->out_of_memory;
}
