/*
 * Questions about all cases of a program. See prove.h.
 */
#include "prove.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "causes.h"
#include "date.h"
#include "matter.h"
#include "obstacle.h"
#include "quest.h"
#include "trace.h"
#include "value.h"
#include "vm.h"
#include "workers.h"

enum {
    SIZE_MOST = 20000,
    QUESTIONS_MOST = 400,

    PAIRS_OF_DUTIES_MAX = 2000,
    DUTIES_MAX = 1000
};
/* Of one question to the prover: less, the more rules there are. */
enum { TRIES_OF_ALL = 10000, TRIES_LEAST = 24, TRIES_MOST = 500, STEPS_OF_TRY = 2000 };
enum { WORK_OF_ALL = 15000000, WORK_LEAST = 10000, WORK_MOST = 300000 };

/* What has been seen of a clause in some case; what has been proved to be never so is open to
 * nothing, too. */
enum {
    SEEN_HOLDS = 1,    /* its condition is yes */
    SEEN_FAILS = 2,    /* its condition is no */
    SEEN_STANDS = 4,   /* it is yes, and nothing overrides it */
    SEEN_DIFFERS = 8,  /* an exception gives something else than the base */
    SEEN_REACHED = 16, /* a floor or cap decides the answer */
};

/* 1900-01-01 to 2199-12-31: where nothing is said of days, errors are told of these. */
enum { FIRST_DAY = 693595, LAST_DAY = 803167 };

/* And of a duty; one that is in hand can be met by itself. */
enum { SEEN_MET = 1, DUTY_IN_HAND = 2 };

/* What a worker has found; the case of each is its own. */
typedef struct found_list {
    qn_found *row;
    size_t count;
} found_list;

/* The rules of a program are shared out among workers, always in the same way, so that what is
 * found depends on no machine. clause: flags, one byte a clause. duty: one byte a duty. */
typedef struct prover {
    const qn_program *program;
    const qn_tables *t;
    const qn_prove_options *options;
    uint64_t work;
    uint32_t tries;
    uint64_t steps;
    qn_worlds worlds;
    qn_edges edges;
    uint8_t *clause;
    uint8_t *duty;
    uint8_t *together; /* a byte for each pair of duties: both have been met at once */
    uint8_t *matters;
    qn_case *blank;                 /* nothing is known in it, not even defaults */
    qn_witness seen[QN_FAILED + 1]; /* one a status */
    int64_t first_day;              /* within which an error or a conflict is looked for */
    int64_t last_day;
    found_list found;
    qn_proved out;
    uint32_t number; /* of the worker, among QN_WORKERS */
    bool out_of_memory;
} prover;

static const qn_row_rule *rule_at(const prover *p, uint32_t rule)
{
    return &p->t->rule[rule];
}

/* ---- what a case shows */

static bool is_known(const qn_case *c, uint32_t reg)
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

/* Whether a gate of the rule is shut, so that none of its clauses counts. */
static bool has_shut_gate(const prover *p, const qn_row_rule *rule)
{
    for (uint32_t i = 0; i < rule->clause_count; i++) {
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
    if (!is_known(c, reg)) {
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

static void see_clause(prover *p, const qn_row_rule *rule, uint32_t clause)
{
    const qn_row_clause *row = &p->t->clause[clause];
    qn_verdict verdict = qn_clause_verdict(p->worlds.c[0], clause);
    if (verdict.status != QN_KNOWN) {
        return;
    }
    p->clause[clause] |= verdict.yes ? SEEN_HOLDS : SEEN_FAILS;
    bool is_gate = row->kind == QN_CLAUSE_GATE;
    if (!verdict.yes || is_overridden(p, row) || (!is_gate && has_shut_gate(p, rule))) {
        return;
    }
    p->clause[clause] |= SEEN_STANDS;
    if (row->kind == QN_CLAUSE_EXCEPTION && (p->clause[clause] & SEEN_DIFFERS) == 0 &&
        differs_from_base(p, rule, row)) {
        p->clause[clause] |= SEEN_DIFFERS;
    }
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    if (is_limit && (p->clause[clause] & SEEN_REACHED) == 0 &&
        is_known(p->worlds.c[0], rule->result) &&
        qn_trace_clause(p->worlds.c[0], clause).fate == QN_FATE_APPLIED) {
        p->clause[clause] |= SEEN_REACHED;
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
static uint8_t all_flags(const prover *p, const qn_row_clause *row)
{
    bool is_alone =
        row->chosen == QN_NONE_INDEX && row->from == QN_NONE_INDEX && row->until == QN_NONE_INDEX;
    uint8_t all = SEEN_HOLDS | SEEN_STANDS;
    if (is_refusal(p, row)) {
        return 0;
    }
    all |= row->condition != QN_NONE_INDEX ? SEEN_FAILS : 0;
    all |= row->kind == QN_CLAUSE_EXCEPTION && is_alone ? SEEN_DIFFERS : 0;
    all |= row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP ? SEEN_REACHED : 0;
    return all;
}

static bool is_settled(const prover *p, uint32_t clause)
{
    uint8_t all = all_flags(p, &p->t->clause[clause]);
    return (p->clause[clause] & all) == all;
}

/* Takes a look at every rule that has been evaluated in the case. */
static void see_case(prover *p)
{
    const qn_case *c = p->worlds.c[0];
    for (uint32_t i = 0; i < p->t->rule_count; i++) {
        const qn_row_rule *rule = rule_at(p, i);
        for (uint32_t k = 0; c->evaluated[i] != 0 && k < rule->clause_count; k++) {
            if (!is_settled(p, rule->first_clause + k)) {
                see_clause(p, rule, rule->first_clause + k);
            }
        }
    }
}

/* ---- which rules */

static bool is_asked_about(const prover *p, uint32_t rule)
{
    uint32_t flags = rule_at(p, rule)->flags;
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
            see_case(p);
        }
    }
    qn_witness_clear(&witness);
}

/* ---- questions */

/* The rule in hand, and the clause or duty; what a quest is to show. */
typedef struct question {
    prover *p;
    uint32_t rule;
    uint32_t clause;
    uint8_t flag; /* of the clause */
    qn_answer status;
    uint32_t other; /* another duty */
} question;

/* What was seen of a rule while cases were tried: a case in which it is in conflict or in error. */
typedef struct sighting {
    prover *p;
    uint32_t rule;
    bool is_seen[QN_FAILED + 1];
    qn_witness *witness; /* one a status */
} sighting;

/* Whether the case in hand shows the flag of the clause. */
static bool shows_flag(void *context)
{
    question *q = context;
    qn_case_run(q->p->worlds.c[0], q->rule);
    see_case(q->p);
    return (q->p->clause[q->clause] & q->flag) != 0;
}

/* Whether the author's own words are the reason. */
static bool is_stated(const qn_tables *t, const qn_cause *cause)
{
    bool is_refused = cause->code == QN_ERROR_REFUSED || cause->code == QN_ERROR_NO_VALUE_ON_DATE;
    bool has_reason = cause->site != QN_NONE_INDEX && t->site[cause->site].reason != 0;
    return is_refused || (cause->code == 0 && has_reason);
}

/* Whether the status is the rule's own, and not that of something that it uses. */
static bool is_own_cause(const prover *p, uint32_t rule, const qn_cause *cause)
{
    if (cause->clause != QN_NONE_INDEX) {
        return p->t->clause[cause->clause].rule == rule;
    }
    return cause->site != QN_NONE_INDEX && p->t->site[cause->site].rule == rule;
}

/* The cause of that number, from 0, of those of the status that are the rule's own, and nobody's
 * words; NULL behind the last. */
static const qn_cause *find_cause(const prover *p, uint32_t rule, qn_answer status, uint32_t number)
{
    uint32_t count = 0;
    const qn_cause *list = qn_causes_find(p->worlds.c[0], rule, status, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_stated(p->t, &list[i]) && is_own_cause(p, rule, &list[i]) && number-- == 0) {
            return &list[i];
        }
    }
    return NULL;
}

/* Whether an input is a date for which no range is declared. */
static bool is_free_date(const prover *p, uint32_t input)
{
    const qn_row_fact *row = &p->t->fact[p->worlds.input[input].fact[0]];
    return p->worlds.input[input].is_plain && p->t->type[row->type].kind == QN_KIND_DATE &&
           row->low == QN_NONE_INDEX && row->high == QN_NONE_INDEX;
}

/* Whether the days of the case in hand are such as an error is told of. */
static bool is_in_our_time(const prover *p)
{
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        const qn_reply *reply = &p->worlds.given.reply[i];
        if (reply->status == QN_KNOWN && is_free_date(p, i) &&
            (reply->value < FIRST_DAY || reply->value > LAST_DAY)) {
            return false;
        }
    }
    return true;
}

static bool shows_status(void *context)
{
    question *q = context;
    const qn_case *c = q->p->worlds.c[0];
    uint32_t reg = rule_at(q->p, q->rule)->result;
    qn_case_run(q->p->worlds.c[0], q->rule);
    see_case(q->p);
    uint32_t today = qn_tables_today(q->p->t);
    bool in_time = c->status[today] != QN_KNOWN ||
                   (c->slot[today].i >= q->p->first_day && c->slot[today].i <= q->p->last_day);
    return in_time && c->status[reg] == q->status && is_in_our_time(q->p) &&
           find_cause(q->p, q->rule, q->status, 0) != NULL;
}

static bool is_met(const prover *p, uint32_t duty)
{
    uint32_t reg = rule_at(p, p->t->duty[duty].rule)->result;
    return is_known(p->worlds.c[0], reg) && p->worlds.c[0]->slot[reg].i != 0;
}

/* Keeps which duties are met in the case in hand, alone and together. */
static bool look_at_duties(void *context)
{
    prover *p = context;
    uint32_t count = p->t->duty_count;
    for (uint32_t i = 0; i < count; i++) {
        if ((p->duty[i] & DUTY_IN_HAND) != 0) {
            qn_case_run(p->worlds.c[0], p->t->duty[i].rule);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if ((p->duty[i] & DUTY_IN_HAND) == 0 || !is_met(p, i)) {
            continue;
        }
        p->duty[i] |= SEEN_MET;
        for (uint32_t k = 0; p->together != NULL && k < i; k++) {
            p->together[(size_t)i * count + k] |= is_met(p, k);
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
    see_case(p);
    return met;
}

static bool find_inputs(prover *p, uint32_t rule)
{
    bool good = qn_quest_inputs_of(&p->worlds, 0, rule, p->matters);
    p->out_of_memory |= !good;
    return good;
}

/* How much there is to a rule: its operations, and the entries of their lists. */
static uint64_t size_of(const prover *p, const qn_row_rule *row)
{
    uint64_t size = row->code_count;
    for (uint32_t i = 0; i < row->code_count; i++) {
        const qn_row_instruction *one = &p->t->instruction[row->first_code + i];
        qn_op op = qn_instruction_op(one);
        bool has_list = op == OP_BAND || op == OP_FIRST || op == OP_ONE || op == OP_PICK ||
                        op == OP_RESOLVE || op == OP_GATES;
        size += has_list ? one->c : 0;
    }
    return size;
}

/* The same with what it needs itself. */
static uint64_t size_with_needs(const prover *p, uint32_t rule)
{
    uint64_t size = size_of(p, rule_at(p, rule));
    for (uint32_t i = 0; i < rule_at(p, rule)->need_count; i++) {
        uint32_t need = p->t->entry[rule_at(p, rule)->first_need + i].value;
        size += size_of(p, rule_at(p, need));
    }
    return size;
}

/* Whether the prover can be asked about a rule. A very large one it is not asked about. */
static bool is_taken_in(prover *p, uint32_t rule)
{
    return p->worlds.symbolic[0] != NULL && size_with_needs(p, rule) <= SIZE_MOST &&
           qn_symbolic_add_rule(p->worlds.symbolic[0], rule);
}

/* Keeps what the case in hand shows, and asks for the next. */
static bool look_on(void *context)
{
    static const qn_answer statuses[] = {QN_CONFLICT, QN_FAILED};
    sighting *s = context;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        question q = {.p = s->p, .rule = s->rule, .status = statuses[i]};
        if (!s->is_seen[statuses[i]] && shows_status(&q)) {
            s->is_seen[statuses[i]] = true;
            qn_witness_copy(&s->p->worlds, &s->witness[statuses[i]], &s->p->worlds.given);
        }
    }
    return false;
}

/* NULL of NULL, and out of memory. */
static char *copy_of(prover *p, const char *text)
{
    char *copy = text == NULL ? NULL : strdup(text);
    p->out_of_memory |= text != NULL && copy == NULL;
    return copy;
}

/* Takes a copy, to be told when all workers are done. */
static void keep_found(prover *p, const qn_found *found)
{
    qn_found *grown = realloc(p->found.row, (p->found.count + 1) * sizeof *grown);
    if (grown == NULL) {
        p->out_of_memory = true;
        return;
    }
    p->found.row = grown;
    qn_found *kept = &grown[p->found.count++];
    *kept = *found;
    kept->witness = copy_of(p, found->witness);
    for (uint32_t i = 0; i < found->arguments; i++) {
        kept->argument[i] = copy_of(p, found->argument[i]);
    }
}

/* What is asked where a code would be the answer. */
static const char *question_of(qn_code code)
{
    switch (code) {
    case QN_Q0330:
        return "this clause ever applies";
    case QN_Q0331:
        return "this clause ever does not apply";
    case QN_Q0332:
        return "this clause ever counts";
    case QN_Q0333:
        return "this exception ever makes a difference";
    case QN_Q0334:
        return "this floor is ever reached";
    case QN_Q0335:
        return "this cap is ever reached";
    case QN_Q0336:
        return "this rule can be in conflict";
    case QN_Q0338:
        return "this rule can be an error";
    case QN_Q0340:
        return "this duty can be met";
    default:
        return "these two duties can be met together";
    }
}

/* Tells of a question that is not decided, with what was too hard. */
static void tell_open(prover *p, qn_found found)
{
    if (!p->options->open) {
        return;
    }
    char *obstacle = qn_obstacle_text(p->program, found.rule);
    p->out_of_memory |= obstacle == NULL;
    found.argument[0] = question_of(found.code);
    found.argument[1] = obstacle;
    found.arguments = 2;
    found.code = QN_Q0349;
    if (obstacle != NULL) {
        keep_found(p, &found);
    }
    free(obstacle);
}

/* Looks for a case; what was found is counted. */
static qn_outcome ask(prover *p, const qn_quest *quest, qn_witness *witness, bool *is_smallest)
{
    qn_outcome found = qn_quest_find(quest, witness, is_smallest);
    p->out.asked++;
    p->out.open += found == QN_LEFT_OPEN;
    return found;
}

static qn_quest quest_of(prover *p, bool (*shows)(void *), question *context)
{
    return (qn_quest){.worlds = &p->worlds,
                      .edges = &p->edges,
                      .shows = shows,
                      .context = context,
                      .matters = p->matters,
                      .work = p->work};
}

static qn_found found_at(const prover *p, qn_code code, uint32_t rule, const qn_row_clause *row)
{
    const qn_row_rule *of = rule_at(p, rule);
    return (qn_found){.code = code,
                      .rule = rule,
                      .place = {row != NULL ? row->source : of->source,
                                row != NULL ? row->line : of->line,
                                row != NULL ? row->column : of->column},
                      .beside = {.source = QN_NONE_INDEX},
                      .argument = {qn_tables_string(p->t, of->name)},
                      .arguments = 1,
                      .is_of_gate = row != NULL && row->kind == QN_CLAUSE_GATE};
}

/* ---- clauses */

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
    const qn_row_rule *rule = rule_at(p, row->rule);
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
    const qn_row_rule *rule = rule_at(p, row->rule);
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

/* No gate of a clause's rule is shut. */
static qn_claim gates_claim(prover *p, const qn_row_clause *clause)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_rule *rule = rule_at(p, clause->rule);
    qn_claim open = qn_claim_always(s);
    for (uint32_t i = 0; clause->kind != QN_CLAUSE_GATE && i < rule->clause_count; i++) {
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

static qn_claim flag_claim(prover *p, uint32_t clause, uint8_t flag)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_clause *row = &p->t->clause[clause];
    switch (flag) {
    case SEEN_HOLDS:
        return qn_claim_condition(s, clause);
    case SEEN_FAILS:
        return qn_claim_both(s, qn_claim_status(s, row->condition, QN_KNOWN),
                             qn_claim_not(s, qn_claim_yes(s, row->condition)));
    case SEEN_STANDS:
        return qn_claim_both(s, qn_claim_clause(s, clause), gates_claim(p, row));
    case SEEN_DIFFERS:
        return differs_claim(p, clause);
    default:
        return reached_claim(p, clause);
    }
}

static qn_code flag_code(const qn_row_clause *row, uint8_t flag)
{
    switch (flag) {
    case SEEN_HOLDS:
        return QN_Q0330;
    case SEEN_FAILS:
        return QN_Q0331;
    case SEEN_STANDS:
        return QN_Q0332;
    case SEEN_DIFFERS:
        return QN_Q0333;
    default:
        return row->kind == QN_CLAUSE_FLOOR ? QN_Q0334 : QN_Q0335;
    }
}

/* Whether something is seen of a clause in any case; if in none, that is told. True where there is
 * no need to ask what follows from it. */
static bool settle_flag(prover *p, uint32_t clause, uint8_t flag, qn_witness *witness)
{
    const qn_row_clause *row = &p->t->clause[clause];
    question context = {.p = p, .rule = row->rule, .clause = clause, .flag = flag};
    bool is_smallest;
    if ((all_flags(p, row) & flag) == 0 || (p->clause[clause] & flag) != 0) {
        return false;
    }
    qn_quest quest = quest_of(p, shows_flag, &context);
    quest.is_any = true;
    if (is_taken_in(p, row->rule)) {
        quest.has_claim = true;
        quest.claim = flag_claim(p, clause, flag);
    }
    qn_outcome outcome = ask(p, &quest, witness, &is_smallest);
    qn_found found = found_at(p, flag_code(row, flag), row->rule, row);
    if (outcome == QN_PROVED_NOT) {
        keep_found(p, &found);
    } else if (outcome == QN_LEFT_OPEN) {
        tell_open(p, found);
    }
    return outcome != QN_SHOWN;
}

/* A clause that never applies is never hidden, and so on: one finding is enough. */
static void ask_about_clause(prover *p, uint32_t clause, qn_witness *witness)
{
    static const uint8_t flags[] = {SEEN_HOLDS, SEEN_STANDS, SEEN_DIFFERS, SEEN_REACHED,
                                    SEEN_FAILS};
    for (size_t i = 0; i < sizeof flags && !settle_flag(p, clause, flags[i], witness); i++) {
    }
}

/* ---- conflicts and errors */

/* Whether a register is an error that stands for an answer that is missing. */
static bool is_missing(const prover *p, uint32_t reg)
{
    if (reg >= p->t->constant_count || p->t->constant[reg].status != QN_FAILED) {
        return false;
    }
    uint32_t site = p->t->constant[reg].site;
    return site != QN_NONE_INDEX && p->t->site[site].code == QN_ERROR_NO_VALUE;
}

/* Whether an operation can be what makes a conflict or an error, other than by its operands. */
static bool is_origin(const prover *p, const qn_row_instruction *row, qn_answer status)
{
    qn_op op = qn_instruction_op(row);
    bool chooses = op == OP_SELECT || op == OP_OTHERWISE;
    if (status == QN_FAILED && chooses && (is_missing(p, row->b) || is_missing(p, row->c))) {
        return true;
    }
    if (status == QN_CONFLICT) {
        uint32_t ways = qn_instruction_aux(row) & (QN_AUX_SORTED | QN_AUX_FIRST_MATCH);
        return op == OP_RESOLVE || op == OP_ONE || op == OP_LIMIT || (op == OP_BAND && ways == 0);
    }
    return op == OP_DIV_Q || op == OP_WHOLE || op == OP_AGREE || op == OP_PICK ||
           op == OP_RESOLVE || op == OP_STORE || (op >= OP_DATE_MAKE && op <= OP_WORK_COUNT) ||
           (op >= OP_PERIOD && op <= OP_CHAIN_PART);
}

/* Whether boxes leave the status open for an operation, where nothing is known of the case. What is
 * run by others, in loops, is not followed. */
static bool boxes_leave_open(const prover *p, uint32_t reg, qn_answer status)
{
    const qn_case *c = p->blank;
    if ((p->program->class_of[reg] & QN_REGISTER_INSIDE) != 0) {
        return true;
    }
    if (c->status[reg] != QN_UNKNOWN) {
        return c->status[reg] == status;
    }
    qn_open open = qn_bounds_open(c, reg);
    return (open.outcomes & (1U << status)) != 0;
}

/* Whether the code of a rule can come to a status by itself. Boxes are asked first: they are exact
 * where an answer is no, and instant. */
static bool may_come_to(const prover *p, const qn_row_rule *rule, qn_answer status)
{
    qn_value value;
    bool is_run = false;
    for (uint32_t i = 0; i < rule->code_count; i++) {
        uint32_t at = rule->first_code + i;
        if (!is_origin(p, &p->t->instruction[at], status)) {
            continue;
        }
        if (!is_run) {
            (void)qn_eval(p->blank, (int32_t)(rule - p->t->rule), &value);
            is_run = true;
        }
        if (boxes_leave_open(p, qn_tables_first_result(p->t) + at, status)) {
            return true;
        }
    }
    return false;
}

/* The rule has the status, and nothing that it uses has; what the author says in words is left
 * aside. */
static qn_claim status_claim(prover *p, uint32_t rule, qn_answer status)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_rule *row = rule_at(p, rule);
    uint32_t today = qn_tables_today(p->t);
    qn_claim claim = qn_claim_status(s, row->result, status);
    claim = qn_claim_both(s, claim, qn_claim_at_least(s, today, p->first_day));
    claim = qn_claim_both(s, claim, qn_claim_at_most(s, today, p->last_day));
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        if (p->matters[i] != 0 && is_free_date(p, i)) {
            uint32_t reg = qn_tables_first_fact(p->t) + p->worlds.input[i].fact[0];
            qn_claim none = qn_claim_status(s, reg, QN_NONE);
            qn_claim in_time = qn_claim_both(s, qn_claim_at_least(s, reg, FIRST_DAY),
                                             qn_claim_at_most(s, reg, LAST_DAY));
            claim = qn_claim_both(s, claim, qn_claim_either(s, none, in_time));
        }
    }
    for (uint32_t i = 0; i < row->need_count; i++) {
        uint32_t need = p->t->entry[row->first_need + i].value;
        if ((rule_at(p, need)->flags & QN_RULE_INLINE) == 0) {
            qn_claim same = qn_claim_status(s, rule_at(p, need)->result, status);
            claim = qn_claim_both(s, claim, qn_claim_not(s, same));
        }
    }
    return claim;
}

/* The two clauses that are in conflict, or the formula that fails, as its place and its words. */
static void tell_status(prover *p, question *q, qn_witness *witness, bool is_smallest)
{
    static const struct {
        uint32_t number;
        const char *what;
    } errors[] = {
#define QN_ERROR(number, name, what, help) {number, what},
#include "errors.def"
#undef QN_ERROR
    };
    const qn_cause *other = find_cause(p, q->rule, q->status, 1);
    const qn_cause *cause = find_cause(p, q->rule, q->status, 0);
    if (cause == NULL) {
        return;
    }
    const qn_row_clause *row = cause->clause == QN_NONE_INDEX ? NULL : &p->t->clause[cause->clause];
    qn_code code = q->status == QN_CONFLICT ? QN_Q0336 : QN_Q0338;
    qn_found found = found_at(p, code, q->rule, row);
    if (row == NULL && cause->site != QN_NONE_INDEX && p->t->site[cause->site].line > 0) {
        const qn_row_site *site = &p->t->site[cause->site];
        found.place = (qn_place){site->source, site->line, site->column};
    }
    if (row != NULL && other != NULL && other->clause != QN_NONE_INDEX) {
        const qn_row_clause *too = &p->t->clause[other->clause];
        found.beside = (qn_place){too->source, too->line, too->column};
        found.label = QN_LABEL_THIS_ONE_TOO;
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].number == cause->code) {
            found.argument[1] = errors[i].what;
            found.arguments = 2;
        }
    }
    char *text = qn_worlds_text(&p->worlds, witness);
    found.witness = text;
    found.is_smallest = is_smallest;
    keep_found(p, &found);
    free(text);
}

static void ask_about_status(const sighting *seen, qn_answer status, qn_witness *witness)
{
    prover *p = seen->p;
    uint32_t rule = seen->rule;
    question context = {.p = p, .rule = rule, .status = status};
    bool is_smallest;
    if (!may_come_to(p, rule_at(p, rule), status)) {
        return;
    }
    qn_quest quest = quest_of(p, shows_status, &context);
    quest.start = seen->is_seen[status] ? &seen->witness[status] : NULL;
    if (is_taken_in(p, rule)) {
        quest.has_claim = true;
        quest.claim = status_claim(p, rule, status);
        qn_symbolic_set_refusals(p->worlds.symbolic[0], false);
    }
    qn_outcome outcome = ask(p, &quest, witness, &is_smallest);
    if (outcome == QN_SHOWN) {
        (void)shows_status(&context);
        tell_status(p, &context, witness, is_smallest);
    } else if (outcome == QN_LEFT_OPEN) {
        tell_open(p, found_at(p, status == QN_CONFLICT ? QN_Q0336 : QN_Q0338, rule, NULL));
    }
    if (p->worlds.symbolic[0] != NULL) {
        qn_symbolic_set_refusals(p->worlds.symbolic[0], true);
    }
}

/* ---- duties */

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
    (void)find_inputs(p, p->t->duty[duty].rule);
    if (other != QN_NONE_INDEX) {
        (void)find_inputs(p, p->t->duty[other].rule);
    }
    p->out_of_memory |= !qn_worlds_focus(&p->worlds, p->matters);
    qn_quest quest = quest_of(p, shows_duties, &context);
    quest.is_any = true;
    qn_symbolic *s = p->worlds.symbolic[0];
    if (is_taken_in(p, p->t->duty[duty].rule)) {
        quest.has_claim = true;
        quest.claim = qn_claim_yes(s, rule_at(p, p->t->duty[duty].rule)->result);
    }
    if (other != QN_NONE_INDEX && quest.has_claim && is_taken_in(p, p->t->duty[other].rule)) {
        quest.claim = qn_claim_both(s, quest.claim,
                                    qn_claim_yes(s, rule_at(p, p->t->duty[other].rule)->result));
    }
    qn_outcome outcome = ask(p, &quest, witness, &is_smallest);
    if (outcome == QN_LEFT_OPEN) {
        bool is_pair = other != QN_NONE_INDEX;
        tell_open(p, found_at_duty(p, is_pair ? QN_Q0341 : QN_Q0340, is_pair ? other : duty));
    }
    return outcome != QN_PROVED_NOT;
}

/* Whether some fact matters to a rule. */
static bool has_inputs(prover *p, uint32_t rule)
{
    bool has = false;
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    (void)find_inputs(p, rule);
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        has |= p->matters[i] != 0;
    }
    return has;
}

/* A duty that no fact matters to holds one law against another, and says what came of it. */
static bool is_duty_in_hand(prover *p, uint32_t duty)
{
    uint32_t rule = p->t->duty[duty].rule;
    return (p->options->imported || (rule_at(p, rule)->flags & QN_RULE_IMPORTED) == 0) &&
           has_inputs(p, rule);
}

/* Whether two duties look at a fact that both know. */
static bool share_inputs(prover *p, uint32_t a, uint32_t b)
{
    bool share = false;
    uint8_t *of_b = calloc((size_t)p->worlds.inputs + 1, 1);
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    p->out_of_memory |= of_b == NULL;
    if (of_b != NULL && find_inputs(p, p->t->duty[a].rule)) {
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
            keep_found(p, &found);
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
            (void)find_inputs(p, p->t->duty[i].rule);
        }
    }
    qn_quest quest = quest_of(p, look_at_duties, NULL);
    quest.context = p;
    quest.examples = p->t->expectation_count;
    quest.tries = p->tries;
    quest.steps = 10 * p->steps;
    (void)qn_quest_find(&quest, witness, &is_smallest);
}

static void ask_about_duties(prover *p, qn_witness *witness)
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
            keep_found(p, &found);
            p->duty[i] = 0;
        } else if (p->together != NULL) {
            ask_about_pairs(p, i, &pairs, witness);
        }
    }
    free(p->together);
    p->together = NULL;
}

/* ---- all */

static bool is_open(const prover *p, const qn_row_rule *row)
{
    bool open = may_come_to(p, row, QN_CONFLICT) || may_come_to(p, row, QN_FAILED);
    for (uint32_t i = 0; i < row->clause_count && !open; i++) {
        open = !is_settled(p, row->first_clause + i);
    }
    return open;
}

/* Tries cases near the edges of a rule. */
static void explore(sighting *seen, qn_witness *witness)
{
    prover *p = seen->p;
    bool is_smallest;
    qn_quest quest = quest_of(p, look_on, NULL);
    quest.context = seen;
    quest.tries = p->tries;
    quest.steps = p->steps;
    (void)qn_quest_find(&quest, witness, &is_smallest);
}

static void ask_about_rule(prover *p, uint32_t rule, qn_witness *witness)
{
    const qn_row_rule *row = rule_at(p, rule);
    sighting seen = {.p = p, .rule = rule, .witness = p->seen};
    memset(p->matters, 0, (size_t)p->worlds.inputs + 1);
    if (!is_open(p, row) || !find_inputs(p, rule)) {
        return;
    }
    p->out_of_memory |= !qn_worlds_focus(&p->worlds, p->matters);
    explore(&seen, witness);
    uint32_t begun = p->out.asked;
    for (uint32_t i = 0; i < row->clause_count; i++) {
        if (is_settled(p, row->first_clause + i)) {
            continue;
        }
        if (p->out.asked - begun < QUESTIONS_MOST) {
            ask_about_clause(p, row->first_clause + i, witness);
        } else {
            p->out.asked++;
            p->out.open++;
        }
    }
    ask_about_status(&seen, QN_CONFLICT, witness);
    ask_about_status(&seen, QN_FAILED, witness);
}

/* The dates that the files were reviewed for, or two hundred years. */
static void find_days(prover *p)
{
    p->first_day = FIRST_DAY;
    p->last_day = LAST_DAY;
    bool is_dated = false;
    for (uint32_t i = 0; i < p->t->source_count; i++) {
        const qn_row_source *row = &p->t->source[i];
        if (row->reviewed_until == QN_NONE_INDEX) {
            continue;
        }
        int64_t until = qn_constant_slot(&p->t->constant[row->reviewed_until]).i;
        int64_t from = row->reviewed_from == QN_NONE_INDEX
                           ? FIRST_DAY
                           : qn_constant_slot(&p->t->constant[row->reviewed_from]).i;
        p->first_day = !is_dated || from > p->first_day ? from : p->first_day;
        p->last_day = !is_dated || until < p->last_day ? until : p->last_day;
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
            keep_found(p, &found);
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
        const qn_row_rule *row = rule_at(p, i);
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
    qn_witness witness = qn_witness_make(&p->worlds);
    p->out_of_memory |= witness.reply == NULL;
    for (uint32_t i = p->number; i < p->t->rule_count && !p->out_of_memory; i += QN_WORKERS) {
        if (is_asked_about(p, i) && !is_duty(p, i)) {
            ask_about_rule(p, i, &witness);
        }
    }
    if (p->number == QN_WORKERS - 1 && !p->out_of_memory) {
        ask_about_duties(p, &witness);
    }
    if (p->number == 0 && !p->out_of_memory) {
        ask_about_facts(p);
    }
    qn_witness_clear(&witness);
    return NULL;
}

static qn_case *make_blank(const qn_program *program)
{
    qn_case *c = qn_case_new(program);
    for (uint32_t i = 0; c != NULL && i < program->tables.fact_count; i++) {
        (void)qn_case_set_unknown(c, (int32_t)i);
    }
    return c;
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
    p->matters = calloc((size_t)p->worlds.inputs + 1, 1);
    good = good && p->clause != NULL && p->duty != NULL && p->matters != NULL &&
           qn_edges_init(&p->edges, &p->worlds);
    p->blank = good ? make_blank(program) : NULL;
    good = p->blank != NULL;
    for (int i = 0; good && i <= QN_FAILED; i++) {
        p->seen[i] = qn_witness_make(&p->worlds);
        good = p->seen[i].reply != NULL;
    }
    if (good) {
        find_days(p);
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
    qn_case_free(p->blank);
    for (int i = 0; i <= QN_FAILED; i++) {
        qn_witness_clear(&p->seen[i]);
    }
    free(p->clause);
    free(p->duty);
    free(p->matters);
    qn_worlds_clear(&p->worlds);
}

/* What one worker has seen need not be asked by another. */
static void share_sightings(prover *worker)
{
    for (uint32_t i = 0; i < worker[0].t->clause_count; i++) {
        uint8_t all = 0;
        for (int k = 0; k < QN_WORKERS; k++) {
            all |= worker[k].clause[i];
        }
        for (int k = 0; k < QN_WORKERS; k++) {
            worker[k].clause[i] = all;
        }
    }
}

/* ---- telling */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* By file, line, column and code. */
static int compare_found(const void *a, const void *b)
{
    const qn_found *x = a;
    const qn_found *y = b;
    int order = compare_numbers(x->place.source, y->place.source);
    order = order != 0 ? order : compare_numbers(x->place.line, y->place.line);
    order = order != 0 ? order : compare_numbers(x->place.column, y->place.column);
    return order != 0 ? order : compare_numbers(x->code, y->code);
}

/* Whether something else is the reason: a gate that never opens, for all clauses of its rule, or a
 * conflict, for its floors and caps. */
static bool is_a_consequence(const qn_found *all, size_t count, const qn_found *found)
{
    bool is_limit = found->code == QN_Q0334 || found->code == QN_Q0335;
    bool is_of_clause = is_limit || found->code == QN_Q0332 || found->code == QN_Q0333;
    for (size_t i = 0; is_of_clause && i < count; i++) {
        const qn_found *other = &all[i];
        bool is_reason =
            (is_limit && other->code == QN_Q0336) || (other->is_of_gate && other->code == QN_Q0330);
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
        if (!is_a_consequence(all, count, &all[i])) {
            tell(context, &all[i]);
        }
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
