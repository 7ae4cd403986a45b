/*
 * What the files of sequences share: a stage that is gone through, its source and its register.
 *
 * Responsible for: taking elements over from a source, putting them into a register, and what a
 * stage leaves behind when it cannot go on.
 * Refuses to know: the kinds of stages.
 */
#ifndef QN_RUNTIME_SEQUENCE_STAGE_H
#define QN_RUNTIME_SEQUENCE_STAGE_H

#include "case.h"
#include "settle.h"
#include "vm.h"

/* A row of SEQ and where it is in a case. */
typedef struct qn_going {
    qn_case *c;
    const qn_row_sequence *row;
    qn_stage *stage;
} qn_going;

static inline qn_going qn_going_at(qn_case *c, uint32_t seq)
{
    return (qn_going){.c = c, .row = &c->tables->sequence[seq], .stage = &c->stage[seq]};
}

static inline qn_class qn_class_at(const qn_case *c, uint32_t reg)
{
    return (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
}

/* Everything from here on is undecided; always false. */
static inline bool qn_going_stop(const qn_going *g, uint8_t status)
{
    g->stage->status = status;
    g->stage->code = 0;
    return false;
}

/* The stage itself fails; always false. */
static inline bool qn_going_fail(const qn_going *g, uint32_t code)
{
    g->stage->status = QN_FAILED;
    g->stage->code = (uint16_t)code;
    return false;
}

/* The same where there is an error; true without one. */
static inline bool qn_going_settle(const qn_going *g, uint32_t code)
{
    return code == 0 || qn_going_fail(g, code);
}

/* Takes over what made another stage end. The gravest counts; of equal ones the first. */
static inline void qn_going_take_end(const qn_going *g, uint32_t seq)
{
    const qn_stage *other = &g->c->stage[seq];
    if (other->status > g->stage->status) {
        g->stage->status = other->status;
        g->stage->code = other->code;
    }
}

/* The next element of the source, which is in the source's register then. */
static inline bool qn_going_pull(const qn_going *g, uint8_t *presence)
{
    if (qn_sequence_next(g->c, g->row->source, presence)) {
        return true;
    }
    qn_going_take_end(g, g->row->source);
    return false;
}

static inline uint32_t qn_going_source_out(const qn_going *g)
{
    return g->c->tables->sequence[g->row->source].out;
}

/* Puts an answer into a register. An error that is taken over has no code of its own there. */
static inline void qn_case_put(qn_case *c, uint32_t reg, uint8_t status, const qn_slot *slot)
{
    c->status[reg] = status;
    if (status != QN_KNOWN) {
        c->slot[reg].i = 0;
    } else if (qn_class_at(c, reg) == QN_CLASS_I) {
        c->slot[reg].i = slot->i;
    } else {
        c->slot[reg] = *slot;
    }
}

static inline void qn_case_put_integer(qn_case *c, uint32_t reg, int64_t value)
{
    c->status[reg] = QN_KNOWN;
    c->slot[reg].i = value;
}

static inline void qn_case_copy(qn_case *c, uint32_t from, uint32_t to)
{
    if (from != to) {
        qn_case_put(c, to, c->status[from], &c->slot[from]);
    }
}

/* Keeps the answer of a register in a cell. */
static inline void qn_cell_keep(qn_case *c, uint32_t cell, uint32_t reg)
{
    c->cells.status[cell] = c->status[reg];
    c->cells.class_[cell] = (uint8_t)qn_class_at(c, reg);
    c->cells.slot[cell] = c->slot[reg];
}

static inline void qn_cell_keep_integer(qn_case *c, uint32_t cell, int64_t value)
{
    c->cells.status[cell] = QN_KNOWN;
    c->cells.class_[cell] = QN_CLASS_I;
    c->cells.slot[cell].i = value;
}

/* Whether a cell can be read into a register of the class. */
static inline bool qn_cell_fits(const qn_case *c, uint32_t cell, qn_class wanted)
{
    return c->cells.status[cell] != QN_KNOWN || c->cells.class_[cell] == wanted;
}

/* Puts the element that a cell holds into the stage's register. A cell of another class, which no
 * compiled program comes to, is an error. */
static inline bool qn_going_put_cell(const qn_going *g, uint32_t cell)
{
    if (!qn_cell_fits(g->c, cell, qn_class_at(g->c, g->row->out))) {
        return qn_going_fail(g, QN_ERROR_OVERFLOW);
    }
    qn_case_put(g->c, g->row->out, g->c->cells.status[cell], &g->c->cells.slot[cell]);
    return true;
}

/* Runs the stage's region, if it has one. */
static inline void qn_going_run_region(const qn_going *g)
{
    if (g->row->region != QN_NONE_INDEX) {
        const qn_row_region *region = &g->c->tables->region[g->row->region];
        qn_vm_run(g->c, region->first, region->count);
    }
}

static inline uint32_t qn_going_entry(const qn_going *g, uint32_t index)
{
    return g->c->tables->entry[g->row->first_entry + index].value;
}

/* The parts of a period (sequence_parts.c). */
void qn_parts_begin(const qn_going *g);
bool qn_parts_next(const qn_going *g);

/* The stages that see all elements before they give the first (sequence_all.c). */
void qn_last_begin(const qn_going *g);
bool qn_last_next(const qn_going *g);
void qn_sorted_begin(const qn_going *g);
bool qn_sorted_next(const qn_going *g);
void qn_split_begin(const qn_going *g);
bool qn_split_next(const qn_going *g);
void qn_chains_begin(const qn_going *g);
bool qn_chains_next(const qn_going *g);
void qn_distinct_begin(const qn_going *g);
bool qn_distinct_next(const qn_going *g);

#endif
