/*
 * lookup.c - entries in order, and the index of a table. See lookup.h.
 */
#include "lookup.h"

#include "box.h"
#include "sort.h"

#include <string.h>

/* ---- entries in order */

/* By lower ends: none first, then the end itself before what begins behind it; rows of one
 * beginning as they are written. */
static int compare_entries(const void *left, const void *right)
{
    const qn_band_entry *a = left, *b = right;
    if (!a->has_low || !b->has_low)
        return (a->has_low ? 1 : 0) - (b->has_low ? 1 : 0);
    int cmp = qn_rational_cmp(a->low_value, b->low_value);
    if (cmp)
        return cmp;
    cmp = (int)(a->flags & QN_LOW_EXCLUDED) - (int)(b->flags & QN_LOW_EXCLUDED);
    return cmp ? cmp : (a->row > b->row) - (a->row < b->row);
}

/* True if a value can lie in both of two neighbours in order. */
static bool overlap(const qn_band_entry *a, const qn_band_entry *b)
{
    if (!a->has_high || !b->has_low)
        return true;
    int cmp = qn_rational_cmp(a->high_value, b->low_value);
    bool touch = (a->flags & QN_HIGH_INCLUDED) && !(b->flags & QN_LOW_EXCLUDED);
    return cmp > 0 || (cmp == 0 && touch);
}

/* Whether the upper end of a lies behind that of b. */
static bool reaches_further(const qn_band_entry *a, const qn_band_entry *b)
{
    if (!a->has_high || !b->has_high)
        return !a->has_high && b->has_high;
    int cmp = qn_rational_cmp(a->high_value, b->high_value);
    return cmp ? cmp > 0 : (a->flags & QN_HIGH_INCLUDED) > (b->flags & QN_HIGH_INCLUDED);
}

/* Whether any two entries overlap. They are in the order of their lower ends, so each need only
 * meet the one that reaches furthest before it. */
static bool any_overlap(const qn_band_entry *e, uint32_t count)
{
    uint32_t furthest = 0;
    for (uint32_t i = 1; i < count; i++) {
        if (overlap(&e[furthest], &e[i]))
            return true;
        if (reaches_further(&e[i], &e[furthest]))
            furthest = i;
    }
    return false;
}

/* The class and grid in which the subject meets all ends. */
void qn_ends_class(const qn_operand *x, const qn_band_entry *e, uint32_t count, qn_class *class_,
                   qn_wide *den)
{
    qn_operand whole = *x;
    whole.constant = false;
    for (uint32_t i = 0; i < count; i++) {
        qn_wide quotient, rest;
        for (int end = 0; end < 2; end++) {
            qn_rational v = end ? e[i].high_value : e[i].low_value;
            if (!(end ? e[i].has_high : e[i].has_low))
                continue;
            if (!qn_rational_is_integer(v) && !qn_wide_equal(v.den, whole.den)) {
                qn_wide_divmod_trunc(whole.den, qn_wide_gcd(whole.den, v.den), &quotient, &rest);
                if (!qn_wide_mul(quotient, v.den, &whole.den))
                    whole.class_ = QN_CLASS_Q;
            }
            if (qn_rational_cmp(v, whole.low) < 0 || !whole.has_low)
                whole.low = v;
            if (qn_rational_cmp(v, whole.high) > 0 || !whole.has_high)
                whole.high = v;
        }
    }
    *class_ = whole.class_ == QN_CLASS_Q ? QN_CLASS_Q : qn_class_for(&whole, whole.den);
    *den = whole.den;
    if (*class_ < x->class_ && !x->constant)
        *class_ = x->class_;
}

/* The register of an end that is there; BAND knows QN_NONE_INDEX as no end. */
uint32_t qn_end_register(qn_builder *b, qn_rational value, bool present, qn_class class_,
                         qn_wide den)
{
    qn_operand x = qn_number(b, NULL, value);
    return present ? qn_register(b, &x, class_, den) : QN_NONE_INDEX;
}

/* ---- rows of which the first wins */

/* Cuts of a line in order, each once. */
typedef struct cuts {
    qn_cut *at;
    uint32_t count;
} cuts;

static qn_cut low_cut(const qn_band_entry *e)
{
    if (!e->has_low)
        return (qn_cut){.infinite = -1};
    return (qn_cut){.value = e->low_value, .behind = (e->flags & QN_LOW_EXCLUDED) != 0};
}

static qn_cut high_cut(const qn_band_entry *e)
{
    if (!e->has_high)
        return (qn_cut){.infinite = 1};
    return (qn_cut){.value = e->high_value, .behind = (e->flags & QN_HIGH_INCLUDED) != 0};
}

static int compare_cuts(const void *a, const void *b)
{
    return qn_cut_compare(a, b);
}

/* Where entries begin and end. False out of memory. */
static bool cut_line(qn_scope *s, const qn_band_entry *e, uint32_t count, cuts *out)
{
    *out =
        (cuts){.at = qn_arena_take_array(&s->c->scratch, 2 * (size_t)count + 1, sizeof *out->at)};
    if (!out->at)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        out->at[2 * (size_t)i] = low_cut(&e[i]);
        out->at[2 * (size_t)i + 1] = high_cut(&e[i]);
    }
    qn_sort(out->at, 2 * (size_t)count, sizeof *out->at, compare_cuts);
    for (uint32_t i = 0; i < 2 * count; i++)
        if (!out->count || qn_cut_compare(&out->at[i], &out->at[out->count - 1]) != 0)
            out->at[out->count++] = out->at[i];
    return true;
}

static uint32_t number_of(const cuts *c, qn_cut cut)
{
    const qn_cut *found = bsearch(&cut, c->at, c->count, sizeof cut, compare_cuts);
    return found ? (uint32_t)(found - c->at) : 0;
}

/* The first piece from `i` on that belongs to nobody: `next` leads there, and is made shorter. */
static uint32_t free_piece(uint32_t *next, uint32_t i)
{
    uint32_t end = i;
    while (next[end] != end)
        end = next[end];
    while (next[i] != end) {
        uint32_t on = next[i];
        next[i] = end;
        i = on;
    }
    return end;
}

/* Of each piece between two cuts the first entry that holds it, or QN_NONE_INDEX. */
static uint32_t *owners_of(qn_scope *s, const cuts *c, const qn_band_entry *e, uint32_t count)
{
    uint32_t *next = qn_arena_take_array(&s->c->scratch, c->count + 1, sizeof *next);
    uint32_t *owner = qn_arena_take_array(&s->c->scratch, c->count + 1, sizeof *owner);
    if (!next || !owner)
        return NULL;
    for (uint32_t i = 0; i <= c->count; i++) {
        next[i] = i;
        owner[i] = QN_NONE_INDEX;
    }
    for (uint32_t k = 0; k < count; k++) {
        uint32_t end = number_of(c, high_cut(&e[k]));
        uint32_t i = free_piece(next, number_of(c, low_cut(&e[k])));
        for (; i < end; i = free_piece(next, i)) {
            owner[i] = k;
            next[i] = i + 1;
        }
    }
    return owner;
}

/* What an entry keeps of its range: from one cut to another. */
static qn_band_entry piece_of(const qn_band_entry *e, const qn_cut *low, const qn_cut *high)
{
    qn_band_entry piece = *e;
    piece.has_low = !low->infinite;
    piece.low_value = low->value;
    piece.has_high = !high->infinite;
    piece.high_value = high->value;
    piece.flags = (low->behind ? QN_LOW_EXCLUDED : 0U) | (high->behind ? QN_HIGH_INCLUDED : 0U);
    return piece;
}

/* Whether no value of the grid lies between two cuts; a step of 0 is no grid. */
static bool is_empty_on_grid(qn_cut low, qn_cut high, qn_rational step)
{
    qn_interval i = {qn_cut_on_grid(low, step), qn_cut_on_grid(high, step)};
    return qn_interval_is_empty(&i);
}

/* Entries that lie apart, each of them part of what it was. */
static bool cut_entries(qn_scope *s, const qn_operand *x, qn_growing *entries)
{
    const qn_band_entry *e = entries->rows;
    qn_growing pieces = {0};
    qn_rational step = qn_rational_from_i64(0);
    qn_class class_;
    qn_wide den;
    cuts c;
    qn_ends_class(x, e, entries->count, &class_, &den);
    if (class_ != QN_CLASS_Q)
        qn_rational_make(qn_wide_from_i64(1), den, &step);
    uint32_t *owner =
        cut_line(s, e, entries->count, &c) ? owners_of(s, &c, e, entries->count) : NULL;
    if (!owner)
        return false;
    for (uint32_t i = 0, end; i < c.count; i = end) {
        for (end = i + 1; end < c.count && owner[end] == owner[i];)
            end++;
        if (owner[i] == QN_NONE_INDEX || is_empty_on_grid(c.at[i], c.at[end], step))
            continue;
        qn_band_entry piece = piece_of(&e[owner[i]], &c.at[i], &c.at[end]);
        qn_append(&s->c->builder, &pieces, sizeof piece, &piece);
    }
    *entries = pieces;
    return true;
}

bool qn_entries_sort(qn_scope *s, const qn_operand *x, qn_growing *entries, bool first_match)
{
    uint32_t count = entries->count;
    if (count == 0)
        return true; /* there are no rows to be copied */
    qn_band_entry *sorted = qn_arena_take_array(&s->c->scratch, count, sizeof *sorted);
    if (!sorted)
        return false;
    memcpy(sorted, entries->rows, count * sizeof *sorted);
    qn_sort(sorted, count, sizeof *sorted, compare_entries);
    if (any_overlap(sorted, count))
        return first_match && cut_entries(s, x, entries);
    memcpy(entries->rows, sorted, count * sizeof *sorted);
    return true;
}

/* ---- the index of a table */

/* Fewer rows than these are asked one by one. */
enum { ROWS_AT_LEAST = 16 };

/* A column is of use if on average, and at worst, it leaves so small a part of the rows. */
enum { DIVIDES_BY = 4 };

/* All pieces of a column together may name each row so many times, and some more. */
enum { NAMES_A_ROW = 8, NAMES_MORE = 64 };

/* Loops lie in one another only so deep; the deepest are left some room. */
enum { DEPTH_MAX = QN_REGION_DEPTH_MAX / 2 };

bool qn_lookup_is_worth_it(const qn_scope *s, uint32_t rows)
{
    uint32_t depth = 0;
    for (const qn_open_loop *l = s->c->loop; l; l = l->outer)
        depth++;
    return rows >= ROWS_AT_LEAST && depth < DEPTH_MAX;
}

/* One column as an index. load: how many rows each piece names. everywhere: how many rows ask
 * nothing of the column, which it does not tell apart. */
typedef struct division {
    const qn_lookup_column *column;
    cuts cuts;
    uint32_t *load;
    uint32_t names, worst, everywhere;
} division;

static bool is_unbounded(const qn_band_entry *e)
{
    return !e->has_low && !e->has_high;
}

static uint32_t entries_of_row(const qn_lookup_column *c, uint32_t first)
{
    const qn_band_entry *e = c->entries.rows;
    uint32_t count = 1;
    while (first + count < c->entries.count && e[first + count].row == e[first].row)
        count++;
    return count;
}

static bool row_is_unbounded(const qn_lookup_column *c, uint32_t first, uint32_t count)
{
    const qn_band_entry *e = c->entries.rows;
    for (uint32_t i = first; i < first + count; i++)
        if (is_unbounded(&e[i]))
            return true;
    return false;
}

/* How a column divides the rows. Each entry adds one where it begins and takes one where it ends.
 * False where the pieces would name rows too often, or memory is out. */
static bool divide(qn_scope *s, const qn_lookup *l, const qn_lookup_column *column, division *out)
{
    const qn_band_entry *e = column->entries.rows;
    uint32_t count = column->entries.count;
    uint64_t names = 0;
    *out = (division){.column = column};
    if (!cut_line(s, e, count, &out->cuts))
        return false;
    uint32_t *load = qn_arena_take_array(&s->c->scratch, out->cuts.count + 1, sizeof *load);
    if (!load)
        return false;
    memset(load, 0, (out->cuts.count + 1) * sizeof *load);
    for (uint32_t i = 0, more; i < count; i += more) {
        more = entries_of_row(column, i);
        if (row_is_unbounded(column, i, more)) {
            out->everywhere++;
            continue;
        }
        for (uint32_t k = i; k < i + more; k++) {
            uint32_t low = number_of(&out->cuts, low_cut(&e[k]));
            uint32_t high = number_of(&out->cuts, high_cut(&e[k]));
            names += high - low;
            load[low]++;
            load[high]--;
        }
    }
    for (uint32_t i = 0; i < out->cuts.count; i++) {
        load[i] += i ? load[i - 1] : 0;
        out->worst = load[i] > out->worst ? load[i] : out->worst;
    }
    out->load = load;
    out->names = (uint32_t)names;
    return names <= (uint64_t)NAMES_A_ROW * l->rows + NAMES_MORE;
}

/* The column that leaves the fewest rows at worst; false where none is of use. */
static bool best_division(qn_scope *s, const qn_lookup *l, division *best)
{
    bool found = false;
    for (uint32_t i = 0; i < l->columns; i++) {
        division d;
        if (!divide(s, l, &l->column[i], &d) ||
            (uint64_t)(d.worst + d.everywhere) * DIVIDES_BY > l->rows)
            continue;
        if (!found || d.worst + d.everywhere < best->worst + best->everywhere)
            *best = d;
        found = true;
    }
    return found;
}

/* The words of the index, part by part. */
typedef struct words {
    qn_builder *b;
    qn_growing list;
} words;

static void put(words *w, uint32_t word)
{
    qn_append(w->b, &w->list, sizeof word, &word);
}

/* The rows that a piece names, in order, each once. */
typedef struct names {
    uint32_t *first, *count, *row;
} names;

static bool list_names(qn_scope *s, const division *d, names *out)
{
    const qn_band_entry *e = d->column->entries.rows;
    uint32_t pieces = d->cuts.count, total = 0;
    out->first = qn_arena_take_array(&s->c->scratch, pieces + 1, sizeof *out->first);
    out->count = qn_arena_take_array(&s->c->scratch, pieces + 1, sizeof *out->count);
    out->row = qn_arena_take_array(&s->c->scratch, d->names + 1, sizeof *out->row);
    if (!out->first || !out->count || !out->row)
        return false;
    for (uint32_t i = 0; i < pieces; i++) {
        out->first[i] = total;
        out->count[i] = 0;
        total += d->load[i];
    }
    for (uint32_t i = 0, more; i < d->column->entries.count; i += more) {
        more = entries_of_row(d->column, i);
        if (row_is_unbounded(d->column, i, more))
            continue;
        for (uint32_t k = i; k < i + more; k++) {
            uint32_t end = number_of(&d->cuts, high_cut(&e[k]));
            for (uint32_t p = number_of(&d->cuts, low_cut(&e[k])); p < end; p++) {
                uint32_t *row = &out->row[out->first[p]];
                if (!out->count[p] || row[out->count[p] - 1] != e[k].row)
                    row[out->count[p]++] = e[k].row;
            }
        }
    }
    return true;
}

/* Low, high, flags, and from which to which name, for each piece that names a row. */
static void put_pieces(words *w, const division *d, const names *n)
{
    const qn_lookup_column *c = d->column;
    uint32_t at = 0;
    for (uint32_t i = 0; i + 1 < d->cuts.count; i++) {
        const qn_cut *low = &d->cuts.at[i], *high = low + 1;
        if (!n->count[i])
            continue;
        put(w, qn_end_register(w->b, low->value, !low->infinite, c->class_, c->den));
        put(w, qn_end_register(w->b, high->value, !high->infinite, c->class_, c->den));
        put(w, (low->behind ? QN_LOW_EXCLUDED : 0U) | (high->behind ? QN_HIGH_INCLUDED : 0U));
        put(w, at);
        at += n->count[i];
        put(w, at);
    }
}

static void put_names(words *w, const division *d, const names *n)
{
    for (uint32_t i = 0; i < d->cuts.count; i++)
        for (uint32_t k = 0; k < n->count[i]; k++)
            put(w, n->row[n->first[i] + k]);
    for (uint32_t i = 0, more; i < d->column->entries.count; i += more) {
        more = entries_of_row(d->column, i);
        if (row_is_unbounded(d->column, i, more))
            put(w, ((const qn_band_entry *)d->column->entries.rows)[i].row);
    }
}

/* What a row asks of one column, one way or the other. */
static void put_cell(words *w, const qn_lookup_column *c, uint32_t subject, uint32_t first,
                     uint32_t count)
{
    const qn_band_entry *e = c->entries.rows;
    for (uint32_t i = first; i < first + count; i++) {
        put(w, qn_end_register(w->b, e[i].low_value, e[i].has_low, c->class_, c->den));
        put(w, qn_end_register(w->b, e[i].high_value, e[i].has_high, c->class_, c->den));
        put(w, e[i].flags | (uint32_t)c->class_ << QN_LOOKUP_CLASS_SHIFT |
                   (i + 1 < first + count ? (uint32_t)QN_LOOKUP_OR_NEXT : 0U));
        put(w, subject);
    }
}

/* What a row asks beside the column of the index. */
static void put_row(words *w, const qn_lookup *l, const division *d, const uint32_t *subject,
                    uint32_t *at, uint32_t row)
{
    for (uint32_t i = 0; i < l->columns; i++) {
        const qn_lookup_column *c = &l->column[i];
        const qn_band_entry *e = c->entries.rows;
        if (at[i] >= c->entries.count || e[at[i]].row != row)
            continue;
        uint32_t count = entries_of_row(c, at[i]);
        if (c != d->column && !row_is_unbounded(c, at[i], count))
            put_cell(w, c, subject[i], at[i], count);
        at[i] += count;
    }
    if (l->extra[row] != QN_NONE_INDEX) {
        uint32_t one = qn_constant_i(w->b, 1);
        put(w, one);
        put(w, one);
        put(w, QN_HIGH_INCLUDED | (uint32_t)QN_CLASS_I << QN_LOOKUP_CLASS_SHIFT);
        put(w, l->extra[row]);
    }
}

/* Where the tests of each row begin, and behind the last; then the tests. */
static bool put_tests(qn_scope *s, words *w, const qn_lookup *l, const division *d)
{
    words tests = {.b = w->b};
    uint32_t *subject = qn_arena_take_array(&s->c->scratch, l->columns + 1, sizeof *subject);
    uint32_t *at = qn_arena_take_array(&s->c->scratch, l->columns + 1, sizeof *at);
    if (!subject || !at)
        return false;
    for (uint32_t i = 0; i < l->columns; i++) {
        const qn_lookup_column *c = &l->column[i];
        subject[i] = qn_register(w->b, c->subject, c->class_, c->den);
        at[i] = 0;
    }
    for (uint32_t i = 0; i < l->rows; i++) {
        put(w, tests.list.count / QN_LOOKUP_TEST_WIDTH);
        put_row(&tests, l, d, subject, at, i);
    }
    put(w, tests.list.count / QN_LOOKUP_TEST_WIDTH);
    for (uint32_t i = 0; i < tests.list.count; i++)
        put(w, ((const uint32_t *)tests.list.rows)[i]);
    return true;
}

/* The list of a LOOKUP: its head, the pieces, the names, the tests. False out of memory. */
static bool put_index(qn_scope *s, words *w, const qn_lookup *l, const division *d)
{
    const qn_lookup_column *c = d->column;
    words pieces = {.b = w->b}, named = {.b = w->b}, tests = {.b = w->b};
    names n;
    if (!list_names(s, d, &n) || !put_tests(s, &tests, l, d))
        return false;
    put_pieces(&pieces, d, &n);
    put_names(&named, d, &n);
    const uint32_t head[QN_LOOKUP_HEAD] = {
        [QN_LOOKUP_SUBJECT] = qn_register(w->b, c->subject, c->class_, c->den),
        [QN_LOOKUP_CLASS] = (uint32_t)c->class_,
        [QN_LOOKUP_PIECES] = pieces.list.count / QN_LOOKUP_PIECE_WIDTH,
        [QN_LOOKUP_NAMES] = named.list.count - d->everywhere,
        [QN_LOOKUP_EVERYWHERE] = d->everywhere,
        [QN_LOOKUP_ROWS] = l->rows,
        [QN_LOOKUP_TESTS] = (tests.list.count - l->rows - 1) / QN_LOOKUP_TEST_WIDTH};
    for (uint32_t i = 0; i < QN_LOOKUP_HEAD; i++)
        put(w, head[i]);
    const qn_growing *parts[] = {&pieces.list, &named.list, &tests.list};
    for (int k = 0; k < 3; k++)
        for (uint32_t i = 0; i < parts[k]->count; i++)
            put(w, ((const uint32_t *)parts[k]->rows)[i]);
    return !w->b->failed;
}

void qn_lookup_begin(qn_scope *s, qn_lookup *l)
{
    qn_builder *b = &s->c->builder;
    words w = {.b = b};
    division d;
    for (uint32_t i = 0; i < l->columns; i++) {
        qn_lookup_column *c = &l->column[i];
        qn_ends_class(c->subject, c->entries.rows, c->entries.count, &c->class_, &c->den);
    }
    l->begun = best_division(s, l, &d) && put_index(s, &w, l, &d);
    if (!l->begun)
        return;
    l->at = qn_emit_new(b, OP_LOOKUP, 0, qn_pool(b, w.list.rows, w.list.count), w.list.count, 0);
    l->epoch = b->epoch;
    b->epoch = ++b->last_epoch;
}

void qn_lookup_end(qn_scope *s, const qn_lookup *l)
{
    qn_builder *b = &s->c->builder;
    if (!l->begun)
        return;
    QN_ROW(b, instruction, l->at)->c = qn_builder_own_count(b, l->at + 1);
    b->epoch = l->epoch;
}
