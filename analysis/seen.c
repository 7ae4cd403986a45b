/*
 * What a case shows of clauses. See prover.h.
 */
#include "prover.h"

#include <string.h>

#include "trace.h"
#include "value.h"
#include "vm.h"

const qn_row_rule *qn_prover_rule(const prover *p, uint32_t rule)
{
    return &p->t->rule[rule];
}

bool qn_prover_knows(const qn_case *c, uint32_t reg)
{
    return reg != QN_NONE_INDEX && c->status[reg] == QN_KNOWN;
}

static bool is_overridden(const prover *p, const qn_row_clause *row)
{
    for (uint32_t i = 0; i < row->over_count; i++) {
        qn_verdict verdict =
            qn_clause_verdict(p->worlds.c[0], p->t->entry[row->first_over + i].value);
        if (verdict.status == QN_KNOWN && verdict.yes) {
            return true;
        }
    }
    return false;
}

/* Whether one of the first clauses of the rule, so many, is a gate that is shut, so that no clause
 * counts. */
static bool has_shut_gate(const prover *p, const qn_row_rule *rule, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_clause *row = &p->t->clause[rule->first_clause + i];
        qn_verdict verdict = qn_clause_verdict(p->worlds.c[0], rule->first_clause + i);
        if (row->kind == QN_CLAUSE_GATE && verdict.status == QN_KNOWN && !verdict.yes &&
            !is_overridden(p, row)) {
            return true;
        }
    }
    return false;
}

/* The first base of the rule that applies in the case, or QN_NONE_INDEX. */
static uint32_t base_of(const prover *p, const qn_row_rule *rule)
{
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        uint32_t clause = rule->first_clause + i;
        qn_verdict verdict = qn_clause_verdict(p->worlds.c[0], clause);
        if (p->t->clause[clause].kind == QN_CLAUSE_BASE && verdict.status == QN_KNOWN &&
            verdict.yes) {
            return clause;
        }
    }
    return QN_NONE_INDEX;
}

/* What a clause gives, off its grid. */
static bool value_of(const prover *p, uint32_t reg, uint32_t type, qn_rational *out)
{
    const qn_case *c = p->worlds.c[0];
    if (!qn_prover_knows(c, reg)) {
        return false;
    }
    qn_class class_ = (qn_class)(p->program->class_of[reg] & QN_REGISTER_CLASS);
    *out = qn_slot_rational(c->slot[reg], class_);
    if (class_ != QN_CLASS_Q && type != QN_NONE_INDEX && qn_rational_is_integer(*out)) {
        qn_wide den = qn_constant_slot(&p->t->constant[p->t->type[type].den]).w;
        (void)qn_rational_make(out->num, den, out);
    }
    return true;
}

/* Whether an exception makes a difference; where that cannot be told, it does. */
static bool differs_from_base(const prover *p, const qn_row_rule *rule, const qn_row_clause *row)
{
    qn_rational own;
    qn_rational other;
    uint32_t base = base_of(p, rule);
    if (base == QN_NONE_INDEX || row->value == QN_NONE_INDEX) {
        return true;
    }
    const qn_row_clause *of = &p->t->clause[base];
    return of->value == QN_NONE_INDEX || !value_of(p, row->value, row->type, &own) ||
           !value_of(p, of->value, of->type, &other) || !qn_rational_equal(own, other);
}

/* Whether a clause gives the rule its value, and stands in the case in hand. */
static bool gives_value(const prover *p, uint32_t clause)
{
    const qn_row_clause *row = &p->t->clause[clause];
    qn_verdict verdict = qn_clause_verdict(p->worlds.c[0], clause);
    return (row->kind == QN_CLAUSE_BASE || row->kind == QN_CLAUSE_EXCEPTION) &&
           verdict.status == QN_KNOWN && verdict.yes && !is_overridden(p, row);
}

bool qn_prover_find_clash(const prover *p, uint32_t rule, uint32_t out[2])
{
    const qn_row_rule *row = qn_prover_rule(p, rule);
    bool is_found = false;
    for (uint32_t i = 0; i < row->clause_count && !is_found; i++) {
        out[0] = row->first_clause + i;
        const qn_row_clause *one = &p->t->clause[out[0]];
        for (uint32_t k = i + 1; gives_value(p, out[0]) && k < row->clause_count; k++) {
            qn_rational a;
            qn_rational b;
            const qn_row_clause *other = &p->t->clause[row->first_clause + k];
            if (!is_found && gives_value(p, row->first_clause + k) && one->kind == other->kind &&
                value_of(p, one->value, one->type, &a) &&
                value_of(p, other->value, other->type, &b) && !qn_rational_equal(a, b)) {
                out[1] = row->first_clause + k;
                is_found = true;
            }
        }
    }
    out[0] = is_found ? out[0] : QN_NONE_INDEX;
    return is_found;
}

/* A gate in a block, or with days, is open or the block does not hold. What is asked of a name that
 * may be none is no block, nor are days alone. */
uint32_t qn_prover_block_of(const prover *p, const qn_row_clause *row)
{
    uint32_t first = qn_tables_first_result(p->t);
    if (row->kind != QN_CLAUSE_GATE || row->condition == QN_NONE_INDEX || row->condition < first) {
        return QN_NONE_INDEX;
    }
    const qn_row_instruction *either = &p->t->instruction[row->condition - first];
    if (qn_instruction_op(either) != OP_OR || either->b < first) {
        return QN_NONE_INDEX;
    }
    const qn_row_instruction *elsewhere = &p->t->instruction[either->b - first];
    bool is_presence = either->a >= first &&
                       qn_instruction_op(&p->t->instruction[either->a - first]) == OP_IS_NONE;
    bool is_block = !is_presence && qn_instruction_op(elsewhere) == OP_NOT &&
                    (p->program->class_of[elsewhere->a] & QN_REGISTER_DATED) == 0;
    return is_block ? elsewhere->a : QN_NONE_INDEX;
}

static void see_clause(prover *p, const qn_row_rule *rule, uint32_t clause)
{
    const qn_row_clause *row = &p->t->clause[clause];
    qn_verdict verdict = qn_clause_verdict(p->worlds.c[0], clause);
    if (verdict.status != QN_KNOWN) {
        return;
    }
    p->clause[clause] |= verdict.yes ? QN_SEEN_HOLDS : QN_SEEN_FAILS;
    bool is_gate = row->kind == QN_CLAUSE_GATE;
    uint32_t block = qn_prover_block_of(p, row);
    if (qn_prover_knows(p->worlds.c[0], block) && p->worlds.c[0]->slot[block].i != 0 &&
        !has_shut_gate(p, rule, clause - rule->first_clause)) {
        p->clause[clause] |= QN_SEEN_ASKED;
    }
    if (!verdict.yes || is_overridden(p, row) ||
        (!is_gate && has_shut_gate(p, rule, rule->clause_count))) {
        return;
    }
    p->clause[clause] |= QN_SEEN_STANDS;
    if (row->kind == QN_CLAUSE_EXCEPTION && (p->clause[clause] & QN_SEEN_DIFFERS) == 0 &&
        differs_from_base(p, rule, row)) {
        p->clause[clause] |= QN_SEEN_DIFFERS;
    }
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    if (is_limit && (p->clause[clause] & QN_SEEN_REACHED) == 0 &&
        qn_prover_knows(p->worlds.c[0], rule->result) &&
        qn_trace_clause(p->worlds.c[0], clause).fate == QN_FATE_APPLIED) {
        p->clause[clause] |= QN_SEEN_REACHED;
    }
}

/* An error that the author states need not come to pass. */
static bool is_refusal(const prover *p, const qn_row_clause *row)
{
    static const char word[] = "error";
    return strncmp(qn_tables_string(p->t, row->text), word, sizeof word - 1) == 0;
}

/* All flags that a clause can get, so that nothing is left to ask. A row among others, or a version
 * among others, may well give what the base gives. */
uint8_t qn_prover_flags(const prover *p, const qn_row_clause *row)
{
    bool is_alone =
        row->chosen == QN_NONE_INDEX && row->from == QN_NONE_INDEX && row->until == QN_NONE_INDEX;
    uint8_t all = QN_SEEN_HOLDS | QN_SEEN_STANDS;
    if (is_refusal(p, row)) {
        return 0;
    }
    all |= row->condition != QN_NONE_INDEX ? QN_SEEN_FAILS : 0;
    all |= row->kind == QN_CLAUSE_EXCEPTION && is_alone ? QN_SEEN_DIFFERS : 0;
    all |= qn_prover_block_of(p, row) != QN_NONE_INDEX ? QN_SEEN_ASKED : 0;
    all |= row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP ? QN_SEEN_REACHED : 0;
    return all;
}

bool qn_prover_has_settled(const prover *p, uint32_t clause)
{
    uint8_t all = qn_prover_flags(p, &p->t->clause[clause]);
    return (p->clause[clause] & all) == all;
}

static void see_rule(prover *p, uint32_t rule)
{
    const qn_row_rule *row = qn_prover_rule(p, qn_prover_clauses_of(p, rule));
    if (!qn_prover_was_run(p, rule)) {
        return;
    }
    if (qn_prover_may_be_never_yes(p, rule)) {
        qn_prover_see_answer(p, rule);
    }
    for (uint32_t i = 0; i < row->clause_count; i++) {
        if (!qn_prover_has_settled(p, row->first_clause + i)) {
            see_clause(p, row, row->first_clause + i);
        }
    }
}

void qn_prover_see(prover *p)
{
    uint32_t count = p->reaches > 0 ? p->reaches : p->t->rule_count;
    for (uint32_t i = 0; i < count; i++) {
        see_rule(p, p->reaches > 0 ? p->reach[i] : i);
    }
}

static void reach(prover *p, uint32_t rule)
{
    if (p->is_reached[rule] == 0) {
        p->is_reached[rule] = 1;
        p->reach[p->reaches++] = rule;
    }
}

void qn_prover_take_in_hand(prover *p, uint32_t rule)
{
    for (uint32_t i = 0; i < p->reaches; i++) {
        p->is_reached[p->reach[i]] = 0;
    }
    p->reaches = 0;
    if (rule == QN_NONE_INDEX) {
        return;
    }
    reach(p, rule);
    for (uint32_t i = 0; i < p->reaches; i++) {
        const qn_row_rule *row = qn_prover_rule(p, p->reach[i]);
        for (uint32_t k = 0; k < row->need_count; k++) {
            reach(p, p->t->entry[row->first_need + k].value);
        }
    }
}
