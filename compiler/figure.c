/*
 * figure.c - one figure of the law that is written in two rules: the same amount or the same other
 * number that is hardly met by chance, in the same unit, under the same place of the same law. When
 * the law changes it, one of the two is forgotten.
 *
 * Only what is written is looked at: figures behind an arrow, with the article that their line,
 * their block or their rule cites. Small whole numbers and percentages are the same in many
 * sentences, and are left alone.
 */
#include "clause.h"

#include <stdlib.h>
#include <string.h>

/* The least whole number that is not small. */
enum { WHOLE_MIN = 100 };

typedef struct figure {
    const qn_node *rule, *node;
    const char *unit, *place; /* the unit as it is written; law and place, or "" */
    uint32_t first;           /* of its rule's, of which the last has `rule`, too */
    qn_rational value;
} figure;

typedef struct finder {
    qn_scope *s;
    const qn_node *rule;
    const char *unit; /* of the rule, as it is written */
    uint32_t first;   /* of its figures */
    qn_growing figures;
} finder;

/* ---- gathering */

/* What a place is called: law and number, as one text. */
static const char *place_text(finder *f, const qn_citation *r)
{
    return qn_arena_format(&f->s->c->arena, "%.*s %.*s", (int)r->law_length, r->law,
                           (int)r->place_length, r->place);
}

/* The first place that trailers cite: what is named behind it is the law that brought a figure in,
 * or a comparison. */
static const char *first_place(finder *f, const qn_node *cites)
{
    for (uint32_t i = 0; cites && i < cites->count; i++) {
        qn_citation r;
        if (cites->kid[i]->kind != AST_CITATION)
            continue;
        qn_citation_begin(&r, f->s, cites->kid[i]);
        const char *place = qn_citation_next(&r) && r.place_length ? place_text(f, &r) : "";
        return place ? place : "";
    }
    return "";
}

/* Whether a number is met in one sentence of the law more than in another. */
static bool is_telling(const char *unit, qn_rational value)
{
    qn_rational least = qn_rational_from_i64(WHOLE_MIN);
    return *unit &&
           (!qn_rational_is_integer(value) || qn_rational_cmp(qn_rational_abs(value), least) >= 0);
}

/* Adds a figure. */
static void add_figure(finder *f, const qn_node *node, const qn_node *cites)
{
    const qn_node *number = node->kind == AST_QUANTITY ? node->kid[AST_QUANTITY_VALUE] : node;
    const char *unit = node->kind == AST_QUANTITY
                           ? qn_node_source(f->s->c, node->kid[AST_QUANTITY_MEASURE], 60)
                           : f->unit;
    if (number->kind != AST_NUMBER)
        return;
    qn_rational value = qn_number_of_text(f->s, number);
    unit = qn_arena_format(&f->s->c->arena, "%s", unit);
    if (!unit || !is_telling(unit, value))
        return;
    figure one = {f->rule, node, unit, first_place(f, cites), f->first, value};
    qn_append(&f->s->c->builder, &f->figures, sizeof one, &one);
}

/* The trailers that hold for a line: its own where they cite something. */
static const qn_node *cited(const qn_node *trailers, const qn_node *around)
{
    return qn_has_citation(trailers) ? trailers : around;
}

/* The figures of a body. Recursion is bounded by the parser. */
static void gather(finder *f, const qn_node *body, const qn_node *cites)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const qn_node *line = body->kid[i];
        if (line->kind == AST_BLOCK)
            gather(f, line->kid[AST_BLOCK_BODY], cited(line->kid[AST_BLOCK_TRAILERS], cites));
        if (line->kind != AST_CLAUSE || !line->kid[AST_CLAUSE_EFFECT])
            continue;
        const qn_node *effect = line->kid[AST_CLAUSE_EFFECT];
        const qn_node *value = effect->kid[AST_EFFECT_VALUE];
        bool plain = value && (value->kind == AST_NUMBER || value->kind == AST_QUANTITY);
        if (plain && effect->op != AST_OP_ROUNDED && effect->op != AST_OP_MULTIPLY)
            add_figure(f, value, cited(line->kid[AST_CLAUSE_TRAILERS], cites));
    }
}

static void gather_module(finder *f, qn_module *m)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    f->s->module = m;
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *rule = items->kid[i];
        if (rule->kind != AST_RULE || !rule->kid[AST_RULE_TYPE])
            continue;
        f->rule = rule;
        f->first = f->figures.count;
        f->unit = qn_node_source(f->s->c, rule->kid[AST_RULE_TYPE], 60);
        gather(f, rule->kid[AST_RULE_BODY], cited(rule->kid[AST_RULE_TRAILERS], NULL));
    }
}

/* ---- comparing */

static int compare_figures(const void *left, const void *right)
{
    const figure *a = left, *b = right;
    int cmp = strcmp(a->place, b->place);
    cmp = cmp ? cmp : strcmp(a->unit, b->unit);
    cmp = cmp ? cmp : qn_rational_cmp(a->value, b->value);
    if (cmp)
        return cmp;
    if (a->node->span.source != b->node->span.source)
        return a->node->span.source < b->node->span.source ? -1 : 1;
    return (a->node->span.begin > b->node->span.begin) -
           (a->node->span.begin < b->node->span.begin);
}

static bool is_same(const figure *a, const figure *b)
{
    return *a->place && !strcmp(a->place, b->place) && !strcmp(a->unit, b->unit) &&
           qn_rational_equal(a->value, b->value);
}

/* Whether the rule of one figure has every figure that the rule of another has: two steps of a fee
 * that happen to meet once, of their many versions, are two figures. */
static bool has_all(const finder *f, const figure *of, const figure *in)
{
    const figure *list = f->figures.rows;
    for (uint32_t i = of->first; i < f->figures.count && list[i].rule == of->rule; i++) {
        bool found = false;
        for (uint32_t k = in->first; k < f->figures.count && list[k].rule == in->rule; k++)
            found = found || (!strcmp(list[i].unit, list[k].unit) &&
                              qn_rational_equal(list[i].value, list[k].value));
        if (!found)
            return false;
    }
    return true;
}

void qn_find_doubled_figures(qn_compiler *c)
{
    qn_scope s = {.c = c, .quiet = true};
    finder f = {.s = &s};
    for (qn_module *m = c->modules; m; m = m->next)
        if (m->file && qn_is_own(c, m))
            gather_module(&f, m);
    figure *list = qn_arena_take_array(&c->scratch, (size_t)f.figures.count + 1, sizeof *list);
    if (!list || !f.figures.count)
        return;
    memcpy(list, f.figures.rows, f.figures.count * sizeof *list);
    qsort(list, f.figures.count, sizeof *list, compare_figures);
    for (uint32_t i = 1; i < f.figures.count; i++) {
        const figure *a = &list[i - 1], *b = &list[i];
        if (!is_same(a, b) || a->rule == b->rule || (!has_all(&f, a, b) && !has_all(&f, b, a)))
            continue;
        qn_diagnostic *d = qn_report_at(c, QN_Q0319, b->node->span, 2,
                                        a->rule->kid[AST_RULE_NAME]->text, b->place);
        qn_diagnostic_label(d, a->node->span, QN_LABEL_FIRST_HERE);
    }
    qn_arena_reset(&c->scratch);
}
