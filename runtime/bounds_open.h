/*
 * The tools of bounds.c and its operators: making, joining and comparing open outcomes.
 *
 * Responsible for: the state that a case keeps for bounds, and what the files bounds*.c share.
 * Refuses to know: which operation is run.
 */
#ifndef QN_RUNTIME_BOUNDS_OPEN_H
#define QN_RUNTIME_BOUNDS_OPEN_H

#include "bounds.h"
#include "case.h"

/*
 * open: one entry a register that is no constant, set only where the plain run said unknown.
 * row_first: where in rows the flags of a register begin, up to those of the next register; the
 * first flag is that of the row -1. form: one byte a register. looked: one byte a rule, 1 where its
 * code has been run over open outcomes. steps_left: for the sequences of the rule in hand, of
 * steps_most. work:
 * steps that were taken since the case was made. has_givens: open has what the facts can be.
 * onlooker: who looks on while sequences are gone through, NULL for nobody.
 */
struct qn_onlooker;
struct qn_bounds {
    qn_open *open;
    uint32_t *row_first;
    uint8_t *rows;
    uint8_t *form;
    uint8_t *looked;
    struct qn_onlooker *onlooker;
    uint64_t steps_left;
    uint64_t steps_most;
    uint64_t work;
    uint32_t rule_count;
    uint32_t constant_count;
    bool has_givens;
};

/* One end of an interval: a number, or with inf -1 or 1 none. */
typedef struct qn_end {
    int inf;
    qn_rational v;
} qn_end;

/* Both ends of an interval. */
typedef struct qn_ends {
    qn_end low;
    qn_end high;
} qn_ends;

/* The entries of the list of a BAND. */
enum { QN_BAND_LOW, QN_BAND_HIGH, QN_BAND_FLAGS, QN_BAND_ROW, QN_BAND_CONDITION, QN_BAND_WIDTH };

/* The rows of a register that are open, a flag each and the first for none, and the statuses. */
typedef struct qn_open_rows {
    uint8_t *flag;
    uint32_t count;
    uint8_t outcomes;
} qn_open_rows;

/* Where the flag of a row stands among so many. Rows far beyond the number of entries share the
 * last. */
uint32_t qn_open_row_flag(int64_t row, uint32_t flags);

/* All but known of what is open. */
static inline uint8_t qn_open_statuses(const qn_open *open)
{
    return open->outcomes & (uint8_t)~QN_OPEN_KNOWN;
}

/* No outcome yet; the start of a join. */
qn_open qn_open_empty(qn_form form);
/* All values of a form. */
qn_open qn_open_any(qn_form form);
/* An outcome without a value. */
qn_open qn_open_status(qn_form form, qn_answer status);
/* The instruction fails with a code of errors.def. */
qn_open qn_open_failed(uint16_t code);
qn_open qn_open_value(qn_form form, qn_class cls, qn_slot slot);
qn_open qn_open_interval(const qn_ends *ends);
qn_open qn_open_integers(int64_t low, int64_t high);
/* Yes and no, as far as each is possible; without either no value is open. */
qn_open qn_open_boolean(bool may_yes, bool may_no);

qn_ends qn_open_ends(const qn_open *open);
qn_end qn_end_integer(int64_t value);
/* -1, 0 or 1. An infinite end equals itself. */
int qn_end_cmp(const qn_end *a, const qn_end *b);
/* Adds to an end that stands on that side, -1 or 1; where the sum has no room there is none. */
void qn_end_add(qn_end *sum, const qn_end *more, int side);
/* The same as qn_end_cmp for an end of each of two intervals. */
int qn_open_cmp(const qn_open *a, qn_bound of_a, const qn_open *b, qn_bound of_b);
/* The least of both that is open, or the greatest. Known numbers only. */
qn_open qn_open_extreme(const qn_open *a, const qn_open *b, bool greatest);

/* What is open in either. Both are of the form of `into`. */
void qn_open_join(qn_open *into, const qn_open *other);
/* The statuses of a result whose status is the gravest of its operands'. */
uint8_t qn_outcomes_gravest(uint8_t a, uint8_t b);
/* Whether the values can be the same, and whether they can differ. Known values only. */
bool qn_open_may_equal(const qn_open *a, const qn_open *b);
bool qn_open_may_differ(const qn_open *a, const qn_open *b);
bool qn_open_is_value(const qn_open *open);

/* Which of a, b and c of an operation are registers: bits 0 to 2. */
uint8_t qn_bounds_operand_registers(qn_op op);

/* The open outcomes of a register, as an operand of that form. */
qn_open qn_bounds_operand(const qn_case *c, uint32_t reg, qn_form form);
/* The same as a number. */
qn_open qn_bounds_number(const qn_case *c, uint32_t reg);
/* A period that is held as a number, in the form of periods, and back. */
qn_open qn_bounds_unpacked(const qn_open *number);
qn_open qn_bounds_packed(const qn_open *period);
/* Any period that can be given where it must lie between such days: it has a day, and may be
 * without an end. */
qn_open qn_bounds_given_period(const qn_open *days);
/* Whether row `row`, from -1, of a register that holds a row is open. */
bool qn_bounds_row_is_open(const qn_case *c, uint32_t reg, int64_t row);
/* Whether an entry of a PICK can be the one. The last is for no row, and for rows without an entry.
 */
bool qn_bounds_pick_may_take(const qn_case *c, const qn_row_instruction *i, uint32_t entry);

/* Marks the rows of a BAND that are open, and adds the statuses. */
void qn_bounds_band(const qn_case *c, const qn_row_instruction *i, qn_open_rows *out);

/* Whether the subject of a BAND can lie, and whether it must lie, in the range of an entry. */
typedef struct qn_holding {
    bool may;
    bool must;
} qn_holding;

qn_holding qn_bounds_band_holds(const qn_case *c, const qn_row_instruction *i, uint32_t entry);
/* Flags that a register holding a row needs, one for each row and one for none; 0 for others. */
uint32_t qn_bounds_row_count(const qn_tables *t, const qn_row_instruction *i);

/* The whole numbers that an operand may be, held between min and max where an end is absent or
 * beyond. single: it is this one. */
typedef struct qn_open_whole {
    int64_t low;
    int64_t high;
    bool has_low;
    bool has_high;
    bool single;
} qn_open_whole;

qn_open_whole qn_open_whole_of(const qn_open *a, int64_t min, int64_t max);
/* As days of the calendar, and as a number of days or months. */
qn_open_whole qn_open_days_of(const qn_open *a);
qn_open_whole qn_open_count_of(const qn_open *a);
/* The interval with the ends that are there; as days, with those that the calendar has. */
qn_open qn_open_numbers(qn_open_whole ends);
qn_open qn_open_days(qn_open_whole ends);
/* What moving a day by a count gives, with an end where both have one. */
qn_open_whole qn_open_moved(qn_open_whole day, qn_open_whole count, int64_t low, int64_t high);
/* The same, and the instruction may fail with a code. */
qn_open qn_open_may_fail(qn_open open, uint32_t code);

/* The operators, by family. Each gives the open outcomes of the instruction's register `reg`. */
qn_open qn_bounds_arithmetic(const qn_case *c, const qn_row_instruction *i);
qn_open qn_bounds_compare(const qn_case *c, const qn_row_instruction *i);
qn_open qn_bounds_logic(const qn_case *c, const qn_row_instruction *i);
qn_open qn_bounds_limit(const qn_case *c, const qn_row_instruction *i);
qn_open qn_bounds_choose(const qn_case *c, const qn_row_instruction *i, uint32_t reg);
qn_open qn_bounds_rows(const qn_case *c, const qn_row_instruction *i, uint32_t reg);
qn_open qn_bounds_date(const qn_case *c, const qn_row_instruction *i);
qn_open qn_bounds_of_period(const qn_case *c, const qn_row_instruction *i);
qn_open qn_bounds_cells(qn_case *c, const qn_row_instruction *i, uint32_t reg);
/* Goes through the sequence, with its registers and those of its regions. */
qn_open qn_bounds_sequence(qn_case *c, const qn_row_instruction *i, uint32_t reg);
/* Runs the machine, and leaves the registers of the case as they were. */
qn_open qn_bounds_work(qn_case *c, const qn_row_instruction *i, uint32_t reg);

#endif
