/*
 * Going through sequences over open outcomes: what each element can be, and whether it is one.
 *
 * Here elements are pushed, not pulled: a stage gives each of its elements to a taker, so that what
 * a stage has to remember lies on the stack and nothing is set aside. The element is in the
 * register `out` of the stage, with its outcomes, while the taker looks at it.
 *
 * Responsible for: the stages (sequences.def; spec/unknown.md has the rule of each).
 * Refuses to know: what becomes of the elements (bounds_sequence.c, causes.c).
 */
#ifndef QN_RUNTIME_BOUNDS_WALK_H
#define QN_RUNTIME_BOUNDS_WALK_H

#include "bounds_open.h"

/* Steps that may be taken for one rule. Beyond them its sequences are not followed. */
#define QN_BOUNDS_STEPS_MAX 1000000

/* Days or numbers that are looked at one by one where it is open which of them there are. */
#define QN_BOUNDS_RANGE_MAX 4000

/*
 * So many elements that follow one another and of which the same is known.
 * presence: QN_OPEN_KNOWN where they can be elements, and the statuses that make it undecided.
 * may_lack: each of them may be no element.
 */
typedef struct qn_open_element {
    int64_t times;
    uint8_t presence;
    bool may_lack;
} qn_open_element;

/* Who takes elements. `take` says whether it wants more. */
typedef struct qn_taker {
    bool (*take)(struct qn_taker *taker, const qn_open_element *element);
} qn_taker;

/* Who looks on: after the region of a stage has been run for an element, before the element goes
 * on. */
typedef struct qn_onlooker {
    void (*region)(struct qn_onlooker *onlooker, uint32_t seq);
} qn_onlooker;

/* How many elements there are: surely, and possibly. */
typedef struct qn_open_count {
    int64_t sure;
    int64_t possible;
} qn_open_count;

/*
 * Gives the elements of a sequence to a taker until it wants no more. ordered: the taker minds the
 * order in which they come. The statuses that can have ended it so far, with QN_OPEN_KNOWN where it
 * need not have failed. Where the steps run out it stops, and nothing that was found counts
 * (qn_bounds_is_spent).
 */
uint8_t qn_bounds_walk(qn_case *c, uint32_t seq, bool ordered, qn_taker *to);

/* Whether the steps of this rule are used up; and using some. */
bool qn_bounds_is_spent(const qn_case *c);
bool qn_bounds_spend(qn_case *c, uint64_t steps);

/* Puts outcomes into a register: one value as that value. */
void qn_bounds_put(qn_case *c, uint32_t reg, const qn_open *open);
/* The same from one register into another. */
void qn_bounds_copy(qn_case *c, uint32_t from, uint32_t to);

/* Runs instructions plainly, then over open outcomes what is unknown. */
void qn_bounds_run(qn_case *c, uint32_t first, uint32_t count);
/* Only the second. */
void qn_bounds_look_at(qn_case *c, uint32_t first, uint32_t count);

/* What a field, or a fact with the same words, can be that is not known. */
qn_open qn_bounds_declared(const qn_case *c, uint32_t type, uint32_t low, uint32_t high,
                           uint32_t flags, qn_form form);
qn_open qn_bounds_declared_field(const qn_case *c, uint32_t field, qn_form form);
/* All values and all statuses. */
qn_open qn_bounds_anything(qn_form form);
/* What a cell can hold. */
qn_open qn_bounds_cell(const qn_case *c, uint32_t cell, qn_form form);

/* A period: its first day, and its last day where it has an end. has_day: surely it has one. code:
 * as that of qn_open. */
typedef struct qn_open_period {
    qn_open_whole first;
    qn_open_whole last;
    bool may_be_endless;
    bool has_day;
    uint16_t code;
    uint8_t outcomes;
} qn_open_period;

qn_open_period qn_bounds_period(const qn_case *c, uint32_t reg);
qn_open_period qn_bounds_chain(const qn_case *c, uint32_t reg);
/* A period as an open outcome. */
qn_open qn_bounds_of_days(const qn_open_period *period);
/* How many days the period surely has, and possibly (at most `limit`). */
qn_open_count qn_bounds_days(const qn_open_period *period, int64_t limit);

/* ---- for the files of stages */

/* A stage that takes the elements of its source. ends: see qn_bounds_walk. */
typedef struct qn_open_stage {
    qn_taker taker;
    qn_case *c;
    const qn_row_sequence *row;
    uint32_t seq;
    qn_taker *to;
    bool ordered;
    bool stopped;
    uint8_t ends;
    qn_open_count before; /* elements of the source so far */
} qn_open_stage;

/* Gives elements on; false where no more are wanted, and then none may follow. */
bool qn_stage_emit(qn_open_stage *s, int64_t times, uint8_t presence, bool may_lack);
/* What may end the stage; false where it must. */
bool qn_stage_may_end(qn_open_stage *s, uint8_t outcomes);
/* Runs the region of the stage. */
void qn_stage_run_region(qn_open_stage *s);
/* Walks through the source with this taker, and adds what may have ended it. */
void qn_stage_pull(qn_open_stage *s, bool ordered,
                   bool (*take)(qn_taker *taker, const qn_open_element *element));
uint32_t qn_stage_source_out(const qn_open_stage *s);
void qn_open_count_add(qn_open_count *count, const qn_open_element *element);

/* Where places are counted an element must surely be one, or none: else the stage ends there, if it
 * surely comes to it. False where it must end. */
bool qn_stage_count(qn_open_stage *s, const qn_open_element *element, bool surely);

/* Stages that see all elements before they give the first (bounds_walk_all.c). */
void qn_stage_last(qn_open_stage *s);
void qn_stage_sorted(qn_open_stage *s);
void qn_stage_distinct(qn_open_stage *s);
void qn_stage_chains(qn_open_stage *s);
void qn_stage_split(qn_open_stage *s);
void qn_stage_parts(qn_open_stage *s);
void qn_stage_chained(qn_open_stage *s);

#endif
