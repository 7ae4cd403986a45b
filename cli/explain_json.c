/*
 * Why a rule has its answer, as JSON. See explain.h; the structure stands in spec/command.md.
 */
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "clause.h"
#include "explain.h"
#include "explain_list.h"
#include "explain_words.h"
#include "laws.h"
#include "teller.h"
#include "value.h"

/* What the functions below need to know. */
typedef struct writer {
    qn_page *page;
    const qn_view *view;
    const qn_tables *t;                      /* of the view */
    const char *before;                      /* what stands before the next rule or clause */
    qn_page behind[QN_EXPLAIN_NEST_MAX + 1]; /* what stands behind the clauses of the rule that is
                                                told, and of those in whose elements we are */
    bool has_facts;                          /* the list of facts there is open */
    uint32_t nest;
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
    bool writable = value->status != QN_KNOWN || qn_answer_is_writable(value);
    if (value->status != QN_KNOWN || !writable) {
        put_string(w, "status", qn_answer_status_name(writable ? value->status : QN_FAILED));
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
        qn_told_leaf leaf = qn_explain_leaf(w->view, clause->first_leaf + i);
        qn_page_put(w->page, i ? ", {\"name\": " : "{\"name\": ");
        qn_page_json_string(w->page, qn_tables_string(w->t, leaf.row->name));
        put_value(w, &leaf.value);
        put_string(w, "row", qn_tables_string(w->t, leaf.row->row));
        qn_page_put(w->page, leaf.by_default ? ", \"default\": true" : "");
        qn_page_put(w->page, leaf.changed ? ", \"changed\": true}" : "}");
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
static void put_clause(void *self, const qn_told_clause *told)
{
    writer *w = self;
    static const char *const kinds[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_GATE] = "gate",           [QN_CLAUSE_BASE] = "base",
        [QN_CLAUSE_EXCEPTION] = "exception", [QN_CLAUSE_OTHERWISE] = "otherwise",
        [QN_CLAUSE_ADD] = "addition",        [QN_CLAUSE_MULTIPLY] = "multiplication",
        [QN_CLAUSE_FLOOR] = "floor",         [QN_CLAUSE_CAP] = "cap",
        [QN_CLAUSE_ROUND] = "rounding"};
    const qn_row_clause *clause = told->row;
    const qn_clause_trace *trace = &told->trace;
    qn_page_put(w->page, w->before);
    qn_page_format(w->page, "{\"kind\": \"%s\", \"fate\": \"%s\"", kinds[clause->kind],
                   qn_clause_fate_name(trace->fate));
    bool gives = clause->kind != QN_CLAUSE_GATE && clause->value != QN_NONE_INDEX;
    if (gives && clause->type != QN_NONE_INDEX) {
        qn_value value;
        qn_case_value(w->view->c, clause->type, trace->status, &trace->slot, &value);
        put_value(w, &value);
    }
    put_string(w, "left", qn_tables_string(w->t, clause->left));
    put_string(w, "text", qn_tables_string(w->t, clause->text));
    put_string(w, "label", qn_tables_string(w->t, clause->label));
    if (trace->by != QN_NONE_INDEX) {
        qn_page name = {0};
        qn_clause_put_name(&name, w->t, trace->by);
        put_string(w, "by", qn_page_string(&name));
        qn_page_end(&name, w->page);
    }
    put_interval(w, clause);
    put_leaves(w, clause);
    put_cites(w, clause);
    put_string(w, "note", qn_tables_string(w->t, clause->note));
    put_place(w, clause->source, clause->line);
}

static void end_clause(void *self)
{
    writer *w = self;
    qn_page_put(w->page, "}");
    w->before = ",\n     ";
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

/* Whether a rule reads another for the elements of something that it goes through itself, with
 * which that is told. */
static bool is_of_elements(const writer *w, const qn_explained *step, uint32_t used)
{
    const qn_ways *ways = &qn_case_teller(w->view->c)->ways;
    const qn_row_rule *row = &w->t->rule[step->rule];
    const qn_row_rule *other = &w->t->rule[used];
    if (!step->inside || row->code_count == 0 || other->code_count == 0) {
        return !step->inside && qn_ways_is_inside(ways, used);
    }
    return qn_ways_is_inside(ways, used) &&
           ways->region[row->first_code] != ways->region[other->first_code];
}

/* The member `uses`: names, and the day where a rule is read on one. */
static void put_uses(const writer *w, const qn_explained *step, qn_page *page)
{
    const qn_row_rule *row = &w->t->rule[step->rule];
    const char *before = "";
    qn_view plain = *w->view;
    plain.language = NULL; /* programs read names */
    qn_page_put(page, ",\n   \"uses\": [");
    for (uint32_t i = 0; i < row->use_count; i++) {
        uint32_t used = w->t->entry[row->first_use + i].value;
        qn_page name = {0};
        if (is_of_elements(w, step, used)) {
            continue; /* those of elements stand with them */
        }
        qn_answer_put_name(&name, &plain, used);
        qn_page_put(page, before);
        qn_page_json_string(page, qn_page_string(&name));
        qn_page_end(&name, page);
        before = ", ";
    }
    qn_page_put(page, "]");
}

/* A rule with its result and its place, up to its clauses. */
static void begin_rule(void *self, const qn_explained *step, const qn_value *value)
{
    writer *w = self;
    if (step->repeated) {
        return;
    }
    uint32_t rule = step->rule;
    qn_page_put(w->page, w->before);
    qn_page_put(w->page, "{\"rule\": ");
    qn_page_json_string(w->page, qn_program_rule_info(w->view->program, (int32_t)rule).name);
    put_day(w, rule);
    bool own = (w->t->rule[rule].flags & QN_RULE_INLINE) != 0;
    qn_page_put(w->page, own ? ", \"own_reading\": true, " : ", ");
    if (own && value->status == QN_UNKNOWN && !qn_case_cause(w->view->c, (int32_t)rule, 0)) {
        qn_page_put(w->page, "\"status\": \"unknown\""); /* a field of the element is missing */
    } else {
        qn_answer_put_json_members(w->page, w->view, rule, value, "disagree");
    }
    put_place(w, w->t->rule[rule].source, w->t->rule[rule].line);
    put_uses(w, step, &w->behind[w->nest]);
}

/* A member that is a value, as an object: known with its unit, or with its status. */
static void put_held(const writer *w, const char *name, const qn_value *value)
{
    qn_page held = {0};
    writer inner = *w;
    inner.page = &held;
    put_value(&inner, value);
    const char *text = qn_page_string(&held);
    qn_page_format(w->page, ", \"%s\": {", name);
    qn_page_put(w->page, strncmp(text, ", ", 2) == 0 ? text + 2 : text);
    qn_page_put(w->page, "}");
    w->page->out_of_memory |= held.out_of_memory;
    qn_page_clear(&held);
}

/* A member that is a number of elements. */
static void put_count(const writer *w, const char *name, uint64_t count)
{
    qn_page_format(w->page, ", \"%s\": %llu", name, (unsigned long long)count);
}

/* A sequence, up to its elements. */
static void put_sequence(void *self, const qn_step *told)
{
    writer *w = self;
    qn_page_put(w->page, w->before);
    qn_page_put(w->page, "{\"text\": ");
    qn_page_json_string(w->page, told->text);
    if (told->status != QN_KNOWN) {
        put_string(w, "status", qn_answer_status_name(told->status));
    }
    put_count(w, "count", told->count);
    if (told->is_chosen) {
        put_count(w, "of", told->of);
    }
    if (told->undecided > 0) {
        put_count(w, "undecided", told->undecided);
    }
    if (qn_explain_is_yes_no(told)) {
        put_count(w, "yes", told->yes);
    }
    if (told->count > 0) {
        put_held(w, "first", &told->first);
        put_held(w, "last", &told->last);
    }
    if (told->value.status == QN_KNOWN) {
        put_held(w, "sum", &told->value);
    }
}

static void end_sequence(void *self, uint64_t left_out)
{
    writer *w = self;
    if (left_out > 0) {
        put_count(w, "left_out", left_out);
    }
    qn_page_put(w->page, "}");
    w->before = ",\n       ";
}

/* An element, up to its rules. */
static void put_element(void *self, const qn_step *told)
{
    writer *w = self;
    qn_page_format(w->page, "%s{\"number\": %llu", w->before, (unsigned long long)told->number);
    put_value(w, &told->value);
    if (told->from.status == QN_KNOWN) {
        put_held(w, "from", &told->from);
    }
    qn_page_put(w->page, told->status == QN_KNOWN ? "" : ", \"undecided\": true");
    w->nest++;
}

static void end_element(void *self)
{
    writer *w = self;
    qn_page_put(w->page, "}");
    w->before = ",\n         ";
    w->nest--;
}

/* The beginning or the end of a list. */
static void put_mark(void *self, qn_told_mark mark)
{
    static const char *const marks[] = {
        [QN_TOLD_CLAUSES] = ",\n   \"clauses\": [",        [QN_TOLD_CLAUSES_END] = "]",
        [QN_TOLD_SEQUENCES] = ",\n      \"sequences\": [", [QN_TOLD_SEQUENCES_END] = "]",
        [QN_TOLD_ELEMENTS] = ",\n        \"elements\": [", [QN_TOLD_ELEMENTS_END] = "]",
        [QN_TOLD_RULES] = ",\n          \"rules\": [",     [QN_TOLD_RULES_END] = "]",
    };
    writer *w = self;
    if (mark == QN_TOLD_CLAUSES && w->has_facts) {
        qn_page_put(&w->behind[w->nest], "]");
        w->has_facts = false;
    }
    qn_page_put(w->page, marks[mark]);
    w->before = mark == QN_TOLD_CLAUSES ? "\n     " : "";
}

/* The member `facts`, the names of those that the rule itself reads; left out where it reads none.
 */
static void put_read_fact(void *self, const qn_step *fact)
{
    writer *w = self;
    qn_page *behind = &w->behind[w->nest];
    qn_page_put(behind, w->has_facts ? ", " : ",\n   \"facts\": [");
    qn_page_json_string(behind, fact->text);
    w->has_facts = true;
}

/* What stands behind the clauses of a rule. By now the registers of an element are the next one's.
 */
static void end_rule(void *self, const qn_explained *step)
{
    writer *w = self;
    qn_page *behind = &w->behind[w->nest];
    if (step->repeated) {
        return;
    }
    qn_page_put(w->page, qn_page_string(behind));
    qn_page_end(behind, w->page);
    qn_page_put(w->page, "}");
    w->before = step->inside ? ", " : ",\n  ";
}

void qn_explain_put_json(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count)
{
    static const qn_listener listener = {.rule = begin_rule,
                                         .read = put_read_fact,
                                         .clause = put_clause,
                                         .end = end_rule,
                                         .clause_end = end_clause,
                                         .sequence = put_sequence,
                                         .sequence_end = end_sequence,
                                         .element = put_element,
                                         .element_end = end_element,
                                         .mark = put_mark};
    writer w = {.page = page, .view = view, .t = view->t, .before = "\n  "};
    qn_page_put(page, "[");
    qn_explain_walk(view, rules, count, &listener, &w);
    qn_page_put(page, "]");
}

void qn_explain_put_json_facts(qn_page *page, const qn_view *view, const uint32_t *rules,
                               size_t count)
{
    writer w = {.page = page, .view = view, .t = view->t, .before = "\n  "};
    bool *facts = qn_explain_facts(view, rules, count);
    qn_page_put(page, "[");
    for (uint32_t i = 0; facts && i < view->t->fact_count; i++) {
        qn_value value;
        if (!facts[i]) {
            continue;
        }
        qn_case_fact(view->c, (int32_t)i, &value);
        qn_page_format(page, "%s{\"name\": ", w.before);
        qn_page_json_string(page, qn_program_fact_info(view->program, (int32_t)i).name);
        put_value(&w, &value);
        qn_page_put(page,
                    value.is_given || value.status == QN_UNKNOWN ? "" : ", \"default\": true");
        put_place(&w, view->t->fact[i].source, view->t->fact[i].line);
        qn_page_put(page, "}");
        w.before = ",\n  ";
    }
    qn_page_put(page, "]");
    page->out_of_memory |= !facts;
    free(facts);
}

/* The laws that are cited, as they are found. */
typedef struct finder {
    const qn_tables *t;
    bool *laws;
} finder;

/* Sequences and elements are gone into for the clauses that are told there. */
static void pass_sequence(void *self, const qn_step *told)
{
    (void)self;
    (void)told;
}

static void pass_element(void *self, const qn_step *told)
{
    (void)self;
    (void)told;
}

static void mark_laws(void *self, const qn_told_clause *told)
{
    const finder *f = self;
    qn_laws_mark(f->t, told->row, f->laws);
}

void qn_explain_put_json_laws(qn_page *page, const qn_view *view, const uint32_t *rules,
                              size_t count)
{
    static const qn_listener listener = {
        .clause = mark_laws, .sequence = pass_sequence, .element = pass_element};
    finder f = {view->t, calloc((size_t)view->t->law_count + 1, sizeof *f.laws)};
    const char *before = "\n  ";
    page->out_of_memory |= !f.laws;
    if (f.laws) {
        qn_explain_walk(view, rules, count, &listener, &f);
    }
    qn_page_put(page, "[");
    for (uint32_t i = 0; f.laws && i < view->t->law_count; i++) {
        if (f.laws[i]) {
            qn_page_format(page, "%s{\"law\": ", before);
            qn_page_json_string(page, qn_tables_string(view->t, view->t->law[i].key));
            qn_page_put(page, ", \"title\": ");
            qn_page_json_string(page, qn_tables_string(view->t, view->t->law[i].title));
            qn_page_put(page, "}");
            before = ",\n  ";
        }
    }
    qn_page_put(page, "]");
    free(f.laws);
}
