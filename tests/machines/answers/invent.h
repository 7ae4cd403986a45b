/*
 * Invents facts for a case, and columns of them for a batch, by what a program declares.
 *
 * Responsible for: the same facts for the same seed on every machine, most of them allowed, of
 * every kind, at their ends too. Refuses to know: how the library holds anything; it has qanun.h
 * alone.
 */
#ifndef QN_TESTS_INVENT_H
#define QN_TESTS_INVENT_H

#include "../hash.h"
#include "qanun.h"

/* A source of numbers that look random; any seed will do. */
typedef struct chance {
    uint64_t state;
} chance;

/* A number below `below`, which is not 0. */
uint64_t chance_below(chance *c, uint64_t below);

/* Gives a fact, or a place in a list, something or nothing; what the case says to it is hashed. */
void invent_fact(qn_case *c, const qn_program *program, chance *by, int32_t place, int32_t declared,
                 hash *h);

/* The date of decision, rarely none. */
void invent_today(qn_case *c, chance *by, hash *h);

/* Columns for a batch, with what they point to. */
typedef struct invented {
    qn_case *common;
    int32_t rule; /* one that a batch can answer, or -1; there are no columns then */
    qn_column *column;
    size_t count;
    size_t rows;
} invented;

/*
 * Columns for all facts that can be columns beside `common`, with values for so many rows. False
 * where memory is out. To be ended with invented_free in either case.
 */
bool invent_columns(qn_case *common, const qn_program *program, chance *by, size_t rows,
                    invented *out);

void invented_free(invented *columns);

#endif
