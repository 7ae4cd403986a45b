/*
 * How the clauses of a rule become one value: chapter 10 of spec/semantics.md, section 3 of
 * spec/unknown.md.
 */
#include "rule.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    NO_VALUE = 404,
    NO_VALUE_ON_DATE = 405,
    NOT_WHOLE = 409,
    REFUSED = 412,
    NOT_FINITE = 403,
    OVERFLOW = 401
};

/* ---- types */

static const type *clause_type(const ref_clause *c, scope *s)
{
    if (c->scale != NULL) {
        return scale_type(c, s);
    }
    bool has_formula = !c->is_none && !c->is_error && c->formula != NULL;
    return has_formula && c->kind != IS_ROUNDING ? type_of(c->formula, s) : NULL;
}

/* The first that is not bare, by the name of its unit, of the first sort of clauses that has one.
 */
static const type *inferred(decl *d, scope *s)
{
    static const clause_kind sorts[] = {IS_BASE,     IS_EXCEPTION, IS_OTHERWISE,
                                        IS_ADDITION, IS_FLOOR,     IS_CAP};
    const clauses *all = clauses_of(d);
    const type *bare = NULL;
    for (size_t k = 0; k < sizeof sorts / sizeof *sorts; k++) {
        const type *best = NULL;
        for (int i = 0; i < all->count; i++) {
            const type *t = all->at[i].kind == sorts[k] ? clause_type(&all->at[i], s) : NULL;
            if (t == NULL) {
                continue;
            }
            bool is_bare = t->kind == K_NUMBER && t->is_bare;
            bare = is_bare ? t : bare;
            bool is_list = t->kind == K_LIST && best != NULL;
            if (is_list) {
                best = type_meet(best, t);
            } else if (!is_bare && (best == NULL || strcmp(t->unit, best->unit) < 0)) {
                best = t;
            }
        }
        if (best != NULL) {
            return best->kind == K_NUMBER && best->is_integer ? type_number() : best;
        }
    }
    return bare != NULL ? type_number() : type_number();
}

/* The names that a body knows, with their types alone. */
static scope typing_scope(decl *d)
{
    scope s = scope_of(d, NULL);
    s.names = each_names(d->each);
    if (d->kind == D_DEFINE) {
        const qn_node *parameters = d->node->kid[AST_DEFINE_PARAMETERS];
        for (uint32_t i = 0; i < parameters->count; i++) {
            const qn_node *p = parameters->kid[i];
            s = scope_with(&s, p->kid[AST_PARAMETER_NAME]->text,
                           type_written(p->kid[AST_PARAMETER_TYPE], d->module), NULL, NULL, 0);
        }
    }
    return s;
}

static const qn_node *as_of(const decl *d)
{
    const qn_node *t = d->node->kid[AST_RULE_TYPE];
    while (t != NULL && (t->kind == AST_TYPE_OWED || t->kind == AST_TYPE_OR_NONE)) {
        t = t->kid[0];
    }
    return t != NULL && t->kind == AST_TYPE_AS_OF ? t->kid[AST_TYPE_AS_OF_DATE] : NULL;
}

const type *rule_type(decl *d)
{
    if (d->type == NULL && !d->is_typing) {
        bool before = pool_keep(true);
        bool is_duty = d->kind == D_DUTY;
        const qn_node *written = is_duty ? NULL : d->node->kid[AST_RULE_TYPE];
        scope s = typing_scope(d);
        d->is_typing = true;
        d->type = is_duty           ? type_plain(K_BOOLEAN)
                  : written != NULL ? type_written(written, d->module)
                                    : inferred(d, &s);
        d->is_typing = false;
        (void)pool_keep(before);
    }
    return d->type;
}

/* ---- conditions */

static bool is_set_band(const state *x, const ref_clause *c)
{
    const type *t =
        c->row >= 0 && c->band->subjects == 1 ? type_of(c->band->subject[0], x->s) : NULL;
    return t != NULL && t->kind == K_SET;
}

static val row_applies(state *x, const ref_clause *c)
{
    if (c->row < 0) {
        return known_yes(true);
    }
    if (x->all->several != 0 && is_set_band(x, c) && !c->band->row[c->row].is_otherwise) {
        return row_holds(c->band, &c->band->row[c->row], x->s);
    }
    val *found = &x->found[c->band->index];
    if (*found == NULL) {
        *found = row_found(c->band, x->s);
    }
    return (*found)->status == IS_KNOWN ? known_yes((*found)->day == c->row) : *found;
}

val clause_applies(state *x, int i)
{
    const ref_clause *c = &x->all->at[i];
    if (x->applies[i] == NULL) {
        val own =
            both(dates_hold(c->dates, x->s->law), condition_value(c->conditions, x->s, x->found));
        x->applies[i] = is_no(own) ? own : both(own, row_applies(x, c));
    }
    return x->applies[i];
}

/* Whether one of the clauses that override it applies, exceptions among them or not. */
static val overridden(state *x, int i, bool by_exceptions)
{
    val found = known_yes(false);
    for (int k = 0; k < x->all->count; k++) {
        bool counts = by_exceptions || x->all->at[k].kind != IS_EXCEPTION;
        if (counts && x->all->at[k].overrides[i]) {
            found = either(found, clause_applies(x, k));
        }
    }
    return found;
}

val clause_stands(state *x, int i)
{
    val own = clause_applies(x, i);
    return is_no(own) ? own : both(own, negated(overridden(x, i, true)));
}

/* ---- values of clauses */

static val to_coin(const type *t, val v)
{
    bool has_coin = v->status == IS_KNOWN && t->kind == K_NUMBER && t->coin != NULL && !t->is_exact;
    if (!has_coin) {
        return v;
    }
    number to = number_round(v->number, AST_OP_HALF_AWAY, t->coin);
    return number_fits(to) ? known_number(to) : error_of(OVERFLOW, t->unit);
}

static bool ends_in_rounding(const ref_clause *c)
{
    return c->formula != NULL && c->formula->kind == AST_ROUNDED && !c->is_none && !c->is_error;
}

static bool is_value(const ref_clause *c)
{
    return c->kind == IS_BASE || c->kind == IS_EXCEPTION || c->kind == IS_OTHERWISE;
}

/* A value as the coin has it, unless a `rounded` clause stands; while that is open, so is this. */
static val rounded_alone(state *x, val v)
{
    bool has_coin = x->type->kind == K_NUMBER && x->type->coin != NULL && !x->type->is_exact;
    val doubt = NULL;
    for (int k = 0; has_coin && k < x->all->count; k++) {
        val stands = x->all->at[k].kind == IS_ROUNDING ? clause_stands(x, k) : known_yes(false);
        doubt = graver(doubt, stands->status != IS_KNOWN ? stands : NULL);
    }
    if (v->status == IS_NONE || v->status == IS_UNKNOWN || doubt == NULL) {
        return to_coin(x->type, v);
    }
    return graver(v, doubt);
}

val clause_value(state *x, int i)
{
    const ref_clause *c = &x->all->at[i];
    if (x->value[i] != NULL) {
        return x->value[i];
    }
    val v;
    if (c->is_none) {
        v = none_for(c->reason != NULL ? c->reason : c->text);
    } else if (c->is_error) {
        v = error_of(REFUSED, c->reason != NULL ? c->reason : c->text);
    } else if (c->scale != NULL) {
        v = scale_value(c, x->type, x->s);
        v = x->s->inverse == NULL ? given_to(v, scale_type(c, x->s), x->type) : v;
    } else {
        v = eval_as(c->formula, x->type, x->s);
    }
    bool is_amount = is_value(c) || c->kind == IS_FLOOR || c->kind == IS_CAP;
    bool alone = x->rounds_alone && is_amount && !ends_in_rounding(c);
    x->value[i] = alone ? rounded_alone(x, v) : v;
    return x->value[i];
}

/* ---- 1 and 2: the base, or what stands in its place */

static bool has_kind(const state *x, clause_kind kind)
{
    for (int i = 0; i < x->all->count; i++) {
        if (x->all->at[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static interval days_of(const ref_clause *c)
{
    interval d = c->dates;
    if (c->row >= 0) {
        interval r = c->band->row[c->row].dates;
        d.from = r.from > d.from ? r.from : d.from;
        d.until = r.until < d.until ? r.until : d.until;
    }
    return d;
}

static val no_value(state *x)
{
    bool of_bases = has_kind(x, IS_BASE);
    long first = LONG_MAX, last = LONG_MIN;
    for (int i = 0; i < x->all->count; i++) {
        const ref_clause *c = &x->all->at[i];
        if (of_bases ? c->kind == IS_BASE : is_value(c)) {
            interval d = days_of(c);
            first = d.from < first ? d.from : first;
            last = d.until > last ? d.until : last;
        }
    }
    bool is_bounded = first != LONG_MIN || last != LONG_MAX;
    if (is_bounded && x->s->law->status != IS_KNOWN) {
        return x->s->law;
    }
    bool outside = is_bounded && (x->s->law->day < first || x->s->law->day >= last);
    return error_of(outside ? NO_VALUE_ON_DATE : NO_VALUE, x->rule->name);
}

/* Of the clauses of a kind that stand: the value, a conflict of several, or NULL for none. */
static val one_that_stands(state *x, clause_kind kind, bool same_is_fine)
{
    val doubt = NULL, found = NULL;
    for (int i = 0; i < x->all->count; i++) {
        if (x->all->at[i].kind != kind) {
            continue;
        }
        val here = clause_stands(x, i);
        doubt = graver(doubt, here->status != IS_KNOWN ? here : NULL);
        if (!is_yes(here)) {
            continue;
        }
        val v = clause_value(x, i);
        if (found != NULL) {
            val grave = graver(found, v);
            bool worse = grave != NULL && grave->status >= IS_UNKNOWN;
            bool same = found->status == v->status &&
                        (v->status == IS_NONE || (v->status == IS_KNOWN && same_value(found, v)));
            v = same_is_fine && worse  ? grave
                : same_is_fine && same ? v
                                       : conflict_of(x->rule->name);
        }
        found = v;
    }
    return doubt != NULL ? doubt : found;
}

static val default_value(state *x)
{
    val base = one_that_stands(x, IS_BASE, false);
    base = base != NULL ? base : one_that_stands(x, IS_OTHERWISE, true);
    if (base != NULL) {
        return base;
    }
    bool gives_none =
        !has_kind(x, IS_BASE) && !has_kind(x, IS_EXCEPTION) && !has_kind(x, IS_OTHERWISE);
    return gives_none && has_kind(x, IS_ADDITION) ? known_number(number_of(0, 1)) : no_value(x);
}

/* ---- 3: exceptions */

static val of_several(const state *x, const val *given, int count)
{
    val best = NULL, worst = NULL;
    for (int i = 0; i < count; i++) {
        val v = given[i];
        worst = graver(worst, v->status >= IS_UNKNOWN ? v : NULL);
        if (v->status == IS_KNOWN) {
            bool more =
                best == NULL || (x->all->several == AST_OP_LARGEST ? compare_values(v, best) > 0
                                                                   : compare_values(v, best) < 0);
            best = more ? v : best;
        }
    }
    if (worst != NULL || best != NULL) {
        return worst != NULL ? worst : best;
    }
    return gravest(given, (size_t)count);
}

static val agreed(const state *x, const val *given, int count)
{
    val worst = gravest(given, (size_t)count);
    if (worst != NULL && worst->status >= IS_UNKNOWN) {
        return worst;
    }
    for (int i = 1; i < count; i++) {
        bool same = given[i]->status == given[0]->status &&
                    (given[i]->status == IS_NONE || same_value(given[i], given[0]));
        if (!same) {
            return conflict_of(x->rule->name);
        }
    }
    return worst != NULL ? worst : given[0];
}

static val exceptions(state *x)
{
    val *given = NEW_ARRAY(val, x->all->count), doubt = NULL;
    int *which = NEW_ARRAY(int, x->all->count), count = 0;
    for (int i = 0; i < x->all->count; i++) {
        if (x->all->at[i].kind != IS_EXCEPTION || is_yes(overridden(x, i, true))) {
            continue;
        }
        val here = both(clause_applies(x, i), negated(overridden(x, i, false)));
        doubt = undecided(doubt, here->status != IS_KNOWN ? here : NULL);
        if (is_yes(here)) {
            which[count++] = i;
        }
    }
    if (doubt != NULL) {
        return doubt;
    }
    for (int i = 0; i < count; i++) {
        given[i] = clause_value(x, which[i]);
    }
    if (count <= 1) {
        return count == 0 ? default_value(x) : given[0];
    }
    return x->all->several != 0 ? of_several(x, given, count) : agreed(x, given, count);
}

/* ---- 5 and 6: additions and multiplications, in the order of their texts */

static int text_order(const void *a, const void *b)
{
    const ref_clause *const *x = a, *const *y = b;
    int order = strcmp((*x)->text, (*y)->text);
    return order != 0 ? order : (*x > *y) - (*x < *y);
}

static val factor_of(state *x, const ref_clause *c)
{
    return eval(c->formula, x->s);
}

/* Whether a value may still come to be none, which it then stays, whatever is made of it. */
static bool may_be_none(const state *x, val v)
{
    return v->status == IS_UNKNOWN && value_can_be_none(x->rule);
}

/* Where the product knows that a value cannot be none it says the conflict of what is added. */
static void note_conflict(val v, val beside)
{
    if (beside->status == IS_CONFLICT) {
        (void)graver(v, beside);
    }
}

static val with_changes(state *x, val v, clause_kind kind)
{
    const ref_clause **order = NEW_ARRAY(const ref_clause *, x->all->count);
    int count = 0;
    for (int i = 0; i < x->all->count; i++) {
        if (x->all->at[i].kind == kind) {
            order[count++] = &x->all->at[i];
        }
    }
    qsort(order, (size_t)count, sizeof *order, text_order);
    for (int i = 0; i < count && v->status != IS_NONE; i++) {
        int at = (int)(order[i] - x->all->at);
        val here = clause_stands(x, at);
        if (is_no(here)) {
            continue;
        }
        bool adds = kind == IS_ADDITION;
        val by = here->status != IS_KNOWN ? here
                 : adds                   ? clause_value(x, at)
                                          : factor_of(x, order[i]);
        if (may_be_none(x, v)) {
            note_conflict(v, by);
            continue;
        }
        if (here->status != IS_KNOWN) {
            v = graver(v, here);
        } else {
            v = add_numbers(v, by, adds ? AST_OP_ADD : AST_OP_MULTIPLY, order[i]->text);
        }
    }
    return v;
}

/* ---- 7: limits */

/* The highest floor, or the lowest cap, that stands; none where there is none. */
static val limit(state *x, clause_kind kind)
{
    val found = none_for(NULL);
    for (int i = 0; i < x->all->count; i++) {
        if (x->all->at[i].kind != kind) {
            continue;
        }
        val here = clause_stands(x, i);
        if (is_no(here)) {
            continue;
        }
        val v = is_yes(here) ? clause_value(x, i) : here;
        if (v->status == IS_NONE) {
            continue;
        }
        if (found->status == IS_NONE) {
            found = v;
            continue;
        }
        val grave = graver(found, v);
        bool better = grave == NULL && (kind == IS_FLOOR ? compare_values(v, found) > 0
                                                         : compare_values(v, found) < 0);
        found = grave != NULL ? grave : better ? v : found;
    }
    return found;
}

static val limited(state *x, val v)
{
    if (v->status == IS_NONE) {
        return v;
    }
    val floor = limit(x, IS_FLOOR), cap = limit(x, IS_CAP);
    if (may_be_none(x, v)) {
        note_conflict(v, floor);
        note_conflict(v, cap);
        return v;
    }
    val grave = graver(v, floor->status == IS_NONE ? NULL : floor);
    grave = graver(grave, cap->status == IS_NONE ? NULL : cap);
    if (grave != NULL) {
        return grave;
    }
    bool both_there = floor->status == IS_KNOWN && cap->status == IS_KNOWN;
    if (both_there && compare_values(cap, floor) < 0) {
        return conflict_of(x->rule->name);
    }
    v = floor->status == IS_KNOWN && compare_values(v, floor) < 0 ? floor : v;
    return cap->status == IS_KNOWN && compare_values(v, cap) > 0 ? cap : v;
}

/* ---- 8 and 9: rounding, whole numbers */

static val rounded_by(const state *x, const ref_clause *c, val v)
{
    const qn_node *n = c->formula;
    number step = number_multiply(number_text(n->kid[AST_ROUNDED_STEP]->text), x->type->factor);
    number to = number_round(v->number, n->op, step);
    return number_fits(to) ? known_number(to) : error_of(OVERFLOW, c->text);
}

static val rounding(state *x, val v)
{
    val doubt = NULL, found = NULL;
    for (int i = 0; i < x->all->count && v->status != IS_NONE; i++) {
        if (x->all->at[i].kind != IS_ROUNDING) {
            continue;
        }
        val here = clause_stands(x, i);
        doubt = graver(doubt, here->status != IS_KNOWN ? here : NULL);
        if (is_yes(here) && v->status == IS_KNOWN) {
            val to = rounded_by(x, &x->all->at[i], v);
            val grave = found != NULL ? graver(found, to) : NULL;
            found = grave != NULL                            ? grave
                    : found == NULL || same_value(found, to) ? to
                                                             : conflict_of(x->rule->name);
        }
    }
    if (v->status != IS_KNOWN || doubt != NULL) {
        if (v->status == IS_UNKNOWN && doubt != NULL) {
            note_conflict(v, doubt);
        }
        return v->status == IS_NONE || v->status == IS_UNKNOWN ? v : graver(v, doubt);
    }
    return found != NULL ? found : x->rounds_alone ? v : to_coin(x->type, v);
}

static val checked_whole(const state *x, val v)
{
    bool wrong = v->status == IS_KNOWN && x->type->kind == K_NUMBER && x->type->is_integer &&
                 !number_is_whole(v->number);
    return wrong ? error_of(NOT_WHOLE, x->rule->name) : v;
}

/* ---- 10: gates */

static bool same_text(const module *m, const qn_node *a, const qn_node *b)
{
    return strcmp(source_text(m, a), source_text(m, b)) == 0;
}

/* Whether a formula uses a name without `otherwise` or `is none`. */
static bool relies_on(const module *m, const qn_node *n, const qn_node *name)
{
    if (n == NULL || n->kind == AST_IS_NONE) {
        return false;
    }
    if ((n->kind == AST_NAME || n->kind == AST_DOT) && same_text(m, n, name)) {
        return true;
    }
    for (uint32_t i = n->kind == AST_OTHERWISE ? 1 : 0; i < n->count; i++) {
        if (relies_on(m, n->kid[i], name)) {
            return true;
        }
    }
    return false;
}

/* Whether a gate asks that something is there: `X is not none`, perhaps beside other things. */
static void asked_there(const qn_node *n, const qn_node **names, int *count)
{
    if (n->kind == AST_IS_NONE && n->op == AST_OP_IS_NOT && *count < 16) {
        names[(*count)++] = n->kid[AST_IS_NONE_VALUE];
    }
    for (uint32_t i = 0; n->kind == AST_AND && i < n->count; i++) {
        asked_there(n->kid[i], names, count);
    }
}

val gate_asks(state *x, int i)
{
    const ref_clause *c = &x->all->at[i];
    const module *m = x->rule->module;
    for (int k = 0; k < x->all->count; k++) {
        const ref_clause *other = &x->all->at[k];
        bool always = other->conditions == NULL && other->dates.from == LONG_MIN &&
                      other->dates.until == LONG_MAX;
        const qn_node *names[16];
        int count = 0;
        if (k == i || other->kind != IS_GATE || !always) {
            continue;
        }
        asked_there(other->formula, names, &count);
        for (int j = 0; j < count; j++) {
            if (relies_on(m, c->formula, names[j]) && eval(names[j], x->s)->status == IS_NONE) {
                return known_yes(true);
            }
        }
    }
    return eval(c->formula, x->s);
}

static val gates(state *x, val v)
{
    val doubt = NULL, reasons = NULL;
    for (int i = 0; i < x->all->count; i++) {
        if (x->all->at[i].kind != IS_GATE) {
            continue;
        }
        val idle = negated(clause_stands(x, i));
        val open = is_yes(idle) ? idle : either(idle, gate_asks(x, i));
        if (is_no(open)) {
            reasons = graver(reasons, none_for(x->all->at[i].reason));
        }
        doubt = undecided(doubt, open->status != IS_KNOWN ? open : NULL);
    }
    if (reasons != NULL || doubt == NULL) {
        return reasons != NULL ? reasons : v;
    }
    return v->status == doubt->status ? graver(doubt, v) : doubt; /* the product names both */
}

/* ---- all together */

static bool each_rounds_alone(state *x)
{
    bool found = false;
    for (int i = 0; i < x->all->count; i++) {
        const ref_clause *c = &x->all->at[i];
        bool changes = c->kind == IS_ADDITION || c->kind == IS_MULTIPLICATION;
        if (changes || (c->kind == IS_ROUNDING && is_yes(clause_stands(x, i)))) {
            return false;
        }
        found = found || (is_value(c) && ends_in_rounding(c));
    }
    return found;
}

state rule_begin(decl *d, scope *s)
{
    const clauses *all = clauses_of(d);
    const qn_node *law = d->kind == D_DUTY ? NULL : as_of(d);
    s->law = law != NULL ? eval(law, s) : s->reading->today;
    state x = {.rule = d, .all = all, .type = rule_type(d), .s = s};
    x.found = NEW_ARRAY(val, all->bands_count);
    x.applies = NEW_ARRAY(val, all->count);
    x.value = NEW_ARRAY(val, all->count);
    x.rounds_alone = each_rounds_alone(&x);
    return x;
}

bool looks_at_all;

/* What each clause asks and gives, whether or not that matters. */
static void look_at_all(state *x)
{
    for (int i = 0; i < x->all->count; i++) {
        const ref_clause *c = &x->all->at[i];
        (void)clause_applies(x, i);
        if (c->kind != IS_GATE && c->kind != IS_ROUNDING && c->kind != IS_MULTIPLICATION) {
            (void)clause_value(x, i);
        }
    }
}

val rule_finish(state *x)
{
    if (looks_at_all) {
        look_at_all(x);
    }
    val v = exceptions(x);
    if (x->s->inverse != NULL) {
        return v;
    }
    if (x->type->kind == K_NUMBER || x->type->kind == K_DATE) {
        v = with_changes(x, v, IS_ADDITION);
        v = with_changes(x, v, IS_MULTIPLICATION);
        x->limited = v = limited(x, v);
        v = checked_whole(x, rounding(x, v));
    }
    return gates(x, v);
}

val body_value(decl *d, scope *s)
{
    state x = rule_begin(d, s);
    return rule_finish(&x);
}

val rule_value(decl *rule, reading *r)
{
    static bool yes = true;
    val v = map_get(&r->memo, rule);
    if (v == NULL) {
        scope s = scope_of(rule, r);
        bool outside = masked_since(false);
        v = body_value(rule, &s);
        bool inside = masked_since(outside);
        map_put(&r->memo, rule, (void *)(uintptr_t)v);
        map_put(&r->masked, rule, inside ? &yes : NULL);
    }
    (void)masked_since(masked_since(false) || map_get(&r->masked, rule) != NULL);
    return v;
}

bool rule_is_masked(decl *rule)
{
    scope outside = {.module = rule->module, .reading = the_case.first};
    bool before = masked_since(false);
    (void)rule_read(rule, &outside);
    return masked_since(before);
}

/* What a definition gave for known numbers and days. Without it one that is asked for each day of
 * long periods takes all memory. */
typedef struct call {
    const struct call *next; /* of the same label */
    const decl *define;
    const binding *arguments;
    val given;
    bool is_masked;
} call;

static bool is_the_same_plain(val a, val b)
{
    bool is_plain = a->status == IS_KNOWN && b->status == IS_KNOWN && a->kind == b->kind;
    bool is_number = is_plain && a->kind == K_NUMBER;
    bool is_day = is_plain && (a->kind == K_DATE || a->kind == K_CHOICE);
    return is_number ? mpq_equal(a->number, b->number) != 0 : is_day && a->day == b->day;
}

static bool is_call(const call *c, const decl *define, const binding *arguments)
{
    const binding *a = c->arguments;
    while (a != NULL && arguments != NULL && is_the_same_plain(a->value, arguments->value)) {
        a = a->next;
        arguments = arguments->next;
    }
    return c->define == define && a == NULL && arguments == NULL;
}

/* Under which calls are kept: few that differ have one label. */
static const void *call_label(const decl *define, const binding *arguments)
{
    uintptr_t label = (uintptr_t)define;
    for (const binding *a = arguments; a != NULL; a = a->next) {
        bool is_number = a->value->status == IS_KNOWN && a->value->kind == K_NUMBER;
        long part = is_number ? mpz_get_si(mpq_numref(a->value->number)) : a->value->day;
        label = 31 * label + 64 * (uintptr_t)part + 64;
    }
    return (const void *)(label | 1);
}

/* The value of the body; that of an earlier call with the same arguments. */
static val call_remembered(decl *define, scope *inner)
{
    map *calls = &inner->reading->calls;
    const void *label = call_label(define, inner->names);
    const call *c = map_get(calls, label);
    while (c != NULL && !is_call(c, define, inner->names)) {
        c = c->next;
    }
    if (c == NULL) {
        bool outside = masked_since(false);
        val v = body_value(define, inner);
        call *made = pool_take(sizeof *made);
        *made = (call){map_get(calls, label), define, inner->names, v, masked_since(outside)};
        map_put(calls, label, made);
        c = made;
    }
    (void)masked_since(masked_since(false) || c->is_masked);
    return c->given;
}

val call_value(decl *define, const qn_node *arguments, scope *s)
{
    const qn_node *parameters = define->node->kid[AST_DEFINE_PARAMETERS];
    scope inner = scope_of(define, s->reading);
    inner.names = NULL;
    for (uint32_t i = 0; i < parameters->count; i++) {
        const qn_node *p = parameters->kid[i];
        const type *t = type_written(p->kid[AST_PARAMETER_TYPE], define->module);
        inner = scope_with(&inner, p->kid[AST_PARAMETER_NAME]->text, t,
                           eval_as(arguments->kid[i], t, s), NULL, 0);
    }
    return call_remembered(define, &inner);
}

/* ---- as a result that is asked for */

static val finite(val v, const type *t)
{
    number in_unit = number_divide(v->number, t->factor);
    bool is_years = t->dimensions == 1 && t->dimension[0].base == U_MONTH &&
                    t->dimension[0].power == 1 && mpq_cmp_si(t->factor, 12, 1) == 0;
    if (!number_fits(in_unit)) {
        return error_of(OVERFLOW, "result");
    }
    bool is_finite = number_is_finite(in_unit) || (is_years && number_is_finite(v->number));
    return is_finite ? v : error_of(NOT_FINITE, "result");
}

/* Why an element, or one of its fields, is not known; none counts as known, and so does what is no
 * finite decimal. */
static val element_doubt(val v, const type *t)
{
    val doubt = v->status > IS_NONE ? v : NULL;
    for (int i = 0; v->status == IS_KNOWN && t != NULL && t->kind == K_RECORD && i < t->fields;
         i++) {
        doubt = graver(doubt, element_doubt(v->field[i], t->field[i].type));
    }
    return doubt;
}

val result_of(val v, const type *t)
{
    if (v->status != IS_KNOWN || t == NULL) {
        return v;
    }
    val doubt = NULL;
    if (t->kind == K_NUMBER) {
        return finite(v, t);
    }
    if (t->kind == K_LIST) {
        doubt = v->list->end;
        for (size_t i = 0; i < v->list->count; i++) {
            doubt = graver(doubt, element_doubt(v->list->at[i].value, t->element));
            doubt = graver(doubt, v->list->at[i].presence);
        }
    }
    return doubt != NULL ? doubt : v;
}
