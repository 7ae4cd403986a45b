/*
 * Programs put together by hand, for tests of the machine, of images and of cases.
 *
 * Responsible for: filling tables so that a test reads like the program it means. Registers are
 * numbered after constants and facts, so that a test reserves its constants first, then declares
 * all facts, then writes rules. Overfull tables stop the test program.
 */
#ifndef QN_TESTS_ASSEMBLE_H
#define QN_TESTS_ASSEMBLE_H

#include "program.h"

#define ASSEMBLE_NONE QN_NONE_INDEX

enum { ASSEMBLE_ROWS = 256, ASSEMBLE_TEXT = 8192 };

typedef struct assembler {
    qn_tables tables;
    uint32_t constants_used;
    uint32_t cells_used;
    char text[ASSEMBLE_TEXT];
    uint32_t string[ASSEMBLE_ROWS + 1];
#define QN_TABLE(TABLE, name, fields) qn_row_##name name##_rows[ASSEMBLE_ROWS];
#include "tables.def"
#undef QN_TABLE
} assembler;

/* Starts an empty program with that many constants set aside, each the integer 0. */
void assemble_begin(assembler *a, uint32_t constants);

/* The index of the string, once for equal ones. */
uint32_t assemble_string(assembler *a, const char *text);

/* The register of a constant; each call makes a new one. */
uint32_t assemble_int(assembler *a, int64_t value);
uint32_t assemble_wide(assembler *a, int64_t value);
uint32_t assemble_ratio(assembler *a, int64_t num, int64_t den);
uint32_t assemble_day(assembler *a, int year, int month, int day);

/* A constant that is no value: none with its reason, or an error with its code. */
uint32_t assemble_status(assembler *a, qn_class c, qn_answer status, uint32_t code,
                         const char *reason);

/* A type whose unit is factor_num base units and whose grid is 1/den of a base unit. */
uint32_t assemble_type(assembler *a, qn_kind kind, qn_class c, int64_t den, int64_t factor_num,
                       const char *unit);

/* A choice of `count` names, and a type of it: QN_KIND_CHOICE or QN_KIND_SET. */
uint32_t assemble_choice(assembler *a, qn_kind kind, const char *name, const char *const *values,
                         uint32_t count);

/* The register of a new fact; low, high and preset are constants or ASSEMBLE_NONE, step is num/den
 * in its unit. */
uint32_t assemble_fact(assembler *a, const char *name, uint32_t type, uint32_t low, uint32_t high,
                       uint32_t preset, uint32_t step);

/* Declares a field, or the elements of a list where the name is ""; its row. Bounds and default as
 * for a fact. The fields of a record are declared one behind the other. */
uint32_t assemble_field(assembler *a, const char *name, uint32_t type, uint32_t low, uint32_t high,
                        uint32_t preset, uint32_t step);

/* The type of a record with `count` fields from that row on. */
uint32_t assemble_record(assembler *a, const char *entity, uint32_t first_field, uint32_t count);

/* The type of a list of at most `limit` elements, which the field declares. */
uint32_t assemble_list_type(assembler *a, uint32_t element, uint32_t limit);

/* Sets cells aside for the fact of that register. */
void assemble_cells(assembler *a, uint32_t fact, uint32_t count);

/* Begins a rule that needs those rules; returns its number. */
uint32_t assemble_rule(assembler *a, const char *name, uint32_t type, const uint32_t *needs,
                       uint32_t need_count);

/* Appends an instruction to the rule begun last; the register that it writes, which is the rule's
 * result until another follows. */
uint32_t assemble_op(assembler *a, qn_op op, uint32_t aux, uint32_t x, uint32_t y, uint32_t z);

/* The place in the pool of a list of words. */
uint32_t assemble_list(assembler *a, const uint32_t *words, uint32_t count);

/* A region from instructions `first` (its PARAM) on; its number. */
uint32_t assemble_region(assembler *a, uint32_t first_register, uint32_t result);

/* Writes the image; the caller frees it with free(). */
unsigned char *assemble_image(const assembler *a, size_t *length);

/* Writes, loads and returns the program; NULL after a failed check that says why. */
qn_program *assemble_load(const assembler *a);

/* A band entry takes five words of a list: see opcodes.def. */
#define ASSEMBLE_LIST(a, ...)                                                                      \
    assemble_list((a), (const uint32_t[]){__VA_ARGS__},                                            \
                  (uint32_t)(sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)))

#endif
