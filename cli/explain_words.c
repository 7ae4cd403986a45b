/*
 * What an explanation says of one clause. See explain_words.h.
 */
#include "explain_words.h"

#include <string.h>

#include "answer.h"
#include "case.h"
#include "clause.h"
#include "table.h"

/* What the functions below need to know. */
typedef struct writer {
    qn_page *page;
    const qn_view *view;
    const qn_tables *t; /* of the view */
} writer;

bool qn_explain_is_long(const qn_value *value)
{
    enum { ELEMENTS_SHOWN = 8 };
    return value->status == QN_KNOWN && value->kind == QN_KIND_LIST &&
           qn_value_count(value) > ELEMENTS_SHOWN;
}

bool qn_explain_is_counted(const qn_view *view, const qn_value *value, bool repeated)
{
    return qn_explain_is_long(value) || (repeated && qn_table_is_one(view, value));
}

void qn_explain_put_count(qn_page *page, const qn_value *value)
{
    size_t count = qn_value_count(value);
    qn_page_format(page, "%zu element%s", count, count == 1 ? "" : "s");
}

void qn_explain_put_short(qn_page *page, const qn_view *view, const qn_value *value)
{
    if (qn_explain_is_long(value)) {
        qn_explain_put_count(page, value);
    } else {
        qn_answer_put_value(page, view, value);
    }
}

/* "12 years is in 10..=15", "is executive", "is not in 5..10", "is over 15" */
static void put_leaf_row(const writer *x, const qn_value *value, const char *row, bool holds)
{
    bool range = strstr(row, "..") != NULL;
    bool words = strncmp(row, "over ", 5) == 0 || strncmp(row, "under ", 6) == 0;
    if (!range && !words) {
        qn_page_put(x->page, "is ");
        qn_explain_put_short(x->page, x->view, value);
        return;
    }
    qn_answer_put_value(x->page, x->view, value);
    qn_page_format(x->page, " is %s%s%s", holds ? "" : "not ", range && !words ? "in " : "", row);
}

/* One thing that a condition looked at: its name, what it was, and whether by default; with_row:
 * what it was held against as well. */
static void put_leaf(const writer *x, uint32_t leaf, bool holds, bool with_name, bool with_row)
{
    qn_told_leaf told = qn_explain_leaf(x->view, leaf);
    const char *against = qn_tables_string(x->t, told.row->row);
    if (with_name) {
        qn_page_format(x->page, "%s ",
                       qn_view_name(x->view, qn_tables_string(x->t, told.row->name)));
    }
    if (with_name && with_row && against[0] && told.value.status == QN_KNOWN) {
        put_leaf_row(x, &told.value, against, holds);
    } else {
        qn_page_put(x->page, with_name ? "is " : "");
        qn_explain_put_short(x->page, x->view, &told.value);
    }
    qn_page_put(x->page, told.by_default ? ", by default" : "");
}

static bool is_dated(const qn_row_clause *row)
{
    return row->from != QN_NONE_INDEX || row->until != QN_NONE_INDEX;
}

/* Whether a leaf of the clause before this one has told the same value. */
static bool is_told(const qn_tables *t, const qn_row_clause *row, uint32_t leaf)
{
    for (uint32_t i = 0; i < leaf; i++) {
        if (t->leaf[row->first_leaf + i].reg == t->leaf[row->first_leaf + leaf].reg) {
            return true;
        }
    }
    return false;
}

/* Is the day whose law the rule of a clause is not known? */
static bool is_on_any_day(const writer *x, const qn_row_clause *row)
{
    return x->view->c->status[qn_rule_day(x->t, row->rule)] != QN_KNOWN;
}

/* All that the condition of a clause looked at, behind `before`: the dates to which it is bound and
 * what the case told; of one that does not hold, that of the two which keeps it from holding. */
static void put_leaves(const writer *x, const qn_row_clause *row, const char *before, bool holds)
{
    bool gate = row->kind == QN_CLAUSE_GATE;
    bool in_force = qn_clause_is_in_force(x->t, x->view->c, row);
    bool any_day = is_dated(row) && is_on_any_day(x, row);
    if (is_dated(row) && (holds || !in_force || any_day)) {
        qn_page_put(x->page, before);
        qn_clause_put_interval(x->page, x->t, row);
        qn_page_put(x->page, any_day ? ", and the date is unknown" : "");
        before = ", ";
    }
    if (!in_force) {
        return;
    }
    /* Of several any one may keep the clause from holding: then only what they are is told. */
    bool with_row = holds || row->leaf_count == 1;
    for (uint32_t i = 0; i < row->leaf_count; i++) {
        if (!with_row && is_told(x->t, row, i)) {
            continue;
        }
        qn_page_put(x->page, before);
        put_leaf(x, row->first_leaf + i, holds, !gate || row->leaf_count > 1, with_row);
        before = ", ";
    }
}

/* Is this a clause from which the value of its rule can come? */
static bool is_value(const qn_row_clause *row)
{
    return row->kind == QN_CLAUSE_BASE || row->kind == QN_CLAUSE_EXCEPTION ||
           row->kind == QN_CLAUSE_OTHERWISE;
}

/* "1 day", "no days", "12 days" */
static void put_number_of(qn_page *page, uint64_t count, const char *noun)
{
    if (count == 0) {
        qn_page_format(page, "no %ss", noun);
    } else {
        qn_page_format(page, "%llu %s%s", (unsigned long long)count, noun, count == 1 ? "" : "s");
    }
}

bool qn_explain_is_yes_no(const qn_step *sequence)
{
    return sequence->value.kind == QN_KIND_BOOLEAN;
}

/* How many there are: "4 days", "3 of 4 days", "none of 4 days". */
static void put_count(qn_page *page, const qn_step *told)
{
    if (!told->is_chosen || told->of == 0) {
        put_number_of(page, told->count, told->label);
    } else {
        if (told->count == 0) {
            qn_page_put(page, "none of ");
        } else {
            qn_page_format(page, "%llu of ", (unsigned long long)told->count);
        }
        put_number_of(page, told->of, told->label);
    }
    if (told->undecided > 0) {
        qn_page_format(page, ", %llu of them not decided", (unsigned long long)told->undecided);
    }
    if (qn_explain_is_yes_no(told) && told->count > 0) {
        qn_page_format(page, ", %llu of them yes", (unsigned long long)told->yes);
    }
}

/* Why something is not known, where that is more than a fact that is missing. */
static void put_why(qn_page *page, qn_answer status)
{
    if (status != QN_UNKNOWN) {
        qn_page_format(page, " (%s)", qn_answer_status_name(status));
    }
}

/* A value behind a word. */
static void put_named(qn_page *page, const qn_view *view, const char *name, const qn_value *value)
{
    qn_page_put(page, name);
    qn_answer_put_value(page, view, value);
}

void qn_explain_put_sequence(qn_page *page, const qn_view *view, const qn_step *told, bool formula)
{
    if (formula && !told->is_result) {
        qn_page_format(page, "%s: ", told->text);
    }
    if (told->status != QN_KNOWN && told->count == 0) {
        qn_page_put(page, "its elements are not known");
        put_why(page, told->status);
        return;
    }
    put_count(page, told);
    if (told->count == 1 && !qn_explain_is_yes_no(told)) {
        put_named(page, view, ": ", &told->first);
    } else if (told->count > 1 && !qn_explain_is_yes_no(told)) {
        put_named(page, view, ": first ", &told->first);
        put_named(page, view, ", last ", &told->last);
        if (told->value.status == QN_KNOWN) {
            put_named(page, view, ", sum ", &told->value);
        }
    }
    if (told->status != QN_KNOWN) {
        qn_page_put(page, "; what follows is not known");
        put_why(page, told->status);
    }
}

void qn_explain_put_element(qn_page *page, const qn_view *view, const qn_step *told)
{
    qn_answer_put_value(page, view, &told->value);
    if (told->from.status == QN_KNOWN) {
        put_named(page, view, ", of ", &told->from);
    }
    qn_page_put(page, told->status == QN_KNOWN ? "" : "; it may be none of them");
}

void qn_explain_put_left_out(qn_page *page, uint64_t left_out)
{
    if (left_out > 0) {
        qn_page_format(page, "%llu more %s not shown", (unsigned long long)left_out,
                       left_out == 1 ? "is" : "are");
    }
}

bool qn_explain_is_aside(const qn_told_clause *told)
{
    bool gate = told->row->kind == QN_CLAUSE_GATE;
    return told->trace.fate != QN_FATE_FAILED && (gate || told->trace.fate != QN_FATE_APPLIED);
}

/* Whether it is a floor or a cap whose condition holds, of which it is open whether it decides. */
static bool may_apply(const qn_clause_trace *trace)
{
    return trace->fate == QN_FATE_UNDECIDED && trace->condition == QN_KNOWN;
}

void qn_explain_put_given(qn_page *page, const qn_view *view, const qn_told_clause *told)
{
    static const char *const words[] = {
        [QN_FATE_APPLIED] = "ok",   [QN_FATE_NOT_APPLIED] = "no", [QN_FATE_FAILED] = "no",
        [QN_FATE_OVERRIDDEN] = "-", [QN_FATE_REPLACED] = "-",     [QN_FATE_NO_EFFECT] = "-",
        [QN_FATE_BARRED] = "-",     [QN_FATE_UNDECIDED] = "?"};
    const qn_row_clause *row = told->row;
    qn_clause_fate fate = told->trace.fate;
    bool gives = fate == QN_FATE_APPLIED || fate == QN_FATE_OVERRIDDEN ||
                 fate == QN_FATE_REPLACED || fate == QN_FATE_NO_EFFECT || may_apply(&told->trace);
    if (!gives || row->kind == QN_CLAUSE_GATE) {
        qn_page_put(page, words[fate]);
    } else if (row->type != QN_NONE_INDEX) {
        qn_clause_put_value(page, view, row, &told->trace);
    } else if (is_value(row)) {
        qn_page_put(page, qn_tables_string(view->t, row->text)); /* none or error */
    } else {
        qn_page_put(page, words[fate]);
    }
}

/* Is the text a number with its unit, so that the value says the same? */
static bool is_plain_number(const char *text)
{
    text += *text == '+' || *text == '-';
    if (*text < '0' || *text > '9') {
        return false;
    }
    return text[strcspn(text, "+-*/()|,\n")] == '\0';
}

/* What is written for the value of a base, an exception or an addition, if that is a formula and
 * not the value itself. */
static const char *formula_of(const writer *x, const qn_row_clause *row)
{
    const char *text = qn_tables_string(x->t, row->text);
    bool value = is_value(row) || row->kind == QN_CLAUSE_ADD;
    bool list = row->type != QN_NONE_INDEX && x->t->type[row->type].kind == QN_KIND_LIST;
    if (!value || row->type == QN_NONE_INDEX || (row->value == QN_NONE_INDEX && !list)) {
        return "";
    }
    bool number = x->t->type[row->type].kind <= QN_KIND_QUANTITY;
    bool plain = number ? is_plain_number(text) : strpbrk(text, " (=<>") == NULL;
    return plain ? "" : text;
}

/* What is said of a clause that gave something, or would have: its kind or its formula, and what
 * led to it. */
static void put_ground(const writer *x, const qn_row_clause *row)
{
    static const char *const kinds[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_BASE] = "base", [QN_CLAUSE_OTHERWISE] = "otherwise"};
    const char *text = qn_tables_string(x->t, row->text);
    const char *formula = formula_of(x, row);
    size_t begin = x->page->length;
    if (row->kind == QN_CLAUSE_GATE) {
        qn_page_put(x->page, qn_tables_string(x->t, row->left));
    } else if (row->kind >= QN_CLAUSE_MULTIPLY) {
        qn_page_put(x->page, text);
    } else if (formula[0]) {
        qn_page_put(x->page, formula);
    } else if (kinds[row->kind] && !is_dated(row)) {
        qn_page_put(x->page, kinds[row->kind]);
    }
    put_leaves(x, row, x->page->length > begin ? ": " : "", true);
    if (x->page->length == begin) {
        qn_page_put(x->page, qn_tables_string(x->t, row->left));
    }
}

/* What it says of one that did not apply: what it would have given, and why it did not. */
static void put_refusal(const writer *x, const qn_row_clause *row)
{
    const char *said = qn_tables_string(x->t, row->kind == QN_CLAUSE_GATE ? row->left : row->text);
    const char *left = qn_tables_string(x->t, row->left);
    size_t begin = x->page->length;
    qn_page_put(x->page, said);
    size_t end = x->page->length;
    put_leaves(x, row, end > begin ? ": " : "", false);
    if (x->page->length == end && left != said) {
        qn_page_format(x->page, ": %s", left);
    }
}

/* What it says of one that has no part in the value although it applies. */
static void put_passed_over(const writer *x, const qn_row_clause *row, const qn_clause_trace *trace)
{
    static const char *const why[] = {[QN_FATE_OVERRIDDEN] = "overridden",
                                      [QN_FATE_REPLACED] = "replaced",
                                      [QN_FATE_NO_EFFECT] = "no effect",
                                      [QN_FATE_BARRED] = "not reached",
                                      [QN_FATE_UNDECIDED] = "may apply"};
    put_ground(x, row);
    qn_page_format(x->page, ", %s", why[trace->fate]);
    if (trace->fate == QN_FATE_OVERRIDDEN && trace->by != QN_NONE_INDEX) {
        qn_page_put(x->page, " by ");
        qn_clause_put_name(x->page, x->t, trace->by);
    }
}

void qn_explain_put_ground(qn_page *page, const qn_view *view, const qn_told_clause *told)
{
    writer x = {.page = page, .view = view, .t = view->t};
    qn_clause_fate fate = told->trace.fate;
    if (fate == QN_FATE_APPLIED || fate == QN_FATE_FAILED) {
        put_ground(&x, told->row);
    } else if (fate == QN_FATE_NOT_APPLIED ||
               (fate == QN_FATE_UNDECIDED && !may_apply(&told->trace))) {
        put_refusal(&x, told->row);
    } else {
        put_passed_over(&x, told->row, &told->trace);
    }
}
