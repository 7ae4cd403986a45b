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

/* What the parser carries through a file. */
typedef struct qn_builder {
    qn_arena *arena;
    const qn_source *source;
    qn_diagnostics *diagnostics;
    struct qn_layout *layout;   /* where the tokens come from */
    struct qn_yypstate *parser; /* where they go */
    qn_node *file;              /* the tree, once it is whole */
    bool has_mistake;           /* set by the report of a mistake, cleared by the driver */
    bool wants_block;           /* the mistake: only an indented block could have followed */
    bool may_echo;              /* until a line is good, a mistake is part of the last one */
    bool is_too_deep;           /* said once */
} qn_builder;

/* From the first part of a construct that is not empty to the last. rhs[0] lies before it. */
qn_span qn_build_span(const qn_span *rhs, int count);
qn_span qn_build_join(qn_span first, qn_span last);

/* As qn_node_new, with a message when the tree gets too deep. */
qn_node *qn_build_node(qn_builder *b, qn_node_kind kind, unsigned op, qn_span span, uint32_t count,
                       qn_node *const kids[]);
qn_node *qn_build_leaf(qn_builder *b, qn_node_kind kind, unsigned op, qn_span span);

/* A NAME with the text of the span, for a keyword that stands as a name. */
qn_node *qn_build_word(qn_builder *b, qn_span span);

/* The same leaf as another kind, or with a variant. */
qn_node *qn_build_recast(qn_node *leaf, qn_node_kind kind, qn_span span);
qn_node *qn_build_qualified(qn_node *unit, unsigned op, qn_span span);
unsigned qn_build_op(const qn_node *leaf);

/* Two leaves as one, with their texts joined. */
qn_node *qn_build_joined(qn_builder *b, qn_node *left, const char *between, const qn_node *right);

/* Lists: of nothing or one part; with a part behind; with parts behind; with a part before. */
qn_node *qn_build_list(qn_builder *b, qn_span span, qn_node *part);
qn_node *qn_build_append(qn_builder *b, qn_node *list, qn_node *part);
qn_node *qn_build_concat(qn_builder *b, qn_node *list, const qn_node *more);
qn_node *qn_build_prepend(qn_builder *b, qn_node *part, const qn_node *list, qn_span span);

/* Formulas. */
qn_node *qn_build_chain(qn_builder *b, qn_node_kind kind, qn_node *left, qn_node *right);
qn_node *qn_build_term(qn_builder *b, qn_node_kind kind, unsigned op, qn_node *left, qn_node *right,
                       qn_span sign);
qn_node *qn_build_bracketed(qn_node *node, qn_span span);
qn_node *qn_build_rounded(qn_node *rounding, qn_node *value, qn_span span);
qn_node *qn_build_quantity(qn_builder *b, qn_node *number, qn_node *measure, qn_span span);
qn_node *qn_build_duration(qn_builder *b, qn_node *first, qn_node *first_unit, qn_node *second,
                           qn_node *second_unit, qn_span span);
qn_node *qn_build_band_value(qn_builder *b, qn_node *value);
qn_node *qn_build_aggregate(qn_node *aggregated, unsigned op, qn_span span);
qn_node *qn_build_carry_each(qn_node *carry, qn_span span);
qn_node *qn_build_sorted_rest(qn_builder *b, qn_node *sequence, qn_node *count, unsigned op,
                              qn_node *key, qn_span span);
qn_node *qn_build_edge_day(qn_builder *b, unsigned op, qn_node *unit, qn_node *value, qn_span span);
qn_node *qn_build_working_span(qn_builder *b, unsigned unit, qn_span unit_span, qn_node *from,
                               qn_node *to, qn_span span);
qn_node *qn_build_counted_back(qn_builder *b, unsigned op, qn_node *period, qn_span first,
                               qn_span last, qn_span span);

/* Types. */
qn_node *qn_build_over_time_or_none(qn_builder *b, qn_node *type, qn_span time, qn_span span);

/* Rules and clauses. */
qn_node *qn_build_effect(qn_builder *b, qn_node *formula, qn_span span);
qn_node *qn_build_left_when(qn_builder *b, qn_node *condition, qn_span word);
qn_node *qn_build_left_match(qn_builder *b, qn_node *subject, qn_node *values);
qn_node *qn_build_base(qn_builder *b, qn_span word, qn_node *formula, qn_node *trailers,
                       qn_span span);
qn_node *qn_build_dated_base(qn_builder *b, qn_node *interval, qn_node *formula, qn_node *trailers,
                             qn_span span);
qn_node *qn_build_only_when(qn_builder *b, qn_node *condition, qn_node *trailers, qn_span word,
                            qn_span span);
qn_node *qn_build_always(qn_builder *b, qn_node *effect, qn_node *trailers, qn_span span);
qn_node *qn_build_several(qn_builder *b, unsigned op, qn_span several, qn_span apply, qn_span which,
                          qn_node *trailers, qn_span span);
qn_node *qn_build_labelled(qn_node *clause, qn_node *label, qn_span span);
qn_node *qn_build_block(qn_node *block, qn_node *body, qn_span span);
qn_node *qn_build_rule_line(qn_builder *b, qn_node *line, qn_node *more, qn_span span);
qn_node *qn_build_named(qn_node *rule, qn_node *name, qn_node *type, qn_span span);
qn_node *qn_build_define(qn_builder *b, qn_node *rule, qn_node *name, qn_node *parameters,
                         qn_node *type, qn_span span);

#endif
