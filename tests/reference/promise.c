/*
 * What must hold of an answer that the reference leaves open: however the case is completed, the
 * answer is within its bounds; a status that is said is that of every completion; and facts that
 * are not among those still needed make no difference. See sections 4 to 8 of spec/unknown.md.
 *
 * An answer is left alone where something unknown met what is graver, on the way to it in the open
 * case or in a completed one: what the plain run has decided is final, also where a missing fact
 * could have made it irrelevant (section 2). So is a completion that runs out of room.
 */
#include "cases.h"
#include "machine.h"

#include <stdio.h>
#include <string.h>

enum { OPEN_MOST = 4000, NEEDS_MOST = 64, COMPLETIONS = 3 };

/* An answer that the reference leaves open, and what the product says of it. */
typedef struct open_answer {
    decl *rule;
    const type *type;
    qn_value said, low, high;
    bool has_low, has_high, needs_day;
    const char *need[NEEDS_MOST];
    int needs;
    val first; /* that of the first completion; NULL where it is left alone */
} open_answer;

static open_answer open_answers[OPEN_MOST];
static int open_count;

void promise_begin(void)
{
    open_count = 0;
}

void promise_note(machine *m, way w, int32_t at, decl *rule, const type *t)
{
    open_answer *a = &open_answers[open_count];
    const char *name = NULL;
    bool has_parts = t->kind == K_LIST || t->kind == K_RECORD || t->kind == K_CHAIN;
    if (open_count == OPEN_MOST || has_parts || rule_is_masked(rule)) {
        return;
    }
    *a = (open_answer){.rule = rule, .type = t};
    (void)qn_eval(m->c[w], at, &a->said);
    a->has_low = qn_value_bound(&a->said, QN_LOW, &a->low) == QN_OK && a->low.status == QN_KNOWN;
    a->has_high =
        qn_value_bound(&a->said, QN_HIGH, &a->high) == QN_OK && a->high.status == QN_KNOWN;
    for (int32_t i = 0; (name = qn_case_cause(m->c[w], at, i)) != NULL; i++) {
        if (a->needs == NEEDS_MOST) {
            return;
        }
        a->need[a->needs++] = pool_format("%s", name);
        a->needs_day = a->needs_day || strcmp(name, "today") == 0;
    }
    open_count++;
}

/* ---- completing a case */

static bool is_given(const instance *c, const decl *fact)
{
    for (int i = 0; i < c->facts; i++) {
        if (c->fact[i].fact == fact) {
            return strcmp(c->fact[i].text, "unknown") != 0;
        }
    }
    return fact->node->kid[AST_FACT_DEFAULT] != NULL;
}

/* A need is a fact, a field of one, or a fact of another file by the name of that, too. */
static bool is_needed(const open_answer *a, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < a->needs; i++) {
        const char *at = strstr(a->need[i], name);
        bool begins = at != NULL && (at == a->need[i] || at[-1] == '.');
        if (begins && (at[length] == '\0' || at[length] == '.')) {
            return true;
        }
    }
    return false;
}

/* Gives what is missing; a fact that is refused leaves the completion out. */
static bool give_completed(const instance *given, const instance *filled)
{
    const char *on = given->on != NULL ? given->on : filled->on;
    case_reset(known_day(K_DATE, day_text(on)));
    for (int i = 0; i < given->facts; i++) {
        if (!case_give((decl *)(uintptr_t)given->fact[i].fact, given->fact[i].text)) {
            return false;
        }
    }
    for (int i = 0; i < filled->facts; i++) {
        const decl *fact = filled->fact[i].fact;
        if (!is_given(given, fact) && !case_give((decl *)(uintptr_t)fact, filled->fact[i].text)) {
            return false;
        }
    }
    return true;
}

static val completed_value(const open_answer *a)
{
    scope outside = {
        .module = a->rule->module, .months = a->rule->module->months, .reading = the_case.first};
    return result_of(rule_read(a->rule, &outside), a->type);
}

/* ---- what must hold */

/* Codes that bounds do not foresee (section 4), and what a fact over time still leaves open. */
static bool is_unforeseen(val v)
{
    if (v->status == IS_UNKNOWN) {
        return true;
    }
    for (const cause *c = v->cause; v->status == IS_ERROR && c != NULL; c = c->next) {
        if (c->code == 401 || c->code == 403 || c->code == 408 || c->code == 410) {
            return true;
        }
    }
    return false;
}

static const char *bound_breaks(const open_answer *a, val v)
{
    if (a->has_low && value_beyond(v, a->type, &a->low, -1)) {
        return pool_format("below %s", machine_text(&a->low));
    }
    if (a->has_high && value_beyond(v, a->type, &a->high, 1)) {
        return pool_format("above %s", machine_text(&a->high));
    }
    return NULL;
}

static const char *refuted(const open_answer *a, val v)
{
    if (a->said.status != QN_UNKNOWN) {
        return value_differs(v, a->type, &a->said);
    }
    return v->status == IS_KNOWN ? bound_breaks(a, v) : NULL;
}

static bool same_answer(val a, val b)
{
    return a->status == b->status && (a->status != IS_KNOWN || same_value(a, b));
}

static bool report(const instance *given, const open_answer *a, val v, const char *why)
{
    printf("DIFFERS %s: %s: of an open case the product says %s, and a completion gives %s (%s)\n",
           given->where, a->rule->name, machine_text(&a->said), value_text(v, a->type), why);
    return false;
}

/* Holds all answers against the completion that is given, and keeps what it gives. */
static bool hold(const instance *given, int32_t *compared)
{
    bool right = true;
    for (int i = 0; i < open_count && right; i++) {
        open_answer *a = &open_answers[i];
        val v = completed_value(a);
        const char *why = is_unforeseen(v) ? NULL : refuted(a, v);
        a->first = is_unforeseen(v) ? NULL : v;
        *compared += a->first != NULL;
        right = why == NULL || report(given, a, v, why);
    }
    return right;
}

/* The completion again, but for facts that no answer in question needs. */
static bool hold_without(const instance *given, const open_answer *a, const instance *filled,
                         const instance *other, int32_t *compared)
{
    static instance mixed;
    mixed = *filled;
    if (!a->needs_day) {
        mixed.on = other->on;
    }
    for (int i = 0; i < other->facts; i++) {
        if (!is_needed(a, other->fact[i].fact->name)) {
            instance_give(&mixed, other->fact[i].fact, other->fact[i].text);
        }
    }
    if (a->first == NULL || a->said.status != QN_UNKNOWN || !give_completed(given, &mixed)) {
        return true;
    }
    val v = completed_value(a);
    if (is_unforeseen(v)) {
        return true;
    }
    ++*compared;
    return same_answer(v, a->first) || report(given, a, v,
                                              pool_format("%s with other facts that are not needed",
                                                          value_text(a->first, a->type)));
}

bool promise_holds(const instance *given, uint64_t *random, int32_t *compared)
{
    static instance filled, other;
    for (int round = 0; open_count > 0 && round < COMPLETIONS; round++) {
        instance_random(&filled, random, 0);
        if (!give_completed(given, &filled)) {
            continue;
        }
        if (!hold(given, compared)) {
            return false;
        }
        instance_random(&other, random, 0);
        int chosen = (int)random_below(random, (uint32_t)open_count);
        if (!hold_without(given, &open_answers[chosen], &filled, &other, compared)) {
            return false;
        }
    }
    return true;
}
