/*
 * Clauses in plain words. See web_clause.h.
 */
#include "web_clause.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "html.h"
#include "web_cite.h"

/* Lines that a clause stands below, the innermost first. */
typedef struct context {
    const struct context *outer;
    const qn_node *left;
    const qn_node *trailers;
} context;

/* One walk over the body of a rule. */
typedef struct finder {
    qn_web_reader *x;
    uint32_t rule;
    uint32_t chunk;
    uint32_t entry;
    uint32_t first;
    const char *name;
} finder;

/* ---- days */

void qn_web_put_day(qn_page *page, int64_t day)
{
    qn_ymd on = qn_date_to_ymd((qn_day)day);
    qn_page_format(page, "%d %s %d", (int)on.day, qn_month_name((unsigned)on.month), (int)on.year);
}

static int64_t day_of(const qn_tables *t, uint32_t reg, int64_t absent)
{
    return reg == QN_NONE_INDEX ? absent : qn_constant_slot(&t->constant[reg]).i;
}

/* "from 1 July 1999, before 16 January 2026" */
static void put_days(qn_page *page, int64_t from, int64_t until)
{
    if (from > INT64_MIN) {
        qn_page_put(page, "from ");
        qn_web_put_day(page, from);
    }
    if (until < INT64_MAX) {
        qn_page_put(page, from > INT64_MIN ? ", before " : "before ");
        qn_web_put_day(page, until);
    }
}

/* A day that is written as one; else `absent`. */
static int64_t written_day(const qn_node *date, int64_t absent)
{
    qn_day day;
    bool is_day = date && date->kind == AST_DATE &&
                  qn_date_parse(date->text, strlen(date->text), &day, NULL) == QN_DATE_OK;
    return is_day ? day : absent;
}

/* Narrows days by those that stand behind a line, or on its left. */
static void narrow(const context *c, int64_t *from, int64_t *until)
{
    int64_t low = INT64_MIN;
    int64_t high = INT64_MAX;
    if (c->left && c->left->kind == AST_LEFT_INTERVAL) {
        low = written_day(c->left->kid[AST_LEFT_INTERVAL_FROM], low);
        high = written_day(c->left->kid[AST_LEFT_INTERVAL_UNTIL], high);
    }
    for (uint32_t i = 0; i < c->trailers->count; i++) {
        const qn_node *trailer = c->trailers->kid[i];
        low = trailer->kind == AST_FROM ? written_day(trailer->kid[0], low) : low;
        high = trailer->kind == AST_UNTIL ? written_day(trailer->kid[0], high) : high;
    }
    *from = low > *from ? low : *from;
    *until = high < *until ? high : *until;
}

/* The days of a clause: those of the program, which knows what takes its place, and what is written
 * at it and at the lines that it stands below. */
static void find_days(const qn_tables *t, const qn_row_clause *row, const context *c,
                      qn_web_clause *out)
{
    out->from = row ? day_of(t, row->from, INT64_MIN) : INT64_MIN;
    out->until = row ? day_of(t, row->until, INT64_MAX) : INT64_MAX;
    for (; c; c = c->outer) {
        narrow(c, &out->from, &out->until);
    }
}

/* ---- conditions */

/* A list of conditions that is being put: the subject of the band in hand. */
typedef struct phrases {
    qn_page *page;
    const qn_web_reader *x;
    const qn_node *subject;
    bool any;
} phrases;

static void begin_phrase(phrases *p, const char *word)
{
    qn_page_put(p->page, p->any ? ", and " : "");
    qn_page_put(p->page, word);
    p->any = true;
}

static void put_match(phrases *p, const qn_node *left)
{
    const qn_node *own = left->kid[AST_LEFT_MATCH_SUBJECT];
    const qn_node *values = left->kid[AST_LEFT_MATCH_VALUES];
    const qn_node *subject = own ? own : p->subject;
    begin_phrase(p, "when ");
    if (subject) {
        qn_web_put_words(p->page, p->x, subject->span);
    }
    qn_page_put(p->page, values->count > 1 ? " is one of " : " is ");
    qn_web_put_words(p->page, p->x, values->span);
}

/* What the left side of a line asks. */
static void put_left(phrases *p, const qn_node *left)
{
    switch (left->kind) {
    case AST_LEFT_WHEN:
        begin_phrase(p, "when ");
        qn_web_put_words(p->page, p->x, left->kid[AST_LEFT_WHEN_CONDITION]->span);
        break;
    case AST_LEFT_SUBJECT:
        p->subject = left->kid[AST_LEFT_SUBJECT_SUBJECT];
        break;
    case AST_LEFT_MATCH:
        put_match(p, left);
        break;
    case AST_LEFT_OTHERWISE:
        begin_phrase(p, "in all other cases");
        break;
    case AST_LEFT_ONLY_WHEN:
        begin_phrase(p, "only when ");
        qn_web_put_words(p->page, p->x, left->kid[AST_LEFT_ONLY_WHEN_CONDITION]->span);
        break;
    case AST_LEFT_SEVERAL:
        begin_phrase(p, "where several apply");
        break;
    default:
        break;
    }
}

/* What stands behind it and bounds it: `unless`, and `when` of a duty. */
static void put_bounds(phrases *p, const qn_node *trailers)
{
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *trailer = trailers->kid[i];
        if (trailer->kind == AST_UNLESS || trailer->kind == AST_WHEN) {
            begin_phrase(p, trailer->kind == AST_UNLESS ? "unless " : "when ");
            qn_web_put_words(p->page, p->x, trailer->kid[0]->span);
        }
    }
}

/* All that a line asks, from the outermost line that it stands below. */
static void put_context(phrases *p, const context *c)
{
    if (c) {
        put_context(p, c->outer);
        if (c->left) {
            put_left(p, c->left);
        }
        put_bounds(p, c->trailers);
    }
}

/* ---- the clause in the program */

/* Whether a clause stands at a place, or with column 0 in a line. */
static bool stands_at(const qn_row_clause *row, uint32_t source, uint32_t line, uint32_t column)
{
    return row->source == source && row->line == line && (column == 0 || row->column == column);
}

/* The first row of CLAUSE of the rule, in any of its readings, at a place or in a line;
 * QN_NONE_INDEX where the program has none. */
static uint32_t find_at(const finder *f, uint32_t line, uint32_t column)
{
    const qn_tables *t = f->x->t;
    uint32_t source = qn_web_source(f->x);
    for (uint32_t r = f->rule; r < t->rule_count; r++) {
        const qn_row_rule *rule = &t->rule[r];
        bool is_same = rule->source == t->rule[f->rule].source &&
                       rule->line == t->rule[f->rule].line &&
                       rule->column == t->rule[f->rule].column;
        for (uint32_t i = 0; is_same && i < rule->clause_count; i++) {
            if (stands_at(&t->clause[rule->first_clause + i], source, line, column)) {
                return rule->first_clause + i;
            }
        }
    }
    return QN_NONE_INDEX;
}

/* The clause that is written at a node: a row of a table may be several, and those of a scale are
 * one, which stands where the scale begins. */
static uint32_t find_row(const finder *f, const qn_node *node, const qn_node *table)
{
    qn_position at = qn_web_place(f->x, node->span);
    uint32_t row = find_at(f, at.line, at.column);
    if (row == QN_NONE_INDEX && table) {
        row = find_at(f, at.line, 0);
    }
    if (row == QN_NONE_INDEX && table) {
        row = find_at(f, qn_web_place(f->x, table->span).line, 0);
    }
    return row;
}

/* ---- addresses */

/* "vacation.LC-116.1", with a number behind it where there is another one of that name. */
static size_t make_id(finder *f, const char *what)
{
    qn_web_file *file = f->x->file;
    for (uint32_t number = 1;; number++) {
        qn_page id = {0};
        qn_page_put(&id, f->name);
        qn_page_put(&id, ".");
        qn_web_put_slug(&id, what);
        if (number > 1) {
            qn_page_format(&id, ".%u", number);
        }
        bool taken = id.out_of_memory;
        for (uint32_t i = f->first; i + 1 < file->clauses.count && !taken; i++) {
            const qn_web_clause *other = &((qn_web_clause *)file->clauses.row)[i];
            taken = strcmp(qn_web_text(file, other->id), qn_page_string(&id)) == 0;
        }
        if (!taken || id.out_of_memory) {
            return qn_web_keep_page(file, &id);
        }
        qn_page_clear(&id);
    }
}

/* What a clause is called in its address: its label, its first article, or that it has none. */
static const char *address_of(const qn_web_reader *x, const qn_row_clause *row)
{
    const char *label = row ? qn_tables_string(x->t, row->label) : "";
    return label[0]                 ? label
           : row && row->cite_count ? qn_tables_string(x->t, x->t->entry[row->first_cite].value)
                                    : "clause";
}

/* ---- clauses */

/* Keeps the citations of a clause, one behind the other. */
static void keep_cites(finder *f, const qn_row_clause *row, qn_web_clause *clause)
{
    qn_page cites = {0};
    for (uint32_t i = 0; i < row->cite_count; i++) {
        const char *cite = qn_tables_string(f->x->t, f->x->t->entry[row->first_cite + i].value);
        qn_page_add(&cites, cite, strlen(cite) + 1);
    }
    clause->cite_count = row->cite_count;
    if (cites.length > 0) {
        (void)qn_web_keep(f->x->file, "");
        clause->cites = f->x->file->words.length;
        qn_page_add(&f->x->file->words, cites.bytes, cites.length);
    }
    qn_page_end(&cites, &f->x->file->words);
}

/* What it gives: the words of its effect; of a gate what there is where it fails. */
static void put_then(qn_page *page, const qn_web_reader *x, const qn_node *left,
                     const qn_node *effect, const qn_row_clause *row)
{
    const char *reason = row ? qn_tables_string(x->t, row->reason) : "";
    if (effect && left && left->kind != AST_LEFT_ONLY_WHEN) {
        qn_web_put_words(page, x, effect->span);
    } else if (effect && !left) {
        qn_web_put_words(page, x, effect->span);
    } else {
        qn_page_put(page, "else there is none");
        if (reason[0]) {
            qn_page_put(page, ": “");
            qn_html_put(page, reason);
            qn_page_put(page, "”");
        }
    }
}

/* What a clause without a condition is called. */
static const char *unconditional(const qn_node *left)
{
    bool is_value = left && (left->kind == AST_LEFT_BASE || left->kind == AST_LEFT_INTERVAL);
    return is_value ? "in general" : "in any case";
}

/* Adds a clause that stands at a node. */
static void add_clause(finder *f, const qn_node *node, const context *c, const qn_node *left,
                       const qn_node *effect, const qn_node *table)
{
    qn_web_reader *x = f->x;
    uint32_t index = find_row(f, node, table);
    const qn_row_clause *row = index == QN_NONE_INDEX ? NULL : &x->t->clause[index];
    qn_page when = {0};
    qn_page then = {0};
    qn_page dates = {0};
    phrases p = {.page = &when, .x = x};
    put_context(&p, c);
    qn_page_put(&when, p.any ? "" : unconditional(left));
    put_then(&then, x, left, effect, row);
    qn_web_clause days;
    find_days(x->t, row, c, &days);
    put_days(&dates, days.from, days.until);
    if (!qn_web_add(x->file, &x->file->clauses, sizeof(qn_web_clause))) {
        qn_page_end(&when, &x->file->words);
        qn_page_end(&then, &x->file->words);
        qn_page_end(&dates, &x->file->words);
        return;
    }
    qn_web_clause clause = {.entry = f->entry,
                            .id = make_id(f, address_of(x, row)),
                            .when = qn_web_keep_page(x->file, &when),
                            .then = qn_web_keep_page(x->file, &then),
                            .dates = qn_web_keep_page(x->file, &dates),
                            .note =
                                row ? qn_web_keep(x->file, qn_tables_string(x->t, row->note)) : 0,
                            .from = days.from,
                            .until = days.until,
                            .row = index,
                            .chunk = f->chunk,
                            .is_cell = table != NULL};
    if (row) {
        keep_cites(f, row, &clause);
    }
    ((qn_web_clause *)x->file->clauses.row)[x->file->clauses.count - 1] = clause;
}

static const qn_node *rows_of(const qn_node *table)
{
    return table->kid[table->kind == AST_TABLE ? AST_TABLE_ROWS : AST_SCALE_ROWS];
}

static const qn_node *columns_of(const qn_node *table)
{
    return table->kid[table->kind == AST_TABLE ? AST_TABLE_COLUMNS : AST_SCALE_COLUMNS];
}

static const qn_node *effect_of(const qn_node *row)
{
    return row->kid[row->kind == AST_TABLE_ROW ? AST_TABLE_ROW_EFFECT : AST_SCALE_ROW_EFFECT];
}

static const qn_node *trailers_of(const qn_node *row)
{
    return row->kid[row->kind == AST_TABLE_ROW ? AST_TABLE_ROW_TRAILERS : AST_SCALE_ROW_TRAILERS];
}

static const qn_node *cells_of(const qn_node *row)
{
    return row->kid[row->kind == AST_TABLE_ROW ? AST_TABLE_ROW_CELLS : AST_SCALE_ROW_CELLS];
}

/* Whether the cells of a column are what the table gives, in rows without an effect of their own.
 */
static bool gives_values(const qn_node *column, const qn_node *row)
{
    return !effect_of(row) &&
           (column->kind == AST_LEFT_MATCH ||
            (column->kind == AST_LEFT_INTERVAL && column->kid[AST_LEFT_INTERVAL_FROM]));
}

/* One thing that a row of a table gives in one of its columns. */
static void put_given_cell(qn_page *page, const qn_web_reader *x, const qn_node *column,
                           const qn_node *cell)
{
    qn_page_put(page, page->length > 0 ? "; " : "");
    qn_web_put_words(page, x, column->span);
    qn_page_put(page, ": ");
    qn_web_put_words(page, x, cell->span);
}

/* One thing that a row of a table asks: its column, and the cell. */
static void put_cell_phrase(phrases *p, const qn_node *column, const qn_node *cell)
{
    begin_phrase(p, "when ");
    qn_web_put_words(p->page, p->x, column->span);
    qn_page_put(p->page, " is ");
    qn_web_put_words(p->page, p->x, cell->span);
}

/* The day in a column that is headed by a bare `from`; INT64_MIN where there is none. */
static int64_t first_day(const qn_node *columns, const qn_node *cells)
{
    int64_t from = INT64_MIN;
    for (uint32_t i = 0; i < columns->count && i < cells->count; i++) {
        const qn_node *column = columns->kid[i];
        const qn_node *cell = cells->kid[i];
        bool is_bare = column->kind == AST_LEFT_INTERVAL && !column->kid[AST_LEFT_INTERVAL_FROM] &&
                       cell->kind == AST_LIST && cell->count > 0;
        from = is_bare ? written_day(cell->kid[0], from) : from;
    }
    return from;
}

/* The words of a row take the place of those that its clause has. */
static void add_row(finder *f, const qn_node *table, const qn_node *row, const context *c)
{
    qn_page when = {0};
    qn_page then = {0};
    qn_web_file *file = f->x->file;
    const qn_node *columns = columns_of(table);
    const qn_node *cells = cells_of(row);
    uint32_t before = file->clauses.count;
    const qn_node *trailers = trailers_of(row);
    context own = {c, NULL, trailers};
    phrases p = {.page = &when, .x = f->x};
    add_clause(f, row, &own, NULL, effect_of(row), table);
    put_context(&p, c);
    if (row->kind == AST_SCALE_ROW) {
        put_cell_phrase(&p, table->kid[AST_SCALE_SUBJECT], row->kid[AST_SCALE_ROW_RANGE]);
    }
    for (uint32_t i = 0; i < columns->count && i < cells->count; i++) {
        if (gives_values(columns->kid[i], row)) {
            put_given_cell(&then, f->x, columns->kid[i], cells->kid[i]);
        } else {
            put_cell_phrase(&p, columns->kid[i], cells->kid[i]);
        }
    }
    put_bounds(&p, trailers);
    int64_t from = first_day(columns, cells);
    bool gives = then.length > 0;
    size_t asked = qn_web_keep_page(file, &when);
    size_t given = qn_web_keep_page(file, &then);
    if (file->clauses.count > before) {
        qn_web_clause *clause = &((qn_web_clause *)file->clauses.row)[before];
        clause->when = asked;
        clause->then = gives ? given : clause->then;
        clause->from = from > clause->from ? from : clause->from;
        if (from > INT64_MIN && row != rows_of(table)->kid[0]) {
            clause[-1].until = from; /* a row holds until the next one begins */
        }
    }
}

/* All clauses of a body. Blocks lie no deeper than the tree (ast.h). */
static void find_in(finder *f, const qn_node *body, const context *outer)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const qn_node *node = body->kid[i];
        if (node->kind == AST_CLAUSE) {
            context c = {outer, node->kid[AST_CLAUSE_LEFT], node->kid[AST_CLAUSE_TRAILERS]};
            add_clause(f, node, &c, c.left, node->kid[AST_CLAUSE_EFFECT], NULL);
        } else if (node->kind == AST_BLOCK) {
            context c = {outer, node->kid[AST_BLOCK_LEFT], node->kid[AST_BLOCK_TRAILERS]};
            find_in(f, node->kid[AST_BLOCK_BODY], &c);
        } else if (node->kind == AST_TABLE || node->kind == AST_SCALE) {
            for (uint32_t k = 0; k < rows_of(node)->count; k++) {
                add_row(f, node, rows_of(node)->kid[k], outer);
            }
        }
    }
}

void qn_web_find_clauses(qn_web_reader *x, const qn_node *rule, uint32_t row, uint32_t chunk)
{
    finder f = {.x = x,
                .rule = row,
                .chunk = chunk,
                .entry = x->file->entries.count - 1,
                .first = x->file->clauses.count,
                .name = rule->kid[AST_RULE_NAME]->text};
    find_in(&f, rule->kid[AST_RULE_BODY], NULL);
}

/* ---- as rows */

static const qn_web_clause *clause_at(const qn_web_reader *x, uint32_t index)
{
    return &((const qn_web_clause *)x->file->clauses.row)[index];
}

/* The days that the first clause with days holds, if most hold in them and from a day on: they are
 * told once, for all. 0 where there are none. */
static size_t common_dates(const qn_web_reader *x, uint32_t first)
{
    size_t common = 0;
    for (uint32_t i = first; i < x->file->clauses.count && common == 0; i++) {
        common = clause_at(x, i)->dates;
    }
    const char *days = qn_web_text(x->file, common);
    uint32_t same = 0;
    for (uint32_t i = first; i < x->file->clauses.count; i++) {
        same += strcmp(qn_web_text(x->file, clause_at(x, i)->dates), days) == 0;
    }
    return 2 * same > x->file->clauses.count - first && same > 1 ? common : 0;
}

/* Its articles, and the address of the clause. */
static void put_articles(qn_page *page, const qn_web_reader *x, const qn_web_clause *clause)
{
    const char *cite = qn_web_text(x->file, clause->cites);
    qn_page_put(page, "<td class=\"cite\">");
    for (uint32_t i = 0; i < clause->cite_count && cite[0]; i++, cite += strlen(cite) + 1) {
        qn_page_put(page, i > 0 ? "; " : "");
        qn_web_put_cite(page, x->file, cite);
    }
    qn_page_put(page, "\302\240<a class=\"here\" href=\"#"); /* on one line with the last */
    qn_web_put_link(page, qn_web_text(x->file, clause->id));
    qn_page_put(page, "\" aria-label=\"Link to this clause\">#</a></td></tr>\n");
}

/* What stands behind the conditions of a row: what it gives, unless that stands in them, its days
 * unless they are those of
 * most, its note, its articles. */
static void put_rest(qn_page *page, const qn_web_reader *x, const qn_web_clause *clause,
                     size_t common, bool gives)
{
    bool is_first = clause == x->file->clauses.row || clause[-1].entry != clause->entry;
    const char *note = qn_web_text(x->file, clause->note);
    note = is_first || strcmp(note, qn_web_text(x->file, clause[-1].note)) != 0 ? note : "";
    const char *dates = qn_web_text(x->file, clause->dates);
    qn_page_put(page, "<td>");
    qn_page_put(page, gives ? qn_web_text(x->file, clause->then) : "");
    if (dates[0] && strcmp(dates, qn_web_text(x->file, common)) != 0) {
        qn_page_format(page, " <span class=\"days\">%s</span>", dates);
    }
    if (note[0]) {
        qn_page_put(page, " <span class=\"note\">Note: ");
        qn_html_put(page, note);
        qn_page_put(page, "</span>");
    }
    qn_page_put(page, "</td>");
    put_articles(page, x, clause);
}

static void begin_row(qn_page *page, const qn_web_reader *x, const qn_web_clause *clause)
{
    qn_page_put(page, "<tr id=\"");
    qn_html_put(page, qn_web_text(x->file, clause->id));
    qn_page_put(page, "\">");
}

/* The columns behind the conditions, and the end of the head. */
static void end_head(qn_page *page, const char *then)
{
    qn_page_format(page,
                   "<th scope=\"col\">%s</th><th scope=\"col\">Article</th></tr></thead>\n"
                   "<tbody>\n",
                   then);
}

static void put_rows(qn_page *page, const qn_web_reader *x, uint32_t first, size_t common)
{
    bool any = false;
    for (uint32_t i = first; i < x->file->clauses.count; i++) {
        const qn_web_clause *clause = clause_at(x, i);
        if (clause->is_cell) {
            continue;
        }
        if (!any) {
            qn_page_put(page, "<table class=\"clauses\"><thead><tr><th scope=\"col\">When</th>");
            end_head(page, "Then");
        }
        any = true;
        begin_row(page, x, clause);
        qn_page_format(page, "<th scope=\"row\">%s</th>", qn_web_text(x->file, clause->when));
        put_rest(page, x, clause, common, true);
    }
    qn_page_put(page, any ? "</tbody></table>\n" : "");
}

/* ---- as tables */

/* Whether what it gives stands in its columns. */
static bool gives_in_columns(const qn_node *table)
{
    return rows_of(table)->count > 0 && !effect_of(rows_of(table)->kid[0]);
}

static void put_table_head(qn_page *page, const qn_web_reader *x, const qn_node *table)
{
    qn_page_put(page, "<table class=\"clauses\"><thead><tr>");
    if (table->kind == AST_SCALE) {
        qn_page_put(page, "<th scope=\"col\">");
        qn_web_put_words(page, x, table->kid[AST_SCALE_SUBJECT]->span);
        qn_page_put(page, "</th>");
    }
    for (uint32_t i = 0; i < columns_of(table)->count; i++) {
        qn_page_put(page, "<th scope=\"col\">");
        qn_web_put_words(page, x, columns_of(table)->kid[i]->span);
        qn_page_put(page, "</th>");
    }
    end_head(page, gives_in_columns(table) ? "Days and notes" : "Then");
}

/* trailers: of the row, which may bound it, or NULL. */
static void put_cell(qn_page *page, const qn_web_reader *x, const qn_node *cell,
                     const qn_node *trailers)
{
    qn_page bounds = {0};
    phrases p = {.page = &bounds, .x = x};
    qn_page_put(page, "<td>");
    if (cell) {
        qn_web_put_words(page, x, cell->span);
    }
    if (trailers) {
        put_bounds(&p, trailers);
    }
    qn_page_format(page, "%s%s</td>", bounds.length > 0 ? ", " : "", qn_page_string(&bounds));
    qn_page_end(&bounds, page);
}

/* What the rows of a table ask beside its columns: the lines that it stands below. */
static void put_around(qn_page *page, const qn_web_reader *x, const context *outer)
{
    phrases p = {.page = page, .x = x};
    size_t before = page->length;
    qn_page_put(page, "<p>");
    put_context(&p, outer);
    qn_page_put(page, ":</p>\n");
    page->length = p.any ? page->length : before;
}

/* A table or a scale; `at` is the number of its first clause, and goes on to that behind its last.
 */
static void put_table(qn_page *page, const qn_web_reader *x, const qn_node *table, uint32_t *at,
                      size_t common)
{
    put_table_head(page, x, table);
    for (uint32_t i = 0; i < rows_of(table)->count && *at < x->file->clauses.count; i++, ++*at) {
        const qn_node *row = rows_of(table)->kid[i];
        begin_row(page, x, clause_at(x, *at));
        if (row->kind == AST_SCALE_ROW) {
            put_cell(page, x, row->kid[AST_SCALE_ROW_RANGE], trailers_of(row));
        }
        for (uint32_t k = 0; k < columns_of(table)->count; k++) {
            put_cell(page, x, k < cells_of(row)->count ? cells_of(row)->kid[k] : NULL,
                     k == 0 && row->kind == AST_TABLE_ROW ? trailers_of(row) : NULL);
        }
        put_rest(page, x, clause_at(x, *at), common, !gives_in_columns(table));
    }
    qn_page_put(page, "</tbody></table>\n");
}

/* All tables of a body, in the order in which their clauses were found. */
static void put_tables(qn_page *page, const qn_web_reader *x, const qn_node *body,
                       const context *outer, uint32_t *at, size_t common)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const qn_node *node = body->kid[i];
        if (node->kind == AST_BLOCK) {
            context c = {outer, node->kid[AST_BLOCK_LEFT], node->kid[AST_BLOCK_TRAILERS]};
            put_tables(page, x, node->kid[AST_BLOCK_BODY], &c, at, common);
        } else if (node->kind == AST_TABLE || node->kind == AST_SCALE) {
            while (*at < x->file->clauses.count && !clause_at(x, *at)->is_cell) {
                ++*at;
            }
            put_around(page, x, outer);
            put_table(page, x, node, at, common);
        }
    }
}

void qn_web_put_clauses(qn_page *page, const qn_web_reader *x, const qn_node *rule, uint32_t first)
{
    uint32_t at = first;
    size_t common = common_dates(x, first);
    if (common) {
        qn_page_format(page, "<p class=\"days\">In force %s, unless other days are named.</p>\n",
                       qn_web_text(x->file, common));
    }
    put_rows(page, x, first, common);
    put_tables(page, x, rule->kid[AST_RULE_BODY], NULL, &at, common);
}

/* ---- by days */

static int compare_days(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The days on which a clause begins or ends, in order, each once, behind the first of all; how many
 * they are. NULL out of memory. */
static int64_t *find_changes(const qn_web_reader *x, uint32_t first, size_t *count)
{
    int64_t *day = malloc((2 * (size_t)(x->file->clauses.count - first) + 1) * sizeof *day);
    size_t all = 0;
    *count = 0;
    for (uint32_t i = first; day && i < x->file->clauses.count; i++) {
        const qn_web_clause *clause = clause_at(x, i);
        if (clause->from > INT64_MIN) {
            day[all++] = clause->from;
        }
        if (clause->until < INT64_MAX) {
            day[all++] = clause->until;
        }
    }
    if (all > 0) {
        qsort(day, all, sizeof *day, compare_days);
    }
    for (size_t i = 0; i < all; i++) {
        if (*count == 0 || day[*count - 1] != day[i]) {
            day[(*count)++] = day[i];
        }
    }
    return day;
}

/* The clauses that are bound to days and hold from one day to before another. */
static void put_held(qn_page *page, const qn_web_reader *x, uint32_t first, int64_t from)
{
    const char *between = "<ul>";
    for (uint32_t i = first; i < x->file->clauses.count; i++) {
        const qn_web_clause *clause = clause_at(x, i);
        bool is_bound = clause->from > INT64_MIN || clause->until < INT64_MAX;
        if (!is_bound || clause->from > from || clause->until <= from) {
            continue;
        }
        qn_page_format(page, "%s<li>%s: %s (<a href=\"#", between,
                       qn_web_text(x->file, clause->when), qn_web_text(x->file, clause->then));
        qn_web_put_link(page, qn_web_text(x->file, clause->id));
        qn_page_put(page, "\">clause</a>)</li>\n");
        between = "";
    }
    qn_page_put(page, between[0] ? "nothing that is bound to days" : "</ul>");
}

void qn_web_put_history(qn_page *page, const qn_web_reader *x, uint32_t first)
{
    size_t count;
    int64_t *day = find_changes(x, first, &count);
    page->out_of_memory |= !day;
    if (count > 0) {
        qn_page_format(page,
                       "<details><summary>What held when: %zu version%s</summary>\n"
                       "<table><thead><tr><th scope=\"col\">Days</th><th scope=\"col\">What held"
                       "</th></tr></thead>\n<tbody>\n",
                       count, count == 1 ? "" : "s");
    }
    for (size_t i = count; day && i-- > 0;) {
        qn_page_put(page, "<tr><th scope=\"row\">");
        put_days(page, day[i], i + 1 < count ? day[i + 1] : INT64_MAX);
        qn_page_put(page, "</th><td>");
        put_held(page, x, first, day[i]);
        qn_page_put(page, "</td></tr>\n");
    }
    qn_page_put(page, count > 0 ? "</tbody></table></details>\n" : "");
    free(day);
}
