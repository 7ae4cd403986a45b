/*
 * The graph of a batch: see batch_graph.h.
 */
#include "batch_graph.h"

#include "kernels.h"

#include <string.h>

/* Steps that are faster gone through than searched. */
#define FEW_STEPS 12
/* Steps of which a few others make no table of their own: each row of a large table is asked for.
 */
#define MANY_STEPS 64

void qn_graph_begin(qn_graph *g, const qn_options *options)
{
    *g = (qn_graph){.options = options};
}

void qn_graph_clear(qn_graph *g)
{
    qn_memory_free(g->options, g->node, g->room * sizeof *g->node);
    qn_memory_free(g->options, g->found, g->found_room * sizeof *g->found);
    qn_memory_free(g->options, g->step, g->step_room * sizeof *g->step);
    *g = (qn_graph){.options = g->options};
}

void qn_graph_take_steps(qn_graph *g, qn_graph *from)
{
    g->step = from->step;
    g->step_count = from->step_count;
    g->step_room = from->step_room;
    from->step = NULL;
    from->step_room = 0;
}

/* Twice the room. */
static bool grow(qn_graph *g, void **block, size_t *room, size_t element)
{
    size_t wanted = *room == 0 ? 256 : *room * 2;
    void *larger = qn_memory_take(g->options, wanted * element);
    if (larger == NULL) {
        g->out_of_memory = true;
        return false;
    }
    if (*block != NULL) {
        memcpy(larger, *block, *room * element);
        qn_memory_free(g->options, *block, *room * element);
    }
    *block = larger;
    *room = wanted;
    return true;
}

/* ---- one node for what is the same */

static uint32_t mix(uint32_t hash, uint64_t value)
{
    value = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(value >> 32);
}

static uint32_t hash_of(const qn_graph *g, const qn_node *n)
{
    uint32_t hash = mix(n->op, (uint64_t)n->width << 32 | (uint64_t)n->mode << 16 | n->domain);
    hash = mix(hash, (uint64_t)n->a << 32 | n->b);
    hash = mix(hash, n->c);
    hash = mix(hash, (uint64_t)n->x);
    hash = mix(hash, (uint64_t)n->y);
    hash = mix(hash, (uint64_t)n->date.op << 32 | n->date.b);
    for (uint32_t i = 0; i < 2 * n->steps; i++) {
        hash = mix(hash, (uint64_t)g->step[n->first_step + i]);
    }
    return hash;
}

static bool is_same(const qn_graph *g, const qn_node *a, const qn_node *b)
{
    return a->op == b->op && a->width == b->width && a->from == b->from && a->mode == b->mode &&
           a->domain == b->domain && a->a == b->a && a->b == b->b && a->c == b->c && a->x == b->x &&
           a->y == b->y && a->steps == b->steps && a->date.op == b->date.op &&
           a->date.b == b->date.b && a->date.c == b->date.c && a->date.mode == b->date.mode &&
           (a->steps == 0 || memcmp(g->step + a->first_step, g->step + b->first_step,
                                    2 * a->steps * sizeof *g->step) == 0);
}

static void enter(qn_graph *g, uint32_t index)
{
    size_t at = hash_of(g, &g->node[index]) & (g->found_room - 1);
    while (g->found[at] != 0) {
        at = (at + 1) & (g->found_room - 1);
    }
    g->found[at] = index + 1;
}

/* Keeps the table at most half full. */
static bool make_room(qn_graph *g)
{
    if (g->count < g->room && g->count * 2 < g->found_room) {
        return true;
    }
    if (g->count == g->room && !grow(g, (void **)&g->node, &g->room, sizeof *g->node)) {
        return false;
    }
    if (g->count * 2 >= g->found_room) {
        if (!grow(g, (void **)&g->found, &g->found_room, sizeof *g->found)) {
            return false;
        }
        memset(g->found, 0, g->found_room * sizeof *g->found);
        for (size_t i = 0; i < g->count; i++) {
            enter(g, (uint32_t)i);
        }
    }
    return true;
}

qn_node_id qn_graph_put(qn_graph *g, const qn_node *n)
{
    if (g->out_of_memory || !make_room(g)) {
        return QN_NONE_INDEX;
    }
    size_t at = hash_of(g, n) & (g->found_room - 1);
    for (; g->found[at] != 0; at = (at + 1) & (g->found_room - 1)) {
        if (is_same(g, &g->node[g->found[at] - 1], n)) {
            return g->found[at] - 1;
        }
    }
    g->node[g->count] = *n;
    g->found[at] = (uint32_t)++g->count;
    return (qn_node_id)(g->count - 1);
}

/* Puts a node whose operands are there. */
static qn_node_id put_node(qn_graph *g, qn_node *n)
{
    const qn_node_id operand[3] = {n->a, n->b, n->c};
    n->may_overflow =
        n->op == QN_COL_ADD_CHECKED || n->op == QN_COL_SUB_CHECKED || n->op == QN_COL_MUL_CHECKED;
    for (uint32_t i = 0; i < 3; i++) {
        n->may_overflow |= operand[i] != QN_NONE_INDEX && g->node[operand[i]].may_overflow;
    }
    return qn_graph_put(g, n);
}

/* ---- constants, widths and domains */

qn_width qn_width_of(int64_t low, int64_t high)
{
    if (low >= INT8_MIN && high <= INT8_MAX) {
        return QN_W8;
    }
    return low >= INT32_MIN && high <= INT32_MAX ? QN_W32 : QN_W64;
}

static qn_node blank(qn_column_op op, int64_t low, int64_t high)
{
    return (qn_node){.op = (uint8_t)op,
                     .width = (uint8_t)qn_width_of(low, high),
                     .a = QN_NONE_INDEX,
                     .b = QN_NONE_INDEX,
                     .c = QN_NONE_INDEX,
                     .low = low,
                     .high = high};
}

qn_node_id qn_graph_const(qn_graph *g, int64_t value)
{
    qn_node n = blank(QN_COL_CONST, value, value);
    n.x = value;
    return put_node(g, &n);
}

bool qn_graph_is_const(const qn_graph *g, qn_node_id n, int64_t *value)
{
    if (n == QN_NONE_INDEX || g->node[n].low != g->node[n].high) {
        return false;
    }
    *value = g->node[n].low;
    return true;
}

bool qn_graph_is(const qn_graph *g, qn_node_id n, int64_t value)
{
    int64_t constant = 0;
    return qn_graph_is_const(g, n, &constant) && constant == value;
}

qn_node_id qn_graph_input(qn_graph *g, uint32_t column, uint32_t domain, int64_t low, int64_t high)
{
    qn_node n = blank(QN_COL_INPUT, low, high);
    if (low == high) {
        return qn_graph_const(g, low);
    }
    n.domain = domain;
    n.x = column;
    return put_node(g, &n);
}

qn_node_id qn_graph_present(qn_graph *g, uint32_t column, uint32_t domain)
{
    qn_node n = blank(QN_COL_PRESENT, 0, 1);
    n.domain = domain;
    n.x = column;
    return put_node(g, &n);
}

qn_node_id qn_graph_cast(qn_graph *g, qn_node_id a, qn_width width)
{
    if (a == QN_NONE_INDEX || g->node[a].width == width || g->node[a].op == QN_COL_CONST) {
        return a;
    }
    if (g->node[a].op == QN_COL_CAST) {
        return qn_graph_cast(g, g->node[a].a, width);
    }
    qn_node n = blank(QN_COL_CAST, g->node[a].low, g->node[a].high);
    n.width = (uint8_t)width;
    n.from = g->node[a].width;
    n.domain = g->node[a].domain;
    n.a = a;
    return put_node(g, &n);
}

static qn_node_id spread(qn_graph *g, qn_node_id a, uint32_t domain)
{
    if (g->node[a].domain == domain || g->node[a].op == QN_COL_CONST) {
        return a;
    }
    qn_node n = blank(QN_COL_SPREAD, g->node[a].low, g->node[a].high);
    n.width = g->node[a].width;
    n.domain = domain;
    n.a = a;
    return put_node(g, &n);
}

/* The domain in which columns meet: elements of one list, or rows. False for two lists. */
static bool meet(const qn_graph *g, qn_node_id a, uint32_t *domain)
{
    uint32_t other = g->node[a].domain;
    if (g->node[a].op == QN_COL_CONST || other == 0 || other == *domain) {
        return true;
    }
    bool fits = *domain == 0;
    *domain = other;
    return fits;
}

static qn_width wider(qn_width a, qn_width b)
{
    return a > b ? a : b;
}

/* The least width not below this one in which an operation has a kernel. */
static qn_width lane_of(qn_column_op op, qn_width width)
{
    enum { NO = 0xff, B = 1 << QN_W8, D = 1 << QN_W32, Q = 1 << QN_W64 };
    enum { BD = B | D, BQ = B | Q, DQ = D | Q, ALL = B | D | Q };
    static const uint8_t lanes_of[] = {
#define QN_COLUMN_OP(name, lanes, form, sentence) lanes,
#include "batch_ops.def"
#undef QN_COLUMN_OP
    };
    while (width < QN_W64 && (lanes_of[op] >> width & 1) == 0) {
        width++;
    }
    return width;
}

/* Brings operands to one domain and width: that of the result, or of the widest of them, or the
 * next in which there is a kernel. Constants stay what they are. */
static bool unite(qn_graph *g, qn_node *n, qn_width width)
{
    qn_node_id *const operand[3] = {&n->a, &n->b, &n->c};
    width = lane_of((qn_column_op)n->op, width);
    n->domain = 0;
    for (int i = 0; i < 3; i++) {
        if (*operand[i] != QN_NONE_INDEX && !meet(g, *operand[i], &n->domain)) {
            return false;
        }
    }
    for (int i = 0; i < 3; i++) {
        bool is_question = i == 0 && (n->op == QN_COL_SELECT || n->op == QN_COL_SELECT_X ||
                                      n->op == QN_COL_X_SELECT || n->op == QN_COL_SELECT_XY);
        if (*operand[i] == QN_NONE_INDEX) {
            continue;
        }
        *operand[i] = spread(g, *operand[i], n->domain);
        *operand[i] = qn_graph_cast(g, *operand[i], is_question ? QN_W8 : width);
        if (g->out_of_memory) {
            return false;
        }
    }
    n->width = (uint8_t)width;
    return true;
}

static qn_node_id unite_and_put(qn_graph *g, qn_node *n, qn_width width)
{
    return unite(g, n, width) ? put_node(g, n) : QN_NONE_INDEX;
}

static bool are_there(qn_node_id a, qn_node_id b)
{
    return a != QN_NONE_INDEX && b != QN_NONE_INDEX;
}

/* ---- arithmetic */

/* A column as it was before it was brought to another width. */
static qn_node_id uncast(const qn_graph *g, qn_node_id a)
{
    return g->node[a].op == QN_COL_CAST ? g->node[a].a : a;
}

/* A node of two columns, or of one and a number on its right. */
static qn_node_id put_two(qn_graph *g, qn_column_op op, qn_column_op op_x, qn_node_id a,
                          qn_node_id b, int64_t low, int64_t high)
{
    int64_t x = 0;
    qn_node n = blank(op, low, high);
    qn_width width =
        wider((qn_width)n.width, wider((qn_width)g->node[a].width, (qn_width)g->node[b].width));
    n.a = a;
    n.b = b;
    if (qn_graph_is_const(g, b, &x)) {
        n.op = (uint8_t)op_x;
        n.b = QN_NONE_INDEX;
        n.x = x;
    }
    return unite_and_put(g, &n, width);
}

/* Where the result may have more than 64 bits: noted when it happens. */
static qn_node_id put_checked(qn_graph *g, qn_column_op op, qn_node_id a, qn_node_id b)
{
    qn_node n = blank(op, -INT64_MAX, INT64_MAX);
    n.a = a;
    n.b = b;
    return unite_and_put(g, &n, QN_W64);
}

/* A multiple, `a`, and b. */
static qn_node_id put_mul_add(qn_graph *g, qn_node_id a, qn_node_id b, int64_t low, int64_t high)
{
    qn_node n = blank(QN_COL_MUL_ADD, low, high);
    qn_width width =
        wider((qn_width)n.width, wider((qn_width)g->node[a].width, (qn_width)g->node[b].width));
    n.a = g->node[a].a;
    n.b = b;
    n.x = g->node[a].x;
    return unite_and_put(g, &n, wider(width, (qn_width)g->node[n.a].width));
}

/* What a multiple is a multiple of, and how often. */
static qn_node_id part_of(const qn_graph *g, qn_node_id a, int64_t *times)
{
    bool is_multiple = g->node[a].op == QN_COL_MUL_X;
    *times = is_multiple ? g->node[a].x : 1;
    return uncast(g, is_multiple ? g->node[a].a : a);
}

/* Whether two nodes are the parts of a scale that rises: so many times what lies below a bound, and
 * no fewer times what lies above it. */
static bool is_scale(const qn_graph *g, qn_node_id below, qn_node_id above)
{
    int64_t first = 0;
    int64_t second = 0;
    qn_node_id low = part_of(g, below, &first);
    qn_node_id high = part_of(g, above, &second);
    const qn_node *l = &g->node[low];
    const qn_node *h = &g->node[high];
    return l->op == QN_COL_MIN_X && h->op == QN_COL_SUM_MAX && h->y == 0 && second >= first &&
           uncast(g, l->a) == uncast(g, h->a) && l->x == -h->x;
}

/* Such a scale: what lies below is all but what lies above, so that the first rate is one of all,
 * and the second has what it has over the first. */
static qn_node_id put_scale(qn_graph *g, qn_node_id below, qn_node_id above)
{
    int64_t first = 0;
    int64_t second = 0;
    int64_t more = 0;
    qn_node_id all = g->node[part_of(g, below, &first)].a;
    qn_node_id over = part_of(g, above, &second);
    if (__builtin_sub_overflow(second, first, &more)) {
        return QN_NONE_INDEX;
    }
    return qn_graph_add(g, qn_graph_mul(g, all, qn_graph_const(g, first)),
                        qn_graph_mul(g, over, qn_graph_const(g, more)));
}

qn_node_id qn_graph_add(qn_graph *g, qn_node_id a, qn_node_id b)
{
    int64_t low = 0;
    int64_t high = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    if (qn_graph_is(g, a, 0) || qn_graph_is(g, b, 0)) {
        return qn_graph_is(g, a, 0) ? b : a;
    }
    if (__builtin_add_overflow(g->node[a].low, g->node[b].low, &low) ||
        __builtin_add_overflow(g->node[a].high, g->node[b].high, &high) || low == INT64_MIN) {
        return put_checked(g, QN_COL_ADD_CHECKED, a, b);
    }
    if (low == high) {
        return qn_graph_const(g, low);
    }
    int64_t x = 0;
    bool turned = qn_graph_is_const(g, a, &x) || (!qn_graph_is_const(g, b, &x) && a > b);
    qn_node_id left = uncast(g, turned ? b : a);
    qn_node_id right = turned ? a : b;
    int64_t sum = 0;
    if (!qn_graph_is_const(g, right, &x) && is_scale(g, left, uncast(g, right))) {
        return put_scale(g, left, uncast(g, right));
    }
    if (!qn_graph_is_const(g, right, &x) && is_scale(g, uncast(g, right), left)) {
        return put_scale(g, uncast(g, right), left);
    }
    if (!qn_graph_is_const(g, right, &x)) {
        qn_node_id rate = g->node[left].op == QN_COL_MUL_X ? left : uncast(g, right);
        if (g->node[rate].op == QN_COL_MUL_X) {
            return put_mul_add(g, rate, rate == left ? right : left, low, high);
        }
    }
    if (qn_graph_is_const(g, right, &x) && g->node[left].op == QN_COL_ADD_X &&
        !__builtin_add_overflow(g->node[left].x, x, &sum)) {
        return qn_graph_add(g, g->node[left].a, qn_graph_const(g, sum));
    }
    return put_two(g, QN_COL_ADD, QN_COL_ADD_X, left, right, low, high);
}

/* Whether what is found of a column and itself may be found without it. */
static bool is_itself(const qn_graph *g, qn_node_id a, qn_node_id b)
{
    return a == b && !g->keeps_asked;
}

qn_node_id qn_graph_sub(qn_graph *g, qn_node_id a, qn_node_id b)
{
    int64_t low = 0;
    int64_t high = 0;
    int64_t x = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    if (qn_graph_is(g, b, 0)) {
        return a;
    }
    if (is_itself(g, a, b)) {
        return qn_graph_const(g, 0);
    }
    if (__builtin_sub_overflow(g->node[a].low, g->node[b].high, &low) ||
        __builtin_sub_overflow(g->node[a].high, g->node[b].low, &high) || low == INT64_MIN) {
        return put_checked(g, QN_COL_SUB_CHECKED, a, b);
    }
    if (qn_graph_is_const(g, b, &x)) {
        return qn_graph_add(g, a, qn_graph_const(g, -x));
    }
    return put_two(g, QN_COL_SUB, QN_COL_SUB, a, b, low, high);
}

/* The least and the greatest of four products; false where one has more than 64 bits. */
static bool multiply_ranges(const qn_node *a, const qn_node *b, int64_t *low, int64_t *high)
{
    const int64_t left[2] = {a->low, a->high};
    const int64_t right[2] = {b->low, b->high};
    for (int i = 0; i < 4; i++) {
        int64_t product = 0;
        if (__builtin_mul_overflow(left[i / 2], right[i % 2], &product) || product == INT64_MIN) {
            return false;
        }
        *low = i == 0 || product < *low ? product : *low;
        *high = i == 0 || product > *high ? product : *high;
    }
    return true;
}

qn_node_id qn_graph_mul(qn_graph *g, qn_node_id a, qn_node_id b)
{
    int64_t low = 0;
    int64_t high = 0;
    int64_t x = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    if (qn_graph_is(g, a, 1) || qn_graph_is(g, b, 1)) {
        return qn_graph_is(g, a, 1) ? b : a;
    }
    if (!multiply_ranges(&g->node[a], &g->node[b], &low, &high)) {
        return put_checked(g, QN_COL_MUL_CHECKED, a, b);
    }
    if (low == high) {
        return qn_graph_const(g, low);
    }
    bool turned = qn_graph_is_const(g, a, &x) || (!qn_graph_is_const(g, b, &x) && a > b);
    qn_node_id left = uncast(g, turned ? b : a);
    qn_node_id right = turned ? a : b;
    int64_t product = 0;
    if (qn_graph_is_const(g, right, &x) && g->node[left].op == QN_COL_MUL_X &&
        !__builtin_mul_overflow(g->node[left].x, x, &product)) {
        return qn_graph_mul(g, g->node[left].a, qn_graph_const(g, product));
    }
    return put_two(g, QN_COL_MUL, QN_COL_MUL_X, left, right, low, high);
}

qn_node_id qn_graph_abs(qn_graph *g, qn_node_id a)
{
    if (a == QN_NONE_INDEX || g->node[a].low >= 0) {
        return a;
    }
    if (g->node[a].high <= 0) {
        return qn_graph_sub(g, qn_graph_const(g, 0), a);
    }
    qn_node_id turned = qn_graph_sub(g, qn_graph_const(g, 0), a);
    qn_node_id out = qn_graph_max(g, a, turned);
    if (out != QN_NONE_INDEX && g->node[out].low < 0) {
        g->node[out].low = 0;
    }
    return out;
}

/* The greater of a sum, `a`, and y. */
static qn_node_id put_sum_max(qn_graph *g, qn_node_id a, int64_t y, int64_t high)
{
    qn_node n = blank(QN_COL_SUM_MAX, y, high);
    qn_width width = wider((qn_width)g->node[a].width, qn_width_of(y, high));
    n.a = g->node[a].a;
    n.x = g->node[a].x;
    n.y = y;
    return unite_and_put(g, &n, wider(width, (qn_width)g->node[n.a].width));
}

/* The lesser (sign 1) or the greater (-1). */
static qn_node_id choose(qn_graph *g, qn_node_id a, qn_node_id b, bool is_min)
{
    int64_t x = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    const qn_node *left = &g->node[a];
    const qn_node *right = &g->node[b];
    bool are_both_kept = g->keeps_asked && left->op != QN_COL_CONST && right->op != QN_COL_CONST;
    if (a == b ||
        (!are_both_kept && (is_min ? left->high <= right->low : left->low >= right->high))) {
        return a;
    }
    if (!are_both_kept && (is_min ? right->high <= left->low : right->low >= left->high)) {
        return b;
    }
    int64_t low = (left->low < right->low) == is_min ? left->low : right->low;
    int64_t high = (left->high < right->high) == is_min ? left->high : right->high;
    bool turned = qn_graph_is_const(g, a, &x) || (!qn_graph_is_const(g, b, &x) && a > b);
    qn_node_id over = uncast(g, turned ? b : a);
    if (!is_min && qn_graph_is_const(g, turned ? a : b, &x) && g->node[over].op == QN_COL_ADD_X) {
        return put_sum_max(g, over, x, high);
    }
    return put_two(g, is_min ? QN_COL_MIN : QN_COL_MAX, is_min ? QN_COL_MIN_X : QN_COL_MAX_X,
                   turned ? b : a, turned ? a : b, low, high);
}

qn_node_id qn_graph_min(qn_graph *g, qn_node_id a, qn_node_id b)
{
    return choose(g, a, b, true);
}

qn_node_id qn_graph_max(qn_graph *g, qn_node_id a, qn_node_id b)
{
    return choose(g, a, b, false);
}

/* ---- questions */

/* A comparison, whose operands have a width of their own and whose result has 8 bits; its node has
 * the width of the operands. */
static qn_node_id put_question(qn_graph *g, qn_column_op op, qn_node_id a, qn_node_id b, int64_t x)
{
    qn_node n = blank(op, 0, 1);
    qn_width width = (qn_width)g->node[a].width;
    n.a = a;
    n.b = b;
    n.x = x;
    if (b != QN_NONE_INDEX) {
        width = wider(width, (qn_width)g->node[b].width);
    } else {
        width = wider(width, qn_width_of(x, x));
    }
    if (!unite(g, &n, width)) {
        return QN_NONE_INDEX;
    }
    n.from = n.width;
    n.width = QN_W8;
    return put_node(g, &n);
}

/* Whether a number that stands for yes or no. */
static bool is_question(const qn_graph *g, qn_node_id a)
{
    return g->node[a].low >= 0 && g->node[a].high <= 1;
}

/* floor(x / m), m above zero. */
static int64_t floor_of(int64_t x, int64_t m)
{
    return x / m - (x % m < 0);
}

/* What a is made of by adding or multiplying with a number above zero: a question about a is one
 * about that. False where a is no such node. */
static bool is_scaled(const qn_graph *g, qn_node_id a)
{
    const qn_node *n = &g->node[a];
    return n->op == QN_COL_ADD_X || (n->op == QN_COL_MUL_X && n->x > 0);
}

/* The least number of what a is made of for which a is not below x; false where that has more than
 * 64 bits. */
static bool scale_down(const qn_graph *g, qn_node_id a, int64_t x, int64_t *out)
{
    const qn_node *n = &g->node[a];
    if (n->op == QN_COL_ADD_X) {
        return !__builtin_sub_overflow(x, n->x, out);
    }
    *out = floor_of(x, n->x) + (x % n->x != 0);
    return true;
}

/* no where x is 0; the same where it is 1. Here and below: a number in the range of a sum, or of a
 * multiple, is one in the range of what it is made of, and has 64 bits there. */
static qn_node_id eq_const(qn_graph *g, qn_node_id a, int64_t x)
{
    int64_t inner = 0;
    a = uncast(g, a);
    const qn_node *n = &g->node[a];
    if (x < n->low || x > n->high) {
        return qn_graph_const(g, 0);
    }
    if (is_question(g, a) && x == 1) {
        return a;
    }
    if (x == 0 && is_question(g, a) && n->op == QN_COL_EQ_X && n->x == 0 && is_question(g, n->a)) {
        return n->a; /* not not a */
    }
    if (is_scaled(g, a)) {
        (void)scale_down(g, a, x, &inner);
        bool is_met = n->op == QN_COL_ADD_X || x % n->x == 0;
        return is_met ? eq_const(g, n->a, inner) : qn_graph_const(g, 0);
    }
    return put_question(g, QN_COL_EQ_X, a, QN_NONE_INDEX, x);
}

/* a < x, which is so of some numbers of a, and not of others. */
static qn_node_id below_const(qn_graph *g, qn_node_id a, int64_t x)
{
    int64_t inner = 0;
    a = uncast(g, a);
    if (is_scaled(g, a)) {
        (void)scale_down(g, a, x, &inner);
        return below_const(g, g->node[a].a, inner);
    }
    return put_question(g, QN_COL_LT_X, a, QN_NONE_INDEX, x);
}

/* a > x, which is a >= x + 1, and is so of some numbers of a, and not of others. */
static qn_node_id above_const(qn_graph *g, qn_node_id a, int64_t x)
{
    int64_t inner = 0;
    a = uncast(g, a);
    if (is_scaled(g, a)) {
        (void)scale_down(g, a, x + 1, &inner);
        return above_const(g, g->node[a].a, inner - 1);
    }
    return put_question(g, QN_COL_GT_X, a, QN_NONE_INDEX, x);
}

qn_node_id qn_graph_eq(qn_graph *g, qn_node_id a, qn_node_id b)
{
    int64_t x = 0;
    int64_t y = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    bool is_a = qn_graph_is_const(g, a, &x);
    bool is_b = qn_graph_is_const(g, b, &y);
    if (is_itself(g, a, b) || (is_a && is_b)) {
        return qn_graph_const(g, a == b || x == y);
    }
    if (is_a || is_b) {
        return is_a ? eq_const(g, b, x) : eq_const(g, a, y);
    }
    if (g->node[a].low > g->node[b].high || g->node[b].low > g->node[a].high) {
        return qn_graph_const(g, 0);
    }
    return put_question(g, QN_COL_EQ, a < b ? a : b, a < b ? b : a, 0);
}

qn_node_id qn_graph_lt(qn_graph *g, qn_node_id a, qn_node_id b)
{
    int64_t x = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    if (g->node[a].high < g->node[b].low) {
        return qn_graph_const(g, 1);
    }
    if (is_itself(g, a, b) || g->node[a].low >= g->node[b].high) {
        return qn_graph_const(g, 0);
    }
    if (qn_graph_is_const(g, b, &x)) {
        return below_const(g, a, x);
    }
    if (qn_graph_is_const(g, a, &x)) {
        return above_const(g, b, x);
    }
    return put_question(g, QN_COL_LT, a, b, 0);
}

qn_node_id qn_graph_le(qn_graph *g, qn_node_id a, qn_node_id b)
{
    return qn_graph_not(g, qn_graph_lt(g, b, a));
}

qn_node_id qn_graph_has(qn_graph *g, qn_node_id a, qn_node_id b)
{
    int64_t x = 0;
    int64_t y = 0;
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    bool is_a = qn_graph_is_const(g, a, &x);
    bool is_b = qn_graph_is_const(g, b, &y);
    if (is_a && is_b) {
        return qn_graph_const(g, (x & y) != 0);
    }
    if (is_a || is_b) {
        return put_question(g, QN_COL_HAS_X, is_a ? b : a, QN_NONE_INDEX, is_a ? x : y);
    }
    return put_question(g, QN_COL_HAS, a, b, 0);
}

/* Whether two questions ask the same column for two different numbers. */
static bool exclude_each_other(const qn_graph *g, qn_node_id a, qn_node_id b)
{
    const qn_node *left = &g->node[a];
    const qn_node *right = &g->node[b];
    return (left->op == QN_COL_EQ_X && right->op == QN_COL_EQ_X && left->a == right->a &&
            left->x != right->x) ||
           (left->op == QN_COL_EQ_X && left->x == 0 && left->a == b) ||
           (right->op == QN_COL_EQ_X && right->x == 0 && right->a == a);
}

/* The question of which a is the opposite, or QN_NONE_INDEX. */
static qn_node_id opposite(const qn_graph *g, qn_node_id a)
{
    const qn_node *n = &g->node[a];
    return n->op == QN_COL_EQ_X && n->x == 0 && is_question(g, n->a) ? n->a : QN_NONE_INDEX;
}

/* not a and not b is not (a or b), which leaves one thing to do where a or b is asked, too. */
static qn_node_id combine(qn_graph *g, qn_node_id a, qn_node_id b, bool is_and)
{
    if (!are_there(a, b)) {
        return QN_NONE_INDEX;
    }
    if (is_and && !g->keeps_asked && exclude_each_other(g, a, b)) {
        return qn_graph_const(g, 0);
    }
    qn_node_id not_a = opposite(g, a);
    qn_node_id not_b = opposite(g, b);
    if (are_there(not_a, not_b)) {
        return qn_graph_not(g, choose(g, not_a, not_b, !is_and));
    }
    return choose(g, a, b, is_and);
}

qn_node_id qn_graph_and(qn_graph *g, qn_node_id a, qn_node_id b)
{
    return combine(g, a, b, true);
}

qn_node_id qn_graph_or(qn_graph *g, qn_node_id a, qn_node_id b)
{
    return combine(g, a, b, false);
}

qn_node_id qn_graph_not(qn_graph *g, qn_node_id a)
{
    return qn_graph_eq(g, a, qn_graph_const(g, 0));
}

qn_node_id qn_graph_select(qn_graph *g, qn_node_id yes, qn_node_id b, qn_node_id c)
{
    int64_t x = 0;
    int64_t y = 0;
    int64_t constant = 0;
    if (!are_there(b, c) || yes == QN_NONE_INDEX) {
        return QN_NONE_INDEX;
    }
    if (qn_graph_is_const(g, yes, &constant)) {
        return constant != 0 ? b : c;
    }
    const qn_node *question = &g->node[yes];
    if (question->op == QN_COL_EQ_X && question->x == 0 && is_question(g, question->a)) {
        return qn_graph_select(g, question->a, c, b);
    }
    bool is_b = qn_graph_is_const(g, b, &x);
    bool is_c = qn_graph_is_const(g, c, &y);
    if (b == c || (is_b && is_c && x == y)) {
        return b;
    }
    if (is_b && is_c && x == 1 && y == 0) {
        return yes;
    }
    if (is_b && is_c && x == 0 && y == 1) {
        return qn_graph_not(g, yes);
    }
    int64_t low = g->node[b].low < g->node[c].low ? g->node[b].low : g->node[c].low;
    int64_t high = g->node[b].high > g->node[c].high ? g->node[b].high : g->node[c].high;
    static const qn_column_op ops[2][2] = {{QN_COL_SELECT, QN_COL_SELECT_X},
                                           {QN_COL_X_SELECT, QN_COL_SELECT_XY}};
    qn_node n = blank(ops[is_b][is_c], low, high);
    n.a = yes;
    n.b = !is_b ? b : is_c ? QN_NONE_INDEX : c;
    n.c = is_b || is_c ? QN_NONE_INDEX : c;
    n.x = is_b ? x : is_c ? y : 0;
    n.y = is_b && is_c ? y : 0;
    qn_width width = (qn_width)n.width;
    width = is_b ? width : wider(width, (qn_width)g->node[b].width);
    width = is_c ? width : wider(width, (qn_width)g->node[c].width);
    return unite_and_put(g, &n, width);
}

/* ---- division */

static int64_t divide_one(int64_t a, int64_t b, qn_rounding mode)
{
    int64_t out = 0;
    (void)qn_kernel_round_i(a, 1, b, 1, mode, &out);
    return out;
}

/* The magnitude of a with what is added before the division must stay within 31 bits. */
static bool fits_short(const qn_node *a, int64_t b)
{
    return b <= INT32_MAX && a->low >= -INT32_MAX && a->high <= INT32_MAX &&
           a->high + b <= INT32_MAX && -a->low + b <= INT32_MAX;
}

qn_node_id qn_graph_divide(qn_graph *g, qn_node_id a, qn_node_id b, qn_rounding mode)
{
    int64_t x = 0;
    if (!are_there(a, b) || g->node[b].low < 1) {
        return QN_NONE_INDEX;
    }
    int64_t most = g->node[b].low; /* the least divisor gives the largest magnitudes */
    int64_t low = divide_one(g->node[a].low, g->node[a].low < 0 ? most : g->node[b].high, mode);
    int64_t high = divide_one(g->node[a].high, g->node[a].high > 0 ? most : g->node[b].high, mode);
    if (low == high) {
        return qn_graph_const(g, low);
    }
    qn_node n = blank(QN_COL_DIVIDE, low, high);
    n.a = a;
    n.b = b;
    n.mode = (uint8_t)mode;
    qn_width width = QN_W64;
    if (qn_graph_is_const(g, b, &x)) {
        if (x == 1) {
            return a;
        }
        if (g->node[a].low < -(INT64_MAX - x) || g->node[a].high > INT64_MAX - x) {
            return QN_NONE_INDEX;
        }
        bool is_short = fits_short(&g->node[a], x);
        n.op = is_short ? QN_COL_DIVIDE_D : QN_COL_DIVIDE_Q;
        width = is_short ? QN_W32 : QN_W64;
        n.b = QN_NONE_INDEX;
        n.x = x;
        n.y = g->node[a].low < 0; /* there are signs to look at */
    }
    return unite_and_put(g, &n, width);
}

/* ---- steps */

/* The value of the last step at or below a number. */
static int64_t step_at(int64_t before, const int64_t *step, uint32_t steps, int64_t at)
{
    while (steps > 0) {
        uint32_t half = steps / 2;
        const int64_t *middle = step + 2 * (size_t)half;
        bool reached = middle[0] <= at;
        before = reached ? middle[1] : before;
        step = reached ? middle + 2 : step;
        steps = reached ? steps - half - 1 : half;
    }
    return before;
}

/* Steps of steps: what each value of the inner ones comes to. */
static qn_node_id compose(qn_graph *g, qn_node_id a, int64_t before, const int64_t *step,
                          uint32_t steps)
{
    uint32_t first = g->node[a].first_step;
    uint32_t count = g->node[a].steps;
    int64_t *made = qn_memory_take(g->options, 2 * (size_t)count * sizeof *made);
    if (made == NULL) {
        g->out_of_memory = true;
        return QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < count; i++) {
        made[2 * (size_t)i] = g->step[first + 2 * (size_t)i];
        made[2 * (size_t)i + 1] = step_at(before, step, steps, g->step[first + 2 * (size_t)i + 1]);
    }
    qn_node_id out =
        qn_graph_steps(g, g->node[a].a, step_at(before, step, steps, g->node[a].x), made, count);
    qn_memory_free(g->options, made, 2 * (size_t)count * sizeof *made);
    return out;
}

/* Steps over what a is made of. */
static qn_node_id steps_of_inner(qn_graph *g, qn_node_id a, int64_t before, const int64_t *step,
                                 uint32_t steps)
{
    size_t size = 2 * (size_t)steps * sizeof *step + sizeof *step;
    int64_t *made = qn_memory_take(g->options, size);
    uint32_t count = 0;
    if (made == NULL) {
        g->out_of_memory = true;
        return QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < steps; i++) {
        int64_t at = 0;
        if (!scale_down(g, a, step[2 * (size_t)i], &at)) {
            if (step[2 * (size_t)i] >= 0) {
                break; /* it lies above all numbers, and so do those behind it */
            }
            at = INT64_MIN;
        }
        if (count > 0 && made[2 * (size_t)count - 2] == at) {
            count--; /* two steps that no number lies between */
        }
        made[2 * (size_t)count] = at;
        made[2 * (size_t)count++ + 1] = step[2 * (size_t)i + 1];
    }
    qn_node_id out = qn_graph_steps(g, g->node[a].a, before, made, count);
    qn_memory_free(g->options, made, size);
    return out;
}

/* Puts steps behind those that there are, but does not count them. */
static bool room_for_steps(qn_graph *g, const int64_t *step, uint32_t steps)
{
    while (g->step_count + 2 * (size_t)steps > g->step_room) {
        if (!grow(g, (void **)&g->step, &g->step_room, sizeof *g->step)) {
            return false;
        }
    }
    if (steps > 0) { /* else there may be no block yet */
        memcpy(g->step + g->step_count, step, 2 * (size_t)steps * sizeof *step);
    }
    return true;
}

uint32_t qn_graph_keep_steps(qn_graph *g, const int64_t *step, uint32_t steps)
{
    uint32_t first = (uint32_t)g->step_count;
    if (!room_for_steps(g, step, steps)) {
        return QN_NONE_INDEX;
    }
    g->step_count += 2 * (size_t)steps;
    return first;
}

/* Leaves out steps that a never reaches or has always passed, and those that change nothing. */
static uint32_t trim_steps(const qn_node *a, int64_t *before, int64_t *step, uint32_t steps)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < steps; i++) {
        int64_t at = step[2 * (size_t)i];
        int64_t value = step[2 * (size_t)i + 1];
        if (at <= a->low) {
            *before = value;
        } else if (at <= a->high && value != (kept == 0 ? *before : step[2 * (size_t)kept - 1])) {
            step[2 * (size_t)kept] = at;
            step[2 * (size_t)kept + 1] = value;
            kept++;
        }
    }
    return kept;
}

qn_node_id qn_graph_steps(qn_graph *g, qn_node_id a, int64_t before, const int64_t *step,
                          uint32_t steps)
{
    if (a == QN_NONE_INDEX || g->out_of_memory) {
        return QN_NONE_INDEX;
    }
    a = uncast(g, a);
    const qn_node *inner = &g->node[a];
    bool is_worth_it = inner->steps <= MANY_STEPS || steps >= inner->steps / MANY_STEPS;
    if ((inner->op == QN_COL_STEPS || inner->op == QN_COL_SEARCH) && is_worth_it) {
        return compose(g, a, before, step, steps);
    }
    if (is_scaled(g, a)) {
        return steps_of_inner(g, a, before, step, steps);
    }
    if (steps == 0) {
        return qn_graph_const(g, before);
    }
    if (!room_for_steps(g, step, steps)) {
        return QN_NONE_INDEX;
    }
    int64_t *own = g->step + g->step_count;
    uint32_t kept = trim_steps(&g->node[a], &before, own, steps);
    if (kept == 0) {
        return qn_graph_const(g, before);
    }
    qn_node n = blank(kept <= FEW_STEPS ? QN_COL_STEPS : QN_COL_SEARCH, before, before);
    for (uint32_t i = 0; i < kept; i++) {
        int64_t value = own[2 * (size_t)i + 1];
        n.low = value < n.low ? value : n.low;
        n.high = value > n.high ? value : n.high;
    }
    n.a = a;
    n.x = before;
    n.first_step = (uint32_t)g->step_count;
    n.steps = kept;
    g->step_count += 2 * (size_t)kept;
    qn_width width = wider(qn_width_of(n.low, n.high), (qn_width)g->node[a].width);
    return unite_and_put(g, &n, kept <= FEW_STEPS ? width : QN_W64);
}

/* A step that changes nothing. The range has one number more than the value, or the node would be
 * taken for a constant. */
qn_node_id qn_graph_settled(qn_graph *g, qn_node_id a, int64_t value)
{
    const int64_t step[2] = {0, value};
    uint32_t first = a == QN_NONE_INDEX ? QN_NONE_INDEX : qn_graph_keep_steps(g, step, 1);
    if (first == QN_NONE_INDEX) {
        return QN_NONE_INDEX;
    }
    qn_node n = blank(QN_COL_STEPS, value > 0 ? value - 1 : value, value > 0 ? value : value + 1);
    n.a = uncast(g, a);
    n.x = value;
    n.first_step = first;
    n.steps = 1;
    return unite_and_put(g, &n, wider((qn_width)n.width, (qn_width)g->node[n.a].width));
}

/* ---- dates */

qn_node_id qn_graph_date(qn_graph *g, qn_date_job job, qn_node_id a, qn_node_id b, qn_node_id c,
                         int64_t low, int64_t high, qn_node_id *fails)
{
    qn_node n = blank(QN_COL_DATE, INT64_MIN, high);
    qn_node_id zero = qn_graph_const(g, 0);
    *fails = QN_NONE_INDEX;
    n.a = a;
    n.b = b == QN_NONE_INDEX ? zero : b;
    n.c = c == QN_NONE_INDEX ? zero : c;
    n.date = job;
    qn_node_id made = unite_and_put(g, &n, QN_W64);
    if (made == QN_NONE_INDEX) {
        return QN_NONE_INDEX;
    }
    *fails = put_question(g, QN_COL_EQ_X, made, QN_NONE_INDEX, INT64_MIN);
    return qn_graph_cast(g, qn_graph_max(g, made, qn_graph_const(g, low)), qn_width_of(low, high));
}

/* ---- elements */

/* What is found for rows from their elements. */
static qn_node_id put_over(qn_graph *g, qn_column_op op, qn_node_id in, qn_node_id value,
                           uint32_t domain, int64_t low, int64_t high)
{
    qn_node n = blank(op, low, high);
    in = spread(g, in, domain);
    value = value == QN_NONE_INDEX ? value : spread(g, value, domain);
    n.a = qn_graph_cast(g, in, QN_W8);
    n.b = qn_graph_cast(g, value, QN_W64);
    n.width = op != QN_COL_COUNT ? QN_W64 : high <= INT8_MAX ? QN_W8 : QN_W32;
    n.x = domain;
    return g->out_of_memory ? QN_NONE_INDEX : put_node(g, &n);
}

qn_node_id qn_graph_position(qn_graph *g, uint32_t domain, uint32_t limit)
{
    qn_node n = blank(QN_COL_POSITION, 0, limit);
    n.width = QN_W32;
    n.domain = domain;
    return put_node(g, &n);
}

static bool has_domain(const qn_graph *g, qn_node_id a, uint32_t domain)
{
    return g->node[a].op == QN_COL_CONST || g->node[a].domain == 0 || g->node[a].domain == domain;
}

qn_node_id qn_graph_count(qn_graph *g, qn_node_id in, uint32_t domain, uint32_t limit)
{
    if (in == QN_NONE_INDEX || !has_domain(g, in, domain)) {
        return QN_NONE_INDEX;
    }
    if (qn_graph_is(g, in, 0)) {
        return in;
    }
    return put_over(g, QN_COL_COUNT, in, QN_NONE_INDEX, domain, 0, limit);
}

qn_node_id qn_graph_total(qn_graph *g, qn_node_id in, qn_node_id value, uint32_t domain,
                          uint32_t limit)
{
    int64_t low = 0;
    int64_t high = 0;
    if (!are_there(in, value) || !has_domain(g, in, domain) || !has_domain(g, value, domain) ||
        __builtin_mul_overflow(g->node[value].low < 0 ? g->node[value].low : 0, (int64_t)limit,
                               &low) ||
        __builtin_mul_overflow(g->node[value].high > 0 ? g->node[value].high : 0, (int64_t)limit,
                               &high)) {
        return QN_NONE_INDEX;
    }
    if (qn_graph_is(g, in, 0)) {
        return in;
    }
    return put_over(g, QN_COL_TOTAL, in, value, domain, low, high);
}

qn_node_id qn_graph_extreme(qn_graph *g, qn_column_op op, qn_node_id in, qn_node_id value,
                            uint32_t domain)
{
    if (!are_there(in, value) || !has_domain(g, in, domain) || !has_domain(g, value, domain)) {
        return QN_NONE_INDEX;
    }
    int64_t low = g->node[value].low < 0 ? g->node[value].low : 0;
    int64_t high = g->node[value].high > 0 ? g->node[value].high : 0;
    if (qn_graph_is(g, in, 0)) {
        return in;
    }
    return put_over(g, op, in, value, domain, low, high);
}
