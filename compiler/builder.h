/*
 * builder.h - the program while it is being compiled: growing tables, and values on their way to
 * registers.
 *
 * Responsible for choosing how each number is held (64 bits, 128 bits, a ratio), from its grid and
 * its range, for sharing equal instructions within a rule, and for the final order of registers. It
 * knows nothing of syntax, names or units: amounts reach it in base units.
 *
 * Every function may be called after memory has run out; it then does nothing of use, and
 * qn_builder.failed is set. Row 0 of every table and of every array that was appended to can be
 * read and written even then.
 *
 * The classes and what each operation does are spec/bytecode.md; that neither shows in a result is
 * spec/semantics.md, chapter 6.
 */
#ifndef QN_BUILDER_H
#define QN_BUILDER_H

#include <string.h>

#include "arena.h"
#include "program.h"
#include "type.h"

/* While a program is built, the top bits of a register say what it is; the rest is its number. */
#define QN_REG_CONSTANT (UINT32_C(1) << 30)
#define QN_REG_FACT (UINT32_C(2) << 30)
#define QN_REG_TODAY (UINT32_C(3) << 30)
#define QN_REG_MASK (UINT32_C(3) << 30)

/* What every value of a number is, times a finite decimal; grain.c. Zero: no unit was in play, and
 * it is a finite decimal as it stands. */
typedef struct qn_grain {
    bool endless; /* a quotient: it may be any fraction */
    qn_rational unit;
} qn_grain;

/* That of the multiples of a step, in base units; of sums and of what may be either; of products.
 */
qn_grain qn_grain_of(qn_rational step);
qn_grain qn_grain_join(const qn_grain *x, const qn_grain *y);
qn_grain qn_grain_times(const qn_grain *x, const qn_grain *y);
/* Whether all values are finite decimals in a unit of that factor. */
bool qn_grain_is_finite(const qn_grain *x, qn_rational factor);
/* All that a field of a record keeps of it, so that records with equal fields are of one type. */
qn_grain qn_grain_in_unit(const qn_grain *x, qn_rational factor);

/* A value that is known when the program is compiled, or what will be in a register. */
typedef struct qn_operand {
    const qn_type *type;
    uint32_t reg;       /* QN_NONE_INDEX for a constant number that needs none yet */
    qn_class class_;    /* of the register */
    bool constant;      /* a number or other value known now: low = high = it */
    bool none_constant; /* a reasoned none or an error, of any class; site says which */
    bool any;           /* stands for whatever argument; a number's range is nobody's declaration */
    uint8_t may;        /* bits 1 << QN_NONE, 1 << QN_CONFLICT, 1 << QN_FAILED: what it can be */
    bool has_low, has_high;
    qn_wide den;           /* the number is the integer in the register / den (class I, W) */
    qn_rational low, high; /* its range in base units, where there is one */
    qn_grain grain;        /* whether it is a finite decimal */
    uint32_t site;
    uint32_t most_days;  /* of a period: how many it has at most, 0 where only its range says it */
    bool has_end;        /* of a period: `onwards` cannot be; else its range is that of an end */
    bool relative;       /* of a date: it lies so many days behind the one in another register */
    uint32_t from;       /* that register */
    int32_t least, most; /* so many */
    const struct qn_recipe *list;   /* of a list that no register holds: how it is gone through */
    const struct qn_length *length; /* of an exact span: what it is compared by */
} qn_operand;

enum {
    QN_MAY_BE_NONE = 1 << QN_NONE,
    QN_MAY_CONFLICT = 1 << QN_CONFLICT,
    QN_MAY_FAIL = 1 << QN_FAILED
};

/* A growing array. One that starts as zeros lives in the scratch arena, until that is reset; the
 * tables of a program are kept on the heap, so that growing leaves nothing behind. */
typedef struct qn_growing {
    void *rows;
    uint32_t count;
    uint32_t capacity;
    bool kept;
} qn_growing;

/* A hash from bytes to a number, open addressing. */
typedef struct qn_index_slot {
    uint32_t number; /* and 1, or 0 for none */
    uint32_t hash;
} qn_index_slot;

typedef struct qn_index {
    qn_index_slot *slot;
    uint32_t capacity;
    uint32_t count;
} qn_index;

/* A hash of bytes. */
uint32_t qn_hash(const void *bytes, size_t length);

typedef struct qn_builder qn_builder;

/* Doubles an index. False out of memory. */
bool qn_index_grow(qn_builder *b, qn_index *index);
/* Puts a number into the free slot at which the search ended. */
void qn_index_store(qn_index *index, uint32_t at, uint32_t hash, uint32_t number);

/* Rows of the arrays that never got one of their own: larger than any row. */
enum { QN_SPARE_SIZE = 1024 };

/* A type whose row was asked for, as it was then; zeroed for none. */
typedef struct qn_met_type {
    qn_type row_of;
    qn_class class_;
    qn_wide den;
    uint32_t row;
} qn_met_type;

enum { QN_TYPES_MET = 16 };

/* The register of a whole number of 64 bits that was asked for; 0 for none: no constant has it. */
typedef struct qn_met_number {
    int64_t value;
    uint32_t reg;
} qn_met_number;

enum { QN_NUMBERS_MET = 64 };

struct qn_builder {
    qn_arena
        *scratch; /* for what is needed while one rule is compiled; the heap is its allocator's */
    _Alignas(max_align_t) unsigned char spare[QN_SPARE_SIZE];
    bool failed;    /* memory is out */
    bool too_large; /* more instructions or rows than a program may have */
#define QN_TABLE(TABLE, name, fields) qn_growing name;
#include "tables.def"
#undef QN_TABLE
    qn_growing text;   /* bytes of all strings */
    qn_growing string; /* where each begins; one more than there are */
    qn_growing owner;  /* a number an instruction: whose rule it is */
    qn_growing walker; /* a number a row of SEQ: who goes through it */
    qn_index string_index;
    qn_index constant_index;
    qn_index type_index;
    qn_index code_index;
    uint32_t current; /* the owner of what is emitted now */
    uint32_t epoch;   /* instructions are shared within one only */
    uint32_t last_epoch;
    uint32_t blame;      /* the site to name if the next instruction fails */
    qn_growing epoch_of; /* an epoch an instruction */
    qn_met_type met[QN_TYPES_MET];
    qn_met_number met_number[QN_NUMBERS_MET];
};

/* Starts an empty program; qn_builder_clear ends it, whether or not there was memory for it. */
void qn_builder_init(qn_builder *b, qn_arena *scratch);
void qn_builder_clear(qn_builder *b);

/* As qn_append, where there may be no room for the row, or no memory. */
uint32_t qn_append_grown(qn_builder *b, qn_growing *array, size_t size, const void *row);

/* Appends a row of `size` bytes to a growing array; returns its index. Out of memory it returns 0,
 * then and ever after. The row must not lie in the array itself. Where the size is a constant, as
 * it nearly always is, this is a few instructions. */
static inline uint32_t qn_append(qn_builder *b, qn_growing *array, size_t size, const void *row)
{
    if (b->failed || array->count == array->capacity)
        return qn_append_grown(b, array, size, row);
    memcpy((char *)array->rows + array->count * size, row, size);
    return array->count++;
}

/* Appends several rows. */
void qn_append_all(qn_builder *b, qn_growing *array, size_t size, const void *rows, uint32_t count);

/* Where the search for a hash begins: walk from there while the slot is not 0 and what it names is
 * not equal. Never more than half of the slots are taken, so that every search ends. False out of
 * memory. */
static inline bool qn_index_begin(qn_builder *b, qn_index *index, uint32_t hash, uint32_t *out)
{
    if (b->failed || (index->count * 2 >= index->capacity && !qn_index_grow(b, index)))
        return false;
    *out = hash & (index->capacity - 1);
    return true;
}

/* Gives back an array of the heap, with rows of `size` bytes, and an index. */
void qn_growing_clear(qn_builder *b, qn_growing *array, size_t size);
void qn_index_clear(qn_builder *b, qn_index *index);
#define QN_APPEND(b, name, row_pointer)                                                            \
    qn_append((b), &(b)->name, sizeof(qn_row_##name), (row_pointer))
#define QN_ROW(b, name, index) (&((qn_row_##name *)(b)->name.rows)[index])

/* What has been emitted is shared no more: its epochs are over. */
void qn_builder_end_sharing(qn_builder *b);

/* The index of a string; equal strings share one. NULL is the empty string. */
uint32_t qn_string(qn_builder *b, const char *text);
uint32_t qn_string_n(qn_builder *b, const char *text, size_t length);

/* Appends to the pool; returns where the first stands. */
uint32_t qn_pool(qn_builder *b, const uint32_t *values, uint32_t count);

/* Appends a sequence that the current owner goes through. */
uint32_t qn_sequence_add(qn_builder *b, const qn_row_sequence *row);

/* Rows that say where a status comes from. */
uint32_t qn_site_add(qn_builder *b, const qn_row_site *site);

/* The row of a type as it is held in a register of that class and grid; equal ones share one. */
uint32_t qn_type_row(qn_builder *b, const qn_type *type, qn_class class_, qn_wide den);

/* ---- constants */

/* A value that is known now; it gets a register when it meets one that is not. */
qn_operand qn_number(qn_builder *b, const qn_type *type, qn_rational value);
qn_operand qn_integer(qn_builder *b, const qn_type *type, int64_t value);
/* A none or an error with its site. */
qn_operand qn_status_constant(qn_builder *b, const qn_type *type, qn_answer answer, uint32_t site);
/* The register of a constant of a class; for W the raw 128-bit integer. */
uint32_t qn_constant_i(qn_builder *b, int64_t value);
uint32_t qn_constant_w(qn_builder *b, qn_wide value);
uint32_t qn_constant_q(qn_builder *b, qn_rational value);
/* One that is unknown, of a class. */
uint32_t qn_constant_unknown(qn_builder *b, qn_class class_);

/* ---- instructions */

/* Emits an instruction, or finds an equal one of the same rule; returns its register. */
uint32_t qn_emit(qn_builder *b, qn_op op, unsigned aux, uint32_t a, uint32_t b_, uint32_t c);
/* As qn_emit, never shared: for instructions with lists, regions and parameters. */
uint32_t qn_emit_new(qn_builder *b, qn_op op, unsigned aux, uint32_t a, uint32_t b_, uint32_t c);
/* Takes the last instruction back, which must not have been shared. */
void qn_emit_undo(qn_builder *b);

/* The narrowest class that holds the range of x on a grid. */
qn_class qn_class_for(const qn_operand *x, qn_wide den);
/* The register of an operand in a given class and on a given grid (a multiple of its own). */
uint32_t qn_register(qn_builder *b, const qn_operand *x, qn_class class_, qn_wide den);
/* The same of a value that surely lies on the grid and in the class, though it is held in a wider
 * one.
 */
uint32_t qn_register_on_grid(qn_builder *b, const qn_operand *x, qn_class class_, qn_wide den);
/* The register of an operand as it is: constants get their smallest class and own grid. */
void qn_settle(qn_builder *b, qn_operand *x);

/* Brings operands of one kind to one class and grid, and stores their registers. The result has
 * that class and grid, the union of their ranges and of what they may be. */
qn_operand qn_unify(qn_builder *b, qn_operand *const *x, uint32_t count, uint32_t *out_regs);

/* ---- numbers. Types are the caller's business: the result has that of x. */

/* Constants are folded, unless the operation fails for them: that is an error of the case. A
 * result says what it may be: what its operands may be, and an error where it is a ratio, which
 * can overflow. */
qn_operand qn_add(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_subtract(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_multiply(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_divide(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_negate(qn_builder *b, const qn_operand *x);
qn_operand qn_absolute(qn_builder *b, const qn_operand *x);
qn_operand qn_lesser(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_greater(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_round(qn_builder *b, const qn_operand *x, qn_rounding mode, qn_rational step);
/* The same number, which must be whole; error where it is not. */
qn_operand qn_whole(qn_builder *b, const qn_operand *x);

/* ---- conditions; bool_type is that of yes/no. */

typedef enum qn_relation { QN_EQUAL_TO, QN_LESS_THAN, QN_AT_MOST } qn_relation;
qn_operand qn_compare(qn_builder *b, const qn_type *bool_type, qn_relation relation,
                      const qn_operand *x, const qn_operand *y);
qn_operand qn_and(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_or(qn_builder *b, const qn_operand *x, const qn_operand *y);
qn_operand qn_not(qn_builder *b, const qn_operand *x);
bool qn_is_yes(const qn_operand *x); /* a constant yes */
bool qn_is_no(const qn_operand *x);  /* a constant no */

/* ---- choosing */

/* `yes` or `no`, by a condition that is always there; the status of the side that is not chosen
 * does not count. */
qn_operand qn_select(qn_builder *b, const qn_operand *condition, const qn_operand *yes,
                     const qn_operand *no);
/* x, or the fallback where x is none. */
qn_operand qn_otherwise(qn_builder *b, const qn_operand *x, const qn_operand *fallback);
/* Whether x is none; a conflict or an error of x is that of the answer. */
qn_operand qn_is_none(qn_builder *b, const qn_type *bool_type, const qn_operand *x);
/* y, but none where x is none, whatever y is. */
qn_operand qn_unless_none(qn_builder *b, const qn_operand *x, const qn_operand *y);
/* values[row], or values[count - 1] for no row. */
qn_operand qn_pick(qn_builder *b, const qn_operand *row, qn_operand *const *values, uint32_t count);
/* HIGHER or LOWER: a none is passed over. */
qn_operand qn_limit_join(qn_builder *b, qn_op op, const qn_operand *x, const qn_operand *y);
/* x between a floor and a cap, each passed over where it is none; a conflict if the floor lies
 * above the cap. */
qn_operand qn_limit(qn_builder *b, const qn_operand *x, const qn_operand *low,
                    const qn_operand *high);

/* A register of class I that holds whole values between low and high. */
qn_operand qn_whole_register(const qn_type *type, uint32_t reg, int64_t low, int64_t high,
                             unsigned may);

/* ---- regions and the end */

/* How many instructions of the current owner stand from `first` on. */
uint32_t qn_builder_own_count(const qn_builder *b, uint32_t first);

/* Orders the instructions by their owners, of which `order` has each once, users behind what they
 * use; numbers all registers, and hands out the tables, which remain the builder's. The first and
 * number of instructions of each owner are stored in first[] and count[], which have an entry for
 * each number up to the last. Instructions of owner 0 are left out, and so are its regions and
 * sequences. False out of memory. */
bool qn_builder_finish(qn_builder *b, const uint32_t *order, uint32_t owner_count, uint32_t *first,
                       uint32_t *count, qn_tables *out);

#endif
