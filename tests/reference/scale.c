/*
 * Scales, and the same asked the other way round: chapter 11 of spec/semantics.md, 4.4 of
 * spec/language.md.
 */
#include "reference.h"

enum { OVERFLOW = 401, OUTSIDE = 406, NOT_UNIQUE = 411, ROWS = 2000 };

typedef struct step {
    val low, high, rate; /* high NULL for no limit */
    bool low_excluded, high_included;
} step;

typedef struct ladder {
    const qn_node *node;
    const type *subject, *product;
    val x;
    step *at;
    int count;
    val doubt;
    const char *text;
} ladder;

static const qn_node *rate_node(const qn_node *row, int column)
{
    if (column < 0) {
        return row->kid[AST_SCALE_ROW_EFFECT]->kid[AST_EFFECT_VALUE];
    }
    const qn_node *cell = row->kid[AST_SCALE_ROW_CELLS]->kid[column];
    return cell->kind == AST_LIST ? cell->kid[0] : cell;
}

static val rate_value(const qn_node *n, const qn_node *scale, const type *rule, scope *s)
{
    if (n == NULL || n->kind == AST_EFFECT || n->kind == AST_STRING) {
        return error_of(412, "a rate");
    }
    return scale->op == AST_OP_AMOUNTS ? eval_as(n, rule, s) : eval(n, s);
}

const type *scale_type(const ref_clause *c, scope *s)
{
    const qn_node *row = c->scale->kid[AST_SCALE_ROWS]->kid[0];
    const type *rate = type_of(rate_node(row, c->column), s);
    if (c->scale->op == AST_OP_AMOUNTS) {
        return rate;
    }
    const type *x = type_of(c->scale->kid[AST_SCALE_SUBJECT], s);
    return rate->dimensions == 0 ? x : type_product(rate, x, false);
}

static int by_low_end(const ladder *l, const step *a)
{
    int at = l->count;
    while (at > 0 && l->at[at - 1].low->status == IS_KNOWN && a->low->status == IS_KNOWN &&
           mpq_cmp(l->at[at - 1].low->number, a->low->number) > 0) {
        l->at[at] = l->at[at - 1];
        at--;
    }
    return at;
}

static ladder read_ladder(const ref_clause *c, const type *rule, scope *s)
{
    const qn_node *rows = c->scale->kid[AST_SCALE_ROWS];
    ladder l = {.node = c->scale,
                .subject = type_of(c->scale->kid[AST_SCALE_SUBJECT], s),
                .product = scale_type(c, s),
                .x = eval(c->scale->kid[AST_SCALE_SUBJECT], s),
                .at = NEW_ARRAY(step, rows->count),
                .text = c->text};
    l.doubt = graver(NULL, l.x);
    for (uint32_t i = 0; i < rows->count; i++) {
        const qn_node *range = rows->kid[i]->kid[AST_SCALE_ROW_RANGE];
        const qn_node *low = range->kid[AST_RANGE_LOW], *high = range->kid[AST_RANGE_HIGH];
        step one = {low != NULL ? eval_as(low, l.subject, s) : known_number(number_of(0, 1)),
                    high != NULL ? eval_as(high, l.subject, s) : NULL,
                    rate_value(rate_node(rows->kid[i], c->column), c->scale, rule, s),
                    (range->op & QN_LOW_EXCLUDED) != 0, (range->op & QN_HIGH_INCLUDED) != 0};
        l.at[by_low_end(&l, &one)] = one;
        l.count++;
        l.doubt = graver(graver(l.doubt, one.low), one.high);
    }
    return l;
}

/* Below 0, or above the end of the last band; where a band has no end nothing is. */
static bool is_outside(const ladder *l)
{
    bool above = true;
    for (int i = 0; i < l->count; i++) {
        const step *a = &l->at[i];
        int over = a->high == NULL ? -1 : mpq_cmp(l->x->number, a->high->number);
        above = above && (a->high_included ? over > 0 : over >= 0);
    }
    return above || mpq_sgn(l->x->number) < 0;
}

static bool is_reached(const ladder *l, const step *a)
{
    int side = mpq_cmp(l->x->number, a->low->number);
    return a->low_excluded ? side > 0 : side >= 0;
}

static val rounded(const ladder *l, val v)
{
    const qn_node *all = l->node->kid[AST_SCALE_ROUNDINGS];
    for (uint32_t i = 0; v->status == IS_KNOWN && i < all->count; i++) {
        number to = number_multiply(number_text(all->kid[i]->kid[AST_ROUNDED_STEP]->text),
                                    l->product->factor);
        number by = number_round(v->number, all->kid[i]->op, to);
        v = number_fits(by) ? known_number(by) : error_of(OVERFLOW, l->text);
    }
    return v;
}

/* The part of x that lies in a band. */
static number part_of(const ladder *l, const step *a)
{
    number part = number_subtract(l->x->number, a->low->number);
    if (a->high != NULL) {
        number most = number_subtract(a->high->number, a->low->number);
        part = mpq_cmp(part, most) > 0 ? most : part;
    }
    return mpq_sgn(part) < 0 ? number_of(0, 1) : part;
}

static val marginal(const ladder *l)
{
    val sum = known_number(number_of(0, 1));
    for (int i = 0; i < l->count; i++) {
        val part = known_number(part_of(l, &l->at[i]));
        val one = add_numbers(part, l->at[i].rate, AST_OP_MULTIPLY, l->text);
        sum = add_numbers(sum, rounded(l, one), AST_OP_ADD, l->text);
    }
    return sum;
}

static val whole(const ladder *l)
{
    const step *found = &l->at[0];
    for (int i = 0; i < l->count; i++) {
        found = is_reached(l, &l->at[i]) ? &l->at[i] : found;
    }
    return rounded(l, add_numbers(l->x, found->rate, AST_OP_MULTIPLY, l->text));
}

static val amounts(const ladder *l)
{
    val sum = known_number(number_of(0, 1));
    for (int i = 0; i < l->count; i++) {
        if (is_reached(l, &l->at[i])) {
            sum = add_numbers(sum, rounded(l, l->at[i].rate), AST_OP_ADD, l->text);
        }
    }
    return sum;
}

/* The x from which a marginal scale gives v. */
static val inverted(const ladder *l, val v)
{
    number sum = number_of(0, 1);
    val found = NULL;
    for (int i = 0; i < l->count; i++) {
        const step *a = &l->at[i];
        number rate = a->rate->number, rest = number_subtract(v->number, sum);
        number most = a->high == NULL
                          ? NULL
                          : number_multiply(rate, number_subtract(a->high->number, a->low->number));
        if (mpq_sgn(rate) == 0) {
            if (mpq_sgn(rest) == 0) {
                return error_of(NOT_UNIQUE, l->text);
            }
            continue;
        }
        bool is_here = mpq_sgn(rest) >= 0 && (most == NULL || mpq_cmp(rest, most) <= 0);
        if (is_here && found == NULL) {
            found = known_number(number_add(a->low->number, number_divide(rest, rate)));
        }
        sum = most != NULL ? number_add(sum, most) : sum;
    }
    return found != NULL ? found : error_of(OUTSIDE, l->text);
}

val scale_value(const ref_clause *c, const type *rule, scope *s)
{
    ladder l = read_ladder(c, rule, s);
    if (s->inverse != NULL) {
        return s->inverse->status == IS_KNOWN ? inverted(&l, s->inverse) : s->inverse;
    }
    if (l.doubt != NULL) {
        return l.doubt;
    }
    if (is_outside(&l)) {
        return error_of(OUTSIDE, l.text);
    }
    return c->scale->op == AST_OP_AMOUNTS ? amounts(&l)
           : c->scale->op == AST_OP_WHOLE ? whole(&l)
                                          : marginal(&l);
}

/* ---- `inverse of RULE at V` */

const type *scale_subject_type(decl *rule)
{
    const clauses *all = clauses_of(rule);
    scope s = scope_of(rule, NULL);
    for (int i = 0; i < all->count; i++) {
        if (all->at[i].scale != NULL) {
            return type_of(all->at[i].scale->kid[AST_SCALE_SUBJECT], &s);
        }
    }
    return type_number();
}

val eval_inverse(const qn_node *n, scope *s)
{
    decl *rule = find_dotted(s->module, n->kid[AST_INVERSE_NAME]);
    val v = eval_as(n->kid[AST_INVERSE_VALUE], rule_type(rule), s);
    if (v->status != IS_KNOWN) {
        return v;
    }
    scope inner = scope_of(rule, s->reading);
    inner.inverse = v;
    return body_value(rule, &inner);
}
