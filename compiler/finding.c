/*
 * finding.c - what can be said of the rows of a band or table without running it: rows that
 * overlap, cases that no row covers, rows that never apply, rows that could be one, columns that
 * decide nothing; where there is a case, with the smallest one.
 *
 * Nothing here changes what a program does. What is not constant is passed over, and what is too
 * large to be looked at within the bounds of box.h is said to be not decided: a finding is always
 * true, and its absence proves nothing.
 */
#include "box.h"
#include "sort.h"

#include <string.h>

enum { PAIRS_MAX = 3000000, HIDING_MAX = 4 };

/* Whether findings that only advise are to be made: in the files in hand, once. */
static bool is_advised(const qn_boxes *t)
{
    return qn_is_own(t->s->c, t->s->module);
}

/* Says that a question was too large. */
static void report_undecided(qn_boxes *t, const qn_node *at, const char *question)
{
    if (is_advised(t))
        qn_report_at(t->s->c, QN_Q0329, at->span, 1, question);
}

/* Each question has the whole budget, so that none depends on what others have found. */
static void begin_question(qn_boxes *t)
{
    t->work = 0;
}

static qn_span row_span(const qn_boxes *t, uint32_t row)
{
    return QN_BAND_ROW(t->band, row)->node->span;
}

/* ---- what a row gives */

static bool is_date_trailer(const qn_node *trailer)
{
    return trailer->kind == AST_FROM || trailer->kind == AST_UNTIL;
}

/* Whether two lists of trailers say the same, dates aside. */
static bool same_trailers(const qn_node *x, const qn_node *y)
{
    uint32_t i = 0, k = 0;
    for (;;) {
        while (i < x->count && is_date_trailer(x->kid[i]))
            i++;
        while (k < y->count && is_date_trailer(y->kid[k]))
            k++;
        if (i == x->count || k == y->count)
            return i == x->count && k == y->count;
        if (!qn_node_equal(x->kid[i++], y->kid[k++]))
            return false;
    }
}

static bool same_part(const qn_node *x, const qn_node *y)
{
    return x && y ? qn_node_equal(x, y) : x == y;
}

/* Whether the cells that hold what two rows of a table give are the same. */
static bool same_value_cells(const qn_node *table, const qn_node *x, const qn_node *y)
{
    const qn_node *columns = table->kid[AST_TABLE_COLUMNS];
    for (uint32_t i = 0; i < columns->count; i++)
        if (columns->kid[i]->kind != AST_LEFT_SUBJECT &&
            !same_part(x->kid[AST_TABLE_ROW_CELLS]->kid[i], y->kid[AST_TABLE_ROW_CELLS]->kid[i]))
            return false;
    return true;
}

/* Whether two rows give the same for the same reasons: their values, articles, notes. A row with a
 * label is one that others name, and is like no other. */
static bool same_effect(const qn_boxes *t, uint32_t x, uint32_t y)
{
    const qn_node *a = QN_BAND_ROW(t->band, x)->line, *b = QN_BAND_ROW(t->band, y)->line;
    if (a->kind != b->kind)
        return false;
    if (a->kind == AST_TABLE_ROW)
        return same_part(a->kid[AST_TABLE_ROW_EFFECT], b->kid[AST_TABLE_ROW_EFFECT]) &&
               same_value_cells(t->band->table, a, b) &&
               same_trailers(a->kid[AST_TABLE_ROW_TRAILERS], b->kid[AST_TABLE_ROW_TRAILERS]);
    if (a->kind == AST_CLAUSE)
        return !a->kid[AST_CLAUSE_LABEL] && !b->kid[AST_CLAUSE_LABEL] &&
               same_part(a->kid[AST_CLAUSE_EFFECT], b->kid[AST_CLAUSE_EFFECT]) &&
               same_trailers(a->kid[AST_CLAUSE_TRAILERS], b->kid[AST_CLAUSE_TRAILERS]);
    return !a->kid[AST_BLOCK_LABEL] && !b->kid[AST_BLOCK_LABEL] &&
           same_part(a->kid[AST_BLOCK_BODY], b->kid[AST_BLOCK_BODY]) &&
           same_trailers(a->kid[AST_BLOCK_TRAILERS], b->kid[AST_BLOCK_TRAILERS]);
}

/* ---- overlaps */

/* For each row the first of those before it that it meets. */
typedef struct meetings {
    uint32_t *first;
    bool plain; /* rows that may apply, and need not, are left out */
} meetings;

static bool note_meeting(qn_boxes *t, void *context, uint32_t x, uint32_t y)
{
    meetings *m = context;
    if (t->exact[x] && t->exact[y] && x < m->first[y] && qn_boxes_common(t, x, y))
        m->first[y] = x;
    return true;
}

static uint32_t *first_meetings(qn_boxes *t, const qn_node *at)
{
    meetings m = {.first = qn_arena_take_array(&t->s->c->scratch, t->rows + 1, sizeof *m.first)};
    begin_question(t);
    for (uint32_t i = 0; m.first && i < t->rows; i++)
        m.first[i] = QN_NONE_INDEX;
    if (m.first && !qn_boxes_pairs(t, note_meeting, &m))
        report_undecided(t, at, "whether rows overlap");
    return m.first;
}

/* What tells a message from others of the same row. */
static const char *other_row(const qn_boxes *t, uint32_t row)
{
    return qn_arena_format(&t->s->c->scratch, "%u", row);
}

/* Reports rows of a `table unique` that a case can be in together, each with the first it meets. */
static void find_overlaps_in_table(qn_boxes *t)
{
    const uint32_t *first = first_meetings(t, t->band->table);
    for (uint32_t y = 0; first && y < t->rows; y++) {
        if (first[y] == QN_NONE_INDEX || !qn_boxes_common(t, first[y], y))
            continue;
        qn_diagnostic *d =
            qn_report_at(t->s->c, QN_Q0309, row_span(t, first[y]), 1, other_row(t, y));
        qn_diagnostic_label(d, row_span(t, y), QN_LABEL_THIS_ONE_TOO);
        if (d)
            qn_diagnostic_example(d, qn_boxes_case(t));
    }
}

/* The only value of a row, where it is a range. */
static const qn_node *range_of(const qn_boxes *t, uint32_t row)
{
    const qn_node *values = QN_BAND_ROW(t->band, row)->values;
    return values->count == 1 && values->kid[0]->kind == AST_RANGE ? values->kid[0] : NULL;
}

/* How two rows of a band could be kept apart: the lower one ends where the higher one begins, where
 * that is all that they share. */
static const char *overlap_help(qn_boxes *t, uint32_t x, uint32_t y)
{
    qn_compiler *c = t->s->c;
    uint32_t column = t->columns - 1;
    const qn_box_cell *a = QN_BOX_CELL(t, x, column), *b = QN_BOX_CELL(t, y, column);
    bool turned = a->list[0].low > b->list[0].low;
    const qn_node *lower = range_of(t, turned ? y : x), *higher = range_of(t, turned ? x : y);
    const qn_box_cell *under = turned ? b : a, *over = turned ? a : b;
    if (!qn_boxes_is_dated(t) && lower && higher && higher->kid[AST_RANGE_LOW] &&
        !(higher->op & QN_LOW_EXCLUDED) && under->list[0].low < over->list[0].low &&
        under->list[0].high <= over->list[0].high) {
        const qn_node *low = lower->kid[AST_RANGE_LOW];
        const char *end = qn_node_source(c, higher->kid[AST_RANGE_LOW], 40);
        return qn_arena_format(&c->scratch, "write %s%s..%s if %s belongs to the %s row only",
                               lower->op & QN_LOW_EXCLUDED ? "over " : "",
                               low ? qn_node_source(c, low, 40) : "", end, end,
                               turned ? "first" : "second");
    }
    return "change one of them, so that no case falls into both";
}

/* Reports rows of a band that a case can be in together. */
static void find_overlaps_in_band(qn_boxes *t)
{
    const uint32_t *first = first_meetings(t, t->band->subject);
    for (uint32_t y = 0; first && y < t->rows; y++) {
        uint32_t x = first[y];
        if (x == QN_NONE_INDEX || !qn_boxes_common(t, x, y))
            continue;
        qn_diagnostic *d = qn_report_at(t->s->c, QN_Q0301, QN_BAND_ROW(t->band, x)->values->span, 2,
                                        overlap_help(t, x, y), other_row(t, y));
        qn_diagnostic_label(d, QN_BAND_ROW(t->band, y)->values->span, QN_LABEL_THIS_ONE_TOO);
        if (d)
            qn_diagnostic_example(d, qn_boxes_case(t));
    }
}

/* ---- rows before each row */

/* Which rows before it a row meets: those of row y stand from from[y] to from[y + 1]. */
typedef struct earlier {
    qn_growing pairs;
    uint32_t *from, *row;
} earlier;

typedef struct pair {
    uint32_t x, y;
} pair;

static bool note_pair(qn_boxes *t, void *context, uint32_t x, uint32_t y)
{
    earlier *e = context;
    pair p = {x, y};
    qn_append(&t->s->c->builder, &e->pairs, sizeof p, &p);
    return e->pairs.count < PAIRS_MAX;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Finds them; false where there are too many, or memory is out. */
static bool find_earlier(qn_boxes *t, earlier *e)
{
    qn_arena *arena = &t->s->c->scratch;
    begin_question(t);
    if (!qn_boxes_pairs(t, note_pair, e) || e->pairs.count >= PAIRS_MAX)
        return false;
    const pair *p = e->pairs.rows;
    e->from = qn_arena_take_array(arena, (size_t)t->rows + 2, sizeof *e->from);
    e->row = qn_arena_take_array(arena, (size_t)e->pairs.count + 1, sizeof *e->row);
    if (!e->from || !e->row)
        return false;
    for (uint32_t i = 0; i < e->pairs.count; i++)
        e->from[p[i].y + 2]++;
    for (uint32_t y = 0; y < t->rows; y++)
        e->from[y + 2] += e->from[y + 1];
    for (uint32_t i = 0; i < e->pairs.count; i++)
        e->row[e->from[p[i].y + 1]++] = p[i].x;
    for (uint32_t y = 0; y < t->rows; y++)
        qn_sort(&e->row[e->from[y]], e->from[y + 1] - e->from[y], sizeof *e->row, compare_numbers);
    return true;
}

/* ---- rows that never apply */

static const qn_box_cell *box_of(const qn_boxes *t, uint32_t row)
{
    return QN_BOX_CELL(t, row, 0);
}

/* Leaves of the rows that hide another only those that are needed. */
static uint32_t needed(qn_boxes *t, uint32_t hidden, uint32_t *rows, uint32_t count)
{
    enum { TRIED_MAX = 64 };
    uint32_t but_one[TRIED_MAX];
    for (uint32_t i = count; i-- > 0 && count <= TRIED_MAX;) {
        uint32_t n = 0;
        for (uint32_t k = 0; k < count; k++)
            if (k != i)
                but_one[n++] = rows[k];
        if (n && qn_boxes_cover(t, box_of(t, hidden), but_one, n) == QN_ALL_COVERED) {
            memcpy(rows, but_one, n * sizeof *rows);
            count = n;
        }
    }
    return count;
}

static void report_hidden(qn_boxes *t, uint32_t row, uint32_t *rows, uint32_t count)
{
    qn_diagnostic *d =
        qn_report_at(t->s->c, QN_Q0313, row_span(t, row), 1,
                     "rows before it take all its cases: leave it out, or put it before them");
    count = needed(t, row, rows, count);
    for (uint32_t i = 0; i < count && count <= HIDING_MAX; i++)
        qn_diagnostic_label(d, row_span(t, rows[i]), QN_LABEL_HIDES_IT);
}

/* Whether rows before it hide a row; those are reported. */
static qn_open find_hiding(qn_boxes *t, const earlier *e, uint32_t row)
{
    uint32_t count = 0, most = e->from[row + 1] - e->from[row];
    uint32_t *rows = &e->row[e->from[row]];
    for (uint32_t i = 0; i < most; i++)
        if (t->exact[rows[i]])
            rows[count++] = rows[i];
    for (uint32_t i = 0; i < count; i++)
        if (qn_boxes_contain(t, rows[i], row)) {
            rows[0] = rows[i];
            count = 1;
        }
    if (!count)
        return QN_LEFT_OPEN;
    qn_open found = qn_boxes_cover(t, box_of(t, row), rows, count);
    if (found == QN_ALL_COVERED)
        report_hidden(t, row, rows, count);
    return found;
}

/* Whether a cell of the row holds nothing that its column can have. */
static void find_empty(qn_boxes *t)
{
    for (uint32_t r = 0; r < t->rows; r++)
        if (t->empty[r] && t->exact[r] && !QN_BAND_ROW(t->band, r)->otherwise)
            qn_report_at(t->s->c, QN_Q0313, row_span(t, r), 1,
                         "what it asks for lies outside the declared range, or outside the dates "
                         "of its block: change one of them");
}

/* Reports the rows of a table that are hidden; `hidden` notes which. */
static void find_hidden(qn_boxes *t, const earlier *e, bool *hidden)
{
    for (uint32_t r = 0; r < t->rows; r++) {
        qn_open found = t->empty[r] ? QN_LEFT_OPEN : find_hiding(t, e, r);
        hidden[r] = found == QN_ALL_COVERED;
        if (found == QN_NOT_DECIDED) {
            report_undecided(t, t->band->table, "whether rows of it can never apply");
            return;
        }
    }
}

/* `otherwise` below a subject of which the other rows take every value. */
static void find_idle_otherwise(qn_boxes *t)
{
    qn_pieces *all = qn_arena_take_array(&t->s->c->scratch, t->columns, sizeof *all);
    qn_box_cell *region = qn_arena_take_array(&t->s->c->scratch, t->columns, sizeof *region);
    uint32_t *rows = qn_arena_take_array(&t->s->c->scratch, t->rows + 1, sizeof *rows), count = 0;
    const qn_band_row *otherwise = NULL;
    if (!all || !region || !rows)
        return;
    for (uint32_t i = 0; i < t->columns; i++) {
        all[i] = (qn_pieces){0, t->column[i].pieces};
        region[i] = (qn_box_cell){&all[i], 1};
    }
    for (uint32_t r = 0; r < t->rows; r++) {
        if (QN_BAND_ROW(t->band, r)->otherwise)
            otherwise = QN_BAND_ROW(t->band, r);
        else if (t->exact[r] && !t->empty[r])
            rows[count++] = r;
    }
    begin_question(t);
    if (otherwise && count && qn_boxes_cover(t, region, rows, count) == QN_ALL_COVERED)
        qn_report_at(t->s->c, QN_Q0313, otherwise->node->span, 1,
                     "the other rows take every value: leave it out");
}

/* ---- rows of a table that overlap in time */

/* Whether two rows ask for the same but for their dates. */
static bool same_but_dates(const qn_boxes *t, uint32_t x, uint32_t y)
{
    for (uint32_t i = 1; i < t->columns; i++)
        if (!qn_cells_are_equal(QN_BOX_CELL(t, x, i), QN_BOX_CELL(t, y, i)))
            return false;
    return true;
}

/* Reports a row of a table that begins while an older version of it still holds, which goes before
 * it. */
static void find_late_versions(qn_boxes *t, const earlier *e, const bool *hidden)
{
    for (uint32_t y = 0; qn_boxes_is_dated(t) && y < t->rows; y++)
        for (uint32_t i = e->from[y]; i < e->from[y + 1] && !hidden[y]; i++) {
            uint32_t x = e->row[i];
            const qn_band_row *older = QN_BAND_ROW(t->band, x), *newer = QN_BAND_ROW(t->band, y);
            if (older->until == INT64_MAX || newer->from == INT64_MIN ||
                older->from >= newer->from || !t->exact[x] || !t->exact[y] ||
                !same_but_dates(t, x, y) || same_effect(t, x, y) || !qn_boxes_common(t, x, y))
                continue;
            qn_diagnostic *d = qn_report_at(
                t->s->c, QN_Q0323, row_span(t, x), 1,
                qn_value_words(t->s, t->s->c->date, qn_rational_from_i64(newer->from)));
            qn_diagnostic_label(d, row_span(t, y), QN_LABEL_THIS_ONE_TOO);
            if (d)
                qn_diagnostic_example(d, qn_boxes_case(t));
            break;
        }
}

/* ---- holes */

/* Where holes are looked for: within the rows, where nothing says how far a value may go. A row
 * that only may apply covers what it can: what is left is open for sure. */
static void report_hole(qn_boxes *t, qn_code code, const qn_node *at)
{
    qn_arena *arena = &t->s->c->scratch;
    uint32_t *rows = qn_arena_take_array(arena, t->rows + 1, sizeof *rows), count = 0;
    qn_box_cell *region = qn_arena_take_array(arena, t->columns, sizeof *region);
    if (!rows || !region)
        return;
    begin_question(t);
    for (uint32_t i = 0; i < t->columns; i++) {
        if (t->column[i].between.low >= t->column[i].between.high)
            return;
        region[i] = (qn_box_cell){&t->column[i].between, 1};
    }
    for (uint32_t r = 0; r < t->rows; r++)
        if (!t->empty[r])
            rows[count++] = r;
    qn_open found = qn_boxes_smallest_open(t, region, rows, count);
    if (found == QN_NOT_DECIDED)
        report_undecided(t, at, "whether a row covers every case");
    if (found != QN_LEFT_OPEN)
        return;
    qn_diagnostic *d = qn_report_at(t->s->c, code, at->span, 0);
    if (d)
        qn_diagnostic_example(d, qn_boxes_case(t));
}

/* ---- rows that could be one */

/* The one column in which two rows differ; QN_NONE_INDEX where there are none, or several. */
static uint32_t differing_column(const qn_boxes *t, uint32_t x, uint32_t y)
{
    uint32_t found = QN_NONE_INDEX;
    for (uint32_t i = 0; i < t->columns; i++) {
        if (qn_cells_are_equal(QN_BOX_CELL(t, x, i), QN_BOX_CELL(t, y, i)))
            continue;
        if (found != QN_NONE_INDEX)
            return QN_NONE_INDEX;
        found = i;
    }
    return found;
}

/* Whether one stretch of a cell ends where one of the other begins. */
static bool cells_touch(const qn_box_cell *x, const qn_box_cell *y)
{
    return x->count == 1 && y->count == 1 &&
           (x->list[0].high == y->list[0].low || y->list[0].high == x->list[0].low);
}

/* Whether two rows could be written as one, and in which column their cells are joined. Values of a
 * choice are listed; others must touch. */
static bool could_be_one(const qn_boxes *t, uint32_t x, uint32_t y, uint32_t *column)
{
    const qn_band_row *a = QN_BAND_ROW(t->band, x), *b = QN_BAND_ROW(t->band, y);
    if (a->otherwise || b->otherwise || !t->exact[x] || !t->exact[y] || t->empty[x] ||
        t->empty[y] || !same_effect(t, x, y))
        return false;
    *column = differing_column(t, x, y);
    if (*column == QN_NONE_INDEX || !t->column[*column].subject)
        return false;
    return t->column[*column].subject->type->kind == QN_KIND_CHOICE ||
           cells_touch(QN_BOX_CELL(t, x, *column), QN_BOX_CELL(t, y, *column));
}

/* The cell of a row in a column, as it is written. */
static const qn_node *cell_node(const qn_boxes *t, uint32_t row, uint32_t column)
{
    const qn_node *values = QN_BAND_ROW(t->band, row)->values;
    return t->band->table ? values->kid[t->column[column].at] : values;
}

/* The end of a range or a single value as it is written; NULL for an open end. */
static const qn_node *end_node(const qn_node *cell, int end)
{
    const qn_node *n = cell->kid[0];
    return n->kind == AST_RANGE ? n->kid[end] : n;
}

static bool is_high_included(const qn_node *cell)
{
    return cell->kid[0]->kind != AST_RANGE || (cell->kid[0]->op & QN_HIGH_INCLUDED);
}

/* One range for two cells of one value or range each, the first of which lies lower. */
static const char *joined_range(qn_boxes *t, const qn_node *lower, const qn_node *higher)
{
    qn_compiler *c = t->s->c;
    const qn_node *low = end_node(lower, AST_RANGE_LOW), *high = end_node(higher, AST_RANGE_HIGH);
    bool over = lower->kid[0]->kind == AST_RANGE && (lower->kid[0]->op & QN_LOW_EXCLUDED);
    if (!low && !high)
        return "any";
    return qn_arena_format(&c->scratch, "%s%s%s%s", over ? "over " : "",
                           low ? qn_node_source(c, low, 40) : "",
                           over && !high                      ? ""
                           : high && is_high_included(higher) ? "..="
                                                              : "..",
                           high ? qn_node_source(c, high, 40) : "");
}

/* What the cell of both rows would say. */
static const char *joined_cell(qn_boxes *t, uint32_t x, uint32_t y, uint32_t column)
{
    qn_compiler *c = t->s->c;
    const qn_node *a = cell_node(t, x, column), *b = cell_node(t, y, column);
    const qn_kind kind = t->column[column].subject->type->kind;
    bool turned = QN_BOX_CELL(t, x, column)->list[0].low > QN_BOX_CELL(t, y, column)->list[0].low;
    if (kind == QN_KIND_BOOLEAN)
        return "any";
    if (kind != QN_KIND_CHOICE && a->count == 1 && b->count == 1)
        return joined_range(t, turned ? b : a, turned ? a : b);
    return qn_arena_format(&c->scratch, "%s, %s", qn_node_source(c, a, 120),
                           qn_node_source(c, b, 120));
}

/* Reports neighbouring rows that say the same of what could be one cell. */
static void find_joinable(qn_boxes *t, const bool *hidden)
{
    for (uint32_t r = 0; r + 1 < t->rows; r++) {
        uint32_t column;
        if ((hidden && (hidden[r] || hidden[r + 1])) || !could_be_one(t, r, r + 1, &column))
            continue;
        const char *cell = joined_cell(t, r, r + 1, column);
        qn_diagnostic *d = qn_report_at(t->s->c, QN_Q0315, row_span(t, r), 2,
                                        t->column[column].name, cell ? cell : "");
        qn_diagnostic_label(d, row_span(t, r + 1), QN_LABEL_THIS_ONE_TOO);
        r++; /* the second may be joined with the third, once they are one */
    }
}

/* ---- columns that decide nothing */

/* The number of the first row that gives the same, for each row. Rows are put into the order of a
 * digest of what they give, so that few have to be compared. */
typedef struct digested {
    uint32_t digest, row;
} digested;

static int compare_digests(const void *left, const void *right)
{
    const digested *a = left, *b = right;
    if (a->digest != b->digest)
        return a->digest < b->digest ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Equal trees have equal digests. The depth of a tree is bounded by the parser. */
static uint32_t digest_of(const qn_node *n, uint32_t digest)
{
    if (!n)
        return digest * 31 + 7;
    uint32_t own[3] = {n->kind, n->op, qn_hash(n->text, n->length)};
    digest = digest * 31 + qn_hash(own, sizeof own);
    for (uint32_t i = 0; i < n->count; i++)
        digest = digest_of(n->kid[i], digest);
    return digest;
}

static uint32_t *classes(qn_boxes *t)
{
    qn_arena *arena = &t->s->c->scratch;
    digested *list = qn_arena_take_array(arena, t->rows + 1, sizeof *list);
    uint32_t *class_ = qn_arena_take_array(arena, t->rows + 1, sizeof *class_);
    if (!list || !class_)
        return NULL;
    for (uint32_t r = 0; r < t->rows; r++)
        list[r] =
            (digested){digest_of(QN_BAND_ROW(t->band, r)->line->kid[AST_TABLE_ROW_EFFECT], 1), r};
    qn_sort(list, t->rows, sizeof *list, compare_digests);
    for (uint32_t i = 0; i < t->rows; i++) {
        uint32_t k = i;
        while (k > 0 && list[k - 1].digest == list[i].digest &&
               !same_effect(t, list[k - 1].row, list[i].row)) {
            t->work++;
            k--;
        }
        bool known = k > 0 && list[k - 1].digest == list[i].digest;
        class_[list[i].row] = known ? class_[list[k - 1].row] : list[i].row;
    }
    return class_;
}

/* Whether all rows apply just where their boxes are. */
static bool all_exact(const qn_boxes *t)
{
    for (uint32_t r = 0; r < t->rows; r++)
        if (!t->exact[r])
            return false;
    return true;
}

/* Reports columns without which the table would say the same. */
static void find_idle_columns(qn_boxes *t)
{
    const qn_node *columns = t->band->table->kid[AST_TABLE_COLUMNS];
    const uint32_t *class_ = t->rows > 1 && all_exact(t) ? classes(t) : NULL;
    begin_question(t);
    for (uint32_t i = 0; class_ && i < t->columns; i++) {
        if (!t->column[i].subject)
            continue;
        const qn_node *at = columns->kid[t->column[i].at];
        qn_open found = qn_boxes_ignore(t, i, class_);
        if (found == QN_ALL_COVERED)
            qn_report_at(t->s->c, QN_Q0314, at->span, 1, t->column[i].name);
        if (found == QN_NOT_DECIDED) {
            report_undecided(t, t->band->table, "whether each of its columns matters");
            return;
        }
    }
}

/* ---- the two kinds of rows */

/* What is advised of a table whose first row that fits counts. */
static void advise_in_table(qn_boxes *t)
{
    earlier e = {.from = NULL};
    bool *hidden = qn_arena_take_array(&t->s->c->scratch, t->rows + 1, sizeof *hidden);
    find_empty(t);
    if (hidden && find_earlier(t, &e)) {
        find_hidden(t, &e, hidden);
        find_late_versions(t, &e, hidden);
    } else {
        report_undecided(t, t->band->table, "whether rows of it can never apply");
    }
    find_joinable(t, hidden);
    find_idle_columns(t);
}

/* Columns are the subjects; a table with one whose values have no line is left alone. */
void qn_find_in_table(qn_scope *s, const qn_band *band, const qn_operand *subjects, bool covered)
{
    qn_boxes t;
    if (s->quiet || !qn_boxes_make(&t, s, band, subjects))
        return;
    if (band->table->op == AST_OP_UNIQUE)
        find_overlaps_in_table(&t);
    if (!covered)
        report_hole(&t, QN_Q0308, band->table);
    if (band->table->op == AST_OP_UNIQUE) {
        if (is_advised(&t)) {
            find_empty(&t);
            find_joinable(&t, NULL);
        }
    } else if (is_advised(&t)) {
        advise_in_table(&t);
    }
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
    qn_boxes t;
    if (s->quiet || !qn_boxes_make(&t, s, band, subject))
        return;
    find_overlaps_in_band(&t);
    if (is_advised(&t)) {
        find_empty(&t);
        find_idle_otherwise(&t);
        find_joinable(&t, NULL);
    }
    /* Rows in force at different times need not follow one another. */
    if (may_have_hole(band) && all_exact(&t) && !qn_boxes_is_dated(&t))
        report_hole(&t, QN_Q0307, band->subject);
}
