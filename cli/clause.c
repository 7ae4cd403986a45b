/*
 * Clauses by name. See clause.h.
 */
#include "clause.h"

#include <string.h>

#include "answer.h"
#include "case.h"
#include "date.h"
#include "value.h"

void qn_clause_put_cites(qn_page *page, const qn_tables *t, const qn_row_clause *clause)
{
    for (uint32_t i = 0; i < clause->cite_count; i++) {
        uint32_t string = t->entry[clause->first_cite + i].value;
        qn_page_format(page, "%s%s", i ? "; " : "", qn_tables_string(t, string));
    }
}

void qn_clause_put_name(qn_page *page, const qn_tables *t, uint32_t clause)
{
    const qn_row_clause *row = &t->clause[clause];
    const char *label = qn_tables_string(t, row->label);
    const char *left = qn_tables_string(t, row->left);
    const char *text = qn_tables_string(t, row->text);
    bool conditional = row->condition != QN_NONE_INDEX || row->chosen != QN_NONE_INDEX;
    bool arrow = conditional && left[0] && text[0];
    if (label[0]) {
        qn_page_format(page, "%s: ", label);
    }
    qn_page_format(page, "%s%s%s", left, arrow ? " → " : left[0] && text[0] ? " " : "", text);
    if (row->cite_count > 0) {
        qn_page_put(page, " [");
        qn_clause_put_cites(page, t, row);
        qn_page_put(page, "]");
    }
}

void qn_clause_put_value(qn_page *page, const qn_view *view, const qn_row_clause *clause,
                         const qn_clause_trace *trace)
{
    qn_value value;
    char number[QN_VALUE_TEXT_SIZE];
    if (clause->value == QN_NONE_INDEX) { /* its elements are not kept */
        qn_page_put(page, "list");
        return;
    }
    qn_case_value(view->c, clause->type, trace->status, &trace->slot, &value);
    bool bare = value.status == QN_KNOWN && value.kind <= QN_KIND_QUANTITY &&
                value.kind != QN_KIND_PERCENT &&
                qn_value_decimal(&value, number, sizeof number, NULL) == QN_OK;
    if (clause->kind == QN_CLAUSE_ADD && bare && number[0] != '-') {
        qn_page_put(page, "+");
    } else if (clause->kind == QN_CLAUSE_MULTIPLY) {
        qn_page_put(page, "* ");
    }
    if (bare) {
        qn_page_put(page, number);
    } else if (value.status == QN_UNKNOWN) {
        qn_page_put(page, "?");
    } else {
        qn_answer_put_value(page, view, &value);
    }
}

/* The day that a constant holds, or `absent`. */
static int64_t constant_day(const qn_tables *t, uint32_t reg, int64_t absent)
{
    return reg == QN_NONE_INDEX ? absent : qn_constant_slot(&t->constant[reg]).i;
}

/* Puts a day behind its word. */
static void put_day(qn_page *page, const qn_tables *t, const char *word, uint32_t reg)
{
    char day[QN_DATE_TEXT_SIZE];
    qn_date_format((qn_day)constant_day(t, reg, 0), day);
    qn_page_format(page, "%s %s", word, day);
}

void qn_clause_put_interval(qn_page *page, const qn_tables *t, const qn_row_clause *clause)
{
    bool begins = clause->from != QN_NONE_INDEX;
    if (begins) {
        put_day(page, t, "from", clause->from);
    }
    if (clause->until != QN_NONE_INDEX) {
        put_day(page, t, begins ? " until" : "until", clause->until);
    }
}

const char *qn_clause_fate_name(qn_clause_fate fate)
{
    static const char *const names[] = {
        [QN_FATE_APPLIED] = "applied",    [QN_FATE_NOT_APPLIED] = "not applied",
        [QN_FATE_FAILED] = "failed",      [QN_FATE_OVERRIDDEN] = "overridden",
        [QN_FATE_REPLACED] = "replaced",  [QN_FATE_NO_EFFECT] = "no effect",
        [QN_FATE_BARRED] = "not reached", [QN_FATE_UNDECIDED] = "undecided"};
    return names[fate];
}
