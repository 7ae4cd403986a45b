/*
 * example.c - `example` blocks as rows of the program: what is given, on which date, what is
 * expected. They are run by the command, on the same image that answers everybody else.
 *
 * Everything that stands in an example is a constant: what is given must be a value that could be
 * given from outside, of the fact's type, within its range and on its steps. What has no bearing on
 * anything that is expected is a mistake, for its author thinks that it has.
 */
#include "example.h"

#include <string.h>

#include "fixed.h"

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
    bool is_status = node->kind == AST_OUTCOME;
    if (node->kind == AST_UNKNOWN || decl->failed || (is_status && node->op == AST_OP_UNKNOWN))
        return QN_NONE_INDEX;
    if (is_status && node->op != AST_OP_NONE) {
        qn_report(s, QN_Q0616, node, 2, decl->name, "a fact is no conflict and no error");
        return QN_NONE_INDEX;
    }
    if (node->kind == AST_NONE || is_status) {
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

qn_decl *qn_example_fact(qn_scope *s, const qn_node *name)
{
    return find_kind(s, name, QN_DECL_FACT);
}

bool qn_example_give(qn_scope *s, qn_decl *fact, const qn_node *value)
{
    uint32_t reg = given_value(s, fact, value);
    /* Its type may have turned out to be mistaken while its value was read */
    if (fact->failed)
        return false;
    QN_APPEND(&s->c->builder, given, (&(qn_row_given){.fact = fact->index, .value = reg}));
    return true;
}

/* Rows for a list of bindings, which stand one behind the other; they are for the expectations from
 * `first` on, QN_MANY for all that will be there. */
static void give_all(qn_example *x, const qn_node *bindings, uint32_t *rows, uint32_t first,
                     uint32_t count)
{
    for (uint32_t i = 0; i < bindings->count; i++) {
        const qn_node *name = bindings->kid[i]->kid[AST_BINDING_NAME];
        qn_binding binding = {.name = name, .first = first, .count = count};
        qn_decl *fact = qn_example_fact(x->s, name);
        const qn_node *value = bindings->kid[i]->kid[AST_BINDING_VALUE];
        bool is_joined = value->kind == AST_AND;
        if (is_joined)
            qn_report(x->s, QN_Q0240, value, 2, "a second fact behind `and`",
                      "a comma between them: `given a = 1, b = 2`");
        bool good = fact && !is_joined && qn_example_give(x->s, fact, value);
        binding.fact = fact;
        x->doubtful |= !good;
        *rows += good;
        if (good)
            qn_append(&x->s->c->builder, &x->bindings, sizeof binding, &binding);
    }
}

/* ---- what is expected */

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
static void expected_value(qn_scope *s, const qn_instance *rule, const qn_node *node,
                           qn_row_expectation *row)
{
    qn_builder *b = &s->c->builder;
    const qn_type *type = rule->result.type;
    qn_wide one = qn_wide_from_i64(1);
    if (qn_is_compound(type)) {
        row->value = compound_value(s, rule->decl->name, type, true, node);
        row->type = qn_type_row(b, type, QN_CLASS_I, one);
        return;
    }
    qn_operand x = qn_constant_formula(s, node, type);
    if (qn_is_failed(&x))
        return;
    qn_class class_ = qn_type_is_number(type) ? QN_CLASS_Q : QN_CLASS_I;
    row->value = qn_register(b, &x, class_, one);
    row->type = qn_type_row(b, type, class_, one);
}

/* Whether a duty cites every place that a citation names. */
static bool cites_all(qn_scope *s, const qn_node *duty, const qn_growing *wanted)
{
    const qn_node *trailers = duty->kid[AST_DUTY_TRAILERS];
    qn_growing places = {0};
    for (uint32_t i = 0; i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_CITATION)
            qn_citation_places(s, trailers->kid[i], &places);
    for (uint32_t i = 0; i < wanted->count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < places.count && !found; k++)
            found = ((uint32_t *)places.rows)[k] == ((uint32_t *)wanted->rows)[i];
        if (!found)
            return false;
    }
    return wanted->count > 0;
}

/* Whether duties of a file are meant where an example of the file in hand names one: they are its
 * own, or, in the main file, also those of what is laid over it; never those of another file beside
 * it. */
static bool is_in_hand(const qn_scope *s, const qn_module *module)
{
    const qn_module *main = s->c->main;
    if (s->module != main && s->module->beside)
        return module == s->module;
    return module == main || module->laid;
}

/* The duty of the files in hand that has this message, or cites this; NULL, with a message, where
 * there is none, or more than one. */
static qn_decl *find_duty(qn_scope *s, const qn_node *called)
{
    bool cites = called->kind == AST_CITATION;
    qn_decl *found = NULL;
    uint32_t count = 0;
    qn_growing wanted = {0};
    if (cites)
        qn_citation_places(s, called, &wanted);
    for (qn_module *m = s->c->modules; m; m = m->next)
        for (qn_decl *d = is_in_hand(s, m) ? m->first : NULL; d; d = d->next)
            if (d->duty && (cites ? cites_all(s, d->duty, &wanted)
                                  : !strcmp(qn_duty_message(d->duty), called->text))) {
                found = d;
                count++;
            }
    if (count == 0)
        qn_report(s, QN_Q0510, called, 1, called->text);
    else if (count > 1)
        qn_report(s, QN_Q0511, called, 2, called->text,
                  qn_arena_format(&s->c->scratch, "%u", count));
    return count == 1 ? found : NULL;
}

const qn_instance *qn_example_rule(qn_example *x, const qn_node *name)
{
    bool is_duty = name->kind == AST_STRING || name->kind == AST_CITATION;
    qn_decl *decl = is_duty ? find_duty(x->s, name) : find_kind(x->s, name, QN_DECL_RULE);
    qn_scope base = *x->s;
    base.constant = false;
    qn_instance *rule =
        decl && !decl->failed ? qn_instance_get(&base, decl, &x->s->today, NULL, name) : NULL;
    x->doubtful |= !rule || rule->failed;
    return rule && !rule->failed ? rule : NULL;
}

/* The file of a place: of a case in a file of cases that file. */
static uint32_t source_at(const qn_scope *s, qn_span span, qn_position *at)
{
    const qn_module *m = qn_module_of(s->c, span);
    m = m ? m : s->module;
    *at = qn_source_position(&m->source, span.begin);
    return m->row;
}

qn_row_expectation *qn_example_expect(qn_example *x, const qn_instance *rule, int op,
                                      const qn_node *value, const qn_node *at)
{
    qn_builder *b = &x->s->c->builder;
    qn_position place;
    qn_row_expectation row = {.rule = rule->row,
                              .status = expected_answer(op),
                              .value = QN_NONE_INDEX,
                              .type = QN_NONE_INDEX,
                              .first_given = b->given.count,
                              .tolerance = QN_NONE_INDEX};
    qn_node *kept = op != AST_OP_MET && op != AST_OP_BREACHED
                        ? NULL
                        : qn_node_leaf(&x->s->c->arena, op == AST_OP_MET ? AST_YES : AST_NO, 0,
                                       at->span, "", 0);
    row.source = source_at(x->s, at->span, &place);
    row.line = place.line;
    row.column = place.column;
    if (kept || value)
        expected_value(x->s, rule, kept ? kept : value, &row);
    qn_append(b, &x->rules, sizeof rule, &rule);
    qn_append(b, &x->expects, sizeof row, &row);
    return b->failed ? NULL : &((qn_row_expectation *)x->expects.rows)[x->expects.count - 1];
}

/* `within 0.01 "why"`: a number in the unit of the value. */
static void tolerance(qn_scope *s, const qn_instance *rule, const qn_node *within,
                      qn_row_expectation *row)
{
    const qn_node *value = within->kid[AST_WITHIN_VALUE];
    const qn_type *type = rule->result.type;
    if (row->tolerance != QN_NONE_INDEX) {
        qn_report(s, QN_Q0509, within, 1, "`within`");
    } else if (!qn_type_is_number(type) || row->status != QN_KNOWN) {
        qn_report(s, QN_Q0720, within, 1,
                  row->status == QN_KNOWN ? qn_type_words(s->c, type) : "no value");
    } else {
        qn_operand x = qn_constant_formula(s, value, type);
        if (!qn_is_failed(&x) && qn_rational_sign(x.low) <= 0)
            qn_report(s, QN_Q0721, value, 0);
        else if (!qn_is_failed(&x))
            row->tolerance = qn_register(&s->c->builder, &x, QN_CLASS_Q, qn_wide_from_i64(1));
        row->why = qn_string(&s->c->builder, within->kid[AST_WITHIN_REASON]->text);
    }
}

/* The reason of a status, which stands behind it. */
static void reason(qn_scope *s, const qn_node *node, qn_row_expectation *row)
{
    if (row->text)
        qn_report(s, QN_Q0509, node, 1, "the reason");
    else if (row->status == QN_KNOWN)
        qn_report(s, QN_Q0722, node, 0);
    else if (!node->length)
        qn_report(s, QN_Q0727, node, 0);
    row->text = qn_string(&s->c->builder, node->text);
}

static void expect_trailers(qn_example *x, const qn_instance *rule, const qn_node *trailers,
                            qn_row_expectation *row)
{
    qn_builder *b = &x->s->c->builder;
    qn_growing places = {0};
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *trailer = trailers->kid[i];
        if (trailer->kind == AST_REASON)
            reason(x->s, trailer, row);
        else if (trailer->kind == AST_WITHIN)
            tolerance(x->s, rule, trailer, row);
        else
            qn_citation_places(x->s, trailer->kid[AST_BECAUSE_CITATION], &places);
    }
    row->first_because = qn_pool(b, places.rows, places.count);
    row->because_count = places.count;
}

/* One line `expect`: compiles its rule, if nothing has needed that yet. A rule that is mistaken
 * gives no row, and has its message already. */
static void expect_line(qn_example *x, const qn_node *node)
{
    const qn_instance *rule = qn_example_rule(x, node->kid[AST_EXPECT_NAME]);
    qn_row_expectation *row =
        rule ? qn_example_expect(x, rule, node->op, node->kid[AST_EXPECT_VALUE], node) : NULL;
    if (!row)
        return;
    expect_trailers(x, rule, node->kid[AST_EXPECT_TRAILERS], row);
    row->unconfirmed = node->kid[AST_EXPECT_MARK] != NULL;
    row->first_given = x->s->c->builder.given.count;
    give_all(x, node->kid[AST_EXPECT_BINDINGS], &row->given_count, x->rules.count - 1, 1);
}

/* ---- what is given to no purpose */

/* A place for each fact, which begins at walk 0; NULL out of memory. Facts that are first met in an
 * example have their rows late. */
static uint32_t *fact_walks(qn_compiler *c)
{
    uint32_t count = c->builder.fact.count + 1;
    if (count > c->fact_walks) {
        uint32_t *larger = qn_arena_grow(&c->arena, c->fact_walk, c->fact_walks * sizeof *larger,
                                         (size_t)count * sizeof *larger);
        if (!larger)
            return NULL;
        c->fact_walk = larger;
        c->fact_walks = count;
    }
    return c->fact_walk;
}

/* Marks the facts that a rule looks at, through all that it uses, with the number of the walk. */
static void mark_facts(qn_example *x, const qn_instance *rule, uint32_t walk, uint32_t *met)
{
    qn_compiler *c = x->s->c;
    qn_builder *b = &c->builder;
    uint32_t row = rule->row;
    qn_append(b, &x->stack, sizeof row, &row);
    while (x->stack.count && !b->failed) {
        row = ((uint32_t *)x->stack.rows)[--x->stack.count];
        qn_instance *next = ((qn_instance **)c->owners.rows)[row];
        if (next->visited == walk)
            continue;
        next->visited = walk;
        for (uint32_t i = 0; i < next->facts.count; i++)
            met[((const uint32_t *)next->facts.rows)[i]] = walk;
        const qn_row_rule *used = QN_ROW(b, rule, row);
        for (uint32_t i = 0; i < used->use_count; i++)
            qn_append(b, &x->stack, sizeof row, &QN_ROW(b, entry, used->first_use + i)->value);
        for (uint32_t i = 0; i < used->need_count; i++)
            qn_append(b, &x->stack, sizeof row, &QN_ROW(b, entry, used->first_need + i)->value);
    }
}

/* Marks the facts that some of the expectations read; returns the number of the walk. */
static uint32_t mark_range(qn_example *x, uint32_t first, uint32_t count, uint32_t *met)
{
    uint32_t walk = ++x->s->c->last_walk;
    for (uint32_t i = first; i < x->rules.count && i - first < count; i++)
        mark_facts(x, ((const qn_instance **)x->rules.rows)[i], walk, met);
    return walk;
}

/* A fact that is given twice for the same expectations. */
static const qn_binding *given_before(const qn_example *x, uint32_t index)
{
    const qn_binding *list = x->bindings.rows, *own = &list[index];
    for (uint32_t i = 0; i < index; i++)
        if (list[i].fact == own->fact && list[i].is_column == own->is_column &&
            list[i].first == own->first && list[i].count == own->count)
            return &list[i];
    return NULL;
}

void qn_example_end(qn_example *x)
{
    qn_scope *s = x->s;
    const qn_binding *list = x->bindings.rows;
    uint32_t first = QN_NONE_INDEX, count = 0, walk = 0;
    uint32_t *met = x->rules.count ? fact_walks(s->c) : NULL;
    if (!met)
        return;
    if (x->doubtful || s->c->diagnostics.error_count != x->errors)
        return;
    for (uint32_t i = 0; i < x->bindings.count; i++) {
        const qn_binding *before = given_before(x, i);
        if (before)
            qn_diagnostic_label(qn_report_at(s->c, QN_Q0509, list[i].name->span, 1,
                                             qn_arena_format(&s->c->scratch, "the value of `%s`",
                                                             list[i].fact->name)),
                                before->name->span, QN_LABEL_FIRST_HERE);
        if (before)
            continue;
        if (first != list[i].first || count != list[i].count)
            walk = mark_range(x, list[i].first, list[i].count, met);
        first = list[i].first;
        count = list[i].count;
        if (met[list[i].fact->index] != walk)
            qn_report(s, QN_Q0324, list[i].name, 1, list[i].fact->name);
    }
}

/* ---- whole examples */

void qn_example_begin(qn_example *x, qn_scope *s, const char *title)
{
    *x = (qn_example){.s = s,
                      .errors = s->c->diagnostics.error_count,
                      .row = {.name = qn_string(&s->c->builder, title),
                              .on = QN_NONE_INDEX,
                              .first_given = s->c->builder.given.count,
                              .source = s->module->row}};
}

/* The facts of the whole example come first, so that they stand one behind the other; those that
 * an `expect` gives itself follow in rows of their own. */
void qn_example_conditions(qn_example *x, const qn_node *lines)
{
    int64_t day;
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *line = lines->kid[i];
        if (line->kind == AST_GIVEN)
            give_all(x, line->kid[AST_GIVEN_BINDINGS], &x->row.given_count, 0, QN_MANY);
        if (line->kind != AST_DECIDED_ON)
            continue;
        if (x->row.on != QN_NONE_INDEX)
            qn_report(x->s, QN_Q0509, line, 1, "`on`");
        if (qn_fixed_date(x->s, line->kid[0], &day))
            x->row.on = qn_constant_i(&x->s->c->builder, day);
    }
}

/* Expectations are gathered before they are stored, so that they stand one behind the other. */
void qn_example_store(qn_example *x, qn_span span)
{
    qn_builder *b = &x->s->c->builder;
    qn_position at;
    x->row.source = source_at(x->s, span, &at);
    x->row.line = at.line;
    x->row.first_expect = b->expectation.count;
    x->row.expect_count = x->expects.count;
    for (uint32_t i = 0; i < x->expects.count; i++)
        QN_APPEND(b, expectation, &((qn_row_expectation *)x->expects.rows)[i]);
    if (x->expects.count)
        QN_APPEND(b, example, &x->row);
    x->expects.count = 0;
}

static void compile_example(qn_scope *s, const qn_node *node)
{
    const qn_node *lines = node->kid[AST_EXAMPLE_LINES];
    qn_example x;
    bool expects = false;
    qn_example_begin(&x, s, node->kid[AST_EXAMPLE_TITLE]->text);
    qn_example_conditions(&x, lines);
    for (uint32_t i = 0; i < lines->count; i++) {
        expects |= lines->kid[i]->kind == AST_EXPECT || lines->kid[i]->kind == AST_CASE_ROW;
        if (lines->kid[i]->kind == AST_EXPECT)
            expect_line(&x, lines->kid[i]);
    }
    if (!expects)
        qn_report(s, QN_Q0713, node->kid[AST_EXAMPLE_TITLE], 0);
    qn_example_store(&x, node->span);
    qn_example_table(&x, lines);
    qn_example_end(&x);
}

/* The examples of one file. */
static void compile_examples(qn_compiler *c, qn_module *m)
{
    qn_operand today = {
        .type = c->date, .reg = QN_REG_TODAY, .class_ = QN_CLASS_I, .den = qn_wide_from_i64(1)};
    for (uint32_t i = 0; m->later && i < m->later->count && !c->builder.failed; i++) {
        qn_scope s = {.c = c, .module = m, .today = today, .constant = true};
        const qn_node *item = m->later->kid[i];
        if (item->kind != AST_EXAMPLE && item->kind != AST_EXAMPLES)
            continue;
        c->nesting++; /* rules of other files that are met here must not reset the scratch */
        if (item->kind == AST_EXAMPLE)
            compile_example(&s, item);
        else
            qn_example_file(&s, item);
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
