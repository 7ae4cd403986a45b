/*
 * Why a rule has its answer, as JSON. See explain.h; the structure stands in spec/command.md.
 */
#include <stdlib.h>

#include "answer.h"
#include "case.h"
#include "clause.h"
#include "explain.h"
#include "explain_list.h"
#include "value.h"

/* What the functions below need to know. */
typedef struct writer {
    qn_page *page;
    const qn_view *view;
    const qn_tables *t; /* of the view */
    qn_case *c;         /* of the view */
} writer;

/* A member that is a string, left out where that is empty. */
static void put_string(const writer *w, const char *name, const char *string)
{
    if (string[0]) {
        qn_page_format(w->page, ", \"%s\": ", name);
        qn_page_json_string(w->page, string);
    }
}

/* A known value and its unit, or the status that stands instead. */
static void put_value(const writer *w, const qn_value *value)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    if (value->status != QN_KNOWN) {
        put_string(w, "status", names[value->status]);
        return;
    }
    qn_page_put(w->page, ", \"value\": ");
    qn_answer_put_json_value(w->page, value);
    put_string(w, "unit", qn_answer_has_unit(value) ? value->unit : "");
}

/* The members `file` and `line`, where they are known. */
static void put_place(const writer *w, uint32_t source, uint32_t line)
{
    if (source != QN_NONE_INDEX && line > 0) {
        put_string(w, "file", qn_tables_string(w->t, w->t->source[source].name));
        qn_page_format(w->page, ", \"line\": %u", line);
    }
}

/* What the condition of a clause looked at. */
static void put_leaves(const writer *w, const qn_row_clause *clause)
{
    if (clause->leaf_count == 0) {
        return;
    }
    qn_page_put(w->page, ", \"because\": [");
    for (uint32_t i = 0; i < clause->leaf_count; i++) {
        uint32_t leaf = clause->first_leaf + i;
        const qn_row_leaf *row = &w->t->leaf[leaf];
        qn_leaf_trace trace = qn_trace_leaf(w->c, leaf);
        qn_value value;
        qn_case_value(w->c, row->type, trace.status, &trace.slot, &value);
        qn_page_put(w->page, i ? ", {\"name\": " : "{\"name\": ");
        qn_page_json_string(w->page, qn_tables_string(w->t, row->name));
        put_value(w, &value);
        put_string(w, "row", qn_tables_string(w->t, row->row));
        qn_page_put(w->page, trace.by_default ? ", \"default\": true}" : "}");
    }
    qn_page_put(w->page, "]");
}

/* The member `cites`, a list. */
static void put_cites(const writer *w, const qn_row_clause *clause)
{
    if (clause->cite_count == 0) {
        return;
    }
    qn_page_put(w->page, ", \"cites\": [");
    for (uint32_t i = 0; i < clause->cite_count; i++) {
        uint32_t string = w->t->entry[clause->first_cite + i].value;
        qn_page_put(w->page, i ? ", " : "");
        qn_page_json_string(w->page, qn_tables_string(w->t, string));
    }
    qn_page_put(w->page, "]");
}

/* The member `in_force`, where the clause is bound to dates. */
static void put_interval(const writer *w, const qn_row_clause *clause)
{
    qn_page interval = {0};
    qn_clause_put_interval(&interval, w->t, clause);
    put_string(w, "in_force", qn_page_string(&interval));
    w->page->out_of_memory |= interval.out_of_memory;
    qn_page_clear(&interval);
}

/* A clause, its members in the order of spec/command.md. */
static void put_clause(const writer *w, uint32_t index)
{
    static const char *const kinds[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_GATE] = "gate",           [QN_CLAUSE_BASE] = "base",
        [QN_CLAUSE_EXCEPTION] = "exception", [QN_CLAUSE_OTHERWISE] = "otherwise",
        [QN_CLAUSE_ADD] = "addition",        [QN_CLAUSE_MULTIPLY] = "multiplication",
        [QN_CLAUSE_FLOOR] = "floor",         [QN_CLAUSE_CAP] = "cap",
        [QN_CLAUSE_ROUND] = "rounding"};
    const qn_row_clause *clause = &w->t->clause[index];
    qn_clause_trace trace = qn_trace_clause(w->c, index);
    qn_page_format(w->page, "{\"kind\": \"%s\", \"fate\": \"%s\"", kinds[clause->kind],
                   qn_clause_fate_name(trace.fate));
    bool gives = clause->kind != QN_CLAUSE_GATE && clause->value != QN_NONE_INDEX;
    if (gives && clause->type != QN_NONE_INDEX) {
        qn_value value;
        qn_case_value(w->view->c, clause->type, trace.status, &trace.slot, &value);
        put_value(w, &value);
    }
    put_string(w, "left", qn_tables_string(w->t, clause->left));
    put_string(w, "text", qn_tables_string(w->t, clause->text));
    put_string(w, "label", qn_tables_string(w->t, clause->label));
    if (trace.by != QN_NONE_INDEX) {
        qn_page name = {0};
        qn_clause_put_name(&name, w->t, trace.by);
        put_string(w, "by", qn_page_string(&name));
        qn_page_end(&name, w->page);
    }
    put_interval(w, clause);
    put_leaves(w, clause);
    put_cites(w, clause);
    put_string(w, "note", qn_tables_string(w->t, clause->note));
    put_place(w, clause->source, clause->line);
    qn_page_put(w->page, "}");
}

/* The clauses of a rule, and the names of the rules that it uses. */
static void put_parts(const writer *w, uint32_t rule)
{
    const qn_row_rule *row = &w->t->rule[rule];
    uint32_t *order;
    uint32_t count = qn_explain_order(w->t, w->c, rule, &order);
    qn_page_put(w->page, ",\n   \"clauses\": [");
    for (uint32_t i = 0; i < count; i++) {
        qn_page_put(w->page, i ? ",\n     " : "\n     ");
        put_clause(w, order[i]);
    }
    w->page->out_of_memory |= !order;
    free(order);
    qn_page_put(w->page, "],\n   \"uses\": [");
    for (uint32_t i = 0; i < row->use_count; i++) {
        uint32_t used = w->t->entry[row->first_use + i].value;
        qn_page_put(w->page, i ? ", " : "");
        qn_page_json_string(w->page, qn_program_rule_name(w->view->program, (int32_t)used));
    }
    qn_page_put(w->page, "]");
}

/* The member `on` of a `RULE on D`. */
static void put_day(const writer *w, uint32_t rule)
{
    char text[QN_DATE_TEXT_SIZE];
    qn_day day;
    if (qn_view_rule_day(w->view, rule, &day)) {
        qn_date_format(day, text);
        put_string(w, "on", text);
    }
}

/* A rule with its result, its place, its clauses and what it uses. */
static void put_rule(const writer *w, uint32_t rule)
{
    qn_value value;
    qn_eval(w->c, (int32_t)rule, &value);
    qn_page_put(w->page, "{\"rule\": ");
    qn_page_json_string(w->page, qn_program_rule_name(w->view->program, (int32_t)rule));
    put_day(w, rule);
    qn_page_put(w->page, ", ");
    qn_answer_put_json_members(w->page, w->view, rule, &value);
    put_place(w, w->t->rule[rule].source, w->t->rule[rule].line);
    put_parts(w, rule);
    qn_page_put(w->page, "}");
}

void qn_explain_put_json(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count)
{
    writer w = {.page = page, .view = view, .t = view->t, .c = view->c};
    qn_explained *steps;
    size_t step_count = qn_explain_list(w.t, rules, count, &steps);
    const char *between = "[\n  ";
    for (size_t i = 0; steps && i < step_count; i++) {
        if (!steps[i].repeated) {
            qn_page_put(page, between);
            put_rule(&w, steps[i].rule);
            between = ",\n  ";
        }
    }
    qn_page_put(page, step_count > 0 ? "]" : "[]");
    page->out_of_memory |= !steps;
    free(steps);
}
