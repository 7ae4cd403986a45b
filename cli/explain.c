/*
 * Why a rule has its answer, as text: a tree of rules and clauses in columns. See explain.h.
 */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "clause.h"
#include "explain_list.h"
#include "explain_words.h"

/* Spaces between the columns of a clause; the column of citations never stands further right. */
enum { VALUE_GAP = 2, CITE_GAP = 3, CITE_COLUMN_MAX = 100, INDENT = 2, BELOW = 6 };

/* A line of the explanation. value is NULL for the line of a rule, cites and note may be "". All
 * offsets are into the texts of the page `words`, since that moves while it grows. */
typedef struct line {
    size_t indent;
    size_t value; /* offset, or NO_TEXT */
    size_t text;
    size_t cites;
    size_t note;
    size_t value_width; /* of the value column of its rule */
    uint32_t group;     /* the rule, by its turn */
} line;

#define NO_TEXT ((size_t)-1)

/* The rule that is being told. */
typedef struct told_rule {
    size_t first;       /* line behind its own */
    size_t indent;      /* of that line */
    size_t base;        /* the indent of rules of depth 0: that of the element that is told */
    uint32_t group;     /* its turn */
    bool is_bare;       /* its clauses tell nothing new */
    const char *clause; /* the formula of the clause told last */
} told_rule;

/* The tree that is being put together. */
typedef struct tree {
    const qn_view *view;
    const qn_tables *t; /* of the view */
    qn_page words;      /* NUL-terminated texts, one behind the other */
    line *lines;
    size_t count;
    size_t room;
    told_rule now;
    told_rule outer[QN_EXPLAIN_NEST_MAX]; /* those in whose elements we are */
    uint32_t nest;
    uint32_t groups;
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

/* Appends a line that has no columns, whose text ends here. */
static void add_whole_line(tree *x, line added)
{
    end_text(x, added.text);
    added.cites = added.note = end_text(x, x->words.length);
    add_line(x, added);
}

/* Appends the line of a clause: value, ground, citations, note. */
static void add_clause(void *self, const qn_told_clause *told)
{
    tree *x = self;
    line added = {
        .indent = x->now.indent + INDENT, .value = x->words.length, .group = x->now.group};
    if (x->now.is_bare) {
        return;
    }
    x->now.clause = qn_tables_string(x->t, told->row->text);
    bool aside = qn_explain_is_aside(told);
    qn_page_put(&x->words, aside ? "(" : "");
    qn_explain_put_given(&x->words, x->view, told);
    end_text(x, added.value);
    added.text = x->words.length;
    qn_explain_put_ground(&x->words, x->view, told);
    qn_page_put(&x->words, aside ? ")" : "");
    end_text(x, added.text);
    added.cites = x->words.length;
    qn_clause_put_cites(&x->words, x->t, told->row);
    end_text(x, added.cites);
    added.note = x->words.length;
    qn_page_put(&x->words, qn_tables_string(x->t, told->row->note));
    end_text(x, added.note);
    add_line(x, added);
}

/* Gives the lines of the rule's clauses the width that their values need. */
static void set_value_width(void *self, const qn_explained *step)
{
    tree *x = self;
    size_t width = 0;
    (void)step;
    for (size_t i = x->now.first; i < x->count; i++) {
        bool own = x->lines[i].group == x->now.group && x->lines[i].value != NO_TEXT;
        size_t value = own ? qn_page_width(text_at(x, x->lines[i].value)) : 0;
        width = value > width ? value : width;
    }
    for (size_t i = x->now.first; i < x->count; i++) {
        if (x->lines[i].group == x->now.group) {
            x->lines[i].value_width = width;
        }
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
    if (qn_explain_is_counted(x->view, value, step->repeated)) {
        qn_page_pad(&answer, (long)indent);
        qn_answer_put_name(&answer, x->view, step->rule);
        qn_page_put(&answer, " = ");
        qn_explain_put_count(&answer, value);
        qn_page_put(&answer, "\n");
    } else {
        qn_answer_put_text(&answer, x->view, step->rule, value, indent);
    }
    const char *text = qn_page_string(&answer);
    size_t first_line = strcspn(text, "\n");
    size_t length = strlen(text);
    qn_page_add(&x->words, text, step->repeated || length == 0 ? first_line : length - 1);
    qn_page_put(&x->words, step->repeated ? "   (see above)" : "");
    x->words.out_of_memory |= answer.out_of_memory;
    qn_page_clear(&answer);
}

/* Appends the line of a rule, its answer. */
static void add_rule(void *self, const qn_explained *step, const qn_value *value)
{
    tree *x = self;
    x->now.indent = x->now.base + (size_t)step->depth * INDENT;
    x->now.group = ++x->groups;
    x->now.is_bare = is_plain_sum(x, &x->t->rule[step->rule]);
    x->now.clause = "";
    line head = {.indent = x->now.indent, .value = NO_TEXT, .text = x->words.length};
    put_heading(x, step, value, x->now.indent);
    add_whole_line(x, head);
    x->now.first = x->count;
}

/* Whether a formula says as much as another, but for a rounding and the brackets around it. */
static bool is_whole_formula(const char *formula, const char *clause)
{
    size_t length = strlen(formula);
    clause += strncmp(clause, "((", 2) == 0 || (clause[0] == '(' && formula[0] != '(');
    return strncmp(clause, formula, length) == 0 &&
           (clause[length] == '\0' || strncmp(clause + length, ") rounded ", 10) == 0 ||
            strncmp(clause + length, " rounded ", 9) == 0);
}

/* Begins a line below the clause that was told last, or in an element below that. */
static line begin_below(tree *x)
{
    line added = {.indent = x->now.indent + BELOW, .value = NO_TEXT, .text = x->words.length};
    qn_page_pad(&x->words, (long)added.indent);
    return added;
}

/* Appends the line of what a clause goes through. */
static void add_sequence(void *self, const qn_step *told)
{
    tree *x = self;
    line added = begin_below(x);
    qn_explain_put_sequence(&x->words, x->view, told, !is_whole_formula(told->text, x->now.clause));
    add_whole_line(x, added);
}

/* Appends what is not shown of it. */
static void end_sequence(void *self, uint64_t left_out)
{
    tree *x = self;
    if (x->view->is_open && left_out > 0) {
        line added = begin_below(x);
        qn_explain_put_left_out(&x->words, left_out);
        add_whole_line(x, added);
    }
}

/* Appends the line of an element; rules that follow stand below it. */
static void add_element(void *self, const qn_step *told)
{
    tree *x = self;
    line added = begin_below(x);
    qn_page_format(&x->words, "%llu: ", (unsigned long long)told->number);
    qn_explain_put_element(&x->words, x->view, told);
    add_whole_line(x, added);
    x->outer[x->nest++] = x->now;
    x->now.base = added.indent + INDENT;
    x->now.indent = added.indent - BELOW + INDENT; /* of sequences without a rule */
    x->now.clause = "";
}

static void end_element(void *self)
{
    tree *x = self;
    x->now = x->outer[--x->nest];
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
    const qn_listener listener = {.rule = add_rule,
                                  .clause = add_clause,
                                  .end = set_value_width,
                                  .sequence = add_sequence,
                                  .sequence_end = end_sequence,
                                  .element = view->is_open ? add_element : NULL,
                                  .element_end = end_element};
    tree x = {.view = view, .t = view->t};
    qn_explain_walk(view, rules, count, &listener, &x);
    size_t column = cite_column(&x);
    for (size_t i = 0; !x.words.out_of_memory && i < x.count; i++) {
        put_line(&x, &x.lines[i], column, page);
    }
    page->out_of_memory |= x.words.out_of_memory;
    free(x.lines);
    qn_page_clear(&x.words);
}
