/*
 * Cases for what the compiler's boxes have found, which see one rule alone: facts and a date that
 * can be given to `run`, in which the finding shows. See prover.h.
 */
#include "prover.h"

#include <stdlib.h>
#include <string.h>

#include "trace.h"
#include "vm.h"

/* The clause in which a place lies: the last of the rule that begins before it, or QN_NONE_INDEX.
 */
static uint32_t clause_at(const prover *p, uint32_t rule, const qn_place *place)
{
    const qn_row_rule *row = qn_prover_rule(p, rule);
    uint32_t found = QN_NONE_INDEX;
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *one = &p->t->clause[row->first_clause + i];
        if (one->source == place->source &&
            (one->line < place->line ||
             (one->line == place->line && one->column <= place->column))) {
            found = row->first_clause + i;
        }
    }
    return found;
}

/* Whether a conflict of the rule in hand is about what stands at the place. */
static bool is_about(const question *q)
{
    const qn_cause *cause;
    for (uint32_t i = 0; (cause = qn_prover_cause(q->p, q->rule, QN_CONFLICT, i)) != NULL; i++) {
        const qn_row_clause *row =
            cause->clause == QN_NONE_INDEX ? NULL : &q->p->t->clause[cause->clause];
        if (row == NULL || row->line == q->outline->place.line) {
            return true;
        }
    }
    return false;
}

/* Whether the rule in hand lacks a value, on some day or altogether. */
static bool lacks_value(const question *q)
{
    uint32_t count = 0;
    const qn_cause *cause = qn_causes_find(q->p->worlds.c[0], q->rule, QN_FAILED, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (cause[i].code == QN_ERROR_NO_VALUE || cause[i].code == QN_ERROR_NO_VALUE_ON_DATE) {
            return true;
        }
    }
    return false;
}

/* Whether the error of the rule in hand is that of the use at the place. */
static bool is_used_there(const question *q)
{
    uint32_t count = 0;
    const qn_cause *cause = qn_causes_find(q->p->worlds.c[0], q->rule, QN_FAILED, &count);
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_site *site =
            cause[i].site == QN_NONE_INDEX ? NULL : &q->p->t->site[cause[i].site];
        const qn_place *place = &q->outline->place;
        if (site != NULL && cause[i].code == QN_ERROR_NO_VALUE && site->source == place->source &&
            site->line == place->line && site->column == place->column) {
            return true;
        }
    }
    return false;
}

/* Whether the case in hand shows the finding: a conflict, a value that is missing, or a value that
 * the clause has a part in. */
static bool shows_finding(const question *q)
{
    const qn_case *c = q->p->worlds.c[0];
    qn_case_run(q->p->worlds.c[0], q->rule);
    if (c->status[qn_prover_rule(q->p, q->rule)->result] != q->status ||
        !qn_sketch_is_so(q->sketch, q->p->worlds.c[0])) {
        return false;
    }
    switch (q->status) {
    case QN_CONFLICT:
        return is_about(q);
    case QN_FAILED:
        return q->outline->is_use ? is_used_there(q) : lacks_value(q);
    default:
        return q->clause == QN_NONE_INDEX ||
               qn_trace_clause(q->p->worlds.c[0], q->clause).fate == QN_FATE_APPLIED;
    }
}

static bool shows_finding_in_time(void *context)
{
    const question *q = context;
    return shows_finding(q) && qn_prover_is_in_time(q->p);
}

static qn_claim claim_of(const question *q)
{
    prover *p = q->p;
    qn_symbolic *s = p->worlds.symbolic[0];
    qn_claim claim;
    if (q->status == QN_CONFLICT || q->outline->is_use) {
        claim = qn_prover_status_claim(p, q->rule, q->status);
    } else {
        uint32_t result = qn_prover_rule(p, q->rule)->result;
        claim = qn_claim_both(s, qn_claim_status(s, result, q->status), qn_prover_time_claim(p));
    }
    if (q->status == QN_KNOWN && q->clause != QN_NONE_INDEX) {
        claim = qn_claim_both(s, claim, qn_claim_clause(s, q->clause));
    }
    return claim;
}

static qn_outcome look_for_case(const question *q, qn_witness *witness, bool *is_smallest)
{
    prover *p = q->p;
    question context = *q;
    qn_quest quest = qn_prover_quest(p, shows_finding_in_time, &context);
    quest.tries = p->tries;
    quest.steps = p->steps;
    quest.examples = p->t->expectation_count;
    qn_claim claim;
    quest.element = qn_prover_element(p, q->rule);
    if (qn_prover_take_in_whole(p, q->rule) &&
        qn_sketch_claim(q->sketch, p->worlds.symbolic[0], &claim)) {
        quest.has_claim = true;
        quest.claim = qn_claim_both(p->worlds.symbolic[0], claim, claim_of(q));
    }
    return qn_quest_find(&quest, witness, is_smallest);
}

/* Whether the case that the boxes tell can be run as it is, and shows the finding. */
static bool is_shown_already(const question *q, qn_witness *witness)
{
    qn_worlds *w = &q->p->worlds;
    uint32_t first = qn_tables_first_fact(q->p->t);
    for (uint32_t i = 0; i <= w->inputs; i++) {
        uint32_t reg = i < w->inputs ? first + w->input[i].fact[0] : qn_tables_today(q->p->t);
        witness->reply[i] = (qn_reply){.status = QN_UNKNOWN};
        for (uint32_t k = 0; k < q->sketch->parts; k++) {
            if (q->sketch->part[k].reg == reg) {
                witness->reply[i] =
                    (qn_reply){.status = QN_KNOWN, .value = q->sketch->part[k].number};
            }
        }
    }
    return q->sketch->is_whole && qn_worlds_apply(w, witness) && shows_finding(q);
}

/* A rule may be decided as of another day than that of the case, so that a day of the boxes may be
 * no day of the case. */
static void leave_out_day(qn_sketch *sketch)
{
    uint32_t kept = 0;
    uint32_t today = qn_tables_today(&sketch->program->tables);
    for (uint32_t i = 0; i < sketch->parts; i++) {
        sketch->part[kept] = sketch->part[i];
        kept += sketch->part[i].reg != today;
    }
    sketch->parts = kept;
}

static void ask_of_outline(prover *p, const qn_outline *outline, qn_witness *witness)
{
    qn_sketch sketch;
    bool is_smallest;
    qn_sketch_read(&sketch, p->program, outline->outline);
    question q = {.p = p,
                  .rule = outline->rule,
                  .clause = clause_at(p, outline->rule, &outline->place),
                  .status = outline->status,
                  .outline = outline,
                  .sketch = &sketch};
    qn_found found = qn_prover_found_at(p, QN_Q0349, outline->rule, NULL);
    found.outline = outline;
    if (q.status != QN_CONFLICT && !sketch.is_read) {
        return; /* some other value might be missing */
    }
    if (!outline->is_use && is_shown_already(&q, witness)) {
        qn_prover_keep(p, &found);
        return;
    }
    qn_outcome outcome = look_for_case(&q, witness, &is_smallest);
    if (outcome != QN_SHOWN) {
        leave_out_day(&sketch);
        outcome = look_for_case(&q, witness, &is_smallest);
    }
    if (outcome == QN_SHOWN) {
        char *text = qn_worlds_text(&p->worlds, witness);
        found.witness = text;
        found.is_smallest = is_smallest;
        qn_prover_keep(p, &found);
        free(text);
    }
}

void qn_prover_ask_of_outlines(prover *p, uint32_t rule, qn_witness *witness)
{
    bool is_in_focus = false;
    for (size_t i = 0; i < p->options->outlines && !p->out_of_memory; i++) {
        const qn_outline *outline = &p->options->outline[i];
        if (outline->rule == rule && !is_in_focus) {
            memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
            qn_prover_take_in_hand(p, rule);
            is_in_focus = qn_prover_find_inputs(p, rule) && qn_worlds_focus(&p->worlds, p->matters);
            p->out_of_memory |= !is_in_focus;
        }
        if (outline->rule == rule && is_in_focus) {
            ask_of_outline(p, outline, witness);
        }
    }
}
