/*
 * The cells of a case: where the elements of lists lie, given ones and such as sequences set aside.
 *
 * A cell is a value with a status and a class, like a register; which cells a list, a stage or an
 * instruction has is decided when the program is compiled, so that nothing is allocated while a
 * case is evaluated. A record is the number of its first cell. A list of records has one cell an
 * element, which holds the record; any other list has the element itself there.
 */
#ifndef QN_RUNTIME_CELLS_H
#define QN_RUNTIME_CELLS_H

#include "program.h"

/* The most cells that a program may have. */
#define QN_CELLS_MAX 4000000
/* Lists in lists, at most; only a program that no compiler wrote has more. */
#define QN_LISTS_DEEP_MAX 8

/* field: the row of FIELD by which a cell that can be given is declared, or QN_NONE_INDEX. given:
 * it was, and is not its default. */
typedef struct qn_cells {
    qn_slot *slot;
    uint8_t *status;
    uint8_t *class_;
    uint8_t *given;
    uint32_t *field;
    uint32_t count;
} qn_cells;

typedef struct qn_list {
    uint32_t first;
    uint32_t count;
} qn_list;

static inline int64_t qn_list_pack(qn_list list)
{
    return (int64_t)list.first * ((int64_t)1 << 32) + list.count;
}

static inline qn_list qn_list_unpack(int64_t packed)
{
    return (qn_list){.first = (uint32_t)(packed >> 32), .count = (uint32_t)packed};
}

/* Whether cells first … first + count - 1 are cells of the case. */
static inline bool qn_cells_have(const qn_cells *cells, int64_t first, int64_t count)
{
    return first >= 0 && count >= 0 && first <= cells->count && count <= cells->count - first;
}

/* Items of lists are places from this number on: it + their cell. */
#define QN_ITEM (1U << 30)

/* Whether the place is an item: a cell that is given, of a list that has it. */
static inline bool qn_cells_have_item(const qn_cells *cells, int32_t place)
{
    uint32_t cell = (uint32_t)place - QN_ITEM;
    return place >= 0 && (uint32_t)place >= QN_ITEM && cell < cells->count &&
           cells->field[cell] != QN_NONE_INDEX;
}

#endif
