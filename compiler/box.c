/*
 * box.c - from the cells of a band or table to boxes, what two boxes have in common, and the words
 * for a case. See box.h.
 *
 * Cells that are not constant, and conditions behind a row, make its box inexact: the row may apply
 * within it, and need not. What is asked of boxes is decided elsewhere.
 */
#include "box.h"
#include "sort.h"
#include "wish.h"

#include <string.h>

#include "date.h"
#include "decimal.h"

/* ---- subjects */

bool qn_is_on_a_line(const qn_operand *x)
{
    return qn_type_is_number(x->type) || x->type->kind == QN_KIND_DATE ||
           x->type->kind == QN_KIND_CHOICE || x->type->kind == QN_KIND_BOOLEAN ||
           x->type->kind == QN_KIND_CLOCK;
}

static bool is_fact(const qn_operand *x)
{
    return (x->reg & QN_REG_MASK) == QN_REG_FACT && x->reg != QN_NONE_INDEX;
}

/* A fact's step, or the grid on which a value is held; 0 for any value. */
qn_rational qn_grid_of(const qn_builder *b, const qn_operand *subject)
{
    qn_rational step = qn_rational_from_i64(0);
    if (is_fact(subject) && qn_type_is_number(subject->type)) {
        uint32_t row = QN_ROW(b, fact, subject->reg & ~QN_REG_MASK)->step & ~QN_REG_MASK;
        step = qn_constant_slot(QN_ROW(b, constant, row)).q;
        qn_rational_mul(step, subject->type->factor, &step);
    } else if (subject->class_ != QN_CLASS_Q) {
        qn_rational_make(qn_wide_from_i64(1), subject->den, &step);
    }
    return step;
}

bool qn_preset_of(const qn_builder *b, const qn_operand *subject, qn_rational *out)
{
    if (!is_fact(subject) || (subject->may & QN_MAY_BE_NONE))
        return false;
    uint32_t preset = QN_ROW(b, fact, subject->reg & ~QN_REG_MASK)->preset;
    if (preset == QN_NONE_INDEX)
        return false;
    const qn_row_constant *row = QN_ROW(b, constant, preset & ~QN_REG_MASK);
    *out = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    return row->class_ == QN_CLASS_Q ||
           qn_rational_div(*out, qn_rational_from_wide(subject->den), out) == QN_ARITH_OK;
}

/* Its declared range, or what its type allows. */
qn_interval qn_domain_of(const qn_builder *b, const qn_operand *x)
{
    qn_interval all = qn_interval_whole();
    bool declared =
        x->has_low && x->has_high && !x->any && qn_class_for(x, x->den) == QN_CLASS_I &&
        qn_rational_cmp(qn_rational_abs(x->high), qn_rational_from_i64(INT64_MAX / 12)) < 0;
    if (x->type->kind == QN_KIND_BOOLEAN || declared) {
        all.low = (qn_cut){.value = x->low};
        all.high = qn_cut_on_grid((qn_cut){.value = x->high, .behind = true}, qn_grid_of(b, x));
    }
    return all;
}

static qn_interval days(int64_t from, int64_t until)
{
    qn_interval i = qn_interval_whole();
    if (from != INT64_MIN)
        i.low = (qn_cut){.value = qn_rational_from_i64(from)};
    if (until != INT64_MAX)
        i.high = (qn_cut){.value = qn_rational_from_i64(until)};
    return i;
}

bool qn_reviewed_between(qn_scope *s, int64_t *from, int64_t *until)
{
    const qn_node *reviewed = s->module->reviewed;
    qn_scope quiet = *s;
    *from = QN_DAY_MIN;
    *until = QN_DAY_MAX + 1;
    quiet.quiet = quiet.constant = true;
    if (reviewed && reviewed->kid[AST_REVIEWED_FROM])
        (void)qn_fixed_date(&quiet, reviewed->kid[AST_REVIEWED_FROM], from);
    if (reviewed)
        (void)qn_fixed_date(&quiet, reviewed->kid[AST_REVIEWED_UNTIL], until);
    return reviewed != NULL;
}

qn_interval qn_reviewed_days(qn_scope *s)
{
    int64_t from, until;
    (void)qn_reviewed_between(s, &from, &until);
    return days(from, until);
}

/* ---- reading cells */

/* The value of a node as one of the subject's, in base units; false, without a message, where it
 * is mistaken or not constant. Whoever compiles the row says what is wrong. */
static bool constant_of(qn_scope *s, const qn_operand *subject, const qn_node *node,
                        qn_rational *out)
{
    if (qn_bare_value(subject->type, node, out))
        return true;
    qn_scope quiet = *s;
    quiet.quiet = quiet.constant = true;
    quiet.leaves = NULL;
    qn_operand x = qn_formula(&quiet, node, subject->type);
    x = qn_is_failed(&x) ? x : qn_give(&quiet, x, subject->type, node);
    *out = x.low;
    return x.constant && !qn_is_failed(&x);
}

/* What a RANGE or a value means within a domain, for a subject whose values lie on a grid. */
static bool interval_within(qn_scope *s, const qn_operand *subject, const qn_interval *domain,
                            qn_rational step, const qn_node *node, qn_interval *out)
{
    qn_rational value;
    *out = qn_interval_whole();
    if (node->kind != AST_RANGE) {
        if (!constant_of(s, subject, node, &value))
            return false;
        *out = qn_interval_of(value, step);
    } else {
        const qn_node *low = node->kid[AST_RANGE_LOW], *high = node->kid[AST_RANGE_HIGH];
        if (low) {
            out->low = (qn_cut){.behind = (node->op & QN_LOW_EXCLUDED) != 0};
            if (!constant_of(s, subject, low, &out->low.value))
                return false;
        }
        if (high) {
            out->high = (qn_cut){.behind = (node->op & QN_HIGH_INCLUDED) != 0};
            if (!constant_of(s, subject, high, &out->high.value))
                return false;
        }
        if (qn_cut_compare(&out->low, &out->high) >= 0)
            return false;
        out->low = qn_cut_on_grid(out->low, step);
        out->high = qn_cut_on_grid(out->high, step);
    }
    *out = qn_interval_common(out, domain);
    return true;
}

bool qn_interval_of_node(qn_scope *s, const qn_operand *subject, const qn_node *node,
                         qn_interval *out)
{
    qn_interval domain = qn_domain_of(&s->c->builder, subject);
    return interval_within(s, subject, &domain, qn_grid_of(&s->c->builder, subject), node, out);
}

/* What a cell says before the lines are cut. */
typedef struct raw_cell {
    qn_interval *list;
    uint32_t count;
} raw_cell;

/* Room for so many intervals; false out of memory. */
static bool begin_cell(const qn_boxes *t, raw_cell *raw, uint32_t most)
{
    *raw = (raw_cell){.list = qn_arena_take_array(&t->s->c->scratch, most + 1, sizeof *raw->list)};
    return raw->list != NULL;
}

static void add_interval(raw_cell *raw, qn_interval i)
{
    if (!qn_interval_is_empty(&i))
        raw->list[raw->count++] = i;
}

/* Reads one cell; where it is not constant, the whole line, and the row is inexact. False out of
 * memory. */
static bool read_cell(qn_boxes *t, uint32_t row, const qn_box_column *c, const qn_node *node,
                      raw_cell *out)
{
    bool any = node->kind != AST_LIST;
    if (!begin_cell(t, out, any ? 1 : node->count))
        return false;
    for (uint32_t i = 0; !any && i < node->count; i++) {
        qn_interval interval;
        any = !interval_within(t->s, c->subject, &c->domain, c->step, node->kid[i], &interval);
        if (!any)
            add_interval(out, interval);
    }
    if (any) {
        out->count = 0;
        add_interval(out, c->domain);
    }
    if (any && node->kind != AST_ANY)
        t->exact[row] = false;
    return true;
}

/* Whether a reform has given the row its dates: what it leaves is as it was meant. */
static bool is_amended(const qn_band_row *row)
{
    const qn_node *n = row->node;
    const qn_node *trailers = n->kind == AST_TABLE_ROW ? n->kid[AST_TABLE_ROW_TRAILERS] : NULL;
    for (uint32_t i = 0; trailers && i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_AMENDED)
            return true;
    return false;
}

/* Reads a row. The row for whatever no other takes has no box of its own: it is left out as if it
 * were empty. */
static bool read_row(qn_boxes *t, uint32_t r, raw_cell *raw)
{
    const qn_band_row *row = QN_BAND_ROW(t->band, r);
    t->exact[r] = !row->extra && !is_amended(row);
    for (uint32_t i = 0; i < t->columns; i++) {
        const qn_box_column *c = &t->column[i];
        const qn_node *node;
        raw_cell *cell = &raw[(size_t)r * t->columns + i];
        if (row->otherwise)
            continue;
        if (!c->subject) {
            qn_interval when = days(row->from, row->until);
            when = qn_interval_common(&when, &c->domain);
            if (!begin_cell(t, cell, 1))
                return false;
            add_interval(cell, when);
            continue;
        }
        node = t->band->table ? row->values->kid[c->at] : row->values;
        if (node->kind == AST_LIST || node->kind == AST_ANY) {
            if (!read_cell(t, r, c, node, cell))
                return false;
        } else { /* a mistake, which is reported elsewhere */
            return false;
        }
    }
    return true;
}

/* ---- cutting lines */

static int compare_cuts(const void *a, const void *b)
{
    return qn_cut_compare(a, b);
}

/* All cuts of a column, its domain's among them, in order and each once. */
static bool cut_line(qn_boxes *t, uint32_t column, const raw_cell *raw)
{
    qn_box_column *c = &t->column[column];
    uint32_t most = 4, n = 0, kept = 0;
    for (uint32_t r = 0; r < t->rows; r++)
        most += 2 * raw[(size_t)r * t->columns + column].count;
    c->cut = qn_arena_take_array(&t->s->c->scratch, most, sizeof *c->cut);
    if (!c->cut)
        return false;
    c->cut[n++] = c->domain.low;
    c->cut[n++] = c->usual.low;
    for (uint32_t r = 0; r < t->rows; r++) {
        const raw_cell *cell = &raw[(size_t)r * t->columns + column];
        for (uint32_t k = 0; k < cell->count; k++) {
            c->cut[n++] = cell->list[k].low;
            c->cut[n++] = cell->list[k].high;
        }
    }
    c->cut[n++] = c->usual.high;
    c->cut[n++] = c->domain.high;
    qn_sort(c->cut, n, sizeof *c->cut, compare_cuts);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || qn_cut_compare(&c->cut[kept - 1], &c->cut[i]) != 0)
            c->cut[kept++] = c->cut[i];
    c->pieces = kept ? kept - 1 : 0;
    return true;
}

/* The number of a cut, which is one of the column's. `near`: it may be that one, or the next. */
static uint32_t rank_near(const qn_box_column *c, const qn_cut *cut, uint32_t near)
{
    uint32_t low = 0, high = c->pieces;
    for (uint32_t i = near; i < near + 2 && i <= high; i++)
        if (qn_cut_compare(&c->cut[i], cut) == 0)
            return i;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (qn_cut_compare(&c->cut[middle], cut) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int compare_pieces(const void *left, const void *right)
{
    const qn_pieces *a = left, *b = right;
    return (a->low > b->low) - (a->low < b->low);
}

/* In order, and joined where they touch. */
static void tidy(qn_box_cell *cell)
{
    uint32_t kept = 0;
    qn_sort(cell->list, cell->count, sizeof *cell->list, compare_pieces);
    for (uint32_t i = 0; i < cell->count; i++) {
        qn_pieces p = cell->list[i];
        if (kept && cell->list[kept - 1].high >= p.low) {
            if (p.high > cell->list[kept - 1].high)
                cell->list[kept - 1].high = p.high;
        } else {
            cell->list[kept++] = p;
        }
    }
    cell->count = kept;
}

/* Cells of a column as pieces of its line. Mostly each begins where the one before it ends. */
static bool rank_cells(qn_boxes *t, uint32_t column, const raw_cell *raw)
{
    uint32_t near = 0;
    for (uint32_t r = 0; r < t->rows; r++) {
        const raw_cell *from = &raw[(size_t)r * t->columns + column];
        qn_box_cell *to = QN_BOX_CELL(t, r, column);
        to->list = qn_arena_take_array(&t->s->c->scratch, from->count + 1, sizeof *to->list);
        if (!to->list)
            return false;
        for (uint32_t k = 0; k < from->count; k++) {
            uint32_t low = rank_near(&t->column[column], &from->list[k].low, near);
            near = rank_near(&t->column[column], &from->list[k].high, low);
            to->list[to->count++] = (qn_pieces){low, near};
        }
        tidy(to);
        t->empty[r] = t->empty[r] || !to->count;
    }
    return true;
}

/* What lies beyond all rows is left alone, where nothing says how far a value may go; and so are
 * days before the first version of a row and behind the last. */
static void bound_column(qn_boxes *t, uint32_t column)
{
    qn_box_column *c = &t->column[column];
    uint32_t low = c->pieces, high = 0;
    for (uint32_t r = 0; r < t->rows; r++) {
        const qn_box_cell *cell = QN_BOX_CELL(t, r, column);
        if (cell->count && cell->list[0].low < low)
            low = cell->list[0].low;
        if (cell->count && cell->list[cell->count - 1].high > high)
            high = cell->list[cell->count - 1].high;
    }
    c->between = (qn_pieces){0, c->pieces};
    if (c->domain.low.infinite || !c->subject || !t->band->table)
        c->between.low = low;
    if (c->domain.high.infinite || !c->subject || !t->band->table)
        c->between.high = high;
    c->often = (qn_pieces){rank_near(c, &c->usual.low, 0), rank_near(c, &c->usual.high, c->pieces)};
    if (c->between.low < c->often.low)
        c->between.low = c->often.low;
    if (c->between.high > c->often.high)
        c->between.high = c->often.high;
}

/* Where 0 lies, or would lie; and the place of the column in the order of cases: the date, then
 * facts by their names. */
static void order_column(qn_boxes *t, uint32_t column)
{
    qn_box_column *c = &t->column[column];
    qn_rational zero = qn_rational_from_i64(0);
    uint32_t place = column;
    c->zero = qn_piece_of(c, zero);
    if (c->zero == c->pieces)
        c->zero = c->cut[0].infinite || qn_rational_sign(c->cut[0].value) < 0 ? c->pieces - 1 : 0;
    for (; place && t->column[t->order[place - 1]].name && c->name &&
           strcmp(t->column[t->order[place - 1]].name, c->name) > 0;
         place--)
        t->order[place] = t->order[place - 1];
    t->order[place] = column;
}

/* ---- making boxes */

/* Whether a row of the band is in force on some days only. */
static bool has_dates(const qn_band *band)
{
    for (uint32_t r = 0; r < band->rows.count; r++)
        if (QN_BAND_ROW(band, r)->from != INT64_MIN || QN_BAND_ROW(band, r)->until != INT64_MAX)
            return true;
    return false;
}

static void add_subject(qn_boxes *t, const qn_operand *subject, const qn_node *name, uint32_t at)
{
    const qn_builder *b = &t->s->c->builder;
    qn_box_column *c = &t->column[t->columns++];
    c->name = qn_dotted_text(t->s->c, name);
    c->subject = subject;
    c->node = name;
    c->at = at;
    c->step = qn_grid_of(b, subject);
    c->domain = c->usual = qn_domain_of(b, subject);
    c->has_preset = qn_preset_of(b, subject, &c->preset);
}

/* The columns: the date, where it matters, and the subjects. Columns that hold values or dates
 * exclude no case. False for a subject without a line. */
static bool read_columns(qn_boxes *t, const qn_operand *subjects)
{
    const qn_band *band = t->band;
    if (has_dates(band)) {
        qn_box_column *c = &t->column[t->columns++];
        qn_interval reviewed = qn_reviewed_days(t->s), frame = days(band->from, band->until);
        qn_interval all = days(QN_DAY_MIN, QN_DAY_MAX + 1);
        if (t->s->law_day) /* the day of the law is not that of the decision */
            return false;
        c->step = qn_rational_from_i64(1);
        c->domain = qn_interval_common(&all, &frame);
        c->usual = qn_interval_common(&reviewed, &c->domain);
        if (qn_interval_is_empty(&c->usual))
            c->usual = c->domain;
    }
    if (!band->table) {
        add_subject(t, subjects, band->subject, 0);
        return qn_is_on_a_line(subjects);
    }
    const qn_node *columns = band->table->kid[AST_TABLE_COLUMNS];
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->kid[i]->kind != AST_LEFT_SUBJECT)
            continue;
        if (!qn_is_on_a_line(&subjects[i]))
            return false;
        add_subject(t, &subjects[i], columns->kid[i]->kid[AST_LEFT_SUBJECT_SUBJECT], i);
    }
    return t->columns > 0;
}

/* Narrows the usual values of a column to what its fact must be for the band to be asked. */
static void narrow_column(qn_box_column *c, const qn_wish *wish)
{
    qn_interval usual = qn_interval_common(&c->usual, &wish->list[0]);
    if (wish->count == 1 && !qn_interval_is_empty(&usual))
        c->usual = usual;
}

/* What must be so that the band is asked: the conditions of its block, and the gates of its rule,
 * as far as they can be read. Facts that are no columns are told with each case. */
static void look_around(qn_boxes *t)
{
    qn_wishes all = {.s = t->s}, others = {.s = t->s};
    const qn_body_parts *p = t->band->parts;
    bool read = qn_wish_holdings(&all, t->band->holds);
    for (uint32_t i = 0; p && read && i < p->clauses.count; i++) {
        const qn_clause *c = QN_CLAUSE(p, i);
        if (c->kind == QN_CLAUSE_GATE && !c->holds && !c->band)
            read = qn_wish_condition(&all, c->value, true);
    }
    const qn_wish *list = all.list.rows;
    for (uint32_t i = 0; read && i < all.list.count; i++) {
        bool told = !list[i].fact;
        for (uint32_t k = 0; k < t->columns; k++)
            if (t->column[k].subject && list[i].fact == qn_find(t->s->module, t->column[k].node)) {
                narrow_column(&t->column[k], &list[i]);
                told = true;
            }
        if (!told)
            qn_append(&t->s->c->builder, &others.list, sizeof list[i], &list[i]);
    }
    t->around = read ? qn_wish_case(&others) : "";
}

bool qn_boxes_make(qn_boxes *t, qn_scope *s, const qn_band *band, const qn_operand *subjects)
{
    qn_arena *arena = &s->c->scratch;
    uint32_t most = 2 + (band->table ? band->table->kid[AST_TABLE_COLUMNS]->count : 0);
    *t = (qn_boxes){.s = s, .band = band, .rows = band->rows.count};
    t->column = qn_arena_take_array(arena, most, sizeof *t->column);
    t->at = qn_arena_take_array(arena, most, sizeof *t->at);
    t->order = qn_arena_take_array(arena, most, sizeof *t->order);
    t->exact = qn_arena_take_array(arena, t->rows + 1, sizeof *t->exact);
    t->empty = qn_arena_take_array(arena, t->rows + 1, sizeof *t->empty);
    if (!t->column || !t->at || !t->order || !t->exact || !t->empty || !read_columns(t, subjects))
        return false;
    look_around(t);
    size_t cells = (size_t)t->rows * t->columns + 1;
    raw_cell *raw = qn_arena_take_array(arena, cells, sizeof *raw);
    t->cell = qn_arena_take_array(arena, cells, sizeof *t->cell);
    if (!raw || !t->cell)
        return false;
    for (uint32_t r = 0; r < t->rows; r++)
        if (!read_row(t, r, raw))
            return false;
    for (uint32_t i = 0; i < t->columns; i++) {
        if (!cut_line(t, i, raw) || !rank_cells(t, i, raw))
            return false;
        bound_column(t, i);
        order_column(t, i);
    }
    return qn_search_room(t);
}

bool qn_boxes_is_dated(const qn_boxes *t)
{
    return !t->column[0].subject;
}

/* ---- values */

qn_rational qn_piece_value(const qn_boxes *t, uint32_t column, uint32_t piece, bool preset)
{
    const qn_box_column *c = &t->column[column];
    qn_interval i = {c->cut[piece], c->cut[piece + 1]};
    if (preset && c->has_preset && qn_interval_has(&i, c->preset))
        return c->preset;
    return qn_interval_nearest(&i, c->step,
                               c->subject ? c->subject->type->factor : qn_rational_from_i64(1));
}

uint32_t qn_piece_of(const qn_box_column *c, qn_rational value)
{
    qn_cut before = {.value = value};
    uint32_t low = 0, high = c->pieces;
    if (!c->pieces || qn_cut_compare(&c->cut[0], &before) > 0)
        return c->pieces;
    while (low < high) { /* the first cut behind the value ends its piece */
        uint32_t middle = low + (high - low) / 2;
        if (qn_cut_compare(&c->cut[middle + 1], &before) > 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- two rows */

static bool cells_meet(const qn_box_cell *a, const qn_box_cell *b)
{
    for (uint32_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->list[i].high <= b->list[k].low)
            i++;
        else if (b->list[k].high <= a->list[i].low)
            k++;
        else
            return true;
    }
    return false;
}

bool qn_boxes_meet(const qn_boxes *t, uint32_t x, uint32_t y)
{
    for (uint32_t i = 0; i < t->columns; i++)
        if (!cells_meet(QN_BOX_CELL(t, x, i), QN_BOX_CELL(t, y, i)))
            return false;
    return true;
}

bool qn_cells_contain(const qn_box_cell *x, const qn_box_cell *y)
{
    for (uint32_t i = 0, k = 0; k < y->count;) {
        if (i == x->count || x->list[i].low > y->list[k].low)
            return false;
        if (x->list[i].high >= y->list[k].high)
            k++;
        else
            i++;
    }
    return true;
}

bool qn_cells_are_equal(const qn_box_cell *x, const qn_box_cell *y)
{
    return x->count == y->count &&
           (!x->count || !memcmp(x->list, y->list, x->count * sizeof *x->list));
}

bool qn_boxes_contain(const qn_boxes *t, uint32_t x, uint32_t y)
{
    for (uint32_t i = 0; i < t->columns; i++)
        if (!qn_cells_contain(QN_BOX_CELL(t, x, i), QN_BOX_CELL(t, y, i)))
            return false;
    return true;
}

/* The default where both cells have it, else the value nearest to 0 that both have, within some
 * pieces; false where there is none. The pieces of both are few. */
static bool common_value(qn_boxes *t, uint32_t column, const qn_box_cell *a, const qn_box_cell *b,
                         qn_pieces within)
{
    const qn_box_column *c = &t->column[column];
    qn_rational one = qn_rational_from_i64(1), *best = &t->at[column];
    bool found = false;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++) {
            uint32_t low = a->list[i].low > b->list[k].low ? a->list[i].low : b->list[k].low;
            uint32_t high = a->list[i].high < b->list[k].high ? a->list[i].high : b->list[k].high;
            low = within.low > low ? within.low : low;
            high = within.high < high ? within.high : high;
            if (low >= high)
                continue;
            qn_interval both = {c->cut[low], c->cut[high]};
            qn_rational value =
                qn_interval_nearest(&both, c->step, c->subject ? c->subject->type->factor : one);
            if (c->has_preset && qn_interval_has(&both, c->preset)) {
                *best = c->preset;
                return true;
            }
            if (!found || qn_compare_nearness(value, *best) < 0)
                *best = value;
            found = true;
        }
    return found;
}

/* Days that are not reviewed are days all the same. */
bool qn_boxes_common(qn_boxes *t, uint32_t x, uint32_t y)
{
    for (uint32_t i = 0; i < t->columns; i++) {
        const qn_box_cell *a = QN_BOX_CELL(t, x, i), *b = QN_BOX_CELL(t, y, i);
        qn_pieces all = {0, t->column[i].pieces};
        if (!common_value(t, i, a, b, t->column[i].often) &&
            (t->column[i].subject || !common_value(t, i, a, b, all)))
            return false;
    }
    return true;
}

/* ---- pairs of rows */

/* A row on the line of one column, from its first piece to its last. */
typedef struct stretch {
    uint32_t low, high, row;
} stretch;

static int compare_stretches(const void *left, const void *right)
{
    const stretch *a = left, *b = right;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* The rows that are not empty, by where they begin in a column. */
static uint32_t stretches(const qn_boxes *t, uint32_t column, stretch *out)
{
    uint32_t count = 0;
    for (uint32_t r = 0; r < t->rows; r++) {
        const qn_box_cell *cell = QN_BOX_CELL(t, r, column);
        if (!t->empty[r])
            out[count++] = (stretch){cell->list[0].low, cell->list[cell->count - 1].high, r};
    }
    qn_sort(out, count, sizeof *out, compare_stretches);
    return count;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* How many pairs of rows meet on the line of a column: for each row those that have begun and not
 * ended. */
static uint64_t pairs_on_line(const stretch *list, uint32_t count, uint32_t *ends)
{
    uint64_t pairs = 0;
    uint32_t ended = 0;
    for (uint32_t i = 0; i < count; i++)
        ends[i] = list[i].high;
    qn_sort(ends, count, sizeof *ends, compare_numbers);
    for (uint32_t i = 0; i < count; i++) {
        while (ended < count && ends[ended] <= list[i].low)
            ended++;
        pairs += i - ended;
    }
    return pairs;
}

/* Goes along the line of a column with the rows that have begun and not ended. */
static bool sweep(qn_boxes *t, stretch *list, uint32_t count,
                  bool (*visit)(qn_boxes *, void *, uint32_t, uint32_t), void *context)
{
    uint32_t first = 0; /* those before it have ended; behind it the list holds the open ones */
    stretch *open = qn_arena_take_array(&t->s->c->scratch, count + 1, sizeof *open);
    for (uint32_t i = 0; open && i < count; i++) {
        uint32_t kept = 0;
        for (uint32_t k = 0; k < first; k++) {
            uint32_t x = open[k].row, y = list[i].row;
            if (open[k].high <= list[i].low)
                continue;
            open[kept++] = open[k];
            if (qn_boxes_meet(t, x, y) && !visit(t, context, x < y ? x : y, x < y ? y : x))
                return true;
        }
        open[kept] = list[i];
        first = kept + 1;
    }
    return open != NULL;
}

bool qn_boxes_pairs(qn_boxes *t, bool (*visit)(qn_boxes *, void *, uint32_t, uint32_t),
                    void *context)
{
    qn_arena *arena = &t->s->c->scratch;
    stretch *list = qn_arena_take_array(arena, t->rows + 1, sizeof *list);
    stretch *best = qn_arena_take_array(arena, t->rows + 1, sizeof *best);
    uint32_t *ends = qn_arena_take_array(arena, t->rows + 1, sizeof *ends), count = 0;
    uint64_t fewest = UINT64_MAX;
    for (uint32_t i = 0; list && best && ends && i < t->columns; i++) {
        count = stretches(t, i, list);
        uint64_t pairs = pairs_on_line(list, count, ends);
        if (pairs < fewest) {
            fewest = pairs;
            memcpy(best, list, count * sizeof *best);
        }
    }
    /* A meeting of two boxes is looked for column by column. */
    if (fewest > QN_BOX_WORK_MAX / 4 || t->work > QN_BOX_WORK_MAX)
        return fewest == UINT64_MAX;
    t->work += fewest;
    return sweep(t, best, count, visit, context);
}

/* ---- telling a case */

const char *qn_value_words(qn_scope *s, const qn_type *type, qn_rational value)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    qn_arena *arena = &s->c->scratch;
    if (type->kind == QN_KIND_BOOLEAN)
        return qn_rational_is_zero(value) ? "no" : "yes";
    if (type->kind == QN_KIND_CHOICE)
        return qn_choice_name(s->c, type, qn_wide_to_i64(value.num));
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

const char *qn_boxes_case(qn_boxes *t)
{
    qn_arena *arena = &t->s->c->scratch;
    const char *text = t->around, *value;
    bool dated = qn_boxes_is_dated(t);
    for (uint32_t i = dated; i < t->columns && text; i++) {
        value = qn_value_words(t->s, t->column[i].subject->type, t->at[i]);
        text = value ? qn_arena_format(arena, "%s%s%s = %s", text, *text ? ", " : "",
                                       t->column[i].name, value)
                     : NULL;
    }
    if (dated && text) {
        value = qn_value_words(t->s, t->s->c->date, t->at[0]);
        text = value ? qn_arena_format(arena, "%s%son %s", text, *text ? ", " : "", value) : NULL;
    }
    return text ? text : "";
}
