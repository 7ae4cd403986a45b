/*
 * clause.c - from the lines of a body to flat clauses. Blocks hand down what must hold, on which
 * dates, and what they cite; bands and tables hand down a row. Dates are intersected here, since
 * they are constants; conditions are only linked together, and understood once, however many
 * clauses share them.
 *
 * The method is spec/semantics.md, chapter 8. A mistake is reported where it stands and noted in
 * qn_body_parts.failed; the lines behind it are still flattened, for their own mistakes.
 */
#include "clause.h"

#include <stdlib.h>
#include <string.h>

/* What holds for everything below a line. */
typedef struct frame {
    const qn_holding *holds;
    qn_band *band;
    uint32_t row;
    int64_t from, until;
    const qn_node *cites;
    const qn_node *label;
    const char *note;
    bool amended; /* a reform ends it */
} frame;

/* Memory that lasts while the rule is compiled, zeroed; NULL, with everything failed, where
 * there is none. */
static void *keep(qn_body_parts *p, size_t size)
{
    void *block = qn_arena_take(&p->s->c->scratch, size);
    if (!block)
        p->failed = p->s->c->builder.failed = true;
    return block;
}

/* ---- trailers */

/* The text of the first trailer of a kind, else what is handed down. */
static const char *text_of(const qn_node *trailers, qn_node_kind kind, const char *inherited)
{
    for (uint32_t i = 0; i < trailers->count; i++)
        if (trailers->kid[i]->kind == kind)
            return trailers->kid[i]->text;
    return inherited;
}

/* One more condition in front of those that hold already. Chains are shared: the outer part is
 * never changed, so that clauses of one block keep the same pointer, by which rule.c knows them
 * as a group. */
static const qn_holding *hold(qn_body_parts *p, const qn_holding *outer, enum qn_holding_kind kind,
                              const qn_node *node, const qn_node *subject)
{
    qn_holding *h = keep(p, sizeof *h);
    if (!h)
        return outer;
    h->outer = outer;
    h->kind = kind;
    h->node = node;
    h->subject = subject;
    return h;
}

/* Intersects the interval of a frame. It may become empty: such a clause is in force on no day. */
static void narrow(frame *f, int64_t from, int64_t until)
{
    if (from > f->from)
        f->from = from;
    if (until < f->until)
        f->until = until;
}

/* A fixed date; a mistake is reported and leaves the date as it is. */
static void read_date(qn_body_parts *p, const qn_node *node, int64_t *out)
{
    qn_scope s = *p->s;
    s.constant = true;
    if (!qn_fixed_date(&s, node, out))
        p->failed = true;
}

/* The dates of a reform. They may leave no day: what begins after the day on which it is replaced
 * never comes into force. */
static void take_amended(qn_body_parts *p, frame *f, const qn_node *dates)
{
    int64_t from = INT64_MIN, until = INT64_MAX;
    if (dates->kid[AST_AMENDED_FROM])
        read_date(p, dates->kid[AST_AMENDED_FROM], &from);
    if (dates->kid[AST_AMENDED_UNTIL])
        read_date(p, dates->kid[AST_AMENDED_UNTIL], &until);
    narrow(f, from, until);
    f->amended = f->amended || dates->kid[AST_AMENDED_UNTIL];
}

/* Takes what stands behind a line into the frame: dates, exceptions, citations, notes. */
static void take_trailers(qn_body_parts *p, frame *f, const qn_node *trailers)
{
    int64_t from = INT64_MIN, until = INT64_MAX;
    const qn_node *last = NULL;
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *t = trailers->kid[i];
        if (t->kind == AST_FROM)
            read_date(p, t->kid[0], &from);
        else if (t->kind == AST_UNTIL)
            read_date(p, t->kid[0], &until);
        else if (t->kind == AST_UNLESS)
            f->holds = hold(p, f->holds, QN_HOLDS_UNLESS, t->kid[0], NULL);
        else if (t->kind == AST_AMENDED)
            take_amended(p, f, t);
        if (t->kind == AST_FROM || t->kind == AST_UNTIL)
            last = t;
    }
    if (last && from >= until) {
        qn_report(p->s, QN_Q0801, last, 0);
        p->failed = true;
    }
    narrow(f, from, until);
    if (qn_has_citation(trailers))
        f->cites = trailers;
    f->note = text_of(trailers, AST_NOTE, f->note);
}

/* ---- versions that end where the next begins */

enum {
    CLASS_VALUE,
    CLASS_EXCEPTION, /* a value that stands behind a condition */
    CLASS_ADD,
    CLASS_MULTIPLY,
    CLASS_FLOOR,
    CLASS_CAP,
    CLASS_ROUND,
    CLASS_COUNT
};

/* The first days of the versions among the lines of one block, by what they do, in order. */
typedef struct versions {
    qn_growing start[CLASS_COUNT];
} versions;

/* Which sort of version an effect is. None and error are values here: they end versions. */
static int effect_class(int effect)
{
    switch (effect) {
    case AST_OP_ADD:
        return CLASS_ADD;
    case AST_OP_MULTIPLY:
        return CLASS_MULTIPLY;
    case AST_OP_AT_LEAST:
        return CLASS_FLOOR;
    case AST_OP_AT_MOST:
        return CLASS_CAP;
    case AST_OP_ROUNDED:
        return CLASS_ROUND;
    default:
        return CLASS_VALUE;
    }
}

/* Whether a line asks for more than a date. The rows of a band are its value, and ask for nothing.
 */
static bool is_conditional(const qn_node *left, const qn_node *trailers)
{
    bool asks = left && (left->kind == AST_LEFT_WHEN ||
                         (left->kind == AST_LEFT_MATCH && left->kid[AST_LEFT_MATCH_SUBJECT]));
    for (uint32_t i = 0; i < trailers->count && !asks; i++)
        asks = trailers->kid[i]->kind == AST_UNLESS;
    return asks;
}

/* The sort of a clause by its effect, or -1; a value that asks for something is an exception. */
static int class_of_clause(const qn_node *clause)
{
    const qn_node *left = clause->kid[AST_CLAUSE_LEFT], *effect = clause->kid[AST_CLAUSE_EFFECT];
    if (!effect || left->kind == AST_LEFT_SEVERAL)
        return -1;
    int class_ = effect_class(effect->op);
    bool asks = class_ == CLASS_VALUE && is_conditional(left, clause->kid[AST_CLAUSE_TRAILERS]);
    return asks ? CLASS_EXCEPTION : class_;
}

static int class_of_body(const qn_node *body);

/* What a line of a body gives: a value, an exception, or -1 for neither. */
static int class_of_line(const qn_node *n)
{
    const qn_node *left = NULL, *trailers;
    int class_ = CLASS_VALUE;
    switch (n->kind) {
    case AST_CLAUSE:
        class_ = class_of_clause(n);
        return class_ > CLASS_EXCEPTION ? -1 : class_;
    case AST_BLOCK:
        class_ = class_of_body(n->kid[AST_BLOCK_BODY]);
        left = n->kid[AST_BLOCK_LEFT];
        trailers = n->kid[AST_BLOCK_TRAILERS];
        break;
    case AST_SCALE:
        trailers = n->kid[AST_SCALE_TRAILERS];
        break;
    case AST_TABLE:
        trailers = n->kid[AST_TABLE_TRAILERS];
        break;
    default:
        return -1;
    }
    return class_ == CLASS_VALUE && is_conditional(left, trailers) ? CLASS_EXCEPTION : class_;
}

/* A body gives a value if one of its lines does, at any depth, which the parser bounds; else
 * exceptions if it has any; else -1. */
static int class_of_body(const qn_node *body)
{
    int found = -1;
    for (uint32_t i = 0; i < body->count && found != CLASS_VALUE; i++) {
        int class_ = class_of_line(body->kid[i]);
        found = class_ >= 0 ? class_ : found;
    }
    return found;
}

/* The sort of version that a line is which begins with `from D`; -1 for any other line. One that
 * has an `until` is a version too: it ends those before it. */
static int version_class(const qn_node *line)
{
    const qn_node *left = line->kind == AST_CLAUSE  ? line->kid[AST_CLAUSE_LEFT]
                          : line->kind == AST_BLOCK ? line->kid[AST_BLOCK_LEFT]
                                                    : NULL;
    if (!left || left->kind != AST_LEFT_INTERVAL || !left->kid[AST_LEFT_INTERVAL_FROM])
        return -1;
    return line->kind == AST_CLAUSE ? class_of_clause(line) : class_of_line(line);
}

/* The date of a line that version_class has accepted. */
static const qn_node *version_start(const qn_node *line)
{
    const qn_node *left =
        line->kind == AST_CLAUSE ? line->kid[AST_CLAUSE_LEFT] : line->kid[AST_BLOCK_LEFT];
    return left->kid[AST_LEFT_INTERVAL_FROM];
}

static int compare_days(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Gathers the beginnings of all versions among the lines of one body. It stays quiet: a date
 * that is mistaken is reported when its own line is flattened. */
static void find_versions(qn_body_parts *p, const qn_node *body, versions *v)
{
    memset(v, 0, sizeof *v);
    qn_scope quiet = *p->s;
    quiet.constant = quiet.quiet = true;
    for (uint32_t i = 0; i < body->count; i++) {
        int class_ = version_class(body->kid[i]);
        int64_t day;
        if (class_ >= 0 && qn_fixed_date(&quiet, version_start(body->kid[i]), &day))
            qn_append(&p->s->c->builder, &v->start[class_], sizeof day, &day);
    }
    for (int k = 0; k < CLASS_COUNT; k++)
        if (v->start[k].count)
            qsort(v->start[k].rows, v->start[k].count, sizeof(int64_t), compare_days);
}

/* The first day after `day` on which another version begins, or INT64_MAX. */
static int64_t next_start(const qn_growing *starts, int64_t day)
{
    const int64_t *days = starts->rows;
    uint32_t low = 0, high = starts->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (days[middle] > day)
            high = middle;
        else
            low = middle + 1;
    }
    return low < starts->count ? days[low] : INT64_MAX;
}

/* Where a version ends that begins on `day`: a value ends what was excepted from the one before it,
 * an exception ends no value. */
static int64_t next_version(const versions *v, int class_, int64_t day)
{
    int64_t next = next_start(&v->start[class_], day), value;
    if (class_ != CLASS_EXCEPTION)
        return next;
    value = next_start(&v->start[CLASS_VALUE], day);
    return value < next ? value : next;
}

/* ---- clauses */

/* Adds a clause; warns of one whose dates lie outside those of the blocks around it, unless it is a
 * reform that leaves none: it is named by others all the same. */
static void add_clause(qn_body_parts *p, const qn_clause *clause)
{
    if (!p->failed && !clause->amended && clause->from >= clause->until)
        qn_report(p->s, QN_Q0310, clause->node, 0);
    qn_append(&p->s->c->builder, &p->clauses, sizeof *clause, clause);
}

/* A clause with all that its frame hands down, and nothing of its own yet. */
static qn_clause clause_in(const frame *f, const qn_node *node, int effect)
{
    return (qn_clause){.node = node,
                       .effect = effect,
                       .column = QN_NONE_INDEX,
                       .chosen = QN_NONE_INDEX,
                       .label = f->label,
                       .note = f->note,
                       .cites = f->cites,
                       .holds = f->holds,
                       .band = f->band,
                       .row = f->row,
                       .from = f->from,
                       .until = f->until,
                       .amended = f->amended,
                       .index = QN_NONE_INDEX};
}

/* Which kind a clause is, from its effect, and from whether anything but the date decides on it. */
static qn_clause_kind kind_of(const qn_clause *clause)
{
    switch (clause->effect) {
    case AST_OP_ADD:
        return QN_CLAUSE_ADD;
    case AST_OP_MULTIPLY:
        return QN_CLAUSE_MULTIPLY;
    case AST_OP_AT_LEAST:
        return QN_CLAUSE_FLOOR;
    case AST_OP_AT_MOST:
        return QN_CLAUSE_CAP;
    case AST_OP_ROUNDED:
        return QN_CLAUSE_ROUND;
    default:
        return clause->holds || clause->band ? QN_CLAUSE_EXCEPTION : QN_CLAUSE_BASE;
    }
}

/* What the arrow gives: a formula, or the reason of a none or an error. */
static void take_effect(qn_clause *clause, const qn_node *effect)
{
    const qn_node *value = effect->kid[AST_EFFECT_VALUE];
    clause->effect = effect->op;
    if (effect->op == AST_OP_NONE || effect->op == AST_OP_ERROR)
        clause->reason = value ? value->text : "";
    else
        clause->value = value;
}

/* A clause of its own label; else that of the block holds for each clause below it. */
static void take_label(qn_clause *clause, const qn_node *label)
{
    if (label)
        clause->label = label;
}

/* ---- left sides */

/* `from D until E`. Without an end, a line that is a version ends where the next of its sort
 * begins. */
static void take_interval(qn_body_parts *p, frame *f, const qn_node *left, const versions *v,
                          int class_)
{
    int64_t from = INT64_MIN, until = INT64_MAX;
    if (left->kid[AST_LEFT_INTERVAL_FROM])
        read_date(p, left->kid[AST_LEFT_INTERVAL_FROM], &from);
    if (left->kid[AST_LEFT_INTERVAL_UNTIL])
        read_date(p, left->kid[AST_LEFT_INTERVAL_UNTIL], &until);
    else if (class_ >= 0)
        until = next_version(v, class_, from);
    if (from >= until) {
        qn_report(p->s, QN_Q0801, left, 0);
        p->failed = true;
    }
    narrow(f, from, until);
}

/* A band of one row: `seniority 5..10 → +2`. */
static void take_match(qn_body_parts *p, frame *f, const qn_node *left)
{
    f->holds = hold(p, f->holds, QN_HOLDS_MATCH, left->kid[AST_LEFT_MATCH_VALUES],
                    left->kid[AST_LEFT_MATCH_SUBJECT]);
}

/* Takes what stands before the arrow into the frame. Left sides that say nothing of when a
 * clause applies leave it as it is. */
static void take_left(qn_body_parts *p, frame *f, const qn_node *left, const versions *v,
                      int class_)
{
    if (left->kind == AST_LEFT_WHEN)
        f->holds = hold(p, f->holds, QN_HOLDS_WHEN, left->kid[0], NULL);
    else if (left->kind == AST_LEFT_MATCH && left->kid[AST_LEFT_MATCH_SUBJECT])
        take_match(p, f, left);
    else if (left->kind == AST_LEFT_INTERVAL)
        take_interval(p, f, left, v, class_);
}

/* A line below a row has the row as one condition among others: only the clauses of the row
 * itself are gathered by it. */
static void row_as_holding(qn_body_parts *p, frame *f)
{
    qn_holding *h;
    if (!f->band || !(h = keep(p, sizeof *h)))
        return;
    h->outer = f->holds;
    h->kind = QN_HOLDS_ROW;
    h->band = f->band;
    h->row = f->row;
    f->holds = h;
    f->band = NULL;
    f->row = QN_NONE_INDEX;
}

/* ---- lines */

static void flatten_list(qn_body_parts *p, const qn_node *body, const frame *outer);

/* The clause of a line, in its frame: what it gives, its label and whom it overrides. */
static qn_clause clause_of_line(const frame *f, const qn_node *node)
{
    qn_clause clause = clause_in(f, node, AST_OP_VALUE);
    clause.left = node->kid[AST_CLAUSE_LEFT];
    take_label(&clause, node->kid[AST_CLAUSE_LABEL]);
    clause.overrides = node->kid[AST_CLAUSE_TRAILERS];
    if (node->kid[AST_CLAUSE_EFFECT])
        take_effect(&clause, node->kid[AST_CLAUSE_EFFECT]);
    clause.kind = kind_of(&clause);
    return clause;
}

/* `otherwise` gives a value: there is none yet that it could change. */
static void take_otherwise(qn_body_parts *p, qn_clause *clause, const qn_node *effect)
{
    if (effect_class(clause->effect) != CLASS_VALUE) {
        qn_report(p->s, QN_Q0711, effect, 2, "what changes a value",
                  "give the value that holds otherwise");
        p->failed = true;
    }
    clause->kind = QN_CLAUSE_OTHERWISE;
}

/* A line of clauses: a clause, or what the whole rule does where several clauses apply. */
/* Warns of `from D → -2%` among versions that give a value: it takes away from theirs, where the
 * law may mean a figure below zero. */
static void look_at_sign(qn_body_parts *p, const qn_node *left, const qn_node *effect,
                         const versions *v)
{
    if (left->kind != AST_LEFT_INTERVAL || !effect || effect->op != AST_OP_ADD ||
        effect->kid[0]->kind != AST_NEGATE || !v->start[CLASS_VALUE].count)
        return;
    qn_span at = effect->kid[0]->span;
    const char *text =
        qn_arena_copy(&p->s->c->arena, p->s->module->source.bytes + at.begin, at.end - at.begin);
    qn_report(p->s, QN_Q0327, effect, 1, text ? text : "");
}

static void flatten_clause(qn_body_parts *p, const qn_node *node, const frame *outer,
                           const versions *v)
{
    const qn_node *left = node->kid[AST_CLAUSE_LEFT], *effect = node->kid[AST_CLAUSE_EFFECT];
    const qn_node *trailers = node->kid[AST_CLAUSE_TRAILERS];
    frame f = *outer;
    if (left->kind == AST_LEFT_SEVERAL) {
        if (p->several) {
            qn_report(p->s, QN_Q0509, node, 1, "`several apply`");
            p->failed = true;
        }
        p->several = effect->op;
        return;
    }
    take_left(p, &f, left, v, version_class(node));
    look_at_sign(p, left, effect, v);
    take_trailers(p, &f, trailers);
    qn_clause clause = clause_of_line(&f, node);
    if (left->kind == AST_LEFT_OTHERWISE)
        take_otherwise(p, &clause, effect);
    if (left->kind == AST_LEFT_ONLY_WHEN) {
        clause.kind = QN_CLAUSE_GATE;
        clause.value = left->kid[0];
        clause.reason = text_of(trailers, AST_REASON, "");
    }
    add_clause(p, &clause);
}

/* ---- bands */

static qn_band *band_new(qn_body_parts *p, const qn_node *subject, const qn_node *table,
                         const frame *f)
{
    qn_band *band = keep(p, sizeof *band);
    if (band) {
        band->subject = subject;
        band->table = table;
        band->parts = p;
        band->holds = f->holds;
        band->from = f->from;
        band->until = f->until;
    }
    return band;
}

/* A row below a subject: a clause, or a block of clauses. What stands behind a row narrows the
 * row, and is looked at when the row is found, not when its clauses are. */
static void flatten_row(qn_body_parts *p, const qn_node *node, const frame *outer, qn_band *band)
{
    bool is_block = node->kind == AST_BLOCK;
    const qn_node *left = node->kid[is_block ? AST_BLOCK_LEFT : AST_CLAUSE_LEFT];
    const qn_node *trailers = node->kid[is_block ? AST_BLOCK_TRAILERS : AST_CLAUSE_TRAILERS];
    bool otherwise = left->kind == AST_LEFT_OTHERWISE;
    frame f = *outer;
    frame inner = {.holds = otherwise ? outer->holds : NULL,
                   .from = INT64_MIN,
                   .until = INT64_MAX,
                   .cites = outer->cites,
                   .note = outer->note};
    take_trailers(p, &inner, trailers);
    qn_band_row row = {.node = left,
                       .line = node,
                       .values =
                           left->kind == AST_LEFT_MATCH ? left->kid[AST_LEFT_MATCH_VALUES] : NULL,
                       .extra = otherwise ? NULL : inner.holds,
                       .from = inner.from,
                       .until = inner.until,
                       .version = INT64_MIN,
                       .otherwise = otherwise};
    uint32_t number = qn_append(&p->s->c->builder, &band->rows, sizeof row, &row);
    if (otherwise) { /* what stands behind it belongs to its clauses: no other row depends on it */
        f.holds = inner.holds;
        narrow(&f, inner.from, inner.until);
    }
    f.cites = inner.cites;
    f.note = inner.note;
    f.amended = f.amended || inner.amended;
    f.band = band;
    f.row = number;
    if (is_block) {
        row_as_holding(p, &f);
        flatten_list(p, node->kid[AST_BLOCK_BODY], &f);
        return;
    }
    qn_clause clause = clause_of_line(&f, node);
    add_clause(p, &clause);
}

/* Reports two rows `otherwise` under one subject on one day: neither could be told from the
 * other. */
static void check_otherwise(qn_body_parts *p, const qn_band *band)
{
    for (uint32_t i = 0; i < band->rows.count; i++)
        for (uint32_t k = 0; k < i && QN_BAND_ROW(band, i)->otherwise; k++) {
            const qn_band_row *x = QN_BAND_ROW(band, k), *y = QN_BAND_ROW(band, i);
            if (!x->otherwise || x->until <= y->from || y->until <= x->from)
                continue;
            qn_report(p->s, QN_Q0509, y->node, 1, "`otherwise`");
            p->failed = true;
            return;
        }
}

/* A block hands its left side and trailers down to its lines; below a subject those are the rows
 * of a band. */
static void flatten_block(qn_body_parts *p, const qn_node *node, const frame *outer,
                          const versions *v)
{
    const qn_node *left = node->kid[AST_BLOCK_LEFT], *body = node->kid[AST_BLOCK_BODY];
    frame f = *outer;
    row_as_holding(p, &f);
    if (node->kid[AST_BLOCK_LABEL])
        f.label = node->kid[AST_BLOCK_LABEL];
    take_left(p, &f, left, v, version_class(node));
    take_trailers(p, &f, node->kid[AST_BLOCK_TRAILERS]);
    if (left->kind != AST_LEFT_SUBJECT) {
        flatten_list(p, body, &f);
        return;
    }
    qn_band *band = band_new(p, left->kid[AST_LEFT_SUBJECT_SUBJECT], NULL, &f);
    for (uint32_t i = 0; band && i < body->count; i++)
        flatten_row(p, body->kid[i], &f, band);
    if (band)
        check_otherwise(p, band);
}

/* ---- columns of tables and scales */

/* A column headed by `from D`; one headed by `from` alone holds dates in its cells. */
static bool is_dated(const qn_node *column)
{
    return column->kind == AST_LEFT_INTERVAL && column->kid[AST_LEFT_INTERVAL_FROM];
}

/* A column whose cells are values that the rule gives, rather than what a row asks. */
static bool is_value_column(const qn_node *column)
{
    return column->kind == AST_LEFT_MATCH || is_dated(column);
}

/* Narrows the frame to a column: its dates, which end where the next dated column begins, or its
 * values. */
static void take_column(qn_body_parts *p, frame *f, const qn_node *columns, uint32_t index)
{
    const qn_node *column = columns->kid[index];
    if (column->kind == AST_LEFT_MATCH)
        take_match(p, f, column);
    if (!is_dated(column))
        return;
    qn_scope quiet = *p->s;
    quiet.constant = quiet.quiet = true;
    int64_t from = INT64_MIN, until = INT64_MAX, other;
    read_date(p, column->kid[AST_LEFT_INTERVAL_FROM], &from);
    if (column->kid[AST_LEFT_INTERVAL_UNTIL])
        read_date(p, column->kid[AST_LEFT_INTERVAL_UNTIL], &until);
    for (uint32_t i = 0; i < columns->count; i++)
        if (is_dated(columns->kid[i]) &&
            qn_fixed_date(&quiet, columns->kid[i]->kid[AST_LEFT_INTERVAL_FROM], &other) &&
            other > from && other < until)
            until = other;
    narrow(f, from, until);
}

/* ---- scales */

/* One clause a column, or one for the rates behind the arrows. Each reads the whole scale, with
 * its own rates. */
static void flatten_scale(qn_body_parts *p, const qn_node *node, const frame *outer)
{
    const qn_node *columns = node->kid[AST_SCALE_COLUMNS];
    for (uint32_t i = 0; i < columns->count || i == 0; i++) {
        frame f = *outer;
        row_as_holding(p, &f);
        take_trailers(p, &f, node->kid[AST_SCALE_TRAILERS]);
        if (columns->count)
            take_column(p, &f, columns, i);
        qn_clause clause = clause_in(&f, node, AST_OP_VALUE);
        clause.scale = node;
        clause.column = columns->count ? i : QN_NONE_INDEX;
        take_label(&clause, node->kid[AST_SCALE_LABEL]);
        clause.overrides = node->kid[AST_SCALE_TRAILERS];
        clause.kind = kind_of(&clause);
        add_clause(p, &clause);
    }
}

/* ---- tables */

/* The day on which a row of a dated table begins, or INT64_MIN. */
static int64_t row_start(qn_body_parts *p, const qn_node *table, const qn_node *row)
{
    const qn_node *columns = table->kid[AST_TABLE_COLUMNS];
    const qn_node *cells = row->kid[AST_TABLE_ROW_CELLS];
    int64_t day = INT64_MIN;
    for (uint32_t i = 0; i < columns->count && i < cells->count; i++) {
        const qn_node *column = columns->kid[i], *cell = cells->kid[i];
        if (column->kind == AST_LEFT_INTERVAL && !is_dated(column) && cell->kind == AST_LIST &&
            cell->count == 1)
            read_date(p, cell->kid[0], &day);
    }
    return day;
}

/* Rows that begin on the date of a first column end where the next later date of it begins. A
 * `from` behind a row ends no other. */
static void end_rows(qn_body_parts *p, qn_band *band)
{
    qn_growing starts = {0};
    for (uint32_t i = 0; i < band->rows.count; i++)
        if (QN_BAND_ROW(band, i)->version != INT64_MIN)
            qn_append(&p->s->c->builder, &starts, sizeof(int64_t), &QN_BAND_ROW(band, i)->version);
    if (!starts.count)
        return;
    qsort(starts.rows, starts.count, sizeof(int64_t), compare_days);
    for (uint32_t i = 0; i < band->rows.count; i++) {
        qn_band_row *row = QN_BAND_ROW(band, i);
        int64_t next = row->version == INT64_MIN ? INT64_MAX : next_start(&starts, row->version);
        if (next < row->until)
            row->until = next;
    }
}

/* The clause of a cell that holds a value, or of the effect behind a row's arrow. */
static void table_clause(qn_body_parts *p, const frame *f, const qn_node *row, const qn_node *cell)
{
    const qn_node *effect = row->kid[AST_TABLE_ROW_EFFECT];
    qn_clause clause = clause_in(f, row, AST_OP_VALUE);
    clause.overrides = row->kid[AST_TABLE_ROW_TRAILERS];
    if (!cell) {
        take_effect(&clause, effect);
    } else if (cell->kind == AST_EFFECT) {
        take_effect(&clause, cell);
    } else if (cell->kind == AST_LIST && cell->count == 1 && cell->kid[0]->kind != AST_RANGE) {
        clause.value = cell->kid[0];
    } else {
        qn_report(p->s, QN_Q0711, cell, 2, "what stands here", "write the value of this column");
        p->failed = true;
        return;
    }
    clause.kind = kind_of(&clause);
    add_clause(p, &clause);
}

/* A row with another number of cells than the table has columns. Rows that all have a bar for the
 * arrow are one mistake. */
static void report_cells(qn_body_parts *p, const qn_node *table, const qn_node *node)
{
    uint32_t columns = table->kid[AST_TABLE_COLUMNS]->count;
    uint32_t cells = node->kid[AST_TABLE_ROW_CELLS]->count;
    bool lacks_arrow = cells == columns + 1 && !node->kid[AST_TABLE_ROW_EFFECT];
    qn_arena *a = &p->s->c->scratch;
    p->failed = true;
    if (lacks_arrow && p->bars == table)
        return;
    p->bars = lacks_arrow ? table : p->bars;
    qn_report(p->s, QN_Q0710, node, 3, qn_arena_format(a, "%u", cells),
              qn_arena_format(a, "%u", columns),
              lacks_arrow ? "write → for the last |, before what the row gives"
                          : "write one cell for each column, with | between them; `any` fits "
                            "everything");
}

/* A row of a table: a clause for its arrow, and one for each cell that is a value. `match` has a
 * place for each column, for what the columns of values ask in every row alike: shared, so that
 * the clauses of a column form a group. */
static void table_row(qn_body_parts *p, const qn_node *table, const qn_node *node,
                      const frame *outer, qn_band *band, const qn_holding **match)
{
    const qn_node *columns = table->kid[AST_TABLE_COLUMNS];
    const qn_node *cells = node->kid[AST_TABLE_ROW_CELLS];
    frame inner = {
        .from = INT64_MIN, .until = INT64_MAX, .cites = outer->cites, .note = outer->note};
    if (cells->count != columns->count) {
        report_cells(p, table, node);
        return;
    }
    take_trailers(p, &inner, node->kid[AST_TABLE_ROW_TRAILERS]);
    int64_t version = row_start(p, table, node);
    narrow(&inner, version, INT64_MAX);
    qn_band_row row = {.node = node,
                       .line = node,
                       .values = cells,
                       .extra = inner.holds,
                       .version = version,
                       .from = inner.from,
                       .until = inner.until};
    frame f = *outer;
    f.cites = inner.cites;
    f.note = inner.note;
    f.band = band;
    f.row = qn_append(&p->s->c->builder, &band->rows, sizeof row, &row);
    if (node->kid[AST_TABLE_ROW_EFFECT])
        table_clause(p, &f, node, NULL);
    for (uint32_t i = 0; i < columns->count; i++) {
        frame g = f;
        if (!is_value_column(columns->kid[i]))
            continue;
        if (match[i])
            g.holds = match[i];
        else
            take_column(p, &g, columns, i);
        if (columns->kid[i]->kind == AST_LEFT_MATCH)
            match[i] = g.holds;
        table_clause(p, &g, node, cells->kid[i]);
    }
}

/* A table is a band without a subject of its own: its columns name them. */
static void flatten_table(qn_body_parts *p, const qn_node *node, const frame *outer)
{
    const qn_node *rows = node->kid[AST_TABLE_ROWS], *columns = node->kid[AST_TABLE_COLUMNS];
    frame f = *outer;
    row_as_holding(p, &f);
    if (node->kid[AST_TABLE_LABEL])
        f.label = node->kid[AST_TABLE_LABEL];
    take_trailers(p, &f, node->kid[AST_TABLE_TRAILERS]);
    qn_band *band = band_new(p, NULL, node, &f);
    const qn_holding **match =
        qn_arena_take_array(&p->s->c->scratch, columns->count + 1, sizeof *match);
    if (!band || !match)
        return;
    for (uint32_t i = 0; i < rows->count; i++)
        table_row(p, node, rows->kid[i], &f, band, match);
    end_rows(p, band);
}

/* One line of a body, in a frame of its own, so that none hands anything to its neighbours. */
static void flatten_line(qn_body_parts *p, const qn_node *line, const frame *outer,
                         const versions *v)
{
    frame f = *outer;
    switch (line->kind) {
    case AST_CLAUSE:
        row_as_holding(p, &f);
        flatten_clause(p, line, &f, v);
        break;
    case AST_BLOCK:
        flatten_block(p, line, outer, v);
        break;
    case AST_SCALE:
        flatten_scale(p, line, outer);
        break;
    case AST_TABLE:
        flatten_table(p, line, outer);
        break;
    case AST_MONTHS_ROUND: /* read before everything else */
        break;
    default: /* `repeals` */
        qn_report(p->s, QN_Q0972, line, 0);
        p->failed = true;
    }
}

/* A line that is a version of values or of exceptions, with its clauses. */
typedef struct version_line {
    int class_;
    int64_t day;
    uint32_t first, end;
} version_line;

/* The exceptions of a later version go before those of an older value, on the days of both. */
static void go_before(qn_body_parts *p, const version_line *later, const version_line *older)
{
    for (uint32_t i = older->first; i < older->end; i++) {
        qn_clause *x = QN_CLAUSE(p, i);
        for (uint32_t k = later->first; k < later->end && x->kind == QN_CLAUSE_EXCEPTION; k++) {
            const qn_clause *y = QN_CLAUSE(p, k);
            if (y->kind == QN_CLAUSE_EXCEPTION && x->from < y->until && y->from < x->until)
                qn_append(&p->s->c->builder, &x->overriders, sizeof k, &k);
        }
    }
}

/* A version of exceptions ends no value before it: it goes before it where it applies. A base gives
 * way to any exception; what is an exception itself, as inside `when`, is told to. */
static void rank_versions(qn_body_parts *p, const version_line *lines, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count && lines[i].class_ == CLASS_EXCEPTION; k++)
            if (lines[k].class_ == CLASS_VALUE && lines[k].day < lines[i].day)
                go_before(p, &lines[i], &lines[k]);
}

/* What rank_versions needs of a line; false for one that is no version of values. */
static bool take_version(const qn_body_parts *p, const qn_node *line, uint32_t first,
                         version_line *out)
{
    qn_scope quiet = *p->s;
    quiet.constant = quiet.quiet = true;
    *out = (version_line){.class_ = version_class(line), .first = first, .end = p->clauses.count};
    return (out->class_ == CLASS_VALUE || out->class_ == CLASS_EXCEPTION) &&
           qn_fixed_date(&quiet, version_start(line), &out->day);
}

/* Whether a line is an addition or a multiplication, which counts as often as it is written. */
static bool counts_each_time(const qn_node *line)
{
    const qn_node *effect = line->kind == AST_CLAUSE ? line->kid[AST_CLAUSE_EFFECT] : NULL;
    return effect && (effect->op == AST_OP_ADD || effect->op == AST_OP_MULTIPLY);
}

/* Reports a clause that stands in a list a second time, to the letter. */
static void find_doubles(qn_body_parts *p, const qn_node *body)
{
    enum { LINES_MAX = 200, TEXT_MAX = 400 };
    const char *text[LINES_MAX];
    for (uint32_t k = 0; k < body->count && k < LINES_MAX && !p->s->quiet; k++) {
        text[k] =
            counts_each_time(body->kid[k]) ? qn_node_source(p->s->c, body->kid[k], TEXT_MAX) : "";
        for (uint32_t i = 0; i < k; i++) {
            size_t length = strlen(text[k]);
            if (!length || length >= TEXT_MAX || strcmp(text[i], text[k]) != 0)
                continue;
            qn_diagnostic *d = qn_report_at(p->s->c, QN_Q0312, body->kid[k]->span, 0);
            qn_diagnostic_label(d, body->kid[i]->span, QN_LABEL_THIS_ONE_TOO);
            break;
        }
    }
}

/* The lines of a body, at any depth. */
static void flatten_list(qn_body_parts *p, const qn_node *body, const frame *outer)
{
    versions v;
    find_doubles(p, body);
    find_versions(p, body, &v);
    bool ranked = v.start[CLASS_EXCEPTION].count && v.start[CLASS_VALUE].count;
    version_line *lines = ranked ? keep(p, body->count * sizeof *lines) : NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < body->count; i++) {
        uint32_t first = p->clauses.count;
        flatten_line(p, body->kid[i], outer, &v);
        if (lines && take_version(p, body->kid[i], first, &lines[count]))
            count++;
    }
    if (lines)
        rank_versions(p, lines, count);
}

/* `months round …` holds for the whole rule, wherever it stands. Two that differ are refused. */
static void take_months(qn_body_parts *p, const qn_node *body, const qn_node **said)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const qn_node *line = body->kid[i];
        if (line->kind == AST_BLOCK)
            take_months(p, line->kid[AST_BLOCK_BODY], said);
        if (line->kind != AST_MONTHS_ROUND)
            continue;
        if (*said && (*said)->op != line->op) {
            qn_report(p->s, QN_Q0509, line, 1, "`months round`");
            p->failed = true;
        }
        *said = line;
        p->s->months = line->op;
    }
}

/* `months round` is looked for first: it holds in the lines before it too. What the first line
 * of a rule cites is handed down like that of a block. */
void qn_flatten(qn_body_parts *parts, const qn_node *rule)
{
    const qn_node *months = NULL;
    take_months(parts, rule->kid[AST_RULE_BODY], &months);
    const qn_node *trailers = rule->kid[AST_RULE_TRAILERS];
    frame f = {.row = QN_NONE_INDEX, .from = INT64_MIN, .until = INT64_MAX};
    if (qn_has_citation(trailers))
        f.cites = trailers;
    f.note = text_of(trailers, AST_NOTE, NULL);
    flatten_list(parts, rule->kid[AST_RULE_BODY], &f);
}
