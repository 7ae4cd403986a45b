/*
 * Clauses by name. See clause.h.
 */
#include "clause.h"

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
    bool arrow = row->condition != QN_NONE_INDEX && left[0] && text[0];
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
