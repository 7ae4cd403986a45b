/*
 * Rules of yes and no that are never yes. See prover.h.
 */
#include "prover.h"

#include "vm.h"

/* The rule in hand is yes in the case in hand. */
static bool is_yes(const prover *p, uint32_t rule)
{
    uint32_t reg = qn_prover_rule(p, rule)->result;
    return qn_prover_knows(p->worlds.c[0], reg) && p->worlds.c[0]->slot[reg].i != 0;
}

void qn_prover_see_answer(prover *p, uint32_t rule)
{
    p->is_ever_yes[rule] |= is_yes(p, rule);
}

bool qn_prover_may_be_never_yes(const prover *p, uint32_t rule)
{
    return p->t->type[qn_prover_rule(p, rule)->type].kind == QN_KIND_BOOLEAN &&
           p->is_ever_yes[rule] == 0;
}

static bool shows_yes(void *context)
{
    question *q = context;
    qn_case_run(q->p->worlds.c[0], q->rule);
    qn_prover_see(q->p);
    return is_yes(q->p, q->rule);
}

/* Whether the rule depends on some fact. */
static bool has_facts(const prover *p)
{
    bool has = false;
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        has |= p->matters[i] != 0;
    }
    return has;
}

void qn_prover_ask_of_answer(prover *p, uint32_t rule, qn_witness *witness)
{
    question context = {.p = p, .rule = rule};
    bool is_smallest;
    if (!qn_prover_may_be_never_yes(p, rule) || !has_facts(p)) {
        return;
    }
    qn_quest quest = qn_prover_quest(p, shows_yes, &context);
    quest.is_any = true;
    if (qn_prover_take_in(p, rule)) {
        quest.has_claim = true;
        quest.claim = qn_claim_yes(p->worlds.symbolic[0], qn_prover_rule(p, rule)->result);
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    qn_found found = qn_prover_found_at(p, QN_Q0343, rule, NULL);
    if (outcome == QN_PROVED_NOT) {
        qn_prover_keep(p, &found);
    } else if (outcome == QN_LEFT_OPEN) {
        qn_prover_tell_open(p, found);
    }
}
