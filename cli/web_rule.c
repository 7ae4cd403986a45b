/*
 * The section of a rule. See web_rule.h.
 */
#include "web_rule.h"

#include <stdlib.h>
#include <string.h>

#include "coverage_out.h"
#include "example.h"
#include "html.h"
#include "web_chart.h"
#include "web_cite.h"
#include "web_clause.h"

static const char *string(const qn_web_reader *x, uint32_t index)
{
    return qn_tables_string(x->t, index);
}

/* ---- entries and sections */

/* The first label that a name has, with its language; NULL where it has none. */
static const qn_row_label *find_label(const qn_web_reader *x, const char *name)
{
    for (uint32_t i = 0; i < x->t->label_count; i++) {
        if (strcmp(string(x, x->t->label[i].name), name) == 0) {
            return &x->t->label[i];
        }
    }
    return NULL;
}

/* "əmək məzuniyyəti", in an element that says its language. */
static size_t keep_label(const qn_web_reader *x, const char *name)
{
    qn_page page = {0};
    const qn_row_label *label = find_label(x, name);
    if (label) {
        qn_page_put(&page, "<span lang=\"");
        qn_html_put(&page, string(x, label->language));
        qn_page_put(&page, "\">");
        qn_html_put(&page, string(x, label->text));
        qn_page_put(&page, "</span>");
    }
    return qn_web_keep_page(x->file, &page);
}

qn_web_entry *qn_web_add_entry(qn_web_reader *x, qn_web_kind kind, const char *name)
{
    qn_web_entry *entry = qn_web_add(x->file, &x->file->entries, sizeof *entry);
    qn_page title = {0};
    qn_page page = {0};
    if (!entry) {
        return NULL;
    }
    entry->kind = kind;
    entry->name = qn_web_keep(x->file, name);
    entry->id = entry->name;
    qn_web_put_spaced(&title, name, strlen(name), true);
    entry->title = qn_web_keep_page(x->file, &title);
    entry->label = keep_label(x, name);
    qn_web_put_rules_page(&page, x->file->stem);
    entry->page = qn_web_keep_page(x->file, &page);
    return entry;
}

static const qn_web_entry *last_entry(const qn_web_reader *x)
{
    return &((const qn_web_entry *)x->file->entries.row)[x->file->entries.count - 1];
}

void qn_web_begin_section(qn_web_reader *x, const char *class)
{
    qn_page *page = &x->file->body;
    const qn_web_entry *entry = last_entry(x);
    qn_page_format(page, "<section class=\"%s\" id=\"", class);
    qn_html_put(page, qn_web_text(x->file, entry->id));
    qn_page_put(page, "\">\n<h3>");
    qn_html_put(page, qn_web_text(x->file, entry->title));
    qn_page_put(page, " <a class=\"here\" href=\"#");
    qn_web_put_link(page, qn_web_text(x->file, entry->id));
    qn_page_put(page, "\" aria-label=\"Link to ");
    qn_html_put(page, qn_web_text(x->file, entry->title));
    qn_page_put(page, "\">#</a></h3>\n");
    if (entry->label) {
        qn_page_format(page, "<p class=\"label\">%s</p>\n", qn_web_text(x->file, entry->label));
    }
}

/* ---- the rule in the program */

/* The row of RULE that is declared at a place; QN_NONE_INDEX where there is none. */
static uint32_t find_row(const qn_web_reader *x, qn_span span)
{
    qn_position at = qn_web_place(x, span);
    uint32_t source = qn_web_source(x);
    uint32_t found = QN_NONE_INDEX;
    for (uint32_t i = 0; i < x->t->rule_count && found == QN_NONE_INDEX; i++) {
        const qn_row_rule *row = &x->t->rule[i];
        found =
            row->source == source && row->line == at.line && row->column == at.column ? i : found;
    }
    return found;
}

/* "calendar days" */
static void put_unit(qn_page *page, const qn_web_reader *x, uint32_t row)
{
    static const char *const kinds[QN_KIND_COUNT] = {
        "a number", "a whole number", "a percentage", "",       "yes or no",
        "a date",   "one of several", "a set",        "a text", "a time of day",
        "a period", "periods",        "a record",     "a list", "a span of time"};
    const qn_row_type *type = &x->t->type[x->t->rule[row].type];
    const char *unit = string(x, type->unit);
    qn_html_put(page, type->kind == QN_KIND_QUANTITY ? unit : kinds[type->kind]);
}

/* Who owes it to whom, and what it is. */
static void put_kind(qn_page *page, const qn_web_reader *x, uint32_t row, const char *each)
{
    const qn_row_rule *rule = &x->t->rule[row];
    qn_page_put(page, "<p class=\"meta\"><code>");
    qn_html_put(page, qn_web_text(x->file, last_entry(x)->name));
    qn_page_put(page, "</code> · gives ");
    put_unit(page, x, row);
    if (string(x, rule->payer)[0]) {
        qn_page_put(page, " · owed by ");
        qn_html_put(page, string(x, rule->payer));
        qn_page_put(page, " to ");
        qn_html_put(page, string(x, rule->payee));
    }
    qn_page_format(page, "%s%s</p>\n", each[0] ? " · " : "", each);
}

/* ---- what it uses */

/* Keeps that the last entry uses a rule or a fact, once; puts it. */
static void put_used(qn_page *page, qn_web_reader *x, uint32_t source, const char *name,
                     bool is_fact, uint32_t first, bool *any)
{
    const char *path = source == QN_NONE_INDEX ? "" : string(x, x->t->source[source].name);
    qn_web_file *file = x->file;
    for (uint32_t i = first; i < file->edges.count; i++) {
        const qn_web_edge *edge = &((const qn_web_edge *)file->edges.row)[i];
        if (edge->to_fact == is_fact && strcmp(qn_web_text(file, edge->name), name) == 0 &&
            strcmp(qn_web_text(file, edge->path), path) == 0) {
            return;
        }
    }
    qn_web_edge *edge = qn_web_add(file, &file->edges, sizeof *edge);
    if (edge) {
        *edge = (qn_web_edge){.from = file->entries.count - 1,
                              .to_fact = is_fact,
                              .path = qn_web_keep(file, path),
                              .name = qn_web_keep(file, name)};
    }
    qn_page_put(page, *any ? ", " : "<p class=\"links\"><b>Uses</b> ");
    qn_web_put_declared(page, x->site, path, name, is_fact);
    *any = true;
}

/* The rules that it names, and the facts that it reads itself. */
static void put_uses(qn_page *page, qn_web_reader *x, uint32_t rule)
{
    const qn_tables *t = x->t;
    const qn_row_rule *row = &t->rule[rule];
    uint32_t first = x->file->edges.count;
    bool any = false;
    for (uint32_t i = 0; i < row->use_count; i++) {
        const qn_row_rule *used = &t->rule[t->entry[row->first_use + i].value];
        bool is_itself = used->source == row->source && used->line == row->line;
        if (used->line > 0 && !is_itself) {
            put_used(page, x, used->source, qn_web_bare(string(x, used->name)), false, first, &any);
        }
    }
    for (uint32_t i = 0; i < row->read_count; i++) {
        const qn_row_fact *fact = &t->fact[t->entry[row->first_read + i].value];
        put_used(page, x, fact->source, qn_web_bare(string(x, fact->name)), true, first, &any);
    }
    qn_page_put(page, any ? "</p>\n" : "");
}

/* ---- examples */

/* "12 years", … of the facts of some rows of GIVEN. */
static void put_given(qn_page *page, const qn_web_reader *x, uint32_t first, uint32_t count,
                      bool *any)
{
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_given *given = &x->t->given[first + i];
        const char *name = string(x, x->t->fact[given->fact].name);
        qn_page words = {0};
        qn_page value = {0};
        qn_web_put_spaced(&words, name, strlen(name), false);
        qn_page_put(page, *any ? "; " : "");
        qn_html_put_words(page, &words);
        qn_page_put(page, ": ");
        qn_example_put_given(&value, &x->view, given);
        qn_html_put_words(page, &value);
        *any = true;
    }
}

/* A row of the table of examples. */
static void put_expectation(qn_page *page, const qn_web_reader *x, const qn_row_example *example,
                            const qn_row_expectation *expected)
{
    bool any = false;
    qn_page value = {0};
    qn_page_put(page, "<tr><th scope=\"row\">");
    qn_html_put(page, string(x, example->name));
    qn_page_put(page, "</th><td>");
    if (example->on == QN_NONE_INDEX) {
        qn_page_put(page, "any day");
    } else {
        qn_web_put_day(page, qn_constant_slot(&x->t->constant[example->on]).i);
    }
    qn_page_put(page, "</td><td>");
    put_given(page, x, example->first_given, example->given_count, &any);
    put_given(page, x, expected->first_given, expected->given_count, &any);
    qn_page_put(page, "</td><td>");
    qn_example_put_expected(&value, &x->view, expected);
    qn_html_put_words(page, &value);
    qn_page_put(page, "</td></tr>\n");
}

/* Notes that an example expects a conflict: two articles that contradict each other. */
static void note_conflict(qn_web_reader *x, const qn_row_example *example)
{
    qn_web_point *point = qn_web_add(x->file, &x->file->points, sizeof *point);
    qn_page text = {0};
    qn_page_put(&text, "The example “");
    qn_html_put(&text, string(x, example->name));
    qn_page_put(&text, "” expects that clauses contradict each other.");
    size_t kept = qn_web_keep_page(x->file, &text);
    if (point) {
        *point = (qn_web_point){.kind = QN_WEB_CONFLICT,
                                .id = last_entry(x)->id,
                                .where = last_entry(x)->title,
                                .text = kept};
    }
}

/* The examples of the file that expect something of the rule. */
static uint32_t put_expectations(qn_page *page, qn_web_reader *x, uint32_t rule)
{
    const qn_tables *t = x->t;
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->example_count; i++) {
        const qn_row_example *example = &t->example[i];
        for (uint32_t k = 0; k < example->expect_count; k++) {
            const qn_row_expectation *expected = &t->expectation[example->first_expect + k];
            if (expected->rule == rule) {
                put_expectation(page, x, example, expected);
                count++;
            }
            if (expected->rule == rule && expected->status == QN_CONFLICT) {
                note_conflict(x, example);
            }
        }
    }
    return count;
}

static void put_examples(qn_page *page, qn_web_reader *x, uint32_t rule)
{
    qn_page rows = {0};
    uint32_t count = put_expectations(&rows, x, rule);
    if (count > 0) {
        qn_page_format(page,
                       "<details><summary>%u example%s</summary>\n"
                       "<table><thead><tr><th scope=\"col\">Example</th><th scope=\"col\">On</th>"
                       "<th scope=\"col\">Given</th><th scope=\"col\">Answer</th></tr></thead>\n"
                       "<tbody>\n",
                       count, count == 1 ? "" : "s");
        qn_page_add(page, rows.bytes, rows.length);
        qn_page_put(page, "</tbody></table></details>\n");
    }
    x->file->examples += count;
    qn_page_end(&rows, page);
}

/* ---- coverage */

void qn_web_put_coverage(qn_page *page, const qn_web_reader *x, uint32_t from, uint32_t to)
{
    const qn_coverage *coverage = &x->tested->coverage;
    unsigned covered = 0;
    unsigned of = 0;
    qn_page missing = {0};
    for (uint32_t i = 0; i < coverage->count; i++) {
        const qn_cover_item *item = &coverage->item[i];
        if (item->line < from || item->line > to || item->kind == QN_COVER_ARTICLE ||
            strcmp(qn_coverage_text(coverage, item->file), x->source->name) != 0) {
            continue;
        }
        covered += qn_cover_size(item->seen);
        of += qn_cover_size(item->parts);
        if (item->seen != item->parts) {
            qn_page words = {0};
            qn_coverage_put_missing(&words, coverage, item);
            qn_page_format(&missing, "<li>line %u: ", item->line);
            qn_html_put_words(&missing, &words);
            qn_page_put(&missing, "</li>\n");
        }
    }
    if (of > 0 && covered == of) {
        qn_page_put(page, "<p class=\"covered\">The examples of its file cover all of it.</p>\n");
    } else if (of > 0) {
        unsigned tenths = qn_coverage_tenths(covered, of);
        qn_page_format(
            page,
            "<details><summary>The examples of its file cover %u of %u parts of it, %u.%u%%"
            "</summary>\n<ul>\n",
            covered, of, tenths / 10, tenths % 10);
        qn_page_add(page, missing.bytes, missing.length);
        qn_page_put(page, "</ul></details>\n");
    }
    qn_page_end(&missing, page);
}

/* ---- what is open */

/* Notes and refusals of the clauses from one on. */
static void note_points(qn_web_reader *x, uint32_t first)
{
    for (uint32_t i = first; i < x->file->clauses.count; i++) {
        const qn_web_clause clause = ((const qn_web_clause *)x->file->clauses.row)[i];
        const qn_web_clause *rows = x->file->clauses.row;
        const char *note = qn_web_text(x->file, clause.note);
        note = i > first && strcmp(note, qn_web_text(x->file, rows[i - 1].note)) == 0 ? "" : note;
        bool refuses = strncmp(qn_web_text(x->file, clause.then), "not settled", 11) == 0;
        qn_page text = {0};
        if (refuses) {
            qn_page_put(&text, qn_web_text(x->file, clause.when));
            qn_page_put(&text, ": ");
            qn_page_put(&text, qn_web_text(x->file, clause.then));
        } else {
            qn_html_put(&text, note);
        }
        size_t kept = qn_web_keep_page(x->file, &text);
        qn_web_point *point =
            refuses || note[0] ? qn_web_add(x->file, &x->file->points, sizeof *point) : NULL;
        if (point) {
            *point = (qn_web_point){.kind = refuses ? QN_WEB_REFUSED : QN_WEB_NOTED,
                                    .id = clause.id,
                                    .where = last_entry(x)->title,
                                    .text = kept};
        }
    }
}

/* ---- sections */

/* The lines from the first to the last of a node. */
static void put_covered(qn_page *page, const qn_web_reader *x, const qn_node *node)
{
    qn_span end = {node->span.source, node->span.end, node->span.end};
    qn_position first = qn_web_place(x, node->span);
    qn_position last = qn_web_place(x, end);
    qn_web_put_coverage(page, x, first.line, last.line);
}

/* Where it is said, at the end, who uses it. */
static void mark_users(qn_web_reader *x)
{
    qn_web_entry *rows = x->file->entries.row;
    rows[x->file->entries.count - 1].mark = x->file->body.length;
}

/* The second column: the rule as it is written, and its charts, if it has any. */
static void put_written(qn_page *page, const qn_web_reader *x, const qn_node *node, uint32_t row)
{
    qn_page_put(page, "<div><h4>As written</h4>\n");
    qn_web_put_code(page, x, node->span);
    if (row != QN_NONE_INDEX) {
        qn_web_put_charts(page, x, row, qn_web_text(x->file, last_entry(x)->name));
    }
    qn_page_put(page, "</div></div>\n");
}

void qn_web_put_rule(qn_web_reader *x, const qn_node *rule, const char *each, const char *comment,
                     uint32_t chunk)
{
    qn_page *page = &x->file->body;
    bool is_rule = rule->kind == AST_RULE;
    uint32_t first = x->file->clauses.count;
    uint32_t row = find_row(x, rule->kid[AST_RULE_NAME]->span);
    if (!qn_web_add_entry(x, is_rule ? QN_WEB_RULE : QN_WEB_OTHER,
                          rule->kid[AST_RULE_NAME]->text)) {
        return;
    }
    qn_web_begin_section(x, "rule");
    if (row != QN_NONE_INDEX) {
        put_kind(page, x, row, each);
    }
    qn_page_put(page, comment);
    qn_page_put(page, "<div class=\"pair\"><div><h4>In plain words</h4>\n");
    qn_web_find_clauses(x, rule, row, chunk);
    qn_web_put_clauses(page, x, rule, first);
    qn_page_put(page, "</div>");
    put_written(page, x, rule, row);
    if (row != QN_NONE_INDEX) {
        put_uses(page, x, row);
    }
    mark_users(x);
    qn_web_put_history(page, x, first);
    if (row != QN_NONE_INDEX) {
        put_examples(page, x, row);
    }
    put_covered(page, x, rule);
    note_points(x, first);
    qn_page_put(page, "</section>\n");
    x->file->rules += is_rule;
}

/* ---- duties and promises */

/* The row of DUTY that is written at a place, or NULL. */
static const qn_row_duty *find_duty(const qn_web_reader *x, qn_span span)
{
    qn_position at = qn_web_place(x, span);
    uint32_t source = qn_web_source(x);
    for (uint32_t i = 0; i < x->t->duty_count; i++) {
        const qn_row_duty *row = &x->t->duty[i];
        if (row->source == source && row->line == at.line && row->column == at.column) {
            return row;
        }
    }
    return NULL;
}

static const qn_node *find_trailer(const qn_node *trailers, qn_node_kind kind)
{
    for (uint32_t i = 0; i < trailers->count; i++) {
        if (trailers->kid[i]->kind == kind) {
            return trailers->kid[i];
        }
    }
    return NULL;
}

/* What a duty is called: what is said when it is breached, or its article, or just that. */
static const char *duty_name(const qn_node *duty, const qn_node *trailers)
{
    const qn_node *reason = find_trailer(trailers, AST_REASON);
    const qn_node *cite = find_trailer(trailers, AST_CITATION);
    return reason ? reason->text : cite ? cite->text : duty->kind == AST_DUTY ? "duty" : "promise";
}

/* Gives the last entry an address of its own. */
static void number_entry(qn_web_reader *x, const char *before)
{
    qn_web_file *file = x->file;
    qn_web_entry *rows = file->entries.row;
    uint32_t last = file->entries.count - 1;
    for (uint32_t number = 1;; number++) {
        qn_page id = {0};
        bool taken = false;
        qn_page_put(&id, before);
        qn_web_put_slug(&id, qn_web_text(file, rows[last].name));
        if (number > 1) {
            qn_page_format(&id, ".%u", number);
        }
        for (uint32_t i = 0; i < last && !taken; i++) {
            taken = strcmp(qn_web_text(file, rows[i].id), qn_page_string(&id)) == 0;
        }
        if (!taken || id.out_of_memory) {
            rows[last].id = qn_web_keep_page(file, &id);
            return;
        }
        qn_page_clear(&id);
    }
}

/* "LC 104.1; ILO 106": each place of a citation, ended by a NUL; how many they are. */
static uint32_t split_cites(qn_page *out, const char *text)
{
    uint32_t count = 1;
    for (; *text; text++) {
        bool is_end = *text == ';';
        qn_page_add(out, is_end ? "" : text, 1);
        text += is_end ? strspn(text + 1, " ") : 0;
        count += is_end;
    }
    qn_page_add(out, "", 1);
    return count;
}

static void put_cites(qn_page *page, const qn_web_reader *x, const char *text)
{
    qn_page cites = {0};
    uint32_t count = split_cites(&cites, text);
    const char *cite = cites.bytes;
    qn_page_put(page, " <span class=\"cite\">[");
    for (uint32_t i = 0; i < count && !cites.out_of_memory; i++, cite += strlen(cite) + 1) {
        qn_page_put(page, i > 0 ? "; " : "");
        qn_web_put_cite(page, x->file, cite);
    }
    qn_page_put(page, "]</span>");
    qn_page_end(&cites, page);
}

/* "Promise, LC 116.3": the title of what is called by its article. */
static void name_by_article(qn_web_reader *x, const char *what)
{
    qn_web_entry *rows = x->file->entries.row;
    qn_web_entry *entry = &rows[x->file->entries.count - 1];
    qn_page title = {0};
    const char *name = qn_web_text(x->file, entry->name);
    bool has_name = strcmp(name, "duty") != 0 && strcmp(name, "promise") != 0;
    qn_page_format(&title, "%s%s%s", what, has_name ? ", " : "", has_name ? name : "");
    entry->title = qn_web_keep_page(x->file, &title);
}

static void put_duty_words(qn_page *page, const qn_web_reader *x, const qn_node *duty,
                           const qn_node *trailers)
{
    static const char *const words[] = {"Required:",
                                        "Forbidden:",
                                        "In every case:",
                                        "In no case:",
                                        "Never falls as the fact rises:",
                                        "Never rises as the fact rises:"};
    size_t which = duty->op == AST_OP_REQUIRE  ? 0
                   : duty->op == AST_OP_FORBID ? 1
                   : duty->op == AST_OP_ALWAYS ? 2
                   : duty->op == AST_OP_NEVER  ? 3
                   : duty->op == AST_OP_RISES  ? 4
                                               : 5;
    qn_page_format(page, "<p><b>%s</b> ", words[which]);
    qn_web_put_words(page, x, duty->kid[0]->span);
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *trailer = trailers->kid[i];
        if (trailer->kind == AST_WHEN || trailer->kind == AST_UNLESS || trailer->kind == AST_FROM ||
            trailer->kind == AST_UNTIL) {
            qn_page_put(page, trailer->kind == AST_UNLESS ? ", unless "
                              : trailer->kind == AST_WHEN ? ", when "
                              : trailer->kind == AST_FROM ? ", from "
                                                          : ", before ");
            qn_web_put_words(page, x, trailer->kid[0]->span);
        } else if (trailer->kind == AST_CITATION) {
            put_cites(page, x, trailer->text);
        }
    }
    qn_page_put(page, "</p>\n");
}

/* Its articles, as those of a clause. */
static void add_duty_clause(qn_web_reader *x, const qn_node *duty, const qn_node *trailers,
                            uint32_t chunk)
{
    qn_web_file *file = x->file;
    qn_page cites = {0};
    qn_page then = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < trailers->count; i++) {
        if (trailers->kid[i]->kind == AST_CITATION) {
            count += split_cites(&cites, trailers->kid[i]->text);
        }
    }
    qn_web_put_words(&then, x, duty->kid[0]->span);
    qn_web_clause clause = {.entry = file->entries.count - 1,
                            .id = last_entry(x)->id,
                            .when = qn_web_keep(file, duty->op == AST_OP_FORBID    ? "forbidden"
                                                      : duty->op == AST_OP_REQUIRE ? "required"
                                                                                   : "promised"),
                            .then = qn_web_keep_page(file, &then),
                            .from = INT64_MIN,
                            .until = INT64_MAX,
                            .row = QN_NONE_INDEX,
                            .chunk = chunk,
                            .cite_count = count,
                            .cites = file->words.length};
    qn_page_add(&file->words, cites.bytes, cites.length);
    qn_page_end(&cites, &file->words);
    qn_web_clause *row = qn_web_add(file, &file->clauses, sizeof *row);
    if (row) {
        *row = clause;
    }
}

void qn_web_put_duty(qn_web_reader *x, const qn_node *duty, const char *comment, uint32_t chunk)
{
    qn_page *page = &x->file->body;
    bool is_duty = duty->kind == AST_DUTY;
    const qn_node *trailers = duty->kid[is_duty ? AST_DUTY_TRAILERS : AST_PROMISE_TRAILERS];
    const qn_row_duty *row = is_duty ? find_duty(x, duty->span) : NULL;
    if (!qn_web_add_entry(x, is_duty ? QN_WEB_DUTY : QN_WEB_PROMISE, duty_name(duty, trailers))) {
        return;
    }
    number_entry(x, is_duty ? "duty-" : "promise-");
    if (!find_trailer(trailers, AST_REASON)) {
        name_by_article(x, is_duty ? "Duty" : "Promise");
    }
    qn_web_begin_section(x, "rule");
    qn_page_put(page, comment);
    qn_page_put(page, "<div class=\"pair\"><div><h4>In plain words</h4>\n");
    put_duty_words(page, x, duty, trailers);
    add_duty_clause(x, duty, trailers, chunk);
    qn_page_put(page, "</div>");
    put_written(page, x, duty, QN_NONE_INDEX);
    mark_users(x);
    if (row) {
        put_uses(page, x, row->rule);
        put_examples(page, x, row->rule);
    }
    put_covered(page, x, duty);
    qn_page_put(page, "</section>\n");
}
