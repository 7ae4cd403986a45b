/*
 * timeline.c - what can be said of the dates of a rule without running it: versions that hold at
 * the same time, days between two versions on which none holds, law that ends with nothing behind
 * it, and versions that begin before what they need.
 *
 * Only days that the file says are reviewed are looked at, since of others nothing is claimed; and
 * what was before the first version is left alone, since law begins. A finding comes with a case on
 * its first day, or is not made.
 */
#include "box.h"
#include "wish.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"

/* The days on which a clause is in force, [from, until). */
typedef struct stretch {
    int64_t from, until;
    const qn_clause *clause;
} stretch;

/* A day as it is written; "" out of memory. */
static const char *day_text(qn_scope *s, int64_t day)
{
    char text[QN_DATE_TEXT_SIZE];
    qn_date_format((qn_day)day, text);
    const char *copy = qn_arena_format(&s->c->scratch, "%s", text);
    return copy ? copy : "";
}

/* Its own days, and those of its row. */
static stretch stretch_of(const qn_clause *c)
{
    stretch x = {c->from, c->until, c};
    if (c->band) {
        const qn_band_row *row = QN_BAND_ROW(c->band, c->row);
        x.from = row->from > x.from ? row->from : x.from;
        x.until = row->until < x.until ? row->until : x.until;
    }
    return x;
}

static int compare_stretches(const void *left, const void *right)
{
    const stretch *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->clause > b->clause) - (a->clause < b->clause);
}

static bool gives_value(const qn_clause *c)
{
    return c->kind == QN_CLAUSE_BASE || c->kind == QN_CLAUSE_EXCEPTION ||
           c->kind == QN_CLAUSE_OTHERWISE;
}

static bool has_base(const qn_body_parts *p)
{
    for (uint32_t i = 0; i < p->clauses.count; i++)
        if (QN_CLAUSE(p, i)->kind == QN_CLAUSE_BASE)
            return true;
    return false;
}

/* The days of what gives a value to every case; of a rule without a base, to some. In order. */
static stretch *value_days(const qn_body_parts *p, uint32_t *count)
{
    bool based = has_base(p);
    stretch *list =
        qn_arena_take_array(&p->s->c->scratch, (size_t)p->clauses.count + 1, sizeof *list);
    *count = 0;
    for (uint32_t i = 0; list && i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        stretch x = stretch_of(c);
        if (gives_value(c) && (!based || c->kind != QN_CLAUSE_EXCEPTION) && x.from < x.until)
            list[(*count)++] = x;
    }
    if (list && *count)
        qsort(list, *count, sizeof *list, compare_stretches);
    return list;
}

/* ---- two versions at once */

/* Reports pieces of the timeline that hold on one day: two that hold always are a mistake, two
 * that only meet on some days a finding. Pieces that are overridden may meet. */
void qn_find_double_versions(const qn_body_parts *p, const char *name)
{
    uint32_t count;
    const stretch *list = value_days(p, &count), *furthest = NULL;
    for (uint32_t i = 0; list && i < count; i++) {
        const stretch *y = &list[i];
        if (y->clause->kind != QN_CLAUSE_BASE || y->clause->overriders.count)
            continue;
        if (furthest && furthest->until > y->from && y->from == INT64_MIN) {
            qn_diagnostic_label(qn_report_at(p->s->c, QN_Q0701, y->clause->node->span, 1, name),
                                furthest->clause->node->span, QN_LABEL_THIS_ONE_TOO);
        } else if (furthest && furthest->until > y->from) {
            const char *day = day_text(p->s, y->from);
            qn_diagnostic *d =
                qn_report_at(p->s->c, QN_Q0302, furthest->clause->node->span, 1, day);
            qn_diagnostic_label(d, y->clause->node->span, QN_LABEL_THIS_ONE_TOO);
            if (d)
                qn_diagnostic_example(d, qn_arena_format(&p->s->c->scratch, "on %s", day));
        }
        if (!furthest || y->until > furthest->until)
            furthest = y;
    }
}

/* ---- days without a version */

/* Wishes that a clause does not apply: that one of the things it asks for is not so. */
static bool wish_against(qn_wishes *w, const qn_clause *c)
{
    if (c->band && qn_wish_not_row(w, c->band, c->row))
        return true;
    for (const qn_holding *h = c->holds; h; h = h->outer)
        if (qn_wish_not(w, h))
            return true;
    return false;
}

/* Wishes for a case of a day in which no gate closes and no exception applies. */
static bool wish_for_nothing(const qn_body_parts *p, qn_wishes *w, int64_t day)
{
    if (!qn_wish_days(w, day, day + 1))
        return false;
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        stretch x = stretch_of(c);
        if (x.from > day || x.until <= day)
            continue;
        if (c->kind == QN_CLAUSE_GATE &&
            (c->holds || c->band || !qn_wish_condition(w, c->value, true)))
            return false;
        if (c->kind == QN_CLAUSE_EXCEPTION && !wish_against(w, c))
            return false;
    }
    return true;
}

/* Reports that nothing holds from a day on, behind a version; `next` is the one that follows, or
 * NULL. */
static void report_nothing(const qn_body_parts *p, const char *name, int64_t day,
                           const stretch *before, const stretch *next)
{
    qn_wishes w = {.s = p->s};
    const qn_band *band = before->clause->band;
    bool told = next && band && band == next->clause->band && band->table && !band->covered;
    if (told || !wish_for_nothing(p, &w, day)) /* a table's own holes are told with their case */
        return;
    qn_diagnostic *d =
        qn_report_at(p->s->c, next ? QN_Q0316 : QN_Q0321, before->clause->node->span, 3, name,
                     day_text(p->s, day), next ? day_text(p->s, next->from) : "");
    if (next)
        qn_diagnostic_label(d, next->clause->node->span, QN_LABEL_NEXT_VERSION);
    if (d)
        qn_diagnostic_example(d, qn_wish_case(&w));
}

void qn_find_days_without_version(const qn_body_parts *p, const char *name)
{
    uint32_t count;
    const stretch *list = value_days(p, &count), *furthest = NULL;
    int64_t from, until;
    if (!list || !qn_reviewed_between(p->s, &from, &until))
        return;
    for (uint32_t i = 0; i < count && list[i].from < until; i++) {
        int64_t day = furthest ? furthest->until : INT64_MAX;
        if (day < list[i].from && list[i].from > from)
            report_nothing(p, name, day > from ? day : from, furthest, &list[i]);
        if (!furthest || list[i].until > furthest->until)
            furthest = &list[i];
    }
    if (furthest && furthest->until > from && furthest->until < until)
        report_nothing(p, name, furthest->until, furthest, NULL);
}

/* ---- versions that begin too early */

/* The latest first day among the rules that a formula reads whatever the case, on the date of
 * decision; the rule whose it is. Recursion is bounded by the parser. */
static int64_t needs_from(const qn_scope *s, const qn_node *n, const qn_decl **rule)
{
    int64_t latest = INT64_MIN, day;
    uint32_t first = 0, end = n ? n->count : 0;
    if (!n)
        return latest;
    switch (n->kind) {
    case AST_NAME:
    case AST_DOT: {
        const qn_decl *decl =
            n->kind == AST_NAME && qn_local_find(s, n->text) ? NULL : qn_find(s->module, n);
        if (!decl || decl->kind != QN_DECL_RULE || decl->begins == 0)
            return latest;
        *rule = decl;
        return decl->begins;
    }
    case AST_ROUNDED:
    case AST_OTHERWISE:
        end = 1;
        break;
    case AST_SUM:
    case AST_PRODUCT:
    case AST_TERM:
    case AST_NEGATE:
    case AST_CHOOSE:
        break;
    default:
        return latest;
    }
    for (uint32_t i = first; i < end; i++) {
        const qn_decl *found = NULL;
        day = needs_from(s, n->kid[i], &found);
        if (found && day > latest) {
            latest = day;
            *rule = found;
        }
    }
    return latest;
}

/* The first day on which a rule has a value for some case; 0 where that cannot be told. */
int64_t qn_first_day(const qn_body_parts *p)
{
    int64_t first = INT64_MAX;
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        const qn_decl *rule = NULL;
        int64_t from = stretch_of(c).from;
        if (!gives_value(c))
            continue;
        int64_t needs = c->effect == AST_OP_VALUE ? needs_from(p->s, c->value, &rule) : INT64_MIN;
        from = needs > from ? needs : from;
        first = from < first ? from : first;
    }
    return first == INT64_MAX || first == INT64_MIN || p->s->law_day ? 0 : first;
}

void qn_find_early_versions(const qn_body_parts *p)
{
    int64_t from, until;
    if (!qn_reviewed_between(p->s, &from, &until))
        return;
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        const qn_decl *rule = NULL;
        qn_wishes w = {.s = p->s};
        if (c->kind != QN_CLAUSE_BASE || c->from == INT64_MIN || c->overriders.count)
            continue;
        int64_t needs = needs_from(p->s, c->value, &rule), day = c->from > from ? c->from : from;
        if (!rule || needs <= day || c->until <= day || !wish_for_nothing(p, &w, day))
            continue;
        qn_diagnostic *d =
            qn_report_at(p->s->c, QN_Q0322, c->node->span, 2, rule->name, day_text(p->s, needs));
        qn_diagnostic_label(d, rule->node->kid[AST_RULE_NAME]->span, QN_LABEL_BEGINS_LATER);
        if (d)
            qn_diagnostic_example(d, qn_wish_case(&w));
    }
}
