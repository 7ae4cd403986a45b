/*
 * What can be none, as far as that follows from how it is written: chapter 3 of spec/semantics.md.
 * What is left is taken to be so, of which the product may know better.
 */
#include "rule.h"

static bool formula_can_be_none(const qn_node *n, module *m);

/* Whether one of the clauses that give a value gives none. */
static bool clauses_give_none(decl *d)
{
    const clauses *all = clauses_of(d);
    for (int i = 0; i < all->count; i++) {
        const ref_clause *c = &all->at[i];
        bool gives = c->kind == IS_BASE || c->kind == IS_EXCEPTION || c->kind == IS_OTHERWISE;
        bool has_formula = gives && !c->is_none && !c->is_error && c->scale == NULL;
        if ((gives && c->is_none) || (has_formula && formula_can_be_none(c->formula, d->module))) {
            return true;
        }
    }
    return false;
}

static bool has_gate(decl *d)
{
    const clauses *all = clauses_of(d);
    for (int i = 0; i < all->count; i++) {
        if (all->at[i].kind == IS_GATE) {
            return true;
        }
    }
    return false;
}

static bool name_can_be_none(const qn_node *n, module *m)
{
    decl *d = find_dotted(m, n);
    if (d == NULL || (d->kind != D_RULE && d->kind != D_DEFINE)) {
        return d == NULL || d->kind != D_FACT || fact_type(d)->or_none;
    }
    if (d->absence == 0) {
        d->absence = has_gate(d) || clauses_give_none(d) ? 1 : -1;
    }
    return d->absence > 0;
}

/* Hours that two spans of the day share may be 0; days that two periods share may be none. */
static bool is_of_clocks(const qn_node *overlap, module *m)
{
    scope outside = {.module = m, .months = m->months, .reading = the_case.first};
    const type *t = type_of(overlap, &outside);
    return t != NULL && t->kind == K_NUMBER;
}

static bool part_can_be_none(const qn_node *n, module *m)
{
    bool is_edge = n->op == AST_OP_START || n->op == AST_OP_END || n->op == AST_OP_LENGTH;
    return is_edge ? formula_can_be_none(n->kid[AST_PART_VALUE], m) : n->op == AST_OP_PREVIOUS;
}

static bool formula_can_be_none(const qn_node *n, module *m)
{
    switch (n->kind) {
    case AST_NAME:
        return name_can_be_none(n, m);
    case AST_CALL: /* min, max, abs and date are declared nowhere */
        return find_dotted(m, n->kid[AST_CALL_NAME]) != NULL &&
               name_can_be_none(n->kid[AST_CALL_NAME], m);
    case AST_ON:
    case AST_ROUNDED:
        return formula_can_be_none(n->kid[0], m);
    case AST_IF:
        return formula_can_be_none(n->kid[AST_IF_THEN], m) ||
               formula_can_be_none(n->kid[AST_IF_ELSE], m);
    case AST_OTHERWISE:
        return formula_can_be_none(n->kid[AST_OTHERWISE_FALLBACK], m);
    case AST_OVERLAP:
        return !is_of_clocks(n, m);
    case AST_PART:
        return part_can_be_none(n, m);
    case AST_AGGREGATE:
        return n->op != AST_OP_COUNT && n->op != AST_OP_SUM && n->op != AST_OP_ANY &&
               n->op != AST_OP_ALL;
    case AST_STRING:
    case AST_CLOCK:
    case AST_YES:
    case AST_NO:
    case AST_AND:
    case AST_OR:
    case AST_NOT:
    case AST_COMPARE:
    case AST_IS_NONE:
    case AST_IN:
    case AST_HAS:
    case AST_PERIOD:
    case AST_SPAN:
    case AST_EDGE_DAY:
    case AST_DAY_SEARCH:
    case AST_NUMBER:
    case AST_PERCENT:
    case AST_DATE:
    case AST_TODAY:
    case AST_QUANTITY:
    case AST_DURATION:
    case AST_SUM:
    case AST_PRODUCT:
    case AST_NEGATE:
    case AST_CHOOSE:
        return false;
    default:
        return true;
    }
}

bool value_can_be_none(decl *d)
{
    return clauses_give_none(d);
}
