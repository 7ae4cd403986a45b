/*
 * presence.c - names that are surely there, though what they stand for may be none: behind
 * `only when X is not none`, inside `when X is not none`, in what follows it in `and`, and in the
 * side of an `if` that asks.
 *
 * Knows conditions, and nothing of values: where the condition fails, its gate, its clause or its
 * `if` keeps what is none out of the result, so that nothing changes when a case is decided. A gate
 * that relies on another is told so, since both are asked: rule.c.
 */
#include "compiler.h"

#include <string.h>

#include "stream.h"

/* The parameter, the element or the element's field that a name means; NULL for a declaration. */
static const qn_local *local_of(const qn_scope *s, const qn_node *node)
{
    if (node->kind == AST_DOT)
        return qn_leftmost_local(s, node);
    const qn_local *local = s->locals;
    while (local && !(local->name ? !strcmp(local->name, node->text)
                                  : qn_record_find(local->value.type, node->text) != NULL))
        local = local->outer;
    return local;
}

static bool is_name(const qn_node *node)
{
    while (node->kind == AST_DOT)
        node = node->kid[AST_DOT_OF];
    return node->kind == AST_NAME;
}

static void add(qn_scope *s, const qn_node *node)
{
    qn_presence *p = is_name(node) ? qn_arena_take(&s->c->arena, sizeof *p) : NULL;
    if (!p)
        return;
    const qn_local *local = local_of(s, node);
    *p = (qn_presence){.outer = s->present,
                       .node = node,
                       .gate = s->relied ? NULL : s->gate,
                       .text = qn_dotted_text(s->c, node),
                       .local = local,
                       .decl = local ? NULL : qn_find(s->module, node)};
    s->present = p;
}

void qn_presume(qn_scope *s, const qn_node *condition, bool holds)
{
    switch (condition->kind) {
    case AST_IS_NONE:
        if ((condition->op == AST_OP_IS_NOT) == holds)
            add(s, condition->kid[AST_IS_NONE_VALUE]);
        return;
    case AST_NOT:
        qn_presume(s, condition->kid[AST_NOT_VALUE], !holds);
        return;
    case AST_AND:
    case AST_OR:
        for (uint32_t i = 0; i < condition->count && (condition->kind == AST_AND) == holds; i++)
            qn_presume(s, condition->kid[i], holds);
        return;
    default:
        return;
    }
}

/* Notes that a gate relies on another one, once for a name. */
static void rely(qn_scope *s, const qn_presence *p)
{
    const qn_node **known = s->relied->rows;
    for (uint32_t i = 0; i < s->relied->count; i++)
        if (known[i] == p->node)
            return;
    qn_append(&s->c->builder, s->relied, sizeof p->node, &p->node);
}

bool qn_is_presumed(qn_scope *s, const qn_node *node)
{
    if (!s->present || !is_name(node))
        return false;
    const qn_local *local = local_of(s, node);
    const qn_decl *decl = local ? NULL : qn_find(s->module, node);
    const char *text = qn_dotted_text(s->c, node);
    for (const qn_presence *p = s->present; p; p = p->outer) {
        bool own = p->gate && p->gate == s->gate; /* no gate grants what it asks for itself */
        bool spared = p->gate && s->relied && s->falls_back;
        if (own || spared || p->local != local || p->decl != decl || strcmp(p->text, text))
            continue;
        if (p->gate && s->relied)
            rely(s, p);
        return true;
    }
    return false;
}
