/*
 * Cases that cover what is missing. See seek.h.
 *
 * What a probe sees is claimed of the registers that it looks at, and the prover asked for a case.
 * A claim says no more than must be so: where it can never be, the part can never be seen, and
 * where it can, the machine has the last word.
 */
#include "seek.h"

#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "coverage_probe.h"
#include "prove.h"

enum { PART_ONE = 1, PART_TWO = 2, PART_THREE = 4 };

/* Cases that the machine tries before the prover is asked, and after; in how many rules. */
enum { TRIES_FIRST = 100, TRIES_LAST = 500, RULES_MOST = 4, A_YEAR = 366 };

/* What the prover may spend on a case, and on the proof that there is none; and the largest rule it
 * is asked about. */
static const uint64_t work_of_case = 300000;
static const uint64_t work_of_proof = 60000;
enum { SIZE_MOST = 20000 };

/* What the machine may spend on the cases that it tries, in steps. */
static const uint64_t steps_of_tries = 2000000;

/* ---- rules that an expectation can name */

static bool is_nameable(const qn_tables *t, uint32_t rule)
{
    return (t->rule[rule].flags & (QN_RULE_HIDDEN | QN_RULE_INLINE | QN_RULE_IMPORTED)) == 0;
}

/* Says of a rule and of all below it that nothing else shows yet that it shows them. */
static void claim_below(qn_seek *s, uint32_t rule)
{
    qn_coverage *coverage = s->coverage;
    uint32_t count = 0;
    memset(coverage->is_seen, 0, s->t->rule_count);
    coverage->stack[count++] = rule;
    coverage->is_seen[rule] = 1;
    while (count > 0) {
        uint32_t next = coverage->stack[--count];
        const qn_row_rule *row = &s->t->rule[next];
        if (s->asked[next] == QN_NONE_INDEX) {
            s->asked[next] = rule;
        }
        for (uint32_t i = 0; i < row->use_count; i++) {
            uint32_t used = s->t->entry[row->first_use + i].value;
            if (!coverage->is_seen[used]) {
                coverage->is_seen[used] = 1;
                coverage->stack[count++] = used;
            }
        }
    }
}

/* What has a name is asked itself; of the rest the first rule that uses it, which is the lowest. */
static void find_asked(qn_seek *s)
{
    for (uint32_t i = 0; i < s->t->rule_count; i++) {
        s->asked[i] = QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < s->t->duty_count; i++) {
        s->asked[s->t->duty[i].rule] = s->t->duty[i].rule;
    }
    for (uint32_t i = 0; i < s->t->rule_count; i++) {
        if (is_nameable(s->t, i)) {
            s->asked[i] = i;
        }
    }
    for (uint32_t i = 0; i < s->t->rule_count; i++) {
        if (s->asked[i] == i) {
            claim_below(s, i);
        }
    }
}

/* ---- making */

/* From the first day on which a date that is to be covered lies, or the review begins, and a year
 * before, to a year behind the last. */
static void find_days(qn_seek *s)
{
    qn_prove_days(s->t, &s->first_day, &s->last_day);
    for (uint32_t i = 0; i < s->coverage->probe_count; i++) {
        const qn_cover_probe *p = &s->coverage->probe[i];
        if (s->coverage->item[p->item].kind == QN_COVER_DATE && qn_wide_fits_i64(p->bound.num)) {
            int64_t day = qn_wide_to_i64(p->bound.num);
            s->first_day = day < s->first_day ? day : s->first_day;
            s->last_day = day > s->last_day ? day : s->last_day;
        }
    }
    s->first_day = s->first_day < A_YEAR ? 0 : s->first_day - A_YEAR;
    s->last_day = s->last_day > QN_DAY_MAX - A_YEAR ? QN_DAY_MAX : s->last_day + A_YEAR;
}

/* Begins with nothing given: what does not matter to a rule is not given in its example, either. */
static void begin_search(qn_seek *s)
{
    for (uint32_t i = 0; i <= s->worlds.inputs; i++) {
        s->witness.reply[i] = (qn_reply){.status = QN_UNKNOWN};
    }
    qn_worlds_forget_texts(&s->worlds, s->texts);
    (void)qn_worlds_apply(&s->worlds, &s->witness);
}

bool qn_seek_init(qn_seek *s, const qn_rules *rules, qn_coverage *coverage, bool believable,
                  const bool *barred)
{
    *s = (qn_seek){.program = rules->program,
                   .t = rules->tables,
                   .coverage = coverage,
                   .barred = barred,
                   .hand = QN_NONE_INDEX};
    s->asked = malloc(((size_t)s->t->rule_count + 1) * sizeof *s->asked);
    s->before = malloc(((size_t)coverage->count + 1) * 2 * sizeof *s->before);
    if (!s->asked || !s->before || coverage->out_of_memory) {
        return false;
    }
    find_asked(s);
    find_days(s);
    bool good = qn_worlds_init(&s->worlds, s->program, NULL, NULL, 0,
                               believable ? s->first_day : QN_DAY_MIN,
                               believable ? s->last_day : QN_DAY_MAX);
    qn_worlds_take_bounds(&s->worlds);
    s->matters = good ? calloc((size_t)s->worlds.inputs + 1, 1) : NULL;
    s->witness = good ? qn_witness_make(&s->worlds) : (qn_witness){NULL};
    good = good && s->matters && s->witness.reply && qn_edges_init(&s->edges, &s->worlds);
    s->texts = s->worlds.texts;
    if (good) {
        begin_search(s);
    }
    return good;
}

void qn_seek_clear(qn_seek *s)
{
    qn_witness_clear(&s->witness);
    qn_edges_clear(&s->edges);
    qn_worlds_clear(&s->worlds);
    free(s->asked);
    free(s->before);
    free(s->matters);
    *s = (qn_seek){0};
}

/* ---- what must be so */

static qn_symbolic *prover_of(const qn_seek *s)
{
    return s->worlds.symbolic[0];
}

static qn_claim never(qn_seek *s)
{
    return qn_claim_not(prover_of(s), qn_claim_always(prover_of(s)));
}

/* The register is known, and no. */
static qn_claim no_claim(qn_seek *s, uint32_t reg)
{
    return qn_claim_both(prover_of(s), qn_claim_status(prover_of(s), reg, QN_KNOWN),
                         qn_claim_not(prover_of(s), qn_claim_yes(prover_of(s), reg)));
}

/* Another clause of the rule that can stand in the place of a value: an exception, and in the place
 * of an `otherwise` a base. */
static qn_claim replaced_claim(qn_seek *s, uint32_t clause)
{
    const qn_row_clause *row = &s->t->clause[clause];
    const qn_row_rule *rule = &s->t->rule[row->rule];
    qn_claim out = never(s);
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        uint32_t other = rule->first_clause + i;
        uint32_t kind = s->t->clause[other].kind;
        if (other != clause && (kind == QN_CLAUSE_EXCEPTION ||
                                (kind == QN_CLAUSE_BASE && row->kind == QN_CLAUSE_OTHERWISE))) {
            out = qn_claim_either(prover_of(s), out, qn_claim_condition(prover_of(s), other));
        }
    }
    return out;
}

/* The answer lies beyond a floor or a cap. */
static qn_claim idle_claim(qn_seek *s, const qn_row_clause *row)
{
    const qn_row_rule *rule = &s->t->rule[row->rule];
    if (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX) {
        return never(s);
    }
    qn_symbolic *p = prover_of(s);
    qn_wide own = qn_constant_slot(&s->t->constant[s->t->type[row->type].den]).w;
    qn_wide all = qn_constant_slot(&s->t->constant[s->t->type[rule->type].den]).w;
    return row->kind == QN_CLAUSE_FLOOR
               ? qn_claim_less_beside(p, row->value, own, p, rule->result, all)
               : qn_claim_less_beside(p, rule->result, all, p, row->value, own);
}

/* A clause does not apply, or makes no difference. */
static qn_claim idle_clause_claim(qn_seek *s, uint32_t clause)
{
    const qn_row_clause *row = &s->t->clause[clause];
    qn_claim fails = qn_claim_not(prover_of(s), qn_claim_condition(prover_of(s), clause));
    if (row->kind <= QN_CLAUSE_OTHERWISE) {
        return qn_claim_either(prover_of(s), fails, replaced_claim(s, clause));
    }
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    return is_limit ? qn_claim_either(prover_of(s), fails, idle_claim(s, row)) : fails;
}

/* One of the clauses that override this one applies. */
static qn_claim overridden_claim(qn_seek *s, const qn_row_clause *row)
{
    qn_claim out = never(s);
    for (uint32_t i = 0; i < row->over_count; i++) {
        uint32_t over = s->t->entry[row->first_over + i].value;
        out = qn_claim_either(prover_of(s), out, qn_claim_condition(prover_of(s), over));
    }
    return out;
}

static qn_claim clause_claim(qn_seek *s, uint32_t clause, unsigned part)
{
    const qn_row_clause *row = &s->t->clause[clause];
    bool is_gate = row->kind == QN_CLAUSE_GATE;
    if (part == PART_THREE) {
        return overridden_claim(s, row);
    }
    if (is_gate && row->condition != QN_NONE_INDEX) {
        return part == PART_TWO ? qn_claim_yes(prover_of(s), row->condition)
                                : no_claim(s, row->condition);
    }
    return part == PART_ONE ? qn_claim_clause(prover_of(s), clause) : idle_clause_claim(s, clause);
}

/* A whole number that is no less; or no more. */
static bool round_to(qn_rational value, qn_rounding mode, int64_t *out)
{
    qn_rational whole;
    if (qn_rational_round(value, qn_rational_from_i64(1), mode, &whole) != QN_ARITH_OK ||
        !qn_wide_fits_i64(whole.num)) {
        return false;
    }
    *out = qn_wide_to_i64(whole.num);
    return true;
}

/* The register lies on a side of an edge, and next to it. */
static bool edge_claim(qn_seek *s, const qn_cover_probe *p, unsigned part, qn_claim *out)
{
    qn_rational low = p->bound;
    qn_rational high = p->bound;
    bool is_bound = p->is_below == (part == PART_ONE);
    bool good =
        is_bound || (part == PART_ONE ? qn_rational_sub(p->bound, p->step, &low)
                                      : qn_rational_add(p->bound, p->step, &high)) == QN_ARITH_OK;
    int64_t from;
    int64_t to;
    bool is_number = (s->program->class_of[p->reg] & QN_REGISTER_CLASS) != QN_CLASS_Q;
    if (!good || !is_number || !round_to(low, QN_ROUND_UP, &from) ||
        !round_to(high, QN_ROUND_DOWN, &to)) {
        return false;
    }
    from += !is_bound && part == PART_TWO;
    to -= !is_bound && part == PART_ONE;
    *out = qn_claim_both(prover_of(s), qn_claim_at_least(prover_of(s), p->reg, from),
                         qn_claim_at_most(prover_of(s), p->reg, to));
    return true;
}

/* What must be so for a probe to see the part; false where that cannot be said. */
static bool probe_claim(qn_seek *s, const qn_cover_probe *p, unsigned part, qn_claim *out)
{
    switch (p->what) {
    case QN_PROBE_CLAUSE:
    case QN_PROBE_APPLIED:
        *out = clause_claim(s, p->reg, part);
        return true;
    case QN_PROBE_SIDE:
        *out = (part == PART_ONE) != p->is_below ? qn_claim_yes(prover_of(s), p->reg)
                                                 : no_claim(s, p->reg);
        return true;
    case QN_PROBE_EDGE:
        return edge_claim(s, p, part, out);
    }
    return false;
}

/* ---- a rule in hand */

/* How much there is to a rule and to what it needs. */
static uint64_t size_of(const qn_tables *t, uint32_t rule)
{
    const qn_row_rule *row = &t->rule[rule];
    uint64_t size = row->code_count;
    for (uint32_t i = 0; i < row->need_count; i++) {
        size += t->rule[t->entry[row->first_need + i].value].code_count;
    }
    return size;
}

/* Asks about a rule from now on. */
static bool take_in_hand(qn_seek *s, uint32_t rule)
{
    if (s->hand == rule) {
        return true;
    }
    s->hand = rule;
    memset(s->matters, 0, (size_t)s->worlds.inputs + 1);
    if (!qn_quest_inputs_of(&s->worlds, 0, rule, s->matters) ||
        !qn_worlds_focus(&s->worlds, s->matters)) {
        return false;
    }
    for (uint32_t i = 0; s->barred && i < s->worlds.inputs; i++) {
        s->matters[i] &= !s->barred[s->worlds.input[i].fact[0]];
    }
    s->has_prover = prover_of(s) && size_of(s->t, rule) <= SIZE_MOST &&
                    qn_symbolic_add_rule(prover_of(s), rule);
    return true;
}

/* Whether the prover knows the rule that a probe belongs to, as it does what the one in hand needs.
 */
static bool can_claim(qn_seek *s, uint32_t rule)
{
    return s->has_prover && (s->t->rule[rule].flags & QN_RULE_INLINE) == 0 &&
           qn_symbolic_add_rule(prover_of(s), rule);
}

/* The first rule that has a probe of an item and is asked by `asked`. */
static bool find_claim(qn_seek *s, uint32_t item, unsigned part, uint32_t asked, qn_claim *out)
{
    bool found = false;
    for (uint32_t rule = 0; rule < s->t->rule_count; rule++) {
        for (uint32_t i = s->coverage->first_probe[rule];
             s->asked[rule] == asked && i < s->coverage->first_probe[rule + 1]; i++) {
            qn_claim claim;
            if (s->coverage->probe[i].item == item && can_claim(s, rule) &&
                probe_claim(s, &s->coverage->probe[i], part, &claim)) {
                *out = found ? qn_claim_either(prover_of(s), *out, claim) : claim;
                found = true;
            }
        }
    }
    return found;
}

/* ---- finding */

/* What a quest is to show. */
typedef struct goal {
    qn_seek *s;
    uint32_t rule;
    uint32_t item;
    unsigned part;
    bool alone;
    qn_answer worst; /* what the answer may be: a value, none as well, or whatever it is */
} goal;

/* Whether the example of the case could be written: facts over time have one value there. */
static bool is_writable(const qn_seek *s)
{
    for (uint32_t i = 0; i < s->worlds.inputs; i++) {
        const qn_reply *reply = &s->worlds.given.reply[i];
        uint32_t fact = s->worlds.input[i].fact[0];
        if (s->matters[i] && reply->status == QN_KNOWN && reply->text &&
            s->t->fact[fact].history != QN_NONE_INDEX && strstr(reply->text, " from ")) {
            return false;
        }
    }
    return true;
}

/* Looks at the case as an example would, and forgets what was seen. */
static bool shows_goal(void *context)
{
    const goal *g = context;
    qn_coverage *coverage = g->s->coverage;
    const qn_view view = {.program = g->s->program, .t = g->s->t, .c = g->s->worlds.c[0]};
    const qn_row_expectation expected = {.rule = g->rule};
    qn_value value;
    if (!is_writable(g->s) || qn_eval(view.c, (int32_t)g->rule, &value) != QN_OK ||
        (g->worst != QN_FAILED && value.status > g->worst)) {
        return false;
    }
    for (uint32_t i = 0; i < coverage->count; i++) {
        g->s->before[2 * i] = coverage->item[i].seen;
        g->s->before[2 * i + 1] = coverage->item[i].alone;
    }
    qn_cover_item *item = &coverage->item[g->item];
    item->seen &= ~g->part;
    qn_coverage_look(coverage, &view, &expected);
    bool shown = ((g->alone ? item->alone : item->seen) & g->part) != 0;
    for (uint32_t i = 0; i < coverage->count; i++) {
        coverage->item[i].seen = g->s->before[2 * i];
        coverage->item[i].alone = g->s->before[2 * i + 1];
    }
    return shown;
}

static qn_quest quest_of(qn_seek *s, goal *g)
{
    return (qn_quest){.worlds = &s->worlds,
                      .edges = &s->edges,
                      .shows = shows_goal,
                      .context = g,
                      .matters = s->matters,
                      .steps = steps_of_tries,
                      .work = work_of_case,
                      .first_day = s->first_day,
                      .last_day = s->last_day};
}

/* By the machine, by the prover, and by the machine again; then the case is made small, without a
 * proof that none is smaller. */
static qn_outcome find_in(qn_seek *s, goal *g)
{
    bool is_smallest;
    qn_quest quest = quest_of(s, g);
    quest.tries = TRIES_FIRST;
    quest.examples = s->t->expectation_count;
    qn_outcome found = qn_quest_find(&quest, &s->witness, &is_smallest);
    if (found == QN_SHOWN) {
        return found;
    }
    quest.examples = 0;
    quest.tries = TRIES_LAST;
    quest.is_any = true;
    quest.has_claim = find_claim(s, g->item, g->part, g->rule, &quest.claim);
    if (quest.has_claim && g->worst == QN_KNOWN) {
        qn_claim known = qn_claim_status(prover_of(s), s->t->rule[g->rule].result, QN_KNOWN);
        quest.claim = qn_claim_both(prover_of(s), quest.claim, known);
    }
    found = qn_quest_find(&quest, &s->witness, &is_smallest);
    if (found == QN_SHOWN) {
        qn_witness start = qn_witness_make(&s->worlds);
        quest = quest_of(s, g);
        quest.start = &start;
        if (start.reply) {
            qn_witness_copy(&s->worlds, &start, &s->witness);
            found = qn_quest_find(&quest, &s->witness, &is_smallest);
        }
        qn_witness_clear(&start);
    }
    return found;
}

/* Goes through the rules that show the item, the first ones. */
static bool find_answer(qn_seek *s, uint32_t item, unsigned part, bool alone, qn_answer worst,
                        uint32_t *rule)
{
    uint32_t tried[RULES_MOST];
    uint32_t count = 0;
    for (uint32_t own = 0; own < s->t->rule_count && count < RULES_MOST; own++) {
        for (uint32_t i = s->coverage->first_probe[own]; i < s->coverage->first_probe[own + 1];
             i++) {
            uint32_t asked = s->asked[own];
            bool is_new = s->coverage->probe[i].item == item && asked != QN_NONE_INDEX;
            for (uint32_t k = 0; k < count; k++) {
                is_new = is_new && tried[k] != asked;
            }
            if (!is_new || count == RULES_MOST || !take_in_hand(s, asked)) {
                continue;
            }
            goal g = {s, asked, item, part, alone, worst};
            tried[count++] = asked;
            if (find_in(s, &g) == QN_SHOWN) {
                *rule = asked;
                return true;
            }
        }
    }
    return false;
}

bool qn_seek_find(qn_seek *s, uint32_t item, unsigned part, bool alone, uint32_t *rule)
{
    begin_search(s);
    return find_answer(s, item, part, alone, QN_KNOWN, rule) ||
           find_answer(s, item, part, alone, QN_NONE, rule) ||
           (!alone && find_answer(s, item, part, alone, QN_FAILED, rule));
}

/* ---- what no case can show */

/* Takes part in the proof: the probe can never see the part. */
static bool is_never_seen(qn_seek *s, uint32_t rule, const qn_cover_probe *p, unsigned part)
{
    qn_claim claim;
    return s->asked[rule] != QN_NONE_INDEX && take_in_hand(s, s->asked[rule]) &&
           can_claim(s, rule) && probe_claim(s, p, part, &claim) &&
           qn_worlds_ask(&s->worlds, claim, work_of_proof) == QN_NEVER;
}

/* Goes through the probes of a rule, each of which can spoil the proof for its item. */
static void prove_rule(qn_seek *s, uint32_t rule)
{
    qn_coverage *coverage = s->coverage;
    for (uint32_t i = coverage->first_probe[rule]; i < coverage->first_probe[rule + 1]; i++) {
        const qn_cover_probe *p = &coverage->probe[i];
        qn_cover_item *item = &coverage->item[p->item];
        for (unsigned part = PART_ONE; part <= PART_THREE; part <<= 1) {
            if ((item->never & part) != 0 && !is_never_seen(s, rule, p, part)) {
                item->never &= ~part;
            }
        }
    }
}

void qn_seek_mark_never(qn_seek *s)
{
    for (uint32_t i = 0; i < s->coverage->count; i++) {
        s->coverage->item[i].never = s->coverage->item[i].parts & ~s->coverage->item[i].seen;
    }
    for (uint32_t rule = 0; rule < s->t->rule_count; rule++) {
        prove_rule(s, rule);
    }
}
