/*
 * Answers and why they are what they are, as sections of a page of HTML. See explain.h.
 */
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "clause.h"
#include "explain.h"
#include "explain_list.h"
#include "explain_words.h"
#include "html.h"
#include "laws.h"

/* Headings go no deeper than this. */
enum { HEADING_FIRST = 3, HEADING_LAST = 6 };

/* Where we are in a rule, so that it can be gone on with behind an element. */
typedef struct rule_state {
    uint32_t open; /* rules whose elements are open, one in the other */
    uint32_t rule; /* the one that is being told */
    bool in_reads; /* the list of facts that it reads is open */
    bool in_table; /* its table of clauses is open */
} rule_state;

/* The tree that is being put. */
typedef struct tree {
    qn_page *page;
    const qn_view *view;
    const qn_tables *t; /* of the view */
    rule_state now;
    rule_state outer[QN_EXPLAIN_NEST_MAX]; /* those in whose elements we are */
    uint32_t nest;
    bool *laws; /* those that were cited */
} tree;

/* A name: its label in the language of the view with the name behind it, or the name alone. */
static void put_name(qn_page *page, const qn_view *view, const char *name)
{
    const char *label = qn_view_name(view, name);
    if (label != name) {
        qn_page_put(page, "<span lang=\"");
        qn_html_put(page, view->language);
        qn_page_put(page, "\">");
        qn_html_put(page, label);
        qn_page_put(page, "</span> ");
    }
    qn_page_put(page, "<code>");
    qn_html_put(page, name);
    qn_page_put(page, "</code>");
}

/* A rule by its name, and the day of a `RULE on D`. */
static void put_rule_name(qn_page *page, const qn_view *view, uint32_t rule)
{
    char text[QN_DATE_TEXT_SIZE];
    qn_day day;
    put_name(page, view, qn_program_rule_info(view->program, (int32_t)rule).name);
    if (qn_view_rule_day(view, rule, &day)) {
        qn_date_format(day, text);
        qn_page_format(page, " on <time datetime=\"%s\">%s</time>", text, text);
    }
}

static void put_value(qn_page *page, const qn_view *view, const qn_value *value)
{
    qn_page words = {0};
    qn_answer_put_value(&words, view, value);
    qn_html_put_words(page, &words);
}

/* The same, but of a long list how many elements it has. */
static void put_short_value(qn_page *page, const qn_view *view, const qn_value *value)
{
    qn_page words = {0};
    qn_explain_put_short(&words, view, value);
    qn_html_put_words(page, &words);
}

/* The answer of a rule on one line. */
static void put_outcome(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value)
{
    qn_page words = {0};
    qn_answer_put_outcome(&words, view, rule, value);
    qn_page_format(page, "<strong class=\"%s\">", qn_answer_status_name(value->status));
    qn_html_put_words(page, &words);
    qn_page_put(page, "</strong>");
}

/* What is still needed or can be done about it, between two texts; nothing where there is nothing.
 */
static void put_advice(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value,
                       const char *before, const char *after)
{
    qn_page words = {0};
    bool any = qn_answer_put_advice(&words, view, rule, value);
    qn_page_put(page, any ? before : "");
    qn_html_put_words(page, &words);
    qn_page_put(page, any ? after : "");
}

/* "leave.qn:9" between two texts; nothing where it is not known. */
static void put_place(qn_page *page, const qn_tables *t, uint32_t source, uint32_t line,
                      const char *before, const char *after)
{
    if (source != QN_NONE_INDEX && line > 0) {
        qn_page_format(page, "%s<code>", before);
        qn_html_put(page, qn_tables_string(t, t->source[source].name));
        qn_page_format(page, ":%u</code>%s", line, after);
    }
}

/* The heading of the columns of a table, whose body is left open. */
static void begin_table(qn_page *page, const char *const *columns, size_t count)
{
    qn_page_put(page, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        qn_page_format(page, "<th scope=\"col\">%s</th>", columns[i]);
    }
    qn_page_put(page, "</tr></thead>\n<tbody>\n");
}

void qn_explain_put_html_results(qn_page *page, const qn_view *view, const uint32_t *rules,
                                 const qn_value *values, size_t count, bool linked)
{
    static const char *const columns[] = {"Rule", "Status", "Answer"};
    qn_page_put(page, "<section aria-labelledby=\"results\">\n<h2 id=\"results\">Results</h2>\n"
                      "<table>\n");
    begin_table(page, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count; i++) {
        qn_page_put(page, "<tr><th scope=\"row\">");
        if (linked) {
            qn_page_format(page, "<a href=\"#rule-%u\">", rules[i]);
        }
        put_rule_name(page, view, rules[i]);
        qn_page_format(page, "%s</th><td>%s</td><td>", linked ? "</a>" : "",
                       qn_answer_status_name(values[i].status));
        put_outcome(page, view, rules[i], &values[i]);
        put_advice(page, view, rules[i], &values[i], "<br>", "");
        qn_page_put(page, "</td></tr>\n");
    }
    qn_page_put(page, "</tbody>\n</table>\n</section>\n");
}

/* How the case came by the value of a fact. */
static const char *origin(const qn_value *value)
{
    return value->is_given ? "given" : value->status == QN_UNKNOWN ? "not given" : "by default";
}

/* The row of a fact. */
static void put_fact(qn_page *page, const qn_view *view, uint32_t fact)
{
    const qn_row_fact *row = &view->t->fact[fact];
    qn_value value;
    qn_case_fact(view->c, (int32_t)fact, &value);
    qn_page_format(page, "<tr id=\"fact-%u\"><th scope=\"row\">", fact);
    put_name(page, view, qn_program_fact_info(view->program, (int32_t)fact).name);
    qn_page_put(page, "</th><td>");
    put_value(page, view, &value);
    qn_page_format(page, "</td><td>%s</td><td>", origin(&value));
    qn_html_put(page, qn_view_question(view, fact));
    qn_page_put(page, "</td><td>");
    put_place(page, view->t, row->source, row->line, "", "");
    qn_page_put(page, "</td></tr>\n");
}

/* The section of the facts that were read; none where none was. */
static void put_facts(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count)
{
    static const char *const columns[] = {"Fact", "Value", "How it is known", "Question",
                                          "Declared at"};
    bool *facts = qn_explain_facts(view, rules, count);
    bool any = false;
    for (uint32_t i = 0; facts && i < view->t->fact_count; i++) {
        if (facts[i] && !any) {
            qn_page_put(page, "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\">Facts</h2>\n"
                              "<table>\n");
            begin_table(page, columns, sizeof columns / sizeof columns[0]);
            any = true;
        }
        if (facts[i]) {
            put_fact(page, view, i);
        }
    }
    qn_page_put(page, any ? "</tbody>\n</table>\n</section>\n" : "");
    page->out_of_memory |= !facts;
    free(facts);
}

/* Closes the elements of rules until so many are open. */
static void close_rules(tree *x, uint32_t left)
{
    for (; x->now.open > left; x->now.open--) {
        qn_page_put(x->page, "</details>\n");
    }
}

/* A fact that the rule itself reads, with its value. */
static void put_read_fact(void *self, const qn_step *fact)
{
    tree *x = self;
    qn_page_format(x->page, "%s<a href=\"#fact-%d\">",
                   x->now.in_reads ? ", " : "<p class=\"more\">reads ", fact->fact);
    put_name(x->page, x->view, fact->text);
    qn_page_put(x->page, "</a> = ");
    put_short_value(x->page, x->view, &fact->value);
    x->now.in_reads = true;
}

/* The answer of a rule in the tree; of a long list, or of a table that is told again, how many
 * elements it has. */
static void put_heading_outcome(const tree *x, uint32_t rule, const qn_value *value, bool repeated)
{
    if (!qn_explain_is_counted(x->view, value, repeated)) {
        put_outcome(x->page, x->view, rule, value);
        return;
    }
    qn_page_put(x->page, "<strong class=\"known\">");
    qn_explain_put_count(x->page, value);
    qn_page_put(x->page, "</strong>");
}

/* A rule that is explained above: its answer, and the way there. */
static void put_repeated(tree *x, uint32_t rule, const qn_value *value)
{
    qn_page_format(x->page, "<p class=\"again\"><a href=\"#rule-%u\">", rule);
    put_rule_name(x->page, x->view, rule);
    qn_page_put(x->page, value->status == QN_KNOWN ? "</a> = " : "</a> ");
    put_heading_outcome(x, rule, value, true);
    qn_page_put(x->page, " (see above)</p>\n");
}

/* Opens the element of a rule: its answer, its place, the facts that it reads. */
static void begin_rule(void *self, const qn_explained *step, const qn_value *value)
{
    tree *x = self;
    const qn_row_rule *row = &x->t->rule[step->rule];
    uint32_t heading = HEADING_FIRST + step->depth;
    heading = heading < HEADING_LAST && !step->inside ? heading : HEADING_LAST;
    close_rules(x, step->depth);
    if (step->repeated) {
        put_repeated(x, step->rule, value);
        return;
    }
    x->now.open = step->depth + 1;
    x->now.rule = step->rule;
    qn_page_put(x->page, "<details open");
    if (!step->inside) {
        qn_page_format(x->page, " id=\"rule-%u\"", step->rule);
    }
    qn_page_format(x->page, ">\n<summary><h%u>", heading);
    put_rule_name(x->page, x->view, step->rule);
    qn_page_put(x->page, value->status == QN_KNOWN ? " = " : " ");
    put_heading_outcome(x, step->rule, value, false);
    qn_page_format(x->page, "</h%u></summary>\n", heading);
    put_advice(x->page, x->view, step->rule, value, "<p class=\"more\">", "</p>\n");
    put_place(x->page, x->t, row->source, row->line, "<p class=\"place\">", "</p>\n");
}

/* A citation, with the names of laws leading to their titles. */
static void put_cite(tree *x, const char *cite)
{
    size_t length = strlen(cite);
    for (size_t at = 0; at < length;) {
        uint32_t law = qn_laws_find(x->t, cite, at);
        size_t taken =
            strlen(law == QN_NONE_INDEX ? "" : qn_tables_string(x->t, x->t->law[law].key));
        size_t end = at + (taken ? taken : 1);
        while (!taken && end < length && qn_laws_find(x->t, cite, end) == QN_NONE_INDEX) {
            end++;
        }
        qn_page words = {0};
        qn_page_add(&words, cite + at, end - at);
        if (taken) {
            qn_page_format(x->page, "<a href=\"#law-%u\">", law);
        }
        qn_html_put_words(x->page, &words);
        qn_page_put(x->page, taken ? "</a>" : "");
        at = end;
    }
}

/* The citations of a clause. */
static void put_cites(tree *x, const qn_row_clause *row)
{
    qn_laws_mark(x->t, row, x->laws);
    for (uint32_t i = 0; i < row->cite_count; i++) {
        qn_page_put(x->page, i ? "; " : "");
        put_cite(x, qn_tables_string(x->t, x->t->entry[row->first_cite + i].value));
    }
}

/* What became of a clause, and which one stands in its place. */
static void put_fate(tree *x, const qn_told_clause *told)
{
    qn_page_put(x->page, qn_clause_fate_name(told->trace.fate));
    if (told->trace.fate == QN_FATE_REPLACED && told->trace.by != QN_NONE_INDEX) {
        qn_page words = {0};
        qn_clause_put_name(&words, x->t, told->trace.by);
        qn_page_put(x->page, " by <span class=\"formula\">");
        qn_html_put_words(x->page, &words);
        qn_page_put(x->page, "</span>");
    }
}

/* Opens the table of clauses of a rule at the first of them. */
static void begin_clauses(tree *x)
{
    static const char *const columns[] = {"Gives", "What became of it", "Why", "Article",
                                          "Note",  "Stands at"};
    qn_page_put(x->page, "<table>\n<caption>Clauses of ");
    put_rule_name(x->page, x->view, x->now.rule);
    qn_page_put(x->page, "</caption>\n");
    begin_table(x->page, columns, sizeof columns / sizeof columns[0]);
    x->now.in_table = true;
}

/* The row of a clause. */
static void put_clause(void *self, const qn_told_clause *told)
{
    tree *x = self;
    qn_page given = {0};
    qn_page ground = {0};
    const char *label = qn_tables_string(x->t, told->row->label);
    if (!x->now.in_table) {
        begin_clauses(x);
    }
    qn_explain_put_given(&given, x->view, told);
    qn_explain_put_ground(&ground, x->view, told);
    qn_page_put(x->page, qn_explain_is_aside(told) ? "<tr class=\"aside\"><td>" : "<tr><td>");
    qn_html_put_words(x->page, &given);
    qn_page_put(x->page, "</td><td>");
    put_fate(x, told);
    qn_page_put(x->page, "</td><td>");
    if (label[0]) {
        qn_page_put(x->page, "<b>");
        qn_html_put(x->page, label);
        qn_page_put(x->page, "</b>: ");
    }
    qn_html_put_words(x->page, &ground);
    qn_page_put(x->page, "</td><td>");
    put_cites(x, told->row);
    qn_page_put(x->page, "</td><td>");
    qn_html_put(x->page, qn_tables_string(x->t, told->row->note));
    qn_page_put(x->page, "</td><td>");
    put_place(x->page, x->t, told->row->source, told->row->line, "", "");
    qn_page_put(x->page, "</td></tr>\n");
}

/* Opens what a clause goes through: a row below the clause's, whose summary opens its elements. */
static void begin_sequence(void *self, const qn_step *told)
{
    tree *x = self;
    qn_page words = {0};
    if (x->now.in_table) {
        qn_page_put(x->page, "<tr class=\"through\"><td colspan=\"6\">");
    }
    qn_explain_put_sequence(&words, x->view, told, true);
    qn_page_put(x->page, x->view->is_open ? "<details open><summary>" : "<details><summary>");
    qn_html_put_words(x->page, &words);
    qn_page_put(x->page, "</summary>\n");
}

static void end_sequence(void *self, uint64_t left_out)
{
    tree *x = self;
    qn_page words = {0};
    if (left_out > 0) {
        qn_explain_put_left_out(&words, left_out);
        qn_page_put(x->page, "<p class=\"more\">");
        qn_html_put_words(x->page, &words);
        qn_page_put(x->page, "</p>\n");
    }
    qn_page_put(x->page, "</details>");
    qn_page_put(x->page, x->now.in_table ? "</td></tr>\n" : "\n");
}

static void begin_element(void *self, const qn_step *told)
{
    tree *x = self;
    qn_page words = {0};
    qn_explain_put_element(&words, x->view, told);
    qn_page_format(x->page, "<li>%llu: ", (unsigned long long)told->number);
    qn_html_put_words(x->page, &words);
    x->outer[x->nest++] = x->now;
    x->now = (rule_state){.rule = x->now.rule};
}

static void end_element(void *self)
{
    tree *x = self;
    qn_page_put(x->page, "</li>\n");
    x->now = x->outer[--x->nest];
}

/* The list of elements, and the ends of the rules of one and of the table of clauses; the element
 * of a rule stays open for the rules that it uses. */
static void put_mark(void *self, qn_told_mark mark)
{
    tree *x = self;
    if (mark == QN_TOLD_ELEMENTS) {
        qn_page_put(x->page, "<ul class=\"elements\">\n");
    } else if (mark == QN_TOLD_ELEMENTS_END) {
        qn_page_put(x->page, "</ul>\n");
    } else if (mark == QN_TOLD_RULES) {
        qn_page_put(x->page, "\n");
    } else if (mark == QN_TOLD_CLAUSES && x->now.in_reads) {
        qn_page_put(x->page, "</p>\n");
        x->now.in_reads = false;
    } else if (mark == QN_TOLD_CLAUSES_END && x->now.in_table) {
        qn_page_put(x->page, "</tbody>\n</table>\n");
        x->now.in_table = false;
    } else if (mark == QN_TOLD_RULES_END) {
        close_rules(x, 0);
    }
}

/* The section of the laws that were cited, with their titles. */
static void put_laws(const tree *x)
{
    bool any = false;
    for (uint32_t i = 0; i < x->t->law_count; i++) {
        if (!x->laws[i]) {
            continue;
        }
        qn_page_put(x->page, any ? ""
                                 : "<section aria-labelledby=\"laws\">\n<h2 id=\"laws\">Laws</h2>\n"
                                   "<dl>\n");
        any = true;
        qn_page_format(x->page, "<dt id=\"law-%u\">", i);
        qn_html_put(x->page, qn_tables_string(x->t, x->t->law[i].key));
        qn_page_put(x->page, "</dt><dd>");
        qn_html_put(x->page, qn_tables_string(x->t, x->t->law[i].title));
        qn_page_put(x->page, "</dd>\n");
    }
    qn_page_put(x->page, any ? "</dl>\n</section>\n" : "");
}

void qn_explain_put_html(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count)
{
    static const qn_listener listener = {.rule = begin_rule,
                                         .read = put_read_fact,
                                         .clause = put_clause,
                                         .sequence = begin_sequence,
                                         .sequence_end = end_sequence,
                                         .element = begin_element,
                                         .element_end = end_element,
                                         .mark = put_mark};
    tree x = {.page = page, .view = view, .t = view->t};
    x.laws = calloc((size_t)x.t->law_count + 1, sizeof *x.laws);
    put_facts(page, view, rules, count);
    qn_page_put(page, "<section aria-labelledby=\"why\">\n<h2 id=\"why\">Why</h2>\n");
    if (x.laws) {
        qn_explain_walk(view, rules, count, &listener, &x);
    }
    close_rules(&x, 0);
    qn_page_put(page, "</section>\n");
    if (x.laws) {
        put_laws(&x);
    }
    page->out_of_memory |= !x.laws;
    free(x.laws);
}
