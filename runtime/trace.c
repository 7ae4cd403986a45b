/*
 * What became of the clauses of a rule: see trace.h.
 *
 * The value of a rule is found in the order of the language: gates, value, additions, factors,
 * floors, caps, rounding. A clause is judged by its condition, by the clauses that override it, and
 * by whether there was a value for it to work on.
 */
#include "trace.h"

#include "case.h"
#include "date.h"

static const qn_row_clause *row_of(const qn_case *c, uint32_t clause)
{
    return &c->tables->clause[clause];
}

/* The number in a register of a type, off its grid; without a type it is on none. */
static qn_rational number_of(const qn_case *c, uint32_t reg, uint32_t type)
{
    uint8_t cls = c->program->class_of[reg] & QN_REGISTER_CLASS;
    qn_rational number = qn_slot_rational(c->slot[reg], (qn_class)cls);
    if (cls != QN_CLASS_Q && type != QN_NONE_INDEX && qn_rational_is_integer(number)) {
        qn_wide den = c->slot[c->tables->type[type].den].w;
        (void)qn_rational_make(number.num, den, &number);
    }
    return number;
}

/* What two clauses give: -1, 0 or 1; both must be known. Registers of two clauses may stand on two
 * grids. */
static int compare_clauses(const qn_case *c, uint32_t a, uint32_t b)
{
    return qn_rational_cmp(number_of(c, row_of(c, a)->value, row_of(c, a)->type),
                           number_of(c, row_of(c, b)->value, row_of(c, b)->type));
}

static bool is_known(const qn_case *c, uint32_t reg)
{
    return reg != QN_NONE_INDEX && c->status[reg] == QN_KNOWN;
}

qn_verdict qn_clause_verdict(const qn_case *c, uint32_t clause)
{
    const qn_row_clause *row = row_of(c, clause);
    qn_verdict condition = {.status = QN_KNOWN, .yes = true};
    qn_verdict chosen = condition;
    if (row->condition != QN_NONE_INDEX) {
        condition.status = (qn_answer)c->status[row->condition];
        condition.yes = c->slot[row->condition].i != 0;
    }
    if (row->chosen != QN_NONE_INDEX) {
        chosen.status = (qn_answer)c->status[row->chosen];
        int64_t number = row->row == QN_NONE_INDEX ? -1 : (int64_t)row->row;
        chosen.yes = c->slot[row->chosen].i == number;
    }
    if (condition.status == QN_KNOWN && !condition.yes) {
        return condition;
    }
    if (chosen.status == QN_KNOWN && !chosen.yes) {
        return chosen;
    }
    return condition.status >= chosen.status ? condition : chosen;
}

static bool applies(const qn_case *c, uint32_t clause)
{
    qn_verdict verdict = qn_clause_verdict(c, clause);
    return verdict.status == QN_KNOWN && verdict.yes;
}

/* The first clause that applies and overrides this one, or QN_NONE_INDEX. */
static uint32_t overrider_of(const qn_case *c, uint32_t clause)
{
    const qn_row_clause *row = row_of(c, clause);
    for (uint32_t k = 0; k < row->over_count; k++) {
        uint32_t over = c->tables->entry[row->first_over + k].value;
        if (over < c->tables->clause_count && applies(c, over)) {
            return over;
        }
    }
    return QN_NONE_INDEX;
}

/* Walks over the clauses of a rule of one kind that apply and are not overridden: the next one from
 * `from` on, or QN_NONE_INDEX. */
static uint32_t next_standing(const qn_case *c, const qn_row_rule *rule, qn_clause_kind kind,
                              uint32_t from)
{
    uint32_t end = rule->first_clause + rule->clause_count;
    for (uint32_t k = from; k < end; k++) {
        if (row_of(c, k)->kind == kind && applies(c, k) && overrider_of(c, k) == QN_NONE_INDEX) {
            return k;
        }
    }
    return QN_NONE_INDEX;
}

/* A gate of the rule that is shut, or QN_NONE_INDEX. */
static uint32_t shut_gate(const qn_case *c, const qn_row_rule *rule)
{
    uint32_t end = rule->first_clause + rule->clause_count;
    for (uint32_t k = rule->first_clause; k < end; k++) {
        qn_verdict verdict = qn_clause_verdict(c, k);
        if (row_of(c, k)->kind == QN_CLAUSE_GATE && verdict.status == QN_KNOWN && !verdict.yes &&
            overrider_of(c, k) == QN_NONE_INDEX) {
            return k;
        }
    }
    return QN_NONE_INDEX;
}

/* Whether the code of the rule has an operation: HIGHER or LOWER is how `several apply` decides. */
static bool rule_has(const qn_case *c, const qn_row_rule *rule, qn_op op)
{
    for (uint32_t k = 0; k < rule->code_count; k++) {
        if (qn_instruction_op(&c->tables->instruction[rule->first_code + k]) == op) {
            return true;
        }
    }
    return false;
}

/* Another exception whose greater (sign 1) or lesser (-1) value stands in the place of this one. */
static uint32_t better_exception(const qn_case *c, const qn_row_rule *rule, uint32_t clause,
                                 int sign)
{
    uint32_t best = clause;
    uint32_t k = next_standing(c, rule, QN_CLAUSE_EXCEPTION, rule->first_clause);
    while (k != QN_NONE_INDEX) {
        if (is_known(c, row_of(c, k)->value) && compare_clauses(c, k, best) * sign > 0) {
            best = k;
        }
        k = next_standing(c, rule, QN_CLAUSE_EXCEPTION, k + 1);
    }
    bool taken = best != clause && rule_has(c, rule, sign > 0 ? OP_HIGHER : OP_LOWER);
    return taken ? best : QN_NONE_INDEX;
}

/* The clause whose value stands in place of the value of this one, or QN_NONE_INDEX. */
static uint32_t replacer_of(const qn_case *c, const qn_row_rule *rule, uint32_t clause)
{
    const qn_row_clause *row = row_of(c, clause);
    uint32_t exception = next_standing(c, rule, QN_CLAUSE_EXCEPTION, rule->first_clause);
    if (row->kind == QN_CLAUSE_EXCEPTION) {
        if (!is_known(c, row->value)) {
            return QN_NONE_INDEX;
        }
        uint32_t larger = better_exception(c, rule, clause, 1);
        return larger != QN_NONE_INDEX ? larger : better_exception(c, rule, clause, -1);
    }
    if (row->kind == QN_CLAUSE_OTHERWISE && exception == QN_NONE_INDEX) {
        return next_standing(c, rule, QN_CLAUSE_BASE, rule->first_clause);
    }
    return exception;
}

/* Whether a floor or cap that applies decides the result, or may: the result has come to it, or it
 * limits what is not known. What comes behind it only rounds. */
static bool limit_has_effect(const qn_case *c, const qn_row_rule *rule, const qn_row_clause *row)
{
    if (!is_known(c, row->value) || !is_known(c, rule->result) || row->type == QN_NONE_INDEX) {
        return true;
    }
    int order = qn_rational_cmp(number_of(c, rule->result, rule->type),
                                number_of(c, row->value, row->type));
    return row->kind == QN_CLAUSE_FLOOR ? order <= 0 : order >= 0;
}

/* Whether the value of the rule is absent, so that there is nothing to add to or to limit. */
static bool has_no_value(const qn_case *c, const qn_row_rule *rule)
{
    return c->status[rule->result] == QN_NONE;
}

static qn_clause_fate fate_of_value(const qn_case *c, const qn_row_rule *rule, uint32_t clause,
                                    uint32_t *by)
{
    *by = replacer_of(c, rule, clause);
    return *by == QN_NONE_INDEX ? QN_FATE_APPLIED : QN_FATE_REPLACED;
}

static qn_clause_fate fate_of_rest(const qn_case *c, const qn_row_rule *rule,
                                   const qn_row_clause *row)
{
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    if (has_no_value(c, rule)) {
        return QN_FATE_BARRED;
    }
    return is_limit && !limit_has_effect(c, rule, row) ? QN_FATE_NO_EFFECT : QN_FATE_APPLIED;
}

/* The fate of a clause that applies. */
static qn_clause_fate fate_of(const qn_case *c, uint32_t clause, uint32_t *by)
{
    const qn_row_clause *row = row_of(c, clause);
    const qn_row_rule *rule = &c->tables->rule[row->rule];
    *by = QN_NONE_INDEX;
    if (row->kind == QN_CLAUSE_GATE) {
        return QN_FATE_APPLIED;
    }
    *by = shut_gate(c, rule);
    if (*by != QN_NONE_INDEX) {
        return QN_FATE_BARRED;
    }
    *by = overrider_of(c, clause);
    if (*by != QN_NONE_INDEX) {
        return QN_FATE_OVERRIDDEN;
    }
    if (row->kind <= QN_CLAUSE_OTHERWISE) {
        return fate_of_value(c, rule, clause, by);
    }
    return fate_of_rest(c, rule, row);
}

/* A gate that is shut but overridden does not count. */
static qn_clause_fate fate_of_shut_gate(const qn_case *c, uint32_t clause, uint32_t *by)
{
    *by = overrider_of(c, clause);
    return *by == QN_NONE_INDEX ? QN_FATE_FAILED : QN_FATE_OVERRIDDEN;
}

qn_clause_trace qn_trace_clause(const qn_case *c, uint32_t clause)
{
    const qn_row_clause *row = row_of(c, clause);
    qn_verdict verdict = qn_clause_verdict(c, clause);
    qn_clause_trace out = {.fate = QN_FATE_UNDECIDED,
                           .by = QN_NONE_INDEX,
                           .condition = verdict.status,
                           .status = QN_NONE};
    if (row->value != QN_NONE_INDEX) {
        out.status = (qn_answer)c->status[row->value];
        out.slot = c->slot[row->value];
    }
    if (verdict.status == QN_KNOWN && verdict.yes) {
        out.fate = fate_of(c, clause, &out.by);
    } else if (verdict.status == QN_KNOWN) {
        out.fate = row->kind == QN_CLAUSE_GATE ? fate_of_shut_gate(c, clause, &out.by)
                                               : QN_FATE_NOT_APPLIED;
    }
    return out;
}

/* The day that a constant holds, or `absent`. */
static int64_t constant_day(const qn_tables *t, uint32_t reg, int64_t absent)
{
    return reg == QN_NONE_INDEX ? absent : qn_constant_slot(&t->constant[reg]).i;
}

bool qn_clause_is_in_force(const qn_tables *t, const qn_case *c, const qn_row_clause *clause)
{
    uint32_t on = t->rule[clause->rule].on;
    uint32_t reg = on == QN_NONE_INDEX ? qn_tables_today(t) : on;
    if (c->status[reg] != QN_KNOWN) {
        return true;
    }
    return c->slot[reg].i >= constant_day(t, clause->from, QN_DAY_MIN) &&
           c->slot[reg].i < constant_day(t, clause->until, QN_DAY_MAX + 1);
}

qn_leaf_trace qn_trace_leaf(const qn_case *c, uint32_t leaf)
{
    const qn_row_leaf *row = &c->tables->leaf[leaf];
    qn_leaf_trace out = {.status = (qn_answer)c->status[row->reg], .slot = c->slot[row->reg]};
    if (row->fact != QN_NONE_INDEX) {
        bool has_preset = c->tables->fact[row->fact].preset != QN_NONE_INDEX;
        out.by_default = has_preset && c->given[row->fact] == 0;
    }
    return out;
}
