/*
 * Many results at once. See summary.h.
 */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "causes.h"
#include "clause.h"
#include "owed.h"
#include "trace.h"

enum {
    WIDTH = 78,      /* of a line of names */
    INDENT = 4,      /* of what is said below a result */
    COLUMN_MAX = 60, /* citations stand no further to the right than this, if they can */
    NAMED_MOST = 12  /* so many results that are none for one reason are named, more are counted */
};

typedef struct summary {
    qn_page *page;
    const qn_view *view;
    const uint32_t *rules;
    const qn_value *values;
    size_t count;
    size_t column; /* of the citations */
} summary;

/* ---- what there is */

/* The answer on its line, with what stands below it. */
static void write_answer(const summary *x, size_t result, qn_page *line)
{
    qn_answer_put_text(line, x->view, x->rules[result], &x->values[result], 0);
}

/* The answer where it is one line, without its end; NULL where it is a table. */
static const char *one_line(qn_page *line)
{
    const char *text = qn_page_string(line);
    const char *end = strchr(text, '\n');
    if (!end || end[1]) {
        return NULL;
    }
    line->length--;
    return qn_page_string(line);
}

/* Finds where the citations stand: behind the longest line that is not too long. */
static void set_column(summary *x)
{
    for (size_t i = 0; i < x->count; i++) {
        qn_page line = {0};
        if (x->values[i].status == QN_KNOWN) {
            write_answer(x, i, &line);
            const char *text = one_line(&line);
            size_t width = text ? qn_page_width(text) : 0;
            x->column = width > x->column && width <= COLUMN_MAX ? width : x->column;
        }
        qn_page_end(&line, x->page);
    }
}

/* The rule that the result is from: of one that only hands on another rule's that other one. */
static uint32_t source_of(const summary *x, uint32_t rule)
{
    const qn_tables *t = x->view->t;
    const qn_row_rule *row = &t->rule[rule];
    bool handed_on = row->use_count == 1 && !qn_tables_string(t, row->payer)[0];
    for (uint32_t i = 0; handed_on && i < row->clause_count; i++) {
        qn_clause_kind kind = (qn_clause_kind)t->clause[row->first_clause + i].kind;
        handed_on = kind == QN_CLAUSE_GATE || kind == QN_CLAUSE_BASE;
    }
    return handed_on ? t->entry[row->first_use].value : rule;
}

/* Puts what the clauses of a rule cite that gave its result, "LC 77.1; LC 77.2". */
static void put_cites(const summary *x, uint32_t number, qn_page *cites)
{
    const qn_row_rule *rule = &x->view->t->rule[number];
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        const qn_row_clause *clause = &x->view->t->clause[rule->first_clause + i];
        bool given = clause->kind != QN_CLAUSE_GATE && clause->cite_count > 0 &&
                     qn_trace_clause(x->view->c, rule->first_clause + i).fate == QN_FATE_APPLIED;
        if (given) {
            qn_page_put(cites, cites->length ? "; " : "");
            qn_clause_put_cites(cites, x->view->t, clause);
        }
    }
}

/* Puts the notes of the clauses that gave the result, a line each. */
static void put_notes(const summary *x, size_t result)
{
    const qn_row_rule *rule = &x->view->t->rule[x->rules[result]];
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        uint32_t at = rule->first_clause + i;
        const char *note = qn_tables_string(x->view->t, x->view->t->clause[at].note);
        if (note[0] && qn_trace_clause(x->view->c, at).fate == QN_FATE_APPLIED) {
            qn_page_pad(x->page, INDENT);
            qn_page_shown(x->page, note);
            qn_page_put(x->page, "\n");
        }
    }
}

/* A result that is known: its articles, who owes it, and what its author notes. */
static void put_known(const summary *x, size_t result)
{
    qn_page line = {0};
    qn_page cites = {0};
    uint32_t source = source_of(x, x->rules[result]);
    write_answer(x, result, &line);
    put_cites(x, source, &cites);
    if (cites.length == 0) {
        put_cites(x, x->rules[result], &cites);
    }
    const char *text = one_line(&line);
    qn_page_column(x->page, text ? text : qn_page_string(&line),
                   text && cites.length ? x->column : 0);
    if (cites.length) {
        qn_page_pad(x->page, text ? 3 : INDENT);
        qn_page_shown(x->page, qn_page_string(&cites));
    }
    qn_page_put(x->page, text || cites.length ? "\n" : "");
    qn_owed_put_parties(x->page, x->view, source, INDENT);
    put_notes(x, result);
    qn_page_end(&line, x->page);
    qn_page_end(&cites, x->page);
}

/* ---- what does not apply */

/* Are two results none for the same reasons? */
static bool is_none_alike(const summary *x, size_t one, size_t other)
{
    int32_t left = (int32_t)x->rules[one];
    int32_t right = (int32_t)x->rules[other];
    qn_case *c = x->view->c;
    bool alike = x->values[other].status == QN_NONE;
    const char *reason = "";
    for (int32_t i = 0; alike && reason; i++) {
        const char *same = qn_case_cause(c, right, i);
        reason = qn_case_cause(c, left, i);
        alike = reason && same ? strcmp(reason, same) == 0 : reason == same;
    }
    return alike;
}

/* How many results are none for the reasons of this one; 0 where an earlier one was. */
static size_t count_alike(const summary *x, size_t first)
{
    size_t alike = 0;
    for (size_t i = 0; i < x->count; i++) {
        bool same = x->values[i].status == QN_NONE && is_none_alike(x, first, i);
        if (same && i < first) {
            return 0;
        }
        alike += same;
    }
    return alike;
}

static void put_reasons(const summary *x, size_t result)
{
    int32_t rule = (int32_t)x->rules[result];
    qn_page_put(x->page, "none: ");
    const char *reason = qn_case_cause(x->view->c, rule, 0);
    for (int32_t i = 0; reason; reason = qn_case_cause(x->view->c, rule, ++i)) {
        qn_page_put(x->page, i > 0 ? "; " : "");
        qn_page_shown(x->page, reason);
    }
}

/* The names of the results that are none for the reasons of the first, on lines of their own. */
static void put_names(const summary *x, size_t first)
{
    size_t column = WIDTH;
    for (size_t i = first; i < x->count; i++) {
        qn_page name = {0};
        if (x->values[i].status != QN_NONE || !is_none_alike(x, first, i)) {
            continue;
        }
        size_t width = qn_answer_put_name(&name, x->view, x->rules[i]);
        bool turn = column + width + 2 > WIDTH;
        column = (turn ? INDENT : column + 2) + width;
        qn_page_put(x->page, turn && i == first ? "\n    " : turn ? ",\n    " : ", ");
        qn_page_shown(x->page, qn_page_string(&name));
        qn_page_end(&name, x->page);
    }
    qn_page_put(x->page, "\n");
}

/* Puts the results that are none for the reasons of the first: one as it is, some as a list below
 * the reasons, many by their number. */
static void put_none(const summary *x, size_t first, size_t alike)
{
    if (alike == 1) {
        write_answer(x, first, x->page);
        return;
    }
    put_reasons(x, first);
    if (alike > NAMED_MOST) {
        qn_page_format(x->page, " (%zu results)\n", alike);
    } else {
        put_names(x, first);
    }
}

/* ---- what is open */

/* Marks the facts that the results need which are not known, and whose question can be shown. */
static bool mark_needs(const summary *x, bool *needed)
{
    const qn_tables *t = x->view->t;
    bool any = false;
    for (size_t i = 0; i < x->count; i++) {
        uint32_t causes = 0;
        const qn_cause *cause = NULL;
        if (x->values[i].status == QN_UNKNOWN) {
            cause = qn_causes_find(x->view->c, x->rules[i], QN_UNKNOWN, &causes);
        }
        for (uint32_t k = 0; k < causes; k++) {
            uint32_t fact = cause[k].fact;
            if (fact < t->fact_count && qn_view_question(x->view, fact)[0]) {
                needed[fact] = true;
                any = true;
            }
        }
    }
    return any;
}

/* The questions to which the open results still need an answer. */
static void put_needs(const summary *x)
{
    const qn_tables *t = x->view->t;
    bool *needed = calloc((size_t)t->fact_count + 1, sizeof *needed);
    if (!needed) {
        x->page->out_of_memory = true;
        return;
    }
    if (mark_needs(x, needed)) {
        qn_page_put(x->page, "what is still needed, in words\n");
    }
    for (uint32_t i = 0; i < t->fact_count; i++) {
        if (needed[i]) {
            qn_page_pad(x->page, INDENT);
            qn_page_shown(
                x->page,
                qn_view_name(x->view, qn_program_fact_info(x->view->program, (int32_t)i).name));
            qn_page_put(x->page, ": ");
            qn_page_shown(x->page, qn_view_question(x->view, i));
            qn_page_put(x->page, "\n");
        }
    }
    free(needed);
}

/* Puts the results of one status that are told one by one. */
static void put_each(const summary *x, qn_answer status)
{
    for (size_t i = 0; i < x->count; i++) {
        if (x->values[i].status == status && status == QN_KNOWN) {
            put_known(x, i);
        } else if (x->values[i].status == status) {
            write_answer(x, i, x->page);
        }
    }
}

void qn_summary_put(qn_page *page, const qn_view *view, const uint32_t *rules,
                    const qn_value *values, size_t count)
{
    summary x = {.page = page, .view = view, .rules = rules, .values = values, .count = count};
    set_column(&x);
    put_each(&x, QN_KNOWN);
    put_each(&x, QN_UNKNOWN);
    put_needs(&x);
    put_each(&x, QN_CONFLICT);
    put_each(&x, QN_FAILED);
    for (int many = 0; many < 2; many++) {
        for (size_t i = 0; i < count; i++) {
            size_t alike = values[i].status == QN_NONE ? count_alike(&x, i) : 0;
            if (alike > 0 && (alike > NAMED_MOST) == (many == 1)) {
                put_none(&x, i, alike);
            }
        }
    }
}
