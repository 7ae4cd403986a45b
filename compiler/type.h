/*
 * type.h - the types of the language, and the units of quantities.
 *
 * Responsible for what a unit is made of: base units with powers, and a factor. All amounts of a
 * program are held in base units (months, calendar days, working days, minutes, currencies), so
 * that years meet months and weeks meet days without a conversion. It knows nothing of names in
 * scope.
 */
#ifndef QN_TYPE_H
#define QN_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "qanun.h"
#include "rational.h"

/* Base units. Currencies and units that a program declares follow, numbered as they are met. */
enum { QN_BASE_MONTH, QN_BASE_DAY, QN_BASE_WORKING_DAY, QN_BASE_MINUTE, QN_BASE_DECLARED };

enum { QN_DIMENSION_MAX = 6 };

/* A product of powers of base units, ordered by base; no factors: a plain number. */
typedef struct qn_dimension {
    uint32_t count;
    struct {
        uint32_t base;
        int32_t power;
    } factor[QN_DIMENSION_MAX];
} qn_dimension;

typedef struct qn_record qn_record;

typedef struct qn_type {
    qn_kind kind;
    bool bare;   /* a number written without a unit: it takes that of what it meets */
    bool failed; /* the type of what could not be understood; it fits everything, silently */
    bool exact;  /* `AZN exact`: not rounded to the coin */
    qn_dimension dimension;
    qn_rational factor;            /* base units in one unit as it is written: 12 for years */
    const char *unit;              /* as it is written: "calendar days", "AZN per month" */
    qn_rational coin;              /* of a plain currency: its coin, else 0 */
    uint32_t choice;               /* of a choice or a set: its row in the program */
    const struct qn_type *element; /* of a list */
    const qn_record *record;       /* of an element with fields */
    uint32_t first_field;          /* of a list or a record: the rows that declare what is in it */
    uint32_t field_count;
    uint32_t limit; /* of a list: the most elements */
} qn_type;

bool qn_dimension_equal(const qn_dimension *a, const qn_dimension *b);

/* The product of a and b^sign, sign 1 or -1. False if it has too many factors. */
bool qn_dimension_multiply(const qn_dimension *a, const qn_dimension *b, int sign,
                           qn_dimension *out);

qn_dimension qn_dimension_of(uint32_t base);
bool qn_dimension_is(const qn_dimension *d, uint32_t base);

/* Numbers of any kind: number, integer, percent, quantity. */
bool qn_type_is_number(const qn_type *type);

/* Without a unit: number, integer, percent, or a quantity whose units cancel. */
bool qn_type_is_plain(const qn_type *type);

/* A currency alone, not a rate of one. */
bool qn_type_is_amount(const qn_type *type);

#endif
