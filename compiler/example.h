/*
 * example.h - an example while its rows are being made.
 *
 * example.c makes rows of `given`, `on` and `expect`; cases.c makes them of tables and of files of
 * cases, a row of EXAMPLE for each case.
 */
#ifndef QN_EXAMPLE_H
#define QN_EXAMPLE_H

#include "clause.h"

/* A fact that is given a value, and for which of the expectations: `count` of them from `first`. */
typedef struct qn_binding {
    const qn_node *name;
    const qn_decl *fact;
    uint32_t first, count;
    bool is_column; /* of a table: what is given above it holds where a case says nothing */
} qn_binding;

/* rules: the instances (pointers) that are expected something of, in order. expects: rows of EXPECT
 * of the case in hand. doubtful: a line is mistaken, so that what looks unused may not be. */
typedef struct qn_example {
    qn_scope *s;
    qn_row_example row;
    qn_growing rules;
    qn_growing expects;
    qn_growing bindings;
    qn_growing stack; /* of mark_facts, empty between two walks */
    uint32_t errors;  /* how many there were before it */
    bool doubtful;
} qn_example;

/* Begins with the title, on a line of a source. */
void qn_example_begin(qn_example *x, qn_scope *s, const char *title);
/* The lines `given` and `on`, which hold for all that is expected. */
void qn_example_conditions(qn_example *x, const qn_node *lines);
/* Appends the row of the case with its expectations, in the line in which it stands. */
void qn_example_store(qn_example *x, qn_span span);
/* Reports what is given to no purpose, when all expectations are there. */
void qn_example_end(qn_example *x);

/* Appends rows of GIVEN for bindings. NULL for a fact that is none, with a message. */
qn_decl *qn_example_fact(qn_scope *s, const qn_node *name);
bool qn_example_give(qn_scope *s, qn_decl *fact, const qn_node *value);

/* The rule that a name, or the duty that a text or a citation stands for; NULL with a message, and
 * where it is mistaken. */
const qn_instance *qn_example_rule(qn_example *x, const qn_node *name);
/* Appends a row of EXPECT for it: `op` as of EXPECT; value, reason and because may be NULL. */
qn_row_expectation *qn_example_expect(qn_example *x, const qn_instance *rule, int op,
                                      const qn_node *value, const qn_node *at);

/* A table in an example, whose first row names the columns; a file of cases (cases.c). */
void qn_example_table(qn_example *x, const qn_node *lines);
void qn_example_file(qn_scope *s, const qn_node *examples);

#endif
