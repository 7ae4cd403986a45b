/*
 * A program in memory: the tables of tables.def, as one immutable block. The compiler fills such a
 * structure and writes it as an image; the loader reads an image back, verifies it and trusts it from
 * then on. Knows nothing of how a program is evaluated.
 */
#ifndef QN_PROGRAM_H
#define QN_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qanun.h"
#include "rational.h"
#include "wide.h"

#define QN_NONE_INDEX UINT32_MAX

/* The representation of a number in a register. */
typedef enum qn_class { QN_CLASS_I, QN_CLASS_W, QN_CLASS_Q } qn_class;

typedef enum qn_clause_kind {
    QN_CLAUSE_GATE,      /* only when */
    QN_CLAUSE_BASE,      /* base, from D, = */
    QN_CLAUSE_EXCEPTION, /* a conditional value */
    QN_CLAUSE_OTHERWISE, /* the value when no other value clause applies */
    QN_CLAUSE_ADD,
    QN_CLAUSE_MULTIPLY,
    QN_CLAUSE_FLOOR,
    QN_CLAUSE_CAP,
    QN_CLAUSE_ROUND,
    QN_CLAUSE_KIND_COUNT
} qn_clause_kind;

/* Flags of BAND entries and of the instruction's aux, above the class. */
enum { QN_BAND_LOW_EXCLUDED = 1, QN_BAND_HIGH_INCLUDED = 2 };
enum { QN_AUX_CLASS = 3, QN_AUX_FIRST_MATCH = 4, QN_AUX_SORTED = 8, QN_AUX_MODE_SHIFT = 4 };

enum { QN_FACT_MAY_BE_NONE = 1, QN_RULE_HIDDEN = 1 };

typedef enum qn_op {
#define QN_OP(name, a, b, c, result, synopsis, sentence) OP_##name,
#include "opcodes.def"
#undef QN_OP
    QN_OP_COUNT
} qn_op;

typedef enum qn_table {
#define QN_TABLE(TABLE, name, fields) QN_TABLE_##TABLE,
#include "tables.def"
#undef QN_TABLE
    QN_TABLE_COUNT
} qn_table;

/* One structure a table: qn_row_constant, qn_row_instruction, … all fields uint32_t. */
#define F(field, kind) uint32_t field;
#define QN_TABLE(TABLE, name, fields)                                                              \
    typedef struct qn_row_##name {                                                                 \
        fields                                                                                     \
    } qn_row_##name;
#include "tables.def"
#undef QN_TABLE
#undef F

typedef union qn_slot {
    int64_t i;
    qn_wide w;
    qn_rational q;
} qn_slot;

/* The rows of each table and how many they are: p->constant, p->constant_count, … */
typedef struct qn_tables {
#define QN_TABLE(TABLE, name, fields)                                                              \
    qn_row_##name *name;                                                                           \
    uint32_t name##_count;
#include "tables.def"
#undef QN_TABLE
    const char *text;        /* all strings, each followed by a NUL */
    uint32_t *string;        /* where each string begins in text; one more entry than strings */
    uint32_t string_count;
} qn_tables;

/* The first register that is no constant; the register of fact f is this + f. */
static inline uint32_t qn_tables_first_fact(const qn_tables *t) { return t->constant_count; }
static inline uint32_t qn_tables_today(const qn_tables *t) { return t->constant_count + t->fact_count; }
static inline uint32_t qn_tables_first_result(const qn_tables *t) { return qn_tables_today(t) + 1; }
static inline uint32_t qn_tables_register_count(const qn_tables *t)
{
    return qn_tables_first_result(t) + t->instruction_count;
}
static inline const char *qn_tables_string(const qn_tables *t, uint32_t index)
{
    return t->text + t->string[index];
}

/* The value that a row of constants holds. */
qn_slot qn_constant_slot(const qn_row_constant *row);
void qn_constant_set(qn_row_constant *row, qn_class c, qn_slot value);

/* Writes the tables as an image: little-endian, checksummed. The buffer comes from the allocator and
 * belongs to the caller. QN_OK or QN_NO_MEMORY. */
qn_status qn_image_write(const qn_tables *tables, const qn_options *options, unsigned char **out,
                         size_t *out_length);

#endif
