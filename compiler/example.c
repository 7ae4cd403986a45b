/*
 * example.c - `example` blocks as rows of the program: what is given, on which date, what is
 * expected. They are run by the command, on the same image that answers everybody else.
 *
 * Everything that stands in an example is a constant: what is given must be a value that could be
 * given from outside, of the fact's type, within its range and on its steps.
 */
#include "fixed.h"

#include <string.h>

/* The fact or rule that a line names. NULL where the name stands for something else, with a
 * message, and where the declaration itself is mistaken, which has been said. */
static qn_decl *find_kind(qn_scope *s, const qn_node *name, qn_decl_kind kind)
{
    qn_decl *decl = qn_find(s->module, name);
    if (!decl)
        qn_report_unknown(s, name);
    else if (decl->kind != kind && decl->kind != QN_DECL_MISSING)
        qn_report(s, QN_Q0503, name, 3, decl->name, qn_node_words((qn_node_kind)decl->node->kind),
                  kind == QN_DECL_FACT ? "`given` names facts" : "`expect` names rules");
    return decl && decl->kind == kind && !decl->failed ? decl : NULL;
}

/* The register of a list, a record or a period. Of what is expected every field is written; what is
 * given may leave out those that have a default, or shall be unknown. */
static uint32_t compound_value(qn_scope *s, const char *name, const qn_type *type, bool whole,
                               const qn_node *node)
{
    qn_place place = {.name = name,
                      .type = type,
                      .class_ = QN_CLASS_I,
                      .den = qn_wide_from_i64(1),
                      .low = QN_NONE_INDEX,
                      .high = QN_NONE_INDEX,
                      .whole = whole};
    return qn_fixed(s, &place, node);
}

/* The register of a value that a fact can have, in the class and on the grid in which the fact
 * is held. QN_NONE_INDEX for `unknown`, and, with a message, for a value that the fact cannot
 * have. */
static uint32_t given_value(qn_scope *s, qn_decl *decl, const qn_node *node)
{
    const qn_operand *fact = qn_fact_operand(s->c, decl);
    qn_builder *b = &s->c->builder;
    qn_rational held;
    if (node->kind == AST_UNKNOWN || decl->failed)
        return QN_NONE_INDEX;
    if (node->kind == AST_NONE) {
        if (!(fact->may & QN_MAY_BE_NONE))
            qn_report(s, QN_Q0616, node, 2, decl->name, "it cannot be none");
        qn_row_site site = {.what = qn_string(b, decl->name),
                            .rule = QN_NONE_INDEX,
                            .clause = QN_NONE_INDEX,
                            .source = s->module->row};
        qn_operand none = qn_status_constant(b, fact->type, QN_NONE, qn_site_add(b, &site));
        return qn_register(b, &none, fact->class_, fact->den);
    }
    if (qn_is_compound(fact->type) && !decl->over_time)
        return compound_value(s, decl->name, fact->type, false, node);
    qn_operand x = qn_constant_formula(s, node, fact->type);
    if (qn_is_failed(&x))
        return QN_NONE_INDEX;
    if (qn_rational_cmp(x.low, fact->low) < 0 || qn_rational_cmp(x.low, fact->high) > 0) {
        qn_report(s, QN_Q0616, node, 2, decl->name, "it lies outside the range of the fact");
        return QN_NONE_INDEX;
    }
    if (qn_rational_mul(x.low, qn_rational_from_wide(fact->den), &held) != QN_ARITH_OK ||
        !qn_rational_is_integer(held)) {
        qn_report(s, QN_Q0616, node, 2, decl->name, "it is finer than the steps of the fact");
        return QN_NONE_INDEX;
    }
    return qn_register(b, &x, fact->class_, fact->den);
}

/* Rows for a list of bindings; they stand one behind the other. */
static void given_rows(qn_scope *s, const qn_node *bindings, uint32_t *count)
{
    for (uint32_t i = 0; i < bindings->count; i++) {
        const qn_node *binding = bindings->kid[i];
        qn_decl *decl = find_kind(s, binding->kid[AST_BINDING_NAME], QN_DECL_FACT);
        if (!decl)
            continue;
        uint32_t value = given_value(s, decl, binding->kid[AST_BINDING_VALUE]);
        /* Its type may have turned out to be mistaken while its value was read */
        if (decl->failed)
            continue;
        QN_APPEND(&s->c->builder, given, (&(qn_row_given){.fact = decl->index, .value = value}));
        (*count)++;
    }
}

/* Which of the five answers a line expects; a value that is written is a known one. */
static qn_answer expected_answer(int op)
{
    switch (op) {
    case AST_OP_UNKNOWN:
        return QN_UNKNOWN;
    case AST_OP_NONE:
        return QN_NONE;
    case AST_OP_CONFLICT:
        return QN_CONFLICT;
    case AST_OP_ERROR:
        return QN_FAILED;
    default:
        return QN_KNOWN;
    }
}

/* The value that is expected, exact, whatever the rule's own grid. */
static void expected_value(qn_scope *s, const qn_decl *rule, const qn_operand *result,
                           const qn_node *node, qn_row_expectation *row)
{
    qn_builder *b = &s->c->builder;
    qn_wide one = qn_wide_from_i64(1);
    if (qn_is_compound(result->type)) {
        row->value = compound_value(s, rule->name, result->type, true, node);
        row->type = qn_type_row(b, result->type, QN_CLASS_I, one);
        return;
    }
    qn_operand x = qn_constant_formula(s, node, result->type);
    if (qn_is_failed(&x))
        return;
    qn_class class_ = qn_type_is_number(result->type) ? QN_CLASS_Q : QN_CLASS_I;
    row->value = qn_register(b, &x, class_, one);
    row->type = qn_type_row(b, result->type, class_, one);
}

/* One line `expect`: compiles its rule, if nothing has needed that yet, and appends a row to
 * `rows`. A rule that is mistaken gives no row, and has its message already. */
static void expect_row(qn_scope *s, const qn_node *node, qn_growing *rows)
{
    qn_decl *decl = find_kind(s, node->kid[AST_EXPECT_NAME], QN_DECL_RULE);
    qn_builder *b = &s->c->builder;
    if (!decl)
        return;
    qn_scope base = *s;
    base.constant = false;
    qn_instance *instance = qn_instance_get(&base, decl, &s->today, NULL, node);
    if (!instance || instance->failed)
        return;
    qn_position at = qn_source_position(&s->module->source, node->span.begin);
    qn_row_expectation row = {.rule = instance->row,
                              .status = expected_answer(node->op),
                              .value = QN_NONE_INDEX,
                              .type = QN_NONE_INDEX,
                              .first_given = b->given.count,
                              .source = s->module->row,
                              .line = at.line,
                              .column = at.column};
    given_rows(s, node->kid[AST_EXPECT_BINDINGS], &row.given_count);
    if (node->kid[AST_EXPECT_VALUE])
        expected_value(s, decl, &instance->result, node->kid[AST_EXPECT_VALUE], &row);
    qn_append(b, rows, sizeof row, &row);
}

/* The facts of the whole example come first, so that they stand one behind the other; those that
 * an `expect` gives itself follow in rows of their own. Expectations are gathered before they
 * are stored for the same reason. */
static void example_row(qn_scope *s, const qn_node *node)
{
    const qn_node *lines = node->kid[AST_EXAMPLE_LINES];
    qn_builder *b = &s->c->builder;
    qn_growing expects = {0};
    bool expected = false;
    int64_t day;
    qn_position at = qn_source_position(&s->module->source, node->span.begin);
    qn_row_example row = {.name = qn_string(b, node->kid[AST_EXAMPLE_TITLE]->text),
                          .on = QN_NONE_INDEX,
                          .first_given = b->given.count,
                          .source = s->module->row,
                          .line = at.line};
    for (uint32_t i = 0; i < lines->count; i++)
        if (lines->kid[i]->kind == AST_GIVEN)
            given_rows(s, lines->kid[i]->kid[AST_GIVEN_BINDINGS], &row.given_count);
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *line = lines->kid[i];
        if (line->kind == AST_DECIDED_ON && row.on != QN_NONE_INDEX)
            qn_report(s, QN_Q0509, line, 1, "`on`");
        if (line->kind == AST_DECIDED_ON && qn_fixed_date(s, line->kid[0], &day))
            row.on = qn_constant_i(b, day);
        expected = expected || line->kind == AST_EXPECT;
        if (line->kind == AST_EXPECT)
            expect_row(s, line, &expects);
    }
    if (!expected)
        qn_report(s, QN_Q0713, node->kid[AST_EXAMPLE_TITLE], 0);
    row.first_expect = b->expectation.count;
    row.expect_count = expects.count;
    for (uint32_t i = 0; i < expects.count; i++)
        QN_APPEND(b, expectation, &((qn_row_expectation *)expects.rows)[i]);
    QN_APPEND(b, example, &row);
}

/* The examples of one file. */
static void compile_examples(qn_compiler *c, qn_module *m)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    qn_operand today = {
        .type = c->date, .reg = QN_REG_TODAY, .class_ = QN_CLASS_I, .den = qn_wide_from_i64(1)};
    for (uint32_t i = 0; i < items->count && !c->builder.failed; i++) {
        qn_scope s = {.c = c, .module = m, .today = today, .constant = true};
        if (items->kid[i]->kind != AST_EXAMPLE)
            continue;
        c->nesting++; /* rules of other files that are met here must not reset the scratch */
        example_row(&s, items->kid[i]);
        c->nesting--;
        qn_arena_reset(&c->scratch);
    }
}

void qn_compile_examples(qn_compiler *c)
{
    for (qn_module *m = c->modules; m; m = m->next)
        if (qn_is_own(c, m))
            compile_examples(c, m);
}
