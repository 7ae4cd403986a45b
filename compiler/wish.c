/*
 * wish.c - conditions as wishes. See wish.h. Nothing here reports: what cannot be read is left to
 * whoever asks.
 */
#include "wish.h"

#include "box.h"
#include "date.h"

#define AT(w, i) (&((qn_wish *)(w)->list.rows)[i])

/* ---- sets of values */

/* The values of a date, or of a fact. */
static qn_interval domain_of(const qn_wishes *w, qn_decl *fact)
{
    if (fact)
        return qn_domain_of(&w->s->c->builder, qn_fact_operand(w->s->c, fact));
    qn_interval days = {{.value = qn_rational_from_i64(QN_DAY_MIN)},
                        {.value = qn_rational_from_i64(QN_DAY_MAX + 1)}};
    return days;
}

/* What lies in both lists; an empty list out of memory, too. */
static qn_wish common(const qn_wishes *w, const qn_wish *x, const qn_wish *y)
{
    qn_wish both = {.fact = x->fact};
    both.list =
        qn_arena_take_array(&w->s->c->scratch, (size_t)x->count + y->count + 1, sizeof *both.list);
    for (uint32_t i = 0, k = 0; both.list && i < x->count && k < y->count;) {
        qn_interval meet = qn_interval_common(&x->list[i], &y->list[k]);
        if (!qn_interval_is_empty(&meet))
            both.list[both.count++] = meet;
        if (qn_cut_compare(&x->list[i].high, &y->list[k].high) < 0)
            i++;
        else
            k++;
    }
    return both;
}

/* What lies in none of a list of intervals in order, which may overlap. */
static qn_wish others(const qn_wishes *w, const qn_wish *x)
{
    qn_wish rest = {.fact = x->fact};
    qn_interval domain = domain_of(w, x->fact), gap = domain;
    rest.list = qn_arena_take_array(&w->s->c->scratch, (size_t)x->count + 2, sizeof *rest.list);
    for (uint32_t i = 0; rest.list && i <= x->count; i++) {
        gap.high = i < x->count ? x->list[i].low : domain.high;
        if (!qn_interval_is_empty(&gap))
            rest.list[rest.count++] = gap;
        if (i < x->count && qn_cut_compare(&x->list[i].high, &gap.low) > 0)
            gap.low = x->list[i].high;
    }
    return rest;
}

/* Puts one more interval into its place in the order, where it is not empty. */
static void insert(qn_wish *x, qn_interval i)
{
    uint32_t at = x->count;
    if (qn_interval_is_empty(&i))
        return;
    for (; at > 0 && qn_cut_compare(&x->list[at - 1].low, &i.low) > 0; at--)
        x->list[at] = x->list[at - 1];
    x->list[at] = i;
    x->count++;
}

/* Joins intervals of a list in order that overlap or touch. */
static void join(qn_wish *x)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->count; i++) {
        if (kept && qn_cut_compare(&x->list[kept - 1].high, &x->list[i].low) >= 0) {
            if (qn_cut_compare(&x->list[i].high, &x->list[kept - 1].high) > 0)
                x->list[kept - 1].high = x->list[i].high;
        } else {
            x->list[kept++] = x->list[i];
        }
    }
    x->count = kept;
}

/* Adds a wish; false where no value is left. */
static bool add(qn_wishes *w, const qn_wish *x)
{
    for (uint32_t i = 0; i < w->list.count; i++)
        if (AT(w, i)->fact == x->fact) {
            *AT(w, i) = common(w, AT(w, i), x);
            return AT(w, i)->count > 0;
        }
    qn_append(&w->s->c->builder, &w->list, sizeof *x, x);
    return x->count > 0;
}

static bool add_if(qn_wishes *w, qn_wish *x, bool yes)
{
    qn_wish rest;
    if (!x->list)
        return false;
    join(x);
    if (yes)
        return add(w, x);
    rest = others(w, x);
    return add(w, &rest);
}

/* ---- reading conditions */

/* The fact that a name stands for, whose value is one, is there and lies on a line; NULL for
 * anything else. */
static qn_decl *free_fact(const qn_wishes *w, const qn_node *name)
{
    bool named = name && (name->kind == AST_NAME || name->kind == AST_DOT);
    qn_decl *decl = named && !(name->kind == AST_NAME && qn_local_find(w->s, name->text))
                        ? qn_find(w->s->module, name)
                        : NULL;
    if (!decl || decl->kind != QN_DECL_FACT || decl->over_time)
        return NULL;
    const qn_operand *fact = qn_fact_operand(w->s->c, decl);
    bool is_free = !decl->failed && qn_is_on_a_line(fact) && !(fact->may & QN_MAY_BE_NONE);
    return is_free ? decl : NULL;
}

/* What values and ranges are held against: the fact, or the date of decision. */
static const qn_operand *subject_of(const qn_wishes *w, const qn_node *node, qn_operand *today,
                                    qn_decl **fact)
{
    *fact = free_fact(w, node);
    if (*fact)
        return qn_fact_operand(w->s->c, *fact);
    if (!node || node->kind != AST_TODAY)
        return NULL;
    *today = qn_base_today(w->s->c);
    return today;
}

/* A list of values and ranges, or a single one, as a wish. */
static bool values_wish(const qn_wishes *w, const qn_operand *subject, qn_decl *fact,
                        const qn_node *values, qn_wish *out)
{
    bool is_list = values->kind == AST_LIST;
    uint32_t count = is_list ? values->count : 1;
    *out = (qn_wish){.fact = fact};
    out->list = qn_arena_take_array(&w->s->c->scratch, (size_t)count + 1, sizeof *out->list);
    for (uint32_t i = 0; i < count; i++) {
        qn_interval one;
        const qn_node *value = is_list ? values->kid[i] : values;
        if (!out->list || !qn_interval_of_node(w->s, subject, value, &one))
            return false;
        insert(out, one);
    }
    return out->list != NULL;
}

/* `fact < 5`, as the values for which it is so. `turned` for `5 > fact`. */
static bool compared(const qn_wishes *w, const qn_operand *subject, qn_decl *fact, int op,
                     const qn_node *value, qn_wish *out)
{
    qn_interval one, all = domain_of(w, fact);
    if (value->kind == AST_RANGE || !values_wish(w, subject, fact, value, out))
        return false;
    if (op == AST_OP_EQUAL || op == AST_OP_IS || op == AST_OP_NOT_EQUAL || op == AST_OP_IS_NOT)
        return true;
    if (out->count != 1) /* outside the domain: the order is not known here */
        return false;
    one = out->list[0];
    if (op == AST_OP_LESS || op == AST_OP_LESS_EQUAL)
        one = (qn_interval){all.low, op == AST_OP_LESS ? one.low : one.high};
    else if (op == AST_OP_GREATER || op == AST_OP_GREATER_EQUAL)
        one = (qn_interval){op == AST_OP_GREATER ? one.high : one.low, all.high};
    else
        return false;
    out->count = 0;
    insert(out, one);
    return true;
}

/* The comparison as it reads from the other side. */
static int turned(int op)
{
    switch (op) {
    case AST_OP_LESS:
        return AST_OP_GREATER;
    case AST_OP_LESS_EQUAL:
        return AST_OP_GREATER_EQUAL;
    case AST_OP_GREATER:
        return AST_OP_LESS;
    case AST_OP_GREATER_EQUAL:
        return AST_OP_LESS_EQUAL;
    default:
        return op;
    }
}

static bool wish_comparison(qn_wishes *w, const qn_node *n, bool yes)
{
    const qn_node *left = n->kid[AST_COMPARE_LEFT], *right = n->kid[AST_COMPARE_RIGHT];
    qn_operand today;
    qn_decl *fact;
    int op = n->op;
    qn_wish x;
    const qn_operand *subject = subject_of(w, left, &today, &fact);
    if (!subject) {
        subject = subject_of(w, right, &today, &fact);
        right = left;
        op = turned(op);
    }
    if (!subject || !compared(w, subject, fact, op, right, &x))
        return false;
    return add_if(w, &x, yes != (op == AST_OP_NOT_EQUAL || op == AST_OP_IS_NOT));
}

static bool wish_in(qn_wishes *w, const qn_node *n, bool yes)
{
    const qn_node *set = n->kid[AST_IN_SET];
    qn_operand today;
    qn_decl *fact;
    qn_wish x;
    const qn_operand *subject = subject_of(w, n->kid[AST_IN_VALUE], &today, &fact);
    if (!subject || (set->kind != AST_RANGE && set->kind != AST_LIST) ||
        !values_wish(w, subject, fact, set, &x))
        return false;
    return add_if(w, &x, yes != (n->op == AST_OP_NOT_IN));
}

/* `when ill`: the fact itself. */
static bool wish_name(qn_wishes *w, const qn_node *name, bool yes)
{
    qn_decl *fact = free_fact(w, name);
    if (!fact || qn_fact_operand(w->s->c, fact)->type->kind != QN_KIND_BOOLEAN)
        return false;
    qn_interval one = qn_interval_of(qn_rational_from_i64(yes), qn_rational_from_i64(1));
    qn_wish x = {.fact = fact};
    x.list = qn_arena_take(&w->s->c->scratch, 2 * sizeof *x.list);
    if (!x.list)
        return false;
    insert(&x, one);
    return add(w, &x);
}

/* Its depth is bounded by the parser. */
bool qn_wish_condition(qn_wishes *w, const qn_node *condition, bool yes)
{
    switch (condition->kind) {
    case AST_NOT:
        return qn_wish_condition(w, condition->kid[AST_NOT_VALUE], !yes);
    case AST_AND:
    case AST_OR:
        for (uint32_t i = 0; i < condition->count; i++)
            if (!qn_wish_condition(w, condition->kid[i], yes))
                return false;
        return condition->kind == (yes ? AST_AND : AST_OR);
    case AST_COMPARE:
        return wish_comparison(w, condition, yes);
    case AST_IN:
        return wish_in(w, condition, yes);
    default:
        return wish_name(w, condition, yes);
    }
}

/* ---- clauses */

bool qn_wish_days(qn_wishes *w, int64_t from, int64_t until)
{
    qn_wish x = {.fact = NULL};
    if (from == INT64_MIN && until == INT64_MAX)
        return true;
    qn_interval days = domain_of(w, NULL);
    if (from != INT64_MIN)
        days.low = (qn_cut){.value = qn_rational_from_i64(from)};
    if (until != INT64_MAX)
        days.high = (qn_cut){.value = qn_rational_from_i64(until)};
    x.list = qn_arena_take(&w->s->c->scratch, 2 * sizeof *x.list);
    if (!x.list)
        return false;
    insert(&x, days);
    return add(w, &x);
}

/* `region baku →`: a subject with its values. */
static bool wish_match(qn_wishes *w, const qn_node *subject, const qn_node *values, bool yes)
{
    qn_decl *fact = free_fact(w, subject);
    qn_wish x;
    return fact && values && values_wish(w, qn_fact_operand(w->s->c, fact), fact, values, &x) &&
           add_if(w, &x, yes);
}

/* A row of a table is found behind others, and is not read here. */
bool qn_wish_row(qn_wishes *w, const qn_band *band, uint32_t row)
{
    const qn_band_row *r = QN_BAND_ROW(band, row);
    return band->subject && !r->otherwise && wish_match(w, band->subject, r->values, true) &&
           qn_wish_days(w, r->from, r->until) && qn_wish_holdings(w, r->extra);
}

bool qn_wish_holdings(qn_wishes *w, const qn_holding *holds)
{
    for (const qn_holding *h = holds; h; h = h->outer) {
        bool read = h->kind == QN_HOLDS_MATCH ? wish_match(w, h->subject, h->node, true)
                    : h->kind == QN_HOLDS_ROW
                        ? qn_wish_row(w, h->band, h->row)
                        : qn_wish_condition(w, h->node, h->kind == QN_HOLDS_WHEN);
        if (!read)
            return false;
    }
    return true;
}

/* Tries a wish that may fail half-way: then the list is as it was. */
typedef struct trial {
    qn_wish *list;
    uint32_t count;
} trial;

static trial begin_trial(const qn_wishes *w)
{
    trial t = {.count = w->list.count};
    t.list = qn_arena_take_array(&w->s->c->scratch, (size_t)t.count + 1, sizeof *t.list);
    for (uint32_t i = 0; t.list && i < t.count; i++)
        t.list[i] = *AT(w, i);
    return t;
}

static bool end_trial(qn_wishes *w, const trial *t, bool good)
{
    for (uint32_t i = 0; !good && t->list && i < t->count; i++)
        *AT(w, i) = t->list[i];
    if (!good)
        w->list.count = t->count;
    return good;
}

bool qn_wish_not(qn_wishes *w, const qn_holding *h)
{
    trial t = begin_trial(w);
    bool good = t.list && (h->kind == QN_HOLDS_MATCH ? wish_match(w, h->subject, h->node, false)
                           : h->kind == QN_HOLDS_ROW
                               ? qn_wish_not_row(w, h->band, h->row)
                               : qn_wish_condition(w, h->node, h->kind != QN_HOLDS_WHEN));
    return end_trial(w, &t, good);
}

bool qn_wish_not_row(qn_wishes *w, const qn_band *band, uint32_t row)
{
    const qn_band_row *r = QN_BAND_ROW(band, row);
    trial t = begin_trial(w);
    bool good =
        t.list && band->subject && !r->otherwise && wish_match(w, band->subject, r->values, false);
    return end_trial(w, &t, good);
}

bool qn_wish_all(qn_wishes *w, const qn_wishes *other)
{
    for (uint32_t i = 0; i < other->list.count; i++)
        if (!add(w, AT(other, i)))
            return false;
    return true;
}

/* ---- telling the case */

/* The default, where it is wished for, else the value nearest to 0; of the date the earliest that
 * is reviewed, where there is such. */
static qn_rational smallest(const qn_wishes *w, const qn_wish *x)
{
    const qn_builder *b = &w->s->c->builder;
    const qn_operand *subject = x->fact ? qn_fact_operand(w->s->c, x->fact) : NULL;
    qn_rational one = qn_rational_from_i64(1), best = one, preset;
    bool has_preset = subject && qn_preset_of(b, subject, &preset);
    qn_interval usual = subject ? qn_interval_whole() : qn_reviewed_days(w->s);
    for (int outside = 0, found = 0; outside < 2 && !found; outside++)
        for (uint32_t i = 0; i < x->count; i++) {
            qn_interval part = outside ? x->list[i] : qn_interval_common(&x->list[i], &usual);
            if (qn_interval_is_empty(&part))
                continue;
            if (has_preset && qn_interval_has(&part, preset))
                return preset;
            qn_rational value = qn_interval_nearest(&part, subject ? qn_grid_of(b, subject) : one,
                                                    subject ? subject->type->factor : one);
            if (!found || qn_compare_nearness(value, best) < 0)
                best = value;
            found = 1;
        }
    return best;
}

const char *qn_wish_case(const qn_wishes *w)
{
    qn_arena *arena = &w->s->c->scratch;
    const char *text = "", *date = NULL;
    for (uint32_t i = 0; i < w->list.count && text; i++) {
        const qn_wish *x = AT(w, i);
        const qn_type *type = x->fact ? qn_fact_operand(w->s->c, x->fact)->type : w->s->c->date;
        const char *value = qn_value_words(w->s, type, smallest(w, x));
        if (!x->fact)
            date = value;
        else
            text = value ? qn_arena_format(arena, "%s%s%s = %s", text, *text ? ", " : "",
                                           x->fact->name, value)
                         : NULL;
    }
    if (text && date)
        text = qn_arena_format(arena, "%s%son %s", text, *text ? ", " : "", date);
    return text ? text : "";
}
