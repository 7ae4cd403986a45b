/*
 * How questions are put, and what is told. See prover.h.
 */
#include "prover.h"

#include <stdlib.h>
#include <string.h>

#include "obstacle.h"

/* A rule that is larger than this is left to the machine. */
enum { SIZE_MOST = 20000 };

bool qn_prover_find_inputs(prover *p, uint32_t rule)
{
    bool good = qn_quest_inputs_of(&p->worlds, 0, rule, p->matters);
    p->out_of_memory |= !good;
    return good;
}

/* How much there is to a rule: its operations, and the entries of their lists. */
static uint64_t size_of(const prover *p, const qn_row_rule *row)
{
    uint64_t size = row->code_count;
    for (uint32_t i = 0; i < row->code_count; i++) {
        const qn_row_instruction *one = &p->t->instruction[row->first_code + i];
        qn_op op = qn_instruction_op(one);
        bool has_list = op == OP_BAND || op == OP_FIRST || op == OP_ONE || op == OP_PICK ||
                        op == OP_RESOLVE || op == OP_GATES;
        size += has_list ? one->c : 0;
    }
    return size;
}

uint64_t qn_prover_size(const prover *p, uint32_t rule)
{
    uint64_t size = size_of(p, qn_prover_rule(p, rule));
    for (uint32_t i = 0; i < qn_prover_rule(p, rule)->need_count; i++) {
        uint32_t need = p->t->entry[qn_prover_rule(p, rule)->first_need + i].value;
        size += size_of(p, qn_prover_rule(p, need));
    }
    return size;
}

/* Whether the prover can be asked about a rule. A very large one it is not asked about. */
bool qn_prover_take_in(prover *p, uint32_t rule)
{
    return p->worlds.symbolic[0] != NULL && qn_prover_size(p, rule) <= SIZE_MOST &&
           qn_symbolic_add_rule(p->worlds.symbolic[0], rule);
}

bool qn_prover_take_in_clauses(prover *p, uint32_t rule)
{
    uint32_t inner = p->element[rule].rule;
    return qn_prover_take_in(p, rule) &&
           (inner == QN_NONE_INDEX ||
            qn_symbolic_add_element(p->worlds.symbolic[0], rule,
                                    qn_prover_rule(p, inner)->first_code));
}

bool qn_prover_take_in_whole(prover *p, uint32_t rule)
{
    const qn_reading *reading = &p->element[rule];
    return (reading->rule == QN_NONE_INDEX || reading->is_alone) &&
           qn_prover_take_in_clauses(p, rule);
}

/* NULL of NULL, and out of memory. */
static char *copy_of(prover *p, const char *text)
{
    char *copy = text == NULL ? NULL : strdup(text);
    p->out_of_memory |= text != NULL && copy == NULL;
    return copy;
}

/* Takes a copy, to be told when all workers are done. */
void qn_prover_keep(prover *p, const qn_found *found)
{
    qn_found *grown = realloc(p->found.row, (p->found.count + 1) * sizeof *grown);
    if (grown == NULL) {
        p->out_of_memory = true;
        return;
    }
    p->found.row = grown;
    qn_found *kept = &grown[p->found.count++];
    *kept = *found;
    kept->witness = copy_of(p, found->witness);
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        kept->is_by_default |= p->matters[i] != 0;
    }
    for (uint32_t i = 0; i < found->arguments; i++) {
        kept->argument[i] = copy_of(p, found->argument[i]);
    }
}

/* What is asked where a code would be the answer. */
static const char *question_of(qn_code code)
{
    switch (code) {
    case QN_Q0322:
        return "this rule always has what it needs on the days of its versions";
    case QN_Q0330:
        return "this clause ever applies";
    case QN_Q0331:
        return "this clause ever does not apply";
    case QN_Q0332:
        return "this clause ever counts";
    case QN_Q0333:
        return "this exception ever makes a difference";
    case QN_Q0334:
        return "this floor is ever reached";
    case QN_Q0335:
        return "this cap is ever reached";
    case QN_Q0336:
        return "this rule can be in conflict";
    case QN_Q0338:
        return "this rule can be an error";
    case QN_Q0344:
        return "this rule can be none";
    case QN_Q0345:
        return "this rule can be unknown though every fact is given";
    case QN_Q0346:
        return "this list can be longer than its type says";
    case QN_Q0340:
        return "this duty can be met";
    case QN_Q0342:
        return "this duty ever applies";
    case QN_Q0343:
        return "this rule is ever yes";
    default:
        return "these two duties can be met together";
    }
}

void qn_prover_leave_open(prover *p, qn_found found)
{
    found.about = found.code;
    found.code = QN_Q0349;
    found.is_silent = true;
    found.arguments = 0;
    qn_prover_keep(p, &found);
}

/* Tells of a question that is not decided, with what was too hard. */
void qn_prover_tell_open(prover *p, qn_found found)
{
    if (!p->options->open) {
        qn_prover_leave_open(p, found);
        return;
    }
    char *obstacle = qn_obstacle_text(p->program, found.rule);
    p->out_of_memory |= obstacle == NULL;
    found.argument[0] = question_of(found.code);
    found.argument[1] = found.argument[1] != NULL ? found.argument[1] : obstacle;
    found.arguments = 2;
    found.about = found.code;
    found.code = QN_Q0349;
    if (obstacle != NULL) {
        qn_prover_keep(p, &found);
    }
    free(obstacle);
}

/* Looks for a case; what was found is counted. */
qn_outcome qn_prover_ask(prover *p, const qn_quest *quest, qn_witness *witness, bool *is_smallest)
{
    qn_outcome found = qn_quest_find(quest, witness, is_smallest);
    p->out.asked++;
    p->out.open += found == QN_LEFT_OPEN;
    return found;
}

qn_quest qn_prover_quest(prover *p, bool (*shows)(void *), question *context)
{
    return (qn_quest){.worlds = &p->worlds,
                      .edges = &p->edges,
                      .shows = shows,
                      .context = context,
                      .matters = p->matters,
                      .first_day = p->first_day,
                      .last_day = p->last_day,
                      .work = p->work};
}

qn_found qn_prover_found_at(const prover *p, qn_code code, uint32_t rule, const qn_row_clause *row)
{
    const qn_row_rule *of = qn_prover_rule(p, rule);
    return (qn_found){.code = code,
                      .rule = rule,
                      .place = {row != NULL ? row->source : of->source,
                                row != NULL ? row->line : of->line,
                                row != NULL ? row->column : of->column},
                      .beside = {.source = QN_NONE_INDEX},
                      .argument = {qn_tables_string(p->t, of->name)},
                      .arguments = 1,
                      .is_of_gate = row != NULL && row->kind == QN_CLAUSE_GATE};
}
