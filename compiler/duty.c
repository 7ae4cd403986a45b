/*
 * duty.c - duties and prohibitions as rules that say yes where they are kept.
 *
 * `forbid C when W` is a rule that is yes, and no when W and C; `require C` is no when not C. What
 * stands behind a duty (citations, dates, `unless`) stands behind that clause, so that a duty is
 * found, explained and unknown like any other rule. In a `for each` it is one answer over all
 * elements, with a list of those that break it.
 */
#include "stream.h"

#include <string.h>

/* A node with the span of the duty. */
static qn_node *make(qn_compiler *c, const qn_node *duty, qn_node_kind kind, unsigned op,
                     uint32_t count, qn_node *const kids[])
{
    return qn_node_new(&c->arena, kind, op, duty->span, count, kids);
}

static qn_node *list_of(qn_compiler *c, const qn_node *duty, qn_node *first, qn_node *second)
{
    qn_node *list = make(c, duty, AST_LIST, 0, 0, NULL);
    if (list && first)
        list = qn_node_append(&c->arena, list, first);
    if (list && second)
        list = qn_node_append(&c->arena, list, second);
    return list;
}

/* What breaks the duty: its condition, the other way round for `require`, and its `when`. */
static qn_node *breach(qn_compiler *c, const qn_node *duty)
{
    const qn_node *trailers = duty->kid[AST_DUTY_TRAILERS];
    qn_node *condition = (qn_node *)duty->kid[AST_DUTY_CONDITION];
    if (duty->op == AST_OP_REQUIRE)
        condition = make(c, duty, AST_NOT, 0, 1, &condition);
    for (uint32_t i = 0; i < trailers->count && condition; i++)
        if (trailers->kid[i]->kind == AST_WHEN) {
            qn_node *both[2] = {trailers->kid[i]->kid[AST_WHEN_CONDITION], condition};
            condition = make(c, duty, AST_AND, 0, 2, both);
        }
    return condition;
}

/* What stands behind it as it stands behind a clause. */
static qn_node *clause_trailers(qn_compiler *c, const qn_node *duty)
{
    const qn_node *trailers = duty->kid[AST_DUTY_TRAILERS];
    qn_node *list = list_of(c, duty, NULL, NULL);
    for (uint32_t i = 0; i < trailers->count && list; i++)
        if (trailers->kid[i]->kind != AST_WHEN && trailers->kid[i]->kind != AST_REASON)
            list = qn_node_append(&c->arena, list, trailers->kid[i]);
    return list;
}

static qn_node *clause(qn_compiler *c, const qn_node *duty, qn_node *left, qn_node_kind answer,
                       qn_node *trailers)
{
    qn_node *value = make(c, duty, answer, 0, 0, NULL);
    qn_node *effect = make(c, duty, AST_EFFECT, AST_OP_VALUE, 1, &value);
    qn_node *kids[4] = {NULL, left, effect, trailers};
    return left && effect && trailers ? make(c, duty, AST_CLAUSE, 0, 4, kids) : NULL;
}

const char *qn_duty_text(qn_compiler *c, const qn_node *duty)
{
    const char *asks = qn_node_source(c, duty->kid[AST_DUTY_CONDITION], 120);
    const char *text = qn_arena_format(
        &c->arena, "%s %s", duty->op == AST_OP_REQUIRE ? "require" : "forbid", asks ? asks : "");
    return text ? text : "";
}

const char *qn_duty_message(const qn_node *duty)
{
    const qn_node *trailers = duty->kid[AST_DUTY_TRAILERS];
    for (uint32_t i = 0; i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_REASON)
            return trailers->kid[i]->text;
    return "";
}

/* One message is shown where a duty is breached: a second one would never be read. */
static void check_messages(qn_compiler *c, const qn_node *duty)
{
    const qn_node *trailers = duty->kid[AST_DUTY_TRAILERS], *first = NULL;
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *trailer = trailers->kid[i];
        if (trailer->kind != AST_REASON)
            continue;
        if (first) {
            qn_diagnostic_label(
                qn_report_at(c, QN_Q0509, trailer->span, 1, "the message of this duty"),
                first->span, QN_LABEL_FIRST_HERE);
            return;
        }
        first = trailer;
    }
}

const qn_node *qn_duty_rule(qn_compiler *c, const qn_node *duty)
{
    check_messages(c, duty);
    const char *text = qn_duty_text(c, duty);
    qn_node *name = qn_node_leaf(&c->arena, AST_NAME, 0, duty->span, text, (uint32_t)strlen(text));
    qn_node *condition = breach(c, duty), *base = make(c, duty, AST_LEFT_BASE, 0, 0, NULL);
    qn_node *when = condition ? make(c, duty, AST_LEFT_WHEN, 0, 1, &condition) : NULL;
    qn_node *kept = clause(c, duty, base, AST_YES, list_of(c, duty, NULL, NULL));
    qn_node *broken = clause(c, duty, when, AST_NO, clause_trailers(c, duty));
    qn_node *body = list_of(c, duty, kept, broken);
    qn_node *kids[4] = {name, make(c, duty, AST_TYPE_YES_NO, 0, 0, NULL),
                        list_of(c, duty, NULL, NULL), body};
    if (!kept || !broken)
        return NULL;
    for (int i = 0; i < 4; i++)
        if (!kids[i])
            return NULL;
    return make(c, duty, AST_RULE, 0, 4, kids);
}
