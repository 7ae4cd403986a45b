/*
 * The door of a case, for the parts of the runtime that stand at it.
 *
 * A place is what a value can be given to: a fact, or an item, which is a field of an element of a
 * list or an element that is no record. Each place is declared by a row of FACT or of FIELD.
 */
#ifndef QN_RUNTIME_GIVEN_H
#define QN_RUNTIME_GIVEN_H

#include "case.h"
#include "date.h"
#include "value.h"

/* A value on its way in: for which place, how that is declared, and as it was written, for
 * messages. */
typedef struct qn_offer {
    qn_case *c;
    qn_row_field field;  /* how the place is declared; of a fact over time its value */
    const qn_door *door; /* of a place that is a number, else one that lets nothing through */
    uint32_t fact;       /* QN_NONE_INDEX for an item */
    uint32_t cell;       /* of an item, or of the one value of a fact over time, or QN_NONE_INDEX */
    const char *text;
    size_t length;
} qn_offer;

static inline const qn_row_type *qn_offer_type(const qn_offer *o)
{
    return &o->c->tables->type[o->field.type];
}

/* Begins a call that gives a value to a place. False, with a message, where there is no such place
 * or no value. */
bool qn_offer_begin(qn_case *c, int32_t place, const char *text, size_t length, qn_offer *out);

/* For calls that no value could mend. The case may be NULL. */
qn_status qn_offer_misuse(qn_case *c, const char *text);

/* "seniority: '12x' is not a number; expected years in 0..=80" */
qn_status qn_offer_refuse(const qn_offer *o, const char *what);
/* "is finer than 0.01" */
qn_status qn_offer_refuse_step(const qn_offer *o, qn_rational step);

/* Where a place gets a value: after it every answer is out of date. `given`: it is no default. */
void qn_offer_put(const qn_offer *o, qn_answer status, const qn_slot *slot, bool given);

/* The last door for a value of class I: the declared range, and what else there is to check. */
qn_status qn_offer_finish(const qn_offer *o, int64_t value);

/* A number in the unit of the place: step, grid, class and range. */
qn_status qn_offer_number(const qn_offer *o, qn_rational value);

/* Adds a value to a set by its name; false where the name is none of its values. */
bool qn_offer_add_member(const qn_offer *o, const char *name, size_t length, uint64_t *set);

/* Reads any value from the text of the offer for that place, as qn_case_set_text does. */
qn_status qn_offer_text(const qn_offer *o, int32_t place);

/* The date of decision, which is declared nowhere. */
qn_status qn_today_put(qn_case *c, qn_answer status, qn_day day);
qn_status qn_today_refuse(qn_case *c, const char *given, size_t length, const char *what);

/* A fact without a value of its own. */
void qn_fact_put_default(qn_case *c, uint32_t fact);

/* How the cells of a list are laid out: `limit` elements; if they are records, behind these the
 * records, `stride` cells each: the fields, and then the cells of those fields that are lists. */
typedef struct qn_list_shape {
    uint32_t limit;
    uint32_t element;     /* row of FIELD */
    uint32_t first_field; /* rows of FIELD of the records */
    uint32_t field_count; /* 0 where the elements are no records */
    uint32_t stride;
    uint32_t capacity; /* cells of the whole list */
} qn_list_shape;

/* The shape of a type. False where it is no list, or one with more cells than a case can have. */
bool qn_list_shape_of(const qn_tables *t, uint32_t type, qn_list_shape *out);

/* The cell of a field of a record of a list that lies from `base` on; from and value of the entries
 * of a fact over time are found by their names. */
static inline uint32_t qn_list_record(const qn_list_shape *shape, uint32_t base, uint32_t index)
{
    return base + shape->limit + index * shape->stride;
}

/* The number of the field of that name, or field_count. */
uint32_t qn_list_field(const qn_tables *t, const qn_list_shape *shape, const char *name,
                       size_t length);

/* The list that a fact or an item is or, of a fact over time, is given as. False where it is none.
 */
typedef struct qn_list_place {
    qn_list_shape shape;
    uint32_t base; /* its first cell */
} qn_list_place;
bool qn_list_find(const qn_case *c, int32_t place, qn_list_place *out);

/* Takes all elements away, with their texts, so that no item of the list is left. */
void qn_list_clear(qn_case *c, const qn_list_place *list);

/* Makes `count` elements, at most `limit`, with their defaults. */
void qn_list_fill(qn_case *c, const qn_list_place *list, uint32_t count);

/* Takes away what a place has besides its slot: a text, or the elements of a list. */
void qn_place_drop(qn_case *c, const qn_offer *o);

/* The cell of the value of a fact over time that has only one, always; false where the program sets
 * none aside. */
bool qn_history_find_always(const qn_case *c, int32_t fact, uint32_t *cell);

/* Makes a fact over time hold one value, always; its cell is about to get it. */
void qn_history_begin_always(qn_case *c, uint32_t fact);

/* What keeps a day from being the `from` of that cell of a fact over time: another entry has it.
 * False for all other cells. */
bool qn_history_has_day(const qn_case *c, uint32_t cell, int64_t day);

/* Puts the entries of a fact over time in order, if the cell is the `from` of one of them. */
void qn_history_sort(qn_case *c, uint32_t cell);

/* "children[2].age", the name of a place. */
void qn_place_name(const qn_case *c, uint32_t fact, uint32_t cell, qn_text *text);

#endif
