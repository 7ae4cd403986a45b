/*
 * Explanations: whether the product tells of the clauses of a rule what the reference found, which
 * of them there are, where they stand, what became of each and through which other, what it gives
 * and what it cites. What conditions looked at, and sequences, are not compared.
 */
#include "machine.h"

#include <limits.h>
#include <string.h>

enum { CLAUSES_MOST = 2000, CITES_MOST = 8 };

/* A clause as the product tells it. */
typedef struct heard {
    qn_step step;
    const char *cite[CITES_MOST];
    int cites;
} heard;

typedef struct hearing {
    int32_t rule;
    heard clause[CLAUSES_MOST];
    int count;
} hearing;

static qn_telling hear(void *context, const qn_step *step)
{
    hearing *h = context;
    if (step->kind == QN_STEP_RULE) {
        return step->depth == 0 ? QN_TELL_ON : QN_TELL_PAST;
    }
    if (step->kind == QN_STEP_CLAUSE && step->rule == h->rule && h->count < CLAUSES_MOST) {
        h->clause[h->count] = (heard){.step = *step};
        h->count++;
    } else if (step->kind == QN_STEP_CITATION && h->count > 0) {
        heard *last = &h->clause[h->count - 1];
        if (last->cites < CITES_MOST) {
            last->cite[last->cites++] = step->text;
        }
    }
    return step->kind == QN_STEP_SEQUENCE ? QN_TELL_PAST : QN_TELL_ON;
}

static qn_position place_of(const decl *rule, const ref_clause *c)
{
    return qn_source_position(&rule->module->source, c->line->span.begin);
}

static const char *kind_name(int kind)
{
    static const char *const names[] = {"gate",      "base",     "exception",
                                        "otherwise", "addition", "multiplication",
                                        "floor",     "cap",      "rounding"};
    return names[kind];
}

static const char *fate_name(int fate)
{
    static const char *const names[] = {"applied",  "not applied", "failed", "overridden",
                                        "replaced", "no effect",   "barred", "undecided"};
    return names[fate];
}

static bool begins_on(const ref_clause *c, const qn_value *from)
{
    int y, m, d;
    bool has_day = qn_value_date(from, &y, &m, &d) == QN_OK;
    return has_day ? c->dates.from == day_of(y, m, d) : c->dates.from == LONG_MIN;
}

static bool is_at(const decl *rule, const ref_clause *c, const qn_step *step)
{
    qn_position at = place_of(rule, c);
    return (int)c->kind == (int)step->clause_kind && (int32_t)at.line == step->line &&
           (int32_t)at.column == step->column && begins_on(c, &step->from);
}

/* A place as citations are told: the law, then where in it. */
static bool is_place(const ref_place *p, const char *told)
{
    const char *space = p->law[0] != '\0' && p->at[0] != '\0' ? " " : "";
    return strcmp(pool_format("%s%s%s", p->law, space, p->at), told) == 0;
}

/* Whether a clause cites what the product tells. */
static const char *cites_differ(const ref_clause *c, const heard *h)
{
    int own = 0;
    for (const ref_place *p = c->places; p != NULL; p = p->next) {
        own++;
    }
    for (int i = 0; i < h->cites; i++) {
        const ref_place *p = c->places;
        while (p != NULL && !is_place(p, h->cite[i])) {
            p = p->next;
        }
        if (p == NULL) {
            return pool_format("it cites %s", h->cite[i]);
        }
    }
    return own == h->cites ? NULL : pool_format("it cites %d places, not %d", h->cites, own);
}

/* Whether one of the clauses that may be named is the one that is named. */
static const char *by_differs(const ref_told *told, int count, const decl *rule, const hearing *h,
                              const heard *one)
{
    bool may_be = false, is_none = true;
    for (int k = 0; k < count; k++) {
        is_none = is_none && !told->by[k];
    }
    if (is_none || one->step.by < 0) {
        return is_none == (one->step.by < 0) ? NULL : "whether another clause did it";
    }
    const ref_told *all = told - (told->clause - clauses_of((decl *)(uintptr_t)rule)->at);
    for (int i = 0; i < h->count; i++) {
        for (int k = 0; h->clause[i].step.clause == one->step.by && k < count; k++) {
            may_be = may_be || (told->by[k] && is_at(rule, all[k].clause, &h->clause[i].step));
        }
    }
    return may_be ? NULL : pool_format("it is done by %s", one->step.by_text);
}

static const char *one_differs(const ref_told *told, int count, const decl *rule, const hearing *h,
                               const heard *one)
{
    const char *why = NULL;
    bool is_limit = told->clause->kind == IS_FLOOR || told->clause->kind == IS_CAP;
    bool may_differ = (is_limit && told->is_open && one->step.fate == QN_FATE_APPLIED) ||
                      (told->is_behind && one->step.fate == QN_FATE_UNDECIDED) ||
                      (told->is_by_bounds &&
                       (one->step.fate == QN_FATE_APPLIED || one->step.fate == QN_FATE_NO_EFFECT));
    if ((int)told->fate != (int)one->step.fate && !may_differ) {
        return pool_format("it is %s, not %s", fate_name((int)one->step.fate),
                           fate_name((int)told->fate));
    }
    why = cites_differ(told->clause, one);
    if (why == NULL) {
        why = by_differs(told, count, rule, h, one);
    }
    bool is_whole = told->type->kind != K_RECORD || one->step.value.status == QN_KNOWN;
    /* Whether a clause is rounded to the coin can depend on what is not known. */
    bool is_left = told->is_open && one->step.value.status > QN_NONE;
    if (why == NULL && told->value != NULL && is_whole && !is_left &&
        told->value->status != IS_UNKNOWN) {
        why = value_differs(told->value, told->type, &one->step.value);
        why = why != NULL ? pool_format("it gives %s: %s, not %s", machine_text(&one->step.value),
                                        why, value_text(told->value, told->type))
                          : NULL;
    }
    return why;
}

/* A clause may go untold where it does not apply: a row of which another was chosen, a version of
 * other days. */
static bool may_be_silent(const ref_told *told)
{
    return told->fate == FATE_NOT_APPLIED && (told->clause->row >= 0 || !told->is_in_force);
}

/* For each clause that is told one of the reference, which it takes away. */
static const char *match(ref_told *told, int count, decl *rule, const hearing *h)
{
    bool *is_taken = NEW_ARRAY(bool, count);
    for (int i = 0; i < h->count; i++) {
        const char *why = "it is no clause of the rule";
        for (int k = 0; k < count && why != NULL; k++) {
            if (!is_taken[k] && is_at(rule, told[k].clause, &h->clause[i].step)) {
                why = one_differs(&told[k], count, rule, h, &h->clause[i]);
                is_taken[k] = why == NULL;
            }
        }
        if (why != NULL) {
            const qn_step *step = &h->clause[i].step;
            return pool_format("%d:%d %s `%s`: %s", (int)step->line, (int)step->column,
                               kind_name((int)step->clause_kind), step->text, why);
        }
    }
    for (int k = 0; k < count; k++) {
        if (!is_taken[k] && !may_be_silent(&told[k])) {
            return pool_format("%u `%s`: it is %s and not told",
                               place_of(rule, told[k].clause).line, told[k].clause->text,
                               fate_name((int)told[k].fate));
        }
    }
    return NULL;
}

bool machine_tells(machine *m, way w, int32_t at, decl *rule, const char **why)
{
    static hearing h;
    int count = clauses_of(rule)->count;
    h.rule = at;
    h.count = 0;
    (void)qn_explain(m->c[w], &at, 1, hear, &h);
    ref_told *told = rule_told(rule, case_reading(the_case.first->today, NULL, NULL));
    const char *differs = match(told, count, rule, &h);
    *why =
        differs != NULL ? pool_format("%s is explained otherwise: %s", rule->name, differs) : NULL;
    return differs == NULL;
}
