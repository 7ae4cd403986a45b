/*
 * A case in outline: what a finding of the compiler's boxes says of the cases that it is about,
 * "age = 16 years, sex is male, on 2020-06-01", where `age` may be a fact or what a rule computes.
 *
 * Responsible for: reading it against a program, as a claim and as a test of a case. Parts that
 * name neither a fact nor a rule, as "time from hired to today = 4 years", say nothing here.
 */
#ifndef QN_ANALYSIS_SKETCH_H
#define QN_ANALYSIS_SKETCH_H

#include "symbolic.h"

enum { QN_SKETCH_PARTS = 32 };

/* A register that holds a value; rule: the row that computes it, or QN_NONE_INDEX. number: the
 * value of a fact or the date, as worlds.h has it. */
typedef struct qn_sketch_part {
    uint32_t reg;
    uint32_t rule;
    qn_slot slot;
    int64_t number;
} qn_sketch_part;

typedef struct qn_sketch {
    const qn_program *program;
    qn_sketch_part part[QN_SKETCH_PARTS];
    uint32_t parts;
    bool is_read;  /* every part was read */
    bool is_whole; /* and is of a fact or of the date, a number that fits */
} qn_sketch;

void qn_sketch_read(qn_sketch *out, const qn_program *program, const char *text);

/* Every part is so; of rules, which are taken in. False out of memory. */
bool qn_sketch_claim(const qn_sketch *sketch, qn_symbolic *s, qn_claim *out);

/* Whether every part is so in a case, in which rules are evaluated for it. */
bool qn_sketch_is_so(const qn_sketch *sketch, qn_case *c);

#endif
