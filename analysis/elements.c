/*
 * Rules of a `for each`: the code of such a rule is the list of what it gives, and its clauses are
 * those of a reading of it for one element, in a region. See prover.h.
 *
 * When a case has been run, the registers of the region hold what was found of the last element, so
 * that lists of one element show all.
 */
#include "prover.h"

#include <stdlib.h>

#include "cells.h"
#include "kernels.h"
#include "sequence.h"

/* Whether a rule is another's reading for the elements of a list: it has its name and its place,
 * and lies in its code. */
static bool is_reading_in(const qn_row_rule *inner, const qn_row_rule *outer)
{
    return (inner->flags & QN_RULE_INLINE) != 0 && (outer->flags & QN_RULE_INLINE) == 0 &&
           inner->name == outer->name && inner->source == outer->source &&
           inner->line == outer->line && inner->column == outer->column && inner->code_count > 0 &&
           inner->first_code >= outer->first_code &&
           inner->first_code - outer->first_code < outer->code_count;
}

/* Whether the region of a stage has the code of a rule. */
static bool has_code_of(const qn_tables *t, const qn_row_sequence *stage, const qn_row_rule *inner)
{
    if (stage->region == QN_NONE_INDEX) {
        return false;
    }
    const qn_row_region *region = &t->region[stage->region];
    return inner->first_code >= region->first && inner->first_code - region->first < region->count;
}

/* The stage that the result of a rule goes through last, if that is all it does; else NULL. */
static const qn_row_sequence *gathered_by(const qn_tables *t, const qn_row_rule *outer)
{
    uint32_t first = qn_tables_first_result(t);
    if (outer->result < first) {
        return NULL;
    }
    const qn_row_instruction *last = &t->instruction[outer->result - first];
    return qn_instruction_op(last) == OP_GATHER ? &t->sequence[last->a] : NULL;
}

/* The input that a fact is. */
static uint32_t input_of(const qn_worlds *w, uint32_t fact)
{
    uint32_t found = QN_NONE_INDEX;
    for (uint32_t i = 0; i < w->inputs; i++) {
        found = w->input[i].fact[0] == fact ? i : found;
    }
    return found;
}

/* Whether the rule is what its reading gives for each element of a list that is a fact. */
static void look_at_stages(const qn_worlds *w, const qn_row_rule *outer, qn_reading *io)
{
    const qn_tables *t = &w->program[0]->tables;
    const qn_row_rule *inner = &t->rule[io->rule];
    const qn_row_sequence *each = gathered_by(t, outer);
    if (each == NULL || each->kind != QN_SEQ_EACH || each->a != QN_NONE_INDEX ||
        each->b != inner->result || each->source == QN_NONE_INDEX || !has_code_of(t, each, inner)) {
        return;
    }
    const qn_row_sequence *list = &t->sequence[each->source];
    uint32_t first = qn_tables_first_fact(t);
    io->is_alone = list->kind == QN_SEQ_LIST && list->a >= first && list->a < qn_tables_today(t);
    if (io->is_alone) {
        io->element = (qn_element){.input = input_of(w, list->a - first), .reg = list->out};
    }
}

qn_reading *qn_prover_find_readings(const qn_worlds *w)
{
    const qn_tables *t = &w->program[0]->tables;
    qn_reading *found = calloc((size_t)t->rule_count + 1, sizeof *found);
    for (uint32_t i = 0; found != NULL && i < t->rule_count; i++) {
        found[i] = (qn_reading){.rule = QN_NONE_INDEX, .element = {.input = QN_NONE_INDEX}};
        const qn_row_sequence *stage = gathered_by(t, &t->rule[i]);
        for (uint32_t k = 0; stage != NULL && k < t->rule_count; k++) {
            if (found[i].rule == QN_NONE_INDEX && is_reading_in(&t->rule[k], &t->rule[i])) {
                found[i].rule = k;
                look_at_stages(w, &t->rule[i], &found[i]);
            }
        }
    }
    return found;
}

uint32_t qn_prover_clauses_of(const prover *p, uint32_t rule)
{
    return p->element[rule].rule != QN_NONE_INDEX ? p->element[rule].rule : rule;
}

const qn_element *qn_prover_element(const prover *p, uint32_t rule)
{
    const qn_element *element = &p->element[rule].element;
    return element->input == QN_NONE_INDEX ? NULL : element;
}

/* Whether the list has an element in the case in hand. */
static bool has_elements(const prover *p, uint32_t input)
{
    const qn_case *c = p->worlds.c[0];
    uint32_t reg = qn_tables_first_fact(p->t) + p->worlds.input[input].fact[0];
    return c->status[reg] == QN_KNOWN && qn_list_unpack(c->slot[reg].i).count > 0;
}

/* Before a region has been run for any element all that it writes is unknown. */
bool qn_prover_was_run(const prover *p, uint32_t rule)
{
    const qn_case *c = p->worlds.c[0];
    const qn_reading *reading = &p->element[rule];
    if (c->evaluated[rule] == 0 || reading->rule == QN_NONE_INDEX) {
        return c->evaluated[rule] != 0;
    }
    return c->status[qn_prover_rule(p, reading->rule)->result] != QN_UNKNOWN &&
           (reading->element.input == QN_NONE_INDEX || has_elements(p, reading->element.input));
}
