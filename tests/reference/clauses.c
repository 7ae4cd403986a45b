/*
 * From the lines of a rule to flat clauses: chapter 8 of spec/semantics.md.
 */
#include "reference.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What blocks hand down. */
typedef struct frame {
    const ref_condition *conditions;
    interval dates;
    band *band;
    int row;
    const ref_place *places;
    const char *label;
    const mark *marks;
} frame;

/* An exception that begins later than a value overrides the exceptions of that value. */
typedef struct later {
    struct later *next;
    const qn_node *exception, *value;
} later;

typedef struct work {
    clauses *out;
    decl *rule;
    scope scope; /* for dates, which are constants */
    later *laters;
} work;

static const interval always = {LONG_MIN, LONG_MAX};

/* ---- dates */

static long constant_day(work *w, const qn_node *n)
{
    val v = eval(n, &w->scope);
    return v->status == IS_KNOWN ? v->day : 0;
}

static interval meet_dates(interval a, interval b)
{
    return (interval){a.from > b.from ? a.from : b.from, a.until < b.until ? a.until : b.until};
}

static interval left_dates(work *w, const qn_node *left)
{
    interval found = always;
    if (left->kind == AST_LEFT_INTERVAL) {
        const qn_node *from = left->kid[AST_LEFT_INTERVAL_FROM];
        const qn_node *until = left->kid[AST_LEFT_INTERVAL_UNTIL];
        found.from = from != NULL ? constant_day(w, from) : LONG_MIN;
        found.until = until != NULL ? constant_day(w, until) : LONG_MAX;
    }
    return found;
}

/* ---- frames and what stands behind lines */

static const ref_condition *and_when(const ref_condition *before, const qn_node *when,
                                     bool is_negated)
{
    ref_condition *c = NEW(ref_condition);
    *c = (ref_condition){.next = before, .when = when, .is_negated = is_negated, .row = -1};
    return c;
}

static const ref_condition *and_match(const ref_condition *before, const qn_node *subject,
                                      const qn_node *values)
{
    ref_condition *c = NEW(ref_condition);
    *c = (ref_condition){.next = before, .subject = subject, .values = values, .row = -1};
    return c;
}

static const ref_place *joined_places(const ref_place *a, const ref_place *b)
{
    for (; b != NULL; b = b->next) {
        ref_place *p = NEW(ref_place);
        *p = (ref_place){a, b->law, b->at};
        a = p;
    }
    return a;
}

/* What all trailers but citations, notes and names add to a frame. */
static void trail(work *w, frame *f, const qn_node *trailers)
{
    const ref_place *own = NULL;
    for (uint32_t i = 0; trailers != NULL && i < trailers->count; i++) {
        const qn_node *t = trailers->kid[i];
        switch (t->kind) {
        case AST_UNLESS:
            f->conditions = and_when(f->conditions, t->kid[0], true);
            break;
        case AST_WHEN:
            f->conditions = and_when(f->conditions, t->kid[0], false);
            break;
        case AST_FROM:
            f->dates = meet_dates(f->dates, (interval){constant_day(w, t->kid[0]), LONG_MAX});
            break;
        case AST_UNTIL:
            f->dates = meet_dates(f->dates, (interval){LONG_MIN, constant_day(w, t->kid[0])});
            break;
        case AST_CITATION:
            own = joined_places(own, places_of(t->text, w->rule->module));
            break;
        default:
            break;
        }
    }
    f->places = own != NULL ? own : f->places;
}

/* Within a row a block or a band has the row as a condition. */
static void row_to_condition(frame *f)
{
    if (f->row >= 0) {
        ref_condition *c = NEW(ref_condition);
        *c = (ref_condition){.next = f->conditions, .band = f->band, .row = f->row};
        f->conditions = c;
        f->row = -1;
    }
}

/* ---- adding clauses */

static ref_clause *clause_new(work *w, const frame *f, const qn_node *line, const qn_node *trailers)
{
    clauses *all = w->out;
    if (all->count == all->room) {
        ref_clause *more = NEW_ARRAY(ref_clause, 2 * all->room + 8);
        memcpy(more, all->at, sizeof *more * (size_t)all->count);
        all->at = more;
        all->room = 2 * all->room + 8;
    }
    ref_clause *c = &all->at[all->count++];
    *c = (ref_clause){.conditions = f->conditions,
                      .dates = f->dates,
                      .band = f->band,
                      .row = f->row,
                      .places = f->places,
                      .label = f->label,
                      .line = line,
                      .column = -1,
                      .text = source_text(w->rule->module, line),
                      .marks = f->marks};
    const qn_node **names = NEW_ARRAY(const qn_node *, trailers != NULL ? trailers->count : 0);
    for (uint32_t i = 0; trailers != NULL && i < trailers->count; i++) {
        if (trailers->kid[i]->kind == AST_OVERRIDES) {
            names[c->names_count++] = trailers->kid[i]->kid[AST_OVERRIDES_WHAT];
        }
    }
    c->names = names;
    return c;
}

static clause_kind value_kind(const frame *f)
{
    return f->conditions != NULL || f->row >= 0 ? IS_EXCEPTION : IS_BASE;
}

static void add_effect(work *w, const frame *f, const qn_node *effect, const qn_node *line,
                       const qn_node *trailers, bool is_otherwise)
{
    ref_clause *c = clause_new(w, f, line, trailers);
    c->formula = effect->kid[AST_EFFECT_VALUE];
    c->kind = is_otherwise ? IS_OTHERWISE : value_kind(f);
    switch (effect->op) {
    case AST_OP_ADD:
        c->kind = IS_ADDITION;
        break;
    case AST_OP_MULTIPLY:
        c->kind = IS_MULTIPLICATION;
        break;
    case AST_OP_AT_LEAST:
        c->kind = IS_FLOOR;
        break;
    case AST_OP_AT_MOST:
        c->kind = IS_CAP;
        break;
    case AST_OP_ROUNDED:
        c->kind = IS_ROUNDING;
        break;
    case AST_OP_NONE:
        c->is_none = true;
        break;
    case AST_OP_ERROR:
        c->is_error = true;
        break;
    default:
        break;
    }
    if (c->is_none || c->is_error) {
        c->reason = c->formula != NULL ? c->formula->text : NULL;
    }
}

/* A cell: a list of one formula, or none, or an error. */
static void add_cell(work *w, const frame *f, const qn_node *cell, const qn_node *line,
                     const qn_node *trailers)
{
    if (cell->kind == AST_EFFECT) {
        add_effect(w, f, cell, line, trailers, false);
        return;
    }
    ref_clause *c = clause_new(w, f, line, trailers);
    c->kind = value_kind(f);
    c->formula = cell->kind == AST_LIST ? cell->kid[0] : cell;
    c->text = source_text(w->rule->module, c->formula);
}

/* ---- bands */

static band *band_new(work *w, int subjects, uint32_t rows)
{
    band *b = NEW(band);
    b->next = w->out->bands;
    w->out->bands = b;
    b->index = w->out->bands_count++;
    b->subject = NEW_ARRAY(const qn_node *, subjects);
    b->row = NEW_ARRAY(ref_row, rows);
    return b;
}

static int row_new(band *b, const qn_node **cell, interval dates)
{
    b->row[b->rows] = (ref_row){cell, dates, NULL, false};
    return b->rows++;
}

static void flatten(work *w, const qn_node *lines, frame f);

/* A row below a subject: a clause, or a block with clauses of its own. */
static void add_row(work *w, band *b, const qn_node *line, frame f)
{
    bool is_clause = line->kind == AST_CLAUSE;
    const qn_node *left = line->kid[is_clause ? AST_CLAUSE_LEFT : AST_BLOCK_LEFT];
    const qn_node *trailers = line->kid[is_clause ? AST_CLAUSE_TRAILERS : AST_BLOCK_TRAILERS];
    const qn_node *label = line->kid[AST_CLAUSE_LABEL];
    const qn_node **cell = NEW_ARRAY(const qn_node *, 1);
    frame inner = f, own = {.dates = always, .row = -1};
    trail(w, &own, trailers);
    bool is_otherwise = left->kind == AST_LEFT_OTHERWISE;
    cell[0] = is_otherwise ? NULL : left->kid[AST_LEFT_MATCH_VALUES];
    inner.band = b;
    inner.row = row_new(b, cell, is_otherwise ? always : own.dates);
    b->row[inner.row].is_otherwise = is_otherwise;
    b->row[inner.row].conditions = is_otherwise ? NULL : own.conditions;
    inner.places = own.places != NULL ? own.places : f.places;
    inner.label = label != NULL ? label->text : f.label;
    if (is_otherwise) {
        inner.dates = meet_dates(f.dates, own.dates);
        trail(w, &inner, trailers);
    }
    if (is_clause) {
        add_effect(w, &inner, line->kid[AST_CLAUSE_EFFECT], line, trailers, false);
    } else {
        flatten(w, line->kid[AST_BLOCK_BODY], inner);
    }
}

static void subject_band(work *w, const qn_node *block, frame f)
{
    const qn_node *rows = block->kid[AST_BLOCK_BODY];
    row_to_condition(&f);
    band *b = band_new(w, 1, rows->count);
    b->subject[0] = block->kid[AST_BLOCK_LEFT]->kid[AST_LEFT_SUBJECT_SUBJECT];
    b->subjects = 1;
    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->kid[i]->kind == AST_CLAUSE || rows->kid[i]->kind == AST_BLOCK) {
            add_row(w, b, rows->kid[i], f);
        }
    }
}

/* ---- tables and scales */

/* Where the next later of some days begins. */
static long next_later(const long *days, uint32_t count, long day)
{
    long found = LONG_MAX;
    for (uint32_t i = 0; i < count; i++) {
        if (days[i] > day && days[i] < found) {
            found = days[i];
        }
    }
    return found;
}

static bool is_dated(const qn_node *column)
{
    return column->kind == AST_LEFT_INTERVAL && column->kid[AST_LEFT_INTERVAL_FROM] != NULL;
}

/* A column headed by a date or by values narrows the frame of its cells. */
static frame column_frame(work *w, const qn_node *columns, uint32_t i, frame f)
{
    const qn_node *column = columns->kid[i];
    long *days = NEW_ARRAY(long, columns->count);
    uint32_t count = 0;
    if (!is_dated(column)) {
        f.conditions = and_match(f.conditions, column->kid[AST_LEFT_MATCH_SUBJECT],
                                 column->kid[AST_LEFT_MATCH_VALUES]);
        return f;
    }
    for (uint32_t k = 0; k < columns->count; k++) {
        if (is_dated(columns->kid[k])) {
            days[count++] = constant_day(w, columns->kid[k]->kid[AST_LEFT_INTERVAL_FROM]);
        }
    }
    long from = constant_day(w, column->kid[AST_LEFT_INTERVAL_FROM]);
    f.dates = meet_dates(f.dates, (interval){from, next_later(days, count, from)});
    return f;
}

static bool holds_values(const qn_node *column)
{
    return is_dated(column) || column->kind == AST_LEFT_MATCH;
}

/* The days in a first column `from`, by rows. */
static long *row_days(work *w, const qn_node *table, uint32_t *column)
{
    const qn_node *columns = table->kid[AST_TABLE_COLUMNS], *rows = table->kid[AST_TABLE_ROWS];
    for (*column = 0; *column < columns->count; ++*column) {
        const qn_node *c = columns->kid[*column];
        if (c->kind == AST_LEFT_INTERVAL && c->kid[AST_LEFT_INTERVAL_FROM] == NULL) {
            long *days = NEW_ARRAY(long, rows->count);
            for (uint32_t i = 0; i < rows->count; i++) {
                const qn_node *cell = rows->kid[i]->kid[AST_TABLE_ROW_CELLS]->kid[*column];
                days[i] = constant_day(w, cell->kind == AST_LIST ? cell->kid[0] : cell);
            }
            return days;
        }
    }
    return NULL;
}

static void table_row(work *w, band *b, const qn_node *table, const qn_node *line, interval dates,
                      frame f)
{
    const qn_node *columns = table->kid[AST_TABLE_COLUMNS];
    const qn_node *cells = line->kid[AST_TABLE_ROW_CELLS];
    const qn_node *trailers = line->kid[AST_TABLE_ROW_TRAILERS];
    const qn_node **cell = NEW_ARRAY(const qn_node *, columns->count);
    frame own = {.dates = dates, .row = -1};
    trail(w, &own, trailers);
    f.places = own.places != NULL ? own.places : f.places;
    f.band = b;
    f.row = row_new(b, cell, own.dates);
    b->row[f.row].conditions = own.conditions;
    int at = 0;
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->kid[i]->kind == AST_LEFT_SUBJECT) {
            cell[at++] = cells->kid[i]->kind == AST_ANY ? NULL : cells->kid[i];
        } else if (holds_values(columns->kid[i])) {
            frame inner = column_frame(w, columns, i, f);
            add_cell(w, &inner, cells->kid[i], line, trailers);
        }
    }
    if (line->kid[AST_TABLE_ROW_EFFECT] != NULL) {
        add_effect(w, &f, line->kid[AST_TABLE_ROW_EFFECT], line, trailers, false);
    }
}

static void table(work *w, const qn_node *node, frame f)
{
    const qn_node *columns = node->kid[AST_TABLE_COLUMNS], *rows = node->kid[AST_TABLE_ROWS];
    const qn_node *label = node->kid[AST_TABLE_LABEL];
    f.label = label != NULL ? label->text : f.label;
    trail(w, &f, node->kid[AST_TABLE_TRAILERS]);
    row_to_condition(&f);
    band *b = band_new(w, (int)columns->count, rows->count);
    b->is_first_match = node->op != AST_OP_UNIQUE;
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->kid[i]->kind == AST_LEFT_SUBJECT) {
            b->subject[b->subjects++] = columns->kid[i]->kid[AST_LEFT_SUBJECT_SUBJECT];
        }
    }
    uint32_t from;
    const long *days = row_days(w, node, &from);
    for (uint32_t i = 0; i < rows->count; i++) {
        interval dates = always;
        if (days != NULL) {
            dates = (interval){days[i], next_later(days, rows->count, days[i])};
        }
        table_row(w, b, node, rows->kid[i], dates, f);
    }
}

static void scale(work *w, const qn_node *node, frame f)
{
    const qn_node *columns = node->kid[AST_SCALE_COLUMNS];
    const qn_node *label = node->kid[AST_SCALE_LABEL], *trailers = node->kid[AST_SCALE_TRAILERS];
    f.label = label != NULL ? label->text : f.label;
    trail(w, &f, trailers);
    for (uint32_t i = 0; i < columns->count || i == 0; i++) {
        frame inner = columns->count > 0 ? column_frame(w, columns, i, f) : f;
        ref_clause *c = clause_new(w, &inner, node, trailers);
        c->kind = value_kind(&inner);
        c->scale = node;
        c->column = columns->count > 0 ? (int)i : -1;
    }
}

/* ---- versions */

/* The sorts of versions; SORT_NONE has no end and ends nothing. */
typedef enum sort { SORT_NONE, SORT_VALUE, SORT_EXCEPTION, SORT_EFFECT } sort;

static bool has_unless(const qn_node *trailers)
{
    for (uint32_t i = 0; i < trailers->count; i++) {
        if (trailers->kid[i]->kind == AST_UNLESS) {
            return true;
        }
    }
    return false;
}

static bool gives_value(const qn_node *effect)
{
    return effect != NULL &&
           (effect->op == AST_OP_VALUE || effect->op == AST_OP_NONE || effect->op == AST_OP_ERROR);
}

static bool table_gives(const qn_node *t)
{
    const qn_node *rows = t->kid[AST_TABLE_ROWS];
    for (uint32_t i = 0; i < rows->count; i++) {
        const qn_node *effect = rows->kid[i]->kid[AST_TABLE_ROW_EFFECT];
        if (effect == NULL || gives_value(effect)) {
            return true;
        }
    }
    return false;
}

static void values_below(const qn_node *lines, bool is_row, bool is_excepted, bool *plain,
                         bool *excepted);

static void value_in_line(const qn_node *line, bool is_row, bool is_excepted, bool *plain,
                          bool *excepted)
{
    const qn_node *left = NULL, *trailers = NULL;
    bool gives = false;
    switch (line->kind) {
    case AST_CLAUSE:
        left = line->kid[AST_CLAUSE_LEFT];
        trailers = line->kid[AST_CLAUSE_TRAILERS];
        gives = gives_value(line->kid[AST_CLAUSE_EFFECT]);
        break;
    case AST_BLOCK:
        left = line->kid[AST_BLOCK_LEFT];
        trailers = line->kid[AST_BLOCK_TRAILERS];
        break;
    case AST_TABLE:
        trailers = line->kid[AST_TABLE_TRAILERS];
        gives = table_gives(line);
        break;
    case AST_SCALE:
        trailers = line->kid[AST_SCALE_TRAILERS];
        gives = true;
        break;
    default:
        return;
    }
    bool has_subject =
        left != NULL && left->kind == AST_LEFT_MATCH && left->kid[AST_LEFT_MATCH_SUBJECT] != NULL;
    bool own = (left != NULL && left->kind == AST_LEFT_WHEN) || has_subject || has_unless(trailers);
    (void)is_row;
    if (gives) {
        *(is_excepted || own ? excepted : plain) = true;
    }
    if (line->kind == AST_BLOCK) {
        values_below(line->kid[AST_BLOCK_BODY], left->kind == AST_LEFT_SUBJECT, is_excepted || own,
                     plain, excepted);
    }
}

static void values_below(const qn_node *lines, bool is_row, bool is_excepted, bool *plain,
                         bool *excepted)
{
    for (uint32_t i = 0; i < lines->count; i++) {
        value_in_line(lines->kid[i], is_row, is_excepted, plain, excepted);
    }
}

/* Which sort of version a line is; effects that add, limit and so on have one each. */
static int sort_of(const qn_node *line)
{
    bool plain = false, excepted = false;
    if (line->kind == AST_BLOCK) {
        values_below(line->kid[AST_BLOCK_BODY], false, false, &plain, &excepted);
        return plain ? SORT_VALUE : excepted ? SORT_EXCEPTION : SORT_NONE;
    }
    const qn_node *effect = line->kid[AST_CLAUSE_EFFECT];
    if (gives_value(effect)) {
        return has_unless(line->kid[AST_CLAUSE_TRAILERS]) ? SORT_EXCEPTION : SORT_VALUE;
    }
    return effect == NULL ? SORT_NONE : SORT_EFFECT + effect->op;
}

static const qn_node *version_left(const qn_node *line)
{
    bool has_left = line->kind == AST_CLAUSE || line->kind == AST_BLOCK;
    const qn_node *left =
        has_left ? line->kid[line->kind == AST_CLAUSE ? AST_CLAUSE_LEFT : AST_BLOCK_LEFT] : NULL;
    bool is_version = left != NULL && left->kind == AST_LEFT_INTERVAL &&
                      left->kid[AST_LEFT_INTERVAL_FROM] != NULL;
    return is_version ? left : NULL;
}

static void note_later(work *w, const qn_node *exception, const qn_node *value)
{
    later *l = NEW(later);
    *l = (later){w->laters, exception, value};
    w->laters = l;
}

/* Where a version without `until` ends, among the lines of its block. */
static long version_end(work *w, const qn_node *lines, uint32_t at)
{
    const qn_node *left = version_left(lines->kid[at]);
    long from = constant_day(w, left->kid[AST_LEFT_INTERVAL_FROM]), end = LONG_MAX;
    int own = sort_of(lines->kid[at]);
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *other = version_left(lines->kid[i]);
        if (other == NULL || i == at) {
            continue;
        }
        int other_sort = sort_of(lines->kid[i]);
        long begins = constant_day(w, other->kid[AST_LEFT_INTERVAL_FROM]);
        bool ends = other_sort == own || (own == SORT_EXCEPTION && other_sort == SORT_VALUE);
        if (begins > from && own == SORT_VALUE && other_sort == SORT_EXCEPTION) {
            note_later(w, lines->kid[i], lines->kid[at]);
        }
        if (own != SORT_NONE && ends && begins > from && begins < end) {
            end = begins;
        }
    }
    return left->kid[AST_LEFT_INTERVAL_UNTIL] == NULL ? end : LONG_MAX;
}

/* ---- lines */

static void mark_line(frame *f, const qn_node *line)
{
    mark *m = NEW(mark);
    *m = (mark){f->marks, line};
    f->marks = m;
}

static void narrow(work *w, frame *f, const qn_node *left)
{
    f->dates = meet_dates(f->dates, left_dates(w, left));
    if (left->kind == AST_LEFT_WHEN) {
        f->conditions = and_when(f->conditions, left->kid[0], false);
    } else if (left->kind == AST_LEFT_MATCH && left->kid[AST_LEFT_MATCH_SUBJECT] != NULL) {
        f->conditions = and_match(f->conditions, left->kid[AST_LEFT_MATCH_SUBJECT],
                                  left->kid[AST_LEFT_MATCH_VALUES]);
    }
}

static void plain_clause(work *w, const qn_node *line, frame f)
{
    const qn_node *left = line->kid[AST_CLAUSE_LEFT], *trailers = line->kid[AST_CLAUSE_TRAILERS];
    const qn_node *label = line->kid[AST_CLAUSE_LABEL], *effect = line->kid[AST_CLAUSE_EFFECT];
    f.label = label != NULL ? label->text : f.label;
    narrow(w, &f, left);
    trail(w, &f, trailers);
    if (left->kind == AST_LEFT_SEVERAL) {
        w->out->several = effect->op;
    } else if (left->kind == AST_LEFT_ONLY_WHEN) {
        ref_clause *c = clause_new(w, &f, line, trailers);
        c->kind = IS_GATE;
        c->formula = left->kid[0];
        c->reason = source_text(w->rule->module, left);
        for (uint32_t i = 0; i < trailers->count; i++) {
            if (trailers->kid[i]->kind == AST_REASON) {
                c->reason = trailers->kid[i]->text;
            }
        }
    } else {
        add_effect(w, &f, effect, line, trailers, left->kind == AST_LEFT_OTHERWISE);
    }
}

static void block(work *w, const qn_node *line, frame f)
{
    const qn_node *left = line->kid[AST_BLOCK_LEFT], *label = line->kid[AST_BLOCK_LABEL];
    f.label = label != NULL ? label->text : f.label;
    trail(w, &f, line->kid[AST_BLOCK_TRAILERS]);
    if (left->kind == AST_LEFT_SUBJECT) {
        subject_band(w, line, f);
        return;
    }
    narrow(w, &f, left);
    flatten(w, line->kid[AST_BLOCK_BODY], f);
}

static void flatten(work *w, const qn_node *lines, frame f)
{
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *line = lines->kid[i];
        frame own = f;
        mark_line(&own, line);
        if (version_left(line) != NULL) {
            own.dates = meet_dates(own.dates, (interval){LONG_MIN, version_end(w, lines, i)});
        }
        switch (line->kind) {
        case AST_CLAUSE:
            plain_clause(w, line, own);
            break;
        case AST_BLOCK:
            block(w, line, own);
            break;
        case AST_TABLE:
            table(w, line, own);
            break;
        case AST_SCALE:
            scale(w, line, own);
            break;
        default:
            break;
        }
    }
}

/* ---- overriding */

/* Chapter 14: whether a clause carries all places of a citation. */
static bool carries(const ref_clause *c, const ref_place *wanted)
{
    for (; wanted != NULL; wanted = wanted->next) {
        bool found = false;
        for (const ref_place *p = c->places; p != NULL && !found; p = p->next) {
            found = strcmp(p->law, wanted->law) == 0 && strcmp(p->at, wanted->at) == 0;
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool is_named(const ref_clause *c, const qn_node *name, const module *m)
{
    if (name->kind == AST_CITATION) {
        return carries(c, places_of(name->text, m));
    }
    return c->label != NULL && strcmp(c->label, source_text(m, name)) == 0;
}

static bool is_within(const ref_clause *c, const qn_node *line)
{
    for (const mark *m = c->marks; m != NULL; m = m->next) {
        if (m->line == line) {
            return true;
        }
    }
    return false;
}

static bool overrides_by_date(const work *w, const ref_clause *a, const ref_clause *b)
{
    bool both = a->kind == IS_EXCEPTION && b->kind == IS_EXCEPTION;
    for (const later *l = w->laters; both && l != NULL; l = l->next) {
        if (is_within(a, l->exception) && is_within(b, l->value)) {
            return true;
        }
    }
    return false;
}

static void find_overriding(work *w)
{
    clauses *all = w->out;
    for (int i = 0; i < all->count; i++) {
        ref_clause *a = &all->at[i];
        a->overrides = NEW_ARRAY(bool, all->count);
        for (int k = 0; k < all->count; k++) {
            a->overrides[k] = k != i && overrides_by_date(w, a, &all->at[k]);
            for (int j = 0; j < a->names_count; j++) {
                bool named = k != i && is_named(&all->at[k], a->names[j], w->rule->module);
                a->overrides[k] = a->overrides[k] || named;
            }
        }
    }
    for (int via = 0; via < all->count; via++) {
        for (int i = 0; i < all->count; i++) {
            for (int k = 0; all->at[i].overrides[via] && k < all->count; k++) {
                all->at[i].overrides[k] = all->at[i].overrides[k] || all->at[via].overrides[k];
            }
        }
    }
}

/* ---- duties */

/* A clause of a duty that says whether it is met. */
static void duty_clause(work *w, const frame *f, const qn_node *trailers, clause_kind kind,
                        qn_node_kind said)
{
    qn_node *formula = NEW(qn_node);
    formula->kind = (uint8_t)said;
    ref_clause *c = clause_new(w, f, w->rule->node, trailers);
    c->kind = kind;
    c->formula = formula;
}

/* Chapter 16 of spec/language.md: a duty is met, but where all its conditions hold and what it asks
 * does not, or what it forbids does. */
static void duty(work *w, frame f)
{
    const qn_node *node = w->rule->node, *trailers = node->kid[AST_DUTY_TRAILERS];
    duty_clause(w, &f, NULL, IS_BASE, AST_YES);
    f.conditions =
        and_when(f.conditions, node->kid[AST_DUTY_CONDITION], node->op == AST_OP_REQUIRE);
    trail(w, &f, trailers);
    duty_clause(w, &f, trailers, IS_EXCEPTION, AST_NO);
}

const clauses *clauses_of(decl *d)
{
    if (d->clauses != NULL) {
        return d->clauses;
    }
    bool before = pool_keep(true);
    work w = {.out = NEW(clauses), .rule = d, .scope = scope_of(d, NULL)};
    frame f = {.dates = always, .row = -1};
    d->clauses = w.out;
    if (d->kind == D_DUTY) {
        duty(&w, f);
    } else {
        trail(&w, &f, d->node->kid[AST_RULE_TRAILERS]);
        flatten(&w, d->node->kid[AST_RULE_BODY], f);
    }
    find_overriding(&w);
    (void)pool_keep(before);
    return w.out;
}
