/*
 * Clauses that never apply, never count or never make a difference. See prover.h.
 */
#include "prover.h"

/* Whether the case in hand shows the flag of the clause. */
static bool shows_flag(void *context)
{
    question *q = context;
    qn_case_run(q->p->worlds.c[0], q->rule);
    qn_prover_see(q->p);
    return (q->p->clause[q->clause] & q->flag) != 0;
}

/* Two registers of the rule hold the same, off their grids. */
static qn_claim same_value(prover *p, const qn_row_clause *a, const qn_row_clause *b)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_wide one = qn_wide_from_i64(1);
    qn_wide under_a = a->type == QN_NONE_INDEX
                          ? one
                          : qn_constant_slot(&p->t->constant[p->t->type[a->type].den]).w;
    qn_wide under_b = b->type == QN_NONE_INDEX
                          ? one
                          : qn_constant_slot(&p->t->constant[p->t->type[b->type].den]).w;
    return qn_claim_same_beside(s, a->value, under_a, s, b->value, under_b);
}

/* The exception stands, and gives something else than a base that applies, or no base applies. */
static qn_claim differs_claim(prover *p, uint32_t clause)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_clause *row = &p->t->clause[clause];
    const qn_row_rule *rule = qn_prover_rule(p, row->rule);
    qn_claim same = qn_claim_not(s, qn_claim_always(s));
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        const qn_row_clause *base = &p->t->clause[rule->first_clause + i];
        if (base->kind == QN_CLAUSE_BASE && base->value != QN_NONE_INDEX &&
            row->value != QN_NONE_INDEX) {
            qn_claim both = qn_claim_both(s, qn_claim_clause(s, rule->first_clause + i),
                                          same_value(p, row, base));
            same = qn_claim_either(s, same, both);
        }
    }
    return qn_claim_both(s, qn_claim_clause(s, clause), qn_claim_not(s, same));
}

/* The floor or cap stands, and the answer has come to it. */
static qn_claim reached_claim(prover *p, uint32_t clause)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_clause *row = &p->t->clause[clause];
    const qn_row_rule *rule = qn_prover_rule(p, row->rule);
    qn_claim stands = qn_claim_clause(s, clause);
    if (row->value == QN_NONE_INDEX) {
        return stands;
    }
    qn_wide own = qn_constant_slot(&p->t->constant[p->t->type[row->type].den]).w;
    qn_wide all = qn_constant_slot(&p->t->constant[p->t->type[rule->type].den]).w;
    bool is_floor = row->kind == QN_CLAUSE_FLOOR;
    qn_claim beyond = is_floor ? qn_claim_less_beside(s, row->value, own, s, rule->result, all)
                               : qn_claim_less_beside(s, rule->result, all, s, row->value, own);
    qn_claim known = qn_claim_status(s, rule->result, QN_KNOWN);
    return qn_claim_both(s, stands, qn_claim_both(s, known, qn_claim_not(s, beyond)));
}

/* None of the first clauses of a rule, so many, is a gate that is shut. */
static qn_claim gates_claim(prover *p, const qn_row_rule *rule, uint32_t count)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    qn_claim open = qn_claim_always(s);
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_clause *gate = &p->t->clause[rule->first_clause + i];
        if (gate->kind == QN_CLAUSE_GATE && gate->condition != QN_NONE_INDEX &&
            gate->over_count == 0) {
            qn_claim yes = qn_claim_yes(s, gate->condition);
            qn_claim undecided = qn_claim_not(s, qn_claim_status(s, gate->condition, QN_KNOWN));
            open = qn_claim_both(s, open, qn_claim_either(s, yes, undecided));
        }
    }
    return open;
}

/* The condition of a clause is known, and no. */
static qn_claim no_claim(prover *p, const qn_row_clause *row)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    return qn_claim_both(s, qn_claim_status(s, row->condition, QN_KNOWN),
                         qn_claim_not(s, qn_claim_yes(s, row->condition)));
}

static qn_claim flag_claim(prover *p, uint32_t clause, uint8_t flag)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_clause *row = &p->t->clause[clause];
    const qn_row_rule *rule = qn_prover_rule(p, row->rule);
    switch (flag) {
    case QN_SEEN_HOLDS:
        return qn_claim_condition(s, clause);
    case QN_SEEN_FAILS:
        return no_claim(p, row);
    case QN_SEEN_ASKED:
        return qn_claim_both(s, qn_claim_yes(s, qn_prover_block_of(p, row)),
                             gates_claim(p, rule, clause - rule->first_clause));
    case QN_SEEN_STANDS:
        return row->kind == QN_CLAUSE_GATE
                   ? qn_claim_clause(s, clause)
                   : qn_claim_both(s, qn_claim_clause(s, clause),
                                   gates_claim(p, rule, rule->clause_count));
    case QN_SEEN_DIFFERS:
        return differs_claim(p, clause);
    default:
        return reached_claim(p, clause);
    }
}

static qn_code flag_code(const qn_row_clause *row, uint8_t flag)
{
    switch (flag) {
    case QN_SEEN_HOLDS:
        return QN_Q0330;
    case QN_SEEN_FAILS:
        return QN_Q0331;
    case QN_SEEN_STANDS:
    case QN_SEEN_ASKED:
        return QN_Q0332;
    case QN_SEEN_DIFFERS:
        return QN_Q0333;
    default:
        return row->kind == QN_CLAUSE_FLOOR ? QN_Q0334 : QN_Q0335;
    }
}

/* Whether something is seen of a clause in any case; if in none, that is told. True where there is
 * no need to ask what follows from it. */
static bool settle_flag(prover *p, uint32_t rule, uint32_t clause, uint8_t flag,
                        qn_witness *witness)
{
    const qn_row_clause *row = &p->t->clause[clause];
    question context = {.p = p, .rule = rule, .clause = clause, .flag = flag};
    bool is_smallest;
    if ((qn_prover_flags(p, row) & flag) == 0 || (p->clause[clause] & flag) != 0) {
        return false;
    }
    qn_quest quest = qn_prover_quest(p, shows_flag, &context);
    quest.is_any = true;
    quest.element = qn_prover_element(p, rule);
    if (qn_prover_take_in_clauses(p, rule)) {
        quest.has_claim = true;
        quest.claim = flag_claim(p, clause, flag);
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    qn_found found = qn_prover_found_at(p, flag_code(row, flag), rule, row);
    if (outcome == QN_PROVED_NOT) {
        qn_prover_keep(p, &found);
    } else if (outcome == QN_LEFT_OPEN) {
        qn_prover_tell_open(p, found);
    }
    return outcome != QN_SHOWN;
}

/* A clause that never applies is never hidden, and so on: one finding is enough. */
void qn_prover_ask_of_clause(prover *p, uint32_t rule, uint32_t clause, qn_witness *witness)
{
    static const uint8_t flags[] = {QN_SEEN_HOLDS,   QN_SEEN_STANDS, QN_SEEN_DIFFERS,
                                    QN_SEEN_REACHED, QN_SEEN_FAILS,  QN_SEEN_ASKED};
    for (size_t i = 0; i < sizeof flags && !settle_flag(p, rule, clause, flags[i], witness); i++) {
    }
}
