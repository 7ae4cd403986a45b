/*
 * Questions about all cases of a program. See prove.h and prover.h.
 */
#include <stdlib.h>
#include <string.h>

#include "blank.h"
#include "date.h"
#include "digits.h"
#include "matter.h"
#include "prover.h"
#include "refusals.h"
#include "workers.h"

enum { QUESTIONS_MOST = 400 };

/* The size of a rule times what is asked about its clauses: each question costs as much as the rule
 * is large. */
enum { ASKED_SIZE_MOST = 400000 };
/* Of one question to the prover: less, the more rules there are. */
enum { TRIES_OF_ALL = 50000, TRIES_LEAST = 120, TRIES_MOST = 2500, STEPS_OF_TRY = 2000 };
enum { WORK_OF_ALL = 10000000, WORK_LEAST = 10000, WORK_MOST = 300000 };

/* ---- which rules */

static bool is_asked_about(const prover *p, uint32_t rule)
{
    uint32_t flags = qn_prover_rule(p, rule)->flags;
    return (flags & (QN_RULE_HIDDEN | QN_RULE_INLINE)) == 0 &&
           (p->options->imported || (flags & QN_RULE_IMPORTED) == 0);
}

/* Whether a rule is the one of a duty that is asked about. */
static bool is_duty(const prover *p, uint32_t rule)
{
    for (uint32_t i = 0; i < p->t->duty_count; i++) {
        if (p->t->duty[i].rule == rule) {
            return true;
        }
    }
    return false;
}

/* ---- examples */

/* Runs what the examples are about. */
static void see_examples(prover *p)
{
    qn_witness witness = qn_witness_make(&p->worlds);
    if (witness.reply == NULL) {
        p->out_of_memory = true;
        return;
    }
    for (uint32_t i = p->number; i < p->t->expectation_count; i += QN_WORKERS) {
        for (uint32_t k = 0; k <= p->worlds.inputs; k++) {
            witness.reply[k] = (qn_reply){.status = QN_UNKNOWN};
        }
        qn_witness_take_example(&p->worlds, 0, i, &witness);
        uint32_t example = p->worlds.example[0][i];
        if (p->t->example[example].on != QN_NONE_INDEX) {
            witness.reply[p->worlds.inputs].status = QN_KNOWN;
        }
        if (qn_worlds_apply(&p->worlds, &witness)) {
            qn_case_run(p->worlds.c[0], p->t->expectation[i].rule);
            qn_prover_see(p);
        }
    }
    qn_witness_clear(&witness);
}

/* ---- all */

static bool is_open(const prover *p, uint32_t rule)
{
    const qn_row_rule *row = qn_prover_rule(p, rule);
    bool open = qn_prover_may_be_never_yes(p, rule) || qn_prover_may_be_early(p, rule) ||
                qn_prover_may_come_to(p, row, QN_CONFLICT) ||
                qn_prover_may_come_to(p, row, QN_FAILED) ||
                qn_prover_may_be_absent(p, row, QN_NONE) ||
                qn_prover_may_be_absent(p, row, QN_UNKNOWN) || qn_prover_may_be_longer(p, row);
    const qn_row_rule *of = qn_prover_rule(p, qn_prover_clauses_of(p, rule));
    for (uint32_t i = 0; i < of->clause_count && !open; i++) {
        open = !qn_prover_has_settled(p, of->first_clause + i);
    }
    return open;
}

static void ask_about_rule(prover *p, uint32_t rule, qn_witness *witness)
{
    const qn_row_rule *row = qn_prover_rule(p, qn_prover_clauses_of(p, rule));
    sighting seen = {.p = p, .rule = rule, .witness = p->seen};
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    if (!is_open(p, rule) || !qn_prover_find_inputs(p, rule)) {
        return;
    }
    qn_prover_take_in_hand(p, rule);
    p->out_of_memory |= !qn_worlds_focus(&p->worlds, p->matters);
    qn_prover_explore(&seen, witness);
    uint32_t begun = p->out.asked;
    uint64_t most = ASKED_SIZE_MOST / (qn_prover_size(p, rule) + 1);
    most = most < QUESTIONS_MOST ? most : QUESTIONS_MOST;
    for (uint32_t i = 0; i < row->clause_count; i++) {
        if (qn_prover_has_settled(p, row->first_clause + i)) {
            continue;
        }
        if (p->out.asked - begun < most) {
            qn_prover_ask_of_clause(p, rule, row->first_clause + i, witness);
        } else {
            p->out.asked++;
            p->out.open++;
            qn_prover_leave_open(p, qn_prover_found_at(p, QN_CODE_COUNT, rule, NULL));
        }
    }
    qn_prover_ask_of_answer(p, rule, witness);
    qn_prover_ask_of_versions(p, rule, witness);
    qn_prover_ask_of_status(&seen, QN_CONFLICT, witness);
    qn_prover_ask_of_status(&seen, QN_FAILED, witness);
    qn_prover_ask_of_absence(&seen, QN_NONE, witness);
    qn_prover_ask_of_absence(&seen, QN_UNKNOWN, witness);
    qn_prover_ask_of_length(p, rule, witness);
}

void qn_prove_days(const qn_tables *t, int64_t *first, int64_t *last)
{
    *first = QN_FIRST_DAY;
    *last = QN_LAST_DAY;
    bool is_dated = false;
    for (uint32_t i = 0; i < t->source_count; i++) {
        const qn_row_source *row = &t->source[i];
        if (row->reviewed_until == QN_NONE_INDEX) {
            continue;
        }
        int64_t until = qn_constant_slot(&t->constant[row->reviewed_until]).i;
        int64_t from = row->reviewed_from == QN_NONE_INDEX
                           ? QN_FIRST_DAY
                           : qn_constant_slot(&t->constant[row->reviewed_from]).i;
        *first = !is_dated || from > *first ? from : *first;
        *last = !is_dated || until < *last ? until : *last;
        is_dated = true;
    }
}

/* ---- facts */

static void tell_facts(prover *p, const uint8_t *matter)
{
    for (uint32_t i = 0; i < p->t->fact_count; i++) {
        const qn_row_fact *row = &p->t->fact[i];
        qn_found found = {.code = QN_Q0339,
                          .rule = QN_NONE_INDEX,
                          .place = {row->source, row->line, row->column},
                          .beside = {.source = QN_NONE_INDEX},
                          .argument = {qn_tables_string(p->t, row->name)},
                          .arguments = 1};
        p->out.asked += matter[i] != QN_MATTER_UNUSED;
        if (matter[i] == QN_MATTER_NEVER) {
            qn_prover_keep(p, &found);
        } else if (matter[i] == QN_MATTER_UNDECIDED) {
            qn_prover_leave_open(p, found);
        }
    }
}

/* The facts of the files that are asked about, against their rules and duties. */
static void ask_about_facts(prover *p)
{
    uint8_t *asked = calloc((size_t)p->t->fact_count + 1, 1);
    uint8_t *matter = calloc((size_t)p->t->fact_count + 1, 1);
    uint8_t *rules = calloc((size_t)p->t->rule_count + 1, 1);
    uint8_t *own = calloc((size_t)p->t->source_count + 1, 1);
    bool good = asked != NULL && matter != NULL && rules != NULL && own != NULL;
    for (uint32_t i = 0; good && i < p->t->rule_count; i++) {
        const qn_row_rule *row = qn_prover_rule(p, i);
        bool is_duty_in_file = is_duty(p, i) && (row->flags & QN_RULE_IMPORTED) == 0;
        rules[i] = is_asked_about(p, i) || is_duty_in_file;
        if (rules[i] != 0 && row->source != QN_NONE_INDEX) {
            own[row->source] = 1;
        }
    }
    for (uint32_t i = 0; good && i < p->t->fact_count; i++) {
        uint32_t source = p->t->fact[i].source;
        asked[i] = p->options->imported || (source != QN_NONE_INDEX && own[source] != 0);
    }
    good = good && qn_matter_find(&p->worlds, &p->edges, asked, rules, p->work, matter);
    if (good) {
        tell_facts(p, matter);
    }
    p->out_of_memory |= !good;
    free(asked);
    free(matter);
    free(rules);
    free(own);
}

/* ---- workers */

static void *see_all(void *worker)
{
    see_examples(worker);
    return NULL;
}

static void *ask_all(void *worker)
{
    prover *p = worker;
    bool asks_all = !p->options->only_outlines;
    qn_witness witness = qn_witness_make(&p->worlds);
    p->out_of_memory |= witness.reply == NULL;
    for (uint32_t i = p->number; i < p->t->rule_count && !p->out_of_memory; i += QN_WORKERS) {
        if (asks_all && is_asked_about(p, i) && !is_duty(p, i)) {
            ask_about_rule(p, i, &witness);
        }
        qn_prover_ask_of_outlines(p, i, &witness);
    }
    qn_prover_take_in_hand(p, QN_NONE_INDEX);
    if (asks_all && p->number == QN_WORKERS - 1 && !p->out_of_memory) {
        qn_prover_ask_of_duties(p, &witness);
    }
    if (asks_all && p->number == 0 && !p->out_of_memory) {
        ask_about_facts(p);
    }
    qn_witness_clear(&witness);
    return NULL;
}

static uint64_t within(uint64_t value, uint64_t least, uint64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* What may be spent on one rule: less, the more there are. */
static void share_out(prover *p)
{
    uint64_t rules = 1;
    for (uint32_t i = 0; i < p->t->rule_count; i++) {
        rules += is_asked_about(p, i);
    }
    p->work = p->work > 0 ? p->work : within(WORK_OF_ALL / rules, WORK_LEAST, WORK_MOST);
    p->tries =
        p->tries > 0 ? p->tries : (uint32_t)within(TRIES_OF_ALL / rules, TRIES_LEAST, TRIES_MOST);
    p->steps = (uint64_t)p->tries * STEPS_OF_TRY;
}

static bool open_worker(prover *p, const qn_program *program, const qn_prove_options *options,
                        uint32_t number)
{
    *p = (prover){.program = program,
                  .t = &program->tables,
                  .options = options,
                  .work = options->work,
                  .tries = options->tries,
                  .number = number};
    bool good = qn_worlds_init(&p->worlds, program, NULL, NULL, 0, QN_DAY_MIN, QN_DAY_MAX);
    p->clause = calloc((size_t)p->t->clause_count + 1, 1);
    p->duty = calloc((size_t)p->t->duty_count + 1, 1);
    p->is_ever_yes = calloc((size_t)p->t->rule_count + 1, 1);
    qn_worlds_take_bounds(&p->worlds);
    p->worlds.blank[0] = good ? qn_blank_make(program) : NULL;
    good = p->worlds.blank[0] != NULL;
    p->element = good ? qn_prover_find_readings(&p->worlds) : NULL;
    p->reach = calloc((size_t)p->t->rule_count + 1, sizeof *p->reach);
    p->is_reached = calloc((size_t)p->t->rule_count + 1, 1);
    p->matters = calloc((size_t)p->worlds.inputs + 1, 1);
    p->is_long = qn_digits_find(program);
    p->refusal = qn_refusals_find(p->t);
    good = good && p->refusal != NULL && p->is_long != NULL && p->is_ever_yes != NULL &&
           p->element != NULL && p->reach != NULL && p->is_reached != NULL && p->clause != NULL &&
           p->duty != NULL && p->matters != NULL && qn_edges_init(&p->edges, &p->worlds);
    for (int i = 0; good && i <= QN_FAILED; i++) {
        p->seen[i] = qn_witness_make(&p->worlds);
        good = p->seen[i].reply != NULL;
    }
    if (good) {
        qn_prove_days(p->t, &p->first_day, &p->last_day);
        share_out(p);
    }
    return good;
}

static void close_worker(prover *p)
{
    for (size_t i = 0; i < p->found.count; i++) {
        free((char *)(uintptr_t)p->found.row[i].witness);
        for (uint32_t k = 0; k < p->found.row[i].arguments; k++) {
            free((char *)(uintptr_t)p->found.row[i].argument[k]);
        }
    }
    free(p->found.row);
    qn_edges_clear(&p->edges);
    for (int i = 0; i <= QN_FAILED; i++) {
        qn_witness_clear(&p->seen[i]);
    }
    free(p->clause);
    free(p->duty);
    free(p->is_ever_yes);
    free(p->element);
    free(p->reach);
    free(p->is_reached);
    free(p->matters);
    free(p->is_long);
    free(p->refusal);
    qn_worlds_clear(&p->worlds);
}

/* Every worker gets the flags that any of them has, of so many bytes that `of` finds. */
static void share_flags(prover *worker, uint32_t count, uint8_t *(*of)(prover *))
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t all = 0;
        for (int k = 0; k < QN_WORKERS; k++) {
            all |= of(&worker[k])[i];
        }
        for (int k = 0; k < QN_WORKERS; k++) {
            of(&worker[k])[i] = all;
        }
    }
}

static uint8_t *clauses_of(prover *p)
{
    return p->clause;
}

static uint8_t *answers_of(prover *p)
{
    return p->is_ever_yes;
}

/* What one worker has seen need not be asked by another. */
static void share_sightings(prover *worker)
{
    share_flags(worker, worker[0].t->clause_count, clauses_of);
    share_flags(worker, worker[0].t->rule_count, answers_of);
}

/* ---- telling */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* By file, line, column and code; cases of outlines in the order of those. */
static int compare_found(const void *a, const void *b)
{
    const qn_found *x = a;
    const qn_found *y = b;
    int order = compare_numbers(x->place.source, y->place.source);
    order = order != 0 ? order : compare_numbers(x->place.line, y->place.line);
    order = order != 0 ? order : compare_numbers(x->place.column, y->place.column);
    order = order != 0 ? order : compare_numbers(x->code, y->code);
    return order != 0 ? order : (x->outline > y->outline) - (x->outline < y->outline);
}

/* Whether something else is the reason: a gate that never opens, for all clauses of its rule,
 * or a conflict, for its floors and caps. */
static bool is_a_consequence(const qn_found *all, size_t count, const qn_found *found)
{
    bool is_limit = found->code == QN_Q0334 || found->code == QN_Q0335;
    bool is_of_clause = is_limit || found->code == QN_Q0332 || found->code == QN_Q0333;
    bool is_of_rule = found->code == QN_Q0343;
    for (size_t i = 0; (is_of_clause || is_of_rule) && i < count; i++) {
        const qn_found *other = &all[i];
        bool is_reason = (is_limit && other->code == QN_Q0336) ||
                         (is_of_clause && other->is_of_gate && other->code == QN_Q0330) ||
                         (is_of_rule && other->code >= QN_Q0330 && other->code <= QN_Q0336);
        if (is_reason && other->rule == found->rule) {
            return true;
        }
    }
    return false;
}

/* Tells what all workers have found. False out of memory. */
static bool tell_all(prover *worker, void (*tell)(void *, const qn_found *), void *context,
                     qn_proved *out)
{
    size_t count = 0;
    for (int i = 0; i < QN_WORKERS; i++) {
        out->asked += worker[i].out.asked;
        out->open += worker[i].out.open;
        count += worker[i].found.count;
    }
    qn_found *all = calloc(count + 1, sizeof *all);
    if (all == NULL) {
        return false;
    }
    count = 0;
    for (int i = 0; i < QN_WORKERS; i++) {
        for (size_t k = 0; k < worker[i].found.count; k++) {
            all[count++] = worker[i].found.row[k];
        }
    }
    qsort(all, count, sizeof *all, compare_found);
    for (size_t i = 0; i < count; i++) {
        qn_found one = all[i];
        if (is_a_consequence(all, count, &one)) {
            one = (qn_found){.code = QN_Q0349,
                             .about = one.code,
                             .is_silent = true,
                             .rule = one.rule,
                             .place = one.place,
                             .beside = {.source = QN_NONE_INDEX}};
        }
        tell(context, &one);
    }
    free(all);
    return true;
}

bool qn_prove(const qn_program *program, const qn_prove_options *options,
              void (*tell)(void *context, const qn_found *found), void *context, qn_proved *out)
{
    prover worker[QN_WORKERS] = {{0}};
    bool good = true;
    *out = (qn_proved){0};
    for (uint32_t i = 0; i < QN_WORKERS; i++) {
        good &= open_worker(&worker[i], program, options, i);
    }
    if (good) {
        qn_workers_run(worker, sizeof *worker, see_all);
        share_sightings(worker);
        qn_workers_run(worker, sizeof *worker, ask_all);
        good = tell_all(worker, tell, context, out);
    }
    for (int i = 0; i < QN_WORKERS; i++) {
        good &= !worker[i].out_of_memory && !worker[i].worlds.out_of_memory;
        close_worker(&worker[i]);
    }
    return good;
}
