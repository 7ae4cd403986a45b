/*
 * promise.c - what the author says is so in every case, as rules that say in which it is.
 *
 * `always C when W` is a rule that is none where W is not so, and C elsewhere; `always F rises with
 * X` is F there. What is promised of its answers stands in a row of its own, for whoever proves it.
 * Nothing is proved here, and no other rule can read such a rule. What it means is
 * spec/semantics.md, chapter 18.
 */
#include "compiler.h"

#include <string.h>

/* A node with the span of the promise. */
static qn_node *make(qn_compiler *c, const qn_node *promise, qn_node_kind kind, unsigned op,
                     uint32_t count, qn_node *const kids[])
{
    return qn_node_new(&c->arena, kind, op, promise->span, count, kids);
}

static qn_node *empty_list(qn_compiler *c, const qn_node *promise)
{
    return make(c, promise, AST_LIST, 0, 0, NULL);
}

/* The part of a trailer of that kind. */
static qn_node *part_of(const qn_node *trailer)
{
    return trailer->kid[0];
}

/* All that must be so besides: each `when`, and no `unless`. NULL for nothing. */
static qn_node *condition_of(qn_compiler *c, const qn_node *promise)
{
    const qn_node *trailers = promise->kid[AST_PROMISE_TRAILERS];
    qn_node *all = NULL;
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *trailer = trailers->kid[i];
        if (trailer->kind != AST_WHEN && trailer->kind != AST_UNLESS)
            continue;
        qn_node *one = part_of(trailer);
        if (trailer->kind == AST_UNLESS)
            one = make(c, promise, AST_NOT, 0, 1, &one);
        qn_node *both[2] = {all, one};
        all = all && one ? make(c, promise, AST_AND, 0, 2, both) : one;
    }
    return all;
}

/* Citations and notes, which stand behind the clause as they stand behind the promise. */
static qn_node *citations_of(qn_compiler *c, const qn_node *promise)
{
    const qn_node *trailers = promise->kid[AST_PROMISE_TRAILERS];
    qn_node *list = empty_list(c, promise);
    for (uint32_t i = 0; i < trailers->count && list; i++)
        if (trailers->kid[i]->kind == AST_CITATION || trailers->kid[i]->kind == AST_NOTE)
            list = qn_node_append(&c->arena, list, trailers->kid[i]);
    return list;
}

static qn_node *clause(qn_compiler *c, const qn_node *promise, qn_node *left, qn_node *effect,
                       qn_node *trailers)
{
    qn_node *kids[4] = {NULL, left, effect, trailers};
    return left && trailers ? make(c, promise, AST_CLAUSE, 0, 4, kids) : NULL;
}

/* The gate, where there is a condition, and the formula as the base. */
static qn_node *body_of(qn_compiler *c, const qn_node *promise)
{
    qn_node *formula = promise->kid[AST_PROMISE_FORMULA], *condition = condition_of(c, promise);
    qn_node *list = empty_list(c, promise);
    if (condition && list) {
        qn_node *gate = make(c, promise, AST_LEFT_ONLY_WHEN, 0, 1, &condition);
        qn_node *first = clause(c, promise, gate, NULL, empty_list(c, promise));
        list = first ? qn_node_append(&c->arena, list, first) : NULL;
    }
    qn_node *effect = make(c, promise, AST_EFFECT, AST_OP_VALUE, 1, &formula);
    qn_node *base = make(c, promise, AST_LEFT_BASE, 0, 0, NULL);
    qn_node *value = effect ? clause(c, promise, base, effect, citations_of(c, promise)) : NULL;
    return list && value ? qn_node_append(&c->arena, list, value) : NULL;
}

/* ---- as it is written */

enum { PART_MAX = 120 }; /* bytes of a formula that are shown */

/* `text`, a word and what a node says. */
static const char *with_part(qn_compiler *c, const char *text, const char *word,
                             const qn_node *node)
{
    const char *source = qn_node_source(c, node, PART_MAX);
    return qn_arena_format(&c->arena, "%s%s%s", text ? text : "", word, source ? source : "");
}

/* The promise with its conditions and dates, and without what it cites. */
static const char *text_of(qn_compiler *c, const qn_node *promise)
{
    const qn_node *trailers = promise->kid[AST_PROMISE_TRAILERS];
    const char *text = with_part(c, promise->op == AST_OP_NEVER ? "never" : "always", " ",
                                 promise->kid[AST_PROMISE_FORMULA]);
    if (promise->kid[AST_PROMISE_FACT])
        text = with_part(c, text, promise->op == AST_OP_RISES ? " rises with " : " falls with ",
                         promise->kid[AST_PROMISE_FACT]);
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *trailer = trailers->kid[i];
        if (trailer->kind != AST_CITATION && trailer->kind != AST_NOTE)
            text = with_part(c, text, " ", trailer);
    }
    return text ? text : "";
}

const qn_node *qn_promise_rule(qn_compiler *c, const qn_node *promise)
{
    const char *text = text_of(c, promise);
    qn_node *name =
        qn_node_leaf(&c->arena, AST_NAME, 0, promise->span, text, (uint32_t)strlen(text));
    qn_node *kids[4] = {name, NULL, empty_list(c, promise), body_of(c, promise)};
    return name && kids[2] && kids[3] ? make(c, promise, AST_RULE, 0, 4, kids) : NULL;
}

/* ---- as a row */

/* Whether the numbers of a type have an order that people speak of. */
static bool is_ordered(const qn_type *type)
{
    return qn_type_is_number(type) || type->kind == QN_KIND_DATE;
}

/* The row of the fact with which it rises or falls; QN_NONE_INDEX, with a message, for what is no
 * such fact. */
static uint32_t fact_of(qn_scope *s, const qn_node *name)
{
    qn_decl *decl = qn_find(s->module, name);
    const char *text = qn_dotted_text(s->c, name);
    if (!decl) {
        qn_report_not_known(s, name);
        return QN_NONE_INDEX;
    }
    if (decl->kind != QN_DECL_FACT) {
        if (decl->kind != QN_DECL_MISSING)
            qn_report(s, QN_Q0717, name, 2, text, "no fact");
        return QN_NONE_INDEX;
    }
    const qn_operand *fact = qn_fact_operand(s->c, decl);
    if (qn_is_failed(fact) || decl->over_time || !is_ordered(fact->type)) {
        if (!qn_is_failed(fact))
            qn_report(s, QN_Q0717, name, 2, text,
                      decl->over_time ? "a fact over time" : qn_type_words(s->c, fact->type));
        return QN_NONE_INDEX;
    }
    return decl->index;
}

/* Reports a promise whose formula is of no use for it. */
static void check_type(qn_scope *s, const qn_node *promise, const qn_type *type)
{
    bool moves = promise->kid[AST_PROMISE_FACT] != NULL;
    const qn_node *formula = promise->kid[AST_PROMISE_FORMULA];
    if (!moves && type->kind != QN_KIND_BOOLEAN)
        qn_report(s, QN_Q0716, formula, 1, qn_type_words(s->c, type));
    else if (moves && !is_ordered(type))
        qn_report(s, QN_Q0718, formula, 1, qn_type_words(s->c, type));
}

/* The one date of a kind that stands behind the promise, as a constant; QN_NONE_INDEX for none. */
static uint32_t date_of(qn_scope *s, const qn_node *promise, qn_node_kind kind, int64_t *day)
{
    const qn_node *trailers = promise->kid[AST_PROMISE_TRAILERS], *found = NULL;
    for (uint32_t i = 0; i < trailers->count; i++) {
        if (trailers->kid[i]->kind != kind)
            continue;
        if (found) {
            qn_report(s, QN_Q0509, trailers->kid[i], 1, qn_node_words(kind));
            return QN_NONE_INDEX;
        }
        found = trailers->kid[i];
    }
    if (!found || !qn_fixed_date(s, part_of(found), day))
        return QN_NONE_INDEX;
    return qn_constant_i(&s->c->builder, *day);
}

static void add_row(qn_scope *s, const qn_decl *decl, const qn_instance *instance)
{
    static const uint32_t kinds[] = {[AST_OP_ALWAYS] = QN_PROMISE_ALWAYS,
                                     [AST_OP_NEVER] = QN_PROMISE_NEVER,
                                     [AST_OP_RISES] = QN_PROMISE_RISES,
                                     [AST_OP_FALLS] = QN_PROMISE_FALLS};
    const qn_node *promise = decl->promise, *fact = promise->kid[AST_PROMISE_FACT];
    int64_t from = INT64_MIN, until = INT64_MAX;
    qn_position at = qn_source_position(&decl->module->source, promise->span.begin);
    check_type(s, promise, instance->result.type);
    qn_row_promise row = {.kind = kinds[promise->op],
                          .rule = instance->row,
                          .fact = fact ? fact_of(s, fact) : QN_NONE_INDEX,
                          .from = date_of(s, promise, AST_FROM, &from),
                          .until = date_of(s, promise, AST_UNTIL, &until),
                          .text = qn_string(&s->c->builder, decl->name),
                          .source = decl->module->row,
                          .line = at.line,
                          .column = at.column};
    if (from >= until)
        qn_report_at(s->c, QN_Q0801, promise->span, 0);
    QN_APPEND(&s->c->builder, promise, &row);
}

void qn_compile_promises(qn_compiler *c, const qn_module *m)
{
    for (const qn_decl *d = m->first; d && !qn_is_out_of_memory(c); d = d->next) {
        const qn_instance *instance = d->promise ? qn_instance_of(c, d) : NULL;
        if (!instance || instance->failed)
            continue;
        qn_scope s = {.c = c,
                      .module = d->module,
                      .today = qn_base_today(c),
                      .months = d->module->months,
                      .clause_row = QN_NONE_INDEX};
        add_row(&s, d, instance);
    }
    qn_arena_reset(&c->scratch);
}
