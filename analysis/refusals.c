/*
 * Errors that are no slips. See refusals.h.
 *
 * What a rule comes to where no clause applies is a chain of choices by the date, each with an
 * error: outermost the days before its first clause, then those before its first base, and at last
 * Q0404 (chapter 10 of spec/semantics.md).
 */
#include "refusals.h"

#include <stdbool.h>
#include <stdlib.h>

#include "vm.h"

/* The site of the error that a constant is, where that is Q0405; else QN_NONE_INDEX. */
static uint32_t dated_error(const qn_tables *t, uint32_t reg)
{
    if (reg >= t->constant_count || t->constant[reg].status != QN_FAILED) {
        return QN_NONE_INDEX;
    }
    uint32_t site = t->constant[reg].site;
    return site != QN_NONE_INDEX && t->site[site].code == QN_ERROR_NO_VALUE_ON_DATE ? site
                                                                                    : QN_NONE_INDEX;
}

/* The instruction that a register holds the result of, or NULL. */
static const qn_row_instruction *made_by(const qn_tables *t, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(t);
    return reg == QN_NONE_INDEX || reg < first ? NULL : &t->instruction[reg - first];
}

/* The first day of the law in a choice `D <= day ? … : an error of the days before`; false where
 * the instruction is none. */
static bool read_beginning(const qn_tables *t, const qn_row_instruction *row, int64_t *day)
{
    if (row == NULL || qn_instruction_op(row) != OP_SELECT ||
        dated_error(t, row->c) == QN_NONE_INDEX) {
        return false;
    }
    const qn_row_instruction *test = made_by(t, row->a);
    if (test == NULL || qn_instruction_op(test) != OP_LE_I || test->a >= t->constant_count) {
        return false;
    }
    *day = qn_constant_slot(&t->constant[test->a]).i;
    return true;
}

/* Whether two rows of one band of a rule have begun before a day. */
static bool has_rows_before(const qn_tables *t, uint32_t rule, int64_t day)
{
    const qn_row_rule *row = &t->rule[rule];
    uint32_t chosen = QN_NONE_INDEX;
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *clause = &t->clause[row->first_clause + i];
        bool is_early = clause->chosen != QN_NONE_INDEX && clause->row != QN_NONE_INDEX &&
                        clause->kind == QN_CLAUSE_EXCEPTION && clause->from != QN_NONE_INDEX &&
                        qn_constant_slot(&t->constant[clause->from]).i < day;
        if (is_early && clause->chosen == chosen) {
            return true;
        }
        chosen = is_early ? clause->chosen : chosen;
    }
    return false;
}

/* Takes the errors away that stand within a choice of an earlier day. */
static void look_within(const qn_tables *t, const qn_row_instruction *outer, uint8_t *io)
{
    int64_t day;
    if (!read_beginning(t, outer, &day)) {
        return;
    }
    const qn_row_instruction *inner = made_by(t, outer->b);
    while (inner != NULL && qn_instruction_op(inner) == OP_SELECT &&
           dated_error(t, inner->c) != QN_NONE_INDEX) {
        uint32_t site = dated_error(t, inner->c);
        uint32_t rule = t->site[site].rule;
        if (read_beginning(t, inner, &day) && rule != QN_NONE_INDEX &&
            has_rows_before(t, rule, day)) {
            io[site] = 0;
        }
        inner = made_by(t, inner->b);
    }
}

uint8_t *qn_refusals_find(const qn_tables *t)
{
    uint8_t *found = calloc((size_t)t->site_count + 1, 1);
    for (uint32_t i = 0; found != NULL && i < t->site_count; i++) {
        found[i] =
            t->site[i].code == QN_ERROR_REFUSED || t->site[i].code == QN_ERROR_NO_VALUE_ON_DATE;
    }
    for (uint32_t i = 0; found != NULL && i < t->instruction_count; i++) {
        look_within(t, &t->instruction[i], found);
    }
    return found;
}

/* Only a choice by the date of decision itself: a reading on another day chooses by that. */
int64_t qn_beginning_of(const qn_tables *t, uint32_t rule)
{
    int64_t first = INT64_MAX;
    const qn_row_rule *row = &t->rule[rule];
    for (uint32_t i = 0; i < row->code_count; i++) {
        int64_t day;
        const qn_row_instruction *choice = &t->instruction[row->first_code + i];
        bool is_own = read_beginning(t, choice, &day) &&
                      t->site[dated_error(t, choice->c)].rule == rule &&
                      made_by(t, choice->a)->b == qn_tables_today(t);
        first = is_own && day < first ? day : first;
    }
    return first == INT64_MAX ? INT64_MIN : first;
}
