/*
 * record.c - what is kept of clauses for explanations: their rows, what their conditions look at, what
 * they cite, and who overrides whom.
 */
#include "clause.h"

#include <string.h>

/* ---- citations */

/* One place of the law: "LC 116.1". Appends it to the list of strings. */
static void cite_place(qn_scope *s, qn_growing *out, const char *law, size_t law_length,
                       const char *place, size_t length)
{
    const char *text = qn_arena_format(&s->c->scratch, "%.*s%s%.*s", (int)law_length, law,
                                       law_length && length ? " " : "", (int)length, place);
    uint32_t string = qn_string(&s->c->builder, text);
    qn_append(&s->c->builder, out, sizeof string, &string);
}

/* Appends a string for each place that a citation names. */
static void read_citation(qn_scope *s, const qn_node *citation, qn_growing *out)
{
    qn_citation r;
    qn_citation_begin(&r, s, citation);
    while (qn_citation_next(&r))
        cite_place(s, out, r.law, r.law_length, r.place, r.place_length);
}

static void read_citations(qn_scope *s, const qn_node *trailers, qn_growing *out)
{
    for (uint32_t i = 0; trailers && i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_CITATION)
            read_citation(s, trailers->kid[i], out);
}

/* What a clause cites; of a scale its rows' citations too, since they have no clauses of their own. */
static void clause_cites(qn_scope *s, const qn_clause *c, qn_growing *out)
{
    const qn_node *rows = c->scale ? c->scale->kid[AST_SCALE_ROWS] : NULL;
    read_citations(s, c->cites, out);
    for (uint32_t i = 0; rows && i < rows->count; i++)
        read_citations(s, rows->kid[i]->kid[AST_SCALE_ROW_TRAILERS], out);
}

/* Its note, or that of the first row of its scale that has one. */
static const char *clause_note(const qn_clause *c)
{
    const qn_node *rows = c->scale && !c->note ? c->scale->kid[AST_SCALE_ROWS] : NULL;
    for (uint32_t i = 0; rows && i < rows->count; i++) {
        const qn_node *trailers = rows->kid[i]->kid[AST_SCALE_ROW_TRAILERS];
        for (uint32_t k = 0; k < trailers->count; k++)
            if (trailers->kid[k]->kind == AST_NOTE)
                return trailers->kid[k]->text;
    }
    return c->note;
}

/* ---- overriding */

static bool cites_all(qn_scope *s, const qn_clause *c, const qn_node *citation)
{
    qn_growing wanted = {0}, there = {0};
    read_citation(s, citation, &wanted);
    clause_cites(s, c, &there);
    for (uint32_t i = 0; i < wanted.count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < there.count; k++)
            found = found || ((uint32_t *)there.rows)[k] == ((uint32_t *)wanted.rows)[i];
        if (!found)
            return false;
    }
    return wanted.count > 0;
}

static bool is_named(qn_body_parts *p, const qn_clause *c, const qn_node *what)
{
    if (what->kind == AST_CITATION)
        return cites_all(p->s, c, what);
    return c->label && !strcmp(c->label->text, what->text);
}

/* Adds clause `over` to those that override each clause that is named. */
static bool link_override(qn_body_parts *p, uint32_t over, const qn_node *what)
{
    bool found = false;
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        if (i == over || !is_named(p, QN_CLAUSE(p, i), what))
            continue;
        found = true;
        qn_append(&p->s->c->builder, &QN_CLAUSE(p, i)->overriders, sizeof over, &over);
    }
    if (!found) {
        bool cites = what->kind == AST_CITATION;
        qn_report(p->s, QN_Q0703, what, 2, cites ? "citation" : "label",
                  cites ? what->text : qn_dotted_text(p->s->c, what));
    }
    return found;
}

static bool has_overrider(const qn_clause *c, uint32_t over)
{
    for (uint32_t i = 0; i < c->overriders.count; i++)
        if (((uint32_t *)c->overriders.rows)[i] == over)
            return true;
    return false;
}

/* Whoever overrides an overrider overrides too; a clause that comes to override itself is a circle. */
static bool close_overrides(qn_body_parts *p, uint32_t index)
{
    qn_clause *c = QN_CLAUSE(p, index);
    for (uint32_t i = 0; i < c->overriders.count; i++) {
        uint32_t over = ((uint32_t *)c->overriders.rows)[i];
        const qn_clause *by = QN_CLAUSE(p, over);
        for (uint32_t k = 0; k < by->overriders.count; k++) {
            uint32_t next = ((uint32_t *)by->overriders.rows)[k];
            if (next == index) {
                qn_report(p->s, QN_Q0704, c->node, 0);
                return false;
            }
            if (!has_overrider(c, next))
                qn_append(&p->s->c->builder, &c->overriders, sizeof next, &next);
        }
    }
    return true;
}

static bool labels_differ(qn_body_parts *p)
{
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        for (uint32_t k = 0; c->label && k < i; k++) {
            const qn_clause *d = QN_CLAUSE(p, k);
            if (d->label && d->label != c->label && !strcmp(d->label->text, c->label->text)) {
                qn_report(p->s, QN_Q0709, c->label, 1, c->label->text);
                return false;
            }
        }
    }
    return true;
}

bool qn_link_overrides(qn_body_parts *p)
{
    bool sound = labels_differ(p);
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_node *trailers = QN_CLAUSE(p, i)->overrides;
        for (uint32_t k = 0; trailers && k < trailers->count; k++)
            if (trailers->kid[k]->kind == AST_OVERRIDES)
                sound = link_override(p, i, trailers->kid[k]->kid[AST_OVERRIDES_WHAT]) && sound;
    }
    for (uint32_t i = 0; i < p->clauses.count && sound; i++)
        sound = close_overrides(p, i);
    return sound;
}

/* ---- rows */

static const char *clause_left(qn_scope *s, const qn_clause *c)
{
    const char *text;
    if (!c->left || c->left->kind == AST_LEFT_ALWAYS)
        return "";
    text = qn_node_source(s->c, c->left, 200);
    return c->left->kind == AST_LEFT_BASE && strcmp(text, "base") != 0 ? "" : text;
}

static const char *clause_text(qn_scope *s, const qn_clause *c)
{
    const char *value = c->value ? qn_node_source(s->c, c->value, 400) : "";
    const char *text = value;
    qn_arena *a = &s->c->scratch;
    if (c->scale)
        text = qn_arena_format(a, "scale %s",
                               qn_node_source(s->c, c->scale->kid[AST_SCALE_SUBJECT], 120));
    else if (c->effect == AST_OP_ADD)
        text = qn_arena_format(a, "%s%s", *value == '-' || *value == '+' ? "" : "+", value);
    else if (c->effect == AST_OP_MULTIPLY)
        text = qn_arena_format(a, "* %s", value);
    else if (c->effect == AST_OP_AT_LEAST)
        text = qn_arena_format(a, "at least %s", value);
    else if (c->effect == AST_OP_AT_MOST)
        text = qn_arena_format(a, "at most %s", value);
    else if (c->effect == AST_OP_NONE)
        text = "none";
    else if (c->effect == AST_OP_ERROR)
        text = "error";
    return text ? text : "";
}

static void clause_row(qn_body_parts *p, qn_clause *c, uint32_t rule)
{
    qn_scope *s = p->s;
    qn_builder *b = &s->c->builder;
    qn_growing cites = {0};
    qn_position at = qn_source_position(&s->module->source, c->node->span.begin);
    clause_cites(s, c, &cites);
    qn_row_clause row = {.rule = rule,
                         .kind = (uint32_t)c->kind,
                         .condition = QN_NONE_INDEX,
                         .chosen = QN_NONE_INDEX,
                         .row = QN_NONE_INDEX,
                         .value = QN_NONE_INDEX,
                         .type = QN_NONE_INDEX,
                         .left = qn_string(b, clause_left(s, c)),
                         .text = qn_string(b, clause_text(s, c)),
                         .first_cite = qn_pool(b, cites.rows, cites.count),
                         .cite_count = cites.count,
                         .from = c->from == INT64_MIN ? QN_NONE_INDEX : qn_constant_i(b, c->from),
                         .until = c->until == INT64_MAX ? QN_NONE_INDEX : qn_constant_i(b, c->until),
                         .note = qn_string(b, clause_note(c)),
                         .label = c->label ? qn_string(b, c->label->text) : 0,
                         .reason = qn_string(b, c->reason),
                         .source = s->module->row,
                         .line = at.line,
                         .column = at.column};
    c->index = QN_APPEND(b, clause, &row);
}

void qn_clause_rows(qn_body_parts *p, const qn_instance *own)
{
    qn_builder *b = &p->s->c->builder;
    QN_ROW(b, rule, own->row)->first_clause = b->clause.count;
    QN_ROW(b, rule, own->row)->clause_count = p->clauses.count;
    for (uint32_t i = 0; i < p->clauses.count; i++)
        clause_row(p, QN_CLAUSE(p, i), own->row);
}

void qn_clause_leaves(qn_scope *s, const qn_clause *c, const qn_growing *leaves)
{
    qn_builder *b = &s->c->builder;
    uint32_t first = b->leaf.count;
    for (uint32_t i = 0; i < leaves->count; i++)
        QN_APPEND(b, leaf, &((qn_row_leaf *)leaves->rows)[i]);
    QN_ROW(b, clause, c->index)->first_leaf = first;
    QN_ROW(b, clause, c->index)->leaf_count = leaves->count;
}

/* A leaf of a row's subject, with the range or values of the row. */
static void band_leaves(qn_scope *s, qn_clause *c)
{
    qn_builder *b = &s->c->builder;
    const qn_row_clause *row = QN_ROW(b, clause, c->index);
    qn_growing all = {0};
    const qn_band_row *own = QN_BAND_ROW(c->band, c->row);
    for (uint32_t i = 0; i < row->leaf_count; i++)
        qn_append(b, &all, sizeof(qn_row_leaf), QN_ROW(b, leaf, row->first_leaf + i));
    const qn_node *columns = c->band->table ? c->band->table->kid[AST_TABLE_COLUMNS] : NULL;
    for (uint32_t i = 0, column = 0; i < c->band->leaves.count; i++, column++) {
        qn_row_leaf leaf = ((qn_row_leaf *)c->band->leaves.rows)[i];
        const qn_node *cell = own->values;
        while (columns && column < columns->count &&
               columns->kid[column]->kind != AST_LEFT_SUBJECT)
            column++;
        if (columns)
            cell = column < columns->count ? own->values->kid[column] : NULL;
        if (cell)
            leaf.row = qn_string(b, qn_node_source(s->c, cell, 120));
        qn_append(b, &all, sizeof leaf, &leaf);
    }
    qn_clause_leaves(s, c, &all);
}

static uint32_t register_or_none(qn_builder *b, const qn_operand *x)
{
    qn_operand settled = *x;
    if (!x->type || x->type->failed)
        return QN_NONE_INDEX;
    qn_settle(b, &settled);
    return settled.reg;
}

static void finish_row(qn_body_parts *p, qn_clause *c)
{
    qn_builder *b = &p->s->c->builder;
    uint32_t condition = QN_NONE_INDEX, value = QN_NONE_INDEX, type = QN_NONE_INDEX;
    bool gate = c->kind == QN_CLAUSE_GATE;
    const qn_operand *holds = gate ? &c->given : &c->condition;
    if (holds->type && !qn_is_yes(holds))
        condition = register_or_none(b, holds);
    if (!gate && c->valued && c->given.type && !c->given.type->failed) {
        qn_operand x = c->given;
        qn_settle(b, &x);
        value = x.reg;
        type = qn_type_row(b, x.type, x.class_, x.den);
    }
    if (c->band && c->band->done && !c->band->failed)
        band_leaves(p->s, c);
    qn_row_clause *row = QN_ROW(b, clause, c->index);
    row->condition = condition;
    row->value = value;
    row->type = type;
    if (c->band && c->band->done && !c->band->failed && !c->band->applies) {
        row->chosen = c->band->chosen.reg;
        row->row = QN_BAND_ROW(c->band, c->row)->otherwise ? QN_NONE_INDEX : c->row;
    }
    if (c->chosen != QN_NONE_INDEX) {
        row->chosen = c->chosen;
        row->row = c->version;
    }
    uint32_t first = b->entry.count;
    for (uint32_t i = 0; i < c->overriders.count; i++) {
        uint32_t over = QN_CLAUSE(p, ((uint32_t *)c->overriders.rows)[i])->index;
        qn_pool(b, &over, 1);
    }
    row = QN_ROW(b, clause, c->index);
    row->first_over = first;
    row->over_count = c->overriders.count;
}

void qn_clause_rows_finish(qn_body_parts *p, const qn_instance *own)
{
    (void)own;
    for (uint32_t i = 0; i < p->clauses.count && !p->s->c->builder.failed; i++)
        finish_row(p, QN_CLAUSE(p, i));
}
