/*
 * What became of each clause of a rule: the table of fates in spec/c-api.md.
 */
#include "rule.h"

#include <limits.h>

/* A rule with what decides over all of its clauses. */
typedef struct judged {
    state x;
    bool *is_shut; /* gates that bar the rule */
    bool has_shut;
    val result;
} judged;

static const ref_clause *clause_at(const judged *j, int i)
{
    return &j->x.all->at[i];
}

static bool is_value_clause(const ref_clause *c)
{
    return c->kind == IS_BASE || c->kind == IS_EXCEPTION || c->kind == IS_OTHERWISE;
}

/* Whether a gate lets through, whatever overrides it: one in a block that does not hold does. */
static val gate_verdict(judged *j, int i)
{
    val idle = negated(clause_applies(&j->x, i));
    return is_yes(idle) ? idle : either(idle, gate_asks(&j->x, i));
}

/* Marks the clauses that apply and override a clause; whether there are any. */
static bool mark_overriders(judged *j, int clause, bool *by)
{
    bool found = false;
    for (int k = 0; k < j->x.all->count; k++) {
        by[k] = clause_at(j, k)->overrides[clause] && is_yes(clause_applies(&j->x, k));
        found = found || by[k];
    }
    return found;
}

/* Whether a clause applies and no clause overrides it, as far as that is known. */
static bool stands_so_far(judged *j, int i)
{
    bool *by = NEW_ARRAY(bool, j->x.all->count);
    return is_yes(clause_applies(&j->x, i)) && !mark_overriders(j, i, by);
}

static bool mark_gates(const judged *j, bool *by)
{
    for (int k = 0; k < j->x.all->count; k++) {
        by[k] = j->is_shut[k];
    }
    return j->has_shut;
}

/* Marks the clauses of a kind that stand; whether there are any. */
static bool mark_standing(judged *j, clause_kind kind, bool *by)
{
    bool found = false;
    for (int k = 0; k < j->x.all->count; k++) {
        by[k] = clause_at(j, k)->kind == kind && stands_so_far(j, k);
        found = found || by[k];
    }
    return found;
}

/* Under `several apply`: the exceptions with a better value than this one. */
static bool mark_better(judged *j, int clause, bool *by)
{
    state *x = &j->x;
    val own = clause_value(x, clause);
    bool found = false;
    int sign = x->all->several == AST_OP_LARGEST ? 1 : -1;
    for (int k = 0; x->all->several != 0 && own->status == IS_KNOWN && k < x->all->count; k++) {
        bool stands = clause_at(j, k)->kind == IS_EXCEPTION && stands_so_far(j, k);
        val other = stands ? clause_value(x, k) : NULL;
        by[k] = other != NULL && other->status == IS_KNOWN && compare_values(other, own) * sign > 0;
        found = found || by[k];
    }
    return found;
}

/* Marks the clauses whose value stands in the place of that of a value clause. */
static bool mark_replacers(judged *j, int clause, bool *by)
{
    clause_kind kind = clause_at(j, clause)->kind;
    if (kind == IS_EXCEPTION) {
        return mark_better(j, clause, by);
    }
    return mark_standing(j, IS_EXCEPTION, by) ||
           (kind == IS_OTHERWISE && mark_standing(j, IS_BASE, by));
}

/* What becomes of a floor or a cap that applies. What is not known here, bounds may still decide.
 */
static ref_fate fate_of_limit(judged *j, int i)
{
    val v = j->x.limited, own = clause_value(&j->x, i);
    if (v->status == IS_NONE) {
        return FATE_NO_EFFECT;
    }
    if (v->status > IS_UNKNOWN || own->status > IS_UNKNOWN) {
        return FATE_APPLIED;
    }
    if (v->status == IS_UNKNOWN || own->status == IS_UNKNOWN) {
        return FATE_UNDECIDED;
    }
    int order = compare_values(v, own);
    bool decides = clause_at(j, i)->kind == IS_FLOOR ? order <= 0 : order >= 0;
    return decides ? FATE_APPLIED : FATE_NO_EFFECT;
}

static ref_fate fate_of_gate(judged *j, int i, bool *by)
{
    val open = gate_verdict(j, i);
    if (open->status != IS_KNOWN) {
        return FATE_UNDECIDED;
    }
    if (is_yes(open)) {
        return FATE_APPLIED;
    }
    return mark_overriders(j, i, by) ? FATE_OVERRIDDEN : FATE_FAILED;
}

static ref_fate fate_of(judged *j, int i, bool *by)
{
    const ref_clause *c = clause_at(j, i);
    val here = c->kind == IS_GATE ? NULL : clause_applies(&j->x, i);
    if (here == NULL) {
        return fate_of_gate(j, i, by);
    }
    if (!is_yes(here)) {
        return is_no(here) ? FATE_NOT_APPLIED : FATE_UNDECIDED;
    }
    if (mark_gates(j, by)) {
        return FATE_BARRED;
    }
    if (mark_overriders(j, i, by)) {
        return FATE_OVERRIDDEN;
    }
    if (is_value_clause(c)) {
        return mark_replacers(j, i, by) ? FATE_REPLACED : FATE_APPLIED;
    }
    bool is_limit = c->kind == IS_FLOOR || c->kind == IS_CAP;
    if (j->result->status == IS_NONE) {
        return FATE_BARRED;
    }
    return is_limit ? fate_of_limit(j, i) : FATE_APPLIED;
}

static void find_shut(judged *j)
{
    j->is_shut = NEW_ARRAY(bool, j->x.all->count);
    for (int i = 0; i < j->x.all->count; i++) {
        bool *by = NEW_ARRAY(bool, j->x.all->count);
        j->is_shut[i] = clause_at(j, i)->kind == IS_GATE && fate_of_gate(j, i, by) == FATE_FAILED;
        j->has_shut = j->has_shut || j->is_shut[i];
    }
}

static bool is_in_force(const ref_clause *c, val day)
{
    return day->status != IS_KNOWN || (day->day >= c->dates.from && day->day < c->dates.until);
}

/* What a clause gives is asked only of one that had to be looked at; a list is told as a sequence,
 * and an error by its rule. */
static val told_value(judged *j, int i, ref_fate fate)
{
    const ref_clause *c = clause_at(j, i);
    bool counts = fate == FATE_APPLIED || fate == FATE_NO_EFFECT;
    bool is_told = c->kind != IS_GATE && c->kind != IS_ROUNDING && !c->is_error;
    if (!counts || !is_told || j->x.type->kind == K_LIST) {
        return NULL;
    }
    bool multiplies = c->kind == IS_MULTIPLICATION;
    val v = multiplies ? result_of(eval(c->formula, j->x.s), type_of(c->formula, j->x.s))
                       : result_of(clause_value(&j->x, i), j->x.type);
    return v->status == IS_ERROR ? NULL : v; /* among them what has no place in the unit */
}

ref_told *rule_told(decl *rule, reading *r)
{
    scope s = scope_of(rule, r);
    judged j = {.x = rule_begin(rule, &s)};
    int count = j.x.all->count;
    ref_told *told = NEW_ARRAY(ref_told, count);
    j.result = rule_finish(&j.x);
    find_shut(&j);
    for (int i = 0; i < count; i++) {
        told[i].clause = clause_at(&j, i);
        told[i].by = NEW_ARRAY(bool, count);
        told[i].fate = fate_of(&j, i, told[i].by);
        told[i].is_in_force = is_in_force(told[i].clause, s.law);
        told[i].is_by_bounds = told[i].fate == FATE_UNDECIDED && told[i].clause->kind != IS_GATE &&
                               is_yes(clause_applies(&j.x, i));
        told[i].is_behind = told[i].fate == FATE_NO_EFFECT && j.x.limited->status == IS_NONE &&
                            j.result->status != IS_NONE;
        told[i].is_open = j.result->status >= IS_UNKNOWN;
        told[i].value = told_value(&j, i, told[i].fate);
        told[i].type = j.x.type;
        if (told[i].value != NULL && told[i].clause->kind == IS_MULTIPLICATION) {
            told[i].type = type_of(told[i].clause->formula, &s);
        }
    }
    return told;
}
