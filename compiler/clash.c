/*
 * clash.c - exceptions of one rule that are sure to apply together in some case, and give different
 * values. What is looked at is what can be seen at once: conditions made of `and`, `not` and facts
 * that are yes or no, which are free of each other, and values that are constant.
 *
 * Nothing here changes what a program does. A finding is always true; where a condition asks for
 * more, or a value is computed, nothing is said, and its absence proves nothing.
 */
#include "clause.h"

#include <string.h>

#include "date.h"

/* How many pairs of clauses of one rule are looked at; beyond, nothing is said. */
enum { QN_CLASHES_MAX = 4000000 };

/* A fact that must be yes, or no. */
typedef struct wish {
    const qn_decl *fact;
    bool yes;
} wish;

/* Adds a wish; false where another contradicts it. */
static bool add_wish(const qn_body_parts *p, qn_growing *list, const qn_decl *fact, bool yes)
{
    const wish *known = list->rows;
    wish w = {fact, yes};
    for (uint32_t i = 0; i < list->count; i++)
        if (known[i].fact == fact)
            return known[i].yes == yes;
    qn_append(&p->s->c->builder, list, sizeof w, &w);
    return true;
}

/* The fact of yes or no that a name stands for; NULL for anything else, and for one that may be
 * none. */
static const qn_decl *free_fact(const qn_body_parts *p, const qn_node *name)
{
    qn_decl *decl =
        name->kind == AST_NAME || name->kind == AST_DOT ? qn_find(p->s->module, name) : NULL;
    if (!decl || decl->kind != QN_DECL_FACT)
        return NULL;
    const qn_operand *fact = qn_fact_operand(p->s->c, decl);
    bool is_free = fact->type->kind == QN_KIND_BOOLEAN && !(fact->may & QN_MAY_BE_NONE);
    return is_free ? decl : NULL;
}

/* Adds what a condition wishes in order to be yes, or no. False where it asks for more than facts,
 * or for what cannot be together. Its depth is bounded by the parser. */
static bool wish_for(const qn_body_parts *p, qn_growing *list, const qn_node *condition, bool yes)
{
    if (condition->kind == AST_NOT)
        return wish_for(p, list, condition->kid[AST_NOT_VALUE], !yes);
    if (condition->kind == (yes ? AST_AND : AST_OR)) {
        for (uint32_t i = 0; i < condition->count; i++)
            if (!wish_for(p, list, condition->kid[i], yes))
                return false;
        return true;
    }
    const qn_decl *fact = free_fact(p, condition);
    return fact && add_wish(p, list, fact, yes);
}

/* `ill yes →`: a subject with one value. */
static bool wish_for_match(const qn_body_parts *p, qn_growing *list, const qn_holding *h)
{
    const qn_decl *fact = free_fact(p, h->subject);
    const qn_node *value = h->node->count == 1 ? h->node->kid[0] : NULL;
    bool is_plain = value && (value->kind == AST_YES || value->kind == AST_NO);
    return fact && is_plain && add_wish(p, list, fact, value->kind == AST_YES);
}

/* Adds what a clause wishes in order to apply. */
static bool wish_for_clause(const qn_body_parts *p, qn_growing *list, const qn_clause *c)
{
    bool sound = !c->band;
    for (const qn_holding *h = c->holds; h && sound; h = h->outer) {
        if (h->kind == QN_HOLDS_MATCH)
            sound = wish_for_match(p, list, h);
        else
            sound = h->kind != QN_HOLDS_ROW && wish_for(p, list, h->node, h->kind == QN_HOLDS_WHEN);
    }
    return sound;
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

/* "ill = yes, old = yes, on 2020-01-01": the concrete case. */
static const char *case_text(const qn_body_parts *p, const qn_growing *wishes, int64_t from,
                             int64_t until)
{
    const wish *w = wishes->rows;
    qn_arena *arena = &p->s->c->scratch;
    const char *text = "";
    for (uint32_t i = 0; i < wishes->count && text; i++)
        text = qn_arena_format(arena, "%s%s%s = %s", text, i ? ", " : "", w[i].fact->name,
                               w[i].yes ? "yes" : "no");
    if (text && (from != INT64_MIN || until != INT64_MAX)) {
        char day[QN_DATE_TEXT_SIZE];
        qn_date_format((qn_day)(from != INT64_MIN ? from : until - 1), day);
        text = qn_arena_format(arena, "%s%son %s", text, wishes->count ? ", " : "", day);
    }
    return text ? text : "";
}

/* Reports two clauses, if there is a case in which they clash; what all gates wish is in `gates`.
 */
static bool report_clash(const qn_body_parts *p, const qn_growing *gates, const qn_clause *x,
                         const qn_clause *y)
{
    int64_t from = x->from > y->from ? x->from : y->from;
    int64_t until = x->until < y->until ? x->until : y->until;
    qn_growing wishes = {0};
    if (from >= until || !differ(x, y))
        return false;
    for (uint32_t i = 0; i < gates->count; i++)
        qn_append(&p->s->c->builder, &wishes, sizeof(wish), &((const wish *)gates->rows)[i]);
    if (!wish_for_clause(p, &wishes, x) || !wish_for_clause(p, &wishes, y))
        return false;
    qn_diagnostic *d = qn_report_at(p->s->c, QN_Q0311, y->node->span, 0);
    qn_diagnostic_label(d, x->node->span, QN_LABEL_THIS_ONE_TOO);
    if (d)
        qn_diagnostic_example(d, case_text(p, &wishes, from, until));
    return true;
}

/* What must be so that no gate closes. An `error` that may apply too would go before a conflict.
 * False where neither can be told. */
static bool read_others(const qn_body_parts *p, qn_growing *gates)
{
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        bool is_gate = c->kind == QN_CLAUSE_GATE;
        if (c->effect == AST_OP_ERROR)
            return false;
        if (is_gate && (c->holds || c->band || !wish_for(p, gates, c->value, true)))
            return false;
    }
    return true;
}

/* The exceptions that give something settled and give way to none, in the order of the file. */
static uint32_t candidates(const qn_body_parts *p, const qn_clause **out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        if (c->kind == QN_CLAUSE_EXCEPTION && !c->overriders.count && is_settled(c))
            out[count++] = c;
    }
    return count;
}

void qn_find_clashes(const qn_body_parts *p)
{
    qn_growing gates = {0};
    const qn_clause **list =
        qn_arena_take_array(&p->s->c->scratch, p->clauses.count + 1, sizeof *list);
    uint32_t count = list ? candidates(p, list) : 0;
    if (count < 2 || (uint64_t)count * count > QN_CLASHES_MAX || !read_others(p, &gates))
        return;
    /* A clause that clashes with several is told once. */
    for (uint32_t k = 1; k < count; k++)
        for (uint32_t i = 0; i < k && !report_clash(p, &gates, list[i], list[k]);)
            i++;
}
