/*
 * Naming what is too hard. See obstacle.h.
 */
#include "obstacle.h"

#include <stdlib.h>
#include <string.h>

#include "kernels.h"
#include "symbolic.h"

typedef enum obstacle {
    OVER_TIME,
    LISTS,
    PERIODS,
    WEEKS,
    WORKING_DAYS,
    OBSTACLES,
    NONE_AT_ALL = OBSTACLES
} obstacle;

static const char *const names[OBSTACLES] = {"facts over time", "lists", "periods",
                                             "numbered weeks", "working days"};

static obstacle of_instruction(const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    switch (op) {
    case OP_WORK_ADD:
    case OP_WORK_SEEK:
    case OP_WORK_COUNT:
        return WORKING_DAYS;
    case OP_PERIOD:
    case OP_PERIOD_PART:
    case OP_CHAIN_PART:
    case OP_SHARED:
    case OP_COVERS:
        return PERIODS;
    case OP_LOAD:
    case OP_STORE:
    case OP_APPEND:
        return LISTS;
    case OP_AT:
        return OVER_TIME;
    case OP_DATE_PART:
        return row->b == QN_PART_WEEK ? WEEKS : NONE_AT_ALL;
    default:
        return qn_goes_through(op) ? LISTS : NONE_AT_ALL;
    }
}

/* Marks the rule and all that it needs. todo: room for as many rules as there are. */
static void mark_needs(const qn_tables *t, uint32_t rule, uint8_t *marked, uint32_t *todo)
{
    size_t count = 1;
    todo[0] = rule;
    marked[rule] = 1;
    while (count > 0) {
        const qn_row_rule *row = &t->rule[todo[--count]];
        for (uint32_t k = 0; k < row->need_count; k++) {
            uint32_t need = t->entry[row->first_need + k].value;
            if (marked[need] == 0) {
                marked[need] = 1;
                todo[count++] = need;
            }
        }
    }
}

static void look(const qn_tables *t, const qn_row_rule *row, bool *found)
{
    for (uint32_t k = 0; k < row->code_count; k++) {
        obstacle one = of_instruction(&t->instruction[row->first_code + k]);
        if (one != NONE_AT_ALL) {
            found[one] = true;
        }
    }
}

/* "a, b and c"; the room is enough for all names. */
static void join(const bool *found, char *text)
{
    size_t left = 0;
    for (int i = 0; i < OBSTACLES; i++) {
        left += found[i];
    }
    for (int i = 0; i < OBSTACLES; i++) {
        if (found[i]) {
            strcat(text, names[i]);
            left--;
            strcat(text, left == 0 ? "" : left == 1 ? " and " : ", ");
        }
    }
}

char *qn_obstacle_text(const qn_program *program, uint32_t rule)
{
    enum { ROOM = 200 };
    const qn_tables *t = &program->tables;
    bool found[OBSTACLES] = {false};
    uint8_t *marked = calloc((size_t)t->rule_count + 1, 1);
    uint32_t *todo = calloc((size_t)t->rule_count + 1, sizeof *todo);
    char *text = calloc(1, ROOM);
    if (marked == NULL || todo == NULL || text == NULL) {
        free(marked);
        free(todo);
        free(text);
        return NULL;
    }
    mark_needs(t, rule, marked, todo);
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (marked[i] != 0) {
            look(t, &t->rule[i], found);
        }
    }
    free(marked);
    free(todo);
    join(found, text);
    if (!qn_symbolic_is_there()) {
        strcpy(text, "a build without a prover");
    } else if (text[0] == '\0') {
        strcpy(text, "the time that a proof takes");
    }
    return text;
}
