/*
 * clash.c - exceptions of one rule that are sure to apply together in some case, and give different
 * values. What is looked at is what can be seen at once: conditions that hold facts against
 * constants (wish.h), and values that are constant.
 *
 * Nothing here changes what a program does. A finding is always true; where a condition asks for
 * more, or a value is computed, nothing is said, and its absence proves nothing.
 */
#include "wish.h"

/* How many pairs of clauses of one rule are looked at; beyond, it is said that nothing is known. */
enum { QN_CLASHES_MAX = 4000000 };

/* An exception that could clash, with what it wishes. */
typedef struct candidate {
    const qn_clause *clause;
    qn_wishes wishes;
} candidate;

/* Adds what a clause wishes in order to apply. */
static bool wish_for_clause(qn_wishes *w, const qn_clause *c)
{
    return qn_wish_holdings(w, c->holds) && (!c->band || qn_wish_row(w, c->band, c->row)) &&
           qn_wish_days(w, c->from, c->until);
}

/* Whether a clause gives a constant, which no rounding to the coin can make equal to another; or
 * none. */
static bool is_settled(const qn_clause *c)
{
    const qn_operand *x = &c->given;
    qn_rational coins;
    if (c->effect == AST_OP_NONE)
        return true;
    if (c->effect != AST_OP_VALUE || !c->valued || !x->constant || x->none_constant || x->list)
        return false;
    return !qn_type_is_amount(x->type) || x->type->exact ||
           (qn_rational_div(x->low, x->type->coin, &coins) == QN_ARITH_OK &&
            qn_rational_is_integer(coins));
}

static bool differ(const qn_clause *x, const qn_clause *y)
{
    if (x->effect == AST_OP_NONE || y->effect == AST_OP_NONE)
        return x->effect != y->effect;
    return !qn_rational_equal(x->given.low, y->given.low);
}

/* Reports two clauses, if there is a case in which they clash; what all gates wish is in `gates`.
 * Rows of one band are told of by what is said of the band. */
static bool report_clash(const qn_body_parts *p, const qn_wishes *gates, const candidate *x,
                         const candidate *y)
{
    qn_wishes all = {.s = p->s};
    bool one_band = x->clause->band && x->clause->band == y->clause->band;
    if (one_band || !differ(x->clause, y->clause) || !qn_wish_all(&all, gates) ||
        !qn_wish_all(&all, &x->wishes) || !qn_wish_all(&all, &y->wishes))
        return false;
    qn_diagnostic *d = qn_report_at(p->s->c, QN_Q0311, y->clause->node->span, 0);
    qn_diagnostic_label(d, x->clause->node->span, QN_LABEL_THIS_ONE_TOO);
    if (d)
        qn_diagnostic_example(d, qn_wish_case(&all));
    return true;
}

/* What must be so that no gate closes. An `error` that may apply too would go before a conflict.
 * False where neither can be told. */
static bool read_others(const qn_body_parts *p, qn_wishes *gates)
{
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        bool is_gate = c->kind == QN_CLAUSE_GATE;
        if (c->effect == AST_OP_ERROR)
            return false;
        if (is_gate && (c->holds || c->band || !qn_wish_condition(gates, c->value, true)))
            return false;
    }
    return true;
}

/* The exceptions that give something settled, give way to none and wish for what can be read, in
 * the order of the file. */
static uint32_t candidates(const qn_body_parts *p, candidate *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        if (c->kind != QN_CLAUSE_EXCEPTION || c->overriders.count || !is_settled(c))
            continue;
        out[count] = (candidate){.clause = c, .wishes = {.s = p->s}};
        count += wish_for_clause(&out[count].wishes, c);
    }
    return count;
}

/* Whether all are rows of one band, which is asked about them. */
static bool are_of_one_band(const candidate *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!list[i].clause->band || list[i].clause->band != list[0].clause->band)
            return false;
    return true;
}

void qn_find_clashes(const qn_body_parts *p)
{
    qn_wishes gates = {.s = p->s};
    candidate *list =
        qn_arena_take_array(&p->s->c->scratch, (size_t)p->clauses.count + 1, sizeof *list);
    if (!list || p->clauses.count < 2 || !read_others(p, &gates))
        return;
    uint32_t count = candidates(p, list);
    if (are_of_one_band(list, count))
        return;
    if ((uint64_t)count * count > QN_CLASHES_MAX) {
        qn_report_at(p->s->c, QN_Q0329, list[0].clause->node->span, 1,
                     "whether exceptions of the rule conflict");
        return;
    }
    /* A clause that clashes with several is told once. */
    for (uint32_t k = 1; k < count; k++)
        for (uint32_t i = 0; i < k && !report_clash(p, &gates, &list[i], &list[k]);)
            i++;
}
