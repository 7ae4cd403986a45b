/*
 * Whether facts make a difference. See matter.h.
 *
 * The machine is asked first: one fact of an example is changed, and its rule answers anew. What is
 * left is asked of the prover, with the program beside itself and nothing but the one fact apart.
 */
#include "matter.h"

#include <stdlib.h>
#include <string.h>

#include "quest.h"

/* Values of a fact that are tried in one case; facts that the prover is asked about, in rules of no
 * more operations. */
enum { VALUES = 4, PROVED_MAX = 12, WORLDS = 2, CODE_MAX = 2000 };

typedef struct looker {
    qn_worlds *w;
    const qn_edges *edges;
    const uint8_t *rules;
    uint8_t *out; /* one byte a fact */
    qn_witness at;
    qn_witness trial;
    uint8_t *matters;
    bool out_of_memory;
} looker;

static const qn_tables *tables_of(const looker *l)
{
    return &l->w->program[0]->tables;
}

/* ---- by the machine */

/* What the rule answers in a case; false where the case cannot be. */
static bool answer(looker *l, uint32_t rule, const qn_witness *witness, qn_answer *status,
                   qn_slot *slot)
{
    const qn_case *c = l->w->c[0];
    uint32_t reg = tables_of(l)->rule[rule].result;
    if (!qn_worlds_apply(l->w, witness)) {
        return false;
    }
    qn_case_run(l->w->c[0], rule);
    *status = (qn_answer)c->status[reg];
    *slot = c->slot[reg];
    return true;
}

static bool is_same(const looker *l, uint32_t reg, qn_answer a, qn_slot x, qn_answer b, qn_slot y)
{
    qn_class class_ = (qn_class)(l->w->program[0]->class_of[reg] & QN_REGISTER_CLASS);
    return a == b && (a != QN_KNOWN ||
                      qn_rational_equal(qn_slot_rational(x, class_), qn_slot_rational(y, class_)));
}

/* Whether another reply to an input makes the rule answer something else. */
static bool reply_makes_a_difference(looker *l, uint32_t rule, uint32_t input, qn_reply reply,
                                     qn_answer status, qn_slot slot)
{
    qn_answer other;
    qn_slot found;
    qn_witness_copy(l->w, &l->trial, &l->at);
    l->trial.reply[input] = reply;
    return answer(l, rule, &l->trial, &other, &found) &&
           !is_same(l, tables_of(l)->rule[rule].result, status, slot, other, found);
}

/* The same for a few values, for none, and for what is nearest to nothing. */
static bool makes_a_difference(looker *l, uint32_t rule, uint32_t input, qn_answer status,
                               qn_slot slot)
{
    const qn_edges_of_input *of = &l->edges->of[input];
    const qn_row_fact *row = &tables_of(l)->fact[l->w->input[input].fact[0]];
    uint32_t step = of->count > VALUES ? of->count / VALUES : 1;
    const qn_reply none = {.status = QN_NONE};
    if (((row->flags & QN_FACT_MAY_BE_NONE) != 0 &&
         reply_makes_a_difference(l, rule, input, none, status, slot)) ||
        reply_makes_a_difference(l, rule, input, qn_worlds_least(l->w, input), status, slot)) {
        return true;
    }
    for (uint32_t i = 0; i < of->count; i += step) {
        const qn_reply value = {.status = QN_KNOWN, .value = of->value[i]};
        if (reply_makes_a_difference(l, rule, input, value, status, slot)) {
            return true;
        }
    }
    return false;
}

static void look_at_expectation(looker *l, uint32_t expectation)
{
    uint32_t rule = tables_of(l)->expectation[expectation].rule;
    qn_answer status;
    qn_slot slot;
    qn_witness_be_least(l->w, &l->at);
    l->at.reply[l->w->inputs].value = l->w->last_day;
    qn_witness_take_example(l->w, 0, expectation, &l->at);
    memset(l->matters, 0, (size_t)l->w->inputs + 1);
    if (l->rules[rule] == 0 || !qn_quest_inputs_of(l->w, 0, rule, l->matters) ||
        !answer(l, rule, &l->at, &status, &slot) || status == QN_UNKNOWN) {
        return; /* that an answer waits for a fact is no difference */
    }
    for (uint32_t i = 0; i < l->w->inputs; i++) {
        uint8_t *out = &l->out[l->w->input[i].fact[0]];
        if (l->matters[i] != 0 && *out == QN_MATTER_UNDECIDED &&
            makes_a_difference(l, rule, i, status, slot)) {
            *out = QN_MATTER_SEEN;
        }
    }
}

static bool is_any_open(const looker *l)
{
    for (uint32_t i = 0; i < tables_of(l)->fact_count; i++) {
        if (l->out[i] == QN_MATTER_UNDECIDED) {
            return true;
        }
    }
    return false;
}

/* ---- by the prover */

/* Whether the fact surely makes no difference to a rule: in two programs that have all but it in
 * common, the rule is the same. */
static bool is_idle_in(qn_worlds *two, uint32_t rule, uint64_t work, uint8_t *matters)
{
    const qn_row_rule *row = &two->program[0]->tables.rule[rule];
    uint32_t a = two->number[0][row->result];
    if (a != QN_NONE_INDEX && a == two->number[1][row->result]) {
        return true;
    }
    memset(matters, 0, (size_t)two->inputs + 1);
    for (uint32_t k = 0; k < WORLDS; k++) {
        if (!qn_quest_inputs_of(two, k, rule, matters)) {
            return false;
        }
    }
    if (two->symbolic[0] == NULL || !qn_worlds_focus(two, matters) ||
        !qn_symbolic_add_rule(two->symbolic[0], rule) ||
        !qn_symbolic_add_rule(two->symbolic[1], rule)) {
        return false;
    }
    const qn_wide one = {.lo = 1, .hi = 0};
    qn_claim same = qn_claim_same_beside(two->symbolic[0], row->result, one, two->symbolic[1],
                                         row->result, one);
    return qn_worlds_ask(two, qn_claim_not(two->symbolic[0], same), work) == QN_NEVER;
}

/* Whether the rule is one whose answer formulas can tell. */
static bool is_told(const qn_tables *t, uint32_t rule)
{
    if (t->rule[rule].code_count > CODE_MAX) {
        return false;
    }
    uint32_t kind = t->type[t->rule[rule].type].kind;
    return kind != QN_KIND_LIST && kind != QN_KIND_RECORD && kind != QN_KIND_CHAIN;
}

/* Whether the fact makes a difference to none of the rules. */
static bool is_idle(looker *l, uint32_t fact, uint64_t work)
{
    const qn_tables *t = tables_of(l);
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (l->rules[i] != 0 && !is_told(t, i)) {
            return false;
        }
    }
    const qn_program *p = l->w->program[0];
    const qn_rename apart = {qn_program_fact_info(p, (int32_t)fact).name, ""};
    qn_worlds two;
    bool idle = qn_worlds_init(&two, p, p, &apart, 1, l->w->first_day, l->w->last_day);
    uint8_t *matters = idle ? calloc((size_t)two.inputs + 1, 1) : NULL;
    idle = matters != NULL;
    l->out_of_memory |= !idle;
    for (uint32_t i = 0; i < t->rule_count && idle; i++) {
        idle = l->rules[i] == 0 || is_idle_in(&two, i, work, matters);
    }
    free(matters);
    qn_worlds_clear(&two);
    return idle;
}

static void ask_prover(looker *l, uint64_t work)
{
    uint32_t asked = 0;
    for (uint32_t i = 0; i < tables_of(l)->fact_count && asked < PROVED_MAX; i++) {
        if (l->out[i] == QN_MATTER_UNDECIDED && l->w->symbolic[0] != NULL) {
            asked++;
            l->out[i] = is_idle(l, i, work) ? QN_MATTER_NEVER : QN_MATTER_UNDECIDED;
        }
    }
}

/* ---- all */

/* Facts that are asked about and that a rule in question reads are open. */
static void open_facts(looker *l, const uint8_t *asked)
{
    for (uint32_t r = 0; r < tables_of(l)->rule_count; r++) {
        memset(l->matters, 0, (size_t)l->w->inputs + 1);
        if (l->rules[r] == 0 || !qn_quest_inputs_of(l->w, 0, r, l->matters)) {
            continue;
        }
        for (uint32_t i = 0; i < l->w->inputs; i++) {
            uint32_t fact = l->w->input[i].fact[0];
            if (l->matters[i] != 0 && asked[fact] != 0) {
                l->out[fact] = QN_MATTER_UNDECIDED;
            }
        }
    }
}

bool qn_matter_find(qn_worlds *worlds, const qn_edges *edges, const uint8_t *asked,
                    const uint8_t *rules, uint64_t work, uint8_t *out)
{
    looker l = {.w = worlds, .edges = edges, .rules = rules, .out = out};
    l.at = qn_witness_make(worlds);
    l.trial = qn_witness_make(worlds);
    l.matters = calloc((size_t)worlds->inputs + 1, 1);
    bool good = l.at.reply != NULL && l.trial.reply != NULL && l.matters != NULL;
    if (good) {
        memset(out, QN_MATTER_UNUSED, worlds->program[0]->tables.fact_count);
        open_facts(&l, asked);
        uint32_t count = worlds->program[0]->tables.expectation_count;
        for (uint32_t i = 0; i < count && is_any_open(&l); i++) {
            look_at_expectation(&l, i);
        }
        ask_prover(&l, work);
    }
    qn_witness_clear(&l.at);
    qn_witness_clear(&l.trial);
    free(l.matters);
    return good && !l.out_of_memory;
}
