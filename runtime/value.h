/*
 * Values between registers and people: what a register of a type means, and what a text means for a
 * fact.
 *
 * Responsible for: units, grids, names of choices, the wording of values.
 * Refuses to know: how values are computed, and which facts a case has.
 */
#ifndef QN_RUNTIME_VALUE_H
#define QN_RUNTIME_VALUE_H

#include <string.h>

#include "program.h"

/* Whether a kind is a number with a unit, a share or a plain number. */
static inline bool qn_kind_is_number(uint32_t kind)
{
    return kind <= QN_KIND_QUANTITY;
}

/* The unit of a type as it is written, "%" for a share. */
static inline const char *qn_type_unit(const qn_tables *t, uint32_t type)
{
    return t->type[type].kind == QN_KIND_PERCENT ? "%" : qn_tables_string(t, t->type[type].unit);
}

/* Makes what the public functions read. A text beyond the program's strings stays without its
 * bytes: the case that has them puts them in. */
void qn_value_read(const qn_program *program, uint32_t type, qn_answer status, const qn_slot *slot,
                   qn_value *out);

/* The same where it is called, for the case, which makes most of them. */
static inline void qn_value_fill(const qn_program *program, uint32_t type, qn_answer status,
                                 const qn_slot *slot, qn_value *out)
{
    const qn_tables *t = &program->tables;
    const qn_row_type *row = &t->type[type];
    /* Member by member: bounds count only where has_low and has_high say so. */
    out->status = status;
    out->kind = (qn_kind)row->kind;
    out->unit = qn_kind_is_number(row->kind) ? qn_type_unit(t, type) : "";
    out->error = 0;
    out->has_low = false;
    out->has_high = false;
    out->is_given = false;
    out->program = program;
    out->text = NULL;
    out->text_length = 0;
    out->c = NULL;
    out->sequence = QN_NONE_INDEX;
    out->type = type;
    out->form = row->class_;
    if (row->class_ == QN_CLASS_I) {
        /* Read as it was written: as 8 bytes, of which the rest of the slot is no part. */
        out->number[0] = (uint64_t)slot->i;
        out->number[1] = out->number[2] = out->number[3] = 0;
    } else {
        memcpy(out->number, slot, sizeof out->number);
    }
    if (status == QN_KNOWN && row->kind == QN_KIND_TEXT && slot->i >= 0 &&
        slot->i < t->string_count) {
        out->text = qn_tables_string(t, (uint32_t)slot->i);
        out->text_length = qn_tables_string_length(t, (uint32_t)slot->i);
    }
}

/* The same for a register that is a copy. */
static inline void qn_value_make(const qn_program *program, uint32_t type, qn_answer status,
                                 qn_slot slot, qn_value *out)
{
    qn_value_read(program, type, status, &slot, out);
}

/* Finds the scale of a type whose row is sound, and whether its numbers are finite decimals. False
 * where the scale has no number. */
bool qn_type_prepare(qn_program *program, uint32_t type);

/* The number that a register of the type stands for, in the unit of the type. False on overflow. */
bool qn_type_decode(const qn_program *program, uint32_t type, qn_rational n, qn_rational *out);

/* A number in the unit of the type as a register of the type holds it. */
typedef enum qn_encoding {
    QN_ENCODED,
    QN_ENCODED_OFF_GRID, /* between two numbers that the type can hold */
    QN_ENCODED_TOO_LARGE
} qn_encoding;
qn_encoding qn_type_encode(const qn_program *program, uint32_t type, qn_rational value,
                           qn_slot *out);

/* Reads a number of the type with or without a unit, "14 days", "61 years 6 months", "60%", in the
 * unit of the type. False where the text is no such number. */
bool qn_type_parse_number(const qn_tables *t, uint32_t type, const char *text, size_t length,
                          qn_rational *out);

/* The number of the value of that name in the type's choice, or -1. */
int32_t qn_type_choice(const qn_tables *t, uint32_t type, const char *name, size_t length);

/* Whether a known number fits in its unit, as it does in base units: 2^127 hours have more minutes.
 */
bool qn_value_fits(const qn_value *value);

/* Whether a known value is a finite decimal in its unit; of years, whether its months are. */
bool qn_value_is_finite(const qn_value *value);

/* Text that is put together in a buffer which may be too short: length goes on counting. */
typedef struct qn_text {
    char *buffer;
    size_t size;
    size_t length;
} qn_text;

/* Adds the text of a value that stands so deep in others, 0 for one alone. */
void qn_value_add_text(qn_text *text, const qn_value *value, int depth);

void qn_text_add(qn_text *text, const char *bytes, size_t length);
void qn_text_add_string(qn_text *text, const char *string);

/* Puts the NUL and says QN_OK or QN_NO_ROOM; *length, if not NULL, gets the whole length. */
qn_status qn_text_end(qn_text *text, size_t *length);

#endif
