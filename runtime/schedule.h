/*
 * Which code is run for which rule, in which order: found once, when a program is loaded.
 *
 * Responsible for: the rules that a rule needs in the order in which they are run, and the
 * instructions that a new fact cannot change, because they look at nothing but constants and the
 * date of decision.
 * Refuses to know: cases, and what an instruction does.
 */
#ifndef QN_RUNTIME_SCHEDULE_H
#define QN_RUNTIME_SCHEDULE_H

#include "program.h"

/* How many members the schedules of a program have at most, and its stretches. */
uint64_t qn_schedule_members_max(uint64_t rules);
uint64_t qn_schedule_stretches_max(uint64_t rules, uint64_t instructions);

/*
 * Fills the schedules, members and stretches of a verified program and marks registers as dated.
 * owner: of each instruction its rule. mark: one word a rule, of no meaning before and after. The
 * work is linear in the size of the program: a rule that needs very many has no schedule.
 */
void qn_schedule_make(qn_program *program, const uint32_t *owner, uint32_t *mark);

#endif
