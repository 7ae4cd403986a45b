/*
 * Why a rule has its answer, as text: a tree of rules and clauses in columns. See explain.h.
 */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "clause.h"
#include "explain_list.h"
#include "trace.h"
#include "value.h"

/* Spaces between the columns of a clause; the column of citations never stands further right. */
enum { VALUE_GAP = 2, CITE_GAP = 3, CITE_COLUMN_MAX = 100, INDENT = 2 };

/* A line of the explanation. value is NULL for the line of a rule, cites and note may be "". All
 * offsets are into the texts of the page `words`, since that moves while it grows. */
typedef struct line {
    size_t indent;
    size_t value; /* offset, or NO_TEXT */
    size_t text;
    size_t cites;
    size_t note;
    size_t value_width; /* of the value column of its rule */
} line;

#define NO_TEXT ((size_t)-1)

/* The tree that is being put together. */
typedef struct tree {
    const qn_view *view;
    const qn_tables *t; /* of the view */
    qn_case *c;         /* of the view */
    qn_page words;      /* NUL-terminated texts, one behind the other */
    line *lines;
    size_t count;
    size_t room;
} tree;

/* Ends a text that was put at the end of the words since `begin`; gives back where it begins. */
static size_t end_text(tree *x, size_t begin)
{
    qn_page_add(&x->words, "", 1);
    return begin;
}

/* The text at an offset of the words; good until they grow. */
static const char *text_at(const tree *x, size_t offset)
{
    return x->words.bytes ? x->words.bytes + offset : "";
}

/* Appends a line; where memory is out it is the words that say so. */
static void add_line(tree *x, line added)
{
    if (x->count == x->room) {
        size_t room = x->room * 2 + 32;
        line *lines = realloc(x->lines, room * sizeof *lines);
        if (!lines) {
            x->words.out_of_memory = true;
            return;
        }
        x->lines = lines;
        x->room = room;
    }
    x->lines[x->count++] = added;
}

/* What a condition looked at. */
static qn_value leaf_value(const tree *x, uint32_t leaf, bool *by_default)
{
    qn_value value;
    qn_leaf_trace trace = qn_trace_leaf(x->c, leaf);
    const qn_row_leaf *row = &x->t->leaf[leaf];
    qn_case_value(x->c, row->type, trace.status, &trace.slot, &value);
    *by_default = trace.by_default;
    return value;
}

/* "12 years is in 10..=15", "is executive", "is not in 5..10", "is over 15" */
static void put_leaf_row(tree *x, const qn_value *value, const char *row, bool holds)
{
    bool range = strstr(row, "..") != NULL;
    bool words = strncmp(row, "over ", 5) == 0 || strncmp(row, "under ", 6) == 0;
    if (!range && !words) {
        qn_page_put(&x->words, "is ");
        qn_answer_put_value(&x->words, x->view, value);
        return;
    }
    qn_answer_put_value(&x->words, x->view, value);
    qn_page_format(&x->words, " is %s%s%s", holds ? "" : "not ", range && !words ? "in " : "", row);
}

/* One thing that a condition looked at: its name, what it was, and whether by default; with_row:
 * what it was held against as well. */
static void put_leaf(tree *x, uint32_t leaf, bool holds, bool with_name, bool with_row)
{
    bool by_default;
    qn_value value = leaf_value(x, leaf, &by_default);
    const qn_row_leaf *row = &x->t->leaf[leaf];
    const char *against = qn_tables_string(x->t, row->row);
    if (with_name) {
        qn_page_format(&x->words, "%s ", qn_view_name(x->view, qn_tables_string(x->t, row->name)));
    }
    if (with_name && with_row && against[0] && value.status == QN_KNOWN) {
        put_leaf_row(x, &value, against, holds);
    } else {
        qn_page_put(&x->words, with_name ? "is " : "");
        qn_answer_put_value(&x->words, x->view, &value);
    }
    qn_page_put(&x->words, by_default ? ", by default" : "");
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

/* All that the condition of a clause looked at, behind `before`: the dates to which it is bound and
 * what the case told; of one that does not hold, that of the two which keeps it from holding. */
static void put_leaves(tree *x, const qn_row_clause *row, const char *before, bool holds)
{
    bool gate = row->kind == QN_CLAUSE_GATE;
    bool in_force = qn_clause_is_in_force(x->t, x->c, row);
    if (is_dated(row) && (holds || !in_force)) {
        qn_page_put(&x->words, before);
        qn_clause_put_interval(&x->words, x->t, row);
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
        qn_page_put(&x->words, before);
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

/* What the first column shows: the value that a clause gave, or a word for why there is none. */
static size_t put_value(tree *x, const qn_row_clause *row, const qn_clause_trace *trace)
{
    static const char *const words[] = {
        [QN_FATE_APPLIED] = "ok",    [QN_FATE_NOT_APPLIED] = "(no", [QN_FATE_FAILED] = "no",
        [QN_FATE_OVERRIDDEN] = "(-", [QN_FATE_REPLACED] = "(-",     [QN_FATE_NO_EFFECT] = "(-",
        [QN_FATE_BARRED] = "(-",     [QN_FATE_UNDECIDED] = "(?"};
    size_t begin = x->words.length;
    bool gate = row->kind == QN_CLAUSE_GATE;
    bool given = trace->fate == QN_FATE_APPLIED || trace->fate == QN_FATE_OVERRIDDEN ||
                 trace->fate == QN_FATE_REPLACED || trace->fate == QN_FATE_NO_EFFECT;
    if (gate && trace->fate == QN_FATE_APPLIED) {
        qn_page_put(&x->words, "(ok");
    } else if (given && is_value(row) && row->type == QN_NONE_INDEX) {
        qn_page_put(&x->words, trace->fate == QN_FATE_APPLIED ? "" : "(");
        qn_page_put(&x->words, qn_tables_string(x->t, row->text)); /* none or error */
    } else if (!given || gate || row->type == QN_NONE_INDEX) {
        qn_page_put(&x->words, words[trace->fate]);
    } else {
        qn_page_put(&x->words, trace->fate == QN_FATE_APPLIED ? "" : "(");
        qn_clause_put_value(&x->words, x->view, row, trace);
    }
    return end_text(x, begin);
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
static const char *formula_of(const tree *x, const qn_row_clause *row)
{
    const char *text = qn_tables_string(x->t, row->text);
    bool value = is_value(row) || row->kind == QN_CLAUSE_ADD;
    if (!value || row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX) {
        return "";
    }
    bool number = x->t->type[row->type].kind <= QN_KIND_QUANTITY;
    bool plain = number ? is_plain_number(text) : strpbrk(text, " (=<>") == NULL;
    return plain ? "" : text;
}

/* What the second column says of a clause that gave something, or would have: the kind of a clause
 * or its formula, and what led to it. */
static void put_ground(tree *x, const qn_row_clause *row)
{
    static const char *const kinds[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_BASE] = "base", [QN_CLAUSE_OTHERWISE] = "otherwise"};
    const char *text = qn_tables_string(x->t, row->text);
    const char *formula = formula_of(x, row);
    size_t begin = x->words.length;
    if (row->kind == QN_CLAUSE_GATE) {
        qn_page_put(&x->words, qn_tables_string(x->t, row->left));
    } else if (row->kind >= QN_CLAUSE_MULTIPLY) {
        qn_page_put(&x->words, text);
    } else if (formula[0]) {
        qn_page_put(&x->words, formula);
    } else if (kinds[row->kind] && !is_dated(row)) {
        qn_page_put(&x->words, kinds[row->kind]);
    }
    put_leaves(x, row, x->words.length > begin ? ": " : "", true);
    if (x->words.length == begin) {
        qn_page_put(&x->words, qn_tables_string(x->t, row->left));
    }
}

/* What it says of one that did not apply: what it would have given, and why it did not. */
static void put_refusal(tree *x, const qn_row_clause *row)
{
    const char *said = qn_tables_string(x->t, row->kind == QN_CLAUSE_GATE ? row->left : row->text);
    const char *left = qn_tables_string(x->t, row->left);
    size_t begin = x->words.length;
    qn_page_put(&x->words, said);
    size_t end = x->words.length;
    put_leaves(x, row, end > begin ? ": " : "", false);
    if (x->words.length == end && left != said) {
        qn_page_format(&x->words, ": %s", left);
    }
}

/* What it says of one that has no part in the value although it applies. */
static void put_passed_over(tree *x, const qn_row_clause *row, const qn_clause_trace *trace)
{
    static const char *const why[] = {[QN_FATE_OVERRIDDEN] = "overridden",
                                      [QN_FATE_REPLACED] = "replaced",
                                      [QN_FATE_NO_EFFECT] = "no effect",
                                      [QN_FATE_BARRED] = "not reached"};
    put_ground(x, row);
    qn_page_format(&x->words, ", %s", why[trace->fate]);
    if (trace->fate == QN_FATE_OVERRIDDEN && trace->by != QN_NONE_INDEX) {
        qn_page_put(&x->words, " by ");
        qn_clause_put_name(&x->words, x->t, trace->by);
    }
}

/* The second column: which of the three ways of saying it fits what became of the clause. */
static size_t put_description(tree *x, const qn_row_clause *row, const qn_clause_trace *trace,
                              bool bracketed)
{
    size_t begin = x->words.length;
    if (trace->fate == QN_FATE_APPLIED || trace->fate == QN_FATE_FAILED) {
        put_ground(x, row);
    } else if (trace->fate == QN_FATE_NOT_APPLIED || trace->fate == QN_FATE_UNDECIDED) {
        put_refusal(x, row);
    } else {
        put_passed_over(x, row, trace);
    }
    qn_page_put(&x->words, bracketed ? ")" : "");
    return end_text(x, begin);
}

/* Appends the line of a clause: value, ground, citations, note. */
static void add_clause(tree *x, uint32_t clause, size_t indent)
{
    const qn_row_clause *row = &x->t->clause[clause];
    qn_clause_trace trace = qn_trace_clause(x->c, clause);
    line added = {.indent = indent};
    added.value = put_value(x, row, &trace);
    bool bracketed = text_at(x, added.value)[0] == '(';
    added.text = put_description(x, row, &trace, bracketed);
    added.cites = x->words.length;
    qn_clause_put_cites(&x->words, x->t, row);
    end_text(x, added.cites);
    added.note = x->words.length;
    qn_page_put(&x->words, qn_tables_string(x->t, row->note));
    end_text(x, added.note);
    add_line(x, added);
}

/* Gives the lines from `first` on the width that their values need. */
static void set_value_width(tree *x, size_t first)
{
    size_t width = 0;
    for (size_t i = first; i < x->count; i++) {
        size_t value = qn_page_width(text_at(x, x->lines[i].value));
        width = value > width ? value : width;
    }
    for (size_t i = first; i < x->count; i++) {
        x->lines[i].value_width = width;
    }
}

/* Behind the name, or the `(name otherwise 0 days)`, that a text begins with; NULL if it begins
 * with a figure or anything else. */
static const char *skip_joined(const char *text)
{
    static const char zero[] = " otherwise 0";
    bool bracket = *text == '(';
    text += bracket;
    if (strchr("0123456789(-\"", *text) != NULL) {
        return NULL;
    }
    text += strcspn(text, " ()*/,");
    if (!bracket) {
        return text;
    }
    if (strncmp(text, zero, sizeof zero - 1) != 0) {
        return NULL;
    }
    text += sizeof zero - 1;
    text += *text == ' ' ? strcspn(text, ")") : 0;
    return *text == ')' ? text + 1 : NULL;
}

/* How many names a formula joins by nothing but `+` and `-`; 0 if there is more in it. */
static uint32_t count_joined_names(const char *formula)
{
    for (uint32_t count = 1;; count++, formula += 3) {
        formula = skip_joined(formula);
        if (formula == NULL || *formula == 0) {
            return formula == NULL ? 0 : count;
        }
        if (strncmp(formula, " + ", 3) != 0 && strncmp(formula, " - ", 3) != 0) {
            return 0;
        }
    }
}

/* A sum of other rules without conditions and citations: their lines tell all there is. Where a
 * fact or a figure is among what is joined, they do not. */
static bool is_plain_sum(const tree *x, const qn_row_rule *rule)
{
    const qn_row_clause *only = &x->t->clause[rule->first_clause];
    return rule->clause_count == 1 && rule->use_count > 0 && only->kind == QN_CLAUSE_BASE &&
           only->condition == QN_NONE_INDEX && only->cite_count == 0 && only->note == 0 &&
           count_joined_names(qn_tables_string(x->t, only->text)) == rule->use_count;
}

/* The rule and its answer; of one that is explained above only the first line. */
static void put_heading(tree *x, const qn_explained *step, const qn_value *value, size_t indent)
{
    qn_page answer = {0};
    qn_answer_put_text(&answer, x->view, step->rule, value, indent);
    const char *text = qn_page_string(&answer);
    size_t first_line = strcspn(text, "\n");
    size_t length = strlen(text);
    qn_page_add(&x->words, text, step->repeated || length == 0 ? first_line : length - 1);
    qn_page_put(&x->words, step->repeated ? "   (see above)" : "");
    x->words.out_of_memory |= answer.out_of_memory;
    qn_page_clear(&answer);
}

/* Appends a rule: its answer, and its clauses unless they have been told or say nothing new. */
static void add_rule(tree *x, const qn_explained *step)
{
    const qn_row_rule *rule = &x->t->rule[step->rule];
    size_t indent = (size_t)step->depth * INDENT;
    qn_value value;
    line head = {.indent = indent, .value = NO_TEXT, .text = x->words.length};
    qn_eval(x->c, (int32_t)step->rule, &value);
    put_heading(x, step, &value, indent);
    end_text(x, head.text);
    head.cites = head.note = end_text(x, x->words.length);
    add_line(x, head);
    if (step->repeated || is_plain_sum(x, rule)) {
        return;
    }
    size_t first = x->count;
    uint32_t *order;
    uint32_t count = qn_explain_order(x->t, x->c, step->rule, &order);
    for (uint32_t i = 0; order && i < count; i++) {
        add_clause(x, order[i], indent + INDENT);
    }
    x->words.out_of_memory |= !order;
    free(order);
    set_value_width(x, first);
}

/* The column in which citations stand: behind the longest line that has one. */
static size_t cite_column(const tree *x)
{
    size_t column = 0;
    for (size_t i = 0; i < x->count; i++) {
        const line *l = &x->lines[i];
        if (text_at(x, l->cites)[0]) {
            size_t end = l->indent + l->value_width + VALUE_GAP +
                         qn_page_width(text_at(x, l->text)) + CITE_GAP;
            column = end > column && end <= CITE_COLUMN_MAX ? end : column;
        }
    }
    return column;
}

/* Puts a line of the tree, its citations in their column where it is not too long for that. */
static void put_line(const tree *x, const line *l, size_t column, qn_page *page)
{
    if (l->value == NO_TEXT) {
        qn_page_put(page, text_at(x, l->text));
        qn_page_put(page, "\n");
        return;
    }
    qn_page_pad(page, (long)l->indent);
    qn_page_column(page, text_at(x, l->value), l->value_width + VALUE_GAP);
    qn_page_shown(page, text_at(x, l->text));
    const char *cites = text_at(x, l->cites);
    const char *note = text_at(x, l->note);
    if (cites[0]) {
        size_t width = l->indent + l->value_width + VALUE_GAP + qn_page_width(text_at(x, l->text));
        bool fits = width + CITE_GAP <= column;
        qn_page_pad(page, fits ? (long)(column - width) : CITE_GAP);
        qn_page_shown(page, cites);
    }
    if (note[0]) {
        qn_page_put(page, "   note: ");
        qn_page_shown(page, note);
    }
    qn_page_put(page, "\n");
}

void qn_explain_put_text(qn_page *page, const qn_view *view, const uint32_t *rules, size_t count)
{
    tree x = {.view = view, .t = view->t, .c = view->c};
    qn_explained *steps;
    size_t step_count = qn_explain_list(x.t, rules, count, &steps);
    for (size_t i = 0; steps && i < step_count; i++) {
        add_rule(&x, &steps[i]);
    }
    x.words.out_of_memory |= !steps;
    size_t column = cite_column(&x);
    for (size_t i = 0; !x.words.out_of_memory && i < x.count; i++) {
        put_line(&x, &x.lines[i], column, page);
    }
    page->out_of_memory |= x.words.out_of_memory;
    free(steps);
    free(x.lines);
    qn_page_clear(&x.words);
}
