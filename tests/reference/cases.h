/*
 * Cases: which facts are given as which texts, on which day.
 */
#ifndef QN_REFERENCE_CASES_H
#define QN_REFERENCE_CASES_H

#include "machine.h"

enum { FACTS_MOST = 500 };

typedef struct giving {
    const decl *fact;
    const char *text; /* as people write it */
} giving;

typedef struct instance {
    const char *where;
    const char *on; /* or NULL */
    bool has_gaps;  /* some facts may have been left out */
    giving fact[FACTS_MOST];
    int facts;
} instance;

/* Gives a fact, in the place of what was given for it before. */
void instance_give(instance *c, const decl *fact, const char *text);
decl *find_fact(const char *name);

/* Each case of the examples of the main file (examples.c). */
void examples_each(void (*visit)(const instance *c));

/* A case whose facts are chosen at random from what they are declared to be, often at an end of it
 * (edges.c). Each fact that has no default is left out one time in `gaps`; 0 for never. */
void instance_random(instance *c, uint64_t *random, int gaps);
uint32_t random_below(uint64_t *random, uint32_t limit);
/* Facts and days that the program names, near which cases are chosen. */
void edges_learn(void);

/* Answers that the reference leaves open are noted one by one, and then held against completions of
 * the case (promise.c). False, after a line that says why, where one does not hold; *compared grows
 * by the answers that were held against one. */
void promise_begin(void);
void promise_note(machine *m, way w, int32_t at, decl *rule, const type *t);
bool promise_holds(const instance *given, uint64_t *random, int32_t *compared);

#endif
