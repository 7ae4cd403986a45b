/*
 * The graph of a batch: what it makes of operations over ranges is, number by number, what the
 * operations are. Expressions are put together by chance over columns of several ranges; each is
 * computed twice, plainly in 128 bits and by walking the nodes that the graph kept, and each node
 * must hold what its range and its width say.
 */
#include <string.h>

#include "batch_graph.h"
#include "batch_kernels.h"
#include "check.h"
#include "memory.h"

__extension__ typedef __int128 int128;

#define LEAST (-INT64_MAX)
#define MOST INT64_MAX

enum { ROWS = 12, POOL = 160, TRIALS = 1500, STEPS_MOST = 90 };

/* What a column has in each row; a row is over where some part of it has more than 64 bits. */
typedef struct expression {
    qn_node_id node;
    int64_t value[ROWS];
    bool over[ROWS];
} expression;

static qn_graph g;
static int64_t column[2][ROWS];
static expression pool[POOL];
static uint32_t pooled;
static uint64_t state;

static uint32_t draw(uint32_t below)
{
    return (uint32_t)(check_random(&state) >> 33) % below;
}

/* ---- the other way: the nodes, one number at a time */

static int64_t divide(int64_t a, int64_t b, qn_rounding mode)
{
    int128 magnitude = a < 0 ? -(int128)a : a;
    int128 whole = magnitude / b;
    int128 rest = magnitude % b;
    bool away = false;
    switch (mode) {
    case QN_ROUND_UP:
        away = a > 0 && rest > 0;
        break;
    case QN_ROUND_DOWN:
        away = a < 0 && rest > 0;
        break;
    case QN_ROUND_HALF_EVEN:
        away = 2 * rest > b || (2 * rest == b && whole % 2 != 0);
        break;
    case QN_ROUND_TOWARD_ZERO:
        break;
    case QN_ROUND_HALF_AWAY:
    default:
        away = 2 * rest >= b;
        break;
    }
    whole += away;
    return (int64_t)(a < 0 ? -whole : whole);
}

static int64_t step_of(int64_t before, const int64_t *step, uint32_t steps, int64_t at)
{
    for (uint32_t i = 0; i < steps && step[2 * (size_t)i] <= at; i++) {
        before = step[2 * (size_t)i + 1];
    }
    return before;
}

static int64_t walk(qn_node_id id, int row);

static int64_t walk_choice(const qn_node *n, int row)
{
    bool yes = walk(n->a, row) != 0;
    switch ((qn_column_op)n->op) {
    case QN_COL_SELECT:
        return walk(yes ? n->b : n->c, row);
    case QN_COL_SELECT_X:
        return yes ? walk(n->b, row) : n->x;
    case QN_COL_X_SELECT:
        return yes ? n->x : walk(n->b, row);
    default:
        return yes ? n->x : n->y;
    }
}

static int64_t walk_two(const qn_node *n, int64_t a, int64_t b)
{
    switch ((qn_column_op)n->op) {
    case QN_COL_ADD:
    case QN_COL_ADD_CHECKED:
        return (int64_t)((uint64_t)a + (uint64_t)b);
    case QN_COL_SUB:
    case QN_COL_SUB_CHECKED:
        return (int64_t)((uint64_t)a - (uint64_t)b);
    case QN_COL_MUL:
    case QN_COL_MUL_CHECKED:
        return (int64_t)((uint64_t)a * (uint64_t)b);
    case QN_COL_MUL_ADD:
        return (int64_t)((uint64_t)a * (uint64_t)n->x + (uint64_t)b);
    case QN_COL_MIN:
        return a < b ? a : b;
    case QN_COL_MAX:
        return a > b ? a : b;
    case QN_COL_EQ:
        return a == b;
    case QN_COL_LT:
        return a < b;
    case QN_COL_HAS:
        return (a & b) != 0;
    default:
        return divide(a, b, (qn_rounding)n->mode);
    }
}

static int64_t walk_one(const qn_node *n, int64_t a)
{
    int64_t sum = (int64_t)((uint64_t)a + (uint64_t)n->x);
    switch ((qn_column_op)n->op) {
    case QN_COL_CAST:
        return a;
    case QN_COL_ADD_X:
        return sum;
    case QN_COL_MUL_X:
        return (int64_t)((uint64_t)a * (uint64_t)n->x);
    case QN_COL_MIN_X:
        return a < n->x ? a : n->x;
    case QN_COL_MAX_X:
        return a > n->x ? a : n->x;
    case QN_COL_SUM_MAX:
        return sum > n->y ? sum : n->y;
    case QN_COL_EQ_X:
        return a == n->x;
    case QN_COL_LT_X:
        return a < n->x;
    case QN_COL_GT_X:
        return a > n->x;
    case QN_COL_HAS_X:
        return (a & n->x) != 0;
    case QN_COL_STEPS:
    case QN_COL_SEARCH:
        return step_of(n->x, g.step + n->first_step, n->steps, a);
    default:
        return divide(a, n->x, (qn_rounding)n->mode);
    }
}

static int64_t walk(qn_node_id id, int row)
{
    const qn_node *n = &g.node[id];
    switch ((qn_column_op)n->op) {
    case QN_COL_CONST:
        return n->x;
    case QN_COL_INPUT:
        return column[n->x][row];
    case QN_COL_SELECT:
    case QN_COL_SELECT_X:
    case QN_COL_X_SELECT:
    case QN_COL_SELECT_XY:
        return walk_choice(n, row);
    default:
        return n->b == QN_NONE_INDEX ? walk_one(n, walk(n->a, row))
                                     : walk_two(n, walk(n->a, row), walk(n->b, row));
    }
}

/* ---- expressions */

static bool is_even(const expression *e)
{
    for (int row = 0; row < ROWS; row++) {
        const qn_node *n = &g.node[e->node];
        if (e->over[row]) {
            continue;
        }
        int64_t value = walk(e->node, row);
        if (value != e->value[row] || value < n->low || value > n->high ||
            (n->op != QN_COL_CONST && qn_width_of(value, value) > n->width)) {
            return false;
        }
    }
    return true;
}

/* Enters an expression whose values are known, and holds them against its node. */
static void enter(const expression *e)
{
    if (!is_even(e)) {
        CHECK_INT(g.node[e->node].op, -1);
    }
    pool[pooled < POOL ? pooled++ : draw(POOL)] = *e;
}

static void put(expression *e, int row, int128 value)
{
    e->over[row] |= value < LEAST || value > MOST;
    e->value[row] = e->over[row] ? 0 : (int64_t)value;
}

static bool is_question(const expression *e)
{
    return g.node[e->node].low >= 0 && g.node[e->node].high <= 1;
}

/* One that answers yes or no, or the last one that was drawn. */
static const expression *draw_question(void)
{
    const expression *e = &pool[draw(pooled)];
    for (int i = 0; i < 40 && !is_question(e); i++) {
        e = &pool[draw(pooled)];
    }
    return e;
}

typedef enum what { ADD, SUB, MUL, MIN, MAX, EQ, LT, LE, HAS, AND, OR, DIVIDE, WHATS } what;

static int128 plain(what op, int128 a, int128 b, qn_rounding mode)
{
    switch (op) {
    case ADD:
        return a + b;
    case SUB:
        return a - b;
    case MUL:
        return a * b;
    case MIN:
        return a < b ? a : b;
    case MAX:
        return a > b ? a : b;
    case EQ:
        return a == b;
    case LT:
        return a < b;
    case LE:
        return a <= b;
    case HAS:
        return (a & b) != 0;
    case AND:
        return a != 0 && b != 0;
    case OR:
        return a != 0 || b != 0;
    default:
        return divide((int64_t)a, (int64_t)b, mode);
    }
}

static void make_two(what op, const expression *a, const expression *b)
{
    static qn_node_id (*const makers[])(qn_graph *, qn_node_id, qn_node_id) = {
        qn_graph_add, qn_graph_sub, qn_graph_mul, qn_graph_min, qn_graph_max, qn_graph_eq,
        qn_graph_lt,  qn_graph_le,  qn_graph_has, qn_graph_and, qn_graph_or};
    const qn_rounding mode = (qn_rounding)draw(QN_ROUND_TOWARD_ZERO + 1);
    expression e;
    if ((op == AND || op == OR) && (!is_question(a) || !is_question(b))) {
        return;
    }
    e.node = op == DIVIDE ? qn_graph_divide(&g, a->node, b->node, mode)
                          : makers[op](&g, a->node, b->node);
    if (e.node == QN_NONE_INDEX) {
        if (op != DIVIDE && op != ADD) {
            CHECK_INT(op, -1);
        }
        return;
    }
    for (int row = 0; row < ROWS; row++) {
        e.over[row] = a->over[row] || b->over[row];
        put(&e, row, e.over[row] ? 0 : plain(op, a->value[row], b->value[row], mode));
    }
    enter(&e);
}

static void make_select(const expression *yes, const expression *b, const expression *c)
{
    expression e = {.node = qn_graph_select(&g, yes->node, b->node, c->node)};
    for (int row = 0; row < ROWS; row++) {
        e.over[row] = yes->over[row] || b->over[row] || c->over[row];
        put(&e, row, yes->value[row] != 0 ? b->value[row] : c->value[row]);
    }
    enter(&e);
}

static void make_abs(const expression *a)
{
    expression e = {.node = qn_graph_abs(&g, a->node)};
    for (int row = 0; row < ROWS; row++) {
        e.over[row] = a->over[row];
        put(&e, row, a->value[row] < 0 ? -(int128)a->value[row] : a->value[row]);
    }
    enter(&e);
}

/* Steps that rise by chance, few or many. */
static void make_steps(const expression *a)
{
    int64_t step[2 * STEPS_MOST];
    uint32_t steps = draw(3) == 0 ? STEPS_MOST : draw(5);
    int64_t at = draw(4) == 0 ? LEAST : (int64_t)draw(30) - 20;
    int64_t before = (int64_t)draw(3);
    for (uint32_t i = 0; i < steps; i++) {
        at += 1 + (int64_t)draw(3);
        step[2 * (size_t)i] = at;
        step[2 * (size_t)i + 1] = draw(5) == 0 ? MOST : (int64_t)draw(4);
    }
    expression e = {.node = qn_graph_steps(&g, a->node, before, step, steps)};
    for (int row = 0; row < ROWS; row++) {
        e.over[row] = a->over[row];
        put(&e, row, step_of(before, step, steps, a->value[row]));
    }
    enter(&e);
}

static expression constant(int64_t value)
{
    expression e = {.node = qn_graph_const(&g, value)};
    for (int row = 0; row < ROWS; row++) {
        e.value[row] = value;
    }
    return e;
}

static const expression *last(void)
{
    return &pool[pooled - 1];
}

/* Rates of what lies below a bound and of what lies above it, almost a scale or one. */
static void make_scale(void)
{
    if (pooled > POOL - 16) {
        return;
    }
    const expression a = pool[draw(2)];
    const expression other = draw(6) == 0 ? pool[1 - draw(2)] : a;
    const int64_t bound = (int64_t)draw(7) - 2;
    const int64_t second = draw(4) == 0 ? bound + 1 : bound;
    const expression from = constant(bound);
    const expression minus = constant(-second);
    const expression zero = constant(draw(5) == 0 ? 1 : 0);
    const expression rates[2] = {constant((int64_t)draw(4) - (draw(9) == 0 ? MOST : 1)),
                                 constant((int64_t)draw(4) + (draw(9) == 0 ? MOST - 4 : 0))};
    make_two(MIN, &a, &from);
    const expression below = *last();
    make_two(ADD, &other, &minus);
    const expression sum = *last();
    make_two(MAX, &sum, &zero);
    const expression above = *last();
    make_two(MUL, &below, &rates[0]);
    const expression low = *last();
    make_two(MUL, &above, &rates[1]);
    const expression high = *last();
    bool turned = draw(2) == 0;
    make_two(ADD, turned ? &low : &high, turned ? &high : &low);
}

static void make_one(void)
{
    const expression a = pool[draw(pooled)];
    const expression b = pool[draw(pooled)];
    const expression yes = *draw_question();
    const expression also = *draw_question();
    switch (draw(8)) {
    case 0:
        make_steps(&a);
        break;
    case 1:
        make_abs(&a);
        break;
    case 2:
        if (is_question(&yes)) {
            make_select(&yes, &a, &b);
        }
        break;
    case 3:
        make_two(draw(2) == 0 ? AND : OR, &yes, &also);
        break;
    case 4:
        make_scale();
        break;
    default:
        make_two((what)draw(WHATS), &a, &b);
        break;
    }
}

/* Columns of two ranges, and what may be made of them. */
static void try_ranges(int64_t low, int64_t high, int64_t second_low, int64_t second_high)
{
    static const int64_t numbers[] = {0, 1, -1, 2, 3, -3, 7, 127, 40000, MOST, LEAST, MOST - 5};
    const int64_t ends[2][2] = {{low, high}, {second_low, second_high}};
    qn_graph_begin(&g, NULL);
    g.keeps_asked = draw(2) == 0;
    pooled = 0;
    for (uint32_t k = 0; k < 2; k++) {
        uint64_t width = (uint64_t)ends[k][1] - (uint64_t)ends[k][0];
        expression e = {.node = qn_graph_input(&g, k, 0, ends[k][0], ends[k][1])};
        for (uint32_t row = 0; row < ROWS; row++) {
            uint64_t at = row < 2               ? row * width
                          : width == UINT64_MAX ? check_random(&state)
                                                : check_random(&state) % (width + 1);
            column[k][row] = (int64_t)((uint64_t)ends[k][0] + at);
            e.value[row] = column[k][row];
        }
        enter(&e);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const expression e = constant(numbers[i]);
        enter(&e);
    }
    for (int i = 0; i < TRIALS; i++) {
        make_one();
    }
    CHECK(!g.out_of_memory);
    qn_graph_clear(&g);
}

/* Memory that runs out on the way to a magnitude. */
static void test_no_memory(void)
{
    int failures = 0;
    for (int64_t before = 240; before < 260; before++) {
        memory m = {.refused_at = -1, .for_good = true};
        const qn_options options = {.allocate = memory_allocate, .context = &m};
        qn_graph_begin(&g, &options);
        qn_node_id a = qn_graph_input(&g, 0, 0, -5, 7);
        for (int64_t i = 0; i < before; i++) {
            (void)qn_graph_const(&g, 1000 + i);
        }
        m.refused_at = m.asked;
        qn_node_id out = qn_graph_abs(&g, a);
        CHECK((out == QN_NONE_INDEX) == m.refused);
        CHECK(m.refused || (g.node[out].low == 0 && g.node[out].high == 7));
        failures += m.refused;
        qn_graph_clear(&g);
        CHECK_INT(m.live, 0);
    }
    CHECK(failures > 2 && failures < 18);
}

static void test_ranges(void)
{
    static const int64_t ranges[][4] = {
        {-3, 5, -4, 6},
        {0, 1, 0, 1},
        {0, 1, -1, 1},
        {0, 100, 200, 300},
        {200, 300, 0, 100},
        {0, 31, 0, 15},
        {-9, -2, 1, 9},
        {1, 12, 1, 400},
        {0, 1000000, 1, 100},
        {-40000, 40000, 5, 9},
        {LEAST, MOST, LEAST, MOST},
        {MOST - 3, MOST, 1, 3},
        {LEAST, LEAST + 3, 1, 3},
        {INT32_MIN, INT32_MAX, 1, INT32_MAX},
        {-INT32_MAX, 0, 1, 9},
        {0, INT32_MAX, 1, 9},
        {0, MOST / 2, 2, MOST},
    };
    state = 20260101;
    for (int round = 0; round < 12; round++) {
        for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
            try_ranges(ranges[i][0], ranges[i][1], ranges[i][2], ranges[i][3]);
        }
    }
}

/* Nodes that differ in one thing are two, and one that is put again is the one that there is. */
static void test_same(void)
{
    enum { FIELDS = 14, EACH = 250 };
    static qn_node_id found[FIELDS][EACH];
    qn_graph_begin(&g, NULL);
    for (int round = 0; round < 2; round++) {
        for (int field = 0; field < FIELDS; field++) {
            for (uint32_t i = 0; i < EACH; i++) {
                qn_node n = {.op = QN_COL_DATE, .domain = 1000 + (uint32_t)field};
                uint32_t *const words[] = {&n.a,      &n.b,         &n.c,     &n.date.b,
                                           &n.date.c, &n.date.mode, &n.domain};
                if (field < 7) {
                    *words[field] = 5000 + i;
                } else if (field < 9) {
                    *(field == 7 ? &n.x : &n.y) = i;
                } else if (field == 9) {
                    n.date.op = (qn_op)i;
                } else {
                    *(field == 10   ? &n.op
                      : field == 11 ? &n.width
                      : field == 12 ? &n.from
                                    : &n.mode) = (uint8_t)i;
                }
                qn_node_id id = qn_graph_put(&g, &n);
                if (round == 0) {
                    found[field][i] = id;
                }
                CHECK_INT(id, found[field][i]);
                CHECK(round > 0 || id + 1 == g.count);
            }
        }
    }
    CHECK_INT(g.count, FIELDS * EACH);
    qn_graph_clear(&g);
}

/* Whether a column is asked for what one node is. */
static bool reads_column(qn_node_id id)
{
    const qn_node *n = &g.node[id];
    return n->op == QN_COL_INPUT || (n->a != QN_NONE_INDEX && reads_column(n->a)) ||
           (n->b != QN_NONE_INDEX && reads_column(n->b));
}

/* A column against itself is folded away, or where nodes tell what must be known, kept. */
static void test_itself(void)
{
    for (int keeps = 0; keeps < 2; keeps++) {
        qn_graph_begin(&g, NULL);
        g.keeps_asked = keeps != 0;
        qn_node_id a = qn_graph_input(&g, 0, 0, 0, 9);
        qn_node_id one = qn_graph_eq(&g, a, qn_graph_const(&g, 1));
        qn_node_id two = qn_graph_eq(&g, a, qn_graph_const(&g, 2));
        CHECK(reads_column(qn_graph_sub(&g, a, a)) == g.keeps_asked);
        CHECK(reads_column(qn_graph_eq(&g, a, a)) == g.keeps_asked);
        CHECK(reads_column(qn_graph_lt(&g, a, a)) == g.keeps_asked);
        CHECK(reads_column(qn_graph_le(&g, a, a)) == g.keeps_asked);
        CHECK(reads_column(qn_graph_and(&g, one, two)) == g.keeps_asked);
        CHECK(reads_column(qn_graph_and(&g, one, qn_graph_not(&g, one))) == g.keeps_asked);
        CHECK(reads_column(qn_graph_and(&g, qn_graph_not(&g, one), one)) == g.keeps_asked);
        CHECK(!reads_column(qn_graph_eq(&g, qn_graph_const(&g, 4), qn_graph_const(&g, 4))));
        CHECK(reads_column(qn_graph_or(&g, one, two)));
        qn_graph_clear(&g);
    }
}

/* What is nothing, belongs to two lists or is of another list stays nothing. */
static void test_nothing(void)
{
    const qn_node_id nothing = QN_NONE_INDEX;
    qn_graph_begin(&g, NULL);
    qn_node_id row = qn_graph_input(&g, 0, 0, -5, 5);
    qn_node_id one = qn_graph_input(&g, 1, 1, -5, 5);
    qn_node_id two = qn_graph_input(&g, 2, 2, -5, 5);
    qn_node_id in = qn_graph_present(&g, 1, 1);
    qn_node_id no = qn_graph_const(&g, 0);
    qn_node_id (*const makers[])(qn_graph *, qn_node_id, qn_node_id) = {
        qn_graph_add, qn_graph_sub, qn_graph_mul, qn_graph_min, qn_graph_max, qn_graph_eq,
        qn_graph_lt,  qn_graph_le,  qn_graph_has, qn_graph_and, qn_graph_or};
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        CHECK_INT(makers[i](&g, nothing, row), nothing);
        CHECK_INT(makers[i](&g, row, nothing), nothing);
        CHECK_INT(makers[i](&g, one, two), nothing);
        CHECK_INT(g.node[makers[i](&g, one, row)].domain, 1);
    }
    CHECK_INT(qn_graph_divide(&g, nothing, one, QN_ROUND_UP), nothing);
    CHECK_INT(qn_graph_divide(&g, one, row, QN_ROUND_UP), nothing); /* it may be 0 */
    CHECK_INT(qn_graph_abs(&g, nothing), nothing);
    CHECK_INT(qn_graph_select(&g, nothing, row, row), nothing);
    CHECK_INT(qn_graph_select(&g, in, nothing, row), nothing);
    CHECK_INT(qn_graph_select(&g, in, row, nothing), nothing);
    CHECK_INT(qn_graph_select(&g, in, row, two), nothing);
    CHECK_INT(qn_graph_steps(&g, nothing, 0, NULL, 0), nothing);
    CHECK_INT(qn_graph_count(&g, nothing, 1, 9), nothing);
    CHECK_INT(qn_graph_count(&g, in, 2, 9), nothing);
    CHECK_INT(qn_graph_count(&g, no, 1, 9), no);
    CHECK_INT(qn_graph_total(&g, nothing, one, 1, 9), nothing);
    CHECK_INT(qn_graph_total(&g, in, nothing, 1, 9), nothing);
    CHECK_INT(qn_graph_total(&g, in, two, 1, 9), nothing);
    CHECK_INT(qn_graph_total(&g, in, one, 2, 9), nothing);
    CHECK_INT(qn_graph_total(&g, no, one, 1, 9), no);
    CHECK_INT(qn_graph_extreme(&g, QN_COL_MOST, nothing, one, 1), nothing);
    CHECK_INT(qn_graph_extreme(&g, QN_COL_MOST, in, nothing, 1), nothing);
    CHECK_INT(qn_graph_extreme(&g, QN_COL_MOST, in, two, 1), nothing);
    CHECK_INT(qn_graph_extreme(&g, QN_COL_MOST, in, one, 2), nothing);
    CHECK_INT(qn_graph_extreme(&g, QN_COL_MOST, no, one, 1), no);
    qn_node_id wide = qn_graph_input(&g, 3, 1, 0, MOST / 4);
    qn_node_id deep = qn_graph_input(&g, 4, 1, LEAST / 4, 0);
    CHECK_INT(qn_graph_total(&g, in, wide, 1, 9), nothing); /* a sum of more than 64 bits */
    CHECK_INT(qn_graph_total(&g, in, deep, 1, 9), nothing);
    CHECK_INT(g.node[qn_graph_total(&g, in, wide, 1, 4)].high, MOST / 4 * 4);
    CHECK_INT(g.node[qn_graph_total(&g, in, deep, 1, 4)].low, LEAST / 4 * 4);
    CHECK_INT(g.node[qn_graph_extreme(&g, QN_COL_LEAST, in, one, 1)].low, -5);
    CHECK_INT(g.node[qn_graph_count(&g, in, 1, 9)].width, QN_W8);
    CHECK_INT(g.node[qn_graph_count(&g, in, 1, 200)].width, QN_W32);
    CHECK_INT(qn_graph_count(&g, qn_graph_const(&g, 1), 1, 9) == nothing, false);
    qn_node_id sum = qn_graph_total(&g, in, no, 1, 9); /* which is 0, and is found all the same */
    qn_node_id asked = qn_graph_eq(&g, row, qn_graph_const(&g, 1));
    CHECK_INT(qn_graph_select(&g, asked, sum, no), sum);
    CHECK_INT(qn_graph_select(&g, asked, no, sum), no);
    CHECK_INT(g.node[qn_graph_select(&g, asked, sum, qn_graph_const(&g, 3))].high, 3);
    qn_graph_clear(&g);
}

/* What is most in either direction: a product that is no number here, the greatest and least of
 * numbers below zero, and a number by which no kernels are. */
static void test_extremes(void)
{
    qn_graph_begin(&g, NULL);
    qn_node_id two = qn_graph_input(&g, 0, 0, -2, 0);
    qn_node_id half = qn_graph_const(&g, INT64_C(1) << 62);
    CHECK_INT(g.node[qn_graph_mul(&g, two, half)].op, QN_COL_MUL_CHECKED);
    qn_node_id one = qn_graph_input(&g, 1, 0, -1, 0);
    CHECK_INT(g.node[qn_graph_mul(&g, one, half)].op, QN_COL_MUL_X);
    CHECK_INT(g.node[qn_graph_mul(&g, one, half)].low, -(INT64_C(1) << 62));
    qn_node_id debt = qn_graph_input(&g, 2, 1, -9, -1);
    qn_node_id in = qn_graph_input(&g, 3, 1, 0, 1);
    qn_node_id most = qn_graph_extreme(&g, QN_COL_MOST, in, debt, 1);
    CHECK_INT(g.node[most].low, -9);
    CHECK_INT(g.node[most].high, 0); /* of no elements */
    CHECK(qn_kernels_of(-1) == NULL);
    CHECK(qn_kernels_of(0) != NULL);
    qn_graph_clear(&g);
}

int main(void)
{
    static const check_case cases[] = {
        {"no memory", test_no_memory}, {"ranges", test_ranges},   {"same", test_same},
        {"itself", test_itself},       {"nothing", test_nothing}, {"extremes", test_extremes},
    };
    return check_run("graph", cases, sizeof cases / sizeof cases[0]);
}
