/*
 * The nearest clause. See nearest.h.
 *
 * Of a number the difference between what came and what was expected is what a clause must bring:
 * an addition that did not apply brings itself, a value brings itself less the value in whose place
 * it would stand, and a row takes the place of the row that was chosen. In rules that are used the
 * same is asked, since most of them are added. Floors, caps and roundings in between are left
 * aside, so that the clause is a hint and no proof.
 */
#include "nearest.h"

#include <string.h>

#include "case.h"
#include "clause.h"
#include "explain_list.h"
#include "explain_words.h"
#include "rational.h"
#include "trace.h"

/* What is looked for, and the best that was found. */
typedef struct search {
    const qn_view *view;
    const qn_row_expectation *expected;
    bool has_gap; /* both answers are numbers */
    qn_rational gap;
    uint32_t depth; /* of the rule in hand below the one that was asked */
    uint32_t best;  /* a clause, or QN_NONE_INDEX */
    uint32_t best_distance;
} search;

/* A number in its base unit. */
static bool read_number(const qn_view *view, uint32_t type, const qn_slot *slot, qn_rational *out)
{
    const qn_row_type *row = &view->t->type[type];
    const qn_row_constant *den = &view->t->constant[row->den];
    return row->kind <= QN_KIND_QUANTITY &&
           qn_rational_div(qn_slot_rational(*slot, (qn_class)row->class_),
                           qn_slot_rational(qn_constant_slot(den), (qn_class)den->class_),
                           out) == QN_ARITH_OK;
}

/* How much more is expected than came. */
static bool find_gap(search *s)
{
    const qn_row_rule *rule = &s->view->t->rule[s->expected->rule];
    qn_rational want;
    qn_rational got;
    if (s->expected->status != QN_KNOWN || s->expected->value == QN_NONE_INDEX ||
        s->view->c->status[rule->result] != QN_KNOWN) {
        return false;
    }
    const qn_slot wanted = qn_constant_slot(&s->view->t->constant[s->expected->value]);
    return read_number(s->view, s->expected->type, &wanted, &want) &&
           read_number(s->view, rule->type, &s->view->c->slot[rule->result], &got) &&
           qn_rational_sub(want, got, &s->gap) == QN_ARITH_OK;
}

/* Is the clause a value, in whose place another may stand? */
static bool is_value(const qn_row_clause *row)
{
    return row->kind == QN_CLAUSE_BASE || row->kind == QN_CLAUSE_EXCEPTION ||
           row->kind == QN_CLAUSE_OTHERWISE;
}

/* Does a clause count what the answer counts? */
static bool has_unit(const search *s, const qn_row_clause *row)
{
    const qn_row_type *own = &s->view->t->type[row->type];
    const qn_row_type *wanted = &s->view->t->type[s->view->t->rule[s->expected->rule].type];
    return own->unit == wanted->unit || strcmp(qn_tables_string(s->view->t, own->unit),
                                               qn_tables_string(s->view->t, wanted->unit)) == 0;
}

/* What a clause gives as a number; 0 for one that is not there. */
static bool brings(const search *s, uint32_t clause, qn_rational *out)
{
    const qn_row_clause *row = clause == QN_NONE_INDEX ? NULL : &s->view->t->clause[clause];
    if (!row) {
        *out = qn_rational_from_i64(0);
        return true;
    }
    if (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX || !has_unit(s, row)) {
        return false;
    }
    qn_clause_trace trace = qn_trace_clause(s->view->c, clause);
    return trace.status == QN_KNOWN && read_number(s->view, row->type, &trace.slot, out);
}

/* The clause that would give way: for a value the value that stands, for a row of additions the row
 * of the same band that applies. QN_NONE_INDEX where none is. */
static uint32_t gives_way(const search *s, uint32_t clause)
{
    const qn_row_clause *row = &s->view->t->clause[clause];
    const qn_row_rule *rule = &s->view->t->rule[row->rule];
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        uint32_t other = rule->first_clause + i;
        const qn_row_clause *that = &s->view->t->clause[other];
        bool same_sort = is_value(row) ? is_value(that)
                                       : that->kind == row->kind && row->chosen != QN_NONE_INDEX &&
                                             that->chosen == row->chosen;
        if (other != clause && same_sort &&
            qn_trace_clause(s->view->c, other).fate == QN_FATE_APPLIED) {
            return other;
        }
    }
    return QN_NONE_INDEX;
}

/* Would a number have come out right with the clause? */
static bool fills_gap(const search *s, uint32_t clause)
{
    const qn_row_clause *row = &s->view->t->clause[clause];
    qn_rational own;
    qn_rational instead;
    qn_rational more;
    if (!s->has_gap || !(is_value(row) || row->kind == QN_CLAUSE_ADD) || !brings(s, clause, &own) ||
        !brings(s, gives_way(s, clause), &instead) ||
        qn_rational_sub(own, instead, &more) != QN_ARITH_OK) {
        return false;
    }
    return qn_rational_cmp(more, s->gap) == 0;
}

/* Would a value that is no number, or the status, have come out right? Asked of the rule itself. */
static bool gives_answer(const search *s, uint32_t clause, const qn_clause_trace *trace)
{
    const qn_row_clause *row = &s->view->t->clause[clause];
    if (s->depth > 0) {
        return false;
    }
    if (s->expected->status == QN_NONE && row->kind == QN_CLAUSE_GATE) {
        return trace->fate == QN_FATE_APPLIED;
    }
    if (!is_value(row) || row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX ||
        (uint32_t)trace->status != s->expected->status) {
        return false;
    }
    if (s->expected->status != QN_KNOWN) {
        return s->expected->status != QN_UNKNOWN;
    }
    const qn_slot want = qn_constant_slot(&s->view->t->constant[s->expected->value]);
    uint32_t kind = s->view->t->type[row->type].kind;
    qn_rational a;
    qn_rational b;
    if (kind <= QN_KIND_QUANTITY) {
        return !s->has_gap && read_number(s->view, s->expected->type, &want, &a) &&
               read_number(s->view, row->type, &trace->slot, &b) && qn_rational_cmp(a, b) == 0;
    }
    return kind <= QN_KIND_CLOCK && trace->slot.i == want.i;
}

/* How far it is from applying: how many things its condition looks at, below how many rules; a
 * clause of another day is farther than any of this day. */
static uint32_t distance_of(const search *s, const qn_row_clause *row)
{
    enum { RULE_COST = 100, DAY_COST = 10000 };
    return row->leaf_count + RULE_COST * s->depth +
           (qn_clause_is_in_force(s->view->t, s->view->c, row) ? 0 : DAY_COST);
}

static void look_at(search *s, uint32_t clause)
{
    const qn_row_clause *row = &s->view->t->clause[clause];
    qn_clause_trace trace = qn_trace_clause(s->view->c, clause);
    bool gate = row->kind == QN_CLAUSE_GATE;
    if ((!gate && trace.fate == QN_FATE_APPLIED) ||
        !(fills_gap(s, clause) || gives_answer(s, clause, &trace))) {
        return;
    }
    uint32_t distance = distance_of(s, row);
    if (distance < s->best_distance) {
        s->best = clause;
        s->best_distance = distance;
    }
}

static void put_best(qn_page *page, const search *s)
{
    const qn_row_clause *row = &s->view->t->clause[s->best];
    const qn_tables *t = s->view->t;
    qn_told_clause told = {s->best, row, qn_trace_clause(s->view->c, s->best)};
    qn_page_put(page, "`");
    if (row->kind == QN_CLAUSE_GATE) {
        qn_page_put(page, qn_tables_string(t, row->left));
    } else {
        qn_clause_put_name(page, t, s->best);
    }
    qn_page_put(page, "`");
    if (row->rule != s->expected->rule) {
        qn_page_put(page, " of ");
        qn_page_shown(page, qn_tables_string(t, t->rule[row->rule].name));
    }
    if (row->source != QN_NONE_INDEX) {
        qn_page_put(page, ", ");
        qn_page_shown(page, qn_tables_string(t, t->source[row->source].name));
        qn_page_format(page, ":%u", row->line);
    }
    qn_page_put(page, ", would have given it");
    if (!qn_clause_is_in_force(t, s->view->c, row)) {
        qn_page_put(page, "; it holds ");
        qn_clause_put_interval(page, t, row);
    } else if (row->leaf_count > 0) {
        qn_page_put(page, "; here: ");
        qn_explain_put_ground(page, s->view, &told);
    }
    qn_page_put(page, "\n");
}

/* Looks at the clauses of a rule that has a part in the answer. */
static void look_at_rule(void *self, const qn_explained *step, const qn_value *value)
{
    search *s = self;
    const qn_row_rule *rule = &s->view->t->rule[step->rule];
    (void)value;
    s->depth = (uint32_t)step->depth;
    for (uint32_t k = 0; !step->repeated && !step->inside && k < rule->clause_count; k++) {
        look_at(s, rule->first_clause + k);
    }
}

void qn_nearest_put(qn_page *page, const qn_view *view, const qn_row_expectation *expected)
{
    static const qn_listener listener = {.rule = look_at_rule};
    search s = {
        .view = view, .expected = expected, .best = QN_NONE_INDEX, .best_distance = UINT32_MAX};
    s.has_gap = find_gap(&s);
    qn_explain_walk(view, &expected->rule, 1, &listener, &s);
    if (s.best != QN_NONE_INDEX) {
        put_best(page, &s);
    }
}
