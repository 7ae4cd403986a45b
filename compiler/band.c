/*
 * band.c - what must hold for a clause, as instructions: linked conditions, the choice of a row of
 * a band or table, and scales.
 *
 * A band whose ends are constants is one BAND instruction over a sorted or listed set of ranges;
 * any other is one condition a row, of which FIRST or ONE chooses. The bands of a scale are parts
 * of an amount, so a scale is arithmetic.
 *
 * Which row holds is spec/semantics.md, chapter 9, scales are chapter 11. What a band is asked for
 * is computed once and shared by all clauses of its rows, so that the row is found once whatever
 * they give.
 */
#include "box.h"
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

static qn_operand yes(qn_scope *s)
{
    return qn_integer(&s->c->builder, s->c->boolean, 1);
}

/* ---- conditions */

/* The values of a row as they are written, for explanations. */
static const char *row_text(qn_scope *s, const qn_node *values)
{
    const char *text = "";
    for (uint32_t i = 0; i < values->count && text; i++)
        text = qn_arena_format(&s->c->scratch, "%s%s%s", text, i ? ", " : "",
                               qn_node_source(s->c, values->kid[i], 60));
    return text ? text : "";
}

/* A leaf for the subject of a band, with the values that it is held against. */
static void subject_leaf(qn_scope *s, const qn_node *subject, const qn_operand *x, const char *row)
{
    qn_decl *decl = qn_find(s->module, subject);
    uint32_t fact = decl && decl->kind == QN_DECL_FACT ? decl->index : QN_NONE_INDEX;
    uint32_t rule = QN_NONE_INDEX;
    if (decl && decl->kind == QN_DECL_RULE)
        for (const qn_instance *i = decl->instance; i; i = i->next)
            if (i->done && i->result.reg == x->reg)
                rule = i->row;
    bool public = fact != QN_NONE_INDEX || rule != QN_NONE_INDEX;
    const char *name = public ? qn_public_name(s->c, decl) : qn_dotted_text(s->c, subject);
    if (s->leaves && !qn_is_failed(x))
        qn_leaf_add(s, name, x, fact, rule, row);
}

/* A subject is understood without leaves: it is told of with the values of the row, not by
 * itself. */
static qn_operand subject_value(qn_scope *s, const qn_node *subject)
{
    qn_scope inner = *s;
    inner.leaves = NULL;
    return qn_present(s, qn_subject(&inner, subject), subject);
}

/* BAND gives the number of a row, -1 for none; `otherwise` is the row of that none. */
qn_operand qn_band_row_holds(qn_scope *s, qn_band *band, uint32_t row)
{
    qn_builder *b = &s->c->builder;
    qn_band_compile(s, band);
    if (band->failed)
        return qn_failed(s);
    if (band->applies)
        return band->applies[row];
    if (QN_BAND_ROW(band, row)->otherwise) {
        uint32_t reg = qn_emit(b, OP_IS_ROW, 0, band->chosen.reg, 0, 0);
        qn_operand any = qn_whole_register(s->c->boolean, reg, 0, 1, band->chosen.may);
        return qn_not(b, &any);
    }
    uint32_t reg = qn_emit(b, OP_ROW_IS, 0, band->chosen.reg, row, 0);
    return qn_whole_register(s->c->boolean, reg, 0, 1, band->chosen.may);
}

/* Kinds that BAND can compare: their values lie on a line, be it that of a choice's numbers. */
static bool numeric_ends(const qn_operand *x)
{
    return qn_type_is_number(x->type) || x->type->kind == QN_KIND_DATE ||
           x->type->kind == QN_KIND_CLOCK || x->type->kind == QN_KIND_CHOICE;
}

static bool constant_ends(qn_scope *s, const qn_operand *x, const qn_node *values);
static bool band_entries(qn_scope *s, const qn_operand *x, const qn_node *values, uint32_t row,
                         uint32_t condition, qn_growing *entries);
static void band_emit(qn_scope *s, qn_band *band, const qn_operand *x, qn_growing *entries,
                      unsigned may);

/* A single band: one BAND of one row where its ends are constants. */
static qn_operand match_holds(qn_scope *s, const qn_operand *x, const qn_node *values)
{
    qn_growing entries = {0};
    qn_band band = {0};
    if (values->count == 1 && values->kid[0]->kind == AST_RANGE && numeric_ends(x) &&
        constant_ends(s, x, values)) {
        if (!band_entries(s, x, values, 0, QN_NONE_INDEX, &entries))
            return qn_failed(s);
        band_emit(s, &band, x, &entries, x->may);
        uint32_t reg = qn_emit(&s->c->builder, OP_IS_ROW, 0, band.chosen.reg, 0, 0);
        return qn_whole_register(s->c->boolean, reg, 0, 1, band.chosen.may);
    }
    return qn_matches_any(s, x, values);
}

/* Understands one holding of a chain, and what it looks at. A row looks at what its band looks
 * at. */
static qn_operand link_value(qn_scope *s, qn_holding *h)
{
    qn_operand x;
    s->leaves = &h->leaves;
    switch (h->kind) {
    case QN_HOLDS_WHEN:
        return qn_condition(s, h->node);
    case QN_HOLDS_UNLESS:
        x = qn_condition(s, h->node);
        return qn_is_failed(&x) ? x : qn_not(&s->c->builder, &x);
    case QN_HOLDS_MATCH:
        x = subject_value(s, h->subject);
        if (qn_is_failed(&x))
            return x;
        subject_leaf(s, h->subject, &x, row_text(s, h->node));
        s->leaves = NULL;
        return match_holds(s, &x, h->node);
    default:
        x = qn_band_row_holds(s, h->band, h->row);
        for (uint32_t i = 0; i < h->band->leaves.count; i++)
            qn_append(&s->c->builder, &h->leaves, sizeof(qn_row_leaf),
                      &((qn_row_leaf *)h->band->leaves.rows)[i]);
        return x;
    }
}

void qn_presume_holdings(qn_scope *s, const qn_holding *holds)
{
    for (; holds; holds = holds->outer)
        if (holds->kind == QN_HOLDS_WHEN || holds->kind == QN_HOLDS_UNLESS)
            qn_presume(s, holds->node, holds->kind == QN_HOLDS_WHEN);
}

/* A holding is understood once for all clauses below it; its value does not change. */
static const qn_operand *holding_value(qn_scope *s, const qn_holding *shared)
{
    qn_holding *h = (qn_holding *)shared;
    if (!h->done) {
        qn_scope inner = *s;
        qn_presume_holdings(&inner, h->outer);
        h->done = true;
        h->value = link_value(&inner, h);
    }
    return &h->value;
}

/* All of a chain are understood, even behind one that is mistaken, so that every mistake is
 * reported once. */
qn_operand qn_holdings(qn_scope *s, const qn_holding *holds, qn_growing *leaves)
{
    qn_operand r = yes(s);
    bool failed = false;
    for (; holds; holds = holds->outer) {
        const qn_operand *x = holding_value(s, holds);
        if (qn_is_failed(x))
            failed = true;
        else
            r = qn_and(&s->c->builder, x, &r);
        for (uint32_t i = 0; leaves && i < holds->leaves.count; i++)
            qn_append(&s->c->builder, leaves, sizeof(qn_row_leaf),
                      &((qn_row_leaf *)holds->leaves.rows)[i]);
    }
    return failed ? qn_failed(s) : r;
}

/* ---- bands with constant ends */

/* One end of a range, brought to the unit of x; false where it is mistaken, which has been said,
 * or not constant. */
static bool constant_end(qn_scope *s, const qn_operand *x, const qn_node *node, qn_operand *out)
{
    *out = qn_range_end(s, x, node);
    return out->constant && !qn_is_failed(out);
}

/* The ends of a range, and which of them belong to it. False, with a message, for a choice,
 * which has no order, and for a range that holds nothing. */
static bool range_entry(qn_scope *s, const qn_operand *x, const qn_node *range, qn_band_entry *e)
{
    qn_operand end;
    e->flags = range->op;
    if (x->type->kind == QN_KIND_CHOICE) {
        qn_report(s, QN_Q0606, range, 2, qn_type_words(s->c, x->type),
                  "list the values, with commas between");
        return false;
    }
    if (range->kid[AST_RANGE_LOW]) {
        if (!constant_end(s, x, range->kid[AST_RANGE_LOW], &end))
            return false;
        e->has_low = true;
        e->low_value = end.low;
    }
    if (range->kid[AST_RANGE_HIGH]) {
        if (!constant_end(s, x, range->kid[AST_RANGE_HIGH], &end))
            return false;
        e->has_high = true;
        e->high_value = end.low;
    }
    int cmp = e->has_low && e->has_high ? qn_rational_cmp(e->low_value, e->high_value) : -1;
    bool both_in = !(range->op & QN_LOW_EXCLUDED) && (range->op & QN_HIGH_INCLUDED);
    if (cmp > 0 || (cmp == 0 && !both_in)) {
        qn_report(s, QN_Q0609, range, 0);
        return false;
    }
    return true;
}

/* A single value is a range whose ends are both in it. */
static bool value_entry(qn_scope *s, const qn_operand *x, const qn_node *node, qn_band_entry *e)
{
    qn_rational bare;
    bool is_bare = qn_bare_value(x->type, node, &bare);
    qn_operand value =
        is_bare ? qn_number(&s->c->builder, x->type, bare) : qn_formula(s, node, x->type);
    if (x->type->kind == QN_KIND_CHOICE || x->type->kind == QN_KIND_BOOLEAN)
        value = qn_give(s, value, x->type, node);
    else if (value.constant && !is_bare)
        value = qn_range_end(s, x, node);
    if (!value.constant || qn_is_failed(&value))
        return false;
    e->has_low = e->has_high = true;
    e->low_value = e->high_value = value.low;
    e->flags = QN_BAND_HIGH_INCLUDED;
    return true;
}

/* True if a node can be a constant end: a probe without messages. A name that stands for nothing
 * passes too, so that it is reported once, as an end. */
static bool is_constant_node(qn_scope *s, const qn_operand *x, const qn_node *node)
{
    qn_scope probe;
    qn_rational bare;
    if (qn_bare_value(x->type, node, &bare))
        return true;
    if (node->kind == AST_NAME || node->kind == AST_DOT) {
        if (node->kind == AST_NAME && qn_local_find(s, node->text))
            return qn_local_find(s, node->text)->value.constant;
        qn_decl *decl = qn_find(s->module, node);
        bool is_value = x->type->kind == QN_KIND_CHOICE && node->kind == AST_NAME &&
                        qn_choice_value(s->c, x->type, node->text) >= 0;
        return is_value || !decl;
    }
    probe = *s;
    probe.quiet = probe.constant = true;
    qn_operand value = qn_formula(&probe, node, x->type);
    return value.constant && !qn_is_failed(&value);
}

/* Whether all values of a row are constants, so that BAND can hold them. */
static bool constant_ends(qn_scope *s, const qn_operand *x, const qn_node *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        const qn_node *v = values->kid[i];
        if (v->kind == AST_RANGE) {
            if ((v->kid[0] && !is_constant_node(s, x, v->kid[0])) ||
                (v->kid[1] && !is_constant_node(s, x, v->kid[1])))
                return false;
        } else if (!is_constant_node(s, x, v)) {
            return false;
        }
    }
    return true;
}

/* Adds an entry for each value of a row, whose ends are constants; false where one is a mistake. */
static bool band_entries(qn_scope *s, const qn_operand *x, const qn_node *values, uint32_t row,
                         uint32_t condition, qn_growing *entries)
{
    for (uint32_t i = 0; i < values->count; i++) {
        const qn_node *v = values->kid[i];
        qn_band_entry e = {.row = row, .condition = condition, .node = v};
        bool found = v->kind == AST_RANGE ? range_entry(s, x, v, &e) : value_entry(s, x, v, &e);
        if (!found)
            return false;
        qn_append(&s->c->builder, entries, sizeof e, &e);
    }
    return true;
}

/* The list of a BAND: five words an entry. */
static uint32_t put_entries(qn_builder *b, const qn_growing *entries, qn_class class_, qn_wide den)
{
    const qn_band_entry *e = entries->rows;
    qn_growing words = {0};
    for (uint32_t i = 0; i < entries->count; i++) {
        uint32_t row[5] = {qn_end_register(b, e[i].low_value, e[i].has_low, class_, den),
                           qn_end_register(b, e[i].high_value, e[i].has_high, class_, den),
                           e[i].flags, e[i].row, e[i].condition};
        for (int k = 0; k < 5; k++)
            qn_append(b, &words, sizeof row[k], &row[k]);
    }
    return qn_pool(b, words.rows, words.count);
}

/* The index of rows of which some have conditions, or meet. */
static void index_entries(qn_scope *s, const qn_band *band, const qn_operand *x,
                          const qn_growing *entries)
{
    uint32_t rows = band->rows.count;
    const qn_band_entry *e = entries->rows;
    qn_lookup_column column = {.subject = x, .entries = *entries};
    uint32_t *extra = qn_arena_take_array(&s->c->scratch, rows + 1, sizeof *extra);
    if (!extra || !qn_lookup_is_worth_it(s, rows))
        return;
    for (uint32_t i = 0; i < rows; i++)
        extra[i] = QN_NONE_INDEX;
    for (uint32_t i = 0; i < entries->count; i++)
        extra[e[i].row] = e[i].condition;
    qn_lookup lookup = {.rows = rows, .columns = 1, .column = &column, .extra = extra};
    qn_lookup_begin(s, &lookup);
    qn_lookup_end(s, &lookup);
}

/* Emits the BAND that finds the row, into band->chosen: -1 for none, and for `otherwise`. Where
 * entries lie apart and none has a condition, they are sorted, so that the machine may search by
 * halves; else they stay as they are written, and many of them get an index. */
static void band_emit(qn_scope *s, qn_band *band, const qn_operand *x, qn_growing *entries,
                      unsigned may)
{
    qn_builder *b = &s->c->builder;
    const qn_band_entry *e = entries->rows;
    bool first_match = band->table && band->table->op != AST_OP_UNIQUE, plain = true;
    qn_class class_;
    qn_wide den;
    qn_ends_class(x, e, entries->count, &class_, &den);
    for (uint32_t i = 0; i < entries->count; i++)
        plain = plain && e[i].condition == QN_NONE_INDEX;
    unsigned aux = (unsigned)class_ | (first_match ? (unsigned)QN_AUX_FIRST_MATCH : 0u);
    bool sorted = plain && qn_entries_sort(s, x, entries, first_match);
    uint32_t subject = qn_register(b, x, class_, den);
    uint32_t list = put_entries(b, entries, class_, den);
    if (!sorted)
        index_entries(s, band, x, entries);
    uint32_t reg = qn_emit_new(b, OP_BAND, aux | (sorted ? (unsigned)QN_AUX_SORTED : 0u), subject,
                               list, entries->count);
    band->chosen = qn_whole_register(s->c->integer, reg, -1, (int64_t)band->rows.count, may);
}

/* ---- choosing a row */

/* The condition of a row beside its values: its dates and `unless`. */
static qn_operand row_extra(qn_scope *s, qn_band *band, const qn_band_row *row)
{
    qn_operand dates = qn_in_force(s, row->from, row->until);
    qn_operand extra = qn_holdings(s, row->extra, &band->leaves);
    return qn_is_failed(&extra) ? extra : qn_and(&s->c->builder, &dates, &extra);
}

/* Its register; QN_NONE_INDEX where nothing but the values decides. */
static uint32_t extra_register(qn_scope *s, const qn_operand *extra)
{
    if (qn_is_yes(extra))
        return QN_NONE_INDEX;
    return qn_register(&s->c->builder, extra, QN_CLASS_I, qn_wide_from_i64(1));
}

/* One condition a row, and FIRST to take the first that holds, or ONE, for which two are a
 * conflict. lookup: the index that was begun for it. */
static void choose_by_conditions(qn_scope *s, qn_band *band, qn_operand *conditions, bool first,
                                 const qn_lookup *lookup)
{
    qn_builder *b = &s->c->builder;
    uint32_t count = band->rows.count;
    uint32_t *regs = qn_arena_take_array(&s->c->scratch, count + 1, sizeof *regs);
    unsigned may = first ? 0 : QN_MAY_CONFLICT;
    if (!regs)
        return;
    for (uint32_t i = 0; i < count; i++) {
        may |= conditions[i].may;
        regs[i] = qn_register(b, &conditions[i], QN_CLASS_I, qn_wide_from_i64(1));
    }
    uint32_t list = qn_pool(b, regs, count);
    qn_lookup_end(s, lookup);
    uint32_t reg = qn_emit_new(b, first ? OP_FIRST : OP_ONE, 0, 0, list, count);
    band->chosen = qn_whole_register(s->c->integer, reg, -1, (int64_t)count, may);
}

/* Where several rows may apply, `otherwise` holds if no other row does; FIRST and ONE have -1 for
 * it. */
static void fill_otherwise(qn_scope *s, const qn_band *band, qn_operand *conditions)
{
    qn_operand any = qn_integer(&s->c->builder, s->c->boolean, 0);
    for (uint32_t i = 0; i < band->rows.count; i++)
        any = qn_or(&s->c->builder, &any, &conditions[i]);
    for (uint32_t i = 0; i < band->rows.count; i++)
        if (QN_BAND_ROW(band, i)->otherwise)
            conditions[i] = qn_not(&s->c->builder, &any);
}

/* A row of a set, of a group, or with ends that are not constants. */
static void choose_generally(qn_scope *s, qn_band *band, const qn_operand *x)
{
    uint32_t count = band->rows.count;
    qn_operand *conditions = qn_arena_take_array(&s->c->scratch, count + 1, sizeof *conditions);
    if (!conditions)
        return;
    for (uint32_t i = 0; i < count; i++) {
        const qn_band_row *row = QN_BAND_ROW(band, i);
        qn_operand extra = row_extra(s, band, row);
        conditions[i] = row->otherwise ? qn_integer(&s->c->builder, s->c->boolean, 0)
                                       : qn_matches_any(s, x, row->values);
        if (qn_is_failed(&conditions[i]) || qn_is_failed(&extra))
            band->failed = true;
        else
            conditions[i] = qn_and(&s->c->builder, &conditions[i], &extra);
    }
    if (band->failed)
        return;
    if (!band->several || x->type->kind != QN_KIND_SET) {
        qn_lookup none = {0};
        choose_by_conditions(s, band, conditions, false, &none);
        return;
    }
    fill_otherwise(s, band, conditions);
    band->applies = conditions;
}

/* Reports rows of a span that overlap and the hole between two of them. Where the ends are not
 * constants of one sort, only the case can tell. */
static void find_in_span(qn_scope *s, qn_band *band)
{
    qn_growing entries = {0};
    qn_operand line;
    if (s->quiet || !qn_span_line(s, band, &line))
        return;
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_band_row *row = QN_BAND_ROW(band, i);
        if (!row->otherwise && !band_entries(s, &line, row->values, i, QN_NONE_INDEX, &entries))
            band->failed = true;
    }
    if (!band->failed)
        qn_find_in_band(s, band, &line);
}

/* The rows of a span are conditions, since months have no length that BAND could compare. */
static void compile_span(qn_scope *s, qn_band *band, const qn_operand *x)
{
    find_in_span(s, band);
    if (!band->failed)
        choose_generally(s, band, x);
}

/* A band below a subject. Constants make it one BAND; a single row that is not constant makes
 * all of it general, since rows must be told apart together. */
static void compile_subject(qn_scope *s, qn_band *band)
{
    qn_growing entries = {0};
    unsigned may = QN_MAY_CONFLICT;
    qn_operand x = subject_value(s, band->subject);
    bool constant = numeric_ends(&x);
    if (qn_is_failed(&x)) {
        band->failed = true;
        return;
    }
    subject_leaf(s, band->subject, &x, "");
    if (qn_is_span(&x)) {
        compile_span(s, band, &x);
        return;
    }
    qn_find_in_band(s, band, &x);
    for (uint32_t i = 0; i < band->rows.count && constant; i++) {
        const qn_band_row *row = QN_BAND_ROW(band, i);
        constant = row->otherwise || constant_ends(s, &x, row->values);
    }
    if (!constant) {
        choose_generally(s, band, &x);
        return;
    }
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_band_row *row = QN_BAND_ROW(band, i);
        if (row->otherwise)
            continue;
        qn_operand extra = row_extra(s, band, row);
        uint32_t condition = extra_register(s, &extra);
        may |= extra.may;
        if (qn_is_failed(&extra) || !band_entries(s, &x, row->values, i, condition, &entries))
            band->failed = true;
    }
    if (!band->failed)
        band_emit(s, band, &x, &entries, may | x.may);
}

/* ---- tables */

/* Whether a column asks for a subject, and for which. */
static bool subject_of(const qn_node *column, const qn_node **out)
{
    *out = column->kind == AST_LEFT_SUBJECT ? column->kid[AST_LEFT_SUBJECT_SUBJECT] : NULL;
    return *out != NULL;
}

/* What the cells of a row ask of the subjects. */
static qn_operand table_row_holds(qn_scope *s, qn_band *band, const qn_band_row *row,
                                  const qn_operand *subjects)
{
    const qn_node *columns = band->table->kid[AST_TABLE_COLUMNS], *name;
    qn_operand r = yes(s);
    for (uint32_t i = 0; i < columns->count; i++) {
        const qn_node *cell = row->values->kid[i];
        if (!subject_of(columns->kid[i], &name) || cell->kind == AST_ANY)
            continue;
        if (cell->kind != AST_LIST) {
            qn_report(s, QN_Q0711, cell, 2, "what stands here",
                      "write a value, a range or `any` below a subject");
            return qn_failed(s);
        }
        qn_operand x = match_holds(s, &subjects[i], cell);
        if (qn_is_failed(&x))
            return x;
        r = qn_and(&s->c->builder, &r, &x);
    }
    return r;
}

/* A table of one subject without `any` is a band. */
static bool is_one_column(const qn_band *band, uint32_t *column)
{
    const qn_node *columns = band->table->kid[AST_TABLE_COLUMNS], *name;
    uint32_t subjects = 0;
    for (uint32_t i = 0; i < columns->count; i++)
        if (subject_of(columns->kid[i], &name)) {
            subjects++;
            *column = i;
        }
    return subjects == 1;
}

/* Compiles a table of one subject like a band, `any` being a range without ends. False where
 * that cannot be. */
static bool one_column_table(qn_scope *s, qn_band *band, const qn_operand *x, uint32_t column)
{
    qn_growing entries = {0};
    unsigned may = QN_MAY_CONFLICT | x->may;
    if (!numeric_ends(x))
        return false;
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_node *cell = QN_BAND_ROW(band, i)->values->kid[column];
        if (cell->kind != AST_LIST ? cell->kind != AST_ANY : !constant_ends(s, x, cell))
            return false;
    }
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_band_row *row = QN_BAND_ROW(band, i);
        const qn_node *cell = row->values->kid[column];
        qn_operand extra = row_extra(s, band, row);
        uint32_t condition = extra_register(s, &extra);
        qn_band_entry any = {.row = i, .condition = condition, .node = cell};
        may |= extra.may;
        if (qn_is_failed(&extra))
            band->failed = true;
        else if (cell->kind == AST_ANY)
            qn_append(&s->c->builder, &entries, sizeof any, &any);
        else if (!band_entries(s, x, cell, i, condition, &entries))
            band->failed = true;
    }
    if (!band->failed)
        band_emit(s, band, x, &entries, may);
    return true;
}

/* What the cells of a column ask, row by row; false where one is not constant, or mistaken. */
static bool column_entries(qn_scope *s, const qn_band *band, uint32_t column, qn_lookup_column *out)
{
    qn_scope probe = *s;
    probe.quiet = true;
    probe.leaves = NULL;
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_node *cell = QN_BAND_ROW(band, i)->values->kid[column];
        qn_band_entry any = {.row = i, .condition = QN_NONE_INDEX};
        if (cell->kind == AST_ANY)
            qn_append(&s->c->builder, &out->entries, sizeof any, &any);
        else if (cell->kind != AST_LIST || !constant_ends(&probe, out->subject, cell) ||
                 !band_entries(&probe, out->subject, cell, i, QN_NONE_INDEX, &out->entries))
            return false;
    }
    return true;
}

/* The columns of a table for its index; false where one of them has none. */
static bool table_columns(qn_scope *s, const qn_band *band, const qn_operand *subjects,
                          qn_lookup *out)
{
    const qn_node *columns = band->table->kid[AST_TABLE_COLUMNS], *name;
    out->rows = band->rows.count;
    out->column = qn_arena_take_array(&s->c->scratch, columns->count + 1, sizeof *out->column);
    if (!out->column || !qn_lookup_is_worth_it(s, out->rows))
        return false;
    for (uint32_t i = 0; i < columns->count; i++) {
        if (!subject_of(columns->kid[i], &name))
            continue;
        qn_lookup_column *column = &out->column[out->columns++];
        *column = (qn_lookup_column){.subject = &subjects[i]};
        if (!qn_is_on_a_line(&subjects[i]) || !column_entries(s, band, i, column))
            return false;
    }
    return out->columns > 0;
}

/* Begins the index of a table, if it can have one. What rows ask beside their cells is understood
 * first, since the index looks at it, too: in *extra, or NULL, where it is still to be done. */
static bool begin_table_lookup(qn_scope *s, qn_band *band, const qn_operand *subjects,
                               qn_lookup *lookup, qn_operand **extra)
{
    uint32_t rows = band->rows.count;
    *extra = NULL;
    if (!table_columns(s, band, subjects, lookup))
        return true;
    *extra = qn_arena_take_array(&s->c->scratch, rows + 1, sizeof **extra);
    uint32_t *regs = qn_arena_take_array(&s->c->scratch, rows + 1, sizeof *regs);
    if (!*extra || !regs)
        return false;
    for (uint32_t i = 0; i < rows; i++) {
        (*extra)[i] = row_extra(s, band, QN_BAND_ROW(band, i));
        band->failed = band->failed || qn_is_failed(&(*extra)[i]);
        regs[i] = band->failed ? QN_NONE_INDEX : extra_register(s, &(*extra)[i]);
    }
    lookup->extra = regs;
    if (!band->failed)
        qn_lookup_begin(s, lookup);
    return true;
}

/* A table in general: a condition for each row, made of its cells. */
static void choose_row(qn_scope *s, qn_band *band, const qn_operand *subjects)
{
    uint32_t rows = band->rows.count;
    qn_lookup lookup = {0};
    qn_operand *extras;
    qn_operand *conditions = qn_arena_take_array(&s->c->scratch, rows + 1, sizeof *conditions);
    if (!conditions || !begin_table_lookup(s, band, subjects, &lookup, &extras))
        return;
    for (uint32_t i = 0; i < rows; i++) {
        const qn_band_row *row = QN_BAND_ROW(band, i);
        qn_operand extra = extras ? extras[i] : row_extra(s, band, row);
        conditions[i] = table_row_holds(s, band, row, subjects);
        if (qn_is_failed(&conditions[i]) || qn_is_failed(&extra))
            band->failed = true;
        else
            conditions[i] = qn_and(&s->c->builder, &conditions[i], &extra);
    }
    if (!band->failed)
        choose_by_conditions(s, band, conditions, band->table->op != AST_OP_UNIQUE, &lookup);
}

/* Subjects are understood once, for all rows; a mistake in one leaves the rows unread. */
static void compile_table(qn_scope *s, qn_band *band)
{
    const qn_node *columns = band->table->kid[AST_TABLE_COLUMNS], *name;
    uint32_t column = 0;
    qn_operand *subjects =
        qn_arena_take_array(&s->c->scratch, columns->count + 1, sizeof *subjects);
    if (!subjects)
        return;
    for (uint32_t i = 0; i < columns->count; i++) {
        if (!subject_of(columns->kid[i], &name))
            continue;
        subjects[i] = subject_value(s, name);
        band->failed = band->failed || qn_is_failed(&subjects[i]);
        subject_leaf(s, name, &subjects[i], "");
    }
    if (!band->failed)
        qn_find_in_table(s, band, subjects, band->covered);
    if (band->failed ||
        (is_one_column(band, &column) && one_column_table(s, band, &subjects[column], column)))
        return;
    choose_row(s, band, subjects);
}

/* What cannot be told, such as a conflict of rows, is blamed on the subject or the table. */
void qn_band_compile(qn_scope *s, qn_band *band)
{
    qn_scope inner = *s;
    if (band->done)
        return;
    band->done = true;
    inner.leaves = &band->leaves;
    uint32_t blame = qn_blame(s, band->table ? band->table : band->subject);
    if (band->table)
        compile_table(&inner, band);
    else
        compile_subject(&inner, band);
    s->c->builder.blame = blame;
}

/* ---- scales */

/* The rate of a row in a column, or behind its arrow where the scale has no columns; NULL, with
 * a message, where something else stands there. */
static const qn_node *rate_of(qn_scope *s, const qn_node *row, uint32_t column)
{
    const qn_node *effect = row->kid[AST_SCALE_ROW_EFFECT];
    const qn_node *cells = row->kid[AST_SCALE_ROW_CELLS];
    if (column == QN_NONE_INDEX && effect && effect->op == AST_OP_VALUE)
        return effect->kid[AST_EFFECT_VALUE];
    if (column != QN_NONE_INDEX && column < cells->count && cells->kid[column]->kind == AST_LIST &&
        cells->kid[column]->count == 1)
        return cells->kid[column]->kid[0];
    qn_report(s, QN_Q0711, row, 2, "what stands here", "write one rate for each column: → 3%");
    return NULL;
}

/* Bounds and rates of all rows, the bounds in the unit of the subject. A lower bound that is
 * left out is 0. False, with a message, where one is mistaken; the others are still read. */
static bool read_rows(qn_scope *s, const qn_node *scale, uint32_t column, const qn_operand *x,
                      qn_scale_row *out)
{
    const qn_node *rows = scale->kid[AST_SCALE_ROWS];
    bool sound = true;
    for (uint32_t i = 0; i < rows->count; i++) {
        qn_scale_row *r = &out[i];
        const qn_node *range = rows->kid[i]->kid[AST_SCALE_ROW_RANGE];
        r->node = rows->kid[i];
        r->range = range;
        r->rate = rate_of(s, rows->kid[i], column);
        r->low = qn_integer(&s->c->builder, x->type, 0);
        if (range->kid[AST_RANGE_LOW])
            r->low = qn_range_end(s, x, range->kid[AST_RANGE_LOW]);
        r->has_high = range->kid[AST_RANGE_HIGH] != NULL;
        if (r->has_high)
            r->high = qn_range_end(s, x, range->kid[AST_RANGE_HIGH]);
        sound =
            sound && r->rate && !qn_is_failed(&r->low) && (!r->has_high || !qn_is_failed(&r->high));
    }
    return sound;
}

/* By their lower ends, which are constants. */
static int compare_scale_rows(const void *left, const void *right)
{
    const qn_scale_row *a = left, *b = right;
    return qn_rational_cmp(a->low.low, b->low.low);
}

/* The lowest amount that lies in no band, or in two, where a band does not begin where the one
 * before it ends; 0 where the first does not begin there. */
static const char *misfit(qn_scope *s, const qn_node *subject, const qn_operand *x,
                          const qn_scale_row *before, const qn_scale_row *r)
{
    qn_rational at = before ? r->low.low : qn_rational_from_i64(0);
    if (before && before->has_high && qn_rational_cmp(before->high.low, at) < 0)
        at = before->high.low;
    qn_interval above = {{.value = at, .behind = true}, {.infinite = 1}};
    qn_rational step = qn_grid_of(&s->c->builder, x);
    above.low = qn_cut_on_grid(above.low, step);
    const char *value =
        qn_value_words(s, x->type, qn_interval_nearest(&above, step, x->type->factor));
    return value ? qn_arena_format(&s->c->scratch, "%s = %s", qn_node_source(s->c, subject, 60),
                                   value)
                 : NULL;
}

/* Constant bands are put in order and must tile the line from 0. */
static void order_scale(qn_scope *s, const qn_node *subject, const qn_operand *x,
                        qn_scale_row *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!rows[i].low.constant || (rows[i].has_high && !rows[i].high.constant))
            return;
    qsort(rows, count, sizeof *rows, compare_scale_rows);
    for (uint32_t i = 0; i < count && !s->quiet; i++) {
        const qn_scale_row *before = i ? &rows[i - 1] : NULL;
        bool fits = before
                        ? before->has_high && qn_rational_equal(before->high.low, rows[i].low.low)
                        : qn_rational_is_zero(rows[i].low.low);
        const char *example = fits ? NULL : misfit(s, subject, x, before, &rows[i]);
        if (fits)
            continue;
        qn_diagnostic *d = qn_report_at(s->c, QN_Q0306, rows[i].range->span, 0);
        if (d && example)
            qn_diagnostic_example(d, example);
    }
}

/* What x has over an end, or 0. Of a fraction that is less than the end nothing is subtracted: the
 * difference may have no room. */
static qn_operand excess_of(qn_builder *b, const qn_operand *x, const qn_operand *end,
                            const qn_operand *zero)
{
    qn_operand part;
    if (x->class_ == QN_CLASS_Q && end->constant) {
        part = qn_greater(b, x, end);
        return qn_subtract(b, &part, end);
    }
    part = qn_subtract(b, x, end);
    return qn_greater(b, &part, zero);
}

/* The part of x that lies in a band: between 0 and its width. */
static qn_operand part_of(qn_scope *s, const qn_operand *x, const qn_scale_row *r)
{
    qn_builder *b = &s->c->builder;
    qn_operand zero = qn_integer(b, x->type, 0), part = *x;
    if (!r->low.constant || !qn_rational_is_zero(r->low.low))
        part = excess_of(b, x, &r->low, &zero);
    if (r->has_high) {
        qn_operand width = qn_subtract(b, &r->high, &r->low);
        if (!width.constant) /* ends that cross leave an empty band */
            width = qn_greater(b, &width, &zero);
        part = qn_lesser(b, &part, &width);
    }
    part.type = x->type;
    return part;
}

/* Whether an amount has come as far as a band: at its lower end, or behind it for `over`. */
static qn_operand reached(qn_scope *s, const qn_operand *x, const qn_scale_row *r)
{
    return qn_compare(&s->c->builder, s->c->boolean,
                      r->range->op & QN_LOW_EXCLUDED ? QN_LESS_THAN : QN_AT_MOST, &r->low, x);
}

/* A times a rate, with the type of the product. */
qn_operand qn_times_rate(qn_scope *s, const qn_operand *x, const qn_operand *rate,
                         const qn_node *at)
{
    qn_dimension d;
    qn_operand r = qn_multiply(&s->c->builder, x, rate);
    if (!qn_type_is_number(rate->type) ||
        !qn_dimension_multiply(&x->type->dimension, &rate->type->dimension, 1, &d)) {
        qn_report(s, QN_Q0606, at, 2, qn_type_words(s->c, rate->type), "write a rate: → 3%");
        return qn_failed(s);
    }
    r.type = qn_dimension_equal(&d, &x->type->dimension) ? x->type : qn_type_of_dimension(s, &d);
    return r;
}

/* Roundings behind the subject, applied from left to right. */
static qn_operand round_parts(qn_scope *s, qn_operand x, const qn_node *roundings)
{
    for (uint32_t i = 0; i < roundings->count; i++)
        x = qn_rounded(s, x, roundings->kid[i]);
    return x;
}

/* What one band adds to the sum. */
static qn_operand band_amount(qn_scope *s, const qn_node *scale, const qn_operand *x,
                              const qn_scale_row *r)
{
    qn_builder *b = &s->c->builder;
    qn_operand rate = qn_present(s, qn_formula(s, r->rate, NULL), r->rate), amount;
    if (qn_is_failed(&rate))
        return rate;
    if (scale->op == AST_OP_AMOUNTS) {
        qn_operand there = reached(s, x, r), zero = qn_integer(b, rate.type, 0);
        amount = qn_select(b, &there, &rate, &zero);
        amount.type = rate.type;
    } else {
        qn_operand part = part_of(s, x, r);
        amount = qn_times_rate(s, &part, &rate, r->rate);
    }
    return qn_is_failed(&amount) ? amount : round_parts(s, amount, scale->kid[AST_SCALE_ROUNDINGS]);
}

/* A rate without its sign beside rates that have it is probably mistyped: 14 for 14%. */
static bool percent_is_missing(qn_scope *s, const qn_scale_row *rows, uint32_t count)
{
    bool any = false;
    for (uint32_t i = 0; i < count; i++)
        any = any || rows[i].rate->kind == AST_PERCENT;
    for (uint32_t i = 0; i < count && any; i++) {
        const qn_node *rate = rows[i].rate;
        if (rate->kind == AST_NUMBER && !qn_rational_is_zero(qn_number_of_text(s, rate))) {
            qn_report(s, QN_Q0603, rate, 1, qn_arena_format(&s->c->scratch, "%s%%", rate->text));
            return true;
        }
    }
    return false;
}

/* A scale of figures alone, of which one is at least 1, multiplies the amount: 3 is 300%. */
static void find_large_rates(qn_scope *s, const qn_operand *x, const qn_scale_row *rows,
                             uint32_t count)
{
    const qn_rational whole = qn_rational_from_i64(1);
    for (uint32_t i = 0; i < count; i++) {
        const qn_node *rate = rows[i].rate;
        if (rate->kind != AST_NUMBER || !qn_type_is_amount(x->type))
            return;
    }
    for (uint32_t i = 0; i < count; i++)
        if (qn_rational_cmp(qn_number_of_text(s, rows[i].rate), whole) > 0) {
            qn_report(s, QN_Q0348, rows[i].rate, 1, rows[i].rate->text);
            return;
        }
}

/* The sum over the bands; the first amount decides the type, to which all others are given. */
static qn_operand sum_of_bands(qn_scope *s, const qn_node *scale, const qn_operand *x,
                               const qn_scale_row *rows, uint32_t count)
{
    qn_operand sum = qn_failed(s);
    for (uint32_t i = 0; i < count; i++) {
        qn_operand amount = band_amount(s, scale, x, &rows[i]);
        if (qn_is_failed(&amount))
            return amount;
        if (i == 0) {
            sum = amount;
            continue;
        }
        amount = qn_give(s, amount, sum.type, rows[i].rate);
        if (qn_is_failed(&amount))
            return amount;
        sum = qn_add(&s->c->builder, &sum, &amount);
    }
    return sum;
}

/* Whether an amount lies before the upper end of a band, or at it where the end belongs to it. */
static qn_operand below_end(qn_scope *s, const qn_operand *x, const qn_scale_row *r)
{
    return qn_compare(&s->c->builder, s->c->boolean,
                      r->range->op & QN_HIGH_INCLUDED ? QN_AT_MOST : QN_LESS_THAN, x, &r->high);
}

/* `whole scale`: the rate of the band in which the amount lies, on the whole amount. */
static qn_operand whole_amount(qn_scope *s, const qn_node *scale, const qn_operand *x,
                               const qn_scale_row *rows, uint32_t count)
{
    qn_builder *b = &s->c->builder;
    qn_operand rate = qn_failed(s);
    for (uint32_t i = 0; i < count; i++) {
        qn_operand next = qn_present(s, qn_formula(s, rows[i].rate, NULL), rows[i].rate);
        if (qn_is_failed(&next))
            return next;
        if (i) {
            const qn_type *type = rate.type;
            qn_operand there = reached(s, x, &rows[i]), side;
            if (rows[i].has_high) {
                side = below_end(s, x, &rows[i]);
                there = qn_and(b, &there, &side);
            }
            next = qn_give(s, next, type, rows[i].rate);
            if (qn_is_failed(&next))
                return next;
            next = qn_select(b, &there, &next, &rate);
            next.type = type;
        }
        rate = next;
    }
    return round_parts(s, qn_times_rate(s, x, &rate, rows[0].rate),
                       scale->kid[AST_SCALE_ROUNDINGS]);
}

/* The value where the subject lies in some band; else, below 0 or above every band, the error
 * Q0406, blamed on the subject. */
static qn_operand within_scale(qn_scope *s, const qn_node *scale, const qn_operand *x,
                               const qn_scale_row *rows, uint32_t count, qn_operand value)
{
    qn_builder *b = &s->c->builder;
    qn_operand zero = qn_integer(b, x->type, 0), inside = qn_integer(b, s->c->boolean, 0), side;
    for (uint32_t i = 0; i < count; i++) {
        side = rows[i].has_high ? below_end(s, x, &rows[i]) : yes(s);
        inside = qn_or(b, &inside, &side);
    }
    if (!x->has_low || qn_rational_sign(x->low) < 0) {
        side = qn_compare(b, s->c->boolean, QN_AT_MOST, &zero, x);
        inside = qn_and(b, &inside, &side);
    }
    if (qn_is_yes(&inside))
        return value;
    const qn_node *subject = scale->kid[AST_SCALE_SUBJECT];
    uint32_t old = qn_blame(s, subject), site = b->blame;
    b->blame = old;
    if (site != QN_NONE_INDEX)
        QN_ROW(b, site, site)->code = 406;
    qn_operand outside = qn_status_constant(b, value.type, QN_FAILED, site);
    const qn_type *type = value.type;
    value = qn_select(b, &inside, &value, &outside);
    value.type = type;
    return value;
}

/* The order of the rows has no meaning: constant ones are put in order here, others stay as they
 * are written. */
qn_scale_row *qn_scale_rows(qn_scope *s, const qn_node *scale, uint32_t column,
                            qn_operand *subject_out)
{
    const qn_node *subject = scale->kid[AST_SCALE_SUBJECT], *rows = scale->kid[AST_SCALE_ROWS];
    qn_operand x = qn_present(s, qn_formula(s, subject, NULL), subject);
    *subject_out = x;
    if (qn_is_failed(&x))
        return NULL;
    if (!qn_type_is_number(x.type)) {
        qn_report(s, QN_Q0606, subject, 2, qn_type_words(s->c, x.type),
                  "a scale divides an amount or another number");
        return NULL;
    }
    qn_scale_row *list = qn_arena_take_array(&s->c->scratch, rows->count + 1, sizeof *list);
    if (!list || !read_rows(s, scale, column, &x, list) || percent_is_missing(s, list, rows->count))
        return NULL;
    if (scale->op != AST_OP_AMOUNTS)
        find_large_rates(s, &x, list, rows->count);
    order_scale(s, subject, &x, list, rows->count);
    return list;
}

/* The sum over the bands, or the rate of one band on the whole, where the subject lies within
 * the scale at all. */
qn_operand qn_scale_value(qn_scope *s, const qn_node *scale, uint32_t column)
{
    uint32_t count = scale->kid[AST_SCALE_ROWS]->count;
    qn_operand x, value;
    qn_scale_row *rows = qn_scale_rows(s, scale, column, &x);
    if (!rows)
        return qn_failed(s);
    uint32_t blame = qn_blame(s, scale);
    value = scale->op == AST_OP_WHOLE ? whole_amount(s, scale, &x, rows, count)
                                      : sum_of_bands(s, scale, &x, rows, count);
    if (!qn_is_failed(&value))
        value = within_scale(s, scale, &x, rows, count, value);
    s->c->builder.blame = blame;
    return value;
}
