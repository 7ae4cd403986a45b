/*
 * Promises. See promise.h.
 */
#include "promise.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "date.h"
#include "obstacle.h"
#include "quest.h"
#include "value.h"
#include "workers.h"

/* EXAMPLES: how many of the program are tried, since those of a file are seldom about its promises.
 */
enum { TEXT_MAX = 2000, EXAMPLES = 50 };

/* Worlds that are asked about one promise after another, as long as those are about the same days
 * and, if they rise or fall, with the same fact: one world, or two that have all in common but it.
 */
typedef struct stage {
    bool is_set;
    int64_t first_day;
    int64_t last_day;
    uint32_t fact; /* QN_NONE_INDEX of one world */
    qn_worlds worlds;
    qn_edges edges;
} stage;

/* One of each kind, so that promises of both kinds in turn find theirs. */
struct qn_promises {
    const qn_program *program;
    stage plain;
    stage moving;
};

/* matters: one byte an input of the worlds, and one for the date. */
typedef struct promise {
    const qn_program *program;
    const qn_tables *t;
    const qn_row_promise *row;
    uint32_t result; /* register */
    qn_worlds *worlds;
    qn_edges *edges;
    uint8_t *matters;
    qn_witness witness;
} promise;

static bool is_moving(const promise *p)
{
    return p->row->kind == QN_PROMISE_RISES || p->row->kind == QN_PROMISE_FALLS;
}

/* ---- which days */

/* Where a file says nothing of its review: from the first year until the second. */
enum { FIRST_YEAR = 1900, END_YEAR = 2200 };

static int64_t begin_of(int year)
{
    qn_day day = 0;
    (void)qn_date_from_ymd(year, 1, 1, &day);
    return day;
}

/* The day that a constant is, or another where there is none. */
static int64_t day_or(const qn_tables *t, uint32_t constant, int64_t other)
{
    return constant == QN_NONE_INDEX ? other : qn_constant_slot(&t->constant[constant]).i;
}

/* The first and the last day of decision. */
static void find_days(const promise *p, int64_t *first, int64_t *last)
{
    *first = begin_of(FIRST_YEAR);
    int64_t end = begin_of(END_YEAR);
    if (p->row->source != QN_NONE_INDEX) {
        const qn_row_source *source = &p->t->source[p->row->source];
        *first = day_or(p->t, source->reviewed_from, *first);
        end = day_or(p->t, source->reviewed_until, end);
    }
    int64_t from = day_or(p->t, p->row->from, *first);
    int64_t until = day_or(p->t, p->row->until, end);
    *first = from > *first ? from : *first;
    *last = (until < end ? until : end) - 1;
}

/* ---- what refutes it */

static qn_claim refuting_answer(promise *p)
{
    qn_symbolic *s = p->worlds->symbolic[0];
    qn_claim yes = qn_claim_yes(s, p->result);
    bool wants_yes = p->row->kind == QN_PROMISE_NEVER;
    return wants_yes
               ? yes
               : qn_claim_both(s, qn_claim_status(s, p->result, QN_KNOWN), qn_claim_not(s, yes));
}

/* A number is less in one world than in another: on one grid, since the program is one. */
static qn_claim is_less(qn_symbolic *here, qn_symbolic *there, uint32_t reg)
{
    qn_wide one = qn_wide_from_i64(1);
    return qn_claim_less_beside(here, reg, one, there, reg, one);
}

/* The fact is greater in the second world, and the value less, or greater. */
static qn_claim refuting_move(promise *p)
{
    qn_symbolic *first = p->worlds->symbolic[0];
    qn_symbolic *second = p->worlds->symbolic[1];
    uint32_t fact = qn_tables_first_fact(p->t) + p->row->fact;
    qn_claim moved = p->row->kind == QN_PROMISE_RISES ? is_less(second, first, p->result)
                                                      : is_less(first, second, p->result);
    return qn_claim_both(first, is_less(first, second, fact), moved);
}

/* The value of a register of a case, which is known. */
static qn_rational value_of(const qn_case *c, uint32_t reg)
{
    return qn_slot_rational(c->slot[reg],
                            (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS));
}

static bool is_known_in(const qn_worlds *w, uint32_t reg)
{
    bool known = true;
    for (uint32_t k = 0; k < w->count; k++) {
        known &= w->c[k]->status[reg] == QN_KNOWN;
    }
    return known;
}

/* Below, at or above 0: how the register is in the second case beside the first. */
static int compare_worlds(const qn_worlds *w, uint32_t reg)
{
    return qn_rational_cmp(value_of(w->c[1], reg), value_of(w->c[0], reg));
}

/* Whether the cases of the worlds refute it: the machine answers. */
static bool is_refuted(void *context)
{
    promise *p = context;
    qn_worlds *w = p->worlds;
    for (uint32_t k = 0; k < w->count; k++) {
        qn_case_run(w->c[k], p->row->rule);
    }
    if (!is_known_in(w, p->result)) {
        return false;
    }
    if (!is_moving(p)) {
        return (w->c[0]->slot[p->result].i != 0) == (p->row->kind == QN_PROMISE_NEVER);
    }
    uint32_t fact = qn_tables_first_fact(p->t) + p->row->fact;
    if (!is_known_in(w, fact) || compare_worlds(w, fact) <= 0) {
        return false;
    }
    int moved = compare_worlds(w, p->result);
    return p->row->kind == QN_PROMISE_RISES ? moved < 0 : moved > 0;
}

/* ---- setting up */

static void clear_stage(stage *s)
{
    if (s->is_set) {
        qn_edges_clear(&s->edges);
        qn_worlds_clear(&s->worlds);
    }
    s->is_set = false;
}

/* In the second world nothing is called what the fact is called in the first. */
static bool set_stage(stage *s, const qn_program *program)
{
    bool is_double = s->fact != QN_NONE_INDEX;
    qn_rename apart = {"", ""};
    if (is_double) {
        apart.from = qn_program_fact_info(program, (int32_t)s->fact).name;
    }
    s->is_set = true;
    bool good = qn_worlds_init(&s->worlds, program, is_double ? program : NULL, &apart, is_double,
                               s->first_day, s->last_day) &&
                qn_edges_init(&s->edges, &s->worlds);
    qn_worlds_take_bounds(&s->worlds);
    return good;
}

/* The worlds for a promise: those that are there, or new ones in their place. */
static bool find_stage(qn_promises *all, promise *p, int64_t first, int64_t last)
{
    stage *s = is_moving(p) ? &all->moving : &all->plain;
    uint32_t fact = is_moving(p) ? p->row->fact : QN_NONE_INDEX;
    p->worlds = &s->worlds;
    p->edges = &s->edges;
    if (s->is_set && s->first_day == first && s->last_day == last && s->fact == fact) {
        return true;
    }
    clear_stage(s);
    *s = (stage){.first_day = first, .last_day = last, .fact = fact};
    return set_stage(s, all->program);
}

/* The prover is told of nothing but what may make a difference. */
static bool add_rules(promise *p)
{
    bool good = true;
    for (uint32_t k = 0; k < p->worlds->count && good; k++) {
        good = qn_quest_inputs_of(p->worlds, k, p->row->rule, p->matters);
    }
    good = good && qn_worlds_focus(p->worlds, p->matters);
    for (uint32_t k = 0; k < p->worlds->count && good; k++) {
        good = p->worlds->symbolic[k] == NULL ||
               qn_symbolic_add_rule(p->worlds->symbolic[k], p->row->rule);
    }
    return good;
}

static bool open_promise(qn_promises *all, promise *p, int64_t first, int64_t last)
{
    if (!find_stage(all, p, first, last)) {
        return false;
    }
    p->matters = calloc((size_t)p->worlds->inputs + 1, 1);
    p->witness = qn_witness_make(p->worlds);
    return p->matters != NULL && p->witness.reply != NULL && add_rules(p);
}

static void close_promise(promise *p)
{
    qn_witness_clear(&p->witness);
    free(p->matters);
}

/* ---- words */

/* A text that grows; NULL bytes once memory was out. */
typedef struct words {
    char *bytes;
    size_t length;
    bool out_of_memory;
} words;

static void put(words *w, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t added = length < 0 ? 0 : (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    char *grown = realloc(w->bytes, w->length + added + 1);
    if (grown == NULL) {
        w->out_of_memory = true;
        return;
    }
    w->bytes = grown;
    memcpy(w->bytes + w->length, text, added + 1);
    w->length += added;
}

/* What a rule gives in a case, as people read it; false where it cannot be written. */
static bool rule_text(qn_case *c, uint32_t rule, char *text, size_t size)
{
    qn_value value;
    qn_case_result(c, rule, &value);
    return qn_value_text(&value, text, size, NULL) == QN_OK;
}

/* "vacation is 20 calendar days": the rules that the promise names; it may name none. */
static void put_named_rules(promise *p, words *w)
{
    const qn_row_rule *row = &p->t->rule[p->row->rule];
    char text[TEXT_MAX];
    for (uint32_t i = 0; i < row->use_count; i++) {
        uint32_t rule = p->t->entry[row->first_use + i].value;
        bool is_told = (p->t->rule[rule].flags & QN_RULE_HIDDEN) == 0;
        if (is_told && rule_text(p->worlds->c[0], rule, text, sizeof text)) {
            put(w, "%s%s is %s", w->length > 0 ? ", and " : "",
                qn_program_rule_info(p->program, (int32_t)rule).name, text);
        }
    }
    if (w->length == 0) {
        put(w, p->row->kind == QN_PROMISE_NEVER ? "what it says is so" : "what it says is not so");
    }
}

/* The formula of a promise that rises or falls, as it is written: between the two words. */
static void put_formula(promise *p, words *w)
{
    const char *text = qn_tables_string(p->t, p->row->text);
    const char *begin = strchr(text, ' ');
    const char *end =
        strstr(text, p->row->kind == QN_PROMISE_RISES ? " rises with " : " falls with ");
    bool is_told = begin != NULL && end != NULL && end > begin;
    put(w, "%.*s", is_told ? (int)(end - begin - 1) : 0, is_told ? begin + 1 : "");
}

/* "seniority rises from 15 years to 16 years, and vacation falls from 25 to 21 calendar days". */
static void put_move(promise *p, words *w)
{
    char text[QN_WORLDS_MAX][TEXT_MAX];
    uint32_t fact = p->row->fact;
    for (uint32_t k = 0; k < QN_WORLDS_MAX; k++) {
        qn_value value;
        (void)qn_case_fact(p->worlds->c[k], (int32_t)fact, &value);
        (void)qn_value_text(&value, text[k], sizeof text[k], NULL);
    }
    put(w, "%s rises from %s to %s, and ", qn_program_fact_info(p->program, (int32_t)fact).name,
        text[0], text[1]);
    put_formula(p, w);
    put(w, p->row->kind == QN_PROMISE_RISES ? " falls" : " rises");
    if (rule_text(p->worlds->c[0], p->row->rule, text[0], sizeof text[0]) &&
        rule_text(p->worlds->c[1], p->row->rule, text[1], sizeof text[1])) {
        put(w, " from %s to %s", text[0], text[1]);
    }
}

/* The case without what only one of the worlds has. */
static char *case_of_world(promise *p, uint32_t world)
{
    qn_worlds *w = p->worlds;
    qn_witness own = qn_witness_make(w);
    char *text = NULL;
    if (own.reply != NULL) {
        qn_witness_copy(w, &own, &p->witness);
        for (uint32_t i = 0; i < w->inputs; i++) {
            if (w->input[i].fact[world] == QN_NONE_INDEX) {
                own.reply[i] = (qn_reply){.status = QN_UNKNOWN};
            }
        }
        text = qn_worlds_text(w, &own);
    }
    qn_witness_clear(&own);
    return text;
}

/* The case, or the two, each whole. */
static void put_cases(promise *p, words *w)
{
    for (uint32_t k = 0; k < p->worlds->count; k++) {
        char *text = case_of_world(p, k);
        w->out_of_memory |= text == NULL;
        put(w, "%s%s", k > 0 ? "; and " : "", text == NULL ? "" : text);
        free(text);
    }
}

/* ---- settling */

static bool tell_refuted(promise *p, qn_promise_answer *out)
{
    words text = {0};
    words example = {0};
    put(&text, "");
    if (is_moving(p)) {
        put_move(p, &text);
    } else {
        put_named_rules(p, &text);
    }
    put_cases(p, &example);
    out->text = text.bytes;
    out->example = example.bytes;
    return !text.out_of_memory && !example.out_of_memory;
}

static bool settle(promise *p, uint64_t work, uint32_t tries, qn_promise_answer *out)
{
    static const qn_verdict verdicts[] = {[QN_SHOWN] = QN_VERDICT_REFUTED,
                                          [QN_PROVED_NOT] = QN_VERDICT_PROVED,
                                          [QN_LEFT_OPEN] = QN_VERDICT_OPEN};
    qn_quest quest = {.worlds = p->worlds,
                      .edges = p->edges,
                      .has_claim = qn_symbolic_is_there(),
                      .shows = is_refuted,
                      .context = p,
                      .matters = p->matters,
                      .work = work,
                      .examples = EXAMPLES,
                      .tries = tries};
    if (quest.has_claim) {
        quest.claim = is_moving(p) ? refuting_move(p) : refuting_answer(p);
    }
    out->verdict = verdicts[qn_quest_find(&quest, &p->witness, &out->is_smallest)];
    if (out->verdict == QN_VERDICT_REFUTED) {
        (void)is_refuted(p); /* the rules are run in the case that is told */
        return tell_refuted(p, out);
    }
    if (out->verdict == QN_VERDICT_OPEN) {
        out->text = qn_obstacle_text(p->program, p->row->rule);
    }
    return out->verdict == QN_VERDICT_PROVED || out->text != NULL;
}

bool qn_promises_settle(qn_promises *all, uint32_t number, uint64_t work, uint32_t tries,
                        qn_promise_answer *out)
{
    const qn_tables *t = &all->program->tables;
    promise p = {.program = all->program, .t = t, .row = &t->promise[number]};
    int64_t first;
    int64_t last;
    *out = (qn_promise_answer){.verdict = QN_VERDICT_PROVED};
    p.result = t->rule[p.row->rule].result;
    find_days(&p, &first, &last);
    if (first > last || (is_moving(&p) && p.row->fact == QN_NONE_INDEX)) {
        return true; /* there is no case */
    }
    bool good = open_promise(all, &p, first, last) && settle(&p, work, tries, out);
    close_promise(&p);
    if (!good) {
        qn_promise_answer_clear(out);
    }
    return good;
}

qn_promises *qn_promises_open(const qn_program *program)
{
    qn_promises *all = calloc(1, sizeof *all);
    if (all != NULL) {
        all->program = program;
    }
    return all;
}

void qn_promises_close(qn_promises *all)
{
    if (all != NULL) {
        clear_stage(&all->plain);
        clear_stage(&all->moving);
        free(all);
    }
}

/* The rows of a worker: each QN_WORKERS-th from `first`. */
typedef struct settler {
    const qn_program *program;
    uint32_t first;
    uint64_t work;
    uint32_t tries;
    qn_promise_answer *out;
    bool good;
} settler;

static void *settle_some(void *part)
{
    settler *s = part;
    qn_promises *all = qn_promises_open(s->program);
    s->good = all != NULL;
    for (uint32_t i = s->first; s->good && i < s->program->tables.promise_count; i += QN_WORKERS) {
        s->good = qn_promises_settle(all, i, s->work, s->tries, &s->out[i]);
    }
    qn_promises_close(all);
    return NULL;
}

bool qn_promises_settle_all(const qn_program *program, uint64_t work, uint32_t tries,
                            qn_promise_answer *out)
{
    settler part[QN_WORKERS];
    bool good = true;
    for (uint32_t i = 0; i < QN_WORKERS; i++) {
        part[i] = (settler){program, i, work, tries, out, true};
    }
    qn_workers_run(part, sizeof *part, settle_some);
    for (uint32_t i = 0; i < QN_WORKERS; i++) {
        good &= part[i].good;
    }
    return good;
}

void qn_promise_answer_clear(qn_promise_answer *answer)
{
    free(answer->text);
    free(answer->example);
    *answer = (qn_promise_answer){.verdict = QN_VERDICT_OPEN};
}
