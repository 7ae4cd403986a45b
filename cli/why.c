/*
 * Why a fact is asked. See why.h.
 */
#include "why.h"

#include <string.h>

#include "answer.h"
#include "clause.h"
#include "reply.h"

enum { CLAUSES_SHOWN = 12, RESULTS_SHOWN = 3, TRIES_SHOWN = 16, INDENT = 2 };

/* The results that are open, with their bounds. */
static void put_open(qn_page *page, const qn_view *view, const qn_interview *x)
{
    for (size_t i = 0; i < x->rule_count; i++) {
        qn_value value;
        qn_eval(view->c, (int32_t)x->rule[i], &value);
        if (value.status == QN_UNKNOWN) {
            qn_answer_put_text(page, view, x->rule[i], &value, INDENT);
        }
    }
}

/* Does the condition of a clause look at the fact? */
static bool looks_at(const qn_tables *t, const qn_row_clause *clause, int32_t fact)
{
    for (uint32_t i = 0; i < clause->leaf_count; i++) {
        const qn_row_leaf *leaf = &t->leaf[clause->first_leaf + i];
        if (fact == QN_TODAY ? leaf->reg == qn_tables_today(t) : leaf->fact == (uint32_t)fact) {
            return true;
        }
    }
    return fact == QN_TODAY && (clause->from != QN_NONE_INDEX || clause->until != QN_NONE_INDEX);
}

/* The clauses whose condition looks at the fact; a line that says so where only formulas do. */
static void put_clauses(qn_page *page, const qn_view *view, int32_t fact)
{
    const qn_tables *t = view->t;
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->clause_count; i++) {
        if (!looks_at(t, &t->clause[i], fact)) {
            continue;
        }
        const char *rule = qn_tables_string(t, t->rule[t->clause[i].rule].name);
        if (++count <= CLAUSES_SHOWN) {
            qn_page_format(page, "%s    %s: ", count == 1 ? "  it decides\n" : "",
                           qn_view_name(view, rule));
            qn_clause_put_name(page, t, i);
            qn_page_put(page, "\n");
        }
    }
    if (count > CLAUSES_SHOWN) {
        qn_page_format(page, "    and %u more clauses\n", count - CLAUSES_SHOWN);
    } else if (count == 0) {
        qn_page_put(page, "  formulas of the rules use it\n");
    }
}

/* What an answer would leave, in one line. */
static void put_try(qn_page *page, const qn_view *view, const qn_interview *x, const char *answer)
{
    size_t shown = 0;
    qn_page_put(page, "    ");
    qn_page_shown(page, answer[0] ? answer : "(empty)");
    qn_page_put(page, ":");
    for (size_t i = 0; i < x->rule_count && shown < RESULTS_SHOWN; i++) {
        qn_value value;
        qn_page text = {0};
        if (!x->result[i].is_open) {
            continue;
        }
        qn_eval(view->c, (int32_t)x->rule[i], &value);
        qn_answer_put_text(&text, view, x->rule[i], &value, 0);
        const char *line = qn_page_string(&text);
        qn_page_put(page, shown++ ? "; " : " ");
        qn_page_add(page, line, strcspn(line, "\n"));
        qn_page_end(&text, page);
    }
    qn_page_put(page, "\n");
}

/* What each answer would leave, where there are not too many. */
static void put_tries(qn_page *page, const qn_view *view, qn_interview *x, int32_t fact)
{
    const qn_tries *tries = qn_interview_tries(x, fact);
    qn_kind kind = fact == QN_TODAY ? QN_KIND_DATE : qn_program_fact_info(view->program, fact).kind;
    bool few = kind == QN_KIND_BOOLEAN || kind == QN_KIND_CHOICE || kind == QN_KIND_SET;
    size_t count = !tries || !few ? 0 : tries->count;
    for (size_t i = 0; count <= TRIES_SHOWN && i < count; i++) {
        const char *answer = qn_tries_text(tries, i);
        if (qn_case_set_text(view->c, fact, answer, tries->row[i].length) == QN_OK) {
            bool choice = kind == QN_KIND_CHOICE;
            qn_page_put(page, i == 0 ? "  the answers lead to\n" : "");
            put_try(page, view, x,
                    choice ? qn_view_choice(view, view->t->fact[fact].type, answer) : answer);
        }
    }
    qn_case_set_unknown(view->c, fact);
}

void qn_why_put(qn_page *page, const qn_view *view, qn_interview *interview, int32_t fact)
{
    qn_page_put(page, "  open so far\n");
    put_open(page, view, interview);
    put_clauses(page, view, fact);
    put_tries(page, view, interview, fact);
}
