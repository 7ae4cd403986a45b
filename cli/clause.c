/*
 * Clauses by name. See clause.h.
 */
#include "clause.h"

#include <string.h>

#include "answer.h"
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
    qn_value_make(view->program, clause->type, trace->status, trace->slot, &value);
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

/* Is the text that of an interval of dates? The compiler writes them in one way. */
static bool begins_with_date(const char *text)
{
    return strncmp(text, "from ", 5) == 0 || strncmp(text, "until ", 6) == 0;
}

bool qn_leaf_is_interval(const qn_tables *t, const qn_row_leaf *leaf)
{
    return leaf->fact == QN_NONE_INDEX && leaf->rule == QN_NONE_INDEX &&
           begins_with_date(qn_tables_string(t, leaf->row));
}

/* The leaf that is the interval, or NULL. */
static const qn_row_leaf *interval_leaf(const qn_tables *t, const qn_row_clause *clause)
{
    for (uint32_t i = 0; i < clause->leaf_count; i++) {
        const qn_row_leaf *leaf = &t->leaf[clause->first_leaf + i];
        if (qn_leaf_is_interval(t, leaf)) {
            return leaf;
        }
    }
    return NULL;
}

const char *qn_clause_interval(const qn_tables *t, const qn_row_clause *clause)
{
    const qn_row_leaf *leaf = interval_leaf(t, clause);
    const char *left = qn_tables_string(t, clause->left);
    return leaf ? qn_tables_string(t, leaf->row) : begins_with_date(left) ? left : "";
}

bool qn_clause_is_dated_only(const qn_tables *t, const qn_row_clause *clause)
{
    uint32_t dates = interval_leaf(t, clause) != NULL;
    return clause->leaf_count == dates && qn_clause_interval(t, clause)[0] != '\0';
}

/* The day behind a word of an interval, or `absent`. */
static qn_day interval_day(const char *interval, const char *word, qn_day absent)
{
    const char *found = strstr(interval, word);
    qn_day day;
    if (!found || strlen(found) < strlen(word) + QN_DATE_LENGTH ||
        qn_date_parse(found + strlen(word), QN_DATE_LENGTH, &day, NULL) != QN_DATE_OK) {
        return absent;
    }
    return day;
}

/* The day on which the rule of the clause is read, or -1 where it is not known. */
static int64_t read_on(const qn_tables *t, const qn_case *c, const qn_row_clause *clause)
{
    const qn_row_leaf *leaf = interval_leaf(t, clause);
    qn_value today;
    int year;
    int month;
    int day;
    qn_day on;
    if (leaf) {
        qn_leaf_trace trace = qn_trace_leaf(c, (uint32_t)(leaf - t->leaf));
        return trace.status == QN_KNOWN ? trace.slot.i : -1;
    }
    if (qn_case_fact(c, QN_TODAY, &today) != QN_OK ||
        qn_value_date(&today, &year, &month, &day) != QN_OK ||
        qn_date_from_ymd(year, month, day, &on) != QN_DATE_OK) {
        return -1;
    }
    return on;
}

bool qn_clause_is_in_force(const qn_tables *t, const qn_case *c, const qn_row_clause *clause)
{
    const char *interval = qn_clause_interval(t, clause);
    int64_t on = read_on(t, c, clause);
    return on < 0 || (on >= interval_day(interval, "from ", QN_DAY_MIN) &&
                      on < interval_day(interval, "until ", QN_DAY_MAX + 1));
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
