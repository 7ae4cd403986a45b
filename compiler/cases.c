/*
 * cases.c - tables of cases: in an example, and in files beside the rules, `examples from
 * cases.csv`.
 *
 * Responsible for columns, for the cells below them, and for what of a file is a cell. A column is
 * named as in `given` and `expect`, and a cell says what stands behind the `=` there, so that
 * example.c makes the rows. Refuses to know how a case is answered.
 */
#include "example.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "parse.h"

/* What a column holds. */
typedef struct column {
    enum { COLUMN_NOTHING, COLUMN_GIVEN, COLUMN_DAY, COLUMN_EXPECTED, COLUMN_DUTY } kind;
    qn_decl *fact;
    const qn_instance *rule;
} column;

/* A table: its columns, and the example whose conditions hold for each of its cases. first_given
 * and given_count: their rows. */
typedef struct table {
    qn_example *x;
    column *column;
    uint32_t count;
    uint32_t first_given, given_count;
    uint32_t on;
} table;

/* ---- columns */

static bool is_name(const qn_node *cell)
{
    return cell->kind == AST_NAME || cell->kind == AST_DOT;
}

/* Facts are given and rules are expected, as their declarations say. */
static column column_of(qn_example *x, const qn_node *cell)
{
    column out = {.kind = COLUMN_NOTHING};
    if (cell->kind == AST_NAME && !strcmp(cell->text, "on")) {
        out.kind = COLUMN_DAY;
        return out;
    }
    if (cell->kind == AST_STRING) {
        out.rule = qn_example_rule(x, cell);
        out.kind = out.rule ? COLUMN_DUTY : COLUMN_NOTHING;
        return out;
    }
    if (!is_name(cell)) {
        qn_report(x->s, QN_Q0723, cell, 0);
        return out;
    }
    const qn_decl *decl = qn_find(x->s->module, cell);
    if (decl && decl->kind == QN_DECL_FACT) {
        out.fact = qn_example_fact(x->s, cell);
        out.kind = out.fact ? COLUMN_GIVEN : COLUMN_NOTHING;
    } else {
        out.rule = qn_example_rule(x, cell);
        out.kind = out.rule ? COLUMN_EXPECTED : COLUMN_NOTHING;
    }
    return out;
}

/* Reads the columns; what is given in them is given for all that the example expects. */
static bool read_columns(table *t, const qn_node *cells)
{
    qn_builder *b = &t->x->s->c->builder;
    bool expects = false;
    t->column =
        qn_arena_take_array(&t->x->s->c->scratch, (size_t)cells->count + 1, sizeof *t->column);
    t->count = t->column ? cells->count : 0;
    for (uint32_t i = 0; i < t->count; i++) {
        t->column[i] = column_of(t->x, cells->kid[i]);
        qn_binding binding = {
            .name = cells->kid[i], .fact = t->column[i].fact, .count = QN_MANY, .is_column = true};
        t->x->doubtful |= t->column[i].kind == COLUMN_NOTHING;
        if (t->column[i].kind == COLUMN_GIVEN)
            qn_append(b, &t->x->bindings, sizeof binding, &binding);
        if (t->column[i].rule)
            qn_append(b, &t->x->rules, sizeof t->column[i].rule, &t->column[i].rule);
        expects |= t->column[i].kind >= COLUMN_EXPECTED;
    }
    if (!expects && !t->x->doubtful && cells->count)
        qn_report(t->x->s, QN_Q0713, cells, 0);
    return expects;
}

/* Begins the cases behind the conditions of the example. */
static table begin_table(qn_example *x)
{
    return (table){.x = x,
                   .first_given = x->row.first_given,
                   .given_count = x->row.given_count,
                   .on = x->row.on};
}

/* ---- cases */

/* What holds for every case, once more: the rows of a case stand one behind the other. */
static void begin_case(table *t)
{
    qn_builder *b = &t->x->s->c->builder;
    t->x->row.on = t->on;
    t->x->row.first_given = b->given.count;
    t->x->row.given_count = t->given_count;
    for (uint32_t i = 0; i < t->given_count && !b->failed; i++) {
        qn_row_given row = *QN_ROW(b, given, t->first_given + i);
        QN_APPEND(b, given, &row);
    }
}

/* A cell below a duty: `met` or `breached`, or a status. */
static int duty_op(qn_scope *s, const qn_node *cell)
{
    if (cell->kind == AST_OUTCOME && cell->op != AST_OP_NONE)
        return cell->op;
    if (cell->kind == AST_NAME && !strcmp(cell->text, "met"))
        return AST_OP_MET;
    if (cell->kind == AST_NAME && !strcmp(cell->text, "breached"))
        return AST_OP_BREACHED;
    qn_report(s, QN_Q0724, cell, 0);
    return AST_OP_PLAIN;
}

static void expect_cell(table *t, const column *c, const qn_node *cell)
{
    bool is_status = cell->kind == AST_OUTCOME;
    int op = c->kind == COLUMN_DUTY ? duty_op(t->x->s, cell) : is_status ? cell->op : AST_OP_VALUE;
    bool has_value = op == AST_OP_VALUE;
    uint32_t rules = t->x->rules.count;
    qn_row_expectation *row =
        op == AST_OP_PLAIN ? NULL
                           : qn_example_expect(t->x, c->rule, op, has_value ? cell : NULL, cell);
    const qn_node *reason = is_status ? cell->kid[AST_OUTCOME_REASON] : NULL;
    if (row && reason)
        row->text = qn_string(&t->x->s->c->builder, reason->text);
    t->x->rules.count = rules; /* those of the columns are all */
}

static void read_cell(table *t, const column *c, const qn_node *cell)
{
    int64_t day;
    bool is_empty = cell->kind == AST_OUTCOME && cell->op == AST_OP_PLAIN;
    if (is_empty)
        return;
    if (c->kind == COLUMN_DAY && qn_fixed_date(t->x->s, cell, &day))
        t->x->row.on = qn_constant_i(&t->x->s->c->builder, day);
    else if (c->kind == COLUMN_GIVEN && qn_example_give(t->x->s, c->fact, cell))
        t->x->row.given_count++;
}

/* What is given by a case before what is expected of it: their rows do not mix. */
static void read_case(table *t, const qn_node *cells, qn_span span)
{
    if (cells->count != t->count) {
        qn_arena *arena = &t->x->s->c->scratch;
        qn_report_at(t->x->s->c, QN_Q0728, span, 2, qn_arena_format(arena, "%u", cells->count),
                     qn_arena_format(arena, "%u", t->count));
        return;
    }
    begin_case(t);
    for (uint32_t i = 0; i < t->count; i++)
        read_cell(t, &t->column[i], cells->kid[i]);
    for (uint32_t i = 0; i < t->count; i++) {
        bool is_empty = cells->kid[i]->kind == AST_OUTCOME && cells->kid[i]->op == AST_OP_PLAIN;
        if (t->column[i].kind >= COLUMN_EXPECTED && !is_empty)
            expect_cell(t, &t->column[i], cells->kid[i]);
    }
    qn_example_store(t->x, span);
}

void qn_example_table(qn_example *x, const qn_node *lines)
{
    table t = begin_table(x);
    bool has_columns = false, expects = false;
    for (uint32_t i = 0; i < lines->count && !x->s->c->builder.failed; i++) {
        const qn_node *line = lines->kid[i];
        if (line->kind != AST_CASE_ROW)
            continue;
        if (!has_columns)
            expects = read_columns(&t, line->kid[AST_CASE_ROW_CELLS]);
        else if (expects)
            read_case(&t, line->kid[AST_CASE_ROW_CELLS], line->span);
        has_columns = true;
    }
}

/* ---- files of cases */

/* A file while it is read. code: a copy of its bytes, in which NULs end cells. */
typedef struct reader {
    qn_scope *s;
    qn_source source;
    char *code;
    char separator;
    struct qn_layout *room;
    qn_csv_record record;
    table table;
} reader;

/* A text is what stands in the cell, as it stands there. */
static bool is_text(const column *c)
{
    const qn_type *type = c == NULL                    ? NULL
                          : c->kind == COLUMN_GIVEN    ? c->fact->type
                          : c->kind == COLUMN_EXPECTED ? c->rule->result.type
                                                       : NULL;
    return type && type->kind == QN_KIND_TEXT;
}

/* A cell as the tree that it would be in an example; NULL with a message. */
static qn_node *cell_node(reader *r, qn_csv_field *field, const column *c)
{
    qn_arena *arena = &r->s->c->arena;
    qn_csv_trim(field);
    uint32_t begin = (uint32_t)(field->text - r->code);
    qn_span span = {r->source.id, begin, begin + (uint32_t)field->length};
    qn_node *nothing = NULL;
    field->text[field->length] = '\0';
    if (field->length == 0)
        return qn_node_new(arena, AST_OUTCOME, 0, span, 1, &nothing);
    if (is_text(c) && *field->text != '"' && strcmp(field->text, "unknown") != 0 &&
        strcmp(field->text, "none") != 0)
        return qn_node_leaf(arena, AST_STRING, 0, span, field->text, (uint32_t)field->length);
    return qn_parse_cell(arena, r->room, &r->source, span, &r->s->c->diagnostics);
}

/* The cells of a record; NULL where one of them is mistaken. */
static qn_node *cells_of(reader *r, qn_span span)
{
    qn_arena *arena = &r->s->c->arena;
    qn_node *list = qn_node_new(arena, AST_LIST, 0, span, 0, NULL);
    bool has_columns = r->table.column != NULL && r->record.count == r->table.count;
    bool is_sound = true;
    for (size_t i = 0; i < r->record.count && list; i++) {
        qn_node *cell = cell_node(r, &r->record.field[i], has_columns ? &r->table.column[i] : NULL);
        is_sound &= cell != NULL;
        list = cell ? qn_node_append(arena, list, cell) : list;
    }
    return is_sound ? list : NULL;
}

/* One record: the first names the columns. False where nothing behind it can be read. */
static bool read_record(reader *r, uint32_t at, uint32_t end)
{
    qn_span span = {r->source.id, at, end};
    if (!qn_csv_read(r->code + at, end - at, r->separator, &r->record)) {
        qn_arena_refuse(&r->s->c->arena);
        return false;
    }
    while (span.end > span.begin && strchr("\r\n", r->source.bytes[span.end - 1]))
        span.end--;
    if (r->record.wrong) {
        qn_report_at(r->s->c, QN_Q0726, span, 1, r->record.wrong);
        return false;
    }
    if (r->record.count == 0)
        return true;
    qn_node *cells = cells_of(r, span);
    bool is_head = r->table.column == NULL;
    r->table.x->doubtful |= !cells;
    if (!is_head && cells)
        read_case(&r->table, cells, span);
    return !is_head || (cells && read_columns(&r->table, cells));
}

/* All records, in order. */
static void read_records(reader *r)
{
    uint32_t at = r->source.first;
    bool is_whole, goes_on = true;
    r->separator = qn_csv_separator(r->code + at, r->source.length - at);
    while (at < r->source.length && goes_on && !qn_is_out_of_memory(r->s->c)) {
        uint32_t end =
            (uint32_t)qn_csv_end(r->source.bytes, r->source.length, at, r->separator, &is_whole);
        goes_on = read_record(r, at, end);
        at = end;
    }
    if (!r->table.column && goes_on)
        qn_report_at(r->s->c, QN_Q0726, (qn_span){r->source.id, at, at}, 1, "it is empty");
    qn_csv_clear(&r->record);
}

/* The file beside the rules; NULL, with a message, where there is none. */
static qn_module *open_file(qn_scope *s, const qn_node *path)
{
    const char *own = s->module->path, *slash = strrchr(own, '/');
    int folder = slash && *path->text != '/' ? (int)(slash - own) + 1 : 0;
    const char *name = qn_arena_format(&s->c->arena, "%.*s%s", folder, own, path->text);
    qn_module *m = name ? qn_module_cases(s->c, name) : NULL;
    if (!m && name && !qn_is_out_of_memory(s->c))
        qn_report(s, QN_Q0725, path, 1, name);
    return m;
}

void qn_example_file(qn_scope *s, const qn_node *examples)
{
    qn_example x;
    qn_module *m = open_file(s, examples->kid[AST_EXAMPLES_PATH]);
    if (!m || m->failed)
        return;
    const char *wrong = qn_csv_misfit(m->source.bytes, m->source.length);
    if (wrong) {
        qn_report(s, QN_Q0726, examples->kid[AST_EXAMPLES_PATH], 1, wrong);
        return;
    }
    qn_example_begin(&x, s, examples->kid[AST_EXAMPLES_PATH]->text);
    qn_example_conditions(&x, examples->kid[AST_EXAMPLES_LINES]);
    reader r = {.s = s, .source = m->source, .room = qn_parse_room(&s->c->scratch)};
    r.code = qn_arena_copy(&s->c->arena, m->source.bytes, m->source.length);
    r.table = begin_table(&x);
    if (!r.code || !r.room)
        return;
    r.source.code = r.code;
    read_records(&r);
    qn_example_end(&x);
}
