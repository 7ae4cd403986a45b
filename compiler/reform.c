/*
 * reform.c - which rules are amended, from which day, and what the names of a reform stand for.
 *
 * The rules are amended as trees, before anything in them is understood, so that whatever comes
 * after sees one law. A reform is applied in the order of dates, never of files.
 */
#include "reform.h"

#include <stdlib.h>
#include <string.h>

/* ---- names */

/* Where a name of a file is written: in its declaration, or in the `use` that takes it over. */
static qn_span span_of_name(const qn_module *m, const qn_symbol *symbol)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    if (symbol->decl->module == m && symbol->decl->node->count)
        return symbol->decl->node->kid[0]->span;
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *names =
            items->kid[i]->kind == AST_USE ? items->kid[i]->kid[AST_USE_NAMES] : NULL;
        for (uint32_t k = 0; names && k < names->count; k++)
            if (!strcmp(names->kid[k]->text, symbol->name))
                return names->kid[k]->span;
    }
    return symbol->decl->node->span;
}

/* Whether two declarations are one thing: a file that both use has a declaration in each. */
static bool is_same(const qn_decl *a, const qn_decl *b)
{
    return a == b || (a->kind == QN_DECL_MODULE && b->kind == QN_DECL_MODULE && a->target &&
                      a->target == b->target);
}

/* Makes the names of one file known in another. Where a name stands for something else there, it
 * is reported if `report` says so, and stays what it is. */
static void share_names(qn_compiler *c, qn_module *from, qn_module *to, bool report)
{
    for (uint32_t i = 0; i < from->bucket_count && from != to; i++)
        for (const qn_symbol *s = from->bucket[i]; s; s = s->next) {
            const qn_decl *old = qn_module_find(to, s->name);
            if (!old)
                qn_module_add_name(c, to, s->name, s->decl);
            else if (report && s->decl->kind != QN_DECL_MISSING && !is_same(old, s->decl))
                qn_diagnostic_label(qn_report_at(c, QN_Q0502, span_of_name(from, s), 1, s->name),
                                    old->node->count ? old->node->kid[0]->span : old->node->span,
                                    QN_LABEL_FIRST_HERE);
        }
}

/* ---- what is amended */

/* The rule of that name in the law, or in what the reform itself uses. `leave.vacation` means the
 * law that the command names, too, if its file is leave.qn. */
static qn_decl *find_amended(qn_compiler *c, qn_module *m, const qn_node *name)
{
    qn_decl *decl = qn_find(c->main, name);
    if (!decl)
        decl = qn_find(m, name);
    if (!decl && name->kind == AST_DOT && name->kid[AST_DOT_OF]->kind == AST_NAME &&
        !strcmp(name->kid[AST_DOT_OF]->text, c->main->stem))
        decl = qn_module_find(c->main, name->kid[AST_DOT_NAME]->text);
    return decl;
}

/* Fills in rule and day; false, with a message, where one of them is mistaken. */
static bool read_amendment(qn_compiler *c, qn_amendment *a)
{
    const qn_node *name = a->node->kid[AST_AMENDS_NAME];
    qn_scope s = {.c = c, .module = a->module, .constant = true};
    a->decl = find_amended(c, a->module, name);
    if (!a->decl) {
        qn_report_at(c, QN_Q0964, name->span, 2, qn_dotted_text(c, name), a->module->path);
        return false;
    }
    if (a->decl->kind == QN_DECL_MISSING)
        return false;
    if (a->decl->kind != QN_DECL_RULE && a->decl->kind != QN_DECL_DEFINE) {
        qn_report_at(c, QN_Q0965, name->span, 2, a->decl->name,
                     qn_node_words((qn_node_kind)a->decl->node->kind));
        return false;
    }
    return qn_fixed_date(&s, a->node->kid[AST_AMENDS_FROM], &a->day);
}

/* Appends the amendments of a file. Those of a file that is only used are refused: what is law must
 * not depend on who names whom. */
static void gather(qn_compiler *c, qn_module *m, qn_growing *out)
{
    bool found = false;
    for (uint32_t i = 0; m->later && i < m->later->count; i++) {
        const qn_node *item = m->later->kid[i];
        if (item->kind != AST_REFORM)
            continue;
        found = true;
        if (!qn_is_own(c, m)) {
            qn_report_at(c, QN_Q0966, item->kid[AST_REFORM_TITLE]->span, 2, c->main->path, m->path);
            continue;
        }
        const qn_node *amends = item->kid[AST_REFORM_AMENDS];
        for (uint32_t k = 0; k < amends->count; k++) {
            qn_amendment a = {.module = m, .node = amends->kid[k]};
            if (read_amendment(c, &a))
                qn_append(&c->builder, out, sizeof a, &a);
        }
    }
    if (m->laid && !found && !m->examples)
        qn_report_at(c, QN_Q0967, (qn_span){m->source.id, m->source.first, m->source.first}, 0);
}

/* By day. On one day the order has no influence, but must be the same in every run. */
static int compare_amendments(const void *left, const void *right)
{
    const qn_amendment *a = left, *b = right;
    qn_span x = a->node->span, y = b->node->span;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (x.source != y.source)
        return x.source < y.source ? -1 : 1;
    return (x.begin > y.begin) - (x.begin < y.begin);
}

/* Whether an earlier amendment of the list has brought its names into the same file. */
static bool is_shared(const qn_amendment *list, uint32_t index)
{
    const qn_amendment *a = &list[index];
    for (uint32_t i = 0; i < index; i++)
        if (list[i].module == a->module && list[i].decl->module == a->decl->module)
            return true;
    return false;
}

/* Gives a rule a body that can be changed, and its file the names of the reform. */
static void prepare(qn_compiler *c, const qn_amendment *list, uint32_t index)
{
    const qn_amendment *a = &list[index];
    if (a->decl->module != c->main && !is_shared(list, index))
        share_names(c, a->module, a->decl->module, true);
    if (!a->decl->amended) {
        qn_node *copy = qn_overlay_copy(c, a->decl->node);
        a->decl->amended = copy != NULL;
        a->decl->node = copy ? copy : a->decl->node;
    }
}

/* Lays all amendments over their rules, day by day: first what each puts in the place of what was,
 * then what is repealed. */
static void apply(qn_compiler *c, qn_amendment *list, uint32_t count)
{
    qn_overlay overlay = {.c = c};
    for (uint32_t i = 0; i < count; i++)
        prepare(c, list, i);
    for (uint32_t first = 0, end; first < count && !qn_is_out_of_memory(c); first = end) {
        for (end = first; end < count && list[end].day == list[first].day; end++)
            qn_overlay_amend(&overlay, &list[end]);
        for (uint32_t i = first; i < end; i++)
            qn_overlay_repeal(&overlay, &list[i]);
    }
}

/* What a file that is laid over the law declares belongs to the program as if the law did. */
static void adopt(qn_compiler *c, qn_module *m)
{
    if (!m->first)
        return;
    if (c->main->last)
        c->main->last->next = m->first;
    else
        c->main->first = m->first;
    c->main->last = m->last;
    m->first = m->last = NULL;
}

void qn_reforms_load(qn_compiler *c)
{
    for (size_t i = 0; i < c->options->reform_count && c->main; i++) {
        qn_module *m = qn_module_load(c, c->options->reform[i]);
        c->incomplete = c->incomplete || !m;
        if (m)
            m->laid = m != c->main;
    }
    qn_module *m = c->options->examples && c->main ? qn_module_load(c, c->options->examples) : NULL;
    c->incomplete = c->incomplete || (c->options->examples && c->main && !m);
    if (m)
        m->laid = m->examples = m != c->main;
}

/* A file of examples declares nothing, so that no answer hangs on whether it is there. */
static void check_examples(qn_compiler *c, const qn_module *m)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    for (uint32_t i = 0; i < items->count; i++) {
        qn_node_kind kind = (qn_node_kind)items->kid[i]->kind;
        if (kind != AST_EXAMPLE && kind != AST_EXAMPLES && kind != AST_USE && kind != AST_VERSION)
            qn_report_at(c, QN_Q0978, items->kid[i]->span, 2, qn_node_words(kind), c->main->path);
    }
}

void qn_reforms_apply(qn_compiler *c)
{
    qn_growing list = {0};
    for (qn_module *m = c->modules; m; m = m->next)
        if (m->examples)
            check_examples(c, m);
        else if (m->laid)
            share_names(c, m, c->main, true);
    for (qn_module *m = c->modules; m; m = m->next)
        gather(c, m, &list);
    if (list.count)
        qsort(list.rows, list.count, sizeof(qn_amendment), compare_amendments);
    apply(c, list.rows, list.count);
    for (qn_module *m = c->modules; m; m = m->next)
        if (m->laid) {
            share_names(c, c->main, m, false);
            if (!m->examples)
                adopt(c, m);
        }
    qn_arena_reset(&c->scratch);
}
