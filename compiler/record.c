/*
 * record.c - what is kept of clauses for explanations: their rows, what their conditions look at,
 * what they cite, and who overrides whom.
 *
 * What `explain` shows is read from these rows and from registers; nothing here has an influence
 * on a value, but for qn_link_overrides, which says who must give way. Overriding is
 * spec/semantics.md, chapter 10, citations are chapter 14.
 */
#include "clause.h"

#include <stdlib.h>
#include <string.h>

/* ---- citations */

/* One place of the law: "LC 116.1". Appends it to the list of strings. */
static void cite_place(qn_scope *s, qn_growing *out, const char *law, size_t law_length,
                       const char *place, size_t length)
{
    size_t space = law_length && length;
    char *text = qn_arena_take_array(&s->c->scratch, law_length + space + length + 1, 1);
    if (!text)
        return;
    memcpy(text, law, law_length);
    memset(text + law_length, ' ', space);
    memcpy(text + law_length + space, place, length);
    text[law_length + space + length] = '\0';
    uint32_t string = qn_string(&s->c->builder, text);
    qn_append(&s->c->builder, out, sizeof string, &string);
}

void qn_citation_places(qn_scope *s, const qn_node *citation, qn_growing *out)
{
    qn_citation r;
    qn_citation_begin(&r, s, citation);
    while (qn_citation_next(&r))
        cite_place(s, out, r.law, r.law_length, r.place, r.place_length);
}

/* Appends the places of all citations among trailers; NULL for no trailers. */
static void read_citations(qn_scope *s, const qn_node *trailers, qn_growing *out)
{
    for (uint32_t i = 0; trailers && i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_CITATION)
            qn_citation_places(s, trailers->kid[i], out);
}

/* What a clause cites; of a scale its rows' citations too, since they have no clauses of their own.
 */
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

static bool holds_row(const qn_growing *list, uint32_t row)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (((uint32_t *)list->rows)[i] == row)
            return true;
    return false;
}

/* Whether a clause cites every place that is wanted, and there is one: an empty citation names
 * no clause. */
static bool cites_all(const qn_clause *c, const qn_growing *wanted)
{
    for (uint32_t i = 0; i < wanted->count; i++)
        if (!holds_row(&c->places, ((uint32_t *)wanted->rows)[i]))
            return false;
    return wanted->count > 0;
}

/* Whether `overrides WHAT` means the clause: by its label, or by what it cites. */
static bool is_named(const qn_clause *c, const qn_node *what, const qn_growing *places)
{
    if (what->kind == AST_CITATION)
        return cites_all(c, places);
    return c->label && !strcmp(c->label->text, what->text);
}

/* Adds clause `over` to those that override each clause that is named. A clause does not name
 * itself, though it may cite the place that it overrides. False, with a message, where there is
 * no other. */
static bool link_override(qn_body_parts *p, uint32_t over, const qn_node *what)
{
    bool found = false;
    qn_growing places = {0};
    if (what->kind == AST_CITATION)
        qn_citation_places(p->s, what, &places);
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        if (i == over || !is_named(QN_CLAUSE(p, i), what, &places))
            continue;
        found = true;
        qn_append(&p->s->c->builder, &QN_CLAUSE(p, i)->overriders, sizeof over, &over);
    }
    if (!found) {
        bool cites = what->kind == AST_CITATION;
        const char *help = places.count > 1
                               ? "one clause must carry all these places; where several are meant, "
                                 "write `overrides [PLACE]` once for each"
                               : "name a label or a citation of another clause of the same rule";
        qn_report(p->s, QN_Q0703, what, 3, cites ? "citation" : "label",
                  cites ? what->text : qn_dotted_text(p->s->c, what), help);
    }
    return found;
}

/* Whoever overrides an overrider overrides too: all of them for one clause, found in breadth over
 * the overriders that are written. `seen` holds for each clause the last for which it was met, plus
 * one. False, with a message, where a clause comes to override itself. */
static bool all_overriders(qn_body_parts *p, uint32_t index, uint32_t *seen, qn_growing *out)
{
    qn_builder *b = &p->s->c->builder;
    const qn_growing *next = &QN_CLAUSE(p, index)->overriders;
    for (uint32_t i = 0;; i++) {
        for (uint32_t k = 0; k < next->count; k++) {
            uint32_t over = ((uint32_t *)next->rows)[k];
            if (over == index) {
                qn_report(p->s, QN_Q0704, QN_CLAUSE(p, index)->node, 0);
                return false;
            }
            if (seen[over] != index + 1)
                qn_append(b, out, sizeof over, &over);
            seen[over] = index + 1;
        }
        if (i == out->count)
            return true;
        next = &QN_CLAUSE(p, ((uint32_t *)out->rows)[i])->overriders;
    }
}

/* Replaces what is written by its transitive closure. The new lists are stored only when all
 * have been found, since finding one reads the others as they are written. */
static bool close_overrides(qn_body_parts *p)
{
    uint32_t count = p->clauses.count;
    qn_arena *arena = &p->s->c->scratch;
    uint32_t *seen = qn_arena_take_array(arena, count + 1, sizeof *seen);
    qn_growing *all = qn_arena_take_array(arena, count + 1, sizeof *all);
    if (!seen || !all)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!all_overriders(p, i, seen, &all[i]))
            return false;
    for (uint32_t i = 0; i < count; i++)
        QN_CLAUSE(p, i)->overriders = all[i];
    return true;
}

/* By text, and equal ones in the order of the file, so that the later one is reported. */
static int compare_labels(const void *left, const void *right)
{
    const qn_node *a = (*(const qn_clause *const *)left)->label;
    const qn_node *b = (*(const qn_clause *const *)right)->label;
    int cmp = strcmp(a->text, b->text);
    return cmp ? cmp : (a->span.begin > b->span.begin) - (a->span.begin < b->span.begin);
}

/* False, with a message, where two labels of a rule have one name. A block's label stands at
 * many clauses, but is one node; a clause of a reform may have that of the clause that it replaces.
 */
static bool labels_differ(qn_body_parts *p)
{
    uint32_t count = 0;
    const qn_clause **list =
        qn_arena_take_array(&p->s->c->scratch, p->clauses.count + 1, sizeof *list);
    for (uint32_t i = 0; list && i < p->clauses.count; i++)
        if (QN_CLAUSE(p, i)->label)
            list[count++] = QN_CLAUSE(p, i);
    if (count)
        qsort(list, count, sizeof *list, compare_labels);
    for (uint32_t i = 1; i < count; i++) {
        const qn_node *label = list[i]->label, *before = list[i - 1]->label;
        bool replaced = list[i]->amended || list[i - 1]->amended;
        if (replaced || label == before || strcmp(label->text, before->text) != 0)
            continue;
        qn_report(p->s, QN_Q0709, label, 1, label->text);
        return false;
    }
    return true;
}

/* What clauses cite is read first, for all of them, since `overrides [C]` asks each. */
bool qn_link_overrides(qn_body_parts *p)
{
    bool sound = labels_differ(p);
    for (uint32_t i = 0; i < p->clauses.count; i++)
        clause_cites(p->s, QN_CLAUSE(p, i), &QN_CLAUSE(p, i)->places);
    for (uint32_t i = 0; i < p->clauses.count; i++) {
        const qn_node *trailers = QN_CLAUSE(p, i)->overrides;
        for (uint32_t k = 0; trailers && k < trailers->count; k++)
            if (trailers->kid[k]->kind == AST_OVERRIDES)
                sound = link_override(p, i, trailers->kid[k]->kid[AST_OVERRIDES_WHAT]) && sound;
    }
    return sound && close_overrides(p);
}

/* ---- rows */

/* What stands before the arrow, as an explanation shows it. A line that only gives its value
 * shows nothing, nor does a base that is written without the word. */
static const char *clause_left(qn_scope *s, const qn_clause *c)
{
    const char *text;
    if (!c->left || c->left->kind == AST_LEFT_ALWAYS)
        return "";
    text = qn_node_source(s->c, c->left, 200);
    return c->left->kind == AST_LEFT_BASE && strcmp(text, "base") != 0 ? "" : text;
}

/* What a clause does, in the words of its source; a word is put before a value that says too
 * little by itself. */
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

/* The row as far as the text alone says it. Registers follow when the rule has been compiled;
 * until then they stand at none, so that instructions can name the clause by its row. */
static void clause_row(qn_body_parts *p, qn_clause *c, uint32_t rule)
{
    qn_scope *s = p->s;
    qn_builder *b = &s->c->builder;
    const qn_module *module = qn_module_of(s->c, c->node->span);
    qn_position at = qn_source_position(&module->source, c->node->span.begin);
    qn_row_clause row = {.rule = rule,
                         .kind = (uint32_t)c->kind,
                         .condition = QN_NONE_INDEX,
                         .chosen = QN_NONE_INDEX,
                         .row = QN_NONE_INDEX,
                         .value = QN_NONE_INDEX,
                         .type = QN_NONE_INDEX,
                         .left = qn_string(b, clause_left(s, c)),
                         .text = qn_string(b, clause_text(s, c)),
                         .first_cite = qn_pool(b, c->places.rows, c->places.count),
                         .cite_count = c->places.count,
                         .from = c->from == INT64_MIN ? QN_NONE_INDEX : qn_constant_i(b, c->from),
                         .until =
                             c->until == INT64_MAX ? QN_NONE_INDEX : qn_constant_i(b, c->until),
                         .note = qn_string(b, clause_note(c)),
                         .label = c->label ? qn_string(b, c->label->text) : 0,
                         .reason = qn_string(b, c->reason),
                         .source = module->row,
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
        if (!columns && i && leaf.reg == ((qn_row_leaf *)c->band->leaves.rows)[0].reg)
            continue; /* the subject again, by an `unless` or a group */
        const qn_node *cell = own->values;
        while (columns && column < columns->count && columns->kid[column]->kind != AST_LEFT_SUBJECT)
            column++;
        if (columns)
            cell = column < columns->count ? own->values->kid[column] : NULL;
        else if (i) /* what an `unless` looks at is not held against the row */
            cell = NULL;
        if (cell)
            leaf.row = qn_string(b, qn_node_source(s->c, cell, 120));
        qn_append(b, &all, sizeof leaf, &leaf);
    }
    qn_clause_leaves(s, c, &all);
}

/* The register of what was understood, QN_NONE_INDEX of what was not. */
static uint32_t register_or_none(qn_builder *b, const qn_operand *x)
{
    qn_operand settled = *x;
    if (!x->type || x->type->failed)
        return QN_NONE_INDEX;
    qn_settle(b, &settled);
    return settled.reg;
}

/* Adds registers, overriders and the row of a band to a clause's row. A condition that is always
 * yes is left out: there is nothing to explain. */
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
