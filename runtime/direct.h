/*
 * The direct way to an answer: the rules of a program as straight lines of steps over integers.
 *
 * Responsible for: answers of cases in which all that a rule needs is known. The steps are made
 * from the bytecode by way of the same graph as those of batches (batch_lower.h), when a program is
 * loaded: values that nobody asks about are not computed, and statuses only where they could be
 * others than known. Where they are, where a sum leaves 64 bits, and for rules without a form in
 * columns, the machine (vm.h) answers; it alone leaves the registers from which an answer is
 * explained.
 * Refuses to know: what is not known, and why.
 */
#ifndef QN_RUNTIME_DIRECT_H
#define QN_RUNTIME_DIRECT_H

#include "batch_graph.h"
#include "case.h"

typedef enum qn_direct_op {
#define QN_DIRECT_OP(name, value, sentence) QN_DIRECT_##name, QN_DIRECT_##name##_LAST,
#define QN_DIRECT_TRY(name, goes_on, sentence) QN_DIRECT_##name, QN_DIRECT_##name##_LAST,
#define QN_DIRECT_TURN(name, sentence) QN_DIRECT_##name,
#include "direct_ops.def"
#undef QN_DIRECT_OP
#undef QN_DIRECT_TRY
#undef QN_DIRECT_TURN
    QN_DIRECT_OP_COUNT
} qn_direct_op;

struct qn_direct_step;
struct qn_direct_way;

/* What a step does, and then all that follow it: r are the numbers of the case, last is what the
 * step before has found. It ends with a call of the next, for which compilers jump. */
typedef qn_status qn_direct_code(const struct qn_direct_step *s, int64_t *r, int64_t last,
                                 qn_case *c, const struct qn_direct_way *way, qn_value *out);

/* Places count from the first slot of a case in numbers of 64 bits: the slots of its registers, and
 * behind them the numbers that only steps know. mode: of DIVIDE
 * a qn_rounding, of sums and questions how many terms, of COUNT_ALL how many counts. y: the place c
 * of steps that have one; number: the numbers of those that have more, of which y says where they
 * begin until all are there; x: of DATE which of the jobs it is. EACH: out is how many elements the
 * list has room for, x the cell in which the fields of the first begin, y the first cell of the
 * list, in the high half, and the cells from element to element. */
typedef struct qn_direct_step {
    qn_direct_code *code;
    uint32_t out;
    uint32_t a;
    uint32_t b;
    uint16_t op;
    uint16_t mode;
    int64_t x;
    union {
        int64_t y;
        const int64_t *number;
    };
} qn_direct_step;

/* The numbers of COUNT_ONE and COUNT_TWO: where the list must begin, in the upper half; for how
 * many elements there is room; the cell in which the first has the field, and the cells from
 * element to element; the first number that counts, and how many more; and for two, how far the
 * other field is, and its numbers. */
enum {
    QN_COUNT_LIST,
    QN_COUNT_ROOM,
    QN_COUNT_CELL,
    QN_COUNT_STRIDE,
    QN_COUNT_FIRST,
    QN_COUNT_MORE,
    QN_COUNT_APART,
    QN_COUNT_OTHER,
    QN_COUNT_OTHER_MORE
};

/*
 * The numbers of COUNT_ALL: the first four of these; how far the other field is; how many numbers
 * either field has, less one, rounded up so that this is a mask; the places of the counts; and then
 * bytes: for each number of the field, and of the other, which of the counts it lets an element be
 * in, a bit each.
 */
enum {
    QN_COUNT_ALL_APART = QN_COUNT_FIRST,
    QN_COUNT_MASK,
    QN_COUNT_OTHER_MASK,
    QN_COUNT_PLACES,
    QN_COUNTS_MAX = 7, /* see step_COUNT_ALL */
    QN_COUNT_TABLE = QN_COUNT_PLACES + QN_COUNTS_MAX
};
/* Bits of a count, while several stand in one number. */
#define QN_COUNT_BITS 8

/* The numbers of a term of SUM_OF, ADD_SUM_OF and ASK: a place, whether what stands there is one of
 * the numbers from the first on, and so many more, which wrap around; and what the sum gains if it
 * is, or, of ASK, whether what was found before is turned around before both must hold. */
enum { QN_TERM_PLACE, QN_TERM_FIRST, QN_TERM_MORE, QN_TERM_VALUE, QN_TERM_SIZE };

/* The numbers of DECIDE: two for each of its inputs, which are as many as `mode`, a place and a
 * mask with all bits that a number there can have; then what follows, `b` numbers; then bytes: for
 * each input, and each number that has no other bits, how far on that is. */
enum { QN_INPUT_PLACE, QN_INPUT_MASK, QN_INPUT_SIZE };

/* A number that stands at a place of every case from the beginning. */
typedef struct qn_direct_constant {
    uint32_t place;
    int64_t value;
} qn_direct_constant;

/*
 * The way of a rule: BEFORE for each rule whose numbers it takes, each behind those that it takes
 * some of itself; its own steps; and END. Others that take its numbers go its own steps alone. The
 * way of the date, whose number is that of the rules, has what follows from the date of decision,
 * and is gone before all others.
 *
 * needs: bits of the facts that must be known. step: the first. place: where the answer stands, and
 * shape: a known value of its type.
 */
typedef struct qn_direct_way {
    uint64_t needs;
    const qn_value *shape;
    const qn_direct_step *step;
    uint32_t place;
} qn_direct_way;

/*
 * shape: one a type. way: one a rule, and that of the date. bit: of each fact,
 * and of the date of decision, which bit says that it is open; facts can share one. slots: as many
 * slots as the numbers of a case need beside those of its registers.
 */
typedef struct qn_direct {
    size_t size;
    uint32_t slots;
    uint32_t constant_count;
    qn_value *shape;
    qn_direct_step *step;
    qn_direct_constant *constant;
    int64_t *number;
    qn_date_job *job;
    qn_direct_way *way;
    uint8_t *bit;
} qn_direct;

/* Finds the ways of a verified program, as far as its options want them; program->direct stays NULL
 * where they do not. QN_OK or QN_NO_MEMORY. */
qn_status qn_direct_make(qn_program *program);
void qn_direct_free(qn_program *program);

/* Fills in the numbers that never change. */
void qn_direct_begin(qn_case *c);

/* What does an operation. */
qn_direct_code *qn_direct_find_code(qn_direct_op op);

/* The answer that stands where a way has led; and that of the machine. */
qn_status qn_direct_answer(qn_case *c, const qn_direct_way *way, qn_value *out);
qn_status qn_direct_leave(qn_case *c, const qn_direct_way *way, qn_value *out);

/* Goes a way from its first step. */
static inline qn_status qn_direct_go(qn_case *c, const qn_direct_way *way, qn_value *out)
{
    return way->step->code(way->step, (int64_t *)(void *)c->slot, 0, c, way, out);
}

/* The same where facts that the way needs are open, or may be. */
qn_status qn_direct_look(qn_case *c, const qn_direct_way *way, qn_value *out);

/* Answers a rule, which must exist, of a program that has ways: by way of the machine where there
 * is none for it, or it leads nowhere for these facts. Everything is called last, so that nothing
 * has to be kept for it. */
static inline qn_status qn_direct_eval(qn_case *c, uint32_t rule, qn_value *out)
{
    const qn_direct_way *way = &c->direct.way[rule];
    if ((c->direct.open & way->needs) != 0) {
        return qn_direct_look(c, way, out);
    }
    bool is_kept = c->direct.answered[rule] == c->direct.round;
    return is_kept ? qn_direct_answer(c, way, out) : qn_direct_go(c, way, out);
}

#endif
