/*
 * A rule while its value is found, for who asks what became of its clauses as well (fate.c).
 */
#ifndef QN_REFERENCE_RULE_H
#define QN_REFERENCE_RULE_H

#include "reference.h"

typedef struct state {
    decl *rule;
    const clauses *all;
    const type *type;
    scope *s;
    val *found;   /* the rows of its bands */
    val *applies; /* own conditions of clauses, NULL until asked */
    val *value;
    val limited; /* the value within its limits, before it is rounded; NULL where it has none */
    bool rounds_alone; /* a clause ends in a rounding, so that each rounds on its own */
} state;

state rule_begin(decl *d, scope *s);
val rule_finish(state *x);

/* Whether a clause of a rule that gives its value can give none. */
bool value_can_be_none(decl *d);

/* Whether a clause applies by what it says itself. */
val clause_applies(state *x, int i);
/* Whether a clause stands: it applies, and no clause that overrides it does. */
val clause_stands(state *x, int i);
/* What a clause gives, adds or limits to. */
val clause_value(state *x, int i);
/* Whether a gate lets through, as far as it is not overridden and its block counts. */
val gate_asks(state *x, int i);

#endif
