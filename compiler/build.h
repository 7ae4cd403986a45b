/*
 * build.h - what the actions of the grammar call: one constructor for each shape of node.
 *
 * Responsible for the few things that a node needs beyond its parts: flat chains, the sign that
 * opens an effect, spans, and the messages about forms that the grammar accepts only to explain
 * them. It knows nothing of tokens and parser states. Any part may be NULL, after a mistake or out
 * of memory; the result is then thrown away.
 */
#ifndef QN_BUILD_H
#define QN_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "ast.h"
#include "diagnostic.h"
#include "source.h"

enum { QN_WORDS_TOLD = 16 };

/* What the parser carries through a file. */
typedef struct qn_builder {
    qn_arena *arena;
    const qn_source *source;
    qn_diagnostics *diagnostics;
    struct qn_layout *layout;    /* where the tokens come from */
    struct qn_yypstate *parser;  /* where they go */
    qn_node *file;               /* the tree, once it is whole */
    qn_node *acceptances;        /* list of ACCEPT, so far; NULL for none */
    bool has_mistake;            /* set by the report of a mistake, cleared by the driver */
    bool wants_block;            /* the mistake: only an indented block could have followed */
    bool may_echo;               /* until a line is good, a mistake is part of the last one */
    bool is_too_deep;            /* said once */
    qn_span told[QN_WORDS_TOLD]; /* words that cannot be names, as was said of each */
    uint32_t told_count;
} qn_builder;

/* Layout tokens and absent parts have no extent. */
static inline bool qn_build_is_empty(qn_span span)
{
    return span.begin == span.end;
}

/*
 * The place of a construct, from its first part that is not empty to its last. rhs[1] to
 * rhs[count] are its parts, rhs[0] is what lies before it; without parts it is empty and stands
 * there. This is what Bison calls YYLLOC_DEFAULT, and asks for at every reduction. Layout tokens
 * are empty and lie behind the token before them, so they never widen a span.
 */
static inline qn_span qn_build_span(const qn_span *rhs, int count)
{
    int first = 1;
    int last = count;
    if (count == 1) {
        return rhs[1];
    }
    while (first < count && qn_build_is_empty(rhs[first])) {
        first++;
    }
    while (last > first && qn_build_is_empty(rhs[last])) {
        last--;
    }
    if (count == 0) {
        return (qn_span){rhs[0].source, rhs[0].end, rhs[0].end};
    }
    return (qn_span){rhs[first].source, rhs[first].begin, rhs[last].end};
}

/* From the beginning of the one to the end of the other; an empty one is left out. */
qn_span qn_build_join(qn_span first, qn_span last);

/* ---- nodes and leaves */

/* As qn_node_new, with a message, once a file, when the tree gets too deep for a walk. */
qn_node *qn_build_node(qn_builder *b, qn_node_kind kind, unsigned op, qn_span span, uint32_t count,
                       qn_node *const kids[]);

/* A node that has no parts and no text: TODAY, NONE, LEFT_BASE. */
qn_node *qn_build_leaf(qn_builder *b, qn_node_kind kind, unsigned op, qn_span span);

/* A NAME with the text of the span, for a keyword that stands as a name: `from` over a column. */
qn_node *qn_build_word(qn_builder *b, qn_span span);

/* The same leaf as another kind, without a variant: the NAME `days` as a MEASURE_WORD. */
qn_node *qn_build_recast(qn_node *leaf, qn_node_kind kind, qn_span span);

/* A unit behind `calendar` or `working`; op says which. */
qn_node *qn_build_qualified(qn_node *unit, unsigned op, qn_span span);

/* The variant that the lexer gave to a unit: `months` is AST_OP_MONTHS. */
unsigned qn_build_op(const qn_node *leaf);

/* Two leaves as one of the left one's kind, "Tax" and "Code" as "Tax Code". Bounded as names are.
 */
qn_node *qn_build_joined(qn_builder *b, qn_node *left, const char *between, const qn_node *right);

/* ---- lists. What is appended to is used up: go on with the result */

/* A LIST of one part, or an empty one if there is none. */
qn_node *qn_build_list(qn_builder *b, qn_span span, qn_node *part);

/* With one part more; a NULL part, a line that was a mistake, is left out. */
qn_node *qn_build_append(qn_builder *b, qn_node *list, qn_node *part);

/* With all parts of another list. */
qn_node *qn_build_concat(qn_builder *b, qn_node *list, const qn_node *more);

/* A new LIST of a part and the parts of a list. */
qn_node *qn_build_prepend(qn_builder *b, qn_node *part, const qn_node *list, qn_span span);

/* Keeps an ACCEPT beside the tree. Returns NULL, which lists leave out. */
qn_node *qn_build_accepted(qn_builder *b, qn_node *accept);

/* ---- formulas */

/* left and right, left or right: one more part of the same AND or OR, unless that is bracketed. */
qn_node *qn_build_chain(qn_builder *b, qn_node_kind kind, qn_node *left, qn_node *right);

/* left + right and the like, as a SUM or PRODUCT; `sign` is the place of the operator. */
qn_node *qn_build_term(qn_builder *b, qn_node_kind kind, unsigned op, qn_node *left, qn_node *right,
                       qn_span sign);

/* (node): the brackets belong to its place, and a chain is closed. */
qn_node *qn_build_bracketed(qn_node *node, qn_span span);

/* value rounded …: completes the ROUNDED that was built before its value. */
qn_node *qn_build_rounded(qn_node *rounding, qn_node *value, qn_span span);

/* 5 days. Explains `60 percent`. */
qn_node *qn_build_quantity(qn_builder *b, qn_node *number, qn_node *measure, qn_span span);

/* 64 years 6 months */
qn_node *qn_build_duration(qn_builder *b, qn_node *first, qn_node *first_unit, qn_node *second,
                           qn_node *second_unit, qn_span span);

/* A value of a band, as it is. Explains `5-10` and `5 to 10`. */
qn_node *qn_build_band_value(qn_builder *b, qn_node *value);

/* sum of …: completes the AGGREGATE that was built before its operation was known. */
qn_node *qn_build_aggregate(qn_node *aggregated, unsigned op, qn_span span);

/* each carry … */
qn_node *qn_build_carry_each(qn_node *carry, qn_span span);

/* sequence after first count sorted by key: sorts before it counts. op: DESCENDING or 0. */
qn_node *qn_build_sorted_rest(qn_builder *b, qn_node *sequence, qn_node *count, unsigned op,
                              qn_node *key, qn_span span);

/* first day of month of value; op: FIRST, LAST. */
qn_node *qn_build_edge_day(qn_builder *b, unsigned op, qn_node *unit, qn_node *value, qn_span span);

/* working days from … to …. Explains working units that are no days. */
qn_node *qn_build_working_span(qn_builder *b, unsigned unit, qn_span unit_span, qn_node *from,
                               qn_node *to, qn_span span);

/* complete years of period counted back; the op is the unit. */
qn_node *qn_build_counted_back(qn_builder *b, unsigned op, qn_node *period, qn_span first,
                               qn_span last, qn_span span);

/* ---- types */

/* type over time or none; `time` is the place of that word. */
qn_node *qn_build_over_time_or_none(qn_builder *b, qn_node *type, qn_span time, qn_span span);

/* ---- rules and clauses. `word` is the place of the word that begins the clause */

/* → formula: ADD where it begins with a minus sign, else VALUE. */
qn_node *qn_build_effect(qn_builder *b, qn_node *formula, qn_span span);

/* The left sides `when condition` and `subject values`; the subject of a row is NULL. */
qn_node *qn_build_left_when(qn_builder *b, qn_node *condition, qn_span word);
qn_node *qn_build_left_match(qn_builder *b, qn_node *subject, qn_node *values);

/* base effect, or = effect behind the name of a rule: a formula, none or an error */
qn_node *qn_build_base(qn_builder *b, qn_span word, qn_node *effect, qn_node *trailers,
                       qn_span span);

/* from … base effect */
qn_node *qn_build_dated_base(qn_builder *b, qn_node *interval, qn_node *effect, qn_node *trailers,
                             qn_span span);

/* only when condition "reason" */
qn_node *qn_build_only_when(qn_builder *b, qn_node *condition, qn_node *trailers, qn_span word,
                            qn_span span);

/* at least formula, at most formula: a clause that always applies. */
qn_node *qn_build_bound(qn_builder *b, unsigned op, qn_span word, qn_node *formula,
                        qn_node *trailers, qn_span span);

/* rounded …, or any other effect alone. */
qn_node *qn_build_always(qn_builder *b, qn_node *effect, qn_node *trailers, qn_span span);

/* several apply → the largest; `which` is the place of the last two words, op says which. */
qn_node *qn_build_several(qn_builder *b, unsigned op, qn_span several, qn_span apply, qn_span which,
                          qn_node *trailers, qn_span span);

/* label: clause, also of a block, a table and a scale */
qn_node *qn_build_labelled(qn_node *clause, qn_node *label, qn_span span);

/* Completes the BLOCK that was built before its body. */
qn_node *qn_build_block(qn_node *block, qn_node *body, qn_span span);

/*
 * A RULE without its name: the clauses of its first line, and those indented below (NULL for
 * none), for which the citations of a first line of one clause hold too.
 */
qn_node *qn_build_rule_line(qn_builder *b, qn_node *line, qn_node *more, qn_span span);

/* Completes a RULE with its name and its type, which may be NULL. */
qn_node *qn_build_named(qn_node *rule, qn_node *name, qn_node *type, qn_span span);

/* define name(parameters) : type, with the body of a RULE that has no name. */
qn_node *qn_build_define(qn_builder *b, qn_node *rule, qn_node *name, qn_node *parameters,
                         qn_node *type, qn_span span);

#endif
