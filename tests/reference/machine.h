/*
 * The product under test: a program compiled and loaded, and a case of it.
 */
#ifndef QN_REFERENCE_MACHINE_H
#define QN_REFERENCE_MACHINE_H

#include "qanun.h"
#include "reference.h"

/* The ways in which the product answers. */
typedef enum way {
    WAY_MACHINE, /* instruction by instruction */
    WAY_DIRECT,  /* prepared */
    WAYS
} way;

typedef struct machine {
    unsigned char *image;
    size_t length;
    qn_program *program[WAYS];
    qn_case *c[WAYS];
    qn_case *fresh[WAYS]; /* with the same facts, made for this case alone */
    char *message;        /* the first one, where it does not compile */
} machine;

/* Compiles what is at a path; text is what stands there, or NULL for the file. False if it is
 * refused: the message says why. */
bool machine_load(machine *m, const char *path, const char *text);
void machine_free(machine *m);

/* Takes all facts away and sets the date of decision, NULL for none. */
void machine_reset(machine *m, const char *on);
/* Whether the program has a fact; one that no rule uses is left out. */
bool machine_has(const machine *m, const char *fact);
/* Gives a fact in all ways; false if it is refused. */
bool machine_give(machine *m, const char *fact, const char *text);

/* Whether the product answers a rule in a way as the reference does; else *why says what is
 * different, in the pool. */
bool machine_agrees(machine *m, way w, int32_t rule, val expected, const type *t, const char **why);

/* Whether what was asked of a case before, of other facts or of these, is not seen in its answer,
 * its bounds and causes: a new case says the same. */
bool machine_is_unmarked(machine *m, way w, int32_t rule, const char **why);

/* Whether a bound of an answer is beyond a value on its side: -1 below, 1 above. */
bool value_beyond(val v, const type *t, const qn_value *bound, int side);

/* The number of a rule by its name, of a duty by its place in its file; -1 where it is not there.
 */
int32_t machine_rule(const machine *m, const decl *rule);

/* Asks the machine for a rule; false, with *why, where it takes more steps than its bound. */
bool machine_steps(machine *m, int32_t rule, const char **why);
/* How many steps it has taken for that so far. */
uint64_t machine_taken(void);

/* Why a value of the product is not that of the reference, or NULL. */
const char *value_differs(val v, const type *t, const qn_value *q);

/* Whether the product explains the clauses of a rule, which is not one of elements, as the
 * reference does (told.c); else *why says what is different. */
bool machine_tells(machine *m, way w, int32_t at, decl *rule, const char **why);

/* Prints a line `reached COUNT op NAME` for each opcode of the programs loaded since the last time.
 */
void machine_reached(void);

/* The answer of the product as text, in the pool. */
const char *machine_text(const qn_value *v);

#endif
