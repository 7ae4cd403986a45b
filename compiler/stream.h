/*
 * stream.h - what the files share that make sequences: stages, loops, what a name goes through.
 *
 * stream.c makes the sequences of the language, stages.c the rows and loops behind them,
 * aggregate.c what is found from their elements. A sequence is emitted where it is used, each time
 * anew: a row of SEQ is gone through by one user. See runtime/sequences.def for the stages.
 */
#ifndef QN_STREAM_H
#define QN_STREAM_H

#include "compiler.h"

/* A row of SEQ without source, region and registers. */
qn_row_sequence qn_stage_row(qn_scope *s, qn_sequence_kind kind, const qn_node *at, uint32_t limit);
/* Appends it; its cells are taken, as many as its kind needs for its limit. */
uint32_t qn_stage_add(qn_scope *s, const qn_node *at, qn_row_sequence *row, const qn_operand *out);
/* A register that a stage or a caller writes, for values like x. */
qn_operand qn_parameter(qn_scope *s, const qn_operand *x);
/* Any value of a type, in the class and on the grid that hold it where it is no number. */
qn_operand qn_any_of(qn_scope *s, const qn_type *type);
/* An element of a list that is held in cells, on the grid of its type. */
qn_operand qn_element_of_list(qn_scope *s, const qn_type *type);
/* A field of a record that has it. */
qn_operand qn_load_field(qn_scope *s, const qn_operand *record, const qn_field *field);
/* The local with which a dotted name begins, or NULL. */
const qn_local *qn_leftmost_local(const qn_scope *s, const qn_node *node);
/* A count, a number of an element: whole, from low to high. */
qn_operand qn_counter(qn_scope *s, int64_t low, int64_t high);
/* The 64-bit register of a whole value. */
uint32_t qn_whole_reg(qn_scope *s, const qn_operand *x);

/* Closes the loop over the source: each element is mapped to `value` where `where` (or NULL) is
 * yes. */
bool qn_map(qn_scope *s, const qn_node *at, const qn_stream *source, qn_open_loop *loop,
            const qn_operand *number, const qn_operand *where, const qn_operand *value,
            qn_stream *out);
/* All elements of `inner`, which was made in the region, for each element of the source. */
bool qn_nest(qn_scope *s, const qn_node *at, const qn_stream *source, uint32_t region,
             const qn_stream *inner, qn_stream *out);
/* The elements of a sequence as `NAME in SEQUENCE` draws them: the local has the name, the number,
 * and, where one of `users` asks for it, the element before. */
bool qn_drawn_from(qn_scope *s, const char *name, const qn_node *sequence, const qn_node *users,
                   qn_stream *out, qn_local *local);
/* Numbers the elements in a stage of their own, in the register of the local's position. */
void qn_number_elements(qn_scope *s, const qn_node *at, const qn_local *local, qn_stream *io);
/* Only those elements that the condition, understood with their fields, lets through. */
bool qn_filter(qn_scope *s, const qn_node *condition, qn_stream *io);
/* The elements as values of the type, on one grid and of one class, as `like` is, if it is not
 * NULL. */
bool qn_convert(qn_scope *s, const qn_node *at, const qn_type *type, const qn_operand *like,
                qn_stream *io);

/* The row in which a record is stored: the number of the element in all loops round it; and how
 * many rows there are. */
qn_operand qn_store_row(qn_scope *s, uint32_t *rows);

/* Whether all elements, which are yes or no, are yes. */
qn_operand qn_all_of_stream(qn_scope *s, const qn_stream *stream, const qn_node *at);

/* The list at the node, whose sequence has been emitted. */
qn_operand qn_list_of_stream(qn_scope *s, const qn_node *node, const qn_stream *stream);
/* Widens an element to one that may be either. */
void qn_widen_element(qn_operand *into, const qn_operand *x);
/* What is none where the list is, and unknown where it is; the list itself if a register holds it.
 */
qn_operand qn_list_presence(qn_scope *s, const qn_operand *list, const qn_node *at);
/* The list that `if C then A else B`, at the node, is: A where the condition is yes, else B. */
qn_operand qn_list_choice(qn_scope *s, const qn_node *node, const qn_operand *condition,
                          const qn_operand *yes, const qn_operand *no);
/* The list that `A otherwise B` is: B where A is none. */
qn_operand qn_list_otherwise(qn_scope *s, const qn_node *node, const qn_operand *value,
                             const qn_operand *fallback);

/* `L and x` of a list that is carried. */
qn_operand qn_append_to_list(qn_scope *s, const qn_node *node, const qn_local *list);
/* `each carry …`: what is carried behind each element; `carry …`: behind the last one. */
bool qn_carry(qn_scope *s, const qn_node *node, qn_stream *out);
qn_operand qn_carry_to_end(qn_scope *s, const qn_node *node);

/* The body of a rule or a definition that is a list (rule.c). */
bool qn_body_stream(qn_scope *s, const qn_node *rule, qn_stream *out);
/* A rule in a `for each`, for every element (reading.c). */
bool qn_each_rule_stream(qn_scope *s, qn_decl *decl, const qn_node *at, qn_stream *out);
/* The elements for which a rule that is yes or no is no. */
bool qn_each_breaker_stream(qn_scope *s, qn_decl *decl, const qn_node *at, qn_stream *out);

#endif
