/*
 * Operations that are done in one step: see direct_make.h.
 *
 * A statute adds up: a base, and more for those to whom something applies, which mostly is that a
 * number is between others. All of it is one step, and so are questions that follow from one
 * another. A step costs more to find than a term of it.
 */
#include "direct_make.h"

#include "batch_fuse.h"

bool qn_is_made_before(const qn_maker *m, qn_node_id n)
{
    uint32_t owner = m->mark[n].owner;
    return owner != 0 && m->rule_mark[owner - 1].member == m->rule + 1;
}

qn_node_id qn_in_any_width(const qn_maker *m, qn_node_id n)
{
    while (n != QN_NONE_INDEX && m->graph.node[n].op == QN_COL_CAST) {
        n = m->graph.node[n].a;
    }
    return n;
}

bool qn_is_question(const qn_node *n)
{
    return n->low >= 0 && n->high <= 1;
}

int64_t qn_between_more(const qn_node *question)
{
    return (int64_t)((uint64_t)qn_between_end(question) - (uint64_t)question->x);
}

/* What is added before a division that cuts, so that it rounds; false for half to even. */
static bool find_half(const qn_node *n, int64_t *out)
{
    *out = n->mode == QN_ROUND_HALF_AWAY ? n->x / 2 : n->mode == QN_ROUND_UP ? n->x - 1 : 0;
    return n->mode != QN_ROUND_HALF_EVEN;
}

/* 2^(64 + shift) / d, rounded up; it has 64 bits for 2^shift < d. */
static int64_t factor_of(int64_t d, uint32_t shift)
{
    const qn_wide power = {.lo = (uint64_t)1 << 63};
    qn_wide factor;
    (void)qn_wide_muldiv_round(power, qn_wide_from_u64((uint64_t)2 << shift), qn_wide_from_i64(d),
                               QN_ROUND_UP, &factor);
    return (int64_t)factor.lo;
}

bool qn_find_factor(const qn_node *n, int64_t high, qn_direct_step *step)
{
    const int64_t d = n->x;
    if (d < 2 || d > INT64_MAX / 4 || !find_half(n, &step->y)) {
        return false;
    }
    step->mode = 0;
    step->x = factor_of(d, 0);
    if (high <= INT64_MAX / d - d) {
        return true;
    }
    while (((int64_t)2 << step->mode) < d) {
        step->mode++;
    }
    step->x = factor_of(d, step->mode);
    return high <= INT64_MAX / 4;
}

bool qn_is_multiplied(const qn_maker *m, const qn_node *n, qn_direct_step *step)
{
    const qn_node *top = &m->graph.node[n->a];
    return (n->op == QN_COL_DIVIDE_D || n->op == QN_COL_DIVIDE_Q) && top->low >= 0 &&
           qn_find_factor(n, top->high, step);
}

/* ---- parts */

static const qn_node *node_of(const qn_maker *m, qn_node_id n)
{
    return &m->graph.node[n];
}

/* Whether a node is read here and nowhere else, so that it can be a part of the reader's step. */
static bool is_free(const qn_maker *m, qn_node_id n)
{
    return m->mark[n].uses == 1 && !qn_is_made_before(m, n);
}

/* The node, if it has the operation and can be a part; or QN_NONE_INDEX. */
static qn_node_id find_part(const qn_maker *m, qn_node_id n, qn_column_op op)
{
    n = qn_in_any_width(m, n);
    return node_of(m, n)->op == op && is_free(m, n) ? n : QN_NONE_INDEX;
}

static bool add_part(qn_fold *f, qn_node_id n)
{
    if (f->parts == QN_PARTS_MAX) {
        return false;
    }
    f->part[f->parts++] = n;
    return true;
}

/* Whether a question is one whether something is between numbers that can be asked in the step of
 * each who reads it. What it is about has a number of its own then; unless the question is found in
 * a table for several, where that is looked up along with it. */
static bool is_asked_in_place(const qn_maker *m, qn_node_id asked)
{
    const qn_node *n = node_of(m, asked);
    if (n->op != QN_COL_BETWEEN || qn_is_made_before(m, asked)) {
        return false;
    }
    return m->mark[asked].uses == 1 || !qn_is_computed(m, qn_in_any_width(m, n->a));
}

/* Asks for what is not zero; a question whether something is between numbers is a part of the term,
 * whoever else reads it, where it can be. */
static bool add_term(const qn_maker *m, qn_fold *f, qn_node_id asked, int64_t value)
{
    if (f->terms == QN_TERMS_MAX) {
        return false;
    }
    asked = qn_in_any_width(m, asked);
    const qn_node *n = node_of(m, asked);
    qn_fold_term term = {.asked = asked, .first = 1, .more = -2, .value = value};
    if (is_asked_in_place(m, asked)) {
        if (!add_part(f, asked)) {
            return false;
        }
        term.asked = n->a;
        term.first = n->x;
        term.more = qn_between_more(n);
    }
    f->term[f->terms++] = term;
    return true;
}

/* ---- sums */

/* Few steps: each adds what its value has more than that before, for all from where it begins. */
static bool add_few_steps(const qn_maker *m, qn_fold *f, const qn_node *n, int64_t times)
{
    const int64_t *step = m->graph.step + n->first_step;
    int64_t before = n->x;
    f->x = qn_sum_of(f->x, qn_product(before, times));
    if (n->steps > QN_TERMS_MAX - f->terms) {
        return false;
    }
    for (uint32_t i = 0; i < n->steps; i++, step += 2) {
        f->term[f->terms++] =
            (qn_fold_term){.asked = n->a,
                           .first = step[0],
                           .more = qn_difference(INT64_MAX, step[0]),
                           .value = qn_product(qn_difference(step[1], before), times)};
        before = step[1];
    }
    return true;
}

static bool gather(const qn_maker *m, qn_fold *f, qn_node_id id, int64_t times);

/* One part of a sum: gathered, if it can be, or the one that is not. */
static bool gather_part(const qn_maker *m, qn_fold *f, qn_node_id id, int64_t times)
{
    id = qn_in_any_width(m, id);
    const qn_fold before = *f;
    if (is_free(m, id) && add_part(f, id) && gather(m, f, id, times)) {
        return true;
    }
    *f = before;
    if (f->a != QN_NONE_INDEX || times != 1) {
        return false;
    }
    f->a = id;
    return true;
}

/* What so many times a sum is made of; false where that is more than one thing beside terms. */
static bool gather(const qn_maker *m, qn_fold *f, qn_node_id id, int64_t times)
{
    const qn_node *n = node_of(m, id);
    switch ((qn_column_op)n->op) {
    case QN_COL_ADD:
        return gather_part(m, f, n->a, times) && gather_part(m, f, n->b, times);
    case QN_COL_ADD_X:
        f->x = qn_sum_of(f->x, qn_product(n->x, times));
        return gather_part(m, f, n->a, times);
    case QN_COL_MUL_X:
        return gather_part(m, f, n->a, qn_product(n->x, times));
    case QN_COL_MUL_ADD:
        return gather_part(m, f, n->a, qn_product(n->x, times)) && gather_part(m, f, n->b, times);
    case QN_COL_SELECT_XY:
        f->x = qn_sum_of(f->x, qn_product(n->y, times));
        return add_term(m, f, n->a, qn_product(qn_difference(n->x, n->y), times));
    case QN_COL_STEPS:
        return add_few_steps(m, f, n, times);
    default:
        return false;
    }
}

static bool fold_sum(const qn_maker *m, qn_node_id id, qn_fold *f)
{
    bool is_sum = gather(m, f, id, 1) && f->terms > 0;
    f->op = f->a == QN_NONE_INDEX ? QN_DIRECT_SUM_OF : QN_DIRECT_ADD_SUM_OF;
    return is_sum;
}

/* A sum of which one part is a division, done as a multiplication. */
static bool fold_division(const qn_maker *m, const qn_node *n, qn_fold *f)
{
    static const qn_column_op divisions[] = {QN_COL_DIVIDE_D, QN_COL_DIVIDE_Q};
    for (uint32_t i = 0; i < 4; i++) {
        qn_direct_step step = {.op = 0};
        qn_node_id part = find_part(m, i < 2 ? n->a : n->b, divisions[i % 2]);
        if (part != QN_NONE_INDEX && qn_is_multiplied(m, node_of(m, part), &step) &&
            step.mode == 0) {
            f->op = QN_DIRECT_ADD_DIVIDED;
            f->a = i < 2 ? n->b : n->a;
            f->b = node_of(m, part)->a;
            f->x = step.x;
            f->y = step.y;
            return add_part(f, part);
        }
    }
    return false;
}

/* ---- questions */

static bool is_asked_on(const qn_maker *m, qn_node_id id)
{
    const qn_node *n = node_of(m, id);
    return (n->op == QN_COL_MIN || n->op == QN_COL_MAX) && qn_is_question(n) && is_free(m, id);
}

/* A term asks for all other numbers. */
static void turn_term(qn_fold_term *term)
{
    term->first = qn_sum_of(term->first, qn_sum_of(term->more, 1));
    term->more = qn_difference(-2, term->more);
}

/* A question that follows from others, of which one is asked on and the other a term. Either is not
 * neither: that is asked for from where one is enough to where both must be, and f->x tells whether
 * it is at the end. */
static bool ask(const qn_maker *m, qn_fold *f, qn_node_id id)
{
    const qn_node *n = node_of(m, id);
    const bool either = n->op == QN_COL_MAX;
    const qn_node_id a = qn_in_any_width(m, n->a);
    const qn_node_id b = qn_in_any_width(m, n->b);
    const bool is_second = !is_asked_on(m, a) && is_asked_on(m, b);
    const qn_node_id on = is_second ? b : a;
    bool is_begun = is_asked_on(m, on) ? add_part(f, on) && ask(m, f, on) : add_term(m, f, on, 0);
    if (!is_begun || !add_term(m, f, is_second ? a : b, f->x ^ either)) {
        return false;
    }
    f->x = either;
    if (either) {
        turn_term(&f->term[f->terms - 1]);
    }
    return true;
}

/* Worth it where something else is a part. */
static bool fold_questions(const qn_maker *m, qn_node_id id, qn_fold *f)
{
    f->op = QN_DIRECT_ASK;
    return ask(m, f, id) && f->parts > 0;
}

/* ---- others */

/* A maximum of something, and at least a number where something else is so, or is not; perhaps is a
 * number. */
static bool fold_floor(const qn_maker *m, const qn_node *n, qn_fold *f)
{
    const qn_node_id side[2] = {n->a, n->b};
    for (uint32_t i = 0; i < 2; i++) {
        qn_node_id part = find_part(m, side[i], QN_COL_SELECT_X);
        if (part == QN_NONE_INDEX ||
            qn_in_any_width(m, node_of(m, part)->b) != qn_in_any_width(m, side[1 - i])) {
            continue;
        }
        const qn_node_id asked = qn_in_any_width(m, node_of(m, part)->a);
        const qn_node *is = node_of(m, asked);
        const bool where_not = node_of(m, part)->y == 0;
        const bool is_equality = !where_not && is->y == 0 && is_asked_in_place(m, asked);
        f->op = is_equality || where_not ? QN_DIRECT_MAX_IF_IS : QN_DIRECT_MAX_IF;
        f->a = node_of(m, part)->b;
        f->b = is_equality ? is->a : asked;
        f->x = node_of(m, part)->x;
        f->y = is_equality ? is->x : 0;
        return add_part(f, part) && (!is_equality || add_part(f, asked));
    }
    return false;
}

/* What an amount has over a bound, and nothing below, by a rate. */
static bool fold_excess(const qn_maker *m, const qn_node *n, qn_fold *f)
{
    qn_node_id part = find_part(m, n->a, QN_COL_SUM_MAX);
    if (part == QN_NONE_INDEX || node_of(m, part)->y != 0) {
        return false;
    }
    f->op = QN_DIRECT_EXCESS;
    f->a = node_of(m, part)->a;
    f->x = node_of(m, part)->x;
    f->y = n->x;
    return add_part(f, part);
}

static void begin_fold(qn_fold *f)
{
    f->mode = 0;
    f->a = QN_NONE_INDEX;
    f->b = QN_NONE_INDEX;
    f->x = 0;
    f->y = 0;
    f->terms = 0;
    f->parts = 0;
}

bool qn_maker_fold(const qn_maker *m, qn_node_id id, qn_fold *out)
{
    const qn_node *n = node_of(m, id);
    begin_fold(out);
    switch ((qn_column_op)n->op) {
    case QN_COL_SELECT_XY:
    case QN_COL_STEPS:
    case QN_COL_ADD_X:
    case QN_COL_MUL_ADD:
        return fold_sum(m, id, out);
    case QN_COL_ADD:
        if (fold_sum(m, id, out)) {
            return true;
        }
        begin_fold(out);
        return fold_division(m, n, out);
    case QN_COL_MAX:
        if (fold_floor(m, n, out)) {
            return true;
        }
        begin_fold(out);
        return qn_is_question(n) && fold_questions(m, id, out);
    case QN_COL_MIN:
        return qn_is_question(n) && fold_questions(m, id, out);
    case QN_COL_MUL_X:
        if (fold_excess(m, n, out)) {
            return true;
        }
        begin_fold(out);
        return fold_sum(m, id, out);
    default:
        return false;
    }
}
