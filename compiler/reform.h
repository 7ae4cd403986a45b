/*
 * reform.h - reforms: finding what they amend, and laying them over it.
 *
 * overlay.c does the second on the lines of one rule; reform.c does everything else. The chapter on
 * reforms of spec/language.md says what replaces what.
 */
#ifndef QN_REFORM_H
#define QN_REFORM_H

#include "compiler.h"

/* `amends RULE from D` in the file of `module`. */
typedef struct qn_amendment {
    qn_module *module;
    const qn_node *node;
    qn_decl *decl; /* the rule or definition */
    int64_t day;
} qn_amendment;

/* A line that an amendment has added, or a band that it has given a row, `shown`. */
typedef struct qn_amended_line {
    const qn_node *line, *shown;
    const qn_amendment *by;
} qn_amended_line;

/* The rules while reforms are laid over them. */
typedef struct qn_overlay {
    qn_compiler *c;
    qn_growing lines; /* qn_amended_line */
} qn_overlay;

/* A copy of a rule or definition whose lines can be changed; formulas are shared. */
qn_node *qn_overlay_copy(qn_compiler *c, const qn_node *rule);

/* Replaces and adds the lines of an amendment, whose decl->node is such a copy. */
void qn_overlay_amend(qn_overlay *overlay, const qn_amendment *amendment);

/* Ends what an amendment repeals. To be called when all of its day have been laid over: so what
 * is amended and repealed on one day is found, in whichever order the reforms come. */
void qn_overlay_repeal(qn_overlay *overlay, const qn_amendment *amendment);

#endif
