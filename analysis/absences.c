/*
 * Rules that can be none, and rules that are unknown though every fact is given; and for whom. See
 * prover.h.
 */
#include "prover.h"

#include <stdio.h>
#include <stdlib.h>

#include "case.h"
#include "vm.h"

enum { REASONS_SIZE = 400 };

/* ---- none */

/* Whether boxes leave it open that a rule is none, where nothing is known of the case. */
static bool may_be_none(const prover *p, const qn_row_rule *row)
{
    qn_value value;
    const qn_case *c = p->worlds.blank[0];
    (void)qn_eval(p->worlds.blank[0], (int32_t)(row - p->t->rule), &value);
    if (c->status[row->result] != QN_UNKNOWN) {
        return c->status[row->result] == QN_NONE;
    }
    return (qn_bounds_open(c, row->result).outcomes & (1U << QN_NONE)) != 0;
}

/* ---- unknown */

/* Whether an operation reads a fact over time that has no default, on a day that need not be that
 * of the decision: there may be no value as early as that. */
static bool may_come_too_early(const prover *p, const qn_row_instruction *row)
{
    return qn_instruction_op(row) == OP_AT && row->a != qn_tables_today(p->t) &&
           row->c < p->t->constant_count && p->t->constant[row->c].status == QN_UNKNOWN;
}

static bool may_be_unknown(const prover *p, const qn_row_rule *row)
{
    bool may = false;
    for (uint32_t i = 0; i < row->code_count; i++) {
        may |= may_come_too_early(p, &p->t->instruction[row->first_code + i]);
    }
    return may;
}

/* Whether the case in hand says all that matters, or has a default for it. */
static bool is_given_in_full(const prover *p)
{
    for (uint32_t i = 0; i <= p->worlds.inputs; i++) {
        uint32_t preset =
            i < p->worlds.inputs ? p->t->fact[p->worlds.input[i].fact[0]].preset : QN_NONE_INDEX;
        bool has_default = preset != QN_NONE_INDEX && p->t->constant[preset].status != QN_UNKNOWN;
        if (p->matters[i] != 0 && !has_default && p->worlds.given.reply[i].status == QN_UNKNOWN) {
            return false;
        }
    }
    return true;
}

/* The fact over time for want of which the rule in hand is unknown, whatever its bounds are; or
 * QN_NONE_INDEX. */
static uint32_t find_fact(const prover *p, uint32_t rule)
{
    uint32_t count = 0;
    qn_value value;
    if (qn_eval(p->worlds.c[0], (int32_t)rule, &value) != QN_OK || value.status != QN_UNKNOWN) {
        return QN_NONE_INDEX;
    }
    const qn_cause *cause = qn_causes_find(p->worlds.c[0], rule, QN_UNKNOWN, &count);
    for (uint32_t i = 0; i < count; i++) {
        bool is_fact = cause[i].fact != QN_NONE_INDEX && cause[i].fact != QN_CAUSE_TODAY;
        if (is_fact && p->t->fact[cause[i].fact].history != QN_NONE_INDEX) {
            return cause[i].fact;
        }
    }
    return QN_NONE_INDEX;
}

/* ---- both */

bool qn_prover_may_be_absent(const prover *p, const qn_row_rule *row, qn_answer status)
{
    return status == QN_NONE ? p->options->none && may_be_none(p, row) : may_be_unknown(p, row);
}

bool qn_prover_shows_absence(const question *q)
{
    const prover *p = q->p;
    if (p->worlds.c[0]->status[qn_prover_rule(p, q->rule)->result] != q->status ||
        !qn_prover_is_in_time(p)) {
        return false;
    }
    return q->status == QN_NONE || (is_given_in_full(p) && find_fact(p, q->rule) != QN_NONE_INDEX);
}

static bool shows_absence(void *context)
{
    const question *q = context;
    qn_case_run(q->p->worlds.c[0], q->rule);
    qn_prover_see(q->p);
    return qn_prover_shows_absence(q);
}

/* Why a rule is none, as `run` says it: all reasons. */
static void put_reasons(const prover *p, uint32_t rule, char text[REASONS_SIZE])
{
    uint32_t count = 0;
    size_t length = 0;
    const qn_cause *cause = qn_causes_find(p->worlds.c[0], rule, QN_NONE, &count);
    text[0] = '\0';
    for (uint32_t i = 0; i < count && length < REASONS_SIZE; i++) {
        int put = snprintf(text + length, REASONS_SIZE - length, "%s%s", i > 0 ? "; " : "",
                           qn_cause_name(p->t, &cause[i]));
        length += put > 0 ? (size_t)put : 0;
    }
}

static void tell(question *q, qn_found *found, qn_witness *witness, bool is_smallest)
{
    prover *p = q->p;
    char reasons[REASONS_SIZE];
    (void)shows_absence(q);
    put_reasons(p, q->rule, reasons);
    found->argument[1] = q->status == QN_NONE
                             ? reasons
                             : qn_tables_string(p->t, p->t->fact[find_fact(p, q->rule)].name);
    found->arguments = 2;
    char *text = qn_worlds_text(&p->worlds, witness);
    found->witness = text;
    found->is_smallest = is_smallest;
    qn_prover_keep(p, found);
    free(text);
}

/* The prover leaves facts over time open: what is unknown it is not asked about. */
void qn_prover_ask_of_absence(const sighting *seen, qn_answer status, qn_witness *witness)
{
    prover *p = seen->p;
    const qn_row_rule *row = qn_prover_rule(p, seen->rule);
    question context = {.p = p, .rule = seen->rule, .status = status};
    bool is_smallest;
    if (!qn_prover_may_be_absent(p, row, status)) {
        return;
    }
    qn_quest quest = qn_prover_quest(p, shows_absence, &context);
    quest.start = seen->is_seen[status] ? &seen->witness[status] : NULL;
    if (status == QN_NONE && qn_prover_take_in(p, seen->rule)) {
        qn_symbolic *s = p->worlds.symbolic[0];
        quest.has_claim = true;
        quest.claim =
            qn_claim_both(s, qn_claim_status(s, row->result, status), qn_prover_time_claim(p));
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    qn_found found =
        qn_prover_found_at(p, status == QN_NONE ? QN_Q0344 : QN_Q0345, seen->rule, NULL);
    if (outcome == QN_SHOWN) {
        tell(&context, &found, witness, is_smallest);
    } else if (outcome == QN_LEFT_OPEN) {
        qn_prover_tell_open(p, found);
    }
}
