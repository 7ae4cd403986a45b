/*
 * cover.c - what boxes leave open: a search along one column after another, in the order in which
 * cases are compared, so that the first case found is the smallest.
 *
 * Along a column only the cuts of the rows that are left matter. Behind one that is taken, those
 * rows are left that hold it; where one of them holds all that is left, nothing is open there. In
 * the last column the rows are pieces of one line. The work is counted, and ends at a bound: then
 * nothing has been decided.
 */
#include "box.h"

#include <stdlib.h>
#include <string.h>

enum { PRESETS_MAX = 10 };

/* Room for one search: of each depth the rows that are left, and the cuts that matter. */
typedef struct qn_search {
    uint32_t **left, **mark;
    qn_pieces *line;
    qn_box_cell *region; /* in which something is looked for */
    qn_rational *best;
    bool *preset; /* of each column: it stays at the default */
    uint32_t *piece;
    const uint32_t *class_; /* of each row, where a column is to be ignored */
    uint32_t ignored;
} qn_search;

bool qn_search_room(qn_boxes *t)
{
    qn_arena *arena = &t->s->c->scratch;
    qn_search *f = qn_arena_take(arena, sizeof *f);
    uint32_t most = 0;
    if (!f)
        return false;
    f->left = qn_arena_take_array(arena, t->columns + 1, sizeof *f->left);
    f->mark = qn_arena_take_array(arena, t->columns + 1, sizeof *f->mark);
    f->region = qn_arena_take_array(arena, t->columns + 1, sizeof *f->region);
    f->best = qn_arena_take_array(arena, t->columns + 1, sizeof *f->best);
    f->preset = qn_arena_take_array(arena, t->columns + 1, sizeof *f->preset);
    f->piece = qn_arena_take_array(arena, t->columns + 1, sizeof *f->piece);
    for (uint32_t i = 0; i < t->columns; i++) {
        uint32_t ends = 2;
        for (uint32_t r = 0; r < t->rows; r++)
            ends += 2 * QN_BOX_CELL(t, r, i)->count;
        most = ends > most ? ends : most;
    }
    for (uint32_t i = 0; f->left && f->mark && i < t->columns; i++) {
        f->left[i] = qn_arena_take_array(arena, t->rows + 1, sizeof **f->left);
        f->mark[i] = qn_arena_take_array(arena, (size_t)most * 2, sizeof **f->mark);
        if (!f->left[i] || !f->mark[i])
            return false;
    }
    f->line = qn_arena_take_array(arena, most + 1, sizeof *f->line);
    t->search = f;
    return f->left && f->mark && f->region && f->best && f->preset && f->piece && f->line;
}

static bool is_spent(const qn_boxes *t)
{
    return t->work > QN_BOX_WORK_MAX;
}

/* ---- pieces */

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_pieces(const void *left, const void *right)
{
    const qn_pieces *a = left, *b = right;
    return (a->low > b->low) - (a->low < b->low);
}

/* Whether a cell holds all of a stretch that no cut divides. */
static bool holds(const qn_box_cell *c, qn_pieces stretch)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->list[i].low <= stretch.low && c->list[i].high >= stretch.high)
            return true;
    return false;
}

/* The piece of a stretch that is nearest to 0. */
static uint32_t nearest_piece(const qn_box_column *c, qn_pieces stretch)
{
    if (c->zero >= stretch.low && c->zero < stretch.high)
        return c->zero;
    return c->zero < stretch.low ? stretch.low : stretch.high - 1;
}

static qn_rational value_of(const qn_boxes *t, uint32_t column, uint32_t piece)
{
    return qn_piece_value(t, column, piece, t->search->preset[column]);
}

/* Whether a stretch lies nearer to 0 than another. */
static bool is_nearer(const qn_boxes *t, uint32_t column, qn_pieces a, qn_pieces b)
{
    const qn_box_column *c = &t->column[column];
    return qn_compare_nearness(value_of(t, column, nearest_piece(c, a)),
                               value_of(t, column, nearest_piece(c, b))) < 0;
}

/* Takes the nearest value of a column, of those that are looked at. */
static void take_nearest(qn_boxes *t, uint32_t column)
{
    const qn_box_cell *region = &t->search->region[column];
    qn_pieces best = region->list[0];
    for (uint32_t i = 1; i < region->count; i++)
        if (is_nearer(t, column, region->list[i], best))
            best = region->list[i];
    t->at[column] = value_of(t, column, nearest_piece(&t->column[column], best));
}

/* ---- the search */

/* Whether a row of the list holds all that is left from a depth on. */
static bool one_holds_all(qn_boxes *t, uint32_t depth, const uint32_t *rows, uint32_t count)
{
    t->work += count;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t i = depth;
        while (i < t->columns && qn_cells_contain(QN_BOX_CELL(t, rows[k], t->order[i]),
                                                  &t->search->region[t->order[i]]))
            i++;
        if (i == t->columns)
            return true;
    }
    return false;
}

/* The cuts that matter in a column: of what is looked at, and of the rows that are left. */
static uint32_t marks(qn_boxes *t, uint32_t depth, const uint32_t *rows, uint32_t count)
{
    uint32_t column = t->order[depth], n = 0, kept = 0;
    uint32_t *mark = t->search->mark[depth];
    const qn_box_cell *region = &t->search->region[column];
    for (uint32_t i = 0; i < region->count; i++) {
        mark[n++] = region->list[i].low;
        mark[n++] = region->list[i].high;
    }
    for (uint32_t k = 0; k < count; k++) {
        const qn_box_cell *cell = QN_BOX_CELL(t, rows[k], column);
        for (uint32_t i = 0; i < cell->count; i++) {
            mark[n++] = cell->list[i].low;
            mark[n++] = cell->list[i].high;
        }
    }
    qsort(mark, n, sizeof *mark, compare_numbers);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || mark[kept - 1] != mark[i])
            mark[kept++] = mark[i];
    t->work += n;
    return kept;
}

/* The rows of a list that hold a stretch of a column. */
static uint32_t rows_left(qn_boxes *t, uint32_t depth, qn_pieces stretch, const uint32_t *rows,
                          uint32_t count)
{
    uint32_t *left = t->search->left[depth], n = 0;
    t->work += count;
    for (uint32_t k = 0; k < count; k++)
        if (holds(QN_BOX_CELL(t, rows[k], t->order[depth]), stretch))
            left[n++] = rows[k];
    return n;
}

/* In the last column what is left is a line of stretches, each of which must begin where those
 * before it end: one pass, so that a band of very many rows is no more work a row than a short one.
 */
static qn_open last_column(qn_boxes *t, const uint32_t *rows, uint32_t count)
{
    uint32_t column = t->order[t->columns - 1], n = 0;
    qn_pieces *line = t->search->line, best = {0, 0};
    const qn_box_cell *region = &t->search->region[column];
    for (uint32_t k = 0; k < count; k++) {
        const qn_box_cell *cell = QN_BOX_CELL(t, rows[k], column);
        for (uint32_t i = 0; i < cell->count; i++)
            line[n++] = cell->list[i];
    }
    qsort(line, n, sizeof *line, compare_pieces);
    t->work += n;
    for (uint32_t i = 0, k = 0, reach = 0; i < region->count; i++) {
        qn_pieces gap = region->list[i];
        while (gap.low < region->list[i].high) {
            for (; k < n && line[k].low <= gap.low; k++)
                reach = line[k].high > reach ? line[k].high : reach;
            gap.low = reach > gap.low ? reach : gap.low;
            if (k < n && line[k].low <= gap.low)
                continue;
            gap.high = region->list[i].high;
            if (k < n && line[k].low < gap.high)
                gap.high = line[k].low;
            if (gap.low >= gap.high)
                break;
            if (best.low == best.high || is_nearer(t, column, gap, best))
                best = gap;
            gap.low = gap.high;
        }
    }
    if (best.low == best.high)
        return QN_ALL_COVERED;
    t->at[column] = value_of(t, column, nearest_piece(&t->column[column], best));
    return QN_LEFT_OPEN;
}

static qn_open look(qn_boxes *t, uint32_t depth, const uint32_t *rows, uint32_t count);

/* Looks behind one stretch of a column. */
static qn_open look_behind(qn_boxes *t, uint32_t depth, qn_pieces stretch, const uint32_t *rows,
                           uint32_t count)
{
    uint32_t column = t->order[depth];
    if (!holds(&t->search->region[column], stretch))
        return QN_ALL_COVERED;
    uint32_t n = rows_left(t, depth, stretch, rows, count);
    t->at[column] = value_of(t, column, nearest_piece(&t->column[column], stretch));
    return look(t, depth + 1, t->search->left[depth], n);
}

/* Looks for a case from a depth on that none of the rows covers: along the column outwards from 0.
 * Its depth is the number of columns, which the parser bounds, and its work the budget. */
static qn_open look(qn_boxes *t, uint32_t depth, const uint32_t *rows, uint32_t count)
{
    if (!count) {
        for (uint32_t i = depth; i < t->columns; i++)
            take_nearest(t, t->order[i]);
        return QN_LEFT_OPEN;
    }
    if (is_spent(t))
        return QN_NOT_DECIDED;
    if (one_holds_all(t, depth, rows, count))
        return QN_ALL_COVERED;
    if (depth + 1 == t->columns)
        return last_column(t, rows, count);
    const qn_box_column *c = &t->column[t->order[depth]];
    const uint32_t *mark = t->search->mark[depth];
    uint32_t ends = marks(t, depth, rows, count), up = 0, down;
    while (up + 1 < ends && mark[up + 1] <= c->zero)
        up++;
    for (down = up; up + 1 < ends || down > 0;) {
        qn_pieces above = {0, 0}, below = {0, 0};
        if (up + 1 < ends)
            above = (qn_pieces){mark[up], mark[up + 1]};
        if (down > 0)
            below = (qn_pieces){mark[down - 1], mark[down]};
        bool upwards = down == 0 || (up + 1 < ends && !is_nearer(t, t->order[depth], below, above));
        up += upwards;
        down -= !upwards;
        qn_open found = look_behind(t, depth, upwards ? above : below, rows, count);
        if (found != QN_ALL_COVERED)
            return found;
    }
    return QN_ALL_COVERED;
}

qn_open qn_boxes_cover(qn_boxes *t, const qn_box_cell *region, const uint32_t *rows, uint32_t count)
{
    memcpy(t->search->region, region, t->columns * sizeof *region);
    memset(t->search->preset, 0, t->columns * sizeof *t->search->preset);
    for (uint32_t i = 0; i < t->columns; i++)
        if (!region[i].count)
            return QN_ALL_COVERED;
    return look(t, 0, rows, count);
}

/* ---- the smallest case */

/* Whether the case in t->at comes before the best so far. */
static bool is_smaller(const qn_boxes *t)
{
    for (uint32_t i = 0; i < t->columns; i++) {
        uint32_t column = t->order[i];
        int cmp = qn_compare_nearness(t->at[column], t->search->best[column]);
        if (cmp)
            return cmp < 0;
    }
    return false;
}

/* Looks with the columns of the set away from their defaults, and the other columns at them. */
static qn_open look_away(qn_boxes *t, const qn_box_cell *region, const uint32_t *with_preset,
                         uint32_t presets, uint32_t away, const uint32_t *rows, uint32_t count)
{
    qn_search *f = t->search;
    qn_pieces fixed[PRESETS_MAX];
    memcpy(f->region, region, t->columns * sizeof *region);
    memset(f->preset, 0, t->columns * sizeof *f->preset);
    for (uint32_t i = 0; i < presets; i++) {
        const qn_box_column *c = &t->column[with_preset[i]];
        uint32_t piece = qn_piece_of(c, c->preset);
        if (away >> i & 1)
            continue;
        fixed[i] = (qn_pieces){piece, piece + 1};
        if (piece == c->pieces || !holds(&region[with_preset[i]], fixed[i]))
            return QN_ALL_COVERED;
        f->region[with_preset[i]] = (qn_box_cell){&fixed[i], 1};
        f->preset[with_preset[i]] = true;
    }
    return look(t, 0, rows, count);
}

static uint32_t bits_of(uint32_t set)
{
    uint32_t n = 0;
    for (; set; set &= set - 1)
        n++;
    return n;
}

qn_open qn_boxes_smallest_open(qn_boxes *t, const qn_box_cell *region, const uint32_t *rows,
                               uint32_t count)
{
    uint32_t with_preset[PRESETS_MAX], presets = 0;
    qn_open any = qn_boxes_cover(t, region, rows, count), found = QN_ALL_COVERED;
    for (uint32_t i = 0; i < t->columns && presets < PRESETS_MAX; i++)
        if (t->column[i].has_preset)
            with_preset[presets++] = i;
    if (any != QN_LEFT_OPEN || !presets)
        return any;
    memcpy(t->search->best, t->at, t->columns * sizeof *t->at);
    for (uint32_t most = 0; most <= presets && found != QN_LEFT_OPEN; most++)
        for (uint32_t away = 0; away >> presets == 0; away++) {
            if (bits_of(away) != most ||
                look_away(t, region, with_preset, presets, away, rows, count) != QN_LEFT_OPEN)
                continue;
            if (found != QN_LEFT_OPEN || is_smaller(t))
                memcpy(t->search->best, t->at, t->columns * sizeof *t->at);
            found = QN_LEFT_OPEN;
        }
    memcpy(t->at, t->search->best, t->columns * sizeof *t->at);
    return any;
}

/* ---- columns that can be ignored */

/* Whether the first rows along the ignored column are of one class; none is a class, too. */
static bool is_of_one_class(qn_boxes *t, uint32_t depth, const uint32_t *rows, uint32_t count)
{
    qn_search *f = t->search;
    uint32_t ends = marks(t, depth, rows, count), class_ = QN_NONE_INDEX;
    for (uint32_t i = 0; i + 1 < ends; i++) {
        qn_pieces stretch = {f->mark[depth][i], f->mark[depth][i + 1]};
        uint32_t k = 0;
        while (k < count && !holds(QN_BOX_CELL(t, rows[k], f->ignored), stretch))
            k++;
        t->work += k + 1;
        uint32_t here = k < count ? f->class_[rows[k]] : QN_NONE_INDEX;
        if (i && here != class_)
            return false;
        class_ = here;
    }
    return true;
}

/* Whether the first of the rows holds all that is left from a depth on. */
static bool first_holds_all(const qn_boxes *t, uint32_t depth, uint32_t row)
{
    while (depth < t->columns && qn_cells_contain(QN_BOX_CELL(t, row, t->order[depth]),
                                                  &t->search->region[t->order[depth]]))
        depth++;
    return depth == t->columns;
}

/* Goes through every case but for the ignored column, which comes last. */
static qn_open compare_classes(qn_boxes *t, uint32_t depth, const uint32_t *rows, uint32_t count)
{
    if (is_spent(t))
        return QN_NOT_DECIDED;
    if (!count || first_holds_all(t, depth, rows[0]))
        return QN_ALL_COVERED;
    if (depth + 1 == t->columns)
        return is_of_one_class(t, depth, rows, count) ? QN_ALL_COVERED : QN_LEFT_OPEN;
    uint32_t ends = marks(t, depth, rows, count);
    for (uint32_t i = 0; i + 1 < ends; i++) {
        qn_pieces stretch = {t->search->mark[depth][i], t->search->mark[depth][i + 1]};
        uint32_t n = rows_left(t, depth, stretch, rows, count);
        qn_open found = compare_classes(t, depth + 1, t->search->left[depth], n);
        if (found != QN_ALL_COVERED)
            return found;
    }
    return QN_ALL_COVERED;
}

/* Brings a column to the end of the order; returns where it stood. */
static uint32_t put_last(qn_boxes *t, uint32_t column)
{
    uint32_t place = 0;
    while (t->order[place] != column)
        place++;
    memmove(&t->order[place], &t->order[place + 1], (t->columns - place - 1) * sizeof *t->order);
    t->order[t->columns - 1] = column;
    return place;
}

qn_open qn_boxes_ignore(qn_boxes *t, uint32_t column, const uint32_t *class_)
{
    qn_search *f = t->search;
    qn_arena *arena = &t->s->c->scratch;
    qn_pieces *all = qn_arena_take_array(arena, t->columns + 1, sizeof *all);
    uint32_t *rows = qn_arena_take_array(arena, t->rows + 1, sizeof *rows), count = 0;
    bool any = true;
    if (!all || !rows)
        return QN_NOT_DECIDED;
    for (uint32_t i = 0; i < t->columns; i++) {
        all[i] = (qn_pieces){0, t->column[i].pieces};
        f->region[i] = (qn_box_cell){&all[i], 1};
    }
    for (uint32_t r = 0; r < t->rows; r++) {
        any = any && qn_cells_contain(QN_BOX_CELL(t, r, column), &f->region[column]);
        if (!t->empty[r])
            rows[count++] = r;
    }
    if (any)
        return QN_ALL_COVERED;
    f->ignored = column;
    f->class_ = class_;
    uint32_t place = put_last(t, column);
    qn_open found = compare_classes(t, 0, rows, count);
    memmove(&t->order[place + 1], &t->order[place], (t->columns - place - 1) * sizeof *t->order);
    t->order[place] = column;
    return found;
}
