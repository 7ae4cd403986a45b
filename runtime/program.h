/*
 * A program in memory: the tables of tables.def, as one immutable block. The compiler fills such a
 * structure and writes it as an image; the loader reads an image back, verifies it and trusts it
 * from then on. Knows nothing of how a program is evaluated.
 */
#ifndef QN_PROGRAM_H
#define QN_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qanun.h"
#include "rational.h"
#include "sequence.h"
#include "wide.h"

#define QN_NONE_INDEX UINT32_MAX

/* The representation of a number in a register. */
typedef enum qn_class { QN_CLASS_I, QN_CLASS_W, QN_CLASS_Q } qn_class;

/* What is promised of the rule of a row of PROMISE. */
typedef enum qn_promise_kind {
    QN_PROMISE_ALWAYS,
    QN_PROMISE_NEVER,
    QN_PROMISE_RISES,
    QN_PROMISE_FALLS,
    QN_PROMISE_KIND_COUNT
} qn_promise_kind;

/* Flags of BAND entries and of the instruction's aux, above the class. */
enum { QN_BAND_LOW_EXCLUDED = 1, QN_BAND_HIGH_INCLUDED = 2 };
/* Sorted: bounds are constants, entries do not overlap, stand in order and have no conditions. */
enum { QN_AUX_CLASS = 3, QN_AUX_FIRST_MATCH = 4, QN_AUX_SORTED = 8, QN_AUX_MODE_SHIFT = 4 };

/*
 * The list of a LOOKUP: a head, pieces, names of rows, where the tests of each row begin and behind
 * the last row, tests.
 *
 * Head: the register of the subject, its class, how many pieces, how many names the pieces have, of
 * how many rows the subject is not asked, how many rows, how many tests. A piece has bounds and
 * flags as an entry of a BAND, is sorted like one, and names the rows from FROM to before TO, in
 * order; the names of the rows that are not asked stand behind those of all pieces. A row holds
 * where all its tests are yes; a test with OR_NEXT and the one behind it are one that is yes where
 * either is.
 */
enum {
    QN_LOOKUP_SUBJECT,
    QN_LOOKUP_CLASS,
    QN_LOOKUP_PIECES,
    QN_LOOKUP_NAMES,
    QN_LOOKUP_EVERYWHERE,
    QN_LOOKUP_ROWS,
    QN_LOOKUP_TESTS,
    QN_LOOKUP_HEAD
};
enum {
    QN_LOOKUP_LOW,
    QN_LOOKUP_HIGH,
    QN_LOOKUP_FLAGS,
    QN_LOOKUP_FROM,
    QN_LOOKUP_TO,
    QN_LOOKUP_PIECE_WIDTH,
    QN_LOOKUP_OF = QN_LOOKUP_FROM, /* the register that a test holds against its bounds */
    QN_LOOKUP_TEST_WIDTH
};
/* Flags of a test beside those of BAND entries: its class, and whether the next one will do. */
enum { QN_LOOKUP_CLASS_SHIFT = 2, QN_LOOKUP_OR_NEXT = 16 };

/* A rule that is INLINE is another rule's reading of it, on another date or for an element of a
 * list: its code is a part of that of the rule around it. Of several exceptions that apply to a
 * rule that is LARGEST or SMALLEST the one with such a value counts; explanations alone ask. */
enum {
    QN_FACT_MAY_BE_NONE = 1,
    QN_RULE_HIDDEN = 1,
    QN_RULE_IMPORTED = 2,
    QN_RULE_INLINE = 4,
    QN_RULE_LARGEST = 8,
    QN_RULE_SMALLEST = 16
};

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
    const char *text; /* all strings, each followed by a NUL */
    uint32_t *string; /* where each string begins in text; one more entry than strings */
    uint32_t string_count;
} qn_tables;

/* The first register that is no constant; the register of fact f is this + f. */
static inline uint32_t qn_tables_first_fact(const qn_tables *t)
{
    return t->constant_count;
}

static inline uint32_t qn_tables_today(const qn_tables *t)
{
    return t->constant_count + t->fact_count;
}

/* The fact in that register, or QN_NONE_INDEX. */
static inline uint32_t qn_tables_fact_in(const qn_tables *t, uint32_t reg)
{
    uint32_t fact = reg - qn_tables_first_fact(t); /* wraps around below the first */
    return fact < t->fact_count ? fact : QN_NONE_INDEX;
}

static inline uint32_t qn_tables_first_result(const qn_tables *t)
{
    return qn_tables_today(t) + 1;
}

static inline uint32_t qn_tables_register_count(const qn_tables *t)
{
    return qn_tables_first_result(t) + t->instruction_count;
}

static inline const char *qn_tables_string(const qn_tables *t, uint32_t index)
{
    return t->text + t->string[index];
}

/* Bytes of a string without its NUL. */
static inline size_t qn_tables_string_length(const qn_tables *t, uint32_t index)
{
    return (size_t)(t->string[index + 1] - t->string[index]) - 1;
}

static inline qn_op qn_instruction_op(const qn_row_instruction *row)
{
    return (qn_op)(row->word & 0xffff);
}

/* Whether an operation goes through a sequence, the row `a` of SEQ. */
bool qn_goes_through(qn_op op);

static inline uint32_t qn_instruction_aux(const qn_row_instruction *row)
{
    return row->word >> 16;
}

/* The rows of a table as words, of qn_table_width words each. */
const uint32_t *qn_tables_rows(const qn_tables *tables, qn_table table, uint32_t *count);
uint32_t qn_table_width(qn_table table);

/* The value that a row of constants holds, and back; qn_constant_set leaves status and site. */
qn_slot qn_constant_slot(const qn_row_constant *row);
void qn_constant_set(qn_row_constant *row, qn_class c, qn_slot value);

/* A value of the class as a ratio. */
qn_rational qn_slot_rational(qn_slot slot, qn_class c);

/* A loaded program: one block from its allocator. class_of: the class of each register,
 * QN_REGISTER_INSIDE where it belongs to a region, QN_REGISTER_DATED where it depends on nothing
 * but constants and the date of decision, QN_REGISTER_PASSED where a LOOKUP may pass it over. */
enum {
    QN_REGISTER_CLASS = 3,
    QN_REGISTER_INSIDE = 4,
    QN_REGISTER_DATED = 8,
    QN_REGISTER_PASSED = 16
};

/* Some instructions in a row. */
typedef struct qn_stretch {
    uint32_t first;
    uint32_t count;
} qn_stretch;

/* What is run for a rule: its members, which are the rules that it needs and then itself, none
 * where they are not listed; and the stretches of its own code that new facts can change. */
typedef struct qn_schedule {
    uint32_t first_member;
    uint32_t member_count;
    uint32_t first_stretch;
    uint32_t stretch_count;
} qn_schedule;

/* The common way in for a number of class I: n = value * scale, a multiple of step, from low to
 * high. scale 0: there is no such short way. */
typedef struct qn_door {
    int64_t scale;
    int64_t step;
    int64_t low;
    int64_t high;
} qn_door;

struct qn_program {
    qn_tables tables;
    qn_rational *scale;    /* one a type: how many steps of its grid make its unit */
    qn_door *door;         /* one a fact, and behind these one a field */
    qn_schedule *schedule; /* one a rule */
    uint32_t *member;      /* the rules of schedules */
    qn_stretch *stretch;   /* the stretches of schedules */
    uint8_t *class_of;
    uint8_t *finite;          /* one a type: not 0 where all its numbers are finite decimals */
    struct qn_direct *direct; /* NULL where nothing is prepared */
    qn_options options;
    size_t size;
    uint32_t most_clauses;  /* of a RESOLVE: as many flags a case sets aside */
    uint32_t cell_count;    /* of every case: cells.h */
    uint32_t most_periods;  /* of a chain */
    uint64_t *region_steps; /* one a region: what running it once takes at most */
    uint64_t *rule_turns;   /* one a rule: elements that it goes through, without what it needs */
    uint64_t *rule_steps;   /* one a rule: its own code, without what it needs */
    uint8_t *is_sound;      /* one a sequence: not 0 where it is used, and so has been checked */
};

/* Fields are declared by numbers from this one on: it + their row. */
#define QN_FIELD (1U << 29)

/* What a fact or a field declares, in the form that fields have. False where there is none of that
 * number. */
bool qn_program_declared(const qn_program *program, int32_t declared, qn_row_field *out);

/* Fills a door of the program, by what is declared in a sound row. */
void qn_door_prepare(qn_program *program, uint32_t number, const qn_row_field *row);

/* The tables of a loaded program. They belong to it and do not change. */
const qn_tables *qn_program_tables(const qn_program *program);

/* Gets, resizes and frees memory by the options; all take NULL for the C library's. */
void *qn_memory_take(const qn_options *options, size_t size);
void qn_memory_free(const qn_options *options, void *block, size_t size);

/* Writes the tables as an image: little-endian, checksummed. The buffer comes from the allocator
 * and belongs to the caller. QN_OK or QN_NO_MEMORY. */
qn_status qn_image_write(const qn_tables *tables, const qn_options *options, unsigned char **out,
                         size_t *out_length);

/* Reads an image into one block, without verifying what stands in the tables. */
qn_status qn_image_read(const unsigned char *bytes, size_t length, const qn_options *options,
                        qn_program **out, qn_error *error);

/* The checksum that stands in an image of that length (of all behind it), where it
 * stands, and how many bytes it has. */
enum { QN_IMAGE_SUM_AT = 8, QN_IMAGE_SUM_SIZE = 8 };
uint64_t qn_image_checksum(const unsigned char *bytes, size_t length);

/* Checks everything that the rest of the runtime trusts, and fills class_of, scale, finite, door,
 * the schedules and most_clauses. QN_OK, QN_BAD_IMAGE or QN_NO_MEMORY. Linear in the size of the
 * image, without recursion. *too_long: the first instruction of a rule that would take too many
 * steps, if that is what is wrong; else it stays as it is. */
qn_status qn_verify(qn_program *program, qn_error *error, uint32_t *too_long);

/* Like qn_program_load; and *too_long as above, QN_NONE_INDEX where that is not what is wrong. For
 * a compiler, which tells the place in the source. */
qn_status qn_program_load_measured(const void *bytes, size_t length, const qn_options *options,
                                   qn_program **out, qn_error *error, uint32_t *too_long);

#endif
