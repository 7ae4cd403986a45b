/*
 * The shapes of statutes that are one operation on columns. Contributions and taxes: an amount by a
 * rate, or by one up to a bound and another above it, or by other rates for some, rounded to a
 * coin, and a further contribution on top. Bands and lists of choices: what is asked of one column.
 *
 * Responsible for: finding what a division divides as rates of one amount, and what questions ask
 * for as numbers from one to another. Refuses to know: bytecode, memory of strips.
 */
#include "batch_fuse.h"

#include <string.h>

/* How deep sums of multiples are looked into. */
#define DEPTH 6

/* What a division divides: the amount by a rate, what it has over a bound (less than none: with
 * nothing taken from it) by another, and a number; all of 32 bits, and right as far as these go. */
typedef struct rates {
    qn_node_id amount; /* QN_NONE_INDEX of a mere number */
    uint32_t rate;
    uint32_t over;
    uint32_t more;
    int64_t bound;
} rates;

typedef struct fusing {
    qn_graph *g;
    uint32_t *uses;
} fusing;

static void count_uses(const fusing *f, const qn_goal *goal, size_t goals)
{
    for (size_t i = 0; i < goals; i++) {
        const qn_node_id of_goal[] = {goal[i].value, goal[i].status, goal[i].alone};
        for (size_t k = 0; k < 3 && goal[i].value != QN_NONE_INDEX; k++) {
            f->uses[of_goal[k]] += of_goal[k] != QN_NONE_INDEX;
        }
    }
    for (size_t i = 0; i < f->g->count; i++) {
        const qn_node_id operand[] = {f->g->node[i].a, f->g->node[i].b, f->g->node[i].c};
        for (size_t k = 0; k < 3; k++) {
            if (operand[k] != QN_NONE_INDEX) {
                f->uses[operand[k]]++;
            }
        }
    }
}

/* ---- rates of one amount */

static rates times(rates r, int64_t x)
{
    r.rate *= (uint32_t)x;
    r.over *= (uint32_t)x;
    r.more *= (uint32_t)x;
    return r;
}

/* Whether two are of one amount and bound, as far as they have any; both have them then. */
static bool share(rates *a, rates *b)
{
    if (a->amount != QN_NONE_INDEX && b->amount != QN_NONE_INDEX && a->amount != b->amount) {
        return false;
    }
    if (a->over != 0 && b->over != 0 && a->bound != b->bound) {
        return false;
    }
    a->amount = a->amount == QN_NONE_INDEX ? b->amount : a->amount;
    a->bound = a->over == 0 ? b->bound : a->bound;
    b->amount = a->amount;
    b->bound = a->bound;
    return true;
}

static rates find_rates(const qn_graph *g, qn_node_id n, int depth);

/* A sum of two, or n itself where they are not of one amount. */
static rates find_sum(const qn_graph *g, qn_node_id n, rates a, rates b)
{
    if (!share(&a, &b)) {
        return find_rates(g, n, 0);
    }
    a.rate += b.rate;
    a.over += b.over;
    a.more += b.more;
    return a;
}

static rates find_rates(const qn_graph *g, qn_node_id n, int depth)
{
    const qn_node *node = &g->node[n];
    const rates itself = {.amount = n, .rate = 1};
    if (node->op == QN_COL_CONST) {
        return (rates){.amount = QN_NONE_INDEX, .more = (uint32_t)node->x};
    }
    if (depth == 0) {
        return itself;
    }
    switch ((qn_column_op)node->op) {
    case QN_COL_MUL_X:
        return times(find_rates(g, node->a, depth - 1), node->x);
    case QN_COL_ADD_X: {
        rates r = find_rates(g, node->a, depth - 1);
        r.more += (uint32_t)node->x;
        return r;
    }
    case QN_COL_ADD:
        return find_sum(g, n, find_rates(g, node->a, depth - 1), find_rates(g, node->b, depth - 1));
    case QN_COL_SUB:
        return find_sum(g, n, find_rates(g, node->a, depth - 1),
                        times(find_rates(g, node->b, depth - 1), -1));
    case QN_COL_MUL_ADD:
        return find_sum(g, n, times(find_rates(g, node->a, depth - 1), node->x),
                        find_rates(g, node->b, depth - 1));
    case QN_COL_MIN_X: { /* all of it less what it has over the number */
        const qn_node *all = &g->node[node->a];
        bool fits = qn_width_of(all->low - node->x, all->high - node->x) <= QN_W32;
        return fits ? (rates){.amount = node->a, .rate = 1, .over = UINT32_MAX, .bound = -node->x}
                    : itself;
    }
    case QN_COL_SUM_MAX:
        return node->y == 0 ? (rates){.amount = node->a, .over = 1, .bound = node->x} : itself;
    default:
        return itself;
    }
}

/* What a choice takes: its question, and the rates for either answer; of anything else those of it,
 * twice. False where they are not of one amount. Two numbers are no choice here, so that there is
 * an amount; and all that a division of 32 bits is made of has 32 bits. */
static bool find_choice(const qn_graph *g, qn_node_id n, qn_node_id *question, rates *yes,
                        rates *no)
{
    const qn_node *node = &g->node[n];
    const rates x = {.amount = QN_NONE_INDEX, .more = (uint32_t)node->x};
    *question = node->a;
    switch ((qn_column_op)node->op) {
    case QN_COL_SELECT:
        *yes = find_rates(g, node->b, DEPTH);
        *no = find_rates(g, node->c, DEPTH);
        break;
    case QN_COL_SELECT_X:
        *(node->y == 0 ? yes : no) = find_rates(g, node->b, DEPTH);
        *(node->y == 0 ? no : yes) = x;
        break;
    default:
        *question = QN_NONE_INDEX;
        *yes = find_rates(g, n, DEPTH);
        *no = *yes;
    }
    return share(yes, no);
}

/* ---- nodes */

static bool put_rates(qn_graph *g, qn_node *n, const rates *yes, const rates *no)
{
    const int64_t step[] = {yes->bound, 0,        yes->rate, no->rate,
                            yes->over,  no->over, yes->more, no->more};
    n->first_step = qn_graph_keep_steps(g, step, 4);
    n->steps = 4;
    n->op = QN_COL_SCALE_D;
    return n->first_step != QN_NONE_INDEX;
}

/* Divisions of what has no sign. Where what they divide is needed anyway, nothing is saved. */
static bool is_simple(const qn_node *n)
{
    return n->op == QN_COL_DIVIDE_D && n->y == 0 && n->mode != QN_ROUND_HALF_EVEN;
}

static bool fuse_division(const fusing *f, qn_node_id i)
{
    qn_node *n = &f->g->node[i];
    qn_node_id question = QN_NONE_INDEX;
    rates yes;
    rates no;
    if (f->uses[n->a] != 1 || !find_choice(f->g, n->a, &question, &yes, &no) ||
        (question == QN_NONE_INDEX && yes.amount == n->a)) {
        return true;
    }
    n->a = question;
    n->b = yes.amount;
    return put_rates(f->g, n, &yes, &no);
}

/* Whether a node can take what is added to it along. */
static bool takes_more(const fusing *f, qn_node_id i, bool is_scale)
{
    const qn_node *n = &f->g->node[i];
    return f->uses[i] == 1 &&
           (is_scale ? n->op == QN_COL_SCALE_D && n->c == QN_NONE_INDEX : is_simple(n));
}

/* A sum of which one part is such a node, best one that has rates already. */
static bool fuse_sum(const fusing *f, qn_node_id i)
{
    qn_node *n = &f->g->node[i];
    const qn_node_id part[] = {n->a, n->b};
    for (int k = 0; k < 4; k++) {
        bool is_scale = k < 2;
        if (!takes_more(f, part[k % 2], is_scale)) {
            continue;
        }
        const qn_node *from = &f->g->node[part[k % 2]];
        const rates one = {.amount = from->a, .rate = 1};
        qn_node made = *from;
        made.c = part[1 - k % 2];
        made.domain = n->domain;
        made.low = n->low;
        made.high = n->high;
        *n = made;
        if (is_scale) {
            return true;
        }
        n->b = n->a;
        n->a = QN_NONE_INDEX;
        return put_rates(f->g, n, &one, &one);
    }
    return true;
}

/* ---- questions */

/* All bits of a width. */
static uint64_t bits_of(uint8_t width)
{
    return UINT64_MAX >> (64 - (8U << width));
}

/* The number of a width whose bits these are. */
static int64_t number_of(uint64_t bits, uint8_t width)
{
    uint64_t sign = (uint64_t)1 << ((8U << width) - 1);
    return (int64_t)(((bits & bits_of(width)) ^ sign) - sign);
}

/* Whether a is one of the numbers from low to high, which wrap around. */
static void put_between(qn_node *n, qn_node_id a, uint8_t width, uint64_t low, uint64_t high)
{
    n->op = QN_COL_BETWEEN;
    n->a = a;
    n->b = QN_NONE_INDEX;
    n->from = width;
    n->x = number_of(low, width);
    n->y = (int64_t)((high - low) & bits_of(width));
}

/* Whether a question is for all numbers of its width: its opposite is for none, and no such one. */
static bool is_for_all(const qn_node *n)
{
    return (((uint64_t)n->y + 1) & bits_of(n->from)) == 0;
}

/* A comparison with a number is a question for those from one to another; the opposite of such a
 * question one for all others. */
static void fuse_comparison(const fusing *f, qn_node_id i)
{
    qn_node *n = &f->g->node[i];
    const qn_node *a = &f->g->node[n->a];
    uint64_t x = (uint64_t)n->x;
    uint64_t least = (bits_of(n->from) >> 1) + 1;
    if (n->op == QN_COL_EQ_X && x == 0 && a->op == QN_COL_BETWEEN && f->uses[n->a] == 1 &&
        !is_for_all(a)) {
        put_between(n, a->a, a->from, (uint64_t)a->x + (uint64_t)a->y + 1, (uint64_t)a->x - 1);
    } else if (n->op == QN_COL_EQ_X) {
        put_between(n, n->a, n->from, x, x);
    } else if (n->op == QN_COL_LT_X) {
        put_between(n, n->a, n->from, least, x - 1);
    } else {
        put_between(n, n->a, n->from, x + 1, least - 1);
    }
}

int64_t qn_between_end(const qn_node *n)
{
    return number_of((uint64_t)n->x + (uint64_t)n->y, n->from);
}

/* Whether the numbers do not wrap around; which they are then. */
static bool find_ends(const qn_node *n, int64_t *low, int64_t *high)
{
    *low = n->x;
    *high = qn_between_end(n);
    return *low <= *high;
}

/* Two such questions about one column: both are one for what both allow, and either is one for what
 * either does where that is in one piece. */
static void fuse_questions(const fusing *f, qn_node_id i)
{
    qn_node *n = &f->g->node[i];
    const qn_node *p = &f->g->node[n->a];
    const qn_node *q = &f->g->node[n->b];
    int64_t low[2];
    int64_t high[2];
    if (p->op != QN_COL_BETWEEN || q->op != QN_COL_BETWEEN || p->a != q->a || f->uses[n->a] != 1 ||
        f->uses[n->b] != 1 || !find_ends(p, &low[0], &high[0]) ||
        !find_ends(q, &low[1], &high[1])) {
        return;
    }
    int later = low[1] > low[0];
    int longer = high[1] > high[0];
    bool is_min = n->op == QN_COL_MIN;
    bool meet = low[later] <= high[1 - later] || (!is_min && low[later] - 1 == high[1 - later]);
    if (meet) {
        put_between(n, p->a, p->from, (uint64_t)low[is_min ? later : 1 - later],
                    (uint64_t)high[is_min ? 1 - longer : longer]);
    }
}

static bool fuse_node(const fusing *f, qn_node_id i)
{
    qn_node *n = &f->g->node[i];
    switch ((qn_column_op)n->op) {
    case QN_COL_DIVIDE_D:
        return !is_simple(n) || fuse_division(f, i);
    case QN_COL_ADD:
        if (n->width == QN_W32) {
            return fuse_sum(f, i);
        }
        return true;
    case QN_COL_EQ_X:
    case QN_COL_LT_X:
    case QN_COL_GT_X:
        fuse_comparison(f, i);
        return true;
    case QN_COL_MIN:
    case QN_COL_MAX:
        fuse_questions(f, i);
        return true;
    case QN_COL_X_SELECT:
        n->op = QN_COL_SELECT_X;
        n->y = 1;
        return true;
    default:
        return true;
    }
}

bool qn_graph_fuse(qn_graph *g, const qn_goal *goal, size_t goals)
{
    size_t size = (g->count + 1) * sizeof(uint32_t);
    fusing f = {.g = g, .uses = qn_memory_take(g->options, size)};
    bool is_done = f.uses != NULL;
    if (is_done) {
        memset(f.uses, 0, size);
        count_uses(&f, goal, goals);
    }
    for (size_t i = 0; i < g->count && is_done; i++) {
        is_done = fuse_node(&f, (qn_node_id)i);
    }
    qn_memory_free(g->options, f.uses, size);
    return is_done;
}
