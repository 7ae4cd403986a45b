/*
 * Open outcomes of choosing: branches, gates, clauses.
 *
 * Responsible for: which branches and clauses can still be the one, and what they give together.
 * What cannot be chosen has no part in the result.
 * Refuses to know: how numbers are computed; rows (bounds_rows.c).
 */
#include "bounds_open.h"
#include "vm.h"

static qn_open choose_branch(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open condition = qn_bounds_number(c, i->a);
    qn_open out = qn_open_empty(form);
    if (qn_open_may_be(&condition, 1)) {
        qn_open yes = qn_bounds_operand(c, i->b, form);
        qn_open_join(&out, &yes);
    }
    if (qn_open_may_be(&condition, 0)) {
        qn_open no = qn_bounds_operand(c, i->c, form);
        qn_open_join(&out, &no);
    }
    out.outcomes |= qn_open_statuses(&condition);
    return out;
}

static qn_open otherwise(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open out = qn_bounds_operand(c, i->a, form);
    if ((out.outcomes & QN_OPEN_NONE) != 0) {
        qn_open instead = qn_bounds_operand(c, i->b, form);
        out.outcomes &= (uint8_t)~QN_OPEN_NONE;
        qn_open_join(&out, &instead);
    }
    return out;
}

static qn_open is_none(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_open(c, i->a);
    qn_open out =
        qn_open_boolean((a.outcomes & QN_OPEN_NONE) != 0, (a.outcomes & QN_OPEN_KNOWN) != 0);
    out.outcomes |= a.outcomes & (QN_OPEN_CONFLICT | QN_OPEN_FAILED);
    return out;
}

/* Two computations of one day, by different roundings: where they can differ it may not exist. */
static qn_open agree(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = qn_bounds_number(c, i->b);
    uint8_t operands = qn_outcomes_gravest(a.outcomes, b.outcomes);
    qn_open out = a;
    out.outcomes = operands;
    if ((operands & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    if (!qn_open_may_equal(&a, &b)) {
        out.outcomes &= (uint8_t)~QN_OPEN_KNOWN;
    }
    if (qn_open_may_differ(&a, &b)) {
        out.outcomes |= QN_OPEN_FAILED;
        out.code = QN_ERROR_NO_SUCH_DATE;
    }
    return out;
}

/* A none where any gate may be shut, and nothing else where one must be. */
static qn_open gates(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    const qn_row_entry *list = c->tables->entry + i->b;
    qn_open out = qn_bounds_operand(c, i->a, form);
    uint8_t open_gates = QN_OPEN_KNOWN;
    bool may_shut = false;
    for (uint32_t k = 0; k < i->c; k++) {
        qn_open gate = qn_bounds_number(c, list[2 * k].value);
        uint8_t passing = qn_open_statuses(&gate);
        passing |= qn_open_may_be(&gate, 1) ? QN_OPEN_KNOWN : 0;
        may_shut = may_shut || qn_open_may_be(&gate, 0);
        open_gates = qn_outcomes_gravest(open_gates, passing);
    }
    uint8_t passed = (open_gates & QN_OPEN_KNOWN) != 0 ? out.outcomes : 0;
    out.outcomes = passed | (open_gates & (uint8_t)~QN_OPEN_KNOWN);
    out.outcomes |= may_shut ? QN_OPEN_NONE : 0;
    return out;
}

static qn_open unless_none(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open a = qn_bounds_operand(c, i->a, form);
    qn_open out = qn_bounds_operand(c, i->b, form);
    uint8_t rest = qn_outcomes_gravest(a.outcomes & (uint8_t)~QN_OPEN_NONE, out.outcomes);
    out.outcomes = rest | (a.outcomes & QN_OPEN_NONE);
    return out;
}

/* The list of a RESOLVE: default, (condition, value) of each clause, the pairs of overriding. */
typedef struct clauses {
    const qn_case *c;
    const qn_row_entry *list;
    uint32_t count;
    const qn_row_entry *pairs;
    uint32_t pair_count;
    qn_form form;
} clauses;

static clauses read_clauses(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    const qn_row_entry *list = c->tables->entry + i->b;
    return (clauses){.c = c,
                     .list = list,
                     .count = i->c,
                     .pairs = list + 2 + 2 * (size_t)i->c,
                     .pair_count = list[1 + 2 * (size_t)i->c].value,
                     .form = form};
}

static qn_open clause_condition(const clauses *s, uint32_t k)
{
    return qn_bounds_number(s->c, s->list[1 + 2 * k].value);
}

static qn_open clause_value(const clauses *s, uint32_t k)
{
    return qn_bounds_operand(s->c, s->list[2 + 2 * k].value, s->form);
}

static bool clause_may_apply(const clauses *s, uint32_t k)
{
    qn_open condition = clause_condition(s, k);
    return qn_open_may_be(&condition, 1);
}

static bool clause_must_apply(const clauses *s, uint32_t k)
{
    qn_open condition = clause_condition(s, k);
    return qn_open_must_be(&condition, 1);
}

static bool clause_overrides(const clauses *s, uint32_t over, uint32_t under)
{
    for (uint32_t k = 0; k < s->pair_count; k++) {
        if (s->pairs[2 * k].value == over && s->pairs[2 * k + 1].value == under) {
            return true;
        }
    }
    return false;
}

/* Whether a clause that overrides this one applies: surely, or possibly. */
static bool clause_is_overridden(const clauses *s, uint32_t under, bool surely)
{
    for (uint32_t k = 0; k < s->pair_count; k++) {
        uint32_t over = s->pairs[2 * k].value;
        if (s->pairs[2 * k + 1].value == under &&
            (surely ? clause_must_apply(s, over) : clause_may_apply(s, over))) {
            return true;
        }
    }
    return false;
}

static bool values_may_differ(const qn_open *a, const qn_open *b)
{
    uint8_t both = a->outcomes & b->outcomes & QN_OPEN_KNOWN;
    bool mixed = (a->outcomes & QN_OPEN_KNOWN && b->outcomes & QN_OPEN_NONE) ||
                 (a->outcomes & QN_OPEN_NONE && b->outcomes & QN_OPEN_KNOWN);
    return mixed || (both != 0 && qn_open_may_differ(a, b));
}

/* Whether two values can be the same, or both none. */
static bool values_may_agree(const qn_open *a, const qn_open *b)
{
    uint8_t both = a->outcomes & b->outcomes;
    return (both & QN_OPEN_NONE) != 0 || ((both & QN_OPEN_KNOWN) != 0 && qn_open_may_equal(a, b));
}

/* Two clauses that both apply meet unless one overrides the other. */
static bool clauses_meet(const clauses *s, uint32_t a, uint32_t b)
{
    return a != b && !clause_overrides(s, a, b) && !clause_overrides(s, b, a);
}

/* Whether some clause that surely stays contradicts this one, so that its value cannot be the
 * answer. */
static bool clause_is_hopeless(const clauses *s, uint32_t self)
{
    qn_open value = clause_value(s, self);
    for (uint32_t k = 0; k < s->count; k++) {
        if (clauses_meet(s, self, k) && clause_must_apply(s, k) &&
            !clause_is_overridden(s, k, false)) {
            qn_open other = clause_value(s, k);
            if (!values_may_agree(&value, &other)) {
                return true;
            }
        }
    }
    return false;
}

static bool clause_may_conflict(const clauses *s, uint32_t self)
{
    qn_open value = clause_value(s, self);
    for (uint32_t k = 0; k < self; k++) {
        if (clauses_meet(s, self, k) && clause_may_apply(s, k) &&
            !clause_is_overridden(s, k, true)) {
            qn_open other = clause_value(s, k);
            if (values_may_differ(&value, &other)) {
                return true;
            }
        }
    }
    return false;
}

/* The gravest statuses of the conditions that count, with known where a decision can be reached. */
static uint8_t condition_statuses(const clauses *s, bool *may_be_default)
{
    uint8_t statuses = QN_OPEN_KNOWN;
    *may_be_default = true;
    for (uint32_t k = 0; k < s->count; k++) {
        qn_open condition = clause_condition(s, k);
        *may_be_default = *may_be_default && qn_open_may_be(&condition, 0);
        if (!clause_is_overridden(s, k, true)) {
            bool escapes = clause_is_overridden(s, k, false);
            statuses =
                qn_outcomes_gravest(statuses, condition.outcomes | (escapes ? QN_OPEN_KNOWN : 0));
        }
    }
    return statuses;
}

static qn_open resolve(const clauses *s)
{
    bool may_be_default;
    uint8_t statuses = condition_statuses(s, &may_be_default);
    qn_open out = qn_open_empty(s->form);
    if ((statuses & QN_OPEN_KNOWN) != 0 && may_be_default) {
        qn_open value = qn_bounds_operand(s->c, s->list[0].value, s->form);
        qn_open_join(&out, &value);
    }
    for (uint32_t k = 0; k < s->count && (statuses & QN_OPEN_KNOWN) != 0; k++) {
        if (!clause_may_apply(s, k) || clause_is_overridden(s, k, true)) {
            continue;
        }
        qn_open value = clause_value(s, k);
        if (clause_is_hopeless(s, k)) {
            value.outcomes &= QN_OPEN_CONFLICT | QN_OPEN_FAILED;
        }
        qn_open_join(&out, &value);
        out.outcomes |= clause_may_conflict(s, k) ? QN_OPEN_CONFLICT : 0;
    }
    out.outcomes |= (uint8_t)(statuses & ~QN_OPEN_KNOWN);
    return out;
}

qn_open qn_bounds_choose(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_form form = (qn_form)c->bounds->form[reg];
    clauses s;
    switch (qn_instruction_op(i)) {
    case OP_SELECT:
        return choose_branch(c, i, form);
    case OP_OTHERWISE:
        return otherwise(c, i, form);
    case OP_IS_NONE:
        return is_none(c, i);
    case OP_AGREE:
        return agree(c, i);
    case OP_GATES:
        return gates(c, i, form);
    case OP_UNLESS_NONE:
        return unless_none(c, i, form);
    case OP_KEEP:
        return qn_bounds_operand(c, i->a, form);
    default:
        s = read_clauses(c, i, form);
        return resolve(&s);
    }
}
