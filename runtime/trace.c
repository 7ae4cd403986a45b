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

/* Takes a number of a register of a type off its grid; without a type it is on none. False where it
 * has no room. */
static bool take_off_grid(const qn_case *c, uint32_t reg, uint32_t type, qn_rational *number)
{
    uint8_t cls = c->program->class_of[reg] & QN_REGISTER_CLASS;
    if (cls == QN_CLASS_Q || type == QN_NONE_INDEX) {
        return true;
    }
    qn_rational den = qn_rational_from_wide(c->slot[c->tables->type[type].den].w);
    return qn_rational_div(*number, den, number) == QN_ARITH_OK;
}

/* The number in a register of a type, off its grid. */
static qn_rational number_of(const qn_case *c, uint32_t reg, uint32_t type)
{
    uint8_t cls = c->program->class_of[reg] & QN_REGISTER_CLASS;
    qn_rational number = qn_slot_rational(c->slot[reg], (qn_class)cls);
    (void)take_off_grid(c, reg, type, &number);
    return number;
}

/* Whether numbers of two types stand on one grid, in 64 bits. */
static bool are_alike(const qn_case *c, uint32_t a, uint32_t b)
{
    if (a == QN_NONE_INDEX || b == QN_NONE_INDEX) {
        return false;
    }
    const qn_row_type *one = &c->tables->type[a];
    const qn_row_type *other = &c->tables->type[b];
    return one->class_ == QN_CLASS_I && other->class_ == QN_CLASS_I &&
           (a == b || qn_wide_cmp(c->slot[one->den].w, c->slot[other->den].w) == 0);
}

/* A number beside what a clause gives: -1, 0 or 1; both must be known. They may stand on two grids.
 */
static int compare(const qn_case *c, uint32_t reg, uint32_t type, const qn_row_clause *row)
{
    if (are_alike(c, type, row->type)) {
        return (c->slot[reg].i > c->slot[row->value].i) - (c->slot[reg].i < c->slot[row->value].i);
    }
    return qn_rational_cmp(number_of(c, reg, type), number_of(c, row->value, row->type));
}

static int compare_clauses(const qn_case *c, uint32_t a, uint32_t b)
{
    return compare(c, row_of(c, a)->value, row_of(c, a)->type, row_of(c, b));
}

static bool is_known(const qn_case *c, uint32_t reg)
{
    return reg != QN_NONE_INDEX && c->status[reg] == QN_KNOWN;
}

/* The verdict of a clause, whose row is asked for no more than it has. */
static inline qn_verdict verdict_of(const qn_case *c, const qn_row_clause *row)
{
    qn_verdict condition = {.status = QN_KNOWN, .yes = true};
    if (row->condition != QN_NONE_INDEX) {
        condition.status = (qn_answer)c->status[row->condition];
        condition.yes = c->slot[row->condition].i != 0;
        if (condition.status == QN_KNOWN && !condition.yes) {
            return condition;
        }
    }
    if (row->chosen == QN_NONE_INDEX) {
        return condition;
    }
    int64_t number = row->row == QN_NONE_INDEX ? -1 : (int64_t)row->row;
    qn_verdict chosen = {.status = (qn_answer)c->status[row->chosen],
                         .yes = c->slot[row->chosen].i == number};
    if (chosen.status == QN_KNOWN && !chosen.yes) {
        return chosen;
    }
    return condition.status >= chosen.status ? condition : chosen;
}

qn_verdict qn_clause_verdict(const qn_case *c, uint32_t clause)
{
    return verdict_of(c, row_of(c, clause));
}

static bool applies(const qn_case *c, uint32_t clause)
{
    qn_verdict verdict = verdict_of(c, row_of(c, clause));
    return verdict.status == QN_KNOWN && verdict.yes;
}

/* The first clause that applies and overrides this one, or QN_NONE_INDEX. */
static uint32_t overrider_of(const qn_case *c, const qn_row_clause *row)
{
    for (uint32_t k = 0; k < row->over_count; k++) {
        uint32_t over = c->tables->entry[row->first_over + k].value;
        if (applies(c, over)) {
            return over;
        }
    }
    return QN_NONE_INDEX;
}

/* Whether a clause holds, or a gate is shut, and no other clause takes its place. */
static bool stands(const qn_case *c, const qn_row_clause *row)
{
    qn_verdict verdict = verdict_of(c, row);
    return verdict.status == QN_KNOWN && verdict.yes == (row->kind != QN_CLAUSE_GATE) &&
           overrider_of(c, row) == QN_NONE_INDEX;
}

/* The first of the exceptions that stand whose value is the greatest (sign 1) or the least (-1). */
static uint32_t best_exception(const qn_rule_trace *trace, int sign)
{
    const qn_case *c = trace->c;
    uint32_t best = QN_NONE_INDEX;
    uint32_t end = trace->rule->first_clause + trace->rule->clause_count;
    if ((trace->rule->flags & (sign > 0 ? QN_RULE_LARGEST : QN_RULE_SMALLEST)) == 0) {
        return QN_NONE_INDEX;
    }
    for (uint32_t k = trace->first[QN_CLAUSE_EXCEPTION]; k < end; k++) {
        const qn_row_clause *row = row_of(c, k);
        if (row->kind == QN_CLAUSE_EXCEPTION && is_known(c, row->value) && stands(c, row) &&
            (best == QN_NONE_INDEX || compare_clauses(c, k, best) * sign > 0)) {
            best = k;
        }
    }
    return best;
}

/* A clause that is alone has no other beside it. */
void qn_trace_rule(const qn_case *c, uint32_t rule, qn_rule_trace *out)
{
    const qn_row_rule *row = &c->tables->rule[rule];
    uint32_t exceptions = 0;
    *out = (qn_rule_trace){
        c, row, {QN_NONE_INDEX, QN_NONE_INDEX, QN_NONE_INDEX}, {QN_NONE_INDEX, QN_NONE_INDEX}};
    for (uint32_t i = row->clause_count > 1 ? row->clause_count : 0; i > 0; i--) {
        const qn_row_clause *clause = row_of(c, row->first_clause + i - 1);
        if (clause->kind <= QN_CLAUSE_EXCEPTION && stands(c, clause)) {
            out->first[clause->kind] = row->first_clause + i - 1;
            exceptions += clause->kind == QN_CLAUSE_EXCEPTION;
        }
    }
    if (exceptions > 1) {
        out->best[0] = best_exception(out, 1);
        out->best[1] = best_exception(out, -1);
    }
}

/* The exception whose greater or lesser value stands in the place of this one, or QN_NONE_INDEX. */
static uint32_t better_exception(const qn_rule_trace *trace, uint32_t clause)
{
    for (int i = 0; i < 2 && is_known(trace->c, row_of(trace->c, clause)->value); i++) {
        uint32_t best = trace->best[i];
        int order = best == QN_NONE_INDEX ? 0 : compare_clauses(trace->c, best, clause);
        if (i == 0 ? order > 0 : order < 0) {
            return best;
        }
    }
    return QN_NONE_INDEX;
}

/* The clause whose value stands in place of the value of this one, or QN_NONE_INDEX. */
static uint32_t replacer_of(const qn_rule_trace *trace, uint32_t clause)
{
    uint32_t kind = row_of(trace->c, clause)->kind;
    uint32_t exception = trace->first[QN_CLAUSE_EXCEPTION];
    if (kind == QN_CLAUSE_EXCEPTION) {
        return better_exception(trace, clause);
    }
    return kind == QN_CLAUSE_OTHERWISE && exception == QN_NONE_INDEX ? trace->first[QN_CLAUSE_BASE]
                                                                     : exception;
}

/* What is left of a number: its ends off the grid, and whether it may be anything but a number.
 * Only as much as the plain run and, where the rule was looked at, the open one know. */
typedef struct left {
    qn_rational low;
    qn_rational high;
    bool has_low;
    bool has_high;
    uint8_t outcomes; /* QN_OPEN_KNOWN and the others */
} left;

static left left_of(const qn_case *c, const qn_row_rule *rule, uint32_t reg, uint32_t type)
{
    qn_open open = {.outcomes = 0};
    if (is_known(c, reg)) {
        qn_rational number = number_of(c, reg, type);
        return (left){number, number, true, true, QN_OPEN_KNOWN};
    }
    if (qn_bounds_has(c, (uint32_t)(rule - c->tables->rule))) {
        open = qn_bounds_open(c, reg);
    }
    left out = {open.low, open.high, false, false, open.outcomes};
    if ((open.outcomes & QN_OPEN_KNOWN) != 0 && open.has_low) {
        out.has_low = take_off_grid(c, reg, type, &out.low);
    }
    if ((open.outcomes & QN_OPEN_KNOWN) != 0 && open.has_high) {
        out.has_high = take_off_grid(c, reg, type, &out.high);
    }
    return out;
}

/* What becomes of a floor or cap of which the plain run does not know whether it decides. */
static qn_clause_fate fate_by_bounds(const qn_case *c, const qn_row_rule *rule, uint32_t value,
                                     uint32_t type, const qn_row_clause *row)
{
    bool is_floor = row->kind == QN_CLAUSE_FLOOR;
    left v = left_of(c, rule, value, type);
    left own = left_of(c, rule, row->value, row->type);
    const left *above = is_floor ? &v : &own; /* so that it has no effect */
    const left *below = is_floor ? &own : &v;
    if (v.outcomes == QN_OPEN_NONE) {
        return QN_FATE_NO_EFFECT;
    }
    if (above->has_low && below->has_high && qn_rational_cmp(above->low, below->high) > 0) {
        return QN_FATE_NO_EFFECT;
    }
    bool decides = own.outcomes == QN_OPEN_KNOWN && above->has_high && below->has_low &&
                   qn_rational_cmp(above->high, below->low) <= 0;
    return decides ? QN_FATE_APPLIED : QN_FATE_UNDECIDED;
}

/* What becomes of a floor or cap that applies. It decides where the value has come to it, before it
 * is rounded; none has nothing to limit. An error or a conflict stays part of the answer.
 */
static qn_clause_fate fate_of_limit(const qn_case *c, const qn_row_rule *rule,
                                    const qn_row_clause *row)
{
    bool is_rounded = rule->limited != QN_NONE_INDEX;
    uint32_t value = is_rounded ? rule->limited : rule->result;
    uint32_t type = is_rounded ? rule->limited_type : rule->type;
    if (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX ||
        c->status[row->value] > QN_UNKNOWN || c->status[value] > QN_UNKNOWN) {
        return QN_FATE_APPLIED;
    }
    if (c->status[value] == QN_NONE) {
        return QN_FATE_NO_EFFECT;
    }
    if (!is_known(c, row->value) || !is_known(c, value)) {
        return fate_by_bounds(c, rule, value, type, row);
    }
    int order = compare(c, value, type, row);
    bool decides = row->kind == QN_CLAUSE_FLOOR ? order <= 0 : order >= 0;
    return decides ? QN_FATE_APPLIED : QN_FATE_NO_EFFECT;
}

/* Whether the value of the rule is absent, so that there is nothing to add to or to limit. */
static bool has_no_value(const qn_case *c, const qn_row_rule *rule)
{
    return c->status[rule->result] == QN_NONE;
}

static qn_clause_fate fate_of_rest(const qn_rule_trace *trace, const qn_row_clause *row)
{
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    if (has_no_value(trace->c, trace->rule)) {
        return QN_FATE_BARRED;
    }
    return is_limit ? fate_of_limit(trace->c, trace->rule, row) : QN_FATE_APPLIED;
}

/* The fate of a clause that applies and is no gate. */
static qn_clause_fate fate_of(const qn_rule_trace *trace, uint32_t clause, uint32_t *by)
{
    const qn_row_clause *row = row_of(trace->c, clause);
    *by = trace->first[QN_CLAUSE_GATE];
    if (*by != QN_NONE_INDEX) {
        return QN_FATE_BARRED;
    }
    *by = overrider_of(trace->c, row);
    if (*by != QN_NONE_INDEX) {
        return QN_FATE_OVERRIDDEN;
    }
    if (row->kind > QN_CLAUSE_OTHERWISE) {
        return fate_of_rest(trace, row);
    }
    *by = replacer_of(trace, clause);
    return *by == QN_NONE_INDEX ? QN_FATE_APPLIED : QN_FATE_REPLACED;
}

qn_clause_fate qn_trace_fate(const qn_rule_trace *trace, uint32_t clause, uint32_t *by)
{
    const qn_row_clause *row = row_of(trace->c, clause);
    bool is_gate = row->kind == QN_CLAUSE_GATE;
    qn_verdict verdict = verdict_of(trace->c, row);
    *by = QN_NONE_INDEX;
    if (verdict.status != QN_KNOWN) {
        return QN_FATE_UNDECIDED;
    }
    if (verdict.yes) {
        return is_gate ? QN_FATE_APPLIED : fate_of(trace, clause, by);
    }
    if (!is_gate) {
        return QN_FATE_NOT_APPLIED;
    }
    *by = overrider_of(trace->c, row);
    return *by == QN_NONE_INDEX ? QN_FATE_FAILED : QN_FATE_OVERRIDDEN;
}

/* The clauses beside it matter only to one that applies. */
qn_clause_trace qn_trace_clause(const qn_case *c, uint32_t clause)
{
    const qn_row_clause *row = row_of(c, clause);
    qn_rule_trace rule = {.c = c};
    qn_clause_trace out = {.condition = verdict_of(c, row).status, .status = QN_NONE};
    if (applies(c, clause)) {
        qn_trace_rule(c, row->rule, &rule);
    }
    out.fate = qn_trace_fate(&rule, clause, &out.by);
    if (row->value != QN_NONE_INDEX) {
        out.status = (qn_answer)c->status[row->value];
        out.slot = c->slot[row->value];
    }
    return out;
}

/* The day that a constant holds, or `absent`. */
static int64_t constant_day(const qn_case *c, uint32_t reg, int64_t absent)
{
    return reg == QN_NONE_INDEX ? absent : c->slot[reg].i;
}

bool qn_clause_is_in_force(const qn_tables *t, const qn_case *c, const qn_row_clause *clause)
{
    uint32_t reg = qn_rule_day(t, clause->rule);
    if (c->status[reg] != QN_KNOWN) {
        return true;
    }
    return c->slot[reg].i >= constant_day(c, clause->from, QN_DAY_MIN) &&
           c->slot[reg].i < constant_day(c, clause->until, QN_DAY_MAX + 1);
}
