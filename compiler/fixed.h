/*
 * fixed.h - values that stand written, of any type, as constants of the program.
 */
#ifndef QN_FIXED_H
#define QN_FIXED_H

#include "compiler.h"

/* What a value is written for. low, high: constants, or QN_NONE_INDEX. whole: a record names all
 * its fields. */
typedef struct qn_place {
    const char *name;
    const qn_type *type;
    qn_class class_;
    qn_wide den;
    uint32_t low;
    uint32_t high;
    bool may_be_none;
    bool whole;
} qn_place;

/* The register of the value; QN_NONE_INDEX, with a message, for one that cannot stand there. */
uint32_t qn_fixed(qn_scope *s, const qn_place *place, const qn_node *node);

/* Lists, records and periods, which no constant formula gives. */
bool qn_is_compound(const qn_type *type);

#endif
