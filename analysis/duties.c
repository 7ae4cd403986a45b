/*
 * Duties that nobody can meet, alone or together. See prover.h.
 */
#include "prover.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS_OF_DUTIES_MAX = 2000, DUTIES_MAX = 1000 };

/* And of a duty; one that is in hand can be met by itself. */
enum { SEEN_MET = 1, DUTY_IN_HAND = 2, MET_NOW = 4, SEEN_ASKED_FOR = 8 };

static bool is_met(const prover *p, uint32_t duty)
{
    uint32_t reg = qn_prover_rule(p, p->t->duty[duty].rule)->result;
    return qn_prover_knows(p->worlds.c[0], reg) && p->worlds.c[0]->slot[reg].i != 0;
}

/* The register of what stands behind `when`, or QN_NONE_INDEX: a duty is broken by both that and
 * what is asked for. */
static uint32_t occasion_of(const prover *p, uint32_t duty)
{
    const qn_row_rule *rule = qn_prover_rule(p, p->t->duty[duty].rule);
    uint32_t first = qn_tables_first_result(p->t);
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        uint32_t reg = p->t->clause[rule->first_clause + i].condition;
        if (reg != QN_NONE_INDEX && reg >= first &&
            qn_instruction_op(&p->t->instruction[reg - first]) == OP_AND) {
            return p->t->instruction[reg - first].a;
        }
    }
    return QN_NONE_INDEX;
}

/* Whether the duty is asked for in the case in hand. */
static bool is_asked_for(const prover *p, uint32_t duty)
{
    uint32_t reg = occasion_of(p, duty);
    return reg == QN_NONE_INDEX ||
           (qn_prover_knows(p->worlds.c[0], reg) && p->worlds.c[0]->slot[reg].i != 0);
}

/* Keeps which duties are met in the case in hand, alone and together, and which are asked for. */
static bool look_at_duties(void *context)
{
    prover *p = context;
    uint32_t count = p->t->duty_count;
    for (uint32_t i = 0; i < count; i++) {
        p->duty[i] &= (uint8_t)~MET_NOW;
        if ((p->duty[i] & DUTY_IN_HAND) != 0) {
            qn_case_run(p->worlds.c[0], p->t->duty[i].rule);
            p->duty[i] |= is_met(p, i) ? SEEN_MET | MET_NOW : 0;
            p->duty[i] |= is_asked_for(p, i) ? SEEN_ASKED_FOR : 0;
        }
    }
    for (uint32_t i = 0; p->together != NULL && i < count; i++) {
        uint8_t *row = &p->together[(size_t)i * count];
        for (uint32_t k = 0; (p->duty[i] & MET_NOW) != 0 && k < i; k++) {
            row[k] |= (p->duty[k] & MET_NOW) != 0;
        }
    }
    return false;
}

/* Both duties are met; or the one, where there is no other. */
static bool shows_duties(void *context)
{
    question *q = context;
    prover *p = q->p;
    qn_case_run(p->worlds.c[0], p->t->duty[q->clause].rule);
    bool met = is_met(p, q->clause);
    if (q->other != QN_NONE_INDEX) {
        qn_case_run(p->worlds.c[0], p->t->duty[q->other].rule);
        met = met && is_met(p, q->other);
    }
    qn_prover_see(p);
    return met;
}

static qn_found found_at_duty(const prover *p, qn_code code, uint32_t duty)
{
    const qn_row_duty *row = &p->t->duty[duty];
    qn_found found = {.code = code,
                      .rule = row->rule,
                      .place = {row->source, row->line, row->column},
                      .beside = {.source = QN_NONE_INDEX}};
    return found;
}

/* Whether duties can be met, one, or two together. */
static bool can_be_met(prover *p, uint32_t duty, uint32_t other, qn_witness *witness)
{
    question context = {.p = p, .rule = p->t->duty[duty].rule, .clause = duty, .other = other};
    bool is_smallest;
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    (void)qn_prover_find_inputs(p, p->t->duty[duty].rule);
    if (other != QN_NONE_INDEX) {
        (void)qn_prover_find_inputs(p, p->t->duty[other].rule);
    }
    p->out_of_memory |= !qn_worlds_focus(&p->worlds, p->matters);
    qn_quest quest = qn_prover_quest(p, shows_duties, &context);
    quest.is_any = true;
    qn_symbolic *s = p->worlds.symbolic[0];
    if (qn_prover_take_in(p, p->t->duty[duty].rule)) {
        quest.has_claim = true;
        quest.claim = qn_claim_yes(s, qn_prover_rule(p, p->t->duty[duty].rule)->result);
    }
    if (other != QN_NONE_INDEX && quest.has_claim && qn_prover_take_in(p, p->t->duty[other].rule)) {
        quest.claim = qn_claim_both(
            s, quest.claim, qn_claim_yes(s, qn_prover_rule(p, p->t->duty[other].rule)->result));
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    if (outcome == QN_LEFT_OPEN) {
        bool is_pair = other != QN_NONE_INDEX;
        qn_prover_tell_open(
            p, found_at_duty(p, is_pair ? QN_Q0341 : QN_Q0340, is_pair ? other : duty));
    }
    return outcome != QN_PROVED_NOT;
}

static bool shows_occasion(void *context)
{
    question *q = context;
    qn_case_run(q->p->worlds.c[0], q->rule);
    qn_prover_see(q->p);
    return is_asked_for(q->p, q->clause);
}

/* Whether a duty is ever asked for. */
static bool can_apply(prover *p, uint32_t duty, qn_witness *witness)
{
    question context = {.p = p, .rule = p->t->duty[duty].rule, .clause = duty};
    bool is_smallest;
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    (void)qn_prover_find_inputs(p, context.rule);
    p->out_of_memory |= !qn_worlds_focus(&p->worlds, p->matters);
    qn_quest quest = qn_prover_quest(p, shows_occasion, &context);
    quest.is_any = true;
    if (qn_prover_take_in(p, context.rule)) {
        quest.has_claim = true;
        quest.claim = qn_claim_yes(p->worlds.symbolic[0], occasion_of(p, duty));
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    if (outcome == QN_LEFT_OPEN) {
        qn_prover_tell_open(p, found_at_duty(p, QN_Q0342, duty));
    }
    return outcome != QN_PROVED_NOT;
}

/* Whether some fact matters to a rule. */
static bool has_inputs(prover *p, uint32_t rule)
{
    bool has = false;
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    (void)qn_prover_find_inputs(p, rule);
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        has |= p->matters[i] != 0;
    }
    return has;
}

/* A duty that no fact matters to holds one law against another, and says what came of it. */
static bool is_duty_in_hand(prover *p, uint32_t duty)
{
    uint32_t rule = p->t->duty[duty].rule;
    return (p->options->imported || (qn_prover_rule(p, rule)->flags & QN_RULE_IMPORTED) == 0) &&
           has_inputs(p, rule);
}

/* Whether two duties look at a fact that both know. */
static bool share_inputs(prover *p, uint32_t a, uint32_t b)
{
    bool share = false;
    uint8_t *of_b = calloc((size_t)p->worlds.inputs + 1, 1);
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    p->out_of_memory |= of_b == NULL;
    if (of_b != NULL && qn_prover_find_inputs(p, p->t->duty[a].rule)) {
        (void)qn_quest_inputs_of(&p->worlds, 0, p->t->duty[b].rule, of_b);
        for (uint32_t i = 0; i < p->worlds.inputs; i++) {
            share |= p->matters[i] != 0 && of_b[i] != 0;
        }
    }
    free(of_b);
    return share;
}

/* Holds a duty against those before it. */
static void ask_about_pairs(prover *p, uint32_t duty, uint32_t *pairs, qn_witness *witness)
{
    for (uint32_t i = 0; i < duty && *pairs < PAIRS_OF_DUTIES_MAX; i++) {
        const qn_row_duty *first = &p->t->duty[i];
        bool is_settled_pair = p->together[(size_t)duty * p->t->duty_count + i] != 0;
        if ((p->duty[i] & DUTY_IN_HAND) == 0 || is_settled_pair || !share_inputs(p, i, duty)) {
            continue;
        }
        (*pairs)++;
        if (!can_be_met(p, i, duty, witness)) {
            qn_found found = found_at_duty(p, QN_Q0341, duty);
            found.beside = (qn_place){first->source, first->line, first->column};
            found.label = QN_LABEL_THIS_ONE_TOO;
            qn_prover_keep(p, &found);
        }
    }
}

/* Tries cases near the edges of all duties. */
static void explore_duties(prover *p, qn_witness *witness)
{
    bool is_smallest;
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    for (uint32_t i = 0; i < p->t->duty_count; i++) {
        if ((p->duty[i] & DUTY_IN_HAND) != 0) {
            (void)qn_prover_find_inputs(p, p->t->duty[i].rule);
        }
    }
    qn_quest quest = qn_prover_quest(p, look_at_duties, NULL);
    quest.context = p;
    quest.examples = p->t->expectation_count;
    quest.tries = p->tries;
    quest.steps = 10 * p->steps;
    (void)qn_quest_find(&quest, witness, &is_smallest);
}

void qn_prover_ask_of_duties(prover *p, qn_witness *witness)
{
    uint32_t pairs = 0;
    uint32_t in_hand = 0;
    for (uint32_t i = 0; i < p->t->duty_count; i++) {
        bool is_in_hand = is_duty_in_hand(p, i);
        p->duty[i] = is_in_hand ? DUTY_IN_HAND : 0;
        in_hand += is_in_hand;
    }
    if (in_hand == 0) {
        return;
    }
    if (p->t->duty_count <= DUTIES_MAX) {
        p->together = calloc((size_t)p->t->duty_count * p->t->duty_count, 1);
    }
    explore_duties(p, witness);
    for (uint32_t i = 0; i < p->t->duty_count && !p->out_of_memory; i++) {
        if ((p->duty[i] & DUTY_IN_HAND) == 0) {
            continue;
        }
        if ((p->duty[i] & SEEN_MET) == 0 && !can_be_met(p, i, QN_NONE_INDEX, witness)) {
            qn_found found = found_at_duty(p, QN_Q0340, i);
            qn_prover_keep(p, &found);
            p->duty[i] = 0;
            continue;
        }
        if ((p->duty[i] & SEEN_ASKED_FOR) == 0 && !can_apply(p, i, witness)) {
            qn_found found = found_at_duty(p, QN_Q0342, i);
            qn_prover_keep(p, &found);
        }
        if (p->together != NULL) {
            ask_about_pairs(p, i, &pairs, witness);
        }
    }
    free(p->together);
    p->together = NULL;
}
