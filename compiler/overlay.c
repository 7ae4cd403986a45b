/*
 * overlay.c - the lines of an amendment in the place of the lines of a rule.
 *
 * A line that is replaced ends on the day of the reform, and the line of the reform begins on it:
 * both get an AMENDED behind their trailers, which clause.c intersects with all other dates. Lines
 * of blocks that say nothing but dates are looked at one by one; everything else is replaced as a
 * whole. Which lines have the same left side is decided here, on the tree alone.
 */
#include <string.h>

#include "reform.h"

/* A line that can be replaced, or can replace another. */
typedef struct place {
    qn_node *line; /* CLAUSE, BLOCK, SCALE, TABLE, REPEALS */
    qn_node *list; /* in which it stands */
    uint32_t hash; /* of what it is known by: of two that are alike it is the same */
    int64_t from;  /* its first day, by the blocks around it and by itself */
    const qn_node *day;
    bool begins;  /* with `from D`, itself or a block around it: a version */
    bool has_end; /* it says until when */
} place;

/* ---- copies */

/* Where lines have their trailers and labels. */
static uint32_t trailers_at(const qn_node *line)
{
    switch (line->kind) {
    case AST_CLAUSE:
        return AST_CLAUSE_TRAILERS;
    case AST_BLOCK:
        return AST_BLOCK_TRAILERS;
    default: /* a scale or a table */
        return AST_SCALE_TRAILERS;
    }
}

_Static_assert((int)AST_SCALE_TRAILERS == (int)AST_TABLE_TRAILERS, "read as one");
_Static_assert(AST_CLAUSE_LABEL == 0 && AST_BLOCK_LABEL == 0 && AST_SCALE_LABEL == 0 &&
                   AST_TABLE_LABEL == 0,
               "the label is the first part of every line");

static bool has_trailers(const qn_node *line)
{
    return line->kind == AST_CLAUSE || line->kind == AST_BLOCK || line->kind == AST_SCALE ||
           line->kind == AST_TABLE;
}

/* A node with the same parts; NULL out of memory. */
static qn_node *copy_of(qn_compiler *c, const qn_node *node)
{
    return qn_node_new(&c->arena, (qn_node_kind)node->kind, node->op, node->span, node->count,
                       node->kid);
}

/* A list of lines, or a line, whose dates and lines below can be changed. */
static qn_node *copy_lines(qn_compiler *c, qn_node *node)
{
    if (node->kind != AST_LIST && !has_trailers(node))
        return node;
    qn_node *copy = copy_of(c, node);
    if (!copy)
        return node;
    if (node->kind == AST_LIST) {
        for (uint32_t i = 0; i < node->count; i++)
            copy->kid[i] = copy_lines(c, node->kid[i]);
        return copy;
    }
    qn_node *trailers = copy_of(c, node->kid[trailers_at(node)]);
    copy->kid[trailers_at(node)] = trailers ? trailers : node->kid[trailers_at(node)];
    if (node->kind == AST_BLOCK)
        copy->kid[AST_BLOCK_BODY] = copy_lines(c, node->kid[AST_BLOCK_BODY]);
    return copy;
}

qn_node *qn_overlay_copy(qn_compiler *c, const qn_node *rule)
{
    qn_node *copy = copy_of(c, rule);
    if (copy)
        copy->kid[AST_RULE_BODY] = copy_lines(c, rule->kid[AST_RULE_BODY]);
    return copy;
}

/* Bounds the dates of a line; NULL for a side that stays as it is. */
static void bound(qn_compiler *c, qn_node *line, const qn_node *from, const qn_node *until)
{
    /* The parts of a node are never changed through it. */
    qn_node *kids[] = {(qn_node *)(uintptr_t)from, (qn_node *)(uintptr_t)until};
    qn_span span = from ? from->span : until->span;
    qn_node *dates = qn_node_new(&c->arena, AST_AMENDED, 0, span, 2, kids);
    qn_node *trailers = line->kid[trailers_at(line)];
    qn_span where = trailers->span;
    trailers = qn_node_append(&c->arena, trailers, dates);
    if (!trailers)
        return;
    trailers->span = where; /* it may lie in another file than what was appended */
    line->kid[trailers_at(line)] = trailers;
}

/* Appends a line to a list whose span stays: the line may be that of another file. */
static void append_line(qn_compiler *c, qn_node **list, qn_node *line)
{
    qn_span where = (*list)->span;
    qn_node *longer = qn_node_append(&c->arena, *list, line);
    if (!longer)
        return;
    longer->span = where;
    *list = longer;
}

/* Takes a line out of a list. */
static void take_out(qn_node *list, const qn_node *line)
{
    uint32_t to = 0;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->kid[i] != line)
            list->kid[to++] = list->kid[i];
    list->count = to;
}

/* ---- dates of lines */

/* A fixed date; what is mistaken is reported when its line is compiled, and is no date here. */
static bool is_day(qn_compiler *c, const qn_module *m, const qn_node *node, int64_t *out)
{
    qn_scope s = {.c = c, .module = (qn_module *)(uintptr_t)m, .constant = true, .quiet = true};
    return node && qn_fixed_date(&s, node, out);
}

/* Moves the first day of a place to a later one. */
static void begin_at(qn_compiler *c, const qn_module *m, place *p, const qn_node *node)
{
    int64_t day;
    if (is_day(c, m, node, &day) && day > p->from) {
        p->from = day;
        p->day = node;
    }
}

/* The first day of a table or scale whose columns are dated, if all that it gives is. */
static void begin_at_columns(qn_compiler *c, const qn_module *m, place *p, const qn_node *columns)
{
    const qn_node *first = NULL;
    int64_t least = INT64_MAX, day;
    for (uint32_t i = 0; i < columns->count; i++) {
        const qn_node *column = columns->kid[i];
        const qn_node *from =
            column->kind == AST_LEFT_INTERVAL ? column->kid[AST_LEFT_INTERVAL_FROM] : NULL;
        if (is_day(c, m, from, &day) && day < least) {
            least = day;
            first = from;
        }
    }
    if (first)
        begin_at(c, m, p, first);
}

/* The left side of a clause or block, NULL of a scale or table. */
static const qn_node *left_of(const qn_node *line)
{
    return line->kind == AST_CLAUSE  ? line->kid[AST_CLAUSE_LEFT]
           : line->kind == AST_BLOCK ? line->kid[AST_BLOCK_LEFT]
                                     : NULL;
}

/* Takes the dates that a line itself says. */
static void take_dates(qn_compiler *c, const qn_module *m, place *p, const qn_node *line)
{
    const qn_node *left = left_of(line), *trailers = line->kid[trailers_at(line)];
    if (left && left->kind == AST_LEFT_INTERVAL) {
        begin_at(c, m, p, left->kid[AST_LEFT_INTERVAL_FROM]);
        p->begins = p->begins || left->kid[AST_LEFT_INTERVAL_FROM];
        p->has_end = p->has_end || left->kid[AST_LEFT_INTERVAL_UNTIL];
    }
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *t = trailers->kid[i];
        if (t->kind == AST_FROM || t->kind == AST_AMENDED)
            begin_at(c, m, p, t->kid[0]);
        p->has_end = p->has_end || t->kind == AST_UNTIL;
    }
    if (line->kind == AST_SCALE)
        begin_at_columns(c, m, p, line->kid[AST_SCALE_COLUMNS]);
    if (line->kind == AST_TABLE)
        begin_at_columns(c, m, p, line->kid[AST_TABLE_COLUMNS]);
}

static uint32_t hash_of(const qn_node *line);

/* Appends the lines of a list, and those of the blocks in it that say only dates. */
static void find_places(qn_compiler *c, const qn_module *m, qn_node *list, const place *outer,
                        qn_growing *out)
{
    for (uint32_t i = 0; i < list->count; i++) {
        place p = *outer;
        p.line = list->kid[i];
        p.list = list;
        if (has_trailers(p.line)) {
            take_dates(c, m, &p, p.line);
            p.hash = hash_of(p.line);
        }
        if (p.line->kind == AST_BLOCK && left_of(p.line)->kind == AST_LEFT_INTERVAL)
            find_places(c, m, p.line->kid[AST_BLOCK_BODY], &p, out);
        else
            qn_append(&c->builder, out, sizeof p, &p);
    }
}

/* ---- left sides */

/* What a line is known by. */
typedef struct key {
    enum key_kind {
        KEY_NONE,
        KEY_PLAIN, /* applies always, or on dates */
        KEY_WHEN,
        KEY_GATE,
        KEY_BAND,
        KEY_ROW, /* a subject with values */
        KEY_SCALE,
        KEY_TABLE,
        KEY_OTHERWISE
    } kind;
    int effect; /* of a plain line: what it does */
    const qn_node *what, *values;
} key;

static bool has_unless(const qn_node *trailers)
{
    for (uint32_t i = 0; i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_UNLESS)
            return true;
    return false;
}

/* None and error are values here, as among versions. */
static int effect_sort(const qn_node *clause)
{
    const qn_node *effect = clause->kid[AST_CLAUSE_EFFECT];
    int op = effect ? effect->op : AST_OP_VALUE;
    return op == AST_OP_NONE || op == AST_OP_ERROR ? AST_OP_VALUE : op;
}

static key key_of_left(const qn_node *line, const qn_node *left)
{
    switch (left->kind) {
    case AST_LEFT_BASE:
    case AST_LEFT_INTERVAL:
    case AST_LEFT_ALWAYS:
        return (key){.kind = KEY_PLAIN, .effect = effect_sort(line)};
    case AST_LEFT_WHEN:
        return (key){.kind = KEY_WHEN, .what = left->kid[AST_LEFT_WHEN_CONDITION]};
    case AST_LEFT_ONLY_WHEN:
        return (key){.kind = KEY_GATE, .what = left->kid[AST_LEFT_ONLY_WHEN_CONDITION]};
    case AST_LEFT_SUBJECT:
        return (key){.kind = KEY_BAND, .what = left->kid[AST_LEFT_SUBJECT_SUBJECT]};
    case AST_LEFT_MATCH:
        return (key){.kind = KEY_ROW,
                     .what = left->kid[AST_LEFT_MATCH_SUBJECT],
                     .values = left->kid[AST_LEFT_MATCH_VALUES]};
    case AST_LEFT_OTHERWISE:
        return (key){.kind = KEY_OTHERWISE};
    default:
        return (key){.kind = KEY_NONE};
    }
}

/* A scale is a base, unless something is said against it. */
static key key_of(const qn_node *line)
{
    if (line->kind == AST_TABLE)
        return (key){.kind = KEY_TABLE, .what = line->kid[AST_TABLE_COLUMNS]};
    if (line->kind == AST_SCALE && has_unless(line->kid[AST_SCALE_TRAILERS]))
        return (key){.kind = KEY_SCALE, .what = line->kid[AST_SCALE_SUBJECT]};
    if (line->kind == AST_SCALE)
        return (key){.kind = KEY_PLAIN, .effect = AST_OP_VALUE};
    const qn_node *left = left_of(line);
    return left ? key_of_left(line, left) : (key){.kind = KEY_NONE};
}

/* The texts and kinds of a tree as one number. Its depth is bounded (QN_AST_DEPTH_MAX). */
static uint32_t hash_tree(const qn_node *node, uint32_t hash)
{
    if (!node)
        return hash;
    hash = (hash ^ node->kind) * 16777619u;
    for (uint32_t i = 0; i < node->length; i++)
        hash = (hash ^ (unsigned char)node->text[i]) * 16777619u;
    for (uint32_t i = 0; i < node->count; i++)
        hash = hash_tree(node->kid[i], hash);
    return hash;
}

/* A table may ask the same subjects in another order, and so all tables have one number; a band and
 * a row of its subject have one, too. */
static uint32_t hash_of(const qn_node *line)
{
    key k = key_of(line);
    bool counts = k.kind != KEY_TABLE && k.kind != KEY_PLAIN;
    return counts ? hash_tree(k.what, 2166136261u) : (uint32_t)k.kind * 1000u + (uint32_t)k.effect;
}

static bool holds_value(const qn_node *values, const qn_node *value)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (qn_node_equal(values->kid[i], value))
            return true;
    return false;
}

/* Whether two lists name the same values; their order has no meaning. */
static bool same_values(const qn_node *a, const qn_node *b)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (!holds_value(b, a->kid[i]))
            return false;
    return a->count == b->count;
}

/* What a column asks, NULL of one that says a date. */
static const qn_node *column_subject(const qn_node *column)
{
    return column->kind == AST_LEFT_INTERVAL ? NULL : column->kid[0];
}

/* Whether each subject that a table asks is one of another's. */
static bool asks_no_more(const qn_node *a, const qn_node *b)
{
    for (uint32_t i = 0; i < a->count; i++) {
        const qn_node *subject = column_subject(a->kid[i]);
        bool found = !subject;
        for (uint32_t k = 0; k < b->count && !found; k++) {
            const qn_node *other = column_subject(b->kid[k]);
            found = other && qn_node_equal(subject, other);
        }
        if (!found)
            return false;
    }
    return true;
}

/* Whether a new line takes the place of an old one as a whole. A band takes that of all rows of
 * its subject, those too that are clauses of their own. */
static bool replaces(const qn_node *new_line, const qn_node *old_line)
{
    key n = key_of(new_line), o = key_of(old_line);
    if (n.kind == KEY_BAND && o.kind == KEY_ROW)
        return qn_node_equal(n.what, o.what);
    if (n.kind != o.kind || n.kind == KEY_NONE || n.effect != o.effect)
        return false;
    switch (n.kind) {
    case KEY_PLAIN:
    case KEY_OTHERWISE:
        return true;
    case KEY_TABLE:
        return asks_no_more(n.what, o.what) && asks_no_more(o.what, n.what);
    case KEY_ROW:
        return qn_node_equal(n.what, o.what) && same_values(n.values, o.values);
    default:
        return qn_node_equal(n.what, o.what);
    }
}

/* The row of a band that a line has the left side of, from `*at` on; NULL where there is none. */
static qn_node *row_of(const qn_node *line, const qn_node *band, uint32_t *at)
{
    key n = key_of(line), o = key_of(band);
    const qn_node *rows = band->kind == AST_BLOCK ? band->kid[AST_BLOCK_BODY] : NULL;
    if (n.kind != KEY_ROW || o.kind != KEY_BAND || !qn_node_equal(n.what, o.what))
        return NULL;
    while (*at < rows->count) {
        qn_node *row = rows->kid[(*at)++];
        key r = key_of(row);
        if (r.kind == KEY_ROW && same_values(n.values, r.values))
            return row;
    }
    return NULL;
}

/* ---- labels */

/* A line that a label names, with the band of which it is a row. */
typedef struct labelled {
    qn_node *line, *band;
} labelled;

/* Appends all that a label names, at any depth: the line of the law, and those that reforms have
 * put in its place. Lines of the same amendment are not in the list yet. */
static void find_label(qn_compiler *c, const qn_node *list, const char *label, qn_node *band,
                       qn_growing *out)
{
    for (uint32_t i = 0; i < list->count; i++) {
        qn_node *line = list->kid[i];
        if (!has_trailers(line))
            continue;
        labelled found = {line, band};
        if (line->kid[0] && !strcmp(line->kid[0]->text, label))
            qn_append(&c->builder, out, sizeof found, &found);
        bool is_band = line->kind == AST_BLOCK && left_of(line)->kind == AST_LEFT_SUBJECT;
        if (line->kind == AST_BLOCK)
            find_label(c, line->kid[AST_BLOCK_BODY], label, is_band ? line : NULL, out);
    }
}

/* Appends the labels of a list of lines, and of all below, to words. */
static const char *label_words(qn_compiler *c, const qn_node *list, const char *words)
{
    for (uint32_t i = 0; i < list->count && words; i++) {
        const qn_node *line = list->kid[i];
        if (!has_trailers(line))
            continue;
        if (line->kid[0])
            words = qn_arena_format(&c->arena, "%s%s%s", words,
                                    *words ? ", " : "its labels are: ", line->kid[0]->text);
        if (words && line->kind == AST_BLOCK)
            words = label_words(c, line->kid[AST_BLOCK_BODY], words);
    }
    return words;
}

/* ---- one amendment */

/* What is being done. */
typedef struct work {
    qn_overlay *overlay;
    qn_compiler *c;
    const qn_amendment *by;
    qn_node *rule;     /* the copy */
    qn_growing places; /* of the rule, before this amendment */
} work;

static qn_node **body_of(const work *w)
{
    return &w->rule->kid[AST_RULE_BODY];
}

/* What another amendment of this day has said of a line, or NULL. */
static const qn_amended_line *said_before(const work *w, const qn_node *line)
{
    const qn_amended_line *lines = w->overlay->lines.rows;
    for (uint32_t i = w->overlay->lines.count; i > 0 && lines[i - 1].by->day == w->by->day; i--)
        if (lines[i - 1].line == line && lines[i - 1].by != w->by)
            return &lines[i - 1];
    return NULL;
}

/* Remembers a line as this amendment's: it has added it, or put `shown` among its rows. */
static void remember(work *w, const qn_node *line, const qn_node *shown)
{
    qn_amended_line row = {line, shown, w->by};
    qn_append(&w->c->builder, &w->overlay->lines, sizeof row, &row);
}

/* Whether another reform of the same day has said something of the same clause, which is reported:
 * which of them counted would depend on their order. */
static bool is_taken(work *w, const place *n, const qn_node *old)
{
    const qn_amended_line *other = said_before(w, old);
    if (other)
        qn_diagnostic_label(qn_report_at(w->c, QN_Q0970, n->line->span, 1, w->by->decl->name),
                            other->shown->span, QN_LABEL_OTHER_REFORM);
    return other;
}

/* The same for all that the rule has got from others on this day, whichever of the two would take
 * the place of the other. */
static bool clashes(work *w, const place *n)
{
    const place *places = w->places.rows;
    qn_growing found = {0};
    if (n->line->kid[0])
        find_label(w->c, *body_of(w), n->line->kid[0]->text, NULL, &found);
    for (uint32_t i = 0; i < found.count; i++)
        if (is_taken(w, n, ((labelled *)found.rows)[i].line))
            return true;
    for (uint32_t i = 0; i < w->places.count; i++) {
        qn_node *old = places[i].line;
        uint32_t at = 0, back = 0;
        bool alike =
            has_trailers(old) && (replaces(n->line, old) || replaces(old, n->line) ||
                                  row_of(n->line, old, &at) || row_of(old, n->line, &back));
        if (alike && is_taken(w, n, old))
            return true;
    }
    return false;
}

/* A clause with a subject of its own as a row of a band. */
static qn_node *row_from(qn_compiler *c, const qn_node *line)
{
    qn_node *row = copy_of(c, line);
    uint32_t at = line->kind == AST_BLOCK ? AST_BLOCK_LEFT : AST_CLAUSE_LEFT;
    const qn_node *left = line->kid[at];
    qn_node *kids[] = {NULL, left->kid[AST_LEFT_MATCH_VALUES]};
    qn_node *bare = qn_node_new(&c->arena, AST_LEFT_MATCH, 0, kids[1]->span, 2, kids);
    if (row && bare)
        row->kid[at] = bare;
    return row && bare ? row : NULL;
}

/* What an amendment does to the lines of the rule. */
typedef struct outcome {
    const qn_node *label; /* of the only labelled line that was replaced */
    uint32_t labels;
    bool is_placed;       /* as a row, in a band */
    const qn_node *until; /* where a later version of the law begins */
    int64_t until_day;
} outcome;

/* Ends an old line where the new one begins. */
static void end_line(work *w, const place *n, qn_node *old, outcome *out)
{
    bound(w->c, old, NULL, n->day);
    if (old->kid[0]) {
        out->labels += !out->label || strcmp(out->label->text, old->kid[0]->text) != 0;
        out->label = old->kid[0];
    }
}

/* Puts the new line among the rows of a band, from its day on. */
static void place_row(work *w, const place *n, qn_node *band, outcome *out)
{
    qn_node *row = row_from(w->c, n->line);
    if (!row)
        return;
    qn_node *trailers = copy_of(w->c, row->kid[trailers_at(row)]);
    if (trailers)
        row->kid[trailers_at(row)] = trailers;
    bound(w->c, row, n->day, NULL);
    if (!row->kid[0] && out->labels == 1)
        row->kid[0] = (qn_node *)(uintptr_t)out->label;
    append_line(w->c, &band->kid[AST_BLOCK_BODY], row);
    remember(w, row, row);
    remember(w, band, row);
    out->is_placed = true;
}

/* Replaces what the label of a new line names; false where it names nothing. */
static bool replace_labelled(work *w, const place *n, outcome *out)
{
    qn_growing found = {0};
    const qn_node *label = n->line->kid[0];
    key k = key_of(n->line);
    if (label)
        find_label(w->c, *body_of(w), label->text, NULL, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        const labelled *old = &((labelled *)found.rows)[i];
        end_line(w, n, old->line, out);
        if (old->band && !out->is_placed && k.kind == KEY_ROW &&
            qn_node_equal(k.what, key_of(old->band).what))
            place_row(w, n, old->band, out);
    }
    return found.count > 0;
}

/* Whether an old line is a later version of the law, which goes on to hold when its day comes. */
static bool is_later_version(const place *n, const place *o)
{
    return n->begins && o->from > n->from && key_of(n->line).kind == KEY_PLAIN;
}

/* Replaces all lines with the left side of a new one. */
static void replace_alike(work *w, const place *n, outcome *out)
{
    const place *places = w->places.rows;
    for (uint32_t i = 0; i < w->places.count; i++) {
        const place *o = &places[i];
        if (o->hash != n->hash || !has_trailers(o->line))
            continue;
        if (replaces(n->line, o->line) && is_later_version(n, o)) {
            if (o->from < out->until_day && !n->has_end) {
                out->until_day = o->from;
                out->until = o->day;
            }
        } else if (replaces(n->line, o->line)) {
            end_line(w, n, o->line, out);
        }
        uint32_t at = 0;
        qn_node *row = row_of(n->line, o->line, &at);
        if (!row)
            continue;
        for (; row; row = row_of(n->line, o->line, &at))
            end_line(w, n, row, out);
        place_row(w, n, o->line, out);
    }
}

/* Refuses what a reform cannot say. */
static bool is_allowed(work *w, const place *n)
{
    const qn_node *left = has_trailers(n->line) ? left_of(n->line) : NULL;
    bool is_dated = left && (n->begins || n->from != INT64_MIN);
    if (n->line->kind == AST_MONTHS_ROUND || (left && left->kind == AST_LEFT_SEVERAL)) {
        qn_report_at(w->c, QN_Q0969, n->line->span, 1,
                     left ? "`several apply`" : qn_node_words((qn_node_kind)n->line->kind));
        return false;
    }
    if (is_dated && n->from < w->by->day) {
        qn_report_at(w->c, QN_Q0971, n->day->span, 1,
                     qn_node_source(w->c, w->by->node->kid[AST_AMENDS_FROM], 40));
        return false;
    }
    return has_trailers(n->line);
}

/* One line of an amendment. */
static void amend_line(work *w, place *n)
{
    outcome out = {.until_day = INT64_MAX};
    if (n->line->kind == AST_REPEALS)
        return;
    bool allowed = is_allowed(w, n);
    if (n->from < w->by->day) {
        n->from = w->by->day;
        n->day = w->by->node->kid[AST_AMENDS_FROM];
    }
    if (!allowed || clashes(w, n)) {
        take_out(n->list, n->line);
        return;
    }
    if (!replace_labelled(w, n, &out))
        replace_alike(w, n, &out);
    if (out.is_placed) {
        take_out(n->list, n->line);
        return;
    }
    bound(w->c, n->line, w->by->node->kid[AST_AMENDS_FROM], out.until);
    if (!n->line->kid[0] && out.labels == 1)
        n->line->kid[0] = (qn_node *)(uintptr_t)out.label;
    remember(w, n->line, n->line);
}

static work work_on(qn_overlay *overlay, const qn_amendment *by)
{
    /* The copy that reform.c made of the rule, which is this file's to change. */
    return (work){.overlay = overlay,
                  .c = overlay->c,
                  .by = by,
                  .places.kept = true,
                  .rule = (qn_node *)(uintptr_t)by->decl->node};
}

/* Appends the lines of an amendment, as a block that begins on its day: so its versions end each
 * other, and none of the law that it does not replace. */
static void append_block(work *w, qn_node *list)
{
    qn_compiler *c = w->c;
    qn_span span = w->by->node->span;
    qn_node *always[] = {NULL, NULL};
    for (uint32_t i = list->count; i > 0; i--)
        if (!has_trailers(list->kid[i - 1]))
            take_out(list, list->kid[i - 1]);
    qn_node *left = qn_node_new(&c->arena, AST_LEFT_INTERVAL, 0, span, 2, always);
    qn_node *trailers = qn_node_new(&c->arena, AST_LIST, 0, span, 0, NULL);
    qn_node *parts[] = {NULL, left, trailers, list};
    qn_node *block = qn_node_new(&c->arena, AST_BLOCK, 0, span, 4, parts);
    if (!left || !trailers || !block || !list->count)
        return;
    bound(c, block, w->by->node->kid[AST_AMENDS_FROM], NULL);
    append_line(c, body_of(w), block);
}

/* The lines are looked at before any of them is added, so that none replaces another of the same
 * amendment. */
void qn_overlay_amend(qn_overlay *overlay, const qn_amendment *by)
{
    work w = work_on(overlay, by);
    qn_compiler *c = overlay->c;
    const place nowhere = {.from = INT64_MIN};
    qn_growing lines = {.kept = true};
    qn_node *list = copy_lines(c, by->node->kid[AST_AMENDS_BODY]);
    find_places(c, by->decl->module, *body_of(&w), &nowhere, &w.places);
    find_places(c, by->module, list, &nowhere, &lines);
    for (uint32_t i = 0; i < lines.count && !qn_is_out_of_memory(c); i++)
        amend_line(&w, &((place *)lines.rows)[i]);
    append_block(&w, list);
    qn_growing_clear(&c->builder, &w.places, sizeof(place));
    qn_growing_clear(&c->builder, &lines, sizeof(place));
}

/* ---- repeals */

static void repeal(work *w, const qn_node *line)
{
    const qn_node *label = line->kid[AST_REPEALS_LABEL];
    const place n = {.line = (qn_node *)(uintptr_t)line};
    qn_growing found = {0};
    if (label->kind == AST_NAME)
        find_label(w->c, *body_of(w), label->text, NULL, &found);
    if (!found.count) {
        const char *words = label_words(w->c, *body_of(w), "");
        qn_report_at(w->c, QN_Q0968, label->span, 3, w->by->decl->name, qn_dotted_text(w->c, label),
                     words && *words ? words
                                     : "give the clause a label in the law, `name: when …`");
        return;
    }
    for (uint32_t i = 0; i < found.count; i++)
        if (is_taken(w, &n, ((labelled *)found.rows)[i].line))
            return;
    for (uint32_t i = 0; i < found.count; i++)
        bound(w->c, ((labelled *)found.rows)[i].line, NULL, w->by->node->kid[AST_AMENDS_FROM]);
}

void qn_overlay_repeal(qn_overlay *overlay, const qn_amendment *by)
{
    work w = work_on(overlay, by);
    const qn_node *lines = by->node->kid[AST_AMENDS_BODY];
    for (uint32_t i = 0; i < lines->count; i++)
        if (lines->kid[i]->kind == AST_REPEALS)
            repeal(&w, lines->kid[i]);
}
