/*
 * inverse.c - `inverse of RULE at V`: which amount a marginal scale turns into V. The scale is
 * taken exactly, its roundings aside, since a rounded result has many amounts that lead to it.
 *
 * With the bands t0 = 0, t1, …, the rates r0, r1, … and c(i+1) = ci + ri * (t(i+1) - ti), V lies in
 * the first band whose upper end has c(i+1) >= V, and the amount is ti + (V - ci) / ri.
 *
 * Nothing below needs the value to be known: the bands are compared one by one, so that facts may
 * stand in bounds and rates. What cannot be turned round is refused with a message (Q0712).
 */
#include "clause.h"

typedef struct inverter {
    qn_scope *s;
    qn_builder *b;
    const qn_scale_row *rows;
    uint32_t count;
    const qn_type *type; /* of the amount */
    qn_operand *reached; /* c0, c1, … */
    qn_operand *rate;
    qn_operand outside, many; /* errors */
} inverter;

/* An error as a value of the amount's type, blamed on a node. The site is made by qn_blame,
 * whose caller would go on blaming it, so the old one is put back at once. */
static qn_operand error_at(inverter *v, const qn_node *at, uint32_t code)
{
    uint32_t old = qn_blame(v->s, at), site = v->b->blame;
    v->b->blame = old;
    if (site != QN_NONE_INDEX)
        QN_ROW(v->b, site, site)->code = code;
    return qn_status_constant(v->b, v->type, QN_FAILED, site);
}

/* The amounts reached at the lower end of each band. */
static bool sum_up(inverter *v)
{
    qn_scope *s = v->s;
    for (uint32_t i = 0; i < v->count; i++) {
        const qn_scale_row *row = &v->rows[i];
        v->rate[i] = qn_present(s, qn_formula(s, row->rate, NULL), row->rate);
        if (qn_is_failed(&v->rate[i]))
            return false;
        if (!row->has_high)
            continue;
        qn_operand width = qn_subtract(v->b, &row->high, &row->low);
        width.type = v->type;
        qn_operand part = qn_times_rate(s, &width, &v->rate[i], row->rate);
        if (qn_is_failed(&part))
            return false;
        v->reached[i + 1] = qn_add(v->b, &v->reached[i], &part);
    }
    return true;
}

/* The amount within one band; where its rate is 0 no amount is the only one. */
static qn_operand within_band(inverter *v, uint32_t i)
{
    const qn_type *truth = v->s->c->boolean;
    qn_operand zero = qn_integer(v->b, v->rate[i].type, 0);
    qn_operand flat = qn_compare(v->b, truth, QN_EQUAL_TO, &v->rate[i], &zero);
    if (qn_is_yes(&flat))
        return v->many;
    qn_operand more = qn_subtract(v->b, v->s->inverse, &v->reached[i]);
    more = qn_divide(v->b, &more, &v->rate[i]);
    more = qn_add(v->b, &v->rows[i].low, &more);
    more.type = v->type;
    more = qn_select(v->b, &flat, &v->many, &more);
    more.type = v->type;
    return more;
}

/* Where the next band is flat, its lower end gives what all of it gives. */
static qn_operand unless_flat_next(inverter *v, uint32_t i, qn_operand amount)
{
    const qn_type *truth = v->s->c->boolean;
    if (i + 1 >= v->count)
        return amount;
    qn_operand zero = qn_integer(v->b, v->rate[i + 1].type, 0);
    qn_operand flat = qn_compare(v->b, truth, QN_EQUAL_TO, &v->rate[i + 1], &zero);
    qn_operand end = qn_compare(v->b, truth, QN_EQUAL_TO, v->s->inverse, &v->reached[i + 1]);
    qn_operand many = qn_and(v->b, &flat, &end);
    amount = qn_select(v->b, &many, &v->many, &amount);
    amount.type = v->type;
    return amount;
}

/* Goes from the last band to the first, so that of the bands that reach the value the first
 * decides. A value below 0 is out of reach like one above the last band. */
static qn_operand find_amount(inverter *v)
{
    const qn_type *truth = v->s->c->boolean;
    const qn_operand *sought = v->s->inverse;
    qn_operand zero = qn_integer(v->b, sought->type, 0), r = v->outside, fits;
    for (uint32_t i = v->count; i-- > 0;) {
        qn_operand amount = unless_flat_next(v, i, within_band(v, i));
        if (!v->rows[i].has_high) {
            r = amount;
            continue;
        }
        fits = qn_compare(v->b, truth, QN_AT_MOST, sought, &v->reached[i + 1]);
        r = qn_select(v->b, &fits, &amount, &r);
        r.type = v->type;
    }
    fits = qn_compare(v->b, truth, QN_AT_MOST, &zero, sought);
    r = qn_select(v->b, &fits, &r, &v->outside);
    r.type = v->type;
    return r;
}

qn_operand qn_scale_inverse(qn_scope *s, const qn_node *scale, uint32_t column)
{
    qn_operand subject;
    inverter v = {.s = s, .b = &s->c->builder, .count = scale->kid[AST_SCALE_ROWS]->count};
    v.rows = qn_scale_rows(s, scale, column, &subject);
    v.reached = qn_arena_take_array(&s->c->scratch, v.count + 2, sizeof *v.reached);
    v.rate = qn_arena_take_array(&s->c->scratch, v.count + 1, sizeof *v.rate);
    if (!v.rows || !v.reached || !v.rate)
        return qn_failed(s);
    v.type = subject.type;
    v.outside = error_at(&v, scale->kid[AST_SCALE_SUBJECT], 406);
    v.many = error_at(&v, scale->kid[AST_SCALE_SUBJECT], 411);
    v.reached[0] = qn_integer(v.b, s->inverse->type, 0);
    uint32_t blame = qn_blame(s, scale);
    qn_operand r = sum_up(&v) ? find_amount(&v) : qn_failed(s);
    v.b->blame = blame;
    return r;
}

/* True if every clause of a body that has an effect is a marginal scale, a none or an error. */
static bool is_scales_only(const qn_node *body)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const qn_node *line = body->kid[i];
        const qn_node *effect = line->kind == AST_CLAUSE ? line->kid[AST_CLAUSE_EFFECT] : NULL;
        if (line->kind == AST_SCALE ? line->op != AST_OP_PLAIN : line->kind == AST_TABLE)
            return false;
        if (line->kind == AST_BLOCK && !is_scales_only(line->kid[AST_BLOCK_BODY]))
            return false;
        if (effect && effect->op != AST_OP_NONE && effect->op != AST_OP_ERROR)
            return false;
    }
    return true;
}

/* The body is understood a second time, with its scales turned round. It stays quiet: its
 * mistakes are reported where the rule stands, and the rule is compiled before for its type
 * alone. */
qn_operand qn_inverse(qn_scope *s, const qn_node *node)
{
    const qn_node *name = node->kid[AST_INVERSE_NAME], *value = node->kid[AST_INVERSE_VALUE];
    qn_decl *decl = qn_find(s->module, name);
    if (!decl || s->constant) {
        if (decl)
            qn_report(s, QN_Q0610, node, 1, qn_dotted_text(s->c, name));
        else
            qn_report_not_known(s, name);
        return qn_failed(s);
    }
    if (decl->kind != QN_DECL_RULE || decl->failed ||
        !is_scales_only(decl->node->kid[AST_RULE_BODY])) {
        if (!decl->failed)
            qn_report(s, QN_Q0712, name, 1, decl->name);
        return qn_failed(s);
    }
    qn_operand sought = qn_present(s, qn_formula(s, value, NULL), value);
    const qn_instance *carrier = s->instance ? s->instance->carrier : NULL;
    const qn_instance *rule = qn_instance_get(s, decl, &s->today, carrier, node);
    if (!rule || rule->failed)
        return qn_failed(s);
    sought = qn_give(s, sought, rule->result.type, value);
    if (qn_is_failed(&sought))
        return sought;
    qn_scope inner = *s;
    inner.module = decl->module;
    inner.locals = NULL;
    inner.quiet = true;
    inner.inverse = &sought;
    inner.months = decl->module->months;
    inner.depth = s->depth + 1;
    return qn_body(&inner, decl->node, NULL);
}
