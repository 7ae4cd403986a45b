/*
 * Lists that a rule makes, and that can be longer than its type says. See prover.h.
 */
#include "prover.h"

#include <stdio.h>
#include <stdlib.h>

#include "vm.h"

enum { NUMBER_SIZE = 24, UNSAID = 100 };

/* The most elements of what a rule gathers; 0 of what is no list. */
static uint32_t longest(const prover *p, const qn_row_rule *row)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < row->code_count; i++) {
        const qn_row_instruction *one = &p->t->instruction[row->first_code + i];
        uint32_t limit = qn_instruction_op(one) == OP_GATHER ? p->t->sequence[one->a].limit : 0;
        most = limit > most ? limit : most;
    }
    return most;
}

/* Where a type says nothing it has 100, which nobody need have meant. */
bool qn_prover_may_be_longer(const prover *p, const qn_row_rule *row)
{
    const qn_row_type *type = &p->t->type[row->type];
    return type->kind == QN_KIND_LIST && type->limit != UNSAID && longest(p, row) > type->limit;
}

/* How many elements the list of the rule in hand has, as far as it is known. */
static int64_t length_of(const question *q)
{
    const qn_case *c = q->p->worlds.c[0];
    uint32_t reg = qn_prover_rule(q->p, q->rule)->result;
    return c->status[reg] == QN_KNOWN ? c->slot[reg].i : 0;
}

static uint32_t limit_of(const question *q)
{
    return q->p->t->type[qn_prover_rule(q->p, q->rule)->type].limit;
}

static bool shows_length(void *context)
{
    const question *q = context;
    qn_case_run(q->p->worlds.c[0], q->rule);
    qn_prover_see(q->p);
    return length_of(q) > limit_of(q) && qn_prover_is_in_time(q->p);
}

static void tell(question *q, qn_found *found, qn_witness *witness)
{
    char length[NUMBER_SIZE];
    char limit[NUMBER_SIZE];
    (void)shows_length(q);
    (void)snprintf(length, sizeof length, "%lld", (long long)length_of(q));
    (void)snprintf(limit, sizeof limit, "%u", limit_of(q));
    found->argument[1] = length;
    found->argument[2] = limit;
    found->arguments = 3;
    char *text = qn_worlds_text(&q->p->worlds, witness);
    found->witness = text;
    qn_prover_keep(q->p, found);
    free(text);
}

/* Lists are left open by the prover, so that the machine alone is asked. */
void qn_prover_ask_of_length(prover *p, uint32_t rule, qn_witness *witness)
{
    question context = {.p = p, .rule = rule};
    bool is_smallest;
    if (!qn_prover_may_be_longer(p, qn_prover_rule(p, rule))) {
        return;
    }
    qn_quest quest = qn_prover_quest(p, shows_length, &context);
    quest.tries = p->tries;
    quest.steps = p->steps;
    quest.wants_long = true;
    quest.examples = p->t->expectation_count;
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    qn_found found = qn_prover_found_at(p, QN_Q0346, rule, NULL);
    if (outcome == QN_SHOWN) {
        tell(&context, &found, witness);
    } else {
        qn_prover_tell_open(p, found);
    }
}
