/*
 * finding.c - what can be said of the rows of a band or table without running it: rows of a `table
 * unique` that overlap, and cases that no row covers, each with one concrete case.
 *
 * Rows are boxes: in each column a few intervals, held as half-open ranges of cuts. A cut lies
 * before a value, or just behind it; on a grid "behind v" is "before the next value". The first
 * case that no row covers is found by dividing one column after another at the cuts of the rows
 * that are left. Rows with conditions of their own, and cells that are not constant, are left
 * alone.
 *
 * Nothing here changes what a program does. What is too large to be looked at within the bounds
 * below, or not constant, is passed over in silence: a finding is always true, and its absence
 * proves nothing.
 */
#include "clause.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "decimal.h"

/* How many divisions one table may take; beyond, nothing is said about its holes. */
enum { QN_DIVISIONS_MAX = 200000, QN_PAIRS_MAX = 4000000 };

/* A place between two values: before value, or behind it. infinite is -1 or 1 for the ends. */
typedef struct cut {
    int infinite;
    bool behind;
    qn_rational value;
} cut;

typedef struct interval {
    cut low, high;
} interval;

/* The intervals of one cell; for `any` the whole domain. */
typedef struct cell {
    interval *list;
    uint32_t count;
} cell;

typedef struct sheet {
    qn_scope *s;
    const qn_band *band;
    uint32_t columns, rows;
    const qn_operand *subject; /* one a column */
    const char **name;
    interval *domain;
    cell *cells;     /* rows times columns */
    qn_rational *at; /* the case that was found */
    uint32_t divisions;
} sheet;

/* ---- cuts */

/* The order on the line. Infinite ends lie outside all numbers; of one number the cut before it
 * comes ahead of the cut behind it. */
static int compare_cuts(const cut *a, const cut *b)
{
    if (a->infinite || b->infinite)
        return (a->infinite > b->infinite) - (a->infinite < b->infinite);
    int cmp = qn_rational_cmp(a->value, b->value);
    return cmp ? cmp : (int)a->behind - (int)b->behind;
}

/* The distance of the values that a subject can have: a fact's step, or its grid; 0 for any value.
 */
static qn_rational grid_of(const qn_builder *b, const qn_operand *subject)
{
    qn_rational step = qn_rational_from_i64(0);
    if ((subject->reg & QN_REG_MASK) == QN_REG_FACT && qn_type_is_number(subject->type)) {
        uint32_t row = QN_ROW(b, fact, subject->reg & ~QN_REG_MASK)->step & ~QN_REG_MASK;
        step = qn_constant_slot(QN_ROW(b, constant, row)).q;
        qn_rational_mul(step, subject->type->factor, &step);
    } else if (subject->class_ != QN_CLASS_Q) {
        qn_rational_make(qn_wide_from_i64(1), subject->den, &step);
    }
    return step;
}

/* Facts on a grid have no values between its points: a cut goes to the next point. */
static cut on_grid(cut c, const qn_builder *b, const qn_operand *subject)
{
    qn_rational step = grid_of(b, subject), rounded;
    if (c.infinite || qn_rational_is_zero(step) ||
        qn_rational_round(c.value, step, QN_ROUND_UP, &rounded) != QN_ARITH_OK)
        return c;
    if (c.behind && qn_rational_equal(rounded, c.value) &&
        qn_rational_add(rounded, step, &rounded) != QN_ARITH_OK)
        return c;
    return (cut){.value = rounded};
}

static bool is_empty(const interval *i)
{
    return compare_cuts(&i->low, &i->high) >= 0;
}

/* What lies in both; empty where they do not meet. */
static interval common(const interval *a, const interval *b)
{
    interval r = {compare_cuts(&a->low, &b->low) > 0 ? a->low : b->low,
                  compare_cuts(&a->high, &b->high) < 0 ? a->high : b->high};
    return r;
}

/* A value within an interval that is not empty. */
static qn_rational value_in(const interval *i)
{
    qn_rational one = qn_rational_from_i64(1), value = qn_rational_from_i64(0);
    if (!i->low.infinite && !i->low.behind)
        return i->low.value;
    if (i->low.infinite && i->high.infinite)
        return value;
    if (i->low.infinite)
        qn_rational_sub(i->high.value, one, &value);
    else if (i->high.infinite)
        qn_rational_add(i->low.value, one, &value);
    else if (qn_rational_add(i->low.value, i->high.value, &value) == QN_ARITH_OK)
        qn_rational_div(value, qn_rational_from_i64(2), &value);
    return value;
}

/* ---- reading cells */

/* The value of a node as one of the column's, in base units; false, without a message, where it
 * is mistaken or not constant. Whoever compiles the row says what is wrong. */
static bool constant_of(sheet *t, uint32_t column, const qn_node *node, qn_rational *out)
{
    qn_scope quiet = *t->s;
    quiet.quiet = quiet.constant = true;
    quiet.leaves = NULL;
    const qn_operand *subject = &t->subject[column];
    qn_operand x = qn_formula(&quiet, node, subject->type);
    x = qn_is_failed(&x) ? x : qn_give(&quiet, x, subject->type, node);
    *out = x.low;
    return x.constant && !qn_is_failed(&x);
}

/* The interval of a range or a value; false where it is not constant. */
static bool read_interval(sheet *t, uint32_t column, const qn_node *node, interval *out)
{
    const qn_operand *subject = &t->subject[column];
    *out = (interval){{.infinite = -1}, {.infinite = 1}};
    if (node->kind != AST_RANGE) {
        qn_rational value;
        if (!constant_of(t, column, node, &value))
            return false;
        out->low = (cut){.value = value};
        out->high = (cut){.value = value, .behind = true};
    } else {
        if (node->kid[AST_RANGE_LOW]) {
            out->low = (cut){.behind = (node->op & QN_LOW_EXCLUDED) != 0};
            if (!constant_of(t, column, node->kid[AST_RANGE_LOW], &out->low.value))
                return false;
        }
        if (node->kid[AST_RANGE_HIGH]) {
            out->high = (cut){.behind = (node->op & QN_HIGH_INCLUDED) != 0};
            if (!constant_of(t, column, node->kid[AST_RANGE_HIGH], &out->high.value))
                return false;
        }
    }
    out->low = on_grid(out->low, &t->s->c->builder, subject);
    out->high = on_grid(out->high, &t->s->c->builder, subject);
    *out = common(out, &t->domain[column]);
    return true;
}

/* The intervals of one cell; false where one of them is not constant, or out of memory. */
static bool read_cell(sheet *t, uint32_t column, const qn_node *node, cell *out)
{
    uint32_t count = node->kind == AST_LIST ? node->count : 1;
    out->list = qn_arena_take_array(&t->s->c->scratch, count + 1, sizeof *out->list);
    out->count = count;
    if (!out->list)
        return false;
    if (node->kind == AST_ANY) {
        out->list[0] = t->domain[column];
        return true;
    }
    for (uint32_t i = 0; i < count; i++)
        if (node->kind != AST_LIST || !read_interval(t, column, node->kid[i], &out->list[i]))
            return false;
    return true;
}

/* Every value that a subject can have: its declared range, or what its type allows. */
static interval domain_of(const qn_builder *b, const qn_operand *x)
{
    interval all = {{.infinite = -1}, {.infinite = 1}};
    bool declared =
        x->has_low && x->has_high && qn_class_for(x, x->den) == QN_CLASS_I &&
        qn_rational_cmp(qn_rational_abs(x->high), qn_rational_from_i64(INT64_MAX / 12)) < 0;
    if (x->type->kind == QN_KIND_BOOLEAN || declared) {
        all.low = (cut){.value = x->low};
        all.high = on_grid((cut){.value = x->high, .behind = true}, b, x);
    }
    return all;
}

/* ---- telling a case */

/* The value of the case that was found, as people write it for that column; NULL out of memory. */
static const char *value_text(sheet *t, uint32_t column)
{
    const qn_type *type = t->subject[column].type;
    qn_rational value = t->at[column];
    char text[QN_DECIMAL_TEXT_SIZE];
    qn_arena *arena = &t->s->c->scratch;
    if (type->kind == QN_KIND_BOOLEAN)
        return qn_rational_is_zero(value) ? "no" : "yes";
    if (type->kind == QN_KIND_CHOICE)
        return qn_choice_name(t->s->c, type, qn_wide_to_i64(value.num));
    if (type->kind == QN_KIND_DATE) {
        qn_date_format((qn_day)qn_wide_to_i64(value.num), text);
        return qn_arena_format(arena, "%s", text);
    }
    if (qn_rational_div(value, type->factor, &value) != QN_ARITH_OK ||
        !qn_decimal_format(value, 0, text, sizeof text, NULL))
        return "…";
    return qn_arena_format(arena, "%s%s%s", text,
                           *type->unit && type->kind != QN_KIND_PERCENT ? " " : "", type->unit);
}

/* "age = 17, category = general": the concrete case of a finding. */
static const char *case_text(sheet *t)
{
    const char *text = "";
    for (uint32_t i = 0; i < t->columns && text; i++) {
        const char *value = value_text(t, i);
        text = value ? qn_arena_format(&t->s->c->scratch, "%s%s%s = %s", text, i ? ", " : "",
                                       t->name[i], value)
                     : NULL;
    }
    return text ? text : "";
}

/* ---- overlaps */

/* Whether a value lies in both cells; it is stored in `at`. */
static bool cells_meet(const cell *a, const cell *b, qn_rational *at)
{
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++) {
            interval both = common(&a->list[i], &b->list[k]);
            if (!is_empty(&both)) {
                *at = value_in(&both);
                return true;
            }
        }
    return false;
}

/* Boxes meet if they meet in every column; the case is left in t->at. */
static bool rows_meet(sheet *t, uint32_t x, uint32_t y)
{
    for (uint32_t i = 0; i < t->columns; i++)
        if (!cells_meet(&t->cells[x * t->columns + i], &t->cells[y * t->columns + i], &t->at[i]))
            return false;
    return true;
}

/* Reports the first pair of rows that a case can be in together. Every pair is tried, so that
 * tables of many rows are passed over. */
static void find_overlap(sheet *t)
{
    if ((uint64_t)t->rows * t->rows > QN_PAIRS_MAX)
        return;
    for (uint32_t x = 0; x < t->rows; x++)
        for (uint32_t y = x + 1; y < t->rows; y++) {
            if (!rows_meet(t, x, y))
                continue;
            qn_diagnostic *d =
                qn_report_at(t->s->c, QN_Q0309, QN_BAND_ROW(t->band, x)->node->span, 0);
            qn_diagnostic_label(d, QN_BAND_ROW(t->band, y)->node->span, QN_LABEL_THIS_ONE_TOO);
            if (d)
                qn_diagnostic_example(d, case_text(t));
            return;
        }
}

/* ---- holes */

static int compare_cut_rows(const void *a, const void *b)
{
    return compare_cuts(a, b);
}

/* Whether a cell holds a whole piece. Pieces lie between neighbouring cuts, so that a cell holds
 * one whole or not at all. */
static bool covers(const cell *c, const interval *piece)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (compare_cuts(&c->list[i].low, &piece->low) <= 0 &&
            compare_cuts(&c->list[i].high, &piece->high) >= 0)
            return true;
    return false;
}

/* The cuts of a column within its domain, in order. */
static cut *column_cuts(sheet *t, uint32_t column, const uint32_t *rows, uint32_t count,
                        uint32_t *out)
{
    uint32_t most = 2, n = 0;
    for (uint32_t i = 0; i < count; i++)
        most += 2 * t->cells[rows[i] * t->columns + column].count;
    cut *cuts = qn_arena_take_array(&t->s->c->scratch, most, sizeof *cuts);
    if (!cuts)
        return NULL;
    cuts[n++] = t->domain[column].low;
    cuts[n++] = t->domain[column].high;
    for (uint32_t i = 0; i < count; i++) {
        const cell *c = &t->cells[rows[i] * t->columns + column];
        for (uint32_t k = 0; k < c->count; k++) {
            if (is_empty(&c->list[k]))
                continue;
            cuts[n++] = c->list[k].low;
            cuts[n++] = c->list[k].high;
        }
    }
    qsort(cuts, n, sizeof *cuts, compare_cut_rows);
    *out = n;
    return cuts;
}

static int compare_lows(const void *a, const void *b)
{
    return compare_cuts(&((const interval *)a)->low, &((const interval *)b)->low);
}

/* The intervals of a column, none of them empty, by where they begin. */
static interval *column_intervals(sheet *t, uint32_t column, const uint32_t *rows, uint32_t count,
                                  uint32_t *out)
{
    uint32_t most = 0, n = 0;
    for (uint32_t i = 0; i < count; i++)
        most += t->cells[rows[i] * t->columns + column].count;
    interval *list = qn_arena_take_array(&t->s->c->scratch, most + 1, sizeof *list);
    for (uint32_t i = 0; list && i < count; i++) {
        const cell *c = &t->cells[rows[i] * t->columns + column];
        for (uint32_t k = 0; k < c->count; k++)
            if (!is_empty(&c->list[k]))
                list[n++] = c->list[k];
    }
    if (list)
        qsort(list, n, sizeof *list, compare_lows);
    *out = n;
    return list;
}

/* In the last column what is left is a line of intervals, each of which must begin where those
 * before it end: one pass, so that a band of very many rows is no more work a row than a short one.
 */
static bool find_hole_in_line(sheet *t, uint32_t column, const uint32_t *rows, uint32_t count)
{
    uint32_t n;
    interval *list = column_intervals(t, column, rows, count, &n);
    interval gap = {t->domain[column].low, t->domain[column].high};
    for (uint32_t i = 0; list && i <= n; i++) {
        gap.high = t->domain[column].high;
        if (i < n && compare_cuts(&list[i].low, &gap.high) < 0)
            gap.high = list[i].low;
        if (!is_empty(&gap)) {
            t->at[column] = value_in(&gap);
            return true;
        }
        if (i < n && compare_cuts(&list[i].high, &gap.low) > 0)
            gap.low = list[i].high;
    }
    return false;
}

/* Looks for a case from a column on that none of the rows covers. Its depth is the number of
 * columns, which the parser bounds, and its work the budget. */
static bool find_hole(sheet *t, uint32_t column, const uint32_t *rows, uint32_t count)
{
    uint32_t cuts_count;
    if (column == t->columns)
        return count == 0;
    if (column + 1 == t->columns)
        return find_hole_in_line(t, column, rows, count);
    cut *cuts = column_cuts(t, column, rows, count, &cuts_count);
    uint32_t *left = qn_arena_take_array(&t->s->c->scratch, count + 1, sizeof *left);
    for (uint32_t i = 0; cuts && left && i + 1 < cuts_count; i++) {
        interval piece = {cuts[i], cuts[i + 1]};
        uint32_t n = 0;
        if (is_empty(&piece))
            continue;
        /* The budget is spent: no hole has been found, and none is claimed. */
        if (++t->divisions > QN_DIVISIONS_MAX)
            return false;
        for (uint32_t k = 0; k < count; k++)
            if (covers(&t->cells[rows[k] * t->columns + column], &piece))
                left[n++] = rows[k];
        t->at[column] = value_in(&piece);
        if (find_hole(t, column + 1, left, n))
            return true;
    }
    return false;
}

/* Where a range is not declared, only holes between the rows count. */
static void bound_domains(sheet *t)
{
    for (uint32_t i = 0; i < t->columns; i++) {
        interval hull = {{.infinite = 1}, {.infinite = -1}};
        for (uint32_t r = 0; r < t->rows; r++) {
            const cell *c = &t->cells[r * t->columns + i];
            for (uint32_t k = 0; k < c->count; k++) {
                if (compare_cuts(&c->list[k].low, &hull.low) < 0)
                    hull.low = c->list[k].low;
                if (compare_cuts(&c->list[k].high, &hull.high) > 0)
                    hull.high = c->list[k].high;
            }
        }
        /* What lies beyond all rows is left alone, where nothing says how far a value may go. */
        if (t->domain[i].low.infinite)
            t->domain[i].low = hull.low;
        if (t->domain[i].high.infinite)
            t->domain[i].high = hull.high;
    }
}

/* Reports the first case that no row covers, if there is one. */
static void report_hole(sheet *t, qn_code code, const qn_node *at)
{
    uint32_t *rows = qn_arena_take_array(&t->s->c->scratch, t->rows + 1, sizeof *rows);
    for (uint32_t i = 0; rows && i < t->rows; i++)
        rows[i] = i;
    if (!rows || !find_hole(t, 0, rows, t->rows))
        return;
    qn_diagnostic *d = qn_report_at(t->s->c, code, at->span, 0);
    if (d)
        qn_diagnostic_example(d, case_text(t));
}

/* ---- the two kinds of rows */

/* Reads all rows; false where something is not constant, or a row has conditions of its own. */
static bool read_rows(sheet *t, const uint32_t *column_at)
{
    qn_arena *arena = &t->s->c->scratch;
    t->rows = t->band->rows.count;
    t->domain = qn_arena_take_array(arena, t->columns + 1, sizeof *t->domain);
    t->at = qn_arena_take_array(arena, t->columns + 1, sizeof *t->at);
    t->cells = qn_arena_take_array(arena, (size_t)t->rows * t->columns + 1, sizeof *t->cells);
    if (!t->domain || !t->at || !t->cells)
        return false;
    for (uint32_t i = 0; i < t->columns; i++)
        t->domain[i] = domain_of(&t->s->c->builder, &t->subject[i]);
    for (uint32_t r = 0; r < t->rows; r++) {
        const qn_band_row *row = QN_BAND_ROW(t->band, r);
        if (row->extra || row->otherwise || row->from != INT64_MIN || row->until != INT64_MAX)
            return false;
        for (uint32_t i = 0; i < t->columns; i++) {
            const qn_node *node = column_at ? row->values->kid[column_at[i]] : row->values;
            if (!read_cell(t, i, node, &t->cells[r * t->columns + i]))
                return false;
        }
    }
    return true;
}

/* Kinds whose values lie on a line. A set has no place there, and the values of a text are
 * without end. */
static bool has_values_like(const qn_operand *x)
{
    return qn_type_is_number(x->type) || x->type->kind == QN_KIND_DATE ||
           x->type->kind == QN_KIND_CHOICE || x->type->kind == QN_KIND_BOOLEAN ||
           x->type->kind == QN_KIND_CLOCK;
}

/* Columns are the subjects; a table with one whose values have no line is left alone. */
void qn_find_in_table(qn_scope *s, const qn_band *band, const qn_operand *subjects, bool covered)
{
    const qn_node *columns = band->table->kid[AST_TABLE_COLUMNS];
    qn_arena *arena = &s->c->scratch;
    sheet t = {.s = s, .band = band};
    qn_operand *subject = qn_arena_take_array(arena, columns->count + 1, sizeof *subject);
    uint32_t *at = qn_arena_take_array(arena, columns->count + 1, sizeof *at);
    t.name = qn_arena_take_array(arena, columns->count + 1, sizeof *t.name);
    if (s->quiet || !subject || !at || !t.name)
        return;
    for (uint32_t i = 0; i < columns->count; i++) {
        /* Columns that hold values or dates exclude no case. */
        if (columns->kid[i]->kind != AST_LEFT_SUBJECT)
            continue;
        if (!has_values_like(&subjects[i]))
            return;
        subject[t.columns] = subjects[i];
        t.name[t.columns] = qn_dotted_text(s->c, columns->kid[i]->kid[0]);
        at[t.columns++] = i;
    }
    t.subject = subject;
    if (!t.columns || !read_rows(&t, at))
        return;
    if (band->table->op == AST_OP_UNIQUE)
        find_overlap(&t);
    bound_domains(&t);
    if (!covered)
        report_hole(&t, QN_Q0308, band->table);
}

/* A band of single values may be meant to leave some out; only where two rows are ranges, and each
 * of the others one value, a hole is looked for. */
static bool may_have_hole(const qn_band *band)
{
    uint32_t ranges = 0;
    for (uint32_t i = 0; i < band->rows.count; i++) {
        const qn_node *values = QN_BAND_ROW(band, i)->values;
        if (!values || values->count != 1)
            return false;
        ranges += values->kid[0]->kind == AST_RANGE;
    }
    return ranges >= 2;
}

void qn_find_in_band(qn_scope *s, const qn_band *band, const qn_operand *subject)
{
    sheet t = {.s = s, .band = band, .columns = 1, .subject = subject};
    const char *name = qn_dotted_text(s->c, band->subject);
    t.name = &name;
    if (s->quiet || !may_have_hole(band) || !has_values_like(subject) || !read_rows(&t, NULL))
        return;
    /* A band need not cover the range of its subject: only a hole between two rows is a slip. */
    t.domain[0] = (interval){{.infinite = -1}, {.infinite = 1}};
    bound_domains(&t);
    report_hole(&t, QN_Q0307, band->subject);
}
