/*
 * Versions that begin before what they need: on a day on which a version of a rule is in force,
 * another rule that it takes into account has no value yet. See prover.h.
 *
 * The compiler tells of those that have no value in any case; these have none in some.
 */
#include "prover.h"

#include <stdlib.h>

#include "date.h"
#include "refusals.h"
#include "vm.h"

static int64_t day_of(const qn_tables *t, uint32_t constant, int64_t other)
{
    return constant == QN_NONE_INDEX ? other : qn_constant_slot(&t->constant[constant]).i;
}

static bool gives_value(const qn_row_clause *row)
{
    return row->kind == QN_CLAUSE_BASE || row->kind == QN_CLAUSE_EXCEPTION;
}

/* A rule, and one that it needs on the day of decision and that begins later than it: the days of
 * which that is so, [from, until). */
typedef struct early {
    question q;
    uint32_t need;
    int64_t from;
    int64_t until;
} early;

/* Whether what is needed begins later than the rule. A hidden rule is a reading on another day. */
static bool begins_later(const prover *p, uint32_t rule, uint32_t need, early *out)
{
    int64_t from = qn_beginning_of(p->t, rule);
    int64_t begins = qn_beginning_of(p->t, need);
    *out = (early){.q = {.p = (prover *)(uintptr_t)p, .rule = rule, .status = QN_FAILED},
                   .need = need,
                   .from = from > p->first_day ? from : p->first_day,
                   .until = begins};
    return (qn_prover_rule(p, need)->flags & QN_RULE_HIDDEN) == 0 && from != INT64_MIN &&
           out->from < begins;
}

/* Whether a clause is one that is in force on the day of decision. */
static bool is_in_force(const prover *p, const qn_row_clause *row)
{
    int64_t day = p->worlds.c[0]->slot[qn_tables_today(p->t)].i;
    return gives_value(row) && row->from != QN_NONE_INDEX &&
           day_of(p->t, row->from, INT64_MIN) <= day && day < day_of(p->t, row->until, INT64_MAX);
}

/* Whether a clause has an error in the case in hand: its condition, or what it gives. */
static bool has_error(const prover *p, const qn_row_clause *row)
{
    const qn_case *c = p->worlds.c[0];
    return (row->condition != QN_NONE_INDEX && c->status[row->condition] == QN_FAILED) ||
           (row->value != QN_NONE_INDEX && c->status[row->value] == QN_FAILED);
}

/* The first clause of the rule that is in force on the day of decision and has an error, or else
 * that is in force; else QN_NONE_INDEX. */
static uint32_t clause_in_force(const prover *p, uint32_t rule)
{
    uint32_t found = QN_NONE_INDEX;
    const qn_row_rule *row = qn_prover_rule(p, rule);
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *one = &p->t->clause[row->first_clause + i];
        bool is_better =
            found == QN_NONE_INDEX || (has_error(p, one) && !has_error(p, &p->t->clause[found]));
        found = is_in_force(p, one) && is_better ? row->first_clause + i : found;
    }
    return found;
}

/* Whether the error of the rule comes from what it needs having no value yet. */
static bool comes_from(const early *e)
{
    uint32_t count = 0;
    bool found = false;
    const prover *p = e->q.p;
    const qn_cause *cause = qn_causes_find(p->worlds.c[0], e->q.rule, QN_FAILED, &count);
    for (uint32_t i = 0; i < count; i++) {
        found |= cause[i].code == QN_ERROR_NO_VALUE_ON_DATE && cause[i].site != QN_NONE_INDEX &&
                 p->t->site[cause[i].site].rule == e->need;
    }
    return found;
}

static bool shows_early(void *context)
{
    const early *e = context;
    const prover *p = e->q.p;
    const qn_case *c = p->worlds.c[0];
    uint32_t today = qn_tables_today(p->t);
    qn_case_run(p->worlds.c[0], e->q.rule);
    return c->status[qn_prover_rule(p, e->q.rule)->result] == QN_FAILED &&
           c->status[qn_prover_rule(p, e->need)->result] == QN_FAILED &&
           c->status[today] == QN_KNOWN && c->slot[today].i >= e->from &&
           c->slot[today].i < e->until && qn_prover_is_in_time(p) && comes_from(e);
}

static qn_claim early_claim(const early *e)
{
    prover *p = e->q.p;
    qn_symbolic *s = p->worlds.symbolic[0];
    uint32_t today = qn_tables_today(p->t);
    qn_claim days = qn_claim_both(s, qn_claim_at_least(s, today, e->from),
                                  qn_claim_at_most(s, today, e->until - 1));
    qn_claim failed =
        qn_claim_both(s, qn_claim_status(s, qn_prover_rule(p, e->q.rule)->result, QN_FAILED),
                      qn_claim_status(s, qn_prover_rule(p, e->need)->result, QN_FAILED));
    return qn_claim_both(s, qn_claim_both(s, days, failed), qn_prover_time_claim(p));
}

/* Tells of the version that is in force in the case in hand. */
static void tell_early(const early *e, qn_witness *witness, bool is_smallest)
{
    prover *p = e->q.p;
    char day[QN_DATE_TEXT_SIZE];
    const qn_row_rule *need = qn_prover_rule(p, e->need);
    uint32_t clause = clause_in_force(p, e->q.rule);
    qn_found found = qn_prover_found_at(p, QN_Q0322, e->q.rule,
                                        clause == QN_NONE_INDEX ? NULL : &p->t->clause[clause]);
    char *text = qn_worlds_text(&p->worlds, witness);
    qn_date_format((qn_day)e->until, day);
    found.argument[0] = qn_tables_string(p->t, need->name);
    found.argument[1] = day;
    found.arguments = 2;
    found.beside = (qn_place){need->source, need->line, need->column};
    found.label = QN_LABEL_BEGINS_LATER;
    found.witness = text;
    found.is_smallest = is_smallest;
    qn_prover_keep(p, &found);
    free(text);
}

static void ask_about_need(early *e, qn_witness *witness)
{
    prover *p = e->q.p;
    bool is_smallest;
    qn_quest quest = qn_prover_quest(p, shows_early, &e->q);
    quest.context = e;
    quest.tries = p->tries;
    quest.steps = p->steps;
    quest.first_day = e->from;
    quest.last_day = e->until - 1;
    if (qn_prover_take_in(p, e->q.rule)) {
        quest.has_claim = true;
        quest.claim = early_claim(e);
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    if (outcome == QN_SHOWN) {
        (void)shows_early(e);
        tell_early(e, witness, is_smallest);
    } else if (outcome == QN_LEFT_OPEN) {
        qn_prover_tell_open(p, qn_prover_found_at(p, QN_Q0322, e->q.rule, NULL));
    }
}

bool qn_prover_may_be_early(const prover *p, uint32_t rule)
{
    early e;
    bool may = false;
    const qn_row_rule *row = qn_prover_rule(p, rule);
    for (uint32_t i = 0; i < row->need_count; i++) {
        may |= begins_later(p, rule, p->t->entry[row->first_need + i].value, &e);
    }
    return may;
}

void qn_prover_ask_of_versions(prover *p, uint32_t rule, qn_witness *witness)
{
    early e;
    const qn_row_rule *row = qn_prover_rule(p, rule);
    for (uint32_t i = 0; i < row->need_count; i++) {
        if (begins_later(p, rule, p->t->entry[row->first_need + i].value, &e)) {
            ask_about_need(&e, witness);
        }
    }
}
