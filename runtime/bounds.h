/*
 * What can still come out while facts are unknown: the code of a program is run once more, over all
 * outcomes that are open for each register instead of over values (spec/unknown.md).
 *
 * Responsible for: open outcomes operator by operator, and what they make of a rule's answer.
 * Refuses to know: the values of registers that the plain run has decided (it takes them as they
 * are), names, text, which facts are to blame (causes.h).
 *
 * Nothing here allocates. A case sets qn_bounds_size bytes aside when it is made.
 */
#ifndef QN_RUNTIME_BOUNDS_H
#define QN_RUNTIME_BOUNDS_H

#include "program.h"

/* Outcomes that are open, one bit each: 1 << status. Unknown itself is no outcome: it stands for
 * more than one. */
enum {
    QN_OPEN_KNOWN = 1 << QN_KNOWN,
    QN_OPEN_NONE = 1 << QN_NONE,
    QN_OPEN_CONFLICT = 1 << QN_CONFLICT,
    QN_OPEN_FAILED = 1 << QN_FAILED
};

/* How the open values of a register are held; found once, from the types that it meets. */
typedef enum qn_form {
    QN_FORM_NUMBER, /* an interval: numbers, yes/no, dates, times of day */
    QN_FORM_CHOICE, /* a mask of values */
    QN_FORM_SET,    /* the values certainly in it and those possibly in it */
    QN_FORM_TEXT,   /* one text or any text */
    QN_FORM_PERIOD, /* an interval of its first day, and one of its last */
    QN_FORM_CHAIN,  /* the same for a chain, whose other days are not followed */
    QN_FORM_ROW     /* one flag for each row of a band, a table or a list */
} qn_form;

/*
 * The outcomes that are open for one register. outcomes is a mask of QN_OPEN_ bits; the rest says
 * which values are open and means something only with QN_OPEN_KNOWN.
 *
 * NUMBER, TEXT, ROW: low and high, both included, as the register's number; without has_low or
 * has_high the interval goes on for ever. Which rows between them are open is kept beside.
 * CHOICE: one bit of mask a value. SET: low_bits the values certainly in it, mask those possibly.
 * PERIOD, CHAIN: low and high are the ends of its first day; last_low and last_high those of its
 * last day, or QN_LAST_ABSENT. may_be_endless: it may have no last day, whatever last_high is;
 * where it has none for sure both are QN_PERIOD_OPEN. has_day: it surely has a day. code: of
 * errors.def, for QN_OPEN_FAILED where the instruction itself may fail; else 0.
 */
typedef struct qn_open {
    qn_rational low;
    qn_rational high;
    union {
        struct {
            uint64_t mask;
            uint64_t low_bits;
        };
        struct {
            int64_t last_low;
            int64_t last_high;
        };
    };
    bool has_low;
    bool has_high;
    bool may_be_endless;
    bool has_day;
    uint16_t code;
    uint8_t outcomes;
    uint8_t form;
} qn_open;

/* Where nothing is known of an end of the last day; no day has this number. */
#define QN_LAST_ABSENT INT64_MIN

typedef struct qn_bounds qn_bounds;

/* What is left of an answer that the plain run called unknown. value counts only with QN_KNOWN, in
 * the class of the rule's result. low and high are numbers of that register (n of the TYPE row, not
 * yet in its unit), given only with QN_UNKNOWN and only for numbers, quantities, percentages, dates
 * and times of day. */
typedef struct qn_refined {
    qn_answer status;
    qn_slot value;
    bool has_low;
    bool has_high;
    qn_rational low;
    qn_rational high;
} qn_refined;

/* Bytes that one case needs, SIZE_MAX where that cannot be counted. */
size_t qn_bounds_size(const qn_tables *tables);

/* Lays the state out in `memory`, which has qn_bounds_size bytes, is aligned like qn_open, and
 * stays the caller's. There is nothing to clear at the end. */
qn_bounds *qn_bounds_place(const qn_tables *tables, void *memory);

/* To be called when a fact or the date of decision changes: what was found is out of date. */
void qn_bounds_reset(qn_bounds *bounds);

/* Steps after which the sequences of a rule are followed no further, from now on: bounds are then
 * wider, and at once there. QN_BOUNDS_GLANCE is what is taken where nothing is known of a case. */
enum { QN_BOUNDS_GLANCE = 1000 };
void qn_bounds_set_steps(qn_case *c, uint64_t steps);

/* The steps that the case has taken since it was made, of the plain run and of the open one: what
 * answers have cost, the same on every machine. */
uint64_t qn_bounds_steps_taken(const qn_case *c);

/* Narrows the answer of a rule that has been evaluated and whose result is QN_UNKNOWN. The rules
 * that it needs must have been evaluated too. Rules looked at before are not run again until reset.
 */
void qn_bounds_refine(qn_case *c, uint32_t rule, qn_refined *out);

/* Whether what is open of the registers of a rule is there: it was refined, or one that reads it.
 * Not of one that is inline. */
bool qn_bounds_has(const qn_case *c, uint32_t rule);

/* The open outcomes of a register after qn_bounds_refine of a rule that reads it. A register that
 * the plain run decided has its one outcome. */
qn_open qn_bounds_open(const qn_case *c, uint32_t reg);

/* True if exactly one outcome is open: one value, or one status other than known. */
bool qn_open_is_single(const qn_open *open);

/* For yes/no: whether yes, whether no is among the open values, and whether it is all that is open.
 */
bool qn_open_may_be(const qn_open *open, int64_t value);
bool qn_open_must_be(const qn_open *open, int64_t value);

#endif
